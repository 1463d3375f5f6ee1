/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "core/base/net.h"
#include "core/model/facts.h"
#include "core/model/mapping-rules.h"

G_BEGIN_DECLS

/* What the parts of the mapping share while one record is mapped. */
typedef struct
{
  const TgRecord *record;
  TgFacts        *facts;
  gboolean        failed;
  TgSpan          account;      /* the account whose log this is; absent when unknown */
  TgSpan          region;
  guint32         action;       /* term */
  const guint8   *first;        /* by field: where its first value stands, + 1; 0: nowhere */
} TgMapping;

/* tg_record_get(), found at once. */
static inline TgSpan
tg_mapping_get (const TgMapping *m, TgField field)
{
  const guint at = m->first[field];
  if (at != 0)
    return m->record->values[at - 1].text;
  /* the index counts to 255 */
  return m->record->n_values < G_MAXUINT8 ? TG_SPAN_NONE : tg_record_get (m->record, field);
}

/* What each kind of record remembers for as long as the facts, in their arena; NULL at first. */
typedef struct { gpointer flow, callers; } TgMappingMemory;

TgMappingMemory *tg_mapping_memory (TgFacts *facts);

void     tg_mapping_fired     (guint rule);         /* index over target, action and code rules */
#define TG_FIRED_CODE(rule)   tg_mapping_fired (tg_n_target_rules + tg_n_action_rules + (guint) (rule))

/* "...", "", "-", HIDDEN_DUE_TO_SECURITY_REASONS and the like say nothing. */
gboolean tg_mapping_says      (TgSpan text);

/* Entities; TG_LOCAL_NONE when the text says nothing or does not fit. */
guint32  tg_make_simple       (TgMapping *m, TgEntityKind kind, TgSpan key, TgSpan account);
guint32  tg_make_account      (TgMapping *m, TgSpan id);
guint32  tg_make_ip           (TgMapping *m, TgSpan text);
guint32  tg_make_key          (TgMapping *m, TgSpan id, TgSpan account);
/* unique is the AIDA…/AROA… id or absent: then the ARN is a provisional key. path_name may carry an IAM path. */
guint32  tg_make_user         (TgMapping *m, TgSpan unique, TgSpan account, TgSpan path_name);
guint32  tg_make_role         (TgMapping *m, TgSpan unique, TgSpan account, TgSpan path_name);
guint32  tg_make_session      (TgMapping *m, TgSpan unique, TgSpan account, TgSpan role_name, TgSpan session_name);
guint32  tg_make_cluster      (TgMapping *m, TgSpan name, TgSpan account);
guint32  tg_make_domain       (TgMapping *m, TgSpan name);
guint32  tg_make_from_arn     (TgMapping *m, TgSpan arn);
/* An ARN, a bare instance, interface, key id …, or type and id as ASFF has them. */
guint32  tg_make_from_type    (TgMapping *m, TgSpan type, TgSpan id);
/* An ARN, or an id and its type in CloudFormation's words, "AWS::S3::Bucket". */
guint32  tg_make_from_cfn     (TgMapping *m, TgSpan type, TgSpan id);
guint32  tg_make_resource     (TgMapping *m, TgSpan key, TgSpan type, TgSpan name, TgSpan account);

guint32  tg_relate            (TgMapping *m, guint32 source, guint32 target, TgRelationKind kind);
void     tg_property          (TgMapping *m, guint32 entity, const char *name, TgSpan value);

/* The caller of a CloudTrail event, from where and with what it called; returns the actor. */
guint32  tg_mapping_caller    (TgMapping *m);
void     tg_mapping_cloudtrail(TgMapping *m);
void     tg_mapping_insight   (TgMapping *m);
void     tg_mapping_flow      (TgMapping *m, TgFactRecord *row);
void     tg_mapping_guardduty (TgMapping *m);
void     tg_mapping_asff      (TgMapping *m);
void     tg_mapping_k8s       (TgMapping *m);
void     tg_mapping_ocsf      (TgMapping *m);
void     tg_mapping_dns       (TgMapping *m);
void     tg_mapping_access    (TgMapping *m);
void     tg_mapping_context   (TgMapping *m);

/* What kinds of findings share. */
gint64   tg_mapping_time         (TgSpan a, TgSpan b);        /* of the first that is one */
guint64  tg_mapping_count        (TgSpan text);      /* how often; 1 when it is not said */
guint64  tg_mapping_number       (TgSpan text);      /* bytes, packets, a port; 0 when it is not said */
/* The id of a GuardDuty finding out of its ARN, by which Security Hub and others know it; else the text. */
TgSpan   tg_mapping_finding_id   (TgSpan text);
/* The finding's entity, row and account. */
guint32  tg_mapping_open_finding (TgMapping *m, TgSpan id, TgFactFinding *finding);
void     tg_mapping_involve      (TgMapping *m, guint32 finding, guint32 entity);
/* A field each of whose values names an entity. */
void     tg_mapping_involve_each (TgMapping *m, guint32 finding, TgField field, TgCodeRule rule, guint32 (*make) (TgMapping *m, TgSpan text));
/* Adds the cells of every party of the open record; call when all parties are known. */
void     tg_mapping_activity  (TgMapping *m, gboolean with_api, guint64 bytes_in, guint64 bytes_out);

G_END_DECLS
