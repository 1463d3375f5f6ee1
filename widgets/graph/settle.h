/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "widgets/graph/board.h"

G_BEGIN_DECLS

/* The layout of a board on a thread of its own. It works on a copy; places are handed over at most 60 times a second, whole, and only while
 * the board still is what was copied (its topology number). */
typedef struct _TgSettle TgSettle;

TgSettle *tg_settle_new     (void);
void      tg_settle_free    (TgSettle *self);                    /* waits for the thread */
void      tg_settle_start   (TgSettle *self, TgBoard *board);    /* anew, from where the nodes are; unplaced ones are put beside a neighbour */
/* The newest places as targets, once: TRUE when there are any; n equals what was copied, index[i] is the board's node. Borrowed until the next call. */
gboolean  tg_settle_take    (TgSettle *self, guint topology, const guint32 **index, const float **x, const float **y, guint *n);
gboolean  tg_settle_is_busy (TgSettle *self);
void      tg_settle_hold    (TgSettle *self, guint index, double x, double y, gboolean held);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TgSettle, tg_settle_free)

G_END_DECLS
