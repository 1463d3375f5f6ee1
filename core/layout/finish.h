/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "core/layout/circles.h"
#include "core/layout/level.h"
#include "core/layout/tree.h"

G_BEGIN_DECLS

/* What is done to whole components; anchored ones (of a part: 1) stay as they are. */

/* Moves components side by side, no two boxes of them nearer than margin; below the anchored ones, when there are any. Not tight: only when
 * two boxes are in each other's way, and with room to grow. */
void tg_finish_pack  (TgLevel *level, const guint8 *anchored, float margin, gboolean tight);
/* Scales each component so that its springs are stretched by the factor on average. Returns the mean length of all edges then. strain: of each
 * component, what keeps it at that when tg_finish_push() is given it. */
float tg_finish_balance (TgLevel *level, const guint8 *anchored, float stretch, double *strain);
/* Sets push, from the field as it is now in fx, fy, so that repulsion is as strong as the springs. */
void  tg_finish_push    (TgLevel *level, const double *strain);
/* Each component at a scale at which its edges are as long as wanted on average, but where most of it has room for its circles. The tree is of the level. */
void tg_finish_scale (TgLevel *level, const TgTree *tree, const guint8 *anchored);
/* Components in which circles overlap, by a little; by more where more of them do. */
void tg_finish_grow  (TgLevel *level, TgCircles *circles, const guint8 *anchored);

G_END_DECLS
