/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tg-model"

#include "core/model/mapping-private.h"

#include <string.h>

#define GET(name) tg_mapping_get (m, TG_FIELD_CT_##name)

/* The tables by hash: "s3" + field -> target rule; "s3:PutBucketPolicy" -> action rule. Built once, then only read. */
typedef struct
{
  TgIntern *services;           /* kind 0; the id indexes targets */
  GPtrArray *targets;           /* of guint8[TG_FIELD_N]: rule + 1, of the service or of any; a second rule for a field follows in the table */
  TgIntern *actions;            /* kind 0: "service:Action" */
  GArray   *action_rules;       /* guint, by id in actions */
  GArray   *verbs;              /* Verb, in the order of their rules */
} Tables;

typedef struct { const char *name; guint len, rule; } Verb;

/* A field that no rule is of and that is looked at all the same. */
#define NO_RULE G_MAXUINT8

static guint8 *
targets_of (Tables *tables, const char *service)
{
  gboolean is_new;
  guint32 id = tg_intern_add (tables->services, 0, tg_span_str (service), &is_new);

  if (is_new)
    g_ptr_array_add (tables->targets, g_new0 (guint8, TG_FIELD_N));
  return g_ptr_array_index (tables->targets, id);
}

static void
complete_targets (Tables *tables)
{
  static const TgField others[] = { TG_FIELD_CT_RESOURCE_ARN, TG_FIELD_CT_RESOURCE_NAME, TG_FIELD_CT_IN_SHARED_WITH };
  guint8 *any = g_ptr_array_index (tables->targets, 0);

  for (guint i = 0; i < G_N_ELEMENTS (others); i++)
    if (any[others[i]] == 0)
      any[others[i]] = NO_RULE;
  for (guint i = 1; i < tables->targets->len; i++)
    {
      guint8 *own = g_ptr_array_index (tables->targets, i);
      for (guint field = 0; field < TG_FIELD_N; field++)
        if (own[field] == 0)
          own[field] = any[field];
    }
}

static gpointer
tables_build (gpointer data)
{
  Tables *tables = g_new0 (Tables, 1);

  g_assert (tg_n_target_rules + 1 < NO_RULE);
  tables->services = tg_intern_new ();
  tables->targets = g_ptr_array_new ();
  tables->actions = tg_intern_new ();
  tables->action_rules = g_array_new (FALSE, FALSE, sizeof (guint));
  tables->verbs = g_array_new (FALSE, FALSE, sizeof (Verb));
  targets_of (tables, "*");
  for (guint i = 0; i < tg_n_target_rules; i++)
    {
      guint8 *slot = &targets_of (tables, tg_target_rules[i].service)[tg_target_rules[i].field];
      if (*slot == 0)
        *slot = (guint8) (i + 1);
    }
  complete_targets (tables);
  for (guint i = 0; i < tg_n_action_rules; i++)
    {
      const TgActionRule *rule = &tg_action_rules[i];
      if (rule->service[0] == '*')
        {
          const Verb verb = { rule->action, (guint) strlen (rule->action) - 1, i };
          g_array_append_val (tables->verbs, verb);
          continue;
        }
      g_autofree char *name = g_strconcat (rule->service, ":", rule->action, NULL);
      tg_intern_add (tables->actions, 0, tg_span_str (name), NULL);
      g_array_append_val (tables->action_rules, i);
    }
  return tables;
}

static const Tables *
tables (void)
{
  static GOnce once = G_ONCE_INIT;
  return g_once (&once, tables_build, NULL);
}

/* Whether word is one of the words of a list separated by spaces. */
static gboolean
listed (const char *list, TgSpan word)
{
  while (*list != '\0')
    {
      gsize len = strcspn (list, " ");
      if (len == word.len && memcmp (list, word.str, len) == 0)
        return TRUE;
      list += len;
      list += strspn (list, " ");
    }
  return FALSE;
}

/* What the call does to its resources. */
static TgRelationKind
relation_of (TgMapping *m, TgSpan full_action, TgSpan name)
{
  guint32 id;

  if (tg_intern_find (tables ()->actions, 0, full_action, &id))
    {
      guint rule = g_array_index (tables ()->action_rules, guint, id);
      tg_mapping_fired (tg_n_target_rules + rule);
      return tg_action_rules[rule].relation;
    }
  for (guint i = 0; i < tables ()->verbs->len; i++)
    {
      const Verb *verb = &g_array_index (tables ()->verbs, Verb, i);
      if (name.len < verb->len || (verb->len > 0 && (name.str[0] != verb->name[0] || memcmp (name.str, verb->name, verb->len) != 0)))
        continue;
      tg_mapping_fired (tg_n_target_rules + verb->rule);
      /* what its log calls a read is one, whatever its verb */
      return tg_span_is (GET (READ_ONLY), "true") ? TG_RELATION_READ : tg_action_rules[verb->rule].relation;
    }
  return TG_RELATION_WROTE;
}

static TgSpan
fill_template (TgMapping *m, const char *template, TgSpan value)
{
  char text[1024];
  gsize n = 0;

  /* parameter and log group names may begin with the separator */
  if (value.len > 0 && value.str[0] == '/' && strstr (template, "/{v}") != NULL)
    value = tg_span (value.str + 1, value.len - 1);
  for (const char *at = template; *at != '\0';)
    {
      TgSpan piece = tg_span (at, 1);
      if (at[0] == '{')
        {
          piece = at[1] == 'r' ? m->region : at[1] == 'a' ? m->account : value;
          at += 3;
        }
      else
        at++;
      if (piece.str == NULL)
        continue;
      if (n + piece.len > sizeof text)
        return TG_SPAN_NONE;
      memcpy (text + n, piece.str, piece.len);
      n += piece.len;
    }
  return tg_arena_copy (m->facts->arena, tg_span (text, n));
}

static gboolean
begins_with_one_of (TgSpan value, const char *a, const char *b)
{
  return tg_span_has_prefix (value, a) || (b != NULL && tg_span_has_prefix (value, b));
}

static guint32
make_target (TgMapping *m, const TgTargetRule *rule, TgSpan value)
{
  if (!tg_mapping_says (value))
    return TG_LOCAL_NONE;
  if (tg_span_has_prefix (value, "arn:") && rule->make != TG_MAKE_ACCOUNT)
    return tg_make_from_arn (m, value);
  switch (rule->make)
    {
    case TG_MAKE_ARN:
      return TG_LOCAL_NONE;
    case TG_MAKE_TEMPLATE:
      {
        TgSpan key = fill_template (m, rule->template, value);
        if (tg_span_has_prefix (key, "arn:"))
          return tg_make_from_arn (m, key);
        return key.str != NULL ? tg_make_resource (m, key, tg_span_str ("sqs:queue"), value, m->account) : TG_LOCAL_NONE;
      }
    case TG_MAKE_BUCKET:
      return tg_make_simple (m, TG_ENTITY_BUCKET, value, TG_SPAN_NONE);
    case TG_MAKE_INSTANCE:
      return begins_with_one_of (value, "i-", "mi-") ? tg_make_simple (m, TG_ENTITY_INSTANCE, value, m->account) : TG_LOCAL_NONE;
    case TG_MAKE_INTERFACE:
      return begins_with_one_of (value, "eni-", NULL) ? tg_make_simple (m, TG_ENTITY_INTERFACE, value, m->account) : TG_LOCAL_NONE;
    case TG_MAKE_VPC:
      return begins_with_one_of (value, "vpc-", NULL) ? tg_make_simple (m, TG_ENTITY_VPC, value, m->account) : TG_LOCAL_NONE;
    case TG_MAKE_SUBNET:
      return begins_with_one_of (value, "subnet-", NULL) ? tg_make_simple (m, TG_ENTITY_SUBNET, value, m->account) : TG_LOCAL_NONE;
    case TG_MAKE_IP:
      return tg_make_ip (m, value);
    case TG_MAKE_USER_NAME:
      return tg_make_user (m, TG_SPAN_NONE, m->account, value);
    case TG_MAKE_ROLE_NAME:
      return tg_make_role (m, TG_SPAN_NONE, m->account, value);
    case TG_MAKE_KEY:
      return tg_make_key (m, value, m->account);
    case TG_MAKE_ACCOUNT:
      return tg_make_account (m, value);
    case TG_MAKE_CLUSTER:
      return tg_make_cluster (m, value, m->account);
    }
  return TG_LOCAL_NONE;
}

static void
target (TgMapping *m, guint32 actor, guint32 entity, TgRelationKind relation)
{
  if (entity == TG_LOCAL_NONE || entity == actor)
    return;
  tg_facts_party (m->facts, TG_PARTY_TARGET, entity);
  tg_relate (m, actor, entity, relation);
}

/* Services whose role and policy ARNs are handled by rules of their own. */
static gboolean
is_assume (TgSpan service, TgSpan name)
{
  return tg_span_is (service, "sts") && tg_span_has_prefix (name, "AssumeRole");
}

static void
map_targets (TgMapping *m, guint32 actor, TgSpan service, TgSpan name, TgRelationKind relation)
{
  const guint8 *rules = g_ptr_array_index (tables ()->targets, 0);
  guint32 id;
  gboolean assume = is_assume (service, name);

  if (tg_intern_find (tables ()->services, 0, service, &id))
    rules = g_ptr_array_index (tables ()->targets, id);
  for (guint32 i = 0; i < m->record->n_values; i++)
    {
      const TgFieldValue *value = &m->record->values[i];
      guint rule = rules[value->field];

      if (rule == 0 || (assume && value->field == TG_FIELD_CT_IN_ROLE_ARN))
        continue;
      for (; rule <= tg_n_target_rules; rule++)
        {
          const TgTargetRule *row = &tg_target_rules[rule - 1];
          if (row->field != value->field || (row->service[0] != '*' && !tg_span_is (service, row->service)))
            {
              /* rows of one service stand together */
              if (row->service[0] != '*' && tg_span_is (service, row->service))
                continue;
              break;
            }
          if (row->actions != NULL && !listed (row->actions, name))
            continue;
          guint32 entity = make_target (m, row, value->text);
          if (entity != TG_LOCAL_NONE)
            {
              tg_mapping_fired (rule - 1);
              target (m, actor, entity, relation);
            }
          break;
        }
      if (value->field == TG_FIELD_CT_RESOURCE_ARN)
        {
          guint32 entity = tg_make_from_arn (m, value->text);
          if (assume && entity != TG_LOCAL_NONE)
            continue;
          if (entity != TG_LOCAL_NONE)
            TG_FIRED_CODE (TG_RULE_LISTED_RESOURCE);
          target (m, actor, entity, relation);
        }
      else if (value->field == TG_FIELD_CT_RESOURCE_NAME)
        {
          guint32 entity = tg_make_from_cfn (m, tg_record_get_in (m->record, TG_FIELD_CT_RESOURCE_TYPE, value->group), value->text);
          if (entity != TG_LOCAL_NONE)
            TG_FIRED_CODE (TG_RULE_NAMED_RESOURCE);
          target (m, actor, entity, relation);
        }
      else if (value->field == TG_FIELD_CT_IN_SHARED_WITH)
        {
          guint32 account = tg_make_account (m, value->text);
          if (account != TG_LOCAL_NONE)
            TG_FIRED_CODE (TG_RULE_SHARED_WITH);
          target (m, actor, account, TG_RELATION_CHANGED_ACCESS);
        }
    }
}

static guint32
outcome_key (TgMapping *m, guint32 owner, TgSpan key)
{
  guint32 made = tg_make_key (m, key, m->account);

  if (made != TG_LOCAL_NONE)
    {
      tg_facts_party (m->facts, TG_PARTY_OUTCOME, made);
      tg_relate (m, owner, made, TG_RELATION_ISSUED);
    }
  return made;
}

/* AssumeRole*: who became whom. The key in the reply is what the session signs with later, in whatever account's log. */
static void
map_assume (TgMapping *m, guint32 actor)
{
  TgArn arn;
  guint32 role = TG_LOCAL_NONE, session = TG_LOCAL_NONE;
  TgSpan session_id = GET (OUT_SESSION_ID), role_id = TG_SPAN_NONE, session_name = GET (IN_SESSION_NAME);
  TgSpan role_name = TG_SPAN_NONE, account = m->account;

  if (tg_arn_parse (GET (IN_ROLE_ARN), &arn))
    {
      role_name = arn.id;
      account = arn.account;
    }
  if (tg_mapping_says (session_id))
    {
      const char *colon = memchr (session_id.str, ':', session_id.len);
      if (colon != NULL)
        {
          role_id = tg_span (session_id.str, (gsize) (colon - session_id.str));
          session_name = tg_span (colon + 1, session_id.len - role_id.len - 1);
        }
    }
  if (role_name.str == NULL && tg_arn_parse (GET (OUT_SESSION_ARN), &arn) && memchr (arn.id.str, '/', arn.id.len) != NULL)
    {
      role_name = tg_span (arn.id.str, (gsize) ((const char *) memchr (arn.id.str, '/', arn.id.len) - arn.id.str));
      account = arn.account;
    }
  role = tg_make_role (m, role_id, account, role_name);
  if (role != TG_LOCAL_NONE && role != actor)
    {
      tg_facts_party (m->facts, TG_PARTY_TARGET, role);
      tg_relate (m, actor, role, TG_RELATION_ASSUMED);
    }
  if (!tg_mapping_says (session_id))
    {
      TG_FIRED_CODE (TG_RULE_ASSUME_FAILED);
      return;
    }
  TG_FIRED_CODE (TG_RULE_ASSUMED);
  session = tg_make_session (m, session_id, account, role_name, session_name);
  if (session != TG_LOCAL_NONE && session != actor)
    {
      tg_facts_party (m->facts, TG_PARTY_OUTCOME, session);
      tg_relate (m, actor, session, TG_RELATION_ASSUMED);
    }
  tg_relate (m, session, role, TG_RELATION_SESSION_OF);
  outcome_key (m, session, GET (OUT_KEY));
  tg_property (m, session, "Source identity", GET (OUT_SOURCE_IDENTITY));
}

static void
map_identity_calls (TgMapping *m, guint32 actor, TgSpan service, TgSpan name)
{
  TgArn arn;

  if (tg_span_is (service, "sts"))
    {
      if (tg_span_has_prefix (name, "AssumeRole"))
        map_assume (m, actor);
      else if (tg_mapping_says (GET (OUT_KEY)))
        {
          guint32 owner = tg_make_from_arn (m, GET (OUT_FEDERATED_ARN));
          TG_FIRED_CODE (TG_RULE_TOKEN);
          if (owner != TG_LOCAL_NONE)
            {
              tg_facts_party (m->facts, TG_PARTY_OUTCOME, owner);
              tg_relate (m, actor, owner, TG_RELATION_ASSUMED);
            }
          outcome_key (m, owner != TG_LOCAL_NONE ? owner : actor, GET (OUT_KEY));
        }
    }
  else if (tg_span_is (service, "iam"))
    {
      if (tg_mapping_says (GET (OUT_LONG_KEY)))
        {
          TgSpan owner_name = tg_mapping_says (GET (OUT_LONG_KEY_USER)) ? GET (OUT_LONG_KEY_USER) : GET (IN_USER_NAME);
          guint32 owner = tg_mapping_says (owner_name) ? tg_make_user (m, TG_SPAN_NONE, m->account, owner_name) : actor;
          guint32 key = outcome_key (m, owner, GET (OUT_LONG_KEY));
          TG_FIRED_CODE (TG_RULE_CREATED_KEY);
          tg_relate (m, actor, key, TG_RELATION_CREATED);
        }
      guint32 made = TG_LOCAL_NONE;
      if (tg_arn_parse (GET (OUT_USER_ARN), &arn) && tg_span_is (arn.type, "user"))
        made = tg_make_user (m, GET (OUT_USER_ID), arn.account, arn.id);
      else if (tg_arn_parse (GET (OUT_ROLE_ARN), &arn) && tg_span_is (arn.type, "role"))
        made = tg_make_role (m, GET (OUT_ROLE_ID), arn.account, arn.id);
      if (made != TG_LOCAL_NONE && tg_span_has_prefix (name, "Create"))
        {
          TG_FIRED_CODE (TG_RULE_CREATED_IDENTITY);
          target (m, actor, made, TG_RELATION_CREATED);
          tg_property (m, made, "Created by", GET (USER_ARN));
          tg_property (m, made, "Created", GET (EVENT_TIME));
          m->facts->once = TRUE;
        }
    }
  else if (tg_span_is (service, "signin") && tg_mapping_says (GET (SWITCH_TO)))
    {
      guint32 role = TG_LOCAL_NONE;
      TgSpan to = GET (SWITCH_TO);
      if (tg_arn_parse (to, &arn))
        role = tg_make_from_arn (m, to);
      if (role != TG_LOCAL_NONE)
        {
          TG_FIRED_CODE (TG_RULE_SWITCHED_ROLE);
          target (m, actor, role, TG_RELATION_ASSUMED);
        }
    }
}

/* What a reply of RunInstances or DescribeInstances says of each instance. */
static void
map_instances (TgMapping *m)
{
  if (GET (OUT_INSTANCE).str == NULL)
    return;
  for (guint n = 0;; n++)
    {
      guint16 group;
      TgSpan id = tg_record_get_nth (m->record, TG_FIELD_CT_OUT_INSTANCE, n, &group);
      if (id.str == NULL)
        return;
      guint32 instance = tg_make_simple (m, TG_ENTITY_INSTANCE, id, m->account);
      TgSpan subnet_id = tg_record_get_in (m->record, TG_FIELD_CT_OUT_INSTANCE_SUBNET, group);
      TgSpan vpc_id = tg_record_get_in (m->record, TG_FIELD_CT_OUT_INSTANCE_VPC, group);
      TG_FIRED_CODE (TG_RULE_CREATED_INSTANCE);
      tg_property (m, instance, "Instance type", tg_record_get_in (m->record, TG_FIELD_CT_OUT_INSTANCE_TYPE, group));
      tg_property (m, instance, "Image", tg_record_get_in (m->record, TG_FIELD_CT_OUT_INSTANCE_IMAGE, group));
      tg_property (m, instance, "Created by", GET (USER_ARN));
      guint32 subnet = tg_make_simple (m, TG_ENTITY_SUBNET, subnet_id, m->account);
      guint32 vpc = tg_make_simple (m, TG_ENTITY_VPC, vpc_id, m->account);
      tg_relate (m, instance, subnet, TG_RELATION_INSIDE);
      tg_relate (m, subnet != TG_LOCAL_NONE ? subnet : instance, vpc, TG_RELATION_INSIDE);
      guint32 interface = tg_make_simple (m, TG_ENTITY_INTERFACE, tg_record_get_in (m->record, TG_FIELD_CT_OUT_INSTANCE_INTERFACE, group), m->account);
      tg_relate (m, interface, instance, TG_RELATION_ATTACHED_TO);
      guint32 address = tg_make_ip (m, tg_record_get_in (m->record, TG_FIELD_CT_OUT_INSTANCE_ADDRESS, group));
      tg_relate (m, address, instance, TG_RELATION_ADDRESS_OF);
    }
}

static TgSpan
service_of (TgMapping *m)
{
  TgSpan source = GET (EVENT_SOURCE);

  if (!tg_mapping_says (source))
    return TG_SPAN ("unknown");
  if (tg_span_has_suffix (source, ".amazonaws.com"))
    source.len -= 14;
  return source;
}

/* "s3:GetObject"; each half up to its first NUL, 120 bytes at most. */
static gsize
action_name (char *text, TgSpan service, TgSpan name)
{
  const gsize a = strnlen (service.str, MIN (service.len, 120)), b = strnlen (name.str, MIN (name.len, 120));

  memcpy (text, service.str, a);
  text[a] = ':';
  memcpy (text + a + 1, name.str, b);
  return a + 1 + b;
}

void
tg_mapping_cloudtrail (TgMapping *m)
{
  TgSpan service = service_of (m), name = GET (EVENT_NAME);
  char text[256];
  const guint64 bytes_in = tg_mapping_number (GET (BYTES_IN)), bytes_out = tg_mapping_number (GET (BYTES_OUT));

  if (!tg_mapping_says (name))
    name = TG_SPAN ("unknown");
  TgSpan full_action = tg_span (text, action_name (text, service, name));

  TgFactRecord *row = &g_array_index (m->facts->records, TgFactRecord, m->facts->records->len - 1);
  row->action = m->action = tg_facts_term (m->facts, TG_TERM_ACTION, full_action);
  row->error = tg_mapping_says (GET (ERROR_CODE)) ? tg_facts_term (m->facts, TG_TERM_ERROR, GET (ERROR_CODE)) : TG_LOCAL_NONE;
  row->region = tg_mapping_says (m->region) ? tg_facts_term (m->facts, TG_TERM_REGION, m->region) : TG_LOCAL_NONE;
  row->bytes_in = bytes_in;
  row->bytes_out = bytes_out;
  m->facts->bytes = GET (BYTES_IN).str != NULL || GET (BYTES_OUT).str != NULL;

  const guint32 actor = tg_mapping_caller (m);
  map_targets (m, actor, service, name, relation_of (m, full_action, name));
  map_identity_calls (m, actor, service, name);
  map_instances (m);
  tg_mapping_activity (m, TRUE, bytes_in, bytes_out);
}

void
tg_mapping_insight (TgMapping *m)
{
  TgSpan source = tg_mapping_get (m, TG_FIELD_IN_SOURCE), name = tg_mapping_get (m, TG_FIELD_IN_NAME);

  if (tg_span_has_suffix (source, ".amazonaws.com"))
    source.len -= 14;
  TgSpan action = tg_arena_printf (m->facts->arena, "%.*s:%.*s", (int) source.len, source.str != NULL ? source.str : "",
                                   (int) name.len, name.str != NULL ? name.str : "");
  TgFactRecord *row = &g_array_index (m->facts->records, TgFactRecord, m->facts->records->len - 1);
  row->action = m->action = tg_facts_term (m->facts, TG_TERM_ACTION, action);
  row->region = tg_mapping_says (m->region) ? tg_facts_term (m->facts, TG_TERM_REGION, m->region) : TG_LOCAL_NONE;
  row->error = tg_mapping_says (tg_mapping_get (m, TG_FIELD_IN_ERROR))
    ? tg_facts_term (m->facts, TG_TERM_ERROR, tg_mapping_get (m, TG_FIELD_IN_ERROR)) : TG_LOCAL_NONE;
  TG_FIRED_CODE (TG_RULE_INSIGHT);
  tg_facts_party (m->facts, TG_PARTY_ACCOUNT, tg_make_account (m, m->account));
  for (guint32 i = 0; i < m->record->n_values; i++)
    if (m->record->values[i].field == TG_FIELD_IN_VALUE)
      tg_facts_party (m->facts, TG_PARTY_TARGET, tg_make_from_arn (m, m->record->values[i].text));
  tg_mapping_activity (m, TRUE, 0, 0);
}
