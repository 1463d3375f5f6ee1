/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "core/simulate/catalogue.h"

G_BEGIN_DECLS

typedef enum
{
  TG_SIM_SSO,           /* a person through the single sign-on */
  TG_SIM_IAM_USER,      /* a long-lived key */
  TG_SIM_WEB_IDENTITY,  /* a build pipeline */
  TG_SIM_ASSUMED,       /* a role an AWS service took for a function or an instance */
} TgSimActorKind;

typedef enum { TG_SIM_OFFICE, TG_SIM_BUILDS, TG_SIM_ALWAYS, TG_SIM_NIGHTLY } TgSimRhythm;

typedef struct
{
  TgSimActorKind kind;
  TgSimProfile   profile;
  TgSimRhythm    rhythm;
  guint          account, share_second_region;     /* percent of its calls in the second region */
  double         weight;
  const char    *name;        /* role or user */
  const char    *path;        /* of the role, "" or "aws-reserved/sso.amazonaws.com/" */
  const char    *session;     /* session name; user: NULL */
  const char    *service;     /* who assumes: "lambda.amazonaws.com" */
  const char    *office, *home, *agent;
  char           principal[22], key[21];
  const char    *address;     /* now */
  gint64         session_from, session_until;
  GString       *identity;
} TgSimActor;

/* All callers of the organisation but the intruder. */
typedef struct
{
  TgSimActor *actors;
  guint       n;
} TgSimActors;

void        tg_sim_actors_init  (TgSimActors *actors, TgSimOrganisation *org, TgRandom *random);
void        tg_sim_actors_clear (TgSimActors *actors);
TgSimActor *tg_sim_actor_find   (TgSimActors *actors, guint account, const char *name, const char *session);

/* How busy an actor is in an hour (UTC, weekday 0 = Monday); relative. */
double      tg_sim_actor_weight (const TgSimActor *actor, guint hour, guint weekday);

/* The userIdentity of a role session, a user; appended. */
void        tg_sim_identity_session (GString *out, const char *account, const char *role, const char *path, const char *principal,
                                     const char *session, const char *key, gint64 since, gboolean mfa);
void        tg_sim_identity_user    (GString *out, const char *account, const char *user, const char *principal, const char *key);

/* Writes the actor's next event: the one that opens a session when it has none, or this call. */
void        tg_sim_actor_call   (TgSimActor *actor, const TgSimCall *call, const TgSimPlace *place, gint64 time, GString *out, TgRandom *random);

G_END_DECLS
