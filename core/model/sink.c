/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tg-model"

#include "core/model/sink.h"

#include <string.h>

static void
reject_clear (gpointer data)
{
  g_clear_pointer (&((TgReject *) data)->reason, g_free);
}

static void
file_free (gpointer data)
{
  TgBatchFile *file = data;

  g_free (file->path);
  g_free (file->origin);
  g_free (file->note);
  g_clear_pointer (&file->bytes, g_bytes_unref);
  g_clear_pointer (&file->rejects, g_array_unref);
  g_free (file);
}

TgBatchFile *
tg_batch_add_file (TgBatch *batch)
{
  TgBatchFile *file = g_new0 (TgBatchFile, 1);

  file->mtime = TG_TIME_NONE;
  file->format = "unrecognised";
  file->codec = "none";
  file->rejects = g_array_new (FALSE, TRUE, sizeof (TgReject));
  g_array_set_clear_func (file->rejects, reject_clear);
  g_ptr_array_add (batch->files, file);
  return file;
}

void
tg_batch_file_reject (TgBatchFile *file, guint64 offset, const char *reason)
{
  file->rejected++;
  if (file->rejects->len >= TG_REJECTS_KEPT)
    return;
  TgReject reject = { offset, g_utf8_make_valid (reason, -1) };
  if (strlen (reject.reason) > 200)
    {
      char *end = g_utf8_find_prev_char (reject.reason, reject.reason + 198);
      *end = '\0';
    }
  g_array_append_val (file->rejects, reject);
}

TgBatch *
tg_batch_new (void)
{
  TgBatch *batch = g_new0 (TgBatch, 1);

  batch->files = g_ptr_array_new_with_free_func (file_free);
  batch->arena = tg_arena_new (1024 * 1024);
  batch->records = g_array_new (FALSE, FALSE, sizeof (TgRecord));
  batch->verdicts = g_array_new (FALSE, TRUE, sizeof (guint8));
  batch->facts = tg_facts_new ();
  return batch;
}

void
tg_batch_reset (TgBatch *batch)
{
  g_ptr_array_set_size (batch->files, 0);
  tg_arena_reset (batch->arena);
  g_array_set_size (batch->records, 0);
  g_array_set_size (batch->verdicts, 0);
  tg_facts_reset (batch->facts);
}

void
tg_batch_free (TgBatch *batch)
{
  if (batch == NULL)
    return;
  g_ptr_array_unref (batch->files);
  tg_arena_free (batch->arena);
  g_array_unref (batch->records);
  g_array_unref (batch->verdicts);
  tg_facts_free (batch->facts);
  g_free (batch);
}
