/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tg-store"

#include "core/store/keyfilter-private.h"

#include "core/base/hash.h"
#include "core/base/memory.h"

/* A table is cache lines of 21 fingerprints of 24 bits, filled from the front; a full line goes on in the next one. At 15 of 21 one key in twenty
 * does. A Bloom filter of the same size is wrong more often, and wants several bits a key set and tested. */

#define SLOTS      21
#define LOAD       15
#define TABLE_KEYS (4u << 20)

typedef struct
{
  guint16 low[SLOTS];
  guint8  high[SLOTS];
  guint8  used;
} Line;

G_STATIC_ASSERT (sizeof (Line) == 64);

#define N_LINES (TABLE_KEYS / LOAD)

typedef struct
{
  gpointer memory;
  Line    *lines;        /* in memory, at a cache line */
  guint64  keys;
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
  Table table = { .memory = g_malloc0 ((N_LINES + 1) * sizeof (Line)) };

  tg_memory_large (table.memory, (N_LINES + 1) * sizeof (Line));
  table.lines = (Line *) (((guintptr) table.memory + sizeof (Line) - 1) & ~(guintptr) (sizeof (Line) - 1));
  g_array_append_val (filter->tables, table);
  return &g_array_index (filter->tables, Table, filter->tables->len - 1);
}

/* The fingerprint is the hash's lower bits, the line comes of its upper half. */
static inline guint64
line_of (guint64 hash)
{
  return ((hash >> 32) * N_LINES) >> 32;
}

void
tg_key_filter_add (TgKeyFilter *filter, guint64 key)
{
  const guint64 hash = tg_hash_mix (key, 0x7365656e);
  Table *table = filter->tables->len > 0 ? &g_array_index (filter->tables, Table, filter->tables->len - 1) : NULL;
  guint64 at = line_of (hash);

  if (table == NULL || table->keys >= TABLE_KEYS)
    table = add_table (filter);
  while (table->lines[at].used == SLOTS)
    at = at + 1 < N_LINES ? at + 1 : 0;
  Line *line = &table->lines[at];
  line->low[line->used] = (guint16) hash;
  line->high[line->used] = (guint8) (hash >> 16);
  line->used++;
  table->keys++;
}

/* Empty slots are looked at as well, so that the loop is of a fixed length; only where they differ from the key is certain. */
static inline gboolean
line_has (const Line *line, guint64 hash)
{
  const guint16 low = (guint16) hash;
  guint16 hit = 0;

  for (guint i = 0; i < SLOTS; i++)
    hit |= line->low[i] == low;
  if (G_LIKELY (hit == 0))
    return FALSE;
  for (guint i = 0; i < line->used; i++)
    if (line->low[i] == low && line->high[i] == (guint8) (hash >> 16))
      return TRUE;
  return FALSE;
}

static gboolean
table_has (const Table *table, guint64 hash)
{
  for (guint64 at = line_of (hash);; at = at + 1 < N_LINES ? at + 1 : 0)
    {
      if (line_has (&table->lines[at], hash))
        return TRUE;
      if (table->lines[at].used < SLOTS)
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

void
tg_key_filter_expect_has (const TgKeyFilter *filter, guint64 key)
{
  const guint64 at = line_of (tg_hash_mix (key, 0x7365656e));

  for (guint i = 0; i < filter->tables->len; i++)
    __builtin_prefetch (&g_array_index (filter->tables, Table, i).lines[at]);
}

void
tg_key_filter_expect_add (const TgKeyFilter *filter, guint64 key)
{
  if (filter->tables->len > 0)
    __builtin_prefetch (&g_array_index (filter->tables, Table, filter->tables->len - 1).lines[line_of (tg_hash_mix (key, 0x7365656e))], 1);
}
