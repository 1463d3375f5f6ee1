/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "core/store/block-private.h"

G_BEGIN_DECLS

/* Changes records that stand in blocks, inside a transaction of the caller: many of one block are written once. */
typedef struct _TgEdit TgEdit;

TgEdit  *tg_edit_new    (sqlite3 *db, GError **error);
void     tg_edit_free   (TgEdit *edit);
/* Before places are found that are needed together: they stay until the next. What takes too much memory is written. */
gboolean tg_edit_begin  (TgEdit *edit, GError **error);
/* Writes what has changed. A block without records goes. */
gboolean tg_edit_write  (TgEdit *edit, GError **error);
/* The blocks may be others now: what is not written is lost. */
void     tg_edit_forget (TgEdit *edit);

typedef struct { gint64 time, evidence, place; } TgEditWhere;        /* as in the block's columns */
typedef struct { struct _TgEditOpen *open; gsize record; } TgEditPlace;     /* open NULL: it is not there */
typedef gboolean (*TgEditFits) (const TgBlock *block, gsize record, gpointer data);

/* The first record there that fits. */
gboolean tg_edit_find      (TgEdit *edit, const TgEditWhere *where, TgEditFits fits, gpointer data, TgEditPlace *place, GError **error);
const TgBlock *tg_edit_block (const TgEditPlace *place);
void     tg_edit_drop      (const TgEditPlace *place);
void     tg_edit_set_flags (const TgEditPlace *place, gint64 flags);

G_END_DECLS
