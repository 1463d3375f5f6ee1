/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gstdio.h>
#include <signal.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "core/store/case-private.h"
#include "tests/store/make.h"

static void
refuse (const char *path, int flags, int code)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (tg_case_open (path, flags, &error));
  g_assert_error (error, TG_ERROR, code);
}

static char *
new_case (const char *name)
{
  char *path = make_path (name);
  TgCase *tgcase = open_case (path, TG_CASE_CREATE);
  TgSink *sink = tg_case_begin_import (tgcase, NULL, NULL);

  import_synthetic (sink, 3000, 500, 100, 0);
  g_assert_true (sink->finish (sink, TRUE, NULL));
  tg_case_close (tgcase);
  return path;
}

static void
test_foreign (void)
{
  g_autofree char *text = make_path ("text.tgcase");
  g_autofree char *other = make_path ("other.tgcase");
  g_autofree char *none = make_path ("none.tgcase");
  g_autofree char *folder = g_path_get_dirname (none);
  g_autofree char *content = g_strnfill (9000, 'x');
  sqlite3 *db = tg_db_open (other, TG_DB_WRITE, NULL);
  g_autofree char *after = NULL;

  g_assert_true (g_file_set_contents (text, content, -1, NULL));
  g_assert_true (tg_db_exec (db, "CREATE TABLE t (x)", NULL));
  tg_db_close (db);
  refuse (text, 0, TG_ERROR_FOREIGN);
  refuse (text, TG_CASE_CREATE, TG_ERROR_FOREIGN);
  refuse (text, TG_CASE_READ_ONLY, TG_ERROR_FOREIGN);
  refuse (other, TG_CASE_CREATE, TG_ERROR_FOREIGN);
  refuse (none, 0, TG_ERROR_NOT_FOUND);
  refuse (none, TG_CASE_READ_ONLY, TG_ERROR_NOT_FOUND);
  refuse (folder, 0, TG_ERROR_FOREIGN);
  g_assert_null (tg_reader_new (text, NULL));
  g_assert_null (tg_reader_new (other, NULL));
  g_assert_false (g_file_test (none, G_FILE_TEST_EXISTS));
  /* what is not ours is not touched */
  g_assert_true (g_file_get_contents (text, &after, NULL, NULL));
  g_assert_cmpstr (after, ==, content);
}

static void
test_newer (void)
{
  g_autofree char *path = new_case ("newer.tgcase");
  sqlite3 *db = tg_db_open (path, TG_DB_WRITE, NULL);
  g_autoptr (GError) error = NULL;

  g_assert_true (tg_db_exec (db, "PRAGMA user_version=99", NULL));
  tg_db_close (db);
  refuse (path, 0, TG_ERROR_NEWER);
  refuse (path, TG_CASE_READ_ONLY, TG_ERROR_NEWER);
  g_assert_null (tg_reader_new (path, &error));
  g_assert_error (error, TG_ERROR, TG_ERROR_NEWER);
}

static void
test_truncated (void)
{
  g_autofree char *path = new_case ("truncated.tgcase");
  g_autofree char *content = NULL;
  gsize size;

  g_assert_true (g_file_get_contents (path, &content, &size, NULL));
  for (guint i = 1; i < 8; i++)
    {
      g_assert_true (g_file_set_contents (path, content, size * i / 8, NULL));
      refuse (path, 0, TG_ERROR_DAMAGED);
    }
  g_assert_true (g_file_set_contents (path, content, 60, NULL));
  g_assert_null (tg_case_open (path, 0, NULL));
}

/* Pages of noise: opening says so, or each query ends, with an answer or an error. */
static void
test_noise (void)
{
  g_autofree char *path = new_case ("noise.tgcase");
  g_autofree char *content = NULL;
  gsize size;

  g_assert_true (g_file_get_contents (path, &content, &size, NULL));
  for (guint round = 0; round < 40; round++)
    {
      g_autofree char *bytes = g_memdup2 (content, size);
      TgRecordQuery query = TG_RECORD_QUERY_ALL;
      guint64 total;
      for (guint k = 0; k < 60; k++)
        bytes[g_test_rand_int_range (100, size)] ^= 1 << g_test_rand_int_range (0, 8);
      g_assert_true (g_file_set_contents (path, bytes, size, NULL));
      TgCase *tgcase = tg_case_open (path, 0, NULL);
      g_clear_pointer (&tgcase, tg_case_close);
      TgReader *reader = tg_reader_new (path, NULL);
      if (reader == NULL)
        continue;
      GArray *arrays[] = {
        tg_reader_records (reader, &query, 0, 50, &total, NULL, NULL),
        tg_reader_search (reader, "bucket", 0, 10, NULL, NULL),
        tg_reader_neighbours (reader, 1, 0, 0, (TgTimeRange) { T0, T0 + TG_DAY }, 0, 10, &total, NULL, NULL),
        tg_reader_activity (reader, 1, 0, TG_TIME_ALL, TG_HOUR, NULL, NULL),
        tg_reader_facet (reader, 1, TG_FACET_API, TG_TIME_ALL, 5, NULL, NULL),
        tg_reader_evidence (reader, NULL),
      };
      for (guint i = 0; i < G_N_ELEMENTS (arrays); i++)
        g_clear_pointer (&arrays[i], g_array_unref);
      tg_reader_free (reader);
    }
}

static void
test_two_processes (void)
{
  g_autofree char *path = new_case ("two.tgcase");
  int pipes[2], status;
  char byte;

  g_assert_cmpint (pipe (pipes), ==, 0);
  const pid_t child = fork ();
  if (child == 0)
    {
      close (pipes[0]);
      TgCase *mine = tg_case_open (path, 0, NULL);
      if (write (pipes[1], mine != NULL ? "y" : "n", 1) != 1)
        _exit (2);
      pause ();
      _exit (0);
    }
  close (pipes[1]);
  g_assert_cmpint (read (pipes[0], &byte, 1), ==, 1);
  g_assert_cmpint (byte, ==, 'y');
  refuse (path, 0, TG_ERROR_BUSY);
  /* reading goes on beside a writer */
  g_autoptr (TgReader) reader = open_reader (path);
  g_autoptr (GArray) evidence = tg_reader_evidence (reader, NULL);
  g_assert_cmpuint (evidence->len, ==, 6);
  TgCase *read_only = open_case (path, TG_CASE_READ_ONLY);
  g_assert_true (tg_case_is_read_only (read_only));
  tg_case_close (read_only);
  /* the lock ends with its process, however that ends */
  kill (child, SIGKILL);
  waitpid (child, &status, 0);
  close (pipes[0]);
  TgCase *tgcase = open_case (path, 0);
  /* nor twice in one process */
  refuse (path, 0, TG_ERROR_BUSY);
  tg_case_close (tgcase);
  tg_case_close (open_case (path, 0));
}

static void
test_read_only (void)
{
  g_autofree char *path = new_case ("read-only.tgcase");
  g_autoptr (GError) error = NULL;
  TgCase *tgcase = open_case (path, TG_CASE_READ_ONLY);

  g_assert_false (tg_case_save_state (tgcase, "a", "{}", &error));
  g_assert_error (error, TG_ERROR, TG_ERROR_READ_ONLY);
  g_clear_error (&error);
  g_assert_null (tg_case_begin_import (tgcase, NULL, &error));
  g_assert_error (error, TG_ERROR, TG_ERROR_READ_ONLY);
  tg_case_close (tgcase);
  g_assert_cmpint (g_chmod (path, 0400), ==, 0);
  if (geteuid () == 0)
    {
      g_test_skip ("root may write everything");
      return;
    }
  tgcase = open_case (path, 0);
  g_assert_true (tg_case_is_read_only (tgcase));
  tg_case_close (tgcase);
}

static void
test_state (void)
{
  g_autofree char *path = make_path ("state.tgcase");
  TgCase *tgcase = open_case (path, TG_CASE_CREATE);
  g_autofree char *long_text = g_strnfill (129 * 1024 * 1024, ' ');
  g_autoptr (GError) error = NULL;

  g_assert_null (tg_case_load_state (tgcase, "session", &error));
  g_assert_no_error (error);
  g_assert_true (tg_case_save_state (tgcase, "session", "{\"a\":1}", &error));
  g_assert_true (tg_case_save_state (tgcase, "session", "{\"a\":2}", &error));
  g_assert_true (tg_case_save_state (tgcase, "board/1", "[]", &error));
  g_assert_true (tg_case_save_state (tgcase, "board/2", "[]", &error));
  g_assert_true (tg_case_save_state (tgcase, "board/2", NULL, &error));
  g_assert_false (tg_case_save_state (tgcase, "board/3", long_text, &error));
  g_assert_error (error, TG_ERROR, TG_ERROR_LIMIT);
  tg_case_close (tgcase);
  tgcase = open_case (path, 0);
  g_autofree char *session = tg_case_load_state (tgcase, "session", NULL);
  g_autofree char *one = tg_case_load_state (tgcase, "board/1", NULL);
  g_autofree char *two = tg_case_load_state (tgcase, "board/2", NULL);
  g_assert_cmpstr (session, ==, "{\"a\":2}");
  g_assert_cmpstr (one, ==, "[]");
  g_assert_null (two);
  tg_case_close (tgcase);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/store/files/foreign", test_foreign);
  g_test_add_func ("/store/files/newer", test_newer);
  g_test_add_func ("/store/files/truncated", test_truncated);
  g_test_add_func ("/store/files/noise", test_noise);
  g_test_add_func ("/store/files/two-processes", test_two_processes);
  g_test_add_func ("/store/files/read-only", test_read_only);
  g_test_add_func ("/store/files/state", test_state);
  return g_test_run ();
}
