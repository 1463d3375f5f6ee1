/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "core/ingest/jsonsplit.h"
#include "core/base/arena.h"

G_BEGIN_DECLS

/* Comma-separated values as RFC 4180 has them, or separated by semicolons or tabs: cells in quotes may hold separators, newlines and doubled quotes. */

#define TG_CSV_MAX_ROW     (1024 * 1024)
#define TG_CSV_MAX_HEAD    (64 * 1024)
#define TG_CSV_MAX_COLUMNS 256

/* Finds the rows of text that comes in pieces, as TgJsonSplit finds values; the first row comes as a head. A quote that is never closed
 * costs its row, not the rest. Linear in the input whatever it holds. */
typedef struct _TgCsvSplit TgCsvSplit;

TgCsvSplit *tg_csv_split_new  (guint64 offset);
void        tg_csv_split_free (TgCsvSplit *split);
void        tg_csv_split_feed (TgCsvSplit *split, const char *window, guint64 base, gsize len, gboolean final, GArray *slices);
guint64     tg_csv_split_keep (const TgCsvSplit *split);

/* What separates a header's names: a comma, or a semicolon or tab where there are more of these. Rows are cut as their header is. */
char        tg_csv_separator  (const char *header, gsize len);
/* The cells of a row, as they stand: tg_csv_text() takes their quotes off. Counts on beyond max. */
guint       tg_csv_cells      (const char *row, gsize len, char separator, TgSpan *cells, guint max);
/* buffer is used when quotes are doubled inside. */
TgSpan      tg_csv_text       (TgSpan cell, GString *buffer);

/* Whether text begins with a header that names columns Trailgraph reads. */
gboolean    tg_csv_sniff      (const char *text, gsize len);

G_END_DECLS
