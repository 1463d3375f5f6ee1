/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "core/model/sink.h"
#include "core/store/case.h"
#include "core/store/reader.h"

G_BEGIN_DECLS

/* Cases and batches for tests: made by hand, without a reader of logs. */

#define T0 (G_GINT64_CONSTANT (1735689600) * TG_SECOND)     /* 2025-01-01 */

/* A new path in a folder of this test; the folder is removed at the end of the process. */
char   *make_path (const char *name);

/* One event: user calls from an address and acts on a bucket. */
typedef struct
{
  const char *user;         /* principal id; "arn:…" is provisional */
  const char *alias;        /* NULL */
  const char *name;
  const char *address, *bucket, *action, *error;
  gint64      time;
  guint64     id, content;  /* 0: from the event's number */
  guint64     offset;
  guint32     length;
} Event;

/* A batch with one file of text (its bytes kept as they are when gzip is not set). */
TgBatch *make_batch (const char *path, GBytes *bytes);
void     batch_add  (TgBatch *batch, const Event *event);
/* classify, map, write: as the importer does. Frees the batch. */
void     hand_over  (TgSink *sink, TgBatch *batch);

/* A case of n synthetic events in files of per_file, cut into parts of per_part; what the case has already is left out. */
void     import_synthetic (TgSink *sink, guint n, guint per_file, guint per_part, guint die_after);
/* The same, up to the first batch that cannot be written. */
gboolean try_synthetic    (TgSink *sink, guint n, guint per_file, guint per_part, guint die_after, GError **error);

TgCase  *open_case  (const char *path, TgCaseFlags flags);
TgReader *open_reader (const char *path);
/* The number a statement gives. */
gint64   case_number (TgCase *tgcase, const char *sql);
gint64   id_of      (TgReader *reader, const char *text);

G_END_DECLS
