/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tg-app"

#include "app/pages/graph-player.h"

#include <glib/gi18n.h>
#include <string.h>

#include "app/format.h"

#define WHOLE_SECONDS 20.0      /* at speed 1 */
#define STILL_STEPS 40          /* without animation it goes on by leaps, one a second */
#define HURRY 5
#define BARS 120
#define ONE_ROW_FROM 640        /* pixels: in less the slider has a row of its own */
#define UNITS 1000.0            /* of the slider */

static const double speeds[] = { 0.25, 0.5, 1, 2, 4 };
static const struct { gint64 trail; const char *title; } trails[] = {
  { 0, N_("All so far") }, { TG_HOUR, N_("1 hour") }, { 6 * TG_HOUR, N_("6 hours") }, { TG_DAY, N_("1 day") }, { 7 * TG_DAY, N_("1 week") },
};

struct _TgGraphPlayer
{
  AdwBin     parent_instance;

  GtkWidget *play, *forward, *bars, *scale;
  GtkBox    *rows, *row;
  GtkWidget *texts, *slider;    /* in the row, or above it */
  guint      rows_id;           /* source: to be moved */
  GtkLabel  *time, *count;
  GtkDropDown *speed_choice, *trail_choice;
  TgBoard   *board;             /* owned */
  GArray    *begins;            /* gint64, sorted: when each relation began; owned */
  guint      topology;          /* they are of */
  guint      undated;
  TgTimeRange span;
  gint64     moment;
  double     speed;
  guint      tick, leap;
  gint64     last_frame;
  gboolean   setting;
  gboolean   by_hour;           /* hours are known, or there is a trail */
};

G_DEFINE_FINAL_TYPE (TgGraphPlayer, tg_graph_player, ADW_TYPE_BIN)

static int
compare_times (gconstpointer a, gconstpointer b)
{
  const gint64 x = *(const gint64 *) a, y = *(const gint64 *) b;

  return (x > y) - (x < y);
}

static void
gather (TgGraphPlayer *self)
{
  g_array_set_size (self->begins, 0);
  self->undated = 0;
  self->topology = tg_board_get_topology (self->board);
  for (guint i = 0; i < tg_board_n_edges (self->board); i++)
    {
      const TgBoardEdge *edge = tg_board_edge (self->board, i);

      if (edge->kind == TG_RELATION_NONE)
        continue;
      if (edge->first != TG_TIME_NONE && edge->first > 0)
        g_array_append_val (self->begins, edge->first);
      else
        self->undated++;
    }
  g_array_sort (self->begins, compare_times);
  if (self->begins->len > 0)
    self->span = (TgTimeRange) { g_array_index (self->begins, gint64, 0), g_array_index (self->begins, gint64, self->begins->len - 1) };
  TgTimeRange whole;
  if (self->begins->len > 0 && tg_board_get_trail (self->board) > 0 && tg_board_span (self->board, &whole))
    self->span.to = MAX (self->span.to, whole.to - 1);          /* after all have begun, there still is something to see */
}

/* How many began until then. */
static guint
begun (TgGraphPlayer *self, gint64 moment)
{
  guint low = 0, high = self->begins->len;

  while (low < high)
    {
      const guint middle = low + (high - low) / 2;

      if (g_array_index (self->begins, gint64, middle) <= moment)
        low = middle + 1;
      else
        high = middle;
    }
  return low;
}

/* How many have records in the trail. */
static guint
active (TgGraphPlayer *self)
{
  guint n = 0;

  for (guint i = 0; i < tg_board_n_edges (self->board); i++)
    n += tg_board_edge (self->board, i)->kind != TG_RELATION_NONE && tg_board_edge_veil (self->board, i) == TG_VEIL_NONE;
  return n;
}

static double
share_of (TgGraphPlayer *self, gint64 moment)
{
  return self->span.to > self->span.from ? (double) (moment - self->span.from) / (double) (self->span.to - self->span.from) : 1;
}

static void
show (TgGraphPlayer *self)
{
  g_autofree char *time = tg_format_time (self->moment);
  const gboolean trailing = tg_board_get_trail (self->board) > 0;
  const guint n = trailing ? active (self) : begun (self, self->moment) + self->undated, all = self->begins->len + self->undated;
  g_autofree char *count = g_strdup_printf (trailing ? _("%u of %u active") : _("%u of %u relations"), n, all);

  self->setting = TRUE;
  gtk_range_set_value (GTK_RANGE (self->scale), UNITS * share_of (self, self->moment));
  self->setting = FALSE;
  gtk_label_set_text (self->time, time);
  gtk_label_set_text (self->count, count);
  gtk_widget_queue_draw (self->bars);
}

/* With a trail, and where counts grow, the board is another from hour to hour. */
static gboolean
is_other (TgGraphPlayer *self, gint64 there)
{
  return there == TG_TIME_NONE || begun (self, there) != begun (self, self->moment)
         || (self->by_hour && there / TG_HOUR != self->moment / TG_HOUR);
}

/* The board is drawn anew only when something began in between. */
static void
go_to (TgGraphPlayer *self, gint64 moment)
{
  const gint64 there = tg_board_get_moment (self->board);

  self->moment = CLAMP (moment, self->span.from, self->span.to);
  if (is_other (self, there))
    tg_board_set_moment (self->board, self->moment);
  show (self);
}

static void
stop (TgGraphPlayer *self)
{
  if (self->tick != 0)
    gtk_widget_remove_tick_callback (GTK_WIDGET (self), self->tick);
  self->tick = 0;
  g_clear_handle_id (&self->leap, g_source_remove);
  gtk_button_set_icon_name (GTK_BUTTON (self->play), "media-playback-start-symbolic");
  gtk_widget_set_tooltip_text (self->play, _("Play (Ctrl+Space)"));
}

static gboolean
advance (TgGraphPlayer *self, double seconds)
{
  const double length = (double) (self->span.to - self->span.from);
  const guint n = begun (self, self->moment);
  const gint64 next = n < self->begins->len ? g_array_index (self->begins, gint64, n) : self->span.to;
  double step = MAX (seconds * self->speed * length / WHOLE_SECONDS, 1);

  /* where nothing begins for long, it hurries to what comes next */
  if (tg_board_get_trail (self->board) == 0 && (double) (next - self->moment) > length / WHOLE_SECONDS)
    step = MIN (step * HURRY, (double) (next - self->moment));
  go_to (self, self->moment + (gint64) step);
  if (self->moment < self->span.to)
    return G_SOURCE_CONTINUE;
  self->tick = self->leap = 0;
  stop (self);
  return G_SOURCE_REMOVE;
}

static gboolean
tick_cb (GtkWidget *widget, GdkFrameClock *clock, gpointer data)
{
  TgGraphPlayer *self = TG_GRAPH_PLAYER (widget);
  const gint64 now = g_get_monotonic_time ();
  const double seconds = (double) MIN (now - self->last_frame, 250000) / G_USEC_PER_SEC;

  self->last_frame = now;
  return advance (self, seconds);
}

static gboolean
leap_cb (gpointer data)
{
  TgGraphPlayer *self = data;

  return advance (self, WHOLE_SECONDS / STILL_STEPS);
}

gboolean
tg_graph_player_is_playing (TgGraphPlayer *self)
{
  g_return_val_if_fail (TG_IS_GRAPH_PLAYER (self), FALSE);
  return self->tick != 0 || self->leap != 0;
}

void
tg_graph_player_play (TgGraphPlayer *self, gboolean play)
{
  gboolean animated = TRUE;

  g_return_if_fail (TG_IS_GRAPH_PLAYER (self));
  stop (self);
  if (!play || !tg_graph_player_open (self))
    return;
  if (self->moment >= self->span.to)
    go_to (self, self->span.from);
  gtk_button_set_icon_name (GTK_BUTTON (self->play), "media-playback-pause-symbolic");
  gtk_widget_set_tooltip_text (self->play, _("Pause (Ctrl+Space)"));
  g_object_get (gtk_widget_get_settings (GTK_WIDGET (self)), "gtk-enable-animations", &animated, NULL);
  self->last_frame = g_get_monotonic_time ();
  if (animated)
    self->tick = gtk_widget_add_tick_callback (GTK_WIDGET (self), tick_cb, NULL, NULL);
  else
    self->leap = g_timeout_add_seconds (1, leap_cb, self);
}

gboolean
tg_graph_player_open (TgGraphPlayer *self)
{
  g_return_val_if_fail (TG_IS_GRAPH_PLAYER (self), FALSE);

  if (gtk_widget_get_visible (GTK_WIDGET (self)))
    return TRUE;
  gather (self);
  if (self->begins->len == 0)
    return FALSE;
  self->moment = self->span.to;
  gtk_widget_set_visible (GTK_WIDGET (self), TRUE);
  go_to (self, self->span.to);
  return TRUE;
}

void
tg_graph_player_close (TgGraphPlayer *self)
{
  g_return_if_fail (TG_IS_GRAPH_PLAYER (self));

  stop (self);
  gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
  tg_board_set_moment (self->board, TG_TIME_NONE);
}

void
tg_graph_player_step (TgGraphPlayer *self, int by)
{
  g_return_if_fail (TG_IS_GRAPH_PLAYER (self));

  stop (self);
  if (!tg_graph_player_open (self))
    return;
  const guint n = begun (self, self->moment);
  if (by > 0 && n < self->begins->len)
    go_to (self, g_array_index (self->begins, gint64, n));
  else if (by < 0 && n > 0)
    {
      /* before those that began at the same moment as the last */
      const guint before = begun (self, g_array_index (self->begins, gint64, n - 1) - 1);
      go_to (self, before > 0 ? g_array_index (self->begins, gint64, before - 1) : self->span.from);
    }
}

void
tg_graph_player_seek (TgGraphPlayer *self, double share)
{
  g_return_if_fail (TG_IS_GRAPH_PLAYER (self));

  if (tg_graph_player_open (self))
    go_to (self, self->span.from + (gint64) (CLAMP (share, 0, 1) * (double) (self->span.to - self->span.from)));
}

void
tg_graph_player_set_speed (TgGraphPlayer *self, double speed)
{
  g_return_if_fail (TG_IS_GRAPH_PLAYER (self));

  self->speed = CLAMP (speed, 0.05, 50);
  self->setting = TRUE;
  for (guint i = 0; i < G_N_ELEMENTS (speeds); i++)
    if (speeds[i] == self->speed)
      gtk_drop_down_set_selected (self->speed_choice, i);
  self->setting = FALSE;
}

void
tg_graph_player_set_trail (TgGraphPlayer *self, gint64 trail)
{
  g_return_if_fail (TG_IS_GRAPH_PLAYER (self));

  tg_board_set_trail (self->board, trail);
  self->setting = TRUE;
  for (guint i = 0; i < G_N_ELEMENTS (trails); i++)
    if (trails[i].trail == tg_board_get_trail (self->board))
      gtk_drop_down_set_selected (self->trail_choice, i);
  self->setting = FALSE;
  self->by_hour |= trail > 0;
  if (gtk_widget_get_visible (GTK_WIDGET (self)))
    {
      gather (self);
      go_to (self, self->moment);
    }
}

void
tg_graph_player_next_trail (TgGraphPlayer *self)
{
  guint at = 0;

  g_return_if_fail (TG_IS_GRAPH_PLAYER (self));
  while (at + 1 < G_N_ELEMENTS (trails) && trails[at].trail != tg_board_get_trail (self->board))
    at++;
  tg_graph_player_set_trail (self, trails[(at + 1) % G_N_ELEMENTS (trails)].trail);
}

void
tg_graph_player_series_changed (TgGraphPlayer *self)
{
  g_return_if_fail (TG_IS_GRAPH_PLAYER (self));

  self->by_hour = TRUE;
  if (gtk_widget_get_visible (GTK_WIDGET (self)))
    tg_graph_player_set_trail (self, tg_board_get_trail (self->board));
}

void
tg_graph_player_changed (TgGraphPlayer *self)
{
  g_return_if_fail (TG_IS_GRAPH_PLAYER (self));

  if (!gtk_widget_get_visible (GTK_WIDGET (self)) || self->topology == tg_board_get_topology (self->board))
    return;
  const gboolean at_end = self->moment >= self->span.to;
  gather (self);
  if (self->begins->len == 0)
    tg_graph_player_close (self);
  else
    go_to (self, at_end ? self->span.to : self->moment);
}

/* The slider is on its own row where the controls leave it too little to be of use. */
static gboolean
rows_cb (gpointer data)
{
  TgGraphPlayer *self = data;
  const gboolean own = gtk_widget_get_width (GTK_WIDGET (self)) < ONE_ROW_FROM;
  GtkBox *to = own ? self->rows : self->row, *from = own ? self->row : self->rows;

  self->rows_id = 0;
  if (gtk_widget_get_parent (self->slider) != GTK_WIDGET (from))
    return G_SOURCE_REMOVE;
  g_object_ref (self->slider);
  gtk_box_remove (from, self->slider);
  gtk_widget_set_hexpand (self->texts, own);
  if (own)
    gtk_box_prepend (to, self->slider);
  else
    gtk_box_insert_child_after (to, self->slider, self->forward);
  g_object_unref (self->slider);
  return G_SOURCE_REMOVE;
}

/* How many relations began when: above the slider. */
static void
bars_cb (GtkDrawingArea *area, cairo_t *cr, int width, int height, gpointer data)
{
  TgGraphPlayer *self = data;
  guint bar[BARS] = { 0 }, most = 1;
  const gboolean own = gtk_widget_get_parent (self->slider) == GTK_WIDGET (self->rows);
  const double inset = 11, step = (width - 2 * inset) / BARS, now = share_of (self, self->moment) * BARS;
  GdkRGBA colour;

  if (own != (gtk_widget_get_width (GTK_WIDGET (self)) < ONE_ROW_FROM) && self->rows_id == 0)
    self->rows_id = g_idle_add (rows_cb, self);
  gtk_style_context_get_color (gtk_widget_get_style_context (GTK_WIDGET (area)), &colour);
  for (guint i = 0; i < self->begins->len; i++)
    {
      const guint at = MIN ((guint) (share_of (self, g_array_index (self->begins, gint64, i)) * BARS), BARS - 1);
      most = MAX (most, ++bar[at]);
    }
  for (guint i = 0; i < BARS; i++)
    {
      const double tall = bar[i] > 0 ? MAX (2, (height - 1.0) * bar[i] / most) : 0;

      cairo_set_source_rgba (cr, colour.red, colour.green, colour.blue, i <= now ? 0.55 : 0.2);
      cairo_rectangle (cr, inset + i * step, height - tall, MAX (step - 1, 1), tall);
      cairo_fill (cr);
    }
}

static void
scale_cb (TgGraphPlayer *self)
{
  if (!self->setting)
    tg_graph_player_seek (self, gtk_range_get_value (GTK_RANGE (self->scale)) / UNITS);
}

static void
speed_cb (TgGraphPlayer *self)
{
  const guint at = gtk_drop_down_get_selected (self->speed_choice);

  if (!self->setting && at < G_N_ELEMENTS (speeds))
    gtk_widget_activate_action (GTK_WIDGET (self), "graph.play-speed", "d", speeds[at]);
}

static void
trail_cb (TgGraphPlayer *self)
{
  const guint at = gtk_drop_down_get_selected (self->trail_choice);

  if (!self->setting && at < G_N_ELEMENTS (trails))
    gtk_widget_activate_action (GTK_WIDGET (self), "graph.play-trail", "x", trails[at].trail / TG_SECOND);
}

/* What of the time before the moment is looked at. */
static GtkWidget *
make_trails (TgGraphPlayer *self)
{
  g_autoptr (GtkStringList) titles = gtk_string_list_new (NULL);

  for (guint i = 0; i < G_N_ELEMENTS (trails); i++)
    gtk_string_list_append (titles, _(trails[i].title));
  GtkWidget *choice = gtk_drop_down_new (G_LIST_MODEL (g_steal_pointer (&titles)), NULL);
  self->trail_choice = GTK_DROP_DOWN (choice);
  gtk_widget_set_valign (choice, GTK_ALIGN_CENTER);
  gtk_widget_set_tooltip_text (choice, _("What is shown: all that began until then, or what has records in that time (Ctrl+Shift+T)"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (choice), GTK_ACCESSIBLE_PROPERTY_LABEL, _("What is shown"), -1);
  g_signal_connect_object (choice, "notify::selected", G_CALLBACK (trail_cb), self, G_CONNECT_SWAPPED);
  return choice;
}

static void
tg_graph_player_dispose (GObject *object)
{
  TgGraphPlayer *self = TG_GRAPH_PLAYER (object);

  if (self->tick != 0)
    gtk_widget_remove_tick_callback (GTK_WIDGET (self), self->tick);
  self->tick = 0;
  g_clear_handle_id (&self->leap, g_source_remove);
  g_clear_handle_id (&self->rows_id, g_source_remove);
  g_clear_object (&self->board);
  G_OBJECT_CLASS (tg_graph_player_parent_class)->dispose (object);
}

static void
tg_graph_player_finalize (GObject *object)
{
  g_array_unref (TG_GRAPH_PLAYER (object)->begins);
  G_OBJECT_CLASS (tg_graph_player_parent_class)->finalize (object);
}

static void
tg_graph_player_class_init (TgGraphPlayerClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = tg_graph_player_dispose;
  G_OBJECT_CLASS (klass)->finalize = tg_graph_player_finalize;
}

static GtkWidget *
add_button (GtkWidget *box, const char *icon, const char *action, const char *title, const char *tip)
{
  GtkWidget *button = gtk_button_new_from_icon_name (icon);

  gtk_widget_add_css_class (button, "flat");
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_actionable_set_action_name (GTK_ACTIONABLE (button), action);
  gtk_widget_set_tooltip_text (button, tip);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, title, -1);
  gtk_box_append (GTK_BOX (box), button);
  return button;
}

static GtkWidget *
make_slider (TgGraphPlayer *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);

  self->bars = gtk_drawing_area_new ();
  gtk_drawing_area_set_content_height (GTK_DRAWING_AREA (self->bars), 16);
  gtk_drawing_area_set_draw_func (GTK_DRAWING_AREA (self->bars), bars_cb, self, NULL);
  self->scale = gtk_scale_new_with_range (GTK_ORIENTATION_HORIZONTAL, 0, UNITS, 1);
  gtk_scale_set_draw_value (GTK_SCALE (self->scale), FALSE);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->scale), GTK_ACCESSIBLE_PROPERTY_LABEL, _("Moment"), -1);
  g_signal_connect_object (self->scale, "value-changed", G_CALLBACK (scale_cb), self, G_CONNECT_SWAPPED);
  gtk_box_append (GTK_BOX (box), self->bars);
  gtk_box_append (GTK_BOX (box), self->scale);
  gtk_widget_set_hexpand (box, TRUE);
  gtk_widget_set_size_request (box, 64, -1);
  gtk_widget_add_css_class (self->scale, "tg-slim");
  return box;
}

static GtkWidget *
make_texts (TgGraphPlayer *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0), *time = gtk_label_new (NULL), *count = gtk_label_new (NULL);

  self->time = GTK_LABEL (time);
  self->count = GTK_LABEL (count);
  gtk_widget_add_css_class (time, "numeric");
  gtk_widget_add_css_class (count, "numeric");
  gtk_widget_add_css_class (count, "dim-label");
  gtk_widget_add_css_class (count, "caption");
  gtk_label_set_xalign (self->time, 0);
  gtk_label_set_xalign (self->count, 0);
  gtk_label_set_width_chars (self->time, 12);
  gtk_label_set_max_width_chars (self->time, 20);
  gtk_label_set_ellipsize (self->time, PANGO_ELLIPSIZE_END);
  gtk_box_append (GTK_BOX (box), time);
  gtk_box_append (GTK_BOX (box), count);
  gtk_widget_set_valign (box, GTK_ALIGN_CENTER);
  gtk_widget_set_margin_end (box, 8);
  self->texts = box;
  return box;
}

static void
tg_graph_player_init (TgGraphPlayer *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 2);
  GtkWidget *choice = gtk_drop_down_new_from_strings ((const char *[]) { "¼×", "½×", "1×", "2×", "4×", NULL });

  self->begins = g_array_new (FALSE, FALSE, sizeof (gint64));
  self->moment = TG_TIME_NONE;
  add_button (box, "media-skip-backward-symbolic", "graph.play-back", _("Step back"), _("To the relation before (Ctrl+[)"));
  self->play = add_button (box, "media-playback-start-symbolic", "graph.play", _("Play or pause"), _("Play (Ctrl+Space)"));
  self->forward = add_button (box, "media-skip-forward-symbolic", "graph.play-forward", _("Step forward"), _("To the next relation (Ctrl+])"));
  self->slider = make_slider (self);
  gtk_box_append (GTK_BOX (box), self->slider);
  gtk_box_append (GTK_BOX (box), make_texts (self));
  gtk_box_append (GTK_BOX (box), make_trails (self));
  self->speed_choice = GTK_DROP_DOWN (choice);
  gtk_widget_set_valign (choice, GTK_ALIGN_CENTER);
  gtk_widget_set_tooltip_text (choice, _("How fast"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (choice), GTK_ACCESSIBLE_PROPERTY_LABEL, _("How fast"), -1);
  gtk_box_append (GTK_BOX (box), choice);
  add_button (box, "window-close-symbolic", "graph.timeline", _("Close"), _("Close: all of the board is there (Ctrl+T)"));
  tg_graph_player_set_speed (self, 1);
  g_signal_connect_object (choice, "notify::selected", G_CALLBACK (speed_cb), self, G_CONNECT_SWAPPED);
  GtkWidget *rows = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);

  self->row = GTK_BOX (box);
  self->rows = GTK_BOX (rows);
  gtk_box_append (self->rows, box);
  gtk_widget_add_css_class (rows, "tg-player");
  adw_bin_set_child (ADW_BIN (self), rows);
  gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
}

GtkWidget *
tg_graph_player_new (TgBoard *board)
{
  TgGraphPlayer *self = g_object_new (TG_TYPE_GRAPH_PLAYER, NULL);

  self->board = g_object_ref (board);
  return GTK_WIDGET (self);
}
