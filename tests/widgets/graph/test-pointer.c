/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The canvas under a real pointer and keyboard: events go through the X server (xdotool), GDK and the widget's own controllers. */

#include <adwaita.h>
#include <gdk/x11/gdkx.h>
#include <math.h>

#include "sample-board.h"
#include "widgets/graph/canvas-private.h"

typedef struct { GtkWidget *window; TgGraphCanvas *canvas; TgBoard *board; char *xid; gint64 told, menu; } Fixture;

static void
spin (guint milliseconds)
{
  const gint64 end = g_get_monotonic_time () + 1000 * (gint64) milliseconds;

  while (g_get_monotonic_time () < end)
    {
      g_main_context_iteration (NULL, FALSE);
      g_usleep (500);
    }
}

#define wait_until(condition)                                                      \
  G_STMT_START                                                                     \
  {                                                                                \
    const gint64 end_ = g_get_monotonic_time () + 10 * G_USEC_PER_SEC;             \
    while (!(condition) && g_get_monotonic_time () < end_)                         \
      spin (2);                                                                    \
    g_assert_true (condition);                                                     \
  }                                                                                \
  G_STMT_END

static void
done_cb (GObject *process, GAsyncResult *result, gpointer data)
{
  *(gboolean *) data = TRUE;
}

/* One xdotool command line, words apart by blanks; its %W is the window. The main loop runs until it is through, and what it did has come. */
static void G_GNUC_PRINTF (2, 3)
act (Fixture *f, const char *format, ...)
{
  va_list args;

  va_start (args, format);
  g_autofree char *line = g_strdup_vprintf (format, args);
  va_end (args);
  g_auto (GStrv) words = g_strsplit (line, " ", -1);
  g_autoptr (GPtrArray) argv = g_ptr_array_new ();
  g_autoptr (GSubprocess) process = NULL;
  gboolean done = FALSE;

  g_ptr_array_add (argv, (gpointer) "xdotool");
  for (guint i = 0; words[i] != NULL; i++)
    g_ptr_array_add (argv, g_str_equal (words[i], "WINDOW") ? f->xid : words[i]);
  g_ptr_array_add (argv, NULL);
  process = g_subprocess_newv ((const char * const *) argv->pdata, G_SUBPROCESS_FLAGS_NONE, NULL);
  g_assert_nonnull (process);
  g_subprocess_wait_async (process, NULL, done_cb, &done);
  while (!done)
    spin (2);
  g_assert_true (g_subprocess_get_successful (process));
  spin (60);
}

/* A point of the canvas in the coordinates of the window as the server knows it. */
static void
to_window (Fixture *f, double x, double y, int *wx, int *wy)
{
  double px, py, sx, sy;

  g_assert_true (gtk_widget_translate_coordinates (GTK_WIDGET (f->canvas), f->window, x, y, &px, &py));
  gtk_native_get_surface_transform (GTK_NATIVE (f->window), &sx, &sy);
  *wx = (int) lround (px + sx);
  *wy = (int) lround (py + sy);
}

static void
point_at (Fixture *f, double x, double y)
{
  int wx, wy;

  to_window (f, x, y, &wx, &wy);
  act (f, "mousemove --sync --window WINDOW %d %d", wx, wy);
}

static void
screen_of (Fixture *f, gint64 id, double *x, double *y)
{
  const TgBoardNode *node = tg_board_find (f->board, id);

  tg_viewport_to_screen (tg_graph_canvas_get_viewport (f->canvas), node->x, node->y, x, y);
}

static void
point_at_node (Fixture *f, gint64 id)
{
  double x, y;

  screen_of (f, id, &x, &y);
  point_at (f, x, y);
}

static void
activated_cb (Fixture *f, gint64 id)
{
  f->told = id;
}

static void
menu_cb (Fixture *f, double x, double y, gint64 id)
{
  f->menu = id != 0 ? id : -1;
}

static void
set_up (Fixture *f, gconstpointer data)
{
  /* far enough apart for nothing to lie over another */
  static const struct { gint64 id; double x, y; } places[] = { { 1, -250, -120 }, { 2, 0, -120 }, { 3, 250, -120 }, { 4, -250, 120 }, { 5, 0, 120 }, { 6, 250, 120 } };
  TgViewport view;

  *f = (Fixture) { .window = gtk_window_new (), .canvas = TG_GRAPH_CANVAS (tg_graph_canvas_new ()), .board = tg_board_new () };
  for (guint i = 0; i < G_N_ELEMENTS (places); i++)
    tg_board_add_node (f->board, &(TgBoardNode) { .id = places[i].id, .kind = TG_ENTITY_ROLE, .label = "role", .placed = TRUE, .pinned = TRUE,
                                                  .x = places[i].x, .y = places[i].y });
  tg_board_add_edge (f->board, &(TgBoardEdge) { .id = 1, .source = 1, .target = 2, .kind = TG_RELATION_ASSUMED, .count = 3 });
  tg_board_add_edge (f->board, &(TgBoardEdge) { .id = 2, .source = 2, .target = 3, .kind = TG_RELATION_ASSUMED, .count = 3 });
  gtk_window_set_default_size (GTK_WINDOW (f->window), 900, 600);
  gtk_window_set_child (GTK_WINDOW (f->window), GTK_WIDGET (f->canvas));
  tg_graph_canvas_set_board (f->canvas, f->board);
  tg_graph_canvas_set_legend (f->canvas, FALSE);
  gtk_window_present (GTK_WINDOW (f->window));
  wait_until (gtk_widget_get_mapped (GTK_WIDGET (f->canvas)) && gtk_widget_get_width (GTK_WIDGET (f->canvas)) > 100
              && !tg_graph_canvas_is_settling (f->canvas));
  view = *tg_graph_canvas_get_viewport (f->canvas);
  g_assert_true (tg_viewport_set (&view, 0, 0, 1));
  tg_graph_canvas_set_viewport (f->canvas, &view);
  f->xid = g_strdup_printf ("%lu", gdk_x11_surface_get_xid (gtk_native_get_surface (GTK_NATIVE (f->window))));
  g_signal_connect_swapped (f->canvas, "node-activated", G_CALLBACK (activated_cb), f);
  g_signal_connect_swapped (f->canvas, "context-menu", G_CALLBACK (menu_cb), f);
  act (f, "windowfocus WINDOW");
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  gtk_window_destroy (GTK_WINDOW (f->window));
  g_object_unref (f->board);
  g_free (f->xid);
  spin (30);
}

static gboolean
is_selected (Fixture *f, gint64 id)
{
  return tg_board_find (f->board, id)->selected;
}

static void
test_click (Fixture *f, gconstpointer data)
{
  point_at_node (f, 1);
  g_assert_cmpint (f->canvas->hover_node, ==, 0);
  act (f, "click 1");
  g_assert_true (is_selected (f, 1));
  point_at_node (f, 5);
  act (f, "keydown ctrl click 1 keyup ctrl");
  g_assert_true (is_selected (f, 1) && is_selected (f, 5));
  act (f, "keydown ctrl click 1 keyup ctrl");
  g_assert_false (is_selected (f, 5));
  point_at (f, 100, 300);
  act (f, "click 1");
  g_assert_cmpuint (tg_board_n_selected (f->board), ==, 0);
  point_at_node (f, 3);
  act (f, "click --repeat 2 --delay 60 1");
  g_assert_cmpint (f->told, ==, 3);
  point_at_node (f, 4);
  act (f, "click 3");
  g_assert_cmpint (f->menu, ==, 4);
  g_assert_true (is_selected (f, 4));
}

static void
drag (Fixture *f, double x1, double y1, double x2, double y2, const char *button)
{
  int wx, wy;

  point_at (f, x1, y1);
  act (f, "mousedown %s", button);
  for (guint i = 1; i <= 4; i++)
    {
      to_window (f, x1 + (x2 - x1) * i / 4, y1 + (y2 - y1) * i / 4, &wx, &wy);
      act (f, "mousemove --sync --window WINDOW %d %d", wx, wy);
    }
  act (f, "mouseup %s", button);
}

static void
test_drag (Fixture *f, gconstpointer data)
{
  double x, y;

  screen_of (f, 5, &x, &y);
  drag (f, x, y, x + 80, y + 60, "1");
  g_assert_cmpfloat (fabs (tg_board_find (f->board, 5)->x - 80), <, 2);
  g_assert_cmpfloat (fabs (tg_board_find (f->board, 5)->y - 180), <, 2);
  g_assert_true (tg_board_find (f->board, 5)->pinned);
  /* the band takes in the row above; with Control what is selected stays so */
  screen_of (f, 1, &x, &y);
  drag (f, x - 60, y - 60, x + 560, y + 60, "1");
  g_assert_true (is_selected (f, 1) && is_selected (f, 2) && is_selected (f, 3) && !is_selected (f, 4));
  screen_of (f, 4, &x, &y);
  act (f, "keydown ctrl");
  drag (f, x - 50, y - 50, x + 50, y + 50, "1");
  act (f, "keyup ctrl");
  g_assert_cmpuint (tg_board_n_selected (f->board), ==, 4);
  /* the middle button moves the view, by as much as the hand moved */
  const TgViewport before = *tg_graph_canvas_get_viewport (f->canvas);
  drag (f, 100, 300, 160, 340, "2");
  g_assert_cmpfloat (fabs (tg_graph_canvas_get_viewport (f->canvas)->x - before.x + 60), <, 1.5);
  g_assert_cmpfloat (fabs (tg_graph_canvas_get_viewport (f->canvas)->y - before.y + 40), <, 1.5);
}

/* Around two nodes that no rectangle takes in without a third. */
static void
test_lasso (Fixture *f, gconstpointer data)
{
  static const double corners[][2] = { { -320, -60 }, { -320, -190 }, { -180, -190 }, { -180, 60 }, { 60, 60 }, { 60, 190 }, { -60, 190 }, { -190, 80 } };
  const TgViewport *view = tg_graph_canvas_get_viewport (f->canvas);
  double x, y;

  tg_viewport_to_screen (view, -320, 0, &x, &y);
  point_at (f, x, y);
  act (f, "key l");
  act (f, "mousedown 1");
  for (guint i = 0; i < G_N_ELEMENTS (corners); i++)
    {
      tg_viewport_to_screen (view, corners[i][0], corners[i][1], &x, &y);
      point_at (f, x, y);
    }
  act (f, "mouseup 1");
  g_assert_true (is_selected (f, 1) && is_selected (f, 5));
  g_assert_cmpuint (tg_board_n_selected (f->board), ==, 2);
}

/* What is under the pointer stays there. */
static void
test_wheel (Fixture *f, gconstpointer data)
{
  double x, y, nx, ny;

  screen_of (f, 6, &x, &y);
  point_at_node (f, 6);
  act (f, "click --repeat 3 --delay 30 4");
  g_assert_cmpfloat (tg_graph_canvas_get_viewport (f->canvas)->zoom, >, 1.3);
  screen_of (f, 6, &nx, &ny);
  g_assert_cmpfloat (hypot (nx - x, ny - y), <, 2);
  act (f, "click --repeat 3 --delay 30 5");
  g_assert_cmpfloat (fabs (tg_graph_canvas_get_viewport (f->canvas)->zoom - 1), <, 0.01);
}

static void
test_keys (Fixture *f, gconstpointer data)
{
  point_at_node (f, 1);
  act (f, "click 1");
  act (f, "key Right");                       /* along the relation */
  g_assert_cmpint (tg_graph_canvas_get_focus_node (f->canvas), ==, 2);
  act (f, "key shift+Right");
  g_assert_true (is_selected (f, 3));
  act (f, "key Return");
  g_assert_cmpint (f->told, ==, 3);
  act (f, "key ctrl+a");
  g_assert_cmpuint (tg_board_n_selected (f->board), ==, 6);
  act (f, "key ctrl+i");
  g_assert_cmpuint (tg_board_n_selected (f->board), ==, 0);
  act (f, "key space");
  g_assert_true (is_selected (f, 3));
  act (f, "key Delete");
  g_assert_true (tg_board_find (f->board, 3)->hidden);
  act (f, "key plus");
  g_assert_cmpfloat (tg_graph_canvas_get_viewport (f->canvas)->zoom, >, 1);
}

/* A bundle is taken by its name. */
static void
test_bundle (Fixture *f, gconstpointer data)
{
  const gint64 ids[] = { 4, 5 }, id = tg_board_bundle (f->board, "Both", 2, ids, 2);
  double x = 0, y = 0, left, right, top;

  wait_until (!tg_graph_canvas_is_settling (f->canvas));
  screen_of (f, 4, &left, &top);
  screen_of (f, 5, &right, &y);
  x = (left + right) / 2;
  for (y = top; y > 0 && tg_graph_bundle_at (f->board, tg_graph_canvas_get_viewport (f->canvas), x, y) != id; y -= 2)
    ;
  g_assert_cmpfloat (y, >, 0);
  drag (f, x, y - 4, x + 40, y + 30, "1");
  g_assert_cmpfloat (fabs (tg_board_find (f->board, 4)->x + 210), <, 2);
  g_assert_cmpfloat (fabs (tg_board_find (f->board, 5)->y - 154), <, 2);
  g_assert_true (is_selected (f, 4) && is_selected (f, 5));
  act (f, "click --repeat 2 --delay 60 1");
  g_assert_cmpint (f->told, ==, id);
}

int
main (int argc, char **argv)
{
  g_autofree char *xdotool = g_find_program_in_path ("xdotool");

  g_test_init (&argc, &argv, NULL);
  if (xdotool == NULL || !gtk_init_check () || !GDK_IS_X11_DISPLAY (gdk_display_get_default ()))
    return 77;
  adw_init ();
  g_test_add ("/graph/pointer/click", Fixture, NULL, set_up, test_click, tear_down);
  g_test_add ("/graph/pointer/drag", Fixture, NULL, set_up, test_drag, tear_down);
  g_test_add ("/graph/pointer/lasso", Fixture, NULL, set_up, test_lasso, tear_down);
  g_test_add ("/graph/pointer/wheel", Fixture, NULL, set_up, test_wheel, tear_down);
  g_test_add ("/graph/pointer/keys", Fixture, NULL, set_up, test_keys, tear_down);
  g_test_add ("/graph/pointer/bundle", Fixture, NULL, set_up, test_bundle, tear_down);
  return g_test_run ();
}
