/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/fuzz/fuzz.h"
#include "tests/ingest/collect.h"

#include <string.h>

void
fuzz_import (const char *prefix, const guint8 *data, gsize size)
{
  g_autoptr (GByteArray) all = g_byte_array_new ();
  g_autoptr (Collect) collect = collect_new ();
  const TgImportOptions options = { 1, FALSE, 4096 };

  g_byte_array_append (all, (const guint8 *) prefix, strlen (prefix));
  if (size > 0)
    g_byte_array_append (all, data, size);
  g_autoptr (GBytes) bytes = g_bytes_new (all->data, all->len);
  g_assert_true (tg_import_bytes (&collect->sink, "fuzz", "test:fuzz", bytes, &options, NULL, NULL));
  const CollectFile *file = g_ptr_array_index (collect->files, 0);
  g_assert_cmpuint (file->found, ==, file->stored + file->duplicates + file->rejected);
  g_assert_cmpuint (file->stored, ==, collect->records->len);
  for (guint i = 0; i < collect->records->len; i++)
    {
      const TgRecord *record = &((CollectRecord *) g_ptr_array_index (collect->records, i))->record;
      g_assert_cmpuint (record->offset + record->length, <=, file->inflated);
    }
}
