/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tg-app"

#include "app/pages/graph-boards.h"

#include <glib/gi18n.h>
#include <string.h>

#include "app/pages/graph-page-private.h"

#define SAVE_MILLISECONDS 1000
#define SAVE_SHARE        20            /* saving takes at most this part of the time */
#define BOARD_BYTES       (128 * 1024 * 1024)

struct _TgGraphBoards
{
  TgGraphPage *page;             /* borrowed */
  GSignalGroup *failures;
  TgBook      *book;
  TgBookBoard *deleted;          /* the last one, to be brought back; NULL */
  guint        deleted_at;
  guint        save_id;
  gint64       cost;             /* microseconds the last saving took of the main thread */
  guint        topology;         /* as saved: what else changes is where things lie */
  gboolean     dirty, quiet, loading;
  char        *trouble;          /* why it is not saved; NULL */
};

static TgBoard *
board_of (TgGraphBoards *self)
{
  return self->page->board;
}

static void
show_state (TgGraphBoards *self)
{
  TgOpenCase *tgcase = tg_page_get_case (TG_PAGE (self->page));
  const gboolean read_only = tgcase != NULL && tg_open_case_is_read_only (tgcase);

  tg_graph_board_bar_update (self->page->board_bar, self->book, read_only ? _("Not saved: the case is read-only") : self->trouble);
  gtk_widget_action_set_enabled (GTK_WIDGET (self->page), "graph.board-undelete", self->deleted != NULL);
  gtk_widget_action_set_enabled (GTK_WIDGET (self->page), "graph.board-next", self->book->boards->len > 1);
  gtk_widget_action_set_enabled (GTK_WIDGET (self->page), "graph.board-previous", self->book->boards->len > 1);
}

static void
set_trouble (TgGraphBoards *self, const char *text)
{
  if (g_strcmp0 (self->trouble, text) == 0)
    return;
  g_free (self->trouble);
  self->trouble = g_strdup (text);
  show_state (self);
}

static void
save_list (TgGraphBoards *self)
{
  TgOpenCase *tgcase = tg_page_get_case (TG_PAGE (self->page));

  if (tgcase != NULL)
    tg_open_case_save_state (tgcase, "boards", tg_book_to_json (self->book));
}

void
_tg_graph_boards_save (TgGraphBoards *self)
{
  TgOpenCase *tgcase = tg_page_get_case (TG_PAGE (self->page));
  TgBookBoard *board = tg_book_now (self->book);
  const gint64 start = g_get_monotonic_time ();
  g_autofree char *json = NULL, *name = tg_book_state (board);

  g_clear_handle_id (&self->save_id, g_source_remove);
  if (!self->dirty || tgcase == NULL)
    return;
  self->dirty = FALSE;
  if (self->topology != tg_board_get_topology (board_of (self)) || board->changed == 0)
    board->changed = g_get_real_time ();
  self->topology = tg_board_get_topology (board_of (self));
  board->nodes = tg_board_n_nodes (board_of (self));
  json = tg_board_to_json (board_of (self));
  if (strlen (json) > BOARD_BYTES)
    {
      set_trouble (self, _("Not saved: the board is too large"));
      return;
    }
  if (tg_open_case_is_read_only (tgcase))
    {
      g_free (board->json);
      board->json = g_steal_pointer (&json);
    }
  else
    {
      set_trouble (self, NULL);
      tg_open_case_save_state (tgcase, name, g_steal_pointer (&json));
      save_list (self);
    }
  self->cost = g_get_monotonic_time () - start;
}

static gboolean
save_cb (gpointer data)
{
  TgGraphBoards *self = data;

  self->save_id = 0;
  _tg_graph_boards_save (self);
  return G_SOURCE_REMOVE;
}

/* Not put off by what follows: a crash costs no more than this. */
static void
changed_cb (TgGraphBoards *self)
{
  if (self->quiet || tg_page_get_case (TG_PAGE (self->page)) == NULL)
    return;
  self->dirty = TRUE;
  if (self->save_id == 0)
    self->save_id = g_timeout_add (MAX (SAVE_MILLISECONDS, (guint) MIN (self->cost * SAVE_SHARE / 1000, 60000)), save_cb, self);
}

/* What lies on the page from now on; NULL: nothing. FALSE: it cannot be read. */
static gboolean
put (TgGraphBoards *self, const char *json)
{
  g_autoptr (GError) error = NULL;

  self->quiet = TRUE;
  _tg_graph_page_put (self->page, json, &error);
  self->quiet = FALSE;
  self->dirty = FALSE;
  self->topology = tg_board_get_topology (board_of (self));
  show_state (self);
  if (error == NULL)
    return TRUE;
  g_message ("The saved graph cannot be read: %s", error->message);
  tg_book_renew (tg_book_now (self->book));      /* what lies there is not written over */
  gtk_widget_activate_action (GTK_WIDGET (self->page), "win.toast", "s", _("This board cannot be read: it was left as it is, and an empty one begun"));
  return FALSE;
}

typedef struct { TgGraphPage *page; char *id; } Loading;

static void
loaded_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  Loading *loading = data;
  TgGraphBoards *self = loading->page->boards;
  g_autoptr (GError) error = NULL;
  g_autofree char *json = tg_open_case_load_state_finish (TG_OPEN_CASE (source), result, &error);

  if (self != NULL && tg_page_get_case (TG_PAGE (loading->page)) == TG_OPEN_CASE (source) && self->loading
      && g_str_equal (tg_book_now (self->book)->id, loading->id))
    {
      self->loading = FALSE;
      put (self, error != NULL ? "" : json);
      _tg_graph_page_hold (self->page, FALSE);
    }
  g_object_unref (loading->page);
  g_free (loading->id);
  g_free (loading);
}

/* The board that is now the current one. */
static void
open_current (TgGraphBoards *self)
{
  TgOpenCase *tgcase = tg_page_get_case (TG_PAGE (self->page));
  TgBookBoard *board = tg_book_now (self->book);
  g_autofree char *name = tg_book_state (board);
  Loading *loading;

  if (board->json != NULL)
    {
      put (self, board->json);
      return;
    }
  put (self, NULL);
  _tg_graph_page_hold (self->page, TRUE);
  self->loading = TRUE;
  loading = g_new (Loading, 1);
  *loading = (Loading) { g_object_ref (self->page), g_strdup (board->id) };
  tg_open_case_load_state_async (tgcase, name, NULL, loaded_cb, loading);
}

/* Before another one comes: what is being loaded for this one is not for the next. */
static void
leave (TgGraphBoards *self)
{
  self->loading = FALSE;
  _tg_graph_page_hold (self->page, FALSE);
  _tg_graph_page_stop (self->page);
  _tg_graph_boards_save (self);
}

void
_tg_graph_boards_forget (TgGraphBoards *self)
{
  g_clear_handle_id (&self->save_id, g_source_remove);
  g_clear_pointer (&self->book, tg_book_free);
  g_clear_pointer (&self->deleted, tg_book_board_free);
  g_clear_pointer (&self->trouble, g_free);
  self->loading = self->dirty = FALSE;
  self->book = tg_book_new ();
  g_signal_group_set_target (self->failures, tg_page_get_case (TG_PAGE (self->page)));
  put (self, NULL);
}

void
_tg_graph_boards_restore (TgGraphBoards *self, TgBook *book, const char *json)
{
  const gboolean older = book == NULL && json != NULL;

  if (book != NULL)
    {
      tg_book_free (self->book);
      self->book = book;
    }
  /* the session it comes from is written again without it: it is saved where boards are, and before */
  if (put (self, json) && older)
    {
      changed_cb (self);
      _tg_graph_boards_save (self);
    }
}

const TgBook *
_tg_graph_boards_get (TgGraphBoards *self)
{
  return self->book;
}

/* Actions */

static gboolean
can_change (TgGraphBoards *self)
{
  return tg_page_get_case (TG_PAGE (self->page)) != NULL;
}

static void
go_to (TgGraphBoards *self, guint i)
{
  if (i == self->book->current || !can_change (self))
    return;
  leave (self);
  self->book->current = i;
  open_current (self);
  save_list (self);
}

static void
action_switch (GtkWidget *widget, const char *name, GVariant *parameter)
{
  TgGraphBoards *self = TG_GRAPH_PAGE (widget)->boards;
  const guint n = self->book->boards->len;
  guint i;

  if (g_str_equal (name, "graph.board-next"))
    go_to (self, (self->book->current + 1) % n);
  else if (g_str_equal (name, "graph.board-previous"))
    go_to (self, (self->book->current + n - 1) % n);
  else if (tg_book_find (self->book, g_variant_get_string (parameter, NULL), &i))
    go_to (self, i);
}

static void
say_full (TgGraphBoards *self)
{
  gtk_widget_activate_action (GTK_WIDGET (self->page), "win.toast", "s", _("There are too many boards: delete one first"));
}

static void
action_new (GtkWidget *widget, const char *name, GVariant *parameter)
{
  TgGraphBoards *self = TG_GRAPH_PAGE (widget)->boards;

  if (!can_change (self))
    return;
  leave (self);
  if (tg_book_add (self->book, self->book->current + 1, NULL) == NULL)
    {
      say_full (self);
      return;
    }
  self->book->current++;
  put (self, NULL);
  save_list (self);
  tg_page_invalidate (TG_PAGE (self->page));
}

/* What lies there goes on as another board; its history too. */
static void
action_duplicate (GtkWidget *widget, const char *name, GVariant *parameter)
{
  TgGraphBoards *self = TG_GRAPH_PAGE (widget)->boards;
  g_autofree char *copy = g_strdup_printf (_("Copy of %s"), tg_book_now (self->book)->name);

  if (!can_change (self) || self->loading)
    return;
  _tg_graph_boards_save (self);
  if (tg_book_add (self->book, self->book->current + 1, copy) == NULL)
    {
      say_full (self);
      return;
    }
  self->book->current++;
  self->dirty = TRUE;
  _tg_graph_boards_save (self);
  show_state (self);
}

static void
action_rename (GtkWidget *widget, const char *name, GVariant *parameter)
{
  TgGraphBoards *self = TG_GRAPH_PAGE (widget)->boards;

  if (can_change (self) && tg_book_rename (self->book, self->book->current, g_variant_get_string (parameter, NULL)))
    save_list (self);
  show_state (self);
}

static void undelete (TgGraphBoards *self);

static void
undelete_cb (TgGraphPage *page)
{
  if (page->boards != NULL)
    undelete (page->boards);
}

static void
offer_undelete (TgGraphBoards *self)
{
  GtkWidget *overlay = gtk_widget_get_ancestor (GTK_WIDGET (self->page), ADW_TYPE_TOAST_OVERLAY);
  g_autofree char *text = g_strdup_printf (_("“%s” was deleted"), self->deleted->name), *escaped = g_markup_escape_text (text, -1);
  AdwToast *toast;

  if (overlay == NULL)
    return;
  toast = adw_toast_new (escaped);
  adw_toast_set_button_label (toast, _("_Undo"));
  g_signal_connect_object (toast, "button-clicked", G_CALLBACK (undelete_cb), self->page, G_CONNECT_SWAPPED);
  adw_toast_overlay_add_toast (ADW_TOAST_OVERLAY (overlay), toast);
}

static void
action_delete (GtkWidget *widget, const char *name, GVariant *parameter)
{
  TgGraphBoards *self = TG_GRAPH_PAGE (widget)->boards;
  TgOpenCase *tgcase = tg_page_get_case (TG_PAGE (widget));
  const guint at = self->book->current;
  g_autofree char *state = tg_book_state (tg_book_now (self->book));

  if (!can_change (self) || self->loading)
    return;
  _tg_graph_page_stop (self->page);
  g_clear_handle_id (&self->save_id, g_source_remove);
  self->dirty = FALSE;
  const gboolean last = self->book->boards->len == 1;
  if (last)
    tg_book_add (self->book, 1, NULL);
  tg_book_board_free (self->deleted);
  self->deleted = tg_book_take (self->book, at);
  self->deleted_at = at;
  g_free (self->deleted->json);
  self->deleted->json = tg_board_to_json (board_of (self));
  tg_open_case_save_state (tgcase, state, NULL);
  if (last)
    put (self, NULL);
  else
    open_current (self);
  save_list (self);
  offer_undelete (self);
  tg_page_invalidate (TG_PAGE (self->page));
}

static void
undelete (TgGraphBoards *self)
{
  TgBookBoard *board = g_steal_pointer (&self->deleted);

  if (board == NULL || !can_change (self))
    return;
  leave (self);
  tg_book_put (self->book, self->deleted_at, board);
  self->book->current = MIN (self->deleted_at, self->book->boards->len - 1);
  g_autofree char *json = g_steal_pointer (&board->json);
  put (self, json);
  changed_cb (self);
  _tg_graph_boards_save (self);
  show_state (self);
}

static void
action_undelete (GtkWidget *widget, const char *name, GVariant *parameter)
{
  undelete (TG_GRAPH_PAGE (widget)->boards);
}

void
_tg_graph_boards_class_actions (GtkWidgetClass *widget_class)
{
  static const struct { const char *name, *type; GtkWidgetActionActivateFunc func; } actions[] = {
    { "graph.board-switch", "s", action_switch },    { "graph.board-next", NULL, action_switch }, { "graph.board-previous", NULL, action_switch },
    { "graph.board-new", NULL, action_new },         { "graph.board-duplicate", NULL, action_duplicate },
    { "graph.board-rename", "s", action_rename },    { "graph.board-delete", NULL, action_delete },
    { "graph.board-undelete", NULL, action_undelete },
  };

  for (guint i = 0; i < G_N_ELEMENTS (actions); i++)
    gtk_widget_class_install_action (widget_class, actions[i].name, actions[i].type, actions[i].func);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Page_Down, GDK_CONTROL_MASK, "graph.board-next", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Page_Up, GDK_CONTROL_MASK, "graph.board-previous", NULL);
}

static void
state_failed_cb (TgGraphBoards *self, const char *name, GError *error)
{
  if (g_str_has_prefix (name, "board"))
    {
      set_trouble (self, _("Not saved: the case cannot be written"));
      self->dirty = TRUE;
    }
}

TgGraphBoards *
_tg_graph_boards_new (TgGraphPage *page)
{
  TgGraphBoards *self = g_new0 (TgGraphBoards, 1);

  self->page = page;
  self->book = tg_book_new ();
  g_signal_connect_swapped (page->board, "changed", G_CALLBACK (changed_cb), self);
  g_signal_connect_swapped (page->canvas, "view-changed", G_CALLBACK (changed_cb), self);
  self->failures = g_signal_group_new (TG_TYPE_OPEN_CASE);
  g_signal_group_connect_swapped (self->failures, "state-failed", G_CALLBACK (state_failed_cb), self);
  show_state (self);
  return self;
}

void
_tg_graph_boards_free (TgGraphBoards *self)
{
  if (self == NULL)
    return;
  g_signal_handlers_disconnect_by_data (self->page->board, self);
  g_signal_handlers_disconnect_by_data (self->page->canvas, self);
  g_clear_object (&self->failures);
  g_clear_handle_id (&self->save_id, g_source_remove);
  tg_book_free (self->book);
  tg_book_board_free (self->deleted);
  g_free (self->trouble);
  g_free (self);
}
