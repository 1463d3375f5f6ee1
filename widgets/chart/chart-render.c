/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tg-chart"

#include "widgets/chart/chart-render.h"

#include <math.h>
#include <pango/pangocairo.h>

#include "widgets/chart/ticks.h"

/* Blue and vermilion of Okabe and Ito's colours: told apart by every kind of colour vision. */
static const struct { double r, g, b; } colours[2][4] = {
  /* ok, failed, text, line */
  { { 0.11, 0.44, 0.72 }, { 0.84, 0.37, 0.00 }, { 0.30, 0.30, 0.32 }, { 0.60, 0.60, 0.62 } },
  { { 0.42, 0.70, 0.95 }, { 0.96, 0.52, 0.20 }, { 0.78, 0.78, 0.80 }, { 0.48, 0.48, 0.50 } },
};
enum { COLOUR_OK, COLOUR_FAILED, COLOUR_TEXT, COLOUR_LINE };

static void
set_colour (cairo_t *cr, const TgChartStyle *style, guint colour, double alpha)
{
  cairo_set_source_rgba (cr, colours[style->dark][colour].r, colours[style->dark][colour].g, colours[style->dark][colour].b, alpha);
}

void
tg_chart_box (const TgChartStyle *style, const GArray *buckets, TgChartBox *box)
{
  *box = (TgChartBox) { style->plain ? 0 : 52, style->plain ? 2 : 10, MAX (style->width - (style->plain ? 0 : 8), 1),
                        MAX (style->height - (style->plain ? 0 : 22), 4), 0, 1 };
  if (box->x1 <= box->x0)
    box->x0 = 0;
  if (buckets != NULL && buckets->len > 0)
    {
      box->from = g_array_index (buckets, TgActivityBucket, 0).from;
      box->to = g_array_index (buckets, TgActivityBucket, buckets->len - 1).from + MAX (style->bucket, 1);
    }
}

double
tg_chart_x (const TgChartBox *box, gint64 t)
{
  if (t <= box->from)
    return box->x0;
  if (t >= box->to)
    return box->x1;
  return box->x0 + (box->x1 - box->x0) * ((double) (t - box->from) / (double) (box->to - box->from));
}

gint64
tg_chart_time (const TgChartBox *box, double x)
{
  double share = CLAMP ((x - box->x0) / MAX (box->x1 - box->x0, 1), 0, 1);
  return box->from + (gint64) (share * (double) (box->to - box->from));
}

int
tg_chart_bucket (const TgChartBox *box, const TgChartStyle *style, const GArray *buckets, double x)
{
  if (buckets == NULL || buckets->len == 0 || x < box->x0 || x > box->x1)
    return -1;
  gint64 at = (tg_chart_time (box, x) - box->from) / MAX (style->bucket, 1);
  return (int) CLAMP (at, 0, (gint64) buckets->len - 1);
}

static void
text (cairo_t *cr, const char *words, double x, double y, double align)
{
  g_autoptr (PangoLayout) layout = pango_cairo_create_layout (cr);
  g_autoptr (PangoFontDescription) font = pango_font_description_from_string ("Sans 8");
  int width, height;

  pango_layout_set_font_description (layout, font);
  pango_layout_set_text (layout, words, -1);
  pango_layout_get_pixel_size (layout, &width, &height);
  cairo_move_to (cr, x - width * align, y);
  pango_cairo_show_layout (cr, layout);
}

/* What stands above the axis, and below it. */
static void
values (const TgChartStyle *style, const TgActivityBucket *column, double *up, double *top, double *down)
{
  if (style->mode == TG_CHART_BYTES)
    {
      *up = (double) column->bytes_out;
      *top = 0;
      *down = (double) column->bytes_in;
      return;
    }
  *up = (double) column->ok;
  *top = (double) column->failed;
  *down = 0;
}

static void
draw_axes (cairo_t *cr, const TgChartStyle *style, const TgChartBox *box, double highest, double lowest, double zero, double scale)
{
  guint64 step = tg_ticks_step ((guint64) (highest + lowest), 4);

  cairo_set_line_width (cr, 1);
  for (double value = -floor (lowest / (double) step) * (double) step; value <= highest; value += (double) step)
    {
      double y = floor (zero - value * scale) + 0.5;
      g_autofree char *label = style->mode == TG_CHART_BYTES ? tg_bytes_format ((guint64) fabs (value)) : tg_count_format ((guint64) fabs (value));
      if (y < box->y0 - 1 || y > box->y1 + 1)
        continue;
      set_colour (cr, style, COLOUR_LINE, value == 0 ? 0.8 : 0.25);
      cairo_move_to (cr, box->x0, y);
      cairo_line_to (cr, box->x1, y);
      cairo_stroke (cr);
      set_colour (cr, style, COLOUR_TEXT, 1);
      text (cr, label, box->x0 - 6, y - 7, 1);
    }

  gint64 time_step = tg_ticks_time_step (box->to - box->from, (guint) MAX ((box->x1 - box->x0) / 90, 1));
  gint64 offset = 0;
  if (!style->utc)
    {
      g_autoptr (GDateTime) when = g_date_time_new_from_unix_local (box->from / TG_SECOND);
      offset = when != NULL ? g_date_time_get_utc_offset (when) : 0;
    }
  gint64 first = ((box->from + offset + time_step - 1) / time_step) * time_step - offset;
  for (gint64 t = first; t <= box->to; t += time_step)
    {
      g_autofree char *label = tg_ticks_time_label (t, time_step, style->utc);
      double x = tg_chart_x (box, t);
      set_colour (cr, style, COLOUR_LINE, 0.5);
      cairo_move_to (cr, floor (x) + 0.5, box->y1);
      cairo_line_to (cr, floor (x) + 0.5, box->y1 + 4);
      cairo_stroke (cr);
      set_colour (cr, style, COLOUR_TEXT, 1);
      text (cr, label, CLAMP (x, box->x0 + 18, box->x1 - 18), box->y1 + 5, 0.5);
    }
}

static void
draw_columns (cairo_t *cr, const TgChartStyle *style, const TgChartBox *box, const TgActivityBucket *columns, guint n, guint per,
              double zero, double scale)
{
  double width = (box->x1 - box->x0) / n;
  double gap = width > 6 ? 1 : 0;

  for (guint i = 0; i < n; i++)
    {
      double up, top, down, x = box->x0 + i * width, w = MAX (width - gap, 0.8);
      gboolean under = style->cursor >= 0 && (guint) style->cursor / per == i;
      gint64 end = columns[i].from + (gint64) per * style->bucket;
      /* outside of the scope it is there, but steps back */
      double alpha = columns[i].from >= style->scope.to || end <= style->scope.from ? 0.35 : 1;
      values (style, &columns[i], &up, &top, &down);
      if (up + top + down == 0)
        continue;
      /* something is never drawn as nothing */
      double h_up = up > 0 ? MAX (up * scale, 1) : 0, h_top = top > 0 ? MAX (top * scale, 1.5) : 0, h_down = down > 0 ? MAX (down * scale, 1) : 0;
      set_colour (cr, style, COLOUR_OK, under ? alpha * 0.75 : alpha);
      cairo_rectangle (cr, x, zero - h_up, w, h_up);
      cairo_fill (cr);
      set_colour (cr, style, COLOUR_FAILED, under ? alpha * 0.75 : alpha);
      cairo_rectangle (cr, x, zero - h_up - h_top, w, h_top);
      cairo_rectangle (cr, x, zero, w, h_down);
      cairo_fill (cr);
    }
}

void
tg_chart_render (cairo_t *cr, const TgChartStyle *style, const GArray *buckets)
{
  TgChartBox box;
  guint per, n_max, n;
  double highest = 0, lowest = 0;

  tg_chart_box (style, buckets, &box);
  if (buckets == NULL || buckets->len == 0)
    return;
  n_max = (guint) MAX ((box.x1 - box.x0) / 2, 1);
  g_autofree TgActivityBucket *columns = g_new (TgActivityBucket, MIN (n_max, buckets->len) + 1);
  n = tg_columns_sum (buckets, n_max, columns, &per);
  for (guint i = 0; i < n; i++)
    {
      double up, top, down;
      values (style, &columns[i], &up, &top, &down);
      highest = MAX (highest, up + top);
      lowest = MAX (lowest, down);
    }
  double whole = MAX (highest + lowest, 1);
  double zero = box.y0 + (box.y1 - box.y0) * (highest + lowest > 0 ? highest / whole : 1);
  double scale = (box.y1 - box.y0) / whole;
  if (!style->plain)
    draw_axes (cr, style, &box, highest, lowest, zero, scale);
  if (highest + lowest == 0)
    return;
  draw_columns (cr, style, &box, columns, n, per, zero, scale);
}
