/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tg-widgets"

#include "widgets/graph/canvas-screen.h"

#include <gsk/gsk.h>
#ifdef GDK_WINDOWING_X11
# include <cairo-xlib.h>
# include <gdk/x11/gdkx.h>
#endif

#define BAND_BYTES (256 * 1024)

static GskRenderNode *
band_node (cairo_surface_t *surface, const graphene_rect_t *area, float y, float height)
{
  GskRenderNode *node = gsk_cairo_node_new (&GRAPHENE_RECT_INIT (area->origin.x, y, area->size.width, height));
  cairo_t *cr = gsk_cairo_node_get_draw_context (node);

  cairo_set_source_surface (cr, surface, (double) area->origin.x, (double) area->origin.y);
  cairo_pattern_set_filter (cairo_get_source (cr), CAIRO_FILTER_NEAREST);
  cairo_paint (cr);
  cairo_destroy (cr);
  return node;
}

/* In bands: what is recorded is drawn on a picture of its own first, and one of a band's size stays in the processor's cache. */
GskRenderNode *
tg_screen_node (cairo_surface_t *surface, const graphene_rect_t *area)
{
  const int stride = MAX (cairo_image_surface_get_stride (surface), 1);
  double scale = 1;

  cairo_surface_get_device_scale (surface, &scale, &scale);
  const float rows = (float) MAX (BAND_BYTES / (stride * MAX ((int) scale, 1)), 8);
  g_autoptr (GPtrArray) bands = g_ptr_array_new_with_free_func ((GDestroyNotify) gsk_render_node_unref);
  for (float y = 0; y < area->size.height; y += rows)
    g_ptr_array_add (bands, band_node (surface, area, area->origin.y + y, MIN (rows, area->size.height - y)));
  return gsk_container_node_new ((GskRenderNode **) bands->pdata, bands->len);
}

#ifdef GDK_WINDOWING_X11

static const cairo_user_data_key_t pixels_key;

/* cairo hands pictures to an X server in shared memory, taken in pools of several pictures, and gives a pool back when nothing in it is
 * in use: that is after each frame, so that each frame has thousands of fresh pages zeroed and mapped on both sides and waits for the
 * server to attach them. A few bytes that stay in use keep the pool. */
static cairo_surface_t *
hold_pool (GdkDisplay *display, int width, int height)
{
  Display *x = gdk_x11_display_get_xdisplay (display);
  cairo_surface_t *root = cairo_xlib_surface_create (x, DefaultRootWindow (x), DefaultVisual (x, DefaultScreen (x)), width, height);
  cairo_surface_t *frame = cairo_surface_create_similar_image (root, CAIRO_FORMAT_RGB24, width, height);      /* it says how large the pool is */
  cairo_surface_t *held = cairo_surface_create_similar_image (root, CAIRO_FORMAT_RGB24, 64, 16);

  cairo_surface_destroy (frame);
  cairo_surface_destroy (root);
  cairo_surface_set_user_data (held, &pixels_key, GSIZE_TO_POINTER ((gsize) width * (gsize) height), NULL);
  return held;
}

#endif

cairo_surface_t *
tg_screen_hold (GtkWidget *widget, cairo_surface_t *held)
{
#ifdef GDK_WINDOWING_X11
  GtkNative *native = gtk_widget_get_native (widget);
  GdkSurface *window = native != NULL && gtk_widget_get_realized (widget) ? gtk_native_get_surface (native) : NULL;

  if (window != NULL && GDK_IS_X11_SURFACE (window) && GSK_IS_CAIRO_RENDERER (gtk_native_get_renderer (native)))
    {
      const int scale = gdk_surface_get_scale_factor (window);
      const int width = gdk_surface_get_width (window) * scale, height = gdk_surface_get_height (window) * scale;

      if (held != NULL && (gsize) width * (gsize) height <= GPOINTER_TO_SIZE (cairo_surface_get_user_data (held, &pixels_key)))
        return held;
      cairo_surface_t *larger = hold_pool (gdk_surface_get_display (window), MAX (width, 1), MAX (height, 1));
      g_clear_pointer (&held, cairo_surface_destroy);
      return larger;
    }
#endif
  g_clear_pointer (&held, cairo_surface_destroy);
  return NULL;
}
