/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tg-base"

#include "core/base/job.h"

#include "core/base/error.h"

#include <stdatomic.h>
#include <string.h>

struct _TgJob
{
  atomic_int  ref_count;
  atomic_int  cancelled;
  GMutex      mutex;
  TgJobState  state;
};

TgJob *
tg_job_new (const char *title)
{
  TgJob *job = g_new0 (TgJob, 1);
  atomic_init (&job->ref_count, 1);
  g_mutex_init (&job->mutex);
  g_strlcpy (job->state.title, title != NULL ? title : "", sizeof job->state.title);
  job->state.started = g_get_monotonic_time ();
  return job;
}

TgJob *
tg_job_ref (TgJob *job)
{
  g_return_val_if_fail (job != NULL, NULL);
  atomic_fetch_add (&job->ref_count, 1);
  return job;
}

void
tg_job_unref (TgJob *job)
{
  if (job == NULL || atomic_fetch_sub (&job->ref_count, 1) != 1)
    return;
  g_mutex_clear (&job->mutex);
  g_free (job);
}

void
tg_job_cancel (TgJob *job)
{
  g_return_if_fail (job != NULL);
  atomic_store (&job->cancelled, 1);
}

gboolean
tg_job_is_cancelled (TgJob *job)
{
  return job != NULL && atomic_load_explicit (&job->cancelled, memory_order_relaxed) != 0;
}

gboolean
tg_job_check (TgJob *job, GError **error)
{
  if (!tg_job_is_cancelled (job))
    return TRUE;
  g_set_error_literal (error, TG_ERROR, TG_ERROR_CANCELLED, "Cancelled");
  return FALSE;
}

void
tg_job_set_detail (TgJob *job, const char *detail)
{
  if (job == NULL)
    return;
  g_autofree char *valid = g_utf8_make_valid (detail != NULL ? detail : "", -1);
  gsize len = strlen (valid);
  g_mutex_lock (&job->mutex);
  if (len < sizeof job->state.detail)
    g_strlcpy (job->state.detail, valid, sizeof job->state.detail);
  else
    {
      /* the end of a path says more than its beginning */
      const char *tail = g_utf8_find_next_char (valid + len - (sizeof job->state.detail - 8), NULL);
      g_snprintf (job->state.detail, sizeof job->state.detail, "…%s", tail);
    }
  g_mutex_unlock (&job->mutex);
}

void
tg_job_set_total (TgJob *job, guint64 bytes, guint64 parts)
{
  if (job == NULL)
    return;
  g_mutex_lock (&job->mutex);
  job->state.total = bytes;
  job->state.parts_total = parts;
  g_mutex_unlock (&job->mutex);
}

void
tg_job_advance (TgJob *job, guint64 bytes, guint64 items, guint64 parts)
{
  if (job == NULL)
    return;
  g_mutex_lock (&job->mutex);
  job->state.done += bytes;
  job->state.items += items;
  job->state.parts += parts;
  g_mutex_unlock (&job->mutex);
}

void
tg_job_finish (TgJob *job)
{
  if (job == NULL)
    return;
  g_mutex_lock (&job->mutex);
  job->state.finished = TRUE;
  g_mutex_unlock (&job->mutex);
}

void
tg_job_snapshot (TgJob *job, TgJobState *out)
{
  g_return_if_fail (job != NULL);
  g_mutex_lock (&job->mutex);
  *out = job->state;
  g_mutex_unlock (&job->mutex);
  out->cancelled = tg_job_is_cancelled (job);
}

double
tg_job_seconds_left (const TgJobState *state)
{
  double elapsed = (double) (g_get_monotonic_time () - state->started) / G_USEC_PER_SEC;

  if (state->finished)
    return 0;
  /* the first second says too little about the rate */
  if (state->total == 0 || state->done == 0 || elapsed < 1)
    return -1;
  if (state->done >= state->total)
    return 0;
  return elapsed * (double) (state->total - state->done) / (double) state->done;
}
