/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tg-app"

#include "app/sample.h"

#include <errno.h>
#include <glib/gi18n.h>
#include <glib/gstdio.h>

#include "core/base/error.h"
#include "core/simulate/simulate.h"

#define REMOVE_DEPTH 16

char *
tg_cases_folder (void)
{
  const char *folder = g_getenv ("TRAILGRAPH_CASE_DIR");

  return folder != NULL && folder[0] != '\0' ? g_strdup (folder) : g_build_filename (g_get_user_data_dir (), "trailgraph", "cases", NULL);
}

static char *
sample_folder (void)
{
  const char *folder = g_getenv ("TRAILGRAPH_CASE_DIR");

  return folder != NULL && folder[0] != '\0' ? g_build_filename (folder, "sample", NULL)
                                             : g_build_filename (g_get_user_cache_dir (), "trailgraph", NULL);
}

char *
tg_new_case_path (const char *imported)
{
  g_autofree char *folder = tg_cases_folder ();
  g_autofree char *name = g_path_get_basename (imported);
  g_autoptr (GDateTime) now = g_date_time_new_now_local ();
  g_autofree char *date = g_date_time_format (now, "%Y-%m-%d");
  char *dot = strchr (name, '.');

  if (dot != NULL && dot != name)
    *dot = '\0';
  if (name[0] == '\0' || name[0] == '.' || strchr (name, '/') != NULL)
    {
      g_free (name);
      name = g_strdup (_("Case"));
    }
  if (strlen (name) > 120)
    name[120] = '\0';
  g_mkdir_with_parents (folder, 0700);
  for (guint i = 1; ; i++)
    {
      g_autofree char *file = i == 1 ? g_strdup_printf ("%s %s.tgcase", name, date) : g_strdup_printf ("%s %s (%u).tgcase", name, date, i);
      g_autofree char *path = g_build_filename (folder, file, NULL);

      if (!g_file_test (path, G_FILE_TEST_EXISTS) || i > 9999)
        return g_steal_pointer (&path);
    }
}

static void
remove_tree (const char *path, guint depth)
{
  g_autoptr (GDir) dir = NULL;
  const char *name;

  if (!g_file_test (path, G_FILE_TEST_IS_SYMLINK) && g_file_test (path, G_FILE_TEST_IS_DIR) && depth < REMOVE_DEPTH)
    dir = g_dir_open (path, 0, NULL);
  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *child = g_build_filename (path, name, NULL);

      remove_tree (child, depth + 1);
    }
  g_remove (path);
}

gboolean
tg_sample_prepare (char **case_path, char **logs, TgJob *job, GError **error)
{
  const TgSimulateOptions options = TG_SIMULATE_SAMPLE;
  g_autofree char *folder = sample_folder ();
  g_autofree char *path = g_build_filename (folder, "Sample.tgcase", NULL);
  g_autofree char *ready = g_build_filename (folder, "sample-logs", NULL);
  g_autofree char *part = g_build_filename (folder, "sample-logs.part", NULL);

  *case_path = *logs = NULL;
  if (g_mkdir_with_parents (folder, 0700) != 0)
    {
      g_set_error (error, TG_ERROR, TG_ERROR_IO, "cannot make the folder for the sample: %s", g_strerror (errno));
      return FALSE;
    }
  if (!g_file_test (ready, G_FILE_TEST_IS_DIR) && !g_file_test (path, G_FILE_TEST_EXISTS))
    {
      remove_tree (part, 0);
      if (!tg_simulate (part, &options, job, error))
        return FALSE;
      if (g_rename (part, ready) != 0)
        {
          g_set_error (error, TG_ERROR, TG_ERROR_IO, "cannot put the sample in place: %s", g_strerror (errno));
          return FALSE;
        }
    }
  if (g_file_test (ready, G_FILE_TEST_IS_DIR))
    *logs = g_steal_pointer (&ready);
  *case_path = g_steal_pointer (&path);
  return TRUE;
}

gboolean
tg_sample_is_logs (const char *path)
{
  g_autofree char *folder = sample_folder ();
  g_autofree char *ready = g_build_filename (folder, "sample-logs", NULL);

  return g_strcmp0 (path, ready) == 0;
}

static void
remove_worker (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  remove_tree (data, 0);
  g_task_return_boolean (task, TRUE);
}

void
tg_sample_done (const char *logs)
{
  g_autoptr (GTask) task = g_task_new (NULL, NULL, NULL, NULL);

  g_task_set_source_tag (task, tg_sample_done);
  g_task_set_task_data (task, g_strdup (logs), g_free);
  g_task_run_in_thread (task, remove_worker);
}
