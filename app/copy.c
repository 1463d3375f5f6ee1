/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tg-app"

#include "app/copy.h"

#include <errno.h>
#include <glib/gstdio.h>
#include <sqlite3.h>

#include "core/base/error.h"

/* 1024 pages of 4 KiB or more at a time; a busy source is asked again */
#define STEP_PAGES  4096
#define BUSY_TRIES  2000
#define BUSY_MICROS 5000

static int
run_backup (sqlite3 *source, sqlite3 *target)
{
  sqlite3_backup *backup = sqlite3_backup_init (target, "main", source, "main");
  int status, tries = 0;

  if (backup == NULL)
    return sqlite3_errcode (target);
  do
    {
      status = sqlite3_backup_step (backup, STEP_PAGES);
      if (status == SQLITE_BUSY || status == SQLITE_LOCKED)
        {
          g_usleep (BUSY_MICROS);
          tries++;
        }
    }
  while (status == SQLITE_OK || ((status == SQLITE_BUSY || status == SQLITE_LOCKED) && tries < BUSY_TRIES));
  sqlite3_backup_finish (backup);
  return status == SQLITE_DONE ? SQLITE_OK : status;
}

gboolean
tg_copy_case (const char *from, const char *to, GError **error)
{
  g_autofree char *part = g_strconcat (to, ".part", NULL);
  sqlite3 *source = NULL, *target = NULL;
  int status;

  g_unlink (part);
  status = sqlite3_open_v2 (from, &source, SQLITE_OPEN_READONLY, NULL);
  if (status == SQLITE_OK)
    status = sqlite3_open_v2 (part, &target, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, NULL);
  if (status == SQLITE_OK)
    status = run_backup (source, target);
  sqlite3_close (target);
  sqlite3_close (source);
  if (status != SQLITE_OK)
    {
      g_unlink (part);
      g_set_error (error, TG_ERROR, status == SQLITE_FULL ? TG_ERROR_FULL : TG_ERROR_IO, "cannot copy the case: %s", sqlite3_errstr (status));
      return FALSE;
    }
  if (g_rename (part, to) != 0)
    {
      g_set_error (error, TG_ERROR, TG_ERROR_IO, "cannot put the copy in place: %s", g_strerror (errno));
      g_unlink (part);
      return FALSE;
    }
  return TRUE;
}
