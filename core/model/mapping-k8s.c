/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tg-model"

#include "core/model/mapping-private.h"

#include <string.h>

#define GET(name) tg_mapping_get (m, TG_FIELD_KA_##name)
#define TEXT(span) (int) (span).len, (span).str != NULL ? (span).str : ""

typedef struct
{
  TgSpan  cluster;        /* its name; absent when the log does not say */
  guint32 cluster_entity, subject;
} Call;

static guint32
make_subject (TgMapping *m, const Call *call, TgSpan name)
{
  if (!tg_mapping_says (name))
    return TG_LOCAL_NONE;
  TgSpan key = tg_arena_printf (m->facts->arena, "%.*s~%.*s~%.*s", TEXT (name), TEXT (call->cluster), TEXT (m->account));
  TgFactEntity entity = { .kind = TG_ENTITY_K8S_SUBJECT, .key = key, .name = name, .account = m->account,
                          .first = m->record->time, .last = m->record->time };
  return tg_facts_entity (m->facts, &entity);
}

/* Names of pods are used again: the alias joins a name with whichever pod has it at the time. */
static guint32
make_pod (TgMapping *m, const Call *call, TgSpan uid, TgSpan namespace, TgSpan name)
{
  TgFactEntity entity = { .kind = TG_ENTITY_POD, .name = name, .account = m->account, .first = m->record->time, .last = m->record->time };

  if (!tg_mapping_says (name) && !tg_mapping_says (uid))
    return TG_LOCAL_NONE;
  entity.provisional = !tg_mapping_says (uid);
  if (tg_mapping_says (name) && tg_mapping_says (namespace))
    entity.alias = tg_arena_printf (m->facts->arena, "%.*s/%.*s/%.*s/%.*s", TEXT (m->account), TEXT (call->cluster), TEXT (namespace), TEXT (name));
  if (entity.provisional)
    entity.key = tg_arena_printf (m->facts->arena, "%.*s/%.*s~%.*s~%.*s~EKS", TEXT (namespace), TEXT (name), TEXT (call->cluster), TEXT (m->account));
  else
    entity.key = tg_arena_printf (m->facts->arena, "%.*s~%.*s~%.*s~EKS", TEXT (uid), TEXT (call->cluster), TEXT (m->account));
  guint32 pod = tg_facts_entity (m->facts, &entity);
  tg_relate (m, pod, call->cluster_entity, TG_RELATION_INSIDE);
  tg_property (m, pod, "Namespace", namespace);
  return pod;
}

/* <registry>/<repository>:<tag>@<digest>, with the defaults that container runtimes fill in. */
static guint32
make_image (TgMapping *m, TgSpan text)
{
  if (!tg_mapping_says (text) || text.len > 512)
    return TG_LOCAL_NONE;
  const char *slash = memchr (text.str, '/', text.len), *last = memrchr (text.str, '/', text.len);
  const char *end = text.str + text.len, *name = last != NULL ? last + 1 : text.str;
  const gsize head = slash != NULL ? (gsize) (slash - text.str) : 0;
  const gboolean has_registry = head > 0 && (memchr (text.str, '.', head) != NULL || memchr (text.str, ':', head) != NULL
                                             || (head == 9 && memcmp (text.str, "localhost", 9) == 0));
  const gboolean has_tag = memchr (name, ':', (gsize) (end - name)) != NULL || memchr (name, '@', (gsize) (end - name)) != NULL;
  TgSpan key = tg_arena_printf (m->facts->arena, "%s%.*s%s", has_registry ? "" : slash != NULL ? "docker.io/" : "docker.io/library/", TEXT (text),
                                has_tag ? "" : ":latest");
  TgFactEntity entity = { .kind = TG_ENTITY_IMAGE, .key = key, .name = text, .first = m->record->time, .last = m->record->time };
  return tg_facts_entity (m->facts, &entity);
}

static gboolean
is_one_of (TgSpan word, const char * const *words)
{
  for (; *words != NULL; words++)
    if (tg_span_is (word, *words))
      return TRUE;
  return FALSE;
}

static TgRelationKind
relation_of (TgMapping *m)
{
  static const char * const reads[] = { "get", "list", "watch", NULL }, * const acts[] = { "exec", "attach", "portforward", "proxy", NULL };
  static const char * const rights[] = { "roles", "rolebindings", "clusterroles", "clusterrolebindings", NULL };
  TgSpan verb = GET (VERB);

  if (is_one_of (GET (SUBRESOURCE), acts))
    return TG_RELATION_WROTE;
  if (is_one_of (verb, reads))
    return TG_RELATION_READ;
  if (is_one_of (GET (RESOURCE), rights) || (tg_span_is (GET (RESOURCE), "serviceaccounts") && tg_span_is (GET (SUBRESOURCE), "token")))
    return TG_RELATION_CHANGED_ACCESS;
  if (tg_span_has_prefix (verb, "delete"))
    return TG_RELATION_DELETED;
  return tg_span_is (verb, "create") && !tg_mapping_says (GET (SUBRESOURCE)) ? TG_RELATION_CREATED : TG_RELATION_WROTE;
}

/* EKS says which AWS principal authenticated: a session's ARN, or in the uid "aws-iam-authenticator:<account>:<AROA…>". */
static void
map_principal (TgMapping *m, const Call *call)
{
  TgSpan uid = GET (UID), unique = GET (PRINCIPAL), arn = GET (ARN), account = TG_SPAN_NONE;
  TgArn parsed;
  guint32 role = TG_LOCAL_NONE, who = TG_LOCAL_NONE;

  if (tg_span_has_prefix (uid, "aws-iam-authenticator:"))
    {
      const char *colon = memrchr (uid.str, ':', uid.len);
      if (!tg_mapping_says (unique))
        unique = tg_span (colon + 1, (gsize) (uid.str + uid.len - colon - 1));
    }
  if (!tg_mapping_says (arn) || !tg_arn_parse (arn, &parsed))
    return;
  account = parsed.account;
  if (tg_span_is (parsed.type, "assumed-role"))
    {
      const char *slash = memchr (parsed.id.str, '/', parsed.id.len);
      TgSpan name = slash != NULL ? tg_span (parsed.id.str, (gsize) (slash - parsed.id.str)) : parsed.id;
      TgSpan session = slash != NULL ? tg_span (slash + 1, parsed.id.len - name.len - 1) : TG_SPAN_NONE;
      if (!tg_span_has_prefix (unique, "AROA"))
        unique = TG_SPAN_NONE;
      role = tg_make_role (m, unique, account, name);
      if (session.len > 0)
        who = tg_make_session (m, unique.len == 0 ? TG_SPAN_NONE : tg_arena_printf (m->facts->arena, "%.*s:%.*s", TEXT (unique), TEXT (session)),
                               account, name, session);
      tg_relate (m, who, role, TG_RELATION_SESSION_OF);
    }
  else if (tg_span_is (parsed.type, "user"))
    who = tg_make_user (m, tg_span_has_prefix (unique, "AIDA") ? unique : TG_SPAN_NONE, account, parsed.id);
  else
    who = tg_make_from_arn (m, arn);
  guint32 caller = who != TG_LOCAL_NONE ? who : role, key = tg_make_key (m, GET (KEY), account);
  if (caller == TG_LOCAL_NONE)
    return;
  TG_FIRED_CODE (TG_RULE_K8S_PRINCIPAL);
  tg_facts_party (m->facts, TG_PARTY_ACTOR, caller);
  tg_facts_party (m->facts, TG_PARTY_ROLE, role);
  tg_facts_party (m->facts, TG_PARTY_KEY, key);
  tg_relate (m, caller, call->subject, TG_RELATION_ASSUMED);
  tg_relate (m, caller, key, TG_RELATION_SIGNED_WITH);
}

static void
map_node (TgMapping *m, const Call *call)
{
  TgSpan session = GET (SESSION), provider = GET (PROVIDER_ID);
  guint32 instance = TG_LOCAL_NONE;

  if (tg_span_has_prefix (GET (USER), "system:node:") && tg_span_has_prefix (session, "i-"))
    instance = tg_make_simple (m, TG_ENTITY_INSTANCE, session, m->account);
  else if (tg_span_is (GET (RESOURCE), "nodes") && tg_span_has_prefix (provider, "aws:///"))
    {
      const char *slash = memrchr (provider.str, '/', provider.len);
      TgSpan id = tg_span (slash + 1, (gsize) (provider.str + provider.len - slash - 1));
      if (tg_span_has_prefix (id, "i-"))
        instance = tg_make_simple (m, TG_ENTITY_INSTANCE, id, m->account);
    }
  if (instance == TG_LOCAL_NONE)
    return;
  TG_FIRED_CODE (TG_RULE_K8S_NODE);
  tg_facts_party (m->facts, TG_PARTY_PLACE, instance);
  tg_relate (m, instance, call->cluster_entity, TG_RELATION_INSIDE);
}

static void
map_caller (TgMapping *m, const Call *call)
{
  for (guint n = 0; n < 100; n++)
    {
      TgSpan text = tg_record_get_nth (m->record, TG_FIELD_KA_IP, n, NULL);
      if (text.str == NULL)
        break;
      guint32 address = tg_make_ip (m, text);
      if (address == TG_LOCAL_NONE)
        continue;
      TG_FIRED_CODE (TG_RULE_K8S_CALLER);
      tg_facts_party (m->facts, TG_PARTY_ADDRESS, address);
      tg_relate (m, call->subject, address, TG_RELATION_CALLED_FROM);
    }
  guint32 agent = tg_make_simple (m, TG_ENTITY_USER_AGENT, GET (AGENT), TG_SPAN_NONE);
  tg_facts_party (m->facts, TG_PARTY_AGENT, agent);
  tg_relate (m, call->subject, agent, TG_RELATION_USED);

  TgSpan user = GET (USER);
  if (tg_span_has_prefix (user, "system:serviceaccount:") && tg_mapping_says (GET (CALLER_POD)))
    {
      const char *begin = user.str + 22, *colon = memchr (begin, ':', user.len - 22);
      TgSpan namespace = colon != NULL ? tg_span (begin, (gsize) (colon - begin)) : TG_SPAN_NONE;
      guint32 pod = make_pod (m, call, GET (CALLER_POD_UID), namespace, GET (CALLER_POD));
      TG_FIRED_CODE (TG_RULE_K8S_CALLER_POD);
      tg_facts_party (m->facts, TG_PARTY_PLACE, pod);
      tg_relate (m, pod, call->subject, TG_RELATION_USED);
    }
  guint32 other = make_subject (m, call, GET (IMPERSONATED));
  if (other != TG_LOCAL_NONE)
    {
      TG_FIRED_CODE (TG_RULE_K8S_IMPERSONATED);
      tg_facts_party (m->facts, TG_PARTY_ROLE, other);
      tg_relate (m, call->subject, other, TG_RELATION_ASSUMED);
    }
}

/* Images of a pod are the pod's; of a deployment or job, what the caller had started. */
static void
map_images (TgMapping *m, const Call *call, guint32 pod)
{
  for (guint n = 0; n < 100; n++)
    {
      TgSpan text = tg_record_get_nth (m->record, TG_FIELD_KA_IMAGE, n, NULL);
      if (text.str == NULL)
        return;
      guint32 image = make_image (m, text);
      if (image == TG_LOCAL_NONE)
        continue;
      TG_FIRED_CODE (TG_RULE_K8S_POD_IMAGE);
      tg_facts_party (m->facts, TG_PARTY_TARGET, image);
      tg_relate (m, pod != TG_LOCAL_NONE ? pod : call->subject, image, TG_RELATION_USED);
    }
}

static gboolean
map_pod (TgMapping *m, const Call *call, TgRelationKind relation)
{
  TgSpan name = GET (NAME), uid = GET (OBJECT_UID);

  if (!tg_span_is (GET (RESOURCE), "pods"))
    return FALSE;
  if (tg_span_is (GET (MADE_KIND), "Pod"))
    {
      name = tg_mapping_says (GET (MADE_NAME)) ? GET (MADE_NAME) : name;
      uid = tg_mapping_says (GET (MADE_UID)) ? GET (MADE_UID) : uid;
    }
  guint32 pod = make_pod (m, call, uid, GET (NAMESPACE), name);
  if (pod == TG_LOCAL_NONE)
    {
      /* a name the server makes up and the log does not tell */
      map_images (m, call, TG_LOCAL_NONE);
      return FALSE;
    }
  TG_FIRED_CODE (TG_RULE_K8S_POD);
  tg_facts_party (m->facts, TG_PARTY_TARGET, pod);
  tg_relate (m, call->subject, pod, relation);
  tg_property (m, pod, "Node", GET (NODE));
  tg_property (m, pod, "Service account", GET (SERVICE_ACCOUNT));
  tg_property (m, pod, "Host path", GET (HOST_PATH));
  if (tg_span_is (GET (HOST_NETWORK), "true"))
    tg_property (m, pod, "Host network", TG_SPAN ("yes"));
  for (guint n = 0; n < 100; n++)
    {
      TgSpan privileged = tg_record_get_nth (m->record, TG_FIELD_KA_PRIVILEGED, n, NULL);
      if (privileged.str == NULL)
        break;
      if (tg_span_is (privileged, "true"))
        tg_property (m, pod, "Privileged", TG_SPAN ("yes"));
    }
  map_images (m, call, pod);
  guint32 address = tg_make_ip (m, GET (POD_IP));
  if (address != TG_LOCAL_NONE)
    {
      TG_FIRED_CODE (TG_RULE_K8S_POD_ADDRESS);
      tg_facts_party (m->facts, TG_PARTY_PLACE, address);
      tg_relate (m, address, pod, TG_RELATION_ADDRESS_OF);
    }
  return TRUE;
}

/* What the control plane renews every few seconds would only hide the rest. */
static void
map_resource (TgMapping *m, const Call *call, TgRelationKind relation)
{
  static const char * const noise[] = { "leases", "events", "subjectaccessreviews", "tokenreviews", "endpointslices", NULL };
  TgSpan type = GET (RESOURCE), name = GET (NAME), namespace = GET (NAMESPACE);

  map_images (m, call, TG_LOCAL_NONE);
  if (!tg_mapping_says (type) || is_one_of (type, noise))
    return;
  if (!tg_mapping_says (name))
    name = tg_mapping_says (GET (MADE_NAME)) ? GET (MADE_NAME) : TG_SPAN ("*");
  if (!tg_mapping_says (namespace))
    namespace = TG_SPAN_NONE;
  const char *slash = namespace.len > 0 ? "/" : "";
  TgSpan label = tg_arena_printf (m->facts->arena, "%.*s%s%.*s", TEXT (namespace), slash, TEXT (name));
  TgSpan key = tg_arena_printf (m->facts->arena, "k8s:%.*s/%.*s~%.*s~%.*s", TEXT (type), TEXT (label), TEXT (call->cluster), TEXT (m->account));
  TgSpan kind = tg_arena_printf (m->facts->arena, "k8s:%.*s", TEXT (type));
  guint32 made = tg_make_resource (m, key, kind, label, m->account);
  TG_FIRED_CODE (TG_RULE_K8S_RESOURCE);
  tg_facts_party (m->facts, TG_PARTY_TARGET, made);
  tg_relate (m, call->subject, made, relation);
  tg_relate (m, made, call->cluster_entity, TG_RELATION_INSIDE);
}

static void
change_access (TgMapping *m, const Call *call, TgSpan kind, TgSpan namespace, TgSpan name)
{
  if (tg_span_is (kind, "ServiceAccount"))
    name = tg_arena_printf (m->facts->arena, "system:serviceaccount:%.*s:%.*s", TEXT (namespace), TEXT (name));
  guint32 made = make_subject (m, call, name);
  if (made == TG_LOCAL_NONE || made == call->subject)
    return;
  TG_FIRED_CODE (TG_RULE_K8S_ACCESS);
  tg_facts_party (m->facts, TG_PARTY_TARGET, made);
  tg_relate (m, call->subject, made, TG_RELATION_CHANGED_ACCESS);
}

static void
map_access (TgMapping *m, const Call *call)
{
  if (tg_span_is (GET (RESOURCE), "serviceaccounts") && tg_span_is (GET (SUBRESOURCE), "token") && tg_mapping_says (GET (NAME)))
    change_access (m, call, TG_SPAN ("ServiceAccount"), GET (NAMESPACE), GET (NAME));
  for (guint n = 0; n < 100; n++)
    {
      guint16 group;
      TgSpan name = tg_record_get_nth (m->record, TG_FIELD_KA_BOUND, n, &group);
      if (name.str == NULL)
        return;
      change_access (m, call, tg_record_get_in (m->record, TG_FIELD_KA_BOUND_KIND, group),
                     tg_record_get_in (m->record, TG_FIELD_KA_BOUND_NAMESPACE, group), name);
    }
}

/* "k8s:create pods/exec"; without an object the path up to its query: "k8s:get /version". */
static void
name_call (TgMapping *m)
{
  TgFactRecord *row = &g_array_index (m->facts->records, TgFactRecord, m->facts->records->len - 1);
  TgSpan verb = GET (VERB), what = GET (RESOURCE), sub = GET (SUBRESOURCE), reason = GET (REASON), code = GET (CODE);

  if (!tg_mapping_says (verb))
    verb = TG_SPAN ("call");
  if (!tg_mapping_says (what))
    {
      what = GET (URI);
      const char *query = what.str != NULL ? memchr (what.str, '?', what.len) : NULL;
      if (query != NULL)
        what.len = (guint32) (query - what.str);
    }
  TgSpan action = tg_arena_printf (m->facts->arena, "k8s:%.*s %.*s%s%.*s", MIN ((int) verb.len, 40), verb.str, MIN ((int) what.len, 120),
                                   what.str != NULL ? what.str : "", sub.len > 0 ? "/" : "", MIN ((int) sub.len, 60), sub.str != NULL ? sub.str : "");
  row->action = m->action = tg_facts_term (m->facts, TG_TERM_ACTION, action);
  row->error = !m->failed ? TG_LOCAL_NONE
               : tg_mapping_says (reason) ? tg_facts_term (m->facts, TG_TERM_ERROR, reason)
               : tg_mapping_says (code) ? tg_facts_term (m->facts, TG_TERM_ERROR, code) : TG_LOCAL_NONE;
}

void
tg_mapping_k8s (TgMapping *m)
{
  TgArn arn;

  if (!tg_mapping_says (m->account) && tg_arn_parse (GET (ARN), &arn))
    m->account = arn.account;
  if (!tg_mapping_says (m->account))
    m->account = TG_SPAN_NONE;
  Call call = { .cluster = tg_mapping_says (GET (CLUSTER)) ? GET (CLUSTER) : TG_SPAN_NONE };
  guint32 account = tg_make_account (m, m->account);

  name_call (m);
  call.cluster_entity = tg_make_cluster (m, call.cluster, m->account);
  tg_relate (m, call.cluster_entity, account, TG_RELATION_INSIDE);
  call.subject = make_subject (m, &call, GET (USER));
  if (call.subject != TG_LOCAL_NONE)
    TG_FIRED_CODE (TG_RULE_K8S_SUBJECT);
  tg_facts_party (m->facts, TG_PARTY_ACTOR, call.subject);
  tg_relate (m, call.subject, call.cluster_entity, TG_RELATION_INSIDE);
  map_principal (m, &call);
  map_caller (m, &call);
  map_node (m, &call);
  tg_facts_party (m->facts, TG_PARTY_ACCOUNT, account);
  tg_facts_party (m->facts, TG_PARTY_PLACE, call.cluster_entity);
  TgRelationKind relation = relation_of (m);
  if (!map_pod (m, &call, relation))
    map_resource (m, &call, relation);
  map_access (m, &call);
  tg_mapping_activity (m, TRUE, 0, 0);
}
