/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "core/simulate/simulate.h"

#include <glib/gstdio.h>
#include <json-glib/json-glib.h>
#include <libdeflate.h>
#include <string.h>

#include "core/base/time.h"

typedef struct
{
  guint64     cloudtrail, flows, guardduty, securityhub, files;
  GHashTable *ids;         /* event and finding ids */
  GHashTable *keys_given;  /* access keys that an AssumeRole… or CreateAccessKey answered */
  GHashTable *keys_used;
  gint64      first, last;
} Seen;

typedef void (*OnFile) (const char *path, const char *text, gsize len, gpointer data);

static char *
inflate (const char *path, gsize *len)
{
  g_autofree char *packed = NULL;
  gsize size;
  g_autoptr (GError) error = NULL;

  g_file_get_contents (path, &packed, &size, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (size, >, 18);
  /* no name and no time in the header: what makes two runs the same */
  g_assert_cmpmem (packed, 8, "\x1f\x8b\x08\x00\x00\x00\x00\x00", 8);
  guint32 inflated;
  memcpy (&inflated, packed + size - 4, 4);
  inflated = GUINT32_FROM_LE (inflated);
  char *text = g_malloc (inflated + 1);
  struct libdeflate_decompressor *d = libdeflate_alloc_decompressor ();
  g_assert_cmpint (libdeflate_gzip_decompress (d, packed, size, text, inflated, len), ==, LIBDEFLATE_SUCCESS);
  libdeflate_free_decompressor (d);
  text[*len] = '\0';
  return text;
}

static void
walk (const char *folder, OnFile on_file, gpointer data)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_free);
  const char *name;

  g_assert_nonnull (dir);
  while ((name = g_dir_read_name (dir)) != NULL)
    g_ptr_array_add (names, g_strdup (name));
  for (guint i = 0; i < names->len; i++)
    {
      g_autofree char *path = g_build_filename (folder, g_ptr_array_index (names, i), NULL);

      if (g_file_test (path, G_FILE_TEST_IS_DIR))
        walk (path, on_file, data);
      else if (g_str_has_suffix (path, ".gz"))
        {
          gsize len;
          g_autofree char *text = inflate (path, &len);
          on_file (path, text, len, data);
        }
    }
}

static void
see_event (JsonArray *array, guint index, JsonNode *node, gpointer data)
{
  Seen *seen = data;
  JsonObject *event = json_node_get_object (node), *identity = json_object_get_object_member (event, "userIdentity");
  const char *id = json_object_get_string_member (event, "eventID");
  gint64 time;

  g_assert_true (tg_time_parse (tg_span_str (json_object_get_string_member (event, "eventTime")), &time));
  seen->first = MIN (seen->first, time);
  seen->last = MAX (seen->last, time);
  g_assert_true (g_hash_table_add (seen->ids, g_strdup (id)));
  g_assert_nonnull (json_object_get_string_member (event, "eventSource"));
  g_assert_nonnull (json_object_get_string_member (event, "sourceIPAddress"));
  g_assert_true (json_object_has_member (event, "requestParameters"));
  if (json_object_has_member (identity, "accessKeyId"))
    g_hash_table_add (seen->keys_used, g_strdup (json_object_get_string_member (identity, "accessKeyId")));
  JsonNode *response = json_object_get_member (event, "responseElements");
  if (JSON_NODE_HOLDS_OBJECT (response) && json_object_has_member (json_node_get_object (response), "credentials"))
    g_hash_table_add (seen->keys_given, g_strdup (json_object_get_string_member (json_object_get_object_member (json_node_get_object (response), "credentials"), "accessKeyId")));
  seen->cloudtrail++;
}

static JsonNode *
parse (const char *text, gssize len)
{
  g_autoptr (JsonParser) parser = json_parser_new_immutable ();
  g_autoptr (GError) error = NULL;

  json_parser_load_from_data (parser, text, len, &error);
  g_assert_no_error (error);
  return json_node_copy (json_parser_get_root (parser));
}

static void
see_flow (Seen *seen, const char *line, guint columns)
{
  g_auto (GStrv) fields = g_strsplit (line, " ", -1);

  g_assert_cmpuint (g_strv_length (fields), ==, columns);
  g_assert_cmpuint (strlen (fields[1]), ==, 12);
  g_assert_true (g_str_has_prefix (fields[2], "eni-"));
  g_assert_true (g_str_equal (fields[13], "OK") || g_str_equal (fields[13], "NODATA") || g_str_equal (fields[13], "SKIPDATA"));
  seen->flows++;
}

static void
see_file (const char *path, const char *text, gsize len, gpointer data)
{
  Seen *seen = data;

  seen->files++;
  g_assert_cmpuint (strlen (text), ==, len);
  if (strstr (path, "/CloudTrail/") != NULL)
    {
      g_autoptr (JsonNode) root = parse (text, (gssize) len);
      json_array_foreach_element (json_object_get_array_member (json_node_get_object (root), "Records"), see_event, seen);
      return;
    }
  g_auto (GStrv) lines = g_strsplit (text, "\n", -1);
  guint n = g_strv_length (lines);
  g_assert_cmpstr (lines[n - 1], ==, "");
  if (strstr (path, "/vpcflowlogs/") != NULL)
    {
      g_auto (GStrv) header = g_strsplit (lines[0], " ", -1);
      g_assert_cmpstr (header[0], ==, "version");
      for (guint i = 1; i + 1 < n; i++)
        see_flow (seen, lines[i], g_strv_length (header));
      return;
    }
  for (guint i = 0; i + 1 < n; i++)
    {
      g_autoptr (JsonNode) root = parse (lines[i], -1);
      JsonObject *finding = json_node_get_object (root);
      gboolean guardduty = strstr (path, "/GuardDuty/") != NULL;

      g_assert_true (g_hash_table_add (seen->ids, g_strdup (json_object_get_string_member (finding, guardduty ? "id" : "Id"))));
      *(guardduty ? &seen->guardduty : &seen->securityhub) += 1;
    }
}

static void
seen_init (Seen *seen)
{
  *seen = (Seen) { .first = G_MAXINT64, .last = 0 };
  seen->ids = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  seen->keys_given = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  seen->keys_used = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
}

static void
seen_clear (Seen *seen)
{
  g_hash_table_unref (seen->ids);
  g_hash_table_unref (seen->keys_given);
  g_hash_table_unref (seen->keys_used);
}

static char *
simulate (TgSimulateOptions options)
{
  g_autoptr (GError) error = NULL;
  char *folder = g_dir_make_tmp ("tg-simulate-XXXXXX", &error);

  g_assert_no_error (error);
  tg_simulate (folder, &options, NULL, &error);
  g_assert_no_error (error);
  return folder;
}

static void
remove_tree (const char *path)
{
  if (g_file_test (path, G_FILE_TEST_IS_DIR))
    {
      g_autoptr (GDir) dir = g_dir_open (path, 0, NULL);
      const char *name;

      while ((name = g_dir_read_name (dir)) != NULL)
        {
          g_autofree char *child = g_build_filename (path, name, NULL);
          remove_tree (child);
        }
    }
  g_remove (path);
}

static void
hash_file (const char *path, const char *text, gsize len, gpointer data)
{
  /* the path below the temporary folder belongs to what must be the same */
  g_hash_table_insert (data, g_strdup (strstr (path, "/AWSLogs/")), g_compute_checksum_for_data (G_CHECKSUM_SHA256, (const guchar *) text, len));
}

static void
test_deterministic (void)
{
  g_autofree char *a = simulate ((TgSimulateOptions) { .days = 3, .events = 3000, .seed = 5 });
  g_autofree char *b = simulate ((TgSimulateOptions) { .days = 3, .events = 3000, .seed = 5 });
  g_autofree char *c = simulate ((TgSimulateOptions) { .days = 3, .events = 3000, .seed = 6 });
  g_autoptr (GHashTable) in_a = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  g_autoptr (GHashTable) in_b = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  g_autoptr (GHashTable) in_c = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  GHashTableIter iter;
  gpointer path, sum;
  guint same_as_other_seed = 0;

  walk (a, hash_file, in_a);
  walk (b, hash_file, in_b);
  walk (c, hash_file, in_c);
  g_assert_cmpuint (g_hash_table_size (in_a), >, 10);
  g_assert_cmpuint (g_hash_table_size (in_a), ==, g_hash_table_size (in_b));
  g_hash_table_iter_init (&iter, in_a);
  while (g_hash_table_iter_next (&iter, &path, &sum))
    {
      g_assert_cmpstr (g_hash_table_lookup (in_b, path), ==, sum);
      same_as_other_seed += g_strcmp0 (g_hash_table_lookup (in_c, path), sum) == 0;
    }
  g_assert_cmpuint (same_as_other_seed, ==, 0);
  remove_tree (a);
  remove_tree (b);
  remove_tree (c);
}

static void
check_step (JsonArray *array, guint index, JsonNode *node, gpointer data)
{
  Seen *seen = data;
  JsonArray *ids = json_object_get_array_member (json_node_get_object (node), "event_ids");

  for (guint i = 0; i < json_array_get_length (ids); i++)
    g_assert_true (g_hash_table_contains (seen->ids, json_array_get_string_element (ids, i)));
}

static void
test_story (void)
{
  TgSimulateOptions options = TG_SIMULATE_SAMPLE;
  options.events = 6000;
  g_autofree char *folder = simulate (options);
  g_autofree char *path = g_build_filename (folder, "answer-key.json", NULL), *text = NULL;
  Seen seen;

  seen_init (&seen);
  walk (folder, see_file, &seen);
  g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
  g_autoptr (JsonNode) root = parse (text, -1);
  JsonObject *key = json_node_get_object (root), *entities = json_object_get_object_member (key, "entities"), *records = json_object_get_object_member (key, "records");
  JsonArray *findings = json_object_get_array_member (key, "guardduty_findings");

  g_assert_cmpuint (json_array_get_length (json_object_get_array_member (key, "steps")), >=, 10);
  json_array_foreach_element (json_object_get_array_member (key, "steps"), check_step, &seen);
  g_assert_cmpuint (json_array_get_length (findings), >=, 8);
  for (guint i = 0; i < json_array_get_length (findings); i++)
    g_assert_true (g_hash_table_contains (seen.ids, json_array_get_string_element (findings, i)));
  g_assert_cmpint (json_object_get_int_member (records, "cloudtrail"), ==, (gint64) seen.cloudtrail);
  g_assert_cmpint (json_object_get_int_member (records, "vpcflow"), ==, (gint64) seen.flows);
  g_assert_cmpint (json_object_get_int_member (records, "guardduty"), ==, (gint64) seen.guardduty);
  g_assert_cmpint (json_object_get_int_member (records, "securityhub"), ==, (gint64) seen.securityhub);

  /* the chain can be followed: each key of it was handed out in an answer before it was used */
  g_assert_true (g_hash_table_contains (seen.keys_given, json_object_get_string_member (entities, "first_session_key")));
  g_assert_true (g_hash_table_contains (seen.keys_used, json_object_get_string_member (entities, "first_session_key")));
  g_assert_true (g_hash_table_contains (seen.keys_given, json_object_get_string_member (entities, "second_session_key")));
  g_assert_true (g_hash_table_contains (seen.keys_used, json_object_get_string_member (entities, "second_session_key")));
  g_assert_true (g_hash_table_contains (seen.keys_used, json_object_get_string_member (entities, "back_door_key")));
  GHashTableIter iter;
  gpointer used;
  g_hash_table_iter_init (&iter, seen.keys_used);
  while (g_hash_table_iter_next (&iter, &used, NULL))
    if (g_str_has_prefix (used, "ASIA") && !g_hash_table_contains (seen.keys_given, used))
      /* the administrator who contains it all began the session before the story */
      g_test_message ("not handed out in these logs: %s", (char *) used);
  seen_clear (&seen);
  remove_tree (folder);
}

static void
test_counts (void)
{
  static const guint64 sizes[] = { 2000, 8000, 30000 };

  for (guint i = 0; i < G_N_ELEMENTS (sizes); i++)
    {
      g_autofree char *folder = simulate ((TgSimulateOptions) { .days = 5, .events = sizes[i], .seed = 1 });
      Seen seen;

      seen_init (&seen);
      walk (folder, see_file, &seen);
      g_assert_cmpuint (seen.cloudtrail + seen.flows + seen.guardduty + seen.securityhub, ==, sizes[i]);
      g_assert_cmpuint (seen.cloudtrail, >, sizes[i] / 2);
      g_assert_cmpuint (seen.flows, >, sizes[i] / 4);
      /* 2025-03-03 and five days */
      g_assert_cmpint (seen.first, >=, G_GINT64_CONSTANT (1740960000) * TG_SECOND);
      g_assert_cmpint (seen.last, <, G_GINT64_CONSTANT (1740960000) * TG_SECOND + 5 * TG_DAY);
      seen_clear (&seen);
      remove_tree (folder);
    }
}

static void
test_refuses (void)
{
  g_autoptr (GError) error = NULL;
  TgSimulateOptions options = { .days = 4000, .events = 10, .seed = 1 };

  g_assert_false (tg_simulate ("/nonexistent", &options, NULL, &error));
  g_assert_error (error, TG_ERROR, TG_ERROR_USAGE);
  g_clear_error (&error);

  options.days = 1;
  g_assert_false (tg_simulate ("/proc/trailgraph-cannot-write-here", &options, NULL, &error));
  g_assert_error (error, TG_ERROR, TG_ERROR_IO);
  g_clear_error (&error);

  g_autofree char *folder = g_dir_make_tmp ("tg-simulate-XXXXXX", NULL);
  g_autoptr (TgJob) job = tg_job_new ("Simulating");
  tg_job_cancel (job);
  g_assert_false (tg_simulate (folder, &options, job, &error));
  g_assert_error (error, TG_ERROR, TG_ERROR_CANCELLED);
  remove_tree (folder);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/simulate/deterministic", test_deterministic);
  g_test_add_func ("/simulate/story", test_story);
  g_test_add_func ("/simulate/counts", test_counts);
  g_test_add_func ("/simulate/refuses", test_refuses);
  return g_test_run ();
}
