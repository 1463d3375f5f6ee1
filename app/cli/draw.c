/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tg-cli"

/* Pictures of a graph, drawn by what draws the window's board: neither needs a display. */

#include "app/cli/graphfile.h"
#include "app/cli/output.h"
#include "widgets/graph/board.h"
#include "widgets/graph/picture.h"


static TgBoard *
board_of (const TgGraphPicture *picture)
{
  const TgGraph *graph = picture->graph;
  TgBoard *board = tg_board_new ();

  tg_board_begin (board);
  for (guint32 i = 0; i < tg_graph_n_nodes (graph); i++)
    {
      const TgEntityInfo *info = tg_graph_node (graph, i);
      g_autofree char *label = tg_cli_safe (info->name);

      tg_board_add_node (board, &(TgBoardNode) {
        .id = info->id, .kind = info->kind, .label = label, .account = info->account, .severity = info->severity, .findings = info->findings,
        .first = info->first, .last = info->last, .records = info->records, .x = (double) picture->x[i], .y = (double) picture->y[i], .placed = TRUE });
    }
  for (guint32 i = 0; i < tg_graph_n_edges (graph); i++)
    {
      const TgRelationInfo *edge = tg_graph_edge (graph, i);

      tg_board_add_edge (board, &(TgBoardEdge) { edge->id, edge->source, edge->target, edge->kind, edge->count, edge->failed,
                                                 edge->bytes_in + edge->bytes_out, edge->first, edge->last });
    }
  tg_board_end (board);
  return board;
}

gboolean
tg_graph_draw (const TgGraphPicture *picture, const char *format, const char *path, TgGraphDrawing *drawing, GError **error)
{
  g_autoptr (TgBoard) board = board_of (picture);

  *drawing = (TgGraphDrawing) { tg_board_n_nodes (board), tg_board_n_edges (board) };
  return tg_board_write_picture (board, format, path, FALSE, NULL, error);
}
