/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tg-widgets"

/* Layouts by a rule instead of forces: the nodes glide to where they belong, pinned ones stay. */

#include "widgets/graph/canvas-private.h"

#include <math.h>

#include "core/base/time.h"
#include "core/layout/layout.h"

#define ROOM 26.0f              /* around a node, for its label */

typedef struct
{
  TgLayoutGraph graph;
  float   *x, *y, *radius, *order;
  guint8  *pinned;
  guint32 *source, *target, *column, *index;    /* index: the board's node */
  double  *time;
  guint32  centre;
} Arranged;

static void
arranged_clear (Arranged *a)
{
  g_free (a->x);
  g_free (a->y);
  g_free (a->radius);
  g_free (a->order);
  g_free (a->pinned);
  g_free (a->source);
  g_free (a->target);
  g_free (a->column);
  g_free (a->index);
  g_free (a->time);
}

static void
take_nodes (Arranged *a, TgBoard *board, guint32 *slot)
{
  const guint n = tg_board_n_nodes (board);
  guint widest = 0;

  for (guint i = 0; i < n; i++)
    {
      const TgBoardNode *node = tg_board_node (board, i);
      const guint32 at = a->graph.n_nodes;

      slot[i] = G_MAXUINT32;
      if (tg_board_node_is_away (node) || node->veil == TG_VEIL_GONE)
        continue;
      slot[i] = at;
      a->index[at] = i;
      a->x[at] = (float) node->x;
      a->y[at] = (float) node->y;
      a->radius[at] = (float) tg_board_radius (board, i) + ROOM;
      a->pinned[at] = node->pinned != 0;
      a->column[at] = tg_entity_kind_category (node->kind);
      a->order[at] = -(float) node->records;
      a->time[at] = node->first == TG_TIME_NONE ? NAN : (double) node->first;
      /* the selected one is in the middle, or the one with the most relations */
      if (tg_board_degree (board, i) + (node->selected ? 1u << 24 : 0) > widest)
        {
          widest = tg_board_degree (board, i) + (node->selected ? 1u << 24 : 0);
          a->centre = at;
        }
      a->graph.n_nodes++;
    }
}

/* One edge for each direction in which two nodes are related. */
static void
take_edges (Arranged *a, TgBoard *board, const guint32 *slot)
{
  guint n;
  const TgBoardLink *links = tg_board_links (board, &n);

  a->source = g_new (guint32, 2 * (gsize) n + 1);
  a->target = g_new (guint32, 2 * (gsize) n + 1);
  for (guint i = 0; i < n; i++)
    {
      const guint32 from = slot[links[i].a], to = slot[links[i].b];

      if (from == G_MAXUINT32 || to == G_MAXUINT32 || from == to)
        continue;
      if (links[i].forth || !links[i].back)
        {
          a->source[a->graph.n_edges] = from;
          a->target[a->graph.n_edges++] = to;
        }
      if (links[i].back)
        {
          a->source[a->graph.n_edges] = to;
          a->target[a->graph.n_edges++] = from;
        }
    }
}

static void
arranged_init (Arranged *a, TgBoard *board)
{
  const gsize n = tg_board_n_nodes (board);
  g_autofree guint32 *slot = g_new (guint32, n + 1);

  *a = (Arranged) { .x = g_new0 (float, n + 1), .y = g_new0 (float, n + 1), .radius = g_new0 (float, n + 1), .order = g_new0 (float, n + 1),
                    .pinned = g_new0 (guint8, n + 1), .column = g_new0 (guint32, n + 1), .index = g_new0 (guint32, n + 1), .time = g_new0 (double, n + 1) };
  take_nodes (a, board, slot);
  take_edges (a, board, slot);
  a->graph.x = a->x;
  a->graph.y = a->y;
  a->graph.radius = a->radius;
  a->graph.pinned = a->pinned;
  a->graph.source = a->source;
  a->graph.target = a->target;
}

/* Columns of many rows stand further apart: labels lie across, and steep lines cannot be told from each other. */
static void
widen (Arranged *a, float factor)
{
  for (guint i = 0; i < a->graph.n_nodes; i++)
    if (a->pinned[i])
      return;
  for (guint i = 0; i < a->graph.n_nodes; i++)
    a->x[i] *= factor;
}

void
tg_graph_canvas_arrange (TgGraphCanvas *self, TgArrangement how)
{
  Arranged a;

  g_return_if_fail (TG_IS_GRAPH_CANVAS (self));
  if (self->board == NULL || tg_board_n_nodes (self->board) == 0)
    return;
  arranged_init (&a, self->board);
  if (a.graph.n_nodes > 0)
    switch (how)
      {
      case TG_ARRANGE_CIRCLE: tg_layout_circle (&a.graph); break;
      case TG_ARRANGE_RADIAL: tg_layout_radial (&a.graph, a.centre); break;
      case TG_ARRANGE_COLUMNS: tg_layout_columns (&a.graph, a.column, a.order); break;
      case TG_ARRANGE_LAYERED:
        tg_layout_layered (&a.graph);
        widen (&a, 2.4f);
        break;
      case TG_ARRANGE_TIMELINE: tg_layout_timeline (&a.graph, a.time, 0); break;
      default: g_assert_not_reached ();
      }
  _tg_canvas_glide (self, a.index, a.x, a.y, a.graph.n_nodes);
  arranged_clear (&a);
}
