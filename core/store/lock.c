/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tg-store"

#include "core/store/case-private.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

/* A flock() on the case file itself: it ends with the process, also with a killed one, and leaves nothing behind. SQLite's own locks are
 * fcntl() ones, which a process loses when it closes any descriptor of that file: so ours are kept and used again, never closed. */

typedef struct
{
  dev_t    device;
  ino_t    inode;
  int      fd;
  pid_t    owner;           /* a forked child shares the lock of its parent, and must not think it its own */
  gboolean held;
} Lock;

static GMutex mutex;
static GPtrArray *locks;

static Lock *
find_lock (const struct stat *st)
{
  for (guint i = 0; locks != NULL && i < locks->len; i++)
    {
      Lock *lock = g_ptr_array_index (locks, i);
      if (lock->device == st->st_dev && lock->inode == st->st_ino && lock->owner == getpid ())
        return lock;
    }
  return NULL;
}

static void
set_errno (GError **error, int code)
{
  const int kind = code == ENOENT || code == ENOTDIR ? TG_ERROR_NOT_FOUND
                   : code == EACCES || code == EROFS || code == EPERM ? TG_ERROR_READ_ONLY
                   : code == ENOSPC || code == EDQUOT ? TG_ERROR_FULL : TG_ERROR_IO;

  if (kind == TG_ERROR_NOT_FOUND)
    g_set_error_literal (error, TG_ERROR, kind, "There is no such case file");
  else
    g_set_error (error, TG_ERROR, kind, "The case file cannot be opened for writing: %s", g_strerror (code));
}

/* NULL with errno where fd is none. */
static Lock *
keep_lock (int fd)
{
  struct stat st;

  if (fd < 0 || fstat (fd, &st) < 0)
    {
      const int code = errno;
      if (fd >= 0)
        close (fd);
      errno = code;
      return NULL;
    }
  Lock *lock = g_new0 (Lock, 1);
  *lock = (Lock) { st.st_dev, st.st_ino, fd, getpid (), FALSE };
  if (locks == NULL)
    locks = g_ptr_array_new ();
  g_ptr_array_add (locks, lock);
  return lock;
}

static Lock *
open_lock (const char *path, gboolean create, GError **error)
{
  struct stat st;

  if (stat (path, &st) == 0)
    {
      if (!S_ISREG (st.st_mode))
        {
          g_set_error_literal (error, TG_ERROR, TG_ERROR_FOREIGN, "The file is no Trailgraph case");
          return NULL;
        }
      Lock *known = find_lock (&st);
      if (known != NULL)
        return known;
    }
  Lock *lock = keep_lock (open (path, O_RDWR | O_CLOEXEC | O_NOCTTY | (create ? O_CREAT : 0), 0600));
  if (lock == NULL)
    set_errno (error, errno);
  return lock;
}

gboolean
tg_lock_is_free (const char *path)
{
  struct stat st;
  gboolean is_free = FALSE;

  g_mutex_lock (&mutex);
  Lock *lock = stat (path, &st) == 0 ? find_lock (&st) : NULL;
  if (lock == NULL)
    lock = keep_lock (open (path, O_RDONLY | O_CLOEXEC | O_NOCTTY));
  if (lock != NULL && !lock->held && flock (lock->fd, LOCK_SH | LOCK_NB) == 0)
    {
      is_free = TRUE;
      flock (lock->fd, LOCK_UN);
    }
  g_mutex_unlock (&mutex);
  return is_free;
}

gpointer
tg_lock_acquire (const char *path, gboolean create, GError **error)
{
  g_mutex_lock (&mutex);
  Lock *lock = open_lock (path, create, error);
  if (lock != NULL && (lock->held || flock (lock->fd, LOCK_EX | LOCK_NB) < 0))
    {
      g_set_error_literal (error, TG_ERROR, TG_ERROR_BUSY, "Another Trailgraph, a window or an import, works on this case. Close it there or wait for its end, and try again");
      lock = NULL;
    }
  if (lock != NULL)
    lock->held = TRUE;
  g_mutex_unlock (&mutex);
  return lock;
}

void
tg_lock_release (gpointer held)
{
  Lock *lock = held;

  if (lock == NULL)
    return;
  g_mutex_lock (&mutex);
  flock (lock->fd, LOCK_UN);
  lock->held = FALSE;
  g_mutex_unlock (&mutex);
}
