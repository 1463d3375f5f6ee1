/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tg-cli"

#include "app/cli/ledger.h"
#include "core/ingest/importer.h"
#include "core/store/case.h"

/* What this import did, told from the case before and after: the ledger itself is in the case. A sink in between notes
 * which files the case had already. */
typedef struct
{
  TgSink      sink;
  TgSink     *inner;
  GMutex      lock;
  GHashTable *known;        /* gint64 evidence ids found complete */
} Witness;

typedef struct { guint64 stored, duplicates, rejected; } Before;

static gboolean
witness_find (TgSink *sink, const guint8 sha256[32], guint64 size, TgEvidenceState *out, GError **error)
{
  Witness *witness = (Witness *) sink;

  if (!witness->inner->find (witness->inner, sha256, size, out, error))
    return FALSE;
  if (out->evidence != 0 && out->complete)
    {
      gint64 *id = g_new (gint64, 1);

      *id = out->evidence;
      g_mutex_lock (&witness->lock);
      g_hash_table_add (witness->known, id);
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

static GHashTable *
remember (const char *path, TgSummary *summary, GError **error)
{
  g_autoptr (TgReader) reader = tg_reader_new (path, error);
  g_autoptr (GArray) evidence = reader != NULL ? tg_reader_evidence (reader, error) : NULL;
  GHashTable *before;

  if (evidence == NULL || !tg_reader_summary (reader, TG_TIME_ALL, summary, NULL, error))
    return NULL;
  before = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, g_free);
  for (guint i = 0; i < evidence->len; i++)
    {
      const TgEvidenceInfo *info = &g_array_index (evidence, TgEvidenceInfo, i);
      Before *was = g_new (Before, 1);
      gint64 *id = g_new (gint64, 1);

      *id = info->id;
      *was = (Before) { info->stored, info->duplicates, info->rejected };
      g_hash_table_insert (before, id, was);
    }
  return before;
}

static GArray *
touched_files (GArray *evidence, GHashTable *before, GHashTable *known)
{
  GArray *files = g_array_new (FALSE, FALSE, sizeof (TgLedgerFile));

  for (guint i = 0; i < evidence->len; i++)
    {
      const TgEvidenceInfo *info = &g_array_index (evidence, TgEvidenceInfo, i);
      const Before *was = g_hash_table_lookup (before, &info->id);
      TgLedgerFile file = { .info = info, .stored = info->stored, .duplicates = info->duplicates };

      if (was != NULL && g_hash_table_contains (known, &info->id))
        {
          /* met again: all it holds was there already */
          file.known = TRUE;
          file.duplicates += file.stored;
          file.stored = 0;
        }
      else if (was != NULL && was->stored == info->stored && was->duplicates == info->duplicates && was->rejected == info->rejected)
        continue;
      g_array_append_val (files, file);
    }
  return files;
}

static int
tell (const char *path, GHashTable *before, const TgSummary *old, GHashTable *known, gboolean json, GError **error)
{
  g_autoptr (TgReader) reader = tg_reader_new (path, error);
  g_autoptr (GArray) evidence = reader != NULL ? tg_reader_evidence (reader, error) : NULL;
  TgSummary summary;
  guint64 rejected = 0;
  guint unread = 0;

  if (evidence == NULL || !tg_reader_summary (reader, TG_TIME_ALL, &summary, NULL, error))
    return TG_EXIT_FAILED;
  g_autoptr (GArray) files = touched_files (evidence, before, known);
  const TgLedgerFile *list = (const TgLedgerFile *) (gpointer) files->data;
  for (guint i = 0; i < files->len; i++)
    {
      rejected += list[i].info->rejected;
      unread += strcmp (list[i].info->format, "unread") == 0;
    }
  for (guint i = 0; i < TG_RECORD_N_KINDS; i++)
    summary.records[i] -= old->records[i];

  if (json)
    {
      TgJsonOut out;

      tg_json_out_init (&out, stdout);
      tg_json_out_open (&out, NULL, '{');
      tg_ledger_kinds (&out, "records", summary.records);
      if (!tg_ledger_json (&out, reader, list, files->len, FALSE, error))
        return TG_EXIT_FAILED;
      tg_json_out_close (&out, '}');
    }
  else
    {
      guint64 stored = 0;

      if (!tg_ledger_print (reader, list, files->len, FALSE, error))
        return TG_EXIT_FAILED;
      for (guint i = 0; i < TG_RECORD_N_KINDS; i++)
        stored += summary.records[i];
      printf ("\n%u files, %" G_GUINT64_FORMAT " records added, %" G_GUINT64_FORMAT " rejected", files->len, stored, rejected);
      if (unread > 0)
        printf (", %u unread", unread);
      printf ("\n");
    }
  return rejected + unread > 0 ? TG_EXIT_REJECTS : TG_EXIT_DONE;
}

static gboolean
run_import (TgCase *tgcase, char **paths, gboolean reference, GHashTable *known, GError **error)
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
  g_autoptr (GHashTable) before = tgcase != NULL ? remember (cli->argv[1], &old, &error) : NULL;
  if (before == NULL)
    return tg_cli_fail (error);

  g_autoptr (GHashTable) known = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);
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
