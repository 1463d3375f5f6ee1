/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "widgets/graph/board.h"

G_BEGIN_DECLS

/* All of a board that is saved, at one moment. A state shares with another what is the same in both: of a board where little changed from one
 * to the next, each costs little more than what changed. */
typedef struct _TgBoardState TgBoardState;

/* like: what to share with; NULL: nothing. *bytes: of all states that count in it, what is shared once; it is kept up to date until the
 * last of them is freed. */
TgBoardState *tg_board_state_take (TgBoard *board, const TgBoardState *like, gsize *bytes);
void          tg_board_state_free (TgBoardState *self);       /* NULL is fine */
/* The board becomes what it was then, told once. */
void          tg_board_state_put  (const TgBoardState *self, TgBoard *board);

G_END_DECLS
