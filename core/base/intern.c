/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tg-base"

#include "core/base/hash.h"

#include <string.h>

typedef struct
{
  TgSpan  text;
  guint32 kind;
  guint32 hash;     /* the upper half, to compare before the bytes */
} Item;

struct _TgIntern
{
  TgArena *arena;
  Item    *items;
  guint32  n_items, n_allocated;
  guint32 *slots;   /* item + 1; 0 is empty; a power of two of them, at most half full */
  guint32  mask;
};

TgIntern *
tg_intern_new (void)
{
  TgIntern *intern = g_new0 (TgIntern, 1);
  intern->arena = tg_arena_new (0);
  intern->mask = 63;
  intern->slots = g_new0 (guint32, intern->mask + 1);
  return intern;
}

void
tg_intern_free (TgIntern *intern)
{
  if (intern == NULL)
    return;
  tg_arena_free (intern->arena);
  g_free (intern->items);
  g_free (intern->slots);
  g_free (intern);
}

static guint64
hash_of (guint32 kind, TgSpan text)
{
  return tg_hash64 (text.str, text.len, kind);
}

static gboolean
lookup (TgIntern *intern, guint32 kind, TgSpan text, guint64 hash, guint32 *slot)
{
  guint32 at = (guint32) hash & intern->mask;
  guint32 upper = (guint32) (hash >> 32);

  while (intern->slots[at] != 0)
    {
      const Item *item = &intern->items[intern->slots[at] - 1];
      if (item->hash == upper && item->kind == kind && item->text.len == text.len &&
          memcmp (item->text.str, text.str, text.len) == 0)
        {
          *slot = at;
          return TRUE;
        }
      at = (at + 1) & intern->mask;
    }
  *slot = at;
  return FALSE;
}

static void
grow (TgIntern *intern)
{
  intern->mask = intern->mask * 2 + 1;
  g_free (intern->slots);
  intern->slots = g_new0 (guint32, (gsize) intern->mask + 1);
  for (guint32 i = 0; i < intern->n_items; i++)
    {
      guint32 at = (guint32) hash_of (intern->items[i].kind, intern->items[i].text) & intern->mask;
      while (intern->slots[at] != 0)
        at = (at + 1) & intern->mask;
      intern->slots[at] = i + 1;
    }
}

guint32
tg_intern_add (TgIntern *intern, guint32 kind, TgSpan text, gboolean *is_new)
{
  guint64 hash;
  guint32 slot;

  if (text.str == NULL)
    text = TG_SPAN ("");
  hash = hash_of (kind, text);
  gboolean known = lookup (intern, kind, text, hash, &slot);
  if (is_new != NULL)
    *is_new = !known;
  if (known)
    return intern->slots[slot] - 1;

  if (intern->n_items == intern->n_allocated)
    {
      intern->n_allocated = intern->n_allocated == 0 ? 32 : intern->n_allocated * 2;
      intern->items = g_renew (Item, intern->items, intern->n_allocated);
    }
  intern->items[intern->n_items] = (Item) { tg_arena_copy (intern->arena, text), kind, (guint32) (hash >> 32) };
  intern->slots[slot] = ++intern->n_items;
  if (intern->n_items > intern->mask / 2)
    grow (intern);
  return intern->n_items - 1;
}

gboolean
tg_intern_find (TgIntern *intern, guint32 kind, TgSpan text, guint32 *out)
{
  guint32 slot;

  if (text.str == NULL)
    text = TG_SPAN ("");
  if (!lookup (intern, kind, text, hash_of (kind, text), &slot))
    return FALSE;
  *out = intern->slots[slot] - 1;
  return TRUE;
}

TgSpan
tg_intern_text (TgIntern *intern, guint32 id)
{
  g_return_val_if_fail (id < intern->n_items, TG_SPAN_NONE);
  return intern->items[id].text;
}

guint32
tg_intern_kind (TgIntern *intern, guint32 id)
{
  g_return_val_if_fail (id < intern->n_items, 0);
  return intern->items[id].kind;
}

guint32
tg_intern_count (TgIntern *intern)
{
  return intern->n_items;
}
