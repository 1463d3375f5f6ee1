/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "tests/store/make.h"

#define ARN "arn:aws:iam::111122223333:user/alice"
#define ALIAS "111122223333/alice"

static guint next;

static void
see (TgSink *sink, const char *user, const char *alias, gint64 time)
{
  g_autofree char *file = g_strdup_printf ("f%u", next);
  TgBatch *batch = make_batch (file, NULL);
  const Event event = { .user = user, .alias = alias, .name = "alice", .address = "192.0.2.1", .bucket = "logs", .action = "s3:GetObject",
                        .time = time, .id = 100 + next, .content = next };

  next++;
  batch_add (batch, &event);
  hand_over (sink, batch);
}

static TgReader *
after (const char *name, const char *const *users, const char *const *aliases, gboolean apart)
{
  g_autofree char *path = make_path (name);
  TgCase *tgcase = open_case (path, TG_CASE_CREATE);
  TgSink *sink = tg_case_begin_import (tgcase, NULL, NULL);

  for (guint i = 0; users[i] != NULL; i++)
    {
      see (sink, users[i], aliases[i][0] != '\0' ? aliases[i] : NULL, T0 + i * TG_HOUR);
      if (apart)
        {
          g_assert_true (sink->finish (sink, TRUE, NULL));
          sink = tg_case_begin_import (tgcase, NULL, NULL);
        }
    }
  g_assert_true (sink->finish (sink, TRUE, NULL));
  tg_case_close (tgcase);
  return open_reader (path);
}

static guint
users_of (TgReader *reader)
{
  guint64 total;
  g_autoptr (GArray) users = tg_reader_entities (reader, TG_ENTITY_USER, NULL, TG_TIME_ALL, "name", 0, 0, &total, NULL, NULL);

  g_assert_cmpuint (users->len, ==, total);
  return total;
}

static void
is_entity (TgReader *reader, const char *text, const char *key, guint64 records)
{
  g_autoptr (GError) error = NULL;
  TgEntityInfo info;

  tg_reader_resolve (reader, text, &info, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (info.key, ==, key);
  g_assert_cmpuint (info.records, ==, records);
  tg_entity_info_clear (&info);
}

/* An ARN first, then the unique id: one entity, under the id. */
static void
test_rekey (void)
{
  const char *const users[] = { ARN, "AIDA1", ARN, NULL }, *const aliases[] = { ALIAS, ALIAS, ALIAS };

  for (guint apart = 0; apart < 2; apart++)
    {
      g_autofree char *name = g_strdup_printf ("rekey-%u", apart);
      g_autoptr (TgReader) reader = after (name, users, aliases, apart);
      g_assert_cmpuint (users_of (reader), ==, 1);
      is_entity (reader, "AIDA1", "AIDA1", 3);
      is_entity (reader, ARN, "AIDA1", 3);
      is_entity (reader, ALIAS, "AIDA1", 3);
      g_autoptr (GArray) found = tg_reader_search (reader, "user/alic", TG_ENTITY_NONE, 10, NULL, NULL);
      g_assert_cmpuint (found->len, ==, 1);
    }
}

/* The id first: an ARN with the known alias is that entity. */
static void
test_alias (void)
{
  const char *const users[] = { "AIDA1", ARN, NULL }, *const aliases[] = { ALIAS, ALIAS };

  for (guint apart = 0; apart < 2; apart++)
    {
      g_autofree char *name = g_strdup_printf ("alias-%u", apart);
      g_autoptr (TgReader) reader = after (name, users, aliases, apart);
      g_assert_cmpuint (users_of (reader), ==, 1);
      is_entity (reader, ARN, "AIDA1", 2);
    }
}

/* A name alone, and the id without a name, are two until a record tells both: then one, with all that both had. */
static void
test_unite (void)
{
  const char *const users[] = { ARN, "AIDA1", "AIDA1", ARN, NULL }, *const aliases[] = { ALIAS, "", ALIAS, ALIAS };

  for (guint apart = 0; apart < 2; apart++)
    {
      g_autofree char *name = g_strdup_printf ("unite-%u", apart);
      g_autoptr (TgReader) reader = after (name, users, aliases, apart);
      g_autoptr (GError) error = NULL;
      g_assert_cmpuint (users_of (reader), ==, 1);
      is_entity (reader, "AIDA1", "AIDA1", 4);
      is_entity (reader, ARN, "AIDA1", 4);

      const gint64 id = id_of (reader, "AIDA1");
      TgEntityInfo info;
      g_assert_true (tg_reader_entity (reader, id, &info, NULL));
      g_assert_cmpint (info.first, ==, T0);
      g_assert_cmpint (info.last, ==, T0 + 3 * TG_HOUR);
      tg_entity_info_clear (&info);

      /* every sum and list of records is the one of both */
      guint64 calls = 0, total = 0;
      g_autoptr (GArray) peers = tg_reader_neighbours (reader, id, 0, TG_ENTITY_NONE, TG_TIME_ALL, 0, 0, &total, NULL, &error);
      g_assert_no_error (error);
      for (guint i = 0; i < peers->len; i++)
        {
          const TgNeighbourInfo *peer = &g_array_index (peers, TgNeighbourInfo, i);
          if (peer->relation.kind == TG_RELATION_CALLED_FROM)
            calls += peer->relation.count;
        }
      const TgRecordQuery query = { .kind = -1, .scope = TG_TIME_ALL, .entity = id };
      g_autoptr (GArray) records = tg_reader_records (reader, &query, 0, 10, &total, NULL, &error);
      g_assert_no_error (error);
      g_assert_cmpuint (records->len, ==, 4);
      g_assert_cmpuint (calls, ==, 4);
      g_autoptr (GArray) found = tg_reader_search (reader, "alice", TG_ENTITY_NONE, 10, NULL, NULL);
      g_assert_cmpuint (found->len, ==, 1);
    }
}

/* A user that was made again is another one, and the alias goes over. */
static void
test_made_again (void)
{
  const char *const users[] = { "AIDA1", "AIDA2", ARN, "AIDA1", NULL }, *const aliases[] = { ALIAS, ALIAS, ALIAS, "" };

  for (guint apart = 0; apart < 2; apart++)
    {
      g_autofree char *name = g_strdup_printf ("again-%u", apart);
      g_autoptr (TgReader) reader = after (name, users, aliases, apart);
      g_assert_cmpuint (users_of (reader), ==, 2);
      is_entity (reader, "AIDA1", "AIDA1", 2);
      is_entity (reader, "AIDA2", "AIDA2", 2);
      is_entity (reader, ALIAS, "AIDA2", 2);
    }
}

static void
test_other_accounts (void)
{
  const char *const users[] = { ARN, "AIDA1", "arn:aws:iam::999:user/alice", NULL }, *const aliases[] = { ALIAS, "444/alice", "999/alice" };
  g_autoptr (TgReader) reader = after ("accounts", users, aliases, FALSE);

  g_assert_cmpuint (users_of (reader), ==, 3);
  is_entity (reader, ARN, ARN, 1);
}

static void
test_details (void)
{
  const char *const users[] = { "AIDA1", "AIDA1", NULL }, *const aliases[] = { ALIAS, ALIAS };
  g_autoptr (TgReader) reader = after ("details", users, aliases, FALSE);
  g_autoptr (GArray) properties = tg_reader_properties (reader, id_of (reader, "AIDA1"), NULL);
  TgEntityInfo info;

  g_assert_cmpuint (properties->len, ==, 1);
  g_assert_cmpstr (g_array_index (properties, TgPropertyInfo, 0).name, ==, "Name");
  g_assert_true (tg_reader_entity (reader, id_of (reader, "AIDA1"), &info, NULL));
  g_assert_cmpstr (info.name, ==, "alice");
  g_assert_cmpstr (info.account, ==, "111122223333");
  g_assert_cmpint (info.first, ==, T0);
  g_assert_cmpint (info.last, ==, T0 + TG_HOUR);
  tg_entity_info_clear (&info);
  g_assert_false (tg_reader_entity (reader, 999, &info, NULL));
}

/* --- findings --- */

static void
finding (TgSink *sink, const char *title, TgSeverity severity, gint64 updated, gboolean archived)
{
  g_autofree char *file = g_strdup_printf ("finding-%u", next);
  TgBatch *batch = make_batch (file, NULL);
  TgRecord record = { .kind = TG_RECORD_GUARDDUTY, .time = updated, .id_hash = 7, .content_hash = next++ };

  g_array_append_val (batch->records, record);
  sink->classify (sink, batch);
  const TgFactEntity what = { .kind = TG_ENTITY_FINDING, .key = TG_SPAN ("f-1"), .first = T0, .last = updated };
  const TgFactEntity who = { .kind = TG_ENTITY_USER, .key = TG_SPAN ("AIDA9"), .first = T0, .last = updated };
  const guint32 f = tg_facts_entity (batch->facts, &what), u = tg_facts_entity (batch->facts, &who);
  tg_facts_record (batch->facts, &g_array_index (batch->records, TgRecord, 0));
  tg_facts_party (batch->facts, TG_PARTY_FINDING, f);
  tg_facts_party (batch->facts, TG_PARTY_TARGET, u);
  tg_facts_relation (batch->facts, f, u, TG_RELATION_INVOLVES, updated, FALSE, 0, 0);
  const TgFactFinding fact = { .entity = f, .title = tg_span_str (title), .arn = TG_SPAN ("arn:aws:guardduty:us-east-1:1:detector/d/finding/f-1"),
                               .severity = severity, .score = 5, .first = T0, .last = updated, .updated = updated, .count = 1, .archived = archived };
  g_array_append_val (batch->facts->findings, fact);
  g_assert_true (sink->write (sink, batch, NULL));
  tg_batch_free (batch);
}

static void
test_findings (void)
{
  g_autofree char *path = make_path ("findings");
  TgCase *tgcase = open_case (path, TG_CASE_CREATE);
  TgSink *sink = tg_case_begin_import (tgcase, NULL, NULL);
  TgFindingInfo info;
  TgEntityInfo user;
  TgTimeRange scope = TG_TIME_ALL;

  finding (sink, "second", TG_SEVERITY_HIGH, T0 + 2 * TG_HOUR, FALSE);
  finding (sink, "first", TG_SEVERITY_LOW, T0 + TG_HOUR, FALSE);
  g_assert_true (sink->finish (sink, TRUE, NULL));
  g_autoptr (TgReader) reader = open_reader (path);
  g_assert_true (tg_reader_finding (reader, id_of (reader, "f-1"), &info, NULL));
  g_assert_cmpstr (info.title, ==, "second");
  g_assert_cmpuint (info.versions, ==, 2);
  g_assert_cmpint (info.entity.severity, ==, TG_SEVERITY_HIGH);
  tg_finding_info_clear (&info);
  g_assert_true (tg_reader_resolve (reader, "https://console.aws.amazon.com/detective/home?region=us-east-1#findings/GuardDuty/f-1?scopeStart=1735689600&scopeEnd=1735693200000", &user, &scope, NULL));
  g_assert_cmpint (user.kind, ==, TG_ENTITY_FINDING);
  g_assert_cmpint (scope.from, ==, T0);
  g_assert_cmpint (scope.to, ==, T0 + TG_HOUR);
  tg_entity_info_clear (&user);
  g_assert_true (tg_reader_resolve (reader, "AIDA9", &user, NULL, NULL));
  g_assert_cmpint (user.severity, ==, TG_SEVERITY_HIGH);
  g_assert_cmpuint (user.findings, ==, 1);
  tg_entity_info_clear (&user);
  g_autoptr (GArray) of_user = tg_reader_findings (reader, id_of (reader, "AIDA9"), TG_TIME_ALL, NULL, NULL);
  g_autoptr (GArray) later = tg_reader_findings (reader, 0, (TgTimeRange) { T0 + 3 * TG_HOUR, T0 + 4 * TG_HOUR }, NULL, NULL);
  g_assert_cmpuint (of_user->len, ==, 1);
  g_assert_cmpuint (later->len, ==, 0);

  /* archived later: it no longer counts towards the severity of whom it involves */
  sink = tg_case_begin_import (tgcase, NULL, NULL);
  finding (sink, "third", TG_SEVERITY_HIGH, T0 + 5 * TG_HOUR, TRUE);
  g_assert_true (sink->finish (sink, TRUE, NULL));
  g_assert_true (tg_reader_resolve (reader, "AIDA9", &user, NULL, NULL));
  g_assert_cmpint (user.severity, ==, TG_SEVERITY_NONE);
  tg_entity_info_clear (&user);
  TgSummary summary;
  g_assert_true (tg_reader_summary (reader, TG_TIME_ALL, &summary, NULL, NULL));
  g_assert_cmpuint (summary.findings[TG_SEVERITY_HIGH], ==, 0);
  tg_case_close (tgcase);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/store/entities/rekey", test_rekey);
  g_test_add_func ("/store/entities/unite", test_unite);
  g_test_add_func ("/store/entities/alias", test_alias);
  g_test_add_func ("/store/entities/made-again", test_made_again);
  g_test_add_func ("/store/entities/other-accounts", test_other_accounts);
  g_test_add_func ("/store/entities/details", test_details);
  g_test_add_func ("/store/entities/findings", test_findings);
  return g_test_run ();
}
