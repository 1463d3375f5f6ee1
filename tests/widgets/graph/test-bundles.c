/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Nodes put together under a name, and parts of groups of neighbours. */

#include "core/graph/grouping.h"
#include "sample-board.h"
#include "widgets/graph/board-find.h"
#include "widgets/graph/board-history.h"
#include "widgets/graph/render.h"

#include <math.h>
#include <string.h>

/* 1 - 2 - 3 - 4, and 5 at 2: all but 4 of one kind */
static TgBoard *
chain (void)
{
  TgBoard *board = tg_board_new ();

  tg_board_begin (board);
  for (gint64 id = 1; id <= 5; id++)
    {
      TgBoardNode node = { .id = id, .kind = id == 4 ? TG_ENTITY_IP : TG_ENTITY_ROLE, .label = "n", .placed = TRUE, .x = 100.0 * (double) id,
                           .severity = id == 3 ? TG_SEVERITY_HIGH : TG_SEVERITY_NONE, .account = id < 3 ? "111122223333" : "444455556666",
                           .first = 10 * id, .last = 20 * id };
      tg_board_add_node (board, &node);
    }
  for (gint64 id = 1; id <= 3; id++)
    tg_board_add_edge (board, &(TgBoardEdge) { .id = id, .source = id, .target = id + 1, .kind = TG_RELATION_ASSUMED, .count = (guint64) id, .first = 100 * id, .last = 100 * id });
  tg_board_add_edge (board, &(TgBoardEdge) { .id = 4, .source = 5, .target = 2, .kind = TG_RELATION_READ, .count = 7, .first = 120, .last = 120 });
  tg_board_end (board);
  return board;
}

static guint
n_links (TgBoard *board)
{
  guint n;

  tg_board_links (board, &n);
  return n;
}

static void
test_fold (void)
{
  g_autoptr (TgBoard) board = chain ();
  const gint64 inner[] = { 2, 3 }, far = 4;
  const gint64 id = tg_board_bundle (board, "Middle", 3, inner, 2);
  guint index, n;

  g_assert_true (tg_board_node_is_bundle (tg_board_find (board, id)));
  g_assert_cmpuint (tg_board_find (board, id)->members, ==, 2);
  g_assert_cmpint (tg_board_find (board, id)->kind, ==, TG_ENTITY_ROLE);
  g_assert_cmpint (tg_board_find (board, id)->severity, ==, TG_SEVERITY_HIGH);
  g_assert_cmpint (tg_board_find (board, id)->first, ==, 20);
  g_assert_cmpint (tg_board_find (board, id)->last, ==, 60);
  /* open: only its ground is there */
  g_assert_cmpuint (n_links (board), ==, 4);
  tg_board_select_all (board);
  g_assert_cmpuint (tg_board_n_selected (board), ==, 5);

  tg_board_bundle_close (board, &id, 1, TRUE);
  g_assert_cmpuint (tg_board_n_folded (board), ==, 2);
  g_assert_cmpuint (tg_board_n_selected (board), ==, 3);          /* those inside are no longer */
  g_assert_cmpuint (n_links (board), ==, 3);                     /* 2 - 3 is within */
  g_assert_true (tg_board_index (board, id, &index));
  g_assert_cmpuint (tg_board_degree (board, index), ==, 3);
  g_assert_cmpfloat (tg_board_find (board, id)->x, ==, 250);     /* in the middle of its members */
  g_assert_cmpint (tg_board_hit_node (board, 250, 0, 1, 0), ==, (int) index);
  g_assert_cmpint (tg_board_hit_node (board, 200, 0, 1, 0), ==, -1);
  /* what a node has to do with is still known */
  g_assert_true (tg_board_index (board, 2, &index));
  g_assert_cmpuint (tg_board_n_neighbours (board, index), ==, 3);
  g_assert_cmpuint (tg_board_degree (board, index), ==, 0);
  const TgBoardLink *links = tg_board_links (board, &n);
  for (guint i = 0; i < n; i++)
    g_assert_true (links[i].a != index && links[i].b != index);
  tg_board_select (board, inner, 1, TG_SELECT_SET);
  g_assert_cmpuint (tg_board_n_selected (board), ==, 0);
  tg_board_select (board, &far, 1, TG_SELECT_SET);
  tg_board_select_neighbours (board);
  g_assert_true (tg_board_find (board, id)->selected);

  /* moved while closed, its members come to where it stands */
  g_assert_true (tg_board_index (board, id, &index));
  tg_board_place (board, index, 1250, 500);
  tg_board_bundle_close (board, &id, 1, FALSE);
  g_assert_cmpfloat (tg_board_find (board, 2)->x, ==, 1200);
  g_assert_cmpfloat (tg_board_find (board, 3)->y, ==, 500);
  g_assert_cmpuint (n_links (board), ==, 4);
}

static void
test_directions (void)
{
  g_autoptr (TgBoard) board = chain ();
  const gint64 inner[] = { 2, 5 };
  const gint64 id = tg_board_bundle (board, "b", 0, inner, 2);
  guint own, other, n;

  tg_board_bundle_close (board, &id, 1, TRUE);
  const TgBoardLink *links = tg_board_links (board, &n);
  g_assert_true (tg_board_index (board, id, &own));
  g_assert_true (tg_board_index (board, 3, &other));
  g_assert_cmpuint (n, ==, 3);
  for (guint i = 0; i < n; i++)
    if (links[i].a == other && links[i].b == own)
      g_assert_true (links[i].back && !links[i].forth && links[i].count == 2);          /* 2 -> 3 */
    else if (links[i].a != own && links[i].b == own)
      g_assert_true (links[i].forth && !links[i].back);                                 /* 1 -> 2 */
}

static void
test_membership (void)
{
  g_autoptr (TgBoard) board = chain ();
  const gint64 first[] = { 1, 2 }, second[] = { 2, 3 }, nothing[] = { 99 }, two = 2;
  const gint64 a = tg_board_bundle (board, "a", 1, first, 2), b = tg_board_bundle (board, "b", 2, second, 2);

  /* a node is in one only */
  g_assert_cmpint (tg_board_find (board, 2)->bundle, ==, b);
  g_assert_cmpuint (tg_board_find (board, a)->members, ==, 1);
  g_assert_cmpint (tg_board_bundle (board, "none", 0, nothing, 1), ==, 0);
  /* a bundle of bundles has what is in them, and they are gone */
  const gint64 both[] = { a, b, 4 }, whole = tg_board_bundle (board, "all", 0, both, 3);
  g_assert_cmpuint (tg_board_find (board, whole)->members, ==, 4);
  g_assert_cmpint (tg_board_find (board, whole)->kind, ==, TG_ENTITY_NONE);
  g_assert_null (tg_board_find (board, a));
  g_assert_null (tg_board_find (board, b));
  g_assert_cmpuint (tg_board_n_bundles (board), ==, 1);
  /* one leaves; a closed one that is dissolved gives its members back; the last that goes takes it along */
  tg_board_unbundle (board, &two, 1);
  g_assert_cmpuint (tg_board_find (board, whole)->members, ==, 3);
  tg_board_bundle_close (board, &whole, 1, TRUE);
  tg_board_unbundle (board, &whole, 1);
  g_assert_cmpuint (tg_board_n_bundles (board), ==, 0);
  g_assert_cmpuint (tg_board_n_folded (board), ==, 0);
  g_assert_cmpuint (tg_board_n_nodes (board), ==, 5);
  const gint64 c = tg_board_bundle (board, "c", 0, first, 2);
  tg_board_remove (board, first, 2);
  g_assert_null (tg_board_find (board, c));
  /* taken off while closed, all of it goes */
  const gint64 rest[] = { 3, 4 }, d = tg_board_bundle (board, "d", 0, rest, 2);
  tg_board_bundle_close (board, &d, 1, TRUE);
  tg_board_remove (board, &d, 1);
  g_assert_cmpuint (tg_board_n_nodes (board), ==, 1);
}

/* A closed bundle is left out when all that is in it is. */
static void
test_filter (void)
{
  g_autoptr (TgBoard) board = chain ();
  g_autoptr (TgBoardFilter) filter = tg_board_filter_new ();
  const gint64 inner[] = { 2, 3 }, id = tg_board_bundle (board, "b", 0, inner, 2);

  tg_board_bundle_close (board, &id, 1, TRUE);
  tg_board_filter_set_account (filter, "111122223333", FALSE);
  tg_board_set_filter (board, filter);
  g_assert_cmpint (tg_board_find (board, id)->veil, ==, TG_VEIL_NONE);         /* 3 is still meant */
  tg_board_filter_set_account (filter, "444455556666", FALSE);
  tg_board_set_filter (board, filter);
  g_assert_cmpint (tg_board_find (board, id)->veil, ==, TG_VEIL_GREY);
  tg_board_set_filter (board, NULL);
  tg_board_set_moment (board, 50);                                             /* before anything began */
  g_assert_cmpint (tg_board_find (board, id)->veil, ==, TG_VEIL_GONE);
  tg_board_set_moment (board, 150);
  g_assert_cmpint (tg_board_find (board, id)->veil, ==, TG_VEIL_NONE);
}

static void
nothing_cb (gpointer data)
{
}

/* Names, colours, notes, closed and open: saved, undone and found. */
static void
test_saved (void)
{
  g_autoptr (TgBoard) board = chain (), again = tg_board_new ();
  TgBoardHistory *history = tg_board_history_new (board, nothing_cb, NULL);
  const gint64 inner[] = { 2, 3 }, id = tg_board_bundle (board, "A <b> \"&\n", 3, inner, 2);
  g_autofree char *json = NULL, *long_note = g_strnfill (2 * TG_BOARD_MAX_NOTE, 'x');
  const guint topology = tg_board_get_topology (board);

  tg_board_set_note (board, id, "why");
  tg_board_set_note (board, 4, "came from here");
  g_assert_cmpuint (tg_board_get_topology (board), ==, topology);              /* nothing is laid out for a note */
  tg_board_bundle_close (board, &id, 1, TRUE);
  json = tg_board_to_json (board);
  g_assert_true (tg_board_from_json (again, json, NULL));
  const TgBoardNode *bundle = tg_board_find (again, id);
  g_assert_cmpstr (bundle->label, ==, "A <b> \"&\n");
  g_assert_cmpuint (bundle->colour, ==, 3);
  g_assert_cmpstr (bundle->note, ==, "why");
  g_assert_true (bundle->closed);
  g_assert_cmpuint (tg_board_n_folded (again), ==, 2);
  g_assert_cmpint (tg_board_find (again, 2)->bundle, ==, id);
  g_assert_cmpuint (tg_board_get_laid_out (again), ==, tg_board_get_topology (again));

  tg_board_history_undo (history);
  g_assert_false (tg_board_find (board, id)->closed);
  tg_board_history_undo (history);
  g_assert_cmpstr (tg_board_find (board, 4)->note, ==, "");
  tg_board_history_undo (history);
  g_assert_cmpstr (tg_board_find (board, id)->note, ==, "");
  tg_board_history_undo (history);
  g_assert_null (tg_board_find (board, id));
  for (guint i = 0; i < 4; i++)
    tg_board_history_redo (history);
  g_assert_cmpstr (tg_board_find (board, 4)->note, ==, "came from here");
  tg_board_history_free (history);

  TgBoardMatches *matches = tg_board_matches (board, "CAME from", NULL);
  g_assert_cmpuint (matches->ids->len, ==, 1);
  tg_board_matches_free (matches);
  tg_board_set_note (board, 4, long_note);
  g_assert_cmpuint (strlen (tg_board_find (board, 4)->note), ==, TG_BOARD_MAX_NOTE);
  tg_board_set_note (board, 4, "\xff broken");
  g_assert_true (g_utf8_validate (tg_board_find (board, 4)->note, -1, NULL));
}

/* What a saved board may say that is not so. */
static void
test_hostile (void)
{
  static const char * const boards[] = {
    "{\"nodes\":[{\"id\":1,\"kind\":\"role\",\"bundle\":-4611686018427387999}]}",                                     /* a bundle that is not there */
    "{\"nodes\":[{\"id\":1,\"kind\":\"role\",\"bundle\":2},{\"id\":2,\"kind\":\"role\",\"bundle\":1}]}",              /* none that is one */
    "{\"nodes\":[{\"id\":-4611686018427387905,\"bundle\":-4611686018427387905,\"closed\":1},{\"id\":1,\"kind\":\"role\"}]}", /* in itself */
    "{\"nodes\":[{\"id\":-9223372036854775808,\"closed\":1},{\"id\":1,\"kind\":\"role\",\"bundle\":-9223372036854775808}]}",
    "{\"nodes\":[{\"id\":1,\"kind\":\"role\"},{\"id\":-2305843009213693999,\"parent\":1,\"kind\":\"ip\",\"grouping\":\"network\",\"part\":\"x\"}]}",
  };

  for (guint i = 0; i < G_N_ELEMENTS (boards); i++)
    {
      g_autoptr (TgBoard) board = tg_board_new ();
      const gint64 one = 1;

      g_assert_true (tg_board_from_json (board, boards[i], NULL));
      g_assert_cmpuint (tg_board_n_bundles (board), ==, 0);
      g_assert_cmpuint (tg_board_n_nodes (board), ==, i == 1 ? 2 : 1);
      g_assert_cmpint (tg_board_find (board, 1)->bundle, ==, 0);
      g_assert_cmpint (tg_board_bundle (board, "ok", 0, &one, 1), <, 0);
    }
}

static void
test_parts (void)
{
  g_autoptr (TgBoard) board = chain (), again = tg_board_new ();
  const gint64 a = tg_board_set_part (board, 1, TG_ENTITY_IP, TG_GROUPING_NETWORK, "192.0.2.0/24", 12);
  const gint64 b = tg_board_set_part (board, 1, TG_ENTITY_IP, TG_GROUPING_NETWORK, "198.51.100.0/24", 3), one = 1;
  g_autofree char *json = NULL;

  g_assert_cmpint (a, <, 0);
  g_assert_cmpint (a, !=, b);
  g_assert_cmpint (tg_board_set_part (board, 99, TG_ENTITY_IP, TG_GROUPING_NETWORK, "192.0.2.0/24", 12), ==, 0);
  g_assert_false (tg_board_node_is_bundle (tg_board_find (board, a)));
  tg_board_set_group (board, 1, TG_ENTITY_IP, 4);
  json = tg_board_to_json (board);
  g_assert_true (tg_board_from_json (again, json, NULL));
  g_assert_cmpuint (tg_board_n_nodes (again), ==, 8);
  g_assert_cmpstr (tg_board_find (again, a)->part, ==, "192.0.2.0/24");
  g_assert_cmpuint (tg_board_find (again, b)->split, ==, TG_GROUPING_NETWORK + 1);
  g_assert_cmpint (tg_board_set_part (board, 1, TG_ENTITY_IP, TG_GROUPING_NETWORK, "192.0.2.0/24", 0), ==, 0);
  g_assert_null (tg_board_find (board, a));
  tg_board_remove (again, &one, 1);
  g_assert_cmpuint (tg_board_n_nodes (again), ==, 4);            /* they go with what they hang on */
}

static gboolean
is_painted (cairo_surface_t *surface, int x, int y, const GdkRGBA *ground)
{
  const guint32 pixel = *(const guint32 *) (gconstpointer) (cairo_image_surface_get_data (surface) + y * cairo_image_surface_get_stride (surface) + 4 * x);

  return ABS ((int) (pixel >> 16 & 255) - (int) lround (ground->red * 255)) > 3 || ABS ((int) (pixel & 255) - (int) lround (ground->blue * 255)) > 3;
}

/* An open one has a ground between its members and a name that can be hit; closed it has neither. */
static void
test_ground (void)
{
  g_autoptr (TgBoard) board = chain ();
  const gint64 inner[] = { 2, 3 }, id = tg_board_bundle (board, "Middle", 3, inner, 2);
  TgViewport view = TG_VIEWPORT_INIT;
  const TgGraphStyle style = { .background = TRUE };
  const GdkRGBA ground = tg_graph_background (FALSE);
  gint64 found = 0;

  view.width = 800;
  view.height = 400;
  g_assert_true (tg_viewport_set (&view, 300, 0, 1));
  for (int closed = 0; closed < 2; closed++)
    {
      cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_RGB24, 800, 400);
      cairo_t *cr = cairo_create (surface);

      tg_graph_render (cr, board, &view, &style, NULL);
      cairo_destroy (cr);
      cairo_surface_flush (surface);
      g_assert_true (is_painted (surface, 312, 226, &ground) == !closed);      /* beside the line, between the discs */
      cairo_surface_destroy (surface);
      found = 0;
      for (double y = 100; y < 200; y += 2)
        found = MIN (found, tg_graph_bundle_at (board, &view, 350, y));
      g_assert_cmpint (found, ==, closed ? 0 : id);
      tg_board_bundle_close (board, &id, 1, TRUE);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/graph/bundles/fold", test_fold);
  g_test_add_func ("/graph/bundles/directions", test_directions);
  g_test_add_func ("/graph/bundles/membership", test_membership);
  g_test_add_func ("/graph/bundles/filter", test_filter);
  g_test_add_func ("/graph/bundles/saved", test_saved);
  g_test_add_func ("/graph/bundles/hostile", test_hostile);
  g_test_add_func ("/graph/bundles/parts", test_parts);
  g_test_add_func ("/graph/bundles/ground", test_ground);
  return g_test_run ();
}
