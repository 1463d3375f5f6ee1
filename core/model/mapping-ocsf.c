/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tg-model"

#include "core/model/mapping-private.h"

#include <math.h>

#define GET(name) tg_mapping_get (m, TG_FIELD_OC_##name)

/* severity_id: 1 informational … 5 critical, 6 fatal; 0 and 99 say nothing. */
static TgSeverity
severity_of (TgSpan text)
{
  gint64 value;

  if (!tg_span_to_whole (text, &value) || value < 1 || value > 6)
    return TG_SEVERITY_NONE;
  return (TgSeverity) MIN (TG_SEVERITY_INFORMATIONAL + value - 1, TG_SEVERITY_CRITICAL);
}

static guint32
make_user (TgMapping *m, TgSpan uid)
{
  if (tg_span_has_prefix (uid, "arn:"))
    return tg_make_from_arn (m, uid);
  if (tg_span_has_prefix (uid, "AIDA"))
    return tg_make_user (m, uid, m->account, TG_SPAN_NONE);
  return tg_span_has_prefix (uid, "AROA") ? tg_make_role (m, uid, m->account, TG_SPAN_NONE) : TG_LOCAL_NONE;
}

static guint32
make_key (TgMapping *m, TgSpan id)
{
  return tg_make_key (m, id, m->account);
}

/* What the value names when it is a resource. */
static guint32
make_resource (TgMapping *m, const TgFieldValue *value)
{
  if (value->field != TG_FIELD_OC_RESOURCE)
    return TG_LOCAL_NONE;
  return tg_make_from_type (m, tg_record_get_in (m->record, TG_FIELD_OC_RESOURCE_TYPE, value->group), value->text);
}

static void
map_finding (TgMapping *m, TgSpan id)
{
  TgSpan title = tg_mapping_says (GET (TITLE)) ? GET (TITLE) : GET (MESSAGE);
  TgFactFinding finding = {
    .title = title, .description = tg_mapping_says (GET (DESCRIPTION)) ? GET (DESCRIPTION) : GET (MESSAGE),
    .type = tg_mapping_says (GET (TYPE)) ? GET (TYPE) : GET (CLASS), .arn = id,
    .product = tg_mapping_says (GET (PRODUCT)) ? GET (PRODUCT) : GET (VENDOR),
    .score = NAN, .severity = severity_of (GET (SEVERITY)),
    .first = tg_mapping_time (GET (FIRST), GET (CREATED)), .last = tg_mapping_time (GET (LAST), GET (MODIFIED)),
    .updated = tg_mapping_time (GET (MODIFIED), GET (TIME)),
    .count = tg_mapping_count (GET (COUNT)),
    .archived = tg_span_is (GET (STATUS), "Suppressed") || tg_span_is (GET (STATUS), "Resolved") || tg_span_is (GET (STATUS), "Archived"),
  };
  guint32 made = tg_mapping_open_finding (m, tg_mapping_finding_id (id), &finding);

  TG_FIRED_CODE (TG_RULE_OCSF_FINDING);
  for (guint i = 0; i < m->record->n_values; i++)
    {
      guint32 resource = make_resource (m, &m->record->values[i]);
      if (resource == TG_LOCAL_NONE)
        continue;
      TG_FIRED_CODE (TG_RULE_OCSF_RESOURCE);
      tg_mapping_involve (m, made, resource);
    }
  tg_mapping_involve_each (m, made, TG_FIELD_OC_EVIDENCE_IP, TG_RULE_OCSF_EVIDENCE, tg_make_ip);
  tg_mapping_involve_each (m, made, TG_FIELD_OC_SOURCE, TG_RULE_OCSF_EVIDENCE, tg_make_ip);
  tg_mapping_involve_each (m, made, TG_FIELD_OC_EVIDENCE_USER, TG_RULE_OCSF_EVIDENCE, make_user);
  tg_mapping_involve_each (m, made, TG_FIELD_OC_EVIDENCE_KEY, TG_RULE_OCSF_EVIDENCE, make_key);
  tg_mapping_involve_each (m, made, TG_FIELD_OC_EVIDENCE_DOMAIN, TG_RULE_OCSF_EVIDENCE, tg_make_domain);
}

/* A class without a kind of its own: what every class may have. */
static void
map_other (TgMapping *m)
{
  TgFactRecord *row = &g_array_index (m->facts->records, TgFactRecord, m->facts->records->len - 1);
  TgSpan class = GET (CLASS), activity = GET (ACTIVITY);

  TgSpan action = tg_arena_printf (m->facts->arena, "ocsf:%.*s: %.*s", MIN ((int) class.len, 80), class.str != NULL ? class.str : "",
                                   MIN ((int) activity.len, 80), activity.str != NULL ? activity.str : "");
  row->action = m->action = tg_facts_term (m->facts, TG_TERM_ACTION, action);
  row->region = tg_mapping_says (m->region) ? tg_facts_term (m->facts, TG_TERM_REGION, m->region) : TG_LOCAL_NONE;
  guint32 who = make_user (m, GET (USER)), source = tg_make_ip (m, GET (SOURCE)), target = tg_make_ip (m, GET (TARGET));
  guint32 agent = tg_make_simple (m, TG_ENTITY_USER_AGENT, GET (AGENT), TG_SPAN_NONE);
  TG_FIRED_CODE (TG_RULE_OCSF_OTHER);
  tg_facts_party (m->facts, TG_PARTY_ACTOR, who);
  tg_facts_party (m->facts, TG_PARTY_ADDRESS, source);
  tg_facts_party (m->facts, TG_PARTY_PEER, target);
  tg_facts_party (m->facts, TG_PARTY_AGENT, agent);
  tg_facts_party (m->facts, TG_PARTY_ACCOUNT, tg_make_account (m, m->account));
  tg_relate (m, who, source, TG_RELATION_CALLED_FROM);
  tg_relate (m, who, agent, TG_RELATION_USED);
  for (guint i = 0; i < m->record->n_values; i++)
    {
      guint32 resource = make_resource (m, &m->record->values[i]);
      tg_facts_party (m->facts, TG_PARTY_TARGET, resource);
      tg_relate (m, who, resource, TG_RELATION_WROTE);
    }
}

void
tg_mapping_ocsf (TgMapping *m)
{
  gint64 class;
  const gboolean is_finding = tg_span_to_whole (GET (CLASS_UID), &class) && class / 1000 == 2;

  if (is_finding || tg_mapping_says (GET (UID)))
    map_finding (m, GET (UID));
  else
    map_other (m);
  tg_mapping_activity (m, FALSE, 0, 0);
}
