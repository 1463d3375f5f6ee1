/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tg-test"

#include <math.h>
#include <string.h>

#include "core/layout/layout.h"

typedef struct
{
  TgLayoutGraph graph;
  GArray *source, *target;
  guint8 *placed, *pinned;
} Fixture;

static void
fixture_init (Fixture *f, guint n)
{
  memset (f, 0, sizeof *f);
  f->graph.n_nodes = n;
  f->graph.x = g_new0 (float, MAX (n, 1));
  f->graph.y = g_new0 (float, MAX (n, 1));
  f->placed = g_new0 (guint8, MAX (n, 1));
  f->pinned = g_new0 (guint8, MAX (n, 1));
  f->graph.placed = f->placed;
  f->graph.pinned = f->pinned;
  f->source = g_array_new (FALSE, FALSE, sizeof (guint32));
  f->target = g_array_new (FALSE, FALSE, sizeof (guint32));
}

static void
fixture_edge (Fixture *f, guint32 a, guint32 b)
{
  g_array_append_val (f->source, a);
  g_array_append_val (f->target, b);
  f->graph.n_edges++;
  f->graph.source = (guint32 *) (void *) f->source->data;
  f->graph.target = (guint32 *) (void *) f->target->data;
}

static void
fixture_clear (Fixture *f)
{
  g_free (f->graph.x);
  g_free (f->graph.y);
  g_free (f->placed);
  g_free (f->pinned);
  g_array_unref (f->source);
  g_array_unref (f->target);
}

static double
distance (const Fixture *f, guint a, guint b)
{
  return hypot (f->graph.x[a] - f->graph.x[b], f->graph.y[a] - f->graph.y[b]);
}

static void
assert_finite (const Fixture *f)
{
  for (guint i = 0; i < f->graph.n_nodes; i++)
    {
      g_assert_true (isfinite (f->graph.x[i]));
      g_assert_true (isfinite (f->graph.y[i]));
    }
}

/* circles of radius 20; settled layouts leave at most half a unit of overlap by their own promise of a gap of four */
static void
assert_no_overlap (const Fixture *f)
{
  for (guint i = 0; i < f->graph.n_nodes; i++)
    for (guint j = i + 1; j < f->graph.n_nodes; j++)
      if (distance (f, i, j) < 40)
        g_error ("nodes %u and %u overlap: %f", i, j, distance (f, i, j));
}

static void
scale_free (Fixture *f, guint n, guint edges_each)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (5);

  fixture_init (f, n);
  for (guint i = 1; i < n; i++)
    for (guint k = 0; k < edges_each; k++)
      {
        /* an end of an earlier edge: the rich get richer */
        guint32 other = f->source->len > 0 && g_rand_boolean (rand)
          ? g_array_index (f->target, guint32, g_rand_int_range (rand, 0, (gint) f->target->len))
          : (guint32) g_rand_int_range (rand, 0, (gint) i);
        fixture_edge (f, i, other);
      }
}

static void
test_small (void)
{
  TgForceOptions options = { .seed = 1 };
  Fixture f;

  for (guint n = 0; n < 4; n++)
    {
      fixture_init (&f, n);
      g_assert_true (tg_layout_force (&f.graph, &options, NULL));
      tg_layout_circle (&f.graph);
      tg_layout_radial (&f.graph, 0);
      assert_finite (&f);
      fixture_clear (&f);
    }
}

static void
test_coincident (void)
{
  TgForceOptions options = { .seed = 1 };
  Fixture f;

  fixture_init (&f, 40);
  memset (f.placed, 1, 40);
  for (guint i = 1; i < 40; i++)
    fixture_edge (&f, 0, i);
  fixture_edge (&f, 3, 3);
  fixture_edge (&f, 3, 4);
  fixture_edge (&f, 3, 4);
  g_assert_true (tg_layout_force (&f.graph, &options, NULL));
  assert_finite (&f);
  assert_no_overlap (&f);
  fixture_clear (&f);
}

static void
test_bad_numbers (void)
{
  TgForceOptions options = { .seed = 1, .tolerance = NAN };
  Fixture f;

  fixture_init (&f, 10);
  memset (f.placed, 1, 10);
  f.graph.x[0] = NAN;
  f.graph.y[1] = INFINITY;
  f.graph.x[2] = 1e30f;
  fixture_edge (&f, 0, 1);
  fixture_edge (&f, 2, 99);
  float weight[] = { -1, NAN };
  f.graph.weight = weight;
  g_assert_true (tg_layout_force (&f.graph, &options, NULL));
  assert_finite (&f);
  fixture_clear (&f);
}

/* Neighbours stand near the wanted distance between rims. */
static void
test_path (void)
{
  TgForceOptions options = { .seed = 1, .edge_length = 80 };
  Fixture f;

  fixture_init (&f, 20);
  for (guint i = 1; i < 20; i++)
    fixture_edge (&f, i - 1, i);
  g_assert_true (tg_layout_force (&f.graph, &options, NULL));
  for (guint i = 1; i < 20; i++)
    {
      g_assert_cmpfloat (distance (&f, i - 1, i), >, 70);
      g_assert_cmpfloat (distance (&f, i - 1, i), <, 260);
    }
  assert_no_overlap (&f);
  fixture_clear (&f);
}

static void
test_star (void)
{
  TgForceOptions options = { .seed = 1 };
  Fixture f;

  fixture_init (&f, 501);
  for (guint i = 1; i < 501; i++)
    fixture_edge (&f, 0, i);
  g_assert_true (tg_layout_force (&f.graph, &options, NULL));
  assert_finite (&f);
  assert_no_overlap (&f);
  fixture_clear (&f);
}

static void
test_pinned (void)
{
  TgForceOptions options = { .seed = 1 };
  Fixture f;

  scale_free (&f, 60, 2);
  f.pinned[7] = 1;
  f.graph.x[7] = 123.25f;
  f.graph.y[7] = -77.5f;
  g_assert_true (tg_layout_force (&f.graph, &options, NULL));
  g_assert_cmpfloat (f.graph.x[7], ==, 123.25f);
  g_assert_cmpfloat (f.graph.y[7], ==, -77.5f);
  tg_layout_circle (&f.graph);
  g_assert_cmpfloat (f.graph.x[7], ==, 123.25f);
  fixture_clear (&f);
}

/* The promise of keep: no placed node goes farther than an edge's length, and new ones come to stand by their neighbours. */
static void
test_keep (void)
{
  TgForceOptions options = { .seed = 1, .edge_length = 80 };
  Fixture f;

  scale_free (&f, 120, 1);
  guint known = 100;
  f.graph.n_nodes = known;
  g_assert_true (tg_layout_force (&f.graph, &options, NULL));
  g_autofree float *x = g_memdup2 (f.graph.x, 120 * sizeof (float)), *y = g_memdup2 (f.graph.y, 120 * sizeof (float));
  f.graph.n_nodes = 120;
  memset (f.placed, 1, known);
  options.keep = TRUE;
  g_assert_true (tg_layout_force (&f.graph, &options, NULL));
  for (guint i = 0; i < known; i++)
    g_assert_cmpfloat (hypot (f.graph.x[i] - x[i], f.graph.y[i] - y[i]), <=, 80.5);
  for (guint e = 0; e < f.graph.n_edges; e++)
    if (f.graph.source[e] >= known)
      g_assert_cmpfloat (distance (&f, f.graph.source[e], f.graph.target[e]), <, 800);
  fixture_clear (&f);
}

static void
test_threads_do_not_show (void)
{
  float *x[3], *y[3];
  guint n = 2500;

  for (guint t = 0; t < 3; t++)
    {
      Fixture f;
      TgForceOptions options = { .seed = 9, .threads = t + 1, .max_steps = 12 };
      scale_free (&f, n, 2);
      g_autoptr (TgForce) force = tg_force_new (&f.graph, &options);
      for (guint s = 0; s < 12; s++)
        tg_force_step (force);
      x[t] = g_new (float, n);
      y[t] = g_new (float, n);
      tg_force_read (force, x[t], y[t]);
      fixture_clear (&f);
    }
  for (guint t = 1; t < 3; t++)
    {
      g_assert_cmpmem (x[0], n * sizeof (float), x[t], n * sizeof (float));
      g_assert_cmpmem (y[0], n * sizeof (float), y[t], n * sizeof (float));
    }
  for (guint t = 0; t < 3; t++)
    {
      g_free (x[t]);
      g_free (y[t]);
    }
}

static void
test_components (void)
{
  TgForceOptions options = { .seed = 1 };
  Fixture f;

  fixture_init (&f, 90);
  for (guint c = 0; c < 10; c++)
    for (guint i = 1; i < 6; i++)
      fixture_edge (&f, c * 6, c * 6 + i);
  g_assert_true (tg_layout_force (&f.graph, &options, NULL));
  assert_no_overlap (&f);
  for (guint i = 0; i < 90; i++)
    g_assert_cmpfloat (hypot (f.graph.x[i], f.graph.y[i]), <, 4000);
  fixture_clear (&f);
}

static void
test_hold (void)
{
  TgForceOptions options = { .seed = 1, .keep = TRUE };
  Fixture f;
  float x[30], y[30];

  fixture_init (&f, 30);
  for (guint i = 1; i < 30; i++)
    fixture_edge (&f, (i - 1) / 2, i);
  g_assert_true (tg_layout_force (&f.graph, &options, NULL));
  memset (f.placed, 1, 30);
  g_autoptr (TgForce) force = tg_force_new (&f.graph, &options);
  while (tg_force_step (force))
    ;
  tg_force_hold (force, 0, 500, 500, TRUE);
  for (guint i = 0; i < 40; i++)
    tg_force_step (force);
  tg_force_read (force, x, y);
  g_assert_cmpfloat (x[0], ==, 500);
  g_assert_cmpfloat (y[0], ==, 500);
  tg_force_hold (force, 0, 500, 500, FALSE);
  guint steps = 0;
  while (tg_force_step (force))
    g_assert_cmpuint (++steps, <, 2000);
  fixture_clear (&f);
}

static void
test_cancel (void)
{
  TgForceOptions options = { .seed = 1 };
  int cancel = 1;
  Fixture f;

  scale_free (&f, 50, 1);
  g_assert_false (tg_layout_force (&f.graph, &options, &cancel));
  fixture_clear (&f);
}

static void
test_static (void)
{
  Fixture f;
  guint32 column[80];
  float order[80];

  scale_free (&f, 80, 1);
  tg_layout_circle (&f.graph);
  assert_no_overlap (&f);
  tg_layout_radial (&f.graph, 5);
  assert_no_overlap (&f);
  g_assert_cmpfloat (f.graph.x[5], ==, 0);
  for (guint i = 0; i < 80; i++)
    {
      column[i] = i % 3;
      order[i] = -(float) i;
    }
  tg_layout_columns (&f.graph, column, order);
  assert_no_overlap (&f);
  /* columns from left to right, the first of the order on top */
  g_assert_cmpfloat (f.graph.x[3], <, f.graph.x[1]);
  g_assert_cmpfloat (f.graph.x[1], <, f.graph.x[2]);
  g_assert_cmpfloat (f.graph.y[78], <=, f.graph.y[0]);
  fixture_clear (&f);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/layout/small", test_small);
  g_test_add_func ("/layout/coincident", test_coincident);
  g_test_add_func ("/layout/bad-numbers", test_bad_numbers);
  g_test_add_func ("/layout/path", test_path);
  g_test_add_func ("/layout/star", test_star);
  g_test_add_func ("/layout/pinned", test_pinned);
  g_test_add_func ("/layout/keep", test_keep);
  g_test_add_func ("/layout/threads", test_threads_do_not_show);
  g_test_add_func ("/layout/components", test_components);
  g_test_add_func ("/layout/hold", test_hold);
  g_test_add_func ("/layout/cancel", test_cancel);
  g_test_add_func ("/layout/static", test_static);
  return g_test_run ();
}
