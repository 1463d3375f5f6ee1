/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tg-layout"

#include "core/layout/layout.h"

#include <math.h>
#include <string.h>

#include "core/layout/circles.h"
#include "core/layout/crew.h"
#include "core/layout/finish.h"
#include "core/layout/level.h"
#include "core/layout/pivots.h"
#include "core/layout/start.h"
#include "core/layout/tree.h"

/* Springs of wanted lengths between neighbours, weighted by 1/length², and repulsion of strength/distance between all: the minimum is that of
 * the stress of the edges less the entropy of everything else (Gansner, Hu and North, "A maxent-stress model for graph layout", 2013). Springs to some
 * pivots hold the large components in shape. Where these are, repulsion fades beyond some edges' lengths: the sum of it over the whole component would
 * tear leaves from their branches. Each node goes by the force on it over the stiffness of its springs, with some of its last way added. The way is
 * bounded by a heat that adapts as in Hu, "Efficient and high quality force-directed graph drawing" (2005): less when the moves grow, more when they
 * shrink five times in a row.
 *
 * Few steps do on each level: what the coarser one drew is nearly right already, and what a level wants by itself (its repulsion is that of its own
 * nodes) is not better. */

#define COORDINATE_MAX 1e7f       /* farther is brought back: float32 keeps half a unit there */
#define COOLING 0.9f
#define PATIENCE 5
#define STRETCH 4.0f              /* of springs, on average, by the repulsion */
#define FEW 800                   /* nodes of a component on a coarser level: where the shape of the whole is made, by pivots as strong as they want */
#define FAR 0.3f                  /* what pivots count beside springs on the other levels, see pull_far() */
#define FAR_TREE 0.05f            /* in trees, where leaves that are equally far from all pivots would be drawn onto each other */
#define MESH_EDGES 0.3f           /* a node, beside the one that a tree has, from which on it is none any more */
#define REACH 4.0f                /* edges' lengths from which on repulsion fades beyond */
#define CROWD 0.3f                /* what a near repulsion adds to the stiffness */
#define SOFT2 1.0f                /* added to squared distances */
#define SMALL 1500                /* fewer nodes are not worth waking threads for */
#define COARSEST 48
#define SKETCH_MIN 24             /* nodes of a component on a level, to begin with places by its pivots */
#define LEVELS_MAX 40
#define COARSEST_STEPS 60
#define FINEST_STEPS 60
#define FINEST_WORK 60000         /* steps times nodes that cost next to nothing */
#define LEVEL_STEPS 20
#define LEVEL_STEPS_SMALL 30      /* of levels whose steps cost little */
#define LEVEL_SMALL 3000
#define CALM_STEPS_MAX 1000       /* of only moving circles apart, at the end */
#define CALM_PATIENCE 8          /* of these, before a component grows */
#define BALANCE_STEPS 10          /* between looks at the scale of it all */
#define WARM 0.3f                 /* edges' lengths that nodes of a finer level may go at first */
#define PACK_STEPS 24             /* between looks whether components outgrew their places */

struct _TgForce
{
  guint32  n;
  guint32 *slot;                  /* of a node of the graph: its place in the levels */
  TgLevel *levels[LEVELS_MAX];    /* the finest first */
  guint    n_levels, at;
  float   *home_x, *home_y;       /* where placed nodes were */
  guint8  *fixed, *stays, *placed, *loose, *anchored;       /* stays: fixed or held; loose: forces move it; anchored: of a part, its place counts */
  TgForceOptions options;
  TgCircles circles;
  TgTree   tree;
  TgPivots pivots[LEVELS_MAX];    /* of each level; none without coarser ones */
  guint32 *part_of;               /* a node of this level: its component */
  float   *fade, *far;            /* of a component: of its repulsion; what its pivots count */
  double  *strain;
  float    edge;                  /* mean length now */
  TgCrew  *crew;
  float    heat;
  double   mean_move, last_move;
  guint    step, level_step, patience, calm;
  gboolean settled, tethered, frozen, dragged, any_anchored, balanced;   /* balanced: push is to be set */
};

static float
sane (float value)
{
  return isfinite (value) ? CLAMP (value, -COORDINATE_MAX, COORDINATE_MAX) : 0;
}

static float
weight_of (const TgLayoutGraph *graph, guint32 e)
{
  return graph->weight != NULL && isfinite (graph->weight[e]) && graph->weight[e] > 0 ? CLAMP (graph->weight[e], 0.05f, 2.0f) : 1;
}

static guint32
degree (const TgLevel *level, guint32 i)
{
  return level->adjacency.start[i + 1] - level->adjacency.start[i];
}

/* The edges as the levels number nodes, with the lengths that are wanted. */
static void
read_edges (TgForce *force, const TgLayoutGraph *graph, TgLevel *level)
{
  g_autofree guint32 *source = g_new (guint32, MAX (graph->n_edges, 1)), *target = g_new (guint32, MAX (graph->n_edges, 1));
  g_autofree float *weight = g_new (float, MAX (graph->n_edges, 1));
  TgAdjacency *a = &level->adjacency;
  guint32 m = 0;

  for (guint32 e = 0; e < graph->n_edges; e++)
    if (graph->source[e] < force->n && graph->target[e] < force->n)
      {
        source[m] = force->slot[graph->source[e]];
        target[m] = force->slot[graph->target[e]];
        weight[m++] = weight_of (graph, e);
      }
  tg_adjacency_init (a, force->n, m, source, target, weight);
  level->length = g_new (float, MAX (a->start[force->n], 1));
  for (guint32 i = 0; i < force->n; i++)
    for (guint32 k = a->start[i]; k < a->start[i + 1]; k++)
      {
        guint32 j = a->list[k];
        level->length[k] = force->options.edge_length + level->radius[i] + level->radius[j];
        /* a hub's leaves need a disc with room for them all, not a ring of one spring's length */
        if (degree (level, i) == 1 || degree (level, j) == 1)
          level->length[k] += 6 * sqrtf ((float) MAX (degree (level, i), degree (level, j)));
        a->weight[k] = MIN (a->weight[k], 4);
      }
  tg_level_stiffen (level);
}

static void
read_nodes (TgForce *force, const TgLayoutGraph *graph, TgLevel *level)
{
  for (guint32 g = 0; g < force->n; g++)
    {
      guint32 i = force->slot[g];
      float r = graph->radius != NULL ? graph->radius[g] : 20;
      level->radius[i] = isfinite (r) ? CLAMP (r, 1, 10000) : 20;
      level->mass[i] = 1;
      force->fixed[i] = force->stays[i] = graph->pinned != NULL && graph->pinned[g];
      force->placed[i] = force->fixed[i] || (graph->placed != NULL && graph->placed[g]);
      if (!force->placed[i])
        continue;
      level->x[i] = sane (graph->x[g]);
      level->y[i] = sane (graph->y[g]);
    }
}

/* In keep mode forces move only what is new and what is next to it. */
static void
read_ties (TgForce *force)
{
  TgLevel *level = force->levels[0];

  for (guint32 p = 0; p < level->n_parts; p++)
    for (guint32 i = level->part[p]; i < level->part[p + 1]; i++)
      {
        force->tethered |= force->options.keep && force->placed[i];
        if (force->fixed[i] || (force->options.keep && force->placed[i]))
          force->anchored[p] = force->any_anchored = TRUE;
      }
  for (guint32 i = 0; i < force->n; i++)
    {
      force->loose[i] = !force->tethered || !force->placed[i];
      for (guint32 k = level->adjacency.start[i]; !force->loose[i] && k < level->adjacency.start[i + 1]; k++)
        force->loose[i] = !force->placed[level->adjacency.list[k]];
    }
}

static void
read_options (TgForce *force, const TgForceOptions *options)
{
  force->options = *options;
  if (!(force->options.edge_length > 0) || !isfinite (force->options.edge_length))
    force->options.edge_length = 80;
  if (!(force->options.gravity > 0))
    force->options.gravity = 0;
  force->options.gravity = MIN (force->options.gravity, 1);
  if (!(force->options.theta > 0))
    force->options.theta = 0.7f;
  force->options.theta = MIN (force->options.theta, 0.95f);
  if (!(force->options.tolerance > 0))
    force->options.tolerance = 0.003f;
  if (force->options.max_steps == 0)
    force->options.max_steps = 600;
}

static void
pack (TgForce *force, gboolean tight)
{
  TgLevel *level = force->levels[force->at];

  if (!force->frozen && (level->n_parts > 1 || !force->any_anchored))
    tg_finish_pack (level, force->anchored, force->options.edge_length / 2, tight);
}

/* Where the shape of a component is made, once for all finer levels. */
static gboolean
is_sketch (const TgForce *force, guint32 part)
{
  const TgLevel *level = force->levels[force->at];

  return force->at > 0 && level->part[part + 1] - level->part[part] <= FEW;
}

static void
balance (TgForce *force)
{
  TgLevel *level = force->levels[force->at];

  force->edge = MAX (tg_finish_balance (level, force->anchored, STRETCH, force->strain), 1);
  force->balanced = TRUE;
  for (guint32 p = 0; p < level->n_parts; p++)
    {
      gboolean fades = p < force->pivots[force->at].n_parts && !is_sketch (force, p);
      force->fade[p] = fades ? 1 / (REACH * REACH * force->edge * force->edge) : 0;
    }
}

static void
find_pivots (TgForce *force)
{
  tg_pivots_init (&force->pivots[0], force->levels[0]);
  for (guint l = 1; l < force->n_levels; l++)
    tg_pivots_coarsen (&force->pivots[l], &force->pivots[l - 1], force->levels[l - 1], force->levels[l]);
  for (guint32 p = 0; p < force->pivots[0].n_parts; p++)
    {
      const TgLevel *level = force->levels[0];
      guint32 ends = level->adjacency.start[level->part[p + 1]] - level->adjacency.start[level->part[p]];
      float more = (float) ends / 2 / (float) (level->part[p + 1] - level->part[p]) - 1;
      force->far[p] = FAR_TREE + (FAR - FAR_TREE) * CLAMP (more / MESH_EDGES, 0, 1);
    }
}

static void
jitter (TgForce *force, guint32 i)
{
  TgLevel *level = force->levels[force->at];

  level->x[i] += 0.3f * force->options.edge_length * tg_start_jitter (force->options.seed, i, 1);
  level->y[i] += 0.3f * force->options.edge_length * tg_start_jitter (force->options.seed, i, 2);
}

/* Components that have become large enough for it with this level get the places that their pivots know. Those beside a larger one were made
 * coarser with it, down to a single node. */
static void
sketch (TgForce *force)
{
  const TgPivots *pivots = &force->pivots[force->at];
  TgLevel *level = force->levels[force->at], *coarse = force->at + 1 < force->n_levels ? force->levels[force->at + 1] : NULL;

  for (guint32 p = 0; p < pivots->n_parts; p++)
    {
      if (level->part[p + 1] - level->part[p] < SKETCH_MIN || (coarse != NULL && coarse->part[p + 1] - coarse->part[p] >= SKETCH_MIN))
        continue;
      tg_pivots_place (pivots, level, p, force->options.edge_length);
      for (guint32 i = level->part[p]; i < level->part[p + 1]; i++)
        jitter (force, i);
    }
}

static void
enter_level (TgForce *force, float heat)
{
  const TgLevel *level = force->levels[force->at];

  for (guint32 p = 0; p < level->n_parts; p++)
    for (guint32 i = level->part[p]; i < level->part[p + 1]; i++)
      force->part_of[i] = p;
  tg_pivots_open (&force->pivots[force->at], level);
  balance (force);
  force->heat = heat * force->edge;
  force->level_step = force->patience = 0;
  force->last_move = INFINITY;
  pack (force, FALSE);
}

TgForce *
tg_force_new (const TgLayoutGraph *graph, const TgForceOptions *options)
{
  g_return_val_if_fail (graph != NULL && options != NULL, NULL);

  TgForce *force = g_new0 (TgForce, 1);
  gsize n = MAX (graph->n_nodes, 1);
  guint8 **flags[] = { &force->fixed, &force->stays, &force->placed, &force->loose, &force->anchored };
  gboolean any_placed = FALSE;

  force->n = graph->n_nodes;
  read_options (force, options);
  for (guint i = 0; i < G_N_ELEMENTS (flags); i++)
    *flags[i] = g_new0 (guint8, n);
  force->slot = g_new (guint32, n);
  force->part_of = g_new0 (guint32, n);
  force->home_x = g_new0 (float, n);
  force->home_y = g_new0 (float, n);
  TgLevel *level = force->levels[force->n_levels++] = tg_level_new (force->n);
  g_auto (TgAdjacency) adjacency = { NULL };
  tg_adjacency_init (&adjacency, force->n, graph->n_edges, graph->source, graph->target, NULL);
  tg_start_order (force->n, &adjacency, force->slot, &level->part, &level->n_parts);
  force->fade = g_new0 (float, MAX (level->n_parts, 1));
  force->far = g_new0 (float, MAX (level->n_parts, 1));
  force->strain = g_new0 (double, MAX (level->n_parts, 1));
  read_nodes (force, graph, level);
  read_edges (force, graph, level);
  read_ties (force);
  tg_start_spread (level, force->placed, force->fixed);
  memcpy (force->home_x, level->x, force->n * sizeof (float));
  memcpy (force->home_y, level->y, force->n * sizeof (float));
  tg_circles_init (&force->circles, force->n, level->radius);

  for (guint32 i = 0; i < force->n; i++)
    any_placed |= force->placed[i];
  while (!any_placed && force->levels[force->n_levels - 1]->n > COARSEST && force->n_levels < LEVELS_MAX)
    {
      TgLevel *coarse = tg_level_coarsen (force->levels[force->n_levels - 1], force->options.edge_length + 40);
      if (coarse == NULL)
        break;
      force->levels[force->n_levels++] = coarse;
    }
  if (force->n_levels > 1)
    find_pivots (force);
  force->at = force->n_levels - 1;
  TgLevel *first = force->levels[force->at];
  g_autofree guint8 *none = g_new0 (guint8, MAX (first->n, 1));
  tg_start_places (first, any_placed ? force->placed : none, force->options.edge_length);
  for (guint32 i = 0; i < first->n; i++)
    if (force->at > 0 || !force->placed[i])
      jitter (force, i);
  sketch (force);
  guint threads = options->threads != 0 ? options->threads : g_get_num_processors ();
  force->crew = tg_crew_new (force->n < SMALL ? 1 : threads);
  enter_level (force, any_placed ? 0.5f : 1);
  return force;
}

void
tg_force_free (TgForce *force)
{
  if (force == NULL)
    return;
  tg_crew_free (force->crew);
  tg_tree_clear (&force->tree);
  tg_circles_clear (&force->circles);
  g_free (force->part_of);
  g_free (force->fade);
  g_free (force->far);
  g_free (force->strain);
  for (guint l = force->n_levels; l-- > 0;)
    {
      tg_level_free (force->levels[l]);
      tg_pivots_clear (&force->pivots[l]);
    }
  g_free (force->slot);
  g_free (force->home_x);
  g_free (force->home_y);
  g_free (force->fixed);
  g_free (force->stays);
  g_free (force->placed);
  g_free (force->loose);
  g_free (force->anchored);
  g_free (force);
}

static void
repel (gpointer data, guint32 from, guint32 to)
{
  TgForce *force = data;
  TgLevel *level = force->levels[force->at];

  tg_tree_field (&force->tree, from, to, force->options.theta, SOFT2, force->fade, level->fx, level->fy, level->crowding);
}

#define HOLD_ON 0.4f        /* of a node on its place, beside its springs, while another one is dragged */
#define DRAG_STILL 0.5f
#define MOMENTUM 0.6f
#define STRIDE 0.7f         /* neighbours that both gave way fully would swing */

/* The pull of the pivots; returns how stiff it is. At their full weight all nodes farther away would outweigh the neighbours, by tens in a tree and by
 * hundreds in a small world. The mean of both weights, as numbers are multiplied, leaves either its say. */
static float
pull_far (const TgForce *force, guint32 i, float *fx, float *fy)
{
  const TgPivots *pivots = &force->pivots[force->at];
  const TgLevel *level = force->levels[force->at];
  guint32 part = force->part_of[i];
  float whole = pivots->whole[i], way_x, way_y;

  if (!(whole > 0))
    return 0;
  float stiffness = pivots->stiffness[part] * (is_sketch (force, part) ? whole : force->far[part] * sqrtf (whole * (float) degree (level, i)));
  tg_pivots_pull (pivots, part, i, level->x[i], level->y[i], &way_x, &way_y);
  *fx += way_x * (stiffness / whole);
  *fy += way_y * (stiffness / whole);
  return stiffness;
}

static void
pull (gpointer data, guint32 from, guint32 to)
{
  TgForce *force = data;
  TgLevel *level = force->levels[force->at];
  const TgAdjacency *a = &level->adjacency;
  guint32 guided = level->part[force->pivots[force->at].n_parts];

  for (guint32 i = from; i < to; i++)
    {
      if (!(level->stiffness[i] > 0) || (force->at == 0 && (force->stays[i] || !force->loose[i])))
        {
          level->vx[i] = level->vy[i] = 0;
          continue;
        }
      float stiffness = 0;
      float push = level->push[i], fx = level->fx[i] * push, fy = level->fy[i] * push;
      for (guint32 k = a->start[i]; k < a->start[i + 1]; k++)
        {
          float dx = level->x[a->list[k]] - level->x[i], dy = level->y[a->list[k]] - level->y[i], length = level->length[k];
          float w = a->weight[k] / (length * length), stretch = sqrtf (dx * dx + dy * dy) / length;
          fx += dx * w * (stretch - 1);
          fy += dy * w * (stretch - 1);
          stiffness += w * MAX (2 * stretch - 1, 1);
        }
      if (i < guided)
        stiffness += pull_far (force, i, &fx, &fy);
      /* what is crowded is stiff, too: the repulsion's own second derivative, less the share of the point itself */
      stiffness += CROWD * push * MAX (level->crowding[i] - level->mass[i] / SOFT2, 0);
      float give = STRIDE / stiffness * (force->tethered && force->at == 0 && force->placed[i] ? 0.25f : 1);
      float vx = level->vx[i] * MOMENTUM + fx * give, vy = level->vy[i] * MOMENTUM + fy * give, v = sqrtf (vx * vx + vy * vy);
      if (!isfinite (v))
        vx = vy = 0;
      else if (v > force->heat)
        {
          vx *= force->heat / v;
          vy *= force->heat / v;
        }
      level->vx[i] = vx;
      level->vy[i] = vy;
    }
}

static void
share_out (TgForce *force, guint32 n, TgCrewWork work)
{
  if (force->levels[force->at]->n < SMALL)
    work (force, 0, n);
  else
    tg_crew_run (force->crew, n, work, force);
}

/* A settled graph whose node is dragged hangs together by springs that are at rest as it was settled, and each node by another one on its place: what
 * is near follows, less with each hop, and nothing else moves. */
static void
follow (gpointer data, guint32 from, guint32 to)
{
  TgForce *force = data;
  TgLevel *level = force->levels[0];
  const TgAdjacency *a = &level->adjacency;

  for (guint32 i = from; i < to; i++)
    {
      float own = HOLD_ON * level->stiffness[i], fx = own * (force->home_x[i] - level->x[i]), fy = own * (force->home_y[i] - level->y[i]);
      level->vx[i] = level->vy[i] = 0;
      if (!(own > 0) || force->stays[i])
        continue;
      for (guint32 k = a->start[i]; k < a->start[i + 1]; k++)
        {
          guint32 j = a->list[k];
          float hx = force->home_x[j] - force->home_x[i], hy = force->home_y[j] - force->home_y[i], rest = sqrtf (hx * hx + hy * hy);
          float dx = level->x[j] - level->x[i], dy = level->y[j] - level->y[i], d = sqrtf (dx * dx + dy * dy + 1e-6f);
          float f = a->weight[k] / (level->length[k] * level->length[k]) * (1 - rest / d);
          fx += dx * f;
          fy += dy * f;
        }
      level->vx[i] = fx * STRIDE / (own + level->stiffness[i]);
      level->vy[i] = fy * STRIDE / (own + level->stiffness[i]);
    }
}

static gboolean
drag_step (TgForce *force)
{
  TgLevel *level = force->levels[0];
  float farthest = 0;

  share_out (force, level->n, follow);
  for (guint32 i = 0; i < level->n; i++)
    {
      level->x[i] = CLAMP (level->x[i] + level->vx[i], -COORDINATE_MAX, COORDINATE_MAX);
      level->y[i] = CLAMP (level->y[i] + level->vy[i], -COORDINATE_MAX, COORDINATE_MAX);
      farthest = MAX (farthest, fabsf (level->vx[i]) + fabsf (level->vy[i]));
    }
  force->mean_move = farthest;
  if (farthest < DRAG_STILL || ++force->step >= force->options.max_steps)
    force->calm = 1;
  return TRUE;
}

/* A share of the way to the middle of its component, for each node. */
static void
gravitate (TgForce *force)
{
  TgLevel *level = force->levels[force->at];

  for (guint32 p = 0; p < level->n_parts; p++)
    {
      guint32 from = level->part[p], to = level->part[p + 1];
      double cx = 0, cy = 0;
      for (guint32 i = from; i < to; i++)
        {
          cx += level->x[i];
          cy += level->y[i];
        }
      cx /= to - from;
      cy /= to - from;
      for (guint32 i = from; i < to; i++)
        {
          float push = level->stiffness[i] / MAX (level->push[i], 1e-9f) * force->options.gravity;
          level->fx[i] -= (float) (level->x[i] - cx) * push;
          level->fy[i] -= (float) (level->y[i] - cy) * push;
        }
    }
}

/* Pivots pull and are not pulled in turn: what moves, turns or scales a component as a whole is taken out of its moves; balance() finds the scale. */
static void
stop_drift (TgLevel *level, guint32 part)
{
  guint32 from = level->part[part], to = level->part[part + 1], n = to - from;
  double x = 0, y = 0, vx = 0, vy = 0, turn = 0, growth = 0, spread = 0;

  for (guint32 i = from; i < to; i++)
    {
      x += level->x[i];
      y += level->y[i];
      vx += level->vx[i];
      vy += level->vy[i];
    }
  x /= n;
  y /= n;
  vx /= n;
  vy /= n;
  for (guint32 i = from; i < to; i++)
    {
      double dx = level->x[i] - x, dy = level->y[i] - y;
      turn += dx * (level->vy[i] - vy) - dy * (level->vx[i] - vx);
      growth += dx * (level->vx[i] - vx) + dy * (level->vy[i] - vy);
      spread += dx * dx + dy * dy;
    }
  turn = spread > 0 ? turn / spread : 0;
  growth = spread > 0 ? growth / spread : 0;
  for (guint32 i = from; i < to; i++)
    {
      level->vx[i] += (float) ((level->y[i] - y) * turn - (level->x[i] - x) * growth - vx);
      level->vy[i] -= (float) ((level->x[i] - x) * turn + (level->y[i] - y) * growth + vy);
    }
}

static void
move (TgForce *force)
{
  TgLevel *level = force->levels[force->at];
  double moved = 0;
  guint32 n = 0;

  for (guint32 i = 0; i < level->n; i++)
    {
      float vx = level->vx[i], vy = level->vy[i];
      n += level->stiffness[i] > 0;
      if (vx == 0 && vy == 0)
        continue;
      level->x[i] = CLAMP (level->x[i] + vx, -COORDINATE_MAX, COORDINATE_MAX);
      level->y[i] = CLAMP (level->y[i] + vy, -COORDINATE_MAX, COORDINATE_MAX);
      moved += sqrtf (vx * vx + vy * vy);
    }
  force->mean_move = n > 0 ? moved / n : 0;
}

/* A placed node gives way, but stays within one edge length of where it was. */
static void
tether (TgForce *force)
{
  TgLevel *level = force->levels[0];
  float reach = force->options.edge_length;

  for (guint32 i = 0; force->tethered && !force->dragged && i < force->n; i++)
    {
      float dx = level->x[i] - force->home_x[i], dy = level->y[i] - force->home_y[i], d2 = dx * dx + dy * dy;
      if (!force->placed[i] || force->stays[i] || d2 <= reach * reach)
        continue;
      level->x[i] = force->home_x[i] + dx * (reach / sqrtf (d2));
      level->y[i] = force->home_y[i] + dy * (reach / sqrtf (d2));
    }
}

static void
cool (TgForce *force)
{
  if (force->mean_move < force->last_move)
    {
      if (++force->patience >= PATIENCE)
        {
          force->patience = 0;
          force->heat = MIN (force->heat / COOLING, 4 * force->edge);
        }
    }
  else
    {
      force->patience = 0;
      force->heat *= COOLING;
    }
  force->last_move = force->mean_move;
}

static void
descend (TgForce *force)
{
  tg_level_refine (force->levels[force->at], force->levels[force->at - 1], force->options.edge_length);
  tg_pivots_clear (&force->pivots[force->at]);
  force->at--;
  sketch (force);
  enter_level (force, WARM);
}

/* Cold: only circles that still overlap move. Where they are too many to be parted by pushing, their component grows. */
static gboolean
calm_step (TgForce *force)
{
  TgLevel *level = force->levels[0];
  if (force->tethered || force->calm == 1)
    tg_circles_disturb (&force->circles);
  float worst = tg_circles_part (&force->circles, level->x, level->y, force->stays);

  tether (force);
  force->settled = worst <= TG_CIRCLES_GAP / 2 || ++force->calm > CALM_STEPS_MAX;
  if (force->settled)
    pack (force, TRUE);
  else if (force->calm % CALM_PATIENCE == 0 && !force->frozen)
    tg_finish_grow (level, &force->circles, force->anchored);
  return !force->settled;
}

/* Of the level; a graph without coarser ones has begun anywhere, and takes as long as it takes. */
static guint
steps_enough (const TgForce *force)
{
  if (force->n_levels == 1)
    return G_MAXUINT;
  if (force->at == 0)
    return MAX (FINEST_STEPS, FINEST_WORK / MAX (force->n, 1));
  if (force->at == force->n_levels - 1)
    return COARSEST_STEPS;
  return force->levels[force->at]->n < LEVEL_SMALL ? LEVEL_STEPS_SMALL : LEVEL_STEPS;
}

gboolean
tg_force_step (TgForce *force)
{
  g_return_val_if_fail (force != NULL, FALSE);

  if (force->settled || force->n == 0)
    return FALSE;
  if (force->calm > 0)
    return calm_step (force);
  if (force->dragged)
    return drag_step (force);
  TgLevel *level = force->levels[force->at];
  tg_tree_build (&force->tree, level->n_parts, level->part, level->x, level->y, level->mass);
  share_out (force, force->tree.n_leaves, repel);
  if (force->balanced)
    tg_finish_push (level, force->strain);
  force->balanced = FALSE;
  tg_pivots_look (&force->pivots[force->at], level);
  if (force->options.gravity > 0)
    gravitate (force);
  share_out (force, level->n, pull);
  for (guint32 p = 0; p < force->pivots[force->at].n_parts && !force->frozen; p++)
    stop_drift (level, p);
  move (force);
  cool (force);
  force->level_step++;
  gboolean still = force->mean_move < force->options.tolerance * force->edge || force->level_step >= steps_enough (force);
  if (force->level_step % BALANCE_STEPS == 0 && force->heat > 0.1f * force->edge)
    balance (force);
  if (force->at > 0)
    {
      if (still)
        descend (force);
      else if (force->level_step % PACK_STEPS == 0)
        pack (force, FALSE);
      return TRUE;
    }
  tether (force);
  if (still || ++force->step >= force->options.max_steps)
    {
      force->calm = 1;
      if (!force->frozen)
        tg_finish_scale (level, &force->tree, force->anchored);
      pack (force, FALSE);
    }
  else if (force->level_step % PACK_STEPS == 0)
    pack (force, FALSE);
  return TRUE;
}

double
tg_force_energy (TgForce *force)
{
  return force->mean_move;
}

/* Coarse places are handed down as they are; the finer levels' own are not in use yet. */
void
tg_force_read (TgForce *force, float *x, float *y)
{
  const TgLevel *level = force->levels[0];

  for (guint l = force->at; l > 0; l--)
    tg_level_refine (force->levels[l], force->levels[l - 1], force->options.edge_length);
  for (guint32 i = 0; i < force->n; i++)
    {
      x[i] = level->x[force->slot[i]];
      y[i] = level->y[force->slot[i]];
    }
}

void
tg_force_hold (TgForce *force, guint32 node, float x, float y, gboolean pinned)
{
  g_return_if_fail (force != NULL && node < force->n);

  guint32 i = force->slot[node];
  while (force->at > 0)
    descend (force);
  TgLevel *level = force->levels[0];
  /* homes are where all was when it was settled, and where all is when the hand lets go */
  if (force->settled || !pinned)
    {
      force->dragged |= force->settled;
      memcpy (force->home_x, level->x, force->n * sizeof (float));
      memcpy (force->home_y, level->y, force->n * sizeof (float));
    }
  force->stays[i] = pinned || force->fixed[i];
  if (pinned)
    {
      level->x[i] = sane (x);
      level->y[i] = sane (y);
    }
  /* nothing is packed or scaled under a person's hand any more */
  force->frozen = force->any_anchored = TRUE;
  memset (force->anchored, 1, force->n);
  memset (force->loose, 1, force->n);
  if (force->dragged)
    {
      memset (level->vx, 0, force->n * sizeof (float));
      memset (level->vy, 0, force->n * sizeof (float));
    }
  enter_level (force, pinned ? 0.4f : 0.1f);
  force->settled = FALSE;
  force->calm = force->step = 0;
}

gboolean
tg_layout_force (TgLayoutGraph *graph, const TgForceOptions *options, volatile int *cancel)
{
  g_return_val_if_fail (graph != NULL && options != NULL, FALSE);

  g_autoptr (TgForce) force = tg_force_new (graph, options);
  while (tg_force_step (force))
    if (cancel != NULL && g_atomic_int_get (cancel))
      return FALSE;
  tg_force_read (force, graph->x, graph->y);
  return TRUE;
}
