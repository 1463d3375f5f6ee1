/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "core/ingest/source.h"
#include "core/ingest/walk.h"
#include "core/model/sink.h"

G_BEGIN_DECLS

/* Files are opened, digested, looked up and inflated by whoever has nothing else to do, some of them before it is their turn; who reads them takes
 * them one after the other, and what nobody prepared yet is prepared then. */

typedef struct
{
  TgSource *source;          /* NULL: it was not opened, or cannot be: problem says why */
  GError   *problem;
  guint8    sha256[32];
  guint64   size;
  gint64    mtime;           /* µs */
  gboolean  found;           /* known is what the sink said of these bytes */
  TgEvidenceState known;
} TgPrepared;

typedef struct
{
  TgSink    *sink;
  TgJob     *job;            /* NULL: none */
  TgSlabs   *slabs;          /* outlives what was prepared */
  gsize      limit;          /* files that inflate to more are inflated when they are read */
} TgPreparing;

void tg_prepare        (const TgPreparing *how, const TgWalkItem *item, TgPrepared *out);
void tg_prepared_clear (TgPrepared *prepared);

typedef struct _TgPreparer TgPreparer;

/* most: bytes that what was prepared and not taken may hold, files and text. */
TgPreparer *tg_preparer_new   (const TgPreparing *how, GPtrArray *items, gsize most);      /* TgWalkItem */
/* When nobody is inside any more; frees what was not taken. */
void        tg_preparer_free  (TgPreparer *preparer);
/* From any thread: prepares one file. FALSE: there is nothing to do, for now. */
gboolean    tg_preparer_help  (TgPreparer *preparer);
/* Items in their order, from one thread; out is the caller's, to clear. */
void        tg_preparer_take  (TgPreparer *preparer, guint item, TgPrepared *out);
gsize       tg_preparer_held  (TgPreparer *preparer);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TgPreparer, tg_preparer_free)

G_END_DECLS
