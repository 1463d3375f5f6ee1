/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tg-store"

#include "core/store/db-private.h"

#include <errno.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/statvfs.h>

#define QUICK_CHECK_MAX (G_GINT64_CONSTANT (256) * 1024 * 1024)

/* SQLite calls a full disk so only where it writes: not where it makes room for a file that is mapped, or makes one. */
static gboolean
is_full (sqlite3 *db, int rc)
{
  const gboolean io = (rc & 0xff) == SQLITE_IOERR || (rc & 0xff) == SQLITE_CANTOPEN;
  const int number = db != NULL && io ? sqlite3_system_errno (db) : 0;
  const char *path = db != NULL && io ? sqlite3_db_filename (db, "main") : NULL;
  struct statvfs disk;
  struct rlimit limit;

  if ((rc & 0xff) == SQLITE_FULL || number == ENOSPC || number == EDQUOT || number == EFBIG)
    return TRUE;
  /* what followed the failed write may have set another number */
  if (rc == SQLITE_IOERR_WRITE && getrlimit (RLIMIT_FSIZE, &limit) == 0 && limit.rlim_cur != RLIM_INFINITY)
    return TRUE;
  return io && path != NULL && statvfs (path, &disk) == 0 && (disk.f_flag & ST_RDONLY) == 0 && disk.f_blocks > 0 && disk.f_bavail == 0;
}

static void
set_full (GError **error, sqlite3 *db)
{
  const char *path = db != NULL ? sqlite3_db_filename (db, "main") : NULL;
  g_autofree char *name = g_filename_display_name (path != NULL && *path != '\0' ? path : "the case");

  g_set_error (error, TG_ERROR, TG_ERROR_FULL, "The disk is full: %s cannot grow. What it holds is safe. Make room on that disk, or copy the case "
               "to a larger one, and import the same files again: the import goes on from where it stopped", name);
}

void
tg_db_error (GError **error, sqlite3 *db, int rc)
{
  int code = TG_ERROR_FAILED;

  if (is_full (db, rc))
    {
      set_full (error, db);
      return;
    }
  switch (rc & 0xff)
    {
    case SQLITE_READONLY:
    case SQLITE_PERM:      code = TG_ERROR_READ_ONLY; break;
    case SQLITE_BUSY:
    case SQLITE_LOCKED:    code = TG_ERROR_BUSY; break;
    case SQLITE_CORRUPT:   code = TG_ERROR_DAMAGED; break;
    case SQLITE_NOTADB:    code = TG_ERROR_FOREIGN; break;
    case SQLITE_IOERR:     code = (rc == SQLITE_IOERR_SHORT_READ) ? TG_ERROR_DAMAGED : TG_ERROR_IO; break;
    case SQLITE_CANTOPEN:  code = TG_ERROR_IO; break;
    case SQLITE_INTERRUPT: code = TG_ERROR_CANCELLED; break;
    case SQLITE_TOOBIG:    code = TG_ERROR_LIMIT; break;
    default: break;
    }
  if (code == TG_ERROR_FOREIGN)
    g_set_error_literal (error, TG_ERROR, code, "The file is no Trailgraph case");
  else if (code == TG_ERROR_DAMAGED)
    g_set_error_literal (error, TG_ERROR, code, "The case file is damaged");
  else
    g_set_error (error, TG_ERROR, code, "The case file cannot be used: %s", db != NULL ? sqlite3_errmsg (db) : sqlite3_errstr (rc));
}

void
tg_db_damaged (GError **error, const char *what)
{
  g_set_error (error, TG_ERROR, TG_ERROR_DAMAGED, "The case file is damaged: %s", what);
}

gboolean
tg_db_exec (sqlite3 *db, const char *sql, GError **error)
{
  const int rc = sqlite3_exec (db, sql, NULL, NULL, NULL);

  if (rc != SQLITE_OK)
    tg_db_error (error, db, rc);
  return rc == SQLITE_OK;
}

sqlite3_stmt *
tg_db_prepare (sqlite3 *db, const char *sql, GError **error)
{
  sqlite3_stmt *stmt = NULL;
  const int rc = sqlite3_prepare_v2 (db, sql, -1, &stmt, NULL);

  if (rc != SQLITE_OK)
    /* a table or column that is not there: somebody else's or a broken file with our mark */
    tg_db_error (error, db, rc == SQLITE_ERROR ? SQLITE_CORRUPT : rc);
  return stmt;
}

int
tg_db_step (sqlite3_stmt *stmt, GError **error)
{
  const int rc = sqlite3_step (stmt);

  if (rc == SQLITE_ROW)
    return 1;
  if (rc == SQLITE_DONE)
    return 0;
  tg_db_error (error, sqlite3_db_handle (stmt), rc);
  return -1;
}

gboolean
tg_db_run (sqlite3_stmt *stmt, GError **error)
{
  const int got = tg_db_step (stmt, error);

  sqlite3_reset (stmt);
  return got >= 0;
}

gboolean
tg_db_run_values (sqlite3_stmt *stmt, const gint64 *values, guint n, GError **error)
{
  for (guint i = 0; i < n; i++)
    sqlite3_bind_int64 (stmt, (int) i + 1, values[i]);
  return tg_db_run (stmt, error);
}

gboolean
tg_db_run_with (sqlite3 *db, const char *sql, const gint64 *values, guint n, GError **error)
{
  g_autoptr (sqlite3_stmt) stmt = tg_db_prepare (db, sql, error);

  return stmt != NULL && tg_db_run_values (stmt, values, n, error);
}

gboolean
tg_db_int (sqlite3 *db, const char *sql, gint64 *out, GError **error)
{
  g_autoptr (sqlite3_stmt) stmt = tg_db_prepare (db, sql, error);

  if (stmt == NULL)
    return FALSE;
  const int got = tg_db_step (stmt, error);
  if (got > 0)
    *out = sqlite3_column_int64 (stmt, 0);
  return got >= 0;
}

static int
on_progress (void *data)
{
  return tg_job_is_cancelled (data);
}

void
tg_db_watch (sqlite3 *db, TgJob *job)
{
  sqlite3_progress_handler (db, job != NULL ? 2000 : 0, job != NULL ? on_progress : NULL, job);
}

void
tg_bind_span (sqlite3_stmt *stmt, int index, TgSpan text)
{
  if (text.str == NULL)
    sqlite3_bind_null (stmt, index);
  else
    sqlite3_bind_text (stmt, index, text.str, text.len, SQLITE_STATIC);
}

void
tg_bind_time (sqlite3_stmt *stmt, int index, gint64 time)
{
  if (time == TG_TIME_NONE)
    sqlite3_bind_null (stmt, index);
  else
    sqlite3_bind_int64 (stmt, index, time);
}

char *
tg_column_dup (sqlite3_stmt *stmt, int index)
{
  const char *text = (const char *) sqlite3_column_text (stmt, index);

  return text == NULL ? g_strdup ("") : g_utf8_make_valid (text, -1);
}

gint64
tg_column_time (sqlite3_stmt *stmt, int index)
{
  return sqlite3_column_type (stmt, index) == SQLITE_NULL ? TG_TIME_NONE : sqlite3_column_int64 (stmt, index);
}

/* What a case file brings along must not be able to do more than hold data. */
static gboolean
harden (sqlite3 *db, GError **error)
{
  static const struct { int option, value; } options[] = {
    { SQLITE_DBCONFIG_DEFENSIVE, 1 },
    { SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0 },
    { SQLITE_DBCONFIG_ENABLE_TRIGGER, 0 },
    { SQLITE_DBCONFIG_ENABLE_VIEW, 0 },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (options); i++)
    sqlite3_db_config (db, options[i].option, options[i].value, NULL);
  sqlite3_limit (db, SQLITE_LIMIT_ATTACHED, 0);
  sqlite3_extended_result_codes (db, 1);
  sqlite3_busy_timeout (db, 5000);
  return tg_db_exec (db, "PRAGMA mmap_size=0; PRAGMA cell_size_check=ON; PRAGMA temp_store=MEMORY; PRAGMA cache_size=" G_STRINGIFY (TG_DB_CACHE), error);
}

sqlite3 *
tg_db_open (const char *path, TgDbMode mode, GError **error)
{
  sqlite3 *db = NULL;
  g_autofree char *absolute = g_canonicalize_filename (path, NULL);
  g_autofree char *escaped = g_uri_escape_string (absolute, "/", FALSE);
  g_autofree char *uri = g_strconcat ("file:", escaped, mode == TG_DB_IMMUTABLE ? "?immutable=1" : "", NULL);
  /* a reader may write as well where it can: else the last one to close would leave the files of the write-ahead log behind */
  const int flags = SQLITE_OPEN_URI | SQLITE_OPEN_FULLMUTEX
                    | (mode == TG_DB_WRITE ? SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE
                       : mode == TG_DB_READ ? SQLITE_OPEN_READWRITE : SQLITE_OPEN_READONLY);
  /* without locks, for those are of no use where nothing can be written, and no log can be read with "nolock=1" */
  const int rc = sqlite3_open_v2 (uri, &db, flags, mode == TG_DB_ALONE ? "unix-none" : NULL);

  if (rc != SQLITE_OK)
    {
      tg_db_error (error, db, rc);
      sqlite3_close (db);
      return NULL;
    }
  /* before the first read: so the index of the write-ahead log lies in memory */
  if ((mode == TG_DB_ALONE && !tg_db_exec (db, "PRAGMA locking_mode=EXCLUSIVE", error))
      || !harden (db, error) || (mode == TG_DB_READ && !tg_db_exec (db, "PRAGMA query_only=ON", error)))
    g_clear_pointer (&db, sqlite3_close);
  return db;
}

void
tg_db_close (sqlite3 *db)
{
  if (db != NULL)
    sqlite3_close_v2 (db);
}

/* The first read of a connection: what is wrong with the file shows here. */
static gboolean
probe (sqlite3 *db, GError **error)
{
  gint64 id = 0;

  return tg_db_int (db, "PRAGMA application_id", &id, error) && tg_db_int (db, "SELECT count(*) FROM sqlite_schema", &id, error);
}

/* Where neither a log nor its index can be made. What stands in a log that was left there counts; that it can be read without locks asks that
 * nobody writes. */
static sqlite3 *
open_as_it_is (const char *path)
{
  g_autofree char *log = g_strconcat (path, "-wal", NULL);
  struct stat st;
  const gboolean has_log = stat (log, &st) == 0 && st.st_size > 0;
  sqlite3 *db = !has_log || tg_lock_is_free (path) ? tg_db_open (path, has_log ? TG_DB_ALONE : TG_DB_IMMUTABLE, NULL) : NULL;

  if (db != NULL && !probe (db, NULL))
    g_clear_pointer (&db, tg_db_close);
  return db;
}

sqlite3 *
tg_db_open_reader (const char *path, GError **error)
{
  g_autoptr (GError) problem = NULL;
  sqlite3 *db;

  if (!g_file_test (path, G_FILE_TEST_EXISTS))
    {
      g_set_error_literal (error, TG_ERROR, TG_ERROR_NOT_FOUND, "There is no such case file");
      return NULL;
    }
  db = tg_db_open (path, TG_DB_READ, &problem);
  if (db != NULL && probe (db, &problem))
    return db;
  g_clear_pointer (&db, tg_db_close);
  /* a medium without room for the shared memory of a WAL */
  if ((g_error_matches (problem, TG_ERROR, TG_ERROR_IO) || g_error_matches (problem, TG_ERROR, TG_ERROR_READ_ONLY)
       || g_error_matches (problem, TG_ERROR, TG_ERROR_FULL)) && (db = open_as_it_is (path)) != NULL)
    return db;
  g_propagate_error (error, g_steal_pointer (&problem));
  return NULL;
}

static gboolean
quick_check (sqlite3 *db, GError **error)
{
  g_autoptr (sqlite3_stmt) stmt = tg_db_prepare (db, "PRAGMA quick_check(1)", error);

  if (stmt == NULL || tg_db_step (stmt, error) < 0)
    return FALSE;
  if (g_strcmp0 ((const char *) sqlite3_column_text (stmt, 0), "ok") == 0)
    return TRUE;
  tg_db_damaged (error, "its pages do not fit together");
  return FALSE;
}

gboolean
tg_db_check (sqlite3 *db, GError **error)
{
  gint64 application = 0, version = 0, pages = 0, size = 0, tables = 0;

  if (!tg_db_int (db, "PRAGMA application_id", &application, error) || !tg_db_int (db, "PRAGMA user_version", &version, error)
      || !tg_db_int (db, "PRAGMA page_count", &pages, error) || !tg_db_int (db, "PRAGMA page_size", &size, error)
      || !tg_db_int (db, "SELECT count(*) FROM sqlite_schema", &tables, error))
    return FALSE;
  if (application != TG_APPLICATION_ID)
    {
      g_set_error_literal (error, TG_ERROR, TG_ERROR_FOREIGN, "The file is no Trailgraph case");
      return FALSE;
    }
  if (version > TG_SCHEMA_VERSION)
    {
      g_set_error_literal (error, TG_ERROR, TG_ERROR_NEWER, "The case was written by a newer Trailgraph");
      return FALSE;
    }
  if (version < 1 || tables == 0)
    {
      tg_db_damaged (error, "its tables are missing");
      return FALSE;
    }
  return pages * size >= QUICK_CHECK_MAX || quick_check (db, error);
}
