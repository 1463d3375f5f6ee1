/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/history.h"
#include "app/session.h"

static TgPlace *
entity_place (gint64 id, const char *title)
{
  TgPlace *place = tg_place_new (TG_PLACE_ENTITY);

  place->entity = id;
  g_free (place->title);
  place->title = g_strdup (title);
  return place;
}

static void
test_round_trip (void)
{
  g_autoptr (TgSession) session = tg_session_new (), back = NULL;
  g_autofree char *json = NULL;
  TgPlace *records = tg_place_new (TG_PLACE_RECORDS);

  records->kind = TG_RECORD_VPCFLOW;
  records->failed_only = TRUE;
  records->entity = G_GINT64_CONSTANT (9007199254740993);
  session->scope = (TgTimeRange) { 10, 20 };
  session->board = g_strdup ("{\"nodes\":[]}");
  session->width = 1000;
  session->height = 700;
  session->position = 1;
  g_ptr_array_add (session->places, entity_place (7, "a \"name\"\n"));
  g_ptr_array_add (session->places, records);
  json = tg_session_to_json (session);
  back = tg_session_from_json (json);
  g_assert_cmpint (back->scope.from, ==, 10);
  g_assert_cmpint (back->scope.to, ==, 20);
  g_assert_cmpstr (back->board, ==, session->board);
  g_assert_cmpint (back->width, ==, 1000);
  g_assert_cmpuint (back->position, ==, 1);
  g_assert_cmpuint (back->places->len, ==, 2);
  for (guint i = 0; i < 2; i++)
    g_assert_true (tg_place_equal (back->places->pdata[i], session->places->pdata[i]));
  g_assert_cmpstr (((TgPlace *) back->places->pdata[0])->title, ==, "a \"name\"\n");
}

static void
test_hostile (void)
{
  g_autofree char *deep = g_strnfill (100000, '[');
  const char *texts[] = { NULL, "", "[]", "null", "{", "{\"places\":7,\"from\":\"x\",\"width\":-5,\"board\":{}}",
                          "{\"from\":20,\"to\":10,\"position\":99999999999,\"places\":[1,{},{\"page\":\"nowhere\"},{\"page\":\"entity\"},"
                          "{\"page\":\"entities\",\"kind\":9999999},{\"page\":7}]}", deep };

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_autoptr (TgSession) session = tg_session_from_json (texts[i]);

      g_assert_nonnull (session);
      g_assert_cmpint (session->scope.from, <, session->scope.to);
      g_assert_cmpint (session->width, >=, 0);
      for (guint j = 0; j < session->places->len; j++)
        g_assert_cmpint (((TgPlace *) session->places->pdata[j])->kind, <, TG_ENTITY_N_KINDS);
    }
}

static void
test_bounds (void)
{
  g_assert_true (tg_json_is_bounded ("[[1]]", 100, 2));
  g_assert_false (tg_json_is_bounded ("[[[1]]]", 100, 2));
  g_assert_true (tg_json_is_bounded ("[\"[[[[\\\"[[\"]", 100, 1));
  g_assert_false (tg_json_is_bounded ("[1,2,3]", 3, 9));
  g_assert_false (tg_json_is_bounded ("\xff", 100, 9));
}

static void
test_history (void)
{
  g_autoptr (TgHistory) history = tg_history_new ();
  g_autoptr (TgPlace) one = entity_place (1, "one"), two = entity_place (2, "two"), three = entity_place (3, "three");

  g_assert_null (tg_history_go (history, -1));
  tg_history_visit (history, one);
  tg_history_visit (history, one);
  tg_history_visit (history, two);
  g_assert_cmpuint (tg_history_get_length (history), ==, 2);
  g_assert_cmpint (tg_history_go (history, -1)->entity, ==, 1);
  g_assert_null (tg_history_go (history, -1));
  g_assert_cmpint (tg_history_peek (history, 1)->entity, ==, 2);
  tg_history_visit (history, three);
  g_assert_null (tg_history_peek (history, 1));
  g_assert_cmpuint (tg_history_get_length (history), ==, 2);
  for (gint64 i = 0; i < 3 * TG_HISTORY_MAX; i++)
    {
      g_autoptr (TgPlace) place = entity_place (100 + i, "");

      tg_history_visit (history, place);
    }
  g_assert_cmpuint (tg_history_get_length (history), ==, TG_HISTORY_MAX);
  g_assert_cmpint (tg_history_current (history)->entity, ==, 100 + 3 * TG_HISTORY_MAX - 1);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/app/session/round-trip", test_round_trip);
  g_test_add_func ("/app/session/hostile", test_hostile);
  g_test_add_func ("/app/session/bounds", test_bounds);
  g_test_add_func ("/app/history", test_history);
  return g_test_run ();
}
