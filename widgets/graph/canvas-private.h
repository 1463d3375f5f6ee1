/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "widgets/graph/canvas.h"
#include "widgets/graph/render.h"
#include "widgets/graph/settle.h"

G_BEGIN_DECLS

typedef enum { DRAG_NONE, DRAG_NODES, DRAG_BAND, DRAG_LASSO, DRAG_PAN } DragMode;

struct _TgGraphCanvas
{
  GtkWidget   parent_instance;

  /* Owned */
  TgBoard    *board;
  TgSettle   *settle;
  cairo_surface_t *scenes[3];   /* pictures: one drawn, one shown (of it, moved), one free */
  guint       scene, shown;     /* which */
  cairo_surface_t *held;        /* see canvas-screen.h; NULL: nothing is */
  TgTexts    *texts;            /* of the last picture that has any */
  GskRenderNode *picture, *notes; /* what is shown, and over it, as long as it stays the same */
  cairo_surface_t *overview;    /* the whole board, for what comes into view while zooming */
  TgViewport  overview_view;
  guint       edition, overview_of;   /* the board's looks, counted */
  guint8     *lifted;           /* nodes left out of the picture while they are dragged; NULL */
  guint       n_lifted;
  gint64      lifted_at;        /* monotonic */
  guint       painted;          /* how many there have been */
  guint       serial;           /* of the sharp picture: another after each drawing and panning */
  cairo_surface_t *veiled;      /* that picture less bright; NULL */
  GskRenderNode *veiled_node, *hover;     /* and over it what is brought forward; hover NULL: nothing can be seen of it */
  guint       veiled_of, hover_of;        /* serials */
  int         hovered_node, hovered_link;
  GArray     *target_index, *target_x, *target_y;
  GArray     *drag_start;       /* TgBox: x, y of each dragged node; its index in width */

  TgViewport  view, scene_view, shown_view;     /* scene_view: of the picture that was drawn; shown_view: asked for when that was last moved */
  TgViewport  kept;             /* what was chosen to be seen, and the size of the canvas then; width 1: there was none */
  gboolean    stale;            /* the scene is of an older board */
  gint64      cost;             /* microseconds the last picture took */
  guint       refine;           /* source: a sharp picture once a gesture rests */
  guint       tick;
  guint       topology;         /* laid out */
  gboolean    follow;           /* the view fits the board until someone moves it */
  gboolean    fitted;           /* it did when the board last came to rest: what is added then is to be seen too */
  gboolean    legend, settling, focus_shown, space;
  gboolean    over_name;        /* the pointer, of an open bundle */
  gint64      focus;
  int         hover_node, hover_link;
  double      pointer_x, pointer_y, pinch;
  DragMode    drag;
  gint64      drag_node;
  gboolean    drag_moved, drag_toggle, drag_was_selected;
  double      drag_x, drag_y, last_x, last_y;
  TgBox       band;
  gboolean    lasso_next;       /* the next drag is one */
  GArray     *lasso;            /* double: x, y of each corner, the widget's coordinates; NULL before the first */

  guint8     *lit;              /* owned: nodes brought forward; NULL: all are as they are */
  guint       n_lit;
  guint       glide_tick;
  gint64      glide_begin;
  TgViewport  glide_from, glide_to;
};

enum { SIGNAL_NODE_ACTIVATED, SIGNAL_EDGE_ACTIVATED, SIGNAL_CONTEXT_MENU, SIGNAL_EXPAND, SIGNAL_COLLAPSE, SIGNAL_VIEW, N_CANVAS_SIGNALS };
extern guint _tg_canvas_signals[N_CANVAS_SIGNALS];

void     _tg_canvas_view_moved    (TgGraphCanvas *self, gboolean by_hand);
void     _tg_canvas_scene_stale   (TgGraphCanvas *self);
void     _tg_canvas_places_moved  (TgGraphCanvas *self);       /* by a tick or a drag */
void     _tg_canvas_wake          (TgGraphCanvas *self);       /* the tick that eases nodes to their places */
void     _tg_canvas_set_focus     (TgGraphCanvas *self, gint64 id, gboolean shown);
void     _tg_canvas_install_input (TgGraphCanvas *self);
void     _tg_canvas_install_actions (GtkWidgetClass *klass);
gboolean _tg_canvas_key           (TgGraphCanvas *self, guint keyval, GdkModifierType state);
/* Of a gesture with the first button: what its handlers call, and tests. */
void     _tg_canvas_press         (TgGraphCanvas *self, double x, double y, GdkModifierType state);
void     _tg_canvas_drag          (TgGraphCanvas *self, double dx, double dy);
void     _tg_canvas_release       (TgGraphCanvas *self);

const guint8 *_tg_canvas_lit (TgGraphCanvas *self);
void     _tg_canvas_stop_glide    (TgGraphCanvas *self);
gboolean _tg_canvas_is_dark (void);
/* A picture dear enough to be used again while the view or a few nodes move. */
gboolean _tg_canvas_is_dear (TgGraphCanvas *self);
gboolean _tg_canvas_lifts   (TgGraphCanvas *self);
void     _tg_canvas_forget_pictures (TgGraphCanvas *self);
void _tg_canvas_snapshot (GtkWidget *widget, GtkSnapshot *snapshot);
/* Nodes (the board's indices) move to these places, with the view on all of them. */
void _tg_canvas_glide (TgGraphCanvas *self, const guint32 *index, const float *x, const float *y, guint n);

G_END_DECLS
