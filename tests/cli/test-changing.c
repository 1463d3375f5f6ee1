/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tg-tests"

/* Files whose disk fails, or that are written to, cut, grown, replaced or removed while they are read: a hook that stands for read() does it
 * at a chosen byte. */

#include <errno.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>
#include <utime.h>
#include <zlib.h>
#include <unistd.h>

#include "core/ingest/importer.h"
#include "core/ingest/source.h"
#include "core/store/case.h"
#include "core/store/reader.h"

#define EVENTS 9000

typedef enum { NOTHING, IO_ERROR, SHORTEN, EMPTY, GROW, CHANGE, REPLACE, REMOVE } Fault;

static const char *const words[] = { NULL, "Input/output error", "shorter", "shorter", "grew", "changed|written to", "replaced", "replaced or removed" };

static struct
{
  Fault    fault;
  char    *path, *other;
  guint64  at, passed, size;
  ino_t    inode;
  gboolean done;
} hook;

static char *
events (guint from, guint n)
{
  GString *text = g_string_new (NULL);

  for (guint i = from; i < from + n; i++)
    g_string_append_printf (text, "{\"eventTime\":\"2024-03-01T10:00:00Z\",\"eventName\":\"GetObject\",\"eventSource\":\"s3.amazonaws.com\",\"eventID\":\"id-%06u\","
                            "\"userIdentity\":{\"type\":\"IAMUser\",\"principalId\":\"AIDA%08u\",\"userName\":\"u%u\",\"accountId\":\"111122223333\"},"
                            "\"sourceIPAddress\":\"198.51.100.%u\",\"requestParameters\":{\"bucketName\":\"b%u\"}}\n", i, i % 50, i % 50, i % 250, i % 20);
  return g_string_free (text, FALSE);
}

static void
overwrite (const char *path)
{
  g_autofree char *text = events (50000, 20);
  FILE *file = g_fopen (path, "r+");
  struct stat info;

  g_assert_nonnull (file);
  g_assert_cmpint (fstat (fileno (file), &info), ==, 0);
  /* all of it: wherever the reader stands, what comes is other bytes */
  for (gint64 at = 0; at + (gint64) strlen (text) < info.st_size; at += strlen (text))
    g_assert_cmpuint (fwrite (text, 1, strlen (text), file), ==, strlen (text));
  fclose (file);
}

static void
strike (void)
{
  FILE *file;

  switch (hook.fault)
    {
    case SHORTEN:
      g_assert_cmpint (truncate (hook.path, hook.passed / 3), ==, 0);
      break;
    case EMPTY:
      g_assert_cmpint (truncate (hook.path, 0), ==, 0);
      break;
    case GROW:
      file = g_fopen (hook.path, "a");
      fputs ("{\"eventTime\":\"2024-03-01T11:00:00Z\"}\n", file);
      fclose (file);
      break;
    case CHANGE:
      overwrite (hook.path);
      break;
    case REPLACE:
      g_assert_cmpint (g_rename (hook.other, hook.path), ==, 0);
      break;
    case REMOVE:
      g_assert_cmpint (g_unlink (hook.path), ==, 0);
      break;
    case NOTHING: case IO_ERROR:
      break;
    }
}

static gssize
hooked_read (int fd, void *buffer, gsize size)
{
  struct stat info;

  if (fstat (fd, &info) < 0 || info.st_ino != hook.inode)
    return read (fd, buffer, size);
  /* a bad place stays bad */
  if (hook.fault == IO_ERROR && hook.at <= hook.size)
    hook.passed = lseek (fd, 0, SEEK_CUR);
  if (hook.passed >= hook.at)
    {
      if (hook.fault == IO_ERROR)
        {
          errno = EIO;
          return -1;
        }
      if (!hook.done)
        strike ();
      hook.done = TRUE;
    }
  const gssize n = read (fd, buffer, MIN (size, hook.passed < hook.at ? hook.at - hook.passed : size));
  if (n > 0)
    hook.passed += n;
  return n;
}

static gboolean
reimport (TgSink *sink, const char *path, const char *origin, GBytes *bytes, TgJob *job, gpointer data, GError **error)
{
  return tg_import_bytes (sink, path, origin, bytes, NULL, job, error);
}

static void
import (TgCase *tgcase, const char *folder)
{
  const char *paths[] = { folder, NULL };
  const TgImportOptions options = { 2, FALSE, 256 * 1024 };
  g_autoptr (GError) error = NULL;
  TgSink *sink = tg_case_begin_import (tgcase, NULL, &error);

  g_assert_no_error (error);
  g_assert_true (tg_import_paths (sink, paths, &options, NULL, &error));
  g_assert_no_error (error);
}

/* The bytes have the SHA-256 of their row, and derived from them again all is the same. */
static void
check_sound (TgCase *tgcase, gboolean derive)
{
  g_autoptr (GPtrArray) report = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GError) error = NULL;

  if (!tg_case_verify (tgcase, derive ? reimport : NULL, NULL, NULL, report, &error))
    for (guint i = 0; i < report->len; i++)
      g_test_message ("%s", (char *) g_ptr_array_index (report, i));
  g_assert_no_error (error);
}

static void
check_originals (TgReader *reader)
{
  g_autoptr (GError) error = NULL;
  TgRecordQuery query = TG_RECORD_QUERY_ALL;
  guint64 total = 0;
  g_autoptr (GArray) records = tg_reader_records (reader, &query, 0, 200, &total, NULL, &error);

  g_assert_no_error (error);
  for (guint i = 0; i < records->len; i++)
    {
      g_autoptr (GBytes) bytes = tg_reader_original (reader, &g_array_index (records, TgRecordInfo, i), &error);
      gsize n;
      g_assert_no_error (error);
      const char *text = g_bytes_get_data (bytes, &n);
      g_assert_true (n > 100 && memcmp (text, "{\"eventTime\"", 12) == 0 && text[n - 1] == '}');
    }
}

static gboolean
says (const char *note, const char *any)
{
  g_auto (GStrv) list = g_strsplit (any, "|", -1);

  for (guint i = 0; list[i] != NULL; i++)
    if (strstr (note, list[i]) != NULL)
      return TRUE;
  return FALSE;
}

/* What the ledger says; the records that are kept. */
static guint64
check_ledger (const char *path, Fault fault)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (TgReader) reader = tg_reader_new (path, &error);
  g_assert_no_error (error);
  g_autoptr (GArray) evidence = tg_reader_evidence (reader, &error);
  guint64 stored = 0;
  guint told = 0;

  for (guint i = 0; i < evidence->len; i++)
    {
      const TgEvidenceInfo *info = &g_array_index (evidence, TgEvidenceInfo, i);
      g_assert_true (info->complete);
      g_assert_cmpuint (info->found, ==, info->stored + info->duplicates + info->rejected);
      stored += info->stored;
      if (g_str_equal (info->format, "unread"))
        {
          g_test_message ("%s", info->note);
          g_assert_true (fault != NOTHING && says (info->note, words[fault]));
          g_assert_cmpuint (info->rejected, ==, !g_str_has_prefix (info->note, "cannot be read"));
          told++;
        }
    }
  g_assert_cmpuint (told, ==, fault != NOTHING);
  check_originals (reader);
  return stored;
}

static void
run_fault (Fault fault, gboolean large, guint64 at, const char *text, gsize size)
{
  g_autofree char *folder = g_dir_make_tmp ("changing-XXXXXX", NULL), *logs = g_build_filename (folder, "logs", NULL);
  g_autofree char *path = g_build_filename (logs, "events.json", NULL), *other = g_build_filename (folder, "other.json", NULL);
  g_autofree char *first = g_build_filename (logs, "a.json", NULL), *last = g_build_filename (logs, "z.json", NULL);
  g_autofree char *file = g_build_filename (folder, "x.tgcase", NULL), *one = events (100000, 1), *two = events (100001, 1);
  struct stat info;

  g_assert_cmpint (g_mkdir (logs, 0700), ==, 0);
  g_assert_true (g_file_set_contents (path, text, size, NULL) && g_file_set_contents (other, one, -1, NULL));
  g_assert_true (g_file_set_contents (first, one, -1, NULL) && g_file_set_contents (last, two, -1, NULL));
  /* an old file: what is written to it now shows */
  g_assert_cmpint (g_utime (path, &(struct utimbuf) { 1700000000, 1700000000 }), ==, 0);
  g_assert_cmpint (stat (path, &info), ==, 0);
  hook.fault = fault;
  hook.path = path;
  hook.other = other;
  hook.at = at;
  hook.passed = 0;
  hook.size = size;
  hook.inode = info.st_ino;
  hook.done = FALSE;
  tg_source_whole_max = large ? 64 * 1024 : 64 * 1024 * 1024;
  tg_source_read_hook = hooked_read;
  g_autoptr (TgCase) tgcase = tg_case_open (file, TG_CASE_CREATE, NULL);
  g_assert_nonnull (tgcase);
  import (tgcase, logs);
  check_sound (tgcase, TRUE);
  const guint64 stored = check_ledger (file, fault);
  /* the files before and behind it are not concerned, and what was read before stands */
  const gboolean all = fault == NOTHING || fault == GROW || fault == REPLACE || fault == REMOVE;
  g_assert_cmpuint (stored, >=, 2);
  g_assert_cmpuint (stored, <=, EVENTS + 2);
  if (all)
    g_assert_cmpuint (stored, ==, EVENTS + 2);
  if (fault == IO_ERROR)
    g_assert_cmpuint (stored, >=, 2 + (at > size ? (at - size) / (1024 * 1024) * (1024 * 1024) : at) * EVENTS / size * 9 / 10);
  /* once it can be read as it was, the rest comes, and nothing twice */
  tg_source_read_hook = NULL;
  g_assert_true (g_file_set_contents (path, text, size, NULL));
  import (tgcase, logs);
  check_sound (tgcase, FALSE);
  g_autoptr (TgReader) reader = tg_reader_new (file, NULL);
  TgRecordQuery query = TG_RECORD_QUERY_ALL;
  guint64 total = 0;
  g_autoptr (GArray) records = tg_reader_records (reader, &query, 0, 1, &total, NULL, NULL);
  g_assert_nonnull (records);
  if (fault != CHANGE)
    g_assert_cmpuint (total, ==, EVENTS + 2);
  else
    g_assert_cmpuint (total, >=, EVENTS + 2);
  g_autofree char *command = g_strdup_printf ("rm -rf '%s'", folder);
  g_assert_true (g_spawn_command_line_sync (command, NULL, NULL, NULL, NULL));
  tg_source_whole_max = 64 * 1024 * 1024;
}

/* In the one reading of a file that is held in memory; in the first and in the second of a larger one. */
static void
test_fault (gconstpointer data)
{
  const Fault fault = GPOINTER_TO_INT (data);
  g_autofree char *text = events (0, EVENTS);
  const gsize size = strlen (text);

  run_fault (fault, FALSE, size / 2 + 17, text, size);
  if (fault == NOTHING)
    run_fault (fault, TRUE, 0, text, size);
  else
    {
      run_fault (fault, TRUE, size / 2 + 17, text, size);
      run_fault (fault, TRUE, size + size / 2 + 17, text, size);
      run_fault (fault, TRUE, 2 * size - 100, text, size);
    }
}

static void
test_first_byte (void)
{
  g_autofree char *text = events (0, EVENTS);
  const gsize size = strlen (text);

  /* nothing of it can be read, and the others can */
  run_fault (IO_ERROR, TRUE, 0, text, size);
  run_fault (IO_ERROR, FALSE, 0, text, size);
  run_fault (IO_ERROR, TRUE, size + 1, text, size);
  run_fault (EMPTY, TRUE, size, text, size);
}

/* A gzip whose members are as long as what is in them. */
static void
test_gzip (void)
{
  g_autofree char *text = events (0, EVENTS), *path = NULL, *packed = NULL;
  const int fd = g_file_open_tmp ("changing-XXXXXX.gz", &path, NULL);
  gzFile file = gzdopen (fd, "wb0");
  gsize size;

  g_assert_cmpint (gzwrite (file, text, strlen (text)), ==, (int) strlen (text));
  g_assert_cmpint (gzclose (file), ==, Z_OK);
  g_assert_true (g_file_get_contents (path, &packed, &size, NULL));
  g_unlink (path);
  for (guint i = 0; i < 2; i++)
    {
      const Fault fault = i == 0 ? IO_ERROR : EMPTY;
      run_fault (fault, FALSE, size / 2, packed, size);
      run_fault (fault, TRUE, size / 2, packed, size);
      run_fault (fault, TRUE, size * 3 / 2, packed, size);
    }
}

int
main (int argc, char **argv)
{
  static const char *const names[] = { "nothing", "io-error", "shorten", "empty", "grow", "change", "replace", "remove" };

  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autofree char *name = g_strdup_printf ("/changing/%s", names[i]);
      g_test_add_data_func (name, GINT_TO_POINTER (i), test_fault);
    }
  g_test_add_func ("/changing/first-byte", test_first_byte);
  g_test_add_func ("/changing/gzip", test_gzip);
  return g_test_run ();
}
