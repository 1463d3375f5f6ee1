/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tg-ingest"

#include "core/ingest/reader.h"

/* Security Hub findings in the AWS Security Finding Format. */

static int
recognise (const TgJsonDoc *doc, guint32 index)
{
  if (tg_json_get (doc, index, "ProductArn") == 0 || tg_json_get (doc, index, "AwsAccountId") == 0)
    return -1;
  if (tg_json_get (doc, index, "GeneratorId") == 0 && tg_json_get (doc, index, "Resources") == 0)
    return -1;
  return TG_RECORD_SECURITYHUB;
}

static void
read_finding (const TgJsonDoc *doc, guint32 index, TgRecord *record)
{
  static const char * const times[] = { "LastObservedAt", "UpdatedAt", "ProcessedAt", "CreatedAt" };
  const TgSpan id = tg_json_get_string (doc, index, "Id");

  if (id.len > 0)
    record->id_hash = tg_record_id (record->kind, id, tg_json_get_string (doc, index, "UpdatedAt"));
  for (guint i = 0; i < G_N_ELEMENTS (times); i++)
    {
      const TgSpan text = tg_json_get_string (doc, index, times[i]);
      if (text.len > 0 && tg_time_parse (text, &record->time))
        break;
    }
  if (tg_json_get (doc, index, "Resources") == 0 || id.len == 0)
    record->flags |= TG_RECORD_PARTIAL;
}

const TgJsonFormat tg_format_securityhub = { "securityhub", recognise, read_finding, NULL };
