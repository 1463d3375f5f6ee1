/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tg-app"

#include "app/preferences.h"

#include <adwaita.h>
#include <glib/gi18n.h>

#include "app/settings.h"

static const char * const styles[] = { "system", "light", "dark" };

static gboolean
style_to_row (GBinding *binding, const GValue *from, GValue *to, gpointer data)
{
  guint selected = 0;

  for (guint i = 0; i < G_N_ELEMENTS (styles); i++)
    if (g_strcmp0 (styles[i], g_value_get_string (from)) == 0)
      selected = i;
  g_value_set_uint (to, selected);
  return TRUE;
}

static gboolean
row_to_style (GBinding *binding, const GValue *from, GValue *to, gpointer data)
{
  g_value_set_string (to, styles[MIN (g_value_get_uint (from), G_N_ELEMENTS (styles) - 1)]);
  return TRUE;
}

static gboolean
utc_to_row (GBinding *binding, const GValue *from, GValue *to, gpointer data)
{
  g_value_set_uint (to, g_value_get_boolean (from) ? 0 : 1);
  return TRUE;
}

static gboolean
row_to_utc (GBinding *binding, const GValue *from, GValue *to, gpointer data)
{
  g_value_set_boolean (to, g_value_get_uint (from) == 0);
  return TRUE;
}

void
tg_preferences_show (GtkWindow *parent)
{
  g_autoptr (GtkBuilder) builder = gtk_builder_new_from_resource ("/io/github/trailgraph/Trailgraph/ui/preferences.ui");
  GtkWindow *window = GTK_WINDOW (gtk_builder_get_object (builder, "preferences"));
  TgSettings *settings = tg_settings_get_default ();

  g_object_bind_property_full (settings, "style", gtk_builder_get_object (builder, "style_row"), "selected",
                               G_BINDING_SYNC_CREATE | G_BINDING_BIDIRECTIONAL, style_to_row, row_to_style, NULL, NULL);
  g_object_bind_property_full (settings, "utc", gtk_builder_get_object (builder, "time_row"), "selected",
                               G_BINDING_SYNC_CREATE | G_BINDING_BIDIRECTIONAL, utc_to_row, row_to_utc, NULL, NULL);
  gtk_window_set_transient_for (window, parent);
  gtk_window_present (window);
}
