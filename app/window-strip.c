/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tg-app"

/* The time strip along the bottom: activity of the whole case, and the scope brushed on it. */

#include "app/window-private.h"

#include <glib/gi18n.h>

#include "app/cells.h"
#include "app/format.h"

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
        tg_window_strip_show (self, strip->span, strip->buckets, strip->bucket);
      tg_window_strip_scope (self);
    }
  strip_free (strip);
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
