/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define TG_VIEWPORT_ZOOM_MIN 0.02
#define TG_VIEWPORT_ZOOM_MAX 4.0

/* What part of the world is seen. World units are layout units; the screen is in logical pixels, (0, 0) at its upper left. */
typedef struct
{
  double x, y;                  /* the world point in the middle of the screen */
  double zoom;                  /* pixels per unit */
  double width, height;         /* of the screen */
} TgViewport;

typedef struct { double x, y, width, height; } TgBox;

#define TG_VIEWPORT_INIT { 0, 0, 1, 1, 1 }

void     tg_viewport_to_screen (const TgViewport *view, double wx, double wy, double *sx, double *sy);
void     tg_viewport_to_world  (const TgViewport *view, double sx, double sy, double *wx, double *wy);
/* The world point under (sx, sy) stays there. TRUE when the zoom changed. */
gboolean tg_viewport_zoom_at   (TgViewport *view, double factor, double sx, double sy);
void     tg_viewport_pan       (TgViewport *view, double dx, double dy);      /* pixels the picture moves */
/* The whole box with margins of that many pixels; zooms in to at most max_zoom. */
void     tg_viewport_fit       (TgViewport *view, const TgBox *world, double margin, double max_zoom);
TgBox    tg_viewport_visible   (const TgViewport *view);                      /* in the world */
/* Moves as little as needed for the world point to be at least margin pixels inside. TRUE when it moved. */
gboolean tg_viewport_reveal    (TgViewport *view, double wx, double wy, double margin);
/* How large a node is drawn, pixels per unit: discs shrink more slowly than distances, so that an overview still shows what is what. */
double   tg_viewport_node_scale (const TgViewport *view);
/* Values from a file: not finite or out of range gives FALSE and leaves view alone. */
gboolean tg_viewport_set       (TgViewport *view, double x, double y, double zoom);

/* What is seen through this part of the screen. */
TgViewport tg_viewport_part (const TgViewport *view, const TgBox *box);

G_END_DECLS
