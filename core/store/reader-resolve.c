/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tg-store"

#include "core/store/reader-private.h"

#include <string.h>

#include "core/base/net.h"

#define KINDS "(1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18,19,20,21,22,23)"

/* The first row of a question with one text. 1, 0, -1. */
static int
ask (TgReader *reader, const char *condition, int kind, const char *text, TgEntityInfo *out, GError **error)
{
  g_autofree char *sql = g_strdup_printf ("SELECT " TG_ENTITY_COLUMNS " FROM entity e WHERE %s ORDER BY e.kind, e.id LIMIT 2", condition);
  g_autoptr (sqlite3_stmt) stmt = tg_db_prepare (reader->db, sql, error);

  if (stmt == NULL)
    return -1;
  sqlite3_bind_text (stmt, 1, text, -1, SQLITE_STATIC);
  if (sqlite3_bind_parameter_count (stmt) > 1)
    sqlite3_bind_int (stmt, 2, kind);
  const int got = tg_db_step (stmt, error);
  if (got > 0)
    tg_entity_fill (out, stmt, 0);
  return got;
}

static int
ask_key (TgReader *reader, int kind, const char *key, TgEntityInfo *out, GError **error)
{
  const int got = ask (reader, kind != 0 ? "e.key = ?1 AND e.kind = ?2" : "e.key = ?1 AND e.kind IN " KINDS, kind, key, out, error);

  if (got != 0)
    return got;
  return ask (reader, kind != 0 ? "e.id IN (SELECT entity FROM alias WHERE kind = ?2 AND alias = ?1)"
                                : "e.id IN (SELECT entity FROM alias WHERE kind IN " KINDS " AND alias = ?1)", kind, key, out, error);
}

static int
ask_id (TgReader *reader, const char *text, TgEntityInfo *out, GError **error)
{
  g_autoptr (sqlite3_stmt) stmt = NULL;
  gint64 id;

  if (!tg_span_to_int64 (tg_span_str (text), &id) || id <= 0)
    return 0;
  return tg_entity_load (&stmt, reader->db, id, out, error);
}

/* ARNs say what they name, also of what no record gave an ARN. */
static int
ask_arn (TgReader *reader, const char *text, TgEntityInfo *out, GError **error)
{
  TgArn arn;
  TgEntityKind kind = TG_ENTITY_NONE;
  g_autofree char *key = NULL;

  if (!tg_arn_parse (tg_span_str (text), &arn))
    return 0;
  if (tg_span_is (arn.service, "s3"))
    {
      const char *slash = memchr (arn.resource.str, '/', arn.resource.len);
      kind = TG_ENTITY_BUCKET;
      key = slash != NULL ? g_strndup (arn.resource.str, slash - arn.resource.str) : tg_span_dup (arn.resource);
    }
  else if (tg_span_is (arn.service, "iam") && tg_span_is (arn.resource, "root"))
    {
      kind = TG_ENTITY_ROOT;
      key = tg_span_dup (arn.account);
    }
  else if (tg_span_is (arn.service, "iam") && (tg_span_is (arn.type, "user") || tg_span_is (arn.type, "role")))
    {
      kind = tg_span_is (arn.type, "user") ? TG_ENTITY_USER : TG_ENTITY_ROLE;
      key = g_strdup_printf ("%.*s/%.*s", (int) arn.account.len, arn.account.str, (int) arn.name.len, arn.name.str);
    }
  else if (tg_span_is (arn.service, "sts") && tg_span_is (arn.type, "assumed-role"))
    {
      kind = TG_ENTITY_SESSION;
      key = g_strdup_printf ("%.*s/%.*s", (int) arn.account.len, arn.account.str, (int) arn.id.len, arn.id.str);
    }
  else if (tg_span_is (arn.service, "ec2") && arn.id.str != NULL)
    key = tg_span_dup (arn.id);
  return key != NULL ? ask_key (reader, kind, key, out, error) : 0;
}

static int
ask_name (TgReader *reader, const char *text, TgEntityInfo *out, GError **error)
{
  g_autoptr (sqlite3_stmt) stmt = tg_db_prepare (reader->db, "SELECT " TG_ENTITY_COLUMNS " FROM entity e WHERE e.name = ? LIMIT 2", error);
  int got;

  if (stmt == NULL)
    return -1;
  sqlite3_bind_text (stmt, 1, text, -1, SQLITE_STATIC);
  got = tg_db_step (stmt, error);
  if (got <= 0)
    return got;
  tg_entity_fill (out, stmt, 0);
  got = tg_db_step (stmt, error);
  if (got == 0)
    return 1;
  tg_entity_info_clear (out);
  if (got > 0)
    g_set_error (error, TG_ERROR, TG_ERROR_NOT_FOUND, "Several entities are called “%s”", text);
  return -1;
}

static int
resolve_text (TgReader *reader, const char *text, TgEntityInfo *out, GError **error)
{
  TgIp ip;
  char canonical[46];
  /* twelve digits are an account before they are a row */
  const gboolean account = strlen (text) == 12 && strspn (text, "0123456789") == 12;
  int got = account ? ask_key (reader, 0, text, out, error) : 0;

  if (got == 0)
    got = ask_id (reader, text, out, error);
  if (got == 0 && !account)
    got = ask_key (reader, 0, text, out, error);
  if (got == 0 && tg_ip_parse (tg_span_str (text), &ip))
    got = ask_key (reader, TG_ENTITY_IP, tg_ip_format (&ip, canonical), out, error);
  if (got == 0 && g_str_has_prefix (text, "arn:"))
    {
      got = ask (reader, "e.id IN (SELECT entity FROM property WHERE name = 'ARN' AND value = ?1)", 0, text, out, error);
      if (got == 0)
        got = ask (reader, "e.id IN (SELECT entity FROM finding WHERE arn = ?1)", 0, text, out, error);
      if (got == 0)
        got = ask_arn (reader, text, out, error);
    }
  return got != 0 ? got : ask_name (reader, text, out, error);
}

/* --- AWS Detective's URLs: …/detective/home?region=R#entities/NAMESPACE/ID?scopeStart=T&scopeEnd=T, …#findings/ID?… --- */

/* Seconds as the guide has them, or milliseconds as some tools write them. */
static gboolean
parse_epoch (const char *text, gint64 *out)
{
  gint64 value;

  if (!tg_span_to_int64 (tg_span_str (text), &value) || value < 0)
    return FALSE;
  if (value >= G_GINT64_CONSTANT (100000000000))
    value /= 1000;
  if (value > TG_TIME_MAX / TG_SECOND)
    return FALSE;
  *out = value * TG_SECOND;
  return TRUE;
}

static void
parse_scope (const char *query, TgTimeRange *scope)
{
  g_auto (GStrv) pairs = g_strsplit (query, "&", 32);
  TgTimeRange found = TG_TIME_ALL;
  gboolean any = FALSE;

  for (guint i = 0; pairs[i] != NULL; i++)
    if (g_str_has_prefix (pairs[i], "scopeStart="))
      any = parse_epoch (pairs[i] + strlen ("scopeStart="), &found.from) || any;
    else if (g_str_has_prefix (pairs[i], "scopeEnd="))
      any = parse_epoch (pairs[i] + strlen ("scopeEnd="), &found.to) || any;
  if (any && scope != NULL && found.from < found.to)
    *scope = found;
}

static TgEntityKind
kind_of_namespace (const char *name)
{
  for (guint kind = 1; kind < TG_ENTITY_N_KINDS; kind++)
    if (g_strcmp0 (tg_entity_kind_namespace (kind), name) == 0)
      return kind;
  return TG_ENTITY_NONE;
}

/* -2: no such URL. */
static int
resolve_url (TgReader *reader, const char *text, TgEntityInfo *out, TgTimeRange *scope, GError **error)
{
  const char *entities = strstr (text, "#entities/"), *findings = strstr (text, "#findings/");
  TgEntityKind kind = TG_ENTITY_FINDING;

  if (entities == NULL && findings == NULL)
    return -2;
  const char *path = entities != NULL ? entities + strlen ("#entities/") : findings + strlen ("#findings/");
  /* ids may hold an unescaped question mark, as user agents do: the query is what begins with a parameter of the scope */
  const char *query = g_strrstr (path, "?");
  g_autofree char *head = query != NULL && strchr (query, '=') != NULL ? g_strndup (path, query - path) : g_strdup (path);
  if (query != NULL)
    parse_scope (query + 1, scope);
  char *id = head;
  if (entities != NULL)
    {
      char *slash = strchr (head, '/');
      if (slash == NULL)
        return 0;
      *slash = '\0';
      kind = kind_of_namespace (head);
      id = slash + 1;
    }
  else if (g_str_has_prefix (head, "GuardDuty/"))
    id = head + strlen ("GuardDuty/");
  g_autofree char *plain = g_uri_unescape_string (id, NULL);
  const char *key = plain != NULL ? plain : id;
  if (kind == TG_ENTITY_NONE || !g_utf8_validate (key, -1, NULL))
    return 0;
  const int got = ask_key (reader, kind, key, out, error);
  if (got == 0 && kind == TG_ENTITY_FINDING)
    return ask (reader, "e.id IN (SELECT entity FROM finding WHERE arn = ?1 OR arn LIKE '%/finding/' || ?1)", 0, key, out, error);
  return got;
}

gboolean
tg_reader_resolve (TgReader *reader, const char *text, TgEntityInfo *out, TgTimeRange *scope, GError **error)
{
  g_autofree char *clean = g_strstrip (g_utf8_make_valid (text, strnlen (text, 8192)));
  int got;

  if (!tg_reader_begin (reader, NULL, error))
    return FALSE;
  got = resolve_url (reader, clean, out, scope, error);
  if (got == -2)
    got = clean[0] != '\0' ? resolve_text (reader, clean, out, error) : 0;
  tg_reader_end (reader);
  if (got == 0)
    {
      g_autofree char *shown = g_utf8_make_valid (clean, (gssize) MIN (strlen (clean), 200));
      g_set_error (error, TG_ERROR, TG_ERROR_NOT_FOUND, "The case has no entity “%s”", shown);
    }
  return got > 0;
}

gboolean
tg_reader_entity (TgReader *reader, gint64 id, TgEntityInfo *out, GError **error)
{
  g_autoptr (sqlite3_stmt) stmt = NULL;
  const int got = tg_entity_load (&stmt, reader->db, id, out, error);

  if (got == 0)
    g_set_error_literal (error, TG_ERROR, TG_ERROR_NOT_FOUND, "The case has no such entity");
  return got > 0;
}

static void
clear_property (gpointer data)
{
  tg_property_info_clear (data);
}

GArray *
tg_reader_properties (TgReader *reader, gint64 entity, GError **error)
{
  g_autoptr (sqlite3_stmt) stmt = tg_db_prepare (reader->db, "SELECT name, value FROM property WHERE entity = ? ORDER BY name", error);
  g_autoptr (GArray) out = g_array_new (FALSE, TRUE, sizeof (TgPropertyInfo));
  int got;

  if (stmt == NULL)
    return NULL;
  g_array_set_clear_func (out, clear_property);
  sqlite3_bind_int64 (stmt, 1, entity);
  while ((got = tg_db_step (stmt, error)) > 0)
    {
      const TgPropertyInfo info = { tg_column_dup (stmt, 0), tg_column_dup (stmt, 1) };
      g_array_append_val (out, info);
    }
  return got == 0 ? g_steal_pointer (&out) : NULL;
}
