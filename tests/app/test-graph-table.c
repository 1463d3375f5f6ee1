/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The table twin of the graph: what its rows say, in which order, what is selected in both; the page on a board made by hand. */

#include "../widgets/graph/sample-board.h"
#include "app/pages/graph-page-private.h"
#include "app/settings.h"

typedef struct { GtkWidget *window; TgGraphPage *page; TgBoard *board; TgGraphTable *table; TgBoardRows *nodes, *edges; } Fixture;

static void
spin (guint rounds)
{
  for (guint i = 0; i < rounds; i++)
    {
      while (g_main_context_pending (NULL))
        g_main_context_iteration (NULL, FALSE);
      g_usleep (1000);
    }
}

#define wait_until(condition) \
  G_STMT_START { for (guint i_ = 0; !(condition) && i_ < 10000; i_++) spin (1); g_assert_true (condition); } G_STMT_END

static void
set_up (Fixture *f, gconstpointer data)
{
  g_autoptr (TgBoard) sample = sample_board (TRUE);
  g_autofree char *json = tg_board_to_json (sample);

  g_object_set (tg_settings_get_default (), "table", "off", "table-page", "nodes", NULL);
  f->window = gtk_window_new ();
  f->page = g_object_new (TG_TYPE_GRAPH_PAGE, NULL);
  f->board = tg_graph_page_get_board (f->page);
  f->table = f->page->tools.table;
  f->nodes = tg_graph_table_rows (f->table, TG_BOARD_NODES);
  f->edges = tg_graph_table_rows (f->table, TG_BOARD_RELATIONS);
  gtk_window_set_default_size (GTK_WINDOW (f->window), 1200, 800);
  gtk_window_set_child (GTK_WINDOW (f->window), GTK_WIDGET (f->page));
  tg_graph_page_restore (f->page, NULL, json);
  gtk_window_present (GTK_WINDOW (f->window));
  wait_until (gtk_widget_get_mapped (GTK_WIDGET (f->page->canvas)));
  spin (20);
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  gpointer page = f->page;

  g_object_add_weak_pointer (G_OBJECT (f->page), &page);
  gtk_window_destroy (GTK_WINDOW (f->window));
  wait_until (page == NULL);            /* a table that is being written holds on to it until that is said */
}

static void
run (Fixture *f, const char *action)
{
  g_assert_true (gtk_widget_activate_action_variant (GTK_WIDGET (f->page), action, NULL));
}

static void
open_table (Fixture *f, const char *page)
{
  g_assert_true (gtk_widget_activate_action (GTK_WIDGET (f->page), "graph.table-page", "s", page));
  run (f, "graph.table");
  wait_until (gtk_widget_get_mapped (GTK_WIDGET (f->table)));
  spin (10);
}

/* What a column says of the row of an id. */
static char *
cell (Fixture *f, TgBoardTable which, gint64 id, const char *title)
{
  TgBoardRows *rows = which == TG_BOARD_NODES ? f->nodes : f->edges;
  guint n, index;
  const TgBoardColumn *columns = tg_board_columns (which, &n);

  tg_board_rows_refresh (rows);
  g_assert_true (tg_board_rows_index (rows, (guint) tg_board_rows_find (rows, id), &index));
  for (guint i = 0; i < n; i++)
    if (g_str_equal (columns[i].title, title))
      return columns[i].text (f->board, index, TG_TEXT_SHOWN);
  g_assert_not_reached ();
}

#define assert_cell(which, id, title, expected) \
  G_STMT_START { g_autofree char *cell_ = cell (f, which, id, title); g_assert_cmpstr (cell_, ==, expected); } G_STMT_END

static int
column_of (TgBoardTable which, const char *title)
{
  guint n;
  const TgBoardColumn *columns = tg_board_columns (which, &n);

  for (guint i = 0; i < n; i++)
    if (g_str_equal (columns[i].title, title))
      return (int) i;
  g_assert_not_reached ();
}

static GtkWidget *
find_text (GtkWidget *widget, const char *text)
{
  GtkWidget *found = NULL;

  if (GTK_IS_LABEL (widget) && gtk_widget_get_mapped (widget) && g_str_equal (gtk_label_get_text (GTK_LABEL (widget)), text))
    return widget;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL && found == NULL; child = gtk_widget_get_next_sibling (child))
    found = find_text (child, text);
  return found;
}

static gint64
id_at (TgBoardRows *rows, guint position)
{
  g_autoptr (TgBoardRow) row = g_list_model_get_item (G_LIST_MODEL (rows), position);

  return tg_board_row_get_id (row);
}

static void
test_open (Fixture *f, gconstpointer data)
{
  g_autofree char *mode = NULL, *page = NULL;

  g_assert_false (gtk_widget_get_visible (GTK_WIDGET (f->table)));
  open_table (f, "nodes");
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (f->nodes)), ==, tg_board_n_nodes (f->board));
  g_assert_nonnull (find_text (GTK_WIDGET (f->table), "prod-payments"));
  g_assert_true (gtk_widget_get_mapped (GTK_WIDGET (f->page->canvas)));
  run (f, "graph.table-alone");
  g_assert_false (gtk_widget_get_mapped (GTK_WIDGET (f->page->canvas)));
  g_assert_true (gtk_widget_get_visible (GTK_WIDGET (f->table)));
  gtk_widget_activate_action (GTK_WIDGET (f->page), "graph.table-page", "s", "relations");
  g_assert_cmpint (tg_graph_table_shown (f->table), ==, TG_BOARD_RELATIONS);
  spin (10);
  g_assert_nonnull (find_text (GTK_WIDGET (f->table), "ci-deploy"));
  g_object_get (tg_settings_get_default (), "table", &mode, "table-page", &page, NULL);
  g_assert_cmpstr (mode, ==, "alone");
  g_assert_cmpstr (page, ==, "relations");
  g_assert_nonnull (gtk_widget_get_focus_child (GTK_WIDGET (f->table)));
  run (f, "graph.table");
  g_assert_false (gtk_widget_get_visible (GTK_WIDGET (f->table)));
  wait_until (gtk_widget_get_mapped (GTK_WIDGET (f->page->canvas)));
}

static void
test_cells (Fixture *f, gconstpointer data)
{
  const gint64 id = 3;

  open_table (f, "nodes");
  assert_cell (TG_BOARD_NODES, 3, "Name", "ci-deploy");
  assert_cell (TG_BOARD_NODES, 3, "Kind", "IAM user");
  assert_cell (TG_BOARD_NODES, 3, "Severity", "High");
  assert_cell (TG_BOARD_NODES, 3, "Findings", "3");
  assert_cell (TG_BOARD_NODES, 3, "State", "");
  tg_board_set_pinned (f->board, &id, 1, TRUE);
  assert_cell (TG_BOARD_NODES, 3, "State", "pinned");
  spin (5);
  g_assert_nonnull (find_text (GTK_WIDGET (f->table), "pinned"));       /* what is on the screen follows */
  tg_board_set_hidden (f->board, &id, 1, TRUE);
  assert_cell (TG_BOARD_NODES, 3, "State", "hidden, pinned");
  gtk_widget_activate_action (GTK_WIDGET (f->page), "graph.filter-kind", "s", "ip");
  assert_cell (TG_BOARD_NODES, 11, "State", "filtered out");
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (f->nodes)), ==, tg_board_n_nodes (f->board));
  for (guint i = 0; i < tg_board_n_edges (f->board); i++)
    {
      const TgBoardEdge *edge = tg_board_edge (f->board, i);

      if (edge->source == 3 && edge->target == 14)
        {
          assert_cell (TG_BOARD_RELATIONS, edge->id, "From", "ci-deploy");
          assert_cell (TG_BOARD_RELATIONS, edge->id, "To", "198.51.100.9");
          assert_cell (TG_BOARD_RELATIONS, edge->id, "Count", "9,120");
          assert_cell (TG_BOARD_RELATIONS, edge->id, "State", "hidden, filtered out");
        }
    }
}

static void
test_sort (Fixture *f, gconstpointer data)
{
  GtkColumnView *view = tg_graph_table_view (f->table, TG_BOARD_NODES);
  g_autoptr (GtkColumnViewColumn) column = g_list_model_get_item (gtk_column_view_get_columns (view), (guint) column_of (TG_BOARD_NODES, "Severity"));

  open_table (f, "nodes");
  gtk_column_view_sort_by_column (view, column, GTK_SORT_DESCENDING);
  for (guint i = 1, a, b; i < tg_board_n_nodes (f->board); i++)
    {
      tg_board_rows_index (f->nodes, i - 1, &a);
      tg_board_rows_index (f->nodes, i, &b);
      g_assert_cmpint (tg_board_node (f->board, a)->severity, >=, tg_board_node (f->board, b)->severity);
    }
  g_assert_cmpint (id_at (f->nodes, 0), ==, 5);         /* alike: as they lie on the board */
  tg_board_rows_sort (f->nodes, column_of (TG_BOARD_NODES, "Name"), FALSE);
  for (guint i = 1, a, b; i < tg_board_n_nodes (f->board); i++)
    {
      tg_board_rows_index (f->nodes, i - 1, &a);
      tg_board_rows_index (f->nodes, i, &b);
      g_assert_cmpint (g_utf8_collate (tg_board_node (f->board, a)->label, tg_board_node (f->board, b)->label), <=, 0);
    }
  const gint64 gone = id_at (f->nodes, 7), next = id_at (f->nodes, 8);
  tg_board_remove (f->board, &gone, 1);
  wait_until (g_list_model_get_n_items (G_LIST_MODEL (f->nodes)) == tg_board_n_nodes (f->board));
  g_assert_cmpint (id_at (f->nodes, 7), ==, next);
  gtk_column_view_sort_by_column (view, NULL, GTK_SORT_ASCENDING);
  g_assert_cmpint (id_at (f->nodes, 0), ==, tg_board_node (f->board, 0)->id);
}

static void
test_selection (Fixture *f, gconstpointer data)
{
  GtkSelectionModel *nodes = GTK_SELECTION_MODEL (f->nodes), *edges = GTK_SELECTION_MODEL (f->edges);
  const gint64 ids[] = { 4, 11 }, hidden = 9;
  guint n = 0;

  open_table (f, "nodes");
  tg_board_rows_sort (f->nodes, column_of (TG_BOARD_NODES, "Name"), TRUE);
  gtk_selection_model_select_item (nodes, (guint) tg_board_rows_find (f->nodes, 7), TRUE);
  g_assert_true (tg_board_find (f->board, 7)->selected);
  g_assert_cmpuint (tg_board_n_selected (f->board), ==, 1);
  tg_board_select (f->board, ids, 2, TG_SELECT_SET);
  g_autoptr (GtkBitset) set = gtk_selection_model_get_selection (nodes);
  g_assert_cmpuint (gtk_bitset_get_size (set), ==, 2);
  g_assert_true (gtk_selection_model_is_selected (nodes, (guint) tg_board_rows_find (f->nodes, 11)));
  gtk_selection_model_select_all (nodes);
  g_assert_cmpuint (tg_board_n_selected (f->board), ==, tg_board_n_nodes (f->board));
  /* what is hidden is selected only here */
  tg_board_set_hidden (f->board, &hidden, 1, TRUE);
  spin (5);
  gtk_selection_model_select_item (nodes, (guint) tg_board_rows_find (f->nodes, 9), TRUE);
  g_assert_true (gtk_selection_model_is_selected (nodes, (guint) tg_board_rows_find (f->nodes, 9)));
  g_assert_cmpuint (tg_board_n_selected (f->board), ==, 0);
  /* a relation is selected with its ends */
  gtk_widget_activate_action (GTK_WIDGET (f->page), "graph.table-page", "s", "relations");
  spin (5);
  gtk_selection_model_select_item (edges, 4, TRUE);
  g_assert_true (tg_board_find (f->board, 3)->selected);
  g_assert_true (tg_board_find (f->board, 11)->selected);
  g_assert_cmpuint (tg_board_n_selected (f->board), ==, 2);
  g_autoptr (GArray) some = tg_board_rows_indices (f->edges, TRUE);
  g_assert_cmpuint (some->len, ==, 1);
  tg_board_select_all (f->board);
  g_autoptr (GArray) all = tg_board_rows_indices (f->edges, TRUE);
  for (guint i = 0; i < tg_board_n_edges (f->board); i++)
    n += tg_board_edge (f->board, i)->source != 9 && tg_board_edge (f->board, i)->target != 9;
  g_assert_cmpuint (all->len, ==, n);
}

/* Return on a row shows it on the canvas, whatever keeps it from being seen. */
static void
test_activate (Fixture *f, gconstpointer data)
{
  const gint64 id = 11;
  TgViewport view = *tg_graph_canvas_get_viewport (f->page->canvas);

  open_table (f, "nodes");
  tg_board_set_hidden (f->board, &id, 1, TRUE);
  gtk_widget_activate_action (GTK_WIDGET (f->page), "graph.filter-kind", "s", "ip");
  tg_viewport_set (&view, 9000, 9000, 1);
  tg_graph_canvas_set_viewport (f->page->canvas, &view);
  spin (5);
  gtk_widget_activate_action (gtk_widget_get_last_child (GTK_WIDGET (tg_graph_table_view (f->table, TG_BOARD_NODES))), "list.activate-item", "u",
                              (guint) tg_board_rows_find (f->nodes, id));
  g_assert_false (tg_board_find (f->board, id)->hidden);
  g_assert_cmpint (tg_board_find (f->board, id)->veil, ==, TG_VEIL_NONE);
  g_assert_true (tg_board_find (f->board, id)->selected);
  g_assert_cmpint (tg_graph_canvas_get_focus_node (f->page->canvas), ==, id);
  /* its menu is the canvas' own, with what rows have */
  g_signal_emit_by_name (f->table, "context-menu", 40.0, 60.0);
  spin (10);
  g_assert_true (gtk_widget_get_visible (GTK_WIDGET (f->page->tools.table_menu)));
  gtk_popover_popdown (f->page->tools.table_menu);
}

static void
copied_cb (GObject *clipboard, GAsyncResult *result, gpointer data)
{
  *(char **) data = gdk_clipboard_read_text_finish (GDK_CLIPBOARD (clipboard), result, NULL);
}

static gboolean
is_whole (const char *path)
{
  g_autofree char *text = NULL;

  return g_file_get_contents (path, &text, NULL, NULL) && g_str_has_suffix (text, "\r\n") && strstr (text, "HYPERLINK") != NULL;
}

static void
test_out (Fixture *f, gconstpointer data)
{
  g_autofree char *path = g_build_filename (g_getenv ("TRAILGRAPH_CONFIG_DIR"), "nodes.csv", NULL), *copied = NULL, *saved = NULL;
  TgBoardNode evil = { .id = 900, .kind = TG_ENTITY_USER, .label = "=HYPERLINK(\"http://x\",\"y\")\t1", .account = "-2", .first = TG_DAY, .last = TG_TIME_NONE,
                       .records = 12345 };

  tg_board_add_node (f->board, &evil);
  open_table (f, "nodes");
  gtk_selection_model_select_item (GTK_SELECTION_MODEL (f->nodes), (guint) tg_board_rows_find (f->nodes, 900), TRUE);
  run (f, "graph.table-copy");
  gdk_clipboard_read_text_async (gtk_widget_get_clipboard (GTK_WIDGET (f->page)), NULL, copied_cb, &copied);
  wait_until (copied != NULL);
  g_auto (GStrv) lines = g_strsplit (copied, "\n", -1);
  g_assert_cmpuint (g_strv_length (lines), ==, 3);
  g_assert_cmpstr (lines[1], ==, "IAM user\t'=HYPERLINK(\"http://x\",\"y\") 1\t'-2\t\t0\t12345\t1970-01-02T00:00:00Z\t\t0\t\t\t");
  tg_graph_page_export (f->page, path);
  wait_until (is_whole (path));
  g_assert_true (g_file_get_contents (path, &saved, NULL, NULL));
  g_auto (GStrv) rows = g_strsplit (saved, "\r\n", -1);
  g_assert_cmpuint (g_strv_length (rows), ==, tg_board_n_nodes (f->board) + 2);
  g_assert_nonnull (strstr (saved, "IAM user,\"'=HYPERLINK(\"\"http://x\"\",\"\"y\"\") 1\",'-2,,0,12345,1970-01-02T00:00:00Z,,0,,,\r\n"));
}

/* The window closes while a table is being written: that is whole all the same, and the page goes once it is. */
static void
test_out_and_close (Fixture *f, gconstpointer data)
{
  g_autofree char *path = g_build_filename (g_getenv ("TRAILGRAPH_CONFIG_DIR"), "closed.csv", NULL), *text = NULL;
  gpointer page = f->page;

  tg_graph_page_export (f->page, path);
  g_object_add_weak_pointer (G_OBJECT (f->page), &page);
  gtk_window_set_child (GTK_WINDOW (f->window), NULL);
  g_assert_nonnull (page);
  wait_until (page == NULL);
  g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
  g_assert_true (g_str_has_suffix (text, "\r\n"));
  f->page = g_object_new (TG_TYPE_GRAPH_PAGE, NULL);          /* for what comes after each test */
  gtk_window_set_child (GTK_WINDOW (f->window), GTK_WIDGET (f->page));
}

/* As many as a board takes: no object for a row that nobody sees. */
static void
test_many (Fixture *f, gconstpointer data)
{
  GtkSelectionModel *edges = GTK_SELECTION_MODEL (f->edges);

  tg_board_begin (f->board);
  tg_board_clear (f->board);
  for (gint64 i = 0; i < 3000; i++)
    {
      g_autofree char *label = g_strdup_printf ("node %" G_GINT64_FORMAT, i * 7919 % 3000);
      TgBoardNode node = { .id = i + 1, .kind = TG_ENTITY_USER, .label = label, .account = "", .first = TG_TIME_NONE, .last = TG_TIME_NONE,
                           .placed = TRUE, .x = (double) (i % 60) * 400, .y = (double) (i / 60) * 400 };

      tg_board_add_node (f->board, &node);
    }
  for (gint64 i = 0; i < 10000; i++)
    {
      TgBoardEdge edge = { i + 1, i % 3000 + 1, (i * 31 + 7) % 3000 + 1, TG_RELATION_READ, (guint64) (i % 97), 0, 0, TG_TIME_NONE, TG_TIME_NONE };

      tg_board_add_edge (f->board, &edge);
    }
  tg_board_end (f->board);
  open_table (f, "relations");
  wait_until (g_list_model_get_n_items (G_LIST_MODEL (f->edges)) == tg_board_n_edges (f->board));
  tg_board_rows_sort (f->edges, column_of (TG_BOARD_RELATIONS, "From"), TRUE);
  gtk_selection_model_select_range (edges, 0, 5000, TRUE);
  g_assert_cmpuint (tg_board_n_selected (f->board), >, 1000);
  g_autoptr (GArray) some = tg_board_rows_indices (f->edges, TRUE);
  g_assert_cmpuint (some->len, ==, 5000);
  gtk_selection_model_unselect_all (edges);
  g_assert_cmpuint (tg_board_n_selected (f->board), ==, 0);
}

/* Groups are rows, and what is in them says so; a row in a closed one opens it. */
static void
test_groups (Fixture *f, gconstpointer data)
{
  const gint64 ids[] = { 3, 11 };

  open_table (f, "nodes");
  const gint64 group = tg_board_bundle (f->board, "Suspects", 2, ids, 2);
  tg_board_set_note (f->board, 3, "came first");
  tg_board_bundle_close (f->board, &group, 1, TRUE);
  assert_cell (TG_BOARD_NODES, group, "Kind", "Group");
  assert_cell (TG_BOARD_NODES, group, "Name", "Suspects");
  assert_cell (TG_BOARD_NODES, 3, "Group", "Suspects");
  assert_cell (TG_BOARD_NODES, 3, "Note", "came first");
  assert_cell (TG_BOARD_NODES, 3, "State", "in a closed group");
  assert_cell (TG_BOARD_NODES, 4, "Group", "");
  gtk_widget_activate_action (gtk_widget_get_last_child (GTK_WIDGET (tg_graph_table_view (f->table, TG_BOARD_NODES))), "list.activate-item", "u",
                              (guint) tg_board_rows_find (f->nodes, ids[1]));
  g_assert_false (tg_board_find (f->board, group)->closed);
  g_assert_true (tg_board_find (f->board, 11)->selected);
  assert_cell (TG_BOARD_NODES, 3, "State", "");
}

int
main (int argc, char **argv)
{
  g_autofree char *folder = g_dir_make_tmp ("tg-graph-table-XXXXXX", NULL);

  g_setenv ("TRAILGRAPH_CONFIG_DIR", folder, TRUE);           /* whether it is open is a person's preference */
  gtk_test_init (&argc, &argv, NULL);
  adw_init ();
  g_test_add ("/graph-table/open", Fixture, NULL, set_up, test_open, tear_down);
  g_test_add ("/graph-table/cells", Fixture, NULL, set_up, test_cells, tear_down);
  g_test_add ("/graph-table/sort", Fixture, NULL, set_up, test_sort, tear_down);
  g_test_add ("/graph-table/selection", Fixture, NULL, set_up, test_selection, tear_down);
  g_test_add ("/graph-table/activate", Fixture, NULL, set_up, test_activate, tear_down);
  g_test_add ("/graph-table/out", Fixture, NULL, set_up, test_out, tear_down);
  g_test_add ("/graph-table/out-and-close", Fixture, NULL, set_up, test_out_and_close, tear_down);
  g_test_add ("/graph-table/groups", Fixture, NULL, set_up, test_groups, tear_down);
  g_test_add ("/graph-table/many", Fixture, NULL, set_up, test_many, tear_down);
  return g_test_run ();
}
