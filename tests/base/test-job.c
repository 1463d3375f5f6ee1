/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tg-test"

#include "core/base/error.h"
#include "core/base/job.h"

#include <string.h>

static void
test_progress (void)
{
  g_autoptr (TgJob) job = tg_job_new ("Importing");
  TgJobState state;

  tg_job_set_total (job, 1000, 4);
  tg_job_advance (job, 100, 7, 1);
  tg_job_advance (job, 150, 1, 0);
  tg_job_snapshot (job, &state);
  g_assert_cmpstr (state.title, ==, "Importing");
  g_assert_cmpuint (state.done, ==, 250);
  g_assert_cmpuint (state.total, ==, 1000);
  g_assert_cmpuint (state.items, ==, 8);
  g_assert_cmpuint (state.parts, ==, 1);
  g_assert_cmpuint (state.parts_total, ==, 4);
  g_assert_false (state.finished || state.cancelled);
  tg_job_finish (job);
  tg_job_snapshot (job, &state);
  g_assert_true (state.finished);
  g_assert_cmpfloat (tg_job_seconds_left (&state), ==, 0);
}

static void
test_left (void)
{
  TgJobState state = { .done = 250, .total = 1000, .started = g_get_monotonic_time () - 10 * G_USEC_PER_SEC };

  g_assert_cmpfloat_with_epsilon (tg_job_seconds_left (&state), 30, 0.5);
  state.done = 1200;
  g_assert_cmpfloat (tg_job_seconds_left (&state), ==, 0);
  state.total = 0;
  g_assert_cmpfloat (tg_job_seconds_left (&state), <, 0);
  state = (TgJobState) { .done = 250, .total = 1000, .started = g_get_monotonic_time () };
  g_assert_cmpfloat (tg_job_seconds_left (&state), <, 0);
}

/* Any text becomes valid UTF-8 that fits; of a long one the end stays. */
static void
test_detail (void)
{
  g_autoptr (TgJob) job = tg_job_new (NULL);
  TgJobState state;

  tg_job_set_detail (job, "bad \xff byte");
  tg_job_snapshot (job, &state);
  g_assert_true (g_utf8_validate (state.detail, -1, NULL));
  for (guint shift = 0; shift < 4; shift++)
    {
      g_autoptr (GString) text = g_string_new (NULL);
      for (guint i = 0; i < shift; i++)
        g_string_append_c (text, 'x');
      for (guint i = 0; i < 300; i++)
        g_string_append (text, "€");
      g_string_append (text, "/end.json");
      tg_job_set_detail (job, text->str);
      tg_job_snapshot (job, &state);
      g_assert_true (g_utf8_validate (state.detail, -1, NULL));
      g_assert_true (g_str_has_prefix (state.detail, "…€"));
      g_assert_true (g_str_has_suffix (state.detail, "€/end.json"));
    }
  tg_job_set_detail (job, NULL);
  tg_job_snapshot (job, &state);
  g_assert_cmpstr (state.detail, ==, "");
}

static void
test_cancel (void)
{
  g_autoptr (TgJob) job = tg_job_new ("x");
  g_autoptr (GError) error = NULL;
  TgJobState state;

  g_assert_false (tg_job_is_cancelled (NULL));
  g_assert_true (tg_job_check (NULL, NULL));
  g_assert_true (tg_job_check (job, &error));
  tg_job_cancel (job);
  g_assert_true (tg_job_is_cancelled (job));
  g_assert_false (tg_job_check (job, &error));
  g_assert_error (error, TG_ERROR, TG_ERROR_CANCELLED);
  tg_job_snapshot (job, &state);
  g_assert_true (state.cancelled);
}

static gpointer
advance (gpointer data)
{
  g_autoptr (TgJob) job = data;

  for (guint i = 0; i < 10000; i++)
    tg_job_advance (job, 1, 2, 3);
  return NULL;
}

static void
test_threads (void)
{
  g_autoptr (TgJob) job = tg_job_new ("x");
  GThread *threads[4];
  TgJobState state;

  for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
    threads[i] = g_thread_new ("test", advance, tg_job_ref (job));
  for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
    g_thread_join (threads[i]);
  tg_job_snapshot (job, &state);
  g_assert_cmpuint (state.done, ==, 40000);
  g_assert_cmpuint (state.items, ==, 80000);
  g_assert_cmpuint (state.parts, ==, 120000);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/base/job/progress", test_progress);
  g_test_add_func ("/base/job/left", test_left);
  g_test_add_func ("/base/job/detail", test_detail);
  g_test_add_func ("/base/job/cancel", test_cancel);
  g_test_add_func ("/base/job/threads", test_threads);
  return g_test_run ();
}
