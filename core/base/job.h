/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* A long work seen from outside: progress and cancel. Every function may be called from any thread. Workers write, a person's
 * view polls tg_job_snapshot() (30 times a second is plenty); nothing here knows a main loop. */
typedef struct _TgJob TgJob;

typedef struct
{
  char     title[96];        /* "Importing" */
  char     detail[256];      /* the file being read; valid UTF-8, shortened */
  guint64  done, total;      /* bytes; total 0 while unknown */
  guint64  items;            /* records found so far */
  guint64  parts, parts_total;   /* files */
  gint64   started;          /* monotonic microseconds */
  gboolean finished, cancelled;
} TgJobState;

TgJob   *tg_job_new        (const char *title);
TgJob   *tg_job_ref        (TgJob *job);
void     tg_job_unref      (TgJob *job);
void     tg_job_cancel     (TgJob *job);
gboolean tg_job_is_cancelled (TgJob *job);             /* NULL is never cancelled; cheap enough for inner loops */
gboolean tg_job_check      (TgJob *job, GError **error);   /* FALSE and TG_ERROR_CANCELLED when cancelled */
void     tg_job_set_detail (TgJob *job, const char *detail);
void     tg_job_set_total  (TgJob *job, guint64 bytes, guint64 parts);
void     tg_job_advance    (TgJob *job, guint64 bytes, guint64 items, guint64 parts);
void     tg_job_finish     (TgJob *job);
void     tg_job_snapshot   (TgJob *job, TgJobState *out);
double   tg_job_seconds_left (const TgJobState *state);    /* negative while unknown */

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TgJob, tg_job_unref)

G_END_DECLS
