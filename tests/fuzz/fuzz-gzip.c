/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/fuzz/fuzz.h"
#include "core/ingest/source.h"

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  g_autoptr (GBytes) bytes = g_bytes_new (data, size);
  g_autoptr (TgSource) source = tg_source_new_bytes (bytes);
  char buffer[4096];
  guint64 total = 0;
  gsize n;

  while ((n = tg_source_read (source, buffer, sizeof buffer)) > 0 && total < 64 * 1024 * 1024)
    total += n;
  while (tg_source_drain (source))
    ;
  g_autoptr (GBytes) all = tg_source_take (source);
  g_assert_true (g_bytes_equal (all, bytes));
  return 0;
}
