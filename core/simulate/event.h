/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "core/simulate/organisation.h"

G_BEGIN_DECLS

/* One CloudTrail event. Texts are JSON members' contents; request, response, resources and extra are whole JSON values in
 * which $ stands for a name of the place (see tg_sim_expand). NULL leaves a member out, but for request and response, where it is null. */
typedef struct
{
  gint64      time;
  const char *identity;     /* the userIdentity object */
  const char *service;      /* "ec2": without .amazonaws.com */
  const char *name;
  const char *address, *agent;
  const char *error, *message;
  const char *request, *response, *resources, *extra;
  const char *recipient;    /* account; NULL: the place's */
  const char *shared_id;
  const char *type;         /* NULL: AwsApiCall */
  gboolean    read_only, data, no_tls;
  char        id[37];       /* in: "" to draw one; out */
} TgSimEvent;

/* The things one event speaks of, drawn once so that request and response name the same. */
typedef struct
{
  const TgSimPlace    *place;
  const TgSimInstance *instance;
  const char          *bucket, *function, *secret, *table;
  const char          *user, *role;
  const char          *session_key;     /* for events that hand out credentials */
  gint64               time;
  char                 hex[18];
  char                 uuid[37];
  guint32              number;
} TgSimNames;

void tg_sim_names_draw (TgSimNames *names, const TgSimPlace *place, gint64 time, TgRandom *random);

/* $i instance $e interface $v volume $g group $I image $p VPC $w subnet $a address $b bucket $o object key $f function $s secret name
 * $S secret ARN $k key ARN $d table $u user $r role $x 17 hex $h 8 hex $U UUID $N number $T time $A account $R region $D detector $$ a dollar. */
void tg_sim_expand     (GString *out, const char *pattern, const TgSimNames *names);
void tg_sim_time       (GString *out, gint64 time);     /* 2025-03-03T08:00:00Z */

void tg_sim_event_write (GString *out, TgSimEvent *event, const TgSimNames *names, TgRandom *random);

G_END_DECLS
