/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The whole program on a small simulated case, driven by its named actions. */

#include <fcntl.h>
#include <glib/gstdio.h>
#include <locale.h>
#include <signal.h>
#include <string.h>
#include <sys/file.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "app/accels.h"
#include "app/application.h"
#include "app/cells.h"
#include "app/pages/graph-page-private.h"
#include "app/row-list.h"
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
  settle ();
  for (guint i = 0; i < 5; i++)
    {
      static const char * const ways[] = { "graph.arrange-radial", "graph.arrange-columns", "graph.arrange-layered", "graph.arrange-timeline", "graph.arrange-circle" };
      double x = tg_board_node (board, 0)->x, y = tg_board_node (board, 0)->y, x1 = tg_board_node (board, 1)->x;

      g_assert_true (gtk_widget_activate_action (GTK_WIDGET (page), ways[i], NULL));
      wait_until (tg_board_node (board, 0)->x != x || tg_board_node (board, 0)->y != y || tg_board_node (board, 1)->x != x1);
      settle ();
      g_assert_true (gtk_widget_activate_action (GTK_WIDGET (page), "graph.undo", NULL));
      g_assert_cmpfloat_with_epsilon (tg_board_node (board, 0)->x, x, 0.1);
      settle ();
    }
  g_assert_true (gtk_widget_activate_action (GTK_WIDGET (page), "graph.undo", NULL));
  g_assert_cmpuint (tg_board_n_hidden (board), ==, 1);
  g_assert_true (gtk_widget_activate_action (GTK_WIDGET (page), "graph.redo", NULL));
  g_assert_cmpuint (tg_board_n_hidden (board), ==, 0);
  close_window (window);
}

/* A node with a few neighbours that are not on the board: few enough to come singly. */
static gint64
partly_shown (TgBoard *board)
{
  for (guint i = 0; i < tg_board_n_nodes (board); i++)
    if (tg_board_node (board, i)->id > 0 && tg_board_node (board, i)->unshown > 0 && tg_board_node (board, i)->unshown < 10)
      return tg_board_node (board, i)->id;
  return 0;
}

/* A question brings its answer onto the board, and selects it. */
static void
test_questions (void)
{
  TgWindow *window = open_imported ("questions.tgcase");
  TgGraphPage *page = TG_GRAPH_PAGE (tg_window_get_page (window, TG_PLACE_GRAPH));
  TgBoard *board = tg_graph_page_get_board (page);
  gint64 ids[2] = { busiest (window, TG_ENTITY_USER), busiest (window, TG_ENTITY_IP) };

  for (guint i = 0; i < 2; i++)
    {
      act (window, "win.show-in-graph", "x", ids[i]);
      wait_until (tg_board_find (board, ids[i]) != NULL && !tg_graph_page_is_busy (page));
    }
  tg_board_select (board, ids, 2, TG_SELECT_SET);
  g_assert_true (gtk_widget_activate_action (GTK_WIDGET (page), "graph.path", NULL));
  wait_until (!tg_graph_page_is_busy (page));
  g_assert_cmpuint (tg_board_n_selected (board), >=, 2);
  g_assert_true (tg_board_find (board, ids[0])->selected && tg_board_find (board, ids[1])->selected);
  tg_board_select (board, ids, 1, TG_SELECT_SET);
  g_assert_true (gtk_widget_activate_action (GTK_WIDGET (page), "graph.reach", NULL));
  wait_until (!tg_graph_page_is_busy (page));
  g_assert_cmpuint (tg_board_n_selected (board), >, 1);
  /* nobody is behind a user: the board stays as it is */
  tg_board_select (board, ids, 1, TG_SELECT_SET);
  guint before = tg_board_n_nodes (board);
  g_assert_true (gtk_widget_activate_action (GTK_WIDGET (page), "graph.behind", NULL));
  wait_until (!tg_graph_page_is_busy (page));
  g_assert_cmpuint (tg_board_n_nodes (board), ==, before);
  close_window (window);
}

static gboolean
begins_with (const char *path, const char *bytes)
{
  g_autofree char *data = NULL;
  gsize length;

  return g_file_get_contents (path, &data, &length, NULL) && length > strlen (bytes) && memcmp (data, bytes, strlen (bytes)) == 0;
}

static gboolean
holds (const char *path, const char *part)
{
  g_autofree char *data = NULL;

  return g_file_get_contents (path, &data, NULL, NULL) && strstr (data, part) != NULL;
}

/* What was done to the board by hand goes out with it, what is hidden too; of a selection, what belongs to it. */
static void
export_marks (TgWindow *window, TgGraphPage *page)
{
  TgBoard *board = tg_graph_page_get_board (page);
  g_autofree char *whole = g_build_filename (folder, "marks.json", NULL), *part = g_build_filename (folder, "part.json", NULL);
  g_autoptr (GArray) ids = g_array_new (FALSE, FALSE, sizeof (gint64));

  for (guint i = 0; i < tg_board_n_nodes (board); i++)
    if (tg_board_node (board, i)->id > 0)
      g_array_append_val (ids, tg_board_node (board, i)->id);
  g_assert_cmpuint (ids->len, >=, 3);
  const gint64 *id = (const gint64 *) (gpointer) ids->data;
  tg_board_set_note (board, id[0], "seen by \"me\"");
  tg_board_set_pinned (board, id, 1, TRUE);
  tg_board_bundle (board, "suspects", 2, id, 2);
  tg_board_set_hidden (board, id + 2, 1, TRUE);
  act (window, "win.export-board", "^ay", whole);
  wait_until (holds (whole, "\"edges\""));
  g_assert_true (holds (whole, "seen by \\\"me\\\""));
  g_assert_true (holds (whole, "suspects"));
  g_assert_true (holds (whole, "\"pinned\":true") || holds (whole, "\"pinned\": true"));
  g_assert_true (holds (whole, "\"hidden\":true") || holds (whole, "\"hidden\": true"));
  tg_board_set_hidden (board, id + 2, 1, FALSE);
  tg_board_select (board, id + 2, 1, TG_SELECT_SET);
  page->export_selection = TRUE;
  act (window, "win.export-board", "^ay", part);
  wait_until (holds (part, "\"edges\""));
  g_assert_false (holds (part, "suspects") || holds (part, "seen by"));
  page->export_selection = FALSE;
}

/* A board goes out in every format; what has none is refused and nothing is written. */
static void
test_export (void)
{
  static const struct { const char *name, *begin; } files[] = {
    { "b.png", "\x89PNG" }, { "b.svg", "<?xml" }, { "b.pdf", "%PDF" }, { "b.json", "{" }, { "b.GraphML", "<?xml" }, { "b.gexf", "<?xml" }, { "b.dot", "digraph" },
  };
  TgWindow *window = open_imported ("export.tgcase");
  TgGraphPage *page = TG_GRAPH_PAGE (tg_window_get_page (window, TG_PLACE_GRAPH));
  g_autofree char *odd = g_build_filename (folder, "b.doc", NULL);

  act (window, "win.show-in-graph", "x", busiest (window, TG_ENTITY_USER));
  wait_until (tg_board_n_nodes (tg_graph_page_get_board (page)) > 1 && !tg_graph_page_is_busy (page));
  for (guint i = 0; i < G_N_ELEMENTS (files); i++)
    {
      g_autofree char *path = g_build_filename (folder, files[i].name, NULL);

      act (window, "win.export-board", "^ay", path);
      wait_until (begins_with (path, files[i].begin));
    }
  export_marks (window, page);
  act (window, "win.export-board", "^ay", odd);
  settle ();
  g_assert_false (g_file_test (odd, G_FILE_TEST_EXISTS));
  g_assert_true (gtk_widget_activate_action (GTK_WIDGET (page), "graph.copy-picture", NULL));
  g_assert_true (gdk_content_formats_contain_gtype (gdk_clipboard_get_formats (gtk_widget_get_clipboard (GTK_WIDGET (page))), GDK_TYPE_TEXTURE));
  close_window (window);
}

/* Of each relation with a time it is known when it was active: as many records as it has. */
static gboolean
knows_activity (TgBoard *board)
{
  guint known = 0;
  TgSums sums;

  for (guint i = 0; i < tg_board_n_edges (board); i++)
    {
      const TgBoardEdge *edge = tg_board_edge (board, i);

      if (edge->id < 0 || edge->kind == TG_RELATION_NONE)
        continue;
      if (!tg_board_series_sum (tg_board_get_series (board), edge->id, TG_TIME_ALL, &sums))
        return FALSE;
      g_assert_cmpuint (sums.count, <=, edge->count);
      known += sums.count == edge->count;
    }
  return known > 0;
}

/* The timeline asks the case when the relations on the board were active, and goes by that; so does a filter by time. */
static void
test_activity (void)
{
  TgWindow *window = open_imported ("activity.tgcase");
  TgGraphPage *page = TG_GRAPH_PAGE (tg_window_get_page (window, TG_PLACE_GRAPH));
  TgBoard *board = tg_graph_page_get_board (page);
  guint64 sum = 0;

  act (window, "win.go", "s", "graph");
  settle ();
  gtk_widget_child_focus (gtk_stack_get_visible_child (page->stack), GTK_DIR_TAB_FORWARD);          /* on the empty board */
  act (window, "win.show-in-graph", "x", busiest (window, TG_ENTITY_USER));
  wait_until (tg_board_n_edges (board) > 2 && !tg_graph_page_is_busy (page));
  g_assert_true (gtk_root_get_focus (GTK_ROOT (window)) == GTK_WIDGET (page->canvas));
  /* so it has when something on the board is shown from elsewhere, whatever of the page had it last */
  gtk_root_set_focus (GTK_ROOT (window), NULL);
  gtk_widget_child_focus (GTK_WIDGET (page), GTK_DIR_TAB_FORWARD);
  g_assert_false (gtk_root_get_focus (GTK_ROOT (window)) == GTK_WIDGET (page->canvas));
  act (window, "win.go", "s", "findings");
  settle ();
  act (window, "win.show-in-graph", "x", busiest (window, TG_ENTITY_USER));
  wait_until (gtk_root_get_focus (GTK_ROOT (window)) == GTK_WIDGET (page->canvas));
  g_assert_false (knows_activity (board));
  g_assert_true (gtk_widget_activate_action (GTK_WIDGET (page), "graph.timeline", NULL));
  wait_until (knows_activity (board));
  g_assert_true (gtk_widget_activate_action (GTK_WIDGET (page), "graph.play-trail", "x", (gint64) 3600));
  g_assert_cmpint (tg_board_get_trail (board), ==, TG_HOUR);
  g_assert_true (gtk_widget_activate_action (GTK_WIDGET (page), "graph.play-next-trail", NULL));
  g_assert_cmpint (tg_board_get_trail (board), ==, 6 * TG_HOUR);
  g_assert_true (gtk_widget_activate_action (GTK_WIDGET (page), "graph.play-seek", "d", 0.5));
  for (guint i = 0; i < tg_board_n_edges (board); i++)
    sum += tg_board_edge_sums (board, i).count;
  g_assert_cmpuint (sum, >, 0);
  g_assert_true (gtk_widget_activate_action (GTK_WIDGET (page), "graph.timeline", NULL));
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
  /* what is not on the board is counted on from where it was */
  act (window, "win.reset-scope", NULL);
  id = partly_shown (board);
  g_assert_true (id != 0);
  tg_board_select (board, &id, 1, TG_SELECT_SET);
  g_assert_true (gtk_widget_activate_action (GTK_WIDGET (tg_window_get_page (window, TG_PLACE_GRAPH)), "graph.expand", NULL));
  wait_until (!tg_graph_page_is_busy (TG_GRAPH_PAGE (tg_window_get_page (window, TG_PLACE_GRAPH))));
  wait_until (tg_board_find (board, id)->unshown == 0);
  close_window (window);
}

/* The first widget of a type below another, as it stands in the tree. */
static GtkWidget *
find_widget (GtkWidget *root, GType type, const char *css)
{
  if (G_TYPE_CHECK_INSTANCE_TYPE (root, type) && (css == NULL || gtk_widget_has_css_class (root, css)))
    return root;
  for (GtkWidget *child = gtk_widget_get_first_child (root); child != NULL; child = gtk_widget_get_next_sibling (child))
    {
      GtkWidget *found = find_widget (child, type, css);

      if (found != NULL)
        return found;
    }
  return NULL;
}

static char *
text_of (GtkWidget *view)
{
  GtkTextBuffer *buffer = gtk_text_view_get_buffer (GTK_TEXT_VIEW (view));
  GtkTextIter start, end;

  gtk_text_buffer_get_bounds (buffer, &start, &end);
  return gtk_text_buffer_get_text (buffer, &start, &end, FALSE);
}

static gboolean
shows (GtkWidget *view, const char *needle)
{
  g_autofree char *text = text_of (view);

  return strstr (text, needle) != NULL;
}

/* From a user to its records to the exact original of one. */
static void
test_original (void)
{
  TgWindow *window = open_imported ("original.tgcase");
  GtkWidget *page = GTK_WIDGET (tg_window_get_page (window, TG_PLACE_RECORDS)), *table, *view;
  gint64 user = busiest (window, TG_ENTITY_USER);

  act (window, "win.entity", "x", user);
  wait_until (tg_history_current (tg_window_get_history (window))->title[0] != '\0');
  tg_go_records (GTK_WIDGET (tg_window_get_page (window, TG_PLACE_ENTITY)), user, 0, "user", -1, FALSE);
  g_assert_cmpint (page_of (window), ==, TG_PLACE_RECORDS);
  table = find_widget (page, GTK_TYPE_COLUMN_VIEW, NULL);
  view = find_widget (page, GTK_TYPE_TEXT_VIEW, NULL);
  wait_until (g_list_model_get_n_items (G_LIST_MODEL (gtk_column_view_get_model (GTK_COLUMN_VIEW (table)))) > 0);
  settle ();
  gtk_selection_model_select_item (gtk_column_view_get_model (GTK_COLUMN_VIEW (table)), 0, TRUE);
  wait_until (shows (view, "\"eventID\": "));
  g_assert_true (shows (view, "\n  \"userIdentity\": {\n"));
  close_window (window);
}

static void
test_search (void)
{
  TgWindow *window = open_imported ("search.tgcase");
  GtkWidget *entry = find_widget (GTK_WIDGET (window), GTK_TYPE_SEARCH_ENTRY, NULL), *list = NULL;

  act (window, "win.search", NULL);
  gtk_editable_set_text (GTK_EDITABLE (entry), "backup");
  wait_until ((list = find_widget (entry, GTK_TYPE_LIST_BOX, NULL)) != NULL && gtk_widget_get_mapped (list)
              && gtk_list_box_get_row_at_index (GTK_LIST_BOX (list), 0) != NULL);
  g_signal_emit_by_name (entry, "activate");
  g_assert_cmpint (page_of (window), ==, TG_PLACE_ENTITY);
  wait_until (tg_history_current (tg_window_get_history (window))->title[0] != '\0');
  g_assert_nonnull (strstr (tg_history_current (tg_window_get_history (window))->title, "backup"));
  close_window (window);
}

/* The dialog's heading is asked for: what went wrong is said in the window, not only in a return value. */
static gboolean
dialog_says (const char *heading)
{
  gboolean found = FALSE;

  for (guint i = 0; i < g_list_model_get_n_items (gtk_window_get_toplevels ()) && !found; i++)
    {
      g_autoptr (GtkWindow) top = g_list_model_get_item (gtk_window_get_toplevels (), i);

      found = ADW_IS_MESSAGE_DIALOG (top) && g_strcmp0 (adw_message_dialog_get_heading (ADW_MESSAGE_DIALOG (top)), heading) == 0;
    }
  return found;
}

static void
refuses (const char *path, const char *heading)
{
  TgWindow *window = new_window ();
  g_autofree char *before = NULL, *after = NULL;
  gsize length, length_after;

  g_assert_true (g_file_get_contents (path, &before, &length, NULL));
  tg_window_open_case (window, path, 0);
  wait_until (!tg_window_is_busy (window) && dialog_says (heading));
  g_assert_null (tg_window_get_case (window));
  g_assert_true (g_file_get_contents (path, &after, &length_after, NULL));
  g_assert_cmpmem (after, length_after, before, length);
  settle ();
  for (guint i = g_list_model_get_n_items (gtk_window_get_toplevels ()); i > 0; i--)
    {
      g_autoptr (GtkWindow) top = g_list_model_get_item (gtk_window_get_toplevels (), i - 1);

      if (!TG_IS_WINDOW (top))
        gtk_window_destroy (top);
    }
  close_window (window);
}

/* A case with some bytes of it changed. */
static char *
spoiled (const char *from, const char *name, gsize at, const void *bytes, gsize n)
{
  char *path = g_build_filename (folder, name, NULL);
  g_autofree char *data = NULL;
  gsize length;

  g_assert_true (g_file_get_contents (from, &data, &length, NULL));
  g_assert_cmpuint (at + n, <=, length);
  memcpy (data + at, bytes, n);
  g_assert_true (g_file_set_contents (path, data, (gssize) length, NULL));
  return path;
}

static void
test_unreadable (void)
{
  g_autofree char *path = g_build_filename (folder, "whole.tgcase", NULL), *newer = NULL, *damaged = NULL;
  char garbage[8192];

  close_window (open_imported ("whole.tgcase"));
  /* SQLite keeps user_version at offset 60 of its header, big-endian */
  newer = spoiled (path, "newer.tgcase", 60, "\0\0\0\x63", 4);
  refuses (newer, "Made by a Newer Trailgraph");
  memset (garbage, 0xa5, sizeof garbage);
  damaged = spoiled (path, "damaged.tgcase", 100, garbage, sizeof garbage);
  refuses (damaged, "The Case File Is Damaged");
}

/* Not at once: GTK 4.8 works out a new window's size when it is idle, and does so of one that is gone by then. */
static void
close_dialogs (void)
{
  settle ();
  for (guint i = g_list_model_get_n_items (gtk_window_get_toplevels ()); i > 0; i--)
    {
      g_autoptr (GtkWindow) top = g_list_model_get_item (gtk_window_get_toplevels (), i - 1);

      if (!TG_IS_WINDOW (top))
        gtk_window_destroy (top);
    }
}

/* What a dialog says below its heading; NULL when there is none. */
static const char *
dialog_body (void)
{
  for (guint i = 0; i < g_list_model_get_n_items (gtk_window_get_toplevels ()); i++)
    {
      g_autoptr (GtkWindow) top = g_list_model_get_item (gtk_window_get_toplevels (), i);

      if (ADW_IS_MESSAGE_DIALOG (top))
        return adw_message_dialog_get_body (ADW_MESSAGE_DIALOG (top));
    }
  return NULL;
}

static void
limit_files (rlim_t size)
{
  struct rlimit limit;

  g_assert_cmpint (getrlimit (RLIMIT_FSIZE, &limit), ==, 0);
  limit.rlim_cur = size;
  g_assert_cmpint (setrlimit (RLIMIT_FSIZE, &limit), ==, 0);
}

/* The disk is full in the middle of an import, then when the case is opened; each time there is room again it goes on. */
static void
test_full (void)
{
  TgWindow *window = new_window ();
  g_autofree char *path = g_build_filename (folder, "full.tgcase", NULL);
  const char *paths[] = { logs, NULL };

  tg_window_open_case (window, path, TG_CASE_CREATE);
  wait_until (tg_window_get_case (window) != NULL && !tg_window_is_busy (window));
  limit_files (250000);
  tg_window_import (window, paths);
  wait_until (tg_open_case_get_import (tg_window_get_case (window)) == NULL && dialog_says ("The Disk Is Full"));
  limit_files (RLIM_INFINITY);
  g_assert_nonnull (strstr (dialog_body (), "Free some space and import the same files again"));
  g_assert_nonnull (strstr (dialog_body (), "full.tgcase"));
  close_dialogs ();
  tg_window_import (window, paths);
  wait_until (tg_open_case_get_import (tg_window_get_case (window)) == NULL);
  g_assert_cmpint (busiest (window, TG_ENTITY_NONE), >, 0);
  close_window (window);

  limit_files (0);
  window = new_window ();
  tg_window_open_case (window, path, 0);
  wait_until (tg_window_get_case (window) != NULL && !tg_window_is_busy (window));
  g_assert_true (tg_open_case_is_read_only (tg_window_get_case (window)));
  tg_window_import (window, paths);
  wait_until (dialog_says ("The Case Cannot Be Written"));
  limit_files (RLIM_INFINITY);
  g_assert_nonnull (strstr (dialog_body (), "The disk is full"));
  close_dialogs ();
  close_window (window);
}

/* Another process works on the case, then another window. */
static void
test_elsewhere (void)
{
  g_autofree char *path = g_build_filename (folder, "elsewhere.tgcase", NULL);
  const char *paths[] = { logs, NULL };
  char byte;
  int pipes[2];

  close_window (open_imported ("elsewhere.tgcase"));
  g_assert_cmpint (pipe (pipes), ==, 0);
  const pid_t child = fork ();
  if (child == 0)
    {
      const int own = open (path, O_RDWR);
      if (own < 0 || flock (own, LOCK_EX | LOCK_NB) != 0 || write (pipes[1], "y", 1) != 1)
        _exit (1);
      pause ();
      _exit (0);
    }
  close (pipes[1]);
  g_assert_cmpint (read (pipes[0], &byte, 1), ==, 1);
  close (pipes[0]);
  refuses (path, "The Case Is Open Elsewhere");
  kill (child, SIGKILL);
  waitpid (child, NULL, 0);

  TgWindow *first = new_window (), *second = new_window ();
  tg_window_open_case (first, path, 0);
  wait_until (tg_window_get_case (first) != NULL && !tg_window_is_busy (first));
  tg_window_open_case (second, path, 0);
  wait_until (!tg_window_is_busy (second) && dialog_says ("The Case Is Open Elsewhere"));
  g_assert_null (tg_window_get_case (second));
  close_dialogs ();
  gtk_window_close (GTK_WINDOW (second));
  tg_window_import (first, paths);
  wait_until (tg_open_case_get_import (tg_window_get_case (first)) == NULL);
  g_assert_cmpint (busiest (first, TG_ENTITY_NONE), >, 0);
  close_window (first);
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

/* Files on the evidence page: more than a page of rows, sorted by the case. */
#define FILES 450

static const TgEvidenceInfo *
evidence_row (GtkSelectionModel *model, guint i)
{
  g_autoptr (TgRow) row = g_list_model_get_item (G_LIST_MODEL (model), i);

  return row != NULL ? tg_row_get_data (row) : NULL;
}

static gboolean
has_label (GtkWidget *root, const char *end)
{
  if (GTK_IS_LABEL (root) && g_str_has_suffix (gtk_label_get_text (GTK_LABEL (root)), end))
    return TRUE;
  for (GtkWidget *child = gtk_widget_get_first_child (root); child != NULL; child = gtk_widget_get_next_sibling (child))
    if (has_label (child, end))
      return TRUE;
  return FALSE;
}

static void
save_files (const char *many)
{
  g_assert_cmpint (g_mkdir (many, 0700), ==, 0);
  for (guint i = 0; i < FILES; i++)
    {
      g_autofree char *name = g_strdup_printf ("%03u.json", i), *path = g_build_filename (many, name, NULL), *blanks = g_strnfill (i, ' ');
      g_autofree char *text = g_strdup_printf ("{\"eventTime\":\"2025-03-03T08:00:00Z\",\"eventName\":\"E\",\"eventSource\":\"s3.amazonaws.com\","
                                               "\"eventID\":\"many-%03u\",\"userIdentity\":{\"type\":\"Root\"}}%s", i, blanks);
      g_assert_true (g_file_set_contents (path, text, -1, NULL));
    }
}

static void
test_many_files (void)
{
  TgWindow *window = new_window ();
  g_autofree char *path = g_build_filename (folder, "files.tgcase", NULL), *many = g_build_filename (folder, "many", NULL);
  const char *paths[] = { many, NULL };

  save_files (many);
  tg_window_open_case (window, path, TG_CASE_CREATE);
  wait_until (tg_window_get_case (window) != NULL && !tg_window_is_busy (window));
  tg_window_import (window, paths);
  wait_until (tg_open_case_get_import (tg_window_get_case (window)) == NULL);
  act (window, "win.go", "s", "evidence");
  GtkWidget *page = GTK_WIDGET (tg_window_get_page (window, TG_PLACE_EVIDENCE)), *table = find_widget (page, GTK_TYPE_COLUMN_VIEW, NULL);
  GtkSelectionModel *model = gtk_column_view_get_model (GTK_COLUMN_VIEW (table));
  wait_until (g_list_model_get_n_items (G_LIST_MODEL (model)) == FILES && evidence_row (model, 0) != NULL);
  g_assert_true (g_str_has_suffix (evidence_row (model, 0)->path, "/000.json"));
  settle ();
  /* what is selected before it is there is told when it is */
  g_assert_null (evidence_row (model, FILES - 1));
  gtk_selection_model_select_item (model, FILES - 1, TRUE);
  wait_until (evidence_row (model, FILES - 1) != NULL);
  g_assert_true (g_str_has_suffix (evidence_row (model, FILES - 1)->path, "/449.json"));
  wait_until (has_label (page, "many/449.json"));
  /* the largest first */
  GListModel *columns = gtk_column_view_get_columns (GTK_COLUMN_VIEW (table));
  g_autoptr (GtkColumnViewColumn) size = g_list_model_get_item (columns, g_list_model_get_n_items (columns) - 1);
  gtk_column_view_sort_by_column (GTK_COLUMN_VIEW (table), size, GTK_SORT_DESCENDING);
  wait_until (evidence_row (model, 0) != NULL && g_str_has_suffix (evidence_row (model, 0)->path, "/449.json"));
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
  signal (SIGXFSZ, SIG_IGN);
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
  g_test_add_func ("/app/window/questions", test_questions);
  g_test_add_func ("/app/window/export", test_export);
  g_test_add_func ("/app/window/activity", test_activity);
  g_test_add_func ("/app/window/session", test_session);
  g_test_add_func ("/app/window/foreign", test_foreign);
  g_test_add_func ("/app/window/unreadable", test_unreadable);
  g_test_add_func ("/app/window/full", test_full);
  g_test_add_func ("/app/window/elsewhere", test_elsewhere);
  g_test_add_func ("/app/window/original", test_original);
  g_test_add_func ("/app/window/search", test_search);
  g_test_add_func ("/app/window/drop", test_drop);
  g_test_add_func ("/app/window/cancel-import", test_cancel);
  g_test_add_func ("/app/window/many-files", test_many_files);
  status = g_test_run ();
  g_application_release (G_APPLICATION (application));
  return status;
}
