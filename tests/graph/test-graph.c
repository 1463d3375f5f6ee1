/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tg-test"

#include "core/graph/graph.h"

/* Ids are node numbers times ten plus seven, so that an id is never a node number. */
static gint64
id_of (guint node)
{
  return (gint64) node * 10 + 7;
}

static TgGraph *
make (guint n_nodes, guint n_edges, const guint (*edges)[2])
{
  GArray *entities = g_array_new (FALSE, TRUE, sizeof (TgEntityInfo));
  GArray *relations = g_array_new (FALSE, TRUE, sizeof (TgRelationInfo));

  g_array_set_clear_func (entities, (GDestroyNotify) tg_entity_info_clear);
  for (guint i = 0; i < n_nodes; i++)
    {
      TgEntityInfo entity = { .id = id_of (i), .kind = TG_ENTITY_IP, .key = g_strdup_printf ("n%u", i), .name = g_strdup (""),
                              .account = g_strdup (""), .type = g_strdup ("") };
      g_array_append_val (entities, entity);
    }
  for (guint i = 0; i < n_edges; i++)
    {
      TgRelationInfo relation = { .id = i + 1, .source = id_of (edges[i][0]), .target = id_of (edges[i][1]), .kind = TG_RELATION_FLOW, .count = i };
      g_array_append_val (relations, relation);
    }
  return tg_graph_new (entities, relations);
}

static void
test_empty (void)
{
  g_autoptr (TgGraph) graph = make (0, 0, NULL);
  guint32 node, component;

  g_assert_cmpuint (tg_graph_n_nodes (graph), ==, 0);
  g_assert_false (tg_graph_find (graph, 7, &node));
  g_assert_cmpuint (tg_graph_components (graph, &component), ==, 0);
  g_autoptr (TgGraph) part = tg_graph_neighbourhood (graph, NULL, 0, 3, 10);
  g_assert_cmpuint (tg_graph_n_nodes (part), ==, 0);
}

static void
test_adjacency (void)
{
  /* parallel edges, a self loop, a relation whose end is missing */
  const guint edges[][2] = { { 0, 1 }, { 0, 1 }, { 1, 2 }, { 2, 2 }, { 3, 9 } };
  g_autoptr (TgGraph) graph = make (4, 5, edges);
  guint32 n, node;

  g_assert_cmpuint (tg_graph_n_edges (graph), ==, 4);
  g_assert_cmpuint (tg_graph_n_dropped (graph), ==, 1);
  g_assert_true (tg_graph_find (graph, id_of (2), &node));
  g_assert_cmpuint (node, ==, 2);
  const guint32 *out = tg_graph_out (graph, 0, &n);
  g_assert_cmpuint (n, ==, 2);
  g_assert_cmpuint (tg_graph_target (graph, out[0]), ==, 1);
  g_assert_cmpuint (tg_graph_edge (graph, out[1])->count, ==, 1);
  tg_graph_in (graph, 2, &n);
  g_assert_cmpuint (n, ==, 2);
  tg_graph_out (graph, 3, &n);
  g_assert_cmpuint (n, ==, 0);
}

static void
test_components (void)
{
  const guint edges[][2] = { { 3, 1 }, { 4, 5 }, { 5, 6 } };
  g_autoptr (TgGraph) graph = make (7, 3, edges);
  guint32 component[7];

  g_assert_cmpuint (tg_graph_components (graph, component), ==, 4);
  g_assert_cmpuint (component[0], ==, 0);
  g_assert_cmpuint (component[1], ==, component[3]);
  g_assert_cmpuint (component[4], ==, component[6]);
  g_assert_cmpuint (component[2], !=, component[1]);
}

static void
test_paths (void)
{
  const guint edges[][2] = { { 0, 1 }, { 1, 2 }, { 2, 3 }, { 0, 4 }, { 3, 4 } };
  g_autoptr (TgGraph) graph = make (6, 5, edges);
  g_autoptr (GArray) directed = tg_graph_shortest_path (graph, 0, 3, TRUE);
  g_autoptr (GArray) either_way = tg_graph_shortest_path (graph, 0, 3, FALSE);
  g_autoptr (GArray) self = tg_graph_shortest_path (graph, 2, 2, TRUE);

  g_assert_cmpuint (directed->len, ==, 3);
  g_assert_cmpuint (g_array_index (directed, guint32, 0), ==, 0);
  g_assert_cmpuint (either_way->len, ==, 2);
  g_assert_cmpuint (self->len, ==, 0);
  g_assert_null (tg_graph_shortest_path (graph, 3, 0, TRUE));
  g_assert_null (tg_graph_shortest_path (graph, 0, 5, FALSE));
}

/* A hub joins everything with everything: it is shown, and not walked through. */
static void
test_neighbourhood (void)
{
  guint edges[31][2];
  guint32 seed = 1, hub = 0;

  for (guint i = 0; i < 30; i++)
    {
      edges[i][0] = 0;
      edges[i][1] = i + 1;
    }
  edges[30][0] = 1;
  edges[30][1] = 31;
  g_autoptr (TgGraph) graph = make (32, 31, (const guint (*)[2]) edges);
  g_autoptr (TgGraph) around = tg_graph_neighbourhood (graph, &seed, 1, 3, 10);
  g_autoptr (TgGraph) through = tg_graph_neighbourhood (graph, &seed, 1, 3, 100);
  g_autoptr (TgGraph) from_hub = tg_graph_neighbourhood (graph, &hub, 1, 1, 10);
  g_autoptr (TgGraph) alone = tg_graph_neighbourhood (graph, &seed, 1, 0, 10);

  g_assert_cmpuint (tg_graph_n_nodes (around), ==, 3);
  g_assert_cmpuint (tg_graph_n_edges (around), ==, 2);
  g_assert_cmpuint (tg_graph_n_nodes (through), ==, 32);
  g_assert_cmpuint (tg_graph_n_nodes (from_hub), ==, 31);
  g_assert_cmpuint (tg_graph_n_nodes (alone), ==, 1);
  g_assert_cmpstr (tg_graph_node (alone, 0)->key, ==, "n1");
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/graph/empty", test_empty);
  g_test_add_func ("/graph/adjacency", test_adjacency);
  g_test_add_func ("/graph/components", test_components);
  g_test_add_func ("/graph/paths", test_paths);
  g_test_add_func ("/graph/neighbourhood", test_neighbourhood);
  return g_test_run ();
}
