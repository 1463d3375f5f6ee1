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

/* Steps from a node, NONE where it cannot be got to in most of them. stop: not through here, and when shortest no further away than it is. */
static guint32 *
distances (const TgGraph *graph, guint32 from, guint32 stop, gboolean shortest, guint32 most, const TgGraphDetour *detour)
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

      if (node == stop || (shortest && distance[node] >= distance[stop]) || distance[node] >= most || (node != from && is_detour (graph, node, detour)))
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
  g_autofree guint32 *ahead = distances (graph, from, to, TRUE, NONE, detour), *back = distances (graph, to, from, TRUE, NONE, detour);
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

/* ---- all paths ---- */

typedef struct
{
  const guint8 *kept;           /* nodes that may be on a path */
  guint32 *order, *low, *next;  /* of each node: when it was come to, 0 not yet; the earliest it leads back to; its next edge */
  guint32 *way, *held;          /* the way here; nodes of blocks that are not closed */
  guint32  n_way, n_held, clock;
} Blocks;

static void
enter (Blocks *b, guint32 node)
{
  b->order[node] = b->low[node] = ++b->clock;
  b->way[b->n_way++] = node;
  b->held[b->n_held++] = node;
}

/* The last of the way is done: a block that hangs on one node only is on no path between the ends. */
static void
leave (Blocks *b)
{
  const guint32 node = b->way[--b->n_way], above = b->n_way > 0 ? b->way[b->n_way - 1] : NONE;

  if (above == NONE)
    return;
  b->low[above] = MIN (b->low[above], b->low[node]);
  if (b->low[node] >= b->order[above])
    while (b->held[--b->n_held] != node)
      ;
}

/* The block that an edge between the ends would belong to, after R. E. Tarjan, "Depth-first search and linear graph algorithms" (1972): its
 * nodes, and no others, lie on a path between the two that comes by nothing twice. Left in b->held, but for from. */
static void
find_block (const TgGraph *graph, guint32 from, guint32 to, Blocks *b)
{
  b->order[from] = b->low[from] = ++b->clock;
  enter (b, to);
  while (b->n_way > 0)
    {
      const guint32 node = b->way[b->n_way - 1];

      if (b->next[node] == n_edges_at (graph, node))
        {
          leave (b);
          continue;
        }
      const guint32 other = far_end (graph, edge_at (graph, node, b->next[node]++), node);
      if (!b->kept[other])
        continue;
      if (b->order[other] == 0)
        enter (b, other);
      else if (b->n_way < 2 || other != b->way[b->n_way - 2])     /* that there are several edges to where it came from leads nowhere */
        b->low[node] = MIN (b->low[node], b->order[other]);
    }
}

static void
keep_paths (const TgGraph *graph, guint32 from, guint32 to, guint8 *kept)
{
  const guint32 n = graph->n_nodes;
  g_autofree guint32 *numbers = g_new0 (guint32, 5 * (gsize) n + 2);
  Blocks b = { .kept = kept, .order = numbers, .low = numbers + n, .next = numbers + 2 * (gsize) n, .way = numbers + 3 * (gsize) n,
               .held = numbers + 4 * (gsize) n + 1 };
  g_autofree guint8 *on = g_new0 (guint8, n);

  find_block (graph, from, to, &b);
  for (guint32 i = 0; i < b.n_held; i++)
    on[b.held[i]] = 1;
  on[from] = 1;
  memcpy (kept, on, n);
}

GArray *
tg_graph_paths (const TgGraph *graph, guint32 from, guint32 to, guint most, const TgGraphDetour *detour, guint limit)
{
  g_return_val_if_fail (graph != NULL, NULL);

  GArray *nodes = g_array_new (FALSE, FALSE, sizeof (guint32));
  if (from >= graph->n_nodes || to >= graph->n_nodes || from == to || most == 0)
    return nodes;
  g_autofree guint32 *ahead = distances (graph, from, to, FALSE, most, detour), *back = distances (graph, to, from, FALSE, most, detour);
  g_autofree guint8 *kept = g_new0 (guint8, graph->n_nodes);
  if (ahead[to] == NONE)
    return nodes;
  for (guint32 i = 0; i < graph->n_nodes; i++)
    kept[i] = i == from || i == to || (ahead[i] != NONE && back[i] != NONE && ahead[i] + back[i] <= most && !is_detour (graph, i, detour));
  keep_paths (graph, from, to, kept);
  for (guint32 length = ahead[to]; length <= most; length++)
    for (guint32 i = 0; i < graph->n_nodes && nodes->len + 1 < limit; i++)
      if (i != to && kept[i] && (i == from ? ahead[to] : ahead[i] + back[i]) == length)
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
