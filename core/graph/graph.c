/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tg-graph"

#include "core/graph/graph.h"

#include <stdatomic.h>
#include <string.h>

/* Two parallel arrays of ends and, for each direction, an offset array over edge indices: O(nodes + edges) memory, the edges of a
 * node are one contiguous range. */
struct _TgGraph
{
  atomic_int ref_count;
  GArray    *entities;      /* TgEntityInfo */
  GArray    *relations;     /* TgRelationInfo; those without both ends are behind n_edges */
  guint32    n_nodes, n_edges, n_dropped;
  guint32   *kept;          /* edge -> row of relations */
  guint32   *source, *target;
  guint32   *out_start, *out_edges;
  guint32   *in_start, *in_edges;
  GHashTable *by_id;        /* gint64* (in entities) -> node + 1 */
};

static void
build_side (guint32 n_nodes, guint32 n_edges, const guint32 *end, guint32 **start, guint32 **edges)
{
  guint32 *at;

  *start = g_new0 (guint32, (gsize) n_nodes + 1);
  *edges = g_new (guint32, MAX (n_edges, 1));
  for (guint32 i = 0; i < n_edges; i++)
    (*start)[end[i] + 1]++;
  for (guint32 i = 0; i < n_nodes; i++)
    (*start)[i + 1] += (*start)[i];
  at = g_memdup2 (*start, ((gsize) n_nodes + 1) * sizeof (guint32));
  for (guint32 i = 0; i < n_edges; i++)
    (*edges)[at[end[i]]++] = i;
  g_free (at);
}

TgGraph *
tg_graph_new (GArray *entities, GArray *relations)
{
  g_return_val_if_fail (entities != NULL && relations != NULL, NULL);

  TgGraph *graph = g_new0 (TgGraph, 1);
  atomic_init (&graph->ref_count, 1);
  graph->entities = entities;
  graph->relations = relations;
  graph->n_nodes = entities->len;
  graph->by_id = g_hash_table_new (g_int64_hash, g_int64_equal);
  for (guint32 i = 0; i < entities->len; i++)
    {
      TgEntityInfo *entity = &g_array_index (entities, TgEntityInfo, i);
      g_hash_table_insert (graph->by_id, &entity->id, GUINT_TO_POINTER (i + 1));
    }

  graph->kept = g_new (guint32, MAX (relations->len, 1));
  graph->source = g_new (guint32, MAX (relations->len, 1));
  graph->target = g_new (guint32, MAX (relations->len, 1));
  for (guint32 i = 0; i < relations->len; i++)
    {
      const TgRelationInfo *relation = &g_array_index (relations, TgRelationInfo, i);
      guint32 source, target;
      if (!tg_graph_find (graph, relation->source, &source) || !tg_graph_find (graph, relation->target, &target))
        {
          graph->n_dropped++;
          continue;
        }
      graph->kept[graph->n_edges] = i;
      graph->source[graph->n_edges] = source;
      graph->target[graph->n_edges] = target;
      graph->n_edges++;
    }
  build_side (graph->n_nodes, graph->n_edges, graph->source, &graph->out_start, &graph->out_edges);
  build_side (graph->n_nodes, graph->n_edges, graph->target, &graph->in_start, &graph->in_edges);
  return graph;
}

TgGraph *
tg_graph_ref (TgGraph *graph)
{
  g_return_val_if_fail (graph != NULL, NULL);
  atomic_fetch_add (&graph->ref_count, 1);
  return graph;
}

void
tg_graph_unref (TgGraph *graph)
{
  if (graph == NULL || atomic_fetch_sub (&graph->ref_count, 1) != 1)
    return;
  g_hash_table_unref (graph->by_id);
  g_array_unref (graph->entities);
  g_array_unref (graph->relations);
  g_free (graph->kept);
  g_free (graph->source);
  g_free (graph->target);
  g_free (graph->out_start);
  g_free (graph->out_edges);
  g_free (graph->in_start);
  g_free (graph->in_edges);
  g_free (graph);
}

guint32
tg_graph_n_nodes (const TgGraph *graph)
{
  return graph->n_nodes;
}

guint32
tg_graph_n_edges (const TgGraph *graph)
{
  return graph->n_edges;
}

guint32
tg_graph_n_dropped (const TgGraph *graph)
{
  return graph->n_dropped;
}

const TgEntityInfo *
tg_graph_node (const TgGraph *graph, guint32 node)
{
  g_return_val_if_fail (node < graph->n_nodes, NULL);
  return &g_array_index (graph->entities, TgEntityInfo, node);
}

const TgRelationInfo *
tg_graph_edge (const TgGraph *graph, guint32 edge)
{
  g_return_val_if_fail (edge < graph->n_edges, NULL);
  return &g_array_index (graph->relations, TgRelationInfo, graph->kept[edge]);
}

guint32
tg_graph_source (const TgGraph *graph, guint32 edge)
{
  g_return_val_if_fail (edge < graph->n_edges, 0);
  return graph->source[edge];
}

guint32
tg_graph_target (const TgGraph *graph, guint32 edge)
{
  g_return_val_if_fail (edge < graph->n_edges, 0);
  return graph->target[edge];
}

gboolean
tg_graph_find (const TgGraph *graph, gint64 entity_id, guint32 *node)
{
  guint found = GPOINTER_TO_UINT (g_hash_table_lookup (graph->by_id, &entity_id));

  if (found == 0)
    return FALSE;
  *node = found - 1;
  return TRUE;
}

const guint32 *
tg_graph_out (const TgGraph *graph, guint32 node, guint32 *n)
{
  g_return_val_if_fail (node < graph->n_nodes, (*n = 0, NULL));
  *n = graph->out_start[node + 1] - graph->out_start[node];
  return graph->out_edges + graph->out_start[node];
}

const guint32 *
tg_graph_in (const TgGraph *graph, guint32 node, guint32 *n)
{
  g_return_val_if_fail (node < graph->n_nodes, (*n = 0, NULL));
  *n = graph->in_start[node + 1] - graph->in_start[node];
  return graph->in_edges + graph->in_start[node];
}

/* The n-th edge at a node, out-edges first, and the node at its other end. */
static guint32
edge_at (const TgGraph *graph, guint32 node, guint32 i, guint32 *other)
{
  guint32 n_out = graph->out_start[node + 1] - graph->out_start[node];

  if (i < n_out)
    {
      guint32 edge = graph->out_edges[graph->out_start[node] + i];
      *other = graph->target[edge];
      return edge;
    }
  guint32 edge = graph->in_edges[graph->in_start[node] + i - n_out];
  *other = graph->source[edge];
  return edge;
}

static guint32
degree (const TgGraph *graph, guint32 node)
{
  return graph->out_start[node + 1] - graph->out_start[node] + graph->in_start[node + 1] - graph->in_start[node];
}

static TgGraph *
induced (const TgGraph *graph, const guint8 *inside)
{
  GArray *entities = g_array_new (FALSE, FALSE, sizeof (TgEntityInfo));
  GArray *relations = g_array_new (FALSE, FALSE, sizeof (TgRelationInfo));

  g_array_set_clear_func (entities, (GDestroyNotify) tg_entity_info_clear);
  for (guint32 i = 0; i < graph->n_nodes; i++)
    if (inside[i])
      {
        TgEntityInfo copy;
        tg_entity_info_copy (&copy, tg_graph_node (graph, i));
        g_array_append_val (entities, copy);
      }
  for (guint32 i = 0; i < graph->n_edges; i++)
    if (inside[graph->source[i]] && inside[graph->target[i]])
      g_array_append_vals (relations, tg_graph_edge (graph, i), 1);
  return tg_graph_new (entities, relations);
}

TgGraph *
tg_graph_neighbourhood (const TgGraph *graph, const guint32 *seeds, gsize n_seeds, guint depth, guint32 max_neighbours)
{
  g_autofree guint8 *inside = g_new0 (guint8, MAX (graph->n_nodes, 1));
  g_autofree guint8 *is_seed = g_new0 (guint8, MAX (graph->n_nodes, 1));
  g_autofree guint32 *queue = g_new (guint32, MAX (graph->n_nodes, 1));
  guint32 head = 0, tail = 0;

  for (gsize i = 0; i < n_seeds; i++)
    if (seeds[i] < graph->n_nodes && !inside[seeds[i]])
      {
        inside[seeds[i]] = is_seed[seeds[i]] = 1;
        queue[tail++] = seeds[i];
      }
  for (guint step = 0; step < depth; step++)
    {
      guint32 level_end = tail;
      for (; head < level_end; head++)
        {
          guint32 node = queue[head], n = degree (graph, node);
          if (n > max_neighbours && !is_seed[node])
            continue;
          for (guint32 i = 0; i < n; i++)
            {
              guint32 other;
              edge_at (graph, node, i, &other);
              if (inside[other])
                continue;
              inside[other] = 1;
              queue[tail++] = other;
            }
        }
    }
  return induced (graph, inside);
}

GArray *
tg_graph_shortest_path (const TgGraph *graph, guint32 from, guint32 to, gboolean directed)
{
  g_return_val_if_fail (from < graph->n_nodes && to < graph->n_nodes, NULL);

  g_autofree guint32 *came_by = g_new (guint32, graph->n_nodes);
  g_autofree guint32 *came_from = g_new (guint32, graph->n_nodes);
  g_autofree guint32 *queue = g_new (guint32, graph->n_nodes);
  guint32 head = 0, tail = 0;

  memset (came_from, 0xff, graph->n_nodes * sizeof (guint32));
  came_from[from] = from;
  queue[tail++] = from;
  while (head < tail && came_from[to] == G_MAXUINT32)
    {
      guint32 node = queue[head++];
      guint32 n = directed ? graph->out_start[node + 1] - graph->out_start[node] : degree (graph, node);
      for (guint32 i = 0; i < n; i++)
        {
          guint32 other, edge = edge_at (graph, node, i, &other);
          if (came_from[other] != G_MAXUINT32)
            continue;
          came_from[other] = node;
          came_by[other] = edge;
          queue[tail++] = other;
        }
    }
  if (came_from[to] == G_MAXUINT32)
    return NULL;

  GArray *path = g_array_new (FALSE, FALSE, sizeof (guint32));
  for (guint32 node = to; node != from; node = came_from[node])
    g_array_prepend_val (path, came_by[node]);
  return path;
}

guint32
tg_graph_components (const TgGraph *graph, guint32 *component)
{
  g_autofree guint32 *queue = g_new (guint32, MAX (graph->n_nodes, 1));
  guint32 n_components = 0;

  memset (component, 0xff, graph->n_nodes * sizeof (guint32));
  for (guint32 first = 0; first < graph->n_nodes; first++)
    {
      guint32 head = 0, tail = 0;
      if (component[first] != G_MAXUINT32)
        continue;
      component[first] = n_components;
      queue[tail++] = first;
      while (head < tail)
        {
          guint32 node = queue[head++], n = degree (graph, node);
          for (guint32 i = 0; i < n; i++)
            {
              guint32 other;
              edge_at (graph, node, i, &other);
              if (component[other] != G_MAXUINT32)
                continue;
              component[other] = n_components;
              queue[tail++] = other;
            }
        }
      n_components++;
    }
  return n_components;
}
