/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tg-widgets"

#include "widgets/graph/board-history.h"

#include <glib/gi18n.h>

#include "widgets/graph/board-state.h"

#define STATES_MAX 200          /* that can be gone back to */
#define BYTES_MAX (256u << 20)

/* What a step is named after, when nobody said what it is. */
typedef struct { guint nodes, edges, hidden, pinned; } Sum;

typedef struct { TgBoardState *board; char *name; gint64 time; Sum sum; } State;

struct _TgBoardHistory
{
  TgBoard   *board;
  gulong     handler;
  GPtrArray *states;            /* State, the oldest first; never empty */
  guint      at;                /* the board is in this one */
  gsize      bytes;             /* of all states: they share what is the same in them */
  char      *name;              /* of the next one; NULL */
  guint      topology, look;
  gboolean   restoring;
  void     (*changed) (gpointer data);
  gpointer   data;
};

static void
state_free (gpointer data)
{
  State *state = data;

  tg_board_state_free (state->board);
  g_free (state->name);
  g_free (state);
}

static State *
state_at (TgBoardHistory *self, guint i)
{
  return g_ptr_array_index (self->states, i);
}

static Sum
sum_of (TgBoard *board)
{
  Sum sum = { tg_board_n_nodes (board), tg_board_n_edges (board), tg_board_n_hidden (board), 0 };

  for (guint i = 0; i < sum.nodes; i++)
    sum.pinned += tg_board_node (board, i)->pinned;
  return sum;
}

static char *
name_of (const Sum *was, const Sum *is)
{
  if (is->nodes == 0 && was->nodes > 0)
    return g_strdup (_("Cleared"));
  if (is->nodes > was->nodes)
    return g_strdup_printf (ngettext ("%u added", "%u added", is->nodes - was->nodes), is->nodes - was->nodes);
  if (is->nodes < was->nodes)
    return g_strdup_printf (ngettext ("%u taken off", "%u taken off", was->nodes - is->nodes), was->nodes - is->nodes);
  if (is->hidden > was->hidden)
    return g_strdup_printf (ngettext ("%u hidden", "%u hidden", is->hidden - was->hidden), is->hidden - was->hidden);
  if (is->hidden < was->hidden)
    return g_strdup_printf (ngettext ("%u shown again", "%u shown again", was->hidden - is->hidden), was->hidden - is->hidden);
  if (is->pinned > was->pinned)
    return g_strdup_printf (ngettext ("%u pinned", "%u pinned", is->pinned - was->pinned), is->pinned - was->pinned);
  if (is->pinned < was->pinned)
    return g_strdup_printf (ngettext ("%u unpinned", "%u unpinned", was->pinned - is->pinned), was->pinned - is->pinned);
  return g_strdup (is->edges != was->edges ? _("Other relations") : _("Changed"));
}

/* Writes down what is there now as the state the board is in. */
static void
take_state (TgBoardHistory *self)
{
  State *state = state_at (self, self->at);
  const State *like = state->board != NULL || self->at == 0 ? state : state_at (self, self->at - 1);
  TgBoardState *old = state->board;

  state->board = tg_board_state_take (self->board, like->board, &self->bytes);
  tg_board_state_free (old);
  state->sum = sum_of (self->board);
  state->time = g_get_real_time ();
  self->topology = tg_board_get_topology (self->board);
  self->look = tg_board_get_look (self->board);
}

/* A state after the one the board is in, for take_state() to fill; what was undone is gone. */
static void
push (TgBoardHistory *self)
{
  while (self->states->len > self->at + 1)
    g_ptr_array_remove_index (self->states, self->states->len - 1);
  g_ptr_array_add (self->states, g_new0 (State, 1));
  self->at++;
}

static void
trim (TgBoardHistory *self)
{
  while (self->at > 0 && (self->at > STATES_MAX || self->bytes > BYTES_MAX))
    {
      g_ptr_array_remove_index (self->states, 0);
      self->at--;
    }
}

static void
board_changed_cb (TgBoardHistory *self)
{
  Sum was;

  if (self->restoring)
    return;
  if (tg_board_get_topology (self->board) == self->topology && tg_board_get_look (self->board) == self->look)
    {
      take_state (self);
      return;
    }
  const gboolean look = tg_board_get_topology (self->board) == self->topology;
  was = state_at (self, self->at)->sum;
  push (self);
  take_state (self);
  State *state = state_at (self, self->at);
  state->name = self->name != NULL ? g_steal_pointer (&self->name)
                : look ? g_strdup (_("Filter or sizes")) : name_of (&was, &state->sum);
  trim (self);
  self->changed (self->data);
}

TgBoardHistory *
tg_board_history_new (TgBoard *board, void (*changed) (gpointer data), gpointer data)
{
  TgBoardHistory *self = g_new0 (TgBoardHistory, 1);

  self->board = g_object_ref (board);
  self->states = g_ptr_array_new_with_free_func (state_free);
  self->changed = changed;
  self->data = data;
  g_ptr_array_add (self->states, g_new0 (State, 1));
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
  g_ptr_array_unref (self->states);
  g_free (self->name);
  g_free (self);
}

void
tg_board_history_reset (TgBoardHistory *self)
{
  g_ptr_array_set_size (self->states, 0);
  g_ptr_array_add (self->states, g_new0 (State, 1));
  self->at = 0;
  g_clear_pointer (&self->name, g_free);
  take_state (self);
  self->changed (self->data);
}

void
tg_board_history_mark (TgBoardHistory *self, const char *name)
{
  take_state (self);
  push (self);
  take_state (self);
  state_at (self, self->at)->name = g_strdup (name);
  trim (self);
  self->changed (self->data);
}

void
tg_board_history_name (TgBoardHistory *self, const char *name)
{
  g_free (self->name);
  self->name = g_strdup (name);
}

gboolean
tg_board_history_can_undo (TgBoardHistory *self)
{
  return self->at > 0;
}

gboolean
tg_board_history_can_redo (TgBoardHistory *self)
{
  return self->at + 1 < self->states->len;
}

guint
tg_board_history_steps (TgBoardHistory *self, guint *now)
{
  if (now != NULL)
    *now = self->at;
  return self->states->len;
}

TgBoardStep
tg_board_history_step (TgBoardHistory *self, guint i)
{
  const State *state = i < self->states->len ? state_at (self, i) : NULL;

  if (state == NULL)
    return (TgBoardStep) { "", 0, 0 };
  return (TgBoardStep) { state->name != NULL ? state->name : _("As it was at first"), state->time, state->sum.nodes };
}

void
tg_board_history_go (TgBoardHistory *self, guint i)
{
  if (i >= self->states->len || i == self->at)
    return;
  self->at = i;
  self->restoring = TRUE;
  tg_board_state_put (state_at (self, i)->board, self->board);
  self->restoring = FALSE;
  self->topology = tg_board_get_topology (self->board);
  self->look = tg_board_get_look (self->board);
  self->changed (self->data);
}

void
tg_board_history_undo (TgBoardHistory *self)
{
  if (self->at > 0)
    tg_board_history_go (self, self->at - 1);
}

void
tg_board_history_redo (TgBoardHistory *self)
{
  tg_board_history_go (self, self->at + 1);
}
