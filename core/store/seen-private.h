/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "core/store/runs-private.h"
#include "core/model/sink.h"

G_BEGIN_DECLS

/* Which records the case has: id and content of each. In memory while they are few; beyond that a filter in memory says "surely not"
 * and the rest is looked up in the case. Takes no more than 0.13 GB, however many they are. One thread at a time. */
typedef struct _TgSeen TgSeen;

/* db: a connection of its own for look-ups, taken over. */
TgSeen   *tg_seen_new     (sqlite3 *db, GError **error);
void      tg_seen_free    (TgSeen *seen);
/* A record's key, one after the other. What must be looked up in the case is looked up for all of them at once: so that a folder that was imported
 * already costs little more than one that was not. */
typedef struct { guint64 id, content; TgRecordForm form; } TgSeenKey;
void      tg_seen_add     (TgSeen *seen, const TgSeenKey *keys, gsize n, guint8 *verdicts /* TgVerdict */);
/* Whether so many keys were looked up in the case that merging their runs costs less than going on like that. */
gboolean  tg_seen_looked  (const TgSeen *seen);
void      tg_seen_merged  (TgSeen *seen);
/* The n keys that were first given and not committed yet are committed now: db sees them, and nothing is being written. FALSE: the case could not be
 * read, and every key is looked up in it from now on. */
gboolean  tg_seen_commit  (TgSeen *seen, gsize n, GError **error);
/* What is stored of a content hash, and the form in its highest two bits. */
guint32   tg_seen_fold    (guint64 content, TgRecordForm form);

/* Keys held in memory before they are left to the case; for tests. */
extern gsize tg_seen_max;

G_END_DECLS
