/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tg-layout"

#include "core/layout/static.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

void
tg_layout_circle (TgLayoutGraph *graph)
{
  g_return_if_fail (graph != NULL);

  double around = 0, at = 0;

  for (guint32 i = 0; i < graph->n_nodes; i++)
    around += 2 * tg_static_radius (graph, i) + TG_STATIC_GAP;
  if (graph->n_nodes == 1)
    {
      tg_static_put (graph, 0, 0, 0);
      return;
    }
  /* chords are shorter than arcs: a little more room for few nodes */
  double ring = around / (2 * G_PI) * (graph->n_nodes < 12 ? 1.2 : 1.01);
  for (guint32 i = 0; i < graph->n_nodes; i++)
    {
      double share = 2 * tg_static_radius (graph, i) + TG_STATIC_GAP;
      double angle = (at + share / 2) / around * 2 * G_PI - G_PI / 2;
      tg_static_put (graph, i, ring * cos (angle), ring * sin (angle));
      at += share;
    }
}

typedef struct
{
  guint32 *start, *list;        /* neighbours, either way */
  guint32 *parent, *level, *order;
  double  *leaves, *from;       /* of a subtree: its share of the circle, where it begins */
} Tree;

static void
tree_clear (Tree *tree)
{
  g_free (tree->start);
  g_free (tree->list);
  g_free (tree->parent);
  g_free (tree->level);
  g_free (tree->order);
  g_free (tree->leaves);
  g_free (tree->from);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Tree, tree_clear)

static void
tree_neighbours (const TgLayoutGraph *graph, Tree *tree)
{
  guint32 n = graph->n_nodes;

  tree->start = g_new0 (guint32, (gsize) n + 2);
  tree->list = g_new (guint32, MAX (2 * (gsize) graph->n_edges, 1));
  for (int pass = 0; pass < 2; pass++)
    {
      for (guint32 i = 0; i < graph->n_edges; i++)
        {
          guint32 s = graph->source[i], t = graph->target[i];
          if (s == t || s >= n || t >= n)
            continue;
          if (pass == 0)
            {
              tree->start[s + 2]++;
              tree->start[t + 2]++;
            }
          else
            {
              tree->list[tree->start[s + 1]++] = t;
              tree->list[tree->start[t + 1]++] = s;
            }
        }
      if (pass == 0)
        for (guint32 i = 0; i < n; i++)
          tree->start[i + 2] += tree->start[i + 1];
    }
}

/* Breadth first from the centre; what is not connected with it hangs on the centre, a level out. Returns the deepest level. */
static guint32
tree_walk (const TgLayoutGraph *graph, guint32 centre, Tree *tree)
{
  guint32 n = graph->n_nodes, head = 0, tail = 0, deepest = 0, next = 0;

  tree->parent = g_new (guint32, n);
  tree->level = g_new (guint32, n);
  tree->order = g_new (guint32, n);
  memset (tree->level, 0xff, n * sizeof (guint32));
  tree->level[centre] = 0;
  tree->parent[centre] = centre;
  tree->order[tail++] = centre;
  for (;;)
    {
      for (; head < tail; head++)
        for (guint32 k = tree->start[tree->order[head]]; k < tree->start[tree->order[head] + 1]; k++)
          {
            guint32 i = tree->list[k];
            if (tree->level[i] != G_MAXUINT32)
              continue;
            tree->level[i] = tree->level[tree->order[head]] + 1;
            tree->parent[i] = tree->order[head];
            deepest = MAX (deepest, tree->level[i]);
            tree->order[tail++] = i;
          }
      while (next < n && tree->level[next] != G_MAXUINT32)
        next++;
      if (next == n)
        return deepest;
      tree->level[next] = 1;
      tree->parent[next] = centre;
      deepest = MAX (deepest, 1);
      tree->order[tail++] = next;
    }
}

void
tg_layout_radial (TgLayoutGraph *graph, guint32 centre)
{
  g_return_if_fail (graph != NULL);

  g_auto (Tree) tree = { 0 };
  guint32 n = graph->n_nodes;

  if (n == 0)
    return;
  if (centre >= n)
    centre = 0;
  tree_neighbours (graph, &tree);
  guint32 deepest = tree_walk (graph, centre, &tree);
  tree.leaves = g_new0 (double, n);
  tree.from = g_new0 (double, n);

  /* a subtree's share is what its widest generation needs, at least its own node */
  for (guint32 k = n; k > 0; k--)
    {
      guint32 i = tree.order[k - 1];
      tree.leaves[i] = MAX (tree.leaves[i], 2 * tg_static_radius (graph, i) + TG_STATIC_GAP);
      if (i != centre)
        tree.leaves[tree.parent[i]] += tree.leaves[i];
    }
  g_autofree double *ring = g_new0 (double, (gsize) deepest + 1), *widest = g_new0 (double, (gsize) deepest + 1), *sum = g_new0 (double, (gsize) deepest + 1);
  double whole = MAX (tree.leaves[centre], 1);
  for (guint32 i = 0; i < n; i++)
    {
      widest[tree.level[i]] = MAX (widest[tree.level[i]], tg_static_radius (graph, i));
      /* a ring must be wide enough for the densest sector on it */
      double share = tree.leaves[i] / whole * 2 * G_PI;
      sum[tree.level[i]] = MAX (sum[tree.level[i]], (2 * tg_static_radius (graph, i) + TG_STATIC_GAP) / MAX (2 * sin (MIN (share, G_PI) / 2), 1e-9));
    }
  for (guint32 l = 1; l <= deepest; l++)
    ring[l] = MAX (ring[l - 1] + widest[l - 1] + widest[l] + 2 * TG_STATIC_GAP, sum[l]);

  /* a parent stands before its children in the order, so its sector is known */
  tree.from[centre] = -G_PI / 2;
  g_autofree double *used = g_new0 (double, n);
  for (guint32 k = 0; k < n; k++)
    {
      guint32 i = tree.order[k], p = tree.parent[i];
      double share = tree.leaves[i] / whole * 2 * G_PI;
      if (i != centre)
        {
          tree.from[i] = tree.from[p] + used[p];
          used[p] += share;
        }
      double angle = tree.from[i] + share / 2;
      tg_static_put (graph, i, i == centre ? 0 : ring[tree.level[i]] * cos (angle), i == centre ? 0 : ring[tree.level[i]] * sin (angle));
    }
}

typedef struct { guint32 node, column; float order; } Cell;

static int
compare_cells (gconstpointer a, gconstpointer b)
{
  const Cell *x = a, *y = b;

  if (x->column != y->column)
    return x->column < y->column ? -1 : 1;
  if (x->order != y->order)
    return x->order < y->order ? -1 : 1;
  return x->node < y->node ? -1 : x->node > y->node;
}

#define COLUMN_ROWS_MIN 12u

void
tg_layout_columns (TgLayoutGraph *graph, const guint32 *column, const float *order)
{
  g_return_if_fail (graph != NULL && (column != NULL || graph->n_nodes == 0));

  guint32 n = graph->n_nodes;
  g_autofree Cell *cells = g_new (Cell, MAX (n, 1));
  float pitch = 0;
  double x = 0;

  for (guint32 i = 0; i < n; i++)
    {
      cells[i] = (Cell) { i, column[i], order != NULL && isfinite (order[i]) ? order[i] : 0 };
      pitch = MAX (pitch, 2 * tg_static_radius (graph, i) + TG_STATIC_GAP);
    }
  qsort (cells, n, sizeof (Cell), compare_cells);
  for (guint32 from = 0; from < n;)
    {
      guint32 to = from;
      while (to < n && cells[to].column == cells[from].column)
        to++;
      /* a long column becomes several side by side, about as high as all of it is wide */
      guint32 count = to - from, rows = MAX (COLUMN_ROWS_MIN, (guint32) ceil (sqrt ((double) n)));
      guint32 lanes = (count + rows - 1) / rows, height = (count + lanes - 1) / lanes;
      for (guint32 k = 0; k < count; k++)
        tg_static_put (graph, cells[from + k].node, x + (k / height) * pitch * 1.6, ((double) (k % height) - (height - 1) / 2.0) * pitch);
      x += lanes * pitch * 1.6 + pitch * 1.4;
      from = to;
    }
}
