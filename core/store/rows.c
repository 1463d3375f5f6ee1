/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tg-store"

#include "core/store/runs-private.h"

#include "core/base/memory.h"

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
  return rows;
}

void
tg_rows_free (TgRows *rows)
{
  if (rows == NULL)
    return;
  g_free (rows->cells);
  g_free (rows);
}

void
tg_rows_grow (TgRows *rows)
{
  rows->room = MAX (rows->room * 2, 256);
  rows->cells = g_renew (gint64, rows->cells, rows->room * rows->n_columns);
  tg_memory_large (rows->cells, rows->room * rows->n_columns * sizeof (gint64));
}

#define DIGIT 11
#define BUCKETS (1u << DIGIT)

/* By the bits of the words from low to high, stably. What is sorted is in *items again; *scratch is as large. */
static void
radix_sort (TgRowPlace **items, TgRowPlace **scratch, gsize n, guint low, guint high)
{
  for (guint shift = low; shift < high; shift += DIGIT)
    {
      const TgRowPlace *from = *items;
      TgRowPlace *to = *scratch;
      guint32 starts[BUCKETS] = { 0 }, sum = 0;
      for (gsize i = 0; i < n; i++)
        starts[(from[i].word >> shift) & (BUCKETS - 1)]++;
      for (guint b = 0; b < BUCKETS; b++)
        {
          const guint32 count = starts[b];
          starts[b] = sum;
          sum += count;
        }
      for (gsize i = 0; i < n; i++)
        to[starts[(from[i].word >> shift) & (BUCKETS - 1)]++] = from[i];
      *scratch = *items;
      *items = to;
    }
}

typedef struct { gint64 min[TG_RUN_COLUMNS_MAX]; guint bits[TG_RUN_COLUMNS_MAX]; } Ranges;

static void
find_ranges (const TgRows *rows, Ranges *ranges)
{
  const guint keys = shapes[rows->table].keys, width = rows->n_columns;
  gint64 max[TG_RUN_COLUMNS_MAX];

  for (guint k = 0; k < keys; k++)
    ranges->min[k] = max[k] = rows->cells[k];
  for (gsize i = 1; i < rows->n; i++)
    for (guint k = 0; k < keys; k++)
      {
        const gint64 value = rows->cells[i * width + k];
        ranges->min[k] = MIN (ranges->min[k], value);
        max[k] = MAX (max[k], value);
      }
  for (guint k = 0; k < keys; k++)
    {
      const guint64 range = (guint64) max[k] - (guint64) ranges->min[k];
      ranges->bits[k] = range == 0 ? 0 : 64 - __builtin_clzll (range);
    }
}

/* The key columns from first to last, each less its minimum, side by side in a word. */
static void
set_words (const TgRows *rows, const Ranges *ranges, TgRowPlace *items, guint first, guint last)
{
  for (gsize i = 0; i < rows->n; i++)
    {
      const gint64 *row = rows->cells + (gsize) items[i].row * rows->n_columns;
      guint64 word = 0;
      for (guint k = first; k <= last; k++)
        word = (ranges->bits[k] < 64 ? word << ranges->bits[k] : 0) | ((guint64) row[k] - (guint64) ranges->min[k]);
      items[i].word = word;
    }
}

/* Sorting stably by one word after the other, the least significant first, sorts by the whole key without comparing rows. */
static void
sort_by_words (const TgRows *rows, const Ranges *ranges, TgRowPlace **items, TgRowPlace **scratch)
{
  for (int last = shapes[rows->table].keys - 1; last >= 0;)
    {
      int first = last;
      guint total = ranges->bits[last];
      while (first > 0 && total + ranges->bits[first - 1] <= 64)
        total += ranges->bits[--first];
      if (total > 0)
        set_words (rows, ranges, *items, first, last);
      radix_sort (items, scratch, rows->n, 0, total);
      last = first - 1;
    }
}

#define ALIKE 32      /* hashes with the same upper bits, before they are no hashes */

static gboolean
hash_less (const TgRows *rows, const TgRowPlace *a, const TgRowPlace *b)
{
  return a->word != b->word ? a->word < b->word : rows->cells[(gsize) a->row * 2 + 1] < rows->cells[(gsize) b->row * 2 + 1];
}

/* The upper bits of hashes bring almost all of them in order; few need to be put right. FALSE: they are no hashes, but made to look alike. */
static gboolean
sort_hashes (const TgRows *rows, const Ranges *ranges, TgRowPlace **items, TgRowPlace **scratch)
{
  const guint bits = ranges->bits[0], low = bits > 3 * DIGIT ? bits - 3 * DIGIT : 0;
  gsize start = 0;

  set_words (rows, ranges, *items, 0, 0);
  radix_sort (items, scratch, rows->n, low, bits);
  TgRowPlace *places = *items;
  for (gsize i = 1; i < rows->n; i++)
    {
      const TgRowPlace item = places[i];
      gsize at = i;
      if (places[i - 1].word >> low != item.word >> low)
        start = i;
      else if (i - start >= ALIKE)
        return FALSE;
      for (; at > start && hash_less (rows, &item, &places[at - 1]); at--)
        places[at] = places[at - 1];
      places[at] = item;
    }
  return TRUE;
}

const TgRowPlace *
tg_rows_sort (const TgRows *rows, TgRowSorter *sorter)
{
  Ranges ranges;

  if (rows->n > sorter->room)
    {
      tg_row_sorter_clear (sorter);
      sorter->room = rows->n + rows->n / 4;
      sorter->items = g_new (TgRowPlace, sorter->room);
      sorter->scratch = g_new (TgRowPlace, sorter->room);
      tg_memory_large (sorter->items, sorter->room * sizeof (TgRowPlace));
      tg_memory_large (sorter->scratch, sorter->room * sizeof (TgRowPlace));
    }
  for (gsize i = 0; i < rows->n; i++)
    sorter->items[i].row = i;
  if (rows->n > 1)
    {
      find_ranges (rows, &ranges);
      if (rows->table != TG_RUN_SEEN || !sort_hashes (rows, &ranges, &sorter->items, &sorter->scratch))
        sort_by_words (rows, &ranges, &sorter->items, &sorter->scratch);
    }
  return sorter->items;
}

void
tg_row_sorter_clear (TgRowSorter *sorter)
{
  g_free (sorter->items);
  g_free (sorter->scratch);
  *sorter = (TgRowSorter) { NULL, NULL, 0 };
}
