/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tg-app"

#include "app/pages/graph-table.h"

#include <glib/gi18n.h>

#include "app/cells.h"
#include "app/format.h"
#include "widgets/graph/kind-icon.h"

static const char * const page_names[TG_BOARD_N_TABLES] = { [TG_BOARD_NODES] = "nodes", [TG_BOARD_RELATIONS] = "relations" };

typedef struct
{
  TgBoardTable   which;
  GtkColumnView *view;          /* borrowed */
  TgBoardRows   *rows;          /* owned */
  GtkStackPage  *page;          /* borrowed */
  GObject       *probe[2];
  int            probed;        /* column asked first */
} Table;

struct _TgGraphTable
{
  AdwBin    parent_instance;

  TgBoard  *board;              /* owned */
  GtkStack *stack;              /* borrowed */
  GtkLabel *selected;           /* borrowed */
  Table     tables[TG_BOARD_N_TABLES];
};

enum { PROP_0, PROP_PAGE, N_PROPS };
enum { NODE_ACTIVATED, RELATION_ACTIVATED, CONTEXT_MENU, N_SIGNALS };

static GParamSpec *properties[N_PROPS];
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (TgGraphTable, tg_graph_table, ADW_TYPE_BIN)

/* What a factory or a sorter of a column knows. */
typedef struct { TgGraphTable *self; TgBoardTable which; guint column; } Column;

static const TgBoardColumn *
spec_of (const Column *column)
{
  guint n;

  return &tg_board_columns (column->which, &n)[column->column];
}

/* ---- cells ---- */

static void
show_cell (GtkListItem *item, const Column *column)
{
  const TgBoardColumn *spec = spec_of (column);
  GtkWidget *cell = gtk_list_item_get_child (item);
  GtkLabel *label = GTK_LABEL (gtk_widget_get_last_child (cell));
  TgBoard *board = column->self->board;
  guint index;

  if (board == NULL || !tg_board_row_get_index (gtk_list_item_get_item (item), &index))
    return;
  g_autofree char *text = spec->text (board, index, TG_TEXT_SHOWN);
  gtk_label_set_text (label, text);
  if (spec->icon)
    tg_kind_icon_set_kind (TG_KIND_ICON (gtk_widget_get_first_child (cell)), tg_board_node (board, index)->kind);
  if (spec->chip)
    {
      const char *css[] = { "tg-chip", tg_severity_class (tg_board_node (board, index)->severity), NULL };

      gtk_widget_set_css_classes (GTK_WIDGET (label), css);
      gtk_widget_set_visible (GTK_WIDGET (label), text[0] != '\0');
    }
}

static void
row_changed_cb (TgBoardRow *row, GtkListItem *item)
{
  show_cell (item, g_object_get_data (G_OBJECT (item), "column"));
}

/* Asked for only then: to set a tooltip is a round trip to the display server, a cell. */
static gboolean
tooltip_cb (GtkWidget *cell, int x, int y, gboolean keyboard, GtkTooltip *tooltip)
{
  GtkLabel *label = GTK_LABEL (gtk_widget_get_last_child (cell));

  if (!pango_layout_is_ellipsized (gtk_label_get_layout (label)))
    return FALSE;
  gtk_tooltip_set_text (tooltip, gtk_label_get_text (label));
  return TRUE;
}

static void
setup_cb (GtkListItemFactory *factory, GtkListItem *item, Column *column)
{
  const TgBoardColumn *spec = spec_of (column);
  GtkWidget *cell = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 8), *label = gtk_label_new (NULL);

  if (spec->icon)
    gtk_box_append (GTK_BOX (cell), tg_kind_icon_new (TG_ENTITY_NONE, 18));
  gtk_label_set_xalign (GTK_LABEL (label), spec->numeric ? 1 : 0);
  gtk_label_set_single_line_mode (GTK_LABEL (label), TRUE);
  gtk_widget_set_hexpand (label, !spec->chip);
  if (spec->chars > 0)
    {
      gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
      gtk_label_set_width_chars (GTK_LABEL (label), spec->chars);
      gtk_label_set_max_width_chars (GTK_LABEL (label), spec->chars);
      gtk_widget_set_has_tooltip (cell, TRUE);
      g_signal_connect (cell, "query-tooltip", G_CALLBACK (tooltip_cb), NULL);
    }
  gtk_widget_add_css_class (label, "numeric");
  gtk_box_append (GTK_BOX (cell), label);
  g_object_set_data (G_OBJECT (cell), "item", item);
  g_object_set_data (G_OBJECT (item), "column", column);
  gtk_list_item_set_child (item, cell);
}

static void
bind_cb (GtkListItemFactory *factory, GtkListItem *item, const Column *column)
{
  g_signal_connect_object (gtk_list_item_get_item (item), "changed", G_CALLBACK (row_changed_cb), item, G_CONNECT_DEFAULT);
  show_cell (item, column);
}

static void
unbind_cb (GtkListItemFactory *factory, GtkListItem *item, const Column *column)
{
  GObject *row = gtk_list_item_get_item (item);

  if (row != NULL)
    g_signal_handlers_disconnect_by_func (row, row_changed_cb, item);
}

/* ---- sorting ---- */

/* GTK 4.8 does not tell which column a view is sorted by; but it asks that column's sorter first, and turns its answer round when it is
 * descending. */
static int
compare_probe (gconstpointer a, gconstpointer b, gpointer data)
{
  const Column *column = data;
  Table *table = &column->self->tables[column->which];

  if (a != (gconstpointer) table->probe[0] || b != (gconstpointer) table->probe[1])
    return 0;
  if (table->probed < 0)
    table->probed = (int) column->column;
  return -1;
}

static void
sorter_changed_cb (GtkSorter *sorter, GtkSorterChange change, Table *table)
{
  GtkOrdering ordering;

  table->probed = -1;
  ordering = gtk_sorter_compare (sorter, table->probe[0], table->probe[1]);
  tg_board_rows_sort (table->rows, table->probed, ordering == GTK_ORDERING_LARGER);
}

/* ---- what rows do ---- */

static void
activate_cb (TgGraphTable *self, guint position, GtkColumnView *view)
{
  const TgBoardTable which = view == self->tables[TG_BOARD_NODES].view ? TG_BOARD_NODES : TG_BOARD_RELATIONS;
  guint index;

  if (!tg_board_rows_index (self->tables[which].rows, position, &index))
    return;
  if (which == TG_BOARD_NODES)
    g_signal_emit (self, signals[NODE_ACTIVATED], 0, tg_board_node (self->board, index)->id);
  else
    g_signal_emit (self, signals[RELATION_ACTIVATED], 0, tg_board_edge (self->board, index)->source, tg_board_edge (self->board, index)->target);
}

/* The row under a point of the view: of what a cell shows, of the cell's padding around it, or of the row around that. */
static GtkListItem *
item_at (GtkWidget *view, double x, double y)
{
  for (GtkWidget *widget = gtk_widget_pick (view, x, y, GTK_PICK_DEFAULT); widget != NULL && widget != view; widget = gtk_widget_get_parent (widget))
    {
      GtkWidget *cell = widget;

      for (guint depth = 0; depth < 3 && cell != NULL; depth++, cell = gtk_widget_get_first_child (cell))
        if (g_object_get_data (G_OBJECT (cell), "item") != NULL)
          return g_object_get_data (G_OBJECT (cell), "item");
    }
  return NULL;
}

static void
pressed_cb (GtkGestureClick *gesture, int n, double x, double y, TgGraphTable *self)
{
  GtkWidget *view = gtk_event_controller_get_widget (GTK_EVENT_CONTROLLER (gesture));
  GtkListItem *item = item_at (view, x, y);
  double own_x, own_y;

  if (item == NULL)
    return;
  if (!gtk_list_item_get_selected (item))
    gtk_selection_model_select_item (gtk_column_view_get_model (GTK_COLUMN_VIEW (view)), gtk_list_item_get_position (item), TRUE);
  gtk_gesture_set_state (GTK_GESTURE (gesture), GTK_EVENT_SEQUENCE_CLAIMED);
  if (gtk_widget_translate_coordinates (view, GTK_WIDGET (self), x, y, &own_x, &own_y))
    g_signal_emit (self, signals[CONTEXT_MENU], 0, own_x, own_y);
}

static gboolean
key_cb (GtkEventControllerKey *controller, guint keyval, guint code, GdkModifierType state, TgGraphTable *self)
{
  const GdkModifierType held = state & (GDK_CONTROL_MASK | GDK_SHIFT_MASK | GDK_ALT_MASK);

  if ((keyval == GDK_KEY_c || keyval == GDK_KEY_C) && held == GDK_CONTROL_MASK)
    gtk_widget_activate_action (GTK_WIDGET (self), "graph.table-copy", NULL);
  else if (keyval == GDK_KEY_Delete && held == 0)
    gtk_widget_activate_action (GTK_WIDGET (self), "graph.hide", NULL);
  else if (keyval == GDK_KEY_Menu || (keyval == GDK_KEY_F10 && held == GDK_SHIFT_MASK))
    g_signal_emit (self, signals[CONTEXT_MENU], 0, 24.0, 48.0);
  else
    return GDK_EVENT_PROPAGATE;
  return GDK_EVENT_STOP;
}

/* ---- what is said of them ---- */

static void
say_selected (TgGraphTable *self)
{
  const TgBoardTable shown = tg_graph_table_shown (self);
  g_autoptr (GtkBitset) set = NULL;
  guint n;

  if (self->board == NULL)
    return;
  set = gtk_selection_model_get_selection (GTK_SELECTION_MODEL (self->tables[shown].rows));
  n = (guint) gtk_bitset_get_size (set);
  g_autofree char *count = tg_format_count (n), *text = g_strdup_printf (_("%s selected"), count);
  gtk_label_set_text (self->selected, n > 0 ? text : "");
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "graph.table-copy", n > 0);
}

static void
say_counts (TgGraphTable *self)
{
  g_autofree char *nodes = tg_format_count (tg_board_n_nodes (self->board)), *edges = tg_format_count (tg_board_n_edges (self->board));
  g_autofree char *of_nodes = g_strdup_printf (_("Nodes (%s)"), nodes), *of_edges = g_strdup_printf (_("Relations (%s)"), edges);

  gtk_stack_page_set_title (self->tables[TG_BOARD_NODES].page, of_nodes);
  gtk_stack_page_set_title (self->tables[TG_BOARD_RELATIONS].page, of_edges);
}

/* A table that nobody looks at does not follow the board. */
static void
shown_cb (TgGraphTable *self)
{
  const gboolean mapped = gtk_widget_get_mapped (GTK_WIDGET (self));

  for (guint i = 0; i < TG_BOARD_N_TABLES; i++)
    if (self->tables[i].rows != NULL)
      tg_board_rows_set_active (self->tables[i].rows, mapped && i == tg_graph_table_shown (self));
  say_selected (self);
}

static void
page_cb (TgGraphTable *self)
{
  shown_cb (self);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_PAGE]);
}

static void
tg_graph_table_map (GtkWidget *widget)
{
  GTK_WIDGET_CLASS (tg_graph_table_parent_class)->map (widget);
  say_counts (TG_GRAPH_TABLE (widget));
  shown_cb (TG_GRAPH_TABLE (widget));
}

static void
tg_graph_table_unmap (GtkWidget *widget)
{
  GTK_WIDGET_CLASS (tg_graph_table_parent_class)->unmap (widget);
  shown_cb (TG_GRAPH_TABLE (widget));
}

/* ---- how it is made ---- */

static void
add_column (TgGraphTable *self, TgBoardTable which, guint i)
{
  Column *data = g_new (Column, 1);
  GtkListItemFactory *factory = gtk_signal_list_item_factory_new ();
  g_autoptr (GtkColumnViewColumn) column = NULL;
  g_autoptr (GtkSorter) sorter = NULL;

  *data = (Column) { self, which, i };
  g_object_set_data_full (G_OBJECT (factory), "column", data, g_free);
  g_signal_connect (factory, "setup", G_CALLBACK (setup_cb), data);
  g_signal_connect (factory, "bind", G_CALLBACK (bind_cb), data);
  g_signal_connect (factory, "unbind", G_CALLBACK (unbind_cb), data);
  column = gtk_column_view_column_new (_(spec_of (data)->title), factory);
  gtk_column_view_column_set_expand (column, spec_of (data)->expand);
  gtk_column_view_column_set_resizable (column, TRUE);
  sorter = GTK_SORTER (gtk_custom_sorter_new (compare_probe, g_memdup2 (data, sizeof *data), g_free));
  gtk_column_view_column_set_sorter (column, sorter);
  gtk_column_view_append_column (self->tables[which].view, column);
}

static void
add_table (TgGraphTable *self, TgBoardTable which)
{
  Table *table = &self->tables[which];
  GtkWidget *window = gtk_scrolled_window_new (), *view = gtk_column_view_new (NULL);
  GtkGesture *click = gtk_gesture_click_new ();
  GtkEventController *keys = gtk_event_controller_key_new ();
  guint n;

  table->which = which;
  table->view = GTK_COLUMN_VIEW (view);
  table->rows = tg_board_rows_new (self->board, which);
  for (guint i = 0; i < 2; i++)
    table->probe[i] = g_object_new (TG_TYPE_BOARD_ROW, NULL);
  gtk_column_view_set_show_row_separators (table->view, TRUE);
  gtk_column_view_set_enable_rubberband (table->view, FALSE);
  gtk_widget_add_css_class (view, "data-table");
  gtk_accessible_update_property (GTK_ACCESSIBLE (view), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  which == TG_BOARD_NODES ? _("Nodes on the board") : _("Relations on the board"), -1);
  tg_board_columns (which, &n);
  for (guint i = 0; i < n; i++)
    add_column (self, which, i);
  gtk_column_view_set_model (table->view, GTK_SELECTION_MODEL (table->rows));
  g_signal_connect (gtk_column_view_get_sorter (table->view), "changed", G_CALLBACK (sorter_changed_cb), table);
  g_signal_connect_object (view, "activate", G_CALLBACK (activate_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (table->rows, "selection-changed", G_CALLBACK (say_selected), self, G_CONNECT_SWAPPED);
  gtk_gesture_single_set_button (GTK_GESTURE_SINGLE (click), GDK_BUTTON_SECONDARY);
  gtk_event_controller_set_propagation_phase (GTK_EVENT_CONTROLLER (click), GTK_PHASE_CAPTURE);
  g_signal_connect_object (click, "pressed", G_CALLBACK (pressed_cb), self, G_CONNECT_DEFAULT);
  gtk_widget_add_controller (view, GTK_EVENT_CONTROLLER (click));
  g_signal_connect_object (keys, "key-pressed", G_CALLBACK (key_cb), self, G_CONNECT_DEFAULT);
  gtk_widget_add_controller (view, keys);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (window), view);
  gtk_widget_set_vexpand (window, TRUE);
  table->page = gtk_stack_add_titled (self->stack, window, page_names[which], which == TG_BOARD_NODES ? _("Nodes") : _("Relations"));
}

static void
add_button (GtkWidget *bar, const char *icon, const char *action, const char *label, const char *tip)
{
  GtkWidget *button = gtk_button_new_from_icon_name (icon);

  gtk_actionable_set_action_name (GTK_ACTIONABLE (button), action);
  gtk_widget_set_tooltip_text (button, tip);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, label, -1);
  gtk_box_append (GTK_BOX (bar), button);
}

static GtkWidget *
make_bar (TgGraphTable *self)
{
  GtkWidget *bar = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 4), *switcher = gtk_stack_switcher_new (), *selected = gtk_label_new (NULL);

  gtk_stack_switcher_set_stack (GTK_STACK_SWITCHER (switcher), self->stack);
  gtk_box_append (GTK_BOX (bar), switcher);
  self->selected = GTK_LABEL (selected);
  gtk_label_set_xalign (self->selected, 1);
  gtk_label_set_ellipsize (self->selected, PANGO_ELLIPSIZE_END);
  gtk_widget_set_hexpand (selected, TRUE);
  gtk_widget_add_css_class (selected, "dim-label");
  gtk_widget_add_css_class (selected, "numeric");
  gtk_box_append (GTK_BOX (bar), selected);
  add_button (bar, "edit-copy-symbolic", "graph.table-copy", _("Copy the selected rows"), _("Copy the selected rows as text (Ctrl+C)"));
  add_button (bar, "document-save-symbolic", "graph.table-save", _("Save the table"), _("Save the table as CSV"));
  add_button (bar, "view-fullscreen-symbolic", "graph.table-alone", _("The table alone"), _("The table in place of the graph, or below it (Shift+F7)"));
  add_button (bar, "window-close-symbolic", "graph.table", _("Close the table"), _("Close the table (F7)"));
  gtk_widget_add_css_class (bar, "toolbar");
  gtk_widget_add_css_class (bar, "tg-toolbar");
  return bar;
}

static void
tg_graph_table_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  if (id == PROP_PAGE)
    g_value_set_string (value, page_names[tg_graph_table_shown (TG_GRAPH_TABLE (object))]);
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
tg_graph_table_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  TgGraphTable *self = TG_GRAPH_TABLE (object);

  if (id != PROP_PAGE)
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
  else
    gtk_stack_set_visible_child_name (self->stack, page_names[g_strcmp0 (g_value_get_string (value), page_names[TG_BOARD_RELATIONS]) == 0]);
}

static void
tg_graph_table_dispose (GObject *object)
{
  TgGraphTable *self = TG_GRAPH_TABLE (object);

  for (guint i = 0; i < TG_BOARD_N_TABLES; i++)
    {
      Table *table = &self->tables[i];

      if (table->rows == NULL)
        continue;
      g_signal_handlers_disconnect_by_data (gtk_column_view_get_sorter (table->view), table);
      gtk_column_view_set_model (table->view, NULL);
      g_clear_object (&table->rows);
      g_clear_object (&table->probe[0]);
      g_clear_object (&table->probe[1]);
    }
  g_clear_object (&self->board);
  G_OBJECT_CLASS (tg_graph_table_parent_class)->dispose (object);
}

static void
tg_graph_table_class_init (TgGraphTableClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = tg_graph_table_dispose;
  object_class->get_property = tg_graph_table_get_property;
  object_class->set_property = tg_graph_table_set_property;
  GTK_WIDGET_CLASS (klass)->map = tg_graph_table_map;
  GTK_WIDGET_CLASS (klass)->unmap = tg_graph_table_unmap;
  properties[PROP_PAGE] = g_param_spec_string ("page", NULL, NULL, page_names[0], G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);
  signals[NODE_ACTIVATED] = g_signal_new ("node-activated", TG_TYPE_GRAPH_TABLE, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_INT64);
  signals[RELATION_ACTIVATED] = g_signal_new ("relation-activated", TG_TYPE_GRAPH_TABLE, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 2,
                                              G_TYPE_INT64, G_TYPE_INT64);
  signals[CONTEXT_MENU] = g_signal_new ("context-menu", TG_TYPE_GRAPH_TABLE, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 2,
                                        G_TYPE_DOUBLE, G_TYPE_DOUBLE);
}

static void
tg_graph_table_init (TgGraphTable *self)
{
}

GtkWidget *
tg_graph_table_new (TgBoard *board)
{
  TgGraphTable *self = g_object_new (TG_TYPE_GRAPH_TABLE, NULL);
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0), *stack = gtk_stack_new ();

  self->board = g_object_ref (board);
  self->stack = GTK_STACK (stack);
  gtk_stack_set_hhomogeneous (self->stack, FALSE);
  gtk_box_append (GTK_BOX (box), make_bar (self));
  gtk_box_append (GTK_BOX (box), stack);
  for (guint i = 0; i < TG_BOARD_N_TABLES; i++)
    add_table (self, i);
  g_signal_connect_object (stack, "notify::visible-child", G_CALLBACK (page_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (board, "changed", G_CALLBACK (say_counts), self, G_CONNECT_SWAPPED);
  adw_bin_set_child (ADW_BIN (self), box);
  say_counts (self);
  return GTK_WIDGET (self);
}

TgBoardTable
tg_graph_table_shown (TgGraphTable *self)
{
  g_return_val_if_fail (TG_IS_GRAPH_TABLE (self), TG_BOARD_NODES);
  return g_strcmp0 (gtk_stack_get_visible_child_name (self->stack), page_names[TG_BOARD_RELATIONS]) == 0 ? TG_BOARD_RELATIONS : TG_BOARD_NODES;
}

GtkColumnView *
tg_graph_table_view (TgGraphTable *self, TgBoardTable table)
{
  g_return_val_if_fail (TG_IS_GRAPH_TABLE (self) && table < TG_BOARD_N_TABLES, NULL);
  return self->tables[table].view;
}

TgBoardRows *
tg_graph_table_rows (TgGraphTable *self, TgBoardTable table)
{
  g_return_val_if_fail (TG_IS_GRAPH_TABLE (self) && table < TG_BOARD_N_TABLES, NULL);
  return self->tables[table].rows;
}

char *
tg_graph_table_text (TgGraphTable *self, gboolean selected, TgSeparate how, guint *n)
{
  g_return_val_if_fail (TG_IS_GRAPH_TABLE (self), NULL);

  const TgBoardTable shown = tg_graph_table_shown (self);
  g_autoptr (GArray) indices = tg_board_rows_indices (self->tables[shown].rows, selected);

  *n = indices->len;
  return tg_board_table_text (self->board, shown, (const guint32 *) (gpointer) indices->data, indices->len, how);
}
