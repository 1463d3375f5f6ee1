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

typedef struct { const char *keys; gsize stride, n; TgRunFound found; gpointer data; gsize blocks; } Finding;

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
      if (tg_db_step (finder->blocks, NULL) <= 0 || !tg_run_read_block (finder->blocks, finder->table, finder->columns, &n, NULL))
        break;
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
  Finding finding = { (const char *) keys, stride, n, found, data, 0 };
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

/* A key in two numbers: the first of it, and all else side by side in a word. Keys are in order as these are, and keys that differ in them differ; but
 * keys with a rough word may have the same one and differ. */
typedef struct { gint64 first, word; } Key;

/* Reads one run in order. */
typedef struct
{
  sqlite3_stmt *stmt;
  gint64        run, from, to;     /* of the first key */
  gint64       *columns[TG_RUN_COLUMNS_MAX], *cells;
  gint64       *words;             /* of the keys */
  gboolean      rough;             /* some of these are, or were */
  gsize         at, n;
  gboolean      ended;
} Cursor;

/* Activity is the one table with more than two columns of key: facet, value, hour. */
#define FACET_MAX 126
#define VALUE_MAX 0xfffffffe
#define HOUR_MAX  0xfffffe

/* The number in its bits, from 1; what is less or more than they hold becomes their least or greatest, and rough. */
static inline gint64
fit (gint64 value, gint64 max, gint64 *rough)
{
  const gint64 fitting = CLAMP (value, -1, max);

  *rough |= fitting ^ value;
  *rough |= -(gint64) (value == -1 || value == max);
  return fitting + 1;
}

/* Where the facet is rough, value and hour must not count, nor must the hour where the value is. */
static inline gint64
word_of (gint64 facet, gint64 value, gint64 hour, gint64 *rough)
{
  gint64 of_facet = 0, of_value = 0, of_hour = 0;
  gint64 word = fit (facet, FACET_MAX, &of_facet) << 56;

  word |= of_facet == 0 ? fit (value, VALUE_MAX, &of_value) << 24 : 0;
  word |= (of_facet | of_value) == 0 ? fit (hour, HOUR_MAX, &of_hour) : 0;
  *rough |= of_facet | of_value | of_hour;
  return word;
}

static void
set_words (Cursor *cursor)
{
  gint64 *const *columns = cursor->columns, rough = 0;

  for (gsize i = 0; i < cursor->n; i++)
    cursor->words[i] = word_of (columns[1][i], columns[2][i], columns[3][i], &rough);
  cursor->rough = cursor->rough || rough != 0;
}

static gboolean
cursor_fill (Cursor *cursor, TgRunTable table, GError **error)
{
  int got;

  cursor->at = cursor->n = 0;
  /* the first block and the last may reach beyond the range */
  while (cursor->at == cursor->n && (got = tg_db_step (cursor->stmt, error)) > 0)
    {
      if (!tg_run_read_block (cursor->stmt, table, cursor->columns, &cursor->n, error))
        return FALSE;
      if (tg_run_keys (table) > 2)
        set_words (cursor);
      if (cursor->from != G_MININT64)
        cursor->at = tg_run_lower_bound (cursor->columns[0], cursor->n, cursor->from);
      if (cursor->to != G_MAXINT64)
        cursor->n = MAX (cursor->at, tg_run_lower_bound (cursor->columns[0], cursor->n, cursor->to + 1));
    }
  cursor->ended = cursor->at == cursor->n && got == 0;
  return cursor->ended || got > 0;
}

static void
cursor_clear (gpointer data)
{
  Cursor *cursor = data;

  sqlite3_finalize (cursor->stmt);
  g_free (cursor->cells);
}

static GArray *
open_cursors (sqlite3 *db, TgRunTable table, const gint64 *runs, gsize n, gint64 from, gint64 to, GError **error)
{
  g_autoptr (GArray) cursors = g_array_new (FALSE, TRUE, sizeof (Cursor));

  g_array_set_clear_func (cursors, cursor_clear);
  for (gsize i = 0; i < n; i++)
    {
      gint64 *all[TG_RUN_COLUMNS_MAX + 1];
      Cursor fresh = { .run = runs[i], .from = from, .to = to };
      fresh.stmt = tg_db_prepare (db, "SELECT n, data FROM run WHERE tbl = ? AND run = ? AND key_max >= ? AND key_min <= ? ORDER BY key_max, key_min, id",
                                  error);
      /* one column more, for words */
      fresh.cells = tg_run_alloc_columns (tg_run_columns (table) + 1, TG_RUN_BLOCK_ROWS, all);
      memcpy (fresh.columns, all, tg_run_columns (table) * sizeof *all);
      fresh.words = all[tg_run_keys (table) > 2 ? tg_run_columns (table) : 1];
      g_array_append_val (cursors, fresh);
      Cursor *cursor = &g_array_index (cursors, Cursor, i);
      if (cursor->stmt == NULL)
        return NULL;
      sqlite3_bind_int (cursor->stmt, 1, table);
      sqlite3_bind_int64 (cursor->stmt, 2, runs[i]);
      sqlite3_bind_int64 (cursor->stmt, 3, from);
      sqlite3_bind_int64 (cursor->stmt, 4, to);
      if (!cursor_fill (cursor, table, error))
        return NULL;
    }
  return g_steal_pointer (&cursors);
}

#define OUT_ROWS 2048

/* Runs on their way into one. */
typedef struct
{
  TgRunTable table;
  guint      keys, width;
  GArray    *cursors;
  Key       *heads;                      /* of each cursor's row: what is looked at most */
  guint      n;                          /* cursors that are not at their end, the first ones */
  gboolean   rough;                      /* of one of them */
  gint64    *out[TG_RUN_COLUMNS_MAX];    /* what was merged and not given on; to the last row equal ones are added */
  Key        last;                       /* of the last row */
  gsize      n_out;
  gboolean   stopped;
  TgRunVisit visit;
  gpointer   data;
} Merge;

static inline int
compare_rows (gint64 *const *a, gsize i, gint64 *const *b, gsize k, guint keys)
{
  for (guint c = 0; c < keys; c++)
    {
      const gint64 x = a[c][i], y = b[c][k];
      if (x != y)
        return x < y ? -1 : 1;
    }
  return 0;
}

static inline Key
key_of (const Cursor *cursor, gsize i)
{
  return (Key) { cursor->columns[0][i], cursor->words[i] };
}

/* Without a jump: which it is nobody can foresee. */
static inline gboolean
key_less (Key a, Key b)
{
  return (a.first < b.first) | ((a.first == b.first) & (a.word < b.word));
}

static inline gboolean
key_equal (Key a, Key b)
{
  return a.first == b.first && a.word == b.word;
}

/* What was added and taken away again is no row. */
static gboolean
is_nothing (const Merge *merge, gsize i)
{
  for (guint c = merge->keys; c < merge->width; c++)
    if (merge->out[c][i] != 0)
      return FALSE;
  return merge->width > merge->keys;
}

/* The first n rows of what was merged go on. */
static void
give (Merge *merge, gsize n)
{
  const gsize left = merge->n_out - n;

  for (gsize first = 0; first < n && !merge->stopped;)
    {
      gsize end = first;
      while (end < n && !is_nothing (merge, end))
        end++;
      merge->stopped = first < end && !merge->visit (merge->out, first, end, merge->data);
      first = end + 1;
    }
  for (guint c = 0; c < merge->width; c++)
    memmove (merge->out[c], merge->out[c] + n, left * sizeof (gint64));
  merge->n_out = left;
}

/* Most are few rows, side by side in none of the columns for long. */
static inline void
copy_rows (gint64 *const *to, gsize at, gint64 *const *from, gsize first, gsize n, guint width)
{
  if (n < 8)
    for (gsize i = 0; i < n; i++)
      for (guint c = 0; c < width; c++)
        to[c][at + i] = from[c][first + i];
  else
    for (guint c = 0; c < width; c++)
      memcpy (to[c] + at, from[c] + first, n * sizeof (gint64));
}

/* Rows of one cursor that come next. */
static void
take (Merge *merge, const Cursor *cursor, gsize first, gsize last)
{
  gint64 *const *columns = cursor->columns;

  if (merge->n_out > 0 && key_equal (merge->last, key_of (cursor, first))
      && (!merge->rough || compare_rows (merge->out, merge->n_out - 1, columns, first, merge->keys) == 0))
    {
      for (guint c = merge->keys; c < merge->width; c++)
        merge->out[c][merge->n_out - 1] = (gint64) ((guint64) merge->out[c][merge->n_out - 1] + (guint64) columns[c][first]);
      first++;
    }
  merge->last = key_of (cursor, last - 1);
  while (first < last && !merge->stopped)
    {
      if (merge->n_out == OUT_ROWS)
        give (merge, OUT_ROWS - 1);
      const gsize n = MIN (last - first, OUT_ROWS - merge->n_out);
      copy_rows (merge->out, merge->n_out, columns, first, n, merge->width);
      merge->n_out += n;
      first += n;
    }
}

/* The cursor of the least key, and the least of those of the others. */
static guint
least_head (const Merge *merge, Key *second)
{
  Key least = merge->heads[0], next = { G_MAXINT64, G_MAXINT64 };
  guint at = 0;

  for (guint i = 1; i < merge->n; i++)
    {
      const Key head = merge->heads[i];
      const gboolean less = key_less (head, least), soon = key_less (head, next);
      const Key other = less ? least : head;
      next.first = less | soon ? other.first : next.first;
      next.word = less | soon ? other.word : next.word;
      at = less ? i : at;
      least.first = less ? head.first : least.first;
      least.word = less ? head.word : least.word;
    }
  *second = next;
  return at;
}

/* Of several cursors with the least key, as far as words tell, the one of the least row. */
static guint
least_row (const Merge *merge, Key head)
{
  const Cursor *least = NULL;
  guint at = 0;

  for (guint i = 0; i < merge->n; i++)
    {
      const Cursor *cursor = &g_array_index (merge->cursors, Cursor, i);
      if (key_equal (merge->heads[i], head)
          && (least == NULL || compare_rows (cursor->columns, cursor->at, least->columns, least->at, merge->keys) < 0))
        {
          least = cursor;
          at = i;
        }
    }
  return at;
}

/* How far the cursor's rows come before those of all others. */
static gsize
streak (const Cursor *cursor, Key second)
{
  const gint64 *firsts = cursor->columns[0];
  const gsize soon = MIN (cursor->n, cursor->at + 8);
  gsize end = cursor->at + 1;

  while (end < soon && key_less (key_of (cursor, end), second))
    end++;
  if (end < soon || end == cursor->n)
    return end;
  end += tg_run_lower_bound (firsts + end, cursor->n - end, second.first);
  while (end < cursor->n && key_less (key_of (cursor, end), second))
    end++;
  return end;
}

static gboolean
advance (Merge *merge, guint at, gsize to, GError **error)
{
  Cursor *cursor = &g_array_index (merge->cursors, Cursor, at);

  cursor->at = to;
  if (to == cursor->n)
    {
      if (!cursor_fill (cursor, merge->table, error))
        return FALSE;
      merge->rough = merge->rough || cursor->rough;
    }
  if (!cursor->ended)
    merge->heads[at] = key_of (cursor, cursor->at);
  else if (at != --merge->n)
    {
      /* the last one takes its place; what is equal is added up, so their order does not count */
      Cursor *last = &g_array_index (merge->cursors, Cursor, merge->n), ended = *cursor;
      *cursor = *last;
      *last = ended;
      merge->heads[at] = merge->heads[merge->n];
    }
  return TRUE;
}

/* Merges what runs have of a range of the first key into visit, in order of key, one row a key. */
static gboolean
merge_runs (sqlite3 *db, TgRunTable table, const gint64 *runs, gsize n, gint64 from, gint64 to, TgRunVisit visit, gpointer data, GError **error)
{
  g_autoptr (GArray) cursors = open_cursors (db, table, runs, n, from, to, error);
  g_autofree Key *heads = g_new0 (Key, n + 1);
  Merge merge = { .table = table, .keys = tg_run_keys (table), .width = tg_run_columns (table), .cursors = cursors, .heads = heads,
                  .n = n, .visit = visit, .data = data };
  g_autofree G_GNUC_UNUSED gint64 *out = tg_run_alloc_columns (merge.width, OUT_ROWS, merge.out);

  if (cursors == NULL)
    return FALSE;
  for (guint i = n; i-- > 0;)
    {
      merge.rough = merge.rough || g_array_index (cursors, Cursor, i).rough;
      if (!advance (&merge, i, g_array_index (cursors, Cursor, i).at, error))
        return FALSE;
    }
  while (merge.n > 0 && !merge.stopped)
    {
      Key second;
      guint at = least_head (&merge, &second);
      if (merge.rough && merge.n > 1 && key_equal (heads[at], second))
        at = least_row (&merge, second);
      const Cursor *cursor = &g_array_index (cursors, Cursor, at);
      /* alone, the last run goes on to the end of its block */
      const gsize end = merge.n == 1 ? cursor->n : streak (cursor, second);
      take (&merge, cursor, cursor->at, end);
      if (!advance (&merge, at, end, error))
        return FALSE;
    }
  give (&merge, merge.n_out);
  return TRUE;
}

typedef struct { gint64 run, rows; } RunSize;

static int
compare_sizes (gconstpointer a, gconstpointer b)
{
  const RunSize *x = a, *y = b;

  return x->rows != y->rows ? (x->rows < y->rows ? -1 : 1) : (x->run > y->run) - (x->run < y->run);
}

/* All runs of a table, smallest first. */
static GArray *
list_runs (sqlite3 *db, TgRunTable table, GError **error)
{
  g_autoptr (sqlite3_stmt) stmt = tg_db_prepare (db, "SELECT run, sum(n) FROM run WHERE tbl = ? GROUP BY run", error);
  g_autoptr (GArray) sizes = g_array_new (FALSE, FALSE, sizeof (RunSize));
  int got;

  if (stmt == NULL)
    return NULL;
  sqlite3_bind_int (stmt, 1, table);
  while ((got = tg_db_step (stmt, error)) > 0)
    {
      const RunSize size = { sqlite3_column_int64 (stmt, 0), sqlite3_column_int64 (stmt, 1) };
      if (sizes->len >= 4096)
        {
          tg_db_damaged (error, "it has too many runs");
          return NULL;
        }
      g_array_append_val (sizes, size);
    }
  if (got < 0)
    return NULL;
  g_array_sort (sizes, compare_sizes);
  return g_steal_pointer (&sizes);
}

/* How many runs may be, and how many of them stay as they are when there are more. */
typedef struct { guint most, kept; } Bound;

static Bound
bound_of (TgRunTable table, TgTidy tidy)
{
  static const Bound seen[] = { [TG_TIDY_COMMIT] = { 1024, 512 }, [TG_TIDY_LOOKED] = { TG_RUNS_MAX, TG_RUNS_MAX / 2 }, [TG_TIDY_END] = { 128, 64 } };

  if (table == TG_RUN_SEEN)
    return seen[tidy];
  return tidy == TG_TIDY_END ? (Bound) { 1, 0 } : (Bound) { TG_RUNS_MAX, TG_RUNS_MAX / 2 };
}

/* How many of the smallest runs to merge: a row is then rewritten about log(n) times in all, however an import is cut. A larger one joins while it is
 * not larger than all before it together, at the end of an import up to four times as large: then there are few to read. Of keys that nobody looks
 * up no more are merged than must be. */
static gsize
pick_runs (const GArray *sizes, TgRunTable table, TgTidy tidy)
{
  const Bound bound = bound_of (table, tidy);
  const gboolean few = bound.most == 1, least = table == TG_RUN_SEEN && tidy != TG_TIDY_LOOKED;
  const gint64 joins = few ? 4 : 1;
  gsize n = 0;
  gint64 sum = 0;

  if (sizes->len <= bound.most)
    return 0;
  while (n < sizes->len)
    {
      const gint64 rows = g_array_index (sizes, RunSize, n).rows;
      if (n >= 2 && (least || rows / joins > sum) && (few || sizes->len - n <= bound.kept))
        break;
      sum += rows;
      n++;
    }
  return n;
}

GArray *
tg_runs_pick (sqlite3 *db, TgRunTable table, TgTidy tidy, GError **error)
{
  g_autoptr (GArray) sizes = list_runs (db, table, error);

  if (sizes == NULL)
    return NULL;
  GArray *runs = g_array_new (FALSE, FALSE, sizeof (gint64));
  const gsize n = pick_runs (sizes, table, tidy);
  for (gsize i = 0; i < n; i++)
    g_array_append_val (runs, g_array_index (sizes, RunSize, i).run);
  return runs;
}

typedef struct { TgRunPacker packer; GError **error; gboolean failed; } Output;

static gboolean
pack_rows (gint64 *const *columns, gsize first, gsize last, gpointer data)
{
  Output *output = data;

  output->failed = !tg_run_packer_add_many (&output->packer, columns, first, last, output->error);
  return !output->failed;
}

gboolean
tg_runs_merge (sqlite3 *db, TgRunTable table, const GArray *runs, gint64 from, gint64 to, TgRunGive give_block, gpointer data, GError **error)
{
  Output output = { .error = error };

  tg_run_packer_init (&output.packer, table, give_block, data);
  const gboolean ok = merge_runs (db, table, (const gint64 *) (gpointer) runs->data, runs->len, from, to, pack_rows, &output, error) && !output.failed
                      && tg_run_packer_flush (&output.packer, error);
  tg_run_packer_clear (&output.packer);
  return ok;
}

gboolean
tg_runs_drop (sqlite3 *db, TgRunTable table, const GArray *runs, GError **error)
{
  g_autoptr (sqlite3_stmt) stmt = tg_db_prepare (db, "DELETE FROM run WHERE tbl = ? AND run = ?", error);

  if (stmt == NULL)
    return FALSE;
  sqlite3_bind_int (stmt, 1, table);
  for (guint i = 0; i < runs->len; i++)
    {
      sqlite3_bind_int64 (stmt, 2, g_array_index (runs, gint64, i));
      if (!tg_db_run (stmt, error))
        return FALSE;
    }
  return TRUE;
}

gboolean
tg_runs_compact (sqlite3 *db, TgRunTable table, TgTidy tidy, GError **error)
{
  g_autoptr (GArray) runs = tg_runs_pick (db, table, tidy, error);

  if (runs == NULL)
    return FALSE;
  if (runs->len < 2)
    return TRUE;
  g_autoptr (TgRunWriter) writer = tg_run_writer_new (db, table, error);
  return writer != NULL && tg_runs_merge (db, table, runs, G_MININT64, G_MAXINT64, tg_run_writer_give, writer, error) && tg_runs_drop (db, table, runs, error);
}

typedef struct { TgRunRow visit; gpointer data; guint width; } Walk;

static gboolean
walk_rows (gint64 *const *columns, gsize first, gsize last, gpointer data)
{
  const Walk *walk = data;
  gint64 row[TG_RUN_COLUMNS_MAX];

  for (gsize i = first; i < last; i++)
    {
      for (guint c = 0; c < walk->width; c++)
        row[c] = columns[c][i];
      if (!walk->visit (row, walk->data))
        return FALSE;
    }
  return TRUE;
}

gboolean
tg_runs_walk (sqlite3 *db, TgRunTable table, TgRunRow visit, gpointer data, GError **error)
{
  g_autoptr (GArray) sizes = list_runs (db, table, error);

  if (sizes == NULL)
    return FALSE;
  g_autofree gint64 *runs = g_new0 (gint64, sizes->len + 1);
  for (guint i = 0; i < sizes->len; i++)
    runs[i] = g_array_index (sizes, RunSize, i).run;
  return merge_runs (db, table, runs, sizes->len, G_MININT64, G_MAXINT64, walk_rows, &(Walk) { visit, data, tg_run_columns (table) }, error);
}
