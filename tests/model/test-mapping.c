/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tg-test"

#include <string.h>

#include "core/model/mapping-rules.h"
#include "core/model/mapping.h"

/* Every rule of the mapping has an example under tests/fixtures/mapping; the last test fails for one that has none. */

static GHashTable *seen;        /* rule id, all that ever fired */
static GHashTable *fired;       /* of the record at hand */

static void
on_fired (guint rule, gpointer data)
{
  g_hash_table_add (seen, (gpointer) tg_mapping_rule_id (rule));
  g_hash_table_add (fired, (gpointer) tg_mapping_rule_id (rule));
}

typedef struct
{
  TgRecord record;
  GArray  *values;
  TgFacts *facts;
} Example;

static void
example_begin (Example *example)
{
  memset (example, 0, sizeof *example);
  example->values = g_array_new (FALSE, FALSE, sizeof (TgFieldValue));
  example->facts = tg_facts_new ();
  example->record.kind = TG_RECORD_CLOUDTRAIL;
  example->record.time = 1700000000 * TG_SECOND;
  g_hash_table_remove_all (fired);
}

static TgField
field_from_name (const char *name)
{
  for (guint i = 1; i < TG_FIELD_N; i++)
    if (strcmp (tg_field_name (i), name) == 0)
      return i;
  g_error ("no field %s", name);
}

static void
example_add (Example *example, const char *name, const char *value)
{
  g_auto (GStrv) parts = g_strsplit (name, "@", 2);
  TgFieldValue row = { (guint16) field_from_name (parts[0]), parts[1] != NULL ? (guint16) atoi (parts[1]) : 0, tg_span_str (value) };
  g_array_append_val (example->values, row);
}

static void
example_apply (Example *example)
{
  example->record.values = (TgFieldValue *) (void *) example->values->data;
  example->record.n_values = example->values->len;
  tg_mapping_apply (&example->record, example->facts);
  tg_mapping_finish (example->facts);
}

static void
example_end (Example *example)
{
  g_array_unref (example->values);
  tg_facts_free (example->facts);
}

/* "kind:key" */
static guint32
find_entity (TgFacts *facts, const char *text)
{
  const char *colon = strchr (text, ':');
  g_assert_nonnull (colon);
  g_autofree char *kind = g_strndup (text, (gsize) (colon - text));
  for (guint i = 0; i < facts->entities->len; i++)
    {
      const TgFactEntity *entity = &g_array_index (facts->entities, TgFactEntity, i);
      if (entity->kind == tg_entity_kind_from_id (kind) && tg_span_is (entity->key, colon + 1))
        return i;
    }
  return TG_LOCAL_NONE;
}

static gboolean
has_relation (TgFacts *facts, guint32 source, TgRelationKind kind, guint32 target)
{
  for (guint i = 0; i < facts->relations->len; i++)
    {
      const TgFactRelation *relation = &g_array_index (facts->relations, TgFactRelation, i);
      if (relation->source == source && relation->target == target && relation->kind == kind)
        return TRUE;
    }
  return FALSE;
}

static char **
fixture_lines (const char *name)
{
  g_autofree char *path = g_build_filename (g_getenv ("TG_FIXTURES"), "mapping", name, NULL);
  g_autofree char *text = NULL;
  g_autoptr (GError) error = NULL;
  g_file_get_contents (path, &text, NULL, &error);
  g_assert_no_error (error);
  return g_strsplit (text, "\n", -1);
}

static void
add_caller (Example *example, const char *service, const char *action)
{
  g_autofree char *source = g_strconcat (service, ".amazonaws.com", NULL);
  example_add (example, "CT_EVENT_SOURCE", g_intern_string (source));
  example_add (example, "CT_EVENT_NAME", action);
  example_add (example, "CT_REGION", "eu-west-1");
  example_add (example, "CT_RECIPIENT", "111122223333");
  example_add (example, "CT_USER_TYPE", "IAMUser");
  example_add (example, "CT_USER_PRINCIPAL", "AIDAEXAMPLE");
}

static void
test_targets (void)
{
  g_auto (GStrv) lines = fixture_lines ("targets.tsv");

  for (guint i = 0; lines[i] != NULL; i++)
    {
      g_auto (GStrv) c = g_strsplit (lines[i], "\t", -1);
      if (lines[i][0] == '#' || g_strv_length (c) != 7)
        continue;
      Example example;
      example_begin (&example);
      add_caller (&example, c[1], c[2]);
      example_add (&example, c[3], c[4]);
      example_apply (&example);
      g_autofree char *wanted = g_strconcat (c[5], ":", c[6], NULL);
      if (find_entity (example.facts, wanted) == TG_LOCAL_NONE || !g_hash_table_contains (fired, c[0]))
        {
          for (guint k = 0; k < example.facts->entities->len; k++)
            {
              const TgFactEntity *entity = &g_array_index (example.facts->entities, TgFactEntity, k);
              g_test_message ("%s:%.*s", tg_entity_kind_id (entity->kind), (int) entity->key.len, entity->key.str);
            }
          g_test_message ("rule %s: no %s", c[0], wanted);
          g_test_fail ();
        }
      example_end (&example);
    }
}

static void
test_actions (void)
{
  g_auto (GStrv) lines = fixture_lines ("actions.tsv");

  for (guint i = 0; lines[i] != NULL; i++)
    {
      g_auto (GStrv) c = g_strsplit (lines[i], "\t", -1);
      if (lines[i][0] == '#' || g_strv_length (c) != 5)
        continue;
      Example example;
      example_begin (&example);
      add_caller (&example, c[1], c[2]);
      example_add (&example, "CT_READ_ONLY", c[3]);
      example_add (&example, "CT_RESOURCE_ARN", "arn:aws:dynamodb:eu-west-1:111122223333:table/t");
      example_apply (&example);
      guint32 target = find_entity (example.facts, "resource:arn:aws:dynamodb:eu-west-1:111122223333:table/t");
      if (!g_hash_table_contains (fired, c[0]) ||
          !has_relation (example.facts, find_entity (example.facts, "user:AIDAEXAMPLE"), tg_relation_kind_from_id (c[4]), target))
        {
          g_test_message ("rule %s: the caller has not %s it", c[0], c[4]);
          g_test_fail ();
        }
      example_end (&example);
    }
}

static TgParty
party_from_word (const char *word)
{
  static const char * const words[] = { "", "actor", "role", "key", "address", "peer", "agent", "account", "target", "place", "finding", "outcome" };
  for (guint i = 1; i < G_N_ELEMENTS (words); i++)
    if (strcmp (words[i], word) == 0)
      return i;
  g_error ("no party %s", word);
}

static gboolean
check_relation (TgFacts *facts, const char *text)
{
  /* keys may hold spaces and colons, relation words neither: try each word */
  for (guint kind = 1; kind < TG_RELATION_N_KINDS; kind++)
    {
      g_autofree char *word = g_strdup_printf (" %s ", tg_relation_kind_id (kind));
      const char *at = strstr (text, word);
      if (at == NULL)
        continue;
      g_autofree char *source = g_strndup (text, (gsize) (at - text));
      guint32 a = find_entity (facts, source), b = find_entity (facts, at + strlen (word));
      if (a != TG_LOCAL_NONE && b != TG_LOCAL_NONE && has_relation (facts, a, kind, b))
        return TRUE;
    }
  return FALSE;
}

static gboolean
check_entity (TgFacts *facts, const char *text)
{
  g_auto (GStrv) words = g_strsplit (text, " ", -1);
  g_autofree char *id = g_strconcat (words[0], ":", words[1], NULL);
  guint32 at = find_entity (facts, id);

  if (at == TG_LOCAL_NONE)
    return FALSE;
  const TgFactEntity *entity = &g_array_index (facts->entities, TgFactEntity, at);
  if (words[2] == NULL)
    return TRUE;
  TgSpan value = strcmp (words[2], "alias") == 0 ? entity->alias : strcmp (words[2], "name") == 0 ? entity->name : entity->account;
  return tg_span_is (value, words[3]);
}

static gboolean
check_party (TgFacts *facts, const char *text)
{
  g_auto (GStrv) words = g_strsplit (text, " ", 2);
  guint32 entity = find_entity (facts, words[1]);

  for (guint i = 0; i < facts->parties->len; i++)
    {
      const TgFactParty *party = &g_array_index (facts->parties, TgFactParty, i);
      if (party->entity == entity && party->role == party_from_word (words[0]))
        return TRUE;
    }
  return FALSE;
}

static gboolean
check_property (TgFacts *facts, const char *text)
{
  g_auto (GStrv) sides = g_strsplit (text, " = ", 2);

  for (guint i = 0; i < facts->properties->len; i++)
    {
      const TgFactProperty *property = &g_array_index (facts->properties, TgFactProperty, i);
      const TgFactEntity *entity = &g_array_index (facts->entities, TgFactEntity, property->entity);
      g_autofree char *left = g_strdup_printf ("%s:%.*s %s", tg_entity_kind_id (entity->kind), (int) entity->key.len, entity->key.str, property->name);
      if (strcmp (left, sides[0]) == 0 && tg_span_is (property->value, sides[1]))
        return TRUE;
    }
  return FALSE;
}

static gboolean
check_finding (TgFacts *facts, const char *text)
{
  g_auto (GStrv) words = g_strsplit (text, " ", -1);

  for (guint i = 0; i < facts->findings->len; i++)
    {
      const TgFactFinding *finding = &g_array_index (facts->findings, TgFactFinding, i);
      const TgFactEntity *entity = &g_array_index (facts->entities, TgFactEntity, finding->entity);
      if (tg_span_is (entity->key, words[0]))
        return strcmp (tg_severity_id (finding->severity), words[2]) == 0;
    }
  return FALSE;
}

static gboolean
check_none (TgFacts *facts, const char *kind)
{
  for (guint i = 0; i < facts->entities->len; i++)
    if (g_array_index (facts->entities, TgFactEntity, i).kind == tg_entity_kind_from_id (kind))
      return FALSE;
  return TRUE;
}

static gboolean
check (TgFacts *facts, const char *text)
{
  g_auto (GStrv) words = g_strsplit (text, " ", 2);

  if (strcmp (words[0], "rule") == 0)
    return g_hash_table_contains (fired, words[1]);
  if (strcmp (words[0], "entity") == 0)
    return check_entity (facts, words[1]);
  if (strcmp (words[0], "relation") == 0)
    return check_relation (facts, words[1]);
  if (strcmp (words[0], "party") == 0)
    return check_party (facts, words[1]);
  if (strcmp (words[0], "property") == 0)
    return check_property (facts, words[1]);
  if (strcmp (words[0], "finding") == 0)
    return check_finding (facts, words[1]);
  if (strcmp (words[0], "none") == 0)
    return check_none (facts, words[1]);
  g_error ("what is %s?", words[0]);
}

static void
test_cases (void)
{
  g_auto (GStrv) lines = fixture_lines ("cases.txt");
  Example example;
  gboolean open = FALSE, applied = FALSE;
  const char *name = "";

  for (guint i = 0; lines[i] != NULL; i++)
    {
      char *line = lines[i];
      if (line[0] == '#' || line[0] == '\0')
        continue;
      if (g_str_has_prefix (line, "case "))
        {
          if (open)
            example_end (&example);
          example_begin (&example);
          open = TRUE;
          applied = FALSE;
          name = line + 5;
          continue;
        }
      g_assert_true (open);
      if (g_str_has_prefix (line, "= "))
        {
          if (!applied)
            example_apply (&example);
          applied = TRUE;
          if (!check (example.facts, line + 2))
            {
              g_test_message ("case %s: not so: %s", name, line + 2);
              g_test_fail ();
            }
          continue;
        }
      if (strcmp (line, "failed") == 0)
        {
          example.record.flags |= TG_RECORD_FAILED;
          continue;
        }
      char *space = strchr (line, ' ');
      g_assert_nonnull (space);
      *space = '\0';
      if (strcmp (line, "kind") == 0)
        example.record.kind = (TgRecordKind) tg_record_kind_from_id (space + 1);
      else
        example_add (&example, line, space + 1);
    }
  if (open)
    example_end (&example);
}

/* Runs last: whatever no example fired has none. */
static void
test_every_rule_has_an_example (void)
{
  for (guint i = 0; i < tg_mapping_n_rules (); i++)
    {
      g_autofree char *text = tg_mapping_rule_text (i);
      g_assert_cmpuint (strlen (text), >, 0);
      if (!g_hash_table_contains (seen, tg_mapping_rule_id (i)))
        {
          g_test_message ("no example for %s (%s)", tg_mapping_rule_id (i), text);
          g_test_fail ();
        }
    }
}

static void
test_ids_are_distinct (void)
{
  g_autoptr (GHashTable) ids = g_hash_table_new (g_str_hash, g_str_equal);

  for (guint i = 0; i < tg_mapping_n_rules (); i++)
    g_assert_true (g_hash_table_add (ids, (gpointer) tg_mapping_rule_id (i)));
}

/* Sums are what was added, and a party counts once however many roles it has. */
static void
test_sums (void)
{
  g_autoptr (TgFacts) facts = tg_facts_new ();
  TgFieldValue values[] = {
    { TG_FIELD_CT_EVENT_SOURCE, 0, TG_SPAN ("iam.amazonaws.com") }, { TG_FIELD_CT_EVENT_NAME, 0, TG_SPAN ("UpdateUser") },
    { TG_FIELD_CT_RECIPIENT, 0, TG_SPAN ("111122223333") }, { TG_FIELD_CT_USER_TYPE, 0, TG_SPAN ("IAMUser") },
    { TG_FIELD_CT_USER_PRINCIPAL, 0, TG_SPAN ("AIDA1") }, { TG_FIELD_CT_SOURCE_IP, 0, TG_SPAN ("192.0.2.1") },
  };
  TgRecord record = { .kind = TG_RECORD_CLOUDTRAIL, .values = values, .n_values = G_N_ELEMENTS (values) };

  for (guint i = 0; i < 10; i++)
    {
      record.time = (gint64) i * 30 * TG_MINUTE + TG_HOUR;
      record.flags = i % 5 == 0 ? TG_RECORD_FAILED : 0;
      tg_mapping_apply (&record, facts);
    }
  guint32 user = find_entity (facts, "user:AIDA1"), ip = find_entity (facts, "ip:192.0.2.1");
  guint64 ok = 0, failed = 0, hours = 0;
  for (guint i = 0; i < facts->activity->len; i++)
    {
      const TgFactCell *cell = &g_array_index (facts->activity, TgFactCell, i);
      if (cell->owner != user || cell->facet != TG_FACET_TOTAL)
        continue;
      ok += cell->ok;
      failed += cell->failed;
      hours++;
    }
  g_assert_cmpuint (ok, ==, 8);
  g_assert_cmpuint (failed, ==, 2);
  g_assert_cmpuint (hours, ==, 5);
  for (guint i = 0; i < facts->relations->len; i++)
    {
      const TgFactRelation *relation = &g_array_index (facts->relations, TgFactRelation, i);
      if (relation->source != user || relation->target != ip)
        continue;
      g_assert_cmpuint (relation->count, ==, 10);
      g_assert_cmpuint (relation->failed, ==, 2);
      g_assert_cmpint (relation->first, ==, TG_HOUR);
      g_assert_cmpint (relation->last, ==, 9 * 30 * TG_MINUTE + TG_HOUR);
    }
}

/* A name is the one that has it at the time, in a batch as in the case: what is told in which order does not depend on where batches end. */
static void
test_aliases (void)
{
  g_autoptr (TgFacts) facts = tg_facts_new ();
  const TgFactEntity named = { .kind = TG_ENTITY_ROLE, .key = TG_SPAN ("arn:aws:iam::1:role/r"), .alias = TG_SPAN ("1/r"), .provisional = TRUE };
  const TgFactEntity unique = { .kind = TG_ENTITY_ROLE, .key = TG_SPAN ("AROA1"), .alias = TG_SPAN ("1/r") };
  const TgFactEntity again = { .kind = TG_ENTITY_ROLE, .key = TG_SPAN ("AROA2"), .alias = TG_SPAN ("1/r") };
  const TgFactEntity nameless = { .kind = TG_ENTITY_ROLE, .key = TG_SPAN ("AROA2") };
  const TgFactEntity renamed = { .kind = TG_ENTITY_ROLE, .key = TG_SPAN ("AROA2"), .alias = TG_SPAN ("1/s") };
  const TgFactEntity user = { .kind = TG_ENTITY_USER, .key = TG_SPAN ("AIDA1"), .alias = TG_SPAN ("1/r") };

  const guint32 p = tg_facts_entity (facts, &named), a = tg_facts_entity (facts, &unique);
  g_assert_cmpuint (p, !=, a);
  g_assert_cmpuint (tg_facts_entity (facts, &named), ==, a);
  const guint32 b = tg_facts_entity (facts, &again);
  g_assert_cmpuint (b, !=, a);
  g_assert_cmpuint (tg_facts_entity (facts, &named), ==, b);
  g_assert_cmpuint (facts->aliases->len, ==, 0);
  g_assert_cmpuint (tg_facts_entity (facts, &nameless), ==, b);
  g_assert_cmpuint (tg_facts_entity (facts, &named), ==, b);
  g_assert_cmpuint (tg_facts_entity (facts, &unique), ==, a);
  g_assert_cmpuint (tg_facts_entity (facts, &unique), ==, a);
  g_assert_cmpuint (tg_facts_entity (facts, &named), ==, a);
  g_assert_cmpuint (tg_facts_entity (facts, &renamed), ==, b);
  g_assert_cmpuint (tg_facts_entity (facts, &user), ==, 3);
  g_assert_cmpuint (facts->aliases->len, ==, 2);
  const TgFactAlias *back = &g_array_index (facts->aliases, TgFactAlias, 0), *other = &g_array_index (facts->aliases, TgFactAlias, 1);
  g_assert_cmpuint (back->entity, ==, a);
  g_assert_true (tg_span_is (back->alias, "1/r"));
  g_assert_cmpuint (other->entity, ==, b);
  g_assert_cmpuint (other->before, ==, 3);
  g_assert_true (tg_span_is (other->alias, "1/s"));
}

/* Long and broken texts are bounded and stay distinct. */
static void
test_hostile_texts (void)
{
  g_autoptr (TgFacts) facts = tg_facts_new ();
  g_autofree char *a = g_strnfill (100000, 'x'), *b = g_strnfill (100000, 'x');

  b[99999] = 'y';
  TgFactEntity first = { .kind = TG_ENTITY_USER_AGENT, .key = tg_span (a, 100000) };
  TgFactEntity second = { .kind = TG_ENTITY_USER_AGENT, .key = tg_span (b, 100000) };
  TgFactEntity broken = { .kind = TG_ENTITY_USER_AGENT, .key = TG_SPAN ("\xff\xfe agent") };
  guint32 x = tg_facts_entity (facts, &first), y = tg_facts_entity (facts, &second), z = tg_facts_entity (facts, &broken);
  g_assert_cmpuint (x, !=, y);
  g_assert_cmpuint (tg_facts_entity (facts, &first), ==, x);
  for (guint i = 0; i < facts->entities->len; i++)
    {
      TgSpan key = g_array_index (facts->entities, TgFactEntity, i).key;
      g_assert_cmpuint (key.len, <=, 2048);
      g_assert_true (g_utf8_validate (key.str, key.len, NULL));
    }
  g_assert_cmpuint (z, ==, 2);
  TgFactEntity empty = { .kind = TG_ENTITY_USER_AGENT, .key = TG_SPAN ("") };
  g_assert_cmpuint (tg_facts_entity (facts, &empty), ==, TG_LOCAL_NONE);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  seen = g_hash_table_new (g_str_hash, g_str_equal);
  fired = g_hash_table_new (g_str_hash, g_str_equal);
  tg_mapping_set_trace (on_fired, NULL);
  g_test_add_func ("/mapping/ids", test_ids_are_distinct);
  g_test_add_func ("/mapping/targets", test_targets);
  g_test_add_func ("/mapping/actions", test_actions);
  g_test_add_func ("/mapping/cases", test_cases);
  g_test_add_func ("/mapping/every-rule", test_every_rule_has_an_example);
  g_test_add_func ("/mapping/sums", test_sums);
  g_test_add_func ("/mapping/aliases", test_aliases);
  g_test_add_func ("/mapping/hostile-texts", test_hostile_texts);
  int status = g_test_run ();
  g_hash_table_unref (seen);
  g_hash_table_unref (fired);
  return status;
}
