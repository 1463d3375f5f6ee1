/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tg-simulate"

#include "core/simulate/actors.h"

#include "core/base/time.h"

#define SSO_PATH "aws-reserved/sso.amazonaws.com/"
#define ROLE_POWER "AWSReservedSSO_PowerUserAccess_3f1c9a7be2d04586"
#define ROLE_ADMIN "AWSReservedSSO_AdministratorAccess_90b4e6d1c7a25f38"
#define ROLE_READ  "AWSReservedSSO_ReadOnlyAccess_c2e8f4710b93ad65"
#define ROLE_AUDIT "AWSReservedSSO_SecurityAudit_5d7a0e91b64c38f2"

#define CHROME "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/133.0.0.0 Safari/537.36"
#define SAFARI "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.3 Safari/605.1.15"
#define FIREFOX "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:135.0) Gecko/20100101 Firefox/135.0"
#define CLI "aws-cli/2.24.10 md/awscrt#0.23.8 ua/2.0 os/linux#6.8.0-53-generic md/arch#x86_64 lang/python#3.12.9 md/pyimpl#CPython cfg/retry-mode#standard md/installer#exe"
#define CLI_MAC "aws-cli/2.22.31 md/awscrt#0.23.4 ua/2.0 os/macos#24.3.0 md/arch#arm64 lang/python#3.12.8 md/pyimpl#CPython cfg/retry-mode#standard md/installer#source"
#define TERRAFORM "APN/1.0 HashiTools/1.0 Terraform/1.10.5 terraform-provider-aws/5.86.1 aws-sdk-go-v2/1.36.1 os/linux lang/go#1.23.6 md/GOARCH#amd64"
#define BOTO_LAMBDA "Boto3/1.36.3 md/Botocore#1.36.3 ua/2.0 os/linux#5.10.233-244.895.amzn2.x86_64 md/arch#x86_64 lang/python#3.12.8 exec-env/AWS_Lambda_python3.12"
#define JAVA_SDK "aws-sdk-java/2.30.12 md/io#sync md/http#Apache ua/2.1 os/Linux#6.1.127-135.201.amzn2023.x86_64 lang/java#21.0.6 md/OpenJDK_64-Bit_Server_VM"
#define SSM_AGENT "aws-sdk-go/1.55.5 (go1.22.10; linux; amd64) amazon-ssm-agent/3.2.2303.0"

#define OFFICE_A "192.0.2.10"
#define OFFICE_B "192.0.2.11"

#define PERSON(acc, prof, w, second, role, who, office, house, ua) \
  { TG_SIM_SSO, prof, TG_SIM_OFFICE, acc, second, w, role, SSO_PATH, who "@orchard.example", NULL, office, "203.0.113." house, ua }

static const TgSimActor templates[] = {
  PERSON (TG_SIM_DEV,  TG_SIM_DEVELOPER, 10, 10, ROLE_POWER, "mira.tanaka",     OFFICE_A, "21", CLI),
  PERSON (TG_SIM_DEV,  TG_SIM_DEVELOPER,  9, 15, ROLE_POWER, "jonas.weber",     OFFICE_A, "34", CHROME),
  PERSON (TG_SIM_DEV,  TG_SIM_DEVELOPER, 12,  5, ROLE_POWER, "priya.nair",      OFFICE_B, "47", CLI_MAC),
  PERSON (TG_SIM_DEV,  TG_SIM_DEVELOPER,  7, 30, ROLE_POWER, "tomas.silva",     OFFICE_A, "58", FIREFOX),
  PERSON (TG_SIM_DEV,  TG_SIM_DEVELOPER,  8, 10, ROLE_POWER, "yuki.arai",       OFFICE_B, "63", CLI_MAC),
  PERSON (TG_SIM_DEV,  TG_SIM_ADMIN,      4, 20, ROLE_ADMIN, "lena.kowalski",   OFFICE_A, "72", SAFARI),
  PERSON (TG_SIM_PROD, TG_SIM_DEVELOPER,  4,  5, ROLE_READ,  "priya.nair",      OFFICE_B, "47", CLI_MAC),
  PERSON (TG_SIM_PROD, TG_SIM_DEVELOPER,  3, 10, ROLE_READ,  "mira.tanaka",     OFFICE_A, "21", CLI),
  PERSON (TG_SIM_PROD, TG_SIM_ADMIN,      6, 20, ROLE_ADMIN, "lena.kowalski",   OFFICE_A, "72", SAFARI),
  PERSON (TG_SIM_PROD, TG_SIM_ADMIN,      5, 15, ROLE_ADMIN, "noah.brandt",     OFFICE_B, "85", CLI),
  PERSON (TG_SIM_PROD, TG_SIM_ADMIN,      3, 40, ROLE_POWER, "sam.okoro",       OFFICE_A, "91", CHROME),
  PERSON (TG_SIM_PROD, TG_SIM_ANALYST,    3, 20, ROLE_AUDIT, "grace.lindqvist", OFFICE_B, "103", FIREFOX),
  PERSON (TG_SIM_SECURITY, TG_SIM_ANALYST, 6, 30, ROLE_AUDIT, "grace.lindqvist", OFFICE_B, "103", FIREFOX),
  PERSON (TG_SIM_SECURITY, TG_SIM_ANALYST, 5, 30, ROLE_AUDIT, "omar.haddad",    OFFICE_A, "118", CHROME),
  PERSON (TG_SIM_SECURITY, TG_SIM_ADMIN,   2, 30, ROLE_ADMIN, "ines.moreau",    OFFICE_A, "126", SAFARI),
  { TG_SIM_IAM_USER, TG_SIM_DEVELOPER, TG_SIM_OFFICE, TG_SIM_DEV, 10, 4, "felix.novak", "", NULL, NULL, OFFICE_A, "203.0.113.139", CLI },
  { TG_SIM_IAM_USER, TG_SIM_PIPELINE, TG_SIM_BUILDS, TG_SIM_DEV, 0, 5, "ci-legacy-deploy", "", NULL, NULL, "192.0.2.130", "192.0.2.131", TERRAFORM },
  { TG_SIM_IAM_USER, TG_SIM_BACKUP, TG_SIM_NIGHTLY, TG_SIM_PROD, 10, 10, "backup-agent", "", NULL, NULL, "192.0.2.20", "192.0.2.20", JAVA_SDK },
  { TG_SIM_WEB_IDENTITY, TG_SIM_PIPELINE, TG_SIM_BUILDS, TG_SIM_DEV, 5, 14, "deploy-dev", "", "orders-build", "repo:orchard/orders:ref:refs/heads/main", "192.0.2.141", "192.0.2.147", CLI },
  { TG_SIM_WEB_IDENTITY, TG_SIM_PIPELINE, TG_SIM_BUILDS, TG_SIM_PROD, 20, 7, "deploy-prod", "", "orders-release", "repo:orchard/orders:environment:production", "192.0.2.152", "192.0.2.155", CLI },
  { TG_SIM_WEB_IDENTITY, TG_SIM_ADMIN, TG_SIM_BUILDS, TG_SIM_PROD, 35, 5, "terraform-plan", "", "infra-plan", "repo:orchard/infra:pull_request", "192.0.2.160", "192.0.2.163", TERRAFORM },
  { TG_SIM_ASSUMED, TG_SIM_FUNCTION, TG_SIM_ALWAYS, TG_SIM_PROD, 0, 10, "orders-api-role", "service-role/", "orders-api", "lambda.amazonaws.com", "192.0.2.201", "192.0.2.204", BOTO_LAMBDA },
  { TG_SIM_ASSUMED, TG_SIM_FUNCTION, TG_SIM_ALWAYS, TG_SIM_PROD, 100, 5, "edge-auth-role", "service-role/", "edge-auth", "lambda.amazonaws.com", "192.0.2.206", "192.0.2.207", BOTO_LAMBDA },
  { TG_SIM_ASSUMED, TG_SIM_FUNCTION, TG_SIM_NIGHTLY, TG_SIM_PROD, 0, 5, "nightly-report-role", "service-role/", "nightly-report", "lambda.amazonaws.com", "192.0.2.202", "192.0.2.205", BOTO_LAMBDA },
  { TG_SIM_ASSUMED, TG_SIM_FUNCTION, TG_SIM_OFFICE, TG_SIM_DEV, 0, 4, "mailer-dev-role", "service-role/", "mailer-dev", "lambda.amazonaws.com", "192.0.2.209", "192.0.2.210", BOTO_LAMBDA },
  { TG_SIM_ASSUMED, TG_SIM_FUNCTION, TG_SIM_ALWAYS, TG_SIM_SECURITY, 10, 3, "finding-router-role", "service-role/", "finding-router", "lambda.amazonaws.com", "192.0.2.212", "192.0.2.213", BOTO_LAMBDA },
  { TG_SIM_ASSUMED, TG_SIM_MACHINE, TG_SIM_ALWAYS, TG_SIM_PROD, 0, 6, "app-web", "", "", "ec2.amazonaws.com", NULL, NULL, SSM_AGENT },
  { TG_SIM_ASSUMED, TG_SIM_MACHINE, TG_SIM_ALWAYS, TG_SIM_PROD, 0, 5, "app-batch", "", "", "ec2.amazonaws.com", NULL, NULL, JAVA_SDK },
  { TG_SIM_ASSUMED, TG_SIM_MACHINE, TG_SIM_ALWAYS, TG_SIM_DEV, 0, 2, "dev-runner", "", "", "ec2.amazonaws.com", NULL, NULL, SSM_AGENT },
  { TG_SIM_ASSUMED, TG_SIM_AWS_SERVICE, TG_SIM_ALWAYS, TG_SIM_PROD, 35, 5, "AWSServiceRoleForConfig", "aws-service-role/config.amazonaws.com/", "AWSConfig-Describe", "config.amazonaws.com", "config.amazonaws.com", "config.amazonaws.com", "config.amazonaws.com" },
  { TG_SIM_ASSUMED, TG_SIM_AWS_SERVICE, TG_SIM_ALWAYS, TG_SIM_DEV, 35, 3, "AWSServiceRoleForConfig", "aws-service-role/config.amazonaws.com/", "AWSConfig-Describe", "config.amazonaws.com", "config.amazonaws.com", "config.amazonaws.com", "config.amazonaws.com" },
  { TG_SIM_ASSUMED, TG_SIM_AWS_SERVICE, TG_SIM_ALWAYS, TG_SIM_SECURITY, 35, 2, "AWSServiceRoleForSecurityHub", "aws-service-role/securityhub.amazonaws.com/", "securityhub", "securityhub.amazonaws.com", "securityhub.amazonaws.com", "securityhub.amazonaws.com", "securityhub.amazonaws.com" },
  { TG_SIM_ASSUMED, TG_SIM_AWS_SERVICE, TG_SIM_ALWAYS, TG_SIM_PROD, 30, 3, "AWSServiceRoleForAutoScaling", "aws-service-role/autoscaling.amazonaws.com/", "AutoScaling", "autoscaling.amazonaws.com", "autoscaling.amazonaws.com", "autoscaling.amazonaws.com", "autoscaling.amazonaws.com" },
};

static const TgSimInstance *
machine_of_role (TgSimOrganisation *org, guint account, const char *role)
{
  TgSimPlace *place = tg_sim_place (org, account, 0);
  TgSimUse use = g_str_equal (role, "app-web") ? TG_SIM_WEB : TG_SIM_BATCH;

  for (guint i = 0; i < place->n_instances; i++)
    if (place->instances[i].use == use)
      return &place->instances[i];
  return &place->instances[0];
}

void
tg_sim_actors_init (TgSimActors *actors, TgSimOrganisation *org, TgRandom *random)
{
  actors->n = G_N_ELEMENTS (templates);
  actors->actors = g_memdup2 (templates, sizeof templates);
  for (guint i = 0; i < actors->n; i++)
    {
      TgSimActor *actor = &actors->actors[i];

      actor->identity = g_string_new (NULL);
      tg_random_iam_id (random, actor->principal, actor->kind == TG_SIM_IAM_USER ? "AIDA" : "AROA", 17);
      /* People with the same permission set in one account are sessions of one role. */
      for (guint j = 0; j < i; j++)
        if (actors->actors[j].account == actor->account && g_str_equal (actors->actors[j].name, actor->name))
          memcpy (actor->principal, actors->actors[j].principal, sizeof actor->principal);
      if (actor->kind == TG_SIM_IAM_USER)
        {
          tg_random_iam_id (random, actor->key, "AKIA", 16);
          tg_sim_identity_user (actor->identity, tg_sim_account_ids[actor->account], actor->name, actor->principal, actor->key);
        }
      if (actor->profile == TG_SIM_MACHINE)
        {
          const TgSimInstance *machine = machine_of_role (org, actor->account, actor->name);

          actor->session = machine->id;
          actor->office = actor->home = machine->public_address[0] != '\0' ? machine->public_address : "192.0.2.199";
        }
      actor->address = actor->office;
    }
}

void
tg_sim_actors_clear (TgSimActors *actors)
{
  for (guint i = 0; i < actors->n; i++)
    g_string_free (actors->actors[i].identity, TRUE);
  g_clear_pointer (&actors->actors, g_free);
}

TgSimActor *
tg_sim_actor_find (TgSimActors *actors, guint account, const char *name, const char *session)
{
  for (guint i = 0; i < actors->n; i++)
    {
      TgSimActor *actor = &actors->actors[i];

      if (actor->account == account && g_str_equal (actor->name, name) && (session == NULL || g_strcmp0 (actor->session, session) == 0))
        return actor;
    }
  g_assert_not_reached ();
}

double
tg_sim_actor_weight (const TgSimActor *actor, guint hour, guint weekday)
{
  static const double office[24] = { 0, 0, 0, 0, 0, .05, .15, .5, 1, 1.2, 1.25, 1.1, .7, 1, 1.2, 1.1, .9, .6, .3, .15, .12, .08, .03, .01 };
  static const double builds[24] = { .1, .1, .6, .1, .1, .1, .2, .5, 1, 1.2, 1.2, 1, .8, 1.1, 1.3, 1.2, 1, .6, .4, .3, .2, .2, .1, .1 };
  static const double nightly[24] = { .4, 2, 2.4, 1.6, .4, .05, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, .05, .1 };
  gboolean weekend = weekday >= 5;

  switch (actor->rhythm)
    {
    case TG_SIM_OFFICE: return actor->weight * office[hour] * (weekend ? 0.05 : 1);
    case TG_SIM_BUILDS: return actor->weight * builds[hour] * (weekend ? 0.15 : 1);
    case TG_SIM_NIGHTLY: return actor->weight * nightly[hour];
    case TG_SIM_ALWAYS:
    default: return actor->weight * (0.35 + 0.25 * office[hour] * (weekend ? 0.6 : 1));
    }
}

void
tg_sim_identity_user (GString *out, const char *account, const char *user, const char *principal, const char *key)
{
  g_string_append_printf (out, "{\"type\":\"IAMUser\",\"principalId\":\"%s\",\"arn\":\"arn:aws:iam::%s:user/%s\",\"accountId\":\"%s\","
                          "\"accessKeyId\":\"%s\",\"userName\":\"%s\"}", principal, account, user, account, key, user);
}

void
tg_sim_identity_session (GString *out, const char *account, const char *role, const char *path, const char *principal,
                         const char *session, const char *key, gint64 since, gboolean mfa)
{
  g_string_append_printf (out, "{\"type\":\"AssumedRole\",\"principalId\":\"%s:%s\",\"arn\":\"arn:aws:sts::%s:assumed-role/%s/%s\",\"accountId\":\"%s\","
                          "\"accessKeyId\":\"%s\",\"sessionContext\":{\"sessionIssuer\":{\"type\":\"Role\",\"principalId\":\"%s\","
                          "\"arn\":\"arn:aws:iam::%s:role/%s%s\",\"accountId\":\"%s\",\"userName\":\"%s\"},\"attributes\":{\"creationDate\":\"",
                          principal, session, account, role, session, account, key, principal, account, path, role, account, role);
  tg_sim_time (out, since);
  g_string_append_printf (out, "\",\"mfaAuthenticated\":\"%s\"}}}", mfa ? "true" : "false");
}

static gint64
session_length (const TgSimActor *actor, TgRandom *random)
{
  switch (actor->kind)
    {
    case TG_SIM_SSO: return tg_random_between (random, 4, 9) * TG_HOUR;
    case TG_SIM_WEB_IDENTITY: return tg_random_between (random, 15, 55) * TG_MINUTE;
    case TG_SIM_IAM_USER: return TG_DAY;
    case TG_SIM_ASSUMED:
    default: return 6 * TG_HOUR;
    }
}

static void
put_caller (GString *identity, const TgSimActor *actor)
{
  const char *account = tg_sim_account_ids[actor->account];

  if (actor->kind == TG_SIM_SSO)
    g_string_append_printf (identity, "{\"type\":\"SAMLUser\",\"principalId\":\"q8Zt1eXw4vS0=:%s\",\"userName\":\"%s\",\"identityProvider\":\"q8Zt1eXw4vS0=\"}",
                            actor->session, actor->session);
  else if (actor->kind == TG_SIM_WEB_IDENTITY)
    g_string_append_printf (identity, "{\"type\":\"WebIdentityUser\",\"principalId\":\"arn:aws:iam::%s:oidc-provider/token.actions.forge.example:sts.amazonaws.com:%s\","
                            "\"userName\":\"%s\",\"identityProvider\":\"arn:aws:iam::%s:oidc-provider/token.actions.forge.example\"}",
                            account, actor->service, actor->service, account);
  else
    g_string_append_printf (identity, "{\"type\":\"AWSService\",\"invokedBy\":\"%s\"}", actor->service);
}

/* The request and answer of the AssumeRole… call that opens the actor's session. */
static void
put_opening (GString *request, GString *response, const TgSimActor *actor, gint64 until)
{
  const char *account = tg_sim_account_ids[actor->account];

  g_string_append_printf (request, "{\"roleArn\":\"arn:aws:iam::%s:role/%s%s\",\"roleSessionName\":\"%s\",\"durationSeconds\":3600%s}", account, actor->path,
                          actor->name, actor->session,
                          actor->kind == TG_SIM_SSO ? ",\"principalArn\":\"arn:aws:iam::$A:saml-provider/AWSSSO_7c1de0a2_DO_NOT_DELETE\"" : "");
  g_string_append_printf (response, "{\"credentials\":{\"accessKeyId\":\"%s\",\"sessionToken\":\"Hidden\",\"expiration\":\"", actor->key);
  tg_sim_time (response, until);
  g_string_append_printf (response, "\"},\"assumedRoleUser\":{\"assumedRoleId\":\"%s:%s\",\"arn\":\"arn:aws:sts::%s:assumed-role/%s/%s\"}}",
                          actor->principal, actor->session, account, actor->name, actor->session);
}

static void
open_session (TgSimActor *actor, const TgSimPlace *place, gint64 time, GString *out, TgRandom *random)
{
  g_autoptr (GString) caller = g_string_new (NULL);
  g_autoptr (GString) request = g_string_new (NULL);
  g_autoptr (GString) response = g_string_new (NULL);
  g_autofree char *resources = NULL;
  TgSimNames names = { 0 };
  gboolean by_service = actor->kind == TG_SIM_ASSUMED;

  tg_sim_names_draw (&names, place, time, random);
  actor->session_from = time;
  actor->session_until = time + session_length (actor, random);
  actor->address = tg_random_below (random, 100) < 30 ? actor->home : actor->office;
  tg_random_iam_id (random, actor->key, "ASIA", 16);
  g_string_truncate (actor->identity, 0);
  tg_sim_identity_session (actor->identity, tg_sim_account_ids[actor->account], actor->name, actor->path, actor->principal, actor->session,
                           actor->key, time, actor->kind == TG_SIM_SSO);
  put_caller (caller, actor);
  put_opening (request, response, actor, actor->session_until);
  resources = g_strdup_printf ("[{\"accountId\":\"$A\",\"type\":\"AWS::IAM::Role\",\"ARN\":\"arn:aws:iam::$A:role/%s%s\"}]", actor->path, actor->name);

  TgSimEvent event = {
    .time = time, .identity = caller->str, .service = "sts", .request = request->str, .response = response->str, .resources = resources,
    .name = actor->kind == TG_SIM_SSO ? "AssumeRoleWithSAML" : actor->kind == TG_SIM_WEB_IDENTITY ? "AssumeRoleWithWebIdentity" : "AssumeRole",
    .address = by_service ? actor->service : actor->address, .agent = by_service ? actor->service : actor->agent,
    .read_only = TRUE, .no_tls = by_service,
  };
  tg_sim_event_write (out, &event, &names, random);
}

/* A person with an IAM user signs in at the console once a day; programs with a key do not. */
static gboolean
sign_in (TgSimActor *actor, const TgSimPlace *place, gint64 time, GString *out, TgRandom *random)
{
  actor->session_from = time;
  actor->session_until = time + session_length (actor, random);
  actor->address = tg_random_below (random, 100) < 30 ? actor->home : actor->office;
  if (actor->profile != TG_SIM_DEVELOPER)
    return FALSE;

  g_autofree char *identity = g_strdup_printf ("{\"type\":\"IAMUser\",\"principalId\":\"%s\",\"arn\":\"arn:aws:iam::%s:user/%s\",\"accountId\":\"%s\",\"userName\":\"%s\"}",
                                               actor->principal, tg_sim_account_ids[actor->account], actor->name, tg_sim_account_ids[actor->account], actor->name);
  gboolean failed = tg_random_below (random, 12) == 0;
  TgSimNames names = { 0 };
  TgSimEvent event = {
    .time = time, .identity = identity, .service = "signin", .name = "ConsoleLogin", .address = actor->address, .agent = CHROME,
    .error = NULL, .response = failed ? "{\"ConsoleLogin\":\"Failure\"}" : "{\"ConsoleLogin\":\"Success\"}",
    .extra = "{\"LoginTo\":\"https://console.aws.amazon.com/console/home\",\"MobileVersion\":\"No\",\"MFAUsed\":\"Yes\"}",
    .type = "AwsConsoleSignIn",
  };
  tg_sim_names_draw (&names, place, time, random);
  tg_sim_event_write (out, &event, &names, random);
  return TRUE;
}

void
tg_sim_actor_call (TgSimActor *actor, const TgSimCall *call, const TgSimPlace *place, gint64 time, GString *out, TgRandom *random)
{
  if (time >= actor->session_until)
    {
      if (actor->kind != TG_SIM_IAM_USER)
        {
          open_session (actor, place, time, out, random);
          return;
        }
      if (sign_in (actor, place, time, out, random))
        return;
    }

  /* whom everyday calls ask about: of the caller's own account */
  static const char * const roles[TG_SIM_ACCOUNTS][4] = {
    [TG_SIM_PROD] = { "app-web", "app-batch", "deploy-prod", "terraform-plan" },
    [TG_SIM_DEV] = { "dev-runner", "deploy-dev", "dev-runner", "deploy-dev" },
    [TG_SIM_SECURITY] = { "OrganizationAuditRole", "OrganizationAuditRole", "OrganizationAuditRole", "OrganizationAuditRole" },
  };
  static const char * const users[TG_SIM_ACCOUNTS][2] = {
    [TG_SIM_PROD] = { "backup-agent", "backup-agent" }, [TG_SIM_DEV] = { "ci-legacy-deploy", "felix.novak" }, [TG_SIM_SECURITY] = { "siem-reader", "siem-reader" },
  };
  TgSimNames names = { 0 };
  TgSimEvent event = { .time = time, .identity = actor->identity->str, .address = actor->address, .agent = actor->agent };

  tg_sim_names_draw (&names, place, time, random);
  names.role = roles[place->account][names.number % G_N_ELEMENTS (roles[0])];
  names.user = users[place->account][names.number % G_N_ELEMENTS (users[0])];
  tg_sim_call_fill (&event, call, random);
  event.no_tls = actor->profile == TG_SIM_AWS_SERVICE;
  tg_sim_event_write (out, &event, &names, random);
}
