/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tg-simulate"

#include "core/base/time.h"
#include "core/simulate/story.h"

#define DETECTOR_ARN "arn:aws:guardduty:%s:%s:detector/%s/finding/%s"

typedef struct
{
  const char *type, *title, *description;
  double      severity;
  guint       account, region;
  const char *resource, *action, *role;
  gint64      first, last;
  guint       count;
  gboolean    ours;          /* about the intrusion */
} Finding;

static const char *
label (double severity)
{
  return severity >= 9 ? "CRITICAL" : severity >= 7 ? "HIGH" : severity >= 4 ? "MEDIUM" : "LOW";
}

static void
put_time_member (GString *out, const char *name, gint64 time)
{
  g_string_append_printf (out, ",\"%s\":\"", name);
  tg_sim_time (out, time);
  g_string_insert (out, (gssize) out->len - 1, ".000");
  g_string_append_c (out, '"');
}

/* Security Hub gets each GuardDuty finding a few minutes later, in its own format, under the finding's ARN. */
static void
forward (TgSimStory *story, const Finding *finding, const char *arn, gint64 time, const char *asff_resource)
{
  const char *account = tg_sim_account_ids[finding->account], *region = tg_sim_region_names[finding->region];
  GString *out = g_string_new ("{\"SchemaVersion\":\"2018-10-08\"");

  g_string_append_printf (out, ",\"Id\":\"%s\",\"ProductArn\":\"arn:aws:securityhub:%s::product/aws/guardduty\",\"ProductName\":\"GuardDuty\",\"CompanyName\":\"Amazon\","
                          "\"Region\":\"%s\",\"GeneratorId\":\"%.*s\",\"AwsAccountId\":\"%s\",\"Types\":[\"TTPs/%s\"]", arn, region, region,
                          (int) (strstr (arn, "/finding/") - arn), arn, account, finding->type);
  put_time_member (out, "FirstObservedAt", finding->first);
  put_time_member (out, "LastObservedAt", finding->last);
  put_time_member (out, "CreatedAt", time);
  put_time_member (out, "UpdatedAt", time);
  g_string_append_printf (out, ",\"Severity\":{\"Product\":%g,\"Label\":\"%s\",\"Normalized\":%u},\"Title\":\"%s\",\"Description\":\"%s\","
                          "\"ProductFields\":{\"aws/guardduty/service/archived\":\"false\",\"aws/securityhub/ProductName\":\"GuardDuty\"},"
                          "\"Resources\":[%s],\"WorkflowState\":\"NEW\",\"Workflow\":{\"Status\":\"NEW\"},\"RecordState\":\"ACTIVE\"}",
                          finding->severity, label (finding->severity), (guint) (finding->severity * 10), finding->title, finding->description, asff_resource);
  tg_sim_story_add (story, time, TG_SIM_SECURITYHUB, finding->account * TG_SIM_REGIONS + finding->region, g_string_free (out, FALSE));
}

static void
report (TgSimStory *story, const Finding *finding, const char *asff_resource)
{
  TgSimPlace *place = tg_sim_place (story->org, finding->account, finding->region);
  const char *account = tg_sim_account_ids[finding->account], *region = tg_sim_region_names[finding->region];
  gint64 created = finding->first + 9 * TG_MINUTE, updated = finding->last + 9 * TG_MINUTE;
  GString *out = g_string_new ("{\"schemaVersion\":\"2.0\"");
  char id[33];

  tg_random_hex (story->random, id, 32);
  g_autofree char *arn = g_strdup_printf (DETECTOR_ARN, region, account, place->detector, id);
  g_string_append_printf (out, ",\"accountId\":\"%s\",\"region\":\"%s\",\"partition\":\"aws\",\"id\":\"%s\",\"arn\":\"%s\",\"type\":\"%s\",\"resource\":%s,"
                          "\"service\":{\"serviceName\":\"guardduty\",\"detectorId\":\"%s\",\"action\":%s,\"resourceRole\":\"%s\",\"additionalInfo\":{\"value\":\"{}\",\"type\":\"default\"}",
                          account, region, id, arn, finding->type, finding->resource, place->detector, finding->action, finding->role);
  put_time_member (out, "eventFirstSeen", finding->first);
  put_time_member (out, "eventLastSeen", finding->last);
  g_string_append_printf (out, ",\"archived\":false,\"count\":%u},\"severity\":%g", finding->count, finding->severity);
  put_time_member (out, "createdAt", created);
  put_time_member (out, "updatedAt", updated);
  g_string_append_printf (out, ",\"title\":\"%s\",\"description\":\"%s\"}", finding->title, finding->description);
  tg_sim_story_add (story, updated, TG_SIM_GUARDDUTY, finding->account * TG_SIM_REGIONS + finding->region, g_string_free (out, FALSE));
  if (finding->ours)
    g_ptr_array_add (story->findings, g_strdup (id));
  if (asff_resource != NULL)
    forward (story, finding, arn, updated + 4 * TG_MINUTE, asff_resource);
}

static char *
call_action (const char *service, const char *api, const char *address, const char *error)
{
  return g_strdup_printf ("{\"actionType\":\"AWS_API_CALL\",\"awsApiCallAction\":{\"api\":\"%s\",\"serviceName\":\"%s.amazonaws.com\",\"callerType\":\"Remote IP\",%s%s%s"
                          "\"remoteIpDetails\":{\"ipAddressV4\":\"%s\",\"organization\":{\"asn\":\"64500\",\"asnOrg\":\"Example Hosting\",\"isp\":\"Example Hosting\",\"org\":\"Example Hosting\"},"
                          "\"country\":{\"countryName\":\"Nowhere\"},\"city\":{\"cityName\":\"\"},\"geoLocation\":{\"lat\":0,\"lon\":0}},\"affectedResources\":{}}}",
                          api, service, error != NULL ? "\"errorCode\":\"" : "", error != NULL ? error : "", error != NULL ? "\"," : "", address);
}

static char *
key_resource (const char *key, const char *principal, const char *user, const char *type)
{
  return g_strdup_printf ("{\"resourceType\":\"AccessKey\",\"accessKeyDetails\":{\"accessKeyId\":\"%s\",\"principalId\":\"%s\",\"userType\":\"%s\",\"userName\":\"%s\"}}",
                          key, principal, type, user);
}

static char *
machine_resource (const TgSimPlace *place, const TgSimInstance *machine)
{
  gboolean public = machine->public_address[0] != '\0';

  return g_strdup_printf ("{\"resourceType\":\"Instance\",\"instanceDetails\":{\"instanceId\":\"%s\",\"instanceType\":\"m6i.large\",\"availabilityZone\":\"%sa\",\"imageId\":\"%s\","
                          "\"instanceState\":\"running\",\"tags\":[{\"key\":\"team\",\"value\":\"platform\"}],\"networkInterfaces\":[{\"networkInterfaceId\":\"%s\","
                          "\"privateIpAddress\":\"%s\",%s%s%s\"subnetId\":\"%s\",\"vpcId\":\"%s\",\"securityGroups\":[{\"groupId\":\"%s\",\"groupName\":\"app\"}]}]}}",
                          machine->id, tg_sim_region_names[place->region], place->image, machine->interface, machine->address,
                          public ? "\"publicIp\":\"" : "", public ? machine->public_address : "", public ? "\"," : "",
                          place->subnets[machine->subnet], place->vpc, machine->group);
}

static char *
traffic_action (const char *remote, guint remote_port, guint local_port, gboolean inbound)
{
  return g_strdup_printf ("{\"actionType\":\"NETWORK_CONNECTION\",\"networkConnectionAction\":{\"connectionDirection\":\"%s\",\"protocol\":\"TCP\",\"blocked\":false,"
                          "\"localPortDetails\":{\"port\":%u,\"portName\":\"Unknown\"},\"remotePortDetails\":{\"port\":%u,\"portName\":\"Unknown\"},"
                          "\"remoteIpDetails\":{\"ipAddressV4\":\"%s\",\"organization\":{\"asn\":\"64500\",\"asnOrg\":\"Example Hosting\"}}}}",
                          inbound ? "INBOUND" : "OUTBOUND", local_port, remote_port, remote);
}

static char *
asff_machine (const TgSimPlace *place, const TgSimInstance *machine)
{
  const char *account = tg_sim_account_ids[place->account], *region = tg_sim_region_names[place->region];

  return g_strdup_printf ("{\"Type\":\"AwsEc2Instance\",\"Id\":\"arn:aws:ec2:%s:%s:instance/%s\",\"Partition\":\"aws\",\"Region\":\"%s\",\"Tags\":{\"team\":\"platform\"},"
                          "\"Details\":{\"AwsEc2Instance\":{\"Type\":\"m6i.large\",\"VpcId\":\"%s\",\"SubnetId\":\"%s\",\"IpV4Addresses\":[\"%s\"]}}}",
                          region, account, machine->id, region, place->vpc, place->subnets[machine->subnet], machine->address);
}

static char *
asff_key (const TgSimPlace *place, const char *key, const char *principal, const char *type, const char *user)
{
  const char *region = tg_sim_region_names[place->region], *account = tg_sim_account_ids[place->account];

  return g_strdup_printf ("{\"Type\":\"AwsIamAccessKey\",\"Id\":\"AWS::IAM::AccessKey:%s\",\"Partition\":\"aws\",\"Region\":\"%s\","
                          "\"Details\":{\"AwsIamAccessKey\":{\"AccessKeyId\":\"%s\",\"AccountId\":\"%s\",\"PrincipalId\":\"%s\",\"PrincipalType\":\"%s\",\"PrincipalName\":\"%s\"}}}",
                          key, region, key, account, principal, type, user);
}

static void
report_call (TgSimStory *story, guint minutes, guint length, const char *type, double severity, guint account, guint region, const char *key,
             const char *principal, const char *user, const char *user_type, const char *service, const char *api, const char *address, const char *error, guint count)
{
  g_autofree char *resource = key_resource (key, principal, user, user_type);
  g_autofree char *action = call_action (service, api, address, error);
  g_autofree char *asff = asff_key (tg_sim_place (story->org, account, region), key, principal, user_type, user);
  g_autofree char *title = g_strdup_printf ("The API %s was called by %s from %s.", api, user, address);
  g_autofree char *description = g_strdup_printf ("%s %s called %s:%s from the address %s in a way that was not seen before.", user_type, user, service, api, address);
  gint64 first = story->begin + minutes * TG_MINUTE;
  Finding finding = { .type = type, .title = title, .description = description, .severity = severity, .account = account, .region = region, .resource = resource,
                      .action = action, .role = "TARGET", .first = first, .last = first + length * TG_MINUTE, .count = count, .ours = TRUE };

  report (story, &finding, severity >= 4 ? asff : NULL);
}

static void
report_machine (TgSimStory *story, guint minutes, guint length, const char *type, double severity, const char *title, const char *action, guint count)
{
  TgSimPlace *place = tg_sim_place (story->org, TG_SIM_PROD, 0);
  g_autofree char *resource = machine_resource (place, story->machine);
  g_autofree char *asff = asff_machine (place, story->machine);
  g_autofree char *description = g_strdup_printf ("The EC2 instance %s behaves in a way that deviates from its past.", story->machine->id);
  gint64 first = story->begin + minutes * TG_MINUTE;
  Finding finding = { .type = type, .title = title, .description = description, .severity = severity, .account = TG_SIM_PROD, .resource = resource, .action = action,
                      .role = "ACTOR", .first = first, .last = first + length * TG_MINUTE, .count = count, .ours = TRUE };

  report (story, &finding, asff);
}

static void
report_bucket (TgSimStory *story)
{
  TgSimPlace *place = tg_sim_place (story->org, TG_SIM_PROD, 0);
  g_autofree char *principal = g_strdup_printf ("%s:%s", story->final_role, story->final_session);
  g_autofree char *resource = g_strdup_printf ("{\"resourceType\":\"S3Bucket\",\"accessKeyDetails\":{\"accessKeyId\":\"%s\",\"principalId\":\"%s\",\"userType\":\"AssumedRole\",\"userName\":\"cross-account-deploy\"},"
                                               "\"s3BucketDetails\":[{\"arn\":\"arn:aws:s3:::%s\",\"name\":\"%s\",\"type\":\"Destination\",\"owner\":{\"id\":\"%s\"}}]}",
                                               story->final_key, principal, story->bucket, story->bucket, tg_sim_account_ids[TG_SIM_PROD]);
  g_autofree char *action = call_action ("s3", "GetObject", story->address, NULL);
  g_autofree char *asff = g_strdup_printf ("{\"Type\":\"AwsS3Bucket\",\"Id\":\"arn:aws:s3:::%s\",\"Partition\":\"aws\",\"Region\":\"%s\"}", story->bucket, tg_sim_region_names[place->region]);
  gint64 first = story->begin + 90 * TG_MINUTE;
  Finding finding = { .type = "Exfiltration:S3/AnomalousBehavior", .title = "Many objects were read from a bucket in an unusual way.", .severity = 8, .account = TG_SIM_PROD,
                      .description = "The role cross-account-deploy read an unusual number of objects from an address it never used before.",
                      .resource = resource, .action = action, .role = "TARGET", .first = first, .last = first + 38 * TG_MINUTE, .count = story->burst, .ours = TRUE };

  report (story, &finding, asff);
}

static void
about_intrusion (TgSimStory *story)
{
  g_autofree char *hop = g_strdup_printf ("%s:%s", story->hop_role, story->hop_session);
  g_autofree char *final = g_strdup_printf ("%s:%s", story->final_role, story->final_session);
  g_autofree char *ssh = traffic_action (story->address, 51234, 22, TRUE);
  g_autofree char *large = traffic_action (story->address, 443, 44872, FALSE);

  report_call (story, 0, 5, "UnauthorizedAccess:IAMUser/MaliciousIPCaller.Custom", 5, TG_SIM_DEV, 1, story->leaked->key, story->leaked->principal, story->leaked->name,
               "IAMUser", "sts", "GetCallerIdentity", story->address, NULL, 16);
  report_call (story, 2, 4, "Discovery:IAMUser/AnomalousBehavior", 2, TG_SIM_DEV, 1, story->leaked->key, story->leaked->principal, story->leaked->name,
               "IAMUser", "iam", "ListUsers", story->address, NULL, 9);
  report_call (story, 31, 1, "PrivilegeEscalation:IAMUser/AnomalousBehavior", 5, TG_SIM_DEV, 0, story->hop_key, hop, "deploy-admin", "AssumedRole", "sts", "AssumeRole",
               story->address, "AccessDenied", 3);
  report_call (story, 38, 2, "CredentialAccess:IAMUser/AnomalousBehavior", 5, TG_SIM_PROD, 0, story->final_key, final, "cross-account-deploy", "AssumedRole",
               "secretsmanager", "GetSecretValue", story->address, NULL, 4);
  report_call (story, 49, 1, "Persistence:IAMUser/AnomalousBehavior", 5, TG_SIM_PROD, 1, story->final_key, final, "cross-account-deploy", "AssumedRole", "iam",
               "CreateAccessKey", story->address, NULL, 3);
  report_call (story, 55, 1, "DefenseEvasion:IAMUser/AnomalousBehavior", 5, TG_SIM_PROD, 0, story->final_key, final, "cross-account-deploy", "AssumedRole", "cloudtrail",
               "StopLogging", story->address, "AccessDenied", 4);
  report_machine (story, 66, 12, "UnauthorizedAccess:EC2/MaliciousIPCaller.Custom", 5, "The instance talks with an address on a threat list.", ssh, 12);
  report_machine (story, 80, 90, "Behavior:EC2/TrafficVolumeUnusual", 5, "The instance sends an unusual amount of data to a remote host.", large, 90);
  report_bucket (story);
  report_call (story, 16 * 60, 8, "UnauthorizedAccess:IAMUser/MaliciousIPCaller.Custom", 5, TG_SIM_PROD, 1, story->back_door_key, story->back_door_id, story->back_door, "IAMUser",
               "sts", "GetCallerIdentity", story->second_address, NULL, 6);
  report_call (story, 16 * 60 + 6, 1, "Impact:IAMUser/AnomalousBehavior", 7.5, TG_SIM_PROD, 1, story->back_door_key, story->back_door_id, story->back_door, "IAMUser", "ec2", "RunInstances",
               story->second_address, "Client.VcpuLimitExceeded", 3);
}

/* What every organisation has: probes of open ports, a policy that was loosened, now and then. */
static void
background (TgSimStory *story)
{
  TgSimPlace *prod = tg_sim_place (story->org, TG_SIM_PROD, 0);
  gint64 every = MAX (TG_DAY, (gint64) story->days * TG_DAY / 40);     /* some forty, however long */

  for (gint64 day = 0; day < (gint64) story->days * TG_DAY; day += every)
    {
      const TgSimInstance *machine = &prod->instances[tg_random_below (story->random, 3)];
      g_autofree char *remote = g_strdup_printf ("198.51.100.%u", 1 + tg_random_below (story->random, 40));
      g_autofree char *resource = machine_resource (prod, machine);
      g_autofree char *probe = g_strdup_printf ("{\"actionType\":\"PORT_PROBE\",\"portProbeAction\":{\"blocked\":false,\"portProbeDetails\":[{\"localPortDetails\":{\"port\":443,\"portName\":\"HTTPS\"},"
                                                "\"remoteIpDetails\":{\"ipAddressV4\":\"%s\",\"organization\":{\"asn\":\"64501\",\"asnOrg\":\"Example Scanner\"}}}]}}", remote);
      gint64 first = story->start + day + (gint64) tg_random_below (story->random, 20 * 3600) * TG_SECOND;
      Finding finding = { .type = "Recon:EC2/PortProbeUnprotectedPort", .title = "An unprotected port of an instance is being probed.",
                          .description = "A port of the instance that the Internet can reach is probed by a known scanner.", .severity = 2, .account = TG_SIM_PROD,
                          .resource = resource, .action = probe, .role = "TARGET", .first = first, .last = first + 2 * TG_HOUR, .count = 1 + tg_random_below (story->random, 40) };

      if (finding.last + TG_HOUR < story->start + (gint64) story->days * TG_DAY)
        report (story, &finding, NULL);
    }
}

/* A failed check of Security Hub's own. */
static void
failed_check (TgSimStory *story, guint account, guint region, gint64 time, const char *control, const char *title, const char *severity, const char *resource)
{
  const char *id = tg_sim_account_ids[account], *where = tg_sim_region_names[region];
  GString *out = g_string_new ("{\"SchemaVersion\":\"2018-10-08\"");
  char uuid[37];

  tg_random_uuid (story->random, uuid);
  g_string_append_printf (out, ",\"Id\":\"arn:aws:securityhub:%s:%s:security-control/%s/finding/%s\",\"ProductArn\":\"arn:aws:securityhub:%s::product/aws/securityhub\","
                          "\"ProductName\":\"Security Hub\",\"CompanyName\":\"AWS\",\"Region\":\"%s\",\"GeneratorId\":\"security-control/%s\",\"AwsAccountId\":\"%s\","
                          "\"Types\":[\"Software and Configuration Checks/Industry and Regulatory Standards\"]", where, id, control, uuid, where, where, control, id);
  put_time_member (out, "FirstObservedAt", time);
  put_time_member (out, "LastObservedAt", time);
  put_time_member (out, "CreatedAt", time);
  put_time_member (out, "UpdatedAt", time);
  g_string_append_printf (out, ",\"Severity\":{\"Label\":\"%s\",\"Original\":\"%s\"},\"Title\":\"%s\",\"Description\":\"%s\",\"Resources\":[%s],"
                          "\"Compliance\":{\"Status\":\"FAILED\",\"SecurityControlId\":\"%s\"},\"WorkflowState\":\"NEW\",\"Workflow\":{\"Status\":\"NEW\"},\"RecordState\":\"ACTIVE\"}",
                          severity, severity, title, title, resource, control);
  tg_sim_story_add (story, time, TG_SIM_SECURITYHUB, account * TG_SIM_REGIONS + region, g_string_free (out, FALSE));
}

static void
checks (TgSimStory *story)
{
  for (guint i = 0; i < TG_SIM_PLACES; i++)
    {
      TgSimPlace *place = &story->org->places[i];
      const char *region = tg_sim_region_names[place->region], *account = tg_sim_account_ids[place->account];
      gint64 time = story->start + 6 * TG_HOUR + (gint64) (i * 7) * TG_MINUTE;
      g_autofree char *bucket = g_strdup_printf ("{\"Type\":\"AwsS3Bucket\",\"Id\":\"arn:aws:s3:::%s\",\"Partition\":\"aws\",\"Region\":\"%s\"}", place->buckets[0], region);
      g_autofree char *machine = asff_machine (place, &place->instances[1]);

      failed_check (story, place->account, place->region, time, "S3.9", "S3 general purpose buckets should have server access logging enabled", "MEDIUM", bucket);
      failed_check (story, place->account, place->region, time + TG_MINUTE, "SSM.1", "EC2 instances should be managed by Systems Manager", "MEDIUM", machine);
      if (place->account == TG_SIM_PROD && place->region == 0)
        {
          g_autofree char *group = g_strdup_printf ("{\"Type\":\"AwsEc2SecurityGroup\",\"Id\":\"arn:aws:ec2:%s:%s:security-group/%s\",\"Partition\":\"aws\",\"Region\":\"%s\"}",
                                                    region, account, story->machine->group, region);

          failed_check (story, place->account, place->region, time + 2 * TG_MINUTE, "EC2.13", "Security groups should not allow ingress from 0.0.0.0/0 or ::/0 to port 22", "HIGH", group);
        }
    }
  const TgSimActor *leaked = story->leaked;
  g_autofree char *user = g_strdup_printf ("{\"Type\":\"AwsIamUser\",\"Id\":\"arn:aws:iam::%s:user/%s\",\"Partition\":\"aws\",\"Region\":\"us-east-1\","
                                           "\"Details\":{\"AwsIamUser\":{\"UserName\":\"%s\",\"UserId\":\"%s\"}}}", tg_sim_account_ids[TG_SIM_DEV], leaked->name, leaked->name, leaked->principal);
  failed_check (story, TG_SIM_DEV, 1, story->start + 7 * TG_HOUR, "IAM.3", "IAM users' access keys should be rotated every 90 days or less", "MEDIUM", user);
}

void
tg_sim_findings_write (TgSimStory *story)
{
  about_intrusion (story);
  background (story);
  checks (story);
}
