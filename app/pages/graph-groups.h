/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/case.h"
#include "app/pages/graph-page-private.h"
#include "core/graph/grouping.h"

G_BEGIN_DECLS

/* Putting nodes together, by hand or by what they have in common, and noting things beside them: actions graph.group*, graph.note. */
void     _tg_graph_groups_class_init (GtkWidgetClass *klass);
/* What is selected decides what can be done. */
void     _tg_graph_groups_inspect    (TgGraphPage *self);
/* A closed bundle is opened, an open one closed. */
void     _tg_graph_groups_fold       (TgGraphPage *self, gint64 bundle);

/* The name of what has this value: "Account 111122223333"; owned. */
char    *tg_grouping_name            (TgGrouping grouping, const char *value);

G_END_DECLS
