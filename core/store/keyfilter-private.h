/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* A set of 64-bit hashes that may say yes for one that is not in it (about one in 2,700 for each of its tables, of which there are few), never no for
 * one that is. 2.7 to 5.4 bytes a key. It grows by tables of twice the size, for what was added cannot be moved. */
typedef struct _TgKeyFilter TgKeyFilter;

TgKeyFilter *tg_key_filter_new  (void);
void         tg_key_filter_free (TgKeyFilter *filter);
void         tg_key_filter_add  (TgKeyFilter *filter, guint64 key);
gboolean     tg_key_filter_has  (const TgKeyFilter *filter, guint64 key);

G_END_DECLS
