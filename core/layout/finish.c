/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tg-layout"

#include "core/layout/finish.h"

#include <math.h>
#include <stdlib.h>

#include "core/layout/circles.h"
#include "core/layout/pack.h"

#define ROOM_TO_GROW 1.25f
#define GROWTH_MIN 1.03f      /* where circles cannot be parted otherwise; with all of them overlapping, more */
#define GROWTH_MORE 0.5f
#define FILL 0.6              /* of the plane that circles in squares may take before they are hard to part */

typedef struct { float x0, y0, x1, y1; } Box;

static Box
box_of (const TgLevel *level, guint32 part)
{
  Box box = { INFINITY, INFINITY, -INFINITY, -INFINITY };

  for (guint32 i = level->part[part]; i < level->part[part + 1]; i++)
    {
      box.x0 = MIN (box.x0, level->x[i] - level->radius[i]);
      box.y0 = MIN (box.y0, level->y[i] - level->radius[i]);
      box.x1 = MAX (box.x1, level->x[i] + level->radius[i]);
      box.y1 = MAX (box.y1, level->y[i] + level->radius[i]);
    }
  return box;
}

static void
shift (TgLevel *level, guint32 part, float dx, float dy)
{
  for (guint32 i = level->part[part]; i < level->part[part + 1]; i++)
    {
      level->x[i] += dx;
      level->y[i] += dy;
    }
}

static int
compare_left (gconstpointer a, gconstpointer b)
{
  const Box *p = a, *q = b;

  return p->x0 < q->x0 ? -1 : p->x0 > q->x0;
}

/* TRUE when two boxes touch: a sweep. Anchored ones may among themselves, which is why the caller hands in only one of them. */
static gboolean
collide (const Box *boxes, guint32 n)
{
  g_autofree Box *sorted = g_memdup2 (boxes, MAX (n, 1) * sizeof (Box));

  qsort (sorted, n, sizeof (Box), compare_left);
  for (guint32 i = 0; i < n; i++)
    for (guint32 j = i + 1; j < n && sorted[j].x0 < sorted[i].x1; j++)
      if (sorted[i].y0 < sorted[j].y1 && sorted[j].y0 < sorted[i].y1)
        return TRUE;
  return FALSE;
}

void
tg_finish_pack (TgLevel *level, const guint8 *anchored, float margin, gboolean tight)
{
  guint32 n = level->n_parts, n_free = 0;
  g_autofree Box *boxes = g_new (Box, (gsize) n + 1);
  g_autofree guint32 *part = g_new (guint32, MAX (n, 1));
  g_autofree TgPackBox *packed = g_new (TgPackBox, MAX (n, 1));
  Box rock = { INFINITY, INFINITY, -INFINITY, -INFINITY };

  for (guint32 p = 0; p < n; p++)
    {
      Box box = box_of (level, p);
      if (!anchored[p])
        {
          part[n_free] = p;
          boxes[n_free++] = box;
          continue;
        }
      rock = (Box) { MIN (rock.x0, box.x0), MIN (rock.y0, box.y0), MAX (rock.x1, box.x1), MAX (rock.y1, box.y1) };
    }
  gboolean any = rock.x0 <= rock.x1;
  boxes[n_free] = rock;
  if (n_free == 0 || (!tight && n_free + any > 1 && !collide (boxes, n_free + any)))
    return;

  float room = tight ? 1 : ROOM_TO_GROW, width = 0, height = 0;
  for (guint32 k = 0; k < n_free; k++)
    packed[k] = (TgPackBox) { (boxes[k].x1 - boxes[k].x0) * room + margin, (boxes[k].y1 - boxes[k].y0) * room + margin, 0, 0 };
  tg_pack (packed, n_free, any ? rock.x1 - rock.x0 : 0);
  for (guint32 k = 0; k < n_free; k++)
    {
      width = MAX (width, packed[k].x + packed[k].width);
      height = MAX (height, packed[k].y + packed[k].height);
    }
  float left = any ? rock.x0 : -width / 2, top = any ? rock.y1 + margin : -height / 2;
  for (guint32 k = 0; k < n_free; k++)
    shift (level, part[k], left + packed[k].x + packed[k].width / 2 - (boxes[k].x0 + boxes[k].x1) / 2,
           top + packed[k].y + packed[k].height / 2 - (boxes[k].y0 + boxes[k].y1) / 2);
}

static int
compare_floats (gconstpointer a, gconstpointer b)
{
  float p = *(const float *) a, q = *(const float *) b;

  return p < q ? -1 : p > q;
}

/* By how much a leaf of the tree must grow for its circles to have room; 0: too few points to tell. */
static float
leaf_growth (const TgLevel *level, const TgTree *tree, const TgTreeCell *leaf)
{
  float x0 = INFINITY, y0 = INFINITY, x1 = -INFINITY, y1 = -INFINITY;
  double need = 0;

  if (leaf->n < 6)
    return 0;
  for (guint32 k = leaf->first; k < leaf->first + leaf->n; k++)
    {
      float side = 2 * level->radius[tree->order[k]] + TG_CIRCLES_GAP;
      x0 = MIN (x0, tree->x[k]);
      y0 = MIN (y0, tree->y[k]);
      x1 = MAX (x1, tree->x[k]);
      y1 = MAX (y1, tree->y[k]);
      need += (double) side * side;
    }
  /* rims stick out of the box of the centres by half a circle */
  double side = sqrt (need / leaf->n), have = ((double) x1 - x0 + side / 2) * ((double) y1 - y0 + side / 2);
  return (float) sqrt (need / FILL / have);
}

/* Most leaves' growth, of the leaves of one part (they stand side by side): the seventh octile. */
static float
part_growth (const TgLevel *level, const TgTree *tree, guint32 part, guint32 *leaf, float *growths)
{
  guint32 n = 0, end = level->part[part + 1];

  for (; *leaf < tree->n_leaves && tree->cells[tree->leaves[*leaf].cell].first < end; (*leaf)++)
    {
      float growth = leaf_growth (level, tree, &tree->cells[tree->leaves[*leaf].cell]);
      if (growth > 0)
        growths[n++] = growth;
    }
  qsort (growths, n, sizeof (float), compare_floats);
  return n > 0 ? growths[n * 7 / 8] : 0;
}

/* Wanted by actual length of the edges. */
static float
wanted_growth (const TgLevel *level, guint32 part)
{
  const TgAdjacency *a = &level->adjacency;
  double actual = 0, wanted = 0;

  for (guint32 i = level->part[part]; i < level->part[part + 1]; i++)
    for (guint32 k = a->start[i]; k < a->start[i + 1]; k++)
      {
        actual += hypot (level->x[a->list[k]] - level->x[i], level->y[a->list[k]] - level->y[i]);
        wanted += level->length[k];
      }
  return actual > 0 ? (float) (wanted / actual) : 1;
}

static void
scale_part (TgLevel *level, guint32 part, float scale)
{
  Box box = box_of (level, part);
  float cx = (box.x0 + box.x1) / 2, cy = (box.y0 + box.y1) / 2;

  for (guint32 i = level->part[part]; i < level->part[part + 1]; i++)
    {
      level->x[i] = cx + (level->x[i] - cx) * scale;
      level->y[i] = cy + (level->y[i] - cy) * scale;
    }
}

/* A spring pulls with w d (d/l - 1), so the component keeps its scale when the repulsion's sum of force times distance over all pairs is the
 * strain, the sum of w d² (d/l - 1). Graphs of any size then have springs that are a little stretched: where repulsion is given, it
 * tears large ones so far that the springs' lengths do not matter any more. */
static double
balance (TgLevel *level, guint32 part, gboolean anchored, float stretch, double *lengths)
{
  const TgAdjacency *a = &level->adjacency;
  double cube = 0, square = 0, linear = 0, wanted = 0, sum = 0;

  for (guint32 i = level->part[part]; i < level->part[part + 1]; i++)
    for (guint32 k = a->start[i]; k < a->start[i + 1]; k++)
      {
        double dx = level->x[a->list[k]] - level->x[i], dy = level->y[a->list[k]] - level->y[i], d = sqrt (dx * dx + dy * dy), length = level->length[k];
        double w = a->weight[k] / (length * length);
        cube += w * d * d * d / length;
        square += w * d * d;
        linear += w * d * length;
        wanted += a->weight[k];
        sum += d;
      }
  double scale = linear > 0 ? CLAMP (stretch * wanted / linear, 0.01, 100) : 1;
  if (anchored)
    scale = 1;
  else
    scale_part (level, part, (float) scale);
  *lengths = sum * scale;
  /* edges were met twice */
  return scale * scale * MAX (scale * cube - square, 0.02 * square) / 2;
}

float
tg_finish_balance (TgLevel *level, const guint8 *anchored, float stretch, double *strain)
{
  double sum = 0;

  for (guint32 p = 0; p < level->n_parts; p++)
    {
      double lengths = 0;
      strain[p] = level->part[p + 1] - level->part[p] > 1 ? balance (level, p, anchored[p], stretch, &lengths) : 0;
      sum += lengths;
    }
  return (float) (sum / MAX (level->adjacency.start[level->n], 1));
}

/* Force times place, summed up over all points, is force times distance over all pairs, each once. */
static double
virial (const TgLevel *level, guint32 from, guint32 to)
{
  double x = 0, y = 0, sum = 0;

  for (guint32 i = from; i < to; i++)
    {
      x += level->x[i];
      y += level->y[i];
    }
  x /= to - from;
  y /= to - from;
  for (guint32 i = from; i < to; i++)
    sum += level->mass[i] * (level->fx[i] * (level->x[i] - x) + level->fy[i] * (level->y[i] - y));
  return sum;
}

void
tg_finish_push (TgLevel *level, const double *strain)
{
  for (guint32 p = 0; p < level->n_parts; p++)
    {
      guint32 from = level->part[p], to = level->part[p + 1];
      double sum = to - from > 1 ? virial (level, from, to) : 0;
      for (guint32 i = from; i < to; i++)
        level->push[i] = sum > 0 ? (float) (strain[p] / sum * level->mass[i]) : 0;
    }
}

void
tg_finish_grow (TgLevel *level, TgCircles *circles, const guint8 *anchored)
{
  g_autofree guint8 *overlaps = g_new0 (guint8, MAX (level->n, 1));

  tg_circles_find (circles, level->x, level->y, overlaps);
  for (guint32 p = 0; p < level->n_parts; p++)
    {
      guint32 n = level->part[p + 1] - level->part[p], count = 0;
      for (guint32 i = level->part[p]; i < level->part[p + 1]; i++)
        count += overlaps[i];
      if (count > 0 && !anchored[p])
        scale_part (level, p, GROWTH_MIN + GROWTH_MORE * (float) count / (float) n);
    }
}

void
tg_finish_scale (TgLevel *level, const TgTree *tree, const guint8 *anchored)
{
  g_autofree float *growths = g_new (float, MAX (tree->n_leaves, 1));
  guint32 leaf = 0;

  for (guint32 p = 0; p < level->n_parts; p++)
    {
      float room = part_growth (level, tree, p, &leaf, growths), scale = MAX (room, wanted_growth (level, p));
      if (anchored[p] || level->part[p + 1] - level->part[p] < 2)
        continue;
      scale_part (level, p, CLAMP (scale, 0.01f, 100));
    }
}
