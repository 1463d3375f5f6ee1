/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tg-ingest"

#include "core/ingest/csv.h"

#include <string.h>

typedef enum { CELL, PLAIN, QUOTED, CLOSED } State;     /* CELL: at a cell's beginning; CLOSED: behind a quote that may close it */

struct _TgCsvSplit
{
  State    state;
  guint64  begin, pos, start, quote;      /* start: of the row; quote: that opened the cell */
  guint64  rescanned;
  char     separator;                     /* NUL: the header has not come yet */
  gboolean headed, skipping;              /* skipping: to the next line, behind a row that was given up */
};

TgCsvSplit *
tg_csv_split_new (guint64 offset)
{
  TgCsvSplit *split = g_new0 (TgCsvSplit, 1);

  split->begin = split->pos = split->start = offset;
  return split;
}

void
tg_csv_split_free (TgCsvSplit *split)
{
  g_free (split);
}

guint64
tg_csv_split_keep (const TgCsvSplit *split)
{
  return split->skipping ? split->pos : split->start;
}

static void
emit (GArray *slices, guint64 offset, guint64 length, const char *reason, gboolean head)
{
  const TgSlice slice = { offset, (guint32) length, reason, head };

  g_array_append_val (slices, slice);
}

static gboolean
is_blank (const char *text, gsize len)
{
  for (gsize i = 0; i < len; i++)
    if (strchr (" \t\r\n", text[i]) == NULL || text[i] == '\0')
      return FALSE;
  return TRUE;
}

static void
end_row (TgCsvSplit *split, const char *row, guint64 end, GArray *slices)
{
  gsize len = end - split->start;

  while (len > 0 && (row[len - 1] == '\r' || row[len - 1] == '\n'))
    len--;
  if (split->skipping)
    split->skipping = FALSE;
  else if (!is_blank (row, len))
    {
      if (split->headed || len > TG_CSV_MAX_HEAD)
        emit (slices, split->start, len, NULL, FALSE);
      else
        emit (slices, split->start, len, NULL, TRUE);
      split->headed = TRUE;
    }
  split->start = split->pos = end;
  split->state = CELL;
}

/* The row cannot be right. Goes on behind its first line while going back is paid for, else behind what was seen. */
static void
give_up (TgCsvSplit *split, const char *row, const char *reason, GArray *slices)
{
  const guint64 seen = split->pos - split->start;
  const char *newline = memchr (row, '\n', seen);

  emit (slices, split->start, 0, reason, FALSE);
  split->state = PLAIN;
  if (newline != NULL && split->rescanned + seen <= 2 * (split->pos - split->begin) + TG_CSV_MAX_ROW)
    {
      split->rescanned += seen;
      split->start = split->pos = split->start + (newline + 1 - row);
      split->state = CELL;
    }
  else
    {
      split->start = split->pos;
      split->skipping = TRUE;
    }
}

static State
next_state (State state, char c, char separator)
{
  switch (state)
    {
    case QUOTED: return c == '"' ? CLOSED : QUOTED;
    case CLOSED: return c == '"' ? QUOTED : c == separator ? CELL : PLAIN;
    case CELL:   return c == '"' ? QUOTED : c == separator ? CELL : PLAIN;
    case PLAIN:
    default:     return c == separator ? CELL : PLAIN;
    }
}

void
tg_csv_split_feed (TgCsvSplit *split, const char *window, guint64 base, gsize len, gboolean final, GArray *slices)
{
  const guint64 end = base + len;

  if (split->separator == '\0' && end > split->start)
    split->separator = tg_csv_separator (window + (split->start - base), end - split->start);
  for (;;)
    {
      while (split->pos < end)
        {
          const char c = window[split->pos - base];
          const char *row = window + (split->start - base);
          if (c == '\n' && split->state != QUOTED)
            {
              end_row (split, row, split->pos + 1, slices);
              continue;
            }
          /* a quote of the next row seemed to close one that was left open */
          const gboolean broken = split->state == CLOSED && c != split->separator && strchr ("\"\r", c) == NULL && !split->skipping;
          split->state = split->skipping ? PLAIN : next_state (split->state, c, split->separator);
          split->pos++;
          if (split->skipping)
            split->start = split->pos;
          else if (broken)
            give_up (split, row, "text behind a closing quote", slices);
          else if (split->pos - split->start > TG_CSV_MAX_ROW)
            give_up (split, row, split->state == QUOTED ? "quote not closed within 1 MiB" : "row longer than 1 MiB", slices);
        }
      if (!final || split->start >= end)
        return;
      if (split->state == QUOTED)
        give_up (split, window + (split->start - base), "file ends inside quotes", slices);
      else
        end_row (split, window + (split->start - base), end, slices);
    }
}

char
tg_csv_separator (const char *header, gsize len)
{
  static const char marks[] = ",;\t";
  gsize counts[3] = { 0 };
  guint best = 0;
  gboolean quoted = FALSE;

  for (gsize i = 0; i < MIN (len, TG_CSV_MAX_HEAD) && (quoted || header[i] != '\n'); i++)
    {
      const char *mark = header[i] != '\0' ? strchr (marks, header[i]) : NULL;
      quoted ^= header[i] == '"';
      if (mark != NULL && !quoted)
        counts[mark - marks]++;
    }
  for (guint k = 1; k < G_N_ELEMENTS (counts); k++)
    if (counts[k] > counts[best])
      best = k;
  return marks[best];
}

guint
tg_csv_cells (const char *row, gsize len, char separator, TgSpan *cells, guint max)
{
  State state = CELL;
  gsize from = 0;
  guint n = 0;

  for (gsize i = 0; i <= len; i++)
    {
      if (i < len && (row[i] != separator || state == QUOTED))
        {
          state = next_state (state, row[i], separator);
          continue;
        }
      if (n < max)
        cells[n] = tg_span (row + from, i - from);
      n++;
      from = i + 1;
      state = CELL;
    }
  return n;
}

TgSpan
tg_csv_text (TgSpan cell, GString *buffer)
{
  if (cell.len < 2 || cell.str[0] != '"' || cell.str[cell.len - 1] != '"')
    return cell;
  cell = tg_span (cell.str + 1, cell.len - 2);
  if (cell.len == 0 || memchr (cell.str, '"', cell.len) == NULL)
    return cell;
  g_string_truncate (buffer, 0);
  for (guint32 i = 0; i < cell.len; i++)
    {
      g_string_append_c (buffer, cell.str[i]);
      if (cell.str[i] == '"' && i + 1 < cell.len && cell.str[i + 1] == '"')
        i++;
    }
  return tg_span (buffer->str, buffer->len);
}

/* What columns are called in small letters, without what separates their words. */
static gboolean
is_one_of (TgSpan name, const char * const *words)
{
  char text[32];
  gsize n = 0;

  for (guint32 i = 0; i < name.len; i++)
    if (strchr (" _-", name.str[i]) == NULL)
      {
        if (n == sizeof text - 1)
          return FALSE;
        text[n++] = g_ascii_tolower (name.str[i]);
      }
  text[n] = '\0';
  return g_strv_contains (words, text);
}

gboolean
tg_csv_sniff (const char *text, gsize len)
{
  static const char * const events[] = { "eventname", "eventsource", "eventtime", "eventid", "awsregion", "sourceipaddress", "useridentity",
                                         "useragent", "awsaccesskey", "recipientaccountid", "eventversion", "requestparameters", NULL };
  static const char * const flows[] = { "srcaddr", "dstaddr", "srcport", "dstport", "interfaceid", "logstatus", "accountid", "packets", NULL };
  static const char * const messages[] = { "message", "@message", "_raw", "cloudtrailevent", "eventjson", NULL };
  const char *newline = memchr (text, '\n', MIN (len, TG_CSV_MAX_HEAD));
  gsize first = newline != NULL ? (gsize) (newline - text) : MIN (len, TG_CSV_MAX_HEAD);
  TgSpan cells[TG_CSV_MAX_COLUMNS];
  g_autoptr (GString) buffer = g_string_new (NULL);
  guint n_events = 0, n_flows = 0, n_messages = 0;

  while (first > 0 && text[first - 1] == '\r')
    first--;
  const char separator = tg_csv_separator (text, first);
  if (memchr (text, separator, first) == NULL)
    return FALSE;
  const guint n = tg_csv_cells (text, first, separator, cells, TG_CSV_MAX_COLUMNS);
  if (n > TG_CSV_MAX_COLUMNS)
    return FALSE;
  for (guint i = 0; i < n; i++)
    {
      const TgSpan name = tg_csv_text (cells[i], buffer);
      n_events += is_one_of (name, events);
      n_flows += is_one_of (name, flows);
      n_messages += is_one_of (name, messages);
    }
  return n_events >= 3 || n_flows >= 3 || (n_messages > 0 && n <= 16);
}
