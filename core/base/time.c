/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tg-base"

#include "core/base/time.h"

#include <math.h>
#include <string.h>

/* Days since 1970-01-01 of a date of the proleptic Gregorian calendar (Howard Hinnant, "chrono-compatible low-level date
 * algorithms"): eras of 400 years, March first. */
static gint64
days_from_civil (gint64 y, guint m, guint d)
{
  y -= m <= 2;
  gint64 era = (y >= 0 ? y : y - 399) / 400;
  guint yoe = (guint) (y - era * 400);
  guint doy = (153 * (m > 2 ? m - 3 : m + 9) + 2) / 5 + d - 1;
  guint doe = yoe * 365 + yoe / 4 - yoe / 100 + doy;
  return era * 146097 + (gint64) doe - 719468;
}

static void
civil_from_days (gint64 z, gint64 *year, guint *month, guint *day)
{
  z += 719468;
  gint64 era = (z >= 0 ? z : z - 146096) / 146097;
  guint doe = (guint) (z - era * 146097);
  guint yoe = (doe - doe / 1460 + doe / 36524 - doe / 146096) / 365;
  guint doy = doe - (365 * yoe + yoe / 4 - yoe / 100);
  guint mp = (5 * doy + 2) / 153;
  *day = doy - (153 * mp + 2) / 5 + 1;
  *month = mp < 10 ? mp + 3 : mp - 9;
  *year = (gint64) yoe + era * 400 + (*month <= 2);
}

/* n digits at *at; moves *at behind them. */
static gboolean
digits (const char **at, const char *end, guint n, guint *out)
{
  guint value = 0;

  if ((gsize) (end - *at) < n)
    return FALSE;
  for (guint i = 0; i < n; i++)
    {
      guint digit = (guint) (guchar) (*at)[i] - '0';
      if (digit > 9)
        return FALSE;
      value = value * 10 + digit;
    }
  *at += n;
  *out = value;
  return TRUE;
}

static gboolean
literal (const char **at, const char *end, char c)
{
  if (*at >= end || **at != c)
    return FALSE;
  (*at)++;
  return TRUE;
}

static guint
days_in_month (guint year, guint month)
{
  static const guint8 days[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };
  gboolean leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
  return month == 2 && leap ? 29 : days[month - 1];
}

static gboolean
parse_zone (const char **at, const char *end, gint64 *offset)
{
  guint hours, minutes = 0;

  *offset = 0;
  if (*at == end)
    return TRUE;
  if (literal (at, end, 'Z') || literal (at, end, 'z'))
    return TRUE;
  literal (at, end, ' ');
  if (end - *at == 3 && (memcmp (*at, "UTC", 3) == 0 || memcmp (*at, "GMT", 3) == 0))
    {
      *at = end;
      return TRUE;
    }
  gboolean west = *at < end && **at == '-';
  if (!literal (at, end, '+') && !literal (at, end, '-'))
    return FALSE;
  if (!digits (at, end, 2, &hours))
    return FALSE;
  const gboolean colon = literal (at, end, ':');
  if ((colon || *at < end) && !digits (at, end, 2, &minutes))
    return FALSE;
  if (hours > 23 || minutes > 59)
    return FALSE;
  *offset = (gint64) (hours * 3600 + minutes * 60) * (west ? -1 : 1);
  return TRUE;
}

static gboolean
parse_iso (TgSpan text, gint64 *out)
{
  const char *at = text.str, *end = text.str + text.len;
  guint year, month, day, hour = 0, minute = 0, second = 0;
  gint64 micros = 0, offset = 0;

  if (!digits (&at, end, 4, &year) || !literal (&at, end, '-') ||
      !digits (&at, end, 2, &month) || !literal (&at, end, '-') ||
      !digits (&at, end, 2, &day))
    return FALSE;
  if (month < 1 || month > 12 || day < 1 || day > days_in_month (year, month))
    return FALSE;
  if (at < end)
    {
      if (!literal (&at, end, 'T') && !literal (&at, end, 't') && !literal (&at, end, ' '))
        return FALSE;
      if (!digits (&at, end, 2, &hour) || !literal (&at, end, ':') || !digits (&at, end, 2, &minute))
        return FALSE;
      if (literal (&at, end, ':') && !digits (&at, end, 2, &second))
        return FALSE;
      if (literal (&at, end, '.') || literal (&at, end, ','))
        {
          gint64 unit = TG_SECOND / 10;
          if (at == end || !g_ascii_isdigit (*at))
            return FALSE;
          for (; at < end && g_ascii_isdigit (*at); at++, unit /= 10)
            micros += (*at - '0') * unit;
        }
      /* 60 is a leap second, counted with the next minute */
      if (hour > 23 || minute > 59 || second > 60)
        return FALSE;
      if (!parse_zone (&at, end, &offset))
        return FALSE;
    }
  if (at != end)
    return FALSE;
  *out = ((days_from_civil (year, month, day) * 86400 + hour * 3600 + minute * 60 + second) - offset) * TG_SECOND + micros;
  return TRUE;
}

/* Epoch in whatever unit makes it fall between 1970 and 2100: the ranges of seconds, milliseconds, microseconds and nanoseconds
 * since 1973 do not overlap. */
static gboolean
parse_epoch (TgSpan text, gint64 *out)
{
  gint64 whole;

  if (tg_span_to_int64 (text, &whole))
    {
      if (whole < 0)
        return FALSE;
      if (whole <= TG_TIME_MAX / TG_SECOND)
        *out = whole * TG_SECOND;
      else if (whole <= TG_TIME_MAX / 1000)
        *out = whole * 1000;
      else if (whole <= TG_TIME_MAX)
        *out = whole;
      else if (whole / 1000 <= TG_TIME_MAX)
        *out = whole / 1000;
      else
        return FALSE;
      return TRUE;
    }

  char buffer[64], *end;
  if (text.len == 0 || text.len >= sizeof buffer || !g_ascii_isdigit (text.str[0]))
    return FALSE;
  for (guint32 i = 0; i < text.len; i++)
    if (strchr ("0123456789.eE+-", text.str[i]) == NULL || text.str[i] == '\0')
      return FALSE;
  memcpy (buffer, text.str, text.len);
  buffer[text.len] = '\0';
  double value = g_ascii_strtod (buffer, &end);
  if (*end != '\0' || !isfinite (value) || value < 0)
    return FALSE;
  if (value <= (double) (TG_TIME_MAX / TG_SECOND))
    *out = (gint64) llround (value * TG_SECOND);
  else if (value <= (double) (TG_TIME_MAX / 1000))
    *out = (gint64) llround (value * 1000);
  else if (value <= (double) TG_TIME_MAX)
    *out = (gint64) llround (value);
  else
    return FALSE;
  return TRUE;
}

gboolean
tg_time_parse (TgSpan text, gint64 *out)
{
  gint64 t;

  *out = TG_TIME_NONE;
  while (text.len > 0 && (text.str[0] == ' ' || text.str[0] == '\t'))
    text.str++, text.len--;
  while (text.len > 0 && (text.str[text.len - 1] == ' ' || text.str[text.len - 1] == '\t'))
    text.len--;
  if (text.str == NULL || text.len == 0 || text.len > 64)
    return FALSE;
  if (!parse_iso (text, &t) && !parse_epoch (text, &t))
    return FALSE;
  if (t < TG_TIME_MIN || t > TG_TIME_MAX)
    return FALSE;
  *out = t;
  return TRUE;
}

char *
tg_time_format (gint64 t, char buf[40])
{
  gint64 year;
  guint month, day;

  if (t == TG_TIME_NONE)
    {
      buf[0] = '\0';
      return buf;
    }
  gint64 seconds = t / TG_SECOND, micros = t % TG_SECOND;
  if (micros < 0)
    {
      micros += TG_SECOND;
      seconds--;
    }
  gint64 days = seconds / 86400, rest = seconds % 86400;
  if (rest < 0)
    {
      rest += 86400;
      days--;
    }
  civil_from_days (days, &year, &month, &day);
  int n = g_snprintf (buf, 40, "%04d-%02u-%02uT%02d:%02d:%02d", (int) CLAMP (year, 0, 9999), month, day,
                      (int) (rest / 3600), (int) (rest / 60 % 60), (int) (rest % 60));
  if (micros != 0)
    {
      n += g_snprintf (buf + n, (gulong) (40 - n), ".%06d", (int) micros);
      while (buf[n - 1] == '0')
        n--;
    }
  buf[n] = 'Z';
  buf[n + 1] = '\0';
  return buf;
}

char *
tg_time_format_local (gint64 t, gboolean utc)
{
  if (t == TG_TIME_NONE)
    return g_strdup ("");
  gint64 seconds = t / TG_SECOND - (t % TG_SECOND < 0 ? 1 : 0);
  g_autoptr (GDateTime) when = utc ? g_date_time_new_from_unix_utc (seconds) : g_date_time_new_from_unix_local (seconds);
  return when != NULL ? g_date_time_format (when, "%-d %b %Y, %H:%M:%S") : g_strdup ("");
}

char *
tg_duration_format (gint64 microseconds)
{
  gint64 s = microseconds / TG_SECOND;

  if (s < 0)
    s = 0;
  if (s < 60)
    return g_strdup_printf ("%d s", (int) s);
  if (s < 3600)
    return s % 60 != 0 ? g_strdup_printf ("%d min %d s", (int) (s / 60), (int) (s % 60)) : g_strdup_printf ("%d min", (int) (s / 60));
  if (s < 86400)
    return s / 60 % 60 != 0 ? g_strdup_printf ("%d h %d min", (int) (s / 3600), (int) (s / 60 % 60)) : g_strdup_printf ("%d h", (int) (s / 3600));
  return s / 3600 % 24 != 0 ? g_strdup_printf ("%" G_GINT64_FORMAT " d %d h", s / 86400, (int) (s / 3600 % 24))
                            : g_strdup_printf ("%" G_GINT64_FORMAT " d", s / 86400);
}
