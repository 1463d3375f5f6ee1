/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tg-widgets"

#include "widgets/graph/viewport.h"

#include <math.h>

void
tg_viewport_to_screen (const TgViewport *view, double wx, double wy, double *sx, double *sy)
{
  *sx = (wx - view->x) * view->zoom + view->width / 2;
  *sy = (wy - view->y) * view->zoom + view->height / 2;
}

void
tg_viewport_to_world (const TgViewport *view, double sx, double sy, double *wx, double *wy)
{
  *wx = (sx - view->width / 2) / view->zoom + view->x;
  *wy = (sy - view->height / 2) / view->zoom + view->y;
}

gboolean
tg_viewport_zoom_at (TgViewport *view, double factor, double sx, double sy)
{
  double before = view->zoom, wx, wy;

  if (!isfinite (factor) || factor <= 0)
    return FALSE;
  tg_viewport_to_world (view, sx, sy, &wx, &wy);
  view->zoom = CLAMP (view->zoom * factor, TG_VIEWPORT_ZOOM_MIN, TG_VIEWPORT_ZOOM_MAX);
  view->x = wx - (sx - view->width / 2) / view->zoom;
  view->y = wy - (sy - view->height / 2) / view->zoom;
  return view->zoom != before;
}

void
tg_viewport_pan (TgViewport *view, double dx, double dy)
{
  if (!isfinite (dx) || !isfinite (dy))
    return;
  view->x = CLAMP (view->x - dx / view->zoom, -1e7, 1e7);
  view->y = CLAMP (view->y - dy / view->zoom, -1e7, 1e7);
}

void
tg_viewport_fit (TgViewport *view, const TgBox *world, double margin, double max_zoom)
{
  double w = MAX (view->width - 2 * margin, view->width * 0.2), h = MAX (view->height - 2 * margin, view->height * 0.2);
  double zoom = MIN (w / MAX (world->width, 1e-3), h / MAX (world->height, 1e-3));

  view->zoom = CLAMP (MIN (zoom, max_zoom), TG_VIEWPORT_ZOOM_MIN, TG_VIEWPORT_ZOOM_MAX);
  view->x = world->x + world->width / 2;
  view->y = world->y + world->height / 2;
}

TgBox
tg_viewport_visible (const TgViewport *view)
{
  TgBox box = { .width = view->width / view->zoom, .height = view->height / view->zoom };

  box.x = view->x - box.width / 2;
  box.y = view->y - box.height / 2;
  return box;
}

gboolean
tg_viewport_reveal (TgViewport *view, double wx, double wy, double margin)
{
  double sx, sy;

  margin = MIN (margin, MIN (view->width, view->height) / 2);
  tg_viewport_to_screen (view, wx, wy, &sx, &sy);
  double dx = CLAMP (sx, margin, view->width - margin) - sx, dy = CLAMP (sy, margin, view->height - margin) - sy;
  if (dx == 0 && dy == 0)
    return FALSE;
  tg_viewport_pan (view, dx, dy);
  return TRUE;
}

double
tg_viewport_node_scale (const TgViewport *view)
{
  return view->zoom < 1 ? pow (view->zoom, 0.65) : view->zoom;
}

gboolean
tg_viewport_set (TgViewport *view, double x, double y, double zoom)
{
  if (!isfinite (x) || !isfinite (y) || !isfinite (zoom) || fabs (x) > 1e7 || fabs (y) > 1e7 || zoom < TG_VIEWPORT_ZOOM_MIN
      || zoom > TG_VIEWPORT_ZOOM_MAX)
    return FALSE;
  view->x = x;
  view->y = y;
  view->zoom = zoom;
  return TRUE;
}

TgViewport
tg_viewport_part (const TgViewport *view, const TgBox *box)
{
  TgViewport part = { .zoom = view->zoom, .width = box->width, .height = box->height };

  tg_viewport_to_world (view, box->x + box->width / 2, box->y + box->height / 2, &part.x, &part.y);
  return part;
}
