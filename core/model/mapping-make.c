/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tg-model"

#include "core/model/mapping-private.h"

#include <string.h>

gboolean
tg_mapping_says (TgSpan text)
{
  if (text.str == NULL || text.len == 0)
    return FALSE;
  if (text.len <= 3)
    {
      gboolean only_marks = TRUE;
      for (guint32 i = 0; i < text.len; i++)
        only_marks = only_marks && strchr (".-* ", text.str[i]) != NULL;
      if (only_marks)
        return FALSE;
    }
  return !tg_span_is (text, "HIDDEN_DUE_TO_SECURITY_REASONS") && !tg_span_is (text, "null") && !tg_span_is (text, "unknown");
}

/* Room for a key or an alias that is only looked up; what does not fit goes to the facts' arena. */
typedef struct { char text[384]; } Room;

/* The parts behind one another, each up to its first NUL. */
static TgSpan
join (TgMapping *m, Room *room, const TgSpan *parts, guint n)
{
  gsize len = 0;

  for (guint i = 0; i < n; i++)
    len += parts[i].len;
  char *text = len <= sizeof room->text ? room->text : tg_arena_alloc (m->facts->arena, len);
  len = 0;
  for (guint i = 0; i < n; i++)
    if (parts[i].len > 0)
      {
        const char *end = memccpy (text + len, parts[i].str, '\0', parts[i].len);
        len = end != NULL ? (gsize) (end - text) - 1 : len + parts[i].len;
      }
  return tg_span (text, len);
}

#define JOIN(room, ...) join (m, room, (const TgSpan[]) { __VA_ARGS__ }, G_N_ELEMENTS (((const TgSpan[]) { __VA_ARGS__ })))

static guint32
make (TgMapping *m, TgFactEntity *entity)
{
  if (!tg_mapping_says (entity->key))
    return TG_LOCAL_NONE;
  entity->first = entity->last = m->record->time;
  return tg_facts_entity (m->facts, entity);
}

guint32
tg_make_simple (TgMapping *m, TgEntityKind kind, TgSpan key, TgSpan account)
{
  TgFactEntity entity = { .kind = kind, .key = key, .account = account };
  return make (m, &entity);
}

guint32
tg_make_account (TgMapping *m, TgSpan id)
{
  /* "anonymous" and the like are no accounts */
  if (!tg_mapping_says (id) || !g_ascii_isdigit (id.str[0]))
    return TG_LOCAL_NONE;
  TgFacts *facts = m->facts;
  /* most records say one account several times */
  if (facts->account != 0 && tg_span_equal (g_array_index (facts->entities, TgFactEntity, facts->account - 1).key, id))
    tg_facts_entity_again (facts, facts->account - 1, m->record->time);
  else
    facts->account = tg_make_simple (m, TG_ENTITY_ACCOUNT, id, id) + 1;
  return facts->account - 1;
}

guint32
tg_make_ip (TgMapping *m, TgSpan text)
{
  TgIp ip;
  char canonical[46];

  if (!tg_ip_parse (text, &ip))
    return TG_LOCAL_NONE;
  return tg_make_simple (m, TG_ENTITY_IP, tg_span_str (tg_ip_format (&ip, canonical)), TG_SPAN_NONE);
}

guint32
tg_make_key (TgMapping *m, TgSpan id, TgSpan account)
{
  return tg_make_simple (m, TG_ENTITY_ACCESS_KEY, id, account);
}

static TgSpan
last_part (TgSpan text)
{
  for (guint32 i = text.len; i > 0; i--)
    if (text.str[i - 1] == '/')
      return tg_span (text.str + i, text.len - i);
  return text;
}

/* Users and roles: names are unique in an account whatever the path, so "account/name" joins what only has the name with the id. */
static guint32
make_identity (TgMapping *m, TgEntityKind kind, const char *word, TgSpan unique, TgSpan account, TgSpan path_name)
{
  TgFactEntity entity = { .kind = kind, .account = account };
  TgSpan name = last_part (path_name);
  gboolean named = tg_mapping_says (name) && tg_mapping_says (account);
  Room alias, key;

  if (named)
    entity.alias = JOIN (&alias, account, TG_SPAN ("/"), name);
  if (tg_mapping_says (name))
    entity.name = name;
  if (tg_mapping_says (unique))
    entity.key = unique;
  else if (named)
    {
      entity.key = JOIN (&key, TG_SPAN ("arn:aws:iam::"), account, TG_SPAN (":"), tg_span_str (word), TG_SPAN ("/"), name);
      entity.provisional = TRUE;
    }
  guint32 made = make (m, &entity);
  if (made != TG_LOCAL_NONE && named)
    {
      TG_FIRED_CODE (TG_RULE_INSIDE_ACCOUNT);
      tg_relate (m, made, tg_make_account (m, account), TG_RELATION_INSIDE);
    }
  return made;
}

guint32
tg_make_user (TgMapping *m, TgSpan unique, TgSpan account, TgSpan path_name)
{
  return make_identity (m, TG_ENTITY_USER, "user", unique, account, path_name);
}

guint32
tg_make_role (TgMapping *m, TgSpan unique, TgSpan account, TgSpan path_name)
{
  return make_identity (m, TG_ENTITY_ROLE, "role", unique, account, path_name);
}

guint32
tg_make_session (TgMapping *m, TgSpan unique, TgSpan account, TgSpan role_name, TgSpan session_name)
{
  TgFactEntity entity = { .kind = TG_ENTITY_SESSION, .account = account };
  TgSpan role = last_part (role_name);
  gboolean named = tg_mapping_says (role) && tg_mapping_says (session_name);
  Room full, alias, key;

  if (named)
    entity.name = JOIN (&full, role, TG_SPAN ("/"), session_name);
  else
    entity.name = session_name;
  if (named && tg_mapping_says (account))
    entity.alias = JOIN (&alias, account, TG_SPAN ("/"), role, TG_SPAN ("/"), session_name);
  if (tg_mapping_says (unique))
    entity.key = unique;
  else if (entity.alias.str != NULL)
    {
      entity.key = JOIN (&key, TG_SPAN ("arn:aws:sts::"), account, TG_SPAN (":assumed-role/"), role, TG_SPAN ("/"), session_name);
      entity.provisional = TRUE;
    }
  return make (m, &entity);
}

guint32
tg_make_cluster (TgMapping *m, TgSpan name, TgSpan account)
{
  TgFactEntity entity = { .kind = TG_ENTITY_CLUSTER, .name = name, .account = account };

  if (!tg_mapping_says (name))
    return TG_LOCAL_NONE;
  entity.key = tg_arena_printf (m->facts->arena, "%.*s~%.*s~EKS", (int) name.len, name.str, (int) account.len, account.str != NULL ? account.str : "");
  return make (m, &entity);
}

/* Names are the same whatever the case of their letters, and with or without the dot of the root. */
guint32
tg_make_domain (TgMapping *m, TgSpan name)
{
  char text[256];

  while (name.len > 1 && name.str[name.len - 1] == '.')
    name.len--;
  if (!tg_mapping_says (name) || name.len > 255)
    return TG_LOCAL_NONE;
  for (guint32 i = 0; i < name.len; i++)
    text[i] = g_ascii_tolower (name.str[i]);
  return tg_make_simple (m, TG_ENTITY_DOMAIN, tg_span (text, name.len), TG_SPAN_NONE);
}

guint32
tg_make_resource (TgMapping *m, TgSpan key, TgSpan type, TgSpan name, TgSpan account)
{
  TgFactEntity entity = { .kind = TG_ENTITY_RESOURCE, .key = key, .type = type, .name = name, .account = account };
  return make (m, &entity);
}

static guint32
make_iam (TgMapping *m, const TgArn *arn, TgSpan text)
{
  if (tg_span_is (arn->type, "user"))
    return tg_make_user (m, TG_SPAN_NONE, arn->account, arn->id);
  if (tg_span_is (arn->type, "role"))
    return tg_make_role (m, TG_SPAN_NONE, arn->account, arn->id);
  if (tg_span_is (arn->resource, "root"))
    {
      TgFactEntity root = { .kind = TG_ENTITY_ROOT, .key = arn->account, .account = arn->account, .name = TG_SPAN ("root") };
      return make (m, &root);
    }
  Room room;
  TgSpan type = JOIN (&room, TG_SPAN ("iam:"), arn->type);
  return tg_make_resource (m, text, type, arn->name, arn->account);
}

static guint32
make_sts (TgMapping *m, const TgArn *arn)
{
  if (tg_span_is (arn->type, "assumed-role"))
    {
      const char *slash = memchr (arn->id.str, '/', arn->id.len);
      if (slash == NULL)
        return tg_make_role (m, TG_SPAN_NONE, arn->account, arn->id);
      TgSpan role = tg_span (arn->id.str, (gsize) (slash - arn->id.str));
      TgSpan session = tg_span (slash + 1, arn->id.len - role.len - 1);
      return tg_make_session (m, TG_SPAN_NONE, arn->account, role, session);
    }
  if (tg_span_is (arn->type, "federated-user"))
    {
      TgFactEntity user = { .kind = TG_ENTITY_FEDERATED, .name = arn->id, .account = arn->account };
      user.key = tg_arena_printf (m->facts->arena, "%.*s:%.*s", (int) arn->account.len, arn->account.str, (int) arn->id.len, arn->id.str);
      return make (m, &user);
    }
  return TG_LOCAL_NONE;
}

static guint32
make_ec2 (TgMapping *m, const TgArn *arn, TgSpan text)
{
  static const struct { const char *type; TgEntityKind kind; } own[] = {
    { "instance", TG_ENTITY_INSTANCE }, { "network-interface", TG_ENTITY_INTERFACE },
    { "vpc", TG_ENTITY_VPC }, { "subnet", TG_ENTITY_SUBNET },
  };

  for (guint i = 0; i < G_N_ELEMENTS (own); i++)
    if (tg_span_is (arn->type, own[i].type))
      return tg_make_simple (m, own[i].kind, arn->id, arn->account);
  Room room;
  TgSpan type = JOIN (&room, TG_SPAN ("ec2:"), arn->type);
  return tg_make_resource (m, text, type, arn->id, arn->account);
}

/* Secrets Manager appends "-" and six characters to a secret's name in its ARN; calls may name it without. */
static TgSpan
without_suffix (TgSpan text)
{
  if (text.len < 8 || text.str[text.len - 7] != '-')
    return text;
  for (guint32 i = text.len - 6; i < text.len; i++)
    if (!g_ascii_isalnum (text.str[i]))
      return text;
  return tg_span (text.str, text.len - 7);
}

/* The type where the resource part of the ARN has none. */
static const char *
untyped (TgSpan service)
{
  return tg_span_is (service, "sns") ? "topic" : tg_span_is (service, "sqs") ? "queue" : tg_span_is (service, "s3") ? "bucket" : "resource";
}

guint32
tg_make_from_arn (TgMapping *m, TgSpan text)
{
  TgArn arn;

  if (!tg_mapping_says (text) || !tg_arn_parse (text, &arn) || tg_span_is (arn.resource, "*"))
    return TG_LOCAL_NONE;
  if (tg_span_is (arn.service, "iam"))
    return make_iam (m, &arn, text);
  if (tg_span_is (arn.service, "sts"))
    return make_sts (m, &arn);
  if (tg_span_is (arn.service, "ec2"))
    return make_ec2 (m, &arn, text);
  if (tg_span_is (arn.service, "s3") && arn.account.len == 0)
    {
      const char *slash = memchr (arn.resource.str, '/', arn.resource.len);
      TgSpan bucket = slash != NULL ? tg_span (arn.resource.str, (gsize) (slash - arn.resource.str)) : arn.resource;
      return tg_make_simple (m, TG_ENTITY_BUCKET, bucket, TG_SPAN_NONE);
    }
  if (tg_span_is (arn.service, "eks") && tg_span_is (arn.type, "cluster"))
    return tg_make_cluster (m, arn.name, arn.account);

  Room room;
  TgSpan type = JOIN (&room, arn.service, TG_SPAN (":"), arn.type.str != NULL ? arn.type : tg_span_str (untyped (arn.service)));
  TgSpan name = arn.id;
  if (tg_span_is (arn.service, "secretsmanager"))
    {
      name = without_suffix (name);
      text = without_suffix (text);
    }
  return tg_make_resource (m, text, type, name, arn.account);
}

guint32
tg_make_from_type (TgMapping *m, TgSpan type, TgSpan id)
{
  if (!tg_mapping_says (id))
    return TG_LOCAL_NONE;
  if (tg_span_has_prefix (id, "arn:"))
    return tg_make_from_arn (m, id);
  if (tg_span_has_prefix (id, "AWS::::Account:"))
    return tg_make_account (m, tg_span (id.str + 15, id.len - 15));
  if (tg_span_is (type, "AwsAccount"))
    return tg_make_account (m, id);
  if (tg_span_is (type, "AwsEc2Instance") || tg_span_has_prefix (id, "i-"))
    return tg_make_simple (m, TG_ENTITY_INSTANCE, id, m->account);
  if (tg_span_is (type, "AwsIamAccessKey"))
    {
      TgSpan key = id;
      if (tg_span_has_prefix (key, "AWS::IAM::AccessKey:"))
        key = tg_span (key.str + 20, key.len - 20);
      return tg_make_key (m, key, m->account);
    }
  if (tg_span_is (type, "AwsS3Bucket"))
    return tg_make_simple (m, TG_ENTITY_BUCKET, id, TG_SPAN_NONE);
  if (tg_span_is (type, "AwsEc2NetworkInterface"))
    return tg_make_simple (m, TG_ENTITY_INTERFACE, id, m->account);
  if (tg_span_is (type, "AwsEc2Vpc"))
    return tg_make_simple (m, TG_ENTITY_VPC, id, m->account);
  if (tg_span_is (type, "AwsEc2Subnet"))
    return tg_make_simple (m, TG_ENTITY_SUBNET, id, m->account);
  if (!tg_mapping_says (type) || tg_span_is (type, "Other") || id.str[0] == '<')
    return TG_LOCAL_NONE;
  TgSpan key = tg_arena_printf (m->facts->arena, "%.*s:%.*s:%.*s", (int) type.len, type.str, (int) m->account.len,
                                m->account.str != NULL ? m->account.str : "", (int) id.len, id.str);
  return tg_make_resource (m, key, type, id, m->account);
}

guint32
tg_make_from_cfn (TgMapping *m, TgSpan type, TgSpan id)
{
  static const struct { const char *type; TgEntityKind kind; } own[] = {
    { "AWS::EC2::Instance", TG_ENTITY_INSTANCE }, { "AWS::EC2::NetworkInterface", TG_ENTITY_INTERFACE }, { "AWS::EC2::VPC", TG_ENTITY_VPC },
    { "AWS::EC2::Subnet", TG_ENTITY_SUBNET }, { "AWS::S3::Bucket", TG_ENTITY_BUCKET }, { "AWS::IAM::AccessKey", TG_ENTITY_ACCESS_KEY },
  };

  if (!tg_mapping_says (id) || !tg_mapping_says (type))
    return TG_LOCAL_NONE;
  if (tg_span_has_prefix (id, "arn:"))
    return tg_make_from_arn (m, id);
  for (guint i = 0; i < G_N_ELEMENTS (own); i++)
    if (tg_span_is (type, own[i].type))
      return tg_make_simple (m, own[i].kind, id, own[i].kind == TG_ENTITY_BUCKET ? TG_SPAN_NONE : m->account);
  /* users and roles are also listed by their unique id, and by their name where the account is known */
  const gboolean user = tg_span_is (type, "AWS::IAM::User"), role = tg_span_is (type, "AWS::IAM::Role");
  if (user || role)
    {
      const gboolean unique = tg_span_has_prefix (id, user ? "AIDA" : "AROA") && id.len > 15;
      return (user ? tg_make_user : tg_make_role) (m, unique ? id : TG_SPAN_NONE, m->account, unique ? TG_SPAN_NONE : id);
    }
  TgSpan key = tg_arena_printf (m->facts->arena, "%.*s:%.*s:%.*s", (int) MIN (type.len, 128), type.str, (int) m->account.len,
                                m->account.str != NULL ? m->account.str : "", (int) MIN (id.len, 2048), id.str);
  return tg_make_resource (m, key, type, id, m->account);
}

guint32
tg_relate (TgMapping *m, guint32 source, guint32 target, TgRelationKind kind)
{
  return tg_facts_relation (m->facts, source, target, kind, m->record->time, m->failed, 0, 0);
}

void
tg_property (TgMapping *m, guint32 entity, const char *name, TgSpan value)
{
  if (tg_mapping_says (value))
    tg_facts_property (m->facts, entity, name, value, m->record->time);
}
