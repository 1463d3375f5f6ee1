/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tg-store"

#include "core/store/retold-private.h"

#include <string.h>

#include "core/base/hash.h"
#include "core/model/mapping.h"
#include "core/store/cells-private.h"
#include "core/store/edit-private.h"
#include "core/store/reader.h"
#include "core/store/sums-private.h"

/* What a record came to is not kept a record: its original is read and mapped again, alone, and all that it added is taken away. It is done for a
 * record only when its row, and that of the event itself, stand in the case as expected: else both stay, marked. */

#define OWN_MAX      500000           /* events taken back in one round: what is known of them is in memory */
#define MINUS_MAX    (128 * 1024)     /* rows, until they become a run */
#define NAMES_MAX    250000           /* entities known by heart */
#define PARTIES_MAX  256              /* of a record */

/* --- noted by the import --- */

typedef struct { gint64 id, evidence, place, time; } Own;      /* an event itself; id: hash of its own */

typedef struct { GArray *files /* gint64 evidence with something retold */, *owns; } Notes;

struct _TgRetold
{
  Notes now, flight;          /* flight: of the commit */
};

static void
notes_init (Notes *notes)
{
  notes->files = g_array_new (FALSE, FALSE, sizeof (gint64));
  notes->owns = g_array_new (FALSE, FALSE, sizeof (Own));
}

static void
notes_clear (Notes *notes)
{
  g_array_unref (notes->files);
  g_array_unref (notes->owns);
}

TgRetold *
tg_retold_new (void)
{
  TgRetold *retold = g_new0 (TgRetold, 1);

  notes_init (&retold->now);
  notes_init (&retold->flight);
  return retold;
}

void
tg_retold_free (TgRetold *retold)
{
  if (retold == NULL)
    return;
  notes_clear (&retold->now);
  notes_clear (&retold->flight);
  g_free (retold);
}

void
tg_retold_add (TgRetold *retold, const TgBatch *batch, const gint64 *evidence)
{
  GArray *files = retold->now.files;

  for (guint i = 0; i < batch->records->len; i++)
    {
      const TgRecord *record = &g_array_index (batch->records, TgRecord, i);
      const TgVerdict verdict = g_array_index (batch->verdicts, guint8, i);
      const gint64 file = evidence[record->file];
      if (verdict == TG_VERDICT_REPLACES)
        {
          const Own own = { (gint64) record->id_hash, file, (gint64) record->offset, record->time };
          g_array_append_val (retold->now.owns, own);
        }
      else if (verdict != TG_VERDICT_DUPLICATE && record->form == TG_FORM_RETOLD
               && (files->len == 0 || g_array_index (files, gint64, files->len - 1) != file))
        g_array_append_val (files, file);
    }
}

void
tg_retold_hand_over (TgRetold *retold)
{
  const Notes written = retold->flight;

  retold->flight = retold->now;
  retold->now = written;
}

gboolean
tg_retold_write (TgRetold *retold, sqlite3 *db, GError **error)
{
  GArray *files = retold->flight.files, *owns = retold->flight.owns;

  if (files->len == 0 && owns->len == 0)
    return TRUE;
  g_autoptr (sqlite3_stmt) file = tg_db_prepare (db, "INSERT OR IGNORE INTO retold (evidence) VALUES (?)", error);
  g_autoptr (sqlite3_stmt) own = tg_db_prepare (db, "INSERT OR IGNORE INTO replacing (id, evidence, place, time) VALUES (?, ?, ?, ?)", error);
  if (file == NULL || own == NULL)
    return FALSE;
  for (guint i = 0; i < files->len; i++)
    if (!tg_db_run_values (file, &g_array_index (files, gint64, i), 1, error))
      return FALSE;
  for (guint i = 0; i < owns->len; i++)
    if (!tg_db_run_values (own, (const gint64 *) &g_array_index (owns, Own, i), 4, error))
      return FALSE;
  g_array_set_size (files, 0);
  g_array_set_size (owns, 0);
  return TRUE;
}

/* --- taken back: what is worked on --- */

/* A relation, and what is taken from it; id 0: there is none. */
typedef struct { gint64 source, kind, target, id, count, failed, bytes_in, bytes_out; } Delta;

typedef struct { gint64 id, n; } Count;

enum { ACTIVITY, SERIES, HOURLY, POSTINGS, N_ROWS };

typedef enum
{
  ENTITY_BY_KEY, ENTITY_BY_ALIAS, FIND_RELATION, LESS_RELATION, DROP_RELATION, LESS_ENTITY, IS_UNUSED, DROP_ALIASES, DROP_PROPERTIES, DROP_ENTITY,
  DROP_OWN, N_STATEMENTS
} Statement;

/* Unused: nothing tells of the entity any more. The highest id stays taken, for the search index knows its text by that. */
static const char *const statements[N_STATEMENTS] = {
  [ENTITY_BY_KEY] = "SELECT id FROM entity WHERE kind = ? AND key = ?",
  [ENTITY_BY_ALIAS] = "SELECT entity FROM alias WHERE kind = ? AND alias = ?",
  [FIND_RELATION] = "SELECT id FROM relation WHERE source = ? AND kind = ? AND target = ?",
  [LESS_RELATION] = "UPDATE relation SET count = count - ?2, failed = failed - ?3, bytes_in = bytes_in - ?4, bytes_out = bytes_out - ?5 "
                    "WHERE id = ?1",
  [DROP_RELATION] = "DELETE FROM relation WHERE id = ? AND count <= 0",
  [LESS_ENTITY] = "UPDATE entity SET records = records - ?2 WHERE id = ?1",
  [IS_UNUSED] = "SELECT 1 FROM entity WHERE id = ?1 AND records <= 0 AND id < (SELECT max(id) FROM entity) "
                "AND NOT EXISTS (SELECT 1 FROM relation WHERE source = ?1 OR target = ?1)",
  [DROP_ALIASES] = "DELETE FROM alias WHERE entity = ?",
  [DROP_PROPERTIES] = "DELETE FROM property WHERE entity = ?",
  [DROP_ENTITY] = "DELETE FROM entity WHERE id = ?",
  [DROP_OWN] = "DELETE FROM replacing WHERE id = ?",
};

typedef struct
{
  TgSink        sink;            /* that the evidence is read into */
  sqlite3      *db;
  TgJob        *job;
  gint64        evidence;        /* being read */
  GArray       *owns;            /* Own, of this round */
  GHashTable   *by_id;           /* Own */
  TgEdit       *edit;            /* of blocks */
  TgFacts      *facts;           /* of one record */
  TgIntern     *names;           /* entities that were found */
  GArray       *name_ids;        /* gint64 by interned id */
  GHashTable   *deltas, *counts; /* Delta; Count of records by entity */
  GArray       *done;            /* gint64 ids */
  TgCells      *cells;
  TgRows       *minus[N_ROWS], *plus[N_ROWS];
  gint64        kinds[TG_RECORD_N_KINDS];
  sqlite3_stmt *statements[N_STATEMENTS];
} Back;

static guint
delta_hash (gconstpointer data)
{
  const Delta *delta = data;

  return (guint) ((guint64) delta->source * 0x9e3779b1u ^ (guint64) delta->target * 0x85ebca6bu ^ (guint64) delta->kind);
}

static gboolean
delta_equal (gconstpointer a, gconstpointer b)
{
  const Delta *x = a, *y = b;

  return x->source == y->source && x->kind == y->kind && x->target == y->target;
}

static void
back_clear (Back *b)
{
  g_array_unref (b->owns);
  g_hash_table_unref (b->by_id);
  tg_edit_free (b->edit);
  tg_facts_free (b->facts);
  tg_intern_free (b->names);
  g_array_unref (b->name_ids);
  g_hash_table_unref (b->deltas);
  g_hash_table_unref (b->counts);
  g_array_unref (b->done);
  tg_cells_free (b->cells);
  for (guint i = 0; i < N_ROWS; i++)
    {
      tg_rows_free (b->minus[i]);
      tg_rows_free (b->plus[i]);
    }
  for (guint i = 0; i < N_STATEMENTS; i++)
    sqlite3_finalize (b->statements[i]);
}

static gboolean
back_init (Back *b, sqlite3 *db, GError **error)
{
  static const TgRunTable tables[N_ROWS] = { TG_RUN_ACTIVITY, TG_RUN_SERIES, TG_RUN_HOURLY, TG_RUN_POSTING };

  *b = (Back) { .db = db };
  b->owns = g_array_new (FALSE, FALSE, sizeof (Own));
  b->by_id = g_hash_table_new (g_int64_hash, g_int64_equal);
  b->facts = tg_facts_new ();
  b->names = tg_intern_new ();
  b->name_ids = g_array_new (FALSE, FALSE, sizeof (gint64));
  b->deltas = g_hash_table_new_full (delta_hash, delta_equal, g_free, NULL);
  b->counts = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);
  b->done = g_array_new (FALSE, FALSE, sizeof (gint64));
  b->cells = tg_cells_new ();
  for (guint i = 0; i < N_ROWS; i++)
    {
      b->minus[i] = tg_rows_new (tables[i]);
      b->plus[i] = tg_rows_new (tables[i]);
    }
  for (guint i = 0; i < N_STATEMENTS; i++)
    if ((b->statements[i] = tg_db_prepare (db, statements[i], error)) == NULL)
      return FALSE;
  return (b->edit = tg_edit_new (db, error)) != NULL;
}

static gboolean
run_values (Back *b, Statement statement, const gint64 *values, guint n, GError **error)
{
  return tg_db_run_values (b->statements[statement], values, n, error);
}

/* --- one record --- */

static gboolean
ask (sqlite3_stmt *stmt, gint64 kind, TgSpan text, gint64 *id, GError **error)
{
  sqlite3_bind_int64 (stmt, 1, kind);
  tg_bind_span (stmt, 2, text);
  const int got = tg_db_step (stmt, error);
  if (got > 0)
    *id = sqlite3_column_int64 (stmt, 0);
  sqlite3_reset (stmt);
  return got >= 0;
}

/* By its key, else by the alias, as the import did; 0 when it is not there. */
static gboolean
find_entity (Back *b, const TgFactEntity *entity, gint64 *id, GError **error)
{
  gboolean is_new = FALSE;

  if (tg_intern_count (b->names) >= NAMES_MAX)
    {
      tg_intern_free (b->names);
      b->names = tg_intern_new ();
    }
  const guint32 at = tg_intern_add (b->names, entity->kind, entity->key, &is_new);
  if (at >= b->name_ids->len)
    g_array_set_size (b->name_ids, at + 1);
  *id = is_new ? 0 : g_array_index (b->name_ids, gint64, at);
  if (*id == 0 && (!ask (b->statements[ENTITY_BY_KEY], entity->kind, entity->key, id, error)
                   || (*id == 0 && entity->alias.str != NULL && !ask (b->statements[ENTITY_BY_ALIAS], entity->kind, entity->alias, id, error))))
    return FALSE;
  g_array_index (b->name_ids, gint64, at) = *id;
  return TRUE;
}

static gboolean
find_entities (Back *b, gint64 *ids, gboolean *all, GError **error)
{
  *all = TRUE;
  for (guint i = 0; i < b->facts->entities->len; i++)
    {
      if (!find_entity (b, &g_array_index (b->facts->entities, TgFactEntity, i), &ids[i], error))
        return FALSE;
      *all = *all && ids[i] != 0;
    }
  return TRUE;
}

static gboolean
find_relation (Back *b, const Delta *key, Delta **delta, GError **error)
{
  *delta = g_hash_table_lookup (b->deltas, key);
  if (*delta != NULL)
    return TRUE;
  sqlite3_stmt *stmt = b->statements[FIND_RELATION];
  sqlite3_bind_int64 (stmt, 1, key->source);
  sqlite3_bind_int64 (stmt, 2, key->kind);
  sqlite3_bind_int64 (stmt, 3, key->target);
  const int got = tg_db_step (stmt, error);
  *delta = g_new (Delta, 1);
  **delta = *key;
  if (got > 0)
    (*delta)->id = sqlite3_column_int64 (stmt, 0);
  sqlite3_reset (stmt);
  g_hash_table_add (b->deltas, *delta);
  return got >= 0;
}

static gboolean
find_relations (Back *b, const gint64 *entities, Delta **deltas, gint64 *ids, gboolean *all, GError **error)
{
  for (guint i = 0; i < b->facts->relations->len; i++)
    {
      const TgFactRelation *fact = &g_array_index (b->facts->relations, TgFactRelation, i);
      if (!find_relation (b, &(Delta) { .source = entities[fact->source], .kind = fact->kind, .target = entities[fact->target] }, &deltas[i], error))
        return FALSE;
      ids[i] = deltas[i]->id;
      *all = *all && ids[i] != 0;
    }
  return TRUE;
}

static gboolean
is_marked (const TgBlock *block, gsize record, gpointer data)
{
  return (block->columns[TG_COL_FLAGS][record] & TG_RECORD_CONFLICT) != 0;
}

typedef struct { const TgFacts *facts; const gint64 *ids; /* of its entities */ } Told;

/* The facts' parties, each once, are those of the row. */
static gboolean
has_parties (const TgBlock *block, gsize record, gpointer data)
{
  const Told *told = data;
  const TgFactRecord *fact = &g_array_index (told->facts->records, TgFactRecord, 0);
  const guint32 first = block->starts[record], n = block->starts[record + 1] - first;
  gint64 *const *c = block->columns;
  guint8 met[PARTIES_MAX] = { 0 };
  guint32 n_met = 0;

  if (n > PARTIES_MAX || fact->n_parties > PARTIES_MAX)
    return FALSE;
  for (guint32 i = 0; i < fact->n_parties; i++)
    {
      const TgFactParty *party = &g_array_index (told->facts->parties, TgFactParty, fact->first_party + i);
      guint32 p = 0;
      while (p < n && (c[TG_COL_ROLES][first + p] != party->role || c[TG_COL_PARTIES][first + p] != told->ids[party->entity]))
        p++;
      if (p == n)
        return FALSE;
      n_met += !met[p];
      met[p] = TRUE;
    }
  return n_met == n;
}

static void
count_one (GHashTable *counts, gint64 id)
{
  Count *count = g_hash_table_lookup (counts, &id);

  if (count == NULL)
    {
      count = g_new0 (Count, 1);
      count->id = id;
      g_hash_table_insert (counts, &count->id, count);
    }
  count->n++;
}

static void
drop_record (Back *b, const TgEditPlace *place)
{
  const TgBlock *block = tg_edit_block (place);
  const gsize i = place->record;
  const gint64 *parties = block->columns[TG_COL_PARTIES];
  const TgStored record = tg_block_stored (block, i);

  tg_edit_drop (place);
  tg_cells_add (b->cells, &record);
  b->kinds[record.kind]++;
  for (guint32 p = block->starts[i]; p < block->starts[i + 1]; p++)
    {
      gboolean again = FALSE;
      for (guint32 k = block->starts[i]; !again && k < p; k++)
        again = parties[k] == parties[p];
      if (again)
        continue;
      tg_rows_add (b->minus[POSTINGS], (gint64[]) { parties[p], block->id, -1 });
      count_one (b->counts, parties[p]);
    }
}

/* Moves rows over with the other sign. */
static void
subtract (TgRows *minus, TgRows *plus)
{
  const guint keys = tg_run_keys (plus->table);

  for (gsize i = 0; i < plus->n; i++)
    {
      gint64 *row = plus->cells + i * plus->n_columns;
      for (guint c = keys; c < plus->n_columns; c++)
        row[c] = -row[c];
      tg_rows_add (minus, row);
    }
  plus->n = 0;
}

/* Terms by the facts' own numbers: sums of one record need its action and region only, which its row has. */
static void
set_terms (const TgFactRecord *fact, const TgEditPlace *place, guint32 *terms)
{
  gint64 *const *c = tg_edit_block (place)->columns;

  if (fact->action != TG_LOCAL_NONE)
    terms[fact->action] = c[TG_COL_ACTION][place->record];
  if (fact->region != TG_LOCAL_NONE)
    terms[fact->region] = c[TG_COL_REGION][place->record];
}

static void
take_sums (Back *b, const TgEditPlace *place, const gint64 *entities, Delta *const *deltas, const gint64 *relations)
{
  const TgSums sums = { b->plus[ACTIVITY], b->plus[SERIES], b->plus[HOURLY] };
  g_autofree guint32 *terms = g_new0 (guint32, tg_intern_count (b->facts->terms) + 1);

  set_terms (&g_array_index (b->facts->records, TgFactRecord, 0), place, terms);
  tg_sums_add (&sums, b->facts, entities, relations, terms);
  for (guint i = 0; i < POSTINGS; i++)
    subtract (b->minus[i], b->plus[i]);
  for (guint i = 0; i < b->facts->relations->len; i++)
    {
      const TgFactRelation *fact = &g_array_index (b->facts->relations, TgFactRelation, i);
      deltas[i]->count += fact->count;
      deltas[i]->failed += fact->failed;
      deltas[i]->bytes_in += fact->bytes_in;
      deltas[i]->bytes_out += fact->bytes_out;
    }
}

static void
map_alone (Back *b, const TgRecord *record)
{
  TgRecord alone = *record;

  alone.like = alone.file = 0;
  tg_facts_reset (b->facts);
  tg_mapping_apply (&alone, b->facts);
  tg_mapping_finish (b->facts);
}

static gboolean
take_record (Back *b, const TgRecord *record, const Own *own, GError **error)
{
  TgEditPlace itself, place;
  gboolean all;

  map_alone (b, record);
  g_autofree gint64 *entities = g_new0 (gint64, b->facts->entities->len + 1);
  g_autofree gint64 *relations = g_new0 (gint64, b->facts->relations->len + 1);
  g_autofree Delta **deltas = g_new0 (Delta *, b->facts->relations->len + 1);
  Told told = { b->facts, entities };
  if (!find_entities (b, entities, &all, error) || (all && !find_relations (b, entities, deltas, relations, &all, error)))
    return FALSE;
  if (!all || b->facts->records->len != 1)
    return TRUE;
  if (!tg_edit_begin (b->edit, error)
      || !tg_edit_find (b->edit, &(TgEditWhere) { own->time, own->evidence, own->place }, is_marked, NULL, &itself, error)
      || !tg_edit_find (b->edit, &(TgEditWhere) { record->time, b->evidence, (gint64) record->offset }, has_parties, &told, &place, error))
    return FALSE;
  if (itself.open == NULL || place.open == NULL)
    return TRUE;
  tg_edit_set_flags (&itself, tg_edit_block (&itself)->columns[TG_COL_FLAGS][itself.record] & ~(gint64) TG_RECORD_CONFLICT);
  take_sums (b, &place, entities, deltas, relations);
  drop_record (b, &place);
  g_array_append_val (b->done, own->id);
  g_hash_table_remove (b->by_id, &own->id);
  return TRUE;
}

/* --- one file --- */

static gboolean
append_minus (Back *b, gsize from, GError **error)
{
  for (guint i = 0; i < N_ROWS; i++)
    if (b->minus[i]->n > from && !tg_runs_append (b->db, b->minus[i], error))
      return FALSE;
  return TRUE;
}

static gboolean
back_find (TgSink *sink, const guint8 sha256[32], guint64 size, TgEvidenceState *out, GError **error)
{
  *out = (TgEvidenceState) { 0 };
  return TRUE;
}

/* Nothing is to be mapped: it is done here, record by record. */
static void
back_classify (TgSink *sink, TgBatch *batch)
{
  g_array_set_size (batch->verdicts, batch->records->len);
  memset (batch->verdicts->data, TG_VERDICT_DUPLICATE, batch->records->len);
}

static gboolean
back_write (TgSink *sink, TgBatch *batch, GError **error)
{
  Back *b = (Back *) sink;

  if (!tg_job_check (b->job, error))
    return FALSE;
  for (guint i = 0; i < batch->records->len; i++)
    {
      const TgRecord *record = &g_array_index (batch->records, TgRecord, i);
      const gint64 id = (gint64) record->id_hash;
      const Own *own = record->form == TG_FORM_RETOLD ? g_hash_table_lookup (b->by_id, &id) : NULL;
      if (own != NULL && (!take_record (b, record, own, error) || !append_minus (b, MINUS_MAX, error)))
        return FALSE;
    }
  return TRUE;
}

static gboolean
back_finish (TgSink *sink, gboolean ok, GError **error)
{
  return TRUE;
}

static gboolean
write_relations (Back *b, GError **error)
{
  GHashTableIter iter;
  gpointer each;

  g_hash_table_iter_init (&iter, b->deltas);
  while (g_hash_table_iter_next (&iter, &each, NULL))
    {
      const Delta *delta = each;
      if (delta->count == 0)
        continue;
      if (!run_values (b, LESS_RELATION, &delta->id, 5, error) || !run_values (b, DROP_RELATION, &delta->id, 1, error))
        return FALSE;
    }
  g_hash_table_remove_all (b->deltas);
  return TRUE;
}

static gboolean
forget_unused (Back *b, gint64 id, GError **error)
{
  sqlite3_stmt *stmt = b->statements[IS_UNUSED];

  sqlite3_bind_int64 (stmt, 1, id);
  const int got = tg_db_step (stmt, error);
  sqlite3_reset (stmt);
  return got == 0 || (got > 0 && run_values (b, DROP_ALIASES, &id, 1, error) && run_values (b, DROP_PROPERTIES, &id, 1, error)
                      && run_values (b, DROP_ENTITY, &id, 1, error));
}

static gboolean
write_entities (Back *b, GError **error)
{
  GHashTableIter iter;
  gpointer each;

  g_hash_table_iter_init (&iter, b->counts);
  while (g_hash_table_iter_next (&iter, NULL, &each))
    {
      const Count *count = each;
      if (!run_values (b, LESS_ENTITY, &count->id, 2, error) || !forget_unused (b, count->id, error))
        return FALSE;
    }
  g_hash_table_remove_all (b->counts);
  return TRUE;
}

/* found = stored + duplicates + rejected holds on; their keys stay known. */
static gboolean
write_ledger (Back *b, GError **error)
{
  const gint64 values[] = { b->evidence, b->done->len };

  if (!tg_db_run_with (b->db, "UPDATE evidence SET stored = stored - ?2, duplicates = duplicates + ?2 WHERE id = ?1", values, 2, error)
      || !tg_db_run_with (b->db, "INSERT INTO meta (name, value) VALUES ('taken-back', ?2) ON CONFLICT (name) DO UPDATE "
                          "SET value = value + excluded.value", values, 2, error))
    return FALSE;
  for (gint64 kind = 0; kind < TG_RECORD_N_KINDS; kind++)
    if (b->kinds[kind] > 0
        && !tg_db_run_with (b->db, "UPDATE evidence_count SET n = n - ?3 WHERE evidence = ?1 AND kind = ?2",
                            (gint64[]) { b->evidence, kind, b->kinds[kind] }, 3, error))
      return FALSE;
  if (!tg_db_run_with (b->db, "DELETE FROM evidence_count WHERE evidence = ? AND n <= 0", values, 1, error))
    return FALSE;
  for (guint i = 0; i < b->done->len; i++)
    if (!run_values (b, DROP_OWN, &g_array_index (b->done, gint64, i), 1, error))
      return FALSE;
  return TRUE;
}

static gboolean
write_file (Back *b, GError **error)
{
  if (b->done->len == 0)
    return TRUE;
  tg_cells_flush (b->cells, b->plus[ACTIVITY]);
  subtract (b->minus[ACTIVITY], b->plus[ACTIVITY]);
  return tg_edit_write (b->edit, error) && append_minus (b, 0, error) && write_relations (b, error) && write_entities (b, error)
         && write_ledger (b, error);
}

typedef struct { gint64 id; char *path, *origin; } File;

static void
file_clear (gpointer data)
{
  g_free (((File *) data)->path);
  g_free (((File *) data)->origin);
}

static gboolean
take_file (Back *b, const File *file, GBytes *bytes, TgReimport reimport, gpointer data, TgJob *job, GError **error)
{
  b->evidence = file->id;
  g_array_set_size (b->done, 0);
  memset (b->kinds, 0, sizeof b->kinds);
  g_hash_table_remove_all (b->deltas);
  if (!tg_db_exec (b->db, "BEGIN IMMEDIATE", error))
    return FALSE;
  tg_edit_forget (b->edit);
  if (reimport (&b->sink, file->path, file->origin, bytes, job, data, error) && write_file (b, error)
      && tg_db_exec (b->db, "COMMIT", error))
    return TRUE;
  sqlite3_exec (b->db, "ROLLBACK", NULL, NULL, NULL);
  return FALSE;
}

/* --- all --- */

static gboolean
list_files (sqlite3 *db, GArray *files, GError **error)
{
  g_autoptr (sqlite3_stmt) stmt = tg_db_prepare (db, "SELECT id, path, origin FROM evidence WHERE id IN (SELECT evidence FROM retold) "
                                                "AND stored > 0 ORDER BY id", error);
  int got = stmt != NULL ? 1 : -1;

  while (got > 0 && (got = tg_db_step (stmt, error)) > 0)
    {
      const File file = { sqlite3_column_int64 (stmt, 0), tg_column_dup (stmt, 1), tg_column_dup (stmt, 2) };
      g_array_append_val (files, file);
    }
  return got == 0;
}

static gboolean
load_owns (Back *b, GError **error)
{
  g_autoptr (sqlite3_stmt) stmt = tg_db_prepare (b->db, "SELECT id, evidence, place, time FROM replacing ORDER BY id LIMIT "
                                                G_STRINGIFY (OWN_MAX), error);
  int got = stmt != NULL ? 1 : -1;

  g_hash_table_remove_all (b->by_id);
  g_array_set_size (b->owns, 0);
  while (got > 0 && (got = tg_db_step (stmt, error)) > 0)
    {
      Own own;
      gint64 *values = (gint64 *) &own;
      for (int c = 0; c < 4; c++)
        values[c] = sqlite3_column_int64 (stmt, c);
      g_array_append_val (b->owns, own);
    }
  for (guint i = 0; i < b->owns->len; i++)
    g_hash_table_insert (b->by_id, &g_array_index (b->owns, Own, i).id, &g_array_index (b->owns, Own, i));
  return got == 0;
}

static gboolean
take_files (Back *b, TgCase *tgcase, TgReimport reimport, gpointer data, TgJob *job, GError **error)
{
  g_autoptr (TgReader) reader = tg_reader_new (tgcase->path, error);
  g_autoptr (GArray) files = g_array_new (FALSE, FALSE, sizeof (File));

  g_array_set_clear_func (files, file_clear);
  if (reader == NULL || !list_files (b->db, files, error))
    return FALSE;
  for (guint i = 0; i < files->len && g_hash_table_size (b->by_id) > 0; i++)
    {
      const File *file = &g_array_index (files, File, i);
      if (job != NULL)
        tg_job_set_detail (job, file->path);
      /* what stood in a file in place may be gone, or be too large to be read at once: then both stay */
      g_autoptr (GBytes) bytes = tg_reader_evidence_bytes (reader, file->id, NULL);
      if (!tg_job_check (job, error) || (bytes != NULL && !take_file (b, file, bytes, reimport, data, job, error)))
        return FALSE;
    }
  return TRUE;
}

gboolean
tg_retold_take_back (TgCase *tgcase, TgReimport reimport, gpointer data, TgJob *job, GError **error)
{
  Back b;
  gboolean ok;

  g_mutex_lock (&tgcase->lock);
  ok = back_init (&b, tgcase->db, error) && load_owns (&b, error);
  b.job = job;
  b.sink = (TgSink) { back_find, back_classify, back_write, back_finish, NULL };
  while (ok && b.owns->len > 0)
    {
      const gint64 last = g_array_index (b.owns, Own, b.owns->len - 1).id;
      ok = take_files (&b, tgcase, reimport, data, job, error)
           /* what is left cannot be taken back, now or later */
           && tg_db_run_with (b.db, "DELETE FROM replacing WHERE id <= ?", &last, 1, error) && load_owns (&b, error);
    }
  back_clear (&b);
  g_mutex_unlock (&tgcase->lock);
  return ok;
}
