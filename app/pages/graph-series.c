/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tg-app"

/* When the relations on the board were active: asked of the case when the filter or the player looks at a part of the time. Until it has come, and
 * where the case has none, a relation's first and last time stand for it. */

#include "app/pages/graph-page-private.h"

typedef struct { gint64 relation; GArray *cells; } Activity;

static void
activity_clear (gpointer data)
{
  g_clear_pointer (&((Activity *) data)->cells, g_array_unref);
}

static GArray *
cells_of (const GArray *buckets)
{
  GArray *cells = g_array_new (FALSE, FALSE, sizeof (TgSeriesCell));

  for (guint i = 0; i < buckets->len; i++)
    {
      const TgActivityBucket *b = &g_array_index (buckets, TgActivityBucket, i);
      const TgSeriesCell cell = { b->from, b->ok + b->failed, b->failed, b->bytes_in + b->bytes_out };

      if (cell.count > 0)
        g_array_append_val (cells, cell);
    }
  return cells;
}

/* One question for the board; data: gint64 ids of relations. */
static gpointer
series_query (TgReader *reader, gpointer data, TgJob *job, GError **error)
{
  const GArray *ids = data;
  g_autoptr (GArray) all = g_array_new (FALSE, TRUE, sizeof (Activity));

  g_array_set_clear_func (all, activity_clear);
  for (guint i = 0; i < ids->len; i++)
    {
      const gint64 id = g_array_index (ids, gint64, i);
      g_autoptr (GArray) buckets = tg_reader_activity (reader, 0, id, TG_TIME_ALL, TG_HOUR, job, error);

      if (buckets == NULL)
        return NULL;
      const Activity activity = { id, cells_of (buckets) };
      g_array_append_val (all, activity);
    }
  return g_steal_pointer (&all);
}

static void
series_answer (TgPage *page, gpointer result, const GError *error)
{
  TgGraphPage *self = TG_GRAPH_PAGE (page);
  const GArray *all = result;

  if (all == NULL)
    {
      tg_page_complain (page, error);
      return;
    }
  for (guint i = 0; i < all->len; i++)
    {
      const Activity *a = &g_array_index (all, Activity, i);
      tg_board_series_put (tg_board_get_series (self->board), a->relation, (const TgSeriesCell *) (gpointer) a->cells->data, a->cells->len);
    }
  tg_board_series_changed (self->board);
  tg_graph_player_series_changed (self->tools.player);
}

/* Relations of the case of which nothing is known, or less than there is by now. */
static GArray *
missing (TgBoard *board)
{
  GArray *ids = g_array_new (FALSE, FALSE, sizeof (gint64));
  TgSums sums;

  for (guint i = 0; i < tg_board_n_edges (board); i++)
    {
      const TgBoardEdge *edge = tg_board_edge (board, i);

      if (edge->id > 0 && edge->kind != TG_RELATION_NONE && edge->first != TG_TIME_NONE
          && (!tg_board_series_sum (tg_board_get_series (board), edge->id, TG_TIME_ALL, &sums) || sums.count < edge->count))
        g_array_append_val (ids, edge->id);
    }
  return ids;
}

void
_tg_graph_series_need (TgGraphPage *self)
{
  const guint topology = tg_board_get_topology (self->board);
  const gboolean wanted = tg_board_get_filter (self->board)->time != TG_FILTER_ANY_TIME || tg_board_get_moment (self->board) != TG_TIME_NONE;

  if (!wanted || tg_page_get_case (TG_PAGE (self)) == NULL || self->tools.series_of == topology)
    return;
  self->tools.series_of = topology;
  g_autoptr (GArray) ids = missing (self->board);
  if (ids->len > 0)
    tg_page_query (TG_PAGE (self), SLOT_SERIES, series_query, g_steal_pointer (&ids), (GDestroyNotify) g_array_unref, (GDestroyNotify) g_array_unref, series_answer);
}
