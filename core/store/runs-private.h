/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "core/store/db-private.h"

G_BEGIN_DECLS

/* Tables of numbers as sorted runs: rows of a few int64 columns, the first ones their key. A commit appends one run; rows of one key in
 * several runs mean their sum, and are added up when runs are merged. So an import only ever appends. The numbers are stored. */
typedef enum
{
  TG_RUN_ACTIVITY = 1,   /* entity, facet, value, hour | ok, failed, in, out */
  TG_RUN_SERIES   = 2,   /* relation, hour | ok, failed, in, out */
  TG_RUN_HOURLY   = 3,   /* hour, entity | records */
  TG_RUN_POSTING  = 4,   /* entity, block | records */
  TG_RUN_SEEN     = 5,   /* hash of id, hash of content | (nothing) */
  TG_RUN_N
} TgRunTable;

#define TG_RUN_COLUMNS_MAX 8

guint tg_run_columns (TgRunTable table);
guint tg_run_keys    (TgRunTable table);

/* A row's place, and up to 64 bits of its key. */
typedef struct { guint64 word; guint32 row; } TgRowPlace;

/* What sorting works on, kept for the next time. */
typedef struct { TgRowPlace *items, *scratch; gsize room; } TgRowSorter;

/* Rows in memory. */
typedef struct
{
  TgRunTable table;
  guint      n_columns;
  gsize      n, room;
  gint64    *cells;      /* row after row */
  TgRowSorter *sorter;   /* borrowed; NULL: each append has its own */
} TgRows;

TgRows *tg_rows_new   (TgRunTable table);
void    tg_rows_free  (TgRows *rows);
void    tg_rows_grow  (TgRows *rows);

static inline void
tg_rows_add (TgRows *rows, const gint64 *row)
{
  if (G_UNLIKELY (rows->n == rows->room))
    tg_rows_grow (rows);
  gint64 *to = rows->cells + rows->n++ * rows->n_columns;
  for (guint c = 0; c < rows->n_columns; c++)
    to[c] = row[c];
}

/* The places of the rows in order of their keys, until the sorter is used again. */
const TgRowPlace *tg_rows_sort (const TgRows *rows, TgRowSorter *sorter);
void    tg_row_sorter_clear (TgRowSorter *sorter);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TgRows, tg_rows_free)

/* Inside a transaction of the caller. Sorts the rows and empties them. */
gboolean tg_runs_append  (sqlite3 *db, TgRows *rows, GError **error);
/* When runs are merged. The keys of duplicates are as many as records, and in most cases nobody ever looks one up in the case: their runs
 * stay many until somebody does. */
typedef enum
{
  TG_TIDY_COMMIT,        /* where there are too many */
  TG_TIDY_LOOKED,        /* keys of duplicates are looked up, each in every run */
  TG_TIDY_END            /* until few are left to read */
} TgTidy;

/* So many runs may be, until some are merged. */
#define TG_RUNS_MAX 12

/* Merges runs. Content stays. */
gboolean tg_runs_compact (sqlite3 *db, TgRunTable table, TgTidy tidy, GError **error);

/* The same in steps, so that merging can be done by one thread and writing by another: the runs (gint64) that are to become one, fewer than
 * two when there is nothing to do; what they come to in a range of the first key, block after block, read on any connection; a run made of blocks; and the end of the
 * runs it was made of, in the same transaction. */
typedef struct { gint64 n, key_min, key_max; gconstpointer data; gsize size; } TgRunBlock;
typedef gboolean (*TgRunGive) (const TgRunBlock *block, gpointer data, GError **error);

GArray  *tg_runs_pick    (sqlite3 *db, TgRunTable table, TgTidy tidy, GError **error);
gboolean tg_runs_merge   (sqlite3 *db, TgRunTable table, const GArray *runs, gint64 from, gint64 to, TgRunGive give, gpointer data, GError **error);
gboolean tg_runs_drop    (sqlite3 *db, TgRunTable table, const GArray *runs, GError **error);

typedef struct _TgRunWriter TgRunWriter;
TgRunWriter *tg_run_writer_new  (sqlite3 *db, TgRunTable table, GError **error);
void         tg_run_writer_free (TgRunWriter *writer);
gboolean     tg_run_writer_give (const TgRunBlock *block, gpointer writer, GError **error);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TgRunWriter, tg_run_writer_free)

/* Blocks with rows of from <= first key <= to, run after run: columns[i][first … last - 1] are these rows, in order of their
 * key within a call. FALSE from visit ends the scan well. */
typedef gboolean (*TgRunVisit) (gint64 *const *columns, gsize first, gsize last, gpointer data);
gboolean tg_runs_scan    (sqlite3 *db, TgRunTable table, gint64 from, gint64 to, TgRunVisit visit, gpointer data, GError **error);

/* For who looks many keys up, again and again, on one connection. */
typedef struct _TgRunFinder TgRunFinder;
TgRunFinder *tg_run_finder_new  (sqlite3 *db, TgRunTable table, GError **error);
void         tg_run_finder_free (TgRunFinder *finder);
/* Rows of n first keys, which ascend; the next is stride bytes on. What cannot be read is not found. How many blocks were read. */
typedef gboolean (*TgRunFound) (gsize key, gint64 *const *columns, gsize first, gsize last, gpointer data);
gsize        tg_run_finder_find (TgRunFinder *finder, const gint64 *keys, gsize stride, gsize n, TgRunFound found, gpointer data);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TgRunFinder, tg_run_finder_free)

/* All rows in order of key, merged over the runs. */
typedef gboolean (*TgRunRow) (const gint64 *row, gpointer data);
gboolean tg_runs_walk    (sqlite3 *db, TgRunTable table, TgRunRow visit, gpointer data, GError **error);

G_END_DECLS
