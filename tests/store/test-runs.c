/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "core/store/codec.h"
#include "core/store/runs-private.h"
#include "core/store/seen-private.h"
#include "tests/store/make.h"

static sqlite3 *
new_db (const char *name)
{
  g_autofree char *path = make_path (name);
  g_autoptr (GError) error = NULL;
  sqlite3 *db = tg_db_open (path, TG_DB_WRITE, &error);

  g_assert_no_error (error);
  tg_db_exec (db, tg_schema_sql, &error);
  g_assert_no_error (error);
  return db;
}

typedef struct { GHashTable *map; gint64 last[8]; gboolean any; guint n; } Check;

static char *
key_text (const gint64 *row)
{
  return g_strdup_printf ("%" G_GINT64_FORMAT "/%" G_GINT64_FORMAT, row[0], row[1]);
}

static gboolean
check_row (const gint64 *row, gpointer data)
{
  Check *check = data;
  g_autofree char *key = key_text (row);
  const gint64 *sum = g_hash_table_lookup (check->map, key);

  g_assert_nonnull (sum);
  g_assert_cmpint (row[2], ==, *sum);
  if (check->any)
    g_assert_true (check->last[0] < row[0] || (check->last[0] == row[0] && check->last[1] < row[1]));
  memcpy (check->last, row, 3 * sizeof *row);
  check->any = TRUE;
  check->n++;
  return TRUE;
}

static gboolean
sum_rows (gint64 *const *columns, gsize first, gsize last, gpointer data)
{
  for (gsize i = first; i < last; i++)
    {
      g_assert_cmpint (columns[0][i], ==, 17);
      *(gint64 *) data += columns[2][i];
    }
  return TRUE;
}

static void
test_like_a_map (void)
{
  sqlite3 *db = new_db ("runs.db");
  g_autoptr (GHashTable) map = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  g_autoptr (TgRows) rows = tg_rows_new (TG_RUN_HOURLY);
  g_autoptr (GError) error = NULL;
  gint64 expected = 0, runs = 0;

  for (guint run = 0; run < 40; run++)
    {
      for (guint i = 0; i < 1500; i++)
        {
          const gint64 row[] = { g_test_rand_int_range (0, 300), (gint64) g_test_rand_int_range (-50, 50) * G_GINT64_CONSTANT (100000000000000000), i % 5 + 1 };
          char *key = key_text (row);
          gint64 *sum = g_hash_table_lookup (map, key);
          if (sum == NULL)
            g_hash_table_insert (map, key, sum = g_new0 (gint64, 1));
          else
            g_free (key);
          *sum += row[2];
          expected += row[0] == 17 ? row[2] : 0;
          tg_rows_add (rows, row);
        }
      g_assert_true (tg_runs_append (db, rows, &error));
      g_assert_cmpuint (rows->n, ==, 0);
      g_assert_true (tg_runs_compact (db, TG_RUN_HOURLY, TG_TIDY_COMMIT, &error));
    }
  g_assert_true (tg_db_int (db, "SELECT count(DISTINCT run) FROM run", &runs, &error));
  g_assert_cmpint (runs, <=, 9);
  for (guint pass = 0; pass < 2; pass++)
    {
      Check check = { .map = map };
      gint64 sum = 0;
      g_assert_true (tg_runs_walk (db, TG_RUN_HOURLY, check_row, &check, &error));
      g_assert_cmpuint (check.n, ==, g_hash_table_size (map));
      g_assert_true (tg_runs_scan (db, TG_RUN_HOURLY, 17, 17, sum_rows, &sum, &error));
      g_assert_cmpint (sum, ==, expected);
      g_assert_true (tg_runs_compact (db, TG_RUN_HOURLY, TG_TIDY_END, &error));
    }
  g_assert_true (tg_db_int (db, "SELECT count(DISTINCT run) FROM run", &runs, &error));
  g_assert_cmpint (runs, <=, 3);
  tg_db_close (db);
}

static char *
wide_key_text (const gint64 *row)
{
  return g_strdup_printf ("%" G_GINT64_FORMAT "/%" G_GINT64_FORMAT "/%" G_GINT64_FORMAT "/%" G_GINT64_FORMAT, row[0], row[1], row[2], row[3]);
}

static gboolean
check_wide_row (const gint64 *row, gpointer data)
{
  Check *check = data;
  g_autofree char *key = wide_key_text (row);
  const gint64 *sum = g_hash_table_lookup (check->map, key);
  guint c = 0;

  g_assert_nonnull (sum);
  g_assert_cmpint (row[4], ==, *sum);
  while (check->any && c < 4 && row[c] == check->last[c])
    c++;
  g_assert_true (!check->any || (c < 4 && check->last[c] < row[c]));
  memcpy (check->last, row, sizeof check->last);
  check->any = TRUE;
  check->n++;
  return TRUE;
}

/* A key of four columns is compared as two numbers, which do not hold everything that may stand in it. extremes: how many of the values, common ones
 * first. Many runs are merged in another way than few. */
static void
merge_wide (const char *name, guint extremes, guint n_runs)
{
  static const gint64 values[] = {
    0, 1, 2, 3, 17, 125, 126, 127, -1, -2, 0xfffffd, 0xfffffe, 0xffffff, 0x1000000, 0xfffffffd, 0xfffffffe, 0xffffffff, 0x100000000, G_MININT64, G_MAXINT64 };
  sqlite3 *db = new_db (name);
  g_autoptr (GHashTable) map = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  g_autoptr (TgRows) rows = tg_rows_new (TG_RUN_ACTIVITY);
  g_autoptr (GError) error = NULL;

  g_assert_cmpuint (extremes, <=, G_N_ELEMENTS (values));
  for (guint run = 0; run < n_runs; run++)
    {
      /* some end long before others */
      for (guint i = 0; i < 10800 / n_runs * (1 + run % 3) / 2; i++)
        {
          gint64 row[8] = { g_test_rand_int_range (0, 4), 0, 0, 0, 1 + i % 3, 0, 0, 1 };
          for (guint c = 1; c < 4; c++)
            row[c] = values[g_test_rand_int_range (0, extremes)];
          char *key = wide_key_text (row);
          gint64 *sum = g_hash_table_lookup (map, key);
          if (sum == NULL)
            g_hash_table_insert (map, key, sum = g_new0 (gint64, 1));
          else
            g_free (key);
          *sum += row[4];
          tg_rows_add (rows, row);
        }
      g_assert_true (tg_runs_append (db, rows, &error));
    }
  for (guint pass = 0; pass < 2; pass++)
    {
      Check check = { .map = map };
      g_assert_true (tg_runs_walk (db, TG_RUN_ACTIVITY, check_wide_row, &check, &error));
      g_assert_cmpuint (check.n, ==, g_hash_table_size (map));
      g_assert_true (tg_runs_compact (db, TG_RUN_ACTIVITY, TG_TIDY_END, &error));
    }
  tg_db_close (db);
}

static void
test_wide_keys (void)
{
  merge_wide ("wide-few.db", 7, 9);
  merge_wide ("wide-few-many.db", 7, 70);
  merge_wide ("wide-all.db", 20, 9);
  merge_wide ("wide-all-many.db", 20, 70);
}

static void
test_damaged (void)
{
  sqlite3 *db = new_db ("damaged-runs.db");
  g_autoptr (TgRows) rows = tg_rows_new (TG_RUN_SEEN);
  g_autoptr (GError) error = NULL;
  gint64 sum = 0;

  for (gint64 i = 0; i < 100; i++)
    tg_rows_add (rows, (gint64[]) { i, i });
  g_assert_true (tg_runs_append (db, rows, &error));
  g_assert_true (tg_db_exec (db, "UPDATE run SET data = substr(data, 1, 30)", &error));
  g_assert_false (tg_runs_scan (db, TG_RUN_SEEN, 0, 100, sum_rows, &sum, &error));
  g_assert_error (error, TG_ERROR, TG_ERROR_DAMAGED);
  g_clear_error (&error);
  g_assert_true (tg_db_exec (db, "UPDATE run SET n = 99999999", &error));
  g_assert_false (tg_runs_walk (db, TG_RUN_SEEN, check_row, NULL, &error));
  g_assert_error (error, TG_ERROR, TG_ERROR_DAMAGED);
  tg_db_close (db);
}

static gboolean
count_found (gsize key, gint64 *const *columns, gsize first, gsize last, gpointer data)
{
  guint64 *sums = data;

  for (gsize i = first; i < last; i++)
    {
      g_assert_cmpint (columns[0][i], ==, columns[0][first]);
      sums[key] += columns[1][i];
    }
  return TRUE;
}

static int
compare_keys (gconstpointer a, gconstpointer b)
{
  const gint64 x = *(const gint64 *) a, y = *(const gint64 *) b;

  return (x > y) - (x < y);
}

/* Many keys at once, in many runs: a few that fill blocks of their own, many alone, and some that nobody has. */
static void
test_find (void)
{
  sqlite3 *db = new_db ("find.db");
  g_autoptr (TgRows) rows = tg_rows_new (TG_RUN_SEEN);
  g_autoptr (GError) error = NULL;
  g_autoptr (GHashTable) want = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, g_free);
  g_autoptr (GRand) rand = g_rand_new_with_seed (11);

  for (guint run = 0; run < 8; run++)
    {
      for (guint i = 0; i < 6000; i++)
        {
          /* the content makes rows of a key different, as they are in a run */
          const gint64 key = i % 3 == 0 ? (gint64) (i % 7) * 1000000 - 3000000 : (gint64) g_rand_int_range (rand, -4000000, 4000000) * 2 + 1;
          guint64 *sum = g_hash_table_lookup (want, &key);
          if (sum == NULL)
            g_hash_table_insert (want, g_memdup2 (&key, sizeof key), sum = g_new0 (guint64, 1));
          *sum += run * 6000 + i + 1;
          tg_rows_add (rows, (gint64[]) { key, run * 6000 + i + 1 });
        }
      g_assert_true (tg_runs_append (db, rows, &error));
    }
  g_autoptr (TgRunFinder) finder = tg_run_finder_new (db, TG_RUN_SEEN, &error);
  g_autoptr (GList) known = g_list_sort (g_hash_table_get_keys (want), compare_keys);
  /* one in so many, each beside one that is not there */
  for (guint step = 1; step <= 10000; step *= 10)
    {
      g_autoptr (GArray) keys = g_array_new (FALSE, FALSE, 2 * sizeof (gint64));
      guint n = 0;
      for (const GList *l = known; l != NULL; l = l->next)
        if (n++ % step == 0)
          {
            const gint64 key = *(const gint64 *) l->data, items[4] = { key, 7, key + 1, 7 };
            g_array_append_vals (keys, items, 2);
          }
      g_autofree guint64 *sums = g_new0 (guint64, keys->len + 1);
      tg_run_finder_find (finder, (const gint64 *) (gpointer) keys->data, 2 * sizeof (gint64), keys->len, count_found, sums);
      for (guint i = 0; i < keys->len; i++)
        {
          const guint64 *sum = g_hash_table_lookup (want, keys->data + i * 2 * sizeof (gint64));
          g_assert_cmpuint (sums[i], ==, sum != NULL ? *sum : 0);
        }
    }
  tg_db_close (db);
}

typedef struct { gint64 last, n; } Ascending;

static gboolean
check_ascends (const gint64 *row, gpointer data)
{
  Ascending *ascending = data;

  g_assert_cmpint (row[0], >, ascending->last);
  ascending->last = row[0];
  ascending->n++;
  return TRUE;
}

/* That come to their ends one after the other. */
static void
test_many_runs (void)
{
  sqlite3 *db = new_db ("many-runs.db");
  g_autoptr (TgRows) rows = tg_rows_new (TG_RUN_SEEN);
  g_autoptr (GError) error = NULL;
  Ascending ascending = { -1, 0 };
  gint64 n = 0;

  for (gint64 run = 0; run < 100; run++)
    {
      for (gint64 i = g_test_rand_int_range (0, 50) + 10; i > 0; i--, n++)
        tg_rows_add (rows, (gint64[]) { 100 * i + run, 0 });
      g_assert_true (tg_runs_append (db, rows, &error));
    }
  g_assert_true (tg_runs_walk (db, TG_RUN_SEEN, check_ascends, &ascending, &error));
  g_assert_no_error (error);
  g_assert_cmpint (ascending.n, ==, n);
  tg_db_close (db);
}

static gboolean
count_row (const gint64 *row, gpointer data)
{
  g_assert_cmpint (row[0], ==, (*(gint64 *) data)++);
  return TRUE;
}

/* Keys of duplicates lie in blocks of a thousand, but not in those of every case. */
static void
test_large_blocks (void)
{
  enum { LARGE = 8192 };
  sqlite3 *db = new_db ("large-blocks.db");
  g_autoptr (TgRows) rows = tg_rows_new (TG_RUN_SEEN);
  g_autoptr (TgRunWriter) writer = tg_run_writer_new (db, TG_RUN_SEEN, NULL);
  g_autoptr (GByteArray) blob = g_byte_array_new ();
  g_autofree gint64 *keys = g_new (gint64, LARGE), *contents = g_new0 (gint64, LARGE);
  g_autoptr (GError) error = NULL;
  gint64 next = 0;

  for (gint64 i = 0; i < 3 * LARGE; i++)
    if (i % 3 == 0)
      keys[i / 3] = i;
    else
      tg_rows_add (rows, (gint64[]) { i, 0 });
  tg_columns_begin (blob, 2);
  tg_columns_add (blob, 0, keys, LARGE, TG_PACK_DELTA);
  tg_columns_add (blob, 1, contents, LARGE, TG_PACK_PLAIN);
  g_assert_true (tg_run_writer_give (&(TgRunBlock) { LARGE, keys[0], keys[LARGE - 1], blob->data, blob->len }, writer, &error));
  g_assert_true (tg_runs_append (db, rows, &error));
  g_assert_true (tg_runs_walk (db, TG_RUN_SEEN, count_row, &next, &error));
  g_assert_no_error (error);
  g_assert_cmpint (next, ==, 3 * LARGE);
  g_clear_pointer (&writer, tg_run_writer_free);
  tg_db_close (db);
}

static TgVerdict
seen_add (TgSeen *seen, guint64 id, guint64 content, TgRecordForm form)
{
  const TgSeenKey key = { id, content, form };
  guint8 verdict;

  tg_seen_add (seen, &key, 1, &verdict);
  return verdict;
}

static void
test_forms (void)
{
  sqlite3 *db = new_db ("forms.db");
  g_autofree char *path = make_path ("forms.db");
  g_autoptr (GError) error = NULL;
  TgSeen *seen = tg_seen_new (tg_db_open (path, TG_DB_READ, NULL), &error);

  g_assert_no_error (error);
  /* an event and what others tell of it are one; an event that comes after it was told takes its place, once */
  g_assert_cmpint (seen_add (seen, 5, 10, TG_FORM_OWN), ==, TG_VERDICT_STORE);
  g_assert_cmpint (seen_add (seen, 5, 20, TG_FORM_RETOLD), ==, TG_VERDICT_DUPLICATE);
  g_assert_cmpint (seen_add (seen, 6, 20, TG_FORM_RETOLD), ==, TG_VERDICT_STORE);
  g_assert_cmpint (seen_add (seen, 6, 24, TG_FORM_RETOLD), ==, TG_VERDICT_DUPLICATE);
  g_assert_cmpint (seen_add (seen, 6, 28, TG_FORM_OWN), ==, TG_VERDICT_REPLACES);
  g_assert_cmpint (seen_add (seen, 6, 36, TG_FORM_OWN), ==, TG_VERDICT_CONFLICT);
  g_assert_cmpint (seen_add (seen, 6, 28, TG_FORM_OWN), ==, TG_VERDICT_DUPLICATE);
  g_assert_cmpint (seen_add (seen, 6, 32, TG_FORM_RETOLD), ==, TG_VERDICT_DUPLICATE);
  /* stages of a call are one call, two that differ at one stage are not */
  g_assert_cmpint (seen_add (seen, 7, 40, TG_FORM_EARLIER), ==, TG_VERDICT_STORE);
  g_assert_cmpint (seen_add (seen, 7, 44, TG_FORM_LAST), ==, TG_VERDICT_DUPLICATE);
  g_assert_cmpint (seen_add (seen, 7, 48, TG_FORM_EARLIER), ==, TG_VERDICT_DUPLICATE);
  g_assert_cmpint (seen_add (seen, 8, 40, TG_FORM_LAST), ==, TG_VERDICT_STORE);
  g_assert_cmpint (seen_add (seen, 8, 48, TG_FORM_LAST), ==, TG_VERDICT_CONFLICT);
  tg_seen_free (seen);
  tg_db_close (db);
}

/* Also when most keys are left to the case. */
static void
test_seen (void)
{
  sqlite3 *db = new_db ("seen.db");
  g_autofree char *path = make_path ("seen.db");
  g_autoptr (TgRows) rows = tg_rows_new (TG_RUN_SEEN);
  g_autoptr (GError) error = NULL;
  const gsize max = tg_seen_max;

  tg_seen_max = 500;
  TgSeen *seen = tg_seen_new (tg_db_open (path, TG_DB_READ, NULL), &error);
  g_assert_no_error (error);
  for (guint64 commit = 0; commit < 10; commit++)
    {
      for (guint64 i = 0; i < 300; i++)
        {
          const guint64 id = (commit * 300 + i + 1) * G_GUINT64_CONSTANT (0x9e3779b97f4a7c15);
          g_assert_cmpint (seen_add (seen, id, i, TG_FORM_OWN), ==, TG_VERDICT_STORE);
          tg_rows_add (rows, (gint64[]) { (gint64) id, tg_seen_fold (i, TG_FORM_OWN) });
        }
      g_assert_true (tg_runs_append (db, rows, &error));
      g_assert_true (tg_seen_commit (seen, 300, &error));
    }
  for (guint pass = 0; pass < 2; pass++)
    {
      for (guint64 i = 0; i < 3000; i += 7)
        {
          const guint64 id = (i + 1) * G_GUINT64_CONSTANT (0x9e3779b97f4a7c15);
          g_assert_cmpint (seen_add (seen, id, i % 300, TG_FORM_OWN), ==, TG_VERDICT_DUPLICATE);
          g_assert_cmpint (seen_add (seen, id, 4711, TG_FORM_RETOLD), ==, TG_VERDICT_DUPLICATE);
          g_assert_cmpint (seen_add (seen, id, 1000000, TG_FORM_OWN), ==, TG_VERDICT_CONFLICT);
          g_assert_cmpint (seen_add (seen, id, 1000000, TG_FORM_OWN), ==, TG_VERDICT_DUPLICATE);
        }
      /* and from a case that is opened again */
      tg_seen_free (seen);
      seen = tg_seen_new (tg_db_open (path, TG_DB_READ, NULL), &error);
      g_assert_no_error (error);
    }
  tg_seen_free (seen);
  tg_seen_max = max;
  tg_db_close (db);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/store/runs/like-a-map", test_like_a_map);
  g_test_add_func ("/store/runs/wide-keys", test_wide_keys);
  g_test_add_func ("/store/runs/damaged", test_damaged);
  g_test_add_func ("/store/runs/many-runs", test_many_runs);
  g_test_add_func ("/store/runs/large-blocks", test_large_blocks);
  g_test_add_func ("/store/runs/find", test_find);
  g_test_add_func ("/store/runs/seen", test_seen);
  g_test_add_func ("/store/runs/forms", test_forms);
  return g_test_run ();
}
