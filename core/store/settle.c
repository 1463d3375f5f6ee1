/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tg-store"

#include "core/store/case-private.h"
#include "core/store/runs-private.h"
#include "core/store/unite-private.h"

#include <string.h>

/* The end of an import: entities that turned out to be one become one, the search index is brought up to date, and of the runs of each table
 * few are left. Merging them is done by threads that read for themselves, while what is merged is written by the one writer. */

#define AHEAD (4 * 1024 * 1024)      /* bytes of blocks that wait for the writer, a table */

typedef struct { TgRunBlock block; guint8 bytes[]; } Waiting;

/* What each thread merges. The keys of duplicates are hashes, in no order: they take as long as all else, and halve well. */
typedef struct { TgRunTable table; gint64 from, to; } Share;

static const Share shares[] = {
  { TG_RUN_ACTIVITY, G_MININT64, G_MAXINT64 }, { TG_RUN_SERIES, G_MININT64, G_MAXINT64 }, { TG_RUN_HOURLY, G_MININT64, G_MAXINT64 },
  { TG_RUN_POSTING, G_MININT64, G_MAXINT64 }, { TG_RUN_SEEN, G_MININT64, -1 }, { TG_RUN_SEEN, 0, G_MAXINT64 },
};

#define N_SHARES G_N_ELEMENTS (shares)

typedef struct
{
  const char *path;
  Share       share;
  GThread    *thread;
  GMutex      lock;
  GCond       changed;
  GQueue      blocks;         /* Waiting */
  gsize       bytes;
  gboolean    ended, stopped; /* stopped: by who writes */
  GArray     *runs;           /* that become one */
  GError     *error;
} Merging;

static gboolean
give (const TgRunBlock *block, gpointer data, GError **error)
{
  Merging *merging = data;
  Waiting *waiting = g_malloc (sizeof *waiting + block->size);

  waiting->block = *block;
  memcpy (waiting->bytes, block->data, block->size);
  waiting->block.data = waiting->bytes;
  g_mutex_lock (&merging->lock);
  while (merging->bytes > AHEAD && !merging->stopped)
    g_cond_wait (&merging->changed, &merging->lock);
  const gboolean stopped = merging->stopped;
  g_queue_push_tail (&merging->blocks, waiting);
  merging->bytes += block->size;
  g_cond_broadcast (&merging->changed);
  g_mutex_unlock (&merging->lock);
  if (stopped)
    g_set_error_literal (error, TG_ERROR, TG_ERROR_CANCELLED, "stopped");
  return !stopped;
}

static gboolean
merge_table (Merging *merging, sqlite3 *db, GError **error)
{
  /* one view of the table from the first run to the last */
  if (!tg_db_exec (db, "PRAGMA cache_size=-2048; BEGIN", error) || (merging->runs = tg_runs_pick (db, merging->share.table, TG_TIDY_END, error)) == NULL)
    return FALSE;
  return merging->runs->len < 2
         || tg_runs_merge (db, merging->share.table, merging->runs, merging->share.from, merging->share.to, give, merging, error);
}

static gpointer
merge_thread (gpointer data)
{
  Merging *merging = data;
  GError *error = NULL;
  sqlite3 *db = tg_db_open_reader (merging->path, &error);

  if (db != NULL)
    merge_table (merging, db, &error);
  tg_db_close (db);
  g_mutex_lock (&merging->lock);
  merging->error = error;
  merging->ended = TRUE;
  g_cond_broadcast (&merging->changed);
  g_mutex_unlock (&merging->lock);
  return NULL;
}

static void
merging_start (Merging *merging, const char *path, const Share *share)
{
  *merging = (Merging) { .path = path, .share = *share };
  g_mutex_init (&merging->lock);
  g_cond_init (&merging->changed);
  g_queue_init (&merging->blocks);
  merging->thread = g_thread_new ("settle", merge_thread, merging);
}

static void
merging_end (Merging *merging)
{
  g_mutex_lock (&merging->lock);
  merging->stopped = TRUE;
  g_cond_broadcast (&merging->changed);
  g_mutex_unlock (&merging->lock);
  g_thread_join (merging->thread);
  g_queue_clear_full (&merging->blocks, g_free);
  g_clear_pointer (&merging->runs, g_array_unref);
  g_clear_error (&merging->error);
  g_mutex_clear (&merging->lock);
  g_cond_clear (&merging->changed);
}

/* The next block; NULL: there are no more. */
static Waiting *
take (Merging *merging)
{
  g_mutex_lock (&merging->lock);
  while (g_queue_is_empty (&merging->blocks) && !merging->ended)
    g_cond_wait (&merging->changed, &merging->lock);
  Waiting *waiting = g_queue_pop_head (&merging->blocks);
  if (waiting != NULL)
    merging->bytes -= waiting->block.size;
  g_cond_broadcast (&merging->changed);
  g_mutex_unlock (&merging->lock);
  return waiting;
}

static gboolean
write_share (Merging *merging, TgRunWriter *writer, GError **error)
{
  Waiting *waiting;
  gboolean ok = TRUE;

  while (ok && (waiting = take (merging)) != NULL)
    {
      ok = tg_run_writer_give (&waiting->block, writer, error);
      g_free (waiting);
    }
  if (ok && merging->error != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&merging->error));
      return FALSE;
    }
  return ok;
}

/* The shares of one table become one run, in place of those they were made of. */
static gboolean
write_table (Merging *merging, gsize n, sqlite3 *db, GError **error)
{
  const TgRunTable table = merging->share.table;
  g_autoptr (TgRunWriter) writer = tg_run_writer_new (db, table, error);

  if (writer == NULL)
    return FALSE;
  for (gsize i = 0; i < n; i++)
    if (!write_share (&merging[i], writer, error))
      return FALSE;
  return merging->runs->len < 2 || tg_runs_drop (db, table, merging->runs, error);
}

static gboolean
settle_table (Merging *merging, gsize n, sqlite3 *db, GError **error)
{
  if (!tg_db_exec (db, "BEGIN IMMEDIATE", error))
    return FALSE;
  if (write_table (merging, n, db, error) && tg_db_exec (db, "COMMIT", error))
    return TRUE;
  sqlite3_exec (db, "ROLLBACK", NULL, NULL, NULL);
  return FALSE;
}

/* The search index is written while the first runs are merged. */
static gboolean
settle_all (sqlite3 *db, GError **error)
{
  const char *path = sqlite3_db_filename (db, "main");
  Merging merging[N_SHARES];

  for (gsize i = 0; i < N_SHARES; i++)
    merging_start (&merging[i], path, &shares[i]);
  gboolean ok = tg_index_update (db, TRUE, error);
  for (gsize i = 0, n; ok && i < N_SHARES; i += n)
    {
      for (n = 1; i + n < N_SHARES && shares[i + n].table == shares[i].table; n++)
        ;
      ok = settle_table (&merging[i], n, db, error);
    }
  for (gsize i = 0; i < N_SHARES; i++)
    merging_end (&merging[i]);
  return ok;
}

gboolean
tg_import_settle (sqlite3 *db, gboolean full, GError **error)
{
  gint64 unfinished = 0;

  if (!tg_db_int (db, "SELECT value FROM meta WHERE name = 'unfinished'", &unfinished, error))
    return FALSE;
  if (unfinished == 0)
    return TRUE;
  if (!tg_unite_pending (db, error))
    return FALSE;
  return full ? settle_all (db, error) && tg_db_exec (db, "DELETE FROM meta WHERE name = 'unfinished'", error) : tg_index_update (db, FALSE, error);
}
