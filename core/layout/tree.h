/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Repulsion of points with masses by a forest of quadtrees, one for each component, made anew each step. A cell is known by its mass and second moment about
 * its centre of mass; what they do to a leaf far enough away is added up as one series for all points of the leaf, and only what is near is
 * computed point by point (a fast multipole method without the sharing of series between levels; Greengard and Rokhlin 1987). The force m/d is the
 * derivative of the logarithm, so in complex numbers the series are plain powers. A force that fades with the distance is this one times a factor that
 * a cell has as a whole, and that is taken to be linear over a leaf. */
typedef struct
{
  float   cx, cy, radius;     /* centre of mass; all points are within the radius */
  float   mass, mx, my;       /* second moment: sum of m (z - c)², complex */
  guint32 next;               /* the cell behind this one and all inside it */
  guint32 parent;             /* itself when it is a root */
  guint32 first, n;           /* a leaf's points in order[]; n == 0: not a leaf */
} TgTreeCell;

typedef struct { guint32 cell, root, part; } TgTreeLeaf;

typedef struct
{
  TgTreeCell *cells;
  TgTreeLeaf *leaves;
  guint32     n_cells, n_leaves, cells_allocated, leaves_allocated;
  guint32     n_points, points_allocated;
  guint32    *order;          /* points, those of a cell side by side; so are their places below */
  float      *x, *y, *mass;
  guint64    *keys, *spare;
} TgTree;

/* Part p has the points part[p] .. part[p + 1] - 1 and does not act on the others. Coordinates must be finite. */
void tg_tree_build (TgTree *tree, guint32 n_parts, const guint32 *part, const float *x, const float *y, const float *mass);
void tg_tree_clear (TgTree *tree);
/* Of the points of leaves from..to-1: the sum of mass_j * (p_i - p_j) / ((distance² + soft²) (1 + fade distance²)) over their parts; exact within what theta
 * (below 1) leaves open; stiff: the sum of the same without the way over what was exact, with the point's own mass_i / soft2. fade is of each part; NULL:
 * none does. Any number of threads may do it to different leaves. */
void tg_tree_field (const TgTree *tree, guint32 from, guint32 to, float theta, float soft2, const float *fade, float *fx, float *fy, float *stiff);

G_END_DECLS
