/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tg-model"

#include "core/model/mapping-private.h"

#include <string.h>

#include "core/base/time.h"

#define GET(name) tg_mapping_get (m, TG_FIELD_FL_##name)

/* Which end of the flow the interface is: 0 source, 1 target, -1 unknown. The record says it since version 5; before, the only private
 * address of the two is the interface's own. Between two private addresses both interfaces may write the flow, and it stays unknown. */
static int
own_end (TgMapping *m)
{
  TgIp source, target;

  if (tg_span_is (GET (DIRECTION), "egress"))
    return 0;
  if (tg_span_is (GET (DIRECTION), "ingress"))
    return 1;
  if (!tg_ip_parse (GET (SOURCE), &source) || !tg_ip_parse (GET (TARGET), &target))
    return -1;
  gboolean source_private = tg_ip_is_private (&source), target_private = tg_ip_is_private (&target);
  if (source_private == target_private)
    return -1;
  return source_private ? 0 : 1;
}

/* Where an interface is. A log says it again in each of its records, so what it came to is remembered for as long as the batch. */
enum { AT_INTERFACE, AT_ACCOUNT, AT_INSTANCE, AT_SUBNET, AT_VPC, N_AT };
enum { N_INSIDE = 4 };

typedef struct
{
  gboolean used;
  TgSpan   texts[N_AT];
  guint32  entities[N_AT];
  guint32  relations[N_INSIDE], series[N_INSIDE];      /* TG_LOCAL_NONE: it has none */
  guint32  totals[N_AT];       /* cells of activity, by the order of parties */
  gint64   hour;               /* that the cells are of */
} Place;

#define PLACES 64              /* remembered, by a hash of the interface */

static Place *
remembered (TgMapping *m, const TgSpan *texts, gboolean *same)
{
  TgMappingMemory *memory = tg_mapping_memory (m->facts);

  if (memory->flow == NULL)
    memory->flow = memset (tg_arena_alloc (m->facts->arena, PLACES * sizeof (Place)), 0, PLACES * sizeof (Place));
  Place *place = (Place *) memory->flow + tg_hash64 (texts[AT_INTERFACE].str, texts[AT_INTERFACE].len, 0) % PLACES;
  *same = place->used;
  for (guint i = 0; *same && i < N_AT; i++)
    *same = tg_span_equal (place->texts[i], texts[i]);
  return place;
}

static void
add_parties (TgMapping *m, const Place *place)
{
  for (guint i = 0; i < N_AT; i++)
    tg_facts_party (m->facts, i == AT_ACCOUNT ? TG_PARTY_ACCOUNT : TG_PARTY_PLACE, place->entities[i]);
  if (place->entities[AT_INSTANCE] != TG_LOCAL_NONE || place->entities[AT_SUBNET] != TG_LOCAL_NONE || place->entities[AT_VPC] != TG_LOCAL_NONE)
    TG_FIRED_CODE (TG_RULE_FLOW_PLACE);
}

static void
map_new_place (TgMapping *m, Place *place, const TgSpan *texts)
{
  guint32 *at = place->entities;

  at[AT_INTERFACE] = tg_make_simple (m, TG_ENTITY_INTERFACE, texts[AT_INTERFACE], m->account);
  at[AT_ACCOUNT] = tg_make_account (m, texts[AT_ACCOUNT]);
  at[AT_INSTANCE] = tg_make_simple (m, TG_ENTITY_INSTANCE, texts[AT_INSTANCE], m->account);
  at[AT_SUBNET] = tg_make_simple (m, TG_ENTITY_SUBNET, texts[AT_SUBNET], m->account);
  at[AT_VPC] = tg_make_simple (m, TG_ENTITY_VPC, texts[AT_VPC], m->account);
  for (guint i = 0; i < N_AT; i++)
    place->texts[i] = tg_arena_copy (m->facts->arena, texts[i]);
  place->used = TRUE;
}

static void
relate_place (TgMapping *m, Place *place, gboolean same)
{
  const guint32 *at = place->entities;

  if (same)
    for (guint i = 0; i < N_INSIDE; i++)
      {
        if (place->relations[i] != TG_LOCAL_NONE)
          tg_facts_relation_again (m->facts, place->relations[i], place->series[i], m->record->time, m->failed);
      }
  else
    {
      place->relations[0] = tg_relate (m, at[AT_INTERFACE], at[AT_INSTANCE], TG_RELATION_ATTACHED_TO);
      place->relations[1] = tg_relate (m, at[AT_INTERFACE], at[AT_SUBNET], TG_RELATION_INSIDE);
      place->relations[2] = tg_relate (m, at[AT_SUBNET] != TG_LOCAL_NONE ? at[AT_SUBNET] : at[AT_INTERFACE], at[AT_VPC], TG_RELATION_INSIDE);
      place->relations[3] = tg_relate (m, at[AT_VPC] != TG_LOCAL_NONE ? at[AT_VPC] : at[AT_INTERFACE], at[AT_ACCOUNT], TG_RELATION_INSIDE);
      for (guint i = 0; i < N_INSIDE; i++)
        place->series[i] = place->relations[i] == TG_LOCAL_NONE ? TG_LOCAL_NONE : tg_facts_series (m->facts, place->relations[i], m->record->time);
    }
}

/* The interface and what it is in become parties; same: in this hour all of it was there before. */
static Place *
map_place (TgMapping *m, gboolean *same)
{
  const TgSpan texts[N_AT] = { GET (INTERFACE), m->account, GET (INSTANCE), GET (SUBNET), GET (VPC) };
  const gint64 hour = tg_time_hour (m->record->time);
  Place *place = remembered (m, texts, same);

  if (*same)
    for (guint i = 0; i < N_AT; i++)
      {
        if (place->entities[i] != TG_LOCAL_NONE)
          tg_facts_entity_again (m->facts, place->entities[i], m->record->time);
      }
  else
    map_new_place (m, place, texts);
  *same = *same && place->hour == hour;
  place->hour = hour;
  add_parties (m, place);
  relate_place (m, place, *same);
  return place;
}

static void
map_tgw_side (TgMapping *m, guint32 gateway, TgSpan vpc_id, TgSpan subnet_id, TgSpan account_id)
{
  guint32 vpc = tg_make_simple (m, TG_ENTITY_VPC, vpc_id, account_id), subnet = tg_make_simple (m, TG_ENTITY_SUBNET, subnet_id, account_id);

  tg_facts_party (m->facts, TG_PARTY_PLACE, vpc);
  tg_relate (m, subnet, vpc, TG_RELATION_INSIDE);
  tg_relate (m, vpc, gateway, TG_RELATION_ATTACHED_TO);
  tg_relate (m, vpc, tg_make_account (m, account_id), TG_RELATION_INSIDE);
}

/* Version 6: which networks a transit gateway joined. */
static void
map_gateway (TgMapping *m, guint32 account)
{
  TgSpan id = GET (TGW);

  if (!tg_mapping_says (id))
    return;
  TgSpan key = tg_arena_printf (m->facts->arena, "arn:aws:ec2:%.*s:%.*s:transit-gateway/%.*s", (int) m->region.len,
                                m->region.str != NULL ? m->region.str : "", (int) m->account.len, m->account.str != NULL ? m->account.str : "",
                                (int) id.len, id.str);
  guint32 gateway = tg_make_resource (m, key, TG_SPAN ("ec2:transit-gateway"), id, m->account);
  TG_FIRED_CODE (TG_RULE_FLOW_GATEWAY);
  tg_facts_party (m->facts, TG_PARTY_PLACE, gateway);
  tg_relate (m, gateway, account, TG_RELATION_INSIDE);
  map_tgw_side (m, gateway, GET (TGW_SOURCE_VPC), GET (TGW_SOURCE_SUBNET), GET (TGW_SOURCE_ACCOUNT));
  map_tgw_side (m, gateway, GET (TGW_TARGET_VPC), GET (TGW_TARGET_SUBNET), GET (TGW_TARGET_ACCOUNT));
}

/* Version 7: the task whose interface it is. */
static void
map_task (TgMapping *m, guint32 interface)
{
  guint32 task = tg_make_from_arn (m, GET (ECS_TASK)), cluster = tg_make_from_arn (m, GET (ECS_CLUSTER));

  if (task == TG_LOCAL_NONE && cluster == TG_LOCAL_NONE)
    return;
  TG_FIRED_CODE (TG_RULE_FLOW_TASK);
  tg_facts_party (m->facts, TG_PARTY_PLACE, task);
  tg_facts_party (m->facts, TG_PARTY_PLACE, cluster);
  tg_relate (m, interface, task != TG_LOCAL_NONE ? task : cluster, TG_RELATION_ATTACHED_TO);
  tg_relate (m, task, cluster, TG_RELATION_INSIDE);
  tg_property (m, task, "Service", GET (ECS_SERVICE));
  tg_property (m, task, "Task definition", GET (ECS_TASK_DEFINITION));
}

void
tg_mapping_flow (TgMapping *m, TgFactRecord *row)
{
  TgSpan status = GET (STATUS), verdict = GET (ACTION);
  gboolean no_data = tg_span_is (status, "NODATA") || tg_span_is (status, "SKIPDATA");
  guint64 bytes = tg_mapping_number (GET (BYTES));
  int own = own_end (m);

  row->packets = tg_mapping_number (GET (PACKETS));
  row->bytes_out = bytes;
  row->port_source = (guint32) MIN (tg_mapping_number (GET (SOURCE_PORT)), 65535);
  row->port_target = (guint32) MIN (tg_mapping_number (GET (TARGET_PORT)), 65535);
  row->protocol = (guint32) MIN (tg_mapping_number (GET (PROTOCOL)), 255);
  row->action = m->action = tg_facts_term (m->facts, TG_TERM_ACTION, no_data || !tg_mapping_says (verdict) ? status : verdict);
  row->region = tg_mapping_says (m->region) ? tg_facts_term (m->facts, TG_TERM_REGION, m->region) : TG_LOCAL_NONE;
  row->error = tg_facts_term (m->facts, TG_TERM_ERROR, GET (REJECT_REASON));
  guint32 ports = row->port_source != 0 && row->port_target != 0 ? MIN (row->port_source, row->port_target) : MAX (row->port_source, row->port_target);
  guint64 port = ((guint64) row->protocol << 16) | ports;

  guint32 source = TG_LOCAL_NONE, target = TG_LOCAL_NONE;
  if (no_data)
    TG_FIRED_CODE (TG_RULE_FLOW_NO_DATA);
  else
    {
      source = tg_make_ip (m, GET (SOURCE));
      target = tg_make_ip (m, GET (TARGET));
    }
  tg_facts_party (m->facts, TG_PARTY_ADDRESS, source);
  tg_facts_party (m->facts, TG_PARTY_PEER, target);
  gboolean same;
  const guint32 before = row->n_parties;
  Place *place = map_place (m, &same);
  const guint32 behind = row->n_parties;
  const guint32 interface = place->entities[AT_INTERFACE], account = place->entities[AT_ACCOUNT];
  map_gateway (m, account);
  map_task (m, interface);

  if (source != TG_LOCAL_NONE && target != TG_LOCAL_NONE)
    {
      TG_FIRED_CODE (TG_RULE_FLOW);
      tg_facts_relation (m->facts, source, target, TG_RELATION_FLOW, m->record->time, m->failed, 0, bytes);
    }
  if (own >= 0 && interface != TG_LOCAL_NONE && source != TG_LOCAL_NONE && target != TG_LOCAL_NONE)
    {
      TG_FIRED_CODE (TG_RULE_FLOW_INTERFACE);
      tg_relate (m, own == 0 ? source : target, interface, TG_RELATION_ADDRESS_OF);
      tg_facts_relation (m->facts, interface, own == 0 ? target : source, TG_RELATION_FLOW, m->record->time, m->failed,
                         own == 0 ? 0 : bytes, own == 0 ? bytes : 0);
    }

  /* bytes as each party sees them: the source sends, the target receives, the interface does what its own end does */
  for (guint32 i = 0; i < row->n_parties; i++)
    {
      TgFactParty party = g_array_index (m->facts->parties, TgFactParty, row->first_party + i);
      gboolean receives = party.role == TG_PARTY_PEER || (party.role == TG_PARTY_PLACE && own == 1);
      /* an address that talks to itself is one party */
      if (party.role == TG_PARTY_PEER && party.entity == source)
        continue;
      const gboolean placed = i >= before && i < behind;
      if (placed && same)
        tg_facts_activity_again (m->facts, place->totals[i - before], m->failed, receives ? bytes : 0, receives ? 0 : bytes);
      else
        {
          const guint32 cell = tg_facts_activity (m->facts, party.entity, TG_FACET_TOTAL, 0, m->record->time, m->failed, receives ? bytes : 0,
                                                  receives ? 0 : bytes);
          if (placed)
            place->totals[i - before] = cell;
        }
      if (!no_data && party.role != TG_PARTY_ACCOUNT)
        tg_facts_activity (m->facts, party.entity, TG_FACET_PORT, port, m->record->time, m->failed, receives ? bytes : 0, receives ? 0 : bytes);
    }
}
