/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tg-test"

#include "core/ingest/prepare.h"
#include "tests/ingest/collect.h"
#include "tests/ingest/packed.h"

#include <glib/gstdio.h>
#include <string.h>

static char *
events (guint from, guint n)
{
  GString *text = g_string_new ("{\"Records\":[");

  for (guint i = from; i < from + n; i++)
    g_string_append_printf (text, "%s{\"eventTime\":\"2024-03-01T10:00:00Z\",\"eventName\":\"E%u\",\"eventSource\":\"s3.amazonaws.com\",\"eventID\":\"id-%u\","
                            "\"userIdentity\":{\"type\":\"Root\"}}", i > from ? "," : "", i % 17, i);
  g_string_append (text, "]}");
  return g_string_free (text, FALSE);
}

static void
save (const char *folder, const char *name, const void *data, gsize len)
{
  g_autofree char *path = g_build_filename (folder, name, NULL);

  g_assert_true (g_file_set_contents (path, data, len, NULL));
}

#define N_FILES 150

/* Files of all that the importer tells apart: gzip that is whole, of two members, cut, or longer than it says; plain, empty, a table that is read last,
 * the same bytes twice. */
static void
save_file (const char *folder, guint i)
{
  g_autofree char *text = events (i * 100, 1 + i * 7 % 90), *name = g_strdup_printf ("%03u%s", i, i % 10 == 5 ? ".json" : ".json.gz");
  g_autoptr (GByteArray) data = g_byte_array_new ();

  if (i % 10 == 5)
    g_byte_array_append (data, (const guint8 *) text, strlen (text));
  else if (i % 30 == 7)
    g_byte_array_append (data, (const guint8 *) "eventTime,eventName\n2024-03-01T10:00:00Z,ListBuckets\n", 53);
  else if (i % 30 != 8)
    packed_gzip (data, text, strlen (text));
  if (i % 30 == 9)
    packed_gzip (data, "\n", 1);
  if (i % 30 == 10)
    g_byte_array_set_size (data, data->len / 2);
  if (i % 30 == 11)
    data->data[data->len - 4]--;
  save (folder, name, data->data, data->len);
  if (i % 30 == 12)
    save (folder, "zzz-again.json.gz", data->data, data->len);
}

static void
remove_folder (const char *folder)
{
  g_autofree char *command = g_strdup_printf ("rm -rf '%s'", folder);

  g_assert_true (g_spawn_command_line_sync (command, NULL, NULL, NULL, NULL));
}

static char *
dump (const char *folder, guint threads, guint64 batch_bytes)
{
  const TgImportOptions options = { threads, FALSE, batch_bytes };
  const char *paths[] = { folder, NULL };
  g_autoptr (GError) error = NULL;
  g_autoptr (Collect) collect = collect_new ();

  g_assert_true (tg_import_paths (&collect->sink, paths, &options, NULL, &error));
  g_assert_no_error (error);
  return collect_dump (collect);
}

/* Whoever prepares a file, and however many do: it comes to the same. */
static void
test_same (void)
{
  g_autofree char *folder = g_dir_make_tmp ("prepare-XXXXXX", NULL);

  for (guint i = 0; i < N_FILES; i++)
    save_file (folder, i);
  g_autofree char *one = dump (folder, 1, 0);
  g_assert_cmpuint (strlen (one), >, 1000 * N_FILES);
  g_assert_nonnull (strstr (one, "gzip data ends early"));
  g_assert_nonnull (strstr (one, "the same bytes as"));
  for (guint threads = 1; threads <= 9; threads += 2)
    for (guint64 batch = 0; batch <= 60000; batch += 3000 + batch * 9)
      {
        g_autofree char *other = dump (folder, threads, batch);
        g_assert_true (strcmp (one, other) == 0);
      }
  remove_folder (folder);
}

typedef struct
{
  char       *folder;
  GPtrArray  *items;
  Collect    *collect;
  TgSlabs    *slabs;
  TgPreparing how;
} Fixture;

static void
item_free (gpointer data)
{
  TgWalkItem *item = data;

  g_free (item->path);
  g_free (item);
}

static TgWalkItem *
add_item (Fixture *fixture, const char *name, guint64 size)
{
  TgWalkItem *item = g_new0 (TgWalkItem, 1);

  item->path = g_build_filename (fixture->folder, name, NULL);
  item->size = size;
  g_ptr_array_add (fixture->items, item);
  return item;
}

/* n files of gzip that come to about len bytes each. */
static void
set_up (Fixture *fixture, guint n, guint events_each)
{
  fixture->folder = g_dir_make_tmp ("prepare-XXXXXX", NULL);
  fixture->items = g_ptr_array_new_with_free_func (item_free);
  fixture->collect = collect_new ();
  fixture->slabs = tg_slabs_new (1 << 20, 2);
  fixture->how = (TgPreparing) { &fixture->collect->sink, NULL, fixture->slabs, 1 << 20 };
  for (guint i = 0; i < n; i++)
    {
      g_autofree char *name = g_strdup_printf ("%u.json.gz", i), *text = events (i * 1000, events_each);
      g_autoptr (GByteArray) data = g_byte_array_new ();
      packed_gzip (data, text, strlen (text));
      save (fixture->folder, name, data->data, data->len);
      add_item (fixture, name, data->len);
    }
}

static void
tear_down (Fixture *fixture)
{
  remove_folder (fixture->folder);
  g_free (fixture->folder);
  g_ptr_array_unref (fixture->items);
  collect_free (fixture->collect);
  tg_slabs_free (fixture->slabs);
}

static void
check_file (Fixture *fixture, TgPrepared *prepared, guint i, guint events_each, gboolean inflated)
{
  g_autofree char *expected = events (i * 1000, events_each);
  gsize len;

  g_assert_no_error (prepared->problem);
  g_assert_nonnull (prepared->source);
  g_assert_true (prepared->found);
  TgPiece text = tg_source_text (prepared->source, &len);
  g_assert_true ((text.data != NULL) == inflated);
  if (text.data == NULL)
    return;
  g_assert_cmpmem (text.data, len, expected, strlen (expected));
  g_assert_cmpuint (text.room, >=, len + TG_SOURCE_ROOM);
  tg_slabs_give (fixture->slabs, &text);
}

/* What is prepared before its turn holds no more than it may; what is too large for that, and what is not there, waits for its turn. */
static void
test_bound (void)
{
  Fixture fixture;
  guint helped = 0;

  set_up (&fixture, 100, 100);
  add_item (&fixture, "none", 17);
  add_item (&fixture, "large", G_GUINT64_CONSTANT (1) << 40);
  TgWalkItem *note = add_item (&fixture, "note", 1);
  note->note = (char *) "not to be read";
  TgPreparer *preparer = tg_preparer_new (&fixture.how, fixture.items, 200000);
  for (guint i = 0; i < fixture.items->len; i++)
    {
      TgPrepared prepared;
      for (; tg_preparer_help (preparer); helped++)
        g_assert_cmpuint (tg_preparer_held (preparer), <=, 200000);
      tg_preparer_take (preparer, i, &prepared);
      /* where there was no room left it is inflated when it is read */
      if (i < 100)
        tg_source_inflate (prepared.source, fixture.slabs, fixture.how.limit);
      if (i < 100)
        check_file (&fixture, &prepared, i, 100, TRUE);
      else
        g_assert_null (prepared.source);
      g_assert_true ((prepared.problem != NULL) == (i == 100 || i == 101));
      tg_prepared_clear (&prepared);
    }
  g_assert_cmpuint (helped, >, 50);
  g_assert_cmpuint (helped, <=, 101);
  g_assert_cmpuint (tg_preparer_held (preparer), ==, 0);
  g_assert_false (tg_preparer_help (preparer));
  tg_preparer_free (preparer);
  tear_down (&fixture);
}

/* Nobody inflates what is in the case already. */
static void
test_known (void)
{
  Fixture fixture;

  set_up (&fixture, 3, 50);
  const char *first[] = { ((TgWalkItem *) g_ptr_array_index (fixture.items, 1))->path, NULL };
  g_assert_true (tg_import_paths (&fixture.collect->sink, first, NULL, NULL, NULL));
  for (guint ahead = 0; ahead < 2; ahead++)
    {
      g_autoptr (TgPreparer) preparer = tg_preparer_new (&fixture.how, fixture.items, 1 << 20);
      while (ahead == 1 && tg_preparer_help (preparer))
        continue;
      for (guint i = 0; i < 3; i++)
        {
          TgPrepared prepared;
          tg_preparer_take (preparer, i, &prepared);
          g_assert_true (prepared.known.complete == (i == 1));
          check_file (&fixture, &prepared, i, 50, i != 1);
          tg_prepared_clear (&prepared);
        }
    }
  /* and what nobody takes is not lost */
  TgPreparer *left = tg_preparer_new (&fixture.how, fixture.items, 1 << 20);
  g_assert_true (tg_preparer_help (left));
  tg_preparer_free (left);
  tear_down (&fixture);
}

static gint stopped;

static gpointer
helper (gpointer preparer)
{
  while (!g_atomic_int_get (&stopped))
    if (!tg_preparer_help (preparer))
      g_thread_yield ();
  return NULL;
}

static void
test_threads (void)
{
  Fixture fixture;
  GThread *threads[3];

  set_up (&fixture, 300, 20);
  TgPreparer *preparer = tg_preparer_new (&fixture.how, fixture.items, 50000);
  stopped = 0;
  for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
    threads[i] = g_thread_new ("helper", helper, preparer);
  for (guint i = 0; i < fixture.items->len; i++)
    {
      TgPrepared prepared;
      tg_preparer_take (preparer, i, &prepared);
      if (prepared.source != NULL)
        tg_source_inflate (prepared.source, fixture.slabs, fixture.how.limit);
      check_file (&fixture, &prepared, i, 20, TRUE);
      tg_prepared_clear (&prepared);
    }
  g_atomic_int_set (&stopped, 1);
  for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
    g_thread_join (threads[i]);
  g_assert_cmpuint (tg_preparer_held (preparer), ==, 0);
  tg_preparer_free (preparer);
  tear_down (&fixture);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/ingest/prepare/same", test_same);
  g_test_add_func ("/ingest/prepare/bound", test_bound);
  g_test_add_func ("/ingest/prepare/known", test_known);
  g_test_add_func ("/ingest/prepare/threads", test_threads);
  return g_test_run ();
}
