/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tg-model"

#include "core/model/mapping-flow-memory.h"

#include <string.h>

#include "core/base/time.h"

#define GET(name) tg_mapping_get (m, TG_FIELD_FL_##name)

/* A row while it is mapped for the first time. */
typedef struct
{
  TgFlowSetting *setting;
  TgFlowTouched  touched;
  guint64        bytes, port;
  int            own;          /* as in the setting */
  TgIp           source_ip, target_ip;
  gboolean       source_parsed, target_parsed;
  guint32        source, target;
} Flow;

static void
touch_entity (Flow *flow, guint32 entity)
{
  if (entity == TG_LOCAL_NONE)
    return;
  g_assert (flow->touched.n_entities < TG_FLOW_MAX_TOUCHED);
  flow->touched.entities[flow->touched.n_entities++] = entity;
}

static void
touch_relation (Flow *flow, guint32 relation, guint32 series, TgFlowWay way)
{
  g_assert (flow->touched.n_relations < TG_FLOW_MAX_TOUCHED);
  flow->touched.relations[flow->touched.n_relations++] = (TgFlowRelation) { relation, series, way };
}

static void
touch_cell (Flow *flow, guint32 cell, TgFlowWay way)
{
  if (cell == TG_LOCAL_NONE)
    return;
  g_assert (flow->touched.n_sums < TG_FLOW_MAX_TOUCHED);
  flow->touched.sums[flow->touched.n_sums++] = (TgFlowSum) { cell, way };
}

static guint32
relate (TgMapping *m, Flow *flow, guint32 source, guint32 target, TgRelationKind kind, TgFlowWay way)
{
  const guint32 relation = tg_facts_relation (m->facts, source, target, kind, m->record->time, m->failed,
                                              way == TG_FLOW_BYTES_IN ? flow->bytes : 0, way == TG_FLOW_BYTES_OUT ? flow->bytes : 0);

  if (relation != TG_LOCAL_NONE)
    touch_relation (flow, relation, tg_facts_series (m->facts, relation, m->record->time), way);
  return relation;
}

/* Nearly all are a few digits. */
static inline guint64
number (TgSpan text)
{
  guint64 value = 0;

  for (guint32 i = 0; i < text.len; i++)
    {
      const guint digit = (guint) (guchar) text.str[i] - '0';
      if (digit > 9 || text.len > 18)
        return tg_mapping_number (text);
      value = value * 10 + digit;
    }
  return value;
}

/* Which end of the flow the interface is: 0 source, 1 target, -1 unknown. The record says it since version 5; before, the only private
 * address of the two is the interface's own. Between two private addresses both interfaces may write the flow, and it stays unknown. */
static int
own_end (const Flow *flow)
{
  if (flow->setting->own >= 0)
    return flow->setting->own;
  if (!flow->source_parsed || !flow->target_parsed)
    return -1;
  const gboolean source_private = tg_ip_is_private (&flow->source_ip), target_private = tg_ip_is_private (&flow->target_ip);
  if (source_private == target_private)
    return -1;
  return source_private ? 0 : 1;
}

static guint32
make_address (TgMapping *m, Flow *flow, const TgIp *ip, gboolean parsed)
{
  char text[46];

  if (!parsed)
    return TG_LOCAL_NONE;
  const guint32 made = tg_make_simple (m, TG_ENTITY_IP, tg_span_str (tg_ip_format (ip, text)), TG_SPAN_NONE);
  touch_entity (flow, made);
  return made;
}

static void
map_addresses (TgMapping *m, Flow *flow)
{
  flow->source = flow->target = TG_LOCAL_NONE;
  flow->source_parsed = tg_ip_parse (GET (SOURCE), &flow->source_ip);
  flow->target_parsed = tg_ip_parse (GET (TARGET), &flow->target_ip);
  flow->own = own_end (flow);
  if (flow->setting->no_data)
    TG_FIRED_CODE (TG_RULE_FLOW_NO_DATA);
  else
    {
      flow->source = make_address (m, flow, &flow->source_ip, flow->source_parsed);
      flow->target = make_address (m, flow, &flow->target_ip, flow->target_parsed);
    }
  tg_facts_party (m->facts, TG_PARTY_ADDRESS, flow->source);
  tg_facts_party (m->facts, TG_PARTY_PEER, flow->target);
}

static void
add_parties (TgMapping *m, const guint32 *at)
{
  for (guint i = 0; i < TG_FLOW_N_PLACES; i++)
    tg_facts_party (m->facts, i == TG_FLOW_ACCOUNT ? TG_PARTY_ACCOUNT : TG_PARTY_PLACE, at[i]);
  if (at[TG_FLOW_INSTANCE] != TG_LOCAL_NONE || at[TG_FLOW_SUBNET] != TG_LOCAL_NONE || at[TG_FLOW_VPC] != TG_LOCAL_NONE)
    TG_FIRED_CODE (TG_RULE_FLOW_PLACE);
}

static void
make_place (TgMapping *m, guint32 *at)
{
  at[TG_FLOW_INTERFACE] = tg_make_simple (m, TG_ENTITY_INTERFACE, GET (INTERFACE), m->account);
  at[TG_FLOW_ACCOUNT] = tg_make_account (m, m->account);
  at[TG_FLOW_INSTANCE] = tg_make_simple (m, TG_ENTITY_INSTANCE, GET (INSTANCE), m->account);
  at[TG_FLOW_SUBNET] = tg_make_simple (m, TG_ENTITY_SUBNET, GET (SUBNET), m->account);
  at[TG_FLOW_VPC] = tg_make_simple (m, TG_ENTITY_VPC, GET (VPC), m->account);
}

static void
relate_place (TgMapping *m, Flow *flow)
{
  TgFlowSetting *place = flow->setting;
  const guint32 *at = place->entities;

  place->relations[0] = tg_relate (m, at[TG_FLOW_INTERFACE], at[TG_FLOW_INSTANCE], TG_RELATION_ATTACHED_TO);
  place->relations[1] = tg_relate (m, at[TG_FLOW_INTERFACE], at[TG_FLOW_SUBNET], TG_RELATION_INSIDE);
  place->relations[2] = tg_relate (m, at[at[TG_FLOW_SUBNET] != TG_LOCAL_NONE ? TG_FLOW_SUBNET : TG_FLOW_INTERFACE], at[TG_FLOW_VPC],
                                   TG_RELATION_INSIDE);
  place->relations[3] = tg_relate (m, at[at[TG_FLOW_VPC] != TG_LOCAL_NONE ? TG_FLOW_VPC : TG_FLOW_INTERFACE], at[TG_FLOW_ACCOUNT],
                                   TG_RELATION_INSIDE);
  for (guint i = 0; i < TG_FLOW_N_INSIDE; i++)
    place->series[i] = place->relations[i] == TG_LOCAL_NONE ? TG_LOCAL_NONE : tg_facts_series (m->facts, place->relations[i], m->record->time);
}

/* The interface and what it is in become parties; TRUE: in this hour all of it was there before. */
static gboolean
map_place (TgMapping *m, Flow *flow)
{
  TgFlowSetting *place = flow->setting;
  const gint64 hour = tg_time_hour (m->record->time);
  const gboolean same = place->known && place->hour == hour;

  if (!place->known)
    make_place (m, place->entities);
  for (guint i = 0; i < TG_FLOW_N_PLACES; i++)
    {
      if (place->known && place->entities[i] != TG_LOCAL_NONE)
        tg_facts_entity_again (m->facts, place->entities[i], m->record->time);
      touch_entity (flow, place->entities[i]);
    }
  add_parties (m, place->entities);
  if (!same)
    relate_place (m, flow);
  for (guint i = 0; i < TG_FLOW_N_INSIDE; i++)
    if (place->relations[i] != TG_LOCAL_NONE)
      {
        if (same)
          tg_facts_relation_again (m->facts, place->relations[i], place->series[i], m->record->time, m->failed);
        touch_relation (flow, place->relations[i], place->series[i], TG_FLOW_NO_BYTES);
      }
  place->known = TRUE;
  place->hour = hour;
  return same;
}

static void
map_tgw_side (TgMapping *m, Flow *flow, guint32 gateway, TgSpan vpc_id, TgSpan subnet_id, TgSpan account_id)
{
  const guint32 vpc = tg_make_simple (m, TG_ENTITY_VPC, vpc_id, account_id), subnet = tg_make_simple (m, TG_ENTITY_SUBNET, subnet_id, account_id);

  touch_entity (flow, vpc);
  touch_entity (flow, subnet);
  tg_facts_party (m->facts, TG_PARTY_PLACE, vpc);
  relate (m, flow, subnet, vpc, TG_RELATION_INSIDE, TG_FLOW_NO_BYTES);
  relate (m, flow, vpc, gateway, TG_RELATION_ATTACHED_TO, TG_FLOW_NO_BYTES);
  const guint32 account = tg_make_account (m, account_id);
  touch_entity (flow, account);
  relate (m, flow, vpc, account, TG_RELATION_INSIDE, TG_FLOW_NO_BYTES);
}

/* Version 6: which networks a transit gateway joined. */
static void
map_gateway (TgMapping *m, Flow *flow, guint32 account)
{
  TgSpan id = GET (TGW);

  if (!tg_mapping_says (id))
    return;
  TgSpan key = tg_arena_printf (m->facts->arena, "arn:aws:ec2:%.*s:%.*s:transit-gateway/%.*s", (int) m->region.len,
                                m->region.str != NULL ? m->region.str : "", (int) m->account.len, m->account.str != NULL ? m->account.str : "",
                                (int) id.len, id.str);
  guint32 gateway = tg_make_resource (m, key, TG_SPAN ("ec2:transit-gateway"), id, m->account);
  TG_FIRED_CODE (TG_RULE_FLOW_GATEWAY);
  touch_entity (flow, gateway);
  tg_facts_party (m->facts, TG_PARTY_PLACE, gateway);
  relate (m, flow, gateway, account, TG_RELATION_INSIDE, TG_FLOW_NO_BYTES);
  map_tgw_side (m, flow, gateway, GET (TGW_SOURCE_VPC), GET (TGW_SOURCE_SUBNET), GET (TGW_SOURCE_ACCOUNT));
  map_tgw_side (m, flow, gateway, GET (TGW_TARGET_VPC), GET (TGW_TARGET_SUBNET), GET (TGW_TARGET_ACCOUNT));
}

/* Version 7: the task whose interface it is. */
static void
map_task (TgMapping *m, Flow *flow, guint32 interface)
{
  guint32 task = tg_make_from_arn (m, GET (ECS_TASK)), cluster = tg_make_from_arn (m, GET (ECS_CLUSTER));

  flow->setting->task = task;
  if (task == TG_LOCAL_NONE && cluster == TG_LOCAL_NONE)
    return;
  TG_FIRED_CODE (TG_RULE_FLOW_TASK);
  touch_entity (flow, task);
  touch_entity (flow, cluster);
  tg_facts_party (m->facts, TG_PARTY_PLACE, task);
  tg_facts_party (m->facts, TG_PARTY_PLACE, cluster);
  relate (m, flow, interface, task != TG_LOCAL_NONE ? task : cluster, TG_RELATION_ATTACHED_TO, TG_FLOW_NO_BYTES);
  relate (m, flow, task, cluster, TG_RELATION_INSIDE, TG_FLOW_NO_BYTES);
}

/* Of several the latest stays, so each row says them. */
static void
tell_task (TgMapping *m, guint32 task)
{
  if (task == TG_LOCAL_NONE)
    return;
  tg_property (m, task, "Service", GET (ECS_SERVICE));
  tg_property (m, task, "Task definition", GET (ECS_TASK_DEFINITION));
}

static void
map_relations (TgMapping *m, Flow *flow, guint32 interface)
{
  const int own = flow->own;

  if (flow->source == TG_LOCAL_NONE || flow->target == TG_LOCAL_NONE)
    return;
  TG_FIRED_CODE (TG_RULE_FLOW);
  relate (m, flow, flow->source, flow->target, TG_RELATION_FLOW, TG_FLOW_BYTES_OUT);
  if (own < 0 || interface == TG_LOCAL_NONE)
    return;
  TG_FIRED_CODE (TG_RULE_FLOW_INTERFACE);
  relate (m, flow, own == 0 ? flow->source : flow->target, interface, TG_RELATION_ADDRESS_OF, TG_FLOW_NO_BYTES);
  relate (m, flow, interface, own == 0 ? flow->target : flow->source, TG_RELATION_FLOW, own == 0 ? TG_FLOW_BYTES_OUT : TG_FLOW_BYTES_IN);
}

/* Bytes as each party sees them: the source sends, the target receives, the interface does what its own end does. Of the parties those from
 * before to behind are the place; same: it has the hour's cells. */
static void
map_activity (TgMapping *m, Flow *flow, const TgFactRecord *row, guint32 before, guint32 behind, gboolean same)
{
  for (guint32 i = 0; i < row->n_parties; i++)
    {
      const TgFactParty party = g_array_index (m->facts->parties, TgFactParty, row->first_party + i);
      const gboolean receives = party.role == TG_PARTY_PEER || (party.role == TG_PARTY_PLACE && flow->own == 1);
      const TgFlowWay way = receives ? TG_FLOW_BYTES_IN : TG_FLOW_BYTES_OUT;
      const guint64 in = receives ? flow->bytes : 0, out = receives ? 0 : flow->bytes;
      /* an address that talks to itself is one party */
      if (party.role == TG_PARTY_PEER && party.entity == flow->source)
        continue;
      const gboolean placed = i >= before && i < behind;
      guint32 cell = placed && same ? flow->setting->totals[i - before] : TG_LOCAL_NONE;
      if (cell != TG_LOCAL_NONE)
        tg_facts_activity_again (m->facts, cell, m->failed, in, out);
      else
        cell = tg_facts_activity (m->facts, party.entity, TG_FACET_TOTAL, 0, m->record->time, m->failed, in, out);
      if (placed)
        flow->setting->totals[i - before] = cell;
      touch_cell (flow, cell, way);
      if (!flow->setting->no_data && party.role != TG_PARTY_ACCOUNT)
        touch_cell (flow, tg_facts_activity (m->facts, party.entity, TG_FACET_PORT, flow->port, m->record->time, m->failed, in, out), way);
    }
}

/* ARNs of ECS name a thing and nothing beside it. */
static gboolean
is_alone (TgSpan text)
{
  TgArn arn;

  return tg_mapping_says (text) && tg_arn_parse (text, &arn) && !tg_span_is (arn.service, "ecs");
}

static void
fill_setting (TgMapping *m, TgFlowSetting *setting)
{
  const TgSpan status = GET (STATUS), verdict = GET (ACTION), direction = GET (DIRECTION);

  setting->no_data = tg_span_is (status, "NODATA") || tg_span_is (status, "SKIPDATA");
  setting->own = tg_span_is (direction, "egress") ? 0 : tg_span_is (direction, "ingress") ? 1 : -1;
  setting->action = tg_facts_term (m->facts, TG_TERM_ACTION, setting->no_data || !tg_mapping_says (verdict) ? status : verdict);
  setting->region = tg_mapping_says (m->region) ? tg_facts_term (m->facts, TG_TERM_REGION, m->region) : TG_LOCAL_NONE;
  setting->error = tg_facts_term (m->facts, TG_TERM_ERROR, GET (REJECT_REASON));
  setting->alone = setting->id == 0 || is_alone (GET (ECS_TASK)) || is_alone (GET (ECS_CLUSTER));
}

static void
map_first (TgMapping *m, TgFactRecord *row, Flow *flow)
{
  map_addresses (m, flow);
  const guint32 before = row->n_parties;
  const gboolean same = map_place (m, flow);
  const guint32 behind = row->n_parties, *at = flow->setting->entities;

  map_gateway (m, flow, at[TG_FLOW_ACCOUNT]);
  map_task (m, flow, at[TG_FLOW_INTERFACE]);
  map_relations (m, flow, at[TG_FLOW_INTERFACE]);
  map_activity (m, flow, row, before, behind, same);
}

/* The port of the service: the lower one. */
static guint64
service_port (const TgFactRecord *row)
{
  const guint32 low = MIN (row->port_source, row->port_target), high = MAX (row->port_source, row->port_target);

  return (guint64) row->protocol << 16 | (low != 0 ? low : high);
}

void
tg_mapping_flow (TgMapping *m, TgFactRecord *row)
{
  TgFlowSetting other, *setting = tg_flow_setting (m, &other);

  row->packets = number (GET (PACKETS));
  row->bytes_out = number (GET (BYTES));
  row->port_source = (guint32) MIN (number (GET (SOURCE_PORT)), 65535);
  row->port_target = (guint32) MIN (number (GET (TARGET_PORT)), 65535);
  row->protocol = (guint32) MIN (number (GET (PROTOCOL)), 255);
  if (!setting->known)
    fill_setting (m, setting);
  row->action = m->action = setting->action;
  row->region = setting->region;
  row->error = setting->error;

  const TgFlowKey key = { setting->id, m->failed, service_port (row), tg_time_hour (m->record->time), GET (SOURCE), GET (TARGET) };
  TgFlowRows *rows = setting->alone ? NULL : tg_flow_rows_find (m, &key);
  if (rows != NULL)
    {
      tg_flow_rows_add (rows, m->record->time, row->bytes_out);
      row->first_party = rows->first_party;
      row->n_parties = rows->n_parties;
    }
  else
    {
      Flow flow;               /* not cleared: the lists of what it touches are long */
      flow.setting = setting;
      flow.bytes = row->bytes_out;
      flow.port = key.port;
      flow.touched.n_entities = flow.touched.n_relations = flow.touched.n_sums = 0;
      map_first (m, row, &flow);
      if (!setting->alone)
        tg_flow_remember (m, &key, row, &flow.touched);
    }
  tell_task (m, setting->task);
}
