/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tg-test"

#include <math.h>

#include "core/layout/quality.h"

static TgLayoutQuality
measure (guint32 n, float *x, float *y, guint32 n_edges, const guint32 *source, const guint32 *target, guint samples)
{
  TgLayoutGraph graph = { .n_nodes = n, .n_edges = n_edges, .x = x, .y = y, .source = source, .target = target };
  TgLayoutQuality quality;

  tg_layout_quality (&graph, samples, 1, &quality);
  return quality;
}

/* A path drawn as a straight line is as good as can be, at any scale. */
static void
test_perfect (void)
{
  float x[] = { 0, 300, 600, 900 }, y[] = { 5, 5, 5, 5 };
  guint32 source[] = { 0, 1, 2 }, target[] = { 1, 2, 3 };
  TgLayoutQuality q = measure (4, x, y, 3, source, target, 0);

  g_assert_cmpfloat_with_epsilon (q.stress, 0, 1e-9);
  g_assert_cmpfloat (q.crossings, ==, 0);
  g_assert_cmpuint (q.overlaps, ==, 0);
  /* the ends' one neighbour and, with a tie, the middle's two are nearest */
  g_assert_cmpfloat_with_epsilon (q.neighbours, 1, 1e-9);
}

/* By hand: two nodes of a path of three at one place. Distances 0, d, d for hops 1, 1, 2: r = 0, d, d/2; 1 - (1.5)²/1.25/3 = 0.4. */
static void
test_stress (void)
{
  float x[] = { 0, 0, 70 }, y[] = { 0, 0, 0 };
  guint32 source[] = { 0, 1 }, target[] = { 1, 2 };
  TgLayoutQuality q = measure (3, x, y, 2, source, target, 0);

  g_assert_cmpfloat_with_epsilon (q.stress, 0.4, 1e-6);
  g_assert_cmpuint (q.overlaps, ==, 1);
  float zero[3] = { 0 };
  g_assert_cmpfloat_with_epsilon (measure (3, zero, zero, 2, source, target, 0).stress, 1, 1e-9);
}

/* A square with both diagonals; the parallel and the turned edge are one relation, the self loop none. */
static void
test_crossings (void)
{
  float x[] = { 0, 200, 200, 0 }, y[] = { 0, 0, 200, 200 };
  guint32 source[] = { 0, 1, 2, 3, 0, 1, 2, 2, 9 }, target[] = { 1, 2, 3, 0, 2, 3, 0, 2, 1 };
  TgLayoutQuality q = measure (4, x, y, 9, source, target, 0);

  /* of six edges only the two diagonals cross, each one other */
  g_assert_cmpfloat_with_epsilon (q.crossings, 2.0 / 6, 1e-9);
  g_assert_cmpfloat_with_epsilon (q.neighbours, 1, 1e-9);
}

static void
test_neighbours (void)
{
  /* 0-1 and 2-3 are drawn with the ends of different edges together */
  float x[] = { 0, 500, 50, 550 }, y[] = { 0, 0, 0, 0 };
  guint32 source[] = { 0, 2 }, target[] = { 1, 3 };
  TgLayoutQuality q = measure (4, x, y, 2, source, target, 0);

  g_assert_cmpfloat (q.neighbours, ==, 0);
}

static void
test_sampled (void)
{
  enum { N = 3000 };
  g_autofree float *x = g_new (float, N), *y = g_new (float, N);
  g_autofree guint32 *source = g_new (guint32, N), *target = g_new (guint32, N);

  for (guint i = 0; i < N; i++)
    {
      double angle = 2 * G_PI * i / N;
      x[i] = (float) (50000 * cos (angle));
      y[i] = (float) (50000 * sin (angle));
      source[i] = i;
      target[i] = (i + 1) % N;
    }
  TgLayoutQuality some = measure (N, x, y, N, source, target, 40), all = measure (N, x, y, N, source, target, N);
  g_assert_cmpfloat_with_epsilon (some.stress, all.stress, 0.001);
  g_assert_cmpfloat (some.crossings, ==, 0);
  g_assert_cmpfloat (some.neighbours, >, 0.99);
  g_assert_cmpuint (some.overlaps, ==, 0);
}

static void
test_bad (void)
{
  float x[] = { NAN, INFINITY }, y[] = { 0, -INFINITY };
  guint32 source[] = { 0 }, target[] = { 1 };
  TgLayoutQuality q = measure (2, x, y, 1, source, target, 0);

  g_assert_true (isfinite (q.stress));
  g_assert_cmpuint (q.overlaps, ==, 1);
  q = measure (0, NULL, NULL, 0, NULL, NULL, 0);
  g_assert_cmpuint (q.overlaps, ==, 0);
  g_assert_cmpfloat (q.stress, ==, 0);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/layout/quality/perfect", test_perfect);
  g_test_add_func ("/layout/quality/stress", test_stress);
  g_test_add_func ("/layout/quality/crossings", test_crossings);
  g_test_add_func ("/layout/quality/neighbours", test_neighbours);
  g_test_add_func ("/layout/quality/sampled", test_sampled);
  g_test_add_func ("/layout/quality/bad", test_bad);
  return g_test_run ();
}
