/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tg-chart"

#include "widgets/chart/time-strip.h"

#include <adwaita.h>
#include <glib/gi18n.h>
#include <math.h>

#include "widgets/chart/chart-render.h"
#include "widgets/chart/ticks.h"

#define GRIP 7.0            /* how near to an edge takes hold of it */
#define LABELS 18.0         /* height of the dates below */

typedef enum { HOLD_NONE, HOLD_NEW, HOLD_FROM, HOLD_TO, HOLD_ALL } Hold;

struct _TgTimeStrip
{
  GtkWidget    parent_instance;

  GArray      *buckets;
  gint64       bucket;
  TgTimeRange  scope, begin;      /* begin: when the drag began */
  Hold         hold;
  double       pressed;
  gboolean     utc;
};

enum { SCOPE_CHANGED, N_SIGNALS };
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (TgTimeStrip, tg_time_strip, GTK_TYPE_WIDGET)

static gboolean
is_all (TgTimeRange scope)
{
  return scope.from == G_MININT64 && scope.to == G_MAXINT64;
}

static void
box_of (TgTimeStrip *self, TgChartStyle *style, TgChartBox *box)
{
  *style = (TgChartStyle) {
    .width = gtk_widget_get_width (GTK_WIDGET (self)), .height = gtk_widget_get_height (GTK_WIDGET (self)) - LABELS,
    .plain = TRUE, .utc = self->utc, .bucket = self->bucket, .cursor = -1, .scope = self->scope,
    .dark = adw_style_manager_get_dark (adw_style_manager_get_default ()),
  };
  tg_chart_box (style, self->buckets, box);
}

static void
describe (TgTimeStrip *self)
{
  g_autofree char *text = NULL;

  if (is_all (self->scope))
    text = g_strdup (_("Scope time: the whole case"));
  else
    {
      g_autofree char *from = tg_time_format_local (self->scope.from, self->utc), *to = tg_time_format_local (self->scope.to, self->utc);
      g_autofree char *length = tg_duration_format (self->scope.to - self->scope.from);
      text = g_strdup_printf (_("Scope time: %s to %s, %s"), from, to, length);
    }
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, _("Time strip"),
                                  GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, text, -1);
}

static void
change (TgTimeStrip *self, TgTimeRange scope, gboolean emit)
{
  self->scope = scope;
  describe (self);
  gtk_widget_queue_draw (GTK_WIDGET (self));
  if (emit)
    g_signal_emit (self, signals[SCOPE_CHANGED], 0, scope.from, scope.to);
}

static void
draw_labels (TgTimeStrip *self, cairo_t *cr, const TgChartBox *box, double height)
{
  gint64 step = tg_ticks_time_step (box->to - box->from, (guint) MAX ((box->x1 - box->x0) / 110, 1));
  GdkRGBA colour;

  gtk_style_context_get_color (gtk_widget_get_style_context (GTK_WIDGET (self)), &colour);
  for (gint64 t = (box->from + step - 1) / step * step; t < box->to; t += step)
    {
      g_autofree char *label = tg_ticks_time_label (t, step, TRUE);
      g_autoptr (PangoLayout) layout = gtk_widget_create_pango_layout (GTK_WIDGET (self), label);
      int width, unused;
      double x = tg_chart_x (box, t);

      pango_layout_set_attributes (layout, NULL);
      pango_layout_get_pixel_size (layout, &width, &unused);
      if (x + width / 2.0 > box->x1 || x - width / 2.0 < box->x0)
        continue;
      cairo_set_source_rgba (cr, colour.red, colour.green, colour.blue, 0.65);
      cairo_rectangle (cr, floor (x), height - LABELS, 1, 3);
      cairo_fill (cr);
      cairo_move_to (cr, x - width / 2.0, height - LABELS + 2);
      pango_cairo_show_layout (cr, layout);
    }
}

static void
tg_time_strip_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  TgTimeStrip *self = TG_TIME_STRIP (widget);
  int width = gtk_widget_get_width (widget), height = gtk_widget_get_height (widget);
  TgChartStyle style;
  TgChartBox box;

  if (self->buckets == NULL || self->buckets->len == 0 || width < 4 || height <= LABELS + 4)
    return;
  box_of (self, &style, &box);
  cairo_t *cr = gtk_snapshot_append_cairo (snapshot, &GRAPHENE_RECT_INIT (0, 0, (float) width, (float) height));
  if (!is_all (self->scope))
    {
      double a = tg_chart_x (&box, self->scope.from), b = MAX (tg_chart_x (&box, self->scope.to), a + 2);
      cairo_set_source_rgba (cr, 0.21, 0.52, 0.89, style.dark ? 0.28 : 0.18);
      cairo_rectangle (cr, a, 0, b - a, style.height);
      cairo_fill (cr);
      cairo_set_source_rgba (cr, 0.21, 0.52, 0.89, 1);
      cairo_rectangle (cr, a - 1, 0, 2, style.height);
      cairo_rectangle (cr, b - 1, 0, 2, style.height);
      /* grips */
      cairo_rectangle (cr, a - 2.5, style.height / 2 - 7, 5, 14);
      cairo_rectangle (cr, b - 2.5, style.height / 2 - 7, 5, 14);
      cairo_fill (cr);
    }
  tg_chart_render (cr, &style, self->buckets);
  draw_labels (self, cr, &box, height);
  cairo_destroy (cr);
  if (gtk_widget_has_visible_focus (widget))
    gtk_snapshot_render_focus (snapshot, gtk_widget_get_style_context (widget), 0, 0, width, height);
}

static Hold
hold_at (TgTimeStrip *self, const TgChartBox *box, double x)
{
  if (is_all (self->scope))
    return HOLD_NEW;
  double a = tg_chart_x (box, self->scope.from), b = tg_chart_x (box, self->scope.to);
  if (fabs (x - a) <= GRIP && fabs (x - a) <= fabs (x - b))
    return HOLD_FROM;
  if (fabs (x - b) <= GRIP)
    return HOLD_TO;
  return x > a && x < b ? HOLD_ALL : HOLD_NEW;
}

/* The scope within the case, at least a minute. */
static TgTimeRange
tidy (const TgChartBox *box, gint64 from, gint64 to)
{
  TgTimeRange scope = { MIN (from, to), MAX (from, to) };

  scope.from = CLAMP (scope.from, box->from, box->to);
  scope.to = CLAMP (scope.to, box->from, box->to);
  /* to the minute: what is shown of it is no finer */
  scope.from -= scope.from % TG_MINUTE;
  scope.to = (scope.to + TG_MINUTE - 1) / TG_MINUTE * TG_MINUTE;
  if (scope.to - scope.from < TG_SCOPE_MIN)
    scope.to = scope.from + TG_SCOPE_MIN;
  return scope;
}

static void
drag_begin_cb (GtkGestureDrag *drag, double x, double y, TgTimeStrip *self)
{
  TgChartStyle style;
  TgChartBox box;

  if (self->buckets == NULL || self->buckets->len == 0)
    return;
  gtk_widget_grab_focus (GTK_WIDGET (self));
  box_of (self, &style, &box);
  self->pressed = x;
  self->begin = self->scope;
  self->hold = hold_at (self, &box, x);
}

static void
drag_update_cb (GtkGestureDrag *drag, double dx, double dy, TgTimeStrip *self)
{
  TgChartStyle style;
  TgChartBox box;

  if (self->hold == HOLD_NONE || fabs (dx) < 3)
    return;
  box_of (self, &style, &box);
  gint64 pressed = tg_chart_time (&box, self->pressed), now = tg_chart_time (&box, self->pressed + dx);
  switch (self->hold)
    {
    case HOLD_NEW:
      change (self, tidy (&box, pressed, now), FALSE);
      break;
    case HOLD_FROM:
      change (self, tidy (&box, now, self->begin.to), FALSE);
      break;
    case HOLD_TO:
      change (self, tidy (&box, self->begin.from, now), FALSE);
      break;
    case HOLD_ALL:
      {
        gint64 length = self->begin.to - self->begin.from;
        gint64 from = CLAMP (self->begin.from + now - pressed, box.from, MAX (box.to - length, box.from));
        change (self, tidy (&box, from, from + length), FALSE);
        break;
      }
    case HOLD_NONE:
      break;
    }
}

static void
drag_end_cb (GtkGestureDrag *drag, double dx, double dy, TgTimeStrip *self)
{
  if (self->hold == HOLD_NONE)
    return;
  self->hold = HOLD_NONE;
  if (fabs (dx) >= 3)
    change (self, self->scope, TRUE);
}

static void
pressed_cb (GtkGestureClick *click, int n, double x, double y, TgTimeStrip *self)
{
  if (n != 2 || is_all (self->scope))
    return;
  self->hold = HOLD_NONE;
  change (self, TG_TIME_ALL, TRUE);
}

static void
motion_cb (GtkEventControllerMotion *motion, double x, double y, TgTimeStrip *self)
{
  static const char * const cursors[] = { "default", "crosshair", "col-resize", "col-resize", "grab" };
  TgChartStyle style;
  TgChartBox box;

  if (self->buckets == NULL || self->buckets->len == 0)
    return;
  box_of (self, &style, &box);
  gtk_widget_set_cursor_from_name (GTK_WIDGET (self), cursors[hold_at (self, &box, x)]);
}

static gboolean
key_cb (GtkEventControllerKey *key, guint keyval, guint keycode, GdkModifierType state, TgTimeStrip *self)
{
  TgChartStyle style;
  TgChartBox box;
  gint64 by = keyval == GDK_KEY_Left ? -self->bucket : self->bucket;

  if (self->buckets == NULL || self->buckets->len == 0 || (state & (GDK_CONTROL_MASK | GDK_ALT_MASK)) != 0)
    return GDK_EVENT_PROPAGATE;
  if (keyval == GDK_KEY_Escape && !is_all (self->scope))
    {
      change (self, TG_TIME_ALL, TRUE);
      return GDK_EVENT_STOP;
    }
  if (keyval != GDK_KEY_Left && keyval != GDK_KEY_Right)
    return GDK_EVENT_PROPAGATE;
  box_of (self, &style, &box);
  TgTimeRange scope = self->scope;
  if (is_all (scope))
    /* the first stroke takes hold of the end of the case: its last day, or all of a shorter one */
    scope = (TgTimeRange) { MAX (box.from, box.to - MAX (TG_DAY, self->bucket)), box.to };
  else if ((state & GDK_SHIFT_MASK) != 0)
    scope.to = MAX (scope.to + by, scope.from + TG_SCOPE_MIN);
  else
    {
      gint64 length = scope.to - scope.from;
      scope.from = CLAMP (scope.from + by, box.from, MAX (box.to - length, box.from));
      scope.to = scope.from + length;
    }
  change (self, tidy (&box, scope.from, scope.to), TRUE);
  return GDK_EVENT_STOP;
}

static gboolean
tooltip_cb (GtkWidget *widget, int x, int y, gboolean keyboard, GtkTooltip *tooltip, gpointer data)
{
  TgTimeStrip *self = TG_TIME_STRIP (widget);
  TgChartStyle style;
  TgChartBox box;

  box_of (self, &style, &box);
  int index = tg_chart_bucket (&box, &style, self->buckets, x);
  if (index < 0)
    return FALSE;
  const TgActivityBucket *bucket = &g_array_index (self->buckets, TgActivityBucket, index);
  g_autofree char *when = tg_time_format_local (bucket->from, TRUE), *wide = tg_duration_format (self->bucket);
  g_autofree char *text = g_strdup_printf (_("%s, %s: %" G_GUINT64_FORMAT " successful, %" G_GUINT64_FORMAT " failed"), when, wide,
                                           bucket->ok, bucket->failed);
  gtk_tooltip_set_text (tooltip, text);
  return TRUE;
}

static void
tg_time_strip_measure (GtkWidget *widget, GtkOrientation orientation, int for_size, int *minimum, int *natural, int *minimum_baseline,
                       int *natural_baseline)
{
  *minimum = orientation == GTK_ORIENTATION_HORIZONTAL ? 100 : 44;
  *natural = orientation == GTK_ORIENTATION_HORIZONTAL ? 600 : 60;
  *minimum_baseline = *natural_baseline = -1;
}

static void
tg_time_strip_finalize (GObject *object)
{
  g_clear_pointer (&TG_TIME_STRIP (object)->buckets, g_array_unref);
  G_OBJECT_CLASS (tg_time_strip_parent_class)->finalize (object);
}

static void
tg_time_strip_class_init (TgTimeStripClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = tg_time_strip_finalize;
  widget_class->snapshot = tg_time_strip_snapshot;
  widget_class->measure = tg_time_strip_measure;
  gtk_widget_class_set_css_name (widget_class, "timestrip");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_IMG);
  signals[SCOPE_CHANGED] = g_signal_new ("scope-changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                         G_TYPE_NONE, 2, G_TYPE_INT64, G_TYPE_INT64);
}

static void
tg_time_strip_init (TgTimeStrip *self)
{
  GtkEventController *motion = gtk_event_controller_motion_new (), *key = gtk_event_controller_key_new ();
  GtkGesture *drag = gtk_gesture_drag_new (), *click = gtk_gesture_click_new ();

  self->scope = TG_TIME_ALL;
  self->utc = TRUE;
  self->bucket = TG_HOUR;
  gtk_widget_set_focusable (GTK_WIDGET (self), TRUE);
  gtk_widget_set_has_tooltip (GTK_WIDGET (self), TRUE);
  g_signal_connect (self, "query-tooltip", G_CALLBACK (tooltip_cb), NULL);
  g_signal_connect_object (motion, "motion", G_CALLBACK (motion_cb), self, G_CONNECT_DEFAULT);
  g_signal_connect_object (key, "key-pressed", G_CALLBACK (key_cb), self, G_CONNECT_DEFAULT);
  g_signal_connect_object (drag, "drag-begin", G_CALLBACK (drag_begin_cb), self, G_CONNECT_DEFAULT);
  g_signal_connect_object (drag, "drag-update", G_CALLBACK (drag_update_cb), self, G_CONNECT_DEFAULT);
  g_signal_connect_object (drag, "drag-end", G_CALLBACK (drag_end_cb), self, G_CONNECT_DEFAULT);
  g_signal_connect_object (click, "pressed", G_CALLBACK (pressed_cb), self, G_CONNECT_DEFAULT);
  gtk_widget_add_controller (GTK_WIDGET (self), motion);
  gtk_widget_add_controller (GTK_WIDGET (self), key);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (drag));
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (click));
  gtk_gesture_group (drag, click);
  g_signal_connect_object (adw_style_manager_get_default (), "notify::dark", G_CALLBACK (gtk_widget_queue_draw), self, G_CONNECT_SWAPPED);
  describe (self);
}

GtkWidget *
tg_time_strip_new (void)
{
  return g_object_new (TG_TYPE_TIME_STRIP, NULL);
}

void
tg_time_strip_set_activity (TgTimeStrip *self, GArray *buckets, gint64 bucket)
{
  g_return_if_fail (TG_IS_TIME_STRIP (self));

  if (buckets != NULL)
    g_array_ref (buckets);
  g_clear_pointer (&self->buckets, g_array_unref);
  self->buckets = buckets;
  self->bucket = MAX (bucket, 1);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

void
tg_time_strip_set_scope (TgTimeStrip *self, TgTimeRange scope)
{
  g_return_if_fail (TG_IS_TIME_STRIP (self));

  if (scope.to <= scope.from)
    scope = TG_TIME_ALL;
  if (self->hold == HOLD_NONE)
    change (self, scope, FALSE);
}

void
tg_time_strip_set_utc (TgTimeStrip *self, gboolean utc)
{
  g_return_if_fail (TG_IS_TIME_STRIP (self));
  self->utc = utc != 0;
  describe (self);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

TgTimeRange
tg_time_strip_get_scope (TgTimeStrip *self)
{
  g_return_val_if_fail (TG_IS_TIME_STRIP (self), TG_TIME_ALL);
  return self->scope;
}
