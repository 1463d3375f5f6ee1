/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tg-model"

#include "core/model/fields.h"

/* Other places where a field may stand. */
#define TG_FIELD_MORE_PATHS(X) \
  X (CT_RESOURCE_TYPE, CLOUDTRAIL, "resources[].resourceType") \
  X (CT_RESOURCE_NAME, CLOUDTRAIL, "resourceName") \
  X (CT_RESOURCE_TYPE, CLOUDTRAIL, "resourceType") \
  X (CX_ADDRESS, CX_INSTANCE, "NetworkInterfaces[].PrivateIpAddress") \
  X (CX_ADDRESS, CX_INSTANCE, "NetworkInterfaces[].PrivateIpAddresses[].PrivateIpAddress") \
  X (CX_PUBLIC_ADDRESS, CX_INSTANCE, "NetworkInterfaces[].Association.PublicIp") \
  X (CX_ADDRESS, CX_INSTANCE, "NetworkInterfaces[].Ipv6Addresses[].Ipv6Address") \
  X (CX_VPC, CX_INTERFACE, "VpcId") \
  X (CX_SUBNET, CX_INTERFACE, "SubnetId") \
  X (CX_ACCOUNT, CX_INTERFACE, "OwnerId") \
  X (CX_STATE, CX_INTERFACE, "Status") \
  X (CX_ADDRESS, CX_INTERFACE, "PrivateIpAddress") \
  X (CX_ADDRESS, CX_INTERFACE, "PrivateIpAddresses[].PrivateIpAddress") \
  X (CX_PUBLIC_ADDRESS, CX_INTERFACE, "PrivateIpAddresses[].Association.PublicIp") \
  X (CX_PUBLIC_ADDRESS, CX_INTERFACE, "Association.PublicIp") \
  X (CX_ADDRESS, CX_INTERFACE, "Ipv6Addresses[].Ipv6Address") \
  X (CX_TAG, CX_INTERFACE, "TagSet[].Key") \
  X (CX_TAG_VALUE, CX_INTERFACE, "TagSet[].Value") \
  X (CX_UNIQUE, CX_IDENTITY, "RoleId") \
  X (CX_UNIQUE, CX_IDENTITY, "GroupId") \
  X (CX_UNIQUE, CX_IDENTITY, "PolicyId") \
  X (CX_CREATED, CX_IDENTITY, "CreateDate") \
  X (CX_PROFILE, CX_IDENTITY, "InstanceProfileList[].Arn") \
  X (CX_TRUSTED, CX_IDENTITY, "AssumeRolePolicyDocument.Statement[].Principal.Service") \
  X (CX_TRUSTED, CX_IDENTITY, "AssumeRolePolicyDocument.Statement[].Principal.Federated") \
  X (CX_TRUSTED, CX_IDENTITY, "AssumeRolePolicyDocument.Statement[].Principal") \
  X (CX_ARN, CX_CONFIG, "ARN") \
  X (CX_ACCOUNT, CX_CONFIG, "awsAccountId") \
  X (CX_STATE, CX_CONFIG, "configurationItemStatus") \
  X (CX_CREATED, CX_CONFIG, "resourceCreationTime") \
  X (CX_RELATIONSHIP, CX_CONFIG, "relationships[].relationshipName") \
  X (CX_ADDRESS, CX_CONFIG, "configuration.privateIpAddress") \
  X (CX_PUBLIC_ADDRESS, CX_CONFIG, "configuration.publicIpAddress") \
  X (CX_ADDRESS, CX_CONFIG, "configuration.privateIpAddresses[].privateIpAddress") \
  X (CX_PUBLIC_ADDRESS, CX_CONFIG, "configuration.association.publicIp") \
  X (CX_PUBLIC_ADDRESS, CX_CONFIG, "configuration.networkInterfaces[].association.publicIp") \
  X (CX_NETWORK_INTERFACE, CX_CONFIG, "configuration.networkInterfaces[].networkInterfaceId") \
  X (CX_TAG, CX_CONFIG, "configuration.tags[].key") \
  X (CX_TAG_VALUE, CX_CONFIG, "configuration.tags[].value") \
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
  X (GD_REMOTE_ASN, GUARDDUTY, "service.action.portProbeAction.portProbeDetails[].remoteIpDetails.organization.asn") \
  X (GD_REMOTE_ORGANISATION, GUARDDUTY, "service.action.portProbeAction.portProbeDetails[].remoteIpDetails.organization.asnOrg") \
  X (GD_LOCAL_IP, GUARDDUTY, "service.action.portProbeAction.portProbeDetails[].localIpDetails.ipAddressV4") \
  X (SH_SEVERITY_LABEL, SECURITYHUB, "FindingProviderFields.Severity.Label") \
  X (SH_TYPE, SECURITYHUB, "FindingProviderFields.Types[]") \
  X (SH_NETWORK_SOURCE, SECURITYHUB, "Network.SourceIpV6") \
  X (SH_NETWORK_TARGET, SECURITYHUB, "Network.DestinationIpV6") \
  X (SH_REMOTE_IP, SECURITYHUB, "Action.PortProbeAction.PortProbeDetails[].RemoteIpDetails.IpAddressV4") \
  X (SH_REMOTE_ASN, SECURITYHUB, "Action.PortProbeAction.PortProbeDetails[].RemoteIpDetails.Organization.Asn") \
  X (SH_REMOTE_ORGANISATION, SECURITYHUB, "Action.PortProbeAction.PortProbeDetails[].RemoteIpDetails.Organization.AsnOrg") \
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
  X (KA_SERVICE_ACCOUNT, K8S_AUDIT, "requestObject.spec.template.spec.serviceAccountName") \
  /* OCSF 1.0.0-rc.2 to 1.5 */ \
  X (OC_TIME, OCSF, "time") \
  X (OC_ACCOUNT, OCSF, "cloud.account_uid") \
  X (OC_UID, OCSF, "finding.uid") \
  X (OC_TITLE, OCSF, "finding.title") \
  X (OC_DESCRIPTION, OCSF, "finding.desc") \
  X (OC_TYPE, OCSF, "finding.types[]") \
  X (OC_CREATED, OCSF, "finding_info.created_time") \
  X (OC_CREATED, OCSF, "finding.created_time_dt") \
  X (OC_CREATED, OCSF, "finding.created_time") \
  X (OC_MODIFIED, OCSF, "finding_info.modified_time") \
  X (OC_MODIFIED, OCSF, "finding.modified_time_dt") \
  X (OC_MODIFIED, OCSF, "finding.modified_time") \
  X (OC_FIRST, OCSF, "finding_info.first_seen_time") \
  X (OC_FIRST, OCSF, "finding.first_seen_time") \
  X (OC_LAST, OCSF, "finding_info.last_seen_time") \
  X (OC_LAST, OCSF, "finding.last_seen_time") \
  X (OC_RESOURCE, OCSF, "resource.uid") \
  X (OC_RESOURCE_TYPE, OCSF, "resource.type") \
  X (OC_EVIDENCE_IP, OCSF, "evidences[].dst_endpoint.ip") \
  X (DN_TIME, OCSF_DNS, "time_dt") \
  X (DN_TIME, OCSF_DNS, "time") \
  X (DN_ACCOUNT, OCSF_DNS, "cloud.account.uid") \
  X (DN_ACCOUNT, OCSF_DNS, "cloud.account_uid") \
  X (DN_REGION, OCSF_DNS, "cloud.region") \
  X (DN_VPC, OCSF_DNS, "src_endpoint.vpc_uid") \
  X (DN_NAME, OCSF_DNS, "query.hostname") \
  X (DN_TYPE, OCSF_DNS, "query.type") \
  X (DN_RCODE, OCSF_DNS, "rcode") \
  X (DN_ANSWER, OCSF_DNS, "answers[].rdata") \
  X (DN_SOURCE, OCSF_DNS, "src_endpoint.ip") \
  X (DN_PORT, OCSF_DNS, "src_endpoint.port") \
  X (DN_TRANSPORT, OCSF_DNS, "connection_info.protocol_name") \
  X (DN_INSTANCE, OCSF_DNS, "src_endpoint.instance_uid") \
  X (DN_RULE, OCSF_DNS, "firewall_rule.uid") \
  X (DN_ACTION, OCSF_DNS, "disposition") \
  X (CT_EVENT_ID, OCSF_API, "metadata.uid") \
  X (CT_EVENT_TIME, OCSF_API, "time_dt") \
  X (CT_EVENT_TIME, OCSF_API, "time") \
  X (CT_EVENT_NAME, OCSF_API, "api.operation") \
  X (CT_EVENT_SOURCE, OCSF_API, "api.service.name") \
  X (CT_EVENT_TYPE, OCSF_API, "metadata.event_code") \
  X (CT_REGION, OCSF_API, "cloud.region") \
  X (CT_SOURCE_IP, OCSF_API, "src_endpoint.ip") \
  X (CT_SOURCE_IP, OCSF_API, "src_endpoint.domain") \
  X (CT_VPC_ENDPOINT, OCSF_API, "src_endpoint.uid") \
  X (CT_USER_AGENT, OCSF_API, "http_request.user_agent") \
  X (CT_ERROR_CODE, OCSF_API, "api.response.error") \
  X (CT_RECIPIENT, OCSF_API, "cloud.account.uid") \
  X (CT_RECIPIENT, OCSF_API, "cloud.account_uid") \
  X (CT_USER_TYPE, OCSF_API, "actor.user.type") \
  X (CT_USER_ARN, OCSF_API, "actor.user.uid") \
  X (CT_USER_ARN, OCSF_API, "actor.user.uid_alt") \
  X (CT_USER_ARN, OCSF_API, "actor.user.uuid") \
  X (CT_USER_ACCOUNT, OCSF_API, "actor.user.account.uid") \
  X (CT_USER_ACCOUNT, OCSF_API, "actor.user.account_uid") \
  X (CT_USER_KEY, OCSF_API, "actor.user.credential_uid") \
  X (CT_USER_NAME, OCSF_API, "actor.user.name") \
  X (CT_USER_INVOKED_BY, OCSF_API, "actor.invoked_by") \
  X (CT_USER_PROVIDER, OCSF_API, "actor.idp.name") \
  X (CT_ISSUER_ARN, OCSF_API, "actor.session.issuer") \
  X (CT_SESSION_CREATED, OCSF_API, "actor.session.created_time_dt") \
  X (CT_SESSION_CREATED, OCSF_API, "actor.session.created_time") \
  X (CT_SESSION_MFA, OCSF_API, "actor.session.is_mfa") \
  X (CT_SESSION_MFA, OCSF_API, "actor.session.mfa") \
  X (CT_RESOURCE_ARN, OCSF_API, "resources[].uid") \
  X (CT_RESOURCE_TYPE, OCSF_API, "resources[].type") \
  X (CT_RESOURCE_ACCOUNT, OCSF_API, "resources[].owner.account.uid") \
  X (CT_RESOURCE_ACCOUNT, OCSF_API, "resources[].account_uid") \
  X (FL_VERSION, OCSF_FLOW, "metadata.product.version") \
  X (FL_ACCOUNT, OCSF_FLOW, "cloud.account.uid") \
  X (FL_ACCOUNT, OCSF_FLOW, "cloud.account_uid") \
  X (FL_REGION, OCSF_FLOW, "cloud.region") \
  X (FL_ZONE, OCSF_FLOW, "cloud.zone") \
  X (FL_INTERFACE, OCSF_FLOW, "src_endpoint.interface_uid") \
  X (FL_INTERFACE, OCSF_FLOW, "dst_endpoint.interface_uid") \
  X (FL_SUBNET, OCSF_FLOW, "src_endpoint.subnet_uid") \
  X (FL_SUBNET, OCSF_FLOW, "dst_endpoint.subnet_uid") \
  X (FL_VPC, OCSF_FLOW, "src_endpoint.vpc_uid") \
  X (FL_VPC, OCSF_FLOW, "dst_endpoint.vpc_uid") \
  X (FL_INSTANCE, OCSF_FLOW, "src_endpoint.instance_uid") \
  X (FL_INSTANCE, OCSF_FLOW, "dst_endpoint.instance_uid") \
  X (FL_SOURCE, OCSF_FLOW, "src_endpoint.ip") \
  X (FL_TARGET, OCSF_FLOW, "dst_endpoint.ip") \
  X (FL_SOURCE_PORT, OCSF_FLOW, "src_endpoint.port") \
  X (FL_TARGET_PORT, OCSF_FLOW, "dst_endpoint.port") \
  X (FL_PKT_SOURCE_SERVICE, OCSF_FLOW, "src_endpoint.svc_name") \
  X (FL_PKT_TARGET_SERVICE, OCSF_FLOW, "dst_endpoint.svc_name") \
  X (FL_PROTOCOL, OCSF_FLOW, "connection_info.protocol_num") \
  X (FL_TCP_FLAGS, OCSF_FLOW, "connection_info.tcp_flags") \
  X (FL_TYPE, OCSF_FLOW, "connection_info.protocol_ver") \
  X (FL_PATH, OCSF_FLOW, "connection_info.boundary_id") \
  X (FL_DIRECTION, OCSF_FLOW, "connection_info.direction") \
  X (FL_PACKETS, OCSF_FLOW, "traffic.packets") \
  X (FL_BYTES, OCSF_FLOW, "traffic.bytes") \
  X (FL_START, OCSF_FLOW, "start_time_dt") \
  X (FL_START, OCSF_FLOW, "start_time") \
  X (FL_END, OCSF_FLOW, "end_time_dt") \
  X (FL_END, OCSF_FLOW, "end_time") \
  X (FL_ACTION, OCSF_FLOW, "action") \
  X (FL_ACTION, OCSF_FLOW, "disposition") \
  X (FL_STATUS, OCSF_FLOW, "status_code") \
  X (FL_REJECT_REASON, OCSF_FLOW, "unmapped.reject_reason") \
  X (KA_ID, OCSF_K8S, "api.request.uid") \
  X (KA_STAGE, OCSF_K8S, "message") \
  X (KA_TIME, OCSF_K8S, "time_dt") \
  X (KA_TIME, OCSF_K8S, "time") \
  X (KA_CLUSTER, OCSF_K8S, "unmapped.eks_cluster_name") \
  X (KA_ACCOUNT, OCSF_K8S, "cloud.account.uid") \
  X (KA_ACCOUNT, OCSF_K8S, "cloud.account_uid") \
  X (KA_VERB, OCSF_K8S, "api.operation") \
  X (KA_URI, OCSF_K8S, "http_request.url.path") \
  X (KA_USER, OCSF_K8S, "actor.user.name") \
  X (KA_UID, OCSF_K8S, "actor.user.uid") \
  X (KA_GROUP, OCSF_K8S, "actor.user.groups[].name") \
  X (KA_ROLE_ARN, OCSF_K8S, "actor.session.issuer") \
  X (KA_KEY, OCSF_K8S, "actor.session.credential_uid") \
  X (KA_SESSION, OCSF_K8S, "actor.session.uid") \
  X (KA_IP, OCSF_K8S, "src_endpoint.ip") \
  X (KA_AGENT, OCSF_K8S, "http_request.user_agent") \
  X (KA_RESOURCE, OCSF_K8S, "resources[].type") \
  X (KA_NAME, OCSF_K8S, "resources[].name") \
  X (KA_NAMESPACE, OCSF_K8S, "resources[].namespace") \
  X (KA_CODE, OCSF_K8S, "api.response.code")

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
