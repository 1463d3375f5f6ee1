/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tg-layout"

#include "core/layout/quadtree.h"

#define LEAF 8
/* Points closer than the width divided by 2^24 cannot be told apart by float32: deeper cells would divide nothing. */
#define DEPTH_MAX 24

typedef struct
{
  guint32 first, n;
  float   x, y, half;         /* centre and half width */
  guint32 depth;

} Pending;

static guint32
add_cell (TgQuadtree *tree)
{
  if (tree->n_cells == tree->n_allocated)
    {
      tree->n_allocated = tree->n_allocated == 0 ? 256 : tree->n_allocated * 2;
      tree->cells = g_renew (TgQuadCell, tree->cells, tree->n_allocated);
    }
  return tree->n_cells++;
}

/* Moves the points for which the coordinate lies below the middle to the front; returns how many they are. The order within the
 * sides is whatever it comes to, but the same each time. */
static guint32
partition (guint32 *order, guint32 n, const float *coordinate, float middle)
{
  guint32 low = 0;

  for (guint32 i = 0; i < n; i++)
    if (coordinate[order[i]] < middle)
      {
        guint32 swap = order[i];
        order[i] = order[low];
        order[low++] = swap;
      }
  return low;
}

static void
bounds (guint32 n, const float *x, const float *y, float *cx, float *cy, float *half)
{
  float x0 = x[0], x1 = x[0], y0 = y[0], y1 = y[0];

  for (guint32 i = 1; i < n; i++)
    {
      x0 = MIN (x0, x[i]);
      x1 = MAX (x1, x[i]);
      y0 = MIN (y0, y[i]);
      y1 = MAX (y1, y[i]);
    }
  *cx = x0 + (x1 - x0) / 2;
  *cy = y0 + (y1 - y0) / 2;
  *half = MAX (x1 - x0, y1 - y0) / 2 + 1;
}

/* Cells stand in the order of a walk, so a cell's end is known when the next cell that is not inside it is made: a stack of what is still to
 * be divided carries the depth, and ends are filled in by depth. */
void
tg_quadtree_build (TgQuadtree *tree, guint32 n, const float *x, const float *y, const float *mass)
{
  Pending stack[4 * DEPTH_MAX + 8];
  guint32 open[DEPTH_MAX + 2];      /* the last cell made at each depth */
  guint top = 0, n_open = 0;

  tree->n_cells = 0;
  if (tree->n_points != n)
    tree->order = g_renew (guint32, tree->order, MAX (n, 1));
  tree->n_points = n;
  for (guint32 i = 0; i < n; i++)
    tree->order[i] = i;
  if (n == 0)
    return;
  float cx, cy, half;
  bounds (n, x, y, &cx, &cy, &half);
  stack[top++] = (Pending) { 0, n, cx, cy, half, 0 };
  while (top > 0)
    {
      Pending at = stack[--top];
      guint32 cell = add_cell (tree);
      guint32 *order = tree->order + at.first;
      double sx = 0, sy = 0, sm = 0;

      /* whatever was open at this depth or deeper ends here */
      while (n_open > at.depth)
        tree->cells[open[--n_open]].next = cell;
      open[n_open++] = cell;
      for (guint32 i = 0; i < at.n; i++)
        {
          guint32 p = order[i];
          sx += (double) x[p] * mass[p];
          sy += (double) y[p] * mass[p];
          sm += mass[p];
        }
      gboolean leaf = at.n <= LEAF || at.depth >= DEPTH_MAX;
      tree->cells[cell] = (TgQuadCell) {
        .cx = (float) (sx / sm), .cy = (float) (sy / sm), .mass = (float) sm, .size2 = 4 * at.half * at.half,
        .first = at.first, .n = leaf ? at.n : 0,
      };
      if (leaf)
        continue;
      guint32 north = partition (order, at.n, y, at.y);
      guint32 counts[4];
      counts[0] = partition (order, north, x, at.x);
      counts[1] = north - counts[0];
      counts[2] = partition (order + north, at.n - north, x, at.x);
      counts[3] = at.n - north - counts[2];
      float quarter = at.half / 2;
      guint32 end = at.first + at.n;
      /* pushed last first, so that they come out in order */
      for (int q = 3; q >= 0; q--)
        {
          end -= counts[q];
          if (counts[q] > 0)
            stack[top++] = (Pending) { end, counts[q], at.x + (q & 1 ? quarter : -quarter), at.y + (q & 2 ? quarter : -quarter), quarter,
                                       at.depth + 1 };
        }
    }
  while (n_open > 0)
    tree->cells[open[--n_open]].next = tree->n_cells;
}

void
tg_quadtree_clear (TgQuadtree *tree)
{
  g_clear_pointer (&tree->cells, g_free);
  g_clear_pointer (&tree->order, g_free);
  tree->n_cells = tree->n_allocated = tree->n_points = 0;
}

void
tg_quadtree_repulsion (const TgQuadtree *tree, guint32 i, const float *x, const float *y, const float *mass, float theta2,
                       float min_distance2, float *fx, float *fy)
{
  const float px = x[i], py = y[i];
  float sum_x = 0, sum_y = 0;

  for (guint32 c = 0; c < tree->n_cells;)
    {
      const TgQuadCell *cell = &tree->cells[c];
      float dx = px - cell->cx, dy = py - cell->cy;
      float d2 = dx * dx + dy * dy;

      if (cell->n == 0 && cell->size2 >= theta2 * d2)
        {
          c++;
          continue;
        }
      c = cell->next;
      if (cell->n == 0 || cell->size2 < theta2 * d2)
        {
          float f = cell->mass / MAX (d2, min_distance2);
          sum_x += dx * f;
          sum_y += dy * f;
          continue;
        }
      for (guint32 k = cell->first; k < cell->first + cell->n; k++)
        {
          guint32 j = tree->order[k];
          if (j == i)
            continue;
          dx = px - x[j];
          dy = py - y[j];
          float f = mass[j] / MAX (dx * dx + dy * dy, min_distance2);
          sum_x += dx * f;
          sum_y += dy * f;
        }
    }
  *fx = sum_x;
  *fy = sum_y;
}
