/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tg-app"

/* The time strip along the bottom: activity of the whole case, and the scope brushed on it. */

#include "app/window-private.h"

#include <glib/gi18n.h>

#include "app/cells.h"
#include "app/format.h"
#include "app/settings.h"

#define BUCKETS_MAX 600

typedef struct { TgTimeRange span; GArray *buckets; gint64 bucket; } Strip;

static void
strip_free (gpointer data)
{
  g_clear_pointer (&((Strip *) data)->buckets, g_array_unref);
  g_free (data);
}

static gpointer
strip_query (TgReader *reader, gpointer data, TgJob *job, GError **error)
{
  Strip *strip = g_new0 (Strip, 1);
  TgSummary summary;

  if (!tg_reader_summary (reader, TG_TIME_ALL, &summary, job, error))
    goto failed;
  strip->span = summary.span;
  strip->bucket = TG_HOUR;
  if (summary.span.from != TG_TIME_NONE)
    {
      strip->bucket = tg_bucket_for (summary.span, BUCKETS_MAX);
      strip->buckets = tg_reader_activity (reader, 0, 0, TG_TIME_ALL, strip->bucket, job, error);
      if (strip->buckets == NULL)
        goto failed;
    }
  return strip;

failed:
  strip_free (strip);
  return NULL;
}

static void
strip_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (TgWindow) self = data;
  Strip *strip = tg_open_case_query_finish (TG_OPEN_CASE (source), result, NULL);

  if (strip == NULL)
    return;
  if ((gpointer) self->tgcase == (gpointer) source)
    {
      gboolean some = strip->buckets != NULL && strip->span.from != TG_TIME_NONE;

      gtk_widget_set_visible (GTK_WIDGET (self->strip_box), some);
      if (some)
        tg_time_strip_set_activity (self->strip, strip->buckets, strip->bucket);
      self->span = strip->span;
      tg_window_strip_scope (self);
    }
  strip_free (strip);
}

/* What the label says: the scope, or the time the whole case spans. */
void
tg_window_strip_scope (TgWindow *self)
{
  TgTimeRange scope = self->tgcase != NULL ? tg_open_case_get_scope (self->tgcase) : TG_TIME_ALL;
  gboolean whole = scope.from == G_MININT64 && scope.to == G_MAXINT64;
  g_autofree char *span = tg_format_span (whole ? self->span : scope);
  g_autofree char *text = whole ? g_strdup_printf (_("Whole case: %s. Drag to set the scope time."), span) : g_strdup_printf (_("Scope time: %s"), span);

  gtk_label_set_text (self->scope_label, text);
  tg_time_strip_set_utc (self->strip, tg_settings_get_utc (tg_settings_get_default ()));
  gtk_widget_set_visible (self->reset_button, !whole);
  tg_time_strip_set_scope (self->strip, scope);
}

static void
brushed_cb (TgWindow *self, gint64 from, gint64 to)
{
  gtk_widget_activate_action (GTK_WIDGET (self), "win.set-scope", "(xx)", from, to);
}

void
tg_window_strip_init (TgWindow *self)
{
  self->strip = TG_TIME_STRIP (tg_time_strip_new ());
  gtk_widget_set_size_request (GTK_WIDGET (self->strip), -1, 56);
  gtk_box_append (self->strip_box, GTK_WIDGET (self->strip));
  g_signal_connect_object (tg_settings_get_default (), "notify::utc", G_CALLBACK (tg_window_strip_scope), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->strip, "scope-changed", G_CALLBACK (brushed_cb), self, G_CONNECT_SWAPPED);
}

void
tg_window_strip_update (TgWindow *self)
{
  if (self->stripping != NULL)
    g_cancellable_cancel (self->stripping);
  g_clear_object (&self->stripping);
  if (self->tgcase == NULL)
    return;
  self->stripping = g_cancellable_new ();
  tg_open_case_query_async (self->tgcase, strip_query, NULL, NULL, strip_free, self->stripping, strip_cb, g_object_ref (self));
}
