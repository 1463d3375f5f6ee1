/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "core/layout/level.h"

G_BEGIN_DECLS

/* The order in which a layout keeps its nodes: the largest component first, each breadth first, so that what is together lies together in memory.
 * slot[node of the graph] is its place; part as in TgLevel. */
void     tg_start_order  (guint32 n, const TgAdjacency *adjacency, guint32 *slot, guint32 **part, guint32 *n_parts);
/* Gives a place to what is not placed: beside the mean of the neighbours that have one, further ones around those; components without any on a
 * sunflower of their own around (0, 0). */
void     tg_start_places (TgLevel *level, const guint8 *placed, float spread);
/* Placed nodes in a heap at one place are spread a little, as many to a place as it holds: nothing can be told apart in a point. */
void     tg_start_spread (TgLevel *level, const guint8 *placed, const guint8 *fixed);
/* A number in -0.5..0.5, the same each time. */
float    tg_start_jitter (guint32 seed, guint32 i, guint32 salt);

G_END_DECLS
