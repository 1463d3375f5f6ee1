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
#define MAX_SIDE 16000.0     /* pixels of a PNG; larger graphs are drawn smaller */

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

static cairo_surface_t *
surface_for (const char *format, const char *path, const TgViewport *view)
{
  if (g_str_equal (format, "png"))
    return cairo_image_surface_create (CAIRO_FORMAT_RGB24, (int) view->width, (int) view->height);
  return g_str_equal (format, "svg") ? cairo_svg_surface_create (path, view->width, view->height) : cairo_pdf_surface_create (path, view->width, view->height);
}

gboolean
tg_board_write_picture (TgBoard *board, const char *format, const char *path, gboolean dark, GError **error)
{
  const TgViewport view = view_of (board);
  const TgGraphStyle style = { .dark = dark, .legend = TRUE, .background = TRUE };
  cairo_surface_t *surface = surface_for (format, path, &view);
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
