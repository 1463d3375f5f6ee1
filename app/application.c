/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tg-app"

#include "app/application.h"

#include <glib/gi18n.h>

#include "app/accels.h"
#include "app/settings.h"
#include "app/window.h"
#include "config.h"

struct _TgApplication
{
  AdwApplication parent_instance;

  gboolean       sample;      /* asked for on the command line */
};

G_DEFINE_FINAL_TYPE (TgApplication, tg_application, ADW_TYPE_APPLICATION)

static TgWindow *
ensure_window (TgApplication *self)
{
  GtkWindow *window = gtk_application_get_active_window (GTK_APPLICATION (self));

  return TG_IS_WINDOW (window) ? TG_WINDOW (window) : tg_window_new (GTK_APPLICATION (self));
}

static void
tg_application_activate (GApplication *application)
{
  TgApplication *self = TG_APPLICATION (application);
  TgWindow *window = ensure_window (self);

  gtk_window_present (GTK_WINDOW (window));
  if (self->sample)
    tg_window_open_sample (window);
  self->sample = FALSE;
}

static void
tg_application_open (GApplication *application, GFile **files, int n_files, const char *hint)
{
  TgWindow *window = ensure_window (TG_APPLICATION (application));
  GSList *list = NULL;

  gtk_window_present (GTK_WINDOW (window));
  for (int i = n_files - 1; i >= 0; i--)
    list = g_slist_prepend (list, files[i]);
  tg_window_take_files (window, list);
  g_slist_free (list);
}

static int
tg_application_handle_local_options (GApplication *application, GVariantDict *options)
{
  TgApplication *self = TG_APPLICATION (application);
  g_autoptr (GError) error = NULL;

  if (g_variant_dict_contains (options, "version"))
    {
      g_print ("trailgraph %s\n", TG_VERSION);
      return 0;
    }
  if (!g_variant_dict_contains (options, "sample"))
    return -1;
  if (!g_application_register (application, NULL, &error))
    {
      g_printerr ("%s\n", error->message);
      return 1;
    }
  if (g_application_get_is_remote (application))
    {
      g_action_group_activate_action (G_ACTION_GROUP (application), "sample", NULL);
      return 0;
    }
  self->sample = TRUE;
  return -1;
}

static void
sample_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  TgApplication *self = data;

  self->sample = TRUE;
  g_application_activate (G_APPLICATION (self));
}

static void
quit_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  g_autoptr (GList) windows = g_list_copy (gtk_application_get_windows (data));

  /* each window saves and closes its case before it goes */
  for (GList *l = windows; l != NULL; l = l->next)
    gtk_window_close (l->data);
}

static void
style_cb (TgSettings *settings)
{
  const char *style = tg_settings_get_style (settings);
  AdwColorScheme scheme = g_str_equal (style, "dark") ? ADW_COLOR_SCHEME_FORCE_DARK
                        : g_str_equal (style, "light") ? ADW_COLOR_SCHEME_FORCE_LIGHT : ADW_COLOR_SCHEME_DEFAULT;

  adw_style_manager_set_color_scheme (adw_style_manager_get_default (), scheme);
}

static void
tg_application_startup (GApplication *application)
{
  static const GActionEntry entries[] = { { "quit", quit_cb }, { "sample", sample_cb } };
  g_autoptr (GtkCssProvider) provider = NULL;

  G_APPLICATION_CLASS (tg_application_parent_class)->startup (application);
  g_action_map_add_action_entries (G_ACTION_MAP (application), entries, G_N_ELEMENTS (entries), application);
  tg_accels_install (GTK_APPLICATION (application));
  gtk_window_set_default_icon_name (TG_APP_ID);
  gtk_icon_theme_add_resource_path (gtk_icon_theme_get_for_display (gdk_display_get_default ()), "/io/github/trailgraph/Trailgraph/icons");
  provider = gtk_css_provider_new ();
  gtk_css_provider_load_from_resource (provider, "/io/github/trailgraph/Trailgraph/css/app.css");
  gtk_style_context_add_provider_for_display (gdk_display_get_default (), GTK_STYLE_PROVIDER (provider), GTK_STYLE_PROVIDER_PRIORITY_APPLICATION);
  /* Without a compositor (a remote X server, a bare one) what surrounds a popover, its shadow, comes out black. */
  if (!gdk_display_is_composited (gdk_display_get_default ()))
    {
      g_autoptr (GtkCssProvider) plain = gtk_css_provider_new ();

      gtk_css_provider_load_from_resource (plain, "/io/github/trailgraph/Trailgraph/css/plain.css");
      gtk_style_context_add_provider_for_display (gdk_display_get_default (), GTK_STYLE_PROVIDER (plain), GTK_STYLE_PROVIDER_PRIORITY_APPLICATION);
    }
  g_signal_connect_object (tg_settings_get_default (), "notify::style", G_CALLBACK (style_cb), application, G_CONNECT_DEFAULT);
  if (!g_str_equal (tg_settings_get_style (tg_settings_get_default ()), "system"))
    style_cb (tg_settings_get_default ());
}

static void
tg_application_shutdown (GApplication *application)
{
  tg_settings_flush (tg_settings_get_default ());
  G_APPLICATION_CLASS (tg_application_parent_class)->shutdown (application);
}

static void
tg_application_class_init (TgApplicationClass *klass)
{
  GApplicationClass *application_class = G_APPLICATION_CLASS (klass);

  application_class->activate = tg_application_activate;
  application_class->open = tg_application_open;
  application_class->handle_local_options = tg_application_handle_local_options;
  application_class->startup = tg_application_startup;
  application_class->shutdown = tg_application_shutdown;
}

static void
tg_application_init (TgApplication *self)
{
  static const GOptionEntry options[] = {
    { "sample", 0, 0, G_OPTION_ARG_NONE, NULL, N_("Open the built-in sample"), NULL },
    { "version", 0, 0, G_OPTION_ARG_NONE, NULL, N_("Print the version and end"), NULL },
    { NULL }
  };

  g_application_add_main_option_entries (G_APPLICATION (self), options);
  g_application_set_option_context_parameter_string (G_APPLICATION (self), _("[PATH…]"));
  g_application_set_option_context_summary (G_APPLICATION (self), _("Opens a case (.tgcase), or imports logs into a new one."));
}

TgApplication *
tg_application_new (void)
{
  return g_object_new (TG_TYPE_APPLICATION, "application-id", TG_APP_ID, "flags", G_APPLICATION_HANDLES_OPEN,
                       "resource-base-path", "/io/github/trailgraph/Trailgraph", NULL);
}
