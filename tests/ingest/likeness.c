/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tg-test"

#include "tests/ingest/likeness.h"
#include "tests/ingest/collect.h"

#include <string.h>

#include "core/ingest/reader.h"

#define BATCH 8       /* texts: those of one batch share values */

typedef struct { TgLogReader *reader; TgArena *arena; GArray *records; guint n_texts; } Side;

struct _Likeness
{
  Side  old;
  gsize known, shared;
};

static void
side_init (Side *side)
{
  side->reader = tg_log_reader_new ();
  side->arena = tg_arena_new (0);
  side->records = g_array_new (FALSE, FALSE, sizeof (TgRecord));
}

static void
side_clear (Side *side)
{
  tg_log_reader_free (side->reader);
  tg_arena_free (side->arena);
  g_array_unref (side->records);
}

Likeness *
likeness_new (void)
{
  Likeness *likeness = g_new0 (Likeness, 1);

  side_init (&likeness->old);
  return likeness;
}

void
likeness_free (Likeness *likeness)
{
  side_clear (&likeness->old);
  g_free (likeness);
}

static void
read_text (Side *side, const char *text, gsize len)
{
  if (side->n_texts++ % BATCH == 0)
    {
      tg_arena_reset (side->arena);
      tg_log_reader_batch (side->reader);
    }
  g_array_set_size (side->records, 0);
  char *copy = tg_arena_alloc (side->arena, len + TG_JSON_PADDING);
  memcpy (copy, text, len);
  memset (copy + len, ' ', TG_JSON_PADDING);
  tg_log_reader_begin (side->reader, side->arena, side->records, 3);
  tg_log_reader_text (side->reader, copy, len);
  tg_log_reader_json (side->reader, copy, len, 1000);
}

void
likeness_check (Likeness *likeness, const char *text, gsize len)
{
  const gsize known = tg_shapes_n_read (likeness->old.reader->shapes);
  Side fresh;

  side_init (&fresh);
  read_text (&likeness->old, text, len);
  read_text (&fresh, text, len);
  likeness->known += tg_shapes_n_read (likeness->old.reader->shapes) != known;
  g_assert_cmpuint (likeness->old.records->len, ==, fresh.records->len);
  g_assert_cmpuint (likeness->old.reader->n_rejects, ==, fresh.reader->n_rejects);
  g_assert_cmpuint (likeness->old.reader->n_unknown, ==, fresh.reader->n_unknown);
  g_assert_cmpstr (likeness->old.reader->format, ==, fresh.reader->format);
  for (guint i = 0; i < fresh.records->len; i++)
    {
      const TgRecord *record = &g_array_index (likeness->old.records, TgRecord, i);
      likeness->shared += record->n_own > 0;
      collect_same_record (record, &g_array_index (fresh.records, TgRecord, i));
    }
  side_clear (&fresh);
}

gsize
likeness_known (const Likeness *likeness)
{
  return likeness->known;
}

gsize
likeness_shared (const Likeness *likeness)
{
  return likeness->shared;
}
