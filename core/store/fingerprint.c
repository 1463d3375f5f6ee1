/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tg-store"

#include "core/store/fingerprint-private.h"

#include <string.h>

#include "core/base/hash.h"
#include "core/store/block-private.h"
#include "core/store/case-private.h"
#include "core/store/runs-private.h"

/* Ids are replaced by hashes of what they stand for: an entity by its kind and key, a relation by its ends, evidence by its bytes. */
typedef struct
{
  sqlite3    *db;
  TgPartSum  *parts;
  GHashTable *entities, *relations, *terms, *evidence;    /* gint64[2]: id, hash */
  TgJob      *job;
} Work;

const char *
tg_part_title (TgPartName part)
{
  static const char *const titles[TG_PART_N] = {
    "records", "entities", "aliases", "properties", "findings", "relations", "activity", "activity of relations", "ledger", "rejects",
  };

  return titles[part];
}

static void
add_row (Work *work, TgPartName part, const void *row, gsize size)
{
  work->parts[part].rows++;
  work->parts[part].sums[0] += tg_hash64 (row, size, 0x7061727431 + part);
  work->parts[part].sums[1] += tg_hash64 (row, size, 0x7061727432 + part);
}

static void
name_id (GHashTable *names, gint64 id, guint64 hash)
{
  gint64 *entry = g_new (gint64, 2);

  entry[0] = id;
  entry[1] = (gint64) hash;
  g_hash_table_insert (names, entry, entry);
}

static gint64
name_of (GHashTable *names, gint64 id)
{
  const gint64 *entry = g_hash_table_lookup (names, &id);

  return entry != NULL ? entry[1] : id == 0 ? 0 : -1;
}

/* A row of a statement as bytes, from a column on: type, length, content. */
static void
pack_row (sqlite3_stmt *stmt, int from, GByteArray *out)
{
  for (int i = from; i < sqlite3_column_count (stmt); i++)
    {
      const guint8 type = sqlite3_column_type (stmt, i);
      const void *bytes = type == SQLITE_NULL ? NULL : sqlite3_column_blob (stmt, i);
      const guint32 size = type == SQLITE_NULL ? 0 : sqlite3_column_bytes (stmt, i);
      g_byte_array_append (out, &type, 1);
      g_byte_array_append (out, (const guint8 *) &size, 4);
      if (size > 0)
        g_byte_array_append (out, bytes, size);
    }
}

/* Names ids (column 0) by the columns from 1 on. */
static gboolean
name_rows (Work *work, const char *sql, GHashTable *names, GError **error)
{
  g_autoptr (sqlite3_stmt) stmt = tg_db_prepare (work->db, sql, error);
  g_autoptr (GByteArray) row = g_byte_array_new ();
  int got;

  if (stmt == NULL)
    return FALSE;
  while ((got = tg_db_step (stmt, error)) > 0)
    {
      g_byte_array_set_size (row, 0);
      pack_row (stmt, 1, row);
      name_id (names, sqlite3_column_int64 (stmt, 0), tg_hash64 (row->data, row->len, 7));
    }
  return got == 0;
}

static gboolean
name_relations (Work *work, GError **error)
{
  g_autoptr (sqlite3_stmt) stmt = tg_db_prepare (work->db, "SELECT id, source, kind, target FROM relation", error);
  int got;

  if (stmt == NULL)
    return FALSE;
  while ((got = tg_db_step (stmt, error)) > 0)
    {
      const gint64 ends[] = { name_of (work->entities, sqlite3_column_int64 (stmt, 1)), sqlite3_column_int64 (stmt, 2),
                              name_of (work->entities, sqlite3_column_int64 (stmt, 3)) };
      name_id (work->relations, sqlite3_column_int64 (stmt, 0), tg_hash64 (ends, sizeof ends, 8));
    }
  return got == 0;
}

/* Rows of a part: column 0 is an id with a name, the others count as they are. */
static gboolean
add_rows (Work *work, TgPartName part, const char *sql, GHashTable *names, GError **error)
{
  g_autoptr (sqlite3_stmt) stmt = tg_db_prepare (work->db, sql, error);
  g_autoptr (GByteArray) row = g_byte_array_new ();
  int got;

  if (stmt == NULL)
    return FALSE;
  while ((got = tg_db_step (stmt, error)) > 0)
    {
      const gint64 name = name_of (names, sqlite3_column_int64 (stmt, 0));
      g_byte_array_set_size (row, 0);
      g_byte_array_append (row, (const guint8 *) &name, sizeof name);
      pack_row (stmt, 1, row);
      add_row (work, part, row->data, row->len);
    }
  return got == 0;
}

static gboolean
add_cell (const gint64 *cell, gpointer data)
{
  Work *work = data;
  gint64 row[8];

  memcpy (row, cell, sizeof row);
  row[0] = name_of (work->entities, cell[0]);
  if (cell[1] == TG_FACET_API || cell[1] == TG_FACET_REGION)
    row[2] = name_of (work->terms, cell[2]);
  add_row (work, TG_PART_ACTIVITY, row, sizeof row);
  return !tg_job_is_cancelled (work->job);
}

static gboolean
add_series (const gint64 *cell, gpointer data)
{
  Work *work = data;
  gint64 row[6];

  memcpy (row, cell, sizeof row);
  row[0] = name_of (work->relations, cell[0]);
  add_row (work, TG_PART_SERIES, row, sizeof row);
  return !tg_job_is_cancelled (work->job);
}

static void
add_record (Work *work, const TgBlock *block, gsize i, GArray *row)
{
  g_array_set_size (row, 0);
  for (guint column = 0; column < TG_COL_ROLES; column++)
    {
      gint64 value = block->columns[column][i];
      if (column == TG_COL_ACTION || column == TG_COL_ERROR || column == TG_COL_REGION)
        value = name_of (work->terms, value);
      else if (column == TG_COL_EVIDENCE)
        value = name_of (work->evidence, value);
      g_array_append_val (row, value);
    }
  for (guint32 p = block->starts[i]; p < block->starts[i + 1]; p++)
    {
      const gint64 name = name_of (work->entities, block->columns[TG_COL_PARTIES][p]);
      g_array_append_val (row, block->columns[TG_COL_ROLES][p]);
      g_array_append_val (row, name);
    }
  add_row (work, TG_PART_RECORDS, row->data, row->len * sizeof (gint64));
}

static gboolean
add_records (Work *work, GError **error)
{
  g_autoptr (sqlite3_stmt) stmt = tg_db_prepare (work->db, "SELECT id, n, data FROM block", error);
  g_autoptr (GArray) row = g_array_new (FALSE, FALSE, sizeof (gint64));
  int got;

  if (stmt == NULL)
    return FALSE;
  while ((got = tg_db_step (stmt, error)) > 0)
    {
      g_autoptr (TgBlock) block = tg_block_read (sqlite3_column_int64 (stmt, 0), sqlite3_column_blob (stmt, 2), sqlite3_column_bytes (stmt, 2),
                                                 sqlite3_column_int64 (stmt, 1), TG_COL_ALL);
      if (block == NULL)
        tg_db_damaged (error, "a block of records cannot be read");
      if (block == NULL || !tg_job_check (work->job, error))
        return FALSE;
      for (gsize i = 0; i < block->n; i++)
        add_record (work, block, i, row);
    }
  return got == 0;
}

static gboolean
add_all (Work *work, GError **error)
{
  return name_rows (work, "SELECT id, kind, key FROM entity", work->entities, error)
    && name_rows (work, "SELECT id, kind, text FROM term", work->terms, error)
    && name_rows (work, "SELECT id, sha256, size FROM evidence", work->evidence, error)
    && name_relations (work, error)
    && add_rows (work, TG_PART_ENTITIES, "SELECT id, provisional, name, account, type, first, last, records, severity, findings FROM entity", work->entities, error)
    && add_rows (work, TG_PART_ALIASES, "SELECT entity, kind, alias FROM alias", work->entities, error)
    && add_rows (work, TG_PART_PROPERTIES, "SELECT entity, name, value, time FROM property", work->entities, error)
    && add_rows (work, TG_PART_FINDINGS, "SELECT entity, title, description, type, product, account, region, arn, severity, score, first, last, "
                 "updated, count, archived, versions FROM finding", work->entities, error)
    && add_rows (work, TG_PART_RELATIONS, "SELECT id, first, last, count, failed, bytes_in, bytes_out FROM relation", work->relations, error)
    /* what could not be opened has no bytes to read again */
    && add_rows (work, TG_PART_LEDGER, "SELECT id, path, origin, format, codec, note, inflated_size, complete, stored, duplicates, rejected "
                 "FROM evidence WHERE format NOT IN ('unread', 'passed-over', 'duplicate-file', 'archive')", work->evidence, error)
    && add_rows (work, TG_PART_REJECTS, "SELECT evidence, place, reason FROM reject WHERE evidence NOT IN "
                 "(SELECT id FROM evidence WHERE format IN ('unread', 'archive'))", work->evidence, error)
    && tg_runs_walk (work->db, TG_RUN_ACTIVITY, add_cell, work, error)
    && tg_runs_walk (work->db, TG_RUN_SERIES, add_series, work, error)
    && tg_job_check (work->job, error)
    && add_records (work, error);
}

static GHashTable *
names_new (void)
{
  return g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);
}

gboolean
tg_fingerprint (sqlite3 *db, TgPartSum parts[TG_PART_N], TgJob *job, GError **error)
{
  Work work = { db, parts, names_new (), names_new (), names_new (), names_new (), job };

  memset (parts, 0, sizeof (TgPartSum) * TG_PART_N);
  const gboolean ok = add_all (&work, error);
  g_hash_table_unref (work.entities);
  g_hash_table_unref (work.relations);
  g_hash_table_unref (work.terms);
  g_hash_table_unref (work.evidence);
  return ok;
}

char *
tg_case_fingerprint (TgCase *tgcase, GError **error)
{
  TgPartSum parts[TG_PART_N];
  guint8 digest[32];
  char hex[65];

  g_mutex_lock (&tgcase->lock);
  gboolean ok = tg_db_exec (tgcase->db, "BEGIN", error);
  if (ok)
    {
      ok = tg_fingerprint (tgcase->db, parts, NULL, error);
      sqlite3_exec (tgcase->db, "COMMIT", NULL, NULL, NULL);
    }
  g_mutex_unlock (&tgcase->lock);
  if (!ok)
    return NULL;
  TgSha256 *sha = tg_sha256_new ();
  for (guint i = 0; i < TG_PART_N; i++)
    {
      g_autofree char *line = g_strdup_printf ("%s %" G_GUINT64_FORMAT " %016" G_GINT64_MODIFIER "x%016" G_GINT64_MODIFIER "x\n", tg_part_title (i),
                                               parts[i].rows, parts[i].sums[0], parts[i].sums[1]);
      tg_sha256_update (sha, line, strlen (line));
    }
  tg_sha256_finish (sha, digest);
  tg_sha256_hex (digest, hex);
  return g_strdup (hex);
}
