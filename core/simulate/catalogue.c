/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tg-simulate"

#include "core/simulate/catalogue.h"

#define DENIED "AccessDenied", "User is not authorized to perform this operation because no identity-based policy allows the action"
#define EC2_DENIED "Client.UnauthorizedOperation", "You are not authorized to perform this operation."
#define OBJECT_RESOURCES "[{\"type\":\"AWS::S3::Object\",\"ARN\":\"arn:aws:s3:::$b/$o\"},{\"accountId\":\"$A\",\"type\":\"AWS::S3::Bucket\",\"ARN\":\"arn:aws:s3:::$b\"}]"
#define BUCKET_RESOURCES "[{\"accountId\":\"$A\",\"type\":\"AWS::S3::Bucket\",\"ARN\":\"arn:aws:s3:::$b\"}]"
#define KEY_RESOURCES "[{\"accountId\":\"$A\",\"type\":\"AWS::KMS::Key\",\"ARN\":\"$k\"}]"
#define HOST ",\"Host\":\"$b.s3.$R.amazonaws.com\""

/*                                               dev adm ana pip fun mac svc bak */
static const TgSimCall calls[] = {
  { "ec2", "DescribeInstances",                { 60, 40, 18, 12,  0, 12, 40, 10 }, TRUE, FALSE, 40, EC2_DENIED,
    "{\"maxResults\":1000,\"instancesSet\":{},\"filterSet\":{}}", NULL, NULL },
  { "ec2", "DescribeSecurityGroups",           { 20, 20, 20,  8,  0,  0, 14,  0 }, TRUE, FALSE, 20, EC2_DENIED,
    "{\"securityGroupSet\":{},\"securityGroupIdSet\":{\"items\":[{\"groupId\":\"$g\"}]},\"filterSet\":{}}", NULL, NULL },
  { "ec2", "DescribeNetworkInterfaces",        { 10, 12, 12,  2,  0,  0, 22,  0 }, TRUE, FALSE, 10, EC2_DENIED,
    "{\"networkInterfaceIdSet\":{\"items\":[{\"networkInterfaceId\":\"$e\"}]},\"filterSet\":{}}", NULL, NULL },
  { "ec2", "DescribeVpcs",                     {  8, 10,  8,  6,  0,  0, 12,  0 }, TRUE, FALSE, 0, EC2_DENIED,
    "{\"vpcSet\":{\"items\":[{\"vpcId\":\"$p\"}]},\"filterSet\":{}}", NULL, NULL },
  { "ec2", "DescribeSubnets",                  {  8, 10,  6,  6,  0,  0, 10,  0 }, TRUE, FALSE, 0, EC2_DENIED,
    "{\"subnetSet\":{\"items\":[{\"subnetId\":\"$w\"}]},\"filterSet\":{}}", NULL, NULL },
  { "ec2", "DescribeVolumes",                  {  6,  8,  4,  2,  0,  0, 10, 40 }, TRUE, FALSE, 0, EC2_DENIED,
    "{\"volumeSet\":{\"items\":[{\"volumeId\":\"$v\"}]},\"filterSet\":{}}", NULL, NULL },
  { "ec2", "DescribeSnapshots",                {  3,  4,  4,  0,  0,  0,  8, 30 }, TRUE, FALSE, 0, EC2_DENIED,
    "{\"ownersSet\":{\"items\":[{\"owner\":\"self\"}]},\"snapshotSet\":{},\"filterSet\":{}}", NULL, NULL },
  { "ec2", "CreateSnapshot",                   {  0,  1,  0,  0,  0,  0,  0, 30 }, FALSE, FALSE, 60, "Client.SnapshotCreationPerVolumeRateExceeded", "The maximum per volume CreateSnapshot request rate has been exceeded.",
    "{\"volumeId\":\"$v\",\"description\":\"nightly\"}",
    "{\"requestId\":\"$U\",\"snapshotId\":\"snap-$x\",\"volumeId\":\"$v\",\"status\":\"pending\",\"ownerId\":\"$A\",\"volumeSize\":\"$N\",\"encrypted\":true}", NULL },
  { "ec2", "DeleteSnapshot",                   {  0,  1,  0,  0,  0,  0,  0, 20 }, FALSE, FALSE, 0, EC2_DENIED,
    "{\"snapshotId\":\"snap-$x\"}", "{\"requestId\":\"$U\",\"_return\":true}", NULL },
  { "ec2", "CreateTags",                       {  2,  3,  0,  8,  0,  0,  0, 12 }, FALSE, FALSE, 30, EC2_DENIED,
    "{\"resourcesSet\":{\"items\":[{\"resourceId\":\"$i\"}]},\"tagSet\":{\"items\":[{\"key\":\"owner\",\"value\":\"platform\"}]}}",
    "{\"requestId\":\"$U\",\"_return\":true}", NULL },
  { "ec2", "StartInstances",                   {  2,  2,  0,  1,  0,  0,  0,  0 }, FALSE, FALSE, 80, EC2_DENIED,
    "{\"instancesSet\":{\"items\":[{\"instanceId\":\"$i\"}]}}",
    "{\"requestId\":\"$U\",\"instancesSet\":{\"items\":[{\"instanceId\":\"$i\",\"currentState\":{\"code\":0,\"name\":\"pending\"},\"previousState\":{\"code\":80,\"name\":\"stopped\"}}]}}", NULL },
  { "ec2", "StopInstances",                    {  2,  1,  0,  1,  0,  0,  0,  0 }, FALSE, FALSE, 80, EC2_DENIED,
    "{\"instancesSet\":{\"items\":[{\"instanceId\":\"$i\"}]},\"force\":false}",
    "{\"requestId\":\"$U\",\"instancesSet\":{\"items\":[{\"instanceId\":\"$i\",\"currentState\":{\"code\":64,\"name\":\"stopping\"},\"previousState\":{\"code\":16,\"name\":\"running\"}}]}}", NULL },
  { "s3", "ListBuckets",                       { 14, 10, 10,  1,  0,  0,  4,  0 }, TRUE, FALSE, 0, DENIED,
    "{\"Host\":\"s3.amazonaws.com\"}", NULL, NULL },
  { "s3", "GetBucketLocation",                 { 10,  8,  6,  2,  0,  0,  6,  4 }, TRUE, FALSE, 40, DENIED,
    "{\"bucketName\":\"$b\",\"location\":\"\"" HOST "}", NULL, BUCKET_RESOURCES },
  { "s3", "GetBucketPolicy",                   {  2,  4,  8,  3,  0,  0,  6,  0 }, TRUE, FALSE, 300, "NoSuchBucketPolicy", "The bucket policy does not exist",
    "{\"bucketName\":\"$b\",\"policy\":\"\"" HOST "}", NULL, BUCKET_RESOURCES },
  { "s3", "GetBucketEncryption",               {  1,  2,  6,  3,  0,  0,  8,  0 }, TRUE, FALSE, 20, DENIED,
    "{\"bucketName\":\"$b\",\"encryption\":\"\"" HOST "}", NULL, BUCKET_RESOURCES },
  { "s3", "ListObjects",                       { 20,  6,  6,  8, 16, 20,  0, 12 }, TRUE, TRUE, 30, DENIED,
    "{\"bucketName\":\"$b\",\"list-type\":\"2\",\"prefix\":\"\"" HOST "}", NULL, BUCKET_RESOURCES },
  { "s3", "GetObject",                         { 24,  3,  8, 14, 60, 60,  0,  0 }, TRUE, TRUE, 60, DENIED,
    "{\"bucketName\":\"$b\",\"key\":\"$o\"" HOST "}", NULL, OBJECT_RESOURCES },
  { "s3", "HeadObject",                        {  8,  1,  2,  8, 20, 20,  0, 10 }, TRUE, TRUE, 150, "NoSuchKey", "The specified key does not exist.",
    "{\"bucketName\":\"$b\",\"key\":\"$o\"" HOST "}", NULL, OBJECT_RESOURCES },
  { "s3", "PutObject",                         {  5,  1,  0, 16, 30, 30, 20, 20 }, FALSE, TRUE, 30, DENIED,
    "{\"bucketName\":\"$b\",\"key\":\"$o\"" HOST "}", "{\"x-amz-server-side-encryption\":\"aws:kms\",\"x-amz-server-side-encryption-aws-kms-key-id\":\"$k\"}", OBJECT_RESOURCES },
  { "kms", "Decrypt",                          {  8,  3,  1,  8, 36, 30,  0, 10 }, TRUE, FALSE, 30, DENIED,
    "{\"encryptionContext\":{\"aws:s3:arn\":\"arn:aws:s3:::$b/$o\"},\"encryptionAlgorithm\":\"SYMMETRIC_DEFAULT\"}", NULL, KEY_RESOURCES },
  { "kms", "GenerateDataKey",                  {  2,  0,  0,  6, 16, 16, 10, 12 }, TRUE, FALSE, 0, DENIED,
    "{\"keyId\":\"$k\",\"keySpec\":\"AES_256\",\"encryptionContext\":{\"aws:s3:arn\":\"arn:aws:s3:::$b\"}}", NULL, KEY_RESOURCES },
  { "kms", "DescribeKey",                      {  3,  4,  4,  3,  0,  0,  6,  0 }, TRUE, FALSE, 0, DENIED,
    "{\"keyId\":\"$k\"}", NULL, KEY_RESOURCES },
  { "secretsmanager", "GetSecretValue",        {  2,  2,  0, 10, 10,  5,  0,  0 }, TRUE, FALSE, 60, DENIED,
    "{\"secretId\":\"$S\"}", NULL, NULL },
  { "secretsmanager", "ListSecrets",           {  4,  3,  3,  0,  0,  0,  0,  0 }, TRUE, FALSE, 40, DENIED, "{\"maxResults\":100}", NULL, NULL },
  { "secretsmanager", "DescribeSecret",        {  3,  2,  2,  4,  0,  0,  3,  0 }, TRUE, FALSE, 20, DENIED, "{\"secretId\":\"$s\"}", NULL, NULL },
  { "lambda", "ListFunctions20150331",         { 12,  5,  5,  3,  0,  0,  6,  0 }, TRUE, FALSE, 0, DENIED, "{\"maxItems\":50}", NULL, NULL },
  { "lambda", "GetFunction20150331v2",         { 12,  3,  4, 10,  0,  0,  4,  0 }, TRUE, FALSE, 60, DENIED, "{\"functionName\":\"$f\"}", NULL, NULL },
  { "lambda", "UpdateFunctionCode20150331v2",  {  3,  0,  0, 12,  0,  0,  0,  0 }, FALSE, FALSE, 60, "ResourceConflictException", "The operation cannot be performed at this time. An update is in progress for resource.",
    "{\"functionName\":\"$f\",\"publish\":false,\"dryRun\":false}",
    "{\"functionName\":\"$f\",\"functionArn\":\"arn:aws:lambda:$R:$A:function:$f\",\"runtime\":\"python3.12\",\"handler\":\"main.handler\",\"codeSize\":$N000,\"version\":\"$$LATEST\",\"lastModified\":\"$T\"}", NULL },
  { "dynamodb", "DescribeTable",               {  8,  3,  2,  4,  6,  4,  4,  2 }, TRUE, FALSE, 10, DENIED, "{\"tableName\":\"$d\"}", NULL,
    "[{\"accountId\":\"$A\",\"type\":\"AWS::DynamoDB::Table\",\"ARN\":\"arn:aws:dynamodb:$R:$A:table/$d\"}]" },
  { "logs", "FilterLogEvents",                 { 22,  6, 14,  0,  0,  0,  0,  0 }, TRUE, FALSE, 20, DENIED,
    "{\"logGroupName\":\"/aws/lambda/$f\",\"limit\":100}", NULL, NULL },
  { "logs", "DescribeLogGroups",               { 12,  5,  8,  2,  0,  0,  3,  0 }, TRUE, FALSE, 0, DENIED, "{\"logGroupNamePrefix\":\"/aws/\"}", NULL, NULL },
  { "logs", "CreateLogStream",                 {  0,  0,  0,  1, 24, 10,  8,  0 }, FALSE, FALSE, 150, "ResourceAlreadyExistsException", "The specified log stream already exists",
    "{\"logGroupName\":\"/aws/lambda/$f\",\"logStreamName\":\"2025/[$$LATEST]$x\"}", NULL, NULL },
  { "monitoring", "DescribeAlarms",            { 14, 10,  8,  1,  0,  0,  6,  0 }, TRUE, FALSE, 0, DENIED, "{\"maxRecords\":100}", NULL, NULL },
  { "ecr", "BatchGetImage",                    {  2,  0,  0, 10,  0, 10,  4,  0 }, TRUE, FALSE, 10, DENIED,
    "{\"repositoryName\":\"orders\",\"imageIds\":[{\"imageTag\":\"$h\"}]}", NULL, "[{\"accountId\":\"$A\",\"ARN\":\"arn:aws:ecr:$R:$A:repository/orders\"}]" },
  { "ecr", "GetAuthorizationToken",            {  3,  0,  0,  8,  0,  6,  0,  0 }, TRUE, FALSE, 10, DENIED, "null", NULL, NULL },
  { "ecr", "PutImage",                         {  0,  0,  0,  8,  0,  0,  0,  0 }, FALSE, FALSE, 60, "ImageAlreadyExistsException", "Image with that digest and tag already exists",
    "{\"repositoryName\":\"orders\",\"imageTag\":\"$h\"}", "{\"image\":{\"registryId\":\"$A\",\"repositoryName\":\"orders\",\"imageId\":{\"imageTag\":\"$h\"}}}",
    "[{\"accountId\":\"$A\",\"ARN\":\"arn:aws:ecr:$R:$A:repository/orders\"}]" },
  { "cloudformation", "DescribeStacks",        {  8,  5,  1, 20,  0,  0,  0,  0 }, TRUE, FALSE, 80, "ValidationException", "Stack with id orders-$h does not exist", "{\"stackName\":\"orders\"}", NULL, NULL },
  { "cloudformation", "UpdateStack",           {  1,  1,  0,  5,  0,  0,  0,  0 }, FALSE, FALSE, 800, "ValidationException", "No updates are to be performed.",
    "{\"stackName\":\"orders\",\"capabilities\":[\"CAPABILITY_IAM\"]}", "{\"stackId\":\"arn:aws:cloudformation:$R:$A:stack/orders/$U\"}", NULL },
  { "iam", "GetUser",                          {  6,  6,  4,  2,  0,  0,  0,  0 }, TRUE, FALSE, 60, DENIED, "{\"userName\":\"$u\"}", NULL, NULL },
  { "iam", "ListRoles",                        {  4, 10, 10,  1,  0,  0,  8,  0 }, TRUE, FALSE, 50, DENIED, "{\"maxItems\":100}", NULL, NULL },
  { "iam", "GetRole",                          {  4,  8,  8, 14,  0,  0,  8,  0 }, TRUE, FALSE, 40, DENIED, "{\"roleName\":\"$r\"}", NULL, NULL },
  { "iam", "ListAccessKeys",                   {  1,  6,  8,  0,  0,  0,  3,  0 }, TRUE, FALSE, 40, DENIED, "{\"userName\":\"$u\"}", NULL, NULL },
  { "iam", "UpdateRole",                       {  0,  1,  0,  1,  0,  0,  0,  0 }, FALSE, FALSE, 100, DENIED, "{\"roleName\":\"$r\",\"maxSessionDuration\":3600}", NULL, NULL },
  { "cloudtrail", "LookupEvents",              {  1,  5, 30,  0,  0,  0,  0,  0 }, TRUE, FALSE, 20, DENIED, "{\"maxResults\":50}", NULL, NULL },
  { "cloudtrail", "DescribeTrails",            {  0,  2, 10,  0,  0,  0,  6,  0 }, TRUE, FALSE, 0, DENIED, "{\"includeShadowTrails\":true,\"trailNameList\":[]}", NULL, NULL },
  { "guardduty", "ListFindings",               {  0,  2, 26,  0,  4,  0,  0,  0 }, TRUE, FALSE, 0, DENIED, "{\"detectorId\":\"$D\",\"maxResults\":50}", NULL, NULL },
  { "guardduty", "GetFindings",                {  0,  2, 22,  0,  6,  0,  0,  0 }, TRUE, FALSE, 0, DENIED, "{\"detectorId\":\"$D\",\"findingIds\":[\"$x\"]}", NULL, NULL },
  { "securityhub", "GetFindings",              {  0,  2, 20,  0,  4,  0,  0,  0 }, TRUE, FALSE, 0, DENIED, "{\"maxResults\":100}", NULL, NULL },
  { "ssm", "DescribeInstanceInformation",      {  3,  5,  3,  0,  0,  0,  0,  0 }, TRUE, FALSE, 10, DENIED, "{\"maxResults\":50}", NULL, NULL },
  { "ssm", "UpdateInstanceInformation",        {  0,  0,  0,  0,  0, 50,  0,  0 }, FALSE, FALSE, 0, DENIED,
    "{\"instanceId\":\"$i\",\"agentVersion\":\"3.2.2303.0\",\"agentStatus\":\"Active\",\"platformType\":\"Linux\",\"iPAddress\":\"$a\"}", NULL, NULL },
  { "ssm", "StartSession",                     {  2,  3,  0,  0,  0,  0,  0,  0 }, FALSE, FALSE, 90, "TargetNotConnected", "$i is not connected.",
    "{\"target\":\"$i\"}", "{\"sessionId\":\"session-$x\",\"tokenValue\":\"Value hidden due to security reasons.\",\"streamUrl\":\"wss://ssmmessages.$R.amazonaws.com/v1/data-channel/session-$x\"}", NULL },
  { "ssm", "GetParameter",                     {  4,  2,  0,  8, 16, 12,  0,  0 }, TRUE, FALSE, 60, "ParameterNotFound", "", "{\"name\":\"/orders/config\",\"withDecryption\":true}", NULL,
    "[{\"accountId\":\"$A\",\"ARN\":\"arn:aws:ssm:$R:$A:parameter/orders/config\"}]" },
  { "rds", "DescribeDBInstances",              {  8,  6,  3,  2,  0,  0,  6,  6 }, TRUE, FALSE, 0, DENIED, "{\"maxRecords\":100}", NULL, NULL },
  { "rds", "CreateDBSnapshot",                 {  0,  0,  0,  0,  0,  0,  0,  8 }, FALSE, FALSE, 0, DENIED,
    "{\"dBInstanceIdentifier\":\"orders-db\",\"dBSnapshotIdentifier\":\"orders-nightly-$h\"}",
    "{\"dBSnapshotIdentifier\":\"orders-nightly-$h\",\"dBInstanceIdentifier\":\"orders-db\",\"dBSnapshotArn\":\"arn:aws:rds:$R:$A:snapshot:orders-nightly-$h\",\"status\":\"creating\",\"encrypted\":true}", NULL },
  { "sts", "GetCallerIdentity",                { 10,  4,  2, 12,  4,  2,  0,  4 }, TRUE, FALSE, 0, DENIED, "null", NULL, NULL },
  { "config", "DescribeConfigRules",           {  0,  1,  6,  0,  0,  0,  4,  0 }, TRUE, FALSE, 0, DENIED, "{}", NULL, NULL },
  { "config", "PutEvaluations",                {  0,  0,  0,  0,  6,  0, 14,  0 }, FALSE, FALSE, 0, DENIED,
    "{\"evaluations\":[{\"complianceResourceType\":\"AWS::S3::Bucket\",\"complianceResourceId\":\"$b\",\"complianceType\":\"COMPLIANT\",\"orderingTimestamp\":\"$T\"}],\"testMode\":false}",
    "{\"failedEvaluations\":[]}", NULL },
  { "autoscaling", "DescribeAutoScalingGroups", { 5,  3,  1,  3,  0,  2, 16,  0 }, TRUE, FALSE, 0, DENIED, "{\"maxRecords\":100}", NULL, NULL },
};

typedef struct { guint16 slots[2048]; guint32 n; } Wheel;      /* an entry stands in it as often as its weight says */

static const Wheel *
wheels (void)
{
  static Wheel built[TG_SIM_PROFILES];
  static gsize once = 0;

  if (g_once_init_enter (&once))
    {
      for (guint profile = 0; profile < TG_SIM_PROFILES; profile++)
        for (guint i = 0; i < G_N_ELEMENTS (calls); i++)
          for (guint n = 0; n < calls[i].weight[profile] && built[profile].n < G_N_ELEMENTS (built[profile].slots); n++)
            built[profile].slots[built[profile].n++] = (guint16) i;
      g_once_init_leave (&once, 1);
    }
  return built;
}

const TgSimCall *
tg_sim_call_draw (TgSimProfile profile, TgRandom *random)
{
  const Wheel *wheel = &wheels ()[profile];

  return &calls[wheel->slots[tg_random_below (random, wheel->n)]];
}

void
tg_sim_call_fill (TgSimEvent *event, const TgSimCall *call, TgRandom *random)
{
  event->service = call->service;
  event->name = call->name;
  event->read_only = call->read_only;
  event->data = call->data;
  event->request = call->request;
  event->response = call->response;
  event->resources = call->resources;
  if (call->fails > 0 && tg_random_below (random, 10000) < call->fails)
    {
      event->error = call->error;
      event->message = call->message;
    }
}
