/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tg-test"

#include "tests/ingest/collect.h"

#include <glib/gstdio.h>

static Collect *
import_bytes (const char *name, GBytes *bytes)
{
  g_autofree char *folder = g_dir_make_tmp ("trailgraph-test-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (folder, name, NULL);
  const char *paths[] = { path, NULL };
  Collect *collect = collect_new ();
  g_autoptr (GError) error = NULL;

  g_assert_true (g_file_set_contents (path, g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes), NULL));
  g_assert_true (tg_import_paths (&collect->sink, paths, NULL, NULL, &error));
  g_assert_no_error (error);
  g_unlink (path);
  g_rmdir (folder);
  return collect;
}

static Collect *
import (const char *name)
{
  g_autofree char *path = g_build_filename (g_getenv ("TG_FIXTURES"), "archive", name, NULL);
  const char *paths[] = { path, NULL };
  Collect *collect = collect_new ();
  g_autoptr (GError) error = NULL;

  g_assert_true (tg_import_paths (&collect->sink, paths, NULL, NULL, &error));
  g_assert_no_error (error);
  return collect;
}

static void
check_file (Collect *collect, const char *end, const char *format, guint stored)
{
  const CollectFile *file = collect_file (collect, end);

  g_assert_nonnull (file);
  g_assert_cmpstr (file->format, ==, format);
  g_assert_cmpuint (file->stored, ==, stored);
  g_assert_true (file->complete);
}

static void
test_zip (void)
{
  g_autoptr (Collect) collect = import ("logs.zip");
  const CollectFile *outer = collect_file (collect, "logs.zip");

  check_file (collect, "logs.zip/AWSLogs/records.json", "cloudtrail-records", 3);
  check_file (collect, "logs.zip/empty.txt", "passed-over", 0);
  check_file (collect, "logs.zip/readme.txt", "unrecognised", 0);
  check_file (collect, "logs.zip/inner.tar.gz", "archive", 0);
  check_file (collect, "logs.zip/inner.tar.gz/deep/flows-\\xE9.log", "vpcflow", 5);
  g_assert_cmpstr (outer->format, ==, "archive");
  g_assert_cmpuint (outer->rejected, ==, 0);
  g_assert_cmpuint (outer->bytes->len, ==, 0);
  g_assert_true (g_str_has_prefix (outer->note, "ZIP archive: 4 files, each in a row of its own"));
}

/* Links are named and not followed, and a name that leads out is only a name. */
static void
test_tar (void)
{
  g_autoptr (Collect) collect = import ("flows.tar.gz");
  g_autoptr (Collect) plain = import ("findings.tar");

  check_file (collect, "flows.tar.gz/one/\\xE9t\\xE9.log", "vpcflow", 5);
  check_file (collect, "flows.tar.gz/../up.jsonl", "guardduty", 2);
  check_file (collect, "flows.tar.gz/link", "passed-over", 0);
  check_file (plain, "findings.tar/f.jsonl", "securityhub", 2);
}

static void
test_compressed (void)
{
  static const char * const names[] = { "records.json.bz2", "records.json.xz", "records.json.zst" };

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autoptr (Collect) collect = import (names[i]);
      g_autofree char *inner = g_strconcat (names[i], "/unpacked", NULL);
      check_file (collect, inner, "cloudtrail-records", 3);
      check_file (collect, names[i], "archive", 0);
    }
}

static void
test_three_deep (void)
{
  g_autoptr (Collect) collect = import ("three-deep.zip");
  const CollectFile *file = collect_file (collect, "a.tar/b.zip");

  check_file (collect, "three-deep.zip/a.tar", "archive", 0);
  g_assert_cmpstr (file->format, ==, "unrecognised");
  g_assert_true (g_str_has_prefix (file->note, "archive in an archive in an archive"));
  g_assert_cmpuint (collect->records->len, ==, 0);
}

/* What is broken is a reject of its archive, and the rest of the import goes on. */
static void
test_broken (void)
{
  g_autofree char *broken = g_build_filename (g_getenv ("TG_FIXTURES"), "archive", "broken.zip", NULL);
  g_autofree char *good = g_build_filename (g_getenv ("TG_FIXTURES"), "archive", "findings.tar", NULL);
  const char *paths[] = { broken, good, NULL };
  g_autoptr (Collect) collect = collect_new ();

  g_assert_true (tg_import_paths (&collect->sink, paths, NULL, NULL, NULL));
  g_assert_cmpuint (collect_file (collect, "broken.zip")->rejected, ==, 1);
  check_file (collect, "findings.tar/f.jsonl", "securityhub", 2);
}

/* A Zstandard frame of blocks that each repeat one byte 131072 times: four bytes of it each. */
static GBytes *
bomb (guint blocks)
{
  static const guint8 head[] = { 0x28, 0xb5, 0x2f, 0xfd, 0x00, 0x58 };
  GByteArray *out = g_byte_array_new ();
  const guint32 size = 128 * 1024;

  g_byte_array_append (out, head, sizeof head);
  for (guint i = 0; i < blocks; i++)
    {
      const guint32 header = (i + 1 == blocks) | 1 << 1 | size << 3;
      const guint8 block[] = { header & 0xff, header >> 8 & 0xff, header >> 16 & 0xff, 'x' };
      g_byte_array_append (out, block, sizeof block);
    }
  return g_byte_array_free_to_bytes (out);
}

static void
test_bomb (void)
{
  g_autoptr (GBytes) small = bomb (8), large = bomb (4096);
  g_autoptr (Collect) harmless = import_bytes ("small.zst", small), collect = import_bytes ("bomb.zst", large);
  const CollectFile *file = collect_file (collect, "bomb.zst");

  g_assert_cmpuint (collect_file (harmless, "small.zst/unpacked")->size, ==, 8 * 128 * 1024);
  g_assert_cmpuint (file->rejected, ==, 1);
  g_assert_true (g_str_has_prefix (g_array_index (file->rejects, TgReject, 0).reason, "archive bomb"));
  g_assert_cmpuint (collect->files->len, ==, 1);
}

/* Once more: nothing is new. */
static void
test_again (void)
{
  g_autofree char *path = g_build_filename (g_getenv ("TG_FIXTURES"), "archive", NULL);
  const char *paths[] = { path, NULL };
  g_autoptr (Collect) collect = collect_new ();

  g_assert_true (tg_import_paths (&collect->sink, paths, NULL, NULL, NULL));
  const guint files = collect->files->len, records = collect->records->len;
  g_assert_cmpuint (records, >, 0);
  g_assert_true (tg_import_paths (&collect->sink, paths, NULL, NULL, NULL));
  g_assert_cmpuint (collect->files->len, ==, files);
  g_assert_cmpuint (collect->records->len, ==, records);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/ingest/archives/zip", test_zip);
  g_test_add_func ("/ingest/archives/tar", test_tar);
  g_test_add_func ("/ingest/archives/compressed", test_compressed);
  g_test_add_func ("/ingest/archives/three-deep", test_three_deep);
  g_test_add_func ("/ingest/archives/broken", test_broken);
  g_test_add_func ("/ingest/archives/bomb", test_bomb);
  g_test_add_func ("/ingest/archives/again", test_again);
  return g_test_run ();
}
