/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "core/base/time.h"

G_BEGIN_DECLS

/* When relations were active: sums of each hour in which they were at all, by the relation's id. */
typedef struct _TgBoardSeries TgBoardSeries;
typedef struct { gint64 hour; guint64 count, failed, bytes; } TgSeriesCell;      /* hour: its start */
typedef struct { guint64 count, failed, bytes; } TgSums;

TgBoardSeries *tg_board_series_new  (void);
void           tg_board_series_free (TgBoardSeries *self);
void           tg_board_series_clear (TgBoardSeries *self);
/* In place of what was known of it. Cells: ascending, an hour once; none: nothing is known. */
void           tg_board_series_put  (TgBoardSeries *self, gint64 relation, const TgSeriesCell *cells, guint n);
/* Of the hours that have a part in the span. FALSE: nothing is known of this relation. */
gboolean       tg_board_series_sum  (TgBoardSeries *self, gint64 relation, TgTimeRange span, TgSums *sums);
/* The start of the next hour after the one of this moment in which it was active; TG_TIME_NONE: there is none, or nothing is known. */
gint64         tg_board_series_next (TgBoardSeries *self, gint64 relation, gint64 moment);

G_END_DECLS
