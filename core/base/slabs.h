/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Pieces of memory of any size that come and go in about the same order, cut from slabs that are used again: fresh pages cost more than most of what is
 * done in them, and pieces that were kept each by itself would seldom fit the next one. For any thread. */
typedef struct _TgSlabs TgSlabs;

/* data NULL: none. */
typedef struct
{
  char *data;            /* at a cache line */
  gsize room;            /* bytes, at least as many as were asked for */
  struct _TgSlab *slab;
} TgPiece;

/* slab: bytes of one; what is larger is allocated for itself. most: so many are kept while nobody uses them. */
TgSlabs *tg_slabs_new  (gsize slab, guint most);
/* When all pieces were given back. */
void     tg_slabs_free (TgSlabs *slabs);
TgPiece  tg_slabs_take (TgSlabs *slabs, gsize size);
void     tg_slabs_give (TgSlabs *slabs, TgPiece *piece);      /* none is left in it */
guint    tg_slabs_kept (TgSlabs *slabs);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TgSlabs, tg_slabs_free)

G_END_DECLS
