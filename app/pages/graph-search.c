/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tg-app"

#include "app/pages/graph-search.h"

#include <glib/gi18n.h>

#include "widgets/graph/board-find.h"

#define TEXT_MAX 512

enum { ASKED, N_SIGNALS };
static guint signals[N_SIGNALS];

struct _TgGraphSearch
{
  AdwBin          parent_instance;

  GtkWidget      *entry;
  GtkLabel       *count;
  TgGraphCanvas  *canvas;       /* borrowed: it lies beside */
  TgBoardMatches *matches;      /* owned; NULL: closed, or no text */
  GArray         *also;         /* gint64; owned */
  guint           at;           /* of the matches */
};

G_DEFINE_FINAL_TYPE (TgGraphSearch, tg_graph_search, ADW_TYPE_BIN)

static char *
text_of (TgGraphSearch *self)
{
  return g_strstrip (g_strndup (gtk_editable_get_text (GTK_EDITABLE (self->entry)), TEXT_MAX));
}

static guint
n_matches (TgGraphSearch *self)
{
  return self->matches != NULL ? self->matches->ids->len : 0;
}

static gint64
current (TgGraphSearch *self)
{
  return self->at < n_matches (self) ? g_array_index (self->matches->ids, gint64, self->at) : 0;
}

static void
show_count (TgGraphSearch *self)
{
  const guint n = n_matches (self);
  g_autofree char *found = n > 0 ? g_strdup_printf (_("%u of %u"), self->at + 1, n) : g_strdup (_("none"));
  g_autofree char *text = self->matches != NULL && self->matches->unseen > 0 ? g_strdup_printf (_("%s, %u not shown"), found, self->matches->unseen) : NULL;

  gtk_label_set_text (self->count, self->matches == NULL ? "" : text != NULL ? text : found);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->count), text != NULL ? _("Not shown: hidden, or left out by the filter") : NULL);
  if (self->matches != NULL && n == 0)
    gtk_widget_add_css_class (self->entry, "error");
  else
    gtk_widget_remove_css_class (self->entry, "error");
}

static void
look (TgGraphSearch *self)
{
  g_autofree char *text = text_of (self);
  const gint64 before = current (self);

  g_clear_pointer (&self->matches, tg_board_matches_free);
  if (text[0] != '\0')
    self->matches = tg_board_matches (tg_graph_canvas_get_board (self->canvas), text, self->also);
  self->at = 0;
  for (guint i = 0; before != 0 && i < n_matches (self); i++)
    if (g_array_index (self->matches->ids, gint64, i) == before)
      self->at = i;
  tg_graph_canvas_set_lit (self->canvas, n_matches (self) > 0 ? self->matches->ids : NULL);
  show_count (self);
}

static void
typed_cb (TgGraphSearch *self)
{
  g_autofree char *text = text_of (self);

  if (!gtk_widget_get_visible (GTK_WIDGET (self)))
    return;
  g_array_set_size (self->also, 0);
  self->at = G_MAXUINT;         /* the likeliest, whatever one had come to */
  look (self);
  if (current (self) != 0)
    tg_graph_canvas_glide_to (self->canvas, current (self));
  if (text[0] != '\0')
    g_signal_emit (self, signals[ASKED], 0, text);
}

void
tg_graph_search_also (TgGraphSearch *self, const char *text, const GArray *ids)
{
  g_return_if_fail (TG_IS_GRAPH_SEARCH (self));

  g_autofree char *now = text_of (self);
  if (!gtk_widget_get_visible (GTK_WIDGET (self)) || g_strcmp0 (text, now) != 0)
    return;
  const gboolean none = n_matches (self) == 0;
  g_array_set_size (self->also, 0);
  g_array_append_vals (self->also, ids->data, ids->len);
  look (self);
  if (none && current (self) != 0)
    tg_graph_canvas_glide_to (self->canvas, current (self));
}

void
tg_graph_search_changed (TgGraphSearch *self)
{
  g_return_if_fail (TG_IS_GRAPH_SEARCH (self));

  if (gtk_widget_get_visible (GTK_WIDGET (self)) && self->matches != NULL)
    look (self);
}

void
tg_graph_search_walk (TgGraphSearch *self, int by)
{
  g_return_if_fail (TG_IS_GRAPH_SEARCH (self));

  const guint n = n_matches (self);
  if (n == 0)
    return;
  self->at = (self->at + (by > 0 ? 1 : n - 1)) % n;
  show_count (self);
  tg_graph_canvas_glide_to (self->canvas, current (self));
}

void
tg_graph_search_open (TgGraphSearch *self)
{
  g_return_if_fail (TG_IS_GRAPH_SEARCH (self));

  gtk_widget_set_visible (GTK_WIDGET (self), TRUE);
  gtk_widget_grab_focus (self->entry);
  gtk_editable_select_region (GTK_EDITABLE (self->entry), 0, -1);
  look (self);
}

void
tg_graph_search_close (TgGraphSearch *self)
{
  g_return_if_fail (TG_IS_GRAPH_SEARCH (self));

  const gint64 id = current (self);
  if (!gtk_widget_get_visible (GTK_WIDGET (self)))
    return;
  gtk_widget_grab_focus (GTK_WIDGET (self->canvas));
  gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
  g_clear_pointer (&self->matches, tg_board_matches_free);
  g_array_set_size (self->also, 0);
  tg_graph_canvas_set_lit (self->canvas, NULL);
  if (id != 0)
    tg_board_select (tg_graph_canvas_get_board (self->canvas), &id, 1, TG_SELECT_SET);
}

void
tg_graph_search_select (TgGraphSearch *self)
{
  g_return_if_fail (TG_IS_GRAPH_SEARCH (self));

  if (n_matches (self) == 0)
    return;
  g_autoptr (GArray) ids = g_array_copy (self->matches->ids);
  tg_graph_search_close (self);
  tg_board_select (tg_graph_canvas_get_board (self->canvas), (const gint64 *) (gpointer) ids->data, ids->len, TG_SELECT_SET);
}

GtkEditable *
tg_graph_search_entry (TgGraphSearch *self)
{
  g_return_val_if_fail (TG_IS_GRAPH_SEARCH (self), NULL);
  return GTK_EDITABLE (self->entry);
}

const char *
tg_graph_search_count (TgGraphSearch *self)
{
  g_return_val_if_fail (TG_IS_GRAPH_SEARCH (self), NULL);
  return gtk_label_get_text (self->count);
}

/* Return and Shift+Return; the entry knows only the first. */
static gboolean
key_cb (GtkEventControllerKey *controller, guint keyval, guint code, GdkModifierType state, TgGraphSearch *self)
{
  switch (keyval)
    {
    case GDK_KEY_Return: case GDK_KEY_KP_Enter: case GDK_KEY_ISO_Enter:
      gtk_widget_activate_action (GTK_WIDGET (self), (state & GDK_CONTROL_MASK) != 0 ? "graph.search-select" : (state & GDK_SHIFT_MASK) != 0
                                  ? "graph.search-previous" : "graph.search-next", NULL);
      return TRUE;
    case GDK_KEY_Down: case GDK_KEY_Up:
      gtk_widget_activate_action (GTK_WIDGET (self), keyval == GDK_KEY_Up ? "graph.search-previous" : "graph.search-next", NULL);
      return TRUE;
    case GDK_KEY_Escape:
      gtk_widget_activate_action (GTK_WIDGET (self), "graph.search-close", NULL);
      return TRUE;
    default:
      return FALSE;
    }
}

static void
tg_graph_search_finalize (GObject *object)
{
  TgGraphSearch *self = TG_GRAPH_SEARCH (object);

  g_clear_pointer (&self->matches, tg_board_matches_free);
  g_array_unref (self->also);
  G_OBJECT_CLASS (tg_graph_search_parent_class)->finalize (object);
}

static void
tg_graph_search_class_init (TgGraphSearchClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = tg_graph_search_finalize;
  signals[ASKED] = g_signal_new ("asked", TG_TYPE_GRAPH_SEARCH, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
}

static void
add_button (GtkBox *box, const char *icon, const char *action, const char *title, const char *tip)
{
  GtkWidget *button = gtk_button_new_from_icon_name (icon);

  gtk_widget_add_css_class (button, "flat");
  gtk_actionable_set_action_name (GTK_ACTIONABLE (button), action);
  gtk_widget_set_tooltip_text (button, tip);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, title, -1);
  gtk_box_append (box, button);
}

static void
tg_graph_search_init (TgGraphSearch *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 2), *count = gtk_label_new (NULL);
  GtkEventController *keys = gtk_event_controller_key_new ();

  self->also = g_array_new (FALSE, FALSE, sizeof (gint64));
  self->entry = gtk_entry_new ();
  gtk_entry_set_icon_from_icon_name (GTK_ENTRY (self->entry), GTK_ENTRY_ICON_PRIMARY, "edit-find-symbolic");
  gtk_entry_set_placeholder_text (GTK_ENTRY (self->entry), _("Find on the board"));
  gtk_entry_set_max_length (GTK_ENTRY (self->entry), TEXT_MAX);
  gtk_editable_set_width_chars (GTK_EDITABLE (self->entry), 14);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->entry), GTK_ACCESSIBLE_PROPERTY_LABEL, _("Find on the board"), -1);
  gtk_widget_set_hexpand (self->entry, TRUE);
  gtk_event_controller_set_propagation_phase (keys, GTK_PHASE_CAPTURE);
  g_signal_connect (keys, "key-pressed", G_CALLBACK (key_cb), self);
  gtk_widget_add_controller (self->entry, keys);
  g_signal_connect_object (self->entry, "changed", G_CALLBACK (typed_cb), self, G_CONNECT_SWAPPED);
  gtk_box_append (GTK_BOX (box), self->entry);
  self->count = GTK_LABEL (count);
  gtk_widget_add_css_class (count, "dim-label");
  gtk_widget_add_css_class (count, "numeric");
  gtk_label_set_width_chars (self->count, 8);
  gtk_widget_set_margin_start (count, 4);
  gtk_box_append (GTK_BOX (box), count);
  add_button (GTK_BOX (box), "go-up-symbolic", "graph.search-previous", _("Previous match"), _("Previous match (Shift+Return)"));
  add_button (GTK_BOX (box), "go-down-symbolic", "graph.search-next", _("Next match"), _("Next match (Return)"));
  add_button (GTK_BOX (box), "edit-select-all-symbolic", "graph.search-select", _("Select all matches"), _("Select all matches (Ctrl+Return)"));
  add_button (GTK_BOX (box), "window-close-symbolic", "graph.search-close", _("Close"), _("Close (Escape)"));
  gtk_widget_add_css_class (box, "tg-over");
  gtk_widget_add_css_class (box, "tg-find");
  adw_bin_set_child (ADW_BIN (self), box);
  gtk_widget_set_halign (GTK_WIDGET (self), GTK_ALIGN_START);
  gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
}

GtkWidget *
tg_graph_search_new (TgGraphCanvas *canvas)
{
  TgGraphSearch *self = g_object_new (TG_TYPE_GRAPH_SEARCH, NULL);

  self->canvas = canvas;
  return GTK_WIDGET (self);
}
