/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "core/simulate/random.h"

G_BEGIN_DECLS

enum { TG_SIM_PROD, TG_SIM_DEV, TG_SIM_SECURITY, TG_SIM_ACCOUNTS };
#define TG_SIM_REGIONS 2
#define TG_SIM_PLACES  (TG_SIM_ACCOUNTS * TG_SIM_REGIONS)

#define TG_SIM_MAX_INSTANCES 8
#define TG_SIM_MAX_NAMES 6

typedef enum { TG_SIM_WEB, TG_SIM_DATABASE, TG_SIM_BATCH, TG_SIM_BASTION } TgSimUse;

typedef struct
{
  char     id[20], interface[22], volume[22], group[21];
  char     address[16], public_address[16];      /* public "" when it has none */
  guint    subnet;
  TgSimUse use;
} TgSimInstance;

/* One account in one region and what stands there. Names are static, ids are drawn. */
typedef struct
{
  guint         account, region;
  char          vpc[22], subnets[2][25], zones[2][16], key_id[37], detector[33], flow_log[21], image[22];
  char          resolver[16];
  TgSimInstance instances[TG_SIM_MAX_INSTANCES];
  guint         n_instances;
  const char   *buckets[TG_SIM_MAX_NAMES], *functions[TG_SIM_MAX_NAMES], *secrets[TG_SIM_MAX_NAMES], *tables[TG_SIM_MAX_NAMES];
  guint         n_buckets, n_functions, n_secrets, n_tables;
  char          secret_suffix[7];
} TgSimPlace;

typedef struct
{
  TgSimPlace places[TG_SIM_PLACES];      /* account * TG_SIM_REGIONS + region */
} TgSimOrganisation;

extern const char * const tg_sim_account_ids[TG_SIM_ACCOUNTS];
extern const char * const tg_sim_account_names[TG_SIM_ACCOUNTS];
extern const char * const tg_sim_region_names[TG_SIM_REGIONS];

void        tg_sim_organisation_init (TgSimOrganisation *org, TgRandom *random);
TgSimPlace *tg_sim_place             (TgSimOrganisation *org, guint account, guint region);

G_END_DECLS
