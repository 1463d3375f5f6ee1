/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tg-widgets"

#include "widgets/graph/settle.h"

#include "core/layout/layout.h"

/* A copy of the board: owned by the thread once it was taken, by nobody else. */
typedef struct
{
  guint    topology, n, n_edges;
  guint32 *index, *slot, *source, *target;      /* slot: board's node -> ours, G_MAXUINT32 when hidden */
  guint    n_slots;
  float   *x, *y, *radius;
  guint8  *placed, *pinned;
  gboolean keep;
} Job;

typedef struct { guint32 node; float x, y; gboolean held; } Hold;

struct _TgSettle
{
  GThread *thread;
  GMutex   lock;                /* all below */
  GCond    wake;
  gboolean quit, busy, fresh;
  Job     *next;
  GArray  *holds;               /* Hold, for the job of hold_topology */
  guint    hold_topology;
  guint    topology, n;         /* of what is published */
  guint32 *index;
  float   *x, *y;

  guint32 *taken_index;         /* the main thread's half */
  float   *taken_x, *taken_y;
  guint32 *slot;                /* the main thread's copy for holds */
  guint    n_slots, started;
};

static void
job_free (Job *job)
{
  if (job == NULL)
    return;
  g_free (job->index);
  g_free (job->slot);
  g_free (job->source);
  g_free (job->target);
  g_free (job->x);
  g_free (job->y);
  g_free (job->radius);
  g_free (job->placed);
  g_free (job->pinned);
  g_free (job);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Job, job_free)

static void
publish (TgSettle *self, const Job *job, TgForce *force)
{
  g_autofree float *x = g_new (float, job->n + 1), *y = g_new (float, job->n + 1);

  tg_force_read (force, x, y);
  g_mutex_lock (&self->lock);
  g_free (self->index);
  self->index = g_memdup2 (job->index, sizeof (guint32) * job->n);
  g_free (self->x);
  g_free (self->y);
  self->x = g_steal_pointer (&x);
  self->y = g_steal_pointer (&y);
  self->n = job->n;
  self->topology = job->topology;
  self->fresh = TRUE;
  g_mutex_unlock (&self->lock);
}

/* TRUE when the layout was touched; called with the lock. */
static gboolean
apply_holds (TgSettle *self, const Job *job, TgForce *force)
{
  gboolean any = FALSE;

  for (guint i = 0; self->hold_topology == job->topology && i < self->holds->len; i++)
    {
      const Hold *hold = &g_array_index (self->holds, Hold, i);
      if (hold->node < job->n)
        {
          tg_force_hold (force, hold->node, hold->x, hold->y, hold->held);
          any = TRUE;
        }
    }
  g_array_set_size (self->holds, 0);
  return any;
}

/* Steps one job until it is superseded; once settled it sleeps until a node is held. */
static void
run (TgSettle *self, Job *job)
{
  TgLayoutGraph graph = { .n_nodes = job->n, .n_edges = job->n_edges, .x = job->x, .y = job->y, .radius = job->radius,
                          .placed = job->placed, .pinned = job->pinned, .source = job->source, .target = job->target };
  TgForceOptions options = { .keep = job->keep, .seed = 1, .threads = job->n > 2000 ? 0 : 1, .edge_length = job->n <= 150 ? 120 : 90 };
  g_autoptr (TgForce) force = tg_force_new (&graph, &options);
  gint64 shown = 0;
  gboolean moving = TRUE;

  for (;;)
    {
      g_mutex_lock (&self->lock);
      while (!moving && !self->quit && self->next == NULL && self->holds->len == 0)
        {
          self->busy = FALSE;
          g_cond_wait (&self->wake, &self->lock);
        }
      if (self->quit || self->next != NULL)
        {
          g_mutex_unlock (&self->lock);
          return;
        }
      self->busy = TRUE;
      apply_holds (self, job, force);
      g_mutex_unlock (&self->lock);
      moving = tg_force_step (force);
      gint64 now = g_get_monotonic_time ();
      if (!moving || now - shown >= G_USEC_PER_SEC / 60)
        {
          publish (self, job, force);
          shown = now;
        }
    }
}

static gpointer
settle_worker (gpointer data)
{
  TgSettle *self = data;

  for (;;)
    {
      g_mutex_lock (&self->lock);
      while (!self->quit && self->next == NULL)
        {
          self->busy = FALSE;
          g_cond_wait (&self->wake, &self->lock);
        }
      g_autoptr (Job) job = g_steal_pointer (&self->next);
      gboolean quit = self->quit;
      g_mutex_unlock (&self->lock);
      if (quit)
        return NULL;
      if (job->n > 0)
        run (self, job);
    }
}

TgSettle *
tg_settle_new (void)
{
  TgSettle *self = g_new0 (TgSettle, 1);

  g_mutex_init (&self->lock);
  g_cond_init (&self->wake);
  self->holds = g_array_new (FALSE, FALSE, sizeof (Hold));
  return self;
}

void
tg_settle_free (TgSettle *self)
{
  if (self == NULL)
    return;
  g_mutex_lock (&self->lock);
  self->quit = TRUE;
  g_cond_signal (&self->wake);
  g_mutex_unlock (&self->lock);
  if (self->thread != NULL)
    g_thread_join (self->thread);
  job_free (self->next);
  g_array_unref (self->holds);
  g_free (self->index);
  g_free (self->x);
  g_free (self->y);
  g_free (self->taken_index);
  g_free (self->taken_x);
  g_free (self->taken_y);
  g_free (self->slot);
  g_mutex_clear (&self->lock);
  g_cond_clear (&self->wake);
  g_free (self);
}

static Job *
copy_board (TgBoard *board)
{
  Job *job = g_new0 (Job, 1);
  guint n = tg_board_n_nodes (board), n_links;
  const TgBoardLink *links = tg_board_links (board, &n_links);

  job->topology = tg_board_get_topology (board);
  job->n_slots = n;
  job->slot = g_new (guint32, n + 1);
  job->index = g_new (guint32, n + 1);
  job->x = g_new0 (float, n + 1);
  job->y = g_new0 (float, n + 1);
  /* room for a label around each, as long as there are not so many that none could be read */
  const float room = n <= 150 ? 44 : n <= 600 ? 18 : 6;

  job->radius = g_new0 (float, n + 1);
  job->placed = g_new0 (guint8, n + 1);
  job->pinned = g_new0 (guint8, n + 1);
  job->source = g_new (guint32, n_links + n + 1);
  job->target = g_new (guint32, n_links + n + 1);
  for (guint i = 0; i < n; i++)
    {
      const TgBoardNode *node = tg_board_node (board, i);
      guint at = job->n;
      job->slot[i] = G_MAXUINT32;
      const gboolean ground = tg_board_node_is_bundle (node) && !node->closed;      /* holds its members together */

      if (node->hidden || (node->folded && !ground))
        continue;
      job->slot[i] = at;
      job->index[at] = i;
      job->x[at] = (float) node->x;
      job->y[at] = (float) node->y;
      job->radius[at] = ground ? 1 : (float) tg_board_radius (board, i) + room;
      job->placed[at] = node->placed;
      job->pinned[at] = node->pinned && node->placed;
      job->keep |= node->placed;
      job->n++;
    }
  for (guint i = 0; i < n_links; i++)
    {
      guint32 s = job->slot[links[i].a], t = job->slot[links[i].b];
      if (s == G_MAXUINT32 || t == G_MAXUINT32 || s == t)
        continue;
      job->source[job->n_edges] = s;
      job->target[job->n_edges++] = t;
    }
  for (guint i = 0, ground; i < n; i++)
    if (job->slot[i] != G_MAXUINT32 && tg_board_index (board, tg_board_node (board, i)->bundle, &ground) && job->slot[ground] != G_MAXUINT32)
      {
        job->source[job->n_edges] = job->slot[ground];
        job->target[job->n_edges++] = job->slot[i];
      }
  return job;
}

void
tg_settle_start (TgSettle *self, TgBoard *board)
{
  Job *job = copy_board (board);

  g_free (self->slot);
  self->slot = g_memdup2 (job->slot, sizeof (guint32) * (job->n_slots + 1));
  self->n_slots = job->n_slots;
  self->started = job->topology;
  g_mutex_lock (&self->lock);
  job_free (self->next);
  self->busy = job->n > 0;
  self->fresh = FALSE;
  g_array_set_size (self->holds, 0);
  self->next = job;
  g_cond_signal (&self->wake);
  g_mutex_unlock (&self->lock);
  if (self->thread == NULL)
    self->thread = g_thread_new ("graph layout", settle_worker, self);
}

gboolean
tg_settle_take (TgSettle *self, guint topology, const guint32 **index, const float **x, const float **y, guint *n)
{
  g_mutex_lock (&self->lock);
  gboolean fresh = self->fresh && self->topology == topology;
  if (fresh)
    {
      g_free (self->taken_index);
      g_free (self->taken_x);
      g_free (self->taken_y);
      self->taken_index = g_steal_pointer (&self->index);
      self->taken_x = g_steal_pointer (&self->x);
      self->taken_y = g_steal_pointer (&self->y);
      *index = self->taken_index;
      *x = self->taken_x;
      *y = self->taken_y;
      *n = self->n;
      self->fresh = FALSE;
    }
  g_mutex_unlock (&self->lock);
  return fresh;
}

gboolean
tg_settle_is_busy (TgSettle *self)
{
  g_mutex_lock (&self->lock);
  gboolean busy = self->busy || self->fresh || self->next != NULL;
  g_mutex_unlock (&self->lock);
  return busy;
}

void
tg_settle_hold (TgSettle *self, guint index, double x, double y, gboolean held)
{
  if (self->thread == NULL || index >= self->n_slots || self->slot[index] == G_MAXUINT32)
    return;
  Hold hold = { self->slot[index], (float) x, (float) y, held };
  g_mutex_lock (&self->lock);
  self->hold_topology = self->started;
  self->busy = TRUE;
  if (self->holds->len < 65536)
    g_array_append_val (self->holds, hold);
  g_cond_signal (&self->wake);
  g_mutex_unlock (&self->lock);
}
