/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tg-layout"

#include "core/layout/layout.h"

#include <stdlib.h>

#include "core/layout/static.h"

typedef struct { double left, x; guint32 node; } Stay;      /* where its rim begins */
typedef struct { double end; guint32 lane; } Lane;

static int
compare_stays (gconstpointer a, gconstpointer b)
{
  const Stay *p = a, *q = b;

  if (p->left != q->left)
    return p->left < q->left ? -1 : 1;
  return p->node < q->node ? -1 : p->node > q->node;
}

static gboolean
before (Lane a, Lane b)
{
  return a.end < b.end || (a.end == b.end && a.lane < b.lane);
}

static void
sink (Lane *heap, guint32 n)
{
  for (guint32 i = 0, child; (child = 2 * i + 1) < n; i = child)
    {
      if (child + 1 < n && before (heap[child + 1], heap[child]))
        child++;
      if (!before (heap[child], heap[i]))
        return;
      Lane swap = heap[i];
      heap[i] = heap[child];
      heap[child] = swap;
    }
}

static void
rise (Lane *heap, guint32 i)
{
  for (; i > 0 && before (heap[i], heap[(i - 1) / 2]); i = (i - 1) / 2)
    {
      Lane swap = heap[i];
      heap[i] = heap[(i - 1) / 2];
      heap[(i - 1) / 2] = swap;
    }
}

static void
add (Lane *heap, guint32 *n, double end, guint32 lane)
{
  heap[*n] = (Lane) { end, lane };
  rise (heap, (*n)++);
}

static guint32
take (Lane *heap, guint32 *n)
{
  guint32 lane = heap[0].lane;

  heap[0] = heap[--*n];
  sink (heap, *n);
  return lane;
}

/* Lanes for intervals in the order of their beginnings: the free one nearest to the middle, or a new one, which makes as few lanes as there are
 * intervals at the busiest time. Returns how many. */
static guint32
assign (const TgLayoutGraph *graph, const Stay *stays, guint32 n, guint32 *lane)
{
  g_autofree Lane *busy = g_new (Lane, MAX (n, 1)), *vacant = g_new (Lane, MAX (n, 1));
  guint32 n_busy = 0, n_vacant = 0, lanes = 0;

  for (guint32 k = 0; k < n; k++)
    {
      while (n_busy > 0 && busy[0].end <= stays[k].left)
        add (vacant, &n_vacant, 0, take (busy, &n_busy));
      lane[k] = n_vacant > 0 ? take (vacant, &n_vacant) : lanes++;
      add (busy, &n_busy, stays[k].x + tg_static_radius (graph, stays[k].node) + TG_STATIC_GAP, lane[k]);
    }
  return lanes;
}

/* Lanes above each other, as high as their largest circle: the first in the middle, then one above, one below. */
static double *
stack (const TgLayoutGraph *graph, const Stay *stays, guint32 n, const guint32 *lane, guint32 lanes)
{
  double *y = g_new0 (double, MAX (lanes, 1));
  g_autofree double *half = g_new0 (double, MAX (lanes, 1));
  double edge[2] = { 0, 0 };

  for (guint32 k = 0; k < n; k++)
    half[lane[k]] = MAX (half[lane[k]], tg_static_radius (graph, stays[k].node) + TG_STATIC_GAP / 2);
  for (guint32 l = 1; l < lanes; l++)
    {
      double *side = &edge[l & 1];
      double from = MAX (*side, half[0]);
      y[l] = (l & 1 ? -1 : 1) * (from + half[l]);
      *side = from + 2 * half[l];
    }
  return y;
}

void
tg_layout_timeline (TgLayoutGraph *graph, const double *time, double width)
{
  g_return_if_fail (graph != NULL && (time != NULL || graph->n_nodes == 0));

  guint32 n = graph->n_nodes;
  g_autofree Stay *stays = g_new (Stay, MAX (n, 1));
  g_autofree guint32 *lane = g_new (guint32, MAX (n, 1));
  double first = INFINITY, last = -INFINITY, widest = 0;

  for (guint32 i = 0; i < n; i++)
    {
      widest = MAX (widest, tg_static_radius (graph, i));
      if (!isfinite (time[i]))
        continue;
      first = MIN (first, time[i]);
      last = MAX (last, time[i]);
    }
  if (!(width > 0) || !isfinite (width))
    width = 4 * (2 * widest + TG_STATIC_GAP) * sqrt ((double) n);
  double span = last - first, unknown = -4 * widest - 3 * TG_STATIC_GAP;
  for (guint32 i = 0; i < n; i++)
    {
      /* halves, so that the difference of huge times is not infinite */
      double share = span > 0 ? (time[i] / 2 - first / 2) / (last / 2 - first / 2) : 0;
      double x = isfinite (time[i]) ? share * width : unknown;
      stays[i] = (Stay) { x - tg_static_radius (graph, i), x, i };
    }
  qsort (stays, n, sizeof (Stay), compare_stays);
  guint32 lanes = assign (graph, stays, n, lane);
  g_autofree double *y = stack (graph, stays, n, lane, lanes);
  for (guint32 k = 0; k < n; k++)
    tg_static_put (graph, stays[k].node, stays[k].x, y[lane[k]]);
}
