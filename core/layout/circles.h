/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define TG_CIRCLES_GAP 4.0f       /* between rims */

/* Circles that may not overlap. Sorted by size into grids, each with cells as wide as its widest pair, so one huge circle does not
 * make everybody a neighbour of everybody. */
typedef struct
{
  guint32  n;
  const float *radius;          /* borrowed */
  guint8  *level;
  guint32 *next, *head;
  guint32  mask, levels;        /* levels: bits */
  guint8  *moved, *moving, *warm;       /* in the last pass, in this one; cells with any that did in the last one */
} TgCircles;

void     tg_circles_init (TgCircles *circles, guint32 n, const float *radius);
void     tg_circles_clear (TgCircles *circles);
/* Circles were moved by somebody else: the next pass looks at all of them, where it would only at those that the last one moved. */
void     tg_circles_disturb (TgCircles *circles);
/* Moves circles apart that overlap, those of stays[i] not at all; one pass. Returns by how much the worst did (two that both stay do not count). */
float    tg_circles_part (TgCircles *circles, float *x, float *y, const guint8 *stays);
/* Marks those that stand too near another. */
void     tg_circles_find (TgCircles *circles, float *x, float *y, guint8 *overlaps);

G_END_DECLS
