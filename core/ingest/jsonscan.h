/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>
#include <string.h>
#ifdef __SSE2__
#include <emmintrin.h>
#endif

G_BEGIN_DECLS

/* 64 bytes of JSON text as bit masks; bit i is byte i. */
typedef struct
{
  guint64 bracket;    /* one of {}[] outside strings */
  guint64 broken;     /* a newline inside a string: JSON forbids it, so the string was never closed */
} TgJsonBlock;

typedef struct { gboolean in_string, escaped; } TgJsonCarry;

#ifdef __SSE2__
static inline guint64
tg_json_mask (const __m128i v[4], char c)
{
  const __m128i want = _mm_set1_epi8 (c);
  guint64 mask = 0;
  for (guint i = 0; i < 4; i++)
    mask |= (guint64) (guint32) _mm_movemask_epi8 (_mm_cmpeq_epi8 (v[i], want)) << (16 * i);
  return mask;
}
#endif

static inline void
tg_json_masks (const char *p, guint64 *quote, guint64 *slash, guint64 *bracket, guint64 *newline)
{
#ifdef __SSE2__
  __m128i v[4], low[4];
  for (guint i = 0; i < 4; i++)
    {
      v[i] = _mm_loadu_si128 ((const __m128i *) (const void *) (p + 16 * i));
      low[i] = _mm_or_si128 (v[i], _mm_set1_epi8 (0x20));    /* [ ] become { } */
    }
  *quote = tg_json_mask (v, '"');
  *slash = tg_json_mask (v, '\\');
  *newline = tg_json_mask (v, '\n');
  *bracket = tg_json_mask (low, '{') | tg_json_mask (low, '}');
#else
  *quote = *slash = *bracket = *newline = 0;
  for (guint i = 0; i < 64; i++)
    {
      const guint64 bit = G_GUINT64_CONSTANT (1) << i;
      const char low = p[i] | 0x20;
      if (p[i] == '"') *quote |= bit;
      if (p[i] == '\\') *slash |= bit;
      if (p[i] == '\n') *newline |= bit;
      if (low == '{' || low == '}') *bracket |= bit;
    }
#endif
}

/* n: 1..64 bytes at p. */
static inline TgJsonBlock
tg_json_block (const char *p, gsize n, TgJsonCarry *carry)
{
  guint64 quote, slash, bracket, newline, escaped = 0;
  char padded[64];

  if (n < 64)
    {
      memset (padded, ' ', sizeof padded);
      memcpy (padded, p, n);
      p = padded;
    }
  tg_json_masks (p, &quote, &slash, &bracket, &newline);
  if (carry->escaped)
    {
      escaped = 1;
      slash &= ~G_GUINT64_CONSTANT (1);
      carry->escaped = FALSE;
    }
  while (slash != 0)
    {
      const guint i = __builtin_ctzll (slash);
      if (i == n - 1)
        {
          carry->escaped = TRUE;
          break;
        }
      escaped |= G_GUINT64_CONSTANT (2) << i;
      slash &= ~(G_GUINT64_CONSTANT (3) << i);
    }
  guint64 in = quote & ~escaped;
  in ^= in << 1;
  in ^= in << 2;
  in ^= in << 4;
  in ^= in << 8;
  in ^= in << 16;
  in ^= in << 32;
  if (carry->in_string)
    in = ~in;
  carry->in_string = (in >> (n - 1)) & 1;
  const guint64 valid = n < 64 ? (G_GUINT64_CONSTANT (1) << n) - 1 : G_MAXUINT64;
  return (TgJsonBlock) { bracket & ~in & valid, newline & in & valid };
}

G_END_DECLS
