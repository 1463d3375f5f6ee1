/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "core/base/time.h"
#include "core/model/vocabulary.h"

G_BEGIN_DECLS

#define TG_FILTER_MAX_ACCOUNTS 256

typedef enum { TG_FILTER_ANY_TIME, TG_FILTER_SCOPE, TG_FILTER_SPAN } TgFilterTime;

/* What of a board is left out. It names what is not to be seen, so that what comes to the board later and was never asked about is seen.
 *
 * A node is left out for its kind, severity or account, and when it has relations of which none is left over by what is asked of relations: kind,
 * count and time. A relation is left out with one of its ends. Groups go with the node they hang on. Relations without a time are of any time. */
typedef struct
{
  gboolean     remove;          /* what is left out is not drawn at all; else it is greyed */
  guint64      kinds;           /* bit set of TgEntityKind left out */
  guint64      relations;       /* bit set of TgRelationKind left out */
  TgSeverity   severity;        /* of a node, at least; findings have their own, others that of the worst that involves them */
  guint64      count;           /* of a relation, at least */
  GPtrArray   *accounts;        /* char*, owned: left out; "": what has none; NULL: no account is */
  TgFilterTime time;
  TgTimeRange  span;            /* of TG_FILTER_SPAN */
} TgBoardFilter;

TgBoardFilter *tg_board_filter_new        (void);                             /* leaves nothing out */
TgBoardFilter *tg_board_filter_copy       (const TgBoardFilter *filter);      /* NULL gives a new one */
void           tg_board_filter_free       (TgBoardFilter *filter);
gboolean       tg_board_filter_equal      (const TgBoardFilter *a, const TgBoardFilter *b);
gboolean       tg_board_filter_is_active  (const TgBoardFilter *filter);      /* it may leave something out */
/* Whether it asks anything of relations. */
gboolean       tg_board_filter_of_edges   (const TgBoardFilter *filter);
gboolean       tg_board_filter_has_account (const TgBoardFilter *filter, const char *account);   /* it is not left out */
void           tg_board_filter_set_account (TgBoardFilter *filter, const char *account, gboolean shown);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TgBoardFilter, tg_board_filter_free)

G_END_DECLS
