/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tg-widgets"

/* Lines of a board: all relations of a pair of nodes are one. */

#include "widgets/graph/board-private.h"

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

/* The node that is drawn for this one. */
static guint32
stands_for (TgBoard *self, const Node *node)
{
  const Node *bundle = node->node.folded && node->node.bundle != 0 ? g_hash_table_lookup (self->by_id, &node->node.bundle) : NULL;

  return bundle != NULL ? bundle->index : node->index;
}

/* Where a bundle is closed a node has fewer lines than neighbours. */
static void
count_neighbours (TgBoard *self)
{
  g_autoptr (GHashTable) pairs = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);

  self->neighbours = g_new0 (guint32, self->nodes->len + 1);
  for (guint i = 0; i < self->edges->len; i++)
    {
      const guint32 s = self->edge_ends[2 * i], t = self->edge_ends[2 * i + 1];
      const gint64 pair = (gint64) MIN (s, t) << 32 | MAX (s, t);

      if (!g_hash_table_add (pairs, g_memdup2 (&pair, sizeof pair)))
        continue;
      self->neighbours[s]++;
      if (s != t)
        self->neighbours[t]++;
    }
}

static void
ensure_links (TgBoard *self)
{
  g_autoptr (GHashTable) pairs = NULL;

  _tg_board_fold (self);
  if (!self->links_stale)
    return;
  self->links_stale = FALSE;
  pairs = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);
  g_array_set_size (self->links, 0);
  g_free (self->edge_link);
  g_free (self->edge_ends);
  self->edge_link = g_new (guint32, self->edges->len + 1);
  self->edge_ends = g_new (guint32, 2 * (gsize) self->edges->len + 2);
  g_clear_pointer (&self->edge_veil, g_free);           /* it was of other edges */
  g_clear_pointer (&self->edge_sums, g_free);
  for (guint i = 0; i < self->edges->len; i++)
    {
      const TgBoardEdge *edge = g_ptr_array_index (self->edges, i);
      const Node *source = g_hash_table_lookup (self->by_id, &edge->source), *target = g_hash_table_lookup (self->by_id, &edge->target);
      const guint32 s = stands_for (self, source), t = stands_for (self, target);

      self->edge_ends[2 * i] = source->index;
      self->edge_ends[2 * i + 1] = target->index;
      self->edge_link[i] = NO_LINK;
      if (s == t && source != target)
        continue;
      gint64 pair = (gint64) MIN (s, t) << 32 | MAX (s, t);
      guint at = GPOINTER_TO_UINT (g_hash_table_lookup (pairs, &pair));
      if (at == 0)
        {
          TgBoardLink link = { .a = MIN (s, t), .b = MAX (s, t) };
          g_array_append_val (self->links, link);
          at = self->links->len;
          g_hash_table_insert (pairs, g_memdup2 (&pair, sizeof pair), GUINT_TO_POINTER (at));
        }
      self->edge_link[i] = at - 1;
    }
  g_clear_pointer (&self->neighbours, g_free);
  if (self->n_folded > 0)
    count_neighbours (self);
  _tg_board_sum_links (self);
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
tg_board_n_neighbours (TgBoard *self, guint index)
{
  ensure_links (self);
  return self->neighbours != NULL ? self->neighbours[index] : tg_board_degree (self, index);
}

guint
tg_board_degree (TgBoard *self, guint index)
{
  guint n;

  tg_board_links_of (self, index, &n);
  return n;
}
