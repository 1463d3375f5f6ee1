/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "widgets/graph/board.h"

G_BEGIN_DECLS

typedef struct { TgBoardNode node; guint index; } Node;

#define NO_LINK G_MAXUINT32

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
  guint32    *neighbours;       /* of each node, where that is not how many links it has; NULL */
  guint32    *edge_link;        /* the link of each edge; NO_LINK within a closed bundle */
  guint32    *edge_ends;        /* source and target of each edge: nodes' indices, bundles closed or not */
  TgSums     *edge_sums;        /* of each edge in the time that is looked at; NULL: all of it is */
  TgBoardSeries *series;        /* never NULL */
  gint64      trail;
  guint8     *edge_veil;        /* TgVeil of each; NULL: none */
  TgBoardFilter *filter;        /* never NULL */
  TgTimeRange scope;
  gint64      moment;
  TgBoardSize size;
  gboolean    communities;
  gboolean    veil_stale, veiled;
  guint       n_veiled, n_veiled_edges, look;
  guint       n_hidden, n_selected, topology, laid_out;
  guint       n_bundles, n_folded;
  gint64      last_bundle;      /* the lowest id there has been; 0 */
  gboolean    bundles_stale;    /* what is summed up in them */
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

void _tg_board_node_free    (gpointer node);                                         /* Node */
void _tg_board_set_laid_out (TgBoard *self);
void _tg_board_fold         (TgBoard *self);                                        /* bundles: what stands for what, and their sums */
void _tg_board_bundled      (TgBoard *self);                                        /* and their looks: something is another */
void _tg_board_check_bundles (TgBoard *self);                                       /* those without members go, and nodes of none are free */
gint64 _tg_board_part_id    (gint64 parent, TgEntityKind kind, guint grouping, const char *part);
void _tg_board_flush        (TgBoard *self);                                        /* tells what changed, unless held */
void _tg_board_touch        (TgBoard *self);                                        /* something changed that lays nothing out anew */
void _tg_board_touch_moment (TgBoard *self);
void _tg_board_sum_links    (TgBoard *self);
void _tg_board_veil         (TgBoard *self);                                        /* before a change is told */
void _tg_board_set_selected (TgBoard *self, Node *node, gboolean selected);       /* without telling */

G_END_DECLS
