/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tg-store"

#include "core/store/merge-private.h"

#include "core/base/hash.h"
#include "core/base/net.h"

#include <string.h>

/* An entity is found by its key, else by its alias ("<account>/<name>"), which joins an ARN with the unique id that a later record
 * tells: then the entity that was known by its ARN only gets the id as its key and keeps all it has. A user that was deleted and made
 * again has a new unique id, so it is a new entity, and the alias goes over to it. */

guint tg_merge_max = 3000000;

typedef struct
{
  guint32  key_at;           /* place of its key in the interned ones + 1 */
  guint32  sum_at;           /* place in the sums, if the one there is its own */
  guint8   loaded : 1, provisional : 1, has_name : 1, has_account : 1, has_type : 1;
} State;

/* What an entity gained since the last commit. */
typedef struct { gint64 id, first, last; gboolean provisional; } Sum;

/* What is known of an entity that is new since then: all of it is one row to insert. sum: its place in the sums + 1, 0: none. */
typedef struct { TgSpan name, account, type; guint32 sum; } Fresh;

typedef enum { NEW, REKEY, NAME, ACCOUNT, TYPE, ALIAS, UNITE } ChangeKind;

typedef struct
{
  ChangeKind   kind;
  TgEntityKind entity_kind;
  gint64       id;
  TgSpan       text;
  gboolean     provisional;
  gint64       other;        /* UNITE: the one that goes */
} Change;

/* What waits to be written. */
typedef struct
{
  TgArena *arena;
  GArray  *changes;          /* Change, in order; texts in the arena */
  GArray  *sums;             /* Sum */
  GArray  *fresh;            /* Fresh: of the highest ids, up to last */
  gint64   last;             /* highest id */
} Pending;

struct _TgEntities
{
  sqlite3  *look;                     /* sees what is committed */
  TgIntern *keys, *aliases;           /* of kind and text */
  GArray   *key_ids, *alias_ids;      /* gint64 by interned id */
  gboolean  complete;                 /* they hold all there is in the case */
  GArray   *states;                   /* State by entity id */
  Pending   now, flight;              /* flight and counts: of the commit */
  guint32  *counts;                   /* of records, by entity; zero between commits */
  gsize     n_counts;
  sqlite3_stmt *by_key, *by_alias, *state;
};

static void
pending_init (Pending *pending)
{
  pending->arena = tg_arena_new (0);
  pending->changes = g_array_new (FALSE, FALSE, sizeof (Change));
  pending->sums = g_array_new (FALSE, FALSE, sizeof (Sum));
  pending->fresh = g_array_new (FALSE, TRUE, sizeof (Fresh));
}

static void
pending_clear (Pending *pending)
{
  tg_arena_free (pending->arena);
  g_array_unref (pending->changes);
  g_array_unref (pending->sums);
  g_array_unref (pending->fresh);
}

/* NULL: the entity is not new. */
static Fresh *
fresh_of (const Pending *pending, gint64 id)
{
  const gint64 before = pending->last - pending->fresh->len;

  return id > before ? &g_array_index (pending->fresh, Fresh, id - before - 1) : NULL;
}

static State *
state_of (TgEntities *entities, gint64 id)
{
  if ((guint64) id >= entities->states->len)
    g_array_set_size (entities->states, MAX ((guint) id + 1, MIN (entities->states->len * 2, (guint) id + 1000000)));
  return &g_array_index (entities->states, State, id);
}

static void
forget (TgEntities *entities)
{
  g_clear_pointer (&entities->keys, tg_intern_free);
  g_clear_pointer (&entities->aliases, tg_intern_free);
  entities->keys = tg_intern_new ();
  entities->aliases = tg_intern_new ();
  g_array_set_size (entities->key_ids, 0);
  g_array_set_size (entities->alias_ids, 0);
  for (guint i = 0; i < entities->states->len; i++)
    g_array_index (entities->states, State, i).key_at = 0;
}

static guint32
remember (TgIntern *intern, GArray *ids, guint32 kind, TgSpan text, gint64 id)
{
  const guint32 at = tg_intern_add (intern, kind, text, NULL);

  if (at >= ids->len)
    g_array_set_size (ids, at + 1);
  g_array_index (ids, gint64, at) = id;
  return at;
}

static void
remember_key (TgEntities *entities, TgEntityKind kind, TgSpan key, gint64 id)
{
  state_of (entities, id)->key_at = remember (entities->keys, entities->key_ids, kind, key, id) + 1;
}

static TgSpan
column_span (sqlite3_stmt *stmt, int column)
{
  const char *text = (const char *) sqlite3_column_text (stmt, column);

  return tg_span (text != NULL ? text : "", text != NULL ? sqlite3_column_bytes (stmt, column) : 0);
}

static void
load_state (TgEntities *entities, sqlite3_stmt *stmt, gint64 id)
{
  State *state = state_of (entities, id);

  state->loaded = TRUE;
  state->provisional = sqlite3_column_int (stmt, 0) != 0;
  state->has_name = sqlite3_column_int (stmt, 1) != 0;
  state->has_account = sqlite3_column_int (stmt, 2) != 0;
  state->has_type = sqlite3_column_int (stmt, 3) != 0;
}

#define STATE_COLUMNS "provisional, name IS NOT NULL, account IS NOT NULL, type IS NOT NULL"

static gboolean
load_all (TgEntities *entities, GError **error)
{
  g_autoptr (sqlite3_stmt) keys = tg_db_prepare (entities->look, "SELECT " STATE_COLUMNS ", id, kind, key FROM entity", error);
  g_autoptr (sqlite3_stmt) aliases = tg_db_prepare (entities->look, "SELECT entity, kind, alias FROM alias", error);
  int got;

  if (keys == NULL || aliases == NULL)
    return FALSE;
  while ((got = tg_db_step (keys, error)) > 0)
    {
      const gint64 id = sqlite3_column_int64 (keys, 4);
      if (id <= 0 || id > entities->now.last)
        continue;
      load_state (entities, keys, id);
      remember_key (entities, sqlite3_column_int (keys, 5), column_span (keys, 6), id);
    }
  while (got == 0 && (got = tg_db_step (aliases, error)) > 0)
    {
      remember (entities->aliases, entities->alias_ids, sqlite3_column_int (aliases, 1), column_span (aliases, 2),
                sqlite3_column_int64 (aliases, 0));
      got = 0;
    }
  entities->complete = TRUE;
  return got == 0;
}

TgEntities *
tg_entities_new (sqlite3 *look, GError **error)
{
  TgEntities *entities = g_new0 (TgEntities, 1);
  gint64 count = 0;

  entities->look = look;
  entities->key_ids = g_array_new (FALSE, TRUE, sizeof (gint64));
  entities->alias_ids = g_array_new (FALSE, TRUE, sizeof (gint64));
  entities->states = g_array_new (FALSE, TRUE, sizeof (State));
  pending_init (&entities->now);
  pending_init (&entities->flight);
  forget (entities);
  entities->by_key = tg_db_prepare (look, "SELECT id FROM entity WHERE kind = ? AND key = ?", error);
  entities->by_alias = tg_db_prepare (look, "SELECT entity FROM alias WHERE kind = ? AND alias = ?", error);
  entities->state = tg_db_prepare (look, "SELECT " STATE_COLUMNS " FROM entity WHERE id = ?", error);
  if (entities->by_key == NULL || entities->by_alias == NULL || entities->state == NULL
      || !tg_db_int (look, "SELECT ifnull(max(id), 0) FROM entity", &entities->now.last, error)
      || !tg_db_int (look, "SELECT count(*) FROM entity", &count, error))
    goto failed;
  /* ids are given densely, few go again; what is not would make the table of states as large as a hostile file likes */
  if (entities->now.last < 0 || entities->now.last > MIN (8 * count + 1024 * 1024, G_MAXINT32 / 2))
    {
      tg_db_damaged (error, "its entities are numbered wrongly");
      goto failed;
    }
  if (count > tg_merge_max / 4 || load_all (entities, error))
    return entities;

failed:
  tg_entities_free (entities);
  return NULL;
}

void
tg_entities_free (TgEntities *entities)
{
  if (entities == NULL)
    return;
  sqlite3_finalize (entities->by_key);
  sqlite3_finalize (entities->by_alias);
  sqlite3_finalize (entities->state);
  tg_intern_free (entities->keys);
  tg_intern_free (entities->aliases);
  g_array_unref (entities->key_ids);
  g_array_unref (entities->alias_ids);
  g_array_unref (entities->states);
  pending_clear (&entities->now);
  pending_clear (&entities->flight);
  g_free (entities->counts);
  g_free (entities);
}

/* *id 0: not known. */
static gboolean
find (TgEntities *entities, TgIntern *intern, GArray *ids, sqlite3_stmt *stmt, guint32 kind, TgSpan text, gint64 *id, GError **error)
{
  guint32 at;

  *id = 0;
  if (text.str == NULL)
    return TRUE;
  if (tg_intern_find (intern, kind, text, &at))
    {
      *id = g_array_index (ids, gint64, at);
      return TRUE;
    }
  if (entities->complete)
    return TRUE;
  sqlite3_bind_int (stmt, 1, kind);
  tg_bind_span (stmt, 2, text);
  const int got = tg_db_step (stmt, error);
  if (got > 0)
    *id = sqlite3_column_int64 (stmt, 0);
  sqlite3_reset (stmt);
  if (*id != 0)
    remember (intern, ids, kind, text, *id);
  return got >= 0;
}

static gboolean
find_key (TgEntities *entities, guint32 kind, TgSpan key, gint64 *id, GError **error)
{
  return find (entities, entities->keys, entities->key_ids, entities->by_key, kind, key, id, error);
}

static gboolean
find_alias (TgEntities *entities, guint32 kind, TgSpan alias, gint64 *id, GError **error)
{
  return find (entities, entities->aliases, entities->alias_ids, entities->by_alias, kind, alias, id, error);
}

static gboolean
need_state (TgEntities *entities, gint64 id, GError **error)
{
  if (id <= 0 || id > entities->now.last)
    {
      tg_db_damaged (error, "an alias points nowhere");
      return FALSE;
    }
  if (state_of (entities, id)->loaded)
    return TRUE;
  sqlite3_bind_int64 (entities->state, 1, id);
  const int got = tg_db_step (entities->state, error);
  if (got > 0)
    load_state (entities, entities->state, id);
  else if (got == 0)
    tg_db_damaged (error, "an alias points nowhere");
  sqlite3_reset (entities->state);
  return got > 0;
}

static void
change (TgEntities *entities, ChangeKind kind, TgEntityKind entity_kind, gint64 id, TgSpan text, gboolean provisional)
{
  const Change fresh = { kind, entity_kind, id, tg_arena_copy (entities->now.arena, text), provisional, 0 };

  g_array_append_val (entities->now.changes, fresh);
}

/* NULL: it gained nothing yet. That its place holds its own is seen there: so no state has to be gone through when the sums are handed over. */
static Sum *
find_sum (TgEntities *entities, const State *state, gint64 id)
{
  Sum *sum = state->sum_at < entities->now.sums->len ? &g_array_index (entities->now.sums, Sum, state->sum_at) : NULL;

  return sum != NULL && sum->id == id ? sum : NULL;
}

static Sum *
sum_of (TgEntities *entities, State *state, gint64 id)
{
  Sum *sum = find_sum (entities, state, id);

  if (sum == NULL)
    {
      const Sum fresh = { id, TG_TIME_NONE, TG_TIME_NONE, state->provisional };
      Fresh *new_one = fresh_of (&entities->now, id);
      state->sum_at = entities->now.sums->len;
      g_array_append_val (entities->now.sums, fresh);
      if (new_one != NULL)
        new_one->sum = entities->now.sums->len;
      sum = &g_array_index (entities->now.sums, Sum, state->sum_at);
    }
  return sum;
}

static void
set_firm (TgEntities *entities, gint64 id)
{
  State *state = state_of (entities, id);
  Sum *sum = find_sum (entities, state, id);

  state->provisional = FALSE;
  if (sum != NULL)
    sum->provisional = FALSE;
}

static void
set_alias (TgEntities *entities, TgEntityKind kind, TgSpan alias, gint64 id)
{
  remember (entities->aliases, entities->alias_ids, kind, alias, id);
  change (entities, ALIAS, kind, id, alias, FALSE);
}

static gint64
add (TgEntities *entities, const TgFactEntity *local)
{
  const gint64 id = ++entities->now.last;
  State *state = state_of (entities, id);

  g_array_set_size (entities->now.fresh, entities->now.fresh->len + 1);
  *state = (State) { .loaded = TRUE, .provisional = local->provisional };
  remember_key (entities, local->kind, local->key, id);
  change (entities, NEW, local->kind, id, local->key, local->provisional);
  return id;
}

static gboolean
key_of (TgEntities *entities, gint64 id, char **key, GError **error)
{
  const guint32 at = state_of (entities, id)->key_at;

  if (at != 0)
    {
      *key = tg_span_dup (tg_intern_text (entities->keys, at - 1));
      return TRUE;
    }
  g_autoptr (sqlite3_stmt) stmt = tg_db_prepare (entities->look, "SELECT key FROM entity WHERE id = ?", error);
  if (stmt == NULL)
    return FALSE;
  sqlite3_bind_int64 (stmt, 1, id);
  if (tg_db_step (stmt, error) < 0)
    return FALSE;
  *key = tg_column_dup (stmt, 0);
  return TRUE;
}

static gboolean
rekey (TgEntities *entities, gint64 id, const TgFactEntity *local, GError **error)
{
  g_autofree char *before = NULL;

  if (!key_of (entities, id, &before, error))
    return FALSE;
  remember (entities->keys, entities->key_ids, local->kind, tg_span_str (before), 0);
  remember_key (entities, local->kind, local->key, id);
  change (entities, REKEY, local->kind, id, local->key, FALSE);
  set_firm (entities, id);
  return TRUE;
}

/* gone, known by its name only, is id: from now on its alias finds id. What gone has so far moves at the end of the import. */
static gboolean
unite (TgEntities *entities, gint64 id, gint64 gone, TgEntityKind kind, GError **error)
{
  g_autofree char *before = NULL;

  if (!key_of (entities, gone, &before, error))
    return FALSE;
  remember (entities->keys, entities->key_ids, kind, tg_span_str (before), 0);
  set_firm (entities, gone);
  const Change fresh = { .kind = UNITE, .entity_kind = kind, .id = id, .text = TG_SPAN_NONE, .other = gone };
  g_array_append_val (entities->now.changes, fresh);
  return TRUE;
}

/* The entity of a local one. */
static gboolean
resolve (TgEntities *entities, const TgFactEntity *local, gint64 *id, GError **error)
{
  gint64 other = 0;

  if (!find_key (entities, local->kind, local->key, id, error) || !find_alias (entities, local->kind, local->alias, &other, error))
    return FALSE;
  if ((*id != 0 && !need_state (entities, *id, error)) || (other != 0 && !need_state (entities, other, error)))
    return FALSE;
  if (*id == 0 && other != 0 && local->provisional)
    *id = other;
  else if (*id == 0 && other != 0 && state_of (entities, other)->provisional)
    {
      *id = other;
      if (!rekey (entities, other, local, error))
        return FALSE;
    }
  else if (*id == 0)
    *id = add (entities, local);
  else if (!local->provisional)
    {
      set_firm (entities, *id);
      if (other != 0 && other != *id && state_of (entities, other)->provisional && !unite (entities, *id, other, local->kind, error))
        return FALSE;
    }
  if (local->alias.str != NULL && other != *id && (other == 0 || !local->provisional))
    set_alias (entities, local->kind, local->alias, *id);
  return TRUE;
}

/* What is told of an entity for the first time. */
static void
set_detail (TgEntities *entities, ChangeKind kind, TgEntityKind entity_kind, gint64 id, TgSpan text)
{
  Fresh *fresh = fresh_of (&entities->now, id);

  if (fresh == NULL)
    change (entities, kind, entity_kind, id, text, FALSE);
  else
    *(kind == NAME ? &fresh->name : kind == ACCOUNT ? &fresh->account : &fresh->type) = tg_arena_copy (entities->now.arena, text);
}

static void
absorb (TgEntities *entities, gint64 id, const TgFactEntity *local)
{
  State *state = state_of (entities, id);
  Sum *sum = sum_of (entities, state, id);

  if (local->first != TG_TIME_NONE && (sum->first == TG_TIME_NONE || local->first < sum->first))
    sum->first = local->first;
  if (local->last != TG_TIME_NONE && (sum->last == TG_TIME_NONE || local->last > sum->last))
    sum->last = local->last;
  if (local->name.str != NULL && !state->has_name)
    {
      state->has_name = TRUE;
      set_detail (entities, NAME, local->kind, id, local->name);
    }
  if (local->account.str != NULL && !state->has_account)
    {
      state->has_account = TRUE;
      set_detail (entities, ACCOUNT, local->kind, id, local->account);
    }
  if (local->type.str != NULL && !state->has_type)
    {
      state->has_type = TRUE;
      set_detail (entities, TYPE, local->kind, id, local->type);
    }
}

/* What aliases were taken in the batch before its entity of this number was made. */
static gboolean
take_aliases (TgEntities *entities, const TgFacts *facts, guint *next, guint before, GError **error)
{
  for (; *next < facts->aliases->len; ++*next)
    {
      const TgFactAlias *alias = &g_array_index (facts->aliases, TgFactAlias, *next);
      if (alias->before > before)
        break;
      TgFactEntity local = g_array_index (facts->entities, TgFactEntity, alias->entity);
      gint64 id;
      local.alias = alias->alias;
      if (!resolve (entities, &local, &id, error))
        return FALSE;
    }
  return TRUE;
}

gboolean
tg_entities_may_forget (TgEntities *entities)
{
  return tg_intern_count (entities->keys) > tg_merge_max && entities->now.changes->len == 0;
}

void
tg_entities_forget (TgEntities *entities)
{
  forget (entities);
  entities->complete = FALSE;
}

gboolean
tg_entities_merge (TgEntities *entities, const TgFacts *facts, gint64 *ids, GError **error)
{
  guint later = 0;

  for (guint i = 0; i < facts->entities->len; i++)
    {
      const TgFactEntity *local = &g_array_index (facts->entities, TgFactEntity, i);
      if (!take_aliases (entities, facts, &later, i, error) || !resolve (entities, local, &ids[i], error))
        return FALSE;
      absorb (entities, ids[i], local);
    }
  return take_aliases (entities, facts, &later, G_MAXUINT32, error);
}

gsize
tg_entities_pending (TgEntities *entities)
{
  return entities->now.changes->len + entities->now.sums->len;
}

void
tg_entities_hand_over (TgEntities *entities)
{
  const Pending written = entities->flight;

  entities->flight = entities->now;
  entities->now = written;
  entities->now.last = entities->flight.last;
}

void
tg_entities_count (TgEntities *entities, gint64 id, guint32 records)
{
  if ((guint64) id >= entities->n_counts)
    {
      const gsize n = MAX ((gsize) entities->flight.last, (gsize) id) + 1, room = n + n / 4;
      entities->counts = g_renew (guint32, entities->counts, room);
      memset (entities->counts + entities->n_counts, 0, (room - entities->n_counts) * sizeof (guint32));
      entities->n_counts = room;
    }
  entities->counts[id] += records;
}

gint64
tg_entities_last (TgEntities *entities)
{
  return entities->flight.last;
}

static void
bind_address (sqlite3_stmt *stmt, int index, const Change *item, TgIp *ip)
{
  if (item->entity_kind == TG_ENTITY_IP && tg_ip_parse (item->text, ip))
    sqlite3_bind_blob (stmt, index, ip->bytes, 16, SQLITE_STATIC);
  else
    sqlite3_bind_null (stmt, index);
}

/* indexed is -1 - n while the n texts the search index has are not all: the index is brought up to date at the end of an import. */
#define STALE "indexed = CASE WHEN indexed < 0 THEN indexed ELSE -1 - indexed END"

static const char *const statements[] = {
  [NEW] = "INSERT INTO entity (id, kind, key, provisional, address, first, last, records, name, account, type, indexed) "
          "VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, -1)",
  [REKEY] = "UPDATE entity SET key = ?3, provisional = 0, " STALE " WHERE id = ?1",
  [NAME] = "UPDATE entity SET name = ?3, " STALE " WHERE id = ?1",
  [ACCOUNT] = "UPDATE entity SET account = ?3 WHERE id = ?1",
  [TYPE] = "UPDATE entity SET type = ?3 WHERE id = ?1",
  [ALIAS] = "INSERT INTO alias (kind, alias, entity) VALUES (?2, ?3, ?1) ON CONFLICT (kind, alias) DO UPDATE SET entity = excluded.entity",
  [UNITE] = "INSERT INTO unite (kept, gone) VALUES (?1, ?2)",
};

/* How many records it has by those counted. */
static gint64
take_count (TgEntities *entities, gint64 id)
{
  gint64 count = 0;

  if ((guint64) id < entities->n_counts)
    {
      count = entities->counts[id];
      entities->counts[id] = 0;
    }
  return count;
}

static gboolean
write_new (TgEntities *entities, sqlite3_stmt *stmt, const Change *item, GError **error)
{
  const Fresh *fresh = fresh_of (&entities->flight, item->id);
  const Sum none = { item->id, TG_TIME_NONE, TG_TIME_NONE, item->provisional };
  const Sum *sum = fresh->sum > 0 ? &g_array_index (entities->flight.sums, Sum, fresh->sum - 1) : &none;
  TgIp ip;

  sqlite3_bind_int (stmt, 4, sum->provisional);
  bind_address (stmt, 5, item, &ip);
  tg_bind_time (stmt, 6, sum->first);
  tg_bind_time (stmt, 7, sum->last);
  sqlite3_bind_int64 (stmt, 8, take_count (entities, item->id));
  tg_bind_span (stmt, 9, fresh->name);
  tg_bind_span (stmt, 10, fresh->account);
  tg_bind_span (stmt, 11, fresh->type);
  return tg_db_run (stmt, error);
}

static gboolean
write_changes (TgEntities *entities, sqlite3 *db, GError **error)
{
  const Pending *pending = &entities->flight;
  sqlite3_stmt *prepared[G_N_ELEMENTS (statements)] = { NULL };
  sqlite3_stmt *stale = tg_db_prepare (db, "UPDATE entity SET " STALE " WHERE id = ?1", error);
  gboolean ok = stale != NULL;

  for (guint i = 0; ok && i < G_N_ELEMENTS (statements); i++)
    ok = (prepared[i] = tg_db_prepare (db, statements[i], error)) != NULL;
  for (guint i = 0; ok && i < pending->changes->len; i++)
    {
      const Change *item = &g_array_index (pending->changes, Change, i);
      sqlite3_stmt *stmt = prepared[item->kind];

      sqlite3_bind_int64 (stmt, 1, item->id);
      if (item->kind == NEW || item->kind == ALIAS)
        sqlite3_bind_int (stmt, 2, item->entity_kind);
      if (item->kind == UNITE)
        sqlite3_bind_int64 (stmt, 2, item->other);
      else
        tg_bind_span (stmt, 3, item->text);
      ok = item->kind == NEW ? write_new (entities, stmt, item, error) : tg_db_run (stmt, error);
      if (ok && item->kind == ALIAS)
        {
          sqlite3_bind_int64 (stale, 1, item->id);
          ok = tg_db_run (stale, error);
        }
    }
  for (guint i = 0; i < G_N_ELEMENTS (statements); i++)
    sqlite3_finalize (prepared[i]);
  sqlite3_finalize (stale);
  return ok;
}

/* Of those that are not new. */
static gboolean
write_sums (TgEntities *entities, sqlite3 *db, GError **error)
{
  g_autoptr (sqlite3_stmt) stmt = tg_db_prepare (db,
    "UPDATE entity SET first = min(ifnull(first, ?2), ifnull(?2, first)), last = max(ifnull(last, ?3), ifnull(?3, last)), "
    "records = records + ?4, provisional = ?5 WHERE id = ?1", error);

  if (stmt == NULL)
    return FALSE;
  for (guint i = 0; i < entities->flight.sums->len; i++)
    {
      const Sum *sum = &g_array_index (entities->flight.sums, Sum, i);
      if (fresh_of (&entities->flight, sum->id) != NULL)
        continue;
      sqlite3_bind_int64 (stmt, 1, sum->id);
      tg_bind_time (stmt, 2, sum->first);
      tg_bind_time (stmt, 3, sum->last);
      sqlite3_bind_int64 (stmt, 4, take_count (entities, sum->id));
      sqlite3_bind_int (stmt, 5, sum->provisional);
      if (!tg_db_run (stmt, error))
        return FALSE;
    }
  return TRUE;
}

gboolean
tg_entities_write (TgEntities *entities, sqlite3 *db, GError **error)
{
  Pending *pending = &entities->flight;

  if (!write_changes (entities, db, error) || !write_sums (entities, db, error))
    return FALSE;
  g_array_set_size (pending->changes, 0);
  g_array_set_size (pending->sums, 0);
  g_array_set_size (pending->fresh, 0);
  tg_arena_reset (pending->arena);
  return TRUE;
}
