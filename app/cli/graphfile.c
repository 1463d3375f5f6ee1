/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tg-cli"

#include "app/cli/graphfile.h"

#include <errno.h>
#include <glib/gstdio.h>

#include "app/cli/output.h"

static char *
decimal (float value, char buffer[G_ASCII_DTOSTR_BUF_SIZE])
{
  return g_ascii_formatd (buffer, G_ASCII_DTOSTR_BUF_SIZE, "%.2f", (double) value);
}

static const TgGraphMark *
mark_of (const TgGraphPicture *picture, guint32 i)
{
  static const TgGraphMark none = { 0 };

  return picture->marks != NULL ? &picture->marks[i] : &none;
}

/* NULL: it is in none. */
static const TgGraphGroup *
group_of (const TgGraphPicture *picture, guint32 i)
{
  const guint group = mark_of (picture, i)->group;

  return group > 0 && group <= picture->n_groups ? &picture->groups[group - 1] : NULL;
}

static void
put_json_mark (TgJsonOut *json, const TgGraphMark *mark)
{
  tg_json_out_bool (json, "pinned", mark->pinned);
  tg_json_out_bool (json, "hidden", mark->hidden);
  if (mark->note != NULL)
    tg_json_out_string (json, "note", mark->note);
  if (mark->group > 0)
    tg_json_out_uint (json, "group", mark->group);
}

static void
put_json_groups (TgJsonOut *json, const TgGraphPicture *picture)
{
  tg_json_out_open (json, "groups", '[');
  for (guint i = 0; i < picture->n_groups; i++)
    {
      const TgGraphGroup *group = &picture->groups[i];

      tg_json_out_open (json, NULL, '{');
      tg_json_out_uint (json, "id", i + 1);
      tg_json_out_string (json, "name", group->name);
      if (group->note != NULL)
        tg_json_out_string (json, "note", group->note);
      tg_json_out_uint (json, "colour", group->colour);
      tg_json_out_bool (json, "closed", group->closed);
      tg_json_out_close (json, '}');
    }
  tg_json_out_close (json, ']');
}

void
tg_graph_write_json (const TgGraphPicture *picture, FILE *out)
{
  const TgGraph *graph = picture->graph;
  TgJsonOut json;

  tg_json_out_init (&json, out);
  tg_json_out_open (&json, NULL, '{');
  tg_json_out_open (&json, "nodes", '[');
  for (guint32 i = 0; i < tg_graph_n_nodes (graph); i++)
    {
      tg_json_out_open (&json, NULL, '{');
      tg_json_out_entity (&json, tg_graph_node (graph, i));
      if (picture->x != NULL)
        {
          tg_json_out_double (&json, "x", (double) picture->x[i]);
          tg_json_out_double (&json, "y", (double) picture->y[i]);
        }
      if (picture->marks != NULL)
        put_json_mark (&json, mark_of (picture, i));
      tg_json_out_close (&json, '}');
    }
  tg_json_out_close (&json, ']');
  if (picture->marks != NULL)
    put_json_groups (&json, picture);
  tg_json_out_open (&json, "edges", '[');
  for (guint32 i = 0; i < tg_graph_n_edges (graph); i++)
    {
      const TgRelationInfo *edge = tg_graph_edge (graph, i);

      tg_json_out_open (&json, NULL, '{');
      tg_json_out_int (&json, "source", edge->source);
      tg_json_out_int (&json, "target", edge->target);
      tg_json_out_string (&json, "kind", tg_relation_kind_id (edge->kind));
      tg_json_out_time (&json, "first", edge->first);
      tg_json_out_time (&json, "last", edge->last);
      tg_json_out_uint (&json, "count", edge->count);
      tg_json_out_uint (&json, "failed", edge->failed);
      tg_json_out_uint (&json, "bytes_in", edge->bytes_in);
      tg_json_out_uint (&json, "bytes_out", edge->bytes_out);
      tg_json_out_close (&json, '}');
    }
  tg_json_out_close (&json, ']');
  tg_json_out_close (&json, '}');
}

/* XML 1.0 knows no control characters but tab and line ends, not even as references: they become replacement characters. */
static char *
xml_text (const char *text)
{
  g_autofree char *valid = g_utf8_make_valid (text, -1);
  g_autoptr (GString) clean = g_string_new (NULL);

  for (const char *at = valid; *at != '\0'; at = g_utf8_next_char (at))
    {
      gunichar c = g_utf8_get_char (at);

      g_string_append_unichar (clean, (c < 0x20 && c != '\t' && c != '\n') || c == 0xfffe || c == 0xffff ? 0xfffd : c);
    }
  return g_markup_escape_text (clean->str, (gssize) clean->len);
}

/* In an attribute a reader takes line ends and tabs for spaces, unless they are references. */
static char *
xml_attribute (const char *text)
{
  g_autofree char *safe = xml_text (text);
  g_autoptr (GString) out = g_string_new (safe);

  g_string_replace (out, "\n", "&#10;", 0);
  g_string_replace (out, "\t", "&#9;", 0);
  return g_string_free (g_steal_pointer (&out), FALSE);
}

static void
put_data (FILE *out, const char *format_key, const char *value)
{
  g_autofree char *safe = xml_text (value);

  fprintf (out, "<data key=\"%s\">%s</data>", format_key, safe);
}

static void
put_data_number (FILE *out, const char *key, guint64 value)
{
  fprintf (out, "<data key=\"%s\">%" G_GUINT64_FORMAT "</data>", key, value);
}

static void
put_graphml_mark (FILE *out, const TgGraphPicture *picture, guint32 i)
{
  const TgGraphMark *mark = mark_of (picture, i);
  const TgGraphGroup *group = group_of (picture, i);

  put_data (out, "pinned", mark->pinned ? "true" : "false");
  put_data (out, "hidden", mark->hidden ? "true" : "false");
  if (mark->note != NULL)
    put_data (out, "note", mark->note);
  if (group == NULL)
    return;
  put_data_number (out, "group", mark->group);
  put_data (out, "group_name", group->name);
  if (group->note != NULL)
    put_data (out, "group_note", group->note);
  put_data_number (out, "group_colour", group->colour);
}

static void
put_data_time (FILE *out, const char *key, gint64 time)
{
  char text[40];

  if (time != TG_TIME_NONE)
    fprintf (out, "<data key=\"%s\">%s</data>", key, tg_time_format (time, text));
}

void
tg_graph_write_graphml (const TgGraphPicture *picture, FILE *out)
{
  static const char * const node_keys[][2] = { { "kind", "string" }, { "key", "string" }, { "name", "string" }, { "account", "string" },
                                               { "first", "string" }, { "last", "string" }, { "x", "double" }, { "y", "double" },
                                               { "pinned", "boolean" }, { "hidden", "boolean" }, { "note", "string" }, { "group", "int" },
                                               { "group_name", "string" }, { "group_note", "string" }, { "group_colour", "int" } };
  const guint n_node_keys = picture->marks != NULL ? G_N_ELEMENTS (node_keys) : G_N_ELEMENTS (node_keys) - 7;
  static const char * const edge_keys[][2] = { { "relation", "string" }, { "efirst", "string" }, { "elast", "string" }, { "count", "long" },
                                               { "failed", "long" }, { "bytes_in", "long" }, { "bytes_out", "long" } };
  const TgGraph *graph = picture->graph;
  char number[G_ASCII_DTOSTR_BUF_SIZE];

  fputs ("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<graphml xmlns=\"http://graphml.graphdrawing.org/xmlns\">\n", out);
  for (guint i = 0; i < n_node_keys; i++)
    fprintf (out, "<key id=\"%s\" for=\"node\" attr.name=\"%s\" attr.type=\"%s\"/>\n", node_keys[i][0], node_keys[i][0], node_keys[i][1]);
  for (guint i = 0; i < G_N_ELEMENTS (edge_keys); i++)
    fprintf (out, "<key id=\"%s\" for=\"edge\" attr.name=\"%s\" attr.type=\"%s\"/>\n", edge_keys[i][0],
             edge_keys[i][0] + (g_str_equal (edge_keys[i][0], "efirst") || g_str_equal (edge_keys[i][0], "elast")), edge_keys[i][1]);
  fputs ("<graph edgedefault=\"directed\">\n", out);
  for (guint32 i = 0; i < tg_graph_n_nodes (graph); i++)
    {
      const TgEntityInfo *node = tg_graph_node (graph, i);

      fprintf (out, "<node id=\"n%" G_GINT64_FORMAT "\">", node->id);
      put_data (out, "kind", tg_entity_kind_id (node->kind));
      put_data (out, "key", node->key);
      put_data (out, "name", node->name);
      put_data (out, "account", node->account);
      put_data_time (out, "first", node->first);
      put_data_time (out, "last", node->last);
      if (picture->x != NULL)
        {
          put_data (out, "x", decimal (picture->x[i], number));
          put_data (out, "y", decimal (picture->y[i], number));
        }
      if (picture->marks != NULL)
        put_graphml_mark (out, picture, i);
      fputs ("</node>\n", out);
    }
  for (guint32 i = 0; i < tg_graph_n_edges (graph); i++)
    {
      const TgRelationInfo *edge = tg_graph_edge (graph, i);

      fprintf (out, "<edge id=\"e%u\" source=\"n%" G_GINT64_FORMAT "\" target=\"n%" G_GINT64_FORMAT "\">", i, edge->source, edge->target);
      put_data (out, "relation", tg_relation_kind_id (edge->kind));
      put_data_time (out, "efirst", edge->first);
      put_data_time (out, "elast", edge->last);
      put_data_number (out, "count", edge->count);
      put_data_number (out, "failed", edge->failed);
      put_data_number (out, "bytes_in", edge->bytes_in);
      put_data_number (out, "bytes_out", edge->bytes_out);
      fputs ("</edge>\n", out);
    }
  fputs ("</graph>\n</graphml>\n", out);
}

static void
put_attvalue (FILE *out, guint key, const char *text)
{
  g_autofree char *safe = xml_attribute (text);

  fprintf (out, "<attvalue for=\"%u\" value=\"%s\"/>", key, safe);
}

static void
put_gexf_mark (FILE *out, const TgGraphPicture *picture, guint32 i)
{
  const TgGraphMark *mark = mark_of (picture, i);
  const TgGraphGroup *group = group_of (picture, i);

  put_attvalue (out, 3, mark->pinned ? "true" : "false");
  put_attvalue (out, 4, mark->hidden ? "true" : "false");
  if (mark->note != NULL)
    put_attvalue (out, 5, mark->note);
  if (group == NULL)
    return;
  fprintf (out, "<attvalue for=\"6\" value=\"%u\"/>", mark->group);
  put_attvalue (out, 7, group->name);
  if (group->note != NULL)
    put_attvalue (out, 8, group->note);
  fprintf (out, "<attvalue for=\"9\" value=\"%u\"/>", group->colour);
}

void
tg_graph_write_gexf (const TgGraphPicture *picture, FILE *out)
{
  const TgGraph *graph = picture->graph;
  char x[G_ASCII_DTOSTR_BUF_SIZE], y[G_ASCII_DTOSTR_BUF_SIZE];

  fputs ("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<gexf xmlns=\"http://gexf.net/1.3\" xmlns:viz=\"http://gexf.net/1.3/viz\" version=\"1.3\">\n"
         "<graph defaultedgetype=\"directed\" mode=\"static\">\n"
         "<attributes class=\"node\"><attribute id=\"0\" title=\"kind\" type=\"string\"/><attribute id=\"1\" title=\"key\" type=\"string\"/>"
         "<attribute id=\"2\" title=\"account\" type=\"string\"/>", out);
  if (picture->marks != NULL)
    fputs ("<attribute id=\"3\" title=\"pinned\" type=\"boolean\"/><attribute id=\"4\" title=\"hidden\" type=\"boolean\"/>"
           "<attribute id=\"5\" title=\"note\" type=\"string\"/><attribute id=\"6\" title=\"group\" type=\"integer\"/>"
           "<attribute id=\"7\" title=\"group_name\" type=\"string\"/><attribute id=\"8\" title=\"group_note\" type=\"string\"/>"
           "<attribute id=\"9\" title=\"group_colour\" type=\"integer\"/>", out);
  fputs ("</attributes>\n"
         "<attributes class=\"edge\"><attribute id=\"0\" title=\"failed\" type=\"long\"/><attribute id=\"1\" title=\"bytes_in\" type=\"long\"/>"
         "<attribute id=\"2\" title=\"bytes_out\" type=\"long\"/></attributes>\n<nodes>\n", out);
  for (guint32 i = 0; i < tg_graph_n_nodes (graph); i++)
    {
      const TgEntityInfo *node = tg_graph_node (graph, i);
      g_autofree char *name = xml_attribute (node->name), *key = xml_attribute (node->key), *account = xml_attribute (node->account);

      fprintf (out, "<node id=\"%" G_GINT64_FORMAT "\" label=\"%s\"><attvalues><attvalue for=\"0\" value=\"%s\"/><attvalue for=\"1\" value=\"%s\"/><attvalue for=\"2\" value=\"%s\"/>",
               node->id, name, tg_entity_kind_id (node->kind), key, account);
      if (picture->marks != NULL)
        put_gexf_mark (out, picture, i);
      fputs ("</attvalues>", out);
      /* y grows upwards there */
      if (picture->x != NULL)
        fprintf (out, "<viz:position x=\"%s\" y=\"%s\"/>", decimal (picture->x[i], x), decimal (-picture->y[i], y));
      fputs ("</node>\n", out);
    }
  fputs ("</nodes>\n<edges>\n", out);
  for (guint32 i = 0; i < tg_graph_n_edges (graph); i++)
    {
      const TgRelationInfo *edge = tg_graph_edge (graph, i);

      fprintf (out, "<edge id=\"%u\" source=\"%" G_GINT64_FORMAT "\" target=\"%" G_GINT64_FORMAT "\" label=\"%s\" weight=\"%" G_GUINT64_FORMAT "\"><attvalues>"
               "<attvalue for=\"0\" value=\"%" G_GUINT64_FORMAT "\"/><attvalue for=\"1\" value=\"%" G_GUINT64_FORMAT "\"/><attvalue for=\"2\" value=\"%" G_GUINT64_FORMAT "\"/></attvalues></edge>\n",
               i, edge->source, edge->target, tg_relation_kind_id (edge->kind), MAX (edge->count, 1), edge->failed, edge->bytes_in, edge->bytes_out);
    }
  fputs ("</edges>\n</graph>\n</gexf>\n", out);
}

static char *
dot_text (const char *text)
{
  g_auto (GStrv) lines = g_strsplit (text, "\n", -1);
  GString *out = g_string_new (NULL);

  for (guint i = 0; lines[i] != NULL; i++)
    {
      g_autofree char *safe = tg_cli_safe (lines[i]);

      if (i > 0)
        g_string_append (out, "\\n");
      for (const char *at = safe; *at != '\0'; at++)
        {
          if (*at == '"' || *at == '\\')
            g_string_append_c (out, '\\');
          g_string_append_c (out, *at);
        }
    }
  return g_string_free (out, FALSE);
}

/* Of a node, and what a viewer makes of it: what is hidden keeps its place. */
static void
put_dot_mark (FILE *out, const TgGraphMark *mark)
{
  if (mark->pinned)
    fputs (", pinned=true", out);
  if (mark->hidden)
    fputs (", hidden=true, style=invis", out);
  if (mark->note == NULL)
    return;
  g_autofree char *note = dot_text (mark->note);
  fprintf (out, ", note=\"%s\", tooltip=\"%s\"", note, note);
}

static void
put_dot_groups (FILE *out, const TgGraphPicture *picture)
{
  for (guint k = 0; k < picture->n_groups; k++)
    {
      const TgGraphGroup *group = &picture->groups[k];
      g_autofree char *name = dot_text (group->name), *note = dot_text (group->note != NULL ? group->note : "");

      fprintf (out, "  subgraph cluster_%u {\n    label=\"%s\"; colour=%u; closed=%s;", k + 1, name, group->colour, group->closed ? "true" : "false");
      if (group->note != NULL)
        fprintf (out, " note=\"%s\"; tooltip=\"%s\";", note, note);
      fputs ("\n   ", out);
      for (guint32 i = 0; i < tg_graph_n_nodes (picture->graph); i++)
        if (mark_of (picture, i)->group == k + 1)
          fprintf (out, " n%" G_GINT64_FORMAT ";", tg_graph_node (picture->graph, i)->id);
      fputs ("\n  }\n", out);
    }
}

static gboolean
is_hidden (const TgGraphPicture *picture, gint64 id)
{
  guint32 index;

  return tg_graph_find (picture->graph, id, &index) && mark_of (picture, index)->hidden;
}

void
tg_graph_write_dot (const TgGraphPicture *picture, FILE *out)
{
  const TgGraph *graph = picture->graph;
  char x[G_ASCII_DTOSTR_BUF_SIZE], y[G_ASCII_DTOSTR_BUF_SIZE];

  fputs ("digraph trailgraph {\n  node [shape=box, style=rounded];\n", out);
  for (guint32 i = 0; i < tg_graph_n_nodes (graph); i++)
    {
      const TgEntityInfo *node = tg_graph_node (graph, i);
      g_autofree char *name = dot_text (node->name);

      fprintf (out, "  n%" G_GINT64_FORMAT " [label=\"%s\", class=\"%s\"", node->id, name, tg_entity_kind_id (node->kind));
      if (picture->x != NULL)
        fprintf (out, ", pos=\"%s,%s!\"", decimal (picture->x[i], x), decimal (-picture->y[i], y));
      put_dot_mark (out, mark_of (picture, i));
      fputs ("];\n", out);
    }
  put_dot_groups (out, picture);
  for (guint32 i = 0; i < tg_graph_n_edges (graph); i++)
    {
      const TgRelationInfo *edge = tg_graph_edge (graph, i);

      fprintf (out, "  n%" G_GINT64_FORMAT " -> n%" G_GINT64_FORMAT " [label=\"%s\", weight=%" G_GUINT64_FORMAT "%s];\n", edge->source, edge->target,
               tg_relation_kind_id (edge->kind), CLAMP (edge->count, 1, 1000),
               picture->marks != NULL && (is_hidden (picture, edge->source) || is_hidden (picture, edge->target)) ? ", style=invis" : "");
    }
  fputs ("}\n", out);
}

gboolean
tg_graph_write_file (const TgGraphPicture *picture, TgGraphWrite write, const char *path, GError **error)
{
  FILE *file = g_fopen (path, "w");
  gboolean ok = file != NULL;
  int number;

  if (ok)
    {
      write (picture, file);
      ok = fflush (file) == 0 && !ferror (file);
    }
  number = errno;
  if (file != NULL && fclose (file) != 0 && ok)
    {
      ok = FALSE;
      number = errno;
    }
  if (ok)
    return TRUE;
  g_autofree char *name = g_filename_display_name (path);
  g_set_error (error, TG_ERROR, number == ENOSPC ? TG_ERROR_FULL : TG_ERROR_IO, "Cannot write %s: %s", name, g_strerror (number));
  return FALSE;
}
