/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tg-app"

#include "app/pages/entities-page.h"

#include <glib/gi18n.h>

#include "app/cells.h"
#include "app/format.h"
#include "app/table.h"
#include "widgets/graph/kind-icon.h"

enum { SLOT_FIRST, SLOT_PAGE };

struct _TgEntitiesPage
{
  TgPage          parent_instance;

  /* Template widgets */
  GtkStack       *stack;
  GtkColumnView  *table;
  GtkDropDown    *kinds;
  GtkSearchEntry *filter;
  GtkLabel       *total;

  /* Owned */
  TgRowList         *rows;
  TgPlace        *place;
  char           *sort;
  guint64         asked;
  gboolean        showing;
};

G_DEFINE_FINAL_TYPE (TgEntitiesPage, tg_entities_page, TG_TYPE_PAGE)

typedef struct { TgTimeRange scope; TgEntityKind kind; char *filter, *sort; guint64 offset; gboolean count; } Question;
typedef struct { GArray *entities; guint64 total; } Answer;

static void
question_free (gpointer data)
{
  Question *question = data;

  g_free (question->filter);
  g_free (question->sort);
  g_free (question);
}

static void
answer_free (gpointer data)
{
  g_array_unref (((Answer *) data)->entities);
  g_free (data);
}

static gpointer
entities_query (TgReader *reader, gpointer data, TgJob *job, GError **error)
{
  const Question *question = data;
  guint64 total = 0;
  GArray *entities = tg_reader_entities (reader, question->kind, question->filter[0] != '\0' ? question->filter : NULL, question->scope,
                                         question->sort, question->offset, TG_ROW_LIST_PAGE, question->count ? &total : NULL, job, error);
  Answer *answer;

  if (entities == NULL)
    return NULL;
  answer = g_new (Answer, 1);
  *answer = (Answer) { entities, total };
  return answer;
}

static Question *
question_new (TgEntitiesPage *self, guint64 offset)
{
  Question *question = g_new (Question, 1);

  *question = (Question) { tg_page_get_scope (TG_PAGE (self)), (TgEntityKind) self->place->kind, g_strdup (self->place->text),
                           g_strdup (self->sort), offset, offset == 0 };
  return question;
}

static void
first_answer (TgPage *page, gpointer result, const GError *error)
{
  TgEntitiesPage *self = TG_ENTITIES_PAGE (page);
  Answer *answer = result;
  g_autofree char *count = NULL;

  if (answer == NULL)
    {
      tg_page_complain (page, error);
      return;
    }
  tg_row_list_reset (self->rows, answer->total, answer->entities);
  count = tg_format_count (answer->total);
  gtk_label_set_text (self->total, count);
  gtk_stack_set_visible_child_name (self->stack, answer->total > 0 ? "table" : "empty");
}

static void
page_answer (TgPage *page, gpointer result, const GError *error)
{
  TgEntitiesPage *self = TG_ENTITIES_PAGE (page);

  tg_row_list_fill (self->rows, self->asked, result != NULL ? ((Answer *) result)->entities : NULL);
}

static void
need_cb (TgEntitiesPage *self, guint64 offset)
{
  self->asked = offset;
  tg_page_query (TG_PAGE (self), SLOT_PAGE, entities_query, question_new (self, offset), question_free, answer_free, page_answer);
}

static void
tg_entities_page_refresh (TgPage *page)
{
  tg_page_cancel (page, SLOT_PAGE);
  tg_page_query (page, SLOT_FIRST, entities_query, question_new (TG_ENTITIES_PAGE (page), 0), question_free, answer_free, first_answer);
}

static void
tg_entities_page_show (TgPage *page, const TgPlace *place)
{
  TgEntitiesPage *self = TG_ENTITIES_PAGE (page);

  tg_place_free (self->place);
  self->place = tg_place_copy (place);
  self->showing = TRUE;
  gtk_drop_down_set_selected (self->kinds, (guint) place->kind);
  gtk_editable_set_text (GTK_EDITABLE (self->filter), place->text);
  self->showing = FALSE;
}

static void
changed_cb (TgEntitiesPage *self)
{
  /* the search entry tells of a change a moment later, also of one that show() made */
  if (self->showing || ((int) MIN (gtk_drop_down_get_selected (self->kinds), TG_ENTITY_N_KINDS - 1) == self->place->kind &&
                        g_str_equal (gtk_editable_get_text (GTK_EDITABLE (self->filter)), self->place->text)))
    return;
  self->place->kind = (int) MIN (gtk_drop_down_get_selected (self->kinds), TG_ENTITY_N_KINDS - 1);
  g_free (self->place->text);
  self->place->text = g_strdup (gtk_editable_get_text (GTK_EDITABLE (self->filter)));
  tg_page_place_changed (TG_PAGE (self), self->place);
  tg_page_invalidate (TG_PAGE (self));
}

static void
sorted (const char *sort, gpointer data)
{
  TgEntitiesPage *self = data;

  g_free (self->sort);
  self->sort = g_strdup (sort != NULL ? sort : "-records");
  tg_page_invalidate (TG_PAGE (self));
}

static void
opened (GtkWidget *widget, gconstpointer row, gpointer data)
{
  const TgEntityInfo *info = row;

  tg_go_entity (widget, info->id, info->name);
}

static GtkWidget *kind_icon (gconstpointer row) { return tg_kind_icon_new (((const TgEntityInfo *) row)->kind, 20); }
static char *name_text (gconstpointer row) { return tg_format_line (((const TgEntityInfo *) row)->name, 300); }
static char *kind_text (gconstpointer row) { return g_strdup (tg_kind_title (((const TgEntityInfo *) row)->kind)); }
static char *account_text (gconstpointer row) { return tg_format_line (((const TgEntityInfo *) row)->account, 40); }
static char *first_text (gconstpointer row) { return tg_format_time (((const TgEntityInfo *) row)->first); }
static char *last_text (gconstpointer row) { return tg_format_time (((const TgEntityInfo *) row)->last); }
static char *records_text (gconstpointer row) { return tg_format_count (((const TgEntityInfo *) row)->records); }

static void
open_records (GtkWidget *widget, gconstpointer row)
{
  tg_go_records (widget, ((const TgEntityInfo *) row)->id, 0, ((const TgEntityInfo *) row)->name, -1, FALSE);
}

static const TgColumn columns[] = {
  { N_("Name"), "name", FALSE, TG_COLUMN_EXPAND, 24, name_text, kind_icon, NULL, NULL, NULL, NULL },
  { N_("Kind"), "kind", FALSE, TG_COLUMN_FIXED, 13, kind_text, NULL, NULL, NULL, NULL, NULL },
  { N_("Account"), NULL, FALSE, TG_COLUMN_FIXED, 12, account_text, NULL, NULL, NULL, NULL, NULL },
  { N_("First seen"), "first", FALSE, TG_COLUMN_FIXED, 19, first_text, NULL, NULL, NULL, NULL, NULL },
  { N_("Last seen"), "last", FALSE, TG_COLUMN_FIXED, 19, last_text, NULL, NULL, NULL, NULL, NULL },
  { N_("Records"), "records", TRUE, TG_COLUMN_FIXED, 0, records_text, NULL, NULL, NULL, open_records, NULL },
};

static void
tg_entities_page_case_set (TgPage *page)
{
  tg_row_list_reset (TG_ENTITIES_PAGE (page)->rows, 0, NULL);
}

static void
tg_entities_page_dispose (GObject *object)
{
  TgEntitiesPage *self = TG_ENTITIES_PAGE (object);

  g_clear_object (&self->rows);
  g_clear_pointer (&self->place, tg_place_free);
  g_clear_pointer (&self->sort, g_free);
  G_OBJECT_CLASS (tg_entities_page_parent_class)->dispose (object);
}

static void
tg_entities_page_class_init (TgEntitiesPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = tg_entities_page_dispose;
  TG_PAGE_CLASS (klass)->refresh = tg_entities_page_refresh;
  TG_PAGE_CLASS (klass)->show = tg_entities_page_show;
  TG_PAGE_CLASS (klass)->case_set = tg_entities_page_case_set;
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/trailgraph/Trailgraph/ui/entities-page.ui");
  gtk_widget_class_bind_template_child (widget_class, TgEntitiesPage, stack);
  gtk_widget_class_bind_template_child (widget_class, TgEntitiesPage, table);
  gtk_widget_class_bind_template_child (widget_class, TgEntitiesPage, kinds);
  gtk_widget_class_bind_template_child (widget_class, TgEntitiesPage, filter);
  gtk_widget_class_bind_template_child (widget_class, TgEntitiesPage, total);
}

static void
tg_entities_page_init (TgEntitiesPage *self)
{
  g_autoptr (GtkStringList) list = gtk_string_list_new (NULL);

  self->place = tg_place_new (TG_PLACE_ENTITIES);
  self->sort = g_strdup ("-records");
  self->rows = tg_row_list_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_string_list_append (list, _("Every kind"));
  for (int i = 1; i < TG_ENTITY_N_KINDS; i++)
    gtk_string_list_append (list, tg_kind_plural ((TgEntityKind) i));
  gtk_drop_down_set_model (self->kinds, G_LIST_MODEL (list));
  tg_table_setup (self->table, self->rows, columns, G_N_ELEMENTS (columns), sorted, opened, self);
  g_signal_connect_object (self->rows, "need", G_CALLBACK (need_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->kinds, "notify::selected", G_CALLBACK (changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->filter, "search-changed", G_CALLBACK (changed_cb), self, G_CONNECT_SWAPPED);
}
