/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tg-store"

#include "core/store/codec.h"

#include <string.h>

/* blob:   version, number of columns, then for each its count and length (32 bits each), then the columns
 * column: mode; with deltas the first value; then chunks: width in bits, minimum, bits of each value less the minimum */

#define VERSION    1
#define CHUNK      256
#define MODE_DELTA 1
#define HEADER     2
#define ENTRY      8

static const gint64 scales[] = { 1, 1000, 1000000 };

gboolean tg_columns_plain = FALSE;

/* All that writes a column is given the place to write to, with room for the largest there is (see column_room), and returns the next. */

static guint8 *
put_signed (guint8 *to, gint64 signed_value)
{
  guint64 value = ((guint64) signed_value << 1) ^ (guint64) (signed_value >> 63);

  for (; value > 0x7f; value >>= 7)
    *to++ = (value & 0x7f) | 0x80;
  *to++ = value;
  return to;
}

static gboolean
get_signed (const guint8 **at, const guint8 *end, gint64 *out)
{
  guint64 value = 0;

  for (guint shift = 0; shift < 64; shift += 7)
    {
      if (*at == end)
        return FALSE;
      const guint8 byte = *(*at)++;
      value |= (guint64) (byte & 0x7f) << shift;
      if ((byte & 0x80) == 0)
        {
          *out = (gint64) (value >> 1) ^ -(gint64) (value & 1);
          return TRUE;
        }
    }
  return FALSE;
}

static void
put_u32 (guint8 *at, guint32 value)
{
  value = GUINT32_TO_LE (value);
  memcpy (at, &value, 4);
}

static guint32
get_u32 (const guint8 *at)
{
  guint32 value;

  memcpy (&value, at, 4);
  return GUINT32_FROM_LE (value);
}

/* What writes a column is there twice: once for processors with AVX2, which finds the least value three times as fast. */
#define INLINE static inline __attribute__ ((always_inline))

/* Bits of values less min, one behind the other, of which word holds what is less than a byte. Eight bytes are stored each time, of which those are
 * kept that are full. So many values as fit into them are put together first: each store waits for the one before, but these do not. */
typedef struct { guint8 *to; guint64 word; guint filled; } Bits;

INLINE void
pack_groups (Bits *bits, const gint64 *values, gsize n, gint64 min, guint width, guint group)
{
  guint8 *to = bits->to;
  guint64 word = bits->word;
  guint filled = bits->filled;

  for (gsize i = 0; i < n; i += group)
    {
      guint64 all = 0;
      for (guint k = 0; k < group; k++)
        all |= ((guint64) values[i + k] - (guint64) min) << (k * width);
      word |= all << filled;
      const guint64 le = GUINT64_TO_LE (word);
      memcpy (to, &le, 8);
      filled += group * width;
      to += filled >> 3;
      word >>= filled & ~7u;
      filled &= 7;
    }
  *bits = (Bits) { to, word, filled };
}

INLINE guint8 *
pack_narrow (guint8 *to, const gint64 *values, gsize n, gint64 min, guint width)
{
  const gsize most = n & ~(gsize) 7;
  Bits bits = { to, 0, 0 };

  if (width <= 7)
    pack_groups (&bits, values, most, min, width, 8);
  else if (width <= 14)
    pack_groups (&bits, values, most, min, width, 4);
  else if (width <= 28)
    pack_groups (&bits, values, most, min, width, 2);
  else
    pack_groups (&bits, values, most, min, width, 1);
  pack_groups (&bits, values + most, n - most, min, width, 1);
  return to + (n * width + 7) / 8;
}

INLINE guint8 *
pack_wide (guint8 *to, const gint64 *values, gsize n, gint64 min, guint width)
{
  guint8 *const end = to + (n * width + 7) / 8;
  guint64 word = 0;
  guint filled = 0;

  for (gsize i = 0; i < n; i++)
    {
      const guint64 value = (guint64) values[i] - (guint64) min;
      word |= value << filled;
      if (filled + width >= 64)
        {
          const guint64 le = GUINT64_TO_LE (word);
          memcpy (to, &le, 8);
          to += 8;
          word = filled == 0 ? 0 : value >> (64 - filled);
          filled = filled + width - 64;
        }
      else
        filled += width;
    }
  const guint64 le = GUINT64_TO_LE (word);
  memcpy (to, &le, 8);
  return end;
}

/* Widths that are whole bytes: loops that the compiler makes wide. */
#define PACK_BYTES(type, swap) \
  for (gsize i = 0; i < n; i++) \
    { \
      const type value = swap ((type) ((guint64) values[i] - (guint64) min)); \
      memcpy (to + i * sizeof value, &value, sizeof value); \
    } \
  return to + n * sizeof (type)

#define AS_IT_IS(value) (value)

INLINE guint8 *
pack (guint8 *to, const gint64 *values, gsize n, gint64 min, guint width)
{
  switch (width)
    {
    case 0:  return to;
    case 8:  PACK_BYTES (guint8, AS_IT_IS);
    case 16: PACK_BYTES (guint16, GUINT16_TO_LE);
    case 32: PACK_BYTES (guint32, GUINT32_TO_LE);
    case 64: PACK_BYTES (guint64, GUINT64_TO_LE);
    default: return width <= 56 ? pack_narrow (to, values, n, min, width) : pack_wide (to, values, n, min, width);
    }
}

/* The least of the values, and how far the greatest is from it. */
INLINE guint64
find_range (const gint64 *values, gsize n, gint64 *least)
{
  const gsize half = n / 2;
  const gint64 *others = values + half;
  gint64 min = values[n - 1], max = min, min2 = min, max2 = min;

  /* two chains at a time: each step of one waits for the one before */
  for (gsize i = 0; i < half; i++)
    {
      min = MIN (min, values[i]);
      max = MAX (max, values[i]);
      min2 = MIN (min2, others[i]);
      max2 = MAX (max2, others[i]);
    }
  *least = MIN (min, min2);
  return (guint64) MAX (max, max2) - (guint64) *least;
}

INLINE guint8 *
put_chunk (guint8 *to, const gint64 *values, gsize n)
{
  gint64 min;
  const guint64 range = find_range (values, n, &min);
  const guint width = range == 0 ? 0 : 64 - __builtin_clzll (range);

  *to++ = width;
  return pack (put_signed (to, min), values, n, min, width);
}

static guint64
load_bits (const guint8 *at, const guint8 *end)
{
  guint64 word = 0;

  memcpy (&word, at, MIN ((gsize) (end - at), 8));
  return GUINT64_FROM_LE (word);
}

static gboolean
get_chunk (const guint8 **at, const guint8 *end, gint64 *values, gsize n)
{
  gint64 min;

  if (*at == end)
    return FALSE;
  const guint width = *(*at)++;
  if (width > 64 || !get_signed (at, end, &min))
    return FALSE;
  const gsize size = (n * width + 7) / 8;
  if ((gsize) (end - *at) < size)
    return FALSE;
  const guint8 *from = *at, *stop = *at + size;
  const guint64 mask = width == 64 ? G_MAXUINT64 : (G_GUINT64_CONSTANT (1) << width) - 1;
  gsize i = 0, bit = 0;
  if (width == 0)
    for (; i < n; i++)
      values[i] = min;
  else if (width <= 56)
    for (; i < n && from + (bit >> 3) + 8 <= end; i++, bit += width)
      {
        guint64 word;
        memcpy (&word, from + (bit >> 3), 8);
        values[i] = (gint64) ((guint64) min + ((GUINT64_FROM_LE (word) >> (bit & 7)) & mask));
      }
  for (; i < n; i++, bit += width)
    {
      const guint8 *byte = from + (bit >> 3);
      guint64 word = load_bits (byte, stop) >> (bit & 7);
      if ((bit & 7) + width > 64)
        word |= (guint64) byte[8] << (64 - (bit & 7));
      values[i] = (gint64) ((guint64) min + (word & mask));
    }
  *at = stop;
  return TRUE;
}

INLINE guint
pick_scale (const gint64 *values, gsize n)
{
  gsize i = 0;

  /* divided by what the compiler knows: that takes a multiplication */
  while (i < n && values[i] % 1000000 == 0)
    i++;
  if (i == n)
    return 2;
  for (i = 0; i < n; i++)
    if (values[i] % 1000 != 0)
      return 0;
  return 1;
}

INLINE void
scale_down (gint64 *to, const gint64 *values, gsize n, guint scale)
{
  if (scale == 2)
    for (gsize i = 0; i < n; i++)
      to[i] = values[i] / 1000000;
  else
    for (gsize i = 0; i < n; i++)
      to[i] = values[i] / 1000;
}

static gsize
column_room (gsize n)
{
  const gsize chunks = (n + CHUNK - 1) / CHUNK;

  return 1 + 10 + chunks * (1 + 10) + n * 8 + 8;
}

INLINE guint8 *
put_any_column (guint8 *to, const gint64 *values, gsize n, TgPackFlags flags)
{
  gint64 scaled[CHUNK], deltas[CHUNK];
  const guint scale = (flags & TG_PACK_TIME) != 0 ? pick_scale (values, n) : 0;
  const gboolean delta = (flags & TG_PACK_DELTA) != 0 && n > 0;
  gint64 before = delta ? values[0] / scales[scale] : 0;

  *to++ = (delta ? MODE_DELTA : 0) | scale << 1;
  if (delta)
    to = put_signed (to, before);
  for (gsize from = 0; from < n; from += CHUNK)
    {
      const gsize len = MIN (CHUNK, n - from);
      const gint64 *chunk = values + from;
      if (scale != 0)
        {
          scale_down (scaled, chunk, len, scale);
          chunk = scaled;
        }
      if (delta)
        {
          deltas[0] = (gint64) ((guint64) chunk[0] - (guint64) before);
          for (gsize i = 1; i < len; i++)
            deltas[i] = (gint64) ((guint64) chunk[i] - (guint64) chunk[i - 1]);
          before = chunk[len - 1];
          chunk = deltas;
        }
      to = put_chunk (to, chunk, len);
    }
  return to;
}

#if defined (__x86_64__)
__attribute__ ((target ("avx2,bmi,bmi2"))) static guint8 *
put_column_wide (guint8 *to, const gint64 *values, gsize n, TgPackFlags flags)
{
  return put_any_column (to, values, n, flags);
}

static gboolean
wide (void)
{
  return __builtin_cpu_supports ("avx2") && __builtin_cpu_supports ("bmi2");
}
#else
#define put_column_wide put_any_column
#define wide() FALSE
#endif

static guint8 *
put_column (guint8 *to, const gint64 *values, gsize n, TgPackFlags flags)
{
  return wide () && !tg_columns_plain ? put_column_wide (to, values, n, flags) : put_any_column (to, values, n, flags);
}

static gboolean
get_column (const guint8 *at, const guint8 *end, gint64 *values, gsize n)
{
  gint64 before = 0;

  if (at == end)
    return FALSE;
  const guint8 mode = *at++;
  const gboolean delta = (mode & MODE_DELTA) != 0;
  if (mode >> 1 >= G_N_ELEMENTS (scales) || (delta && !get_signed (&at, end, &before)))
    return FALSE;
  const guint64 by = scales[mode >> 1];
  for (gsize from = 0; from < n; from += CHUNK)
    {
      const gsize len = MIN (CHUNK, n - from);
      gint64 *chunk = values + from;
      if (!get_chunk (&at, end, chunk, len))
        return FALSE;
      if (delta)
        for (gsize i = 0; i < len; i++)
          chunk[i] = before = (gint64) ((guint64) before + (guint64) chunk[i]);
    }
  /* unsigned, so that a hostile blob wraps instead of overflowing */
  if (by != 1)
    for (gsize i = 0; i < n; i++)
      values[i] = (gint64) ((guint64) values[i] * by);
  return at == end;
}

void
tg_columns_begin (GByteArray *blob, guint n_columns)
{
  g_return_if_fail (n_columns <= TG_COLUMNS_MAX);

  g_byte_array_set_size (blob, HEADER + n_columns * ENTRY);
  memset (blob->data, 0, blob->len);
  blob->data[0] = VERSION;
  blob->data[1] = n_columns;
}

void
tg_columns_add (GByteArray *blob, guint column, const gint64 *values, gsize n, TgPackFlags flags)
{
  const guint start = blob->len;

  g_return_if_fail (column < blob->data[1] && n <= TG_COLUMN_VALUES_MAX);

  g_byte_array_set_size (blob, start + column_room (n));
  g_byte_array_set_size (blob, put_column (blob->data + start, values, n, flags) - blob->data);
  put_u32 (blob->data + HEADER + column * ENTRY, n);
  put_u32 (blob->data + HEADER + column * ENTRY + 4, blob->len - start);
}

gboolean
tg_columns_open (TgColumns *columns, gconstpointer data, gsize size)
{
  const guint8 *bytes = data;

  if (size < HEADER || size > G_MAXUINT32 || bytes[0] != VERSION || bytes[1] > TG_COLUMNS_MAX)
    return FALSE;
  columns->data = bytes;
  columns->n_columns = bytes[1];
  guint64 offset = HEADER + (guint64) columns->n_columns * ENTRY;
  if (offset > size)
    return FALSE;
  for (guint i = 0; i < columns->n_columns; i++)
    {
      columns->columns[i].count = get_u32 (bytes + HEADER + i * ENTRY);
      columns->columns[i].len = get_u32 (bytes + HEADER + i * ENTRY + 4);
      columns->columns[i].offset = offset;
      offset += columns->columns[i].len;
      if (offset > size || columns->columns[i].count > TG_COLUMN_VALUES_MAX)
        return FALSE;
    }
  return offset == size;
}

gboolean
tg_columns_read (const TgColumns *columns, guint column, gint64 *values, gsize n)
{
  if (column >= columns->n_columns || columns->columns[column].count != n)
    return FALSE;
  const guint8 *from = columns->data + columns->columns[column].offset;
  return get_column (from, from + columns->columns[column].len, values, n);
}
