/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/pages/graph-filter.h"
#include "app/pages/graph-page.h"
#include "app/pages/graph-player.h"
#include "app/pages/graph-search.h"
#include "app/pages/graph-table.h"
#include "widgets/graph/board-measure.h"
#include "widgets/graph/minimap.h"

G_BEGIN_DECLS

/* What lies over the canvas of the graph page: the filter's panel, the chip that says what it leaves out, the search, the overview, and below it the player. */
typedef struct
{
  /* Borrowed */
  TgGraphFilter *filter;
  TgGraphSearch *search;
  TgGraphPlayer *player;
  TgMinimap     *minimap;
  GtkWidget     *measures;      /* what sizes and rings say */
  GtkWidget     *chip;
  GtkLabel      *chip_text;
  GtkBox        *notes;         /* the corner the chip is in */
  TgGraphTable  *table;         /* the twin, below or in place of it */
  GtkPaned      *split;         /* between the two */
  GtkPopover    *table_menu;    /* NULL until it was asked for */

  TgBoardMeasure *measure;      /* owned */
  guint          series_of;     /* the board's topology when its activity was asked for last */
  gboolean       split_set;     /* where the split is was chosen */
  gboolean       by_scope;      /* the relations outside the scope are on the board, greyed */
} TgGraphTools;

void _tg_graph_tools_class_init (GtkWidgetClass *widget_class);
void _tg_graph_tools_init       (TgGraphPage *page);      /* takes the canvas into the page */
void _tg_graph_tools_dispose    (TgGraphPage *page);
void _tg_graph_tools_changed    (TgGraphPage *page);      /* the board is another */
/* Someone asked for this node: the filter does not keep it from being seen. */
void _tg_graph_tools_uncover    (TgGraphPage *page, gint64 id);

void _tg_graph_twin_class_init  (GtkWidgetClass *widget_class);
GtkWidget *_tg_graph_twin_init  (TgGraphPage *page, GtkWidget *canvas);      /* both, one above the other */
void _tg_graph_twin_save        (TgGraphPage *page, const char *path);        /* the table that is shown, as CSV */

/* The case is asked when the relations were active, if that is of interest now. */
void _tg_graph_series_need      (TgGraphPage *page);

void _tg_graph_measures_class_init (GtkWidgetClass *widget_class);
GtkWidget *_tg_graph_measures_init (TgGraphPage *page);
void _tg_graph_measures_changed (TgGraphPage *page);

G_END_DECLS
