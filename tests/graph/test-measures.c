/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "core/graph/measures.h"

#define GRAPH(n, s, t) { n, G_N_ELEMENTS (s), s, t, NULL }

/* a - b - c - d - e */
static const guint32 path_s[] = { 0, 1, 2, 3 }, path_t[] = { 1, 2, 3, 4 };

/* Two triangles joined by an edge. */
static const guint32 two_s[] = { 0, 1, 2, 3, 4, 5, 2 }, two_t[] = { 1, 2, 0, 4, 5, 3, 3 };

static void
test_degree (void)
{
  static const guint32 s[] = { 0, 0, 1, 9 }, t[] = { 1, 2, 1, 0 };      /* a loop, and an end out of range */
  static const double weight[] = { 5, 0.5, 100, 100 };
  const TgMeasureGraph g = { 3, 4, s, t, weight };
  double out[3];

  tg_measure_degree (&g, FALSE, out);
  g_assert_cmpfloat (out[0], ==, 2);
  g_assert_cmpfloat (out[1], ==, 1);
  tg_measure_degree (&g, TRUE, out);
  g_assert_cmpfloat (out[0], ==, 5.5);
  g_assert_cmpfloat (out[2], ==, 0.5);
}

static void
test_betweenness (void)
{
  const TgMeasureGraph path = GRAPH (5, path_s, path_t), two = GRAPH (6, two_s, two_t);
  /* a square: two paths between opposite corners */
  static const guint32 square_s[] = { 0, 1, 2, 3 }, square_t[] = { 1, 2, 3, 0 };
  const TgMeasureGraph square = GRAPH (4, square_s, square_t), empty = { 0 };
  double out[6];

  g_assert_true (tg_measure_betweenness (&path, 0, out, NULL));
  g_assert_cmpfloat_with_epsilon (out[0], 0, 1e-9);
  g_assert_cmpfloat_with_epsilon (out[1], 3, 1e-9);
  g_assert_cmpfloat_with_epsilon (out[2], 4, 1e-9);
  g_assert_true (tg_measure_betweenness (&square, 0, out, NULL));
  for (guint i = 0; i < 4; i++)
    g_assert_cmpfloat_with_epsilon (out[i], 0.5, 1e-9);
  g_assert_true (tg_measure_betweenness (&two, 0, out, NULL));
  g_assert_cmpfloat_with_epsilon (out[2], 6, 1e-9);             /* 2 in its triangle, times 3 beyond */
  g_assert_cmpfloat_with_epsilon (out[0], 0, 1e-9);
  g_assert_true (tg_measure_betweenness (&empty, 0, out, NULL));

  g_autoptr (TgJob) cancelled = tg_job_new ("");
  tg_job_cancel (cancelled);
  g_assert_false (tg_measure_betweenness (&two, 0, out, cancelled));
}

/* Sampled, the hubs of stars on a ring are still found, and about as large. */
static void
test_sampled (void)
{
  enum { HUBS = 8, LEAVES = 60, N = HUBS * (LEAVES + 1) };
  g_autofree guint32 *s = g_new (guint32, N + HUBS), *t = g_new (guint32, N + HUBS);
  g_autofree double *all = g_new (double, N), *some = g_new (double, N);
  TgMeasureGraph g = { N, 0, s, t, NULL };

  for (guint32 hub = 0; hub < HUBS; hub++)
    {
      s[g.n_edges] = hub;
      t[g.n_edges++] = (hub + 1) % HUBS;
      for (guint32 leaf = 0; leaf < LEAVES; leaf++)
        {
          s[g.n_edges] = hub;
          t[g.n_edges++] = HUBS + hub * LEAVES + leaf;
        }
    }
  tg_measure_betweenness (&g, 0, all, NULL);
  tg_measure_betweenness (&g, 64, some, NULL);
  for (guint32 hub = 0; hub < HUBS; hub++)
    {
      g_assert_cmpfloat (some[hub], >, 0.7 * all[hub]);
      g_assert_cmpfloat (some[hub], <, 1.3 * all[hub]);
    }
  g_assert_cmpuint (tg_measure_pivots (&g), ==, 0);
  g.n_nodes = 100000;
  g_assert_cmpuint (tg_measure_pivots (&g), >=, 64);
  g_assert_cmpuint (tg_measure_pivots (&g), <, 50001);
}

static void
test_communities (void)
{
  const TgMeasureGraph two = GRAPH (6, two_s, two_t);
  guint32 of[6], again[6];
  double modularity;

  g_assert_cmpuint (tg_measure_communities (&two, of, &modularity, NULL), ==, 2);
  g_assert_true (of[0] == of[1] && of[1] == of[2] && of[3] == of[4] && of[4] == of[5] && of[0] != of[3]);
  g_assert_cmpuint (of[0], ==, 0);
  g_assert_cmpfloat_with_epsilon (modularity, 6.0 / 7 - 0.5, 1e-9);      /* six of seven edges within, half of the ends in each */
  tg_measure_communities (&two, again, NULL, NULL);
  g_assert_cmpmem (of, sizeof of, again, sizeof again);
}

/* Cliques on a ring, each of another size: all found, the largest first. */
static void
test_ring_of_cliques (void)
{
  enum { CLIQUES = 6 };
  g_autoptr (GArray) s = g_array_new (FALSE, FALSE, sizeof (guint32)), t = g_array_new (FALSE, FALSE, sizeof (guint32));
  guint32 start[CLIQUES + 1] = { 0 }, of[100];

  for (guint32 c = 0; c < CLIQUES; c++)
    start[c + 1] = start[c] + 5 + c;
  for (guint32 c = 0; c < CLIQUES; c++)
    {
      const guint32 next = start[(c + 1) % CLIQUES];

      g_array_append_val (s, start[c]);
      g_array_append_val (t, next);
      for (guint32 i = start[c]; i < start[c + 1]; i++)
        for (guint32 j = i + 1; j < start[c + 1]; j++)
          {
            g_array_append_val (s, i);
            g_array_append_val (t, j);
          }
    }
  const TgMeasureGraph g = { start[CLIQUES], s->len, (guint32 *) (gpointer) s->data, (guint32 *) (gpointer) t->data, NULL };
  g_assert_cmpuint (tg_measure_communities (&g, of, NULL, NULL), ==, CLIQUES);
  for (guint32 c = 0; c < CLIQUES; c++)
    for (guint32 i = start[c]; i < start[c + 1]; i++)
      g_assert_cmpuint (of[i], ==, CLIQUES - 1 - c);
}

/* Without edges everything is by itself. */
static void
test_lonely (void)
{
  const TgMeasureGraph g = { .n_nodes = 3 };
  guint32 of[3];

  g_assert_cmpuint (tg_measure_communities (&g, of, NULL, NULL), ==, 3);
  g_assert_cmpuint (of[2], ==, 2);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/measures/degree", test_degree);
  g_test_add_func ("/measures/betweenness", test_betweenness);
  g_test_add_func ("/measures/sampled", test_sampled);
  g_test_add_func ("/measures/communities", test_communities);
  g_test_add_func ("/measures/ring-of-cliques", test_ring_of_cliques);
  g_test_add_func ("/measures/lonely", test_lonely);
  return g_test_run ();
}
