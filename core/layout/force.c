/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tg-layout"

#include "core/layout/layout.h"

#include <math.h>
#include <string.h>

#include "core/layout/crew.h"
#include "core/layout/quadtree.h"

/* Spring-electrical layout, integrated with damped velocities and a falling temperature ("alpha"), as in Fruchterman and Reingold (1991)
 * with the Barnes-Hut repulsion of Quigley and Eades (2000): springs of a wanted length between neighbours, repulsion of
 * strength/distance between all, a weak pull to the middle, and circles that may not overlap. */

#define COORDINATE_MAX 1e7f        /* farther is brought back: float32 keeps half a unit there */
#define ALPHA_DECAY 0.0228f        /* 1 -> 0.001 in 300 steps */
#define ALPHA_MIN 0.001f
#define DAMPING 0.6f
#define GOLDEN_ANGLE 2.39996323f
#define CALM_STEPS_MAX 60          /* of only moving circles apart, at the end */
#define SMALL 1500                 /* fewer nodes are not worth waking threads for */

struct _TgForce
{
  guint32  n, n_edges;
  float   *x, *y, *vx, *vy, *fx, *fy;
  float   *radius, *mass;
  float   *home_x, *home_y;        /* of placed nodes, in keep mode */
  guint8  *fixed, *held, *placed;
  guint32 *source, *target;        /* without self loops */
  float   *length, *strength, *bias;
  guint32 *grid_next, *grid_head;
  guint32  grid_mask;
  float    grid_cell;
  TgForceOptions options;
  TgQuadtree tree;
  TgCrew  *crew;
  float    alpha, repulsion, centre_x, centre_y;
  guint    step, calm;
  double   mean_move;
  gboolean settled, tethered;
};

static float
sane (float value)
{
  return isfinite (value) ? CLAMP (value, -COORDINATE_MAX, COORDINATE_MAX) : 0;
}

/* A deterministic number in -0.5..0.5 of a node. */
static float
jitter (guint32 seed, guint32 i, guint32 salt)
{
  guint32 h = (seed + 0x9e3779b9u) * 0x85ebca6bu ^ (i + salt * 0x27d4eb2fu) * 0xc2b2ae35u;
  h ^= h >> 15;
  h *= 0x2c1b3c6du;
  h ^= h >> 12;
  return (float) (h & 0xffffff) / 0x1000000 - 0.5f;
}

static void
copy_edges (TgForce *force, const TgLayoutGraph *graph)
{
  g_autofree guint32 *degree = g_new0 (guint32, MAX (force->n, 1));

  force->source = g_new (guint32, MAX (graph->n_edges, 1));
  force->target = g_new (guint32, MAX (graph->n_edges, 1));
  force->length = g_new (float, MAX (graph->n_edges, 1));
  force->strength = g_new (float, MAX (graph->n_edges, 1));
  force->bias = g_new (float, MAX (graph->n_edges, 1));
  for (guint32 i = 0; i < graph->n_edges; i++)
    {
      guint32 s = graph->source[i], t = graph->target[i];
      if (s == t || s >= force->n || t >= force->n)
        continue;
      force->source[force->n_edges] = s;
      force->target[force->n_edges] = t;
      float weight = graph->weight != NULL && isfinite (graph->weight[i]) && graph->weight[i] > 0 ? graph->weight[i] : 1;
      force->strength[force->n_edges] = CLAMP (weight, 0.05f, 2.0f);
      force->length[force->n_edges] = force->options.edge_length + force->radius[s] + force->radius[t];
      degree[s]++;
      degree[t]++;
      force->n_edges++;
    }
  for (guint32 i = 0; i < force->n_edges; i++)
    {
      guint32 ds = degree[force->source[i]], dt = degree[force->target[i]];
      /* a hub's many springs together pull no harder than one; the lighter end moves */
      force->strength[i] /= (float) MIN (ds, dt);
      force->bias[i] = (float) ds / (float) (ds + dt);
      /* many leaves need a wider ring than one spring's length: circumference for them all, shared between length and crowding */
      force->length[i] += 6.0f * sqrtf ((float) MAX (ds, dt));
    }
  for (guint32 i = 0; i < force->n; i++)
    force->mass[i] = (force->radius[i] + 20) / 40 * (1 + 0.15f * sqrtf ((float) degree[i]));
}

/* Compressed neighbours, for the start only. */
static void
neighbours (const TgForce *force, guint32 **start, guint32 **list)
{
  *start = g_new0 (guint32, (gsize) force->n + 2);
  *list = g_new (guint32, MAX (2 * (gsize) force->n_edges, 1));
  for (guint32 i = 0; i < force->n_edges; i++)
    {
      (*start)[force->source[i] + 2]++;
      (*start)[force->target[i] + 2]++;
    }
  for (guint32 i = 0; i < force->n; i++)
    (*start)[i + 2] += (*start)[i + 1];
  for (guint32 i = 0; i < force->n_edges; i++)
    {
      (*list)[(*start)[force->source[i] + 1]++] = force->target[i];
      (*list)[(*start)[force->target[i] + 1]++] = force->source[i];
    }
}

/* Where new nodes begin: around the mean of the neighbours that have a place already, otherwise on a sunflower in breadth-first order, so
 * that what belongs together begins together. */
static void
place_new (TgForce *force)
{
  g_autofree guint32 *start = NULL, *list = NULL;
  g_autofree guint32 *queue = g_new (guint32, MAX (force->n, 1));
  g_autofree guint8 *done = g_memdup2 (force->placed, MAX (force->n, 1));
  guint32 head = 0, tail = 0, seeds = 0, born = 0;
  float spread = force->options.edge_length, far = 0;

  neighbours (force, &start, &list);
  for (guint32 i = 0; i < force->n; i++)
    if (done[i])
      {
        queue[tail++] = i;
        far = MAX (far, hypotf (force->x[i] - force->centre_x, force->y[i] - force->centre_y));
      }
  gboolean fresh = tail == 0;
  for (guint32 next = 0;;)
    {
      for (; head < tail; head++)
        for (guint32 k = start[queue[head]]; k < start[queue[head] + 1]; k++)
          {
            guint32 i = list[k];
            if (done[i])
              continue;
            done[i] = 1;
            queue[tail++] = i;
            if (fresh)
              {
                float ring = spread * 0.6f * sqrtf ((float) ++born), angle = GOLDEN_ANGLE * (float) born;
                force->x[i] = force->centre_x + ring * cosf (angle);
                force->y[i] = force->centre_y + ring * sinf (angle);
                continue;
              }
            float sum_x = 0, sum_y = 0;
            guint32 n = 0;
            for (guint32 m = start[i]; m < start[i + 1]; m++)
              if (done[list[m]] && list[m] != i)
                {
                  sum_x += force->x[list[m]];
                  sum_y += force->y[list[m]];
                  n++;
                }
            float angle = GOLDEN_ANGLE * (float) ++born;
            float ring = spread * (0.8f + 0.05f * (float) (born % 8));
            force->x[i] = sum_x / (float) MAX (n, 1) + ring * cosf (angle);
            force->y[i] = sum_y / (float) MAX (n, 1) + ring * sinf (angle);
          }
      while (next < force->n && done[next])
        next++;
      if (next == force->n)
        break;
      /* the first of another component: on the sunflower too, outside of what is placed */
      float ring = (fresh ? spread * 0.6f * sqrtf ((float) ++born) : far + spread * (1.5f + 0.5f * (float) ++seeds));
      float angle = GOLDEN_ANGLE * (float) (fresh ? born : seeds);
      force->x[next] = force->centre_x + ring * cosf (angle);
      force->y[next] = force->centre_y + ring * sinf (angle);
      done[next] = 1;
      queue[tail++] = next;
    }
}

static void
read_nodes (TgForce *force, const TgLayoutGraph *graph)
{
  double sum_x = 0, sum_y = 0;
  guint32 n_placed = 0;

  for (guint32 i = 0; i < force->n; i++)
    {
      float r = graph->radius != NULL ? graph->radius[i] : 20;
      force->radius[i] = isfinite (r) ? CLAMP (r, 1, 10000) : 20;
      force->fixed[i] = graph->pinned != NULL && graph->pinned[i];
      force->placed[i] = force->fixed[i] || (graph->placed != NULL && graph->placed[i]);
      if (!force->placed[i])
        continue;
      /* two nodes at one place would never part */
      float wiggle = force->fixed[i] ? 0 : 0.01f;
      force->x[i] = force->home_x[i] = sane (graph->x[i]) + wiggle * jitter (force->options.seed, i, 1);
      force->y[i] = force->home_y[i] = sane (graph->y[i]) + wiggle * jitter (force->options.seed, i, 2);
      sum_x += force->x[i];
      sum_y += force->y[i];
      n_placed++;
    }
  force->centre_x = n_placed > 0 ? (float) (sum_x / n_placed) : 0;
  force->centre_y = n_placed > 0 ? (float) (sum_y / n_placed) : 0;
  force->tethered = force->options.keep && n_placed > 0;
  force->alpha = force->tethered ? (n_placed == force->n ? 0.1f : 0.4f) : 1;
}

TgForce *
tg_force_new (const TgLayoutGraph *graph, const TgForceOptions *options)
{
  g_return_val_if_fail (graph != NULL && options != NULL, NULL);

  TgForce *force = g_new0 (TgForce, 1);
  gsize n = MAX (graph->n_nodes, 1);
  float **arrays[] = { &force->x, &force->y, &force->vx, &force->vy, &force->fx, &force->fy, &force->radius, &force->mass,
                       &force->home_x, &force->home_y };

  force->n = graph->n_nodes;
  force->options = *options;
  if (!(force->options.edge_length > 0))
    force->options.edge_length = 80;
  if (!(force->options.gravity > 0))
    force->options.gravity = 0.03f;
  if (!(force->options.theta > 0))
    force->options.theta = 0.9f;
  if (!(force->options.tolerance > 0))
    force->options.tolerance = 0.002f;
  if (force->options.max_steps == 0)
    force->options.max_steps = 600;
  for (guint i = 0; i < G_N_ELEMENTS (arrays); i++)
    *arrays[i] = g_new0 (float, n);
  force->fixed = g_new0 (guint8, n);
  force->held = g_new0 (guint8, n);
  force->placed = g_new0 (guint8, n);
  float whole = force->options.edge_length + 40;
  force->repulsion = whole * whole / 12;

  read_nodes (force, graph);
  copy_edges (force, graph);
  place_new (force);

  float widest = 1;
  for (guint32 i = 0; i < force->n; i++)
    widest = MAX (widest, force->radius[i]);
  force->grid_cell = 2 * widest + 4;
  for (force->grid_mask = 63; force->grid_mask < force->n;)
    force->grid_mask = force->grid_mask * 2 + 1;
  force->grid_head = g_new (guint32, (gsize) force->grid_mask + 1);
  force->grid_next = g_new (guint32, n);
  guint threads = options->threads != 0 ? options->threads : g_get_num_processors ();
  force->crew = tg_crew_new (force->n < SMALL ? 1 : threads);
  return force;
}

void
tg_force_free (TgForce *force)
{
  if (force == NULL)
    return;
  float *arrays[] = { force->x, force->y, force->vx, force->vy, force->fx, force->fy, force->radius, force->mass, force->home_x,
                      force->home_y, force->length, force->strength, force->bias };

  tg_crew_free (force->crew);
  tg_quadtree_clear (&force->tree);
  for (guint i = 0; i < G_N_ELEMENTS (arrays); i++)
    g_free (arrays[i]);
  g_free (force->fixed);
  g_free (force->held);
  g_free (force->placed);
  g_free (force->source);
  g_free (force->target);
  g_free (force->grid_next);
  g_free (force->grid_head);
  g_free (force);
}

static void
repel (gpointer data, guint32 from, guint32 to)
{
  TgForce *force = data;
  float theta2 = force->options.theta * force->options.theta;

  for (guint32 i = from; i < to; i++)
    tg_quadtree_repulsion (&force->tree, i, force->x, force->y, force->mass, theta2, 1, &force->fx[i], &force->fy[i]);
}

static void
pull_springs (TgForce *force)
{
  float alpha = force->alpha;

  for (guint32 i = 0; i < force->n_edges; i++)
    {
      guint32 s = force->source[i], t = force->target[i];
      float dx = force->x[t] + force->vx[t] - force->x[s] - force->vx[s];
      float dy = force->y[t] + force->vy[t] - force->y[s] - force->vy[s];
      if (dx == 0 && dy == 0)
        {
          dx = jitter (force->options.seed, i, 3);
          dy = jitter (force->options.seed, i, 4);
        }
      float d = sqrtf (dx * dx + dy * dy) + 1e-6f;
      float f = (d - force->length[i]) / d * alpha * force->strength[i];
      force->vx[t] -= dx * f * force->bias[i];
      force->vy[t] -= dy * f * force->bias[i];
      force->vx[s] += dx * f * (1 - force->bias[i]);
      force->vy[s] += dy * f * (1 - force->bias[i]);
    }
}

static inline guint32
grid_slot (const TgForce *force, gint32 column, gint32 row)
{
  return ((guint32) column * 0x9e3779b1u ^ (guint32) row * 0x85ebca77u) >> 7 & force->grid_mask;
}

static inline gint32
grid_of (const TgForce *force, float coordinate)
{
  return (gint32) floorf (coordinate / force->grid_cell);
}

static gboolean
stays (const TgForce *force, guint32 i)
{
  return force->fixed[i] || force->held[i];
}

/* Moves two circles apart that overlap; returns by how much they did. */
static float
part (TgForce *force, guint32 i, guint32 j)
{
  float wanted = force->radius[i] + force->radius[j] + 4;
  float dx = force->x[j] - force->x[i], dy = force->y[j] - force->y[i];
  float d2 = dx * dx + dy * dy;

  if (d2 >= wanted * wanted || (stays (force, i) && stays (force, j)))
    return 0;
  float d = sqrtf (d2);
  if (d < 1e-3f)
    {
      dx = jitter (force->options.seed, i, 5) + 0.6f;
      dy = jitter (force->options.seed, j, 6);
      d = sqrtf (dx * dx + dy * dy);
      d2 = 0;
    }
  float overlap = wanted - (d2 > 0 ? d : 0);
  float share = stays (force, i) ? 1 : stays (force, j) ? 0 : force->radius[i] / (force->radius[i] + force->radius[j]);
  float ux = dx / d * overlap * 0.55f, uy = dy / d * overlap * 0.55f;
  if (stays (force, i) || stays (force, j))
    {
      ux *= 1.8f;
      uy *= 1.8f;
    }
  force->x[j] += ux * share;
  force->y[j] += uy * share;
  force->x[i] -= ux * (1 - share);
  force->y[i] -= uy * (1 - share);
  return overlap;
}

/* Circles that overlap, through a hashed grid whose cells are as wide as the widest pair. Returns the largest overlap. */
static float
part_overlapping (TgForce *force)
{
  float worst = 0;

  memset (force->grid_head, 0xff, ((gsize) force->grid_mask + 1) * sizeof (guint32));
  for (guint32 i = 0; i < force->n; i++)
    {
      guint32 slot = grid_slot (force, grid_of (force, force->x[i]), grid_of (force, force->y[i]));
      force->grid_next[i] = force->grid_head[slot];
      force->grid_head[slot] = i;
    }
  for (guint32 i = 0; i < force->n; i++)
    {
      gint32 column = grid_of (force, force->x[i]), row = grid_of (force, force->y[i]);
      for (gint32 dc = -1; dc <= 1; dc++)
        for (gint32 dr = -1; dr <= 1; dr++)
          for (guint32 j = force->grid_head[grid_slot (force, column + dc, row + dr)]; j != G_MAXUINT32; j = force->grid_next[j])
            if (j > i)
              worst = MAX (worst, part (force, i, j));
    }
  return worst;
}

/* A placed node gives way, but stays within one edge length of where it was. */
static void
tether (TgForce *force)
{
  float reach = force->options.edge_length;

  for (guint32 i = 0; i < force->n; i++)
    {
      if (!force->placed[i])
        continue;
      float dx = force->x[i] - force->home_x[i], dy = force->y[i] - force->home_y[i];
      float d2 = dx * dx + dy * dy;
      if (d2 <= reach * reach)
        continue;
      float scale = reach / sqrtf (d2);
      force->x[i] = force->home_x[i] + dx * scale;
      force->y[i] = force->home_y[i] + dy * scale;
    }
}

static void
move (TgForce *force)
{
  float alpha = force->alpha, reach = force->options.edge_length * 1.5f;
  float push = force->repulsion * alpha, pull = force->options.gravity * alpha;
  double moved = 0;

  for (guint32 i = 0; i < force->n; i++)
    {
      if (stays (force, i))
        {
          force->vx[i] = force->vy[i] = 0;
          continue;
        }
      /* what was placed holds on to its place, so that new neighbours find room without carrying it away */
      float hold = force->tethered && force->placed[i] ? 0.25f : 1;
      float vx = (force->vx[i] + force->fx[i] * push - (force->x[i] - force->centre_x) * pull * (force->tethered ? 0 : 1)) * DAMPING * hold;
      float vy = (force->vy[i] + force->fy[i] * push - (force->y[i] - force->centre_y) * pull * (force->tethered ? 0 : 1)) * DAMPING * hold;
      float v = sqrtf (vx * vx + vy * vy);
      if (!isfinite (v))
        vx = vy = v = 0;
      if (v > reach)
        {
          vx *= reach / v;
          vy *= reach / v;
          v = reach;
        }
      force->vx[i] = vx;
      force->vy[i] = vy;
      force->x[i] = CLAMP (force->x[i] + vx, -COORDINATE_MAX, COORDINATE_MAX);
      force->y[i] = CLAMP (force->y[i] + vy, -COORDINATE_MAX, COORDINATE_MAX);
      moved += v;
    }
  force->mean_move = force->n > 0 ? moved / force->n : 0;
}

gboolean
tg_force_step (TgForce *force)
{
  g_return_val_if_fail (force != NULL, FALSE);

  if (force->settled || force->n == 0)
    return FALSE;
  if (force->calm > 0)
    {
      /* cold: only circles that still overlap move */
      float worst = part_overlapping (force);
      if (force->tethered)
        tether (force);
      force->settled = worst <= 0.5f || ++force->calm > CALM_STEPS_MAX;
      return !force->settled;
    }
  tg_quadtree_build (&force->tree, force->n, force->x, force->y, force->mass);
  tg_crew_run (force->crew, force->n, repel, force);
  pull_springs (force);
  move (force);
  part_overlapping (force);
  if (force->tethered)
    tether (force);
  force->alpha -= force->alpha * ALPHA_DECAY;
  force->step++;
  if (force->alpha < ALPHA_MIN || force->step >= force->options.max_steps ||
      (force->alpha < 0.1f && force->mean_move < force->options.tolerance * force->options.edge_length))
    force->calm = 1;
  return TRUE;
}

double
tg_force_energy (TgForce *force)
{
  return force->mean_move;
}

void
tg_force_read (TgForce *force, float *x, float *y)
{
  memcpy (x, force->x, force->n * sizeof (float));
  memcpy (y, force->y, force->n * sizeof (float));
}

void
tg_force_hold (TgForce *force, guint32 node, float x, float y, gboolean pinned)
{
  g_return_if_fail (force != NULL && node < force->n);

  force->held[node] = pinned;
  if (pinned)
    {
      force->x[node] = sane (x);
      force->y[node] = sane (y);
    }
  /* a person moves it: everything may follow, and the homes are where all is now */
  memcpy (force->home_x, force->x, force->n * sizeof (float));
  memcpy (force->home_y, force->y, force->n * sizeof (float));
  force->alpha = MAX (force->alpha, pinned ? 0.2f : 0.05f);
  force->settled = FALSE;
  force->calm = 0;
  force->step = 0;
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
