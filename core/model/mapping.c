/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tg-model"

#include "core/model/mapping.h"

#include "core/model/mapping-flow-memory.h"
#include "core/model/mapping-private.h"
#include "core/model/repeat.h"

static const struct { const char *id, *text; } code_rules[] = {
#define ROW(name, id, text) { id, text },
  TG_CODE_RULES (ROW)
};

static __thread void (*trace_fired) (guint rule, gpointer data);
static __thread gpointer trace_data;

void
tg_mapping_set_trace (void (*fired) (guint rule, gpointer data), gpointer data)
{
  trace_fired = fired;
  trace_data = data;
}

void
tg_mapping_fired (guint rule)
{
  if (G_UNLIKELY (trace_fired != NULL))
    trace_fired (rule, trace_data);
}

guint
tg_mapping_n_rules (void)
{
  return tg_n_target_rules + tg_n_action_rules + TG_N_CODE_RULES;
}

const char *
tg_mapping_rule_id (guint rule)
{
  g_return_val_if_fail (rule < tg_mapping_n_rules (), NULL);

  if (rule < tg_n_target_rules)
    return tg_target_rules[rule].id;
  rule -= tg_n_target_rules;
  if (rule < tg_n_action_rules)
    return tg_action_rules[rule].id;
  return code_rules[rule - tg_n_action_rules].id;
}

static const char *
make_words (TgMake make)
{
  switch (make)
    {
    case TG_MAKE_ARN: return "what the ARN names";
    case TG_MAKE_TEMPLATE: return "a resource";
    case TG_MAKE_BUCKET: return "a bucket";
    case TG_MAKE_INSTANCE: return "an instance";
    case TG_MAKE_INTERFACE: return "a network interface";
    case TG_MAKE_VPC: return "a VPC";
    case TG_MAKE_SUBNET: return "a subnet";
    case TG_MAKE_IP: return "an address";
    case TG_MAKE_USER_NAME: return "a user";
    case TG_MAKE_ROLE_NAME: return "a role";
    case TG_MAKE_KEY: return "an access key";
    case TG_MAKE_ACCOUNT: return "an account";
    case TG_MAKE_CLUSTER: return "a cluster";
    }
  return "";
}

char *
tg_mapping_rule_text (guint rule)
{
  g_return_val_if_fail (rule < tg_mapping_n_rules (), NULL);

  if (rule < tg_n_target_rules)
    {
      const TgTargetRule *row = &tg_target_rules[rule];
      return g_strdup_printf ("%s %s: %s%s%s", row->service, tg_field_name (row->field), make_words (row->make),
                              row->template != NULL ? " " : "", row->template != NULL ? row->template : "");
    }
  rule -= tg_n_target_rules;
  if (rule < tg_n_action_rules)
    return g_strdup_printf ("%s:%s: %s", tg_action_rules[rule].service, tg_action_rules[rule].action,
                            tg_relation_kind_title (tg_action_rules[rule].relation));
  return g_strdup (code_rules[rule - tg_n_action_rules].text);
}

void
tg_mapping_activity (TgMapping *m, gboolean with_api, guint64 bytes_in, guint64 bytes_out)
{
  const TgFactRecord *row = &g_array_index (m->facts->records, TgFactRecord, m->facts->records->len - 1);
  gint64 time = m->record->time;

  for (guint32 i = 0; i < row->n_parties; i++)
    {
      const TgFactParty party = g_array_index (m->facts->parties, TgFactParty, row->first_party + i);
      gboolean again = FALSE;
      for (guint32 k = 0; k < i && !again; k++)
        again = g_array_index (m->facts->parties, TgFactParty, row->first_party + k).entity == party.entity;
      /* an entity that is a party twice took part once */
      if (again)
        continue;
      const guint facets = with_api ? tg_party_facets (party.role) : 0;
      tg_facts_took_part (m->facts, party.entity, (facets & 1u << TG_FACET_API) != 0 ? row->action : TG_LOCAL_NONE,
                          (facets & 1u << TG_FACET_REGION) != 0 ? row->region : TG_LOCAL_NONE, time, m->failed, bytes_in, bytes_out);
    }
}

/* Which kind of finding a record of kind OTHER is: its reader filled the fields of its format. */
static gboolean
has_guardduty (const TgRecord *record)
{
  return tg_record_get (record, TG_FIELD_GD_ID).str != NULL;
}

static void
apply (TgMapping *m, const TgRecord *record, TgFactRecord *row)
{
  switch (record->kind)
    {
    case TG_RECORD_CLOUDTRAIL:
      m->region = tg_mapping_get (m, TG_FIELD_CT_REGION);
      m->account = tg_mapping_get (m, TG_FIELD_CT_RECIPIENT);
      if (!tg_mapping_says (m->account))
        m->account = tg_mapping_get (m, TG_FIELD_CT_USER_ACCOUNT);
      tg_mapping_cloudtrail (m);
      break;
    case TG_RECORD_INSIGHT:
      m->region = tg_mapping_get (m, TG_FIELD_IN_REGION);
      m->account = tg_mapping_get (m, TG_FIELD_IN_ACCOUNT);
      tg_mapping_insight (m);
      break;
    case TG_RECORD_VPCFLOW:
      m->region = tg_mapping_get (m, TG_FIELD_FL_REGION);
      m->account = tg_mapping_get (m, TG_FIELD_FL_ACCOUNT);
      tg_mapping_flow (m, row);
      break;
    case TG_RECORD_SECURITYHUB:
      m->region = tg_mapping_get (m, TG_FIELD_SH_REGION);
      m->account = tg_mapping_get (m, TG_FIELD_SH_ACCOUNT);
      tg_mapping_asff (m);
      break;
    case TG_RECORD_GUARDDUTY:
    case TG_RECORD_OTHER:
      m->region = tg_mapping_get (m, TG_FIELD_GD_REGION);
      m->account = tg_mapping_get (m, TG_FIELD_GD_ACCOUNT);
      if (record->kind == TG_RECORD_GUARDDUTY || has_guardduty (record))
        tg_mapping_guardduty (m);
      break;
    case TG_RECORD_K8S_AUDIT:
      m->account = tg_mapping_get (m, TG_FIELD_KA_ACCOUNT);
      tg_mapping_k8s (m);
      break;
    case TG_RECORD_OCSF:
      m->account = tg_mapping_get (m, TG_FIELD_OC_ACCOUNT);
      m->region = tg_mapping_get (m, TG_FIELD_OC_REGION);
      tg_mapping_ocsf (m);
      break;
    case TG_RECORD_ACCESS:
      tg_mapping_access (m);
      break;
    case TG_RECORD_DNS:
      m->account = tg_mapping_get (m, TG_FIELD_DN_ACCOUNT);
      m->region = tg_mapping_get (m, TG_FIELD_DN_REGION);
      tg_mapping_dns (m);
      break;
    case TG_RECORD_CONTEXT:
      tg_mapping_context (m);
      break;
    case TG_RECORD_N_KINDS:
      break;
    }
}

/* All zero between two records: undoing what a record set is cheaper than clearing it all. */
static __thread guint8 first_values[TG_FIELD_N];

static void
map (const TgRecord *record, TgFacts *facts)
{
  TgMapping m = { .record = record, .facts = facts, .failed = (record->flags & TG_RECORD_FAILED) != 0, .action = TG_LOCAL_NONE,
                  .first = first_values };
  TgFactRecord *row = tg_facts_record (facts, record);

  for (guint i = MIN (record->n_values, G_MAXUINT8 - 1); i > 0; i--)
    {
      first_values[record->values[i - 1].field] = (guint8) i;
      /* it was read a whole batch ago: all of it is sent for at once */
      __builtin_prefetch (record->values[i - 1].text.str);
    }
  apply (&m, record, row);
  for (guint i = 0; i < record->n_values; i++)
    first_values[record->values[i].field] = 0;
}

void
tg_mapping_apply (const TgRecord *record, TgFacts *facts)
{
  const gboolean alike = record->like != 0 && record->time != TG_TIME_NONE;
  TgRecord whole;

  if (alike && tg_repeat_find (facts, record) != NULL)
    return;
  if (record->n_own > 0)
    {
      whole = *record;
      tg_record_complete (&whole, facts->arena);
      record = &whole;
    }
  if (alike)
    tg_repeat_begin (facts);
  map (record, facts);
  if (alike)
    tg_repeat_end (facts, record);
}

TgMappingMemory *
tg_mapping_memory (TgFacts *facts)
{
  if (facts->memory == NULL)
    {
      facts->memory = tg_arena_alloc (facts->arena, sizeof (TgMappingMemory));
      *(TgMappingMemory *) facts->memory = (TgMappingMemory) { NULL, NULL };
    }
  return facts->memory;
}

void
tg_mapping_finish (TgFacts *facts)
{
  tg_repeat_flush (facts);
  tg_flow_memory_finish (facts);
}
