/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tg-test"

/* What layout.h promises of the force-directed layout, on graphs large enough for levels and threads. */

#include <math.h>
#include <string.h>

#include "core/layout/quality.h"

typedef struct
{
  TgLayoutGraph graph;
  GArray *source, *target;
  float  *radius;
  guint8 *placed, *pinned;
} Fixture;

static void
begin (Fixture *f, guint n)
{
  *f = (Fixture) { .source = g_array_new (FALSE, FALSE, 4), .target = g_array_new (FALSE, FALSE, 4) };
  f->graph.n_nodes = n;
  f->graph.x = g_new0 (float, n);
  f->graph.y = g_new0 (float, n);
  f->graph.radius = f->radius = g_new (float, n);
  f->graph.placed = f->placed = g_new0 (guint8, n);
  f->graph.pinned = f->pinned = g_new0 (guint8, n);
  for (guint i = 0; i < n; i++)
    f->radius[i] = (float) (12 + i * 7 % 30);
}

static void
edge (Fixture *f, guint32 a, guint32 b)
{
  g_array_append_val (f->source, a);
  g_array_append_val (f->target, b);
  f->graph.n_edges = f->source->len;
  f->graph.source = (guint32 *) (void *) f->source->data;
  f->graph.target = (guint32 *) (void *) f->target->data;
}

static void
clear (Fixture *f)
{
  g_array_unref (f->source);
  g_array_unref (f->target);
  g_free (f->graph.x);
  g_free (f->graph.y);
  g_free (f->radius);
  g_free (f->placed);
  g_free (f->pinned);
}

static void
scale_free (Fixture *f, guint first, guint n, guint each, guint32 seed)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (seed);
  guint begun = f->source->len;

  for (guint i = 1; i < n; i++)
    for (guint k = 0; k < each; k++)
      {
        guint have = f->target->len - begun;
        edge (f, first + i, have > 0 && g_rand_boolean (rand) ? g_array_index (f->target, guint32, begun + g_rand_int_range (rand, 0, (gint) have))
                                                               : first + g_rand_int_range (rand, 0, (gint) i));
      }
}

static void
grid (Fixture *f, guint first, guint side)
{
  for (guint i = 0; i < side * side; i++)
    {
      if (i % side != 0)
        edge (f, first + i - 1, first + i);
      if (i >= side)
        edge (f, first + i - side, first + i);
    }
}

static TgLayoutQuality
quality (const Fixture *f)
{
  TgLayoutQuality q;

  for (guint i = 0; i < f->graph.n_nodes; i++)
    g_assert_true (isfinite (f->graph.x[i]) && isfinite (f->graph.y[i]));
  tg_layout_quality (&f->graph, 100, 1, &q);
  return q;
}

/* Upper left and lower right corner of some nodes. */
static void
box (const Fixture *f, guint from, guint to, float out[4])
{
  out[0] = out[1] = INFINITY;
  out[2] = out[3] = -INFINITY;
  for (guint i = from; i < to; i++)
    {
      out[0] = MIN (out[0], f->graph.x[i] - f->radius[i]);
      out[1] = MIN (out[1], f->graph.y[i] - f->radius[i]);
      out[2] = MAX (out[2], f->graph.x[i] + f->radius[i]);
      out[3] = MAX (out[3], f->graph.y[i] + f->radius[i]);
    }
}

static gboolean
apart (const float a[4], const float b[4])
{
  return a[2] <= b[0] || b[2] <= a[0] || a[3] <= b[1] || b[3] <= a[1];
}

/* To the end, through all levels, pivots, circles and packing. */
static void
test_threads (void)
{
  guint threads[] = { 1, 2, 4 };
  Fixture f[4];

  for (guint t = 0; t < 4; t++)
    {
      TgForceOptions options = { .seed = t < 3 ? 9 : 10, .threads = t < 3 ? threads[t] : 1, .max_steps = 60 };
      begin (&f[t], 2600);
      scale_free (&f[t], 0, 2000, 2, 1);
      grid (&f[t], 2000, 20);
      g_assert_true (tg_layout_force (&f[t].graph, &options, NULL));
    }
  for (guint t = 1; t < 3; t++)
    {
      g_assert_cmpmem (f[0].graph.x, 2600 * sizeof (float), f[t].graph.x, 2600 * sizeof (float));
      g_assert_cmpmem (f[0].graph.y, 2600 * sizeof (float), f[t].graph.y, 2600 * sizeof (float));
    }
  /* the seed is not for show */
  g_assert_cmpint (memcmp (f[0].graph.x, f[3].graph.x, 2600 * sizeof (float)), !=, 0);
  for (guint t = 0; t < 4; t++)
    clear (&f[t]);
}

static void
test_unfolds (void)
{
  TgForceOptions options = { .seed = 1 };
  Fixture f;

  begin (&f, 900);
  grid (&f, 0, 30);
  g_assert_true (tg_layout_force (&f.graph, &options, NULL));
  TgLayoutQuality q = quality (&f);
  g_assert_cmpfloat (q.stress, <, 0.03);
  g_assert_cmpfloat (q.crossings, <, 0.05);
  g_assert_cmpfloat (q.neighbours, >, 0.8);
  g_assert_cmpuint (q.overlaps, ==, 0);
  clear (&f);
}

/* Branches of a tree do not lie on each other, and leaves stand near their parents; a path lies straight. */
static void
test_branches (void)
{
  TgForceOptions options = { .seed = 1 };

  for (guint children = 1; children <= 4; children += 3)
    {
      Fixture f;
      begin (&f, 1365);
      for (guint i = 1; i < 1365; i++)
        edge (&f, i, (i - 1) / children);
      g_assert_true (tg_layout_force (&f.graph, &options, NULL));
      TgLayoutQuality q = quality (&f);
      g_assert_cmpfloat (q.stress, <, children == 1 ? 0.03 : 0.17);
      g_assert_cmpfloat (q.crossings, <, 0.6);
      g_assert_cmpfloat (q.neighbours, >, children == 1 ? 0.9 : 0.05);
      g_assert_cmpuint (q.overlaps, ==, 0);
      clear (&f);
    }
}

static void
test_overlaps (void)
{
  TgForceOptions options = { .seed = 1 };
  Fixture f;

  /* dense, with one circle that is much larger than the others, and with a hub */
  begin (&f, 1700);
  scale_free (&f, 0, 700, 6, 2);
  for (guint i = 701; i < 1700; i++)
    edge (&f, 700, i);
  f.radius[0] = 400;
  g_assert_true (tg_layout_force (&f.graph, &options, NULL));
  g_assert_cmpuint (quality (&f).overlaps, ==, 0);
  clear (&f);
}

static void
test_components (void)
{
  TgForceOptions options = { .seed = 1 };
  guint first[42];
  float boxes[41][4], all[4];
  Fixture f;

  begin (&f, 900);
  first[0] = 0;
  for (guint c = 0; c < 41; c++)
    {
      guint n = c == 0 ? 300 : c < 11 ? 30 : c < 41 ? 10 : 1;
      first[c + 1] = first[c] + n;
      if (c % 2 == 0)
        scale_free (&f, first[c], n, 1, c);
      else
        for (guint i = 1; i < n; i++)
          edge (&f, first[c] + i - 1, first[c] + i);
    }
  g_assert_true (tg_layout_force (&f.graph, &options, NULL));
  g_assert_cmpuint (quality (&f).overlaps, ==, 0);
  double area = 0;
  for (guint c = 0; c < 41; c++)
    {
      box (&f, first[c], first[c + 1], boxes[c]);
      area += (double) (boxes[c][2] - boxes[c][0] + 40) * (boxes[c][3] - boxes[c][1] + 40);
      for (guint d = 0; d < c; d++)
        g_assert_true (apart (boxes[c], boxes[d]));
    }
  /* packed, not strewn */
  box (&f, 0, 900, all);
  g_assert_cmpfloat ((double) (all[2] - all[0]) * (all[3] - all[1]), <, 2 * area);
  clear (&f);
}

/* Pinned nodes stay to the bit, though they are of another scale than the layout, and other components do not come to lie on theirs. */
static void
test_pinned (void)
{
  TgForceOptions options = { .seed = 1 };
  float with[4], other[4];
  Fixture f;

  begin (&f, 700);
  scale_free (&f, 0, 400, 2, 3);
  grid (&f, 400, 17);
  for (guint i = 0; i < 400; i += 100)
    {
      f.pinned[i] = 1;
      f.graph.x[i] = 1234.5f + (float) i;
      f.graph.y[i] = -77.25f * (float) i;
    }
  g_assert_true (tg_layout_force (&f.graph, &options, NULL));
  for (guint i = 0; i < 400; i += 100)
    {
      g_assert_cmpfloat (f.graph.x[i], ==, 1234.5f + (float) i);
      g_assert_cmpfloat (f.graph.y[i], ==, -77.25f * (float) i);
    }
  box (&f, 0, 400, with);
  box (&f, 400, 689, other);
  g_assert_true (apart (with, other));
  g_assert_cmpuint (quality (&f).overlaps, ==, 0);
  clear (&f);
}

/* What was settled stays as it is when nodes are added, but next to them, and there by no more than an edge's length. */
static void
test_added (void)
{
  TgForceOptions options = { .seed = 1, .edge_length = 80 };
  guint known = 400, n = 440, far = 0;
  Fixture f;

  begin (&f, n);
  scale_free (&f, 0, known, 2, 3);
  f.graph.n_nodes = known;
  g_assert_true (tg_layout_force (&f.graph, &options, NULL));
  g_autofree float *x = g_memdup2 (f.graph.x, n * sizeof (float)), *y = g_memdup2 (f.graph.y, n * sizeof (float));
  f.graph.n_nodes = n;
  memset (f.placed, 1, known);
  /* all of them at few places; the last ten are a component of their own */
  for (guint i = known; i < n - 10; i++)
    edge (&f, i, i % 4);
  for (guint i = n - 9; i < n; i++)
    edge (&f, i, n - 10);
  options.keep = TRUE;
  g_assert_true (tg_layout_force (&f.graph, &options, NULL));
  for (guint i = 0; i < known; i++)
    {
      double moved = hypot (f.graph.x[i] - x[i], f.graph.y[i] - y[i]);
      g_assert_cmpfloat (moved, <=, 80.01);
      far += moved < 0.01;
    }
  g_assert_cmpuint (far, >, 300);
  for (guint i = known; i < n - 10; i++)
    g_assert_cmpfloat (hypot (f.graph.x[i] - f.graph.x[i % 4], f.graph.y[i] - f.graph.y[i % 4]), <, 900);
  float old[4], new[4];
  box (&f, 0, n - 10, old);
  box (&f, n - 10, n, new);
  g_assert_true (apart (old, new));

  /* and nothing at all when nothing is new */
  memset (f.placed, 1, n);
  memcpy (x, f.graph.x, n * sizeof (float));
  memcpy (y, f.graph.y, n * sizeof (float));
  g_assert_true (tg_layout_force (&f.graph, &options, NULL));
  g_assert_cmpuint (quality (&f).overlaps, ==, 0);
  for (guint i = 0; i < n; i++)
    g_assert_cmpfloat (hypot (f.graph.x[i] - x[i], f.graph.y[i] - y[i]), <, 4);
  clear (&f);
}

static void
settle (TgForce *force)
{
  guint steps = 0;

  while (tg_force_step (force))
    g_assert_cmpuint (++steps, <, 3000);
}

/* Who drags a node takes its neighbours along; what is far away stays, and all stays when the hand lets go. */
static void
test_drag (void)
{
  enum { SIDE = 20, AT = 10 * SIDE + 10 };
  TgForceOptions options = { .seed = 1 };
  float x[2][SIDE * SIDE], y[2][SIDE * SIDE];
  Fixture f;

  begin (&f, SIDE * SIDE);
  grid (&f, 0, SIDE);
  for (guint i = 0; i < SIDE * SIDE; i++)
    f.radius[i] = 10;
  g_autoptr (TgForce) force = tg_force_new (&f.graph, &options);
  settle (force);
  tg_force_read (force, x[0], y[0]);
  /* within the room that its neighbours leave, so that no circle has to give way */
  for (guint k = 0; k <= 10; k++)
    {
      tg_force_hold (force, AT, x[0][AT] + (float) k * 3, y[0][AT], TRUE);
      tg_force_step (force);
    }
  settle (force);
  tg_force_read (force, x[1], y[1]);
  g_assert_cmpfloat (x[1][AT], ==, x[0][AT] + 30);
  g_assert_cmpfloat (x[1][AT + 1] + x[1][AT - 1] - x[0][AT + 1] - x[0][AT - 1], >, 1);
  g_assert_cmpfloat (hypot (x[1][0] - x[0][0], y[1][0] - y[0][0]), <, 0.5);
  tg_force_hold (force, AT, x[1][AT], y[1][AT], FALSE);
  settle (force);
  tg_force_read (force, x[0], y[0]);
  for (guint i = 0; i < SIDE * SIDE; i++)
    g_assert_cmpfloat (hypot (x[1][i] - x[0][i], y[1][i] - y[0][i]), <, 0.5);
  clear (&f);
}

/* Held while the coarse graphs are laid out still. */
static void
test_hold_early (void)
{
  TgForceOptions options = { .seed = 1 };
  Fixture f;

  begin (&f, 1000);
  scale_free (&f, 0, 1000, 2, 4);
  g_autoptr (TgForce) force = tg_force_new (&f.graph, &options);
  for (guint i = 0; i < 5; i++)
    g_assert_true (tg_force_step (force));
  tg_force_hold (force, 12, -5000, 700, TRUE);
  settle (force);
  tg_force_read (force, f.graph.x, f.graph.y);
  g_assert_cmpfloat (f.graph.x[12], ==, -5000);
  g_assert_cmpfloat (f.graph.y[12], ==, 700);
  g_assert_cmpuint (quality (&f).overlaps, ==, 0);
  clear (&f);
}

/* Each step leaves places that can be drawn, the first ones too; a cancelled layout leaves the graph's as they were. */
static void
test_steps (void)
{
  TgForceOptions options = { .seed = 1 };
  int cancel = 1;
  Fixture f;

  begin (&f, 2000);
  scale_free (&f, 0, 2000, 1, 4);
  g_autoptr (TgForce) force = tg_force_new (&f.graph, &options);
  for (guint i = 0; i < 60; i++)
    {
      g_assert_true (tg_force_step (force));
      tg_force_read (force, f.graph.x, f.graph.y);
      for (guint k = 0; k < 2000; k++)
        g_assert_true (fabsf (f.graph.x[k]) < 1e6f && fabsf (f.graph.y[k]) < 1e6f);
    }
  f.graph.x[5] = 17;
  g_assert_false (tg_layout_force (&f.graph, &options, &cancel));
  g_assert_cmpfloat (f.graph.x[5], ==, 17);
  clear (&f);
}

/* Thousands at one place, without an edge and with them. */
static void
test_heap (void)
{
  TgForceOptions options = { .seed = 1, .keep = FALSE };
  Fixture f;

  begin (&f, 3000);
  memset (f.placed, 1, 3000);
  for (guint i = 1; i < 2000; i++)
    edge (&f, i, i / 2);
  g_assert_true (tg_layout_force (&f.graph, &options, NULL));
  g_assert_cmpuint (quality (&f).overlaps, ==, 0);
  clear (&f);
}

static void
test_bad (void)
{
  TgForceOptions options = { .seed = 1, .edge_length = INFINITY, .gravity = NAN, .theta = 99, .tolerance = -1, .threads = 1000 };
  Fixture f;
  g_autofree float *weight = g_new (float, 400);

  begin (&f, 300);
  memset (f.placed, 1, 150);
  for (guint e = 0; e < 400; e++)
    {
      edge (&f, e % 7 == 0 ? e : e % 300, e % 11 == 0 ? G_MAXUINT32 : e * 31 % 300);
      weight[e] = e % 3 == 0 ? NAN : e % 3 == 1 ? -1 : 1e30f;
    }
  for (guint e = 0; e < 50; e++)
    edge (&f, 7, e % 2 == 0 ? 7 : 8);
  f.graph.n_edges = 400;
  f.graph.weight = weight;
  for (guint i = 0; i < 150; i++)
    f.graph.x[i] = i % 3 == 0 ? NAN : i % 3 == 1 ? INFINITY : -3e38f;
  f.radius[0] = NAN;
  f.radius[1] = -5;
  f.radius[2] = 1e30f;
  g_assert_true (tg_layout_force (&f.graph, &options, NULL));
  quality (&f);
  options.keep = TRUE;
  options.gravity = 0.5f;
  memset (f.pinned, 1, 20);
  g_assert_true (tg_layout_force (&f.graph, &options, NULL));
  quality (&f);
  clear (&f);
}

/* Gravity draws a long path together. */
static void
test_gravity (void)
{
  float free[4], drawn[4];

  for (guint round = 0; round < 2; round++)
    {
      TgForceOptions options = { .seed = 1, .gravity = round == 0 ? 0 : 0.3f };
      Fixture f;
      begin (&f, 60);
      for (guint i = 1; i < 60; i++)
        edge (&f, i - 1, i);
      g_assert_true (tg_layout_force (&f.graph, &options, NULL));
      box (&f, 0, 60, round == 0 ? free : drawn);
      g_assert_cmpuint (quality (&f).overlaps, ==, 0);
      clear (&f);
    }
  g_assert_cmpfloat (hypot (drawn[2] - drawn[0], drawn[3] - drawn[1]), <, 0.8 * hypot (free[2] - free[0], free[3] - free[1]));
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/layout/force/threads", test_threads);
  g_test_add_func ("/layout/force/unfolds", test_unfolds);
  g_test_add_func ("/layout/force/branches", test_branches);
  g_test_add_func ("/layout/force/overlaps", test_overlaps);
  g_test_add_func ("/layout/force/components", test_components);
  g_test_add_func ("/layout/force/pinned", test_pinned);
  g_test_add_func ("/layout/force/added", test_added);
  g_test_add_func ("/layout/force/drag", test_drag);
  g_test_add_func ("/layout/force/hold-early", test_hold_early);
  g_test_add_func ("/layout/force/steps", test_steps);
  g_test_add_func ("/layout/force/heap", test_heap);
  g_test_add_func ("/layout/force/bad", test_bad);
  g_test_add_func ("/layout/force/gravity", test_gravity);
  return g_test_run ();
}
