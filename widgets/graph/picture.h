/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "widgets/graph/board.h"

G_BEGIN_DECLS

/* The whole board as a file, without a display: format "svg", "png" or "pdf". At its own size with room for the legend, or as large as a
 * picture may be (16,000 units a side). scale: pixels a unit of a PNG, 1 … 8, NULL for 1; set to what it was where a picture of so many pixels
 * (16,000 a side, 150 million in all) is not made. FALSE with TG_ERROR_IO. */
gboolean tg_board_write_picture (TgBoard *board, const char *format, const char *path, gboolean dark, double *scale, GError **error);

G_END_DECLS
