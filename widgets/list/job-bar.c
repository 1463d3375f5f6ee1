/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tg-list"

#include "widgets/list/job-bar.h"

#include <glib/gi18n.h>

#include "core/base/format.h"
#include "core/base/time.h"

#define LOOK_MS 100

struct _TgJobBar
{
  GtkWidget       parent_instance;

  /* children, owned by the widget tree */
  GtkWidget      *box;
  GtkLabel       *title, *detail, *numbers;
  GtkProgressBar *progress;
  GtkWidget      *cancel;
  /* owned */
  TgJob          *job;
  guint           look_id;
};

G_DEFINE_FINAL_TYPE (TgJobBar, tg_job_bar, GTK_TYPE_WIDGET)

/* "12.3 MB of 40 MB, 81,000 records, 45,000 records a second, about 12 s left" */
static char *
numbers_text (const TgJobState *state)
{
  double seconds = (double) (g_get_monotonic_time () - state->started) / G_USEC_PER_SEC, left = tg_job_seconds_left (state);
  g_autofree char *done = g_format_size (state->done), *total = g_format_size (state->total), *items = tg_format_count (state->items);
  GString *text = g_string_new (NULL);

  if (state->total > 0)
    g_string_append_printf (text, _("%s of %s"), done, total);
  else
    g_string_append (text, done);
  g_string_append (text, ", ");
  g_string_append_printf (text, ngettext ("%s record", "%s records", (gulong) state->items), items);
  if (seconds > 0.5 && state->items > 0)
    {
      g_string_append (text, ", ");
      g_autofree char *rate = tg_format_count ((guint64) ((double) state->items / seconds));
      g_string_append_printf (text, _("%s a second"), rate);
    }
  if (left >= 0 && !state->finished)
    {
      g_autofree char *duration = tg_duration_format ((gint64) (left * TG_SECOND));
      g_string_append (text, ", ");
      g_string_append_printf (text, _("about %s left"), duration);
    }
  return g_string_free (text, FALSE);
}

static void
look (TgJobBar *self)
{
  TgJobState state;

  if (self->job == NULL)
    return;
  tg_job_snapshot (self->job, &state);
  g_autofree char *numbers = numbers_text (&state);
  gtk_label_set_text (self->title, state.title);
  gtk_label_set_text (self->detail, state.cancelled && !state.finished ? _("Cancelling…") : state.detail);
  gtk_label_set_text (self->numbers, numbers);
  gtk_widget_set_sensitive (self->cancel, !state.cancelled && !state.finished);
  if (state.total > 0)
    gtk_progress_bar_set_fraction (self->progress, CLAMP ((double) state.done / (double) state.total, 0, 1));
  else
    gtk_progress_bar_pulse (self->progress);
}

static gboolean
look_cb (gpointer data)
{
  look (data);
  return G_SOURCE_CONTINUE;
}

static void
watch (TgJobBar *self)
{
  gboolean wanted = self->job != NULL && gtk_widget_get_mapped (GTK_WIDGET (self));

  if (!wanted)
    g_clear_handle_id (&self->look_id, g_source_remove);
  else if (self->look_id == 0)
    self->look_id = g_timeout_add (LOOK_MS, look_cb, self);
}

static void
cancel_cb (TgJobBar *self)
{
  if (self->job != NULL)
    tg_job_cancel (self->job);
  look (self);
}

static void
tg_job_bar_map (GtkWidget *widget)
{
  GTK_WIDGET_CLASS (tg_job_bar_parent_class)->map (widget);
  watch (TG_JOB_BAR (widget));
}

static void
tg_job_bar_unmap (GtkWidget *widget)
{
  GTK_WIDGET_CLASS (tg_job_bar_parent_class)->unmap (widget);
  watch (TG_JOB_BAR (widget));
}

static void
tg_job_bar_dispose (GObject *object)
{
  TgJobBar *self = TG_JOB_BAR (object);

  g_clear_handle_id (&self->look_id, g_source_remove);
  g_clear_pointer (&self->job, tg_job_unref);
  g_clear_pointer (&self->box, gtk_widget_unparent);
  G_OBJECT_CLASS (tg_job_bar_parent_class)->dispose (object);
}

static void
tg_job_bar_class_init (TgJobBarClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = tg_job_bar_dispose;
  widget_class->map = tg_job_bar_map;
  widget_class->unmap = tg_job_bar_unmap;
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_css_name (widget_class, "jobbar");
}

static GtkLabel *
add_label (GtkBox *box, const char *style, PangoEllipsizeMode ellipsize)
{
  GtkWidget *label = gtk_label_new (NULL);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_ellipsize (GTK_LABEL (label), ellipsize);
  gtk_widget_add_css_class (label, style);
  gtk_box_append (box, label);
  return GTK_LABEL (label);
}

static void
tg_job_bar_init (TgJobBar *self)
{
  GtkWidget *texts = gtk_box_new (GTK_ORIENTATION_VERTICAL, 4);

  self->box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 18);
  gtk_widget_set_parent (self->box, GTK_WIDGET (self));
  gtk_widget_set_hexpand (texts, TRUE);
  gtk_box_append (GTK_BOX (self->box), texts);
  self->title = add_label (GTK_BOX (texts), "heading", PANGO_ELLIPSIZE_END);
  self->detail = add_label (GTK_BOX (texts), "dim-label", PANGO_ELLIPSIZE_MIDDLE);
  self->progress = GTK_PROGRESS_BAR (gtk_progress_bar_new ());
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->progress), GTK_ACCESSIBLE_PROPERTY_LABEL, _("Progress"), -1);
  gtk_box_append (GTK_BOX (texts), GTK_WIDGET (self->progress));
  self->numbers = add_label (GTK_BOX (texts), "caption", PANGO_ELLIPSIZE_END);
  gtk_widget_add_css_class (GTK_WIDGET (self->numbers), "numeric");
  self->cancel = gtk_button_new_with_mnemonic (_("_Cancel"));
  gtk_widget_set_valign (self->cancel, GTK_ALIGN_CENTER);
  g_signal_connect_object (self->cancel, "clicked", G_CALLBACK (cancel_cb), self, G_CONNECT_SWAPPED);
  gtk_box_append (GTK_BOX (self->box), self->cancel);
}

GtkWidget *
tg_job_bar_new (void)
{
  return g_object_new (TG_TYPE_JOB_BAR, NULL);
}

void
tg_job_bar_set_job (TgJobBar *self, TgJob *job)
{
  g_return_if_fail (TG_IS_JOB_BAR (self));

  if (job != NULL)
    tg_job_ref (job);
  g_clear_pointer (&self->job, tg_job_unref);
  self->job = job;
  watch (self);
  look (self);
}
