/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tg-cli"

#include "core/simulate/simulate.h"

#include "app/cli/cli.h"
#include "app/cli/output.h"

int
tg_cli_simulate (TgCli *cli)
{
  int days = 14, calls = 60;
  gint64 events = 20000, seed = 7;
  g_autofree char *start = NULL;
  GOptionEntry entries[] = {
    { "days", 0, 0, G_OPTION_ARG_INT, &days, "", NULL },
    { "events", 0, 0, G_OPTION_ARG_INT64, &events, "", NULL },
    { "calls", 0, 0, G_OPTION_ARG_INT, &calls, "", NULL },
    { "seed", 0, 0, G_OPTION_ARG_INT64, &seed, "", NULL },
    { "start", 0, 0, G_OPTION_ARG_STRING, &start, "", NULL },
    { NULL }
  };
  g_autoptr (GError) error = NULL;
  TgTimeRange scope = TG_TIME_ALL;

  if (!tg_cli_parse (cli, entries, 1, 1) || !tg_cli_scope (start, NULL, &scope))
    return TG_EXIT_USAGE;
  if (days < 1 || events < 1 || calls < 1 || calls > 100 || seed < 0 || seed > G_MAXUINT32)
    return tg_cli_usage ("--days and --events must be 1 or more, --calls between 1 and 100, --seed between 0 and 4294967295");

  TgSimulateOptions options = { .days = (guint) days, .calls_percent = (guint) calls, .events = (guint64) events, .seed = (guint32) seed, .start = start != NULL ? scope.from : 0 };
  g_autoptr (TgJob) job = tg_job_new ("Simulating");
  TgCliProgress *progress = tg_cli_progress_start (job);
  gboolean ok = tg_simulate (cli->argv[1], &options, job, &error);
  tg_cli_progress_stop (progress);
  if (!ok)
    return tg_cli_fail (error);

  g_autofree char *key = g_build_filename (cli->argv[1], "answer-key.json", NULL);
  if (cli->json)
    {
      TgJsonOut json;

      tg_json_out_init (&json, stdout);
      tg_json_out_open (&json, NULL, '{');
      tg_json_out_string (&json, "folder", cli->argv[1]);
      tg_json_out_string (&json, "answer_key", key);
      tg_json_out_int (&json, "days", days);
      tg_json_out_int (&json, "events", events);
      tg_json_out_int (&json, "seed", seed);
      tg_json_out_close (&json, '}');
      return TG_EXIT_DONE;
    }
  g_autofree char *safe = tg_cli_safe (key);
  printf ("The logs are written; what is hidden in them is told in %s\n", safe);
  return TG_EXIT_DONE;
}
