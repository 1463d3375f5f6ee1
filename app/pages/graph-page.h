/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/board-book.h"
#include "app/page.h"
#include "widgets/graph/board.h"

G_BEGIN_DECLS

#define TG_TYPE_GRAPH_PAGE (tg_graph_page_get_type ())
G_DECLARE_FINAL_TYPE (TgGraphPage, tg_graph_page, TG, GRAPH_PAGE, TgPage)

TgBoard *tg_graph_page_get_board (TgGraphPage *self);      /* borrowed */
/* The boards of a case that was opened: takes book, NULL where there is none yet; json: what is on its current one, NULL: nothing. */
void     tg_graph_page_restore   (TgGraphPage *self, TgBook *book, const char *json);
void     tg_graph_page_save      (TgGraphPage *self);      /* the board, unless nothing changed; it is saved by itself from time to time */
const TgBook *tg_graph_page_get_book (TgGraphPage *self);  /* borrowed */
gboolean tg_graph_page_is_busy   (TgGraphPage *self);      /* an expansion, or a board, is under way */

/* To a file; the ending of its name says the format. What comes of it is said by a toast. */
void     tg_graph_page_export    (TgGraphPage *self, const char *path);

G_END_DECLS
