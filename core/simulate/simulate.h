/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "core/base/error.h"
#include "core/base/job.h"

G_BEGIN_DECLS

/* A small organisation's logs in AWS's own file formats and folder layout: three accounts, two regions, people, build
 * pipelines, instances, buckets, and one intrusion that CloudTrail, flow logs, GuardDuty and Security Hub all tell of.
 * The same options give the same bytes. */
typedef struct
{
  guint   days;      /* 1..3650; 0: 14 */
  guint   calls_percent; /* how much of the everyday records is CloudTrail, the rest flow logs; 1..100; 0: 60 */
  guint64 events;    /* records of all kinds together, 1..2^40; 0: 20,000. The intrusion's own (a few hundred) are always written */
  guint32 seed;
  gint64  start;     /* µs, rounded down to a day; 0: 2025-03-03 UTC */
} TgSimulateOptions;

/* What the built-in sample case is made of. */
#define TG_SIMULATE_SAMPLE ((TgSimulateOptions) { .days = 14, .events = 20000, .seed = 7, .start = 0 })

/* Writes folder/AWSLogs/… and folder/answer-key.json (what happened, who, when, which event ids). The folder is made
 * when it is not there; files of the same name are replaced. options may be NULL for the sample. Memory is bounded whatever the number of events.
 * Errors: USAGE for options out of range, IO, FULL, CANCELLED (files written so far stay). */
gboolean tg_simulate (const char *folder, const TgSimulateOptions *options, TgJob *job, GError **error);

G_END_DECLS
