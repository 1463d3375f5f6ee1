/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tg-ingest"

#include "core/ingest/accesslog.h"
#include "core/base/hash.h"

#include <string.h>

#define MAX_WORDS 48
#define MAX_LINE  (256 * 1024)

typedef struct { guint n; TgSpan words[MAX_WORDS]; } Line;

/* Which field a word is; NONE: of no use, COUNT ends the list. */
typedef struct { guint at; TgField field; } Word;

typedef struct
{
  const char *id;
  gboolean  (*fits) (const Line *line);
  guint       time;            /* the word that is the time */
  Word        words[20];
  guint       n_words;
  guint       status;          /* the word that is the status; 0: none */
} Kind;

/* A time of day has brackets around it, an IPv6 address only before its port. */
static gboolean
is_bracketed (const char *p, const char *end)
{
  const char *close = *p == '[' ? memchr (p, ']', MIN (end - p, 64)) : NULL;

  return close != NULL && (close + 1 == end || close[1] == ' ');
}

/* Words are separated by blanks; quotes and brackets hold blanks. A quote ends where a blank or the end follows: some agents hold quotes. */
static void
split_line (const char *p, const char *end, Line *line)
{
  line->n = 0;
  while (p < end)
    {
      if (*p == ' ' || *p == '\t')
        {
          p++;
          continue;
        }
      const char close = *p == '"' ? '"' : is_bracketed (p, end) ? ']' : '\0';
      const char *begin = close != '\0' ? p + 1 : p, *stop = begin;
      if (close != '\0')
        {
          while (stop < end && !(*stop == close && (stop + 1 == end || stop[1] == ' ')))
            stop++;
          p = stop < end ? stop + 1 : end;
        }
      else
        {
          while (stop < end && *stop != ' ' && *stop != '\t')
            stop++;
          p = stop;
        }
      if (line->n < MAX_WORDS)
        line->words[line->n] = tg_span (begin, stop - begin);
      line->n++;
    }
}

static gboolean
is_time (TgSpan text)
{
  gint64 time;

  return text.len >= 19 && text.len <= 32 && text.str[4] == '-' && text.str[10] == 'T' && tg_time_parse (text, &time);
}

static gboolean
has_port (TgSpan text)
{
  const char *colon = text.len > 0 ? memrchr (text.str, ':', text.len) : NULL;

  return colon != NULL && colon > text.str && colon + 1 < text.str + text.len && g_ascii_isdigit (colon[1]);
}

static gboolean
is_s3 (const Line *line)
{
  static const char * const operations[] = { "REST.", "WEBSITE.", "BATCH.", "S3.", "SOAP." };

  if (line->n < 17 || line->words[2].len != 26 || line->words[2].str[2] != '/')
    return FALSE;
  for (guint i = 0; i < G_N_ELEMENTS (operations); i++)
    if (tg_span_has_prefix (line->words[6], operations[i]))
      return TRUE;
  return FALSE;
}

static gboolean
is_alb (const Line *line)
{
  static const char * const types[] = { "http", "https", "h2", "grpcs", "ws", "wss" };

  if (line->n < 17 || !is_time (line->words[1]) || !has_port (line->words[3]))
    return FALSE;
  for (guint i = 0; i < G_N_ELEMENTS (types); i++)
    if (tg_span_is (line->words[0], types[i]))
      return TRUE;
  return FALSE;
}

static gboolean
is_nlb (const Line *line)
{
  return line->n >= 17 && tg_span_is (line->words[0], "tls") && is_time (line->words[2]) && has_port (line->words[5]);
}

static gboolean
is_clb (const Line *line)
{
  return line->n >= 12 && line->n <= 16 && is_time (line->words[0]) && has_port (line->words[2]);
}

#define F(name) TG_FIELD_AC_##name

/* The orders of the user guides. */
static const Kind kinds[] = {
  { "s3-access", is_s3, 2, { { 0, F (OWNER) }, { 1, F (BUCKET) }, { 3, F (SOURCE) }, { 4, F (REQUESTER) }, { 5, F (REQUEST_ID) }, { 6, F (OPERATION) },
      { 7, F (OBJECT) }, { 8, F (REQUEST) }, { 9, F (STATUS) }, { 10, F (ERROR) }, { 11, F (BYTES_OUT) }, { 16, F (AGENT) }, { 22, F (HOST) } }, 13, 9 },
  { "alb-access", is_alb, 1, { { 2, F (BALANCER) }, { 3, F (SOURCE) }, { 4, F (TARGET) }, { 8, F (STATUS) }, { 10, F (BYTES_IN) }, { 11, F (BYTES_OUT) },
      { 12, F (REQUEST) }, { 13, F (AGENT) }, { 16, F (TARGET_GROUP) }, { 18, F (HOST) }, { 19, F (CERTIFICATE) } }, 11, 8 },
  { "nlb-access", is_nlb, 2, { { 3, F (BALANCER) }, { 5, F (SOURCE) }, { 6, F (TARGET) }, { 9, F (BYTES_IN) }, { 10, F (BYTES_OUT) },
      { 12, F (CERTIFICATE) }, { 17, F (HOST) } }, 7, 0 },
  { "clb-access", is_clb, 0, { { 1, F (BALANCER) }, { 2, F (SOURCE) }, { 3, F (TARGET) }, { 7, F (STATUS) }, { 9, F (BYTES_IN) }, { 10, F (BYTES_OUT) },
      { 11, F (REQUEST) }, { 12, F (AGENT) } }, 8, 7 },
};

static const Kind *
kind_of (const Line *line)
{
  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    if (kinds[i].fits (line))
      return &kinds[i];
  return NULL;
}

/* "31/Jan/2023:09:25:21 +0000" */
static gint64
bucket_time (TgSpan text)
{
  static const char months[] = "JanFebMarAprMayJunJulAugSepOctNovDec";
  char month[4] = { 0 }, iso[40];
  gint64 time;

  if (text.len != 26)
    return TG_TIME_NONE;
  memcpy (month, text.str + 3, 3);
  const char *at = strstr (months, month);
  if (at == NULL || (at - months) % 3 != 0)
    return TG_TIME_NONE;
  g_snprintf (iso, sizeof iso, "%.4s-%02d-%.2sT%.8s%.5s", text.str + 7, (int) (at - months) / 3 + 1, text.str, text.str + 12, text.str + 21);
  return tg_time_parse (tg_span_str (iso), &time) ? time : TG_TIME_NONE;
}

static void
add_access (TgLogReader *reader, const Line *line, const Kind *kind, const char *text, guint64 offset, guint32 length)
{
  TgRecord record = { .kind = TG_RECORD_ACCESS, .file = reader->file, .offset = offset, .length = length };
  TgFieldValue *values = tg_arena_alloc (reader->arena, (kind->n_words + 1) * sizeof (TgFieldValue));
  const TgSpan time = line->words[kind->time];
  gint64 status;

  if (kind == &kinds[0])
    record.time = bucket_time (time);
  else if (!tg_time_parse (time, &record.time))
    record.time = TG_TIME_NONE;
  if (record.time == TG_TIME_NONE)
    record.flags |= TG_RECORD_NO_TIME;
  values[record.n_values++] = (TgFieldValue) { TG_FIELD_AC_LOG, 0, tg_span_str (kind->id) };
  for (guint i = 0; i < kind->n_words; i++)
    {
      const Word *word = &kind->words[i];
      if (word->at >= MIN (line->n, MAX_WORDS) || line->words[word->at].len == 0 || tg_span_is (line->words[word->at], "-"))
        continue;
      values[record.n_values++] = (TgFieldValue) { word->field, 0, tg_log_reader_keep (reader, line->words[word->at]) };
    }
  if (kind->status != 0 && tg_span_to_int64 (line->words[kind->status], &status) && status >= 400)
    record.flags |= TG_RECORD_FAILED;
  record.values = values;
  record.content_hash = tg_hash64 (text, length, TG_RECORD_ACCESS);
  record.id_hash = MAX (1, tg_hash_mix (record.content_hash, 1));
  g_array_append_val (reader->records, record);
  if (reader->format == NULL)
    reader->format = kind->id;
}

void
tg_access_read (TgLogReader *reader, const char *text, gsize len, guint64 offset)
{
  const char *p = text, *end = text + len;

  while (p < end)
    {
      const char *newline = memchr (p, '\n', end - p);
      const char *stop = newline != NULL ? newline : end;
      const guint64 at = offset + (p - text);
      if (stop > p && stop[-1] == '\r')
        stop--;
      Line line;
      split_line (p, stop, &line);
      const Kind *kind = line.n > 0 && stop - p <= MAX_LINE ? kind_of (&line) : NULL;
      if (kind != NULL)
        add_access (reader, &line, kind, p, at, (guint32) (stop - p));
      else if (line.n > 0)
        tg_log_reader_reject (reader, at, stop - p > MAX_LINE ? "line longer than 256 KiB" : "line that is no access log's");
      p = newline != NULL ? newline + 1 : end;
    }
}

gboolean
tg_access_sniff (const char *text, gsize len)
{
  const char *p = text, *end = text + len;

  for (guint tries = 0; tries < 5 && p < end; tries++)
    {
      const char *newline = memchr (p, '\n', end - p);
      const char *stop = newline != NULL ? newline : end;
      Line line;
      if (stop > p && stop[-1] == '\r')
        stop--;
      split_line (p, MIN (stop, p + MAX_LINE), &line);
      if (line.n > 0 && kind_of (&line) != NULL)
        return TRUE;
      p = newline != NULL ? newline + 1 : end;
    }
  return FALSE;
}

/* --- AWS WAF: JSON --- */

static int
recognise (const TgJsonDoc *doc, guint32 index)
{
  return tg_json_get (doc, index, "webaclId") != 0 && tg_json_get (doc, index, "httpRequest") != 0 ? TG_RECORD_ACCESS : -1;
}

static void
read_request (const TgJsonDoc *doc, guint32 index, TgRecord *record)
{
  const guint32 time = tg_json_get (doc, index, "timestamp");

  if (time == 0 || !tg_time_parse (doc->nodes[time].text, &record->time))
    record->time = TG_TIME_NONE;
  if (tg_span_is (tg_json_get_string (doc, index, "action"), "BLOCK"))
    record->flags |= TG_RECORD_FAILED;
}

static void
add_value (TgLogReader *reader, TgField field, TgSpan text)
{
  const TgFieldValue value = { (guint16) field, 0, tg_log_reader_keep (reader, text) };

  if (text.len > 0)
    g_array_append_val (reader->scratch, value);
}

/* Of the headers, the agent and the host. */
static void
extract_headers (TgLogReader *reader, const TgJsonDoc *doc, guint32 headers)
{
  if (headers == 0 || doc->nodes[headers].type != TG_JSON_ARRAY)
    return;
  for (guint32 i = headers + 1; i < doc->nodes[headers].next; i = doc->nodes[i].next)
    {
      const TgSpan name = tg_json_get_string (doc, i, "name"), text = tg_json_get_string (doc, i, "value");
      if (name.len == 10 && g_ascii_strncasecmp (name.str, "User-Agent", 10) == 0)
        add_value (reader, TG_FIELD_AC_AGENT, text);
      else if (name.len == 4 && g_ascii_strncasecmp (name.str, "Host", 4) == 0)
        add_value (reader, TG_FIELD_AC_HOST, text);
    }
}

static void
extract (TgLogReader *reader, const TgJsonDoc *doc, guint32 index, TgRecord *record, guint level)
{
  const guint32 request = tg_json_get (doc, index, "httpRequest");

  add_value (reader, TG_FIELD_AC_LOG, TG_SPAN ("waf"));
  tg_extract_json (reader, doc, index, TG_RECORD_ACCESS);
  extract_headers (reader, doc, request != 0 ? tg_json_get (doc, request, "headers") : 0);
}

const TgJsonFormat tg_format_waf = { "waf", recognise, read_request, extract };
