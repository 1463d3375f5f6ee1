/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "widgets/graph/canvas.h"

G_BEGIN_DECLS

/* Looking for something on the board: what matches is brought forward as one types, Return walks over it. Signal "asked" (string): what may
 * match for a reason only the case knows, to be told by tg_graph_search_also(). */
#define TG_TYPE_GRAPH_SEARCH (tg_graph_search_get_type ())
G_DECLARE_FINAL_TYPE (TgGraphSearch, tg_graph_search, TG, GRAPH_SEARCH, AdwBin)

GtkWidget  *tg_graph_search_new     (TgGraphCanvas *canvas);
void        tg_graph_search_open    (TgGraphSearch *self);
void        tg_graph_search_close   (TgGraphSearch *self);        /* selects what one had come to */
void        tg_graph_search_walk    (TgGraphSearch *self, int by);
void        tg_graph_search_select  (TgGraphSearch *self);        /* all that matches, and closes */
void        tg_graph_search_changed (TgGraphSearch *self);        /* the board is another */
void        tg_graph_search_also    (TgGraphSearch *self, const char *text, const GArray *ids);
GtkEditable *tg_graph_search_entry  (TgGraphSearch *self);
const char *tg_graph_search_count   (TgGraphSearch *self);        /* "3 of 17" */

G_END_DECLS
