/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tg-model"

#include "core/model/info.h"

void
tg_entity_info_clear (TgEntityInfo *info)
{
  g_clear_pointer (&info->key, g_free);
  g_clear_pointer (&info->name, g_free);
  g_clear_pointer (&info->account, g_free);
  g_clear_pointer (&info->type, g_free);
}

void
tg_entity_info_copy (TgEntityInfo *to, const TgEntityInfo *from)
{
  *to = *from;
  to->key = g_strdup (from->key);
  to->name = g_strdup (from->name);
  to->account = g_strdup (from->account);
  to->type = g_strdup (from->type);
}

void
tg_neighbour_info_clear (TgNeighbourInfo *info)
{
  tg_entity_info_clear (&info->peer);
}

void
tg_party_info_clear (TgPartyInfo *info)
{
  g_clear_pointer (&info->name, g_free);
}

void
tg_record_info_clear (TgRecordInfo *info)
{
  g_clear_pointer (&info->action, g_free);
  g_clear_pointer (&info->error, g_free);
  g_clear_pointer (&info->region, g_free);
  g_clear_pointer (&info->parties, g_array_unref);
}

void
tg_finding_info_clear (TgFindingInfo *info)
{
  tg_entity_info_clear (&info->entity);
  g_clear_pointer (&info->title, g_free);
  g_clear_pointer (&info->description, g_free);
  g_clear_pointer (&info->type, g_free);
  g_clear_pointer (&info->product, g_free);
  g_clear_pointer (&info->account, g_free);
  g_clear_pointer (&info->region, g_free);
  g_clear_pointer (&info->arn, g_free);
}

void
tg_evidence_info_clear (TgEvidenceInfo *info)
{
  g_clear_pointer (&info->path, g_free);
  g_clear_pointer (&info->origin, g_free);
  g_clear_pointer (&info->format, g_free);
  g_clear_pointer (&info->codec, g_free);
  g_clear_pointer (&info->note, g_free);
}

void
tg_reject_info_clear (TgRejectInfo *info)
{
  g_clear_pointer (&info->reason, g_free);
}

void
tg_property_info_clear (TgPropertyInfo *info)
{
  g_clear_pointer (&info->name, g_free);
  g_clear_pointer (&info->value, g_free);
}
