/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/pages/graph-page.h"

G_BEGIN_DECLS

/* The boards of the case on the graph page: which one lies there, saved by itself soon after each change, and the actions graph.board-*. */
typedef struct _TgGraphBoards TgGraphBoards;

TgGraphBoards *_tg_graph_boards_new           (TgGraphPage *page);
void           _tg_graph_boards_free          (TgGraphBoards *self);
void           _tg_graph_boards_forget        (TgGraphBoards *self);      /* another case, or none */
/* Takes book (NULL: a case without one yet). */
void           _tg_graph_boards_restore       (TgGraphBoards *self, TgBook *book, const char *json);
void           _tg_graph_boards_save          (TgGraphBoards *self);      /* what is not saved yet, now */
const TgBook  *_tg_graph_boards_get           (TgGraphBoards *self);
void           _tg_graph_boards_class_actions (GtkWidgetClass *widget_class);

G_END_DECLS
