/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tg-store"

#include "core/store/reader-private.h"

#include <math.h>

#define FINDING_COLUMNS "f.title, f.description, f.type, f.product, f.account, f.region, f.arn, f.severity, f.score, f.first, f.last, " \
  "f.updated, f.count, f.archived, f.versions"

static void
fill_finding (TgFindingInfo *info, sqlite3_stmt *stmt)
{
  const int at = TG_ENTITY_N_COLUMNS, severity = sqlite3_column_int (stmt, at + 7);

  *info = (TgFindingInfo) {
    .title = tg_column_dup (stmt, at), .description = tg_column_dup (stmt, at + 1), .type = tg_column_dup (stmt, at + 2),
    .product = tg_column_dup (stmt, at + 3), .account = tg_column_dup (stmt, at + 4), .region = tg_column_dup (stmt, at + 5),
    .arn = tg_column_dup (stmt, at + 6),
    .severity = severity >= TG_SEVERITY_NONE && severity <= TG_SEVERITY_CRITICAL ? severity : TG_SEVERITY_NONE,
    .score = sqlite3_column_type (stmt, at + 8) == SQLITE_NULL ? NAN : sqlite3_column_double (stmt, at + 8),
    .first = tg_column_time (stmt, at + 9), .last = tg_column_time (stmt, at + 10), .updated = tg_column_time (stmt, at + 11),
    .count = sqlite3_column_int64 (stmt, at + 12), .archived = sqlite3_column_int (stmt, at + 13) != 0,
    .versions = sqlite3_column_int64 (stmt, at + 14),
  };
  tg_entity_fill (&info->entity, stmt, 0);
}

static void
clear_finding (gpointer data)
{
  tg_finding_info_clear (data);
}

/* A finding is in a scope when the time it speaks of touches it. 15: involves. */
static GArray *
read_findings (TgReader *reader, gint64 entity, TgTimeRange scope, GError **error)
{
  g_autoptr (GArray) out = g_array_new (FALSE, TRUE, sizeof (TgFindingInfo));
  g_autoptr (sqlite3_stmt) stmt = tg_db_prepare (reader->db,
    "SELECT " TG_ENTITY_COLUMNS ", " FINDING_COLUMNS " FROM finding f JOIN entity e ON e.id = f.entity "
    "WHERE (?1 = 0 OR f.entity = ?1 OR f.entity IN (SELECT source FROM relation WHERE target = ?1 AND kind = 15)) "
    "AND (?4 OR (coalesce(f.first, f.updated, f.last) < ?3 AND coalesce(f.last, f.updated, f.first) >= ?2)) "
    "ORDER BY f.severity DESC, coalesce(f.last, f.updated, f.first) DESC, f.entity", error);
  int got;

  if (stmt == NULL)
    return NULL;
  g_array_set_clear_func (out, clear_finding);
  sqlite3_bind_int64 (stmt, 1, entity);
  sqlite3_bind_int64 (stmt, 2, scope.from);
  sqlite3_bind_int64 (stmt, 3, scope.to);
  sqlite3_bind_int (stmt, 4, tg_scope_is_all (scope));
  while ((got = tg_db_step (stmt, error)) > 0)
    {
      TgFindingInfo info;
      fill_finding (&info, stmt);
      g_array_append_val (out, info);
    }
  return got == 0 ? g_steal_pointer (&out) : NULL;
}

GArray *
tg_reader_findings (TgReader *reader, gint64 entity, TgTimeRange scope, TgJob *job, GError **error)
{
  if (!tg_reader_begin (reader, job, error))
    return NULL;
  GArray *out = read_findings (reader, entity, scope, error);
  tg_reader_end (reader);
  return out;
}

gboolean
tg_reader_finding (TgReader *reader, gint64 entity, TgFindingInfo *out, GError **error)
{
  g_autoptr (sqlite3_stmt) stmt = tg_db_prepare (reader->db,
    "SELECT " TG_ENTITY_COLUMNS ", " FINDING_COLUMNS " FROM finding f JOIN entity e ON e.id = f.entity WHERE f.entity = ?", error);

  if (stmt == NULL)
    return FALSE;
  sqlite3_bind_int64 (stmt, 1, entity);
  const int got = tg_db_step (stmt, error);
  if (got > 0)
    fill_finding (out, stmt);
  else if (got == 0)
    g_set_error_literal (error, TG_ERROR, TG_ERROR_NOT_FOUND, "The case has no such finding");
  return got > 0;
}
