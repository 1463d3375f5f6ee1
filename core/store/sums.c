/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tg-store"

#include "core/store/sums-private.h"

#include "core/model/record.h"

static void
add_cells (const TgSums *sums, const TgFacts *facts, const gint64 *entities, const gint64 *relations, const guint32 *terms)
{
  for (guint i = 0; i < facts->activity->len; i++)
    {
      const TgFactCell *cell = &g_array_index (facts->activity, TgFactCell, i);
      const gboolean is_term = cell->facet == TG_FACET_API || cell->facet == TG_FACET_REGION;
      const gint64 value = is_term ? (gint64) terms[cell->value] : (gint64) cell->value;
      tg_rows_add (sums->activity, (gint64[]) { entities[cell->owner], cell->facet, value, cell->hour, cell->ok, cell->failed, cell->bytes_in, cell->bytes_out });
      if (cell->facet == TG_FACET_TOTAL)
        tg_rows_add (sums->hourly, (gint64[]) { cell->hour, entities[cell->owner], cell->ok + cell->failed });
    }
  for (guint i = 0; i < facts->series->len; i++)
    {
      const TgFactCell *cell = &g_array_index (facts->series, TgFactCell, i);
      tg_rows_add (sums->series, (gint64[]) { relations[cell->owner], cell->hour, cell->ok, cell->failed, cell->bytes_in, cell->bytes_out });
    }
}

void
tg_take_back (TgRows *activity, TgRows *hourly, const TgTwice *t)
{
  const gint64 hour = tg_time_hour (t->time), failed = t->failed;
  const guint facets = t->call ? tg_party_facets (t->role) : 0;
  const struct { TgFacet facet; gint64 value; } all[] = { { TG_FACET_TOTAL, 0 }, { TG_FACET_API, t->action }, { TG_FACET_REGION, t->region } };

  for (guint i = 0; i < G_N_ELEMENTS (all); i++)
    if (i == 0 || ((facets & 1u << all[i].facet) != 0 && all[i].value != 0))
      tg_rows_add (activity, (gint64[]) { t->entity, all[i].facet, all[i].value, hour, failed - 1, -failed, -t->bytes_in, -t->bytes_out });
  tg_rows_add (hourly, (gint64[]) { hour, t->entity, -1 });
}

/* Which entities are two of the batch: only what came with a name alone may be another too. NULL when none is. */
static GHashTable *
find_twins (const TgFacts *facts, const gint64 *entities)
{
  GHashTable *named = NULL, *twins = NULL;

  for (guint i = 0; i < facts->entities->len; i++)
    if (g_array_index (facts->entities, TgFactEntity, i).provisional)
      {
        if (named == NULL)
          named = g_hash_table_new (g_int64_hash, g_int64_equal);
        g_hash_table_insert (named, (gpointer) &entities[i], (gpointer) &entities[i]);
      }
  for (guint i = 0; named != NULL && i < facts->entities->len; i++)
    {
      const gint64 *place = g_hash_table_lookup (named, &entities[i]);
      if (place == NULL || place == &entities[i])
        continue;
      if (twins == NULL)
        twins = g_hash_table_new (g_int64_hash, g_int64_equal);
      g_hash_table_add (twins, (gpointer) place);
    }
  g_clear_pointer (&named, g_hash_table_unref);
  return twins;
}

static void
take_back_of (const TgSums *sums, const TgFacts *facts, const TgFactRecord *record, const gint64 *entities, const guint32 *terms, GHashTable *twins)
{
  const TgFactParty *parties = &g_array_index (facts->parties, TgFactParty, record->first_party);

  for (guint32 p = 1; p < record->n_parties; p++)
    {
      const guint32 local = parties[p].entity;
      gboolean twice = FALSE, again = FALSE;
      if (!g_hash_table_contains (twins, &entities[local]))
        continue;
      for (guint32 k = 0; k < p && !again; k++)
        {
          again = parties[k].entity == local;
          twice = twice || (parties[k].entity != local && entities[parties[k].entity] == entities[local]);
        }
      if (again || !twice)
        continue;
      const TgTwice back = {
        .entity = entities[local], .time = record->time, .role = parties[p].role,
        .action = record->action == TG_LOCAL_NONE ? 0 : terms[record->action], .region = record->region == TG_LOCAL_NONE ? 0 : terms[record->region],
        .bytes_in = record->bytes_in, .bytes_out = record->bytes_out, .call = tg_is_call (record->kind),
        .failed = (record->flags & TG_RECORD_FAILED) != 0,
      };
      tg_take_back (sums->activity, sums->hourly, &back);
    }
}

/* Two of a batch that are one entity counted each for the records that have both. */
static void
take_back_twins (const TgSums *sums, const TgFacts *facts, const gint64 *entities, const guint32 *terms)
{
  g_autoptr (GHashTable) twins = find_twins (facts, entities);

  for (guint i = 0; twins != NULL && i < facts->records->len; i++)
    take_back_of (sums, facts, &g_array_index (facts->records, TgFactRecord, i), entities, terms, twins);
}

void
tg_sums_add (const TgSums *sums, const TgFacts *facts, const gint64 *entities, const gint64 *relations, const guint32 *terms)
{
  add_cells (sums, facts, entities, relations, terms);
  take_back_twins (sums, facts, entities, terms);
}
