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
  X (SH_COMPANY, SECURITYHUB, "ProductFields.aws/securityhub/CompanyName")

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
