/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tg-app"

#include "app/window-private.h"

#include <glib/gi18n.h>

#include "app/format.h"
#include "app/pages/entities-page.h"
#include "app/pages/entity-page.h"
#include "app/pages/evidence-page.h"
#include "app/pages/findings-page.h"
#include "app/pages/graph-page.h"
#include "app/pages/records-page.h"
#include "app/pages/summary-page.h"
#include "app/pages/welcome-page.h"

#define SAVE_MILLISECONDS 1500

G_DEFINE_FINAL_TYPE (TgWindow, tg_window, ADW_TYPE_APPLICATION_WINDOW)

static const struct { const char *icon; gboolean in_sidebar; } places[TG_PLACE_N] = {
  [TG_PLACE_SUMMARY]  = { "tg-summary-symbolic", TRUE },
  [TG_PLACE_FINDINGS] = { "tg-findings-symbolic", TRUE },
  [TG_PLACE_ENTITIES] = { "tg-entities-symbolic", TRUE },
  [TG_PLACE_ENTITY]   = { NULL, FALSE },
  [TG_PLACE_GRAPH]    = { "tg-graph-symbolic", TRUE },
  [TG_PLACE_RECORDS]  = { "tg-records-symbolic", TRUE },
  [TG_PLACE_EVIDENCE] = { "tg-evidence-symbolic", TRUE },
};

TgSession *
tg_window_dup_session (TgWindow *self)
{
  TgSession *session = tg_session_new ();
  int width = 0, height = 0;

  session->scope = tg_open_case_get_scope (self->tgcase);
  for (guint i = 0; i < tg_history_get_length (self->history); i++)
    g_ptr_array_add (session->places, tg_place_copy (tg_history_get (self->history, i)));
  session->position = tg_history_get_position (self->history);
  gtk_window_get_default_size (GTK_WINDOW (self), &width, &height);
  session->width = MAX (width, 0);
  session->height = MAX (height, 0);
  session->maximized = gtk_window_is_maximized (GTK_WINDOW (self));
  return session;
}

static gboolean
save_cb (gpointer data)
{
  TgWindow *self = data;

  self->save_id = 0;
  if (self->tgcase != NULL && !tg_open_case_is_closed (self->tgcase))
    {
      g_autoptr (TgSession) session = tg_window_dup_session (self);

      tg_open_case_save_session (self->tgcase, session);
    }
  return G_SOURCE_REMOVE;
}

void
tg_window_queue_save (TgWindow *self)
{
  if (self->restoring || self->tgcase == NULL)
    return;
  g_clear_handle_id (&self->save_id, g_source_remove);
  self->save_id = g_timeout_add (SAVE_MILLISECONDS, save_cb, self);
}

/* Places */

static void
select_row (TgWindow *self, TgPlaceKind kind)
{
  GtkListBoxRow *row = NULL;

  for (GtkWidget *child = gtk_widget_get_first_child (GTK_WIDGET (self->sidebar)); child != NULL; child = gtk_widget_get_next_sibling (child))
    if (GPOINTER_TO_INT (g_object_get_data (G_OBJECT (child), "place")) == (int) kind)
      row = GTK_LIST_BOX_ROW (child);
  /* an entity is reached from anywhere: no row is it */
  gtk_list_box_select_row (self->sidebar, row);
}

void
tg_window_apply_place (TgWindow *self, const TgPlace *place)
{
  g_autoptr (TgPlace) copy = tg_place_copy (place);

  gtk_stack_set_visible_child (self->pages, GTK_WIDGET (self->page[copy->page]));
  select_row (self, copy->page);
  tg_page_show (self->page[copy->page], copy);
  tg_window_update_actions (self);
}

void
tg_window_go (TgWindow *self, const TgPlace *place)
{
  g_return_if_fail (TG_IS_WINDOW (self));
  if (self->tgcase == NULL)
    return;
  tg_history_visit (self->history, place);
  tg_window_apply_place (self, place);
  if (adw_flap_get_folded (self->flap))
    adw_flap_set_reveal_flap (self->flap, FALSE);
}

static void
place_changed_cb (TgWindow *self, const TgPlace *place, TgPage *page)
{
  const TgPlace *current = tg_history_current (self->history);

  if (current != NULL && page == self->page[current->page] && place->page == current->page)
    tg_history_replace (self->history, place);
}

static void
row_activated_cb (TgWindow *self, GtkListBoxRow *row)
{
  g_autoptr (TgPlace) place = tg_place_new ((TgPlaceKind) GPOINTER_TO_INT (g_object_get_data (G_OBJECT (row), "place")));

  tg_window_go (self, place);
}

static void
add_row (TgWindow *self, TgPlaceKind kind)
{
  GtkWidget *row = gtk_list_box_row_new ();
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);
  GtkWidget *icon = gtk_image_new_from_icon_name (places[kind].icon);
  GtkWidget *label = gtk_label_new (tg_place_kind_title (kind));
  GtkWidget *count = gtk_label_new (NULL);

  gtk_widget_set_hexpand (label, TRUE);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_widget_add_css_class (count, "dim-label");
  gtk_widget_add_css_class (count, "numeric");
  gtk_widget_add_css_class (count, "caption");
  gtk_box_append (GTK_BOX (box), icon);
  gtk_box_append (GTK_BOX (box), label);
  gtk_box_append (GTK_BOX (box), count);
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (row), box);
  gtk_accessible_update_property (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_PROPERTY_LABEL, tg_place_kind_title (kind), -1);
  g_object_set_data (G_OBJECT (row), "place", GINT_TO_POINTER ((int) kind));
  self->count[kind] = GTK_LABEL (count);
  gtk_list_box_append (self->sidebar, row);
}

static void
add_pages (TgWindow *self)
{
  const GType types[TG_PLACE_N] = {
    [TG_PLACE_SUMMARY] = TG_TYPE_SUMMARY_PAGE,   [TG_PLACE_FINDINGS] = TG_TYPE_FINDINGS_PAGE, [TG_PLACE_ENTITIES] = TG_TYPE_ENTITIES_PAGE,
    [TG_PLACE_ENTITY] = TG_TYPE_ENTITY_PAGE,     [TG_PLACE_GRAPH] = TG_TYPE_GRAPH_PAGE,       [TG_PLACE_RECORDS] = TG_TYPE_RECORDS_PAGE,
    [TG_PLACE_EVIDENCE] = TG_TYPE_EVIDENCE_PAGE,
  };

  for (int i = 0; i < TG_PLACE_N; i++)
    {
      self->page[i] = g_object_new (types[i], NULL);
      gtk_stack_add_named (self->pages, GTK_WIDGET (self->page[i]), tg_place_kind_id ((TgPlaceKind) i));
      g_signal_connect_object (self->page[i], "place-changed", G_CALLBACK (place_changed_cb), self, G_CONNECT_SWAPPED);
      if (places[i].in_sidebar)
        add_row (self, (TgPlaceKind) i);
    }
}

static char *
step_tooltip (TgWindow *self, int steps, const char *alone, const char *to)
{
  const TgPlace *place = tg_history_peek (self->history, steps);
  g_autofree char *title = NULL;

  if (place == NULL)
    return g_strdup (alone);
  title = place->title[0] != '\0' ? tg_format_line (place->title, 60) : g_strdup (tg_place_kind_title (place->page));
  return g_strdup_printf ("%s %s", to, title);
}

static void
history_changed_cb (TgWindow *self)
{
  g_autofree char *back = step_tooltip (self, -1, _("Back (Alt+Left)"), _("Back to"));
  g_autofree char *forward = step_tooltip (self, 1, _("Forward (Alt+Right)"), _("Forward to"));

  gtk_widget_set_tooltip_text (self->back_button, back);
  gtk_widget_set_tooltip_text (self->forward_button, forward);
  tg_window_update_actions (self);
  tg_window_queue_save (self);
}

/* The window */

void
tg_window_toast (TgWindow *self, const char *text)
{
  g_autofree char *escaped = NULL;
  AdwToast *toast;

  g_return_if_fail (TG_IS_WINDOW (self));
  escaped = g_markup_escape_text (text, -1);
  toast = adw_toast_new (escaped);
  adw_toast_set_timeout (toast, 4);
  adw_toast_overlay_add_toast (self->toasts, toast);
}

static gboolean
tg_window_close_request (GtkWindow *window)
{
  TgWindow *self = TG_WINDOW (window);

  if (self->tgcase == NULL && !self->busy)
    return GTK_WINDOW_CLASS (tg_window_parent_class)->close_request (window);
  /* the case is saved and closed in the background; then the window goes */
  self->quitting = TRUE;
  if (self->tgcase != NULL)
    tg_window_close_case (self);
  gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
  return TRUE;
}

static void
tg_window_dispose (GObject *object)
{
  TgWindow *self = TG_WINDOW (object);

  g_clear_handle_id (&self->save_id, g_source_remove);
  g_clear_handle_id (&self->search_id, g_source_remove);
  if (self->searching != NULL)
    g_cancellable_cancel (self->searching);
  if (self->counting != NULL)
    g_cancellable_cancel (self->counting);
  if (self->stripping != NULL)
    g_cancellable_cancel (self->stripping);
  g_clear_object (&self->stripping);
  g_clear_object (&self->searching);
  g_clear_object (&self->counting);
  g_clear_object (&self->case_signals);
  g_clear_object (&self->history);
  g_clear_object (&self->tgcase);
  if (self->results != NULL)
    gtk_widget_unparent (GTK_WIDGET (self->results));
  self->results = NULL;
  gtk_widget_dispose_template (GTK_WIDGET (self), TG_TYPE_WINDOW);
  G_OBJECT_CLASS (tg_window_parent_class)->dispose (object);
}

static void
tg_window_finalize (GObject *object)
{
  TgWindow *self = TG_WINDOW (object);

  g_free (self->opening);
  g_free (self->importing_sample);
  g_strfreev (self->pending);
  g_clear_pointer (&self->found, g_array_unref);
  G_OBJECT_CLASS (tg_window_parent_class)->finalize (object);
}

static void
tg_window_class_init (TgWindowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = tg_window_dispose;
  G_OBJECT_CLASS (klass)->finalize = tg_window_finalize;
  GTK_WINDOW_CLASS (klass)->close_request = tg_window_close_request;
  g_type_ensure (TG_TYPE_WELCOME_PAGE);
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/trailgraph/Trailgraph/ui/window.ui");
#define BIND(name) gtk_widget_class_bind_template_child (widget_class, TgWindow, name)
  BIND (toasts);
  BIND (stack);
  BIND (pages);
  BIND (flap);
  BIND (sidebar);
  BIND (case_title);
  BIND (search);
  BIND (search_clamp);
  BIND (back_button);
  BIND (forward_button);
  BIND (sidebar_button);
  BIND (busy_label);
  BIND (job_box);
  BIND (strip_box);
  BIND (scope_label);
  BIND (reset_button);
  BIND (drop_hint);
#undef BIND
  gtk_widget_class_bind_template_callback (widget_class, row_activated_cb);
  tg_window_class_actions (widget_class);
}

static void
tg_window_init (TgWindow *self)
{
  self->history = tg_history_new ();
  self->case_signals = g_signal_group_new (TG_TYPE_OPEN_CASE);
  gtk_widget_init_template (GTK_WIDGET (self));
  g_object_bind_property (self->flap, "reveal-flap", self->sidebar_button, "active", G_BINDING_SYNC_CREATE | G_BINDING_BIDIRECTIONAL);
  add_pages (self);
  tg_window_search_init (self);
  tg_window_strip_init (self);
  tg_window_dnd_init (self);
  tg_window_case_init (self);
  g_signal_connect_object (self->history, "changed", G_CALLBACK (history_changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self, "notify::default-width", G_CALLBACK (tg_window_queue_save), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self, "notify::default-height", G_CALLBACK (tg_window_queue_save), self, G_CONNECT_SWAPPED);
  tg_window_update_actions (self);
}

TgWindow *
tg_window_new (GtkApplication *application)
{
  return g_object_new (TG_TYPE_WINDOW, "application", application, NULL);
}

TgOpenCase *
tg_window_get_case (TgWindow *self)
{
  g_return_val_if_fail (TG_IS_WINDOW (self), NULL);
  return self->tgcase;
}

TgHistory *
tg_window_get_history (TgWindow *self)
{
  g_return_val_if_fail (TG_IS_WINDOW (self), NULL);
  return self->history;
}

TgPage *
tg_window_get_page (TgWindow *self, TgPlaceKind kind)
{
  g_return_val_if_fail (TG_IS_WINDOW (self) && kind < TG_PLACE_N, NULL);
  return self->page[kind];
}

gboolean
tg_window_is_busy (TgWindow *self)
{
  g_return_val_if_fail (TG_IS_WINDOW (self), FALSE);
  return self->busy;
}
