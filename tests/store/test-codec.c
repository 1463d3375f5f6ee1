/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "core/store/block-private.h"
#include "core/store/codec.h"

static void
round_trip_once (GByteArray *blob, const gint64 *values, gsize n, TgPackFlags flags)
{
  g_autofree gint64 *got = g_new (gint64, n + 1);
  TgColumns columns;

  tg_columns_begin (blob, 2);
  tg_columns_add (blob, 0, values, n, flags);
  tg_columns_add (blob, 1, values, n, TG_PACK_PLAIN);
  g_assert_true (tg_columns_open (&columns, blob->data, blob->len));
  for (guint column = 0; column < 2; column++)
    {
      memset (got, 0x55, n * sizeof *got);
      g_assert_true (tg_columns_read (&columns, column, got, n));
      g_assert_cmpmem (values, n * sizeof *values, got, n * sizeof *got);
    }
  g_assert_false (tg_columns_read (&columns, 0, got, n + 1));
  g_assert_false (tg_columns_read (&columns, 2, got, n));
}

/* The same bytes, however they were packed. */
static void
round_trip (const gint64 *values, gsize n, TgPackFlags flags)
{
  g_autoptr (GByteArray) wide = g_byte_array_new ();
  g_autoptr (GByteArray) plain = g_byte_array_new ();

  round_trip_once (wide, values, n, flags);
  tg_columns_plain = TRUE;
  round_trip_once (plain, values, n, flags);
  tg_columns_plain = FALSE;
  g_assert_cmpmem (wide->data, wide->len, plain->data, plain->len);
}

static void
test_every_width (void)
{
  gint64 values[700];

  for (guint width = 0; width <= 64; width++)
    for (gsize n = 0; n <= G_N_ELEMENTS (values); n += n < 5 ? 1 : 139)
      {
        for (gsize i = 0; i < n; i++)
          {
            const guint64 random = (guint64) g_test_rand_int () << 32 ^ (guint64) g_test_rand_int ();
            values[i] = (gint64) (width == 0 ? 42 : random >> (64 - width)) - 7;
          }
        round_trip (values, n, TG_PACK_PLAIN);
        round_trip (values, n, TG_PACK_DELTA);
        round_trip (values, n, TG_PACK_DELTA | TG_PACK_TIME);
      }
}

static void
test_extremes (void)
{
  const gint64 values[] = { G_MININT64, G_MAXINT64, 0, -1, 1, G_MININT64, G_MAXINT64, G_MININT64 + 1, G_MININT64 };

  for (guint flags = 0; flags < 4; flags++)
    round_trip (values, G_N_ELEMENTS (values), flags);
}

static void
test_small (void)
{
  gint64 seconds[4096];
  g_autoptr (GByteArray) blob = g_byte_array_new ();

  for (guint i = 0; i < G_N_ELEMENTS (seconds); i++)
    seconds[i] = G_GINT64_CONSTANT (1735689600000000) + (gint64) i * 3 * 1000000;
  tg_columns_begin (blob, 1);
  tg_columns_add (blob, 0, seconds, G_N_ELEMENTS (seconds), TG_PACK_DELTA | TG_PACK_TIME);
  /* even steps of whole seconds cost next to nothing */
  g_assert_cmpuint (blob->len, <, 200);
}

/* Whatever stands in a blob, reading it ends and stays within bounds (run under ASan and UBSan). */
static void
test_hostile (void)
{
  gint64 values[600], got[600];
  g_autoptr (GByteArray) blob = g_byte_array_new ();
  TgColumns columns;

  for (guint i = 0; i < G_N_ELEMENTS (values); i++)
    values[i] = (gint64) i * i * 1000003;
  tg_columns_begin (blob, 2);
  tg_columns_add (blob, 0, values, 600, TG_PACK_DELTA);
  tg_columns_add (blob, 1, values, 600, TG_PACK_PLAIN);
  for (guint round = 0; round < 20000; round++)
    {
      const gsize size = g_test_rand_int_range (0, blob->len + 1);
      g_autofree guint8 *bytes = g_memdup2 (blob->data, size);
      for (guint k = 0; k < 4 && size > 0; k++)
        bytes[g_test_rand_int_range (0, k < 2 ? MIN (size, 40) : size)] = g_test_rand_int ();
      if (tg_columns_open (&columns, bytes, size))
        for (guint column = 0; column < columns.n_columns; column++)
          tg_columns_read (&columns, column, got, G_N_ELEMENTS (got));
      tg_block_free (tg_block_read (1, bytes, size, 600, TG_COL_ALL));
    }
  g_assert_false (tg_columns_open (&columns, blob->data, blob->len - 1));
  g_assert_false (tg_columns_open (&columns, "", 0));
}

static void
test_hostile_blocks (void)
{
  TgStored records[50] = { 0 };
  TgStoredParty parties[100];
  guint32 order[50];
  g_autoptr (GByteArray) blob = g_byte_array_new ();

  for (guint i = 0; i < 50; i++)
    {
      records[i] = (TgStored) { .time = 1000 - i, .evidence = 1, .offset = i, .n_parties = 2, .first_party = 2 * i };
      parties[2 * i] = (TgStoredParty) { TG_PARTY_ACTOR, i };
      parties[2 * i + 1] = (TgStoredParty) { TG_PARTY_ADDRESS, 1000 + i };
    }
  tg_block_sort (records, 50, order);
  g_autoptr (GArray) scratch = g_array_new (FALSE, FALSE, sizeof (gint64));
  tg_block_write (blob, scratch, records, order, 50, parties);
  g_autoptr (TgBlock) block = tg_block_read (1, blob->data, blob->len, 50, TG_COL_ALL);
  g_assert_nonnull (block);
  g_assert_cmpint (block->columns[TG_COL_TIME][0], ==, 951);
  g_assert_true (tg_block_has_party (block, 0, 49));
  g_assert_true (tg_block_has_party (block, 0, 1049));
  g_assert_false (tg_block_has_party (block, 1, 49));
  for (guint round = 0; round < 20000; round++)
    {
      g_autofree guint8 *bytes = g_memdup2 (blob->data, blob->len);
      for (guint k = 0; k < 3; k++)
        bytes[g_test_rand_int_range (0, blob->len)] = g_test_rand_int ();
      TgBlock *hostile = tg_block_read (1, bytes, blob->len, 50, TG_COL_ALL);
      for (gsize i = 0; hostile != NULL && i < hostile->n; i++)
        tg_block_has_party (hostile, i, 7);
      tg_block_free (hostile);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/store/codec/every-width", test_every_width);
  g_test_add_func ("/store/codec/extremes", test_extremes);
  g_test_add_func ("/store/codec/small", test_small);
  g_test_add_func ("/store/codec/hostile", test_hostile);
  g_test_add_func ("/store/codec/hostile-blocks", test_hostile_blocks);
  return g_test_run ();
}
