/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "core/layout/level.h"

G_BEGIN_DECLS

#define TG_PIVOTS 32          /* a multiple of eight */

/* Some nodes of each large component, far from each other, and how many hops all others are away from them: springs to these few nodes give a
 * drawing the distances of the graph, which neighbours alone cannot tell (Ortmann, Klimenta and Brandes, "A sparse stress model", 2017). */
typedef struct
{
  guint32 *node;              /* TG_PIVOTS for each component; G_MAXUINT32: it has none */
  float   *hops;              /* TG_PIVOTS for each node; 0: not to be counted (itself) */
  float   *x, *y;             /* of the pivots, as tg_pivots_look() found them */
  float   *unit;              /* of a component: the distance of a hop that fits best */
} TgPivots;

void     tg_pivots_init  (TgPivots *pivots, const TgLevel *level);
void     tg_pivots_clear (TgPivots *pivots);
void     tg_pivots_look  (TgPivots *pivots, const TgLevel *level);
gboolean tg_pivots_has   (const TgPivots *pivots, guint32 part);
/* What the pivots of its component do to node i, as a mean weighted by 1/hops²: the way to go in x, y. FALSE: it has none. */
gboolean tg_pivots_pull  (const TgPivots *pivots, guint32 part, guint32 i, float x, float y, float *way_x, float *way_y);

G_END_DECLS
