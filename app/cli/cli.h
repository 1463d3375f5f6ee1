/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <stdio.h>

#include "core/base/error.h"
#include "core/base/job.h"
#include "core/base/time.h"
#include "core/store/reader.h"

G_BEGIN_DECLS

enum { TG_EXIT_DONE = 0, TG_EXIT_USAGE = 1, TG_EXIT_REJECTS = 2, TG_EXIT_FAILED = 3 };

/* What a command gets: its own words (argv[0] is the command's name; options are still in it) and whether JSON is wanted. */
typedef struct
{
  char   **argv;      /* NULL-terminated, owned */
  gboolean json;
} TgCli;

typedef struct
{
  const char *name, *usage, *about;
  int (*run) (TgCli *cli);
} TgCliCommand;

extern const TgCliCommand tg_cli_commands[];      /* ends with a NULL name */

int tg_cli_import   (TgCli *cli);
int tg_cli_evidence (TgCli *cli);
int tg_cli_verify   (TgCli *cli);
int tg_cli_search   (TgCli *cli);
int tg_cli_profile  (TgCli *cli);
int tg_cli_records  (TgCli *cli);
int tg_cli_graph    (TgCli *cli);
int tg_cli_summary  (TgCli *cli);
int tg_cli_simulate (TgCli *cli);
int tg_cli_help     (TgCli *cli);

/* arguments.c: reads the options of a command out of its words. Positional arguments stay: argv[1…]. min and max count them (max 0: no bound).
 * FALSE after having said on standard error what is wrong. */
gboolean tg_cli_parse      (TgCli *cli, const GOptionEntry *entries, guint min, guint max);
/* NULL leaves the bound open. FALSE after a message. */
gboolean tg_cli_scope      (const char *from, const char *to, TgTimeRange *scope);
/* Says what went wrong and gives the exit status for it. */
int      tg_cli_fail       (const GError *error);
int      tg_cli_usage      (const char *format, ...) G_GNUC_PRINTF (1, 2);
gboolean tg_cli_entity_kind (const char *word, TgEntityKind *kind);      /* NULL word: NONE */
gboolean tg_cli_record_kind (const char *word, int *kind);               /* NULL word: -1 */

/* progress.c: draws the job's progress on standard error when that is a terminal, and cancels the job on Ctrl+C. */
typedef struct _TgCliProgress TgCliProgress;
TgCliProgress *tg_cli_progress_start (TgJob *job);
void           tg_cli_progress_stop  (TgCliProgress *progress);
gboolean       tg_cli_interrupted    (void);

G_END_DECLS
