/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tg-ingest"

#include "core/ingest/walk.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>

#define MAX_DEPTH 200

static void
item_free (gpointer data)
{
  TgWalkItem *item = data;

  g_free (item->path);
  g_free (item->note);
  g_free (item);
}

static void
add (GPtrArray *items, const char *path, char *note, gboolean passed, guint64 size)
{
  TgWalkItem *item = g_new0 (TgWalkItem, 1);

  item->path = g_strdup (path);
  item->note = note;
  item->passed = passed;
  item->size = size;
  g_ptr_array_add (items, item);
}

static int
by_bytes (gconstpointer a, gconstpointer b)
{
  return strcmp (*(const char * const *) a, *(const char * const *) b);
}

static void visit (GPtrArray *items, const char *path, gboolean follow, guint depth);

static void
visit_folder (GPtrArray *items, const char *path, guint depth)
{
  g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_free);
  DIR *dir = depth < MAX_DEPTH ? opendir (path) : NULL;
  struct dirent *entry;

  if (dir == NULL)
    {
      add (items, path, depth < MAX_DEPTH ? g_strdup_printf ("folder cannot be opened: %s", g_strerror (errno))
                                          : g_strdup ("folder nested deeper than 200 levels: not entered"), FALSE, 0);
      return;
    }
  while ((errno = 0, entry = readdir (dir)) != NULL)
    if (strcmp (entry->d_name, ".") != 0 && strcmp (entry->d_name, "..") != 0)
      g_ptr_array_add (names, g_strdup (entry->d_name));
  if (errno != 0)
    add (items, path, g_strdup_printf ("folder cannot be read to its end: %s", g_strerror (errno)), FALSE, 0);
  closedir (dir);
  g_ptr_array_sort (names, by_bytes);
  for (guint i = 0; i < names->len; i++)
    {
      g_autofree char *child = g_build_filename (path, g_ptr_array_index (names, i), NULL);
      visit (items, child, FALSE, depth + 1);
    }
}

static void
visit (GPtrArray *items, const char *path, gboolean follow, guint depth)
{
  struct stat info;

  if (fstatat (AT_FDCWD, path, &info, follow ? 0 : AT_SYMLINK_NOFOLLOW) < 0)
    add (items, path, g_strdup_printf ("cannot be looked at: %s", g_strerror (errno)), FALSE, 0);
  else if (S_ISDIR (info.st_mode))
    visit_folder (items, path, depth);
  else if (S_ISREG (info.st_mode))
    add (items, path, NULL, FALSE, info.st_size);
  else if (S_ISLNK (info.st_mode))
    add (items, path, g_strdup ("symbolic link: not followed"), TRUE, 0);
  else
    add (items, path, g_strdup ("not a regular file (a device, pipe or socket)"), TRUE, 0);
}

GPtrArray *
tg_walk (const char * const *paths)
{
  GPtrArray *items = g_ptr_array_new_with_free_func (item_free);

  for (guint i = 0; paths != NULL && paths[i] != NULL; i++)
    visit (items, paths[i], TRUE, 0);
  return items;
}

char *
tg_walk_display (const char *path)
{
  GString *text = g_string_new (NULL);

  for (const char *p = path; *p != '\0';)
    {
      const gunichar c = g_utf8_get_char_validated (p, -1);
      if (c == (gunichar) -1 || c == (gunichar) -2 || c < 0x20 || c == 0x7f)
        {
          g_string_append_printf (text, "\\x%02X", (guchar) *p);
          p++;
        }
      else
        {
          const char *next = g_utf8_next_char (p);
          g_string_append_len (text, p, next - p);
          p = next;
        }
    }
  return g_string_free (text, FALSE);
}
