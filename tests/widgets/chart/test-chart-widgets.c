/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tg-test"

#include <adwaita.h>

#include "core/base/job.h"
#include "widgets/chart/activity-chart.h"
#include "widgets/chart/time-strip.h"
#include "widgets/list/job-bar.h"

static GArray *
make (guint n)
{
  GArray *buckets = g_array_new (FALSE, TRUE, sizeof (TgActivityBucket));

  for (guint i = 0; i < n; i++)
    {
      TgActivityBucket bucket = { .from = (gint64) i * TG_HOUR + 480000 * TG_HOUR, .ok = i, .failed = 1 };
      g_array_append_val (buckets, bucket);
    }
  return buckets;
}

static void
spin (guint turns)
{
  while (turns-- > 0)
    g_main_context_iteration (NULL, FALSE);
}

static GtkWidget *
show (GtkWidget *child)
{
  GtkWidget *window = gtk_window_new ();

  gtk_window_set_default_size (GTK_WINDOW (window), 500, 200);
  gtk_window_set_child (GTK_WINDOW (window), child);
  gtk_window_present (GTK_WINDOW (window));
  spin (200);
  return window;
}

/* The first key controller of a widget is asked as GDK would ask it. */
static gboolean
press (GtkWidget *widget, guint keyval, GdkModifierType state)
{
  g_autoptr (GListModel) controllers = gtk_widget_observe_controllers (widget);
  gboolean stopped = FALSE;

  for (guint i = 0; i < g_list_model_get_n_items (controllers); i++)
    {
      g_autoptr (GObject) controller = g_list_model_get_item (controllers, i);
      if (GTK_IS_EVENT_CONTROLLER_KEY (controller))
        g_signal_emit_by_name (controller, "key-pressed", keyval, 0, state, &stopped);
    }
  return stopped;
}

typedef struct { gint64 from, to; guint n; } Heard;

static void
heard_cb (GtkWidget *widget, gint64 from, gint64 to, Heard *heard)
{
  *heard = (Heard) { from, to, heard->n + 1 };
}

static void
test_chart (void)
{
  g_autoptr (GArray) buckets = make (48);
  GtkWidget *chart = tg_activity_chart_new ();
  Heard heard = { 0 };

  g_object_ref_sink (chart);
  g_signal_connect (chart, "bucket-activated", G_CALLBACK (heard_cb), &heard);
  GtkWidget *window = show (chart);
  g_assert_false (press (chart, GDK_KEY_Right, 0));        /* nothing to move over */
  tg_activity_chart_set_buckets (TG_ACTIVITY_CHART (chart), buckets, TG_HOUR);
  spin (50);
  g_assert_true (press (chart, GDK_KEY_Home, 0));
  g_assert_true (press (chart, GDK_KEY_Right, 0));
  g_assert_true (press (chart, GDK_KEY_Return, 0));
  g_assert_cmpuint (heard.n, ==, 1);
  g_assert_cmpint (heard.from, ==, 480001 * TG_HOUR);
  g_assert_cmpint (heard.to, ==, 480002 * TG_HOUR);
  tg_activity_chart_set_buckets (TG_ACTIVITY_CHART (chart), NULL, TG_HOUR);
  spin (50);
  gtk_window_destroy (GTK_WINDOW (window));
  g_assert_finalize_object (chart);
}

static void
test_strip (void)
{
  g_autoptr (GArray) buckets = make (72);
  GtkWidget *strip = tg_time_strip_new ();
  Heard heard = { 0 };

  g_object_ref_sink (strip);
  g_signal_connect (strip, "scope-changed", G_CALLBACK (heard_cb), &heard);
  GtkWidget *window = show (strip);
  tg_time_strip_set_activity (TG_TIME_STRIP (strip), buckets, TG_HOUR);
  spin (50);
  tg_time_strip_set_scope (TG_TIME_STRIP (strip), (TgTimeRange) { 480010 * TG_HOUR, 480020 * TG_HOUR });
  g_assert_cmpuint (heard.n, ==, 0);                       /* only a person's change is told */
  g_assert_true (press (strip, GDK_KEY_Right, 0));
  g_assert_cmpint (heard.from, ==, 480011 * TG_HOUR);
  g_assert_cmpint (heard.to, ==, 480021 * TG_HOUR);
  g_assert_true (press (strip, GDK_KEY_Left, GDK_SHIFT_MASK));
  g_assert_cmpint (heard.from, ==, 480011 * TG_HOUR);
  g_assert_cmpint (heard.to, ==, 480020 * TG_HOUR);
  for (guint i = 0; i < 100; i++)
    press (strip, GDK_KEY_Right, 0);
  g_assert_cmpint (heard.to, ==, 480072 * TG_HOUR);         /* it does not leave the case */
  g_assert_true (press (strip, GDK_KEY_Escape, 0));
  g_assert_cmpint (heard.from, ==, G_MININT64);
  g_assert_cmpint (tg_time_strip_get_scope (TG_TIME_STRIP (strip)).to, ==, G_MAXINT64);
  gtk_window_destroy (GTK_WINDOW (window));
  g_assert_finalize_object (strip);
}

static void
test_job_bar (void)
{
  g_autoptr (TgJob) job = tg_job_new ("Importing");
  GtkWidget *bar = tg_job_bar_new ();

  g_object_ref_sink (bar);
  GtkWidget *window = show (bar);
  tg_job_set_detail (job, "/a/very/long/path");
  tg_job_set_total (job, 1000, 2);
  tg_job_advance (job, 500, 10, 1);
  tg_job_bar_set_job (TG_JOB_BAR (bar), job);
  spin (50);
  g_assert_false (tg_job_is_cancelled (job));
  tg_job_finish (job);
  tg_job_bar_set_job (TG_JOB_BAR (bar), NULL);
  gtk_window_destroy (GTK_WINDOW (window));
  g_assert_finalize_object (bar);
}

int
main (int argc, char *argv[])
{
  gtk_test_init (&argc, &argv, NULL);
  adw_init ();
  g_test_add_func ("/chart/chart", test_chart);
  g_test_add_func ("/chart/strip", test_strip);
  g_test_add_func ("/list/job-bar", test_job_bar);
  return g_test_run ();
}
