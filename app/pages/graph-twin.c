/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tg-app"

/* The table twin on the graph page: where it is, its actions, graph.table*. */

#include "app/pages/graph-groups.h"

#include <glib/gi18n.h>

#include "app/cells.h"
#include "app/dialogs.h"
#include "app/settings.h"

#define TABLE_HEIGHT 260        /* at first, of what is seen of it below the canvas */

/* "below" the canvas, "alone", or not at all. */
static char *
get_mode (void)
{
  char *mode = NULL;

  g_object_get (tg_settings_get_default (), "table", &mode, NULL);
  return mode;
}

static void
mode_cb (TgGraphPage *self)
{
  g_autofree char *mode = get_mode ();
  const gboolean alone = g_str_equal (mode, "alone"), open = alone || g_str_equal (mode, "below");
  GtkWidget *canvas = gtk_paned_get_start_child (self->tools.split), *table = GTK_WIDGET (self->tools.table);

  if (!open && gtk_widget_get_focus_child (GTK_WIDGET (self->tools.split)) == table)
    gtk_widget_grab_focus (GTK_WIDGET (self->canvas));
  gtk_widget_set_visible (canvas, !alone);
  gtk_widget_set_visible (table, open);
}

/* In a low window the canvas keeps half. */
static void
height_cb (TgGraphPage *self)
{
  const int height = gtk_widget_get_height (GTK_WIDGET (self->tools.split));

  if (height > 0 && !self->tools.split_set)
    {
      self->tools.split_set = TRUE;
      gtk_paned_set_position (self->tools.split, MAX (height - TABLE_HEIGHT, height / 2));
    }
}

static void
action_table (GtkWidget *widget, const char *name, GVariant *parameter)
{
  TgGraphPage *self = TG_GRAPH_PAGE (widget);
  g_autofree char *mode = get_mode ();
  const gboolean alone = g_str_equal (name, "graph.table-alone");
  const char *next = alone ? (g_str_equal (mode, "alone") ? "below" : "alone") : (g_str_equal (mode, "off") ? "below" : "off");

  g_object_set (tg_settings_get_default (), "table", next, NULL);
  if (!g_str_equal (next, "off"))
    gtk_widget_grab_focus (GTK_WIDGET (tg_graph_table_view (self->tools.table, tg_graph_table_shown (self->tools.table))));
}

static void
action_page (GtkWidget *widget, const char *name, GVariant *parameter)
{
  g_object_set (tg_settings_get_default (), "table-page", g_variant_get_string (parameter, NULL), NULL);
}

static void
action_copy (GtkWidget *widget, const char *name, GVariant *parameter)
{
  guint n;
  g_autofree char *text = tg_graph_table_text (TG_GRAPH_PAGE (widget)->tools.table, TRUE, TG_SEPARATE_TABS, &n);

  if (n == 0)
    return;
  gdk_clipboard_set_text (gtk_widget_get_clipboard (widget), text);
  g_autofree char *said = g_strdup_printf (ngettext ("%u row was copied", "%u rows were copied", n), n);
  gtk_widget_activate_action (widget, "win.toast", "s", said);
}

static void
table_chosen (GtkWindow *parent, GListModel *files)
{
  g_autoptr (GFile) file = g_list_model_get_item (files, 0);
  g_autofree char *path = g_file_get_path (file), *named = NULL;

  if (path == NULL)
    return;
  named = g_str_has_suffix (path, ".csv") ? g_strdup (path) : g_strconcat (path, ".csv", NULL);
  gtk_widget_activate_action (GTK_WIDGET (parent), "win.export-board", "^ay", named);
}

static void
action_save (GtkWidget *widget, const char *name, GVariant *parameter)
{
  const gboolean nodes = tg_graph_table_shown (TG_GRAPH_PAGE (widget)->tools.table) == TG_BOARD_NODES;

  tg_choose_files (GTK_WINDOW (gtk_widget_get_root (widget)), TG_CHOOSE_TABLE, nodes ? _("Nodes.csv") : _("Relations.csv"), table_chosen);
}

static void
saved_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (TgGraphPage) self = data;
  g_autoptr (GError) error = NULL;
  g_autofree char *base = g_file_get_basename (G_FILE (source)), *name = g_filename_display_name (base);
  g_autofree char *text = g_strdup_printf (_("The table was saved as %s"), name);

  if (!g_file_replace_contents_finish (G_FILE (source), result, NULL, &error))
    tg_page_complain (TG_PAGE (self), error);
  else
    gtk_widget_activate_action (GTK_WIDGET (self), "win.toast", "s", text);
}

void
_tg_graph_twin_save (TgGraphPage *self, const char *path)
{
  guint n;
  char *text = tg_graph_table_text (self->tools.table, FALSE, TG_SEPARATE_COMMAS, &n);
  g_autoptr (GBytes) bytes = g_bytes_new_take (text, strlen (text));
  g_autoptr (GFile) file = g_file_new_for_path (path);

  g_file_replace_contents_bytes_async (file, bytes, NULL, FALSE, G_FILE_CREATE_PRIVATE, NULL, saved_cb, g_object_ref (self));
}

/* What keeps it from being seen is taken away; where there is no canvas, its page opens. */
static void
node_activated_cb (TgGraphPage *self, gint64 id)
{
  const TgBoardNode *node = tg_board_find (self->board, id);

  if (node == NULL)
    return;
  if (!gtk_widget_get_visible (gtk_paned_get_start_child (self->tools.split)))
    {
      if (id > 0)
        tg_go_entity (GTK_WIDGET (self), id, node->label != NULL ? node->label : "");
      return;
    }
  if (node->hidden)
    tg_board_set_hidden (self->board, &id, 1, FALSE);
  if (node->folded && node->bundle != 0)
    _tg_graph_groups_fold (self, node->bundle);
  node = tg_board_find (self->board, id);
  if (node == NULL || node->folded)               /* of an open group there is only its ground */
    return;
  _tg_graph_tools_uncover (self, id);
  tg_board_select (self->board, &id, 1, TG_SELECT_SET);
  tg_graph_canvas_glide_to (self->canvas, id);
}

/* The canvas' own menu, with what only rows have before it. */
static GtkPopover *
make_menu (TgGraphPage *self)
{
  g_autoptr (GMenu) menu = g_menu_new (), rows = g_menu_new ();
  GtkWidget *popover;

  g_menu_append (rows, _("_Copy Rows"), "graph.table-copy");
  g_menu_append (rows, _("_Save as CSV…"), "graph.table-save");
  g_menu_append_section (menu, NULL, G_MENU_MODEL (rows));
  for (int i = 0; i < g_menu_model_get_n_items (self->node_menu); i++)
    {
      g_autoptr (GMenuItem) item = g_menu_item_new_from_model (self->node_menu, i);
      g_menu_append_item (menu, item);
    }
  popover = gtk_popover_menu_new_from_model (G_MENU_MODEL (menu));
  gtk_popover_set_has_arrow (GTK_POPOVER (popover), FALSE);
  gtk_widget_set_halign (popover, GTK_ALIGN_START);
  return GTK_POPOVER (popover);
}

static void
context_menu_cb (TgGraphPage *self, double x, double y)
{
  GdkRectangle at = { 0, 0, 1, 1 };
  double own_x, own_y;

  if (self->tools.table_menu == NULL)
    {
      self->tools.table_menu = make_menu (self);
      gtk_widget_set_parent (GTK_WIDGET (self->tools.table_menu), GTK_WIDGET (self->canvas_bin));
    }
  if (!gtk_widget_translate_coordinates (GTK_WIDGET (self->tools.table), GTK_WIDGET (self->canvas_bin), x, y, &own_x, &own_y))
    return;
  at.x = (int) own_x;
  at.y = (int) own_y;
  gtk_popover_set_pointing_to (self->tools.table_menu, &at);
  gtk_popover_popup (self->tools.table_menu);
}

GtkWidget *
_tg_graph_twin_init (TgGraphPage *self, GtkWidget *canvas)
{
  GtkWidget *split = gtk_paned_new (GTK_ORIENTATION_VERTICAL), *table = tg_graph_table_new (self->board);
  TgSettings *settings = tg_settings_get_default ();

  self->tools.split = GTK_PANED (split);
  self->tools.table = TG_GRAPH_TABLE (table);
  gtk_paned_set_start_child (self->tools.split, canvas);
  gtk_paned_set_end_child (self->tools.split, table);
  gtk_paned_set_shrink_start_child (self->tools.split, TRUE);
  gtk_paned_set_resize_end_child (self->tools.split, FALSE);
  gtk_paned_set_shrink_end_child (self->tools.split, FALSE);
  gtk_widget_set_size_request (table, -1, 140);
  g_signal_connect_object (table, "node-activated", G_CALLBACK (node_activated_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (table, "context-menu", G_CALLBACK (context_menu_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (table, "map", G_CALLBACK (height_cb), self, G_CONNECT_SWAPPED);
  g_object_bind_property (settings, "table-page", table, "page", G_BINDING_SYNC_CREATE | G_BINDING_BIDIRECTIONAL);
  g_signal_connect_object (settings, "notify::table", G_CALLBACK (mode_cb), self, G_CONNECT_SWAPPED);
  mode_cb (self);
  return split;
}

void
_tg_graph_twin_class_init (GtkWidgetClass *klass)
{
  gtk_widget_class_install_action (klass, "graph.table", NULL, action_table);
  gtk_widget_class_install_action (klass, "graph.table-alone", NULL, action_table);
  gtk_widget_class_install_action (klass, "graph.table-page", "s", action_page);
  gtk_widget_class_install_action (klass, "graph.table-copy", NULL, action_copy);
  gtk_widget_class_install_action (klass, "graph.table-save", NULL, action_save);
}
