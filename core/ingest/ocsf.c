/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tg-ingest"

#include "core/ingest/reader.h"

#include <string.h>

/* The Open Cybersecurity Schema Framework, as Security Lake and many tools write it, 1.0.0-rc.2 to 1.5. What AWS's own sources say in it
 * (CloudTrail, VPC flow logs, EKS audit, Route 53 Resolver) becomes what it was before: calls, flows, queries. Findings, and the other
 * classes, are records of their own kind. Where members stand is told by core/model/fields.c. */

enum { CLASS_NETWORK = 4001, CLASS_DNS = 4003 };

static TgSpan
text_at (const TgJsonDoc *doc, guint32 index, const char *a, const char *b, const char *c)
{
  const char * const path[] = { a, b, c };
  guint32 i = index;

  for (guint k = 0; k < G_N_ELEMENTS (path) && path[k] != NULL; k++)
    if ((i = tg_json_get (doc, i, path[k])) == 0)
      return TG_SPAN_NONE;
  return doc->nodes[i].text;
}

static gint64
class_of (const TgJsonDoc *doc, guint32 index)
{
  gint64 value;
  return tg_span_to_whole (text_at (doc, index, "class_uid", NULL, NULL), &value) ? value : 0;
}

static gboolean
same_word (TgSpan text, const char *word)
{
  return text.str != NULL && text.len == strlen (word) && g_ascii_strncasecmp (text.str, word, text.len) == 0;
}

static gboolean
is_of_aws (const TgJsonDoc *doc, guint32 index)
{
  return same_word (text_at (doc, index, "cloud", "provider", NULL), "AWS")
         || same_word (text_at (doc, index, "metadata", "product", "vendor_name"), "AWS")
         || same_word (text_at (doc, index, "metadata", "product", "vendor_name"), "Amazon Web Services");
}

static gboolean
is_of_eks (const TgJsonDoc *doc, guint32 index)
{
  return same_word (text_at (doc, index, "metadata", "product", "name"), "Amazon EKS")
         || tg_span_has_prefix (text_at (doc, index, "metadata", "product", "version"), "audit.k8s.io");
}

static int
recognise (const TgJsonDoc *doc, guint32 index)
{
  const gint64 class = class_of (doc, index);

  if (class == 0 || tg_json_get (doc, index, "metadata") == 0)
    return -1;
  if (class == CLASS_DNS && text_at (doc, index, "query", "hostname", NULL).len > 0)
    return TG_RECORD_DNS;
  if (class == CLASS_NETWORK && is_of_aws (doc, index))
    return TG_RECORD_VPCFLOW;
  /* API Activity 3005 and 6003, Account Change 3001, Authentication 3002 … */
  if (class / 1000 != 2 && text_at (doc, index, "api", "operation", NULL).len > 0 && is_of_aws (doc, index))
    return is_of_eks (doc, index) ? TG_RECORD_K8S_AUDIT : TG_RECORD_CLOUDTRAIL;
  return TG_RECORD_OCSF;
}

static void
read_id (const TgJsonDoc *doc, guint32 index, TgRecord *record)
{
  const TgSpan uid = text_at (doc, index, "metadata", "uid", NULL);
  TgSpan id = text_at (doc, index, "finding_info", "uid", NULL), version;

  switch (record->kind)
    {
    case TG_RECORD_CLOUDTRAIL:      /* the event's own id: it may come as itself too */
      if (uid.len > 0)
        record->id_hash = tg_record_id (record->kind, uid, TG_SPAN_NONE);
      record->form = TG_FORM_RETOLD;
      break;
    case TG_RECORD_K8S_AUDIT:
      id = text_at (doc, index, "api", "request", "uid");
      if (id.len > 0)
        record->id_hash = tg_record_id (record->kind, id, TG_SPAN_NONE);
      record->form = TG_FORM_RETOLD;
      break;
    case TG_RECORD_OCSF:
      if (id.len == 0)
        id = text_at (doc, index, "finding", "uid", NULL);
      version = text_at (doc, index, "time", NULL, NULL);
      if (id.len > 0)
        record->id_hash = tg_record_id (record->kind, id, version);
      else if (uid.len > 0)
        record->id_hash = tg_record_id (record->kind, uid, version);
      break;
    default:
      break;
    }
}

static void
read_event (const TgJsonDoc *doc, guint32 index, TgRecord *record)
{
  static const char * const times[] = { "time", "time_dt", "start_time", "start_time_dt" };
  static const char * const refused[] = { "Denied", "Blocked", "Refused", "Reject", "Dropped" };
  const TgSpan action = text_at (doc, index, "action", NULL, NULL), disposition = text_at (doc, index, "disposition", NULL, NULL);

  read_id (doc, index, record);
  for (guint i = 0; i < G_N_ELEMENTS (times); i++)
    {
      const TgSpan text = text_at (doc, index, times[i], NULL, NULL);
      if (text.len > 0 && tg_time_parse (text, &record->time))
        break;
    }
  if (same_word (text_at (doc, index, "status", NULL, NULL), "Failure") || text_at (doc, index, "api", "response", "error").len > 0)
    record->flags |= TG_RECORD_FAILED;
  for (guint i = 0; i < G_N_ELEMENTS (refused); i++)
    if (same_word (action, refused[i]) || same_word (disposition, refused[i]))
      record->flags |= TG_RECORD_FAILED;
  if (record->kind == TG_RECORD_CLOUDTRAIL || record->kind == TG_RECORD_K8S_AUDIT)
    {
      const TgSpan reads = text_at (doc, index, "unmapped", "readOnly", NULL);
      if (same_word (reads, "true") || (reads.str == NULL && same_word (text_at (doc, index, "activity_name", NULL, NULL), "Read")))
        record->flags |= TG_RECORD_READ_ONLY;
    }
}

/* In one word what other members say in another. */
static void
translate (GArray *values)
{
  static const struct { guint field; const char *from, *to; } words[] = {
    { TG_FIELD_FL_ACTION, "Allowed", "ACCEPT" }, { TG_FIELD_FL_ACTION, "Accept", "ACCEPT" }, { TG_FIELD_FL_ACTION, "Denied", "REJECT" },
    { TG_FIELD_FL_ACTION, "Blocked", "REJECT" }, { TG_FIELD_FL_ACTION, "Refused", "REJECT" }, { TG_FIELD_FL_ACTION, "Reject", "REJECT" },
    { TG_FIELD_FL_DIRECTION, "Inbound", "ingress" }, { TG_FIELD_FL_DIRECTION, "Outbound", "egress" },
  };
  guint kept = 0;

  for (guint i = 0; i < values->len; i++)
    {
      TgFieldValue value = g_array_index (values, TgFieldValue, i);
      gboolean fits = value.field != TG_FIELD_FL_ACTION && value.field != TG_FIELD_FL_DIRECTION;
      for (guint k = 0; k < G_N_ELEMENTS (words) && !fits; k++)
        if (words[k].field == value.field && same_word (value.text, words[k].from))
          {
            value.text = tg_span_str (words[k].to);
            fits = TRUE;
          }
      if (!fits || tg_span_is (value.text, "-"))
        continue;
      /* the ids of users change places between versions, but an ARN is one */
      if (value.field == TG_FIELD_CT_USER_ARN && !tg_span_has_prefix (value.text, "arn:"))
        value.field = TG_FIELD_CT_USER_PRINCIPAL;
      if (value.field == TG_FIELD_KA_ACCOUNT && tg_span_has_prefix (value.text, "arn:"))
        value.field = TG_FIELD_KA_ARN;
      g_array_index (values, TgFieldValue, kept++) = value;
    }
  g_array_set_size (values, kept);
}

/* Parameters and reply as JSON in a string, or as objects. */
static void
extract_data (TgLogReader *reader, const TgJsonDoc *doc, guint32 index, const char *side, guint root, const char *name, guint level)
{
  guint32 i = tg_json_get (doc, index, "api");
  TgJsonDoc inner;

  i = i != 0 ? tg_json_get (doc, i, side) : 0;
  i = i != 0 ? tg_json_get (doc, i, "data") : 0;
  if (i == 0)
    return;
  if (doc->nodes[i].type == TG_JSON_OBJECT)
    tg_extract_member (reader, doc, i, root, name);
  else if (doc->nodes[i].type == TG_JSON_STRING && level < TG_READER_LEVELS && doc->nodes[i].text.len > 1 && doc->nodes[i].text.str[0] == '{')
    {
      tg_json_parse (reader->parsers[level], doc->nodes[i].text.str, doc->nodes[i].text.len, &inner);
      if (inner.error == NULL)
        tg_extract_member (reader, &inner, 0, root, name);
    }
}

static void
extract (TgLogReader *reader, const TgJsonDoc *doc, guint32 index, TgRecord *record, guint level)
{
  const guint32 unmapped = tg_json_get (doc, index, "unmapped");

  switch (record->kind)
    {
    case TG_RECORD_CLOUDTRAIL:
      tg_extract_json (reader, doc, index, TG_RECORD_OCSF_API);
      extract_data (reader, doc, index, "request", TG_RECORD_CLOUDTRAIL, "requestParameters", level);
      extract_data (reader, doc, index, "response", TG_RECORD_CLOUDTRAIL, "responseElements", level);
      if (unmapped != 0)
        tg_extract_dotted (reader, doc, unmapped, TG_RECORD_CLOUDTRAIL);
      break;
    case TG_RECORD_K8S_AUDIT:
      tg_extract_json (reader, doc, index, TG_RECORD_OCSF_K8S);
      extract_data (reader, doc, index, "request", TG_RECORD_K8S_AUDIT, "requestObject", level);
      extract_data (reader, doc, index, "response", TG_RECORD_K8S_AUDIT, "responseObject", level);
      break;
    case TG_RECORD_VPCFLOW:
      tg_extract_json (reader, doc, index, TG_RECORD_OCSF_FLOW);
      break;
    case TG_RECORD_DNS:
      tg_extract_json (reader, doc, index, TG_RECORD_OCSF_DNS);
      break;
    default:
      tg_extract_json (reader, doc, index, TG_RECORD_OCSF);
      break;
    }
  translate (reader->scratch);
}

const TgJsonFormat tg_format_ocsf = { "ocsf", recognise, read_event, extract };
