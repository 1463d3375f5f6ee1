/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "core/ingest/importer.h"

G_BEGIN_DECLS

/* A case in memory: keeps what the importer hands over. */
typedef struct
{
  guint8  sha256[32];
  guint64 size, found, stored, duplicates, rejected, inflated;
  char   *path, *format, *note, *codec;
  GByteArray *bytes;
  GArray *rejects;        /* TgReject, copies */
  GArray *records;        /* index into Collect.records */
  guint64 resume_offset, resume_state;
  gboolean first, complete;
} CollectFile;

typedef struct { TgRecord record; guint file; GArray *values; } CollectRecord;

typedef struct
{
  TgSink      sink;
  GMutex      lock;
  GPtrArray  *files;      /* CollectFile */
  GPtrArray  *records;    /* CollectRecord */
  GHashTable *ids;        /* id_hash -> content_hash */
  guint       writes, fail_at;      /* the write of that number fails; 0 never */
  gboolean    finished, ok;
} Collect;

Collect     *collect_new  (void);
void         collect_free (Collect *collect);
CollectFile *collect_file (Collect *collect, const char *name);      /* by the end of its path */
/* Imports text as one file. */
CollectFile *collect_text (Collect *collect, const char *text, gssize len);
/* Everything of it as text, to be compared. */
char        *collect_dump (Collect *collect);

/* Fails unless two records are the same in all they hold. */
void         collect_same_record (const TgRecord *a, const TgRecord *b);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Collect, collect_free)

G_END_DECLS
