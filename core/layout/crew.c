/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tg-layout"

#include "core/layout/crew.h"

typedef struct
{
  TgCrew *crew;
  guint   number;
} Hand;

struct _TgCrew
{
  guint      n;              /* with the caller */
  GThread  **threads;
  Hand      *hands;
  GMutex     mutex;
  GCond      begin, end;
  guint      round, busy;
  gboolean   leaving;
  /* of the round */
  TgCrewWork work;
  gpointer   data;
  guint32    items;
};

static void
share (TgCrew *crew, guint number)
{
  guint32 from = (guint32) ((guint64) crew->items * number / crew->n);
  guint32 to = (guint32) ((guint64) crew->items * (number + 1) / crew->n);

  if (from < to)
    crew->work (crew->data, from, to);
}

static gpointer
hand_worker (gpointer data)
{
  Hand *hand = data;
  TgCrew *crew = hand->crew;
  guint round = 0;

  g_mutex_lock (&crew->mutex);
  for (;;)
    {
      while (crew->round == round && !crew->leaving)
        g_cond_wait (&crew->begin, &crew->mutex);
      if (crew->leaving)
        break;
      round = crew->round;
      g_mutex_unlock (&crew->mutex);
      share (crew, hand->number);
      g_mutex_lock (&crew->mutex);
      if (--crew->busy == 0)
        g_cond_signal (&crew->end);
    }
  g_mutex_unlock (&crew->mutex);
  return NULL;
}

TgCrew *
tg_crew_new (guint threads)
{
  TgCrew *crew = g_new0 (TgCrew, 1);

  crew->n = CLAMP (threads, 1, 64);
  g_mutex_init (&crew->mutex);
  g_cond_init (&crew->begin);
  g_cond_init (&crew->end);
  crew->threads = g_new0 (GThread *, crew->n);
  crew->hands = g_new0 (Hand, crew->n);
  for (guint i = 1; i < crew->n; i++)
    {
      crew->hands[i] = (Hand) { crew, i };
      crew->threads[i] = g_thread_new ("layout", hand_worker, &crew->hands[i]);
    }
  return crew;
}

void
tg_crew_free (TgCrew *crew)
{
  if (crew == NULL)
    return;
  g_mutex_lock (&crew->mutex);
  crew->leaving = TRUE;
  g_cond_broadcast (&crew->begin);
  g_mutex_unlock (&crew->mutex);
  for (guint i = 1; i < crew->n; i++)
    g_thread_join (crew->threads[i]);
  g_mutex_clear (&crew->mutex);
  g_cond_clear (&crew->begin);
  g_cond_clear (&crew->end);
  g_free (crew->threads);
  g_free (crew->hands);
  g_free (crew);
}

void
tg_crew_run (TgCrew *crew, guint32 n, TgCrewWork work, gpointer data)
{
  crew->work = work;
  crew->data = data;
  crew->items = n;
  if (crew->n == 1)
    {
      share (crew, 0);
      return;
    }
  g_mutex_lock (&crew->mutex);
  crew->busy = crew->n - 1;
  crew->round++;
  g_cond_broadcast (&crew->begin);
  g_mutex_unlock (&crew->mutex);
  share (crew, 0);
  g_mutex_lock (&crew->mutex);
  while (crew->busy > 0)
    g_cond_wait (&crew->end, &crew->mutex);
  g_mutex_unlock (&crew->mutex);
}
