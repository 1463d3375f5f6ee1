/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tg-base"

#include "core/base/memory.h"

#include <stdio.h>

#ifdef __GLIBC__
# include <malloc.h>
#endif
#ifdef __linux__
# include <sys/mman.h>
# include <unistd.h>
#endif

#define WORTH (2 * 1024 * 1024)

void
tg_memory_large (gpointer memory, gsize size)
{
#ifdef MADV_HUGEPAGE
  const guintptr page = sysconf (_SC_PAGESIZE), from = ((guintptr) memory + page - 1) & ~(page - 1), to = ((guintptr) memory + size) & ~(page - 1);

  if (size >= WORTH && to > from)
    madvise ((gpointer) from, to - from, MADV_HUGEPAGE);
#endif
}

void
tg_memory_trim (void)
{
#ifdef __GLIBC__
  malloc_trim (0);
#endif
}

gsize
tg_memory_resident (void)
{
  unsigned long pages = 0;
#ifdef __linux__
  FILE *file = fopen ("/proc/self/statm", "re");

  if (file != NULL && fscanf (file, "%*u %lu", &pages) != 1)
    pages = 0;
  if (file != NULL)
    fclose (file);
  return (gsize) pages * sysconf (_SC_PAGESIZE);
#else
  return pages;
#endif
}
