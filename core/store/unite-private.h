/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "core/model/vocabulary.h"
#include "core/store/db-private.h"
#include "core/store/runs-private.h"

G_BEGIN_DECLS

/* A record counted twice for an entity that was two parties of it under two names: the count as this role is taken back. */
typedef struct { gint64 entity, time, action, region, bytes_in, bytes_out; TgParty role; gboolean call, failed; } TgTwice;
static inline gboolean
tg_is_call (gint64 record_kind)
{
  return tg_record_kind_is_call ((TgRecordKind) record_kind);
}
void     tg_take_back     (TgRows *activity, TgRows *hourly, const TgTwice *twice);

/* Makes one of each pair of entities that an import noted in the table unite. A transaction a pair. */
gboolean tg_unite_pending (sqlite3 *db, GError **error);

G_END_DECLS
