/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tg-ingest"

#include "core/ingest/reader.h"

#include <string.h>

/* GuardDuty findings: members begin with a small letter in exports and EventBridge, with a capital in GetFindings replies. */

static guint32
get_either (const TgJsonDoc *doc, guint32 index, const char *lower, const char *upper)
{
  const guint32 i = tg_json_get (doc, index, lower);

  return i != 0 ? i : tg_json_get (doc, index, upper);
}

static gboolean
contains (TgSpan text, const char *what)
{
  return text.str != NULL && memmem (text.str, text.len, what, strlen (what)) != NULL;
}

static int
recognise (const TgJsonDoc *doc, guint32 index)
{
  const guint32 arn = get_either (doc, index, "arn", "Arn");
  const gboolean by_arn = arn != 0 && contains (doc->nodes[arn].text, ":guardduty:")
                          && get_either (doc, index, "type", "Type") != 0 && get_either (doc, index, "severity", "Severity") != 0;
  const gboolean by_shape = get_either (doc, index, "schemaVersion", "SchemaVersion") != 0 && get_either (doc, index, "service", "Service") != 0
                            && get_either (doc, index, "type", "Type") != 0;

  if (!by_arn && !by_shape)
    return -1;
  /* the API requires a resource; without one it says too little to be counted among findings */
  return get_either (doc, index, "resource", "Resource") != 0 ? TG_RECORD_GUARDDUTY : TG_RECORD_OTHER;
}

static TgSpan
text_of (const TgJsonDoc *doc, guint32 index)
{
  return index != 0 ? doc->nodes[index].text : TG_SPAN_NONE;
}

static void
read_finding (const TgJsonDoc *doc, guint32 index, TgRecord *record)
{
  const TgSpan id = text_of (doc, get_either (doc, index, "id", "Id"));
  const TgSpan updated = text_of (doc, get_either (doc, index, "updatedAt", "UpdatedAt"));
  const guint32 service = get_either (doc, index, "service", "Service");

  if (id.len > 0)
    record->id_hash = tg_record_id (TG_RECORD_GUARDDUTY, id, updated);
  const TgSpan times[] = { service != 0 ? text_of (doc, get_either (doc, service, "eventLastSeen", "EventLastSeen")) : TG_SPAN_NONE,
                           updated, text_of (doc, get_either (doc, index, "createdAt", "CreatedAt")) };
  for (guint i = 0; i < G_N_ELEMENTS (times); i++)
    if (times[i].len > 0 && tg_time_parse (times[i], &record->time))
      break;
  if (record->kind == TG_RECORD_OTHER)
    record->flags |= TG_RECORD_PARTIAL;
}

/* What lacks members of its kind is still a finding, and its fields stand where findings have them. */
static void
extract (TgLogReader *reader, const TgJsonDoc *doc, guint32 index, TgRecord *record, guint level)
{
  tg_extract_json (reader, doc, index, TG_RECORD_GUARDDUTY);
}

const TgJsonFormat tg_format_guardduty = { "guardduty", recognise, read_finding, extract };
