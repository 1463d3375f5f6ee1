/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tg-cli"

#include <stdarg.h>
#include <string.h>

#include "app/cli/output.h"

struct _TgTable
{
  char     **titles;
  gboolean  *right;
  gsize     *widths;
  guint      n;
  GPtrArray *cells;
};

char *
tg_cli_safe (const char *text)
{
  g_autofree char *valid = g_utf8_make_valid (text != NULL ? text : "", -1);
  GString *out = g_string_sized_new (strlen (valid) + 8);

  for (const char *at = valid; *at != '\0'; at = g_utf8_next_char (at))
    {
      gunichar c = g_utf8_get_char (at);

      if (c < 0x20 || (c >= 0x7f && c < 0xa0))
        g_string_append_printf (out, "\\x%02X", c);
      else if (g_unichar_type (c) == G_UNICODE_FORMAT || c == 0x2028 || c == 0x2029)
        g_string_append_printf (out, "\\u{%04X}", c);
      else
        g_string_append_unichar (out, c);
    }
  return g_string_free (out, FALSE);
}

char *
tg_cli_time (gint64 time)
{
  char text[40];

  return g_strdup (time == TG_TIME_NONE ? "-" : tg_time_format (time, text));
}

char *
tg_cli_bytes (guint64 bytes)
{
  return g_format_size (bytes);
}

/* columns on a terminal, not characters */
static gsize
width (const char *text)
{
  gsize n = 0;

  for (; *text != '\0'; text = g_utf8_next_char (text))
    {
      gunichar c = g_utf8_get_char (text);

      if (!g_unichar_iszerowidth (c))
        n += g_unichar_iswide (c) ? 2 : 1;
    }
  return n;
}

TgTable *
tg_table_new (const char *columns)
{
  TgTable *table = g_new0 (TgTable, 1);

  table->titles = g_strsplit (columns, "|", -1);
  table->n = g_strv_length (table->titles);
  table->right = g_new0 (gboolean, table->n);
  table->widths = g_new0 (gsize, table->n);
  table->cells = g_ptr_array_new_with_free_func (g_free);
  for (guint i = 0; i < table->n; i++)
    {
      table->right[i] = table->titles[i][0] == '>';
      if (table->right[i])
        memmove (table->titles[i], table->titles[i] + 1, strlen (table->titles[i]));
      table->widths[i] = width (table->titles[i]);
    }
  return table;
}

void
tg_table_add (TgTable *table, ...)
{
  va_list list;

  va_start (list, table);
  for (guint i = 0; i < table->n; i++)
    {
      char *cell = tg_cli_safe (va_arg (list, const char *));

      table->widths[i] = MAX (table->widths[i], width (cell));
      g_ptr_array_add (table->cells, cell);
    }
  va_end (list);
}

static void
print_cell (TgTable *table, guint column, const char *text, FILE *out)
{
  gsize gap = table->widths[column] - width (text);
  gboolean last = column + 1 == table->n;

  if (table->right[column])
    fprintf (out, "%*s", (int) gap, "");
  fputs (text, out);
  if (!table->right[column] && !last)
    fprintf (out, "%*s", (int) gap, "");
  fputs (last ? "\n" : "  ", out);
}

void
tg_table_print (TgTable *table, FILE *out)
{
  for (guint i = 0; i < table->n; i++)
    print_cell (table, i, table->titles[i], out);
  for (guint i = 0; i < table->cells->len; i++)
    print_cell (table, i % table->n, g_ptr_array_index (table->cells, i), out);
  tg_table_free (table);
}

void
tg_table_free (TgTable *table)
{
  g_ptr_array_unref (table->cells);
  g_strfreev (table->titles);
  g_free (table->right);
  g_free (table->widths);
  g_free (table);
}
