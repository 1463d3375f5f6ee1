/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "core/base/hash.h"
#include "core/store/keyfilter-private.h"
#include "core/store/seen-private.h"
#include "tests/store/make.h"

/* What remembers the keys of a case, in the form it has when they are many. */

static guint64
key_of (guint64 i)
{
  return tg_hash_mix (i, 4711);
}

static TgKeyFilter *
wide_filter (gsize bytes, guint64 keys)
{
  const gsize usual = tg_key_filter_bytes;
  TgKeyFilter *filter;

  tg_key_filter_bytes = bytes;
  filter = tg_key_filter_new (tg_key_filter_keys_max + 1);
  tg_key_filter_bytes = usual;
  g_assert_cmpuint (tg_key_filter_size (filter), ==, bytes);
  for (guint64 i = 0; i < keys; i++)
    {
      tg_key_filter_expect_add (filter, key_of (i + 16));
      tg_key_filter_add (filter, key_of (i));
    }
  /* whatever there are of them */
  g_assert_true (tg_key_filter_takes (filter, G_MAXUINT32));
  g_assert_cmpuint (tg_key_filter_size (filter), ==, bytes);
  return filter;
}

static void
test_forgets_none (void)
{
  /* also where hardly a bit is left, and in one line */
  const gsize sizes[] = { 256 * 1024, 4096, 64 };

  for (guint k = 0; k < G_N_ELEMENTS (sizes); k++)
    {
      TgKeyFilter *filter = wide_filter (sizes[k], 50000);
      for (guint64 i = 0; i < 50000; i++)
        {
          tg_key_filter_expect_has (filter, key_of (i + 16));
          g_assert_true (tg_key_filter_has (filter, key_of (i)));
        }
      tg_key_filter_free (filter);
    }
}

/* As keyfilter-private.h says of 21 … 200 million keys in 96 MiB: by bits a key. */
static void
test_how_often_wrong (void)
{
  const struct { double bits, wrong; } loads[] = { { 38.3, 1.4e-4 }, { 20.1, 1.2e-3 }, { 13.4, 4.9e-3 }, { 8.05, 2.5e-2 }, { 4.03, 0.16 } };
  const guint probes = 400000;

  for (guint k = 0; k < G_N_ELEMENTS (loads); k++)
    {
      const guint64 keys = 256 * 1024 * 8 / loads[k].bits;
      TgKeyFilter *filter = wide_filter (256 * 1024, keys);
      guint yes = 0;
      for (guint i = 0; i < probes; i++)
        yes += tg_key_filter_has (filter, key_of (keys + i));
      g_test_message ("%.1f bits a key: wrong %.2e", loads[k].bits, (double) yes / probes);
      g_assert_cmpfloat ((double) yes / probes, <, loads[k].wrong * 1.4);
      g_assert_cmpfloat ((double) yes / probes, >, loads[k].wrong / 1.4);
      tg_key_filter_free (filter);
    }
}

static void
test_bound (void)
{
  const guint64 keys_max = tg_key_filter_keys_max;
  TgKeyFilter *filter = tg_key_filter_new (0);

  g_assert_cmpuint (tg_key_filter_size (filter), ==, 0);
  tg_key_filter_keys_max = 1000;
  for (guint64 i = 0; i < 1000; i++)
    {
      g_assert_true (tg_key_filter_takes (filter, 1));
      tg_key_filter_add (filter, key_of (i));
    }
  g_assert_false (tg_key_filter_takes (filter, 1));
  g_assert_cmpuint (tg_key_filter_size (filter), >, 16 * 1024 * 1024);
  g_assert_cmpuint (tg_key_filter_size (filter), <, 20 * 1024 * 1024);
  for (guint64 i = 0; i < 1000; i++)
    g_assert_true (tg_key_filter_has (filter, key_of (i)));
  g_assert_false (tg_key_filter_has (filter, key_of (1000)));

  /* until it was told all of them it says no to none */
  tg_key_filter_widen (filter);
  g_assert_cmpuint (tg_key_filter_size (filter), ==, tg_key_filter_bytes);
  for (guint64 i = 0; i < 2000; i++)
    g_assert_true (tg_key_filter_has (filter, key_of (i)));
  for (guint64 i = 0; i < 500; i++)
    tg_key_filter_add (filter, key_of (i));
  g_assert_true (tg_key_filter_has (filter, key_of (1000)));
  tg_key_filter_whole (filter);
  g_assert_true (tg_key_filter_has (filter, key_of (499)));
  g_assert_false (tg_key_filter_has (filter, key_of (500)));
  g_assert_false (tg_key_filter_has (filter, key_of (1000)));
  tg_key_filter_free (filter);
  tg_key_filter_keys_max = keys_max;
  /* as it is used: 20 million keys in tables of 18 MB, else 96 MiB */
  g_assert_cmpuint (tg_key_filter_keys_max, <=, 24000000);
  g_assert_cmpuint (tg_key_filter_bytes, ==, 96 * 1024 * 1024);
}

/* --- in a case --- */

#define COMMIT 300

typedef struct
{
  char     *path;
  sqlite3  *db;
  TgSeen   *seen;
  TgRows   *rows;
  guint64   given, committed;
  guint64   keys_max;
  gsize     seen_max, bytes;
} Fixture;

static TgSeen *
open_seen (const char *path)
{
  g_autoptr (GError) error = NULL;
  TgSeen *seen = tg_seen_new (tg_db_open (path, TG_DB_READ, &error), &error);

  g_assert_no_error (error);
  g_assert_nonnull (seen);
  return seen;
}

/* A few thousand keys are many. */
static void
set_up (Fixture *fixture, const char *name)
{
  g_autoptr (GError) error = NULL;

  *fixture = (Fixture) { .path = make_path (name), .rows = tg_rows_new (TG_RUN_SEEN), .keys_max = tg_key_filter_keys_max,
                         .seen_max = tg_seen_max, .bytes = tg_key_filter_bytes };
  tg_seen_max = 700;
  tg_key_filter_keys_max = 3000;
  tg_key_filter_bytes = 16 * 1024;
  fixture->db = tg_db_open (fixture->path, TG_DB_WRITE, &error);
  g_assert_no_error (error);
  g_assert_true (tg_db_exec (fixture->db, tg_schema_sql, &error));
  g_assert_true (tg_db_exec (fixture->db, "PRAGMA synchronous=OFF", &error));
  fixture->seen = open_seen (fixture->path);
}

static void
tear_down (Fixture *fixture)
{
  tg_seen_free (fixture->seen);
  tg_rows_free (fixture->rows);
  tg_db_close (fixture->db);
  g_free (fixture->path);
  tg_seen_max = fixture->seen_max;
  tg_key_filter_keys_max = fixture->keys_max;
  tg_key_filter_bytes = fixture->bytes;
}

static void
give_new (Fixture *fixture)
{
  TgSeenKey keys[COMMIT];
  guint8 verdicts[COMMIT];

  for (guint i = 0; i < COMMIT; i++, fixture->given++)
    keys[i] = (TgSeenKey) { key_of (fixture->given), fixture->given, TG_FORM_OWN };
  tg_seen_add (fixture->seen, keys, COMMIT, verdicts);
  for (guint i = 0; i < COMMIT; i++)
    g_assert_cmpint (verdicts[i], ==, TG_VERDICT_STORE);
}

/* Of the keys that are not committed those that were given first. */
static gboolean
commit (Fixture *fixture, GError **error)
{
  for (guint i = 0; i < COMMIT; i++, fixture->committed++)
    tg_rows_add (fixture->rows, (gint64[]) { (gint64) key_of (fixture->committed), tg_seen_fold (fixture->committed, TG_FORM_OWN) });
  g_assert_true (tg_runs_append (fixture->db, fixture->rows, NULL));
  return tg_seen_commit (fixture->seen, COMMIT, error);
}

/* All from one on. */
static void
check_known (Fixture *fixture, guint64 from)
{
  const guint n = fixture->given - from;
  g_autofree TgSeenKey *keys = g_new (TgSeenKey, n);
  g_autofree guint8 *verdicts = g_new (guint8, n);

  for (guint i = 0; i < n; i++)
    keys[i] = (TgSeenKey) { key_of (from + i), from + i, TG_FORM_OWN };
  tg_seen_add (fixture->seen, keys, n, verdicts);
  for (guint i = 0; i < n; i++)
    g_assert_cmpint (verdicts[i], ==, TG_VERDICT_DUPLICATE);
}

static void
commit_all (Fixture *fixture)
{
  g_autoptr (GError) error = NULL;

  while (fixture->committed < fixture->given)
    {
      g_assert_true (commit (fixture, &error));
      g_assert_no_error (error);
    }
}

/* With two commits that were given and not written at each moment, as in an import, so also when the filter gets its other form: what is in neither the
 * case nor the filter then is in memory. */
static void
test_widens (void)
{
  Fixture fixture;

  set_up (&fixture, "widens.db");
  give_new (&fixture);
  for (guint i = 0; i < 20; i++)
    {
      give_new (&fixture);
      give_new (&fixture);
      g_assert_true (commit (&fixture, NULL));
      check_known (&fixture, 0);
      g_assert_true (commit (&fixture, NULL));
      check_known (&fixture, 0);
    }
  commit_all (&fixture);
  check_known (&fixture, 0);
  tear_down (&fixture);
}

static void
test_opens_wide (void)
{
  Fixture fixture;

  set_up (&fixture, "opens.db");
  for (guint pass = 0; pass < 3; pass++)
    {
      for (guint i = 0; i < 12; i++)
        give_new (&fixture);
      commit_all (&fixture);
      check_known (&fixture, 0);
      tg_seen_free (fixture.seen);
      fixture.seen = open_seen (fixture.path);
      check_known (&fixture, 0);
    }
  tear_down (&fixture);
}

/* A case that cannot be read when the filter gets its other form: it is an error, and what can be read is found. */
static void
test_unreadable (void)
{
  Fixture fixture;
  g_autoptr (GError) error = NULL;

  set_up (&fixture, "unreadable.db");
  give_new (&fixture);
  commit_all (&fixture);
  g_assert_true (tg_db_exec (fixture.db, "UPDATE run SET data = x'00'", NULL));
  do
    give_new (&fixture);
  while (fixture.given < 20 * COMMIT && commit (&fixture, &error));
  g_assert_error (error, TG_ERROR, TG_ERROR_DAMAGED);
  g_assert_cmpuint (fixture.given, >, 2000);
  check_known (&fixture, COMMIT);
  tear_down (&fixture);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/store/keys/forgets-none", test_forgets_none);
  g_test_add_func ("/store/keys/how-often-wrong", test_how_often_wrong);
  g_test_add_func ("/store/keys/bound", test_bound);
  g_test_add_func ("/store/keys/widens", test_widens);
  g_test_add_func ("/store/keys/opens-wide", test_opens_wide);
  g_test_add_func ("/store/keys/unreadable", test_unreadable);
  return g_test_run ();
}
