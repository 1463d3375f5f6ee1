/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tg-app"

#include "app/cells.h"

#include <glib/gi18n.h>

#include "app/format.h"

GtkWidget *
tg_severity_chip (TgSeverity severity)
{
  const char *title = tg_severity_title (severity);
  GtkWidget *label = gtk_label_new (title != NULL ? _(title) : "–");

  gtk_widget_add_css_class (label, "tg-chip");
  gtk_widget_add_css_class (label, tg_severity_class (severity));
  gtk_widget_set_valign (label, GTK_ALIGN_CENTER);
  return label;
}

void
tg_go_records (GtkWidget *widget, gint64 entity, gint64 other, const char *title, int kind, gboolean failed_only)
{
  TgPlace *place = tg_place_new (TG_PLACE_RECORDS);

  place->entity = entity;
  place->other = other;
  place->kind = kind;
  place->failed_only = failed_only;
  g_free (place->title);
  place->title = tg_format_line (title, 200);
  tg_go (widget, place);
}

void
tg_go_entity (GtkWidget *widget, gint64 entity, const char *title)
{
  TgPlace *place = tg_place_new (TG_PLACE_ENTITY);

  place->entity = entity;
  g_free (place->title);
  place->title = tg_format_line (title, 200);
  tg_go (widget, place);
}

char *
tg_format_bytes (guint64 bytes)
{
  return bytes > 0 ? g_format_size (bytes) : g_strdup ("");
}

gint64
tg_bucket_for (TgTimeRange range, guint max)
{
  static const gint64 hours[] = { 1, 2, 3, 6, 12, 24, 48, 168, 336, 720, 2160, 8760 };

  for (guint i = 0; i < G_N_ELEMENTS (hours); i++)
    if (range.to > range.from && (guint64) (range.to - range.from) / (guint64) (hours[i] * TG_HOUR) < max)
      return hours[i] * TG_HOUR;
  return hours[range.to > range.from ? G_N_ELEMENTS (hours) - 1 : 0] * TG_HOUR;
}
