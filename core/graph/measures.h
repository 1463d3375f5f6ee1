/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "core/base/job.h"

G_BEGIN_DECLS

/* How much a node counts for, and what belongs together: numbers in, numbers out, on any thread. Edges are undirected; those with both ends on one
 * node, or with an end out of range, are passed over. Results are the same whenever they are asked for. */
typedef struct
{
  guint32        n_nodes, n_edges;
  const guint32 *source, *target;       /* of each edge */
  const double  *weight;                /* of each, above 0; NULL: 1 */
} TgMeasureGraph;

/* Of each node: its edges; with weighted, their weights added up. */
void     tg_measure_degree      (const TgMeasureGraph *graph, gboolean weighted, double *out);

/* Of each node: on how many of the shortest paths between two others it lies, a path counting as the share it is of those of its pair.
 * Ulrik Brandes, "A Faster Algorithm for Betweenness Centrality", Journal of Mathematical Sociology 25 (2001); each pair counts once.
 * With more nodes than pivots (0: all) only paths from that many, evenly chosen, are looked at and the sums scaled up: Brandes and Pich, "Centrality
 * Estimation in Large Networks", International Journal of Bifurcation and Chaos 17 (2007). FALSE when cancelled, out then being of no use. */
gboolean tg_measure_betweenness (const TgMeasureGraph *graph, guint32 pivots, double *out, TgJob *job);
/* So many pivots that it takes about a second, however large the graph; 0 when all of it can be looked at. */
guint32  tg_measure_pivots      (const TgMeasureGraph *graph);

/* Communities by greedy modularity, level upon level, nodes in their order: Blondel, Guillaume, Lambiotte, Lefebvre, "Fast unfolding of communities
 * in large networks", Journal of Statistical Mechanics P10008 (2008). community: 0 for the one with the most nodes and so on; returns how many.
 * modularity: of the parting, NULL. 0 when cancelled. */
guint32  tg_measure_communities (const TgMeasureGraph *graph, guint32 *community, double *modularity, TgJob *job);

G_END_DECLS
