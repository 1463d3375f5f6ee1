/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <pango/pangocairo.h>

#include "widgets/graph/render.h"

G_BEGIN_DECLS

typedef struct
{
  cairo_t            *cr;
  TgBoard            *board;
  const TgViewport   *view;
  const TgGraphStyle *style;
  GdkRGBA             ink, dim, ground;
  PangoLayout        *text;
  const guint8       *only;       /* nodes to draw; NULL all */
  int                 hot;        /* node index or -1 */
  int                 hot_link;
  gboolean            over;       /* the hover layer: label everything it draws */
  TgGraphDrawn        drawn;
} TgScene;

void     _tg_scene_place  (const TgScene *scene, guint node, double *x, double *y, double *r);
gboolean _tg_scene_shows  (const TgScene *scene, guint node, double margin);
void     _tg_scene_text   (TgScene *scene, const char *text, double points, gboolean bold, int max_width, PangoEllipsizeMode ellipsize, int *w, int *h);
void     _tg_scene_put    (TgScene *scene, double x, double y, const GdkRGBA *colour, gboolean halo);
void     _tg_scene_pill   (TgScene *scene, const char *text, double x, double y, const GdkRGBA *fill, const GdkRGBA *ink);
void     _tg_scene_labels (TgScene *scene, GArray *boxes);
void     _tg_scene_links  (TgScene *scene);
void     _tg_scene_legend (TgScene *scene);

G_END_DECLS
