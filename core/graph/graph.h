/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "core/base/time.h"
#include "core/model/info.h"

G_BEGIN_DECLS

/* An immutable graph in memory: nodes 0..n-1, edges 0..m-1, compressed adjacency in both directions. Built once, then read
 * from any thread. Memory: 20 bytes an edge and 12 a node, plus the infos it was given. */
typedef struct _TgGraph TgGraph;

/* Takes both arrays (TgEntityInfo, TgRelationInfo; NULL: empty). Relations with an end that is not among the entities are left out and
 * counted. Of entities with the same id the first has the edges. */
TgGraph *tg_graph_new     (GArray *entities, GArray *relations);
TgGraph *tg_graph_ref     (TgGraph *graph);
void     tg_graph_unref   (TgGraph *graph);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TgGraph, tg_graph_unref)

guint32  tg_graph_n_nodes (const TgGraph *graph);
guint32  tg_graph_n_edges (const TgGraph *graph);
guint32  tg_graph_n_dropped (const TgGraph *graph);
const TgEntityInfo   *tg_graph_node (const TgGraph *graph, guint32 node);
const TgRelationInfo *tg_graph_edge (const TgGraph *graph, guint32 edge);
guint32  tg_graph_source  (const TgGraph *graph, guint32 edge);
guint32  tg_graph_target  (const TgGraph *graph, guint32 edge);
gboolean tg_graph_find    (const TgGraph *graph, gint64 entity_id, guint32 *node);
/* Edge indices at a node; out: leaving it. */
const guint32 *tg_graph_out (const TgGraph *graph, guint32 node, guint32 *n);
const guint32 *tg_graph_in  (const TgGraph *graph, guint32 node, guint32 *n);

/* The part within depth steps of the seeds (edges in both directions); a node with more than max_neighbours is not walked through
 * unless it is a seed (hubs join everything with everything). Neighbours are counted once however many edges lead there. All edges between
 * the nodes that are reached belong to the part; nodes and edges keep their order. Seeds out of range are passed over. New graph, owned. */
TgGraph *tg_graph_neighbourhood (const TgGraph *graph, const guint32 *seeds, gsize n_seeds, guint depth, guint32 max_neighbours);
/* A shortest path in edges, both directions walked when directed is FALSE: edge indices in order, owned; empty when
 * both are the same node; NULL when there is none. */
GArray  *tg_graph_shortest_path (const TgGraph *graph, guint32 from, guint32 to, gboolean directed);
/* Connected component of each node (edges undirected): ids in order of their first node; returns how many. */
guint32  tg_graph_components (const TgGraph *graph, guint32 *component);

G_END_DECLS
