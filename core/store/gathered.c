/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tg-store"

#include "core/store/facts-private.h"

#include <stdlib.h>
#include <string.h>

#include "core/store/cells-private.h"

typedef struct
{
  GArray    *records;       /* TgStored */
  GArray    *parties;       /* TgStoredParty: lists, of which records may share one */
  TgCells   *cells;
} Pending;

/* A list of a batch's facts that was translated: n_facts became n from first. */
typedef struct { gsize first; guint32 n, n_facts; } List;

struct _TgGathered
{
  GArray    *lists;         /* List by first_party of the facts; n_facts 0: not yet */
  Pending    now, flight;   /* flight, and what follows: of the commit */
  gint64     last_block;
  TgRows    *postings;
  guint32   *counts;        /* of records, by entity; zero between blocks */
  gsize      n_counts;
  GArray    *touched;       /* gint64 entities counted in this block */
  guint32   *list_counts;   /* of records, by first party; zero between blocks */
  gsize      n_list_counts;
  GArray    *touched_lists; /* guint32 records that are the first of their list in this block */
  GArray    *order, *scratch;   /* guint32 places of records; gint64 */
  GByteArray *blob;
};

static void
pending_init (Pending *pending)
{
  pending->records = g_array_new (FALSE, FALSE, sizeof (TgStored));
  pending->parties = g_array_new (FALSE, FALSE, sizeof (TgStoredParty));
  pending->cells = tg_cells_new ();
}

static void
pending_clear (Pending *pending)
{
  g_array_unref (pending->records);
  g_array_unref (pending->parties);
  tg_cells_free (pending->cells);
}

TgGathered *
tg_gathered_new (sqlite3 *db, GError **error)
{
  TgGathered *gathered = g_new0 (TgGathered, 1);

  pending_init (&gathered->now);
  pending_init (&gathered->flight);
  gathered->postings = tg_rows_new (TG_RUN_POSTING);
  gathered->lists = g_array_new (FALSE, TRUE, sizeof (List));
  gathered->touched = g_array_new (FALSE, FALSE, sizeof (gint64));
  gathered->touched_lists = g_array_new (FALSE, FALSE, sizeof (guint32));
  gathered->order = g_array_new (FALSE, FALSE, sizeof (guint32));
  gathered->scratch = g_array_new (FALSE, FALSE, sizeof (gint64));
  gathered->blob = g_byte_array_new ();
  if (!tg_db_int (db, "SELECT ifnull(max(id), 0) FROM block", &gathered->last_block, error))
    g_clear_pointer (&gathered, tg_gathered_free);
  return gathered;
}

void
tg_gathered_free (TgGathered *gathered)
{
  if (gathered == NULL)
    return;
  pending_clear (&gathered->now);
  pending_clear (&gathered->flight);
  tg_rows_free (gathered->postings);
  g_free (gathered->counts);
  g_array_unref (gathered->lists);
  g_array_unref (gathered->touched);
  g_free (gathered->list_counts);
  g_array_unref (gathered->touched_lists);
  g_array_unref (gathered->order);
  g_array_unref (gathered->scratch);
  g_byte_array_unref (gathered->blob);
  g_free (gathered);
}

static guint32
term (const guint32 *terms, guint32 local)
{
  return local == TG_LOCAL_NONE ? 0 : terms[local];
}

/* A record has an entity once a role, also when two of a batch turned out to be one. */
static List
translate (Pending *now, const TgFacts *facts, const TgFactRecord *fact, const gint64 *entities)
{
  List list = { .first = now->parties->len, .n_facts = fact->n_parties };

  g_array_set_size (now->parties, list.first + fact->n_parties);
  TgStoredParty *parties = &g_array_index (now->parties, TgStoredParty, list.first);
  for (guint32 p = 0; p < fact->n_parties && list.n < TG_BLOCK_PARTIES / 4; p++)
    {
      const TgFactParty *party = &g_array_index (facts->parties, TgFactParty, fact->first_party + p);
      const TgStoredParty fresh = { party->role, entities[party->entity] };
      gboolean known = FALSE;
      for (guint32 k = 0; !known && k < list.n && k < 64; k++)
        known = parties[k].entity == fresh.entity && parties[k].role == fresh.role;
      if (!known)
        parties[list.n++] = fresh;
    }
  g_array_set_size (now->parties, list.first + list.n);
  return list;
}

/* Records of a batch may share a list. */
static void
add_parties (TgGathered *gathered, TgStored *record, const TgFacts *facts, const TgFactRecord *fact, const gint64 *entities)
{
  if (fact->n_parties == 0)
    return;
  List *list = &g_array_index (gathered->lists, List, fact->first_party);
  if (list->n_facts != fact->n_parties)
    *list = translate (&gathered->now, facts, fact, entities);
  record->first_party = list->first;
  record->n_parties = list->n;
}

void
tg_gathered_add (TgGathered *gathered, const TgFacts *facts, const gint64 *entities, const guint32 *terms, const gint64 *evidence)
{
  Pending *now = &gathered->now;
  const guint at = now->records->len, n = facts->records->len;

  g_array_set_size (gathered->lists, 0);
  g_array_set_size (gathered->lists, facts->parties->len);
  g_array_set_size (now->records, at + n);
  for (guint i = 0; i < n; i++)
    {
      const TgFactRecord *fact = &g_array_index (facts->records, TgFactRecord, i);
      TgStored *record = &g_array_index (now->records, TgStored, at + i);
      *record = (TgStored) {
        .time = fact->time, .evidence = evidence[fact->file], .offset = fact->offset, .length = fact->length,
        .bytes_in = fact->bytes_in, .bytes_out = fact->bytes_out, .packets = fact->packets,
        .flags = fact->flags, .kind = fact->kind,
        .action = term (terms, fact->action), .error = term (terms, fact->error), .region = term (terms, fact->region),
        .port_source = fact->port_source, .port_target = fact->port_target, .protocol = fact->protocol,
      };
      add_parties (gathered, record, facts, fact, entities);
      tg_cells_add (now->cells, record);
    }
}

gsize
tg_gathered_count (TgGathered *gathered)
{
  return MAX (gathered->now.records->len, gathered->now.parties->len / 16);
}

void
tg_gathered_hand_over (TgGathered *gathered)
{
  const Pending written = gathered->flight;

  gathered->flight = gathered->now;
  gathered->now = written;
}

/* How many records of the block have which list. */
static void
count_lists (TgGathered *gathered, const guint32 *order, gsize n)
{
  const TgStored *records = (const TgStored *) (gpointer) gathered->flight.records->data;

  g_array_set_size (gathered->touched_lists, 0);
  for (gsize i = 0; i < n; i++)
    if (records[order[i]].n_parties > 0 && gathered->list_counts[records[order[i]].first_party]++ == 0)
      g_array_append_val (gathered->touched_lists, order[i]);
}

/* The entities of a list, each once. */
static void
count_list (TgGathered *gathered, const TgStored *record)
{
  const TgStoredParty *parties = &g_array_index (gathered->flight.parties, TgStoredParty, record->first_party);
  const guint32 count = gathered->list_counts[record->first_party];

  for (guint32 p = 0; p < record->n_parties; p++)
    {
      const gint64 entity = parties[p].entity;
      gboolean again = FALSE;
      for (guint32 k = p > 64 ? p - 64 : 0; !again && k < p; k++)
        again = parties[k].entity == entity;
      if (again)
        continue;
      if (gathered->counts[entity] == 0)
        g_array_append_val (gathered->touched, entity);
      gathered->counts[entity] += count;
    }
  gathered->list_counts[record->first_party] = 0;
}

/* Which entities have how many records in the block. */
static void
count_parties (TgGathered *gathered, TgEntities *entities, gint64 block, const guint32 *order, gsize n)
{
  count_lists (gathered, order, n);
  for (guint i = 0; i < gathered->touched_lists->len; i++)
    count_list (gathered, &g_array_index (gathered->flight.records, TgStored, g_array_index (gathered->touched_lists, guint32, i)));
  for (guint i = 0; i < gathered->touched->len; i++)
    {
      const gint64 entity = g_array_index (gathered->touched, gint64, i);
      tg_rows_add (gathered->postings, (gint64[]) { entity, block, gathered->counts[entity] });
      tg_entities_count (entities, entity, gathered->counts[entity]);
      gathered->counts[entity] = 0;
    }
  g_array_set_size (gathered->touched, 0);
}

/* How many records go into the next block: records without a time have blocks of their own, behind all others. */
static gsize
block_size (const TgGathered *gathered, const guint32 *order, gsize n)
{
  gsize parties = 0, i;

  const gboolean timeless = g_array_index (gathered->flight.records, TgStored, order[0]).time == TG_TIME_NONE;
  for (i = 0; i < n && i < TG_BLOCK_RECORDS; i++)
    {
      const TgStored *record = &g_array_index (gathered->flight.records, TgStored, order[i]);
      parties += record->n_parties;
      if (i > 0 && (parties > TG_BLOCK_PARTIES || (record->time == TG_TIME_NONE) != timeless))
        break;
    }
  return i;
}

static void
need_counts (guint32 **counts, gsize *n, gsize needed)
{
  if (needed <= *n)
    return;
  *counts = g_renew (guint32, *counts, needed + needed / 4);
  memset (*counts + *n, 0, (needed + needed / 4 - *n) * sizeof (guint32));
  *n = needed + needed / 4;
}

gboolean
tg_gathered_write (TgGathered *gathered, sqlite3 *db, TgEntities *entities, TgRows *activity, GError **error)
{
  const gsize n = gathered->flight.records->len, needed = tg_entities_last (entities) + 1;
  const TgStored *records = (const TgStored *) (gpointer) gathered->flight.records->data;
  const TgStoredParty *parties = (const TgStoredParty *) (gpointer) gathered->flight.parties->data;
  g_autoptr (sqlite3_stmt) stmt = tg_db_prepare (db, TG_BLOCK_STORE, error);

  if (stmt == NULL)
    return FALSE;
  g_array_set_size (gathered->order, n + 1);
  guint32 *order = (guint32 *) (gpointer) gathered->order->data;
  need_counts (&gathered->counts, &gathered->n_counts, needed);
  need_counts (&gathered->list_counts, &gathered->n_list_counts, gathered->flight.parties->len);
  tg_block_sort (records, n, order);
  for (gsize at = 0; at < n;)
    {
      const gsize size = block_size (gathered, order + at, n - at);
      const gint64 id = ++gathered->last_block;
      count_parties (gathered, entities, id, order + at, size);
      if (!tg_block_store (stmt, id, gathered->blob, gathered->scratch, records, order + at, size, parties, error))
        return FALSE;
      at += size;
    }
  tg_cells_flush (gathered->flight.cells, activity);
  gathered->postings->sorter = activity->sorter;
  if (!tg_runs_append (db, gathered->postings, error))
    return FALSE;
  g_array_set_size (gathered->flight.records, 0);
  g_array_set_size (gathered->flight.parties, 0);
  return TRUE;
}
