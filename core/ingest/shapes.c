/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tg-ingest"

#include "core/ingest/shapes-private.h"

#include "core/ingest/reader.h"
#include "core/model/repeat.h"

#include <string.h>

#define MAX_TRIES 16    /* objects of one beginning */

/* A value that may differ between records of a number: its place among theirs. */
typedef struct { guint16 at; guint8 hole; } Own;

/* What is the same of the records of a number: the shape, the objects, the texts of the telling holes, which stand where they were read; and
 * the values of the first of them. */
struct _Like
{
  guint64        hash;
  const Leaf    *leaf;
  const Object **objects;
  TgSpan        *parts;
  TgFieldValue  *values;
  guint32        n_values, n_own;
  Own           *own;
};

typedef struct { const char *start; guint32 len; guint64 hash; } Fill;

typedef struct
{
  guint         n_objects;
  gsize         len;      /* of the object */
  const Leaf   *leaf;
  Fill          fills[MAX_HOLES];
  const Object *objects[MAX_HOLES];
} Match;

TgShapes *
tg_shapes_new (void)
{
  TgShapes *shapes = g_new0 (TgShapes, 1);

  shapes->arena = tg_arena_new (0);
  shapes->likes = g_new (Like, MAX_LIKES);
  shapes->like_parts = tg_arena_new (0);
  return shapes;
}

void
tg_shapes_free (TgShapes *shapes)
{
  if (shapes == NULL)
    return;
  tg_arena_free (shapes->arena);
  tg_arena_free (shapes->like_parts);
  g_free (shapes->likes);
  g_free (shapes);
}

void
tg_shapes_begin (TgShapes *shapes)
{
  if (shapes->n_likes > 0)
    memset (shapes->like_slots, 0, sizeof shapes->like_slots);
  shapes->n_likes = 0;
  tg_arena_reset (shapes->like_parts);
  if (tg_arena_size (shapes->arena) < MAX_MEMORY)
    return;
  tg_arena_reset (shapes->arena);
  shapes->first = NULL;
  memset (shapes->branches, 0, sizeof shapes->branches);
  memset (shapes->objects, 0, sizeof shapes->objects);
  shapes->read = shapes->learned = 0;
}

const Object *
tg_shapes_find_object (TgShapes *shapes, const char *text, const char *end, guint8 tag)
{
  Object **head = bucket_of (shapes, text, end, tag), **link = head;

  for (guint tries = 0; *link != NULL && tries < MAX_TRIES; link = &(*link)->next, tries++)
    {
      Object *object = *link;
      if (object->tag != tag || object->len > (gsize) (end - text) || memcmp (object->text, text, object->len) != 0)
        continue;
      /* the last one used comes first */
      *link = object->next;
      object->next = *head;
      return *head = object;
    }
  return NULL;
}

static inline const char *
fill_object (TgShapes *shapes, Node *node, const char *p, const char *end, Match *match, Fill *fill)
{
  const Object *object = node->guess;

  if (object == NULL || object->len > (gsize) (end - p) || memcmp (object->text, p, object->len) != 0)
    object = node->guess = tg_shapes_find_object (shapes, p, end, node->tag);
  if (object == NULL)
    return NULL;
  match->objects[match->n_objects++] = object;
  *fill = (Fill) { p, object->len, object->hash };
  return p + object->len;
}

/* Fills the hole behind the literal. Where the text goes on; ways: where the tree does. */
static inline const char *
fill_hole (TgShapes *shapes, Node *node, const char *p, const char *end, Match *match, Fill *fill, Node ***ways)
{
  const HoleKind kind = node->kind;
  const char *stop = p;
  guint8 type = TG_JSON_STRING;

  *ways = &node->first;
  if (kind == HOLE_OBJECT)
    return fill_object (shapes, node, p, end, match, fill);
  if (kind == HOLE_STRING || kind == HOLE_WORD)
    stop = scan_string (p, end);
  else if (kind == HOLE_NUMBER)
    {
      stop = scan_number (p, end);
      type = TG_JSON_NUMBER;
    }
  if (stop == NULL)
    return NULL;
  const gsize len = (gsize) (stop - p);
  *fill = (Fill) { p, (guint32) len, scalar_hash (p, len, type) };
  if (kind == HOLE_WORD)
    {
      Branch *branch = *branch_of (shapes, node, tg_span (p, len), fill->hash);
      if (branch == NULL)
        return NULL;
      *ways = &branch->first;
    }
  return stop;
}

static gboolean
match_text (TgShapes *shapes, const char *text, gsize len, Match *match)
{
  const char *p = text, *end = text + len, *behind = NULL;
  Node **ways = &shapes->first;

  match->n_objects = 0;
  for (Fill *fill = match->fills; fill < match->fills + MAX_HOLES; fill++)
    {
      Node **link = ways, **next = NULL, *node;
      for (; (node = *link) != NULL; link = &node->next)
        if (node->len <= (gsize) (end - p) && same_bytes (p, node->literal, node->len)
            && (behind = fill_hole (shapes, node, p + node->len, end, match, fill, &next)) != NULL)
          break;
      if (node == NULL)
        return FALSE;
      if (link != ways)
        {
          *link = node->next;
          node->next = *ways;
          *ways = node;
        }
      if (node->kind == HOLE_END)      /* the brace that closes the root is in the literal */
        {
          match->leaf = node->leaf;
          match->len = (gsize) (behind - text);
          return TRUE;
        }
      p = behind;
      ways = next;
    }
  return FALSE;
}

static guint64
content_hash (const Leaf *leaf, const Match *match)
{
  guint64 stack[MAX_DEPTH + 1], sum = 0, value = 0;
  guint depth = 0;

  for (const Op *op = leaf->ops, *last = op + leaf->n_ops; op < last; op++)
    {
      if (op->code == OP_HOLE)
        value = match->fills[op->hole].hash;
      else if (op->code == OP_CLOSE)
        {
          value = tg_hash_mix (sum, op->type);
          sum = stack[--depth];
        }
      else if (op->code == OP_OPEN)
        {
          stack[depth++] = sum;
          sum = op->value;
          continue;
        }
      else
        {
          sum = tg_hash_mix (sum, op->value);
          continue;
        }
      sum = op->keyed ? sum + tg_hash_mix (op->value, value) : tg_hash_mix (sum, value);
    }
  return value;
}

static void
take_values (const Leaf *leaf, const Match *match, TgArena *arena, TgRecord *record)
{
  guint n = leaf->n_values;

  for (guint i = 0; i < match->n_objects; i++)
    n += match->objects[i]->n_values;
  TgFieldValue *to = record->values = tg_arena_alloc (arena, MAX (1, n) * sizeof (TgFieldValue));
  for (const Value *value = leaf->values, *last = value + leaf->n_values; value < last; value++)
    {
      const Fill *fill = &match->fills[value->at];
      if (value->source == FROM_OBJECT)
        {
          const Object *object = match->objects[value->at];
          memcpy (to, object->values, object->n_values * sizeof (TgFieldValue));
          to += object->n_values;
        }
      else
        *to++ = (TgFieldValue) { value->field, value->group,
                                 tg_span (fill->start - value->back, value->source == FROM_HOLE ? fill->len : value->len) };
    }
  record->n_values = (guint32) (to - record->values);
}

/* Those of the first of its number, and what is its own. */
static void
share_values (const Like *like, const Match *match, TgArena *arena, TgRecord *record)
{
  record->values = like->values;
  record->n_values = like->n_values;
  record->n_own = like->n_own;
  record->own = tg_arena_alloc (arena, like->n_own * sizeof (TgOwnText));
  for (guint32 i = 0; i < like->n_own; i++)
    {
      const Fill *fill = &match->fills[like->own[i].hole];
      record->own[i] = (TgOwnText) { like->own[i].at, fill->len, fill->start };
    }
}

static inline TgSpan
telling_part (const Match *match, const Telling *telling)
{
  const TgSpan text = tg_span (match->fills[telling->hole].start, match->fills[telling->hole].len);

  return telling->field == TG_FIELD_NONE ? text : tg_repeat_part (telling->field, text);
}

static guint64
like_hash (const Match *match)
{
  const Leaf *leaf = match->leaf;
  guint64 hash = tg_hash_mix ((guintptr) leaf, match->n_objects);

  for (guint i = 0; i < match->n_objects; i++)
    hash = tg_hash_mix (hash, (guintptr) match->objects[i]);
  for (const Telling *telling = leaf->telling, *last = telling + leaf->n_telling; telling < last; telling++)
    if (telling->field == TG_FIELD_NONE)
      hash = tg_hash_mix (hash, match->fills[telling->hole].hash);
    else
      {
        const TgSpan part = telling_part (match, telling);
        hash = tg_hash64 (part.str, part.len, hash);
      }
  return hash;
}

static gboolean
is_like (const Like *like, const Match *match)
{
  const Leaf *leaf = match->leaf;

  if (like->leaf != leaf || memcmp (like->objects, match->objects, match->n_objects * sizeof (Object *)) != 0)
    return FALSE;
  for (guint i = 0; i < leaf->n_telling; i++)
    if (!tg_span_equal (like->parts[i], telling_part (match, &leaf->telling[i])))
      return FALSE;
  return TRUE;
}

static void
find_own (TgShapes *shapes, Like *like)
{
  const Leaf *leaf = like->leaf;
  guint at = 0;

  like->own = tg_arena_alloc (shapes->like_parts, MAX (1, leaf->n_values) * sizeof (Own));
  for (const Value *value = leaf->values, *last = value + leaf->n_values; value < last; value++)
    {
      if (value->own)
        like->own[like->n_own++] = (Own) { (guint16) at, value->at };
      at += value->source == FROM_OBJECT ? like->objects[value->at]->n_values : 1;
    }
}

static Like *
remember_like (TgShapes *shapes, guint64 hash, const Match *match)
{
  const Leaf *leaf = match->leaf;
  Like *like = &shapes->likes[shapes->n_likes++];

  *like = (Like) { .hash = hash, .leaf = leaf };
  like->objects = tg_arena_alloc (shapes->like_parts, MAX (1, match->n_objects) * sizeof (Object *));
  memcpy (like->objects, match->objects, match->n_objects * sizeof (Object *));
  like->parts = tg_arena_alloc (shapes->like_parts, MAX (1, leaf->n_telling) * sizeof (TgSpan));
  for (guint i = 0; i < leaf->n_telling; i++)
    like->parts[i] = telling_part (match, &leaf->telling[i]);
  return like;
}

/* What is known of the number of the records that are alike, which may have just been given; NULL: no more are. */
static Like *
like_of (TgShapes *shapes, const Match *match)
{
  const guint64 hash = like_hash (match);
  guint32 at = hash % LIKE_SLOTS;

  for (; shapes->like_slots[at] != 0; at = (at + 1) % LIKE_SLOTS)
    {
      Like *like = &shapes->likes[shapes->like_slots[at] - 1];
      if (like->hash == hash && is_like (like, match))
        return like;
    }
  if (shapes->n_likes == MAX_LIKES)
    return NULL;
  Like *like = remember_like (shapes, hash, match);
  shapes->like_slots[at] = (guint16) shapes->n_likes;
  return like;
}

/* Its number and its values. */
static void
fill_record (TgShapes *shapes, const Match *match, TgArena *arena, TgRecord *record)
{
  Like *like = like_of (shapes, match);

  if (like != NULL)
    record->like = (guint32) (like - shapes->likes) + 1;
  if (like != NULL && like->values != NULL)
    {
      share_values (like, match, arena, record);
      return;
    }
  take_values (match->leaf, match, arena, record);
  if (like != NULL)
    {
      like->values = record->values;
      like->n_values = record->n_values;
      find_own (shapes, like);
    }
}

gsize
tg_shapes_read (TgShapes *shapes, const char *text, gsize len, gboolean all, TgArena *arena, TgRecord *record)
{
  Match match;

  if (!match_text (shapes, text, len, &match) || match.len > G_MAXUINT16 || (all && match.len != len))
    return 0;
  const Leaf *leaf = match.leaf;
  const Fill *time = &match.fills[leaf->time], *id = &match.fills[leaf->id];
  if (id->len == 0 || (leaf->error >= 0 && match.fills[leaf->error].len == 0))
    return 0;
  *record = (TgRecord) { .kind = TG_RECORD_CLOUDTRAIL, .flags = leaf->flags, .length = (guint32) match.len };
  if (!tg_time_parse (tg_span (time->start, time->len), &record->time))
    return 0;
  record->id_hash = tg_record_id (TG_RECORD_CLOUDTRAIL, tg_span (id->start, id->len), TG_SPAN_NONE);
  record->content_hash = content_hash (leaf, &match);
  fill_record (shapes, &match, arena, record);
  shapes->read++;
  return match.len;
}

gsize
tg_shapes_n_read (const TgShapes *shapes)
{
  return shapes->read;
}
