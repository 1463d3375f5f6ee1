/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <math.h>

#include "core/layout/layout.h"

/* What the static layouts share. */
#define TG_STATIC_GAP 30.0f           /* between rims */

static inline float
tg_static_radius (const TgLayoutGraph *graph, guint32 i)
{
  float r = graph->radius != NULL ? graph->radius[i] : 20;
  return isfinite (r) ? CLAMP (r, 1, 10000) : 20;
}

static inline void
tg_static_put (TgLayoutGraph *graph, guint32 i, double x, double y)
{
  if (graph->pinned != NULL && graph->pinned[i])
    return;
  graph->x[i] = (float) x;
  graph->y[i] = (float) y;
}
