/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tg-tests"

/* For the tests of faults:
 *   case-tool import CASE RECORDS PATH…   imports with a commit after so many records
 *   case-tool digest CASE                 a line a table: name, rows, hash of its content without row ids
 *   case-tool hold CASE COPY              copies the case with a log that was not moved into it, as a kill leaves it */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/hash.h"
#include "core/ingest/importer.h"
#include "core/store/case-private.h"
#include "core/store/fingerprint-private.h"
#include "core/store/reader-private.h"

static int
fail (const GError *error)
{
  g_printerr ("case-tool: %s\n", error != NULL ? error->message : "failed");
  return 1;
}

static int
run_import (char **argv)
{
  g_autoptr (GError) error = NULL;
  const TgImportOptions options = { 0, FALSE, 1024 * 1024 };

  tg_commit_records = MAX (1, atoi (argv[1]));
  g_autoptr (TgCase) tgcase = tg_case_open (argv[0], TG_CASE_CREATE, &error);
  TgSink *sink = tgcase != NULL ? tg_case_begin_import (tgcase, NULL, &error) : NULL;
  return sink != NULL && tg_import_paths (sink, (const char * const *) argv + 2, &options, NULL, &error) ? 0 : fail (error);
}

/* --- digests --- */

typedef struct { sqlite3 *db; GHashTable *entities; TgPartSum sum; } Digest;

static void
add_bytes (Digest *digest, const void *bytes, gsize size)
{
  digest->sum.rows++;
  digest->sum.sums[0] += tg_hash64 (bytes, size, 1);
  digest->sum.sums[1] += tg_hash64 (bytes, size, 2);
}

static void
print_sum (const char *name, const TgPartSum *sum)
{
  printf ("%-24s %10" G_GUINT64_FORMAT " %016" G_GINT64_MODIFIER "x%016" G_GINT64_MODIFIER "x\n", name, sum->rows, sum->sums[0], sum->sums[1]);
}

/* The rows of a query that names no row ids. */
static gboolean
digest_query (sqlite3 *db, const char *name, const char *sql, GError **error)
{
  g_autoptr (sqlite3_stmt) stmt = tg_db_prepare (db, sql, error);
  g_autoptr (GString) row = g_string_new (NULL);
  Digest digest = { .db = db };
  int got;

  if (stmt == NULL)
    return FALSE;
  while ((got = tg_db_step (stmt, error)) > 0)
    {
      g_string_truncate (row, 0);
      for (int i = 0; i < sqlite3_column_count (stmt); i++)
        {
          const int type = sqlite3_column_type (stmt, i);
          const void *bytes = sqlite3_column_blob (stmt, i);
          const int n = sqlite3_column_bytes (stmt, i);
          g_string_append_printf (row, "%d:%d:", type, n);
          if (n > 0)
            g_string_append_len (row, bytes, n);
        }
      add_bytes (&digest, row->str, row->len);
    }
  if (got == 0)
    print_sum (name, &digest.sum);
  return got == 0;
}

static gboolean
name_entities (Digest *digest, GError **error)
{
  g_autoptr (sqlite3_stmt) stmt = tg_db_prepare (digest->db, "SELECT id, kind || '/' || key FROM entity", error);
  int got;

  digest->entities = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);
  if (stmt == NULL)
    return FALSE;
  while ((got = tg_db_step (stmt, error)) > 0)
    {
      gint64 *entry = g_new (gint64, 2);
      entry[0] = sqlite3_column_int64 (stmt, 0);
      entry[1] = (gint64) tg_hash64 (sqlite3_column_text (stmt, 1), sqlite3_column_bytes (stmt, 1), 3);
      g_hash_table_insert (digest->entities, entry, entry);
    }
  return got == 0;
}

static gint64
name_of (Digest *digest, gint64 id)
{
  const gint64 *entry = g_hash_table_lookup (digest->entities, &id);

  return entry != NULL ? entry[1] : id;
}

static gboolean
add_hourly (const gint64 *row, gpointer data)
{
  const gint64 named[] = { row[0], name_of (data, row[1]), row[2] };

  add_bytes (data, named, sizeof named);
  return TRUE;
}

static gboolean
add_key (const gint64 *row, gpointer data)
{
  add_bytes (data, row, 2 * sizeof (gint64));
  return TRUE;
}

/* Which block a record stands in depends on the commits: what counts is how many each entity has. */
static gboolean
add_posting (const gint64 *row, gpointer data)
{
  Digest *digest = data;

  digest->sum.rows += row[2];
  digest->sum.sums[0] += (guint64) name_of (digest, row[0]) * (guint64) row[2];
  return TRUE;
}

static gboolean
digest_run (Digest *digest, const char *name, TgRunTable table, TgRunRow add, GError **error)
{
  memset (&digest->sum, 0, sizeof digest->sum);
  if (!tg_runs_walk (digest->db, table, add, digest, error))
    return FALSE;
  print_sum (name, &digest->sum);
  return TRUE;
}

static gboolean
take_piece (const guint8 *bytes, gsize size, gpointer sha)
{
  tg_sha256_update (sha, bytes, size);
  return TRUE;
}

/* The bytes of the evidence, each beside the SHA-256 of its row. */
static gboolean
digest_bytes (sqlite3 *db, GError **error)
{
  g_autoptr (sqlite3_stmt) stmt = tg_db_prepare (db, "SELECT id, sha256 FROM evidence WHERE embedded AND complete AND size > 0 "
                                                 "AND format NOT IN ('unread', 'duplicate-file', 'archive')", error);
  Digest digest = { .db = db };
  int got;

  if (stmt == NULL)
    return FALSE;
  while ((got = tg_db_step (stmt, error)) > 0)
    {
      TgSha256 *sha = tg_sha256_new ();
      guint8 both[64];
      const gboolean ok = tg_evidence_visit (db, sqlite3_column_int64 (stmt, 0), take_piece, sha, error);
      tg_sha256_finish (sha, both);
      memcpy (both + 32, sqlite3_column_blob (stmt, 1), 32);
      if (!ok)
        return FALSE;
      if (memcmp (both, both + 32, 32) != 0)
        printf ("evidence %" G_GINT64_FORMAT ": its bytes have another SHA-256\n", (gint64) sqlite3_column_int64 (stmt, 0));
      add_bytes (&digest, both, sizeof both);
    }
  if (got == 0)
    print_sum ("bytes of evidence", &digest.sum);
  return got == 0;
}

/* The search index keeps no texts: what it holds is told by its words. */
static gboolean
digest_search (const char *path)
{
  sqlite3 *db = NULL;
  gboolean ok = sqlite3_open_v2 (path, &db, SQLITE_OPEN_READWRITE, NULL) == SQLITE_OK
                && tg_db_exec (db, "CREATE VIRTUAL TABLE temp.words USING fts5vocab(main, search, 'row')", NULL)
                && digest_query (db, "words of the search", "SELECT term, doc, cnt FROM temp.words", NULL);

  sqlite3_close (db);
  if (!ok)
    printf ("words of the search: not to be looked at here\n");
  return TRUE;
}

static const struct { const char *name, *sql; } queries[] = {
  { "evidence", "SELECT sha256, size, path, origin, format, codec, note, mtime, inflated_size, embedded, complete, stored, duplicates, rejected, "
    "resume_offset, resume_state FROM evidence" },
  { "evidence_count", "SELECT e.sha256, c.kind, c.n FROM evidence_count c JOIN evidence e ON e.id = c.evidence" },
  { "evidence_part", "SELECT e.sha256, sum(p.size), min(p.start) FROM evidence_part p JOIN evidence e ON e.id = p.evidence GROUP BY e.id" },
  { "reject", "SELECT e.sha256, r.place, r.reason FROM reject r JOIN evidence e ON e.id = r.evidence" },
  { "term", "SELECT kind, text FROM term" },
  { "entity", "SELECT kind, key, provisional, name, account, type, first, last, records, severity, findings, indexed, address FROM entity" },
  { "alias", "SELECT a.kind, a.alias, e.kind, e.key FROM alias a LEFT JOIN entity e ON e.id = a.entity" },
  { "unite", "SELECT gone, kept FROM unite" },
  { "property", "SELECT e.kind, e.key, p.name, p.value, p.time FROM property p LEFT JOIN entity e ON e.id = p.entity" },
  { "finding", "SELECT e.kind, e.key, title, description, f.type, product, f.account, region, arn, f.severity, score, f.first, f.last, updated, count, "
    "archived, versions FROM finding f LEFT JOIN entity e ON e.id = f.entity" },
  { "relation", "SELECT s.kind, s.key, r.kind, t.kind, t.key, r.first, r.last, count, failed, bytes_in, bytes_out FROM relation r "
    "LEFT JOIN entity s ON s.id = r.source LEFT JOIN entity t ON t.id = r.target" },
  { "block", "SELECT sum(n), min(t_min) FROM block" },
  { "meta", "SELECT name, value FROM meta" },
  { "state", "SELECT name, json FROM state" },
};

static int
run_digest (const char *path)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (TgCase) tgcase = tg_case_open (path, TG_CASE_READ_ONLY, &error);
  TgPartSum parts[TG_PART_N];

  if (tgcase == NULL || !tg_fingerprint (tgcase->db, parts, NULL, &error))
    return fail (error);
  for (guint i = 0; i < TG_PART_N; i++)
    print_sum (tg_part_title (i), &parts[i]);
  for (guint i = 0; i < G_N_ELEMENTS (queries); i++)
    {
      g_autofree char *name = g_strconcat ("table ", queries[i].name, NULL);
      if (!digest_query (tgcase->db, name, queries[i].sql, &error))
        return fail (error);
    }
  Digest digest = { .db = tgcase->db };
  const gboolean ok = name_entities (&digest, &error) && digest_run (&digest, "run hourly", TG_RUN_HOURLY, add_hourly, &error)
                      && digest_run (&digest, "run posting", TG_RUN_POSTING, add_posting, &error)
                      && digest_run (&digest, "run seen", TG_RUN_SEEN, add_key, &error)
                      && digest_bytes (tgcase->db, &error) && digest_search (path);
  g_hash_table_unref (digest.entities);
  return ok ? 0 : fail (error);
}

static gboolean
copy_file (const char *from, const char *to, const char *end)
{
  g_autofree char *a = g_strconcat (from, end, NULL), *b = g_strconcat (to, end, NULL), *bytes = NULL;
  gsize n;

  return g_file_get_contents (a, &bytes, &n, NULL) && g_file_set_contents (b, bytes, n, NULL);
}

static int
run_hold (const char *path, const char *copy)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (TgCase) tgcase = tg_case_open (path, 0, &error);

  return tgcase != NULL && tg_db_exec (tgcase->db, "PRAGMA wal_autocheckpoint=0", &error)
         && tg_case_save_state (tgcase, "left in the log", "{}", &error)
         && copy_file (path, copy, "") && copy_file (path, copy, "-wal") ? 0 : fail (error);
}

int
main (int argc, char **argv)
{
  if (argc > 4 && strcmp (argv[1], "import") == 0)
    return run_import (argv + 2);
  if (argc == 3 && strcmp (argv[1], "digest") == 0)
    return run_digest (argv[2]);
  if (argc == 4 && strcmp (argv[1], "hold") == 0)
    return run_hold (argv[2], argv[3]);
  g_printerr ("usage: case-tool import CASE RECORDS PATH… | digest CASE | hold CASE COPY\n");
  return 1;
}
