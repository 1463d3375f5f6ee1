/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tg-widgets"

#include "widgets/graph/canvas-private.h"

#include <adwaita.h>
#include <glib/gi18n.h>
#include <math.h>
#include <string.h>
#ifdef __GLIBC__
# include <malloc.h>
#endif

#include "core/base/time.h"
#include "widgets/graph/canvas-screen.h"

#define LIFT_MAX 2000000        /* microseconds what lies under dragged nodes stays as it was, at least */
#define PICTURE_MAX 8192

enum { PROP_0, PROP_BOARD, N_PROPS };
static GParamSpec *properties[N_PROPS];
guint _tg_canvas_signals[N_CANVAS_SIGNALS];

G_DEFINE_FINAL_TYPE (TgGraphCanvas, tg_graph_canvas, GTK_TYPE_WIDGET)

static gboolean
is_animated (TgGraphCanvas *self)
{
  gboolean animated = TRUE;

  g_object_get (gtk_widget_get_settings (GTK_WIDGET (self)), "gtk-enable-animations", &animated, NULL);
  return animated;
}

void
_tg_canvas_scene_stale (TgGraphCanvas *self)
{
  self->stale = TRUE;
  self->edition++;
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

void
_tg_canvas_places_moved (TgGraphCanvas *self)
{
  if (self->lifted != NULL && _tg_canvas_lifts (self) && g_get_monotonic_time () - self->lifted_at < MAX (LIFT_MAX, 20 * self->cost))
    gtk_widget_queue_draw (GTK_WIDGET (self));
  else
    _tg_canvas_scene_stale (self);
}

static gboolean
refine_cb (gpointer data)
{
  TgGraphCanvas *self = data;

  self->refine = 0;
  self->stale = TRUE;
  gtk_widget_queue_draw (GTK_WIDGET (self));
  return G_SOURCE_REMOVE;
}

void
_tg_canvas_view_moved (TgGraphCanvas *self, gboolean by_hand)
{
  if (by_hand)
    self->follow = self->fitted = FALSE;
  self->kept = self->view;
  if (self->board != NULL && !self->follow)
    tg_board_set_view (self->board, &self->view);
  if (_tg_canvas_is_dear (self))
    {
      g_clear_handle_id (&self->refine, g_source_remove);
      self->refine = g_timeout_add ((guint) CLAMP (self->cost / 250, 90, 400), refine_cb, self);   /* not between two frames of a gesture */
      gtk_widget_queue_draw (GTK_WIDGET (self));
    }
  else
    _tg_canvas_scene_stale (self);
  g_signal_emit (self, _tg_canvas_signals[SIGNAL_VIEW], 0);
}

/* ---- accessibility ---- */

static void
describe (TgGraphCanvas *self)
{
  guint nodes = 0, links = 0, selected = 0;

  if (self->board != NULL)
    {
      for (guint i = 0; i < tg_board_n_nodes (self->board); i++)
        nodes += !tg_board_node_is_away (tg_board_node (self->board, i));
      tg_board_links (self->board, &links);
      selected = tg_board_n_selected (self->board);
    }
  g_autofree char *label = g_strdup_printf (_("graph, %u entities, %u links, %u selected"), nodes, links, selected);
  const TgBoardNode *focus = self->board != NULL && self->focus != 0 ? tg_board_find (self->board, self->focus) : NULL;
  g_autofree char *text = NULL;
  if (focus != NULL)
    {
      guint index = 0;
      tg_board_index (self->board, focus->id, &index);
      const char *kind = tg_entity_kind_title (focus->kind);
      text = g_strdup_printf (_("%s %s, %u links, %u findings%s"), kind != NULL ? _(kind) : "", focus->label, tg_board_degree (self->board, index),
                              focus->findings, focus->selected ? _(", selected") : "");
    }
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, label, GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
                                  text != NULL ? text : "", -1);
}

void
_tg_canvas_set_focus (TgGraphCanvas *self, gint64 id, gboolean shown)
{
  if (self->focus == id && self->focus_shown == shown)
    return;
  self->focus = id;
  self->focus_shown = shown;
  describe (self);
  _tg_canvas_scene_stale (self);
}

/* ---- places ---- */

static gboolean
is_dragged (TgGraphCanvas *self, const TgBoardNode *node)
{
  return self->drag == DRAG_NODES && self->drag_moved && (node->selected || node->id == self->drag_node);
}

static void
set_targets (TgGraphCanvas *self, const guint32 *index, const float *x, const float *y, guint n)
{
  g_array_set_size (self->target_index, 0);
  g_array_set_size (self->target_x, 0);
  g_array_set_size (self->target_y, 0);
  g_array_append_vals (self->target_index, index, n);
  g_array_append_vals (self->target_x, x, n);
  g_array_append_vals (self->target_y, y, n);
}

static void
take_targets (TgGraphCanvas *self)
{
  const guint32 *index;
  const float *x, *y;
  guint n;

  if (tg_settle_take (self->settle, self->topology, &index, &x, &y, &n))
    set_targets (self, index, x, y, n);
}

/* TRUE while something still moves. */
static gboolean
ease (TgGraphCanvas *self)
{
  double step = is_animated (self) ? 0.35 : 1, furthest = 0;
  guint n = tg_board_n_nodes (self->board);

  for (guint i = 0; i < self->target_index->len; i++)
    {
      guint at = g_array_index (self->target_index, guint32, i);
      if (at >= n)
        continue;
      const TgBoardNode *node = tg_board_node (self->board, at);
      double dx = g_array_index (self->target_x, float, i) - node->x, dy = g_array_index (self->target_y, float, i) - node->y;
      double share = node->placed ? step : 1;
      if (node->pinned || is_dragged (self, node) || (dx == 0 && dy == 0 && node->placed))
        continue;
      if (fabs (dx) + fabs (dy) < 0.4)
        share = 1;
      furthest = MAX (furthest, (fabs (dx) + fabs (dy)) * (1 - share));
      tg_board_place (self->board, at, node->x + dx * share, node->y + dy * share);
    }
  return furthest > 0.2;
}

static void
fit_now (TgGraphCanvas *self)
{
  TgBox box;

  if (self->board == NULL || !tg_board_bounds (self->board, &box))
    return;
  box.height += 24;             /* the labels below */
  double legend = self->legend && self->view.width >= TG_GRAPH_LEGEND_FROM ? 176 : 0;
  TgViewport rest = self->view;         /* what the legend leaves */
  rest.width -= legend + 64;            /* and labels beside the outermost nodes */
  tg_viewport_fit (&rest, &box, 52, 1.4);
  self->view.zoom = rest.zoom;
  self->view.x = rest.x - legend / 2 / rest.zoom;
  self->view.y = rest.y;
  self->fitted = TRUE;
  _tg_canvas_view_moved (self, FALSE);
}

static gboolean
tick_cb (GtkWidget *widget, GdkFrameClock *clock, gpointer data)
{
  TgGraphCanvas *self = TG_GRAPH_CANVAS (widget);

  if (self->board == NULL)
    {
      self->tick = 0;
      return G_SOURCE_REMOVE;
    }
  gboolean busy = tg_settle_is_busy (self->settle);
  take_targets (self);
  gboolean moving = ease (self);
  self->settling = busy || moving;
  if (self->follow)
    fit_now (self);
  _tg_canvas_places_moved (self);
  if (self->settling)
    return G_SOURCE_CONTINUE;
  self->tick = 0;
  if (self->follow && tg_board_n_nodes (self->board) > 0)
    {
      self->follow = FALSE;
      tg_board_set_view (self->board, &self->view);
    }
  if (self->drag != DRAG_NODES || !self->drag_moved)      /* then the hand tells it when it lets go, not at each of its steps */
    tg_board_places_changed (self->board);
  return G_SOURCE_REMOVE;
}

void
_tg_canvas_wake (TgGraphCanvas *self)
{
  self->settling = TRUE;
  if (self->tick == 0)
    self->tick = gtk_widget_add_tick_callback (GTK_WIDGET (self), tick_cb, NULL, NULL);
}

void
_tg_canvas_glide (TgGraphCanvas *self, const guint32 *index, const float *x, const float *y, guint n)
{
  set_targets (self, index, x, y, n);
  /* the forces have no say in it any more */
  g_clear_pointer (&self->settle, tg_settle_free);
  self->settle = tg_settle_new ();
  self->follow = TRUE;
  _tg_canvas_wake (self);
}

/* A board that is laid out already, from a file, is not to be moved by being looked at. */
static gboolean
is_laid_out (TgBoard *board)
{
  for (guint i = 0; i < tg_board_n_nodes (board); i++)
    if (!tg_board_node_is_away (tg_board_node (board, i)) && !tg_board_node (board, i)->placed)
      return FALSE;
  return TRUE;
}

static gboolean
shows_all (TgGraphCanvas *self)
{
  TgBox box, seen = tg_viewport_visible (&self->view);

  return tg_board_bounds (self->board, &box) && box.x >= seen.x && box.y >= seen.y
         && box.x + box.width <= seen.x + seen.width && box.y + box.height <= seen.y + seen.height;
}

/* All that was chosen to be seen, in a canvas of another size: a smaller one shows it smaller, a larger one shows more beside it. */
static void
keep_in_view (TgGraphCanvas *self)
{
  if (self->view.width <= 1)
    return;
  if (self->kept.width <= 1)
    {
      self->kept.width = self->view.width;
      self->kept.height = self->view.height;
    }
  const double ratio = MIN (MIN (self->view.width / self->kept.width, self->view.height / self->kept.height), 1);
  tg_viewport_set (&self->view, self->kept.x, self->kept.y, CLAMP (self->kept.zoom * ratio, TG_VIEWPORT_ZOOM_MIN, TG_VIEWPORT_ZOOM_MAX));
}

/* The view the board was left with. FALSE: it has none. */
static gboolean
take_view (TgGraphCanvas *self)
{
  TgViewport saved = TG_VIEWPORT_INIT;

  if (!tg_board_get_view (self->board, &saved))
    return FALSE;
  self->kept = saved;
  tg_viewport_set (&self->view, saved.x, saved.y, saved.zoom);
  keep_in_view (self);
  return TRUE;
}

/* A whole board that came with its places stays as it was, and is looked at as it was. */
static void
show_as_saved (TgGraphCanvas *self)
{
  self->follow = !take_view (self);
  self->fitted = self->follow || shows_all (self);
  if (self->follow)
    fit_now (self);
}

static void
board_changed_cb (TgGraphCanvas *self)
{
  guint topology = tg_board_get_topology (self->board);

  if (topology != self->topology)
    {
      self->topology = topology;
      self->hover_node = self->hover_link = -1;
      if (self->focus != 0 && (tg_board_find (self->board, self->focus) == NULL || tg_board_node_is_away (tg_board_find (self->board, self->focus))))
        self->focus = 0;
      g_array_set_size (self->target_index, 0);
      if (topology == tg_board_get_laid_out (self->board))
        show_as_saved (self);
      else
        {
          tg_settle_start (self->settle, self->board);
          self->follow |= self->fitted;
        }
      _tg_canvas_wake (self);
    }
  describe (self);
  _tg_canvas_scene_stale (self);
}

static void
moment_changed_cb (TgGraphCanvas *self)
{
  self->hover_node = self->hover_link = -1;
  _tg_canvas_scene_stale (self);
}

static void
selection_changed_cb (TgGraphCanvas *self)
{
  describe (self);
  _tg_canvas_scene_stale (self);
}

static void
tg_graph_canvas_unrealize (GtkWidget *widget)
{
  g_clear_pointer (&TG_GRAPH_CANVAS (widget)->held, cairo_surface_destroy);
  GTK_WIDGET_CLASS (tg_graph_canvas_parent_class)->unrealize (widget);
}

static void
tg_graph_canvas_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  TgGraphCanvas *self = TG_GRAPH_CANVAS (widget);

  const gboolean first = self->view.width <= 1, resized = self->view.width != width || self->view.height != height;

  self->view.width = MAX (width, 1);
  self->view.height = MAX (height, 1);
  self->stale = TRUE;
  self->held = tg_screen_hold (widget, self->held);
  if (!resized || self->board == NULL)
    return;
  if (first && !self->follow)
    {
      keep_in_view (self);
      self->fitted = shows_all (self);
    }
  else if (self->follow || self->fitted)
    fit_now (self);
  else
    keep_in_view (self);
  g_signal_emit (self, _tg_canvas_signals[SIGNAL_VIEW], 0);
}

static void
tg_graph_canvas_measure (GtkWidget *widget, GtkOrientation orientation, int for_size, int *minimum, int *natural,
                         int *minimum_baseline, int *natural_baseline)
{
  *minimum = 120;
  *natural = orientation == GTK_ORIENTATION_HORIZONTAL ? 800 : 560;
}

/* ---- tooltip ---- */

static gboolean
has_time (gint64 time)
{
  return time != TG_TIME_NONE && time != 0;
}

/* What it is, where it belongs. */
static void
add_kind (GString *text, const TgBoardNode *node)
{
  const char *kind = tg_entity_kind_title (node->kind), *parts[4] = { NULL };
  g_autofree char *account = *node->account != '\0' && node->kind != TG_ENTITY_ACCOUNT ? g_strdup_printf (_("account %s"), node->account) : NULL;
  guint n = 0;

  if (kind != NULL)
    parts[n++] = _(kind);
  if (*node->sublabel != '\0')
    parts[n++] = node->sublabel;
  if (account != NULL)
    parts[n++] = account;
  g_autofree char *line = g_strjoinv (" · ", (char **) parts);
  if (n > 0)
    g_string_append_printf (text, "\n%s", line);
}

static void
add_times (GString *text, const TgBoardNode *node)
{
  if (!has_time (node->first))
    return;
  g_autofree char *first = tg_time_format_local (node->first, TRUE), *last = has_time (node->last) ? tg_time_format_local (node->last, TRUE) : NULL;
  if (last != NULL && !g_str_equal (first, last))
    g_string_append_printf (text, "\n%s – %s UTC", first, last);
  else
    g_string_append_printf (text, "\n%s UTC", first);
}

/* How many of what, in a line. */
static void
add_counts (GString *text, const TgBoardNode *node)
{
  g_autoptr (GPtrArray) parts = g_ptr_array_new_with_free_func (g_free);

  if (node->records > 0)
    g_ptr_array_add (parts, g_strdup_printf (ngettext ("%'" G_GUINT64_FORMAT " record", "%'" G_GUINT64_FORMAT " records", (gulong) MIN (node->records, 1000000)), node->records));
  if (node->findings > 0)
    g_ptr_array_add (parts, g_strdup_printf (ngettext ("%u finding", "%u findings", node->findings), node->findings));
  if (node->members > 0 && tg_board_node_is_bundle (node))
    g_ptr_array_add (parts, g_strdup_printf (ngettext ("%u node", "%u nodes", node->members), node->members));
  if (node->unshown > 0)
    g_ptr_array_add (parts, g_strdup_printf (ngettext ("%u neighbour not shown", "%u neighbours not shown", node->unshown), node->unshown));
  g_ptr_array_add (parts, NULL);
  g_autofree char *line = g_strjoinv (" · ", (char **) parts->pdata);
  if (*line != '\0')
    g_string_append_printf (text, "\n%s", line);
}

/* A few lines: it covers what it is about. */
static gboolean
query_tooltip_cb (TgGraphCanvas *self, int x, int y, gboolean keyboard, GtkTooltip *tooltip)
{
  const TgBoardNode *node = NULL;

  if (self->board == NULL || self->drag != DRAG_NONE)
    return FALSE;
  if (keyboard)
    node = tg_board_find (self->board, self->focus);
  else if (self->hover_node >= 0)
    node = tg_board_node (self->board, (guint) self->hover_node);
  if (node == NULL)
    return FALSE;
  g_autoptr (GString) text = g_string_new (node->label);
  add_kind (text, node);
  add_times (text, node);
  add_counts (text, node);
  if (*node->note != '\0')
    g_string_append_printf (text, "\n\n%s", node->note);
  gtk_tooltip_set_text (tooltip, text->str);
  return TRUE;
}

/* ---- object ---- */

static void
tg_graph_canvas_dispose (GObject *object)
{
  TgGraphCanvas *self = TG_GRAPH_CANVAS (object);

  tg_graph_canvas_set_board (self, NULL);
  g_clear_handle_id (&self->refine, g_source_remove);
  g_clear_pointer (&self->lit, g_free);
  _tg_canvas_stop_glide (self);
  g_clear_pointer (&self->settle, tg_settle_free);
  _tg_canvas_forget_pictures (self);
  G_OBJECT_CLASS (tg_graph_canvas_parent_class)->dispose (object);
}

static void
tg_graph_canvas_finalize (GObject *object)
{
  TgGraphCanvas *self = TG_GRAPH_CANVAS (object);

  g_array_unref (self->target_index);
  g_array_unref (self->target_x);
  g_array_unref (self->target_y);
  g_array_unref (self->drag_start);
  tg_texts_free (self->texts);
  g_clear_pointer (&self->lasso, g_array_unref);
  G_OBJECT_CLASS (tg_graph_canvas_parent_class)->finalize (object);
}

static void
tg_graph_canvas_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  if (id == PROP_BOARD)
    g_value_set_object (value, TG_GRAPH_CANVAS (object)->board);
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
tg_graph_canvas_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  if (id == PROP_BOARD)
    tg_graph_canvas_set_board (TG_GRAPH_CANVAS (object), g_value_get_object (value));
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static guint
add_signal (const char *name, guint n, GType a, GType b, GType c)
{
  return g_signal_new (name, TG_TYPE_GRAPH_CANVAS, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, n, a, b, c);
}

static void
tg_graph_canvas_class_init (TgGraphCanvasClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

#ifdef __GLIBC__
  /* A frame makes and frees several surfaces of the window's size, here and in GTK. From memory that malloc() keeps, their pages are
   * not taken from the kernel and zeroed again for each: with cairo's renderer that is a quarter of an empty frame's time. */
  mallopt (M_MMAP_THRESHOLD, TG_CANVAS_MALLOC_KEEPS);
  mallopt (M_TRIM_THRESHOLD, 64 * 1024 * 1024);
#endif
  object_class->dispose = tg_graph_canvas_dispose;
  object_class->finalize = tg_graph_canvas_finalize;
  object_class->get_property = tg_graph_canvas_get_property;
  object_class->set_property = tg_graph_canvas_set_property;
  widget_class->snapshot = _tg_canvas_snapshot;
  widget_class->unrealize = tg_graph_canvas_unrealize;
  widget_class->size_allocate = tg_graph_canvas_size_allocate;
  widget_class->measure = tg_graph_canvas_measure;
  properties[PROP_BOARD] = g_param_spec_object ("board", NULL, NULL, TG_TYPE_BOARD,
                                                G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY);
  g_object_class_install_properties (object_class, N_PROPS, properties);
  _tg_canvas_signals[SIGNAL_NODE_ACTIVATED] = add_signal ("node-activated", 1, G_TYPE_INT64, 0, 0);
  _tg_canvas_signals[SIGNAL_EDGE_ACTIVATED] = add_signal ("edge-activated", 2, G_TYPE_INT64, G_TYPE_INT64, 0);
  _tg_canvas_signals[SIGNAL_CONTEXT_MENU] = add_signal ("context-menu", 3, G_TYPE_DOUBLE, G_TYPE_DOUBLE, G_TYPE_INT64);
  _tg_canvas_signals[SIGNAL_EXPAND] = add_signal ("expand-requested", 1, G_TYPE_INT64, 0, 0);
  _tg_canvas_signals[SIGNAL_COLLAPSE] = add_signal ("collapse-requested", 1, G_TYPE_INT64, 0, 0);
  _tg_canvas_signals[SIGNAL_VIEW] = add_signal ("view-changed", 0, 0, 0, 0);
  _tg_canvas_install_actions (widget_class);
  gtk_widget_class_set_css_name (widget_class, "graphcanvas");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_IMG);
}

static void
tg_graph_canvas_init (TgGraphCanvas *self)
{
  self->view = (TgViewport) TG_VIEWPORT_INIT;
  self->settle = tg_settle_new ();
  self->texts = tg_texts_new ();
  self->target_index = g_array_new (FALSE, FALSE, sizeof (guint32));
  self->target_x = g_array_new (FALSE, FALSE, sizeof (float));
  self->target_y = g_array_new (FALSE, FALSE, sizeof (float));
  self->drag_start = g_array_new (FALSE, FALSE, sizeof (TgBox));
  self->hover_node = self->hover_link = -1;
  self->legend = TRUE;
  gtk_widget_set_focusable (GTK_WIDGET (self), TRUE);
  gtk_widget_set_hexpand (GTK_WIDGET (self), TRUE);
  gtk_widget_set_vexpand (GTK_WIDGET (self), TRUE);
  gtk_widget_set_overflow (GTK_WIDGET (self), GTK_OVERFLOW_HIDDEN);
  gtk_widget_set_has_tooltip (GTK_WIDGET (self), TRUE);
  g_signal_connect (self, "query-tooltip", G_CALLBACK (query_tooltip_cb), NULL);
  g_signal_connect (self, "notify::has-focus", G_CALLBACK (_tg_canvas_scene_stale), NULL);
  g_signal_connect (self, "notify::scale-factor", G_CALLBACK (_tg_canvas_scene_stale), NULL);
  g_signal_connect_object (adw_style_manager_get_default (), "notify::dark", G_CALLBACK (_tg_canvas_scene_stale), self, G_CONNECT_SWAPPED);
  _tg_canvas_install_input (self);
  describe (self);
}

GtkWidget *
tg_graph_canvas_new (void)
{
  return g_object_new (TG_TYPE_GRAPH_CANVAS, NULL);
}

TgBoard *
tg_graph_canvas_get_board (TgGraphCanvas *self)
{
  g_return_val_if_fail (TG_IS_GRAPH_CANVAS (self), NULL);

  return self->board;
}

static void
leave_board (TgGraphCanvas *self)
{
  if (self->board == NULL)
    return;
  g_signal_handlers_disconnect_by_data (self->board, self);
  g_clear_object (&self->board);
  g_clear_pointer (&self->settle, tg_settle_free);      /* topology numbers are the board's own: nothing of it may arrive later */
  self->settle = tg_settle_new ();
  if (self->tick != 0)
    gtk_widget_remove_tick_callback (GTK_WIDGET (self), self->tick);
  self->tick = 0;
  self->settling = FALSE;
  g_array_set_size (self->target_index, 0);
  self->hover_node = self->hover_link = -1;
  self->focus = 0;
  self->drag = DRAG_NONE;
}

void
tg_graph_canvas_set_board (TgGraphCanvas *self, TgBoard *board)
{
  g_return_if_fail (TG_IS_GRAPH_CANVAS (self));
  g_return_if_fail (board == NULL || TG_IS_BOARD (board));

  if (self->board == board)
    return;
  leave_board (self);
  if (board != NULL)
    {
      self->board = g_object_ref (board);
      g_signal_connect_object (board, "changed", G_CALLBACK (board_changed_cb), self, G_CONNECT_SWAPPED);
      g_signal_connect_object (board, "moment-changed", G_CALLBACK (moment_changed_cb), self, G_CONNECT_SWAPPED);
      g_signal_connect_object (board, "selection-changed", G_CALLBACK (selection_changed_cb), self, G_CONNECT_SWAPPED);
      self->follow = !take_view (self);
      self->fitted = self->follow || shows_all (self);
      self->topology = tg_board_get_topology (board) - !is_laid_out (board);
      board_changed_cb (self);
      if (self->follow && tg_board_n_nodes (board) > 0)
        fit_now (self);
    }
  _tg_canvas_scene_stale (self);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_BOARD]);
}

void
tg_graph_canvas_fit (TgGraphCanvas *self)
{
  g_return_if_fail (TG_IS_GRAPH_CANVAS (self));

  self->follow = self->settling;        /* what still moves is kept in view */
  fit_now (self);
}

void
tg_graph_canvas_reveal (TgGraphCanvas *self, gint64 id)
{
  g_return_if_fail (TG_IS_GRAPH_CANVAS (self));

  const TgBoardNode *node = self->board != NULL ? tg_board_find (self->board, id) : NULL;
  if (node == NULL || tg_board_node_is_away (node) || node->veil != TG_VEIL_NONE)
    return;
  _tg_canvas_set_focus (self, id, TRUE);
  if (tg_viewport_reveal (&self->view, node->x, node->y, 80))
    _tg_canvas_view_moved (self, TRUE);
}

gint64
tg_graph_canvas_get_focus_node (TgGraphCanvas *self)
{
  g_return_val_if_fail (TG_IS_GRAPH_CANVAS (self), 0);

  return self->focus;
}

const TgViewport *
tg_graph_canvas_get_viewport (TgGraphCanvas *self)
{
  g_return_val_if_fail (TG_IS_GRAPH_CANVAS (self), NULL);

  return &self->view;
}

void
tg_graph_canvas_set_viewport (TgGraphCanvas *self, const TgViewport *view)
{
  g_return_if_fail (TG_IS_GRAPH_CANVAS (self) && view != NULL);

  if (tg_viewport_set (&self->view, view->x, view->y, view->zoom))
    _tg_canvas_view_moved (self, TRUE);
}

gboolean
tg_graph_canvas_get_legend (TgGraphCanvas *self)
{
  g_return_val_if_fail (TG_IS_GRAPH_CANVAS (self), FALSE);

  return self->legend;
}

void
tg_graph_canvas_set_legend (TgGraphCanvas *self, gboolean legend)
{
  g_return_if_fail (TG_IS_GRAPH_CANVAS (self));

  self->legend = legend != 0;
  _tg_canvas_scene_stale (self);
}

gboolean
tg_graph_canvas_is_settling (TgGraphCanvas *self)
{
  g_return_val_if_fail (TG_IS_GRAPH_CANVAS (self), FALSE);

  return self->settling;
}

cairo_surface_t *
tg_graph_canvas_render_to_surface (TgGraphCanvas *self, double scale)
{
  g_return_val_if_fail (TG_IS_GRAPH_CANVAS (self), NULL);

  TgGraphStyle style = { .dark = _tg_canvas_is_dark (), .legend = self->legend, .background = TRUE };
  const double margin = 70;
  TgBox box;

  if (self->board == NULL || !(scale > 0) || !tg_board_bounds (self->board, &box))
    return NULL;
  TgViewport view = { box.x + box.width / 2, box.y + box.height / 2, 1, box.width + 2 * margin, box.height + 2 * margin };
  view.zoom = MIN (1, 8000 / MAX (view.width, view.height));
  view.width *= view.zoom;
  view.height *= view.zoom;
  scale = MIN (scale, PICTURE_MAX / MAX (view.width, view.height));
  cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_ARGB32, (int) ceil (view.width * scale), (int) ceil (view.height * scale));
  cairo_surface_set_device_scale (surface, scale, scale);
  cairo_t *cr = cairo_create (surface);
  tg_graph_render (cr, self->board, &view, &style, NULL);
  cairo_destroy (cr);
  return surface;
}
