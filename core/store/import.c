/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tg-store"

#include "core/store/case-private.h"
#include "core/store/checkpoint-private.h"
#include "core/store/facts-private.h"
#include "core/store/ledger-private.h"
#include "core/store/retold-private.h"
#include "core/store/seen-private.h"
#include "core/store/sums-private.h"
#include "core/store/unite-private.h"

#include "core/base/memory.h"

/* The sink: what batches say is gathered in memory, and every commit is one transaction that holds the records, what was derived from
 * them, the bytes and the ledger with the place to go on from. Killed at any moment, the case stands at a commit.
 *
 * A commit is handed over as a whole to a thread of its own, while write() gathers the next one. One is in flight at most: who hands the next one
 * over waits for it, so that memory holds two. Which ids things get is known from memory alone, whether or not what they stand for is
 * committed yet. */

#define COMMIT_RECORDS (96 * 1024)
#define COMMIT_BYTES (32 * 1024 * 1024)
#define COMMIT_ROWS  (256 * 1024)
#define COMMIT_FILES (16 * 1024)       /* with a kilobyte each until they are written */

/* A process that has more than this before an import is a window, whose own memory counts as well: commits are half as large, which takes 3 % more
 * of processors and 40 MB less. */
#define NOT_ALONE    (64 * 1024 * 1024)

gsize tg_commit_records = COMMIT_RECORDS;

enum { ACTIVITY, SERIES, HOURLY, KEYS, N_ROWS };

struct _TgImport
{
  TgSink       sink;
  TgCase      *tgcase;
  TgJob       *job;
  GMutex       lock;           /* of what write() works on */
  GMutex       seen_lock;      /* of seen: classify() of one batch may meet the commit of those before */
  GMutex       find_lock;
  sqlite3     *find_db;
  sqlite3_stmt *find;
  TgCheckpointer *checkpointer;
  sqlite3     *look_db;        /* for what write() looks up: sees what is committed */
  TgSeen      *seen;
  TgLedger    *ledger;
  TgEntities  *entities;
  TgRelations *relations;
  TgTerms     *terms;
  TgDetails   *details;
  TgGathered  *gathered;
  TgRetold    *retold;
  TgRows      *rows[N_ROWS];
  TgRows      *flying[N_ROWS]; /* of the commit in flight */
  TgRowSorter  sorter;         /* of the commit in flight */
  GThread     *flight;         /* NULL: none; its error is what it returns */
  int          crashed;        /* atomic: the commit in flight has failed */
  gboolean     beside;         /* a window */
  gboolean     failed, ended;  /* ended: all that was gathered is committed, or never will be */
};

/* What is known of the case and gathered for it: most of the memory of an import. */
static void
import_forget (TgImport *import)
{
  g_clear_pointer (&import->seen, tg_seen_free);
  g_clear_pointer (&import->ledger, tg_ledger_free);
  g_clear_pointer (&import->entities, tg_entities_free);
  g_clear_pointer (&import->relations, tg_relations_free);
  g_clear_pointer (&import->terms, tg_terms_free);
  g_clear_pointer (&import->details, tg_details_free);
  g_clear_pointer (&import->gathered, tg_gathered_free);
  g_clear_pointer (&import->retold, tg_retold_free);
  for (guint i = 0; i < N_ROWS; i++)
    {
      g_clear_pointer (&import->rows[i], tg_rows_free);
      g_clear_pointer (&import->flying[i], tg_rows_free);
    }
  tg_row_sorter_clear (&import->sorter);
  g_clear_pointer (&import->find, sqlite3_finalize);
  g_clear_pointer (&import->find_db, tg_db_close);
  g_clear_pointer (&import->look_db, tg_db_close);
  /* small pieces, many of them: malloc() would keep them */
  tg_memory_trim ();
}

static void
import_free (TgImport *import)
{
  import_forget (import);
  g_clear_pointer (&import->checkpointer, tg_checkpointer_free);
  g_clear_pointer (&import->job, tg_job_unref);
  g_mutex_clear (&import->lock);
  g_mutex_clear (&import->seen_lock);
  g_mutex_clear (&import->find_lock);
  g_free (import);
}

static gboolean
look_up (TgImport *import, const guint8 sha256[32], guint64 size, TgEvidenceState *out, GError **error)
{
  sqlite3_stmt *stmt = import->find;

  sqlite3_bind_blob (stmt, 1, sha256, 32, SQLITE_STATIC);
  sqlite3_bind_int64 (stmt, 2, size);
  const int got = tg_db_step (stmt, error);
  if (got > 0)
    {
      out->evidence = sqlite3_column_int64 (stmt, 0);
      out->complete = sqlite3_column_int (stmt, 1) != 0;
      out->resume_offset = sqlite3_column_int64 (stmt, 2);
      out->resume_state = sqlite3_column_int64 (stmt, 3);
    }
  sqlite3_reset (stmt);
  return got >= 0;
}

static gboolean
sink_find (TgSink *sink, const guint8 sha256[32], guint64 size, TgEvidenceState *out, GError **error)
{
  TgImport *import = (TgImport *) sink;

  *out = (TgEvidenceState) { 0 };
  if (!tg_ledger_may_know (import->ledger, sha256))
    return TRUE;
  g_mutex_lock (&import->find_lock);
  const gboolean ok = look_up (import, sha256, size, out, error);
  g_mutex_unlock (&import->find_lock);
  return ok;
}

static void
sink_classify (TgSink *sink, TgBatch *batch)
{
  TgImport *import = (TgImport *) sink;
  const guint n = batch->records->len;
  g_autofree TgSeenKey *keys = g_new (TgSeenKey, n + 1);

  for (guint i = 0; i < n; i++)
    {
      const TgRecord *record = &g_array_index (batch->records, TgRecord, i);
      keys[i] = (TgSeenKey) { record->id_hash, record->content_hash, record->form };
    }
  g_array_set_size (batch->verdicts, n);
  g_mutex_lock (&import->seen_lock);
  tg_seen_add (import->seen, keys, n, (guint8 *) batch->verdicts->data);
  g_mutex_unlock (&import->seen_lock);
  for (guint i = 0; i < n; i++)
    {
      TgRecord *record = &g_array_index (batch->records, TgRecord, i);
      TgBatchFile *file = g_ptr_array_index (batch->files, record->file);
      const TgVerdict verdict = g_array_index (batch->verdicts, guint8, i);
      if (verdict == TG_VERDICT_CONFLICT || verdict == TG_VERDICT_REPLACES)
        record->flags |= TG_RECORD_CONFLICT;
      if (verdict == TG_VERDICT_DUPLICATE)
        file->duplicates++;
      else
        file->stored++;
    }
}

static gboolean
add_files (TgImport *import, TgBatch *batch, gint64 *evidence, GError **error)
{
  const guint n = batch->files->len;
  g_autofree guint32 *kinds = g_new0 (guint32, n * TG_RECORD_N_KINDS + 1);

  for (guint i = 0; i < batch->facts->records->len; i++)
    {
      const TgFactRecord *record = &g_array_index (batch->facts->records, TgFactRecord, i);
      kinds[record->file * TG_RECORD_N_KINDS + record->kind]++;
    }
  for (guint i = 0; i < n; i++)
    if (!tg_ledger_add (import->ledger, g_ptr_array_index (batch->files, i), kinds + i * TG_RECORD_N_KINDS, &evidence[i], error))
      return FALSE;
  return TRUE;
}

static gboolean
merge (TgImport *import, TgBatch *batch, GError **error)
{
  const TgFacts *facts = batch->facts;
  g_autofree gint64 *evidence = g_new0 (gint64, batch->files->len + 1);
  g_autofree gint64 *entities = g_new0 (gint64, facts->entities->len + 1);
  g_autofree gint64 *relations = g_new0 (gint64, facts->relations->len + 1);
  g_autofree guint32 *terms = g_new0 (guint32, tg_intern_count (facts->terms) + 1);

  if (!add_files (import, batch, evidence, error) || !tg_entities_merge (import->entities, facts, entities, error)
      || !tg_relations_merge (import->relations, facts, entities, relations, error))
    return FALSE;
  tg_terms_merge (import->terms, facts, terms);
  tg_details_merge (import->details, facts, entities);
  tg_gathered_add (import->gathered, facts, entities, terms, evidence);
  tg_retold_add (import->retold, batch, evidence);
  tg_sums_add (&(TgSums) { import->rows[ACTIVITY], import->rows[SERIES], import->rows[HOURLY] }, facts, entities, relations, terms);
  for (guint i = 0; i < batch->records->len; i++)
    {
      const TgRecord *record = &g_array_index (batch->records, TgRecord, i);
      if (g_array_index (batch->verdicts, guint8, i) != TG_VERDICT_DUPLICATE)
        tg_rows_add (import->rows[KEYS], (gint64[]) { record->id_hash != 0 ? (gint64) record->id_hash : 1, tg_seen_fold (record->content_hash, record->form) });
    }
  return TRUE;
}

/* --- commits --- */

static gboolean
keys_looked (TgImport *import)
{
  g_mutex_lock (&import->seen_lock);
  const gboolean looked = tg_seen_looked (import->seen);
  g_mutex_unlock (&import->seen_lock);
  return looked;
}

static gboolean
tidy_runs (TgImport *import, GError **error)
{
  sqlite3 *db = import->tgcase->db;
  const gboolean looked = keys_looked (import);

  for (guint table = TG_RUN_ACTIVITY; table < TG_RUN_N; table++)
    if (!tg_runs_compact (db, table, looked && table == TG_RUN_SEEN ? TG_TIDY_LOOKED : TG_TIDY_COMMIT, error))
      return FALSE;
  if (looked)
    {
      g_mutex_lock (&import->seen_lock);
      tg_seen_merged (import->seen);
      g_mutex_unlock (&import->seen_lock);
    }
  return TRUE;
}

static gboolean
write_all (TgImport *import, GError **error)
{
  sqlite3 *db = import->tgcase->db;

  if (!tg_ledger_write (import->ledger, db, error) || !tg_terms_write (import->terms, db, error)
      || !tg_gathered_write (import->gathered, db, import->entities, import->flying[ACTIVITY], error)
      || !tg_entities_write (import->entities, db, error) || !tg_relations_write (import->relations, db, error)
      || !tg_details_write (import->details, db, error) || !tg_retold_write (import->retold, db, error))
    return FALSE;
  for (guint i = 0; i < N_ROWS; i++)
    if (!tg_runs_append (db, import->flying[i], error))
      return FALSE;
  return tidy_runs (import, error) && tg_db_exec (db, "INSERT OR REPLACE INTO meta (name, value) VALUES ('unfinished', 1)", error);
}

static gboolean
commit (TgImport *import, GError **error)
{
  sqlite3 *db = import->tgcase->db;
  const gsize n = import->flying[KEYS]->n;

  g_mutex_lock (&import->tgcase->lock);
  gboolean ok = tg_db_exec (db, "BEGIN IMMEDIATE", error);
  if (ok)
    {
      ok = write_all (import, error) && tg_db_exec (db, "COMMIT", error);
      if (!ok)
        sqlite3_exec (db, "ROLLBACK", NULL, NULL, NULL);
    }
  g_mutex_unlock (&import->tgcase->lock);
  if (ok)
    {
      /* a case that cannot be read ends the import behind this commit, which stays: a later one goes on from there */
      g_mutex_lock (&import->seen_lock);
      ok = tg_seen_commit (import->seen, n, error);
      g_mutex_unlock (&import->seen_lock);
    }
  return ok;
}

static gpointer
fly (gpointer data)
{
  TgImport *import = data;
  GError *error = NULL;

  if (!commit (import, &error))
    g_atomic_int_set (&import->crashed, TRUE);
  return error;
}

/* Waits for the commit in flight. FALSE: it failed, and so did the import. */
static gboolean
land (TgImport *import, GError **error)
{
  GError *problem = import->flight != NULL ? g_thread_join (g_steal_pointer (&import->flight)) : NULL;

  if (!g_atomic_int_get (&import->crashed))
    return TRUE;
  import->failed = TRUE;
  if (problem != NULL)
    g_propagate_error (error, problem);
  return FALSE;
}

/* Everything gathered goes into a commit of its own. */
static gboolean
hand_over (TgImport *import, GError **error)
{
  if (!land (import, error))
    return FALSE;
  tg_ledger_hand_over (import->ledger);
  tg_terms_hand_over (import->terms);
  tg_gathered_hand_over (import->gathered);
  tg_entities_hand_over (import->entities);
  tg_relations_hand_over (import->relations);
  tg_details_hand_over (import->details);
  tg_retold_hand_over (import->retold);
  for (guint i = 0; i < N_ROWS; i++)
    {
      TgRows *written = import->flying[i];
      import->flying[i] = import->rows[i];
      import->rows[i] = written;
    }
  import->flight = g_thread_new ("commit", fly, import);
  return TRUE;
}

/* What is known by heart may be forgotten when all of it stands in the case. */
static gboolean
forget_some (TgImport *import, GError **error)
{
  const gboolean entities = tg_entities_may_forget (import->entities), relations = tg_relations_may_forget (import->relations);

  if (!entities && !relations)
    return TRUE;
  if (!land (import, error))
    return FALSE;
  if (entities)
    tg_entities_forget (import->entities);
  if (relations)
    tg_relations_forget (import->relations);
  return TRUE;
}

static gboolean
is_full (TgImport *import)
{
  /* a test gets what it asks for */
  const guint share = import->beside && tg_commit_records == COMMIT_RECORDS ? 2 : 1;
  const gsize rows = COMMIT_ROWS / share;

  return tg_gathered_count (import->gathered) >= tg_commit_records / share || tg_ledger_pending (import->ledger) >= COMMIT_BYTES / share
         || import->rows[ACTIVITY]->n + import->rows[SERIES]->n + import->rows[HOURLY]->n >= rows
         || tg_ledger_pending_files (import->ledger) >= COMMIT_FILES / share
         || tg_relations_pending (import->relations) >= rows || tg_entities_pending (import->entities) >= rows
         /* duplicates alone fill nothing */
         || keys_looked (import);
}

static gboolean
sink_write (TgSink *sink, TgBatch *batch, GError **error)
{
  TgImport *import = (TgImport *) sink;
  gboolean ok = FALSE;

  g_mutex_lock (&import->lock);
  if (import->failed)
    g_set_error_literal (error, TG_ERROR, TG_ERROR_FAILED, "The import has failed before");
  else
    {
      ok = (!g_atomic_int_get (&import->crashed) || land (import, error)) && forget_some (import, error) && merge (import, batch, error)
           && (!is_full (import) || hand_over (import, error));
      import->failed = !ok;
    }
  g_mutex_unlock (&import->lock);
  return ok;
}

/* What was written whole before a cancel is kept as well: a later import goes on behind it. */
static gboolean
commit_last (TgImport *import, GError **error)
{
  if (import->ended)
    return !import->failed;
  if (import->failed)
    land (import, NULL);
  else
    import->failed = !hand_over (import, error) || !land (import, error);
  import->ended = TRUE;
  import_forget (import);
  return !import->failed;
}

static gboolean
sink_hear_again (TgSink *sink, TgReimport reimport, gpointer data, TgJob *job, GError **error)
{
  TgImport *import = (TgImport *) sink;
  TgCase *tgcase = import->tgcase;
  gint64 replacing = 0;

  if (!commit_last (import, error))
    return FALSE;
  g_mutex_lock (&tgcase->lock);
  /* what is one of two names of an entity by now is found by either */
  const gboolean ok = tg_db_int (tgcase->db, "SELECT EXISTS (SELECT 1 FROM replacing)", &replacing, error)
                      && (replacing == 0 || tg_unite_pending (tgcase->db, error));
  g_mutex_unlock (&tgcase->lock);
  return ok && (replacing == 0 || tg_retold_take_back (tgcase, reimport, data, job, error));
}

static gboolean
sink_finish (TgSink *sink, gboolean ok, GError **error)
{
  TgImport *import = (TgImport *) sink;
  TgCase *tgcase = import->tgcase;
  const gboolean was_well = !import->failed;
  gboolean done = commit_last (import, was_well ? error : NULL) || !was_well;

  g_mutex_lock (&tgcase->lock);
  if (done && !import->failed)
    done = tg_import_settle (tgcase->db, ok, error);
  g_clear_pointer (&import->checkpointer, tg_checkpointer_free);
  tgcase->import = NULL;
  g_mutex_unlock (&tgcase->lock);
  import_free (import);
  return done;
}

static gboolean
import_open (TgImport *import, GError **error)
{
  sqlite3 *db = import->tgcase->db, *seen_db;

  /* cases from before it was made have another index, by which a row of a run is found as well, only slower */
  if (!tg_db_exec (db, "CREATE INDEX IF NOT EXISTS run_place ON run (tbl, run, key_max, key_min); "
                   "CREATE TABLE IF NOT EXISTS evidence_pack (id INTEGER PRIMARY KEY, bytes BLOB NOT NULL); "
                   "CREATE TABLE IF NOT EXISTS retold (evidence INTEGER PRIMARY KEY); "
                   "CREATE TABLE IF NOT EXISTS replacing (id INTEGER PRIMARY KEY, evidence INTEGER NOT NULL, place INTEGER NOT NULL, time INTEGER NOT NULL); "
                   "PRAGMA user_version=" G_STRINGIFY (TG_SCHEMA_VERSION), error))
    return FALSE;
  if ((import->find_db = tg_db_open_reader (import->tgcase->path, error)) == NULL
      || (import->look_db = tg_db_open_reader (import->tgcase->path, error)) == NULL
      || (seen_db = tg_db_open_reader (import->tgcase->path, error)) == NULL)
    return FALSE;
  /* each commit makes what these have in memory old */
  sqlite3_exec (import->find_db, "PRAGMA cache_size=-2048", NULL, NULL, NULL);
  sqlite3_exec (import->look_db, "PRAGMA cache_size=-4096", NULL, NULL, NULL);
  sqlite3_exec (seen_db, "PRAGMA cache_size=-2048", NULL, NULL, NULL);
  import->find = tg_db_prepare (import->find_db, "SELECT id, complete, resume_offset, resume_state FROM evidence WHERE sha256 = ? AND size = ?", error);
  return import->find != NULL
         && (import->checkpointer = tg_checkpointer_new (db, import->tgcase->path, error)) != NULL
         && (import->seen = tg_seen_new (seen_db, error)) != NULL
         && (import->ledger = tg_ledger_new (import->look_db, error)) != NULL
         && (import->entities = tg_entities_new (import->look_db, error)) != NULL
         && (import->relations = tg_relations_new (import->look_db, error)) != NULL
         && (import->terms = tg_terms_new (db, error)) != NULL
         && (import->gathered = tg_gathered_new (db, error)) != NULL;
}

TgSink *
tg_case_begin_import (TgCase *tgcase, TgJob *job, GError **error)
{
  if (tgcase->read_only)
    {
      tg_case_refuse_write (tgcase, error);
      return NULL;
    }
  static const TgRunTable tables[N_ROWS] = { [ACTIVITY] = TG_RUN_ACTIVITY, [SERIES] = TG_RUN_SERIES, [HOURLY] = TG_RUN_HOURLY, [KEYS] = TG_RUN_SEEN };
  TgImport *import = g_new0 (TgImport, 1);
  import->sink = (TgSink) { sink_find, sink_classify, sink_write, sink_finish, sink_hear_again };
  import->tgcase = tgcase;
  import->job = job != NULL ? tg_job_ref (job) : NULL;
  import->beside = tg_memory_resident () > NOT_ALONE;
  import->details = tg_details_new ();
  import->retold = tg_retold_new ();
  for (guint i = 0; i < N_ROWS; i++)
    {
      import->rows[i] = tg_rows_new (tables[i]);
      import->flying[i] = tg_rows_new (tables[i]);
      import->rows[i]->sorter = import->flying[i]->sorter = &import->sorter;
    }
  g_mutex_init (&import->lock);
  g_mutex_init (&import->seen_lock);
  g_mutex_init (&import->find_lock);

  g_mutex_lock (&tgcase->lock);
  gboolean ok = tgcase->import == NULL;
  if (!ok)
    g_set_error_literal (error, TG_ERROR, TG_ERROR_BUSY, "An import is running already");
  else if ((ok = import_open (import, error)))
    tgcase->import = import;
  g_mutex_unlock (&tgcase->lock);
  if (!ok)
    g_clear_pointer (&import, import_free);
  return (TgSink *) import;
}
