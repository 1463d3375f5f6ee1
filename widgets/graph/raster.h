/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <cairo.h>
#include <gdk/gdk.h>

G_BEGIN_DECLS

/* Lines, arrow heads and ready-made pictures onto the pixels of an image surface, on all cores: for boards with so many links and nodes
 * that cairo's general machinery takes longer than a frame lasts (an antialiased stroke of 150 pixels costs it 15 µs, this 1 µs).
 *
 * What is asked for is gathered and done by tg_raster_flush(), later things over earlier ones; each thread does a range of rows.
 * Coordinates and widths are in the surface's user units, its device scale is applied here. Main thread only. */
typedef struct _TgRaster TgRaster;

/* A picture of premultiplied pixels, with the point that is put where the sprite goes. Owned by who made it, until after the flush. */
typedef struct
{
  cairo_surface_t *surface;         /* ARGB32, without a device scale */
  int              width, height;   /* pixels */
  int              x, y;            /* the point, pixels from the upper left */
  double           text_width, text_height;   /* of a text: its logical size, user units */
} TgSprite;

/* Whether what this context draws on can be drawn on in this way: an image surface of 32 bits, no transformation but the device scale. */
gboolean  tg_raster_fits   (cairo_t *cr);
TgRaster *tg_raster_new    (cairo_t *cr);
void      tg_raster_free   (TgRaster *self);        /* without a flush */
double    tg_raster_scale  (const TgRaster *self);  /* pixels a user unit */
void      tg_raster_line   (TgRaster *self, double x1, double y1, double x2, double y2, double width, const GdkRGBA *colour, gboolean dashed);
/* The head's point at (x, y), pointing along the unit vector (ux, uy). */
void      tg_raster_arrow  (TgRaster *self, double x, double y, double ux, double uy, double size, const GdkRGBA *colour);
void      tg_raster_sprite (TgRaster *self, const TgSprite *sprite, double x, double y);
/* Ranges of 0..n on the threads that also draw; returns when all is done. */
void      tg_raster_share  (guint32 n, void (*work) (gpointer data, guint32 from, guint32 to), gpointer data);
/* All that was asked for is on the surface; cairo may draw on it again. */
void      tg_raster_flush  (TgRaster *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TgRaster, tg_raster_free)

G_END_DECLS
