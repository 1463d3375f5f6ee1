/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The canvas alone: demo-canvas [--dark] [CASE [NODES]]: a made-up board, or the busiest entities of a case with all relations among them. */

#include <adwaita.h>

#include "core/store/reader.h"
#include "sample-board.h"
#include "widgets/graph/canvas.h"

static gboolean dark;
static char **rest;

static const GOptionEntry options[] = {
  { "dark", 0, 0, G_OPTION_ARG_NONE, &dark, "Dark", NULL },
  { G_OPTION_REMAINING, 0, 0, G_OPTION_ARG_FILENAME_ARRAY, &rest, NULL, "[CASE [NODES]]" },
  { NULL },
};

static int
busiest_first (gconstpointer a, gconstpointer b)
{
  const TgEntityInfo *x = *(const TgEntityInfo * const *) a, *y = *(const TgEntityInfo * const *) b;

  return x->records != y->records ? (x->records > y->records ? -1 : 1) : (x->id > y->id) - (x->id < y->id);
}

static TgBoard *
case_board (const char *path, guint most)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (TgReader) reader = tg_reader_new (path, &error);
  g_autoptr (GPtrArray) order = g_ptr_array_new ();
  g_autoptr (GArray) entities = NULL, relations = NULL;
  TgBoard *board = tg_board_new ();

  if (reader == NULL || !tg_reader_graph (reader, &entities, &relations, NULL, &error))
    g_error ("%s", error->message);
  for (guint i = 0; i < entities->len; i++)
    g_ptr_array_add (order, &g_array_index (entities, TgEntityInfo, i));
  g_ptr_array_sort (order, busiest_first);
  tg_board_begin (board);
  for (guint i = 0; i < MIN (order->len, most); i++)
    {
      const TgEntityInfo *info = g_ptr_array_index (order, i);

      tg_board_add_node (board, &(TgBoardNode) { .id = info->id, .kind = info->kind, .label = info->name, .sublabel = info->type, .account = info->account,
                                                 .severity = info->severity, .findings = info->findings, .first = info->first, .last = info->last,
                                                 .records = info->records });
    }
  for (guint i = 0; i < relations->len; i++)
    {
      const TgRelationInfo *r = &g_array_index (relations, TgRelationInfo, i);

      tg_board_add_edge (board, &(TgBoardEdge) { r->id, r->source, r->target, r->kind, r->count, r->failed, r->bytes_in + r->bytes_out, r->first, r->last });
    }
  tg_board_end (board);
  g_print ("%u nodes, %u relations\n", tg_board_n_nodes (board), tg_board_n_edges (board));
  return board;
}

static void
activate_cb (AdwApplication *app)
{
  GtkWidget *window = gtk_application_window_new (GTK_APPLICATION (app)), *canvas = tg_graph_canvas_new ();
  const guint most = rest != NULL && rest[0] != NULL && rest[1] != NULL ? (guint) g_ascii_strtoull (rest[1], NULL, 10) : 300;
  g_autoptr (TgBoard) board = rest != NULL && rest[0] != NULL ? case_board (rest[0], most) : sample_board (FALSE);

  if (dark)
    adw_style_manager_set_color_scheme (adw_style_manager_get_default (), ADW_COLOR_SCHEME_FORCE_DARK);
  tg_graph_canvas_set_board (TG_GRAPH_CANVAS (canvas), board);
  gtk_window_set_title (GTK_WINDOW (window), "Canvas");
  gtk_window_set_default_size (GTK_WINDOW (window), 1280, 800);
  gtk_window_set_child (GTK_WINDOW (window), canvas);
  gtk_window_present (GTK_WINDOW (window));
  gtk_widget_grab_focus (canvas);
}

int
main (int argc, char **argv)
{
  g_autoptr (AdwApplication) app = adw_application_new (NULL, G_APPLICATION_NON_UNIQUE);
  g_autoptr (GOptionContext) context = g_option_context_new (NULL);

  g_option_context_add_main_entries (context, options, NULL);
  if (!g_option_context_parse (context, &argc, &argv, NULL))
    return 2;
  g_signal_connect (app, "activate", G_CALLBACK (activate_cb), NULL);
  return g_application_run (G_APPLICATION (app), 1, argv);
}
