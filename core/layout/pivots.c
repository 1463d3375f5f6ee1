/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tg-layout"

#include "core/layout/pivots.h"

#include <math.h>
#include <string.h>

#define PART_MIN 100          /* smaller components are laid out well by their springs */
/* So are trees, and better: leaves that are equally far from all pivots would be drawn onto each other, whatever branch they are of. */
#define EDGES_MIN 1.1         /* a node */

static void
walk (const TgLevel *level, guint32 from, guint32 *hops, guint32 *queue)
{
  const TgAdjacency *a = &level->adjacency;
  guint32 head = 0, tail = 0;

  hops[from] = 0;
  queue[tail++] = from;
  while (head < tail)
    {
      guint32 i = queue[head++];
      for (guint32 k = a->start[i]; k < a->start[i + 1]; k++)
        if (hops[a->list[k]] == G_MAXUINT32)
          {
            hops[a->list[k]] = hops[i] + 1;
            queue[tail++] = a->list[k];
          }
    }
}

/* Each next pivot is the node farthest from those before; of equally far ones a different one each time by a stride through the component. */
static guint32
farthest (const guint32 *nearest, guint32 from, guint32 to, guint32 turn)
{
  guint32 n = to - from, begin = (guint32) ((guint64) turn * 0x9e3779b1u % n), best = from + begin;

  for (guint32 k = 0; k < n; k++)
    {
      guint32 i = from + (begin + k) % n;
      if (nearest[i] > nearest[best])
        best = i;
    }
  return best;
}

static void
choose (TgPivots *pivots, const TgLevel *level, guint32 part, guint32 *hops, guint32 *nearest, guint32 *queue)
{
  guint32 from = level->part[part], to = level->part[part + 1], next = from;

  memset (nearest + from, 0xff, (to - from) * sizeof (guint32));
  for (guint32 p = 0; p < TG_PIVOTS; p++)
    {
      memset (hops + from, 0xff, (to - from) * sizeof (guint32));
      pivots->node[part * TG_PIVOTS + p] = next;
      walk (level, next, hops, queue);
      for (guint32 i = from; i < to; i++)
        {
          pivots->hops[(gsize) i * TG_PIVOTS + p] = (float) hops[i];
          nearest[i] = MIN (nearest[i], hops[i]);
        }
      next = farthest (nearest, from, to, p + 1);
    }
}

void
tg_pivots_init (TgPivots *pivots, const TgLevel *level)
{
  g_autofree guint32 *hops = g_new (guint32, MAX (level->n, 1)), *nearest = g_new (guint32, MAX (level->n, 1));
  g_autofree guint32 *queue = g_new (guint32, MAX (level->n, 1));
  guint32 large = 0;

  /* parts are sorted by size: those with pivots come first, and their nodes */
  while (large < level->n_parts && level->part[large + 1] - level->part[large] >= PART_MIN)
    large++;
  pivots->node = g_new (guint32, MAX ((gsize) level->n_parts * TG_PIVOTS, 1));
  memset (pivots->node, 0xff, (gsize) level->n_parts * TG_PIVOTS * sizeof (guint32));
  pivots->x = g_new0 (float, MAX ((gsize) large * TG_PIVOTS, 1));
  pivots->y = g_new0 (float, MAX ((gsize) large * TG_PIVOTS, 1));
  pivots->unit = g_new0 (float, MAX (level->n_parts, 1));
  pivots->hops = g_new0 (float, MAX ((gsize) level->part[large] * TG_PIVOTS, 1));
  for (guint32 p = 0; p < large; p++)
    if ((level->adjacency.start[level->part[p + 1]] - level->adjacency.start[level->part[p]]) / 2 >
        EDGES_MIN * (level->part[p + 1] - level->part[p]))
      choose (pivots, level, p, hops, nearest, queue);
}

void
tg_pivots_clear (TgPivots *pivots)
{
  g_free (pivots->node);
  g_free (pivots->hops);
  g_free (pivots->x);
  g_free (pivots->y);
  g_free (pivots->unit);
  *pivots = (TgPivots) { 0 };
}

gboolean
tg_pivots_has (const TgPivots *pivots, guint32 part)
{
  return pivots->node[part * TG_PIVOTS] != G_MAXUINT32;
}

/* The unit u at which the pivots neither spread nor draw together the whole: the sum of w (distance - hops u) distance is nil for it, with the
 * weights that tg_pivots_pull() uses. */
static void
measure (TgPivots *pivots, const TgLevel *level, guint32 part)
{
  guint32 from = level->part[part], to = level->part[part + 1], stride = MAX (1, (to - from) / 1024);
  double sum = 0, squares = 0;

  for (guint32 i = from; i < to; i += stride)
    {
      double weights = 0, near = 0, near2 = 0;
      for (guint32 p = 0; p < TG_PIVOTS; p++)
        {
          float hops = pivots->hops[(gsize) i * TG_PIVOTS + p];
          if (hops == 0)
            continue;
          double dx = pivots->x[part * TG_PIVOTS + p] - level->x[i], dy = pivots->y[part * TG_PIVOTS + p] - level->y[i];
          double r = sqrt (dx * dx + dy * dy) / hops;
          weights += 1 / ((double) hops * hops);
          near += r;
          near2 += r * r;
        }
      sum += near * level->stiffness[i] / weights;
      squares += near2 * level->stiffness[i] / weights;
    }
  pivots->unit[part] = sum > 0 ? (float) (squares / sum) : 1;
}

void
tg_pivots_look (TgPivots *pivots, const TgLevel *level)
{
  for (guint32 part = 0; part < level->n_parts; part++)
    {
      if (!tg_pivots_has (pivots, part))
        continue;
      for (guint32 p = 0; p < TG_PIVOTS; p++)
        {
          pivots->x[part * TG_PIVOTS + p] = level->x[pivots->node[part * TG_PIVOTS + p]];
          pivots->y[part * TG_PIVOTS + p] = level->y[pivots->node[part * TG_PIVOTS + p]];
        }
      measure (pivots, level, part);
    }
}

gboolean
tg_pivots_pull (const TgPivots *pivots, guint32 part, guint32 i, float x, float y, float *way_x, float *way_y)
{
  float wx[8] = { 0 }, wy[8] = { 0 }, w[8] = { 0 };

  if (pivots->node[part * TG_PIVOTS] == G_MAXUINT32)
    return FALSE;
  const float *px = pivots->x + part * TG_PIVOTS, *py = pivots->y + part * TG_PIVOTS, *hops = pivots->hops + (gsize) i * TG_PIVOTS;
  float unit = pivots->unit[part];
  for (guint32 p = 0; p < TG_PIVOTS; p += 8)
    for (guint32 k = 0; k < 8; k++)
      {
        float dx = px[p + k] - x, dy = py[p + k] - y, h = hops[p + k];
        float weight = h > 0 ? 1 / (h * h) : 0, f = weight * (1 - h * unit / sqrtf (dx * dx + dy * dy + 1));
        wx[k] += dx * f;
        wy[k] += dy * f;
        w[k] += weight;
      }
  float sum_x = 0, sum_y = 0, sum = 0;
  for (guint32 k = 0; k < 8; k++)
    {
      sum_x += wx[k];
      sum_y += wy[k];
      sum += w[k];
    }
  *way_x = sum_x / sum;
  *way_y = sum_y / sum;
  return sum > 0;
}
