/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tg-app"

#include "app/session.h"

#include <json-glib/json-glib.h>

#include "app/history.h"

#define SESSION_BYTES (16 * 1024 * 1024)
#define SESSION_DEPTH 32
#define WINDOW_MAX    16384

TgSession *
tg_session_new (void)
{
  TgSession *session = g_new0 (TgSession, 1);

  session->scope = TG_TIME_ALL;
  session->places = g_ptr_array_new_with_free_func ((GDestroyNotify) tg_place_free);
  return session;
}

void
tg_session_free (TgSession *session)
{
  if (session == NULL)
    return;
  g_ptr_array_unref (session->places);
  g_free (session->board);
  g_clear_pointer (&session->book, tg_book_free);
  g_free (session);
}

gboolean
tg_json_is_bounded (const char *json, gsize max_bytes, guint max_depth)
{
  gsize len = strlen (json);
  guint depth = 0;
  gboolean in_string = FALSE;

  if (len > max_bytes || !g_utf8_validate (json, (gssize) len, NULL))
    return FALSE;
  for (const char *p = json; *p != '\0'; p++)
    {
      if (in_string)
        {
          if (*p == '\\' && p[1] != '\0')
            p++;
          else if (*p == '"')
            in_string = FALSE;
        }
      else if (*p == '"')
        in_string = TRUE;
      else if (*p == '[' || *p == '{')
        {
          if (++depth > max_depth)
            return FALSE;
        }
      else if ((*p == ']' || *p == '}') && depth > 0)
        depth--;
    }
  return TRUE;
}

char *
tg_session_to_json (const TgSession *session)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  g_autoptr (JsonNode) root = NULL;

  json_builder_begin_object (builder);
  json_builder_set_member_name (builder, "version");
  json_builder_add_int_value (builder, 1);
  json_builder_set_member_name (builder, "from");
  json_builder_add_int_value (builder, session->scope.from);
  json_builder_set_member_name (builder, "to");
  json_builder_add_int_value (builder, session->scope.to);
  json_builder_set_member_name (builder, "width");
  json_builder_add_int_value (builder, session->width);
  json_builder_set_member_name (builder, "height");
  json_builder_add_int_value (builder, session->height);
  json_builder_set_member_name (builder, "maximized");
  json_builder_add_boolean_value (builder, session->maximized);
  json_builder_set_member_name (builder, "position");
  json_builder_add_int_value (builder, session->position);
  json_builder_set_member_name (builder, "places");
  json_builder_begin_array (builder);
  for (guint i = 0; i < session->places->len; i++)
    {
      g_autoptr (GVariant) variant = g_variant_ref_sink (tg_place_to_variant (session->places->pdata[i]));

      json_builder_add_value (builder, json_gvariant_serialize (variant));
    }
  json_builder_end_array (builder);
  if (session->board != NULL)
    {
      json_builder_set_member_name (builder, "board");
      json_builder_add_string_value (builder, session->board);
    }
  json_builder_end_object (builder);
  root = json_builder_get_root (builder);
  return json_to_string (root, FALSE);
}

static gint64
member_int (JsonObject *object, const char *name, gint64 fallback)
{
  JsonNode *node = json_object_get_member (object, name);

  return node != NULL && JSON_NODE_HOLDS_VALUE (node) && json_node_get_value_type (node) == G_TYPE_INT64 ? json_node_get_int (node) : fallback;
}

static void
read_places (TgSession *session, JsonNode *node)
{
  JsonArray *array;

  if (node == NULL || !JSON_NODE_HOLDS_ARRAY (node))
    return;
  array = json_node_get_array (node);
  for (guint i = 0; i < json_array_get_length (array) && session->places->len < TG_HISTORY_MAX; i++)
    {
      JsonNode *element = json_array_get_element (array, i);
      g_autoptr (GVariant) variant = NULL;
      TgPlace *place;

      if (!JSON_NODE_HOLDS_OBJECT (element))
        continue;
      variant = json_gvariant_deserialize (element, "a{sv}", NULL);
      if (variant == NULL)
        continue;
      g_variant_ref_sink (variant);
      place = tg_place_from_variant (variant);
      if (place != NULL)
        g_ptr_array_add (session->places, place);
    }
}

TgSession *
tg_session_from_json (const char *json)
{
  TgSession *session = tg_session_new ();
  g_autoptr (JsonParser) parser = json_parser_new_immutable ();
  JsonNode *root, *node;
  JsonObject *object;
  gint64 from, to;

  if (json == NULL || !tg_json_is_bounded (json, SESSION_BYTES, SESSION_DEPTH) || !json_parser_load_from_data (parser, json, -1, NULL))
    return session;
  root = json_parser_get_root (parser);
  if (root == NULL || !JSON_NODE_HOLDS_OBJECT (root))
    return session;
  object = json_node_get_object (root);
  from = member_int (object, "from", G_MININT64);
  to = member_int (object, "to", G_MAXINT64);
  if (from < to)
    session->scope = (TgTimeRange) { from, to };
  session->width = (int) CLAMP (member_int (object, "width", 0), 0, WINDOW_MAX);
  session->height = (int) CLAMP (member_int (object, "height", 0), 0, WINDOW_MAX);
  node = json_object_get_member (object, "maximized");
  session->maximized = node != NULL && JSON_NODE_HOLDS_VALUE (node) && json_node_get_value_type (node) == G_TYPE_BOOLEAN && json_node_get_boolean (node);
  read_places (session, json_object_get_member (object, "places"));
  session->position = (guint) CLAMP (member_int (object, "position", 0), 0, TG_HISTORY_MAX);
  node = json_object_get_member (object, "board");
  if (node != NULL && JSON_NODE_HOLDS_VALUE (node) && json_node_get_value_type (node) == G_TYPE_STRING)
    session->board = g_strdup (json_node_get_string (node));
  return session;
}
