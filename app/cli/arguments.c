/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tg-cli"

#include <stdarg.h>
#include <stdlib.h>

#include "app/cli/cli.h"
#include "app/cli/output.h"

int
tg_cli_usage (const char *format, ...)
{
  va_list list;

  va_start (list, format);
  g_autofree char *text = g_strdup_vprintf (format, list);
  va_end (list);
  g_autofree char *safe = tg_cli_safe (text);
  fprintf (stderr, "trailgraph-cli: %s\n", safe);
  return TG_EXIT_USAGE;
}

int
tg_cli_fail (const GError *error)
{
  if (error == NULL)
    fputs ("trailgraph-cli: The command failed without saying why.\n", stderr);
  else if (g_error_matches (error, TG_ERROR, TG_ERROR_CANCELLED))
    fputs ("trailgraph-cli: Interrupted.\n", stderr);
  else
    {
      g_autofree char *safe = tg_cli_safe (error->message);
      fprintf (stderr, "trailgraph-cli: %s.\n", safe);
    }
  return g_error_matches (error, TG_ERROR, TG_ERROR_USAGE) ? TG_EXIT_USAGE : TG_EXIT_FAILED;
}

gboolean
tg_cli_parse (TgCli *cli, const GOptionEntry *entries, guint min, guint max)
{
  const TgCliCommand *command = tg_cli_commands;
  gboolean help = FALSE;

  while (g_strcmp0 (command->name, cli->argv[0]) != 0)
    command++;
  GOptionEntry common[] = {
    { "json", 0, 0, G_OPTION_ARG_NONE, &cli->json, "", NULL },
    { "help", 'h', 0, G_OPTION_ARG_NONE, &help, "", NULL },
    { NULL }
  };
  g_autoptr (GOptionContext) context = g_option_context_new (NULL);
  g_autoptr (GError) error = NULL;

  g_option_context_set_help_enabled (context, FALSE);
  if (entries != NULL)
    g_option_context_add_main_entries (context, entries, NULL);
  g_option_context_add_main_entries (context, common, NULL);
  if (!g_option_context_parse_strv (context, &cli->argv, &error))
    {
      tg_cli_usage ("%s", error->message);
      tg_cli_usage ("usage: trailgraph-cli %s %s", command->name, command->usage);
      return FALSE;
    }
  /* "--" ends the options and is no argument itself */
  for (guint i = 1; cli->argv[i] != NULL; i++)
    if (g_str_equal (cli->argv[i], "--"))
      {
        g_free (cli->argv[i]);
        for (guint j = i; (cli->argv[j] = cli->argv[j + 1]) != NULL; j++);
        break;
      }
  guint n = g_strv_length (cli->argv) - 1;
  if (help)
    {
      printf ("usage: trailgraph-cli [--json] %s %s\n\n%s\n", command->name, command->usage, command->about);
      fflush (stdout);
      exit (TG_EXIT_DONE);
    }
  if (n >= min && (max == 0 || n <= max))
    return TRUE;
  tg_cli_usage ("usage: trailgraph-cli %s %s", command->name, command->usage);
  return FALSE;
}

static gboolean
parse_time (const char *text, gint64 *out)
{
  if (text == NULL || tg_time_parse (tg_span_str (text), out))
    return TRUE;
  tg_cli_usage ("“%s” is no time; give ISO 8601 (2025-03-03T08:00:00Z) or epoch seconds", text);
  return FALSE;
}

gboolean
tg_cli_scope (const char *from, const char *to, TgTimeRange *scope)
{
  if (!parse_time (from, &scope->from) || !parse_time (to, &scope->to))
    return FALSE;
  if (scope->from < scope->to)
    return TRUE;
  tg_cli_usage ("--from must be earlier than --to");
  return FALSE;
}

gboolean
tg_cli_entity_kind (const char *word, TgEntityKind *kind)
{
  *kind = word != NULL ? tg_entity_kind_from_id (word) : TG_ENTITY_NONE;
  if (word == NULL || *kind != TG_ENTITY_NONE)
    return TRUE;
  g_autoptr (GString) all = g_string_new (NULL);
  for (guint i = 1; i < TG_ENTITY_N_KINDS; i++)
    g_string_append_printf (all, "%s%s", i > 1 ? ", " : "", tg_entity_kind_id (i));
  tg_cli_usage ("“%s” is no kind of entity; there are %s", word, all->str);
  return FALSE;
}

gboolean
tg_cli_record_kind (const char *word, int *kind)
{
  *kind = word != NULL ? tg_record_kind_from_id (word) : -1;
  if (word == NULL || *kind >= 0)
    return TRUE;
  g_autoptr (GString) all = g_string_new (NULL);
  for (guint i = 0; i < TG_RECORD_N_KINDS; i++)
    g_string_append_printf (all, "%s%s", i > 0 ? ", " : "", tg_record_kind_id (i));
  tg_cli_usage ("“%s” is no kind of record; there are %s", word, all->str);
  return FALSE;
}
