/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "widgets/graph/board.h"

G_BEGIN_DECLS

/* Earlier states of a board, to go back to and forward again: one for each change of what lies there, of pins, of what is hidden and of the filter;
 * places alone do not make one, but the latest are kept with it. Each has the name of the step that led to it. Bounded by number and bytes, the oldest
 * go first. */
typedef struct _TgBoardHistory TgBoardHistory;

typedef struct { const char *name; gint64 time; guint nodes; } TgBoardStep;      /* time: microseconds, of the day */

TgBoardHistory *tg_board_history_new      (TgBoard *board, void (*changed) (gpointer data), gpointer data);   /* keeps a reference */
void            tg_board_history_free     (TgBoardHistory *self);
void            tg_board_history_reset    (TgBoardHistory *self);      /* nothing came before what is there now */
/* What is there now is a state to come back to: before places are changed. name: of what is done to it then. */
void            tg_board_history_mark     (TgBoardHistory *self, const char *name);
/* What is done next is called so; without it, a step is named after what it changed. NULL takes it back. */
void            tg_board_history_name     (TgBoardHistory *self, const char *name);
gboolean        tg_board_history_can_undo (TgBoardHistory *self);
gboolean        tg_board_history_can_redo (TgBoardHistory *self);
void            tg_board_history_undo     (TgBoardHistory *self);      /* nothing where there is none */
void            tg_board_history_redo     (TgBoardHistory *self);

/* All states, the oldest first; *now: where the board is. */
guint           tg_board_history_steps    (TgBoardHistory *self, guint *now);
TgBoardStep     tg_board_history_step     (TgBoardHistory *self, guint i);      /* borrowed until the next change */
void            tg_board_history_go       (TgBoardHistory *self, guint i);      /* nothing where there is none */
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TgBoardHistory, tg_board_history_free)

G_END_DECLS
