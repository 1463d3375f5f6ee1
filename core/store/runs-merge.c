/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tg-store"

#include "core/store/runs-blocks-private.h"

#include <string.h>

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
  gsize         at, n, room;
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

/* Hundreds of runs may be merged: each cursor has room for what blocks of its table are made of, and for a larger one when it comes. */
static void
cursor_make_room (Cursor *cursor, TgRunTable table, gsize rows)
{
  gint64 *all[TG_RUN_COLUMNS_MAX + 1];

  g_free (cursor->cells);
  /* one column more, for words */
  cursor->cells = tg_run_alloc_columns (tg_run_columns (table) + 1, rows, all);
  memcpy (cursor->columns, all, tg_run_columns (table) * sizeof *all);
  cursor->words = all[tg_run_keys (table) > 2 ? tg_run_columns (table) : 1];
  cursor->room = rows;
}

static gboolean
cursor_fill (Cursor *cursor, TgRunTable table, GError **error)
{
  int got;

  cursor->at = cursor->n = 0;
  /* the first block and the last may reach beyond the range */
  while (cursor->at == cursor->n && (got = tg_db_step (cursor->stmt, error)) > 0)
    {
      if (sqlite3_column_int64 (cursor->stmt, 0) > (gint64) cursor->room && cursor->room < TG_RUN_BLOCK_ROWS)
        cursor_make_room (cursor, table, TG_RUN_BLOCK_ROWS);
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
      Cursor fresh = { .run = runs[i], .from = from, .to = to };
      fresh.stmt = tg_db_prepare (db, "SELECT n, data FROM run WHERE tbl = ? AND run = ? AND key_max >= ? AND key_min <= ? ORDER BY key_max, key_min, id",
                                  error);
      cursor_make_room (&fresh, table, tg_run_block_rows (table));
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
  guint     *tree;                       /* of many heads; NULL: of few */
  guint      leaves;                     /* of the tree: a power of two */
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

/* From so many on a tree finds the least head faster than looking at all. */
#define MANY 24

/* Of two cursors, or places where there is none any more, the one of the lesser head. */
static inline guint
lesser (const Merge *merge, guint a, guint b)
{
  return b >= merge->n || (a < merge->n && !key_less (merge->heads[b], merge->heads[a])) ? a : b;
}

/* Each node names the lesser of the two below it; the leaves are the cursors. */
static void
tree_make (Merge *merge)
{
  for (merge->leaves = 1; merge->leaves < merge->n; merge->leaves *= 2)
    ;
  merge->tree = g_new (guint, 2 * (gsize) merge->leaves);
  for (guint i = 0; i < merge->leaves; i++)
    merge->tree[merge->leaves + i] = i;
  for (guint node = merge->leaves - 1; node > 0; node--)
    merge->tree[node] = lesser (merge, merge->tree[2 * node], merge->tree[2 * node + 1]);
}

static void
tree_changed (Merge *merge, guint at)
{
  for (guint node = (merge->leaves + at) / 2; node > 0; node /= 2)
    merge->tree[node] = lesser (merge, merge->tree[2 * node], merge->tree[2 * node + 1]);
}

/* The next one is among those that met the least on its way up. */
static guint
tree_least (const Merge *merge, Key *second)
{
  const guint at = merge->tree[1];
  guint next = G_MAXUINT;

  for (guint node = merge->leaves + at; node > 1; node /= 2)
    next = lesser (merge, next, merge->tree[node ^ 1]);
  *second = next < merge->n ? merge->heads[next] : (Key) { G_MAXINT64, G_MAXINT64 };
  return at;
}

/* The cursor of the least key, and the least of those of the others. */
static guint
least_head (const Merge *merge, Key *second)
{
  if (merge->tree != NULL)
    return tree_least (merge, second);
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
  const gboolean ended = cursor->ended;
  if (!ended)
    merge->heads[at] = key_of (cursor, cursor->at);
  else if (at != --merge->n)
    {
      /* the last one takes its place; what is equal is added up, so their order does not count */
      Cursor *last = &g_array_index (merge->cursors, Cursor, merge->n), done = *cursor;
      *cursor = *last;
      *last = done;
      merge->heads[at] = merge->heads[merge->n];
    }
  if (merge->tree != NULL)
    {
      tree_changed (merge, at);
      if (ended)
        tree_changed (merge, merge->n);
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
  if (merge.n >= MANY)
    tree_make (&merge);
  g_autofree G_GNUC_UNUSED guint *tree = merge.tree;
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
