/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "core/ingest/archive.h"
#include "tests/fuzz/fuzz.h"

static gboolean
take (gpointer data, const TgMember *member, GError **error)
{
  guint *n = data;

  g_assert_true ((member->source == NULL) == (member->note != NULL));
  if (member->source != NULL)
    {
      char buffer[4096];
      guint64 total = 0;
      gsize got;
      while ((got = tg_source_read (member->source, buffer, sizeof buffer)) > 0 && total < 1024 * 1024)
        total += got;
      tg_source_free (member->source);
    }
  return ++*n < 100;
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  g_autoptr (GBytes) bytes = g_bytes_new (data, size);
  g_autoptr (TgSource) source = tg_source_new_bytes (bytes);
  g_autofree char *problem = NULL;
  guint n = 0;

  tg_archive_read (source, NULL, take, &n, &problem, NULL);
  g_assert_true (problem == NULL || g_utf8_validate (problem, -1, NULL));
  return 0;
}
