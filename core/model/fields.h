/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

#include "core/model/vocabulary.h"

G_BEGIN_DECLS

/* OCSF has the same facts as kinds of their own under other names: more roots of paths, whose records are of that kind. */
#define TG_RECORD_OCSF_API  (TG_RECORD_N_KINDS + 0)
#define TG_RECORD_OCSF_FLOW (TG_RECORD_N_KINDS + 1)
#define TG_RECORD_OCSF_K8S  (TG_RECORD_N_KINDS + 2)
#define TG_RECORD_OCSF_DNS  (TG_RECORD_N_KINDS + 3)
/* configuration, by where it comes from; records of TG_RECORD_CONTEXT */
#define TG_RECORD_CX_INSTANCE  (TG_RECORD_N_KINDS + 4)
#define TG_RECORD_CX_INTERFACE (TG_RECORD_N_KINDS + 5)
#define TG_RECORD_CX_IDENTITY  (TG_RECORD_N_KINDS + 6)
#define TG_RECORD_CX_CONFIG    (TG_RECORD_N_KINDS + 7)
#define TG_FIELD_N_ROOTS    (TG_RECORD_N_KINDS + 8)

/* The members of each kind of record that are read, by path: names joined by dots, `[]` behind a name whose value is an
 * array that is walked element by element, `*` for any one name, `\.` a dot of the name itself.
 * Names are compared without regard to ASCII case (GuardDuty comes as accountId and as AccountId). A path ends in a scalar or in an array of scalars. Flow logs: the column's name.
 *
 * X (name, kind, path): the first path of a field makes it; TG_FIELD_MORE_PATHS in fields.c adds others. */
#define TG_FIELDS(X) \
  X (CT_EVENT_ID, CLOUDTRAIL, "eventID") \
  X (CT_EVENT_TIME, CLOUDTRAIL, "eventTime") \
  X (CT_EVENT_NAME, CLOUDTRAIL, "eventName") \
  X (CT_EVENT_SOURCE, CLOUDTRAIL, "eventSource") \
  X (CT_EVENT_TYPE, CLOUDTRAIL, "eventType") \
  X (CT_REGION, CLOUDTRAIL, "awsRegion") \
  X (CT_SOURCE_IP, CLOUDTRAIL, "sourceIPAddress") \
  X (CT_USER_AGENT, CLOUDTRAIL, "userAgent") \
  X (CT_ERROR_CODE, CLOUDTRAIL, "errorCode") \
  X (CT_READ_ONLY, CLOUDTRAIL, "readOnly") \
  X (CT_RECIPIENT, CLOUDTRAIL, "recipientAccountId") \
  X (CT_SHARED_EVENT_ID, CLOUDTRAIL, "sharedEventID") \
  X (CT_VPC_ENDPOINT, CLOUDTRAIL, "vpcEndpointId") \
  /* who */ \
  X (CT_USER_TYPE, CLOUDTRAIL, "userIdentity.type") \
  X (CT_USER_PRINCIPAL, CLOUDTRAIL, "userIdentity.principalId") \
  X (CT_USER_ARN, CLOUDTRAIL, "userIdentity.arn") \
  X (CT_USER_ACCOUNT, CLOUDTRAIL, "userIdentity.accountId") \
  X (CT_USER_KEY, CLOUDTRAIL, "userIdentity.accessKeyId") \
  X (CT_USER_NAME, CLOUDTRAIL, "userIdentity.userName") \
  X (CT_USER_INVOKED_BY, CLOUDTRAIL, "userIdentity.invokedBy") \
  X (CT_USER_PROVIDER, CLOUDTRAIL, "userIdentity.identityProvider") \
  X (CT_USER_ON_BEHALF, CLOUDTRAIL, "userIdentity.onBehalfOf.userId") \
  X (CT_ISSUER_TYPE, CLOUDTRAIL, "userIdentity.sessionContext.sessionIssuer.type") \
  X (CT_ISSUER_PRINCIPAL, CLOUDTRAIL, "userIdentity.sessionContext.sessionIssuer.principalId") \
  X (CT_ISSUER_ARN, CLOUDTRAIL, "userIdentity.sessionContext.sessionIssuer.arn") \
  X (CT_ISSUER_ACCOUNT, CLOUDTRAIL, "userIdentity.sessionContext.sessionIssuer.accountId") \
  X (CT_ISSUER_NAME, CLOUDTRAIL, "userIdentity.sessionContext.sessionIssuer.userName") \
  X (CT_SESSION_CREATED, CLOUDTRAIL, "userIdentity.sessionContext.attributes.creationDate") \
  X (CT_SESSION_MFA, CLOUDTRAIL, "userIdentity.sessionContext.attributes.mfaAuthenticated") \
  X (CT_SOURCE_IDENTITY, CLOUDTRAIL, "userIdentity.sessionContext.sourceIdentity") \
  X (CT_WEB_PROVIDER, CLOUDTRAIL, "userIdentity.sessionContext.webIdFederationData.federatedProvider") \
  /* what the event itself lists */ \
  X (CT_RESOURCE_ARN, CLOUDTRAIL, "resources[].ARN") \
  X (CT_RESOURCE_TYPE, CLOUDTRAIL, "resources[].type") \
  X (CT_RESOURCE_ACCOUNT, CLOUDTRAIL, "resources[].accountId") \
  X (CT_RESOURCE_NAME, CLOUDTRAIL, "resources[].resourceName") \
  /* what a call brought forth */ \
  X (CT_OUT_KEY, CLOUDTRAIL, "responseElements.credentials.accessKeyId") \
  X (CT_OUT_SESSION_ARN, CLOUDTRAIL, "responseElements.assumedRoleUser.arn") \
  X (CT_OUT_SESSION_ID, CLOUDTRAIL, "responseElements.assumedRoleUser.assumedRoleId") \
  X (CT_OUT_SOURCE_IDENTITY, CLOUDTRAIL, "responseElements.sourceIdentity") \
  X (CT_OUT_FEDERATED_ARN, CLOUDTRAIL, "responseElements.federatedUser.arn") \
  X (CT_OUT_FEDERATED_ID, CLOUDTRAIL, "responseElements.federatedUser.federatedUserId") \
  X (CT_OUT_LONG_KEY, CLOUDTRAIL, "responseElements.accessKey.accessKeyId") \
  X (CT_OUT_LONG_KEY_USER, CLOUDTRAIL, "responseElements.accessKey.userName") \
  X (CT_OUT_ROLE_ARN, CLOUDTRAIL, "responseElements.role.arn") \
  X (CT_OUT_ROLE_ID, CLOUDTRAIL, "responseElements.role.roleId") \
  X (CT_OUT_USER_ARN, CLOUDTRAIL, "responseElements.user.arn") \
  X (CT_OUT_USER_ID, CLOUDTRAIL, "responseElements.user.userId") \
  X (CT_OUT_POLICY_ARN, CLOUDTRAIL, "responseElements.policy.arn") \
  X (CT_OUT_INSTANCE, CLOUDTRAIL, "responseElements.instancesSet.items[].instanceId") \
  X (CT_OUT_INSTANCE_TYPE, CLOUDTRAIL, "responseElements.instancesSet.items[].instanceType") \
  X (CT_OUT_INSTANCE_IMAGE, CLOUDTRAIL, "responseElements.instancesSet.items[].imageId") \
  X (CT_OUT_INSTANCE_SUBNET, CLOUDTRAIL, "responseElements.instancesSet.items[].subnetId") \
  X (CT_OUT_INSTANCE_VPC, CLOUDTRAIL, "responseElements.instancesSet.items[].vpcId") \
  X (CT_OUT_INSTANCE_ADDRESS, CLOUDTRAIL, "responseElements.instancesSet.items[].privateIpAddress") \
  X (CT_OUT_INSTANCE_INTERFACE, CLOUDTRAIL, "responseElements.instancesSet.items[].networkInterfaceSet.items[].networkInterfaceId") \
  X (CT_OUT_IMAGE, CLOUDTRAIL, "responseElements.imageId") \
  X (CT_OUT_SNAPSHOT, CLOUDTRAIL, "responseElements.snapshotId") \
  X (CT_OUT_VOLUME, CLOUDTRAIL, "responseElements.volumeId") \
  X (CT_OUT_GROUP, CLOUDTRAIL, "responseElements.groupId") \
  X (CT_OUT_VPC, CLOUDTRAIL, "responseElements.vpc.vpcId") \
  X (CT_OUT_SUBNET, CLOUDTRAIL, "responseElements.subnet.subnetId") \
  X (CT_OUT_INTERFACE, CLOUDTRAIL, "responseElements.networkInterface.networkInterfaceId") \
  X (CT_OUT_FUNCTION_ARN, CLOUDTRAIL, "responseElements.functionArn") \
  X (CT_OUT_ARN, CLOUDTRAIL, "responseElements.arn") \
  X (CT_OUT_KMS_ARN, CLOUDTRAIL, "responseElements.keyMetadata.arn") \
  X (CT_OUT_TRAIL_ARN, CLOUDTRAIL, "responseElements.trailARN") \
  X (CT_OUT_LOGIN, CLOUDTRAIL, "responseElements.ConsoleLogin") \
  X (CT_SWITCH_TO, CLOUDTRAIL, "additionalEventData.SwitchTo") \
  X (CT_MFA_USED, CLOUDTRAIL, "additionalEventData.MFAUsed") \
  X (CT_BYTES_IN, CLOUDTRAIL, "additionalEventData.bytesTransferredIn") \
  X (CT_BYTES_OUT, CLOUDTRAIL, "additionalEventData.bytesTransferredOut") \
  /* what was asked for */ \
  X (CT_IN_ROLE_ARN, CLOUDTRAIL, "requestParameters.roleArn") \
  X (CT_IN_SESSION_NAME, CLOUDTRAIL, "requestParameters.roleSessionName") \
  X (CT_IN_USER_NAME, CLOUDTRAIL, "requestParameters.userName") \
  X (CT_IN_ROLE_NAME, CLOUDTRAIL, "requestParameters.roleName") \
  X (CT_IN_GROUP_NAME, CLOUDTRAIL, "requestParameters.groupName") \
  X (CT_IN_POLICY_ARN, CLOUDTRAIL, "requestParameters.policyArn") \
  X (CT_IN_POLICY_NAME, CLOUDTRAIL, "requestParameters.policyName") \
  X (CT_IN_KEY, CLOUDTRAIL, "requestParameters.accessKeyId") \
  X (CT_IN_PROFILE, CLOUDTRAIL, "requestParameters.instanceProfileName") \
  X (CT_IN_MFA_SERIAL, CLOUDTRAIL, "requestParameters.serialNumber") \
  X (CT_IN_BUCKET, CLOUDTRAIL, "requestParameters.bucketName") \
  X (CT_IN_OBJECT, CLOUDTRAIL, "requestParameters.key") \
  X (CT_IN_INSTANCE, CLOUDTRAIL, "requestParameters.instanceId") \
  X (CT_IN_IMAGE, CLOUDTRAIL, "requestParameters.imageId") \
  X (CT_IN_SNAPSHOT, CLOUDTRAIL, "requestParameters.snapshotId") \
  X (CT_IN_VOLUME, CLOUDTRAIL, "requestParameters.volumeId") \
  X (CT_IN_GROUP, CLOUDTRAIL, "requestParameters.groupId") \
  X (CT_IN_VPC, CLOUDTRAIL, "requestParameters.vpcId") \
  X (CT_IN_SUBNET, CLOUDTRAIL, "requestParameters.subnetId") \
  X (CT_IN_INTERFACE, CLOUDTRAIL, "requestParameters.networkInterfaceId") \
  X (CT_IN_ALLOCATION, CLOUDTRAIL, "requestParameters.allocationId") \
  X (CT_IN_PUBLIC_IP, CLOUDTRAIL, "requestParameters.publicIp") \
  X (CT_IN_FLOW_LOG, CLOUDTRAIL, "requestParameters.DeleteFlowLogsRequest.FlowLogId.content") \
  X (CT_IN_KEY_NAME, CLOUDTRAIL, "requestParameters.keyName") \
  X (CT_IN_FUNCTION, CLOUDTRAIL, "requestParameters.functionName") \
  X (CT_IN_SECRET, CLOUDTRAIL, "requestParameters.secretId") \
  X (CT_IN_KMS_KEY, CLOUDTRAIL, "requestParameters.keyId") \
  X (CT_IN_DB_INSTANCE, CLOUDTRAIL, "requestParameters.dBInstanceIdentifier") \
  X (CT_IN_DB_SNAPSHOT, CLOUDTRAIL, "requestParameters.dBSnapshotIdentifier") \
  X (CT_IN_DB_CLUSTER, CLOUDTRAIL, "requestParameters.dBClusterIdentifier") \
  X (CT_IN_TABLE, CLOUDTRAIL, "requestParameters.tableName") \
  X (CT_IN_NAME, CLOUDTRAIL, "requestParameters.name") \
  X (CT_IN_TRAIL, CLOUDTRAIL, "requestParameters.trailName") \
  X (CT_IN_TARGET, CLOUDTRAIL, "requestParameters.target") \
  X (CT_IN_DOCUMENT, CLOUDTRAIL, "requestParameters.documentName") \
  X (CT_IN_CLUSTER, CLOUDTRAIL, "requestParameters.clusterName") \
  X (CT_IN_ECS_CLUSTER, CLOUDTRAIL, "requestParameters.cluster") \
  X (CT_IN_REPOSITORY, CLOUDTRAIL, "requestParameters.repositoryName") \
  X (CT_IN_TOPIC, CLOUDTRAIL, "requestParameters.topicArn") \
  X (CT_IN_QUEUE, CLOUDTRAIL, "requestParameters.queueUrl") \
  X (CT_IN_LOG_GROUP, CLOUDTRAIL, "requestParameters.logGroupName") \
  X (CT_IN_DETECTOR, CLOUDTRAIL, "requestParameters.detectorId") \
  X (CT_IN_ACCOUNT, CLOUDTRAIL, "requestParameters.accountId") \
  X (CT_IN_MODEL, CLOUDTRAIL, "requestParameters.modelId") \
  X (CT_IN_STACK, CLOUDTRAIL, "requestParameters.stackName") \
  X (CT_IN_CONFIG_RULE, CLOUDTRAIL, "requestParameters.configRuleName") \
  X (CT_IN_ZONE, CLOUDTRAIL, "requestParameters.hostedZoneId") \
  X (CT_IN_RESOLVER_CONFIG, CLOUDTRAIL, "requestParameters.resolverQueryLogConfigId") \
  X (CT_IN_RESOURCE_ARN, CLOUDTRAIL, "requestParameters.resourceArn") \
  X (CT_IN_SHARED_WITH, CLOUDTRAIL, "requestParameters.createVolumePermission.add.items[].userId") \
  /* Insights */ \
  X (IN_EVENT_ID, INSIGHT, "eventID") \
  X (IN_EVENT_TIME, INSIGHT, "eventTime") \
  X (IN_REGION, INSIGHT, "awsRegion") \
  X (IN_ACCOUNT, INSIGHT, "recipientAccountId") \
  X (IN_SHARED_EVENT_ID, INSIGHT, "sharedEventID") \
  X (IN_STATE, INSIGHT, "insightDetails.state") \
  X (IN_SOURCE, INSIGHT, "insightDetails.eventSource") \
  X (IN_NAME, INSIGHT, "insightDetails.eventName") \
  X (IN_TYPE, INSIGHT, "insightDetails.insightType") \
  X (IN_ERROR, INSIGHT, "insightDetails.errorCode") \
  X (IN_ATTRIBUTE, INSIGHT, "insightDetails.insightContext.attributions[].attribute") \
  X (IN_VALUE, INSIGHT, "insightDetails.insightContext.attributions[].insight[].value") \
  /* flow logs */ \
  X (FL_VERSION, VPCFLOW, "version") \
  X (FL_ACCOUNT, VPCFLOW, "account-id") \
  X (FL_INTERFACE, VPCFLOW, "interface-id") \
  X (FL_SOURCE, VPCFLOW, "srcaddr") \
  X (FL_TARGET, VPCFLOW, "dstaddr") \
  X (FL_SOURCE_PORT, VPCFLOW, "srcport") \
  X (FL_TARGET_PORT, VPCFLOW, "dstport") \
  X (FL_PROTOCOL, VPCFLOW, "protocol") \
  X (FL_PACKETS, VPCFLOW, "packets") \
  X (FL_BYTES, VPCFLOW, "bytes") \
  X (FL_START, VPCFLOW, "start") \
  X (FL_END, VPCFLOW, "end") \
  X (FL_ACTION, VPCFLOW, "action") \
  X (FL_STATUS, VPCFLOW, "log-status") \
  X (FL_VPC, VPCFLOW, "vpc-id") \
  X (FL_SUBNET, VPCFLOW, "subnet-id") \
  X (FL_INSTANCE, VPCFLOW, "instance-id") \
  X (FL_TCP_FLAGS, VPCFLOW, "tcp-flags") \
  X (FL_TYPE, VPCFLOW, "type") \
  X (FL_PKT_SOURCE, VPCFLOW, "pkt-srcaddr") \
  X (FL_PKT_TARGET, VPCFLOW, "pkt-dstaddr") \
  X (FL_REGION, VPCFLOW, "region") \
  X (FL_ZONE, VPCFLOW, "az-id") \
  X (FL_SUBLOCATION_TYPE, VPCFLOW, "sublocation-type") \
  X (FL_SUBLOCATION, VPCFLOW, "sublocation-id") \
  X (FL_PKT_SOURCE_SERVICE, VPCFLOW, "pkt-src-aws-service") \
  X (FL_PKT_TARGET_SERVICE, VPCFLOW, "pkt-dst-aws-service") \
  X (FL_DIRECTION, VPCFLOW, "flow-direction") \
  X (FL_PATH, VPCFLOW, "traffic-path") \
  X (FL_ECS_CLUSTER, VPCFLOW, "ecs-cluster-arn") \
  X (FL_ECS_CLUSTER_NAME, VPCFLOW, "ecs-cluster-name") \
  X (FL_ECS_CONTAINER, VPCFLOW, "ecs-container-id") \
  X (FL_ECS_CONTAINER_INSTANCE, VPCFLOW, "ecs-container-instance-id") \
  X (FL_ECS_CONTAINER_INSTANCE_ARN, VPCFLOW, "ecs-container-instance-arn") \
  X (FL_ECS_SECOND_CONTAINER, VPCFLOW, "ecs-second-container-id") \
  X (FL_ECS_SERVICE, VPCFLOW, "ecs-service-name") \
  X (FL_ECS_TASK_DEFINITION, VPCFLOW, "ecs-task-definition-arn") \
  X (FL_ECS_TASK, VPCFLOW, "ecs-task-arn") \
  X (FL_ECS_TASK_ID, VPCFLOW, "ecs-task-id") \
  X (FL_REJECT_REASON, VPCFLOW, "reject-reason") \
  /* GuardDuty */ \
  X (GD_ID, GUARDDUTY, "id") \
  X (GD_ARN, GUARDDUTY, "arn") \
  X (GD_ACCOUNT, GUARDDUTY, "accountId") \
  X (GD_REGION, GUARDDUTY, "region") \
  X (GD_TYPE, GUARDDUTY, "type") \
  X (GD_TITLE, GUARDDUTY, "title") \
  X (GD_DESCRIPTION, GUARDDUTY, "description") \
  X (GD_SEVERITY, GUARDDUTY, "severity") \
  X (GD_CREATED, GUARDDUTY, "createdAt") \
  X (GD_UPDATED, GUARDDUTY, "updatedAt") \
  X (GD_FIRST, GUARDDUTY, "service.eventFirstSeen") \
  X (GD_LAST, GUARDDUTY, "service.eventLastSeen") \
  X (GD_COUNT, GUARDDUTY, "service.count") \
  X (GD_ARCHIVED, GUARDDUTY, "service.archived") \
  X (GD_RESOURCE_TYPE, GUARDDUTY, "resource.resourceType") \
  X (GD_KEY, GUARDDUTY, "resource.accessKeyDetails.accessKeyId") \
  X (GD_PRINCIPAL, GUARDDUTY, "resource.accessKeyDetails.principalId") \
  X (GD_USER_NAME, GUARDDUTY, "resource.accessKeyDetails.userName") \
  X (GD_USER_TYPE, GUARDDUTY, "resource.accessKeyDetails.userType") \
  X (GD_INSTANCE, GUARDDUTY, "resource.instanceDetails.instanceId") \
  X (GD_INSTANCE_TYPE, GUARDDUTY, "resource.instanceDetails.instanceType") \
  X (GD_INSTANCE_IMAGE, GUARDDUTY, "resource.instanceDetails.imageId") \
  X (GD_INSTANCE_PROFILE, GUARDDUTY, "resource.instanceDetails.iamInstanceProfile.arn") \
  X (GD_INTERFACE, GUARDDUTY, "resource.instanceDetails.networkInterfaces[].networkInterfaceId") \
  X (GD_PRIVATE_IP, GUARDDUTY, "resource.instanceDetails.networkInterfaces[].privateIpAddress") \
  X (GD_PUBLIC_IP, GUARDDUTY, "resource.instanceDetails.networkInterfaces[].publicIp") \
  X (GD_SUBNET, GUARDDUTY, "resource.instanceDetails.networkInterfaces[].subnetId") \
  X (GD_VPC, GUARDDUTY, "resource.instanceDetails.networkInterfaces[].vpcId") \
  X (GD_SECURITY_GROUP, GUARDDUTY, "resource.instanceDetails.networkInterfaces[].securityGroups[].groupId") \
  X (GD_BUCKET, GUARDDUTY, "resource.s3BucketDetails[].name") \
  X (GD_BUCKET_ARN, GUARDDUTY, "resource.s3BucketDetails[].arn") \
  X (GD_CLUSTER, GUARDDUTY, "resource.eksClusterDetails.name") \
  X (GD_CLUSTER_ARN, GUARDDUTY, "resource.eksClusterDetails.arn") \
  X (GD_K8S_USER, GUARDDUTY, "resource.kubernetesDetails.kubernetesUserDetails.username") \
  X (GD_POD, GUARDDUTY, "resource.kubernetesDetails.kubernetesWorkloadDetails.name") \
  X (GD_POD_UID, GUARDDUTY, "resource.kubernetesDetails.kubernetesWorkloadDetails.uid") \
  X (GD_FUNCTION_ARN, GUARDDUTY, "resource.lambdaDetails.functionArn") \
  X (GD_DB_ARN, GUARDDUTY, "resource.rdsDbInstanceDetails.dbInstanceArn") \
  X (GD_DB_ID, GUARDDUTY, "resource.rdsDbInstanceDetails.dbInstanceIdentifier") \
  X (GD_ECS_ARN, GUARDDUTY, "resource.ecsClusterDetails.arn") \
  X (GD_REMOTE_IP, GUARDDUTY, "service.action.*.remoteIpDetails.ipAddressV4") \
  X (GD_REMOTE_ASN, GUARDDUTY, "service.action.*.remoteIpDetails.organization.asn") \
  X (GD_REMOTE_ORGANISATION, GUARDDUTY, "service.action.*.remoteIpDetails.organization.asnOrg") \
  X (GD_LOCAL_IP, GUARDDUTY, "service.action.*.localIpDetails.ipAddressV4") \
  X (GD_API, GUARDDUTY, "service.action.awsApiCallAction.api") \
  X (GD_API_SERVICE, GUARDDUTY, "service.action.awsApiCallAction.serviceName") \
  X (GD_API_AGENT, GUARDDUTY, "service.action.awsApiCallAction.userAgent") \
  X (GD_AFFECTED, GUARDDUTY, "service.action.awsApiCallAction.affectedResources.*") \
  X (GD_DOMAIN, GUARDDUTY, "service.action.dnsRequestAction.domain") \
  X (GD_ACTION_TYPE, GUARDDUTY, "service.action.actionType") \
  /* Security Hub */ \
  X (SH_ID, SECURITYHUB, "Id") \
  X (SH_PRODUCT_ARN, SECURITYHUB, "ProductArn") \
  X (SH_PRODUCT, SECURITYHUB, "ProductName") \
  X (SH_COMPANY, SECURITYHUB, "CompanyName") \
  X (SH_GENERATOR, SECURITYHUB, "GeneratorId") \
  X (SH_ACCOUNT, SECURITYHUB, "AwsAccountId") \
  X (SH_REGION, SECURITYHUB, "Region") \
  X (SH_TYPE, SECURITYHUB, "Types[]") \
  X (SH_TITLE, SECURITYHUB, "Title") \
  X (SH_DESCRIPTION, SECURITYHUB, "Description") \
  X (SH_SEVERITY_LABEL, SECURITYHUB, "Severity.Label") \
  X (SH_SEVERITY_NORMALIZED, SECURITYHUB, "Severity.Normalized") \
  X (SH_SEVERITY_PRODUCT, SECURITYHUB, "Severity.Product") \
  X (SH_CREATED, SECURITYHUB, "CreatedAt") \
  X (SH_UPDATED, SECURITYHUB, "UpdatedAt") \
  X (SH_FIRST, SECURITYHUB, "FirstObservedAt") \
  X (SH_LAST, SECURITYHUB, "LastObservedAt") \
  X (SH_STATE, SECURITYHUB, "RecordState") \
  X (SH_WORKFLOW, SECURITYHUB, "Workflow.Status") \
  X (SH_COMPLIANCE, SECURITYHUB, "Compliance.Status") \
  X (SH_RESOURCE, SECURITYHUB, "Resources[].Id") \
  X (SH_RESOURCE_TYPE, SECURITYHUB, "Resources[].Type") \
  X (SH_RESOURCE_IP, SECURITYHUB, "Resources[].Details.AwsEc2Instance.IpV4Addresses[]") \
  X (SH_RESOURCE_VPC, SECURITYHUB, "Resources[].Details.AwsEc2Instance.VpcId") \
  X (SH_RESOURCE_SUBNET, SECURITYHUB, "Resources[].Details.AwsEc2Instance.SubnetId") \
  X (SH_RESOURCE_PRINCIPAL, SECURITYHUB, "Resources[].Details.AwsIamAccessKey.PrincipalId") \
  X (SH_RESOURCE_PRINCIPAL_TYPE, SECURITYHUB, "Resources[].Details.AwsIamAccessKey.PrincipalType") \
  X (SH_RESOURCE_USER, SECURITYHUB, "Resources[].Details.AwsIamAccessKey.UserName") \
  X (SH_RESOURCE_ISSUER_ARN, SECURITYHUB, "Resources[].Details.AwsIamAccessKey.SessionContext.SessionIssuer.Arn") \
  X (SH_RESOURCE_ISSUER_PRINCIPAL, SECURITYHUB, "Resources[].Details.AwsIamAccessKey.SessionContext.SessionIssuer.PrincipalId") \
  X (SH_NETWORK_SOURCE, SECURITYHUB, "Network.SourceIpV4") \
  X (SH_NETWORK_TARGET, SECURITYHUB, "Network.DestinationIpV4") \
  X (SH_REMOTE_IP, SECURITYHUB, "Action.*.RemoteIpDetails.IpAddressV4") \
  X (SH_REMOTE_ASN, SECURITYHUB, "Action.*.RemoteIpDetails.Organization.Asn") \
  X (SH_REMOTE_ORGANISATION, SECURITYHUB, "Action.*.RemoteIpDetails.Organization.AsnOrg") \
  /* Kubernetes audit events */ \
  X (KA_ID, K8S_AUDIT, "auditID") \
  X (KA_STAGE, K8S_AUDIT, "stage") \
  X (KA_TIME, K8S_AUDIT, "requestReceivedTimestamp") \
  X (KA_CLUSTER, K8S_AUDIT, "cluster_name") \
  X (KA_ACCOUNT, K8S_AUDIT, "account_id") \
  X (KA_VERB, K8S_AUDIT, "verb") \
  X (KA_URI, K8S_AUDIT, "requestURI") \
  X (KA_USER, K8S_AUDIT, "user.username") \
  X (KA_UID, K8S_AUDIT, "user.uid") \
  X (KA_GROUP, K8S_AUDIT, "user.groups[]") \
  X (KA_ARN, K8S_AUDIT, "user.extra.arn[]") \
  X (KA_ROLE_ARN, K8S_AUDIT, "user.extra.canonicalArn[]") \
  X (KA_KEY, K8S_AUDIT, "user.extra.accessKeyId[]") \
  X (KA_PRINCIPAL, K8S_AUDIT, "user.extra.principalId[]") \
  X (KA_SESSION, K8S_AUDIT, "user.extra.sessionName[]") \
  X (KA_CALLER_POD, K8S_AUDIT, "user.extra.authentication\\.kubernetes\\.io/pod-name[]") \
  X (KA_CALLER_POD_UID, K8S_AUDIT, "user.extra.authentication\\.kubernetes\\.io/pod-uid[]") \
  X (KA_IMPERSONATED, K8S_AUDIT, "impersonatedUser.username") \
  X (KA_IP, K8S_AUDIT, "sourceIPs[]") \
  X (KA_AGENT, K8S_AUDIT, "userAgent") \
  X (KA_RESOURCE, K8S_AUDIT, "objectRef.resource") \
  X (KA_NAMESPACE, K8S_AUDIT, "objectRef.namespace") \
  X (KA_NAME, K8S_AUDIT, "objectRef.name") \
  X (KA_OBJECT_UID, K8S_AUDIT, "objectRef.uid") \
  X (KA_SUBRESOURCE, K8S_AUDIT, "objectRef.subresource") \
  X (KA_CODE, K8S_AUDIT, "responseStatus.code") \
  X (KA_REASON, K8S_AUDIT, "responseStatus.reason") \
  X (KA_DECISION, K8S_AUDIT, "annotations.authorization\\.k8s\\.io/decision") \
  X (KA_MADE_KIND, K8S_AUDIT, "responseObject.kind") \
  X (KA_MADE_NAME, K8S_AUDIT, "responseObject.metadata.name") \
  X (KA_MADE_UID, K8S_AUDIT, "responseObject.metadata.uid") \
  X (KA_NODE, K8S_AUDIT, "responseObject.spec.nodeName") \
  X (KA_PROVIDER_ID, K8S_AUDIT, "responseObject.spec.providerID") \
  X (KA_POD_IP, K8S_AUDIT, "responseObject.status.podIP") \
  X (KA_IMAGE, K8S_AUDIT, "requestObject.spec.containers[].image") \
  X (KA_PRIVILEGED, K8S_AUDIT, "requestObject.spec.containers[].securityContext.privileged") \
  X (KA_HOST_PATH, K8S_AUDIT, "requestObject.spec.volumes[].hostPath.path") \
  X (KA_HOST_NETWORK, K8S_AUDIT, "requestObject.spec.hostNetwork") \
  X (KA_SERVICE_ACCOUNT, K8S_AUDIT, "requestObject.spec.serviceAccountName") \
  X (KA_BOUND_ROLE, K8S_AUDIT, "requestObject.roleRef.name") \
  X (KA_BOUND, K8S_AUDIT, "requestObject.subjects[].name") \
  X (KA_BOUND_KIND, K8S_AUDIT, "requestObject.subjects[].kind") \
  X (KA_BOUND_NAMESPACE, K8S_AUDIT, "requestObject.subjects[].namespace") \
  /* attack sequences of GuardDuty */ \
  X (GD_SEQ_RESOURCE, GUARDDUTY, "service.detection.sequence.resources[].uid") \
  X (GD_SEQ_RESOURCE_TYPE, GUARDDUTY, "service.detection.sequence.resources[].resourceType") \
  X (GD_SEQ_USER, GUARDDUTY, "service.detection.sequence.actors[].user.uid") \
  X (GD_SEQ_USER_NAME, GUARDDUTY, "service.detection.sequence.actors[].user.name") \
  X (GD_SEQ_USER_TYPE, GUARDDUTY, "service.detection.sequence.actors[].user.type") \
  X (GD_SEQ_KEY, GUARDDUTY, "service.detection.sequence.actors[].user.credentialUid") \
  X (GD_SEQ_ISSUER, GUARDDUTY, "service.detection.sequence.actors[].session.issuer") \
  X (GD_SEQ_IP, GUARDDUTY, "service.detection.sequence.endpoints[].ip") \
  X (GD_SEQ_DOMAIN, GUARDDUTY, "service.detection.sequence.endpoints[].domain") \
  X (GD_SEQ_SIGNAL, GUARDDUTY, "service.detection.sequence.signals[].uid") \
  X (GD_SEQ_SIGNAL_TYPE, GUARDDUTY, "service.detection.sequence.signals[].type") \
  X (GD_SEQ_SIGNAL_NAME, GUARDDUTY, "service.detection.sequence.signals[].name") \
  /* OCSF: findings, and what is of no kind of its own */ \
  X (OC_CLASS, OCSF, "class_name") \
  X (OC_CLASS_UID, OCSF, "class_uid") \
  X (OC_ACTIVITY, OCSF, "activity_name") \
  X (OC_TIME, OCSF, "time_dt") \
  X (OC_MESSAGE, OCSF, "message") \
  X (OC_PRODUCT, OCSF, "metadata.product.name") \
  X (OC_VENDOR, OCSF, "metadata.product.vendor_name") \
  X (OC_ACCOUNT, OCSF, "cloud.account.uid") \
  X (OC_REGION, OCSF, "cloud.region") \
  X (OC_SEVERITY, OCSF, "severity_id") \
  X (OC_STATUS, OCSF, "status") \
  X (OC_UID, OCSF, "finding_info.uid") \
  X (OC_TITLE, OCSF, "finding_info.title") \
  X (OC_DESCRIPTION, OCSF, "finding_info.desc") \
  X (OC_TYPE, OCSF, "finding_info.types[]") \
  X (OC_CREATED, OCSF, "finding_info.created_time_dt") \
  X (OC_MODIFIED, OCSF, "finding_info.modified_time_dt") \
  X (OC_FIRST, OCSF, "finding_info.first_seen_time_dt") \
  X (OC_LAST, OCSF, "finding_info.last_seen_time_dt") \
  X (OC_COUNT, OCSF, "count") \
  X (OC_RESOURCE, OCSF, "resources[].uid") \
  X (OC_RESOURCE_TYPE, OCSF, "resources[].type") \
  X (OC_USER, OCSF, "actor.user.uid") \
  X (OC_USER_NAME, OCSF, "actor.user.name") \
  X (OC_AGENT, OCSF, "http_request.user_agent") \
  X (OC_SOURCE, OCSF, "src_endpoint.ip") \
  X (OC_TARGET, OCSF, "dst_endpoint.ip") \
  X (OC_EVIDENCE_IP, OCSF, "evidences[].src_endpoint.ip") \
  X (OC_EVIDENCE_USER, OCSF, "evidences[].actor.user.uid") \
  X (OC_EVIDENCE_KEY, OCSF, "evidences[].actor.user.credential_uid") \
  X (OC_EVIDENCE_DOMAIN, OCSF, "evidences[].query.hostname") \
  /* DNS queries */ \
  X (DN_TIME, DNS, "query_timestamp") \
  X (DN_ACCOUNT, DNS, "account_id") \
  X (DN_REGION, DNS, "region") \
  X (DN_VPC, DNS, "vpc_id") \
  X (DN_NAME, DNS, "query_name") \
  X (DN_TYPE, DNS, "query_type") \
  X (DN_RCODE, DNS, "rcode") \
  X (DN_ANSWER, DNS, "answers[].Rdata") \
  X (DN_SOURCE, DNS, "srcaddr") \
  X (DN_PORT, DNS, "srcport") \
  X (DN_TRANSPORT, DNS, "transport") \
  X (DN_INSTANCE, DNS, "srcids.instance") \
  X (DN_RULE, DNS, "firewall_rule_group_id") \
  X (DN_ACTION, DNS, "firewall_rule_action") \
  /* flow logs of transit gateways (version 6) */ \
  X (FL_TGW, VPCFLOW, "tgw-id") \
  X (FL_TGW_ATTACHMENT, VPCFLOW, "tgw-attachment-id") \
  X (FL_TGW_PAIR, VPCFLOW, "tgw-pair-attachment-id") \
  X (FL_TGW_SOURCE_ACCOUNT, VPCFLOW, "tgw-src-vpc-account-id") \
  X (FL_TGW_TARGET_ACCOUNT, VPCFLOW, "tgw-dst-vpc-account-id") \
  X (FL_TGW_SOURCE_VPC, VPCFLOW, "tgw-src-vpc-id") \
  X (FL_TGW_TARGET_VPC, VPCFLOW, "tgw-dst-vpc-id") \
  X (FL_TGW_SOURCE_SUBNET, VPCFLOW, "tgw-src-subnet-id") \
  X (FL_TGW_TARGET_SUBNET, VPCFLOW, "tgw-dst-subnet-id") \
  /* access logs: words of lines by what they are; paths are those of AWS WAF */ \
  X (AC_LOG, ACCESS, "log") \
  X (AC_OWNER, ACCESS, "owner") \
  X (AC_BUCKET, ACCESS, "bucket") \
  X (AC_SOURCE, ACCESS, "httpRequest.clientIp") \
  X (AC_REQUESTER, ACCESS, "requester") \
  X (AC_REQUEST_ID, ACCESS, "httpRequest.requestId") \
  X (AC_OPERATION, ACCESS, "operation") \
  X (AC_OBJECT, ACCESS, "object") \
  X (AC_REQUEST, ACCESS, "request") \
  X (AC_METHOD, ACCESS, "httpRequest.httpMethod") \
  X (AC_URI, ACCESS, "httpRequest.uri") \
  X (AC_STATUS, ACCESS, "responseCodeSent") \
  X (AC_ERROR, ACCESS, "error") \
  X (AC_BYTES_IN, ACCESS, "bytesReceived") \
  X (AC_BYTES_OUT, ACCESS, "bytesSent") \
  X (AC_AGENT, ACCESS, "userAgent") \
  X (AC_HOST, ACCESS, "httpRequest.host") \
  X (AC_BALANCER, ACCESS, "httpSourceId") \
  X (AC_TARGET, ACCESS, "target") \
  X (AC_TARGET_GROUP, ACCESS, "targetGroup") \
  X (AC_CERTIFICATE, ACCESS, "certificate") \
  X (AC_WALL, ACCESS, "webaclId") \
  X (AC_RULE, ACCESS, "terminatingRuleId") \
  X (AC_VERDICT, ACCESS, "action") \
  /* configuration */ \
  X (CX_INSTANCE, CX_INSTANCE, "InstanceId") \
  X (CX_INSTANCE_TYPE, CX_INSTANCE, "InstanceType") \
  X (CX_IMAGE, CX_INSTANCE, "ImageId") \
  X (CX_CREATED, CX_INSTANCE, "LaunchTime") \
  X (CX_STATE, CX_INSTANCE, "State.Name") \
  X (CX_PROFILE, CX_INSTANCE, "IamInstanceProfile.Arn") \
  X (CX_VPC, CX_INSTANCE, "VpcId") \
  X (CX_SUBNET, CX_INSTANCE, "SubnetId") \
  X (CX_ADDRESS, CX_INSTANCE, "PrivateIpAddress") \
  X (CX_PUBLIC_ADDRESS, CX_INSTANCE, "PublicIpAddress") \
  X (CX_NETWORK_INTERFACE, CX_INSTANCE, "NetworkInterfaces[].NetworkInterfaceId") \
  X (CX_ACCOUNT, CX_INSTANCE, "NetworkInterfaces[].OwnerId") \
  X (CX_TAG, CX_INSTANCE, "Tags[].Key") \
  X (CX_TAG_VALUE, CX_INSTANCE, "Tags[].Value") \
  X (CX_INTERFACE, CX_INTERFACE, "NetworkInterfaceId") \
  X (CX_INTERFACE_TYPE, CX_INTERFACE, "InterfaceType") \
  X (CX_ATTACHED_INSTANCE, CX_INTERFACE, "Attachment.InstanceId") \
  X (CX_DESCRIPTION, CX_INTERFACE, "Description") \
  X (CX_ARN, CX_IDENTITY, "Arn") \
  X (CX_UNIQUE, CX_IDENTITY, "UserId") \
  X (CX_LAST_USED, CX_IDENTITY, "RoleLastUsed.LastUsedDate") \
  X (CX_POLICY, CX_IDENTITY, "AttachedManagedPolicies[].PolicyArn") \
  X (CX_GROUP, CX_IDENTITY, "GroupList[]") \
  X (CX_TRUSTED, CX_IDENTITY, "AssumeRolePolicyDocument.Statement[].Principal.AWS") \
  X (CX_EFFECT, CX_IDENTITY, "AssumeRolePolicyDocument.Statement[].Effect") \
  X (CX_TYPE, CX_CONFIG, "resourceType") \
  X (CX_ID, CX_CONFIG, "resourceId") \
  X (CX_NAME, CX_CONFIG, "resourceName") \
  X (CX_REGION, CX_CONFIG, "awsRegion") \
  X (CX_OTHER_TYPE, CX_CONFIG, "relationships[].resourceType") \
  X (CX_OTHER_ID, CX_CONFIG, "relationships[].resourceId") \
  X (CX_OTHER_NAME, CX_CONFIG, "relationships[].resourceName") \
  X (CX_RELATIONSHIP, CX_CONFIG, "relationships[].name")

typedef enum
{
  TG_FIELD_NONE = 0,
#define TG_FIELD_ENUM(name, kind, path) TG_FIELD_##name,
  TG_FIELDS (TG_FIELD_ENUM)
#undef TG_FIELD_ENUM
  TG_FIELD_N
} TgField;

typedef struct
{
  TgField     field;
  guint       root;      /* TgRecordKind, or one of TG_RECORD_OCSF_API … */
  const char *path;
} TgFieldPath;

/* All paths, grouped by nothing in particular; static. */
const TgFieldPath *tg_field_paths (gsize *n);
/* "CT_EVENT_ID"; NULL out of range. */
const char        *tg_field_name  (TgField field);

G_END_DECLS
