/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tg-store"

#include "core/store/checkpoint-private.h"

/* of 8 KiB: 192 MiB */
int tg_log_pages_max = 24 * 1024;

/* A checkpoint is worth its two waits for the disk from so much on. */
#define WORTH 4000

struct _TgCheckpointer
{
  sqlite3 *writer;
  sqlite3 *db;
  GThread *thread;
  GMutex   lock;
  GCond    changed;
  gboolean wanted, busy, closed;
  int      copied;             /* pages of the log that stood in the case after the last checkpoint; the thread's */
};

/* What goes wrong shows again: the log grows, and a commit that cannot write to it fails. */
static gpointer
checkpoint_thread (gpointer data)
{
  TgCheckpointer *checkpointer = data;

  g_mutex_lock (&checkpointer->lock);
  while (!checkpointer->closed)
    if (checkpointer->wanted)
      {
        checkpointer->wanted = FALSE;
        checkpointer->busy = TRUE;
        g_mutex_unlock (&checkpointer->lock);
        int pages = 0, copied = 0;
        sqlite3_wal_checkpoint_v2 (checkpointer->db, NULL, SQLITE_CHECKPOINT_PASSIVE, &pages, &copied);
        g_mutex_lock (&checkpointer->lock);
        checkpointer->copied = copied;
        checkpointer->busy = FALSE;
        g_cond_broadcast (&checkpointer->changed);
      }
    else
      g_cond_wait (&checkpointer->changed, &checkpointer->lock);
  g_mutex_unlock (&checkpointer->lock);
  return NULL;
}

/* After each commit, before the next. The log begins anew when all of it was copied before a commit begins: so past its bound the commits wait. */
static int
on_commit (void *data, sqlite3 *db, const char *name, int pages)
{
  TgCheckpointer *checkpointer = data;

  g_mutex_lock (&checkpointer->lock);
  if (pages < checkpointer->copied)
    checkpointer->copied = 0;
  if (pages - checkpointer->copied >= WORTH || pages >= tg_log_pages_max)
    {
      checkpointer->wanted = TRUE;
      g_cond_broadcast (&checkpointer->changed);
    }
  while (pages >= tg_log_pages_max && (checkpointer->wanted || checkpointer->busy))
    g_cond_wait (&checkpointer->changed, &checkpointer->lock);
  g_mutex_unlock (&checkpointer->lock);
  return SQLITE_OK;
}

TgCheckpointer *
tg_checkpointer_new (sqlite3 *db, const char *path, GError **error)
{
  sqlite3 *own = tg_db_open_reader (path, error);

  if (own == NULL)
    return NULL;
  TgCheckpointer *checkpointer = g_new0 (TgCheckpointer, 1);
  checkpointer->writer = db;
  checkpointer->db = own;
  sqlite3_exec (own, "PRAGMA cache_size=-64", NULL, NULL, NULL);
  sqlite3_exec (db, "PRAGMA journal_size_limit=-1", NULL, NULL, NULL);
  g_mutex_init (&checkpointer->lock);
  g_cond_init (&checkpointer->changed);
  checkpointer->thread = g_thread_new ("checkpoint", checkpoint_thread, checkpointer);
  sqlite3_wal_hook (db, on_commit, checkpointer);
  return checkpointer;
}

void
tg_checkpointer_free (TgCheckpointer *checkpointer)
{
  if (checkpointer == NULL)
    return;
  sqlite3_wal_hook (checkpointer->writer, NULL, NULL);
  sqlite3_exec (checkpointer->writer, TG_DB_LOG_PRAGMAS, NULL, NULL, NULL);
  g_mutex_lock (&checkpointer->lock);
  checkpointer->closed = TRUE;
  g_cond_broadcast (&checkpointer->changed);
  g_mutex_unlock (&checkpointer->lock);
  g_thread_join (checkpointer->thread);
  tg_db_close (checkpointer->db);
  g_mutex_clear (&checkpointer->lock);
  g_cond_clear (&checkpointer->changed);
  g_free (checkpointer);
}
