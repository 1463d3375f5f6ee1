/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tg-bench"

/* How fast logs are read and mapped, without a case: bench-import [-t threads] [-g events] [-m] path… . -g writes simulated logs of that
 * many events into the first path before; -m leaves the mapping out. Prints a hash of all that came out, which must not depend on
 * the number of threads nor change when something is made faster. */

#include "core/ingest/importer.h"
#include "core/simulate/simulate.h"

#include <stdlib.h>
#include <string.h>

typedef struct { TgSink sink; gboolean no_mapping; guint64 records, hash, facts, bytes, parties; } Bench;

static gboolean
find (TgSink *sink, const guint8 sha256[32], guint64 size, TgEvidenceState *out, GError **error)
{
  *out = (TgEvidenceState) { 0 };
  return TRUE;
}

static void
classify (TgSink *sink, TgBatch *batch)
{
  g_array_set_size (batch->verdicts, batch->records->len);
  memset (batch->verdicts->data, ((Bench *) sink)->no_mapping ? TG_VERDICT_DUPLICATE : TG_VERDICT_STORE, batch->records->len);
}

static gboolean
write_batch (TgSink *sink, TgBatch *batch, GError **error)
{
  Bench *bench = (Bench *) sink;
  const gboolean all = g_getenv ("BENCH_HASH_ALL") != NULL;

  for (guint i = 0; i < batch->records->len; i++)
    {
      TgRecord *record = &g_array_index (batch->records, TgRecord, i);
      if (all)
        tg_record_complete (record, batch->arena);
      bench->hash = tg_hash_mix (bench->hash + record->flags, record->content_hash + record->offset);
      for (guint k = 0; all && k < record->n_values; k++)
        bench->hash = tg_hash_mix (bench->hash, tg_hash64 (record->values[k].text.str, record->values[k].text.len, record->values[k].field));
    }
  for (guint i = 0; i < batch->facts->activity->len; i++)
    {
      const TgFactCell *cell = &g_array_index (batch->facts->activity, TgFactCell, i);
      bench->facts = tg_hash_mix (bench->facts + cell->owner, cell->ok + cell->hour + cell->value + cell->bytes_in + 3 * cell->bytes_out);
    }
  for (guint i = 0; i < batch->facts->entities->len; i++)
    {
      const TgFactEntity *entity = &g_array_index (batch->facts->entities, TgFactEntity, i);
      bench->facts = tg_hash_mix (bench->facts, tg_hash64 (entity->key.str, entity->key.len, entity->kind) + entity->name.len + 5 * entity->alias.len
                                  + entity->first + entity->last);
    }
  for (guint i = 0; i < batch->facts->relations->len; i++)
    {
      const TgFactRelation *relation = &g_array_index (batch->facts->relations, TgFactRelation, i);
      bench->facts = tg_hash_mix (bench->facts, tg_hash_mix (relation->source + relation->first, relation->target + relation->kind)
                                  + relation->count + relation->failed);
    }
  for (guint i = 0; i < batch->files->len; i++)
    bench->bytes += ((TgBatchFile *) g_ptr_array_index (batch->files, i))->inflated_size;
  bench->records += batch->records->len;
  bench->parties += batch->facts->parties->len + batch->facts->properties->len + tg_intern_count (batch->facts->terms);
  return TRUE;
}

static gboolean
finish (TgSink *sink, gboolean ok, GError **error)
{
  return TRUE;
}

int
main (int argc, char **argv)
{
  Bench bench = { { find, classify, write_batch, finish }, .hash = 1 };
  TgImportOptions options = { 0 };
  guint64 events = 0;
  int first = 1;

  for (; first < argc && argv[first][0] == '-'; first++)
    {
      if (strcmp (argv[first], "-m") == 0)
        bench.no_mapping = TRUE;
      else if (strcmp (argv[first], "-t") == 0 && first + 1 < argc)
        options.threads = (guint) atoi (argv[++first]);
      else if (strcmp (argv[first], "-g") == 0 && first + 1 < argc)
        events = strtoull (argv[++first], NULL, 10);
    }
  if (first >= argc)
    return 2;
  g_autoptr (GError) error = NULL;
  const TgSimulateOptions simulate = { .days = 30, .events = events, .seed = 7 };
  if (events > 0 && !tg_simulate (argv[first], &simulate, NULL, &error))
    g_error ("%s", error->message);
  const gint64 begin = g_get_monotonic_time ();
  if (!tg_import_paths (&bench.sink, (const char * const *) argv + first, &options, NULL, &error))
    g_error ("%s", error->message);
  const double seconds = (double) (g_get_monotonic_time () - begin) / G_USEC_PER_SEC;
  g_print ("%" G_GUINT64_FORMAT " records, %.0f MB inflated, %.2f s: %.0f/s; records %016" G_GINT64_MODIFIER "x facts %016" G_GINT64_MODIFIER "x %"
           G_GUINT64_FORMAT "\n", bench.records, (double) bench.bytes / 1e6, seconds, (double) bench.records / seconds, bench.hash, bench.facts,
           bench.parties);
  return 0;
}
