/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tg-store"

#include "core/store/block-private.h"

#include <stdlib.h>

#include "core/store/codec.h"

static int
compare (const void *a, const void *b, void *data)
{
  const TgStored *records = data, *x = &records[*(const guint32 *) a], *y = &records[*(const guint32 *) b];

  if (x->time != y->time)
    return tg_block_order (x->time) < tg_block_order (y->time) ? -1 : 1;
  if (x->evidence != y->evidence)
    return x->evidence < y->evidence ? -1 : 1;
  if (x->offset != y->offset)
    return x->offset < y->offset ? -1 : 1;
  return *(const guint32 *) a < *(const guint32 *) b ? -1 : *(const guint32 *) a > *(const guint32 *) b;
}

void
tg_block_sort (const TgStored *records, gsize n, guint32 *order)
{
  gboolean sorted = TRUE;

  for (gsize i = 0; i < n; i++)
    {
      order[i] = i;
      sorted = sorted && (i == 0 || compare (&order[i - 1], &order[i], (gpointer) records) < 0);
    }
  if (!sorted)
    qsort_r (order, n, sizeof *order, compare, (gpointer) records);
}

/* A loop a column, instead of a choice a value. */
#define GATHER(field) for (gsize i = 0; i < n; i++) values[i] = records[order[i]].field; break

static void
gather (gint64 *values, const TgStored *records, const guint32 *order, gsize n, TgBlockColumn column)
{
  switch (column)
    {
    case TG_COL_TIME:        GATHER (time);
    case TG_COL_KIND:        GATHER (kind);
    case TG_COL_FLAGS:       GATHER (flags);
    case TG_COL_ACTION:      GATHER (action);
    case TG_COL_ERROR:       GATHER (error);
    case TG_COL_REGION:      GATHER (region);
    case TG_COL_BYTES_IN:    GATHER (bytes_in);
    case TG_COL_BYTES_OUT:   GATHER (bytes_out);
    case TG_COL_PACKETS:     GATHER (packets);
    case TG_COL_PORT_SOURCE: GATHER (port_source);
    case TG_COL_PORT_TARGET: GATHER (port_target);
    case TG_COL_PROTOCOL:    GATHER (protocol);
    case TG_COL_EVIDENCE:    GATHER (evidence);
    case TG_COL_OFFSET:      GATHER (offset);
    case TG_COL_LENGTH:      GATHER (length);
    case TG_COL_N_PARTIES:   GATHER (n_parties);
    default:                 break;
    }
}

void
tg_block_write (GByteArray *blob, GArray *scratch, const TgStored *records, const guint32 *order, gsize n, const TgStoredParty *parties)
{
  gsize total = 0, at = 0;

  for (gsize i = 0; i < n; i++)
    total += records[order[i]].n_parties;
  g_array_set_size (scratch, MAX (n, total) + 1);
  gint64 *values = (gint64 *) (gpointer) scratch->data;
  tg_columns_begin (blob, TG_COL_N);
  for (guint column = 0; column < TG_COL_ROLES; column++)
    {
      gather (values, records, order, n, column);
      tg_columns_add (blob, column, values, n, column == TG_COL_TIME ? TG_PACK_DELTA | TG_PACK_TIME : TG_PACK_PLAIN);
    }
  for (gsize i = 0; i < n; i++)
    for (guint p = 0; p < records[order[i]].n_parties; p++)
      values[at++] = parties[records[order[i]].first_party + p].role;
  tg_columns_add (blob, TG_COL_ROLES, values, total, TG_PACK_PLAIN);
  at = 0;
  for (gsize i = 0; i < n; i++)
    for (guint p = 0; p < records[order[i]].n_parties; p++)
      values[at++] = parties[records[order[i]].first_party + p].entity;
  tg_columns_add (blob, TG_COL_PARTIES, values, total, TG_PACK_PLAIN);
}

gboolean
tg_block_store (sqlite3_stmt *stmt, gint64 id, GByteArray *blob, GArray *scratch, const TgStored *records, const guint32 *order, gsize n,
                const TgStoredParty *parties, GError **error)
{
  guint32 kinds = 0, flags = 0;
  gint64 evidence_min = G_MAXINT64, evidence_max = 0, counts[TG_RECORD_N_KINDS] = { 0 };
  g_autoptr (GByteArray) counts_blob = g_byte_array_new ();

  for (gsize i = 0; i < n; i++)
    {
      const TgStored *record = &records[order[i]];
      kinds |= 1u << record->kind;
      flags |= record->flags;
      counts[record->kind]++;
      evidence_min = MIN (evidence_min, record->evidence);
      evidence_max = MAX (evidence_max, record->evidence);
    }
  tg_block_write (blob, scratch, records, order, n, parties);
  tg_columns_begin (counts_blob, 1);
  tg_columns_add (counts_blob, 0, counts, TG_RECORD_N_KINDS, TG_PACK_PLAIN);
  sqlite3_bind_int64 (stmt, 1, id);
  sqlite3_bind_int64 (stmt, 2, tg_block_order (records[order[0]].time));
  sqlite3_bind_int64 (stmt, 3, tg_block_order (records[order[n - 1]].time));
  sqlite3_bind_int64 (stmt, 4, n);
  sqlite3_bind_int64 (stmt, 5, kinds);
  sqlite3_bind_int64 (stmt, 6, flags);
  sqlite3_bind_int64 (stmt, 7, evidence_min);
  sqlite3_bind_int64 (stmt, 8, evidence_max);
  sqlite3_bind_blob (stmt, 9, counts_blob->data, counts_blob->len, SQLITE_STATIC);
  sqlite3_bind_blob (stmt, 10, blob->data, blob->len, SQLITE_STATIC);
  return tg_db_run (stmt, error);
}

static gboolean
read_column (TgBlock *block, const TgColumns *columns, TgBlockColumn column, gsize n)
{
  block->columns[column] = g_new (gint64, n + 1);
  return tg_columns_read (columns, column, block->columns[column], n);
}

static gboolean
sum_parties (TgBlock *block)
{
  guint64 sum = 0;

  block->starts = g_new (guint32, block->n + 1);
  for (gsize i = 0; i < block->n; i++)
    {
      const gint64 count = block->columns[TG_COL_N_PARTIES][i];
      block->starts[i] = sum;
      if (count < 0 || count > TG_COLUMN_VALUES_MAX)
        return FALSE;
      sum += count;
      if (sum > TG_COLUMN_VALUES_MAX)
        return FALSE;
    }
  block->starts[block->n] = sum;
  block->n_parties = sum;
  return TRUE;
}

TgBlock *
tg_block_read (gint64 id, gconstpointer data, gsize size, gsize n, guint mask)
{
  g_autoptr (TgBlock) block = g_new0 (TgBlock, 1);
  TgColumns columns;

  block->id = id;
  block->n = n;
  if (data == NULL || n == 0 || n > TG_BLOCK_RECORDS || !tg_columns_open (&columns, data, size) || columns.n_columns != TG_COL_N)
    return NULL;
  if ((mask & (TG_COL_BIT (TG_COL_PARTIES) | TG_COL_BIT (TG_COL_ROLES))) != 0)
    mask |= TG_COL_BIT (TG_COL_N_PARTIES);
  for (guint column = 0; column < TG_COL_ROLES; column++)
    if ((mask & TG_COL_BIT (column)) != 0 && !read_column (block, &columns, column, n))
      return NULL;
  if ((mask & TG_COL_BIT (TG_COL_N_PARTIES)) != 0 && !sum_parties (block))
    return NULL;
  for (guint column = TG_COL_ROLES; column < TG_COL_N; column++)
    if ((mask & TG_COL_BIT (column)) != 0 && !read_column (block, &columns, column, block->n_parties))
      return NULL;
  return g_steal_pointer (&block);
}

TgBlock *
tg_block_load (sqlite3_stmt *stmt, gint64 id, guint mask, GError **error)
{
  TgBlock *block = NULL;

  sqlite3_bind_int64 (stmt, 1, id);
  const int got = tg_db_step (stmt, error);
  if (got > 0)
    block = tg_block_read (id, sqlite3_column_blob (stmt, 1), sqlite3_column_bytes (stmt, 1), sqlite3_column_int64 (stmt, 0), mask);
  if (got >= 0 && block == NULL)
    tg_db_damaged (error, "a block of records cannot be read");
  sqlite3_reset (stmt);
  return block;
}

void
tg_block_free (TgBlock *block)
{
  if (block == NULL)
    return;
  for (guint i = 0; i < TG_COL_N; i++)
    g_free (block->columns[i]);
  g_free (block->starts);
  g_free (block);
}

gboolean
tg_block_has_party (const TgBlock *block, gsize record, gint64 entity)
{
  for (guint32 i = block->starts[record]; i < block->starts[record + 1]; i++)
    if (block->columns[TG_COL_PARTIES][i] == entity)
      return TRUE;
  return FALSE;
}

TgStored
tg_block_stored (const TgBlock *block, gsize i)
{
  gint64 *const *c = block->columns;

  return (TgStored) {
    .time = c[TG_COL_TIME][i], .kind = c[TG_COL_KIND][i], .flags = c[TG_COL_FLAGS][i], .action = c[TG_COL_ACTION][i],
    .error = c[TG_COL_ERROR][i], .region = c[TG_COL_REGION][i], .bytes_in = c[TG_COL_BYTES_IN][i], .bytes_out = c[TG_COL_BYTES_OUT][i],
    .packets = c[TG_COL_PACKETS][i], .port_source = c[TG_COL_PORT_SOURCE][i], .port_target = c[TG_COL_PORT_TARGET][i],
    .protocol = c[TG_COL_PROTOCOL][i], .evidence = c[TG_COL_EVIDENCE][i], .offset = c[TG_COL_OFFSET][i], .length = c[TG_COL_LENGTH][i],
  };
}
