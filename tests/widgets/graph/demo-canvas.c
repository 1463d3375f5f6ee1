/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <adwaita.h>

#include "sample-board.h"
#include "widgets/graph/canvas.h"

static void
activate_cb (AdwApplication *app)
{
  GtkWidget *window = gtk_application_window_new (GTK_APPLICATION (app)), *canvas = tg_graph_canvas_new ();
  g_autoptr (TgBoard) board = sample_board (FALSE);

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

  g_signal_connect (app, "activate", G_CALLBACK (activate_cb), NULL);
  return g_application_run (G_APPLICATION (app), argc, argv);
}
