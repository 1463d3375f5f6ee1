/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tg-ingest"

#include "core/ingest/jsonsplit.h"
#include "core/ingest/jsonscan.h"

/* How far behind the place of reading the splitter may look; always part of the next window. */
#define LOOKBACK 160
#define BLANKS   64
#define MAX_STRAY 4096
#define MAX_HEAD  4096

typedef enum
{
  MODE_TOP,         /* between top-level values */
  MODE_ARRAY,       /* between the elements of the array that holds the records */
  MODE_TENTATIVE,   /* behind "Records": [ and not sure yet that objects follow */
  MODE_DEEP,        /* inside a value */
  MODE_STRING,      /* inside a string that is itself an element */
  MODE_STRAY,       /* a number, a word or garbage where a record should stand */
  MODE_RESYNC,      /* behind a break, looking for the next record */
} Mode;

struct _TgJsonSplit
{
  Mode        mode, outer;     /* outer: TOP or ARRAY, where the current value stands */
  guint64     pos, begin, start;
  int         indent;          /* of the value's line; -1 when it does not begin a line */
  guint       depth;
  guint64     stack[TG_JSON_MAX_DEPTH / 64];    /* bit set: an object */
  TgJsonCarry carry;
  gboolean    detached;        /* this top-level object only holds the records */
  gboolean    member;          /* the array is a member of an object */
  gboolean    logs;            /* whose envelope says where the logs come from */
  gboolean    deep;            /* went below the depth bound */
  gboolean    need_comma, reported;
  guint64     rescanned;
  TgJsonKnown known;
  gpointer    known_data;
};

typedef struct { const char *text; guint64 base, end; gboolean final; GArray *slices; } Window;

#define AT(window, offset) ((window)->text[(offset) - (window)->base])

TgJsonSplit *
tg_json_split_new (guint64 offset)
{
  TgJsonSplit *split = g_new0 (TgJsonSplit, 1);

  split->pos = split->begin = offset;
  return split;
}

void
tg_json_split_free (TgJsonSplit *split)
{
  g_free (split);
}

void
tg_json_split_set_known (TgJsonSplit *split, TgJsonKnown known, gpointer data)
{
  split->known = known;
  split->known_data = data;
}

guint64
tg_json_split_keep (const TgJsonSplit *split)
{
  guint64 keep = split->pos;
  const guint64 held = split->pos - split->start;

  if (((split->mode == MODE_DEEP || split->mode == MODE_TENTATIVE) && !split->detached && held <= TG_JSON_MAX_RECORD)
      || (split->mode == MODE_STRING && held <= TG_JSON_MAX_RECORD) || (split->mode == MODE_STRAY && held <= MAX_STRAY))
    keep = split->start;
  return keep - MIN (keep - split->begin, LOOKBACK);
}

static gboolean
is_blank (char c)
{
  return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\x1e';
}

static void
emit (Window *w, guint64 offset, guint64 length, const char *reason)
{
  const TgSlice slice = { offset, (guint32) length, reason, FALSE };

  g_array_append_val (w->slices, slice);
}

static void
emit_head (Window *w, guint64 offset, guint64 length)
{
  const TgSlice slice = { offset, length <= MAX_HEAD ? (guint32) length : 0, NULL, TRUE };

  g_array_append_val (w->slices, slice);
}

static const char *
unexpected (gboolean array, char c)
{
  switch (c)
    {
    case '{': return array ? "array broken: unexpected '{'" : "record broken: unexpected '{'";
    case '}': return array ? "array broken: unexpected '}'" : "record broken: unexpected '}'";
    case ']': return array ? "unexpected ']'" : "record broken: unexpected ']'";
    case ',': return "array broken: unexpected ','";
    case ':': return "array broken: unexpected ':'";
    default:  return "unexpected text";
    }
}

/* The last byte before offset that is no blank, its place in *place; 0 when there are only blanks as far as may be looked. */
static char
before (const TgJsonSplit *split, const Window *w, guint64 offset, guint64 *place)
{
  for (guint i = 0; i < BLANKS && offset > split->begin && offset > w->base; i++)
    {
      const char c = AT (w, --offset);
      if (!is_blank (c))
        {
          if (place != NULL)
            *place = offset;
          return c;
        }
    }
  return 0;
}

static int
indent_of (const TgJsonSplit *split, const Window *w, guint64 offset)
{
  for (int i = 0; i < BLANKS; i++)
    {
      if (offset == split->begin)
        return i;
      const char c = AT (w, --offset);
      if (c == '\n')
        return i;
      if (c != ' ' && c != '\t')
        return -1;
    }
  return -1;
}

/* Whether the '[' at offset belongs to a member whose elements are records. */
static gboolean
opens_container (const TgJsonSplit *split, const Window *w, guint64 offset, gboolean *logs)
{
  static const char * const names[] = { "Records", "records", "Events", "events", "Findings", "findings", "logEvents",
                                        "Reservations", "NetworkInterfaces", "configurationItems", "UserDetailList", "RoleDetailList",
                                        "GroupDetailList", "Policies" };
  guint64 place;

  if (before (split, w, offset, &place) != ':' || before (split, w, place, &place) != '"')
    return FALSE;
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      const gsize len = strlen (names[i]);
      if (place - w->base <= len + 1 || AT (w, place - len - 1) != '"' || memcmp (&AT (w, place - len), names[i], len) != 0)
        continue;
      const char c = before (split, w, place - len - 1, NULL);
      *logs = strcmp (names[i], "logEvents") == 0;
      /* an instance has interfaces, too, but not first */
      return c == '{' || (c == ',' && strcmp (names[i], "NetworkInterfaces") != 0);
    }
  return FALSE;
}

static gboolean
stack_top (const TgJsonSplit *split)
{
  const guint i = split->depth - 1;

  return (split->stack[i / 64] >> (i % 64)) & 1;
}

static void
push (TgJsonSplit *split, gboolean object)
{
  if (split->depth < TG_JSON_MAX_DEPTH)
    {
      const guint64 bit = G_GUINT64_CONSTANT (1) << (split->depth % 64);
      guint64 *word = &split->stack[split->depth / 64];
      *word = object ? *word | bit : *word & ~bit;
    }
  else
    split->deep = TRUE;
  split->depth++;
}

/* The next '{' in [from, to) at which a record plausibly begins: at a line's beginning, indented no more than the broken one; or, when
 * records do not begin lines, behind "},". *next: how far was looked. */
static gboolean
find_start (const TgJsonSplit *split, const Window *w, guint64 from, guint64 to, guint64 *next)
{
  const char mark = split->indent >= 0 ? '\n' : '{';

  while (from < to)
    {
      const char *hit = memchr (&AT (w, from), mark, to - from);
      if (hit == NULL)
        break;
      const guint64 at = w->base + (hit - w->text);
      if (split->indent >= 0)
        {
          guint64 p = at + 1;
          while (p < to && p - at - 1 < (guint64) split->indent && (AT (w, p) == ' ' || AT (w, p) == '\t'))
            p++;
          *next = p;
          if (p < to && AT (w, p) == '{')
            return TRUE;
          *next = at;
          if (p == to)
            return FALSE;
        }
      else
        {
          guint64 place;
          *next = at;
          if (before (split, w, at, &place) == ',' && before (split, w, place, NULL) == '}')
            return TRUE;
        }
      from = at + 1;
    }
  *next = to;
  return FALSE;
}

static void
resume_at (TgJsonSplit *split, guint64 offset)
{
  split->mode = split->outer;
  split->pos = offset;
  split->need_comma = split->reported = FALSE;
}

/* The value that began at start cannot be right: what is seen at `at` shows it. Goes on behind it, or inside it when a record seems to
 * begin there; going back is paid from a budget so that the whole stays linear. */
static void
give_up (TgJsonSplit *split, Window *w, guint64 at, const char *reason, gboolean at_end)
{
  emit (w, at_end ? split->start : at, 0, reason);
  split->carry = (TgJsonCarry) { FALSE, FALSE };
  split->mode = MODE_RESYNC;
  split->pos = at;
  if (split->detached)
    {
      split->detached = FALSE;
      split->indent = 0;
    }
  else if (at - split->start <= TG_JSON_MAX_RECORD)
    {
      const guint64 cost = at - split->start;
      guint64 next;
      if (split->rescanned + cost <= 2 * (at - split->begin) + (1 << 20))
        {
          split->rescanned += cost;
          if (find_start (split, w, split->start + 1, MIN (at + 1, w->end), &next) && next > split->start)
            {
              resume_at (split, next);
              return;
            }
        }
      if (!at_end && AT (w, at) == '{')
        {
          resume_at (split, at);
          return;
        }
      split->pos = MAX (split->start + 1, at - MIN (at, BLANKS + 1));
    }
}

static void
begin_value (TgJsonSplit *split, Window *w, Mode mode)
{
  split->outer = split->mode;
  split->mode = mode;
  split->start = split->pos;
  split->indent = indent_of (split, w, split->pos);
  split->depth = 0;
  split->detached = split->deep = split->reported = FALSE;
  split->carry = (TgJsonCarry) { FALSE, FALSE };
}

static void
end_value (TgJsonSplit *split, Window *w, guint64 end)
{
  const guint64 length = end - split->start;

  if (split->detached)
    {
      split->detached = FALSE;
      if (split->logs)
        emit_head (w, end, 0);
      split->logs = FALSE;
    }
  else if (length > TG_JSON_MAX_RECORD)
    emit (w, split->start, 0, "record longer than 16 MiB");
  else if (split->deep)
    emit (w, split->start, 0, "nested deeper than 512 levels");
  else
    emit (w, split->start, length, NULL);
  split->mode = split->outer;
  split->pos = end;
  split->need_comma = split->outer == MODE_ARRAY;
}

/* A bracket outside strings. FALSE: the mode changed, or the value ended. */
static gboolean
bracket (TgJsonSplit *split, Window *w, guint64 at)
{
  const char c = AT (w, at);

  if (c == '{' || c == '[')
    {
      if (c == '{' && split->depth > 0 && split->depth <= TG_JSON_MAX_DEPTH)
        {
          const char prev = before (split, w, at, NULL);
          const gboolean fits = stack_top (split) ? prev == ':' : prev == ',' || prev == '[';
          if (prev != 0 && !fits)
            {
              give_up (split, w, at, unexpected (FALSE, c), FALSE);
              return FALSE;
            }
        }
      if (c == '[' && split->depth == 1 && split->outer == MODE_TOP && stack_top (split) && opens_container (split, w, at, &split->logs))
        {
          split->mode = MODE_TENTATIVE;
          split->pos = at + 1;
          return FALSE;
        }
      push (split, c == '{');
      return TRUE;
    }
  if (split->depth <= TG_JSON_MAX_DEPTH && stack_top (split) != (c == '}'))
    {
      give_up (split, w, at, unexpected (FALSE, c), FALSE);
      return FALSE;
    }
  if (--split->depth > 0)
    return TRUE;
  end_value (split, w, at + 1);
  return FALSE;
}

static void
run_deep (TgJsonSplit *split, Window *w)
{
  while (split->pos < w->end)
    {
      const guint64 at = split->pos;
      const gsize n = MIN (64, w->end - at);
      const TgJsonBlock block = tg_json_block (&AT (w, at), n, &split->carry);
      guint64 events = block.bracket | block.broken;
      while (events != 0)
        {
          const guint i = __builtin_ctzll (events);
          const guint64 bit = G_GUINT64_CONSTANT (1) << i;
          split->pos = at + i;
          if (block.broken & bit)
            {
              give_up (split, w, at + i, "record broken: string not closed on its line", FALSE);
              return;
            }
          if (!bracket (split, w, at + i))
            {
              split->carry = (TgJsonCarry) { FALSE, FALSE };
              return;
            }
          events &= events - 1;
        }
      split->pos = at + n;
    }
}

static void
run_tentative (TgJsonSplit *split, Window *w)
{
  while (split->pos < w->end && is_blank (AT (w, split->pos)))
    split->pos++;
  if (split->pos == w->end)
    return;
  const char c = AT (w, split->pos);
  if (c == '{' || c == ']')
    {
      split->mode = MODE_ARRAY;
      split->member = TRUE;
      split->need_comma = split->reported = FALSE;
      if (split->logs)
        emit_head (w, split->start, split->pos - split->start);
    }
  else
    {
      split->mode = MODE_DEEP;
      push (split, FALSE);
    }
}

static void
run_string (TgJsonSplit *split, Window *w)
{
  while (split->pos < w->end)
    {
      const char c = AT (w, split->pos++);
      if (split->carry.escaped)
        split->carry.escaped = FALSE;
      else if (c == '\\')
        split->carry.escaped = TRUE;
      else if (c == '"')
        {
          end_value (split, w, split->pos);
          return;
        }
      else if (c == '\n')
        {
          emit (w, split->start, 0, "string not closed on its line");
          split->mode = split->outer;
          split->need_comma = FALSE;
          return;
        }
    }
}

static void
run_stray (TgJsonSplit *split, Window *w)
{
  while (split->pos < w->end && strchr ("\n{}[]\",", AT (w, split->pos)) == NULL)
    split->pos++;
  /* strchr also finds the NUL */
  if (split->pos < w->end && AT (w, split->pos) == '\0')
    split->pos++;
  else if (split->pos < w->end || w->final)
    {
      const guint64 length = split->pos - split->start;
      emit (w, split->start, length > MAX_STRAY ? 0 : length, length > MAX_STRAY ? "text that is not JSON" : NULL);
      split->mode = split->outer;
      split->need_comma = split->outer == MODE_ARRAY;
    }
}

static void
run_resync (TgJsonSplit *split, Window *w)
{
  guint64 next;

  if (find_start (split, w, split->pos, w->end, &next))
    resume_at (split, next);
  else
    split->pos = w->final ? w->end : next;
}

static void
complain (TgJsonSplit *split, Window *w, const char *reason)
{
  if (!split->reported)
    emit (w, split->pos, 0, reason);
  split->reported = TRUE;
}

static gboolean
take_known (TgJsonSplit *split, Window *w)
{
  const gsize n = split->known (split->known_data, &AT (w, split->pos), w->end - split->pos, split->pos, w->slices);

  if (n == 0)
    return FALSE;
  split->reported = FALSE;
  split->need_comma = split->mode == MODE_ARRAY;
  split->pos += n;
  return TRUE;
}

/* Between values. */
static void
run_between (TgJsonSplit *split, Window *w)
{
  const gboolean array = split->mode == MODE_ARRAY;
  const char c = AT (w, split->pos);

  if (is_blank (c) || (c == ',' && !array))
    split->pos++;
  else if (c == ',')
    {
      if (!split->need_comma)
        complain (split, w, unexpected (TRUE, c));
      split->need_comma = FALSE;
      split->pos++;
    }
  else if (c == ']' && array)
    {
      split->mode = split->member ? MODE_DEEP : MODE_TOP;
      split->outer = MODE_TOP;
      split->pos++;
      if (split->member)
        {
          split->depth = 0;
          push (split, TRUE);
          split->detached = TRUE;
        }
      split->member = split->reported = FALSE;
    }
  else if (c == '}' || c == ']' || c == ':')
    {
      complain (split, w, unexpected (TRUE, c));
      split->need_comma = FALSE;
      split->pos++;
    }
  else if (c == '[' && !array)
    {
      split->mode = MODE_ARRAY;
      split->member = split->need_comma = split->reported = FALSE;
      split->pos++;
    }
  else
    {
      if (array && split->need_comma)
        emit (w, split->pos, 0, "array broken: missing ','");
      if (c == '{' && split->known != NULL && take_known (split, w))
        return;
      begin_value (split, w, c == '{' || c == '[' ? MODE_DEEP : c == '"' ? MODE_STRING : MODE_STRAY);
      if (split->mode != MODE_DEEP)
        split->pos++;
    }
}

static void
run_end (TgJsonSplit *split, Window *w)
{
  switch (split->mode)
    {
    case MODE_DEEP:
    case MODE_TENTATIVE:
      if (split->detached)
        emit (w, w->end, 0, "file ends inside its outer object");
      else
        {
          give_up (split, w, w->end, "file ends inside a record", TRUE);
          return;
        }
      break;
    case MODE_STRING:
      emit (w, split->start, 0, "file ends inside a string");
      break;
    case MODE_STRAY:
      run_stray (split, w);
      return;
    case MODE_ARRAY:
      emit (w, w->end, 0, "file ends inside an array");
      break;
    case MODE_TOP:
    case MODE_RESYNC:
    default:
      break;
    }
  split->mode = MODE_TOP;
}

void
tg_json_split_feed (TgJsonSplit *split, const char *window, guint64 base, gsize len, gboolean final, GArray *slices)
{
  Window w = { window, base, base + len, final, slices };

  for (;;)
    {
      const guint64 pos = split->pos;
      const Mode mode = split->mode;
      if (split->pos >= w.end)
        {
          if (!final || split->mode == MODE_TOP)
            return;
          run_end (split, &w);
          continue;
        }
      switch (split->mode)
        {
        case MODE_TOP:
        case MODE_ARRAY:     run_between (split, &w); break;
        case MODE_TENTATIVE: run_tentative (split, &w); break;
        case MODE_DEEP:      run_deep (split, &w); break;
        case MODE_STRING:    run_string (split, &w); break;
        case MODE_STRAY:     run_stray (split, &w); break;
        case MODE_RESYNC:    run_resync (split, &w); break;
        default:             g_assert_not_reached ();
        }
      if (split->pos == pos && split->mode == mode)
        return;      /* needs bytes that this window does not have */
    }
}

gsize
tg_json_extent (const char *text, gsize len)
{
  TgJsonCarry carry = { FALSE, FALSE };
  gsize depth = 0;

  for (gsize at = 0; at < len; at += 64)
    {
      const gsize n = MIN (64, len - at);
      guint64 events = tg_json_block (text + at, n, &carry).bracket;
      for (; events != 0; events &= events - 1)
        {
          const guint i = __builtin_ctzll (events);
          const char c = text[at + i];
          if (c == '{' || c == '[')
            depth++;
          else if (depth <= 1)
            return at + i + 1;
          else
            depth--;
        }
    }
  return 0;
}
