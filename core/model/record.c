/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tg-model"

#include "core/model/record.h"

TgSpan
tg_record_get (const TgRecord *record, TgField field)
{
  for (guint32 i = 0; i < record->n_values; i++)
    if (record->values[i].field == field)
      return record->values[i].text;
  return TG_SPAN_NONE;
}

TgSpan
tg_record_get_in (const TgRecord *record, TgField field, guint16 group)
{
  for (guint32 i = 0; i < record->n_values; i++)
    if (record->values[i].field == field && record->values[i].group == group)
      return record->values[i].text;
  return TG_SPAN_NONE;
}

TgSpan
tg_record_get_nth (const TgRecord *record, TgField field, guint n, guint16 *group)
{
  for (guint32 i = 0; i < record->n_values; i++)
    if (record->values[i].field == field && n-- == 0)
      {
        if (group != NULL)
          *group = record->values[i].group;
        return record->values[i].text;
      }
  return TG_SPAN_NONE;
}
