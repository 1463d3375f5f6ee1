/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tg-app"

#include "app/table.h"

#include <glib/gi18n.h>

typedef struct
{
  GtkColumnView  *view;          /* borrowed: it owns this */
  const TgColumn *columns;
  guint           n_columns;
  TgTableSorted   sorted;
  TgTableOpened   opened;
  gpointer        data;
  TgRow          *probe[2];
  int             probed;        /* column asked first */
} Table;

static void
table_free (Table *table)
{
  g_object_unref (table->probe[0]);
  g_object_unref (table->probe[1]);
  g_free (table);
}

/* Cells */

static void
show_row (GtkWidget *cell, const TgColumn *column, gconstpointer data)
{
  GtkWidget *icon = gtk_widget_get_first_child (cell);
  GtkLabel *label = g_object_get_data (G_OBJECT (cell), "label");
  g_autofree char *text = data != NULL ? column->text (data) : g_strdup ("…");
  g_autofree char *below = column->below == NULL ? NULL : data != NULL ? column->below (data) : g_strdup ("");
  g_autofree char *tip = NULL;
  const char *css[] = { data != NULL && column->css != NULL ? column->css (data) : NULL, NULL };

  if (column->icon != NULL && icon != NULL && GTK_IS_BOX (icon))
    {
      GtkWidget *old = gtk_widget_get_first_child (icon), *new = data != NULL ? column->icon (data) : NULL;

      if (old != NULL)
        gtk_box_remove (GTK_BOX (icon), old);
      if (new != NULL)
        gtk_box_append (GTK_BOX (icon), new);
    }
  gtk_label_set_text (label, text);
  if (below != NULL)
    gtk_label_set_text (GTK_LABEL (g_object_get_data (G_OBJECT (cell), "below")), below);
  tip = below != NULL && below[0] != '\0' ? g_strconcat (text, "\n", below, NULL) : g_strdup (text);
  gtk_widget_set_tooltip_text (cell, column->expand != TG_COLUMN_FIXED ? tip : NULL);
  if (column->css != NULL)
    {
      gtk_widget_set_css_classes (GTK_WIDGET (label), css);
      if (column->numeric)
        gtk_widget_add_css_class (GTK_WIDGET (label), "numeric");
    }
}

static void
loaded_cb (TgRow *row, GtkListItem *item)
{
  const TgColumn *column = g_object_get_data (G_OBJECT (item), "column");

  show_row (gtk_list_item_get_child (item), column, tg_row_get_data (row));
}

static void
cell_clicked_cb (GtkButton *button, GtkListItem *item)
{
  const TgColumn *column = g_object_get_data (G_OBJECT (item), "column");
  TgRow *row = gtk_list_item_get_item (item);

  if (row != NULL && tg_row_get_data (row) != NULL)
    column->open (GTK_WIDGET (button), tg_row_get_data (row));
}

static GtkWidget *
two_lines (GtkWidget *cell, GtkWidget *label)
{
  GtkWidget *lines = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0), *below = gtk_label_new (NULL);

  gtk_label_set_xalign (GTK_LABEL (below), 0);
  gtk_label_set_ellipsize (GTK_LABEL (below), PANGO_ELLIPSIZE_END);
  gtk_widget_add_css_class (below, "caption");
  gtk_widget_add_css_class (below, "dim-label");
  gtk_box_append (GTK_BOX (lines), label);
  gtk_box_append (GTK_BOX (lines), below);
  g_object_set_data (G_OBJECT (cell), "below", below);
  return lines;
}

static void
setup_cb (GtkListItemFactory *factory, GtkListItem *item, const TgColumn *column)
{
  GtkWidget *cell = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 8);
  GtkWidget *label = gtk_label_new (NULL);

  gtk_label_set_xalign (GTK_LABEL (label), column->numeric ? 1 : 0);
  gtk_label_set_ellipsize (GTK_LABEL (label), column->expand == TG_COLUMN_PATH ? PANGO_ELLIPSIZE_MIDDLE : PANGO_ELLIPSIZE_END);
  gtk_widget_set_hexpand (label, TRUE);
  if (column->chars > 0)
    {
      gtk_label_set_width_chars (GTK_LABEL (label), column->chars);
      gtk_label_set_max_width_chars (GTK_LABEL (label), column->chars);
    }
  if (column->numeric)
    gtk_widget_add_css_class (label, "numeric");
  if (column->icon != NULL)
    gtk_box_append (GTK_BOX (cell), gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0));
  if (column->open != NULL)
    {
      GtkWidget *button = gtk_button_new ();

      gtk_button_set_child (GTK_BUTTON (button), label);
      gtk_widget_set_halign (button, column->numeric ? GTK_ALIGN_END : GTK_ALIGN_START);
      gtk_widget_set_hexpand (button, TRUE);
      gtk_widget_add_css_class (button, "flat");
      gtk_widget_add_css_class (button, "tg-cell");
      gtk_widget_set_tooltip_text (button, _("Open the records behind it"));
      g_signal_connect_object (button, "clicked", G_CALLBACK (cell_clicked_cb), item, G_CONNECT_DEFAULT);
      gtk_box_append (GTK_BOX (cell), button);
    }
  else if (column->below != NULL)
    gtk_box_append (GTK_BOX (cell), two_lines (cell, label));
  else
    gtk_box_append (GTK_BOX (cell), label);
  g_object_set_data (G_OBJECT (cell), "label", label);
  g_object_set_data (G_OBJECT (item), "column", (gpointer) column);
  gtk_list_item_set_child (item, cell);
}

static void
bind_cb (GtkListItemFactory *factory, GtkListItem *item, const TgColumn *column)
{
  TgRow *row = gtk_list_item_get_item (item);

  g_signal_connect_object (row, "loaded", G_CALLBACK (loaded_cb), item, G_CONNECT_DEFAULT);
  show_row (gtk_list_item_get_child (item), column, tg_row_get_data (row));
}

static void
unbind_cb (GtkListItemFactory *factory, GtkListItem *item, const TgColumn *column)
{
  TgRow *row = gtk_list_item_get_item (item);

  if (row != NULL)
    g_signal_handlers_disconnect_by_func (row, loaded_cb, item);
}

/* Sorting */

static int
compare_whole (gconstpointer a, gconstpointer b, gpointer data)
{
  const TgColumn *column = data;
  gconstpointer left = tg_row_get_data ((TgRow *) a), right = tg_row_get_data ((TgRow *) b);

  return left != NULL && right != NULL ? column->compare (left, right) : 0;
}

typedef struct { Table *table; int column; } Probe;

/* GTK 4.8 does not tell which column a view is sorted by; but it asks that column's sorter first, and turns its answer round when it is
 * descending. */
static int
compare_probe (gconstpointer a, gconstpointer b, gpointer data)
{
  Probe *probe = data;

  if (a != (gconstpointer) probe->table->probe[0] || b != (gconstpointer) probe->table->probe[1])
    return 0;
  if (probe->table->probed < 0)
    probe->table->probed = probe->column;
  return -1;
}

static void
sorter_changed_cb (GtkSorter *sorter, GtkSorterChange change, Table *table)
{
  GtkOrdering ordering;
  g_autofree char *sort = NULL;

  table->probed = -1;
  ordering = gtk_sorter_compare (sorter, table->probe[0], table->probe[1]);
  if (table->probed >= 0)
    sort = g_strconcat (ordering == GTK_ORDERING_LARGER ? "-" : "", table->columns[table->probed].sort, NULL);
  table->sorted (sort, table->data);
}

static void
activate_cb (GtkColumnView *view, guint position, Table *table)
{
  GtkSelectionModel *model = gtk_column_view_get_model (view);
  g_autoptr (TgRow) row = g_list_model_get_item (G_LIST_MODEL (model), position);

  if (row != NULL && tg_row_get_data (row) != NULL && table->opened != NULL)
    table->opened (GTK_WIDGET (view), tg_row_get_data (row), table->data);
}

static void
add_column (Table *table, guint i)
{
  const TgColumn *spec = &table->columns[i];
  GtkListItemFactory *factory = gtk_signal_list_item_factory_new ();
  g_autoptr (GtkColumnViewColumn) column = NULL;
  g_autoptr (GtkSorter) sorter = NULL;

  g_signal_connect (factory, "setup", G_CALLBACK (setup_cb), (gpointer) spec);
  g_signal_connect (factory, "bind", G_CALLBACK (bind_cb), (gpointer) spec);
  g_signal_connect (factory, "unbind", G_CALLBACK (unbind_cb), (gpointer) spec);
  column = gtk_column_view_column_new (_(spec->title), factory);
  gtk_column_view_column_set_expand (column, spec->expand != TG_COLUMN_FIXED);
  gtk_column_view_column_set_resizable (column, TRUE);
  if (table->sorted == NULL && spec->compare != NULL)
    sorter = GTK_SORTER (gtk_custom_sorter_new (compare_whole, (gpointer) spec, NULL));
  else if (table->sorted != NULL && spec->sort != NULL)
    {
      Probe *probe = g_new (Probe, 1);

      *probe = (Probe) { table, (int) i };
      sorter = GTK_SORTER (gtk_custom_sorter_new (compare_probe, probe, g_free));
    }
  gtk_column_view_column_set_sorter (column, sorter);
  gtk_column_view_append_column (table->view, column);
}

GtkSingleSelection *
tg_table_setup (GtkColumnView *view, TgRowList *rows, const TgColumn *columns, guint n_columns, TgTableSorted sorted, TgTableOpened opened, gpointer data)
{
  Table *table = g_new0 (Table, 1);
  g_autoptr (GtkSingleSelection) selection = NULL;
  GListModel *model = G_LIST_MODEL (g_object_ref (rows));

  *table = (Table) { view, columns, n_columns, sorted, opened, data, { g_object_new (TG_TYPE_ROW, NULL), g_object_new (TG_TYPE_ROW, NULL) }, -1 };
  g_object_set_data_full (G_OBJECT (view), "tg-table", table, (GDestroyNotify) table_free);
  for (guint i = 0; i < n_columns; i++)
    add_column (table, i);
  if (sorted == NULL)
    model = G_LIST_MODEL (gtk_sort_list_model_new (model, g_object_ref (gtk_column_view_get_sorter (view))));
  else
    g_signal_connect (gtk_column_view_get_sorter (view), "changed", G_CALLBACK (sorter_changed_cb), table);
  selection = gtk_single_selection_new (model);
  gtk_single_selection_set_autoselect (selection, FALSE);
  gtk_single_selection_set_can_unselect (selection, TRUE);
  gtk_column_view_set_model (view, GTK_SELECTION_MODEL (selection));
  g_signal_connect (view, "activate", G_CALLBACK (activate_cb), table);
  return selection;
}

gconstpointer
tg_table_selected (GtkSingleSelection *selection)
{
  TgRow *row = gtk_single_selection_get_selected_item (selection);

  return row != NULL ? tg_row_get_data (row) : NULL;
}
