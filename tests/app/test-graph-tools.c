/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What lies over the canvas of the graph page, driven by its named actions on a board made by hand. */

#include "../widgets/graph/sample-board.h"
#include "app/pages/graph-page-private.h"
#include "app/pages/graph-print.h"

#include <glib/gstdio.h>
#include "widgets/graph/canvas-private.h"

typedef struct { GtkWidget *window; TgGraphPage *page; TgBoard *board; } Fixture;

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
  g_autofree char *json = NULL;

  for (guint i = 0; i < tg_board_n_nodes (sample); i++)
    if (!tg_board_node (sample, i)->placed)
      tg_board_place (sample, i, 700, 60.0 * i);
  json = tg_board_to_json (sample);
  f->window = gtk_window_new ();
  f->page = g_object_new (TG_TYPE_GRAPH_PAGE, NULL);
  f->board = tg_graph_page_get_board (f->page);
  gtk_window_set_default_size (GTK_WINDOW (f->window), 1200, 800);
  gtk_window_set_child (GTK_WINDOW (f->window), GTK_WIDGET (f->page));
  tg_graph_page_restore (f->page, NULL, json);
  gtk_window_present (GTK_WINDOW (f->window));
  wait_until (gtk_widget_get_mapped (GTK_WIDGET (f->page->canvas)) && !tg_graph_canvas_is_settling (f->page->canvas));
  spin (20);
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  g_object_ref (f->page);
  gtk_window_destroy (GTK_WINDOW (f->window));
  spin (5);
  g_assert_finalize_object (f->page);
}

static void
run (Fixture *f, const char *action, const char *format, ...)
{
  GVariant *parameter = NULL;
  va_list args;

  if (format != NULL)
    {
      va_start (args, format);
      parameter = g_variant_new_va (format, NULL, &args);
      va_end (args);
    }
  g_assert_true (gtk_widget_activate_action_variant (GTK_WIDGET (f->page), action, parameter));
}

static TgVeil
veil (Fixture *f, gint64 id)
{
  return tg_board_find (f->board, id)->veil;
}

static void
test_filter (Fixture *f, gconstpointer data)
{
  const double x = tg_board_find (f->board, 11)->x;
  const guint topology = tg_board_get_topology (f->board);
  const gint64 id = 11;

  g_assert_false (gtk_widget_get_visible (f->page->tools.chip));
  run (f, "graph.filter-kind", "s", "ip");
  g_assert_cmpint (veil (f, 11), ==, TG_VEIL_GREY);
  g_assert_true (gtk_widget_get_visible (f->page->tools.chip));
  g_assert_nonnull (strstr (gtk_label_get_text (f->page->tools.chip_text), "5"));
  /* a click where a greyed node is hits nothing */
  double sx, sy;
  tg_viewport_to_screen (tg_graph_canvas_get_viewport (f->page->canvas), x, tg_board_find (f->board, 11)->y, &sx, &sy);
  _tg_canvas_press (f->page->canvas, sx, sy, 0);
  _tg_canvas_release (f->page->canvas);
  g_assert_false (tg_board_find (f->board, 11)->selected);
  g_assert_cmpint (tg_graph_canvas_get_focus_node (f->page->canvas), !=, 11);
  run (f, "graph.filter-remove", "b", TRUE);
  g_assert_cmpint (veil (f, 11), ==, TG_VEIL_GONE);
  spin (50);
  g_assert_cmpfloat (tg_board_find (f->board, 11)->x, ==, x);
  g_assert_cmpuint (tg_board_get_topology (f->board), ==, topology);
  run (f, "graph.undo", NULL);
  g_assert_cmpint (veil (f, 11), ==, TG_VEIL_GREY);
  run (f, "graph.undo", NULL);
  g_assert_cmpint (veil (f, 11), ==, TG_VEIL_NONE);
  g_assert_false (gtk_widget_get_visible (f->page->tools.chip));
  g_assert_cmpfloat_with_epsilon (tg_board_find (f->board, 11)->x, x, 0.01);
  run (f, "graph.redo", NULL);
  g_assert_cmpint (veil (f, 11), ==, TG_VEIL_GREY);
  run (f, "graph.filter-clear", NULL);
  g_assert_cmpuint (tg_board_n_veiled (f->board, NULL), ==, 0);

  run (f, "graph.filter-only-kind", "s", "user");
  g_assert_cmpint (veil (f, 3), ==, TG_VEIL_NONE);
  g_assert_cmpint (veil (f, 5), ==, TG_VEIL_GREY);
  run (f, "graph.filter-clear", NULL);
  tg_board_select (f->board, &id, 1, TG_SELECT_SET);
  run (f, "graph.filter-to", NULL);
  g_assert_cmpint (veil (f, 12), ==, TG_VEIL_NONE);
  g_assert_cmpint (veil (f, 3), ==, TG_VEIL_GREY);
  run (f, "graph.filter-clear", NULL);
  run (f, "graph.filter-severity", "i", TG_SEVERITY_HIGH);
  g_assert_cmpint (veil (f, 4), ==, TG_VEIL_GREY);
  run (f, "graph.filter-severity", "i", 0);
  run (f, "graph.filter-count", "x", (gint64) 1000);
  g_assert_cmpint (veil (f, 40), ==, TG_VEIL_GREY);
  run (f, "graph.filter-count", "x", (gint64) 0);
  run (f, "graph.filter-relation", "s", "flow");
  g_assert_cmpuint (tg_board_get_filter (f->board)->relations, ==, G_GUINT64_CONSTANT (1) << TG_RELATION_FLOW);
  run (f, "graph.filter-clear", NULL);
  run (f, "graph.filter-account", "s", "123456789012");
  g_assert_cmpint (veil (f, 3), ==, TG_VEIL_GREY);
  run (f, "graph.filter-account", "s", "123456789012");
  g_assert_cmpint (veil (f, 3), ==, TG_VEIL_NONE);
}

static GtkWidget *
find_check (GtkWidget *widget, const char *label)
{
  GtkWidget *found = NULL;

  if (GTK_IS_CHECK_BUTTON (widget) && g_strcmp0 (gtk_check_button_get_label (GTK_CHECK_BUTTON (widget)), label) == 0)
    return widget;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL && found == NULL; child = gtk_widget_get_next_sibling (child))
    found = find_check (child, label);
  return found;
}

/* The panel says what there is and follows what was chosen elsewhere. */
static void
test_panel (Fixture *f, gconstpointer data)
{
  run (f, "graph.filter", NULL);
  spin (20);
  g_assert_true (gtk_widget_get_mapped (GTK_WIDGET (f->page->tools.filter)));
  GtkWidget *check = find_check (GTK_WIDGET (f->page->tools.filter), "IP addresses");
  g_assert_nonnull (check);
  gtk_check_button_set_active (GTK_CHECK_BUTTON (check), FALSE);
  g_assert_cmpint (veil (f, 11), ==, TG_VEIL_GREY);
  run (f, "graph.filter-clear", NULL);
  g_assert_true (check == find_check (GTK_WIDGET (f->page->tools.filter), "IP addresses"));
  g_assert_true (gtk_check_button_get_active (GTK_CHECK_BUTTON (check)));
  gtk_menu_button_popdown (f->page->filter_button);
}

static void
type (Fixture *f, const char *text)
{
  gtk_editable_set_text (tg_graph_search_entry (f->page->tools.search), text);
  spin (2);
}

static void
test_search (Fixture *f, gconstpointer data)
{
  const guint8 *lit;
  guint index;

  run (f, "graph.search", NULL);
  g_assert_true (gtk_widget_get_visible (GTK_WIDGET (f->page->tools.search)));
  type (f, "CI-dep");
  g_assert_cmpstr (tg_graph_search_count (f->page->tools.search), ==, "1 of 2");
  lit = _tg_canvas_lit (f->page->canvas);
  g_assert_nonnull (lit);
  tg_board_index (f->board, 3, &index);
  g_assert_cmpuint (lit[index], ==, 1);
  tg_board_index (f->board, 4, &index);
  g_assert_cmpuint (lit[index], ==, 0);
  g_assert_cmpint (tg_graph_canvas_get_focus_node (f->page->canvas), ==, 3);
  run (f, "graph.search-next", NULL);
  g_assert_cmpstr (tg_graph_search_count (f->page->tools.search), ==, "2 of 2");
  g_assert_cmpint (tg_graph_canvas_get_focus_node (f->page->canvas), ==, 7);
  run (f, "graph.search-next", NULL);
  g_assert_cmpstr (tg_graph_search_count (f->page->tools.search), ==, "1 of 2");
  run (f, "graph.search-previous", NULL);
  g_assert_cmpstr (tg_graph_search_count (f->page->tools.search), ==, "2 of 2");
  run (f, "graph.search-close", NULL);
  g_assert_false (gtk_widget_get_visible (GTK_WIDGET (f->page->tools.search)));
  g_assert_null (_tg_canvas_lit (f->page->canvas));
  g_assert_cmpuint (tg_board_n_selected (f->board), ==, 1);
  g_assert_true (tg_board_find (f->board, 7)->selected);

  run (f, "graph.search", NULL);
  type (f, "ip address");
  g_assert_cmpstr (tg_graph_search_count (f->page->tools.search), ==, "1 of 5");
  run (f, "graph.filter-out", NULL);            /* the session that is still selected */
  type (f, "session");
  g_assert_cmpstr (tg_graph_search_count (f->page->tools.search), ==, "none, 2 not shown");
  run (f, "graph.filter-clear", NULL);          /* and the count follows */
  g_assert_cmpstr (tg_graph_search_count (f->page->tools.search), ==, "1 of 2");
  type (f, "aidaexample2");
  g_assert_cmpstr (tg_graph_search_count (f->page->tools.search), ==, "1 of 1");
  type (f, "nothing like it");
  g_assert_cmpstr (tg_graph_search_count (f->page->tools.search), ==, "none");
  g_autoptr (GArray) also = g_array_new (FALSE, FALSE, sizeof (gint64));
  const gint64 id = 19;
  g_array_append_val (also, id);
  tg_graph_search_also (f->page->tools.search, "nothing like it", also);
  g_assert_cmpint (tg_graph_canvas_get_focus_node (f->page->canvas), ==, 19);
  type (f, "user");
  run (f, "graph.search-select", NULL);
  g_assert_cmpuint (tg_board_n_selected (f->board), >=, 3);
  g_assert_false (gtk_widget_get_visible (GTK_WIDGET (f->page->tools.search)));
}

/* The view glides to what is out of sight. */
static void
test_glide (Fixture *f, gconstpointer data)
{
  TgViewport view = *tg_graph_canvas_get_viewport (f->page->canvas);
  const TgBoardNode *node = tg_board_find (f->board, 19);
  double x, y;

  tg_viewport_set (&view, node->x + 5000, node->y, 1);
  tg_graph_canvas_set_viewport (f->page->canvas, &view);
  tg_graph_canvas_glide_to (f->page->canvas, 19);
  wait_until (f->page->canvas->glide_tick == 0);
  tg_viewport_to_screen (tg_graph_canvas_get_viewport (f->page->canvas), node->x, node->y, &x, &y);
  g_assert_cmpfloat (x, >, 0);
  g_assert_cmpfloat (x, <, view.width);
}

/* Relations, one an hour. */
static void
date_edges (TgBoard *board)
{
  tg_board_begin (board);
  for (guint i = 0; i < tg_board_n_edges (board); i++)
    {
      TgBoardEdge edge = *tg_board_edge (board, i);

      edge.first = edge.last = TG_DAY + i * TG_HOUR;
      tg_board_add_edge (board, &edge);
    }
  tg_board_end (board);
}

static guint
n_shown (TgBoard *board)
{
  guint n, shown = 0;
  const TgBoardLink *links = tg_board_links (board, &n);

  for (guint i = 0; i < n; i++)
    shown += links[i].veil == TG_VEIL_NONE && links[i].kind != TG_RELATION_NONE;         /* a group comes with the node it hangs on */
  return shown;
}

static void
test_player (Fixture *f, gconstpointer data)
{
  const gint64 from = TG_DAY;
  guint all;

  date_edges (f->board);
  all = n_shown (f->board);
  run (f, "graph.timeline", NULL);
  g_assert_true (gtk_widget_get_visible (GTK_WIDGET (f->page->tools.player)));
  g_assert_cmpuint (n_shown (f->board), ==, all);
  const gboolean undo = tg_board_history_can_undo (f->page->history);
  run (f, "graph.play-seek", "d", 0.0);
  g_assert_cmpint (tg_board_get_moment (f->board), ==, from);
  g_assert_cmpuint (n_shown (f->board), ==, 1);
  run (f, "graph.play-forward", NULL);
  g_assert_cmpint (tg_board_get_moment (f->board), ==, from + TG_HOUR);
  run (f, "graph.play-back", NULL);
  g_assert_cmpint (tg_board_get_moment (f->board), ==, from);
  run (f, "graph.play-speed", "d", 50.0);
  run (f, "graph.play", NULL);
  g_assert_true (tg_graph_player_is_playing (f->page->tools.player));
  wait_until (!tg_graph_player_is_playing (f->page->tools.player));
  g_assert_cmpuint (n_shown (f->board), ==, all);
  g_assert_cmpint (tg_board_history_can_undo (f->page->history), ==, undo);    /* looking changes nothing */
  run (f, "graph.play-seek", "d", 0.5);
  g_assert_cmpuint (n_shown (f->board), <, all);
  run (f, "graph.timeline", NULL);
  g_assert_cmpuint (n_shown (f->board), ==, all);
  g_assert_cmpint (tg_board_get_moment (f->board), ==, TG_TIME_NONE);
}

/* Without animations it goes by leaps. */
static void
test_still (Fixture *f, gconstpointer data)
{
  GtkSettings *settings = gtk_widget_get_settings (f->window);

  g_object_set (settings, "gtk-enable-animations", FALSE, NULL);
  date_edges (f->board);
  run (f, "graph.play-seek", "d", 0.0);
  run (f, "graph.play-speed", "d", 50.0);
  run (f, "graph.play", NULL);
  wait_until (!tg_graph_player_is_playing (f->page->tools.player));
  g_object_set (settings, "gtk-enable-animations", TRUE, NULL);
}

static void
test_minimap (Fixture *f, gconstpointer data)
{
  GtkWidget *minimap = GTK_WIDGET (f->page->tools.minimap);
  TgViewport before, view;

  wait_until (gtk_widget_get_mapped (minimap) && tg_minimap_painted (f->page->tools.minimap) > 0);
  spin (250);           /* what the first pictures had queued */
  const guint painted = tg_minimap_painted (f->page->tools.minimap);
  before = *tg_graph_canvas_get_viewport (f->page->canvas);
  tg_minimap_go (f->page->tools.minimap, 10, 10);
  view = *tg_graph_canvas_get_viewport (f->page->canvas);
  g_assert_cmpfloat (view.x, <, before.x);
  g_assert_cmpfloat (view.y, <, before.y);
  g_assert_cmpfloat (view.zoom, ==, before.zoom);
  spin (250);
  g_assert_cmpuint (tg_minimap_painted (f->page->tools.minimap), ==, painted);          /* a moved view draws no dots */
  tg_board_select_all (f->board);
  wait_until (tg_minimap_painted (f->page->tools.minimap) > painted);

  run (f, "graph.minimap", NULL);
  g_assert_false (gtk_widget_get_mapped (minimap));
  run (f, "graph.minimap", NULL);
  g_assert_true (gtk_widget_get_visible (minimap));
  for (guint i = tg_board_n_nodes (f->board); i > 10; i--)
    {
      const gint64 id = tg_board_node (f->board, i - 1)->id;
      tg_board_remove (f->board, &id, 1);
    }
  wait_until (!gtk_widget_get_mapped (minimap));        /* of so few nothing is to be overseen */
}

static void
test_measures (Fixture *f, gconstpointer data)
{
  const double x = tg_board_find (f->board, 11)->x;
  guint hub, leaf, community;

  run (f, "graph.size-degree", NULL);
  wait_until (!tg_board_measure_is_busy (f->page->tools.measure));
  g_assert_true (gtk_widget_get_visible (f->page->tools.measures));
  tg_board_index (f->board, 11, &hub);
  tg_board_index (f->board, 2, &leaf);
  g_assert_cmpfloat (tg_board_radius (f->board, hub), >, 1.5 * tg_board_radius (f->board, leaf));
  run (f, "graph.size-betweenness", NULL);
  wait_until (!tg_board_measure_is_busy (f->page->tools.measure));
  g_assert_cmpfloat (tg_board_node (f->board, leaf)->size, <, 0.001);
  g_assert_cmpfloat (tg_board_node (f->board, hub)->size, >, 0.3);
  g_assert_cmpfloat (tg_board_find (f->board, 11)->x, ==, x);          /* nothing moves */
  run (f, "graph.undo", NULL);
  g_assert_cmpint (tg_board_get_size (f->board), ==, TG_SIZE_DEGREE);
  wait_until (!tg_board_measure_is_busy (f->page->tools.measure));
  g_assert_cmpfloat (tg_board_find (f->board, 11)->size, >, 0);
  run (f, "graph.size-none", NULL);
  g_assert_false (gtk_widget_get_visible (f->page->tools.measures));

  run (f, "graph.communities", NULL);
  wait_until (!tg_board_measure_is_busy (f->page->tools.measure));
  g_assert_cmpuint (tg_board_measure_communities (f->page->tools.measure, NULL), >, 2);
  community = tg_board_find (f->board, 30)->community;
  g_assert_cmpuint (community, >, 0);
  g_assert_cmpuint (tg_board_find (f->board, 31)->community, ==, community);    /* it hangs on nothing else */
  run (f, "graph.community", "u", community);
  g_assert_true (tg_board_find (f->board, 31)->selected);
  g_assert_cmpuint (tg_board_n_selected (f->board), <, tg_board_n_nodes (f->board));
  g_autofree char *json = tg_board_to_json (f->board);
  g_autoptr (TgBoard) other = tg_board_new ();
  g_assert_true (tg_board_from_json (other, json, NULL));
  g_assert_true (tg_board_get_communities (other));
  run (f, "graph.communities", NULL);
  wait_until (!tg_board_measure_is_busy (f->page->tools.measure));
  g_assert_cmpuint (tg_board_find (f->board, 31)->community, ==, 0);
}

/* On paper, which is a file here. */
static void
test_print (Fixture *f, gconstpointer data)
{
  g_autofree char *folder = g_dir_make_tmp ("trailgraph-test-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (folder, "board.pdf", NULL), *text = NULL;
  g_autoptr (GtkPrintOperation) print = _tg_graph_print_new (f->page);
  g_autoptr (GError) error = NULL;
  gsize len;

  gtk_print_operation_set_export_filename (print, path);
  g_assert_cmpint (gtk_print_operation_run (print, GTK_PRINT_OPERATION_ACTION_EXPORT, NULL, &error), ==, GTK_PRINT_OPERATION_RESULT_APPLY);
  g_assert_no_error (error);
  g_assert_true (g_file_get_contents (path, &text, &len, &error));
  g_assert_true (g_str_has_prefix (text, "%PDF"));
  g_assert_cmpuint (len, >, 5000);
  g_remove (path);
  g_rmdir (folder);
}

static void
test_copy (Fixture *f, gconstpointer data)
{
  const gint64 ids[] = { 3, 4, 11 };

  tg_board_select (f->board, ids, G_N_ELEMENTS (ids), TG_SELECT_SET);
  g_autoptr (TgBoard) copy = tg_board_copy_selection (f->board);
  g_assert_cmpuint (tg_board_n_nodes (copy), ==, 3);
  g_assert_cmpuint (tg_board_n_selected (copy), ==, 0);
  g_assert_cmpfloat (tg_board_find (copy, 11)->x, ==, tg_board_find (f->board, 11)->x);
  for (guint i = 0; i < tg_board_n_edges (copy); i++)
    g_assert_true (tg_board_find (copy, tg_board_edge (copy, i)->source) != NULL && tg_board_find (copy, tg_board_edge (copy, i)->target) != NULL);
}

int
main (int argc, char **argv)
{
  g_autofree char *folder = g_dir_make_tmp ("tg-graph-tools-XXXXXX", NULL);

  g_setenv ("TRAILGRAPH_CONFIG_DIR", folder, TRUE);           /* the overview is a person's preference */
  gtk_test_init (&argc, &argv, NULL);
  adw_init ();
  g_test_add ("/graph-tools/filter", Fixture, NULL, set_up, test_filter, tear_down);
  g_test_add ("/graph-tools/panel", Fixture, NULL, set_up, test_panel, tear_down);
  g_test_add ("/graph-tools/search", Fixture, NULL, set_up, test_search, tear_down);
  g_test_add ("/graph-tools/glide", Fixture, NULL, set_up, test_glide, tear_down);
  g_test_add ("/graph-tools/player", Fixture, NULL, set_up, test_player, tear_down);
  g_test_add ("/graph-tools/still", Fixture, NULL, set_up, test_still, tear_down);
  g_test_add ("/graph-tools/minimap", Fixture, NULL, set_up, test_minimap, tear_down);
  g_test_add ("/graph-tools/measures", Fixture, NULL, set_up, test_measures, tear_down);
  g_test_add ("/graph-tools/print", Fixture, NULL, set_up, test_print, tear_down);
  g_test_add ("/graph-tools/copy", Fixture, NULL, set_up, test_copy, tear_down);
  return g_test_run ();
}
