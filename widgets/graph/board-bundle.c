/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tg-widgets"

/* Nodes put together by hand, or because they have something in common; and what is noted beside them. */

#include "widgets/graph/board-private.h"

#include <string.h>

#define FIRST_BUNDLE (-(G_GINT64_CONSTANT (1) << 62) - 1)

static Node *
bundle_of (TgBoard *self, const Node *node)
{
  return node->node.bundle != 0 ? g_hash_table_lookup (self->by_id, &node->node.bundle) : NULL;
}

static void
add_member (TgBoardNode *bundle, const TgBoardNode *node)
{
  if (bundle->members++ == 0)
    bundle->kind = node->kind;
  else if (bundle->kind != node->kind)
    bundle->kind = TG_ENTITY_NONE;
  bundle->severity = MAX (bundle->severity, node->severity);
  bundle->records += node->records;
  if (node->first != TG_TIME_NONE && node->first != 0)
    bundle->first = bundle->first == TG_TIME_NONE ? node->first : MIN (bundle->first, node->first);
  if (node->last != TG_TIME_NONE && node->last != 0)
    bundle->last = bundle->last == TG_TIME_NONE ? node->last : MAX (bundle->last, node->last);
}

static void
empty_bundle (TgBoardNode *bundle)
{
  bundle->members = 0;
  bundle->kind = TG_ENTITY_NONE;
  bundle->severity = TG_SEVERITY_NONE;
  bundle->records = 0;
  bundle->first = bundle->last = TG_TIME_NONE;
}

void
_tg_board_fold (TgBoard *self)
{
  if (!self->bundles_stale)
    return;
  self->bundles_stale = FALSE;
  self->n_folded = 0;
  for (guint i = 0; i < self->nodes->len; i++)
    {
      TgBoardNode *node = &node_at (self, i)->node;
      const gboolean is_bundle = tg_board_node_is_bundle (node);

      if (is_bundle)
        empty_bundle (node);
      node->folded = is_bundle && !node->closed;
    }
  for (guint i = 0; i < self->nodes->len; i++)
    {
      Node *node = node_at (self, i), *bundle = bundle_of (self, node);

      if (bundle == NULL)
        continue;
      add_member (&bundle->node, &node->node);
      node->node.folded = bundle->node.closed;
      self->n_folded += node->node.folded;
    }
  for (guint i = 0; i < self->nodes->len; i++)
    if (node_at (self, i)->node.folded)
      _tg_board_set_selected (self, node_at (self, i), FALSE);
}

static void
remove_empty (TgBoard *self)
{
  g_autoptr (GArray) empty = g_array_new (FALSE, FALSE, sizeof (gint64));

  _tg_board_fold (self);
  for (guint i = 0; self->n_bundles > 0 && i < self->nodes->len; i++)
    if (tg_board_node_is_bundle (&node_at (self, i)->node) && node_at (self, i)->node.members == 0)
      g_array_append_val (empty, node_at (self, i)->node.id);
  tg_board_remove (self, (const gint64 *) (gpointer) empty->data, empty->len);
}

void
_tg_board_check_bundles (TgBoard *self)
{
  for (guint i = 0; i < self->nodes->len; i++)
    {
      Node *node = node_at (self, i), *bundle = bundle_of (self, node);

      if (node->node.bundle != 0 && (bundle == NULL || !tg_board_node_is_bundle (&bundle->node) || tg_board_node_is_bundle (&node->node)))
        node->node.bundle = 0;
    }
  self->bundles_stale = TRUE;
  remove_empty (self);
}

/* The middle of those that have a place; FALSE when none has. */
static gboolean
middle (const GPtrArray *members, double *x, double *y)
{
  guint n = 0;

  *x = *y = 0;
  for (guint i = 0; i < members->len; i++)
    {
      const TgBoardNode *node = &((const Node *) g_ptr_array_index (members, i))->node;

      if (!node->placed || node->hidden)
        continue;
      *x += node->x;
      *y += node->y;
      n++;
    }
  *x /= MAX (n, 1);
  *y /= MAX (n, 1);
  return n > 0;
}

/* The members (Node) of every bundle, by its id. */
static GHashTable *
members_of_all (TgBoard *self)
{
  GHashTable *all = g_hash_table_new_full (g_int64_hash, g_int64_equal, NULL, (GDestroyNotify) g_ptr_array_unref);

  for (guint i = 0; i < self->nodes->len; i++)
    {
      Node *node = node_at (self, i);

      if (node->node.bundle == 0)
        continue;
      GPtrArray *members = g_hash_table_lookup (all, &node->node.bundle);
      if (members == NULL)
        g_hash_table_insert (all, &node->node.bundle, members = g_ptr_array_new ());
      g_ptr_array_add (members, node);
    }
  return all;
}

/* The nodes of these ids, those of bundles replaced by what is in them; each once. */
static GPtrArray *
flatten (TgBoard *self, const gint64 *ids, gsize n)
{
  g_autoptr (GHashTable) known = g_hash_table_new (NULL, NULL), all = NULL;
  GPtrArray *nodes = g_ptr_array_new ();

  for (gsize i = 0; i < n; i++)
    {
      Node *node = g_hash_table_lookup (self->by_id, &ids[i]);

      if (node == NULL || !g_hash_table_add (known, node))
        continue;
      if (!tg_board_node_is_bundle (&node->node))
        {
          g_ptr_array_add (nodes, node);
          continue;
        }
      if (all == NULL)
        all = members_of_all (self);
      GPtrArray *members = g_hash_table_lookup (all, &ids[i]);
      for (guint k = 0; members != NULL && k < members->len; k++)
        if (g_hash_table_add (known, g_ptr_array_index (members, k)))
          g_ptr_array_add (nodes, g_ptr_array_index (members, k));
    }
  return nodes;
}

/* Of nodes that are in no bundle yet, in time that depends on these alone. */
gint64
tg_board_bundle (TgBoard *self, const char *name, guint colour, const gint64 *ids, gsize n)
{
  g_return_val_if_fail (TG_IS_BOARD (self), 0);

  g_autoptr (GPtrArray) members = flatten (self, ids, n);
  TgBoardNode bundle = { .id = MIN (self->last_bundle, FIRST_BUNDLE + 1) - 1, .label = name, .colour = colour };
  gboolean left = FALSE;

  if (members->len == 0 || self->n_bundles >= TG_BOARD_MAX_BUNDLES)
    return 0;
  bundle.placed = middle (members, &bundle.x, &bundle.y);
  tg_board_begin (self);
  const gboolean added = tg_board_add_node (self, &bundle);
  for (guint i = 0; added && i < members->len; i++)
    {
      TgBoardNode *node = &((Node *) g_ptr_array_index (members, i))->node;

      left |= node->bundle != 0;
      node->bundle = bundle.id;
    }
  if (added)
    _tg_board_bundled (self);
  if (left)
    remove_empty (self);
  tg_board_end (self);
  return added ? bundle.id : 0;
}

void
tg_board_bundle_describe (TgBoard *self, gint64 id, const char *name, guint colour)
{
  g_return_if_fail (TG_IS_BOARD (self));

  Node *bundle = g_hash_table_lookup (self->by_id, &id);

  if (bundle == NULL || !tg_board_node_is_bundle (&bundle->node))
    return;
  char *label = g_strdup (name != NULL ? name : "");
  /* After the copy: the caller may give the name back that it was given. */
  g_free ((char *) bundle->node.label);
  bundle->node.label = label;
  bundle->node.colour = MIN (colour, TG_COMMUNITY_COLOURS);
  self->look++;
  _tg_board_touch (self);
}

/* Closed, it stands in the middle of its members; opened, they come to where it stands now. */
static void
close_one (TgBoard *self, Node *bundle, const GPtrArray *members, gboolean closed)
{
  double x, y;
  const gboolean placed = middle (members, &x, &y);

  if (closed && placed && !bundle->node.pinned)
    tg_board_place (self, bundle->index, x, y);
  for (guint i = 0; !closed && placed && bundle->node.placed && i < members->len; i++)
    {
      const Node *node = g_ptr_array_index (members, i);

      if (node->node.placed)
        tg_board_place (self, node->index, node->node.x + bundle->node.x - x, node->node.y + bundle->node.y - y);
    }
  bundle->node.closed = closed;
}

void
tg_board_bundle_close (TgBoard *self, const gint64 *ids, gsize n, gboolean closed)
{
  g_return_if_fail (TG_IS_BOARD (self));

  g_autoptr (GHashTable) all = NULL;

  for (gsize i = 0; i < n; i++)
    {
      Node *bundle = g_hash_table_lookup (self->by_id, &ids[i]);

      if (bundle == NULL || !tg_board_node_is_bundle (&bundle->node) || bundle->node.closed == (closed != 0))
        continue;
      if (all == NULL)
        all = members_of_all (self);
      const GPtrArray *members = g_hash_table_lookup (all, &ids[i]);
      if (members != NULL)
        close_one (self, bundle, members, closed != 0);
    }
  if (all != NULL)
    _tg_board_bundled (self);
}

void
tg_board_unbundle (TgBoard *self, const gint64 *ids, gsize n)
{
  g_return_if_fail (TG_IS_BOARD (self));

  g_autoptr (GPtrArray) members = flatten (self, ids, n);

  if (self->n_bundles == 0 || members->len == 0)
    return;
  tg_board_begin (self);
  tg_board_bundle_close (self, ids, n, FALSE);
  for (guint i = 0; i < members->len; i++)
    ((Node *) g_ptr_array_index (members, i))->node.bundle = 0;
  _tg_board_bundled (self);
  remove_empty (self);
  tg_board_end (self);
}

GArray *
tg_board_bundle_members (TgBoard *self, gint64 id)
{
  GArray *ids = g_array_new (FALSE, FALSE, sizeof (gint64));

  for (guint i = 0; id != 0 && i < self->nodes->len; i++)
    if (node_at (self, i)->node.bundle == id)
      g_array_append_val (ids, node_at (self, i)->node.id);
  return ids;
}

guint
tg_board_n_bundles (TgBoard *self)
{
  g_return_val_if_fail (TG_IS_BOARD (self), 0);
  return self->n_bundles;
}

guint
tg_board_n_folded (TgBoard *self)
{
  g_return_val_if_fail (TG_IS_BOARD (self), 0);
  _tg_board_fold (self);
  return self->n_folded;
}

void
tg_board_set_note (TgBoard *self, gint64 id, const char *note)
{
  g_return_if_fail (TG_IS_BOARD (self));

  Node *node = g_hash_table_lookup (self->by_id, &id);
  g_autofree char *text = g_utf8_make_valid (note != NULL ? note : "", -1);

  if (strlen (text) > TG_BOARD_MAX_NOTE)
    *g_utf8_find_prev_char (text, text + TG_BOARD_MAX_NOTE + 1) = '\0';
  if (node == NULL || g_str_equal (node->node.note, text))
    return;
  g_free ((char *) node->node.note);
  node->node.note = g_steal_pointer (&text);
  self->look++;
  _tg_board_touch (self);
}
