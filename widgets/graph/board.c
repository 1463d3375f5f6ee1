/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tg-widgets"

#include "widgets/graph/board.h"

#include <glib/gi18n.h>
#include <math.h>
#include <string.h>

typedef struct { TgBoardNode node; guint index; } Node;

struct _TgBoard
{
  GObject     parent_instance;

  GPtrArray  *nodes;            /* Node, owned */
  GPtrArray  *edges;            /* TgBoardEdge, owned */
  GHashTable *by_id;            /* gint64* in the Node -> Node */
  GHashTable *edge_by_id;       /* gint64* in the edge -> edge */
  GArray     *links;            /* TgBoardLink */
  guint32    *link_start, *link_list;   /* links at each node */
  gboolean    links_stale;
  guint       n_hidden, n_selected, topology;
  guint       held;             /* depth of begin */
  gboolean    changed, selection_changed;
  TgViewport  view;
  gboolean    has_view;
};

enum { CHANGED, SELECTION_CHANGED, N_SIGNALS };
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (TgBoard, tg_board, G_TYPE_OBJECT)

static void
node_free (gpointer data)
{
  Node *node = data;

  g_free ((char *) node->node.label);
  g_free ((char *) node->node.sublabel);
  g_free ((char *) node->node.account);
  g_free (node);
}

static void
flush (TgBoard *self)
{
  if (self->held > 0)
    return;
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
  self->changed = TRUE;
  if (topology)
    self->topology++;
  flush (self);
}

static Node *
node_at (TgBoard *self, guint index)
{
  return g_ptr_array_index (self->nodes, index);
}

static void
set_selected (TgBoard *self, Node *node, gboolean selected)
{
  selected = selected && !node->node.hidden;
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
  flush (self);
}

/* ---- nodes and edges ---- */

static void
set_text (const char **text, const char *value)
{
  g_autofree char *old = (char *) *text;

  *text = g_strdup (value != NULL ? value : "");
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
      self->n_hidden += own->node.hidden;
      g_ptr_array_add (self->nodes, own);
      g_hash_table_insert (self->by_id, &own->node.id, own);
      set_selected (self, own, node->selected);
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
  if (parent <= 0 || parent > G_MAXINT64 / 64 - 1 || (guint) kind >= TG_ENTITY_N_KINDS)
    return 0;
  return -(parent * 64 + (gint64) kind);
}

gint64
tg_board_set_group (TgBoard *self, gint64 parent, TgEntityKind kind, guint members)
{
  g_return_val_if_fail (TG_IS_BOARD (self), 0);

  gint64 id = tg_board_group_id (parent, kind);
  if (id == 0 || !g_hash_table_contains (self->by_id, &parent))
    return 0;
  if (members == 0)
    {
      tg_board_remove (self, &id, 1);
      return 0;
    }
  const char *title = members == 1 ? tg_entity_kind_title (kind) : tg_entity_kind_plural (kind);
  g_autofree char *label = g_strdup_printf ("%u %s", members, title != NULL ? _(title) : "");
  TgBoardNode node = { .id = id, .kind = kind, .label = label, .parent = parent, .members = members };
  TgBoardEdge edge = { .id = id, .source = parent, .target = id, .count = members };
  tg_board_begin (self);
  gboolean added = tg_board_add_node (self, &node) && tg_board_add_edge (self, &edge);
  tg_board_end (self);
  return added ? id : 0;
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
  for (guint i = 0; i < self->nodes->len; i++)      /* a group goes with its parent */
    if (node_at (self, i)->node.id < 0 && g_hash_table_contains (gone, &node_at (self, i)->node.parent))
      g_hash_table_add (gone, &node_at (self, i)->node.id);
  drop_edges (self, gone);

  g_autoptr (GPtrArray) dead = g_ptr_array_new_with_free_func (node_free);
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
      set_selected (self, node, FALSE);
      self->n_hidden -= node->node.hidden;
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
    node_free (node_at (self, i));
  for (guint i = 0; i < self->edges->len; i++)
    g_free (g_ptr_array_index (self->edges, i));
  g_ptr_array_set_size (self->nodes, 0);
  g_ptr_array_set_size (self->edges, 0);
  self->selection_changed |= self->n_selected > 0;
  self->n_hidden = self->n_selected = 0;
  self->has_view = FALSE;
  self->links_stale = TRUE;
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

static void
link_take (TgBoardLink *link, const TgBoardEdge *edge, gboolean forth, guint64 *best)
{
  link->forth |= forth;
  link->back |= !forth;
  link->kinds |= 1u << ((guint) edge->kind & 31);
  if (link->n_edges++ == 0 || edge->count > *best)
    {
      *best = edge->count;
      link->kind = edge->kind;
    }
  link->count += edge->count;
  link->failed += edge->failed;
  link->bytes += edge->bytes;
}

static void
index_links (TgBoard *self)
{
  guint n = self->nodes->len;
  TgBoardLink *links = (TgBoardLink *) (void *) self->links->data;

  g_free (self->link_start);
  g_free (self->link_list);
  self->link_start = g_new0 (guint32, n + 2);
  self->link_list = g_new0 (guint32, 2 * self->links->len + 1);
  for (guint i = 0; i < self->links->len; i++)
    {
      self->link_start[links[i].a + 2]++;
      if (links[i].a != links[i].b)
        self->link_start[links[i].b + 2]++;
    }
  for (guint i = 2; i <= n + 1; i++)
    self->link_start[i] += self->link_start[i - 1];
  for (guint i = 0; i < self->links->len; i++)
    {
      self->link_list[self->link_start[links[i].a + 1]++] = i;
      if (links[i].a != links[i].b)
        self->link_list[self->link_start[links[i].b + 1]++] = i;
    }
}

static void
ensure_links (TgBoard *self)
{
  g_autoptr (GHashTable) pairs = NULL;
  g_autoptr (GArray) best = NULL;

  if (!self->links_stale)
    return;
  self->links_stale = FALSE;
  pairs = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);
  best = g_array_new (FALSE, TRUE, sizeof (guint64));
  g_array_set_size (self->links, 0);
  for (guint i = 0; i < self->edges->len; i++)
    {
      const TgBoardEdge *edge = g_ptr_array_index (self->edges, i);
      guint32 s = ((Node *) g_hash_table_lookup (self->by_id, &edge->source))->index;
      guint32 t = ((Node *) g_hash_table_lookup (self->by_id, &edge->target))->index;
      gint64 pair = (gint64) MIN (s, t) << 32 | MAX (s, t);
      guint at = GPOINTER_TO_UINT (g_hash_table_lookup (pairs, &pair));
      if (at == 0)
        {
          TgBoardLink link = { .a = MIN (s, t), .b = MAX (s, t) };
          g_array_append_val (self->links, link);
          at = self->links->len;
          g_array_set_size (best, at);
          g_hash_table_insert (pairs, g_memdup2 (&pair, sizeof pair), GUINT_TO_POINTER (at));
        }
      link_take (&g_array_index (self->links, TgBoardLink, at - 1), edge, s <= t, &g_array_index (best, guint64, at - 1));
    }
  index_links (self);
}

const TgBoardLink *
tg_board_links (TgBoard *self, guint *n)
{
  ensure_links (self);
  *n = self->links->len;
  return (const TgBoardLink *) (void *) self->links->data;
}

const guint32 *
tg_board_links_of (TgBoard *self, guint index, guint *n)
{
  ensure_links (self);
  *n = self->link_start[index + 1] - self->link_start[index];
  return self->link_list + self->link_start[index];
}

guint
tg_board_degree (TgBoard *self, guint index)
{
  guint n;

  tg_board_links_of (self, index, &n);
  return n;
}

double
tg_board_radius (TgBoard *self, guint index)
{
  const TgBoardNode *node = &node_at (self, index)->node;

  if (node->id < 0)
    return 19 + MIN (log2 (1.0 + node->members), 9);
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
    set_selected (self, node, FALSE);
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

/* ---- selection ---- */

static void
apply (TgBoard *self, Node *node, gboolean among, TgSelectMode mode)
{
  if (mode == TG_SELECT_SET)
    set_selected (self, node, among);
  else if (among)
    set_selected (self, node, mode == TG_SELECT_ADD || !node->node.selected);
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
        set_selected (self, node_at (self, i), g_hash_table_contains (set, &node_at (self, i)->node.id));
    }
  else
    for (gsize i = 0; i < n; i++)
      {
        Node *node = g_hash_table_lookup (self->by_id, &ids[i]);
        if (node != NULL)
          apply (self, node, TRUE, mode);
      }
  flush (self);
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
  flush (self);
}

void
tg_board_select_kind (TgBoard *self, TgEntityKind kind, TgSelectMode mode)
{
  for (guint i = 0; i < self->nodes->len; i++)
    apply (self, node_at (self, i), node_at (self, i)->node.kind == kind, mode);
  flush (self);
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
      if (was[links[i].a])
        set_selected (self, node_at (self, links[i].b), TRUE);
      if (was[links[i].b])
        set_selected (self, node_at (self, links[i].a), TRUE);
    }
  flush (self);
}

void
tg_board_select_all (TgBoard *self)
{
  for (guint i = 0; i < self->nodes->len; i++)
    set_selected (self, node_at (self, i), TRUE);
  flush (self);
}

void
tg_board_select_none (TgBoard *self)
{
  for (guint i = 0; i < self->nodes->len; i++)
    set_selected (self, node_at (self, i), FALSE);
  flush (self);
}

void
tg_board_select_invert (TgBoard *self)
{
  for (guint i = 0; i < self->nodes->len; i++)
    set_selected (self, node_at (self, i), !node_at (self, i)->node.selected);
  flush (self);
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
      if (!node->hidden && fabs (node->x - x) <= r && fabs (node->y - y) <= r && hypot (node->x - x, node->y - y) <= r)
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
      if (a->hidden || b->hidden)
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
      if (node->hidden)
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
  return self->has_view && tg_viewport_set (view, self->view.x, self->view.y, self->view.zoom);
}

static void
tg_board_finalize (GObject *object)
{
  TgBoard *self = TG_BOARD (object);

  g_hash_table_unref (self->by_id);
  g_hash_table_unref (self->edge_by_id);
  g_ptr_array_set_free_func (self->nodes, node_free);
  g_ptr_array_set_free_func (self->edges, g_free);
  g_ptr_array_unref (self->nodes);
  g_ptr_array_unref (self->edges);
  g_array_unref (self->links);
  g_free (self->link_start);
  g_free (self->link_list);
  G_OBJECT_CLASS (tg_board_parent_class)->finalize (object);
}

static void
tg_board_class_init (TgBoardClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = tg_board_finalize;
  signals[CHANGED] = g_signal_new ("changed", TG_TYPE_BOARD, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
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
}

TgBoard *
tg_board_new (void)
{
  return g_object_new (TG_TYPE_BOARD, NULL);
}
