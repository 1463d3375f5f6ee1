/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <cairo.h>

#include "core/model/info.h"

G_BEGIN_DECLS

/* Draws activity as columns over time: successful below, failed on top; or bytes, out above and in below the axis. Pure cairo and
 * pango; no widget. */

typedef enum { TG_CHART_COUNTS, TG_CHART_BYTES } TgChartMode;

typedef struct
{
  double   width, height;
  TgChartMode mode;
  gboolean dark, utc, plain;        /* plain: no axes and labels, for the strip */
  gint64   bucket;                  /* width of a bucket, µs */
  int      cursor;                  /* bucket under the pointer or keyboard cursor; -1 */
  TgTimeRange scope;                /* shaded outside of it; TG_TIME_ALL for none */
} TgChartStyle;

/* Where the columns stand: x of a time, the plot's box. */
typedef struct { double x0, y0, x1, y1; gint64 from, to; } TgChartBox;

void   tg_chart_box    (const TgChartStyle *style, const GArray *buckets, TgChartBox *box);
void   tg_chart_render (cairo_t *cr, const TgChartStyle *style, const GArray *buckets);
double tg_chart_x      (const TgChartBox *box, gint64 t);
gint64 tg_chart_time   (const TgChartBox *box, double x);
/* The bucket at x; -1 outside of the plot. */
int    tg_chart_bucket (const TgChartBox *box, const TgChartStyle *style, const GArray *buckets, double x);

G_END_DECLS
