/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "core/store/codec.h"
#include "core/store/runs-private.h"

G_BEGIN_DECLS

/* Blocks of runs, for who writes, reads and merges these. */
#define TG_RUN_BLOCK_ROWS 8192
#define TG_RUN_SEEN_ROWS  1024    /* of the keys one is looked for */

static inline gsize
tg_run_block_rows (TgRunTable table)
{
  return table == TG_RUN_SEEN ? TG_RUN_SEEN_ROWS : TG_RUN_BLOCK_ROWS;
}

/* Columns in memory; returns what they point into, to be freed. */
gint64  *tg_run_alloc_columns (guint n_columns, gsize rows, gint64 **columns);

/* Unpacks the block of the current row of a statement; n and data are its first columns. columns have room for TG_RUN_BLOCK_ROWS. */
gboolean tg_run_read_block    (sqlite3_stmt *stmt, TgRunTable table, gint64 **columns, gsize *n, GError **error);
/* The same in two steps: its first column, and the others, as long as the statement stands at its row. */
gboolean tg_run_read_keys     (sqlite3_stmt *stmt, TgRunTable table, TgColumns *packed, gint64 **columns, gsize *n, GError **error);
gboolean tg_run_read_rest     (const TgColumns *packed, gint64 **columns, gsize n, GError **error);

/* Packs rows into blocks. */
typedef struct
{
  TgRunTable    table;
  guint         n_columns;
  gsize         n;
  gint64       *columns[TG_RUN_COLUMNS_MAX], *cells;     /* columns point into cells */
  GByteArray   *blob;
  TgRunGive     give;
  gpointer      data;
} TgRunPacker;

void     tg_run_packer_init     (TgRunPacker *packer, TgRunTable table, TgRunGive give, gpointer data);
void     tg_run_packer_clear    (TgRunPacker *packer);
gboolean tg_run_packer_flush    (TgRunPacker *packer, GError **error);
gboolean tg_run_packer_add_many (TgRunPacker *packer, gint64 *const *columns, gsize first, gsize last, GError **error);

static inline gboolean
tg_run_packer_add (TgRunPacker *packer, const gint64 *row, GError **error)
{
  const guint n_columns = packer->n_columns;
  const gsize n = packer->n++;

  for (guint i = 0; i < n_columns; i++)
    packer->columns[i][n] = row[i];
  return n + 1 < tg_run_block_rows (packer->table) || tg_run_packer_flush (packer, error);
}

/* The first of n ascending values that is not less than value. */
static inline gsize
tg_run_lower_bound (const gint64 *values, gsize n, gint64 value)
{
  gsize low = 0, high = n;

  while (low < high)
    {
      const gsize middle = (low + high) / 2;
      if (values[middle] < value)
        low = middle + 1;
      else
        high = middle;
    }
  return low;
}

G_END_DECLS
