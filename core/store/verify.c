/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tg-store"

#include "core/store/case-private.h"

#include <string.h>
#include <unistd.h>

#include "core/base/hash.h"
#include "core/store/fingerprint-private.h"
#include "core/store/reader-private.h"

typedef struct
{
  TgReader  *reader;
  TgJob     *job;
  GPtrArray *report;
  GArray    *evidence;       /* TgEvidenceInfo */
  guint      problems;
} Verify;

static void G_GNUC_PRINTF (2, 3)
say (Verify *verify, const char *format, ...)
{
  va_list args;

  va_start (args, format);
  g_ptr_array_add (verify->report, g_strdup_vprintf (format, args));
  va_end (args);
}

static void G_GNUC_PRINTF (2, 3)
blame (Verify *verify, const char *format, ...)
{
  va_list args;

  va_start (args, format);
  g_ptr_array_add (verify->report, g_strdup_vprintf (format, args));
  va_end (args);
  verify->problems++;
}

/* --- the file --- */

static gboolean
check_file (Verify *verify, GError **error)
{
  g_autoptr (sqlite3_stmt) stmt = tg_db_prepare (verify->reader->db, "PRAGMA integrity_check(20)", error);
  gboolean sound = TRUE;
  int got;

  if (stmt == NULL)
    return FALSE;
  while ((got = tg_db_step (stmt, error)) > 0)
    {
      const char *line = (const char *) sqlite3_column_text (stmt, 0);
      if (g_strcmp0 (line, "ok") == 0)
        continue;
      sound = FALSE;
      blame (verify, "File: %s", line);
    }
  if (got == 0 && sound)
    say (verify, "The structure of the case file is sound");
  return got == 0;
}

/* --- the bytes --- */

typedef struct { TgSha256 *sha; guint64 size; TgJob *job; } Digest;

static gboolean
digest_bytes (const guint8 *bytes, gsize size, gpointer data)
{
  Digest *digest = data;

  tg_sha256_update (digest->sha, bytes, size);
  digest->size += size;
  if (digest->job != NULL)
    tg_job_advance (digest->job, size, 0, 0);
  return !tg_job_is_cancelled (digest->job);
}

static gboolean
has_bytes (const TgEvidenceInfo *info)
{
  return info->size > 0 && info->sha256[0] != '\0';
}

static gboolean
check_bytes (Verify *verify, const TgEvidenceInfo *info, GError **error)
{
  Digest digest = { tg_sha256_new (), 0, verify->job };
  g_autoptr (GError) problem = NULL;
  guint8 result[32];
  char hex[65];

  const gboolean ok = tg_evidence_visit (verify->reader->db, info->id, digest_bytes, &digest, &problem);
  tg_sha256_finish (digest.sha, result);
  tg_sha256_hex (result, hex);
  if (!tg_job_check (verify->job, error))
    return FALSE;
  if (!ok)
    blame (verify, "Evidence %" G_GINT64_FORMAT " (%s): %s", info->id, info->path, problem->message);
  else if (digest.size != info->size || strcmp (hex, info->sha256) != 0)
    blame (verify, "Evidence %" G_GINT64_FORMAT " (%s): its bytes are not those that were imported", info->id, info->path);
  return TRUE;
}

static gboolean
check_evidence (Verify *verify, GError **error)
{
  const guint before = verify->problems;
  guint partial = 0, checked = 0;

  for (guint i = 0; i < verify->evidence->len; i++)
    {
      const TgEvidenceInfo *info = &g_array_index (verify->evidence, TgEvidenceInfo, i);
      if (!has_bytes (info))
        continue;
      /* of a file that was not read to its end only a part is there yet */
      if (!info->complete)
        {
          partial++;
          continue;
        }
      checked++;
      if (!check_bytes (verify, info, error))
        return FALSE;
    }
  if (verify->problems == before)
    say (verify, "The SHA-256 of %u files of evidence is what it was", checked);
  if (partial > 0)
    say (verify, "%u files were not read to their end: import them again", partial);
  return TRUE;
}

/* --- the ledger --- */

static gboolean
count_block (TgReader *reader, sqlite3_stmt *stmt, TgCounts *counts, GError **error)
{
  g_autoptr (TgBlock) block = tg_block_read (sqlite3_column_int64 (stmt, 0), sqlite3_column_blob (stmt, 2), sqlite3_column_bytes (stmt, 2),
                                             sqlite3_column_int64 (stmt, 1), TG_COL_BIT (TG_COL_EVIDENCE));

  if (block == NULL)
    {
      tg_db_damaged (error, "a block of records cannot be read");
      return FALSE;
    }
  for (gsize i = 0; i < block->n; i++)
    tg_counts_add (counts, block->columns[TG_COL_EVIDENCE][i], 1);
  return TRUE;
}

static gboolean
check_ledger (Verify *verify, GError **error)
{
  g_autoptr (TgCounts) counts = tg_counts_new ();
  g_autoptr (sqlite3_stmt) stmt = tg_db_prepare (verify->reader->db, "SELECT id, n, data FROM block", error);
  gint64 keys = 0, taken_back = 0;
  guint64 stored = 0;
  const guint before = verify->problems;
  int got;

  if (stmt == NULL || !tg_db_int (verify->reader->db, "SELECT ifnull(sum(n), 0) FROM run WHERE tbl = 5", &keys, error)
      || !tg_db_int (verify->reader->db, "SELECT value FROM meta WHERE name = 'taken-back'", &taken_back, error))
    return FALSE;
  while ((got = tg_db_step (stmt, error)) > 0)
    if (!count_block (verify->reader, stmt, counts, error))
      return FALSE;
  for (guint i = 0; i < verify->evidence->len; i++)
    {
      const TgEvidenceInfo *info = &g_array_index (verify->evidence, TgEvidenceInfo, i);
      const guint64 n = tg_counts_get (counts, info->id);
      stored += n;
      if (n != info->stored)
        blame (verify, "Evidence %" G_GINT64_FORMAT " (%s): the ledger says %" G_GUINT64_FORMAT " records, the case holds %" G_GUINT64_FORMAT,
               info->id, info->path, info->stored, n);
    }
  if ((guint64) (keys - taken_back) != stored)
    blame (verify, "The case holds %" G_GUINT64_FORMAT " records but knows %" G_GINT64_FORMAT, stored, keys);
  if (verify->problems == before)
    say (verify, "The ledger agrees with %" G_GUINT64_FORMAT " records", stored);
  return got == 0;
}

/* --- derived again --- */

/* An importer finishes its sink after each piece of evidence; the new case is finished once, after all of them. */
typedef struct { TgSink sink, *inner; } Proxy;

static gboolean
proxy_find (TgSink *sink, const guint8 sha256[32], guint64 size, TgEvidenceState *out, GError **error)
{
  TgSink *inner = ((Proxy *) sink)->inner;

  return inner->find (inner, sha256, size, out, error);
}

static void
proxy_classify (TgSink *sink, TgBatch *batch)
{
  TgSink *inner = ((Proxy *) sink)->inner;

  inner->classify (inner, batch);
}

static gboolean
proxy_write (TgSink *sink, TgBatch *batch, GError **error)
{
  TgSink *inner = ((Proxy *) sink)->inner;

  return inner->write (inner, batch, error);
}

static gboolean
proxy_finish (TgSink *sink, gboolean ok, GError **error)
{
  return TRUE;
}

static gboolean
reimport_all (Verify *verify, TgSink *inner, TgReimport reimport, gpointer data, GError **error)
{
  Proxy proxy = { { proxy_find, proxy_classify, proxy_write, proxy_finish, NULL }, inner };

  for (guint i = 0; i < verify->evidence->len; i++)
    {
      const TgEvidenceInfo *info = &g_array_index (verify->evidence, TgEvidenceInfo, i);
      if (!has_bytes (info))
        continue;
      g_autoptr (GBytes) bytes = tg_reader_evidence_bytes (verify->reader, info->id, error);
      if (bytes == NULL || !reimport (&proxy.sink, info->path, info->origin, bytes, verify->job, data, error))
        return FALSE;
    }
  return TRUE;
}

static void
compare_parts (Verify *verify, const TgPartSum *before, const TgPartSum *after)
{
  gboolean same = TRUE;

  for (guint i = 0; i < TG_PART_N; i++)
    if (memcmp (&before[i], &after[i], sizeof before[i]) != 0)
      {
        same = FALSE;
        blame (verify, "Derived again from the evidence, the %s are others (%" G_GUINT64_FORMAT " in the case, %" G_GUINT64_FORMAT " derived)",
               tg_part_title (i), before[i].rows, after[i].rows);
      }
  if (same)
    say (verify, "All that was derived from the evidence is derived again the same");
}

static void
remove_case (const char *folder, const char *path)
{
  static const char *const ends[] = { "", "-wal", "-shm", "-journal" };

  for (guint i = 0; i < G_N_ELEMENTS (ends); i++)
    {
      g_autofree char *file = g_strconcat (path, ends[i], NULL);
      unlink (file);
    }
  rmdir (folder);
}

static gboolean
derive_in (Verify *verify, TgCase *copy, TgReimport reimport, gpointer data, GError **error)
{
  TgPartSum before[TG_PART_N], after[TG_PART_N];
  TgSink *sink = tg_case_begin_import (copy, verify->job, error);

  if (sink == NULL)
    return FALSE;
  gboolean ok = reimport_all (verify, sink, reimport, data, error) && sink->hear_again (sink, reimport, data, verify->job, error);
  ok = sink->finish (sink, ok, ok ? error : NULL) && ok;
  if (!ok || !tg_fingerprint (verify->reader->db, before, verify->job, error) || !tg_fingerprint (copy->db, after, verify->job, error))
    return FALSE;
  compare_parts (verify, before, after);
  return TRUE;
}

/* In a folder nobody else can read: evidence is private. */
static gboolean
check_derived (Verify *verify, TgReimport reimport, gpointer data, GError **error)
{
  g_autofree char *folder = g_dir_make_tmp ("trailgraph-XXXXXX", error);

  if (folder == NULL)
    return FALSE;
  g_autofree char *path = g_build_filename (folder, "derived.tgcase", NULL);
  g_autoptr (TgCase) copy = tg_case_open (path, TG_CASE_CREATE, error);
  const gboolean ok = copy != NULL && derive_in (verify, copy, reimport, data, error);
  g_clear_pointer (&copy, tg_case_close);
  remove_case (folder, path);
  return ok;
}

static gboolean
all_can_be_read_again (Verify *verify)
{
  for (guint i = 0; i < verify->evidence->len; i++)
    {
      const TgEvidenceInfo *info = &g_array_index (verify->evidence, TgEvidenceInfo, i);
      if (has_bytes (info) && (!info->complete || info->size > G_GUINT64_CONSTANT (1024) * 1024 * 1024))
        {
          say (verify, "Not derived again: %s is %s", info->path, info->complete ? "larger than 1 GiB" : "not read to its end");
          return FALSE;
        }
    }
  return TRUE;
}

gboolean
tg_case_verify (TgCase *tgcase, TgReimport reimport, gpointer data, TgJob *job, GPtrArray *report, GError **error)
{
  g_autoptr (TgReader) reader = tg_reader_new (tgcase->path, error);
  Verify verify = { .reader = reader, .job = job, .report = report };
  g_autoptr (GArray) evidence = reader != NULL ? tg_reader_evidence (reader, error) : NULL;
  guint64 total = 0;

  if (evidence == NULL)
    return FALSE;
  verify.evidence = evidence;
  for (guint i = 0; i < evidence->len; i++)
    total += g_array_index (evidence, TgEvidenceInfo, i).size;
  if (job != NULL)
    tg_job_set_total (job, total, evidence->len);
  if (!tg_reader_begin (reader, job, error))
    return FALSE;
  gboolean ok = check_file (&verify, error) && check_evidence (&verify, error) && check_ledger (&verify, error);
  if (ok && verify.problems == 0 && reimport != NULL && all_can_be_read_again (&verify))
    ok = check_derived (&verify, reimport, data, error);
  tg_reader_end (reader);
  if (ok && verify.problems > 0)
    {
      g_set_error (error, TG_ERROR, TG_ERROR_DAMAGED, "%u things are not as they should be", verify.problems);
      return FALSE;
    }
  return ok;
}
