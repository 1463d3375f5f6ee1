/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tg-model"

#include "core/model/mapping-private.h"

#include <string.h>

#define GET(name) tg_mapping_get (m, TG_FIELD_AC_##name)
#define TEXT(span) (int) (span).len, (span).str != NULL ? (span).str : ""

/* Who did it to what: the requester, else the address. */
typedef struct { guint32 actor, address; TgRelationKind relation; } Access;

/* "198.51.100.7:443", "[2001:db8::1]:443" or an address alone. */
static guint32
make_address (TgMapping *m, TgSpan text, guint32 *port)
{
  const char *colon = text.len > 0 ? memrchr (text.str, ':', text.len) : NULL;
  guint32 whole = tg_make_ip (m, text);

  if (whole != TG_LOCAL_NONE || colon == NULL)
    return whole;
  *port = (guint32) MIN (tg_mapping_number (tg_span (colon + 1, (gsize) (text.str + text.len - colon - 1))), 65535);
  text.len = (guint32) (colon - text.str);
  if (text.len > 2 && text.str[0] == '[' && text.str[text.len - 1] == ']')
    text = tg_span (text.str + 1, text.len - 2);
  return tg_make_ip (m, text);
}

/* "GET http://host/path HTTP/1.1" */
static TgSpan
method_of (TgMapping *m)
{
  TgSpan request = GET (REQUEST), method = GET (METHOD);
  const char *space = request.len > 0 ? memchr (request.str, ' ', request.len) : NULL;

  if (tg_mapping_says (method))
    return method;
  if (space == NULL || space - request.str > 20)
    return TG_SPAN ("call");
  method = tg_span (request.str, (gsize) (space - request.str));
  return tg_mapping_says (method) ? method : TG_SPAN ("call");
}

static gboolean
holds (TgSpan text, const char *word)
{
  return text.str != NULL && memmem (text.str, text.len, word, strlen (word)) != NULL;
}

static TgRelationKind
bucket_relation (TgSpan operation)
{
  if (holds (operation, ".GET.") || holds (operation, ".HEAD.") || holds (operation, ".OPTIONS."))
    return TG_RELATION_READ;
  if (holds (operation, "ACL") || holds (operation, "POLICY") || holds (operation, "PUBLICACCESSBLOCK"))
    return TG_RELATION_CHANGED_ACCESS;
  return holds (operation, ".DELETE.") || holds (operation, ".EXPIRE.") ? TG_RELATION_DELETED : TG_RELATION_WROTE;
}

static guint32
make_requester (TgMapping *m, TgSpan text)
{
  if (tg_span_has_prefix (text, "arn:"))
    return tg_make_from_arn (m, text);
  if (tg_span_has_prefix (text, "svc:"))
    text = tg_span (text.str + 4, text.len - 4);
  return tg_span_has_suffix (text, ".amazonaws.com") ? tg_make_simple (m, TG_ENTITY_SERVICE, text, TG_SPAN_NONE) : TG_LOCAL_NONE;
}

static void
map_bucket (TgMapping *m, const Access *access)
{
  guint32 bucket = tg_make_simple (m, TG_ENTITY_BUCKET, GET (BUCKET), TG_SPAN_NONE);

  if (bucket == TG_LOCAL_NONE)
    return;
  TG_FIRED_CODE (TG_RULE_ACCESS_BUCKET);
  tg_facts_party (m->facts, TG_PARTY_TARGET, bucket);
  tg_facts_relation (m->facts, access->actor != TG_LOCAL_NONE ? access->actor : access->address, bucket, access->relation, m->record->time, m->failed,
                     tg_mapping_number (GET (BYTES_OUT)), tg_mapping_number (GET (BYTES_IN)));
}

/* The ARN where target group, certificate or web ACL tell account and region, the name otherwise. WAF names it "<account>-app/…". */
static guint32
make_balancer (TgMapping *m, TgSpan name)
{
  if (!tg_mapping_says (name) || name.len > 300)
    return TG_LOCAL_NONE;
  if (m->account.len == 12 && name.len > 13 && memcmp (name.str, m->account.str, 12) == 0 && name.str[12] == '-')
    name = tg_span (name.str + 13, name.len - 13);
  TgSpan key = tg_mapping_says (m->account) && tg_mapping_says (m->region)
    ? tg_arena_printf (m->facts->arena, "arn:aws:elasticloadbalancing:%.*s:%.*s:loadbalancer/%.*s", TEXT (m->region), TEXT (m->account), TEXT (name))
    : tg_arena_printf (m->facts->arena, "elasticloadbalancing:loadbalancer/%.*s", TEXT (name));
  return tg_make_resource (m, key, TG_SPAN ("elasticloadbalancing:loadbalancer"), name, m->account);
}

static void
map_balancer (TgMapping *m, const Access *access)
{
  guint32 balancer = make_balancer (m, GET (BALANCER)), port = 0;
  guint32 target = make_address (m, GET (TARGET), &port), group = tg_make_from_arn (m, GET (TARGET_GROUP));

  if (balancer == TG_LOCAL_NONE)
    return;
  TG_FIRED_CODE (TG_RULE_ACCESS_BALANCER);
  tg_facts_party (m->facts, TG_PARTY_TARGET, balancer);
  tg_facts_party (m->facts, TG_PARTY_PEER, target);
  tg_facts_party (m->facts, TG_PARTY_PLACE, group);
  tg_facts_relation (m->facts, access->address, balancer, access->relation, m->record->time, m->failed,
                     tg_mapping_number (GET (BYTES_OUT)), tg_mapping_number (GET (BYTES_IN)));
  tg_relate (m, target, balancer, TG_RELATION_ATTACHED_TO);
  tg_relate (m, target, group, TG_RELATION_INSIDE);
  tg_property (m, balancer, "Host", GET (HOST));
}

static void
map_wall (TgMapping *m, const Access *access)
{
  guint32 wall = tg_make_from_arn (m, GET (WALL));

  if (wall == TG_LOCAL_NONE)
    return;
  TG_FIRED_CODE (TG_RULE_ACCESS_WALL);
  tg_facts_party (m->facts, TG_PARTY_PLACE, wall);
  tg_relate (m, access->address, wall, access->relation);
}

static void
name_access (TgMapping *m, TgSpan method)
{
  TgFactRecord *row = &g_array_index (m->facts->records, TgFactRecord, m->facts->records->len - 1);
  TgSpan operation = GET (OPERATION), status = GET (STATUS), error = GET (ERROR), rule = GET (RULE), action;

  if (tg_mapping_says (operation))
    action = tg_arena_printf (m->facts->arena, "s3:%.*s", MIN ((int) operation.len, 100), operation.str);
  else if (tg_mapping_says (GET (WALL)))
    action = tg_arena_printf (m->facts->arena, "waf:%.*s", MIN ((int) GET (VERDICT).len, 40), GET (VERDICT).str != NULL ? GET (VERDICT).str : "");
  else
    action = tg_arena_printf (m->facts->arena, "elb:%.*s", (int) method.len, method.str);
  row->action = m->action = tg_facts_term (m->facts, TG_TERM_ACTION, action);
  row->region = tg_mapping_says (m->region) ? tg_facts_term (m->facts, TG_TERM_REGION, m->region) : TG_LOCAL_NONE;
  row->error = !m->failed ? TG_LOCAL_NONE
               : tg_facts_term (m->facts, TG_TERM_ERROR, tg_mapping_says (error) ? error : tg_mapping_says (status) ? status : rule);
  row->bytes_out = tg_mapping_number (GET (BYTES_OUT));
  row->bytes_in = tg_mapping_number (GET (BYTES_IN));
}

void
tg_mapping_access (TgMapping *m)
{
  static const TgField tells[] = { TG_FIELD_AC_WALL, TG_FIELD_AC_TARGET_GROUP, TG_FIELD_AC_CERTIFICATE, TG_FIELD_AC_REQUESTER };
  TgSpan method = method_of (m);
  guint32 port = 0;
  TgArn arn;

  for (guint i = 0; i < G_N_ELEMENTS (tells) && !tg_mapping_says (m->account); i++)
    if (tg_arn_parse (tg_mapping_get (m, tells[i]), &arn))
      {
        m->account = arn.account;
        m->region = arn.region;
      }
  name_access (m, method);
  Access access = { make_requester (m, GET (REQUESTER)), make_address (m, GET (SOURCE), &port), TG_RELATION_READ };
  if (tg_mapping_says (GET (OPERATION)))
    access.relation = bucket_relation (GET (OPERATION));
  else if (!tg_span_is (method, "GET") && !tg_span_is (method, "HEAD") && !tg_span_is (method, "OPTIONS"))
    access.relation = TG_RELATION_WROTE;
  TgFactRecord *row = &g_array_index (m->facts->records, TgFactRecord, m->facts->records->len - 1);
  row->port_source = port;
  guint32 agent = tg_make_simple (m, TG_ENTITY_USER_AGENT, GET (AGENT), TG_SPAN_NONE);
  tg_facts_party (m->facts, TG_PARTY_ACTOR, access.actor);
  tg_facts_party (m->facts, TG_PARTY_ADDRESS, access.address);
  tg_facts_party (m->facts, TG_PARTY_AGENT, agent);
  tg_facts_party (m->facts, TG_PARTY_ACCOUNT, tg_make_account (m, m->account));
  tg_relate (m, access.actor, access.address, TG_RELATION_CALLED_FROM);
  tg_relate (m, access.actor != TG_LOCAL_NONE ? access.actor : access.address, agent, TG_RELATION_USED);
  if (access.actor != TG_LOCAL_NONE)
    TG_FIRED_CODE (TG_RULE_ACCESS_REQUESTER);
  map_bucket (m, &access);
  map_balancer (m, &access);
  map_wall (m, &access);
  tg_mapping_activity (m, TRUE, row->bytes_in, row->bytes_out);
}
