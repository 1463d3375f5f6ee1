/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tg-graph"

#include "core/graph/grouping.h"

#include <string.h>

#include "core/base/net.h"

#define N_(text) (text)
#define BIT(kind) (1u << (kind))

static const struct { const char *id, *title; guint32 relations; TgEntityKind peer; } groupings[TG_GROUPING_N] = {
  [TG_GROUPING_KIND] = { "kind", N_("Kind"), 0, TG_ENTITY_NONE },
  [TG_GROUPING_ACCOUNT] = { "account", N_("Account"), 0, TG_ENTITY_NONE },
  [TG_GROUPING_TYPE] = { "type", N_("Type"), 0, TG_ENTITY_NONE },
  [TG_GROUPING_NETWORK] = { "network", N_("Network"), 0, TG_ENTITY_NONE },
  [TG_GROUPING_ROLE] = { "role", N_("Role"), BIT (TG_RELATION_SESSION_OF) | BIT (TG_RELATION_ATTACHED_TO), TG_ENTITY_ROLE },
  [TG_GROUPING_ORGANISATION] = { "organisation", N_("AS organisation"), BIT (TG_RELATION_INSIDE), TG_ENTITY_AS_ORGANISATION },
};

const char *
tg_grouping_id (TgGrouping grouping)
{
  return (guint) grouping < TG_GROUPING_N ? groupings[grouping].id : NULL;
}

const char *
tg_grouping_title (TgGrouping grouping)
{
  return (guint) grouping < TG_GROUPING_N ? groupings[grouping].title : NULL;
}

int
tg_grouping_from_id (const char *id)
{
  for (int i = 0; id != NULL && i < TG_GROUPING_N; i++)
    if (g_str_equal (groupings[i].id, id))
      return i;
  return -1;
}

guint32
tg_grouping_relations (TgGrouping grouping)
{
  return (guint) grouping < TG_GROUPING_N ? groupings[grouping].relations : 0;
}

TgEntityKind
tg_grouping_peer (TgGrouping grouping)
{
  return (guint) grouping < TG_GROUPING_N ? groupings[grouping].peer : TG_ENTITY_NONE;
}

gboolean
tg_grouping_fits (TgGrouping grouping, TgEntityKind kind)
{
  switch (grouping)
    {
    case TG_GROUPING_NETWORK: case TG_GROUPING_ORGANISATION: return kind == TG_ENTITY_IP;
    case TG_GROUPING_ROLE: return kind == TG_ENTITY_SESSION || kind == TG_ENTITY_INSTANCE;
    case TG_GROUPING_TYPE: return kind == TG_ENTITY_FINDING || kind == TG_ENTITY_RESOURCE;
    case TG_GROUPING_ACCOUNT: return kind != TG_ENTITY_ACCOUNT && kind != TG_ENTITY_USER_AGENT && kind != TG_ENTITY_DOMAIN && kind != TG_ENTITY_SERVICE;
    case TG_GROUPING_KIND: return TRUE;
    case TG_GROUPING_N: default: return FALSE;
    }
}

static char *
network_of (const char *address)
{
  TgIp ip;
  char text[46];

  if (!tg_ip_parse (tg_span_str (address), &ip))
    return g_strdup ("");
  const gboolean v4 = tg_ip_is_v4 (&ip);
  memset (ip.bytes + (v4 ? 15 : 8), 0, v4 ? 1 : 8);
  return g_strdup_printf ("%s/%d", tg_ip_format (&ip, text), v4 ? 24 : 64);
}

char *
tg_grouping_value (TgGrouping grouping, const TgEntityInfo *entity)
{
  g_return_val_if_fail (entity != NULL, NULL);

  if (!tg_grouping_fits (grouping, entity->kind))
    return g_strdup ("");
  switch (grouping)
    {
    case TG_GROUPING_KIND: return g_strdup (tg_entity_kind_plural (entity->kind) != NULL ? tg_entity_kind_plural (entity->kind) : "");
    case TG_GROUPING_ACCOUNT: return g_strdup (entity->account != NULL ? entity->account : "");
    case TG_GROUPING_TYPE: return g_strdup (entity->type != NULL ? entity->type : "");
    case TG_GROUPING_NETWORK: return network_of (entity->key);
    case TG_GROUPING_ROLE: case TG_GROUPING_ORGANISATION: case TG_GROUPING_N: default: return NULL;
    }
}
