/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "core/base/hash.h"
#include "core/ingest/reader.h"

G_BEGIN_DECLS

/* Lines of flow logs as nearly all of them are: as many cells as the order has columns, one blank between two, each of its column's
 * shape. They are read in one pass. What they come to is what vpcflow.c makes of any line; a line that is otherwise is left to it. */

typedef enum { TG_CELL_TEXT, TG_CELL_NUMBER, TG_CELL_ADDRESS, TG_CELL_ACTION, TG_CELL_STATUS, TG_CELL_ID, TG_CELL_FAMILY,
               TG_CELL_ACCOUNT } TgCellShape;

typedef enum { TG_CELL_IS_OTHER, TG_CELL_IS_START, TG_CELL_IS_END, TG_CELL_IS_ACTION } TgCellUse;

typedef struct
{
  const char *prefix;         /* of TG_CELL_ID */
  gint16      field;          /* -1: it is hashed, and no value */
  guint8      column;         /* + 1, what its hash begins with; 0: of no use here, neither looked at nor hashed */
  guint8      shape, use;
  guint8      span;           /* so many cells from here on are read together */
  gboolean    steady;         /* and are often those of another line */
} TgFlowCell;

#define TG_FLOW_MAX_CELLS 64
#define TG_FLOW_MAX_RUNS  4

typedef struct
{
  guint      n, n_values, n_runs;
  gboolean   digit;           /* a line that fits begins with a digit alone, "2 123…" */
  TgFlowCell cells[TG_FLOW_MAX_CELLS];
} TgFlowPlan;

/* "-": there is no value */
static inline gboolean
tg_flow_is_dash (TgSpan cell)
{
  return cell.len == 1 && cell.str[0] == '-';
}

/* Whether the cell may stand in such a column. */
gboolean    tg_flow_fits (TgSpan cell, TgCellShape shape, const char *prefix);
/* 1 to 20 digits. */
gboolean    tg_flow_is_digits (TgSpan cell);
/* Seconds, or finer by the number of digits; TG_TIME_NONE when it is impossible. */
gint64      tg_flow_time (TgSpan cell);

/* Sets what follows from the sum of its cells' hashes and from its time. */
static inline void
tg_flow_close (TgRecord *record)
{
  record->content_hash = tg_hash_mix (record->content_hash, TG_RECORD_VPCFLOW);
  record->id_hash = MAX (1, tg_hash_mix (record->content_hash, 1));
  if (record->time == TG_TIME_NONE)
    record->flags |= TG_RECORD_NO_TIME;
}

/* Reads lines of text from p on, up to the first that is not as above: that one's beginning, or end. All of text is part of what
 * tg_log_reader_text() told. offset: of text in the file. */
const char *tg_flow_rows (TgLogReader *reader, const TgFlowPlan *plan, const char *text, const char *p, const char *end, guint64 offset);

G_END_DECLS
