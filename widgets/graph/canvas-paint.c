/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tg-widgets"

/* What the canvas shows: a picture of the scene that is kept as long as nothing changes, and what lies over it. A picture that is dear
 * is drawn once and used again while things move: panning copies it and draws what comes into view, zooming scales it over a picture
 * of the whole board, dragged nodes are drawn alone over a picture without them. A sharp one follows when the hand rests. */

#include "widgets/graph/canvas-private.h"

#include <adwaita.h>
#include <math.h>
#include <string.h>

#include "widgets/graph/canvas-screen.h"
#include "widgets/graph/moved.h"
#include "widgets/graph/render.h"

#define DEAR 5000               /* microseconds */
#define LIFTED_MAX 200          /* nodes */
#define RATIO_MAX 6             /* a picture scaled by more than this, either way, is drawn anew */

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

gboolean
_tg_canvas_is_dear (TgGraphCanvas *self)
{
  return self->cost > DEAR && self->scenes[self->scene] != NULL && self->board != NULL;
}

gboolean
_tg_canvas_lifts (TgGraphCanvas *self)
{
  return self->drag == DRAG_NODES && self->drag_moved && self->drag_start->len <= LIFTED_MAX && self->board != NULL
         && (self->lifted != NULL || _tg_canvas_is_dear (self));      /* once lifted, until the hand lets go */
}

void
_tg_canvas_forget_pictures (TgGraphCanvas *self)
{
  g_clear_pointer (&self->picture, gsk_render_node_unref);
  g_clear_pointer (&self->notes, gsk_render_node_unref);
  for (guint i = 0; i < G_N_ELEMENTS (self->scenes); i++)
    g_clear_pointer (&self->scenes[i], cairo_surface_destroy);
  g_clear_pointer (&self->veiled, cairo_surface_destroy);
  g_clear_pointer (&self->veiled_node, gsk_render_node_unref);
  g_clear_pointer (&self->hover, gsk_render_node_unref);
  self->veiled_of = self->hover_of = 0;
  g_clear_pointer (&self->overview, cairo_surface_destroy);
  g_clear_pointer (&self->lifted, g_free);
}

/* A surface of the widget's size: the one there is, if it fits. */
static cairo_surface_t *
surface_of (TgGraphCanvas *self, cairo_surface_t **at)
{
  const int scale = gtk_widget_get_scale_factor (GTK_WIDGET (self));
  const int width = gtk_widget_get_width (GTK_WIDGET (self)) * scale, height = gtk_widget_get_height (GTK_WIDGET (self)) * scale;
  double old_scale = 0;

  if (*at != NULL)
    cairo_surface_get_device_scale (*at, &old_scale, &old_scale);
  if (*at == NULL || cairo_image_surface_get_width (*at) != width || cairo_image_surface_get_height (*at) != height || old_scale != scale)
    {
      g_clear_pointer (at, cairo_surface_destroy);
      *at = cairo_image_surface_create (CAIRO_FORMAT_RGB24, width, height);
      cairo_surface_set_device_scale (*at, scale, scale);
    }
  return *at;
}

/* One that is neither on the screen nor the sharp one: cairo copies what is drawn on while it is shown. */
static guint
free_scene (TgGraphCanvas *self)
{
  guint i = 0;

  while (i == self->scene || i == self->shown)
    i++;
  return i;
}

static void
show_scene (TgGraphCanvas *self, guint index)
{
  self->shown = index;
  self->shown_view = self->view;
  g_clear_pointer (&self->picture, gsk_render_node_unref);
}

/* The nodes that are dragged, for the picture to be without them. */
static void
lift (TgGraphCanvas *self)
{
  g_clear_pointer (&self->lifted, g_free);
  if (!_tg_canvas_lifts (self))
    return;
  self->n_lifted = tg_board_n_nodes (self->board);
  self->lifted = g_new0 (guint8, self->n_lifted + 1);
  self->lifted_at = g_get_monotonic_time ();
  for (guint i = 0; i < self->drag_start->len; i++)
    {
      const guint at = (guint) g_array_index (self->drag_start, TgBox, i).width;
      if (at < self->n_lifted)
        self->lifted[at] = 1;
    }
}

static void
paint_scene (TgGraphCanvas *self)
{
  TgGraphStyle style = style_of (self);
  gint64 begin = g_get_monotonic_time ();

  lift (self);
  style.bare = TRUE;
  style.texts = self->texts;
  style.lifted = self->lifted;
  self->scene = free_scene (self);
  cairo_surface_t *surface = surface_of (self, &self->scenes[self->scene]);
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
  show_scene (self, self->scene);
  g_clear_pointer (&self->notes, gsk_render_node_unref);
  self->painted++;
  self->serial++;
  self->stale = FALSE;
  self->cost = g_get_monotonic_time () - begin;
}

/* A part of a picture drawn anew, in pixels. */
static void
paint_part (TgGraphCanvas *self, cairo_surface_t *surface, const TgViewport *view, int x, int y, int width, int height)
{
  const double scale = gtk_widget_get_scale_factor (GTK_WIDGET (self));
  const TgBox box = { x / scale, y / scale, width / scale, height / scale };
  const TgViewport part = tg_viewport_part (view, &box);
  TgGraphStyle style = style_of (self);

  if (width <= 0 || height <= 0)
    return;
  style.bare = style.swift = TRUE;
  style.lifted = self->lifted;
  cairo_surface_flush (surface);
  const int stride = cairo_image_surface_get_stride (surface);
  cairo_surface_t *window = cairo_image_surface_create_for_data (cairo_image_surface_get_data (surface) + (gssize) y * stride + (gssize) x * 4,
                                                                 CAIRO_FORMAT_RGB24, width, height, stride);
  cairo_surface_set_device_scale (window, scale, scale);
  cairo_t *cr = cairo_create (window);
  tg_graph_render (cr, self->board, &part, &style, NULL);
  cairo_destroy (cr);
  cairo_surface_destroy (window);
  cairo_surface_mark_dirty (surface);
}

/* By whole pixels, so that what is drawn beside it fits and nothing blurs. */
static void
paint_panned (TgGraphCanvas *self, int dx, int dy)
{
  const double scale = gtk_widget_get_scale_factor (GTK_WIDGET (self));
  const guint to = free_scene (self);
  cairo_surface_t *surface = surface_of (self, &self->scenes[to]);
  const int width = cairo_image_surface_get_width (surface), height = cairo_image_surface_get_height (surface);
  TgViewport view = self->scene_view;

  view.x -= dx / scale / view.zoom;
  view.y -= dy / scale / view.zoom;
  tg_moved_put (surface, self->scenes[self->scene], dx, dy, 1);
  paint_part (self, surface, &view, dx > 0 ? 0 : width + dx, 0, ABS (dx), height);
  paint_part (self, surface, &view, MAX (dx, 0), dy > 0 ? 0 : height + dy, width - ABS (dx), ABS (dy));
  self->scene = to;
  self->scene_view = view;
  self->serial++;
  show_scene (self, to);
}

/* All of the board, small: what comes into view while zooming is taken from it until the hand rests. */
static void
need_overview (TgGraphCanvas *self)
{
  TgGraphStyle style = style_of (self);
  TgBox box;

  if (self->overview != NULL && self->overview_of == self->edition && self->overview_view.width == self->view.width
      && self->overview_view.height == self->view.height)
    return;
  surface_of (self, &self->overview);
  self->overview_view = self->view;
  if (tg_board_bounds (self->board, &box))
    tg_viewport_fit (&self->overview_view, &box, 8, 1.4);
  style.bare = style.swift = TRUE;
  cairo_t *cr = cairo_create (self->overview);
  tg_graph_render (cr, self->board, &self->overview_view, &style, NULL);
  cairo_destroy (cr);
  cairo_surface_flush (self->overview);
  self->overview_of = self->edition;
}

/* A picture of one view where it belongs in the present one. */
static void
put_view (TgGraphCanvas *self, cairo_surface_t *to, cairo_surface_t *from, const TgViewport *view)
{
  const double scale = gtk_widget_get_scale_factor (GTK_WIDGET (self));
  double x, y;

  tg_viewport_to_world (view, 0, 0, &x, &y);
  tg_viewport_to_screen (&self->view, x, y, &x, &y);
  tg_moved_put (to, from, x * scale, y * scale, self->view.zoom / view->zoom);
}

static void
paint_zoomed (TgGraphCanvas *self)
{
  const TgBox was = tg_viewport_visible (&self->scene_view), now = tg_viewport_visible (&self->view);
  const GdkRGBA ground = tg_graph_background (_tg_canvas_is_dark ());
  const guint to = free_scene (self);
  cairo_surface_t *surface = surface_of (self, &self->scenes[to]);

  if (now.x < was.x || now.y < was.y || now.x + now.width > was.x + was.width || now.y + now.height > was.y + was.height)
    {
      need_overview (self);
      tg_moved_fill (surface, (guint32) lround ((double) ground.red * 255) << 16 | (guint32) lround ((double) ground.green * 255) << 8
                              | (guint32) lround ((double) ground.blue * 255));
      put_view (self, surface, self->overview, &self->overview_view);
    }
  put_view (self, surface, self->scenes[self->scene], &self->scene_view);
  show_scene (self, to);
}

static void
paint_moved (TgGraphCanvas *self)
{
  const double scale = gtk_widget_get_scale_factor (GTK_WIDGET (self)), ratio = self->view.zoom / self->scene_view.zoom;
  double x, y;

  tg_viewport_to_world (&self->scene_view, 0, 0, &x, &y);
  tg_viewport_to_screen (&self->view, x, y, &x, &y);
  if (ratio > RATIO_MAX || ratio < 1 / RATIO_MAX || fabs (x) > self->view.width * RATIO_MAX || fabs (y) > self->view.height * RATIO_MAX)
    paint_scene (self);
  else if (ratio == 1 && fabs (x) < self->view.width && fabs (y) < self->view.height)
    paint_panned (self, (int) lround (x * scale), (int) lround (y * scale));
  else
    paint_zoomed (self);
}

/* The scene less bright: as long as it stays the same, what is pointed at changes no more of the screen than it stands on. */
static void
paint_veiled (TgGraphCanvas *self, const graphene_rect_t *area)
{
  const TgGraphStyle style = style_of (self);

  if (self->veiled_node != NULL && self->veiled_of == self->serial)
    return;
  g_clear_pointer (&self->veiled_node, gsk_render_node_unref);
  g_clear_pointer (&self->veiled, cairo_surface_destroy);     /* the screen may still show it */
  surface_of (self, &self->veiled);
  tg_moved_put (self->veiled, self->scenes[self->scene], 0, 0, 1);
  cairo_t *cr = cairo_create (self->veiled);
  tg_graph_render_veil (cr, &style);
  cairo_destroy (cr);
  cairo_surface_flush (self->veiled);
  self->veiled_node = tg_screen_node (self->veiled, area);
  self->veiled_of = self->serial;
}

/* What is pointed at, on its part of the veiled scene: drawn when the pointer comes to something else. */
static void
paint_hover (TgGraphCanvas *self)
{
  const int scale = gtk_widget_get_scale_factor (GTK_WIDGET (self));
  TgGraphStyle style = style_of (self);
  TgBox box;

  if (self->hover_of == self->serial && self->hovered_node == self->hover_node && self->hovered_link == self->hover_link)
    return;
  g_clear_pointer (&self->hover, gsk_render_node_unref);
  self->hover_of = self->serial;
  self->hovered_node = self->hover_node;
  self->hovered_link = self->hover_link;
  if (!tg_graph_hover_box (self->board, &self->view, self->hover_node, self->hover_link, &box))
    return;
  const TgViewport part = tg_viewport_part (&self->view, &box);
  cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_RGB24, (int) box.width * scale, (int) box.height * scale);
  cairo_surface_set_device_scale (surface, scale, scale);
  tg_moved_put (surface, self->veiled, -box.x * scale, -box.y * scale, 1);
  cairo_t *cr = cairo_create (surface);
  style.legend = FALSE;
  style.texts = self->texts;
  tg_graph_render_hover (cr, self->board, &part, &style, self->hover_node, self->hover_link);
  cairo_destroy (cr);
  self->hover = tg_screen_node (surface, &GRAPHENE_RECT_INIT ((float) box.x, (float) box.y, (float) box.width, (float) box.height));
  cairo_surface_destroy (surface);
}

static void
snapshot_picture (TgGraphCanvas *self, GtkSnapshot *snapshot, const graphene_rect_t *area)
{
  const gboolean hovering = self->board != NULL && self->drag == DRAG_NONE && (self->hover_node >= 0 || self->hover_link >= 0)
                            && memcmp (&self->view, &self->scene_view, sizeof self->view) == 0;

  if (hovering)
    {
      paint_veiled (self, area);
      paint_hover (self);
      gtk_snapshot_append_node (snapshot, self->veiled_node);
      if (self->hover != NULL)
        gtk_snapshot_append_node (snapshot, self->hover);
      return;
    }
  if (self->picture == NULL)
    self->picture = tg_screen_node (self->scenes[self->shown], area);
  gtk_snapshot_append_node (snapshot, self->picture);
}

/* On a copy of the picture: where dragged nodes' links cross most of the screen a layer of its own would be blended as a whole. */
static void
paint_lifted (TgGraphCanvas *self, const TgGraphStyle *style)
{
  const guint to = free_scene (self);
  cairo_surface_t *surface = surface_of (self, &self->scenes[to]);

  tg_moved_put (surface, self->scenes[self->scene], 0, 0, 1);
  cairo_t *cr = cairo_create (surface);
  tg_graph_render_lifted (cr, self->board, &self->view, style);
  cairo_destroy (cr);
  show_scene (self, to);
}

static void
snapshot_lifted (TgGraphCanvas *self, GtkSnapshot *snapshot, const TgGraphStyle *style, const TgBox *at)
{
  const int scale = gtk_widget_get_scale_factor (GTK_WIDGET (self));
  const TgBox box = *at;
  const TgViewport part = tg_viewport_part (&self->view, &box);
  cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_ARGB32, (int) box.width * scale, (int) box.height * scale);
  cairo_surface_set_device_scale (surface, scale, scale);
  cairo_t *cr = cairo_create (surface);
  tg_graph_render_lifted (cr, self->board, &part, style);
  cairo_destroy (cr);
  cr = gtk_snapshot_append_cairo (snapshot, &GRAPHENE_RECT_INIT ((float) box.x, (float) box.y, (float) box.width, (float) box.height));
  cairo_set_source_surface (cr, surface, box.x, box.y);
  cairo_pattern_set_filter (cairo_get_source (cr), CAIRO_FILTER_NEAREST);
  cairo_paint (cr);
  cairo_destroy (cr);
  cairo_surface_destroy (surface);
}

static void
snapshot_notes (TgGraphCanvas *self, GtkSnapshot *snapshot, const graphene_rect_t *area)
{
  const TgGraphStyle style = style_of (self);

  if (self->notes == NULL)
    {
      self->notes = gsk_cairo_node_new (area);
      cairo_t *cr = gsk_cairo_node_get_draw_context (self->notes);
      tg_graph_render_notes (cr, self->board, &self->view, &style);
      cairo_destroy (cr);
    }
  gtk_snapshot_append_node (snapshot, self->notes);
}

void
_tg_canvas_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  TgGraphCanvas *self = TG_GRAPH_CANVAS (widget);
  int width = gtk_widget_get_width (widget), height = gtk_widget_get_height (widget);
  const graphene_rect_t area = GRAPHENE_RECT_INIT (0, 0, width, height);

  if (width <= 0 || height <= 0)
    return;
  if (_tg_canvas_lifts (self) != (self->lifted != NULL) || (self->lifted != NULL && self->n_lifted != tg_board_n_nodes (self->board)))
    self->stale = TRUE;
  if (self->stale || self->scenes[self->scene] == NULL)
    paint_scene (self);
  else if (memcmp (&self->view, &self->shown_view, sizeof self->view) != 0)
    paint_moved (self);
  TgGraphStyle style = style_of (self);
  TgBox box = { 0 };
  style.lifted = self->lifted;
  style.legend = FALSE;
  const gboolean layer = self->lifted != NULL && tg_graph_lifted_box (self->board, &self->view, &style, &box);
  const gboolean large = layer && box.width * box.height > 0.4 * width * height;
  if (large)
    paint_lifted (self, &style);
  else if (self->lifted != NULL && self->shown != self->scene && memcmp (&self->view, &self->scene_view, sizeof self->view) == 0)
    show_scene (self, self->scene);
  gtk_snapshot_push_clip (snapshot, &area);
  snapshot_picture (self, snapshot, &area);
  if (self->board != NULL)
    {
      if (layer && !large)
        snapshot_lifted (self, snapshot, &style, &box);
      if (self->drag == DRAG_BAND || (self->drag == DRAG_LASSO && self->lasso->len >= 4))
        {
          cairo_t *cr = gtk_snapshot_append_cairo (snapshot, &area);
          if (self->drag == DRAG_BAND)
            tg_graph_render_band (cr, &self->band, _tg_canvas_is_dark ());
          else
            tg_graph_render_lasso (cr, (const double *) (gpointer) self->lasso->data, self->lasso->len / 2, _tg_canvas_is_dark ());
          cairo_destroy (cr);
        }
      snapshot_notes (self, snapshot, &area);
    }
  gtk_snapshot_pop (snapshot);
}
