/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tg-test"

#include <string.h>

#include "widgets/chart/chart-render.h"
#include "widgets/chart/ticks.h"

static GArray *
make (guint n, guint64 ok, guint64 failed)
{
  GArray *buckets = g_array_new (FALSE, TRUE, sizeof (TgActivityBucket));

  for (guint i = 0; i < n; i++)
    {
      TgActivityBucket bucket = { .from = (gint64) i * TG_HOUR + 480000 * TG_HOUR, .ok = ok, .failed = failed, .bytes_in = ok, .bytes_out = failed };
      g_array_append_val (buckets, bucket);
    }
  return buckets;
}

/* How many pixels of the picture are about this colour. */
static guint
count_colour (cairo_surface_t *surface, guint r, guint g, guint b)
{
  const guint8 *data = cairo_image_surface_get_data (surface);
  int stride = cairo_image_surface_get_stride (surface), width = cairo_image_surface_get_width (surface);
  guint n = 0;

  for (int y = 0; y < cairo_image_surface_get_height (surface); y++)
    for (int x = 0; x < width; x++)
      {
        guint32 pixel;
        memcpy (&pixel, data + y * stride + x * 4, 4);
        if (ABS ((int) (pixel >> 16 & 255) - (int) r) < 12 && ABS ((int) (pixel >> 8 & 255) - (int) g) < 12 && ABS ((int) (pixel & 255) - (int) b) < 12)
          n++;
      }
  return n;
}

static cairo_surface_t *
render (const GArray *buckets, TgChartMode mode)
{
  TgChartStyle style = { .width = 400, .height = 150, .mode = mode, .utc = TRUE, .bucket = TG_HOUR, .cursor = -1, .scope = TG_TIME_ALL };
  cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_RGB24, 400, 150);
  cairo_t *cr = cairo_create (surface);

  cairo_set_source_rgb (cr, 1, 1, 1);
  cairo_paint (cr);
  tg_chart_render (cr, &style, buckets);
  g_assert_cmpint (cairo_status (cr), ==, CAIRO_STATUS_SUCCESS);
  cairo_destroy (cr);
  cairo_surface_flush (surface);
  return surface;
}

static void
test_heights (void)
{
  g_autoptr (GArray) mixed = make (10, 30, 10);
  g_autoptr (GArray) good = make (10, 30, 0);
  cairo_surface_t *a = render (mixed, TG_CHART_COUNTS), *b = render (good, TG_CHART_COUNTS);
  guint ok = count_colour (a, 28, 112, 184), failed = count_colour (a, 214, 94, 0);

  /* three parts of blue to one of vermilion */
  g_assert_cmpuint (failed, >, 1000);
  g_assert_cmpfloat ((double) ok / failed, >, 2.5);
  g_assert_cmpfloat ((double) ok / failed, <, 3.6);
  g_assert_cmpuint (count_colour (b, 214, 94, 0), ==, 0);
  cairo_surface_destroy (a);
  cairo_surface_destroy (b);
}

static void
test_odd_data (void)
{
  g_autoptr (GArray) empty = make (0, 0, 0);
  g_autoptr (GArray) zeros = make (50, 0, 0);
  g_autoptr (GArray) one = make (1, 1, 0);
  g_autoptr (GArray) many = make (100000, 5, 1);
  g_autoptr (GArray) huge = make (3, G_MAXUINT64 / 8, G_MAXUINT64 / 8);
  const GArray *all[] = { NULL, empty, zeros, one, many, huge };

  for (guint i = 0; i < G_N_ELEMENTS (all); i++)
    for (guint mode = 0; mode < 2; mode++)
      {
        cairo_surface_t *surface = render (all[i], mode);
        if (i >= 3 && mode == TG_CHART_COUNTS)
          g_assert_cmpuint (count_colour (surface, 28, 112, 184), >, 0);
        if (i <= 2)
          g_assert_cmpuint (count_colour (surface, 28, 112, 184), ==, 0);
        cairo_surface_destroy (surface);
      }
}

static void
test_bytes_both_ways (void)
{
  g_autoptr (GArray) only_in = make (5, 1000, 0);
  cairo_surface_t *surface = render (only_in, TG_CHART_BYTES);

  g_assert_cmpuint (count_colour (surface, 214, 94, 0), >, 1000);
  g_assert_cmpuint (count_colour (surface, 28, 112, 184), ==, 0);
  cairo_surface_destroy (surface);
}

static void
test_places (void)
{
  g_autoptr (GArray) buckets = make (24, 1, 0);
  TgChartStyle style = { .width = 500, .height = 100, .bucket = TG_HOUR, .cursor = -1, .scope = TG_TIME_ALL };
  TgChartBox box;

  tg_chart_box (&style, buckets, &box);
  for (guint i = 0; i < 24; i++)
    {
      gint64 from = g_array_index (buckets, TgActivityBucket, i).from;
      double x = (tg_chart_x (&box, from) + tg_chart_x (&box, from + TG_HOUR)) / 2;
      g_assert_cmpint (tg_chart_bucket (&box, &style, buckets, x), ==, (int) i);
      g_assert_cmpint (ABS (tg_chart_time (&box, tg_chart_x (&box, from)) - from), <, TG_SECOND);
    }
  g_assert_cmpint (tg_chart_bucket (&box, &style, buckets, box.x0 - 3), ==, -1);
  g_assert_cmpint (tg_chart_bucket (&box, &style, NULL, 100), ==, -1);
}

static void
test_ticks (void)
{
  g_assert_cmpuint (tg_ticks_step (0, 4), ==, 1);
  g_assert_cmpuint (tg_ticks_step (4, 4), ==, 1);
  g_assert_cmpuint (tg_ticks_step (9, 4), ==, 5);
  g_assert_cmpuint (tg_ticks_step (1000, 4), ==, 500);
  g_assert_cmpuint (tg_ticks_step (G_MAXUINT64, 4), >, G_MAXUINT64 / 8);
  g_assert_cmpint (tg_ticks_time_step (TG_DAY, 8), ==, 3 * TG_HOUR);
  g_assert_cmpint (tg_ticks_time_step (TG_HOUR, 100), ==, TG_MINUTE);
  g_autofree char *count = tg_count_format (1234), *big = tg_count_format (35000000), *small = tg_count_format (7);
  g_assert_cmpstr (count, ==, "1.2k");
  g_assert_cmpstr (big, ==, "35M");
  g_assert_cmpstr (small, ==, "7");
  g_autofree char *day = tg_ticks_time_label (1741046400 * TG_SECOND, TG_DAY, TRUE);
  g_assert_cmpstr (day, ==, "4 Mar");
}

static void
test_sums (void)
{
  g_autoptr (GArray) buckets = make (100, 3, 2);
  TgActivityBucket columns[8];
  guint per, n = tg_columns_sum (buckets, 7, columns, &per);
  guint64 ok = 0;

  g_assert_cmpuint (n, <=, 7);
  for (guint i = 0; i < n; i++)
    ok += columns[i].ok;
  g_assert_cmpuint (ok, ==, 300);
  g_assert_cmpuint (per * n, >=, 100);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/chart/heights", test_heights);
  g_test_add_func ("/chart/odd-data", test_odd_data);
  g_test_add_func ("/chart/bytes", test_bytes_both_ways);
  g_test_add_func ("/chart/places", test_places);
  g_test_add_func ("/chart/ticks", test_ticks);
  g_test_add_func ("/chart/sums", test_sums);
  return g_test_run ();
}
