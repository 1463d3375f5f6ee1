/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Many boards of a case, through the actions of the graph page. */

#include "window-fixture.h"

#include "core/store/case.h"

static const TgBook *
book_of (TgWindow *window)
{
  return tg_graph_page_get_book (fixture_graph (window));
}

static TgBoard *
board_of (TgWindow *window)
{
  return tg_graph_page_get_board (fixture_graph (window));
}

static void
wait_for_board (TgWindow *window)
{
  wait_until (!tg_graph_page_is_busy (fixture_graph (window)));
}

static void
test_boards (void)
{
  TgWindow *window = fixture_open (NULL);
  g_autofree char *path = fixture_path ("first.tgcase"), *first = NULL;
  const gint64 user = fixture_busiest (window, TG_ENTITY_USER), ip = fixture_busiest (window, TG_ENTITY_IP);
  guint n_user, n_ip;

  g_assert_cmpuint (book_of (window)->boards->len, ==, 1);
  fixture_show (window, user);
  n_user = tg_board_n_nodes (board_of (window));
  wait_until (tg_board_find (board_of (window), user)->placed);
  tg_board_set_pinned (board_of (window), &user, 1, TRUE);
  fixture_act (window, "graph.board-rename", "s", "Who is\nthis user?");
  g_assert_cmpstr (tg_book_now (book_of (window))->name, ==, "Who is this user?");
  first = g_strdup (tg_book_now (book_of (window))->id);
  fixture_act (window, "graph.board-new", NULL);
  g_assert_cmpuint (tg_board_n_nodes (board_of (window)), ==, 0);
  g_assert_cmpuint (book_of (window)->boards->len, ==, 2);
  fixture_show (window, ip);
  n_ip = tg_board_n_nodes (board_of (window));
  /* there and back */
  fixture_act (window, "graph.board-switch", "s", first);
  wait_for_board (window);
  g_assert_cmpuint (tg_board_n_nodes (board_of (window)), ==, n_user);
  g_assert_true (tg_board_find (board_of (window), user)->pinned);
  fixture_act (window, "graph.board-next", NULL);
  wait_for_board (window);
  g_assert_cmpuint (tg_board_n_nodes (board_of (window)), ==, n_ip);
  /* a copy is another board: what is done to it is not done to the first */
  fixture_act (window, "graph.board-duplicate", NULL);
  g_assert_cmpuint (book_of (window)->boards->len, ==, 3);
  fixture_act (window, "graph.clear", NULL);
  fixture_act (window, "graph.board-previous", NULL);
  wait_for_board (window);
  g_assert_cmpuint (tg_board_n_nodes (board_of (window)), ==, n_ip);
  /* deleted, and back */
  fixture_act (window, "graph.board-delete", NULL);
  wait_for_board (window);
  g_assert_cmpuint (book_of (window)->boards->len, ==, 2);
  g_assert_cmpuint (tg_board_n_nodes (board_of (window)), ==, 0);
  fixture_act (window, "graph.board-undelete", NULL);
  g_assert_cmpuint (book_of (window)->boards->len, ==, 3);
  g_assert_cmpuint (tg_board_n_nodes (board_of (window)), ==, n_ip);
  fixture_close (window);

  window = fixture_open (path);
  g_assert_cmpuint (book_of (window)->boards->len, ==, 3);
  g_assert_cmpuint (book_of (window)->current, ==, 1);
  g_assert_cmpuint (tg_board_n_nodes (board_of (window)), ==, n_ip);
  g_assert_cmpstr (tg_book_get (book_of (window), 0)->name, ==, "Who is this user?");
  g_assert_cmpuint (tg_book_get (book_of (window), 0)->nodes, ==, n_user);
  /* what an expansion brought is known after opening too: all of it goes, with what hangs together among itself */
  fixture_act (window, "graph.board-switch", "s", first);
  wait_for_board (window);
  g_assert_cmpuint (tg_board_n_nodes (board_of (window)), ==, n_user);
  for (guint i = 0; i < n_user; i++)
    g_assert_cmpint (tg_board_node (board_of (window), i)->by, ==, tg_board_node (board_of (window), i)->id > 0 && tg_board_node (board_of (window), i)->id != user ? user : 0);
  tg_board_select (board_of (window), &user, 1, TG_SELECT_SET);
  fixture_act (window, "graph.collapse", NULL);
  g_assert_cmpuint (tg_board_n_nodes (board_of (window)), ==, 1);
  /* the last one that is deleted leaves an empty one */
  for (guint i = 0; i < 3; i++)
    {
      fixture_act (window, "graph.board-delete", NULL);
      wait_for_board (window);
    }
  g_assert_cmpuint (book_of (window)->boards->len, ==, 1);
  g_assert_cmpuint (tg_board_n_nodes (board_of (window)), ==, 0);
  fixture_close (window);
}

/* Each step has a name, and any of them can be gone back to. */
static void
test_history (void)
{
  g_autofree char *path = fixture_path ("first.tgcase");
  TgWindow *window = fixture_open (path);
  const gint64 user = fixture_busiest (window, TG_ENTITY_USER);
  guint n;

  fixture_act (window, "graph.board-new", NULL);
  fixture_show (window, user);
  n = tg_board_n_nodes (board_of (window));
  tg_board_select (board_of (window), &user, 1, TG_SELECT_SET);
  fixture_act (window, "graph.hide", NULL);
  fixture_act (window, "graph.clear", NULL);
  g_assert_cmpuint (tg_board_n_nodes (board_of (window)), ==, 0);
  fixture_act (window, "graph.history-go", "u", 2);
  g_assert_cmpuint (tg_board_n_hidden (board_of (window)), ==, 1);
  fixture_act (window, "graph.history-go", "u", 1);
  g_assert_cmpuint (tg_board_n_hidden (board_of (window)), ==, 0);
  g_assert_cmpuint (tg_board_n_nodes (board_of (window)), ==, n);
  fixture_act (window, "graph.history-go", "u", 99);
  fixture_act (window, "graph.history-go", "u", 0);
  g_assert_cmpuint (tg_board_n_nodes (board_of (window)), ==, 0);
  fixture_act (window, "graph.history-go", "u", 3);
  fixture_act (window, "graph.undo", NULL);
  g_assert_cmpuint (tg_board_n_hidden (board_of (window)), ==, 1);
  fixture_close (window);
}

/* What was done is in the file soon after, without anybody closing it. */
static void
test_crash (void)
{
  g_autofree char *path = fixture_path ("first.tgcase"), *name = NULL, *json = NULL, *list = NULL;
  TgWindow *window = fixture_open (path);
  gint64 user = fixture_busiest (window, TG_ENTITY_USER);

  fixture_act (window, "graph.board-new", NULL);
  fixture_show (window, user);
  name = tg_book_state (tg_book_now (book_of (window)));
  for (guint i = 0; i < 40 && json == NULL; i++)
    {
      g_autoptr (TgCase) copy = NULL;

      fixture_settle ();
      copy = tg_case_open (path, TG_CASE_READ_ONLY, NULL);
      g_assert_nonnull (copy);
      json = tg_case_load_state (copy, name, NULL);
      g_free (list);
      list = tg_case_load_state (copy, "boards", NULL);
    }
  g_assert_nonnull (json);
  g_autoptr (TgBoard) board = tg_board_new ();
  g_assert_true (tg_board_from_json (board, json, NULL));
  g_assert_nonnull (tg_board_find (board, user));
  g_autoptr (TgBook) book = tg_book_from_json (list);
  g_assert_cmpstr (tg_book_now (book)->id, ==, tg_book_now (book_of (window))->id);
  fixture_close (window);
}

/* A case from before there were many: its board is the first. */
static void
test_older (void)
{
  g_autofree char *path = fixture_path ("first.tgcase");
  g_autoptr (TgSession) session = tg_session_new ();
  g_autofree char *json = NULL;
  TgCase *tgcase = tg_case_open (path, 0, NULL);
  TgWindow *window;

  session->board = g_strdup ("{\"version\":1,\"nodes\":[{\"id\":1,\"kind\":\"user\",\"label\":\"old\",\"x\":5,\"y\":6}],\"edges\":[]}");
  json = tg_session_to_json (session);
  g_assert_true (tg_case_save_state (tgcase, "session", json, NULL));
  g_assert_true (tg_case_save_state (tgcase, "boards", NULL, NULL));
  tg_case_close (tgcase);
  window = fixture_open (path);
  g_assert_cmpuint (tg_board_n_nodes (board_of (window)), ==, 1);
  g_assert_cmpstr (tg_board_node (board_of (window), 0)->label, ==, "old");
  fixture_close (window);
  window = fixture_open (path);
  g_assert_cmpuint (tg_board_n_nodes (board_of (window)), ==, 1);
  g_assert_cmpuint (book_of (window)->boards->len, ==, 1);
  fixture_close (window);
}

/* Boards that are none: nothing breaks, and what lies there is not written over. */
static void
test_hostile (void)
{
  g_autofree char *path = fixture_path ("first.tgcase"), *kept = NULL;
  TgCase *tgcase = tg_case_open (path, 0, NULL);
  const char *list = "{\"current\":0,\"boards\":[{\"id\":\"6ba7b810-9dad-11d1-80b4-00c04fd430c8\",\"name\":\"<b>evil</b>\"},"
                     "{\"id\":\"6ba7b810-9dad-11d1-80b4-00c04fd430c9\",\"name\":\"gone\"}]}";
  TgWindow *window;

  g_assert_true (tg_case_save_state (tgcase, "boards", list, NULL));
  g_assert_true (tg_case_save_state (tgcase, "board/6ba7b810-9dad-11d1-80b4-00c04fd430c8", "{\"nodes\":7", NULL));
  tg_case_close (tgcase);
  g_test_expect_message ("tg-app", G_LOG_LEVEL_MESSAGE, "*cannot be read*");
  window = fixture_open (path);
  g_test_assert_expected_messages ();
  g_assert_cmpuint (tg_board_n_nodes (board_of (window)), ==, 0);
  fixture_show (window, fixture_busiest (window, TG_ENTITY_IP));
  fixture_act (window, "graph.board-next", NULL);
  wait_for_board (window);
  g_assert_cmpuint (tg_board_n_nodes (board_of (window)), ==, 0);
  fixture_act (window, "graph.board-previous", NULL);
  wait_for_board (window);
  g_assert_cmpuint (tg_board_n_nodes (board_of (window)), >, 1);
  fixture_close (window);
  tgcase = tg_case_open (path, TG_CASE_READ_ONLY, NULL);
  kept = tg_case_load_state (tgcase, "board/6ba7b810-9dad-11d1-80b4-00c04fd430c8", NULL);
  g_assert_cmpstr (kept, ==, "{\"nodes\":7");
  tg_case_close (tgcase);
}

/* Of a case that cannot be written, boards work as long as it is open. */
static void
test_read_only (void)
{
  g_autofree char *path = fixture_path ("first.tgcase");
  TgCase *tgcase = tg_case_open (path, 0, NULL);
  TgWindow *window;
  guint n;

  g_assert_true (tg_case_save_state (tgcase, "boards", NULL, NULL));
  g_assert_true (tg_case_save_state (tgcase, "session", NULL, NULL));
  tg_case_close (tgcase);
  window = fixture_open_read_only (path);
  g_assert_true (tg_open_case_is_read_only (tg_window_get_case (window)));
  fixture_show (window, fixture_busiest (window, TG_ENTITY_USER));
  n = tg_board_n_nodes (board_of (window));
  fixture_act (window, "graph.board-new", NULL);
  g_assert_cmpuint (tg_board_n_nodes (board_of (window)), ==, 0);
  fixture_act (window, "graph.board-next", NULL);
  wait_for_board (window);
  g_assert_cmpuint (tg_board_n_nodes (board_of (window)), ==, n);
  fixture_close (window);
  window = fixture_open (path);
  g_assert_cmpuint (tg_board_n_nodes (board_of (window)), ==, 0);
  fixture_close (window);
}

int
main (int argc, char **argv)
{
  if (!fixture_init (&argc, &argv))
    return 77;
  g_test_add_func ("/app/boards/many", test_boards);
  g_test_add_func ("/app/boards/history", test_history);
  g_test_add_func ("/app/boards/crash", test_crash);
  g_test_add_func ("/app/boards/older", test_older);
  g_test_add_func ("/app/boards/hostile", test_hostile);
  g_test_add_func ("/app/boards/read-only", test_read_only);
  return fixture_end ();
}
