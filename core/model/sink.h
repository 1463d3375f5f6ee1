/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "core/base/job.h"
#include "core/model/facts.h"

G_BEGIN_DECLS

/* Where the importer (core/ingest) hands over, and what the case (core/store) implements: so neither knows the other.
 *
 * The importer calls classify() and write() in batch order, one call at a time (not necessarily from one thread); find() from any
 * thread. Batches are cut by file and size only, never by timing: the same input gives the same batches. */

/* REPLACES: as CONFLICT, but all that was seen of the id was retold by something else (TG_FORM_RETOLD), which hear_again() takes back. */
typedef enum { TG_VERDICT_STORE = 0, TG_VERDICT_DUPLICATE = 1, TG_VERDICT_CONFLICT = 2, TG_VERDICT_REPLACES = 3 } TgVerdict;

typedef struct
{
  gint64   evidence;         /* 0: these bytes are not known */
  gboolean complete;         /* read to its end by an import: nothing to do */
  guint64  resume_offset;    /* where to go on in the inflated content; all records before it are stored or counted */
  guint64  resume_state;     /* the reader's own word, as it gave it in TgBatchFile.resume_state */
} TgEvidenceState;

typedef struct
{
  guint64  offset;           /* in the inflated content */
  char    *reason;           /* owned; one short sentence, valid UTF-8, at most 200 bytes, no record content beyond a short excerpt */
} TgReject;

/* The part of one file that is in one batch. A large file is in several. */
typedef struct
{
  char       *path;          /* as a person names it, valid UTF-8 (bytes that are not are escaped as \xHH); owned */
  char       *origin;        /* "file:///…", "s3://…": where the bytes came from; owned */
  const char *format;        /* static id: "cloudtrail-records", "vpcflow" …; "unrecognised" */
  guint8      sha256[32];
  guint64     size;          /* of the file as it came */
  gint64      mtime;         /* µs; TG_TIME_NONE */
  guint64     inflated_size; /* known with the last part */
  const char *codec;         /* static: "none", "gzip": how size became inflated_size */
  gboolean    first, last;   /* this batch holds its beginning; its end */
  gboolean    cut;           /* with last: the file could not be read again as it was digested, so that its bytes end early: sha256 and size
                                shall become those of the bytes handed over */
  /* evidence bytes of this part, as they came: appended in order. Borrowed until write() returns. NULL when the
   * file is referenced in place. */
  GBytes     *bytes;
  /* the ledger of this part: found = stored + duplicates + rejected (stored and duplicates follow from classify) */
  guint64     stored, duplicates, rejected;
  GArray     *rejects;       /* TgReject; details of at most TG_REJECTS_KEPT a file, rejected counts all */
  char       *note;          /* about the whole file: "digest file", "not a log that Trailgraph reads"; owned, NULL */
  guint64     resume_offset, resume_state;   /* after this part */
} TgBatchFile;

#define TG_REJECTS_KEPT 1000

typedef struct
{
  GPtrArray *files;          /* TgBatchFile*, owned */
  TgArena   *arena;          /* records' values */
  GArray    *records;        /* TgRecord, in order */
  GArray    *verdicts;       /* guint8 TgVerdict, one a record; set by classify */
  TgFacts   *facts;          /* of the records that are not duplicates */
} TgBatch;

TgBatch *tg_batch_new   (void);
void     tg_batch_free  (TgBatch *batch);
void     tg_batch_reset (TgBatch *batch);      /* as new, but its memory is kept for what comes */
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TgBatch, tg_batch_free)

/* A new file of the batch, owned by it, all counters zero. */
TgBatchFile *tg_batch_add_file    (TgBatch *batch);
/* Counts a reject and keeps its details while fewer than TG_REJECTS_KEPT of this part are kept. */
void         tg_batch_file_reject (TgBatchFile *file, guint64 offset, const char *reason);

typedef struct _TgSink TgSink;

/* Reads bytes that are evidence already into a sink, as an import does. */
typedef gboolean (*TgReimport) (TgSink *sink, const char *path, const char *origin, GBytes *bytes, TgJob *job, gpointer data, GError **error);

struct _TgSink
{
  gboolean (*find)     (TgSink *sink, const guint8 sha256[32], guint64 size, TgEvidenceState *out, GError **error);
  void     (*classify) (TgSink *sink, TgBatch *batch);             /* fills verdicts, sets TG_RECORD_CONFLICT, counts per file */
  gboolean (*write)    (TgSink *sink, TgBatch *batch, GError **error);   /* durable at the latest at finish() */
  gboolean (*finish)   (TgSink *sink, gboolean ok, GError **error);  /* ok FALSE: cancelled or failed; what is durable stays */
  /* NULL: nothing to hear. Behind the last write(), when nothing failed, and before finish(): reads evidence again that later records put in
   * another light. */
  gboolean (*hear_again) (TgSink *sink, TgReimport reimport, gpointer data, TgJob *job, GError **error);
};

G_END_DECLS
