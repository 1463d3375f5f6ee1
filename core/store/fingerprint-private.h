/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "core/store/db-private.h"

G_BEGIN_DECLS

/* The content of a case without its row ids, part by part: each is a sum over hashes of its rows, so their order does not count. */
typedef enum
{
  TG_PART_RECORDS, TG_PART_ENTITIES, TG_PART_ALIASES, TG_PART_PROPERTIES, TG_PART_FINDINGS, TG_PART_RELATIONS, TG_PART_ACTIVITY,
  TG_PART_SERIES, TG_PART_LEDGER, TG_PART_REJECTS,
  TG_PART_N
} TgPartName;

typedef struct { guint64 rows, sums[2]; } TgPartSum;

/* For people: "entities". */
const char *tg_part_title  (TgPartName part);
gboolean    tg_fingerprint (sqlite3 *db, TgPartSum parts[TG_PART_N], TgJob *job, GError **error);

G_END_DECLS
