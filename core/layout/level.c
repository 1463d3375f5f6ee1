/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tg-layout"

#include "core/layout/level.h"

#include <math.h>
#include <string.h>

#define GOLDEN_ANGLE 2.39996323f
#define CLUSTER_MAX 4         /* nodes that become one */
#define TOWARDS 0.3f          /* the neighbours, from where its cluster was, comes a node of the finer level */
#define SHRINK_MIN 0.92       /* less gained is not worth a level */

TgLevel *
tg_level_new (guint32 n)
{
  TgLevel *level = g_new0 (TgLevel, 1);
  float **arrays[] = { &level->x, &level->y, &level->vx, &level->vy, &level->fx, &level->fy, &level->mass, &level->radius, &level->stiffness, &level->crowding,
                       &level->push };

  level->n = n;
  for (guint i = 0; i < G_N_ELEMENTS (arrays); i++)
    *arrays[i] = g_new0 (float, MAX (n, 1));
  return level;
}

void
tg_level_free (TgLevel *level)
{
  if (level == NULL)
    return;
  float *arrays[] = { level->x, level->y, level->vx, level->vy, level->fx, level->fy, level->mass, level->radius, level->stiffness,
                      level->crowding, level->push, level->length };

  for (guint i = 0; i < G_N_ELEMENTS (arrays); i++)
    g_free (arrays[i]);
  g_free (level->part);
  g_free (level->parent);
  tg_adjacency_clear (&level->adjacency);
  g_free (level);
}

void
tg_level_stiffen (TgLevel *level)
{
  const TgAdjacency *a = &level->adjacency;

  for (guint32 i = 0; i < level->n; i++)
    {
      float sum = 0;
      for (guint32 k = a->start[i]; k < a->start[i + 1]; k++)
        sum += a->weight[k] / (level->length[k] * level->length[k]);
      level->stiffness[i] = sum;
    }
}

static guint32
degree (const TgLevel *level, guint32 i)
{
  return level->adjacency.start[i + 1] - level->adjacency.start[i];
}

/* Nodes by degree, fewest neighbours first: what has few to choose from chooses first. A counting sort. */
static guint32 *
by_degree (const TgLevel *level)
{
  guint32 *order = g_new (guint32, MAX (level->n, 1));
  guint32 count[66] = { 0 };

  for (guint32 i = 0; i < level->n; i++)
    count[MIN (degree (level, i), 64) + 1]++;
  for (guint d = 1; d < 66; d++)
    count[d] += count[d - 1];
  for (guint32 i = 0; i < level->n; i++)
    order[count[MIN (degree (level, i), 64)]++] = i;
  return order;
}

/* With whom i is to be one: a neighbour that is alone yet, heavy edges and light nodes first; otherwise the smallest cluster next to it. */
static guint32
choose (const TgLevel *level, guint32 i, const guint32 *leader, const guint32 *members)
{
  const TgAdjacency *a = &level->adjacency;
  guint32 best = G_MAXUINT32;
  float best_worth = -1;

  for (guint32 k = a->start[i]; k < a->start[i + 1]; k++)
    {
      guint32 j = a->list[k];
      gboolean alone = leader[j] == G_MAXUINT32;
      guint32 size = alone ? 1 : members[leader[j]];
      if (size >= CLUSTER_MAX)
        continue;
      float worth = a->weight[k] / (level->mass[j] * (float) (1 + degree (level, j))) + (alone ? 1e6f : 1 / (float) size);
      if (worth > best_worth)
        {
          best = j;
          best_worth = worth;
        }
    }
  return best;
}

/* The leaves of each node. */
static guint32 *
count_leaves (const TgLevel *level)
{
  guint32 *leaves = g_new0 (guint32, MAX (level->n, 1));

  for (guint32 i = 0; i < level->n; i++)
    if (degree (level, i) == 1)
      leaves[level->adjacency.list[level->adjacency.start[i]]]++;
  return leaves;
}

/* Leaves of a node become one with each other, not with that node: it would swallow them all, and whole branches level by level, while other branches
 * stay what they are. One that has nobody else is no matter of this; the last of five comes to the four before. leaves[]: not asked yet. */
static gboolean
join_leaves (const TgLevel *level, guint32 i, guint32 *leader, guint32 *members, guint32 *open, guint32 *leaves)
{
  if (degree (level, i) != 1)
    return FALSE;
  guint32 hub = level->adjacency.list[level->adjacency.start[i]], left = leaves[hub]--;
  if (degree (level, hub) == 1 || (open[hub] == G_MAXUINT32 && left == 1))
    return FALSE;
  if (open[hub] == G_MAXUINT32 || (members[open[hub]] >= CLUSTER_MAX && left > 1))
    open[hub] = i;
  leader[i] = open[hub];
  members[leader[i]]++;
  return TRUE;
}

/* The cluster of each node in parent[]; returns how many. Clusters are numbered in the order of their first nodes, so that parts stay side by side. */
static guint32
cluster (TgLevel *level)
{
  g_autofree guint32 *order = by_degree (level);
  g_autofree guint32 *leader = g_new (guint32, MAX (level->n, 1)), *members = g_new0 (guint32, MAX (level->n, 1));
  g_autofree guint32 *number = g_new (guint32, MAX (level->n, 1)), *open = g_new (guint32, MAX (level->n, 1)), *leaves = count_leaves (level);
  guint32 n = 0;

  memset (leader, 0xff, level->n * sizeof (guint32));
  memset (open, 0xff, level->n * sizeof (guint32));
  for (guint32 k = 0; k < level->n; k++)
    {
      guint32 i = order[k];
      if (leader[i] != G_MAXUINT32 || join_leaves (level, i, leader, members, open, leaves))
        continue;
      guint32 other = choose (level, i, leader, members);
      if (other == G_MAXUINT32)
        other = i;
      if (leader[other] == G_MAXUINT32)
        {
          leader[other] = other;
          members[other] = 1;
        }
      if (other != i)
        {
          leader[i] = leader[other];
          members[leader[i]]++;
        }
    }
  memset (number, 0xff, level->n * sizeof (guint32));
  level->parent = g_new (guint32, MAX (level->n, 1));
  for (guint32 i = 0; i < level->n; i++)
    {
      if (number[leader[i]] == G_MAXUINT32)
        number[leader[i]] = n++;
      level->parent[i] = number[leader[i]];
    }
  return n;
}

static void
coarse_edges (const TgLevel *level, TgLevel *coarse, float length)
{
  const TgAdjacency *a = &level->adjacency;
  guint32 m = 0, half = a->start[level->n] / 2;
  g_autofree guint32 *source = g_new (guint32, MAX (half, 1)), *target = g_new (guint32, MAX (half, 1));
  g_autofree float *weight = g_new (float, MAX (half, 1));

  for (guint32 i = 0; i < level->n; i++)
    for (guint32 k = a->start[i]; k < a->start[i + 1]; k++)
      if (a->list[k] > i && level->parent[i] != level->parent[a->list[k]])
        {
          source[m] = level->parent[i];
          target[m] = level->parent[a->list[k]];
          weight[m++] = a->weight[k];
        }
  tg_adjacency_init (&coarse->adjacency, coarse->n, m, source, target, weight);
  guint32 ends = coarse->adjacency.start[coarse->n];
  coarse->length = g_new (float, MAX (ends, 1));
  for (guint32 k = 0; k < ends; k++)
    {
      coarse->length[k] = length;
      /* many edges between two clusters pull together more, but not by their number, or they would swallow the rest */
      coarse->adjacency.weight[k] = sqrtf (coarse->adjacency.weight[k]);
    }
}

TgLevel *
tg_level_coarsen (TgLevel *level, float length)
{
  guint32 n = cluster (level);

  if (n > level->n * SHRINK_MIN)
    {
      g_clear_pointer (&level->parent, g_free);
      return NULL;
    }
  TgLevel *coarse = tg_level_new (n);
  coarse->n_parts = level->n_parts;
  coarse->part = g_new (guint32, (gsize) level->n_parts + 1);
  for (guint32 p = 0; p < level->n_parts; p++)
    coarse->part[p] = level->parent[level->part[p]];
  coarse->part[level->n_parts] = n;
  for (guint32 i = 0; i < level->n; i++)
    {
      coarse->mass[level->parent[i]] += level->mass[i] * (float) n / (float) level->n;
      coarse->radius[level->parent[i]] = MAX (coarse->radius[level->parent[i]], level->radius[i]);
    }
  coarse_edges (level, coarse, length);
  tg_level_stiffen (coarse);
  return coarse;
}

/* The sum of the hops from a node to all that it reaches, weighted by what each stands for. */
static double
hops_from (const TgLevel *level, guint32 from, const guint32 *weight)
{
  g_autofree guint32 *hops = g_new (guint32, MAX (level->n, 1)), *queue = g_new (guint32, MAX (level->n, 1));
  guint32 head = 0, tail = 0;
  double sum = 0;

  memset (hops, 0xff, level->n * sizeof (guint32));
  hops[from] = 0;
  queue[tail++] = from;
  while (head < tail)
    {
      guint32 i = queue[head++];
      sum += (double) hops[i] * (weight != NULL ? weight[i] : 1);
      for (guint32 k = level->adjacency.start[i]; k < level->adjacency.start[i + 1]; k++)
        if (hops[level->adjacency.list[k]] == G_MAXUINT32)
          {
            hops[level->adjacency.list[k]] = hops[i] + 1;
            queue[tail++] = level->adjacency.list[k];
          }
    }
  return sum;
}

/* How much farther things are in the finer graph: the ratio of the hops from the first node of the largest part, which is the first. */
static float
growth (const TgLevel *coarse, const TgLevel *fine, const guint32 *members)
{
  double before = hops_from (coarse, fine->parent[0], members), after = hops_from (fine, 0, NULL);

  return before > 0 && after > 0 ? (float) CLAMP (after / before, 1, 4) : 1;
}

/* From the place of i's cluster to the mean of its neighbours' that are of others. */
static void
look_out (const TgLevel *coarse, const TgLevel *fine, guint32 i, float *x, float *y)
{
  guint32 p = fine->parent[i], n = 0;

  *x = *y = 0;
  for (guint32 k = fine->adjacency.start[i]; k < fine->adjacency.start[i + 1]; k++)
    {
      guint32 q = fine->parent[fine->adjacency.list[k]];
      if (q == p)
        continue;
      *x += coarse->x[q] - coarse->x[p];
      *y += coarse->y[q] - coarse->y[p];
      n++;
    }
  *x /= (float) MAX (n, 1);
  *y /= (float) MAX (n, 1);
}

void
tg_level_refine (const TgLevel *coarse, TgLevel *fine, float length)
{
  g_autofree guint32 *members = g_new0 (guint32, MAX (coarse->n, 1)), *placed = g_new0 (guint32, MAX (coarse->n, 1));

  for (guint32 i = 0; i < fine->n; i++)
    members[fine->parent[i]]++;
  float scale = growth (coarse, fine, members);
  for (guint32 i = 0; i < fine->n; i++)
    {
      guint32 p = fine->parent[i], rank = placed[p]++;
      float ring = members[p] > 1 ? 0.3f * length * sqrtf ((float) rank + 0.5f) : 0;
      float angle = GOLDEN_ANGLE * (float) (rank + p % 1024), x, y;
      look_out (coarse, fine, i, &x, &y);
      fine->x[i] = (coarse->x[p] + TOWARDS * x) * scale + ring * cosf (angle);
      fine->y[i] = (coarse->y[p] + TOWARDS * y) * scale + ring * sinf (angle);
    }
}
