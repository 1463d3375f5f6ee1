/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tg-store"

#include "core/store/reader-private.h"

#include <string.h>

#include "core/base/hash.h"

#define WHOLE_MAX (G_GUINT64_CONSTANT (1024) * 1024 * 1024)

static void
clear_evidence (gpointer data)
{
  tg_evidence_info_clear (data);
}

static void
fill_evidence (TgEvidenceInfo *info, sqlite3_stmt *stmt)
{
  *info = (TgEvidenceInfo) {
    .id = sqlite3_column_int64 (stmt, 0),
    .path = tg_column_dup (stmt, 2), .origin = tg_column_dup (stmt, 3), .format = tg_column_dup (stmt, 4),
    .codec = tg_column_dup (stmt, 5), .note = tg_column_dup (stmt, 6),
    .size = sqlite3_column_int64 (stmt, 7), .inflated_size = sqlite3_column_int64 (stmt, 8),
    .mtime = tg_column_time (stmt, 9), .imported = tg_column_time (stmt, 10),
    .complete = sqlite3_column_int (stmt, 11) != 0, .embedded = sqlite3_column_int (stmt, 12) != 0,
    .stored = sqlite3_column_int64 (stmt, 13), .duplicates = sqlite3_column_int64 (stmt, 14), .rejected = sqlite3_column_int64 (stmt, 15),
  };
  info->found = info->stored + info->duplicates + info->rejected;
  /* Things that could not be opened, archives and second files of the same bytes stand in the ledger without bytes: what the column holds
   * for them only tells them apart. */
  const gboolean bytes = !g_strv_contains ((const char * const []) { "unread", "passed-over", "duplicate-file", "archive", NULL }, info->format);
  if (bytes && sqlite3_column_bytes (stmt, 1) == 32)
    tg_sha256_hex (sqlite3_column_blob (stmt, 1), info->sha256);
}

static gboolean
step_evidence (sqlite3_stmt *stmt, TgEvidenceInfo *info, gboolean *more, GError **error)
{
  const int got = stmt != NULL ? tg_db_step (stmt, error) : -1;

  *more = got > 0;
  if (*more)
    fill_evidence (info, stmt);
  return got >= 0;
}

#define COLUMNS "id, sha256, path, origin, format, codec, note, size, inflated_size, mtime, imported, complete, embedded, stored, duplicates, rejected"

static sqlite3_stmt *
prepare_evidence (TgReader *reader, GError **error)
{
  return tg_db_prepare (reader->db, "SELECT " COLUMNS " FROM evidence ORDER BY id", error);
}

gboolean
tg_reader_visit_evidence (TgReader *reader, TgEvidenceVisit visit, gpointer data, GError **error)
{
  g_autoptr (sqlite3_stmt) stmt = prepare_evidence (reader, error);
  gboolean more = TRUE, ok;
  TgEvidenceInfo info;

  while ((ok = step_evidence (stmt, &info, &more, error)) && more)
    {
      more = visit (&info, data);
      tg_evidence_info_clear (&info);
      if (!more)
        break;
    }
  return ok;
}

static GArray *
collect_evidence (sqlite3_stmt *stmt, GError **error)
{
  g_autoptr (GArray) out = g_array_new (FALSE, TRUE, sizeof (TgEvidenceInfo));
  gboolean more, ok;
  TgEvidenceInfo info;

  g_array_set_clear_func (out, clear_evidence);
  while ((ok = step_evidence (stmt, &info, &more, error)) && more)
    g_array_append_val (out, info);
  return ok ? g_steal_pointer (&out) : NULL;
}

GArray *
tg_reader_evidence (TgReader *reader, GError **error)
{
  g_autoptr (sqlite3_stmt) stmt = prepare_evidence (reader, error);

  return collect_evidence (stmt, error);
}

static const struct { const char *word, *column; } sorts[] = {
  { "path", "path" }, { "format", "format" }, { "found", "stored + duplicates + rejected" }, { "stored", "stored" }, { "duplicates", "duplicates" },
  { "rejected", "rejected" }, { "size", "size" },
};

/* What is sorted is narrow: the page's rows are read by id. */
static char *
page_sql (const char *sort)
{
  const gboolean down = sort != NULL && sort[0] == '-';
  const char *word = sort != NULL ? sort + down : NULL;

  if (word == NULL)
    return g_strdup ("SELECT " COLUMNS " FROM evidence ORDER BY id LIMIT ?1 OFFSET ?2");
  for (gsize i = 0; i < G_N_ELEMENTS (sorts); i++)
    if (strcmp (sorts[i].word, word) == 0)
      return g_strdup_printf ("SELECT " COLUMNS " FROM (SELECT id AS place FROM evidence ORDER BY %s%s, id LIMIT ?1 OFFSET ?2) CROSS JOIN evidence ON id = place",
                              sorts[i].column, down ? " DESC" : "");
  return NULL;
}

GArray *
tg_reader_evidence_page (TgReader *reader, const char *sort, guint64 offset, guint limit, GError **error)
{
  g_autofree char *sql = page_sql (sort);

  if (sql == NULL)
    {
      g_set_error_literal (error, TG_ERROR, TG_ERROR_USAGE, "Evidence cannot be sorted by that");
      return NULL;
    }
  g_autoptr (sqlite3_stmt) stmt = tg_db_prepare (reader->db, sql, error);
  if (stmt == NULL)
    return NULL;
  sqlite3_bind_int64 (stmt, 1, limit);
  sqlite3_bind_int64 (stmt, 2, MIN (offset, G_MAXINT64));
  return collect_evidence (stmt, error);
}

gboolean
tg_reader_evidence_totals (TgReader *reader, TgEvidenceTotals *out, GError **error)
{
  g_autoptr (sqlite3_stmt) stmt = tg_db_prepare (reader->db,
    "SELECT count(*), count(*) FILTER (WHERE format = 'unread'), total(stored), total(duplicates), total(rejected) FROM evidence", error);

  *out = (TgEvidenceTotals) { 0 };
  if (stmt == NULL || tg_db_step (stmt, error) <= 0)
    return FALSE;
  *out = (TgEvidenceTotals) { .files = sqlite3_column_int64 (stmt, 0), .unread = sqlite3_column_int64 (stmt, 1), .stored = sqlite3_column_int64 (stmt, 2),
                              .duplicates = sqlite3_column_int64 (stmt, 3), .rejected = sqlite3_column_int64 (stmt, 4) };
  out->found = out->stored + out->duplicates + out->rejected;
  return TRUE;
}

gboolean
tg_reader_evidence_info (TgReader *reader, gint64 evidence, TgEvidenceInfo *out, GError **error)
{
  g_autoptr (sqlite3_stmt) stmt = tg_db_prepare (reader->db, "SELECT " COLUMNS " FROM evidence WHERE id = ?", error);
  gboolean more = FALSE;

  if (stmt != NULL)
    sqlite3_bind_int64 (stmt, 1, evidence);
  if (!step_evidence (stmt, out, &more, error))
    return FALSE;
  if (!more)
    g_set_error_literal (error, TG_ERROR, TG_ERROR_NOT_FOUND, "The case has no such evidence");
  return more;
}

static void
clear_reject (gpointer data)
{
  tg_reject_info_clear (data);
}

GArray *
tg_reader_rejects (TgReader *reader, gint64 evidence, GError **error)
{
  g_autoptr (GArray) out = g_array_new (FALSE, TRUE, sizeof (TgRejectInfo));
  g_autoptr (sqlite3_stmt) stmt = tg_db_prepare (reader->db, "SELECT place, reason FROM reject WHERE evidence = ? ORDER BY place, id", error);
  int got;

  if (stmt == NULL)
    return NULL;
  g_array_set_clear_func (out, clear_reject);
  sqlite3_bind_int64 (stmt, 1, evidence);
  while ((got = tg_db_step (stmt, error)) > 0)
    {
      const TgRejectInfo info = { sqlite3_column_int64 (stmt, 0), tg_column_dup (stmt, 1) };
      g_array_append_val (out, info);
    }
  return got == 0 ? g_steal_pointer (&out) : NULL;
}

gboolean
tg_reader_evidence_records (TgReader *reader, gint64 evidence, guint64 by_kind[TG_RECORD_N_KINDS], GError **error)
{
  g_autoptr (sqlite3_stmt) stmt = tg_db_prepare (reader->db, "SELECT kind, n FROM evidence_count WHERE evidence = ?", error);
  int got;

  memset (by_kind, 0, sizeof (guint64) * TG_RECORD_N_KINDS);
  if (stmt == NULL)
    return FALSE;
  sqlite3_bind_int64 (stmt, 1, evidence);
  while ((got = tg_db_step (stmt, error)) > 0)
    {
      const int kind = sqlite3_column_int (stmt, 0);
      if (kind >= 0 && kind < TG_RECORD_N_KINDS)
        by_kind[kind] = sqlite3_column_int64 (stmt, 1);
    }
  return got == 0;
}

static gboolean
append_bytes (const guint8 *bytes, gsize size, gpointer data)
{
  g_byte_array_append (data, bytes, size);
  return ((GByteArray *) data)->len <= WHOLE_MAX;
}

GBytes *
tg_reader_evidence_bytes (TgReader *reader, gint64 evidence, GError **error)
{
  g_autoptr (sqlite3_stmt) stmt = tg_db_prepare (reader->db, "SELECT size FROM evidence WHERE id = ?", error);

  if (stmt == NULL)
    return NULL;
  sqlite3_bind_int64 (stmt, 1, evidence);
  const int got = tg_db_step (stmt, error);
  if (got == 0)
    g_set_error_literal (error, TG_ERROR, TG_ERROR_NOT_FOUND, "The case has no such evidence");
  if (got <= 0)
    return NULL;
  if ((guint64) sqlite3_column_int64 (stmt, 0) > WHOLE_MAX)
    {
      g_set_error_literal (error, TG_ERROR, TG_ERROR_LIMIT, "The evidence is larger than 1 GiB");
      return NULL;
    }
  g_autoptr (GByteArray) bytes = g_byte_array_new ();
  if (!tg_evidence_visit (reader->db, evidence, append_bytes, bytes, error))
    return NULL;
  return g_byte_array_free_to_bytes (g_steal_pointer (&bytes));
}

GBytes *
tg_reader_original (TgReader *reader, const TgRecordInfo *record, GError **error)
{
  return tg_originals_get (reader->originals, reader->db, record->evidence, record->offset, record->length, error);
}
