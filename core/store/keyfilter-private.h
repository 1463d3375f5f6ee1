/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* A set of 64-bit hashes that may say yes for one that is not in it (one in a million for each four million keys), never no for one that is.
 * 4.3 bytes a key, in tables of four million: what was added cannot be moved. */
typedef struct _TgKeyFilter TgKeyFilter;

TgKeyFilter *tg_key_filter_new  (void);
void         tg_key_filter_free (TgKeyFilter *filter);
void         tg_key_filter_add  (TgKeyFilter *filter, guint64 key);
gboolean     tg_key_filter_has  (const TgKeyFilter *filter, guint64 key);
/* What has() or add() of the key will read is fetched into the cache meanwhile. */
void         tg_key_filter_expect_has (const TgKeyFilter *filter, guint64 key);
void         tg_key_filter_expect_add (const TgKeyFilter *filter, guint64 key);

G_END_DECLS
