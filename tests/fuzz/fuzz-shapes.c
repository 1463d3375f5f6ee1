/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/fuzz/fuzz.h"
#include "tests/ingest/likeness.h"

#include <string.h>

/* Lines are events; each is read by one who has read those before. */
int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  if (size == 0)
    return 0;
  g_autoptr (Likeness) likeness = likeness_new ();
  const char *p = (const char *) data, *end = p + size;

  for (guint n = 0; p < end && n < 64; n++)
    {
      const char *newline = memchr (p, '\n', end - p);
      const char *stop = newline != NULL ? newline : end;
      likeness_check (likeness, p, stop - p);
      p = stop + 1;
    }
  return 0;
}
