/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "core/base/time.h"
#include "core/model/vocabulary.h"

G_BEGIN_DECLS

/* What queries hand out. Plain structs with owned strings (never NULL unless said; valid UTF-8), freed by their *_clear. In GArrays made by
 * the core the clear function is set, so g_array_unref() frees all. */

typedef struct
{
  gint64       id;             /* row id in the case; 0 none */
  TgEntityKind kind;
  char        *key, *name;     /* name falls back to the key */
  char        *account;        /* "" unknown */
  char        *type;           /* resource type, finding type; "" */
  gint64       first, last;    /* TG_TIME_NONE */
  guint64      records;        /* it is a party of */
  TgSeverity   severity;       /* findings: their own; others: the worst active finding involving it */
  guint        findings;       /* that involve it */
} TgEntityInfo;

typedef struct
{
  gint64         id, source, target;
  TgRelationKind kind;
  gint64         first, last;
  guint64        count, failed, bytes_in, bytes_out;
} TgRelationInfo;

typedef struct { TgRelationInfo relation; TgEntityInfo peer; gboolean outgoing; } TgNeighbourInfo;

typedef struct { gint64 from; guint64 ok, failed, bytes_in, bytes_out; } TgActivityBucket;   /* bucket starts, ascending, none left out */

/* An hour in which a relation was active. */
typedef struct { gint64 relation, from; guint64 ok, failed, bytes_in, bytes_out; } TgSeriesInfo;

typedef struct { TgParty role; gint64 entity; TgEntityKind kind; char *name; } TgPartyInfo;

typedef struct
{
  gint64       id;
  TgRecordKind kind;
  guint32      flags;          /* TgRecordFlags */
  gint64       time;
  char        *action, *error, *region;    /* "" */
  guint64      bytes_in, bytes_out, packets;
  guint32      port_source, port_target, protocol;
  gint64       evidence;
  guint64      offset;
  guint32      length;
  GArray      *parties;        /* TgPartyInfo */
} TgRecordInfo;

typedef struct
{
  TgEntityInfo entity;
  char        *title, *description, *type, *product, *account, *region, *arn;
  TgSeverity   severity;
  double       score;
  gint64       first, last, updated;
  guint64      count;
  gboolean     archived;
  guint        versions;       /* records of it that the case holds */
} TgFindingInfo;

typedef struct { gint64 offset; char *reason; } TgRejectInfo;

typedef struct
{
  gint64   id;
  char    *path, *origin, *format, *codec, *note;
  char     sha256[65];          /* empty where the row has no bytes: what was unread, an archive, the same bytes again; the note says more */
  guint64  size, inflated_size;
  gint64   mtime, imported;
  gboolean complete, embedded;
  guint64  found, stored, duplicates, rejected;
} TgEvidenceInfo;

typedef struct { char *name, *value; } TgPropertyInfo;

void tg_entity_info_clear    (TgEntityInfo *info);
void tg_entity_info_copy     (TgEntityInfo *to, const TgEntityInfo *from);
void tg_neighbour_info_clear (TgNeighbourInfo *info);
void tg_party_info_clear     (TgPartyInfo *info);
void tg_record_info_clear    (TgRecordInfo *info);
void tg_finding_info_clear   (TgFindingInfo *info);
void tg_evidence_info_clear  (TgEvidenceInfo *info);
void tg_reject_info_clear    (TgRejectInfo *info);
void tg_property_info_clear  (TgPropertyInfo *info);

G_END_DECLS
