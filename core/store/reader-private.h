/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "core/store/block-private.h"
#include "core/store/reader.h"
#include "core/store/runs-private.h"

G_BEGIN_DECLS

typedef struct _TgOriginals TgOriginals;

struct _TgReader
{
  char        *path;
  sqlite3     *db;
  GPtrArray   *terms;        /* TgTerm by id; read as needed */
  TgOriginals *originals;    /* what is inflated */
  guint        depth;        /* of queries in visits of queries */
  gboolean     spare;
};

typedef struct { TgTermKind kind; char *text; } TgTerm;

/* "" for 0 and what is not there. */
const char *tg_reader_term    (TgReader *reader, gint64 id);
/* 0 when the case does not have it. */
gint64      tg_reader_term_id (TgReader *reader, TgTermKind kind, const char *text);

/* --- one query, one state of the case --- */
/* Begins a read transaction watched by the job; the error of a cancelled query is CANCELLED. */
gboolean    tg_reader_begin   (TgReader *reader, TgJob *job, GError **error);
void        tg_reader_end     (TgReader *reader);

/* --- rows of the entity table --- */
#define TG_ENTITY_COLUMNS "e.id, e.kind, e.key, e.name, e.account, e.type, e.first, e.last, e.records, e.severity, e.findings"
#define TG_ENTITY_N_COLUMNS 11
GArray     *tg_entities_array (void);
void        tg_entity_fill    (TgEntityInfo *info, sqlite3_stmt *stmt, int at);
/* 1, 0: no such entity, -1. */
int         tg_entity_load    (sqlite3_stmt **stmt, sqlite3 *db, gint64 id, TgEntityInfo *info, GError **error);
/* Root user to AWS service: who can act. */
gboolean    tg_is_principal   (TgEntityKind kind);
/* The entities of a list: of a kind (NONE: any), or of principals only. */
typedef struct { TgEntityKind kind; gboolean principals; const char *filter; TgTimeRange scope; const char *sort; guint64 offset; guint limit; } TgEntityList;
GArray     *tg_reader_list    (TgReader *reader, const TgEntityList *list, guint64 *total, TgJob *job, GError **error);

/* --- scopes --- */
static inline gboolean
tg_scope_is_all (TgTimeRange scope)
{
  return scope.from == G_MININT64 && scope.to == G_MAXINT64;
}

/* The hours a scope touches, first and last; sums stand by hour. Empty: first > last. A scope leaves out hour 0, where records without a
 * time are, unless it is TG_TIME_ALL. */
void        tg_scope_hours    (TgTimeRange scope, gint64 *first, gint64 *last);

/* Records of entities in a scope, from sums: a map from id to count. */
typedef struct _TgCounts TgCounts;
TgCounts   *tg_counts_new     (void);
void        tg_counts_free    (TgCounts *counts);
void        tg_counts_add     (TgCounts *counts, gint64 id, guint64 n);
guint64     tg_counts_get     (TgCounts *counts, gint64 id);
/* Visits in no order. */
void        tg_counts_each    (TgCounts *counts, void (*visit) (gint64 id, guint64 n, gpointer data), gpointer data);
TgCounts   *tg_counts_of_scope (sqlite3 *db, TgTimeRange scope, GError **error);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TgCounts, tg_counts_free)

/* --- originals --- */
TgOriginals *tg_originals_new  (void);
void         tg_originals_free (TgOriginals *originals);
GBytes      *tg_originals_get  (TgOriginals *originals, sqlite3 *db, gint64 evidence, guint64 offset, gsize length, GError **error);
/* Bytes as they came, to the end, in pieces; FALSE from visit ends it well. */
typedef gboolean (*TgBytesVisit) (const guint8 *bytes, gsize size, gpointer data);
gboolean     tg_evidence_visit (sqlite3 *db, gint64 evidence, TgBytesVisit visit, gpointer data, GError **error);

G_END_DECLS
