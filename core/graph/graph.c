/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tg-graph"

#include "core/graph/graph.h"

#include <string.h>

#include "core/graph/private.h"

typedef struct { gint64 id; guint32 node; } Entry;

static int
compare_entries (const void *a, const void *b)
{
  const Entry *x = a, *y = b;

  if (x->id != y->id)
    return x->id < y->id ? -1 : 1;
  return x->node < y->node ? -1 : x->node > y->node;
}

/* Nodes by their id: a sorted array is half the size of a hash table and is read from any thread without care. Of nodes
 * with the same id the first is found. */
static void
index_nodes (TgGraph *graph)
{
  g_autofree Entry *entries = g_new (Entry, graph->n_nodes);
  gboolean sorted = TRUE;

  for (guint32 i = 0; i < graph->n_nodes; i++)
    {
      entries[i] = (Entry) { tg_graph_node (graph, i)->id, i };
      sorted = sorted && (i == 0 || entries[i - 1].id <= entries[i].id);
    }
  if (!sorted)
    qsort (entries, graph->n_nodes, sizeof *entries, compare_entries);
  graph->by_id = g_new (guint32, graph->n_nodes);
  for (guint32 i = 0; i < graph->n_nodes; i++)
    graph->by_id[i] = entries[i].node;
}

static void
take_edges (TgGraph *graph)
{
  guint32 n = graph->relations->len, m = 0;

  graph->source = g_new (guint32, n);
  graph->target = g_new (guint32, n);
  graph->relation = g_new (guint32, n);
  for (guint32 i = 0; i < n; i++)
    {
      const TgRelationInfo *info = &g_array_index (graph->relations, TgRelationInfo, i);

      if (!tg_graph_find (graph, info->source, &graph->source[m]) || !tg_graph_find (graph, info->target, &graph->target[m]))
        continue;
      graph->relation[m++] = i;
    }
  graph->n_edges = m;
}

/* Edges at each end, in the order of the edges: a counting sort. */
static void
collect (guint32 n_nodes, guint32 n_edges, const guint32 *end, guint32 **first, guint32 **edges)
{
  guint32 *at = g_new0 (guint32, (gsize) n_nodes + 2);
  guint32 *list = g_new (guint32, n_edges);

  /* counted two places on, so that filling turns the starts of the nodes into the right ones */
  for (guint32 i = 0; i < n_edges; i++)
    at[end[i] + 2]++;
  for (guint32 i = 2; i < n_nodes + 2; i++)
    at[i] += at[i - 1];
  for (guint32 i = 0; i < n_edges; i++)
    list[at[end[i] + 1]++] = i;
  *first = at;
  *edges = list;
}

TgGraph *
tg_graph_new (GArray *entities, GArray *relations)
{
  TgGraph *graph = g_new0 (TgGraph, 1);

  g_atomic_ref_count_init (&graph->refs);
  graph->entities = entities != NULL ? entities : g_array_new (FALSE, FALSE, sizeof (TgEntityInfo));
  graph->relations = relations != NULL ? relations : g_array_new (FALSE, FALSE, sizeof (TgRelationInfo));
  graph->n_nodes = graph->entities->len;
  index_nodes (graph);
  take_edges (graph);
  collect (graph->n_nodes, graph->n_edges, graph->source, &graph->out_first, &graph->out_edges);
  collect (graph->n_nodes, graph->n_edges, graph->target, &graph->in_first, &graph->in_edges);
  return graph;
}

TgGraph *
tg_graph_ref (TgGraph *graph)
{
  g_return_val_if_fail (graph != NULL, NULL);

  g_atomic_ref_count_inc (&graph->refs);
  return graph;
}

void
tg_graph_unref (TgGraph *graph)
{
  g_return_if_fail (graph != NULL);

  if (!g_atomic_ref_count_dec (&graph->refs))
    return;
  g_array_unref (graph->entities);
  g_array_unref (graph->relations);
  g_free (graph->by_id);
  g_free (graph->source);
  g_free (graph->target);
  g_free (graph->relation);
  g_free (graph->out_first);
  g_free (graph->out_edges);
  g_free (graph->in_first);
  g_free (graph->in_edges);
  g_free (graph);
}

guint32
tg_graph_n_nodes (const TgGraph *graph)
{
  g_return_val_if_fail (graph != NULL, 0);

  return graph->n_nodes;
}

guint32
tg_graph_n_edges (const TgGraph *graph)
{
  g_return_val_if_fail (graph != NULL, 0);

  return graph->n_edges;
}

guint32
tg_graph_n_dropped (const TgGraph *graph)
{
  g_return_val_if_fail (graph != NULL, 0);

  return graph->relations->len - graph->n_edges;
}

const TgEntityInfo *
tg_graph_node (const TgGraph *graph, guint32 node)
{
  g_return_val_if_fail (graph != NULL && node < graph->n_nodes, NULL);

  return &g_array_index (graph->entities, TgEntityInfo, node);
}

const TgRelationInfo *
tg_graph_edge (const TgGraph *graph, guint32 edge)
{
  g_return_val_if_fail (graph != NULL && edge < graph->n_edges, NULL);

  return &g_array_index (graph->relations, TgRelationInfo, graph->relation[edge]);
}

guint32
tg_graph_source (const TgGraph *graph, guint32 edge)
{
  g_return_val_if_fail (graph != NULL && edge < graph->n_edges, 0);

  return graph->source[edge];
}

guint32
tg_graph_target (const TgGraph *graph, guint32 edge)
{
  g_return_val_if_fail (graph != NULL && edge < graph->n_edges, 0);

  return graph->target[edge];
}

gboolean
tg_graph_find (const TgGraph *graph, gint64 entity_id, guint32 *node)
{
  g_return_val_if_fail (graph != NULL, FALSE);

  guint32 low = 0, high = graph->n_nodes;

  while (low < high)
    {
      guint32 middle = low + (high - low) / 2;

      if (g_array_index (graph->entities, TgEntityInfo, graph->by_id[middle]).id < entity_id)
        low = middle + 1;
      else
        high = middle;
    }
  if (low == graph->n_nodes || g_array_index (graph->entities, TgEntityInfo, graph->by_id[low]).id != entity_id)
    return FALSE;
  if (node != NULL)
    *node = graph->by_id[low];
  return TRUE;
}

const guint32 *
tg_graph_out (const TgGraph *graph, guint32 node, guint32 *n)
{
  g_return_val_if_fail (graph != NULL && node < graph->n_nodes, NULL);

  *n = graph->out_first[node + 1] - graph->out_first[node];
  return graph->out_edges + graph->out_first[node];
}

const guint32 *
tg_graph_in (const TgGraph *graph, guint32 node, guint32 *n)
{
  g_return_val_if_fail (graph != NULL && node < graph->n_nodes, NULL);

  *n = graph->in_first[node + 1] - graph->in_first[node];
  return graph->in_edges + graph->in_first[node];
}
