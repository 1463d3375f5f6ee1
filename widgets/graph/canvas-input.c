/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tg-widgets"

#include "widgets/graph/canvas-private.h"

#include <math.h>

#define CLICK_SLACK 4           /* pixels a click may tremble */
#define LASSO_MAX   20000       /* corners */

static int
node_at (TgGraphCanvas *self, double x, double y)
{
  double wx, wy;

  if (self->board == NULL)
    return -1;
  tg_viewport_to_world (&self->view, x, y, &wx, &wy);
  return tg_board_hit_node (self->board, wx, wy, tg_viewport_node_scale (&self->view) / self->view.zoom, 3 / self->view.zoom);
}

/* The open bundle whose name is there; 0. */
static gint64
name_at (TgGraphCanvas *self, double x, double y)
{
  return self->board != NULL ? tg_graph_bundle_at (self->board, &self->view, x, y) : 0;
}

static void
select_members (TgGraphCanvas *self, gint64 bundle, GdkModifierType state)
{
  g_autoptr (GArray) members = tg_board_bundle_members (self->board, bundle);

  tg_board_select (self->board, (const gint64 *) (gpointer) members->data, members->len,
                   (state & (GDK_CONTROL_MASK | GDK_SHIFT_MASK)) != 0 ? TG_SELECT_ADD : TG_SELECT_SET);
}

static int
link_at (TgGraphCanvas *self, double x, double y)
{
  double wx, wy;

  if (self->board == NULL)
    return -1;
  tg_viewport_to_world (&self->view, x, y, &wx, &wy);
  return tg_board_hit_link (self->board, wx, wy, 5 / self->view.zoom);
}

static void
set_hover (TgGraphCanvas *self, int node, int link)
{
  if (self->hover_node == node && self->hover_link == link)
    return;
  self->hover_node = node;
  self->hover_link = link;
  gtk_widget_set_cursor_from_name (GTK_WIDGET (self), node >= 0 || link >= 0 ? "pointer" : NULL);
  gtk_widget_queue_draw (GTK_WIDGET (self));
  gtk_widget_trigger_tooltip_query (GTK_WIDGET (self));
}

/* ---- the first button ---- */

static void
begin_nodes (TgGraphCanvas *self, const TgBoardNode *node, GdkModifierType state)
{
  self->drag = DRAG_NODES;
  self->drag_node = node->id;
  self->drag_was_selected = node->selected;
  self->drag_toggle = (state & (GDK_CONTROL_MASK | GDK_SHIFT_MASK)) != 0;
  if (!self->drag_toggle && !node->selected)
    tg_board_select (self->board, &self->drag_node, 1, TG_SELECT_SET);
  else if (self->drag_toggle && !node->selected)
    tg_board_select (self->board, &self->drag_node, 1, TG_SELECT_ADD);
  _tg_canvas_set_focus (self, self->drag_node, FALSE);
}

void
_tg_canvas_press (TgGraphCanvas *self, double x, double y, GdkModifierType state)
{
  const gint64 name = name_at (self, x, y);
  int node = name != 0 ? -1 : node_at (self, x, y);
  TgEntityKind kind;

  gtk_widget_grab_focus (GTK_WIDGET (self));
  _tg_canvas_stop_glide (self);
  self->drag_x = self->last_x = x;
  self->drag_y = self->last_y = y;
  self->drag_moved = FALSE;
  if (self->board == NULL)
    return;
  if (self->space)
    self->drag = DRAG_PAN;
  else if (self->legend && (kind = tg_graph_legend_at (self->board, &self->view, x, y)) != TG_ENTITY_NONE)
    {
      /* the legend lies over the nodes: a click on a kind selects what it stands for */
      tg_board_select_kind (self->board, kind, (state & (GDK_CONTROL_MASK | GDK_SHIFT_MASK)) != 0 ? TG_SELECT_ADD : TG_SELECT_SET);
      self->drag = DRAG_NONE;
    }
  else if (name != 0)
    {
      /* a bundle is taken by its name: all that is in it moves */
      select_members (self, name, state);
      self->drag = DRAG_NODES;
      self->drag_node = 0;
      self->drag_toggle = self->drag_was_selected = FALSE;
    }
  else if (node >= 0)
    begin_nodes (self, tg_board_node (self->board, (guint) node), state);
  else
    {
      self->drag = self->lasso_next || (state & GDK_ALT_MASK) != 0 ? DRAG_LASSO : DRAG_BAND;
      self->lasso_next = FALSE;
      if (self->lasso == NULL)
        self->lasso = g_array_new (FALSE, FALSE, sizeof (double));
      g_array_set_size (self->lasso, 0);
      g_array_append_vals (self->lasso, (double[]) { x, y }, 2);
      self->drag_node = 0;
      self->drag_toggle = (state & (GDK_CONTROL_MASK | GDK_SHIFT_MASK)) != 0;
      self->band = (TgBox) { x, y, 0, 0 };
    }
}

static void
remember_nodes (TgGraphCanvas *self)
{
  g_array_set_size (self->drag_start, 0);
  for (guint i = 0; i < tg_board_n_nodes (self->board); i++)
    {
      const TgBoardNode *node = tg_board_node (self->board, i);
      if (!node->selected && node->id != self->drag_node)
        continue;
      TgBox start = { node->x, node->y, i, 0 };
      g_array_append_val (self->drag_start, start);
    }
}

static void
move_nodes (TgGraphCanvas *self, double dx, double dy)
{
  guint n = tg_board_n_nodes (self->board);

  for (guint i = 0; i < self->drag_start->len; i++)
    {
      const TgBox *start = &g_array_index (self->drag_start, TgBox, i);
      guint at = (guint) start->width;
      double x = start->x + dx / self->view.zoom, y = start->y + dy / self->view.zoom;
      if (at >= n)
        continue;
      tg_board_place (self->board, at, x, y);
      tg_settle_hold (self->settle, at, x, y, TRUE);
    }
  self->follow = self->fitted = FALSE;
  _tg_canvas_wake (self);
  _tg_canvas_places_moved (self);
}

void
_tg_canvas_drag (TgGraphCanvas *self, double dx, double dy)
{
  if (self->drag == DRAG_NONE || self->board == NULL)
    return;
  if (!self->drag_moved && hypot (dx, dy) < CLICK_SLACK)
    return;
  if (!self->drag_moved && self->drag == DRAG_NODES)
    remember_nodes (self);
  self->drag_moved = TRUE;
  if (self->drag == DRAG_NODES)
    move_nodes (self, dx, dy);
  else if (self->drag == DRAG_PAN)
    {
      tg_viewport_pan (&self->view, self->drag_x + dx - self->last_x, self->drag_y + dy - self->last_y);
      _tg_canvas_view_moved (self, TRUE);
    }
  else if (self->drag == DRAG_LASSO)
    {
      if (self->lasso->len < 2 * LASSO_MAX)
        g_array_append_vals (self->lasso, (double[]) { self->drag_x + dx, self->drag_y + dy }, 2);
      gtk_widget_queue_draw (GTK_WIDGET (self));
    }
  else
    {
      self->band = (TgBox) { MIN (self->drag_x, self->drag_x + dx), MIN (self->drag_y, self->drag_y + dy), fabs (dx), fabs (dy) };
      gtk_widget_queue_draw (GTK_WIDGET (self));
    }
  self->last_x = self->drag_x + dx;
  self->last_y = self->drag_y + dy;
}

static void
end_nodes (TgGraphCanvas *self)
{
  if (self->drag_moved)
    {
      g_autoptr (GArray) ids = g_array_new (FALSE, FALSE, sizeof (gint64));
      for (guint i = 0; i < self->drag_start->len; i++)
        {
          const TgBoardNode *node = tg_board_node (self->board, (guint) g_array_index (self->drag_start, TgBox, i).width);
          if (node != NULL)
            g_array_append_val (ids, node->id);
        }
      tg_board_begin (self->board);
      tg_board_set_pinned (self->board, (const gint64 *) (void *) ids->data, ids->len, TRUE);
      tg_board_places_changed (self->board);
      tg_board_end (self->board);
    }
  else if (self->drag_toggle && self->drag_was_selected)
    tg_board_select (self->board, &self->drag_node, 1, TG_SELECT_TOGGLE);
  else if (!self->drag_toggle && self->drag_node != 0)
    tg_board_select (self->board, &self->drag_node, 1, TG_SELECT_SET);
}

static void
end_lasso (TgGraphCanvas *self)
{
  const guint n = self->lasso->len / 2;
  g_autofree double *x = g_new (double, n), *y = g_new (double, n);

  for (guint i = 0; i < n; i++)
    tg_viewport_to_world (&self->view, g_array_index (self->lasso, double, 2 * i), g_array_index (self->lasso, double, 2 * i + 1), &x[i], &y[i]);
  tg_board_select_polygon (self->board, x, y, n, self->drag_toggle ? TG_SELECT_ADD : TG_SELECT_SET);
}

static void
end_band (TgGraphCanvas *self)
{
  TgSelectMode mode = self->drag_toggle ? TG_SELECT_ADD : TG_SELECT_SET;

  if (self->drag_moved)
    {
      TgBox world = { .width = self->band.width / self->view.zoom, .height = self->band.height / self->view.zoom };
      tg_viewport_to_world (&self->view, self->band.x, self->band.y, &world.x, &world.y);
      tg_board_select_box (self->board, &world, mode);
      return;
    }
  int link = link_at (self, self->drag_x, self->drag_y);
  guint n;
  const TgBoardLink *links = tg_board_links (self->board, &n);
  if (link >= 0)
    {
      gint64 ends[] = { tg_board_node (self->board, links[link].a)->id, tg_board_node (self->board, links[link].b)->id };
      tg_board_select (self->board, ends, 2, mode);
    }
  else if (!self->drag_toggle)
    tg_board_select_none (self->board);
}

void
_tg_canvas_release (TgGraphCanvas *self)
{
  DragMode mode = self->drag;

  self->drag = DRAG_NONE;
  if (self->board != NULL && mode == DRAG_NODES)
    end_nodes (self);
  else if (self->board != NULL && mode == DRAG_BAND)
    end_band (self);
  else if (self->board != NULL && mode == DRAG_LASSO && self->drag_moved)
    end_lasso (self);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

static void
drag_begin_cb (GtkGestureDrag *gesture, double x, double y, TgGraphCanvas *self)
{
  _tg_canvas_press (self, x, y, gtk_event_controller_get_current_event_state (GTK_EVENT_CONTROLLER (gesture)));
}

static void
drag_update_cb (GtkGestureDrag *gesture, double dx, double dy, TgGraphCanvas *self)
{
  _tg_canvas_drag (self, dx, dy);
}

static void
drag_end_cb (GtkGestureDrag *gesture, double dx, double dy, TgGraphCanvas *self)
{
  _tg_canvas_release (self);
}

static void
pressed_cb (GtkGestureClick *gesture, int n_press, double x, double y, TgGraphCanvas *self)
{
  const gint64 name = name_at (self, x, y);
  int node = node_at (self, x, y);

  if (n_press != 2 || self->board == NULL)
    return;
  if (name != 0)
    g_signal_emit (self, _tg_canvas_signals[SIGNAL_NODE_ACTIVATED], 0, name);
  else if (node >= 0)
    g_signal_emit (self, _tg_canvas_signals[SIGNAL_NODE_ACTIVATED], 0, tg_board_node (self->board, (guint) node)->id);
  else
    {
      int link = link_at (self, x, y);
      guint n;
      const TgBoardLink *links = tg_board_links (self->board, &n);
      if (link >= 0)
        g_signal_emit (self, _tg_canvas_signals[SIGNAL_EDGE_ACTIVATED], 0, tg_board_node (self->board, links[link].a)->id,
                       tg_board_node (self->board, links[link].b)->id);
    }
}

/* ---- other buttons, wheel, touch ---- */

static void
menu_cb (GtkGestureClick *gesture, int n_press, double x, double y, TgGraphCanvas *self)
{
  const gint64 name = name_at (self, x, y);
  int node = node_at (self, x, y);
  gint64 id = 0;

  gtk_widget_grab_focus (GTK_WIDGET (self));
  if (name != 0)
    select_members (self, name, 0);
  else if (node >= 0)
    {
      id = tg_board_node (self->board, (guint) node)->id;
      if (!tg_board_node (self->board, (guint) node)->selected)
        tg_board_select (self->board, &id, 1, TG_SELECT_SET);
      _tg_canvas_set_focus (self, id, FALSE);
    }
  set_hover (self, -1, -1);
  g_signal_emit (self, _tg_canvas_signals[SIGNAL_CONTEXT_MENU], 0, x, y, id);
}

static void
pan_begin_cb (GtkGestureDrag *gesture, double x, double y, TgGraphCanvas *self)
{
  self->drag = DRAG_PAN;
  self->drag_x = self->last_x = x;
  self->drag_y = self->last_y = y;
  self->drag_moved = FALSE;
}

static gboolean
scroll_cb (GtkEventControllerScroll *scroll, double dx, double dy, TgGraphCanvas *self)
{
  GdkModifierType state = gtk_event_controller_get_current_event_state (GTK_EVENT_CONTROLLER (scroll));

  _tg_canvas_stop_glide (self);
  if (gtk_event_controller_scroll_get_unit (scroll) == GDK_SCROLL_UNIT_SURFACE && !(state & GDK_CONTROL_MASK))
    tg_viewport_pan (&self->view, -dx, -dy);
  else if (state & GDK_SHIFT_MASK)
    tg_viewport_pan (&self->view, -60 * (dx + dy), 0);
  else if (!tg_viewport_zoom_at (&self->view, pow (1.15, -CLAMP (dy, -5, 5)), self->pointer_x, self->pointer_y))
    return TRUE;
  _tg_canvas_view_moved (self, TRUE);
  return TRUE;
}

static void
pinch_begin_cb (GtkGesture *gesture, GdkEventSequence *sequence, TgGraphCanvas *self)
{
  self->pinch = 1;
}

static void
pinch_cb (GtkGestureZoom *gesture, double scale, TgGraphCanvas *self)
{
  double x = self->view.width / 2, y = self->view.height / 2;

  gtk_gesture_get_bounding_box_center (GTK_GESTURE (gesture), &x, &y);
  if (scale > 0 && tg_viewport_zoom_at (&self->view, scale / self->pinch, x, y))
    _tg_canvas_view_moved (self, TRUE);
  self->pinch = scale > 0 ? scale : self->pinch;
}

static void
motion_cb (GtkEventControllerMotion *motion, double x, double y, TgGraphCanvas *self)
{
  self->pointer_x = x;
  self->pointer_y = y;
  if (self->drag != DRAG_NONE)
    return;
  const gboolean name = name_at (self, x, y) != 0;
  int node = name ? -1 : node_at (self, x, y);
  set_hover (self, node, name || node >= 0 ? -1 : link_at (self, x, y));
  if (name != self->over_name)
    {
      self->over_name = name;
      gtk_widget_set_cursor_from_name (GTK_WIDGET (self), name || node >= 0 || self->hover_link >= 0 ? "pointer" : NULL);
    }
}

static void
leave_cb (GtkEventControllerMotion *motion, TgGraphCanvas *self)
{
  set_hover (self, -1, -1);
}

/* ---- keys ---- */

/* The next node in a direction: near, straight ahead, and rather one that is linked. */
static gint64
next_node (TgGraphCanvas *self, double ux, double uy)
{
  guint from = 0, n = tg_board_n_nodes (self->board), n_at = 0, n_links;
  const TgBoardNode *here = tg_board_find (self->board, self->focus);
  const TgBoardLink *links = tg_board_links (self->board, &n_links);
  double x = self->view.x, y = self->view.y, best = G_MAXDOUBLE;
  g_autofree guint8 *linked = g_new0 (guint8, n + 1);
  gint64 found = 0;

  if (here != NULL && tg_board_index (self->board, self->focus, &from))
    {
      const guint32 *at = tg_board_links_of (self->board, from, &n_at);
      for (guint i = 0; i < n_at; i++)
        linked[links[at[i]].a] = linked[links[at[i]].b] = 1;
      x = here->x;
      y = here->y;
    }
  for (guint i = 0; i < n; i++)
    {
      const TgBoardNode *node = tg_board_node (self->board, i);
      double dx = node->x - x, dy = node->y - y, d = hypot (dx, dy), ahead = d > 0 ? (dx * ux + dy * uy) / d : 0;
      if (node == here || tg_board_node_is_away (node) || node->veil != TG_VEIL_NONE || (here != NULL && ahead < 0.35))
        continue;
      double score = here == NULL ? d : d * (2.2 - 1.2 * ahead) * (linked[i] ? 0.5 : 1);
      if (score < best)
        {
          best = score;
          found = node->id;
        }
    }
  return found;
}

static gboolean
arrow (TgGraphCanvas *self, int ux, int uy, GdkModifierType state)
{
  if (state & GDK_CONTROL_MASK)
    {
      tg_viewport_pan (&self->view, -60.0 * ux, -60.0 * uy);
      _tg_canvas_view_moved (self, TRUE);
      return TRUE;
    }
  gint64 id = next_node (self, ux, uy);
  if (id == 0)
    return FALSE;         /* at the edge: the focus may leave the widget */
  tg_graph_canvas_reveal (self, id);
  if (state & GDK_SHIFT_MASK)
    tg_board_select (self->board, &id, 1, TG_SELECT_ADD);
  return TRUE;
}

static void
menu_by_key (TgGraphCanvas *self)
{
  const TgBoardNode *node = tg_board_find (self->board, self->focus);
  double x = self->view.width / 2, y = self->view.height / 2;

  if (node != NULL)
    tg_viewport_to_screen (&self->view, node->x, node->y, &x, &y);
  g_signal_emit (self, _tg_canvas_signals[SIGNAL_CONTEXT_MENU], 0, x, y, node != NULL ? node->id : 0);
}

static const char *
key_action (TgGraphCanvas *self, guint keyval, gboolean control)
{
  const TgBoardNode *focus = tg_board_find (self->board, self->focus);

  switch (keyval)
    {
    case GDK_KEY_plus: case GDK_KEY_equal: case GDK_KEY_KP_Add: return "graph.zoom-in";
    case GDK_KEY_minus: case GDK_KEY_KP_Subtract: return "graph.zoom-out";
    case GDK_KEY_0: case GDK_KEY_KP_0: return "graph.fit";
    case GDK_KEY_1: case GDK_KEY_KP_1: return control ? NULL : "graph.zoom-reset";
    case GDK_KEY_Delete: case GDK_KEY_KP_Delete: return "graph.hide";
    case GDK_KEY_p: case GDK_KEY_P: return control ? NULL : focus != NULL && focus->pinned ? "graph.unpin" : "graph.pin";
    case GDK_KEY_a: return control ? "graph.select-all" : NULL;
    case GDK_KEY_A: return control ? "graph.select-none" : NULL;
    case GDK_KEY_i: return control ? "graph.invert-selection" : NULL;
    case GDK_KEY_2: case GDK_KEY_KP_2: return control ? NULL : "graph.zoom-selection";
    case GDK_KEY_n: return control ? NULL : "graph.select-neighbours";
    case GDK_KEY_l: return control ? NULL : "graph.lasso";
    case GDK_KEY_c: return control ? NULL : "graph.select-connected";
    case GDK_KEY_g: return control ? NULL : "graph.group-fold";
    default: return NULL;
    }
}

gboolean
_tg_canvas_key (TgGraphCanvas *self, guint keyval, GdkModifierType state)
{
  gboolean control = (state & GDK_CONTROL_MASK) != 0;

  if (self->board == NULL || (state & (GDK_ALT_MASK | GDK_SUPER_MASK)))
    return FALSE;
  switch (keyval)
    {
    case GDK_KEY_Left: case GDK_KEY_KP_Left: return arrow (self, -1, 0, state);
    case GDK_KEY_Right: case GDK_KEY_KP_Right: return arrow (self, 1, 0, state);
    case GDK_KEY_Up: case GDK_KEY_KP_Up: return arrow (self, 0, -1, state);
    case GDK_KEY_Down: case GDK_KEY_KP_Down: return arrow (self, 0, 1, state);
    case GDK_KEY_Return: case GDK_KEY_KP_Enter:
      if (tg_board_n_selected (self->board) > 1 && !self->focus_shown)         /* what is selected, unless a ring says which is meant */
        return gtk_widget_activate_action (GTK_WIDGET (self), "graph.expand", NULL);
      if (self->focus == 0)
        return FALSE;
      g_signal_emit (self, _tg_canvas_signals[SIGNAL_NODE_ACTIVATED], 0, self->focus);
      return TRUE;
    case GDK_KEY_space:
      if (!self->space && self->focus != 0 && self->focus_shown)
        tg_board_select (self->board, &self->focus, 1, TG_SELECT_TOGGLE);
      self->space = TRUE;
      return TRUE;
    case GDK_KEY_Menu:
      menu_by_key (self);
      return TRUE;
    case GDK_KEY_F10:
      if (!(state & GDK_SHIFT_MASK))
        return FALSE;
      menu_by_key (self);
      return TRUE;
    case GDK_KEY_Escape:
      if (tg_board_n_selected (self->board) == 0 && self->focus == 0)
        return FALSE;
      tg_board_select_none (self->board);
      _tg_canvas_set_focus (self, 0, FALSE);
      return TRUE;
    default:
      break;
    }
  const char *action = key_action (self, keyval, control);
  return action != NULL && gtk_widget_activate_action (GTK_WIDGET (self), action, NULL);
}

static gboolean
key_pressed_cb (GtkEventControllerKey *controller, guint keyval, guint code, GdkModifierType state, TgGraphCanvas *self)
{
  return _tg_canvas_key (self, keyval, state);
}

static void
key_released_cb (GtkEventControllerKey *controller, guint keyval, guint code, GdkModifierType state, TgGraphCanvas *self)
{
  if (keyval == GDK_KEY_space)
    self->space = FALSE;
}

static void
focus_left_cb (GtkEventControllerFocus *controller, TgGraphCanvas *self)
{
  self->space = FALSE;
}

static void
add_drag (TgGraphCanvas *self, guint button, GCallback begin)
{
  GtkGesture *drag = gtk_gesture_drag_new ();

  gtk_gesture_single_set_button (GTK_GESTURE_SINGLE (drag), button);
  g_signal_connect (drag, "drag-begin", begin, self);
  g_signal_connect (drag, "drag-update", G_CALLBACK (drag_update_cb), self);
  g_signal_connect (drag, "drag-end", G_CALLBACK (drag_end_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (drag));
}

static void
add_click (TgGraphCanvas *self, guint button, GCallback pressed)
{
  GtkGesture *click = gtk_gesture_click_new ();

  gtk_gesture_single_set_button (GTK_GESTURE_SINGLE (click), button);
  g_signal_connect (click, "pressed", pressed, self);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (click));
}

void
_tg_canvas_install_input (TgGraphCanvas *self)
{
  GtkWidget *widget = GTK_WIDGET (self);

  add_drag (self, GDK_BUTTON_PRIMARY, G_CALLBACK (drag_begin_cb));
  add_drag (self, GDK_BUTTON_MIDDLE, G_CALLBACK (pan_begin_cb));
  add_click (self, GDK_BUTTON_PRIMARY, G_CALLBACK (pressed_cb));
  add_click (self, GDK_BUTTON_SECONDARY, G_CALLBACK (menu_cb));

  GtkEventController *scroll = gtk_event_controller_scroll_new (GTK_EVENT_CONTROLLER_SCROLL_BOTH_AXES);
  g_signal_connect (scroll, "scroll", G_CALLBACK (scroll_cb), self);
  gtk_widget_add_controller (widget, scroll);

  GtkGesture *pinch = gtk_gesture_zoom_new ();
  g_signal_connect (pinch, "begin", G_CALLBACK (pinch_begin_cb), self);
  g_signal_connect (pinch, "scale-changed", G_CALLBACK (pinch_cb), self);
  gtk_widget_add_controller (widget, GTK_EVENT_CONTROLLER (pinch));

  GtkEventController *motion = gtk_event_controller_motion_new ();
  g_signal_connect (motion, "motion", G_CALLBACK (motion_cb), self);
  g_signal_connect (motion, "leave", G_CALLBACK (leave_cb), self);
  gtk_widget_add_controller (widget, motion);

  GtkEventController *key = gtk_event_controller_key_new ();
  g_signal_connect (key, "key-pressed", G_CALLBACK (key_pressed_cb), self);
  g_signal_connect (key, "key-released", G_CALLBACK (key_released_cb), self);
  gtk_widget_add_controller (widget, key);

  GtkEventController *focus = gtk_event_controller_focus_new ();
  g_signal_connect (focus, "leave", G_CALLBACK (focus_left_cb), self);
  gtk_widget_add_controller (widget, focus);
}
