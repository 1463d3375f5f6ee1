/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tg-store"

#include "core/store/runs-blocks-private.h"

#include <string.h>

/* Columns in memory stand a cache line more apart than they are long: else what a row has in each would come to lie in one set of the cache. */
#define APART 8

gint64 *
tg_run_alloc_columns (guint n_columns, gsize rows, gint64 **columns)
{
  gint64 *cells = g_new (gint64, (rows + APART) * n_columns);

  for (guint i = 0; i < n_columns; i++)
    columns[i] = cells + i * (rows + APART);
  return cells;
}

void
tg_run_packer_init (TgRunPacker *packer, TgRunTable table, TgRunGive give, gpointer data)
{
  *packer = (TgRunPacker) { .table = table, .n_columns = tg_run_columns (table), .give = give, .data = data };
  packer->cells = tg_run_alloc_columns (packer->n_columns, TG_RUN_BLOCK_ROWS, packer->columns);
  packer->blob = g_byte_array_new ();
}

void
tg_run_packer_clear (TgRunPacker *packer)
{
  g_free (packer->cells);
  g_clear_pointer (&packer->blob, g_byte_array_unref);
}

gboolean
tg_run_packer_flush (TgRunPacker *packer, GError **error)
{
  if (packer->n == 0)
    return TRUE;
  tg_columns_begin (packer->blob, packer->n_columns);
  for (guint i = 0; i < packer->n_columns; i++)
    tg_columns_add (packer->blob, i, packer->columns[i], packer->n, i == 0 ? TG_PACK_DELTA : TG_PACK_PLAIN);
  const TgRunBlock block = { packer->n, packer->columns[0][0], packer->columns[0][packer->n - 1], packer->blob->data, packer->blob->len };
  packer->n = 0;
  return packer->give (&block, packer->data, error);
}

gboolean
tg_run_packer_add_many (TgRunPacker *packer, gint64 *const *columns, gsize first, gsize last, GError **error)
{
  while (first < last)
    {
      const gsize n = MIN (last - first, tg_run_block_rows (packer->table) - packer->n);
      for (guint i = 0; i < packer->n_columns; i++)
        memcpy (packer->columns[i] + packer->n, columns[i] + first, n * sizeof (gint64));
      packer->n += n;
      first += n;
      if (packer->n == tg_run_block_rows (packer->table) && !tg_run_packer_flush (packer, error))
        return FALSE;
    }
  return TRUE;
}

static gboolean
check_block (gboolean ok, GError **error)
{
  if (!ok)
    tg_db_damaged (error, "a block of its sums cannot be read");
  return ok;
}

gboolean
tg_run_read_keys (sqlite3_stmt *stmt, TgRunTable table, TgColumns *packed, gint64 **columns, gsize *n, GError **error)
{
  const gint64 count = sqlite3_column_int64 (stmt, 0);
  const void *data = sqlite3_column_blob (stmt, 1);
  const gsize size = sqlite3_column_bytes (stmt, 1);
  gboolean ok = count > 0 && count <= TG_RUN_BLOCK_ROWS && data != NULL && tg_columns_open (packed, data, size)
                && packed->n_columns == tg_run_columns (table) && tg_columns_read (packed, 0, columns[0], count);

  for (gint64 i = 1; ok && i < count; i++)
    ok = columns[0][i - 1] <= columns[0][i];
  *n = count;
  return check_block (ok, error);
}

gboolean
tg_run_read_rest (const TgColumns *packed, gint64 **columns, gsize n, GError **error)
{
  gboolean ok = TRUE;

  for (guint i = 1; ok && i < packed->n_columns; i++)
    ok = tg_columns_read (packed, i, columns[i], n);
  return check_block (ok, error);
}

gboolean
tg_run_read_block (sqlite3_stmt *stmt, TgRunTable table, gint64 **columns, gsize *n, GError **error)
{
  TgColumns packed;

  return tg_run_read_keys (stmt, table, &packed, columns, n, error) && tg_run_read_rest (&packed, columns, *n, error);
}
