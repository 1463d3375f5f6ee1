/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tg-base"

#include "core/base/arena.h"

#include "core/base/memory.h"

#include <math.h>
#include <stdarg.h>
#include <string.h>

#define DEFAULT_BLOCK (64 * 1024)

typedef struct _Block Block;
struct _Block
{
  Block *next;
  gsize  size;      /* of data */
  gsize  used;
  /* data follows; the header is a multiple of 8 bytes */
};

struct _TgArena
{
  Block *current;   /* the block being filled is always the first */
  gsize  block_size;
  gsize  held;
};

TgSpan
tg_span_str (const char *nul_terminated)
{
  if (nul_terminated == NULL)
    return TG_SPAN_NONE;
  return tg_span (nul_terminated, strlen (nul_terminated));
}

char *
tg_span_dup (TgSpan a)
{
  return a.str == NULL ? NULL : g_strndup (a.str, a.len);
}

gboolean
tg_span_to_int64 (TgSpan a, gint64 *out)
{
  guint64 value = 0;
  gboolean negative = FALSE;
  guint32 i = 0;

  if (a.str == NULL || a.len == 0)
    return FALSE;
  if (a.str[0] == '-' || a.str[0] == '+')
    {
      negative = a.str[0] == '-';
      i = 1;
    }
  if (i == a.len)
    return FALSE;
  for (; i < a.len; i++)
    {
      guint digit = (guint) (guchar) a.str[i] - '0';
      if (digit > 9 || value > (G_MAXUINT64 - digit) / 10)
        return FALSE;
      value = value * 10 + digit;
    }
  if (value > (guint64) G_MAXINT64 + (negative ? 1 : 0))
    return FALSE;
  *out = negative ? (gint64) (0 - value) : (gint64) value;
  return TRUE;
}

gboolean
tg_span_to_whole (TgSpan a, gint64 *out)
{
  char text[40], *end;

  if (tg_span_to_int64 (a, out))
    return TRUE;
  if (a.str == NULL || a.len == 0 || a.len >= sizeof text)
    return FALSE;
  /* what strtod takes beside these, blanks and "inf" and hexadecimals, is no number in a log */
  for (guint32 i = 0; i < a.len; i++)
    if (!g_ascii_isdigit (a.str[i]) && (a.str[i] == '\0' || strchr (".eE+-", a.str[i]) == NULL))
      return FALSE;
  memcpy (text, a.str, a.len);
  text[a.len] = '\0';
  const double value = g_ascii_strtod (text, &end);
  if (*end != '\0' || !(value >= -9007199254740992.0 && value <= 9007199254740992.0) || value != floor (value))
    return FALSE;
  *out = (gint64) value;
  return TRUE;
}

static Block *
block_new (gsize size, Block *next)
{
  Block *block = g_malloc (sizeof (Block) + size);
  tg_memory_large (block, sizeof (Block) + size);
  block->next = next;
  block->size = size;
  block->used = 0;
  return block;
}

TgArena *
tg_arena_new (gsize block_size)
{
  TgArena *arena = g_new0 (TgArena, 1);
  arena->block_size = block_size != 0 ? block_size : DEFAULT_BLOCK;
  return arena;
}

void
tg_arena_free (TgArena *arena)
{
  if (arena == NULL)
    return;
  for (Block *block = arena->current; block != NULL;)
    {
      Block *next = block->next;
      g_free (block);
      block = next;
    }
  g_free (arena);
}

void
tg_arena_reset (TgArena *arena)
{
  g_return_if_fail (arena != NULL);

  if (arena->current == NULL)
    return;
  Block *kept = arena->current;
  for (Block *block = kept->next; block != NULL; block = block->next)
    if (block->size > kept->size)
      kept = block;
  const gsize want = MIN (arena->held, 32 * arena->block_size);
  if (kept->size < want)
    kept = NULL;
  for (Block *block = arena->current; block != NULL;)
    {
      Block *next = block->next;
      if (block != kept)
        g_free (block);
      block = next;
    }
  if (kept == NULL)
    kept = block_new (want, NULL);
  kept->next = NULL;
  kept->used = 0;
  arena->current = kept;
  arena->held = kept->size;
}

void *
tg_arena_alloc (TgArena *arena, gsize size)
{
  g_return_val_if_fail (arena != NULL, NULL);

  size = (size + 7) & ~(gsize) 7;
  Block *block = arena->current;
  if (block == NULL || block->size - block->used < size)
    {
      if (block != NULL && size > arena->block_size / 4)
        {
          /* a large piece gets a block of its own behind the one being filled, which keeps its room */
          Block *own = block_new (size, block->next);
          block->next = own;
          own->used = size;
          arena->held += size;
          return own + 1;
        }
      block = arena->current = block_new (MAX (size, arena->block_size), block);
      arena->held += block->size;
    }
  void *piece = (char *) (block + 1) + block->used;
  block->used += size;
  return piece;
}

TgSpan
tg_arena_copy (TgArena *arena, TgSpan span)
{
  if (span.str == NULL)
    return span;
  char *copy = tg_arena_alloc (arena, (gsize) span.len + 1);
  memcpy (copy, span.str, span.len);
  copy[span.len] = '\0';
  return tg_span (copy, span.len);
}

TgSpan
tg_arena_printf (TgArena *arena, const char *format, ...)
{
  char small[256];
  va_list args;

  va_start (args, format);
  int len = g_vsnprintf (small, sizeof small, format, args);
  va_end (args);
  if (len < 0)
    return TG_SPAN_NONE;
  if ((gsize) len < sizeof small)
    return tg_arena_copy (arena, tg_span (small, (gsize) len));

  char *text = tg_arena_alloc (arena, (gsize) len + 1);
  va_start (args, format);
  g_vsnprintf (text, (gulong) len + 1, format, args);
  va_end (args);
  return tg_span (text, (gsize) len);
}

gsize
tg_arena_size (const TgArena *arena)
{
  return arena->held;
}
