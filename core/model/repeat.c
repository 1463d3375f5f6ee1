/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tg-model"

#include "core/model/repeat.h"

#include <string.h>

#include "core/base/time.h"
#include "core/model/mapping-private.h"

/* What the records of one number came to, and how many came to the same since the first of them was mapped. */
typedef struct
{
  gboolean          known, bytes;     /* bytes: they tell how many were moved */
  guint32           in_at, out_at;    /* where: in their values, + 1; 0: nowhere */
  gint64            hour;
  guint32           flags;
  guint32           moved;            /* facts->aliases_moved when it was mapped */
  guint32           n_notes;
  TgFactNote       *notes;
  gboolean          still;            /* mapping it moved no alias, so mapping it again would not */
  TgFactRecord      fact;
  TgFactSum         sum;              /* of the others */
} Entry;

TgSpan
tg_repeat_part (TgField field, TgSpan text)
{
  static const char bucket[] = "arn:aws:s3:::";

  switch ((guint) field)
    {
    case TG_FIELD_CT_EVENT_ID: case TG_FIELD_CT_EVENT_TIME: case TG_FIELD_CT_SHARED_EVENT_ID: case TG_FIELD_CT_IN_OBJECT:
    case TG_FIELD_CT_BYTES_IN: case TG_FIELD_CT_BYTES_OUT: case TG_FIELD_CT_EVENT_TYPE: case TG_FIELD_CT_VPC_ENDPOINT:
    case TG_FIELD_CT_SESSION_CREATED: case TG_FIELD_CT_SESSION_MFA: case TG_FIELD_CT_MFA_USED: case TG_FIELD_CT_RESOURCE_ACCOUNT:
      return TG_SPAN_NONE;
    case TG_FIELD_CT_RESOURCE_ARN:
      /* of an object in a bucket only the bucket */
      if (text.len > sizeof bucket && memcmp (text.str, bucket, sizeof bucket - 1) == 0)
        {
          const char *slash = memchr (text.str, '/', text.len);
          if (slash != NULL)
            return tg_span (text.str, (gsize) (slash - text.str));
        }
      return text;
    default:
      return text;
    }
}

gboolean
tg_repeat_whole (TgField field)
{
  return field != TG_FIELD_CT_RESOURCE_ARN && tg_repeat_part (field, TG_SPAN ("")).str != NULL;
}

static Entry *
entry_of (TgFacts *facts, guint32 like)
{
  if (like >= facts->repeats->len)
    g_array_set_size (facts->repeats, like + 1);
  return &g_array_index (facts->repeats, Entry, like);
}

static void
settle (TgFacts *facts, Entry *entry)
{
  if (entry->sum.count > 0)
    tg_facts_repeat (facts, entry->notes, entry->n_notes, &entry->sum);
  entry->sum.count = 0;
}

/* Records of one number have the same fields in the same places. */
static guint32
place_of (const TgRecord *record, TgField field)
{
  for (guint32 i = 0; i < record->n_values; i++)
    if (record->values[i].field == field)
      return i + 1;
  return 0;
}

static guint64
number_at (const TgRecord *record, guint32 place)
{
  return place != 0 ? tg_mapping_number (tg_record_text (record, place - 1)) : 0;
}

static void
count (TgFactSum *sum, const TgRecord *record, guint32 place)
{
  if (sum->count == 0)
    *sum = (TgFactSum) { .first = record->time, .last = record->time, .latest = place, .failed = (record->flags & TG_RECORD_FAILED) != 0 };
  else if (record->time < sum->first)
    sum->first = record->time;
  else if (record->time >= sum->last)
    {
      sum->last = record->time;
      sum->latest = place;
    }
  sum->count++;
}

/* In another hour all is the same but for the cells. */
static void
move_to_hour (TgFacts *facts, Entry *entry, gint64 hour)
{
  settle (facts, entry);
  for (guint32 i = 0; i < entry->n_notes; i++)
    tg_facts_note_at (facts, &entry->notes[i], hour);
  entry->hour = hour;
}

TgFactRecord *
tg_repeat_find (TgFacts *facts, const TgRecord *record)
{
  Entry *entry = entry_of (facts, record->like);
  const gint64 hour = tg_time_hour (record->time);

  if (!entry->known || entry->moved != facts->aliases_moved || (entry->hour != hour && !entry->still)
      || ((entry->flags ^ record->flags) & TG_RECORD_FAILED) != 0)
    return NULL;
  if (entry->hour != hour)
    move_to_hour (facts, entry, hour);
  count (&entry->sum, record, facts->records->len + 1);
  TgFactRecord *fact = tg_facts_record (facts, record);
  fact->action = entry->fact.action;
  fact->error = entry->fact.error;
  fact->region = entry->fact.region;
  fact->first_party = entry->fact.first_party;
  fact->n_parties = entry->fact.n_parties;
  if (entry->bytes)
    {
      fact->bytes_in = number_at (record, entry->in_at);
      fact->bytes_out = number_at (record, entry->out_at);
      entry->sum.bytes_in += fact->bytes_in;
      entry->sum.bytes_out += fact->bytes_out;
    }
  return fact;
}

void
tg_repeat_begin (TgFacts *facts)
{
  facts->n_notes = 0;
  facts->moved_before = facts->aliases_moved;
  facts->noting = TRUE;
  facts->once = facts->bytes = FALSE;
}

void
tg_repeat_end (TgFacts *facts, const TgRecord *record)
{
  Entry *entry = entry_of (facts, record->like);

  facts->noting = FALSE;
  settle (facts, entry);
  entry->known = !facts->once;
  if (facts->once)
    return;
  *entry = (Entry) { .known = TRUE, .bytes = facts->bytes, .hour = tg_time_hour (record->time), .flags = record->flags, .moved = facts->aliases_moved,
                     .n_notes = facts->n_notes, .still = facts->aliases_moved == facts->moved_before,
                     .fact = g_array_index (facts->records, TgFactRecord, facts->records->len - 1) };
  entry->notes = tg_arena_alloc (facts->arena, MAX (1, facts->n_notes) * sizeof (TgFactNote));
  if (facts->bytes)
    {
      entry->in_at = place_of (record, TG_FIELD_CT_BYTES_IN);
      entry->out_at = place_of (record, TG_FIELD_CT_BYTES_OUT);
    }
  if (facts->n_notes > 0)
    memcpy (entry->notes, facts->notes, facts->n_notes * sizeof (TgFactNote));
}

void
tg_repeat_flush (TgFacts *facts)
{
  for (guint i = 0; i < facts->repeats->len; i++)
    settle (facts, &g_array_index (facts->repeats, Entry, i));
}

void
tg_repeat_init (TgFacts *facts)
{
  facts->repeats = g_array_new (FALSE, TRUE, sizeof (Entry));
}
