/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tg-ingest"

#include "core/ingest/archive.h"
#include "core/ingest/csv.h"
#include "core/ingest/part.h"
#include "core/ingest/source.h"

#include <string.h>

#define DEFAULT_BATCH (4 * 1024 * 1024)
#define LINE_WEIGHT   4          /* a line of a flow log becomes that much more than as many bytes of JSON */
#define SNIFF_SIZE    (64 * 1024)
#define MAX_LINE      (1024 * 1024)
#define FEED_STEP     (1024 * 1024)
#define WHOLE_SIZE    (8 * 1024 * 1024)      /* JSON up to that size, and to two batches, is handed over whole */
#define MAX_SLICES    100000
#define MAX_FILES     4096
#define MAX_NESTED    2          /* an archive, and one in it */

/* formats of rows that have no bytes */
#define UNREAD        "unread"
#define PASSED_OVER   "passed-over"

struct _TgFeeder
{
  TgSink                *sink;
  const TgImportOptions *options;
  TgJob                 *job;
  GAsyncQueue           *spare;
  TgSlabs               *slabs;      /* of texts that parts take with them */
  TgPushFunc             push;
  gpointer               data;
  guint64                batch_bytes, tickets;
  TgWork                *work;
  char                  *buffer;     /* of the last file, for the next */
  gsize                  room;
  GHashTable            *seen;       /* Seen: files of this import */
};

/* There may be a million: a piece of memory each. Most paths are the end of the origin. */
typedef struct { guint8 sha256[32]; guint64 size; const char *path; char origin[]; } Seen;

/* One file while it is read. */
typedef struct
{
  TgSource     *source;
  char         *path, *origin;
  guint8        sha256[32];
  guint64       size, advanced;
  gint64        mtime;
  guint64       resume;              /* inflated bytes that an earlier import has dealt with */
  TgFileState  *state;
  TgContent     content;
  const char   *note, *problem, *problem_text;       /* problem_text: of an archive, a reject of its row */
  TgJsonSplit  *split;
  TgCsvSplit   *rows;
  GByteArray   *head;                /* of the envelope that stands open at fed; empty: none */
  TgFlowOrder   order;
  char         *buffer;
  TgPiece       piece;               /* that the buffer is, all of the file in it: its last part may have it; or none */
  gsize         room, have;
  guint64       base, fed;           /* inflated offsets: of the buffer, up to where it was fed */
  gboolean      started, ended;
  gboolean      may_wait, waits;     /* it tells again what other files may say better: read after them */
  guint         nested;              /* archives it stands in */
  gboolean      member;              /* of an archive: the job counts that, not this */
  gboolean      whole;               /* it is all in the buffer, and cut into slices by who reads it */
  gboolean      cut;                 /* its bytes are only the beginning of what sha256 is of */
  gboolean      found;               /* the sink was asked for sha256 already, and known is what it said */
  TgEvidenceState known;
  GArray       *slices;
} File;

static guint
seen_hash (gconstpointer data)
{
  guint hash;

  memcpy (&hash, ((const Seen *) data)->sha256, sizeof hash);
  return hash;
}

static gboolean
seen_equal (gconstpointer a, gconstpointer b)
{
  const Seen *x = a, *y = b;

  return x->size == y->size && memcmp (x->sha256, y->sha256, sizeof x->sha256) == 0;
}

static guint64
batch_bytes (const TgImportOptions *options)
{
  return options != NULL && options->batch_bytes > 0 ? MIN (options->batch_bytes, 64 * 1024 * 1024) : DEFAULT_BATCH;
}

gsize
tg_feeder_whole (const TgImportOptions *options)
{
  return MIN (WHOLE_SIZE, 2 * batch_bytes (options));
}

TgFeeder *
tg_feeder_new (TgSink *sink, const TgImportOptions *options, TgJob *job, GAsyncQueue *spare, TgSlabs *slabs, TgPushFunc push, gpointer data)
{
  TgFeeder *feeder = g_new0 (TgFeeder, 1);

  feeder->sink = sink;
  feeder->options = options;
  feeder->job = job;
  feeder->spare = spare;
  feeder->slabs = slabs;
  feeder->push = push;
  feeder->data = data;
  feeder->batch_bytes = batch_bytes (options);
  feeder->seen = g_hash_table_new_full (seen_hash, seen_equal, g_free, NULL);
  return feeder;
}

void
tg_feeder_free (TgFeeder *feeder)
{
  g_clear_pointer (&feeder->work, tg_work_free);
  g_hash_table_unref (feeder->seen);
  g_free (feeder->buffer);
  g_free (feeder);
}

gboolean
tg_feeder_flush (TgFeeder *feeder, GError **error)
{
  /* it may only have been made to read into */
  TgWork *work = feeder->work != NULL && feeder->work->batch->files->len > 0 ? g_steal_pointer (&feeder->work) : NULL;

  if (work != NULL)
    {
      work->ticket = feeder->tickets++;
      if (!feeder->push (feeder->data, work))
        {
          g_set_error_literal (error, TG_ERROR, TG_ERROR_CANCELLED, "import stopped");
          return FALSE;
        }
    }
  return tg_job_check (feeder->job, error);
}

static TgBatchFile *
add_file (TgFeeder *feeder, const File *file)
{
  if (feeder->work == NULL)
    feeder->work = tg_work_new (feeder->spare);
  TgBatchFile *out = tg_batch_add_file (feeder->work->batch);
  out->path = g_strdup (file->path);
  out->origin = g_strdup (file->origin);
  memcpy (out->sha256, file->sha256, 32);
  out->size = file->size;
  out->mtime = file->mtime;
  return out;
}

/* Cut at the ends of lines, not of slices. */
static gboolean
is_lines (const File *file)
{
  return file->content == TG_CONTENT_FLOW || file->content == TG_CONTENT_ACCESS;
}

/* The slices' text is still in the buffer. */
static void
remember_head (File *file, const GArray *slices)
{
  for (guint i = slices->len; i > 0; i--)
    {
      const TgSlice *slice = &g_array_index (slices, TgSlice, i - 1);
      if (!slice->head)
        continue;
      if (file->head == NULL)
        file->head = g_byte_array_new ();
      g_byte_array_set_size (file->head, 0);
      if (slice->length > 0)
        g_byte_array_append (file->head, (const guint8 *) file->buffer + (slice->offset - file->base), slice->length);
      return;
    }
}

/* The part's text, with padding: a copy, or the buffer itself, when nothing else will be read from it. */
static char *
part_text (TgFeeder *feeder, File *file, TgPart *part, guint64 from, gsize len)
{
  char *text = file->buffer + (from - file->base);

  if (part->file->last && file->piece.data != NULL)
    {
      part->slabs = feeder->slabs;
      part->piece = file->piece;
      file->piece = (TgPiece) { NULL };
      file->buffer = NULL;
    }
  else
    text = memcpy (tg_arena_alloc (feeder->work->batch->arena, len + TG_JSON_PADDING), text, len);
  memset (text + len, ' ', TG_JSON_PADDING);
  return text;
}

/* Hands over what was fed since the last part. */
static gboolean
cut_part (TgFeeder *feeder, File *file, gboolean last, guint64 lines_end, GError **error)
{
  TgPart *part = g_new0 (TgPart, 1);
  const gboolean all = is_lines (file) || file->whole;
  guint64 from = all ? file->base : file->fed;

  part->file = add_file (feeder, file);
  part->index = feeder->work->batch->files->len - 1;
  part->file->first = !file->started;
  part->file->last = last;
  part->file->cut = last && file->cut;
  part->state = g_atomic_rc_box_acquire (file->state);
  part->content = file->content;
  part->whole = file->whole;
  part->problem = last ? file->problem : NULL;
  part->note = file->note;
  part->order = file->order;
  part->slices = g_steal_pointer (&file->slices);
  file->slices = g_array_new (FALSE, FALSE, sizeof (TgSlice));
  for (guint i = 0; i < part->slices->len; i++)
    {
      const TgSlice *slice = &g_array_index (part->slices, TgSlice, i);
      if (slice->reason == NULL)
        from = MIN (from, slice->offset);
    }
  const guint64 to = !all ? file->fed : last ? file->base + file->have : lines_end;
  if (file->head != NULL && file->head->len > 0)
    part->head = tg_arena_copy (feeder->work->batch->arena, tg_span ((const char *) file->head->data, file->head->len));
  remember_head (file, part->slices);
  part->base = from;
  part->len = file->content == TG_CONTENT_OTHER ? 0 : to - from;
  if (part->len > 0)
    part->text = part_text (feeder, file, part, from, part->len);
  part->file->codec = tg_source_codec (file->source);
  part->file->bytes = tg_source_take (file->source);
  part->file->resume_offset = to;
  part->file->inflated_size = last ? file->base + file->have : 0;
  part->raw = tg_source_raw (file->source);
  file->started = TRUE;
  g_ptr_array_add (feeder->work->parts, part);
  feeder->work->weight += part->len * (is_lines (file) ? LINE_WEIGHT : 1) + (part->file->bytes != NULL ? g_bytes_get_size (part->file->bytes) : 0);
  if (feeder->job != NULL && !file->member)
    tg_job_advance (feeder->job, part->raw - file->advanced, 0, last ? 1 : 0);
  file->advanced = part->raw;
  if (feeder->work->weight >= feeder->batch_bytes || feeder->work->parts->len >= MAX_FILES)
    return tg_feeder_flush (feeder, error);
  return tg_job_check (feeder->job, error);
}

static void
grow (File *file, gsize want)
{
  if (file->room >= want + 1)
    return;
  file->room = MAX (want + 1, MIN (2 * file->room, file->room + DEFAULT_BATCH));
  file->buffer = g_realloc (file->buffer, file->room);
}

/* Fills the buffer to at least want bytes, or to the end of the file. */
static void
fill (File *file, gsize want)
{
  while (file->have < want && !file->ended)
    {
      grow (file, want);
      const gsize n = tg_source_read (file->source, file->buffer + file->have, want - file->have);
      file->have += n;
      file->ended = n == 0;
    }
}

static void
drop (File *file, guint64 offset)
{
  const gsize n = offset - file->base;

  memmove (file->buffer, file->buffer + n, file->have - n);
  file->have -= n;
  file->base = offset;
}

static guint64
split_keep (const File *file)
{
  return file->rows != NULL ? tg_csv_split_keep (file->rows) : tg_json_split_keep (file->split);
}

static void
split_feed (File *file, gsize len, gboolean final)
{
  if (file->rows != NULL)
    tg_csv_split_feed (file->rows, file->buffer, file->base, len, final, file->slices);
  else
    tg_json_split_feed (file->split, file->buffer, file->base, len, final, file->slices);
}

static gboolean
feed_slices (TgFeeder *feeder, File *file, GError **error)
{
  guint64 since = file->fed;

  for (;;)
    {
      const guint64 step = MIN (FEED_STEP, feeder->batch_bytes);
      if (file->fed == file->base + file->have && !file->ended)
        {
          if (file->slices->len == 0)      /* else their text is still needed */
            drop (file, MIN (split_keep (file), file->fed));
          fill (file, file->have + step);
        }
      const gboolean skipping = file->fed < file->resume;
      guint64 to = MIN (file->fed + step, file->base + file->have);
      if (skipping)
        to = MIN (to, file->resume);
      const gboolean final = !skipping && file->ended && to == file->base + file->have;
      split_feed (file, to - file->base, final);
      const gboolean stuck = to == file->fed && file->ended;
      file->fed = to;
      if (final || stuck)
        return TRUE;
      if (skipping)
        {
          remember_head (file, file->slices);
          g_array_set_size (file->slices, 0);
          since = to;
        }
      else if (to - since >= feeder->batch_bytes || file->slices->len >= MAX_SLICES)
        {
          if (!cut_part (feeder, file, FALSE, 0, error))
            return FALSE;
          since = to;
        }
      if (!tg_job_check (feeder->job, error))
        return FALSE;
    }
}

static gboolean
feed_lines (TgFeeder *feeder, File *file, GError **error)
{
  for (;;)
    {
      fill (file, MAX (feeder->batch_bytes / LINE_WEIGHT, file->have));
      gsize lines = file->have;
      if (!file->ended)
        {
          const char *newline = memrchr (file->buffer, '\n', file->have);
          if (newline == NULL && file->have < MAX_LINE)
            {
              fill (file, file->have + MIN (MAX_LINE, feeder->batch_bytes));
              continue;
            }
          lines = newline != NULL ? (gsize) (newline + 1 - file->buffer) : file->have;
        }
      if (file->base < file->resume)
        lines = MIN (lines, file->resume - file->base);
      file->fed = file->base + lines;
      if (file->ended && lines == file->have)
        {
          if (file->fed <= file->resume)
            drop (file, file->fed);
          return TRUE;
        }
      TgFlowOrder order = file->order;
      if (file->content == TG_CONTENT_FLOW)
        tg_flow_headers (file->buffer, lines, &order);
      if (file->fed > file->resume && !cut_part (feeder, file, FALSE, file->fed, error))
        return FALSE;
      file->order = order;
      drop (file, file->fed);
      if (!tg_job_check (feeder->job, error))
        return FALSE;
    }
}

static gboolean
feed_other (TgFeeder *feeder, File *file, GError **error)
{
  while (!file->ended)
    {
      file->fed = file->base + file->have;
      if (file->fed > file->resume && !cut_part (feeder, file, FALSE, 0, error))
        return FALSE;
      drop (file, file->fed);
      fill (file, MAX (feeder->batch_bytes, SNIFF_SIZE));
      if (!tg_job_check (feeder->job, error))
        return FALSE;
    }
  file->fed = file->base + file->have;
  return TRUE;
}

/* The evidence holds the whole file, also what could not be read. */
static gboolean
drain (TgFeeder *feeder, File *file, GError **error)
{
  guint64 since = tg_source_raw (file->source);

  file->problem = tg_source_problem (file->source);
  while (tg_source_drain (file->source))
    if (tg_source_raw (file->source) - since >= feeder->batch_bytes)
      {
        if (!cut_part (feeder, file, FALSE, file->base, error))
          return FALSE;
        since = tg_source_raw (file->source);
      }
  return TRUE;
}

/* As memmem(), for what is looked for by one letter. */
static gboolean
holds (const char *text, gsize len, const char *mark, gsize place)
{
  const gsize n = strlen (mark);

  if (len < n)
    return FALSE;
  const char *at = text + place, *end = at + len - n + 1;
  while (at < end && (at = memchr (at, mark[place], (gsize) (end - at))) != NULL)
    if (memcmp (at++ - place, mark, n) == 0)
      return TRUE;
  return FALSE;
}

/* Whether a file looks as if it told of events in words of its own (TG_FORM_RETOLD). Only the order of files depends on it. */
static gboolean
looks_retold (const File *file)
{
  /* place: of a letter that is rare */
  static const struct { const char *text; gsize place; } marks[] = { { "\"class_uid\"", 6 }, { "\"@timestamp\"", 1 }, { "\"eventname\"", 2 },
                                                                     { "\"QueryResultRows\"", 1 }, { "\"ResultSet\"", 1 } };

  if (file->content == TG_CONTENT_CSV)
    return TRUE;
  for (guint i = 0; file->content == TG_CONTENT_JSON && i < G_N_ELEMENTS (marks); i++)
    if (holds (file->buffer, MIN (file->have, 16 * 1024), marks[i].text, marks[i].place))
      return TRUE;
  return FALSE;
}

/* The feeder's own, of the last file. */
static void
take_buffer (TgFeeder *feeder, File *file)
{
  file->buffer = g_steal_pointer (&feeder->buffer);
  file->room = file->buffer != NULL ? feeder->room : 0;
}

static void
take_inflated (TgFeeder *feeder, File *file)
{
  char more;

  file->piece = tg_source_text (file->source, &file->have);
  file->ended = tg_source_read (file->source, &more, 1) == 0;
  if (file->ended)
    {
      file->buffer = file->piece.data;
      file->room = file->piece.room;
      return;
    }
  take_buffer (feeder, file);
  grow (file, file->have + 1);
  memcpy (file->buffer, file->piece.data, file->have);
  file->buffer[file->have++] = more;
  tg_slabs_give (feeder->slabs, &file->piece);
}

static gboolean
feed_content (TgFeeder *feeder, File *file, GError **error)
{
  gsize skip;

  const gsize whole = tg_feeder_whole (feeder->options);
  if (tg_source_inflate (file->source, feeder->slabs, whole))
    take_inflated (feeder, file);
  else
    take_buffer (feeder, file);
  fill (file, SNIFF_SIZE);
  file->content = tg_sniff (file->buffer, MIN (file->have, SNIFF_SIZE), &skip, &file->note);
  file->waits = file->may_wait && looks_retold (file);
  if (file->content == TG_CONTENT_ARCHIVE && file->nested < MAX_NESTED)
    return TRUE;
  if (file->waits)
    return TRUE;
  if (file->content == TG_CONTENT_ARCHIVE)
    {
      file->note = "archive in an archive in an archive: unpack it first";
      file->content = TG_CONTENT_OTHER;
    }
  if (file->have == 0)
    file->note = file->size == 0 ? "empty file" : "nothing in it";
  if (file->content == TG_CONTENT_OTHER)
    return feed_other (feeder, file, error);
  drop (file, skip);
  file->fed = skip;
  if (is_lines (file))
    return feed_lines (feeder, file, error);
  if (file->content == TG_CONTENT_CSV)
    file->rows = tg_csv_split_new (skip);
  else
    {
      if (file->resume == 0)
        fill (file, whole);
      file->whole = file->resume == 0 && file->ended;
      if (file->whole)
        {
          file->fed = file->base + file->have;
          return tg_job_check (feeder->job, error);
        }
      file->split = tg_json_split_new (skip);
    }
  return feed_slices (feeder, file, error);
}

static void
clear_file (TgFeeder *feeder, File *file)
{
  if (file->piece.data != NULL)
    file->buffer = NULL;
  tg_slabs_give (feeder->slabs, &file->piece);
  if (file->buffer != NULL && file->room <= 4 * DEFAULT_BATCH)
    {
      g_free (feeder->buffer);
      feeder->buffer = g_steal_pointer (&file->buffer);
      feeder->room = file->room;
    }
  g_clear_pointer (&file->source, tg_source_free);
  g_clear_pointer (&file->split, tg_json_split_free);
  g_clear_pointer (&file->rows, tg_csv_split_free);
  g_clear_pointer (&file->slices, g_array_unref);
  g_clear_pointer (&file->head, g_byte_array_unref);
  g_free (file->path);
  g_free (file->origin);
  g_free (file->buffer);
}

static void
clear_state (gpointer data)
{
  g_array_unref (((TgFileState *) data)->unknown);
  g_free (((TgFileState *) data)->remark);
}

static Seen
seen_key (const File *file)
{
  Seen key = { .size = file->size };

  memcpy (key.sha256, file->sha256, sizeof key.sha256);
  return key;
}

static Seen *
seen_new (const File *file)
{
  const gsize origin = strlen (file->origin) + 1, path = g_str_has_suffix (file->origin, file->path) ? 0 : strlen (file->path) + 1;
  Seen *seen = g_malloc (sizeof *seen + origin + path);

  *seen = seen_key (file);
  memcpy (seen->origin, file->origin, origin);
  memcpy (seen->origin + origin, file->path, path);
  seen->path = path > 0 ? seen->origin + origin : seen->origin + origin - 1 - strlen (file->path);
  return seen;
}

/* first: the file of this import that has the same bytes; NULL when this is it. known->complete: nothing to do. */
static gboolean
look_up (TgFeeder *feeder, File *file, TgEvidenceState *known, const Seen **first, GError **error)
{
  const Seen key = seen_key (file);

  *known = (TgEvidenceState) { 0 };
  *first = g_hash_table_lookup (feeder->seen, &key);
  if (*first != NULL)
    {
      known->complete = TRUE;
      return TRUE;
    }
  g_hash_table_add (feeder->seen, seen_new (file));
  *known = file->known;
  return file->found || feeder->sink->find (feeder->sink, file->sha256, file->size, known, error);
}

/* A row of the ledger without bytes. What stands in file->sha256 is its own and no one's content: it makes the row be there once however
 * often it is imported. */
static gboolean
feed_row (TgFeeder *feeder, File *file, const char *format, const char *note, GError **error)
{
  TgEvidenceState known;
  const Seen *first;

  file->found = FALSE;
  if (!look_up (feeder, file, &known, &first, error))
    return FALSE;
  if (!known.complete)
    {
      TgBatchFile *out = add_file (feeder, file);
      out->first = out->last = TRUE;
      out->note = g_strdup (note);
      out->format = format;
      if (file->problem_text != NULL)
        tg_batch_file_reject (out, 0, file->problem_text);
      if (feeder->options == NULL || !feeder->options->reference)
        out->bytes = g_bytes_new (NULL, 0);
    }
  if (feeder->job != NULL && !file->member)
    tg_job_advance (feeder->job, file->size, 0, 1);
  if (feeder->work != NULL && feeder->work->batch->files->len >= MAX_FILES)
    return tg_feeder_flush (feeder, error);
  return tg_job_check (feeder->job, error);
}

/* A path whose bytes another path of this import has: they are kept and read once, but each path has its row. */
static gboolean
feed_duplicate (TgFeeder *feeder, File *file, const Seen *first, GError **error)
{
  g_autofree char *note = g_strdup_printf ("the same bytes as %s", first->path);
  TgSha256 *sha = tg_sha256_new ();

  tg_sha256_update (sha, "duplicate-file", sizeof "duplicate-file");
  tg_sha256_update (sha, file->origin, strlen (file->origin));
  tg_sha256_update (sha, file->sha256, 32);
  tg_sha256_finish (sha, file->sha256);
  return feed_row (feeder, file, "duplicate-file", note, error);
}

static gboolean feed_file (TgFeeder *feeder, File *file, GError **error);
static gboolean feed_note (TgFeeder *feeder, File *file, const char *format, const char *note, GError **error);

typedef struct { TgFeeder *feeder; const File *outer; guint members; } Unpacking;

/* A file of an archive is evidence of its own: it has its digest, its bytes and its place. */
static gboolean
feed_member (gpointer data, const TgMember *member, GError **error)
{
  Unpacking *unpacking = data;
  TgFeeder *feeder = unpacking->feeder;
  g_autofree char *name = tg_walk_display (member->name != NULL ? member->name : "unpacked");
  File file = { .path = g_strdup_printf ("%s/%s", unpacking->outer->path, name), .mtime = unpacking->outer->mtime,
                .origin = g_strdup_printf ("%s#%s", unpacking->outer->origin, name), .nested = unpacking->outer->nested + 1, .member = TRUE };
  gint64 mtime;
  gboolean ok;

  unpacking->members++;
  file.source = member->source;
  if (feeder->job != NULL)
    tg_job_set_detail (feeder->job, file.path);
  if (file.source == NULL)
    ok = feed_note (feeder, &file, member->passed ? PASSED_OVER : UNREAD, member->note, error);
  else
    ok = tg_source_digest (file.source, feeder->job, file.sha256, &file.size, &mtime, error)
         && (file.size == 0 ? feed_note (feeder, &file, PASSED_OVER, "empty file", error) : feed_file (feeder, &file, error));
  clear_file (feeder, &file);
  return ok;
}

/* The archive itself has a row that says what came of it; its bytes are not kept beside those of its files. */
static gboolean
feed_archive (TgFeeder *feeder, File *file, GError **error)
{
  Unpacking unpacking = { feeder, file, 0 };
  g_autofree char *problem = NULL;
  char hex[65];

  if (!tg_archive_read (file->source, feeder->job, feed_member, &unpacking, &problem, error))
    return FALSE;
  tg_sha256_hex (file->sha256, hex);
  g_autofree char *note = g_strdup_printf ("%s: %u file%s, each in a row of its own; its SHA-256 is %s%s%s", file->note, unpacking.members,
                                           unpacking.members == 1 ? "" : "s", hex, problem != NULL ? "; " : "", problem != NULL ? problem : "");
  TgSha256 *sha = tg_sha256_new ();
  tg_sha256_update (sha, "archive", sizeof "archive");
  tg_sha256_update (sha, file->origin, strlen (file->origin));
  tg_sha256_update (sha, file->sha256, 32);
  tg_sha256_finish (sha, file->sha256);
  file->problem_text = problem;
  const gboolean ok = feed_row (feeder, file, "archive", note, error);
  file->problem_text = NULL;
  return ok;
}

/* What happened to the file while it was read stands in a row of its own: the row of the bytes says what they are, and gives the same
 * when they are read again. */
static gboolean
feed_fault (TgFeeder *feeder, File *file, const char *fault, GError **error)
{
  TgSha256 *sha = tg_sha256_new ();

  tg_sha256_update (sha, fault, strlen (fault) + 1);
  tg_sha256_update (sha, file->origin, strlen (file->origin));
  tg_sha256_update (sha, file->sha256, 32);
  tg_sha256_finish (sha, file->sha256);
  file->size = 0;
  file->member = TRUE;                 /* and the progress is told */
  file->problem_text = fault;
  return feed_row (feeder, file, UNREAD, fault, error);
}

static gboolean
feed_file (TgFeeder *feeder, File *file, GError **error)
{
  const gboolean reference = feeder->options != NULL && feeder->options->reference;
  TgEvidenceState known;
  const Seen *first;

  if (!look_up (feeder, file, &known, &first, error))
    return FALSE;
  if (first != NULL && strcmp (first->origin, file->origin) != 0)
    return feed_duplicate (feeder, file, first, error);
  if (known.complete)
    {
      if (feeder->job != NULL && !file->member)
        tg_job_advance (feeder->job, file->size, 0, 1);
      return tg_job_check (feeder->job, error);
    }
  file->slices = g_array_new (FALSE, FALSE, sizeof (TgSlice));
  file->state = tg_file_state_new (TG_RESUME_FORMAT (known.resume_state));
  file->resume = known.evidence != 0 ? known.resume_offset : 0;
  file->started = known.evidence != 0 && (known.resume_offset > 0 || known.resume_state != 0);
  /* a file of an archive has no place of its own to stay in */
  tg_source_keep (file->source, !reference || file->member, TG_RESUME_RAW (known.resume_state));
  gboolean ok = feed_content (feeder, file, error);
  if (ok && file->waits)
    {
      const Seen key = seen_key (file);
      g_hash_table_remove (feeder->seen, &key);
    }
  else if (ok && file->content == TG_CONTENT_ARCHIVE)
    ok = feed_archive (feeder, file, error);
  else if (ok && (ok = drain (feeder, file, error)))
    {
      tg_source_fault (file->source, &file->cut);
      /* nothing could be read again behind what is kept: that stays as it is */
      if (!file->cut || file->fed > file->resume)
        ok = cut_part (feeder, file, TRUE, 0, error);
    }
  g_atomic_rc_box_release_full (file->state, clear_state);
  const char *fault = ok ? tg_source_fault (file->source, &file->cut) : NULL;
  return ok && (fault == NULL || feed_fault (feeder, file, fault, error));
}

/* Something that has a name and a reason, and no bytes. Known by both, so that it stands in the ledger once. What failed is "unread", what is
 * left out on purpose "passed-over". */
static gboolean
feed_note (TgFeeder *feeder, File *file, const char *format, const char *note, GError **error)
{
  TgSha256 *sha = tg_sha256_new ();

  tg_sha256_update (sha, file->origin, strlen (file->origin));
  tg_sha256_update (sha, note, strlen (note));
  tg_sha256_finish (sha, file->sha256);
  return feed_row (feeder, file, format, note, error);
}

gboolean
tg_feeder_path (TgFeeder *feeder, const TgWalkItem *item, TgPrepared *prepared, gboolean *waits, GError **error)
{
  g_autofree char *absolute = g_canonicalize_filename (item->path, NULL);
  File file = { .path = tg_walk_display (item->path), .origin = g_filename_to_uri (absolute, NULL, NULL), .mtime = prepared->mtime,
                .source = g_steal_pointer (&prepared->source), .found = prepared->found, .known = prepared->known, .may_wait = waits != NULL };
  gboolean ok;

  if (file.origin == NULL)
    file.origin = g_strdup (file.path);
  if (feeder->job != NULL)
    tg_job_set_detail (feeder->job, file.path);
  if (g_error_matches (prepared->problem, TG_ERROR, TG_ERROR_CANCELLED))
    {
      g_propagate_error (error, g_steal_pointer (&prepared->problem));
      ok = FALSE;
    }
  else if (file.source == NULL)
    ok = feed_note (feeder, &file, item->passed ? PASSED_OVER : UNREAD, item->note != NULL ? item->note : prepared->problem->message, error);
  else
    {
      memcpy (file.sha256, prepared->sha256, 32);
      file.size = prepared->size;
      ok = file.size == 0 ? feed_note (feeder, &file, PASSED_OVER, "empty file", error) : feed_file (feeder, &file, error);
    }
  if (waits != NULL)
    *waits = file.waits;
  clear_file (feeder, &file);
  return ok;
}

gboolean
tg_feeder_bytes (TgFeeder *feeder, const char *path, const char *origin, GBytes *bytes, GError **error)
{
  /* bytes are a file's, not an archive's: those of the evidence, when it is read again, were not unpacked either */
  File file = { .path = tg_walk_display (path), .origin = tg_walk_display (origin), .source = tg_source_new_bytes (bytes),
                .nested = MAX_NESTED };
  gboolean ok;

  if (feeder->job != NULL)
    tg_job_set_detail (feeder->job, file.path);
  ok = tg_source_digest (file.source, feeder->job, file.sha256, &file.size, &file.mtime, error);
  if (ok)
    ok = file.size == 0 ? feed_note (feeder, &file, PASSED_OVER, "empty file", error) : feed_file (feeder, &file, error);
  clear_file (feeder, &file);
  return ok;
}
