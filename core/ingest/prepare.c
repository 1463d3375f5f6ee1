/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tg-ingest"

#include "core/ingest/prepare.h"

/* Of the files behind the one that is read. */
#define WINDOW   64
#define EACH_MAX (8 * 1024 * 1024)

typedef enum { SLOT_NONE, SLOT_RUNNING, SLOT_READY } SlotState;

typedef struct
{
  SlotState  state;
  gsize      held;
  TgPrepared prepared;
} Slot;

struct _TgPreparer
{
  TgPreparing how;
  GPtrArray  *items;
  gsize       most, held;
  GMutex      lock;
  GCond       ready;
  guint       from, next;      /* the first that was not taken; the first that nobody was told to prepare */
  Slot        slots[WINDOW];   /* of item i at i % WINDOW */
};

void
tg_prepared_clear (TgPrepared *prepared)
{
  g_clear_pointer (&prepared->source, tg_source_free);
  g_clear_error (&prepared->problem);
}

/* All but inflating. */
static void
open_item (const TgPreparing *how, const TgWalkItem *item, TgPrepared *out)
{
  *out = (TgPrepared) { .mtime = TG_TIME_NONE };
  if (item->note != NULL)
    return;
  out->source = tg_source_new_path (item->path, &out->problem);
  if (out->source == NULL)
    return;
  if (!tg_source_digest (out->source, how->job, out->sha256, &out->size, &out->mtime, &out->problem))
    g_clear_pointer (&out->source, tg_source_free);
  else
    /* its error comes again when it is asked again */
    out->found = how->sink->find (how->sink, out->sha256, out->size, &out->known, NULL);
}

/* How much it will inflate to, if it shall be. */
static gsize
wanted (const TgPreparing *how, const TgPrepared *prepared)
{
  return prepared->source != NULL && prepared->found && !prepared->known.complete ? tg_source_expect (prepared->source, how->limit) : 0;
}

void
tg_prepare (const TgPreparing *how, const TgWalkItem *item, TgPrepared *out)
{
  open_item (how, item, out);
  if (wanted (how, out) > 0)
    tg_source_inflate (out->source, how->slabs, how->limit);
}

TgPreparer *
tg_preparer_new (const TgPreparing *how, GPtrArray *items, gsize most)
{
  TgPreparer *preparer = g_new0 (TgPreparer, 1);

  preparer->how = *how;
  preparer->items = g_ptr_array_ref (items);
  preparer->most = most;
  g_mutex_init (&preparer->lock);
  g_cond_init (&preparer->ready);
  return preparer;
}

void
tg_preparer_free (TgPreparer *preparer)
{
  if (preparer == NULL)
    return;
  for (guint i = 0; i < WINDOW; i++)
    tg_prepared_clear (&preparer->slots[i].prepared);
  g_ptr_array_unref (preparer->items);
  g_mutex_clear (&preparer->lock);
  g_cond_clear (&preparer->ready);
  g_free (preparer);
}

/* The next file that is worth it and has room; NULL: none. Large ones are left to who reads them, a piece at a time. */
static Slot *
claim (TgPreparer *preparer, const TgWalkItem **item)
{
  Slot *slot = NULL;

  g_mutex_lock (&preparer->lock);
  while (slot == NULL && preparer->next < preparer->items->len && preparer->next < preparer->from + WINDOW)
    {
      *item = g_ptr_array_index (preparer->items, preparer->next);
      const gboolean worth = (*item)->note == NULL && (*item)->size > 0 && (*item)->size <= EACH_MAX;
      if (worth && preparer->held + (*item)->size > preparer->most)
        break;
      if (worth)
        {
          slot = &preparer->slots[preparer->next % WINDOW];
          slot->state = SLOT_RUNNING;
          slot->held = (*item)->size;
          preparer->held += slot->held;
        }
      preparer->next++;
    }
  g_mutex_unlock (&preparer->lock);
  return slot;
}

static gboolean
reserve (TgPreparer *preparer, Slot *slot, gsize size)
{
  g_mutex_lock (&preparer->lock);
  const gboolean ok = size > 0 && preparer->held + size <= preparer->most;
  if (ok)
    {
      slot->held += size;
      preparer->held += size;
    }
  g_mutex_unlock (&preparer->lock);
  return ok;
}

gboolean
tg_preparer_help (TgPreparer *preparer)
{
  const TgWalkItem *item;
  Slot *slot = claim (preparer, &item);

  if (slot == NULL)
    return FALSE;
  open_item (&preparer->how, item, &slot->prepared);
  if (reserve (preparer, slot, wanted (&preparer->how, &slot->prepared)))
    tg_source_inflate (slot->prepared.source, preparer->how.slabs, preparer->how.limit);
  g_mutex_lock (&preparer->lock);
  slot->state = SLOT_READY;
  g_cond_broadcast (&preparer->ready);
  g_mutex_unlock (&preparer->lock);
  return TRUE;
}

void
tg_preparer_take (TgPreparer *preparer, guint item, TgPrepared *out)
{
  Slot *slot = &preparer->slots[item % WINDOW];

  g_mutex_lock (&preparer->lock);
  const gboolean claimed = slot->state != SLOT_NONE;
  while (slot->state == SLOT_RUNNING)
    g_cond_wait (&preparer->ready, &preparer->lock);
  if (claimed)
    {
      *out = slot->prepared;
      preparer->held -= slot->held;
      *slot = (Slot) { SLOT_NONE };
    }
  preparer->from = item + 1;
  preparer->next = MAX (preparer->next, item + 1);
  g_mutex_unlock (&preparer->lock);
  if (!claimed)
    tg_prepare (&preparer->how, g_ptr_array_index (preparer->items, item), out);
}

gsize
tg_preparer_held (TgPreparer *preparer)
{
  g_mutex_lock (&preparer->lock);
  const gsize held = preparer->held;
  g_mutex_unlock (&preparer->lock);
  return held;
}
