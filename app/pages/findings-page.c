/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tg-app"

#include "app/pages/findings-page.h"

#include <glib/gi18n.h>

#include "app/cells.h"
#include "app/format.h"
#include "app/table.h"

struct _TgFindingsPage
{
  TgPage          parent_instance;

  /* Template widgets */
  GtkStack       *stack;
  GtkColumnView  *table;
  GtkDropDown    *severity;
  GtkSearchEntry *filter;
  GtkLabel       *total;

  /* Owned */
  TgRowList         *rows;
  TgPlace        *place;
  gboolean        showing;
};

G_DEFINE_FINAL_TYPE (TgFindingsPage, tg_findings_page, TG_TYPE_PAGE)

typedef struct { TgTimeRange scope; TgSeverity least; char *filter; } Question;

static void
question_free (gpointer data)
{
  g_free (((Question *) data)->filter);
  g_free (data);
}

static gboolean
matches (const TgFindingInfo *info, const Question *question)
{
  g_autofree char *title = NULL, *type = NULL;

  if (info->archived || info->severity < question->least)
    return FALSE;
  if (question->filter[0] == '\0')
    return TRUE;
  title = g_utf8_casefold (info->title, -1);
  type = g_utf8_casefold (info->type, -1);
  return strstr (title, question->filter) != NULL || strstr (type, question->filter) != NULL;
}

static gpointer
findings_query (TgReader *reader, gpointer data, TgJob *job, GError **error)
{
  const Question *question = data;
  GArray *all = tg_reader_findings (reader, 0, question->scope, job, error);
  guint kept = 0;

  if (all == NULL)
    return NULL;
  /* those that stay move to the front; the others go to the end, where the array frees them */
  for (guint i = 0; i < all->len; i++)
    if (matches (&g_array_index (all, TgFindingInfo, i), question))
      {
        TgFindingInfo moved = g_array_index (all, TgFindingInfo, i);

        g_array_index (all, TgFindingInfo, i) = g_array_index (all, TgFindingInfo, kept);
        g_array_index (all, TgFindingInfo, kept++) = moved;
      }
  g_array_set_size (all, kept);
  return all;
}

static void
findings_answer (TgPage *page, gpointer result, const GError *error)
{
  TgFindingsPage *self = TG_FINDINGS_PAGE (page);
  GArray *findings = result;
  g_autofree char *count = NULL;

  if (findings == NULL)
    {
      tg_page_complain (page, error);
      return;
    }
  tg_row_list_reset (self->rows, findings->len, findings);
  count = tg_format_count (findings->len);
  gtk_label_set_text (self->total, count);
  gtk_stack_set_visible_child_name (self->stack, findings->len > 0 ? "table" : "empty");
}

static void
tg_findings_page_refresh (TgPage *page)
{
  TgFindingsPage *self = TG_FINDINGS_PAGE (page);
  Question *question = g_new (Question, 1);

  *question = (Question) { tg_page_get_scope (page), (TgSeverity) self->place->kind, g_utf8_casefold (self->place->text, -1) };
  tg_page_query (page, 0, findings_query, question, question_free, (GDestroyNotify) g_array_unref, findings_answer);
}

static void
tg_findings_page_show (TgPage *page, const TgPlace *place)
{
  TgFindingsPage *self = TG_FINDINGS_PAGE (page);

  tg_place_free (self->place);
  self->place = tg_place_copy (place);
  self->place->kind = CLAMP (place->kind, 0, TG_SEVERITY_CRITICAL);
  self->showing = TRUE;
  gtk_drop_down_set_selected (self->severity, (guint) self->place->kind);
  gtk_editable_set_text (GTK_EDITABLE (self->filter), self->place->text);
  self->showing = FALSE;
}

static void
changed_cb (TgFindingsPage *self)
{
  /* the search entry tells of a change a moment later, also of one that show() made */
  if (self->showing || ((int) MIN (gtk_drop_down_get_selected (self->severity), TG_SEVERITY_CRITICAL) == self->place->kind &&
                        g_str_equal (gtk_editable_get_text (GTK_EDITABLE (self->filter)), self->place->text)))
    return;
  self->place->kind = (int) MIN (gtk_drop_down_get_selected (self->severity), TG_SEVERITY_CRITICAL);
  g_free (self->place->text);
  self->place->text = g_strdup (gtk_editable_get_text (GTK_EDITABLE (self->filter)));
  tg_page_place_changed (TG_PAGE (self), self->place);
  tg_page_invalidate (TG_PAGE (self));
}

static void
opened (GtkWidget *widget, gconstpointer row, gpointer data)
{
  const TgFindingInfo *info = row;
  TgPlace *place = tg_place_new (TG_PLACE_ENTITY);

  place->entity = info->entity.id;
  g_free (place->title);
  place->title = tg_format_line (info->title, 120);
  tg_go (widget, place);
}

static GtkWidget *severity_icon (gconstpointer row) { return tg_severity_chip (((const TgFindingInfo *) row)->severity); }
static char *no_text (gconstpointer row) { return g_strdup (""); }
static char *title_text (gconstpointer row) { return tg_format_line (((const TgFindingInfo *) row)->title, 300); }
static char *type_text (gconstpointer row) { return tg_format_line (((const TgFindingInfo *) row)->type, 200); }
static char *account_text (gconstpointer row) { return tg_format_line (((const TgFindingInfo *) row)->account, 40); }
static char *first_text (gconstpointer row) { return tg_format_time (((const TgFindingInfo *) row)->first); }
static char *last_text (gconstpointer row) { return tg_format_time (((const TgFindingInfo *) row)->last); }
static char *count_text (gconstpointer row) { return tg_format_count (((const TgFindingInfo *) row)->count); }

#define COMPARE(name, expression)                                          \
  static int                                                               \
  name (gconstpointer left, gconstpointer right)                           \
  {                                                                        \
    const TgFindingInfo *a = left, *b = right;                             \
    return expression;                                                     \
  }
COMPARE (by_severity, tg_compare (a->severity, b->severity))
COMPARE (by_type, strcmp (a->type, b->type) != 0 ? strcmp (a->type, b->type) : g_utf8_collate (a->title, b->title))
COMPARE (by_account, strcmp (a->account, b->account))
COMPARE (by_first, tg_compare (a->first, b->first))
COMPARE (by_last, tg_compare (a->last, b->last))
COMPARE (by_count, tg_compare (a->count, b->count))

static void
open_records (GtkWidget *widget, gconstpointer row)
{
  tg_go_records (widget, ((const TgFindingInfo *) row)->entity.id, 0, ((const TgFindingInfo *) row)->title, -1, FALSE);
}

static const TgColumn columns[] = {
  { N_("Severity"), NULL, FALSE, TG_COLUMN_FIXED, 0, no_text, severity_icon, NULL, by_severity, NULL, NULL },
  { N_("Finding"), NULL, FALSE, TG_COLUMN_EXPAND, 24, title_text, NULL, NULL, by_type, NULL, type_text },
  { N_("Account"), NULL, FALSE, TG_COLUMN_FIXED, 12, account_text, NULL, NULL, by_account, NULL, NULL },
  { N_("First seen"), NULL, FALSE, TG_COLUMN_FIXED, 19, first_text, NULL, NULL, by_first, NULL, NULL },
  { N_("Last seen"), NULL, FALSE, TG_COLUMN_FIXED, 19, last_text, NULL, NULL, by_last, NULL, NULL },
  { N_("Count"), NULL, TRUE, TG_COLUMN_FIXED, 0, count_text, NULL, NULL, by_count, open_records, NULL },
};

static void
tg_findings_page_case_set (TgPage *page)
{
  tg_row_list_reset (TG_FINDINGS_PAGE (page)->rows, 0, NULL);
}

static void
tg_findings_page_dispose (GObject *object)
{
  TgFindingsPage *self = TG_FINDINGS_PAGE (object);

  g_clear_object (&self->rows);
  g_clear_pointer (&self->place, tg_place_free);
  G_OBJECT_CLASS (tg_findings_page_parent_class)->dispose (object);
}

static void
tg_findings_page_class_init (TgFindingsPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = tg_findings_page_dispose;
  TG_PAGE_CLASS (klass)->refresh = tg_findings_page_refresh;
  TG_PAGE_CLASS (klass)->show = tg_findings_page_show;
  TG_PAGE_CLASS (klass)->case_set = tg_findings_page_case_set;
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/trailgraph/Trailgraph/ui/findings-page.ui");
  gtk_widget_class_bind_template_child (widget_class, TgFindingsPage, stack);
  gtk_widget_class_bind_template_child (widget_class, TgFindingsPage, table);
  gtk_widget_class_bind_template_child (widget_class, TgFindingsPage, severity);
  gtk_widget_class_bind_template_child (widget_class, TgFindingsPage, filter);
  gtk_widget_class_bind_template_child (widget_class, TgFindingsPage, total);
}

static void
tg_findings_page_init (TgFindingsPage *self)
{
  const char *severities[] = { _("Every severity"), _("Informational and up"), _("Low and up"), _("Medium and up"), _("High and up"), _("Critical"), NULL };
  g_autoptr (GtkStringList) list = gtk_string_list_new (severities);

  self->place = tg_place_new (TG_PLACE_FINDINGS);
  self->rows = tg_row_list_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_drop_down_set_model (self->severity, G_LIST_MODEL (list));
  tg_table_setup (self->table, self->rows, columns, G_N_ELEMENTS (columns), NULL, opened, NULL);
  g_signal_connect_object (self->severity, "notify::selected", G_CALLBACK (changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->filter, "search-changed", G_CALLBACK (changed_cb), self, G_CONNECT_SWAPPED);
}
