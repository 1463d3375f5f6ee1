/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tg-app"

/* Opening, closing and importing. One thing at a time: busy is set while a case opens or closes, and what is asked for meanwhile
 * replaces what was to be opened next. */

#include "app/window-private.h"

#include <glib/gi18n.h>
#include <string.h>

#include "app/dialogs.h"
#include "app/format.h"
#include "app/pages/graph-page.h"
#include "app/sample.h"
#include "app/settings.h"

static void open_next (TgWindow *self);

static void
show_busy (TgWindow *self, const char *text)
{
  self->busy = TRUE;
  gtk_label_set_text (self->busy_label, text);
  gtk_stack_set_visible_child_name (self->stack, "busy");
  tg_window_update_actions (self);
}

static void
show_idle (TgWindow *self)
{
  self->busy = FALSE;
  gtk_stack_set_visible_child_name (self->stack, self->tgcase != NULL ? "case" : "welcome");
  gtk_widget_set_visible (self->search_clamp, self->tgcase != NULL);
  tg_window_update_actions (self);
  /* the keyboard starts in the sidebar, not at the last button of the header */
  if (self->tgcase != NULL)
    gtk_widget_grab_focus (GTK_WIDGET (self->sidebar));
}

static void
set_case (TgWindow *self, TgOpenCase *tgcase)
{
  const char *title = tgcase != NULL ? tg_open_case_get_title (tgcase) : _("Trailgraph");
  g_autofree char *window_title = tgcase != NULL ? g_strdup_printf ("%s – Trailgraph", title) : g_strdup (title);

  self->restoring = TRUE;
  g_set_object (&self->tgcase, tgcase);
  g_signal_group_set_target (self->case_signals, tgcase);
  tg_history_clear (self->history);
  tg_window_search_reset (self);
  for (int i = 0; i < TG_PLACE_N; i++)
    tg_page_set_case (self->page[i], tgcase);
  gtk_label_set_text (self->case_title, title);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->case_title), tgcase != NULL ? tg_open_case_get_path (tgcase) : NULL);
  gtk_window_set_title (GTK_WINDOW (self), window_title);
  self->restoring = FALSE;
}

/* Back to where the person stood. */
static void
restore_session (TgWindow *self, TgSession *session)
{
  const TgPlace *place;

  self->restoring = TRUE;
  tg_graph_page_restore (TG_GRAPH_PAGE (self->page[TG_PLACE_GRAPH]), g_steal_pointer (&session->book), session->board);
  if (session->width >= 360 && session->height >= 294 && !gtk_widget_get_mapped (GTK_WIDGET (self->pages)))
    gtk_window_set_default_size (GTK_WINDOW (self), session->width, session->height);
  if (session->maximized)
    gtk_window_maximize (GTK_WINDOW (self));
  tg_history_restore (self->history, session->places, session->position);
  place = tg_history_current (self->history);
  if (place != NULL)
    tg_window_apply_place (self, place);
  else
    {
      g_autoptr (TgPlace) start = tg_place_new (TG_PLACE_SUMMARY);

      tg_window_go (self, start);
    }
  self->restoring = FALSE;
}

static void
opened_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (TgWindow) self = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (TgOpenCase) tgcase = tg_open_case_open_finish (result, &error);
  g_autofree char *path = g_steal_pointer (&self->opening);
  g_auto (GStrv) pending = g_steal_pointer (&self->pending);

  self->busy = FALSE;
  if (tgcase == NULL)
    {
      show_idle (self);
      if (self->quitting)
        gtk_window_destroy (GTK_WINDOW (self));
      else
        {
          if (g_error_matches (error, TG_ERROR, TG_ERROR_NOT_FOUND) || !g_file_test (path, G_FILE_TEST_EXISTS))
            tg_settings_drop_recent (tg_settings_get_default (), path);
          tg_error_dialog (GTK_WINDOW (self), tg_case_error_heading (error), path, error);
        }
      return;
    }
  set_case (self, tgcase);
  if (self->quitting)
    {
      tg_window_close_case (self);
      return;
    }
  g_autoptr (TgSession) session = tg_open_case_take_session (tgcase);
  restore_session (self, session);
  show_idle (self);
  tg_settings_add_recent (tg_settings_get_default (), path);
  tg_window_update_counts (self);
  tg_window_strip_update (self);
  if (tg_open_case_is_read_only (tgcase))
    tg_window_toast (self, _("This case is read-only: it can be looked at, but nothing is saved"));
  if (pending != NULL)
    tg_window_import (self, (const char * const *) pending);
}

static void
closed_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (TgWindow) self = data;

  tg_open_case_close_finish (TG_OPEN_CASE (source), result, NULL);
  self->busy = FALSE;
  if (self->quitting)
    gtk_window_destroy (GTK_WINDOW (self));
  else
    open_next (self);
}

void
tg_window_close_case (TgWindow *self)
{
  g_autoptr (TgSession) session = NULL;
  g_autoptr (TgOpenCase) tgcase = NULL;

  if (self->tgcase == NULL)
    return;
  g_clear_handle_id (&self->save_id, g_source_remove);
  tg_graph_page_save (TG_GRAPH_PAGE (self->page[TG_PLACE_GRAPH]));
  session = tg_window_dup_session (self);
  tgcase = g_object_ref (self->tgcase);
  show_busy (self, _("Saving the case…"));
  tg_job_bar_set_job (self->job_bar, NULL);
  gtk_widget_set_visible (GTK_WIDGET (self->job_box), FALSE);
  set_case (self, NULL);
  tg_open_case_close_async (tgcase, session, closed_cb, g_object_ref (self));
}

static void
open_next (TgWindow *self)
{
  if (self->opening == NULL)
    {
      show_idle (self);
      return;
    }
  show_busy (self, _("Opening the case…"));
  tg_open_case_open_async (self->opening, self->opening_flags, NULL, opened_cb, g_object_ref (self));
}

void
tg_window_open_case (TgWindow *self, const char *path, TgCaseFlags flags)
{
  g_return_if_fail (TG_IS_WINDOW (self) && path != NULL);
  if (self->busy && self->tgcase == NULL && self->opening != NULL)
    return;
  g_free (self->opening);
  self->opening = g_strdup (path);
  self->opening_flags = flags;
  if (self->tgcase != NULL)
    tg_window_close_case (self);
  else
    open_next (self);
}

/* The sample */

typedef struct { char *path, *logs; } Sample;

static void
sample_free (Sample *sample)
{
  g_free (sample->path);
  g_free (sample->logs);
  g_free (sample);
}

static void
sample_worker (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Sample *sample = g_new0 (Sample, 1);
  GError *error = NULL;

  if (tg_sample_prepare (&sample->path, &sample->logs, NULL, &error))
    {
      g_task_return_pointer (task, sample, (GDestroyNotify) sample_free);
      return;
    }
  sample_free (sample);
  g_task_return_error (task, error);
}

static void
sample_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  TgWindow *self = TG_WINDOW (source);
  g_autoptr (GError) error = NULL;
  Sample *sample = g_task_propagate_pointer (G_TASK (result), &error);

  self->busy = FALSE;
  if (sample == NULL)
    {
      show_idle (self);
      tg_error_dialog (GTK_WINDOW (self), _("Cannot Make the Sample"), NULL, error);
      return;
    }
  if (sample->logs != NULL)
    {
      const char *paths[] = { sample->logs, NULL };

      g_strfreev (self->pending);
      self->pending = g_strdupv ((char **) paths);
      g_free (self->importing_sample);
      self->importing_sample = g_strdup (sample->logs);
    }
  if (self->quitting)
    gtk_window_destroy (GTK_WINDOW (self));
  else
    tg_window_open_case (self, sample->path, TG_CASE_CREATE);
  sample_free (sample);
}

void
tg_window_open_sample (TgWindow *self)
{
  g_autoptr (GTask) task = NULL;

  g_return_if_fail (TG_IS_WINDOW (self));
  if (self->busy)
    return;
  show_busy (self, _("Making the sample…"));
  task = g_task_new (self, NULL, sample_cb, NULL);
  g_task_set_source_tag (task, tg_window_open_sample);
  g_task_run_in_thread (task, sample_worker);
}

/* Import */

void
tg_window_import (TgWindow *self, const char * const *paths)
{
  g_autoptr (GError) error = NULL;

  g_return_if_fail (TG_IS_WINDOW (self) && paths != NULL);
  if (paths[0] == NULL)
    return;
  if (self->tgcase == NULL)
    {
      g_autofree char *path = NULL;

      if (self->busy)
        return;
      path = tg_new_case_path (paths[0]);
      g_strfreev (self->pending);
      self->pending = g_strdupv ((char **) paths);
      tg_window_open_case (self, path, TG_CASE_CREATE);
      return;
    }
  if (!tg_open_case_import (self->tgcase, paths, &error))
    {
      if (g_error_matches (error, TG_ERROR, TG_ERROR_READ_ONLY))
        {
          tg_error_dialog (GTK_WINDOW (self), tg_case_error_heading (error), tg_open_case_get_path (self->tgcase), error);
          return;
        }
      g_autofree char *text = g_error_matches (error, TG_ERROR, TG_ERROR_BUSY) ? g_strdup (_("Wait for the running import, or cancel it first"))
                                                                               : tg_error_text (error);
      tg_window_toast (self, text);
    }
}

static void
import_started_cb (TgWindow *self)
{
  g_autoptr (TgPlace) place = tg_place_new (TG_PLACE_EVIDENCE);

  tg_job_bar_set_job (self->job_bar, tg_open_case_get_import (self->tgcase));
  gtk_widget_set_visible (GTK_WIDGET (self->job_box), TRUE);
  tg_window_go (self, place);
  tg_window_update_actions (self);
}

static void
show_import_error (TgWindow *self, const GError *error)
{
  const gboolean full = g_error_matches (error, TG_ERROR, TG_ERROR_FULL);
  g_autofree char *detail = tg_error_detail (error);

  /* its advice is given in the person's own language */
  if (full && strstr (detail, ". ") != NULL)
    *strstr (detail, ". ") = '\0';
  g_autofree char *text = full ? g_strdup_printf ("%s\n\n(%s)", _("Free some space and import the same files again: what was stored is safe, and the import "
                                                  "goes on from where it stopped."), detail)
                               : g_strdup_printf ("%s\n\n%s", detail, _("What was stored until then is safe. Importing the same files again goes on from there."));

  tg_text_dialog (GTK_WINDOW (self), full ? tg_case_error_heading (error) : _("The Import Stopped"), text);
}

static void
import_finished_cb (TgWindow *self, const GError *error)
{
  tg_job_bar_set_job (self->job_bar, NULL);
  gtk_widget_set_visible (GTK_WIDGET (self->job_box), FALSE);
  tg_window_update_actions (self);
  if (error == NULL)
    {
      if (self->importing_sample != NULL)
        {
          g_autoptr (TgPlace) place = tg_place_new (TG_PLACE_SUMMARY);

          tg_sample_done (self->importing_sample);
          tg_window_go (self, place);
        }
      tg_window_toast (self, _("Import finished. The Evidence page says what was read, and what was not and why."));
    }
  else if (g_error_matches (error, TG_ERROR, TG_ERROR_CANCELLED))
    tg_window_toast (self, _("Import cancelled. What was read is kept; importing again goes on from there."));
  else
    show_import_error (self, error);
  g_clear_pointer (&self->importing_sample, g_free);
}

static void
case_changed_cb (TgWindow *self)
{
  tg_window_update_counts (self);
  tg_window_strip_update (self);
}

static void
scope_changed_cb (TgWindow *self)
{
  tg_window_update_counts (self);
  tg_window_strip_scope (self);
  tg_window_update_actions (self);
  tg_window_queue_save (self);
}

/* The counts of the sidebar */

static gpointer
summary_query (TgReader *reader, gpointer data, TgJob *job, GError **error)
{
  const TgTimeRange *scope = data;
  TgSummary *summary = g_new0 (TgSummary, 1);

  if (tg_reader_summary (reader, *scope, summary, job, error))
    return summary;
  g_free (summary);
  return NULL;
}

static void
set_count (TgWindow *self, TgPlaceKind kind, guint64 n)
{
  g_autofree char *text = n > 0 ? tg_format_count (n) : g_strdup ("");

  gtk_label_set_text (self->count[kind], text);
}

static void
counts_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (TgWindow) self = data;
  g_autofree TgSummary *summary = tg_open_case_query_finish (TG_OPEN_CASE (source), result, NULL);
  guint64 records = 0, entities = 0, findings = 0;

  if (summary == NULL || (gpointer) self->tgcase != (gpointer) source)
    return;
  for (int i = 0; i < TG_RECORD_N_KINDS; i++)
    records += summary->records[i];
  for (int i = 0; i < TG_ENTITY_N_KINDS; i++)
    entities += summary->entities[i];
  for (guint i = 0; i < G_N_ELEMENTS (summary->findings); i++)
    findings += summary->findings[i];
  set_count (self, TG_PLACE_RECORDS, records);
  set_count (self, TG_PLACE_ENTITIES, entities);
  set_count (self, TG_PLACE_FINDINGS, findings);
  set_count (self, TG_PLACE_EVIDENCE, summary->evidence_files);
}

void
tg_window_update_counts (TgWindow *self)
{
  TgTimeRange *scope;

  if (self->counting != NULL)
    g_cancellable_cancel (self->counting);
  g_clear_object (&self->counting);
  if (self->tgcase == NULL)
    return;
  self->counting = g_cancellable_new ();
  scope = g_new (TgTimeRange, 1);
  *scope = tg_open_case_get_scope (self->tgcase);
  tg_open_case_query_async (self->tgcase, summary_query, scope, g_free, g_free, self->counting, counts_cb, g_object_ref (self));
}

void
tg_window_case_init (TgWindow *self)
{
  self->job_bar = TG_JOB_BAR (tg_job_bar_new ());
  gtk_box_append (self->job_box, GTK_WIDGET (self->job_bar));
  g_signal_group_connect_swapped (self->case_signals, "import-started", G_CALLBACK (import_started_cb), self);
  g_signal_group_connect_swapped (self->case_signals, "import-finished", G_CALLBACK (import_finished_cb), self);
  g_signal_group_connect_swapped (self->case_signals, "case-changed", G_CALLBACK (case_changed_cb), self);
  g_signal_group_connect_swapped (self->case_signals, "scope-changed", G_CALLBACK (scope_changed_cb), self);
}
