/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tg-model"

#include "core/model/record.h"

#include <string.h>

TgSpan
tg_record_text (const TgRecord *record, guint32 i)
{
  for (guint32 k = 0; k < record->n_own; k++)
    if (record->own[k].at == i)
      return tg_span (record->own[k].str, record->own[k].len);
  return record->values[i].text;
}

TgSpan
tg_record_get (const TgRecord *record, TgField field)
{
  for (guint32 i = 0; i < record->n_values; i++)
    if (record->values[i].field == field)
      return tg_record_text (record, i);
  return TG_SPAN_NONE;
}

TgSpan
tg_record_get_in (const TgRecord *record, TgField field, guint16 group)
{
  for (guint32 i = 0; i < record->n_values; i++)
    if (record->values[i].field == field && record->values[i].group == group)
      return tg_record_text (record, i);
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
        return tg_record_text (record, i);
      }
  return TG_SPAN_NONE;
}

void
tg_record_complete (TgRecord *record, TgArena *arena)
{
  if (record->n_own == 0)
    return;
  const gsize size = record->n_values * sizeof (TgFieldValue);
  TgFieldValue *values = memcpy (tg_arena_alloc (arena, size), record->values, size);
  for (guint32 k = 0; k < record->n_own; k++)
    values[record->own[k].at].text = tg_span (record->own[k].str, record->own[k].len);
  record->values = values;
  record->n_own = 0;
}
