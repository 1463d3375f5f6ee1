/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tg-app"

#include "app/pages/graph-board-bar.h"

#include <glib/gi18n.h>

#include "app/format.h"

struct _TgGraphBoardBar
{
  AdwBin         parent_instance;

  /* Template widgets */
  GtkMenuButton *boards, *steps;
  GtkLabel      *name, *trouble;
  AdwEntryRow   *rename;
  GtkListBox    *board_list, *step_list;

  /* Borrowed */
  const TgBook   *book;
  TgBoardHistory *history;
};

G_DEFINE_FINAL_TYPE (TgGraphBoardBar, tg_graph_board_bar, ADW_TYPE_BIN)

static void
empty (GtkListBox *list)
{
  GtkWidget *row;

  while ((row = GTK_WIDGET (gtk_list_box_get_row_at_index (list, 0))) != NULL)
    gtk_list_box_remove (list, row);
}

/* When it was, as one would say it. */
static char *
ago (gint64 time)
{
  const gint64 minutes = (g_get_real_time () - time) / (60 * G_USEC_PER_SEC);

  if (time <= 0)
    return g_strdup (_("nothing done yet"));
  if (minutes < 1)
    return g_strdup (_("just now"));
  if (minutes < 60)
    return g_strdup_printf (ngettext ("%u minute ago", "%u minutes ago", (guint) minutes), (guint) minutes);
  return tg_format_time (time);
}

static GtkWidget *
row_new (const char *title, guint nodes, gint64 time, gboolean current)
{
  GtkWidget *row = adw_action_row_new ();
  g_autofree char *count = tg_format_count (nodes), *when = ago (time);
  g_autofree char *text = g_strdup_printf (ngettext ("%s node", "%s nodes", nodes), count);
  g_autofree char *below = g_strdup_printf ("%s · %s", text, when);

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  adw_action_row_set_title_lines (ADW_ACTION_ROW (row), 2);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), below);
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), TRUE);
  if (current)
    {
      GtkWidget *mark = gtk_image_new_from_icon_name ("object-select-symbolic");

      gtk_accessible_update_property (GTK_ACCESSIBLE (mark), GTK_ACCESSIBLE_PROPERTY_LABEL, _("This one"), -1);
      adw_action_row_add_suffix (ADW_ACTION_ROW (row), mark);
    }
  return row;
}

static void
fill_boards (TgGraphBoardBar *self)
{
  empty (self->board_list);
  for (guint i = 0; self->book != NULL && i < self->book->boards->len; i++)
    {
      const TgBookBoard *board = tg_book_get (self->book, i);
      GtkWidget *row = row_new (board->name, board->nodes, board->changed, i == self->book->current);

      gtk_actionable_set_action_name (GTK_ACTIONABLE (row), "graph.board-switch");
      gtk_actionable_set_action_target (GTK_ACTIONABLE (row), "s", board->id);
      gtk_list_box_append (self->board_list, row);
    }
  if (self->book != NULL)
    gtk_editable_set_text (GTK_EDITABLE (self->rename), tg_book_now (self->book)->name);
}

/* The latest on top. */
static void
fill_steps (TgGraphBoardBar *self)
{
  guint now = 0, n = self->history != NULL ? tg_board_history_steps (self->history, &now) : 0;

  empty (self->step_list);
  for (guint i = n; i > 0; i--)
    {
      const TgBoardStep step = tg_board_history_step (self->history, i - 1);
      GtkWidget *row = row_new (step.name, step.nodes, step.time, i - 1 == now);

      if (i - 1 > now)
        gtk_widget_add_css_class (row, "dim-label");
      gtk_actionable_set_action_name (GTK_ACTIONABLE (row), "graph.history-go");
      gtk_actionable_set_action_target (GTK_ACTIONABLE (row), "u", i - 1);
      gtk_list_box_append (self->step_list, row);
    }
}

static void
chosen_cb (GtkListBox *list, GtkListBoxRow *row, TgGraphBoardBar *self)
{
  gtk_menu_button_popdown (list == self->board_list ? self->boards : self->steps);
}

static void
rename_cb (TgGraphBoardBar *self)
{
  gtk_widget_activate_action (GTK_WIDGET (self), "graph.board-rename", "s", gtk_editable_get_text (GTK_EDITABLE (self->rename)));
}

static void
done_cb (TgGraphBoardBar *self)
{
  gtk_menu_button_popdown (self->boards);
}

void
tg_graph_board_bar_update (TgGraphBoardBar *self, const TgBook *book, const char *trouble)
{
  g_return_if_fail (TG_IS_GRAPH_BOARD_BAR (self));
  self->book = book;
  gtk_label_set_text (self->name, book != NULL ? tg_book_now (book)->name : "");
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->boards), book != NULL ? tg_book_now (book)->name : NULL);
  gtk_label_set_text (self->trouble, trouble != NULL ? trouble : "");
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->trouble), trouble);
  gtk_widget_set_visible (GTK_WIDGET (self->trouble), trouble != NULL);
  if (gtk_widget_get_visible (GTK_WIDGET (gtk_menu_button_get_popover (self->boards))))
    fill_boards (self);
}

void
tg_graph_board_bar_set_history (TgGraphBoardBar *self, TgBoardHistory *history)
{
  g_return_if_fail (TG_IS_GRAPH_BOARD_BAR (self));
  self->history = history;
}

static void
tg_graph_board_bar_class_init (TgGraphBoardBarClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/trailgraph/Trailgraph/ui/graph-board-bar.ui");
#define BIND(name) gtk_widget_class_bind_template_child (widget_class, TgGraphBoardBar, name)
  BIND (boards);
  BIND (steps);
  BIND (name);
  BIND (trouble);
  BIND (rename);
  BIND (board_list);
  BIND (step_list);
#undef BIND
  gtk_widget_class_bind_template_callback (widget_class, fill_boards);
  gtk_widget_class_bind_template_callback (widget_class, fill_steps);
  gtk_widget_class_bind_template_callback (widget_class, chosen_cb);
  gtk_widget_class_bind_template_callback (widget_class, rename_cb);
  gtk_widget_class_bind_template_callback (widget_class, done_cb);
}

static void
tg_graph_board_bar_init (TgGraphBoardBar *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}
