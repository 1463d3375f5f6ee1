/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tg-model"

#include "core/model/facts.h"
#include "core/model/repeat.h"

#include <string.h>

#define TEXT_MAX 2048u          /* of keys and names, in bytes */

/* An open-addressing index from a 64-bit hash to a row of one of the arrays: the row's own key is compared by the caller. */
typedef struct
{
  struct { guint32 row, tag; } *slots;      /* row + 1, 0 is empty; upper half of the hash */
  guint32 mask, used;
} Index;

/* Which local an alias stands for now. */
typedef struct
{
  TgEntityKind kind;
  guint32      local;
  TgSpan       alias;
} Alias;

struct _TgFactsIndex
{
  Index entities, relations, activity, series, properties, aliases;
  GArray *alias_rows;       /* Alias */
  guint records_room, parties_room, activity_room, series_room;     /* what these arrays have memory for */
};

/* As g_array_append_val() without a call, for what comes by the dozen with each record. */
static inline gpointer
push (GArray *array, guint *room, gsize size)
{
  if (G_UNLIKELY (array->len == *room))
    {
      const guint len = array->len;
      *room = MAX (64, 2 * len);
      g_array_set_size (array, *room);
      array->len = len;
    }
  return array->data + size * array->len++;
}

#define PUSH(array, room, Type) ((Type *) (void *) push (array, room, sizeof (Type)))

static void
index_init (Index *index, guint32 size)
{
  index->mask = size - 1;
  index->used = 0;
  index->slots = g_malloc0_n (size, sizeof *index->slots);
}

static void
index_clear (Index *index)
{
  g_free (index->slots);
}

/* Only tags are kept, so the place of a row is found again from its tag: the tag is what picks the slot. */
static void
index_grow (Index *index)
{
  Index bigger;

  index_init (&bigger, (index->mask + 1) * 2);
  for (guint32 i = 0; i <= index->mask; i++)
    if (index->slots[i].row != 0)
      {
        guint32 at = index->slots[i].tag & bigger.mask;
        while (bigger.slots[at].row != 0)
          at = (at + 1) & bigger.mask;
        bigger.slots[at].row = index->slots[i].row;
        bigger.slots[at].tag = index->slots[i].tag;
      }
  bigger.used = index->used;
  index_clear (index);
  *index = bigger;
}

static void
index_put (Index *index, guint32 at, guint32 tag, guint32 row)
{
  index->slots[at].row = row + 1;
  index->slots[at].tag = tag;
  if (++index->used > index->mask / 2)
    index_grow (index);
}

static inline guint32
tag_of (guint64 hash)
{
  return (guint32) (hash ^ (hash >> 32));
}

/* Walks the rows that may have this tag; ends at an empty slot, whose place is left in at. */
#define INDEX_PROBE(index, tag, at, row)                                                \
  for (at = (tag) & (index)->mask; (index)->slots[at].row != 0; at = (at + 1) & (index)->mask) \
    if ((index)->slots[at].tag == (tag) && ((row) = (index)->slots[at].row - 1, TRUE))

TgFacts *
tg_facts_new (void)
{
  TgFacts *facts = g_new0 (TgFacts, 1);

  facts->arena = tg_arena_new (256 * 1024);
  facts->entities = g_array_new (FALSE, FALSE, sizeof (TgFactEntity));
  facts->properties = g_array_new (FALSE, FALSE, sizeof (TgFactProperty));
  facts->relations = g_array_new (FALSE, FALSE, sizeof (TgFactRelation));
  facts->activity = g_array_new (FALSE, FALSE, sizeof (TgFactCell));
  facts->series = g_array_new (FALSE, FALSE, sizeof (TgFactCell));
  facts->records = g_array_new (FALSE, FALSE, sizeof (TgFactRecord));
  facts->parties = g_array_new (FALSE, FALSE, sizeof (TgFactParty));
  facts->findings = g_array_new (FALSE, FALSE, sizeof (TgFactFinding));
  tg_repeat_init (facts);
  facts->terms = tg_intern_new ();
  facts->index = g_new0 (struct _TgFactsIndex, 1);
  index_init (&facts->index->entities, 256);
  index_init (&facts->index->aliases, 64);
  facts->index->alias_rows = g_array_new (FALSE, FALSE, sizeof (Alias));
  facts->aliases = g_array_new (FALSE, FALSE, sizeof (TgFactAlias));
  index_init (&facts->index->relations, 256);
  index_init (&facts->index->activity, 1024);
  index_init (&facts->index->series, 256);
  index_init (&facts->index->properties, 64);
  return facts;
}

void
tg_facts_free (TgFacts *facts)
{
  if (facts == NULL)
    return;
  tg_arena_free (facts->arena);
  g_array_unref (facts->entities);
  g_array_unref (facts->properties);
  g_array_unref (facts->relations);
  g_array_unref (facts->activity);
  g_array_unref (facts->series);
  g_array_unref (facts->records);
  g_array_unref (facts->parties);
  g_array_unref (facts->findings);
  g_free (facts->notes);
  g_array_unref (facts->repeats);
  tg_intern_free (facts->terms);
  index_clear (&facts->index->entities);
  index_clear (&facts->index->aliases);
  g_array_unref (facts->aliases);
  g_array_unref (facts->index->alias_rows);
  index_clear (&facts->index->relations);
  index_clear (&facts->index->activity);
  index_clear (&facts->index->series);
  index_clear (&facts->index->properties);
  g_free (facts->index);
  g_free (facts);
}

static void
index_reset (Index *index)
{
  index->used = 0;
  memset (index->slots, 0, ((gsize) index->mask + 1) * sizeof *index->slots);
}

void
tg_facts_reset (TgFacts *facts)
{
  tg_arena_reset (facts->arena);
  facts->memory = NULL;
  g_array_set_size (facts->repeats, 0);
  facts->noting = facts->once = FALSE;
  facts->aliases_moved = facts->account = 0;
  g_array_set_size (facts->entities, 0);
  g_array_set_size (facts->properties, 0);
  g_array_set_size (facts->relations, 0);
  g_array_set_size (facts->activity, 0);
  g_array_set_size (facts->series, 0);
  g_array_set_size (facts->records, 0);
  g_array_set_size (facts->parties, 0);
  g_array_set_size (facts->findings, 0);
  tg_intern_free (facts->terms);
  facts->terms = tg_intern_new ();
  index_reset (&facts->index->entities);
  index_reset (&facts->index->aliases);
  g_array_set_size (facts->index->alias_rows, 0);
  g_array_set_size (facts->aliases, 0);
  index_reset (&facts->index->relations);
  index_reset (&facts->index->activity);
  index_reset (&facts->index->series);
  index_reset (&facts->index->properties);
}

/* ASCII without NUL, which needs no look at its UTF-8. */
static gboolean
is_plain (TgSpan span)
{
  const guint64 ones = G_GUINT64_CONSTANT (0x0101010101010101);
  guint64 bad = 0;
  guint32 i = 0;

  for (; i + 8 <= span.len; i += 8)
    {
      guint64 word;
      memcpy (&word, span.str + i, 8);
      bad |= word | (word - ones);
    }
  if (i < span.len && span.len >= 8)
    {
      guint64 word;
      memcpy (&word, span.str + span.len - 8, 8);
      bad |= word | (word - ones);
      i = span.len;
    }
  for (; i < span.len; i++)
    bad |= (guint64) (guchar) span.str[i] << 56 | (guint64) (guchar) (span.str[i] - 1) << 56;
  return (bad & (ones << 7)) == 0;
}

/* Bounded and valid UTF-8; a cut text ends in a hash of the whole, so that two long keys stay two. The result may be span itself. */
static TgSpan
bounded (TgFacts *facts, TgSpan span)
{
  if (span.str == NULL || span.len == 0)
    return TG_SPAN_NONE;
  if (span.len > TEXT_MAX)
    {
      guint64 hash = tg_hash64 (span.str, span.len, 0);
      gsize keep = TEXT_MAX - 24;
      while (keep > TEXT_MAX - 32 && ((guchar) span.str[keep] & 0xc0) == 0x80)
        keep--;
      span = tg_arena_printf (facts->arena, "%.*s…%016" G_GINT64_MODIFIER "x", (int) keep, span.str, hash);
    }
  if (is_plain (span) || g_utf8_validate_len (span.str, span.len, NULL))
    return span;
  g_autofree char *valid = g_utf8_make_valid (span.str, span.len);
  return tg_arena_copy (facts->arena, tg_span_str (valid));
}

static void
fill (TgFacts *facts, TgSpan *place, TgSpan value)
{
  if (place->str == NULL && value.str != NULL && value.len > 0)
    *place = tg_arena_copy (facts->arena, bounded (facts, value));
}

static void
widen (gint64 *first, gint64 *last, gint64 from, gint64 to)
{
  if (from != TG_TIME_NONE && (*first == TG_TIME_NONE || from < *first))
    *first = from;
  if (to != TG_TIME_NONE && (*last == TG_TIME_NONE || to > *last))
    *last = to;
}

static void
absorb (TgFacts *facts, TgFactEntity *known, const TgFactEntity *entity)
{
  fill (facts, &known->name, entity->name);
  fill (facts, &known->account, entity->account);
  fill (facts, &known->type, entity->type);
  widen (&known->first, &known->last, entity->first, entity->last);
}

/* The alias's row of alias_rows; else NULL, with the place for one. */
static Alias *
find_alias (TgFacts *facts, TgEntityKind kind, TgSpan alias, guint32 *place, guint32 *hashed)
{
  Index *index = &facts->index->aliases;
  guint32 at, row, tag = tag_of (tg_hash64 (alias.str, alias.len, kind));

  *hashed = tag;
  INDEX_PROBE (index, tag, at, row)
    {
      Alias *known = &g_array_index (facts->index->alias_rows, Alias, row);
      if (known->kind == kind && tg_span_equal (known->alias, alias))
        return known;
    }
  *place = at;
  return NULL;
}

static void
make_notes_room (TgFacts *facts, guint more)
{
  facts->notes_room = MAX (facts->n_notes + more, 2 * facts->notes_room);
  facts->notes = g_renew (TgFactNote, facts->notes, facts->notes_room);
}

static inline void
note (TgFacts *facts, TgFactNoteKind kind, guint32 row, TgSpan value)
{
  if (!facts->noting)
    return;
  if (facts->n_notes == facts->notes_room)
    make_notes_room (facts, 64);
  facts->notes[facts->n_notes++] = (TgFactNote) { kind, row, value };
}

void
tg_facts_notes (TgFacts *facts, const TgFactNote *notes, guint n)
{
  if (facts->notes_room - facts->n_notes < n)
    make_notes_room (facts, n);
  if (n > 0)
    memcpy (facts->notes + facts->n_notes, notes, n * sizeof (TgFactNote));
  facts->n_notes += n;
}

/* From now on the alias is the local's, which has just been made or already has another. */
static void
take_alias (TgFacts *facts, guint32 local, TgSpan alias, gboolean made)
{
  TgFactEntity *entity = &g_array_index (facts->entities, TgFactEntity, local);
  guint32 at, tag;
  Alias *known = find_alias (facts, entity->kind, alias, &at, &tag);

  if (known != NULL && known->local == local)
    return;
  if (known != NULL || !made)
    facts->aliases_moved++;
  if (known == NULL)
    {
      const Alias fresh = { entity->kind, local, made ? entity->alias : tg_arena_copy (facts->arena, alias) };
      g_array_append_val (facts->index->alias_rows, fresh);
      index_put (&facts->index->aliases, at, tag, facts->index->alias_rows->len - 1);
      known = &g_array_index (facts->index->alias_rows, Alias, facts->index->alias_rows->len - 1);
    }
  else
    {
      g_array_index (facts->entities, TgFactEntity, known->local).lost_alias = TRUE;
      known->local = local;
    }
  if (!made)
    {
      const TgFactAlias later = { local, facts->entities->len, known->alias };
      g_array_append_val (facts->aliases, later);
      entity->lost_alias = !tg_span_equal (entity->alias, known->alias);
    }
}

guint32
tg_facts_entity (TgFacts *facts, const TgFactEntity *entity)
{
  Index *index = &facts->index->entities;
  const TgSpan key = bounded (facts, entity->key), alias = bounded (facts, entity->alias);
  guint32 at, row, tag, alias_tag;

  if (key.str == NULL || entity->kind == TG_ENTITY_NONE)
    return TG_LOCAL_NONE;
  /* what has a name only is what the name stands for: a record that has the unique id too must not count for two */
  if (entity->provisional && alias.str != NULL)
    {
      const Alias *known = find_alias (facts, entity->kind, alias, &at, &alias_tag);
      if (known != NULL)
        {
          absorb (facts, &g_array_index (facts->entities, TgFactEntity, known->local), entity);
          note (facts, TG_NOTE_ENTITY, known->local, TG_SPAN_NONE);
          return known->local;
        }
    }
  tag = tag_of (tg_hash64 (key.str, key.len, entity->kind));
  INDEX_PROBE (index, tag, at, row)
    {
      TgFactEntity *known = &g_array_index (facts->entities, TgFactEntity, row);
      if (known->kind != entity->kind || !tg_span_equal (known->key, key))
        continue;
      absorb (facts, known, entity);
      note (facts, TG_NOTE_ENTITY, row, TG_SPAN_NONE);
      if (alias.str != NULL && (known->lost_alias || !tg_span_equal (known->alias, alias)))
        take_alias (facts, row, alias, FALSE);
      return row;
    }

  TgFactEntity fresh = { .kind = entity->kind, .provisional = entity->provisional, .first = TG_TIME_NONE, .last = TG_TIME_NONE };
  fresh.key = tg_arena_copy (facts->arena, key);
  fill (facts, &fresh.alias, alias);
  absorb (facts, &fresh, entity);
  g_array_append_val (facts->entities, fresh);
  row = facts->entities->len - 1;
  index_put (index, at, tag, row);
  note (facts, TG_NOTE_ENTITY, row, TG_SPAN_NONE);
  if (alias.str != NULL)
    take_alias (facts, row, alias, TRUE);
  return row;
}

/* Said at that time by the record of that place. */
static void
property_set (TgFacts *facts, TgFactProperty *known, TgSpan value, gint64 time, guint32 record)
{
  if (time < known->time || (time == known->time && record < known->record))
    return;
  if (!tg_span_equal (known->value, value))
    known->value = tg_arena_copy (facts->arena, value);
  known->time = time;
  known->record = record;
}

void
tg_facts_property (TgFacts *facts, guint32 entity, const char *name, TgSpan value, gint64 time)
{
  Index *index = &facts->index->properties;
  const guint32 record = facts->records->len;
  guint32 at, row;

  value = bounded (facts, value);
  if (entity == TG_LOCAL_NONE || value.str == NULL)
    return;
  guint32 tag = tag_of (tg_hash64 (name, strlen (name), entity));
  INDEX_PROBE (index, tag, at, row)
    {
      TgFactProperty *known = &g_array_index (facts->properties, TgFactProperty, row);
      if (known->entity != entity || strcmp (known->name, name) != 0)
        continue;
      property_set (facts, known, value, time, record);
      if (facts->noting)
        note (facts, TG_NOTE_PROPERTY, row, tg_span_equal (known->value, value) ? known->value : tg_arena_copy (facts->arena, value));
      return;
    }
  TgFactProperty fresh = { entity, name, tg_arena_copy (facts->arena, value), time, record };
  g_array_append_val (facts->properties, fresh);
  index_put (index, at, tag, facts->properties->len - 1);
  note (facts, TG_NOTE_PROPERTY, facts->properties->len - 1, fresh.value);
}

static inline gboolean
is_cell (const TgFactCell *cell, guint32 owner, guint32 facet, guint64 value, gint64 hour)
{
  return cell->owner == owner && cell->hour == hour && cell->facet == facet && cell->value == value;
}

/* The cell (owner, facet, value, hour), which is made when it is not there. */
static guint32
cell_look_up (GArray *cells, Index *index, guint *room, guint32 owner, guint32 facet, guint64 value, gint64 hour)
{
  guint32 tag = tag_of (tg_hash_mix (((guint64) owner << 32) | (guint64) (guint32) hour, ((guint64) facet << 56) ^ value));
  guint32 at, row;

  INDEX_PROBE (index, tag, at, row)
    {
      if (is_cell (&g_array_index (cells, TgFactCell, row), owner, facet, value, hour))
        return row;
    }
  *PUSH (cells, room, TgFactCell) = (TgFactCell) { .owner = owner, .facet = facet, .value = value, .hour = hour };
  index_put (index, at, tag, cells->len - 1);
  return cells->len - 1;
}

/* Whether it is the cell in the row recent - 1, which was wanted last and often is the one. */
static inline gboolean
is_recent (const GArray *cells, guint32 recent, guint32 owner, guint32 facet, guint64 value, gint64 hour)
{
  return recent != 0 && is_cell (&g_array_index (cells, TgFactCell, recent - 1), owner, facet, value, hour);
}

static inline void
cell_add (GArray *cells, guint32 row, gboolean failed, guint64 bytes_in, guint64 bytes_out)
{
  TgFactCell *cell = &g_array_index (cells, TgFactCell, row);

  if (failed)
    cell->failed++;
  else
    cell->ok++;
  cell->bytes_in += bytes_in;
  cell->bytes_out += bytes_out;
}

static inline void
relation_add (TgFactRelation *relation, gint64 time, gboolean failed)
{
  widen (&relation->first, &relation->last, time, time);
  relation->count++;
  relation->failed += failed ? 1 : 0;
}

static inline guint32
series_at (TgFacts *facts, guint32 relation, gint64 hour)
{
  guint32 *recent = &g_array_index (facts->relations, TgFactRelation, relation).recent;

  if (!is_recent (facts->series, *recent, relation, 0, 0, hour))
    *recent = cell_look_up (facts->series, &facts->index->series, &facts->index->series_room, relation, 0, 0, hour) + 1;
  return *recent - 1;
}

guint32
tg_facts_series (TgFacts *facts, guint32 relation, gint64 time)
{
  return series_at (facts, relation, tg_time_hour (time));
}

guint32
tg_facts_relation (TgFacts *facts, guint32 source, guint32 target, TgRelationKind kind, gint64 time,
                   gboolean failed, guint64 bytes_in, guint64 bytes_out)
{
  Index *index = &facts->index->relations;
  guint32 at, row, found = TG_LOCAL_NONE;

  if (source == TG_LOCAL_NONE || target == TG_LOCAL_NONE || (source == target && kind != TG_RELATION_FLOW))
    return TG_LOCAL_NONE;
  guint32 tag = tag_of (tg_hash_mix (((guint64) source << 32) | target, kind));
  INDEX_PROBE (index, tag, at, row)
    {
      const TgFactRelation *known = &g_array_index (facts->relations, TgFactRelation, row);
      if (known->source == source && known->target == target && known->kind == kind)
        {
          found = row;
          break;
        }
    }
  if (found == TG_LOCAL_NONE)
    {
      TgFactRelation fresh = { .source = source, .target = target, .kind = kind, .first = TG_TIME_NONE, .last = TG_TIME_NONE };
      g_array_append_val (facts->relations, fresh);
      found = facts->relations->len - 1;
      index_put (index, at, tag, found);
    }
  TgFactRelation *relation = &g_array_index (facts->relations, TgFactRelation, found);
  relation->bytes_in += bytes_in;
  relation->bytes_out += bytes_out;
  relation_add (relation, time, failed);
  const guint32 series = tg_facts_series (facts, found, time);
  cell_add (facts->series, series, failed, bytes_in, bytes_out);
  note (facts, TG_NOTE_RELATION, found, TG_SPAN_NONE);
  note (facts, TG_NOTE_SERIES, series, TG_SPAN_NONE);
  facts->once |= bytes_in != 0 || bytes_out != 0;
  return found;
}

static inline guint32
activity_at (TgFacts *facts, guint32 entity, TgFacet facet, guint64 value, gint64 hour)
{
  guint32 *recent = &g_array_index (facts->entities, TgFactEntity, entity).recent[facet];

  if (!is_recent (facts->activity, *recent, entity, facet, value, hour))
    *recent = cell_look_up (facts->activity, &facts->index->activity, &facts->index->activity_room, entity, facet, value, hour) + 1;
  return *recent - 1;
}

static inline guint32
add_activity (TgFacts *facts, guint32 entity, TgFacet facet, guint64 value, gint64 hour, gboolean failed, guint64 bytes_in, guint64 bytes_out)
{
  const guint32 row = activity_at (facts, entity, facet, value, hour);

  cell_add (facts->activity, row, failed, bytes_in, bytes_out);
  note (facts, TG_NOTE_ACTIVITY, row, TG_SPAN_NONE);
  return row;
}

guint32
tg_facts_activity (TgFacts *facts, guint32 entity, TgFacet facet, guint64 value, gint64 time,
                   gboolean failed, guint64 bytes_in, guint64 bytes_out)
{
  return entity != TG_LOCAL_NONE ? add_activity (facts, entity, facet, value, tg_time_hour (time), failed, bytes_in, bytes_out) : TG_LOCAL_NONE;
}

void
tg_facts_took_part (TgFacts *facts, guint32 entity, guint32 action, guint32 region, gint64 time, gboolean failed, guint64 bytes_in, guint64 bytes_out)
{
  const gint64 hour = tg_time_hour (time);

  add_activity (facts, entity, TG_FACET_TOTAL, 0, hour, failed, bytes_in, bytes_out);
  if (action != TG_LOCAL_NONE)
    add_activity (facts, entity, TG_FACET_API, action, hour, failed, bytes_in, bytes_out);
  if (region != TG_LOCAL_NONE)
    add_activity (facts, entity, TG_FACET_REGION, region, hour, failed, bytes_in, bytes_out);
}

void
tg_facts_entity_again (TgFacts *facts, guint32 entity, gint64 time)
{
  TgFactEntity *known = &g_array_index (facts->entities, TgFactEntity, entity);

  widen (&known->first, &known->last, time, time);
  note (facts, TG_NOTE_ENTITY, entity, TG_SPAN_NONE);
}

void
tg_facts_relation_again (TgFacts *facts, guint32 relation, guint32 series, gint64 time, gboolean failed)
{
  relation_add (&g_array_index (facts->relations, TgFactRelation, relation), time, failed);
  cell_add (facts->series, series, failed, 0, 0);
}

void
tg_facts_activity_again (TgFacts *facts, guint32 cell, gboolean failed, guint64 bytes_in, guint64 bytes_out)
{
  cell_add (facts->activity, cell, failed, bytes_in, bytes_out);
}

static void
cell_repeat (GArray *cells, guint32 row, const TgFactSum *sum, guint64 bytes_in, guint64 bytes_out)
{
  TgFactCell *cell = &g_array_index (cells, TgFactCell, row);

  if (sum->failed)
    cell->failed += sum->count;
  else
    cell->ok += sum->count;
  cell->bytes_in += bytes_in;
  cell->bytes_out += bytes_out;
}

void
tg_facts_repeat (TgFacts *facts, const TgFactNote *notes, gsize n, const TgFactSum *sum)
{
  for (gsize i = 0; i < n; i++)
    {
      const guint32 row = notes[i].row;
      switch (notes[i].kind)
        {
        case TG_NOTE_ENTITY:
          {
            TgFactEntity *entity = &g_array_index (facts->entities, TgFactEntity, row);
            widen (&entity->first, &entity->last, sum->first, sum->last);
            break;
          }
        case TG_NOTE_RELATION:
          {
            TgFactRelation *relation = &g_array_index (facts->relations, TgFactRelation, row);
            widen (&relation->first, &relation->last, sum->first, sum->last);
            relation->count += sum->count;
            relation->failed += sum->failed ? sum->count : 0;
            break;
          }
        case TG_NOTE_SERIES:
          cell_repeat (facts->series, row, sum, 0, 0);
          break;
        case TG_NOTE_ACTIVITY:
          cell_repeat (facts->activity, row, sum, sum->bytes_in, sum->bytes_out);
          break;
        case TG_NOTE_PROPERTY:
          property_set (facts, &g_array_index (facts->properties, TgFactProperty, row), notes[i].value, sum->last, sum->latest);
          break;
        default:
          break;
        }
    }
}

void
tg_facts_note_at (TgFacts *facts, TgFactNote *note, gint64 hour)
{
  if (note->kind == TG_NOTE_SERIES)
    note->row = series_at (facts, g_array_index (facts->series, TgFactCell, note->row).owner, hour);
  else if (note->kind == TG_NOTE_ACTIVITY)
    {
      const TgFactCell cell = g_array_index (facts->activity, TgFactCell, note->row);
      note->row = activity_at (facts, cell.owner, (TgFacet) cell.facet, cell.value, hour);
    }
}

TgFactRecord *
tg_facts_record (TgFacts *facts, const TgRecord *record)
{
  TgFactRecord *fresh = PUSH (facts->records, &facts->index->records_room, TgFactRecord);

  *fresh = (TgFactRecord) {
    .kind = record->kind,
    .flags = record->flags,
    .time = record->time,
    .action = TG_LOCAL_NONE,
    .error = TG_LOCAL_NONE,
    .region = TG_LOCAL_NONE,
    .offset = record->offset,
    .length = record->length,
    .file = record->file,
    .id_hash = record->id_hash,
    .content_hash = record->content_hash,
    .first_party = facts->parties->len,
  };
  return fresh;
}

void
tg_facts_party (TgFacts *facts, TgParty role, guint32 entity)
{
  g_return_if_fail (facts->records->len > 0);

  if (entity == TG_LOCAL_NONE)
    return;
  TgFactRecord *record = &g_array_index (facts->records, TgFactRecord, facts->records->len - 1);
  for (guint32 i = 0; i < record->n_parties; i++)
    {
      const TgFactParty *known = &g_array_index (facts->parties, TgFactParty, record->first_party + i);
      if (known->entity == entity && known->role == role)
        return;
    }
  *PUSH (facts->parties, &facts->index->parties_room, TgFactParty) = (TgFactParty) { role, entity };
  record->n_parties++;
}

void
tg_facts_parties_again (TgFacts *facts, guint32 first, guint32 n)
{
  for (guint32 i = 0; i < n; i++)
    {
      TgFactParty *party = PUSH (facts->parties, &facts->index->parties_room, TgFactParty);
      *party = g_array_index (facts->parties, TgFactParty, first + i);
    }
  g_array_index (facts->records, TgFactRecord, facts->records->len - 1).n_parties = n;
}

guint32
tg_facts_term (TgFacts *facts, TgTermKind kind, TgSpan text)
{
  text = bounded (facts, text);
  return text.str != NULL ? tg_intern_add (facts->terms, kind, text, NULL) : TG_LOCAL_NONE;
}
