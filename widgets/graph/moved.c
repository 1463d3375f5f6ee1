/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tg-widgets"

#include "widgets/graph/moved.h"

#include <math.h>
#include <string.h>

#include "widgets/graph/raster.h"

typedef struct
{
  guint32       *to;
  const guint32 *from;
  gsize          to_stride, from_stride;      /* pixels */
  int            left, right, top;            /* of to: what is covered */
  double         y, ratio;
  int            height;                      /* of from */
  const gint32  *column;                      /* of from, of each of to's from left on; NULL: they are the same, moved */
  int            shift;                       /* then the column of from at left */
} Move;

static void
move_rows (gpointer data, guint32 from, guint32 to)
{
  const Move *move = data;
  const gsize n = (gsize) (move->right - move->left);

  for (guint32 i = from; i < to; i++)
    {
      const int row = move->top + (int) i;
      const int source = CLAMP ((int) floor ((row + 0.5 - move->y) / move->ratio), 0, move->height - 1);
      const guint32 *in = move->from + (gsize) source * move->from_stride;
      guint32 *out = move->to + (gsize) row * move->to_stride + move->left;

      if (move->column == NULL)
        memcpy (out, in + move->shift, n * sizeof *out);
      else
        for (gsize k = 0; k < n; k++)
          out[k] = in[move->column[k]];
    }
}

/* The pixels of to whose middles lie within [at, at + length). */
static void
covered (double at, double length, int size, int *first, int *end)
{
  *first = (int) CLAMP (ceil (at - 0.5), 0, size);
  *end = (int) CLAMP (ceil (at + length - 0.5), *first, size);
}

void
tg_moved_put (cairo_surface_t *to, cairo_surface_t *from, double x, double y, double ratio)
{
  const int width = cairo_image_surface_get_width (from);
  g_autofree gint32 *column = NULL;
  Move move = { .y = y, .ratio = ratio, .height = cairo_image_surface_get_height (from) };
  int bottom;

  g_return_if_fail (to != from);
  if (!(ratio > 0) || !isfinite (ratio) || !isfinite (x) || !isfinite (y))
    return;
  covered (x, width * ratio, cairo_image_surface_get_width (to), &move.left, &move.right);
  covered (y, move.height * ratio, cairo_image_surface_get_height (to), &move.top, &bottom);
  if (move.left >= move.right || move.top >= bottom)
    return;
  cairo_surface_flush (to);
  cairo_surface_flush (from);
  move.to = (guint32 *) (gpointer) cairo_image_surface_get_data (to);
  move.from = (const guint32 *) (gconstpointer) cairo_image_surface_get_data (from);
  move.to_stride = (gsize) cairo_image_surface_get_stride (to) / 4;
  move.from_stride = (gsize) cairo_image_surface_get_stride (from) / 4;
  if (ratio == 1 && x == floor (x) && y == floor (y))
    move.shift = move.left - (int) x;
  else
    {
      column = g_new (gint32, (gsize) (move.right - move.left));
      for (int i = move.left; i < move.right; i++)
        column[i - move.left] = CLAMP ((int) floor ((i + 0.5 - x) / ratio), 0, width - 1);
      move.column = column;
    }
  tg_raster_share ((guint32) (bottom - move.top), move_rows, &move);
  cairo_surface_mark_dirty (to);
}

typedef struct { guint32 *to, colour; gsize stride, width; } Fill;

static void
fill_rows (gpointer data, guint32 from, guint32 to)
{
  const Fill *fill = data;

  for (guint32 row = from; row < to; row++)
    for (gsize i = 0; i < fill->width; i++)
      fill->to[row * fill->stride + i] = fill->colour;
}

void
tg_moved_fill (cairo_surface_t *to, guint32 colour)
{
  cairo_surface_flush (to);
  Fill fill = { (guint32 *) (gpointer) cairo_image_surface_get_data (to), colour, (gsize) cairo_image_surface_get_stride (to) / 4,
                (gsize) cairo_image_surface_get_width (to) };
  tg_raster_share ((guint32) cairo_image_surface_get_height (to), fill_rows, &fill);
  cairo_surface_mark_dirty (to);
}
