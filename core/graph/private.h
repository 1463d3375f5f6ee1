/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "core/graph/graph.h"

G_BEGIN_DECLS

struct _TgGraph
{
  gatomicrefcount refs;
  GArray  *entities, *relations;
  guint32  n_nodes, n_edges;
  guint32 *by_id;                          /* nodes, sorted by the id of their entity */
  guint32 *source, *target, *relation;     /* of an edge; relation: index into relations, of which some may be left out */
  guint32 *out_first, *out_edges;          /* edges leaving node i: out_edges[out_first[i] … out_first[i + 1]) */
  guint32 *in_first, *in_edges;
};

G_END_DECLS
