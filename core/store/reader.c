/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tg-store"

#include "core/store/reader-private.h"

#include <string.h>

#include "core/base/hash.h"

static void
term_free (gpointer data)
{
  TgTerm *term = data;

  if (term == NULL)
    return;
  g_free (term->text);
  g_free (term);
}

TgReader *
tg_reader_new (const char *path, GError **error)
{
  sqlite3 *db = tg_db_open_reader (path, error);
  gint64 application = 0, version = 0;

  if (db == NULL)
    return NULL;
  if (!tg_db_int (db, "PRAGMA application_id", &application, error) || !tg_db_int (db, "PRAGMA user_version", &version, error))
    ;
  else if (application != TG_APPLICATION_ID || version < 1)
    g_set_error_literal (error, TG_ERROR, TG_ERROR_FOREIGN, "The file is no Trailgraph case");
  else if (version > TG_SCHEMA_VERSION)
    g_set_error_literal (error, TG_ERROR, TG_ERROR_NEWER, "The case was written by a newer Trailgraph");
  else
    {
      TgReader *reader = g_new0 (TgReader, 1);
      reader->path = g_strdup (path);
      reader->db = db;
      reader->terms = g_ptr_array_new_with_free_func (term_free);
      reader->originals = tg_originals_new ();
      return reader;
    }
  tg_db_close (db);
  return NULL;
}

void
tg_reader_free (TgReader *reader)
{
  if (reader == NULL)
    return;
  tg_originals_free (reader->originals);
  g_ptr_array_unref (reader->terms);
  tg_db_close (reader->db);
  g_free (reader->path);
  g_free (reader);
}

void
tg_reader_set_spare (TgReader *reader, gboolean spare)
{
  if (spare == reader->spare)
    return;
  reader->spare = spare;
  sqlite3_exec (reader->db, spare ? "PRAGMA cache_size=-1024; PRAGMA shrink_memory" : "PRAGMA cache_size=" G_STRINGIFY (TG_DB_CACHE), NULL, NULL, NULL);
}

gboolean
tg_reader_begin (TgReader *reader, TgJob *job, GError **error)
{
  if (!tg_job_check (job, error))
    return FALSE;
  if (reader->depth == 0)
    {
      tg_db_watch (reader->db, job);
      if (!tg_db_exec (reader->db, "BEGIN", error))
        return FALSE;
    }
  reader->depth++;
  return TRUE;
}

void
tg_reader_end (TgReader *reader)
{
  if (--reader->depth > 0)
    return;
  tg_db_watch (reader->db, NULL);
  sqlite3_exec (reader->db, "COMMIT", NULL, NULL, NULL);
}

/* Terms are only ever added, so those that are read stay true. */
static void
read_terms (TgReader *reader)
{
  g_autoptr (sqlite3_stmt) stmt = tg_db_prepare (reader->db, "SELECT id, kind, text FROM term WHERE id > ? ORDER BY id", NULL);

  if (stmt == NULL)
    return;
  if (reader->terms->len == 0)
    g_ptr_array_add (reader->terms, NULL);
  sqlite3_bind_int64 (stmt, 1, reader->terms->len - 1);
  while (tg_db_step (stmt, NULL) > 0 && sqlite3_column_int64 (stmt, 0) == reader->terms->len)
    {
      TgTerm *term = g_new (TgTerm, 1);
      *term = (TgTerm) { sqlite3_column_int (stmt, 1), tg_column_dup (stmt, 2) };
      g_ptr_array_add (reader->terms, term);
    }
}

const char *
tg_reader_term (TgReader *reader, gint64 id)
{
  if (id <= 0)
    return "";
  if (id >= reader->terms->len)
    read_terms (reader);
  return id < reader->terms->len ? ((TgTerm *) g_ptr_array_index (reader->terms, id))->text : "";
}

gint64
tg_reader_term_id (TgReader *reader, TgTermKind kind, const char *text)
{
  g_autoptr (sqlite3_stmt) stmt = tg_db_prepare (reader->db, "SELECT id FROM term WHERE kind = ? AND text = ?", NULL);

  if (stmt == NULL)
    return 0;
  sqlite3_bind_int (stmt, 1, kind);
  sqlite3_bind_text (stmt, 2, text, -1, SQLITE_STATIC);
  return tg_db_step (stmt, NULL) > 0 ? sqlite3_column_int64 (stmt, 0) : 0;
}

static void
clear_entity (gpointer data)
{
  tg_entity_info_clear (data);
}

GArray *
tg_entities_array (void)
{
  GArray *array = g_array_new (FALSE, TRUE, sizeof (TgEntityInfo));

  g_array_set_clear_func (array, clear_entity);
  return array;
}

void
tg_entity_fill (TgEntityInfo *info, sqlite3_stmt *stmt, int at)
{
  const int kind = sqlite3_column_int (stmt, at + 1), severity = sqlite3_column_int (stmt, at + 9);

  *info = (TgEntityInfo) {
    .id = sqlite3_column_int64 (stmt, at),
    .kind = kind > 0 && kind < TG_ENTITY_N_KINDS ? kind : TG_ENTITY_NONE,
    .key = tg_column_dup (stmt, at + 2),
    .name = tg_column_dup (stmt, at + 3),
    .account = tg_column_dup (stmt, at + 4),
    .type = tg_column_dup (stmt, at + 5),
    .first = tg_column_time (stmt, at + 6),
    .last = tg_column_time (stmt, at + 7),
    .records = sqlite3_column_int64 (stmt, at + 8),
    .severity = severity >= TG_SEVERITY_NONE && severity <= TG_SEVERITY_CRITICAL ? severity : TG_SEVERITY_NONE,
    .findings = sqlite3_column_int64 (stmt, at + 10),
  };
  if (info->name[0] == '\0')
    {
      g_free (info->name);
      info->name = g_strdup (info->key);
    }
}

int
tg_entity_load (sqlite3_stmt **stmt, sqlite3 *db, gint64 id, TgEntityInfo *info, GError **error)
{
  if (*stmt == NULL)
    *stmt = tg_db_prepare (db, "SELECT " TG_ENTITY_COLUMNS " FROM entity e WHERE e.id = ?", error);
  if (*stmt == NULL)
    return -1;
  sqlite3_bind_int64 (*stmt, 1, id);
  const int got = tg_db_step (*stmt, error);
  if (got > 0)
    tg_entity_fill (info, *stmt, 0);
  sqlite3_reset (*stmt);
  return got;
}

gboolean
tg_is_principal (TgEntityKind kind)
{
  return kind >= TG_ENTITY_ROOT && kind <= TG_ENTITY_SERVICE;
}

void
tg_scope_hours (TgTimeRange scope, gint64 *first, gint64 *last)
{
  *first = scope.from <= 0 ? 0 : scope.from / TG_HOUR;
  *last = scope.to == G_MAXINT64 ? G_MAXINT64 : scope.to <= 0 ? -1 : (scope.to - 1) / TG_HOUR;
  if (!tg_scope_is_all (scope) && *first == 0)
    *first = 1;
}

/* --- counts --- */

typedef struct { gint64 id; guint64 n; } Count;

struct _TgCounts
{
  Count *counts;       /* id 0: empty */
  gsize  mask, used;
};

TgCounts *
tg_counts_new (void)
{
  TgCounts *counts = g_new0 (TgCounts, 1);

  counts->counts = g_new0 (Count, 1024);
  counts->mask = 1023;
  return counts;
}

void
tg_counts_free (TgCounts *counts)
{
  if (counts == NULL)
    return;
  g_free (counts->counts);
  g_free (counts);
}

static Count *
count_of (TgCounts *counts, gint64 id)
{
  gsize at = tg_hash_mix (id, 1) & counts->mask;

  while (counts->counts[at].id != 0 && counts->counts[at].id != id)
    at = (at + 1) & counts->mask;
  return &counts->counts[at];
}

void
tg_counts_add (TgCounts *counts, gint64 id, guint64 n)
{
  if (id == 0)
    return;
  Count *count = count_of (counts, id);
  if (count->id == 0)
    {
      if (counts->used >= counts->mask / 2)
        {
          g_autofree Count *before = counts->counts;
          const gsize size = counts->mask + 1;
          counts->counts = g_new0 (Count, size * 2);
          counts->mask = size * 2 - 1;
          for (gsize i = 0; i < size; i++)
            if (before[i].id != 0)
              *count_of (counts, before[i].id) = before[i];
          count = count_of (counts, id);
        }
      count->id = id;
      counts->used++;
    }
  count->n += n;
}

guint64
tg_counts_get (TgCounts *counts, gint64 id)
{
  return id == 0 ? 0 : count_of (counts, id)->n;
}

void
tg_counts_each (TgCounts *counts, void (*visit) (gint64 id, guint64 n, gpointer data), gpointer data)
{
  for (gsize i = 0; i <= counts->mask; i++)
    if (counts->counts[i].id != 0)
      visit (counts->counts[i].id, counts->counts[i].n, data);
}

static gboolean
add_hourly (gint64 *const *columns, gsize first, gsize last, gpointer data)
{
  for (gsize i = first; i < last; i++)
    tg_counts_add (data, columns[1][i], columns[2][i]);
  return TRUE;
}

TgCounts *
tg_counts_of_scope (sqlite3 *db, TgTimeRange scope, GError **error)
{
  g_autoptr (TgCounts) counts = tg_counts_new ();
  gint64 first, last;

  tg_scope_hours (scope, &first, &last);
  if (first <= last && !tg_runs_scan (db, TG_RUN_HOURLY, first, last, add_hourly, counts, error))
    return NULL;
  return g_steal_pointer (&counts);
}
