/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tg-app"

#include "app/format.h"

#include <glib/gi18n.h>

#include "app/settings.h"

/* Deeper than this a line only gets wider: brackets still nest, indentation stays. */
#define INDENT_MAX 40

char *
tg_format_records (guint64 n)
{
  g_autofree char *count = tg_format_count (n);

  return g_strdup_printf (ngettext ("%s record", "%s records", (gulong) n), count);
}

char *
tg_format_time (gint64 t)
{
  if (t == TG_TIME_NONE)
    return g_strdup ("–");
  return tg_time_format_local (t, tg_settings_get_utc (tg_settings_get_default ()));
}

char *
tg_format_span (TgTimeRange range)
{
  g_autofree char *from = NULL, *to = NULL;

  if (range.from == TG_TIME_NONE && range.to == G_MAXINT64)
    return g_strdup (_("All time"));
  if (range.from == TG_TIME_NONE && range.to == TG_TIME_NONE)
    return g_strdup ("–");
  from = tg_format_time (range.from);
  to = tg_format_time (range.to == G_MAXINT64 ? TG_TIME_NONE : range.to);
  return g_strdup_printf ("%s – %s", from, to);
}

char *
tg_format_entity (TgEntityKind kind, const char *name)
{
  g_autofree char *line = tg_format_line (name, 80);

  return g_strdup_printf ("%s %s", tg_kind_title (kind), line);
}

char *
tg_format_line (const char *text, guint max)
{
  GString *out = g_string_new (NULL);
  guint n = 0;

  for (const char *p = text; *p != '\0'; p = g_utf8_next_char (p))
    {
      gunichar c = g_utf8_get_char (p);

      if (n++ >= max)
        {
          g_string_append (out, "…");
          break;
        }
      /* bidirectional overrides could make one name look like another */
      if (g_unichar_iscntrl (c) || (c >= 0x202a && c <= 0x202e) || (c >= 0x2066 && c <= 0x2069) || c == 0x2028 || c == 0x2029)
        g_string_append_c (out, ' ');
      else
        g_string_append_unichar (out, c);
    }
  return g_string_free (out, FALSE);
}

const char *
tg_severity_class (TgSeverity severity)
{
  static const char * const classes[] = { "severity-none", "severity-informational", "severity-low", "severity-medium", "severity-high", "severity-critical" };

  return severity <= TG_SEVERITY_CRITICAL ? classes[severity] : classes[0];
}

const char *
tg_kind_title (TgEntityKind kind)
{
  const char *title = tg_entity_kind_title (kind);

  return title != NULL ? _(title) : _("Entity");
}

const char *
tg_kind_plural (TgEntityKind kind)
{
  const char *title = tg_entity_kind_plural (kind);

  return title != NULL ? _(title) : _("Entities");
}

const char *
tg_record_title (int kind)
{
  const char *title = kind >= 0 ? tg_record_kind_title ((TgRecordKind) kind) : NULL;

  return title != NULL ? _(title) : _("Record");
}

static void
newline (GString *out, guint depth)
{
  g_string_append_c (out, '\n');
  for (guint i = 0; i < MIN (depth, INDENT_MAX); i++)
    g_string_append (out, "  ");
}

static const char *
skip_space (const char *p, const char *end)
{
  while (p < end && (*p == ' ' || *p == '\t' || *p == '\n' || *p == '\r'))
    p++;
  return p;
}

static const char *
string_end (const char *p, const char *end)
{
  for (p++; p < end && *p != '"'; p++)
    if (*p == '\\' && p + 1 < end)
      p++;
  return p < end ? p + 1 : end;
}

/* One token at p to out; returns behind it. */
static const char *
indent_token (GString *out, const char *p, const char *end, guint *depth)
{
  const char *next;

  switch (*p)
    {
    case '{':
    case '[':
      next = skip_space (p + 1, end);
      if (next < end && (*next == '}' || *next == ']'))
        {
          g_string_append_c (out, *p);
          g_string_append_c (out, *next);
          return next + 1;
        }
      g_string_append_c (out, *p);
      newline (out, ++*depth);
      return p + 1;
    case '}':
    case ']':
      if (*depth > 0)
        --*depth;
      newline (out, *depth);
      g_string_append_c (out, *p);
      return p + 1;
    case ',':
      g_string_append_c (out, ',');
      newline (out, *depth);
      return p + 1;
    case ':':
      g_string_append (out, ": ");
      return p + 1;
    case '"':
      next = string_end (p, end);
      g_string_append_len (out, p, next - p);
      return next;
    default:
      g_string_append_c (out, *p);
      return p + 1;
    }
}

char *
tg_format_json (const char *text, gsize len, gsize max_bytes)
{
  g_autofree char *valid = g_utf8_make_valid (text, (gssize) MIN (len, max_bytes));
  const char *p = valid, *end = valid + strlen (valid);
  GString *out;
  guint depth = 0;

  p = skip_space (p, end);
  if (p == end || (*p != '{' && *p != '['))
    return g_steal_pointer (&valid);
  out = g_string_sized_new ((gsize) (end - p) * 2);
  while ((p = skip_space (p, end)) < end && out->len < max_bytes)
    p = indent_token (out, p, end, &depth);
  if (p < end || len > max_bytes)
    g_string_append (out, _("\n\n… the rest is not shown here; copying gives all of it"));
  return g_string_free (out, FALSE);
}
