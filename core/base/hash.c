/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tg-base"

#include "core/base/hash.h"

#include <string.h>

/* After the construction of wyhash (Wang Yi, public domain): 64x64 -> 128 bit multiplication folds both halves of what it reads. */
#define P0 G_GUINT64_CONSTANT (0xa0761d6478bd642f)
#define P1 G_GUINT64_CONSTANT (0xe7037ed1a0b428db)
#define P2 G_GUINT64_CONSTANT (0x8ebc6af09c88c6e3)

static inline guint64
fold (guint64 a, guint64 b)
{
  unsigned __int128 product = (unsigned __int128) a * b;
  return (guint64) product ^ (guint64) (product >> 64);
}

static inline guint64
read64 (const guint8 *p)
{
  guint64 v;
  memcpy (&v, p, 8);
  return GUINT64_FROM_LE (v);
}

static inline guint64
read32 (const guint8 *p)
{
  guint32 v;
  memcpy (&v, p, 4);
  return GUINT32_FROM_LE (v);
}

guint64
tg_hash64 (const void *data, gsize len, guint64 seed)
{
  const guint8 *p = data;
  gsize left = len;
  guint64 a = 0, b = 0;

  seed ^= P0;
  while (left > 16)
    {
      seed = fold (read64 (p) ^ P1, read64 (p + 8) ^ seed);
      p += 16;
      left -= 16;
    }
  if (left >= 8)
    {
      a = read64 (p);
      b = read64 (p + left - 8);
    }
  else if (left >= 4)
    {
      a = read32 (p);
      b = read32 (p + left - 4);
    }
  else if (left > 0)
    a = ((guint64) p[0] << 16) | ((guint64) p[left >> 1] << 8) | p[left - 1];
  return fold (P1 ^ len, fold (a ^ P1, b ^ seed ^ P2));
}

guint64
tg_hash_mix (guint64 a, guint64 b)
{
  return fold (a ^ P0, b ^ P1);
}
