/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tg-model"

#include "core/model/mapping-private.h"

#include <string.h>

#include "core/base/time.h"

#define GET(name) tg_mapping_get (m, TG_FIELD_CT_##name)

typedef struct
{
  guint32 actor, role;        /* role: behind a session */
  TgSpan  role_name, session_name;
} Actor;

/* "AROAX:alice" -> "AROAX" and "alice"; FALSE when there is no colon. */
static gboolean
split_at (TgSpan text, char separator, TgSpan *head, TgSpan *tail)
{
  const char *at = text.str != NULL ? memchr (text.str, separator, text.len) : NULL;

  if (at == NULL)
    return FALSE;
  *head = tg_span (text.str, (gsize) (at - text.str));
  *tail = tg_span (at + 1, text.len - head->len - 1);
  return TRUE;
}

static Actor
actor_session (TgMapping *m)
{
  Actor actor = { TG_LOCAL_NONE, TG_LOCAL_NONE, TG_SPAN_NONE, TG_SPAN_NONE };
  TgSpan principal = GET (USER_PRINCIPAL), role_id = TG_SPAN_NONE, account = GET (USER_ACCOUNT);
  TgArn arn;

  if (tg_mapping_says (principal))
    split_at (principal, ':', &role_id, &actor.session_name);
  if (tg_arn_parse (GET (USER_ARN), &arn) && tg_span_is (arn.type, "assumed-role"))
    {
      TgSpan role, session;
      if (split_at (arn.id, '/', &role, &session))
        {
          actor.role_name = role;
          if (!tg_mapping_says (actor.session_name))
            actor.session_name = session;
        }
      if (!tg_mapping_says (account))
        account = arn.account;
    }
  if (tg_span_is (GET (ISSUER_TYPE), "Role") || GET (ISSUER_TYPE).str == NULL)
    {
      if (tg_mapping_says (GET (ISSUER_PRINCIPAL)))
        role_id = GET (ISSUER_PRINCIPAL);
      if (tg_mapping_says (GET (ISSUER_NAME)))
        actor.role_name = GET (ISSUER_NAME);
    }
  TgSpan role_account = tg_mapping_says (GET (ISSUER_ACCOUNT)) ? GET (ISSUER_ACCOUNT) : account;

  TG_FIRED_CODE (TG_RULE_ACTOR_SESSION);
  actor.role = tg_make_role (m, role_id, role_account, actor.role_name);
  tg_property (m, actor.role, "ARN", GET (ISSUER_ARN));
  actor.actor = tg_make_session (m, actor.session_name.str != NULL && tg_mapping_says (principal) ? principal : TG_SPAN_NONE,
                                 account, actor.role_name, actor.session_name);
  tg_property (m, actor.actor, "ARN", GET (USER_ARN));
  tg_relate (m, actor.actor, actor.role, TG_RELATION_SESSION_OF);
  return actor;
}

static guint32
actor_user (TgMapping *m)
{
  TgSpan principal = GET (USER_PRINCIPAL), name = GET (USER_NAME), account = GET (USER_ACCOUNT);
  TgArn arn;

  if (tg_arn_parse (GET (USER_ARN), &arn))
    {
      if (!tg_mapping_says (name))
        name = arn.id;
      if (!tg_mapping_says (account))
        account = arn.account;
    }
  TG_FIRED_CODE (TG_RULE_ACTOR_USER);
  guint32 user = tg_make_user (m, principal, account, name);
  tg_property (m, user, "ARN", GET (USER_ARN));
  return user;
}

static guint32
actor_root (TgMapping *m)
{
  TgSpan account = tg_mapping_says (GET (USER_ACCOUNT)) ? GET (USER_ACCOUNT) : GET (USER_PRINCIPAL);

  TG_FIRED_CODE (TG_RULE_ACTOR_ROOT);
  if (!tg_mapping_says (account))
    account = m->account;
  if (!tg_mapping_says (account))
    return TG_LOCAL_NONE;
  TgFactEntity root = { .kind = TG_ENTITY_ROOT, .key = account, .account = account, .name = TG_SPAN ("root"),
                        .first = m->record->time, .last = m->record->time };
  guint32 made = tg_facts_entity (m->facts, &root);
  TG_FIRED_CODE (TG_RULE_INSIDE_ACCOUNT);
  tg_relate (m, made, tg_make_account (m, account), TG_RELATION_INSIDE);
  return made;
}

static guint32
make_federated (TgMapping *m, TgSpan key, TgSpan name)
{
  if (!tg_mapping_says (key))
    key = name;
  if (!tg_mapping_says (key))
    return TG_LOCAL_NONE;
  TgFactEntity user = { .kind = TG_ENTITY_FEDERATED, .key = key, .name = name, .account = GET (USER_ACCOUNT),
                        .first = m->record->time, .last = m->record->time };
  return tg_facts_entity (m->facts, &user);
}

static guint32
actor_federated (TgMapping *m)
{
  TgSpan principal = GET (USER_PRINCIPAL), account, name = GET (USER_NAME);
  TgArn arn;

  TG_FIRED_CODE (TG_RULE_ACTOR_FEDERATED);
  if (tg_arn_parse (GET (USER_ARN), &arn))
    name = arn.name;
  else if (!tg_mapping_says (name))
    split_at (principal, ':', &account, &name);
  guint32 user = make_federated (m, principal, name);
  /* the IAM user who asked for the token */
  if (tg_span_is (GET (ISSUER_TYPE), "IAMUser"))
    tg_relate (m, tg_make_user (m, GET (ISSUER_PRINCIPAL), GET (ISSUER_ACCOUNT), GET (ISSUER_NAME)), user, TG_RELATION_ASSUMED);
  return user;
}

static guint32
actor_external (TgMapping *m)
{
  TgSpan principal = GET (USER_PRINCIPAL), provider = GET (USER_PROVIDER), name = GET (USER_NAME);

  TG_FIRED_CODE (TG_RULE_ACTOR_EXTERNAL);
  if (!tg_mapping_says (principal) && tg_mapping_says (provider) && tg_mapping_says (name))
    principal = tg_arena_printf (m->facts->arena, "%.*s:%.*s", (int) provider.len, provider.str, (int) name.len, name.str);
  guint32 user = make_federated (m, principal, name);
  tg_property (m, user, "Identity provider", provider);
  return user;
}

/* In the log of the account whose role is asked for, the caller from another account is only known by its principal id. */
static guint32
actor_account (TgMapping *m)
{
  TgSpan principal = GET (USER_PRINCIPAL), role, session;

  TG_FIRED_CODE (TG_RULE_ACTOR_ACCOUNT);
  if (tg_span_has_prefix (principal, "AROA") && split_at (principal, ':', &role, &session))
    {
      guint32 actor = tg_make_session (m, principal, GET (USER_ACCOUNT), TG_SPAN_NONE, session);
      tg_relate (m, actor, tg_make_role (m, role, GET (USER_ACCOUNT), TG_SPAN_NONE), TG_RELATION_SESSION_OF);
      return actor;
    }
  if (tg_span_has_prefix (principal, "AIDA"))
    return tg_make_user (m, principal, GET (USER_ACCOUNT), GET (USER_NAME));
  guint32 account = tg_make_account (m, GET (USER_ACCOUNT));
  return account != TG_LOCAL_NONE ? account : make_federated (m, GET (USER_ACCOUNT), GET (USER_ACCOUNT));
}

static guint32
actor_service (TgMapping *m)
{
  TgSpan name = GET (USER_INVOKED_BY);

  TG_FIRED_CODE (TG_RULE_ACTOR_SERVICE);
  if (!tg_mapping_says (name))
    name = GET (SOURCE_IP);
  return tg_make_simple (m, TG_ENTITY_SERVICE, name, TG_SPAN_NONE);
}

static guint32
actor_identity_center (TgMapping *m)
{
  TgSpan id = GET (USER_ON_BEHALF);

  TG_FIRED_CODE (TG_RULE_ACTOR_IDENTITY_CENTER);
  if (!tg_mapping_says (id))
    id = GET (USER_PRINCIPAL);
  if (tg_mapping_says (id))
    id = tg_arena_printf (m->facts->arena, "IdentityCenter:%.*s", (int) id.len, id.str);
  return make_federated (m, id, GET (USER_NAME));
}

/* The console's event history tells no account and no kind of user. */
static guint32
actor_name (TgMapping *m)
{
  TgSpan name = GET (USER_NAME);
  TgFactEntity user = { .kind = TG_ENTITY_USER, .name = name, .provisional = TRUE, .first = m->record->time, .last = m->record->time };

  if (!tg_mapping_says (name) || tg_mapping_says (GET (USER_ACCOUNT)) || tg_mapping_says (m->account))
    return TG_LOCAL_NONE;
  TG_FIRED_CODE (TG_RULE_ACTOR_NAME);
  if (tg_span_is (name, "root"))
    {
      user.kind = TG_ENTITY_ROOT;
      user.key = name;
    }
  else
    user.key = tg_arena_printf (m->facts->arena, "arn:aws:iam:::user/%.*s", (int) MIN (name.len, 512), name.str);
  return tg_facts_entity (m->facts, &user);
}

static guint32
actor_unknown (TgMapping *m)
{
  guint32 actor = tg_make_from_arn (m, GET (USER_ARN));

  if (actor == TG_LOCAL_NONE && (actor = actor_name (m)) != TG_LOCAL_NONE)
    return actor;
  if (actor == TG_LOCAL_NONE && tg_mapping_says (GET (USER_NAME)))
    actor = tg_make_user (m, TG_SPAN_NONE, tg_mapping_says (GET (USER_ACCOUNT)) ? GET (USER_ACCOUNT) : m->account, GET (USER_NAME));
  if (actor != TG_LOCAL_NONE)
    {
      TG_FIRED_CODE (TG_RULE_ACTOR_UNKNOWN);
      return actor;
    }
  actor = tg_make_account (m, tg_mapping_says (GET (USER_ACCOUNT)) ? GET (USER_ACCOUNT) : m->account);
  if (actor != TG_LOCAL_NONE)
    TG_FIRED_CODE (TG_RULE_ACTOR_NONE);
  return actor;
}

static guint32
actor_role (TgMapping *m)
{
  TgArn arn;

  TG_FIRED_CODE (TG_RULE_ACTOR_ROLE);
  if (tg_arn_parse (GET (USER_ARN), &arn))
    return tg_make_role (m, GET (USER_PRINCIPAL), arn.account, arn.id);
  return tg_make_role (m, GET (USER_PRINCIPAL), GET (USER_ACCOUNT), GET (USER_NAME));
}

static Actor
make_actor (TgMapping *m)
{
  static const struct { const char *type; guint32 (*make) (TgMapping *m); } types[] = {
    { "IAMUser", actor_user }, { "AWSService", actor_service }, { "Root", actor_root }, { "root-account", actor_root },
    { "Role", actor_role }, { "FederatedUser", actor_federated }, { "Directory", actor_federated },
    { "SAMLUser", actor_external }, { "WebIdentityUser", actor_external }, { "AWSAccount", actor_account },
    { "IdentityCenterUser", actor_identity_center },
  };
  Actor actor = { TG_LOCAL_NONE, TG_LOCAL_NONE, TG_SPAN_NONE, TG_SPAN_NONE };
  TgSpan type = GET (USER_TYPE);

  if (tg_span_is (type, "AssumedRole"))
    {
      actor = actor_session (m);
      if (actor.actor == TG_LOCAL_NONE)
        actor.actor = actor.role;
    }
  else
    for (guint i = 0; i < G_N_ELEMENTS (types); i++)
      if (tg_span_is (type, types[i].type))
        {
          actor.actor = types[i].make (m);
          break;
        }
  if (actor.actor == TG_LOCAL_NONE)
    actor.actor = actor_unknown (m);
  return actor;
}

static gboolean
is_service_name (TgSpan text)
{
  return tg_mapping_says (text) && (tg_span_has_suffix (text, ".amazonaws.com") || tg_span_has_suffix (text, ".amazonaws.com.cn") ||
                                    tg_span_has_suffix (text, ".amazon.com") || tg_span_is (text, "AWS Internal"));
}

static gboolean
is_instance_name (TgSpan text)
{
  if (!tg_span_has_prefix (text, "i-") || text.len < 10 || text.len > 19)
    return FALSE;
  for (guint32 i = 2; i < text.len; i++)
    if (!g_ascii_isxdigit (text.str[i]))
      return FALSE;
  return TRUE;
}

static void
map_caller (TgMapping *m, const Actor *actor)
{
  TgSpan source = GET (SOURCE_IP), invoked_by = GET (USER_INVOKED_BY);
  guint32 address = tg_make_ip (m, source), service = TG_LOCAL_NONE;
  gboolean by_service = !tg_span_is (GET (USER_TYPE), "AWSService");

  tg_facts_party (m->facts, TG_PARTY_ROLE, actor->role);
  guint32 key = tg_make_key (m, GET (USER_KEY), GET (USER_ACCOUNT));
  if (key != TG_LOCAL_NONE)
    {
      TG_FIRED_CODE (TG_RULE_SIGNED_WITH);
      tg_facts_party (m->facts, TG_PARTY_KEY, key);
      tg_relate (m, actor->actor, key, TG_RELATION_SIGNED_WITH);
    }
  if (address != TG_LOCAL_NONE)
    {
      TG_FIRED_CODE (TG_RULE_CALLED_FROM);
      tg_facts_party (m->facts, TG_PARTY_ADDRESS, address);
      tg_relate (m, actor->actor, address, TG_RELATION_CALLED_FROM);
    }
  if (by_service && (is_service_name (source) || is_service_name (invoked_by)))
    {
      service = tg_make_simple (m, TG_ENTITY_SERVICE, is_service_name (invoked_by) ? invoked_by : source, TG_SPAN_NONE);
      TG_FIRED_CODE (TG_RULE_CALLED_BY_SERVICE);
      tg_facts_party (m->facts, TG_PARTY_ADDRESS, service);
      tg_relate (m, service, actor->actor, TG_RELATION_INVOKED);
    }
  TgSpan agent_text = GET (USER_AGENT);
  if (!is_service_name (agent_text))
    {
      guint32 agent = tg_make_simple (m, TG_ENTITY_USER_AGENT, agent_text, TG_SPAN_NONE);
      if (agent != TG_LOCAL_NONE)
        {
          TG_FIRED_CODE (TG_RULE_USED_AGENT);
          tg_facts_party (m->facts, TG_PARTY_AGENT, agent);
          tg_relate (m, actor->actor, agent, TG_RELATION_USED);
        }
    }
  tg_facts_party (m->facts, TG_PARTY_ACCOUNT, tg_make_account (m, m->account));
  if (tg_mapping_says (GET (SOURCE_IDENTITY)))
    {
      TG_FIRED_CODE (TG_RULE_SOURCE_IDENTITY);
      tg_property (m, actor->actor, "Source identity", GET (SOURCE_IDENTITY));
    }
  if (actor->role != TG_LOCAL_NONE && is_instance_name (actor->session_name))
    {
      guint32 instance = tg_make_simple (m, TG_ENTITY_INSTANCE, actor->session_name, m->account);
      TG_FIRED_CODE (TG_RULE_SESSION_ON_INSTANCE);
      tg_facts_party (m->facts, TG_PARTY_PLACE, instance);
      tg_relate (m, actor->role, instance, TG_RELATION_ATTACHED_TO);
      tg_relate (m, instance, actor->actor, TG_RELATION_ASSUMED);
    }
}

static guint32
make_caller (TgMapping *m)
{
  const Actor actor = make_actor (m);

  tg_facts_party (m->facts, TG_PARTY_ACTOR, actor.actor);
  map_caller (m, &actor);
  return actor.actor;
}

/* An identity that comes again as it is has its texts in one place (core/ingest/shapes.c). What such a caller came to, from that address and with
 * that agent, is remembered for the batch. */

#define CALLERS  512
#define N_TEXTS  (TG_FIELD_CT_WEB_PROVIDER - TG_FIELD_CT_USER_TYPE + 1)

typedef struct
{
  const char *texts[N_TEXTS];
  TgSpan      account, address, agent;
} Key;

typedef struct
{
  Key         key;
  gint64      hour;
  gboolean    still;                     /* making it moved no alias */
  guint32     moved;                     /* facts->aliases_moved */
  guint32     actor, first_party, n_parties, n_notes;
  TgFactNote *notes;                     /* in the facts' arena */
} Caller;

/* Where the caller is or will be remembered. */
static Caller **
caller_of (TgMapping *m, Key *key)
{
  TgMappingMemory *memory = tg_mapping_memory (m->facts);

  if (memory->callers == NULL)
    memory->callers = memset (tg_arena_alloc (m->facts->arena, CALLERS * sizeof (Caller *)), 0, CALLERS * sizeof (Caller *));
  for (guint i = 0; i < N_TEXTS; i++)
    key->texts[i] = tg_mapping_get (m, TG_FIELD_CT_USER_TYPE + i).str;
  key->account = m->account;
  key->address = GET (SOURCE_IP);
  key->agent = GET (USER_AGENT);
  const guint64 who = tg_hash_mix ((guintptr) key->texts[0], (guintptr) key->texts[TG_FIELD_CT_USER_ARN - TG_FIELD_CT_USER_TYPE]);
  const guint64 how = tg_hash64 (key->address.str, key->address.len, who);
  return (Caller **) memory->callers + tg_hash64 (key->agent.str, key->agent.len, how) % CALLERS;
}

/* None of them looks at more than its identity and what else is in the key. */
static gboolean
may_remember (TgMapping *m)
{
  return m->facts->noting && (tg_span_is (GET (USER_TYPE), "AssumedRole") || tg_span_is (GET (USER_TYPE), "IAMUser"));
}

static gboolean
is_caller (const Caller *caller, const Key *key)
{
  return memcmp (caller->key.texts, key->texts, sizeof key->texts) == 0 && tg_span_equal (caller->key.account, key->account)
         && tg_span_equal (caller->key.address, key->address) && tg_span_equal (caller->key.agent, key->agent);
}

static guint32
again (TgMapping *m, Caller *caller, gint64 hour)
{
  TgFacts *facts = m->facts;
  const gint64 time = m->record->time;
  const TgFactSum sum = { .count = 1, .first = time, .last = time, .latest = facts->records->len, .failed = m->failed };

  for (guint32 i = 0; caller->hour != hour && i < caller->n_notes; i++)
    tg_facts_note_at (facts, &caller->notes[i], hour);
  caller->hour = hour;
  tg_facts_repeat (facts, caller->notes, caller->n_notes, &sum);
  tg_facts_notes (facts, caller->notes, caller->n_notes);
  tg_facts_parties_again (facts, caller->first_party, caller->n_parties);
  return caller->actor;
}

guint32
tg_mapping_caller (TgMapping *m)
{
  TgFacts *facts = m->facts;
  const gint64 hour = tg_time_hour (m->record->time);
  Key key;

  if (!may_remember (m))
    return make_caller (m);
  Caller **place = caller_of (m, &key), *caller = *place;
  if (caller != NULL && caller->moved == facts->aliases_moved && (caller->hour == hour || caller->still) && is_caller (caller, &key))
    return again (m, caller, hour);
  const guint32 moved = facts->aliases_moved, n_notes = facts->n_notes, first_party = facts->parties->len;
  const guint32 actor = make_caller (m);
  if (caller == NULL)
    caller = *place = tg_arena_alloc (facts->arena, sizeof *caller);
  *caller = (Caller) { key, hour, facts->aliases_moved == moved, facts->aliases_moved, actor, first_party, facts->parties->len - first_party,
                       facts->n_notes - n_notes, NULL };
  caller->notes = tg_arena_alloc (facts->arena, MAX (1, caller->n_notes) * sizeof (TgFactNote));
  for (guint32 i = 0; i < caller->n_notes; i++)
    caller->notes[i] = facts->notes[n_notes + i];
  return actor;
}
