/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>
#include <string.h>

G_BEGIN_DECLS

/* Borrowed bytes, not NUL-terminated. str == NULL means absent; len == 0 with str != NULL means empty. */
typedef struct
{
  const char *str;
  guint32     len;
} TgSpan;

#define TG_SPAN_NONE ((TgSpan) { NULL, 0 })
#define TG_SPAN(literal) ((TgSpan) { (literal), (guint32) sizeof (literal) - 1 })

static inline TgSpan
tg_span (const char *str, gsize len)
{
  return (TgSpan) { str, (guint32) len };
}

TgSpan   tg_span_str         (const char *nul_terminated);   /* NULL gives TG_SPAN_NONE */

/* Here, so that the length of a literal is known when it is compiled. */
static inline gboolean
tg_span_equal (TgSpan a, TgSpan b)
{
  if (a.str == NULL || b.str == NULL)
    return a.str == b.str;
  return a.len == b.len && memcmp (a.str, b.str, a.len) == 0;
}

static inline gboolean
tg_span_is (TgSpan a, const char *nul_terminated)
{
  if (a.str == NULL || nul_terminated == NULL)
    return a.str == nul_terminated;
  return a.len == strlen (nul_terminated) && memcmp (a.str, nul_terminated, a.len) == 0;
}

static inline gboolean
tg_span_has_prefix (TgSpan a, const char *prefix)
{
  const gsize len = strlen (prefix);
  return a.str != NULL && a.len >= len && memcmp (a.str, prefix, len) == 0;
}

static inline gboolean
tg_span_has_suffix (TgSpan a, const char *suffix)
{
  const gsize len = strlen (suffix);
  return a.str != NULL && a.len >= len && memcmp (a.str + a.len - len, suffix, len) == 0;
}

char    *tg_span_dup         (TgSpan a);                      /* owned; NULL for an absent span */
gboolean tg_span_to_int64    (TgSpan a, gint64 *out);         /* whole span, decimal; FALSE when not a number or out of range */
/* That, and a whole number as programs write it that know no other than floating point: "443.0", "1E3"; up to 2^53, where it is exact. */
gboolean tg_span_to_whole    (TgSpan a, gint64 *out);

/* Memory that is freed all at once. Not thread-safe; one owner. Allocations are 8-byte aligned. */
typedef struct _TgArena TgArena;

TgArena *tg_arena_new   (gsize block_size);      /* 0 for the default, 64 KiB */
void     tg_arena_free  (TgArena *arena);
void     tg_arena_reset (TgArena *arena);        /* keeps one block, with room for what was there, up to 32 times the block size */
void    *tg_arena_alloc (TgArena *arena, gsize size);
TgSpan   tg_arena_copy  (TgArena *arena, TgSpan span);   /* also NUL-terminates behind the span */
TgSpan   tg_arena_printf(TgArena *arena, const char *format, ...) G_GNUC_PRINTF (2, 3);
gsize    tg_arena_size  (const TgArena *arena);  /* bytes held */

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TgArena, tg_arena_free)

G_END_DECLS
