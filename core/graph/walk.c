/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tg-graph"

#include "core/graph/graph.h"

#include <string.h>

#include "core/graph/private.h"

#define NONE G_MAXUINT32

/* Edges at a node, first those leaving it, then those coming in (a self loop is seen twice). */
static guint32
n_incident (const TgGraph *graph, guint32 node)
{
  return graph->out_first[node + 1] - graph->out_first[node] + graph->in_first[node + 1] - graph->in_first[node];
}

static guint32
incident (const TgGraph *graph, guint32 node, guint32 i, guint32 *other)
{
  guint32 n_out = graph->out_first[node + 1] - graph->out_first[node];
  guint32 edge = i < n_out ? graph->out_edges[graph->out_first[node] + i] : graph->in_edges[graph->in_first[node] + i - n_out];

  *other = i < n_out ? graph->target[edge] : graph->source[edge];
  return edge;
}

/* Whether a node has more neighbours than the limit: parallel edges lead to one neighbour, a self loop to none. seen holds the
 * last node for which each was counted. */
static gboolean
is_hub (const TgGraph *graph, guint32 node, guint32 limit, guint32 *seen)
{
  guint32 n = n_incident (graph, node), count = 0, other;

  if (n <= limit)
    return FALSE;
  for (guint32 i = 0; i < n; i++)
    {
      incident (graph, node, i, &other);
      if (other == node || seen[other] == node)
        continue;
      seen[other] = node;
      if (++count > limit)
        return TRUE;
    }
  return FALSE;
}

static TgGraph *
part (const TgGraph *graph, const guint32 *distance)
{
  GArray *entities = g_array_new (FALSE, TRUE, sizeof (TgEntityInfo));
  GArray *relations = g_array_new (FALSE, FALSE, sizeof (TgRelationInfo));

  g_array_set_clear_func (entities, (GDestroyNotify) tg_entity_info_clear);
  for (guint32 i = 0; i < graph->n_nodes; i++)
    {
      if (distance[i] == NONE)
        continue;
      g_array_set_size (entities, entities->len + 1);
      tg_entity_info_copy (&g_array_index (entities, TgEntityInfo, entities->len - 1), tg_graph_node (graph, i));
    }
  for (guint32 i = 0; i < graph->n_edges; i++)
    if (distance[graph->source[i]] != NONE && distance[graph->target[i]] != NONE)
      g_array_append_vals (relations, tg_graph_edge (graph, i), 1);
  return tg_graph_new (entities, relations);
}

TgGraph *
tg_graph_neighbourhood (const TgGraph *graph, const guint32 *seeds, gsize n_seeds, guint depth, guint32 max_neighbours)
{
  g_return_val_if_fail (graph != NULL && (seeds != NULL || n_seeds == 0), NULL);

  guint32 n = graph->n_nodes, length = 0;
  g_autofree guint32 *distance = g_new (guint32, n), *seen = g_new (guint32, n), *queue = g_new (guint32, n);

  if (n > 0)
    {
      memset (distance, 0xff, (gsize) n * sizeof *distance);
      memset (seen, 0xff, (gsize) n * sizeof *seen);
    }
  for (gsize i = 0; i < n_seeds; i++)
    if (seeds[i] < n && distance[seeds[i]] == NONE)
      {
        distance[seeds[i]] = 0;
        queue[length++] = seeds[i];
      }
  for (guint32 at = 0; at < length; at++)
    {
      guint32 node = queue[at], other;

      if (distance[node] >= depth || (distance[node] > 0 && is_hub (graph, node, max_neighbours, seen)))
        continue;
      for (guint32 i = 0; i < n_incident (graph, node); i++)
        {
          incident (graph, node, i, &other);
          if (distance[other] != NONE)
            continue;
          distance[other] = distance[node] + 1;
          queue[length++] = other;
        }
    }
  return part (graph, distance);
}

/* From the target back to the start along the edges by which the nodes were first reached. */
static GArray *
trace (const TgGraph *graph, guint32 from, guint32 to, const guint32 *reached_by)
{
  GArray *path = g_array_new (FALSE, FALSE, sizeof (guint32));

  for (guint32 node = to; node != from;)
    {
      guint32 edge = reached_by[node];

      g_array_append_val (path, edge);
      node = graph->source[edge] == node ? graph->target[edge] : graph->source[edge];
    }
  for (guint i = 0; i < path->len / 2; i++)
    {
      guint32 *a = &g_array_index (path, guint32, i), *b = &g_array_index (path, guint32, path->len - 1 - i), edge = *a;

      *a = *b;
      *b = edge;
    }
  return path;
}

GArray *
tg_graph_shortest_path (const TgGraph *graph, guint32 from, guint32 to, gboolean directed)
{
  g_return_val_if_fail (graph != NULL, NULL);

  guint32 n = graph->n_nodes, length = 0, other;

  if (from >= n || to >= n)
    return NULL;
  g_autofree guint32 *reached_by = g_new (guint32, n), *queue = g_new (guint32, n);
  g_autofree guint8 *reached = g_new0 (guint8, n);
  reached[from] = 1;
  queue[length++] = from;
  for (guint32 at = 0; at < length && !reached[to]; at++)
    {
      guint32 node = queue[at];
      guint32 n_walked = directed ? graph->out_first[node + 1] - graph->out_first[node] : n_incident (graph, node);

      for (guint32 i = 0; i < n_walked; i++)
        {
          guint32 edge = incident (graph, node, i, &other);

          if (reached[other])
            continue;
          reached[other] = 1;
          reached_by[other] = edge;
          queue[length++] = other;
        }
    }
  return reached[to] ? trace (graph, from, to, reached_by) : NULL;
}

guint32
tg_graph_components (const TgGraph *graph, guint32 *component)
{
  g_return_val_if_fail (graph != NULL && (component != NULL || graph->n_nodes == 0), 0);

  guint32 n = graph->n_nodes, n_components = 0, other;
  g_autofree guint32 *queue = g_new (guint32, n);

  if (n > 0)
    memset (component, 0xff, (gsize) n * sizeof *component);
  for (guint32 start = 0; start < n; start++)
    {
      if (component[start] != NONE)
        continue;
      guint32 length = 0;
      component[start] = n_components;
      queue[length++] = start;
      for (guint32 at = 0; at < length; at++)
        for (guint32 i = 0; i < n_incident (graph, queue[at]); i++)
          {
            incident (graph, queue[at], i, &other);
            if (component[other] != NONE)
              continue;
            component[other] = n_components;
            queue[length++] = other;
          }
      n_components++;
    }
  return n_components;
}
