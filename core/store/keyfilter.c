/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tg-store"

#include "core/store/keyfilter-private.h"

#include "core/base/hash.h"
#include "core/base/memory.h"

/* A table is cache lines of 21 fingerprints of 24 bits, filled from the front; a full line goes on in the next one. At 15 of 21 one key in twenty
 * does. A Bloom filter of the same size is wrong more often, and wants several bits a key set and tested. But it takes any number of keys. */

#define SLOTS      21
#define LOAD       15
#define TABLE_KEYS (4u << 20)
#define TABLES_MAX 5
#define BLOOM_BITS 4       /* of a key */

guint64 tg_key_filter_keys_max = TABLES_MAX * (guint64) TABLE_KEYS;
gsize tg_key_filter_bytes = 96 * 1024 * 1024;

typedef struct
{
  guint16 low[SLOTS];
  guint8  high[SLOTS];
  guint8  used;
} Line;

G_STATIC_ASSERT (sizeof (Line) == 64);

#define N_LINES (TABLE_KEYS / LOAD)

typedef struct { guint64 words[8]; } BloomLine;

G_STATIC_ASSERT (sizeof (BloomLine) == sizeof (Line));

typedef struct
{
  gpointer memory;
  Line    *lines;        /* in memory, at a cache line */
  guint64  keys;
} Table;

struct _TgKeyFilter
{
  GArray    *tables;       /* Table */
  guint64    keys;         /* in these */
  gpointer   memory;
  BloomLine *bloom;        /* in memory, at a cache line; NULL: the keys are in tables */
  gsize      n_bloom;
  gboolean   partial;      /* keys of it are not in it */
};

static void
table_clear (gpointer data)
{
  g_free (((Table *) data)->memory);
}

TgKeyFilter *
tg_key_filter_new (guint64 keys)
{
  TgKeyFilter *filter = g_new0 (TgKeyFilter, 1);

  filter->tables = g_array_new (FALSE, TRUE, sizeof (Table));
  g_array_set_clear_func (filter->tables, table_clear);
  if (!tg_key_filter_takes (filter, keys))
    {
      tg_key_filter_widen (filter);
      tg_key_filter_whole (filter);
    }
  return filter;
}

void
tg_key_filter_free (TgKeyFilter *filter)
{
  if (filter == NULL)
    return;
  g_array_unref (filter->tables);
  g_free (filter->memory);
  g_free (filter);
}

/* n cache lines, all zero. memory: what is to be freed. */
static gpointer
alloc_lines (gsize n, gpointer *memory)
{
  *memory = g_malloc0 ((n + 1) * sizeof (Line));
  tg_memory_large (*memory, (n + 1) * sizeof (Line));
  return (gpointer) (((guintptr) *memory + sizeof (Line) - 1) & ~(guintptr) (sizeof (Line) - 1));
}

gboolean
tg_key_filter_takes (const TgKeyFilter *filter, guint64 keys)
{
  return filter->bloom != NULL || filter->keys + keys <= tg_key_filter_keys_max;
}

/* The tables go first: both would be twice the memory. */
void
tg_key_filter_widen (TgKeyFilter *filter)
{
  filter->partial = TRUE;
  if (filter->bloom != NULL)
    return;
  g_array_set_size (filter->tables, 0);
  filter->keys = 0;
  filter->n_bloom = MAX (tg_key_filter_bytes / sizeof (BloomLine), 1);
  filter->bloom = alloc_lines (filter->n_bloom, &filter->memory);
}

void
tg_key_filter_whole (TgKeyFilter *filter)
{
  filter->partial = FALSE;
}

gsize
tg_key_filter_size (const TgKeyFilter *filter)
{
  return filter->tables->len * N_LINES * sizeof (Line) + filter->n_bloom * sizeof (BloomLine);
}

static Table *
add_table (TgKeyFilter *filter)
{
  Table table = { 0 };

  table.lines = alloc_lines (N_LINES, &table.memory);
  g_array_append_val (filter->tables, table);
  return &g_array_index (filter->tables, Table, filter->tables->len - 1);
}

static inline guint64
hash_of (guint64 key)
{
  return tg_hash_mix (key, 0x7365656e);
}

/* The fingerprint is the hash's lower bits, the line comes of its upper half. */
static inline guint64
line_of (guint64 hash)
{
  return ((hash >> 32) * N_LINES) >> 32;
}

/* The line comes of the upper 21 bits or so, the bits in it of the lower 36. */
static inline BloomLine *
bloom_line (const TgKeyFilter *filter, guint64 hash)
{
  return &filter->bloom[((hash >> 32) * filter->n_bloom) >> 32];
}

static inline guint64
bloom_bit (guint64 hash)
{
  return G_GUINT64_CONSTANT (1) << (hash & 63);
}

static inline void
bloom_add (BloomLine *line, guint64 hash)
{
  for (guint i = 0; i < BLOOM_BITS; i++, hash >>= 9)
    line->words[hash >> 6 & 7] |= bloom_bit (hash);
}

static inline gboolean
bloom_has (const BloomLine *line, guint64 hash)
{
  guint64 missing = 0;

  for (guint i = 0; i < BLOOM_BITS; i++, hash >>= 9)
    missing |= ~line->words[hash >> 6 & 7] & bloom_bit (hash);
  return missing == 0;
}

static void
tables_add (TgKeyFilter *filter, guint64 hash)
{
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
  filter->keys++;
}

void
tg_key_filter_add (TgKeyFilter *filter, guint64 key)
{
  const guint64 hash = hash_of (key);

  if (filter->bloom != NULL)
    bloom_add (bloom_line (filter, hash), hash);
  else
    tables_add (filter, hash);
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
  const guint64 hash = hash_of (key);

  if (filter->bloom != NULL)
    return filter->partial || bloom_has (bloom_line (filter, hash), hash);
  for (guint i = 0; i < filter->tables->len; i++)
    if (table_has (&g_array_index (filter->tables, Table, i), hash))
      return TRUE;
  return FALSE;
}

void
tg_key_filter_expect_has (const TgKeyFilter *filter, guint64 key)
{
  const guint64 hash = hash_of (key);

  if (filter->bloom != NULL)
    __builtin_prefetch (bloom_line (filter, hash));
  for (guint i = 0; i < filter->tables->len; i++)
    __builtin_prefetch (&g_array_index (filter->tables, Table, i).lines[line_of (hash)]);
}

void
tg_key_filter_expect_add (const TgKeyFilter *filter, guint64 key)
{
  const guint64 hash = hash_of (key);

  if (filter->bloom != NULL)
    __builtin_prefetch (bloom_line (filter, hash), 1);
  else if (filter->tables->len > 0)
    __builtin_prefetch (&g_array_index (filter->tables, Table, filter->tables->len - 1).lines[line_of (hash)], 1);
}
