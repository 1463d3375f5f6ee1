/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "core/base/time.h"
#include "core/model/info.h"

G_BEGIN_DECLS

/* Numbers of charts; no display needed. */

/* A round step (1, 2, 5 times a power of ten) so that 0..max has at most n_max of them; at least 1. */
guint64 tg_ticks_step  (guint64 max, guint n_max);

/* A step of time so that the span has at most n_max of them: minutes, hours, days, weeks, months of 30 days. */
gint64  tg_ticks_time_step (gint64 span, guint n_max);
/* The label of a tick: what changes at that step ("14:00", "3 Mar", "Mar 2025"). Owned. */
char   *tg_ticks_time_label (gint64 t, gint64 step, gboolean utc);

char   *tg_count_format (guint64 count);     /* "1.2k", "35M"; owned */
char   *tg_bytes_format (guint64 bytes);     /* "1.2 MB"; owned */

/* Columns of a chart: n_max at most, each the sum of as many buckets. Returns the sums in columns (n_max of room) and how many
 * there are; per is how many buckets a column has. */
guint   tg_columns_sum (const GArray *buckets, guint n_max, TgActivityBucket *columns, guint *per);

G_END_DECLS
