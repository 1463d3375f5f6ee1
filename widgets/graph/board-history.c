/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tg-widgets"

#include "widgets/graph/board-history.h"

#include <string.h>

#define STATES_MAX 200
#define BYTES_MAX (64u << 20)
#define MANY_NODES 3000         /* of a large board, places alone are not written down again and again */

struct _TgBoardHistory
{
  TgBoard   *board;
  gulong     handler;
  GPtrArray *past, *future;     /* char*: boards as JSON; the last is the nearest */
  char      *now;
  guint      topology, look;
  gboolean   restoring;
  void     (*changed) (gpointer data);
  gpointer   data;
};

static gsize
weight (GPtrArray *states)
{
  gsize bytes = 0;

  for (guint i = 0; i < states->len; i++)
    bytes += strlen (g_ptr_array_index (states, i));
  return bytes;
}

static void
trim (TgBoardHistory *self)
{
  while (self->past->len > STATES_MAX || (self->past->len > 0 && weight (self->past) + weight (self->future) > BYTES_MAX))
    g_ptr_array_remove_index (self->past, 0);
}

static void
take_state (TgBoardHistory *self)
{
  g_free (self->now);
  self->now = tg_board_to_json (self->board);
  self->topology = tg_board_get_topology (self->board);
  self->look = tg_board_get_look (self->board);
}

static void
board_changed_cb (TgBoardHistory *self)
{
  if (self->restoring)
    return;
  if (tg_board_get_topology (self->board) == self->topology && tg_board_get_look (self->board) == self->look)
    {
      if (tg_board_n_nodes (self->board) <= MANY_NODES)
        take_state (self);
      return;
    }
  g_ptr_array_add (self->past, g_steal_pointer (&self->now));
  g_ptr_array_set_size (self->future, 0);
  take_state (self);
  trim (self);
  self->changed (self->data);
}

TgBoardHistory *
tg_board_history_new (TgBoard *board, void (*changed) (gpointer data), gpointer data)
{
  TgBoardHistory *self = g_new0 (TgBoardHistory, 1);

  self->board = g_object_ref (board);
  self->past = g_ptr_array_new_with_free_func (g_free);
  self->future = g_ptr_array_new_with_free_func (g_free);
  self->changed = changed;
  self->data = data;
  take_state (self);
  self->handler = g_signal_connect_swapped (board, "changed", G_CALLBACK (board_changed_cb), self);
  return self;
}

void
tg_board_history_free (TgBoardHistory *self)
{
  if (self == NULL)
    return;
  g_signal_handler_disconnect (self->board, self->handler);
  g_object_unref (self->board);
  g_ptr_array_unref (self->past);
  g_ptr_array_unref (self->future);
  g_free (self->now);
  g_free (self);
}

void
tg_board_history_reset (TgBoardHistory *self)
{
  g_ptr_array_set_size (self->past, 0);
  g_ptr_array_set_size (self->future, 0);
  take_state (self);
  self->changed (self->data);
}

void
tg_board_history_mark (TgBoardHistory *self)
{
  take_state (self);
  g_ptr_array_add (self->past, g_strdup (self->now));
  g_ptr_array_set_size (self->future, 0);
  trim (self);
  self->changed (self->data);
}

gboolean
tg_board_history_can_undo (TgBoardHistory *self)
{
  return self->past->len > 0;
}

gboolean
tg_board_history_can_redo (TgBoardHistory *self)
{
  return self->future->len > 0;
}

static void
move (TgBoardHistory *self, GPtrArray *from, GPtrArray *to)
{
  if (from->len == 0)
    return;
  g_ptr_array_add (to, g_steal_pointer (&self->now));
  self->now = g_ptr_array_steal_index (from, from->len - 1);
  self->restoring = TRUE;
  /* it was written by the same board a moment ago */
  if (!tg_board_from_json (self->board, self->now, NULL))
    g_warn_if_reached ();
  self->restoring = FALSE;
  self->topology = tg_board_get_topology (self->board);
  self->look = tg_board_get_look (self->board);
  self->changed (self->data);
}

void
tg_board_history_undo (TgBoardHistory *self)
{
  move (self, self->past, self->future);
}

void
tg_board_history_redo (TgBoardHistory *self)
{
  move (self, self->future, self->past);
}
