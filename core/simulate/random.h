/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>
#include <string.h>

G_BEGIN_DECLS

/* splitmix64: small, fast and the same on every machine, which GRand does not promise across versions. */
typedef struct { guint64 state; } TgRandom;

static inline guint64
tg_random_next (TgRandom *random)
{
  guint64 z = (random->state += G_GUINT64_CONSTANT (0x9e3779b97f4a7c15));

  z = (z ^ (z >> 30)) * G_GUINT64_CONSTANT (0xbf58476d1ce4e5b9);
  z = (z ^ (z >> 27)) * G_GUINT64_CONSTANT (0x94d049bb133111eb);
  return z ^ (z >> 31);
}

/* 0 … n-1; n > 0 and below 2^32. */
static inline guint32
tg_random_below (TgRandom *random, guint32 n)
{
  return (guint32) (((tg_random_next (random) >> 32) * n) >> 32);
}

static inline gint64
tg_random_between (TgRandom *random, gint64 from, gint64 to)
{
  return from + (gint64) tg_random_below (random, (guint32) (to - from + 1));
}

/* n digits of the alphabet, NUL-terminated; alphabet_len at most 64. */
static inline void
tg_random_text (TgRandom *random, char *out, gsize n, const char *alphabet, guint alphabet_len)
{
  for (gsize i = 0; i < n; i++)
    out[i] = alphabet[tg_random_below (random, alphabet_len)];
  out[n] = '\0';
}

static inline void
tg_random_hex (TgRandom *random, char *out, gsize n)
{
  guint64 bits = 0;

  for (gsize i = 0; i < n; i++)
    {
      if (i % 16 == 0)
        bits = tg_random_next (random);
      out[i] = "0123456789abcdef"[bits & 15];
      bits >>= 4;
    }
  out[n] = '\0';
}

/* A version 4 UUID: 36 characters and a NUL. */
static inline void
tg_random_uuid (TgRandom *random, char out[37])
{
  char hex[33];

  tg_random_hex (random, hex, 32);
  hex[12] = '4';
  hex[16] = "89ab"[hex[16] & 3];
  memcpy (out, hex, 8);
  memcpy (out + 9, hex + 8, 4);
  memcpy (out + 14, hex + 12, 4);
  memcpy (out + 19, hex + 16, 4);
  memcpy (out + 24, hex + 20, 12);
  out[8] = out[13] = out[18] = out[23] = '-';
  out[36] = '\0';
}

/* An IAM unique id or access key id: a four-letter prefix and n capitals and digits. */
static inline void
tg_random_iam_id (TgRandom *random, char *out, const char *prefix, gsize n)
{
  memcpy (out, prefix, 4);
  tg_random_text (random, out + 4, n, "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567", 32);
}

G_END_DECLS
