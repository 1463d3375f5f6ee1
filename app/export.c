/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tg-app"

#include "app/export.h"

#include <glib/gi18n.h>
#include <string.h>

#include "app/cli/graphfile.h"
#include "core/base/error.h"
#include "widgets/graph/picture.h"

struct _TgExport
{
  char       *path;
  const char *format;
  TgGraphWrite write;         /* NULL: a picture */
  TgTimeRange scope;
  GArray     *ids;            /* gint64 */
  GHashTable *nodes;          /* gint64* -> Node */
  GArray     *groups;         /* TgGraphGroup */
};

/* What the board knows of a node; the note is owned. */
typedef struct { float x, y; TgGraphMark mark; } Node;

static const struct { const char *ending; TgGraphWrite write; } formats[] = {
  { "svg", NULL }, { "png", NULL }, { "pdf", NULL },
  { "json", tg_graph_write_json }, { "graphml", tg_graph_write_graphml }, { "gexf", tg_graph_write_gexf }, { "dot", tg_graph_write_dot },
};

static void
node_free (gpointer data)
{
  Node *node = data;

  g_free ((char *) node->mark.note);
  g_free (node);
}

static void
group_clear (gpointer data)
{
  TgGraphGroup *group = data;

  g_free ((char *) group->name);
  g_free ((char *) group->note);
}

static char *
text_or_none (const char *text)
{
  return text != NULL && *text != '\0' ? g_strdup (text) : NULL;
}

/* The bundles, and of each its number from 1. */
static GHashTable *
take_groups (TgExport *self, TgBoard *board)
{
  GHashTable *numbers = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);

  for (guint i = 0; i < tg_board_n_nodes (board); i++)
    {
      const TgBoardNode *node = tg_board_node (board, i);
      const TgGraphGroup group = { g_strdup (node->label), text_or_none (node->note), node->colour, node->closed };

      if (tg_board_node_is_bundle (node))
        {
          g_array_append_val (self->groups, group);
          g_hash_table_insert (numbers, g_memdup2 (&node->id, sizeof node->id), GUINT_TO_POINTER (self->groups->len));
        }
      else
        group_clear ((gpointer) &group);
    }
  return numbers;
}

static void
take_nodes (TgExport *self, TgBoard *board)
{
  g_autoptr (GHashTable) numbers = take_groups (self, board);

  for (guint i = 0; i < tg_board_n_nodes (board); i++)
    {
      const TgBoardNode *node = tg_board_node (board, i);

      if (node->id <= 0)
        continue;
      Node *taken = g_new (Node, 1);
      *taken = (Node) { (float) node->x, (float) node->y, { text_or_none (node->note), GPOINTER_TO_UINT (g_hash_table_lookup (numbers, &node->bundle)),
                                                            node->pinned, node->hidden } };
      g_array_append_val (self->ids, node->id);
      g_hash_table_insert (self->nodes, g_memdup2 (&node->id, sizeof node->id), taken);
    }
}

TgExport *
tg_export_new (TgBoard *board, const char *path, TgTimeRange scope, GError **error)
{
  const char *dot = strrchr (path, '.');
  guint format = 0;
  TgExport *self;

  while (format < G_N_ELEMENTS (formats) && (dot == NULL || g_ascii_strcasecmp (dot + 1, formats[format].ending) != 0))
    format++;
  if (format == G_N_ELEMENTS (formats))
    {
      g_set_error_literal (error, TG_ERROR, TG_ERROR_USAGE, _("The name says the format: it ends in .svg, .png, .pdf, .json, .graphml, .gexf or .dot"));
      return NULL;
    }
  self = g_new0 (TgExport, 1);
  self->path = g_strdup (path);
  self->format = formats[format].ending;
  self->write = formats[format].write;
  self->scope = scope;
  self->ids = g_array_new (FALSE, FALSE, sizeof (gint64));
  self->nodes = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, node_free);
  self->groups = g_array_new (FALSE, FALSE, sizeof (TgGraphGroup));
  g_array_set_clear_func (self->groups, group_clear);
  take_nodes (self, board);
  return self;
}

void
tg_export_free (gpointer data)
{
  TgExport *self = data;

  g_free (self->path);
  g_array_unref (self->ids);
  g_hash_table_unref (self->nodes);
  g_array_unref (self->groups);
  g_free (self);
}

gboolean
tg_export_is_picture (const TgExport *self)
{
  return self->write == NULL;
}

gboolean
tg_export_draw (const TgExport *self, TgBoard *board, gboolean dark, double *scale, GError **error)
{
  return tg_board_write_picture (board, self->format, self->path, dark, scale, error);
}

static TgGraph *
load (TgReader *reader, const TgExport *self, TgJob *job, GError **error)
{
  g_autoptr (GArray) entities = g_array_new (FALSE, FALSE, sizeof (TgEntityInfo));
  GArray *relations;

  g_array_set_clear_func (entities, (GDestroyNotify) tg_entity_info_clear);
  for (guint i = 0; i < self->ids->len; i++)
    {
      TgEntityInfo info;

      if (!tg_reader_entity (reader, g_array_index (self->ids, gint64, i), &info, error))
        return NULL;
      g_array_append_val (entities, info);
    }
  relations = tg_reader_relations_among (reader, (const gint64 *) (gpointer) self->ids->data, self->ids->len, self->scope, job, error);
  return relations != NULL ? tg_graph_new (g_steal_pointer (&entities), relations) : NULL;
}

gpointer
tg_export_query (TgReader *reader, gpointer data, TgJob *job, GError **error)
{
  const TgExport *self = data;
  g_autoptr (TgGraph) graph = load (reader, self, job, error);
  g_autofree float *x = NULL, *y = NULL;
  g_autofree TgGraphMark *marks = NULL;
  guint32 n;

  if (graph == NULL)
    return NULL;
  n = tg_graph_n_nodes (graph);
  x = g_new0 (float, MAX (n, 1));
  y = g_new0 (float, MAX (n, 1));
  marks = g_new0 (TgGraphMark, MAX (n, 1));
  for (guint32 i = 0; i < n; i++)
    {
      const Node *node = g_hash_table_lookup (self->nodes, &tg_graph_node (graph, i)->id);

      if (node == NULL)
        continue;
      x[i] = node->x;
      y[i] = node->y;
      marks[i] = node->mark;
    }
  const TgGraphPicture picture = { graph, x, y, marks, (const TgGraphGroup *) (gpointer) self->groups->data, self->groups->len };
  return tg_graph_write_file (&picture, self->write, self->path, error) ? g_strdup (self->path) : NULL;
}

void
tg_export_copy (GtkWidget *widget, cairo_surface_t *surface)
{
  const int stride = cairo_image_surface_get_stride (surface), width = cairo_image_surface_get_width (surface), height = cairo_image_surface_get_height (surface);
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (GdkTexture) texture = NULL;

  cairo_surface_flush (surface);
  bytes = g_bytes_new (cairo_image_surface_get_data (surface), (gsize) stride * (gsize) height);
  texture = gdk_memory_texture_new (width, height, GDK_MEMORY_DEFAULT, bytes, (gsize) stride);
  gdk_clipboard_set_texture (gtk_widget_get_clipboard (widget), texture);
}
