/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* One thing to read, or to name in the ledger because it cannot be read. */
typedef struct
{
  char    *path;      /* in the file system's encoding */
  char    *note;      /* why it is not read; NULL: read it */
  gboolean passed;    /* it is passed over on purpose: nothing failed */
  guint64  size;
} TgWalkItem;

/* Every file of the paths in a fixed order: folders by the bytes of their names. Never fails; what cannot be looked at becomes an
 * item with a note. */
GPtrArray *tg_walk         (const char * const *paths);      /* TgWalkItem */

/* A path for people: bytes that are no UTF-8, and control characters, become \xHH. */
char      *tg_walk_display (const char *path);

G_END_DECLS
