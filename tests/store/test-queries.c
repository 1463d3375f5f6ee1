/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "core/store/case-private.h"
#include "core/store/reader-private.h"
#include "tests/store/make.h"

#define EVENTS 9000

static TgReader *reader;
static GArray *all;        /* TgRecordInfo: every record, in order */

static void
clear_record (gpointer data)
{
  tg_record_info_clear (data);
}

static gboolean
keep (const TgRecordInfo *record, gpointer data)
{
  TgRecordInfo copy = *record;

  copy.action = g_strdup (record->action);
  copy.error = g_strdup (record->error);
  copy.region = g_strdup (record->region);
  copy.parties = g_array_ref (record->parties);
  g_array_append_val (all, copy);
  return TRUE;
}

static void
make_case (void)
{
  g_autofree char *path = make_path ("queries.tgcase");
  g_autoptr (GError) error = NULL;
  const TgRecordQuery query = TG_RECORD_QUERY_ALL;
  TgCase *tgcase = open_case (path, TG_CASE_CREATE);

  /* several blocks that overlap in time */
  tg_commit_records = 700;
  TgSink *sink = tg_case_begin_import (tgcase, NULL, &error);
  import_synthetic (sink, EVENTS, 900, 90, 0);
  g_assert_true (sink->finish (sink, TRUE, &error));
  tg_case_close (tgcase);
  reader = open_reader (path);
  all = g_array_new (FALSE, TRUE, sizeof (TgRecordInfo));
  g_array_set_clear_func (all, clear_record);
  g_assert_true (tg_reader_visit_records (reader, &query, keep, NULL, NULL, &error));
}

static gint64
order_of (gint64 time)
{
  return time == TG_TIME_NONE ? G_MAXINT64 : time;
}

static void
test_order (void)
{
  g_assert_cmpuint (all->len, >, EVENTS * 9 / 10);
  for (guint i = 1; i < all->len; i++)
    {
      const TgRecordInfo *a = &g_array_index (all, TgRecordInfo, i - 1), *b = &g_array_index (all, TgRecordInfo, i);
      g_assert_true (order_of (a->time) < order_of (b->time)
                     || (a->time == b->time && (a->evidence < b->evidence || (a->evidence == b->evidence && a->offset < b->offset))));
    }
  g_assert_cmpint (g_array_index (all, TgRecordInfo, all->len - 1).time, ==, TG_TIME_NONE);
}

static gboolean
has_party (const TgRecordInfo *record, gint64 entity)
{
  for (guint i = 0; i < record->parties->len; i++)
    if (g_array_index (record->parties, TgPartyInfo, i).entity == entity)
      return TRUE;
  return FALSE;
}

static gboolean
should_match (const TgRecordInfo *record, const TgRecordQuery *query)
{
  const gboolean whole = query->scope.from == G_MININT64 && query->scope.to == G_MAXINT64;

  return (query->entity == 0 || has_party (record, query->entity)) && (query->other == 0 || has_party (record, query->other))
         && (query->kind < 0 || (int) record->kind == query->kind)
         && (whole || (record->time != TG_TIME_NONE && record->time >= query->scope.from && record->time < query->scope.to))
         && (query->action == NULL || strcmp (record->action, query->action) == 0)
         && (!query->failed_only || record->error[0] != '\0')
         && (!query->conflicts_only || (record->flags & TG_RECORD_CONFLICT) != 0)
         && (!query->without_time_only || record->time == TG_TIME_NONE)
         && (query->evidence == 0 || record->evidence == query->evidence);
}

/* Against what a plain loop over all records finds, page by page, both ways. */
static void
compare (TgRecordQuery query)
{
  g_autoptr (GArray) want = g_array_new (FALSE, FALSE, sizeof (gint64));
  g_autoptr (GArray) timeless = g_array_new (FALSE, FALSE, sizeof (gint64));
  g_autoptr (GError) error = NULL;

  for (guint k = 0; k < all->len; k++)
    {
      const TgRecordInfo *record = &g_array_index (all, TgRecordInfo, query.newest_first ? all->len - 1 - k : k);
      if (should_match (record, &query))
        g_array_append_val (record->time == TG_TIME_NONE ? timeless : want, record->id);
    }
  /* without a time comes last both ways */
  g_array_append_vals (want, timeless->data, timeless->len);
  const guint step = MAX (want->len / 5, 1);
  for (guint offset = 0; offset <= want->len + 3; offset += step)
    {
      guint64 total = 0;
      g_autoptr (GArray) page = tg_reader_records (reader, &query, offset, 37, &total, NULL, &error);
      g_assert_no_error (error);
      g_assert_cmpuint (total, ==, MAX (want->len, MIN (offset, want->len)));
      g_assert_cmpuint (page->len, ==, offset < want->len ? MIN (37, want->len - offset) : 0);
      for (guint i = 0; i < page->len; i++)
        g_assert_cmpint (g_array_index (page, TgRecordInfo, i).id, ==, g_array_index (want, gint64, offset + i));
    }
}

static void
test_filters (void)
{
  const gint64 user = id_of (reader, "AIDA0007"), address = id_of (reader, "198.51.1.17"), bucket = id_of (reader, "bucket-3");
  const TgTimeRange scopes[] = { TG_TIME_ALL, { T0, T0 + TG_DAY }, { T0 + 90 * TG_MINUTE, T0 + 91 * TG_MINUTE }, { T0 - TG_DAY, T0 }, { 0, G_MAXINT64 } };

  for (guint newest = 0; newest < 2; newest++)
    for (guint s = 0; s < G_N_ELEMENTS (scopes); s++)
      {
        TgRecordQuery base = { .kind = -1, .scope = scopes[s], .newest_first = newest }, query = base;
        compare (query);
        query.entity = user;
        compare (query);
        query.failed_only = TRUE;
        compare (query);
        query = base;
        query.entity = user;
        query.other = bucket;
        compare (query);
        query.other = address;
        compare (query);
        query = base;
        query.action = "s3:Get7";
        compare (query);
        query.action = "s3:Never";
        compare (query);
        query = base;
        query.evidence = 3;
        compare (query);
        query = base;
        query.without_time_only = TRUE;
        compare (query);
        query = base;
        query.conflicts_only = TRUE;
        compare (query);
        query = base;
        query.kind = TG_RECORD_CLOUDTRAIL;
        compare (query);
        query.kind = TG_RECORD_VPCFLOW;
        compare (query);
        query = base;
        query.entity = 999999;
        compare (query);
      }
}

static void
test_record (void)
{
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < all->len; i += 501)
    {
      const TgRecordInfo *want = &g_array_index (all, TgRecordInfo, i);
      TgRecordInfo got;
      g_assert_true (tg_reader_record (reader, want->id, &got, &error));
      g_assert_cmpint (got.time, ==, want->time);
      g_assert_cmpuint (got.offset, ==, want->offset);
      g_assert_cmpstr (got.action, ==, want->action);
      g_assert_cmpuint (got.parties->len, ==, 3);
      g_assert_cmpint (g_array_index (got.parties, TgPartyInfo, 1).kind, ==, TG_ENTITY_IP);
      tg_record_info_clear (&got);
    }
  const gint64 wrong[] = { 0, -1, G_MAXINT64, G_MININT64, (1 << 13) | 8000 };
  for (guint i = 0; i < G_N_ELEMENTS (wrong); i++)
    {
      TgRecordInfo got;
      g_assert_false (tg_reader_record (reader, wrong[i], &got, &error));
      g_assert_error (error, TG_ERROR, TG_ERROR_NOT_FOUND);
      g_clear_error (&error);
    }
}

/* Sums say what the records say. */
static void
test_activity (void)
{
  const gint64 user = id_of (reader, "AIDA0007"), entities[] = { 0, user };
  const TgTimeRange scope = { T0 + 2 * TG_HOUR, T0 + 20 * TG_HOUR };

  for (guint e = 0; e < 2; e++)
    {
      guint64 ok = 0, failed = 0, sum_ok = 0, sum_failed = 0, facet = 0;
      g_autoptr (GArray) buckets = tg_reader_activity (reader, entities[e], 0, scope, 3 * TG_HOUR, NULL, NULL);
      g_autoptr (GArray) actions = tg_reader_facet (reader, entities[e], TG_FACET_API, scope, 0, NULL, NULL);
      for (guint i = 0; i < all->len; i++)
        {
          const TgRecordInfo *record = &g_array_index (all, TgRecordInfo, i);
          if (record->time < scope.from || record->time >= scope.to || (entities[e] != 0 && !has_party (record, entities[e])))
            continue;
          *(record->error[0] != '\0' ? &failed : &ok) += 1;
        }
      g_assert_cmpuint (buckets->len, ==, 7);
      for (guint i = 0; i < buckets->len; i++)
        {
          const TgActivityBucket *bucket = &g_array_index (buckets, TgActivityBucket, i);
          g_assert_cmpint (bucket->from % (3 * TG_HOUR), ==, 0);
          sum_ok += bucket->ok;
          sum_failed += bucket->failed;
        }
      for (guint i = 0; i < actions->len; i++)
        {
          const TgFacetInfo *info = &g_array_index (actions, TgFacetInfo, i);
          g_assert_true (g_str_has_prefix (info->label, "s3:Get"));
          facet += info->ok + info->failed;
          if (i > 0)
            g_assert_cmpuint (info->ok + info->failed, <=, info[-1].ok + info[-1].failed);
        }
      g_assert_cmpuint (sum_ok, ==, ok);
      g_assert_cmpuint (sum_failed, ==, failed);
      g_assert_cmpuint (facet, ==, ok + failed);
    }
  g_autoptr (GArray) whole = tg_reader_activity (reader, user, 0, TG_TIME_ALL, TG_DAY, NULL, NULL);
  g_assert_cmpuint (whole->len, >, 0);
  g_assert_cmpuint (whole->len, <=, 3);
  g_assert_null (tg_reader_activity (reader, user, 0, TG_TIME_ALL, TG_MINUTE, NULL, NULL));
}

/* Of all relations at once the same hours as of each alone; of what is not there, none. */
static void
test_series (void)
{
  GArray *relations = NULL;
  g_autoptr (GArray) ids = g_array_new (FALSE, FALSE, sizeof (gint64));
  guint at = 0;
  gint64 none = G_MAXINT64 - 1;

  g_assert_true (tg_reader_graph (reader, NULL, &relations, NULL, NULL));
  for (guint i = 0; i < relations->len; i++)
    g_array_append_val (ids, g_array_index (relations, TgRelationInfo, i).id);
  g_assert_cmpuint (ids->len, >, 10);
  g_array_append_val (ids, none);
  g_autoptr (GArray) series = tg_reader_series (reader, (const gint64 *) (gpointer) ids->data, ids->len, NULL, NULL);
  for (guint i = 0; i < ids->len; i++)
    {
      const gint64 id = g_array_index (ids, gint64, i);
      g_autoptr (GArray) buckets = tg_reader_activity (reader, 0, id, TG_TIME_ALL, TG_HOUR, NULL, NULL);
      for (guint k = 0; k < buckets->len; k++)
        {
          const TgActivityBucket *bucket = &g_array_index (buckets, TgActivityBucket, k);
          if (bucket->ok + bucket->failed == 0)
            continue;
          g_assert_cmpuint (at, <, series->len);
          const TgSeriesInfo *cell = &g_array_index (series, TgSeriesInfo, at++);
          g_assert_cmpint (cell->relation, ==, id);
          g_assert_cmpint (cell->from, ==, bucket->from);
          g_assert_cmpmem (&cell->ok, 4 * sizeof (guint64), &bucket->ok, 4 * sizeof (guint64));
        }
    }
  g_assert_cmpuint (at, ==, series->len);
  g_autoptr (GArray) nothing = tg_reader_series (reader, NULL, 0, NULL, NULL);
  g_assert_cmpuint (nothing->len, ==, 0);
  g_array_unref (relations);
}

static guint64
count_pair (gint64 a, gint64 b, TgTimeRange scope)
{
  guint64 n = 0;

  for (guint i = 0; i < all->len; i++)
    {
      const TgRecordInfo *record = &g_array_index (all, TgRecordInfo, i);
      if (has_party (record, a) && has_party (record, b)
          && (scope.to == G_MAXINT64 || (record->time >= scope.from && record->time < scope.to)))
        n++;
    }
  return n;
}

static void
test_neighbours (void)
{
  const gint64 user = id_of (reader, "AIDA0007");
  const TgTimeRange scopes[] = { TG_TIME_ALL, { T0 + 3 * TG_HOUR, T0 + 7 * TG_HOUR } };

  for (guint s = 0; s < 2; s++)
    {
      guint64 total = 0, counts[TG_ENTITY_N_KINDS];
      g_autoptr (GArray) list = tg_reader_neighbours (reader, user, 0, TG_ENTITY_NONE, scopes[s], 0, 1000, &total, NULL, NULL);
      g_autoptr (GArray) page = tg_reader_neighbours (reader, user, 0, TG_ENTITY_NONE, scopes[s], 2, 3, &total, NULL, NULL);
      g_autoptr (GArray) buckets = tg_reader_neighbours (reader, user, 1 << TG_RELATION_READ, TG_ENTITY_BUCKET, scopes[s], 0, 0, NULL, NULL, NULL);
      g_assert_cmpuint (list->len, ==, total);
      g_assert_cmpuint (list->len, >, 5);
      for (guint i = 0; i < list->len; i++)
        {
          const TgNeighbourInfo *info = &g_array_index (list, TgNeighbourInfo, i);
          g_assert_true (info->outgoing);
          g_assert_cmpuint (info->relation.count, ==, count_pair (user, info->peer.id, scopes[s]));
          if (i > 0)
            g_assert_cmpuint (info->relation.count, <=, info[-1].relation.count);
        }
      g_assert_cmpint (g_array_index (page, TgNeighbourInfo, 0).relation.id, ==, g_array_index (list, TgNeighbourInfo, 2).relation.id);
      g_assert_true (tg_reader_neighbour_counts (reader, user, scopes[s], counts, NULL, NULL));
      g_assert_cmpuint (counts[TG_ENTITY_BUCKET], ==, buckets->len);
      g_assert_cmpuint (counts[TG_ENTITY_BUCKET] + counts[TG_ENTITY_IP], ==, list->len);
      guint64 kinds[TG_RELATION_N_KINDS][2];
      g_assert_true (tg_reader_relation_counts (reader, user, scopes[s], kinds, NULL, NULL));
      g_assert_cmpuint (kinds[TG_RELATION_READ][1], ==, buckets->len);
      g_assert_cmpuint (kinds[TG_RELATION_READ][1] + kinds[TG_RELATION_CALLED_FROM][1], ==, list->len);
      g_assert_cmpuint (kinds[TG_RELATION_READ][0], ==, 0);

      const gint64 set[] = { user, g_array_index (list, TgNeighbourInfo, 0).peer.id, g_array_index (list, TgNeighbourInfo, 1).peer.id, user };
      g_autoptr (GArray) among = tg_reader_relations_among (reader, set, 4, scopes[s], NULL, NULL);
      g_assert_cmpuint (among->len, ==, 2);
    }
  const gint64 address = id_of (reader, "198.51.1.17");
  g_autoptr (GArray) incoming = tg_reader_neighbours (reader, address, 0, TG_ENTITY_NONE, TG_TIME_ALL, 0, 0, NULL, NULL, NULL);
  g_assert_cmpuint (incoming->len, >, 0);
  g_assert_false (g_array_index (incoming, TgNeighbourInfo, 0).outgoing);
  guint64 at_address[TG_RELATION_N_KINDS][2], kinds_in = 0;
  g_assert_true (tg_reader_relation_counts (reader, address, TG_TIME_ALL, at_address, NULL, NULL));
  for (guint i = 0; i < TG_RELATION_N_KINDS; i++)
    {
      kinds_in += at_address[i][0];
      g_assert_cmpuint (at_address[i][1], ==, 0);
    }
  g_assert_cmpuint (kinds_in, ==, incoming->len);
}

static void
test_lists (void)
{
  const TgTimeRange scope = { T0, T0 + 5 * TG_HOUR };
  guint64 total = 0, scoped = 0;
  g_autoptr (GArray) users = tg_reader_entities (reader, TG_ENTITY_USER, NULL, TG_TIME_ALL, "-records", 0, 0, &total, NULL, NULL);
  g_autoptr (GArray) some = tg_reader_entities (reader, TG_ENTITY_USER, "AIDA000", scope, "-records", 0, 5, &scoped, NULL, NULL);
  g_autoptr (GArray) busiest = tg_reader_busiest (reader, TG_ENTITY_NONE, scope, 3, NULL, NULL);
  g_autoptr (GArray) entities = NULL, relations = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_cmpuint (users->len, ==, total);
  for (guint i = 0; i < some->len; i++)
    {
      const TgEntityInfo *info = &g_array_index (some, TgEntityInfo, i);
      guint64 n = 0;
      for (guint k = 0; k < all->len; k++)
        {
          const TgRecordInfo *record = &g_array_index (all, TgRecordInfo, k);
          n += record->time >= scope.from && record->time < scope.to && has_party (record, info->id);
        }
      g_assert_cmpuint (info->records, ==, n);
    }
  g_assert_cmpuint (busiest->len, ==, 3);
  g_assert_cmpuint (g_array_index (busiest, TgEntityInfo, 0).records, >=, g_array_index (busiest, TgEntityInfo, 1).records);
  g_assert_null (tg_reader_entities (reader, TG_ENTITY_USER, NULL, TG_TIME_ALL, "records; DROP TABLE x", 0, 0, NULL, NULL, &error));
  g_assert_error (error, TG_ERROR, TG_ERROR_USAGE);
  g_assert_true (tg_reader_graph (reader, &entities, &relations, NULL, NULL));
  TgSummary summary;
  g_assert_true (tg_reader_summary (reader, TG_TIME_ALL, &summary, NULL, NULL));
  guint64 sum = 0;
  for (guint i = 0; i < TG_ENTITY_N_KINDS; i++)
    sum += summary.entities[i];
  g_assert_cmpuint (entities->len, ==, sum);
  g_assert_cmpuint (relations->len, ==, summary.relations);
  g_assert_true (tg_reader_summary (reader, scope, &summary, NULL, NULL));
  g_assert_cmpuint (summary.records[TG_RECORD_CLOUDTRAIL], <, all->len);
  g_assert_cmpuint (summary.entities[TG_ENTITY_USER], <=, total);
}

static guint
found (const char *pattern, TgEntityKind kind)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GArray) list = tg_reader_search (reader, pattern, kind, 1000, NULL, &error);

  g_assert_no_error (error);
  return list->len;
}

static void
test_search (void)
{
  g_assert_cmpuint (found ("bucket-", TG_ENTITY_NONE), ==, 30);
  g_assert_cmpuint (found ("UCKET-1", TG_ENTITY_NONE), ==, 11);
  g_assert_cmpuint (found ("bucket-?", TG_ENTITY_NONE), ==, 10);
  g_assert_cmpuint (found ("*t-1*", TG_ENTITY_BUCKET), ==, 11);
  g_assert_cmpuint (found ("t-", TG_ENTITY_BUCKET), ==, 30);
  g_assert_cmpuint (found ("bucket-1", TG_ENTITY_USER), ==, 0);
  g_assert_cmpuint (found ("198.51.1.0/24", TG_ENTITY_NONE), ==, found ("198.51.1.*", TG_ENTITY_NONE));
  g_assert_cmpuint (found ("198.51.1.0/24", TG_ENTITY_NONE), ==, found ("198.51.1.", TG_ENTITY_NONE));
  g_assert_cmpuint (found ("198.51.0.0/16", TG_ENTITY_NONE), ==, found ("198.51.*.*", TG_ENTITY_IP));
  g_assert_cmpuint (found ("198.51.0.0/16", TG_ENTITY_BUCKET), ==, 0);
  g_assert_cmpuint (found ("10.0.0.0/8", TG_ENTITY_NONE), ==, 0);
  g_assert_cmpuint (found ("", TG_ENTITY_NONE), ==, 0);
  g_assert_cmpuint (found ("%%%", TG_ENTITY_NONE), ==, 0);
  g_assert_cmpuint (found ("\" OR 1", TG_ENTITY_NONE), ==, 0);
  g_assert_cmpuint (found ("a_", TG_ENTITY_NONE), ==, 0);
  /* the exact one first */
  g_autoptr (GArray) list = tg_reader_search (reader, "bucket-1", TG_ENTITY_NONE, 3, NULL, NULL);
  g_assert_cmpstr (g_array_index (list, TgEntityInfo, 0).key, ==, "bucket-1");
}

static void
test_resolve (void)
{
  TgEntityInfo info;
  TgTimeRange scope = TG_TIME_ALL;
  g_autoptr (GError) error = NULL;
  g_autofree char *id = g_strdup_printf ("%" G_GINT64_FORMAT, id_of (reader, "bucket-4"));

  g_assert_cmpint (id_of (reader, id), ==, id_of (reader, "bucket-4"));
  g_assert_cmpint (id_of (reader, "arn:aws:s3:::bucket-4/some/key"), ==, id_of (reader, "bucket-4"));
  g_assert_cmpint (id_of (reader, " 198.051.001.017 "), ==, id_of (reader, "198.51.1.17"));
  g_assert_cmpint (id_of (reader, "arn:aws:iam::1:user/u7"), ==, id_of (reader, "1/u7"));
  g_assert_true (tg_reader_resolve (reader, "https://console.aws.amazon.com/detective/home?region=us-east-1#entities/IpAddress/198.51.1.17?scopeStart=1735689600&scopeEnd=1735693200", &info, &scope, NULL));
  g_assert_cmpstr (info.key, ==, "198.51.1.17");
  g_assert_cmpint (scope.from, ==, T0);
  g_assert_cmpint (scope.to, ==, T0 + TG_HOUR);
  tg_entity_info_clear (&info);
  scope = TG_TIME_ALL;
  g_assert_true (tg_reader_resolve (reader, "https://x#entities/S3Bucket/bucket%2D4?scopeEnd=1735693200000&r=1000", &info, &scope, NULL));
  g_assert_cmpstr (info.key, ==, "bucket-4");
  g_assert_cmpint (scope.from, ==, G_MININT64);
  g_assert_cmpint (scope.to, ==, T0 + TG_HOUR);
  tg_entity_info_clear (&info);
  const char *const wrong[] = { "", "nobody", "999999", "https://x#entities/S3Bucket/none", "https://x#entities/Nothing/bucket-4", "https://x#entities/", "#findings/x",
                                "https://x#entities/S3Bucket/%ff%zz?scopeStart=-1", "arn:aws:s3:::none" };
  for (guint i = 0; i < G_N_ELEMENTS (wrong); i++)
    {
      g_assert_false (tg_reader_resolve (reader, wrong[i], &info, NULL, &error));
      g_assert_error (error, TG_ERROR, TG_ERROR_NOT_FOUND);
      g_clear_error (&error);
    }
}

/* --- evidence --- */

static int
compare_infos (const TgEvidenceInfo *a, const TgEvidenceInfo *b, const char *word)
{
  const gint64 x[] = { a->found, a->stored, a->duplicates, a->rejected, a->size }, y[] = { b->found, b->stored, b->duplicates, b->rejected, b->size };
  static const char *const words[] = { "found", "stored", "duplicates", "rejected", "size" };

  for (guint i = 0; i < G_N_ELEMENTS (words); i++)
    if (strcmp (words[i], word) == 0)
      return (x[i] > y[i]) - (x[i] < y[i]);
  return strcmp (word, "path") == 0 ? strcmp (a->path, b->path) : strcmp (a->format, b->format);
}

/* All of it, three at a time, each file once and in the order asked for. */
static void
check_pages (const char *sort, const GArray *evidence)
{
  g_autoptr (GHashTable) seen = g_hash_table_new (g_direct_hash, g_direct_equal);
  g_autoptr (GArray) before = NULL;

  for (guint64 offset = 0; offset <= evidence->len; offset += 3)
    {
      GArray *page = tg_reader_evidence_page (reader, sort, offset, 3, NULL);
      g_assert_cmpuint (page->len, ==, MIN (3, evidence->len - offset));
      for (guint i = 0; i < page->len; i++)
        {
          const TgEvidenceInfo *info = &g_array_index (page, TgEvidenceInfo, i);
          const TgEvidenceInfo *last = i > 0 ? info - 1 : before != NULL ? &g_array_index (before, TgEvidenceInfo, before->len - 1) : NULL;
          g_assert_true (g_hash_table_add (seen, GSIZE_TO_POINTER (info->id)));
          if (last != NULL && sort == NULL)
            g_assert_cmpint (last->id, <, info->id);
          else if (last != NULL && sort[0] == '-')
            g_assert_cmpint (compare_infos (last, info, sort + 1), >=, 0);
          else if (last != NULL)
            g_assert_cmpint (compare_infos (last, info, sort), <=, 0);
        }
      g_clear_pointer (&before, g_array_unref);
      before = page;
    }
  g_assert_cmpuint (g_hash_table_size (seen), ==, evidence->len);
}

static gboolean
first_two (const TgEvidenceInfo *info, gpointer data)
{
  return ++*(guint *) data < 2;
}

static void
test_evidence (void)
{
  static const char *const sorts[] = { NULL, "path", "-path", "format", "found", "-found", "stored", "-duplicates", "rejected", "size", "-size" };
  g_autoptr (GArray) evidence = tg_reader_evidence (reader, NULL);
  TgEvidenceTotals totals, sum = { .files = evidence->len };
  g_autoptr (GError) error = NULL;
  TgEvidenceInfo info;
  guint visited = 0;

  g_assert_cmpuint (evidence->len, >, 6);
  for (guint i = 0; i < G_N_ELEMENTS (sorts); i++)
    check_pages (sorts[i], evidence);
  g_assert_null (tg_reader_evidence_page (reader, "path; DROP TABLE evidence", 0, 3, &error));
  g_assert_error (error, TG_ERROR, TG_ERROR_USAGE);
  g_clear_error (&error);
  for (guint i = 0; i < evidence->len; i++)
    {
      const TgEvidenceInfo *one = &g_array_index (evidence, TgEvidenceInfo, i);
      sum.unread += strcmp (one->format, "unread") == 0;
      sum.found += one->found;
      sum.stored += one->stored;
      sum.duplicates += one->duplicates;
      sum.rejected += one->rejected;
      g_assert_true (tg_reader_evidence_info (reader, one->id, &info, NULL));
      g_assert_cmpstr (info.path, ==, one->path);
      g_assert_cmpstr (info.sha256, ==, one->sha256);
      tg_evidence_info_clear (&info);
    }
  g_assert_true (tg_reader_evidence_totals (reader, &totals, NULL));
  g_assert_cmpmem (&totals, sizeof totals, &sum, sizeof sum);
  g_assert_false (tg_reader_evidence_info (reader, 1 << 30, &info, &error));
  g_assert_error (error, TG_ERROR, TG_ERROR_NOT_FOUND);
  g_assert_true (tg_reader_visit_evidence (reader, first_two, &visited, NULL));
  g_assert_cmpuint (visited, ==, 2);
}

static void
test_cancelled (void)
{
  g_autoptr (TgJob) job = tg_job_new ("");
  g_autoptr (GError) error = NULL;
  const TgRecordQuery query = TG_RECORD_QUERY_ALL;

  tg_job_cancel (job);
  g_assert_null (tg_reader_records (reader, &query, 0, 10, NULL, job, &error));
  g_assert_error (error, TG_ERROR, TG_ERROR_CANCELLED);
  g_clear_error (&error);
  g_assert_null (tg_reader_search (reader, "bucket", 0, 10, job, &error));
  g_assert_error (error, TG_ERROR, TG_ERROR_CANCELLED);
}

/* The same answers with next to no memory, which is given back. */
static void
test_spare (void)
{
  const TgRecordQuery query = TG_RECORD_QUERY_ALL;
  gint64 pages = 0;

  for (guint i = 0; i < 4; i++)
    {
      guint64 total = 0;
      tg_reader_set_spare (reader, i % 2 == 0);
      g_autoptr (GArray) page = tg_reader_records (reader, &query, 0, 37, &total, NULL, NULL);
      g_assert_cmpuint (total, ==, all->len);
      g_assert_cmpuint (page->len, ==, 37);
      g_assert_true (tg_db_int (reader->db, "PRAGMA cache_size", &pages, NULL));
      g_assert_cmpint (pages, ==, i % 2 == 0 ? -1024 : TG_DB_CACHE);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  make_case ();
  g_test_add_func ("/store/queries/order", test_order);
  g_test_add_func ("/store/queries/spare", test_spare);
  g_test_add_func ("/store/queries/filters", test_filters);
  g_test_add_func ("/store/queries/record", test_record);
  g_test_add_func ("/store/queries/activity", test_activity);
  g_test_add_func ("/store/queries/series", test_series);
  g_test_add_func ("/store/queries/neighbours", test_neighbours);
  g_test_add_func ("/store/queries/lists", test_lists);
  g_test_add_func ("/store/queries/search", test_search);
  g_test_add_func ("/store/queries/resolve", test_resolve);
  g_test_add_func ("/store/queries/evidence", test_evidence);
  g_test_add_func ("/store/queries/cancelled", test_cancelled);
  const int result = g_test_run ();
  g_array_unref (all);
  tg_reader_free (reader);
  return result;
}
