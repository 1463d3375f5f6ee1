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

static void
put_varint (GByteArray *out, guint64 value)
{
  guint8 bytes[10];
  guint n = 0;

  do
    {
      bytes[n++] = (value & 0x7f) | (value > 0x7f ? 0x80 : 0);
      value >>= 7;
    }
  while (value != 0);
  g_byte_array_append (out, bytes, n);
}

static void
put_signed (GByteArray *out, gint64 value)
{
  put_varint (out, ((guint64) value << 1) ^ (guint64) (value >> 63));
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

static void
put_chunk (GByteArray *out, const gint64 *values, gsize n)
{
  gint64 min = values[0], max = values[0];

  for (gsize i = 1; i < n; i++)
    {
      min = MIN (min, values[i]);
      max = MAX (max, values[i]);
    }
  const guint64 range = (guint64) max - (guint64) min;
  const guint width = range == 0 ? 0 : 64 - __builtin_clzll (range);
  const guint8 width_byte = width;
  g_byte_array_append (out, &width_byte, 1);
  put_signed (out, min);
  if (width == 0)
    return;

  const guint start = out->len;
  const gsize size = (n * width + 7) / 8;
  g_byte_array_set_size (out, start + size + 8);
  guint8 *to = out->data + start;
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
  g_byte_array_set_size (out, start + size);
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

static guint
pick_scale (const gint64 *values, gsize n)
{
  guint scale = G_N_ELEMENTS (scales) - 1;

  for (gsize i = 0; i < n && scale > 0; i++)
    while (scale > 0 && values[i] % scales[scale] != 0)
      scale--;
  return scale;
}

static void
put_column (GByteArray *out, const gint64 *values, gsize n, TgPackFlags flags)
{
  gint64 chunk[CHUNK];
  const guint scale = (flags & TG_PACK_TIME) != 0 ? pick_scale (values, n) : 0;
  const gboolean delta = (flags & TG_PACK_DELTA) != 0 && n > 0;
  const guint8 mode = (delta ? MODE_DELTA : 0) | scale << 1;
  const gint64 by = scales[scale];

  g_byte_array_append (out, &mode, 1);
  if (delta)
    put_signed (out, values[0] / by);
  for (gsize from = 0; from < n; from += CHUNK)
    {
      const gsize len = MIN (CHUNK, n - from);
      for (gsize i = 0; i < len; i++)
        {
          const gint64 value = values[from + i] / by;
          const gint64 before = from + i > 0 ? values[from + i - 1] / by : value;
          chunk[i] = delta ? (gint64) ((guint64) value - (guint64) before) : value;
        }
      put_chunk (out, chunk, len);
    }
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

  put_column (blob, values, n, flags);
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
