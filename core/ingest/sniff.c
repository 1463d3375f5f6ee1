/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tg-ingest"

#include "core/ingest/sniff.h"
#include "core/ingest/accesslog.h"
#include "core/ingest/csv.h"
#include "core/base/time.h"
#include "core/ingest/vpcflow.h"

#include <string.h>

typedef struct { const char *bytes; gsize len, at; const char *note; gboolean archive; } Magic;

static const Magic magics[] = {
  { "PAR1", 4, 0, "Parquet is not read: write it as CSV first, as with DuckDB: COPY (FROM 'x.parquet') TO 'x.csv'", FALSE },
  { "PK\3\4", 4, 0, "ZIP archive", TRUE },
  { "PK\5\6", 4, 0, "ZIP archive", TRUE },
  { "BZh", 3, 0, "file compressed with bzip2", TRUE },
  { "\xfd" "7zXZ", 5, 0, "file compressed with xz", TRUE },
  { "\x28\xb5\x2f\xfd", 4, 0, "file compressed with Zstandard", TRUE },
  { "7z\xbc\xaf", 4, 0, "7-Zip archive", TRUE },
  { "ustar", 5, 257, "tar archive", TRUE },
  { "\xff\xfe", 2, 0, "UTF-16 text: convert to UTF-8", FALSE },
  { "\xfe\xff", 2, 0, "UTF-16 text: convert to UTF-8", FALSE },
  { "SQLite format 3", 15, 0, "SQLite database", FALSE },
  { "\xd4\xc3\xb2\xa1", 4, 0, "network capture (pcap)", FALSE },
  { "\x0a\x0d\x0d\x0a", 4, 0, "network capture (pcapng)", FALSE },
  { "\x89PNG", 4, 0, "PNG image", FALSE },
  { "%PDF", 4, 0, "PDF document", FALSE },
  { "Obj\1", 4, 0, "Avro file: not read yet", FALSE },
  { "ORC", 3, 0, "ORC file: not read yet", FALSE },
  { "\x7f" "ELF", 4, 0, "program", FALSE },
};

static gboolean
is_text (const char *text, gsize len)
{
  for (gsize i = 0; i < MIN (len, 512); i++)
    if ((guchar) text[i] < 0x20 && strchr ("\t\r\n\f\x1b", text[i]) == NULL)
      return FALSE;
  return memchr (text, '\0', MIN (len, 512)) == NULL;
}

static const char *
text_note (const char *text, gsize len)
{
  if (len > 0 && text[0] == '<')
    return "XML or HTML text";
  return "text that is no log Trailgraph reads";
}

/* "2024-01-01T00:00:00.000Z {": a CloudWatch Logs export of JSON events. */
static gboolean
is_timed_json (const char *text, gsize len)
{
  const char *space = memchr (text, ' ', MIN (len, 40));
  gint64 time;

  return space != NULL && space - text >= 20 && (gsize) (space + 1 - text) < len && space[1] == '{' && g_ascii_isdigit (text[0])
         && text[4] == '-' && tg_time_parse (tg_span (text, space - text), &time);
}

TgContent
tg_sniff (const char *text, gsize len, gsize *skip, const char **note)
{
  gsize i = 0;

  *note = NULL;
  *skip = len >= 3 && memcmp (text, "\xef\xbb\xbf", 3) == 0 ? 3 : 0;
  for (guint k = 0; k < G_N_ELEMENTS (magics); k++)
    if (len >= magics[k].at + magics[k].len && memcmp (text + magics[k].at, magics[k].bytes, magics[k].len) == 0)
      {
        *note = magics[k].note;
        return magics[k].archive ? TG_CONTENT_ARCHIVE : TG_CONTENT_OTHER;
      }
  i = *skip;
  if (len >= i + 4 && text[i + 1] == '\0' && text[i] != '\0' && text[i + 3] == '\0')
    {
      *note = "UTF-16 text: convert to UTF-8";
      return TG_CONTENT_OTHER;
    }
  while (i < len && (g_ascii_isspace (text[i]) || text[i] == '\x1e'))
    i++;
  if (i < len && text[i] == '"' && tg_csv_sniff (text + *skip, len - *skip))
    return TG_CONTENT_CSV;
  if (i < len && strchr ("{[\"", text[i]) != NULL && text[i] != '\0')
    return TG_CONTENT_JSON;
  if (tg_access_sniff (text + *skip, len - *skip))
    return TG_CONTENT_ACCESS;
  if (tg_csv_sniff (text + *skip, len - *skip))
    return TG_CONTENT_CSV;
  if (is_timed_json (text + i, len - i))
    return TG_CONTENT_JSON;
  if (tg_flow_sniff (text + *skip, len - *skip))
    return TG_CONTENT_FLOW;
  *note = i == len ? "nothing but blanks" : is_text (text, len) ? text_note (text, len) : "binary data of no known kind";
  return TG_CONTENT_OTHER;
}
