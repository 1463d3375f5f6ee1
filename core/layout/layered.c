/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tg-layout"

#include "core/layout/layout.h"

#include <stdlib.h>
#include <string.h>

#include "core/layout/adjacency.h"
#include "core/layout/static.h"

/* As Sugiyama, Tagawa and Toda (1981): cycles opened by a depth-first walk, layers by longest path, order in the layers by barycentres, there and
 * back; heights by the neighbours' mean as far as the order and the sizes let them. */

#define SWEEPS 8
#define ROWS_MIN 16u
#define PITCH_X 120.0         /* between the rims of two columns */

typedef struct
{
  TgLayoutGraph *graph;
  guint32  n, n_layers;
  TgAdjacency adjacency;
  guint32 *start, *list;        /* targets of each node */
  guint32 *layer, *order, *first;       /* order: nodes layer by layer; first: of a layer, in it */
  double  *y, *wish;
} Layers;

static void
layers_clear (Layers *layers)
{
  tg_adjacency_clear (&layers->adjacency);
  g_free (layers->start);
  g_free (layers->list);
  g_free (layers->layer);
  g_free (layers->order);
  g_free (layers->first);
  g_free (layers->y);
  g_free (layers->wish);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Layers, layers_clear)

static void
read_targets (Layers *layers)
{
  const TgLayoutGraph *graph = layers->graph;
  guint32 n = layers->n;

  layers->start = g_new0 (guint32, (gsize) n + 2);
  layers->list = g_new (guint32, MAX (graph->n_edges, 1));
  for (guint32 e = 0; e < graph->n_edges; e++)
    if (graph->source[e] < n && graph->target[e] < n && graph->source[e] != graph->target[e])
      layers->start[graph->source[e] + 2]++;
  for (guint32 i = 0; i < n; i++)
    layers->start[i + 2] += layers->start[i + 1];
  for (guint32 e = 0; e < graph->n_edges; e++)
    if (graph->source[e] < n && graph->target[e] < n && graph->source[e] != graph->target[e])
      layers->list[layers->start[graph->source[e] + 1]++] = graph->target[e];
}

/* Nodes as a depth-first walk leaves them, last first: every edge but those that close a cycle runs forwards in it. It begins at what nothing leads to. */
static guint32 *
walk (const Layers *layers)
{
  guint32 n = layers->n, top = 0, left = n;
  guint32 *order = g_new (guint32, MAX (n, 1));
  g_autofree guint32 *stack = g_new (guint32, MAX (n, 1)), *at = g_memdup2 (layers->start, ((gsize) n + 1) * sizeof (guint32));
  g_autofree guint8 *seen = g_new0 (guint8, MAX (n, 1)), *led_to = g_new0 (guint8, MAX (n, 1));

  for (guint32 k = 0; k < layers->start[n]; k++)
    led_to[layers->list[k]] = 1;
  for (guint32 pass = 0; pass < 2; pass++)
    for (guint32 i = 0; i < n; i++)
      {
        if (seen[i] || (pass == 0 && led_to[i]))
          continue;
        seen[i] = 1;
        stack[top++] = i;
        while (top > 0)
          {
            guint32 node = stack[top - 1];
            if (at[node] == layers->start[node + 1])
              {
                order[--left] = node;
                top--;
                continue;
              }
            guint32 next = layers->list[at[node]++];
            if (seen[next])
              continue;
            seen[next] = 1;
            stack[top++] = next;
          }
      }
  return order;
}

static void
find_layers (Layers *layers)
{
  guint32 n = layers->n;
  g_autofree guint32 *order = walk (layers), *rank = g_new (guint32, MAX (n, 1));

  layers->layer = g_new0 (guint32, MAX (n, 1));
  for (guint32 k = 0; k < n; k++)
    rank[order[k]] = k;
  for (guint32 k = 0; k < n; k++)
    {
      guint32 i = order[k];
      for (guint32 e = layers->start[i]; e < layers->start[i + 1]; e++)
        if (rank[layers->list[e]] > k)
          layers->layer[layers->list[e]] = MAX (layers->layer[layers->list[e]], layers->layer[i] + 1);
      layers->n_layers = MAX (layers->n_layers, layers->layer[i] + 1);
    }
  layers->first = g_new0 (guint32, (gsize) layers->n_layers + 2);
  layers->order = g_new (guint32, MAX (n, 1));
  for (guint32 i = 0; i < n; i++)
    layers->first[layers->layer[i] + 2]++;
  for (guint32 l = 0; l < layers->n_layers; l++)
    layers->first[l + 2] += layers->first[l + 1];
  /* in the walk's order, which keeps together what belongs together */
  for (guint32 k = 0; k < n; k++)
    layers->order[layers->first[layers->layer[order[k]] + 1]++] = order[k];
}

typedef struct { double wish; guint32 node; } Wish;

static int
compare_wishes (gconstpointer a, gconstpointer b)
{
  const Wish *p = a, *q = b;

  if (p->wish != q->wish)
    return p->wish < q->wish ? -1 : 1;
  return p->node < q->node ? -1 : p->node > q->node;
}

typedef struct { double sum; guint32 n; } Block;

/* The heights nearest to the wishes (least squares) that keep the order and the distances: what would be too near moves together as a block to the mean of its
 * wishes (pool adjacent violators). Nodes must stand in order[] by now. */
static void
place (Layers *layers, guint32 from, guint32 to, Block *blocks)
{
  guint32 n = 0;
  double offset = 0;

  for (guint32 k = from; k < to; k++)
    {
      guint32 i = layers->order[k];
      if (k > from)
        offset += tg_static_radius (layers->graph, layers->order[k - 1]) + tg_static_radius (layers->graph, i) + TG_STATIC_GAP;
      layers->y[i] = offset;
      blocks[n++] = (Block) { layers->wish[i] - offset, 1 };
      while (n > 1 && blocks[n - 2].sum / blocks[n - 2].n >= blocks[n - 1].sum / blocks[n - 1].n)
        {
          blocks[n - 2].sum += blocks[n - 1].sum;
          blocks[n - 2].n += blocks[n - 1].n;
          n--;
        }
    }
  for (guint32 b = 0, k = from; b < n; b++)
    for (guint32 j = 0; j < blocks[b].n; j++, k++)
      layers->y[layers->order[k]] += blocks[b].sum / blocks[b].n;
}

static void
sort_layer (Layers *layers, guint32 l, Wish *wishes, Block *blocks)
{
  guint32 from = layers->first[l], to = layers->first[l + 1];

  for (guint32 k = from; k < to; k++)
    {
      guint32 i = layers->order[k], start = layers->adjacency.start[i], end = layers->adjacency.start[i + 1];
      double sum = 0;
      for (guint32 e = start; e < end; e++)
        sum += layers->y[layers->adjacency.list[e]];
      layers->wish[i] = end > start ? sum / (end - start) : layers->y[i];
      wishes[k - from] = (Wish) { layers->wish[i], i };
    }
  qsort (wishes, to - from, sizeof (Wish), compare_wishes);
  for (guint32 k = from; k < to; k++)
    layers->order[k] = wishes[k - from].node;
  place (layers, from, to, blocks);
}

/* A column; a long one as several lanes, read from top to bottom. Returns where the next one may begin. */
static double
put_layer (Layers *layers, guint32 l, double x, guint32 rows)
{
  guint32 from = layers->first[l], count = layers->first[l + 1] - from, lanes = (count + rows - 1) / rows, height = (count + lanes - 1) / lanes;
  double widest = 0;

  for (guint32 k = from; k < from + count; k++)
    widest = MAX (widest, tg_static_radius (layers->graph, layers->order[k]));
  double pitch = 2 * widest + TG_STATIC_GAP;
  for (guint32 k = 0; k < count; k++)
    {
      guint32 i = layers->order[from + k];
      double y = lanes == 1 ? layers->y[i] : ((double) (k % height) - (height - 1) / 2.0) * pitch;
      tg_static_put (layers->graph, i, x + widest + k / height * pitch, y);
    }
  return x + widest * 2 + (lanes - 1) * pitch + PITCH_X;
}

void
tg_layout_layered (TgLayoutGraph *graph)
{
  g_return_if_fail (graph != NULL);

  g_auto (Layers) layers = { .graph = graph, .n = graph->n_nodes };
  guint32 n = graph->n_nodes, rows = MAX (ROWS_MIN, (guint32) ceil (2 * sqrt ((double) n)));
  double x = 0;

  if (n == 0)
    return;
  tg_adjacency_init (&layers.adjacency, n, graph->n_edges, graph->source, graph->target, NULL);
  read_targets (&layers);
  find_layers (&layers);
  layers.y = g_new0 (double, n);
  layers.wish = g_new0 (double, n);
  g_autofree Wish *wishes = g_new (Wish, n);
  g_autofree Block *blocks = g_new (Block, n);
  for (guint32 l = 0; l < layers.n_layers; l++)
    place (&layers, layers.first[l], layers.first[l + 1], blocks);
  for (guint32 s = 0; s < SWEEPS; s++)
    for (guint32 l = 0; l < layers.n_layers; l++)
      sort_layer (&layers, s % 2 == 0 ? l : layers.n_layers - 1 - l, wishes, blocks);
  for (guint32 l = 0; l < layers.n_layers; l++)
    x = put_layer (&layers, l, x, rows);
}
