/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "core/store/case-private.h"

G_BEGIN_DECLS

/* Events that come after something else had told of them (TG_FORM_RETOLD: a table of the console, Athena …). An import stores the event itself,
 * marked as a conflict, and notes it; at its end what was retold is taken out of the case again, and the mark with it. Until then, and where
 * that cannot be done, both are there and the mark says so. */
typedef struct _TgRetold TgRetold;

TgRetold *tg_retold_new   (void);
void      tg_retold_free  (TgRetold *retold);
/* evidence: id by file of the batch, whose verdicts are set. */
void      tg_retold_add   (TgRetold *retold, const TgBatch *batch, const gint64 *evidence);
/* As in merge-private.h. */
void      tg_retold_hand_over (TgRetold *retold);
gboolean  tg_retold_write (TgRetold *retold, sqlite3 *db, GError **error);

/* Reads the evidence that something was retold in once more, and takes back what came itself. All that was gathered is committed, and no entity
 * waits to become one with another. A transaction a file: stopped between two, the next import's end goes on. */
gboolean  tg_retold_take_back (TgCase *tgcase, TgReimport reimport, gpointer data, TgJob *job, GError **error);

G_END_DECLS
