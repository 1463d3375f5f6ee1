/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tg-widgets"

#include "widgets/graph/board-private.h"

#include <math.h>

/* ---- selection ---- */

static void
apply (TgBoard *self, Node *node, gboolean among, TgSelectMode mode)
{
  if (mode == TG_SELECT_SET)
    _tg_board_set_selected (self, node, among);
  else if (among)
    _tg_board_set_selected (self, node, mode == TG_SELECT_ADD || !node->node.selected);
}

void
tg_board_select (TgBoard *self, const gint64 *ids, gsize n, TgSelectMode mode)
{
  if (mode == TG_SELECT_SET)
    {
      g_autoptr (GHashTable) set = g_hash_table_new (g_int64_hash, g_int64_equal);
      for (gsize i = 0; i < n; i++)
        g_hash_table_add (set, (gpointer) &ids[i]);
      for (guint i = 0; i < self->nodes->len; i++)
        _tg_board_set_selected (self, node_at (self, i), g_hash_table_contains (set, &node_at (self, i)->node.id));
    }
  else
    for (gsize i = 0; i < n; i++)
      {
        Node *node = g_hash_table_lookup (self->by_id, &ids[i]);
        if (node != NULL)
          apply (self, node, TRUE, mode);
      }
  _tg_board_flush (self);
}

void
tg_board_select_box (TgBoard *self, const TgBox *box, TgSelectMode mode)
{
  for (guint i = 0; i < self->nodes->len; i++)
    {
      Node *node = node_at (self, i);
      apply (self, node, node->node.x >= box->x && node->node.x <= box->x + box->width && node->node.y >= box->y
             && node->node.y <= box->y + box->height, mode);
    }
  _tg_board_flush (self);
}

void
tg_board_select_kind (TgBoard *self, TgEntityKind kind, TgSelectMode mode)
{
  for (guint i = 0; i < self->nodes->len; i++)
    apply (self, node_at (self, i), node_at (self, i)->node.kind == kind, mode);
  _tg_board_flush (self);
}

void
tg_board_select_neighbours (TgBoard *self)
{
  guint n;
  const TgBoardLink *links = tg_board_links (self, &n);
  g_autofree guint8 *was = g_new0 (guint8, self->nodes->len + 1);

  for (guint i = 0; i < self->nodes->len; i++)
    was[i] = node_at (self, i)->node.selected;
  for (guint i = 0; i < n; i++)
    {
      if (links[i].veil != TG_VEIL_NONE)
        continue;
      if (was[links[i].a])
        _tg_board_set_selected (self, node_at (self, links[i].b), TRUE);
      if (was[links[i].b])
        _tg_board_set_selected (self, node_at (self, links[i].a), TRUE);
    }
  _tg_board_flush (self);
}

static gboolean
is_within (double px, double py, const double *x, const double *y, guint n)
{
  gboolean within = FALSE;

  for (guint i = 0, k = n - 1; i < n; k = i++)
    if ((y[i] > py) != (y[k] > py) && px < (x[k] - x[i]) * (py - y[i]) / (y[k] - y[i]) + x[i])
      within = !within;
  return within;
}

void
tg_board_select_polygon (TgBoard *self, const double *x, const double *y, guint n, TgSelectMode mode)
{
  for (guint i = 0; i < self->nodes->len; i++)
    {
      Node *node = node_at (self, i);
      apply (self, node, n >= 3 && is_within (node->node.x, node->node.y, x, y, n), mode);
    }
  _tg_board_flush (self);
}

void
tg_board_select_accounts (TgBoard *self)
{
  g_autoptr (GHashTable) accounts = g_hash_table_new (g_str_hash, g_str_equal);

  for (guint i = 0; i < self->nodes->len; i++)
    if (node_at (self, i)->node.selected && node_at (self, i)->node.account[0] != '\0')
      g_hash_table_add (accounts, (gpointer) node_at (self, i)->node.account);
  for (guint i = 0; i < self->nodes->len; i++)
    if (g_hash_table_contains (accounts, node_at (self, i)->node.account))
      _tg_board_set_selected (self, node_at (self, i), TRUE);
  _tg_board_flush (self);
}

/* Hidden nodes and lines that are left out connect nothing. */
void
tg_board_select_connected (TgBoard *self)
{
  guint n;
  const TgBoardLink *links = tg_board_links (self, &n);
  g_autoptr (GArray) queue = g_array_new (FALSE, FALSE, sizeof (guint));
  g_autofree guint8 *known = g_new0 (guint8, self->nodes->len + 1);

  for (guint i = 0; i < self->nodes->len; i++)
    if (node_at (self, i)->node.selected)
      {
        known[i] = 1;
        g_array_append_val (queue, i);
      }
  for (guint at = 0; at < queue->len; at++)
    {
      const guint here = g_array_index (queue, guint, at);
      guint n_at;
      const guint32 *of = tg_board_links_of (self, here, &n_at);
      for (guint k = 0; k < n_at; k++)
        {
          const guint other = links[of[k]].a == here ? links[of[k]].b : links[of[k]].a;
          const TgBoardNode *node = &node_at (self, other)->node;
          if (links[of[k]].veil != TG_VEIL_NONE || known[other] || tg_board_node_is_away (node) || node->veil != TG_VEIL_NONE)
            continue;
          known[other] = 1;
          g_array_append_val (queue, other);
        }
    }
  for (guint i = 0; i < self->nodes->len; i++)
    if (known[i])
      _tg_board_set_selected (self, node_at (self, i), TRUE);
  _tg_board_flush (self);
}

TgBoard *
tg_board_copy_selection (TgBoard *self)
{
  TgBoard *copy = tg_board_new ();

  g_autoptr (GHashTable) bundles = g_hash_table_new (g_int64_hash, g_int64_equal);

  /* a closed bundle comes with all that is in it, an open one with those that are selected */
  for (guint i = 0; i < self->nodes->len; i++)
    if (node_at (self, i)->node.selected && node_at (self, i)->node.bundle != 0)
      g_hash_table_add (bundles, &node_at (self, i)->node.bundle);
  tg_board_begin (copy);
  for (guint i = 0; i < self->nodes->len; i++)
    {
      TgBoardNode node = node_at (self, i)->node;
      const TgBoardNode *bundle = node.folded && node.bundle != 0 ? tg_board_find (self, node.bundle) : NULL;

      if (!node.selected && !(bundle != NULL && bundle->selected) && !g_hash_table_contains (bundles, &node.id))
        continue;
      node.selected = FALSE;
      tg_board_add_node (copy, &node);
    }
  /* an edge whose ends are not both there is not taken */
  for (guint i = 0; i < tg_board_n_edges (self); i++)
    tg_board_add_edge (copy, tg_board_edge (self, i));
  _tg_board_check_bundles (copy);
  tg_board_end (copy);
  return copy;
}

gboolean
tg_board_selection_bounds (TgBoard *self, TgBox *box)
{
  double left = G_MAXDOUBLE, top = G_MAXDOUBLE, right = -G_MAXDOUBLE, bottom = -G_MAXDOUBLE;

  for (guint i = 0; i < self->nodes->len; i++)
    {
      const TgBoardNode *node = &node_at (self, i)->node;
      const double r = tg_board_radius (self, i);
      if (!node->selected)
        continue;
      left = MIN (left, node->x - r);
      top = MIN (top, node->y - r);
      right = MAX (right, node->x + r);
      bottom = MAX (bottom, node->y + r);
    }
  if (left > right)
    return FALSE;
  *box = (TgBox) { left, top, right - left, bottom - top };
  return TRUE;
}

void
tg_board_select_all (TgBoard *self)
{
  for (guint i = 0; i < self->nodes->len; i++)
    _tg_board_set_selected (self, node_at (self, i), TRUE);
  _tg_board_flush (self);
}

void
tg_board_select_none (TgBoard *self)
{
  for (guint i = 0; i < self->nodes->len; i++)
    _tg_board_set_selected (self, node_at (self, i), FALSE);
  _tg_board_flush (self);
}

void
tg_board_select_invert (TgBoard *self)
{
  for (guint i = 0; i < self->nodes->len; i++)
    _tg_board_set_selected (self, node_at (self, i), !node_at (self, i)->node.selected);
  _tg_board_flush (self);
}

GArray *
tg_board_get_selection (TgBoard *self)
{
  GArray *ids = g_array_new (FALSE, FALSE, sizeof (gint64));

  for (guint i = 0; i < self->nodes->len; i++)
    if (node_at (self, i)->node.selected)
      g_array_append_val (ids, node_at (self, i)->node.id);
  return ids;
}

/* ---- places on the table ---- */

int
tg_board_hit_node (TgBoard *self, double x, double y, double grow, double slack)
{
  for (guint i = self->nodes->len; i-- > 0;)       /* the last is drawn on top */
    {
      const TgBoardNode *node = &node_at (self, i)->node;
      double r = tg_board_radius (self, i) * grow + slack;
      if (!tg_board_node_is_away (node) && node->veil == TG_VEIL_NONE && fabs (node->x - x) <= r && fabs (node->y - y) <= r && hypot (node->x - x, node->y - y) <= r)
        return (int) i;
    }
  return -1;
}

static double
distance (const TgBoardNode *a, const TgBoardNode *b, double x, double y)
{
  double dx = b->x - a->x, dy = b->y - a->y, length = dx * dx + dy * dy;
  double t = length > 0 ? CLAMP (((x - a->x) * dx + (y - a->y) * dy) / length, 0, 1) : 0;

  return hypot (a->x + t * dx - x, a->y + t * dy - y);
}

int
tg_board_hit_link (TgBoard *self, double x, double y, double slack)
{
  guint n;
  const TgBoardLink *links = tg_board_links (self, &n);
  double best = slack;
  int hit = -1;

  for (guint i = 0; i < n; i++)
    {
      const TgBoardNode *a = &node_at (self, links[i].a)->node, *b = &node_at (self, links[i].b)->node;
      if (tg_board_node_is_away (a) || tg_board_node_is_away (b) || links[i].veil != TG_VEIL_NONE)
        continue;
      double d = distance (a, b, x, y);
      if (d <= best)
        {
          best = d;
          hit = (int) i;
        }
    }
  return hit;
}

gboolean
tg_board_bounds (TgBoard *self, TgBox *box)
{
  double x1 = G_MAXDOUBLE, y1 = G_MAXDOUBLE, x2 = -G_MAXDOUBLE, y2 = -G_MAXDOUBLE;

  for (guint i = 0; i < self->nodes->len; i++)
    {
      const TgBoardNode *node = &node_at (self, i)->node;
      if (tg_board_node_is_away (node) || node->veil == TG_VEIL_GONE)
        continue;
      double r = tg_board_radius (self, i);
      x1 = MIN (x1, node->x - r);
      y1 = MIN (y1, node->y - r);
      x2 = MAX (x2, node->x + r);
      y2 = MAX (y2, node->y + r);
    }
  if (x1 > x2)
    return FALSE;
  *box = (TgBox) { x1, y1, x2 - x1, y2 - y1 };
  return TRUE;
}
