/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>

#include "widgets/graph/viewport.h"

static void
test_round_trip (void)
{
  TgViewport view = { 12, -7, 1.7, 800, 600 };
  double x, y;

  tg_viewport_to_screen (&view, 100, 50, &x, &y);
  tg_viewport_to_world (&view, x, y, &x, &y);
  g_assert_cmpfloat_with_epsilon (x, 100, 1e-9);
  g_assert_cmpfloat_with_epsilon (y, 50, 1e-9);
  TgBox seen = tg_viewport_visible (&view);
  tg_viewport_to_world (&view, 0, 0, &x, &y);
  g_assert_cmpfloat_with_epsilon (seen.x, x, 1e-9);
  g_assert_cmpfloat_with_epsilon (seen.height, 600 / 1.7, 1e-9);
}

static void
test_zoom_at (void)
{
  TgViewport view = { 0, 0, 1, 800, 600 };
  double x, y, x2, y2;

  tg_viewport_to_world (&view, 650, 120, &x, &y);
  g_assert_true (tg_viewport_zoom_at (&view, 1.5, 650, 120));
  tg_viewport_to_world (&view, 650, 120, &x2, &y2);
  g_assert_cmpfloat_with_epsilon (x, x2, 1e-9);
  g_assert_cmpfloat_with_epsilon (y, y2, 1e-9);
  for (int i = 0; i < 100; i++)
    tg_viewport_zoom_at (&view, 2, 0, 0);
  g_assert_cmpfloat (view.zoom, ==, TG_VIEWPORT_ZOOM_MAX);
  g_assert_false (tg_viewport_zoom_at (&view, 2, 0, 0));
  for (int i = 0; i < 100; i++)
    tg_viewport_zoom_at (&view, 0.5, 0, 0);
  g_assert_cmpfloat (view.zoom, ==, TG_VIEWPORT_ZOOM_MIN);
  g_assert_false (tg_viewport_zoom_at (&view, NAN, 0, 0));
  g_assert_false (tg_viewport_zoom_at (&view, -1, 0, 0));
}

static void
test_fit (void)
{
  TgViewport view = { 0, 0, 1, 800, 600 };
  const TgBox box = { -1000, 200, 4000, 500 };
  double x1, y1, x2, y2;

  tg_viewport_fit (&view, &box, 40, 2);
  tg_viewport_to_screen (&view, box.x, box.y, &x1, &y1);
  tg_viewport_to_screen (&view, box.x + box.width, box.y + box.height, &x2, &y2);
  g_assert_cmpfloat_with_epsilon (x1, 40, 1e-6);
  g_assert_cmpfloat_with_epsilon (x2, 760, 1e-6);
  g_assert_true (y1 >= 40 && y2 <= 560);
  const TgBox point = { 5, 5, 0, 0 };
  tg_viewport_fit (&view, &point, 40, 2);
  g_assert_cmpfloat (view.zoom, ==, 2);
}

static void
test_reveal (void)
{
  TgViewport view = { 0, 0, 1, 800, 600 };
  double x, y;

  g_assert_false (tg_viewport_reveal (&view, 10, 10, 50));
  g_assert_true (tg_viewport_reveal (&view, 1000, -1000, 50));
  tg_viewport_to_screen (&view, 1000, -1000, &x, &y);
  g_assert_cmpfloat_with_epsilon (x, 750, 1e-9);
  g_assert_cmpfloat_with_epsilon (y, 50, 1e-9);
}

static void
test_hostile (void)
{
  TgViewport view = { 1, 2, 1, 800, 600 };

  g_assert_false (tg_viewport_set (&view, NAN, 0, 1));
  g_assert_false (tg_viewport_set (&view, 0, 1e300, 1));
  g_assert_false (tg_viewport_set (&view, 0, 0, 0));
  g_assert_false (tg_viewport_set (&view, 0, 0, INFINITY));
  g_assert_cmpfloat (view.x, ==, 1);
  tg_viewport_pan (&view, NAN, 5);
  g_assert_cmpfloat (view.x, ==, 1);
  g_assert_true (tg_viewport_set (&view, 5, 6, 2));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/viewport/round-trip", test_round_trip);
  g_test_add_func ("/viewport/zoom-at", test_zoom_at);
  g_test_add_func ("/viewport/fit", test_fit);
  g_test_add_func ("/viewport/reveal", test_reveal);
  g_test_add_func ("/viewport/hostile", test_hostile);
  return g_test_run ();
}
