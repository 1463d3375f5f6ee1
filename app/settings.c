/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tg-app"

#include "app/settings.h"

#include <glib/gstdio.h>

#define RECENT_MAX 12
#define GROUP      "trailgraph"

struct _TgSettings
{
  GObject   parent_instance;

  /* Owned */
  char     *file;
  char     *style, *table, *table_page, *picture_scale;
  GStrv     recent;
  gboolean  utc, minimap;
  guint     save_id;
};

enum { PROP_0, PROP_UTC, PROP_STYLE, PROP_RECENT, PROP_MINIMAP, PROP_TABLE, PROP_TABLE_PAGE, PROP_PICTURE_SCALE, N_PROPS };

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (TgSettings, tg_settings, G_TYPE_OBJECT)

typedef struct { char *file, *content; } Write;

static void
write_free (Write *write)
{
  g_free (write->file);
  g_free (write->content);
  g_free (write);
}

static char *
to_text (TgSettings *self)
{
  g_autoptr (GKeyFile) keys = g_key_file_new ();

  g_key_file_set_boolean (keys, GROUP, "utc", self->utc);
  g_key_file_set_string (keys, GROUP, "style", self->style);
  g_key_file_set_boolean (keys, GROUP, "minimap", self->minimap);
  g_key_file_set_string (keys, GROUP, "table", self->table);
  g_key_file_set_string (keys, GROUP, "table-page", self->table_page);
  g_key_file_set_string (keys, GROUP, "picture-scale", self->picture_scale);
  g_key_file_set_string_list (keys, GROUP, "recent", (const char * const *) self->recent, g_strv_length (self->recent));
  return g_key_file_to_data (keys, NULL, NULL);
}

static void
write_file (const char *file, const char *content)
{
  g_autofree char *folder = g_path_get_dirname (file);
  g_autoptr (GError) error = NULL;

  g_mkdir_with_parents (folder, 0700);
  if (!g_file_set_contents_full (file, content, -1, G_FILE_SET_CONTENTS_CONSISTENT, 0600, &error))
    g_message ("Cannot save the preferences: %s", error->message);
}

static void
save_worker (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Write *write = data;

  write_file (write->file, write->content);
  g_task_return_boolean (task, TRUE);
}

static gboolean
save_cb (gpointer data)
{
  TgSettings *self = data;
  g_autoptr (GTask) task = g_task_new (self, NULL, NULL, NULL);
  Write *write = g_new (Write, 1);

  self->save_id = 0;
  *write = (Write) { g_strdup (self->file), to_text (self) };
  g_task_set_source_tag (task, save_cb);
  g_task_set_task_data (task, write, (GDestroyNotify) write_free);
  g_task_run_in_thread (task, save_worker);
  return G_SOURCE_REMOVE;
}

static void
queue_save (TgSettings *self)
{
  if (self->save_id == 0)
    self->save_id = g_timeout_add (400, save_cb, self);
}

void
tg_settings_flush (TgSettings *self)
{
  g_autofree char *content = NULL;

  g_return_if_fail (TG_IS_SETTINGS (self));
  if (self->save_id == 0)
    return;
  g_clear_handle_id (&self->save_id, g_source_remove);
  content = to_text (self);
  write_file (self->file, content);
}

static const char * const tables[] = { "off", "below", "alone", NULL };
static const char * const table_pages[] = { "nodes", "relations", NULL };
static const char * const picture_scales[] = { "1", "2", "3", "4", "6", "8", NULL };

/* The first of the words when it is none of them. */
static const char *
one_of (const char * const *words, const char *word)
{
  return word != NULL && g_strv_contains (words, word) ? word : words[0];
}

/* FALSE: it is so already. */
static gboolean
set_one_of (char **word, const char * const *words, const GValue *value)
{
  const char *next = one_of (words, g_value_get_string (value));

  if (g_str_equal (*word, next))
    return FALSE;
  g_free (*word);
  *word = g_strdup (next);
  return TRUE;
}

static void
load (TgSettings *self)
{
  g_autoptr (GKeyFile) keys = g_key_file_new ();
  g_autofree char *style = NULL, *table = NULL, *page = NULL, *scale = NULL;
  g_auto (GStrv) recent = NULL;
  gsize n = 0;

  self->utc = self->minimap = TRUE;
  if (g_key_file_load_from_file (keys, self->file, G_KEY_FILE_NONE, NULL))
    {
      g_autoptr (GError) error = NULL;
      gboolean utc = g_key_file_get_boolean (keys, GROUP, "utc", &error);

      self->utc = error != NULL || utc;
      g_clear_error (&error);
      gboolean minimap = g_key_file_get_boolean (keys, GROUP, "minimap", &error);
      self->minimap = error != NULL || minimap;
      style = g_key_file_get_string (keys, GROUP, "style", NULL);
      table = g_key_file_get_string (keys, GROUP, "table", NULL);
      page = g_key_file_get_string (keys, GROUP, "table-page", NULL);
      scale = g_key_file_get_string (keys, GROUP, "picture-scale", NULL);
      recent = g_key_file_get_string_list (keys, GROUP, "recent", &n, NULL);
    }
  self->style = g_strdup (g_strcmp0 (style, "light") == 0 || g_strcmp0 (style, "dark") == 0 ? style : "system");
  self->table = g_strdup (one_of (tables, table));
  self->table_page = g_strdup (one_of (table_pages, page));
  self->picture_scale = g_strdup (one_of (picture_scales, scale));
  self->recent = recent != NULL && n <= RECENT_MAX ? g_steal_pointer (&recent) : g_new0 (char *, 1);
}

static void
tg_settings_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  TgSettings *self = TG_SETTINGS (object);

  switch (id)
    {
    case PROP_UTC:
      g_value_set_boolean (value, self->utc);
      break;
    case PROP_MINIMAP:
      g_value_set_boolean (value, self->minimap);
      break;
    case PROP_STYLE:
      g_value_set_string (value, self->style);
      break;
    case PROP_TABLE:
      g_value_set_string (value, self->table);
      break;
    case PROP_TABLE_PAGE:
      g_value_set_string (value, self->table_page);
      break;
    case PROP_PICTURE_SCALE:
      g_value_set_string (value, self->picture_scale);
      break;
    case PROP_RECENT:
      g_value_set_boxed (value, self->recent);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
tg_settings_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  TgSettings *self = TG_SETTINGS (object);

  switch (id)
    {
    case PROP_UTC:
      if (self->utc == g_value_get_boolean (value))
        return;
      self->utc = g_value_get_boolean (value);
      break;
    case PROP_MINIMAP:
      if (self->minimap == g_value_get_boolean (value))
        return;
      self->minimap = g_value_get_boolean (value);
      break;
    case PROP_STYLE:
      if (g_strcmp0 (self->style, g_value_get_string (value)) == 0)
        return;
      g_free (self->style);
      self->style = g_value_dup_string (value);
      break;
    case PROP_TABLE:
      if (!set_one_of (&self->table, tables, value))
        return;
      break;
    case PROP_TABLE_PAGE:
      if (!set_one_of (&self->table_page, table_pages, value))
        return;
      break;
    case PROP_PICTURE_SCALE:
      if (!set_one_of (&self->picture_scale, picture_scales, value))
        return;
      break;
    case PROP_RECENT:
      g_strfreev (self->recent);
      self->recent = g_value_dup_boxed (value);
      if (self->recent == NULL)
        self->recent = g_new0 (char *, 1);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
      return;
    }
  queue_save (self);
  g_object_notify_by_pspec (object, pspec);
}

static void
tg_settings_finalize (GObject *object)
{
  TgSettings *self = TG_SETTINGS (object);

  g_clear_handle_id (&self->save_id, g_source_remove);
  g_free (self->file);
  g_free (self->style);
  g_free (self->table);
  g_free (self->table_page);
  g_free (self->picture_scale);
  g_strfreev (self->recent);
  G_OBJECT_CLASS (tg_settings_parent_class)->finalize (object);
}

static void
tg_settings_class_init (TgSettingsClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  const GParamFlags flags = G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;

  object_class->finalize = tg_settings_finalize;
  object_class->get_property = tg_settings_get_property;
  object_class->set_property = tg_settings_set_property;
  properties[PROP_MINIMAP] = g_param_spec_boolean ("minimap", NULL, NULL, TRUE, flags);
  properties[PROP_UTC] = g_param_spec_boolean ("utc", NULL, NULL, TRUE, flags);
  properties[PROP_STYLE] = g_param_spec_string ("style", NULL, NULL, "system", flags);
  properties[PROP_TABLE] = g_param_spec_string ("table", NULL, NULL, "off", flags);
  properties[PROP_TABLE_PAGE] = g_param_spec_string ("table-page", NULL, NULL, "nodes", flags);
  properties[PROP_PICTURE_SCALE] = g_param_spec_string ("picture-scale", NULL, NULL, "1", flags);
  properties[PROP_RECENT] = g_param_spec_boxed ("recent", NULL, NULL, G_TYPE_STRV, flags);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
tg_settings_init (TgSettings *self)
{
  const char *folder = g_getenv ("TRAILGRAPH_CONFIG_DIR");

  self->file = folder != NULL ? g_build_filename (folder, "settings.ini", NULL)
                              : g_build_filename (g_get_user_config_dir (), "trailgraph", "settings.ini", NULL);
  load (self);
}

TgSettings *
tg_settings_get_default (void)
{
  static TgSettings *settings;

  if (settings == NULL)
    settings = g_object_new (TG_TYPE_SETTINGS, NULL);
  return settings;
}

gboolean
tg_settings_get_utc (TgSettings *self)
{
  g_return_val_if_fail (TG_IS_SETTINGS (self), TRUE);
  return self->utc;
}

const char *
tg_settings_get_style (TgSettings *self)
{
  g_return_val_if_fail (TG_IS_SETTINGS (self), "system");
  return self->style;
}

const char * const *
tg_settings_get_recent (TgSettings *self)
{
  g_return_val_if_fail (TG_IS_SETTINGS (self), NULL);
  return (const char * const *) self->recent;
}

static void
set_recent (TgSettings *self, const char *first, const char *without)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  g_auto (GStrv) recent = NULL;
  guint n = 0;

  if (first != NULL)
    {
      g_strv_builder_add (builder, first);
      n++;
    }
  for (guint i = 0; self->recent[i] != NULL && n < RECENT_MAX; i++)
    if (g_strcmp0 (self->recent[i], first) != 0 && g_strcmp0 (self->recent[i], without) != 0)
      {
        g_strv_builder_add (builder, self->recent[i]);
        n++;
      }
  recent = g_strv_builder_end (builder);
  g_object_set (self, "recent", recent, NULL);
}

void
tg_settings_add_recent (TgSettings *self, const char *path)
{
  g_return_if_fail (TG_IS_SETTINGS (self) && path != NULL);
  set_recent (self, path, NULL);
}

void
tg_settings_drop_recent (TgSettings *self, const char *path)
{
  g_return_if_fail (TG_IS_SETTINGS (self) && path != NULL);
  set_recent (self, NULL, path);
}
