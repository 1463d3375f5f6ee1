/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tg-ingest"

#include "core/ingest/csv.h"
#include "core/ingest/flat.h"
#include "core/ingest/reader.h"

#include <stdio.h>
#include <string.h>

/* A row becomes the JSON object that its columns spell, and that is read as any other: the console's event history, results of Athena and
 * CloudTrail Lake, whose structures come as {type=Root, arn=…}, and tables with a column of messages. */

#define MAX_NESTING 16

/* Columns that the console names in words of its own; NULL: of the user identity, or not an event's member. */
static const struct { const char *title, *name; gboolean identity; } titles[] = {
  { "event name", "eventName", FALSE }, { "event time", "eventTime", FALSE }, { "event source", "eventSource", FALSE },
  { "event id", "eventID", FALSE }, { "event type", "eventType", FALSE }, { "event category", "eventCategory", FALSE },
  { "aws region", "awsRegion", FALSE }, { "source ip address", "sourceIPAddress", FALSE }, { "user agent", "userAgent", FALSE },
  { "error code", "errorCode", FALSE }, { "error message", "errorMessage", FALSE }, { "request id", "requestID", FALSE },
  { "read-only", "readOnly", FALSE }, { "read only", "readOnly", FALSE }, { "recipient account id", "recipientAccountId", FALSE },
  { "user name", "userName", TRUE }, { "username", "userName", TRUE }, { "aws access key", "accessKeyId", TRUE }, { "access key", "accessKeyId", TRUE },
  { "principal id", "principalId", TRUE }, { "identity type", "type", TRUE },
};

static const char * const structures[] = { "useridentity", "requestparameters", "responseelements", "additionaleventdata", "serviceeventdetails",
                                           "resources", "tlsdetails", "insightdetails", NULL };

/* "{name=" or ", name=" begins a member: values are not quoted and may hold commas and equals signs of their own. */
static gsize
member_name (const char *text, gsize len)
{
  gsize n = 0;

  while (n < len && n < 64 && (g_ascii_isalnum (text[n]) || strchr ("_-.:/@", text[n]) != NULL) && text[n] != '\0')
    n++;
  return n > 0 && n < len && text[n] == '=' ? n : 0;
}

typedef struct { const char *text; gsize len, at; guint depth; } Struct;

static gboolean append_value (GString *json, Struct *s, char close);

static void
skip_blanks (Struct *s)
{
  while (s->at < s->len && s->text[s->at] == ' ')
    s->at++;
}

/* Behind the bracket up to and with the one that closes it. */
static gboolean
append_members (GString *json, Struct *s, gboolean object)
{
  const char close = object ? '}' : ']';

  if (++s->depth > MAX_NESTING)
    return FALSE;
  g_string_append_c (json, object ? '{' : '[');
  for (gboolean first = TRUE;; first = FALSE)
    {
      skip_blanks (s);
      if (s->at < s->len && s->text[s->at] == close && first)
        break;
      if (!first)
        g_string_append_c (json, ',');
      if (object)
        {
          const gsize name = member_name (s->text + s->at, s->len - s->at);
          if (name == 0)
            return FALSE;
          tg_json_put_text (json, tg_span (s->text + s->at, name));
          g_string_append_c (json, ':');
          s->at += name + 1;
        }
      if (!append_value (json, s, close) || s->at >= s->len)
        return FALSE;
      if (s->text[s->at] == close)
        break;
      s->at++;          /* the comma */
    }
  s->at++;
  s->depth--;
  g_string_append_c (json, close);
  return TRUE;
}

static gboolean
append_value (GString *json, Struct *s, char close)
{
  skip_blanks (s);
  if (s->at >= s->len)
    return FALSE;
  if (s->text[s->at] == '{' || s->text[s->at] == '[')
    {
      const gboolean object = s->text[s->at++] == '{';
      return append_members (json, s, object);
    }
  const gsize from = s->at;
  while (s->at < s->len && s->text[s->at] != close
         && !(s->text[s->at] == ',' && (close == ']' || (s->at + 2 < s->len && s->text[s->at + 1] == ' '
                                                         && member_name (s->text + s->at + 2, s->len - s->at - 2) > 0))))
    s->at++;
  if (s->at - from == 4 && memcmp (s->text + from, "null", 4) == 0)
    g_string_append (json, "null");
  else
    tg_json_put_text (json, tg_span (s->text + from, s->at - from));
  return TRUE;
}

static gboolean
is_structure (TgSpan name)
{
  for (guint i = 0; structures[i] != NULL; i++)
    if (strlen (structures[i]) == name.len && g_ascii_strncasecmp (structures[i], name.str, name.len) == 0)
      return TRUE;
  return FALSE;
}

/* As JSON when it is some, as a structure of Athena when it is one, else as text. */
static void
append_structure (TgLogReader *reader, GString *json, TgSpan text)
{
  const gsize before = json->len;
  Struct s = { text.str, text.len, 1, 0 };
  TgJsonDoc doc;

  if (text.len >= 2 && (text.str[0] == '{' || text.str[0] == '['))
    {
      tg_json_parse (reader->parsers[TG_READER_LEVELS - 1], text.str, text.len, &doc);
      if (doc.error == NULL)
        {
          g_string_append_len (json, text.str, text.len);
          return;
        }
      if (append_members (json, &s, text.str[0] == '{') && s.at == s.len)
        return;
      g_string_truncate (json, before);
    }
  tg_json_put_text (json, text);
}

static void
append_member (GString *json, TgSpan name)
{
  if (json->str[json->len - 1] != '{')
    g_string_append_c (json, ',');
  tg_json_put_text (json, name);
  g_string_append_c (json, ':');
}

/* "January 31, 2023, 09:25:21 (UTC+01:00)", as the console writes times, as ISO 8601. */
static gboolean
console_time (TgSpan text, GString *out)
{
  static const char * const months = "JanFebMarAprMayJunJulAugSepOctNovDec";
  char copy[64], month[16], zone[16] = "";
  guint day, year, hour, minute, second;

  if (text.len >= sizeof copy || text.len < 20 || !g_ascii_isalpha (text.str[0]))
    return FALSE;
  memcpy (copy, text.str, text.len);
  copy[text.len] = '\0';
  if (sscanf (copy, "%15[A-Za-z] %2u, %4u, %2u:%2u:%2u (UTC%15[+-0123456789:])", month, &day, &year, &hour, &minute, &second, zone) < 6)
    return FALSE;
  month[3] = '\0';
  const char *at = strstr (months, month);
  if (at == NULL || strlen (month) < 3)
    return FALSE;
  g_string_append_printf (out, "\"%04u-%02u-%02uT%02u:%02u:%02u%s\"", year, (guint) (at - months) / 3 + 1, day, hour, minute, second,
                          zone[0] == '+' || zone[0] == '-' ? zone : "Z");
  return TRUE;
}

static void
append_cell (TgLogReader *reader, GString *json, GString *identity, TgSpan name, TgSpan text)
{
  for (guint i = 0; i < G_N_ELEMENTS (titles); i++)
    if (strlen (titles[i].title) == name.len && g_ascii_strncasecmp (titles[i].title, name.str, name.len) == 0)
      {
        append_member (titles[i].identity ? identity : json, tg_span_str (titles[i].name));
        if (strcmp (titles[i].name, "eventTime") != 0 || !console_time (text, json))
          tg_json_put_text (titles[i].identity ? identity : json, text);
        return;
      }
  if (name.len > 13 && g_ascii_strncasecmp (name.str, "userIdentity.", 13) == 0)
    {
      append_member (identity, tg_span (name.str + 13, name.len - 13));
      tg_json_put_text (identity, text);
      return;
    }
  append_member (json, name);
  if (is_structure (name))
    append_structure (reader, json, text);
  else
    tg_json_put_text (json, text);
}

/* The event history names what a call was about by type and name: an ARN where that is enough for one, else as it stands. */
static void
append_resource (GString *json, TgSpan type, TgSpan name)
{
  static const char * const templates[][2] = {
    { "AWS::S3::Bucket", "arn:aws:s3:::" }, { "AWS::EC2::Instance", "arn:aws:ec2:::instance/" }, { "AWS::EC2::VPC", "arn:aws:ec2:::vpc/" },
    { "AWS::EC2::Subnet", "arn:aws:ec2:::subnet/" }, { "AWS::EC2::NetworkInterface", "arn:aws:ec2:::network-interface/" },
  };
  const char *begin = tg_span_has_prefix (name, "arn:") ? "" : NULL;

  for (guint i = 0; i < G_N_ELEMENTS (templates) && begin == NULL; i++)
    if (tg_span_is (type, templates[i][0]))
      begin = templates[i][1];
  if (name.len > 2048)
    return;
  if (begin == NULL)
    {
      append_member (json, TG_SPAN ("resourceType"));
      tg_json_put_text (json, type);
      append_member (json, TG_SPAN ("resourceName"));
      tg_json_put_text (json, name);
      return;
    }
  g_autofree char *arn = g_strdup_printf ("%s%.*s", begin, (int) name.len, name.str);
  append_member (json, TG_SPAN ("resources"));
  g_string_append (json, "[{\"ARN\":");
  tg_json_put_text (json, tg_span_str (arn));
  g_string_append (json, ",\"type\":");
  tg_json_put_text (json, type);
  g_string_append (json, "}]");
}

/* The event history of the console tells no type of identity. */
static void
append_identity (GString *json, GString *identity)
{
  if (identity->len <= 1)
    return;
  if (strstr (identity->str, "\"type\":") == NULL)
    {
      if (strstr (identity->str, "\"accessKeyId\":\"AKIA") != NULL)
        g_string_append (identity, ",\"type\":\"IAMUser\"");
      else if (strstr (identity->str, "\"userName\":\"root\"") != NULL)
        g_string_append (identity, ",\"type\":\"Root\"");
    }
  append_member (json, TG_SPAN ("userIdentity"));
  g_string_append_len (json, identity->str, identity->len);
  g_string_append_c (json, '}');
}

void
tg_csv_lake_json (TgLogReader *reader, const TgJsonDoc *doc, guint32 array, GString *json)
{
  g_autoptr (GString) identity = g_string_new ("{");

  g_string_assign (json, "{");
  for (guint32 i = array + 1; i < doc->nodes[array].next; i = doc->nodes[i].next)
    {
      const guint32 cell = i + 1;
      if (doc->nodes[i].type == TG_JSON_OBJECT && cell < doc->nodes[i].next && doc->nodes[cell].type == TG_JSON_STRING
          && doc->nodes[cell].text.len > 0)
        append_cell (reader, json, identity, doc->nodes[cell].key, doc->nodes[cell].text);
    }
  append_identity (json, identity);
  g_string_append_c (json, '}');
}

gboolean
tg_csv_row_json (TgLogReader *reader, TgSpan header, const char *row, gsize len, GString *json, const char **reason)
{
  TgSpan names[TG_CSV_MAX_COLUMNS], cells[TG_CSV_MAX_COLUMNS];
  g_autoptr (GString) identity = g_string_new ("{"), name_text = g_string_new (NULL), cell_text = g_string_new (NULL);
  const char separator = tg_csv_separator (header.str, header.len);
  const guint n_names = tg_csv_cells (header.str, header.len, separator, names, TG_CSV_MAX_COLUMNS);
  const guint n = tg_csv_cells (row, len, separator, cells, TG_CSV_MAX_COLUMNS);
  TgSpan resource_type = TG_SPAN_NONE, resource_name = TG_SPAN_NONE;

  *reason = n_names > TG_CSV_MAX_COLUMNS ? "header of more than 256 columns"
            : n < n_names ? "row of fewer columns than the header names" : n > n_names ? "row of more columns than the header names" : NULL;
  if (*reason != NULL)
    return FALSE;
  g_string_assign (json, "{");
  for (guint i = 0; i < n; i++)
    {
      const TgSpan text = tg_csv_text (cells[i], cell_text);
      const TgSpan name = tg_csv_text (names[i], name_text);
      if (text.len == 0 || tg_span_is (text, "-"))
        continue;
      if (tg_span_is (name, "Resource type"))
        resource_type = cells[i];
      else if (tg_span_is (name, "Resource name"))
        resource_name = cells[i];
      else
        append_cell (reader, json, identity, name, text);
    }
  if (resource_type.len > 0 && resource_name.len > 0)
    append_resource (json, tg_csv_text (resource_type, name_text), tg_csv_text (resource_name, cell_text));
  append_identity (json, identity);
  g_string_append_c (json, '}');
  return TRUE;
}

void
tg_csv_athena_json (TgLogReader *reader, const TgJsonDoc *doc, guint32 header, guint32 data, GString *json)
{
  g_autoptr (GString) identity = g_string_new ("{");
  guint32 name = header + 1;

  g_string_assign (json, "{");
  for (guint32 i = data + 1; i < doc->nodes[data].next && name < doc->nodes[header].next; i = doc->nodes[i].next, name = doc->nodes[name].next)
    {
      const TgSpan text = tg_json_get_string (doc, i, "VarCharValue"), title = tg_json_get_string (doc, name, "VarCharValue");
      if (text.len > 0 && title.len > 0)
        append_cell (reader, json, identity, title, text);
    }
  append_identity (json, identity);
  g_string_append_c (json, '}');
}
