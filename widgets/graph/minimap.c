/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tg-widgets"

#include "widgets/graph/minimap.h"

#include <adwaita.h>
#include <glib/gi18n.h>
#include <math.h>
#include <string.h>

#include "widgets/graph/palette.h"
#include "widgets/graph/render.h"

#define WIDTH 168
#define HEIGHT 112
#define MARGIN 6
#define EVERY 200               /* milliseconds between two pictures while nodes move */
#define NODES_LEAST 25
#define CANVAS_WIDTH 520        /* smaller ones are better seen without */
#define CANVAS_HEIGHT 360

struct _TgMinimap
{
  GtkWidget        parent_instance;

  TgGraphCanvas   *canvas;      /* borrowed */
  cairo_surface_t *dots;        /* owned */
  TgBox            world;       /* what they show */
  gboolean         stale;
  gint64           painted_at;
  guint            later;       /* source: a picture once it may be made again */
  guint            painted;
};

G_DEFINE_FINAL_TYPE (TgMinimap, tg_minimap, GTK_TYPE_WIDGET)

static double
scale_of (TgMinimap *self)
{
  return MIN ((WIDTH - 2.0 * MARGIN) / MAX (self->world.width, 1), (HEIGHT - 2.0 * MARGIN) / MAX (self->world.height, 1));
}

static void
to_map (TgMinimap *self, double wx, double wy, double *x, double *y)
{
  const double scale = scale_of (self);

  *x = WIDTH / 2.0 + (wx - self->world.x - self->world.width / 2) * scale;
  *y = HEIGHT / 2.0 + (wy - self->world.y - self->world.height / 2) * scale;
}

/* Straight into the pixels: ten thousand dots take less than a millisecond. */
static void
put_dot (guint32 *pixels, int width, int height, int stride, double x, double y, int size, guint32 colour)
{
  for (int dy = 0; dy < size; dy++)
    for (int dx = 0; dx < size; dx++)
      {
        const int px = (int) floor (x) + dx - size / 2, py = (int) floor (y) + dy - size / 2;

        if (px >= 0 && py >= 0 && px < width && py < height)
          pixels[py * stride + px] = colour;
      }
}

static guint32
pixel_of (GdkRGBA colour, double alpha)
{
  return (guint32) (alpha * 255) << 24 | (guint32) (colour.red * alpha * 255) << 16 | (guint32) (colour.green * alpha * 255) << 8
         | (guint32) (colour.blue * alpha * 255);
}

static void
paint_dots (TgMinimap *self)
{
  const int scale = gtk_widget_get_scale_factor (GTK_WIDGET (self)), width = WIDTH * scale, height = HEIGHT * scale;
  const gboolean dark = adw_style_manager_get_dark (adw_style_manager_get_default ());
  TgBoard *board = tg_graph_canvas_get_board (self->canvas);
  const guint n = tg_board_n_nodes (board);
  const int size = scale * (n < 400 ? 3 : 2);

  if (self->dots == NULL || cairo_image_surface_get_width (self->dots) != width)
    {
      g_clear_pointer (&self->dots, cairo_surface_destroy);
      self->dots = cairo_image_surface_create (CAIRO_FORMAT_ARGB32, width, height);
      cairo_surface_set_device_scale (self->dots, scale, scale);
    }
  cairo_surface_flush (self->dots);
  guint32 *pixels = (guint32 *) (gpointer) cairo_image_surface_get_data (self->dots);
  const int stride = cairo_image_surface_get_stride (self->dots) / 4;
  memset (pixels, 0, (gsize) stride * (gsize) height * 4);
  if (!tg_board_bounds (board, &self->world))
    self->world = (TgBox) { 0, 0, 1, 1 };
  for (int selected = 0; selected < 2; selected++)
    for (guint i = 0; i < n; i++)
      {
        const TgBoardNode *node = tg_board_node (board, i);
        double x, y;

        if (tg_board_node_is_away (node) || node->veil == TG_VEIL_GONE || node->selected != selected)
          continue;
        to_map (self, node->x, node->y, &x, &y);
        const GdkRGBA colour = node->severity >= TG_SEVERITY_MEDIUM ? tg_severity_colour (node->severity, dark) : tg_kind_colour (node->kind, node->severity, dark);
        put_dot (pixels, width, height, stride, x * scale, y * scale, selected ? size + 2 * scale : size, pixel_of (colour, node->veil == TG_VEIL_GREY ? 0.3 : 1));
      }
  cairo_surface_mark_dirty (self->dots);
  self->painted++;
  self->painted_at = g_get_monotonic_time ();
  self->stale = FALSE;
}

static gboolean
later_cb (gpointer data)
{
  TgMinimap *self = data;

  self->later = 0;
  self->stale = TRUE;
  gtk_widget_queue_draw (GTK_WIDGET (self));
  return G_SOURCE_REMOVE;
}

static void
queue_dots (TgMinimap *self)
{
  const gint64 since = (g_get_monotonic_time () - self->painted_at) / 1000;

  if (self->later == 0 && gtk_widget_get_mapped (GTK_WIDGET (self)))
    self->later = g_timeout_add ((guint) CLAMP (EVERY - since, 0, EVERY), later_cb, self);
}

static void
view_changed_cb (TgMinimap *self)
{
  if (tg_graph_canvas_is_settling (self->canvas))
    queue_dots (self);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

static void
rounded (cairo_t *cr, double width, double height, double r)
{
  cairo_new_sub_path (cr);
  cairo_arc (cr, width - r, r, r, -G_PI_2, 0);
  cairo_arc (cr, width - r, height - r, r, 0, G_PI_2);
  cairo_arc (cr, r, height - r, r, G_PI_2, G_PI);
  cairo_arc (cr, r, r, r, G_PI, 3 * G_PI_2);
  cairo_close_path (cr);
}

static void
paint_frame (TgMinimap *self, cairo_t *cr, gboolean dark)
{
  const TgBox seen = tg_viewport_visible (tg_graph_canvas_get_viewport (self->canvas));
  const GdkRGBA accent = dark ? (GdkRGBA) { 0.47f, 0.68f, 0.93f, 1 } : (GdkRGBA) { 0.11f, 0.44f, 0.85f, 1 };
  double x1, y1, x2, y2;

  to_map (self, seen.x, seen.y, &x1, &y1);
  to_map (self, seen.x + seen.width, seen.y + seen.height, &x2, &y2);
  x1 = CLAMP (x1, 1, WIDTH - 4);
  y1 = CLAMP (y1, 1, HEIGHT - 4);
  x2 = CLAMP (x2, x1 + 3, WIDTH - 1);
  y2 = CLAMP (y2, y1 + 3, HEIGHT - 1);
  cairo_rectangle (cr, floor (x1) + 0.5, floor (y1) + 0.5, floor (x2 - x1), floor (y2 - y1));
  cairo_set_source_rgba (cr, accent.red, accent.green, accent.blue, 0.10);
  cairo_fill_preserve (cr);
  gdk_cairo_set_source_rgba (cr, &accent);
  cairo_set_line_width (cr, 1.6);
  cairo_stroke (cr);
}

/* Where everything is in view an overview only covers it. */
static gboolean
is_all_seen (TgMinimap *self)
{
  const TgBox seen = tg_viewport_visible (tg_graph_canvas_get_viewport (self->canvas));

  return self->dots != NULL && seen.x <= self->world.x && seen.y <= self->world.y && seen.x + seen.width >= self->world.x + self->world.width
         && seen.y + seen.height >= self->world.y + self->world.height;
}

static gboolean
tg_minimap_contains (GtkWidget *widget, double x, double y)
{
  return !is_all_seen (TG_MINIMAP (widget)) && x >= 0 && y >= 0 && x < WIDTH && y < HEIGHT;
}

static void
tg_minimap_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  TgMinimap *self = TG_MINIMAP (widget);
  const gboolean dark = adw_style_manager_get_dark (adw_style_manager_get_default ());
  const GdkRGBA ground = tg_graph_background (dark);

  if (tg_graph_canvas_get_board (self->canvas) == NULL)
    return;
  if (self->stale || self->dots == NULL)
    paint_dots (self);
  if (is_all_seen (self))
    return;
  cairo_t *cr = gtk_snapshot_append_cairo (snapshot, &GRAPHENE_RECT_INIT (0, 0, WIDTH, HEIGHT));
  rounded (cr, WIDTH, HEIGHT, 9);
  cairo_set_source_rgba (cr, ground.red + (dark ? 0.05f : 0), ground.green + (dark ? 0.05f : 0), ground.blue + (dark ? 0.05f : 0), 0.95);
  cairo_fill_preserve (cr);
  cairo_clip (cr);
  cairo_set_source_surface (cr, self->dots, 0, 0);
  cairo_paint (cr);
  paint_frame (self, cr, dark);
  cairo_reset_clip (cr);
  rounded (cr, WIDTH, HEIGHT, 9);
  cairo_set_source_rgba (cr, dark, dark, dark, 0.15);
  cairo_set_line_width (cr, 1);
  cairo_stroke (cr);
  cairo_destroy (cr);
}

static void
tg_minimap_measure (GtkWidget *widget, GtkOrientation orientation, int for_size, int *minimum, int *natural, int *minimum_baseline, int *natural_baseline)
{
  *minimum = *natural = orientation == GTK_ORIENTATION_HORIZONTAL ? WIDTH : HEIGHT;
}

void
tg_minimap_go (TgMinimap *self, double x, double y)
{
  g_return_if_fail (TG_IS_MINIMAP (self));

  TgViewport view = *tg_graph_canvas_get_viewport (self->canvas);
  const double scale = scale_of (self);
  if (tg_viewport_set (&view, self->world.x + self->world.width / 2 + (x - WIDTH / 2.0) / scale,
                       self->world.y + self->world.height / 2 + (y - HEIGHT / 2.0) / scale, view.zoom))
    tg_graph_canvas_set_viewport (self->canvas, &view);
}

gboolean
tg_minimap_is_useful (TgMinimap *self)
{
  g_return_val_if_fail (TG_IS_MINIMAP (self), FALSE);

  TgBoard *board = tg_graph_canvas_get_board (self->canvas);
  return board != NULL && tg_board_n_nodes (board) - tg_board_n_hidden (board) >= NODES_LEAST
         && gtk_widget_get_width (GTK_WIDGET (self->canvas)) >= CANVAS_WIDTH && gtk_widget_get_height (GTK_WIDGET (self->canvas)) >= CANVAS_HEIGHT;
}

guint
tg_minimap_painted (TgMinimap *self)
{
  g_return_val_if_fail (TG_IS_MINIMAP (self), 0);
  return self->painted;
}

static void
drag_begin_cb (GtkGestureDrag *gesture, double x, double y, TgMinimap *self)
{
  gtk_gesture_set_state (GTK_GESTURE (gesture), GTK_EVENT_SEQUENCE_CLAIMED);
  tg_minimap_go (self, x, y);
}

static void
drag_update_cb (GtkGestureDrag *gesture, double dx, double dy, TgMinimap *self)
{
  double x, y;

  if (gtk_gesture_drag_get_start_point (gesture, &x, &y))
    tg_minimap_go (self, x + dx, y + dy);
}

static void
tg_minimap_dispose (GObject *object)
{
  TgMinimap *self = TG_MINIMAP (object);

  g_clear_handle_id (&self->later, g_source_remove);
  g_clear_pointer (&self->dots, cairo_surface_destroy);
  G_OBJECT_CLASS (tg_minimap_parent_class)->dispose (object);
}

static void
tg_minimap_class_init (TgMinimapClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = tg_minimap_dispose;
  widget_class->snapshot = tg_minimap_snapshot;
  widget_class->contains = tg_minimap_contains;
  widget_class->measure = tg_minimap_measure;
  gtk_widget_class_set_css_name (widget_class, "minimap");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_IMG);
}

static void
tg_minimap_init (TgMinimap *self)
{
  GtkGesture *drag = gtk_gesture_drag_new ();

  self->stale = TRUE;
  self->world = (TgBox) { 0, 0, 1, 1 };
  g_signal_connect (drag, "drag-begin", G_CALLBACK (drag_begin_cb), self);
  g_signal_connect (drag, "drag-update", G_CALLBACK (drag_update_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (drag));
  gtk_widget_set_cursor_from_name (GTK_WIDGET (self), "crosshair");
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, _("Overview of the board"), -1);
  g_signal_connect (self, "map", G_CALLBACK (queue_dots), NULL);
  g_signal_connect_object (adw_style_manager_get_default (), "notify::dark", G_CALLBACK (queue_dots), self, G_CONNECT_SWAPPED);
}

GtkWidget *
tg_minimap_new (TgGraphCanvas *canvas)
{
  TgMinimap *self = g_object_new (TG_TYPE_MINIMAP, NULL);
  TgBoard *board = tg_graph_canvas_get_board (canvas);

  self->canvas = canvas;
  g_signal_connect_object (canvas, "view-changed", G_CALLBACK (view_changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (board, "changed", G_CALLBACK (queue_dots), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (board, "moment-changed", G_CALLBACK (queue_dots), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (board, "selection-changed", G_CALLBACK (queue_dots), self, G_CONNECT_SWAPPED);
  return GTK_WIDGET (self);
}
