/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tg-model"

#include "core/model/mapping-flow-memory.h"

#include <string.h>

/* Bounds of what a batch takes; what comes later is mapped row by row. */
#define SETTINGS      512
#define SETTING_TEXTS 32
#define KEYS          8192

typedef struct { guint32 row, tag; } Slot;       /* row + 1; 0 is empty */

typedef struct
{
  guint32       n_settings, n_keys;
  TgFlowSetting settings[SETTINGS];
  Slot          setting_slots[2 * SETTINGS], key_slots[2 * KEYS];
  TgFlowRows    keys[KEYS];
} Memory;

gboolean tg_flow_memory_off;

/* The fields that a setting is made of. Others are in the key or are read by nothing. */
static const guint8 is_setting[TG_FIELD_N] = {
  [TG_FIELD_FL_ACCOUNT] = 1, [TG_FIELD_FL_INTERFACE] = 1, [TG_FIELD_FL_ACTION] = 1, [TG_FIELD_FL_STATUS] = 1, [TG_FIELD_FL_VPC] = 1,
  [TG_FIELD_FL_SUBNET] = 1, [TG_FIELD_FL_INSTANCE] = 1, [TG_FIELD_FL_REGION] = 1, [TG_FIELD_FL_DIRECTION] = 1, [TG_FIELD_FL_REJECT_REASON] = 1,
  [TG_FIELD_FL_ECS_CLUSTER] = 1, [TG_FIELD_FL_ECS_TASK] = 1, [TG_FIELD_FL_ECS_SERVICE] = 1, [TG_FIELD_FL_ECS_TASK_DEFINITION] = 1,
  [TG_FIELD_FL_TGW] = 1, [TG_FIELD_FL_TGW_SOURCE_ACCOUNT] = 1, [TG_FIELD_FL_TGW_TARGET_ACCOUNT] = 1, [TG_FIELD_FL_TGW_SOURCE_VPC] = 1,
  [TG_FIELD_FL_TGW_TARGET_VPC] = 1, [TG_FIELD_FL_TGW_SOURCE_SUBNET] = 1, [TG_FIELD_FL_TGW_TARGET_SUBNET] = 1,
};

static Memory *
memory_of (TgFacts *facts)
{
  TgMappingMemory *memory = tg_mapping_memory (facts);

  if (memory->flow == NULL)
    {
      /* what stands behind the slots is filled as it comes to be used */
      memory->flow = tg_arena_alloc (facts->arena, sizeof (Memory));
      memset (memory->flow, 0, G_STRUCT_OFFSET (Memory, settings));
      memset (((Memory *) memory->flow)->setting_slots, 0, sizeof ((Memory *) NULL)->setting_slots);
      memset (((Memory *) memory->flow)->key_slots, 0, sizeof ((Memory *) NULL)->key_slots);
    }
  return memory->flow;
}

/* Records of one text often point to the same place. */
static inline gboolean
is_same (TgSpan a, TgSpan b)
{
  return a.len == b.len && (a.str == b.str || memcmp (a.str, b.str, a.len) == 0);
}

/* The end of a text, where ids differ. */
static inline guint64
tail_of (TgSpan text)
{
  const guint8 *bytes = (const guint8 *) text.str;

  if (text.len >= 8)
    return tg_hash_read64 (bytes + text.len - 8);
  if (text.len >= 4)
    return tg_hash_read32 (bytes) << 32 | tg_hash_read32 (bytes + text.len - 4);
  return text.len > 0 ? (guint64) bytes[0] << 8 | bytes[text.len - 1] : 0;
}

/* Only a place to look: texts are compared. */
static guint64
setting_hash (const TgRecord *record, guint *n)
{
  guint64 hash = 0;

  *n = 0;
  for (guint32 i = 0; i < record->n_values; i++)
    if (is_setting[record->values[i].field])
      {
        hash += (tail_of (record->values[i].text) ^ (guint64) record->values[i].field << 48 ^ record->values[i].text.len) * TG_HASH_P1;
        hash ^= hash >> 29;
        (*n)++;
      }
  return tg_hash_mix (hash, *n);
}

/* The texts that were found the same are from now on those of the record: the next one more often points to them. */
static gboolean
has_texts (TgFlowSetting *setting, const TgRecord *record)
{
  guint k = 0;

  for (guint32 i = 0; i < record->n_values; i++)
    {
      const TgFieldValue *value = &record->values[i];
      if (!is_setting[value->field])
        continue;
      if (setting->texts[k].field != value->field || !is_same (setting->texts[k].text, value->text))
        return FALSE;
      setting->texts[k++].text = value->text;
    }
  return TRUE;
}

static void
keep_texts (TgFlowSetting *setting, const TgRecord *record, TgArena *arena)
{
  setting->texts = tg_arena_alloc (arena, setting->n_texts * sizeof (TgFieldValue));
  for (guint32 i = 0, k = 0; i < record->n_values; i++)
    if (is_setting[record->values[i].field])
      setting->texts[k++] = record->values[i];
}

TgFlowSetting *
tg_flow_setting (TgMapping *m, TgFlowSetting *other)
{
  Memory *memory = memory_of (m->facts);
  guint n;
  const guint64 hash = setting_hash (m->record, &n);
  guint32 at = hash % G_N_ELEMENTS (memory->setting_slots);

  for (; memory->setting_slots[at].row != 0; at = (at + 1) % G_N_ELEMENTS (memory->setting_slots))
    if (memory->setting_slots[at].tag == hash >> 32)
      {
        TgFlowSetting *known = &memory->settings[memory->setting_slots[at].row - 1];
        if (known->hash == hash && known->n_texts == n && has_texts (known, m->record))
          return known;
      }
  if (memory->n_settings == SETTINGS || n > SETTING_TEXTS || tg_flow_memory_off)
    {
      *other = (TgFlowSetting) { 0 };
      return other;
    }
  TgFlowSetting *fresh = &memory->settings[memory->n_settings++];
  *fresh = (TgFlowSetting) { .id = memory->n_settings, .hash = hash, .n_texts = n };
  keep_texts (fresh, m->record, m->facts->arena);
  memory->setting_slots[at] = (Slot) { memory->n_settings, hash >> 32 };
  return fresh;
}

static inline guint64
key_hash (const TgFlowKey *key)
{
  const guint64 ends = tg_hash64 (key->source.str, key->source.len, key->port) + tg_hash64 (key->target.str, key->target.len, key->hour);
  return tg_hash_mix (ends, (guint64) key->setting << 1 | key->failed);
}

static inline gboolean
key_equal (const TgFlowKey *a, const TgFlowKey *b)
{
  return a->setting == b->setting && a->failed == b->failed && a->port == b->port && a->hour == b->hour
         && is_same (a->source, b->source) && is_same (a->target, b->target);
}

/* The slot of the key, or the one it shall have. */
static inline Slot *
key_slot (Memory *memory, const TgFlowKey *key, guint64 hash)
{
  guint32 at = hash % G_N_ELEMENTS (memory->key_slots);

  for (; memory->key_slots[at].row != 0; at = (at + 1) % G_N_ELEMENTS (memory->key_slots))
    if (memory->key_slots[at].tag == hash >> 32 && key_equal (&memory->keys[memory->key_slots[at].row - 1].key, key))
      break;
  return &memory->key_slots[at];
}

TgFlowRows *
tg_flow_rows_find (TgMapping *m, const TgFlowKey *key)
{
  Memory *memory = memory_of (m->facts);
  const Slot *slot = key_slot (memory, key, key_hash (key));

  return slot->row != 0 ? &memory->keys[slot->row - 1] : NULL;
}

static gpointer
keep (TgArena *arena, gconstpointer data, gsize size)
{
  return memcpy (tg_arena_alloc (arena, size), data, size);
}

void
tg_flow_remember (TgMapping *m, const TgFlowKey *key, const TgFactRecord *row, const TgFlowTouched *touched)
{
  Memory *memory = memory_of (m->facts);
  TgArena *arena = m->facts->arena;

  if (memory->n_keys == KEYS)
    return;
  const guint64 hash = key_hash (key);
  Slot *slot = key_slot (memory, key, hash);
  memory->keys[memory->n_keys++] = (TgFlowRows) {
    .key = *key, .first_party = row->first_party, .n_parties = row->n_parties, .first = TG_TIME_NONE, .last = TG_TIME_NONE,
    .n_entities = touched->n_entities, .entities = keep (arena, touched->entities, touched->n_entities * sizeof *touched->entities),
    .n_relations = touched->n_relations, .relations = keep (arena, touched->relations, touched->n_relations * sizeof *touched->relations),
    .n_sums = touched->n_sums, .sums = keep (arena, touched->sums, touched->n_sums * sizeof *touched->sums),
  };
  *slot = (Slot) { memory->n_keys, hash >> 32 };
}

static void
add_to_cell (TgFactCell *cell, const TgFlowRows *rows, TgFlowWay way)
{
  *(rows->key.failed ? &cell->failed : &cell->ok) += rows->count;
  cell->bytes_in += way == TG_FLOW_BYTES_IN ? rows->bytes : 0;
  cell->bytes_out += way == TG_FLOW_BYTES_OUT ? rows->bytes : 0;
}

static void
widen (gint64 *first, gint64 *last, const TgFlowRows *rows)
{
  if (rows->first == TG_TIME_NONE)
    return;
  *first = *first == TG_TIME_NONE ? rows->first : MIN (*first, rows->first);
  *last = *last == TG_TIME_NONE ? rows->last : MAX (*last, rows->last);
}

static void
add_to_relation (TgFacts *facts, const TgFlowRelation *touched, const TgFlowRows *rows)
{
  TgFactRelation *relation = &g_array_index (facts->relations, TgFactRelation, touched->relation);

  widen (&relation->first, &relation->last, rows);
  relation->count += rows->count;
  relation->failed += rows->key.failed ? rows->count : 0;
  relation->bytes_in += touched->way == TG_FLOW_BYTES_IN ? rows->bytes : 0;
  relation->bytes_out += touched->way == TG_FLOW_BYTES_OUT ? rows->bytes : 0;
  add_to_cell (&g_array_index (facts->series, TgFactCell, touched->series), rows, touched->way);
}

static void
add_rows (TgFacts *facts, TgFlowRows *rows)
{
  if (rows->count == 0)
    return;
  for (guint i = 0; i < rows->n_entities; i++)
    {
      TgFactEntity *entity = &g_array_index (facts->entities, TgFactEntity, rows->entities[i]);
      widen (&entity->first, &entity->last, rows);
    }
  for (guint i = 0; i < rows->n_relations; i++)
    add_to_relation (facts, &rows->relations[i], rows);
  for (guint i = 0; i < rows->n_sums; i++)
    add_to_cell (&g_array_index (facts->activity, TgFactCell, rows->sums[i].cell), rows, rows->sums[i].way);
  rows->count = rows->bytes = 0;
  rows->first = rows->last = TG_TIME_NONE;
}

void
tg_flow_memory_finish (TgFacts *facts)
{
  Memory *memory = facts->memory != NULL ? tg_mapping_memory (facts)->flow : NULL;

  for (guint32 i = 0; memory != NULL && i < memory->n_keys; i++)
    add_rows (facts, &memory->keys[i]);
}
