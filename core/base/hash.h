/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "core/base/arena.h"

G_BEGIN_DECLS

/* 64-bit hash of bytes, the same on every machine and run (it is stored in case files as the key of
 * duplicates), well mixed, not cryptographic. */
guint64 tg_hash64      (const void *data, gsize len, guint64 seed);
guint64 tg_hash_mix    (guint64 a, guint64 b);                /* order matters */

/* A map from (kind, span) to a dense id 0, 1, 2 … in order of first sight. The strings are copied. */
typedef struct _TgIntern TgIntern;

TgIntern *tg_intern_new    (void);
void      tg_intern_free   (TgIntern *intern);
guint32   tg_intern_add    (TgIntern *intern, guint32 kind, TgSpan text, gboolean *is_new);
gboolean  tg_intern_find   (TgIntern *intern, guint32 kind, TgSpan text, guint32 *out);
TgSpan    tg_intern_text   (TgIntern *intern, guint32 id);
guint32   tg_intern_kind   (TgIntern *intern, guint32 id);
guint32   tg_intern_count  (TgIntern *intern);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TgIntern, tg_intern_free)

/* SHA-256 as it is read; wraps libcrypto, which uses the processor's instructions. */
typedef struct _TgSha256 TgSha256;

TgSha256 *tg_sha256_new    (void);
void      tg_sha256_update (TgSha256 *sha, const void *data, gsize len);
void      tg_sha256_finish (TgSha256 *sha, guint8 digest[32]);   /* frees sha */
void      tg_sha256_hex    (const guint8 digest[32], char hex[65]);

G_END_DECLS
