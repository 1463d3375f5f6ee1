/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "core/base/time.h"
#include "core/model/info.h"
#include "widgets/chart/chart-render.h"

G_BEGIN_DECLS

/* Activity over time as columns. Signals: "bucket-activated" (gint64 from, gint64 to) on a click or Enter,
 * "range-selected" (gint64 from, gint64 to) after a drag. Keys: Left, Right, Home, End move a cursor. */
#define TG_TYPE_ACTIVITY_CHART (tg_activity_chart_get_type ())
G_DECLARE_FINAL_TYPE (TgActivityChart, tg_activity_chart, TG, ACTIVITY_CHART, GtkWidget)

GtkWidget *tg_activity_chart_new         (void);
/* buckets: TgActivityBucket, ascending, none left out; the chart takes a reference of its own. NULL: nothing to show. bucket: their width in µs. */
void       tg_activity_chart_set_buckets (TgActivityChart *self, GArray *buckets, gint64 bucket);
void       tg_activity_chart_set_mode    (TgActivityChart *self, TgChartMode mode);
void       tg_activity_chart_set_scope   (TgActivityChart *self, TgTimeRange scope);
void       tg_activity_chart_set_utc     (TgActivityChart *self, gboolean utc);

G_END_DECLS
