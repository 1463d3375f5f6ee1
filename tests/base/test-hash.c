/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tg-test"

#include "core/base/hash.h"

#include <string.h>

/* Case files hold these hashes: a change of the function is a change of the format, and must show here. */
static void
test_stable (void)
{
  static const struct { const char *text; guint64 seed, hash; } known[] = {
    { "", 0, G_GUINT64_CONSTANT (0x6e4a977b57f8eef0) },
    { "abc", 0, G_GUINT64_CONSTANT (0x03324c0a3a8a0aae) },
    { "0123456789abcdef", 7, G_GUINT64_CONSTANT (0x742d8a61b268a709) },
    { "The quick brown fox jumps over the lazy dog", 1, G_GUINT64_CONSTANT (0xbba6abd9ff93579c) },
  };

  for (guint i = 0; i < G_N_ELEMENTS (known); i++)
    g_assert_cmphex (tg_hash64 (known[i].text, strlen (known[i].text), known[i].seed), ==, known[i].hash);
  g_assert_cmphex (tg_hash_mix (1, 2), ==, G_GUINT64_CONSTANT (0xf7858b38a8499be9));
}

/* Each byte, the length and the seed count. */
static void
test_differs (void)
{
  char text[80];
  g_autoptr (GHashTable) seen = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);

  memset (text, 0, sizeof text);
  for (guint len = 0; len <= sizeof text; len++)
    {
      guint64 hash = tg_hash64 (text, len, 3);
      g_assert_true (g_hash_table_add (seen, g_memdup2 (&hash, 8)));
      for (guint i = 0; i < len; i++)
        {
          text[i] = 1;
          hash = tg_hash64 (text, len, 3);
          g_assert_true (g_hash_table_add (seen, g_memdup2 (&hash, 8)));
          text[i] = 0;
        }
    }
  g_assert_cmphex (tg_hash64 ("abc", 3, 1), !=, tg_hash64 ("abc", 3, 2));
  g_assert_cmphex (tg_hash_mix (5, 9), !=, tg_hash_mix (9, 5));
  g_assert_cmphex (tg_hash64 (text + 1, 40, 0), ==, tg_hash64 (text + 8, 40, 0));
}

static void
test_intern (void)
{
  g_autoptr (TgIntern) intern = tg_intern_new ();
  gboolean is_new;
  guint32 id;

  for (guint i = 0; i < 5000; i++)
    {
      g_autofree char *text = g_strdup_printf ("text-%u", i);
      g_assert_cmpuint (tg_intern_add (intern, i % 3, tg_span_str (text), &is_new), ==, i);
      g_assert_true (is_new);
    }
  for (guint i = 0; i < 5000; i++)
    {
      g_autofree char *text = g_strdup_printf ("text-%u", i);
      g_assert_cmpuint (tg_intern_add (intern, i % 3, tg_span_str (text), &is_new), ==, i);
      g_assert_false (is_new);
      g_assert_true (tg_intern_find (intern, i % 3, tg_span_str (text), &id));
      g_assert_cmpuint (id, ==, i);
      g_assert_false (tg_intern_find (intern, 3, tg_span_str (text), &id));
      g_assert_true (tg_span_is (tg_intern_text (intern, i), text));
      g_assert_cmpuint (tg_intern_kind (intern, i), ==, i % 3);
    }
  g_assert_cmpuint (tg_intern_count (intern), ==, 5000);
  id = tg_intern_add (intern, 0, TG_SPAN_NONE, NULL);
  g_assert_cmpuint (tg_intern_add (intern, 0, TG_SPAN (""), NULL), ==, id);
}

static void
test_sha256 (void)
{
  guint8 digest[32];
  char hex[65];

  TgSha256 *sha = tg_sha256_new ();
  tg_sha256_update (sha, "a", 1);
  tg_sha256_update (sha, "", 0);
  tg_sha256_update (sha, "bc", 2);
  tg_sha256_finish (sha, digest);
  tg_sha256_hex (digest, hex);
  g_assert_cmpstr (hex, ==, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  sha = tg_sha256_new ();
  tg_sha256_finish (sha, digest);
  tg_sha256_hex (digest, hex);
  g_assert_cmpstr (hex, ==, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/base/hash/stable", test_stable);
  g_test_add_func ("/base/hash/differs", test_differs);
  g_test_add_func ("/base/hash/intern", test_intern);
  g_test_add_func ("/base/hash/sha256", test_sha256);
  return g_test_run ();
}
