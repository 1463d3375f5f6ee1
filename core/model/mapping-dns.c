/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tg-model"

#include "core/model/mapping-private.h"

#define GET(name) tg_mapping_get (m, TG_FIELD_DN_##name)
#define MAX_ANSWERS 64

static void
map_answers (TgMapping *m, guint32 domain)
{
  for (guint n = 0; n < MAX_ANSWERS; n++)
    {
      TgSpan text = tg_record_get_nth (m->record, TG_FIELD_DN_ANSWER, n, NULL);
      if (text.str == NULL)
        return;
      guint32 address = tg_make_ip (m, text);
      if (address == TG_LOCAL_NONE)
        continue;
      TG_FIRED_CODE (TG_RULE_DNS_ANSWER);
      tg_facts_party (m->facts, TG_PARTY_PEER, address);
      tg_relate (m, domain, address, TG_RELATION_RESOLVED_TO);
    }
}

void
tg_mapping_dns (TgMapping *m)
{
  TgFactRecord *row = &g_array_index (m->facts->records, TgFactRecord, m->facts->records->len - 1);
  TgSpan type = GET (TYPE), rcode = GET (RCODE), port = GET (PORT);
  gint64 number;

  if (!tg_mapping_says (type) || type.len > 40)
    type = TG_SPAN ("query");
  TgSpan action = tg_arena_printf (m->facts->arena, "dns:%.*s", (int) type.len, type.str);
  row->action = m->action = tg_facts_term (m->facts, TG_TERM_ACTION, action);
  row->region = tg_mapping_says (m->region) ? tg_facts_term (m->facts, TG_TERM_REGION, m->region) : TG_LOCAL_NONE;
  row->error = m->failed ? tg_facts_term (m->facts, TG_TERM_ERROR, tg_span_is (rcode, "NOERROR") ? GET (ACTION) : rcode) : TG_LOCAL_NONE;
  row->port_source = tg_span_to_whole (port, &number) && number > 0 && number < 65536 ? (guint32) number : 0;

  guint32 source = tg_make_ip (m, GET (SOURCE)), domain = tg_make_domain (m, GET (NAME));
  guint32 instance = tg_make_simple (m, TG_ENTITY_INSTANCE, tg_span_has_prefix (GET (INSTANCE), "i-") ? GET (INSTANCE) : TG_SPAN_NONE, m->account);
  guint32 vpc = tg_make_simple (m, TG_ENTITY_VPC, GET (VPC), m->account), account = tg_make_account (m, m->account);
  TG_FIRED_CODE (TG_RULE_DNS_QUERY);
  tg_facts_party (m->facts, TG_PARTY_ACTOR, instance);
  tg_facts_party (m->facts, TG_PARTY_ADDRESS, source);
  tg_facts_party (m->facts, TG_PARTY_TARGET, domain);
  tg_facts_party (m->facts, TG_PARTY_PLACE, vpc);
  tg_facts_party (m->facts, TG_PARTY_ACCOUNT, account);
  tg_relate (m, source, domain, TG_RELATION_LOOKED_UP);
  tg_relate (m, instance, domain, TG_RELATION_LOOKED_UP);
  tg_relate (m, source, instance, TG_RELATION_ADDRESS_OF);
  tg_relate (m, instance, vpc, TG_RELATION_INSIDE);
  tg_relate (m, vpc, account, TG_RELATION_INSIDE);
  map_answers (m, domain);
  tg_mapping_activity (m, TRUE, 0, 0);
}
