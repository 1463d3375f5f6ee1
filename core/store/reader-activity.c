/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tg-store"

#include "core/store/reader-private.h"

#include <stdlib.h>

#define BUCKETS_MAX 2000000

typedef struct { guint64 ok, failed, bytes_in, bytes_out; } Sums;
typedef struct { gint64 hour; Sums sums; } HourCell;

/* Of a scan over activity or series: what is asked for, and where it goes. */
typedef struct
{
  int         facet;         /* -1: series */
  gint64      first, last;   /* hours */
  GArray     *cells;         /* HourCell */
  GHashTable *values;        /* Value, for facets */
} Scan;

static gboolean
scan_activity (gint64 *const *c, gsize first, gsize last, gpointer data)
{
  Scan *scan = data;

  for (gsize i = first; i < last; i++)
    if (c[1][i] == TG_FACET_TOTAL && c[3][i] >= scan->first && c[3][i] <= scan->last)
      {
        const HourCell cell = { c[3][i], { c[4][i], c[5][i], c[6][i], c[7][i] } };
        g_array_append_val (scan->cells, cell);
      }
  return TRUE;
}

static gboolean
scan_series (gint64 *const *c, gsize first, gsize last, gpointer data)
{
  Scan *scan = data;

  for (gsize i = first; i < last; i++)
    if (c[1][i] >= scan->first && c[1][i] <= scan->last)
      {
        const HourCell cell = { c[1][i], { c[2][i], c[3][i], c[4][i], c[5][i] } };
        g_array_append_val (scan->cells, cell);
      }
  return TRUE;
}

/* From the cells to buckets without gaps: from the scope's edges, or from the cells' when the scope has none. */
static GArray *
fill_buckets (const Scan *scan, TgTimeRange scope, gint64 bucket, GError **error)
{
  gint64 first = G_MAXINT64, last = G_MININT64;
  GArray *buckets = g_array_new (FALSE, TRUE, sizeof (TgActivityBucket));

  for (guint i = 0; i < scan->cells->len; i++)
    {
      const gint64 hour = g_array_index (scan->cells, HourCell, i).hour;
      first = MIN (first, hour);
      last = MAX (last, hour);
    }
  const gint64 top = TG_TIME_MAX / TG_HOUR;
  if (scope.from > TG_TIME_MIN)
    first = MIN (scope.from / TG_HOUR, top);
  if (scope.to < TG_TIME_MAX)
    last = scope.to <= 0 ? -1 : (scope.to - 1) / TG_HOUR;
  last = MIN (last, top);
  if (first > last || first < 0)
    return buckets;
  const gint64 from = first * TG_HOUR / bucket, n = last * TG_HOUR / bucket - from + 1;
  if (n > BUCKETS_MAX)
    {
      g_array_unref (buckets);
      g_set_error_literal (error, TG_ERROR, TG_ERROR_LIMIT, "The time is too long for buckets of this size");
      return NULL;
    }
  g_array_set_size (buckets, n);
  for (gint64 i = 0; i < n; i++)
    g_array_index (buckets, TgActivityBucket, i).from = (from + i) * bucket;
  for (guint i = 0; i < scan->cells->len; i++)
    {
      const HourCell *cell = &g_array_index (scan->cells, HourCell, i);
      const gint64 at = cell->hour > top ? -1 : cell->hour * TG_HOUR / bucket - from;
      if (at < 0 || at >= n)
        continue;
      TgActivityBucket *to = &g_array_index (buckets, TgActivityBucket, at);
      to->ok += cell->sums.ok;
      to->failed += cell->sums.failed;
      to->bytes_in += cell->sums.bytes_in;
      to->bytes_out += cell->sums.bytes_out;
    }
  return buckets;
}

GArray *
tg_reader_activity (TgReader *reader, gint64 entity, gint64 relation, TgTimeRange scope, gint64 bucket, TgJob *job, GError **error)
{
  g_autoptr (GArray) cells = g_array_new (FALSE, FALSE, sizeof (HourCell));
  Scan scan = { .cells = cells };
  GArray *buckets = NULL;

  if (bucket < TG_HOUR || bucket % TG_HOUR != 0)
    {
      g_set_error_literal (error, TG_ERROR, TG_ERROR_USAGE, "A bucket is a multiple of an hour");
      return NULL;
    }
  tg_scope_hours (scope, &scan.first, &scan.last);
  /* what has no time has no place on a time axis */
  scan.first = MAX (scan.first, 1);
  if (!tg_reader_begin (reader, job, error))
    return NULL;
  const gboolean ok = relation != 0 && entity == 0
                      ? tg_runs_scan (reader->db, TG_RUN_SERIES, relation, relation, scan_series, &scan, error)
                      : tg_runs_scan (reader->db, TG_RUN_ACTIVITY, entity, entity, scan_activity, &scan, error);
  if (ok)
    buckets = fill_buckets (&scan, scope, bucket, error);
  tg_reader_end (reader);
  return buckets;
}

/* --- relations, many at once --- */

#define AT_ONCE 4096

typedef struct { const gint64 *ids; GArray *cells; } Hours;

static gboolean
add_hours (gsize key, gint64 *const *c, gsize first, gsize last, gpointer data)
{
  const Hours *hours = data;

  for (gsize i = first; i < last; i++)
    if (c[1][i] > 0 && c[1][i] <= TG_TIME_MAX / TG_HOUR)
      {
        const TgSeriesInfo cell = { hours->ids[key], c[1][i] * TG_HOUR, c[2][i], c[3][i], c[4][i], c[5][i] };
        g_array_append_val (hours->cells, cell);
      }
  return TRUE;
}

static int
compare_hours (gconstpointer a, gconstpointer b)
{
  const TgSeriesInfo *x = a, *y = b;

  return x->relation != y->relation ? (x->relation > y->relation) - (x->relation < y->relation) : (x->from > y->from) - (x->from < y->from);
}

/* What several runs say of an hour is added up; the cells up to done are. */
static void
add_up (GArray *cells, guint done)
{
  guint n = done;

  qsort (&g_array_index (cells, TgSeriesInfo, done), cells->len - done, sizeof (TgSeriesInfo), compare_hours);
  for (guint i = done; i < cells->len; i++)
    {
      const TgSeriesInfo *cell = &g_array_index (cells, TgSeriesInfo, i);
      TgSeriesInfo *to = n > done ? &g_array_index (cells, TgSeriesInfo, n - 1) : NULL;
      if (to == NULL || compare_hours (to, cell) != 0)
        {
          g_array_index (cells, TgSeriesInfo, n++) = *cell;
          continue;
        }
      to->ok += cell->ok;
      to->failed += cell->failed;
      to->bytes_in += cell->bytes_in;
      to->bytes_out += cell->bytes_out;
    }
  g_array_set_size (cells, n);
}

GArray *
tg_reader_series (TgReader *reader, const gint64 *relations, gsize n, TgJob *job, GError **error)
{
  g_autoptr (GArray) cells = g_array_new (FALSE, FALSE, sizeof (TgSeriesInfo));
  gboolean ok = tg_reader_begin (reader, job, error);

  if (!ok)
    return NULL;
  g_autoptr (TgRunFinder) finder = tg_run_finder_new (reader->db, TG_RUN_SERIES, error);
  ok = finder != NULL;
  for (gsize at = 0; ok && at < n; at += AT_ONCE)
    {
      const guint done = cells->len;
      Hours hours = { relations + at, cells };
      tg_run_finder_find (finder, hours.ids, sizeof *relations, MIN (n - at, AT_ONCE), add_hours, &hours);
      if (cells->len > done)
        add_up (cells, done);
      ok = tg_job_check (job, error);
    }
  g_clear_pointer (&finder, tg_run_finder_free);
  tg_reader_end (reader);
  return ok ? g_steal_pointer (&cells) : NULL;
}

/* --- facets --- */

typedef struct { gint64 value, first, last; Sums sums; } Value;

static gboolean
scan_facet (gint64 *const *c, gsize first, gsize last, gpointer data)
{
  Scan *scan = data;
  Value *value = NULL;

  for (gsize i = first; i < last; i++)
    {
      if (c[1][i] != scan->facet || c[3][i] < scan->first || c[3][i] > scan->last)
        continue;
      if (value == NULL || value->value != c[2][i])
        {
          const gint64 key = c[2][i];
          value = g_hash_table_lookup (scan->values, &key);
          if (value == NULL)
            {
              value = g_new0 (Value, 1);
              *value = (Value) { .value = key, .first = G_MAXINT64, .last = G_MININT64 };
              g_hash_table_insert (scan->values, &value->value, value);
            }
        }
      value->first = MIN (value->first, c[3][i]);
      value->last = MAX (value->last, c[3][i]);
      value->sums.ok += c[4][i];
      value->sums.failed += c[5][i];
      value->sums.bytes_in += c[6][i];
      value->sums.bytes_out += c[7][i];
    }
  return TRUE;
}

static int
compare_values (gconstpointer a, gconstpointer b)
{
  const Value *x = *(Value *const *) a, *y = *(Value *const *) b;
  const guint64 n = x->sums.ok + x->sums.failed, m = y->sums.ok + y->sums.failed;

  return n != m ? (n > m ? -1 : 1) : (x->value > y->value) - (x->value < y->value);
}

/* What a record told that was taken out of the case again. */
static gboolean
is_nothing (const Sums *sums)
{
  return sums->ok == 0 && sums->failed == 0 && sums->bytes_in == 0 && sums->bytes_out == 0;
}

static void
clear_facet (gpointer data)
{
  g_clear_pointer (&((TgFacetInfo *) data)->label, g_free);
}

static char *
label_of (TgReader *reader, TgFacet facet, gint64 value)
{
  if (facet == TG_FACET_API || facet == TG_FACET_REGION)
    return g_strdup (tg_reader_term (reader, value));
  if (facet != TG_FACET_PORT)
    return g_strdup ("");
  const guint protocol = (value >> 16) & 0xffff, port = value & 0xffff;
  const char *name = protocol == 6 ? "tcp" : protocol == 17 ? "udp" : protocol == 1 ? "icmp" : protocol == 58 ? "icmpv6" : NULL;
  if (name != NULL)
    return protocol == 1 || protocol == 58 ? g_strdup (name) : g_strdup_printf ("%s/%u", name, port);
  return g_strdup_printf ("%u/%u", protocol, port);
}

GArray *
tg_reader_facet (TgReader *reader, gint64 entity, TgFacet facet, TgTimeRange scope, guint limit, TgJob *job, GError **error)
{
  g_autoptr (GHashTable) values = g_hash_table_new_full (g_int64_hash, g_int64_equal, NULL, g_free);
  Scan scan = { .facet = facet, .values = values };
  GArray *facets = NULL;

  tg_scope_hours (scope, &scan.first, &scan.last);
  if (!tg_reader_begin (reader, job, error))
    return NULL;
  if (tg_runs_scan (reader->db, TG_RUN_ACTIVITY, entity, entity, scan_facet, &scan, error))
    {
      g_autoptr (GPtrArray) sorted = g_ptr_array_new ();
      GHashTableIter iter;
      gpointer each;
      g_hash_table_iter_init (&iter, values);
      while (g_hash_table_iter_next (&iter, NULL, &each))
        if (!is_nothing (&((const Value *) each)->sums))
          g_ptr_array_add (sorted, each);
      g_ptr_array_sort (sorted, compare_values);
      facets = g_array_new (FALSE, TRUE, sizeof (TgFacetInfo));
      g_array_set_clear_func (facets, clear_facet);
      for (guint i = 0; i < sorted->len && (limit == 0 || i < limit); i++)
        {
          const Value *value = g_ptr_array_index (sorted, i);
          const TgFacetInfo info = { label_of (reader, facet, value->value), value->value, value->sums.ok, value->sums.failed,
                                     value->sums.bytes_in, value->sums.bytes_out, value->first, value->last };
          g_array_append_val (facets, info);
        }
    }
  tg_reader_end (reader);
  return facets;
}
