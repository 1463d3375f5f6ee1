/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gstdio.h>
#include <string.h>
#include <zlib.h>

#include "core/store/case-private.h"
#include "tests/store/make.h"

/* What a record says of its place, made by hand. */
static void
is_original (TgReader *reader, gint64 evidence, const GByteArray *plain, guint64 offset, guint32 length)
{
  const TgRecordInfo record = { .evidence = evidence, .offset = offset, .length = length };
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) bytes = tg_reader_original (reader, &record, &error);
  gsize size;

  g_assert_no_error (error);
  const void *data = g_bytes_get_data (bytes, &size);
  g_assert_cmpmem (data, size, plain->data + offset, length);
}

static void
not_there (TgReader *reader, gint64 evidence, guint64 offset, guint32 length)
{
  const TgRecordInfo record = { .evidence = evidence, .offset = offset, .length = length };
  g_autoptr (GError) error = NULL;

  g_assert_null (tg_reader_original (reader, &record, &error));
  g_assert_nonnull (error);
}

/* Nothing makes that smaller. */
static GByteArray *
make_noise (gsize size)
{
  GByteArray *noise = g_byte_array_sized_new (size);
  g_autoptr (GRand) rand = g_rand_new_with_seed (7);

  g_byte_array_set_size (noise, size);
  for (gsize i = 0; i < size; i++)
    noise->data[i] = g_rand_int (rand);
  return noise;
}

static GByteArray *
make_text (gsize size)
{
  GByteArray *text = g_byte_array_sized_new (size);

  g_byte_array_set_size (text, size);
  for (gsize i = 0; i < size; i++)
    text->data[i] = i % 61 == 0 ? '\n' : 'a' + (i * i / 7 + i / 1000) % 26;
  return text;
}

static void
gzip_member (GByteArray *out, const guint8 *data, gsize size)
{
  z_stream z = { 0 };
  const guint start = out->len;

  g_assert_cmpint (deflateInit2 (&z, 1, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY), ==, Z_OK);
  g_byte_array_set_size (out, start + deflateBound (&z, size) + 64);
  z.next_in = (guint8 *) data;
  z.avail_in = size;
  z.next_out = out->data + start;
  z.avail_out = out->len - start;
  g_assert_cmpint (deflate (&z, Z_FINISH), ==, Z_STREAM_END);
  g_byte_array_set_size (out, out->len - z.avail_out);
  deflateEnd (&z);
}

/* Hands over raw bytes in parts. */
static void
embed (TgSink *sink, const char *name, const GByteArray *raw, const char *codec, gsize part_size)
{
  TgSha256 *sha = tg_sha256_new ();
  guint8 digest[32];

  tg_sha256_update (sha, raw->data, raw->len);
  tg_sha256_finish (sha, digest);
  for (gsize at = 0; at < raw->len; at += part_size)
    {
      const gsize n = MIN (part_size, raw->len - at);
      TgBatch *batch = make_batch (name, NULL);
      TgBatchFile *file = g_ptr_array_index (batch->files, 0);
      file->codec = codec;
      file->size = raw->len;
      memcpy (file->sha256, digest, 32);
      file->bytes = g_bytes_new (raw->data + at, n);
      file->first = at == 0;
      file->last = at + n == raw->len;
      hand_over (sink, batch);
    }
}

static void
test_embedded (void)
{
  g_autofree char *path = make_path ("originals.tgcase");
  g_autoptr (GByteArray) text = make_text (5 * 1024 * 1024 + 17);
  g_autoptr (GByteArray) gzip = g_byte_array_new ();
  TgCase *tgcase = open_case (path, TG_CASE_CREATE);
  TgSink *sink = tg_case_begin_import (tgcase, NULL, NULL);

  /* three members, one of them empty */
  gzip_member (gzip, text->data, 3000000);
  gzip_member (gzip, text->data, 0);
  gzip_member (gzip, text->data + 3000000, text->len - 3000000);
  embed (sink, "plain", text, "none", 700001);
  embed (sink, "plain-whole", text, "none", 100000000);
  embed (sink, "gzip", gzip, "gzip", 300007);
  g_assert_true (sink->finish (sink, TRUE, NULL));
  tg_case_close (tgcase);

  g_autoptr (TgReader) reader = open_reader (path);
  const guint64 places[] = { 0, 1, 700000, 1048570, 2999990, 3000000, text->len - 5, 4000000, 5, 700001 };
  for (gint64 evidence = 1; evidence <= 2; evidence++)
    {
      for (guint i = 0; i < G_N_ELEMENTS (places); i++)
        is_original (reader, evidence, text, places[i], MIN (1000, text->len - places[i]));
      is_original (reader, evidence, text, 0, text->len);
      is_original (reader, evidence, text, 10, 0);
      not_there (reader, evidence, text->len - 5, 6);
      not_there (reader, evidence, G_MAXUINT64 - 3, 6);
    }
  not_there (reader, 99, 0, 1);
  g_autoptr (GBytes) plain = tg_reader_evidence_bytes (reader, 1, NULL);
  g_autoptr (GBytes) packed = tg_reader_evidence_bytes (reader, 2, NULL);
  g_assert_cmpmem (g_bytes_get_data (plain, NULL), g_bytes_get_size (plain), text->data, text->len);
  g_assert_cmpmem (g_bytes_get_data (packed, NULL), g_bytes_get_size (packed), gzip->data, gzip->len);
}

/* Larger than what is kept inflated: also backwards. */
static void
test_large_gzip (void)
{
  g_autofree char *path = make_path ("large.tgcase");
  g_autoptr (GByteArray) text = make_text (40 * 1024 * 1024);
  g_autoptr (GByteArray) gzip = g_byte_array_new ();
  TgCase *tgcase = open_case (path, TG_CASE_CREATE);
  TgSink *sink = tg_case_begin_import (tgcase, NULL, NULL);

  gzip_member (gzip, text->data, text->len);
  embed (sink, "gzip", gzip, "gzip", 8 * 1024 * 1024);
  g_assert_true (sink->finish (sink, TRUE, NULL));
  tg_case_close (tgcase);
  g_autoptr (TgReader) reader = open_reader (path);
  for (guint64 offset = 0; offset + 5000 < text->len; offset += 1777777)
    is_original (reader, 1, text, offset, 5000);
  is_original (reader, 1, text, 3, 5000);
  is_original (reader, 1, text, text->len - 10, 10);
}

static void
test_in_place (void)
{
  g_autofree char *path = make_path ("in-place.tgcase");
  g_autofree char *log = make_path ("in-place.log");
  g_autoptr (GByteArray) text = make_text (100000);
  TgCase *tgcase = open_case (path, TG_CASE_CREATE);
  TgSink *sink = tg_case_begin_import (tgcase, NULL, NULL);
  GStatBuf st;

  g_assert_true (g_file_set_contents (log, (const char *) text->data, text->len, NULL));
  g_assert_cmpint (g_stat (log, &st), ==, 0);
  TgBatch *batch = make_batch ("in-place", NULL);
  TgBatchFile *file = g_ptr_array_index (batch->files, 0);
  g_free (file->origin);
  file->origin = g_filename_to_uri (log, NULL, NULL);
  file->size = text->len;
  file->mtime = (gint64) st.st_mtim.tv_sec * TG_SECOND + st.st_mtim.tv_nsec / 1000;
  hand_over (sink, batch);
  g_assert_true (sink->finish (sink, TRUE, NULL));
  tg_case_close (tgcase);
  g_autoptr (TgReader) reader = open_reader (path);
  g_autoptr (GArray) evidence = tg_reader_evidence (reader, NULL);
  g_assert_false (g_array_index (evidence, TgEvidenceInfo, 0).embedded);
  is_original (reader, 1, text, 50000, 500);
  not_there (reader, 1, 99999, 2);
  /* changed since */
  g_assert_true (g_file_set_contents (log, "other", -1, NULL));
  not_there (reader, 1, 0, 2);
  g_unlink (log);
  not_there (reader, 1, 0, 2);
}

static void
embed_many (TgCase *tgcase, const GByteArray *text, guint first, guint n)
{
  TgSink *sink = tg_case_begin_import (tgcase, NULL, NULL);

  for (guint i = first; i < first + n; i++)
    {
      /* each is another, of 1 to 30,000 bytes, every eighth larger than a pack */
      g_autofree char *name = g_strdup_printf ("small-%u", i);
      g_autoptr (GByteArray) gzip = g_byte_array_new ();
      gzip_member (gzip, text->data + i, i % 8 == 7 ? 600000 : 1 + i * 977 % 30000);
      embed (sink, name, gzip, "gzip", G_MAXINT32);
    }
  g_assert_true (sink->finish (sink, TRUE, NULL));
}

/* Files of a few kilobytes share a place. */
static void
test_packs (void)
{
  g_autofree char *path = make_path ("packs.tgcase");
  g_autoptr (GByteArray) text = make_noise (700000);
  TgCase *tgcase = open_case (path, TG_CASE_CREATE);
  const guint n = 400;

  embed_many (tgcase, text, 0, n);
  g_assert_cmpint (case_number (tgcase, "SELECT count(*) FROM evidence_part"), ==, n);
  g_assert_cmpint (case_number (tgcase, "SELECT count(*) FROM evidence_part WHERE codec & 2 = 0"), ==, n / 8);
  g_assert_cmpint (case_number (tgcase, "SELECT count(*) FROM evidence_pack"), >, 1);
  g_assert_cmpint (case_number (tgcase, "SELECT count(*) FROM evidence_pack"), <, n / 8);
  embed_many (tgcase, text, n, 10);
  tg_case_close (tgcase);
  TgReader *reader = open_reader (path);
  for (guint i = 0; i < n + 10; i++)
    {
      const GByteArray part = { text->data + i, i % 8 == 7 ? 600000 : 1 + i * 977 % 30000 };
      is_original (reader, i + 1, &part, 0, part.len);
      is_original (reader, i + 1, &part, part.len / 2, part.len / 3);
      not_there (reader, i + 1, part.len, 1);
    }
  tg_reader_free (reader);

  /* places that are none, lengths that go beyond the pack, a pack that is not there */
  static const char * const wrong[] = {
    "UPDATE evidence_part SET bytes = bytes + 1", "UPDATE evidence_part SET bytes = 1 << 20 | 1048575", "UPDATE evidence_part SET bytes = -1",
    "UPDATE evidence_part SET bytes = 9 << 40", "UPDATE evidence_part SET bytes = 'text', codec = 6", "UPDATE evidence_pack SET bytes = x'ffffff'",
    "UPDATE evidence_pack SET bytes = x'ffffffff00'", "DELETE FROM evidence_pack", "DROP TABLE evidence_pack",
  };
  for (guint i = 0; i < G_N_ELEMENTS (wrong); i++)
    {
      tgcase = open_case (path, 0);
      g_assert_true (tg_db_exec (tgcase->db, wrong[i], NULL));
      tg_case_close (tgcase);
      reader = open_reader (path);
      not_there (reader, 1, 0, 1);
      not_there (reader, 3, 0, 1);
      tg_reader_free (reader);
    }
}

/* A case from before there were packs: it can be read, and becomes one of now when something is imported. */
static void
test_before_packs (void)
{
  g_autofree char *path = make_path ("before.tgcase");
  g_autoptr (GByteArray) text = make_noise (700000);
  TgCase *tgcase = open_case (path, TG_CASE_CREATE);
  const GByteArray first = { text->data + 7, 600000 }, second = { text->data + 8, 1 + 8 * 977 };

  embed_many (tgcase, text, 7, 1);
  g_assert_true (tg_db_exec (tgcase->db, "DROP TABLE evidence_pack; PRAGMA user_version=1", NULL));
  tg_case_close (tgcase);
  TgReader *reader = open_reader (path);
  is_original (reader, 1, &first, 5, 500);
  tg_reader_free (reader);
  tgcase = open_case (path, 0);
  g_assert_cmpint (case_number (tgcase, "PRAGMA user_version"), ==, 1);
  embed_many (tgcase, text, 8, 1);
  g_assert_cmpint (case_number (tgcase, "PRAGMA user_version"), ==, TG_SCHEMA_VERSION);
  tg_case_close (tgcase);
  reader = open_reader (path);
  is_original (reader, 1, &first, 5, 500);
  is_original (reader, 2, &second, 5, 500);
  tg_reader_free (reader);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/store/originals/embedded", test_embedded);
  g_test_add_func ("/store/originals/large-gzip", test_large_gzip);
  g_test_add_func ("/store/originals/in-place", test_in_place);
  g_test_add_func ("/store/originals/packs", test_packs);
  g_test_add_func ("/store/originals/before-packs", test_before_packs);
  return g_test_run ();
}
