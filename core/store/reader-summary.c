/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tg-store"

#include "core/store/reader-private.h"

#include <stdlib.h>

#include "core/model/record.h"
#include "core/store/codec.h"

/* Records of one kind: of whole blocks from their counts, else counted. */
static gboolean
count_block (TgReader *reader, sqlite3_stmt *data, gint64 id, gsize n, TgTimeRange scope, guint64 *records, GError **error)
{
  sqlite3_bind_int64 (data, 1, id);
  if (tg_db_step (data, error) < 0)
    return FALSE;
  g_autoptr (TgBlock) block = tg_block_read (id, sqlite3_column_blob (data, 0), sqlite3_column_bytes (data, 0), n,
                                             TG_COL_BIT (TG_COL_TIME) | TG_COL_BIT (TG_COL_KIND));
  sqlite3_reset (data);
  if (block == NULL)
    {
      tg_db_damaged (error, "a block of records cannot be read");
      return FALSE;
    }
  for (gsize i = 0; i < block->n; i++)
    {
      const gint64 time = block->columns[TG_COL_TIME][i], kind = block->columns[TG_COL_KIND][i];
      if (time >= scope.from && time < scope.to && time != TG_TIME_NONE && kind >= 0 && kind < TG_RECORD_N_KINDS)
        records[kind]++;
    }
  return TRUE;
}

static gboolean
add_counts (sqlite3_stmt *stmt, int at, guint64 *records, GError **error)
{
  TgColumns columns;
  gint64 counts[TG_RECORD_N_KINDS];

  if (!tg_columns_open (&columns, sqlite3_column_blob (stmt, at), sqlite3_column_bytes (stmt, at))
      || columns.n_columns != 1 || columns.columns[0].count > TG_RECORD_N_KINDS
      || !tg_columns_read (&columns, 0, counts, columns.columns[0].count))
    {
      tg_db_damaged (error, "the counts of a block cannot be read");
      return FALSE;
    }
  for (guint i = 0; i < columns.columns[0].count; i++)
    records[i] += counts[i];
  return TRUE;
}

static gboolean
count_records (TgReader *reader, TgTimeRange scope, guint64 *records, GError **error)
{
  g_autoptr (sqlite3_stmt) data = tg_db_prepare (reader->db, "SELECT data FROM block WHERE id = ?", error);
  g_autoptr (sqlite3_stmt) stmt = tg_db_prepare (reader->db,
    "SELECT id, t_min, t_max, n, counts FROM block WHERE t_min < ?2 AND t_max >= ?1 OR ?3", error);
  int got;

  if (data == NULL || stmt == NULL)
    return FALSE;
  const gboolean all = tg_scope_is_all (scope);
  sqlite3_bind_int64 (stmt, 1, scope.from);
  sqlite3_bind_int64 (stmt, 2, scope.to);
  sqlite3_bind_int (stmt, 3, all);
  while ((got = tg_db_step (stmt, error)) > 0)
    {
      const gint64 t_min = sqlite3_column_int64 (stmt, 1), t_max = sqlite3_column_int64 (stmt, 2);
      const gboolean whole = all || (t_min >= scope.from && t_max < scope.to);
      if (whole ? !add_counts (stmt, 4, records, error)
                : !count_block (reader, data, sqlite3_column_int64 (stmt, 0), sqlite3_column_int64 (stmt, 3), scope, records, error))
        return FALSE;
    }
  return got == 0;
}

/* Flags stand in the blocks only; most have none of the rare ones. */
static gboolean
count_flags (TgReader *reader, TgSummary *out, GError **error)
{
  g_autoptr (sqlite3_stmt) stmt = tg_db_prepare (reader->db, "SELECT id, n, data FROM block WHERE (flags & ?) != 0", error);
  int got;

  if (stmt == NULL)
    return FALSE;
  sqlite3_bind_int (stmt, 1, TG_RECORD_CONFLICT);
  while ((got = tg_db_step (stmt, error)) > 0)
    {
      g_autoptr (TgBlock) block = tg_block_read (sqlite3_column_int64 (stmt, 0), sqlite3_column_blob (stmt, 2), sqlite3_column_bytes (stmt, 2),
                                                 sqlite3_column_int64 (stmt, 1), TG_COL_BIT (TG_COL_FLAGS));
      if (block == NULL)
        {
          tg_db_damaged (error, "a block of records cannot be read");
          return FALSE;
        }
      for (gsize i = 0; i < block->n; i++)
        out->conflicts += (block->columns[TG_COL_FLAGS][i] & TG_RECORD_CONFLICT) != 0;
    }
  return got == 0;
}

static gboolean
count_entities (TgReader *reader, TgTimeRange scope, TgSummary *out, GError **error)
{
  g_autoptr (TgCounts) counts = NULL;
  const gboolean all = tg_scope_is_all (scope);
  g_autoptr (sqlite3_stmt) stmt = tg_db_prepare (reader->db, all ? "SELECT kind, count(*) FROM entity GROUP BY kind" : "SELECT kind, id FROM entity", error);
  int got;

  if (stmt == NULL || (!all && (counts = tg_counts_of_scope (reader->db, scope, error)) == NULL))
    return FALSE;
  while ((got = tg_db_step (stmt, error)) > 0)
    {
      const int kind = sqlite3_column_int (stmt, 0);
      if (kind > 0 && kind < TG_ENTITY_N_KINDS)
        out->entities[kind] += all ? (guint64) sqlite3_column_int64 (stmt, 1) : tg_counts_get (counts, sqlite3_column_int64 (stmt, 1)) > 0;
    }
  return got == 0;
}

static gboolean
scan_relation (gint64 *const *c, gsize first, gsize last, gpointer data)
{
  gpointer *args = data;
  const gint64 *hours = args[1];

  for (gsize i = first; i < last; i++)
    if (c[1][i] >= hours[0] && c[1][i] <= hours[1])
      tg_counts_add (args[0], c[0][i], 1);
  return TRUE;
}

static void
count_one (gint64 id, guint64 n, gpointer data)
{
  ++*(guint64 *) data;
}

static gboolean
count_relations (TgReader *reader, TgTimeRange scope, TgSummary *out, GError **error)
{
  if (tg_scope_is_all (scope))
    return tg_db_int (reader->db, "SELECT count(*) FROM relation", (gint64 *) &out->relations, error);
  g_autoptr (TgCounts) counts = tg_counts_new ();
  gint64 hours[2];
  gpointer args[] = { counts, hours };
  tg_scope_hours (scope, &hours[0], &hours[1]);
  if (!tg_runs_scan (reader->db, TG_RUN_SERIES, G_MININT64, G_MAXINT64, scan_relation, args, error))
    return FALSE;
  tg_counts_each (counts, count_one, &out->relations);
  return TRUE;
}

static gboolean
count_findings (TgReader *reader, TgTimeRange scope, TgSummary *out, GError **error)
{
  g_autoptr (GArray) findings = tg_reader_findings (reader, 0, scope, NULL, error);

  if (findings == NULL)
    return FALSE;
  for (guint i = 0; i < findings->len; i++)
    {
      const TgFindingInfo *finding = &g_array_index (findings, TgFindingInfo, i);
      if (!finding->archived)
        out->findings[finding->severity]++;
    }
  return TRUE;
}

static gboolean
sum_ledger (TgReader *reader, TgSummary *out, GError **error)
{
  g_autoptr (sqlite3_stmt) stmt = tg_db_prepare (reader->db,
    "SELECT count(*), ifnull(sum(size), 0), ifnull(sum(duplicates), 0), ifnull(sum(rejected), 0), "
    "(SELECT min(t_min) FROM block WHERE t_min < 9223372036854775807), (SELECT max(t_max) FROM block WHERE t_max < 9223372036854775807), "
    "(SELECT ifnull(sum(n), 0) FROM block WHERE t_min = 9223372036854775807) FROM evidence", error);

  if (stmt == NULL || tg_db_step (stmt, error) <= 0)
    return FALSE;
  out->evidence_files = sqlite3_column_int64 (stmt, 0);
  out->evidence_bytes = sqlite3_column_int64 (stmt, 1);
  out->duplicates = sqlite3_column_int64 (stmt, 2);
  out->rejected = sqlite3_column_int64 (stmt, 3);
  out->span.from = tg_column_time (stmt, 4);
  out->span.to = tg_column_time (stmt, 5);
  out->without_time = sqlite3_column_int64 (stmt, 6);
  /* half open: the last record is inside */
  if (out->span.to != TG_TIME_NONE)
    out->span.to++;
  return TRUE;
}

gboolean
tg_reader_summary (TgReader *reader, TgTimeRange scope, TgSummary *out, TgJob *job, GError **error)
{
  *out = (TgSummary) { .span = { TG_TIME_NONE, TG_TIME_NONE } };
  if (!tg_reader_begin (reader, job, error))
    return FALSE;
  const gboolean ok = sum_ledger (reader, out, error) && count_records (reader, scope, out->records, error)
                      && count_flags (reader, out, error) && count_entities (reader, scope, out, error)
                      && count_relations (reader, scope, out, error) && count_findings (reader, scope, out, error);
  tg_reader_end (reader);
  return ok;
}

typedef struct { gint64 id; guint64 n; } Busy;

static int
compare_busy (gconstpointer a, gconstpointer b)
{
  const Busy *x = a, *y = b;

  return x->n != y->n ? (x->n > y->n ? -1 : 1) : (x->id > y->id) - (x->id < y->id);
}

static void
add_busy (gint64 id, guint64 n, gpointer data)
{
  const Busy busy = { id, n };

  g_array_append_val (((GArray *) data), busy);
}

static gboolean
pick_busiest (TgReader *reader, TgEntityKind kind, TgTimeRange scope, guint limit, GArray *out, GError **error)
{
  g_autoptr (TgCounts) counts = tg_counts_of_scope (reader->db, scope, error);
  g_autoptr (GArray) sorted = g_array_new (FALSE, FALSE, sizeof (Busy));
  g_autoptr (sqlite3_stmt) stmt = NULL;

  if (counts == NULL)
    return FALSE;
  tg_counts_each (counts, add_busy, sorted);
  g_array_sort (sorted, compare_busy);
  for (guint i = 0; i < sorted->len && out->len < limit && g_array_index (sorted, Busy, i).n > 0; i++)
    {
      const Busy *busy = &g_array_index (sorted, Busy, i);
      TgEntityInfo info;
      const int got = tg_entity_load (&stmt, reader->db, busy->id, &info, error);
      if (got < 0)
        return FALSE;
      if (got == 0)
        continue;
      if (kind == TG_ENTITY_NONE ? tg_is_principal (info.kind) : info.kind == kind)
        {
          info.records = busy->n;
          g_array_append_val (out, info);
        }
      else
        tg_entity_info_clear (&info);
    }
  return TRUE;
}

GArray *
tg_reader_busiest (TgReader *reader, TgEntityKind kind, TgTimeRange scope, guint limit, TgJob *job, GError **error)
{
  g_autoptr (GArray) out = tg_entities_array ();

  if (tg_scope_is_all (scope))
    {
      const TgEntityList list = { .kind = kind, .principals = kind == TG_ENTITY_NONE, .scope = scope, .sort = "-records", .limit = limit };
      return tg_reader_list (reader, &list, NULL, job, error);
    }
  if (!tg_reader_begin (reader, job, error))
    return NULL;
  const gboolean ok = pick_busiest (reader, kind, scope, limit, out, error);
  tg_reader_end (reader);
  return ok ? g_steal_pointer (&out) : NULL;
}
