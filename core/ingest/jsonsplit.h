/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Finds where records begin and end in JSON text that comes in pieces, without parsing it: elements of a top-level array; elements
 * of the array under a top-level object's member Records, Events, Findings (any case of the first letter), logEvents or one of the lists of
 * describe calls and AWS Config; else each
 * top-level value. Linear in the input whatever it holds. How the text is cut into pieces does not change what comes out. */

#define TG_JSON_MAX_RECORD (16 * 1024 * 1024)
#define TG_JSON_MAX_DEPTH  512

typedef struct
{
  guint64     offset;
  guint32     length;
  const char *reason;     /* static; NULL for a record, else why the text at offset was not read */
  gboolean    head;       /* no record: what stands before the elements of logEvents, up to and with the bracket; of length 0: its end */
} TgSlice;

typedef struct _TgJsonSplit TgJsonSplit;

TgJsonSplit *tg_json_split_new  (guint64 offset);      /* where the text begins */
void         tg_json_split_free (TgJsonSplit *split);

/* window: the text from base on, which is at or before tg_json_split_keep(), up to where the last piece came to; final: the text
 * ends there. Appends TgSlice, ascending but for a record that is given up only at its end. */
void         tg_json_split_feed (TgJsonSplit *split, const char *window, guint64 base, gsize len, gboolean final, GArray *slices);

/* Asked for each object that may be a record, whose text begins there and goes on to the end of the window at most: its length when it
 * is known to be one, and was dealt with; 0: the splitter looks for its end. slices: all that came before it. */
typedef gsize (*TgJsonKnown) (gpointer data, const char *text, gsize len, guint64 offset, GArray *slices);
void         tg_json_split_set_known (TgJsonSplit *split, TgJsonKnown known, gpointer data);

/* The text from here on must be in the next window. */
guint64      tg_json_split_keep (const TgJsonSplit *split);

/* The length of the object or array that text begins with; 0 when it does not end. */
gsize        tg_json_extent     (const char *text, gsize len);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TgJsonSplit, tg_json_split_free)

G_END_DECLS
