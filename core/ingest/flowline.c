/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tg-ingest"

#include "core/ingest/flowline.h"

#include <string.h>

#ifdef __SSE2__
#include <emmintrin.h>
#endif

#define BLOCK 64         /* bytes looked through for blanks at once; no more than what may be read behind a text */
#define ROWS  16         /* handed over at once */
#define LINE  4096       /* bytes of one */

gboolean
tg_flow_is_digits (TgSpan cell)
{
  for (guint i = 0; i < cell.len; i++)
    if (cell.str[i] < '0' || cell.str[i] > '9')
      return FALSE;
  return cell.len > 0 && cell.len <= 20;
}

/* Of a count that fits 63 bits: no interface passed more, and a larger one would be kept as another. */
static gboolean
is_number (TgSpan cell)
{
  return tg_flow_is_digits (cell) && (cell.len < 19 || (cell.len == 19 && memcmp (cell.str, "9223372036854775807", 19) <= 0));
}

static gboolean
is_address (TgSpan cell)
{
  guint marks = 0;

  for (guint i = 0; i < cell.len; i++)
    {
      const char c = cell.str[i];
      if (c == '.' || c == ':')
        marks++;
      else if (!g_ascii_isxdigit (c))
        return FALSE;
    }
  return marks >= 2 && cell.len <= 45;
}

gboolean
tg_flow_fits (TgSpan cell, TgCellShape shape, const char *prefix)
{
  if (tg_flow_is_dash (cell))
    return TRUE;
  switch (shape)
    {
    case TG_CELL_NUMBER:  return is_number (cell);
    case TG_CELL_ADDRESS: return is_address (cell);
    case TG_CELL_ACTION:  return tg_span_is (cell, "ACCEPT") || tg_span_is (cell, "REJECT");
    case TG_CELL_STATUS:  return tg_span_is (cell, "OK") || tg_span_is (cell, "NODATA") || tg_span_is (cell, "SKIPDATA");
    case TG_CELL_FAMILY:  return tg_span_is (cell, "IPv4") || tg_span_is (cell, "IPv6") || tg_span_is (cell, "EFA");
    case TG_CELL_ID:      return tg_span_has_prefix (cell, prefix);
    case TG_CELL_ACCOUNT: return tg_flow_is_digits (cell) || tg_span_is (cell, "unknown");
    case TG_CELL_TEXT:
    default:              return TRUE;
    }
}

gint64
tg_flow_time (TgSpan cell)
{
  gint64 value = 0;

  if (!tg_flow_is_digits (cell) || cell.len > 16)
    return TG_TIME_NONE;
  for (guint i = 0; i < cell.len; i++)
    value = value * 10 + (cell.str[i] - '0');
  if (cell.len <= 11)
    value *= TG_SECOND;
  else if (cell.len <= 14)
    value *= 1000;
  return value <= TG_TIME_MAX && value > 0 ? value : TG_TIME_NONE;
}

/* --- sixteen bytes at once; what stands behind a cell may be looked at, and is not counted --- */

#ifdef __SSE2__

/* A bit for each byte of the block that is a blank, the end of a line or another control. */
static inline guint64
blanks (const char *block)
{
  const __m128i space = _mm_set1_epi8 (' ');
  guint64 bits = 0;

  for (guint i = 0; i < BLOCK; i += 16)
    {
      const __m128i bytes = _mm_loadu_si128 ((const __m128i *) (gconstpointer) (block + i));
      bits |= (guint64) (guint) _mm_movemask_epi8 (_mm_cmpeq_epi8 (_mm_min_epu8 (bytes, space), bytes)) << i;
    }
  return bits;
}

static inline guint
digits_of (__m128i bytes)
{
  const __m128i from = _mm_sub_epi8 (bytes, _mm_set1_epi8 ('0'));
  return (guint) _mm_movemask_epi8 (_mm_cmpeq_epi8 (_mm_min_epu8 (from, _mm_set1_epi8 (9)), from));
}

/* Up to 16 digits. FALSE says nothing. */
static inline gboolean
is_plain_number (TgSpan cell)
{
  const guint all = (1u << MIN (cell.len, 16)) - 1;

  return cell.len <= 16 && (~digits_of (_mm_loadu_si128 ((const __m128i *) (gconstpointer) cell.str)) & all) == 0;
}

/* Of IPv4. FALSE says nothing. */
static inline gboolean
is_plain_address (TgSpan cell)
{
  const __m128i bytes = _mm_loadu_si128 ((const __m128i *) (gconstpointer) cell.str);
  const guint all = (1u << MIN (cell.len, 16)) - 1;
  const guint dots = (guint) _mm_movemask_epi8 (_mm_cmpeq_epi8 (bytes, _mm_set1_epi8 ('.'))) & all;

  return cell.len <= 16 && (~(digits_of (bytes) | dots) & all) == 0 && (dots & (dots - 1)) != 0;
}

#else

static inline guint64
blanks (const char *block)
{
  guint64 bits = 0;

  for (guint i = 0; i < BLOCK; i++)
    bits |= (guint64) ((guchar) block[i] <= ' ') << i;
  return bits;
}

static inline gboolean
is_plain_number (TgSpan cell)
{
  return FALSE;
}

static inline gboolean
is_plain_address (TgSpan cell)
{
  return FALSE;
}

#endif

/* tg_hash64() of a cell. Counts and ports have lengths that no branch would foretell; eight bytes before the cell may be looked at. */
static inline guint64
hash_cell (const char *cell, guint len, guint64 seed)
{
#if G_BYTE_ORDER == G_LITTLE_ENDIAN
  if (len <= 16)
    {
      guint64 a = tg_hash_read64 ((const guint8 *) cell), b = tg_hash_read64 ((const guint8 *) cell + len - 8);
      if (len < 8)
        {
          const guint64 few = (a & 0xff) << 16 | (a >> (len >> 1) * 8 & 0xff) << 8 | (a >> (len - 1) * 8 & 0xff);
          const guint64 some = -(guint64) (len >= 4);
          a = (a & G_MAXUINT32 & some) | (few & ~some);
          b = b >> 32 & some;
        }
      return tg_hash_fold (TG_HASH_P1 ^ len, tg_hash_fold (a ^ TG_HASH_P1, b ^ seed ^ TG_HASH_P0 ^ TG_HASH_P2));
    }
#endif
  return tg_hash64 (cell, len, seed);
}

/* Blanks one after the other; end when there is none before it. */
typedef struct { const char *block, *end; guint64 bits; } Cursor;

static inline const char *
next_blank (Cursor *cursor)
{
  while (cursor->bits == 0)
    {
      if (cursor->end - cursor->block <= BLOCK)
        return cursor->end;
      cursor->block += BLOCK;
      cursor->bits = blanks (cursor->block);
    }
  const char *at = cursor->block + __builtin_ctzll (cursor->bits);
  cursor->bits &= cursor->bits - 1;
  return at;
}

/* To the first blank from p on, which is not behind end. */
static inline void
seek (Cursor *cursor, const char *p)
{
  if (p - cursor->block >= BLOCK)
    {
      cursor->block += (p - cursor->block) / BLOCK * BLOCK;
      cursor->bits = blanks (cursor->block);
    }
  cursor->bits &= ~G_GUINT64_CONSTANT (0) << (p - cursor->block);
}

/* FALSE: the cell cannot stand there. */
static inline gboolean
fits (TgSpan cell, const TgFlowCell *column)
{
  switch (column->shape)
    {
    case TG_CELL_TEXT:    return TRUE;
    case TG_CELL_NUMBER:  return is_plain_number (cell) || tg_flow_fits (cell, TG_CELL_NUMBER, NULL);
    case TG_CELL_ADDRESS: return is_plain_address (cell) || tg_flow_fits (cell, TG_CELL_ADDRESS, NULL);
    default:              return tg_flow_fits (cell, column->shape, column->prefix);
    }
}

/* What is asked of a line that is looked at without a header. */
static inline gboolean
begins_with_digit (const char *begin)
{
  return g_ascii_isdigit (begin[0]) && (begin[1] == ' ' || begin[1] == '\t');
}

/* Cells one after the other that say where and how, not what: an interface, its network, a status. Lines say again what one of the last
 * lines said, and then comparing is all they cost. Their values are shared. */
typedef struct
{
  const char   *text;          /* NULL: none yet */
  guint32       len;           /* with the blank behind it */
  guint16       n_values;
  gboolean      failed;
  guint64       hash;
  TgFieldValue *values;
} Run;

#define RUNS 64                /* remembered, by a hash of some of their bytes */

typedef struct { guint32 len; Run runs[RUNS]; } Runs;        /* len: of the first */

/* What one call of tg_flow_rows() goes on with from row to row. */
typedef struct
{
  const TgFlowPlan *plan;
  const char       *end;
  Cursor            cursor;
  Runs             *memory;      /* of plan->n_runs */
} Rows;

/* Behind the bytes more may be looked at. */
static inline gboolean
is_same (const char *a, const char *b, guint32 len)
{
#ifdef __SSE2__
  for (guint32 i = 0; i < len; i += 16)
    {
      const __m128i same = _mm_cmpeq_epi8 (_mm_loadu_si128 ((const __m128i *) (gconstpointer) (a + i)),
                                           _mm_loadu_si128 ((const __m128i *) (gconstpointer) (b + i)));
      const guint wanted = len - i < 16 ? (1u << (len - i)) - 1 : 0xffff;
      if (((guint) _mm_movemask_epi8 (same) & wanted) != wanted)
        return FALSE;
    }
  return TRUE;
#else
  return memcmp (a, b, len) == 0;
#endif
}

/* Where a run that begins at p is, or shall be. Which bytes pick the place does not matter, so long as they are there and differ: those at
 * its beginning, and where the first one ended. */
static inline Run *
place_of (Runs *runs, const char *p, const char *end)
{
  const char *tail = p + MIN (runs->len, (gsize) (end - p)) - 8;
  const guint64 hash = tg_hash_fold (tg_hash_read64 ((const guint8 *) p) ^ TG_HASH_P1, tg_hash_read64 ((const guint8 *) tail) ^ TG_HASH_P2);

  return &runs->runs[hash % RUNS];
}

static inline gboolean
is_known (const Run *run, const char *p, const char *end)
{
  return run->text != NULL && run->len <= (gsize) (end - p) && is_same (p, run->text, run->len);
}

/* tg_flow_time() of digits, of which few lines have others than ten. */
static inline gint64
time_of (TgSpan cell)
{
  guint64 value = 0;

  if (cell.len != 10)
    return tg_flow_time (cell);
  for (guint i = 0; i < 10; i++)
    value = value * 10 + (guint64) (cell.str[i] - '0');
  return value <= TG_TIME_MAX / TG_SECOND && value > 0 ? (gint64) value * TG_SECOND : TG_TIME_NONE;
}

/* What a row has come to so far. */
typedef struct { guint64 hash; gint64 time; gboolean failed; guint n; TgFieldValue *values; } Row;

/* FALSE: the cell does not fit. */
static inline gboolean
take_cell (const TgFlowCell *column, TgSpan cell, Row *row)
{
  if (column->column == 0 || tg_flow_is_dash (cell))
    return TRUE;
  if (!fits (cell, column))
    return FALSE;
  if (column->use == TG_CELL_IS_START || (column->use == TG_CELL_IS_END && row->time == TG_TIME_NONE))
    row->time = time_of (cell);
  else if (column->use == TG_CELL_IS_ACTION && cell.str[0] == 'R')
    row->failed = TRUE;
  row->hash += hash_cell (cell.str, cell.len, column->column);
  if (column->field >= 0)
    row->values[row->n++] = (TgFieldValue) { column->field, 0, cell };
  return TRUE;
}

static inline const char *
take_run (Rows *rows, const Run *run, const char *p, Row *row)
{
  row->hash += run->hash;
  row->failed |= run->failed;
  for (guint i = 0; i < run->n_values; i++)
    row->values[row->n++] = run->values[i];
  seek (&rows->cursor, p + run->len);
  return p + run->len;
}

/* Reads the cells of a line, from one up to another; behind their last blank, or NULL when one is not as it should be. */
static inline const char *
take_cells (Rows *rows, const char *p, guint from, guint to, Row *row)
{
  const guint last = rows->plan->n - 1;

  for (guint i = from; i < to; i++)
    {
      const char *stop = next_blank (&rows->cursor);
      if (stop >= rows->end || stop == p || (i < last && *stop != ' ' && *stop != '\t')
          || !take_cell (&rows->plan->cells[i], tg_span (p, stop - p), row))
        return NULL;
      p = stop + 1;
    }
  return p;
}

/* Cells that are new are what may come again. */
static const char *
take_new_run (Rows *rows, const char *p, guint from, guint to, Run *run, guint32 *len, Row *row)
{
  Row part = { .values = row->values + row->n, .time = TG_TIME_NONE };
  const char *behind = take_cells (rows, p, from, to, &part);

  if (behind == NULL)
    return NULL;
  *run = (Run) { p, behind - p, part.n, part.failed, part.hash, part.values };
  if (*len == 0)
    *len = run->len;
  row->hash += part.hash;
  row->failed |= part.failed;
  row->n += part.n;
  return behind;
}

/* Puts the line's cells into record, whose values have room; the beginning of the next line, or NULL when this one is not as it should be. */
static const char *
read_row (Rows *rows, const char *p, TgRecord *record)
{
  const TgFlowPlan *plan = rows->plan;
  const char *begin = p;
  Row row = { .values = record->values, .time = TG_TIME_NONE };
  guint k = 0;

  for (guint i = 0; i < plan->n && p != NULL;)
    {
      const guint to = i + plan->cells[i].span;
      Runs *runs = plan->cells[i].steady ? &rows->memory[k++] : NULL;
      Run *run = runs != NULL ? place_of (runs, p, rows->end) : NULL;
      if (run == NULL)
        p = take_cells (rows, p, i, to, &row);
      else if (is_known (run, p, rows->end))
        p = take_run (rows, run, p, &row);
      else
        p = take_new_run (rows, p, i, to, run, &runs->len, &row);
      i = to;
    }
  if (p == NULL)
    return NULL;
  record->length = p - 1 - begin;
  if (p[-1] == '\r' && next_blank (&rows->cursor) == p)
    p++;
  if (p > rows->end || p[-1] != '\n' || record->length > LINE || (plan->digit && !begins_with_digit (begin)))
    return NULL;
  record->time = row.time;
  record->content_hash = row.hash;
  record->n_values = row.n;
  record->flags = row.failed ? TG_RECORD_FAILED : 0;
  tg_flow_close (record);
  return p;
}

static void
hand_over (TgLogReader *reader, const TgRecord *records, guint n)
{
  if (n == 0)
    return;
  g_array_append_vals (reader->records, records, n);
  if (reader->format == NULL)
    reader->format = "vpcflow";
}

const char *
tg_flow_rows (TgLogReader *reader, const TgFlowPlan *plan, const char *text, const char *p, const char *end, guint64 offset)
{
  TgFieldValue *values = NULL;
  TgRecord records[ROWS];
  guint n = 0, left = 0;

  /* hashes look at what stands before */
  if (p - text < 8)
    return p;
  Runs memory[TG_FLOW_MAX_RUNS];
  memset (memory, 0, plan->n_runs * sizeof *memory);
  Rows rows = { plan, end, { p, end, blanks (p) }, memory };
  while (p < end)
    {
      if (left < plan->n_values)
        {
          left = ROWS * plan->n_values;
          values = tg_arena_alloc (reader->arena, left * sizeof *values);
        }
      records[n] = (TgRecord) { .kind = TG_RECORD_VPCFLOW, .file = reader->file, .offset = offset + (p - text), .values = values };
      const char *next = read_row (&rows, p, &records[n]);
      if (next == NULL)
        break;
      values += records[n].n_values;
      left -= records[n].n_values;
      p = next;
      if (++n == ROWS)
        {
          hand_over (reader, records, n);
          n = 0;
        }
    }
  hand_over (reader, records, n);
  return p;
}
