/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <sqlite3.h>

#include "core/base/arena.h"
#include "core/base/error.h"
#include "core/base/job.h"
#include "core/base/time.h"

G_BEGIN_DECLS

#define TG_APPLICATION_ID 0x54474331      /* "TGC1" */
#define TG_SCHEMA_VERSION 2               /* 1: without evidence_pack; becomes 2 when something is imported */

/* Pieces of evidence side by side: schema.sql. */
#define TG_PACKED         2
#define TG_PACK_PLACE     20              /* bits of the place in a pack */

/* Pages of the case that a connection holds in memory, in KiB, negative as SQLite wants it. */
#define TG_DB_CACHE -16384

/* How long the write-ahead log becomes: what is written at once can be larger than the default, so that a checkpoint would follow each commit. */
#define TG_DB_LOG_PRAGMAS "PRAGMA wal_autocheckpoint=4000; PRAGMA journal_size_limit=67108864"

extern const char tg_schema_sql[];        /* resources/schema.sql */

G_DEFINE_AUTOPTR_CLEANUP_FUNC (sqlite3_stmt, sqlite3_finalize)

/* IMMUTABLE: what no process changes, without a log; ALONE: with the log of another time, while no process writes. */
typedef enum { TG_DB_WRITE, TG_DB_READ, TG_DB_IMMUTABLE, TG_DB_ALONE } TgDbMode;

/* A hardened connection. NULL with an error; the file is made by TG_DB_WRITE only. */
sqlite3      *tg_db_open    (const char *path, TgDbMode mode, GError **error);
/* As reader: falls back to a connection that needs no file of its own where no WAL can be made. */
sqlite3      *tg_db_open_reader (const char *path, GError **error);
/* FOREIGN, NEWER, DAMAGED. */
gboolean      tg_db_check   (sqlite3 *db, GError **error);
void          tg_db_close   (sqlite3 *db);
/* Whether no process holds the lock of the case file for writing (lock.c). */
gboolean      tg_lock_is_free (const char *path);

/* Sets the error that rc stands for, always. */
void          tg_db_error   (GError **error, sqlite3 *db, int rc);
void          tg_db_damaged (GError **error, const char *what);
gboolean      tg_db_exec    (sqlite3 *db, const char *sql, GError **error);
sqlite3_stmt *tg_db_prepare (sqlite3 *db, const char *sql, GError **error);
/* 1: a row, 0: done, -1: error. */
int           tg_db_step    (sqlite3_stmt *stmt, GError **error);
/* For statements without rows: steps, resets. */
gboolean      tg_db_run     (sqlite3_stmt *stmt, GError **error);
/* The same with numbers for the parameters; prepared for this once. */
gboolean      tg_db_run_values (sqlite3_stmt *stmt, const gint64 *values, guint n, GError **error);
gboolean      tg_db_run_with (sqlite3 *db, const char *sql, const gint64 *values, guint n, GError **error);
/* First column of the first row; 0 rows leave out as it is. */
gboolean      tg_db_int     (sqlite3 *db, const char *sql, gint64 *out, GError **error);
/* Queries on this connection end with CANCELLED when the job is. NULL ends the watch. */
void          tg_db_watch   (sqlite3 *db, TgJob *job);

void          tg_bind_span  (sqlite3_stmt *stmt, int index, TgSpan text);       /* absent: NULL; borrowed until reset */
void          tg_bind_time  (sqlite3_stmt *stmt, int index, gint64 time);       /* TG_TIME_NONE: NULL */
char         *tg_column_dup (sqlite3_stmt *stmt, int index);                    /* "" for NULL; valid UTF-8 */
gint64        tg_column_time (sqlite3_stmt *stmt, int index);

G_END_DECLS
