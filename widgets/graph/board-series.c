/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tg-widgets"

#include "widgets/graph/board-series.h"

/* Sums up to each hour: those of a span are a difference. */
typedef struct { gint64 hour; TgSums upto; } Cell;
typedef struct { gint64 relation; guint n; Cell cells[]; } Series;      /* cells[0]: before all */

struct _TgBoardSeries { GHashTable *by_id; };

TgBoardSeries *
tg_board_series_new (void)
{
  TgBoardSeries *self = g_new (TgBoardSeries, 1);

  self->by_id = g_hash_table_new_full (g_int64_hash, g_int64_equal, NULL, g_free);
  return self;
}

void
tg_board_series_free (TgBoardSeries *self)
{
  g_hash_table_unref (self->by_id);
  g_free (self);
}

void
tg_board_series_clear (TgBoardSeries *self)
{
  g_hash_table_remove_all (self->by_id);
}

void
tg_board_series_put (TgBoardSeries *self, gint64 relation, const TgSeriesCell *cells, guint n)
{
  Series *series;

  g_hash_table_remove (self->by_id, &relation);
  if (n == 0)
    return;
  series = g_malloc (sizeof (Series) + (n + 1) * sizeof (Cell));
  series->relation = relation;
  series->n = n;
  series->cells[0] = (Cell) { TG_TIME_MIN, { 0, 0, 0 } };
  for (guint i = 0; i < n; i++)
    {
      const TgSums *before = &series->cells[i].upto;

      series->cells[i + 1] = (Cell) { cells[i].hour, { before->count + cells[i].count, before->failed + cells[i].failed, before->bytes + cells[i].bytes } };
    }
  g_hash_table_insert (self->by_id, &series->relation, series);
}

/* How many cells begin before this time. */
static guint
before (const Series *series, gint64 time)
{
  guint low = 0, high = series->n;

  while (low < high)
    {
      const guint middle = low + (high - low) / 2;

      if (series->cells[middle + 1].hour < time)
        low = middle + 1;
      else
        high = middle;
    }
  return low;
}

gboolean
tg_board_series_sum (TgBoardSeries *self, gint64 relation, TgTimeRange span, TgSums *sums)
{
  const Series *series = g_hash_table_lookup (self->by_id, &relation);

  if (series == NULL)
    return FALSE;
  /* an hour that began less than an hour before the span has a part in it */
  const guint to = before (series, span.to), from = span.from < TG_TIME_MIN + TG_HOUR ? 0 : before (series, span.from - TG_HOUR + 1);
  const TgSums *a = &series->cells[MIN (from, to)].upto, *b = &series->cells[to].upto;
  *sums = (TgSums) { b->count - a->count, b->failed - a->failed, b->bytes - a->bytes };
  return TRUE;
}

gint64
tg_board_series_next (TgBoardSeries *self, gint64 relation, gint64 moment)
{
  const Series *series = g_hash_table_lookup (self->by_id, &relation);
  const guint at = series != NULL ? before (series, moment + 1) : 0;

  return series != NULL && at < series->n ? series->cells[at + 1].hour : TG_TIME_NONE;
}
