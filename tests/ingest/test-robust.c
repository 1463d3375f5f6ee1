/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tg-test"

#include "core/ingest/ahead.h"
#include "core/ingest/walk.h"
#include "tests/ingest/collect.h"
#include "tests/ingest/packed.h"

#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#define ZLIB_CONST
#include <zlib.h>

static char *
events (guint from, guint n)
{
  GString *text = g_string_new (NULL);

  for (guint i = from; i < from + n; i++)
    g_string_append_printf (text, "{\"eventTime\":\"2024-03-01T10:00:00Z\",\"eventName\":\"E%u\",\"eventSource\":\"s3.amazonaws.com\",\"eventID\":\"id-%u\","
                            "\"userIdentity\":{\"type\":\"Root\"}}\n", i % 17, i);
  return g_string_free (text, FALSE);
}

static void
test_gzip (void)
{
  g_autoptr (GByteArray) data = g_byte_array_new ();
  g_autofree char *a = events (0, 500), *b = events (500, 500);
  packed_gzip (data, a, strlen (a));
  const guint middle = data->len;
  packed_gzip (data, b, strlen (b));
  const guint whole = data->len;

  g_autoptr (Collect) members = collect_new ();
  CollectFile *file = collect_text (members, (char *) data->data, data->len);
  g_assert_cmpuint (file->stored, ==, 1000);
  g_assert_cmpuint (file->rejected, ==, 0);
  g_assert_cmpstr (file->codec, ==, "gzip");
  g_assert_cmpuint (file->inflated, ==, strlen (a) + strlen (b));
  g_assert_cmpmem (file->bytes->data, file->bytes->len, data->data, data->len);

  g_autoptr (Collect) truncated = collect_new ();
  file = collect_text (truncated, (char *) data->data, whole - (whole - middle) / 2);
  g_assert_cmpuint (file->stored, >, 550);
  g_assert_cmpuint (file->stored, <, 1000);
  g_assert_cmpstr (g_array_index (file->rejects, TgReject, file->rejects->len - 1).reason, ==, "gzip data ends early");
  g_assert_cmpuint (file->bytes->len, ==, whole - (whole - middle) / 2);

  g_byte_array_append (data, (const guint8 *) "garbage", 7);
  g_autoptr (Collect) garbage = collect_new ();
  file = collect_text (garbage, (char *) data->data, data->len);
  g_assert_cmpuint (file->stored, ==, 1000);
  g_assert_cmpstr (g_array_index (file->rejects, TgReject, 0).reason, ==, "bytes behind the end of the gzip data");
  g_assert_cmpuint (file->bytes->len, ==, data->len);
}

/* 1.2 GiB of blanks behind one event. */
static char *
dump_with (const GByteArray *data, guint64 batch_bytes)
{
  const TgImportOptions options = { 1, FALSE, batch_bytes };
  g_autoptr (GBytes) bytes = g_bytes_new (data->data, data->len);
  g_autoptr (Collect) collect = collect_new ();

  g_assert_true (tg_import_bytes (&collect->sink, "text", "test:text", bytes, &options, NULL, NULL));
  const CollectFile *file = g_ptr_array_index (collect->files, 0);
  g_assert_cmpmem (file->bytes->data, file->bytes->len, data->data, data->len);
  return collect_dump (collect);
}

/* A small file is inflated into the batch by the size that it tells; in batches too small for that it comes to the same. */
static void
same_in_any_batch (const GByteArray *data)
{
  g_autofree char *large = dump_with (data, 0), *small = dump_with (data, 3000);

  g_assert_cmpstr (large, ==, small);
}

static void
same_whatever_is_told (const char *text, gsize len)
{
  static const int off[] = { 0, 1, -1, 63, 64, 65, 129, 4000, -300, 1 << 20, 1 << 30, G_MININT };
  g_autoptr (GByteArray) data = g_byte_array_new ();

  packed_gzip (data, text, len);
  for (guint i = 0; i < G_N_ELEMENTS (off); i++)
    {
      const guint32 told = GUINT32_TO_LE ((guint32) len + (guint32) off[i]);
      memcpy (data->data + data->len - 4, &told, 4);
      same_in_any_batch (data);
    }
  const guint32 told = GUINT32_TO_LE ((guint32) len);
  memcpy (data->data + data->len - 4, &told, 4);
  /* another member, larger or smaller than the first; none; cut; with something behind */
  for (guint more = 0; more <= len; more += MAX (1, len / 3))
    {
      g_autoptr (GByteArray) two = g_byte_array_new ();
      g_byte_array_append (two, data->data, data->len);
      packed_gzip (two, text, more);
      same_in_any_batch (two);
      g_byte_array_set_size (two, two->len - 5);
      same_in_any_batch (two);
      g_byte_array_append (two, (const guint8 *) "behind", 6);
      same_in_any_batch (two);
    }
}

static void
test_told_size (void)
{
  g_autoptr (GString) flows = g_string_new ("\xef\xbb\xbf" "version account-id interface-id srcaddr dstaddr srcport dstport protocol packets bytes start end "
                                            "action log-status\n");
  g_autofree char *json = events (0, 60);

  for (guint i = 0; i < 60; i++)
    g_string_append_printf (flows, "2 111122223333 eni-1 10.0.0.%u 10.0.0.1 %u 443 6 1 %u 1742544000 1742544060 ACCEPT OK\n", i, 40000 + i, i * i);
  same_whatever_is_told (flows->str, flows->len);
  same_whatever_is_told (flows->str, flows->len - 1);
  same_whatever_is_told (flows->str + 3, flows->len - 3);
  same_whatever_is_told (json, strlen (json));
  same_whatever_is_told ("no log\n", 7);
  same_whatever_is_told (" ", 1);
}

static void
test_bomb (void)
{
  g_autoptr (GByteArray) data = g_byte_array_new ();
  g_autofree char *event = events (0, 1);
  g_autofree char *blanks = g_malloc (1 << 20);
  g_autofree guint8 *out = g_malloc (1 << 20);
  z_stream z = { 0 };

  memset (blanks, ' ', 1 << 20);
  g_assert_cmpint (deflateInit2 (&z, 1, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY), ==, Z_OK);
  for (guint i = 0; i < 1200; i++)
    {
      z.next_in = (const Bytef *) (i == 0 ? event : blanks);
      z.avail_in = i == 0 ? strlen (event) : 1 << 20;
      z.next_out = out;
      z.avail_out = 1 << 20;
      deflate (&z, Z_NO_FLUSH);
      g_byte_array_append (data, out, (1 << 20) - z.avail_out);
    }
  deflateEnd (&z);
  g_autoptr (Collect) collect = collect_new ();
  const CollectFile *file = collect_text (collect, (char *) data->data, data->len);
  g_assert_cmpuint (file->stored, ==, 1);
  g_assert_cmpuint (file->rejected, ==, 1);
  g_assert_true (g_str_has_prefix (g_array_index (file->rejects, TgReject, 0).reason, "gzip bomb"));
  g_assert_cmpuint (file->bytes->len, ==, data->len);
}

static void
write_file (const char *folder, const char *name, const char *text)
{
  g_autofree char *path = g_build_filename (folder, name, NULL);

  g_assert_true (g_file_set_contents (path, text, -1, NULL));
}

static void
test_folder (void)
{
  g_autofree char *folder = g_dir_make_tmp ("tg-walk-XXXXXX", NULL);
  g_autofree char *sub = g_build_filename (folder, "sub", NULL), *loop = g_build_filename (sub, "loop", NULL);
  g_autofree char *out = g_build_filename (folder, "out", NULL), *fifo = g_build_filename (folder, "pipe", NULL);
  g_autofree char *text = events (0, 3);
  const char *paths[] = { folder, "/nonexistent/file", NULL };

  g_mkdir (sub, 0700);
  g_assert_cmpint (symlink ("..", loop), ==, 0);
  g_assert_cmpint (symlink ("/etc/passwd", out), ==, 0);
  g_assert_cmpint (mkfifo (fifo, 0600), ==, 0);
  write_file (sub, "events", text);
  write_file (sub, "copy", text);
  write_file (folder, "bad\xff" "name", "[]");
  write_file (folder, "empty", "");
  g_autoptr (Collect) collect = collect_new ();
  for (guint i = 0; i < 2; i++)
    g_assert_true (tg_import_paths (&collect->sink, paths, NULL, NULL, NULL));
  g_assert_cmpuint (collect->records->len, ==, 3);
  g_assert_cmpstr (collect_file (collect, "bad\\xFFname")->note, ==, "JSON without any record");
  g_assert_cmpstr (collect_file (collect, "empty")->note, ==, "empty file");
  g_assert_cmpstr (collect_file (collect, "loop")->note, ==, "symbolic link: not followed");
  g_assert_cmpstr (collect_file (collect, "out")->note, ==, "symbolic link: not followed");
  g_assert_nonnull (collect_file (collect, "pipe")->note);
  g_assert_nonnull (collect_file (collect, "/nonexistent/file")->note);
  /* the second of two alike is named, and the second import adds nothing */
  const CollectFile *kept = collect_file (collect, "sub/copy"), *twin = collect_file (collect, "sub/events");
  g_assert_cmpuint (kept->stored, ==, 3);
  g_assert_null (kept->note);
  g_assert_cmpstr (twin->format, ==, "duplicate-file");
  g_assert_true (g_str_has_prefix (twin->note, "the same bytes as ") && g_str_has_suffix (twin->note, "/sub/copy"));
  g_assert_cmpuint (twin->size, ==, strlen (text));
  g_assert_cmpuint (twin->found, ==, 0);
  g_assert_cmpuint (twin->bytes->len, ==, 0);
  g_assert_true (twin->complete);
  g_assert_cmpint (memcmp (twin->sha256, kept->sha256, 32), !=, 0);
  g_assert_cmpuint (collect->files->len, ==, 8);
  g_autofree char *command = g_strdup_printf ("rm -rf '%s'", folder);
  g_assert_true (g_spawn_command_line_sync (command, NULL, NULL, NULL, NULL));
}

/* Stopped at any write and started again: the same as in one go. */
static void
check_resume (const char *text)
{
  g_autoptr (GBytes) bytes = g_bytes_new (text, strlen (text));
  const TgImportOptions options = { 2, FALSE, 50000 };
  g_autoptr (Collect) whole = collect_new ();

  g_assert_true (tg_import_bytes (&whole->sink, "text", "test:text", bytes, &options, NULL, NULL));
  g_autofree char *want = collect_dump (whole);
  g_assert_cmpuint (whole->writes, >, 4);
  for (guint fail = 1; fail <= whole->writes; fail++)
    {
      g_autoptr (Collect) collect = collect_new ();
      g_autoptr (GError) error = NULL;
      collect->fail_at = fail;
      g_assert_false (tg_import_bytes (&collect->sink, "text", "test:text", bytes, &options, NULL, &error));
      g_assert_error (error, TG_ERROR, TG_ERROR_FULL);
      g_assert_false (collect->ok);
      /* a case forgets what it did not write */
      g_hash_table_remove_all (collect->ids);
      g_assert_true (tg_import_bytes (&collect->sink, "text", "test:text", bytes, &options, NULL, NULL));
      g_autofree char *got = collect_dump (collect);
      g_assert_cmpstr (got, ==, want);
    }
}

static void
test_resume (void)
{
  g_autofree char *text = events (0, 4000);

  check_resume (text);
}

/* What a part needs to know of what stood before: the header of a table, the envelope of logs. */
static void
test_resume_heads (void)
{
  g_autoptr (GString) table = g_string_new ("eventid,eventtime,eventsource,eventname,useragent\n");
  g_autoptr (GString) logs = g_string_new ("{\"logGroup\": \"/aws/eks/prod/cluster\", \"owner\": \"111122223333\", \"logEvents\": [");
  g_autoptr (GString) lines = g_string_new (NULL);

  for (guint i = 0; i < 3000; i++)
    {
      g_string_append_printf (table, "e%u,2024-03-02T10:00:00Z,s3.amazonaws.com,GetObject,\"agent, with \"\"quotes\"\"\nand lines\"\n", i);
      g_string_append_printf (logs, "%s{\"id\": \"%u\", \"message\": \"{\\\"auditID\\\": \\\"a%u\\\", \\\"apiVersion\\\": \\\"audit.k8s.io/v1\\\"}\"}",
                              i > 0 ? "," : "", i, i);
      g_string_append_printf (lines, "2024-03-02T10:00:01.%06uZ front 198.51.100.7:2817 10.0.0.1:80 0.1 0.1 0.1 200 200 0 29 \"GET / HTTP/1.1\" \"a\" - -\n", i);
    }
  g_string_append (logs, "]}");
  check_resume (table->str);
  check_resume (logs->str);
  check_resume (lines->str);
}

static void
test_cancel (void)
{
  g_autofree char *text = events (0, 100);
  g_autoptr (GBytes) bytes = g_bytes_new (text, strlen (text));
  g_autoptr (Collect) collect = collect_new ();
  g_autoptr (TgJob) job = tg_job_new ("test");
  g_autoptr (GError) error = NULL;

  tg_job_cancel (job);
  g_assert_false (tg_import_bytes (&collect->sink, "text", "test:text", bytes, NULL, job, &error));
  g_assert_error (error, TG_ERROR, TG_ERROR_CANCELLED);
}

static void
mutate (GByteArray *data, GRand *rand)
{
  const guint n = g_rand_int_range (rand, 1, 6);

  for (guint i = 0; i < n && data->len > 0; i++)
    data->data[g_rand_int_range (rand, 0, data->len)] = g_rand_boolean (rand) ? g_rand_int_range (rand, 0, 256) : "{}[]\",\n"[g_rand_int_range (rand, 0, 7)];
  if (g_rand_int_range (rand, 0, 4) == 0)
    g_byte_array_set_size (data, g_rand_int_range (rand, 0, data->len + 1));
}

/* Whatever is done to a file, its ledger adds up, its evidence is whole, and places are inside it. */
static void
test_ledger (void)
{
  static const char * const folders[] = { "cloudtrail", "vpcflow", "guardduty", "securityhub", "json", "context" };
  g_autoptr (GRand) rand = g_rand_new_with_seed (7);

  for (guint f = 0; f < G_N_ELEMENTS (folders); f++)
    {
      g_autofree char *folder = g_build_filename (g_getenv ("TG_FIXTURES"), folders[f], NULL);
      g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
      const char *name;
      while ((name = g_dir_read_name (dir)) != NULL)
        for (guint round = 0; round < 8; round++)
          {
            g_autofree char *path = g_build_filename (folder, name, NULL);
            char *text;
            gsize len;
            g_assert_true (g_file_get_contents (path, &text, &len, NULL));
            g_autoptr (GByteArray) data = g_byte_array_new_take ((guint8 *) text, len);
            mutate (data, rand);
            g_autoptr (Collect) collect = collect_new ();
            const CollectFile *file = collect_text (collect, (char *) data->data, data->len);
            g_assert_cmpuint (file->found, ==, file->stored + file->duplicates + file->rejected);
            g_assert_cmpuint (file->stored, ==, collect->records->len);
            g_assert_cmpuint (file->rejects->len, ==, file->rejected);
            g_assert_cmpmem (file->bytes->data, file->bytes->len, data->data, data->len);
            for (guint i = 0; i < collect->records->len; i++)
              {
                const TgRecord *record = &((CollectRecord *) g_ptr_array_index (collect->records, i))->record;
                g_assert_cmpuint (record->offset + record->length, <=, file->inflated);
                g_assert_cmpuint (record->length, >, 0);
              }
          }
    }
}

/* What is looked at before its turn is not waited for, whatever it is by now, and as many files of any size as there may be. */
static void
test_ahead (void)
{
  g_autofree char *folder = g_dir_make_tmp ("ahead-XXXXXX", NULL);
  g_autoptr (GPtrArray) items = g_ptr_array_new_with_free_func (g_free);
  g_autofree char *pipe = g_build_filename (folder, "pipe", NULL), *gone = g_build_filename (folder, "gone", NULL), *file = g_build_filename (folder, "file", NULL);
  g_autofree char *link = g_build_filename (folder, "link", NULL), *device = g_strdup ("/dev/null");
  char *paths[] = { file, pipe, gone, link, device };

  g_assert_true (g_file_set_contents (file, "{}", 2, NULL));
  g_assert_cmpint (mkfifo (pipe, 0600), ==, 0);
  g_assert_cmpint (symlink (pipe, link), ==, 0);
  for (guint i = 0; i < 1000; i++)
    {
      TgWalkItem *item = g_new0 (TgWalkItem, 1);
      *item = (TgWalkItem) { .path = paths[i % 5], .size = i % 7 == 0 ? G_GUINT64_CONSTANT (1) << 40 : i, .note = i % 11 == 0 ? file : NULL };
      g_ptr_array_add (items, item);
    }
  for (guint step = 1; step <= 1000; step *= 10)
    {
      TgAhead *ahead = tg_ahead_new (items);
      for (guint i = 0; i < items->len; i += step)
        tg_ahead_at (ahead, i);
      tg_ahead_free (ahead);
    }
  g_unlink (link);
  g_unlink (pipe);
  g_unlink (file);
  g_rmdir (folder);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/ingest/gzip", test_gzip);
  g_test_add_func ("/ingest/told-size", test_told_size);
  g_test_add_func ("/ingest/bomb", test_bomb);
  g_test_add_func ("/ingest/folder", test_folder);
  g_test_add_func ("/ingest/resume", test_resume);
  g_test_add_func ("/ingest/resume-heads", test_resume_heads);
  g_test_add_func ("/ingest/cancel", test_cancel);
  g_test_add_func ("/ingest/ahead", test_ahead);
  g_test_add_func ("/ingest/ledger", test_ledger);
  return g_test_run ();
}
