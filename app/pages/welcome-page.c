/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tg-app"

#include "app/pages/welcome-page.h"

#include <glib/gi18n.h>

#include "app/settings.h"

#define RECENT_SHOWN 6

struct _TgWelcomePage
{
  AdwBin      parent_instance;

  /* Template widgets */
  GtkWidget  *recent_group;
  GtkListBox *recent;
};

G_DEFINE_FINAL_TYPE (TgWelcomePage, tg_welcome_page, ADW_TYPE_BIN)

static GtkWidget *
recent_row (const char *path)
{
  GtkWidget *row = adw_action_row_new ();
  g_autofree char *name = g_filename_display_basename (path);
  g_autofree char *folder = g_path_get_dirname (path);
  g_autofree char *shown = g_filename_display_name (folder);

  if (g_str_has_suffix (name, ".tgcase"))
    name[strlen (name) - strlen (".tgcase")] = '\0';
  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), name);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), shown);
  adw_action_row_set_subtitle_lines (ADW_ACTION_ROW (row), 1);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), gtk_image_new_from_icon_name ("go-next-symbolic"));
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), TRUE);
  gtk_actionable_set_action_name (GTK_ACTIONABLE (row), "win.open-path");
  gtk_actionable_set_action_target_value (GTK_ACTIONABLE (row), g_variant_new_bytestring (path));
  return row;
}

static void
fill (TgWelcomePage *self)
{
  const char * const *recent = tg_settings_get_recent (tg_settings_get_default ());
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self->recent))) != NULL)
    gtk_list_box_remove (self->recent, child);
  for (guint i = 0; recent[i] != NULL && i < RECENT_SHOWN; i++)
    gtk_list_box_append (self->recent, recent_row (recent[i]));
  gtk_widget_set_visible (self->recent_group, recent[0] != NULL);
}

static void
tg_welcome_page_class_init (TgWelcomePageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/trailgraph/Trailgraph/ui/welcome-page.ui");
  gtk_widget_class_bind_template_child (widget_class, TgWelcomePage, recent_group);
  gtk_widget_class_bind_template_child (widget_class, TgWelcomePage, recent);
}

static void
tg_welcome_page_init (TgWelcomePage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  g_signal_connect_object (tg_settings_get_default (), "notify::recent", G_CALLBACK (fill), self, G_CONNECT_SWAPPED);
  fill (self);
}
