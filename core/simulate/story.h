/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "core/simulate/actors.h"
#include "core/simulate/output.h"

G_BEGIN_DECLS

/* What is known beforehand: records of the intrusion and findings, ready to be merged into the everyday stream in order of time. */
typedef struct { gint64 time; TgSimLog log; guint place; char *text; } TgSimItem;

typedef struct
{
  char       *name, *tactic, *technique, *account, *region, *what;
  gint64      from, to;
  GPtrArray  *ids;           /* char*: event or finding ids */
} TgSimStep;

typedef struct
{
  TgSimOrganisation *org;
  TgSimActors       *actors;
  TgRandom          *random;
  gint64             start;        /* of the whole */
  guint              days;
  gint64             begin;        /* of the intrusion */
  guint              burst;        /* objects taken */
  GPtrArray         *items;        /* TgSimItem, sorted by tg_sim_story_sort() */
  GPtrArray         *steps;        /* TgSimStep */
  GPtrArray         *findings;     /* char*: ids of findings about the intrusion */

  /* the intruder's things */
  const char        *address, *second_address, *outside_account;
  TgSimActor        *leaked;       /* whose key it is */
  const TgSimInstance *machine;    /* taken over, in prod */
  const char        *bucket, *back_door;
  char               hop_role[22], final_role[22];     /* principal ids */
  char               hop_session[32], final_session[32];
  char               hop_key[21], final_key[21], back_door_key[21], back_door_id[22];
  char               snapshot[24];
} TgSimStory;

void tg_sim_story_init  (TgSimStory *story, TgSimOrganisation *org, TgSimActors *actors, TgRandom *random, gint64 start, guint days, guint burst);
void tg_sim_story_clear (TgSimStory *story);
void tg_sim_story_add   (TgSimStory *story, gint64 time, TgSimLog log, guint place, char *text_taken);
void tg_sim_story_sort  (TgSimStory *story);

void tg_sim_intrusion_write (TgSimStory *story);     /* intrusion.c: CloudTrail and flows */
void tg_sim_findings_write  (TgSimStory *story);     /* findings.c: GuardDuty and Security Hub, the unrelated ones too */

/* answer.c: folder/answer-key.json */
gboolean tg_sim_answer_write (const TgSimStory *story, const char *folder, const guint64 counts[TG_SIM_LOGS], guint32 seed, GError **error);

G_END_DECLS
