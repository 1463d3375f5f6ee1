/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* A row of a table: its data once that has come. Signal "loaded". */
#define TG_TYPE_ROW (tg_row_get_type ())
G_DECLARE_FINAL_TYPE (TgRow, tg_row, TG, ROW, GObject)

gconstpointer tg_row_get_data  (TgRow *self);      /* borrowed; NULL while it is being fetched */

/* A list of any length, of which only the pages that are looked at are held.
 *
 *   GtkColumnView -> GtkSingleSelection -> [GtkSortListModel, for lists held whole] -> TgRowList -> pages (GArray of the core's structs)
 *
 * Signal "need" (guint64 offset): the page at offset is wanted; answer with tg_row_list_fill(). One is asked for at a time. */
#define TG_TYPE_ROW_LIST (tg_row_list_get_type ())
G_DECLARE_FINAL_TYPE (TgRowList, tg_row_list, TG, ROW_LIST, GObject)

#define TG_ROW_LIST_PAGE 200

TgRowList       *tg_row_list_new       (void);
/* Another list: its length and its first page (or all of it). Refs first. */
void          tg_row_list_reset     (TgRowList *self, guint64 total, GArray *first);
void          tg_row_list_fill      (TgRowList *self, guint64 offset, GArray *page);    /* page NULL: it could not be had */
gconstpointer tg_row_list_get_data  (TgRowList *self, guint index);                     /* borrowed until the next reset or fill; NULL */

G_END_DECLS
