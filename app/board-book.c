/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tg-app"

#include "app/board-book.h"

#include <glib/gi18n.h>
#include <json-glib/json-glib.h>

#include "app/format.h"
#include "app/session.h"

#define BOOK_BYTES (1024 * 1024)
#define BOOK_DEPTH 8

void
tg_book_board_free (gpointer data)
{
  TgBookBoard *board = data;

  if (board == NULL)
    return;
  g_free (board->id);
  g_free (board->name);
  g_free (board->json);
  g_free (board);
}

static TgBook *
book_empty (void)
{
  TgBook *self = g_new0 (TgBook, 1);

  self->boards = g_ptr_array_new_with_free_func (tg_book_board_free);
  return self;
}

TgBook *
tg_book_new (void)
{
  TgBook *self = book_empty ();

  tg_book_add (self, 0, NULL);
  return self;
}

void
tg_book_free (TgBook *self)
{
  if (self == NULL)
    return;
  g_ptr_array_unref (self->boards);
  g_free (self);
}

TgBookBoard *
tg_book_get (const TgBook *self, guint i)
{
  return i < self->boards->len ? g_ptr_array_index (self->boards, i) : NULL;
}

TgBookBoard *
tg_book_now (const TgBook *self)
{
  return tg_book_get (self, self->current);
}

gboolean
tg_book_find (const TgBook *self, const char *id, guint *i)
{
  for (*i = 0; *i < self->boards->len; (*i)++)
    if (g_strcmp0 (tg_book_get (self, *i)->id, id) == 0)
      return TRUE;
  return FALSE;
}

static char *
clean_name (const char *name)
{
  g_autofree char *line = name != NULL ? tg_format_line (name, TG_BOOK_NAME_MAX) : NULL;

  if (line == NULL || g_strstrip (line)[0] == '\0')
    return NULL;
  return g_steal_pointer (&line);
}

static gboolean
has_name (const TgBook *self, const char *name)
{
  for (guint i = 0; i < self->boards->len; i++)
    if (g_str_equal (tg_book_get (self, i)->name, name))
      return TRUE;
  return FALSE;
}

static char *
next_name (const TgBook *self)
{
  for (guint i = 1;; i++)
    {
      g_autofree char *name = g_strdup_printf (_("Board %u"), i);

      if (!has_name (self, name))
        return g_steal_pointer (&name);
    }
}

TgBookBoard *
tg_book_put (TgBook *self, guint at, TgBookBoard *board)
{
  at = MIN (at, self->boards->len);
  g_ptr_array_insert (self->boards, (int) at, board);
  if (self->boards->len > 1 && at <= self->current)
    self->current++;
  return board;
}

TgBookBoard *
tg_book_add (TgBook *self, guint at, const char *name)
{
  TgBookBoard *board;

  if (self->boards->len >= TG_BOOK_MAX)
    return NULL;
  board = g_new0 (TgBookBoard, 1);
  board->id = g_uuid_string_random ();
  board->name = clean_name (name);
  if (board->name == NULL)
    board->name = next_name (self);
  return tg_book_put (self, at, board);
}

TgBookBoard *
tg_book_take (TgBook *self, guint i)
{
  TgBookBoard *board;

  if (i >= self->boards->len || self->boards->len == 1)
    return NULL;
  board = g_ptr_array_steal_index (self->boards, i);
  if (self->current > i || self->current == self->boards->len)
    self->current--;
  return board;
}

gboolean
tg_book_rename (TgBook *self, guint i, const char *name)
{
  g_autofree char *line = clean_name (name);
  TgBookBoard *board = tg_book_get (self, i);

  if (line == NULL || board == NULL)
    return FALSE;
  g_free (board->name);
  board->name = g_steal_pointer (&line);
  return TRUE;
}

void
tg_book_renew (TgBookBoard *board)
{
  g_free (board->id);
  board->id = g_uuid_string_random ();
}

char *
tg_book_state (const TgBookBoard *board)
{
  return g_strconcat ("board/", board->id, NULL);
}

/* As text */

char *
tg_book_to_json (const TgBook *self)
{
  g_autoptr (JsonBuilder) b = json_builder_new ();
  g_autoptr (JsonNode) root = NULL;

  json_builder_begin_object (b);
  json_builder_set_member_name (b, "version");
  json_builder_add_int_value (b, 1);
  json_builder_set_member_name (b, "current");
  json_builder_add_int_value (b, self->current);
  json_builder_set_member_name (b, "boards");
  json_builder_begin_array (b);
  for (guint i = 0; i < self->boards->len; i++)
    {
      const TgBookBoard *board = tg_book_get (self, i);

      json_builder_begin_object (b);
      json_builder_set_member_name (b, "id");
      json_builder_add_string_value (b, board->id);
      json_builder_set_member_name (b, "name");
      json_builder_add_string_value (b, board->name);
      json_builder_set_member_name (b, "changed");
      json_builder_add_int_value (b, board->changed);
      json_builder_set_member_name (b, "nodes");
      json_builder_add_int_value (b, board->nodes);
      json_builder_end_object (b);
    }
  json_builder_end_array (b);
  json_builder_end_object (b);
  root = json_builder_get_root (b);
  return json_to_string (root, FALSE);
}

static gint64
get_int (JsonObject *object, const char *name)
{
  JsonNode *node = json_object_get_member (object, name);

  return node != NULL && JSON_NODE_HOLDS_VALUE (node) && json_node_get_value_type (node) == G_TYPE_INT64 ? json_node_get_int (node) : 0;
}

static const char *
get_text (JsonObject *object, const char *name)
{
  JsonNode *node = json_object_get_member (object, name);

  return node != NULL && JSON_NODE_HOLDS_VALUE (node) && json_node_get_value_type (node) == G_TYPE_STRING ? json_node_get_string (node) : NULL;
}

static void
read_board (TgBook *self, JsonObject *object)
{
  const char *id = get_text (object, "id");
  TgBookBoard *board;
  guint found;

  if (id == NULL || !g_uuid_string_is_valid (id) || tg_book_find (self, id, &found))
    return;
  board = tg_book_add (self, self->boards->len, get_text (object, "name"));
  if (board == NULL)
    return;
  g_free (board->id);
  board->id = g_strdup (id);
  board->changed = MAX (get_int (object, "changed"), 0);
  board->nodes = (guint) CLAMP (get_int (object, "nodes"), 0, 1000000);
}

TgBook *
tg_book_from_json (const char *json)
{
  g_autoptr (JsonParser) parser = json_parser_new_immutable ();
  g_autoptr (TgBook) self = book_empty ();
  JsonNode *root, *node;

  if (json == NULL || !tg_json_is_bounded (json, BOOK_BYTES, BOOK_DEPTH) || !json_parser_load_from_data (parser, json, -1, NULL))
    return NULL;
  root = json_parser_get_root (parser);
  if (root == NULL || !JSON_NODE_HOLDS_OBJECT (root))
    return NULL;
  node = json_object_get_member (json_node_get_object (root), "boards");
  if (node == NULL || !JSON_NODE_HOLDS_ARRAY (node))
    return NULL;
  for (guint i = 0; i < json_array_get_length (json_node_get_array (node)) && i < TG_BOOK_MAX; i++)
    {
      JsonNode *item = json_array_get_element (json_node_get_array (node), i);

      if (JSON_NODE_HOLDS_OBJECT (item))
        read_board (self, json_node_get_object (item));
    }
  if (self->boards->len == 0)
    return NULL;
  self->current = (guint) CLAMP (get_int (json_node_get_object (root), "current"), 0, (gint64) self->boards->len - 1);
  return g_steal_pointer (&self);
}
