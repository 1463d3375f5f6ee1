/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tg-test"

#include "core/graph/questions.h"

typedef struct { guint source, target; TgRelationKind kind; gint64 first, last; } Edge;

static gint64
id_of (guint node)
{
  return (gint64) node * 10 + 7;
}

static TgGraph *
make (guint n_nodes, const TgEntityKind *kinds, guint n_edges, const Edge *edges)
{
  GArray *entities = g_array_new (FALSE, TRUE, sizeof (TgEntityInfo)), *relations = g_array_new (FALSE, TRUE, sizeof (TgRelationInfo));

  g_array_set_clear_func (entities, (GDestroyNotify) tg_entity_info_clear);
  for (guint i = 0; i < n_nodes; i++)
    {
      TgEntityInfo entity = { .id = id_of (i), .kind = kinds != NULL ? kinds[i] : TG_ENTITY_IP, .key = g_strdup (""), .name = g_strdup (""),
                              .account = g_strdup (""), .type = g_strdup ("") };
      g_array_append_val (entities, entity);
    }
  for (guint i = 0; i < n_edges; i++)
    {
      TgRelationInfo relation = { .id = i + 1, .source = id_of (edges[i].source), .target = id_of (edges[i].target), .kind = edges[i].kind,
                                  .count = 1, .first = edges[i].first, .last = edges[i].last };
      g_array_append_val (relations, relation);
    }
  return tg_graph_new (entities, relations);
}

static void
assert_nodes (GArray *nodes, const char *expected)
{
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; i < nodes->len; i++)
    g_string_append_printf (text, "%s%u", i > 0 ? " " : "", g_array_index (nodes, guint32, i));
  g_assert_cmpstr (text->str, ==, expected);
}

#define FLOW TG_RELATION_FLOW, 1, 1

static void
test_between (void)
{
  /* 0-1-3, 0-2-3 equally short; 0-4-5-3 longer; 6 apart */
  const Edge edges[] = { { 0, 1, FLOW }, { 3, 1, FLOW }, { 0, 2, FLOW }, { 2, 3, FLOW }, { 0, 4, FLOW }, { 4, 5, FLOW }, { 5, 3, FLOW } };
  const TgEntityKind kinds[] = { TG_ENTITY_IP, TG_ENTITY_ACCOUNT, TG_ENTITY_IP, TG_ENTITY_IP, TG_ENTITY_IP, TG_ENTITY_IP, TG_ENTITY_IP };
  g_autoptr (TgGraph) graph = make (7, kinds, G_N_ELEMENTS (edges), edges);
  const TgGraphDetour no_accounts = { 1u << TG_ENTITY_ACCOUNT, 0 }, no_hubs = { 0, 1 };
  g_autoptr (GArray) all = tg_graph_between (graph, 0, 3, NULL, 100), two = tg_graph_between (graph, 0, 3, NULL, 2);
  g_autoptr (GArray) round = tg_graph_between (graph, 0, 3, &no_accounts, 100), none = tg_graph_between (graph, 0, 6, NULL, 100);
  g_autoptr (GArray) hubs = tg_graph_between (graph, 0, 3, &no_hubs, 100), self = tg_graph_between (graph, 2, 2, NULL, 100);
  g_autoptr (GArray) outside = tg_graph_between (graph, 0, 99, NULL, 100), through = tg_graph_between (graph, 0, 1, &no_accounts, 100);

  assert_nodes (all, "0 1 2 3");
  assert_nodes (two, "0 3");
  assert_nodes (round, "0 2 3");
  assert_nodes (none, "");
  assert_nodes (hubs, "");
  assert_nodes (self, "");
  assert_nodes (outside, "");
  assert_nodes (through, "0 1");
}

static void
test_common (void)
{
  const Edge edges[] = { { 0, 3, FLOW }, { 3, 1, FLOW }, { 1, 3, FLOW }, { 2, 3, FLOW }, { 0, 4, FLOW }, { 1, 4, FLOW }, { 2, 5, FLOW } };
  g_autoptr (TgGraph) graph = make (6, NULL, G_N_ELEMENTS (edges), edges);
  const guint32 pair[] = { 0, 1 }, three[] = { 0, 1, 2 }, apart[] = { 4, 5 }, one[] = { 0, 88 };
  g_autoptr (GArray) of_pair = tg_graph_common (graph, pair, 2, 100), of_three = tg_graph_common (graph, three, 3, 100);
  g_autoptr (GArray) of_apart = tg_graph_common (graph, apart, 2, 100), of_one = tg_graph_common (graph, one, 2, 100);

  assert_nodes (of_pair, "0 1 3 4");
  assert_nodes (of_three, "0 1 2 3");
  assert_nodes (of_apart, "");
  assert_nodes (of_one, "");
}

/* A user assumes a role, its session another one; the last session's key is what was seen. */
static void
test_behind (void)
{
  const TgEntityKind kinds[] = { TG_ENTITY_USER, TG_ENTITY_SESSION, TG_ENTITY_SESSION, TG_ENTITY_ACCESS_KEY, TG_ENTITY_ROLE, TG_ENTITY_IP };
  const Edge edges[] = { { 0, 1, TG_RELATION_ASSUMED, 1, 1 }, { 1, 2, TG_RELATION_ASSUMED, 2, 2 }, { 2, 3, TG_RELATION_SIGNED_WITH, 3, 3 },
                         { 2, 4, TG_RELATION_SESSION_OF, 2, 3 }, { 2, 5, TG_RELATION_CALLED_FROM, 2, 3 } };
  g_autoptr (TgGraph) graph = make (6, kinds, G_N_ELEMENTS (edges), edges);
  g_autoptr (GArray) key = tg_graph_behind (graph, 3, 100), user = tg_graph_behind (graph, 0, 100), some = tg_graph_behind (graph, 3, 2);

  assert_nodes (key, "3 2 1 0");
  assert_nodes (user, "");
  assert_nodes (some, "3 2");
}

/* What ended before one could have come there is not reached. */
static void
test_reach (void)
{
  const Edge edges[] = { { 0, 1, TG_RELATION_ASSUMED, 10, 20 }, { 1, 2, TG_RELATION_READ, 5, 9 }, { 1, 3, TG_RELATION_WROTE, 5, 15 },
                         { 0, 4, TG_RELATION_CALLED_FROM, 10, 20 }, { 3, 5, TG_RELATION_ASSUMED, 30, 40 }, { 6, 0, TG_RELATION_ASSUMED, 1, 99 } };
  g_autoptr (TgGraph) graph = make (7, NULL, G_N_ELEMENTS (edges), edges);
  g_autoptr (GArray) all = tg_graph_reach (graph, 0, TG_TIME_NONE, 100), late = tg_graph_reach (graph, 0, 18, 100), never = tg_graph_reach (graph, 0, 50, 100);

  assert_nodes (all, "0 1 3 5");
  assert_nodes (late, "0 1");
  assert_nodes (never, "");
}

static void
test_nothing (void)
{
  g_autoptr (TgGraph) graph = tg_graph_new (NULL, NULL);
  g_autoptr (GArray) a = tg_graph_between (graph, 0, 1, NULL, 5), b = tg_graph_common (graph, NULL, 0, 5);
  g_autoptr (GArray) c = tg_graph_behind (graph, 0, 5), d = tg_graph_reach (graph, 0, 0, 5);

  g_assert_cmpuint (a->len + b->len + c->len + d->len, ==, 0);
}

/* Longer ones too, but nothing that is a way out and back. */
static void
test_paths (void)
{
  /* 0-1-3, 0-4-5-3, 0-6-7-8-3; 9 hangs on 1, 10 and 11 are a loop on 4; 12 hangs on 0 by two relations */
  const Edge edges[] = { { 0, 1, FLOW }, { 3, 1, FLOW }, { 0, 4, FLOW }, { 4, 5, FLOW }, { 5, 3, FLOW }, { 0, 6, FLOW }, { 6, 7, FLOW }, { 7, 8, FLOW },
                         { 8, 3, FLOW }, { 1, 9, FLOW }, { 4, 10, FLOW }, { 10, 11, FLOW }, { 11, 4, FLOW }, { 0, 12, FLOW }, { 12, 0, FLOW }, { 5, 5, FLOW } };
  g_autoptr (TgGraph) graph = make (14, NULL, G_N_ELEMENTS (edges), edges);
  const struct { guint most; const char *nodes; } cases[] = {
    { 0, "" }, { 1, "" }, { 2, "0 1 3" }, { 3, "0 1 4 5 3" }, { 4, "0 1 4 5 6 7 8 3" }, { 100, "0 1 4 5 6 7 8 3" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GArray) nodes = tg_graph_paths (graph, 0, 3, cases[i].most, NULL, 100), back = tg_graph_paths (graph, 3, 0, cases[i].most, NULL, 100);

      assert_nodes (nodes, cases[i].nodes);
      g_assert_cmpuint (back->len, ==, nodes->len);
    }
  g_autoptr (GArray) few = tg_graph_paths (graph, 0, 3, 4, NULL, 3), apart = tg_graph_paths (graph, 0, 13, 9, NULL, 9), self = tg_graph_paths (graph, 1, 1, 9, NULL, 9);
  g_autoptr (GArray) outside = tg_graph_paths (graph, 0, 99, 9, NULL, 9), beside = tg_graph_paths (graph, 0, 1, 1, NULL, 9);
  assert_nodes (few, "0 1 3");
  assert_nodes (apart, "");
  assert_nodes (self, "");
  assert_nodes (outside, "");
  assert_nodes (beside, "0 1");
}

/* Against every path walked out one by one, on small graphs of chance. */
static gboolean
walk (const TgGraph *graph, guint32 at, guint32 to, guint left, guint8 *on_way, guint8 *found)
{
  gboolean any = at == to;

  on_way[at] = 1;
  for (guint32 e = 0; at != to && left > 0 && e < tg_graph_n_edges (graph); e++)
    for (int turn = 0; turn < 2; turn++)
      {
        const guint32 a = turn ? tg_graph_target (graph, e) : tg_graph_source (graph, e), b = turn ? tg_graph_source (graph, e) : tg_graph_target (graph, e);

        if (a == at && !on_way[b] && walk (graph, b, to, left - 1, on_way, found))
          any = TRUE;
      }
  on_way[at] = 0;
  if (any)
    found[at] = 1;
  return any;
}

static void
test_paths_all (void)
{
  for (guint seed = 0; seed < 300; seed++)
    {
      g_autoptr (GRand) chance = g_rand_new_with_seed (seed);
      Edge edges[14];
      guint8 on_way[9] = { 0 }, found[9] = { 0 };

      for (guint i = 0; i < G_N_ELEMENTS (edges); i++)
        edges[i] = (Edge) { (guint) g_rand_int_range (chance, 0, 9), (guint) g_rand_int_range (chance, 0, 9), FLOW };
      g_autoptr (TgGraph) graph = make (9, NULL, 7 + seed % 8, edges);
      g_autoptr (GArray) nodes = tg_graph_paths (graph, 0, 8, 8, NULL, 100);
      const gboolean any = walk (graph, 0, 8, 8, on_way, found);
      guint n = 0;
      for (guint i = 0; any && i < 9; i++)
        n += found[i];
      g_assert_cmpuint (nodes->len, ==, n);
      for (guint i = 0; i < nodes->len; i++)
        g_assert_true (found[g_array_index (nodes, guint32, i)]);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/questions/between", test_between);
  g_test_add_func ("/questions/common", test_common);
  g_test_add_func ("/questions/behind", test_behind);
  g_test_add_func ("/questions/reach", test_reach);
  g_test_add_func ("/questions/nothing", test_nothing);
  g_test_add_func ("/graph/questions/paths", test_paths);
  g_test_add_func ("/graph/questions/paths-all", test_paths_all);
  return g_test_run ();
}
