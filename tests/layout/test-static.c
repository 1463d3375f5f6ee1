/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tg-test"

#include <math.h>

#include "core/layout/layout.h"

enum { N = 300 };

static void
assert_apart (const TgLayoutGraph *graph)
{
  for (guint32 i = 0; i < graph->n_nodes; i++)
    for (guint32 j = i + 1; j < graph->n_nodes; j++)
      {
        double d = hypot (graph->x[i] - graph->x[j], graph->y[i] - graph->y[j]);
        double wanted = graph->radius != NULL ? graph->radius[i] + graph->radius[j] : 40;
        if (!(d >= wanted))
          g_error ("nodes %u and %u: %f of %f", i, j, d, wanted);
      }
}

/* A chain of roles with a way back, a node nothing leads to but one edge over two layers, and one without edges. */
static void
test_layered (void)
{
  float x[7], y[7];
  guint32 source[] = { 0, 1, 2, 3, 0, 5, 5, 2, 9, 2 }, target[] = { 1, 2, 3, 1, 3, 2, 5, 99, 1, 3 };
  TgLayoutGraph graph = { .n_nodes = 7, .n_edges = 10, .x = x, .y = y, .source = source, .target = target };

  tg_layout_layered (&graph);
  assert_apart (&graph);
  g_assert_cmpfloat (x[0], <, x[1]);
  g_assert_cmpfloat (x[1], <, x[2]);
  g_assert_cmpfloat (x[2], <, x[3]);
  g_assert_cmpfloat (x[5], ==, x[0]);
  g_assert_cmpfloat (x[6], ==, x[0]);
}

/* Two ladders that do not touch: none of their rungs cross when ordered well. */
static void
test_layered_order (void)
{
  float x[12], y[12];
  guint32 source[] = { 0, 2, 4, 1, 3, 5, 6, 7, 8 }, target[] = { 7, 6, 8, 6, 8, 7, 10, 9, 11 };
  TgLayoutGraph graph = { .n_nodes = 12, .n_edges = 9, .x = x, .y = y, .source = source, .target = target };

  tg_layout_layered (&graph);
  assert_apart (&graph);
  for (guint a = 0; a < 9; a++)
    for (guint b = 0; b < 9; b++)
      if (x[source[a]] == x[source[b]] && y[source[a]] < y[source[b]])
        g_assert_cmpfloat (y[target[a]], <=, y[target[b]]);
}

static void
test_layered_large (void)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (2);
  float x[N], y[N], radius[N];
  guint32 source[2 * N], target[2 * N];
  guint8 pinned[N] = { 0 };
  TgLayoutGraph graph = { .n_nodes = N, .n_edges = 2 * N, .x = x, .y = y, .radius = radius, .source = source, .target = target };

  for (guint i = 0; i < N; i++)
    radius[i] = (float) g_rand_double_range (rand, 5, 60);
  for (guint e = 0; e < 2 * N; e++)
    {
      source[e] = e < N ? 0 : (guint32) g_rand_int_range (rand, 0, N);
      target[e] = e < N ? e : (guint32) g_rand_int_range (rand, 0, N);
    }
  tg_layout_layered (&graph);
  assert_apart (&graph);
  /* one column of leaves is no line a thousand times as high as wide */
  float low = 0, high = 0;
  for (guint i = 0; i < N; i++)
    {
      low = MIN (low, y[i]);
      high = MAX (high, y[i]);
    }
  g_assert_cmpfloat (high - low, <, 40 * 150);
  graph.pinned = pinned;
  pinned[4] = 1;
  x[4] = -777;
  tg_layout_layered (&graph);
  g_assert_cmpfloat (x[4], ==, -777);
}

/* A chain as long as there are nodes, closed to a ring: no recursion, one node a layer. */
static void
test_layered_deep (void)
{
  enum { DEEP = 50000 };
  g_autofree float *x = g_new0 (float, DEEP), *y = g_new0 (float, DEEP);
  g_autofree guint32 *source = g_new (guint32, DEEP), *target = g_new (guint32, DEEP);
  TgLayoutGraph graph = { .n_nodes = DEEP, .n_edges = DEEP, .x = x, .y = y, .source = source, .target = target };

  for (guint32 i = 0; i < DEEP; i++)
    {
      source[i] = i;
      target[i] = (i + 1) % DEEP;
    }
  tg_layout_layered (&graph);
  for (guint32 i = 1; i < DEEP; i++)
    g_assert_cmpfloat (x[i - 1], <, x[i]);
}

static void
test_timeline (void)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (2);
  float x[N], y[N], radius[N];
  double time[N];
  TgLayoutGraph graph = { .n_nodes = N, .x = x, .y = y, .radius = radius };
  guint level = 0;

  for (guint i = 0; i < N; i++)
    {
      radius[i] = (float) g_rand_double_range (rand, 5, 60);
      /* a third within a second, and some that nobody knows */
      time[i] = i % 40 == 7 ? NAN : 1.7e15 + (i % 3 == 0 ? i * 1000.0 : i * 3.6e9);
    }
  tg_layout_timeline (&graph, time, 5000);
  assert_apart (&graph);
  for (guint i = 0; i < N; i++)
    if (isfinite (time[i]))
      g_assert_cmpfloat_with_epsilon (x[i], (time[i] - time[0]) / (time[299] - time[0]) * 5000, 0.01);
    else
      g_assert_cmpfloat (x[i], <, -100);
  for (guint i = 0; i < N; i++)
    level += y[i] == 0;
  g_assert_cmpuint (level, >, 10);
}

static void
test_timeline_bad (void)
{
  float x[3] = { 0 }, y[3] = { 0 };
  double none[] = { NAN, INFINITY, -INFINITY }, same[] = { 5, 5, 5 }, huge[] = { -1e308, 0, 1e308 };
  TgLayoutGraph graph = { .n_nodes = 3, .x = x, .y = y }, empty = { 0 };

  tg_layout_timeline (&graph, none, 0);
  assert_apart (&graph);
  tg_layout_timeline (&graph, same, NAN);
  assert_apart (&graph);
  g_assert_cmpfloat (x[1], ==, 0);
  tg_layout_timeline (&graph, huge, 1000);
  assert_apart (&graph);
  g_assert_cmpfloat_with_epsilon (x[1], 500, 0.01);
  guint8 pinned[] = { 0, 1, 0 };
  graph.pinned = pinned;
  x[1] = 3;
  tg_layout_timeline (&graph, huge, 1000);
  g_assert_cmpfloat (x[1], ==, 3);
  tg_layout_timeline (&empty, NULL, 0);
  tg_layout_layered (&empty);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/layout/static/layered", test_layered);
  g_test_add_func ("/layout/static/layered-order", test_layered_order);
  g_test_add_func ("/layout/static/layered-large", test_layered_large);
  g_test_add_func ("/layout/static/layered-deep", test_layered_deep);
  g_test_add_func ("/layout/static/timeline", test_timeline);
  g_test_add_func ("/layout/static/timeline-bad", test_timeline_bad);
  return g_test_run ();
}
