/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* The numbers are stored in case files: never renumber, only append. */

typedef enum
{
  TG_RECORD_OTHER       = 0,    /* kept and reachable, but incomplete: too little for its own kind */
  TG_RECORD_CLOUDTRAIL  = 1,
  TG_RECORD_INSIGHT     = 2,    /* CloudTrail Insights */
  TG_RECORD_VPCFLOW     = 3,
  TG_RECORD_GUARDDUTY   = 4,
  TG_RECORD_SECURITYHUB = 5,
  TG_RECORD_K8S_AUDIT   = 6,
  TG_RECORD_OCSF        = 7,
  TG_RECORD_DNS         = 8,    /* resolver query logs */
  TG_RECORD_ACCESS      = 9,    /* access logs: of buckets, load balancers, web application firewalls */
  TG_RECORD_CONTEXT     = 10,   /* what is configured: replies of describe calls, AWS Config */
  TG_RECORD_N_KINDS
} TgRecordKind;

typedef enum
{
  TG_ENTITY_NONE             = 0,
  TG_ENTITY_ACCOUNT          = 1,   /* key: 12-digit id */
  TG_ENTITY_ROOT             = 2,   /* key: account id */
  TG_ENTITY_USER             = 3,   /* key: AIDA… principal id; its ARN until that is known */
  TG_ENTITY_ROLE             = 4,   /* key: AROA… principal id; its ARN until that is known */
  TG_ENTITY_SESSION          = 5,   /* key: <role principal id>:<session name>; the STS ARN until that is known */
  TG_ENTITY_FEDERATED        = 6,   /* key: <identity provider>:[<audience>:]<user name>, or the principal id */
  TG_ENTITY_SERVICE          = 7,   /* key: ec2.amazonaws.com */
  TG_ENTITY_ACCESS_KEY       = 8,   /* key: AKIA…/ASIA… */
  TG_ENTITY_INSTANCE         = 9,   /* key: i-… */
  TG_ENTITY_INTERFACE        = 10,  /* key: eni-… */
  TG_ENTITY_VPC              = 11,  /* key: vpc-… */
  TG_ENTITY_SUBNET           = 12,  /* key: subnet-… */
  TG_ENTITY_IP               = 13,  /* key: canonical address */
  TG_ENTITY_BUCKET           = 14,  /* key: name */
  TG_ENTITY_RESOURCE         = 15,  /* key: ARN, or <type>:<account>:<id>; type in the entity's own column */
  TG_ENTITY_USER_AGENT       = 16,  /* key: the string */
  TG_ENTITY_FINDING          = 17,  /* key: GuardDuty finding id, ASFF Id */
  TG_ENTITY_CLUSTER          = 18,  /* key: <name>~<account>~EKS */
  TG_ENTITY_POD              = 19,  /* key: <uid>~<cluster>~<account>~EKS */
  TG_ENTITY_IMAGE            = 20,  /* key: <registry>/<repository>:<tag>@<digest> */
  TG_ENTITY_K8S_SUBJECT      = 21,  /* key: <name>~<cluster>~<account> */
  TG_ENTITY_PLACE            = 22,  /* filled by enrichment */
  TG_ENTITY_AS_ORGANISATION  = 23,  /* key: AS<number>; the name when the number is not known */
  TG_ENTITY_DOMAIN           = 24,  /* key: the name in small letters, without the final dot */
  TG_ENTITY_N_KINDS
} TgEntityKind;

typedef enum                        /* the columns of the grid layout and the colours of the legend */
{
  TG_CATEGORY_IDENTITY, TG_CATEGORY_NETWORK, TG_CATEGORY_COMPUTE, TG_CATEGORY_STORAGE,
  TG_CATEGORY_FINDING, TG_CATEGORY_OTHER, TG_CATEGORY_N
} TgCategory;

typedef enum
{
  TG_RELATION_NONE           = 0,
  TG_RELATION_CALLED_FROM    = 1,   /* principal -> IP */
  TG_RELATION_USED           = 2,   /* principal -> user agent */
  TG_RELATION_SIGNED_WITH    = 3,   /* principal -> access key */
  TG_RELATION_SESSION_OF     = 4,   /* session -> role */
  TG_RELATION_ASSUMED        = 5,   /* who -> session, who -> role */
  TG_RELATION_READ           = 6,   /* principal -> resource */
  TG_RELATION_WROTE          = 7,
  TG_RELATION_CREATED        = 8,
  TG_RELATION_DELETED        = 9,
  TG_RELATION_CHANGED_ACCESS = 10,
  TG_RELATION_FLOW           = 11,  /* IP or interface -> IP: bytes of the direction source -> target */
  TG_RELATION_ADDRESS_OF     = 12,  /* IP -> interface, instance */
  TG_RELATION_ATTACHED_TO    = 13,  /* interface -> instance; role -> instance */
  TG_RELATION_INSIDE         = 14,  /* interface, instance -> subnet -> VPC -> account; user, role, bucket -> account */
  TG_RELATION_INVOLVES       = 15,  /* finding -> entity */
  TG_RELATION_INVOKED        = 16,  /* service principal -> principal it acted for; service -> resource stays READ … */
  TG_RELATION_ISSUED         = 17,  /* session or user -> the temporary access key handed out for it */
  TG_RELATION_LOOKED_UP      = 18,  /* IP, instance -> domain */
  TG_RELATION_RESOLVED_TO    = 19,  /* domain -> IP */
  TG_RELATION_TRUSTS         = 20,  /* role -> who may assume it */
  TG_RELATION_N_KINDS
} TgRelationKind;

/* What an entity was in a record. */
typedef enum
{
  TG_PARTY_ACTOR = 1,      /* the caller: user, root, session, federated user, service, account */
  TG_PARTY_ROLE = 2,       /* the role behind the session */
  TG_PARTY_KEY = 3,        /* the access key that signed */
  TG_PARTY_ADDRESS = 4,    /* source IP */
  TG_PARTY_PEER = 5,       /* destination IP */
  TG_PARTY_AGENT = 6,
  TG_PARTY_ACCOUNT = 7,
  TG_PARTY_TARGET = 8,     /* resources acted on; entities a finding involves */
  TG_PARTY_PLACE = 9,      /* interface, instance, subnet, VPC of a flow */
  TG_PARTY_FINDING = 10,
  TG_PARTY_OUTCOME = 11,   /* what a call brought forth: the session and key of an AssumeRole */
} TgParty;

/* Activity cells: (entity, facet, value, hour). */
typedef enum
{
  TG_FACET_TOTAL = 0,      /* value 0: every record the entity is a party of */
  TG_FACET_API = 1,        /* value: term of the action, "s3:GetObject" */
  TG_FACET_PORT = 2,       /* value: protocol << 16 | service port (the lower of both) of a flow */
  TG_FACET_REGION = 3,     /* value: term of the region */
  TG_FACET_N
} TgFacet;

/* Which facets (bits, 1 << TgFacet) a call counts in for a party, beside the total. An entity that is several parties counts once, as
 * the first of them. */
guint          tg_party_facets        (TgParty role);

/* Terms: strings that repeat in records. */
typedef enum
{
  TG_TERM_ACTION = 1,      /* "ec2:RunInstances"; "ACCEPT", "REJECT", "NODATA", "SKIPDATA"; a finding's type */
  TG_TERM_ERROR = 2,       /* errorCode */
  TG_TERM_REGION = 3,
} TgTermKind;

typedef enum { TG_SEVERITY_NONE, TG_SEVERITY_INFORMATIONAL, TG_SEVERITY_LOW, TG_SEVERITY_MEDIUM, TG_SEVERITY_HIGH, TG_SEVERITY_CRITICAL } TgSeverity;

/* The id is the stable word of files and command line ("role-session"); the title is for people ("Role session"), to be
 * passed through gettext by the caller. NULL for a number out of range. *_from_id gives NONE/-1 for an unknown word. */
const char    *tg_record_kind_id      (TgRecordKind kind);      /* "cloudtrail", "insight", "vpcflow", "guardduty", "securityhub", "other" … */
const char    *tg_record_kind_title   (TgRecordKind kind);
int            tg_record_kind_from_id (const char *id);         /* -1 */
/* Whether its records are calls: then the facets of tg_party_facets() count. */
gboolean       tg_record_kind_is_call (TgRecordKind kind);
const char    *tg_entity_kind_id      (TgEntityKind kind);
const char    *tg_entity_kind_title   (TgEntityKind kind);
const char    *tg_entity_kind_plural  (TgEntityKind kind);
const char    *tg_entity_kind_namespace (TgEntityKind kind);    /* Detective's URL namespace, "AwsRole"; NULL when it has none */
TgEntityKind   tg_entity_kind_from_id (const char *id);
TgCategory     tg_entity_kind_category(TgEntityKind kind);
const char    *tg_category_id         (TgCategory category);
const char    *tg_category_title      (TgCategory category);
const char    *tg_relation_kind_id    (TgRelationKind kind);    /* "called-from" */
const char    *tg_relation_kind_title (TgRelationKind kind);    /* "called from" */
const char    *tg_relation_kind_title_reverse (TgRelationKind kind);   /* as read from the target: "called by" */
TgRelationKind tg_relation_kind_from_id (const char *id);
const char    *tg_severity_id         (TgSeverity severity);
const char    *tg_severity_title      (TgSeverity severity);
TgSeverity     tg_severity_from_guardduty (double severity);    /* GuardDuty's bands: 1-3.9 low, 4-6.9 medium, 7-8.9 high, 9+ critical */
TgSeverity     tg_severity_from_asff  (const char *label, double normalized);   /* label wins; normalized 0, 1-39, 40-69, 70-89, 90-100 */

G_END_DECLS
