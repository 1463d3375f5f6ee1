/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tg-test"

#include "core/base/hash.h"
#include "core/ingest/importer.h"
#include "core/simulate/simulate.h"

#include <glib/gstdio.h>
#include <string.h>

/* Whether records that are alike are counted or each is mapped, the facts are the same to the last row. */

typedef struct
{
  TgSink   sink;
  gboolean each;        /* every record is mapped */
  guint64  records, alike;
  GString *dump;
} Facts;

static gboolean
find (TgSink *sink, const guint8 sha256[32], guint64 size, TgEvidenceState *out, GError **error)
{
  *out = (TgEvidenceState) { 0 };
  return TRUE;
}

static void
classify (TgSink *sink, TgBatch *batch)
{
  Facts *facts = (Facts *) sink;

  g_array_set_size (batch->verdicts, batch->records->len);
  memset (batch->verdicts->data, TG_VERDICT_STORE, batch->records->len);
  for (guint i = 0; i < batch->records->len; i++)
    {
      TgRecord *record = &g_array_index (batch->records, TgRecord, i);
      facts->records++;
      facts->alike += record->like != 0;
      if (facts->each)
        record->like = 0;
    }
}

static void
dump_span (GString *out, TgSpan span)
{
  if (span.str == NULL)
    g_string_append (out, " -");
  else
    g_string_append_printf (out, " '%.*s'", (int) span.len, span.str);
}

static void
dump_cells (GString *out, const char *name, const GArray *cells)
{
  for (guint i = 0; i < cells->len; i++)
    {
      const TgFactCell *cell = &g_array_index (cells, TgFactCell, i);
      g_string_append_printf (out, "%s %u %u %" G_GUINT64_FORMAT " %" G_GINT64_FORMAT ": %" G_GUINT64_FORMAT " %" G_GUINT64_FORMAT " %"
                              G_GUINT64_FORMAT " %" G_GUINT64_FORMAT "\n", name, cell->owner, cell->facet, cell->value, cell->hour, cell->ok,
                              cell->failed, cell->bytes_in, cell->bytes_out);
    }
}

static void
dump_record (GString *out, const TgFacts *facts, const TgFactRecord *record)
{
  g_string_append_printf (out, "record %d %u %" G_GINT64_FORMAT " %u %u %u %" G_GUINT64_FORMAT " %" G_GUINT64_FORMAT " %" G_GUINT64_FORMAT
                          " %u %u %" G_GUINT64_FORMAT ":", record->kind, record->flags, record->time, record->action, record->error, record->region,
                          record->bytes_in, record->bytes_out, record->offset, record->length, record->file, record->id_hash);
  for (guint32 p = 0; p < record->n_parties; p++)
    {
      const TgFactParty *party = &g_array_index (facts->parties, TgFactParty, record->first_party + p);
      g_string_append_printf (out, " %u=%u", party->role, party->entity);
    }
  g_string_append_c (out, '\n');
}

static void
dump_facts (GString *out, const TgFacts *facts)
{
  for (guint i = 0; i < facts->entities->len; i++)
    {
      const TgFactEntity *entity = &g_array_index (facts->entities, TgFactEntity, i);
      g_string_append_printf (out, "entity %d %d %" G_GINT64_FORMAT " %" G_GINT64_FORMAT, entity->kind, entity->provisional, entity->first, entity->last);
      dump_span (out, entity->key);
      dump_span (out, entity->alias);
      dump_span (out, entity->name);
      dump_span (out, entity->account);
      dump_span (out, entity->type);
      g_string_append_c (out, '\n');
    }
  for (guint i = 0; i < facts->aliases->len; i++)
    {
      const TgFactAlias *alias = &g_array_index (facts->aliases, TgFactAlias, i);
      g_string_append_printf (out, "alias %u %u", alias->entity, alias->before);
      dump_span (out, alias->alias);
      g_string_append_c (out, '\n');
    }
  for (guint i = 0; i < facts->relations->len; i++)
    {
      const TgFactRelation *r = &g_array_index (facts->relations, TgFactRelation, i);
      g_string_append_printf (out, "relation %u %d %u %" G_GINT64_FORMAT " %" G_GINT64_FORMAT " %" G_GUINT64_FORMAT " %" G_GUINT64_FORMAT "\n",
                              r->source, r->kind, r->target, r->first, r->last, r->count, r->failed);
    }
  for (guint i = 0; i < facts->properties->len; i++)
    {
      const TgFactProperty *property = &g_array_index (facts->properties, TgFactProperty, i);
      g_string_append_printf (out, "property %u %s %" G_GINT64_FORMAT, property->entity, property->name, property->time);
      dump_span (out, property->value);
      g_string_append_c (out, '\n');
    }
  dump_cells (out, "activity", facts->activity);
  dump_cells (out, "series", facts->series);
  for (guint i = 0; i < facts->records->len; i++)
    dump_record (out, facts, &g_array_index (facts->records, TgFactRecord, i));
}

static gboolean
write_batch (TgSink *sink, TgBatch *batch, GError **error)
{
  dump_facts (((Facts *) sink)->dump, batch->facts);
  return TRUE;
}

static gboolean
finish (TgSink *sink, gboolean ok, GError **error)
{
  return TRUE;
}

/* Fails with the first line that differs. */
static void
check_same (const char *a, const char *b)
{
  gsize line = 0;

  for (gsize i = 0;; i++)
    {
      if (a[i] != b[i])
        {
          g_autofree char *x = g_strndup (a + line, strcspn (a + line, "\n")), *y = g_strndup (b + line, strcspn (b + line, "\n"));
          g_assert_cmpstr (x, ==, y);
          g_assert_not_reached ();
        }
      if (a[i] == '\0')
        return;
      if (a[i] == '\n')
        line = i + 1;
    }
}

/* Returns how many records were found to be alike. */
static double
check (const char *path, gsize batch_bytes)
{
  const char * const paths[] = { path, NULL };
  Facts sides[2] = { { .sink = { find, classify, write_batch, finish } }, { .sink = { find, classify, write_batch, finish }, .each = TRUE } };
  const TgImportOptions options = { .threads = 2, .batch_bytes = batch_bytes };

  for (guint i = 0; i < 2; i++)
    {
      sides[i].dump = g_string_new (NULL);
      g_assert_true (tg_import_paths (&sides[i].sink, paths, &options, NULL, NULL));
    }
  check_same (sides[0].dump->str, sides[1].dump->str);
  g_string_free (sides[0].dump, TRUE);
  g_string_free (sides[1].dump, TRUE);
  return sides[0].records > 0 ? (double) sides[0].alike / (double) sides[0].records : 0;
}

static void
test_simulated (void)
{
  g_autofree char *folder = g_dir_make_tmp ("tg-repeats-XXXXXX", NULL);
  const TgSimulateOptions options = { .days = 4, .events = 20000, .seed = 5 };

  g_assert_true (tg_simulate (folder, &options, NULL, NULL));
  g_assert_cmpfloat (check (folder, 0), >, 0.4);
  check (folder, 64 * 1024);
  const char * const remove[] = { "rm", "-r", folder, NULL };
  g_assert_true (g_spawn_sync (NULL, (char **) remove, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, NULL, NULL, NULL, NULL));
}

/* Callers whose names go from one to another and back, hours that come and go, failures, bytes, ties of time, things made. */
static void
test_tangled (void)
{
  static const char * const identities[] = {
    "{\"type\":\"IAMUser\",\"principalId\":\"AIDAONE0000000000001\",\"arn\":\"arn:aws:iam::111122223333:user/alice\",\"accountId\":\"111122223333\",\"userName\":\"alice\"}",
    "{\"type\":\"IAMUser\",\"principalId\":\"AIDATWO0000000000002\",\"arn\":\"arn:aws:iam::111122223333:user/ops/alice\",\"accountId\":\"111122223333\",\"userName\":\"alice\"}",
    "{\"type\":\"IAMUser\",\"arn\":\"arn:aws:iam::111122223333:user/alice\",\"accountId\":\"111122223333\",\"userName\":\"alice\"}",
    "{\"type\":\"AssumedRole\",\"principalId\":\"AROAEXAMPLE000000001:i-0123456789abcdef0\",\"arn\":\"arn:aws:sts::111122223333:assumed-role/web/i-0123456789abcdef0\","
    "\"accountId\":\"111122223333\",\"accessKeyId\":\"ASIAEXAMPLE00000001\",\"sessionContext\":{\"sourceIdentity\":\"bob\"}}",
    "{\"type\":\"AssumedRole\",\"principalId\":\"AROAEXAMPLE000000001:i-0123456789abcdef0\",\"arn\":\"arn:aws:sts::111122223333:assumed-role/web/i-0123456789abcdef0\","
    "\"accountId\":\"111122223333\",\"accessKeyId\":\"ASIAEXAMPLE00000001\",\"sessionContext\":{\"sourceIdentity\":\"eve\"}}",
    "{\"type\":\"Root\",\"principalId\":\"111122223333\",\"arn\":\"arn:aws:iam::111122223333:root\",\"accountId\":\"111122223333\"}",
    "{\"type\":\"AWSService\",\"invokedBy\":\"ec2.amazonaws.com\"}",
  };
  static const char * const calls[][4] = {
    { "s3", "GetObject", "{\"bucketName\":\"b\",\"key\":\"%u\"}", "null" }, { "s3", "PutObject", "{\"bucketName\":\"b%u\"}", "null" },
    { "iam", "GetUser", "{\"userName\":\"alice\"}", "null" }, { "iam", "DeleteUser", "{\"userName\":\"alice\"}", "null" },
    { "iam", "CreateUser", "{\"userName\":\"alice\"}", "{\"user\":{\"arn\":\"arn:aws:iam::111122223333:user/alice\",\"userName\":\"alice\",\"userId\":\"AIDATWO0000000000002\"}}" },
    { "iam", "CreateAccessKey", "{\"userName\":\"alice\"}", "{\"accessKey\":{\"accessKeyId\":\"AKIA00000000000%u\",\"userName\":\"alice\"}}" },
    { "sts", "AssumeRole", "{\"roleArn\":\"arn:aws:iam::111122223333:role/web\",\"roleSessionName\":\"s\"}",
      "{\"credentials\":{\"accessKeyId\":\"ASIA1%u\"},\"assumedRoleUser\":{\"assumedRoleId\":\"AROAEXAMPLE000000001:s\",\"arn\":\"arn:aws:sts::111122223333:assumed-role/web/s\"}}" },
  };
  g_autoptr (GRand) random = g_rand_new_with_seed (11);
  g_autoptr (GString) text = g_string_new (NULL);
  g_autofree char *path = g_build_filename (g_get_tmp_dir (), "tg-tangled.json", NULL);

  for (guint i = 0; i < 6000; i++)
    {
      const guint call = g_rand_int_range (random, 0, G_N_ELEMENTS (calls)), n = g_rand_int_range (random, 0, 3);
      g_autofree char *parameters = NULL, *reply = NULL;
      g_auto (GStrv) halves = g_strsplit (calls[call][2], "%u", 2), replies = g_strsplit (calls[call][3], "%u", 2);
      parameters = halves[1] != NULL ? g_strdup_printf ("%s%u%s", halves[0], n, halves[1]) : g_strdup (halves[0]);
      reply = replies[1] != NULL ? g_strdup_printf ("%s%u%s", replies[0], n, replies[1]) : g_strdup (replies[0]);
      g_string_append_printf (text, "{\"eventTime\":\"2025-03-01T1%d:00:0%dZ\",\"eventSource\":\"%s.amazonaws.com\",\"eventName\":\"%s\",\"eventID\":\"id-%u\",%s"
                              "\"userIdentity\":%s,\"sourceIPAddress\":\"198.51.100.%u\",\"awsRegion\":\"eu-west-1\",\"recipientAccountId\":\"111122223333\","
                              "\"requestParameters\":%s,\"responseElements\":%s,\"additionalEventData\":{\"bytesTransferredOut\":%u}%s}\n",
                              g_rand_int_range (random, 0, 3), g_rand_int_range (random, 0, 4), calls[call][0], calls[call][1], i,
                              g_rand_int_range (random, 0, 5) == 0 ? "\"errorCode\":\"AccessDenied\"," : "",
                              identities[g_rand_int_range (random, 0, G_N_ELEMENTS (identities))], n, parameters, reply, n * 100,
                              call < 2 ? ",\"resources\":[{\"ARN\":\"arn:aws:s3:::b/x/y\"},{\"ARN\":\"arn:aws:s3:::b\"}]" : "");
    }
  g_assert_true (g_file_set_contents (path, text->str, (gssize) text->len, NULL));
  g_assert_cmpfloat (check (path, 0), >, 0.5);
  g_assert_cmpfloat (check (path, 16 * 1024), >, 0.3);
  g_unlink (path);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/ingest/repeats/simulated", test_simulated);
  g_test_add_func ("/ingest/repeats/tangled", test_tangled);
  return g_test_run ();
}
