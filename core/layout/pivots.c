/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tg-layout"

#include "core/layout/pivots.h"

#include <math.h>
#include <string.h>

#define PART_MIN 100          /* smaller components are laid out well by their springs */
#define FAR 128               /* hops that a share is known for; beyond, it is the last one */
#define POWERS 60             /* of a matrix, towards its eigenvector */
#define LOOKS 256             /* nodes by which the unit is measured */

static void
walk (const TgLevel *level, guint32 from, guint32 *hops, guint32 *queue)
{
  const TgAdjacency *a = &level->adjacency;
  guint32 head = 0, tail = 0;

  hops[from] = 0;
  queue[tail++] = from;
  while (head < tail)
    {
      guint32 i = queue[head++];
      for (guint32 k = a->start[i]; k < a->start[i + 1]; k++)
        if (hops[a->list[k]] == G_MAXUINT32)
          {
            hops[a->list[k]] = hops[i] + 1;
            queue[tail++] = a->list[k];
          }
    }
}

/* Of a pivot's region those nodes count that are at most half as far from it as who looks: these are all in about the same direction. */
static void
count_shares (TgPivots *pivots, guint32 part, guint32 from, guint32 to, const guint32 *nearest, const guint8 *owner)
{
  g_autofree guint32 *count = g_new0 (guint32, TG_PIVOTS * FAR);

  for (guint32 i = from; i < to; i++)
    count[owner[i] * FAR + MIN (nearest[i], FAR - 1)]++;
  for (guint p = 0; p < TG_PIVOTS; p++)
    {
      float *share = pivots->own_share + ((gsize) part * TG_PIVOTS + p) * FAR;
      guint32 sum = 0;
      for (guint h = 0; h < FAR; h++)
        {
          sum += h % 2 == 0 ? count[p * FAR + h / 2] : 0;
          share[h] = (float) sum;
        }
    }
}

/* Pivots are spread evenly over the component's breadth-first order (each is the golden section of a gap), which makes them a fair sample of it:
 * where there are many nodes there are many pivots. The farthest nodes would all be leaves of a tree, that see each other at the same distance. */
static void
choose (TgPivots *pivots, const TgLevel *level, guint32 part, guint32 *hops, guint32 *nearest, guint8 *owner, guint32 *queue)
{
  guint32 from = level->part[part], to = level->part[part + 1];

  memset (nearest + from, 0xff, (to - from) * sizeof (guint32));
  for (guint32 p = 0; p < TG_PIVOTS; p++)
    {
      guint32 pivot = from + (guint32) ((guint64) (p * 0x9e3779b1u) * (to - from) >> 32);
      memset (hops + from, 0xff, (to - from) * sizeof (guint32));
      pivots->node[part * TG_PIVOTS + p] = pivot;
      walk (level, pivot, hops, queue);
      for (guint32 i = from; i < to; i++)
        {
          pivots->hops[(gsize) i * TG_PIVOTS + p] = (float) hops[i];
          if (hops[i] < nearest[i])
            {
              nearest[i] = hops[i];
              owner[i] = (guint8) p;
            }
        }
    }
  count_shares (pivots, part, from, to, nearest, owner);
}

static void
allocate (TgPivots *pivots, const TgLevel *level, guint32 n_parts)
{
  gsize all = (gsize) n_parts * TG_PIVOTS;

  pivots->n = level->part[n_parts];
  pivots->n_parts = n_parts;
  pivots->node = g_new (guint32, MAX (all, 1));
  pivots->x = g_new0 (float, MAX (all, 1));
  pivots->y = g_new0 (float, MAX (all, 1));
  pivots->unit = g_new0 (float, MAX (n_parts, 1));
  pivots->stiffness = g_new0 (float, MAX (n_parts, 1));
  pivots->hops = g_new0 (float, MAX ((gsize) pivots->n * TG_PIVOTS, 1));
}

void
tg_pivots_init (TgPivots *pivots, const TgLevel *finest)
{
  gsize n = MAX (finest->n, 1);
  g_autofree guint32 *hops = g_new (guint32, n), *nearest = g_new (guint32, n), *queue = g_new (guint32, n);
  g_autofree guint8 *owner = g_new0 (guint8, n);
  guint32 large = 0;

  /* parts are sorted by size */
  while (large < finest->n_parts && finest->part[large + 1] - finest->part[large] >= PART_MIN)
    large++;
  allocate (pivots, finest, large);
  pivots->share = pivots->own_share = g_new (float, MAX ((gsize) large * TG_PIVOTS * FAR, 1));
  for (guint32 p = 0; p < large; p++)
    choose (pivots, finest, p, hops, nearest, owner, queue);
}

void
tg_pivots_coarsen (TgPivots *pivots, const TgPivots *finer, const TgLevel *fine, const TgLevel *coarse)
{
  allocate (pivots, coarse, finer->n_parts);
  g_autofree float *mass = g_new0 (float, MAX (pivots->n, 1));

  pivots->share = finer->share;
  for (guint32 k = 0; k < finer->n_parts * TG_PIVOTS; k++)
    pivots->node[k] = fine->parent[finer->node[k]];
  for (guint32 i = 0; i < finer->n; i++)
    {
      float *to = pivots->hops + (gsize) fine->parent[i] * TG_PIVOTS;
      const float *from = finer->hops + (gsize) i * TG_PIVOTS;
      mass[fine->parent[i]] += fine->mass[i];
      for (guint p = 0; p < TG_PIVOTS; p++)
        to[p] += from[p] * fine->mass[i];
    }
  for (guint32 i = 0; i < pivots->n; i++)
    for (guint p = 0; p < TG_PIVOTS; p++)
      pivots->hops[(gsize) i * TG_PIVOTS + p] /= mass[i];
  /* a node does not pull itself, whatever else it stands for */
  for (guint32 k = 0; k < pivots->n_parts * TG_PIVOTS; k++)
    pivots->hops[(gsize) pivots->node[k] * TG_PIVOTS + k % TG_PIVOTS] = 0;
}

void
tg_pivots_clear (TgPivots *pivots)
{
  g_free (pivots->node);
  g_free (pivots->hops);
  g_free (pivots->own_share);
  g_free (pivots->weight);
  g_free (pivots->whole);
  g_free (pivots->x);
  g_free (pivots->y);
  g_free (pivots->unit);
  g_free (pivots->stiffness);
  *pivots = (TgPivots) { 0 };
}

static void
open_part (TgPivots *pivots, const TgLevel *level, guint32 part)
{
  const float *share = pivots->share + (gsize) part * TG_PIVOTS * FAR;
  guint32 ends = level->adjacency.start[level->part[part + 1]] - level->adjacency.start[level->part[part]];
  double stiffness = 0;

  for (guint32 i = level->part[part]; i < level->part[part + 1]; i++)
    {
      const float *hops = pivots->hops + (gsize) i * TG_PIVOTS;
      float *weight = pivots->weight + (gsize) i * TG_PIVOTS, whole = 0;
      for (guint p = 0; p < TG_PIVOTS; p++)
        {
          guint h = (guint) MIN (hops[p], FAR - 1);
          weight[p] = hops[p] > 0 ? share[p * FAR + h] / (hops[p] * hops[p]) : 0;
          whole += weight[p];
        }
      pivots->whole[i] = whole;
      stiffness += level->stiffness[i];
    }
  pivots->stiffness[part] = (float) (stiffness / MAX (ends, 1));
}

void
tg_pivots_open (TgPivots *pivots, const TgLevel *level)
{
  if (pivots->weight == NULL)
    {
      pivots->weight = g_new (float, MAX ((gsize) pivots->n * TG_PIVOTS, 1));
      pivots->whole = g_new (float, MAX (pivots->n, 1));
    }
  for (guint32 p = 0; p < pivots->n_parts; p++)
    open_part (pivots, level, p);
}

/* Squared hops less the means of their node and pivot: inner products, were they distances in a space with the middle at 0. */
static double *
centre (const TgPivots *pivots, guint32 from, guint32 to)
{
  double *c = g_new (double, (gsize) (to - from) * TG_PIVOTS), columns[TG_PIVOTS] = { 0 }, all = 0;

  for (guint32 i = from; i < to; i++)
    {
      double *row = c + (gsize) (i - from) * TG_PIVOTS, mean = 0;
      for (guint p = 0; p < TG_PIVOTS; p++)
        {
          double h = pivots->hops[(gsize) i * TG_PIVOTS + p];
          row[p] = -0.5 * h * h;
          mean += row[p] / TG_PIVOTS;
          columns[p] += row[p] / (to - from);
        }
      all += mean / (to - from);
      for (guint p = 0; p < TG_PIVOTS; p++)
        row[p] -= mean;
    }
  for (guint32 k = 0; k < (to - from) * TG_PIVOTS; k++)
    c[k] -= columns[k % TG_PIVOTS] - all;
  return c;
}

/* The eigenvector of the greatest eigenvalue, which it returns and takes out of the matrix. By powers: an approximation does. */
static double
direction (double m[TG_PIVOTS][TG_PIVOTS], double v[TG_PIVOTS])
{
  double length = 0;

  for (guint p = 0; p < TG_PIVOTS; p++)
    v[p] = 1 + (double) (p * 0x9e3779b1u) / 4294967296.0;
  for (guint round = 0; round < POWERS; round++)
    {
      double w[TG_PIVOTS] = { 0 };
      length = 0;
      for (guint p = 0; p < TG_PIVOTS; p++)
        {
          for (guint q = 0; q < TG_PIVOTS; q++)
            w[p] += m[p][q] * v[q];
          length += w[p] * w[p];
        }
      length = sqrt (length);
      for (guint p = 0; p < TG_PIVOTS; p++)
        v[p] = length > 0 ? w[p] / length : 0;
    }
  for (guint p = 0; p < TG_PIVOTS; p++)
    for (guint q = 0; q < TG_PIVOTS; q++)
      m[p][q] -= length * v[p] * v[q];
  return length;
}

void
tg_pivots_place (const TgPivots *pivots, TgLevel *level, guint32 part, float length)
{
  guint32 from = level->part[part], to = level->part[part + 1];
  g_autofree double *c = centre (pivots, from, to);
  double m[TG_PIVOTS][TG_PIVOTS] = { { 0 } }, v[TG_PIVOTS];
  float *axes[] = { level->x, level->y };
  double most = 0;

  for (guint32 i = 0; i < to - from; i++)
    for (guint p = 0; p < TG_PIVOTS; p++)
      for (guint q = 0; q < TG_PIVOTS; q++)
        m[p][q] += c[i * TG_PIVOTS + p] * c[i * TG_PIVOTS + q];
  for (guint axis = 0; axis < 2; axis++)
    {
      /* the singular value is what the eigenvalue would be with all nodes as pivots, but for the share of these; its root is the extent. A path has one
       * direction only, and what is left then is noise */
      double value = sqrt (direction (m, v)), scale = value > 1e-6 * most ? sqrt (sqrt ((double) (to - from) / TG_PIVOTS) / value) * length : 0;
      most = MAX (most, value);
      for (guint32 i = from; i < to; i++)
        {
          double sum = 0;
          for (guint p = 0; p < TG_PIVOTS; p++)
            sum += c[(gsize) (i - from) * TG_PIVOTS + p] * v[p];
          axes[axis][i] = (float) (sum * scale);
        }
    }
}

/* The loops over a node's pivots, eight at a time; with AVX2 where the processor has it. */
static inline __attribute__ ((always_inline)) void
pull (const float *px, const float *py, const float *hops, const float *weight, float unit, float x, float y, float *way_x, float *way_y)
{
  float wx[8] = { 0 }, wy[8] = { 0 };

  for (guint32 p = 0; p < TG_PIVOTS; p += 8)
    for (guint32 k = 0; k < 8; k++)
      {
        float dx = px[p + k] - x, dy = py[p + k] - y, f = weight[p + k] * (1 - hops[p + k] * unit / sqrtf (dx * dx + dy * dy + 1));
        wx[k] += dx * f;
        wy[k] += dy * f;
      }
  *way_x = ((wx[0] + wx[4]) + (wx[2] + wx[6])) + ((wx[1] + wx[5]) + (wx[3] + wx[7]));
  *way_y = ((wy[0] + wy[4]) + (wy[2] + wy[6])) + ((wy[1] + wy[5]) + (wy[3] + wy[7]));
}

/* The sums of weight hops distance and of weight distance². */
static inline __attribute__ ((always_inline)) void
measure (const float *px, const float *py, const float *hops, const float *weight, float x, float y, float *sum, float *squares)
{
  float s[8] = { 0 }, q[8] = { 0 };

  for (guint32 p = 0; p < TG_PIVOTS; p += 8)
    for (guint32 k = 0; k < 8; k++)
      {
        float dx = px[p + k] - x, dy = py[p + k] - y, d2 = dx * dx + dy * dy;
        s[k] += weight[p + k] * hops[p + k] * sqrtf (d2);
        q[k] += weight[p + k] * d2;
      }
  *sum = ((s[0] + s[4]) + (s[2] + s[6])) + ((s[1] + s[5]) + (s[3] + s[7]));
  *squares = ((q[0] + q[4]) + (q[2] + q[6])) + ((q[1] + q[5]) + (q[3] + q[7]));
}

#if defined (__x86_64__)
__attribute__ ((target ("avx2,fma"))) static void
pull_wide (const float *px, const float *py, const float *hops, const float *weight, float unit, float x, float y, float *way_x, float *way_y)
{
  pull (px, py, hops, weight, unit, x, y, way_x, way_y);
}

__attribute__ ((target ("avx2,fma"))) static void
measure_wide (const float *px, const float *py, const float *hops, const float *weight, float x, float y, float *sum, float *squares)
{
  measure (px, py, hops, weight, x, y, sum, squares);
}

static gboolean
wide (void)
{
  return __builtin_cpu_supports ("avx2") && __builtin_cpu_supports ("fma");
}
#else
#define pull_wide pull
#define measure_wide measure
#define wide() FALSE
#endif

/* The unit u at which the pivots neither spread nor draw together the whole: the sum of w (distance - hops u) distance is nil for it. */
static float
fit_unit (const TgPivots *pivots, const TgLevel *level, guint32 part)
{
  guint32 from = level->part[part], to = level->part[part + 1], stride = MAX (1, (to - from) / LOOKS);
  const float *px = pivots->x + part * TG_PIVOTS, *py = pivots->y + part * TG_PIVOTS;
  double all = 0, all_squares = 0;

  for (guint32 i = from; i < to; i += stride)
    {
      const float *hops = pivots->hops + (gsize) i * TG_PIVOTS, *weight = pivots->weight + (gsize) i * TG_PIVOTS;
      float sum, squares;
      if (wide ())
        measure_wide (px, py, hops, weight, level->x[i], level->y[i], &sum, &squares);
      else
        measure (px, py, hops, weight, level->x[i], level->y[i], &sum, &squares);
      all += sum;
      all_squares += squares;
    }
  return all > 0 ? (float) (all_squares / all) : 1;
}

void
tg_pivots_look (TgPivots *pivots, const TgLevel *level)
{
  for (guint32 part = 0; part < pivots->n_parts; part++)
    {
      for (guint32 k = part * TG_PIVOTS; k < (part + 1) * TG_PIVOTS; k++)
        {
          pivots->x[k] = level->x[pivots->node[k]];
          pivots->y[k] = level->y[pivots->node[k]];
        }
      pivots->unit[part] = fit_unit (pivots, level, part);
    }
}

void
tg_pivots_pull (const TgPivots *pivots, guint32 part, guint32 i, float x, float y, float *way_x, float *way_y)
{
  const float *px = pivots->x + part * TG_PIVOTS, *py = pivots->y + part * TG_PIVOTS;
  const float *hops = pivots->hops + (gsize) i * TG_PIVOTS, *weight = pivots->weight + (gsize) i * TG_PIVOTS;

  if (wide ())
    pull_wide (px, py, hops, weight, pivots->unit[part], x, y, way_x, way_y);
  else
    pull (px, py, hops, weight, pivots->unit[part], x, y, way_x, way_y);
}
