/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "core/store/db-private.h"
#include "core/model/info.h"

G_BEGIN_DECLS

/* Records in blocks: up to 4,096 in order of (time, evidence, offset), as packed columns. A record's id is its block's id and its
 * place in it, for good. */
#define TG_BLOCK_RECORDS 4096
#define TG_BLOCK_PARTIES (1u << 18)
#define TG_BLOCK_SHIFT   13
#define TG_NO_TIME_ORDER G_MAXINT64       /* t_min, t_max of blocks of records without a time: they come last */

/* What a record's time is ordered by. */
static inline gint64
tg_block_order (gint64 time)
{
  return time == TG_TIME_NONE ? TG_NO_TIME_ORDER : time;
}

typedef enum
{
  TG_COL_TIME, TG_COL_KIND, TG_COL_FLAGS, TG_COL_ACTION, TG_COL_ERROR, TG_COL_REGION, TG_COL_BYTES_IN, TG_COL_BYTES_OUT, TG_COL_PACKETS,
  TG_COL_PORT_SOURCE, TG_COL_PORT_TARGET, TG_COL_PROTOCOL, TG_COL_EVIDENCE, TG_COL_OFFSET, TG_COL_LENGTH, TG_COL_N_PARTIES,
  TG_COL_ROLES, TG_COL_PARTIES,   /* flattened */
  TG_COL_N
} TgBlockColumn;

#define TG_COL_BIT(column) (1u << (column))
#define TG_COL_ALL (TG_COL_BIT (TG_COL_N) - 1)

/* A stored record on its way into a block: terms and entities are ids of the case. */
typedef struct
{
  gint64  time;
  gint64  evidence;
  guint64 offset, bytes_in, bytes_out, packets;
  guint32 length, flags, action, error, region, port_source, port_target, protocol;
  guint32 kind, n_parties;
  gsize   first_party;
} TgStored;

typedef struct { guint64 role : 8; gint64 entity : 56; } TgStoredParty;     /* a commit has a million */

/* Sorts records for blocks. order gets their places. */
void tg_block_sort  (const TgStored *records, gsize n, guint32 *order);
/* scratch: of gint64, kept for the next block. */
void tg_block_write (GByteArray *blob, GArray *scratch, const TgStored *records, const guint32 *order, gsize n, const TgStoredParty *parties);

/* The row of a block, in place of one of the same id. stmt: of TG_BLOCK_STORE. */
#define TG_BLOCK_STORE \
  "INSERT OR REPLACE INTO block (id, t_min, t_max, n, kinds, flags, evidence_min, evidence_max, counts, data) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
gboolean tg_block_store (sqlite3_stmt *stmt, gint64 id, GByteArray *blob, GArray *scratch, const TgStored *records, const guint32 *order, gsize n,
                         const TgStoredParty *parties, GError **error);

typedef struct
{
  gint64   id;
  gsize    n, n_parties;
  gint64  *columns[TG_COL_N];     /* NULL: not asked for */
  guint32 *starts;                /* n + 1: parties of record i are starts[i] … starts[i + 1] - 1 */
} TgBlock;

/* Unpacks the columns of mask (bits of TgBlockColumn). NULL when the blob is damaged. */
TgBlock *tg_block_read (gint64 id, gconstpointer data, gsize size, gsize n, guint mask);
void     tg_block_free (TgBlock *block);
/* That of the block of an id. stmt: of TG_BLOCK_LOAD, reset. NULL with an error, also where there is no such block. */
#define TG_BLOCK_LOAD "SELECT n, data FROM block WHERE id = ?"
TgBlock *tg_block_load (sqlite3_stmt *stmt, gint64 id, guint mask, GError **error);
/* A record of a block that was read wholly, but for its parties. */
TgStored tg_block_stored    (const TgBlock *block, gsize record);
gboolean tg_block_has_party (const TgBlock *block, gsize record, gint64 entity);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TgBlock, tg_block_free)

G_END_DECLS
