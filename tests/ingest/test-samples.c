/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tg-test"

#include "tests/ingest/collect.h"

#include <string.h>

/* Counts against a folder of real logs with an expected.tsv: file, kind, records, distinct ids, format. Skipped without TG_SAMPLES. */

static const char * const kinds[][2] = {
  { "cloudtrail", "1" }, { "ct-insight", "2" }, { "vpcflow", "3" }, { "guardduty", "4" }, { "asff", "5" }, { "other", "0" }, { "k8s-audit", "6" }, { "ocsf", "7" },
};

static int
kind_of (const char *word)
{
  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    if (strcmp (kinds[i][0], word) == 0)
      return kinds[i][1][0] - '0';
  return -1;
}

/* Distinct ids as the records state them; all that have none count as one. */
static guint
distinct_ids (Collect *collect)
{
  g_autoptr (GHashTable) ids = g_hash_table_new (g_str_hash, g_str_equal);

  for (guint i = 0; i < collect->records->len; i++)
    {
      const TgSpan id = tg_record_get (&((CollectRecord *) g_ptr_array_index (collect->records, i))->record, TG_FIELD_CT_EVENT_ID);
      g_hash_table_add (ids, (gpointer) (id.len > 0 ? id.str : ""));
    }
  return g_hash_table_size (ids);
}

static void
check_row (const char *folder, char **cells)
{
  const int kind = kind_of (cells[1]);
  g_autofree char *path = g_build_filename (folder, cells[0], NULL);
  const char *paths[] = { path, NULL };
  g_autoptr (Collect) collect = collect_new ();
  g_autoptr (GError) error = NULL;
  guint64 n = 0, distinct = g_ascii_strtoull (cells[3], NULL, 10), want = g_ascii_strtoull (cells[2], NULL, 10);

  g_assert_true (tg_import_paths (&collect->sink, paths, NULL, NULL, &error));
  g_assert_cmpuint (collect->files->len, ==, 1);
  const CollectFile *file = g_ptr_array_index (collect->files, 0);
  for (guint i = 0; i < collect->records->len; i++)
    if ((int) ((CollectRecord *) g_ptr_array_index (collect->records, i))->record.kind == kind)
      n++;
  /* records of one kind and one file: what is no record of the kind is a duplicate, so counts are compared with them */
  if (n + file->duplicates < want || n > want || (distinct > 0 && distinct_ids (collect) != distinct) || file->rejected > 0)
    {
      g_autofree char *dump = collect_dump (collect);
      g_test_message ("%s %s: %" G_GUINT64_FORMAT " of %s\n%s", cells[0], cells[1], n, cells[2], dump);
      g_test_fail ();
    }
}

static void
test_samples (void)
{
  const char *folder = g_getenv ("TG_SAMPLES");
  g_autofree char *table = folder != NULL ? g_build_filename (folder, "expected.tsv", NULL) : NULL;
  g_autofree char *text = NULL;

  if (table == NULL || !g_file_get_contents (table, &text, NULL, NULL))
    {
      g_test_skip ("TG_SAMPLES is not set");
      return;
    }
  g_auto (GStrv) lines = g_strsplit (text, "\n", -1);
  for (guint i = 1; lines[i] != NULL; i++)
    {
      g_auto (GStrv) cells = g_strsplit (lines[i], "\t", -1);
      if (g_strv_length (cells) >= 5 && kind_of (cells[1]) >= 0)
        check_row (folder, cells);
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/ingest/samples", test_samples);
  return g_test_run ();
}
