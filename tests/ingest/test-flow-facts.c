/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tg-test"

#include "tests/ingest/collect.h"

#include "core/model/mapping-flow-memory.h"
#include "core/model/mapping.h"
#include "core/simulate/simulate.h"

#include <string.h>

/* Flows whose like was there before in a batch only add to sums (core/model/mapping-flow-memory.c). The facts must be those of mapping each
 * of them for itself: the same in the same order. */

static TgFacts *
map (Collect *collect, gboolean off)
{
  TgFacts *facts = tg_facts_new ();

  tg_flow_memory_off = off;
  for (guint i = 0; i < collect->records->len; i++)
    tg_mapping_apply (&((CollectRecord *) g_ptr_array_index (collect->records, i))->record, facts);
  tg_mapping_finish (facts);
  tg_mapping_finish (facts);
  tg_flow_memory_off = FALSE;
  return facts;
}

static void
compare_spans (TgSpan a, TgSpan b)
{
  g_assert_cmpmem (a.str, a.len, b.str, b.len);
}

static void
compare_entities (const TgFacts *a, const TgFacts *b)
{
  g_assert_cmpuint (a->entities->len, ==, b->entities->len);
  for (guint i = 0; i < a->entities->len; i++)
    {
      const TgFactEntity *x = &g_array_index (a->entities, TgFactEntity, i), *y = &g_array_index (b->entities, TgFactEntity, i);
      g_assert_cmpint (x->kind, ==, y->kind);
      compare_spans (x->key, y->key);
      compare_spans (x->alias, y->alias);
      compare_spans (x->name, y->name);
      compare_spans (x->account, y->account);
      compare_spans (x->type, y->type);
      g_assert_cmpint (x->provisional, ==, y->provisional);
      g_assert_cmpint (x->first, ==, y->first);
      g_assert_cmpint (x->last, ==, y->last);
    }
  g_assert_cmpuint (a->aliases->len, ==, b->aliases->len);
  g_assert_cmpuint (a->properties->len, ==, b->properties->len);
  for (guint i = 0; i < a->properties->len; i++)
    {
      const TgFactProperty *x = &g_array_index (a->properties, TgFactProperty, i), *y = &g_array_index (b->properties, TgFactProperty, i);
      g_assert_cmpuint (x->entity, ==, y->entity);
      g_assert_cmpstr (x->name, ==, y->name);
      compare_spans (x->value, y->value);
      g_assert_cmpint (x->time, ==, y->time);
    }
}

static void
compare_relations (const TgFacts *a, const TgFacts *b)
{
  g_assert_cmpuint (a->relations->len, ==, b->relations->len);
  for (guint i = 0; i < a->relations->len; i++)
    {
      const TgFactRelation *x = &g_array_index (a->relations, TgFactRelation, i), *y = &g_array_index (b->relations, TgFactRelation, i);
      g_assert_cmpuint (x->source, ==, y->source);
      g_assert_cmpuint (x->target, ==, y->target);
      g_assert_cmpint (x->kind, ==, y->kind);
      g_assert_cmpint (x->first, ==, y->first);
      g_assert_cmpint (x->last, ==, y->last);
      g_assert_cmpuint (x->count, ==, y->count);
      g_assert_cmpuint (x->failed, ==, y->failed);
      g_assert_cmpuint (x->bytes_in, ==, y->bytes_in);
      g_assert_cmpuint (x->bytes_out, ==, y->bytes_out);
    }
}

static void
compare_cells (const GArray *a, const GArray *b)
{
  g_assert_cmpuint (a->len, ==, b->len);
  for (guint i = 0; i < a->len; i++)
    {
      const TgFactCell *x = &g_array_index (a, TgFactCell, i), *y = &g_array_index (b, TgFactCell, i);
      g_assert_cmpuint (x->owner, ==, y->owner);
      g_assert_cmpuint (x->facet, ==, y->facet);
      g_assert_cmpuint (x->value, ==, y->value);
      g_assert_cmpint (x->hour, ==, y->hour);
      g_assert_cmpuint (x->ok, ==, y->ok);
      g_assert_cmpuint (x->failed, ==, y->failed);
      g_assert_cmpuint (x->bytes_in, ==, y->bytes_in);
      g_assert_cmpuint (x->bytes_out, ==, y->bytes_out);
    }
}

static void
compare_records (const TgFacts *a, const TgFacts *b)
{
  g_assert_cmpuint (a->records->len, ==, b->records->len);
  for (guint i = 0; i < a->records->len; i++)
    {
      TgFactRecord x = g_array_index (a->records, TgFactRecord, i), y = g_array_index (b->records, TgFactRecord, i);
      g_assert_cmpuint (x.n_parties, ==, y.n_parties);
      g_assert_cmpuint (x.first_party + x.n_parties, <=, a->parties->len);
      g_assert_cmpmem (&g_array_index (a->parties, TgFactParty, x.first_party), x.n_parties * sizeof (TgFactParty),
                       &g_array_index (b->parties, TgFactParty, y.first_party), y.n_parties * sizeof (TgFactParty));
      g_assert_cmpint (x.time, ==, y.time);
      g_assert_cmphex (x.flags, ==, y.flags);
      g_assert_cmpuint (x.action, ==, y.action);
      g_assert_cmpuint (x.error, ==, y.error);
      g_assert_cmpuint (x.region, ==, y.region);
      g_assert_cmpuint (x.bytes_out, ==, y.bytes_out);
      g_assert_cmpuint (x.packets, ==, y.packets);
      g_assert_cmpuint (x.port_source, ==, y.port_source);
      g_assert_cmpuint (x.port_target, ==, y.port_target);
      g_assert_cmpuint (x.protocol, ==, y.protocol);
      g_assert_cmphex (x.id_hash, ==, y.id_hash);
    }
  g_assert_cmpuint (tg_intern_count (a->terms), ==, tg_intern_count (b->terms));
  for (guint i = 0; i < tg_intern_count (a->terms); i++)
    compare_spans (tg_intern_text (a->terms, i), tg_intern_text (b->terms, i));
}

/* The parties that the rows of a flow share are there once. */
static void
compare (Collect *collect, gboolean sharing)
{
  g_autoptr (TgFacts) with = map (collect, FALSE), without = map (collect, TRUE);

  compare_entities (with, without);
  compare_relations (with, without);
  compare_cells (with->activity, without->activity);
  compare_cells (with->series, without->series);
  compare_records (with, without);
  g_assert_cmpuint (with->parties->len, <=, without->parties->len);
  if (sharing)
    g_assert_cmpuint (with->parties->len, <, without->parties->len * 3 / 4);
}

static void
import (Collect *collect, const char *path)
{
  const char *paths[] = { path, NULL };
  g_autoptr (GError) error = NULL;

  tg_import_paths (&collect->sink, paths, NULL, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (collect->records->len, >, 0);
}

static void
test_fixtures (void)
{
  static const char * const folders[] = { "vpcflow", "ocsf", "csv", "cloudtrail" };
  g_autoptr (Collect) all = collect_new ();

  for (guint i = 0; i < G_N_ELEMENTS (folders); i++)
    {
      g_autofree char *path = g_build_filename (g_getenv ("TG_FIXTURES"), folders[i], NULL);
      g_autoptr (Collect) one = collect_new ();
      import (one, path);
      compare (one, FALSE);
      import (all, path);
    }
  compare (all, FALSE);
}

static void
test_simulated (void)
{
  g_autofree char *folder = g_dir_make_tmp ("tg-flows-XXXXXX", NULL);
  g_autofree char *logs = g_build_filename (folder, "AWSLogs", NULL);
  const TgSimulateOptions options = { .days = 2, .calls_percent = 5, .events = 30000, .seed = 11 };
  g_autoptr (Collect) collect = collect_new ();
  g_autofree char *remove = g_strdup_printf ("rm -r '%s'", folder);
  g_autoptr (GError) error = NULL;

  tg_simulate (folder, &options, NULL, &error);
  g_assert_no_error (error);
  import (collect, logs);
  compare (collect, TRUE);
  g_assert_true (g_spawn_command_line_sync (remove, NULL, NULL, NULL, NULL));
}

#define PICK(rand, ...) ((const char *[]) { __VA_ARGS__ })[g_rand_int_range (rand, 0, G_N_ELEMENTS (((const char *[]) { __VA_ARGS__ })))]

/* Of few values, so that much comes again in all ways; n: of interfaces and ports. */
static void
add_row (GString *text, GRand *rand, int n)
{
  g_string_append_printf (text, "%s eni-%d %s %s %d %d %s %d %d %s %s %s ", PICK (rand, "111122223333", "111122223333", "unknown", "4"),
                          g_rand_int_range (rand, 0, n), PICK (rand, "10.0.0.1", "10.0.0.2", "192.0.2.1", "010.0.0.001", "2001:db8::1", "-", "1.2.3"),
                          PICK (rand, "10.0.0.1", "10.0.0.2", "192.0.2.1", "192.0.2.001", "2001:DB8:0::1", "-"), g_rand_int_range (rand, 0, n),
                          g_rand_int_range (rand, 440, 444), PICK (rand, "6", "17", "300", "-"), g_rand_int_range (rand, 0, 100),
                          g_rand_int_range (rand, 0, 100000), PICK (rand, "1742544000", "1742544100", "1742549000", "1742500000", "-", "0"),
                          PICK (rand, "ACCEPT", "ACCEPT", "REJECT", "-"), PICK (rand, "OK", "OK", "OK", "NODATA", "SKIPDATA"));
  g_string_append_printf (text, "%s %s %s %s %s %s ", PICK (rand, "vpc-1", "vpc-2", "-"), PICK (rand, "subnet-1", "-"), PICK (rand, "i-1", "i-2", "-"),
                          PICK (rand, "eu-west-1", "-"), PICK (rand, "egress", "ingress", "-"), PICK (rand, "BPA", "-", "-"));
  g_string_append_printf (text, "%s %s %s %s ", PICK (rand, "-", "-", "arn:aws:ecs:eu-west-1:111122223333:task/c/1", "arn:aws:iam::111122223333:role/r"),
                          PICK (rand, "-", "-", "arn:aws:ecs:eu-west-1:111122223333:cluster/c"), PICK (rand, "-", "s1", "s2"), PICK (rand, "-", "d1"));
  g_string_append_printf (text, "%s %s %s %s %s\n", PICK (rand, "-", "-", "tgw-1"), PICK (rand, "vpc-1", "-"), PICK (rand, "vpc-2", "vpc-1"),
                          PICK (rand, "111122223333", "-"), PICK (rand, "subnet-1", "-"));
}

static void
compare_rows (guint32 seed, int n, guint rows, gboolean sharing)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (seed);
  g_autoptr (GString) text = g_string_new ("account-id interface-id srcaddr dstaddr srcport dstport protocol packets bytes start action log-status vpc-id "
                                           "subnet-id instance-id region flow-direction reject-reason ecs-task-arn ecs-cluster-arn ecs-service-name "
                                           "ecs-task-definition-arn tgw-id tgw-src-vpc-id tgw-dst-vpc-id tgw-src-vpc-account-id tgw-src-subnet-id\n");
  g_autoptr (Collect) collect = collect_new ();

  for (guint i = 0; i < rows; i++)
    add_row (text, rand, n);
  collect_text (collect, text->str, text->len);
  g_assert_cmpuint (collect->records->len, >, rows / 2);
  compare (collect, sharing);
}

static void
test_random (void)
{
  for (guint32 seed = 0; seed < (g_test_thorough () ? 200 : 10); seed++)
    compare_rows (seed, 2, 3000, FALSE);
}

/* More than is remembered. */
static void
test_many (void)
{
  compare_rows (1, 60, 30000, FALSE);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/flow-facts/fixtures", test_fixtures);
  g_test_add_func ("/flow-facts/simulated", test_simulated);
  g_test_add_func ("/flow-facts/random", test_random);
  g_test_add_func ("/flow-facts/many", test_many);
  return g_test_run ();
}
