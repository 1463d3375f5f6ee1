/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "core/simulate/event.h"

G_BEGIN_DECLS

/* What kind of caller somebody is: decides which calls are likely. */
typedef enum
{
  TG_SIM_DEVELOPER, TG_SIM_ADMIN, TG_SIM_ANALYST, TG_SIM_PIPELINE, TG_SIM_FUNCTION, TG_SIM_MACHINE, TG_SIM_AWS_SERVICE, TG_SIM_BACKUP,
  TG_SIM_PROFILES
} TgSimProfile;

typedef struct
{
  const char *service, *name;
  guint8      weight[TG_SIM_PROFILES];
  gboolean    read_only, data;
  guint16     fails;         /* of 10,000 calls */
  const char *error, *message;
  const char *request, *response, *resources;
} TgSimCall;

const TgSimCall *tg_sim_call_draw (TgSimProfile profile, TgRandom *random);
void             tg_sim_call_fill (TgSimEvent *event, const TgSimCall *call, TgRandom *random);

G_END_DECLS
