/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tg-model"

#include "core/model/mapping-private.h"

#include <string.h>

/* What is configured: instances, interfaces, identities, configuration items. */

#define GET(name) tg_mapping_get (m, TG_FIELD_CX_##name)

static void
set_action (TgMapping *m, TgSpan action)
{
  TgFactRecord *row = &g_array_index (m->facts->records, TgFactRecord, m->facts->records->len - 1);

  row->action = m->action = tg_facts_term (m->facts, TG_TERM_ACTION, action);
  row->region = tg_mapping_says (m->region) ? tg_facts_term (m->facts, TG_TERM_REGION, m->region) : TG_LOCAL_NONE;
}

static guint32
target (TgMapping *m, guint32 entity)
{
  tg_facts_party (m->facts, TG_PARTY_TARGET, entity);
  return entity;
}

/* "Name=web, env=prod"; the name by itself in *name. */
static TgSpan
tags_of (TgMapping *m, TgSpan *name)
{
  g_autoptr (GString) text = g_string_new (NULL);

  *name = TG_SPAN_NONE;
  for (guint32 i = 0; i < m->record->n_values && text->len < 1024; i++)
    {
      const TgFieldValue *key = &m->record->values[i];
      if (key->field != TG_FIELD_CX_TAG)
        continue;
      const TgSpan value = tg_record_get_in (m->record, TG_FIELD_CX_TAG_VALUE, key->group);
      if (tg_span_is (key->text, "Name") && tg_mapping_says (value))
        *name = value;
      g_string_append_printf (text, "%s%.*s=%.*s", text->len > 0 ? ", " : "", (int) MIN (key->text.len, 4 * 128), key->text.str,
                              (int) MIN (value.len, 4 * 256), value.str != NULL ? value.str : "");
    }
  return text->len > 0 ? tg_arena_copy (m->facts->arena, tg_span (text->str, text->len)) : TG_SPAN_NONE;
}

static guint32
make_named (TgMapping *m, TgEntityKind kind, TgSpan key)
{
  TgSpan name;
  const TgSpan tags = tags_of (m, &name);
  TgFactEntity entity = { .kind = kind, .key = key, .name = name, .account = m->account, .first = m->record->time, .last = m->record->time };
  const guint32 made = tg_mapping_says (key) ? tg_facts_entity (m->facts, &entity) : TG_LOCAL_NONE;

  tg_property (m, made, "Tags", tags);
  return made;
}

/* Addresses of the record, those of an interface's own group where they have one. */
static void
map_addresses (TgMapping *m, guint32 owner)
{
  for (guint32 i = 0; i < m->record->n_values; i++)
    {
      const TgFieldValue *value = &m->record->values[i];
      if (value->field != TG_FIELD_CX_ADDRESS && value->field != TG_FIELD_CX_PUBLIC_ADDRESS)
        continue;
      const TgSpan id = value->group != 0 ? tg_record_get_in (m->record, TG_FIELD_CX_NETWORK_INTERFACE, value->group) : TG_SPAN_NONE;
      const guint32 interface = tg_make_simple (m, TG_ENTITY_INTERFACE, id, m->account), address = tg_make_ip (m, value->text);
      tg_facts_party (m->facts, TG_PARTY_ADDRESS, address);
      tg_relate (m, address, owner, TG_RELATION_ADDRESS_OF);
      tg_relate (m, address, interface, TG_RELATION_ADDRESS_OF);
    }
}

static void
map_place (TgMapping *m, guint32 what)
{
  const guint32 subnet = tg_make_simple (m, TG_ENTITY_SUBNET, GET (SUBNET), m->account);
  const guint32 vpc = tg_make_simple (m, TG_ENTITY_VPC, GET (VPC), m->account);
  const guint32 account = tg_make_account (m, m->account);

  tg_facts_party (m->facts, TG_PARTY_PLACE, subnet);
  tg_facts_party (m->facts, TG_PARTY_PLACE, vpc);
  tg_facts_party (m->facts, TG_PARTY_ACCOUNT, account);
  tg_relate (m, what, subnet, TG_RELATION_INSIDE);
  tg_relate (m, subnet != TG_LOCAL_NONE ? subnet : what, vpc, TG_RELATION_INSIDE);
  tg_relate (m, vpc != TG_LOCAL_NONE ? vpc : what, account, TG_RELATION_INSIDE);
}

static void
map_instance (TgMapping *m)
{
  const guint32 instance = target (m, make_named (m, TG_ENTITY_INSTANCE, GET (INSTANCE)));

  TG_FIRED_CODE (TG_RULE_CONTEXT_INSTANCE);
  set_action (m, TG_SPAN ("describe:instance"));
  map_place (m, instance);
  for (guint32 i = 0; i < m->record->n_values; i++)
    if (m->record->values[i].field == TG_FIELD_CX_NETWORK_INTERFACE)
      tg_relate (m, target (m, tg_make_simple (m, TG_ENTITY_INTERFACE, m->record->values[i].text, m->account)), instance, TG_RELATION_ATTACHED_TO);
  map_addresses (m, instance);
  tg_property (m, instance, "Instance type", GET (INSTANCE_TYPE));
  tg_property (m, instance, "Image", GET (IMAGE));
  tg_property (m, instance, "Launched", GET (CREATED));
  tg_property (m, instance, "State", GET (STATE));
  tg_property (m, instance, "Instance profile", GET (PROFILE));
  tg_relate (m, target (m, tg_make_from_arn (m, GET (PROFILE))), instance, TG_RELATION_ATTACHED_TO);
}

static void
map_interface (TgMapping *m)
{
  const guint32 interface = target (m, make_named (m, TG_ENTITY_INTERFACE, GET (INTERFACE)));
  const guint32 instance = tg_make_simple (m, TG_ENTITY_INSTANCE, GET (ATTACHED_INSTANCE), m->account);

  TG_FIRED_CODE (TG_RULE_CONTEXT_INTERFACE);
  set_action (m, TG_SPAN ("describe:network-interface"));
  map_place (m, interface);
  tg_relate (m, interface, target (m, instance), TG_RELATION_ATTACHED_TO);
  map_addresses (m, interface);
  tg_property (m, interface, "Description", GET (DESCRIPTION));
  tg_property (m, interface, "Interface type", GET (INTERFACE_TYPE));
  tg_property (m, interface, "State", GET (STATE));
}

/* Whom a trust policy names: an account (as such, or by its root), an identity, a service, an identity provider. */
static guint32
make_trusted (TgMapping *m, TgSpan text)
{
  TgArn arn;

  if (tg_arn_parse (text, &arn))
    return tg_span_is (arn.service, "iam") && tg_span_is (arn.resource, "root") ? tg_make_account (m, arn.account) : tg_make_from_arn (m, text);
  if (text.len == 12 && g_ascii_isdigit (text.str[0]))
    return tg_make_account (m, text);
  if (tg_span_has_prefix (text, "AROA") && text.len > 15)
    return tg_make_role (m, text, TG_SPAN_NONE, TG_SPAN_NONE);
  if (tg_span_has_prefix (text, "AIDA") && text.len > 15)
    return tg_make_user (m, text, TG_SPAN_NONE, TG_SPAN_NONE);
  return memchr (text.str, '.', text.len) != NULL ? tg_make_simple (m, TG_ENTITY_SERVICE, text, TG_SPAN_NONE) : TG_LOCAL_NONE;
}

static void
map_trust (TgMapping *m, guint32 role)
{
  for (guint32 i = 0; i < m->record->n_values; i++)
    {
      const TgFieldValue *value = &m->record->values[i];
      if (value->field != TG_FIELD_CX_TRUSTED || value->text.len == 0
          || tg_span_is (tg_record_get_in (m->record, TG_FIELD_CX_EFFECT, value->group), "Deny"))
        continue;
      if (tg_span_is (value->text, "*"))
        tg_facts_property (m->facts, role, "Trusts", TG_SPAN ("everybody"), m->record->time);
      const guint32 trusted = make_trusted (m, value->text);
      if (trusted == TG_LOCAL_NONE || trusted == role)
        continue;
      TG_FIRED_CODE (TG_RULE_CONTEXT_TRUST);
      tg_relate (m, role, target (m, trusted), TG_RELATION_TRUSTS);
    }
}

static void
map_identity (TgMapping *m)
{
  TgArn arn;
  guint32 made = TG_LOCAL_NONE;

  if (!tg_arn_parse (GET (ARN), &arn))
    return;
  m->account = tg_mapping_says (arn.account) && g_ascii_isdigit (arn.account.str[0]) ? arn.account : m->account;
  TG_FIRED_CODE (TG_RULE_CONTEXT_IDENTITY);
  set_action (m, TG_SPAN ("describe:identity"));
  if (tg_span_is (arn.type, "user"))
    made = tg_make_user (m, GET (UNIQUE), m->account, arn.id);
  else if (tg_span_is (arn.type, "role"))
    made = tg_make_role (m, GET (UNIQUE), m->account, arn.id);
  else
    made = tg_make_from_arn (m, GET (ARN));
  target (m, made);
  tg_facts_party (m->facts, TG_PARTY_ACCOUNT, tg_make_account (m, m->account));
  tg_property (m, made, "ARN", GET (ARN));
  tg_property (m, made, "Created", GET (CREATED));
  tg_property (m, made, "Last used", GET (LAST_USED));
  map_trust (m, made);
  for (guint32 i = 0; i < m->record->n_values; i++)
    {
      const TgSpan text = m->record->values[i].text;
      if (m->record->values[i].field == TG_FIELD_CX_POLICY)
        tg_relate (m, target (m, tg_make_from_arn (m, text)), made, TG_RELATION_ATTACHED_TO);
      else if (m->record->values[i].field == TG_FIELD_CX_PROFILE)
        tg_relate (m, made, target (m, tg_make_from_arn (m, text)), TG_RELATION_ATTACHED_TO);
      else if (m->record->values[i].field == TG_FIELD_CX_GROUP && tg_mapping_says (m->account) && text.len <= 128)
        tg_relate (m, made, target (m, tg_make_from_arn (m, tg_arena_printf (m->facts->arena, "arn:aws:iam::%.*s:group/%.*s", (int) m->account.len,
                                                                             m->account.str, (int) text.len, text.str))), TG_RELATION_INSIDE);
    }
}

/* By its type and id, or by its ARN, with the tags that name it. */
static guint32
make_item (TgMapping *m, TgSpan type, TgSpan id, TgSpan name)
{
  if (tg_span_is (type, "AWS::IAM::Role"))
    return tg_make_role (m, id, m->account, name);
  if (tg_span_is (type, "AWS::IAM::User"))
    return tg_make_user (m, id, m->account, name);
  if (tg_span_is (type, "AWS::EC2::Instance"))
    return make_named (m, TG_ENTITY_INSTANCE, id);
  if (tg_span_is (type, "AWS::EC2::NetworkInterface"))
    return make_named (m, TG_ENTITY_INTERFACE, id);
  const guint32 made = tg_make_from_cfn (m, type, id);
  return made;
}

static void
map_config (TgMapping *m)
{
  const TgSpan type = GET (TYPE), arn = GET (ARN);
  const gboolean known = tg_span_has_prefix (type, "AWS::EC2::") || tg_span_has_prefix (type, "AWS::IAM::") || tg_span_is (type, "AWS::S3::Bucket");
  const guint32 item = target (m, !known && tg_span_has_prefix (arn, "arn:") ? tg_make_from_arn (m, arn) : make_item (m, type, GET (ID), GET (NAME)));
  const guint32 account = tg_make_account (m, m->account);

  TG_FIRED_CODE (TG_RULE_CONTEXT_CONFIG);
  set_action (m, tg_arena_printf (m->facts->arena, "config:%.*s", (int) MIN (type.len, 128), type.str != NULL ? type.str : ""));
  tg_facts_party (m->facts, TG_PARTY_ACCOUNT, account);
  tg_relate (m, item, account, TG_RELATION_INSIDE);
  tg_property (m, item, "ARN", arn);
  tg_property (m, item, "Status", GET (STATE));
  tg_property (m, item, "Created", GET (CREATED));
  map_addresses (m, item);
  for (guint32 i = 0; i < m->record->n_values; i++)
    {
      const TgFieldValue *value = &m->record->values[i];
      if (value->field != TG_FIELD_CX_OTHER_TYPE)
        continue;
      const TgSpan how = tg_record_get_in (m->record, TG_FIELD_CX_RELATIONSHIP, value->group);
      TgSpan id = tg_record_get_in (m->record, TG_FIELD_CX_OTHER_ID, value->group);
      const TgSpan name = tg_record_get_in (m->record, TG_FIELD_CX_OTHER_NAME, value->group);
      const guint32 other = tg_make_from_cfn (m, value->text, id.str != NULL ? id : name);
      if (other == TG_LOCAL_NONE || other == item)
        continue;
      TG_FIRED_CODE (TG_RULE_CONTEXT_RELATION);
      target (m, other);
      if (tg_span_has_prefix (how, "Is contained in"))
        tg_relate (m, item, other, TG_RELATION_INSIDE);
      else if (tg_span_has_prefix (how, "Contains"))
        tg_relate (m, other, item, TG_RELATION_INSIDE);
      else
        tg_relate (m, item, other, TG_RELATION_ATTACHED_TO);
    }
}

void
tg_mapping_context (TgMapping *m)
{
  m->account = GET (ACCOUNT);
  m->region = GET (REGION);
  if (GET (TYPE).str != NULL)
    map_config (m);
  else if (GET (INSTANCE).str != NULL)
    map_instance (m);
  else if (GET (INTERFACE).str != NULL)
    map_interface (m);
  else
    map_identity (m);
  tg_mapping_activity (m, FALSE, 0, 0);
}
