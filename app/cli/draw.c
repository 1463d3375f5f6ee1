/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tg-cli"

#include <cairo-pdf.h>
#include <cairo-svg.h>
#include <math.h>

#include "app/cli/graphfile.h"
#include "app/cli/output.h"

#define RADIUS 20.0
#define MARGIN 90.0
#define MAX_SIDE 16000.0     /* pixels of a PNG; larger graphs are drawn smaller */
#define LABEL_LENGTH 32

static void
set_colour (cairo_t *cr, TgEntityKind kind)
{
  static const double colours[TG_CATEGORY_N][3] = { { .21, .52, .89 }, { .20, .70, .48 }, { .90, .55, .10 }, { .55, .36, .75 }, { .88, .11, .14 }, { .45, .45, .48 } };
  TgCategory category = tg_entity_kind_category (kind);
  const double *colour = colours[category < TG_CATEGORY_N ? category : TG_CATEGORY_OTHER];

  cairo_set_source_rgb (cr, colour[0], colour[1], colour[2]);
}

static void
draw_edge (cairo_t *cr, double x1, double y1, double x2, double y2, guint64 count)
{
  double length = hypot (x2 - x1, y2 - y1);

  if (length < 2 * RADIUS + 2)
    return;
  double ux = (x2 - x1) / length, uy = (y2 - y1) / length;
  double ex = x2 - ux * (RADIUS + 2), ey = y2 - uy * (RADIUS + 2);
  cairo_set_source_rgba (cr, .45, .45, .5, .7);
  cairo_set_line_width (cr, 1 + MIN (log10 ((double) count + 1), 5) * .8);
  cairo_move_to (cr, x1 + ux * RADIUS, y1 + uy * RADIUS);
  cairo_line_to (cr, ex - ux * 6, ey - uy * 6);
  cairo_stroke (cr);
  cairo_move_to (cr, ex, ey);
  cairo_line_to (cr, ex - ux * 9 - uy * 4, ey - uy * 9 + ux * 4);
  cairo_line_to (cr, ex - ux * 9 + uy * 4, ey - uy * 9 - ux * 4);
  cairo_close_path (cr);
  cairo_fill (cr);
}

static void
draw_label (cairo_t *cr, const TgEntityInfo *node, double x, double y)
{
  g_autofree char *safe = tg_cli_safe (node->name);
  cairo_text_extents_t box;

  if (g_utf8_strlen (safe, -1) > LABEL_LENGTH)
    {
      char *end = g_utf8_offset_to_pointer (safe, LABEL_LENGTH - 1);
      g_autofree char *cut = g_strndup (safe, (gsize) (end - safe));

      g_free (safe);
      safe = g_strconcat (cut, "…", NULL);
    }
  cairo_text_extents (cr, safe, &box);
  cairo_move_to (cr, x - box.width / 2 - box.x_bearing, y + RADIUS + 14);
  cairo_set_source_rgb (cr, .1, .1, .12);
  cairo_show_text (cr, safe);
}

static void
draw (const TgGraphPicture *picture, cairo_t *cr, double left, double top)
{
  const TgGraph *graph = picture->graph;

  cairo_set_source_rgb (cr, 1, 1, 1);
  cairo_paint (cr);
  cairo_translate (cr, -left, -top);
  cairo_select_font_face (cr, "sans-serif", CAIRO_FONT_SLANT_NORMAL, CAIRO_FONT_WEIGHT_NORMAL);
  cairo_set_font_size (cr, 11);
  for (guint32 i = 0; i < tg_graph_n_edges (graph); i++)
    {
      guint32 a = tg_graph_source (graph, i), b = tg_graph_target (graph, i);

      draw_edge (cr, (double) picture->x[a], (double) picture->y[a], (double) picture->x[b], (double) picture->y[b], tg_graph_edge (graph, i)->count);
    }
  for (guint32 i = 0; i < tg_graph_n_nodes (graph); i++)
    {
      const TgEntityInfo *node = tg_graph_node (graph, i);
      double x = (double) picture->x[i], y = (double) picture->y[i];

      set_colour (cr, node->kind);
      cairo_new_sub_path (cr);
      cairo_arc (cr, x, y, RADIUS, 0, 2 * G_PI);
      cairo_fill (cr);
      draw_label (cr, node, x, y);
    }
}

gboolean
tg_graph_draw (const TgGraphPicture *picture, const char *format, const char *path, GError **error)
{
  double left = 0, top = 0, right = 0, bottom = 0, scale = 1;
  guint32 n = tg_graph_n_nodes (picture->graph);

  for (guint32 i = 0; i < n; i++)
    {
      left = i == 0 ? (double) picture->x[i] : MIN (left, (double) picture->x[i]);
      right = i == 0 ? (double) picture->x[i] : MAX (right, (double) picture->x[i]);
      top = i == 0 ? (double) picture->y[i] : MIN (top, (double) picture->y[i]);
      bottom = i == 0 ? (double) picture->y[i] : MAX (bottom, (double) picture->y[i]);
    }
  double width = right - left + 2 * MARGIN, height = bottom - top + 2 * MARGIN;
  if (MAX (width, height) > MAX_SIDE)
    scale = MAX_SIDE / MAX (width, height);
  width = MAX (ceil (width * scale), 1);
  height = MAX (ceil (height * scale), 1);

  gboolean png = g_str_equal (format, "png");
  cairo_surface_t *surface = png ? cairo_image_surface_create (CAIRO_FORMAT_RGB24, (int) width, (int) height)
                             : g_str_equal (format, "svg") ? cairo_svg_surface_create (path, width, height) : cairo_pdf_surface_create (path, width, height);
  cairo_t *cr = cairo_create (surface);
  cairo_scale (cr, scale, scale);
  draw (picture, cr, left - MARGIN, top - MARGIN);
  cairo_status_t status = cairo_status (cr);
  cairo_destroy (cr);
  if (png && status == CAIRO_STATUS_SUCCESS)
    status = cairo_surface_write_to_png (surface, path);
  cairo_surface_finish (surface);
  if (status == CAIRO_STATUS_SUCCESS)
    status = cairo_surface_status (surface);
  cairo_surface_destroy (surface);
  if (status == CAIRO_STATUS_SUCCESS)
    return TRUE;
  g_set_error (error, TG_ERROR, TG_ERROR_IO, "Cannot write %s: %s", path, cairo_status_to_string (status));
  return FALSE;
}
