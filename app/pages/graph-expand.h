/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/pages/graph-page-private.h"

G_BEGIN_DECLS

/* Expanding by one kind of relation in one direction: graph.expand-relation (kind's id, whether it goes out from the node). */
void _tg_graph_expand_class_init (GtkWidgetClass *klass);
/* The submenu, for the one node that is selected; it is filled once the case has answered. */
void _tg_graph_expand_fill       (TgGraphPage *self);
/* What came of it: how many were added, and how many are left for another time. */
void _tg_graph_expand_say        (TgGraphPage *self, guint added, guint left);

G_END_DECLS
