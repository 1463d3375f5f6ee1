/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "core/store/case.h"
#include "core/store/db-private.h"

G_BEGIN_DECLS

typedef struct _TgImport TgImport;

struct _TgCase
{
  char     *path;
  sqlite3  *db;              /* the writer connection; a reading one when read_only */
  gboolean  read_only;
  char     *reason;          /* why, where writing was asked for */
  gpointer  held;            /* the lock among processes */
  GMutex    lock;            /* of db, and of import */
  TgImport *import;
};

/* --- one writer --- */
/* Holds the lock of the case file until tg_lock_release() or the end of the process, however it comes. BUSY, READ_ONLY, NOT_FOUND, IO. */
gpointer tg_lock_acquire (const char *path, gboolean create, GError **error);
void     tg_lock_release (gpointer held);

/* --- what follows an import --- */
/* Severities of entities, and with search the search index, are brought up to date. Own transaction. */
gboolean tg_index_update (sqlite3 *db, gboolean search, GError **error);
/* full: an import came to its end; runs are merged, names are indexed, the case is marked as finished. Else one was interrupted: names wait for
 * the end of the one that goes on (a search looks at them one by one), for the index keeps each text it was given. */
gboolean tg_import_settle (sqlite3 *db, gboolean full, GError **error);

/* How much is gathered before it is committed; for tests. */
extern gsize tg_commit_records;

G_END_DECLS
