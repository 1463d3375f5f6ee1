/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "core/store/reader.h"
#include "widgets/graph/board.h"

G_BEGIN_DECLS

/* A board as a file, by the ending of its name: .svg, .png and .pdf as it looks, .json, .graphml, .gexf and .dot as data with all that the case
 * knows of the entities and their relations in scope, and what the analyst did to the board: places, pins, notes, groups made by hand, what is
 * hidden, which a picture leaves out. */
typedef struct _TgExport TgExport;

TgExport *tg_export_new        (TgBoard *board, const char *path, TgTimeRange scope, GError **error);   /* NULL: no such format */
void      tg_export_free       (gpointer self);
gboolean  tg_export_is_picture (const TgExport *self);
gboolean  tg_export_draw       (const TgExport *self, TgBoard *board, gboolean dark, double *scale, GError **error);   /* a picture; scale: tg_board_write_picture() */
gpointer  tg_export_query      (TgReader *reader, gpointer self, TgJob *job, GError **error);           /* data: a TgQueryFunc; gives the path, owned */

/* An image surface onto the clipboard of a widget. */
void      tg_export_copy       (GtkWidget *widget, cairo_surface_t *surface);

G_END_DECLS
