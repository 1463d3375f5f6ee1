/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "core/base/error.h"
#include "core/base/job.h"
#include "core/base/slabs.h"

G_BEGIN_DECLS

/* The bytes of one file: as they came, for the evidence, and inflated, for the readers. Gzip is known by its first bytes. */
typedef struct _TgSource TgSource;

/* Regular files only; a file up to 64 MiB is read into memory at once. */
TgSource   *tg_source_new_path  (const char *path, GError **error);
TgSource   *tg_source_new_bytes (GBytes *bytes);
/* Takes over a file that is open and belongs to no one else. */
TgSource   *tg_source_new_fd    (int fd, guint64 size);
void        tg_source_free      (TgSource *source);

/* Before the first read: reads the file through and rewinds it. Where reading fails behind its beginning, the file ends there. */
gboolean    tg_source_digest    (TgSource *source, TgJob *job, guint8 sha256[32], guint64 *size, gint64 *mtime, GError **error);

/* keep: tg_source_take() is wanted, from raw offset skip on. */
void        tg_source_keep      (TgSource *source, gboolean keep, guint64 skip);

/* Before the first read: how much the file says it inflates to, when it is in memory and at most limit; 0: it does not say, or it cannot be
 * true. */
gsize       tg_source_expect    (const TgSource *source, gsize limit);
/* Before the first read, from any thread: inflates the first member of such a file. What is behind it is read then. tg_source_text() gives the piece
 * away, to be given back to slabs; none: it was not inflated. */
#define TG_SOURCE_ROOM 128         /* behind the text, at least */
gboolean    tg_source_inflate   (TgSource *source, TgSlabs *slabs, gsize limit);
TgPiece     tg_source_text      (TgSource *source, gsize *len);
/* Inflated bytes; 0 at the end, or where reading is broken: then tg_source_problem() says why. */
gsize       tg_source_read      (TgSource *source, char *buffer, gsize size);
const char *tg_source_problem   (const TgSource *source);      /* static; NULL when all is well */
/* Once all is read: what happened to the file itself meanwhile: an error of its disk, it became shorter or longer, was written to or
 * replaced; NULL when nothing did. What was read is never other bytes than those that were digested; cut: it is only their beginning. */
const char *tg_source_fault   (TgSource *source, gboolean *cut);
/* After read gave 0: lets the rest of a broken file pass, a piece at a time. FALSE when there is no more. */
gboolean    tg_source_drain     (TgSource *source);

/* The raw bytes passed since the last call; NULL when they are not kept. */
GBytes     *tg_source_take      (TgSource *source);
guint64     tg_source_raw       (const TgSource *source);      /* bytes passed so far */
const char *tg_source_codec     (const TgSource *source);      /* "none", "gzip"; known after the first read */

/* All of its raw bytes when they are in memory, else NULL; then tg_source_rewind() gives its file from the beginning, still its own. Only
 * for a source that is not read any further. */
const guint8 *tg_source_whole   (const TgSource *source, gsize *len);
int         tg_source_rewind    (TgSource *source);
guint64     tg_source_size      (const TgSource *source);

/* For tests: what stands for read(), and the size up to which a file is read at once. */
extern gssize (*tg_source_read_hook) (int fd, void *buffer, gsize size);
extern guint64 tg_source_whole_max;

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TgSource, tg_source_free)

G_END_DECLS
