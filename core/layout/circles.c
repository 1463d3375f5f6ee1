/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tg-layout"

#include "core/layout/circles.h"

#include <math.h>
#include <string.h>

/* In a crowd nobody looks at more than this many in a cell: a heap of circles at one place would cost the square of its size. The pass counts as not
 * finished then, and the next one looks again. */
#define CROWD 48
#define GOLDEN_ANGLE 2.39996323f

void
tg_circles_init (TgCircles *circles, guint32 n, const float *radius)
{
  *circles = (TgCircles) { .n = n, .radius = radius };
  circles->level = g_new (guint8, MAX (n, 1));
  circles->next = g_new (guint32, MAX (n, 1));
  for (guint32 i = 0; i < n; i++)
    {
      /* powers of two: level l has radii below 2^(l+1) */
      guint level = 0;
      while (level < 30 && radius[i] + TG_CIRCLES_GAP / 2 >= (float) (2u << level))
        level++;
      circles->level[i] = (guint8) level;
      circles->levels |= 1u << level;
    }
  for (circles->mask = 63; circles->mask < n;)
    circles->mask = circles->mask * 2 + 1;
  circles->head = g_new (guint32, (gsize) circles->mask + 1);
  circles->warm = g_new0 (guint8, (gsize) circles->mask + 1);
  circles->moved = g_new (guint8, MAX (n, 1));
  circles->moving = g_new0 (guint8, MAX (n, 1));
  tg_circles_disturb (circles);
}

void
tg_circles_disturb (TgCircles *circles)
{
  memset (circles->moved, 1, circles->n);
}

void
tg_circles_clear (TgCircles *circles)
{
  g_free (circles->level);
  g_free (circles->next);
  g_free (circles->head);
  g_free (circles->warm);
  g_free (circles->moved);
  g_free (circles->moving);
  *circles = (TgCircles) { 0 };
}

static inline guint32
slot_of (const TgCircles *circles, guint level, gint32 column, gint32 row)
{
  guint32 h = (guint32) column * 0x9e3779b1u ^ (guint32) row * 0x85ebca77u ^ level * 0xc2b2ae3du;
  return (h ^ h >> 15) & circles->mask;
}

static inline gint32
cell_of (float coordinate, guint level)
{
  return (gint32) floorf (coordinate / (float) (4u << level));
}

/* marks: instead of moving them. */
static float
part (const TgCircles *circles, float *x, float *y, const guint8 *stays, guint8 *marks, guint32 i, guint32 j)
{
  float wanted = circles->radius[i] + circles->radius[j] + TG_CIRCLES_GAP;
  float dx = x[j] - x[i], dy = y[j] - y[i], d2 = dx * dx + dy * dy;

  if (d2 >= wanted * wanted || (stays != NULL && stays[i] && stays[j]))
    return 0;
  float d = sqrtf (d2);
  if (marks != NULL)
    {
      if (wanted - d > TG_CIRCLES_GAP / 2)
        marks[i] = marks[j] = 1;
      return 0;
    }
  if (d < 1e-3f)
    {
      /* at one place: any direction is as good, but not all the same one */
      dx = cosf (GOLDEN_ANGLE * (float) (j & 0xffff));
      dy = sinf (GOLDEN_ANGLE * (float) (j & 0xffff));
      d = 1;
      d2 = 0;
    }
  float overlap = wanted - (d2 > 0 ? d : 0);
  /* the smaller one moves more; a little farther than needed, so that a row of them comes to an end */
  float share = stays[i] ? 1 : stays[j] ? 0 : circles->radius[i] / (circles->radius[i] + circles->radius[j]);
  float ux = dx / d * (overlap * 1.02f + 0.01f), uy = dy / d * (overlap * 1.02f + 0.01f);
  x[j] += ux * share;
  y[j] += uy * share;
  x[i] -= ux * (1 - share);
  y[i] -= uy * (1 - share);
  return overlap;
}

/* i with those of its own level that stand later, and with all of the larger levels. */
static float
part_with_level (const TgCircles *circles, float *x, float *y, const guint8 *stays, guint8 *marks, guint32 i, guint level)
{
  gint32 column = cell_of (x[i], level), row = cell_of (y[i], level);
  float worst = 0;

  for (gint32 dc = -1; dc <= 1; dc++)
    for (gint32 dr = -1; dr <= 1; dr++)
      {
        guint crowd = 0;
        guint32 slot = slot_of (circles, level, column + dc, row + dr);
        if (!circles->moved[i] && !circles->warm[slot])
          continue;
        for (guint32 j = circles->head[slot]; j != G_MAXUINT32; j = circles->next[j])
          {
            if (circles->level[j] != level || (level == circles->level[i] && j <= i))
              continue;
            float overlap = part (circles, x, y, stays, marks, i, j);
            worst = MAX (worst, overlap);
            if (overlap > 0)
              circles->moving[i] = circles->moving[j] = 1;
            if (overlap > 0 && ++crowd == CROWD)
              break;
          }
      }
  return worst;
}

static float
pass (TgCircles *circles, float *x, float *y, const guint8 *stays, guint8 *marks)
{
  float worst = 0;

  memset (circles->head, 0xff, ((gsize) circles->mask + 1) * sizeof (guint32));
  memset (circles->warm, 0, (gsize) circles->mask + 1);
  memset (circles->moving, 0, circles->n);
  for (guint32 i = 0; i < circles->n; i++)
    {
      guint level = circles->level[i];
      guint32 slot = slot_of (circles, level, cell_of (x[i], level), cell_of (y[i], level));
      circles->next[i] = circles->head[slot];
      circles->head[slot] = i;
      circles->warm[slot] |= circles->moved[i];
    }
  for (guint32 i = 0; i < circles->n; i++)
    for (guint level = circles->level[i]; circles->levels >> level != 0; level++)
      if (circles->levels >> level & 1)
        {
          float overlap = part_with_level (circles, x, y, stays, marks, i, level);
          worst = MAX (worst, overlap);
        }
  return worst;
}

float
tg_circles_part (TgCircles *circles, float *x, float *y, const guint8 *stays)
{
  float worst = pass (circles, x, y, stays, NULL);
  guint8 *swap = circles->moved;

  circles->moved = circles->moving;
  circles->moving = swap;
  return worst;
}

void
tg_circles_find (TgCircles *circles, float *x, float *y, guint8 *overlaps)
{
  tg_circles_disturb (circles);
  pass (circles, x, y, NULL, overlaps);
}
