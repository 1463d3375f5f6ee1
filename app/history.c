/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tg-app"

#include "app/history.h"

struct _TgHistory
{
  GObject    parent_instance;

  /* Owned */
  GPtrArray *places;
  guint      position;
};

enum { CHANGED, N_SIGNALS };

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (TgHistory, tg_history, G_TYPE_OBJECT)

static void
tg_history_finalize (GObject *object)
{
  g_ptr_array_unref (TG_HISTORY (object)->places);
  G_OBJECT_CLASS (tg_history_parent_class)->finalize (object);
}

static void
tg_history_class_init (TgHistoryClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = tg_history_finalize;
  signals[CHANGED] = g_signal_new ("changed", TG_TYPE_HISTORY, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
tg_history_init (TgHistory *self)
{
  self->places = g_ptr_array_new_with_free_func ((GDestroyNotify) tg_place_free);
}

TgHistory *
tg_history_new (void)
{
  return g_object_new (TG_TYPE_HISTORY, NULL);
}

void
tg_history_clear (TgHistory *self)
{
  g_return_if_fail (TG_IS_HISTORY (self));
  g_ptr_array_set_size (self->places, 0);
  self->position = 0;
  g_signal_emit (self, signals[CHANGED], 0);
}

void
tg_history_visit (TgHistory *self, const TgPlace *place)
{
  const TgPlace *current;

  g_return_if_fail (TG_IS_HISTORY (self));
  current = tg_history_current (self);
  if (current != NULL && tg_place_equal (current, place))
    return;
  if (self->places->len > 0)
    g_ptr_array_set_size (self->places, (int) self->position + 1);
  if (self->places->len >= TG_HISTORY_MAX)
    g_ptr_array_remove_index (self->places, 0);
  g_ptr_array_add (self->places, tg_place_copy (place));
  self->position = self->places->len - 1;
  g_signal_emit (self, signals[CHANGED], 0);
}

void
tg_history_replace (TgHistory *self, const TgPlace *place)
{
  g_return_if_fail (TG_IS_HISTORY (self));
  if (self->places->len == 0)
    {
      tg_history_visit (self, place);
      return;
    }
  tg_place_free (self->places->pdata[self->position]);
  self->places->pdata[self->position] = tg_place_copy (place);
  g_signal_emit (self, signals[CHANGED], 0);
}

const TgPlace *
tg_history_peek (TgHistory *self, int steps)
{
  gint64 wanted;

  g_return_val_if_fail (TG_IS_HISTORY (self), NULL);
  wanted = (gint64) self->position + steps;
  return wanted >= 0 && wanted < (gint64) self->places->len ? self->places->pdata[wanted] : NULL;
}

const TgPlace *
tg_history_current (TgHistory *self)
{
  return tg_history_peek (self, 0);
}

const TgPlace *
tg_history_go (TgHistory *self, int steps)
{
  const TgPlace *place = tg_history_peek (self, steps);

  if (place == NULL)
    return NULL;
  self->position = (guint) ((int) self->position + steps);
  g_signal_emit (self, signals[CHANGED], 0);
  return place;
}

guint
tg_history_get_length (TgHistory *self)
{
  g_return_val_if_fail (TG_IS_HISTORY (self), 0);
  return self->places->len;
}

guint
tg_history_get_position (TgHistory *self)
{
  g_return_val_if_fail (TG_IS_HISTORY (self), 0);
  return self->position;
}

const TgPlace *
tg_history_get (TgHistory *self, guint index)
{
  g_return_val_if_fail (TG_IS_HISTORY (self) && index < self->places->len, NULL);
  return self->places->pdata[index];
}

void
tg_history_restore (TgHistory *self, GPtrArray *places, guint position)
{
  guint first = places->len > TG_HISTORY_MAX ? places->len - TG_HISTORY_MAX : 0;

  g_return_if_fail (TG_IS_HISTORY (self));
  g_ptr_array_set_size (self->places, 0);
  for (guint i = first; i < places->len; i++)
    g_ptr_array_add (self->places, tg_place_copy (places->pdata[i]));
  position = position > first ? position - first : 0;
  self->position = self->places->len == 0 ? 0 : MIN (position, self->places->len - 1);
  g_signal_emit (self, signals[CHANGED], 0);
}
