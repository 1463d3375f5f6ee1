/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "core/store/db-private.h"

G_BEGIN_DECLS

/* While it lives, what an import has committed goes from the write-ahead log into the case by a thread of its own: copying it, and waiting
 * for the disk, is else a third of the time of each commit. The log may grow meanwhile; beyond a bound the commit waits. */
typedef struct _TgCheckpointer TgCheckpointer;

/* db: the writing connection, borrowed; its own checkpoints rest. */
TgCheckpointer *tg_checkpointer_new  (sqlite3 *db, const char *path, GError **error);
void            tg_checkpointer_free (TgCheckpointer *checkpointer);

/* Pages of the log from which on commits wait, for tests. */
extern int tg_log_pages_max;

G_END_DECLS
