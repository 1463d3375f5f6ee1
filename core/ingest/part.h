/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "core/ingest/importer.h"
#include "core/ingest/jsonsplit.h"
#include "core/ingest/prepare.h"
#include "core/ingest/sniff.h"
#include "core/ingest/vpcflow.h"
#include "core/ingest/walk.h"

G_BEGIN_DECLS

/* What the parts of one file know of each other; only touched in their order. Atomically reference counted. */
typedef struct
{
  const char *format;          /* NULL while no record was recognised */
  GArray     *unknown;         /* TgReject, waiting for the first record: without one they are no rejects */
  guint64     n_unknown, rejects_kept;
  const char *look;
  char       *remark;          /* the first that a part had */
} TgFileState;

/* A piece of one file on its way: made by the feeder, read by any worker, settled in order. */
typedef struct
{
  TgBatchFile *file;           /* owned by the batch */
  guint32      index;          /* of file in the batch */
  TgFileState *state;
  TgContent    content;
  char        *text;           /* in the batch's arena or in piece, with TG_JSON_PADDING behind it */
  gsize        len;
  TgPiece      piece;          /* that came with the part, of slabs; or none */
  TgSlabs     *slabs;
  guint64      base;           /* of text in the inflated content */
  GArray      *slices;         /* TgSlice (JSON) */
  gboolean     whole;          /* the text is all of the file and not cut into slices yet (JSON) */
  TgSpan       head;           /* of the envelope its beginning stands in (JSON); in the batch's arena */
  TgFlowOrder  order;          /* that holds at its beginning (flow) */
  const char  *problem;        /* what ended the file's reading early; static */
  const char  *note;           /* static; why it is not read */
  guint64      raw;            /* evidence bytes up to its end */
  /* filled by the reader */
  const char  *format, *look;
  char        *remark;
  GArray      *rejects, *unknown;
  guint64      n_rejects, n_unknown;
} TgPart;

typedef struct
{
  guint64    ticket;
  TgBatch   *batch;
  GPtrArray *parts;            /* TgPart */
  guint64    weight;           /* bytes held */
} TgWork;

TgFileState *tg_file_state_new (guint8 format);
void         tg_part_read      (TgPart *part, TgLogReader *reader, TgBatch *batch);
/* In order: what is a reject and what only a note depends on the file's other parts. */
void         tg_part_settle    (TgPart *part);
void         tg_part_free      (TgPart *part);
/* spare: works done with, whose memory is used again: fresh pages cost more than mapping. */
TgWork      *tg_work_new       (GAsyncQueue *spare);
void         tg_work_done      (TgWork *work, GAsyncQueue *spare);
void         tg_work_free      (TgWork *work);

/* resume_state: evidence bytes handed over so far, and in the top byte the format recognised so far. */
#define TG_RESUME_RAW(state)    ((state) & ((G_GUINT64_CONSTANT (1) << 56) - 1))
#define TG_RESUME_FORMAT(state) ((guint8) ((state) >> 56))

/* Reads the items' bytes and cuts them into works, one after the other. push takes the work; FALSE stops. */
typedef gboolean (*TgPushFunc) (gpointer data, TgWork *work);
typedef struct _TgFeeder TgFeeder;

TgFeeder *tg_feeder_new   (TgSink *sink, const TgImportOptions *options, TgJob *job, GAsyncQueue *spare, TgSlabs *slabs, TgPushFunc push, gpointer data);
/* JSON, and gzip, that comes to no more is handled in one piece. options: NULL for the default. */
gsize     tg_feeder_whole (const TgImportOptions *options);
/* Takes what prepared holds of the item. waits: set when the file is to be handed in again, with NULL, after all others; nothing of it was read. */
gboolean  tg_feeder_path  (TgFeeder *feeder, const TgWalkItem *item, TgPrepared *prepared, gboolean *waits, GError **error);
gboolean  tg_feeder_bytes (TgFeeder *feeder, const char *path, const char *origin, GBytes *bytes, GError **error);
gboolean  tg_feeder_flush (TgFeeder *feeder, GError **error);
void      tg_feeder_free  (TgFeeder *feeder);

G_END_DECLS
