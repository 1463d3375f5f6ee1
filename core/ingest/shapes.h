/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "core/ingest/json.h"
#include "core/model/record.h"

G_BEGIN_DECLS

/* Reads CloudTrail events by the shape of those that came before. Events of one API are the same text but for a few values: what was parsed
 * once is remembered as text with holes, and an event that is that text with plain values in its holes (no escape, no control
 * character, ASCII) needs no parser. Identities come again whole and are one hole. All else is refused, never guessed. */

typedef struct _TgShapes TgShapes;

TgShapes *tg_shapes_new   (void);
void      tg_shapes_free  (TgShapes *shapes);

/* Records read before are no longer in use: what they point to may go, should too much be remembered, and records to come are numbered anew
 * (TgRecord.like). */
void      tg_shapes_begin (TgShapes *shapes);

/* Reads the object that the text begins with, and fills record, but for its file and offset, just as if it had been parsed. The length of the
 * object; 0: it has to be parsed. all: nothing may stand behind it. The text has TG_JSON_PADDING bytes behind it and lives as long as the record's
 * values, which are put into the arena or live as long as shapes, and until tg_shapes_begin(), for it is compared with texts to come. */
gsize     tg_shapes_read  (TgShapes *shapes, const char *text, gsize len, gboolean all, TgArena *arena, TgRecord *record);

/* Remembers the shape of a text that was parsed in place: doc is of all of it, record what its root came to. */
void      tg_shapes_learn (TgShapes *shapes, const char *text, gsize len, const TgJsonDoc *doc, const TgRecord *record);

/* How many texts were read, since it was made or last had too much to remember. */
gsize     tg_shapes_n_read (const TgShapes *shapes);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TgShapes, tg_shapes_free)

G_END_DECLS
