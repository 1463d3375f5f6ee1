/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "core/store/block-private.h"
#include "core/store/runs-private.h"

G_BEGIN_DECLS

/* Activity of the whole case, as that of entity 0. */
typedef struct _TgCells TgCells;

TgCells *tg_cells_new   (void);
void     tg_cells_free  (TgCells *cells);
void     tg_cells_add   (TgCells *cells, const TgStored *record);
/* Moves them to rows of activity. */
void     tg_cells_flush (TgCells *cells, TgRows *rows);

G_END_DECLS
