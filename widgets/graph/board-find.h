/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "widgets/graph/board.h"

G_BEGIN_DECLS

typedef struct
{
  GArray *ids;          /* gint64: those that are seen, the likeliest first: whole name, its beginning, anywhere */
  guint   unseen;       /* that match too, and are hidden or left out */
} TgBoardMatches;

/* Nodes whose label, second line, account, kind or id hold the text, whatever its case; also: gint64 ids that match for another reason, NULL.
 * Words apart by spaces must all be there. An empty text matches nothing. */
TgBoardMatches *tg_board_matches      (TgBoard *board, const char *text, const GArray *also);
void            tg_board_matches_free (TgBoardMatches *matches);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TgBoardMatches, tg_board_matches_free)

G_END_DECLS
