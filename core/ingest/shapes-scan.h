/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>
#include <string.h>
#ifdef __SSE2__
#include <emmintrin.h>
#endif

G_BEGIN_DECLS

/* Looking through the text of an event. */

/* Whether these bytes are the same. Looks up to 15 bytes beyond either. */
static inline gboolean
same_bytes (const char *a, const char *b, gsize len)
{
#ifdef __SSE2__
  for (gsize i = 0;; i += 16)
    {
      const __m128i x = _mm_loadu_si128 ((const __m128i *) (const void *) (a + i)), y = _mm_loadu_si128 ((const __m128i *) (const void *) (b + i));
      const guint differ = (guint) _mm_movemask_epi8 (_mm_cmpeq_epi8 (x, y)) ^ 0xffff;
      if (i + 16 >= len)
        return (differ & ((1u << (len - i)) - 1)) == 0;
      if (differ != 0)
        return FALSE;
    }
#else
  return memcmp (a, b, len) == 0;
#endif
}

/* The quote that ends a plain string; NULL when it is none. Looks up to 15 bytes beyond end. */
static inline const char *
scan_string (const char *p, const char *end)
{
#ifdef __SSE2__
  const __m128i quote = _mm_set1_epi8 ('"'), slash = _mm_set1_epi8 ('\\'), space = _mm_set1_epi8 (0x20);
  for (; p < end; p += 16)
    {
      const __m128i v = _mm_loadu_si128 ((const __m128i *) (const void *) p);
      /* signed: what is above 0x7f is below the space, too */
      const __m128i stop = _mm_or_si128 (_mm_or_si128 (_mm_cmpeq_epi8 (v, quote), _mm_cmpeq_epi8 (v, slash)), _mm_cmplt_epi8 (v, space));
      const guint mask = (guint) _mm_movemask_epi8 (stop);
      if (mask != 0)
        {
          p += __builtin_ctz (mask);
          return p < end && *p == '"' ? p : NULL;
        }
    }
#else
  for (; p < end; p++)
    if (*p == '"')
      return p;
    else if (*p == '\\' || (guchar) *p < 0x20 || (guchar) *p > 0x7f)
      return NULL;
#endif
  return NULL;
}

/* "0", "12", "12.50": what comes behind it; NULL when it is another kind of number or none. */
static inline const char *
scan_number (const char *p, const char *end)
{
  const char *from = p;

  while (p < end && g_ascii_isdigit (*p))
    p++;
  if (p == from || (*from == '0' && p > from + 1))
    return NULL;
  if (p < end && *p == '.')
    {
      from = ++p;
      while (p < end && g_ascii_isdigit (*p))
        p++;
      if (p == from)
        return NULL;
    }
  return p < end && (*p == ',' || *p == '}' || *p == ']') ? p : NULL;
}

/* Where an object's beginning ends by which it is looked for: at so many quotes, or at a brace. Looks up to 15 bytes beyond end. */
static inline gsize
beginning_of (const char *text, const char *end, guint quotes)
{
  const gsize len = (gsize) (end - text);
  guint n = 0;

#ifdef __SSE2__
  const __m128i quote = _mm_set1_epi8 ('"'), brace = _mm_set1_epi8 ('}');
  for (gsize at = 0; at < len; at += 16)
    {
      const __m128i v = _mm_loadu_si128 ((const __m128i *) (const void *) (text + at));
      const guint closed = (guint) _mm_movemask_epi8 (_mm_cmpeq_epi8 (v, brace));
      guint mask = (guint) _mm_movemask_epi8 (_mm_cmpeq_epi8 (v, quote));
      if (closed != 0)
        mask &= closed ^ (closed - 1);
      for (; mask != 0; mask &= mask - 1)
        if (++n == quotes)
          return MIN (at + (guint) __builtin_ctz (mask), len);
      if (closed != 0)
        return MIN (at + (guint) __builtin_ctz (closed), len);
    }
#else
  for (gsize i = 0; i < len; i++)
    if (text[i] == '}' || (text[i] == '"' && ++n == quotes))
      return i;
#endif
  return len;
}

G_END_DECLS
