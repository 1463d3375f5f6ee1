/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tg-app"

#include "app/pages/entity-page.h"

#include <glib/gi18n.h>

#include "app/cells.h"
#include "app/format.h"
#include "app/settings.h"
#include "app/table.h"
#include "widgets/chart/activity-chart.h"
#include "widgets/graph/kind-icon.h"

#define NEIGHBOURS_SHOWN 2000
#define FINDINGS_SHOWN   50
#define PROPERTIES_SHOWN 100
#define BUCKETS_MAX      400
#define BUCKETS_MIN 24

enum { SLOT_ENTITY, SLOT_ACTIVITY, SLOT_RELATIONS, SLOT_FINDINGS, SLOT_PROPERTIES };
enum { EITHER, OUTGOING, INCOMING };

struct _TgEntityPage
{
  TgPage           parent_instance;

  /* Template widgets */
  GtkStack        *stack;
  AdwBin          *icon;
  GtkLabel        *kind, *name, *key, *seen, *description, *relations_title;
  GtkWidget       *copy, *graph_button, *records_button, *failed_button, *account_button;
  GtkBox          *activity_box, *properties_box;
  GtkWidget       *findings_box;
  GtkListBox      *findings;
  GtkDropDown     *direction, *relation_kind;
  GtkColumnView   *relations;

  /* Borrowed */
  TgActivityChart *chart;
  GtkListBox      *properties;

  /* Owned */
  TgRowList          *rows;
  TgPlace         *place;
  gint64           account;
};

G_DEFINE_FINAL_TYPE (TgEntityPage, tg_entity_page, TG_TYPE_PAGE)

typedef struct { gint64 entity; TgTimeRange scope; guint32 kinds; int direction; } Question;

/* Who it is */

typedef struct { TgEntityInfo info; TgFindingInfo finding; gboolean is_finding; gint64 account; guint64 failed; } About;

static void
about_free (gpointer data)
{
  About *about = data;

  tg_entity_info_clear (&about->info);
  if (about->is_finding)
    tg_finding_info_clear (&about->finding);
  g_free (about);
}

static gpointer
about_query (TgReader *reader, gpointer data, TgJob *job, GError **error)
{
  const Question *question = data;
  About *about = g_new0 (About, 1);
  g_autoptr (GArray) accounts = NULL;

  if (!tg_reader_entity (reader, question->entity, &about->info, error))
    {
      g_free (about);
      return NULL;
    }
  if (about->info.kind == TG_ENTITY_FINDING)
    about->is_finding = tg_reader_finding (reader, question->entity, &about->finding, NULL);
  if (about->info.account[0] != '\0' && about->info.kind != TG_ENTITY_ACCOUNT)
    accounts = tg_reader_search (reader, about->info.account, TG_ENTITY_ACCOUNT, 1, job, NULL);
  if (accounts != NULL && accounts->len > 0)
    about->account = g_array_index (accounts, TgEntityInfo, 0).id;
  return about;
}

static void
show_finding (TgEntityPage *self, const TgFindingInfo *finding)
{
  g_autofree char *updated = tg_format_time (finding->updated);
  g_autofree char *text = g_strdup_printf (_("%s\n\n%s · %s (%g) · %s · updated %s%s"), finding->description, finding->product,
                                           _(tg_severity_title (finding->severity)), finding->score, finding->type, updated,
                                           finding->archived ? _(" · archived") : "");

  gtk_label_set_text (self->name, finding->title);
  gtk_label_set_text (self->description, text);
}

static void
show_seen (TgEntityPage *self, const TgEntityInfo *info)
{
  g_autofree char *first = tg_format_time (info->first), *last = tg_format_time (info->last);
  g_autofree char *seen = info->first == TG_TIME_NONE ? g_strdup (_("Seen only in records without a time"))
                                                      : g_strdup_printf (_("First seen %s, last seen %s"), first, last);

  gtk_label_set_text (self->seen, seen);
}

static void
about_answer (TgPage *page, gpointer result, const GError *error)
{
  TgEntityPage *self = TG_ENTITY_PAGE (page);
  const About *about = result;
  const TgEntityInfo *info;
  g_autofree char *count = NULL, *records = NULL, *account = NULL, *name = NULL, *kind = NULL;
  GtkWidget *icon;

  gtk_stack_set_visible_child_name (self->stack, about != NULL ? "content" : "missing");
  if (about == NULL)
    return;
  info = &about->info;
  name = tg_format_line (about->is_finding ? about->finding.title : info->name, 400);
  kind = info->type[0] != '\0' ? g_strdup_printf ("%s · %s", tg_kind_title (info->kind), info->type) : g_strdup (tg_kind_title (info->kind));
  icon = tg_kind_icon_new (info->kind, 48);
  tg_kind_icon_set_severity (TG_KIND_ICON (icon), info->severity);
  adw_bin_set_child (self->icon, icon);
  gtk_label_set_text (self->kind, kind);
  gtk_label_set_text (self->name, name);
  gtk_label_set_text (self->key, info->key);
  show_seen (self, info);
  gtk_widget_set_visible (GTK_WIDGET (self->description), about->is_finding);
  if (about->is_finding)
    show_finding (self, &about->finding);
  count = tg_format_count (info->records);
  records = g_strdup_printf (ngettext ("%s Record", "%s Records", (gulong) MIN (info->records, G_MAXINT32)), count);
  gtk_button_set_label (GTK_BUTTON (self->records_button), records);
  gtk_button_set_label (GTK_BUTTON (self->failed_button), _("Failed Records"));
  account = g_strdup_printf (_("Account %s"), info->account);
  gtk_button_set_label (GTK_BUTTON (self->account_button), account);
  self->account = about->account;
  gtk_widget_set_visible (self->account_button, about->account > 0);
  /* the first that can take the focus is the name, for copying it: a caret there says nothing */
  if (gtk_root_get_focus (gtk_widget_get_root (GTK_WIDGET (self))) == GTK_WIDGET (self->name))
    gtk_widget_grab_focus (self->graph_button);
  if (g_strcmp0 (self->place->title, name) != 0)
    {
      g_free (self->place->title);
      self->place->title = tg_format_line (name, 200);
      tg_page_place_changed (page, self->place);
    }
}

/* Activity */

typedef struct { GArray *buckets; gint64 bucket; } Activity;

static void
activity_free (gpointer data)
{
  g_array_unref (((Activity *) data)->buckets);
  g_free (data);
}

/* A moment's activity stands as a column among empty hours, not as a wall. */
static void
pad_buckets (GArray *buckets, gint64 bucket)
{
  if (buckets->len == 0 || buckets->len >= BUCKETS_MIN)
    return;
  for (guint before = (BUCKETS_MIN - buckets->len) / 2; before > 0; before--)
    {
      TgActivityBucket empty = { .from = g_array_index (buckets, TgActivityBucket, 0).from - bucket };

      g_array_prepend_val (buckets, empty);
    }
  while (buckets->len < BUCKETS_MIN)
    {
      TgActivityBucket empty = { .from = g_array_index (buckets, TgActivityBucket, buckets->len - 1).from + bucket };

      g_array_append_val (buckets, empty);
    }
}

static gpointer
activity_query (TgReader *reader, gpointer data, TgJob *job, GError **error)
{
  const Question *question = data;
  TgTimeRange scope = question->scope;
  TgEntityInfo info;
  Activity *activity;
  GArray *buckets;
  gint64 bucket = TG_HOUR;

  if (!tg_reader_entity (reader, question->entity, &info, error))
    return NULL;
  if (info.first != TG_TIME_NONE)
    {
      scope.from = MAX (scope.from, info.first);
      scope.to = MIN (scope.to, info.last + 1);
    }
  tg_entity_info_clear (&info);
  if (scope.from != G_MININT64 && scope.to > scope.from)
    bucket = tg_bucket_for (scope, BUCKETS_MAX);
  buckets = tg_reader_activity (reader, question->entity, 0, scope, bucket, job, error);
  if (buckets == NULL)
    return NULL;
  pad_buckets (buckets, bucket);
  activity = g_new (Activity, 1);
  *activity = (Activity) { buckets, bucket };
  return activity;
}

static void
activity_answer (TgPage *page, gpointer result, const GError *error)
{
  const Activity *activity = result;

  if (activity == NULL)
    return;
  tg_activity_chart_set_utc (TG_ENTITY_PAGE (page)->chart, tg_settings_get_utc (tg_settings_get_default ()));
  tg_activity_chart_set_buckets (TG_ENTITY_PAGE (page)->chart, activity->buckets, activity->bucket);
}

/* Relations */

static gpointer
relations_query (TgReader *reader, gpointer data, TgJob *job, GError **error)
{
  const Question *question = data;
  GArray *all = tg_reader_neighbours (reader, question->entity, question->kinds, TG_ENTITY_NONE, question->scope, 0, NEIGHBOURS_SHOWN, NULL, job, error);
  guint kept = 0;

  if (all == NULL || question->direction == EITHER)
    return all;
  for (guint i = 0; i < all->len; i++)
    if (g_array_index (all, TgNeighbourInfo, i).outgoing == (question->direction == OUTGOING))
      {
        TgNeighbourInfo moved = g_array_index (all, TgNeighbourInfo, i);

        g_array_index (all, TgNeighbourInfo, i) = g_array_index (all, TgNeighbourInfo, kept);
        g_array_index (all, TgNeighbourInfo, kept++) = moved;
      }
  g_array_set_size (all, kept);
  return all;
}

static void
relations_answer (TgPage *page, gpointer result, const GError *error)
{
  TgEntityPage *self = TG_ENTITY_PAGE (page);
  GArray *relations = result;
  g_autofree char *count = NULL, *title = NULL;

  if (relations == NULL)
    return;
  count = tg_format_count (relations->len);
  title = relations->len >= NEIGHBOURS_SHOWN ? g_strdup_printf (_("Relations: the busiest %s"), count) : g_strdup_printf (_("Relations: %s"), count);
  gtk_label_set_text (self->relations_title, title);
  tg_row_list_reset (self->rows, relations->len, relations);
}

static void
ask_relations (TgEntityPage *self)
{
  guint kind = gtk_drop_down_get_selected (self->relation_kind), direction = gtk_drop_down_get_selected (self->direction);
  Question *question = g_new (Question, 1);

  *question = (Question) { self->place->entity, tg_page_get_scope (TG_PAGE (self)),
                           kind > 0 && kind < TG_RELATION_N_KINDS ? 1u << kind : 0, direction <= INCOMING ? (int) direction : EITHER };
  tg_page_query (TG_PAGE (self), SLOT_RELATIONS, relations_query, question, g_free, (GDestroyNotify) g_array_unref, relations_answer);
}

/* Findings and properties */

static gpointer
findings_query (TgReader *reader, gpointer data, TgJob *job, GError **error)
{
  const Question *question = data;

  return tg_reader_findings (reader, question->entity, question->scope, job, error);
}

static void
empty_list (GtkListBox *list)
{
  GtkWidget *row;

  while ((row = GTK_WIDGET (gtk_list_box_get_row_at_index (list, 0))) != NULL)
    gtk_list_box_remove (list, row);
}

static void
findings_answer (TgPage *page, gpointer result, const GError *error)
{
  TgEntityPage *self = TG_ENTITY_PAGE (page);
  GArray *findings = result;
  guint shown = 0;

  empty_list (self->findings);
  for (guint i = 0; findings != NULL && i < findings->len && shown < FINDINGS_SHOWN; i++)
    {
      const TgFindingInfo *info = &g_array_index (findings, TgFindingInfo, i);
      GtkWidget *row;
      g_autofree char *title = NULL, *last = NULL, *below = NULL;

      if (info->entity.id == self->place->entity)
        continue;
      row = adw_action_row_new ();
      title = tg_format_line (info->title, 200);
      last = tg_format_time (info->last);
      below = g_strdup_printf ("%s · %s", info->type, last);
      adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
      adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
      adw_action_row_set_subtitle (ADW_ACTION_ROW (row), below);
      adw_action_row_set_subtitle_lines (ADW_ACTION_ROW (row), 1);
      adw_action_row_add_prefix (ADW_ACTION_ROW (row), tg_severity_chip (info->severity));
      gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), TRUE);
      gtk_actionable_set_action_name (GTK_ACTIONABLE (row), "win.entity");
      gtk_actionable_set_action_target (GTK_ACTIONABLE (row), "x", info->entity.id);
      gtk_list_box_append (self->findings, row);
      shown++;
    }
  gtk_widget_set_visible (self->findings_box, shown > 0);
}

static gpointer
properties_query (TgReader *reader, gpointer data, TgJob *job, GError **error)
{
  return tg_reader_properties (reader, ((const Question *) data)->entity, error);
}

static void
properties_answer (TgPage *page, gpointer result, const GError *error)
{
  TgEntityPage *self = TG_ENTITY_PAGE (page);
  GArray *properties = result;

  empty_list (self->properties);
  for (guint i = 0; properties != NULL && i < properties->len && i < PROPERTIES_SHOWN; i++)
    {
      const TgPropertyInfo *info = &g_array_index (properties, TgPropertyInfo, i);
      GtkWidget *row = adw_action_row_new ();
      g_autofree char *value = tg_format_line (info->value, 600);

      adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
      adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), value);
      adw_preferences_row_set_title_selectable (ADW_PREFERENCES_ROW (row), TRUE);
      adw_action_row_set_subtitle (ADW_ACTION_ROW (row), info->name);
      gtk_list_box_append (self->properties, row);
    }
  gtk_widget_set_visible (GTK_WIDGET (self->properties_box), properties != NULL && properties->len > 0);
}

/* The page */

static void
ask (TgEntityPage *self, guint slot, TgQueryFunc func, GDestroyNotify result_free, TgPageApply apply)
{
  Question *question = g_new0 (Question, 1);

  question->entity = self->place->entity;
  question->scope = tg_page_get_scope (TG_PAGE (self));
  tg_page_query (TG_PAGE (self), slot, func, question, g_free, result_free, apply);
}

static void
tg_entity_page_refresh (TgPage *page)
{
  TgEntityPage *self = TG_ENTITY_PAGE (page);

  if (self->place->entity <= 0)
    return;
  ask (self, SLOT_ENTITY, about_query, about_free, about_answer);
  ask (self, SLOT_ACTIVITY, activity_query, activity_free, activity_answer);
  ask_relations (self);
  ask (self, SLOT_FINDINGS, findings_query, (GDestroyNotify) g_array_unref, findings_answer);
  ask (self, SLOT_PROPERTIES, properties_query, (GDestroyNotify) g_array_unref, properties_answer);
}

static void
tg_entity_page_show (TgPage *page, const TgPlace *place)
{
  TgEntityPage *self = TG_ENTITY_PAGE (page);

  if (place->entity != self->place->entity)
    {
      tg_row_list_reset (self->rows, 0, NULL);
      empty_list (self->findings);
      empty_list (self->properties);
    }
  tg_place_free (self->place);
  self->place = tg_place_copy (place);
}

static void
tg_entity_page_case_set (TgPage *page)
{
  TgEntityPage *self = TG_ENTITY_PAGE (page);

  self->place->entity = 0;
  tg_row_list_reset (self->rows, 0, NULL);
}

static void
filter_cb (TgEntityPage *self)
{
  if (self->place->entity > 0)
    ask_relations (self);
}

/* A drag over the chart sets the scope time; a click on a column opens the records behind it. */
static void
range_cb (TgEntityPage *self, gint64 from, gint64 to)
{
  gtk_widget_activate_action (GTK_WIDGET (self), "win.set-scope", "(xx)", from, to);
}

static void
bucket_cb (TgEntityPage *self, gint64 from, gint64 to)
{
  range_cb (self, from, to);
  tg_go_records (GTK_WIDGET (self), self->place->entity, 0, self->place->title, -1, FALSE);
}

static void
graph_cb (TgEntityPage *self)
{
  gtk_widget_activate_action (GTK_WIDGET (self), "win.show-in-graph", "x", self->place->entity);
}

static void
records_cb (TgEntityPage *self)
{
  tg_go_records (GTK_WIDGET (self), self->place->entity, 0, self->place->title, -1, FALSE);
}

static void
failed_cb (TgEntityPage *self)
{
  tg_go_records (GTK_WIDGET (self), self->place->entity, 0, self->place->title, -1, TRUE);
}

static void
account_cb (TgEntityPage *self)
{
  tg_go_entity (GTK_WIDGET (self), self->account, "");
}

static void
copy_cb (TgEntityPage *self)
{
  gdk_clipboard_set_text (gtk_widget_get_clipboard (GTK_WIDGET (self)), gtk_label_get_text (self->key));
  gtk_widget_activate_action (GTK_WIDGET (self), "win.toast", "s", _("The key was copied"));
}

/* The table */

static void
open_peer (GtkWidget *widget, gconstpointer row, gpointer data)
{
  const TgNeighbourInfo *info = row;

  tg_go_entity (widget, info->peer.id, info->peer.name);
}

static void
open_between (GtkWidget *widget, const TgNeighbourInfo *info, gboolean failed)
{
  tg_go_records (widget, info->outgoing ? info->relation.source : info->relation.target, info->peer.id, info->peer.name, -1, failed);
}

static void open_count (GtkWidget *widget, gconstpointer row) { open_between (widget, row, FALSE); }
static void open_failed (GtkWidget *widget, gconstpointer row) { open_between (widget, row, TRUE); }

static char *
relation_text (gconstpointer row)
{
  const TgNeighbourInfo *info = row;
  const char *title = info->outgoing ? tg_relation_kind_title (info->relation.kind) : tg_relation_kind_title_reverse (info->relation.kind);

  return g_strdup_printf ("%s %s", info->outgoing ? "→" : "←", title != NULL ? _(title) : "");
}

static GtkWidget *peer_icon (gconstpointer row) { return tg_kind_icon_new (((const TgNeighbourInfo *) row)->peer.kind, 20); }
static char *peer_text (gconstpointer row) { return tg_format_line (((const TgNeighbourInfo *) row)->peer.name, 300); }
static char *count_text (gconstpointer row) { return tg_format_count (((const TgNeighbourInfo *) row)->relation.count); }
static char *failed_text (gconstpointer row) { return tg_format_count (((const TgNeighbourInfo *) row)->relation.failed); }
static char *out_text (gconstpointer row) { return tg_format_bytes (((const TgNeighbourInfo *) row)->relation.bytes_out); }
static char *in_text (gconstpointer row) { return tg_format_bytes (((const TgNeighbourInfo *) row)->relation.bytes_in); }
static char *first_text (gconstpointer row) { return tg_format_time (((const TgNeighbourInfo *) row)->relation.first); }
static char *last_text (gconstpointer row) { return tg_format_time (((const TgNeighbourInfo *) row)->relation.last); }

#define COMPARE(name, expression)                                          \
  static int                                                               \
  name (gconstpointer left, gconstpointer right)                           \
  {                                                                        \
    const TgNeighbourInfo *a = left, *b = right;                           \
    return expression;                                                     \
  }
COMPARE (by_relation, a->relation.kind != b->relation.kind ? tg_compare (a->relation.kind, b->relation.kind) : tg_compare (a->outgoing, b->outgoing))
COMPARE (by_peer, g_utf8_collate (a->peer.name, b->peer.name))
COMPARE (by_count, tg_compare (a->relation.count, b->relation.count))
COMPARE (by_failed, tg_compare (a->relation.failed, b->relation.failed))
COMPARE (by_out, tg_compare (a->relation.bytes_out, b->relation.bytes_out))
COMPARE (by_in, tg_compare (a->relation.bytes_in, b->relation.bytes_in))
COMPARE (by_first, tg_compare (a->relation.first, b->relation.first))
COMPARE (by_last, tg_compare (a->relation.last, b->relation.last))

static const TgColumn columns[] = {
  { N_("Relation"), NULL, FALSE, TG_COLUMN_FIXED, 15, relation_text, NULL, NULL, by_relation, NULL, NULL },
  { N_("With"), NULL, FALSE, TG_COLUMN_EXPAND, 20, peer_text, peer_icon, NULL, by_peer, NULL, NULL },
  { N_("Count"), NULL, TRUE, TG_COLUMN_FIXED, 0, count_text, NULL, NULL, by_count, open_count, NULL },
  { N_("Failed"), NULL, TRUE, TG_COLUMN_FIXED, 0, failed_text, NULL, NULL, by_failed, open_failed, NULL },
  { N_("First seen"), NULL, FALSE, TG_COLUMN_FIXED, 19, first_text, NULL, NULL, by_first, NULL, NULL },
  { N_("Last seen"), NULL, FALSE, TG_COLUMN_FIXED, 19, last_text, NULL, NULL, by_last, NULL, NULL },
  { N_("Bytes out"), NULL, TRUE, TG_COLUMN_FIXED, 0, out_text, NULL, NULL, by_out, NULL, NULL },
  { N_("Bytes in"), NULL, TRUE, TG_COLUMN_FIXED, 0, in_text, NULL, NULL, by_in, NULL, NULL },
};

static void
tg_entity_page_dispose (GObject *object)
{
  TgEntityPage *self = TG_ENTITY_PAGE (object);

  g_clear_object (&self->rows);
  g_clear_pointer (&self->place, tg_place_free);
  G_OBJECT_CLASS (tg_entity_page_parent_class)->dispose (object);
}

static void
tg_entity_page_class_init (TgEntityPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = tg_entity_page_dispose;
  TG_PAGE_CLASS (klass)->refresh = tg_entity_page_refresh;
  TG_PAGE_CLASS (klass)->show = tg_entity_page_show;
  TG_PAGE_CLASS (klass)->case_set = tg_entity_page_case_set;
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/trailgraph/Trailgraph/ui/entity-page.ui");
#define BIND(name) gtk_widget_class_bind_template_child (widget_class, TgEntityPage, name)
  BIND (stack);
  BIND (icon);
  BIND (kind);
  BIND (name);
  BIND (key);
  BIND (seen);
  BIND (description);
  BIND (relations_title);
  BIND (copy);
  BIND (graph_button);
  BIND (records_button);
  BIND (failed_button);
  BIND (account_button);
  BIND (activity_box);
  BIND (properties_box);
  BIND (findings_box);
  BIND (findings);
  BIND (direction);
  BIND (relation_kind);
  BIND (relations);
#undef BIND
}

static void
fill_filters (TgEntityPage *self)
{
  const char *directions[] = { _("Both directions"), _("Outgoing"), _("Incoming"), NULL };
  g_autoptr (GtkStringList) direction = gtk_string_list_new (directions), kinds = gtk_string_list_new (NULL);

  gtk_string_list_append (kinds, _("Every relation"));
  for (int i = 1; i < TG_RELATION_N_KINDS; i++)
    gtk_string_list_append (kinds, _(tg_relation_kind_title ((TgRelationKind) i)));
  gtk_drop_down_set_model (self->direction, G_LIST_MODEL (direction));
  gtk_drop_down_set_model (self->relation_kind, G_LIST_MODEL (kinds));
}

static void
tg_entity_page_init (TgEntityPage *self)
{
  GtkWidget *properties = gtk_list_box_new ();

  self->place = tg_place_new (TG_PLACE_ENTITY);
  self->rows = tg_row_list_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
  fill_filters (self);
  self->chart = TG_ACTIVITY_CHART (tg_activity_chart_new ());
  gtk_widget_set_size_request (GTK_WIDGET (self->chart), -1, 150);
  gtk_box_append (self->activity_box, GTK_WIDGET (self->chart));
  self->properties = GTK_LIST_BOX (properties);
  gtk_list_box_set_selection_mode (self->properties, GTK_SELECTION_NONE);
  gtk_widget_add_css_class (properties, "boxed-list");
  gtk_accessible_update_property (GTK_ACCESSIBLE (properties), GTK_ACCESSIBLE_PROPERTY_LABEL, _("Properties"), -1);
  gtk_box_append (self->properties_box, properties);
  tg_table_setup (self->relations, self->rows, columns, G_N_ELEMENTS (columns), NULL, open_peer, NULL);
  g_signal_connect_object (self->direction, "notify::selected", G_CALLBACK (filter_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->relation_kind, "notify::selected", G_CALLBACK (filter_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->chart, "bucket-activated", G_CALLBACK (bucket_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->chart, "range-selected", G_CALLBACK (range_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->graph_button, "clicked", G_CALLBACK (graph_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->records_button, "clicked", G_CALLBACK (records_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->failed_button, "clicked", G_CALLBACK (failed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->account_button, "clicked", G_CALLBACK (account_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->copy, "clicked", G_CALLBACK (copy_cb), self, G_CONNECT_SWAPPED);
}
