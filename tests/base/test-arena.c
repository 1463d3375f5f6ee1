/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tg-test"

#include "core/base/arena.h"

#include <string.h>

static void
test_spans (void)
{
  const TgSpan empty = TG_SPAN (""), none = TG_SPAN_NONE;

  g_assert_true (tg_span_equal (none, tg_span_str (NULL)));
  g_assert_false (tg_span_equal (none, empty));
  g_assert_true (tg_span_is (empty, ""));
  g_assert_false (tg_span_is (none, ""));
  g_assert_true (tg_span_equal (TG_SPAN ("abc"), tg_span ("abcd", 3)));
  g_assert_false (tg_span_equal (TG_SPAN ("abc"), TG_SPAN ("abd")));
  g_assert_true (tg_span_has_prefix (TG_SPAN ("arn:aws"), "arn:"));
  g_assert_false (tg_span_has_prefix (tg_span ("arn:aws", 3), "arn:"));
  g_assert_false (tg_span_has_prefix (none, ""));
  g_assert_true (tg_span_has_suffix (TG_SPAN ("x.json"), ".json"));
  g_assert_false (tg_span_has_suffix (TG_SPAN ("json"), ".json"));
  g_assert_null (tg_span_dup (none));
  g_autofree char *copy = tg_span_dup (tg_span ("abcd", 2));
  g_assert_cmpstr (copy, ==, "ab");
}

static void
test_numbers (void)
{
  static const struct { const char *text; gint64 value; } good[] = {
    { "0", 0 }, { "-0", 0 }, { "+7", 7 }, { "0012", 12 }, { "9223372036854775807", G_MAXINT64 }, { "-9223372036854775808", G_MININT64 },
    { "9007199254740993", G_GINT64_CONSTANT (9007199254740993) },
  };
  static const char * const bad[] = { "", "-", "+", " 1", "1 ", "1.0", "1e3", "0x1", "9223372036854775808", "-9223372036854775809",
                                      "18446744073709551616", "99999999999999999999999999", "--1" };
  gint64 value;

  for (guint i = 0; i < G_N_ELEMENTS (good); i++)
    {
      g_assert_true (tg_span_to_int64 (tg_span_str (good[i].text), &value));
      g_assert_cmpint (value, ==, good[i].value);
    }
  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    g_assert_false (tg_span_to_int64 (tg_span_str (bad[i]), &value));
  g_assert_false (tg_span_to_int64 (TG_SPAN_NONE, &value));
  static const struct { const char *text; gint64 value; } whole[] = {
    { "9223372036854775807", G_MAXINT64 }, { "443.0", 443 }, { "1e3", 1000 }, { "1.5E+2", 150 }, { "0.0", 0 }, { "-7.00", -7 },
    { "9007199254740992.0", G_GINT64_CONSTANT (9007199254740992) },
  };
  static const char * const broken[] = { "", "-", ".", "e", "1.5", "1e-3", "1e400", "-1e400", "inf", "nan", "0x10", " 1.0", "1.0 ", "1.0.0", "18446744073709551615",
                                         "9007199254740994.0", "1.0000000000000000000000000000000000000000" };
  for (guint i = 0; i < G_N_ELEMENTS (whole); i++)
    {
      g_assert_true (tg_span_to_whole (tg_span_str (whole[i].text), &value));
      g_assert_cmpint (value, ==, whole[i].value);
    }
  for (guint i = 0; i < G_N_ELEMENTS (broken); i++)
    g_assert_false (tg_span_to_whole (tg_span_str (broken[i]), &value));
  g_assert_false (tg_span_to_whole (TG_SPAN_NONE, &value));
  g_assert_false (tg_span_to_whole (tg_span ("1\0.0", 4), &value));
  g_assert_false (tg_span_to_int64 (tg_span ("1\0002", 3), &value));
}

/* Pieces do not overlap, are aligned and keep what was written, whatever the sizes. */
static void
test_pieces (void)
{
  g_autoptr (TgArena) arena = tg_arena_new (256);
  guint8 *pieces[400];
  gsize total = 0;

  for (guint i = 0; i < G_N_ELEMENTS (pieces); i++)
    {
      pieces[i] = tg_arena_alloc (arena, i * 7 % 301);
      g_assert_cmpuint ((guintptr) pieces[i] % 8, ==, 0);
      memset (pieces[i], (int) (i & 255), i * 7 % 301);
      total += i * 7 % 301;
    }
  for (guint i = 0; i < G_N_ELEMENTS (pieces); i++)
    for (guint k = 0; k < i * 7 % 301; k++)
      g_assert_cmpuint (pieces[i][k], ==, i & 255);
  g_assert_cmpuint (tg_arena_size (arena), >=, total);
  tg_arena_reset (arena);
  g_assert_cmpuint (tg_arena_size (arena), <=, 32 * 256);
  g_assert_nonnull (tg_arena_alloc (arena, 1 << 20));
}

static void
test_text (void)
{
  g_autoptr (TgArena) arena = tg_arena_new (0);
  char *large = g_strnfill (5000, 'x');

  TgSpan copy = tg_arena_copy (arena, tg_span ("a\0bcd", 4));
  g_assert_cmpuint (copy.len, ==, 4);
  g_assert_cmpmem (copy.str, 5, "a\0bc", 5);
  g_assert_null (tg_arena_copy (arena, TG_SPAN_NONE).str);
  g_assert_true (tg_span_is (tg_arena_copy (arena, TG_SPAN ("")), ""));
  g_assert_true (tg_span_is (tg_arena_printf (arena, "%d-%s", 5, "ä"), "5-ä"));
  TgSpan printed = tg_arena_printf (arena, "%s!", large);
  g_assert_cmpuint (printed.len, ==, 5001);
  g_assert_cmpint (printed.str[5000], ==, '!');
  g_assert_cmpint (printed.str[5001], ==, '\0');
  g_free (large);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/base/arena/spans", test_spans);
  g_test_add_func ("/base/arena/numbers", test_numbers);
  g_test_add_func ("/base/arena/pieces", test_pieces);
  g_test_add_func ("/base/arena/text", test_text);
  return g_test_run ();
}
