/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tg-store"

#include "core/store/reader-private.h"

#include <string.h>

#include "core/base/net.h"

/* A pattern as a condition on e, and what is bound to it: ?1 the text for the index or the lower address, ?2 the LIKE pattern or the
 * upper address. */
typedef struct
{
  const char *condition;
  char       *match, *like;
  guint8      low[16], high[16];
  gboolean    addresses;
} Pattern;

/* Entities of an import that goes on, or was interrupted, are not indexed yet (indexed < 0): they are few, or it will soon end. Addresses are never. */
#define NAMES_LIKE "(e.key LIKE ?2 ESCAPE '\\' OR e.name LIKE ?2 ESCAPE '\\' OR EXISTS (SELECT 1 FROM alias a WHERE a.entity = e.id AND a.alias LIKE ?2 ESCAPE '\\') " \
  "OR EXISTS (SELECT 1 FROM property p WHERE p.entity = e.id AND p.name = 'ARN' AND p.value LIKE ?2 ESCAPE '\\'))"

static const char by_index[] =
  "(e.id IN (SELECT rowid >> 4 FROM search WHERE search MATCH ?1) OR (e.kind = 13 AND e.key LIKE ?2 ESCAPE '\\') "
  "OR (e.indexed < 0 AND " NAMES_LIKE "))";
static const char by_scan[] = NAMES_LIKE;
static const char by_address[] = "(e.address BETWEEN ?1 AND ?2)";

static char *
like_of (const char *text, gboolean wildcard)
{
  GString *like = g_string_new (wildcard ? NULL : "%");

  for (const char *p = text; *p != '\0'; p++)
    if (*p == '%' || *p == '_' || *p == '\\')
      g_string_append_printf (like, "\\%c", *p);
    else if (wildcard && (*p == '*' || *p == '?'))
      g_string_append_c (like, *p == '*' ? '%' : '_');
    else
      g_string_append_c (like, *p);
  if (!wildcard)
    g_string_append_c (like, '%');
  return g_string_free (like, FALSE);
}

static void
set_range (Pattern *pattern, const TgCidr *cidr)
{
  for (guint i = 0; i < 16; i++)
    {
      const int bits = CLAMP ((int) cidr->prefix - (int) i * 8, 0, 8);
      const guint8 mask = bits == 0 ? 0 : (guint8) (0xff << (8 - bits));
      pattern->low[i] = cidr->base.bytes[i] & mask;
      pattern->high[i] = cidr->base.bytes[i] | (guint8) ~mask;
    }
}

static char *
quoted (const char *text)
{
  g_auto (GStrv) parts = g_strsplit (text, "\"", -1);
  g_autofree char *inside = g_strjoinv ("\"\"", parts);

  return g_strconcat ("\"", inside, "\"", NULL);
}

static void
pattern_init (Pattern *pattern, const char *text)
{
  TgCidr cidr;

  *pattern = (Pattern) { 0 };
  if (tg_cidr_parse (tg_span_str (text), &cidr))
    {
      set_range (pattern, &cidr);
      pattern->condition = by_address;
      pattern->addresses = TRUE;
      return;
    }
  const gboolean wildcard = strpbrk (text, "*?") != NULL;
  pattern->like = like_of (text, wildcard);
  pattern->condition = wildcard || g_utf8_strlen (text, -1) < 3 ? by_scan : by_index;
  if (pattern->condition == by_index)
    pattern->match = quoted (text);
}

static void
pattern_clear (Pattern *pattern)
{
  g_free (pattern->match);
  g_free (pattern->like);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Pattern, pattern_clear)

static void
pattern_bind (const Pattern *pattern, sqlite3_stmt *stmt)
{
  if (pattern->addresses)
    {
      sqlite3_bind_blob (stmt, 1, pattern->low, 16, SQLITE_STATIC);
      sqlite3_bind_blob (stmt, 2, pattern->high, 16, SQLITE_STATIC);
      return;
    }
  if (pattern->match != NULL)
    sqlite3_bind_text (stmt, 1, pattern->match, -1, SQLITE_STATIC);
  if (pattern->like != NULL)
    sqlite3_bind_text (stmt, 2, pattern->like, -1, SQLITE_STATIC);
}

/* What a person typed: trimmed, valid, of bounded length. */
static char *
clean (const char *text)
{
  char *valid = g_utf8_make_valid (text, strnlen (text, 4096));

  return g_strstrip (valid);
}

static GArray *
collect (sqlite3_stmt *stmt, GError **error)
{
  g_autoptr (GArray) out = tg_entities_array ();
  int got;

  while ((got = tg_db_step (stmt, error)) > 0)
    {
      TgEntityInfo info;
      tg_entity_fill (&info, stmt, 0);
      g_array_append_val (out, info);
    }
  return got == 0 ? g_steal_pointer (&out) : NULL;
}

static GArray *
search (TgReader *reader, const char *text, TgEntityKind kind, guint limit, GError **error)
{
  g_auto (Pattern) pattern;
  g_autofree char *prefix = NULL;

  pattern_init (&pattern, text);
  g_autofree char *sql = g_strdup_printf (
    "SELECT " TG_ENTITY_COLUMNS " FROM entity e WHERE %s AND (?3 = 0 OR e.kind = ?3) ORDER BY "
    "CASE WHEN lower(e.key) = lower(?4) OR lower(e.name) = lower(?4) OR EXISTS (SELECT 1 FROM alias a WHERE a.kind = e.kind AND a.alias = ?4 AND a.entity = e.id) THEN 0 "
    "WHEN e.key LIKE ?5 ESCAPE '\\' OR e.name LIKE ?5 ESCAPE '\\' THEN 1 ELSE 2 END, e.records DESC, e.id LIMIT ?6", pattern.condition);
  g_autoptr (sqlite3_stmt) stmt = tg_db_prepare (reader->db, sql, error);
  if (stmt == NULL)
    return NULL;
  prefix = like_of (text, FALSE);
  pattern_bind (&pattern, stmt);
  sqlite3_bind_int (stmt, 3, kind);
  sqlite3_bind_text (stmt, 4, text, -1, SQLITE_STATIC);
  sqlite3_bind_text (stmt, 5, prefix + 1, -1, SQLITE_STATIC);    /* without the leading % */
  sqlite3_bind_int64 (stmt, 6, limit > 0 ? limit : G_MAXINT32);
  return collect (stmt, error);
}

GArray *
tg_reader_search (TgReader *reader, const char *pattern, TgEntityKind kind, guint limit, TgJob *job, GError **error)
{
  g_autofree char *text = clean (pattern);

  if (text[0] == '\0')
    return tg_entities_array ();
  if (!tg_reader_begin (reader, job, error))
    return NULL;
  GArray *out = search (reader, text, kind, limit, error);
  tg_reader_end (reader);
  /* an ARN names things that are kept by a unique id */
  TgEntityInfo info;
  if (out != NULL && out->len == 0 && g_str_has_prefix (text, "arn:") && tg_reader_resolve (reader, text, &info, NULL, NULL))
    g_array_append_val (out, info);
  return out;
}

/* --- lists --- */

static const struct { const char *word, *column; } sorts[] = {
  { "name", "coalesce(e.name, e.key) COLLATE NOCASE" },
  { "records", "%s" },
  { "first", "e.first" },
  { "last", "e.last" },
  { "kind", "e.kind" },
};

static char *
order_by (const char *sort, gboolean scoped)
{
  const gboolean down = sort != NULL && sort[0] == '-';
  const char *word = sort == NULL ? "name" : sort + down;

  for (gsize i = 0; i < G_N_ELEMENTS (sorts); i++)
    if (strcmp (sorts[i].word, word) == 0)
      return g_strdup_printf ("%s%s, e.id", strcmp (word, "records") == 0 ? (scoped ? "s.n" : "e.records") : sorts[i].column, down ? " DESC" : "");
  return NULL;
}

typedef struct { sqlite3_stmt *stmt; GError **error; gboolean failed; } Fill;

static void
fill_scope (gint64 id, guint64 n, gpointer data)
{
  Fill *fill = data;

  if (fill->failed)
    return;
  sqlite3_bind_int64 (fill->stmt, 1, id);
  sqlite3_bind_int64 (fill->stmt, 2, n);
  fill->failed = !tg_db_run (fill->stmt, fill->error);
}

static gboolean
fill_table (TgReader *reader, TgCounts *counts, GError **error)
{
  Fill fill = { .error = error };

  if (!tg_db_exec (reader->db, "CREATE TEMP TABLE IF NOT EXISTS scope (id INTEGER PRIMARY KEY, n INTEGER); DELETE FROM temp.scope", error))
    return FALSE;
  fill.stmt = tg_db_prepare (reader->db, "INSERT INTO temp.scope (id, n) VALUES (?, ?)", error);
  if (fill.stmt == NULL)
    return FALSE;
  tg_counts_each (counts, fill_scope, &fill);
  sqlite3_finalize (fill.stmt);
  return !fill.failed;
}

/* The records of each entity in the scope, as a table of this connection only. */
static gboolean
make_scope (TgReader *reader, TgTimeRange scope, GError **error)
{
  g_autoptr (TgCounts) counts = tg_counts_of_scope (reader->db, scope, error);

  if (counts == NULL || !tg_db_exec (reader->db, "PRAGMA query_only=OFF", error))
    return FALSE;
  const gboolean ok = fill_table (reader, counts, error);
  return tg_db_exec (reader->db, "PRAGMA query_only=ON", ok ? error : NULL) && ok;
}

static sqlite3_stmt *
prepare_list (TgReader *reader, const TgEntityList *list, const Pattern *pattern, const char *columns, const char *tail, GError **error)
{
  const gboolean scoped = !tg_scope_is_all (list->scope);
  g_autofree char *sql = g_strdup_printf ("SELECT %s FROM %s WHERE (?3 = 0 OR e.kind = ?3)%s%s%s %s", columns,
    scoped ? "temp.scope s CROSS JOIN entity e ON e.id = s.id" : "entity e",
    list->principals ? " AND e.kind IN (2, 3, 4, 5, 6, 7)" : "",
    pattern->condition != NULL ? " AND " : "", pattern->condition != NULL ? pattern->condition : "", tail);
  sqlite3_stmt *stmt = tg_db_prepare (reader->db, sql, error);

  if (stmt == NULL)
    return NULL;
  pattern_bind (pattern, stmt);
  sqlite3_bind_int (stmt, 3, list->kind);
  return stmt;
}

static GArray *
list_entities (TgReader *reader, const TgEntityList *list, const Pattern *pattern, guint64 *total, GError **error)
{
  const gboolean scoped = !tg_scope_is_all (list->scope);
  g_autofree char *order = order_by (list->sort, scoped);

  if (order == NULL)
    {
      g_set_error_literal (error, TG_ERROR, TG_ERROR_USAGE, "Entities cannot be sorted by that");
      return NULL;
    }
  if (scoped && !make_scope (reader, list->scope, error))
    return NULL;
  if (total != NULL)
    {
      g_autoptr (sqlite3_stmt) count = prepare_list (reader, list, pattern, "count(*)", "", error);
      if (count == NULL || tg_db_step (count, error) < 0)
        return NULL;
      *total = sqlite3_column_int64 (count, 0);
    }
  const char *columns = scoped ? "e.id, e.kind, e.key, e.name, e.account, e.type, e.first, e.last, s.n, e.severity, e.findings" : TG_ENTITY_COLUMNS;
  g_autofree char *tail = g_strdup_printf ("ORDER BY %s LIMIT ?4 OFFSET ?5", order);
  g_autoptr (sqlite3_stmt) stmt = prepare_list (reader, list, pattern, columns, tail, error);
  if (stmt == NULL)
    return NULL;
  sqlite3_bind_int64 (stmt, 4, list->limit > 0 ? list->limit : G_MAXINT32);
  sqlite3_bind_int64 (stmt, 5, MIN (list->offset, G_MAXINT64));
  return collect (stmt, error);
}

GArray *
tg_reader_list (TgReader *reader, const TgEntityList *list, guint64 *total, TgJob *job, GError **error)
{
  g_auto (Pattern) pattern = { 0 };
  g_autofree char *text = list->filter != NULL ? clean (list->filter) : NULL;

  if (text != NULL && text[0] != '\0')
    pattern_init (&pattern, text);
  if (!tg_reader_begin (reader, job, error))
    return NULL;
  GArray *out = list_entities (reader, list, &pattern, total, error);
  tg_reader_end (reader);
  return out;
}

GArray *
tg_reader_entities (TgReader *reader, TgEntityKind kind, const char *filter, TgTimeRange scope, const char *sort, guint64 offset, guint limit,
                    guint64 *total, TgJob *job, GError **error)
{
  const TgEntityList list = { .kind = kind, .filter = filter, .scope = scope, .sort = sort, .offset = offset, .limit = limit };

  return tg_reader_list (reader, &list, total, job, error);
}
