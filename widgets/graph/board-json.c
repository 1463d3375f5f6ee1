/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tg-widgets"

#include "widgets/graph/board-private.h"

#include <gio/gio.h>
#include <json-glib/json-glib.h>
#include <math.h>
#include <string.h>

#include "core/graph/grouping.h"

#define MAX_BYTES (128u << 20)
#define MAX_DEPTH 8
#define MAX_TEXT 4096

static void
put_int (JsonBuilder *b, const char *name, gint64 value)
{
  if (value == 0)
    return;
  json_builder_set_member_name (b, name);
  json_builder_add_int_value (b, value);
}

static void
put_text (JsonBuilder *b, const char *name, const char *value)
{
  if (value == NULL || *value == '\0' || !g_utf8_validate (value, -1, NULL))
    return;
  json_builder_set_member_name (b, name);
  json_builder_add_string_value (b, value);
}

static void
put_number (JsonBuilder *b, const char *name, double value)
{
  json_builder_set_member_name (b, name);
  json_builder_add_double_value (b, round (value * 1000) / 1000);
}

static void
put_node (JsonBuilder *b, const TgBoardNode *node)
{
  json_builder_begin_object (b);
  put_int (b, "id", node->id);
  put_text (b, "kind", tg_entity_kind_id (node->kind));
  put_text (b, "label", node->label);
  put_text (b, "sublabel", node->sublabel);
  put_text (b, "account", node->account);
  put_int (b, "severity", node->severity);
  put_int (b, "findings", node->findings);
  put_int (b, "first", node->first);
  put_int (b, "last", node->last);
  put_int (b, "records", (gint64) MIN (node->records, (guint64) G_MAXINT64));
  put_int (b, "unshown", node->unshown);
  put_int (b, "parent", node->parent);
  put_int (b, "members", node->members);
  put_int (b, "by", node->by);
  put_text (b, "note", node->note);
  put_text (b, "grouping", node->split > 0 ? tg_grouping_id ((TgGrouping) (node->split - 1)) : NULL);
  put_text (b, "part", node->part);
  put_int (b, "bundle", node->bundle);
  put_int (b, "colour", node->colour);
  put_int (b, "closed", node->closed);
  if (node->placed)
    {
      put_number (b, "x", node->x);
      put_number (b, "y", node->y);
    }
  put_int (b, "pinned", node->pinned);
  put_int (b, "hidden", node->hidden);
  put_int (b, "selected", node->selected);
  put_int (b, "expanded", node->expanded);
  json_builder_end_object (b);
}

static void
put_edge (JsonBuilder *b, const TgBoardEdge *edge)
{
  json_builder_begin_object (b);
  put_int (b, "id", edge->id);
  put_int (b, "source", edge->source);
  put_int (b, "target", edge->target);
  put_text (b, "kind", tg_relation_kind_id (edge->kind));
  put_int (b, "count", (gint64) MIN (edge->count, (guint64) G_MAXINT64));
  put_int (b, "failed", (gint64) MIN (edge->failed, (guint64) G_MAXINT64));
  put_int (b, "bytes", (gint64) MIN (edge->bytes, (guint64) G_MAXINT64));
  put_int (b, "first", edge->first);
  put_int (b, "last", edge->last);
  json_builder_end_object (b);
}

static void
put_kinds (JsonBuilder *b, const char *name, guint64 kinds, guint n, const char * (*id) (guint kind))
{
  if (kinds == 0)
    return;
  json_builder_set_member_name (b, name);
  json_builder_begin_array (b);
  for (guint i = 0; i < n; i++)
    if ((kinds >> i & 1) != 0 && id (i) != NULL)
      json_builder_add_string_value (b, id (i));
  json_builder_end_array (b);
}

static const char *
entity_id (guint kind)
{
  return tg_entity_kind_id ((TgEntityKind) kind);
}

static const char *
relation_id (guint kind)
{
  return tg_relation_kind_id ((TgRelationKind) kind);
}

static void
put_filter (JsonBuilder *b, const TgBoardFilter *filter)
{
  if (!filter->remove && !tg_board_filter_is_active (filter))
    return;
  json_builder_set_member_name (b, "filter");
  json_builder_begin_object (b);
  put_int (b, "remove", filter->remove != 0);
  put_kinds (b, "kinds", filter->kinds, TG_ENTITY_N_KINDS, entity_id);
  put_kinds (b, "relations", filter->relations, TG_RELATION_N_KINDS, relation_id);
  put_int (b, "severity", filter->severity);
  put_int (b, "count", (gint64) MIN (filter->count, (guint64) G_MAXINT64));
  if (filter->accounts != NULL && filter->accounts->len > 0)
    {
      json_builder_set_member_name (b, "accounts");
      json_builder_begin_array (b);
      for (guint i = 0; i < filter->accounts->len; i++)
        if (g_utf8_validate (g_ptr_array_index (filter->accounts, i), -1, NULL))
          json_builder_add_string_value (b, g_ptr_array_index (filter->accounts, i));
      json_builder_end_array (b);
    }
  put_text (b, "time", filter->time == TG_FILTER_SCOPE ? "scope" : filter->time == TG_FILTER_SPAN ? "span" : NULL);
  if (filter->time == TG_FILTER_SPAN)
    {
      put_int (b, "from", filter->span.from);
      put_int (b, "to", filter->span.to);
    }
  json_builder_end_object (b);
}

char *
tg_board_to_json (TgBoard *self)
{
  g_return_val_if_fail (TG_IS_BOARD (self), NULL);

  g_autoptr (JsonBuilder) b = json_builder_new ();
  TgViewport view = TG_VIEWPORT_INIT;

  json_builder_begin_object (b);
  put_int (b, "version", 1);
  if (tg_board_get_view (self, &view))
    {
      json_builder_set_member_name (b, "view");
      json_builder_begin_object (b);
      put_number (b, "x", view.x);
      put_number (b, "y", view.y);
      json_builder_set_member_name (b, "zoom");
      json_builder_add_double_value (b, view.zoom);
      put_number (b, "width", view.width);
      put_number (b, "height", view.height);
      json_builder_end_object (b);
    }
  put_filter (b, tg_board_get_filter (self));
  put_int (b, "size", tg_board_get_size (self));
  put_int (b, "communities", tg_board_get_communities (self));
  json_builder_set_member_name (b, "nodes");
  json_builder_begin_array (b);
  for (guint i = 0; i < tg_board_n_nodes (self); i++)
    put_node (b, tg_board_node (self, i));
  json_builder_end_array (b);
  json_builder_set_member_name (b, "edges");
  json_builder_begin_array (b);
  for (guint i = 0; i < tg_board_n_edges (self); i++)
    put_edge (b, tg_board_edge (self, i));
  json_builder_end_array (b);
  json_builder_end_object (b);
  g_autoptr (JsonNode) root = json_builder_get_root (b);
  return json_to_string (root, FALSE);
}

/* json-glib's parser recurses without a bound, so depth is looked at first. */
static gboolean
is_bounded (const char *json)
{
  guint depth = 0;
  gboolean text = FALSE;

  for (gsize i = 0; json[i] != '\0'; i++)
    {
      if (i >= MAX_BYTES)
        return FALSE;
      if (text)
        {
          if (json[i] == '\\' && json[i + 1] != '\0')
            i++;
          else if (json[i] == '"')
            text = FALSE;
        }
      else if (json[i] == '"')
        text = TRUE;
      else if (json[i] == '[' || json[i] == '{')
        {
          if (++depth > MAX_DEPTH)
            return FALSE;
        }
      else if ((json[i] == ']' || json[i] == '}') && depth > 0)
        depth--;
    }
  return TRUE;
}

/* Members of another type count as absent. */
static JsonNode *
value (JsonObject *o, const char *name)
{
  JsonNode *node = json_object_get_member (o, name);

  return node != NULL && JSON_NODE_HOLDS_VALUE (node) ? node : NULL;
}

static gint64
get_int (JsonObject *o, const char *name)
{
  JsonNode *node = value (o, name);

  return node != NULL && json_node_get_value_type (node) == G_TYPE_INT64 ? json_node_get_int (node) : 0;
}

static guint64
get_count (JsonObject *o, const char *name)
{
  return (guint64) MAX (get_int (o, name), 0);
}

static guint
get_uint (JsonObject *o, const char *name)
{
  return (guint) CLAMP (get_int (o, name), 0, (gint64) G_MAXUINT32);
}

static gboolean
get_number (JsonObject *o, const char *name, double *out)
{
  JsonNode *node = value (o, name);

  if (node == NULL || (json_node_get_value_type (node) != G_TYPE_INT64 && json_node_get_value_type (node) != G_TYPE_DOUBLE))
    return FALSE;
  *out = json_node_get_double (node);
  return isfinite (*out);
}

static const char *
get_text (JsonObject *o, const char *name)
{
  JsonNode *node = value (o, name);
  const char *text = node != NULL && json_node_get_value_type (node) == G_TYPE_STRING ? json_node_get_string (node) : NULL;

  return text != NULL && strlen (text) <= MAX_TEXT ? text : NULL;
}

static void
read_node (TgBoard *self, JsonObject *o)
{
  TgBoardNode node = {
    .id = get_int (o, "id"), .kind = tg_entity_kind_from_id (get_text (o, "kind")), .label = get_text (o, "label"),
    .sublabel = get_text (o, "sublabel"), .account = get_text (o, "account"),
    .severity = (TgSeverity) CLAMP (get_int (o, "severity"), TG_SEVERITY_NONE, TG_SEVERITY_CRITICAL),
    .findings = get_uint (o, "findings"), .first = get_int (o, "first"), .last = get_int (o, "last"),
    .records = get_count (o, "records"), .unshown = get_uint (o, "unshown"), .parent = get_int (o, "parent"),
    .members = get_uint (o, "members"), .by = get_int (o, "by"), .pinned = get_int (o, "pinned") != 0, .hidden = get_int (o, "hidden") != 0,
    .selected = get_int (o, "selected") != 0, .expanded = get_int (o, "expanded") != 0, .note = get_text (o, "note"), .part = get_text (o, "part"),
    .bundle = get_int (o, "bundle"), .colour = get_uint (o, "colour"), .closed = get_int (o, "closed") != 0,
  };

  const int grouping = tg_grouping_from_id (get_text (o, "grouping"));

  node.placed = get_number (o, "x", &node.x) && get_number (o, "y", &node.y);
  if (grouping >= 0 && node.part != NULL)
    node.split = (guint) grouping + 1;
  if (tg_board_node_is_bundle (&node))
    {
      node.parent = node.bundle = 0;
      node.split = 0;
      if (tg_board_n_bundles (self) >= TG_BOARD_MAX_BUNDLES || node.id < -(G_GINT64_CONSTANT (1) << 62) - G_MAXUINT32)
        return;
    }
  else if (node.id < 0 && node.id != (node.split > 0 ? _tg_board_part_id (node.parent, node.kind, node.split - 1, node.part)
                                                      : tg_board_group_id (node.parent, node.kind)))
    return;
  if (!tg_board_index (self, node.id, NULL))
    tg_board_add_node (self, &node);
}

static void
read_edge (TgBoard *self, JsonObject *o)
{
  TgBoardEdge edge = {
    .id = get_int (o, "id"), .source = get_int (o, "source"), .target = get_int (o, "target"),
    .kind = tg_relation_kind_from_id (get_text (o, "kind")), .count = get_count (o, "count"), .failed = get_count (o, "failed"),
    .bytes = get_count (o, "bytes"), .first = get_int (o, "first"), .last = get_int (o, "last"),
  };

  if (edge.id != 0)
    tg_board_add_edge (self, &edge);
}

static void
read_array (TgBoard *self, JsonObject *root, const char *name, guint max, void (*read) (TgBoard *, JsonObject *))
{
  JsonNode *node = json_object_get_member (root, name);

  if (node == NULL || !JSON_NODE_HOLDS_ARRAY (node))
    return;
  JsonArray *array = json_node_get_array (node);
  for (guint i = 0; i < MIN (json_array_get_length (array), max); i++)
    {
      JsonNode *item = json_array_get_element (array, i);
      if (JSON_NODE_HOLDS_OBJECT (item))
        read (self, json_node_get_object (item));
    }
}

static void
read_view (TgBoard *self, JsonObject *root)
{
  JsonNode *node = json_object_get_member (root, "view");
  TgViewport view = TG_VIEWPORT_INIT;
  double x, y, zoom;

  if (node == NULL || !JSON_NODE_HOLDS_OBJECT (node))
    return;
  JsonObject *o = json_node_get_object (node);
  if (!get_number (o, "x", &x) || !get_number (o, "y", &y) || !get_number (o, "zoom", &zoom) || !tg_viewport_set (&view, x, y, zoom))
    return;
  if (get_number (o, "width", &x) && get_number (o, "height", &y) && x >= 1 && y >= 1)     /* not in older files */
    {
      view.width = MIN (x, 65536);
      view.height = MIN (y, 65536);
    }
  tg_board_set_view (self, &view);
}

/* Strings of an array, at most that many. */
static void
each_text (JsonObject *o, const char *name, guint max, void (*take) (TgBoardFilter *filter, const char *text), TgBoardFilter *filter)
{
  JsonNode *node = json_object_get_member (o, name);
  JsonArray *array = node != NULL && JSON_NODE_HOLDS_ARRAY (node) ? json_node_get_array (node) : NULL;

  for (guint i = 0; array != NULL && i < MIN (json_array_get_length (array), max); i++)
    {
      JsonNode *item = json_array_get_element (array, i);
      const char *text = JSON_NODE_HOLDS_VALUE (item) && json_node_get_value_type (item) == G_TYPE_STRING ? json_node_get_string (item) : NULL;

      if (text != NULL && strlen (text) <= MAX_TEXT)
        take (filter, text);
    }
}

static void
take_kind (TgBoardFilter *filter, const char *text)
{
  const guint kind = tg_entity_kind_from_id (text);

  if (kind != TG_ENTITY_NONE && kind < TG_ENTITY_N_KINDS)
    filter->kinds |= G_GUINT64_CONSTANT (1) << kind;
}

static void
take_relation (TgBoardFilter *filter, const char *text)
{
  const guint kind = tg_relation_kind_from_id (text);

  if (kind != TG_RELATION_NONE && kind < TG_RELATION_N_KINDS)
    filter->relations |= G_GUINT64_CONSTANT (1) << kind;
}

static void
take_account (TgBoardFilter *filter, const char *text)
{
  tg_board_filter_set_account (filter, text, FALSE);
}

static void
read_filter (TgBoard *self, JsonObject *root)
{
  JsonNode *node = json_object_get_member (root, "filter");
  g_autoptr (TgBoardFilter) filter = tg_board_filter_new ();

  if (node == NULL || !JSON_NODE_HOLDS_OBJECT (node))
    return;
  JsonObject *o = json_node_get_object (node);
  const char *time = get_text (o, "time");
  filter->remove = get_int (o, "remove") != 0;
  filter->severity = (TgSeverity) CLAMP (get_int (o, "severity"), TG_SEVERITY_NONE, TG_SEVERITY_CRITICAL);
  filter->count = get_count (o, "count");
  each_text (o, "kinds", TG_ENTITY_N_KINDS, take_kind, filter);
  each_text (o, "relations", TG_RELATION_N_KINDS, take_relation, filter);
  each_text (o, "accounts", TG_FILTER_MAX_ACCOUNTS, take_account, filter);
  filter->span = (TgTimeRange) { get_int (o, "from"), get_int (o, "to") };
  if (g_strcmp0 (time, "scope") == 0)
    filter->time = TG_FILTER_SCOPE;
  else if (g_strcmp0 (time, "span") == 0 && filter->span.from < filter->span.to)
    filter->time = TG_FILTER_SPAN;
  tg_board_set_filter (self, filter);
}

gboolean
tg_board_from_json (TgBoard *self, const char *json, GError **error)
{
  g_return_val_if_fail (TG_IS_BOARD (self) && json != NULL, FALSE);

  g_autoptr (JsonParser) parser = json_parser_new_immutable ();
  JsonNode *root = NULL, *nodes = NULL;

  if (!is_bounded (json))
    {
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA, "a graph that is too large or too deep");
      return FALSE;
    }
  if (!g_utf8_validate (json, -1, NULL) || !json_parser_load_from_data (parser, json, -1, NULL)
      || (root = json_parser_get_root (parser)) == NULL || !JSON_NODE_HOLDS_OBJECT (root)
      || (nodes = json_object_get_member (json_node_get_object (root), "nodes")) == NULL || !JSON_NODE_HOLDS_ARRAY (nodes))
    {
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA, "not a graph");
      return FALSE;
    }
  JsonObject *object = json_node_get_object (root);
  tg_board_begin (self);
  tg_board_clear (self);
  read_array (self, object, "nodes", TG_BOARD_MAX_NODES, read_node);
  read_array (self, object, "edges", TG_BOARD_MAX_EDGES, read_edge);
  _tg_board_check_bundles (self);
  read_view (self, object);
  read_filter (self, object);
  tg_board_set_size (self, (TgBoardSize) CLAMP (get_int (object, "size"), 0, TG_SIZE_N - 1));
  tg_board_set_communities (self, get_int (object, "communities") != 0);
  _tg_board_set_laid_out (self);
  tg_board_end (self);
  return TRUE;
}
