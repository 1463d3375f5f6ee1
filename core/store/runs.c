/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tg-store"

#include "core/store/runs-blocks-private.h"

#include <string.h>

/* Writes blocks of one run. */
struct _TgRunWriter
{
  sqlite3_stmt *insert;
};

TgRunWriter *
tg_run_writer_new (sqlite3 *db, TgRunTable table, GError **error)
{
  g_autoptr (TgRunWriter) writer = g_new0 (TgRunWriter, 1);
  gint64 last = 0;

  writer->insert = tg_db_prepare (db, "INSERT INTO run (tbl, run, n, key_min, key_max, data) VALUES (?, ?, ?, ?, ?, ?)", error);
  if (writer->insert == NULL || !tg_db_int (db, "SELECT ifnull(max(run), 0) FROM run", &last, error))
    return NULL;
  sqlite3_bind_int (writer->insert, 1, table);
  sqlite3_bind_int64 (writer->insert, 2, last + 1);
  return g_steal_pointer (&writer);
}

void
tg_run_writer_free (TgRunWriter *writer)
{
  if (writer == NULL)
    return;
  sqlite3_finalize (writer->insert);
  g_free (writer);
}

gboolean
tg_run_writer_give (const TgRunBlock *block, gpointer data, GError **error)
{
  TgRunWriter *writer = data;

  sqlite3_bind_int64 (writer->insert, 3, block->n);
  sqlite3_bind_int64 (writer->insert, 4, block->key_min);
  sqlite3_bind_int64 (writer->insert, 5, block->key_max);
  sqlite3_bind_blob64 (writer->insert, 6, block->data, block->size, SQLITE_STATIC);
  return tg_db_run (writer->insert, error);
}

static inline gboolean
same_key (const gint64 *a, const gint64 *b, guint keys)
{
  for (guint k = 0; k < keys; k++)
    if (a[k] != b[k])
      return FALSE;
  return TRUE;
}

/* Rows in order, one a key. */
static gboolean
write_sorted (TgRunPacker *packer, const TgRows *rows, const TgRowPlace *places, GError **error)
{
  const guint keys = tg_run_keys (rows->table), width = rows->n_columns;
  gint64 sum[TG_RUN_COLUMNS_MAX];

  for (gsize i = 0; i < rows->n; i++)
    {
      const gint64 *row = rows->cells + (gsize) places[i].row * width;
      if (i + 8 < rows->n)
        __builtin_prefetch (rows->cells + (gsize) places[i + 8].row * width);
      if (i > 0 && same_key (sum, row, keys))
        for (guint c = keys; c < width; c++)
          sum[c] = (gint64) ((guint64) sum[c] + (guint64) row[c]);
      else
        {
          if (i > 0 && !tg_run_packer_add (packer, sum, error))
            return FALSE;
          for (guint c = 0; c < width; c++)
            sum[c] = row[c];
        }
    }
  return tg_run_packer_add (packer, sum, error);
}

gboolean
tg_runs_append (sqlite3 *db, TgRows *rows, GError **error)
{
  TgRowSorter own = { NULL, NULL, 0 };
  TgRunPacker packer;

  if (rows->n == 0)
    return TRUE;
  g_autoptr (TgRunWriter) writer = tg_run_writer_new (db, rows->table, error);
  if (writer == NULL)
    return FALSE;
  const TgRowPlace *places = tg_rows_sort (rows, rows->sorter != NULL ? rows->sorter : &own);
  tg_run_packer_init (&packer, rows->table, tg_run_writer_give, writer);
  const gboolean ok = write_sorted (&packer, rows, places, error) && tg_run_packer_flush (&packer, error);
  tg_run_packer_clear (&packer);
  tg_row_sorter_clear (&own);
  rows->n = 0;
  return ok;
}

struct _TgRunFinder
{
  TgRunTable    table;
  sqlite3_stmt *next_run, *blocks;
  gint64       *columns[TG_RUN_COLUMNS_MAX], *cells;     /* columns point into cells */
};

TgRunFinder *
tg_run_finder_new (sqlite3 *db, TgRunTable table, GError **error)
{
  g_autoptr (TgRunFinder) finder = g_new0 (TgRunFinder, 1);

  finder->table = table;
  finder->cells = tg_run_alloc_columns (tg_run_columns (table), TG_RUN_BLOCK_ROWS, finder->columns);
  finder->next_run = tg_db_prepare (db, "SELECT min(run) FROM run WHERE tbl = ? AND run > ?", error);
  finder->blocks = finder->next_run == NULL ? NULL :
    tg_db_prepare (db, "SELECT n, data, key_min FROM run WHERE tbl = ? AND run = ? AND key_max >= ? ORDER BY key_max", error);
  return finder->blocks != NULL ? g_steal_pointer (&finder) : NULL;
}

void
tg_run_finder_free (TgRunFinder *finder)
{
  if (finder == NULL)
    return;
  sqlite3_finalize (finder->next_run);
  sqlite3_finalize (finder->blocks);
  g_free (finder->cells);
  g_free (finder);
}

/* Within one run keys ascend: its index leads right to the first block, and the first behind the range ends the search. Over all runs of a table at
 * once the second condition would have to be tried on half of all blocks. */
static gboolean
scan_run (TgRunFinder *finder, gint64 run, gint64 from, gint64 to, TgRunVisit visit, gpointer data, gboolean *stop, GError **error)
{
  int got = 0;

  sqlite3_bind_int (finder->blocks, 1, finder->table);
  sqlite3_bind_int64 (finder->blocks, 2, run);
  sqlite3_bind_int64 (finder->blocks, 3, from);
  while (!*stop && (got = tg_db_step (finder->blocks, error)) > 0 && sqlite3_column_int64 (finder->blocks, 2) <= to)
    {
      gsize n;
      if (!tg_run_read_block (finder->blocks, finder->table, finder->columns, &n, error))
        return FALSE;
      const gsize first = tg_run_lower_bound (finder->columns[0], n, from);
      const gsize last = to == G_MAXINT64 ? n : tg_run_lower_bound (finder->columns[0], n, to + 1);
      *stop = first < last && !visit (finder->columns, first, last, data);
    }
  return got >= 0;
}

/* The first run behind one. 1, 0: there is none, -1. */
static int
next_run (TgRunFinder *finder, gint64 *run, GError **error)
{
  sqlite3_bind_int (finder->next_run, 1, finder->table);
  sqlite3_bind_int64 (finder->next_run, 2, *run);
  const int got = tg_db_step (finder->next_run, error);
  const gboolean any = got > 0 && sqlite3_column_type (finder->next_run, 0) != SQLITE_NULL;
  *run = any ? sqlite3_column_int64 (finder->next_run, 0) : 0;
  sqlite3_reset (finder->next_run);
  return got < 0 ? -1 : any;
}

static gboolean
scan_runs (TgRunFinder *finder, gint64 from, gint64 to, TgRunVisit visit, gpointer data, GError **error)
{
  gboolean ok = TRUE, stop = FALSE;
  gint64 run = G_MININT64;
  int got = 0;

  while (ok && !stop && (got = next_run (finder, &run, error)) > 0)
    {
      ok = scan_run (finder, run, from, to, visit, data, &stop, error);
      sqlite3_reset (finder->blocks);
    }
  return ok && got >= 0;
}

typedef struct
{
  const char *keys;
  gsize       stride, n;
  TgRunFound  found;
  gpointer    data;
  gsize       blocks;
  TgColumns   packed;        /* the block that is looked at */
  gboolean    whole;         /* not only its keys are unpacked: most that are looked up in many runs are in one of them or none */
} Finding;

static inline gint64
key_at (const Finding *finding, gsize i)
{
  gint64 key;

  memcpy (&key, finding->keys + i * finding->stride, sizeof key);
  return key;
}

/* Keys from at on that a block has. The first that may have rows behind it. */
static gsize
find_in_block (TgRunFinder *finder, Finding *finding, gsize at, gsize n)
{
  gint64 *const *columns = finder->columns;
  gsize first = 0;

  for (; at < finding->n && key_at (finding, at) <= columns[0][n - 1]; at++)
    {
      const gint64 key = key_at (finding, at);
      first += tg_run_lower_bound (columns[0] + first, n - first, key);
      gsize last = first;
      while (last < n && columns[0][last] == key)
        last++;
      if (first < last && !finding->whole && !(finding->whole = tg_run_read_rest (&finding->packed, finder->columns, n, NULL)))
        return finding->n;
      if (first < last && !finding->found (at, columns, first, last, finding->data))
        return finding->n;
      if (last == n)      /* the next block may begin with it */
        break;
    }
  return at;
}

static void
find_in_run (TgRunFinder *finder, gint64 run, Finding *finding)
{
  gsize at = 0, n;
  gint64 behind = G_MININT64;      /* key_max of the last block: keys that are close to it are in the next one */
  guint64 span = 0;
  gboolean stepping = FALSE;

  while (at < finding->n)
    {
      const gint64 key = key_at (finding, at);
      if (!stepping || (guint64) key - (guint64) behind > span)
        {
          sqlite3_reset (finder->blocks);
          sqlite3_bind_int (finder->blocks, 1, finder->table);
          sqlite3_bind_int64 (finder->blocks, 2, run);
          sqlite3_bind_int64 (finder->blocks, 3, key);
        }
      if (tg_db_step (finder->blocks, NULL) <= 0
          || !tg_run_read_keys (finder->blocks, finder->table, &finding->packed, finder->columns, &n, NULL))
        break;
      finding->whole = FALSE;
      finding->blocks++;
      /* a key that ends a block is done when the next one does not begin with it */
      if (stepping && key == behind && finder->columns[0][0] != key)
        at++;
      behind = finder->columns[0][n - 1];
      span = (guint64) behind - (guint64) finder->columns[0][0];
      at = find_in_block (finder, finding, at, n);
      stepping = TRUE;
    }
  sqlite3_reset (finder->blocks);
}

gsize
tg_run_finder_find (TgRunFinder *finder, const gint64 *keys, gsize stride, gsize n, TgRunFound found, gpointer data)
{
  Finding finding = { .keys = (const char *) keys, .stride = stride, .n = n, .found = found, .data = data };
  gint64 run = G_MININT64;

  while (n > 0 && next_run (finder, &run, NULL) > 0)
    find_in_run (finder, run, &finding);
  return finding.blocks;
}

gboolean
tg_runs_scan (sqlite3 *db, TgRunTable table, gint64 from, gint64 to, TgRunVisit visit, gpointer data, GError **error)
{
  g_autoptr (TgRunFinder) finder = tg_run_finder_new (db, table, error);

  return finder != NULL && scan_runs (finder, from, to, visit, data, error);
}
