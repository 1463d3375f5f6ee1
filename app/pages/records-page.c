/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tg-app"

#include "app/pages/records-page.h"

#include <glib/gi18n.h>

#include "app/cells.h"
#include "app/format.h"
#include "app/table.h"
#include "widgets/graph/kind-icon.h"

/* What is shown indented; copying gives all of it. */
#define SHOWN_BYTES (512 * 1024)
#define PARTIES_MAX 60

enum { SLOT_FIRST, SLOT_PAGE, SLOT_ORIGINAL, SLOT_NAMES };

struct _TgRecordsPage
{
  TgPage              parent_instance;

  /* Template widgets */
  GtkStack           *stack;
  GtkColumnView      *table;
  GtkDropDown        *kinds;
  GtkSearchEntry     *action;
  GtkToggleButton    *failed;
  GtkLabel           *total, *parties_label, *detail_title, *detail_source;
  GtkRevealer        *parties_bar;
  GtkWidget          *parties_clear, *copy, *detail;
  GtkMenuButton      *parties_button;
  GtkTextView        *original;

  /* Borrowed */
  GtkSingleSelection *selection;

  /* Owned */
  TgRowList             *rows;
  TgPlace            *place;
  GBytes             *bytes;       /* of the record shown */
  gint64              shown;       /* its id */
  guint64             asked;
  gboolean            oldest_first, showing;
};

G_DEFINE_FINAL_TYPE (TgRecordsPage, tg_records_page, TG_TYPE_PAGE)

typedef struct { TgPlace *place; TgTimeRange scope; gboolean newest_first; guint64 offset; gboolean count; } Question;
typedef struct { GArray *records; guint64 total; } Answer;

static void
question_free (gpointer data)
{
  tg_place_free (((Question *) data)->place);
  g_free (data);
}

static void
answer_free (gpointer data)
{
  g_array_unref (((Answer *) data)->records);
  g_free (data);
}

static gpointer
records_query (TgReader *reader, gpointer data, TgJob *job, GError **error)
{
  const Question *question = data;
  TgRecordQuery query = TG_RECORD_QUERY_ALL;
  guint64 total = 0;
  GArray *records;
  Answer *answer;

  query.entity = question->place->entity;
  query.other = question->place->other;
  /* what has no time is in no scope, and what contradicts itself should not be missed for one */
  query.conflicts_only = question->place->kind == TG_PLACE_CONFLICTS;
  query.without_time_only = question->place->kind == TG_PLACE_TIMELESS;
  query.kind = question->place->kind < TG_RECORD_N_KINDS ? question->place->kind : -1;
  query.scope = question->place->kind < TG_RECORD_N_KINDS ? question->scope : TG_TIME_ALL;
  query.action = question->place->text[0] != '\0' ? question->place->text : NULL;
  query.failed_only = question->place->failed_only;
  query.evidence = question->place->evidence;
  query.newest_first = question->newest_first;
  records = tg_reader_records (reader, &query, question->offset, TG_ROW_LIST_PAGE, question->count ? &total : NULL, job, error);
  if (records == NULL)
    return NULL;
  answer = g_new (Answer, 1);
  *answer = (Answer) { records, total };
  return answer;
}

static Question *
question_new (TgRecordsPage *self, guint64 offset)
{
  Question *question = g_new (Question, 1);

  *question = (Question) { tg_place_copy (self->place), tg_page_get_scope (TG_PAGE (self)), !self->oldest_first, offset, offset == 0 };
  return question;
}

static void
first_answer (TgPage *page, gpointer result, const GError *error)
{
  TgRecordsPage *self = TG_RECORDS_PAGE (page);
  Answer *answer = result;
  g_autofree char *count = NULL;

  if (answer == NULL)
    {
      tg_page_complain (page, error);
      return;
    }
  tg_row_list_reset (self->rows, answer->total, answer->records);
  count = tg_format_count (answer->total);
  gtk_label_set_text (self->total, count);
  gtk_stack_set_visible_child_name (self->stack, answer->total > 0 ? "table" : "empty");
  if (answer->total > 0)
    gtk_single_selection_set_selected (self->selection, 0);
}

static void selected_cb (TgRecordsPage *self);

static void
page_answer (TgPage *page, gpointer result, const GError *error)
{
  TgRecordsPage *self = TG_RECORDS_PAGE (page);

  tg_row_list_fill (self->rows, self->asked, result != NULL ? ((Answer *) result)->records : NULL);
  /* it may have been selected before it was there */
  selected_cb (self);
}

static void
need_cb (TgRecordsPage *self, guint64 offset)
{
  self->asked = offset;
  tg_page_query (TG_PAGE (self), SLOT_PAGE, records_query, question_new (self, offset), question_free, answer_free, page_answer);
}

/* The record chosen */

typedef struct { GBytes *bytes; char *text, *source; } Original;

static void
original_free (gpointer data)
{
  Original *original = data;

  g_bytes_unref (original->bytes);
  g_free (original->text);
  g_free (original->source);
  g_free (original);
}

/* Owned; NULL. */
static char *
path_of (TgReader *reader, gint64 evidence)
{
  TgEvidenceInfo info;

  if (!tg_reader_evidence_info (reader, evidence, &info, NULL))
    return NULL;
  char *path = g_steal_pointer (&info.path);
  tg_evidence_info_clear (&info);
  return path;
}

static gpointer
original_query (TgReader *reader, gpointer data, TgJob *job, GError **error)
{
  const gint64 *id = data;
  TgRecordInfo record;
  Original *original;
  GBytes *bytes;
  gconstpointer text;
  gsize len;

  if (!tg_reader_record (reader, *id, &record, error))
    return NULL;
  bytes = tg_reader_original (reader, &record, error);
  if (bytes != NULL)
    {
      g_autofree char *offset = tg_format_count (record.offset), *length = tg_format_count (record.length), *path = path_of (reader, record.evidence);

      original = g_new0 (Original, 1);
      text = g_bytes_get_data (bytes, &len);
      original->text = tg_format_json (text != NULL ? text : "", len, SHOWN_BYTES);
      original->source = g_strdup_printf (_("%s, byte %s, %s bytes"), path != NULL ? path : "?", offset, length);
      original->bytes = bytes;
    }
  else
    original = NULL;
  tg_record_info_clear (&record);
  return original;
}

static void
original_answer (TgPage *page, gpointer result, const GError *error)
{
  TgRecordsPage *self = TG_RECORDS_PAGE (page);
  Original *original = result;
  g_autofree char *complaint = NULL;

  g_clear_pointer (&self->bytes, g_bytes_unref);
  gtk_widget_set_sensitive (self->copy, original != NULL);
  if (original == NULL)
    {
      g_autofree char *reason = g_utf8_make_valid (error != NULL ? error->message : "", -1);

      complaint = g_strdup_printf (_("The original cannot be read: %s"), reason);
      gtk_text_buffer_set_text (gtk_text_view_get_buffer (self->original), complaint, -1);
      gtk_label_set_text (self->detail_source, "");
      return;
    }
  self->bytes = g_bytes_ref (original->bytes);
  gtk_text_buffer_set_text (gtk_text_view_get_buffer (self->original), original->text, -1);
  gtk_label_set_text (self->detail_source, original->source);
}

static const char *
party_title (TgParty role)
{
  switch (role)
    {
    case TG_PARTY_ACTOR: return _("Actor");
    case TG_PARTY_ROLE: return _("Role");
    case TG_PARTY_KEY: return _("Access key");
    case TG_PARTY_ADDRESS: return _("Address");
    case TG_PARTY_PEER: return _("Peer");
    case TG_PARTY_AGENT: return _("User agent");
    case TG_PARTY_ACCOUNT: return _("Account");
    case TG_PARTY_TARGET: return _("Target");
    case TG_PARTY_PLACE: return _("Place");
    case TG_PARTY_FINDING: return _("Finding");
    case TG_PARTY_OUTCOME: return _("Outcome");
    default: return _("Party");
    }
}

static void
fill_parties (TgRecordsPage *self, const TgRecordInfo *record)
{
  g_autoptr (GMenu) menu = g_menu_new ();

  for (guint i = 0; record->parties != NULL && i < record->parties->len && i < PARTIES_MAX; i++)
    {
      const TgPartyInfo *party = &g_array_index (record->parties, TgPartyInfo, i);
      g_autofree char *name = tg_format_line (party->name, 70);
      g_auto (GStrv) parts = g_strsplit (name, "_", -1);
      g_autofree char *safe = g_strjoinv ("__", parts);
      g_autofree char *label = g_strdup_printf ("%s: %s", party_title (party->role), safe);
      g_autoptr (GMenuItem) item = g_menu_item_new (label, NULL);

      g_menu_item_set_action_and_target (item, "win.entity", "x", party->entity);
      g_menu_append_item (menu, item);
    }
  gtk_menu_button_set_menu_model (self->parties_button, G_MENU_MODEL (menu));
}

static void
selected_cb (TgRecordsPage *self)
{
  const TgRecordInfo *record = tg_table_selected (self->selection);
  g_autofree char *time = NULL;
  g_autoptr (GString) title = NULL;

  if (record == NULL || record->id == self->shown)
    return;
  self->shown = record->id;
  time = tg_format_time (record->time);
  title = g_string_new (NULL);
  g_string_printf (title, "%s  ·  %s  ·  %s", record->action[0] != '\0' ? record->action : tg_record_title (record->kind),
                   record->time != TG_TIME_NONE ? time : _("no usable time"), tg_record_title (record->kind));
  if ((record->flags & TG_RECORD_CONFLICT) != 0)
    g_string_append_printf (title, "  ·  %s", _("its id is known with other content"));
  if ((record->flags & TG_RECORD_PARTIAL) != 0)
    g_string_append_printf (title, "  ·  %s", _("incomplete"));
  gtk_label_set_text (self->detail_title, title->str);
  fill_parties (self, record);
  tg_page_query (TG_PAGE (self), SLOT_ORIGINAL, original_query, g_memdup2 (&record->id, sizeof record->id), g_free, original_free, original_answer);
}

static void
copy_cb (TgRecordsPage *self)
{
  g_autofree char *text = NULL;
  gconstpointer data;
  gsize len;

  if (self->bytes == NULL)
    return;
  data = g_bytes_get_data (self->bytes, &len);
  text = g_utf8_make_valid (data != NULL ? data : "", (gssize) len);
  gdk_clipboard_set_text (gtk_widget_get_clipboard (GTK_WIDGET (self)), text);
  gtk_widget_activate_action (GTK_WIDGET (self), "win.toast", "s", _("The original was copied"));
}

/* Where it stands */

typedef struct { gint64 entity, other, evidence; } Names;

static gpointer
names_query (TgReader *reader, gpointer data, TgJob *job, GError **error)
{
  const Names *names = data;
  GString *text = g_string_new (NULL);
  const gint64 ids[] = { names->entity, names->other };

  for (guint i = 0; i < G_N_ELEMENTS (ids); i++)
    {
      TgEntityInfo info;
      g_autofree char *name = NULL;

      if (ids[i] == 0 || !tg_reader_entity (reader, ids[i], &info, NULL))
        continue;
      name = tg_format_entity (info.kind, info.name);
      g_string_append_printf (text, "%s%s", text->len > 0 ? _(" and ") : _("Records of "), name);
      tg_entity_info_clear (&info);
    }
  g_autofree char *path = names->evidence != 0 ? path_of (reader, names->evidence) : NULL;
  if (path != NULL)
    g_string_append_printf (text, "%s%s", text->len > 0 ? _(" in ") : _("Records of "), path);
  return g_string_free (text, FALSE);
}

static void
names_answer (TgPage *page, gpointer result, const GError *error)
{
  if (result != NULL)
    gtk_label_set_text (TG_RECORDS_PAGE (page)->parties_label, result);
}

static void
tg_records_page_refresh (TgPage *page)
{
  TgRecordsPage *self = TG_RECORDS_PAGE (page);
  const Names names = { self->place->entity, self->place->other, self->place->evidence };
  gboolean some = names.entity != 0 || names.other != 0 || names.evidence != 0;

  tg_page_cancel (page, SLOT_PAGE);
  gtk_revealer_set_reveal_child (self->parties_bar, some);
  if (some)
    tg_page_query (page, SLOT_NAMES, names_query, g_memdup2 (&names, sizeof names), g_free, g_free, names_answer);
  tg_page_query (page, SLOT_FIRST, records_query, question_new (self, 0), question_free, answer_free, first_answer);
}

static void
tg_records_page_show (TgPage *page, const TgPlace *place)
{
  TgRecordsPage *self = TG_RECORDS_PAGE (page);

  tg_place_free (self->place);
  self->place = tg_place_copy (place);
  self->showing = TRUE;
  gtk_drop_down_set_selected (self->kinds, (guint) (place->kind + 1));
  gtk_editable_set_text (GTK_EDITABLE (self->action), place->text);
  gtk_toggle_button_set_active (self->failed, place->failed_only);
  gtk_label_set_text (self->parties_label, place->title);
  self->showing = FALSE;
}

static void
changed_cb (TgRecordsPage *self)
{
  g_autoptr (TgPlace) place = NULL;

  if (self->showing)
    return;
  place = tg_place_copy (self->place);
  place->kind = (int) MIN (gtk_drop_down_get_selected (self->kinds), TG_PLACE_N_KINDS) - 1;
  place->failed_only = gtk_toggle_button_get_active (self->failed);
  g_free (place->text);
  place->text = g_strstrip (g_strdup (gtk_editable_get_text (GTK_EDITABLE (self->action))));
  if (tg_place_equal (place, self->place))
    return;
  tg_place_free (self->place);
  self->place = g_steal_pointer (&place);
  tg_page_place_changed (TG_PAGE (self), self->place);
  tg_page_invalidate (TG_PAGE (self));
}

static void
clear_parties_cb (TgRecordsPage *self)
{
  self->place->entity = self->place->other = self->place->evidence = 0;
  g_free (self->place->title);
  self->place->title = g_strdup ("");
  tg_page_place_changed (TG_PAGE (self), self->place);
  tg_page_invalidate (TG_PAGE (self));
}

static void
sorted (const char *sort, gpointer data)
{
  TgRecordsPage *self = data;

  self->oldest_first = g_strcmp0 (sort, "time") == 0;
  tg_page_invalidate (TG_PAGE (self));
}

static const TgPartyInfo *
party (const TgRecordInfo *record, TgParty a, TgParty b)
{
  for (guint i = 0; record->parties != NULL && i < record->parties->len; i++)
    {
      const TgPartyInfo *info = &g_array_index (record->parties, TgPartyInfo, i);

      if (info->role == a || info->role == b)
        return info;
    }
  return NULL;
}

static char *
party_text (const TgPartyInfo *info)
{
  return info != NULL ? tg_format_line (info->name, 200) : g_strdup ("");
}

static char *time_text (gconstpointer row) { return tg_format_time (((const TgRecordInfo *) row)->time); }
static char *kind_text (gconstpointer row) { return g_strdup (tg_record_title (((const TgRecordInfo *) row)->kind)); }
static char *action_text (gconstpointer row) { return tg_format_line (((const TgRecordInfo *) row)->action, 200); }
static char *error_text (gconstpointer row) { return tg_format_line (((const TgRecordInfo *) row)->error, 120); }
static char *region_text (gconstpointer row) { return tg_format_line (((const TgRecordInfo *) row)->region, 40); }
static char *actor_text (gconstpointer row) { return party_text (party (row, TG_PARTY_ACTOR, TG_PARTY_FINDING)); }
static char *address_text (gconstpointer row) { return party_text (party (row, TG_PARTY_ADDRESS, TG_PARTY_ADDRESS)); }
static char *target_text (gconstpointer row) { return party_text (party (row, TG_PARTY_TARGET, TG_PARTY_PEER)); }
static const char *error_css (gconstpointer row) { return ((const TgRecordInfo *) row)->error[0] != '\0' ? "error" : NULL; }

static const TgColumn columns[] = {
  { N_("Time"), "time", FALSE, TG_COLUMN_FIXED, 19, time_text, NULL, NULL, NULL, NULL, NULL },
  { N_("Action"), NULL, FALSE, TG_COLUMN_EXPAND, 18, action_text, NULL, NULL, NULL, NULL, NULL },
  { N_("Who"), NULL, FALSE, TG_COLUMN_EXPAND, 14, actor_text, NULL, NULL, NULL, NULL, NULL },
  { N_("From"), NULL, FALSE, TG_COLUMN_FIXED, 14, address_text, NULL, NULL, NULL, NULL, NULL },
  { N_("To"), NULL, FALSE, TG_COLUMN_EXPAND, 14, target_text, NULL, NULL, NULL, NULL, NULL },
  { N_("Error"), NULL, FALSE, TG_COLUMN_FIXED, 12, error_text, NULL, error_css, NULL, NULL, NULL },
  { N_("Region"), NULL, FALSE, TG_COLUMN_FIXED, 12, region_text, NULL, NULL, NULL, NULL, NULL },
  { N_("Kind"), NULL, FALSE, TG_COLUMN_FIXED, 10, kind_text, NULL, NULL, NULL, NULL, NULL },
};

static void
tg_records_page_case_set (TgPage *page)
{
  TgRecordsPage *self = TG_RECORDS_PAGE (page);

  self->shown = 0;
  g_clear_pointer (&self->bytes, g_bytes_unref);
  gtk_text_buffer_set_text (gtk_text_view_get_buffer (self->original), "", 0);
  tg_row_list_reset (self->rows, 0, NULL);
}

static void
tg_records_page_dispose (GObject *object)
{
  TgRecordsPage *self = TG_RECORDS_PAGE (object);

  g_clear_object (&self->rows);
  g_clear_pointer (&self->place, tg_place_free);
  g_clear_pointer (&self->bytes, g_bytes_unref);
  G_OBJECT_CLASS (tg_records_page_parent_class)->dispose (object);
}

static void
tg_records_page_class_init (TgRecordsPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = tg_records_page_dispose;
  TG_PAGE_CLASS (klass)->refresh = tg_records_page_refresh;
  TG_PAGE_CLASS (klass)->show = tg_records_page_show;
  TG_PAGE_CLASS (klass)->case_set = tg_records_page_case_set;
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/trailgraph/Trailgraph/ui/records-page.ui");
#define BIND(name) gtk_widget_class_bind_template_child (widget_class, TgRecordsPage, name)
  BIND (stack);
  BIND (table);
  BIND (kinds);
  BIND (action);
  BIND (failed);
  BIND (total);
  BIND (parties_label);
  BIND (detail_title);
  BIND (detail_source);
  BIND (parties_bar);
  BIND (parties_clear);
  BIND (copy);
  BIND (detail);
  BIND (parties_button);
  BIND (original);
#undef BIND
}

static void
tg_records_page_init (TgRecordsPage *self)
{
  g_autoptr (GtkStringList) list = gtk_string_list_new (NULL);

  self->place = tg_place_new (TG_PLACE_RECORDS);
  self->rows = tg_row_list_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_string_list_append (list, _("Every kind"));
  for (int i = 0; i < TG_RECORD_N_KINDS; i++)
    gtk_string_list_append (list, tg_record_title (i));
  gtk_string_list_append (list, _("Conflicts, at any time"));
  gtk_string_list_append (list, _("Without a usable time"));
  gtk_drop_down_set_model (self->kinds, G_LIST_MODEL (list));
  self->selection = tg_table_setup (self->table, self->rows, columns, G_N_ELEMENTS (columns), sorted, NULL, self);
  g_signal_connect_object (self->rows, "need", G_CALLBACK (need_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->kinds, "notify::selected", G_CALLBACK (changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->action, "search-changed", G_CALLBACK (changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->failed, "toggled", G_CALLBACK (changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->parties_clear, "clicked", G_CALLBACK (clear_parties_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->copy, "clicked", G_CALLBACK (copy_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->selection, "notify::selected-item", G_CALLBACK (selected_cb), self, G_CONNECT_SWAPPED);
}
