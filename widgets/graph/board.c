/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tg-widgets"

#include "widgets/graph/board-private.h"

#include <glib/gi18n.h>
#include <math.h>
#include <string.h>

#include "core/base/hash.h"

enum { CHANGED, SELECTION_CHANGED, MOMENT_CHANGED, N_SIGNALS };
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (TgBoard, tg_board, G_TYPE_OBJECT)

void
_tg_board_node_free (gpointer data)
{
  Node *node = data;

  g_free ((char *) node->node.label);
  g_free ((char *) node->node.sublabel);
  g_free ((char *) node->node.account);
  g_free ((char *) node->node.note);
  g_free ((char *) node->node.part);
  g_free (node);
}

void
_tg_board_flush (TgBoard *self)
{
  if (self->held > 0)
    return;
  _tg_board_fold (self);
  _tg_board_veil (self);
  gboolean changed = self->changed, selection = self->selection_changed;
  self->changed = self->selection_changed = FALSE;
  if (changed)
    g_signal_emit (self, signals[CHANGED], 0);
  if (selection)
    g_signal_emit (self, signals[SELECTION_CHANGED], 0);
}

static void
touch (TgBoard *self, gboolean topology)
{
  self->changed = self->veil_stale = TRUE;
  if (topology)
    self->topology++;
  _tg_board_flush (self);
}

/* Nothing that is saved is another. */
void
_tg_board_touch_moment (TgBoard *self)
{
  self->veil_stale = TRUE;
  if (self->held == 0)
    _tg_board_veil (self);
  g_signal_emit (self, signals[MOMENT_CHANGED], 0);
}

void
_tg_board_touch (TgBoard *self)
{
  touch (self, FALSE);
}

void
_tg_board_bundled (TgBoard *self)
{
  self->bundles_stale = self->links_stale = TRUE;
  touch (self, TRUE);
}

void
_tg_board_set_selected (TgBoard *self, Node *node, gboolean selected)
{
  selected = selected && !tg_board_node_is_away (&node->node) && node->node.veil == TG_VEIL_NONE;
  if (node->node.selected == selected)
    return;
  node->node.selected = selected;
  self->n_selected += selected ? 1 : -1;
  self->selection_changed = TRUE;
}

void
tg_board_begin (TgBoard *self)
{
  self->held++;
}

void
tg_board_end (TgBoard *self)
{
  g_return_if_fail (self->held > 0);

  self->held--;
  _tg_board_flush (self);
}

/* ---- nodes and edges ---- */

static void
set_text (const char **text, const char *value)
{
  char *old = (char *) *text;

  *text = g_strdup (value != NULL ? value : "");      /* value may be old itself */
  g_free (old);
}

gboolean
tg_board_add_node (TgBoard *self, const TgBoardNode *node)
{
  g_return_val_if_fail (TG_IS_BOARD (self) && node != NULL, FALSE);

  Node *own = g_hash_table_lookup (self->by_id, &node->id);
  gboolean fresh = own == NULL;

  if (node->id == 0 || (fresh && self->nodes->len >= TG_BOARD_MAX_NODES))
    return FALSE;
  if (fresh)
    {
      own = g_new0 (Node, 1);
      own->index = self->nodes->len;
      own->node.id = node->id;
      if (node->placed && isfinite (node->x) && isfinite (node->y))
        {
          own->node.x = CLAMP (node->x, -1e6, 1e6);
          own->node.y = CLAMP (node->y, -1e6, 1e6);
          own->node.placed = TRUE;
        }
      own->node.pinned = node->pinned != 0 && own->node.placed;
      own->node.hidden = node->hidden != 0;
      own->node.expanded = node->expanded != 0;
      own->node.by = MAX (node->by, 0);
      own->node.bundle = node->bundle;
      own->node.closed = node->closed != 0;
      own->node.colour = MIN (node->colour, TG_COMMUNITY_COLOURS);
      own->node.note = g_strdup (node->note != NULL ? node->note : "");
      self->n_bundles += tg_board_node_is_bundle (&own->node);
      self->last_bundle = tg_board_node_is_bundle (&own->node) ? MIN (self->last_bundle, own->node.id) : self->last_bundle;
      self->n_hidden += own->node.hidden;
      g_ptr_array_add (self->nodes, own);
      g_hash_table_insert (self->by_id, &own->node.id, own);
      _tg_board_set_selected (self, own, node->selected);
      self->links_stale = TRUE;
    }
  own->node.kind = node->kind;
  own->node.severity = node->severity;
  own->node.findings = node->findings;
  own->node.first = node->first;
  own->node.last = node->last;
  own->node.records = node->records;
  own->node.unshown = node->unshown;
  own->node.parent = node->parent;
  own->node.members = node->members;
  own->node.split = node->split;
  self->bundles_stale |= own->node.bundle != 0 || tg_board_node_is_bundle (&own->node);
  set_text (&own->node.part, node->part);
  set_text (&own->node.label, node->label);
  set_text (&own->node.sublabel, node->sublabel);
  set_text (&own->node.account, node->account);
  touch (self, fresh);
  return TRUE;
}

gboolean
tg_board_add_edge (TgBoard *self, const TgBoardEdge *edge)
{
  g_return_val_if_fail (TG_IS_BOARD (self) && edge != NULL, FALSE);

  TgBoardEdge *own = g_hash_table_lookup (self->edge_by_id, &edge->id);
  gboolean fresh = own == NULL;

  if (!g_hash_table_contains (self->by_id, &edge->source) || !g_hash_table_contains (self->by_id, &edge->target))
    return FALSE;
  if (fresh)
    {
      if (self->edges->len >= TG_BOARD_MAX_EDGES)
        return FALSE;
      own = g_new0 (TgBoardEdge, 1);
      own->id = edge->id;
      g_ptr_array_add (self->edges, own);
      g_hash_table_insert (self->edge_by_id, &own->id, own);
    }
  *own = *edge;
  self->links_stale = TRUE;
  touch (self, fresh);
  return TRUE;
}

gint64
tg_board_group_id (gint64 parent, TgEntityKind kind)
{
  if (parent <= 0 || parent >= G_GINT64_CONSTANT (1) << 54 || (guint) kind >= TG_ENTITY_N_KINDS)
    return 0;
  return -(parent * 64 + (gint64) kind);
}

/* Of another range of numbers than groups of a whole kind; two of one number would be one in 2^60. */
gint64
_tg_board_part_id (gint64 parent, TgEntityKind kind, guint grouping, const char *part)
{
  g_autofree char *text = g_strdup_printf ("%" G_GINT64_FORMAT " %u %u %s", parent, (guint) kind, grouping, part);

  if (tg_board_group_id (parent, kind) == 0)
    return 0;
  return -(G_GINT64_CONSTANT (1) << 61) - (gint64) (tg_hash64 (text, strlen (text), 0) & ((G_GUINT64_CONSTANT (1) << 60) - 1));
}

static gint64
set_group (TgBoard *self, const TgBoardNode *group)
{
  const TgBoardEdge edge = { .id = group->id, .source = group->parent, .target = group->id, .count = group->members };

  if (group->id == 0 || !g_hash_table_contains (self->by_id, &group->parent))
    return 0;
  if (group->members == 0)
    {
      tg_board_remove (self, &group->id, 1);
      return 0;
    }
  tg_board_begin (self);
  const gboolean added = tg_board_add_node (self, group) && tg_board_add_edge (self, &edge);
  tg_board_end (self);
  return added ? group->id : 0;
}

gint64
tg_board_set_group (TgBoard *self, gint64 parent, TgEntityKind kind, guint members)
{
  g_return_val_if_fail (TG_IS_BOARD (self), 0);

  const char *title = members == 1 ? tg_entity_kind_title (kind) : tg_entity_kind_plural (kind);
  g_autofree char *label = g_strdup_printf ("%u %s", members, title != NULL ? _(title) : "");
  const TgBoardNode group = { .id = tg_board_group_id (parent, kind), .kind = kind, .label = label, .parent = parent, .members = members };

  return set_group (self, &group);
}

gint64
tg_board_set_part (TgBoard *self, gint64 parent, TgEntityKind kind, guint grouping, const char *part, guint members)
{
  g_return_val_if_fail (TG_IS_BOARD (self) && part != NULL && part[0] != '\0', 0);

  const char *title = members == 1 ? tg_entity_kind_title (kind) : tg_entity_kind_plural (kind);
  g_autofree char *below = g_strdup_printf ("%u %s", members, title != NULL ? _(title) : "");
  const TgBoardNode group = { .id = _tg_board_part_id (parent, kind, grouping, part), .kind = kind, .label = part, .sublabel = below, .parent = parent,
                              .members = members, .split = grouping + 1, .part = part };

  return set_group (self, &group);
}

static void
drop_edges (TgBoard *self, GHashTable *gone)
{
  guint kept = 0;

  for (guint i = 0; i < self->edges->len; i++)
    {
      TgBoardEdge *edge = g_ptr_array_index (self->edges, i);
      if (g_hash_table_contains (gone, &edge->source) || g_hash_table_contains (gone, &edge->target))
        {
          g_hash_table_remove (self->edge_by_id, &edge->id);
          g_free (edge);
        }
      else
        self->edges->pdata[kept++] = edge;
    }
  self->edges->len = kept;
}

/* A group goes with its parent, members go with their bundle, and a bundle with the last of its members. */
static void
take_along (TgBoard *self, GHashTable *gone)
{
  g_autoptr (GHashTable) left = g_hash_table_new (g_int64_hash, g_int64_equal);

  for (guint i = 0; self->n_bundles > 0 && i < self->nodes->len; i++)
    if (node_at (self, i)->node.bundle != 0 && g_hash_table_contains (gone, &node_at (self, i)->node.bundle))
      g_hash_table_add (gone, &node_at (self, i)->node.id);
  for (guint i = 0; i < self->nodes->len; i++)
    {
      TgBoardNode *node = &node_at (self, i)->node;

      if (node->id < 0 && g_hash_table_contains (gone, &node->parent))
        g_hash_table_add (gone, &node->id);
      if (node->bundle != 0 && !g_hash_table_contains (gone, &node->id))
        g_hash_table_add (left, &node->bundle);
    }
  for (guint i = 0; self->n_bundles > 0 && i < self->nodes->len; i++)
    if (tg_board_node_is_bundle (&node_at (self, i)->node) && !g_hash_table_contains (left, &node_at (self, i)->node.id))
      g_hash_table_add (gone, &node_at (self, i)->node.id);
}

void
tg_board_remove (TgBoard *self, const gint64 *ids, gsize n)
{
  g_return_if_fail (TG_IS_BOARD (self));

  g_autoptr (GHashTable) gone = g_hash_table_new (g_int64_hash, g_int64_equal);
  for (gsize i = 0; i < n; i++)
    if (g_hash_table_contains (self->by_id, &ids[i]))
      g_hash_table_add (gone, (gpointer) &ids[i]);
  if (g_hash_table_size (gone) == 0)
    return;
  take_along (self, gone);
  drop_edges (self, gone);

  g_autoptr (GPtrArray) dead = g_ptr_array_new_with_free_func (_tg_board_node_free);
  guint kept = 0;
  for (guint i = 0; i < self->nodes->len; i++)
    {
      Node *node = node_at (self, i);
      if (!g_hash_table_contains (gone, &node->node.id))
        {
          node->index = kept;
          self->nodes->pdata[kept++] = node;
          continue;
        }
      _tg_board_set_selected (self, node, FALSE);
      self->n_hidden -= node->node.hidden;
      self->n_bundles -= tg_board_node_is_bundle (&node->node);
      self->bundles_stale |= node->node.bundle != 0;
      g_hash_table_remove (self->by_id, &node->node.id);
      g_ptr_array_add (dead, node);
    }
  self->nodes->len = kept;
  self->links_stale = TRUE;
  touch (self, TRUE);
}

void
tg_board_remove_edge (TgBoard *self, gint64 id)
{
  g_return_if_fail (TG_IS_BOARD (self));

  TgBoardEdge *edge = g_hash_table_lookup (self->edge_by_id, &id);
  if (edge == NULL)
    return;
  g_hash_table_remove (self->edge_by_id, &id);
  g_ptr_array_remove (self->edges, edge);
  g_free (edge);
  self->links_stale = TRUE;
  touch (self, TRUE);
}

void
tg_board_clear (TgBoard *self)
{
  g_return_if_fail (TG_IS_BOARD (self));

  g_hash_table_remove_all (self->by_id);
  g_hash_table_remove_all (self->edge_by_id);
  for (guint i = 0; i < self->nodes->len; i++)
    _tg_board_node_free (node_at (self, i));
  for (guint i = 0; i < self->edges->len; i++)
    g_free (g_ptr_array_index (self->edges, i));
  g_ptr_array_set_size (self->nodes, 0);
  g_ptr_array_set_size (self->edges, 0);
  self->selection_changed |= self->n_selected > 0;
  self->n_hidden = self->n_selected = self->n_bundles = self->n_folded = 0;
  self->last_bundle = 0;
  self->has_view = FALSE;
  self->links_stale = TRUE;
  tg_board_filter_free (self->filter);
  self->filter = tg_board_filter_new ();
  tg_board_series_clear (self->series);
  self->size = TG_SIZE_NONE;
  self->communities = FALSE;
  touch (self, TRUE);
}

/* ---- reading ---- */

guint
tg_board_n_nodes (TgBoard *self)
{
  return self->nodes->len;
}

guint
tg_board_n_edges (TgBoard *self)
{
  return self->edges->len;
}

guint
tg_board_n_hidden (TgBoard *self)
{
  return self->n_hidden;
}

guint
tg_board_n_selected (TgBoard *self)
{
  return self->n_selected;
}

const TgBoardNode *
tg_board_node (TgBoard *self, guint index)
{
  return index < self->nodes->len ? &node_at (self, index)->node : NULL;
}

const TgBoardEdge *
tg_board_edge (TgBoard *self, guint index)
{
  return index < self->edges->len ? g_ptr_array_index (self->edges, index) : NULL;
}

gboolean
tg_board_index (TgBoard *self, gint64 id, guint *index)
{
  Node *node = g_hash_table_lookup (self->by_id, &id);

  if (node != NULL && index != NULL)
    *index = node->index;
  return node != NULL;
}

const TgBoardNode *
tg_board_find (TgBoard *self, gint64 id)
{
  Node *node = g_hash_table_lookup (self->by_id, &id);

  return node != NULL ? &node->node : NULL;
}

guint
tg_board_get_topology (TgBoard *self)
{
  return self->topology;
}

guint
tg_board_get_laid_out (TgBoard *self)
{
  g_return_val_if_fail (TG_IS_BOARD (self), 0);
  return self->laid_out;
}

/* For the reader of a whole board. */
void
_tg_board_set_laid_out (TgBoard *self)
{
  gboolean all = self->nodes->len > 0;

  for (guint i = 0; i < self->nodes->len; i++)
    all = all && (node_at (self, i)->node.placed || tg_board_node_is_away (&node_at (self, i)->node));
  self->laid_out = all ? self->topology : 0;
}

double
tg_board_radius (TgBoard *self, guint index)
{
  const TgBoardNode *node = &node_at (self, index)->node;

  if (node->id < 0)
    return 19 + MIN (log2 (1.0 + node->members), 9);
  if (self->size != TG_SIZE_NONE)
    return 13 + 29 * (double) node->size;
  return 18 + MIN (2 * log2 (1.0 + tg_board_degree (self, index)), 12);
}

/* ---- places, pins, hiding ---- */

void
tg_board_place (TgBoard *self, guint index, double x, double y)
{
  g_return_if_fail (index < self->nodes->len);

  if (!isfinite (x) || !isfinite (y))
    return;
  Node *node = node_at (self, index);
  node->node.x = CLAMP (x, -1e6, 1e6);
  node->node.y = CLAMP (y, -1e6, 1e6);
  node->node.placed = TRUE;
}

void
tg_board_places_changed (TgBoard *self)
{
  touch (self, FALSE);
}

void
tg_board_unplace (TgBoard *self)
{
  for (guint i = 0; i < self->nodes->len; i++)
    if (!node_at (self, i)->node.pinned)
      node_at (self, i)->node.placed = FALSE;
  touch (self, TRUE);
}

void
tg_board_set_pinned (TgBoard *self, const gint64 *ids, gsize n, gboolean pinned)
{
  gboolean any = FALSE;

  for (gsize i = 0; i < n; i++)
    {
      Node *node = g_hash_table_lookup (self->by_id, &ids[i]);
      if (node == NULL || node->node.pinned == (pinned != 0))
        continue;
      node->node.pinned = pinned != 0;
      any = TRUE;
    }
  if (any)
    touch (self, TRUE);
}

static gboolean
hide (TgBoard *self, Node *node, gboolean hidden)
{
  if (node == NULL || node->node.hidden == (hidden != 0))
    return FALSE;
  node->node.hidden = hidden != 0;
  self->n_hidden += hidden ? 1 : -1;
  if (hidden)
    _tg_board_set_selected (self, node, FALSE);
  return TRUE;
}

void
tg_board_set_hidden (TgBoard *self, const gint64 *ids, gsize n, gboolean hidden)
{
  gboolean any = FALSE;

  for (gsize i = 0; i < n; i++)
    any |= hide (self, g_hash_table_lookup (self->by_id, &ids[i]), hidden);
  if (any)
    touch (self, TRUE);
}

void
tg_board_show_all (TgBoard *self)
{
  gboolean any = FALSE;

  for (guint i = 0; i < self->nodes->len; i++)
    any |= hide (self, node_at (self, i), FALSE);
  if (any)
    touch (self, TRUE);
}

void
tg_board_set_expanded (TgBoard *self, gint64 id, gboolean expanded)
{
  Node *node = g_hash_table_lookup (self->by_id, &id);

  if (node == NULL || node->node.expanded == (expanded != 0))
    return;
  node->node.expanded = expanded != 0;
  touch (self, FALSE);
}

void
tg_board_set_brought (TgBoard *self, const gint64 *ids, gsize n, gint64 by)
{
  g_return_if_fail (TG_IS_BOARD (self));

  for (gsize i = 0; i < n; i++)
    {
      Node *node = g_hash_table_lookup (self->by_id, &ids[i]);
      if (node != NULL && node->node.id != by)
        node->node.by = MAX (by, 0);
    }
}

void
tg_board_set_view (TgBoard *self, const TgViewport *view)
{
  self->has_view = view != NULL;
  if (view != NULL)
    self->view = *view;
}

gboolean
tg_board_get_view (TgBoard *self, TgViewport *view)
{
  if (!self->has_view || !tg_viewport_set (view, self->view.x, self->view.y, self->view.zoom))
    return FALSE;
  view->width = MAX (self->view.width, 1);
  view->height = MAX (self->view.height, 1);
  return TRUE;
}

static void
tg_board_finalize (GObject *object)
{
  TgBoard *self = TG_BOARD (object);

  g_hash_table_unref (self->by_id);
  g_hash_table_unref (self->edge_by_id);
  g_ptr_array_set_free_func (self->nodes, _tg_board_node_free);
  g_ptr_array_set_free_func (self->edges, g_free);
  g_ptr_array_unref (self->nodes);
  g_ptr_array_unref (self->edges);
  g_array_unref (self->links);
  g_free (self->link_start);
  g_free (self->link_list);
  g_free (self->edge_link);
  g_free (self->edge_ends);
  g_free (self->neighbours);
  g_free (self->edge_veil);
  tg_board_series_free (self->series);
  g_free (self->edge_sums);
  tg_board_filter_free (self->filter);
  G_OBJECT_CLASS (tg_board_parent_class)->finalize (object);
}

static void
tg_board_class_init (TgBoardClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = tg_board_finalize;
  signals[CHANGED] = g_signal_new ("changed", TG_TYPE_BOARD, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[MOMENT_CHANGED] = g_signal_new ("moment-changed", TG_TYPE_BOARD, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[SELECTION_CHANGED] = g_signal_new ("selection-changed", TG_TYPE_BOARD, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
tg_board_init (TgBoard *self)
{
  /* Arrays are compacted in place, so they free their members only at the end. */
  self->nodes = g_ptr_array_new ();
  self->edges = g_ptr_array_new ();
  self->by_id = g_hash_table_new (g_int64_hash, g_int64_equal);
  self->edge_by_id = g_hash_table_new (g_int64_hash, g_int64_equal);
  self->links = g_array_new (FALSE, FALSE, sizeof (TgBoardLink));
  self->links_stale = TRUE;
  self->view = (TgViewport) TG_VIEWPORT_INIT;
  self->series = tg_board_series_new ();
  self->filter = tg_board_filter_new ();
  self->scope = TG_TIME_ALL;
  self->moment = TG_TIME_NONE;
}

TgBoard *
tg_board_new (void)
{
  return g_object_new (TG_TYPE_BOARD, NULL);
}
