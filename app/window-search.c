/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tg-app"

/* The search of the header: results over every entity as one types. Down goes into the list, Return opens the first. */

#include "app/window-private.h"

#include <glib/gi18n.h>

#include "app/format.h"
#include "widgets/graph/kind-icon.h"

#define RESULTS      30
#define DEBOUNCE_MS  120
#define PATTERN_MAX  512

static gpointer
search_query (TgReader *reader, gpointer data, TgJob *job, GError **error)
{
  GArray *found = tg_reader_search (reader, data, TG_ENTITY_NONE, RESULTS, job, error);
  TgEntityInfo info;

  /* an id, an ARN or a link of the AWS console is no part of a name */
  if (found != NULL && found->len == 0 && tg_reader_resolve (reader, data, &info, NULL, NULL))
    g_array_append_val (found, info);
  return found;
}

static void
open_found (TgWindow *self, guint index)
{
  const TgEntityInfo *info;
  TgPlace *place;

  if (self->found == NULL || index >= self->found->len)
    return;
  info = &g_array_index (self->found, TgEntityInfo, index);
  place = tg_place_new (TG_PLACE_ENTITY);
  place->entity = info->id;
  g_free (place->title);
  place->title = tg_format_line (info->name, 120);
  gtk_popover_popdown (self->results);
  tg_go (GTK_WIDGET (self), place);
}

static void
result_activated_cb (TgWindow *self, GtkListBoxRow *row)
{
  open_found (self, (guint) gtk_list_box_row_get_index (row));
}

static GtkWidget *
result_row (const TgEntityInfo *info)
{
  GtkWidget *row = gtk_list_box_row_new ();
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 10);
  GtkWidget *texts = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  g_autofree char *name = tg_format_line (info->name, 160);
  g_autofree char *count = tg_format_count (info->records);
  g_autofree char *below = info->account[0] != '\0' ? g_strdup_printf (_("%s · account %s"), tg_kind_title (info->kind), info->account)
                                                    : g_strdup (tg_kind_title (info->kind));
  GtkWidget *title = gtk_label_new (name), *subtitle = gtk_label_new (below), *records = gtk_label_new (count);

  gtk_label_set_xalign (GTK_LABEL (title), 0);
  gtk_label_set_xalign (GTK_LABEL (subtitle), 0);
  gtk_label_set_ellipsize (GTK_LABEL (title), PANGO_ELLIPSIZE_MIDDLE);
  gtk_widget_add_css_class (subtitle, "dim-label");
  gtk_widget_add_css_class (subtitle, "caption");
  gtk_widget_add_css_class (records, "dim-label");
  gtk_widget_add_css_class (records, "numeric");
  gtk_widget_set_hexpand (texts, TRUE);
  gtk_box_append (GTK_BOX (texts), title);
  gtk_box_append (GTK_BOX (texts), subtitle);
  gtk_box_append (GTK_BOX (box), tg_kind_icon_new (info->kind, 20));
  gtk_box_append (GTK_BOX (box), texts);
  gtk_box_append (GTK_BOX (box), records);
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (row), box);
  return row;
}

static void
found_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (TgWindow) self = data;
  g_autoptr (GCancellable) cancellable = NULL;
  g_autoptr (GError) error = NULL;
  GArray *found = tg_open_case_query_finish (TG_OPEN_CASE (source), result, &error);
  GtkWidget *child;

  cancellable = g_steal_pointer (&self->searching);
  if (g_task_get_cancellable (G_TASK (result)) != cancellable || found == NULL)
    {
      /* a newer question is on its way: keep it */
      if (g_task_get_cancellable (G_TASK (result)) != cancellable)
        self->searching = g_steal_pointer (&cancellable);
      g_clear_pointer (&found, g_array_unref);
      return;
    }
  g_clear_pointer (&self->found, g_array_unref);
  self->found = found;
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self->results_list))) != NULL)
    gtk_list_box_remove (self->results_list, child);
  for (guint i = 0; i < found->len; i++)
    gtk_list_box_append (self->results_list, result_row (&g_array_index (found, TgEntityInfo, i)));
  gtk_widget_set_visible (GTK_WIDGET (self->results_note), found->len == 0);
  gtk_popover_popup (self->results);
}

static gboolean
search_cb (gpointer data)
{
  TgWindow *self = data;
  g_autofree char *pattern = g_strstrip (g_strndup (gtk_editable_get_text (GTK_EDITABLE (self->search)), PATTERN_MAX));

  self->search_id = 0;
  if (self->searching != NULL)
    g_cancellable_cancel (self->searching);
  g_clear_object (&self->searching);
  if (self->tgcase == NULL || pattern[0] == '\0' || !g_utf8_validate (pattern, -1, NULL))
    {
      gtk_popover_popdown (self->results);
      return G_SOURCE_REMOVE;
    }
  self->searching = g_cancellable_new ();
  tg_open_case_query_async (self->tgcase, search_query, g_steal_pointer (&pattern), g_free, (GDestroyNotify) g_array_unref, self->searching,
                            found_cb, g_object_ref (self));
  return G_SOURCE_REMOVE;
}

static void
changed_cb (TgWindow *self)
{
  g_clear_handle_id (&self->search_id, g_source_remove);
  self->search_id = g_timeout_add (DEBOUNCE_MS, search_cb, self);
}

static void
activate_cb (TgWindow *self)
{
  if (gtk_widget_get_visible (GTK_WIDGET (self->results)))
    open_found (self, 0);
}

static void
stop_cb (TgWindow *self)
{
  gtk_popover_popdown (self->results);
  gtk_editable_set_text (GTK_EDITABLE (self->search), "");
}

static gboolean
key_cb (GtkEventControllerKey *controller, guint key, guint code, GdkModifierType state, TgWindow *self)
{
  GtkWidget *row = gtk_widget_get_first_child (GTK_WIDGET (self->results_list));

  if (key != GDK_KEY_Down || row == NULL || !gtk_widget_get_visible (GTK_WIDGET (self->results)))
    return GDK_EVENT_PROPAGATE;
  gtk_widget_grab_focus (row);
  return GDK_EVENT_STOP;
}

void
tg_window_search_reset (TgWindow *self)
{
  g_clear_handle_id (&self->search_id, g_source_remove);
  gtk_editable_set_text (GTK_EDITABLE (self->search), "");
  g_clear_handle_id (&self->search_id, g_source_remove);
  gtk_popover_popdown (self->results);
}

void
tg_window_search_init (TgWindow *self)
{
  g_autoptr (GtkBuilder) builder = gtk_builder_new_from_resource ("/io/github/trailgraph/Trailgraph/ui/search-results.ui");
  GtkEventController *keys = gtk_event_controller_key_new ();

  self->results = GTK_POPOVER (gtk_builder_get_object (builder, "results"));
  self->results_list = GTK_LIST_BOX (gtk_builder_get_object (builder, "results_list"));
  self->results_note = GTK_LABEL (gtk_builder_get_object (builder, "results_note"));
  gtk_widget_set_parent (GTK_WIDGET (self->results), GTK_WIDGET (self->search));
  g_signal_connect_object (self->results_list, "row-activated", G_CALLBACK (result_activated_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->search, "search-changed", G_CALLBACK (changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->search, "activate", G_CALLBACK (activate_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->search, "stop-search", G_CALLBACK (stop_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (keys, "key-pressed", G_CALLBACK (key_cb), self, G_CONNECT_DEFAULT);
  gtk_event_controller_set_propagation_phase (keys, GTK_PHASE_CAPTURE);
  gtk_widget_add_controller (GTK_WIDGET (self->search), keys);
}
