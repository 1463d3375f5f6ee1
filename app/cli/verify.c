/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tg-cli"

#include "app/cli/cli.h"
#include "app/cli/output.h"
#include "core/ingest/importer.h"
#include "core/store/case.h"

static gboolean
reimport (TgSink *sink, const char *path, const char *origin, GBytes *bytes, TgJob *job, gpointer data, GError **error)
{
  return tg_import_bytes (sink, path, origin, bytes, NULL, job, error);
}

static void
print_report (GPtrArray *report, gboolean ok, gboolean json)
{
  if (!json)
    {
      for (guint i = 0; i < report->len; i++)
        {
          g_autofree char *line = tg_cli_safe (g_ptr_array_index (report, i));
          printf ("%s\n", line);
        }
      printf ("%s\n", ok ? "The case is sound." : "The case is not sound.");
      return;
    }
  TgJsonOut out;
  tg_json_out_init (&out, stdout);
  tg_json_out_open (&out, NULL, '{');
  tg_json_out_bool (&out, "sound", ok);
  tg_json_out_open (&out, "report", '[');
  for (guint i = 0; i < report->len; i++)
    tg_json_out_string (&out, NULL, g_ptr_array_index (report, i));
  tg_json_out_close (&out, ']');
  tg_json_out_close (&out, '}');
}

int
tg_cli_verify (TgCli *cli)
{
  gboolean quick = FALSE;
  GOptionEntry entries[] = { { "quick", 0, 0, G_OPTION_ARG_NONE, &quick, "", NULL }, { NULL } };
  g_autoptr (GError) error = NULL;

  if (!tg_cli_parse (cli, entries, 1, 1))
    return TG_EXIT_USAGE;
  g_autoptr (TgCase) tgcase = tg_case_open (cli->argv[1], TG_CASE_READ_ONLY, &error);
  if (tgcase == NULL)
    return tg_cli_fail (error);
  g_autoptr (GPtrArray) report = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (TgJob) job = tg_job_new ("Verifying");
  TgCliProgress *progress = tg_cli_progress_start (job);
  gboolean ok = tg_case_verify (tgcase, quick ? NULL : reimport, NULL, job, report, &error);
  tg_cli_progress_stop (progress);
  /* A case that was found unsound is an answer; that it could not be looked at is a failure. */
  if (!ok && report->len == 0)
    return tg_cli_fail (error);
  print_report (report, ok, cli->json);
  return ok ? TG_EXIT_DONE : tg_cli_fail (error);
}
