/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/fuzz/fuzz.h"

/* Runs every file of a folder through the target, and every beginning of the short ones. */
int
main (int argc, char *argv[])
{
  g_autoptr (GDir) dir = argc == 2 ? g_dir_open (argv[1], 0, NULL) : NULL;
  const char *name;
  guint n = 0;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (argv[1], name, NULL);
      g_autofree char *text = NULL;
      gsize len;
      if (!g_file_get_contents (path, &text, &len, NULL))
        return 1;
      for (gsize size = len; ; size -= MAX (1, len / 16))
        {
          g_autofree guint8 *exact = g_memdup2 (text, size);
          LLVMFuzzerTestOneInput (exact, size);
          if (size < MAX (1, len / 16))
            break;
        }
      n++;
    }
  return n > 0 ? 0 : 1;
}
