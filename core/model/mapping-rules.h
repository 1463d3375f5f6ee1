/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "core/model/fields.h"
#include "core/model/vocabulary.h"

G_BEGIN_DECLS

/* The tables of the mapping, which core/model/mapping-cloudtrail.c reads. */

typedef enum
{
  TG_MAKE_ARN,           /* whatever the ARN names: user, role, instance, bucket … or another resource */
  TG_MAKE_TEMPLATE,      /* an ARN where the value is one, otherwise the row's template filled in */
  TG_MAKE_BUCKET,
  TG_MAKE_INSTANCE,      /* only i-…, mi-… */
  TG_MAKE_INTERFACE,
  TG_MAKE_VPC,
  TG_MAKE_SUBNET,
  TG_MAKE_IP,
  TG_MAKE_USER_NAME,     /* a user of the recipient account */
  TG_MAKE_ROLE_NAME,
  TG_MAKE_KEY,
  TG_MAKE_ACCOUNT,
  TG_MAKE_CLUSTER,
} TgMake;

/* Which resource a member of a call's parameters or reply names. */
typedef struct
{
  const char *id;
  const char *service;       /* the event source without .amazonaws.com; "*" for any */
  TgField     field;
  TgMake      make;
  const char *template;      /* {r} region, {a} account, {v} value */
  const char *actions;       /* only for these, separated by spaces; NULL: all */
} TgTargetRule;

/* What a call does to it. The first row that fits: exact actions of a service before verbs. */
typedef struct
{
  const char    *id;
  const char    *service;    /* "*" for any */
  const char    *action;     /* exact; with a final '*': a verb that begins the name */
  TgRelationKind relation;
} TgActionRule;

extern const TgTargetRule tg_target_rules[];
extern const guint        tg_n_target_rules;
extern const TgActionRule tg_action_rules[];
extern const guint        tg_n_action_rules;

/* The rules that are code (mapping-identity.c, mapping-flow.c, mapping-finding.c, mapping-cloudtrail.c), named so that each can be
 * listed, traced and tested. */
#define TG_CODE_RULES(X) \
  X (ACTOR_ROOT, "actor-root", "userIdentity Root: the root user of its account") \
  X (ACTOR_USER, "actor-user", "userIdentity IAMUser: an IAM user, keyed by principal id, joined with its ARN by account and name") \
  X (ACTOR_SESSION, "actor-session", "userIdentity AssumedRole: a role session and the role behind it; session of") \
  X (ACTOR_ROLE, "actor-role", "userIdentity Role: the role itself") \
  X (ACTOR_FEDERATED, "actor-federated", "userIdentity FederatedUser, Directory: a federated user; assumed by the user who asked for the token") \
  X (ACTOR_EXTERNAL, "actor-external", "userIdentity SAMLUser, WebIdentityUser: a federated user of its identity provider") \
  X (ACTOR_IDENTITY_CENTER, "actor-identity-center", "userIdentity IdentityCenterUser: a federated user") \
  X (ACTOR_ACCOUNT, "actor-account", "userIdentity AWSAccount: the session or user of the other account when its principal id tells, else that account") \
  X (ACTOR_SERVICE, "actor-service", "userIdentity AWSService: the service principal") \
  X (ACTOR_UNKNOWN, "actor-unknown", "any other userIdentity: what its ARN names") \
  X (ACTOR_NAME, "actor-name", "a user name and nothing else, as the console's event history has it: root, or a user of that name") \
  X (NAMED_RESOURCE, "named-resource", "resources[] with a name and a CloudFormation type: what they name") \
  X (ACTOR_NONE, "actor-none", "no userIdentity that tells who: the account itself") \
  X (CALLED_FROM, "called-from", "sourceIPAddress that is an address: principal called from IP") \
  X (CALLED_BY_SERVICE, "called-by-service", "sourceIPAddress or invokedBy that is a service: service invoked principal") \
  X (USED_AGENT, "used-agent", "userAgent: principal used user agent") \
  X (SIGNED_WITH, "signed-with", "userIdentity.accessKeyId: principal signed with access key") \
  X (SESSION_ON_INSTANCE, "session-on-instance", "a session named like an instance: role attached to instance, instance assumed session") \
  X (SOURCE_IDENTITY, "source-identity", "sourceIdentity: property of the session") \
  X (ASSUMED, "assumed", "AssumeRole reply: caller assumed session and role, session of role, session was issued its key") \
  X (ASSUME_FAILED, "assume-failed", "AssumeRole without reply: caller assumed role, failed") \
  X (TOKEN, "token", "GetSessionToken, GetFederationToken: caller or federated user was issued the key") \
  X (CREATED_KEY, "created-key", "CreateAccessKey reply: caller created access key, user was issued it") \
  X (CREATED_IDENTITY, "created-identity", "CreateUser, CreateRole reply: the unique id joins the name; created by, created at") \
  X (CREATED_INSTANCE, "created-instance", "RunInstances reply: type, image, subnet, VPC and interface of each instance") \
  X (SWITCHED_ROLE, "switched-role", "SwitchRole: caller assumed the role") \
  X (LISTED_RESOURCE, "listed-resource", "resources[]: what its ARN names") \
  X (SHARED_WITH, "shared-with", "snapshot or image shared with an account: caller changed access of that account") \
  X (INSIDE_ACCOUNT, "inside-account", "user, role, root: inside its account") \
  X (INSIGHT, "insight", "Insights: the account, and the principals, agents and addresses it is attributed to") \
  X (FLOW, "flow", "addresses of a flow: source sent to target") \
  X (FLOW_INTERFACE, "flow-interface", "interface and the other end: flow, per direction; own address: by flow-direction, else the only private one") \
  X (FLOW_PLACE, "flow-place", "interface attached to instance, inside subnet, subnet inside VPC, VPC inside account") \
  X (FLOW_GATEWAY, "flow-gateway", "transit gateway flows: the VPCs of both ends attached to the gateway, inside their accounts") \
  X (FLOW_TASK, "flow-task", "ECS fields: interface attached to task, task inside cluster") \
  X (FLOW_NO_DATA, "flow-no-data", "NODATA, SKIPDATA: interface and account only") \
  X (FINDING_GUARDDUTY, "finding-guardduty", "GuardDuty: the finding and its account") \
  X (FINDING_KEY, "finding-key", "accessKeyDetails: key and principal involved") \
  X (FINDING_INSTANCE, "finding-instance", "instanceDetails: instance, interfaces, addresses, subnet, VPC involved") \
  X (FINDING_BUCKET, "finding-bucket", "s3BucketDetails: bucket involved") \
  X (FINDING_RESOURCE, "finding-resource", "EKS cluster, Lambda function, database, ECS cluster involved") \
  X (FINDING_ADDRESS, "finding-address", "remote and local addresses of the action involved") \
  X (FINDING_ORGANISATION, "finding-organisation", "a remote address inside the organisation of its autonomous system, as the finding says") \
  X (FINDING_AFFECTED, "finding-affected", "affected resources of the call involved") \
  X (FINDING_AGENT, "finding-agent", "user agent of the call involved") \
  X (FINDING_ASFF, "finding-asff", "Security Hub: the finding and its account") \
  X (ASFF_RESOURCE, "asff-resource", "Resources[]: what each names involved") \
  X (ASFF_ADDRESS, "asff-address", "network and action addresses involved") \
  X (K8S_SUBJECT, "k8s-subject", "user.username: a Kubernetes subject of its cluster; the cluster inside its account") \
  X (K8S_CALLER, "k8s-caller", "sourceIPs, userAgent: subject called from IP, used user agent") \
  X (K8S_PRINCIPAL, "k8s-principal", "user.extra of the IAM authenticator: the AWS principal assumed the subject, its session, role and key") \
  X (K8S_NODE, "k8s-node", "system:node: the instance its session is named after, inside the cluster") \
  X (K8S_CALLER_POD, "k8s-caller-pod", "a service account's token bound to a pod: the pod used the subject") \
  X (K8S_IMPERSONATED, "k8s-impersonated", "impersonatedUser: the subject assumed the other one") \
  X (K8S_POD, "k8s-pod", "objectRef pods: what the verb does to the pod; the pod inside its cluster") \
  X (K8S_POD_IMAGE, "k8s-pod-image", "containers[].image: the pod used the image; for what makes pods the subject used it") \
  X (K8S_POD_ADDRESS, "k8s-pod-address", "podIP: address of the pod") \
  X (K8S_RESOURCE, "k8s-resource", "objectRef: what the verb does to another object of the cluster") \
  X (K8S_ACCESS, "k8s-access", "RBAC bindings and service account tokens: the subject changed the access of who is bound") \
  X (FINDING_DOMAIN, "finding-domain", "domain name of a DNS request involved") \
  X (FINDING_SEQUENCE, "finding-sequence", "attack sequence: its actors, keys, resources, endpoints and the findings it was seen in involved") \
  X (OCSF_FINDING, "ocsf-finding", "OCSF findings: the finding and its account") \
  X (OCSF_RESOURCE, "ocsf-resource", "resources[]: what each names involved") \
  X (OCSF_EVIDENCE, "ocsf-evidence", "evidences[]: addresses, users, keys and domain names involved") \
  X (OCSF_OTHER, "ocsf-other", "other OCSF classes: who, from where, with what, on what") \
  X (CONTEXT_INSTANCE, "context-instance", "describe-instances: addresses, interfaces and profile of the instance, subnet, VPC, tags") \
  X (CONTEXT_INTERFACE, "context-interface", "describe-network-interfaces: addresses of the interface, attached to instance, inside subnet") \
  X (CONTEXT_IDENTITY, "context-identity", "get-account-authorization-details: unique ids, policies attached to, groups and profiles of users, roles, groups") \
  X (CONTEXT_TRUST, "context-trust", "trust policy that allows: role trusts account, identity, service or provider") \
  X (CONTEXT_CONFIG, "context-config", "AWS Config: the item, its addresses and properties at its time") \
  X (CONTEXT_RELATION, "context-relation", "AWS Config relationships: inside, attached to") \
  X (DNS_QUERY, "dns-query", "a query: address and instance looked up the domain; instance inside VPC") \
  X (DNS_ANSWER, "dns-answer", "answers that are addresses: domain resolved to them") \
  X (ACCESS_REQUESTER, "access-requester", "requester of an S3 access log: principal called from IP, used user agent") \
  X (ACCESS_BUCKET, "access-bucket", "S3 access log: what the operation does to the bucket; by the address when nobody signed") \
  X (ACCESS_BALANCER, "access-balancer", "load balancer logs: the address and the load balancer; targets attached to it") \
  X (ACCESS_WALL, "access-wall", "WAF logs: the address and the web ACL")

typedef enum
{
#define TG_CODE_RULE_ENUM(name, id, text) TG_RULE_##name,
  TG_CODE_RULES (TG_CODE_RULE_ENUM)
#undef TG_CODE_RULE_ENUM
  TG_N_CODE_RULES
} TgCodeRule;

G_END_DECLS
