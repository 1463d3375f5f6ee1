/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tg-cli"

#include "config.h"

#include <locale.h>
#ifdef __GLIBC__
# include <malloc.h>
#endif
#include <signal.h>

#include "app/cli/cli.h"

const TgCliCommand tg_cli_commands[] = {
  { "import", "CASE PATH… [--reference]", "add evidence and print the ledger", tg_cli_import },
  { "evidence", "CASE", "the ledger again, with SHA-256 and origin", tg_cli_evidence },
  { "verify", "CASE [--quick]", "hash the evidence again, check the file, derive again and compare", tg_cli_verify },
  { "search", "CASE PATTERN [--kind KIND] [--limit N]", "find entities by name, key, ARN, wildcard or CIDR", tg_cli_search },
  { "profile", "CASE ENTITY [--from T] [--to T] [--baseline-days N]", "what is known of one entity", tg_cli_profile },
  { "records", "CASE [--entity E] [--other E] [--kind KIND] [--from T] [--to T] [--failed] [--conflicts] [--without-time] [--newest] [--limit N] [--original]", "the records, and their originals", tg_cli_records },
  { "graph", "CASE [--entity E | --start] [--depth N] [--hub N] [--layout force|circle|radial|columns|layered|timeline|none] -o FILE.(json|graphml|gexf|dot|svg|png|pdf)", "write the graph, or what is near an entity", tg_cli_graph },
  { "summary", "CASE [--from T] [--to T]", "counts, time span, busiest, findings", tg_cli_summary },
  { "simulate", "DIR [--days N] [--events N] [--calls PERCENT] [--seed N]", "write a small organisation's logs, with an attack in it", tg_cli_simulate },
  { "help", "[COMMAND]", "this text", tg_cli_help },
  { NULL }
};

int
tg_cli_help (TgCli *cli)
{
  if (!tg_cli_parse (cli, NULL, 0, 1))
    return TG_EXIT_USAGE;
  for (const TgCliCommand *command = tg_cli_commands; cli->argv[1] != NULL && command->name != NULL; command++)
    if (g_str_equal (command->name, cli->argv[1]))
      {
        printf ("usage: trailgraph-cli [--json] %s %s\n\n%s\n", command->name, command->usage, command->about);
        return TG_EXIT_DONE;
      }
  if (cli->argv[1] != NULL)
    return tg_cli_usage ("there is no command “%s”; see trailgraph-cli help", cli->argv[1]);

  printf ("usage: trailgraph-cli [--json] COMMAND …\n\n");
  for (const TgCliCommand *command = tg_cli_commands; command->name != NULL; command++)
    printf ("  %-10s %s\n             %s\n", command->name, command->usage, command->about);
  printf ("\nT is ISO 8601 or epoch seconds; ENTITY is an id, ARN, name or a Detective URL.\n"
          "Exit status: 0 done, 1 usage, 2 the input had rejects, 3 failed.\n");
  return TG_EXIT_DONE;
}

/* Everything that was written must have arrived: a full disk or a closed pipe is a failure. */
static int
flush_output (int status)
{
  if (fflush (stdout) == 0 && !ferror (stdout))
    return status;
  fputs ("trailgraph-cli: Cannot write to standard output.\n", stderr);
  return TG_EXIT_FAILED;
}

static int
dispatch (char **words)
{
  TgCli cli = { 0 };
  int status = TG_EXIT_USAGE;

  while (words[0] != NULL && g_str_equal (words[0], "--json"))
    {
      cli.json = TRUE;
      words++;
    }
  if (words[0] == NULL)
    return tg_cli_usage ("which command? See trailgraph-cli help");
  if (g_str_equal (words[0], "--version"))
    {
      printf ("trailgraph-cli " TG_VERSION "\n");
      return TG_EXIT_DONE;
    }
  const char *name = g_str_equal (words[0], "--help") || g_str_equal (words[0], "-h") ? "help" : words[0];
  for (const TgCliCommand *command = tg_cli_commands; command->name != NULL; command++)
    if (g_str_equal (command->name, name))
      {
        cli.argv = g_strdupv (words);
        g_free (cli.argv[0]);
        cli.argv[0] = g_strdup (name);
        status = command->run (&cli);
        g_strfreev (cli.argv);
        return status;
      }
  return tg_cli_usage ("there is no command “%s”; see trailgraph-cli help", name);
}

int
main (int argc, char **argv)
{
  setlocale (LC_ALL, "");
  /* numbers in output are for programs too */
  setlocale (LC_NUMERIC, "C");
  signal (SIGPIPE, SIG_IGN);
  /* a limit of the size of files is an error like a full disk */
  signal (SIGXFSZ, SIG_IGN);
#ifdef __GLIBC__
  /* Arrays of an import grow to megabytes on several threads and are freed at each commit: what malloc() would keep of them is a quarter of
   * the process's memory, and getting them anew takes no time that could be measured. */
  mallopt (M_MMAP_THRESHOLD, 1024 * 1024);
  /* what is freed at the end of the heap is needed again by the next commit */
  mallopt (M_TRIM_THRESHOLD, 64 * 1024 * 1024);
#endif
  return flush_output (dispatch (argv + (argc > 0 ? 1 : 0)));
}
