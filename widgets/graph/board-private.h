/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "widgets/graph/board.h"

G_BEGIN_DECLS

typedef struct { TgBoardNode node; guint index; } Node;

struct _TgBoard
{
  GObject     parent_instance;

  GPtrArray  *nodes;            /* Node, owned */
  GPtrArray  *edges;            /* TgBoardEdge, owned */
  GHashTable *by_id;            /* gint64* in the Node -> Node */
  GHashTable *edge_by_id;       /* gint64* in the edge -> edge */
  GArray     *links;            /* TgBoardLink */
  guint32    *link_start, *link_list;   /* links at each node */
  gboolean    links_stale;
  guint       n_hidden, n_selected, topology, laid_out;
  guint       held;             /* depth of begin */
  gboolean    changed, selection_changed;
  TgViewport  view;
  gboolean    has_view;
};

static inline Node *
node_at (TgBoard *self, guint index)
{
  return g_ptr_array_index (self->nodes, index);
}

void _tg_board_set_laid_out (TgBoard *self);
void _tg_board_flush        (TgBoard *self);                                        /* tells what changed, unless held */
void _tg_board_set_selected (TgBoard *self, Node *node, gboolean selected);       /* without telling */

G_END_DECLS
