/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "core/store/db-private.h"
#include "core/model/sink.h"

G_BEGIN_DECLS

/* Files and their bytes, on their way into the case. */
typedef struct _TgLedger TgLedger;

/* look: sees what is committed. */
TgLedger *tg_ledger_new     (sqlite3 *look, GError **error);
void      tg_ledger_free    (TgLedger *ledger);
/* FALSE: no file of these bytes was ever given to it, nor is in the case. From any thread. */
gboolean  tg_ledger_may_know (TgLedger *ledger, const guint8 sha256[32]);
/* Takes a part's counts, rejects and bytes. kinds: its stored records by kind. Sets the id of its evidence. */
gboolean  tg_ledger_add     (TgLedger *ledger, const TgBatchFile *file, const guint32 kinds[TG_RECORD_N_KINDS], gint64 *id, GError **error);
gsize     tg_ledger_pending (TgLedger *ledger);     /* bytes */
guint     tg_ledger_pending_files (TgLedger *ledger);
/* As in merge-private.h. */
void      tg_ledger_hand_over (TgLedger *ledger);
gboolean  tg_ledger_write   (TgLedger *ledger, sqlite3 *db, GError **error);

G_END_DECLS
