/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tg-model"

#include "core/model/fields.h"

/* Other places where a field may stand. */
#define TG_FIELD_MORE_PATHS(X) \
  X (CT_REGION, CLOUDTRAIL, "acsRegion") \
  X (CT_OUT_KEY, CLOUDTRAIL, "responseElements.accessKeyId") \
  X (CT_OUT_FUNCTION_ARN, CLOUDTRAIL, "responseElements.configuration.functionArn") \
  X (CT_IN_INSTANCE, CLOUDTRAIL, "requestParameters.instancesSet.items[].instanceId") \
  X (CT_IN_INSTANCE, CLOUDTRAIL, "requestParameters.instanceIds[]") \
  X (CT_IN_IMAGE, CLOUDTRAIL, "requestParameters.imagesSet.items[].imageId") \
  X (CT_IN_SNAPSHOT, CLOUDTRAIL, "requestParameters.snapshotSet.items[].snapshotId") \
  X (CT_IN_GROUP, CLOUDTRAIL, "requestParameters.securityGroupSet.items[].groupId") \
  X (CT_IN_VPC, CLOUDTRAIL, "requestParameters.vpcSet.items[].vpcId") \
  X (CT_IN_SUBNET, CLOUDTRAIL, "requestParameters.subnetSet.items[].subnetId") \
  X (CT_IN_INTERFACE, CLOUDTRAIL, "requestParameters.networkInterfaceIdSet.items[].networkInterfaceId") \
  X (CT_IN_SECRET, CLOUDTRAIL, "requestParameters.secretIdList[]") \
  X (CT_IN_NAME, CLOUDTRAIL, "requestParameters.names[]") \
  X (CT_IN_TRAIL, CLOUDTRAIL, "requestParameters.trailNameList[]") \
  X (CT_IN_LOG_GROUP, CLOUDTRAIL, "requestParameters.logGroupIdentifier") \
  X (CT_IN_SHARED_WITH, CLOUDTRAIL, "requestParameters.launchPermission.add.items[].userId") \
  X (CT_IN_SHARED_WITH, CLOUDTRAIL, "requestParameters.valuesToAdd[]") \
  X (CT_IN_ACCOUNT, CLOUDTRAIL, "requestParameters.targetAccountId") \
  /* moved by Logstash; spread over the Elastic Common Schema */ \
  X (CT_EVENT_TIME, CLOUDTRAIL, "@timestamp") \
  X (CT_EVENT_ID, CLOUDTRAIL, "event.id") \
  X (CT_EVENT_NAME, CLOUDTRAIL, "event.action") \
  X (CT_EVENT_SOURCE, CLOUDTRAIL, "event.provider") \
  X (CT_EVENT_TYPE, CLOUDTRAIL, "aws.cloudtrail.event_type") \
  X (CT_REGION, CLOUDTRAIL, "cloud.region") \
  X (CT_SOURCE_IP, CLOUDTRAIL, "source.address") \
  X (CT_SOURCE_IP, CLOUDTRAIL, "source.ip") \
  X (CT_USER_AGENT, CLOUDTRAIL, "user_agent.original") \
  X (CT_ERROR_CODE, CLOUDTRAIL, "aws.cloudtrail.error_code") \
  X (CT_READ_ONLY, CLOUDTRAIL, "aws.cloudtrail.read_only") \
  X (CT_RECIPIENT, CLOUDTRAIL, "aws.cloudtrail.recipient_account_id") \
  X (CT_SHARED_EVENT_ID, CLOUDTRAIL, "aws.cloudtrail.shared_event_id") \
  X (CT_VPC_ENDPOINT, CLOUDTRAIL, "aws.cloudtrail.vpc_endpoint_id") \
  X (CT_USER_TYPE, CLOUDTRAIL, "aws.cloudtrail.user_identity.type") \
  X (CT_USER_PRINCIPAL, CLOUDTRAIL, "user.id") \
  X (CT_USER_ARN, CLOUDTRAIL, "aws.cloudtrail.user_identity.arn") \
  X (CT_USER_ACCOUNT, CLOUDTRAIL, "cloud.account.id") \
  X (CT_USER_KEY, CLOUDTRAIL, "aws.cloudtrail.user_identity.access_key_id") \
  X (CT_USER_NAME, CLOUDTRAIL, "user.name") \
  X (CT_USER_INVOKED_BY, CLOUDTRAIL, "aws.cloudtrail.user_identity.invoked_by") \
  X (CT_ISSUER_TYPE, CLOUDTRAIL, "aws.cloudtrail.user_identity.session_context.session_issuer.type") \
  X (CT_ISSUER_PRINCIPAL, CLOUDTRAIL, "aws.cloudtrail.user_identity.session_context.session_issuer.principal_id") \
  X (CT_ISSUER_ARN, CLOUDTRAIL, "aws.cloudtrail.user_identity.session_context.session_issuer.arn") \
  X (CT_ISSUER_ACCOUNT, CLOUDTRAIL, "aws.cloudtrail.user_identity.session_context.session_issuer.account_id") \
  X (CT_SESSION_CREATED, CLOUDTRAIL, "aws.cloudtrail.user_identity.session_context.creation_date") \
  X (CT_SESSION_MFA, CLOUDTRAIL, "aws.cloudtrail.user_identity.session_context.mfa_authenticated") \
  X (CT_RESOURCE_ARN, CLOUDTRAIL, "aws.cloudtrail.resources[].arn") \
  X (CT_RESOURCE_TYPE, CLOUDTRAIL, "aws.cloudtrail.resources[].type") \
  X (CT_RESOURCE_ACCOUNT, CLOUDTRAIL, "aws.cloudtrail.resources[].account_id") \
  X (CT_MFA_USED, CLOUDTRAIL, "aws.cloudtrail.console_login.additional_eventdata.mfa_used") \
  X (GD_FIRST, GUARDDUTY, "eventFirstSeen") \
  X (GD_LAST, GUARDDUTY, "eventLastSeen") \
  X (GD_COUNT, GUARDDUTY, "count") \
  X (GD_ARCHIVED, GUARDDUTY, "archived") \
  X (GD_PRIVATE_IP, GUARDDUTY, "resource.instanceDetails.networkInterfaces[].ipv6Addresses[]") \
  X (GD_BUCKET, GUARDDUTY, "resource.s3BucketDetails.name") \
  X (GD_REMOTE_IP, GUARDDUTY, "service.action.*.remoteIpDetails.ipAddressV6") \
  X (GD_REMOTE_IP, GUARDDUTY, "service.action.portProbeAction.portProbeDetails[].remoteIpDetails.ipAddressV4") \
  X (GD_LOCAL_IP, GUARDDUTY, "service.action.portProbeAction.portProbeDetails[].localIpDetails.ipAddressV4") \
  X (SH_SEVERITY_LABEL, SECURITYHUB, "FindingProviderFields.Severity.Label") \
  X (SH_TYPE, SECURITYHUB, "FindingProviderFields.Types[]") \
  X (SH_NETWORK_SOURCE, SECURITYHUB, "Network.SourceIpV6") \
  X (SH_NETWORK_TARGET, SECURITYHUB, "Network.DestinationIpV6") \
  X (SH_REMOTE_IP, SECURITYHUB, "Action.PortProbeAction.PortProbeDetails[].RemoteIpDetails.IpAddressV4") \
  X (SH_PRODUCT, SECURITYHUB, "ProductFields.aws/securityhub/ProductName") \
  X (SH_COMPANY, SECURITYHUB, "ProductFields.aws/securityhub/CompanyName") \
  X (KA_TIME, K8S_AUDIT, "stageTimestamp") \
  X (KA_CLUSTER, K8S_AUDIT, "clusterName") \
  X (KA_CLUSTER, K8S_AUDIT, "kubernetes.cluster_name") \
  X (KA_ACCOUNT, K8S_AUDIT, "accountId") \
  X (KA_ARN, K8S_AUDIT, "user.extra.sigs\\.k8s\\.io/aws-iam-authenticator/arn[]") \
  X (KA_ROLE_ARN, K8S_AUDIT, "user.extra.sigs\\.k8s\\.io/aws-iam-authenticator/canonicalArn[]") \
  X (KA_KEY, K8S_AUDIT, "user.extra.sigs\\.k8s\\.io/aws-iam-authenticator/accessKeyId[]") \
  X (KA_PRINCIPAL, K8S_AUDIT, "user.extra.sigs\\.k8s\\.io/aws-iam-authenticator/principalId[]") \
  X (KA_SESSION, K8S_AUDIT, "user.extra.sigs\\.k8s\\.io/aws-iam-authenticator/sessionName[]") \
  X (KA_CALLER_POD, K8S_AUDIT, "user.extra.authentication_kubernetes_io_slash_pod-name[]") \
  X (KA_CALLER_POD_UID, K8S_AUDIT, "user.extra.authentication_kubernetes_io_slash_pod-uid[]") \
  X (KA_IMAGE, K8S_AUDIT, "requestObject.spec.initContainers[].image") \
  X (KA_IMAGE, K8S_AUDIT, "requestObject.spec.ephemeralContainers[].image") \
  X (KA_IMAGE, K8S_AUDIT, "requestObject.spec.template.spec.containers[].image") \
  X (KA_IMAGE, K8S_AUDIT, "requestObject.spec.template.spec.initContainers[].image") \
  X (KA_IMAGE, K8S_AUDIT, "requestObject.spec.jobTemplate.spec.template.spec.containers[].image") \
  X (KA_IMAGE, K8S_AUDIT, "responseObject.spec.containers[].image") \
  X (KA_IMAGE, K8S_AUDIT, "responseObject.spec.initContainers[].image") \
  X (KA_PRIVILEGED, K8S_AUDIT, "requestObject.spec.template.spec.containers[].securityContext.privileged") \
  X (KA_HOST_PATH, K8S_AUDIT, "requestObject.spec.template.spec.volumes[].hostPath.path") \
  X (KA_HOST_NETWORK, K8S_AUDIT, "requestObject.spec.template.spec.hostNetwork") \
  X (KA_SERVICE_ACCOUNT, K8S_AUDIT, "requestObject.spec.template.spec.serviceAccountName")

#define ROW(name, record_kind, text) { TG_FIELD_##name, TG_RECORD_##record_kind, text },

static const TgFieldPath paths[] = { TG_FIELDS (ROW) TG_FIELD_MORE_PATHS (ROW) };

static const char * const names[TG_FIELD_N] = {
#define NAME(name, kind, path) [TG_FIELD_##name] = #name,
  TG_FIELDS (NAME)
};

const TgFieldPath *
tg_field_paths (gsize *n)
{
  *n = G_N_ELEMENTS (paths);
  return paths;
}

const char *
tg_field_name (TgField field)
{
  return (guint) field < TG_FIELD_N ? names[field] : NULL;
}
