/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "core/base/slabs.h"

#include <string.h>

static TgPiece
take (TgSlabs *slabs, gsize size, char fill)
{
  const TgPiece piece = tg_slabs_take (slabs, size);

  g_assert_cmpuint (piece.room, >=, size);
  g_assert_cmpuint ((guintptr) piece.data % 64, ==, 0);
  memset (piece.data, fill, piece.room);
  return piece;
}

/* Pieces lie side by side and are each its owner's; a slab is used again when the last of its pieces is back. */
static void
test_again (void)
{
  g_autoptr (TgSlabs) slabs = tg_slabs_new (1000 * 64, 4);
  TgPiece pieces[10];

  for (guint i = 0; i < G_N_ELEMENTS (pieces); i++)
    pieces[i] = take (slabs, 50 * 64 - i, 'a' + i);
  const char *first = pieces[0].data;
  for (guint i = 0; i < G_N_ELEMENTS (pieces); i++)
    {
      g_assert_true (pieces[i].data == first + i * 50 * 64);
      for (gsize k = 0; k < pieces[i].room; k++)
        g_assert_cmpint (pieces[i].data[k], ==, 'a' + i);
    }
  TgPiece large = take (slabs, 600 * 64, 'x');
  g_assert_true (large.data < first || large.data >= first + 1000 * 64);
  for (guint i = 0; i < G_N_ELEMENTS (pieces); i++)
    {
      g_assert_cmpuint (tg_slabs_kept (slabs), ==, 0);
      tg_slabs_give (slabs, &pieces[i]);
      g_assert_null (pieces[i].data);
    }
  g_assert_cmpuint (tg_slabs_kept (slabs), ==, 1);
  tg_slabs_give (slabs, &pieces[0]);
  TgPiece again = take (slabs, 500 * 64, 'y');
  g_assert_true (again.data == first);
  for (gsize k = 0; k < large.room; k++)
    g_assert_cmpint (large.data[k], ==, 'x');
  tg_slabs_give (slabs, &again);
  tg_slabs_give (slabs, &large);
}

/* No more is kept than was said, and nothing of what is larger than a slab. */
static void
test_bound (void)
{
  g_autoptr (TgSlabs) slabs = tg_slabs_new (64 * 1024, 2);
  TgPiece pieces[20];

  for (guint round = 0; round < 3; round++)
    {
      for (guint i = 0; i < G_N_ELEMENTS (pieces); i++)
        pieces[i] = take (slabs, i % 5 == 0 ? 64 * 1024 + 1 + i : i % 5 == 1 ? 0 : 40 * 1024, i);
      for (guint i = 0; i < G_N_ELEMENTS (pieces); i++)
        {
          g_assert_cmpint (pieces[i].data[pieces[i].room - 1], ==, (char) i);
          tg_slabs_give (slabs, &pieces[i]);
        }
      g_assert_cmpuint (tg_slabs_kept (slabs), ==, 2);
    }
}

static gpointer
take_and_give (gpointer slabs)
{
  TgPiece pieces[7] = { { NULL } };

  for (guint i = 0; i < 5000; i++)
    {
      TgPiece *piece = &pieces[i % G_N_ELEMENTS (pieces)];
      for (gsize k = 0; k < piece->room; k += 64)
        g_assert_cmpint (piece->data[k], ==, piece->data[0]);
      tg_slabs_give (slabs, piece);
      *piece = take (slabs, i * 97 % 20000, i);
    }
  for (guint i = 0; i < G_N_ELEMENTS (pieces); i++)
    tg_slabs_give (slabs, &pieces[i]);
  return NULL;
}

static void
test_threads (void)
{
  g_autoptr (TgSlabs) slabs = tg_slabs_new (64 * 1024, 3);
  GThread *threads[4];

  for (guint i = 0; i < 4; i++)
    threads[i] = g_thread_new ("taker", take_and_give, slabs);
  for (guint i = 0; i < 4; i++)
    g_thread_join (threads[i]);
  g_assert_cmpuint (tg_slabs_kept (slabs), <=, 3);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/base/slabs/again", test_again);
  g_test_add_func ("/base/slabs/bound", test_bound);
  g_test_add_func ("/base/slabs/threads", test_threads);
  return g_test_run ();
}
