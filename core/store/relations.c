/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tg-store"

#include "core/store/merge-private.h"

#include "core/base/hash.h"

typedef struct { gint64 source, target, id; guint32 kind, delta; } Slot;     /* id 0: empty; delta: place in deltas, if the one there is its own */

/* What a relation gained since the last commit. */
typedef struct
{
  gint64   id, source, target, first, last;
  guint64  count, failed, bytes_in, bytes_out;
  guint32  kind;
  gboolean fresh;
} Delta;

struct _TgRelations
{
  Slot         *slots;
  gsize         mask, used;
  gboolean      complete;
  gint64        last;
  GArray       *deltas;
  GArray       *flight;      /* Delta: of the commit */
  sqlite3_stmt *find;        /* sees what is committed */
};

static void
slots_init (TgRelations *relations, gsize n)
{
  g_free (relations->slots);
  relations->slots = g_new0 (Slot, n);
  relations->mask = n - 1;
  relations->used = 0;
}

static Slot *
slot_of (TgRelations *relations, gint64 source, guint32 kind, gint64 target)
{
  gsize at = tg_hash_mix ((guint64) source << 8 | kind, (guint64) target) & relations->mask;

  for (;; at = (at + 1) & relations->mask)
    {
      Slot *slot = &relations->slots[at];
      if (slot->id == 0 || (slot->source == source && slot->target == target && slot->kind == kind))
        return slot;
    }
}

static Slot *
slot_add (TgRelations *relations, gint64 source, guint32 kind, gint64 target, gint64 id)
{
  if (relations->used + 1 > relations->mask / 3 * 2)
    {
      Slot *before = g_steal_pointer (&relations->slots);
      const gsize n = relations->mask + 1;
      slots_init (relations, n * 2);
      for (gsize i = 0; i < n; i++)
        if (before[i].id != 0)
          {
            *slot_of (relations, before[i].source, before[i].kind, before[i].target) = before[i];
            relations->used++;
          }
      g_free (before);
    }
  Slot *slot = slot_of (relations, source, kind, target);
  *slot = (Slot) { source, target, id, kind, 0 };
  relations->used++;
  return slot;
}

TgRelations *
tg_relations_new (sqlite3 *look, GError **error)
{
  TgRelations *relations = g_new0 (TgRelations, 1);
  g_autoptr (sqlite3_stmt) all = tg_db_prepare (look, "SELECT id, source, kind, target FROM relation", error);
  gint64 count = 0;
  int got = 0;

  relations->deltas = g_array_new (FALSE, FALSE, sizeof (Delta));
  relations->flight = g_array_new (FALSE, FALSE, sizeof (Delta));
  slots_init (relations, 1024);
  relations->find = tg_db_prepare (look, "SELECT id FROM relation WHERE source = ? AND kind = ? AND target = ?", error);
  if (all == NULL || relations->find == NULL || !tg_db_int (look, "SELECT ifnull(max(id), 0) FROM relation", &relations->last, error)
      || !tg_db_int (look, "SELECT count(*) FROM relation", &count, error))
    got = -1;
  relations->complete = count <= tg_merge_max / 4;
  while (got >= 0 && relations->complete && (got = tg_db_step (all, error)) > 0)
    if (sqlite3_column_int64 (all, 0) > 0)
      slot_add (relations, sqlite3_column_int64 (all, 1), sqlite3_column_int (all, 2), sqlite3_column_int64 (all, 3),
                sqlite3_column_int64 (all, 0));
  if (got < 0)
    g_clear_pointer (&relations, tg_relations_free);
  return relations;
}

void
tg_relations_free (TgRelations *relations)
{
  if (relations == NULL)
    return;
  sqlite3_finalize (relations->find);
  g_array_unref (relations->deltas);
  g_array_unref (relations->flight);
  g_free (relations->slots);
  g_free (relations);
}

static Delta *
delta_of (TgRelations *relations, gint64 source, guint32 kind, gint64 target, GError **error)
{
  Slot *slot = slot_of (relations, source, kind, target);
  Delta fresh = { .source = source, .target = target, .kind = kind, .first = TG_TIME_NONE, .last = TG_TIME_NONE };

  if (slot->id == 0)
    {
      gint64 id = 0;
      if (!relations->complete)
        {
          sqlite3_bind_int64 (relations->find, 1, source);
          sqlite3_bind_int (relations->find, 2, kind);
          sqlite3_bind_int64 (relations->find, 3, target);
          const int got = tg_db_step (relations->find, error);
          if (got > 0)
            id = sqlite3_column_int64 (relations->find, 0);
          sqlite3_reset (relations->find);
          if (got < 0)
            return NULL;
        }
      fresh.fresh = id == 0;
      slot = slot_add (relations, source, kind, target, id != 0 ? id : ++relations->last);
    }
  if (slot->delta >= relations->deltas->len || g_array_index (relations->deltas, Delta, slot->delta).id != slot->id)
    {
      fresh.id = slot->id;
      slot->delta = relations->deltas->len;
      g_array_append_val (relations->deltas, fresh);
    }
  return &g_array_index (relations->deltas, Delta, slot->delta);
}

gboolean
tg_relations_may_forget (TgRelations *relations)
{
  return relations->used > tg_merge_max && relations->deltas->len == 0;
}

void
tg_relations_forget (TgRelations *relations)
{
  slots_init (relations, 1024);
  relations->complete = FALSE;
}

gboolean
tg_relations_merge (TgRelations *relations, const TgFacts *facts, const gint64 *entities, gint64 *ids, GError **error)
{
  for (guint i = 0; i < facts->relations->len; i++)
    {
      const TgFactRelation *local = &g_array_index (facts->relations, TgFactRelation, i);
      Delta *delta = delta_of (relations, entities[local->source], local->kind, entities[local->target], error);
      if (delta == NULL)
        return FALSE;
      ids[i] = delta->id;
      if (local->first != TG_TIME_NONE && (delta->first == TG_TIME_NONE || local->first < delta->first))
        delta->first = local->first;
      if (local->last != TG_TIME_NONE && (delta->last == TG_TIME_NONE || local->last > delta->last))
        delta->last = local->last;
      delta->count += local->count;
      delta->failed += local->failed;
      delta->bytes_in += local->bytes_in;
      delta->bytes_out += local->bytes_out;
    }
  return TRUE;
}

gsize
tg_relations_pending (TgRelations *relations)
{
  return relations->deltas->len;
}

void
tg_relations_hand_over (TgRelations *relations)
{
  GArray *written = relations->flight;

  relations->flight = relations->deltas;
  relations->deltas = written;
}

gboolean
tg_relations_write (TgRelations *relations, sqlite3 *db, GError **error)
{
  g_autoptr (sqlite3_stmt) insert = tg_db_prepare (db,
    "INSERT INTO relation (id, first, last, count, failed, bytes_in, bytes_out, source, kind, target) "
    "VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)", error);
  g_autoptr (sqlite3_stmt) update = tg_db_prepare (db,
    "UPDATE relation SET first = min(ifnull(first, ?2), ifnull(?2, first)), last = max(ifnull(last, ?3), ifnull(?3, last)), "
    "count = count + ?4, failed = failed + ?5, bytes_in = bytes_in + ?6, bytes_out = bytes_out + ?7 WHERE id = ?1", error);

  if (insert == NULL || update == NULL)
    return FALSE;
  for (guint i = 0; i < relations->flight->len; i++)
    {
      const Delta *delta = &g_array_index (relations->flight, Delta, i);
      sqlite3_stmt *stmt = delta->fresh ? insert : update;
      sqlite3_bind_int64 (stmt, 1, delta->id);
      tg_bind_time (stmt, 2, delta->first);
      tg_bind_time (stmt, 3, delta->last);
      sqlite3_bind_int64 (stmt, 4, delta->count);
      sqlite3_bind_int64 (stmt, 5, delta->failed);
      sqlite3_bind_int64 (stmt, 6, delta->bytes_in);
      sqlite3_bind_int64 (stmt, 7, delta->bytes_out);
      if (delta->fresh)
        {
          sqlite3_bind_int64 (stmt, 8, delta->source);
          sqlite3_bind_int (stmt, 9, delta->kind);
          sqlite3_bind_int64 (stmt, 10, delta->target);
        }
      if (!tg_db_run (stmt, error))
        return FALSE;
    }
  g_array_set_size (relations->flight, 0);
  return TRUE;
}
