/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/pages/graph-board-bar.h"
#include "app/pages/graph-boards.h"
#include "app/pages/graph-inspector.h"
#include "app/pages/graph-load.h"
#include "app/pages/graph-page.h"
#include "app/pages/graph-tools.h"
#include "widgets/graph/board-history.h"
#include "widgets/graph/canvas.h"

G_BEGIN_DECLS

enum { SLOT_LOAD, SLOT_RELATIONS, SLOT_WORST, SLOT_BUSIEST, SLOT_EXPORT, SLOT_FIND, SLOT_GROUP, SLOT_EXPAND, SLOT_SERIES };

struct _TgGraphPage
{
  TgPage         parent_instance;

  /* Template widgets */
  GtkStack      *stack;
  AdwBin        *canvas_bin, *worst, *busiest;
  GtkLabel      *counts;
  GtkWidget     *show_hidden, *inspector_button, *inspector;
  TgGraphInspector *details;
  TgGraphBoardBar *board_bar;
  GMenuModel    *node_menu;
  GMenu         *relation_menu;
  GtkMenuButton *filter_button;
  AdwButtonContent *ask_content, *filter_content, *group_content, *view_content;

  /* Borrowed */
  TgGraphCanvas *canvas;
  GtkPopover    *menu;

  /* Owned */
  TgBoard       *board;
  TgBoardHistory *history;
  TgGraphBoards *boards;
  GHashTable    *totals;       /* gint64* -> guint64*: neighbours in the case */
  GQueue         waiting;      /* gint64*, to expand one after the other */
  TgPlace       *place;
  guint          loading;
  TgGraphTools   tools;        /* what lies over the canvas */
  gboolean       export_selection;   /* what was asked for last: only that */
  guint          titles_id;    /* source: the toolbar has another width */
  gboolean       titled;       /* its menus say what they are */
  gboolean       held;         /* the board itself has not come yet */
};

extern const char * const _tg_question_actions[TG_QUESTION_N];

void _tg_graph_page_class_actions (GtkWidgetClass *widget_class);
void _tg_graph_page_history_changed (gpointer page);                 /* what can be undone and redone is another */
/* The "+n" of every node: neighbours in the case less those on the board. */
void _tg_graph_page_count_unshown (TgGraphPage *self);
void _tg_graph_page_expand        (TgGraphPage *self, gint64 id);
void _tg_graph_page_collapse      (TgGraphPage *self, gint64 id);
/* The group of a node's neighbours of one kind by what they have in common: 1 + TgGrouping; 0: all together. */
/* What a node is related with in one way only, by the page. */
void _tg_graph_page_expand_relation (TgGraphPage *self, gint64 id, TgRelationKind kind, gboolean outgoing);
void _tg_graph_page_split         (TgGraphPage *self, gint64 parent, TgEntityKind kind, guint split);
/* What lies on the board from now on, NULL: nothing; with what each node has in the case, and no history. */
void _tg_graph_page_put           (TgGraphPage *self, const char *json, GError **error);
void _tg_graph_page_stop          (TgGraphPage *self);               /* what is being loaded is not applied */
void _tg_graph_page_hold          (TgGraphPage *self, gboolean hold);   /* nothing is loaded until the board has come */
/* Loads an answer to a question about these (gint64; takes about). Nothing while something is being loaded. */
void _tg_graph_page_ask           (TgGraphPage *self, TgQuestionKind kind, GArray *about, guint length);

G_END_DECLS
