/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tg-simulate"

#include <json-glib/json-glib.h>
#include <errno.h>
#include <glib/gstdio.h>

#include "core/base/time.h"
#include "core/simulate/story.h"

static void
member (JsonBuilder *builder, const char *name, const char *value)
{
  json_builder_set_member_name (builder, name);
  json_builder_add_string_value (builder, value);
}

static void
member_time (JsonBuilder *builder, const char *name, gint64 time)
{
  g_autoptr (GString) text = g_string_new (NULL);

  tg_sim_time (text, time);
  member (builder, name, text->str);
}

static void
member_list (JsonBuilder *builder, const char *name, GPtrArray *values)
{
  json_builder_set_member_name (builder, name);
  json_builder_begin_array (builder);
  for (guint i = 0; i < values->len; i++)
    json_builder_add_string_value (builder, g_ptr_array_index (values, i));
  json_builder_end_array (builder);
}

static void
add_entities (JsonBuilder *builder, const TgSimStory *story)
{
  json_builder_set_member_name (builder, "entities");
  json_builder_begin_object (builder);
  member (builder, "leaked_key", story->leaked->key);
  member (builder, "leaked_user", story->leaked->principal);
  member (builder, "leaked_user_arn", "arn:aws:iam::444455556666:user/ci-legacy-deploy");
  member (builder, "address", story->address);
  member (builder, "second_address", story->second_address);
  member (builder, "first_role", story->hop_role);
  member (builder, "first_role_arn", "arn:aws:iam::444455556666:role/deploy-admin");
  member (builder, "first_session", story->hop_session);
  member (builder, "first_session_key", story->hop_key);
  member (builder, "second_role", story->final_role);
  member (builder, "second_role_arn", "arn:aws:iam::111122223333:role/cross-account-deploy");
  member (builder, "second_session", story->final_session);
  member (builder, "second_session_key", story->final_key);
  member (builder, "back_door_user", story->back_door);
  member (builder, "back_door_user_id", story->back_door_id);
  member (builder, "back_door_key", story->back_door_key);
  member (builder, "instance", story->machine->id);
  member (builder, "instance_address", story->machine->address);
  member (builder, "bucket", story->bucket);
  member (builder, "snapshot", story->snapshot);
  member (builder, "outside_account", story->outside_account);
  json_builder_end_object (builder);
}

static void
add_steps (JsonBuilder *builder, const TgSimStory *story)
{
  json_builder_set_member_name (builder, "steps");
  json_builder_begin_array (builder);
  for (guint i = 0; i < story->steps->len; i++)
    {
      const TgSimStep *step = g_ptr_array_index (story->steps, i);

      json_builder_begin_object (builder);
      member (builder, "name", step->name);
      member (builder, "what", step->what);
      member (builder, "tactic", step->tactic);
      member (builder, "technique", step->technique);
      member (builder, "account", step->account);
      member (builder, "region", step->region);
      member_time (builder, "from", step->from);
      member_time (builder, "to", step->to);
      member_list (builder, "event_ids", step->ids);
      json_builder_end_object (builder);
    }
  json_builder_end_array (builder);
}

gboolean
tg_sim_answer_write (const TgSimStory *story, const char *folder, const guint64 counts[TG_SIM_LOGS], guint32 seed, GError **error)
{
  static const char * const kinds[TG_SIM_LOGS] = { "cloudtrail", "vpcflow", "guardduty", "securityhub" };
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  g_autoptr (JsonGenerator) generator = json_generator_new ();
  g_autofree char *path = g_build_filename (folder, "answer-key.json", NULL);

  json_builder_begin_object (builder);
  member (builder, "about", "What is hidden in the logs beside this file; written by trailgraph-cli simulate");
  json_builder_set_member_name (builder, "seed");
  json_builder_add_int_value (builder, seed);
  json_builder_set_member_name (builder, "records");
  json_builder_begin_object (builder);
  for (guint i = 0; i < TG_SIM_LOGS; i++)
    {
      json_builder_set_member_name (builder, kinds[i]);
      json_builder_add_int_value (builder, (gint64) counts[i]);
    }
  json_builder_end_object (builder);
  add_entities (builder, story);
  add_steps (builder, story);
  member_list (builder, "guardduty_findings", story->findings);
  json_builder_end_object (builder);

  g_autoptr (JsonNode) root = json_builder_get_root (builder);
  json_generator_set_root (generator, root);
  json_generator_set_pretty (generator, TRUE);
  g_autofree char *text = json_generator_to_data (generator, NULL);
  g_autofree char *lines = g_strconcat (text, "\n", NULL);
  g_autoptr (GError) local = NULL;
  if (g_file_set_contents (path, lines, -1, &local))
    return TRUE;
  g_set_error (error, TG_ERROR, g_error_matches (local, G_FILE_ERROR, G_FILE_ERROR_NOSPC) ? TG_ERROR_FULL : TG_ERROR_IO, "%s", local->message);
  return FALSE;
}
