/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* The inner loops of the repulsion, for eight sources at a time; with AVX2 where the processor has it. */
#define TG_TREE_SOURCES 512

typedef struct
{
  guint32 n;
  _Alignas (32) float x[TG_TREE_SOURCES + 8], y[TG_TREE_SOURCES + 8], mass[TG_TREE_SOURCES + 8], mx[TG_TREE_SOURCES + 8], my[TG_TREE_SOURCES + 8];
} TgTreeSources;

/* xx, xy, yy: what the fading of the force adds along the way from the centre; a symmetric matrix. */
typedef struct { float re[4], im[4], xx, xy, yy; } TgTreeSeries;

/* Points one by one: adds to fx, fy of the n targets, and to stiff the sum of mass/distance², all as fade leaves of it. Writes behind the sources' end. */
void tg_tree_kernel_near (TgTreeSources *sources, const float *x, const float *y, guint32 n, float soft2, float fade, float *fx, float *fy, float *stiff);
/* Cells: x, y is the way from them to the centre of the series. */
void tg_tree_kernel_far  (TgTreeSources *sources, float fade, TgTreeSeries *series);

G_END_DECLS
