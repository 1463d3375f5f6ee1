/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gstdio.h>

#include "app/renderer.h"

static void
put (const char *folder, const char *name, const char *text)
{
  g_autofree char *path = g_build_filename (folder, name, NULL);

  if (text == NULL)
    g_assert_cmpint (g_mkdir (path, 0700), ==, 0);
  else
    g_assert_true (g_file_set_contents (path, text, -1, NULL));
}

static void
drop (const char *folder, const char *name)
{
  g_autofree char *path = g_build_filename (folder, name, NULL);

  g_assert_cmpint (g_remove (path), ==, 0);
}

static void
test_gpu (void)
{
  g_autofree char *devices = g_dir_make_tmp ("devices-XXXXXX", NULL);

  g_assert_false (tg_renderer_has_gpu (devices));
  put (devices, "dri", NULL);
  put (devices, "dri/card0", "");               /* a screen, and nothing to draw with */
  g_assert_false (tg_renderer_has_gpu (devices));
  put (devices, "dri/renderD128", "");
  g_assert_true (tg_renderer_has_gpu (devices));
  drop (devices, "dri/renderD128");
  put (devices, "nvidia0", "");
  g_assert_true (tg_renderer_has_gpu (devices));
  drop (devices, "nvidia0");
  drop (devices, "dri/card0");
  drop (devices, "dri");
  g_assert_false (tg_renderer_has_gpu ("/nonexistent"));
  g_rmdir (devices);
}

static void
test_choice (void)
{
  g_setenv ("LIBGL_ALWAYS_SOFTWARE", "1", TRUE);
  g_setenv ("GSK_RENDERER", "gl", TRUE);
  tg_renderer_choose ();
  g_assert_cmpstr (g_getenv ("GSK_RENDERER"), ==, "gl");
  g_unsetenv ("GSK_RENDERER");
  tg_renderer_choose ();
  g_assert_cmpstr (g_getenv ("GSK_RENDERER"), ==, "cairo");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/renderer/gpu", test_gpu);
  g_test_add_func ("/renderer/choice", test_choice);
  return g_test_run ();
}
