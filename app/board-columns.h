/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "widgets/graph/board.h"

G_BEGIN_DECLS

/* A board as tables: what each column says of a node or a relation, given by its index on the board. */
typedef enum { TG_BOARD_NODES, TG_BOARD_RELATIONS, TG_BOARD_N_TABLES } TgBoardTable;

/* For people, or for a file: times as ISO 8601, plain digits, nothing cut off. */
typedef enum { TG_TEXT_SHOWN, TG_TEXT_PLAIN } TgTextFor;

typedef struct
{
  const char *title;
  gboolean    numeric, expand, icon, chip;               /* with the sign of the kind before it; a coloured word */
  int         chars;                                     /* width */
  char       *(*text) (TgBoard *board, guint index, TgTextFor what);     /* owned */
  gint64      (*key)  (TgBoard *board, guint index);     /* sorted by this … */
  const char *(*word) (TgBoard *board, guint index);     /* … or by this in the order of the language, borrowed */
} TgBoardColumn;

const TgBoardColumn *tg_board_columns (TgBoardTable table, guint *n);
guint    tg_board_table_length (TgBoard *board, TgBoardTable table);
gint64   tg_board_table_id     (TgBoard *board, TgBoardTable table, guint index);

/* Indices in the order of a column, those alike as they lie on the board. column < 0: all as they lie. Owned, tg_board_table_length() of them. */
guint32 *tg_board_table_sort   (TgBoard *board, TgBoardTable table, int column, gboolean descending);

/* Rows with a line of titles. Cells that a spreadsheet would take for a formula get an apostrophe before them: names come from logs. Owned. */
typedef enum { TG_SEPARATE_TABS, TG_SEPARATE_COMMAS } TgSeparate;
char    *tg_board_table_text   (TgBoard *board, TgBoardTable table, const guint32 *indices, guint n, TgSeparate how);

G_END_DECLS
