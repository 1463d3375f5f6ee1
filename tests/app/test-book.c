/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/board-book.h"

#include <string.h>

static void
test_list (void)
{
  g_autoptr (TgBook) book = tg_book_new (), back = NULL;
  g_autofree char *json = NULL, *state = tg_book_state (tg_book_now (book));
  TgBookBoard *second, *taken;
  guint found;

  g_assert_cmpuint (book->boards->len, ==, 1);
  g_assert_true (g_str_has_prefix (state, "board/"));
  g_assert_null (tg_book_take (book, 0));
  second = tg_book_add (book, 1, "  The leaked\nkey ");
  g_assert_cmpstr (second->name, ==, "The leaked key");
  g_assert_cmpuint (book->current, ==, 0);
  second->changed = 77;
  second->nodes = 12;
  g_assert_false (tg_book_rename (book, 1, " \n "));
  g_assert_true (tg_book_rename (book, 0, "First"));
  /* names that are given by themselves are not given twice */
  g_assert_cmpstr (tg_book_add (book, 2, NULL)->name, ==, "Board 1");
  g_assert_cmpstr (tg_book_add (book, 2, "")->name, ==, "Board 2");
  book->current = 1;
  json = tg_book_to_json (book);
  back = tg_book_from_json (json);
  g_assert_nonnull (back);
  g_assert_cmpuint (back->boards->len, ==, 4);
  g_assert_cmpuint (back->current, ==, 1);
  g_assert_cmpstr (tg_book_now (back)->id, ==, second->id);
  g_assert_cmpint (tg_book_now (back)->changed, ==, 77);
  g_assert_cmpuint (tg_book_now (back)->nodes, ==, 12);
  g_assert_true (tg_book_find (back, second->id, &found) && found == 1);
  /* one off the list and on again */
  taken = tg_book_take (back, 0);
  g_assert_cmpuint (back->current, ==, 0);
  g_assert_cmpstr (tg_book_now (back)->name, ==, "The leaked key");
  tg_book_put (back, 0, taken);
  g_assert_cmpstr (tg_book_now (back)->name, ==, "The leaked key");
  back->current = 3;
  tg_book_board_free (tg_book_take (back, 3));
  g_assert_cmpuint (back->current, ==, 2);
}

static void
test_hostile (void)
{
  static const char * const none[] = {
    "", "[]", "{}", "{\"boards\":{}}", "{\"boards\":[]}", "{\"boards\":[1,null,{}]}", "{\"boards\":[{\"id\":\"../session\",\"name\":\"x\"}]}",
    "{\"boards\":[{\"id\":7}]}", "[[[[[[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]]]]]]", "{\"boards\":[{\"id\":\"\xff\"}]}",
  };
  g_autofree char *wide = g_strnfill (100000, 'w');
  g_autofree char *odd = g_strdup_printf ("{\"current\":99,\"boards\":[{\"id\":\"6ba7b810-9dad-11d1-80b4-00c04fd430c8\",\"name\":\"%s\",\"changed\":-5,\"nodes\":99999999999},"
                                          "{\"id\":\"6ba7b810-9dad-11d1-80b4-00c04fd430c8\",\"name\":\"twice\"}]}", wide);
  g_autoptr (TgBook) book = tg_book_from_json (odd);
  g_autoptr (GString) many = g_string_new ("{\"boards\":[");

  g_assert_null (tg_book_from_json (NULL));
  for (guint i = 0; i < G_N_ELEMENTS (none); i++)
    g_assert_null (tg_book_from_json (none[i]));
  g_assert_nonnull (book);
  g_assert_cmpuint (book->boards->len, ==, 1);
  g_assert_cmpuint (book->current, ==, 0);
  g_assert_cmpint (g_utf8_strlen (tg_book_now (book)->name, -1), <=, TG_BOOK_NAME_MAX + 1);
  g_assert_cmpint (tg_book_now (book)->changed, ==, 0);
  g_assert_cmpuint (tg_book_now (book)->nodes, <=, 1000000);
  for (guint i = 0; i < TG_BOOK_MAX + 50; i++)
    g_string_append_printf (many, "%s{\"id\":\"6ba7b810-9dad-11d1-80b4-%012x\"}", i > 0 ? "," : "", i);
  g_string_append (many, "]}");
  g_autoptr (TgBook) full = tg_book_from_json (many->str);
  g_assert_cmpuint (full->boards->len, ==, TG_BOOK_MAX);
  g_assert_null (tg_book_add (full, 0, "one more"));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/app/book/list", test_list);
  g_test_add_func ("/app/book/hostile", test_hostile);
  return g_test_run ();
}
