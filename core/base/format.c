/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "core/base/format.h"

#include <locale.h>

char *
tg_format_count (guint64 n)
{
  char digits[24];
  const char *separator = localeconv ()->thousands_sep;
  GString *out = g_string_new (NULL);
  int len = g_snprintf (digits, sizeof digits, "%" G_GUINT64_FORMAT, n);

  /* the C locale has none; long numbers are hard to read there too */
  if (separator == NULL || separator[0] == '\0' || !g_utf8_validate (separator, -1, NULL))
    separator = ",";
  for (int i = 0; i < len; i++)
    {
      if (i > 0 && (len - i) % 3 == 0)
        g_string_append (out, separator);
      g_string_append_c (out, digits[i]);
    }
  return g_string_free (out, FALSE);
}
