/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tg-app"

#include "app/window-private.h"

#include <glib/gi18n.h>

gboolean
tg_window_take_files (TgWindow *self, GSList *files)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  g_autofree char *to_open = NULL;
  g_auto (GStrv) paths = NULL;

  g_return_val_if_fail (TG_IS_WINDOW (self), FALSE);
  for (GSList *l = files; l != NULL; l = l->next)
    {
      g_autofree char *path = g_file_get_path (l->data);

      if (path == NULL)
        continue;
      if (g_str_has_suffix (path, ".tgcase"))
        {
          g_free (to_open);
          to_open = g_steal_pointer (&path);
        }
      else
        g_strv_builder_add (builder, path);
    }
  paths = g_strv_builder_end (builder);
  if (to_open != NULL)
    {
      if (self->busy)
        return FALSE;
      /* a case and logs together: the logs go into that case */
      g_strfreev (self->pending);
      self->pending = paths[0] != NULL ? g_steal_pointer (&paths) : NULL;
      tg_window_open_case (self, to_open, 0);
      return TRUE;
    }
  if (paths[0] == NULL)
    {
      tg_window_toast (self, _("Only files of this computer can be imported"));
      return FALSE;
    }
  tg_window_import (self, (const char * const *) paths);
  return TRUE;
}

static gboolean
drop_cb (GtkDropTarget *target, const GValue *value, double x, double y, TgWindow *self)
{
  gtk_widget_set_visible (self->drop_hint, FALSE);
  return G_VALUE_HOLDS (value, GDK_TYPE_FILE_LIST) && tg_window_take_files (self, g_value_get_boxed (value));
}

static GdkDragAction
enter_cb (GtkDropTarget *target, double x, double y, TgWindow *self)
{
  gtk_widget_set_visible (self->drop_hint, TRUE);
  return GDK_ACTION_COPY;
}

static void
leave_cb (GtkDropTarget *target, TgWindow *self)
{
  gtk_widget_set_visible (self->drop_hint, FALSE);
}

void
tg_window_dnd_init (TgWindow *self)
{
  GtkDropTarget *target = gtk_drop_target_new (GDK_TYPE_FILE_LIST, GDK_ACTION_COPY);

  g_signal_connect_object (target, "drop", G_CALLBACK (drop_cb), self, G_CONNECT_DEFAULT);
  g_signal_connect_object (target, "enter", G_CALLBACK (enter_cb), self, G_CONNECT_DEFAULT);
  g_signal_connect_object (target, "leave", G_CALLBACK (leave_cb), self, G_CONNECT_DEFAULT);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (target));
}
