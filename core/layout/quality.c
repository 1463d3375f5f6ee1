/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tg-layout"

#include "core/layout/quality.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "core/layout/adjacency.h"

typedef struct
{
  const TgLayoutGraph *graph;
  guint32 n, samples;
  float  *x, *y;                /* finite */
  TgAdjacency adjacency;
  GRand  *rand;
} Measure;

/* k of 0..n-1 without repetition, by the front of a shuffle; all in order when they are no more than k. */
static guint32 *
draw (GRand *rand, guint32 n, guint32 *k)
{
  guint32 *all = g_new (guint32, MAX (n, 1));

  for (guint32 i = 0; i < n; i++)
    all[i] = i;
  *k = MIN (*k, n);
  for (guint32 i = 0; i < *k && *k < n; i++)
    {
      guint32 other = i + g_rand_int (rand) % (n - i), swap = all[i];
      all[i] = all[other];
      all[other] = swap;
    }
  return all;
}

/* Stress with weights 1/hops² (Kamada and Kawai 1989; Gansner, Koren and North 2004). The best scale a minimises
 * sum (a r - 1)² with r = distance/hops: a = sum r / sum r², where the sum is N - (sum r)² / sum r². */
static double
stress (const Measure *m)
{
  guint32 k = m->samples;
  g_autofree guint32 *from = draw (m->rand, m->n, &k);
  g_autofree guint32 *hops = g_new (guint32, MAX (m->n, 1)), *queue = g_new (guint32, MAX (m->n, 1));
  double sum = 0, squares = 0;
  guint64 pairs = 0;

  for (guint32 s = 0; s < k; s++)
    {
      guint32 head = 0, tail = 0;
      memset (hops, 0xff, m->n * sizeof (guint32));
      hops[from[s]] = 0;
      queue[tail++] = from[s];
      while (head < tail)
        {
          guint32 i = queue[head++];
          for (guint32 e = m->adjacency.start[i]; e < m->adjacency.start[i + 1]; e++)
            if (hops[m->adjacency.list[e]] == G_MAXUINT32)
              {
                hops[m->adjacency.list[e]] = hops[i] + 1;
                queue[tail++] = m->adjacency.list[e];
              }
          if (i == from[s])
            continue;
          double r = hypot ((double) m->x[i] - m->x[from[s]], (double) m->y[i] - m->y[from[s]]) / hops[i];
          sum += r;
          squares += r * r;
          pairs++;
        }
    }
  if (pairs == 0)
    return 0;
  return squares > 0 ? MAX (0, 1 - sum * sum / squares / (double) pairs) : 1;
}

static double
side (const Measure *m, guint32 a, guint32 b, guint32 c)
{
  return ((double) m->x[b] - m->x[a]) * ((double) m->y[c] - m->y[a]) - ((double) m->y[b] - m->y[a]) * ((double) m->x[c] - m->x[a]);
}

/* Only a proper crossing counts: edges that touch, or lie on one line, do not. */
static gboolean
crosses (const Measure *m, guint32 a, guint32 b, guint32 c, guint32 d)
{
  if (a == c || a == d || b == c || b == d)
    return FALSE;
  if (MAX (m->x[a], m->x[b]) < MIN (m->x[c], m->x[d]) || MAX (m->x[c], m->x[d]) < MIN (m->x[a], m->x[b]) ||
      MAX (m->y[a], m->y[b]) < MIN (m->y[c], m->y[d]) || MAX (m->y[c], m->y[d]) < MIN (m->y[a], m->y[b]))
    return FALSE;
  return side (m, a, b, c) * side (m, a, b, d) < 0 && side (m, c, d, a) * side (m, c, d, b) < 0;
}

/* Each relation once, parallel ones count as one. */
static double
crossings (const Measure *m)
{
  guint32 n_edges = m->adjacency.start[m->n] / 2, k = m->samples, at = 0;
  g_autofree guint32 *a = g_new (guint32, MAX (n_edges, 1)), *b = g_new (guint32, MAX (n_edges, 1));
  guint64 found = 0;

  for (guint32 i = 0; i < m->n; i++)
    for (guint32 e = m->adjacency.start[i]; e < m->adjacency.start[i + 1]; e++)
      if (m->adjacency.list[e] > i)
        {
          a[at] = i;
          b[at++] = m->adjacency.list[e];
        }
  g_autofree guint32 *sample = draw (m->rand, n_edges, &k);
  for (guint32 s = 0; s < k; s++)
    for (guint32 e = 0; e < n_edges; e++)
      found += crosses (m, a[sample[s]], b[sample[s]], a[e], b[e]);
  return k > 0 ? (double) found / k : 0;
}

typedef struct { float distance2; guint32 node; } Near;

static int
compare_near (gconstpointer a, gconstpointer b)
{
  const Near *p = a, *q = b;

  if (p->distance2 != q->distance2)
    return p->distance2 < q->distance2 ? -1 : 1;
  return p->node < q->node ? -1 : p->node > q->node;
}

static int
compare_numbers (gconstpointer a, gconstpointer b)
{
  guint32 p = *(const guint32 *) a, q = *(const guint32 *) b;

  return p < q ? -1 : p > q;
}

/* Of as many nodes nearest to i as it has neighbours, how many are neighbours. */
static guint32
kept (const Measure *m, guint32 i, Near *near)
{
  const guint32 *list = m->adjacency.list + m->adjacency.start[i];
  guint32 degree = m->adjacency.start[i + 1] - m->adjacency.start[i], n = 0, both = 0;

  for (guint32 j = 0; j < m->n; j++)
    if (j != i)
      {
        float dx = m->x[j] - m->x[i], dy = m->y[j] - m->y[i];
        near[n++] = (Near) { dx * dx + dy * dy, j };
      }
  qsort (near, n, sizeof (Near), compare_near);
  for (guint32 k = 0; k < MIN (degree, n); k++)
    both += bsearch (&near[k].node, list, degree, sizeof (guint32), compare_numbers) != NULL;
  return both;
}

static double
neighbours (const Measure *m)
{
  guint32 k = MIN (m->samples, 256), counted = 0;
  g_autofree guint32 *sample = draw (m->rand, m->n, &k);
  g_autofree Near *near = g_new (Near, MAX (m->n, 1));
  double sum = 0;

  for (guint32 s = 0; s < k; s++)
    {
      guint32 degree = m->adjacency.start[sample[s] + 1] - m->adjacency.start[sample[s]];
      if (degree == 0)
        continue;
      guint32 both = kept (m, sample[s], near);
      sum += (double) both / (2 * degree - both);
      counted++;
    }
  return counted > 0 ? sum / counted : 1;
}

typedef struct { float left, x, y, radius; } Disc;

static int
compare_discs (gconstpointer a, gconstpointer b)
{
  const Disc *p = a, *q = b;

  return p->left < q->left ? -1 : p->left > q->left;
}

/* A sweep from left to right: only discs that begin before this one ends can touch it. */
static guint64
overlaps (const Measure *m)
{
  g_autofree Disc *discs = g_new (Disc, MAX (m->n, 1));
  guint64 found = 0;

  for (guint32 i = 0; i < m->n; i++)
    {
      float r = m->graph->radius != NULL && isfinite (m->graph->radius[i]) ? m->graph->radius[i] : 20;
      discs[i] = (Disc) { m->x[i] - r, m->x[i], m->y[i], r };
    }
  qsort (discs, m->n, sizeof (Disc), compare_discs);
  for (guint32 i = 0; i < m->n; i++)
    for (guint32 j = i + 1; j < m->n && discs[j].left < discs[i].x + discs[i].radius; j++)
      found += hypot ((double) discs[i].x - discs[j].x, (double) discs[i].y - discs[j].y) < (double) discs[i].radius + discs[j].radius - 0.01;
  return found;
}

void
tg_layout_quality (const TgLayoutGraph *graph, guint samples, guint32 seed, TgLayoutQuality *quality)
{
  g_return_if_fail (graph != NULL && quality != NULL);

  Measure m = { .graph = graph, .n = graph->n_nodes, .samples = samples != 0 ? samples : 256 };

  m.x = g_new0 (float, MAX (m.n, 1));
  m.y = g_new0 (float, MAX (m.n, 1));
  for (guint32 i = 0; i < m.n; i++)
    {
      m.x[i] = isfinite (graph->x[i]) ? graph->x[i] : 0;
      m.y[i] = isfinite (graph->y[i]) ? graph->y[i] : 0;
    }
  m.rand = g_rand_new_with_seed (seed);
  tg_adjacency_init (&m.adjacency, m.n, graph->n_edges, graph->source, graph->target, NULL);
  quality->stress = stress (&m);
  quality->crossings = crossings (&m);
  quality->neighbours = neighbours (&m);
  quality->overlaps = overlaps (&m);
  tg_adjacency_clear (&m.adjacency);
  g_rand_free (m.rand);
  g_free (m.x);
  g_free (m.y);
}
