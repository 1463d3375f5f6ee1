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

static guint32 state = 7;

static guint32
draw (guint32 below)
{
  state = state * 1664525u + 1013904223u;
  return (guint32) (((guint64) state * below) >> 32);
}

static TgBoard *
large_board (guint n, guint m)
{
  TgBoard *board = tg_board_new ();

  tg_board_begin (board);
  for (guint i = 0; i < n; i++)
    {
      g_autofree char *label = g_strdup_printf ("entity-%u.example", i);

      tg_board_add_node (board, &(TgBoardNode) { .id = i + 1, .kind = 1 + i % (TG_ENTITY_N_KINDS - 1), .label = label, .account = "111122223333", .records = i,
                                                 .placed = TRUE, .x = draw (9000), .y = draw (9000) });
    }
  for (guint i = 0; i < m; i++)
    tg_board_add_edge (board, &(TgBoardEdge) { .id = i + 1, .source = 1 + draw (n), .target = 1 + draw (n), .kind = TG_RELATION_READ, .count = 1 + i % 7 });
  tg_board_end (board);
  return board;
}

/* Something of all that can be done to a board. */
static void
do_something (TgBoard *board, guint what)
{
  const guint n = tg_board_n_nodes (board);
  const gint64 one = tg_board_node (board, draw (n))->id, other = tg_board_node (board, draw (n))->id, some[] = { one, other };
  g_autoptr (TgBoardFilter) filter = tg_board_filter_copy (tg_board_get_filter (board));
  g_autofree char *text = g_strdup_printf ("step %u", what);
  const TgBoardNode fresh = { .id = 1000 + what, .kind = TG_ENTITY_USER, .label = text, .placed = TRUE, .x = draw (900), .y = draw (900) };

  switch (what % 11)
    {
    case 0: tg_board_set_hidden (board, &one, 1, !tg_board_find (board, one)->hidden); break;
    case 1: tg_board_set_pinned (board, &one, 1, !tg_board_find (board, one)->pinned); break;
    case 2: tg_board_remove (board, some, 2); break;
    case 3: tg_board_set_note (board, one, text); break;
    case 4: tg_board_bundle (board, text, 1 + what % 5, some, 2); break;
    case 5: tg_board_add_node (board, &fresh); break;
    case 6: tg_board_add_edge (board, &(TgBoardEdge) { .id = 5000 + what, .source = one > 0 ? one : 3, .target = other > 0 ? other : 3, .kind = TG_RELATION_READ, .count = 2 }); break;
    case 7: filter->count = what; tg_board_set_filter (board, filter); break;
    case 8: tg_board_set_size (board, (TgBoardSize) (what % 3)); break;
    case 9: tg_board_remove_edge (board, tg_board_edge (board, draw (tg_board_n_edges (board)))->id); break;
    default: tg_board_set_group (board, 3, TG_ENTITY_IP, 1 + what); break;
    }
}

/* Whatever was done, each step is there as it was, to the letter, in whatever order one goes to them. */
static void
test_every_step (void)
{
  g_autoptr (TgBoard) board = placed_board ();
  guint told = 0, now;
  g_autoptr (TgBoardHistory) history = tg_board_history_new (board, count_cb, &told);
  g_autoptr (GPtrArray) saved = g_ptr_array_new_with_free_func (g_free);

  g_ptr_array_add (saved, tg_board_to_json (board));
  for (guint i = 0; i < 120; i++)
    {
      do_something (board, i);
      const guint steps = tg_board_history_steps (history, &now);
      g_assert_cmpuint (now + 1, ==, steps);
      if (steps > saved->len)
        g_ptr_array_add (saved, NULL);
      g_free (g_ptr_array_index (saved, now));
      saved->pdata[now] = tg_board_to_json (board);
    }
  g_assert_cmpuint (saved->len, >, 80);
  for (guint i = 0; i < 300; i++)
    {
      const guint to = draw (saved->len);

      tg_board_history_go (history, to);
      g_autofree char *is = tg_board_to_json (board);
      g_assert_cmpstr (is, ==, g_ptr_array_index (saved, to));
      g_assert_cmpuint (tg_board_get_laid_out (board), ==, tg_board_get_topology (board));
    }
  /* and goes on from there as a board of its own */
  tg_board_history_go (history, 40);
  do_something (board, 500);
  tg_board_history_undo (history);
  g_autofree char *is = tg_board_to_json (board);
  g_assert_cmpstr (is, ==, g_ptr_array_index (saved, 40));
}

/* On a large board each of many steps can be gone back to: a step costs what it changed. */
static void
test_many_steps_of_many_nodes (void)
{
  g_autoptr (TgBoard) board = large_board (20000, 60000);
  g_autofree char *first = tg_board_to_json (board);
  guint told = 0, undone = 0;
  g_autoptr (TgBoardHistory) history = tg_board_history_new (board, count_cb, &told);

  for (gint64 i = 1; i <= 150; i++)
    {
      const gint64 id = i * 130;

      if (i % 3 == 0)
        tg_board_remove (board, &id, 1);
      else if (i % 3 == 1)
        tg_board_set_pinned (board, &id, 1, TRUE);
      else
        tg_board_set_hidden (board, &id, 1, TRUE);
    }
  for (; tg_board_history_can_undo (history); undone++)
    tg_board_history_undo (history);
  g_assert_cmpuint (undone, ==, 150);
  g_autofree char *is = tg_board_to_json (board);
  g_assert_cmpstr (is, ==, first);
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
  g_test_add_func ("/history/every-step", test_every_step);
  g_test_add_func ("/history/many-steps-of-many-nodes", test_many_steps_of_many_nodes);
  g_test_add_func ("/history/bounded", test_bounded);
  return g_test_run ();
}
