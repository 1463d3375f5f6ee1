/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "core/base/error.h"
#include "core/base/job.h"
#include "core/model/sink.h"

G_BEGIN_DECLS

/* An open case file. One TgCase a process and file: it owns the writer connection and its lock. Thread-safe: calls that write
 * are serialised inside. */
typedef struct _TgCase TgCase;

typedef enum
{
  TG_CASE_CREATE    = 1 << 0,   /* make it when it is not there */
  TG_CASE_READ_ONLY = 1 << 1,
} TgCaseFlags;

/* Errors: FOREIGN (no case file), NEWER, DAMAGED, BUSY (another process writes it), READ_ONLY, IO, FULL.
 * A case on a read-only medium or a full disk opens read-only by itself: see tg_case_is_read_only(). */
TgCase     *tg_case_open         (const char *path, TgCaseFlags flags, GError **error);
void        tg_case_close        (TgCase *tgcase);            /* checkpoints; the WAL is gone afterwards */
const char *tg_case_path         (TgCase *tgcase);
gboolean    tg_case_is_read_only (TgCase *tgcase);
/* Why a case that was not opened with TG_CASE_READ_ONLY is so: a read-only medium, a full disk; NULL. For people. */
const char *tg_case_read_only_reason (TgCase *tgcase);
/* The error of writing to such a case. */
void        tg_case_refuse_write (TgCase *tgcase, GError **error);

/* The door for an import. Borrowed from the case; one import at a time (BUSY otherwise). job may be NULL. */
TgSink     *tg_case_begin_import (TgCase *tgcase, TgJob *job, GError **error);

/* A person's own things: JSON texts by name ("session", "boards", "board/<uuid>"), at most 128 MiB each. NULL text deletes. */
gboolean    tg_case_save_state   (TgCase *tgcase, const char *name, const char *json, GError **error);
char       *tg_case_load_state   (TgCase *tgcase, const char *name, GError **error);   /* owned; NULL without error when there is none */

/* Re-hashes all evidence, checks the file, counts the ledger; when derive is set, reads all evidence again into a
 * temporary case through reimport and compares every derived table. The report: lines for people, owned strings. */
gboolean    tg_case_verify       (TgCase *tgcase, TgReimport reimport, gpointer data, TgJob *job, GPtrArray *report, GError **error);

/* The content of the derived and fact tables as text, in a fixed order, independent of how often the import was interrupted:
 * what two cases are compared by. */
char       *tg_case_fingerprint  (TgCase *tgcase, GError **error);    /* owned, 64 hex digits */

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TgCase, tg_case_close)

G_END_DECLS
