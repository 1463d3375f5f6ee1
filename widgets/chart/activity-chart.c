/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tg-chart"

#include "widgets/chart/activity-chart.h"

#include <adwaita.h>
#include <glib/gi18n.h>
#include <math.h>

#include "widgets/chart/ticks.h"

#define DRAG_MIN 6.0

struct _TgActivityChart
{
  GtkWidget    parent_instance;

  GArray      *buckets;
  TgChartStyle style;
  double       drag_from, drag_to;      /* x of a drag; equal when there is none */
  gboolean     dragging;
};

enum { BUCKET_ACTIVATED, RANGE_SELECTED, N_SIGNALS };
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (TgActivityChart, tg_activity_chart, GTK_TYPE_WIDGET)

static void
box_of (TgActivityChart *self, TgChartBox *box)
{
  self->style.width = gtk_widget_get_width (GTK_WIDGET (self));
  self->style.height = gtk_widget_get_height (GTK_WIDGET (self));
  self->style.dark = adw_style_manager_get_dark (adw_style_manager_get_default ());
  tg_chart_box (&self->style, self->buckets, box);
}

/* What the bucket says, for the tooltip and for a screen reader. Owned. */
static char *
bucket_text (TgActivityChart *self, int index)
{
  const TgActivityBucket *bucket = &g_array_index (self->buckets, TgActivityBucket, index);
  g_autofree char *when = tg_time_format_local (bucket->from, self->style.utc), *wide = tg_duration_format (self->style.bucket);

  if (self->style.mode == TG_CHART_BYTES)
    {
      g_autofree char *in = tg_bytes_format (bucket->bytes_in), *out = tg_bytes_format (bucket->bytes_out);
      return g_strdup_printf (_("%s, %s: %s in, %s out"), when, wide, in, out);
    }
  return g_strdup_printf (_("%s, %s: %" G_GUINT64_FORMAT " successful, %" G_GUINT64_FORMAT " failed"), when, wide, bucket->ok, bucket->failed);
}

static void
describe (TgActivityChart *self)
{
  guint64 ok = 0, failed = 0;

  for (guint i = 0; self->buckets != NULL && i < self->buckets->len; i++)
    {
      ok += g_array_index (self->buckets, TgActivityBucket, i).ok;
      failed += g_array_index (self->buckets, TgActivityBucket, i).failed;
    }
  g_autofree char *text = self->style.cursor >= 0
    ? bucket_text (self, self->style.cursor)
    : g_strdup_printf (_("Activity over time: %" G_GUINT64_FORMAT " successful, %" G_GUINT64_FORMAT " failed"), ok, failed);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, _("Activity chart"),
                                  GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, text, -1);
}

static void
set_cursor (TgActivityChart *self, int cursor)
{
  if (self->style.cursor == cursor)
    return;
  self->style.cursor = cursor;
  describe (self);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

static void
tg_activity_chart_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  TgActivityChart *self = TG_ACTIVITY_CHART (widget);
  TgChartBox box;

  box_of (self, &box);
  if (self->style.width < 2 || self->style.height < 2)
    return;
  if (self->buckets == NULL || self->buckets->len == 0)
    {
      g_autoptr (PangoLayout) layout = gtk_widget_create_pango_layout (widget, _("No activity in this time"));
      int width, height;
      GdkRGBA colour;
      pango_layout_get_pixel_size (layout, &width, &height);
      gtk_style_context_get_color (gtk_widget_get_style_context (widget), &colour);
      colour.alpha *= 0.55f;
      gtk_snapshot_save (snapshot);
      gtk_snapshot_translate (snapshot, &GRAPHENE_POINT_INIT ((float) (self->style.width - width) / 2, (float) (self->style.height - height) / 2));
      gtk_snapshot_append_layout (snapshot, layout, &colour);
      gtk_snapshot_restore (snapshot);
      return;
    }
  cairo_t *cr = gtk_snapshot_append_cairo (snapshot, &GRAPHENE_RECT_INIT (0, 0, (float) self->style.width, (float) self->style.height));
  tg_chart_render (cr, &self->style, self->buckets);
  if (self->dragging && fabs (self->drag_to - self->drag_from) > DRAG_MIN)
    {
      double a = CLAMP (MIN (self->drag_from, self->drag_to), box.x0, box.x1), b = CLAMP (MAX (self->drag_from, self->drag_to), box.x0, box.x1);
      cairo_set_source_rgba (cr, 0.2, 0.5, 0.9, 0.2);
      cairo_rectangle (cr, a, box.y0, b - a, box.y1 - box.y0);
      cairo_fill (cr);
    }
  cairo_destroy (cr);
  if (gtk_widget_has_visible_focus (widget))
    gtk_snapshot_render_focus (snapshot, gtk_widget_get_style_context (widget), 0, 0, self->style.width, self->style.height);
}

static void
emit_bucket (TgActivityChart *self, int index)
{
  if (self->buckets == NULL || index < 0 || (guint) index >= self->buckets->len)
    return;
  gint64 from = g_array_index (self->buckets, TgActivityBucket, index).from;
  g_signal_emit (self, signals[BUCKET_ACTIVATED], 0, from, from + self->style.bucket);
}

static void
motion_cb (GtkEventControllerMotion *motion, double x, double y, TgActivityChart *self)
{
  TgChartBox box;

  box_of (self, &box);
  set_cursor (self, tg_chart_bucket (&box, &self->style, self->buckets, x));
}

static void
leave_cb (GtkEventControllerMotion *motion, TgActivityChart *self)
{
  set_cursor (self, -1);
}

static void
drag_begin_cb (GtkGestureDrag *drag, double x, double y, TgActivityChart *self)
{
  gtk_widget_grab_focus (GTK_WIDGET (self));
  self->drag_from = self->drag_to = x;
  self->dragging = TRUE;
}

static void
drag_update_cb (GtkGestureDrag *drag, double x, double y, TgActivityChart *self)
{
  self->drag_to = self->drag_from + x;
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

static void
drag_end_cb (GtkGestureDrag *drag, double x, double y, TgActivityChart *self)
{
  TgChartBox box;

  self->dragging = FALSE;
  self->drag_to = self->drag_from + x;
  box_of (self, &box);
  int first = tg_chart_bucket (&box, &self->style, self->buckets, CLAMP (MIN (self->drag_from, self->drag_to), box.x0, box.x1));
  int last = tg_chart_bucket (&box, &self->style, self->buckets, CLAMP (MAX (self->drag_from, self->drag_to), box.x0, box.x1));
  gtk_widget_queue_draw (GTK_WIDGET (self));
  if (first < 0 || last < 0)
    return;
  if (fabs (x) <= DRAG_MIN)
    emit_bucket (self, first);
  else
    /* whole buckets: what lies between their edges cannot be told from sums */
    g_signal_emit (self, signals[RANGE_SELECTED], 0, g_array_index (self->buckets, TgActivityBucket, first).from,
                   g_array_index (self->buckets, TgActivityBucket, last).from + self->style.bucket);
}

static gboolean
key_cb (GtkEventControllerKey *key, guint keyval, guint keycode, GdkModifierType state, TgActivityChart *self)
{
  int n = self->buckets != NULL ? (int) self->buckets->len : 0, cursor = self->style.cursor;

  if (n == 0 || (state & (GDK_CONTROL_MASK | GDK_ALT_MASK)) != 0)
    return GDK_EVENT_PROPAGATE;
  switch (keyval)
    {
    case GDK_KEY_Left:
      set_cursor (self, cursor < 0 ? n - 1 : MAX (cursor - 1, 0));
      return GDK_EVENT_STOP;
    case GDK_KEY_Right:
      set_cursor (self, MIN (cursor + 1, n - 1));
      return GDK_EVENT_STOP;
    case GDK_KEY_Home:
      set_cursor (self, 0);
      return GDK_EVENT_STOP;
    case GDK_KEY_End:
      set_cursor (self, n - 1);
      return GDK_EVENT_STOP;
    case GDK_KEY_Return:
    case GDK_KEY_KP_Enter:
      emit_bucket (self, cursor);
      return GDK_EVENT_STOP;
    default:
      return GDK_EVENT_PROPAGATE;
    }
}

static gboolean
tooltip_cb (GtkWidget *widget, int x, int y, gboolean keyboard, GtkTooltip *tooltip, gpointer data)
{
  TgActivityChart *self = TG_ACTIVITY_CHART (widget);
  TgChartBox box;

  box_of (self, &box);
  int index = keyboard ? self->style.cursor : tg_chart_bucket (&box, &self->style, self->buckets, x);
  if (index < 0 || self->buckets == NULL)
    return FALSE;
  g_autofree char *text = bucket_text (self, index);
  gtk_tooltip_set_text (tooltip, text);
  return TRUE;
}

static void
tg_activity_chart_measure (GtkWidget *widget, GtkOrientation orientation, int for_size, int *minimum, int *natural, int *minimum_baseline,
                           int *natural_baseline)
{
  *minimum = orientation == GTK_ORIENTATION_HORIZONTAL ? 120 : 80;
  *natural = orientation == GTK_ORIENTATION_HORIZONTAL ? 480 : 150;
  *minimum_baseline = *natural_baseline = -1;
}

static void
tg_activity_chart_finalize (GObject *object)
{
  g_clear_pointer (&TG_ACTIVITY_CHART (object)->buckets, g_array_unref);
  G_OBJECT_CLASS (tg_activity_chart_parent_class)->finalize (object);
}

static void
tg_activity_chart_class_init (TgActivityChartClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = tg_activity_chart_finalize;
  widget_class->snapshot = tg_activity_chart_snapshot;
  widget_class->measure = tg_activity_chart_measure;
  gtk_widget_class_set_css_name (widget_class, "activitychart");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_IMG);
  signals[BUCKET_ACTIVATED] = g_signal_new ("bucket-activated", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                            G_TYPE_NONE, 2, G_TYPE_INT64, G_TYPE_INT64);
  signals[RANGE_SELECTED] = g_signal_new ("range-selected", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                          G_TYPE_NONE, 2, G_TYPE_INT64, G_TYPE_INT64);
}

static void
tg_activity_chart_init (TgActivityChart *self)
{
  GtkEventController *motion = gtk_event_controller_motion_new (), *key = gtk_event_controller_key_new ();
  GtkGesture *drag = gtk_gesture_drag_new ();

  self->style = (TgChartStyle) { .utc = TRUE, .bucket = TG_HOUR, .cursor = -1, .scope = TG_TIME_ALL };
  gtk_widget_set_focusable (GTK_WIDGET (self), TRUE);
  gtk_widget_set_has_tooltip (GTK_WIDGET (self), TRUE);
  g_signal_connect (self, "query-tooltip", G_CALLBACK (tooltip_cb), NULL);
  g_signal_connect_object (motion, "motion", G_CALLBACK (motion_cb), self, G_CONNECT_DEFAULT);
  g_signal_connect_object (motion, "leave", G_CALLBACK (leave_cb), self, G_CONNECT_DEFAULT);
  g_signal_connect_object (key, "key-pressed", G_CALLBACK (key_cb), self, G_CONNECT_DEFAULT);
  g_signal_connect_object (drag, "drag-begin", G_CALLBACK (drag_begin_cb), self, G_CONNECT_DEFAULT);
  g_signal_connect_object (drag, "drag-update", G_CALLBACK (drag_update_cb), self, G_CONNECT_DEFAULT);
  g_signal_connect_object (drag, "drag-end", G_CALLBACK (drag_end_cb), self, G_CONNECT_DEFAULT);
  gtk_widget_add_controller (GTK_WIDGET (self), motion);
  gtk_widget_add_controller (GTK_WIDGET (self), key);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (drag));
  g_signal_connect_object (adw_style_manager_get_default (), "notify::dark", G_CALLBACK (gtk_widget_queue_draw), self, G_CONNECT_SWAPPED);
  describe (self);
}

GtkWidget *
tg_activity_chart_new (void)
{
  return g_object_new (TG_TYPE_ACTIVITY_CHART, NULL);
}

void
tg_activity_chart_set_buckets (TgActivityChart *self, GArray *buckets, gint64 bucket)
{
  g_return_if_fail (TG_IS_ACTIVITY_CHART (self));

  if (buckets != NULL)
    g_array_ref (buckets);
  g_clear_pointer (&self->buckets, g_array_unref);
  self->buckets = buckets;
  self->style.bucket = MAX (bucket, 1);
  self->style.cursor = -1;
  describe (self);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

void
tg_activity_chart_set_mode (TgActivityChart *self, TgChartMode mode)
{
  g_return_if_fail (TG_IS_ACTIVITY_CHART (self));
  self->style.mode = mode;
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

void
tg_activity_chart_set_scope (TgActivityChart *self, TgTimeRange scope)
{
  g_return_if_fail (TG_IS_ACTIVITY_CHART (self));
  self->style.scope = scope;
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

void
tg_activity_chart_set_utc (TgActivityChart *self, gboolean utc)
{
  g_return_if_fail (TG_IS_ACTIVITY_CHART (self));
  self->style.utc = utc;
  gtk_widget_queue_draw (GTK_WIDGET (self));
}
