/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tg-ingest"

#include "core/ingest/ahead.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/ingest/walk.h"

#define FILES_MAX 64
#define BYTES_MAX (32 * 1024 * 1024)       /* of the files between the one that is read and the last that was asked for */
#define EACH_MAX  (8 * 1024 * 1024)        /* of one; behind that the system looks ahead itself */

struct _TgAhead
{
  const GPtrArray *items;
  GThread *thread;
  GMutex   lock;
  GCond    changed;
  guint    at, next;
  guint64  bytes;          /* of the items from at to next - 1, but for the first of all */
  gboolean closed;
};

static guint64
weight (const TgAhead *ahead, guint item)
{
  return MIN (((const TgWalkItem *) g_ptr_array_index (ahead->items, item))->size, EACH_MAX);
}

static void
ask_for (const char *path)
{
  struct stat st;
  int fd;

  if (lstat (path, &st) < 0 || !S_ISREG (st.st_mode))
    return;
  fd = open (path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK | O_NOFOLLOW);
  if (fd < 0)
    return;
  posix_fadvise (fd, 0, EACH_MAX, POSIX_FADV_WILLNEED);
  close (fd);
}

/* A copy: the item's may go when it is its turn. */
static char *
path_of (const TgWalkItem *item)
{
  return item->note == NULL && item->size > 0 ? g_strdup (item->path) : NULL;
}

static gpointer
ahead_thread (gpointer data)
{
  TgAhead *ahead = data;

  g_mutex_lock (&ahead->lock);
  while (!ahead->closed && ahead->next < ahead->items->len)
    if (ahead->next < ahead->at + FILES_MAX && ahead->bytes < BYTES_MAX)
      {
        const guint item = ahead->next++;
        ahead->bytes += weight (ahead, item);
        g_autofree char *path = path_of (g_ptr_array_index (ahead->items, item));
        g_mutex_unlock (&ahead->lock);
        if (path != NULL)
          ask_for (path);
        g_mutex_lock (&ahead->lock);
      }
    else
      g_cond_wait (&ahead->changed, &ahead->lock);
  g_mutex_unlock (&ahead->lock);
  return NULL;
}

TgAhead *
tg_ahead_new (const GPtrArray *items)
{
  TgAhead *ahead = g_new0 (TgAhead, 1);

  ahead->items = items;
  ahead->next = 1;
  g_mutex_init (&ahead->lock);
  g_cond_init (&ahead->changed);
  ahead->thread = g_thread_new ("ahead", ahead_thread, ahead);
  return ahead;
}

void
tg_ahead_free (TgAhead *ahead)
{
  if (ahead == NULL)
    return;
  g_mutex_lock (&ahead->lock);
  ahead->closed = TRUE;
  g_cond_broadcast (&ahead->changed);
  g_mutex_unlock (&ahead->lock);
  g_thread_join (ahead->thread);
  g_mutex_clear (&ahead->lock);
  g_cond_clear (&ahead->changed);
  g_free (ahead);
}

void
tg_ahead_at (TgAhead *ahead, guint item)
{
  g_mutex_lock (&ahead->lock);
  for (; ahead->at < item; ahead->at++)
    if (ahead->at < ahead->next && ahead->at > 0)
      ahead->bytes -= weight (ahead, ahead->at);
  /* what was read meanwhile need not be asked for */
  if (ahead->next <= item)
    {
      ahead->next = item + 1;
      ahead->bytes = weight (ahead, item);
    }
  g_cond_broadcast (&ahead->changed);
  g_mutex_unlock (&ahead->lock);
}
