/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "core/store/runs-private.h"
#include "core/model/sink.h"

G_BEGIN_DECLS

/* Which records the case has: id and content of each. In memory while they are few; beyond that a filter in memory says "surely not"
 * and the rest is looked up in the case. One thread at a time. */
typedef struct _TgSeen TgSeen;

/* db: a connection of its own for look-ups, taken over. */
TgSeen   *tg_seen_new     (sqlite3 *db, GError **error);
void      tg_seen_free    (TgSeen *seen);
TgVerdict tg_seen_add     (TgSeen *seen, guint64 id, guint64 content, TgRecordForm form);
/* The id will be added soon: a dozen of these ahead hide that each key lies in a cache line of its own. */
void      tg_seen_expect  (const TgSeen *seen, guint64 id);
#define TG_SEEN_AHEAD 12
/* Whether so many keys were looked up in the case that merging their runs costs less than going on like that; taken as merged then. */
gboolean  tg_seen_looked  (TgSeen *seen);
/* The n keys that were first given and not committed yet are committed now. */
void      tg_seen_commit  (TgSeen *seen, gsize n);
/* What is stored of a content hash, and the form in its highest two bits. */
guint32   tg_seen_fold    (guint64 content, TgRecordForm form);

/* Keys held in memory before they are left to the case; for tests. */
extern gsize tg_seen_max;

G_END_DECLS
