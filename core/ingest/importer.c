/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tg-ingest"

#include "core/ingest/importer.h"

#include "core/ingest/ahead.h"
#include "core/ingest/part.h"
#include "core/model/mapping.h"

/* One thread takes files in their order and cuts them into works; every worker takes the next work through parsing, its turn at the sink's
 * classify(), mapping, and its turn at write(). Works are taken in the order of their tickets, so the one whose turn it is always has a
 * worker, and no order of threads can lock the import up. A worker without work opens, digests and inflates files to come (prepare.h), so that
 * what is done for one file at a time is little; where all are busy, that thread does it itself. */

/* Of text of files, while none is read. */
#define SLABS_KEPT 4

typedef struct
{
  TgSink     *sink;
  TgJob      *job;
  GMutex      lock;
  GCond       changed;
  GQueue      works;           /* TgWork, in order */
  GAsyncQueue *spare;          /* TgWork, empty */
  TgSlabs    *slabs;
  TgPreparer *preparer;        /* NULL: files are not read from paths */
  guint       n_threads, held, max_held;       /* held: works that exist */
  guint64     classify_turn, write_turn;
  gboolean    closed;          /* no more works come */
  GError     *error;           /* the first; everything stops */
} Import;

static void
stop (Import *import, GError *error)
{
  g_mutex_lock (&import->lock);
  if (import->error == NULL)
    import->error = error;
  else
    g_error_free (error);
  g_cond_broadcast (&import->changed);
  g_mutex_unlock (&import->lock);
}

static gboolean
push (gpointer data, TgWork *work)
{
  Import *import = data;

  g_mutex_lock (&import->lock);
  while (import->held >= import->max_held && import->error == NULL)
    g_cond_wait (&import->changed, &import->lock);
  const gboolean ok = import->error == NULL;
  if (ok)
    {
      import->held++;
      g_queue_push_tail (&import->works, work);
      g_cond_broadcast (&import->changed);
    }
  g_mutex_unlock (&import->lock);
  if (!ok)
    tg_work_free (work);
  return ok;
}

/* With the lock, which is let go meanwhile. Whether there was something to do. */
static gboolean
help (Import *import)
{
  TgPreparer *preparer = import->preparer;

  if (preparer == NULL)
    return FALSE;
  g_mutex_unlock (&import->lock);
  const gboolean helped = tg_preparer_help (preparer);
  g_mutex_lock (&import->lock);
  return helped;
}

static TgWork *
pop (Import *import)
{
  TgWork *work = NULL;

  g_mutex_lock (&import->lock);
  while (import->error == NULL && !import->closed && g_queue_is_empty (&import->works))
    if (!help (import) && import->error == NULL && !import->closed && g_queue_is_empty (&import->works))
      g_cond_wait (&import->changed, &import->lock);
  if (import->error == NULL)
    work = g_queue_pop_head (&import->works);
  g_mutex_unlock (&import->lock);
  return work;
}

static gboolean
wait_turn (Import *import, const guint64 *turn, guint64 ticket)
{
  g_mutex_lock (&import->lock);
  while (*turn != ticket && import->error == NULL)
    g_cond_wait (&import->changed, &import->lock);
  const gboolean ok = import->error == NULL;
  g_mutex_unlock (&import->lock);
  return ok;
}

static void
next_turn (Import *import, guint64 *turn)
{
  g_mutex_lock (&import->lock);
  (*turn)++;
  g_cond_broadcast (&import->changed);
  g_mutex_unlock (&import->lock);
}

/* A batch is larger than the processor's caches, and what was read first is mapped first: by then it is far away. */
static void
fetch_values (const TgBatch *batch, guint i)
{
  if (i >= batch->records->len)
    return;
  const TgRecord *record = &g_array_index (batch->records, TgRecord, i);
  /* what it has of others was read not long ago, or it is not mapped at all */
  if (record->n_own > 0)
    {
      __builtin_prefetch (record->own);
      return;
    }
  for (guint32 k = 0; k < MIN (record->n_values, 24); k += 2)
    __builtin_prefetch (&record->values[k]);
}

static void
map_records (TgBatch *batch)
{
  for (guint i = 0; i < batch->records->len; i++)
    {
      fetch_values (batch, i + 3);
      if (g_array_index (batch->verdicts, guint8, i) != TG_VERDICT_DUPLICATE)
        tg_mapping_apply (&g_array_index (batch->records, TgRecord, i), batch->facts);
    }
  tg_mapping_finish (batch->facts);
}

static gboolean
parse_work (Import *import, TgWork *work, TgLogReader *reader, GError **error)
{
  tg_log_reader_batch (reader);
  for (guint i = 0; i < work->parts->len; i++)
    {
      TgPart *part = g_ptr_array_index (work->parts, i);
      if (!tg_job_check (import->job, error))
        return FALSE;
      tg_part_read (part, reader, work->batch);
    }
  return TRUE;
}

static gboolean
run_work (Import *import, TgWork *work, TgLogReader *reader, GError **error)
{
  TgBatch *batch = work->batch;

  if (!parse_work (import, work, reader, error) || !wait_turn (import, &import->classify_turn, work->ticket))
    return FALSE;
  for (guint i = 0; i < work->parts->len; i++)
    tg_part_settle (g_ptr_array_index (work->parts, i));
  import->sink->classify (import->sink, batch);
  if (import->job != NULL)
    tg_job_advance (import->job, 0, batch->records->len, 0);
  next_turn (import, &import->classify_turn);
  map_records (batch);
  if (!wait_turn (import, &import->write_turn, work->ticket) || !tg_job_check (import->job, error)
      || !import->sink->write (import->sink, batch, error))
    return FALSE;
  next_turn (import, &import->write_turn);
  return TRUE;
}

static gpointer
worker (gpointer data)
{
  Import *import = data;
  g_autoptr (TgLogReader) reader = tg_log_reader_new ();
  TgWork *work;

  while ((work = pop (import)) != NULL)
    {
      GError *error = NULL;
      if (!run_work (import, work, reader, &error) && error != NULL)
        stop (import, error);
      tg_work_done (work, import->spare);
      g_mutex_lock (&import->lock);
      import->held--;
      g_cond_broadcast (&import->changed);
      g_mutex_unlock (&import->lock);
    }
  return NULL;
}

typedef struct { const char * const *paths; const char *path, *origin; GBytes *bytes; } Input;

/* There may be room for another file. */
static void
wake_helpers (Import *import)
{
  g_mutex_lock (&import->lock);
  g_cond_broadcast (&import->changed);
  g_mutex_unlock (&import->lock);
}

static gboolean
feed_item (TgFeeder *feeder, const TgWalkItem *item, TgPrepared *prepared, gboolean *waits, GError **error)
{
  const gboolean ok = tg_feeder_path (feeder, item, prepared, waits, error);

  tg_prepared_clear (prepared);
  return ok;
}

static gboolean
feed_items (Import *import, TgFeeder *feeder, const TgPreparing *how, GPtrArray *items, GError **error)
{
  g_autoptr (TgAhead) ahead = items->len > 1 ? tg_ahead_new (items) : NULL;
  g_autoptr (GPtrArray) later = g_ptr_array_new ();
  TgPrepared prepared;

  for (guint i = 0; i < items->len; i++)
    {
      gboolean waits = FALSE;
      if (ahead != NULL)
        tg_ahead_at (ahead, i);
      tg_preparer_take (import->preparer, i, &prepared);
      wake_helpers (import);
      TgWalkItem *item = g_ptr_array_index (items, i);
      if (!feed_item (feeder, item, &prepared, &waits, error))
        return FALSE;
      if (waits)
        g_ptr_array_add (later, item);
      else
        g_clear_pointer (&item->path, g_free);      /* of a million files they are a fourth of the memory */
    }
  for (guint i = 0; i < later->len; i++)
    {
      tg_prepare (how, g_ptr_array_index (later, i), &prepared);
      if (!feed_item (feeder, g_ptr_array_index (later, i), &prepared, NULL, error))
        return FALSE;
    }
  return TRUE;
}

static gboolean
feed_paths (Import *import, TgFeeder *feeder, const Input *input, const TgImportOptions *options, GError **error)
{
  g_autoptr (GPtrArray) items = tg_walk (input->paths);
  const TgPreparing how = { import->sink, import->job, import->slabs, tg_feeder_whole (options) };
  guint64 total = 0;

  for (guint i = 0; i < items->len; i++)
    total += ((TgWalkItem *) g_ptr_array_index (items, i))->size;
  if (import->job != NULL)
    tg_job_set_total (import->job, total, items->len);
  /* few threads are seldom without work: a batch ahead is enough for them */
  g_mutex_lock (&import->lock);
  import->preparer = tg_preparer_new (&how, items, (1 + import->n_threads / 4) * (how.limit / 2));
  g_mutex_unlock (&import->lock);
  return feed_items (import, feeder, &how, items, error);
}

static gboolean
feed (Import *import, const Input *input, const TgImportOptions *options, GError **error)
{
  TgFeeder *feeder = tg_feeder_new (import->sink, options, import->job, import->spare, import->slabs, push, import);
  gboolean ok;

  if (input->bytes != NULL)
    {
      if (import->job != NULL)
        tg_job_set_total (import->job, g_bytes_get_size (input->bytes), 1);
      ok = tg_feeder_bytes (feeder, input->path, input->origin, input->bytes, error);
    }
  else
    ok = feed_paths (import, feeder, input, options, error);
  ok = ok && tg_feeder_flush (feeder, error);
  tg_feeder_free (feeder);
  return ok;
}

static gboolean run (TgSink *sink, const Input *input, const TgImportOptions *options, TgJob *job, GError **error);

/* Without the job: what it counts is the import. data: its options. */
static gboolean
reimport (TgSink *sink, const char *path, const char *origin, GBytes *bytes, TgJob *job, gpointer data, GError **error)
{
  return run (sink, &(Input) { .path = path, .origin = origin, .bytes = bytes }, data, NULL, error);
}

static gboolean
run (TgSink *sink, const Input *input, const TgImportOptions *options, TgJob *job, GError **error)
{
  Import import = { .sink = sink, .job = job };
  const guint asked = options != NULL ? options->threads : 0;
  /* while one waits at the sink, the thread that feeds or the one that commits has work for its processor */
  const guint n = asked > 0 ? MIN (asked, 64) : CLAMP (g_get_num_processors (), 2, 9);
  g_autofree GThread **threads = g_new0 (GThread *, n);
  g_autoptr (GError) problem = NULL;

  g_mutex_init (&import.lock);
  g_cond_init (&import.changed);
  import.n_threads = n;
  import.max_held = n + 1;
  import.spare = g_async_queue_new_full ((GDestroyNotify) tg_work_free);
  import.slabs = tg_slabs_new (tg_feeder_whole (options) + TG_SOURCE_ROOM, SLABS_KEPT);
  for (guint i = 0; i < n; i++)
    threads[i] = g_thread_new ("import", worker, &import);
  if (!feed (&import, input, options, &problem))
    stop (&import, g_steal_pointer (&problem));
  g_mutex_lock (&import.lock);
  import.closed = TRUE;
  g_cond_broadcast (&import.changed);
  g_mutex_unlock (&import.lock);
  for (guint i = 0; i < n; i++)
    g_thread_join (threads[i]);
  g_queue_clear_full (&import.works, (GDestroyNotify) tg_work_free);
  tg_preparer_free (import.preparer);
  g_async_queue_unref (import.spare);
  tg_slabs_free (import.slabs);
  g_mutex_clear (&import.lock);
  g_cond_clear (&import.changed);
  if (import.error == NULL && sink->hear_again != NULL)
    sink->hear_again (sink, reimport, (gpointer) options, job, &import.error);
  const gboolean finished = sink->finish (sink, import.error == NULL, import.error == NULL ? &import.error : NULL);
  if (import.error == NULL && finished)
    return TRUE;
  if (import.error == NULL)
    import.error = g_error_new_literal (TG_ERROR, TG_ERROR_FAILED, "the case could not be finished");
  g_propagate_error (error, import.error);
  return FALSE;
}

gboolean
tg_import_paths (TgSink *sink, const char * const *paths, const TgImportOptions *options, TgJob *job, GError **error)
{
  const Input input = { .paths = paths };

  return run (sink, &input, options, job, error);
}

gboolean
tg_import_bytes (TgSink *sink, const char *path, const char *origin, GBytes *bytes, const TgImportOptions *options, TgJob *job, GError **error)
{
  const Input input = { .path = path, .origin = origin, .bytes = bytes };

  return run (sink, &input, options, job, error);
}
