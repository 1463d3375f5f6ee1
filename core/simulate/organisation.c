/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tg-simulate"

#include "core/simulate/organisation.h"

const char * const tg_sim_account_ids[TG_SIM_ACCOUNTS] = { "111122223333", "444455556666", "777788889999" };
const char * const tg_sim_account_names[TG_SIM_ACCOUNTS] = { "prod", "dev", "security" };
const char * const tg_sim_region_names[TG_SIM_REGIONS] = { "eu-west-1", "us-east-1" };

typedef struct
{
  const char *buckets[TG_SIM_MAX_NAMES], *functions[TG_SIM_MAX_NAMES], *secrets[TG_SIM_MAX_NAMES], *tables[TG_SIM_MAX_NAMES];
  guint       web, database, batch, bastion;
} Plan;

static const Plan plans[TG_SIM_PLACES] = {
  { .buckets = { "orchard-prod-web-assets", "orchard-prod-customer-exports", "orchard-prod-backups", "orchard-prod-reports" },
    .functions = { "orders-api", "invoice-render", "thumbnailer", "nightly-report" },
    .secrets = { "prod/orders/database", "prod/payments/api-key", "prod/mail/smtp", "prod/search/token" },
    .tables = { "orders", "carts", "sessions" },
    .web = 3, .database = 1, .batch = 2, .bastion = 1 },
  { .buckets = { "orchard-prod-us-replica", "orchard-prod-us-assets" },
    .functions = { "edge-auth", "orders-api-us" }, .secrets = { "prod/edge/signing-key" }, .tables = { "orders-us" },
    .web = 2, .database = 1 },
  { .buckets = { "orchard-dev-artifacts", "orchard-dev-scratch", "orchard-dev-terraform-state" },
    .functions = { "orders-api-dev", "mailer-dev", "experiment-17" }, .secrets = { "dev/orders/database", "dev/payments/sandbox-key" },
    .tables = { "orders-dev", "flags-dev" },
    .web = 1, .database = 1, .batch = 1 },
  { .buckets = { "orchard-dev-us-scratch" }, .functions = { "load-test" }, .secrets = { "dev/load-test/token" }, .tables = { "load-results" },
    .batch = 1 },
  { .buckets = { "orchard-security-org-trail", "orchard-security-flow-logs", "orchard-security-findings" },
    .functions = { "finding-router" }, .secrets = { "security/pager/token" }, .tables = { "case-index" },
    .bastion = 1 },
  { .buckets = { "orchard-security-us-config" }, .functions = { "config-rule-tags" }, .secrets = { "security/chat/webhook" }, .tables = { "rule-state" } },
};

static guint
count_names (const char * const *names)
{
  guint n = 0;

  while (n < TG_SIM_MAX_NAMES && names[n] != NULL)
    n++;
  return n;
}

static void
draw_id (TgRandom *random, char *out, const char *prefix)
{
  gsize n = strlen (prefix);

  memcpy (out, prefix, n);
  tg_random_hex (random, out + n, 17);
}

static void
add_instances (TgSimPlace *place, TgRandom *random, TgSimUse use, guint n, guint network)
{
  for (guint i = 0; i < n && place->n_instances < TG_SIM_MAX_INSTANCES; i++)
    {
      TgSimInstance *instance = &place->instances[place->n_instances];

      draw_id (random, instance->id, "i-");
      draw_id (random, instance->interface, "eni-");
      draw_id (random, instance->volume, "vol-");
      draw_id (random, instance->group, "sg-");
      instance->use = use;
      instance->subnet = i % 2;
      g_snprintf (instance->address, sizeof instance->address, "10.%u.%u.%u", network, instance->subnet + 1,
                  10 + 12 * place->n_instances + tg_random_below (random, 12));
      if (use == TG_SIM_WEB || use == TG_SIM_BASTION)
        g_snprintf (instance->public_address, sizeof instance->public_address, "192.0.2.%u", 64 + network % 8 * 8 + place->n_instances);
      place->n_instances++;
    }
}

static void
build_place (TgSimPlace *place, TgRandom *random, guint index)
{
  const Plan *plan = &plans[index];
  const char *zone_stems[TG_SIM_REGIONS] = { "euw1-az", "use1-az" };

  place->account = index / TG_SIM_REGIONS;
  place->region = index % TG_SIM_REGIONS;
  draw_id (random, place->vpc, "vpc-");
  draw_id (random, place->flow_log, "fl-");
  draw_id (random, place->image, "ami-");
  for (guint i = 0; i < 2; i++)
    {
      draw_id (random, place->subnets[i], "subnet-");
      g_snprintf (place->zones[i], sizeof place->zones[i], "%s%u", zone_stems[place->region], i + 1);
    }
  tg_random_uuid (random, place->key_id);
  tg_random_hex (random, place->detector, 32);
  tg_random_text (random, place->secret_suffix, 6, "abcdefghijkmnopqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789", 57);
  g_snprintf (place->resolver, sizeof place->resolver, "10.%u.0.2", 20 + index);

  memcpy (place->buckets, plan->buckets, sizeof place->buckets);
  memcpy (place->functions, plan->functions, sizeof place->functions);
  memcpy (place->secrets, plan->secrets, sizeof place->secrets);
  memcpy (place->tables, plan->tables, sizeof place->tables);
  place->n_buckets = count_names (place->buckets);
  place->n_functions = count_names (place->functions);
  place->n_secrets = count_names (place->secrets);
  place->n_tables = count_names (place->tables);

  add_instances (place, random, TG_SIM_WEB, plan->web, 20 + index);
  add_instances (place, random, TG_SIM_DATABASE, plan->database, 20 + index);
  add_instances (place, random, TG_SIM_BATCH, plan->batch, 20 + index);
  add_instances (place, random, TG_SIM_BASTION, plan->bastion, 20 + index);
  /* A place without machines would have nothing to name in EC2 calls. */
  if (place->n_instances == 0)
    add_instances (place, random, TG_SIM_BATCH, 1, 20 + index);
}

void
tg_sim_organisation_init (TgSimOrganisation *org, TgRandom *random)
{
  memset (org, 0, sizeof *org);
  for (guint i = 0; i < TG_SIM_PLACES; i++)
    build_place (&org->places[i], random, i);
}

TgSimPlace *
tg_sim_place (TgSimOrganisation *org, guint account, guint region)
{
  return &org->places[account * TG_SIM_REGIONS + region];
}
