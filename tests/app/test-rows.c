/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/format.h"
#include "app/row-list.h"

static GArray *
numbers (guint from, guint n)
{
  GArray *array = g_array_new (FALSE, FALSE, sizeof (guint));

  for (guint i = 0; i < n; i++)
    {
      guint number = from + i;

      g_array_append_val (array, number);
    }
  return array;
}

static void
need_cb (TgRowList *rows, guint64 offset, guint *asked)
{
  g_autoptr (GArray) page = numbers ((guint) offset, TG_ROW_LIST_PAGE);

  (*asked)++;
  tg_row_list_fill (rows, offset, page);
}

static void
loaded_cb (TgRow *row, guint *loaded)
{
  (*loaded)++;
}

static void
test_pages (void)
{
  g_autoptr (TgRowList) rows = tg_row_list_new ();
  g_autoptr (GArray) first = numbers (0, TG_ROW_LIST_PAGE);
  guint asked = 0, loaded = 0;

  g_signal_connect (rows, "need", G_CALLBACK (need_cb), &asked);
  tg_row_list_reset (rows, 1000000, first);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (rows)), ==, 1000000);
  g_autoptr (TgRow) here = g_list_model_get_item (G_LIST_MODEL (rows), 5);
  g_autoptr (TgRow) far = g_list_model_get_item (G_LIST_MODEL (rows), 777777);
  g_assert_cmpuint (*(const guint *) tg_row_get_data (here), ==, 5);
  g_assert_null (tg_row_get_data (far));
  g_signal_connect (far, "loaded", G_CALLBACK (loaded_cb), &loaded);
  for (gint64 end = g_get_monotonic_time () + 5 * G_USEC_PER_SEC; loaded == 0 && g_get_monotonic_time () < end;)
    g_main_context_iteration (NULL, FALSE);
  g_assert_cmpuint (loaded, ==, 1);
  g_assert_cmpuint (asked, ==, 1);
  g_assert_cmpuint (*(const guint *) tg_row_get_data (far), ==, 777777);
  /* rows outlive the list they came from */
  tg_row_list_reset (rows, 0, NULL);
  g_assert_cmpuint (*(const guint *) tg_row_get_data (far), ==, 777777);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (rows)), ==, 0);
}

static void
test_stale_page (void)
{
  g_autoptr (TgRowList) rows = tg_row_list_new ();
  g_autoptr (GArray) first = numbers (0, TG_ROW_LIST_PAGE), late = numbers (90000, TG_ROW_LIST_PAGE);

  tg_row_list_reset (rows, 1000, first);
  /* nobody asked for it any more */
  tg_row_list_fill (rows, TG_ROW_LIST_PAGE, late);
  g_assert_null (tg_row_list_get_data (rows, TG_ROW_LIST_PAGE));
}

static void
test_json (void)
{
  const char *text = "{\"b\":1.50,\"a\":[1,{}],\"s\":\"x, {y}\",\"n\":12345678901234567890}";
  g_autofree char *indented = tg_format_json (text, strlen (text), 10000);
  g_autofree char *other = tg_format_json ("2 123 eni-1 ok", 14, 10000);
  g_autofree char *deep = g_strnfill (200000, '['), *bounded = tg_format_json (deep, 200000, 4096);

  g_assert_cmpstr (indented, ==, "{\n  \"b\": 1.50,\n  \"a\": [\n    1,\n    {}\n  ],\n  \"s\": \"x, {y}\",\n  \"n\": 12345678901234567890\n}");
  g_assert_cmpstr (other, ==, "2 123 eni-1 ok");
  g_assert_cmpuint (strlen (bounded), <, 8192);
}

static void
test_line (void)
{
  g_autofree char *line = tg_format_line ("a\nb\t\xe2\x80\xae" "c", 100), *cut = tg_format_line ("abcdef", 3);

  g_assert_cmpstr (line, ==, "a b  c");
  g_assert_cmpstr (cut, ==, "abc…");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/app/rows/pages", test_pages);
  g_test_add_func ("/app/rows/stale-page", test_stale_page);
  g_test_add_func ("/app/format/json", test_json);
  g_test_add_func ("/app/format/line", test_line);
  return g_test_run ();
}
