/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "core/layout/adjacency.h"

G_BEGIN_DECLS

/* One graph of the multilevel start: the one to lay out, or a coarser one whose nodes stand for several of the finer one. Nodes of a component
 * (part) stand side by side. */
typedef struct
{
  guint32  n, n_parts;
  guint32 *part;                /* n_parts + 1 */
  TgAdjacency adjacency;        /* with weights */
  float   *length;              /* beside adjacency.list: wanted, centre to centre */
  float   *x, *y, *vx, *vy, *fx, *fy, *mass, *radius, *stiffness, *crowding;
  float   *push;                /* how strongly a node repels, by its mass and its component's balance */
  guint32 *parent;              /* node of the coarser level; NULL: this is the coarsest */
} TgLevel;

TgLevel *tg_level_new     (guint32 n);                                /* zeroes; adjacency, length and part are to be filled in */
void     tg_level_free    (TgLevel *level);
void     tg_level_stiffen (TgLevel *level);                           /* stiffness from weights and lengths */
TgLevel *tg_level_coarsen (TgLevel *level, float length);             /* NULL: it cannot be made much smaller */
void     tg_level_refine  (const TgLevel *coarse, TgLevel *fine, float length);      /* places of fine from those of coarse */

G_END_DECLS
