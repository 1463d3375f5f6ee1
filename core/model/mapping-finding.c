/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tg-model"

#include "core/model/mapping-private.h"

#include <math.h>
#include <string.h>

#define GD(name) tg_mapping_get (m, TG_FIELD_GD_##name)
#define SH(name) tg_mapping_get (m, TG_FIELD_SH_##name)

static double
real (TgSpan text)
{
  char buffer[64], *end;

  if (text.str == NULL || text.len == 0 || text.len >= sizeof buffer)
    return NAN;
  memcpy (buffer, text.str, text.len);
  buffer[text.len] = '\0';
  double value = g_ascii_strtod (buffer, &end);
  return *end == '\0' && isfinite (value) ? value : NAN;
}

gint64
tg_mapping_time (TgSpan a, TgSpan b)
{
  gint64 t;
  return tg_time_parse (a, &t) || tg_time_parse (b, &t) ? t : TG_TIME_NONE;
}

guint64
tg_mapping_count (TgSpan text)
{
  gint64 value;
  return tg_span_to_whole (text, &value) && value > 0 ? (guint64) value : 1;
}

guint64
tg_mapping_number (TgSpan text)
{
  gint64 value;
  return tg_span_to_whole (text, &value) && value > 0 ? (guint64) value : 0;
}

void
tg_mapping_involve (TgMapping *m, guint32 finding, guint32 entity)
{
  if (entity == TG_LOCAL_NONE || finding == TG_LOCAL_NONE)
    return;
  tg_facts_party (m->facts, TG_PARTY_TARGET, entity);
  tg_relate (m, finding, entity, TG_RELATION_INVOLVES);
}

TgSpan
tg_mapping_finding_id (TgSpan text)
{
  TgArn arn;

  if (!tg_span_has_prefix (text, "arn:") || !tg_arn_parse (text, &arn) || !tg_span_is (arn.service, "guardduty"))
    return text;
  const char *slash = memrchr (text.str, '/', text.len);
  const gsize at = slash != NULL ? (gsize) (slash - text.str) : 0;
  if (at < 9 || memcmp (slash - 8, "/finding", 8) != 0 || at + 1 == text.len)
    return text;
  return tg_span (slash + 1, text.len - at - 1);
}

/* The finding's entity, row and account. */
guint32
tg_mapping_open_finding (TgMapping *m, TgSpan id, TgFactFinding *finding)
{
  TgFactEntity entity = { .kind = TG_ENTITY_FINDING, .key = id, .name = finding->title, .account = m->account, .type = finding->type,
                          .first = finding->first != TG_TIME_NONE ? finding->first : m->record->time,
                          .last = finding->last != TG_TIME_NONE ? finding->last : m->record->time };
  guint32 made = tg_mapping_says (id) ? tg_facts_entity (m->facts, &entity) : TG_LOCAL_NONE;

  TgFactRecord *row = &g_array_index (m->facts->records, TgFactRecord, m->facts->records->len - 1);
  row->action = m->action = tg_facts_term (m->facts, TG_TERM_ACTION, finding->type);
  row->region = tg_mapping_says (m->region) ? tg_facts_term (m->facts, TG_TERM_REGION, m->region) : TG_LOCAL_NONE;
  tg_facts_party (m->facts, TG_PARTY_FINDING, made);
  if (made == TG_LOCAL_NONE)
    return made;

  TgArena *arena = m->facts->arena;
  finding->entity = made;
  finding->record = m->facts->records->len - 1;
  finding->title = tg_arena_copy (arena, finding->title);
  finding->description = tg_arena_copy (arena, finding->description);
  finding->type = tg_arena_copy (arena, finding->type);
  finding->product = tg_arena_copy (arena, finding->product);
  finding->account = tg_arena_copy (arena, m->account);
  finding->region = tg_arena_copy (arena, m->region);
  finding->arn = tg_arena_copy (arena, finding->arn);
  g_array_append_val (m->facts->findings, *finding);

  guint32 account = tg_make_account (m, m->account);
  tg_facts_party (m->facts, TG_PARTY_ACCOUNT, account);
  tg_relate (m, made, account, TG_RELATION_INVOLVES);
  return made;
}

/* accessKeyDetails: principalId is AROA…:session, AIDA…, or the account id of root. */
static void
involve_key (TgMapping *m, guint32 finding)
{
  TgSpan principal = GD (PRINCIPAL), name = GD (USER_NAME), type = GD (USER_TYPE);
  guint32 who = TG_LOCAL_NONE;
  const char *colon = principal.str != NULL ? memchr (principal.str, ':', principal.len) : NULL;

  if (tg_span_is (type, "Root"))
    {
      TgFactEntity root = { .kind = TG_ENTITY_ROOT, .key = m->account, .account = m->account, .name = TG_SPAN ("root"),
                            .first = m->record->time, .last = m->record->time };
      who = tg_mapping_says (m->account) ? tg_facts_entity (m->facts, &root) : TG_LOCAL_NONE;
    }
  else if (tg_span_is (type, "AssumedRole") || tg_span_is (type, "Role") || colon != NULL)
    {
      TgSpan role_id = colon != NULL ? tg_span (principal.str, (gsize) (colon - principal.str)) : principal;
      guint32 role = tg_make_role (m, role_id, m->account, name);
      tg_mapping_involve (m, finding, role);
      if (colon != NULL)
        {
          who = tg_make_session (m, principal, m->account, name, tg_span (colon + 1, principal.len - role_id.len - 1));
          tg_relate (m, who, role, TG_RELATION_SESSION_OF);
        }
    }
  else if (tg_span_is (type, "FederatedUser"))
    who = tg_make_simple (m, TG_ENTITY_FEDERATED, tg_mapping_says (principal) ? principal : name, m->account);
  else if (tg_mapping_says (principal) || tg_mapping_says (name))
    who = tg_make_user (m, principal, m->account, name);

  guint32 key = tg_make_key (m, GD (KEY), m->account);
  if (who != TG_LOCAL_NONE || key != TG_LOCAL_NONE)
    TG_FIRED_CODE (TG_RULE_FINDING_KEY);
  tg_mapping_involve (m, finding, who);
  tg_mapping_involve (m, finding, key);
  tg_relate (m, who, key, TG_RELATION_SIGNED_WITH);
}

static void
involve_instance (TgMapping *m, guint32 finding)
{
  guint32 instance = tg_make_simple (m, TG_ENTITY_INSTANCE, GD (INSTANCE), m->account);

  if (instance == TG_LOCAL_NONE)
    return;
  TG_FIRED_CODE (TG_RULE_FINDING_INSTANCE);
  tg_mapping_involve (m, finding, instance);
  tg_property (m, instance, "Instance type", GD (INSTANCE_TYPE));
  tg_property (m, instance, "Image", GD (INSTANCE_IMAGE));
  tg_property (m, instance, "Instance profile", GD (INSTANCE_PROFILE));
  for (guint32 i = 0; i < m->record->n_values; i++)
    {
      const TgFieldValue *value = &m->record->values[i];
      guint32 interface = tg_make_simple (m, TG_ENTITY_INTERFACE, tg_record_get_in (m->record, TG_FIELD_GD_INTERFACE, value->group), m->account);
      guint32 holder = interface != TG_LOCAL_NONE ? interface : instance, made;
      switch (value->field)
        {
        case TG_FIELD_GD_INTERFACE:
          tg_mapping_involve (m, finding, interface);
          tg_relate (m, interface, instance, TG_RELATION_ATTACHED_TO);
          break;
        case TG_FIELD_GD_PRIVATE_IP:
        case TG_FIELD_GD_PUBLIC_IP:
          made = tg_make_ip (m, value->text);
          tg_mapping_involve (m, finding, made);
          tg_relate (m, made, holder, TG_RELATION_ADDRESS_OF);
          break;
        case TG_FIELD_GD_SUBNET:
          made = tg_make_simple (m, TG_ENTITY_SUBNET, value->text, m->account);
          tg_mapping_involve (m, finding, made);
          tg_relate (m, holder, made, TG_RELATION_INSIDE);
          break;
        case TG_FIELD_GD_VPC:
          made = tg_make_simple (m, TG_ENTITY_VPC, value->text, m->account);
          tg_mapping_involve (m, finding, made);
          tg_relate (m, tg_make_simple (m, TG_ENTITY_SUBNET, tg_record_get_in (m->record, TG_FIELD_GD_SUBNET, value->group), m->account), made,
                     TG_RELATION_INSIDE);
          break;
        default:
          break;
        }
    }
}

/* A field each of whose values names an entity. */
void
tg_mapping_involve_each (TgMapping *m, guint32 finding, TgField field, TgCodeRule rule, guint32 (*make) (TgMapping *m, TgSpan text))
{
  for (guint32 i = 0; i < m->record->n_values; i++)
    if (m->record->values[i].field == field)
      {
        guint32 made = make (m, m->record->values[i].text);
        if (made != TG_LOCAL_NONE)
          TG_FIRED_CODE (rule);
        tg_mapping_involve (m, finding, made);
      }
}

/* Who runs the network of each remote address: what is said of it stands in the same element. */
static void
relate_organisations (TgMapping *m, TgField address, TgField number, TgField name)
{
  for (guint32 i = 0; i < m->record->n_values; i++)
    {
      const TgFieldValue *value = &m->record->values[i];
      const TgSpan asn = value->field == address ? tg_record_get_in (m->record, number, value->group) : TG_SPAN_NONE;
      const TgSpan title = value->field == address ? tg_record_get_in (m->record, name, value->group) : TG_SPAN_NONE;
      gint64 digits;

      if (value->field != address || (!tg_mapping_says (asn) && !tg_mapping_says (title)))
        continue;
      const TgSpan key = tg_span_to_whole (asn, &digits) && digits > 0 && digits <= G_MAXUINT32
                         ? tg_arena_printf (m->facts->arena, "AS%" G_GINT64_FORMAT, digits) : title;
      const TgFactEntity entity = { .kind = TG_ENTITY_AS_ORGANISATION, .key = key, .name = title, .first = m->record->time, .last = m->record->time };
      if (!tg_mapping_says (key))
        continue;
      TG_FIRED_CODE (TG_RULE_FINDING_ORGANISATION);
      tg_relate (m, tg_make_ip (m, value->text), tg_facts_entity (m->facts, &entity), TG_RELATION_INSIDE);
    }
}

static guint32
make_bucket (TgMapping *m, TgSpan name)
{
  return tg_make_simple (m, TG_ENTITY_BUCKET, name, TG_SPAN_NONE);
}

static guint32
make_agent (TgMapping *m, TgSpan text)
{
  return tg_make_simple (m, TG_ENTITY_USER_AGENT, text, TG_SPAN_NONE);
}

static guint32
make_sequence_user (TgMapping *m, guint16 group)
{
  TgSpan uid = tg_record_get_in (m->record, TG_FIELD_GD_SEQ_USER, group), name = tg_record_get_in (m->record, TG_FIELD_GD_SEQ_USER_NAME, group);
  const char *colon = uid.str != NULL ? memchr (uid.str, ':', uid.len) : NULL;

  if (tg_span_has_prefix (uid, "arn:"))
    return tg_make_from_arn (m, uid);
  if (tg_span_has_prefix (uid, "AROA") && colon != NULL)
    return tg_make_session (m, uid, m->account, name, tg_span (colon + 1, (gsize) (uid.str + uid.len - colon - 1)));
  if (tg_span_has_prefix (uid, "AROA"))
    return tg_make_role (m, uid, m->account, name);
  return tg_make_user (m, tg_span_has_prefix (uid, "AIDA") ? uid : TG_SPAN_NONE, m->account, name);
}

/* An attack sequence names no resource of its own: actors, resources, endpoints and the findings it was seen in stand in its sequence. */
static void
involve_sequence (TgMapping *m, guint32 finding)
{
  for (guint32 i = 0; i < m->record->n_values; i++)
    {
      const TgFieldValue *value = &m->record->values[i];
      guint32 made = TG_LOCAL_NONE;
      TgSpan type;
      switch (value->field)
        {
        case TG_FIELD_GD_SEQ_RESOURCE:
          type = tg_record_get_in (m->record, TG_FIELD_GD_SEQ_RESOURCE_TYPE, value->group);
          made = tg_span_is (type, "ACCESS_KEY") ? tg_make_key (m, value->text, m->account) : tg_make_from_type (m, type, value->text);
          break;
        case TG_FIELD_GD_SEQ_USER_NAME:
          if (tg_record_get_in (m->record, TG_FIELD_GD_SEQ_USER, value->group).str == NULL)
            made = make_sequence_user (m, value->group);
          break;
        case TG_FIELD_GD_SEQ_USER:
          made = make_sequence_user (m, value->group);
          break;
        case TG_FIELD_GD_SEQ_KEY:
          made = tg_make_key (m, value->text, m->account);
          break;
        case TG_FIELD_GD_SEQ_ISSUER:
          made = tg_make_from_arn (m, value->text);
          break;
        case TG_FIELD_GD_SEQ_IP:
          made = tg_make_ip (m, value->text);
          break;
        case TG_FIELD_GD_SEQ_DOMAIN:
          made = tg_make_domain (m, value->text);
          break;
        case TG_FIELD_GD_SEQ_SIGNAL:
          if (tg_span_is (tg_record_get_in (m->record, TG_FIELD_GD_SEQ_SIGNAL_TYPE, value->group), "FINDING"))
            {
              made = tg_make_simple (m, TG_ENTITY_FINDING, tg_mapping_finding_id (value->text), m->account);
            }
          break;
        default:
          break;
        }
      if (made == TG_LOCAL_NONE || made == finding)
        continue;
      TG_FIRED_CODE (TG_RULE_FINDING_SEQUENCE);
      tg_mapping_involve (m, finding, made);
    }
}

void
tg_mapping_guardduty (TgMapping *m)
{
  TgFactFinding finding = {
    .title = GD (TITLE), .description = GD (DESCRIPTION), .type = GD (TYPE), .arn = GD (ARN),
    .product = TG_SPAN ("GuardDuty"),
    .score = real (GD (SEVERITY)),
    .first = tg_mapping_time (GD (FIRST), GD (CREATED)), .last = tg_mapping_time (GD (LAST), GD (UPDATED)), .updated = tg_mapping_time (GD (UPDATED), GD (LAST)),
    .count = tg_mapping_count (GD (COUNT)),
    .archived = tg_span_is (GD (ARCHIVED), "true"),
  };

  finding.severity = tg_severity_from_guardduty (finding.score);
  guint32 made = tg_mapping_open_finding (m, GD (ID), &finding);
  TG_FIRED_CODE (TG_RULE_FINDING_GUARDDUTY);
  involve_key (m, made);
  involve_instance (m, made);
  tg_mapping_involve_each (m, made, TG_FIELD_GD_BUCKET, TG_RULE_FINDING_BUCKET, make_bucket);
  tg_mapping_involve_each (m, made, TG_FIELD_GD_CLUSTER_ARN, TG_RULE_FINDING_RESOURCE, tg_make_from_arn);
  tg_mapping_involve_each (m, made, TG_FIELD_GD_FUNCTION_ARN, TG_RULE_FINDING_RESOURCE, tg_make_from_arn);
  tg_mapping_involve_each (m, made, TG_FIELD_GD_DB_ARN, TG_RULE_FINDING_RESOURCE, tg_make_from_arn);
  tg_mapping_involve_each (m, made, TG_FIELD_GD_ECS_ARN, TG_RULE_FINDING_RESOURCE, tg_make_from_arn);
  tg_mapping_involve_each (m, made, TG_FIELD_GD_AFFECTED, TG_RULE_FINDING_AFFECTED, tg_make_from_arn);
  tg_mapping_involve_each (m, made, TG_FIELD_GD_REMOTE_IP, TG_RULE_FINDING_ADDRESS, tg_make_ip);
  tg_mapping_involve_each (m, made, TG_FIELD_GD_LOCAL_IP, TG_RULE_FINDING_ADDRESS, tg_make_ip);
  relate_organisations (m, TG_FIELD_GD_REMOTE_IP, TG_FIELD_GD_REMOTE_ASN, TG_FIELD_GD_REMOTE_ORGANISATION);
  tg_mapping_involve_each (m, made, TG_FIELD_GD_API_AGENT, TG_RULE_FINDING_AGENT, make_agent);
  tg_mapping_involve_each (m, made, TG_FIELD_GD_DOMAIN, TG_RULE_FINDING_DOMAIN, tg_make_domain);
  involve_sequence (m, made);
  tg_mapping_activity (m, FALSE, 0, 0);
}

static void
involve_asff_resource (TgMapping *m, guint32 finding, guint16 group, TgSpan id)
{
  TgSpan type = tg_record_get_in (m->record, TG_FIELD_SH_RESOURCE_TYPE, group);
  guint32 made = tg_make_from_type (m, type, id);

  if (made == TG_LOCAL_NONE)
    return;
  TG_FIRED_CODE (TG_RULE_ASFF_RESOURCE);
  tg_mapping_involve (m, finding, made);
  if (tg_span_is (type, "AwsIamAccessKey"))
    {
      TgSpan principal = tg_record_get_in (m->record, TG_FIELD_SH_RESOURCE_PRINCIPAL, group);
      TgSpan issuer = tg_record_get_in (m->record, TG_FIELD_SH_RESOURCE_ISSUER_ARN, group);
      TgSpan user = tg_record_get_in (m->record, TG_FIELD_SH_RESOURCE_USER, group);
      guint32 who = tg_make_from_arn (m, issuer);
      if (who == TG_LOCAL_NONE && tg_span_has_prefix (principal, "AIDA"))
        who = tg_make_user (m, principal, m->account, user);
      tg_mapping_involve (m, finding, who);
      tg_relate (m, who, made, TG_RELATION_SIGNED_WITH);
    }
  if (tg_span_is (type, "AwsEc2Instance"))
    {
      guint32 vpc = tg_make_simple (m, TG_ENTITY_VPC, tg_record_get_in (m->record, TG_FIELD_SH_RESOURCE_VPC, group), m->account);
      guint32 subnet = tg_make_simple (m, TG_ENTITY_SUBNET, tg_record_get_in (m->record, TG_FIELD_SH_RESOURCE_SUBNET, group), m->account);
      tg_relate (m, made, subnet, TG_RELATION_INSIDE);
      tg_relate (m, subnet != TG_LOCAL_NONE ? subnet : made, vpc, TG_RELATION_INSIDE);
      for (guint32 i = 0; i < m->record->n_values; i++)
        if (m->record->values[i].field == TG_FIELD_SH_RESOURCE_IP && m->record->values[i].group == group)
          {
            guint32 address = tg_make_ip (m, m->record->values[i].text);
            tg_mapping_involve (m, finding, address);
            tg_relate (m, address, made, TG_RELATION_ADDRESS_OF);
          }
    }
}

/* "Recon:EC2/Portscan", which Security Hub calls "TTPs/Discovery/Recon:EC2-Portscan". */
static TgSpan
guardduty_type (TgMapping *m, TgSpan type)
{
  const char *colon = type.str != NULL ? memchr (type.str, ':', type.len) : NULL;

  if (colon == NULL)
    return type;
  const char *slash = memrchr (type.str, '/', (gsize) (colon - type.str));
  if (slash != NULL)
    type = tg_span (slash + 1, type.len - (gsize) (slash + 1 - type.str));
  const gsize rest = (gsize) (type.str + type.len - colon);
  const char *dash = memchr (colon, '-', rest);
  if (dash == NULL || memchr (colon, '/', rest) != NULL)
    return type;
  return tg_arena_printf (m->facts->arena, "%.*s/%.*s", (int) (dash - type.str), type.str, (int) (type.str + type.len - dash - 1), dash + 1);
}

void
tg_mapping_asff (TgMapping *m)
{
  g_autofree char *label = tg_span_dup (SH (SEVERITY_LABEL));
  TgFactFinding finding = {
    .title = SH (TITLE), .description = SH (DESCRIPTION), .type = SH (TYPE), .arn = SH (ID),
    .product = tg_mapping_says (SH (PRODUCT)) ? SH (PRODUCT) : SH (COMPANY),
    .score = real (SH (SEVERITY_NORMALIZED)),
    .first = tg_mapping_time (SH (FIRST), SH (CREATED)), .last = tg_mapping_time (SH (LAST), SH (UPDATED)), .updated = tg_mapping_time (SH (UPDATED), SH (CREATED)),
    .count = 1,
    .archived = tg_span_is (SH (STATE), "ARCHIVED"),
  };

  const TgSpan id = tg_mapping_finding_id (SH (ID));

  finding.severity = tg_severity_from_asff (label, finding.score);
  /* what GuardDuty handed over is its finding, in its words */
  if (id.str != SH (ID).str)
    {
      finding.type = guardduty_type (m, finding.type);
      if (tg_mapping_says (SH (SEVERITY_PRODUCT)))
        finding.score = real (SH (SEVERITY_PRODUCT));
    }
  guint32 made = tg_mapping_open_finding (m, id, &finding);
  TG_FIRED_CODE (TG_RULE_FINDING_ASFF);
  for (guint32 i = 0; i < m->record->n_values; i++)
    if (m->record->values[i].field == TG_FIELD_SH_RESOURCE)
      involve_asff_resource (m, made, m->record->values[i].group, m->record->values[i].text);
  tg_mapping_involve_each (m, made, TG_FIELD_SH_NETWORK_SOURCE, TG_RULE_ASFF_ADDRESS, tg_make_ip);
  tg_mapping_involve_each (m, made, TG_FIELD_SH_NETWORK_TARGET, TG_RULE_ASFF_ADDRESS, tg_make_ip);
  tg_mapping_involve_each (m, made, TG_FIELD_SH_REMOTE_IP, TG_RULE_ASFF_ADDRESS, tg_make_ip);
  relate_organisations (m, TG_FIELD_SH_REMOTE_IP, TG_FIELD_SH_REMOTE_ASN, TG_FIELD_SH_REMOTE_ORGANISATION);
  tg_mapping_activity (m, FALSE, 0, 0);
}
