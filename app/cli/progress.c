/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tg-cli"

#include <signal.h>
#include <unistd.h>

#include "app/cli/cli.h"
#include "app/cli/output.h"

struct _TgCliProgress
{
  TgJob   *job;
  GThread *thread;
  int      stop;       /* atomic */
  gboolean draw;
};

static volatile sig_atomic_t interrupted;

static void
on_interrupt (int number)
{
  interrupted = 1;
  /* A second Ctrl+C ends the program at once. */
  signal (number, SIG_DFL);
}

static void
draw (const TgJobState *state)
{
  g_autofree char *detail = tg_cli_safe (state->detail);
  g_autofree char *shown = g_utf8_substring (detail, 0, MIN (g_utf8_strlen (detail, -1), 60));
  double left = tg_job_seconds_left (state);
  double seconds = (double) (g_get_monotonic_time () - state->started) / 1e6;
  g_autofree char *done = tg_cli_bytes (state->done);
  g_autofree char *rate = tg_cli_bytes ((guint64) (seconds > 0 ? (double) state->done / seconds : 0));
  g_autofree char *share = state->total > 0 ? g_strdup_printf ("%3.0f%% ", 100.0 * (double) state->done / (double) state->total)
                           : state->parts_total > 0 ? g_strdup_printf ("%3.0f%% ", 100.0 * (double) state->parts / (double) state->parts_total) : g_strdup ("");
  g_autofree char *eta = left >= 0 ? g_strdup_printf (", %.0f s left", left) : g_strdup ("");

  fprintf (stderr, "\r\033[K%s %s%s, %s/s, %" G_GUINT64_FORMAT " records%s  %s", state->title, share, done, rate, state->items, eta, shown);
  fflush (stderr);
}

static gpointer
watch (gpointer data)
{
  TgCliProgress *progress = data;
  TgJobState state;
  guint tick = 0;
  gboolean drawn = FALSE;

  while (!g_atomic_int_get (&progress->stop))
    {
      if (interrupted)
        tg_job_cancel (progress->job);
      /* nothing is drawn for what is over in half a second */
      if (progress->draw && ++tick > 10 && tick % 2 == 0)
        {
          tg_job_snapshot (progress->job, &state);
          draw (&state);
          drawn = TRUE;
        }
      g_usleep (50000);
    }
  if (drawn)
    fputs ("\r\033[K", stderr);
  return NULL;
}

TgCliProgress *
tg_cli_progress_start (TgJob *job)
{
  TgCliProgress *progress = g_new0 (TgCliProgress, 1);

  progress->job = tg_job_ref (job);
  progress->draw = isatty (STDERR_FILENO);
  signal (SIGINT, on_interrupt);
  signal (SIGTERM, on_interrupt);
  progress->thread = g_thread_new ("progress", watch, progress);
  return progress;
}

void
tg_cli_progress_stop (TgCliProgress *progress)
{
  g_atomic_int_set (&progress->stop, 1);
  g_thread_join (progress->thread);
  tg_job_unref (progress->job);
  g_free (progress);
}

gboolean
tg_cli_interrupted (void)
{
  return interrupted;
}
