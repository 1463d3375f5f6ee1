/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tg-graph"

#include "core/graph/measures.h"

#include <stdlib.h>
#include <string.h>

#define NONE G_MAXUINT32
#define SAMPLE_FROM 2000        /* nodes */
#define WORK 120000000.0        /* edges looked at in about a second */
#define PASSES 40               /* of moving nodes about on a level; it ends long before */
#define LEVELS 24
#define GAIN_LEAST 1e-9

/* Both directions of every edge. */
typedef struct { guint32 n, *first, *other; double *weight; } Adjacency;

static gboolean
is_edge (const TgMeasureGraph *g, guint32 i)
{
  return g->source[i] < g->n_nodes && g->target[i] < g->n_nodes && g->source[i] != g->target[i];
}

static void
adjacency_init (Adjacency *a, const TgMeasureGraph *g)
{
  a->n = g->n_nodes;
  a->first = g_new0 (guint32, (gsize) g->n_nodes + 2);
  a->other = g_new (guint32, 2 * (gsize) g->n_edges + 1);
  a->weight = g_new (double, 2 * (gsize) g->n_edges + 1);
  for (guint32 i = 0; i < g->n_edges; i++)
    if (is_edge (g, i))
      {
        a->first[g->source[i] + 2]++;
        a->first[g->target[i] + 2]++;
      }
  for (guint32 i = 2; i < g->n_nodes + 2; i++)
    a->first[i] += a->first[i - 1];
  for (guint32 i = 0; i < g->n_edges; i++)
    if (is_edge (g, i))
      {
        const double weight = g->weight != NULL ? MAX (g->weight[i], 0) : 1;
        const guint32 s = a->first[g->source[i] + 1]++, t = a->first[g->target[i] + 1]++;

        a->other[s] = g->target[i];
        a->other[t] = g->source[i];
        a->weight[s] = a->weight[t] = weight;
      }
}

static void
adjacency_clear (Adjacency *a)
{
  g_free (a->first);
  g_free (a->other);
  g_free (a->weight);
}

void
tg_measure_degree (const TgMeasureGraph *graph, gboolean weighted, double *out)
{
  g_return_if_fail (graph != NULL && out != NULL);

  memset (out, 0, sizeof *out * graph->n_nodes);
  for (guint32 i = 0; i < graph->n_edges; i++)
    if (is_edge (graph, i))
      {
        const double weight = weighted && graph->weight != NULL ? MAX (graph->weight[i], 0) : 1;

        out[graph->source[i]] += weight;
        out[graph->target[i]] += weight;
      }
}

/* ---- betweenness ---- */

typedef struct { guint32 *queue, *distance; double *paths, *share; } Walk;

/* Brandes' single source: paths counted outwards, shares gathered back, farthest first. */
static void
gather_from (const Adjacency *a, guint32 source, Walk *w, double *out)
{
  guint32 n = 0;

  for (guint32 i = 0; i < a->n; i++)
    {
      w->distance[i] = NONE;
      w->paths[i] = w->share[i] = 0;
    }
  w->distance[source] = 0;
  w->paths[source] = 1;
  w->queue[n++] = source;
  for (guint32 at = 0; at < n; at++)
    {
      const guint32 v = w->queue[at];

      for (guint32 k = a->first[v]; k < a->first[v + 1]; k++)
        {
          const guint32 u = a->other[k];

          if (w->distance[u] == NONE)
            {
              w->distance[u] = w->distance[v] + 1;
              w->queue[n++] = u;
            }
          if (w->distance[u] == w->distance[v] + 1)
            w->paths[u] += w->paths[v];
        }
    }
  for (guint32 at = n; at-- > 1;)
    {
      const guint32 u = w->queue[at];

      for (guint32 k = a->first[u]; k < a->first[u + 1]; k++)
        {
          const guint32 v = a->other[k];

          if (w->distance[v] + 1 == w->distance[u])
            w->share[v] += w->paths[v] / w->paths[u] * (1 + w->share[u]);
        }
      out[u] += w->share[u];
    }
}

guint32
tg_measure_pivots (const TgMeasureGraph *graph)
{
  g_return_val_if_fail (graph != NULL, 0);

  const double each = 2.0 * graph->n_edges + graph->n_nodes + 1;
  if (graph->n_nodes <= SAMPLE_FROM && each * graph->n_nodes <= WORK)
    return 0;
  return (guint32) CLAMP (WORK / 4 / each, 64, MAX (graph->n_nodes / 2, 64));
}

gboolean
tg_measure_betweenness (const TgMeasureGraph *graph, guint32 pivots, double *out, TgJob *job)
{
  g_return_val_if_fail (graph != NULL && out != NULL, FALSE);

  const gsize n = graph->n_nodes;
  const guint32 sources = pivots == 0 || pivots > graph->n_nodes ? graph->n_nodes : pivots;
  Walk w = { g_new (guint32, n + 1), g_new (guint32, n + 1), g_new (double, n + 1), g_new (double, n + 1) };
  Adjacency a;
  gboolean done = TRUE;

  adjacency_init (&a, graph);
  memset (out, 0, sizeof *out * n);
  for (guint32 i = 0; i < sources && done; i++)
    {
      gather_from (&a, (guint32) ((guint64) i * n / sources), &w, out);
      done = !tg_job_is_cancelled (job);
    }
  /* each pair was met from both its ends */
  for (gsize i = 0; i < n && sources > 0; i++)
    out[i] *= (double) n / sources / 2;
  adjacency_clear (&a);
  g_free (w.queue);
  g_free (w.distance);
  g_free (w.paths);
  g_free (w.share);
  return done;
}

/* ---- communities ---- */

typedef struct
{
  Adjacency a;
  double   *own, *strength, *total;     /* node: weight within it, twice, and of all at it; community: the sum of strengths */
  guint32  *of;
  double    m2;                         /* all weight, twice */
} Level;

static void
level_init (Level *l, const Adjacency *a, const double *own)
{
  l->a = *a;
  l->own = g_new (double, (gsize) a->n + 1);
  l->strength = g_new (double, (gsize) a->n + 1);
  l->total = g_new (double, (gsize) a->n + 1);
  l->of = g_new (guint32, (gsize) a->n + 1);
  l->m2 = 0;
  for (guint32 i = 0; i < a->n; i++)
    {
      l->own[i] = own != NULL ? own[i] : 0;
      l->strength[i] = l->own[i];
      for (guint32 k = a->first[i]; k < a->first[i + 1]; k++)
        l->strength[i] += a->weight[k];
      l->total[i] = l->strength[i];
      l->of[i] = i;
      l->m2 += l->strength[i];
    }
}

static void
level_clear (Level *l)
{
  adjacency_clear (&l->a);
  g_free (l->own);
  g_free (l->strength);
  g_free (l->total);
  g_free (l->of);
}

/* The community among the neighbours' that gains most; the lowest of equals. */
static gboolean
move_node (Level *l, guint32 i, double *to, guint32 *near)
{
  const guint32 was = l->of[i];
  guint32 n = 0, best = was;

  near[n++] = was;
  to[was] = 0;
  for (guint32 k = l->a.first[i]; k < l->a.first[i + 1]; k++)
    {
      const guint32 c = l->of[l->a.other[k]];

      if (to[c] < 0)
        {
          to[c] = 0;
          near[n++] = c;
        }
      to[c] += l->a.weight[k];
    }
  l->total[was] -= l->strength[i];
  double most = to[was] - l->total[was] * l->strength[i] / l->m2;
  for (guint32 k = 1; k < n; k++)
    {
      const double gain = to[near[k]] - l->total[near[k]] * l->strength[i] / l->m2;

      if (gain > most + GAIN_LEAST || (gain > most - GAIN_LEAST && best != was && near[k] < best))
        {
          most = MAX (most, gain);
          best = near[k];
        }
    }
  for (guint32 k = 0; k < n; k++)
    to[near[k]] = -1;
  l->total[best] += l->strength[i];
  l->of[i] = best;
  return best != was;
}

static gboolean
improve (Level *l, TgJob *job)
{
  g_autofree double *to = g_new (double, (gsize) l->a.n + 1);
  g_autofree guint32 *near = g_new (guint32, (gsize) l->a.n + 1);
  gboolean any = FALSE, moved = l->m2 > 0;

  for (guint32 i = 0; i < l->a.n; i++)
    to[i] = -1;
  for (guint pass = 0; pass < PASSES && moved && !tg_job_is_cancelled (job); pass++)
    {
      moved = FALSE;
      for (guint32 i = 0; i < l->a.n; i++)
        moved |= move_node (l, i, to, near);
      any |= moved;
    }
  return any;
}

/* Numbers without gaps, in the order in which they are met. */
static guint32
renumber (guint32 *of, guint32 n)
{
  g_autofree guint32 *number = g_new (guint32, (gsize) n + 1);
  guint32 next = 0;

  memset (number, 0xff, sizeof *number * n);
  for (guint32 i = 0; i < n; i++)
    {
      if (number[of[i]] == NONE)
        number[of[i]] = next++;
      of[i] = number[of[i]];
    }
  return next;
}

/* The communities become nodes of the next level. */
static void
fold (const Level *l, guint32 n, Level *next)
{
  const guint32 n_arcs = l->a.first[l->a.n];
  g_autofree guint32 *source = g_new (guint32, (gsize) n_arcs + 1), *target = g_new (guint32, (gsize) n_arcs + 1);
  g_autofree double *weight = g_new (double, (gsize) n_arcs + 1), *own = g_new0 (double, (gsize) n + 1);
  TgMeasureGraph g = { n, 0, source, target, weight };
  Adjacency a;

  for (guint32 i = 0; i < l->a.n; i++)
    {
      own[l->of[i]] += l->own[i];
      for (guint32 k = l->a.first[i]; k < l->a.first[i + 1]; k++)
        {
          const guint32 j = l->a.other[k];

          if (l->of[i] == l->of[j])
            own[l->of[i]] += l->a.weight[k];
          else if (i < j)
            {
              source[g.n_edges] = l->of[i];
              target[g.n_edges] = l->of[j];
              weight[g.n_edges++] = l->a.weight[k];
            }
        }
    }
  adjacency_init (&a, &g);
  level_init (next, &a, own);
}

static double
modularity_of (const Level *l)
{
  double q = 0;

  for (guint32 i = 0; i < l->a.n && l->m2 > 0; i++)     /* each community is one node by now */
    q += l->own[i] / l->m2 - l->strength[i] / l->m2 * (l->strength[i] / l->m2);
  return q;
}

typedef struct { guint32 size, first, id; } Community;

static int
compare_communities (const void *x, const void *y)
{
  const Community *a = x, *b = y;

  if (a->size != b->size)
    return a->size > b->size ? -1 : 1;
  return a->first < b->first ? -1 : a->first > b->first;
}

static void
sort_by_size (guint32 *community, guint32 n_nodes, guint32 n)
{
  g_autofree Community *list = g_new0 (Community, (gsize) n + 1);
  g_autofree guint32 *rank = g_new (guint32, (gsize) n + 1);

  for (guint32 i = 0; i < n; i++)
    list[i] = (Community) { 0, NONE, i };
  for (guint32 i = 0; i < n_nodes; i++)
    {
      list[community[i]].size++;
      list[community[i]].first = MIN (list[community[i]].first, i);
    }
  qsort (list, n, sizeof *list, compare_communities);
  for (guint32 i = 0; i < n; i++)
    rank[list[i].id] = i;
  for (guint32 i = 0; i < n_nodes; i++)
    community[i] = rank[community[i]];
}

guint32
tg_measure_communities (const TgMeasureGraph *graph, guint32 *community, double *modularity, TgJob *job)
{
  g_return_val_if_fail (graph != NULL && community != NULL, 0);

  Adjacency a;
  Level level, next;
  guint32 n = graph->n_nodes;

  adjacency_init (&a, graph);
  level_init (&level, &a, NULL);
  for (guint32 i = 0; i < graph->n_nodes; i++)
    community[i] = i;
  for (guint depth = 0; depth < LEVELS && improve (&level, job); depth++)
    {
      n = renumber (level.of, level.a.n);
      for (guint32 i = 0; i < graph->n_nodes; i++)
        community[i] = level.of[community[i]];
      fold (&level, n, &next);
      level_clear (&level);
      level = next;
    }
  if (modularity != NULL)
    *modularity = modularity_of (&level);
  level_clear (&level);
  sort_by_size (community, graph->n_nodes, n);
  return tg_job_is_cancelled (job) ? 0 : n;
}
