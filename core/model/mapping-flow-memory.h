/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "core/model/mapping-private.h"

G_BEGIN_DECLS

/* What flows of a batch came to. The same two addresses talk through the same interface and port again and again: the first such row makes
 * its entities, relations and cells, those after it only add to sums, which are put into the facts by tg_flow_memory_finish(). All of it
 * lives in the facts' arena, as long as the batch; what a row says is compared by its bytes, so that nothing is taken for another. */

/* Where the bytes of a row go in what it touches. */
typedef enum { TG_FLOW_NO_BYTES, TG_FLOW_BYTES_IN, TG_FLOW_BYTES_OUT } TgFlowWay;

typedef struct { guint32 relation, series; TgFlowWay way; } TgFlowRelation;
typedef struct { guint32 cell; TgFlowWay way; } TgFlowSum;

#define TG_FLOW_MAX_TOUCHED 32

/* What a row touches. */
typedef struct
{
  guint          n_entities, n_relations, n_sums;
  guint32        entities[TG_FLOW_MAX_TOUCHED];
  TgFlowRelation relations[TG_FLOW_MAX_TOUCHED];
  TgFlowSum      sums[TG_FLOW_MAX_TOUCHED];
} TgFlowTouched;

/* Where an interface is. */
enum { TG_FLOW_INTERFACE, TG_FLOW_ACCOUNT, TG_FLOW_INSTANCE, TG_FLOW_SUBNET, TG_FLOW_VPC, TG_FLOW_N_PLACES };
#define TG_FLOW_N_INSIDE 4

/* What rows say beside addresses, ports and counts: where, whose, which way, with what result. */
typedef struct
{
  guint32       id;                     /* 0: not remembered */
  gboolean      known;                  /* the rest is filled in */
  gboolean      no_data;
  gboolean      alone;                  /* its rows touch more than is noted: none is remembered */
  int           own;                    /* end of the flow that the interface is: 0 source, 1 target, -1 the addresses must tell */
  guint32       action, region, error;  /* terms */
  guint32       task;                   /* of ECS, whose properties are each row's */
  guint32       entities[TG_FLOW_N_PLACES];
  guint32       relations[TG_FLOW_N_INSIDE], series[TG_FLOW_N_INSIDE];      /* TG_LOCAL_NONE: it has none */
  guint32       totals[TG_FLOW_N_PLACES];        /* cells of activity, by the order of parties */
  gint64        hour;                   /* that series and totals are of */
  guint64       hash;
  guint         n_texts;
  TgFieldValue *texts;
} TgFlowSetting;

/* Which rows touch the same. */
typedef struct
{
  guint32  setting;
  gboolean failed;
  guint64  port;             /* of the service, with the protocol */
  gint64   hour;
  TgSpan   source, target;
} TgFlowKey;

typedef struct
{
  TgFlowKey       key;
  guint32         first_party, n_parties;
  guint32         n_entities, n_relations, n_sums;
  guint32        *entities;
  TgFlowRelation *relations;
  TgFlowSum      *sums;
  guint64         count, bytes;          /* not in the facts yet */
  gint64          first, last;
} TgFlowRows;

/* The setting of the record, known or to be filled in; other, emptied, when it cannot be remembered. */
TgFlowSetting *tg_flow_setting  (TgMapping *m, TgFlowSetting *other);
/* NULL: no row of that key was there before. */
TgFlowRows    *tg_flow_rows_find (TgMapping *m, const TgFlowKey *key);
/* The row that was just mapped stands for those to come. */
void           tg_flow_remember (TgMapping *m, const TgFlowKey *key, const TgFactRecord *row, const TgFlowTouched *touched);

static inline void
tg_flow_rows_add (TgFlowRows *rows, gint64 time, guint64 bytes)
{
  rows->count++;
  rows->bytes += bytes;
  if (time != TG_TIME_NONE && (rows->first == TG_TIME_NONE || time < rows->first))
    rows->first = time;
  if (time != TG_TIME_NONE && (rows->last == TG_TIME_NONE || time > rows->last))
    rows->last = time;
}

void           tg_flow_memory_finish (TgFacts *facts);

/* For tests: nothing is remembered. */
extern gboolean tg_flow_memory_off;

G_END_DECLS
