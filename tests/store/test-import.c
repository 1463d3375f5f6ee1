/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gstdio.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>

#include "core/store/case-private.h"
#include "core/store/checkpoint-private.h"
#include "core/store/keyfilter-private.h"
#include "core/store/seen-private.h"
#include "tests/store/make.h"

#define EVENTS   6000
#define PER_FILE 700
#define PER_PART 60

static void
import_all (TgCase *tgcase, guint die_after)
{
  g_autoptr (GError) error = NULL;
  TgSink *sink = tg_case_begin_import (tgcase, NULL, &error);

  g_assert_no_error (error);
  import_synthetic (sink, EVENTS, PER_FILE, PER_PART, die_after);
  g_assert_true (sink->finish (sink, TRUE, &error));
  g_assert_no_error (error);
}

static char *
fingerprint (TgCase *tgcase)
{
  g_autoptr (GError) error = NULL;
  char *text = tg_case_fingerprint (tgcase, &error);

  g_assert_no_error (error);
  g_assert_cmpuint (strlen (text), ==, 64);
  return text;
}

/* What an undisturbed import gives, committed in one go. */
static char *
expected (void)
{
  static char *text;

  if (text == NULL)
    {
      g_autofree char *path = make_path ("undisturbed.tgcase");
      g_autoptr (TgCase) tgcase = open_case (path, TG_CASE_CREATE);
      import_all (tgcase, 0);
      text = fingerprint (tgcase);
    }
  return text;
}

static void
check_ledger (const char *path)
{
  g_autoptr (TgReader) reader = open_reader (path);
  g_autoptr (GError) error = NULL;
  g_autoptr (GArray) evidence = tg_reader_evidence (reader, &error);
  guint64 stored = 0, kept = 0, all = 0;
  TgSummary summary;

  g_assert_no_error (error);
  g_assert_cmpuint (evidence->len, ==, (EVENTS + PER_FILE - 1) / PER_FILE);
  for (guint i = 0; i < evidence->len; i++)
    {
      const TgEvidenceInfo *info = &g_array_index (evidence, TgEvidenceInfo, i);
      guint64 kinds[TG_RECORD_N_KINDS];
      g_autoptr (GArray) rejects = tg_reader_rejects (reader, info->id, &error);
      g_assert_true (info->complete);
      g_assert_cmpuint (info->found, ==, info->stored + info->duplicates + info->rejected);
      g_assert_cmpuint (rejects->len, ==, info->rejected);
      g_assert_true (tg_reader_evidence_records (reader, info->id, kinds, &error));
      g_assert_cmpuint (kinds[TG_RECORD_CLOUDTRAIL], ==, info->stored);
      stored += info->stored;
      kept += info->stored + info->duplicates;
    }
  g_assert_cmpuint (kept, ==, EVENTS);
  g_assert_true (tg_reader_summary (reader, TG_TIME_ALL, &summary, NULL, &error));
  for (guint i = 0; i < TG_RECORD_N_KINDS; i++)
    all += summary.records[i];
  g_assert_cmpuint (all, ==, stored);
  g_assert_cmpuint (summary.duplicates, ==, EVENTS - stored);
  g_assert_cmpuint (summary.conflicts, >, 0);
  g_assert_cmpuint (summary.without_time, >, 0);
}

static void
test_ledger (void)
{
  g_autofree char *path = make_path ("ledger.tgcase");
  TgCase *tgcase = open_case (path, TG_CASE_CREATE);

  import_all (tgcase, 0);
  g_autofree char *once = fingerprint (tgcase);
  check_ledger (path);
  /* the same again adds nothing */
  import_all (tgcase, 0);
  g_autofree char *twice = fingerprint (tgcase);
  g_assert_cmpstr (once, ==, twice);
  tg_case_close (tgcase);
  check_ledger (path);
  g_autofree char *wal = g_strconcat (path, "-wal", NULL);
  g_assert_false (g_file_test (wal, G_FILE_TEST_EXISTS));
}

/* However the import is cut into commits, and with caches that hold next to nothing. */
static void
test_commits (void)
{
  extern guint tg_merge_max;
  const guint sizes[] = { 1, 100, 1000 };

  for (guint i = 0; i < G_N_ELEMENTS (sizes); i++)
    {
      g_autofree char *name = g_strdup_printf ("commits-%u.tgcase", i);
      g_autofree char *path = make_path (name);
      g_autoptr (TgCase) tgcase = NULL;
      const gsize records = tg_commit_records;
      const guint merge = tg_merge_max;
      g_autofree char *want = g_strdup (expected ());

      tg_commit_records = sizes[i];
      tg_merge_max = i == 1 ? 20 : merge;
      tgcase = open_case (path, TG_CASE_CREATE);
      import_all (tgcase, 0);
      tg_commit_records = records;
      tg_merge_max = merge;
      g_autofree char *got = fingerprint (tgcase);
      g_assert_cmpstr (got, ==, want);
    }
}

static gsize
log_size (const char *path)
{
  g_autofree char *wal = g_strconcat (path, "-wal", NULL);
  GStatBuf st;

  return g_stat (wal, &st) == 0 ? st.st_size : 0;
}

/* The log goes into the case while the import goes on, and is bounded. */
static void
test_log (void)
{
  const int most[] = { G_MAXINT, 1 };
  gsize size[2];

  for (guint i = 0; i < 2; i++)
    {
      g_autofree char *name = g_strdup_printf ("log-%u.tgcase", i), *want = g_strdup (expected ());
      g_autofree char *path = make_path (name);
      TgCase *tgcase = open_case (path, TG_CASE_CREATE);
      const gsize records = tg_commit_records;
      const int pages = tg_log_pages_max;

      tg_commit_records = 100;
      tg_log_pages_max = most[i];
      import_all (tgcase, 0);
      tg_commit_records = records;
      tg_log_pages_max = pages;
      size[i] = log_size (path);
      g_autofree char *got = fingerprint (tgcase);
      g_assert_cmpstr (got, ==, want);
      tg_case_close (tgcase);
      g_assert_cmpuint (log_size (path), ==, 0);
    }
  g_assert_cmpuint (size[1], <, size[0] / 4);
}

/* A process of its own, since a fork of this one would lack its threads. */
static int
child_main (const char *path, guint die_after)
{
  TgCase *tgcase = open_case (path, TG_CASE_CREATE);

  tg_commit_records = 200;
  import_all (tgcase, die_after);
  tg_case_close (tgcase);
  return 0;
}

static void
import_in_child (const char *path, guint die_after, guint kill_after_us)
{
  g_autofree char *after = g_strdup_printf ("%u", die_after);
  const char *argv[] = { "/proc/self/exe", "--import", path, after, NULL };
  g_autoptr (GError) error = NULL;
  GPid child;
  int status;

  g_spawn_async (NULL, (char **) argv, NULL, G_SPAWN_DO_NOT_REAP_CHILD | G_SPAWN_LEAVE_DESCRIPTORS_OPEN, NULL, NULL, &child, &error);
  g_assert_no_error (error);
  if (kill_after_us > 0)
    {
      g_usleep (kill_after_us);
      kill (child, SIGKILL);
    }
  g_assert_cmpint (waitpid (child, &status, 0), ==, child);
  g_assert_true (WIFSIGNALED (status) ? WTERMSIG (status) == SIGKILL : WEXITSTATUS (status) == 0);
}

static void
finish_and_compare (const char *path)
{
  g_autofree char *want = g_strdup (expected ());
  TgCase *tgcase = open_case (path, TG_CASE_CREATE);

  import_all (tgcase, 0);
  g_autofree char *got = fingerprint (tgcase);
  g_assert_cmpstr (got, ==, want);
  tg_case_close (tgcase);
  check_ledger (path);
}

/* Killed after every so many batches, then after some microseconds, wherever it is then. */
static void
test_killed (void)
{
  for (guint i = 0; i < 24; i++)
    {
      g_autofree char *name = g_strdup_printf ("killed-%u.tgcase", i);
      g_autofree char *path = make_path (name);

      if (i < 12)
        {
          import_in_child (path, 1 + i * 9, 0);
          import_in_child (path, 2 + i, 0);
        }
      else
        for (guint k = 0; k < 3; k++)
          import_in_child (path, 0, 500 + g_test_rand_int_range (0, 40000));
      finish_and_compare (path);
    }
}

static guint
hits (const char *path, const char *text)
{
  g_autoptr (TgReader) reader = open_reader (path);
  g_autoptr (GArray) found = tg_reader_search (reader, text, 0, 10, NULL, NULL);

  return found->len;
}

/* An interrupted import leaves names out of the index, which keeps each text it was given; they are found all the same. */
static void
test_index_waits (void)
{
  g_autofree char *path = make_path ("index.tgcase");
  const Event events[] = {
    { .user = "arn:aws:iam::1:user/anna", .alias = "1/anna", .bucket = "cellar", .action = "s3:GetObject", .time = T0, .id = 1, .content = 1 },
    { .user = "AIDA1", .alias = "1/anna", .name = "Anna the first", .bucket = "cellar", .action = "s3:GetObject", .time = T0, .id = 2, .content = 2 },
  };

  for (guint i = 0; i < 2; i++)
    {
      g_autoptr (TgCase) tgcase = open_case (path, TG_CASE_CREATE);
      TgSink *sink = tg_case_begin_import (tgcase, NULL, NULL);
      TgBatch *batch = make_batch (i == 0 ? "a" : "b", NULL);
      batch_add (batch, &events[i]);
      hand_over (sink, batch);
      g_assert_true (sink->finish (sink, i == 1, NULL));
      g_assert_cmpint (case_number (tgcase, "SELECT count(*) FROM search_docsize"), ==, i == 0 ? 0 : 2);
      g_assert_cmpint (case_number (tgcase, "SELECT count(*) FROM entity WHERE indexed < 0"), ==, i == 0 ? 2 : 0);
      g_assert_cmpint (case_number (tgcase, "SELECT count(*) FROM meta WHERE name = 'unfinished'"), ==, i == 0);
      g_assert_cmpuint (hits (path, "anna"), ==, 1);
      g_assert_cmpuint (hits (path, "cellar"), ==, 1);
    }
  g_assert_cmpuint (hits (path, "Anna the first"), ==, 1);
}

static TgVerdict
verdict_of (TgSink *sink, guint64 id, guint64 content, const char *file, guint32 *flags)
{
  TgBatch *batch = make_batch (file, NULL);
  const Event event = { .user = "AIDA1", .address = "192.0.2.1", .bucket = "b", .action = "s3:GetObject", .time = T0, .id = id, .content = content };

  batch_add (batch, &event);
  sink->classify (sink, batch);
  const TgVerdict verdict = g_array_index (batch->verdicts, guint8, 0);
  *flags = g_array_index (batch->records, TgRecord, 0).flags;
  const TgBatchFile *about = g_ptr_array_index (batch->files, 0);
  g_assert_cmpuint (about->stored, ==, verdict != TG_VERDICT_DUPLICATE);
  g_assert_cmpuint (about->duplicates, ==, verdict == TG_VERDICT_DUPLICATE);
  tg_batch_free (batch);
  return verdict;
}

static void
write_one (TgSink *sink, guint64 id, guint64 content, const char *file)
{
  TgBatch *batch = make_batch (file, NULL);
  const Event event = { .user = "AIDA1", .address = "192.0.2.1", .bucket = "b", .action = "s3:GetObject", .time = T0, .id = id, .content = content };

  batch_add (batch, &event);
  hand_over (sink, batch);
}

static void
test_conflicts (void)
{
  g_autofree char *path = make_path ("conflicts.tgcase");
  TgCase *tgcase = open_case (path, TG_CASE_CREATE);
  guint32 flags;

  TgSink *sink = tg_case_begin_import (tgcase, NULL, NULL);
  write_one (sink, 1, 10, "a");
  write_one (sink, 1, 11, "b");
  write_one (sink, 2, 20, "c");
  g_assert_true (sink->finish (sink, TRUE, NULL));
  /* a third copy of either is a duplicate, also from the case */
  sink = tg_case_begin_import (tgcase, NULL, NULL);
  g_assert_cmpint (verdict_of (sink, 1, 10, "d", &flags), ==, TG_VERDICT_DUPLICATE);
  g_assert_cmpint (verdict_of (sink, 1, 11, "e", &flags), ==, TG_VERDICT_DUPLICATE);
  g_assert_cmpuint (flags & TG_RECORD_CONFLICT, ==, 0);
  g_assert_cmpint (verdict_of (sink, 1, 12, "f", &flags), ==, TG_VERDICT_CONFLICT);
  g_assert_cmpuint (flags & TG_RECORD_CONFLICT, !=, 0);
  g_assert_cmpint (verdict_of (sink, 3, 10, "g", &flags), ==, TG_VERDICT_STORE);
  g_assert_true (sink->finish (sink, FALSE, NULL));
  tg_case_close (tgcase);

  g_autoptr (TgReader) reader = open_reader (path);
  TgRecordQuery query = TG_RECORD_QUERY_ALL;
  guint64 total = 0;
  query.conflicts_only = TRUE;
  g_autoptr (GArray) records = tg_reader_records (reader, &query, 0, 10, &total, NULL, NULL);
  g_assert_cmpuint (total, ==, 1);
  g_assert_cmpuint (g_array_index (records, TgRecordInfo, 0).flags & TG_RECORD_CONFLICT, !=, 0);
}

static gint64
seen_runs (TgCase *tgcase)
{
  return case_number (tgcase, "SELECT count(DISTINCT run) FROM run WHERE tbl = 5");
}

/* Keys of duplicates stay in many runs, until they are looked up where they stand in the case only. */
static void
test_keys (void)
{
  g_autofree char *path = make_path ("keys.tgcase");
  TgCase *tgcase = open_case (path, TG_CASE_CREATE);
  const gsize records = tg_commit_records, max = tg_seen_max;
  guint32 flags;

  tg_commit_records = 1;
  tg_seen_max = 4;
  TgSink *sink = tg_case_begin_import (tgcase, NULL, NULL);
  for (guint i = 1; i <= 200; i++)
    write_one (sink, i, i, "a");
  g_assert_cmpint (seen_runs (tgcase), >=, 199);
  g_assert_true (sink->finish (sink, TRUE, NULL));
  g_assert_cmpint (seen_runs (tgcase), <=, 128);
  g_assert_cmpint (seen_runs (tgcase), >, 12);
  sink = tg_case_begin_import (tgcase, NULL, NULL);
  for (guint i = 1; i <= 200; i++)
    {
      g_assert_cmpint (verdict_of (sink, i, i, "b", &flags), ==, TG_VERDICT_DUPLICATE);
      if (i % 50 == 0)
        write_one (sink, 1000 + i, i, "c");
    }
  g_assert_true (sink->finish (sink, TRUE, NULL));
  g_assert_cmpint (seen_runs (tgcase), <=, 13);
  g_assert_cmpint (case_number (tgcase, "SELECT sum(n) FROM run WHERE tbl = 5"), ==, 204);
  tg_commit_records = records;
  tg_seen_max = max;
  tg_case_close (tgcase);
}

static gint64
count_stored (TgCase *tgcase)
{
  return case_number (tgcase, "SELECT sum(stored) FROM evidence");
}

/* More keys than are remembered one by one, which in a test are few: from the middle of an import on, and in a case that is opened again. */
static void
test_many_keys (void)
{
  g_autofree char *path = make_path ("many-keys.tgcase"), *want = g_strdup (expected ());
  TgCase *tgcase = open_case (path, TG_CASE_CREATE);
  const gsize records = tg_commit_records, max = tg_seen_max, bytes = tg_key_filter_bytes;
  const guint64 keys = tg_key_filter_keys_max;

  tg_commit_records = 200;
  tg_seen_max = 300;
  tg_key_filter_keys_max = EVENTS / 3;
  tg_key_filter_bytes = EVENTS;
  import_all (tgcase, 0);
  const gint64 stored = count_stored (tgcase);
  g_autofree char *once = fingerprint (tgcase);
  g_assert_cmpstr (once, ==, want);
  tg_case_close (tgcase);
  /* the same records in files of their own */
  tgcase = open_case (path, 0);
  TgSink *sink = tg_case_begin_import (tgcase, NULL, NULL);
  import_synthetic (sink, EVENTS, PER_FILE + 1, PER_PART, 0);
  g_assert_true (sink->finish (sink, TRUE, NULL));
  g_assert_cmpint (count_stored (tgcase), ==, stored);
  g_assert_cmpint (case_number (tgcase, "SELECT sum(n) FROM run WHERE tbl = 5"), ==, stored);
  tg_commit_records = records;
  tg_seen_max = max;
  tg_key_filter_keys_max = keys;
  tg_key_filter_bytes = bytes;
  tg_case_close (tgcase);
}

/* The import ends where it would have to read what it cannot. */
static void
test_keys_unreadable (void)
{
  g_autofree char *path = make_path ("keys-unreadable.tgcase");
  TgCase *tgcase = open_case (path, TG_CASE_CREATE);
  const gsize records = tg_commit_records, max = tg_seen_max;
  const guint64 keys = tg_key_filter_keys_max;
  g_autoptr (GError) error = NULL;

  tg_commit_records = 100;
  tg_seen_max = 150;
  tg_key_filter_keys_max = 1500;
  TgSink *sink = tg_case_begin_import (tgcase, NULL, NULL);
  import_synthetic (sink, PER_FILE, PER_FILE, PER_PART, 0);
  g_mutex_lock (&tgcase->lock);
  g_assert_true (tg_db_exec (tgcase->db, "UPDATE run SET data = x'00' WHERE tbl = 5", NULL));
  g_mutex_unlock (&tgcase->lock);
  g_assert_false (try_synthetic (sink, EVENTS, PER_FILE, PER_PART, 0, &error));
  g_assert_error (error, TG_ERROR, TG_ERROR_DAMAGED);
  /* what was committed before stays */
  sink->finish (sink, FALSE, NULL);
  g_assert_cmpint (count_stored (tgcase), >, PER_FILE);
  g_assert_cmpint (count_stored (tgcase), <, EVENTS / 2);
  tg_commit_records = records;
  tg_seen_max = max;
  tg_key_filter_keys_max = keys;
  tg_case_close (tgcase);
}

static gboolean
is_known (TgSink *sink, const char *file)
{
  TgBatch *probe = make_batch (file, NULL);
  const TgBatchFile *about = g_ptr_array_index (probe->files, 0);
  TgEvidenceState state;

  g_assert_true (sink->find (sink, about->sha256, about->size, &state, NULL));
  tg_batch_free (probe);
  return state.complete;
}

/* A commit that does not come to its end holds up neither the batches behind it nor what is asked of them. */
static void
test_overlap (void)
{
  g_autofree char *path = make_path ("overlap.tgcase");
  TgCase *tgcase = open_case (path, TG_CASE_CREATE);
  TgSink *sink = tg_case_begin_import (tgcase, NULL, NULL);
  const gsize records = tg_commit_records;
  TgEntityInfo user;

  tg_commit_records = 2;
  g_mutex_lock (&tgcase->lock);
  write_one (sink, 1, 10, "a");
  write_one (sink, 2, 20, "b");
  /* in flight now; its user and address are met again, and its records are known */
  write_one (sink, 3, 30, "c");
  write_one (sink, 1, 10, "d");
  g_assert_false (is_known (sink, "a"));
  g_mutex_unlock (&tgcase->lock);
  write_one (sink, 4, 40, "e");
  g_assert_true (is_known (sink, "a"));
  g_assert_true (sink->finish (sink, TRUE, NULL));
  tg_commit_records = records;
  tg_case_close (tgcase);

  g_autoptr (TgReader) reader = open_reader (path);
  g_assert_true (tg_reader_resolve (reader, "AIDA1", &user, NULL, NULL));
  g_assert_cmpuint (user.records, ==, 4);
  tg_entity_info_clear (&user);
}

/* A commit fails where nobody waits for it: the import ends with its error, and the case stands at the commit before. */
static void
test_commit_fails (void)
{
  const guint rooms[] = { 40, 70, 100, 0 };

  for (guint i = 0; i < G_N_ELEMENTS (rooms); i++)
    {
      g_autofree char *name = g_strdup_printf ("fails-%u.tgcase", i);
      g_autofree char *path = make_path (name);
      TgCase *tgcase = open_case (path, TG_CASE_CREATE);
      TgSink *sink = tg_case_begin_import (tgcase, NULL, NULL);
      const gsize records = tg_commit_records;
      g_autofree char *limit = g_strdup_printf ("PRAGMA max_page_count=%u", rooms[i] != 0 ? rooms[i] : 10);
      g_autoptr (GError) error = NULL, again = NULL;

      tg_commit_records = rooms[i] != 0 ? 200 : EVENTS;
      if (rooms[i] != 0)
        tg_db_exec (tgcase->db, limit, NULL);
      const gboolean ok = try_synthetic (sink, EVENTS, PER_FILE, PER_PART, 0, &error);
      g_assert_cmpint (ok, ==, rooms[i] == 0);
      if (ok)
        tg_db_exec (tgcase->db, limit, NULL);
      else
        {
          g_assert_false (try_synthetic (sink, EVENTS, PER_FILE, PER_PART, 0, &again));
          g_assert_error (again, TG_ERROR, TG_ERROR_FAILED);
        }
      /* told once: by the write that follows, or at the end */
      g_assert_cmpint (sink->finish (sink, ok, ok ? &error : NULL), ==, !ok);
      g_assert_error (error, TG_ERROR, TG_ERROR_FULL);
      tg_commit_records = records;
      tg_case_close (tgcase);
      finish_and_compare (path);
    }
}

/* Two records of a batch say the same of who was there: the mapping may let them share one list, in which an entity may stand in two roles. */
static void
test_shared_parties (void)
{
  g_autofree char *path = make_path ("shared.tgcase");
  TgCase *tgcase = open_case (path, TG_CASE_CREATE);
  TgSink *sink = tg_case_begin_import (tgcase, NULL, NULL);
  TgBatch *batch = make_batch ("a", NULL);
  const TgFactEntity user = { .kind = TG_ENTITY_USER, .key = TG_SPAN ("AIDA1"), .first = T0, .last = T0 };
  TgEntityInfo info;
  guint32 first = 0, n = 0;

  for (guint i = 0; i < 3; i++)
    {
      const Event event = { .user = "AIDA1", .time = T0 + i, .id = i + 1, .content = i + 1 };
      batch_add (batch, &event);
    }
  sink->classify (sink, batch);
  const guint32 local = tg_facts_entity (batch->facts, &user);
  for (guint i = 0; i < 3; i++)
    {
      TgFactRecord *fact = tg_facts_record (batch->facts, &g_array_index (batch->records, TgRecord, i));
      if (i == 0)
        {
          tg_facts_party (batch->facts, TG_PARTY_ACTOR, local);
          tg_facts_party (batch->facts, TG_PARTY_TARGET, local);
          first = fact->first_party;
          n = fact->n_parties;
        }
      /* the last one has nobody */
      fact->first_party = first;
      fact->n_parties = i < 2 ? n : 0;
    }
  g_assert_true (sink->write (sink, batch, NULL));
  tg_batch_free (batch);
  g_assert_true (sink->finish (sink, TRUE, NULL));
  tg_case_close (tgcase);

  g_autoptr (TgReader) reader = open_reader (path);
  TgRecordQuery query = TG_RECORD_QUERY_ALL;
  guint64 total = 0;
  g_assert_true (tg_reader_resolve (reader, "AIDA1", &info, NULL, NULL));
  g_assert_cmpuint (info.records, ==, 2);
  g_autoptr (GArray) records = tg_reader_records (reader, &query, 0, 10, &total, NULL, NULL);
  g_assert_cmpuint (total, ==, 3);
  g_assert_cmpuint (records->len, ==, 3);
  tg_entity_info_clear (&info);
}

static void
test_one_import (void)
{
  g_autofree char *path = make_path ("one.tgcase");
  g_autoptr (TgCase) tgcase = open_case (path, TG_CASE_CREATE);
  g_autoptr (GError) error = NULL;
  TgSink *sink = tg_case_begin_import (tgcase, NULL, NULL);

  g_assert_null (tg_case_begin_import (tgcase, NULL, &error));
  g_assert_error (error, TG_ERROR, TG_ERROR_BUSY);
  /* a person's things are saved meanwhile */
  g_assert_true (tg_case_save_state (tgcase, "session", "{}", NULL));
  g_assert_true (sink->finish (sink, FALSE, NULL));
  sink = tg_case_begin_import (tgcase, NULL, NULL);
  g_assert_nonnull (sink);
  g_assert_true (sink->finish (sink, TRUE, NULL));
}

static void
test_verify (void)
{
  g_autofree char *path = make_path ("verify.tgcase");
  TgCase *tgcase = open_case (path, TG_CASE_CREATE);
  const char text[] = "{\"Records\":[{}]}";
  TgBatch *batch = make_batch ("x.json", g_bytes_new (text, strlen (text)));
  const Event event = { .user = "AIDA1", .address = "192.0.2.1", .time = T0, .id = 1, .content = 1, .offset = 12, .length = 2 };
  g_autoptr (GPtrArray) report = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GError) error = NULL;

  TgSink *sink = tg_case_begin_import (tgcase, NULL, NULL);
  batch_add (batch, &event);
  hand_over (sink, batch);
  g_assert_true (sink->finish (sink, TRUE, NULL));
  g_assert_true (tg_case_verify (tgcase, NULL, NULL, NULL, report, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (report->len, ==, 3);
  /* one byte of the evidence, and one record of the ledger */
  g_assert_true (tg_db_exec (tgcase->db, "UPDATE evidence_part SET codec = 0, bytes = x'7b225265636f726473223a5b7b7d5d20'", &error));
  g_assert_false (tg_case_verify (tgcase, NULL, NULL, NULL, report, &error));
  g_assert_error (error, TG_ERROR, TG_ERROR_DAMAGED);
  g_assert_nonnull (strstr (g_ptr_array_index (report, 4), "bytes are not those"));
  g_clear_error (&error);
  g_ptr_array_set_size (report, 0);
  g_assert_true (tg_db_exec (tgcase->db, "UPDATE evidence SET stored = 2", NULL));
  g_assert_false (tg_case_verify (tgcase, NULL, NULL, NULL, report, NULL));
  g_assert_nonnull (strstr (g_ptr_array_index (report, 2), "the ledger says 2"));
  tg_case_close (tgcase);
}

int
main (int argc, char **argv)
{
  if (argc == 4 && strcmp (argv[1], "--import") == 0)
    return child_main (argv[2], atoi (argv[3]));
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/store/import/ledger", test_ledger);
  g_test_add_func ("/store/import/commits", test_commits);
  g_test_add_func ("/store/import/log", test_log);
  g_test_add_func ("/store/import/killed", test_killed);
  g_test_add_func ("/store/import/index-waits", test_index_waits);
  g_test_add_func ("/store/import/conflicts", test_conflicts);
  g_test_add_func ("/store/import/keys", test_keys);
  g_test_add_func ("/store/import/many-keys", test_many_keys);
  g_test_add_func ("/store/import/keys-unreadable", test_keys_unreadable);
  g_test_add_func ("/store/import/overlap", test_overlap);
  g_test_add_func ("/store/import/commit-fails", test_commit_fails);
  g_test_add_func ("/store/import/shared-parties", test_shared_parties);
  g_test_add_func ("/store/import/one-at-a-time", test_one_import);
  g_test_add_func ("/store/import/verify", test_verify);
  return g_test_run ();
}
