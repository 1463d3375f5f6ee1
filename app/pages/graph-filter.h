/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "widgets/graph/board.h"

G_BEGIN_DECLS

/* The choices of a board's filter, with how many of each there are. It changes nothing itself: it activates the actions graph.filter-*. */
#define TG_TYPE_GRAPH_FILTER (tg_graph_filter_get_type ())
G_DECLARE_FINAL_TYPE (TgGraphFilter, tg_graph_filter, TG, GRAPH_FILTER, AdwBin)

GtkWidget *tg_graph_filter_new  (TgBoard *board);
/* Shows what the board has and its filter says: when it is opened, and after each change while it is. */
void       tg_graph_filter_show (TgGraphFilter *self);
/* "Greyed: 12 nodes, 40 relations"; NULL when the filter leaves nothing out because there is none. */
char      *tg_graph_filter_text (TgBoard *board);

G_END_DECLS
