/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tg-model"

#include "core/model/vocabulary.h"

#include <string.h>

typedef struct { const char *id, *title; } Word;

static const Word record_kinds[TG_RECORD_N_KINDS] = {
  [TG_RECORD_OTHER] = { "other", "Other" },
  [TG_RECORD_CLOUDTRAIL] = { "cloudtrail", "CloudTrail" },
  [TG_RECORD_INSIGHT] = { "insight", "CloudTrail Insights" },
  [TG_RECORD_VPCFLOW] = { "vpcflow", "VPC flow" },
  [TG_RECORD_GUARDDUTY] = { "guardduty", "GuardDuty" },
  [TG_RECORD_SECURITYHUB] = { "securityhub", "Security Hub" },
  [TG_RECORD_K8S_AUDIT] = { "k8s-audit", "Kubernetes audit" },
  [TG_RECORD_OCSF] = { "ocsf", "OCSF" },
  [TG_RECORD_DNS] = { "dns", "DNS query" },
  [TG_RECORD_ACCESS] = { "access", "Access log" },
  [TG_RECORD_CONTEXT] = { "context", "Configuration" },
};

typedef struct
{
  const char *id, *title, *plural, *space;   /* space: AWS Detective's URL namespace */
  TgCategory  category;
} EntityWord;

static const EntityWord entity_kinds[TG_ENTITY_N_KINDS] = {
  [TG_ENTITY_ACCOUNT] = { "account", "Account", "Accounts", "AwsAccount", TG_CATEGORY_IDENTITY },
  [TG_ENTITY_ROOT] = { "root", "Root user", "Root users", NULL, TG_CATEGORY_IDENTITY },
  [TG_ENTITY_USER] = { "user", "IAM user", "IAM users", "AwsUser", TG_CATEGORY_IDENTITY },
  [TG_ENTITY_ROLE] = { "role", "IAM role", "IAM roles", "AwsRole", TG_CATEGORY_IDENTITY },
  [TG_ENTITY_SESSION] = { "role-session", "Role session", "Role sessions", "AwsRoleSession", TG_CATEGORY_IDENTITY },
  [TG_ENTITY_FEDERATED] = { "federated-user", "Federated user", "Federated users", "FederatedUser", TG_CATEGORY_IDENTITY },
  [TG_ENTITY_SERVICE] = { "service", "AWS service", "AWS services", NULL, TG_CATEGORY_IDENTITY },
  [TG_ENTITY_ACCESS_KEY] = { "access-key", "Access key", "Access keys", NULL, TG_CATEGORY_IDENTITY },
  [TG_ENTITY_INSTANCE] = { "instance", "EC2 instance", "EC2 instances", "Ec2Instance", TG_CATEGORY_COMPUTE },
  [TG_ENTITY_INTERFACE] = { "interface", "Network interface", "Network interfaces", NULL, TG_CATEGORY_NETWORK },
  [TG_ENTITY_VPC] = { "vpc", "VPC", "VPCs", NULL, TG_CATEGORY_NETWORK },
  [TG_ENTITY_SUBNET] = { "subnet", "Subnet", "Subnets", NULL, TG_CATEGORY_NETWORK },
  [TG_ENTITY_IP] = { "ip", "IP address", "IP addresses", "IpAddress", TG_CATEGORY_NETWORK },
  [TG_ENTITY_BUCKET] = { "bucket", "S3 bucket", "S3 buckets", "S3Bucket", TG_CATEGORY_STORAGE },
  [TG_ENTITY_RESOURCE] = { "resource", "Resource", "Resources", NULL, TG_CATEGORY_OTHER },
  [TG_ENTITY_USER_AGENT] = { "user-agent", "User agent", "User agents", "UserAgent", TG_CATEGORY_OTHER },
  [TG_ENTITY_FINDING] = { "finding", "Finding", "Findings", NULL, TG_CATEGORY_FINDING },
  [TG_ENTITY_CLUSTER] = { "cluster", "EKS cluster", "EKS clusters", "ContainerCluster", TG_CATEGORY_COMPUTE },
  [TG_ENTITY_POD] = { "pod", "Pod", "Pods", "ContainerPod", TG_CATEGORY_COMPUTE },
  [TG_ENTITY_IMAGE] = { "image", "Container image", "Container images", "ContainerImage", TG_CATEGORY_COMPUTE },
  [TG_ENTITY_K8S_SUBJECT] = { "k8s-subject", "Kubernetes subject", "Kubernetes subjects", "KubernetesSubject", TG_CATEGORY_IDENTITY },
  [TG_ENTITY_PLACE] = { "place", "Place", "Places", NULL, TG_CATEGORY_NETWORK },
  [TG_ENTITY_DOMAIN] = { "domain", "Domain name", "Domain names", NULL, TG_CATEGORY_NETWORK },
  [TG_ENTITY_AS_ORGANISATION] = { "as-organisation", "AS organisation", "AS organisations", NULL, TG_CATEGORY_NETWORK },
};

static const Word categories[TG_CATEGORY_N] = {
  [TG_CATEGORY_IDENTITY] = { "identity", "Identity" },
  [TG_CATEGORY_NETWORK] = { "network", "Network" },
  [TG_CATEGORY_COMPUTE] = { "compute", "Compute" },
  [TG_CATEGORY_STORAGE] = { "storage", "Storage" },
  [TG_CATEGORY_FINDING] = { "finding", "Findings" },
  [TG_CATEGORY_OTHER] = { "other", "Other" },
};

static const struct { const char *id, *title, *reverse; } relation_kinds[TG_RELATION_N_KINDS] = {
  [TG_RELATION_CALLED_FROM] = { "called-from", "called from", "address of calls by" },
  [TG_RELATION_USED] = { "used", "used", "used by" },
  [TG_RELATION_SIGNED_WITH] = { "signed-with", "signed with", "signed for" },
  [TG_RELATION_SESSION_OF] = { "session-of", "session of", "has session" },
  [TG_RELATION_ASSUMED] = { "assumed", "assumed", "assumed by" },
  [TG_RELATION_READ] = { "read", "read", "read by" },
  [TG_RELATION_WROTE] = { "wrote", "wrote", "written by" },
  [TG_RELATION_CREATED] = { "created", "created", "created by" },
  [TG_RELATION_DELETED] = { "deleted", "deleted", "deleted by" },
  [TG_RELATION_CHANGED_ACCESS] = { "changed-access", "changed access of", "access changed by" },
  [TG_RELATION_FLOW] = { "flow", "sent to", "received from" },
  [TG_RELATION_ADDRESS_OF] = { "address-of", "address of", "has address" },
  [TG_RELATION_ATTACHED_TO] = { "attached-to", "attached to", "has attached" },
  [TG_RELATION_INSIDE] = { "inside", "inside", "contains" },
  [TG_RELATION_INVOLVES] = { "involves", "involves", "involved in" },
  [TG_RELATION_INVOKED] = { "invoked", "invoked", "invoked by" },
  [TG_RELATION_LOOKED_UP] = { "looked-up", "looked up", "looked up by" },
  [TG_RELATION_RESOLVED_TO] = { "resolved-to", "resolved to", "address of name" },
  [TG_RELATION_TRUSTS] = { "trusts", "trusts", "trusted by" },
  [TG_RELATION_ISSUED] = { "issued", "was issued", "issued to" },
};

static const Word severities[] = {
  [TG_SEVERITY_NONE] = { "none", "None" },
  [TG_SEVERITY_INFORMATIONAL] = { "informational", "Informational" },
  [TG_SEVERITY_LOW] = { "low", "Low" },
  [TG_SEVERITY_MEDIUM] = { "medium", "Medium" },
  [TG_SEVERITY_HIGH] = { "high", "High" },
  [TG_SEVERITY_CRITICAL] = { "critical", "Critical" },
};

#define WORD(table, number, member) ((guint) (number) < G_N_ELEMENTS (table) ? (table)[number].member : NULL)

/* The number of a word in a table of structs whose first member is the id. */
#define FIND(table, word, missing)                                        \
  G_STMT_START {                                                          \
    for (guint i_ = 0; (word) != NULL && i_ < G_N_ELEMENTS (table); i_++) \
      if ((table)[i_].id != NULL && strcmp ((table)[i_].id, (word)) == 0) \
        return i_;                                                        \
    return (missing);                                                     \
  } G_STMT_END

const char *
tg_record_kind_id (TgRecordKind kind)
{
  return WORD (record_kinds, kind, id);
}

const char *
tg_record_kind_title (TgRecordKind kind)
{
  return WORD (record_kinds, kind, title);
}

int
tg_record_kind_from_id (const char *id)
{
  FIND (record_kinds, id, -1);
}

gboolean
tg_record_kind_is_call (TgRecordKind kind)
{
  return kind == TG_RECORD_CLOUDTRAIL || kind == TG_RECORD_INSIGHT || kind == TG_RECORD_K8S_AUDIT
         || kind == TG_RECORD_DNS || kind == TG_RECORD_ACCESS;
}

const char *
tg_entity_kind_id (TgEntityKind kind)
{
  return WORD (entity_kinds, kind, id);
}

const char *
tg_entity_kind_title (TgEntityKind kind)
{
  return WORD (entity_kinds, kind, title);
}

const char *
tg_entity_kind_plural (TgEntityKind kind)
{
  return WORD (entity_kinds, kind, plural);
}

const char *
tg_entity_kind_namespace (TgEntityKind kind)
{
  return WORD (entity_kinds, kind, space);
}

TgEntityKind
tg_entity_kind_from_id (const char *id)
{
  FIND (entity_kinds, id, TG_ENTITY_NONE);
}

TgCategory
tg_entity_kind_category (TgEntityKind kind)
{
  return (guint) kind < TG_ENTITY_N_KINDS && kind != TG_ENTITY_NONE ? entity_kinds[kind].category : TG_CATEGORY_OTHER;
}

const char *
tg_category_id (TgCategory category)
{
  return WORD (categories, category, id);
}

const char *
tg_category_title (TgCategory category)
{
  return WORD (categories, category, title);
}

const char *
tg_relation_kind_id (TgRelationKind kind)
{
  return WORD (relation_kinds, kind, id);
}

const char *
tg_relation_kind_title (TgRelationKind kind)
{
  return WORD (relation_kinds, kind, title);
}

const char *
tg_relation_kind_title_reverse (TgRelationKind kind)
{
  return WORD (relation_kinds, kind, reverse);
}

TgRelationKind
tg_relation_kind_from_id (const char *id)
{
  FIND (relation_kinds, id, TG_RELATION_NONE);
}

const char *
tg_severity_id (TgSeverity severity)
{
  return WORD (severities, severity, id);
}

const char *
tg_severity_title (TgSeverity severity)
{
  return WORD (severities, severity, title);
}

TgSeverity
tg_severity_from_guardduty (double severity)
{
  if (!(severity > 0))          /* NaN too */
    return TG_SEVERITY_NONE;
  if (severity < 1)
    return TG_SEVERITY_INFORMATIONAL;
  if (severity < 4)
    return TG_SEVERITY_LOW;
  if (severity < 7)
    return TG_SEVERITY_MEDIUM;
  if (severity < 9)
    return TG_SEVERITY_HIGH;
  return TG_SEVERITY_CRITICAL;
}

TgSeverity
tg_severity_from_asff (const char *label, double normalized)
{
  for (guint i = TG_SEVERITY_INFORMATIONAL; label != NULL && i < G_N_ELEMENTS (severities); i++)
    if (g_ascii_strcasecmp (label, severities[i].id) == 0)
      return i;
  if (!(normalized >= 0))
    return TG_SEVERITY_NONE;
  if (normalized < 1)
    return TG_SEVERITY_INFORMATIONAL;
  if (normalized < 40)
    return TG_SEVERITY_LOW;
  if (normalized < 70)
    return TG_SEVERITY_MEDIUM;
  if (normalized < 90)
    return TG_SEVERITY_HIGH;
  return TG_SEVERITY_CRITICAL;
}

guint
tg_party_facets (TgParty role)
{
  guint facets = 0;

  if (role != TG_PARTY_OUTCOME && role != TG_PARTY_PLACE)
    facets |= 1u << TG_FACET_API;
  if (role == TG_PARTY_ACTOR || role == TG_PARTY_ROLE || role == TG_PARTY_ACCOUNT)
    facets |= 1u << TG_FACET_REGION;
  return facets;
}
