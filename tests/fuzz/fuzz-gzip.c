/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/fuzz/fuzz.h"
#include "core/ingest/source.h"

#define MOST (64 * 1024 * 1024)

/* All of it, by pieces; prepared: its first member at once, where it says how long it is. */
static GByteArray *
read_all (GBytes *bytes, gboolean prepared, const char **problem)
{
  g_autoptr (TgSlabs) slabs = tg_slabs_new (64 * 1024, 1);
  GByteArray *text = g_byte_array_new ();
  TgSource *source = tg_source_new_bytes (bytes);
  char buffer[4096];
  gsize n;

  if (prepared && tg_source_inflate (source, slabs, MOST))
    {
      TgPiece piece = tg_source_text (source, &n);
      g_assert_cmpuint (piece.room, >=, n + TG_SOURCE_ROOM);
      g_byte_array_append (text, (const guint8 *) piece.data, n);
      tg_slabs_give (slabs, &piece);
    }
  while (text->len < MOST && (n = tg_source_read (source, buffer, sizeof buffer)) > 0)
    g_byte_array_append (text, (const guint8 *) buffer, n);
  *problem = tg_source_problem (source);
  while (tg_source_drain (source))
    continue;
  g_autoptr (GBytes) all = tg_source_take (source);
  g_assert_true (g_bytes_equal (all, bytes));
  tg_source_free (source);
  return text;
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  g_autoptr (GBytes) bytes = g_bytes_new (data, size);
  const char *problems[2];
  g_autoptr (GByteArray) one = read_all (bytes, FALSE, &problems[0]), other = read_all (bytes, TRUE, &problems[1]);

  if (one->len < MOST)
    {
      g_assert_cmpmem (one->data, one->len, other->data, other->len);
      g_assert_cmpstr (problems[0], ==, problems[1]);
    }
  return 0;
}
