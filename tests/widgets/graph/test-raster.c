/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The rasteriser beside cairo, and at and beyond the edges of its surface. */

#include <math.h>
#include <string.h>

#include "sample-board.h"
#include "widgets/graph/moved.h"
#include "widgets/graph/raster.h"
#include "widgets/graph/render.h"

#define SIDE 200

static const guchar *
row_of (cairo_surface_t *surface, int y)
{
  cairo_surface_flush (surface);
  return cairo_image_surface_get_data (surface) + (gsize) y * (gsize) cairo_image_surface_get_stride (surface);
}

/* Mean difference of a channel, 0 to 255. */
static double
difference (cairo_surface_t *a, cairo_surface_t *b, int width, int height)
{
  double sum = 0;

  for (int y = 0; y < height; y++)
    for (int x = 0; x < width * 4; x++)
      if (x % 4 != 3)
        sum += abs (row_of (a, y)[x] - row_of (b, y)[x]);
  return sum / (3.0 * width * height);
}

static cairo_surface_t *
white (int width, int height)
{
  cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_RGB24, width, height);
  cairo_t *cr = cairo_create (surface);

  cairo_set_source_rgb (cr, 1, 1, 1);
  cairo_paint (cr);
  cairo_destroy (cr);
  return surface;
}

static void
draw_both (double x1, double y1, double x2, double y2, double width, double alpha)
{
  const GdkRGBA colour = { 0.1f, 0.3f, 0.8f, (float) alpha };
  cairo_surface_t *ours = white (SIDE, SIDE), *theirs = white (SIDE, SIDE), *blank = white (SIDE, SIDE);
  cairo_t *cr = cairo_create (ours);
  TgRaster *raster = tg_raster_new (cr);

  tg_raster_line (raster, x1, y1, x2, y2, width, &colour, FALSE);
  tg_raster_flush (raster);
  tg_raster_free (raster);
  cairo_destroy (cr);
  cr = cairo_create (theirs);
  gdk_cairo_set_source_rgba (cr, &colour);
  cairo_set_line_width (cr, width);
  cairo_move_to (cr, x1, y1);
  cairo_line_to (cr, x2, y2);
  cairo_stroke (cr);
  cairo_destroy (cr);
  /* as much ink, in the same places: what differs is a small part of what was drawn */
  g_assert_cmpfloat (difference (ours, theirs, SIDE, SIDE), <=, 0.27 * difference (theirs, blank, SIDE, SIDE) + 0.002);
  cairo_surface_destroy (ours);
  cairo_surface_destroy (theirs);
  cairo_surface_destroy (blank);
}

static void
test_like_cairo (void)
{
  for (int i = 0; i < 48; i++)
    {
      double angle = i * 2 * G_PI / 48 + 0.01, width = 0.8 + (i % 6) * 0.7;

      draw_both (100.3, 99.6, 100.3 + 90 * cos (angle), 99.6 + 90 * sin (angle), width, 1);
      draw_both (100.3, 99.6, 100.3 + 400 * cos (angle), 99.6 + 400 * sin (angle), width, 0.5);
    }
  draw_both (-50, 20, 350, 20.5, 2, 1);
  draw_both (20.5, -50, 20, 350, 2, 1);
  draw_both (-10, -10, -10, 300, 3, 1);        /* out of sight */
}

/* Nothing is written outside of the surface: an address sanitizer and the rows around tell. */
static void
test_edges (void)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (5);
  cairo_surface_t *surface = white (61, 37), *dot = cairo_image_surface_create (CAIRO_FORMAT_ARGB32, 9, 9);
  const TgSprite sprite = { dot, 9, 9, 4, 4, 0, 0 };
  cairo_t *cr = cairo_create (dot);

  cairo_set_source_rgba (cr, 1, 0, 0, 0.6);
  cairo_paint (cr);
  cairo_destroy (cr);
  cr = cairo_create (surface);
  TgRaster *raster = tg_raster_new (cr);
  for (guint i = 0; i < 20000; i++)
    {
      const double span = i % 3 == 0 ? 1e7 : i % 3 == 1 ? 400 : 60;
      const GdkRGBA colour = { (float) g_rand_double (rand), (float) g_rand_double (rand), (float) g_rand_double (rand), (float) g_rand_double (rand) };
      double x1 = (g_rand_double (rand) - 0.4) * span, y1 = (g_rand_double (rand) - 0.4) * span;
      double x2 = i % 7 == 0 ? x1 : (g_rand_double (rand) - 0.4) * span, y2 = i % 11 == 0 ? y1 : (g_rand_double (rand) - 0.4) * span;

      tg_raster_line (raster, x1, y1, x2, y2, g_rand_double (rand) * 9, &colour, i % 2);
      tg_raster_arrow (raster, x1, y1, cos (i), sin (i), g_rand_double (rand) * 30, &colour);
      tg_raster_sprite (raster, &sprite, x1, y1);
      if (i % 500 == 0)
        tg_raster_flush (raster);
    }
  tg_raster_line (raster, NAN, 0, 5, 5, 1, &(GdkRGBA) { 0, 0, 0, 1 }, FALSE);
  tg_raster_line (raster, 0, INFINITY, 5, 5, 1, &(GdkRGBA) { 0, 0, 0, 1 }, TRUE);
  tg_raster_arrow (raster, 5, NAN, 1, 0, 5, &(GdkRGBA) { 0, 0, 0, 1 });
  tg_raster_sprite (raster, &sprite, NAN, INFINITY);
  tg_raster_flush (raster);
  tg_raster_free (raster);
  cairo_destroy (cr);
  cairo_surface_destroy (surface);
  cairo_surface_destroy (dot);
}

static void
render (cairo_t *cr, TgBoard *board, int width, int height)
{
  TgViewport view = { .width = width, .height = height };
  const TgGraphStyle style = { .background = TRUE, .legend = TRUE };
  TgBox box;

  g_assert_true (tg_board_bounds (board, &box));
  tg_viewport_fit (&view, &box, 40, 1.4);
  tg_graph_render (cr, board, &view, &style, NULL);
}

/* A whole board by lines and sprites looks like the board that cairo draws, which is what a picture file gets. */
static void
test_board (void)
{
  g_autoptr (TgBoard) board = sample_board (TRUE);
  cairo_surface_t *pixels = white (900, 600), *replayed = white (900, 600), *blank = white (900, 600);
  cairo_surface_t *recorded = cairo_recording_surface_create (CAIRO_CONTENT_COLOR_ALPHA, NULL);
  cairo_t *cr = cairo_create (pixels);

  g_assert_true (tg_raster_fits (cr));
  render (cr, board, 900, 600);
  cairo_destroy (cr);
  cr = cairo_create (recorded);
  g_assert_false (tg_raster_fits (cr));
  render (cr, board, 900, 600);
  cairo_destroy (cr);
  cr = cairo_create (replayed);
  cairo_set_source_surface (cr, recorded, 0, 0);
  cairo_paint (cr);
  cairo_destroy (cr);
  g_assert_cmpfloat (difference (pixels, replayed, 900, 600), <, 0.2 * difference (replayed, blank, 900, 600));
  cairo_surface_destroy (pixels);
  cairo_surface_destroy (replayed);
  cairo_surface_destroy (recorded);
  cairo_surface_destroy (blank);
}

static void
test_fits (void)
{
  cairo_surface_t *surface = white (10, 10);
  cairo_t *cr = cairo_create (surface);

  g_assert_true (tg_raster_fits (cr));
  cairo_translate (cr, 1, 0);
  g_assert_false (tg_raster_fits (cr));
  cairo_destroy (cr);
  cairo_surface_destroy (surface);
}

static guint32 *
pixels_of (cairo_surface_t *surface)
{
  cairo_surface_flush (surface);
  return (guint32 *) (gpointer) cairo_image_surface_get_data (surface);
}

/* Every pixel of a moved picture comes from where it has to, and nothing else is touched. */
static void
test_moved (void)
{
  static const struct { double x, y, ratio; } cases[] = {
    { 0, 0, 1 }, { 5, -3, 1 }, { -40, 2, 1 }, { 400, 0, 1 }, { 3.5, 2.25, 0.5 }, { -20, -30, 3 }, { 1e9, 1e9, 1 }, { -1e9, 0, 2.5 },
  };
  cairo_surface_t *from = cairo_image_surface_create (CAIRO_FORMAT_RGB24, 37, 23), *to = cairo_image_surface_create (CAIRO_FORMAT_RGB24, 61, 41);

  for (guint i = 0; i < 37 * 23; i++)
    pixels_of (from)[i] = 0x10000 + i;
  cairo_surface_mark_dirty (from);
  for (guint k = 0; k < G_N_ELEMENTS (cases); k++)
    {
      tg_moved_fill (to, 7);
      tg_moved_put (to, from, cases[k].x, cases[k].y, cases[k].ratio);
      for (int y = 0; y < 41; y++)
        for (int x = 0; x < 61; x++)
          {
            const double fx = (x + 0.5 - cases[k].x) / cases[k].ratio, fy = (y + 0.5 - cases[k].y) / cases[k].ratio;
            const gboolean in = fx >= 0 && fy >= 0 && fx < 37 && fy < 23;

            g_assert_cmpuint (pixels_of (to)[y * 61 + x], ==, in ? 0x10000 + (guint) fy * 37 + (guint) fx : 7);
          }
    }
  cairo_surface_destroy (from);
  cairo_surface_destroy (to);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/raster/like-cairo", test_like_cairo);
  g_test_add_func ("/raster/edges", test_edges);
  g_test_add_func ("/raster/board", test_board);
  g_test_add_func ("/raster/fits", test_fits);
  g_test_add_func ("/raster/moved", test_moved);
  return g_test_run ();
}
