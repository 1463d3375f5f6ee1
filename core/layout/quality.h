/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "core/layout/layout.h"

G_BEGIN_DECLS

/* How good a layout is, as numbers that can be compared between engines. All but the overlaps do not depend on the scale of the drawing. */
typedef struct
{
  /* sum over pairs of (scale * distance / hops - 1)² by the number of pairs, at the scale that makes it least; pairs that are not
   * connected do not count. 0: every distance is as the graph has it; 1: all in one point */
  double stress;
  double crossings;             /* how many other edges an edge crosses, on average; edges that share an end do not cross */
  double neighbours;            /* mean share (Jaccard) of a node's k neighbours among the k nodes nearest to it, 0..1 */
  guint64 overlaps;             /* pairs of circles that overlap by more than a hundredth of a unit */
} TgLayoutQuality;

/* samples: how many nodes (or edges) to start from, drawn by seed; 0: 256. All of them when there are no more. Self loops and edges
 * to nowhere are passed over; a coordinate that is not finite counts as 0. */
void tg_layout_quality (const TgLayoutGraph *graph, guint samples, guint32 seed, TgLayoutQuality *quality);

G_END_DECLS
