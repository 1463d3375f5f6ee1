/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tg-widgets"

#include "widgets/graph/picture.h"

#include <cairo-pdf.h>
#include <cairo-svg.h>
#include <math.h>

#include "core/base/error.h"
#include "widgets/graph/render.h"

#define MARGIN 90.0
#define LEGEND 190.0         /* beside the nodes, on the left */
#define LEAST_HEIGHT 480.0
#define MAX_SIDE 16000.0     /* units, and pixels of a PNG; larger graphs are drawn smaller */
#define MAX_PIXELS 150e6     /* 600 MB while it is drawn */
#define MAX_SCALE 8.0

/* The whole board at its own size, or as large as a picture may be. */
static TgViewport
view_of (TgBoard *board)
{
  TgBox box;
  TgViewport view = { .zoom = 1 };

  if (!tg_board_bounds (board, &box))
    box = (TgBox) { 0, 0, 1, 1 };
  box = (TgBox) { box.x - MARGIN, box.y - MARGIN, box.width + 2 * MARGIN, MAX (box.height + 2 * MARGIN, LEAST_HEIGHT) };
  view.zoom = MIN (1, MAX_SIDE / MAX (box.width + LEGEND, box.height));
  view.width = MIN (ceil (box.width * view.zoom + LEGEND), MAX_SIDE);
  view.height = MIN (ceil (box.height * view.zoom), MAX_SIDE);
  view.x = box.x + box.width / 2 - LEGEND / 2 / view.zoom;
  view.y = box.y + box.height / 2;
  return view;
}

/* As many pixels as were asked for, or as there may be. */
static double
scale_of (const TgViewport *view, double asked)
{
  const double scale = CLAMP (asked, 1, MAX_SCALE);

  return MIN (MIN (scale, MAX_SIDE / MAX (view->width, view->height)), sqrt (MAX_PIXELS / (view->width * view->height)));
}

static cairo_surface_t *
surface_for (const char *format, const char *path, const TgViewport *view, double scale)
{
  if (g_str_equal (format, "png"))
    {
      cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_RGB24, (int) (view->width * scale), (int) (view->height * scale));

      cairo_surface_set_device_scale (surface, scale, scale);
      return surface;
    }
  return g_str_equal (format, "svg") ? cairo_svg_surface_create (path, view->width, view->height) : cairo_pdf_surface_create (path, view->width, view->height);
}

gboolean
tg_board_write_picture (TgBoard *board, const char *format, const char *path, gboolean dark, double *scale, GError **error)
{
  const TgViewport view = view_of (board);
  const TgGraphStyle style = { .dark = dark, .legend = TRUE, .background = TRUE };
  const double factor = scale_of (&view, scale != NULL ? *scale : 1);
  cairo_surface_t *surface = surface_for (format, path, &view, factor);

  if (scale != NULL && g_str_equal (format, "png"))
    *scale = factor;
  cairo_t *cr = cairo_create (surface);

  tg_graph_render (cr, board, &view, &style, NULL);
  cairo_status_t status = cairo_status (cr);
  cairo_destroy (cr);
  if (g_str_equal (format, "png") && status == CAIRO_STATUS_SUCCESS)
    status = cairo_surface_write_to_png (surface, path);
  cairo_surface_finish (surface);
  if (status == CAIRO_STATUS_SUCCESS)
    status = cairo_surface_status (surface);
  cairo_surface_destroy (surface);
  if (status == CAIRO_STATUS_SUCCESS)
    return TRUE;
  g_autofree char *name = g_filename_display_name (path);
  g_set_error (error, TG_ERROR, TG_ERROR_IO, "Cannot write %s: %s", name, cairo_status_to_string (status));
  return FALSE;
}
