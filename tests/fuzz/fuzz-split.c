/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/fuzz/fuzz.h"
#include "core/ingest/json.h"
#include "core/ingest/jsonsplit.h"

/* Whole, and in two pieces cut where the first byte says: the same slices; each of them may be parsed. */
static GArray *
split (const guint8 *data, gsize size, gsize cut)
{
  g_autoptr (TgJsonSplit) splitter = tg_json_split_new (0);
  GArray *slices = g_array_new (FALSE, FALSE, sizeof (TgSlice));

  if (cut > 0)
    tg_json_split_feed (splitter, (const char *) data, 0, cut, FALSE, slices);
  const guint64 keep = tg_json_split_keep (splitter);
  tg_json_split_feed (splitter, (const char *) data + keep, keep, size - keep, TRUE, slices);
  return slices;
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  if (size == 0)
    return 0;
  g_autoptr (GArray) whole = split (data, size, 0);
  g_autoptr (GArray) pieces = split (data, size, data[0] % size);
  g_autoptr (TgJson) json = tg_json_new ();

  g_assert_cmpuint (whole->len, ==, pieces->len);
  for (guint i = 0; i < whole->len; i++)
    {
      const TgSlice *a = &g_array_index (whole, TgSlice, i), *b = &g_array_index (pieces, TgSlice, i);
      TgJsonDoc doc;
      g_assert_true (a->offset == b->offset && a->length == b->length && a->reason == b->reason);
      if (a->reason != NULL)
        continue;
      tg_json_parse (json, (const char *) data + a->offset, a->length, &doc);
      if (doc.error == NULL)
        tg_json_hash (&doc, 0);
    }
  return 0;
}
