/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tg-app"

#include "app/window-private.h"

#include <glib/gi18n.h>

#include "app/dialogs.h"
#include "app/pages/graph-page.h"
#include "app/preferences.h"
#include "app/sample.h"
#include "config.h"

static GStrv
paths_of (GListModel *files)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();

  for (guint i = 0; i < g_list_model_get_n_items (files); i++)
    {
      g_autoptr (GFile) file = g_list_model_get_item (files, i);
      g_autofree char *path = g_file_get_path (file);

      if (path != NULL)
        g_strv_builder_add (builder, path);
    }
  return g_strv_builder_end (builder);
}

static char *
with_suffix (const char *path)
{
  return g_str_has_suffix (path, ".tgcase") ? g_strdup (path) : g_strconcat (path, ".tgcase", NULL);
}

static void
open_chosen (GtkWindow *parent, GListModel *files)
{
  g_auto (GStrv) paths = paths_of (files);

  if (paths[0] != NULL)
    tg_window_open_case (TG_WINDOW (parent), paths[0], 0);
}

static void
new_chosen (GtkWindow *parent, GListModel *files)
{
  g_auto (GStrv) paths = paths_of (files);
  g_autofree char *path = paths[0] != NULL ? with_suffix (paths[0]) : NULL;

  if (path != NULL)
    tg_window_open_case (TG_WINDOW (parent), path, TG_CASE_CREATE);
}

static void
import_chosen (GtkWindow *parent, GListModel *files)
{
  g_auto (GStrv) paths = paths_of (files);

  tg_window_import (TG_WINDOW (parent), (const char * const *) paths);
}

static void
copied_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (TgWindow) self = data;
  g_autoptr (GError) error = NULL;

  if (tg_open_case_copy_finish (TG_OPEN_CASE (source), result, &error))
    tg_window_toast (self, _("A copy of the case was saved"));
  else
    tg_error_dialog (GTK_WINDOW (self), _("The Copy Was Not Saved"), NULL, error);
}

static void
copy_chosen (GtkWindow *parent, GListModel *files)
{
  TgWindow *self = TG_WINDOW (parent);
  g_auto (GStrv) paths = paths_of (files);
  g_autofree char *path = paths[0] != NULL ? with_suffix (paths[0]) : NULL;

  if (path == NULL || self->tgcase == NULL)
    return;
  if (g_strcmp0 (path, tg_open_case_get_path (self->tgcase)) == 0)
    tg_window_toast (self, _("That is the open case itself: choose another name"));
  else
    tg_open_case_copy_async (self->tgcase, path, copied_cb, g_object_ref (self));
}

static void
action_open (GtkWidget *widget, const char *name, GVariant *parameter)
{
  tg_choose_files (GTK_WINDOW (widget), TG_CHOOSE_CASE, NULL, open_chosen);
}

static void
action_open_path (GtkWidget *widget, const char *name, GVariant *parameter)
{
  tg_window_open_case (TG_WINDOW (widget), g_variant_get_bytestring (parameter), 0);
}

static void
action_new (GtkWidget *widget, const char *name, GVariant *parameter)
{
  tg_choose_files (GTK_WINDOW (widget), TG_CHOOSE_NEW_CASE, _("Case.tgcase"), new_chosen);
}

static void
action_sample (GtkWidget *widget, const char *name, GVariant *parameter)
{
  tg_window_open_sample (TG_WINDOW (widget));
}

static void
action_import_files (GtkWidget *widget, const char *name, GVariant *parameter)
{
  tg_choose_files (GTK_WINDOW (widget), TG_CHOOSE_FILES, NULL, import_chosen);
}

static void
action_import_folder (GtkWidget *widget, const char *name, GVariant *parameter)
{
  tg_choose_files (GTK_WINDOW (widget), TG_CHOOSE_FOLDER, NULL, import_chosen);
}

static void
action_cancel_import (GtkWidget *widget, const char *name, GVariant *parameter)
{
  TgWindow *self = TG_WINDOW (widget);

  if (self->tgcase != NULL && tg_open_case_get_import (self->tgcase) != NULL)
    tg_job_cancel (tg_open_case_get_import (self->tgcase));
}

static void
action_save_as (GtkWidget *widget, const char *name, GVariant *parameter)
{
  TgWindow *self = TG_WINDOW (widget);
  g_autofree char *file = self->tgcase != NULL ? g_strdup_printf (_("Copy of %s.tgcase"), tg_open_case_get_title (self->tgcase)) : NULL;

  tg_choose_files (GTK_WINDOW (widget), TG_CHOOSE_COPY, file, copy_chosen);
}

static void
action_export_board (GtkWidget *widget, const char *name, GVariant *parameter)
{
  if (TG_WINDOW (widget)->tgcase != NULL)
    tg_graph_page_export (TG_GRAPH_PAGE (TG_WINDOW (widget)->page[TG_PLACE_GRAPH]), g_variant_get_bytestring (parameter));
}

static void
action_close_case (GtkWidget *widget, const char *name, GVariant *parameter)
{
  tg_window_close_case (TG_WINDOW (widget));
}

static void
step (TgWindow *self, int steps)
{
  const TgPlace *place = tg_history_go (self->history, steps);

  if (place != NULL && self->tgcase != NULL)
    tg_window_apply_place (self, place);
}

static void
action_back (GtkWidget *widget, const char *name, GVariant *parameter)
{
  step (TG_WINDOW (widget), -1);
}

static void
action_forward (GtkWidget *widget, const char *name, GVariant *parameter)
{
  step (TG_WINDOW (widget), 1);
}

static void
action_go (GtkWidget *widget, const char *name, GVariant *parameter)
{
  int kind = tg_place_kind_from_id (g_variant_get_string (parameter, NULL));

  if (kind >= 0 && kind != TG_PLACE_ENTITY)
    {
      g_autoptr (TgPlace) place = tg_place_new ((TgPlaceKind) kind);

      tg_window_go (TG_WINDOW (widget), place);
    }
}

static void
action_place (GtkWidget *widget, const char *name, GVariant *parameter)
{
  g_autoptr (TgPlace) place = tg_place_from_variant (parameter);

  if (place != NULL)
    tg_window_go (TG_WINDOW (widget), place);
}

static void
action_entity (GtkWidget *widget, const char *name, GVariant *parameter)
{
  g_autoptr (TgPlace) place = tg_place_new (TG_PLACE_ENTITY);

  place->entity = g_variant_get_int64 (parameter);
  if (place->entity > 0)
    tg_window_go (TG_WINDOW (widget), place);
}

static void
action_show_in_graph (GtkWidget *widget, const char *name, GVariant *parameter)
{
  g_autoptr (TgPlace) place = tg_place_new (TG_PLACE_GRAPH);

  place->entity = g_variant_get_int64 (parameter);
  tg_window_go (TG_WINDOW (widget), place);
}

/* What is on the screen, in the graph. */
static void
action_show_here (GtkWidget *widget, const char *name, GVariant *parameter)
{
  const TgPlace *current = tg_history_current (TG_WINDOW (widget)->history);

  if (current != NULL && current->entity > 0)
    gtk_widget_activate_action (widget, "win.show-in-graph", "x", current->entity);
  else
    gtk_widget_activate_action (widget, "win.go", "s", "graph");
}

static void
action_set_scope (GtkWidget *widget, const char *name, GVariant *parameter)
{
  TgWindow *self = TG_WINDOW (widget);
  TgTimeRange scope;

  g_variant_get (parameter, "(xx)", &scope.from, &scope.to);
  if (self->tgcase != NULL && scope.from < scope.to)
    tg_open_case_set_scope (self->tgcase, scope);
}

static void
action_reset_scope (GtkWidget *widget, const char *name, GVariant *parameter)
{
  TgWindow *self = TG_WINDOW (widget);

  if (self->tgcase != NULL)
    tg_open_case_set_scope (self->tgcase, TG_TIME_ALL);
}

static void
action_toggle_sidebar (GtkWidget *widget, const char *name, GVariant *parameter)
{
  TgWindow *self = TG_WINDOW (widget);

  adw_flap_set_reveal_flap (self->flap, !adw_flap_get_reveal_flap (self->flap));
}

static void
action_search (GtkWidget *widget, const char *name, GVariant *parameter)
{
  gtk_widget_grab_focus (GTK_WIDGET (TG_WINDOW (widget)->search));
}

/* On the page that is shown, where it can look for something itself; else in the whole case. */
static void
action_find (GtkWidget *widget, const char *name, GVariant *parameter)
{
  TgWindow *self = TG_WINDOW (widget);
  const TgPlace *current = tg_history_current (self->history);
  TgGraphPage *graph = TG_GRAPH_PAGE (self->page[TG_PLACE_GRAPH]);

  if (current != NULL && current->page == TG_PLACE_GRAPH && tg_board_n_nodes (tg_graph_page_get_board (graph)) > 0)
    gtk_widget_activate_action (GTK_WIDGET (graph), "graph.search", NULL);
  else
    gtk_widget_activate_action (widget, "win.search", NULL);
}

static void
action_toast (GtkWidget *widget, const char *name, GVariant *parameter)
{
  tg_window_toast (TG_WINDOW (widget), g_variant_get_string (parameter, NULL));
}

static void
action_preferences (GtkWidget *widget, const char *name, GVariant *parameter)
{
  tg_preferences_show (GTK_WINDOW (widget));
}

static void
action_about (GtkWidget *widget, const char *name, GVariant *parameter)
{
  adw_show_about_window (GTK_WINDOW (widget),
                         "application-name", "Trailgraph",
                         "application-icon", TG_APP_ID,
                         "version", TG_VERSION,
                         "developer-name", _("The Trailgraph authors"),
                         "comments", _("Walk the behaviour graph of AWS logs, from an alert to the exact original records. Offline."),
                         "license-type", GTK_LICENSE_GPL_3_0,
                         NULL);
}

void
tg_window_update_actions (TgWindow *self)
{
  GtkWidget *widget = GTK_WIDGET (self);
  gboolean open = self->tgcase != NULL;
  gboolean importing = open && tg_open_case_get_import (self->tgcase) != NULL;
  TgTimeRange scope = open ? tg_open_case_get_scope (self->tgcase) : TG_TIME_ALL;

  gtk_widget_action_set_enabled (widget, "win.back", open && tg_history_peek (self->history, -1) != NULL);
  gtk_widget_action_set_enabled (widget, "win.forward", open && tg_history_peek (self->history, 1) != NULL);
  gtk_widget_action_set_enabled (widget, "win.close-case", open);
  gtk_widget_action_set_enabled (widget, "win.save-as", open);
  gtk_widget_action_set_enabled (widget, "win.go", open);
  gtk_widget_action_set_enabled (widget, "win.place", open);
  gtk_widget_action_set_enabled (widget, "win.show-in-graph", open);
  gtk_widget_action_set_enabled (widget, "win.show-here", open);
  gtk_widget_action_set_enabled (widget, "win.search", open);
  gtk_widget_action_set_enabled (widget, "win.find", open);
  gtk_widget_action_set_enabled (widget, "win.toggle-sidebar", open);
  gtk_widget_action_set_enabled (widget, "win.cancel-import", importing);
  gtk_widget_action_set_enabled (widget, "win.import-files", !importing && !self->busy);
  gtk_widget_action_set_enabled (widget, "win.import-folder", !importing && !self->busy);
  gtk_widget_action_set_enabled (widget, "win.reset-scope", scope.from != G_MININT64 || scope.to != G_MAXINT64);
  gtk_widget_set_visible (self->back_button, open);
  gtk_widget_set_visible (self->forward_button, open);
  gtk_widget_set_visible (self->sidebar_button, open);
}

void
tg_window_class_actions (GtkWidgetClass *klass)
{
  static const struct { const char *name, *type; GtkWidgetActionActivateFunc func; } actions[] = {
    { "win.open-case", NULL, action_open },
    { "win.open-path", "ay", action_open_path },
    { "win.new-case", NULL, action_new },
    { "win.sample", NULL, action_sample },
    { "win.import-files", NULL, action_import_files },
    { "win.import-folder", NULL, action_import_folder },
    { "win.cancel-import", NULL, action_cancel_import },
    { "win.save-as", NULL, action_save_as },
    { "win.export-board", "ay", action_export_board },
    { "win.close-case", NULL, action_close_case },
    { "win.back", NULL, action_back },
    { "win.forward", NULL, action_forward },
    { "win.go", "s", action_go },
    { "win.place", "a{sv}", action_place },
    { "win.entity", "x", action_entity },
    { "win.show-in-graph", "x", action_show_in_graph },
    { "win.show-here", NULL, action_show_here },
    { "win.set-scope", "(xx)", action_set_scope },
    { "win.reset-scope", NULL, action_reset_scope },
    { "win.toggle-sidebar", NULL, action_toggle_sidebar },
    { "win.search", NULL, action_search },
    { "win.find", NULL, action_find },
    { "win.toast", "s", action_toast },
    { "win.preferences", NULL, action_preferences },
    { "win.about", NULL, action_about },
  };

  for (guint i = 0; i < G_N_ELEMENTS (actions); i++)
    gtk_widget_class_install_action (klass, actions[i].name, actions[i].type, actions[i].func);
}
