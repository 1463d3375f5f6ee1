/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tg-layout"

#include "core/layout/tree.h"

#include <math.h>
#include <string.h>

#include "core/layout/tree-kernel.h"

#define LEAF 32
#define SHIFT_MAX 30          /* of the two bits of the topmost quadrant in a code of 32 */

typedef struct { guint32 first, n, parent; int shift; } Pending;

/* The bits of a 16-bit number with a zero between each two. */
static inline guint32
spread (guint32 v)
{
  v = (v | v << 8) & 0x00ff00ff;
  v = (v | v << 4) & 0x0f0f0f0f;
  v = (v | v << 2) & 0x33333333;
  return (v | v << 1) & 0x55555555;
}

/* Keys are Morton codes with the point below; sorted by code, points of a quadrant lie side by side. */
static void
make_keys (TgTree *tree, guint32 first, guint32 n, const float *x, const float *y)
{
  float x0 = x[first], x1 = x0, y0 = y[first], y1 = y0;

  for (guint32 i = first; i < first + n; i++)
    {
      x0 = MIN (x0, x[i]);
      x1 = MAX (x1, x[i]);
      y0 = MIN (y0, y[i]);
      y1 = MAX (y1, y[i]);
    }
  float scale = 65535 / MAX (MAX (x1 - x0, y1 - y0), 1e-3f);
  for (guint32 i = first; i < first + n; i++)
    {
      guint32 column = MIN ((guint32) ((x[i] - x0) * scale), 65535), row = MIN ((guint32) ((y[i] - y0) * scale), 65535);
      tree->keys[i] = (guint64) (spread (column) | spread (row) << 1) << 32 | i;
    }
}

/* Four passes of eight bits; what is as good as sorted already by the digit is not moved. */
static void
sort_keys (TgTree *tree, guint32 first, guint32 n)
{
  guint64 *from = tree->keys + first, *to = tree->spare + first;

  for (guint pass = 0; pass < 4; pass++)
    {
      guint32 count[257] = { 0 };
      guint shift = 32 + 8 * pass;
      for (guint32 i = 0; i < n; i++)
        count[(from[i] >> shift & 255) + 1]++;
      for (guint k = 0; k < 256; k++)
        count[k + 1] += count[k];
      for (guint32 i = 0; i < n; i++)
        to[count[from[i] >> shift & 255]++] = from[i];
      guint64 *swap = from;
      from = to;
      to = swap;
    }
}

static guint32
add_cell (TgTree *tree, guint32 parent)
{
  if (tree->n_cells == tree->cells_allocated)
    {
      tree->cells_allocated = MAX (256, tree->cells_allocated * 2);
      tree->cells = g_renew (TgTreeCell, tree->cells, tree->cells_allocated);
    }
  guint32 cell = tree->n_cells++;
  tree->cells[cell] = (TgTreeCell) { .parent = parent == G_MAXUINT32 ? cell : parent };
  return cell;
}

static void
add_leaf (TgTree *tree, guint32 cell, guint32 root, guint32 part)
{
  if (tree->n_leaves == tree->leaves_allocated)
    {
      tree->leaves_allocated = MAX (256, tree->leaves_allocated * 2);
      tree->leaves = g_renew (TgTreeLeaf, tree->leaves, tree->leaves_allocated);
    }
  tree->leaves[tree->n_leaves++] = (TgTreeLeaf) { cell, root, part };
}

/* Where the quadrants of a range begin; quarters of the range when the codes are used up (points at one place). */
static void
divide (const TgTree *tree, const Pending *at, guint32 bound[5])
{
  bound[0] = at->first;
  bound[4] = at->first + at->n;
  for (guint q = 1; q < 4; q++)
    {
      guint32 low = bound[q - 1], high = bound[4];
      if (at->shift < 0)
        {
          bound[q] = at->first + (guint32) ((guint64) at->n * q / 4);
          continue;
        }
      while (low < high)
        {
          guint32 middle = low + (high - low) / 2;
          if ((tree->keys[middle] >> 32 >> at->shift & 3) < q)
            low = middle + 1;
          else
            high = middle;
        }
      bound[q] = low;
    }
}

static void
build_part (TgTree *tree, guint32 part, guint32 first, guint32 n)
{
  /* each division leaves at most three to do beside the one gone into; quarters of 2³² are done after sixteen more */
  Pending stack[3 * (SHIFT_MAX / 2 + 1 + 16) + 4];
  guint top = 0;
  guint32 root = tree->n_cells;

  stack[top++] = (Pending) { first, n, G_MAXUINT32, SHIFT_MAX };
  while (top > 0)
    {
      Pending at = stack[--top];
      guint32 cell = add_cell (tree, at.parent), bound[5];
      if (at.n <= LEAF)
        {
          tree->cells[cell].first = at.first;
          tree->cells[cell].n = at.n;
          add_leaf (tree, cell, root, part);
          continue;
        }
      do
        {
          divide (tree, &at, bound);
          at.shift -= 2;
        }
      while (at.shift >= 0 && (bound[1] - bound[0] == at.n || bound[2] - bound[1] == at.n || bound[3] - bound[2] == at.n ||
                               bound[4] - bound[3] == at.n));
      for (int q = 3; q >= 0; q--)
        if (bound[q + 1] > bound[q])
          stack[top++] = (Pending) { bound[q], bound[q + 1] - bound[q], cell, at.shift };
    }
}

/* The centre of mass first, then what refers to it; children stand behind their parents, so a walk from the end meets them first. */
static void
sum_up (TgTree *tree)
{
  for (guint32 c = tree->n_cells; c-- > 0;)
    {
      TgTreeCell *cell = &tree->cells[c], *parent = &tree->cells[cell->parent];
      for (guint32 k = cell->first; k < cell->first + cell->n; k++)
        {
          cell->cx += tree->x[k] * tree->mass[k];
          cell->cy += tree->y[k] * tree->mass[k];
          cell->mass += tree->mass[k];
        }
      if (cell->next <= c)
        cell->next = c + 1;
      if (parent != cell)
        {
          parent->cx += cell->cx;
          parent->cy += cell->cy;
          parent->mass += cell->mass;
          parent->next = MAX (parent->next, cell->next);
        }
      cell->cx /= cell->mass;
      cell->cy /= cell->mass;
    }
  for (guint32 c = tree->n_cells; c-- > 0;)
    {
      TgTreeCell *cell = &tree->cells[c], *parent = &tree->cells[cell->parent];
      for (guint32 k = cell->first; k < cell->first + cell->n; k++)
        {
          float dx = tree->x[k] - cell->cx, dy = tree->y[k] - cell->cy;
          cell->mx += tree->mass[k] * (dx * dx - dy * dy);
          cell->my += tree->mass[k] * 2 * dx * dy;
          cell->radius = MAX (cell->radius, sqrtf (dx * dx + dy * dy));
        }
      if (parent == cell)
        continue;
      float dx = cell->cx - parent->cx, dy = cell->cy - parent->cy;
      parent->mx += cell->mx + cell->mass * (dx * dx - dy * dy);
      parent->my += cell->my + cell->mass * 2 * dx * dy;
      parent->radius = MAX (parent->radius, sqrtf (dx * dx + dy * dy) + cell->radius);
    }
}

void
tg_tree_build (TgTree *tree, guint32 n_parts, const guint32 *part, const float *x, const float *y, const float *mass)
{
  guint32 n = part[n_parts];

  tree->n_cells = tree->n_leaves = 0;
  tree->n_points = n;
  if (n > tree->points_allocated)
    {
      tree->points_allocated = n;
      tree->order = g_renew (guint32, tree->order, n);
      tree->x = g_renew (float, tree->x, n);
      tree->y = g_renew (float, tree->y, n);
      tree->mass = g_renew (float, tree->mass, n);
      tree->keys = g_renew (guint64, tree->keys, n);
      tree->spare = g_renew (guint64, tree->spare, n);
    }
  for (guint32 p = 0; p < n_parts; p++)
    {
      guint32 first = part[p], count = part[p + 1] - first;
      if (count <= LEAF)
        for (guint32 i = first; i < first + count; i++)
          tree->keys[i] = i;
      else
        {
          make_keys (tree, first, count, x, y);
          sort_keys (tree, first, count);
        }
      /* alone, nothing acts on it */
      if (count > 1)
        build_part (tree, p, first, count);
    }
  for (guint32 k = 0; k < n; k++)
    {
      guint32 i = tree->order[k] = (guint32) tree->keys[k];
      tree->x[k] = x[i];
      tree->y[k] = y[i];
      tree->mass[k] = mass[i];
    }
  sum_up (tree);
}

void
tg_tree_clear (TgTree *tree)
{
  g_free (tree->cells);
  g_free (tree->leaves);
  g_free (tree->order);
  g_free (tree->x);
  g_free (tree->y);
  g_free (tree->mass);
  g_free (tree->keys);
  g_free (tree->spare);
  *tree = (TgTree) { 0 };
}

static void
flush (TgTreeSources *sources, TgTreeSeries *series, const TgTree *tree, const TgTreeCell *leaf, float soft2, float fade, float *fx, float *fy,
       float *stiff, gboolean near)
{
  if (near)
    tg_tree_kernel_near (sources, tree->x + leaf->first, tree->y + leaf->first, leaf->n, soft2, fade, fx, fy, stiff);
  else
    tg_tree_kernel_far (sources, fade, series);
  sources->n = 0;
}

static void
leaf_field (const TgTree *tree, const TgTreeLeaf *at, float theta, float soft2, float fade, float *fx, float *fy, float *stiff)
{
  const TgTreeCell *leaf = &tree->cells[at->cell];
  guint32 end = tree->cells[at->root].next;
  float theta2 = theta * theta;
  TgTreeSources far, near;
  TgTreeSeries series = { 0 };

  far.n = near.n = 0;
  for (guint32 c = at->root; c < end;)
    {
      const TgTreeCell *cell = &tree->cells[c];
      float dx = leaf->cx - cell->cx, dy = leaf->cy - cell->cy, d2 = dx * dx + dy * dy, reach = leaf->radius + cell->radius;

      if (reach * reach < theta2 * d2)
        {
          if (far.n == TG_TREE_SOURCES)
            flush (&far, &series, tree, leaf, soft2, fade, fx, fy, stiff, FALSE);
          far.x[far.n] = dx;
          far.y[far.n] = dy;
          far.mass[far.n] = cell->mass;
          far.mx[far.n] = cell->mx;
          far.my[far.n++] = cell->my;
          c = cell->next;
        }
      else if (cell->n == 0 && d2 + reach * reach > 1e-4f)
        c++;
      else
        {
          /* a leaf; or all at one place with us, which no force can part: the circles do */
          if (near.n + cell->n > TG_TREE_SOURCES)
            flush (&near, &series, tree, leaf, soft2, fade, fx, fy, stiff, TRUE);
          memcpy (near.x + near.n, tree->x + cell->first, cell->n * sizeof (float));
          memcpy (near.y + near.n, tree->y + cell->first, cell->n * sizeof (float));
          memcpy (near.mass + near.n, tree->mass + cell->first, cell->n * sizeof (float));
          near.n += cell->n;
          c = cell->next;
        }
    }
  flush (&near, &series, tree, leaf, soft2, fade, fx, fy, stiff, TRUE);
  flush (&far, &series, tree, leaf, soft2, fade, fx, fy, stiff, FALSE);
  for (guint32 k = 0; k < leaf->n; k++)
    {
      float ux = tree->x[leaf->first + k] - leaf->cx, uy = tree->y[leaf->first + k] - leaf->cy, re = series.re[3], im = series.im[3];
      for (int l = 2; l >= 0; l--)
        {
          float r = re * ux - im * uy + series.re[l];
          im = re * uy + im * ux + series.im[l];
          re = r;
        }
      /* the series are of the conjugate */
      fx[k] += re + series.xx * ux + series.xy * uy;
      fy[k] += series.xy * ux + series.yy * uy - im;
    }
}

void
tg_tree_field (const TgTree *tree, guint32 from, guint32 to, float theta, float soft2, const float *fade, float *fx, float *fy, float *stiff)
{
  for (guint32 l = from; l < to; l++)
    {
      const TgTreeCell *leaf = &tree->cells[tree->leaves[l].cell];
      float sum_x[LEAF] = { 0 }, sum_y[LEAF] = { 0 }, sum_stiff[LEAF] = { 0 };

      leaf_field (tree, &tree->leaves[l], theta, soft2, fade != NULL ? fade[tree->leaves[l].part] : 0, sum_x, sum_y, sum_stiff);
      for (guint32 k = 0; k < leaf->n; k++)
        {
          fx[tree->order[leaf->first + k]] = sum_x[k];
          fy[tree->order[leaf->first + k]] = sum_y[k];
          stiff[tree->order[leaf->first + k]] = sum_stiff[k];
        }
    }
}
