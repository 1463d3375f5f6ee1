/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <cairo.h>
#include <glib.h>

G_BEGIN_DECLS

/* Pictures used again while the view moves: copying pixels takes a fraction of drawing them. Both are image surfaces of 32 bits
 * and never the same one. All cores; main thread only. */

/* All of from with its upper left at (x, y) of to, each of its pixels ratio wide; what lies outside of to is left out, what it does
 * not cover stays as it was. Pixels, without smoothing. */
void tg_moved_put  (cairo_surface_t *to, cairo_surface_t *from, double x, double y, double ratio);
/* One colour (0x00rrggbb) everywhere. */
void tg_moved_fill (cairo_surface_t *to, guint32 colour);

G_END_DECLS
