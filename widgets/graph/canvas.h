/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "widgets/graph/board.h"

G_BEGIN_DECLS

/* Bytes up to which malloc() is to keep what was freed: a surface of the size of a window (see canvas.c). */
#define TG_CANVAS_MALLOC_KEEPS (32 * 1024 * 1024)

/* A board to look at and work on. It lays the board out by itself, on a thread of its own, whenever its topology changes.
 *
 * Property "board". Signals: "node-activated" (gint64 id), double click or Enter; "edge-activated" (gint64 source, gint64 target);
 * "context-menu" (double x, double y, gint64 id; 0 on the background), in the widget's coordinates; "expand-requested" and
 * "collapse-requested" (gint64 id); "view-changed".
 * Actions: graph.fit, zoom-in, zoom-out, zoom-reset, zoom-selection, lasso (the next drag is one), select-all, select-none, select-neighbours, select-account,
 * select-connected, invert-selection, hide, show-all, pin, unpin,
 * relayout, legend, expand, collapse; all but the first five groups of the view work on the selection. */
#define TG_TYPE_GRAPH_CANVAS (tg_graph_canvas_get_type ())
G_DECLARE_FINAL_TYPE (TgGraphCanvas, tg_graph_canvas, TG, GRAPH_CANVAS, GtkWidget)

GtkWidget       *tg_graph_canvas_new          (void);
TgBoard         *tg_graph_canvas_get_board    (TgGraphCanvas *self);
void             tg_graph_canvas_set_board    (TgGraphCanvas *self, TgBoard *board);     /* NULL: none */
void             tg_graph_canvas_fit          (TgGraphCanvas *self);
void             tg_graph_canvas_reveal       (TgGraphCanvas *self, gint64 id);          /* scrolls to a node and gives it the ring */
void             tg_graph_canvas_glide_to     (TgGraphCanvas *self, gint64 id);          /* the same, in no more haste than an eye can follow */
/* gint64 ids: all others are dimmed, until something comes to the board or goes. NULL: none is. */
void             tg_graph_canvas_set_lit      (TgGraphCanvas *self, const GArray *ids);
/* Layouts by a rule; the nodes glide there and pinned ones stay. Radial: around the selected node, or the one with the most relations. */
typedef enum { TG_ARRANGE_RADIAL, TG_ARRANGE_COLUMNS, TG_ARRANGE_LAYERED, TG_ARRANGE_TIMELINE, TG_ARRANGE_CIRCLE, TG_ARRANGE_N } TgArrangement;
void             tg_graph_canvas_arrange      (TgGraphCanvas *self, TgArrangement how);
gint64           tg_graph_canvas_get_focus_node (TgGraphCanvas *self);                   /* 0 */
const TgViewport *tg_graph_canvas_get_viewport (TgGraphCanvas *self);
void             tg_graph_canvas_set_viewport (TgGraphCanvas *self, const TgViewport *view);   /* x, y, zoom */
gboolean         tg_graph_canvas_get_legend   (TgGraphCanvas *self);
void             tg_graph_canvas_set_legend   (TgGraphCanvas *self, gboolean legend);
gboolean         tg_graph_canvas_is_settling  (TgGraphCanvas *self);
/* The whole board, scale pixels a unit at zoom 1, at most 8192 pixels a side; owned, NULL when there is nothing. */
cairo_surface_t *tg_graph_canvas_render_to_surface (TgGraphCanvas *self, double scale);

G_END_DECLS
