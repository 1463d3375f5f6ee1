/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tg-cli"

#include "core/graph/graph.h"

#include <math.h>
#include <string.h>

#include "app/cli/cli.h"
#include "app/cli/graphfile.h"
#include "core/layout/layout.h"

#define DEFAULT_HUB 200      /* a node with more neighbours is not walked through */

typedef struct { const char *ending; TgGraphWrite write; } Format;

static const Format formats[] = {
  { "json", tg_graph_write_json }, { "graphml", tg_graph_write_graphml }, { "gexf", tg_graph_write_gexf }, { "dot", tg_graph_write_dot },
  { "svg", NULL }, { "png", NULL }, { "pdf", NULL },
};

static const char * const layouts[] = { "none", "force", "circle", "radial", "columns", "layered", "timeline", NULL };

static const Format *
find_format (const char *path)
{
  const char *dot = strrchr (path, '.');

  for (guint i = 0; dot != NULL && i < G_N_ELEMENTS (formats); i++)
    if (g_ascii_strcasecmp (dot + 1, formats[i].ending) == 0)
      return &formats[i];
  return NULL;
}

/* Where a person who knows nothing would begin: the worst and newest finding, or the busiest principal. FALSE with an error, or with
 * none where the case has neither. */
static gboolean
find_start (TgReader *reader, gint64 *id, GError **error)
{
  g_autoptr (GArray) findings = tg_reader_findings (reader, 0, TG_TIME_ALL, NULL, error);
  if (findings == NULL)
    return FALSE;
  if (findings->len > 0)
    {
      *id = g_array_index (findings, TgFindingInfo, 0).entity.id;
      return TRUE;
    }
  g_autoptr (GArray) busiest = tg_reader_busiest (reader, TG_ENTITY_NONE, TG_TIME_ALL, 1, NULL, error);
  if (busiest == NULL)
    return FALSE;
  if (busiest->len == 0)
    {
      g_set_error_literal (error, TG_ERROR, TG_ERROR_NOT_FOUND, "The case holds no finding and no principal to start from");
      return FALSE;
    }
  *id = g_array_index (busiest, TgEntityInfo, 0).id;
  return TRUE;
}

static TgGraph *
load (const char *path, const char *entity, gboolean start, guint depth, guint hub, guint32 *centre, GError **error)
{
  g_autoptr (TgReader) reader = tg_reader_new (path, error);
  TgEntityInfo seed = { 0 };
  GArray *entities = NULL, *relations = NULL;
  guint32 node = 0;

  if (reader == NULL || (entity != NULL && !tg_reader_resolve (reader, entity, &seed, NULL, error)))
    return NULL;
  gint64 id = seed.id;
  if (entity != NULL)
    tg_entity_info_clear (&seed);
  if (start && !find_start (reader, &id, error))
    return NULL;
  if (!tg_reader_graph (reader, &entities, &relations, NULL, error))
    return NULL;
  g_autoptr (TgGraph) whole = tg_graph_new (entities, relations);
  if (entity == NULL && !start)
    return g_steal_pointer (&whole);
  if (!tg_graph_find (whole, id, &node))
    {
      g_set_error (error, TG_ERROR, TG_ERROR_NOT_FOUND, "The entity is not in the graph");
      return NULL;
    }
  TgGraph *part = tg_graph_neighbourhood (whole, &node, 1, depth, hub);
  tg_graph_find (part, id, centre);
  return part;
}

static void
lay_columns (const TgGraph *graph, TgLayoutGraph *layout)
{
  g_autofree guint32 *column = g_new (guint32, MAX (layout->n_nodes, 1));
  g_autofree float *order = g_new (float, MAX (layout->n_nodes, 1));

  for (guint32 i = 0; i < layout->n_nodes; i++)
    {
      const TgEntityInfo *node = tg_graph_node (graph, i);

      column[i] = tg_entity_kind_category (node->kind);
      /* busiest on top */
      order[i] = -(float) node->records;
    }
  tg_layout_columns (layout, column, order);
}

static void
lay_timeline (const TgGraph *graph, TgLayoutGraph *layout)
{
  g_autofree double *time = g_new (double, MAX (layout->n_nodes, 1));

  for (guint32 i = 0; i < layout->n_nodes; i++)
    time[i] = tg_graph_node (graph, i)->first == TG_TIME_NONE ? NAN : (double) tg_graph_node (graph, i)->first;
  tg_layout_timeline (layout, time, 0);
}

/* As large as a node is drawn at most, and room for a label where there are not too many. */
static float *
node_radii (const TgGraph *graph)
{
  const guint32 n = tg_graph_n_nodes (graph);
  const float room = n <= 150 ? 26 : n <= 600 ? 14 : 6;
  float *radius = g_new (float, MAX (n, 1));

  for (guint32 i = 0; i < n; i++)
    {
      guint32 out, in;

      tg_graph_out (graph, i, &out);
      tg_graph_in (graph, i, &in);
      radius[i] = 18 + MIN (2 * log2f (1.0f + (float) (out + in)), 12) + room;
    }
  return radius;
}

static void
lay_out (const TgGraph *graph, const char *how, guint32 centre, float *x, float *y)
{
  guint32 n_edges = tg_graph_n_edges (graph);
  g_autofree guint32 *source = g_new (guint32, MAX (n_edges, 1)), *target = g_new (guint32, MAX (n_edges, 1));
  g_autofree float *radius = node_radii (graph);
  TgLayoutGraph layout = { .n_nodes = tg_graph_n_nodes (graph), .n_edges = n_edges, .x = x, .y = y, .radius = radius, .source = source, .target = target };
  TgForceOptions options = { .seed = 1, .edge_length = 90 };

  for (guint32 i = 0; i < n_edges; i++)
    {
      source[i] = tg_graph_source (graph, i);
      target[i] = tg_graph_target (graph, i);
    }
  if (layout.n_nodes == 0)
    return;
  if (g_str_equal (how, "circle"))
    tg_layout_circle (&layout);
  else if (g_str_equal (how, "radial"))
    tg_layout_radial (&layout, centre);
  else if (g_str_equal (how, "columns"))
    lay_columns (graph, &layout);
  else if (g_str_equal (how, "layered"))
    tg_layout_layered (&layout);
  else if (g_str_equal (how, "timeline"))
    lay_timeline (graph, &layout);
  else
    tg_layout_force (&layout, &options, NULL);
}

static gboolean
write_file (const Format *format, const TgGraphPicture *picture, const char *path, GError **error)
{
  if (format->write == NULL)
    {
      TgGraphDrawing drawing;

      if (!tg_graph_draw (picture, format->ending, path, &drawing, error))
        return FALSE;
      if (drawing.nodes < tg_graph_n_nodes (picture->graph) || drawing.edges < tg_graph_n_edges (picture->graph))
        g_printerr ("trailgraph-cli: The picture holds %u of %u nodes and %u of %u edges; draw what is near an entity, or write it as JSON or GraphML.\n",
                    drawing.nodes, tg_graph_n_nodes (picture->graph), drawing.edges, tg_graph_n_edges (picture->graph));
      return TRUE;
    }
  return tg_graph_write_file (picture, format->write, path, error);
}

int
tg_cli_graph (TgCli *cli)
{
  g_autofree char *entity = NULL, *layout = NULL, *output = NULL;
  int depth = 1, hub = DEFAULT_HUB;
  gboolean start = FALSE;
  GOptionEntry entries[] = {
    { "entity", 0, 0, G_OPTION_ARG_STRING, &entity, "", NULL },
    { "start", 0, 0, G_OPTION_ARG_NONE, &start, "", NULL },
    { "depth", 0, 0, G_OPTION_ARG_INT, &depth, "", NULL },
    { "hub", 0, 0, G_OPTION_ARG_INT, &hub, "", NULL },
    { "layout", 0, 0, G_OPTION_ARG_STRING, &layout, "", NULL },
    { "output", 'o', 0, G_OPTION_ARG_FILENAME, &output, "", NULL },
    { NULL }
  };
  guint32 centre = 0;
  g_autoptr (GError) error = NULL;

  if (!tg_cli_parse (cli, entries, 1, 1))
    return TG_EXIT_USAGE;
  const Format *format = output != NULL ? find_format (output) : NULL;
  if (format == NULL)
    return tg_cli_usage ("say where with -o FILE, whose name ends in .json, .graphml, .gexf, .dot, .svg, .png or .pdf");
  if (depth < 0 || depth > 100 || hub < 1)
    return tg_cli_usage ("--depth must lie between 0 and 100, --hub must be 1 or more");
  if (start && entity != NULL)
    return tg_cli_usage ("--start goes without --entity");
  if (layout != NULL && !g_strv_contains (layouts, layout))
    return tg_cli_usage ("--layout is one of force, circle, radial, columns, layered, timeline, none");
  const char *how = layout != NULL ? layout : format->write != NULL ? "none" : "force";
  if (format->write == NULL && g_str_equal (how, "none"))
    return tg_cli_usage ("a picture needs a layout");

  g_autoptr (TgGraph) graph = load (cli->argv[1], entity, start, (guint) depth, (guint) hub, &centre, &error);
  if (graph == NULL)
    return tg_cli_fail (error);
  gboolean placed = !g_str_equal (how, "none");
  g_autofree float *x = placed ? g_new0 (float, MAX (tg_graph_n_nodes (graph), 1)) : NULL;
  g_autofree float *y = placed ? g_new0 (float, MAX (tg_graph_n_nodes (graph), 1)) : NULL;
  if (placed)
    lay_out (graph, how, centre, x, y);
  TgGraphPicture picture = { .graph = graph, .x = x, .y = y };
  if (!write_file (format, &picture, output, &error))
    return tg_cli_fail (error);
  if (cli->json)
    printf ("{\"nodes\":%u,\"edges\":%u}\n", tg_graph_n_nodes (graph), tg_graph_n_edges (graph));
  else
    printf ("%u nodes, %u edges\n", tg_graph_n_nodes (graph), tg_graph_n_edges (graph));
  return TG_EXIT_DONE;
}
