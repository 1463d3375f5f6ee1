/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "core/base/error.h"
#include "core/base/job.h"
#include "core/model/sink.h"

G_BEGIN_DECLS

/* The one door. Reads files, folders and bytes into a sink: opening, sniffing, splitting and parsing on all cores, mapping,
 * handing over in order. */
typedef struct
{
  guint    threads;          /* 0: as many as the machine has */
  gboolean reference;        /* keep evidence in place instead of in the case */
  guint64  batch_bytes;      /* 0: default; tests make it small */
} TgImportOptions;

/* paths: NULL-terminated, in the file system's own encoding; folders are walked in sorted order, symbolic links not followed out of
 * them. A path that cannot be read becomes a file with a note in the ledger. FALSE only for what ends an import: cancelled, disk
 * full, store errors. */
gboolean tg_import_paths (TgSink *sink, const char * const *paths, const TgImportOptions *options, TgJob *job, GError **error);

/* An API page or a dropped text: the same importer. path: what a person would call it. */
gboolean tg_import_bytes (TgSink *sink, const char *path, const char *origin, GBytes *bytes, const TgImportOptions *options, TgJob *job, GError **error);

G_END_DECLS
