/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "widgets/graph/canvas.h"

G_BEGIN_DECLS

/* The whole board as dots, and what of it the canvas shows; a press or a drag takes the view there. The dots are drawn again when the board has
 * changed, at most a few times a second; moving the view moves a frame over them. */
#define TG_TYPE_MINIMAP (tg_minimap_get_type ())
G_DECLARE_FINAL_TYPE (TgMinimap, tg_minimap, TG, MINIMAP, GtkWidget)

GtkWidget *tg_minimap_new   (TgGraphCanvas *canvas);      /* which has a board already and lives as long */
/* The centre of the view goes to what is at this point of the widget; for its gesture, and tests. */
void       tg_minimap_go    (TgMinimap *self, double x, double y);
/* It is of use: there is something to oversee, and room for it. */
gboolean   tg_minimap_is_useful (TgMinimap *self);
guint      tg_minimap_painted (TgMinimap *self);          /* how often its dots were drawn */

G_END_DECLS
