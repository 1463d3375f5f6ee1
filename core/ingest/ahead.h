/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Files come into memory before it is their turn: a thread asks the system for the beginnings of those to come, so that reading one after the
 * other does not wait for the disk at each. It only asks: what cannot be opened or has gone shows when it is read. */
typedef struct _TgAhead TgAhead;

TgAhead *tg_ahead_new  (const GPtrArray *items);     /* TgWalkItem; borrowed. Paths are read only of those behind tg_ahead_at() */
void     tg_ahead_free (TgAhead *ahead);
/* The item that is read now. */
void     tg_ahead_at   (TgAhead *ahead, guint item);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TgAhead, tg_ahead_free)

G_END_DECLS
