/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "app/board-rows.h"

G_BEGIN_DECLS

/* A table twin of the canvas: the nodes and the relations of a board, to sort, select and take out as text.
 *
 * Property "page": "nodes" or "relations". Signals: "node-activated" (gint64 id), "relation-activated" (gint64 source, gint64 target),
 * "context-menu" (double x, double y), in the widget's coordinates, once what is under the pointer is selected. */
#define TG_TYPE_GRAPH_TABLE (tg_graph_table_get_type ())
G_DECLARE_FINAL_TYPE (TgGraphTable, tg_graph_table, TG, GRAPH_TABLE, AdwBin)

GtkWidget     *tg_graph_table_new    (TgBoard *board);
TgBoardTable   tg_graph_table_shown  (TgGraphTable *self);
GtkColumnView *tg_graph_table_view   (TgGraphTable *self, TgBoardTable table);      /* borrowed */
TgBoardRows   *tg_graph_table_rows   (TgGraphTable *self, TgBoardTable table);      /* borrowed */
/* The table that is shown, in its order; selected: only these rows. Owned. */
char          *tg_graph_table_text   (TgGraphTable *self, gboolean selected, TgSeparate how, guint *n);

G_END_DECLS
