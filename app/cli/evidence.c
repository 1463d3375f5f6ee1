/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tg-cli"

#include "app/cli/ledger.h"

static gboolean
show (TgReader *reader, gboolean json, GError **error)
{
  const TgLedger ledger = { .reader = reader, .origin = TRUE };
  TgLedgerTotals totals;
  TgSummary summary;

  if (!json)
    return tg_ledger_print (&ledger, error);
  return tg_reader_summary (reader, TG_TIME_ALL, &summary, NULL, error) && tg_ledger_total (&ledger, &totals, error)
         && tg_ledger_json (&ledger, summary.records, &totals, error);
}

int
tg_cli_evidence (TgCli *cli)
{
  g_autoptr (GError) error = NULL;

  if (!tg_cli_parse (cli, NULL, 1, 1))
    return TG_EXIT_USAGE;
  g_autoptr (TgReader) reader = tg_reader_new (cli->argv[1], &error);
  if (reader == NULL || !show (reader, cli->json, &error))
    return tg_cli_fail (error);
  return TG_EXIT_DONE;
}
