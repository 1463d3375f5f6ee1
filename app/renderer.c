/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tg-app"

#include "app/renderer.h"

#include <string.h>

static gboolean
has_entry (const char *folder, const char *prefix)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    if (g_str_has_prefix (name, prefix))
      return TRUE;
  return FALSE;
}

gboolean
tg_renderer_has_gpu (const char *devices)
{
  g_autofree char *dri = g_build_filename (devices, "dri", NULL);

  return has_entry (dri, "renderD") || has_entry (devices, "nvidia") || has_entry (devices, "dxg");
}

/* Without a processor for graphics GTK takes OpenGL all the same, done by Mesa on the main one: a frame of the graph is then made by
 * cairo, uploaded and composed once more, which takes twice as long as cairo alone. */
void
tg_renderer_choose (void)
{
  const char *software = g_getenv ("LIBGL_ALWAYS_SOFTWARE");
  const gboolean asked_for = software != NULL && (strcmp (software, "1") == 0 || g_ascii_strcasecmp (software, "true") == 0);

  if (g_getenv ("GSK_RENDERER") == NULL && (asked_for || !tg_renderer_has_gpu ("/dev")))
    g_setenv ("GSK_RENDERER", "cairo", FALSE);
}
