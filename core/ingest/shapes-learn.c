/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tg-ingest"

#include "core/ingest/shapes-private.h"

#include "core/ingest/jsonsplit.h"
#include "core/model/repeat.h"

#include <string.h>

#define MAX_OPS    192
#define MAX_WAYS   64     /* children of one node */
#define MAX_VALUES 200

/* What these say decides how the event is read. */
static const char * const literal_members[] = { "readOnly", "managementEvent", "eventType", "eventCategory" };

typedef struct { HoleKind kind; guint8 tag; guint32 start, len, node; } Hole;

typedef struct
{
  TgShapes        *shapes;
  const char      *text;
  gsize            len;
  const TgJsonDoc *doc;
  const TgRecord  *record;
  guint            n_holes, n_ops;
  guint32          name, source;     /* nodes whose values are words */
  Hole             holes[MAX_HOLES];
  Op               ops[MAX_OPS];
  gboolean         failed;
} Learn;

static gboolean
is_literal_member (TgSpan key)
{
  for (guint i = 0; i < G_N_ELEMENTS (literal_members); i++)
    if (tg_span_is (key, literal_members[i]))
      return TRUE;
  return FALSE;
}

static gboolean
is_simple_number (TgSpan text)
{
  char token[64];

  if (text.len + 1 >= sizeof token)
    return FALSE;
  memcpy (token, text.str, text.len);
  token[text.len] = ',';
  return scan_number (token, token + text.len + 1) == token + text.len;
}

/* The hole that a member of the root, or any other value, is; HOLE_END: none. */
static HoleKind
kind_of (const Learn *learn, guint32 index, gboolean top, guint8 *tag)
{
  const TgJsonNode *node = &learn->doc->nodes[index];

  for (*tag = 0; top && node->type == TG_JSON_OBJECT && *tag < G_N_ELEMENTS (whole); (*tag)++)
    if (tg_span_is (node->key, whole[*tag].name))
      return HOLE_OBJECT;
  *tag = 0;
  if (top && is_literal_member (node->key))
    return HOLE_END;
  if (node->type == TG_JSON_STRING)
    return index == learn->name || index == learn->source ? HOLE_WORD : HOLE_STRING;
  return node->type == TG_JSON_NUMBER && is_simple_number (node->text) ? HOLE_NUMBER : HOLE_END;
}

static Op *
add_op (Learn *learn, OpCode code, guint64 value)
{
  if (learn->n_ops == MAX_OPS)
    {
      learn->failed = TRUE;
      return &learn->ops[0];
    }
  Op *op = &learn->ops[learn->n_ops++];
  *op = (Op) { .code = code, .value = value };
  return op;
}

static void
add_hole (Learn *learn, guint32 index, HoleKind kind, guint8 tag, gboolean keyed, guint64 key_hash)
{
  const TgJsonNode *node = &learn->doc->nodes[index];
  Hole hole = { .kind = kind, .tag = tag, .node = index };

  if (kind == HOLE_OBJECT)
    {
      hole.start = node->begin;
      hole.len = (guint32) tg_json_extent (learn->text + node->begin, learn->len - node->begin);
    }
  else
    {
      hole.start = (guint32) (node->text.str - learn->text);
      hole.len = node->text.len;
    }
  if (learn->n_holes == MAX_HOLES - 1 || hole.start > learn->len || hole.len > learn->len - hole.start)
    {
      learn->failed = TRUE;
      return;
    }
  Op *op = add_op (learn, OP_HOLE, key_hash);
  op->hole = (guint8) learn->n_holes;
  op->type = node->type;
  op->keyed = keyed;
  learn->holes[learn->n_holes++] = hole;
}

/* Finds the holes of what is in an object or array; FALSE: it has none. */
static gboolean
cut_container (Learn *learn, guint32 index, guint depth)
{
  const TgJsonNode *nodes = learn->doc->nodes;
  const guint first = learn->n_ops;
  const gboolean keyed = nodes[index].type == TG_JSON_OBJECT;
  gboolean any = FALSE;

  if (depth >= MAX_DEPTH)
    learn->failed = TRUE;
  Op *open = add_op (learn, OP_OPEN, (guint64) nodes[index].type + 1);
  for (guint32 i = index + 1; i < nodes[index].next && !learn->failed; i = nodes[i].next)
    {
      const guint64 key_hash = keyed ? tg_hash64 (nodes[i].key.str, nodes[i].key.len, 7) : 0;
      guint8 tag;
      const HoleKind kind = kind_of (learn, i, depth == 0, &tag);
      if (kind != HOLE_END)
        add_hole (learn, i, kind, tag, keyed, key_hash);
      else if (nodes[i].type >= TG_JSON_ARRAY && cut_container (learn, i, depth + 1))
        {
          learn->ops[learn->n_ops - 1].keyed = keyed;
          learn->ops[learn->n_ops - 1].value = key_hash;
        }
      else
        {
          if (keyed)
            open->value += tg_hash_mix (key_hash, tg_json_hash (learn->doc, i));
          else
            add_op (learn, OP_CONST, tg_json_hash (learn->doc, i));
          continue;
        }
      any = TRUE;
    }
  add_op (learn, OP_CLOSE, 0)->type = nodes[index].type;
  if (!any)
    learn->n_ops = first;
  return any;
}

static int
hole_at (const Learn *learn, guint32 node)
{
  for (guint i = 0; i < learn->n_holes; i++)
    if (learn->holes[i].node == node)
      return (int) i;
  return -1;
}

/* Where the value stands: in a hole or an object, or in the literal before one. */
static gboolean
place_value (const Learn *learn, const TgFieldValue *value, Value *out)
{
  const gsize offset = (gsize) (value->text.str - learn->text);
  guint32 from = 0;

  *out = (Value) { .field = value->field, .group = value->group };
  if (value->text.str < learn->text || offset > learn->len)
    return FALSE;
  for (guint i = 0; i <= learn->n_holes; i++)
    {
      const guint32 to = i < learn->n_holes ? learn->holes[i].start : (guint32) learn->len;
      out->at = (guint8) i;
      if (offset >= from && offset + value->text.len <= to && !(offset == to && i < learn->n_holes))
        {
          out->source = FROM_LITERAL;
          out->back = to - (guint32) offset;
          out->len = value->text.len;
          return TRUE;
        }
      if (i == learn->n_holes)
        break;
      from = to + learn->holes[i].len;
      if (learn->holes[i].kind == HOLE_OBJECT && offset >= to && offset + value->text.len <= from)
        {
          out->source = FROM_OBJECT;
          return TRUE;
        }
      if (offset == to && value->text.len == learn->holes[i].len)
        {
          out->source = FROM_HOLE;
          return TRUE;
        }
    }
  return FALSE;
}

static void
remember_object (Learn *learn, const Hole *hole, const TgFieldValue *values, guint n)
{
  TgShapes *shapes = learn->shapes;
  const char *text = learn->text + hole->start;

  if (tg_shapes_find_object (shapes, text, learn->text + learn->len, hole->tag) != NULL)
    return;
  Object *object = tg_arena_alloc (shapes->arena, sizeof *object);
  Object **head = bucket_of (shapes, text, learn->text + learn->len, hole->tag);
  *object = (Object) { .text = tg_arena_copy (shapes->arena, tg_span (text, hole->len)).str, .len = hole->len, .tag = hole->tag, .n_values = n,
                       .hash = tg_json_hash (learn->doc, hole->node), .next = *head };
  object->values = tg_arena_alloc (shapes->arena, MAX (1, n) * sizeof (TgFieldValue));
  for (guint i = 0; i < n; i++)
    object->values[i] = (TgFieldValue) { values[i].field, 0, tg_span (object->text + (values[i].text.str - text), values[i].text.len) };
  *head = object;
}

/* The record's values as places; those of an object stand together and are the object's. FALSE: they do not. */
static gboolean
place_values (Learn *learn, Value *values, guint *n)
{
  const TgRecord *record = learn->record;
  guint8 seen[MAX_HOLES] = { 0 }, ordinals[MAX_HOLES] = { 0 };

  *n = 0;
  for (guint32 i = 0; i < record->n_values;)
    {
      Value *value = &values[*n];
      guint32 end = i + 1;
      if (!place_value (learn, &record->values[i], value))
        return FALSE;
      (*n)++;
      if (value->source == FROM_OBJECT)
        {
          Value other;
          while (end < record->n_values && place_value (learn, &record->values[end], &other) && other.source == FROM_OBJECT && other.at == value->at)
            end++;
          for (guint32 k = i; k < end; k++)
            if (record->values[k].group != 0)
              return FALSE;
          if (seen[value->at]++ > 0)
            return FALSE;
          remember_object (learn, &learn->holes[value->at], &record->values[i], end - i);
        }
      i = end;
    }
  for (guint i = 0, k = 0; i < learn->n_holes; i++)
    if (learn->holes[i].kind == HOLE_OBJECT)
      {
        if (seen[i] == 0)
          remember_object (learn, &learn->holes[i], NULL, 0);
        ordinals[i] = (guint8) k++;
      }
  for (guint i = 0; i < *n; i++)
    if (values[i].source == FROM_OBJECT)
      values[i].at = ordinals[values[i].at];
  return TRUE;
}

/* The child of that literal and hole; NULL: there is no room for one more. */
static Node *
need_node (TgShapes *shapes, Node **ways, const char *literal, gsize len, HoleKind kind, guint8 tag)
{
  guint n = 0;

  for (Node *node = *ways; node != NULL; node = node->next, n++)
    if (node->kind == kind && node->tag == tag && node->len == len && memcmp (node->literal, literal, len) == 0)
      return node;
  if (n >= MAX_WAYS)
    return NULL;
  Node *node = tg_arena_alloc (shapes->arena, sizeof *node + len + BEYOND);
  *node = (Node) { .len = (guint32) len, .kind = (guint8) kind, .tag = tag, .next = *ways };
  memcpy (node->literal, literal, len);
  memset (node->literal + len, 0, BEYOND);
  return *ways = node;
}

static Node **
need_branch (TgShapes *shapes, const Node *node, TgSpan word)
{
  Branch **link = branch_of (shapes, node, word, scalar_hash (word.str, word.len, TG_JSON_STRING));

  if (*link == NULL)
    {
      *link = tg_arena_alloc (shapes->arena, sizeof **link);
      **link = (Branch) { node, tg_arena_copy (shapes->arena, word), NULL, NULL };
    }
  return &(*link)->first;
}

/* Which holes facts depend on; words are part of the shape. The values of the others are each record's own. */
static void
find_telling (const Learn *learn, Value *values, Leaf *leaf)
{
  Telling found[MAX_HOLES];

  for (guint i = 0; i < leaf->n_values; i++)
    {
      Value *value = &values[i];
      guint k = 0;
      value->own = value->source == FROM_HOLE && learn->holes[value->at].kind != HOLE_WORD;
      if (!value->own || tg_repeat_part (value->field, TG_SPAN ("")).str == NULL)
        continue;
      while (k < leaf->n_telling && found[k].hole != value->at)
        k++;
      found[k] = (Telling) { value->at, k == leaf->n_telling && !tg_repeat_whole (value->field) ? value->field : TG_FIELD_NONE };
      leaf->n_telling = MAX (leaf->n_telling, k + 1);
    }
  leaf->telling = tg_arena_alloc (learn->shapes->arena, MAX (1, leaf->n_telling) * sizeof (Telling));
  memcpy (leaf->telling, found, leaf->n_telling * sizeof (Telling));
  for (guint i = 0; i < leaf->n_values; i++)
    for (guint k = 0; k < leaf->n_telling && values[i].own; k++)
      values[i].own = found[k].hole != values[i].at || found[k].field != TG_FIELD_NONE;
}

static gboolean
make_leaf (Learn *learn, Leaf *leaf)
{
  const TgJsonDoc *doc = learn->doc;
  const guint32 error = tg_json_get (doc, 0, "errorCode");
  const int time = hole_at (learn, tg_json_get (doc, 0, "eventTime")), id = hole_at (learn, tg_json_get (doc, 0, "eventID"));
  Value values[MAX_VALUES];
  guint n;

  if (learn->record->n_values > MAX_VALUES || time < 0 || learn->holes[time].kind != HOLE_STRING || id < 0 || learn->holes[id].kind != HOLE_STRING
      || learn->holes[id].len == 0 || (error != 0 && hole_at (learn, error) < 0) || !place_values (learn, values, &n))
    return FALSE;
  *leaf = (Leaf) { .flags = learn->record->flags, .time = (guint8) time, .id = (guint8) id, .error = error != 0 ? (gint16) hole_at (learn, error) : -1,
                   .n_values = n, .n_ops = learn->n_ops };
  if (leaf->error >= 0 && (learn->holes[leaf->error].kind != HOLE_STRING || learn->holes[leaf->error].len == 0))
    return FALSE;
  find_telling (learn, values, leaf);
  leaf->values = tg_arena_alloc (learn->shapes->arena, MAX (1, n) * sizeof (Value));
  memcpy (leaf->values, values, n * sizeof (Value));
  leaf->ops = tg_arena_alloc (learn->shapes->arena, learn->n_ops * sizeof (Op));
  memcpy (leaf->ops, learn->ops, learn->n_ops * sizeof (Op));
  return TRUE;
}

static void
put_into_tree (Learn *learn)
{
  TgShapes *shapes = learn->shapes;
  Node **ways = &shapes->first, *node;
  guint32 from = 0;
  Leaf leaf;

  if (!make_leaf (learn, &leaf))
    return;
  for (guint i = 0; i < learn->n_holes; i++)
    {
      const Hole *hole = &learn->holes[i];
      node = need_node (shapes, ways, learn->text + from, hole->start - from, hole->kind, hole->tag);
      if (node == NULL)
        return;
      from = hole->start + hole->len;
      ways = hole->kind == HOLE_WORD ? need_branch (shapes, node, tg_span (learn->text + hole->start, hole->len)) : &node->first;
    }
  node = need_node (shapes, ways, learn->text + from, learn->len - from, HOLE_END, 0);
  if (node == NULL || node->leaf != NULL)
    return;
  node->leaf = tg_arena_alloc (shapes->arena, sizeof leaf);
  *node->leaf = leaf;
}

/* Texts that are all different would only fill the memory. */
static gboolean
is_worth_it (const TgShapes *shapes)
{
  return tg_arena_size (shapes->arena) < MAX_MEMORY && (shapes->learned < 2000 || shapes->read > shapes->learned);
}

void
tg_shapes_learn (TgShapes *shapes, const char *text, gsize len, const TgJsonDoc *doc, const TgRecord *record)
{
  const TgJsonNode *nodes = doc->nodes;

  if (!is_worth_it (shapes) || record->kind != TG_RECORD_CLOUDTRAIL || record->form != TG_FORM_OWN || record->time == TG_TIME_NONE
      || (record->flags & ~(guint32) (TG_RECORD_FAILED | TG_RECORD_READ_ONLY | TG_RECORD_PARTIAL)) != 0)
    return;
  if (doc->repaired || nodes[0].type != TG_JSON_OBJECT || nodes[0].begin != 0 || record->length != len || len > G_MAXUINT16
      || memchr (text, '\\', len) != NULL)
    return;
  Learn learn = { .shapes = shapes, .text = text, .len = len, .doc = doc, .record = record,
                  .name = tg_json_get (doc, 0, "eventName"), .source = tg_json_get (doc, 0, "eventSource") };
  /* a login fails by what its reply says */
  if (learn.name == 0 || learn.source == 0 || nodes[learn.name].type != TG_JSON_STRING || tg_span_is (nodes[learn.name].text, "ConsoleLogin"))
    return;
  shapes->learned++;
  if (cut_container (&learn, 0, 0) && !learn.failed)
    put_into_tree (&learn);
}
