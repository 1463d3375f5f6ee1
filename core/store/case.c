/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tg-store"

#include "core/store/case-private.h"

#include <string.h>

#define STATE_MAX (128 * 1024 * 1024)

/* An empty file becomes a case; all of its tables come into being at once. */
static gboolean
create_tables (sqlite3 *db, GError **error)
{
  g_autofree char *marks = g_strdup_printf ("PRAGMA application_id=%d; PRAGMA user_version=%d", TG_APPLICATION_ID, TG_SCHEMA_VERSION);

  if (!tg_db_exec (db, "BEGIN IMMEDIATE", error))
    return FALSE;
  if (tg_db_exec (db, tg_schema_sql, error) && tg_db_exec (db, marks, error) && tg_db_exec (db, "COMMIT", error))
    return TRUE;
  sqlite3_exec (db, "ROLLBACK", NULL, NULL, NULL);
  return FALSE;
}

static gboolean
use_wal (sqlite3 *db, GError **error)
{
  g_autoptr (sqlite3_stmt) stmt = tg_db_prepare (db, "PRAGMA journal_mode=WAL", error);

  if (stmt == NULL || tg_db_step (stmt, error) < 0)
    return FALSE;
  if (g_strcmp0 ((const char *) sqlite3_column_text (stmt, 0), "wal") != 0)
    {
      g_set_error_literal (error, TG_ERROR, TG_ERROR_READ_ONLY, "The place of the case file does not allow a write-ahead log");
      return FALSE;
    }
  return tg_db_exec (db, "PRAGMA synchronous=NORMAL; " TG_DB_LOG_PRAGMAS, error);
}

static gboolean
is_empty (sqlite3 *db, gboolean *empty, GError **error)
{
  gint64 application = 0, tables = 0;

  if (!tg_db_int (db, "PRAGMA application_id", &application, error)
      || !tg_db_int (db, "SELECT count(*) FROM sqlite_schema", &tables, error))
    return FALSE;
  *empty = application == 0 && tables == 0;
  return TRUE;
}

static gboolean
open_for_writing (TgCase *tgcase, gboolean create, GError **error)
{
  gboolean empty = FALSE;
  gint64 unfinished = 0;

  tgcase->held = tg_lock_acquire (tgcase->path, create, error);
  if (tgcase->held == NULL)
    return FALSE;
  tgcase->db = tg_db_open (tgcase->path, TG_DB_WRITE, error);
  if (tgcase->db == NULL || !is_empty (tgcase->db, &empty, error))
    return FALSE;
  if (sqlite3_db_readonly (tgcase->db, "main") != 0)
    {
      g_set_error_literal (error, TG_ERROR, TG_ERROR_READ_ONLY, "The case file cannot be opened for writing");
      return FALSE;
    }
  if (empty && create)
    return tg_db_exec (tgcase->db, "PRAGMA page_size=8192; PRAGMA auto_vacuum=NONE", error)
           && use_wal (tgcase->db, error) && create_tables (tgcase->db, error);
  if (!tg_db_check (tgcase->db, error) || !use_wal (tgcase->db, error))
    return FALSE;
  /* an import was killed: what follows one is made up for */
  return tg_db_int (tgcase->db, "SELECT value FROM meta WHERE name = 'unfinished'", &unfinished, error)
         && (unfinished == 0 || tg_import_settle (tgcase->db, FALSE, error));
}

static void
drop_connection (TgCase *tgcase)
{
  g_clear_pointer (&tgcase->db, tg_db_close);
  g_clear_pointer (&tgcase->held, tg_lock_release);
}

static gboolean
open_for_reading (TgCase *tgcase, GError **error)
{
  tgcase->read_only = TRUE;
  tgcase->db = tg_db_open_reader (tgcase->path, error);
  return tgcase->db != NULL && tg_db_check (tgcase->db, error);
}

TgCase *
tg_case_open (const char *path, TgCaseFlags flags, GError **error)
{
  g_autoptr (GError) problem = NULL;
  TgCase *tgcase = g_new0 (TgCase, 1);
  gboolean ok;

  tgcase->path = g_canonicalize_filename (path, NULL);
  g_mutex_init (&tgcase->lock);
  if ((flags & TG_CASE_READ_ONLY) != 0)
    ok = open_for_reading (tgcase, error);
  else
    {
      ok = open_for_writing (tgcase, (flags & TG_CASE_CREATE) != 0, &problem);
      const gboolean medium = !ok && (g_error_matches (problem, TG_ERROR, TG_ERROR_READ_ONLY) || g_error_matches (problem, TG_ERROR, TG_ERROR_IO)
                                      || g_error_matches (problem, TG_ERROR, TG_ERROR_FULL));
      if (!ok)
        drop_connection (tgcase);
      if (medium && g_file_test (tgcase->path, G_FILE_TEST_IS_REGULAR))
        ok = open_for_reading (tgcase, NULL);
      if (!ok)
        g_propagate_error (error, g_steal_pointer (&problem));
      else if (tgcase->read_only)
        tgcase->reason = g_error_matches (problem, TG_ERROR, TG_ERROR_FULL) ? g_strdup (problem->message)
                         : g_strconcat (problem->message, ". Copy it to a place where you may write, and import there", NULL);
    }
  if (!ok)
    g_clear_pointer (&tgcase, tg_case_close);
  return tgcase;
}

void
tg_case_close (TgCase *tgcase)
{
  if (tgcase == NULL)
    return;
  if (tgcase->db != NULL && !tgcase->read_only)
    sqlite3_wal_checkpoint_v2 (tgcase->db, NULL, SQLITE_CHECKPOINT_TRUNCATE, NULL, NULL);
  drop_connection (tgcase);
  g_mutex_clear (&tgcase->lock);
  g_free (tgcase->reason);
  g_free (tgcase->path);
  g_free (tgcase);
}

const char *
tg_case_path (TgCase *tgcase)
{
  return tgcase->path;
}

gboolean
tg_case_is_read_only (TgCase *tgcase)
{
  return tgcase->read_only;
}

const char *
tg_case_read_only_reason (TgCase *tgcase)
{
  return tgcase->reason;
}

void
tg_case_refuse_write (TgCase *tgcase, GError **error)
{
  if (tgcase->reason == NULL)
    g_set_error_literal (error, TG_ERROR, TG_ERROR_READ_ONLY, "The case is open for reading only");
  else
    {
      g_autofree char *name = g_filename_display_name (tgcase->path);
      g_set_error (error, TG_ERROR, TG_ERROR_READ_ONLY, "%s can be read, but nothing can be added to it. %s", name, tgcase->reason);
    }
}

static gboolean
save_state (TgCase *tgcase, const char *name, const char *json, GError **error)
{
  g_autoptr (sqlite3_stmt) stmt = tg_db_prepare (tgcase->db,
    json != NULL ? "INSERT OR REPLACE INTO state (name, json) VALUES (?, ?)" : "DELETE FROM state WHERE name = ?", error);

  if (stmt == NULL)
    return FALSE;
  sqlite3_bind_text (stmt, 1, name, -1, SQLITE_STATIC);
  if (json != NULL)
    sqlite3_bind_text (stmt, 2, json, -1, SQLITE_STATIC);
  return tg_db_run (stmt, error);
}

gboolean
tg_case_save_state (TgCase *tgcase, const char *name, const char *json, GError **error)
{
  if (tgcase->read_only)
    {
      tg_case_refuse_write (tgcase, error);
      return FALSE;
    }
  if (json != NULL && strlen (json) > STATE_MAX)
    {
      g_set_error_literal (error, TG_ERROR, TG_ERROR_LIMIT, "The text is longer than 32 MiB");
      return FALSE;
    }
  g_mutex_lock (&tgcase->lock);
  const gboolean ok = save_state (tgcase, name, json, error);
  g_mutex_unlock (&tgcase->lock);
  return ok;
}

static char *
load_state (TgCase *tgcase, const char *name, GError **error)
{
  g_autoptr (sqlite3_stmt) stmt = tg_db_prepare (tgcase->db, "SELECT json FROM state WHERE name = ?", error);

  if (stmt == NULL)
    return NULL;
  sqlite3_bind_text (stmt, 1, name, -1, SQLITE_STATIC);
  if (tg_db_step (stmt, error) <= 0)
    return NULL;
  if (sqlite3_column_bytes (stmt, 0) > STATE_MAX)      /* nothing that was saved here */
    {
      g_set_error_literal (error, TG_ERROR, TG_ERROR_LIMIT, "The text is longer than 32 MiB");
      return NULL;
    }
  return tg_column_dup (stmt, 0);
}

char *
tg_case_load_state (TgCase *tgcase, const char *name, GError **error)
{
  g_mutex_lock (&tgcase->lock);
  char *json = load_state (tgcase, name, error);
  g_mutex_unlock (&tgcase->lock);
  return json;
}
