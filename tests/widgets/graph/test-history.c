/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "sample-board.h"
#include "widgets/graph/board-history.h"

static void
count_cb (gpointer data)
{
  (*(guint *) data)++;
}

static TgBoard *
placed_board (void)
{
  TgBoard *board = sample_board (TRUE);

  for (guint i = 0; i < tg_board_n_nodes (board); i++)
    if (!tg_board_node (board, i)->placed)
      tg_board_place (board, i, 30.0 * i, 500);
  return board;
}

static void
test_back_and_forth (void)
{
  g_autoptr (TgBoard) board = placed_board ();
  guint told = 0, index, nodes = tg_board_n_nodes (board);
  g_autoptr (TgBoardHistory) history = tg_board_history_new (board, count_cb, &told);
  const gint64 first = tg_board_node (board, 0)->id, second = tg_board_node (board, 1)->id;
  double x;

  g_assert_false (tg_board_history_can_undo (history));
  tg_board_history_undo (history);
  g_assert_cmpuint (told, ==, 0);
  tg_board_set_hidden (board, &first, 1, TRUE);
  /* moved by hand afterwards: that is where it is to come back to */
  g_assert_true (tg_board_index (board, second, &index));
  tg_board_place (board, index, 777, -55);
  tg_board_places_changed (board);
  tg_board_remove (board, &second, 1);
  g_assert_cmpuint (told, ==, 2);
  g_assert_cmpuint (tg_board_n_nodes (board), ==, nodes - 1);
  tg_board_history_undo (history);
  g_assert_cmpuint (tg_board_n_nodes (board), ==, nodes);
  g_assert_cmpuint (tg_board_n_hidden (board), ==, 1);
  g_assert_true (tg_board_index (board, second, &index));
  x = tg_board_node (board, index)->x;
  g_assert_cmpfloat_with_epsilon (x, 777, 0.1);
  /* it came with all its places: nothing is to be laid out */
  g_assert_cmpuint (tg_board_get_laid_out (board), ==, tg_board_get_topology (board));
  tg_board_history_undo (history);
  g_assert_cmpuint (tg_board_n_hidden (board), ==, 0);
  g_assert_false (tg_board_history_can_undo (history));
  tg_board_history_redo (history);
  tg_board_history_redo (history);
  g_assert_cmpuint (tg_board_n_nodes (board), ==, nodes - 1);
  g_assert_false (tg_board_history_can_redo (history));
  tg_board_history_undo (history);
  g_assert_true (tg_board_history_can_redo (history));
  /* something else is done: what was undone is gone */
  tg_board_set_hidden (board, &second, 1, TRUE);
  g_assert_false (tg_board_history_can_redo (history));
  tg_board_history_reset (history);
  g_assert_false (tg_board_history_can_undo (history));
}

/* What a step is called, by itself or by who does it, and going to any of them. */
static void
test_steps (void)
{
  g_autoptr (TgBoard) board = placed_board ();
  guint told = 0, now, nodes = tg_board_n_nodes (board);
  g_autoptr (TgBoardHistory) history = tg_board_history_new (board, count_cb, &told);
  const gint64 first = tg_board_node (board, 0)->id, second = tg_board_node (board, 1)->id;

  tg_board_set_hidden (board, &first, 1, TRUE);
  tg_board_history_name (history, "The second is done with");
  tg_board_remove (board, &second, 1);
  tg_board_show_all (board);
  tg_board_history_mark (history, "Laid out");
  g_assert_cmpuint (tg_board_history_steps (history, &now), ==, 5);
  g_assert_cmpuint (now, ==, 4);
  g_assert_cmpstr (tg_board_history_step (history, 1).name, ==, "1 hidden");
  g_assert_cmpstr (tg_board_history_step (history, 2).name, ==, "The second is done with");
  g_assert_cmpstr (tg_board_history_step (history, 3).name, ==, "1 shown again");
  g_assert_cmpstr (tg_board_history_step (history, 4).name, ==, "Laid out");
  g_assert_cmpuint (tg_board_history_step (history, 1).nodes, ==, nodes);
  g_assert_cmpuint (tg_board_history_step (history, 3).nodes, ==, nodes - 1);
  g_assert_cmpstr (tg_board_history_step (history, 99).name, ==, "");
  tg_board_history_go (history, 1);
  g_assert_cmpuint (tg_board_n_nodes (board), ==, nodes);
  g_assert_cmpuint (tg_board_n_hidden (board), ==, 1);
  g_assert_cmpuint (tg_board_history_steps (history, &now), ==, 5);
  g_assert_cmpuint (now, ==, 1);
  tg_board_history_go (history, 3);
  g_assert_cmpuint (tg_board_n_nodes (board), ==, nodes - 1);
  tg_board_history_go (history, 5);
  g_assert_true (tg_board_history_can_redo (history));
  tg_board_history_go (history, 0);
  tg_board_set_hidden (board, &second, 1, TRUE);
  g_assert_cmpuint (tg_board_history_steps (history, &now), ==, 2);
}

static void
test_bounded (void)
{
  g_autoptr (TgBoard) board = sample_board (TRUE);
  guint told = 0, undone = 0;
  g_autoptr (TgBoardHistory) history = tg_board_history_new (board, count_cb, &told);
  const gint64 first = tg_board_node (board, 0)->id;

  for (guint i = 0; i < 500; i++)
    tg_board_set_hidden (board, &first, 1, i % 2 == 0);
  for (; tg_board_history_can_undo (history); undone++)
    tg_board_history_undo (history);
  g_assert_cmpuint (undone, ==, 200);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/history/back-and-forth", test_back_and_forth);
  g_test_add_func ("/history/steps", test_steps);
  g_test_add_func ("/history/bounded", test_bounded);
  return g_test_run ();
}
