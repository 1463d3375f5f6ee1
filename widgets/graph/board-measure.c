/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tg-widgets"

#include "widgets/graph/board-measure.h"

#include <gio/gio.h>
#include <math.h>

#include "core/graph/measures.h"
#include "widgets/graph/board-private.h"

/* ---- what a board wants ---- */

void
tg_board_set_size (TgBoard *self, TgBoardSize size)
{
  g_return_if_fail (TG_IS_BOARD (self) && (guint) size < TG_SIZE_N);

  if (self->size == size)
    return;
  self->size = size;
  self->look++;
  _tg_board_touch (self);
}

TgBoardSize
tg_board_get_size (TgBoard *self)
{
  g_return_val_if_fail (TG_IS_BOARD (self), TG_SIZE_NONE);
  return self->size;
}

void
tg_board_set_communities (TgBoard *self, gboolean communities)
{
  g_return_if_fail (TG_IS_BOARD (self));

  if (self->communities == (communities != 0))
    return;
  self->communities = communities != 0;
  self->look++;
  _tg_board_touch (self);
}

gboolean
tg_board_get_communities (TgBoard *self)
{
  g_return_val_if_fail (TG_IS_BOARD (self), FALSE);
  return self->communities;
}

void
tg_board_select_community (TgBoard *self, guint community, TgSelectMode mode)
{
  g_autoptr (GArray) ids = g_array_new (FALSE, FALSE, sizeof (gint64));

  g_return_if_fail (TG_IS_BOARD (self));
  for (guint i = 0; i < self->nodes->len; i++)
    if (community > 0 && node_at (self, i)->node.community == community)
      g_array_append_val (ids, node_at (self, i)->node.id);
  tg_board_select (self, (const gint64 *) (gpointer) ids->data, ids->len, mode);
}

/* ---- working it out ---- */

typedef struct
{
  TgJob      *job;              /* owned */
  TgBoardSize wanted;
  gboolean    communities;
  guint       topology, n, n_edges;
  gint64     *id;
  guint32    *source, *target, *community;
  double     *weight, *size;
  guint       n_communities;
  double      modularity;
} Work;

struct _TgBoardMeasure
{
  TgBoard    *board;            /* owned */
  void      (*changed) (gpointer data);
  gpointer    data;
  TgJob      *job;              /* owned: under way; NULL */
  TgBoardSize wanted;           /* done, or under way */
  gboolean    communities;
  guint       topology;
  guint       n_communities;
  double      modularity;
};

static void
work_free (gpointer data)
{
  Work *w = data;

  tg_job_unref (w->job);
  g_free (w->id);
  g_free (w->source);
  g_free (w->target);
  g_free (w->community);
  g_free (w->weight);
  g_free (w->size);
  g_free (w);
}

static Work *
work_new (TgBoardMeasure *self)
{
  Work *w = g_new0 (Work, 1);
  const guint n = tg_board_n_nodes (self->board);
  guint n_links;
  const TgBoardLink *links = tg_board_links (self->board, &n_links);
  g_autofree guint32 *slot = g_new (guint32, n + 1);

  *w = (Work) { .job = tg_job_ref (self->job), .wanted = self->wanted, .communities = self->communities, .topology = self->topology,
                .id = g_new (gint64, n + 1), .source = g_new (guint32, n_links + 1), .target = g_new (guint32, n_links + 1),
                .community = g_new0 (guint32, n + 1), .weight = g_new (double, n_links + 1), .size = g_new0 (double, n + 1) };
  for (guint i = 0; i < n; i++)
    {
      const TgBoardNode *node = tg_board_node (self->board, i);

      slot[i] = tg_board_node_is_away (node) ? G_MAXUINT32 : w->n;
      if (!tg_board_node_is_away (node))
        w->id[w->n++] = node->id;
    }
  for (guint i = 0; i < n_links; i++)
    {
      if (slot[links[i].a] == G_MAXUINT32 || slot[links[i].b] == G_MAXUINT32)
        continue;
      w->source[w->n_edges] = slot[links[i].a];
      w->target[w->n_edges] = slot[links[i].b];
      w->weight[w->n_edges++] = (double) links[i].count;
    }
  return w;
}

/* From 0 to 1: areas as the values are, but for counts, which go over many powers of ten. */
static void
scale (Work *w)
{
  double most = 0;

  for (guint i = 0; i < w->n; i++)
    most = MAX (most, w->size[i]);
  for (guint i = 0; i < w->n && most > 0; i++)
    w->size[i] = w->wanted == TG_SIZE_WEIGHT ? log1p (w->size[i]) / log1p (most) : sqrt (w->size[i] / most);
}

static void
measure_worker (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Work *w = data;
  TgMeasureGraph g = { w->n, w->n_edges, w->source, w->target, w->weight };

  if (w->wanted == TG_SIZE_BETWEENNESS)
    tg_measure_betweenness (&g, tg_measure_pivots (&g), w->size, w->job);
  else if (w->wanted != TG_SIZE_NONE)
    tg_measure_degree (&g, w->wanted == TG_SIZE_WEIGHT, w->size);
  scale (w);
  if (w->communities)
    {
      /* a relation seen a million times binds no more than some seen a few times */
      for (guint i = 0; i < w->n_edges; i++)
        w->weight[i] = 1 + log1p (w->weight[i]);
      w->n_communities = tg_measure_communities (&g, w->community, &w->modularity, w->job);
    }
  g_task_return_boolean (task, TRUE);
}

static void
apply (TgBoard *board, const Work *w)
{
  for (guint i = 0; i < board->nodes->len; i++)
    {
      node_at (board, i)->node.size = 0;
      node_at (board, i)->node.community = 0;
    }
  for (guint i = 0; i < w->n; i++)
    {
      Node *node = g_hash_table_lookup (board->by_id, &w->id[i]);

      if (node == NULL)
        continue;
      node->node.size = (float) w->size[i];
      node->node.community = w->n_communities > 0 ? w->community[i] + 1 : 0;
    }
  _tg_board_touch_moment (board);
}

static void
measured_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  const Work *w = g_task_get_task_data (G_TASK (result));
  TgBoardMeasure *self = data;

  if (tg_job_is_cancelled (w->job))     /* self may be gone */
    return;
  g_clear_pointer (&self->job, tg_job_unref);
  self->n_communities = w->n_communities;
  self->modularity = w->modularity;
  apply (self->board, w);
  self->changed (self->data);
}

static void
stop (TgBoardMeasure *self)
{
  if (self->job != NULL)
    tg_job_cancel (self->job);
  g_clear_pointer (&self->job, tg_job_unref);
}

void
tg_board_measure_update (TgBoardMeasure *self)
{
  const TgBoardSize wanted = tg_board_get_size (self->board);
  const gboolean communities = tg_board_get_communities (self->board);
  const guint topology = tg_board_get_topology (self->board);
  const gboolean nothing = wanted == TG_SIZE_NONE && !communities;

  if (self->wanted == wanted && self->communities == communities && (nothing || self->topology == topology))
    return;
  stop (self);
  self->wanted = wanted;
  self->communities = communities;
  self->topology = topology;
  if (!communities)
    self->n_communities = 0;
  self->job = tg_job_new ("measures");
  g_autoptr (GTask) task = g_task_new (self->board, NULL, measured_cb, self);
  g_task_set_task_data (task, work_new (self), work_free);
  g_task_run_in_thread (task, measure_worker);
}

TgBoardMeasure *
tg_board_measure_new (TgBoard *board, void (*changed) (gpointer data), gpointer data)
{
  TgBoardMeasure *self = g_new0 (TgBoardMeasure, 1);

  self->board = g_object_ref (board);
  self->changed = changed;
  self->data = data;
  return self;
}

void
tg_board_measure_free (TgBoardMeasure *self)
{
  if (self == NULL)
    return;
  stop (self);
  g_object_unref (self->board);
  g_free (self);
}

gboolean
tg_board_measure_is_busy (TgBoardMeasure *self)
{
  return self->job != NULL;
}

guint
tg_board_measure_communities (TgBoardMeasure *self, double *modularity)
{
  if (modularity != NULL)
    *modularity = self->modularity;
  return self->communities ? self->n_communities : 0;
}
