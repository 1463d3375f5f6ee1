/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "app/row-list.h"

G_BEGIN_DECLS

typedef struct
{
  const char *title;
  const char *sort;            /* the word of the query that sorts by it; NULL: not sortable there */
  gboolean    numeric;
  enum { TG_COLUMN_FIXED, TG_COLUMN_EXPAND, TG_COLUMN_PATH } expand;    /* a path is cut in its middle: its end tells most */
  int         chars;           /* wanted width; 0 natural */
  char       *(*text)    (gconstpointer row);                       /* owned */
  GtkWidget  *(*icon)    (gconstpointer row);                       /* before the text; NULL none */
  const char *(*css)     (gconstpointer row);                       /* of the text; NULL none */
  int         (*compare) (gconstpointer a, gconstpointer b);        /* for lists held whole */
  void        (*open)    (GtkWidget *widget, gconstpointer row);    /* the cell is a button: a number that opens what is behind it */
  char       *(*below)   (gconstpointer row);                       /* owned; a second, dim line. NULL none */
} TgColumn;

typedef void (*TgTableSorted) (const char *sort, gpointer data);    /* "name", "-records"; NULL as it comes */
typedef void (*TgTableOpened) (GtkWidget *widget, gconstpointer row, gpointer data);

/* Fills a column view. columns: static. sorted NULL: the rows are held whole and sorted here by compare. opened: a row was activated. Returns
 * the selection, borrowed. */
GtkSingleSelection *tg_table_setup    (GtkColumnView *view, TgRowList *rows, const TgColumn *columns, guint n_columns,
                                       TgTableSorted sorted, TgTableOpened opened, gpointer data);
gconstpointer       tg_table_selected (GtkSingleSelection *selection);      /* borrowed; NULL */

G_END_DECLS
