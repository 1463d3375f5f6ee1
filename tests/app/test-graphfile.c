/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What the analyst did to a board, in each format of data: read again by a parser of that format, with texts that would break one. */

#include <glib/gstdio.h>
#include <json-glib/json-glib.h>
#include <string.h>

#include "app/cli/graphfile.h"

#define EVIL "<\"&]]>'\\ two\nlines\t\xe2\x80\xae\x01"         /* quotes, markup, a line end, an override, a control character */

static const TgGraphMark marks[] = { { EVIL, 1, TRUE, FALSE }, { NULL, 1, FALSE, FALSE }, { NULL, 0, FALSE, TRUE } };
static const TgGraphGroup groups[] = { { "stolen \"keys\" <1>", EVIL, 3, TRUE }, { "empty", NULL, 0, FALSE } };
static const float places[] = { 1.5f, -2, 3 };

static void
add_entity (GArray *entities, gint64 id, const char *name)
{
  const TgEntityInfo info = { .id = id, .kind = TG_ENTITY_USER, .key = g_strdup (name), .name = g_strdup (name), .account = g_strdup (""), .type = g_strdup (""),
                              .first = TG_TIME_NONE, .last = TG_TIME_NONE };

  g_array_append_val (entities, info);
}

static char *
written (TgGraphWrite write, gboolean marked)
{
  GArray *entities = g_array_new (FALSE, TRUE, sizeof (TgEntityInfo)), *relations = g_array_new (FALSE, TRUE, sizeof (TgRelationInfo));
  const TgRelationInfo relation[] = { { 1, 11, 12, TG_RELATION_READ, 0, 0, 5, 0, 0, 0 }, { 2, 12, 13, TG_RELATION_READ, 0, 0, 5, 0, 0, 0 } };
  g_autoptr (GError) error = NULL;
  g_autofree char *path = NULL;
  char *text = NULL;

  g_array_set_clear_func (entities, (GDestroyNotify) tg_entity_info_clear);
  add_entity (entities, 11, "alice");
  add_entity (entities, 12, "bob");
  add_entity (entities, 13, "carol");
  g_array_append_vals (relations, relation, 2);
  g_autoptr (TgGraph) graph = tg_graph_new (entities, relations);
  const TgGraphPicture picture = { graph, places, places, marked ? marks : NULL, marked ? groups : NULL, marked ? 2 : 0 };
  const int file = g_file_open_tmp ("graph-XXXXXX", &path, &error);
  g_assert_no_error (error);
  g_close (file, NULL);
  g_assert_true (tg_graph_write_file (&picture, write, path, &error));
  g_assert_true (g_file_get_contents (path, &text, NULL, &error));
  g_remove (path);
  return text;
}

static void
test_json (void)
{
  g_autofree char *text = written (tg_graph_write_json, TRUE);
  g_autoptr (JsonParser) parser = json_parser_new ();
  g_autoptr (GError) error = NULL;

  json_parser_load_from_data (parser, text, -1, &error);
  g_assert_no_error (error);
  JsonObject *root = json_node_get_object (json_parser_get_root (parser));
  JsonArray *nodes = json_object_get_array_member (root, "nodes"), *of = json_object_get_array_member (root, "groups");
  JsonObject *first = json_array_get_object_element (nodes, 0), *last = json_array_get_object_element (nodes, 2);
  g_assert_cmpstr (json_object_get_string_member (first, "note"), ==, EVIL);
  g_assert_cmpint (json_object_get_int_member (first, "group"), ==, 1);
  g_assert_true (json_object_get_boolean_member (first, "pinned"));
  g_assert_cmpfloat (json_object_get_double_member (first, "x"), ==, 1.5);
  g_assert_false (json_object_get_boolean_member (last, "pinned"));
  g_assert_true (json_object_get_boolean_member (last, "hidden"));
  g_assert_false (json_object_has_member (last, "note") || json_object_has_member (last, "group"));
  g_assert_cmpuint (json_array_get_length (of), ==, 2);
  JsonObject *group = json_array_get_object_element (of, 0);
  g_assert_cmpint (json_object_get_int_member (group, "id"), ==, 1);
  g_assert_cmpstr (json_object_get_string_member (group, "name"), ==, "stolen \"keys\" <1>");
  g_assert_cmpstr (json_object_get_string_member (group, "note"), ==, EVIL);
  g_assert_cmpint (json_object_get_int_member (group, "colour"), ==, 3);
  g_assert_true (json_object_get_boolean_member (group, "closed"));
}

/* XML: what was read, as "element key=value" lines. */
typedef struct { GString *read; } Reading;

static void
start_cb (GMarkupParseContext *context, const char *element, const char **names, const char **values, gpointer data, GError **error)
{
  Reading *reading = data;

  g_string_append_printf (reading->read, "%s", element);
  for (guint i = 0; names[i] != NULL; i++)
    g_string_append_printf (reading->read, " %s={%s}", names[i], values[i]);
  g_string_append_c (reading->read, '\n');
}

static void
text_cb (GMarkupParseContext *context, const char *text, gsize length, gpointer data, GError **error)
{
  if (length > 0)
    g_string_append_printf (((Reading *) data)->read, "text {%.*s}\n", (int) length, text);
}

static char *
xml (TgGraphWrite write, gboolean marked)
{
  const GMarkupParser parser = { .start_element = start_cb, .text = text_cb };
  g_autofree char *text = written (write, marked);
  Reading reading = { g_string_new (NULL) };
  g_autoptr (GMarkupParseContext) context = g_markup_parse_context_new (&parser, 0, &reading, NULL);
  g_autoptr (GError) error = NULL;

  g_markup_parse_context_parse (context, text, -1, &error);
  g_assert_no_error (error);
  g_assert_true (g_markup_parse_context_end_parse (context, &error));
  return g_string_free (reading.read, FALSE);
}

#define READ_EVIL "<\"&]]>'\\ two\nlines\t\xe2\x80\xae\xef\xbf\xbd"     /* XML knows no \x01 */

static void
assert_in (const char *text, const char *part)
{
  if (strstr (text, part) == NULL)
    g_error ("there is no\n%s\nin\n%s", part, text);
}

static void
test_graphml (void)
{
  g_autofree char *read = xml (tg_graph_write_graphml, TRUE), *bare = xml (tg_graph_write_graphml, FALSE);

  assert_in (read, "key id={note} for={node} attr.name={note} attr.type={string}\n");
  assert_in (read, "data key={pinned}\ntext {true}\ndata key={hidden}\ntext {false}\ndata key={note}\ntext {" READ_EVIL "}\n"
                   "data key={group}\ntext {1}\ndata key={group_name}\ntext {stolen \"keys\" <1>}\ndata key={group_note}\ntext {" READ_EVIL "}\n"
                   "data key={group_colour}\ntext {3}\n");
  assert_in (read, "data key={hidden}\ntext {true}\n");
  g_assert_null (strstr (bare, "note"));
  g_assert_null (strstr (bare, "pinned"));
}

static void
test_gexf (void)
{
  g_autofree char *read = xml (tg_graph_write_gexf, TRUE), *bare = xml (tg_graph_write_gexf, FALSE);

  assert_in (read, "attribute id={5} title={note} type={string}\n");
  assert_in (read, "attvalue for={3} value={true}\nattvalue for={4} value={false}\nattvalue for={5} value={" READ_EVIL "}\n"
                   "attvalue for={6} value={1}\nattvalue for={7} value={stolen \"keys\" <1>}\nattvalue for={8} value={" READ_EVIL "}\nattvalue for={9} value={3}\n");
  assert_in (read, "attvalue for={4} value={true}\n");
  assert_in (read, "viz:position x={1.50} y={-1.50}\n");
  g_assert_null (strstr (bare, "note"));
}

static void
test_dot (void)
{
  g_autofree char *text = written (tg_graph_write_dot, TRUE), *bare = written (tg_graph_write_dot, FALSE);

  assert_in (text, ", pinned=true, note=\"<\\\"&]]>'\\\\ two\\nlines");
  assert_in (text, "hidden=true, style=invis");
  assert_in (text, "subgraph cluster_1 {\n    label=\"stolen \\\"keys\\\" <1>\"; colour=3; closed=true; note=\"");
  assert_in (text, "\n    n11; n12;\n  }\n");
  assert_in (text, "n12 -> n13 [label=\"read\", weight=5, style=invis];");
  assert_in (text, "n11 -> n12 [label=\"read\", weight=5];");
  g_assert_null (strchr (text, '\x01'));
  g_assert_null (strstr (text, "\xe2\x80\xae"));
  for (const char *at = strchr (text, '"'), *end; at != NULL; at = strchr (end + 1, '"'))        /* each string ends on its line */
    {
      for (end = at + 1; *end != '"'; end += *end == '\\' ? 2 : 1)
        g_assert_true (*end != '\n' && *end != '\0');
    }
  g_assert_null (strstr (bare, "subgraph"));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/graphfile/json", test_json);
  g_test_add_func ("/graphfile/graphml", test_graphml);
  g_test_add_func ("/graphfile/gexf", test_gexf);
  g_test_add_func ("/graphfile/dot", test_dot);
  return g_test_run ();
}
