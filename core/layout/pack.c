/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tg-layout"

#include "core/layout/pack.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define ASPECT 1.4            /* of the whole: screens are wider than high */
#define STEPS_MAX 512         /* of the skyline; beyond, its narrowest step is given away */

typedef struct { double x, width, y; } Step;
typedef struct { guint32 box; float width, height; } Order;

static int
compare_order (gconstpointer a, gconstpointer b)
{
  const Order *p = a, *q = b;

  if (p->height != q->height)
    return p->height > q->height ? -1 : 1;
  if (p->width != q->width)
    return p->width > q->width ? -1 : 1;
  return p->box < q->box ? -1 : p->box > q->box;
}

/* How low the skyline reaches under a box whose left side stands at the step; infinite when the box would stick out. */
static double
lowest (const Step *steps, guint n, guint at, double width, double whole)
{
  double y = 0, reach = steps[at].x + width;

  if (reach > whole * (1 + 1e-9))
    return INFINITY;
  for (guint i = at; i < n && steps[i].x < reach; i++)
    y = MAX (y, steps[i].y);
  return y;
}

/* The skyline over the box now runs along its lower side. */
static guint
cover (Step *steps, guint n, guint at, double width, double y)
{
  double reach = steps[at].x + width;
  guint last = at;

  while (last < n && steps[last].x + steps[last].width <= reach)
    last++;
  if (last < n && steps[last].x < reach)
    {
      steps[last].width -= reach - steps[last].x;
      steps[last].x = reach;
    }
  /* last: the first that stays; between at and it all go, one comes */
  if (last == at)
    {
      memmove (steps + at + 1, steps + at, (n - at) * sizeof (Step));
      n++;
    }
  else
    {
      memmove (steps + at + 1, steps + last, (n - last) * sizeof (Step));
      n -= last - at - 1;
    }
  /* the box's left side is the old step's, which only moved when it was split */
  steps[at] = (Step) { reach - width, width, y };
  return n;
}

static guint
join (Step *steps, guint n)
{
  guint narrowest = 0;

  for (guint i = 1; i + 1 < n; i++)
    if (steps[i].width < steps[narrowest].width)
      narrowest = i;
  guint other = narrowest + 1 < n ? narrowest + 1 : narrowest - 1, left = MIN (narrowest, other);
  steps[left] = (Step) { steps[left].x, steps[left].width + steps[left + 1].width, MAX (steps[left].y, steps[left + 1].y) };
  memmove (steps + left + 1, steps + left + 2, (n - left - 2) * sizeof (Step));
  return n - 1;
}

void
tg_pack (TgPackBox *boxes, guint32 n, float width)
{
  g_autofree Order *order = g_new (Order, MAX (n, 1));
  g_autofree Step *steps = g_new (Step, STEPS_MAX + 2);
  double area = 0, whole = width;
  guint n_steps = 1;

  for (guint32 i = 0; i < n; i++)
    {
      order[i] = (Order) { i, boxes[i].width, boxes[i].height };
      area += (double) boxes[i].width * boxes[i].height;
      whole = MAX (whole, boxes[i].width);
    }
  whole = MAX (whole, sqrt (area * ASPECT) * 1.05);
  qsort (order, n, sizeof (Order), compare_order);
  steps[0] = (Step) { 0, whole, 0 };
  for (guint32 k = 0; k < n; k++)
    {
      TgPackBox *box = &boxes[order[k].box];
      guint best = 0;
      double best_y = INFINITY;
      for (guint i = 0; i < n_steps; i++)
        {
          double y = steps[i].y < best_y ? lowest (steps, n_steps, i, box->width, whole) : INFINITY;
          if (y < best_y)
            {
              best = i;
              best_y = y;
            }
        }
      box->x = (float) steps[best].x;
      box->y = (float) best_y;
      n_steps = cover (steps, n_steps, best, box->width, best_y + box->height);
      if (n_steps > STEPS_MAX)
        n_steps = join (steps, n_steps);
    }
}
