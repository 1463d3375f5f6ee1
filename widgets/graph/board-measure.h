/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "widgets/graph/board.h"

G_BEGIN_DECLS

/* Works out, on a thread of its own, what a board wants to be measured by (tg_board_set_size(), tg_board_set_communities()), and gives it to the
 * board; again whenever other things lie there. Main thread only. */
typedef struct _TgBoardMeasure TgBoardMeasure;

TgBoardMeasure *tg_board_measure_new     (TgBoard *board, void (*changed) (gpointer data), gpointer data);    /* keeps a reference */
void            tg_board_measure_free    (TgBoardMeasure *self);
void            tg_board_measure_update  (TgBoardMeasure *self);        /* the board may want something else, or is another */
gboolean        tg_board_measure_is_busy (TgBoardMeasure *self);
guint           tg_board_measure_communities (TgBoardMeasure *self, double *modularity);       /* how many were found; 0: not asked for, or not yet */
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TgBoardMeasure, tg_board_measure_free)

G_END_DECLS
