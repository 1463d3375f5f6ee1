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

typedef struct { sqlite3_stmt *pick, *aliases, *insert, *done; } Statements;

/* What is kept by a unique id is looked for by the ARN it is known by, or a part of that: made from "<account>/<name>". */
static void
add_arn (GString *text, TgEntityKind kind, const char *alias)
{
  const char *slash = strchr (alias, '/');

  if (slash == NULL)
    return;
  const int account = slash - alias;
  if (kind == TG_ENTITY_USER || kind == TG_ENTITY_ROLE)
    g_string_append_printf (text, "\narn:aws:iam::%.*s:%s%s", account, alias, kind == TG_ENTITY_USER ? "user" : "role", slash);
  else if (kind == TG_ENTITY_SESSION)
    g_string_append_printf (text, "\narn:aws:sts::%.*s:assumed-role%s", account, alias, slash);
}

static gboolean
index_entity (Statements *s, gint64 id, gint64 texts, GError **error)
{
  g_autoptr (GString) text = g_string_new (NULL);
  int got;

  g_string_append (text, (const char *) sqlite3_column_text (s->pick, 2));
  if (sqlite3_column_type (s->pick, 3) != SQLITE_NULL)
    g_string_append_printf (text, "\n%s", (const char *) sqlite3_column_text (s->pick, 3));
  sqlite3_bind_int64 (s->aliases, 1, id);
  while ((got = tg_db_step (s->aliases, error)) > 0)
    {
      const char *alias = (const char *) sqlite3_column_text (s->aliases, 0);
      g_string_append_printf (text, "\n%s", alias);
      if (sqlite3_column_int (s->aliases, 1) != 0)
        add_arn (text, sqlite3_column_int (s->pick, 1), alias);
    }
  sqlite3_reset (s->aliases);
  if (got < 0)
    return FALSE;
  sqlite3_bind_int64 (s->insert, 1, id << 4 | texts);
  sqlite3_bind_text (s->insert, 2, text->str, text->len, SQLITE_STATIC);
  return tg_db_run (s->insert, error);
}

/* One round over at most 4096 entities; *n of them done. */
static gboolean
index_some (Statements *s, gsize *n, GError **error)
{
  int got;

  *n = 0;
  while ((got = tg_db_step (s->pick, error)) > 0)
    {
      const gint64 id = sqlite3_column_int64 (s->pick, 0);
      const gint64 texts = CLAMP (-1 - sqlite3_column_int64 (s->pick, 4), 0, TEXTS_MAX);
      if (sqlite3_column_int (s->pick, 1) != TG_ENTITY_IP && sqlite3_column_type (s->pick, 2) != SQLITE_NULL
          && texts < TEXTS_MAX && !index_entity (s, id, texts, error))
        break;
      sqlite3_bind_int64 (s->done, 1, id);
      sqlite3_bind_int64 (s->done, 2, MIN (texts + 1, TEXTS_MAX));
      if (!tg_db_run (s->done, error))
        break;
      ++*n;
    }
  sqlite3_reset (s->pick);
  return got == 0;
}

static gboolean
update_search (sqlite3 *db, GError **error)
{
  gsize n = 1;
  Statements s = {
    /* materialised by the order, so that what is done may leave the index it is picked from */
    .pick = tg_db_prepare (db, "SELECT id, kind, key, name, indexed FROM (SELECT * FROM entity WHERE indexed < 0 ORDER BY id LIMIT 4096) ORDER BY +id", error),
  };
  gboolean ok = s.pick != NULL && (s.aliases = tg_db_prepare (db, "SELECT * FROM (SELECT alias, 1 FROM alias WHERE entity = ?1 ORDER BY alias LIMIT 64) "
                                                  "UNION ALL SELECT value, 0 FROM property WHERE entity = ?1 AND name = 'ARN'", error)) != NULL
                && (s.insert = tg_db_prepare (db, "INSERT INTO search (rowid, text) VALUES (?, ?)", error)) != NULL
                && (s.done = tg_db_prepare (db, "UPDATE entity SET indexed = ?2 WHERE id = ?1", error)) != NULL;

  while (ok && n > 0)
    ok = index_some (&s, &n, error);
  sqlite3_finalize (s.pick);
  sqlite3_finalize (s.aliases);
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
