/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tg-app"

#include "app/pages/evidence-page.h"

#include <glib/gi18n.h>

#include "app/cells.h"
#include "app/format.h"
#include "app/table.h"

#define REJECTS_SHOWN 200

enum { SLOT_LEDGER, SLOT_REJECTS };

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
  gint64              shown;
};

G_DEFINE_FINAL_TYPE (TgEvidencePage, tg_evidence_page, TG_TYPE_PAGE)

static gpointer
evidence_query (TgReader *reader, gpointer data, TgJob *job, GError **error)
{
  return tg_reader_evidence (reader, error);
}

static gboolean
is_unread (const TgEvidenceInfo *info)
{
  return strcmp (info->format, "unread") == 0;
}

static void
evidence_answer (TgPage *page, gpointer result, const GError *error)
{
  TgEvidencePage *self = TG_EVIDENCE_PAGE (page);
  GArray *files = result;
  guint64 found = 0, stored = 0, duplicates = 0, rejected = 0;
  guint unread = 0;
  g_autofree char *a = NULL, *b = NULL, *c = NULL, *d = NULL, *e = NULL, *text = NULL;

  if (files == NULL)
    {
      tg_page_complain (page, error);
      return;
    }
  for (guint i = 0; i < files->len; i++)
    {
      const TgEvidenceInfo *info = &g_array_index (files, TgEvidenceInfo, i);

      found += info->found;
      stored += info->stored;
      duplicates += info->duplicates;
      rejected += info->rejected;
      unread += is_unread (info);
    }
  a = tg_format_count (found);
  b = tg_format_count (files->len);
  c = tg_format_count (stored);
  d = tg_format_count (duplicates);
  e = tg_format_count (rejected);
  text = g_strdup_printf (_("%s records found in %s files = %s stored + %s duplicates + %s rejected"), a, b, c, d, e);
  if (unread > 0)
    {
      char *more = g_strdup_printf (ngettext ("%s; %u could not be read", "%s; %u could not be read", unread), text, unread);
      g_free (text);
      text = more;
    }
  gtk_label_set_text (self->ledger, text);
  tg_row_list_reset (self->rows, files->len, files);
  gtk_stack_set_visible_child_name (self->stack, files->len > 0 ? "table" : "empty");
  if (files->len > 0)
    gtk_single_selection_set_selected (self->selection, 0);
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

  if (info == NULL)
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
tg_evidence_page_refresh (TgPage *page)
{
  tg_page_query (page, SLOT_LEDGER, evidence_query, NULL, NULL, (GDestroyNotify) g_array_unref, evidence_answer);
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

#define COMPARE(name, expression)                                          \
  static int                                                               \
  name (gconstpointer left, gconstpointer right)                           \
  {                                                                        \
    const TgEvidenceInfo *a = left, *b = right;                            \
    return expression;                                                     \
  }
COMPARE (by_path, strcmp (a->path, b->path))
COMPARE (by_format, strcmp (a->format, b->format))
COMPARE (by_found, tg_compare (a->found, b->found))
COMPARE (by_stored, tg_compare (a->stored, b->stored))
COMPARE (by_duplicates, tg_compare (a->duplicates, b->duplicates))
COMPARE (by_rejected, tg_compare (a->rejected, b->rejected))
COMPARE (by_size, tg_compare (a->size, b->size))

static const TgColumn columns[] = {
  { N_("File"), NULL, FALSE, TG_COLUMN_PATH, 24, file_text, NULL, NULL, by_path, NULL, folder_text },
  { N_("Format"), NULL, FALSE, TG_COLUMN_EXPAND, 18, format_text, NULL, format_css, by_format, NULL, note_text },
  { N_("Found"), NULL, TRUE, TG_COLUMN_FIXED, 0, found_text, NULL, NULL, by_found, NULL, NULL },
  { N_("Stored"), NULL, TRUE, TG_COLUMN_FIXED, 0, stored_text, NULL, NULL, by_stored, open_records, NULL },
  { N_("Duplicates"), NULL, TRUE, TG_COLUMN_FIXED, 0, duplicates_text, NULL, NULL, by_duplicates, NULL, NULL },
  { N_("Rejected"), NULL, TRUE, TG_COLUMN_FIXED, 0, rejected_text, NULL, rejected_css, by_rejected, NULL, NULL },
  { N_("Size"), NULL, TRUE, TG_COLUMN_FIXED, 0, size_text, NULL, NULL, by_size, NULL, NULL },
};

static void
tg_evidence_page_dispose (GObject *object)
{
  g_clear_object (&TG_EVIDENCE_PAGE (object)->rows);
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
  self->selection = tg_table_setup (self->table, self->rows, columns, G_N_ELEMENTS (columns), NULL, opened, NULL);
  g_signal_connect_object (self->selection, "notify::selected-item", G_CALLBACK (selected_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->file_records, "clicked", G_CALLBACK (file_records_cb), self, G_CONNECT_SWAPPED);
}
