/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "core/store/block-private.h"
#include "core/store/merge-private.h"
#include "core/store/runs-private.h"

G_BEGIN_DECLS

/* Stored records of several batches, cut into blocks at a commit. */
typedef struct _TgGathered TgGathered;

TgGathered *tg_gathered_new   (sqlite3 *db, GError **error);
void        tg_gathered_free  (TgGathered *gathered);
/* evidence: id by file of the batch. */
void        tg_gathered_add   (TgGathered *gathered, const TgFacts *facts, const gint64 *entities, const guint32 *terms, const gint64 *evidence);
gsize       tg_gathered_count (TgGathered *gathered);
/* As in merge-private.h. */
void        tg_gathered_hand_over (TgGathered *gathered);
/* Cuts what was handed over into blocks. Records are counted for the entities, activity of the whole case goes to activity. */
gboolean    tg_gathered_write (TgGathered *gathered, sqlite3 *db, TgEntities *entities, TgRows *activity, GError **error);

G_END_DECLS
