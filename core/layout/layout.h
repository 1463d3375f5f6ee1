/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Layouts: numbers in, numbers out; no graph type, no GTK. Coordinates are in layout units: a node of radius 20 has radius 20;
 * y grows downwards. float32, structure of arrays. */

typedef struct
{
  guint32  n_nodes, n_edges;
  float   *x, *y;               /* in: starting places where placed[i]; out: results. n_nodes */
  const float   *radius;        /* NULL: all 20 */
  const guint8  *placed;        /* 1: x,y are to be kept to as a start; NULL: none is */
  const guint8  *pinned;        /* 1: never moves; NULL: none */
  const guint32 *source, *target;   /* n_edges */
  const float   *weight;        /* of an edge, > 0; NULL: all 1 */
} TgLayoutGraph;

typedef struct
{
  float   edge_length;          /* wanted distance of neighbours between their rims; 0: 80 */
  float   gravity;              /* share of the way to the middle of its component that a node is drawn, 0..1; 0: none */
  float   theta;                /* up to which (sum of radii)/distance groups of nodes repel as one, below 1; 0: 0.7 */
  float   tolerance;            /* still when the mean move of a step is below this share of the edges' mean length; 0: 0.003 */
  guint   max_steps;            /* of the whole graph, when it is not still before; 0: 600. After coarser graphs (see below) a tenth does */
  guint32 seed;
  guint   threads;              /* 0: all; the result does not depend on it */
  gboolean keep;                /* placed nodes give way only as far as they must (adding nodes to a settled board) */
} TgForceOptions;

/* A force-directed layout that is stepped by its caller, on any one thread. The graph's arrays must outlive it, but for x and y, which
 * are copied at the start and read back with tg_force_read().
 *
 * Without any placed node a coarser graph is laid out first, then finer ones from it, up to the whole graph. A level is done when it is still (see
 * tolerance), or after some tens of steps. Then circles are moved apart until rims are 2 apart or more (4 is aimed at), and components are packed side by side; now it is
 * settled. No circles overlap then unless two pinned ones do, or one that may not go farther has nowhere to go (in keep mode, 1000 steps are tried).
 *
 * Repulsion is as strong as stretches the springs by the same factor in graphs of any size; in the end each component is scaled so that its
 * edges have the wanted length on average, but not so small that most circles have no room.
 *
 * With keep, forces move only what is not placed and, weakly, its placed neighbours; the rest gives way only to circles that overlap it. No placed
 * node goes farther than one edge_length. Components that have a placed node (without keep: a pinned one) are not packed; others go below them. */
typedef struct _TgForce TgForce;

TgForce *tg_force_new     (const TgLayoutGraph *graph, const TgForceOptions *options);
void     tg_force_free    (TgForce *force);
gboolean tg_force_step    (TgForce *force);           /* FALSE once settled (or at max_steps) */
double   tg_force_energy  (TgForce *force);           /* mean move of the last step, in layout units */
void     tg_force_read    (TgForce *force, float *x, float *y);
/* A node held by the pointer at this place; released with pinned FALSE it stays there, as all that followed it. In a settled graph neighbours
 * follow, less with each hop, and the rest stays; in one that is not settled yet the layout goes on around it. From then on nothing is packed. */
void     tg_force_hold    (TgForce *force, guint32 node, float x, float y, gboolean pinned);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TgForce, tg_force_free)

/* Steps until settled; cancel may be NULL. FALSE when cancelled. */
gboolean tg_layout_force  (TgLayoutGraph *graph, const TgForceOptions *options, volatile int *cancel);

/* Static layouts; pinned nodes stay. */
void tg_layout_circle     (TgLayoutGraph *graph);
void tg_layout_radial     (TgLayoutGraph *graph, guint32 centre);                      /* rings by distance from the centre */
void tg_layout_columns    (TgLayoutGraph *graph, const guint32 *column, const float *order);   /* grid: one column a category, sorted by order */
/* From left to right along the edges, source before target; edges that close a cycle run back. Within a column nodes stand by their neighbours'
 * heights; a long column becomes several side by side. */
void tg_layout_layered    (TgLayoutGraph *graph);
/* x is time, from 0 at the earliest to width at the latest (0: by how many there are); not finite: unknown, in a column to the left of all. Nodes of
 * about the same time lie in lanes above each other, near the middle where there is room; none overlap. */
void tg_layout_timeline   (TgLayoutGraph *graph, const double *time, double width);

G_END_DECLS
