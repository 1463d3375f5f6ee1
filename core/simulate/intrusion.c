/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tg-simulate"

#include "core/base/time.h"
#include "core/simulate/flows.h"
#include "core/simulate/story.h"

/* A build user's long-lived key leaks; it is tried from a rented machine, used to look around, to reach production by two roles,
 * to read secrets, to leave a user behind, to blind the trail (which the organisation's policy denies), to take over an
 * instance, to share a snapshot and to carry off a bucket and a database dump. Sixteen hours later the user left behind is used. */

#define INTRUDER_AGENT "Boto3/1.34.51 md/Botocore#1.34.51 ua/2.0 os/linux#6.6.15-amd64 md/arch#x86_64 lang/python#3.11.8 md/pyimpl#CPython cfg/retry-mode#legacy Botocore/1.34.51"
#define SECOND_AGENT "aws-cli/2.15.30 Python/3.11.8 Linux/6.6.15-amd64 exe/x86_64.kali.2024 prompt/off command/sts.get-caller-identity"
#define NOT_ALLOWED "User: arn:aws:iam::$A:user/ci-legacy-deploy is not authorized to perform this operation because no identity-based policy allows the action"
#define POLICY_DENIES "User is not authorized to perform this operation with an explicit deny in a service control policy"

typedef struct
{
  TgSimStory *story;
  TgSimStep  *step;
  GString    *identity;
  const char *address, *agent;
  guint       account, region;
  gint64      now;
} Scene;

static void
next_step (Scene *scene, guint minutes, guint account, guint region, const char *name, const char *tactic, const char *technique, const char *what)
{
  TgSimStep *step = g_new0 (TgSimStep, 1);

  scene->account = account;
  scene->region = region;
  scene->now = scene->story->begin + minutes * TG_MINUTE;
  step->name = g_strdup (name);
  step->tactic = g_strdup (tactic);
  step->technique = g_strdup (technique);
  step->what = g_strdup (what);
  step->account = g_strdup (tg_sim_account_ids[account]);
  step->region = g_strdup (tg_sim_region_names[region]);
  step->from = step->to = scene->now;
  step->ids = g_ptr_array_new_with_free_func (g_free);
  g_ptr_array_add (scene->story->steps, step);
  scene->step = step;
}

/* One event of the scene; event carries all but who, whence and when. */
static void
act (Scene *scene, TgSimEvent event, guint seconds)
{
  TgSimStory *story = scene->story;
  TgSimPlace *place = tg_sim_place (story->org, scene->account, scene->region);
  TgSimNames names = { 0 };
  GString *text = g_string_sized_new (1500);

  scene->now += seconds * TG_SECOND;
  event.time = scene->now;
  if (event.identity == NULL)
    event.identity = scene->identity->str;
  event.address = scene->address;
  event.agent = scene->agent;
  tg_sim_names_draw (&names, place, scene->now, story->random);
  names.instance = story->machine;
  if (scene->account == TG_SIM_PROD && scene->region == 0)
    names.bucket = story->bucket;
  names.user = story->back_door;
  tg_sim_event_write (text, &event, &names, story->random);
  scene->step->to = scene->now;
  g_ptr_array_add (scene->step->ids, g_strdup (event.id));
  tg_sim_story_add (story, scene->now, TG_SIM_CLOUDTRAIL, scene->account * TG_SIM_REGIONS + scene->region, g_string_free (text, FALSE));
}

#define ACT(scene, seconds, ...) act ((scene), (TgSimEvent) { __VA_ARGS__ }, (seconds))
#define DENY .error = "AccessDenied", .message = NOT_ALLOWED
#define SCP .error = "AccessDenied", .message = POLICY_DENIES

static void
look_around (Scene *scene)
{
  next_step (scene, 0, TG_SIM_DEV, 1, "leaked key tried", "Initial Access", "T1078.004", "The access key of the user ci-legacy-deploy is used from an address it never came from");
  ACT (scene, 0, .service = "sts", .name = "GetCallerIdentity", .read_only = TRUE);
  next_step (scene, 2, TG_SIM_DEV, 1, "reconnaissance", "Discovery", "T1087.004", "Lists users, roles, buckets, functions and secrets; about half is denied");
  ACT (scene, 3, .service = "iam", .name = "ListUsers", .read_only = TRUE, .request = "{\"maxItems\":1000}");
  ACT (scene, 4, .service = "iam", .name = "ListRoles", .read_only = TRUE, .request = "{\"maxItems\":1000}");
  ACT (scene, 3, .service = "iam", .name = "GetAccountAuthorizationDetails", .read_only = TRUE, DENY);
  ACT (scene, 5, .service = "iam", .name = "ListAttachedUserPolicies", .read_only = TRUE, .request = "{\"userName\":\"ci-legacy-deploy\"}");
  ACT (scene, 2, .service = "iam", .name = "ListGroupsForUser", .read_only = TRUE, .request = "{\"userName\":\"ci-legacy-deploy\"}");
  ACT (scene, 6, .service = "iam", .name = "GetAccountSummary", .read_only = TRUE, DENY);
  ACT (scene, 4, .service = "s3", .name = "ListBuckets", .read_only = TRUE, .request = "{\"Host\":\"s3.amazonaws.com\"}");
  ACT (scene, 8, .service = "secretsmanager", .name = "ListSecrets", .read_only = TRUE, DENY);
  ACT (scene, 5, .service = "lambda", .name = "ListFunctions20150331", .read_only = TRUE);
  ACT (scene, 4, .service = "ec2", .name = "DescribeInstances", .read_only = TRUE, .request = "{\"instancesSet\":{},\"filterSet\":{}}");
  scene->region = 0;
  ACT (scene, 2, .service = "ec2", .name = "DescribeInstances", .read_only = TRUE, .request = "{\"instancesSet\":{},\"filterSet\":{}}");
  ACT (scene, 2, .service = "ec2", .name = "DescribeSnapshots", .read_only = TRUE, .request = "{\"ownersSet\":{\"items\":[{\"owner\":\"self\"}]}}");
  ACT (scene, 6, .service = "organizations", .name = "ListAccounts", .read_only = TRUE, DENY);
  ACT (scene, 9, .service = "ses", .name = "GetSendQuota", .read_only = TRUE, DENY);
  ACT (scene, 4, .service = "cloudtrail", .name = "DescribeTrails", .read_only = TRUE, .request = "{\"trailNameList\":[]}");
}

/* AssumeRole as the caller's account logs it, and for another account's role as that account logs it too: both share an id. */
static void
assume (Scene *scene, guint account, const char *role, const char *principal, const char *session, const char *key, const char *caller_id)
{
  const char *owner = tg_sim_account_ids[account];
  g_autofree char *request = g_strdup_printf ("{\"roleArn\":\"arn:aws:iam::%s:role/%s\",\"roleSessionName\":\"%s\",\"durationSeconds\":3600}", owner, role, session);
  g_autofree char *resources = g_strdup_printf ("[{\"accountId\":\"%s\",\"type\":\"AWS::IAM::Role\",\"ARN\":\"arn:aws:iam::%s:role/%s\"}]", owner, owner, role);
  g_autoptr (GString) response = g_string_new (NULL);
  char shared[37];

  g_string_append_printf (response, "{\"credentials\":{\"accessKeyId\":\"%s\",\"sessionToken\":\"Hidden\",\"expiration\":\"", key);
  tg_sim_time (response, scene->now + TG_HOUR);
  g_string_append_printf (response, "\"},\"assumedRoleUser\":{\"assumedRoleId\":\"%s:%s\",\"arn\":\"arn:aws:sts::%s:assumed-role/%s/%s\"}}", principal, session, owner, role, session);
  tg_random_uuid (scene->story->random, shared);
  ACT (scene, 20, .service = "sts", .name = "AssumeRole", .read_only = TRUE, .request = request, .response = response->str, .resources = resources,
       .shared_id = account != scene->account ? shared : NULL);
  if (account == scene->account)
    return;

  g_autofree char *outsider = g_strdup_printf ("{\"type\":\"AWSAccount\",\"principalId\":\"%s\",\"accountId\":\"%s\"}", caller_id, tg_sim_account_ids[scene->account]);
  guint home = scene->account;
  scene->account = account;
  ACT (scene, 0, .identity = outsider, .service = "sts", .name = "AssumeRole", .read_only = TRUE, .request = request, .response = response->str,
       .resources = resources, .shared_id = shared);
  scene->account = home;
}

static void
become (Scene *scene, guint account, const char *role, const char *principal, const char *session, const char *key)
{
  g_string_truncate (scene->identity, 0);
  tg_sim_identity_session (scene->identity, tg_sim_account_ids[account], role, "", principal, session, key, scene->now, FALSE);
}

static void
climb (Scene *scene)
{
  TgSimStory *story = scene->story;

  next_step (scene, 27, TG_SIM_DEV, 0, "first role", "Privilege Escalation", "T1078.004", "The build user may assume deploy-admin in dev");
  assume (scene, TG_SIM_DEV, "deploy-admin", story->hop_role, story->hop_session, story->hop_key, "");
  become (scene, TG_SIM_DEV, "deploy-admin", story->hop_role, story->hop_session, story->hop_key);
  ACT (scene, 15, .service = "sts", .name = "GetCallerIdentity", .read_only = TRUE);
  scene->region = 1;
  ACT (scene, 25, .service = "iam", .name = "ListRolePolicies", .read_only = TRUE, .request = "{\"roleName\":\"deploy-admin\"}");

  next_step (scene, 31, TG_SIM_DEV, 0, "guesses roles of other accounts", "Privilege Escalation", "T1199", "Tries well-known role names in prod and security until one answers");
  ACT (scene, 0, .service = "sts", .name = "AssumeRole", .read_only = TRUE, DENY, .request = "{\"roleArn\":\"arn:aws:iam::111122223333:role/OrganizationAccountAccessRole\",\"roleSessionName\":\"s1\"}");
  ACT (scene, 4, .service = "sts", .name = "AssumeRole", .read_only = TRUE, DENY, .request = "{\"roleArn\":\"arn:aws:iam::777788889999:role/OrganizationAccountAccessRole\",\"roleSessionName\":\"s1\"}");
  ACT (scene, 4, .service = "sts", .name = "AssumeRole", .read_only = TRUE, DENY, .request = "{\"roleArn\":\"arn:aws:iam::777788889999:role/SecurityAudit\",\"roleSessionName\":\"s1\"}");

  next_step (scene, 34, TG_SIM_DEV, 0, "second role, into production", "Lateral Movement", "T1550.001", "deploy-admin in dev is trusted by cross-account-deploy in prod");
  g_autofree char *caller = g_strdup_printf ("%s:%s", story->hop_role, story->hop_session);
  assume (scene, TG_SIM_PROD, "cross-account-deploy", story->final_role, story->final_session, story->final_key, caller);
  become (scene, TG_SIM_PROD, "cross-account-deploy", story->final_role, story->final_session, story->final_key);
}

static void
read_secrets (Scene *scene)
{
  static const char * const names[] = { "prod/orders/database", "prod/payments/api-key", "prod/mail/smtp", "prod/search/token" };
  TgSimPlace *place = tg_sim_place (scene->story->org, TG_SIM_PROD, 0);

  next_step (scene, 38, TG_SIM_PROD, 0, "reads secrets", "Credential Access", "T1555.006", "Lists production's secrets and reads them one after the other");
  ACT (scene, 0, .service = "sts", .name = "GetCallerIdentity", .read_only = TRUE);
  ACT (scene, 12, .service = "secretsmanager", .name = "ListSecrets", .read_only = TRUE, .request = "{\"maxResults\":100}");
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autofree char *request = g_strdup_printf ("{\"secretId\":\"arn:aws:secretsmanager:$R:$A:secret:%s-%s\"}", names[i], place->secret_suffix);
      gboolean denied = i == 1;

      ACT (scene, 4, .service = "secretsmanager", .name = "GetSecretValue", .read_only = TRUE, .request = request,
           .error = denied ? "AccessDenied" : NULL, .message = denied ? "Access to KMS is not allowed" : NULL);
    }
  ACT (scene, 9, .service = "ssm", .name = "GetParametersByPath", .read_only = TRUE, .request = "{\"path\":\"/\",\"recursive\":true,\"withDecryption\":true}");
}

static void
leave_back_door (Scene *scene)
{
  TgSimStory *story = scene->story;
  g_autofree char *user = g_strdup_printf ("{\"user\":{\"path\":\"/\",\"userName\":\"%s\",\"userId\":\"%s\",\"arn\":\"arn:aws:iam::$A:user/%s\",\"createDate\":\"$T\"}}",
                                           story->back_door, story->back_door_id, story->back_door);
  g_autofree char *key = g_strdup_printf ("{\"accessKey\":{\"userName\":\"%s\",\"accessKeyId\":\"%s\",\"status\":\"Active\",\"createDate\":\"$T\"}}", story->back_door, story->back_door_key);

  next_step (scene, 49, TG_SIM_PROD, 1, "leaves a user behind", "Persistence", "T1136.003", "Creates svc-metrics-sync with administrator rights and an access key");
  ACT (scene, 0, .service = "iam", .name = "CreateUser", .request = "{\"userName\":\"$u\"}", .response = user);
  ACT (scene, 6, .service = "iam", .name = "AttachUserPolicy", .request = "{\"userName\":\"$u\",\"policyArn\":\"arn:aws:iam::aws:policy/AdministratorAccess\"}");
  ACT (scene, 5, .service = "iam", .name = "CreateAccessKey", .request = "{\"userName\":\"$u\"}", .response = key);
  ACT (scene, 11, .service = "iam", .name = "CreateLoginProfile", SCP, .request = "{\"userName\":\"$u\",\"passwordResetRequired\":false}");

  next_step (scene, 55, TG_SIM_PROD, 0, "tries to blind the defenders", "Defense Evasion", "T1562.008", "Stopping the trail, its selectors, the detector and the flow log are all denied by the organisation's policy");
  ACT (scene, 0, .service = "cloudtrail", .name = "StopLogging", SCP, .request = "{\"name\":\"arn:aws:cloudtrail:$R:777788889999:trail/org-trail\"}");
  ACT (scene, 7, .service = "cloudtrail", .name = "PutEventSelectors", SCP, .request = "{\"trailName\":\"org-trail\",\"eventSelectors\":[{\"readWriteType\":\"ReadOnly\",\"includeManagementEvents\":false}]}");
  ACT (scene, 9, .service = "guardduty", .name = "UpdateDetector", SCP, .request = "{\"detectorId\":\"$D\",\"enable\":false}");
  ACT (scene, 12, .service = "ec2", .name = "DeleteFlowLogs", SCP, .request = "{\"DeleteFlowLogsRequest\":{\"FlowLogId\":{\"tag\":1,\"content\":\"fl-$x\"}}}");
}

static void
take_machine (Scene *scene)
{
  TgSimStory *story = scene->story;
  g_autofree char *rule = g_strdup_printf ("{\"groupId\":\"%s\",\"ipPermissions\":{\"items\":[{\"ipProtocol\":\"tcp\",\"fromPort\":22,\"toPort\":22,\"ipRanges\":{\"items\":[{\"cidrIp\":\"%s/32\"}]}}]}}",
                                           story->machine->group, story->address);
  g_autofree char *shot = g_strdup_printf ("{\"requestId\":\"$U\",\"snapshotId\":\"%s\",\"volumeId\":\"%s\",\"status\":\"pending\",\"ownerId\":\"$A\",\"volumeSize\":\"500\",\"encrypted\":false}",
                                           story->snapshot, story->machine->volume);
  g_autofree char *share = g_strdup_printf ("{\"snapshotId\":\"%s\",\"createVolumePermission\":{\"add\":{\"items\":[{\"userId\":\"%s\"}]}},\"attributeType\":\"CREATE_VOLUME_PERMISSION\"}",
                                            story->snapshot, story->outside_account);

  next_step (scene, 64, TG_SIM_PROD, 0, "takes over an instance", "Execution", "T1651", "Opens SSH for its own address and runs a shell script through Systems Manager");
  ACT (scene, 0, .service = "ssm", .name = "DescribeInstanceInformation", .read_only = TRUE, .request = "{\"maxResults\":50}");
  ACT (scene, 9, .service = "ec2", .name = "DescribeInstanceAttribute", .read_only = TRUE, .request = "{\"instanceId\":\"$i\",\"attribute\":\"userData\"}");
  ACT (scene, 22, .service = "ec2", .name = "AuthorizeSecurityGroupIngress", .request = rule, .response = "{\"requestId\":\"$U\",\"_return\":true}");
  ACT (scene, 31, .service = "ssm", .name = "SendCommand", .request = "{\"documentName\":\"AWS-RunShellScript\",\"instanceIds\":[\"$i\"],\"parameters\":\"HIDDEN_DUE_TO_SECURITY_REASONS\",\"interactive\":false}",
       .response = "{\"command\":{\"commandId\":\"$U\",\"documentName\":\"AWS-RunShellScript\",\"instanceIds\":[\"$i\"],\"status\":\"Pending\",\"targetCount\":1}}");

  next_step (scene, 78, TG_SIM_PROD, 0, "shares a snapshot", "Exfiltration", "T1537", "Snapshots the instance's volume and shares it with an account outside");
  ACT (scene, 0, .service = "ec2", .name = "CreateSnapshot", .request = "{\"volumeId\":\"$v\"}", .response = shot);
  ACT (scene, 190, .service = "ec2", .name = "ModifySnapshotAttribute", .request = share, .response = "{\"requestId\":\"$U\",\"_return\":true}");
}

static void
carry_off (Scene *scene)
{
  TgSimStory *story = scene->story;
  guint spread = 38 * 60;

  next_step (scene, 90, TG_SIM_PROD, 0, "empties a bucket", "Exfiltration", "T1530", "Downloads the customer exports object by object");
  ACT (scene, 0, .service = "s3", .name = "ListObjects", .read_only = TRUE, .data = TRUE, .request = "{\"bucketName\":\"$b\",\"list-type\":\"2\",\"Host\":\"$b.s3.$R.amazonaws.com\"}",
       .resources = "[{\"accountId\":\"$A\",\"type\":\"AWS::S3::Bucket\",\"ARN\":\"arn:aws:s3:::$b\"}]");
  gint64 from = scene->now;
  for (guint i = 0; i < story->burst; i++)
    {
      g_autofree char *key = g_strdup_printf ("exports/customers/2025/part-%05u.parquet", i);
      g_autofree char *request = g_strdup_printf ("{\"bucketName\":\"$b\",\"key\":\"%s\",\"Host\":\"$b.s3.$R.amazonaws.com\"}", key);
      g_autofree char *resources = g_strdup_printf ("[{\"type\":\"AWS::S3::Object\",\"ARN\":\"arn:aws:s3:::$b/%s\"},{\"accountId\":\"$A\",\"type\":\"AWS::S3::Bucket\",\"ARN\":\"arn:aws:s3:::$b\"}]", key);
      g_autofree char *extra = g_strdup_printf ("{\"SignatureVersion\":\"SigV4\",\"CipherSuite\":\"TLS_AES_128_GCM_SHA256\",\"bytesTransferredIn\":0,\"AuthenticationMethod\":\"AuthHeader\",\"bytesTransferredOut\":%u}",
                                                20000000 + tg_random_below (story->random, 60000000));

      scene->now = from + (gint64) spread * i / story->burst * TG_SECOND;
      ACT (scene, 1, .service = "s3", .name = "GetObject", .read_only = TRUE, .data = TRUE, .request = request, .resources = resources, .extra = extra);
    }
}

static void
one_flow (Scene *scene, TgSimFlow flow)
{
  TgSimStory *story = scene->story;
  GString *text = g_string_sized_new (300);

  flow.protocol = 6;
  flow.end = flow.start + 58 * TG_SECOND;
  flow.packets = 1 + (guint) (flow.bytes / 1400);
  tg_sim_flow_write (text, tg_sim_place (story->org, TG_SIM_PROD, 0), story->machine, &flow);
  tg_sim_story_add (story, flow.start, TG_SIM_FLOWS, TG_SIM_PROD * TG_SIM_REGIONS, g_string_free (text, FALSE));
  scene->step->to = flow.end;
}

static void
machine_traffic (Scene *scene)
{
  TgSimStory *story = scene->story;
  const char *inside = story->machine->address;

  next_step (scene, 66, TG_SIM_PROD, 0, "traffic of the instance", "Exfiltration", "T1048", "SSH from the intruder's address, then gigabytes to it on port 443");
  scene->step->from = scene->now;
  for (guint i = 0; i < 6; i++)
    {
      gint64 start = scene->now + i * 2 * TG_MINUTE;

      one_flow (scene, (TgSimFlow) { .source = story->address, .target = inside, .source_port = 51234 + i, .target_port = 22, .bytes = 14000 + 800 * i, .flags = 3, .start = start });
      one_flow (scene, (TgSimFlow) { .source = inside, .target = story->address, .source_port = 22, .target_port = 51234 + i, .bytes = 38000 + 900 * i, .flags = 19, .start = start, .egress = TRUE });
    }
  for (guint i = 0; i < 90; i++)
    {
      gint64 start = scene->now + (14 + i) * TG_MINUTE;
      guint64 bytes = 48000000 + tg_random_below (story->random, 70000000);

      one_flow (scene, (TgSimFlow) { .source = inside, .target = story->address, .source_port = 44872, .target_port = 443, .bytes = bytes, .flags = 2, .start = start, .egress = TRUE });
      one_flow (scene, (TgSimFlow) { .source = story->address, .target = inside, .source_port = 443, .target_port = 44872, .bytes = bytes / 60, .flags = 18, .start = start });
    }
}

static void
come_back (Scene *scene)
{
  TgSimStory *story = scene->story;

  scene->address = story->second_address;
  scene->agent = SECOND_AGENT;
  g_string_truncate (scene->identity, 0);
  tg_sim_identity_user (scene->identity, tg_sim_account_ids[TG_SIM_PROD], story->back_door, story->back_door_id, story->back_door_key);
  next_step (scene, 16 * 60, TG_SIM_PROD, 1, "comes back", "Persistence", "T1078.004", "The user left behind is used from a second address");
  ACT (scene, 0, .service = "sts", .name = "GetCallerIdentity", .read_only = TRUE);
  ACT (scene, 14, .service = "s3", .name = "ListBuckets", .read_only = TRUE, .request = "{\"Host\":\"s3.amazonaws.com\"}");
  ACT (scene, 33, .service = "iam", .name = "ListUsers", .read_only = TRUE);
  next_step (scene, 16 * 60 + 6, TG_SIM_PROD, 1, "tries to mine", "Impact", "T1496", "Starting large instances fails on the account's limit");
  for (guint i = 0; i < 3; i++)
    ACT (scene, 5, .service = "ec2", .name = "RunInstances", .error = "Client.VcpuLimitExceeded",
         .message = "You have requested more vCPU capacity than your current vCPU limit of 32 allows for the instance bucket that the specified instance type belongs to.",
         .request = "{\"instancesSet\":{\"items\":[{\"imageId\":\"$I\",\"minCount\":4,\"maxCount\":4}]},\"instanceType\":\"g5.12xlarge\",\"blockDeviceMapping\":{},\"monitoring\":{\"enabled\":false}}");
}

/* The defenders' own steps belong to the story, not to the attack. */
static void
contain (Scene *scene)
{
  TgSimStory *story = scene->story;
  TgSimActor *admin = tg_sim_actor_find (story->actors, TG_SIM_PROD, "AWSReservedSSO_AdministratorAccess_90b4e6d1c7a25f38", "noah.brandt@orchard.example");
  g_autofree char *disable = g_strdup_printf ("{\"userName\":\"%s\",\"accessKeyId\":\"%s\",\"status\":\"Inactive\"}", story->back_door, story->back_door_key);
  char key[21];

  tg_random_iam_id (story->random, key, "ASIA", 16);
  scene->address = admin->home;
  scene->agent = admin->agent;
  next_step (scene, 17 * 60, TG_SIM_PROD, 1, "containment", "", "", "An administrator disables the key and takes the rights away");
  g_string_truncate (scene->identity, 0);
  tg_sim_identity_session (scene->identity, tg_sim_account_ids[TG_SIM_PROD], admin->name, admin->path, admin->principal, admin->session, key, scene->now, TRUE);
  ACT (scene, 0, .service = "iam", .name = "ListAccessKeys", .read_only = TRUE, .request = "{\"userName\":\"$u\"}");
  ACT (scene, 20, .service = "iam", .name = "UpdateAccessKey", .request = disable);
  ACT (scene, 18, .service = "iam", .name = "DetachUserPolicy", .request = "{\"userName\":\"$u\",\"policyArn\":\"arn:aws:iam::aws:policy/AdministratorAccess\"}");
  ACT (scene, 44, .service = "iam", .name = "PutRolePolicy", .request = "{\"roleName\":\"cross-account-deploy\",\"policyName\":\"AWSRevokeOlderSessions\",\"policyDocument\":\"{\\\"Version\\\":\\\"2012-10-17\\\",\\\"Statement\\\":[{\\\"Effect\\\":\\\"Deny\\\",\\\"Action\\\":[\\\"*\\\"],\\\"Resource\\\":[\\\"*\\\"]}]}\"}");
}

void
tg_sim_intrusion_write (TgSimStory *story)
{
  Scene scene = { .story = story, .identity = g_string_new (NULL), .address = story->address, .agent = INTRUDER_AGENT };

  tg_sim_identity_user (scene.identity, tg_sim_account_ids[TG_SIM_DEV], story->leaked->name, story->leaked->principal, story->leaked->key);
  look_around (&scene);
  climb (&scene);
  read_secrets (&scene);
  leave_back_door (&scene);
  take_machine (&scene);
  carry_off (&scene);
  machine_traffic (&scene);
  come_back (&scene);
  contain (&scene);
  g_string_free (scene.identity, TRUE);
}
