/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* A set of 64-bit hashes that may say yes for one that is not in it, never no for one that is. It has two forms.
 *
 * Up to 20 million keys: 4.3 bytes a key, in tables of four million; what was added cannot be moved. Wrong one time in a million for each table.
 *
 * Beyond: one Bloom filter of 96 MiB whatever the number of keys, in which the four bits of a key lie in one cache line. How often it is wrong, as it
 * follows from how keys spread over the lines (Putze, Sanders and Singler, "Cache-, Hash- and Space-Efficient Bloom Filters", 2007: the sum over i of
 * Poisson (keys a line; i) * (1 - (1 - 1/512)^4i)^4), and with three and five bits a key:
 *
 *   keys, millions      21       40       60       100      200
 *   bits a key          38       20       13       8        4
 *   3 set               5.1e-4   2.9e-3   8.5e-3   3.1e-2   0.15
 *   4 set               1.4e-4   1.2e-3   4.9e-3   2.5e-2   0.16
 *   5 set               4.7e-5   6.7e-4   3.4e-3   2.3e-2   0.18
 *
 * Five are better while it costs little, three when it costs most. */
typedef struct _TgKeyFilter TgKeyFilter;

/* For that many keys to begin with. */
TgKeyFilter *tg_key_filter_new  (guint64 keys);
void         tg_key_filter_free (TgKeyFilter *filter);
void         tg_key_filter_add  (TgKeyFilter *filter, guint64 key);
gboolean     tg_key_filter_has  (const TgKeyFilter *filter, guint64 key);
/* What has() or add() of the key will read is fetched into the cache meanwhile. */
void         tg_key_filter_expect_has (const TgKeyFilter *filter, guint64 key);
void         tg_key_filter_expect_add (const TgKeyFilter *filter, guint64 key);

/* Whether so many more can be added in the form it has. If not it has to be widened before: then it has the second form and none of its keys, and says
 * yes to all until who has added them again says that it is whole. */
gboolean     tg_key_filter_takes (const TgKeyFilter *filter, guint64 keys);
void         tg_key_filter_widen (TgKeyFilter *filter);
void         tg_key_filter_whole (TgKeyFilter *filter);

/* Bytes of its tables or its one filter. */
gsize        tg_key_filter_size  (const TgKeyFilter *filter);

/* Keys in tables, and bytes of the filter there is beyond; for tests. */
extern guint64 tg_key_filter_keys_max;
extern gsize   tg_key_filter_bytes;

G_END_DECLS
