/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tg-store"

#include "core/store/keyfilter-private.h"

#include "core/base/hash.h"

/* A table is cache lines of 32 fingerprints of 16 bits, filled from the front; a full line goes on in the next one. At three quarters full one
 * key in fifteen does. A Bloom filter of the same size is wrong more often and wants several bits a key set and tested. */

#define SLOTS      32
#define LOAD       24
#define FIRST_KEYS (G_GUINT64_CONSTANT (2) << 20)

typedef struct { guint16 slots[SLOTS]; } Line;

typedef struct
{
  gpointer memory;
  Line    *lines;        /* in memory, at a cache line */
  guint64  n_lines, keys, max_keys;
} Table;

struct _TgKeyFilter
{
  GArray *tables;        /* Table */
};

static void
table_clear (gpointer data)
{
  g_free (((Table *) data)->memory);
}

TgKeyFilter *
tg_key_filter_new (void)
{
  TgKeyFilter *filter = g_new0 (TgKeyFilter, 1);

  filter->tables = g_array_new (FALSE, TRUE, sizeof (Table));
  g_array_set_clear_func (filter->tables, table_clear);
  return filter;
}

void
tg_key_filter_free (TgKeyFilter *filter)
{
  if (filter == NULL)
    return;
  g_array_unref (filter->tables);
  g_free (filter);
}

static Table *
add_table (TgKeyFilter *filter)
{
  Table table = { .max_keys = FIRST_KEYS << MIN (filter->tables->len, 20) };

  table.n_lines = table.max_keys / LOAD;
  table.memory = g_malloc0 ((table.n_lines + 1) * sizeof (Line));
  table.lines = (Line *) (((guintptr) table.memory + sizeof (Line) - 1) & ~(guintptr) (sizeof (Line) - 1));
  g_array_append_val (filter->tables, table);
  return &g_array_index (filter->tables, Table, filter->tables->len - 1);
}

/* The fingerprint, never 0; the line out of the hash's upper half, which the fingerprint does not come from. */
static inline guint16
mark_of (guint64 hash)
{
  return (guint16) hash != 0 ? (guint16) hash : 1;
}

static inline guint64
line_of (guint64 hash, guint64 n_lines)
{
  return ((hash >> 32) * n_lines) >> 32;
}

void
tg_key_filter_add (TgKeyFilter *filter, guint64 key)
{
  const guint64 hash = tg_hash_mix (key, 0x7365656e);
  Table *table = filter->tables->len > 0 ? &g_array_index (filter->tables, Table, filter->tables->len - 1) : NULL;

  if (table == NULL || table->keys >= table->max_keys)
    table = add_table (filter);
  for (guint64 at = line_of (hash, table->n_lines);; at = at + 1 < table->n_lines ? at + 1 : 0)
    for (guint i = 0; i < SLOTS; i++)
      if (table->lines[at].slots[i] == 0)
        {
          table->lines[at].slots[i] = mark_of (hash);
          table->keys++;
          return;
        }
}

static inline gboolean
line_has (const Line *line, guint16 mark)
{
  guint16 hit = 0;

  for (guint i = 0; i < SLOTS; i++)
    hit |= line->slots[i] == mark;
  return hit != 0;
}

static gboolean
table_has (const Table *table, guint64 hash)
{
  const guint16 mark = mark_of (hash);

  for (guint64 at = line_of (hash, table->n_lines);; at = at + 1 < table->n_lines ? at + 1 : 0)
    {
      if (line_has (&table->lines[at], mark))
        return TRUE;
      if (table->lines[at].slots[SLOTS - 1] == 0)
        return FALSE;
    }
}

gboolean
tg_key_filter_has (const TgKeyFilter *filter, guint64 key)
{
  const guint64 hash = tg_hash_mix (key, 0x7365656e);

  for (guint i = 0; i < filter->tables->len; i++)
    if (table_has (&g_array_index (filter->tables, Table, i), hash))
      return TRUE;
  return FALSE;
}
