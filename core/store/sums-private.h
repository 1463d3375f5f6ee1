/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "core/model/facts.h"
#include "core/store/runs-private.h"

G_BEGIN_DECLS

/* Where the hourly sums of facts go: rows of TG_RUN_ACTIVITY, TG_RUN_SERIES and TG_RUN_HOURLY. */
typedef struct { TgRows *activity, *series, *hourly; } TgSums;

/* entities, relations, terms: ids of the case by the facts' own. */
void tg_sums_add (const TgSums *sums, const TgFacts *facts, const gint64 *entities, const gint64 *relations, const guint32 *terms);

/* A record counted twice for an entity that was two parties of it under two names: the count as this role is taken back. */
typedef struct { gint64 entity, time, action, region, bytes_in, bytes_out; TgParty role; gboolean call, failed; } TgTwice;

static inline gboolean
tg_is_call (gint64 record_kind)
{
  return tg_record_kind_is_call ((TgRecordKind) record_kind);
}

void tg_take_back (TgRows *activity, TgRows *hourly, const TgTwice *twice);

G_END_DECLS
