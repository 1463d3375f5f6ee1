/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tg-app"

#include "app/card.h"

#include "app/format.h"

struct _TgCard
{
  AdwBin      parent_instance;

  /* Borrowed */
  GtkLabel   *title;
  GtkListBox *list;
  GtkLabel   *empty;

  /* Owned */
  GPtrArray  *bars;      /* GtkLevelBar*, borrowed elements */
  GArray     *values;    /* guint64 */
};

G_DEFINE_FINAL_TYPE (TgCard, tg_card, ADW_TYPE_BIN)

static void
tg_card_finalize (GObject *object)
{
  TgCard *self = TG_CARD (object);

  g_ptr_array_unref (self->bars);
  g_array_unref (self->values);
  G_OBJECT_CLASS (tg_card_parent_class)->finalize (object);
}

static void
tg_card_class_init (TgCardClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = tg_card_finalize;
}

static void
tg_card_init (TgCard *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  GtkWidget *title = gtk_label_new (NULL), *list = gtk_list_box_new (), *empty = gtk_label_new (NULL);

  self->bars = g_ptr_array_new ();
  self->values = g_array_new (FALSE, FALSE, sizeof (guint64));
  self->title = GTK_LABEL (title);
  self->list = GTK_LIST_BOX (list);
  self->empty = GTK_LABEL (empty);
  gtk_label_set_xalign (self->title, 0);
  gtk_widget_add_css_class (title, "heading");
  gtk_widget_add_css_class (list, "boxed-list");
  gtk_widget_add_css_class (empty, "dim-label");
  gtk_widget_set_margin_top (empty, 18);
  gtk_widget_set_margin_bottom (empty, 18);
  gtk_label_set_wrap (self->empty, TRUE);
  gtk_list_box_set_selection_mode (self->list, GTK_SELECTION_NONE);
  gtk_list_box_set_placeholder (self->list, empty);
  gtk_widget_set_valign (box, GTK_ALIGN_START);
  gtk_widget_set_size_request (box, 300, -1);
  gtk_box_append (GTK_BOX (box), title);
  gtk_box_append (GTK_BOX (box), list);
  adw_bin_set_child (ADW_BIN (self), box);
}

GtkWidget *
tg_card_new (const char *title, const char *empty)
{
  TgCard *self = g_object_new (TG_TYPE_CARD, NULL);

  gtk_label_set_text (self->title, title);
  gtk_label_set_text (self->empty, empty);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->list), GTK_ACCESSIBLE_PROPERTY_LABEL, title, -1);
  return GTK_WIDGET (self);
}

void
tg_card_clear (TgCard *self)
{
  GtkWidget *row;

  g_return_if_fail (TG_IS_CARD (self));
  g_ptr_array_set_size (self->bars, 0);
  g_array_set_size (self->values, 0);
  while ((row = GTK_WIDGET (gtk_list_box_get_row_at_index (self->list, 0))) != NULL)
    gtk_list_box_remove (self->list, row);
}

static GtkWidget *
text_label (const char *text, const char *css)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_MIDDLE);
  gtk_label_set_width_chars (GTK_LABEL (label), 6);
  gtk_label_set_max_width_chars (GTK_LABEL (label), 24);
  gtk_widget_set_hexpand (label, TRUE);
  if (css != NULL)
    gtk_widget_add_css_class (label, css);
  return label;
}

void
tg_card_add (TgCard *self, GtkWidget *icon, const char *title, const char *subtitle, guint64 value, const char *css, const char *action,
             GVariant *target)
{
  GtkWidget *row, *box, *texts, *line, *bar, *number;
  g_autofree char *count = tg_format_count (value);
  g_autofree char *name = tg_format_line (title, 200);

  g_return_if_fail (TG_IS_CARD (self));
  row = gtk_list_box_row_new ();
  box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 10);
  texts = gtk_box_new (GTK_ORIENTATION_VERTICAL, 3);
  line = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 10);
  bar = gtk_level_bar_new_for_interval (0, 1);
  number = gtk_label_new (count);
  gtk_widget_add_css_class (number, "numeric");
  gtk_widget_add_css_class (bar, "tg-bar");
  gtk_level_bar_remove_offset_value (GTK_LEVEL_BAR (bar), NULL);
  if (css != NULL)
    gtk_widget_add_css_class (bar, css);
  gtk_box_append (GTK_BOX (line), text_label (name, NULL));
  gtk_box_append (GTK_BOX (line), number);
  gtk_box_append (GTK_BOX (texts), line);
  if (subtitle != NULL && subtitle[0] != '\0')
    {
      GtkWidget *below = text_label (subtitle, "caption");

      gtk_widget_add_css_class (below, "dim-label");
      gtk_box_append (GTK_BOX (texts), below);
    }
  gtk_box_append (GTK_BOX (texts), bar);
  gtk_widget_set_hexpand (texts, TRUE);
  if (icon != NULL)
    gtk_box_append (GTK_BOX (box), icon);
  gtk_box_append (GTK_BOX (box), texts);
  gtk_widget_add_css_class (box, "tg-card-row");
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (row), box);
  gtk_widget_set_tooltip_text (row, name);
  gtk_actionable_set_action_name (GTK_ACTIONABLE (row), action);
  gtk_actionable_set_action_target_value (GTK_ACTIONABLE (row), target);
  gtk_list_box_append (self->list, row);
  g_ptr_array_add (self->bars, bar);
  g_array_append_val (self->values, value);
}

void
tg_card_finish (TgCard *self)
{
  guint64 most = 1;

  g_return_if_fail (TG_IS_CARD (self));
  for (guint i = 0; i < self->values->len; i++)
    most = MAX (most, g_array_index (self->values, guint64, i));
  for (guint i = 0; i < self->bars->len; i++)
    gtk_level_bar_set_value (self->bars->pdata[i], (double) g_array_index (self->values, guint64, i) / (double) most);
}
