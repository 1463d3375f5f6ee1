/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gdk/gdk.h>

#include "widgets/graph/board.h"

G_BEGIN_DECLS

/* Where the texts of a picture stand, so that what is brought forward over it has its own in the same places: of each node and each link
 * of the board a number of the renderer's, 0 where there is none. */
typedef struct { guint n_nodes, n_links; guint8 *labels, *links; } TgTexts;

TgTexts     *tg_texts_new  (void);
void         tg_texts_free (TgTexts *self);     /* NULL is fine */

/* How a board looks: cairo and Pango only. What is not drawn is counted. */
typedef struct
{
  gboolean dark;
  gboolean legend;              /* kinds present, in the lower left corner */
  gboolean background;          /* FALSE leaves the surface as it is */
  gint64   focus;               /* node with the keyboard's ring; 0 */
  const guint8 *lit;            /* of each node: all others are faint; NULL: none is for that */
  gboolean bare;                /* without legend and notes, which are then drawn by tg_graph_render_notes() */
  gboolean swift;               /* without texts: for what is seen for a moment */
  TgTexts *texts;               /* borrowed: filled by tg_graph_render(), followed by tg_graph_render_hover(); NULL: nobody asks */
  const guint8 *lifted;         /* of each node: left out, with its links, for tg_graph_render_lifted(); NULL none */
} TgGraphStyle;

typedef struct
{
  guint nodes, links;           /* drawn */
  guint labels, labels_left_out;
  guint hidden;                 /* by the analyst */
  guint outside;                /* not in view */
} TgGraphDrawn;

/* Draws all that is in view. labels: takes the boxes (TgBox, screen) of the labels drawn; NULL. */
TgGraphDrawn tg_graph_render       (cairo_t *cr, TgBoard *board, const TgViewport *view, const TgGraphStyle *style, GArray *labels);
/* All of a picture less bright, for something to be brought forward. */
void         tg_graph_render_veil  (cairo_t *cr, const TgGraphStyle *style);
/* What a node (index; or a link, when node is -1) has to do with, over what is there. */
void         tg_graph_render_hover (cairo_t *cr, TgBoard *board, const TgViewport *view, const TgGraphStyle *style, int node, int link);
/* The part of the screen, in whole pixels, that tg_graph_render_hover() draws on. FALSE: none. */
gboolean     tg_graph_hover_box    (TgBoard *board, const TgViewport *view, int node, int link, TgBox *box);
/* The lifted nodes and their links alone, over what is there. */
void         tg_graph_render_lifted (cairo_t *cr, TgBoard *board, const TgViewport *view, const TgGraphStyle *style);
/* The part of the screen tg_graph_render_lifted() draws on. FALSE: none. */
gboolean     tg_graph_lifted_box   (TgBoard *board, const TgViewport *view, const TgGraphStyle *style, TgBox *box);
/* The legend and how many are hidden. */
void         tg_graph_render_notes (cairo_t *cr, TgBoard *board, const TgViewport *view, const TgGraphStyle *style);
void         tg_graph_render_band  (cairo_t *cr, const TgBox *box, gboolean dark);     /* the rubber band, screen */
void         tg_graph_render_lasso (cairo_t *cr, const double *xy, guint n, gboolean dark);   /* n corners as x, y; screen */

#define TG_GRAPH_LEGEND_FROM 640       /* pixels: on a narrower screen it would stand on the graph, and is not drawn */

GdkRGBA      tg_graph_background   (gboolean dark);

/* The kind whose row of the legend lies at this point of the screen; TG_ENTITY_NONE. */
TgEntityKind tg_graph_legend_at    (TgBoard *board, const TgViewport *view, double x, double y);

/* The open bundle whose name lies at this point of the screen: its node's id; 0. */
gint64       tg_graph_bundle_at    (TgBoard *board, const TgViewport *view, double x, double y);

/* The kinds among the nodes that are not hidden, with how many of each: count[TG_ENTITY_N_KINDS]. Returns how many kinds. */
guint        tg_graph_legend       (TgBoard *board, guint *count);

G_END_DECLS
