/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "widgets/graph/board.h"

G_BEGIN_DECLS

/* What is selected on a board: who or what it is, and what it has to do with on the board. Its buttons and rows act through the
 * actions graph.* and win.* of what it stands in. */
#define TG_TYPE_GRAPH_INSPECTOR (tg_graph_inspector_get_type ())
G_DECLARE_FINAL_TYPE (TgGraphInspector, tg_graph_inspector, TG, GRAPH_INSPECTOR, AdwBin)

void tg_graph_inspector_show (TgGraphInspector *self, TgBoard *board);

G_END_DECLS
