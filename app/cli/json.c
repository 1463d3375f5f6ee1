/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tg-cli"

#include <math.h>
#include <string.h>

#include "app/cli/output.h"

void
tg_json_out_init (TgJsonOut *json, FILE *out)
{
  memset (json, 0, sizeof *json);
  json->out = out;
}

static gboolean
must_escape (gunichar c)
{
  return c < 0x20 || (c >= 0x7f && c < 0xa0) || (c >= 0x202a && c <= 0x202e) || (c >= 0x2066 && c <= 0x2069) || c == 0x2028 || c == 0x2029;
}

static void
put_string (FILE *out, const char *text, gsize len)
{
  g_autofree char *valid = NULL;

  if (!g_utf8_validate_len (text, len, NULL))
    {
      /* a NUL byte counts as invalid too and becomes a replacement character */
      valid = g_utf8_make_valid (text, (gssize) len);
      text = valid;
      len = strlen (valid);
    }
  fputc ('"', out);
  for (const char *at = text, *end = text + len; at < end; at = g_utf8_next_char (at))
    {
      gunichar c = g_utf8_get_char (at);

      if (c == '"' || c == '\\')
        fprintf (out, "\\%c", (int) c);
      else if (must_escape (c))
        fprintf (out, "\\u%04x", c);
      else
        fwrite (at, 1, (gsize) (g_utf8_next_char (at) - at), out);
    }
  fputc ('"', out);
}

static void
begin_value (TgJsonOut *json, const char *name)
{
  if (json->depth > 0)
    {
      if (json->filled[json->depth])
        fputc (',', json->out);
      /* one line for each element of the outer lists: readable, and grep finds it */
      if (json->depth <= 2)
        fputc ('\n', json->out);
      json->filled[json->depth] = TRUE;
    }
  if (name != NULL)
    {
      put_string (json->out, name, strlen (name));
      fputc (':', json->out);
    }
}

void
tg_json_out_open (TgJsonOut *json, const char *name, char bracket)
{
  begin_value (json, name);
  fputc (bracket, json->out);
  json->depth++;
  g_assert (json->depth < G_N_ELEMENTS (json->filled));
  json->filled[json->depth] = FALSE;
}

void
tg_json_out_close (TgJsonOut *json, char bracket)
{
  json->depth--;
  fputc (bracket, json->out);
  if (json->depth == 0)
    fputc ('\n', json->out);
}

void
tg_json_out_text (TgJsonOut *json, const char *name, const char *value, gsize len)
{
  begin_value (json, name);
  put_string (json->out, value, len);
}

void
tg_json_out_string (TgJsonOut *json, const char *name, const char *value)
{
  begin_value (json, name);
  if (value == NULL)
    fputs ("null", json->out);
  else
    put_string (json->out, value, strlen (value));
}

void
tg_json_out_uint (TgJsonOut *json, const char *name, guint64 value)
{
  begin_value (json, name);
  fprintf (json->out, "%" G_GUINT64_FORMAT, value);
}

void
tg_json_out_int (TgJsonOut *json, const char *name, gint64 value)
{
  begin_value (json, name);
  fprintf (json->out, "%" G_GINT64_FORMAT, value);
}

void
tg_json_out_double (TgJsonOut *json, const char *name, double value)
{
  char text[G_ASCII_DTOSTR_BUF_SIZE];

  begin_value (json, name);
  fputs (isfinite (value) ? g_ascii_formatd (text, sizeof text, "%.6g", value) : "null", json->out);
}

void
tg_json_out_bool (TgJsonOut *json, const char *name, gboolean value)
{
  begin_value (json, name);
  fputs (value ? "true" : "false", json->out);
}

void
tg_json_out_time (TgJsonOut *json, const char *name, gint64 time)
{
  char text[40];

  tg_json_out_string (json, name, time == TG_TIME_NONE ? NULL : tg_time_format (time, text));
}

void
tg_json_out_entity (TgJsonOut *json, const TgEntityInfo *entity)
{
  tg_json_out_int (json, "id", entity->id);
  tg_json_out_string (json, "kind", tg_entity_kind_id (entity->kind));
  tg_json_out_string (json, "key", entity->key);
  tg_json_out_string (json, "name", entity->name);
  tg_json_out_string (json, "account", entity->account);
  tg_json_out_time (json, "first", entity->first);
  tg_json_out_time (json, "last", entity->last);
}
