/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tg-widgets"

#include "widgets/graph/canvas-private.h"

static void
zoom (TgGraphCanvas *self, double factor)
{
  if (tg_viewport_zoom_at (&self->view, factor, self->view.width / 2, self->view.height / 2))
    _tg_canvas_view_moved (self, TRUE);
}

/* Never nearer than a node's own size. */
static void
zoom_selection (TgGraphCanvas *self)
{
  TgBox box;

  if (self->board == NULL || !tg_board_selection_bounds (self->board, &box))
    return;
  _tg_canvas_stop_glide (self);
  tg_viewport_fit (&self->view, &box, 60, 1.4);
  _tg_canvas_view_moved (self, TRUE);
}

/* What an action is about: the selection, or the node with the ring when nothing is selected. */
static GArray *
subjects (TgGraphCanvas *self)
{
  GArray *ids = tg_board_get_selection (self->board);

  if (ids->len == 0 && self->focus != 0)
    g_array_append_val (ids, self->focus);
  return ids;
}

static void
view_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  TgGraphCanvas *self = TG_GRAPH_CANVAS (widget);

  if (g_str_equal (name, "graph.fit"))
    tg_graph_canvas_fit (self);
  else if (g_str_equal (name, "graph.lasso"))
    {
      self->lasso_next = TRUE;
      gtk_widget_set_cursor_from_name (GTK_WIDGET (self), "crosshair");
    }
  else if (g_str_equal (name, "graph.zoom-selection"))
    zoom_selection (self);
  else if (g_str_equal (name, "graph.zoom-in"))
    zoom (self, 1.25);
  else if (g_str_equal (name, "graph.zoom-out"))
    zoom (self, 0.8);
  else if (g_str_equal (name, "graph.zoom-reset"))
    zoom (self, 1 / self->view.zoom);
  else if (g_str_equal (name, "graph.legend"))
    tg_graph_canvas_set_legend (self, !self->legend);
}

static void
select_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  TgBoard *board = TG_GRAPH_CANVAS (widget)->board;

  if (board == NULL)
    return;
  if (g_str_equal (name, "graph.select-all"))
    tg_board_select_all (board);
  else if (g_str_equal (name, "graph.select-none"))
    tg_board_select_none (board);
  else if (g_str_equal (name, "graph.select-neighbours"))
    tg_board_select_neighbours (board);
  else if (g_str_equal (name, "graph.select-account"))
    tg_board_select_accounts (board);
  else if (g_str_equal (name, "graph.select-connected"))
    tg_board_select_connected (board);
  else
    tg_board_select_invert (board);
}

static void
board_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  TgGraphCanvas *self = TG_GRAPH_CANVAS (widget);

  if (self->board == NULL)
    return;
  g_autoptr (GArray) ids = subjects (self);
  const gint64 *id = (const gint64 *) (void *) ids->data;
  if (g_str_equal (name, "graph.hide"))
    tg_board_set_hidden (self->board, id, ids->len, TRUE);
  else if (g_str_equal (name, "graph.show-all"))
    tg_board_show_all (self->board);
  else if (g_str_equal (name, "graph.pin") || g_str_equal (name, "graph.unpin"))
    tg_board_set_pinned (self->board, id, ids->len, g_str_equal (name, "graph.pin"));
  else if (g_str_equal (name, "graph.relayout"))
    {
      self->follow = TRUE;
      tg_board_unplace (self->board);
    }
}

static void
request_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  TgGraphCanvas *self = TG_GRAPH_CANVAS (widget);
  guint signal = _tg_canvas_signals[g_str_equal (name, "graph.expand") ? SIGNAL_EXPAND : SIGNAL_COLLAPSE];

  if (self->board == NULL)
    return;
  g_autoptr (GArray) ids = subjects (self);
  for (guint i = 0; i < ids->len; i++)
    g_signal_emit (self, signal, 0, g_array_index (ids, gint64, i));
}

void
_tg_canvas_install_actions (GtkWidgetClass *klass)
{
  static const struct { const char *name; GtkWidgetActionActivateFunc run; } actions[] = {
    { "graph.fit", view_action }, { "graph.zoom-in", view_action }, { "graph.zoom-out", view_action },
    { "graph.zoom-reset", view_action }, { "graph.zoom-selection", view_action },
    { "graph.lasso", view_action }, { "graph.legend", view_action },
    { "graph.select-all", select_action }, { "graph.select-none", select_action }, { "graph.select-neighbours", select_action },
    { "graph.invert-selection", select_action }, { "graph.select-account", select_action }, { "graph.select-connected", select_action },
    { "graph.hide", board_action }, { "graph.show-all", board_action }, { "graph.pin", board_action }, { "graph.unpin", board_action },
    { "graph.relayout", board_action },
    { "graph.expand", request_action }, { "graph.collapse", request_action },
  };

  for (guint i = 0; i < G_N_ELEMENTS (actions); i++)
    gtk_widget_class_install_action (klass, actions[i].name, NULL, actions[i].run);
}
