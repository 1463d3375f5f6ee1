/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tg-chart"

#include "widgets/chart/ticks.h"

guint64
tg_ticks_step (guint64 max, guint n_max)
{
  static const guint factors[] = { 1, 2, 5 };

  n_max = MAX (n_max, 1);
  for (guint64 power = 1;; power *= 10)
    {
      for (guint i = 0; i < G_N_ELEMENTS (factors); i++)
        if (power > G_MAXUINT64 / factors[i] / n_max || power * factors[i] * n_max >= max)
          return power * factors[i];
      if (power > G_MAXUINT64 / 10)
        return power;
    }
}

gint64
tg_ticks_time_step (gint64 span, guint n_max)
{
  static const gint64 steps[] = {
    TG_MINUTE, 5 * TG_MINUTE, 15 * TG_MINUTE, 30 * TG_MINUTE, TG_HOUR, 2 * TG_HOUR, 3 * TG_HOUR, 6 * TG_HOUR, 12 * TG_HOUR,
    TG_DAY, 2 * TG_DAY, 7 * TG_DAY, 14 * TG_DAY, 30 * TG_DAY, 90 * TG_DAY, 365 * TG_DAY,
  };

  for (guint i = 0; i < G_N_ELEMENTS (steps); i++)
    if (span / steps[i] <= (gint64) MAX (n_max, 1))
      return steps[i];
  return 10 * 365 * TG_DAY;
}

char *
tg_ticks_time_label (gint64 t, gint64 step, gboolean utc)
{
  g_autoptr (GDateTime) when = utc ? g_date_time_new_from_unix_utc (t / TG_SECOND) : g_date_time_new_from_unix_local (t / TG_SECOND);

  if (when == NULL)
    return g_strdup ("");
  if (step >= 30 * TG_DAY)
    return g_date_time_format (when, "%b %Y");
  if (step >= TG_DAY || (g_date_time_get_hour (when) == 0 && g_date_time_get_minute (when) == 0))
    return g_date_time_format (when, "%-d %b");
  return g_date_time_format (when, "%H:%M");
}

char *
tg_count_format (guint64 count)
{
  static const char units[] = "kMGTPE";
  double value = (double) count;

  if (count < 1000)
    return g_strdup_printf ("%u", (guint) count);
  for (guint i = 0; units[i] != '\0'; i++)
    {
      value /= 1000;
      if (value < 999.5)
        return g_strdup_printf (value < 9.95 ? "%.1f%c" : "%.0f%c", value, units[i]);
    }
  return g_strdup_printf ("%" G_GUINT64_FORMAT, count);
}

char *
tg_bytes_format (guint64 bytes)
{
  return g_format_size (bytes);
}

guint
tg_columns_sum (const GArray *buckets, guint n_max, TgActivityBucket *columns, guint *per)
{
  guint n = 0;

  *per = 1;
  if (buckets == NULL || buckets->len == 0 || n_max == 0)
    return 0;
  *per = (buckets->len + n_max - 1) / n_max;
  for (guint i = 0; i < buckets->len; i++)
    {
      const TgActivityBucket *bucket = &g_array_index (buckets, TgActivityBucket, i);
      if (i % *per == 0)
        columns[n++] = (TgActivityBucket) { .from = bucket->from };
      TgActivityBucket *column = &columns[n - 1];
      column->ok += bucket->ok;
      column->failed += bucket->failed;
      column->bytes_in += bucket->bytes_in;
      column->bytes_out += bucket->bytes_out;
    }
  return n;
}
