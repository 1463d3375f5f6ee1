/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tg-app"

#include "app/case.h"

#ifdef __GLIBC__
# include <malloc.h>
#endif

#include "app/copy.h"
#include "core/base/memory.h"
#include "core/ingest/importer.h"
#include "widgets/graph/canvas.h"

/* Readers that may work at once: the page, the graph and the search should not wait for each other. */
#define QUERY_THREADS   3
/* While an import runs, what is on the screen follows it this often. */
#define REFRESH_SECONDS 4
/* Pages are asked anew while an import runs when a quarter more is there, or after so many seconds: each time they ask much of the case. */
#define REFRESH_LATEST  30

struct _TgOpenCase
{
  GObject      parent_instance;

  /* Owned */
  TgCase      *tgcase;
  char        *title;
  TgSession   *session;
  GThreadPool *queries;
  GThreadPool *saves;
  GMutex       readers_lock;
  GPtrArray   *readers;          /* TgReader*, idle ones */
  GPtrArray   *jobs;             /* TgJob*, of running queries; main thread */
  TgJob       *import_job;
  GThread     *import_thread;
  guint        refresh_id;
  guint64      refreshed_items;
  guint        refresh_waited;   /* seconds since then */

  TgTimeRange  scope;
  gboolean     closed;
};

enum { CASE_CHANGED, SCOPE_CHANGED, IMPORT_STARTED, IMPORT_FINISHED, STATE_FAILED, N_SIGNALS };

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (TgOpenCase, tg_open_case, G_TYPE_OBJECT)

typedef struct
{
  TgOpenCase    *self;
  GTask         *task;
  TgQueryFunc    func;
  gpointer       data;
  GDestroyNotify data_free, result_free;
  TgJob         *job;
  gulong         cancel_id;
  gpointer       result;
  GError        *error;
} Work;

/* On the main thread, so that no worker ever holds the last reference to the case or to a widget. */
static gboolean
deliver_cb (gpointer data)
{
  Work *work = data;
  GCancellable *cancellable = g_task_get_cancellable (work->task);

  if (work->cancel_id != 0)
    g_cancellable_disconnect (cancellable, work->cancel_id);
  if (work->error != NULL)
    g_task_return_error (work->task, work->error);
  else
    g_task_return_pointer (work->task, work->result, work->result_free);
  if (work->data_free != NULL)
    work->data_free (work->data);
  g_ptr_array_remove_fast (work->self->jobs, work->job);
  tg_job_unref (work->job);
  g_object_unref (work->task);
  g_object_unref (work->self);
  g_free (work);
  return G_SOURCE_REMOVE;
}

static int importing;      /* atomic: imports that run */

static TgReader *
take_reader (TgOpenCase *self, GError **error)
{
  TgReader *reader = NULL;

  g_mutex_lock (&self->readers_lock);
  if (self->readers->len > 0)
    reader = g_ptr_array_steal_index_fast (self->readers, self->readers->len - 1);
  g_mutex_unlock (&self->readers_lock);
  if (reader == NULL)
    reader = tg_reader_new (tg_case_path (self->tgcase), error);
  if (reader != NULL)
    tg_reader_set_spare (reader, g_atomic_int_get (&importing) > 0);
  return reader;
}

static void
give_reader (TgOpenCase *self, TgReader *reader)
{
  g_mutex_lock (&self->readers_lock);
  g_ptr_array_add (self->readers, reader);
  g_mutex_unlock (&self->readers_lock);
}

static void
query_worker (gpointer data, gpointer user_data)
{
  Work *work = data;

  if (tg_job_check (work->job, &work->error))
    {
      TgReader *reader = take_reader (work->self, &work->error);

      if (reader != NULL)
        {
          work->result = work->func (reader, work->data, work->job, &work->error);
          give_reader (work->self, reader);
        }
    }
  g_idle_add_full (G_PRIORITY_DEFAULT, deliver_cb, work, NULL);
}

static void
cancel_cb (GCancellable *cancellable, gpointer job)
{
  tg_job_cancel (job);
}

void
tg_open_case_query_async (TgOpenCase *self, TgQueryFunc func, gpointer data, GDestroyNotify data_free, GDestroyNotify result_free,
                          GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data)
{
  Work *work;

  g_return_if_fail (TG_IS_OPEN_CASE (self) && func != NULL);
  work = g_new0 (Work, 1);
  work->self = g_object_ref (self);
  work->task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (work->task, tg_open_case_query_async);
  work->func = func;
  work->data = data;
  work->data_free = data_free;
  work->result_free = result_free;
  work->job = tg_job_new ("");
  g_ptr_array_add (self->jobs, work->job);
  if (cancellable != NULL)
    work->cancel_id = g_cancellable_connect (cancellable, G_CALLBACK (cancel_cb), tg_job_ref (work->job), (GDestroyNotify) tg_job_unref);
  if (self->closed)
    {
      work->error = g_error_new_literal (TG_ERROR, TG_ERROR_CANCELLED, "the case is closed");
      g_idle_add (deliver_cb, work);
      return;
    }
  g_thread_pool_push (self->queries, work, NULL);
}

gpointer
tg_open_case_query_finish (TgOpenCase *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);
  return g_task_propagate_pointer (G_TASK (result), error);
}

/* Saving */

/* To be saved, or, with a task, to be loaded. */
typedef struct { TgOpenCase *self; GTask *task; char *name, *json; GError *error; } State;

/* On the main thread, like deliver_cb(). */
static gboolean
state_done_cb (gpointer data)
{
  State *state = data;

  if (state->task != NULL && state->error != NULL)
    g_task_return_error (state->task, g_steal_pointer (&state->error));
  else if (state->task != NULL)
    g_task_return_pointer (state->task, g_steal_pointer (&state->json), g_free);
  else if (state->error != NULL)
    g_signal_emit (state->self, signals[STATE_FAILED], 0, state->name, state->error);
  g_clear_error (&state->error);
  g_clear_object (&state->task);
  g_free (state->name);
  g_free (state->json);
  g_object_unref (state->self);
  g_free (state);
  return G_SOURCE_REMOVE;
}

static void
save_worker (gpointer data, gpointer user_data)
{
  TgOpenCase *self = user_data;
  State *state = data;

  if (state->task != NULL)
    state->json = tg_case_load_state (self->tgcase, state->name, &state->error);
  else if (!tg_case_save_state (self->tgcase, state->name, state->json, &state->error))
    g_message ("Cannot save %s: %s", state->name, state->error->message);
  g_idle_add_full (G_PRIORITY_DEFAULT, state_done_cb, state, NULL);
}

void
tg_open_case_save_state (TgOpenCase *self, const char *name, char *json)
{
  State *state;

  g_return_if_fail (TG_IS_OPEN_CASE (self) && name != NULL);
  if (self->closed || tg_case_is_read_only (self->tgcase))
    {
      g_free (json);
      return;
    }
  state = g_new (State, 1);
  *state = (State) { g_object_ref (self), NULL, g_strdup (name), json, NULL };
  g_thread_pool_push (self->saves, state, NULL);
}

void
tg_open_case_load_state_async (TgOpenCase *self, const char *name, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer data)
{
  State *state;

  g_return_if_fail (TG_IS_OPEN_CASE (self) && name != NULL);
  state = g_new (State, 1);
  *state = (State) { g_object_ref (self), g_task_new (self, cancellable, callback, data), g_strdup (name), NULL, NULL };
  g_task_set_source_tag (state->task, tg_open_case_load_state_async);
  if (!self->closed)
    {
      g_thread_pool_push (self->saves, state, NULL);
      return;
    }
  state->error = g_error_new_literal (TG_ERROR, TG_ERROR_CANCELLED, "the case is closed");
  g_idle_add (state_done_cb, state);
}

char *
tg_open_case_load_state_finish (TgOpenCase *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);
  return g_task_propagate_pointer (G_TASK (result), error);
}

void
tg_open_case_save_session (TgOpenCase *self, const TgSession *session)
{
  g_return_if_fail (TG_IS_OPEN_CASE (self));
  if (!tg_open_case_is_read_only (self))
    tg_open_case_save_state (self, "session", tg_session_to_json (session));
}

/* Import */

typedef struct { TgOpenCase *self; GStrv paths; TgJob *job; GError *error; } Import;

static gboolean
import_done_cb (gpointer data)
{
  Import *import = data;
  TgOpenCase *self = import->self;

  g_clear_handle_id (&self->refresh_id, g_source_remove);
  g_clear_pointer (&self->import_job, tg_job_unref);
  g_clear_pointer (&self->import_thread, g_thread_join);
  g_signal_emit (self, signals[CASE_CHANGED], 0);
  g_signal_emit (self, signals[IMPORT_FINISHED], 0, import->error);
  g_clear_error (&import->error);
  tg_job_unref (import->job);
  g_strfreev (import->paths);
  g_object_unref (self);
  g_free (import);
  return G_SOURCE_REMOVE;
}

/* Arrays of an import grow to megabytes on several threads and are freed at each commit. What malloc() would keep of them, as it does for the
 * canvas's surfaces, is a quarter of the process's memory: while one runs they are given back, and frames take a little longer. */
static void
hold_memory (gboolean begins)
{
  G_GNUC_UNUSED const gboolean change = begins ? g_atomic_int_add (&importing, 1) == 0 : g_atomic_int_dec_and_test (&importing);

#ifdef __GLIBC__
  if (change)
    mallopt (M_MMAP_THRESHOLD, begins ? 1024 * 1024 : TG_CANVAS_MALLOC_KEEPS);
#endif
  if (!begins)
    tg_memory_trim ();
}

/* Beside a window, whose own memory counts as well: half of what is read ahead costs 8 % of processors and saves 60 MB. */
#define BATCH_BYTES (2 * 1024 * 1024)

static gpointer
import_worker (gpointer data)
{
  const TgImportOptions options = { .batch_bytes = BATCH_BYTES };
  Import *import = data;

  hold_memory (TRUE);
  TgSink *sink = tg_case_begin_import (import->self->tgcase, import->job, &import->error);

  if (sink != NULL)
    tg_import_paths (sink, (const char * const *) import->paths, &options, import->job, &import->error);
  hold_memory (FALSE);
  tg_job_finish (import->job);
  g_idle_add_full (G_PRIORITY_DEFAULT, import_done_cb, import, NULL);
  return NULL;
}

static gboolean
refresh_cb (gpointer data)
{
  TgOpenCase *self = data;
  TgJobState state;

  tg_job_snapshot (self->import_job, &state);
  self->refresh_waited += REFRESH_SECONDS;
  if (state.items >= self->refreshed_items + self->refreshed_items / 4 + 1
      || (state.items != self->refreshed_items && self->refresh_waited >= REFRESH_LATEST))
    {
      self->refreshed_items = state.items;
      self->refresh_waited = 0;
      g_signal_emit (self, signals[CASE_CHANGED], 0);
    }
  return G_SOURCE_CONTINUE;
}

gboolean
tg_open_case_import (TgOpenCase *self, const char * const *paths, GError **error)
{
  Import *import;

  g_return_val_if_fail (TG_IS_OPEN_CASE (self) && paths != NULL, FALSE);
  if (self->closed || self->import_job != NULL)
    {
      g_set_error_literal (error, TG_ERROR, TG_ERROR_BUSY, "another import is running");
      return FALSE;
    }
  if (tg_case_is_read_only (self->tgcase))
    {
      tg_case_refuse_write (self->tgcase, error);
      return FALSE;
    }
  self->import_job = tg_job_new ("Importing");
  self->refreshed_items = 0;
  self->refresh_waited = 0;
  import = g_new0 (Import, 1);
  *import = (Import) { g_object_ref (self), g_strdupv ((char **) paths), tg_job_ref (self->import_job), NULL };
  self->import_thread = g_thread_new ("tg-import", import_worker, import);
  self->refresh_id = g_timeout_add_seconds (REFRESH_SECONDS, refresh_cb, self);
  g_signal_emit (self, signals[IMPORT_STARTED], 0);
  return TRUE;
}

TgJob *
tg_open_case_get_import (TgOpenCase *self)
{
  g_return_val_if_fail (TG_IS_OPEN_CASE (self), NULL);
  return self->import_job;
}

/* Opening, copying and closing */

typedef struct { char *path; TgCaseFlags flags; } Open;
typedef struct { TgCase *tgcase; TgSession *session; } Opened;

static void
open_free (Open *open)
{
  g_free (open->path);
  g_free (open);
}

static void
opened_free (Opened *opened)
{
  g_clear_pointer (&opened->tgcase, tg_case_close);
  g_clear_pointer (&opened->session, tg_session_free);
  g_free (opened);
}

/* Its boards, and what is on the current one; a case of older times has one, in the session. */
static void
load_boards (TgCase *tgcase, TgSession *session)
{
  g_autofree char *json = tg_case_load_state (tgcase, "boards", NULL);
  g_autoptr (GError) error = NULL;

  session->book = tg_book_from_json (json);
  if (session->book == NULL)
    return;
  g_autofree char *name = tg_book_state (tg_book_now (session->book));
  g_free (session->board);
  session->board = tg_case_load_state (tgcase, name, &error);
  if (error != NULL)
    tg_book_renew (tg_book_now (session->book));      /* what lies there is not written over */
}

static void
open_worker (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Open *open = data;
  GError *error = NULL;
  TgCase *tgcase = tg_case_open (open->path, open->flags, &error);
  g_autofree char *json = NULL;
  Opened *opened;

  if (tgcase == NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  /* a session that cannot be read is no reason not to open the case */
  json = tg_case_load_state (tgcase, "session", NULL);
  opened = g_new (Opened, 1);
  *opened = (Opened) { tgcase, tg_session_from_json (json) };
  load_boards (tgcase, opened->session);
  g_task_return_pointer (task, opened, (GDestroyNotify) opened_free);
}

void
tg_open_case_open_async (const char *path, TgCaseFlags flags, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer data)
{
  g_autoptr (GTask) task = g_task_new (NULL, cancellable, callback, data);
  Open *open = g_new (Open, 1);

  *open = (Open) { g_strdup (path), flags };
  g_task_set_source_tag (task, tg_open_case_open_async);
  g_task_set_task_data (task, open, (GDestroyNotify) open_free);
  g_task_run_in_thread (task, open_worker);
}

TgOpenCase *
tg_open_case_open_finish (GAsyncResult *result, GError **error)
{
  Opened *opened = g_task_propagate_pointer (G_TASK (result), error);
  TgOpenCase *self;
  g_autofree char *name = NULL;

  if (opened == NULL)
    return NULL;
  self = g_object_new (TG_TYPE_OPEN_CASE, NULL);
  self->tgcase = g_steal_pointer (&opened->tgcase);
  self->session = g_steal_pointer (&opened->session);
  self->scope = self->session->scope;
  opened_free (opened);
  name = g_filename_display_basename (tg_case_path (self->tgcase));
  if (g_str_has_suffix (name, ".tgcase"))
    name[strlen (name) - strlen (".tgcase")] = '\0';
  self->title = g_steal_pointer (&name);
  return self;
}

static void
copy_worker (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  TgOpenCase *self = source;
  GError *error = NULL;

  if (tg_copy_case (tg_case_path (self->tgcase), data, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

void
tg_open_case_copy_async (TgOpenCase *self, const char *path, GAsyncReadyCallback callback, gpointer data)
{
  g_autoptr (GTask) task = g_task_new (self, NULL, callback, data);

  g_return_if_fail (TG_IS_OPEN_CASE (self));
  g_task_set_source_tag (task, tg_open_case_copy_async);
  g_task_set_task_data (task, g_strdup (path), g_free);
  g_task_run_in_thread (task, copy_worker);
}

gboolean
tg_open_case_copy_finish (TgOpenCase *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

static void
close_file (TgOpenCase *self, const char *json)
{
  /* FALSE, TRUE: what is queued still runs (it ends at once, cancelled) and is waited for */
  g_thread_pool_free (g_steal_pointer (&self->queries), FALSE, TRUE);
  g_thread_pool_free (g_steal_pointer (&self->saves), FALSE, TRUE);
  g_clear_pointer (&self->readers, g_ptr_array_unref);
  if (json != NULL && !tg_case_is_read_only (self->tgcase))
    {
      g_autoptr (GError) error = NULL;

      if (!tg_case_save_state (self->tgcase, "session", json, &error))
        g_message ("Cannot save the session: %s", error->message);
    }
  g_clear_pointer (&self->tgcase, tg_case_close);
}

static void
close_worker (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  close_file (source, data);
  g_task_return_boolean (task, TRUE);
}

static void
start_closing (TgOpenCase *self, GTask *task)
{
  g_task_run_in_thread (task, close_worker);
  g_object_unref (task);
}

static void
import_ended_cb (TgOpenCase *self, GError *error, GTask *task)
{
  g_signal_handlers_disconnect_by_func (self, import_ended_cb, task);
  start_closing (self, task);
}

void
tg_open_case_close_async (TgOpenCase *self, const TgSession *session, GAsyncReadyCallback callback, gpointer data)
{
  GTask *task = g_task_new (self, NULL, callback, data);

  g_return_if_fail (TG_IS_OPEN_CASE (self) && !self->closed);
  g_task_set_source_tag (task, tg_open_case_close_async);
  self->closed = TRUE;
  for (guint i = 0; i < self->jobs->len; i++)
    tg_job_cancel (self->jobs->pdata[i]);
  if (session != NULL)
    g_task_set_task_data (task, tg_session_to_json (session), g_free);
  if (self->import_job == NULL)
    {
      start_closing (self, task);
      return;
    }
  tg_job_cancel (self->import_job);
  g_signal_connect (self, "import-finished", G_CALLBACK (import_ended_cb), task);
}

gboolean
tg_open_case_close_finish (TgOpenCase *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

gboolean
tg_open_case_is_closed (TgOpenCase *self)
{
  g_return_val_if_fail (TG_IS_OPEN_CASE (self), TRUE);
  return self->closed;
}

/* The object */

static void
tg_open_case_finalize (GObject *object)
{
  TgOpenCase *self = TG_OPEN_CASE (object);

  if (self->tgcase != NULL)
    close_file (self, NULL);
  g_free (self->title);
  g_clear_pointer (&self->session, tg_session_free);
  g_clear_pointer (&self->readers, g_ptr_array_unref);
  g_ptr_array_unref (self->jobs);
  g_mutex_clear (&self->readers_lock);
  G_OBJECT_CLASS (tg_open_case_parent_class)->finalize (object);
}

static void
tg_open_case_class_init (TgOpenCaseClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = tg_open_case_finalize;
  signals[CASE_CHANGED] = g_signal_new ("case-changed", TG_TYPE_OPEN_CASE, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[SCOPE_CHANGED] = g_signal_new ("scope-changed", TG_TYPE_OPEN_CASE, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[IMPORT_STARTED] = g_signal_new ("import-started", TG_TYPE_OPEN_CASE, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[IMPORT_FINISHED] = g_signal_new ("import-finished", TG_TYPE_OPEN_CASE, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                           G_TYPE_NONE, 1, G_TYPE_POINTER);
  signals[STATE_FAILED] = g_signal_new ("state-failed", TG_TYPE_OPEN_CASE, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                        G_TYPE_NONE, 2, G_TYPE_STRING, G_TYPE_POINTER);
}

static void
tg_open_case_init (TgOpenCase *self)
{
  g_mutex_init (&self->readers_lock);
  self->readers = g_ptr_array_new_with_free_func ((GDestroyNotify) tg_reader_free);
  self->jobs = g_ptr_array_new ();
  self->scope = TG_TIME_ALL;
  self->queries = g_thread_pool_new (query_worker, NULL, QUERY_THREADS, FALSE, NULL);
  /* one thread: a later session is never overwritten by an earlier one */
  self->saves = g_thread_pool_new (save_worker, self, 1, FALSE, NULL);
}

const char *
tg_open_case_get_path (TgOpenCase *self)
{
  g_return_val_if_fail (TG_IS_OPEN_CASE (self), NULL);
  return self->tgcase != NULL ? tg_case_path (self->tgcase) : NULL;
}

const char *
tg_open_case_get_title (TgOpenCase *self)
{
  g_return_val_if_fail (TG_IS_OPEN_CASE (self), NULL);
  return self->title;
}

gboolean
tg_open_case_is_read_only (TgOpenCase *self)
{
  g_return_val_if_fail (TG_IS_OPEN_CASE (self), TRUE);
  return self->tgcase == NULL || tg_case_is_read_only (self->tgcase);
}

TgSession *
tg_open_case_take_session (TgOpenCase *self)
{
  g_return_val_if_fail (TG_IS_OPEN_CASE (self), NULL);
  return g_steal_pointer (&self->session);
}

TgTimeRange
tg_open_case_get_scope (TgOpenCase *self)
{
  g_return_val_if_fail (TG_IS_OPEN_CASE (self), TG_TIME_ALL);
  return self->scope;
}

void
tg_open_case_set_scope (TgOpenCase *self, TgTimeRange scope)
{
  g_return_if_fail (TG_IS_OPEN_CASE (self) && scope.from < scope.to);
  if (scope.from == self->scope.from && scope.to == self->scope.to)
    return;
  self->scope = scope;
  g_signal_emit (self, signals[SCOPE_CHANGED], 0);
}
