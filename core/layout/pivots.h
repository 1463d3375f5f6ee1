/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "core/layout/level.h"

G_BEGIN_DECLS

#define TG_PIVOTS 32          /* a multiple of eight */

/* Some nodes of each large component and how many hops all others are away from them: springs to these few nodes give a drawing the distances of
 * the graph, which neighbours alone cannot tell. A pivot stands for the nodes that are nearest to it, so that together they do what springs to all
 * nodes would (Ortmann, Klimenta and Brandes, "A sparse stress model", 2017). Coarser levels have the hops of the finest one, as means: what they
 * draw is what the next finer one wants. */
typedef struct
{
  guint32  n, n_parts;        /* of the large components, which come first, and their nodes */
  guint32 *node;              /* TG_PIVOTS for each component */
  float   *hops;              /* TG_PIVOTS for each node; 0: not to be counted (itself) */
  const float *share;         /* of each pivot: for how many nodes it stands, by hops; coarser levels borrow the finest one's */
  float   *own_share;
  float   *weight, *whole;    /* share/hops² beside hops, and its sum for each node, once tg_pivots_open() made them */
  float   *x, *y;             /* of the pivots, as tg_pivots_look() found them */
  float   *unit;              /* of a component: the distance of a hop that fits best */
  float   *stiffness;         /* of a component: that of an edge, on average */
} TgPivots;

void tg_pivots_init    (TgPivots *pivots, const TgLevel *finest);
/* The same of the next coarser level; each node of fine must have a parent. To be cleared before the finest one. */
void tg_pivots_coarsen (TgPivots *pivots, const TgPivots *finer, const TgLevel *fine, const TgLevel *coarse);
void tg_pivots_clear   (TgPivots *pivots);
/* Before the first look at the level, and when its springs changed. */
void tg_pivots_open    (TgPivots *pivots, const TgLevel *level);
void tg_pivots_look    (TgPivots *pivots, const TgLevel *level);
/* Places to start from for a component that has pivots: the two directions in which the hops differ most (Brandes and Pich, "Eigensolver methods for
 * progressive multidimensional scaling of large data", 2007). */
void tg_pivots_place   (const TgPivots *pivots, TgLevel *level, guint32 part, float length);
/* What the pivots of its component do to node i at x, y, in stiffnesses of an edge: the sum of weight * (way to where it should be). The weights' sum is
 * whole[i]. */
void tg_pivots_pull    (const TgPivots *pivots, guint32 part, guint32 i, float x, float y, float *way_x, float *way_y);

G_END_DECLS
