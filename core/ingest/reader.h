/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "core/ingest/json.h"
#include "core/ingest/jsonsplit.h"
#include "core/ingest/shapes.h"
#include "core/model/fields.h"
#include "core/model/record.h"
#include "core/model/sink.h"

G_BEGIN_DECLS

/* From a slice of text to records. One reader per thread. */

#define TG_READER_LEVELS 4      /* JSON inside strings of JSON */

struct _TgLogReader;

typedef struct
{
  const char *id;             /* for the ledger: "cloudtrail-records" */
  /* What the object at index is: a TgRecordKind, or -1 when it is not of this format. */
  int  (*recognise) (const TgJsonDoc *doc, guint32 index);
  /* Sets time, id_hash and flags; kind and content_hash are set. */
  void (*read)      (const TgJsonDoc *doc, guint32 index, TgRecord *record);
  /* Puts the values of its fields into scratch; level: the first parser that is free. NULL: those of its kind's root. */
  void (*extract)   (struct _TgLogReader *reader, const TgJsonDoc *doc, guint32 index, TgRecord *record, guint level);
} TgJsonFormat;

extern const TgJsonFormat tg_format_cloudtrail, tg_format_guardduty, tg_format_securityhub, tg_format_k8s, tg_format_ocsf,
                          tg_format_dns, tg_format_flow, tg_format_waf, tg_format_instance, tg_format_interface, tg_format_identity,
                          tg_format_config;

typedef struct _TgLogReader
{
  TgJson     *parsers[TG_READER_LEVELS];
  GArray     *scratch;          /* TgFieldValue */
  TgShapes   *shapes;
  /* where the results go; borrowed */
  TgArena    *arena;
  GArray     *records;          /* TgRecord */
  guint32     file;
  const char *kept;             /* text that lives as long as arena and has TG_JSON_PADDING behind it: values point into it */
  gsize       kept_len;
  TgSpan      account, cluster; /* what the envelope around the next value says; absent */
  /* of the current part */
  const char *format;           /* of the first record; NULL while none */
  GArray     *rejects;          /* TgReject: details of the first */
  guint64     n_rejects;
  GArray     *unknown;          /* TgReject: values that parse and are nothing known */
  guint64     n_unknown;
  char       *remark;           /* on the whole of it; NULL */
  const char *look;             /* what the first unknown value looks like; NULL */
} TgLogReader;

TgLogReader *tg_log_reader_new   (void);
void         tg_log_reader_free  (TgLogReader *reader);
/* Records read before are no longer in use. */
void         tg_log_reader_batch (TgLogReader *reader);
void         tg_log_reader_begin (TgLogReader *reader, TgArena *arena, GArray *records, guint32 file);
/* The text that is read next lives in the arena, with TG_JSON_PADDING bytes behind it. */
void         tg_log_reader_text  (TgLogReader *reader, const char *text, gsize len);

/* The beginning of the envelope that the next values stand in, up to its open array; absent: they stand in none. */
void         tg_log_reader_head  (TgLogReader *reader, TgSpan head);
/* text: one JSON value that stands at offset of the file. */
void         tg_log_reader_json  (TgLogReader *reader, const char *text, gsize len, guint64 offset);
/* The length of the JSON object that text begins with, when it is an event like one before it, and was read; else 0. */
gsize        tg_log_reader_known (TgLogReader *reader, const char *text, gsize len, guint64 offset);
/* A row of a table, under that header. */
void         tg_log_reader_row   (TgLogReader *reader, TgSpan header, const char *row, gsize len, guint64 offset);
/* reason may hold anything; it is made presentable. */
void         tg_log_reader_reject(TgLogReader *reader, guint64 offset, const char *reason);

/* Puts the values of the fields of a root (TgRecordKind, TG_RECORD_OCSF_API …) into scratch. */
void      tg_extract_json  (TgLogReader *reader, const TgJsonDoc *doc, guint32 index, guint root);
/* As if the object at index stood under that member of the root. */
void      tg_extract_member(TgLogReader *reader, const TgJsonDoc *doc, guint32 index, guint root, const char *name);
/* From an object whose members' names are whole paths: "requestParameters.bucketName". */
void      tg_extract_dotted(TgLogReader *reader, const TgJsonDoc *doc, guint32 index, guint root);

/* The span itself when it lives long enough, else a copy in the arena. */
static inline TgSpan
tg_log_reader_keep (TgLogReader *reader, TgSpan span)
{
  const guintptr at = (guintptr) span.str, from = (guintptr) reader->kept;
  return reader->kept != NULL && at >= from && at - from < reader->kept_len ? span : tg_arena_copy (reader->arena, span);
}

/* The row as the JSON object that its columns spell (csvrow.c); FALSE, and a static reason, when it does not fit the header. */
gboolean  tg_csv_row_json  (TgLogReader *reader, TgSpan header, const char *row, gsize len, GString *json, const char **reason);

/* So for a row of GetQueryResults of CloudTrail Lake: an array of objects of one member each. */
void      tg_csv_lake_json (TgLogReader *reader, const TgJsonDoc *doc, guint32 array, GString *json);
/* And of Athena's: arrays of {"VarCharValue": …}, those of the first row are the names. */
void      tg_csv_athena_json (TgLogReader *reader, const TgJsonDoc *doc, guint32 header, guint32 data, GString *json);

/* A hash that is never 0. */
guint64   tg_record_id     (TgRecordKind kind, TgSpan id, TgSpan version);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TgLogReader, tg_log_reader_free)

G_END_DECLS
