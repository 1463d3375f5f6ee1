/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tg-ingest"

#include "core/ingest/reader.h"

/* Route 53 Resolver query logs. They have no id of their own: the content is it. */

static int
recognise (const TgJsonDoc *doc, guint32 index)
{
  return tg_json_get (doc, index, "query_name") != 0 && tg_json_get (doc, index, "rcode") != 0 && tg_json_get (doc, index, "query_timestamp") != 0
           ? TG_RECORD_DNS : -1;
}

static void
read_query (const TgJsonDoc *doc, guint32 index, TgRecord *record)
{
  const TgSpan rcode = tg_json_get_string (doc, index, "rcode"), action = tg_json_get_string (doc, index, "firewall_rule_action");

  if (!tg_time_parse (tg_json_get_string (doc, index, "query_timestamp"), &record->time))
    record->time = TG_TIME_NONE;
  if (!tg_span_is (rcode, "NOERROR") || tg_span_is (action, "BLOCK"))
    record->flags |= TG_RECORD_FAILED;
  if (tg_json_get (doc, index, "srcaddr") == 0)
    record->flags |= TG_RECORD_PARTIAL;
}

const TgJsonFormat tg_format_dns = { "route53-resolver", recognise, read_query, NULL };
