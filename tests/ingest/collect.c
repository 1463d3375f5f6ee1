/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tg-test"

#include "tests/ingest/collect.h"

#include <string.h>

static void
clear_reject (gpointer reject)
{
  g_free (((TgReject *) reject)->reason);
}

static void
file_free (gpointer data)
{
  CollectFile *file = data;

  g_free (file->path);
  g_free (file->format);
  g_free (file->note);
  g_free (file->codec);
  g_byte_array_unref (file->bytes);
  g_array_unref (file->rejects);
  g_array_unref (file->records);
  g_free (file);
}

static void
record_free (gpointer data)
{
  CollectRecord *record = data;

  for (guint i = 0; i < record->values->len; i++)
    g_free ((char *) g_array_index (record->values, TgFieldValue, i).text.str);
  g_array_unref (record->values);
  g_free (record);
}

static CollectFile *
find_file (Collect *collect, const guint8 *sha256)
{
  for (guint i = 0; i < collect->files->len; i++)
    {
      CollectFile *file = g_ptr_array_index (collect->files, i);
      if (memcmp (file->sha256, sha256, 32) == 0)
        return file;
    }
  return NULL;
}

static gboolean
find (TgSink *sink, const guint8 sha256[32], guint64 size, TgEvidenceState *out, GError **error)
{
  Collect *collect = (Collect *) sink;
  G_GNUC_UNUSED g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&collect->lock);
  const CollectFile *file = find_file (collect, sha256);

  *out = (TgEvidenceState) { 0 };
  if (file != NULL)
    *out = (TgEvidenceState) { 1, file->complete, file->resume_offset, file->resume_state };
  return TRUE;
}

static void
classify (TgSink *sink, TgBatch *batch)
{
  Collect *collect = (Collect *) sink;

  g_array_set_size (batch->verdicts, batch->records->len);
  for (guint i = 0; i < batch->records->len; i++)
    {
      TgRecord *record = &g_array_index (batch->records, TgRecord, i);
      TgBatchFile *file = g_ptr_array_index (batch->files, record->file);
      guint8 *verdict = &g_array_index (batch->verdicts, guint8, i);
      const guint64 *known = g_hash_table_lookup (collect->ids, &record->id_hash);
      g_assert_cmpuint (record->id_hash, !=, 0);
      *verdict = known == NULL ? TG_VERDICT_STORE : *known == record->content_hash ? TG_VERDICT_DUPLICATE : TG_VERDICT_CONFLICT;
      if (known == NULL)
        g_hash_table_insert (collect->ids, g_memdup2 (&record->id_hash, 8), g_memdup2 (&record->content_hash, 8));
      if (*verdict == TG_VERDICT_DUPLICATE)
        file->duplicates++;
      else
        file->stored++;
    }
}

static CollectFile *
file_for (Collect *collect, const TgBatchFile *part)
{
  CollectFile *file = find_file (collect, part->sha256);

  if (file == NULL)
    {
      g_assert_true (part->first);
      file = g_new0 (CollectFile, 1);
      memcpy (file->sha256, part->sha256, 32);
      file->path = g_strdup (part->path);
      file->size = part->size;
      file->bytes = g_byte_array_new ();
      file->rejects = g_array_new (FALSE, FALSE, sizeof (TgReject));
      g_array_set_clear_func (file->rejects, clear_reject);
      file->records = g_array_new (FALSE, FALSE, sizeof (guint));
      g_ptr_array_add (collect->files, file);
    }
  return file;
}

static void
add_part (Collect *collect, const TgBatchFile *part)
{
  CollectFile *file = file_for (collect, part);

  g_assert_false (file->complete);
  g_assert_true (g_utf8_validate (part->path, -1, NULL));
  file->stored += part->stored;
  file->duplicates += part->duplicates;
  file->rejected += part->rejected;
  file->found = file->stored + file->duplicates + file->rejected;
  g_free (file->format);
  file->format = g_strdup (part->format);
  g_free (file->codec);
  file->codec = g_strdup (part->codec);
  if (part->note != NULL)
    {
      g_assert_true (g_utf8_validate (part->note, -1, NULL));
      g_free (file->note);
      file->note = g_strdup (part->note);
    }
  for (guint i = 0; i < part->rejects->len; i++)
    {
      const TgReject *reject = &g_array_index (part->rejects, TgReject, i);
      const TgReject copy = { reject->offset, g_strdup (reject->reason) };
      g_assert_true (g_utf8_validate (reject->reason, -1, NULL));
      g_assert_cmpuint (strlen (reject->reason), <=, 200);
      g_array_append_val (file->rejects, copy);
    }
  if (part->bytes != NULL && g_bytes_get_size (part->bytes) > 0)
    g_byte_array_append (file->bytes, g_bytes_get_data (part->bytes, NULL), g_bytes_get_size (part->bytes));
  file->resume_offset = part->resume_offset;
  file->resume_state = part->resume_state;
  file->complete = part->last;
  file->inflated = part->inflated_size;
}

static gboolean
write_batch (TgSink *sink, TgBatch *batch, GError **error)
{
  Collect *collect = (Collect *) sink;
  G_GNUC_UNUSED g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&collect->lock);

  if (++collect->writes == collect->fail_at)
    {
      g_set_error_literal (error, TG_ERROR, TG_ERROR_FULL, "no space left");
      return FALSE;
    }
  for (guint i = 0; i < batch->files->len; i++)
    add_part (collect, g_ptr_array_index (batch->files, i));
  for (guint i = 0; i < batch->records->len; i++)
    {
      const TgRecord *record = &g_array_index (batch->records, TgRecord, i);
      CollectFile *file = find_file (collect, ((TgBatchFile *) g_ptr_array_index (batch->files, record->file))->sha256);
      if (g_array_index (batch->verdicts, guint8, i) == TG_VERDICT_DUPLICATE)
        continue;
      CollectRecord *copy = g_new0 (CollectRecord, 1);
      copy->record = *record;
      copy->values = g_array_new (FALSE, FALSE, sizeof (TgFieldValue));
      for (guint k = 0; k < record->n_values; k++)
        {
          TgFieldValue value = { record->values[k].field, record->values[k].group, tg_record_text (record, k) };
          value.text.str = g_strndup (value.text.str, value.text.len);
          g_array_append_val (copy->values, value);
        }
      copy->record.values = (TgFieldValue *) (void *) copy->values->data;
      copy->record.n_own = 0;
      g_array_append_val (file->records, collect->records->len);
      g_ptr_array_add (collect->records, copy);
    }
  return TRUE;
}

static gboolean
finish (TgSink *sink, gboolean ok, GError **error)
{
  ((Collect *) sink)->finished = TRUE;
  ((Collect *) sink)->ok = ok;
  return TRUE;
}

Collect *
collect_new (void)
{
  Collect *collect = g_new0 (Collect, 1);

  collect->sink = (TgSink) { find, classify, write_batch, finish };
  g_mutex_init (&collect->lock);
  collect->files = g_ptr_array_new_with_free_func (file_free);
  collect->records = g_ptr_array_new_with_free_func (record_free);
  collect->ids = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, g_free);
  return collect;
}

void
collect_free (Collect *collect)
{
  g_ptr_array_unref (collect->files);
  g_ptr_array_unref (collect->records);
  g_hash_table_unref (collect->ids);
  g_mutex_clear (&collect->lock);
  g_free (collect);
}

CollectFile *
collect_file (Collect *collect, const char *name)
{
  for (guint i = 0; i < collect->files->len; i++)
    {
      CollectFile *file = g_ptr_array_index (collect->files, i);
      if (g_str_has_suffix (file->path, name))
        return file;
    }
  return NULL;
}

CollectFile *
collect_text (Collect *collect, const char *text, gssize len)
{
  g_autoptr (GBytes) bytes = g_bytes_new (text, len >= 0 ? (gsize) len : strlen (text));
  g_autoptr (GError) error = NULL;

  g_assert_true (tg_import_bytes (&collect->sink, "text", "test:text", bytes, NULL, NULL, &error));
  g_assert_no_error (error);
  return g_ptr_array_index (collect->files, collect->files->len - 1);
}

char *
collect_dump (Collect *collect)
{
  GString *out = g_string_new (NULL);

  for (guint i = 0; i < collect->files->len; i++)
    {
      const CollectFile *file = g_ptr_array_index (collect->files, i);
      g_string_append_printf (out, "%s %s %s found %" G_GUINT64_FORMAT " stored %" G_GUINT64_FORMAT " dup %" G_GUINT64_FORMAT
                              " rejected %" G_GUINT64_FORMAT " inflated %" G_GUINT64_FORMAT " bytes %u complete %d note %s\n",
                              file->path, file->format, file->codec, file->found, file->stored, file->duplicates, file->rejected, file->inflated,
                              file->bytes->len, file->complete, file->note);
      for (guint k = 0; k < file->rejects->len; k++)
        g_string_append_printf (out, "  reject %" G_GUINT64_FORMAT " %s\n", g_array_index (file->rejects, TgReject, k).offset,
                                g_array_index (file->rejects, TgReject, k).reason);
      for (guint k = 0; k < file->records->len; k++)
        {
          const CollectRecord *record = g_ptr_array_index (collect->records, g_array_index (file->records, guint, k));
          g_string_append_printf (out, "  %d %x %" G_GINT64_FORMAT " %" G_GUINT64_FORMAT "+%u %" G_GINT64_MODIFIER "x %" G_GINT64_MODIFIER "x",
                                  record->record.kind, record->record.flags, record->record.time, record->record.offset,
                                  record->record.length, record->record.id_hash, record->record.content_hash);
          for (guint v = 0; v < record->values->len; v++)
            {
              const TgFieldValue *value = &g_array_index (record->values, TgFieldValue, v);
              g_string_append_printf (out, " %d.%d=%.*s", value->field, value->group, (int) MIN (value->text.len, 200), value->text.str);
            }
          g_string_append_c (out, '\n');
        }
    }
  return g_string_free (out, FALSE);
}

void
collect_same_record (const TgRecord *a, const TgRecord *b)
{
  g_assert_cmpint (a->kind, ==, b->kind);
  g_assert_cmpuint (a->flags, ==, b->flags);
  g_assert_cmpint (a->time, ==, b->time);
  g_assert_cmpuint (a->id_hash, ==, b->id_hash);
  g_assert_cmpuint (a->content_hash, ==, b->content_hash);
  g_assert_cmpint (a->form, ==, b->form);
  g_assert_cmpuint (a->offset, ==, b->offset);
  g_assert_cmpuint (a->length, ==, b->length);
  g_assert_cmpuint (a->file, ==, b->file);
  g_assert_cmpuint (a->n_values, ==, b->n_values);
  for (guint i = 0; i < a->n_values; i++)
    {
      g_assert_cmpuint (a->values[i].field, ==, b->values[i].field);
      g_assert_cmpuint (a->values[i].group, ==, b->values[i].group);
      const TgSpan x = tg_record_text (a, i), y = tg_record_text (b, i);
      g_assert_cmpmem (x.str, x.len, y.str, y.len);
    }
}
