/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tg-test"

/* What the force-directed layout is made of, each by itself. */

#include <math.h>
#include <string.h>

#include "core/layout/adjacency.h"
#include "core/layout/circles.h"
#include "core/layout/crew.h"
#include "core/layout/level.h"
#include "core/layout/pack.h"
#include "core/layout/pivots.h"
#include "core/layout/tree.h"

static float
uniform (GRand *rand, double from, double to)
{
  return (float) g_rand_double_range (rand, from, to);
}

static void
test_adjacency (void)
{
  guint32 source[] = { 2, 0, 1, 0, 3, 9, 1 }, target[] = { 0, 1, 0, 0, 1, 1, 3 };
  float weight[] = { 1, 2, 4, 8, 16, 32, 64 };
  g_auto (TgAdjacency) a = { NULL };

  tg_adjacency_init (&a, 4, 7, source, target, weight);
  guint32 start[] = { 0, 2, 4, 5, 6 }, list[] = { 1, 2, 0, 3, 0, 1 };
  float sums[] = { 6, 1, 6, 80, 1, 80 };
  g_assert_cmpmem (a.start, sizeof start, start, sizeof start);
  g_assert_cmpmem (a.list, sizeof list, list, sizeof list);
  g_assert_cmpmem (a.weight, sizeof sums, sums, sizeof sums);
}

static void
add_to (gpointer data, guint32 from, guint32 to)
{
  for (guint32 i = from; i < to; i++)
    ((guint8 *) data)[i]++;
}

static void
test_crew (void)
{
  for (guint threads = 1; threads <= 4; threads++)
    {
      TgCrew *crew = tg_crew_new (threads);
      guint8 counts[1000] = { 0 };
      guint32 sizes[] = { 0, 1, 7, 1000, 33 };
      for (guint round = 0; round < 50; round++)
        tg_crew_run (crew, sizes[round % 5], add_to, counts);
      tg_crew_free (crew);
      /* each round every item once */
      g_assert_cmpuint (counts[0], ==, 40);
      g_assert_cmpuint (counts[6], ==, 30);
      g_assert_cmpuint (counts[999], ==, 10);
    }
}

static void
direct (guint32 from, guint32 to, guint32 i, const float *x, const float *y, const float *mass, double fade, double *fx, double *fy)
{
  *fx = *fy = 0;
  for (guint32 j = from; j < to; j++)
    {
      double dx = (double) x[i] - x[j], dy = (double) y[i] - y[j], d2 = dx * dx + dy * dy + 1, f = mass[j] / (d2 + fade * d2 * d2);
      *fx += dx * f;
      *fy += dy * f;
    }
}

/* Beside the sum itself: two parts, one of them clustered; the second must not feel the first. Each fades, or does not, by itself. */
static void
check_tree (const float fade[3])
{
  enum { N = 3000, FIRST = 2600 };
  g_autoptr (GRand) rand = g_rand_new_with_seed (3);
  g_autofree float *x = g_new (float, N), *y = g_new (float, N), *mass = g_new (float, N);
  g_autofree float *fx = g_new0 (float, N), *fy = g_new0 (float, N), *stiff = g_new0 (float, N);
  guint32 part[] = { 0, FIRST, N - 1, N };
  TgTree tree = { 0 };
  double worst = 0, error = 0, size = 0;

  for (guint i = 0; i < N; i++)
    {
      float wide = i % 3 == 0 ? 40 : 5000;
      x[i] = uniform (rand, -wide, wide) + 300;
      y[i] = uniform (rand, -wide, wide);
      mass[i] = uniform (rand, 0.5, 3);
    }
  for (guint round = 0; round < 2; round++)
    tg_tree_build (&tree, 3, part, x, y, mass);
  tg_tree_field (&tree, 0, tree.n_leaves, 0.7f, 1, fade, fx, fy, stiff);
  for (guint i = 0; i < N; i++)
    {
      double wx, wy;
      guint32 p = i < FIRST ? 0 : i < N - 1 ? 1 : 2;
      direct (part[p], part[p + 1], i, x, y, mass, fade != NULL ? fade[p] : 0, &wx, &wy);
      error += (fx[i] - wx) * (fx[i] - wx) + (fy[i] - wy) * (fy[i] - wy);
      size += wx * wx + wy * wy;
      worst = MAX (worst, hypot (fx[i] - wx, fy[i] - wy) / (1 + hypot (wx, wy)));
    }
  g_assert_cmpfloat (sqrt (error / size), <, 0.01);
  g_assert_cmpfloat (worst, <, 0.1);
  g_assert_cmpfloat (fx[N - 1], ==, 0);
  tg_tree_clear (&tree);
}

static void
test_tree (void)
{
  float fades[] = { 1e-4f, 0, 1 };

  check_tree (NULL);
  check_tree (fades);
}

/* A heap at one place neither recurses without end nor costs the square of its size. */
static void
test_tree_heap (void)
{
  enum { N = 20000 };
  g_autofree float *x = g_new0 (float, N), *y = g_new0 (float, N), *mass = g_new (float, N);
  g_autofree float *fx = g_new0 (float, N), *fy = g_new0 (float, N), *stiff = g_new0 (float, N);
  guint32 part[] = { 0, N };
  TgTree tree = { 0 };

  for (guint i = 0; i < N; i++)
    mass[i] = 1;
  x[7] = 1e7f;
  tg_tree_build (&tree, 1, part, x, y, mass);
  tg_tree_field (&tree, 0, tree.n_leaves, 0.7f, 1, NULL, fx, fy, stiff);
  g_assert_cmpfloat_with_epsilon (fx[7], (N - 1) / 1e7, 1e-5);
  g_assert_cmpfloat_with_epsilon (fx[0], -1e-7, 1e-6);
  tg_tree_clear (&tree);
}

/* A level of one component, springs of length 50. */
static TgLevel *
make_level (guint32 n, guint32 n_edges, const guint32 *source, const guint32 *target)
{
  TgLevel *level = tg_level_new (n);
  g_autofree float *weight = g_new (float, n_edges);

  for (guint32 e = 0; e < n_edges; e++)
    weight[e] = 1;
  tg_adjacency_init (&level->adjacency, n, n_edges, source, target, weight);
  level->n_parts = 1;
  level->part = g_new0 (guint32, 2);
  level->part[1] = n;
  level->length = g_new (float, level->adjacency.start[n]);
  for (guint32 k = 0; k < level->adjacency.start[n]; k++)
    level->length[k] = 50;
  for (guint32 i = 0; i < n; i++)
    level->mass[i] = 1;
  tg_level_stiffen (level);
  return level;
}

/* Two hubs, of 1001 leaves and of one: leaves become one with each other, four or five at a time; the hubs and the single one do as well. */
static void
test_coarsen (void)
{
  enum { LEAVES = 1001, N = LEAVES + 3 };
  guint32 source[N - 1], target[N - 1], members[N] = { 0 };

  for (guint32 i = 0; i < N - 1; i++)
    {
      source[i] = i == N - 2 ? 1 : 0;
      target[i] = i + 1;
    }
  TgLevel *level = make_level (N, N - 1, source, target), *coarse = tg_level_coarsen (level, 100);
  g_assert_nonnull (coarse);
  g_assert_cmpuint (coarse->n, ==, LEAVES / 4 + 1);
  for (guint32 i = 0; i < N; i++)
    members[level->parent[i]]++;
  g_assert_cmpuint (members[level->parent[0]], ==, 3);
  g_assert_cmpuint (level->parent[0], ==, level->parent[N - 1]);
  for (guint32 i = 2; i < N - 1; i++)
    g_assert_true (members[level->parent[i]] == 4 || members[level->parent[i]] == 5);
  tg_level_free (coarse);
  tg_level_free (level);
}

/* A path is drawn straight and even by its pivots, does not feel them where it is right, and is called back where it is not; coarser, all is the
 * same but for the hops. */
static void
test_pivots (void)
{
  enum { N = 400 };
  guint32 source[N - 1], target[N - 1];
  TgPivots pivots[2] = { { 0 } };
  float way_x, way_y;

  for (guint32 i = 0; i < N - 1; i++)
    {
      source[i] = i;
      target[i] = i + 1;
    }
  TgLevel *level = make_level (N, N - 1, source, target), *coarse = tg_level_coarsen (level, 100);
  tg_pivots_init (&pivots[0], level);
  tg_pivots_coarsen (&pivots[1], &pivots[0], level, coarse);
  tg_pivots_place (&pivots[0], level, 0, 50);
  for (guint32 i = 1; i < N; i++)
    g_assert_cmpfloat_with_epsilon (hypot (level->x[i] - level->x[i - 1], level->y[i] - level->y[i - 1]), 50, 2);
  for (guint32 i = 0; i < N; i++)
    {
      level->x[i] = 50 * (float) i;
      level->y[i] = 0;
    }
  tg_pivots_open (&pivots[0], level);
  tg_pivots_look (&pivots[0], level);
  g_assert_cmpfloat_with_epsilon (pivots[0].unit[0], 50, 0.01);
  tg_pivots_pull (&pivots[0], 0, 77, level->x[77], level->y[77], &way_x, &way_y);
  g_assert_cmpfloat (hypot (way_x, way_y) / pivots[0].whole[77], <, 0.1);
  tg_pivots_pull (&pivots[0], 0, 77, level->x[77], level->y[77] + 90, &way_x, &way_y);
  g_assert_cmpfloat (way_y, <, 0);

  g_assert_cmpuint (coarse->n, <, N);
  for (guint32 p = 0; p < TG_PIVOTS; p++)
    {
      guint32 node = pivots[0].node[p], end = level->parent[node < N / 2 ? N - 1 : 0];
      g_assert_cmpuint (pivots[1].node[p], ==, level->parent[node]);
      g_assert_cmpfloat (pivots[1].hops[level->parent[node] * TG_PIVOTS + p], ==, 0);
      g_assert_cmpfloat_with_epsilon (pivots[1].hops[end * TG_PIVOTS + p], pivots[0].hops[(node < N / 2 ? N - 1 : 0) * TG_PIVOTS + p], 3);
    }
  tg_pivots_clear (&pivots[1]);
  tg_pivots_clear (&pivots[0]);
  tg_level_free (coarse);
  tg_level_free (level);
}

static void
test_pack (void)
{
  enum { N = 400 };
  g_autoptr (GRand) rand = g_rand_new_with_seed (4);
  TgPackBox boxes[N];
  double area = 0, right = 0, bottom = 0;

  for (guint i = 0; i < N; i++)
    {
      boxes[i] = (TgPackBox) { uniform (rand, 10, i % 20 == 0 ? 900 : 90), uniform (rand, 10, i % 17 == 0 ? 700 : 80), 0, 0 };
      area += (double) boxes[i].width * boxes[i].height;
    }
  tg_pack (boxes, N, 0);
  for (guint i = 0; i < N; i++)
    {
      right = MAX (right, boxes[i].x + boxes[i].width);
      bottom = MAX (bottom, boxes[i].y + boxes[i].height);
      g_assert_cmpfloat (boxes[i].x, >=, 0);
      g_assert_cmpfloat (boxes[i].y, >=, 0);
      for (guint j = i + 1; j < N; j++)
        g_assert_true (boxes[i].x + boxes[i].width <= boxes[j].x + 0.01f || boxes[j].x + boxes[j].width <= boxes[i].x + 0.01f ||
                       boxes[i].y + boxes[i].height <= boxes[j].y + 0.01f || boxes[j].y + boxes[j].height <= boxes[i].y + 0.01f);
    }
  /* little is wasted, and it is about as wide as a screen */
  g_assert_cmpfloat (right * bottom, <, 1.5 * area);
  g_assert_cmpfloat (right / bottom, >, 0.7);
  g_assert_cmpfloat (right / bottom, <, 2.5);
  tg_pack (boxes, 0, 0);
}

static void
test_circles (void)
{
  enum { N = 600 };
  g_autoptr (GRand) rand = g_rand_new_with_seed (5);
  float x[N], y[N], radius[N], at_x, at_y;
  guint8 stays[N] = { 0 };
  TgCircles circles;
  guint passes = 0;

  for (guint i = 0; i < N; i++)
    {
      x[i] = uniform (rand, -600, 600);
      y[i] = uniform (rand, -600, 600);
      radius[i] = i == 3 ? 300 : uniform (rand, 2, 30);
    }
  stays[3] = stays[9] = 1;
  x[9] = x[3] + 100;
  y[9] = y[3];
  at_x = x[3];
  at_y = y[3];
  tg_circles_init (&circles, N, radius);
  while (tg_circles_part (&circles, x, y, stays) > TG_CIRCLES_GAP / 2)
    g_assert_cmpuint (++passes, <, 2000);
  g_assert_cmpfloat (x[3], ==, at_x);
  g_assert_cmpfloat (y[3], ==, at_y);
  for (guint i = 0; i < N; i++)
    for (guint j = i + 1; j < N; j++)
      if (!(stays[i] && stays[j]))
        g_assert_cmpfloat (hypot (x[i] - x[j], y[i] - y[j]), >=, radius[i] + radius[j]);
  g_autofree guint8 *marks = g_new0 (guint8, N);
  tg_circles_find (&circles, x, y, marks);
  g_assert_cmpuint (marks[3] + marks[9], ==, 2);
  g_assert_cmpuint (marks[0], ==, 0);
  tg_circles_clear (&circles);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/layout/parts/adjacency", test_adjacency);
  g_test_add_func ("/layout/parts/crew", test_crew);
  g_test_add_func ("/layout/parts/tree", test_tree);
  g_test_add_func ("/layout/parts/tree-heap", test_tree_heap);
  g_test_add_func ("/layout/parts/coarsen", test_coarsen);
  g_test_add_func ("/layout/parts/pivots", test_pivots);
  g_test_add_func ("/layout/parts/pack", test_pack);
  g_test_add_func ("/layout/parts/circles", test_circles);
  return g_test_run ();
}
