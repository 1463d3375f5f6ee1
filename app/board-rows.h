/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "app/board-columns.h"

G_BEGIN_DECLS

/* A row that is looked at. Signal "changed": it says something else. */
#define TG_TYPE_BOARD_ROW (tg_board_row_get_type ())
G_DECLARE_FINAL_TYPE (TgBoardRow, tg_board_row, TG, BOARD_ROW, GObject)

gint64   tg_board_row_get_id    (TgBoardRow *self);
gboolean tg_board_row_get_index (TgBoardRow *self, guint *index);      /* on the board; FALSE: it is no longer there */

/* The nodes or the relations of a board as a list with a selection, in any order:
 *
 *   GtkColumnView -> TgBoardRows (GListModel, GtkSelectionModel) -> order (indices of the board) -> TgBoard
 *
 * There are only as many objects as rows that are looked at. The selection is the board's: a relation is selected with its two ends, and
 * whatever selects on the board selects here. Hidden and filtered-out rows can be selected here, though the board never does. */
#define TG_TYPE_BOARD_ROWS (tg_board_rows_get_type ())
G_DECLARE_FINAL_TYPE (TgBoardRows, tg_board_rows, TG, BOARD_ROWS, GObject)

TgBoardRows *tg_board_rows_new        (TgBoard *board, TgBoardTable table);
void         tg_board_rows_set_active (TgBoardRows *self, gboolean active);         /* only then it follows the board: nobody looks */
void         tg_board_rows_refresh    (TgBoardRows *self);                          /* now, not when there is time */
void         tg_board_rows_sort       (TgBoardRows *self, int column, gboolean descending);  /* column < 0: as they lie on the board */
gboolean     tg_board_rows_index      (TgBoardRows *self, guint position, guint *index);
int          tg_board_rows_find       (TgBoardRows *self, gint64 id);               /* position; -1 */
GArray      *tg_board_rows_indices    (TgBoardRows *self, gboolean selected);       /* guint32, in this order; owned. selected: only those */

G_END_DECLS
