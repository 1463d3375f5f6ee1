/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tg-ingest"

#include "core/ingest/reader.h"

/* CloudTrail events, and Insights events, which share their envelope. ActionTrail's events have the same members and are read too. */

static int
recognise (const TgJsonDoc *doc, guint32 index)
{
  if (tg_json_get (doc, index, "eventTime") == 0)
    return -1;
  if (tg_json_get (doc, index, "insightDetails") != 0 || tg_span_is (tg_json_get_string (doc, index, "eventCategory"), "Insight")
      || tg_span_is (tg_json_get_string (doc, index, "eventType"), "AwsCloudTrailInsight"))
    return TG_RECORD_INSIGHT;
  if (tg_json_get (doc, index, "eventName") == 0)
    return -1;
  if (tg_json_get (doc, index, "userIdentity") == 0 && tg_json_get (doc, index, "eventSource") == 0 && tg_json_get (doc, index, "eventID") == 0)
    return -1;
  return TG_RECORD_CLOUDTRAIL;
}

static gboolean
is_read_only (const TgJsonDoc *doc, guint32 index, TgSpan action)
{
  static const char * const prefixes[] = { "Get", "List", "Describe", "Head", "Lookup", "Search", "BatchGet", "Select" };
  const guint32 i = tg_json_get (doc, index, "readOnly");

  if (i != 0 && doc->nodes[i].type != TG_JSON_NULL)
    return doc->nodes[i].type == TG_JSON_TRUE || tg_span_is (doc->nodes[i].text, "true") || tg_span_is (doc->nodes[i].text, "True");
  for (guint k = 0; k < G_N_ELEMENTS (prefixes); k++)
    if (tg_span_has_prefix (action, prefixes[k]))
      return TRUE;
  return FALSE;
}

static gboolean
has_failed (const TgJsonDoc *doc, guint32 index, TgSpan action)
{
  if (tg_json_get_string (doc, index, "errorCode").len > 0)
    return TRUE;
  const guint32 reply = tg_json_get (doc, index, "responseElements");
  return reply != 0 && tg_span_is (action, "ConsoleLogin") && tg_span_is (tg_json_get_string (doc, reply, "ConsoleLogin"), "Failure");
}

static void
read_event (const TgJsonDoc *doc, guint32 index, TgRecord *record)
{
  const TgSpan action = tg_json_get_string (doc, index, "eventName");
  TgSpan id = tg_json_get_string (doc, index, "eventID");

  if (id.len == 0)
    id = tg_json_get_string (doc, index, "eventId");
  if (id.len > 0)
    record->id_hash = tg_record_id (record->kind, id, TG_SPAN_NONE);
  const guint32 time = tg_json_get (doc, index, "eventTime");
  if (!tg_time_parse (doc->nodes[time].text, &record->time))
    record->time = TG_TIME_NONE;
  if (record->kind == TG_RECORD_INSIGHT)
    return;
  if (tg_json_get (doc, index, "eventSource") == 0 || tg_json_get (doc, index, "userIdentity") == 0)
    record->flags |= TG_RECORD_PARTIAL;
  if (has_failed (doc, index, action))
    record->flags |= TG_RECORD_FAILED;
  if (is_read_only (doc, index, action))
    record->flags |= TG_RECORD_READ_ONLY;
}

const TgJsonFormat tg_format_cloudtrail = { "cloudtrail-records", recognise, read_event };
