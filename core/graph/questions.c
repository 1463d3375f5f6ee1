/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tg-graph"

#include "core/graph/questions.h"

#include <string.h>

#include "core/graph/private.h"

#define NONE G_MAXUINT32
#define BIT(kind) (1u << (kind))

/* Relations that hand on what one can do. */
static const guint32 onward = BIT (TG_RELATION_ASSUMED) | BIT (TG_RELATION_ISSUED) | BIT (TG_RELATION_SIGNED_WITH) | BIT (TG_RELATION_SESSION_OF)
                              | BIT (TG_RELATION_READ) | BIT (TG_RELATION_WROTE) | BIT (TG_RELATION_CREATED) | BIT (TG_RELATION_DELETED)
                              | BIT (TG_RELATION_CHANGED_ACCESS);

static guint32
far_end (const TgGraph *graph, guint32 edge, guint32 node)
{
  return graph->source[edge] == node ? graph->target[edge] : graph->source[edge];
}

/* Edges at a node, those leaving it first. */
static guint32
edge_at (const TgGraph *graph, guint32 node, guint32 i)
{
  guint32 n_out = graph->out_first[node + 1] - graph->out_first[node];

  return i < n_out ? graph->out_edges[graph->out_first[node] + i] : graph->in_edges[graph->in_first[node] + i - n_out];
}

static guint32
n_edges_at (const TgGraph *graph, guint32 node)
{
  return graph->out_first[node + 1] - graph->out_first[node] + graph->in_first[node + 1] - graph->in_first[node];
}

static gboolean
is_detour (const TgGraph *graph, guint32 node, const TgGraphDetour *detour)
{
  const guint kind = (guint) tg_graph_node (graph, node)->kind;

  return detour != NULL && ((kind < 32 && (detour->kinds >> kind & 1) != 0) || (detour->max_neighbours > 0 && n_edges_at (graph, node) > detour->max_neighbours));
}

/* Steps from a node, NONE where it cannot be got to. stop: no further than to here. */
static guint32 *
distances (const TgGraph *graph, guint32 from, guint32 stop, const TgGraphDetour *detour)
{
  const guint32 n = graph->n_nodes;
  guint32 *distance = g_new (guint32, n), length = 0;
  g_autofree guint32 *queue = g_new (guint32, n);

  memset (distance, 0xff, (gsize) n * sizeof *distance);
  distance[from] = 0;
  queue[length++] = from;
  for (guint32 at = 0; at < length; at++)
    {
      const guint32 node = queue[at];

      if (distance[node] >= distance[stop] || (node != from && is_detour (graph, node, detour)))
        continue;
      for (guint32 i = 0; i < n_edges_at (graph, node); i++)
        {
          const guint32 other = far_end (graph, edge_at (graph, node, i), node);

          if (distance[other] != NONE)
            continue;
          distance[other] = distance[node] + 1;
          queue[length++] = other;
        }
    }
  return distance;
}

GArray *
tg_graph_between (const TgGraph *graph, guint32 from, guint32 to, const TgGraphDetour *detour, guint limit)
{
  g_return_val_if_fail (graph != NULL, NULL);

  GArray *nodes = g_array_new (FALSE, FALSE, sizeof (guint32));
  if (from >= graph->n_nodes || to >= graph->n_nodes || from == to)
    return nodes;
  g_autofree guint32 *ahead = distances (graph, from, to, detour), *back = distances (graph, to, from, detour);
  const guint32 length = ahead[to];
  if (length == NONE)
    return nodes;
  /* step by step, so that a limit leaves out what is furthest from the start; the end is in any case */
  for (guint32 step = 0; step < length; step++)
    for (guint32 i = 0; i < graph->n_nodes && nodes->len + 1 < limit; i++)
      if (ahead[i] == step && back[i] != NONE && ahead[i] + back[i] == length && (i == from || !is_detour (graph, i, detour)))
        g_array_append_val (nodes, i);
  g_array_append_val (nodes, to);
  return nodes;
}

GArray *
tg_graph_common (const TgGraph *graph, const guint32 *asked, gsize n, guint limit)
{
  g_return_val_if_fail (graph != NULL && (asked != NULL || n == 0), NULL);

  GArray *nodes = g_array_new (FALSE, FALSE, sizeof (guint32));
  g_autofree guint32 *count = g_new0 (guint32, MAX (graph->n_nodes, 1));
  guint32 met = 0;

  for (gsize i = 0; i < n; i++)
    {
      if (asked[i] >= graph->n_nodes)
        continue;
      /* a node that was met by all before and by this one has come so far */
      for (guint32 k = 0; k < n_edges_at (graph, asked[i]); k++)
        {
          const guint32 other = far_end (graph, edge_at (graph, asked[i], k), asked[i]);

          if (count[other] == met)
            count[other] = met + 1;
        }
      met++;
      g_array_append_val (nodes, asked[i]);
    }
  const guint own = nodes->len;
  for (guint32 i = 0; met >= 2 && i < graph->n_nodes && nodes->len < limit; i++)
    if (count[i] == met)
      g_array_append_val (nodes, i);
  if (nodes->len == own)
    g_array_set_size (nodes, 0);
  return nodes;
}

GArray *
tg_graph_behind (const TgGraph *graph, guint32 node, guint limit)
{
  g_return_val_if_fail (graph != NULL, NULL);

  GArray *nodes = g_array_new (FALSE, FALSE, sizeof (guint32));
  g_autofree guint8 *seen = g_new0 (guint8, MAX (graph->n_nodes, 1));

  if (node >= graph->n_nodes)
    return nodes;
  g_array_append_val (nodes, node);
  seen[node] = 1;
  for (guint at = 0; at < nodes->len; at++)
    {
      const guint32 here = g_array_index (nodes, guint32, at);
      const TgEntityKind kind = tg_graph_node (graph, here)->kind;
      guint32 wanted = 0;

      if (kind == TG_ENTITY_SESSION || kind == TG_ENTITY_FEDERATED)
        wanted = BIT (TG_RELATION_ASSUMED);
      else if (kind == TG_ENTITY_ACCESS_KEY)
        wanted = BIT (TG_RELATION_ISSUED) | BIT (TG_RELATION_SIGNED_WITH) | BIT (TG_RELATION_CREATED);
      for (guint32 i = graph->in_first[here]; wanted != 0 && i < graph->in_first[here + 1] && nodes->len < limit; i++)
        {
          const guint32 edge = graph->in_edges[i], other = graph->source[edge];

          if (seen[other] || (wanted >> tg_graph_edge (graph, edge)->kind & 1) == 0)
            continue;
          seen[other] = 1;
          g_array_append_val (nodes, other);
        }
    }
  if (nodes->len == 1)
    g_array_set_size (nodes, 0);
  return nodes;
}

/* The one to go on from: reached earliest, of those the one with the least index. */
static guint32
earliest (const GArray *open, const gint64 *when)
{
  guint best = 0;

  for (guint i = 1; i < open->len; i++)
    {
      const guint32 a = g_array_index (open, guint32, i), b = g_array_index (open, guint32, best);

      if (when[a] < when[b] || (when[a] == when[b] && a < b))
        best = i;
    }
  return best;
}

/* E. W. Dijkstra's search with the time of arrival for a distance (as in X. Huang and others, "Minimum spanning trees in temporal graphs",
 * 2015): a relation is taken while it lasts, and not before it began. */
GArray *
tg_graph_reach (const TgGraph *graph, guint32 node, gint64 from, guint limit)
{
  g_return_val_if_fail (graph != NULL, NULL);

  GArray *nodes = g_array_new (FALSE, FALSE, sizeof (guint32));
  if (node >= graph->n_nodes)
    return nodes;
  g_autofree gint64 *when = g_new (gint64, graph->n_nodes);
  g_autofree guint8 *done = g_new0 (guint8, graph->n_nodes);
  g_autoptr (GArray) open = g_array_new (FALSE, FALSE, sizeof (guint32));

  for (guint32 i = 0; i < graph->n_nodes; i++)
    when[i] = G_MAXINT64;
  when[node] = from == TG_TIME_NONE ? G_MININT64 : from;
  g_array_append_val (open, node);
  while (open->len > 0 && nodes->len < limit)
    {
      const guint best = earliest (open, when);
      const guint32 here = g_array_index (open, guint32, best);

      g_array_remove_index_fast (open, best);
      if (done[here])
        continue;
      done[here] = 1;
      g_array_append_val (nodes, here);
      for (guint32 i = graph->out_first[here]; i < graph->out_first[here + 1]; i++)
        {
          const guint32 edge = graph->out_edges[i], other = graph->target[edge];
          const TgRelationInfo *relation = tg_graph_edge (graph, edge);

          if ((onward >> relation->kind & 1) == 0 || done[other] || relation->first == TG_TIME_NONE || relation->last < when[here])
            continue;
          if (MAX (when[here], relation->first) < when[other])
            {
              when[other] = MAX (when[here], relation->first);
              g_array_append_val (open, other);
            }
        }
    }
  if (nodes->len == 1)
    g_array_set_size (nodes, 0);
  return nodes;
}
