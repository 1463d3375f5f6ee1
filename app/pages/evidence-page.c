/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tg-app"

#include "app/pages/evidence-page.h"

#include <glib/gi18n.h>

#include "app/cells.h"
#include "app/format.h"
#include "app/table.h"

#define REJECTS_SHOWN 200

enum { SLOT_LEDGER, SLOT_PAGE, SLOT_REJECTS };

struct _TgEvidencePage
{
  TgPage              parent_instance;

  /* Template widgets */
  GtkStack           *stack;
  GtkColumnView      *table;
  GtkLabel           *ledger, *file_title, *file_text, *rejects_title;
  GtkWidget          *file_records;
  GtkListBox         *rejects;

  /* Borrowed */
  GtkSingleSelection *selection;

  /* Owned */
  TgRowList             *rows;
  char               *sort;
  guint64             asked;
  gint64              shown;
};

G_DEFINE_FINAL_TYPE (TgEvidencePage, tg_evidence_page, TG_TYPE_PAGE)

typedef struct { char *sort; guint64 offset; } Question;
typedef struct { GArray *files; TgEvidenceTotals totals; } Answer;

static void
question_free (gpointer data)
{
  g_free (((Question *) data)->sort);
  g_free (data);
}

static void
answer_free (gpointer data)
{
  g_array_unref (((Answer *) data)->files);
  g_free (data);
}

static Question *
question_new (TgEvidencePage *self, guint64 offset)
{
  Question *question = g_new (Question, 1);

  *question = (Question) { g_strdup (self->sort), offset };
  return question;
}

/* A case may have a million files: only what is looked at is held. */
static gpointer
evidence_query (TgReader *reader, gpointer data, TgJob *job, GError **error)
{
  const Question *question = data;
  TgEvidenceTotals totals = { 0 };
  GArray *files = tg_reader_evidence_page (reader, question->sort, question->offset, TG_ROW_LIST_PAGE, error);

  if (files == NULL)
    return NULL;
  if (question->offset == 0 && !tg_reader_evidence_totals (reader, &totals, error))
    {
      g_array_unref (files);
      return NULL;
    }
  Answer *answer = g_new (Answer, 1);
  *answer = (Answer) { files, totals };
  return answer;
}

static gboolean
is_unread (const TgEvidenceInfo *info)
{
  return strcmp (info->format, "unread") == 0;
}

static void
show_totals (TgEvidencePage *self, const TgEvidenceTotals *totals)
{
  g_autofree char *found = tg_format_count (totals->found), *files = tg_format_count (totals->files), *stored = tg_format_count (totals->stored);
  g_autofree char *duplicates = tg_format_count (totals->duplicates), *rejected = tg_format_count (totals->rejected);
  g_autofree char *text = g_strdup_printf (_("%s records found in %s files = %s stored + %s duplicates + %s rejected"), found, files, stored, duplicates,
                                           rejected);

  if (totals->unread > 0)
    {
      char *more = g_strdup_printf (ngettext ("%s; %u could not be read", "%s; %u could not be read", totals->unread), text, (guint) totals->unread);
      g_free (text);
      text = more;
    }
  gtk_label_set_text (self->ledger, text);
}

static void
evidence_answer (TgPage *page, gpointer result, const GError *error)
{
  TgEvidencePage *self = TG_EVIDENCE_PAGE (page);
  const Answer *answer = result;

  if (answer == NULL)
    {
      tg_page_complain (page, error);
      return;
    }
  self->shown = 0;
  show_totals (self, &answer->totals);
  tg_row_list_reset (self->rows, answer->totals.files, answer->files);
  gtk_stack_set_visible_child_name (self->stack, answer->totals.files > 0 ? "table" : "empty");
  if (answer->totals.files > 0)
    gtk_single_selection_set_selected (self->selection, 0);
}

static void selected_cb (TgEvidencePage *self);

static void
page_answer (TgPage *page, gpointer result, const GError *error)
{
  TgEvidencePage *self = TG_EVIDENCE_PAGE (page);

  tg_row_list_fill (self->rows, self->asked, result != NULL ? ((Answer *) result)->files : NULL);
  /* it may have been selected before it was there */
  selected_cb (self);
}

static void
need_cb (TgEvidencePage *self, guint64 offset)
{
  self->asked = offset;
  tg_page_query (TG_PAGE (self), SLOT_PAGE, evidence_query, question_new (self, offset), question_free, answer_free, page_answer);
}

static gpointer
rejects_query (TgReader *reader, gpointer data, TgJob *job, GError **error)
{
  return tg_reader_rejects (reader, *(const gint64 *) data, error);
}

static void
rejects_answer (TgPage *page, gpointer result, const GError *error)
{
  TgEvidencePage *self = TG_EVIDENCE_PAGE (page);
  GArray *rejects = result;
  GtkWidget *child;
  g_autofree char *title = NULL;

  while ((child = GTK_WIDGET (gtk_list_box_get_row_at_index (self->rejects, 0))) != NULL)
    gtk_list_box_remove (self->rejects, child);
  gtk_widget_set_visible (GTK_WIDGET (self->rejects), rejects != NULL && rejects->len > 0);
  gtk_widget_set_visible (GTK_WIDGET (self->rejects_title), rejects != NULL && rejects->len > 0);
  if (rejects == NULL)
    return;
  title = rejects->len > REJECTS_SHOWN ? g_strdup_printf (_("Rejected: the first %u"), REJECTS_SHOWN) : g_strdup (_("Rejected"));
  gtk_label_set_text (self->rejects_title, title);
  for (guint i = 0; i < rejects->len && i < REJECTS_SHOWN; i++)
    {
      const TgRejectInfo *reject = &g_array_index (rejects, TgRejectInfo, i);
      GtkWidget *row = adw_action_row_new ();
      g_autofree char *reason = tg_format_line (reject->reason, 220);
      g_autofree char *offset = tg_format_count (reject->offset), *place = g_strdup_printf (_("at byte %s"), offset);

      adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
      adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), reason);
      adw_action_row_set_subtitle (ADW_ACTION_ROW (row), place);
      gtk_list_box_append (self->rejects, row);
    }
}

static void
selected_cb (TgEvidencePage *self)
{
  const TgEvidenceInfo *info = tg_table_selected (self->selection);
  g_autofree char *imported = NULL, *text = NULL, *size = NULL;

  if (info == NULL || info->id == self->shown)
    return;
  self->shown = info->id;
  imported = tg_format_time (info->imported);
  size = g_format_size (info->size);
  const gboolean bytes = info->sha256[0] != '\0';
  text = g_strdup_printf (_("%s%s%s%s, %s, imported %s%s%s%s%s"), bytes ? "SHA-256 " : "", info->sha256, bytes ? "\n" : "", info->format, size, imported,
                          info->origin[0] != '\0' ? "\n" : "", info->origin, info->note[0] != '\0' ? "\n" : "", info->note);
  gtk_label_set_text (self->file_title, info->path);
  gtk_label_set_text (self->file_text, text);
  gtk_widget_set_sensitive (self->file_records, info->stored > 0);
  tg_page_query (TG_PAGE (self), SLOT_REJECTS, rejects_query, g_memdup2 (&info->id, sizeof info->id), g_free, (GDestroyNotify) g_array_unref,
                 rejects_answer);
}

static void
go_records (GtkWidget *widget, gint64 evidence, const char *path)
{
  TgPlace *place = tg_place_new (TG_PLACE_RECORDS);

  place->evidence = evidence;
  g_free (place->title);
  place->title = tg_format_line (path, 200);
  tg_go (widget, place);
}

static void
file_records_cb (TgEvidencePage *self)
{
  if (self->shown != 0)
    go_records (GTK_WIDGET (self), self->shown, gtk_label_get_text (self->file_title));
}

static void
open_records (GtkWidget *widget, gconstpointer row)
{
  go_records (widget, ((const TgEvidenceInfo *) row)->id, ((const TgEvidenceInfo *) row)->path);
}

static void
opened (GtkWidget *widget, gconstpointer row, gpointer data)
{
  open_records (widget, row);
}

static void
sorted (const char *sort, gpointer data)
{
  TgEvidencePage *self = data;

  g_free (self->sort);
  self->sort = g_strdup (sort);
  tg_page_invalidate (TG_PAGE (self));
}

static void
tg_evidence_page_refresh (TgPage *page)
{
  tg_page_cancel (page, SLOT_PAGE);
  tg_page_query (page, SLOT_LEDGER, evidence_query, question_new (TG_EVIDENCE_PAGE (page), 0), question_free, answer_free, evidence_answer);
}

static void
tg_evidence_page_case_set (TgPage *page)
{
  TgEvidencePage *self = TG_EVIDENCE_PAGE (page);

  self->shown = 0;
  tg_row_list_reset (self->rows, 0, NULL);
  gtk_label_set_text (self->ledger, "");
}

/* The end of a path tells files apart: its last part stands first, its folder below. */
static char *
file_text (gconstpointer row)
{
  const char *path = ((const TgEvidenceInfo *) row)->path, *slash = strrchr (path, '/');

  return tg_format_line (slash != NULL && slash[1] != '\0' ? slash + 1 : path, 400);
}

static char *
folder_text (gconstpointer row)
{
  const char *path = ((const TgEvidenceInfo *) row)->path, *slash = strrchr (path, '/');
  g_autofree char *folder = slash != NULL && slash[1] != '\0' ? g_strndup (path, (gsize) (slash - path)) : g_strdup ("");

  return tg_format_line (folder, 400);
}

static const char *format_css (gconstpointer row) { return is_unread (row) ? "error" : NULL; }
static char *format_text (gconstpointer row) { return tg_format_line (((const TgEvidenceInfo *) row)->format, 60); }
static char *found_text (gconstpointer row) { return tg_format_count (((const TgEvidenceInfo *) row)->found); }
static char *stored_text (gconstpointer row) { return tg_format_count (((const TgEvidenceInfo *) row)->stored); }
static char *duplicates_text (gconstpointer row) { return tg_format_count (((const TgEvidenceInfo *) row)->duplicates); }
static char *rejected_text (gconstpointer row) { return tg_format_count (((const TgEvidenceInfo *) row)->rejected); }
static const char *rejected_css (gconstpointer row) { return ((const TgEvidenceInfo *) row)->rejected > 0 ? "error" : NULL; }
static char *size_text (gconstpointer row) { return g_format_size (((const TgEvidenceInfo *) row)->size); }

static char *
note_text (gconstpointer row)
{
  const TgEvidenceInfo *info = row;

  return info->note[0] == '\0' && !info->complete ? g_strdup (_("not read to its end")) : tg_format_line (info->note, 200);
}

static const TgColumn columns[] = {
  { N_("File"), "path", FALSE, TG_COLUMN_PATH, 24, file_text, NULL, NULL, NULL, NULL, folder_text },
  { N_("Format"), "format", FALSE, TG_COLUMN_EXPAND, 18, format_text, NULL, format_css, NULL, NULL, note_text },
  { N_("Found"), "found", TRUE, TG_COLUMN_FIXED, 0, found_text, NULL, NULL, NULL, NULL, NULL },
  { N_("Stored"), "stored", TRUE, TG_COLUMN_FIXED, 0, stored_text, NULL, NULL, NULL, open_records, NULL },
  { N_("Duplicates"), "duplicates", TRUE, TG_COLUMN_FIXED, 0, duplicates_text, NULL, NULL, NULL, NULL, NULL },
  { N_("Rejected"), "rejected", TRUE, TG_COLUMN_FIXED, 0, rejected_text, NULL, rejected_css, NULL, NULL, NULL },
  { N_("Size"), "size", TRUE, TG_COLUMN_FIXED, 0, size_text, NULL, NULL, NULL, NULL, NULL },
};

static void
tg_evidence_page_dispose (GObject *object)
{
  g_clear_object (&TG_EVIDENCE_PAGE (object)->rows);
  g_clear_pointer (&TG_EVIDENCE_PAGE (object)->sort, g_free);
  G_OBJECT_CLASS (tg_evidence_page_parent_class)->dispose (object);
}

static void
tg_evidence_page_class_init (TgEvidencePageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = tg_evidence_page_dispose;
  TG_PAGE_CLASS (klass)->refresh = tg_evidence_page_refresh;
  TG_PAGE_CLASS (klass)->case_set = tg_evidence_page_case_set;
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/trailgraph/Trailgraph/ui/evidence-page.ui");
#define BIND(name) gtk_widget_class_bind_template_child (widget_class, TgEvidencePage, name)
  BIND (stack);
  BIND (table);
  BIND (ledger);
  BIND (file_title);
  BIND (file_text);
  BIND (rejects_title);
  BIND (file_records);
  BIND (rejects);
#undef BIND
}

static void
tg_evidence_page_init (TgEvidencePage *self)
{
  self->rows = tg_row_list_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
  self->selection = tg_table_setup (self->table, self->rows, columns, G_N_ELEMENTS (columns), sorted, opened, self);
  g_signal_connect_object (self->rows, "need", G_CALLBACK (need_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->selection, "notify::selected-item", G_CALLBACK (selected_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->file_records, "clicked", G_CALLBACK (file_records_cb), self, G_CONNECT_SWAPPED);
}
