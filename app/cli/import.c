/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tg-cli"

#include "app/cli/ledger.h"
#include "core/ingest/importer.h"
#include "core/store/case.h"

/* What this import did, told from the case before and after: the ledger itself is in the case. A sink in between notes
 * which files the case had already. */
typedef struct
{
  TgSink  sink;
  TgSink *inner;
  GMutex  lock;
  GArray *known;            /* gint64 evidence ids found complete, a few of them more than once */
} Witness;

/* Files that the case had, by id. */
typedef struct { gint64 id; guint64 stored, duplicates, rejected; } Before;

static gboolean
witness_find (TgSink *sink, const guint8 sha256[32], guint64 size, TgEvidenceState *out, GError **error)
{
  Witness *witness = (Witness *) sink;

  if (!witness->inner->find (witness->inner, sha256, size, out, error))
    return FALSE;
  if (out->evidence != 0 && out->complete)
    {
      g_mutex_lock (&witness->lock);
      g_array_append_val (witness->known, out->evidence);
      g_mutex_unlock (&witness->lock);
    }
  return TRUE;
}

static void
witness_classify (TgSink *sink, TgBatch *batch)
{
  Witness *witness = (Witness *) sink;

  witness->inner->classify (witness->inner, batch);
}

static gboolean
witness_write (TgSink *sink, TgBatch *batch, GError **error)
{
  Witness *witness = (Witness *) sink;

  return witness->inner->write (witness->inner, batch, error);
}

static gboolean
witness_finish (TgSink *sink, gboolean ok, GError **error)
{
  Witness *witness = (Witness *) sink;

  return witness->inner->finish (witness->inner, ok, error);
}

static gboolean
witness_hear_again (TgSink *sink, TgReimport reimport, gpointer data, TgJob *job, GError **error)
{
  Witness *witness = (Witness *) sink;

  return witness->inner->hear_again == NULL || witness->inner->hear_again (witness->inner, reimport, data, job, error);
}

static gboolean
remember_file (const TgEvidenceInfo *info, gpointer data)
{
  const Before was = { info->id, info->stored, info->duplicates, info->rejected };

  g_array_append_val ((GArray *) data, was);
  return TRUE;
}

/* Before; in order of id. */
static GArray *
remember (const char *path, TgSummary *summary, GError **error)
{
  g_autoptr (TgReader) reader = tg_reader_new (path, error);
  g_autoptr (GArray) before = g_array_new (FALSE, FALSE, sizeof (Before));

  if (reader == NULL || !tg_reader_visit_evidence (reader, remember_file, before, error)
      || !tg_reader_summary (reader, TG_TIME_ALL, summary, NULL, error))
    return NULL;
  return g_steal_pointer (&before);
}

/* Both begin with the id. */
static int
compare_ids (gconstpointer a, gconstpointer b)
{
  const gint64 x = *(const gint64 *) a, y = *(const gint64 *) b;

  return (x > y) - (x < y);
}

static gconstpointer
find_id (const GArray *sorted, gint64 id)
{
  return sorted->len > 0 ? bsearch (&id, sorted->data, sorted->len, g_array_get_element_size ((GArray *) sorted), compare_ids) : NULL;
}

typedef struct { const GArray *before, *known; } Past;

/* What this import had to do with. */
static gboolean
was_touched (TgLedgerFile *file, gpointer data)
{
  const Past *past = data;
  const TgEvidenceInfo *info = file->info;
  const Before *was = find_id (past->before, info->id);

  if (was != NULL && find_id (past->known, info->id) != NULL)
    {
      /* met again: all it holds was there already */
      file->known = TRUE;
      file->duplicates += file->stored;
      file->stored = 0;
      return TRUE;
    }
  return was == NULL || was->stored != info->stored || was->duplicates != info->duplicates || was->rejected != info->rejected;
}

static gboolean
print_text (const TgLedger *ledger, const TgLedgerTotals *totals, guint64 added, GError **error)
{
  if (!tg_ledger_print_brief (ledger, totals, error))
    return FALSE;
  printf ("\n%" G_GUINT64_FORMAT " file%s, %" G_GUINT64_FORMAT " records added, %" G_GUINT64_FORMAT " rejected", totals->files,
          totals->files == 1 ? "" : "s", added, totals->rejected);
  if (totals->known > 0)
    printf (", %" G_GUINT64_FORMAT " in the case already", totals->known);
  if (totals->unread > 0)
    printf (", %" G_GUINT64_FORMAT " unread", totals->unread);
  printf ("\n");
  return TRUE;
}

static int
tell (const char *path, const GArray *before, const TgSummary *old, GArray *known, gboolean json, GError **error)
{
  g_autoptr (TgReader) reader = tg_reader_new (path, error);
  Past past = { before, known };
  const TgLedger ledger = { .reader = reader, .pick = was_touched, .data = &past };
  TgLedgerTotals totals;
  TgSummary summary;
  guint64 added = 0;

  g_array_sort (known, compare_ids);
  if (reader == NULL || !tg_reader_summary (reader, TG_TIME_ALL, &summary, NULL, error) || !tg_ledger_total (&ledger, &totals, error))
    return TG_EXIT_FAILED;
  for (guint i = 0; i < TG_RECORD_N_KINDS; i++)
    added += summary.records[i] -= old->records[i];
  if (json ? !tg_ledger_json (&ledger, summary.records, &totals, error) : !print_text (&ledger, &totals, added, error))
    return TG_EXIT_FAILED;
  return totals.rejected + totals.unread > 0 ? TG_EXIT_REJECTS : TG_EXIT_DONE;
}

static gboolean
run_import (TgCase *tgcase, char **paths, gboolean reference, GArray *known, GError **error)
{
  g_autoptr (TgJob) job = tg_job_new ("Importing");
  TgImportOptions options = { .reference = reference };
  TgSink *sink = tg_case_begin_import (tgcase, job, error);

  if (sink == NULL)
    return FALSE;
  Witness witness = { .sink = { witness_find, witness_classify, witness_write, witness_finish, witness_hear_again }, .inner = sink, .known = known };
  g_mutex_init (&witness.lock);
  TgCliProgress *progress = tg_cli_progress_start (job);
  gboolean ok = tg_import_paths (&witness.sink, (const char * const *) paths, &options, job, error);
  tg_cli_progress_stop (progress);
  g_mutex_clear (&witness.lock);
  return ok;
}

static gboolean
all_exist (char **paths)
{
  gboolean ok = TRUE;

  for (; *paths != NULL; paths++)
    if (!g_file_test (*paths, G_FILE_TEST_EXISTS))
      {
        g_autofree char *name = g_filename_display_name (*paths);
        tg_cli_usage ("there is no file or folder %s", name);
        ok = FALSE;
      }
  return ok;
}

int
tg_cli_import (TgCli *cli)
{
  gboolean reference = FALSE;
  GOptionEntry entries[] = { { "reference", 0, 0, G_OPTION_ARG_NONE, &reference, "", NULL }, { NULL } };
  g_autoptr (GError) error = NULL;
  TgSummary old;

  if (!tg_cli_parse (cli, entries, 2, 0))
    return TG_EXIT_USAGE;
  if (!all_exist (cli->argv + 2))
    return TG_EXIT_FAILED;
  g_autoptr (TgCase) tgcase = tg_case_open (cli->argv[1], TG_CASE_CREATE, &error);
  g_autoptr (GArray) before = tgcase != NULL ? remember (cli->argv[1], &old, &error) : NULL;
  if (before == NULL)
    return tg_cli_fail (error);

  g_autoptr (GArray) known = g_array_new (FALSE, FALSE, sizeof (gint64));
  if (!run_import (tgcase, cli->argv + 2, reference, known, &error))
    {
      int status = tg_cli_fail (error);
      if (g_error_matches (error, TG_ERROR, TG_ERROR_CANCELLED))
        fputs ("What was read until now is kept. The same command goes on from there.\n", stderr);
      return status;
    }
  int status = tell (cli->argv[1], before, &old, known, cli->json, &error);
  return error != NULL ? tg_cli_fail (error) : status;
}
