/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tg-store"

#include "core/store/case-private.h"

#include <string.h>

#include "core/model/vocabulary.h"

#define TEXTS_MAX 15        /* of one entity in the index: what it was called before still finds it */

static gboolean
update_severities (sqlite3 *db, GError **error)
{
  gint64 findings = 0;

  if (!tg_db_int (db, "SELECT EXISTS (SELECT 1 FROM finding)", &findings, error))
    return FALSE;
  /* 15: involves */
  return findings == 0 || tg_db_exec (db,
    "UPDATE entity SET severity = 0, findings = 0 WHERE severity > 0 OR findings > 0;"
    "UPDATE entity SET severity = f.worst, findings = f.n FROM (SELECT r.target AS target, count(*) AS n, "
    "max(CASE WHEN archived THEN 0 ELSE severity END) AS worst FROM finding JOIN relation r ON r.source = finding.entity AND r.kind = 15 "
    "GROUP BY r.target) f WHERE entity.id = f.target;"
    "UPDATE entity SET severity = f.severity FROM finding f WHERE entity.id = f.entity", error);
}

/* Rows in order of entity, gone through beside the entities: to ask for those of each would take as long as to index it. */
typedef struct { sqlite3_stmt *stmt; gint64 entity; } Along;

#define LEAP 16      /* rows that are passed before the one wanted is looked for */

typedef struct { sqlite3_stmt *pick, *insert, *done; Along aliases, arns; } Statements;

static gboolean
along_step (Along *along, GError **error)
{
  const int got = tg_db_step (along->stmt, error);

  along->entity = got > 0 ? sqlite3_column_int64 (along->stmt, 0) : G_MAXINT64;
  return got >= 0;
}

/* Goes on to the first row of an entity, or of one behind it. */
static gboolean
along_find (Along *along, gint64 entity, GError **error)
{
  for (guint passed = 0; along->entity < entity; passed++)
    {
      if (along->entity == 0 || passed == LEAP)
        {
          sqlite3_reset (along->stmt);
          sqlite3_bind_int64 (along->stmt, 1, entity);
        }
      if (!along_step (along, error))
        return FALSE;
    }
  return TRUE;
}

/* What stands in a text that is there is found there. */
static void
add_text (GString *text, const char *line)
{
  if (line != NULL && strstr (text->str, line) == NULL)
    g_string_append_printf (text, text->len > 0 ? "\n%s" : "%s", line);
}

/* What is kept by a unique id is looked for by the ARN it is known by, or a part of that: made from "<account>/<name>". */
static void
add_arn (GString *text, TgEntityKind kind, const char *alias)
{
  const char *slash = alias != NULL ? strchr (alias, '/') : NULL;
  g_autofree char *arn = NULL;

  if (slash == NULL)
    return;
  const int account = slash - alias;
  if (kind == TG_ENTITY_USER || kind == TG_ENTITY_ROLE)
    arn = g_strdup_printf ("arn:aws:iam::%.*s:%s%s", account, alias, kind == TG_ENTITY_USER ? "user" : "role", slash);
  else if (kind == TG_ENTITY_SESSION)
    arn = g_strdup_printf ("arn:aws:sts::%.*s:assumed-role%s", account, alias, slash);
  if (arn != NULL)
    add_text (text, arn);
}

#define ALIASES_MAX 64

/* The longer ones first. */
static gboolean
add_aliases (Statements *s, GString *text, gint64 id, TgEntityKind kind, GError **error)
{
  if (!along_find (&s->arns, id, error) || !along_find (&s->aliases, id, error))
    return FALSE;
  while (s->arns.entity == id)
    {
      if (sqlite3_column_int (s->arns.stmt, 2) != 0)
        add_text (text, (const char *) sqlite3_column_text (s->arns.stmt, 1));
      if (!along_step (&s->arns, error))
        return FALSE;
    }
  for (guint n = 0; s->aliases.entity == id && n < ALIASES_MAX; n++)
    {
      const char *alias = (const char *) sqlite3_column_text (s->aliases.stmt, 1);
      add_arn (text, kind, alias);
      add_text (text, alias);
      if (!along_step (&s->aliases, error))
        return FALSE;
    }
  return TRUE;
}

static gboolean
index_entity (Statements *s, gint64 id, gint64 texts, GError **error)
{
  g_autoptr (GString) text = g_string_new (NULL);

  if (!add_aliases (s, text, id, sqlite3_column_int (s->pick, 1), error))
    return FALSE;
  add_text (text, (const char *) sqlite3_column_text (s->pick, 2));
  if (sqlite3_column_type (s->pick, 3) != SQLITE_NULL)
    add_text (text, (const char *) sqlite3_column_text (s->pick, 3));
  sqlite3_bind_int64 (s->insert, 1, id << 4 | texts);
  sqlite3_bind_text (s->insert, 2, text->str, text->len, SQLITE_STATIC);
  return tg_db_run (s->insert, error);
}

/* One round over at most 65536 entities; *n of them done. */
static gboolean
index_some (Statements *s, gsize *n, GError **error)
{
  int got;

  for (*n = 0; (got = tg_db_step (s->pick, error)) > 0; ++*n)
    {
      const gint64 texts = CLAMP (-1 - sqlite3_column_int64 (s->pick, 4), 0, TEXTS_MAX);
      if (sqlite3_column_int (s->pick, 1) != TG_ENTITY_IP && sqlite3_column_type (s->pick, 2) != SQLITE_NULL
          && texts < TEXTS_MAX && !index_entity (s, sqlite3_column_int64 (s->pick, 0), texts, error))
        break;
    }
  sqlite3_reset (s->pick);
  return got == 0 && tg_db_run (s->done, error);
}

#define ROUND "FROM entity WHERE indexed < 0 ORDER BY id LIMIT 65536"

static gboolean
update_search (sqlite3 *db, GError **error)
{
  gsize n = 1;
  Statements s = { .pick = tg_db_prepare (db, "SELECT id, kind, key, name, indexed " ROUND, error) };
  gboolean ok = s.pick != NULL
    && (s.aliases.stmt = tg_db_prepare (db, "SELECT entity, alias FROM alias WHERE entity >= ? ORDER BY entity, kind, alias", error)) != NULL
    && (s.arns.stmt = tg_db_prepare (db, "SELECT entity, value, name = 'ARN' FROM property WHERE entity >= ? ORDER BY entity, name", error)) != NULL
    && (s.insert = tg_db_prepare (db, "INSERT INTO search (rowid, text) VALUES (?, ?)", error)) != NULL
    && (s.done = tg_db_prepare (db, "UPDATE entity SET indexed = min(-indexed, " G_STRINGIFY (TEXTS_MAX) ") WHERE id IN (SELECT id " ROUND ")", error)) != NULL;

  while (ok && n > 0)
    ok = index_some (&s, &n, error);
  sqlite3_finalize (s.pick);
  sqlite3_finalize (s.aliases.stmt);
  sqlite3_finalize (s.arns.stmt);
  sqlite3_finalize (s.insert);
  sqlite3_finalize (s.done);
  return ok;
}

gboolean
tg_index_update (sqlite3 *db, gboolean search, GError **error)
{
  if (!tg_db_exec (db, "BEGIN IMMEDIATE", error))
    return FALSE;
  if (update_severities (db, error) && (!search || update_search (db, error)) && tg_db_exec (db, "COMMIT", error))
    return TRUE;
  sqlite3_exec (db, "ROLLBACK", NULL, NULL, NULL);
  return FALSE;
}
