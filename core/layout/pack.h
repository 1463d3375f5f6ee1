/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct { float width, height, x, y; } TgPackBox;      /* in: size; out: where its upper left corner goes */

/* Boxes side by side without overlap, from (0, 0) to the right and downwards, about as wide as high; the highest first, each where it comes to
 * stand highest and then leftmost (a skyline). width: at least so wide. */
void tg_pack (TgPackBox *boxes, guint32 n, float width);

G_END_DECLS
