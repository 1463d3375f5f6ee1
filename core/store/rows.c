/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tg-store"

#include "core/store/runs-private.h"

#include <string.h>

/* columns, of them key; the others are sums */
static const struct { guint8 columns, keys; } shapes[TG_RUN_N] = {
  [TG_RUN_ACTIVITY] = { 8, 4 },
  [TG_RUN_SERIES] = { 6, 2 },
  [TG_RUN_HOURLY] = { 3, 2 },
  [TG_RUN_POSTING] = { 3, 2 },
  [TG_RUN_SEEN] = { 2, 2 },
};

guint
tg_run_columns (TgRunTable table)
{
  return shapes[table].columns;
}

guint
tg_run_keys (TgRunTable table)
{
  return shapes[table].keys;
}

TgRows *
tg_rows_new (TgRunTable table)
{
  TgRows *rows = g_new0 (TgRows, 1);

  rows->table = table;
  rows->n_columns = shapes[table].columns;
  rows->cells = g_array_new (FALSE, FALSE, sizeof (gint64));
  return rows;
}

void
tg_rows_free (TgRows *rows)
{
  if (rows == NULL)
    return;
  g_array_unref (rows->cells);
  g_free (rows);
}

void
tg_rows_add (TgRows *rows, const gint64 *row)
{
  g_array_append_vals (rows->cells, row, rows->n_columns);
  rows->n++;
}

/* A row's place and up to 64 bits of its key: what a radix sort moves. */
typedef struct { guint64 word; guint32 row; } Item;

#define DIGIT 11
#define BUCKETS (1u << DIGIT)

static void
radix_sort (Item *items, Item *scratch, gsize n, guint bits)
{
  for (guint shift = 0; shift < bits; shift += DIGIT)
    {
      guint32 starts[BUCKETS] = { 0 }, sum = 0;
      for (gsize i = 0; i < n; i++)
        starts[(items[i].word >> shift) & (BUCKETS - 1)]++;
      for (guint b = 0; b < BUCKETS; b++)
        {
          const guint32 count = starts[b];
          starts[b] = sum;
          sum += count;
        }
      for (gsize i = 0; i < n; i++)
        scratch[starts[(items[i].word >> shift) & (BUCKETS - 1)]++] = items[i];
      memcpy (items, scratch, n * sizeof (Item));
    }
}

/* The key columns, each less its minimum, are put side by side into words, least significant word first; sorting stably by one
 * word after the other sorts by the whole key without comparing rows. */
static void
sort_places (const TgRows *rows, Item *items)
{
  const gint64 *cells = (const gint64 *) (gpointer) rows->cells->data;
  const guint keys = shapes[rows->table].keys, width = rows->n_columns;
  gint64 min[TG_RUN_COLUMNS_MAX];
  guint bits[TG_RUN_COLUMNS_MAX];
  g_autofree Item *scratch = g_new (Item, rows->n);

  for (guint k = 0; k < keys; k++)
    {
      gint64 max = min[k] = cells[k];
      for (gsize i = 1; i < rows->n; i++)
        {
          min[k] = MIN (min[k], cells[i * width + k]);
          max = MAX (max, cells[i * width + k]);
        }
      const guint64 range = (guint64) max - (guint64) min[k];
      bits[k] = range == 0 ? 0 : 64 - __builtin_clzll (range);
    }
  for (int last = keys - 1; last >= 0;)
    {
      int first = last;
      guint total = bits[last];
      while (first > 0 && total + bits[first - 1] <= 64)
        total += bits[--first];
      for (gsize i = 0; total > 0 && i < rows->n; i++)
        {
          const gint64 *row = cells + (gsize) items[i].row * width;
          guint64 word = 0;
          for (int k = first; k <= last; k++)
            word = (bits[k] < 64 ? word << bits[k] : 0) | ((guint64) row[k] - (guint64) min[k]);
          items[i].word = word;
        }
      radix_sort (items, scratch, rows->n, total);
      last = first - 1;
    }
}

void
tg_rows_sort (TgRows *rows)
{
  const guint keys = shapes[rows->table].keys, width = rows->n_columns;

  if (rows->n < 2)
    return;
  g_autofree Item *items = g_new (Item, rows->n);
  for (gsize i = 0; i < rows->n; i++)
    items[i].row = i;
  sort_places (rows, items);

  GArray *sorted = g_array_sized_new (FALSE, FALSE, sizeof (gint64), rows->cells->len);
  const gint64 *cells = (const gint64 *) (gpointer) rows->cells->data;
  gint64 *last = NULL;
  gsize n = 0;
  for (gsize i = 0; i < rows->n; i++)
    {
      const gint64 *row = cells + (gsize) items[i].row * width;
      if (last != NULL && memcmp (last, row, keys * sizeof (gint64)) == 0)
        {
          for (guint c = keys; c < width; c++)
            last[c] = (gint64) ((guint64) last[c] + (guint64) row[c]);
          continue;
        }
      g_array_append_vals (sorted, row, width);
      last = &g_array_index (sorted, gint64, n * width);
      n++;
    }
  g_array_unref (rows->cells);
  rows->cells = sorted;
  rows->n = n;
}
