/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tg-widgets"

/* What of a board is left out by its filter, or has not happened yet: worked out once for each change, so that drawing and hit-testing read a byte. */

#include "widgets/graph/board-private.h"

#include <string.h>

#define BIT(kind) (G_GUINT64_CONSTANT (1) << ((guint) (kind) & 63))

typedef struct
{
  guint8 *failing;              /* edges: left out by the filter */
  guint32 *real, *kept, *begun, *active;        /* nodes: relations, of which these pass the filter, have begun, and have records in the trail */
  guint8 *filtered, *early;     /* nodes */
} Work;

static gboolean
is_group_edge (const TgBoardEdge *edge)
{
  return edge->kind == TG_RELATION_NONE && edge->id < 0;
}

static gboolean
has_time (gint64 t)
{
  return t != TG_TIME_NONE && t > 0;
}

static gboolean
within (gint64 first, gint64 last, TgTimeRange span)
{
  if (!has_time (first))
    return TRUE;
  return first < span.to && (has_time (last) ? MAX (first, last) : first) >= span.from;
}

static TgTimeRange
span_of (TgBoard *self)
{
  return self->filter->time == TG_FILTER_SPAN ? self->filter->span : self->filter->time == TG_FILTER_SCOPE ? self->scope : TG_TIME_ALL;
}

/* The part of it up to the moment, or in the trail before it. */
static TgTimeRange
window_of (TgBoard *self, TgTimeRange span)
{
  if (self->moment == TG_TIME_NONE)
    return span;
  return (TgTimeRange) { self->trail > 0 ? MAX (span.from, self->moment - self->trail) : span.from, MIN (span.to, self->moment + 1) };
}

static gboolean
is_all (TgTimeRange span)
{
  return span.from == TG_TIME_ALL.from && span.to == TG_TIME_ALL.to;
}

/* What the filter makes of a relation, in its span. */
static gboolean
edge_passes (TgBoard *self, const TgBoardEdge *edge, TgTimeRange span)
{
  TgSums sums = { edge->count, 0, 0 };

  if ((self->filter->relations & BIT (edge->kind)) != 0)
    return FALSE;
  if (is_all (span) || !has_time (edge->first) || !tg_board_series_sum (self->series, edge->id, span, &sums))
    return edge->count >= self->filter->count && within (edge->first, edge->last, span);
  return sums.count > 0 && sums.count >= self->filter->count;
}

/* What is drawn and said of it, in the window. FALSE: it has no record there. */
static gboolean
edge_sum (TgBoard *self, guint i, TgTimeRange window)
{
  const TgBoardEdge *edge = g_ptr_array_index (self->edges, i);
  TgSums sums = { edge->count, edge->failed, edge->bytes };
  gboolean active = within (edge->first, edge->last, window);

  if (!is_all (window) && has_time (edge->first) && tg_board_series_sum (self->series, edge->id, window, &sums))
    active = sums.count > 0;
  if (!active || sums.count == 0)       /* a faint line still says what it is */
    sums = (TgSums) { edge->count, edge->failed, edge->bytes };
  self->edge_sums[i] = sums;
  return active;
}

static gboolean
node_passes (TgBoard *self, const TgBoardNode *node)
{
  return (self->filter->kinds & BIT (node->kind)) == 0 && (node->id < 0 || (node->severity >= self->filter->severity
         && (self->filter->accounts == NULL || tg_board_filter_has_account (self->filter, node->account))));
}

static void
look_at_edges (TgBoard *self, Work *w)
{
  const TgTimeRange span = span_of (self), window = window_of (self, span);
  const gboolean trailing = self->moment != TG_TIME_NONE && self->trail > 0;

  for (guint i = 0; i < self->edges->len; i++)
    {
      const TgBoardEdge *edge = g_ptr_array_index (self->edges, i);

      if (is_group_edge (edge))
        {
          self->edge_sums[i].count = edge->count;
          continue;
        }
      w->failing[i] = !edge_passes (self, edge, span);
      const gboolean active = edge_sum (self, i, window) || !trailing;
      const gboolean begun = self->moment == TG_TIME_NONE || !has_time (edge->first) || edge->first <= self->moment;
      for (guint k = 0; k < 2; k++)
        {
          const guint32 end = self->edge_ends[2 * i + k];

          w->real[end]++;
          w->kept[end] += !w->failing[i];
          w->begun[end] += begun;
          w->active[end] += active;
        }
      self->edge_veil[i] = !begun ? TG_VEIL_GONE : w->failing[i] ? (self->filter->remove ? TG_VEIL_GONE : TG_VEIL_GREY) : active ? TG_VEIL_NONE : TG_VEIL_GREY;
    }
}

/* A bundle is left out when all that is in it is. */
static void
look_at_bundles (TgBoard *self, Work *w)
{
  guint bundle;

  if (self->n_bundles == 0)
    return;
  for (guint i = 0; i < self->nodes->len; i++)
    if (tg_board_node_is_bundle (&node_at (self, i)->node))
      w->filtered[i] = w->early[i] = 1;
  for (guint i = 0; i < self->nodes->len; i++)
    if (node_at (self, i)->node.bundle != 0 && tg_board_index (self, node_at (self, i)->node.bundle, &bundle))
      {
        w->filtered[bundle] &= w->filtered[i];
        w->early[bundle] &= w->early[i];
      }
}

static void
look_at_nodes (TgBoard *self, Work *w)
{
  const gboolean of_edges = tg_board_filter_of_edges (self->filter);
  const TgTimeRange span = span_of (self);

  for (guint i = 0; i < self->nodes->len; i++)
    {
      const TgBoardNode *node = &node_at (self, i)->node;

      w->filtered[i] = !node_passes (self, node);
      if (of_edges && node->id > 0)
        w->filtered[i] |= w->real[i] > 0 ? w->kept[i] == 0 : !within (node->first, node->last, span);
      if (self->moment != TG_TIME_NONE && node->id > 0)
        w->early[i] = w->real[i] > 0 ? w->begun[i] == 0 : has_time (node->first) && node->first > self->moment;
    }
  look_at_bundles (self, w);
  for (guint i = 0; i < self->nodes->len; i++)
    {
      TgBoardNode *node = &node_at (self, i)->node;
      guint parent;

      if (node->parent != 0 && tg_board_index (self, node->parent, &parent))
        {
          w->filtered[i] |= w->filtered[parent];
          w->early[i] |= w->early[parent];
        }
      node->veil = w->early[i] ? TG_VEIL_GONE : w->filtered[i] ? (self->filter->remove ? TG_VEIL_GONE : TG_VEIL_GREY)
                   : w->real[i] > 0 && w->active[i] == 0 ? TG_VEIL_GREY : TG_VEIL_NONE;
      self->n_veiled += w->filtered[i] && !node->hidden && !tg_board_node_is_bundle (node);
      if (w->filtered[i])
        _tg_board_set_selected (self, node_at (self, i), FALSE);
    }
}

/* A relation goes with its ends. */
static void
finish_edges (TgBoard *self, const Work *w)
{
  for (guint i = 0; i < self->edges->len; i++)
    {
      const guint32 a = self->edge_ends[2 * i], b = self->edge_ends[2 * i + 1];

      self->edge_veil[i] = (guint8) MAX (MAX ((int) self->edge_veil[i], (int) node_at (self, a)->node.veil), (int) node_at (self, b)->node.veil);
      self->n_veiled_edges += w->failing[i] || w->filtered[a] || w->filtered[b];
    }
}

static void
link_take (TgBoardLink *link, const TgBoardEdge *edge, TgSums sums, gboolean forth, guint64 *best)
{
  link->forth |= forth;
  link->back |= !forth;
  link->kinds |= 1u << ((guint) edge->kind & 31);
  if (link->n_edges++ == 0 || sums.count > *best)
    {
      *best = sums.count;
      link->kind = edge->kind;
    }
  link->count += sums.count;
  link->failed += sums.failed;
  link->bytes += sums.bytes;
}

static TgSums
sums_of (TgBoard *self, guint i)
{
  const TgBoardEdge *edge = g_ptr_array_index (self->edges, i);

  return self->edge_sums != NULL ? self->edge_sums[i] : (TgSums) { edge->count, edge->failed, edge->bytes };
}

/* What a line stands for: those of its relations that are left out least. */
void
_tg_board_sum_links (TgBoard *self)
{
  TgBoardLink *links = (TgBoardLink *) (void *) self->links->data;
  g_autofree guint64 *best = g_new0 (guint64, self->links->len + 1);

  for (guint i = 0; i < self->links->len; i++)
    links[i] = (TgBoardLink) { .a = links[i].a, .b = links[i].b, .veil = TG_VEIL_GONE };
  for (guint i = 0; i < self->edges->len; i++)
    {
      const TgBoardEdge *edge = g_ptr_array_index (self->edges, i);
      const TgVeil veil = self->edge_veil != NULL ? self->edge_veil[i] : TG_VEIL_NONE;
      if (self->edge_link[i] == NO_LINK)
        continue;
      TgBoardLink *link = &links[self->edge_link[i]];
      const Node *end = node_at (self, link->a);
      if (veil > link->veil)
        continue;
      if (veil < link->veil)
        *link = (TgBoardLink) { .a = link->a, .b = link->b, .veil = veil };
      const Node *source = node_at (self, self->edge_ends[2 * i]);
      link_take (link, edge, sums_of (self, i), source == end || (source->node.folded && source->node.bundle == end->node.id), &best[self->edge_link[i]]);
    }
}

static gboolean
is_wanted (TgBoard *self)
{
  return self->moment != TG_TIME_NONE || tg_board_filter_is_active (self->filter);
}

void
_tg_board_veil (TgBoard *self)
{
  const gsize n = self->nodes->len + 1, m = self->edges->len + 1;
  guint n_links;

  if (!self->veil_stale)
    return;
  self->veil_stale = FALSE;
  if (!is_wanted (self) && !self->veiled)
    return;
  self->veiled = is_wanted (self);
  self->n_veiled = self->n_veiled_edges = 0;
  g_clear_pointer (&self->edge_veil, g_free);
  g_clear_pointer (&self->edge_sums, g_free);
  tg_board_links (self, &n_links);
  if (self->veiled)
    {
      g_autofree guint8 *bytes = g_new0 (guint8, m + 2 * n);
      g_autofree guint32 *counts = g_new0 (guint32, 4 * n);
      Work w = { bytes, counts, counts + n, counts + 2 * n, counts + 3 * n, bytes + m, bytes + m + n };

      self->edge_sums = g_new0 (TgSums, m);
      self->edge_veil = g_new0 (guint8, m);
      look_at_edges (self, &w);
      look_at_nodes (self, &w);
      finish_edges (self, &w);
    }
  else
    for (guint i = 0; i < self->nodes->len; i++)
      node_at (self, i)->node.veil = TG_VEIL_NONE;
  _tg_board_sum_links (self);
}

/* ---- what is asked for ---- */

const TgBoardFilter *
tg_board_get_filter (TgBoard *self)
{
  g_return_val_if_fail (TG_IS_BOARD (self), NULL);

  return self->filter;
}

void
tg_board_set_filter (TgBoard *self, const TgBoardFilter *filter)
{
  g_return_if_fail (TG_IS_BOARD (self));

  g_autoptr (TgBoardFilter) own = tg_board_filter_copy (filter);
  if (tg_board_filter_equal (self->filter, own))
    return;
  tg_board_filter_free (self->filter);
  self->filter = g_steal_pointer (&own);
  self->look++;
  _tg_board_touch (self);
}

void
tg_board_set_scope (TgBoard *self, TgTimeRange scope)
{
  g_return_if_fail (TG_IS_BOARD (self));

  if (self->scope.from == scope.from && self->scope.to == scope.to)
    return;
  self->scope = scope;
  if (self->filter->time == TG_FILTER_SCOPE)
    _tg_board_touch (self);
}

void
tg_board_set_moment (TgBoard *self, gint64 moment)
{
  g_return_if_fail (TG_IS_BOARD (self));

  if (self->moment == moment)
    return;
  self->moment = moment;
  _tg_board_touch_moment (self);
}

gint64
tg_board_get_moment (TgBoard *self)
{
  g_return_val_if_fail (TG_IS_BOARD (self), TG_TIME_NONE);

  return self->moment;
}

void
tg_board_set_trail (TgBoard *self, gint64 trail)
{
  g_return_if_fail (TG_IS_BOARD (self));

  if (self->trail == MAX (trail, 0))
    return;
  self->trail = MAX (trail, 0);
  if (self->moment != TG_TIME_NONE)
    _tg_board_touch_moment (self);
}

gint64
tg_board_get_trail (TgBoard *self)
{
  g_return_val_if_fail (TG_IS_BOARD (self), 0);

  return self->trail;
}

TgBoardSeries *
tg_board_get_series (TgBoard *self)
{
  g_return_val_if_fail (TG_IS_BOARD (self), NULL);

  return self->series;
}

void
tg_board_series_changed (TgBoard *self)
{
  g_return_if_fail (TG_IS_BOARD (self));

  if (is_wanted (self))
    _tg_board_touch_moment (self);
}

TgSums
tg_board_edge_sums (TgBoard *self, guint index)
{
  g_return_val_if_fail (TG_IS_BOARD (self) && index < self->edges->len, ((TgSums) { 0, 0, 0 }));
  _tg_board_veil (self);
  return sums_of (self, index);
}

guint
tg_board_get_look (TgBoard *self)
{
  g_return_val_if_fail (TG_IS_BOARD (self), 0);

  return self->look;
}

TgVeil
tg_board_edge_veil (TgBoard *self, guint index)
{
  g_return_val_if_fail (TG_IS_BOARD (self) && index < self->edges->len, TG_VEIL_NONE);
  _tg_board_veil (self);
  return self->edge_veil != NULL ? (TgVeil) self->edge_veil[index] : TG_VEIL_NONE;
}

guint
tg_board_n_veiled (TgBoard *self, guint *edges)
{
  g_return_val_if_fail (TG_IS_BOARD (self), 0);

  if (edges != NULL)
    *edges = self->n_veiled_edges;
  return self->n_veiled;
}

gboolean
tg_board_span (TgBoard *self, TgTimeRange *span)
{
  gint64 from = G_MAXINT64, to = G_MININT64;

  g_return_val_if_fail (TG_IS_BOARD (self), FALSE);
  for (guint i = 0; i < self->edges->len; i++)
    {
      const TgBoardEdge *edge = g_ptr_array_index (self->edges, i);

      if (!has_time (edge->first))
        continue;
      from = MIN (from, edge->first);
      to = MAX (to, MAX (edge->first, edge->last));
    }
  if (from > to)
    return FALSE;
  *span = (TgTimeRange) { from, to + 1 };
  return TRUE;
}
