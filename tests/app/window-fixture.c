/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "window-fixture.h"

#include <glib/gstdio.h>
#include <locale.h>

#include "app/application.h"
#include "core/simulate/simulate.h"

static TgApplication *application;
static char *folder, *logs;

gboolean
fixture_init (int *argc, char ***argv)
{
  const TgSimulateOptions options = { .days = 3, .events = 1500, .seed = 3, .start = 0 };
  g_autoptr (GError) error = NULL;

  setlocale (LC_ALL, "C.UTF-8");
  g_test_init (argc, argv, NULL);
  if (!gtk_init_check ())
    return FALSE;
  folder = g_dir_make_tmp ("trailgraph-test-XXXXXX", NULL);
  logs = g_build_filename (folder, "logs", NULL);
  g_setenv ("TRAILGRAPH_CASE_DIR", folder, TRUE);
  g_setenv ("TRAILGRAPH_CONFIG_DIR", folder, TRUE);
  tg_simulate (logs, &options, NULL, &error);
  g_assert_no_error (error);
  application = tg_application_new ();
  g_application_set_flags (G_APPLICATION (application), G_APPLICATION_NON_UNIQUE | G_APPLICATION_HANDLES_OPEN);
  g_application_register (G_APPLICATION (application), NULL, &error);
  g_assert_no_error (error);
  g_application_hold (G_APPLICATION (application));
  return TRUE;
}

char *
fixture_path (const char *name)
{
  return g_build_filename (folder, name, NULL);
}

TgWindow *
fixture_open (const char *path)
{
  TgWindow *window = tg_window_new (GTK_APPLICATION (application));
  g_autofree char *first = fixture_path ("first.tgcase");
  const char *paths[] = { logs, NULL };

  gtk_window_present (GTK_WINDOW (window));
  tg_window_open_case (window, path != NULL ? path : first, path != NULL ? 0 : TG_CASE_CREATE);
  wait_until (tg_window_get_case (window) != NULL && !tg_window_is_busy (window));
  if (path != NULL)
    return window;
  tg_window_import (window, paths);
  wait_until (tg_open_case_get_import (tg_window_get_case (window)) == NULL);
  return window;
}

TgWindow *
fixture_open_read_only (const char *path)
{
  TgWindow *window = tg_window_new (GTK_APPLICATION (application));

  gtk_window_present (GTK_WINDOW (window));
  tg_window_open_case (window, path, TG_CASE_READ_ONLY);
  wait_until (tg_window_get_case (window) != NULL && !tg_window_is_busy (window));
  return window;
}

void
fixture_close (TgWindow *window)
{
  gpointer pointer = window;

  g_object_add_weak_pointer (G_OBJECT (window), &pointer);
  gtk_window_close (GTK_WINDOW (window));
  wait_until (gtk_application_get_windows (GTK_APPLICATION (application)) == NULL);
  wait_until (pointer == NULL);
}

TgGraphPage *
fixture_graph (TgWindow *window)
{
  return TG_GRAPH_PAGE (tg_window_get_page (window, TG_PLACE_GRAPH));
}

void
fixture_settle (void)
{
  for (guint i = 0; i < 300; i++)
    {
      g_main_context_iteration (NULL, FALSE);
      g_usleep (500);
    }
}

void
fixture_act (TgWindow *window, const char *action, const char *format, ...)
{
  GVariant *parameter = NULL;
  va_list args;

  if (format != NULL)
    {
      va_start (args, format);
      parameter = g_variant_new_va (format, NULL, &args);
      va_end (args);
    }
  g_assert_true (gtk_widget_activate_action_variant (GTK_WIDGET (fixture_graph (window)), action, parameter));
}

gint64
fixture_busiest (TgWindow *window, TgEntityKind kind)
{
  g_autoptr (TgReader) reader = tg_reader_new (tg_open_case_get_path (tg_window_get_case (window)), NULL);
  g_autoptr (GArray) infos = tg_reader_busiest (reader, kind, TG_TIME_ALL, 1, NULL, NULL);

  g_assert_cmpuint (infos->len, ==, 1);
  return g_array_index (infos, TgEntityInfo, 0).id;
}

void
fixture_show (TgWindow *window, gint64 id)
{
  fixture_act (window, "win.show-in-graph", "x", id);
  wait_until (tg_board_find (tg_graph_page_get_board (fixture_graph (window)), id) != NULL && !tg_graph_page_is_busy (fixture_graph (window)));
}

static void
remove_tree (const char *path)
{
  g_autoptr (GDir) dir = g_dir_open (path, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *child = g_build_filename (path, name, NULL);

      if (g_file_test (child, G_FILE_TEST_IS_DIR) && !g_file_test (child, G_FILE_TEST_IS_SYMLINK))
        remove_tree (child);
      else
        g_unlink (child);
    }
  g_rmdir (path);
}

int
fixture_end (void)
{
  const int status = g_test_run ();

  remove_tree (folder);
  return status;
}
