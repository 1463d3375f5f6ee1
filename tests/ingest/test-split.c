/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tg-test"

#include "core/ingest/jsonsplit.h"

#include <string.h>

/* Splits in windows of step bytes that hold only what the splitter asked to keep. */
static char *
split (const char *text, gsize len, gsize step)
{
  g_autoptr (TgJsonSplit) splitter = tg_json_split_new (0);
  g_autoptr (GArray) slices = g_array_new (FALSE, FALSE, sizeof (TgSlice));
  GString *out = g_string_new (NULL);
  gsize fed = 0;

  do
    {
      const guint64 keep = tg_json_split_keep (splitter);
      g_assert_cmpuint (keep, <=, fed);
      fed = MIN (len, fed + step);
      g_autofree char *window = g_memdup2 (text + keep, fed - keep);      /* so that memory checkers see reads beyond it */
      tg_json_split_feed (splitter, window, keep, fed - keep, fed == len, slices);
    }
  while (fed < len);
  for (guint i = 0; i < slices->len; i++)
    {
      const TgSlice *slice = &g_array_index (slices, TgSlice, i);
      if (slice->reason != NULL)
        g_string_append_printf (out, "!%" G_GUINT64_FORMAT " %s|", slice->offset, slice->reason);
      else
        {
          g_assert_cmpuint (slice->offset + slice->length, <=, len);
          g_string_append_len (out, text + slice->offset, slice->length);
          g_string_append_c (out, '|');
        }
    }
  return g_string_free (out, FALSE);
}

static void
test_shapes (void)
{
  static const char * const cases[][2] = {
    { "", "" },
    { "{\"a\":1}", "{\"a\":1}|" },
    { "[{\"a\":1},{\"b\":[2]}]", "{\"a\":1}|{\"b\":[2]}|" },
    { "{\"x\":[1],\"Records\" : [ {\"a\":1} , {\"b\":2}],\"y\":{}}\n", "{\"a\":1}|{\"b\":2}|" },
    { "{\"Records\":[]}", "" },
    { "{\"Records\":[1,2]}", "{\"Records\":[1,2]}|" },
    { "{\"d\":{\"Records\":[{\"a\":1}]}}", "{\"d\":{\"Records\":[{\"a\":1}]}}|" },
    { "{\"a\":\"}]{\\\"\"}\n{\"b\":2}{\"c\":3}", "{\"a\":\"}]{\\\"\"}|{\"b\":2}|{\"c\":3}|" },
    { "[\"x\",1,{\"a\":1}]", "\"x\"|1|{\"a\":1}|" },
    { "[{\"a\":1}}},{\"b\":2}]", "{\"a\":1}|!8 array broken: unexpected '}'|{\"b\":2}|" },
    { "[{\"a\":1}\n{\"b\":2}]", "{\"a\":1}|!9 array broken: missing ','|{\"b\":2}|" },
    { "{\"a\":1\n{\"b\":2}\n", "!7 record broken: unexpected '{'|{\"b\":2}|" },
    { "{\"a\":\"x\n{\"b\":2}\n", "!7 record broken: string not closed on its line|{\"b\":2}|" },
    { "{\"a\":\n{\"b\":2}\n{\"c\":3}\n", "!14 record broken: unexpected '{'|{\"b\":2}|{\"c\":3}|" },
    { "{\"Records\":[{\"a\":1},{\"b\":", "{\"a\":1}|!20 file ends inside a record|" },
    { "[{\"a\":[1}},{\"b\":2},{\"c\":3}]", "!8 record broken: unexpected '}'|{\"b\":2}|{\"c\":3}|" },
    { "[{\"a\":1}", "{\"a\":1}|!8 file ends inside an array|" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *got = split (cases[i][0], strlen (cases[i][0]), 1 << 20);
      g_assert_cmpstr (got, ==, cases[i][1]);
    }
}

/* Every text cut at every place gives the same. */
static void
test_chunks (void)
{
  static const char alphabet[] = "{}[]\",:\\\n ax1{\"\"";
  g_autoptr (GRand) rand = g_rand_new_with_seed (20240301);

  for (guint n = 0; n < 400; n++)
    {
      char text[200];
      const gsize len = g_rand_int_range (rand, 0, sizeof text);
      for (gsize i = 0; i < len; i++)
        text[i] = alphabet[g_rand_int_range (rand, 0, sizeof alphabet - 1)];
      if (len > 40 && n % 2 == 0)
        memcpy (text, "{\"Records\":[{\"a\":1},{\"b\":\"\\\"}\"},\n", 34);
      g_autofree char *whole = split (text, len, 1 << 20);
      for (gsize step = 1; step < 70; step++)
        {
          g_autofree char *pieces = split (text, len, step);
          g_assert_cmpstr (pieces, ==, whole);
        }
    }
}

static void
test_bounds (void)
{
  const gsize big = 20 * 1024 * 1024;
  g_autofree char *text = g_malloc (big + 64);
  g_autofree char *deep = g_malloc (200001);

  memset (text, 'x', big);
  memcpy (text, "{\"a\":\"", 6);
  strcpy (text + big, "\"}\n{\"b\":2}\n");
  g_autofree char *got = split (text, strlen (text), 1 << 20);
  g_assert_cmpstr (got, ==, "!0 record longer than 16 MiB|{\"b\":2}|");
  memset (deep, '[', 100000);
  memset (deep + 100000, ']', 100000);
  deep[200000] = '\0';
  g_autofree char *levels = split (deep, 200000, 1 << 16);
  g_assert_cmpstr (levels, ==, "!1 nested deeper than 512 levels|");
}

/* Lines that each look broken from the one before: linear all the same. */
static void
test_linear (void)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < 300000; i++)
    g_string_append (text, "{\"a\":\n");
  const gint64 start = g_get_monotonic_time ();
  G_GNUC_UNUSED g_autofree char *got = split (text->str, text->len, 1 << 20);
  g_assert_cmpint (g_get_monotonic_time () - start, <, 10 * G_USEC_PER_SEC);
  g_string_free (text, TRUE);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/ingest/split/shapes", test_shapes);
  g_test_add_func ("/ingest/split/chunks", test_chunks);
  g_test_add_func ("/ingest/split/bounds", test_bounds);
  g_test_add_func ("/ingest/split/linear", test_linear);
  return g_test_run ();
}
