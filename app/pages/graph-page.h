/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/page.h"
#include "widgets/graph/board.h"

G_BEGIN_DECLS

#define TG_TYPE_GRAPH_PAGE (tg_graph_page_get_type ())
G_DECLARE_FINAL_TYPE (TgGraphPage, tg_graph_page, TG, GRAPH_PAGE, TgPage)

/* Signal "board-changed": what is saved with the session is another. */
TgBoard *tg_graph_page_get_board (TgGraphPage *self);      /* borrowed */
char    *tg_graph_page_dup_board (TgGraphPage *self);      /* JSON; NULL when the board is empty */
void     tg_graph_page_set_board (TgGraphPage *self, const char *json);
gboolean tg_graph_page_is_busy   (TgGraphPage *self);      /* an expansion is under way */

/* To a file; the ending of its name says the format. What comes of it is said by a toast. */
void     tg_graph_page_export    (TgGraphPage *self, const char *path);

G_END_DECLS
