/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "core/base/arena.h"

#include <string.h>

G_BEGIN_DECLS

/* After the construction of wyhash (Wang Yi, public domain): 64x64 -> 128 bit multiplication folds both halves of what it reads. Here, to
 * be compiled into the loops that hash hundreds of short texts a record. */
#define TG_HASH_P0 G_GUINT64_CONSTANT (0xa0761d6478bd642f)
#define TG_HASH_P1 G_GUINT64_CONSTANT (0xe7037ed1a0b428db)
#define TG_HASH_P2 G_GUINT64_CONSTANT (0x8ebc6af09c88c6e3)

static inline guint64
tg_hash_fold (guint64 a, guint64 b)
{
  unsigned __int128 product = (unsigned __int128) a * b;
  return (guint64) product ^ (guint64) (product >> 64);
}

static inline guint64
tg_hash_read64 (const guint8 *p)
{
  guint64 v;
  memcpy (&v, p, 8);
  return GUINT64_FROM_LE (v);
}

static inline guint64
tg_hash_read32 (const guint8 *p)
{
  guint32 v;
  memcpy (&v, p, 4);
  return GUINT32_FROM_LE (v);
}

/* 64-bit hash of bytes, the same on every machine and run (it is stored in case files as the key of
 * duplicates), well mixed, not cryptographic. */
static inline guint64
tg_hash64 (const void *data, gsize len, guint64 seed)
{
  const guint8 *p = (const guint8 *) data;
  gsize left = len;
  guint64 a = 0, b = 0;

  seed ^= TG_HASH_P0;
  while (left > 16)
    {
      seed = tg_hash_fold (tg_hash_read64 (p) ^ TG_HASH_P1, tg_hash_read64 (p + 8) ^ seed);
      p += 16;
      left -= 16;
    }
  if (left >= 8)
    {
      a = tg_hash_read64 (p);
      b = tg_hash_read64 (p + left - 8);
    }
  else if (left >= 4)
    {
      a = tg_hash_read32 (p);
      b = tg_hash_read32 (p + left - 4);
    }
  else if (left > 0)
    a = ((guint64) p[0] << 16) | ((guint64) p[left >> 1] << 8) | p[left - 1];
  return tg_hash_fold (TG_HASH_P1 ^ len, tg_hash_fold (a ^ TG_HASH_P1, b ^ seed ^ TG_HASH_P2));
}

/* Order matters. */
static inline guint64
tg_hash_mix (guint64 a, guint64 b)
{
  return tg_hash_fold (a ^ TG_HASH_P0, b ^ TG_HASH_P1);
}

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
