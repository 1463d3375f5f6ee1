/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "core/ingest/reader.h"

G_BEGIN_DECLS

/* VPC Flow Logs: lines of values separated by blanks. Which column is what is said by a header line, which may come anywhere and
 * holds until the next one; without one, the orders that AWS documents are known by their number of columns and their values. */

#define TG_FLOW_MAX_COLUMNS 64

typedef struct
{
  guint8 n;                                /* 0: no header yet */
  gint8  columns[TG_FLOW_MAX_COLUMNS];     /* index of the known column; -1: a column of no use here */
} TgFlowOrder;

/* Whether the line (without its newline) is a header; order is set only then. */
gboolean tg_flow_header  (const char *line, gsize len, TgFlowOrder *order);

/* Whether text begins like a flow log: a header, or lines of a documented order. */
gboolean tg_flow_sniff   (const char *text, gsize len);

/* Reads whole lines; headers in them change order. offset: of text in the file. */
void     tg_flow_read    (TgLogReader *reader, const char *text, gsize len, guint64 offset, TgFlowOrder *order);

/* The order that holds behind these whole lines. */
void     tg_flow_headers (const char *text, gsize len, TgFlowOrder *order);

/* A line inside a JSON string; its original is the text at offset. FALSE: no flow. */
gboolean tg_flow_message (TgLogReader *reader, TgSpan line, guint64 offset, guint32 length);

G_END_DECLS
