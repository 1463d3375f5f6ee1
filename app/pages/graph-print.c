/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tg-app"

#include "app/pages/graph-print.h"

#include <glib/gi18n.h>

#include "app/case.h"
#include "app/format.h"
#include "app/pages/graph-page-private.h"
#include "widgets/graph/render.h"

#define HEAD   34.0            /* points */
#define FOOT   20.0
#define FINER  1.6             /* units of the board's drawing a point: texts of a canvas are large on paper */

typedef struct { TgBoard *board; char *title, *foot; } Sheet;

static void
sheet_free (gpointer data, GClosure *closure)
{
  Sheet *sheet = data;

  g_object_unref (sheet->board);
  g_free (sheet->title);
  g_free (sheet->foot);
  g_free (sheet);
}

static void
put_line (GtkPrintContext *context, const char *text, const char *font, double y)
{
  cairo_t *cr = gtk_print_context_get_cairo_context (context);
  g_autoptr (PangoLayout) layout = gtk_print_context_create_pango_layout (context);
  PangoFontDescription *description = pango_font_description_from_string (font);

  pango_layout_set_font_description (layout, description);
  pango_layout_set_width (layout, (int) (gtk_print_context_get_width (context) * PANGO_SCALE));
  pango_layout_set_ellipsize (layout, PANGO_ELLIPSIZE_MIDDLE);
  pango_layout_set_text (layout, text, -1);
  cairo_set_source_rgb (cr, 0, 0, 0);
  cairo_move_to (cr, 0, y);
  pango_cairo_show_layout (cr, layout);
  pango_font_description_free (description);
}

/* Vectors: the same scene as on the screen, in light colours. */
static void
draw_cb (GtkPrintOperation *print, GtkPrintContext *context, int page, gpointer data)
{
  const Sheet *sheet = data;
  const double width = gtk_print_context_get_width (context), height = gtk_print_context_get_height (context) - HEAD - FOOT;
  const TgGraphStyle style = { .legend = TRUE };
  cairo_t *cr = gtk_print_context_get_cairo_context (context);
  TgViewport view = { .zoom = 1, .width = MAX (width, 1) * FINER, .height = MAX (height, 1) * FINER };
  TgBox box;

  put_line (context, sheet->title, "Sans Bold 12", 0);
  if (tg_board_bounds (sheet->board, &box))
    {
      tg_viewport_fit (&view, &box, 40, 1.4);
      cairo_save (cr);
      cairo_translate (cr, 0, HEAD);
      cairo_scale (cr, 1 / FINER, 1 / FINER);
      cairo_rectangle (cr, 0, 0, view.width, view.height);
      cairo_clip (cr);
      tg_graph_render (cr, sheet->board, &view, &style, NULL);
      cairo_restore (cr);
    }
  put_line (context, sheet->foot, "Sans 8", HEAD + height + FOOT / 3);
}

static char *
title_of (TgGraphPage *page)
{
  const TgBook *book = tg_graph_page_get_book (page);
  TgOpenCase *tgcase = tg_page_get_case (TG_PAGE (page));
  const char *name = book != NULL ? tg_book_now (book)->name : NULL, *of = tgcase != NULL ? tg_open_case_get_title (tgcase) : NULL;

  if (name == NULL || of == NULL)
    return g_strdup (name != NULL ? name : of != NULL ? of : _("Board"));
  return g_strdup_printf ("%s – %s", name, of);
}

/* What is on it, and what is not: nothing is missing silently. */
static char *
foot_of (TgBoard *board)
{
  guint left_out = 0, unshown = 0;
  g_autofree char *now = tg_format_time (g_get_real_time ()), *nodes = NULL, *edges = tg_format_count (tg_board_n_edges (board));

  for (guint i = 0; i < tg_board_n_nodes (board); i++)
    {
      const TgBoardNode *node = tg_board_node (board, i);
      left_out += !tg_board_node_is_bundle (node) && (node->hidden || node->veil == TG_VEIL_GONE);
      unshown += node->unshown > 0;
    }
  nodes = tg_format_count (tg_board_n_nodes (board) - tg_board_n_bundles (board) - left_out);
  return g_strdup_printf (_("%s nodes and %s relations; %u nodes hidden or left out; %u have neighbours that are not on the board. Printed %s"), nodes, edges,
                          left_out, unshown, now);
}

GtkPrintOperation *
_tg_graph_print_new (TgGraphPage *page)
{
  GtkPrintOperation *print = gtk_print_operation_new ();
  g_autoptr (GtkPageSetup) setup = gtk_page_setup_new ();
  Sheet *sheet = g_new (Sheet, 1);

  *sheet = (Sheet) { g_object_ref (page->board), title_of (page), foot_of (page->board) };
  gtk_page_setup_set_orientation (setup, GTK_PAGE_ORIENTATION_LANDSCAPE);
  gtk_print_operation_set_default_page_setup (print, setup);
  gtk_print_operation_set_unit (print, GTK_UNIT_POINTS);
  gtk_print_operation_set_n_pages (print, 1);
  gtk_print_operation_set_job_name (print, sheet->title);
  g_signal_connect_data (print, "draw-page", G_CALLBACK (draw_cb), sheet, sheet_free, 0);
  return print;
}

void
_tg_graph_page_print (GtkWidget *widget, const char *name, GVariant *parameter)
{
  TgGraphPage *page = TG_GRAPH_PAGE (widget);
  g_autoptr (GtkPrintOperation) print = NULL;
  g_autoptr (GError) error = NULL;

  if (tg_board_n_nodes (page->board) == 0)
    return;
  print = _tg_graph_print_new (page);
  if (gtk_print_operation_run (print, GTK_PRINT_OPERATION_ACTION_PRINT_DIALOG, GTK_WINDOW (gtk_widget_get_root (widget)), &error) ==
      GTK_PRINT_OPERATION_RESULT_ERROR)
    tg_page_complain (TG_PAGE (page), error);
}
