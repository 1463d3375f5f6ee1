/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <gio/gio.h>

#include "sample-board.h"
#include "widgets/graph/board-find.h"
#include "widgets/graph/board-history.h"
#include "widgets/graph/render.h"

#define BIT(kind) (G_GUINT64_CONSTANT (1) << (kind))

static const TgBoardNode *
find (TgBoard *board, gint64 id)
{
  const TgBoardNode *node = tg_board_find (board, id);

  g_assert_nonnull (node);
  return node;
}

static const TgBoardLink *
link_between (TgBoard *board, gint64 a, gint64 b)
{
  guint n, i, j;
  const TgBoardLink *links = tg_board_links (board, &n);

  g_assert_true (tg_board_index (board, a, &i) && tg_board_index (board, b, &j));
  for (guint k = 0; k < n; k++)
    if (links[k].a == MIN (i, j) && links[k].b == MAX (i, j))
      return &links[k];
  g_assert_not_reached ();
}

static void
test_nodes (void)
{
  g_autoptr (TgBoard) board = sample_board (TRUE);
  g_autoptr (TgBoardFilter) filter = tg_board_filter_new ();
  const guint topology = tg_board_get_topology (board);
  const gint64 ip = 11;
  TgBox box, small;
  guint edges;

  tg_board_select (board, &ip, 1, TG_SELECT_SET);
  filter->kinds = BIT (TG_ENTITY_IP);
  tg_board_set_filter (board, filter);
  g_assert_cmpint (find (board, 11)->veil, ==, TG_VEIL_GREY);
  g_assert_cmpint (find (board, 3)->veil, ==, TG_VEIL_NONE);
  g_assert_cmpint (find (board, tg_board_group_id (5, TG_ENTITY_IP))->veil, ==, TG_VEIL_GREY);
  g_assert_cmpint (link_between (board, 3, 11)->veil, ==, TG_VEIL_GREY);
  g_assert_cmpuint (tg_board_n_veiled (board, &edges), ==, 5);        /* four and a group */
  g_assert_cmpuint (edges, >=, 10);
  g_assert_cmpuint (tg_board_n_selected (board), ==, 0);
  g_assert_cmpint (tg_board_hit_node (board, find (board, 11)->x, find (board, 11)->y, 1, 0), !=, 10);
  tg_board_select_all (board);
  g_assert_false (find (board, 11)->selected);
  tg_board_bounds (board, &box);

  filter->remove = TRUE;
  filter->kinds = ~BIT (TG_ENTITY_BUCKET);
  tg_board_set_filter (board, filter);
  g_assert_cmpint (find (board, 11)->veil, ==, TG_VEIL_GONE);
  tg_board_bounds (board, &small);
  g_assert_cmpfloat (small.width, <, box.width);
  g_assert_cmpuint (tg_board_get_topology (board), ==, topology);       /* nothing is laid out anew */

  tg_board_set_filter (board, NULL);
  g_assert_cmpint (find (board, 11)->veil, ==, TG_VEIL_NONE);
  g_assert_cmpint (link_between (board, 3, 11)->veil, ==, TG_VEIL_NONE);
  g_assert_cmpuint (tg_board_n_veiled (board, &edges), ==, 0);
  g_assert_cmpuint (edges, ==, 0);
}

static void
test_severity_and_account (void)
{
  g_autoptr (TgBoard) board = sample_board (TRUE);
  g_autoptr (TgBoardFilter) filter = tg_board_filter_new ();

  filter->severity = TG_SEVERITY_HIGH;
  tg_board_set_filter (board, filter);
  g_assert_cmpint (find (board, 3)->veil, ==, TG_VEIL_NONE);
  g_assert_cmpint (find (board, 5)->veil, ==, TG_VEIL_NONE);
  g_assert_cmpint (find (board, tg_board_group_id (5, TG_ENTITY_IP))->veil, ==, TG_VEIL_NONE);        /* goes with what it hangs on */
  g_assert_cmpint (find (board, tg_board_group_id (1, TG_ENTITY_ROLE))->veil, ==, TG_VEIL_GREY);
  g_assert_cmpint (find (board, 6)->veil, ==, TG_VEIL_GREY);
  filter->severity = TG_SEVERITY_NONE;
  tg_board_filter_set_account (filter, "123456789012", FALSE);
  g_assert_true (tg_board_filter_is_active (filter));
  tg_board_set_filter (board, filter);
  g_assert_cmpint (find (board, 3)->veil, ==, TG_VEIL_GREY);
  tg_board_filter_set_account (filter, "123456789012", TRUE);
  g_assert_false (tg_board_filter_is_active (filter));
}

/* Of a line's relations those that are left over are summed up; a node all of whose relations are left out goes with them. */
static void
test_relations (void)
{
  g_autoptr (TgBoard) board = sample_board (TRUE);
  g_autoptr (TgBoardFilter) filter = tg_board_filter_new ();

  g_assert_cmpuint (link_between (board, 7, 19)->n_edges, ==, 2);
  filter->relations = BIT (TG_RELATION_READ);
  tg_board_set_filter (board, filter);
  g_assert_cmpuint (link_between (board, 7, 19)->n_edges, ==, 1);
  g_assert_cmpuint (link_between (board, 7, 19)->count, ==, 2);
  g_assert_cmpint (link_between (board, 7, 19)->kind, ==, TG_RELATION_CHANGED_ACCESS);
  g_assert_cmpint (link_between (board, 7, 19)->veil, ==, TG_VEIL_NONE);
  g_assert_cmpint (link_between (board, 7, 21)->veil, ==, TG_VEIL_GREY);
  g_assert_cmpint (find (board, 21)->veil, ==, TG_VEIL_GREY);
  g_assert_cmpint (find (board, 7)->veil, ==, TG_VEIL_NONE);
  filter->relations = 0;
  filter->count = 1000;
  tg_board_set_filter (board, filter);
  g_assert_cmpint (link_between (board, 7, 19)->kind, ==, TG_RELATION_READ);
  g_assert_cmpuint (link_between (board, 7, 19)->n_edges, ==, 1);
  g_assert_cmpint (find (board, 40)->veil, ==, TG_VEIL_GREY);
  g_assert_cmpint (find (board, 19)->veil, ==, TG_VEIL_NONE);
}

static TgBoard *
timed_board (void)
{
  TgBoard *board = tg_board_new ();

  for (gint64 i = 1; i <= 4; i++)
    tg_board_add_node (board, &(TgBoardNode) { .id = i, .kind = TG_ENTITY_IP, .placed = TRUE, .x = (double) (100 * i), .first = 10 * TG_HOUR * i, .last = 10 * TG_HOUR * i });
  for (gint64 i = 1; i <= 2; i++)
    tg_board_add_edge (board, &(TgBoardEdge) { .id = i, .source = i, .target = i + 1, .kind = TG_RELATION_FLOW, .count = 1, .first = 10 * TG_HOUR * i,
                                               .last = (10 * i + 5) * TG_HOUR });
  return board;
}

static void
test_time (void)
{
  g_autoptr (TgBoard) board = timed_board ();
  g_autoptr (TgBoardFilter) filter = tg_board_filter_new ();
  TgTimeRange span;

  g_assert_true (tg_board_span (board, &span));
  g_assert_cmpint (span.from, ==, 10 * TG_HOUR);
  g_assert_cmpint (span.to, ==, 25 * TG_HOUR + 1);
  filter->time = TG_FILTER_SPAN;
  filter->span = (TgTimeRange) { 14 * TG_HOUR, 20 * TG_HOUR };
  tg_board_set_filter (board, filter);
  g_assert_cmpint (link_between (board, 1, 2)->veil, ==, TG_VEIL_NONE);
  g_assert_cmpint (link_between (board, 2, 3)->veil, ==, TG_VEIL_GREY);        /* half open */
  g_assert_cmpint (find (board, 3)->veil, ==, TG_VEIL_GREY);
  g_assert_cmpint (find (board, 4)->veil, ==, TG_VEIL_GREY);           /* has no relation: its own time counts */
  filter->time = TG_FILTER_SCOPE;
  tg_board_set_filter (board, filter);
  g_assert_cmpint (find (board, 4)->veil, ==, TG_VEIL_NONE);
  tg_board_set_scope (board, (TgTimeRange) { 16 * TG_HOUR, 30 * TG_HOUR });
  g_assert_cmpint (link_between (board, 1, 2)->veil, ==, TG_VEIL_GREY);
  g_assert_cmpint (link_between (board, 2, 3)->veil, ==, TG_VEIL_NONE);
}

static void
test_moment (void)
{
  g_autoptr (TgBoard) board = timed_board ();
  const gint64 id = 3;

  tg_board_select (board, &id, 1, TG_SELECT_SET);
  tg_board_set_moment (board, 12 * TG_HOUR);
  g_assert_cmpint (link_between (board, 1, 2)->veil, ==, TG_VEIL_NONE);
  g_assert_cmpint (link_between (board, 2, 3)->veil, ==, TG_VEIL_GONE);
  g_assert_cmpint (find (board, 3)->veil, ==, TG_VEIL_GONE);
  g_assert_cmpint (find (board, 4)->veil, ==, TG_VEIL_GONE);
  g_assert_cmpuint (tg_board_n_veiled (board, NULL), ==, 0);           /* not the filter's doing */
  g_assert_cmpuint (tg_board_n_selected (board), ==, 1);
  tg_board_set_moment (board, 50 * TG_HOUR);
  g_assert_cmpint (find (board, 4)->veil, ==, TG_VEIL_NONE);
  tg_board_set_moment (board, TG_TIME_NONE);
  g_assert_cmpint (find (board, 3)->veil, ==, TG_VEIL_NONE);
}

/* A relation of January and March, another of February alone, one of which nothing is known. */
static TgBoard *
winter_board (void)
{
  const gint64 january = 10 * TG_DAY, february = 40 * TG_DAY, march = 70 * TG_DAY;
  const TgSeriesCell apart[] = { { january, 5, 1, 100 }, { january + TG_HOUR, 2, 0, 0 }, { march, 30, 30, 9 } }, once[] = { { february, 4, 0, 8 } };
  TgBoard *board = tg_board_new ();

  for (gint64 id = 1; id <= 4; id++)
    tg_board_add_node (board, &(TgBoardNode) { .id = id, .kind = TG_ENTITY_USER, .label = "", .placed = TRUE, .x = 100.0 * (double) id, .first = TG_TIME_NONE, .last = TG_TIME_NONE });
  tg_board_add_edge (board, &(TgBoardEdge) { 11, 1, 2, TG_RELATION_READ, 37, 31, 109, january, march });
  tg_board_add_edge (board, &(TgBoardEdge) { 12, 2, 3, TG_RELATION_READ, 4, 0, 8, february + 5, february + 7 });
  tg_board_add_edge (board, &(TgBoardEdge) { 13, 3, 4, TG_RELATION_READ, 9, 0, 0, january, march });
  tg_board_series_put (tg_board_get_series (board), 11, apart, 3);
  tg_board_series_put (tg_board_get_series (board), 12, once, 1);
  tg_board_series_changed (board);
  return board;
}

static void
test_real_activity (void)
{
  g_autoptr (TgBoard) board = winter_board ();
  g_autoptr (TgBoardFilter) filter = tg_board_filter_new ();

  g_assert_cmpuint (tg_board_edge_sums (board, 0).count, ==, 37);
  filter->time = TG_FILTER_SPAN;
  filter->span = (TgTimeRange) { 35 * TG_DAY, 50 * TG_DAY };
  tg_board_set_filter (board, filter);
  g_assert_cmpint (link_between (board, 1, 2)->veil, ==, TG_VEIL_GREY);        /* before and after, not then */
  g_assert_cmpint (link_between (board, 2, 3)->veil, ==, TG_VEIL_NONE);
  g_assert_cmpint (link_between (board, 3, 4)->veil, ==, TG_VEIL_NONE);        /* as far as is known */
  g_assert_cmpint (find (board, 1)->veil, ==, TG_VEIL_GREY);
  filter->span = (TgTimeRange) { 10 * TG_DAY + 30 * TG_MINUTE, 11 * TG_DAY };          /* hours of which a part is in it */
  tg_board_set_filter (board, filter);
  g_assert_cmpint (link_between (board, 1, 2)->veil, ==, TG_VEIL_NONE);
  g_assert_cmpuint (link_between (board, 1, 2)->count, ==, 7);
  g_assert_cmpuint (link_between (board, 1, 2)->failed, ==, 1);
  g_assert_cmpuint (link_between (board, 1, 2)->bytes, ==, 100);
  g_assert_cmpuint (tg_board_edge_sums (board, 0).count, ==, 7);
  g_assert_cmpint (link_between (board, 2, 3)->veil, ==, TG_VEIL_GREY);
  filter->count = 8;                                                           /* of what there is in that time */
  tg_board_set_filter (board, filter);
  g_assert_cmpint (link_between (board, 1, 2)->veil, ==, TG_VEIL_GREY);
  tg_board_set_filter (board, NULL);
  g_assert_cmpuint (link_between (board, 1, 2)->count, ==, 37);
  /* what is known of it goes with what lies there */
  tg_board_clear (board);
  TgSums sums;
  g_assert_false (tg_board_series_sum (tg_board_get_series (board), 11, TG_TIME_ALL, &sums));
}

static void
test_trail (void)
{
  g_autoptr (TgBoard) board = winter_board ();

  tg_board_set_moment (board, 45 * TG_DAY);
  g_assert_cmpint (link_between (board, 1, 2)->veil, ==, TG_VEIL_NONE);        /* what came to be stays, with what was counted until then */
  g_assert_cmpuint (link_between (board, 1, 2)->count, ==, 7);
  tg_board_set_trail (board, 7 * TG_DAY);
  g_assert_cmpint (link_between (board, 1, 2)->veil, ==, TG_VEIL_GREY);
  g_assert_cmpint (link_between (board, 2, 3)->veil, ==, TG_VEIL_NONE);
  g_assert_cmpint (find (board, 1)->veil, ==, TG_VEIL_GREY);
  g_assert_cmpint (find (board, 2)->veil, ==, TG_VEIL_NONE);
  g_assert_cmpuint (tg_board_n_veiled (board, NULL), ==, 0);           /* not the filter's doing */
  tg_board_set_moment (board, 70 * TG_DAY + TG_MINUTE);
  g_assert_cmpint (link_between (board, 1, 2)->veil, ==, TG_VEIL_NONE);
  g_assert_cmpuint (link_between (board, 1, 2)->count, ==, 30);
  g_assert_cmpint (link_between (board, 2, 3)->veil, ==, TG_VEIL_GREY);
  tg_board_set_moment (board, 9 * TG_DAY);
  g_assert_cmpint (link_between (board, 1, 2)->veil, ==, TG_VEIL_GONE);
  tg_board_set_moment (board, TG_TIME_NONE);
  g_assert_cmpint (link_between (board, 2, 3)->veil, ==, TG_VEIL_NONE);
  g_assert_cmpuint (link_between (board, 1, 2)->count, ==, 37);
}

static void
count_cb (gpointer data)
{
}

static void
test_saved (void)
{
  g_autoptr (TgBoard) board = sample_board (TRUE), other = tg_board_new ();
  g_autoptr (TgBoardHistory) history = tg_board_history_new (board, count_cb, NULL);
  g_autoptr (TgBoardFilter) filter = tg_board_filter_new ();
  g_autofree char *json = NULL;

  filter->remove = TRUE;
  filter->kinds = BIT (TG_ENTITY_USER) | BIT (TG_ENTITY_IP);
  filter->relations = BIT (TG_RELATION_FLOW);
  filter->severity = TG_SEVERITY_MEDIUM;
  filter->count = 7;
  filter->time = TG_FILTER_SPAN;
  filter->span = (TgTimeRange) { 5 * TG_HOUR, 6 * TG_HOUR };
  tg_board_filter_set_account (filter, "", FALSE);
  tg_board_filter_set_account (filter, "210987654321", FALSE);
  tg_board_set_filter (board, filter);
  json = tg_board_to_json (board);
  g_assert_true (tg_board_from_json (other, json, NULL));
  g_assert_true (tg_board_filter_equal (tg_board_get_filter (other), filter));
  g_assert_cmpuint (tg_board_n_veiled (other, NULL), ==, tg_board_n_veiled (board, NULL));

  g_assert_true (tg_board_history_can_undo (history));
  tg_board_history_undo (history);
  g_assert_false (tg_board_filter_is_active (tg_board_get_filter (board)));
  g_assert_cmpuint (tg_board_n_veiled (board, NULL), ==, 0);
  tg_board_history_redo (history);
  g_assert_true (tg_board_filter_equal (tg_board_get_filter (board), filter));
  tg_board_clear (board);
  g_assert_false (tg_board_filter_is_active (tg_board_get_filter (board)));
}

static void
test_hostile (void)
{
  static const char * const texts[] = {
    "{\"nodes\":[],\"filter\":5}", "{\"nodes\":[],\"filter\":{\"kinds\":[1,null,[],\"nonsense\"],\"relations\":{},\"accounts\":[{}],\"time\":7,\"severity\":99,\"count\":-4}}",
    "{\"nodes\":[],\"filter\":{\"time\":\"span\",\"from\":9,\"to\":3}}",
  };

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_autoptr (TgBoard) board = tg_board_new ();

      g_assert_true (tg_board_from_json (board, texts[i], NULL));
      g_assert_cmpint (tg_board_get_filter (board)->time, ==, TG_FILTER_ANY_TIME);
      g_assert_cmpint (tg_board_get_filter (board)->severity, <=, TG_SEVERITY_CRITICAL);
      g_assert_cmpuint (tg_board_get_filter (board)->kinds, ==, 0);
    }
}

/* Faint things have no label, what is gone is not drawn, and both on pixels as on paper. */
static void
test_drawn (void)
{
  g_autoptr (TgBoard) board = sample_board (TRUE);
  g_autoptr (TgBoardFilter) filter = tg_board_filter_new ();
  const TgGraphStyle style = { .background = TRUE };
  TgBox box;
  TgGraphDrawn all, grey, gone;

  tg_board_bounds (board, &box);
  TgViewport view = { box.x + box.width / 2, box.y + box.height / 2, 1, box.width + 200, box.height + 200 };
  cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_RGB24, (int) view.width, (int) view.height);
  cairo_t *cr = cairo_create (surface);
  all = tg_graph_render (cr, board, &view, &style, NULL);
  filter->kinds = BIT (TG_ENTITY_IP) | BIT (TG_ENTITY_FINDING);
  tg_board_set_filter (board, filter);
  grey = tg_graph_render (cr, board, &view, &style, NULL);
  filter->remove = TRUE;
  tg_board_set_filter (board, filter);
  gone = tg_graph_render (cr, board, &view, &style, NULL);
  cairo_destroy (cr);
  cairo_surface_destroy (surface);
  g_assert_cmpuint (grey.nodes, ==, all.nodes);
  g_assert_cmpuint (grey.labels + grey.labels_left_out, ==, all.labels + all.labels_left_out - 9);
  g_assert_cmpuint (grey.labels, >=, gone.labels);      /* what is faint is in no label's way */
  g_assert_cmpuint (gone.nodes, ==, all.nodes - 9);
  g_assert_cmpuint (gone.links, <, grey.links + 1);
}

static guint
n_matches (TgBoard *board, const char *text, gint64 *first)
{
  g_autoptr (TgBoardMatches) matches = tg_board_matches (board, text, NULL);

  *first = matches->ids->len > 0 ? g_array_index (matches->ids, gint64, 0) : 0;
  return matches->ids->len;
}

static void
test_find (void)
{
  g_autoptr (TgBoard) board = sample_board (TRUE);
  g_autofree char *endless = g_strnfill (100000, 'a');
  const gint64 hidden = 7;
  gint64 first;

  g_assert_cmpuint (n_matches (board, "", &first), ==, 0);
  g_assert_cmpuint (n_matches (board, "  ", &first), ==, 0);
  g_assert_cmpuint (n_matches (board, "WEB-1", &first), ==, 1);
  g_assert_cmpint (first, ==, 15);
  g_assert_cmpuint (n_matches (board, "root", &first), >=, 1);
  g_assert_cmpint (first, ==, 2);                                       /* whole names come first */
  g_assert_cmpuint (n_matches (board, "lambda key", &first), ==, 0);
  g_assert_cmpuint (n_matches (board, "arn kms", &first), ==, 1);       /* all words, wherever they are */
  g_assert_cmpuint (n_matches (board, "tor exit", &first), ==, 1);      /* of the second line */
  g_assert_cmpuint (n_matches (board, "\303\204rn", &first), ==, 0);
  g_assert_cmpuint (n_matches (board, "\377\376", &first), ==, 0);      /* no text at all */
  g_assert_cmpuint (n_matches (board, endless, &first), ==, 0);
  tg_board_set_hidden (board, &hidden, 1, TRUE);
  g_autoptr (TgBoardMatches) matches = tg_board_matches (board, "ci-deploy", NULL);
  g_assert_cmpuint (matches->ids->len, ==, 1);
  g_assert_cmpuint (matches->unseen, ==, 1);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/filter/nodes", test_nodes);
  g_test_add_func ("/filter/severity-and-account", test_severity_and_account);
  g_test_add_func ("/filter/relations", test_relations);
  g_test_add_func ("/filter/time", test_time);
  g_test_add_func ("/filter/moment", test_moment);
  g_test_add_func ("/filter/real-activity", test_real_activity);
  g_test_add_func ("/filter/trail", test_trail);
  g_test_add_func ("/filter/saved", test_saved);
  g_test_add_func ("/filter/hostile", test_hostile);
  g_test_add_func ("/filter/drawn", test_drawn);
  g_test_add_func ("/filter/find", test_find);
  return g_test_run ();
}
