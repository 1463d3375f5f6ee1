/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tg-widgets"

/* What the canvas shows: a picture of the scene that is kept as long as nothing changes, and what lies over it. */

#include "widgets/graph/canvas-private.h"

#include <adwaita.h>
#include <math.h>
#include <string.h>

#include "widgets/graph/render.h"

gboolean
_tg_canvas_is_dark (void)
{
  return adw_style_manager_get_dark (adw_style_manager_get_default ());
}

static TgGraphStyle
style_of (TgGraphCanvas *self)
{
  return (TgGraphStyle) { .dark = _tg_canvas_is_dark (), .legend = self->legend, .background = TRUE,
                          .lit = _tg_canvas_lit (self),
                          .focus = self->focus_shown && (self->lit != NULL || gtk_widget_has_focus (GTK_WIDGET (self))) ? self->focus : 0 };
}

static void
paint_scene (TgGraphCanvas *self)
{
  int scale = gtk_widget_get_scale_factor (GTK_WIDGET (self));
  int width = gtk_widget_get_width (GTK_WIDGET (self)) * scale, height = gtk_widget_get_height (GTK_WIDGET (self)) * scale;
  TgGraphStyle style = style_of (self);
  style.bare = TRUE;
  gint64 begin = g_get_monotonic_time ();

  /* in turn: what is on the screen still shows the other one, and cairo copies what is drawn on while it is shown */
  self->scene = (self->scene + 1) % G_N_ELEMENTS (self->scenes);
  cairo_surface_t **at = &self->scenes[self->scene], *surface = *at;
  double old_scale = 0;
  if (surface != NULL)
    cairo_surface_get_device_scale (surface, &old_scale, &old_scale);
  if (surface == NULL || cairo_image_surface_get_width (surface) != width || cairo_image_surface_get_height (surface) != height || old_scale != scale)
    {
      g_clear_pointer (at, cairo_surface_destroy);
      surface = *at = cairo_image_surface_create (CAIRO_FORMAT_RGB24, width, height);
      cairo_surface_set_device_scale (surface, scale, scale);
    }
  cairo_t *cr = cairo_create (surface);
  if (self->board != NULL)
    tg_graph_render (cr, self->board, &self->view, &style, NULL);
  else
    {
      GdkRGBA ground = tg_graph_background (style.dark);
      gdk_cairo_set_source_rgba (cr, &ground);
      cairo_paint (cr);
    }
  cairo_destroy (cr);
  cairo_surface_flush (surface);
  self->scene_view = self->view;
  self->painted++;
  self->stale = FALSE;
  self->cost = g_get_monotonic_time () - begin;
}

/* The scene with what is pointed at brought forward: drawn when the pointer comes to something else. */
static void
paint_hover (TgGraphCanvas *self)
{
  cairo_surface_t *scene = self->scenes[self->scene];
  const int width = cairo_image_surface_get_width (scene), height = cairo_image_surface_get_height (scene);
  const TgGraphStyle style = style_of (self);
  double scale;

  if (self->hover != NULL && self->hover_of == self->painted && self->hovered_node == self->hover_node && self->hovered_link == self->hover_link)
    return;
  cairo_surface_get_device_scale (scene, &scale, &scale);
  g_clear_pointer (&self->hover, cairo_surface_destroy);
  self->hover = cairo_image_surface_create (CAIRO_FORMAT_RGB24, width, height);
  cairo_surface_set_device_scale (self->hover, scale, scale);
  cairo_t *cr = cairo_create (self->hover);
  cairo_set_source_surface (cr, scene, 0, 0);
  cairo_paint (cr);
  tg_graph_render_hover (cr, self->board, &self->view, &style, self->hover_node, self->hover_link);
  cairo_destroy (cr);
  self->hover_of = self->painted;
  self->hovered_node = self->hover_node;
  self->hovered_link = self->hover_link;
}

static void
snapshot_scene (TgGraphCanvas *self, cairo_t *cr)
{
  const TgViewport *old = &self->scene_view;
  const double scale = gtk_widget_get_scale_factor (GTK_WIDGET (self)), ratio = self->view.zoom / old->zoom;
  GdkRGBA ground = tg_graph_background (_tg_canvas_is_dark ());
  double x, y;

  /* where the old picture's corner is now */
  tg_viewport_to_world (old, 0, 0, &x, &y);
  tg_viewport_to_screen (&self->view, x, y, &x, &y);
  if (ratio != 1 || fabs (x) > 0.01 || fabs (y) > 0.01 || old->width < self->view.width || old->height < self->view.height)
    {
      gdk_cairo_set_source_rgba (cr, &ground);
      cairo_paint (cr);
    }
  cairo_save (cr);
  if (ratio == 1)
    cairo_translate (cr, round (x * scale) / scale, round (y * scale) / scale);
  else
    {
      cairo_translate (cr, x, y);
      cairo_scale (cr, ratio, ratio);
    }
  cairo_set_source_surface (cr, self->scenes[self->scene], 0, 0);
  /* between two pictures, for a moment: pixels that are moved need no smoothing, those that are scaled would take longer than a new picture */
  cairo_pattern_set_filter (cairo_get_source (cr), CAIRO_FILTER_NEAREST);
  cairo_paint (cr);
  cairo_restore (cr);
}

void
_tg_canvas_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  TgGraphCanvas *self = TG_GRAPH_CANVAS (widget);
  int width = gtk_widget_get_width (widget), height = gtk_widget_get_height (widget);
  const graphene_rect_t area = GRAPHENE_RECT_INIT (0, 0, width, height);

  if (width <= 0 || height <= 0)
    return;
  if (self->stale || self->scenes[self->scene] == NULL)
    paint_scene (self);
  gtk_snapshot_push_clip (snapshot, &area);
  const gboolean hovering = self->board != NULL && self->drag == DRAG_NONE && (self->hover_node >= 0 || self->hover_link >= 0)
                            && memcmp (&self->view, &self->scene_view, sizeof self->view) == 0;
  cairo_t *cr = gtk_snapshot_append_cairo (snapshot, &area);
  if (hovering)
    {
      paint_hover (self);
      cairo_set_source_surface (cr, self->hover, 0, 0);
      cairo_pattern_set_filter (cairo_get_source (cr), CAIRO_FILTER_NEAREST);
      cairo_paint (cr);
    }
  else
    snapshot_scene (self, cr);
  if (self->board != NULL)
    {
      TgGraphStyle style = style_of (self);

      if (self->drag == DRAG_BAND)
        tg_graph_render_band (cr, &self->band, style.dark);
      tg_graph_render_notes (cr, self->board, &self->view, &style);
    }
  cairo_destroy (cr);
  gtk_snapshot_pop (snapshot);
}
