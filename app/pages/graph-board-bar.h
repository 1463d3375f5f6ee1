/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "app/board-book.h"
#include "widgets/graph/board-history.h"

G_BEGIN_DECLS

/* Above the graph: which board it is, the others, and what was done to it. It acts through graph.board-* and graph.history-go. */
#define TG_TYPE_GRAPH_BOARD_BAR (tg_graph_board_bar_get_type ())
G_DECLARE_FINAL_TYPE (TgGraphBoardBar, tg_graph_board_bar, TG, GRAPH_BOARD_BAR, AdwBin)

void tg_graph_board_bar_update      (TgGraphBoardBar *self, const TgBook *book, const char *trouble);   /* borrows book until the next call */
void tg_graph_board_bar_set_history (TgGraphBoardBar *self, TgBoardHistory *history);                   /* borrowed; NULL */

G_END_DECLS
