/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tg-ingest"

#include "core/ingest/reader.h"

#include <string.h>

/* What is configured, beside what happens: replies of describe-instances, describe-network-interfaces and get-account-authorization-details,
 * and configuration items of AWS Config. The replies do not say when they were true, so their records have no time. */

static gboolean
has (const TgJsonDoc *doc, guint32 index, const char *name)
{
  return tg_json_get (doc, index, name) != 0;
}

static int
recognise_instance (const TgJsonDoc *doc, guint32 index)
{
  const TgSpan id = tg_json_get_string (doc, index, "InstanceId");

  return tg_span_has_prefix (id, "i-") && has (doc, index, "LaunchTime") && has (doc, index, "State") ? TG_RECORD_CONTEXT : -1;
}

static int
recognise_interface (const TgJsonDoc *doc, guint32 index)
{
  return tg_span_has_prefix (tg_json_get_string (doc, index, "NetworkInterfaceId"), "eni-") && has (doc, index, "OwnerId")
           && (has (doc, index, "InterfaceType") || has (doc, index, "PrivateIpAddress")) ? TG_RECORD_CONTEXT : -1;
}

static int
recognise_identity (const TgJsonDoc *doc, guint32 index)
{
  const TgSpan arn = tg_json_get_string (doc, index, "Arn");

  if (arn.str == NULL || memmem (arn.str, arn.len, ":iam::", 6) == NULL || !has (doc, index, "CreateDate"))
    return -1;
  return has (doc, index, "UserId") || has (doc, index, "RoleId") || has (doc, index, "GroupId") || has (doc, index, "PolicyId") ? TG_RECORD_CONTEXT : -1;
}

static int
recognise_config (const TgJsonDoc *doc, guint32 index)
{
  return has (doc, index, "resourceType") && has (doc, index, "configurationItemCaptureTime") && has (doc, index, "configurationItemStatus")
           ? TG_RECORD_CONTEXT : -1;
}

static void
read_reply (const TgJsonDoc *doc, guint32 index, TgRecord *record)
{
}

static void
read_config (const TgJsonDoc *doc, guint32 index, TgRecord *record)
{
  const TgSpan time = tg_json_get_string (doc, index, "configurationItemCaptureTime"), type = tg_json_get_string (doc, index, "resourceType");
  TgSpan id = tg_json_get_string (doc, index, "ARN");

  if (!tg_time_parse (time, &record->time))
    record->time = TG_TIME_NONE;
  if (id.len == 0)
    id = tg_json_get_string (doc, index, "resourceId");
  if (id.len > 0)
    record->id_hash = tg_hash_mix (tg_record_id (record->kind, id, time), tg_hash64 (type.str, type.len, 1)) | 1;
}

static void
extract_instance (TgLogReader *reader, const TgJsonDoc *doc, guint32 index, TgRecord *record, guint level)
{
  tg_extract_json (reader, doc, index, TG_RECORD_CX_INSTANCE);
}

static void
extract_interface (TgLogReader *reader, const TgJsonDoc *doc, guint32 index, TgRecord *record, guint level)
{
  tg_extract_json (reader, doc, index, TG_RECORD_CX_INTERFACE);
}

/* The object that stands as JSON in a string, as if it stood there itself. */
static void
extract_string (TgLogReader *reader, TgSpan text, guint root, const char *member, guint level)
{
  TgJsonDoc doc;

  if (level >= TG_READER_LEVELS)
    return;
  tg_json_parse (reader->parsers[level], text.str, text.len, &doc);
  if (doc.error == NULL)
    tg_extract_member (reader, &doc, 0, root, member);
}

/* A trust policy comes as an object, or as the API's text of it: percent-encoded JSON. */
static void
extract_identity (TgLogReader *reader, const TgJsonDoc *doc, guint32 index, TgRecord *record, guint level)
{
  const TgSpan text = tg_json_get_string (doc, index, "AssumeRolePolicyDocument");

  tg_extract_json (reader, doc, index, TG_RECORD_CX_IDENTITY);
  if (text.len < 3 || text.len > 64 * 1024)
    return;
  g_autofree char *plain = g_uri_unescape_segment (text.str, text.str + text.len, "");
  if (plain != NULL)
    extract_string (reader, tg_span_str (plain), TG_RECORD_CX_IDENTITY, "AssumeRolePolicyDocument", level);
}

/* "configuration" may be JSON in a string. */
static void
extract_config (TgLogReader *reader, const TgJsonDoc *doc, guint32 index, TgRecord *record, guint level)
{
  const TgSpan text = tg_json_get_string (doc, index, "configuration");

  tg_extract_json (reader, doc, index, TG_RECORD_CX_CONFIG);
  if (text.len > 2 && text.str[0] == '{')
    extract_string (reader, text, TG_RECORD_CX_CONFIG, "configuration", level);
}

const TgJsonFormat tg_format_instance = { "context", recognise_instance, read_reply, extract_instance };
const TgJsonFormat tg_format_interface = { "context", recognise_interface, read_reply, extract_interface };
const TgJsonFormat tg_format_identity = { "context", recognise_identity, read_reply, extract_identity };
const TgJsonFormat tg_format_config = { "config", recognise_config, read_config, extract_config };
