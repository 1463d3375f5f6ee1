/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The whole program on a small simulated case, driven by its named actions. */

#include <glib/gstdio.h>
#include <locale.h>

#include "app/accels.h"
#include "app/application.h"
#include "app/pages/graph-page.h"
#include "app/window.h"
#include "core/simulate/simulate.h"

#define WAIT_SECONDS 20

static TgApplication *application;
static char *folder, *logs;

#define wait_until(condition)                                                                                          \
  G_STMT_START                                                                                                         \
  {                                                                                                                    \
    const gint64 end_ = g_get_monotonic_time () + WAIT_SECONDS * G_USEC_PER_SEC;                                       \
    while (!(condition) && g_get_monotonic_time () < end_)                                                             \
      {                                                                                                                \
        g_main_context_iteration (NULL, FALSE);                                                                        \
        g_usleep (500);                                                                                                \
      }                                                                                                                \
    g_assert_true (condition);                                                                                         \
  }                                                                                                                    \
  G_STMT_END

static void
settle (void)
{
  for (guint i = 0; i < 300; i++)
    {
      g_main_context_iteration (NULL, FALSE);
      g_usleep (500);
    }
}

static void
act (TgWindow *window, const char *action, const char *format, ...)
{
  GVariant *parameter = NULL;
  va_list args;

  if (format != NULL)
    {
      va_start (args, format);
      parameter = g_variant_new_va (format, NULL, &args);
      va_end (args);
    }
  g_assert_true (gtk_widget_activate_action_variant (GTK_WIDGET (window), action, parameter));
}

static TgWindow *
new_window (void)
{
  TgWindow *window = tg_window_new (GTK_APPLICATION (application));

  gtk_window_present (GTK_WINDOW (window));
  return window;
}

static void
close_window (TgWindow *window)
{
  gpointer pointer = window;

  g_object_add_weak_pointer (G_OBJECT (window), &pointer);
  gtk_window_close (GTK_WINDOW (window));
  wait_until (gtk_application_get_windows (GTK_APPLICATION (application)) == NULL);
  wait_until (pointer == NULL);
}

static TgWindow *
open_imported (const char *name)
{
  TgWindow *window = new_window ();
  g_autofree char *path = g_build_filename (folder, name, NULL);
  const char *paths[] = { logs, NULL };

  tg_window_open_case (window, path, TG_CASE_CREATE);
  wait_until (tg_window_get_case (window) != NULL && !tg_window_is_busy (window));
  tg_window_import (window, paths);
  g_assert_nonnull (tg_open_case_get_import (tg_window_get_case (window)));
  wait_until (tg_open_case_get_import (tg_window_get_case (window)) == NULL);
  return window;
}

static TgPlaceKind
page_of (TgWindow *window)
{
  return tg_history_current (tg_window_get_history (window))->page;
}

/* Ids straight from the case, on a reader of the test's own. */
static gint64
busiest (TgWindow *window, TgEntityKind kind)
{
  g_autoptr (TgReader) reader = tg_reader_new (tg_open_case_get_path (tg_window_get_case (window)), NULL);
  g_autoptr (GArray) infos = tg_reader_busiest (reader, kind, TG_TIME_ALL, 1, NULL, NULL);

  g_assert_cmpuint (infos->len, ==, 1);
  return g_array_index (infos, TgEntityInfo, 0).id;
}

static void
test_pages (void)
{
  static const char * const ids[] = { "summary", "findings", "entities", "graph", "records", "evidence" };
  TgWindow *window = open_imported ("pages.tgcase");

  for (guint i = 0; i < G_N_ELEMENTS (ids); i++)
    {
      act (window, "win.go", "s", ids[i]);
      g_assert_cmpint (page_of (window), ==, tg_place_kind_from_id (ids[i]));
      wait_until (gtk_widget_get_mapped (GTK_WIDGET (tg_window_get_page (window, page_of (window)))));
      settle ();
    }
  act (window, "win.entity", "x", busiest (window, TG_ENTITY_IP));
  wait_until (tg_history_current (tg_window_get_history (window))->title[0] != '\0');
  act (window, "win.back", NULL);
  g_assert_cmpint (page_of (window), ==, TG_PLACE_EVIDENCE);
  act (window, "win.back", NULL);
  g_assert_cmpint (page_of (window), ==, TG_PLACE_RECORDS);
  act (window, "win.forward", NULL);
  act (window, "win.forward", NULL);
  g_assert_cmpint (page_of (window), ==, TG_PLACE_ENTITY);
  act (window, "win.set-scope", "(xx)", (gint64) 1741046400 * TG_SECOND, (gint64) 1741132800 * TG_SECOND);
  g_assert_cmpint (tg_open_case_get_scope (tg_window_get_case (window)).from, ==, (gint64) 1741046400 * TG_SECOND);
  settle ();
  act (window, "win.reset-scope", NULL);
  g_assert_cmpint (tg_open_case_get_scope (tg_window_get_case (window)).from, ==, G_MININT64);
  act (window, "win.search", NULL);
  close_window (window);
}

static void
test_graph (void)
{
  TgWindow *window = open_imported ("graph.tgcase");
  TgGraphPage *page = TG_GRAPH_PAGE (tg_window_get_page (window, TG_PLACE_GRAPH));
  TgBoard *board = tg_graph_page_get_board (page);
  gint64 id = busiest (window, TG_ENTITY_NONE);
  guint expanded;

  act (window, "win.show-in-graph", "x", id);
  wait_until (tg_board_find (board, id) != NULL && !tg_graph_page_is_busy (page));
  expanded = tg_board_n_nodes (board);
  g_assert_cmpuint (expanded, >, 1);
  g_assert_cmpuint (tg_board_n_edges (board), >, 0);
  tg_board_select (board, &id, 1, TG_SELECT_SET);
  g_assert_true (gtk_widget_activate_action (GTK_WIDGET (page), "graph.collapse", NULL));
  g_assert_cmpuint (tg_board_n_nodes (board), <, expanded);
  g_assert_nonnull (tg_board_find (board, id));
  g_assert_true (gtk_widget_activate_action (GTK_WIDGET (page), "graph.expand", NULL));
  wait_until (!tg_graph_page_is_busy (page));
  g_assert_cmpuint (tg_board_n_nodes (board), ==, expanded);
  g_assert_true (gtk_widget_activate_action (GTK_WIDGET (page), "graph.hide", NULL));
  g_assert_cmpuint (tg_board_n_hidden (board), ==, 1);
  g_assert_true (gtk_widget_activate_action (GTK_WIDGET (page), "graph.show-all", NULL));
  g_assert_cmpuint (tg_board_n_hidden (board), ==, 0);
  close_window (window);
}

static void
test_session (void)
{
  TgWindow *window = open_imported ("session.tgcase");
  TgBoard *board = tg_graph_page_get_board (TG_GRAPH_PAGE (tg_window_get_page (window, TG_PLACE_GRAPH)));
  g_autofree char *path = g_build_filename (folder, "session.tgcase", NULL);
  gint64 id = busiest (window, TG_ENTITY_NONE);
  guint index, nodes;
  double x, y;

  act (window, "win.show-in-graph", "x", id);
  wait_until (tg_board_n_nodes (board) > 1 && !tg_graph_page_is_busy (TG_GRAPH_PAGE (tg_window_get_page (window, TG_PLACE_GRAPH))));
  settle ();
  g_assert_true (tg_board_index (board, id, &index));
  tg_board_place (board, index, 123, -45);
  tg_board_set_pinned (board, &id, 1, TRUE);
  settle ();
  g_assert_true (tg_board_index (board, id, &index));
  x = tg_board_node (board, index)->x;
  y = tg_board_node (board, index)->y;
  nodes = tg_board_n_nodes (board);
  act (window, "win.set-scope", "(xx)", (gint64) 1741046400 * TG_SECOND, (gint64) 1741132800 * TG_SECOND);
  act (window, "win.go", "s", "findings");
  close_window (window);

  window = new_window ();
  tg_window_open_case (window, path, 0);
  wait_until (tg_window_get_case (window) != NULL && !tg_window_is_busy (window));
  board = tg_graph_page_get_board (TG_GRAPH_PAGE (tg_window_get_page (window, TG_PLACE_GRAPH)));
  g_assert_cmpint (page_of (window), ==, TG_PLACE_FINDINGS);
  g_assert_cmpint (tg_open_case_get_scope (tg_window_get_case (window)).to, ==, (gint64) 1741132800 * TG_SECOND);
  g_assert_cmpuint (tg_board_n_nodes (board), ==, nodes);
  g_assert_true (tg_board_index (board, id, &index));
  g_assert_true (tg_board_node (board, index)->pinned);
  g_assert_cmpfloat_with_epsilon (tg_board_node (board, index)->x, x, 0.6);
  g_assert_cmpfloat_with_epsilon (tg_board_node (board, index)->y, y, 0.6);
  act (window, "win.back", NULL);
  g_assert_cmpint (page_of (window), ==, TG_PLACE_GRAPH);
  close_window (window);
}

static void
test_foreign (void)
{
  TgWindow *window = new_window ();
  g_autofree char *path = g_build_filename (folder, "foreign.tgcase", NULL);
  guint before = g_list_model_get_n_items (gtk_window_get_toplevels ());
  g_autofree char *after = NULL;

  g_assert_true (g_file_set_contents (path, "this is a shopping list, not a case", -1, NULL));
  tg_window_open_case (window, path, 0);
  wait_until (!tg_window_is_busy (window) && g_list_model_get_n_items (gtk_window_get_toplevels ()) > before);
  g_assert_null (tg_window_get_case (window));
  g_assert_true (g_file_get_contents (path, &after, NULL, NULL));
  g_assert_cmpstr (after, ==, "this is a shopping list, not a case");
  for (guint i = g_list_model_get_n_items (gtk_window_get_toplevels ()); i > 0; i--)
    {
      g_autoptr (GtkWindow) top = g_list_model_get_item (gtk_window_get_toplevels (), i - 1);

      if (!TG_IS_WINDOW (top))
        gtk_window_destroy (top);
    }
  close_window (window);
}

static void
test_drop (void)
{
  TgWindow *window = new_window ();
  g_autoptr (GFile) file = g_file_new_for_path (logs);
  GSList files = { file, NULL };

  g_assert_true (tg_window_take_files (window, &files));
  wait_until (tg_window_get_case (window) != NULL && !tg_window_is_busy (window));
  wait_until (tg_open_case_get_import (tg_window_get_case (window)) == NULL);
  g_assert_true (g_str_has_prefix (tg_open_case_get_path (tg_window_get_case (window)), folder));
  g_assert_cmpint (page_of (window), ==, TG_PLACE_EVIDENCE);
  g_assert_cmpint (busiest (window, TG_ENTITY_NONE), >, 0);
  close_window (window);
}

static void
test_cancel (void)
{
  TgWindow *window = new_window ();
  g_autofree char *path = g_build_filename (folder, "cancel.tgcase", NULL);
  const char *paths[] = { logs, NULL };

  tg_window_open_case (window, path, TG_CASE_CREATE);
  wait_until (tg_window_get_case (window) != NULL && !tg_window_is_busy (window));
  tg_window_import (window, paths);
  act (window, "win.cancel-import", NULL);
  wait_until (tg_open_case_get_import (tg_window_get_case (window)) == NULL);
  g_assert_nonnull (tg_window_get_case (window));
  /* and again, to its end */
  tg_window_import (window, paths);
  wait_until (tg_open_case_get_import (tg_window_get_case (window)) == NULL);
  g_assert_cmpint (busiest (window, TG_ENTITY_NONE), >, 0);
  close_window (window);
}

/* Every accelerator's action is known to the window and stands in the shortcuts window. */
static void
test_shortcuts (void)
{
  g_autoptr (GBytes) bytes = g_resources_lookup_data ("/io/github/trailgraph/Trailgraph/gtk/help-overlay.ui", 0, NULL);
  TgWindow *window = new_window ();
  const TgAccel *accels;
  gsize n;

  g_assert_nonnull (bytes);
  accels = tg_accels_get (&n);
  for (gsize i = 0; i < n; i++)
    {
      g_autofree char *needle = g_strdup_printf (">%s<", accels[i].action);
      g_auto (GStrv) set = gtk_application_get_accels_for_action (GTK_APPLICATION (application), accels[i].action);

      g_assert_nonnull (g_strstr_len (g_bytes_get_data (bytes, NULL), (gssize) g_bytes_get_size (bytes), needle));
      g_assert_cmpuint (g_strv_length (set), >, 0);
    }
  close_window (window);
}

int
main (int argc, char **argv)
{
  const TgSimulateOptions options = { .days = 3, .events = 1500, .seed = 3, .start = 0 };
  g_autoptr (GError) error = NULL;
  int status;

  setlocale (LC_ALL, "C.UTF-8");
  g_test_init (&argc, &argv, NULL);
  if (!gtk_init_check ())
    return 77;
  folder = g_dir_make_tmp ("trailgraph-test-XXXXXX", NULL);
  logs = g_build_filename (folder, "logs", NULL);
  g_setenv ("TRAILGRAPH_CASE_DIR", folder, TRUE);
  g_setenv ("TRAILGRAPH_CONFIG_DIR", folder, TRUE);
  tg_simulate (logs, &options, NULL, &error);
  g_assert_no_error (error);
  application = tg_application_new ();
  g_application_set_flags (G_APPLICATION (application), G_APPLICATION_NON_UNIQUE | G_APPLICATION_HANDLES_OPEN);
  g_application_register (G_APPLICATION (application), NULL, &error);
  g_assert_no_error (error);
  g_application_hold (G_APPLICATION (application));
  g_test_add_func ("/app/window/shortcuts", test_shortcuts);
  g_test_add_func ("/app/window/pages", test_pages);
  g_test_add_func ("/app/window/graph", test_graph);
  g_test_add_func ("/app/window/session", test_session);
  g_test_add_func ("/app/window/foreign", test_foreign);
  g_test_add_func ("/app/window/drop", test_drop);
  g_test_add_func ("/app/window/cancel-import", test_cancel);
  status = g_test_run ();
  g_application_release (G_APPLICATION (application));
  return status;
}
