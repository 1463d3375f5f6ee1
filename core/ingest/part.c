/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tg-ingest"

#include "core/ingest/part.h"
#include "core/ingest/accesslog.h"

#include <string.h>

static const char * const format_ids[] = { NULL, "cloudtrail-records", "cloudtrail-insights", "guardduty", "securityhub", "vpcflow", "k8s-audit", "ocsf",
                                          "route53-resolver", "s3-access", "alb-access", "nlb-access", "clb-access", "waf",
                                          "context", "config" };

static void
clear_reject (gpointer reject)
{
  g_free (((TgReject *) reject)->reason);
}

static GArray *
rejects_new (void)
{
  GArray *rejects = g_array_new (FALSE, FALSE, sizeof (TgReject));

  g_array_set_clear_func (rejects, clear_reject);
  return rejects;
}

static void
clear_state (gpointer data)
{
  TgFileState *state = data;

  g_array_unref (state->unknown);
  g_free (state->remark);
}

TgFileState *
tg_file_state_new (guint8 format)
{
  TgFileState *state = g_atomic_rc_box_new0 (TgFileState);

  state->unknown = rejects_new ();
  state->format = format < G_N_ELEMENTS (format_ids) ? format_ids[format] : NULL;
  return state;
}

static guint8
format_number (const char *format)
{
  for (guint8 i = 1; format != NULL && i < G_N_ELEMENTS (format_ids); i++)
    if (strcmp (format_ids[i], format) == 0)
      return i;
  return 0;
}

/* CloudWatch Logs exports to S3 put the time before each line: "2024-01-01T00:00:00.000Z {…}". */
static gboolean
is_line_time (const char *text, gsize len)
{
  gint64 time;

  return len >= 20 && len <= 40 && g_ascii_isdigit (text[0]) && text[4] == '-' && text[10] == 'T'
         && tg_time_parse (tg_span (text, text[len - 1] == ' ' ? len - 1 : len), &time);
}

/* NULL: a slice that has none; what is rejected may stand before the part's text. */
static const char *
text_of (const TgPart *part, const TgSlice *slice)
{
  return slice->length > 0 && slice->reason == NULL ? part->text + (slice->offset - part->base) : NULL;
}

static void
read_rows (TgPart *part, TgLogReader *reader)
{
  TgSpan header = part->head;

  for (guint i = 0; i < part->slices->len; i++)
    {
      const TgSlice *slice = &g_array_index (part->slices, TgSlice, i);
      const char *text = text_of (part, slice);
      if (slice->head)
        header = tg_span (text, slice->length);
      else if (slice->reason != NULL)
        tg_log_reader_reject (reader, slice->offset, slice->reason);
      else if (header.str == NULL)
        tg_log_reader_reject (reader, slice->offset, "row without a header");
      /* tables joined end to end */
      else if (slice->length != header.len || memcmp (text, header.str, header.len) != 0)
        tg_log_reader_row (reader, header, text, slice->length, slice->offset);
    }
}

/* Those from the n-th on. */
static void
read_slices (TgPart *part, TgLogReader *reader, guint n)
{
  for (guint i = n; i < part->slices->len; i++)
    {
      const TgSlice *slice = &g_array_index (part->slices, TgSlice, i);
      const char *text = text_of (part, slice);
      if (slice->head)
        tg_log_reader_head (reader, slice->length > 0 ? tg_span (text, slice->length) : TG_SPAN_NONE);
      else if (slice->reason != NULL)
        tg_log_reader_reject (reader, slice->offset, slice->reason);
      else if (!is_line_time (text, slice->length))
        tg_log_reader_json (reader, text, slice->length, slice->offset);
    }
}

typedef struct { TgPart *part; TgLogReader *reader; guint n_read; } Cutting;

static gsize
read_known (gpointer data, const char *text, gsize len, guint64 offset, GArray *slices)
{
  Cutting *cutting = data;

  read_slices (cutting->part, cutting->reader, cutting->n_read);
  cutting->n_read = slices->len;
  return tg_log_reader_known (cutting->reader, text, len, offset);
}

/* Where the events like those before them end need not be looked for. */
static void
read_whole (TgPart *part, TgLogReader *reader)
{
  g_autoptr (TgJsonSplit) split = tg_json_split_new (part->base);
  Cutting cutting = { part, reader, 0 };

  tg_json_split_set_known (split, read_known, &cutting);
  tg_json_split_feed (split, part->text, part->base, part->len, TRUE, part->slices);
  read_slices (part, reader, cutting.n_read);
}

static void
read_json (TgPart *part, TgLogReader *reader)
{
  if (part->head.str != NULL)
    tg_log_reader_head (reader, part->head);
  if (part->whole && part->len > 0)
    read_whole (part, reader);
  else
    read_slices (part, reader, 0);
}

void
tg_part_read (TgPart *part, TgLogReader *reader, TgBatch *batch)
{
  /* a part that only carries a problem has no text */
  const char *text = part->text != NULL ? part->text : "";

  tg_log_reader_begin (reader, batch->arena, batch->records, part->index);
  tg_log_reader_text (reader, text, part->len);
  if (part->content == TG_CONTENT_JSON)
    read_json (part, reader);
  else if (part->content == TG_CONTENT_CSV)
    read_rows (part, reader);
  else if (part->content == TG_CONTENT_ACCESS)
    tg_access_read (reader, text, part->len, part->base);
  else if (part->content == TG_CONTENT_FLOW)
    {
      tg_flow_read (reader, text, part->len, part->base, &part->order);
      reader->format = "vpcflow";
    }
  if (part->problem != NULL)
    tg_log_reader_reject (reader, part->file->inflated_size, part->problem);
  part->format = reader->format;
  part->look = reader->look;
  part->remark = g_steal_pointer (&reader->remark);
  part->rejects = g_array_ref (reader->rejects);
  part->unknown = g_array_ref (reader->unknown);
  part->n_rejects = reader->n_rejects;
  part->n_unknown = reader->n_unknown;
}

static int
by_offset (gconstpointer a, gconstpointer b)
{
  const TgReject *x = a, *y = b;

  return x->offset < y->offset ? -1 : x->offset > y->offset;
}

/* Moves as many details as the file may still have. */
static void
move_rejects (TgPart *part, GArray *from)
{
  for (guint i = 0; i < from->len; i++)
    {
      TgReject *reject = &g_array_index (from, TgReject, i);
      if (part->state->rejects_kept == TG_REJECTS_KEPT)
        break;
      part->state->rejects_kept++;
      g_array_append_val (part->file->rejects, *reject);
      reject->reason = NULL;
    }
  g_array_set_size (from, 0);
}

static void
keep_unknown (TgPart *part)
{
  TgFileState *state = part->state;

  if (state->n_unknown == 0)
    state->look = part->look;
  state->n_unknown += part->n_unknown;
  for (guint i = 0; i < part->unknown->len && state->unknown->len < TG_REJECTS_KEPT; i++)
    {
      TgReject *reject = &g_array_index (part->unknown, TgReject, i);
      g_array_append_val (state->unknown, *reject);
      reject->reason = NULL;
    }
}

static char *
note_of (const TgPart *part)
{
  const TgFileState *state = part->state;

  if (part->note != NULL)
    return g_strdup (part->note);
  if (state->format != NULL && state->remark != NULL)
    return g_strdup (state->remark);
  if (state->format != NULL || (part->content != TG_CONTENT_JSON && part->content != TG_CONTENT_CSV))
    return NULL;
  if (part->content == TG_CONTENT_CSV)
    return g_strdup_printf ("table of %" G_GUINT64_FORMAT " rows of no known kind", state->n_unknown);
  if (state->n_unknown == 0)
    return g_strdup (part->file->inflated_size == 0 ? "empty file" : "JSON without any record");
  if (g_strcmp0 (state->look, "CloudTrail digest") == 0)
    return g_strdup ("CloudTrail digest file");
  if (state->look != NULL)
    return g_strdup_printf ("%s: not read yet (%" G_GUINT64_FORMAT " JSON values)", state->look, state->n_unknown);
  return g_strdup_printf ("%" G_GUINT64_FORMAT " JSON values of no known kind; the first: %s", state->n_unknown,
                          state->unknown->len > 0 ? g_array_index (state->unknown, TgReject, 0).reason : "");
}

void
tg_part_settle (TgPart *part)
{
  TgFileState *state = part->state;
  TgBatchFile *file = part->file;

  if (state->format == NULL)
    state->format = part->format;
  if (state->remark == NULL)
    state->remark = g_steal_pointer (&part->remark);
  file->rejected += part->n_rejects;
  keep_unknown (part);
  if (state->format != NULL && state->n_unknown > 0)
    {
      file->rejected += state->n_unknown;
      state->n_unknown = 0;
      move_rejects (part, state->unknown);
    }
  move_rejects (part, part->rejects);
  g_array_sort (file->rejects, by_offset);
  file->format = state->format != NULL ? state->format
                 : g_strcmp0 (state->look, "CloudTrail digest") == 0 ? "cloudtrail-digest" : "unrecognised";
  file->resume_state = part->raw | (guint64) format_number (state->format) << 56;
  if (file->last)
    {
      g_autofree char *note = note_of (part);
      if (file->note == NULL)
        file->note = g_steal_pointer (&note);
    }
}

void
tg_part_free (TgPart *part)
{
  g_clear_pointer (&part->slices, g_array_unref);
  tg_slabs_give (part->slabs, &part->piece);
  g_free (part->remark);
  g_clear_pointer (&part->rejects, g_array_unref);
  g_clear_pointer (&part->unknown, g_array_unref);
  g_atomic_rc_box_release_full (part->state, clear_state);
  g_free (part);
}

TgWork *
tg_work_new (GAsyncQueue *spare)
{
  TgWork *work = g_async_queue_try_pop (spare);

  if (work != NULL)
    return work;
  work = g_new0 (TgWork, 1);

  work->batch = tg_batch_new ();
  work->parts = g_ptr_array_new_with_free_func ((GDestroyNotify) tg_part_free);
  return work;
}

void
tg_work_done (TgWork *work, GAsyncQueue *spare)
{
  g_ptr_array_set_size (work->parts, 0);
  tg_batch_reset (work->batch);
  work->weight = 0;
  g_async_queue_push (spare, work);
}

void
tg_work_free (TgWork *work)
{
  g_ptr_array_unref (work->parts);
  tg_batch_free (work->batch);
  g_free (work);
}
