/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* A Barnes-Hut quadtree over points with masses, rebuilt each step in a flat array. Built by one thread, then read by many. */
typedef struct
{
  float   cx, cy, mass;       /* centre of mass */
  float   size2;              /* squared width of the cell */
  guint32 next;               /* the cell behind this one and all inside it: where a walk that does not open it goes on */
  guint32 first, n;           /* a leaf's points in order[]; n == 0: not a leaf */
} TgQuadCell;

typedef struct
{
  TgQuadCell *cells;
  guint32     n_cells, n_allocated;
  guint32    *order;          /* points, those of a cell side by side */
  guint32     n_points;
} TgQuadtree;

/* Coordinates must be finite. Reuses what the tree holds. */
void tg_quadtree_build (TgQuadtree *tree, guint32 n, const float *x, const float *y, const float *mass);
void tg_quadtree_clear (TgQuadtree *tree);

/* The repulsion on point i: strength * mass_j / distance², away from j; exact where a cell looks wider than theta. */
void tg_quadtree_repulsion (const TgQuadtree *tree, guint32 i, const float *x, const float *y, const float *mass, float theta2,
                            float min_distance2, float *fx, float *fy);

G_END_DECLS
