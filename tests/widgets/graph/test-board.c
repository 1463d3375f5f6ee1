/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <gio/gio.h>
#include <string.h>

#include "sample-board.h"

static void
count_cb (TgBoard *board, guint *n)
{
  (*n)++;
}

static TgBoard *
three (void)
{
  TgBoard *board = tg_board_new ();

  for (gint64 id = 1; id <= 3; id++)
    {
      TgBoardNode node = { .id = id, .kind = id == 3 ? TG_ENTITY_IP : TG_ENTITY_ROLE, .label = "n", .placed = TRUE, .x = 100.0 * id };
      g_assert_true (tg_board_add_node (board, &node));
    }
  return board;
}

static void
add_edge (TgBoard *board, gint64 id, gint64 source, gint64 target, TgRelationKind kind, guint64 count)
{
  TgBoardEdge edge = { .id = id, .source = source, .target = target, .kind = kind, .count = count };

  g_assert_true (tg_board_add_edge (board, &edge));
}

static void
test_links (void)
{
  g_autoptr (TgBoard) board = three ();
  guint n;

  add_edge (board, 1, 1, 2, TG_RELATION_ASSUMED, 5);
  add_edge (board, 2, 2, 1, TG_RELATION_READ, 9);
  add_edge (board, 3, 1, 2, TG_RELATION_WROTE, 1);
  add_edge (board, 4, 3, 3, TG_RELATION_FLOW, 1);
  const TgBoardLink *links = tg_board_links (board, &n);
  g_assert_cmpuint (n, ==, 2);
  g_assert_cmpuint (links[0].n_edges, ==, 3);
  g_assert_cmpuint (links[0].count, ==, 15);
  g_assert_cmpint (links[0].kind, ==, TG_RELATION_READ);
  g_assert_true (links[0].forth && links[0].back);
  g_assert_cmpuint (links[0].kinds, ==, 1u << TG_RELATION_ASSUMED | 1u << TG_RELATION_READ | 1u << TG_RELATION_WROTE);
  g_assert_cmpuint (tg_board_degree (board, 0), ==, 1);
  g_assert_cmpuint (tg_board_degree (board, 2), ==, 1);
  tg_board_remove_edge (board, 2);
  links = tg_board_links (board, &n);
  g_assert_false (links[0].back);
  TgBoardEdge loose = { .id = 9, .source = 1, .target = 77 };
  g_assert_false (tg_board_add_edge (board, &loose));
}

static void
test_remove (void)
{
  g_autoptr (TgBoard) board = three ();
  guint n, changed = 0;
  const gint64 gone[] = { 1, 99 };

  add_edge (board, 1, 1, 2, TG_RELATION_ASSUMED, 5);
  add_edge (board, 2, 2, 3, TG_RELATION_READ, 9);
  gint64 group = tg_board_set_group (board, 1, TG_ENTITY_IP, 37);
  g_assert_cmpint (group, <, 0);
  g_assert_cmpstr (tg_board_find (board, group)->label, ==, "37 IP addresses");
  g_assert_cmpint (tg_board_set_group (board, 99, TG_ENTITY_IP, 3), ==, 0);
  g_assert_cmpint (tg_board_group_id (G_MAXINT64, TG_ENTITY_IP), ==, 0);
  tg_board_select_all (board);
  g_signal_connect (board, "changed", G_CALLBACK (count_cb), &changed);
  tg_board_remove (board, gone, 2);
  g_assert_cmpuint (changed, ==, 1);
  g_assert_cmpuint (tg_board_n_nodes (board), ==, 2);          /* its group went with it */
  g_assert_cmpuint (tg_board_n_edges (board), ==, 1);
  g_assert_cmpuint (tg_board_n_selected (board), ==, 2);
  tg_board_links (board, &n);
  g_assert_cmpuint (n, ==, 1);
  g_assert_true (tg_board_index (board, 3, &n));
  g_assert_cmpuint (n, ==, 1);
}

static void
test_selection (void)
{
  g_autoptr (TgBoard) board = three ();
  const gint64 one = 1, two = 2;
  const TgBox box = { 150, -10, 100, 20 };
  guint told = 0;

  add_edge (board, 1, 1, 2, TG_RELATION_ASSUMED, 5);
  g_signal_connect (board, "selection-changed", G_CALLBACK (count_cb), &told);
  tg_board_select (board, &one, 1, TG_SELECT_SET);
  tg_board_select (board, &one, 1, TG_SELECT_SET);
  g_assert_cmpuint (told, ==, 1);
  tg_board_select_neighbours (board);
  g_assert_cmpuint (tg_board_n_selected (board), ==, 2);
  tg_board_select_box (board, &box, TG_SELECT_SET);
  g_assert_true (tg_board_find (board, 2)->selected);
  g_assert_cmpuint (tg_board_n_selected (board), ==, 1);
  tg_board_select (board, &two, 1, TG_SELECT_TOGGLE);
  g_assert_cmpuint (tg_board_n_selected (board), ==, 0);
  tg_board_select_kind (board, TG_ENTITY_ROLE, TG_SELECT_ADD);
  g_assert_cmpuint (tg_board_n_selected (board), ==, 2);
  tg_board_select_invert (board);
  g_assert_true (tg_board_find (board, 3)->selected);
  tg_board_select_all (board);
  tg_board_set_hidden (board, &one, 1, TRUE);
  g_assert_cmpuint (tg_board_n_selected (board), ==, 2);
  tg_board_select_all (board);
  g_assert_false (tg_board_find (board, 1)->selected);
  g_assert_cmpuint (tg_board_n_hidden (board), ==, 1);
  tg_board_show_all (board);
  g_assert_cmpuint (tg_board_n_hidden (board), ==, 0);
  g_autoptr (GArray) ids = tg_board_get_selection (board);
  g_assert_cmpuint (ids->len, ==, 2);
}

static void
test_hit (void)
{
  g_autoptr (TgBoard) board = three ();
  const gint64 two = 2;
  TgBox box;

  add_edge (board, 1, 1, 3, TG_RELATION_ASSUMED, 5);
  g_assert_cmpint (tg_board_hit_node (board, 210, 5, 1, 0), ==, 1);
  g_assert_cmpint (tg_board_hit_node (board, 150, 0, 1, 0), ==, -1);
  g_assert_cmpint (tg_board_hit_node (board, 225, 0, 2, 0), ==, 1);
  g_assert_cmpint (tg_board_hit_link (board, 150, 3, 5), ==, 0);
  g_assert_cmpint (tg_board_hit_link (board, 150, 30, 5), ==, -1);
  tg_board_set_hidden (board, &two, 1, TRUE);
  g_assert_cmpint (tg_board_hit_node (board, 200, 0, 1, 0), ==, -1);
  g_assert_true (tg_board_bounds (board, &box));
  g_assert_cmpfloat (box.x, <, 100);
  g_assert_cmpfloat (box.x + box.width, >, 300);
}

static void
test_json (void)
{
  g_autoptr (TgBoard) board = sample_board (TRUE), copy = tg_board_new ();
  g_autoptr (GError) error = NULL;
  const gint64 hidden = 4, pinned = 5;
  TgViewport view = { 10, 20, 0.5, 1, 1 }, back = TG_VIEWPORT_INIT;

  tg_board_set_hidden (board, &hidden, 1, TRUE);
  tg_board_set_pinned (board, &pinned, 1, TRUE);
  tg_board_set_expanded (board, 5, TRUE);
  tg_board_select_kind (board, TG_ENTITY_IP, TG_SELECT_SET);
  tg_board_set_view (board, &view);
  g_autofree char *json = tg_board_to_json (board);
  g_assert_true (tg_board_from_json (copy, json, &error));
  g_assert_no_error (error);
  g_autofree char *again = tg_board_to_json (copy);
  g_assert_cmpstr (json, ==, again);
  g_assert_true (tg_board_find (copy, 4)->hidden);
  g_assert_true (tg_board_find (copy, 5)->pinned && tg_board_find (copy, 5)->expanded);
  g_assert_cmpuint (tg_board_n_selected (copy), ==, tg_board_n_selected (board));
  g_assert_true (tg_board_get_view (copy, &back));
  g_assert_cmpfloat (back.zoom, ==, 0.5);
}

static void
test_hostile (void)
{
  g_autoptr (TgBoard) board = three ();
  g_autofree char *deep = g_strnfill (100000, '[');
  const char *none[] = { "", "[]", "{", "{\"nodes\":3}", "{\"nodes\":{}}", "\xff", deep };

  for (guint i = 0; i < G_N_ELEMENTS (none); i++)
    {
      g_autoptr (GError) error = NULL;
      g_assert_false (tg_board_from_json (board, none[i], &error));
      g_assert_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA);
      g_assert_cmpuint (tg_board_n_nodes (board), ==, 3);
    }
  g_assert_true (tg_board_from_json (board, "{\"nodes\":[1,null,{},{\"id\":\"x\"},{\"id\":7,\"kind\":\"nonsense\",\"severity\":99,\"findings\":-4,\"x\":1e308,"
                                     "\"y\":-1e308,\"label\":{}},{\"id\":7,\"kind\":\"role\"},{\"id\":-5,\"parent\":7}],"
                                     "\"edges\":[{\"id\":1,\"source\":7,\"target\":8},{\"id\":2,\"source\":7,\"target\":7,\"count\":-1}],"
                                     "\"view\":{\"x\":0,\"y\":0,\"zoom\":0}}", NULL));
  g_assert_cmpuint (tg_board_n_nodes (board), ==, 1);
  g_assert_cmpuint (tg_board_n_edges (board), ==, 1);
  const TgBoardNode *node = tg_board_node (board, 0);
  g_assert_cmpint (node->severity, ==, TG_SEVERITY_CRITICAL);
  g_assert_cmpfloat (node->x, <=, 1e6);
  TgViewport view = TG_VIEWPORT_INIT;
  g_assert_false (tg_board_get_view (board, &view));
}

static void
test_too_many (void)
{
  g_autoptr (TgBoard) board = tg_board_new ();
  g_autoptr (GString) json = g_string_new ("{\"nodes\":[");

  for (guint i = 1; i <= TG_BOARD_MAX_NODES + 5; i++)
    g_string_append_printf (json, "%s{\"id\":%u}", i > 1 ? "," : "", i);
  g_string_append (json, "]}");
  g_assert_true (tg_board_from_json (board, json->str, NULL));
  g_assert_cmpuint (tg_board_n_nodes (board), ==, TG_BOARD_MAX_NODES);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/board/links", test_links);
  g_test_add_func ("/board/remove", test_remove);
  g_test_add_func ("/board/selection", test_selection);
  g_test_add_func ("/board/hit", test_hit);
  g_test_add_func ("/board/json", test_json);
  g_test_add_func ("/board/hostile", test_hostile);
  g_test_add_func ("/board/too-many", test_too_many);
  return g_test_run ();
}
