/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "core/graph/graph.h"

G_BEGIN_DECLS

/* What an investigator asks of a graph. Each gives node indices, owned, those asked about among them, nearest first; empty when there is
 * no answer. Indices out of range are passed over. */

/* What is not walked through: it joins everything with everything. The ends of a question are walked from whatever they are. */
typedef struct
{
  guint32 kinds;              /* bit set of TgEntityKind */
  guint32 max_neighbours;     /* edges at a node; 0: no limit */
} TgGraphDetour;

/* All nodes on shortest paths between two, directions aside; at most limit of them. */
GArray *tg_graph_between (const TgGraph *graph, guint32 from, guint32 to, const TgGraphDetour *detour, guint limit);
/* All nodes on paths of at most so many steps between two, directions aside: those within the length of both together that lie on a path
 * which comes by nothing twice. Those on shorter paths first; at most limit of them, the ends among them. */
GArray *tg_graph_paths   (const TgGraph *graph, guint32 from, guint32 to, guint most, const TgGraphDetour *detour, guint limit);
/* Those that have to do with every one of these, which are two or more. */
GArray *tg_graph_common  (const TgGraph *graph, const guint32 *nodes, gsize n, guint limit);
/* The chain back from a session or a key to who used it first: who assumed the session, to whom the key was handed out, and so on until
 * a user, a federated user, a service or an instance. */
GArray *tg_graph_behind  (const TgGraph *graph, guint32 node, guint limit);
/* What could be got at from here, forward in time: along assumed roles, handed out keys and what was acted on, by relations that still went on
 * when the one before had begun. from: the moment to begin with, TG_TIME_NONE for the first there is. The earliest reached come first. */
GArray *tg_graph_reach   (const TgGraph *graph, guint32 node, gint64 from, guint limit);

G_END_DECLS
