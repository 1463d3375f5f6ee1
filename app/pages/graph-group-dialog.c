/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tg-app"

#include "app/pages/graph-group-dialog.h"

#include <adwaita.h>
#include <glib/gi18n.h>

#include "widgets/graph/board.h"
#include "widgets/graph/palette.h"

#define NAME_MAX_CHARS 120

typedef struct
{
  GtkWidget    *parent;         /* weak */
  TgGroupChosen chosen;
  gpointer      data;
  GtkEditable  *name;           /* NULL: only a note */
  GtkTextBuffer *note;
  guint         colour;
} Asked;

static void
asked_free (gpointer data, GClosure *closure)
{
  Asked *asked = data;

  g_clear_weak_pointer (&asked->parent);
  g_object_unref (asked->note);
  g_free (asked);
}

static void
response_cb (AdwMessageDialog *dialog, const char *response, Asked *asked)
{
  GtkTextIter start, end;

  if (asked->parent == NULL || !g_str_equal (response, "apply"))
    return;
  gtk_text_buffer_get_bounds (asked->note, &start, &end);
  g_autofree char *note = gtk_text_buffer_get_text (asked->note, &start, &end, FALSE);
  g_autofree char *name = asked->name != NULL ? g_strdup (gtk_editable_get_text (asked->name)) : g_strdup ("");
  const TgGroupText text = { g_strstrip (name), asked->colour, g_strchomp (note) };
  if (asked->name == NULL || name[0] != '\0')
    asked->chosen (asked->data, &text);
}

static void
name_changed_cb (GtkEditable *entry, AdwMessageDialog *dialog)
{
  g_autofree char *name = g_strstrip (g_strdup (gtk_editable_get_text (entry)));

  adw_message_dialog_set_response_enabled (dialog, "apply", name[0] != '\0');
}

/* The chosen one has a ring around it. */
static void
draw_colour (GtkDrawingArea *area, cairo_t *cr, int width, int height, gpointer data)
{
  GtkWidget *button = gtk_widget_get_parent (GTK_WIDGET (area));
  const guint colour = GPOINTER_TO_UINT (data);
  const gboolean active = gtk_toggle_button_get_active (GTK_TOGGLE_BUTTON (button));
  const gboolean dark = adw_style_manager_get_dark (adw_style_manager_get_default ());
  const GdkRGBA fill = tg_community_colour (colour, dark);

  cairo_arc (cr, width / 2.0, height / 2.0, MIN (width, height) / 2.0 - (active ? 5 : 2), 0, 2 * G_PI);
  gdk_cairo_set_source_rgba (cr, &fill);
  cairo_fill (cr);
  if (!active)
    return;
  cairo_arc (cr, width / 2.0, height / 2.0, MIN (width, height) / 2.0 - 1.5, 0, 2 * G_PI);
  cairo_set_line_width (cr, 2.4);
  cairo_stroke (cr);
}

static void
colour_cb (GtkToggleButton *button, Asked *asked)
{
  gtk_widget_queue_draw (gtk_button_get_child (GTK_BUTTON (button)));
  if (gtk_toggle_button_get_active (button))
    asked->colour = GPOINTER_TO_UINT (g_object_get_data (G_OBJECT (button), "colour"));
}

static GtkWidget *
colours_new (Asked *asked)
{
  static const char * const names[TG_COMMUNITY_COLOURS + 1] = { N_("Grey"), N_("Blue"), N_("Vermilion"), N_("Green"), N_("Pink"), N_("Ochre"), N_("Sky blue"),
                                                                N_("Brown"), N_("Violet"), N_("Yellow green"), N_("Black or white") };
  GtkWidget *box = gtk_flow_box_new ();
  GtkToggleButton *first = NULL;

  gtk_flow_box_set_selection_mode (GTK_FLOW_BOX (box), GTK_SELECTION_NONE);
  gtk_flow_box_set_max_children_per_line (GTK_FLOW_BOX (box), TG_COMMUNITY_COLOURS + 1);
  gtk_flow_box_set_min_children_per_line (GTK_FLOW_BOX (box), 6);
  for (guint i = 0; i <= TG_COMMUNITY_COLOURS; i++)
    {
      GtkWidget *button = gtk_toggle_button_new (), *area = gtk_drawing_area_new ();

      gtk_drawing_area_set_content_width (GTK_DRAWING_AREA (area), 24);
      gtk_drawing_area_set_content_height (GTK_DRAWING_AREA (area), 24);
      gtk_drawing_area_set_draw_func (GTK_DRAWING_AREA (area), draw_colour, GUINT_TO_POINTER (i), NULL);
      gtk_button_set_child (GTK_BUTTON (button), area);
      gtk_widget_add_css_class (button, "flat");
      gtk_widget_add_css_class (button, "circular");
      gtk_widget_add_css_class (button, "tg-colour");
      gtk_widget_set_tooltip_text (button, _(names[i]));
      gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, _(names[i]), -1);
      g_object_set_data (G_OBJECT (button), "colour", GUINT_TO_POINTER (i));
      if (first == NULL)
        first = GTK_TOGGLE_BUTTON (button);
      else
        gtk_toggle_button_set_group (GTK_TOGGLE_BUTTON (button), first);
      gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (button), i == asked->colour);
      g_signal_connect (button, "toggled", G_CALLBACK (colour_cb), asked);
      gtk_flow_box_insert (GTK_FLOW_BOX (box), button, -1);
    }
  return box;
}

static GtkWidget *
name_new (Asked *asked, const char *name)
{
  GtkWidget *list = gtk_list_box_new (), *entry = adw_entry_row_new ();

  gtk_list_box_set_selection_mode (GTK_LIST_BOX (list), GTK_SELECTION_NONE);
  gtk_widget_add_css_class (list, "boxed-list");
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (entry), _("Name"));
  gtk_editable_set_max_width_chars (GTK_EDITABLE (entry), 40);
  gtk_editable_set_text (GTK_EDITABLE (entry), name);
  adw_entry_row_set_activates_default (ADW_ENTRY_ROW (entry), TRUE);
  gtk_list_box_append (GTK_LIST_BOX (list), entry);
  asked->name = GTK_EDITABLE (entry);
  return list;
}

/* A longer text is cut where it is entered, for nothing to be lost unseen. */
static void
bound_note_cb (GtkTextBuffer *buffer)
{
  GtkTextIter start, end;

  gtk_text_buffer_get_bounds (buffer, &start, &end);
  g_autofree char *text = gtk_text_buffer_get_text (buffer, &start, &end, FALSE);
  if (strlen (text) <= TG_BOARD_MAX_NOTE)
    return;
  *g_utf8_find_prev_char (text, text + TG_BOARD_MAX_NOTE + 1) = '\0';
  gtk_text_buffer_set_text (buffer, text, -1);
}

static GtkWidget *
note_new (Asked *asked, const char *note)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6), *label = gtk_label_new (_("Note")), *scroll = gtk_scrolled_window_new ();
  GtkWidget *view = gtk_text_view_new_with_buffer (asked->note);

  gtk_text_buffer_set_text (asked->note, note, -1);
  g_signal_connect (asked->note, "changed", G_CALLBACK (bound_note_cb), NULL);
  gtk_text_view_set_wrap_mode (GTK_TEXT_VIEW (view), GTK_WRAP_WORD_CHAR);
  gtk_text_view_set_accepts_tab (GTK_TEXT_VIEW (view), FALSE);
  gtk_text_view_set_left_margin (GTK_TEXT_VIEW (view), 8);
  gtk_text_view_set_right_margin (GTK_TEXT_VIEW (view), 8);
  gtk_text_view_set_top_margin (GTK_TEXT_VIEW (view), 8);
  gtk_text_view_set_bottom_margin (GTK_TEXT_VIEW (view), 8);
  gtk_accessible_update_property (GTK_ACCESSIBLE (view), GTK_ACCESSIBLE_PROPERTY_LABEL, _("Note"), -1);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroll), view);
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scroll), GTK_POLICY_NEVER, GTK_POLICY_AUTOMATIC);
  gtk_widget_set_size_request (scroll, 320, 96);
  gtk_widget_add_css_class (scroll, "card");
  gtk_widget_set_overflow (scroll, GTK_OVERFLOW_HIDDEN);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_widget_add_css_class (label, "heading");
  if (asked->name != NULL)
    gtk_box_append (GTK_BOX (box), label);
  gtk_box_append (GTK_BOX (box), scroll);
  return box;
}

void
tg_group_dialog (GtkWidget *parent, const char *heading, gboolean group, const TgGroupText *text, TgGroupChosen chosen, gpointer data)
{
  GtkRoot *root = gtk_widget_get_root (parent);
  GtkWidget *dialog = adw_message_dialog_new (GTK_IS_WINDOW (root) ? GTK_WINDOW (root) : NULL, heading, NULL);
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 12);
  Asked *asked = g_new0 (Asked, 1);

  *asked = (Asked) { .chosen = chosen, .data = data, .colour = text->colour, .note = gtk_text_buffer_new (NULL) };
  g_set_weak_pointer (&asked->parent, parent);
  if (group)
    {
      gtk_box_append (GTK_BOX (box), name_new (asked, text->name));
      gtk_box_append (GTK_BOX (box), colours_new (asked));
    }
  else
    adw_message_dialog_set_body (ADW_MESSAGE_DIALOG (dialog), text->name);
  gtk_box_append (GTK_BOX (box), note_new (asked, text->note));
  adw_message_dialog_set_extra_child (ADW_MESSAGE_DIALOG (dialog), box);
  adw_message_dialog_add_responses (ADW_MESSAGE_DIALOG (dialog), "cancel", _("_Cancel"), "apply", group ? _("_Group") : _("_Save"), NULL);
  adw_message_dialog_set_response_appearance (ADW_MESSAGE_DIALOG (dialog), "apply", ADW_RESPONSE_SUGGESTED);
  adw_message_dialog_set_default_response (ADW_MESSAGE_DIALOG (dialog), "apply");
  adw_message_dialog_set_close_response (ADW_MESSAGE_DIALOG (dialog), "cancel");
  if (asked->name != NULL)
    g_signal_connect (asked->name, "changed", G_CALLBACK (name_changed_cb), dialog);
  g_signal_connect_data (dialog, "response", G_CALLBACK (response_cb), asked, asked_free, 0);
  gtk_window_present (GTK_WINDOW (dialog));
  if (asked->name != NULL)
    gtk_widget_grab_focus (GTK_WIDGET (asked->name));
}
