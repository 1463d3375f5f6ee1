/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tg-simulate"

#include "core/simulate/simulate.h"

#include <math.h>

#include "core/base/time.h"
#include "core/simulate/flows.h"
#include "core/simulate/story.h"

#define DEFAULT_START G_GINT64_CONSTANT (1740960000000000)     /* 2025-03-03 00:00 UTC, a Monday */
#define CALLS_PERCENT 60
#define MAX_BURST 5000

typedef struct
{
  TgSimulateOptions options;
  TgRandom          random;
  TgSimOrganisation org;
  TgSimActors       actors;
  TgSimStory        story;
  TgSimOutput      *output;
  guint             item;         /* of the story, next to be written */
  guint64           calls, flows; /* everyday ones to write */
  TgSimActor       *speaker;      /* people do several things in a row */
  guint             remaining;
} Simulation;

/* The shortest of AWS's and coarser periods that puts some two hundred records into a file: small simulations do not make
 * thousands of tiny files. */
static gint64
choose_period (guint64 records, guint days)
{
  static const gint64 periods[] = { 5 * TG_MINUTE, 10 * TG_MINUTE, 15 * TG_MINUTE, TG_HOUR, 6 * TG_HOUR };

  for (guint i = 0; i < G_N_ELEMENTS (periods); i++)
    if (records / TG_SIM_PLACES / ((guint64) days * (guint64) (TG_DAY / periods[i])) >= 200)
      return periods[i];
  return TG_DAY;
}

static void
write_item (Simulation *sim, const TgSimItem *item)
{
  GString *text = tg_sim_output_begin (sim->output, item->log, item->place, item->time);

  g_string_append (text, item->text);
  tg_sim_output_end (sim->output, item->log, item->place);
}

static void
write_story_until (Simulation *sim, gint64 time)
{
  GPtrArray *items = sim->story.items;

  while (sim->item < items->len && ((TgSimItem *) g_ptr_array_index (items, sim->item))->time < time)
    write_item (sim, g_ptr_array_index (items, sim->item++));
}

static guint
pick (const double *sums, guint n, TgRandom *random)
{
  double at = (double) (tg_random_next (random) >> 11) / 9007199254740992.0 * sums[n - 1];
  guint i = 0;

  while (i + 1 < n && at >= sums[i])
    i++;
  return i;
}

static gint64
moment (gint64 hour, guint64 i, guint64 n, TgRandom *random)
{
  return hour + (gint64) (((double) i + (double) tg_random_below (random, 1000) / 1000.0) * (double) TG_HOUR / (double) n);
}

static void
write_calls (Simulation *sim, gint64 hour, guint64 n)
{
  g_autofree double *sums = g_new (double, sim->actors.n);
  gint64 day = hour / TG_DAY;
  double sum = 0;

  for (guint i = 0; i < sim->actors.n; i++)
    sums[i] = sum += tg_sim_actor_weight (&sim->actors.actors[i], (guint) (hour / TG_HOUR % 24), (guint) ((day + 3) % 7));
  for (guint64 i = 0; i < n; i++)
    {
      gint64 time = moment (hour, i, n, &sim->random);

      if (sim->remaining == 0 || i == 0)
        {
          sim->speaker = &sim->actors.actors[pick (sums, sim->actors.n, &sim->random)];
          sim->remaining = 1 + tg_random_below (&sim->random, 9);
        }
      sim->remaining--;
      const TgSimCall *call = tg_sim_call_draw (sim->speaker->profile, &sim->random);
      guint region = tg_random_below (&sim->random, 100) < sim->speaker->share_second_region;
      /* IAM is one service for all regions and logs in us-east-1 */
      if (g_str_equal (call->service, "iam"))
        region = 1;
      guint place = sim->speaker->account * TG_SIM_REGIONS + region;
      write_story_until (sim, time);
      GString *text = tg_sim_output_begin (sim->output, TG_SIM_CLOUDTRAIL, place, time);
      tg_sim_actor_call (sim->speaker, call, &sim->org.places[place], time, text, &sim->random);
      tg_sim_output_end (sim->output, TG_SIM_CLOUDTRAIL, place);
    }
}

static void
write_flows (Simulation *sim, gint64 hour, guint64 n)
{
  double sums[TG_SIM_PLACES], sum = 0;

  for (guint i = 0; i < TG_SIM_PLACES; i++)
    sums[i] = sum += tg_sim_flow_weight (i, (guint) (hour / TG_HOUR % 24), (guint) ((hour / TG_DAY + 3) % 7));
  for (guint64 i = 0; i < n; i++)
    {
      gint64 time = moment (hour, i, n, &sim->random);
      guint place = pick (sums, TG_SIM_PLACES, &sim->random);
      GString *text = tg_sim_output_begin (sim->output, TG_SIM_FLOWS, place, time);

      tg_sim_flow_draw (text, &sim->org.places[place], time, &sim->random);
      tg_sim_output_end (sim->output, TG_SIM_FLOWS, place);
    }
}

/* How much of the whole is done by the end of each hour: rounding sums instead of hours keeps the total exact. */
static double *
hour_sums (Simulation *sim, guint hours, gboolean flows)
{
  double *sums = g_new (double, hours);
  double sum = 0;

  for (guint h = 0; h < hours; h++)
    {
      guint hour = h % 24, weekday = (guint) ((sim->options.start / TG_DAY + h / 24 + 3) % 7);

      if (flows)
        for (guint i = 0; i < TG_SIM_PLACES; i++)
          sum += tg_sim_flow_weight (i, hour, weekday);
      else
        for (guint i = 0; i < sim->actors.n; i++)
          sum += tg_sim_actor_weight (&sim->actors.actors[i], hour, weekday);
      sums[h] = sum;
    }
  for (guint h = 0; h < hours; h++)
    sums[h] /= sum;
  return sums;
}

static gboolean
write_hours (Simulation *sim, TgJob *job, GError **error)
{
  guint hours = sim->options.days * 24;
  g_autofree double *calls = hour_sums (sim, hours, FALSE), *flows = hour_sums (sim, hours, TRUE);
  guint64 calls_done = 0, flows_done = 0;

  for (guint h = 0; h < hours; h++)
    {
      gint64 hour = sim->options.start + h * TG_HOUR;
      guint64 calls_until = h + 1 == hours ? sim->calls : (guint64) floor (calls[h] * (double) sim->calls);
      guint64 flows_until = h + 1 == hours ? sim->flows : (guint64) floor (flows[h] * (double) sim->flows);

      if (!tg_job_check (job, error))
        return FALSE;
      write_calls (sim, hour, calls_until - calls_done);
      write_story_until (sim, hour + TG_HOUR);
      write_flows (sim, hour, flows_until - flows_done);
      if (job != NULL)
        tg_job_advance (job, 0, calls_until - calls_done + flows_until - flows_done, 1);
      calls_done = calls_until;
      flows_done = flows_until;
      if (tg_sim_output_failed (sim->output))
        break;
    }
  write_story_until (sim, G_MAXINT64);
  return TRUE;
}

static gboolean
check_options (TgSimulateOptions *options, GError **error)
{
  if (options->days == 0)
    options->days = 14;
  if (options->events == 0)
    options->events = 20000;
  if (options->calls_percent == 0)
    options->calls_percent = CALLS_PERCENT;
  if (options->start == 0)
    options->start = DEFAULT_START;
  if (options->days <= 3650 && options->calls_percent <= 100 && options->events <= (G_GUINT64_CONSTANT (1) << 40) &&
      options->start >= 0 && options->start < TG_TIME_MAX - 3651 * TG_DAY)
    {
      options->start -= options->start % TG_DAY;
      return TRUE;
    }
  g_set_error (error, TG_ERROR, TG_ERROR_USAGE, "A simulation has 1 to 3650 days, at most 2^40 events, 1 to 100 percent of them calls, and starts between 1970 and 2090");
  return FALSE;
}

static void
prepare (Simulation *sim, const char *folder)
{
  sim->random.state = (guint64) sim->options.seed * G_GUINT64_CONSTANT (0x2545f4914f6cdd1d) + 1;
  tg_sim_organisation_init (&sim->org, &sim->random);
  tg_sim_actors_init (&sim->actors, &sim->org, &sim->random);
  tg_sim_story_init (&sim->story, &sim->org, &sim->actors, &sim->random, sim->options.start, sim->options.days,
                     (guint) MIN (140 + sim->options.events / 2000, MAX_BURST));
  tg_sim_intrusion_write (&sim->story);
  tg_sim_findings_write (&sim->story);
  tg_sim_story_sort (&sim->story);

  guint64 known = sim->story.items->len;
  guint64 everyday = sim->options.events > known ? sim->options.events - known : 0;
  sim->calls = (guint64) ((double) everyday * (sim->options.calls_percent / 100.0));
  sim->flows = everyday - sim->calls;
  sim->output = tg_sim_output_new (folder, choose_period (sim->calls, sim->options.days), choose_period (sim->flows, sim->options.days), &sim->random);
}

gboolean
tg_simulate (const char *folder, const TgSimulateOptions *options, TgJob *job, GError **error)
{
  g_autofree Simulation *sim = g_new0 (Simulation, 1);
  guint64 counts[TG_SIM_LOGS];

  g_return_val_if_fail (folder != NULL, FALSE);
  sim->options = options != NULL ? *options : TG_SIMULATE_SAMPLE;
  if (!check_options (&sim->options, error))
    return FALSE;
  if (job != NULL)
    tg_job_set_total (job, 0, (guint64) sim->options.days * 24);

  prepare (sim, folder);
  gboolean ok = write_hours (sim, job, error);
  for (guint i = 0; i < TG_SIM_LOGS; i++)
    counts[i] = tg_sim_output_count (sim->output, i);
  ok = tg_sim_output_finish (sim->output, ok ? error : NULL) && ok;
  ok = ok && tg_sim_answer_write (&sim->story, folder, counts, sim->options.seed, error);

  tg_sim_story_clear (&sim->story);
  tg_sim_actors_clear (&sim->actors);
  return ok;
}
