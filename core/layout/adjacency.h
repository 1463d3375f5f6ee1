/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "core/layout/layout.h"

G_BEGIN_DECLS

/* Neighbours of every node either way, compressed: those of i are list[start[i]] .. list[start[i + 1] - 1], ascending and each once;
 * without self loops and edges to nowhere. weight runs beside list when it was asked for: the sum of the parallel edges' weights. */
typedef struct
{
  guint32 *start, *list;
  float   *weight;
} TgAdjacency;

void tg_adjacency_init  (TgAdjacency *adjacency, guint32 n, guint32 n_edges, const guint32 *source, const guint32 *target, const float *weight);
void tg_adjacency_clear (TgAdjacency *adjacency);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (TgAdjacency, tg_adjacency_clear)

G_END_DECLS
