/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <pango/pangocairo.h>

#include "widgets/graph/raster.h"
#include "widgets/graph/render.h"

G_BEGIN_DECLS

/* Where a node is on the screen. */
typedef struct { double x, y, r; guint8 shown, hidden, selected, faint; } TgScenePlace;   /* shown: not hidden, and on the screen */

typedef struct
{
  cairo_t            *cr;
  TgRaster           *raster;     /* of the same surface, where one fits: a picture on pixels is put together from lines and sprites */
  TgScenePlace       *places;     /* of all nodes; NULL: not worked out */
  double              node_scale;
  gboolean            many;       /* links */
  gboolean            coarse;     /* so many nodes that sizes are rounded to pixels */
  TgBoard            *board;
  const TgViewport   *view;
  const TgGraphStyle *style;
  GdkRGBA             ink, dim, ground;
  PangoLayout        *text;
  const guint8       *only;       /* nodes to draw; NULL all */
  int                 hot;        /* node index or -1 */
  int                 hot_link;
  gboolean            lifted;     /* only the style's lifted nodes, and their links */
  gboolean            over;       /* the hover layer: label everything it draws */
  TgGraphDrawn        drawn;
} TgScene;

/* What of the screen is taken. An owner's own boxes are not in its way; an owner < 0 owns nothing. */
typedef struct _TgRoom TgRoom;
TgRoom  *_tg_room_new     (void);
void     _tg_room_free    (TgRoom *self);
void     _tg_room_take    (TgRoom *self, const TgBox *box, int owner);
gboolean _tg_room_is_free (TgRoom *self, const TgBox *box, int owner);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TgRoom, _tg_room_free)
void     _tg_texts_begin  (TgTexts *self, guint n_nodes, guint n_links);

void     _tg_scene_place  (const TgScene *scene, guint node, double *x, double *y, double *r);
gboolean _tg_scene_shows  (const TgScene *scene, guint node, double margin);
void     _tg_scene_text   (TgScene *scene, const char *text, double points, gboolean bold, int max_width, PangoEllipsizeMode ellipsize, int *w, int *h);
void     _tg_scene_put    (TgScene *scene, double x, double y, const GdkRGBA *colour, gboolean halo);
const TgSprite *_tg_scene_text_sprite (TgScene *scene, const char *text, double points, gboolean bold, int max_width, const GdkRGBA *colour);
void     _tg_scene_pill   (TgScene *scene, const char *text, double x, double y, const GdkRGBA *fill, const GdkRGBA *ink);
/* The badges of a node, where it has any. */
guint    _tg_scene_badge_boxes (TgScene *scene, guint node, TgBox boxes[4]);
void     _tg_scene_labels (TgScene *scene, GArray *boxes);
/* Of those that are brought forward: what the picture below says there is to be said by them. */
void     _tg_scene_cover_labels (TgScene *scene);
void     _tg_scene_links  (TgScene *scene);
gboolean _tg_scene_has_link_texts (const TgScene *scene);
void     _tg_scene_link_texts (TgScene *scene, TgRoom *room);
void     _tg_scene_legend (TgScene *scene);
/* The names of open bundles: where they stand, in order of their nodes; owned. */
typedef struct { TgBox box; guint node; gboolean seen; } TgBundleChip;
GArray  *_tg_scene_bundle_chips (TgScene *scene);
void     _tg_scene_bundle_chip  (TgScene *scene, const TgBundleChip *chip);
void     _tg_scene_bundles      (TgScene *scene);        /* the grounds */
void     _tg_scene_paint_note   (cairo_t *cr, double x, double y);
char    *_tg_bundle_text        (const TgBoardNode *bundle);
int      _tg_compare_pointers   (gconstpointer a, gconstpointer b);
/* The row at a point; -1. */
int      _tg_scene_legend_row (TgScene *scene, double x, double y);

G_END_DECLS
