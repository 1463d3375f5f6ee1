/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What is loaded from the case and what lies on the board, when the two have gone on separately. */

#include "app/pages/graph-load.h"

static void
put_edge (TgBoard *board, gint64 id, gint64 source, gint64 target)
{
  g_assert_true (tg_board_add_edge (board, &(TgBoardEdge) { .id = id, .source = source, .target = target, .kind = 1, .count = 1 }));
}

/* Asked when 1 and 2 lay there; 3 came meanwhile, with what it has to do with 2. */
static void
test_late_relations (void)
{
  g_autoptr (TgBoard) board = tg_board_new ();
  const gint64 asked[] = { 1, 2 };
  TgLoaded loaded = {
    .what = TG_LOAD_RELATIONS, .entities = g_array_new (FALSE, FALSE, sizeof (TgEntityInfo)), .totals = g_array_new (FALSE, FALSE, sizeof (guint64)),
    .relations = g_array_new (FALSE, FALSE, sizeof (TgRelationInfo)), .asked = g_array_new (FALSE, FALSE, sizeof (gint64)),
  };
  const TgRelationInfo relation = { .id = 12, .source = 2, .target = 1, .kind = 2, .count = 7 };

  for (gint64 id = 1; id <= 3; id++)
    g_assert_true (tg_board_add_node (board, &(TgBoardNode) { .id = id, .kind = 1 }));
  put_edge (board, 10, 1, 2);
  put_edge (board, 11, 2, 3);
  g_array_append_vals (loaded.asked, asked, G_N_ELEMENTS (asked));
  g_array_append_val (loaded.relations, relation);
  tg_loaded_replace_relations (&loaded, board);
  g_assert_cmpuint (tg_board_n_edges (board), ==, 2);
  for (guint i = 0; i < 2; i++)
    g_assert_cmpint (tg_board_edge (board, i)->id, !=, 10);
  g_array_unref (loaded.entities);
  g_array_unref (loaded.totals);
  g_array_unref (loaded.relations);
  g_array_unref (loaded.asked);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/app/graph-load/late-relations", test_late_relations);
  return g_test_run ();
}
