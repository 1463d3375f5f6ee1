/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tg-test"

#include "tests/ingest/flows.h"
#include "tests/ingest/collect.h"

#include "core/ingest/vpcflow.h"

typedef struct
{
  TgLogReader *reader;
  TgArena     *arena;
  GArray      *records;
  TgFlowOrder  order;
} Reading;

/* Only of text that values may point into more than a line is read at once. */
static void
reading_begin (Reading *reading, const char *text, gsize len, gboolean kept)
{
  const guint64 offset = 1000;

  *reading = (Reading) { tg_log_reader_new (), tg_arena_new (0), g_array_new (FALSE, FALSE, sizeof (TgRecord)), { 0 } };
  tg_log_reader_begin (reading->reader, reading->arena, reading->records, 3);
  if (kept)
    tg_log_reader_text (reading->reader, text, len);
  tg_flow_read (reading->reader, text, len, offset, &reading->order);
}

static void
reading_end (Reading *reading)
{
  tg_log_reader_free (reading->reader);
  g_array_unref (reading->records);
  tg_arena_free (reading->arena);
}

guint
flows_compare (const char *text, gsize len)
{
  /* what stands behind is only there */
  g_autofree char *padded = g_malloc (len + TG_JSON_PADDING);
  Reading fast, plain;

  memcpy (padded, text, len);
  memset (padded + len, '7', TG_JSON_PADDING);
  reading_begin (&fast, padded, len, TRUE);
  reading_begin (&plain, padded, len, FALSE);
  g_assert_cmpuint (fast.records->len, ==, plain.records->len);
  for (guint i = 0; i < fast.records->len; i++)
    collect_same_record (&g_array_index (fast.records, TgRecord, i), &g_array_index (plain.records, TgRecord, i));
  g_assert_cmpuint (fast.reader->n_rejects, ==, plain.reader->n_rejects);
  g_assert_cmpuint (fast.reader->rejects->len, ==, plain.reader->rejects->len);
  for (guint i = 0; i < fast.reader->rejects->len; i++)
    {
      const TgReject *a = &g_array_index (fast.reader->rejects, TgReject, i), *b = &g_array_index (plain.reader->rejects, TgReject, i);
      g_assert_cmpuint (a->offset, ==, b->offset);
      g_assert_cmpstr (a->reason, ==, b->reason);
    }
  g_assert_cmpstr (fast.reader->format, ==, plain.reader->format);
  g_assert_cmpstr (fast.reader->remark, ==, plain.reader->remark);
  g_assert_cmpmem (&fast.order, sizeof fast.order, &plain.order, sizeof plain.order);
  const guint n = fast.records->len;
  reading_end (&fast);
  reading_end (&plain);
  return n;
}
