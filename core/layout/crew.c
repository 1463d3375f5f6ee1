/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tg-layout"

#include "core/layout/crew.h"

#define PIECES 8               /* a thread, of a round */

struct _TgCrew
{
  guint      n;              /* with the caller */
  GThread  **threads;
  GMutex     mutex;
  GCond      begin, end;
  guint      round, busy;
  gboolean   open, leaving;     /* open: there may be pieces left to take */
  /* of the round */
  TgCrewWork work;
  gpointer   data;
  guint32    items;
  gint       taken;            /* pieces */
};

/* Whoever is free takes the next piece: a processor that is busy with something else does not hold up the others. */
static void
share (TgCrew *crew)
{
  guint32 pieces = crew->n * PIECES;

  for (;;)
    {
      guint32 piece = (guint32) g_atomic_int_add (&crew->taken, 1);
      if (piece >= pieces)
        return;
      guint32 from = (guint32) ((guint64) crew->items * piece / pieces), to = (guint32) ((guint64) crew->items * (piece + 1) / pieces);
      if (from < to)
        crew->work (crew->data, from, to);
    }
}

static gpointer
hand_worker (gpointer data)
{
  TgCrew *crew = data;
  guint round = 0;

  g_mutex_lock (&crew->mutex);
  for (;;)
    {
      while ((!crew->open || crew->round == round) && !crew->leaving)
        g_cond_wait (&crew->begin, &crew->mutex);
      if (crew->leaving)
        break;
      round = crew->round;
      crew->busy++;
      g_mutex_unlock (&crew->mutex);
      share (crew);
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
  for (guint i = 1; i < crew->n; i++)
    crew->threads[i] = g_thread_new ("layout", hand_worker, crew);
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
  g_free (crew);
}

void
tg_crew_run (TgCrew *crew, guint32 n, TgCrewWork work, gpointer data)
{
  if (crew->n == 1)
    {
      work (data, 0, n);
      return;
    }
  g_mutex_lock (&crew->mutex);
  crew->work = work;
  crew->data = data;
  crew->items = n;
  g_atomic_int_set (&crew->taken, 0);
  crew->open = TRUE;
  crew->round++;
  g_cond_broadcast (&crew->begin);
  g_mutex_unlock (&crew->mutex);
  share (crew);
  g_mutex_lock (&crew->mutex);
  /* who has not woken up by now is not waited for: on a busy machine that may take longer than all of the work */
  crew->open = FALSE;
  while (crew->busy > 0)
    g_cond_wait (&crew->end, &crew->mutex);
  g_mutex_unlock (&crew->mutex);
}
