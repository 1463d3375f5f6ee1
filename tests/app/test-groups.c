/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Groups on the graph page, by hand and by what nodes have in common, and notes: through its actions and dialogs, on a simulated case. */

#include "window-fixture.h"

#include <adwaita.h>
#include <json-glib/json-glib.h>

#include "app/pages/graph-expand.h"
#include "app/pages/graph-groups.h"

static TgBoard *
board_of (TgWindow *window)
{
  return tg_graph_page_get_board (fixture_graph (window));
}

static GtkWidget *
find_child (GtkWidget *widget, GType type)
{
  if (G_TYPE_CHECK_INSTANCE_TYPE (widget, type))
    return widget;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL; child = gtk_widget_get_next_sibling (child))
    {
      GtkWidget *found = find_child (child, type);

      if (found != NULL)
        return found;
    }
  return NULL;
}

static GtkWidget *
dialog_of (void)
{
  GListModel *tops = gtk_window_get_toplevels ();

  for (guint i = 0; i < g_list_model_get_n_items (tops); i++)
    {
      g_autoptr (GtkWidget) top = g_list_model_get_item (tops, i);

      if (ADW_IS_MESSAGE_DIALOG (top))
        return top;
    }
  return NULL;
}

/* Writes into the dialog that is open and gives the response. */
static void
answer (const char *name, const char *note, const char *response)
{
  GtkWidget *dialog = NULL;

  wait_until ((dialog = dialog_of ()) != NULL && gtk_widget_get_mapped (dialog));
  if (name != NULL)
    gtk_editable_set_text (GTK_EDITABLE (find_child (dialog, ADW_TYPE_ENTRY_ROW)), name);
  if (note != NULL)
    gtk_text_buffer_set_text (gtk_text_view_get_buffer (GTK_TEXT_VIEW (find_child (dialog, GTK_TYPE_TEXT_VIEW))), note, -1);
  fixture_settle ();                    /* GTK 4.8 works out its size when it is idle, though it were gone by then */
  g_object_ref (dialog);                /* what is answered may close it */
  adw_message_dialog_response (ADW_MESSAGE_DIALOG (dialog), response);
  gtk_window_destroy (GTK_WINDOW (dialog));
  g_object_unref (dialog);
  fixture_settle ();
}

static gint64
first_bundle (TgBoard *board)
{
  for (guint i = 0; i < tg_board_n_nodes (board); i++)
    if (tg_board_node_is_bundle (tg_board_node (board, i)))
      return tg_board_node (board, i)->id;
  return 0;
}

static void
test_by_hand (void)
{
  TgWindow *window = fixture_open (NULL);
  TgBoard *board = board_of (window);
  const gint64 user = fixture_busiest (window, TG_ENTITY_USER);
  guint nodes;
  gint64 id;

  fixture_act (window, "graph.clear", NULL);
  fixture_show (window, user);
  nodes = tg_board_n_nodes (board);
  g_assert_cmpuint (nodes, >, 3);
  tg_board_select_all (board);
  fixture_act (window, "graph.group", NULL);
  answer ("  Suspects <i> ", "first line\nsecond", "apply");
  id = first_bundle (board);
  g_assert_cmpint (id, !=, 0);
  g_assert_cmpstr (tg_board_find (board, id)->label, ==, "Suspects <i>");
  g_assert_cmpstr (tg_board_find (board, id)->note, ==, "first line\nsecond");
  g_assert_cmpuint (tg_board_find (board, id)->colour, >, 0);
  g_assert_cmpuint (tg_board_find (board, id)->members, ==, nodes);
  fixture_act (window, "graph.group-fold", NULL);
  g_assert_true (tg_board_find (board, id)->closed);
  g_assert_true (tg_board_find (board, id)->selected);
  g_assert_cmpuint (tg_board_n_folded (board), ==, nodes);
  fixture_settle ();
  /* turned back: nothing is another */
  fixture_act (window, "graph.group-edit", NULL);
  answer ("Other", "", "cancel");
  g_assert_cmpstr (tg_board_find (board, id)->label, ==, "Suspects <i>");
  fixture_act (window, "graph.group-edit", NULL);
  answer ("Others", NULL, "apply");
  g_assert_cmpstr (tg_board_find (board, id)->label, ==, "Others");
  g_assert_cmpstr (tg_board_find (board, id)->note, ==, "first line\nsecond");
  fixture_act (window, "graph.undo", NULL);
  g_assert_cmpstr (tg_board_find (board, id)->label, ==, "Suspects <i>");
  /* a double click opens it */
  _tg_graph_page_expand (fixture_graph (window), id);
  g_assert_false (tg_board_find (board, id)->closed);
  tg_board_select (board, &user, 1, TG_SELECT_SET);
  fixture_act (window, "graph.group-leave", NULL);
  g_assert_cmpint (tg_board_find (board, user)->bundle, ==, 0);
  g_assert_cmpuint (tg_board_find (board, id)->members, ==, nodes - 1);
  fixture_act (window, "graph.note", NULL);
  answer (NULL, "patient zero", "apply");
  g_assert_cmpstr (tg_board_find (board, user)->note, ==, "patient zero");
  fixture_act (window, "graph.group-close-all", NULL);
  g_assert_cmpuint (tg_board_n_folded (board), ==, nodes - 1);
  g_autofree char *path = fixture_path ("first.tgcase");
  fixture_close (window);

  /* all of it is there again */
  window = fixture_open (path);
  board = board_of (window);
  g_assert_cmpuint (tg_board_n_folded (board), ==, nodes - 1);
  g_assert_cmpstr (tg_board_find (board, user)->note, ==, "patient zero");
  tg_board_select (board, &id, 1, TG_SELECT_SET);
  fixture_act (window, "graph.ungroup", NULL);
  g_assert_cmpuint (tg_board_n_bundles (board), ==, 0);
  fixture_close (window);
}

static void
wait_for_groups (TgWindow *window, guint least)
{
  TgBoard *board = board_of (window);

  wait_until (tg_board_n_bundles (board) >= least);
}

static void
test_by_kind (void)
{
  TgWindow *window = fixture_open (NULL);
  TgBoard *board = board_of (window);
  guint members = 0;

  fixture_act (window, "graph.clear", NULL);
  fixture_show (window, fixture_busiest (window, TG_ENTITY_ACCOUNT));
  fixture_act (window, "graph.group-by", "s", "kind");
  wait_for_groups (window, 2);
  for (guint i = 0; i < tg_board_n_nodes (board); i++)
    {
      const TgBoardNode *node = tg_board_node (board, i);

      if (!tg_board_node_is_bundle (node))
        continue;
      g_assert_true (node->closed);
      g_assert_cmpuint (node->members, >=, 2);
      g_assert_cmpint (node->kind, !=, TG_ENTITY_NONE);
      members += node->members;
    }
  g_assert_cmpuint (members, ==, tg_board_n_folded (board));
  /* one step, undone as one */
  fixture_act (window, "graph.undo", NULL);
  g_assert_cmpuint (tg_board_n_bundles (board), ==, 0);
  fixture_act (window, "graph.group-by", "s", "account");
  wait_for_groups (window, 1);
  g_assert_true (g_str_has_prefix (tg_board_find (board, first_bundle (board))->label, "Account "));
  fixture_close (window);
}

static guint
count_parts (TgBoard *board, guint *members, gint64 *largest)
{
  guint n = 0, most = 0;

  *members = 0;
  for (guint i = 0; i < tg_board_n_nodes (board); i++)
    if (tg_board_node (board, i)->split > 0)
      {
        n++;
        *members += tg_board_node (board, i)->members;
        if (tg_board_node (board, i)->members > most)
          {
            most = tg_board_node (board, i)->members;
            *largest = tg_board_node (board, i)->id;
          }
      }
  return n;
}

/* A group of neighbours that are not on the board, by what they have in common; none is lost. */
static void
test_split (void)
{
  TgWindow *window = fixture_open (NULL);
  TgBoard *board = board_of (window);
  const gint64 account = fixture_busiest (window, TG_ENTITY_ACCOUNT);
  gint64 group = 0, part = 0;
  guint whole = 0, in_parts, rest, before;

  fixture_act (window, "graph.clear", NULL);
  fixture_show (window, account);
  for (guint i = 0; i < tg_board_n_nodes (board); i++)
    if (tg_board_node (board, i)->id < 0 && tg_board_node (board, i)->kind == TG_ENTITY_FINDING)
      {
        group = tg_board_node (board, i)->id;
        whole = tg_board_node (board, i)->members;
      }
  g_assert_cmpint (group, !=, 0);
  tg_board_select (board, &group, 1, TG_SELECT_SET);
  fixture_act (window, "graph.split", "s", "type");
  fixture_settle ();
  wait_until (!tg_graph_page_is_busy (fixture_graph (window)));
  g_assert_cmpuint (count_parts (board, &in_parts, &part), >=, 2);
  rest = tg_board_find (board, group) != NULL ? tg_board_find (board, group)->members : 0;
  g_assert_cmpuint (in_parts + rest, ==, whole);
  /* a part is opened by a page, and the rest of it stays a part */
  before = tg_board_n_nodes (board);
  const guint members = tg_board_find (board, part)->members;
  g_autofree char *type = g_strdup (tg_board_find (board, part)->part);
  _tg_graph_page_expand (fixture_graph (window), part);
  wait_until (!tg_graph_page_is_busy (fixture_graph (window)));
  g_assert_cmpuint (tg_board_n_nodes (board), >, before - 1);
  guint of_type = 0;
  for (guint i = 0; i < tg_board_n_nodes (board); i++)
    if (tg_board_node (board, i)->kind == TG_ENTITY_FINDING && tg_board_node (board, i)->id > 0)
      {
        g_assert_cmpstr (tg_board_node (board, i)->sublabel, ==, type);
        of_type++;
      }
  g_assert_cmpuint (of_type, ==, MIN (members, TG_GROUP_STEP));
  count_parts (board, &in_parts, &part);
  rest = tg_board_find (board, group) != NULL ? tg_board_find (board, group)->members : 0;
  g_assert_cmpuint (in_parts + rest + of_type, ==, whole);
  /* all together again */
  tg_board_select (board, &part, 1, TG_SELECT_SET);
  fixture_act (window, "graph.split", "s", "none");
  fixture_settle ();
  wait_until (!tg_graph_page_is_busy (fixture_graph (window)));
  g_assert_cmpuint (count_parts (board, &in_parts, &part), ==, 0);
  g_assert_cmpuint (tg_board_find (board, group)->members + of_type, ==, whole);
  fixture_close (window);
}

/* By one kind of relation in one direction, by the page; what is left is counted. */
static void
test_by_relation (void)
{
  TgWindow *window = fixture_open (NULL);
  TgBoard *board = board_of (window);
  TgGraphPage *page = fixture_graph (window);
  const gint64 user = fixture_busiest (window, TG_ENTITY_USER);
  g_autoptr (TgReader) reader = tg_reader_new (tg_open_case_get_path (tg_window_get_case (window)), NULL);
  guint64 counts[TG_RELATION_N_KINDS][2];
  guint total = 0, items;

  fixture_act (window, "graph.clear", NULL);
  fixture_show (window, user);
  for (guint i = tg_board_n_nodes (board); i-- > 0;)
    if (tg_board_node (board, i)->id != user)
      {
        const gint64 other = tg_board_node (board, i)->id;
        tg_board_remove (board, &other, 1);
      }
  g_assert_true (tg_reader_relation_counts (reader, user, TG_TIME_ALL, counts, NULL, NULL));
  for (guint i = 0; i < TG_RELATION_N_KINDS; i++)
    total += (counts[i][0] > 0) + (counts[i][1] > 0);
  g_assert_cmpuint (total, >, 2);
  /* the menu offers what there is */
  tg_board_select (board, &user, 1, TG_SELECT_SET);
  _tg_graph_expand_fill (page);
  wait_until ((items = (guint) g_menu_model_get_n_items (G_MENU_MODEL (page->relation_menu))) > 0);
  g_assert_cmpuint (items, ==, total);
  g_assert_cmpuint (counts[TG_RELATION_CALLED_FROM][1], >, 0);
  fixture_act (window, "graph.expand-relation", "(sb)", "called-from", TRUE);
  wait_until (!tg_graph_page_is_busy (page));
  g_assert_cmpuint (tg_board_n_nodes (board), ==, 1 + MIN (counts[TG_RELATION_CALLED_FROM][1], TG_GROUP_STEP));
  for (guint i = 0; i < tg_board_n_nodes (board); i++)
    g_assert_true (tg_board_node (board, i)->id == user || tg_board_node (board, i)->kind == TG_ENTITY_IP);
  fixture_act (window, "graph.undo", NULL);
  g_assert_cmpuint (tg_board_n_nodes (board), ==, 1);
  /* nothing goes that way, and nothing is called that */
  fixture_act (window, "graph.expand-relation", "(sb)", "called-from", FALSE);
  wait_until (!tg_graph_page_is_busy (page));
  fixture_act (window, "graph.expand-relation", "(sb)", "no-such", TRUE);
  g_assert_cmpuint (tg_board_n_nodes (board), ==, 1);
  fixture_close (window);
}

static void
ask (TgWindow *window, const gint64 ids[2], const char *action, const char *format, guint length)
{
  tg_board_select (board_of (window), ids, 2, TG_SELECT_SET);
  if (format != NULL)
    fixture_act (window, action, format, length);
  else
    fixture_act (window, action, NULL);
  wait_until (!tg_graph_page_is_busy (fixture_graph (window)));
}

/* Paths up to a length have the shortest among them, and none goes by what the filter leaves out. */
static void
test_paths (void)
{
  TgWindow *window = fixture_open (NULL);
  TgBoard *board = board_of (window);
  const gint64 ids[] = { fixture_busiest (window, TG_ENTITY_USER), fixture_busiest (window, TG_ENTITY_BUCKET) };
  g_autoptr (TgBoardFilter) filter = tg_board_filter_new ();
  g_autoptr (GArray) shortest = NULL;
  guint all, filtered;

  fixture_act (window, "graph.clear", NULL);
  fixture_show (window, ids[0]);
  fixture_show (window, ids[1]);
  ask (window, ids, "graph.path", NULL, 0);
  shortest = tg_board_get_selection (board);
  g_assert_cmpuint (shortest->len, >=, 2);
  ask (window, ids, "graph.paths", "u", 5);
  all = tg_board_n_selected (board);
  g_assert_cmpuint (all, >, shortest->len);
  for (guint i = 0; i < shortest->len; i++)
    g_assert_true (tg_board_find (board, g_array_index (shortest, gint64, i))->selected);
  /* without role sessions: fewer, and none of them */
  filter->kinds = G_GUINT64_CONSTANT (1) << TG_ENTITY_SESSION;
  tg_board_set_filter (board, filter);
  ask (window, ids, "graph.paths", "u", 5);
  filtered = tg_board_n_selected (board);
  g_assert_cmpuint (filtered, <, all);
  for (guint i = 0; i < tg_board_n_nodes (board); i++)
    g_assert_false (tg_board_node (board, i)->selected && tg_board_node (board, i)->kind == TG_ENTITY_SESSION);
  /* by no relation at all: nothing is selected anew, nothing comes */
  filter->relations = ~G_GUINT64_CONSTANT (0);
  tg_board_set_filter (board, filter);
  const guint before = tg_board_n_nodes (board);
  ask (window, ids, "graph.paths", "u", 10);
  g_assert_cmpuint (tg_board_n_nodes (board), ==, before);
  tg_board_set_filter (board, NULL);
  fixture_close (window);
}

static char *
key_of (JsonObject *entities, const char *name)
{
  return g_strdup (json_object_get_string_member (entities, name));
}

/* The sample's intrusion from one board, beginning with the session that read the bucket: who was behind it, what that leaked key got at, and the
 * address they have in common. Nothing is known but what the answer key says of who is who. */
static void
test_story (void)
{
  static const char * const told[] = { "leaked_user", "first_session", "second_session", "back_door_user", "bucket", "second_session_key", "address" };
  TgWindow *window = fixture_open (NULL);
  TgBoard *board = board_of (window);
  g_autoptr (JsonParser) parser = json_parser_new ();
  g_autofree char *path = fixture_path ("logs/answer-key.json");
  g_autoptr (TgReader) reader = tg_reader_new (tg_open_case_get_path (tg_window_get_case (window)), NULL);
  gint64 ids[G_N_ELEMENTS (told)];

  g_assert_true (json_parser_load_from_file (parser, path, NULL));
  JsonObject *entities = json_object_get_object_member (json_node_get_object (json_parser_get_root (parser)), "entities");
  for (guint i = 0; i < G_N_ELEMENTS (told); i++)
    {
      g_autofree char *value = NULL;
      TgEntityInfo info;

      if (g_str_has_prefix (told[i], "first_session") || g_str_equal (told[i], "second_session"))
        value = g_strdup_printf ("%s:%s", json_object_get_string_member (entities, told[i][0] == 'f' ? "first_role" : "second_role"),
                                 json_object_get_string_member (entities, told[i]));
      else
        value = key_of (entities, g_str_equal (told[i], "back_door_user") ? "back_door_user_id" : told[i]);
      g_assert_true (tg_reader_resolve (reader, value, &info, NULL, NULL));
      ids[i] = info.id;
      tg_entity_info_clear (&info);
    }
  fixture_act (window, "graph.clear", NULL);
  fixture_show (window, ids[2]);
  tg_board_select (board, &ids[2], 1, TG_SELECT_SET);
  fixture_act (window, "graph.behind", NULL);
  wait_until (!tg_graph_page_is_busy (fixture_graph (window)));
  g_assert_true (tg_board_find (board, ids[0])->selected);             /* the chain ends with the person whose key leaked */
  g_assert_true (tg_board_find (board, ids[1])->selected);
  tg_board_select (board, &ids[0], 1, TG_SELECT_SET);
  fixture_act (window, "graph.reach", NULL);
  wait_until (!tg_graph_page_is_busy (fixture_graph (window)));
  const gint64 pair[] = { ids[0], ids[2] };
  ask (window, pair, "graph.common", NULL, 0);
  for (guint i = 0; i < G_N_ELEMENTS (told); i++)
    if (tg_board_find (board, ids[i]) == NULL)
      g_error ("%s is not on the board", told[i]);
  fixture_close (window);
}

int
main (int argc, char **argv)
{
  if (!fixture_init (&argc, &argv))
    return 77;
  g_test_add_func ("/app/groups/by-hand", test_by_hand);
  g_test_add_func ("/app/groups/by-kind", test_by_kind);
  g_test_add_func ("/app/groups/split", test_split);
  g_test_add_func ("/app/groups/by-relation", test_by_relation);
  g_test_add_func ("/app/groups/paths", test_paths);
  g_test_add_func ("/app/groups/story", test_story);
  return fixture_end ();
}
