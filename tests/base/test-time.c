/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tg-test"

#include "core/base/time.h"

#include <string.h>

#define S(seconds) (G_GINT64_CONSTANT (seconds) * TG_SECOND)

static void
test_parse (void)
{
  static const struct { const char *text; gint64 time; } rows[] = {
    { "2024-08-02T08:23:24Z", S (1722587004) },
    { "2024-08-02t08:23:24z", S (1722587004) },
    { "2024-08-02T08:23:24", S (1722587004) },
    { " 2024-08-02 08:23:24\t", S (1722587004) },
    { "2024-08-02T08:23Z", S (1722586980) },
    { "2024-08-02", S (1722556800) },
    { "2024-08-02T08:23:24.5Z", S (1722587004) + 500000 },
    { "2024-08-02T08:23:24,123456789Z", S (1722587004) + 123456 },
    { "2024-08-02T08:23:24.000000999Z", S (1722587004) },
    { "2025-02-25 20:40:06.000000000", S (1740516006) },
    { "2022-02-08 09:23:37+11:00", S (1644272617) },
    { "2022-02-08T09:23:37+1100", S (1644272617) },
    { "2022-02-08T09:23:37+11", S (1644272617) },
    { "2022-02-07T17:53:37-04:30", S (1644272617) },
    { "2022-02-07 22:23:37 UTC", S (1644272617) },
    { "2022-02-07 22:23:37 +0000", S (1644272617) },
    { "2024-02-29T00:00:00Z", S (1709164800) },
    { "2000-02-29T23:59:59Z", S (951868799) },
    { "2016-12-31T23:59:60Z", S (1483228800) },        /* a leap second */
    { "1.513612691551E9", S (1513612691) + 551000 },
    { "1513612691.551", S (1513612691) + 551000 },
    { "1513612691", S (1513612691) },
    { "1513612691551", S (1513612691) + 551000 },
    { "1513612691551123", S (1513612691) + 551123 },
    { "1513612691551123456", S (1513612691) + 551123 },
    { "1.513612691551E12", S (1513612691) + 551000 },
    { "0", 0 },
    { "1970-01-01T00:00:00Z", 0 },
    { "2100-01-01T00:00:00Z", TG_TIME_MAX },
    { "4102444800", TG_TIME_MAX },
  };
  gint64 time;

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      if (!tg_time_parse (tg_span_str (rows[i].text), &time))
        g_error ("not parsed: %s", rows[i].text);
      if (time != rows[i].time)
        g_error ("%s gave %" G_GINT64_FORMAT ", not %" G_GINT64_FORMAT, rows[i].text, time, rows[i].time);
    }
}

static void
test_garbage (void)
{
  static const char * const bad[] = {
    "", " ", "yesterday", "Z", "-", "-1", "1e", "1e999", "nan", "inf", "0x10", "1-2", "99999999999999999999", "9223372036854775807",
    "2023-02-29T00:00:00Z", "2100-02-29T00:00:00Z", "1900-02-29T00:00:00Z", "2024-00-01T00:00:00Z", "2024-13-01T00:00:00Z",
    "2024-04-31T00:00:00Z", "2024-01-00", "2024-01-01T24:00:00Z", "2024-01-01T00:60:00Z", "2024-01-01T00:00:61Z", "2024-01-01T",
    "2024-01-01T10", "2024-01-01T10:0", "2024-01-01T10:00:00.", "2024-01-01T10:00:00.Z", "2024-01-01T10:00:00+", "2024-01-01T10:00:00+1",
    "2024-01-01T10:00:00+11:", "2024-01-01T10:00:00+11:6", "2024-01-01T10:00:00+24:00", "2024-01-01T10:00:00+11:60",
    "2024-01-01T10:00:00Zulu", "2024-01-01T10:00:00 PST", "2024-1-1", "2024/01/01", "24-01-01T00:00:00Z", "12024-01-01",
    "1969-12-31T23:59:59Z", "1970-01-01T00:00:00+01:00", "2100-01-01T00:00:00.000001Z", "2099-12-31T23:00:00-02:00", "9999-12-31T23:59:59Z",
    "2024-08-02T08:23:24.0000000000000000000000000000000000000000000000000000Z",
  };
  gint64 time;

  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      time = 1;
      if (tg_time_parse (tg_span_str (bad[i]), &time) || time != TG_TIME_NONE)
        g_error ("parsed: %s", bad[i]);
    }
  g_assert_false (tg_time_parse (TG_SPAN_NONE, &time));
  g_assert_false (tg_time_parse (tg_span ("1513\0006", 6), &time));
}

/* Every day from 1970 to 2100 comes back as it was written. */
static void
test_round_trip (void)
{
  char text[40];
  gint64 back;

  for (gint64 t = 0; t <= TG_TIME_MAX; t += TG_DAY)
    {
      const gint64 moment = MIN (t + (t / TG_DAY * 7919 % 86400) * TG_SECOND + t / TG_DAY % 3 * 1001, TG_TIME_MAX);
      g_assert_true (tg_time_parse (tg_span_str (tg_time_format (moment, text)), &back));
      g_assert_cmpint (back, ==, moment);
    }
}

static void
test_format (void)
{
  char text[40];

  g_assert_cmpstr (tg_time_format (S (1722587004), text), ==, "2024-08-02T08:23:24Z");
  g_assert_cmpstr (tg_time_format (S (1722587004) + 500000, text), ==, "2024-08-02T08:23:24.5Z");
  g_assert_cmpstr (tg_time_format (S (1722587004) + 1, text), ==, "2024-08-02T08:23:24.000001Z");
  g_assert_cmpstr (tg_time_format (-1, text), ==, "1969-12-31T23:59:59.999999Z");
  g_assert_cmpstr (tg_time_format (TG_TIME_NONE, text), ==, "");
  g_assert_cmpuint (strlen (tg_time_format (G_MAXINT64, text)), <, 40);
  g_assert_cmpuint (strlen (tg_time_format (G_MININT64 + 1, text)), <, 40);
  g_assert_cmpint (tg_time_hour (TG_TIME_NONE), ==, 0);
  g_assert_cmpint (tg_time_hour (TG_HOUR * 5 + 1), ==, 5);
  g_autofree char *none = tg_time_format_local (TG_TIME_NONE, TRUE);
  g_assert_cmpstr (none, ==, "");
  g_autofree char *people = tg_time_format_local (S (1722587004), TRUE);
  g_assert_true (g_str_has_suffix (people, "2024, 08:23:24"));
  static const struct { gint64 t; const char *text; } durations[] = {
    { -5, "0 s" }, { TG_SECOND * 59, "59 s" }, { TG_MINUTE, "1 min" }, { TG_MINUTE + TG_SECOND, "1 min 1 s" }, { TG_HOUR * 3 + TG_MINUTE * 12, "3 h 12 min" },
    { TG_HOUR * 2, "2 h" }, { TG_DAY * 2, "2 d" }, { TG_DAY * 400 + TG_HOUR, "400 d 1 h" },
  };
  for (guint i = 0; i < G_N_ELEMENTS (durations); i++)
    {
      g_autofree char *shown = tg_duration_format (durations[i].t);
      g_assert_cmpstr (shown, ==, durations[i].text);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/base/time/parse", test_parse);
  g_test_add_func ("/base/time/garbage", test_garbage);
  g_test_add_func ("/base/time/round-trip", test_round_trip);
  g_test_add_func ("/base/time/format", test_format);
  return g_test_run ();
}
