/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Columns of 64-bit integers, packed: every 256 values stand as their minimum and as many bits a value as the widest needs.
 * Blobs come from case files, so from anybody: reading checks every bound. */

#define TG_COLUMNS_MAX 32
#define TG_COLUMN_VALUES_MAX (1u << 22)

typedef enum
{
  TG_PACK_PLAIN = 0,
  TG_PACK_DELTA = 1 << 0,     /* differences are stored: for what ascends */
  TG_PACK_TIME  = 1 << 1,     /* whole seconds and milliseconds are told apart from microseconds */
} TgPackFlags;

/* A blob of columns: begin, add each in order from 0, end. */
void tg_columns_begin (GByteArray *blob, guint n_columns);
void tg_columns_add   (GByteArray *blob, guint column, const gint64 *values, gsize n, TgPackFlags flags);

typedef struct
{
  const guint8 *data;
  guint         n_columns;
  struct { guint32 count, offset, len; } columns[TG_COLUMNS_MAX];
} TgColumns;

/* Borrows data. FALSE when it is no such blob. */
gboolean tg_columns_open (TgColumns *columns, gconstpointer data, gsize size);
/* Unpacks a column of exactly n values. FALSE when it does not hold these. */
gboolean tg_columns_read (const TgColumns *columns, guint column, gint64 *values, gsize n);

/* For tests: columns are written as on a processor without AVX2. */
extern gboolean tg_columns_plain;

G_END_DECLS
