/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* What a text comes to must not depend on what was read before it: reads it with a reader that has read others, and with a new one, and
 * fails unless both give the same records, rejects and values of no known kind. */
typedef struct _Likeness Likeness;

Likeness *likeness_new   (void);
void      likeness_free  (Likeness *likeness);
void      likeness_check (Likeness *likeness, const char *text, gsize len);
/* How many texts were read by their shape. */
gsize     likeness_known (const Likeness *likeness);
/* How many records have values of one that they are like. */
gsize     likeness_shared (const Likeness *likeness);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Likeness, likeness_free)

G_END_DECLS
