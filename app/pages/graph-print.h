/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/pages/graph-page.h"

G_BEGIN_DECLS

/* The board on one page, with title, legend and a foot that counts; owned. */
GtkPrintOperation *_tg_graph_print_new  (TgGraphPage *page);
void               _tg_graph_page_print (GtkWidget *widget, const char *name, GVariant *parameter);     /* the action graph.print */

G_END_DECLS
