/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tg-base"

#include "core/base/slabs.h"

#include "core/base/memory.h"

#define LINE 64

typedef struct _TgSlab TgSlab;
struct _TgSlab
{
  TgSlab *next;          /* of those kept */
  gsize   size, used;
  guint   users;         /* pieces, and one more while pieces are cut from it */
  char   *data;
};

struct _TgSlabs
{
  GMutex  lock;
  gsize   size;
  guint   most, n_kept;
  TgSlab *current, *kept;
};

TgSlabs *
tg_slabs_new (gsize slab, guint most)
{
  TgSlabs *slabs = g_new0 (TgSlabs, 1);

  g_mutex_init (&slabs->lock);
  slabs->size = slab;
  slabs->most = most;
  return slabs;
}

static TgSlab *
slab_new (gsize size)
{
  TgSlab *slab = g_malloc (sizeof (TgSlab) + LINE + size);

  tg_memory_large (slab, sizeof (TgSlab) + LINE + size);
  *slab = (TgSlab) { .size = size };
  slab->data = (char *) (((guintptr) (slab + 1) + LINE - 1) & ~(guintptr) (LINE - 1));
  return slab;
}

/* With the lock. */
static void
leave (TgSlabs *slabs, TgSlab *slab)
{
  if (--slab->users > 0)
    return;
  if (slab->size != slabs->size || slabs->n_kept == slabs->most)
    {
      g_free (slab);
      return;
    }
  slab->used = 0;
  slab->next = slabs->kept;
  slabs->kept = slab;
  slabs->n_kept++;
}

void
tg_slabs_free (TgSlabs *slabs)
{
  if (slabs == NULL)
    return;
  if (slabs->current != NULL)
    leave (slabs, slabs->current);
  while (slabs->kept != NULL)
    {
      TgSlab *slab = slabs->kept;
      slabs->kept = slab->next;
      g_free (slab);
    }
  g_mutex_clear (&slabs->lock);
  g_free (slabs);
}

static TgSlab *
next_slab (TgSlabs *slabs)
{
  TgSlab *slab = slabs->kept;

  if (slab == NULL)
    return slab_new (slabs->size);
  slabs->kept = slab->next;
  slabs->n_kept--;
  return slab;
}

TgPiece
tg_slabs_take (TgSlabs *slabs, gsize size)
{
  const gsize room = (MAX (size, 1) + LINE - 1) & ~(gsize) (LINE - 1);

  if (room > slabs->size)
    {
      TgSlab *own = slab_new (room);
      own->users = 1;
      return (TgPiece) { own->data, room, own };
    }
  g_mutex_lock (&slabs->lock);
  if (slabs->current != NULL && slabs->size - slabs->current->used < room)
    {
      leave (slabs, slabs->current);
      slabs->current = NULL;
    }
  if (slabs->current == NULL)
    {
      slabs->current = next_slab (slabs);
      slabs->current->users = 1;
    }
  TgSlab *slab = slabs->current;
  const TgPiece piece = { slab->data + slab->used, room, slab };
  slab->used += room;
  slab->users++;
  g_mutex_unlock (&slabs->lock);
  return piece;
}

void
tg_slabs_give (TgSlabs *slabs, TgPiece *piece)
{
  if (piece->data == NULL)
    return;
  g_mutex_lock (&slabs->lock);
  leave (slabs, piece->slab);
  g_mutex_unlock (&slabs->lock);
  *piece = (TgPiece) { NULL };
}

guint
tg_slabs_kept (TgSlabs *slabs)
{
  g_mutex_lock (&slabs->lock);
  const guint n = slabs->n_kept;
  g_mutex_unlock (&slabs->lock);
  return n;
}
