/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "core/base/error.h"
#include "core/base/job.h"
#include "core/model/info.h"

G_BEGIN_DECLS

/* Queries. A reader has its own read-only connection, sees the last committed state, and belongs to one thread at a time.
 * Every query takes a job (may be NULL) and ends with TG_ERROR_CANCELLED when it is cancelled. Arrays are owned by the caller. */
typedef struct _TgReader TgReader;

TgReader *tg_reader_new  (const char *path, GError **error);
void      tg_reader_free (TgReader *reader);
/* Whether it holds next to nothing of the case in memory: while somebody writes, what it read would not serve the next question anyway. */
void      tg_reader_set_spare (TgReader *reader, gboolean spare);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TgReader, tg_reader_free)

typedef struct
{
  guint64     records[TG_RECORD_N_KINDS];
  guint64     entities[TG_ENTITY_N_KINDS];
  guint64     relations;
  guint64     duplicates, rejected, conflicts, without_time;
  guint64     evidence_files, evidence_bytes;
  TgTimeRange span;                      /* of records with a time; from == to == TG_TIME_NONE for an empty case */
  guint64     findings[6];               /* by TgSeverity, not archived */
} TgSummary;

gboolean   tg_reader_summary    (TgReader *reader, TgTimeRange scope, TgSummary *out, TgJob *job, GError **error);

/* Busiest entities of a kind in the scope: TgEntityInfo with records = their records in it. Kind NONE: all principals. */
GArray    *tg_reader_busiest    (TgReader *reader, TgEntityKind kind, TgTimeRange scope, guint limit, TgJob *job, GError **error);

/* Search. Pattern: part of a key, name, alias, ARN, case-insensitive; with * or ? a wildcard over the whole; a CIDR or 1.0.*.* for
 * addresses. Kind NONE: every kind. Best first: exact, prefix, then by records. */
GArray    *tg_reader_search     (TgReader *reader, const char *pattern, TgEntityKind kind, guint limit, TgJob *job, GError **error);  /* TgEntityInfo */
/* Entities by kind (NONE: all), sorted. Sort: "name", "records", "first", "last", "kind", with '-' in front for descending. total may be NULL. */
GArray    *tg_reader_entities   (TgReader *reader, TgEntityKind kind, const char *filter, TgTimeRange scope, const char *sort, guint64 offset, guint limit, guint64 *total, TgJob *job, GError **error);
/* One entity: a row id, key, alias, ARN, name (when only one has it), or an AWS Detective URL. NOT_FOUND. Sets *scope
 * from a URL that has one; scope may be NULL. */
gboolean   tg_reader_resolve    (TgReader *reader, const char *text, TgEntityInfo *out, TgTimeRange *scope, GError **error);
gboolean   tg_reader_entity     (TgReader *reader, gint64 id, TgEntityInfo *out, GError **error);
GArray    *tg_reader_properties (TgReader *reader, gint64 entity, GError **error);                     /* TgPropertyInfo */

/* Relations of an entity, both directions; counts are those of the scope (all of them for TG_TIME_ALL). Kinds: bit mask 1 << TgRelationKind,
 * 0 for all; peer_kind NONE for all. Most records first. */
GArray    *tg_reader_neighbours (TgReader *reader, gint64 entity, guint32 kinds, TgEntityKind peer_kind, TgTimeRange scope,
                                 guint64 offset, guint limit, guint64 *total, TgJob *job, GError **error);   /* TgNeighbourInfo */
/* How many neighbours of which kind: counts[kind of peer]. */
gboolean   tg_reader_neighbour_counts (TgReader *reader, gint64 entity, TgTimeRange scope, guint64 counts[TG_ENTITY_N_KINDS], TgJob *job, GError **error);
/* How many relations of which kind and direction: counts[kind][1] go out from the entity, counts[kind][0] come in; one to itself goes out. */
gboolean   tg_reader_relation_counts (TgReader *reader, gint64 entity, TgTimeRange scope, guint64 counts[TG_RELATION_N_KINDS][2], TgJob *job, GError **error);
/* Relations among a set of entities (for a board): TgRelationInfo. */
GArray    *tg_reader_relations_among (TgReader *reader, const gint64 *entities, gsize n, TgTimeRange scope, TgJob *job, GError **error);
/* All of it, for export and whole-graph work, in id order. Either may be NULL. */
gboolean   tg_reader_graph      (TgReader *reader, GArray **entities, GArray **relations, TgJob *job, GError **error);

/* Activity by bucket (a multiple of an hour). Entity 0: the whole case. A relation's: pass its id in relation, entity 0. */
GArray    *tg_reader_activity   (TgReader *reader, gint64 entity, gint64 relation, TgTimeRange scope, gint64 bucket, TgJob *job, GError **error);  /* TgActivityBucket */
/* The hours in which relations were active, of all of them in one pass: TgSeriesInfo, in order of relation and hour. The ids ascend. */
GArray    *tg_reader_series     (TgReader *reader, const gint64 *relations, gsize n, TgJob *job, GError **error);
/* Sums by value of a facet, busiest first: label is the term or "tcp/443". */
typedef struct { char *label; guint64 value, ok, failed, bytes_in, bytes_out; gint64 first_hour, last_hour; } TgFacetInfo;
GArray    *tg_reader_facet      (TgReader *reader, gint64 entity, TgFacet facet, TgTimeRange scope, guint limit, TgJob *job, GError **error);

/* Records. Zeroed members do not restrict. */
typedef struct
{
  gint64      entity;          /* is a party of it */
  gint64      other;           /* and this one too (the records of a relation) */
  int         kind;            /* TgRecordKind; -1 for all */
  TgTimeRange scope;           /* TG_TIME_ALL also gives records without a time */
  const char *action;          /* exact action term */
  gboolean    failed_only, conflicts_only, without_time_only;
  gint64      evidence;
  gboolean    newest_first;
} TgRecordQuery;

#define TG_RECORD_QUERY_ALL ((TgRecordQuery) { .kind = -1, .scope = TG_TIME_ALL })

/* In order of time (then of arrival), from offset. total, when not NULL, is the exact count. */
GArray    *tg_reader_records    (TgReader *reader, const TgRecordQuery *query, guint64 offset, guint limit, guint64 *total, TgJob *job, GError **error);  /* TgRecordInfo */
/* Visits every match in order without keeping them; stops when visit returns FALSE. */
typedef gboolean (*TgRecordVisit) (const TgRecordInfo *record, gpointer data);
gboolean   tg_reader_visit_records (TgReader *reader, const TgRecordQuery *query, TgRecordVisit visit, gpointer data, TgJob *job, GError **error);
gboolean   tg_reader_record     (TgReader *reader, gint64 id, TgRecordInfo *out, GError **error);
/* The original as it stands in its file (in the inflated content of a gzip), byte for byte. */
GBytes    *tg_reader_original   (TgReader *reader, const TgRecordInfo *record, GError **error);

/* Findings in the scope (TG_TIME_ALL: all), worst and newest first; entity 0 for all of the case. */
GArray    *tg_reader_findings   (TgReader *reader, gint64 entity, TgTimeRange scope, TgJob *job, GError **error);   /* TgFindingInfo */
gboolean   tg_reader_finding    (TgReader *reader, gint64 entity, TgFindingInfo *out, GError **error);

/* The ledger. */
GArray    *tg_reader_evidence   (TgReader *reader, GError **error);                      /* TgEvidenceInfo, in order of import */
/* The same one by one, for a case may have millions; the visitor may ask the reader meanwhile. FALSE from visit ends it, well. */
typedef gboolean (*TgEvidenceVisit) (const TgEvidenceInfo *info, gpointer data);
gboolean   tg_reader_visit_evidence (TgReader *reader, TgEvidenceVisit visit, gpointer data, GError **error);
/* Or a page at a time, sorted by path, format, found, stored, duplicates, rejected, size ("-size": descending), or NULL: in order of import. */
GArray    *tg_reader_evidence_page  (TgReader *reader, const char *sort, guint64 offset, guint limit, GError **error);
typedef struct { guint64 files, unread, found, stored, duplicates, rejected; } TgEvidenceTotals;
gboolean   tg_reader_evidence_totals(TgReader *reader, TgEvidenceTotals *out, GError **error);
gboolean   tg_reader_evidence_info  (TgReader *reader, gint64 evidence, TgEvidenceInfo *out, GError **error);   /* NOT_FOUND */
GArray    *tg_reader_rejects    (TgReader *reader, gint64 evidence, GError **error);     /* TgRejectInfo */
gboolean   tg_reader_evidence_records (TgReader *reader, gint64 evidence, guint64 by_kind[TG_RECORD_N_KINDS], GError **error);
GBytes    *tg_reader_evidence_bytes (TgReader *reader, gint64 evidence, GError **error); /* as it came; LIMIT above 1 GiB */

G_END_DECLS
