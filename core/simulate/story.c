/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tg-simulate"

#include "core/simulate/story.h"

#include "core/base/time.h"

static void
item_free (gpointer data)
{
  TgSimItem *item = data;

  g_free (item->text);
  g_free (item);
}

static void
step_free (gpointer data)
{
  TgSimStep *step = data;

  g_free (step->name);
  g_free (step->tactic);
  g_free (step->technique);
  g_free (step->account);
  g_free (step->region);
  g_free (step->what);
  g_ptr_array_unref (step->ids);
  g_free (step);
}

/* Two thirds into the time, on a working day when there is one near, at two in the morning. */
static gint64
choose_begin (gint64 start, guint days)
{
  gint64 day = start / TG_DAY + days * 2 / 3;
  guint weekday = (guint) ((day + 3) % 7);      /* 1970-01-01 was a Thursday */

  if (weekday >= 5 && day - 2 >= start / TG_DAY)
    day -= 2;
  return day * TG_DAY + 2 * TG_HOUR + 11 * TG_MINUTE + 24 * TG_SECOND;
}

static const TgSimInstance *
batch_machine (const TgSimPlace *place)
{
  for (guint i = 0; i < place->n_instances; i++)
    if (place->instances[i].use == TG_SIM_BATCH)
      return &place->instances[i];
  return &place->instances[0];
}

void
tg_sim_story_init (TgSimStory *story, TgSimOrganisation *org, TgSimActors *actors, TgRandom *random, gint64 start, guint days, guint burst)
{
  memset (story, 0, sizeof *story);
  story->org = org;
  story->actors = actors;
  story->random = random;
  story->start = start;
  story->days = days;
  story->begin = choose_begin (start, days);
  story->burst = burst;
  story->items = g_ptr_array_new_with_free_func (item_free);
  story->steps = g_ptr_array_new_with_free_func (step_free);
  story->findings = g_ptr_array_new_with_free_func (g_free);

  story->address = "198.51.100.77";
  story->second_address = "198.51.100.142";
  story->outside_account = "222211110000";
  story->leaked = tg_sim_actor_find (actors, TG_SIM_DEV, "ci-legacy-deploy", NULL);
  story->machine = batch_machine (tg_sim_place (org, TG_SIM_PROD, 0));
  story->bucket = "orchard-prod-customer-exports";
  story->back_door = "svc-metrics-sync";
  tg_random_iam_id (random, story->hop_role, "AROA", 17);
  tg_random_iam_id (random, story->final_role, "AROA", 17);
  tg_random_iam_id (random, story->hop_key, "ASIA", 16);
  tg_random_iam_id (random, story->final_key, "ASIA", 16);
  tg_random_iam_id (random, story->back_door_key, "AKIA", 16);
  tg_random_iam_id (random, story->back_door_id, "AIDA", 17);
  g_snprintf (story->hop_session, sizeof story->hop_session, "botocore-session-%" G_GINT64_FORMAT, story->begin / TG_SECOND + 1620);
  g_snprintf (story->final_session, sizeof story->final_session, "botocore-session-%" G_GINT64_FORMAT, story->begin / TG_SECOND + 2040);
  memcpy (story->snapshot, "snap-", 5);
  tg_random_hex (random, story->snapshot + 5, 17);
}

void
tg_sim_story_clear (TgSimStory *story)
{
  g_ptr_array_unref (story->items);
  g_ptr_array_unref (story->steps);
  g_ptr_array_unref (story->findings);
}

void
tg_sim_story_add (TgSimStory *story, gint64 time, TgSimLog log, guint place, char *text_taken)
{
  TgSimItem *item = g_new (TgSimItem, 1);

  *item = (TgSimItem) { .time = time, .log = log, .place = place, .text = text_taken };
  g_ptr_array_add (story->items, item);
}

static int
compare_items (gconstpointer a, gconstpointer b)
{
  const TgSimItem *left = *(const TgSimItem * const *) a, *right = *(const TgSimItem * const *) b;

  if (left->time != right->time)
    return left->time < right->time ? -1 : 1;
  return strcmp (left->text, right->text);
}

void
tg_sim_story_sort (TgSimStory *story)
{
  g_ptr_array_sort (story->items, compare_items);
}
