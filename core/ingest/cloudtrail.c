/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tg-ingest"

#include "core/ingest/reader.h"

/* CloudTrail events, and Insights events, which share their envelope. ActionTrail's events have the same members and are read too. So are
 * events that Logstash moved the time of to @timestamp, and those that Beats and Elastic Agent spread over the Elastic Common Schema:
 * event.action, user.id, aws.cloudtrail.*; core/model/fields.c says where their members stand. */

static guint32
get_in (const TgJsonDoc *doc, guint32 index, const char *outer, const char *name)
{
  const guint32 i = tg_json_get (doc, index, outer);

  return i != 0 ? tg_json_get (doc, i, name) : 0;
}

static TgSpan
string_in (const TgJsonDoc *doc, guint32 index, const char *outer, const char *name)
{
  const guint32 i = tg_json_get (doc, index, outer);

  return i != 0 ? tg_json_get_string (doc, i, name) : TG_SPAN_NONE;
}

/* Where the event stands intact as well, that is read instead. */
static gboolean
is_common_schema (const TgJsonDoc *doc, guint32 index)
{
  const guint32 own = get_in (doc, index, "aws", "cloudtrail");

  if (own == 0 || doc->nodes[own].type != TG_JSON_OBJECT || tg_json_get (doc, own, "eventTime") != 0)
    return FALSE;
  return tg_json_get (doc, index, "@timestamp") != 0 && string_in (doc, index, "event", "action").len > 0
         && string_in (doc, index, "event", "original").str == NULL && tg_json_get_string (doc, index, "message").str == NULL;
}

/* Athena and what comes out of it know no capital letters. */
typedef struct { const char *name, *source, *identity, *time, *id, *type, *recipient, *category, *insight, *reads, *error, *reply; } Names;

static const Names camel = { "eventName", "eventSource", "userIdentity", "eventTime", "eventID", "eventType", "recipientAccountId", "eventCategory",
                             "insightDetails", "readOnly", "errorCode", "responseElements" };
static const Names lower = { "eventname", "eventsource", "useridentity", "eventtime", "eventid", "eventtype", "recipientaccountid", "eventcategory",
                             "insightdetails", "readonly", "errorcode", "responseelements" };

static const Names *
names_of (const TgJsonDoc *doc, guint32 index)
{
  if (tg_json_get (doc, index, camel.time) != 0 || tg_json_get (doc, index, camel.name) != 0)
    return &camel;
  return tg_json_get (doc, index, lower.name) != 0 ? &lower : &camel;
}

/* Without a time it must be a whole event otherwise. */
static gboolean
is_timeless (const TgJsonDoc *doc, guint32 index, const Names *names)
{
  const char * const others[] = { names->source, names->identity, names->type, names->recipient, names->id };
  guint n = 0;

  if (tg_json_get (doc, index, names->name) == 0)
    return FALSE;
  for (guint i = 0; i < G_N_ELEMENTS (others); i++)
    n += tg_json_get (doc, index, others[i]) != 0;
  return n >= 2;
}

static int
recognise (const TgJsonDoc *doc, guint32 index)
{
  const Names *names = names_of (doc, index);

  if (tg_json_get (doc, index, names->time) == 0 && tg_json_get (doc, index, "@timestamp") == 0)
    return is_timeless (doc, index, names) ? TG_RECORD_CLOUDTRAIL : -1;
  if (tg_json_get (doc, index, names->insight) != 0 || tg_span_is (tg_json_get_string (doc, index, names->category), "Insight")
      || tg_span_is (tg_json_get_string (doc, index, names->type), "AwsCloudTrailInsight"))
    return TG_RECORD_INSIGHT;
  if (tg_json_get (doc, index, names->name) == 0)
    return is_common_schema (doc, index) ? TG_RECORD_CLOUDTRAIL : -1;
  if (tg_json_get (doc, index, names->identity) == 0 && tg_json_get (doc, index, names->source) == 0 && tg_json_get (doc, index, names->id) == 0)
    return -1;
  return TG_RECORD_CLOUDTRAIL;
}

static gboolean
is_read_only (const TgJsonDoc *doc, guint32 index, const Names *names, TgSpan action)
{
  static const char * const prefixes[] = { "Get", "List", "Describe", "Head", "Lookup", "Search", "BatchGet", "Select" };
  const guint32 i = tg_json_get (doc, index, names->reads);

  if (i != 0 && doc->nodes[i].type != TG_JSON_NULL)
    return doc->nodes[i].type == TG_JSON_TRUE || tg_span_is (doc->nodes[i].text, "true") || tg_span_is (doc->nodes[i].text, "True");
  for (guint k = 0; k < G_N_ELEMENTS (prefixes); k++)
    if (tg_span_has_prefix (action, prefixes[k]))
      return TRUE;
  return FALSE;
}

static gboolean
has_failed (const TgJsonDoc *doc, guint32 index, const Names *names, TgSpan action)
{
  if (tg_json_get_string (doc, index, names->error).len > 0)
    return TRUE;
  const guint32 reply = tg_json_get (doc, index, names->reply);
  return reply != 0 && tg_span_is (action, "ConsoleLogin") && tg_span_is (tg_json_get_string (doc, reply, "ConsoleLogin"), "Failure");
}

static void
read_common_schema (const TgJsonDoc *doc, guint32 index, TgRecord *record)
{
  const guint32 own = get_in (doc, index, "aws", "cloudtrail");
  const TgSpan id = string_in (doc, index, "event", "id");
  const guint32 reads = tg_json_get (doc, own, "read_only");

  record->form = TG_FORM_RETOLD;
  if (id.len > 0)
    record->id_hash = tg_record_id (record->kind, id, TG_SPAN_NONE);
  if (string_in (doc, index, "event", "provider").len == 0 || tg_json_get (doc, own, "user_identity") == 0)
    record->flags |= TG_RECORD_PARTIAL;
  if (tg_json_get_string (doc, own, "error_code").len > 0 || tg_span_is (string_in (doc, index, "event", "outcome"), "failure"))
    record->flags |= TG_RECORD_FAILED;
  if (reads != 0 ? doc->nodes[reads].type == TG_JSON_TRUE : is_read_only (doc, index, &camel, string_in (doc, index, "event", "action")))
    record->flags |= TG_RECORD_READ_ONLY;
}

static void
read_event (const TgJsonDoc *doc, guint32 index, TgRecord *record)
{
  const Names *names = names_of (doc, index);
  const TgSpan action = tg_json_get_string (doc, index, names->name);
  TgSpan id = tg_json_get_string (doc, index, names->id);
  guint32 time = tg_json_get (doc, index, names->time);

  if (id.len == 0)
    id = tg_json_get_string (doc, index, "eventId");
  if (id.len > 0)
    record->id_hash = tg_record_id (record->kind, id, TG_SPAN_NONE);
  if (time == 0)
    time = tg_json_get (doc, index, "@timestamp");
  if (names == &lower || tg_json_get (doc, index, "@timestamp") != 0)
    record->form = TG_FORM_RETOLD;
  if (time == 0 || !tg_time_parse (doc->nodes[time].text, &record->time))
    record->time = TG_TIME_NONE;
  if (record->kind == TG_RECORD_INSIGHT)
    return;
  if (action.str == NULL && tg_json_get (doc, index, names->name) == 0)
    {
      read_common_schema (doc, index, record);
      return;
    }
  if (tg_json_get (doc, index, names->source) == 0 || tg_json_get (doc, index, names->identity) == 0)
    record->flags |= TG_RECORD_PARTIAL;
  if (has_failed (doc, index, names, action))
    record->flags |= TG_RECORD_FAILED;
  if (is_read_only (doc, index, names, action))
    record->flags |= TG_RECORD_READ_ONLY;
}

const TgJsonFormat tg_format_cloudtrail = { "cloudtrail-records", recognise, read_event, NULL };
