/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tg-layout"

#include "core/layout/start.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define GOLDEN_ANGLE 2.39996323f
#define HEAP_RADIUS 0.25f     /* of the sunflower of k nodes at one place, times sqrt (k) */

float
tg_start_jitter (guint32 seed, guint32 i, guint32 salt)
{
  guint32 h = (seed + 0x9e3779b9u) * 0x85ebca6bu ^ (i + salt * 0x27d4eb2fu) * 0xc2b2ae35u;

  h ^= h >> 15;
  h *= 0x2c1b3c6du;
  h ^= h >> 12;
  return (float) (h & 0xffffff) / 0x1000000 - 0.5f;
}

typedef struct { guint32 first, n; } Range;

static int
compare_ranges (gconstpointer a, gconstpointer b)
{
  const Range *p = a, *q = b;

  if (p->n != q->n)
    return p->n > q->n ? -1 : 1;
  return p->first < q->first ? -1 : p->first > q->first;
}

void
tg_start_order (guint32 n, const TgAdjacency *adjacency, guint32 *slot, guint32 **part, guint32 *n_parts)
{
  g_autofree guint32 *queue = g_new (guint32, MAX (n, 1));
  g_autoptr (GArray) ranges = g_array_new (FALSE, FALSE, sizeof (Range));
  guint32 head = 0, tail = 0, at = 0;

  memset (slot, 0xff, n * sizeof (guint32));
  for (guint32 i = 0; i < n; i++)
    {
      if (slot[i] != G_MAXUINT32)
        continue;
      Range range = { tail, 0 };
      slot[i] = 0;
      queue[tail++] = i;
      for (; head < tail; head++)
        for (guint32 k = adjacency->start[queue[head]]; k < adjacency->start[queue[head] + 1]; k++)
          if (slot[adjacency->list[k]] == G_MAXUINT32)
            {
              slot[adjacency->list[k]] = 0;
              queue[tail++] = adjacency->list[k];
            }
      range.n = tail - range.first;
      g_array_append_val (ranges, range);
    }
  g_array_sort (ranges, compare_ranges);
  *n_parts = ranges->len;
  *part = g_new (guint32, (gsize) ranges->len + 1);
  for (guint32 p = 0; p < ranges->len; p++)
    {
      const Range *range = &g_array_index (ranges, Range, p);
      (*part)[p] = at;
      for (guint32 k = 0; k < range->n; k++)
        slot[queue[range->first + k]] = at++;
    }
  (*part)[ranges->len] = at;
}

static void
place_beside (TgLevel *level, const guint8 *done, guint32 i, float spread, guint32 born)
{
  const TgAdjacency *a = &level->adjacency;
  float sum_x = 0, sum_y = 0, angle = GOLDEN_ANGLE * (float) (born % 65536), ring = spread * (0.8f + 0.05f * (float) (born % 8));
  guint32 n = 0;

  for (guint32 k = a->start[i]; k < a->start[i + 1]; k++)
    if (done[a->list[k]])
      {
        sum_x += level->x[a->list[k]];
        sum_y += level->y[a->list[k]];
        n++;
      }
  level->x[i] = sum_x / (float) MAX (n, 1) + ring * cosf (angle);
  level->y[i] = sum_y / (float) MAX (n, 1) + ring * sinf (angle);
}

static void
place_part (TgLevel *level, guint8 *done, guint32 *queue, guint32 from, guint32 to, float spread)
{
  const TgAdjacency *a = &level->adjacency;
  guint32 head = 0, tail = 0, born = 0;

  for (guint32 i = from; i < to; i++)
    if (done[i])
      queue[tail++] = i;
  gboolean fresh = tail == 0;
  if (fresh)
    {
      /* the part's nodes are in breadth-first order already */
      for (guint32 i = from; i < to; i++)
        {
          float ring = spread * 0.6f * sqrtf ((float) (i - from)), angle = GOLDEN_ANGLE * (float) (i - from);
          level->x[i] = ring * cosf (angle);
          level->y[i] = ring * sinf (angle);
        }
      return;
    }
  for (; head < tail; head++)
    for (guint32 k = a->start[queue[head]]; k < a->start[queue[head] + 1]; k++)
      if (!done[a->list[k]])
        {
          place_beside (level, done, a->list[k], spread, ++born);
          done[a->list[k]] = 1;
          queue[tail++] = a->list[k];
        }
}

void
tg_start_places (TgLevel *level, const guint8 *placed, float spread)
{
  g_autofree guint8 *done = g_memdup2 (placed, MAX (level->n, 1));
  g_autofree guint32 *queue = g_new (guint32, MAX (level->n, 1));

  for (guint32 p = 0; p < level->n_parts; p++)
    place_part (level, done, queue, level->part[p], level->part[p + 1], spread);
}

typedef struct { float x, y; guint32 node; } Place;

static int
compare_places (gconstpointer a, gconstpointer b)
{
  const Place *p = a, *q = b;

  if (p->x != q->x)
    return p->x < q->x ? -1 : 1;
  if (p->y != q->y)
    return p->y < q->y ? -1 : 1;
  return p->node < q->node ? -1 : p->node > q->node;
}

void
tg_start_spread (TgLevel *level, const guint8 *placed, const guint8 *fixed)
{
  g_autofree Place *places = g_new (Place, MAX (level->n, 1));
  guint32 n = 0;

  for (guint32 i = 0; i < level->n; i++)
    if (placed[i])
      places[n++] = (Place) { level->x[i], level->y[i], i };
  qsort (places, n, sizeof (Place), compare_places);
  for (guint32 k = 1, rank = 0; k < n; k++)
    {
      guint32 i = places[k].node;
      rank = places[k].x == places[k - 1].x && places[k].y == places[k - 1].y ? rank + 1 : 0;
      if (rank == 0 || fixed[i])
        continue;
      float ring = HEAP_RADIUS * sqrtf ((float) rank), angle = GOLDEN_ANGLE * (float) rank;
      level->x[i] += ring * cosf (angle);
      level->y[i] += ring * sinf (angle);
    }
}
