/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "widgets/graph/raster.h"

G_BEGIN_DECLS

/* Pictures that are drawn once by cairo and Pango and then put down again and again: discs with their icons, badges, labels. They are
 * kept for the whole process, by a name that says all that a picture depends on, up to 48 MB; then all go at once. Main thread only. */

/* Before a picture: what was handed out earlier may be gone after this, what is handed out from now on stays until the next call. */
void            tg_sprites_begin (void);
/* NULL: not there yet. */
const TgSprite *tg_sprite_find   (const char *name);
/* Draws it: paint works in user units around the point (0, 0), from left to right and top to bottom. scale: pixels a unit. Kept. */
const TgSprite *tg_sprite_make   (const char *name, double left, double top, double right, double bottom, double scale,
                                  void (*paint) (cairo_t *cr, gpointer data), gpointer data);
/* The same by a number: for what is put down ten thousand times a picture. */
const TgSprite *tg_sprite_find_number (guint64 look);
const TgSprite *tg_sprite_make_number (guint64 look, double left, double top, double right, double bottom, double scale,
                                       void (*paint) (cairo_t *cr, gpointer data), gpointer data);
/* For a text just made: its logical size, which a cut picture does not tell. */
void            tg_sprite_set_text_size (const TgSprite *sprite, double width, double height);

G_END_DECLS
