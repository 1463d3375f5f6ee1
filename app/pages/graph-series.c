/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tg-app"

/* When the relations on the board were active: asked of the case when the filter or the player looks at a part of the time. Until it has come, and
 * where the case has none, a relation's first and last time stand for it. */

#include "app/pages/graph-page-private.h"

typedef struct { GArray *ids /* gint64, in order */, *hours /* TgSeriesInfo, by them */; } Series;

static void
series_free (gpointer data)
{
  g_array_unref (((Series *) data)->ids);
  g_array_unref (((Series *) data)->hours);
  g_free (data);
}

static int
compare_ids (gconstpointer a, gconstpointer b)
{
  const gint64 x = *(const gint64 *) a, y = *(const gint64 *) b;

  return (x > y) - (x < y);
}

/* One question for the board; data: gint64 ids of relations. */
static gpointer
series_query (TgReader *reader, gpointer data, TgJob *job, GError **error)
{
  g_autoptr (GArray) ids = g_array_copy (data);
  Series *series;

  g_array_sort (ids, compare_ids);
  GArray *hours = tg_reader_series (reader, (const gint64 *) (gpointer) ids->data, ids->len, job, error);
  if (hours == NULL)
    return NULL;
  series = g_new (Series, 1);
  *series = (Series) { g_steal_pointer (&ids), hours };
  return series;
}

static void
series_answer (TgPage *page, gpointer result, const GError *error)
{
  TgGraphPage *self = TG_GRAPH_PAGE (page);
  const Series *series = result;
  g_autoptr (GArray) cells = g_array_new (FALSE, FALSE, sizeof (TgSeriesCell));

  if (series == NULL)
    {
      tg_page_complain (page, error);
      return;
    }
  /* of which there is none, that is known as well */
  for (guint i = 0, at = 0; i < series->ids->len; i++)
    {
      const gint64 id = g_array_index (series->ids, gint64, i);

      g_array_set_size (cells, 0);
      for (; at < series->hours->len && g_array_index (series->hours, TgSeriesInfo, at).relation == id; at++)
        {
          const TgSeriesInfo *hour = &g_array_index (series->hours, TgSeriesInfo, at);
          const TgSeriesCell cell = { hour->from, hour->ok + hour->failed, hour->failed, hour->bytes_in + hour->bytes_out };
          if (cell.count > 0)
            g_array_append_val (cells, cell);
        }
      tg_board_series_put (tg_board_get_series (self->board), id, (const TgSeriesCell *) (gpointer) cells->data, cells->len);
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
    tg_page_query (TG_PAGE (self), SLOT_SERIES, series_query, g_steal_pointer (&ids), (GDestroyNotify) g_array_unref, series_free, series_answer);
}
