/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "core/store/case-private.h"
#include "tests/store/make.h"

#include <glib/gstdio.h>
#include <signal.h>
#include <string.h>
#include <unistd.h>

static char *folder;
static pid_t owner;

static void
remove_folder (void)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;

  if (owner != getpid ())
    return;
  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (folder, name, NULL);
      g_unlink (path);
    }
  g_rmdir (folder);
}

char *
make_path (const char *name)
{
  if (folder == NULL)
    {
      folder = g_dir_make_tmp ("test-store-XXXXXX", NULL);
      g_assert_nonnull (folder);
      owner = getpid ();
      atexit (remove_folder);
    }
  return g_build_filename (folder, name, NULL);
}

TgBatch *
make_batch (const char *path, GBytes *bytes)
{
  TgBatch *batch = tg_batch_new ();
  TgBatchFile *file = tg_batch_add_file (batch);
  TgSha256 *sha = tg_sha256_new ();

  file->path = g_strdup (path);
  file->origin = g_strdup_printf ("file:///%s", path);
  file->format = "cloudtrail-records";
  file->first = file->last = TRUE;
  file->bytes = bytes;
  file->size = file->inflated_size = bytes != NULL ? g_bytes_get_size (bytes) : 0;
  if (bytes != NULL)
    tg_sha256_update (sha, g_bytes_get_data (bytes, NULL), file->size);
  else
    tg_sha256_update (sha, path, strlen (path));
  tg_sha256_finish (sha, file->sha256);
  return batch;
}

static TgSpan
copy (TgBatch *batch, const char *text)
{
  return text != NULL ? tg_arena_copy (batch->arena, tg_span_str (text)) : TG_SPAN_NONE;
}

/* The event rides in the record's values until it is mapped. */
void
batch_add (TgBatch *batch, const Event *event)
{
  Event *kept = tg_arena_alloc (batch->arena, sizeof *kept);
  TgFieldValue *value = tg_arena_alloc (batch->arena, sizeof *value);
  TgRecord record = {
    .kind = TG_RECORD_CLOUDTRAIL, .time = event->time, .offset = event->offset, .length = event->length,
    .flags = (event->error != NULL ? TG_RECORD_FAILED : 0) | (event->time == TG_TIME_NONE ? TG_RECORD_NO_TIME : 0),
    .file = batch->files->len - 1, .id_hash = event->id, .content_hash = event->content, .n_values = 1, .values = value,
  };

  *kept = *event;
  kept->user = copy (batch, event->user).str;
  kept->alias = copy (batch, event->alias).str;
  kept->name = copy (batch, event->name).str;
  kept->address = copy (batch, event->address).str;
  kept->bucket = copy (batch, event->bucket).str;
  kept->action = copy (batch, event->action).str;
  kept->error = copy (batch, event->error).str;
  *value = (TgFieldValue) { .text = tg_span ((const char *) kept, sizeof *kept) };
  g_array_append_val (batch->records, record);
}

static guint32
entity (TgFacts *facts, TgEntityKind kind, const char *key, const Event *event)
{
  TgFactEntity local = { .kind = kind, .key = tg_span_str (key), .first = event->time, .last = event->time };

  if (kind == TG_ENTITY_USER)
    {
      local.alias = tg_span_str (event->alias);
      local.name = tg_span_str (event->name);
      local.provisional = g_str_has_prefix (key, "arn:");
      local.account = TG_SPAN ("111122223333");
    }
  return key != NULL ? tg_facts_entity (facts, &local) : TG_LOCAL_NONE;
}

static void
map_event (TgFacts *facts, const TgRecord *record, const Event *event)
{
  const guint32 user = entity (facts, TG_ENTITY_USER, event->user, event), address = entity (facts, TG_ENTITY_IP, event->address, event);
  const guint32 bucket = entity (facts, TG_ENTITY_BUCKET, event->bucket, event);
  const guint32 action = event->action != NULL ? tg_facts_term (facts, TG_TERM_ACTION, tg_span_str (event->action)) : TG_LOCAL_NONE;
  const gboolean failed = event->error != NULL;
  TgFactRecord *fact = tg_facts_record (facts, record);
  const guint32 parties[] = { user, address, bucket };
  const TgParty roles[] = { TG_PARTY_ACTOR, TG_PARTY_ADDRESS, TG_PARTY_TARGET };

  fact->action = action;
  if (failed)
    fact->error = tg_facts_term (facts, TG_TERM_ERROR, tg_span_str (event->error));
  for (guint i = 0; i < G_N_ELEMENTS (parties); i++)
    {
      tg_facts_party (facts, roles[i], parties[i]);
      tg_facts_activity (facts, parties[i], TG_FACET_TOTAL, 0, event->time, failed, 0, 0);
      if (action != TG_LOCAL_NONE)
        tg_facts_activity (facts, parties[i], TG_FACET_API, action, event->time, failed, 0, 0);
    }
  tg_facts_relation (facts, user, address, TG_RELATION_CALLED_FROM, event->time, failed, 0, 0);
  tg_facts_relation (facts, user, bucket, TG_RELATION_READ, event->time, failed, 0, 0);
  if (event->name != NULL)
    tg_facts_property (facts, user, "Name", tg_span_str (event->name), event->time);
}

static gboolean
try_hand_over (TgSink *sink, TgBatch *batch, GError **error)
{
  sink->classify (sink, batch);
  for (guint i = 0; i < batch->records->len; i++)
    {
      const TgRecord *record = &g_array_index (batch->records, TgRecord, i);
      if (g_array_index (batch->verdicts, guint8, i) != TG_VERDICT_DUPLICATE)
        map_event (batch->facts, record, (const Event *) (gconstpointer) record->values[0].text.str);
    }
  const gboolean ok = sink->write (sink, batch, error);
  tg_batch_free (batch);
  return ok;
}

void
hand_over (TgSink *sink, TgBatch *batch)
{
  g_autoptr (GError) error = NULL;

  try_hand_over (sink, batch, &error);
  g_assert_no_error (error);
}

static guint
scatter (guint i)
{
  guint32 x = i * 2654435761u;

  x ^= x >> 15;
  return x * 2246822519u >> 7;
}

static void
synthetic_event (guint i, Event *event, char user[32], char alias[32], char address[32], char bucket[32], char action[32])
{
  const guint u = scatter (i) % 40;

  /* some are known by their ARN before their id is told, some are made again */
  if (i % 7 == 0)
    g_snprintf (user, 32, "arn:aws:iam::1:user/u%u", u);
  else
    g_snprintf (user, 32, "AIDA%04u%s", u, i > 3000 && u % 10 == 0 ? "B" : "");
  g_snprintf (alias, 32, "1/u%u", u);
  g_snprintf (address, 32, "198.51.%u.%u", scatter (i + 7) % 4, scatter (i + 3) % 200);
  g_snprintf (bucket, 32, "bucket-%u", scatter (i + 11) % 30);
  g_snprintf (action, 32, "s3:Get%u", scatter (i + 13) % 50);
  *event = (Event) {
    .user = user, .alias = alias, .name = u % 3 != 0 ? alias + 2 : NULL, .address = address, .bucket = bucket, .action = action,
    .error = i % 9 == 0 ? "AccessDenied" : NULL,
    .time = i % 97 == 0 ? TG_TIME_NONE : T0 + (gint64) (scatter (i) % 3000) * TG_MINUTE,
    .id = 1000 + (i % 101 == 0 ? i - 1 : i), .content = 5000 + i % 5000 * (guint64) 977, .offset = (guint64) i * 10, .length = 10,
  };
}

gboolean
try_synthetic (TgSink *sink, guint n, guint per_file, guint per_part, guint die_after, GError **error)
{
  guint writes = 0;

  for (guint file = 0; file * per_file < n; file++)
    {
      g_autofree char *path = g_strdup_printf ("file-%04u", file);
      TgEvidenceState state;
      const guint end = MIN ((file + 1) * per_file, n);
      TgBatch *probe = make_batch (path, NULL);
      TgBatchFile *about = g_ptr_array_index (probe->files, 0);
      guint8 sha256[32];

      memcpy (sha256, about->sha256, 32);
      tg_batch_free (probe);
      g_assert_true (sink->find (sink, sha256, 100, &state, NULL));
      if (state.complete)
        continue;
      guint at = state.evidence != 0 ? (guint) state.resume_offset : file * per_file;
      while (at < end)
        {
          const guint to = MIN (at + per_part, end);
          TgBatch *batch = make_batch (path, NULL);
          TgBatchFile *part = g_ptr_array_index (batch->files, 0);
          part->size = 100;
          part->first = at == file * per_file;
          part->last = to == end;
          part->resume_offset = to;
          part->bytes = g_bytes_new (path, strlen (path));
          part->inflated_size = part->last ? 100 : 0;
          if (at % 3 == 0)
            tg_batch_file_reject (part, at, "not an event");
          for (; at < to; at++)
            {
              char user[32], alias[32], address[32], bucket[32], action[32];
              Event event;
              synthetic_event (at, &event, user, alias, address, bucket, action);
              batch_add (batch, &event);
            }
          if (!try_hand_over (sink, batch, error))
            return FALSE;
          if (++writes == die_after)
            raise (SIGKILL);
        }
    }
  return TRUE;
}

void
import_synthetic (TgSink *sink, guint n, guint per_file, guint per_part, guint die_after)
{
  g_autoptr (GError) error = NULL;

  try_synthetic (sink, n, per_file, per_part, die_after, &error);
  g_assert_no_error (error);
}

TgCase *
open_case (const char *path, TgCaseFlags flags)
{
  g_autoptr (GError) error = NULL;
  TgCase *tgcase = tg_case_open (path, flags, &error);

  g_assert_no_error (error);
  g_assert_nonnull (tgcase);
  return tgcase;
}

TgReader *
open_reader (const char *path)
{
  g_autoptr (GError) error = NULL;
  TgReader *reader = tg_reader_new (path, &error);

  g_assert_no_error (error);
  return reader;
}

gint64
id_of (TgReader *reader, const char *text)
{
  g_autoptr (GError) error = NULL;
  TgEntityInfo info;

  tg_reader_resolve (reader, text, &info, NULL, &error);
  g_assert_no_error (error);
  const gint64 id = info.id;
  tg_entity_info_clear (&info);
  return id;
}

gint64
case_number (TgCase *tgcase, const char *sql)
{
  g_autoptr (GError) error = NULL;
  gint64 n = 0;

  tg_db_int (tgcase->db, sql, &n, &error);
  g_assert_no_error (error);
  return n;
}
