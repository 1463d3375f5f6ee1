/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tg-ingest"

#include "core/ingest/shapes.h"

#include "core/base/hash.h"
#include "core/ingest/jsonsplit.h"
#include "core/ingest/reader.h"
#include "core/model/repeat.h"

#include <string.h>
#ifdef __SSE2__
#include <emmintrin.h>
#endif

/* The shapes are a tree: a node is literal text and the hole behind it, its children are what may come next. A text is one way down. Which
 * values are holes follows from their names and types alone, so at one place in the tree one of the children can fit at most. */

#define MAX_HOLES    96
#define MAX_OPS      192
#define MAX_DEPTH    16
#define MAX_WAYS     64               /* children of one node */
#define MAX_VALUES   200
#define MAX_MEMORY   (8 * 1024 * 1024)
#define MAX_TRIES    16               /* objects of one beginning */
#define BUCKETS      4096
#define MAX_LIKES    4096             /* numbers given in a batch */
#define LIKE_SLOTS   (2 * MAX_LIKES)
#define BEYOND       16               /* bytes that are looked at beyond the end of a text */

typedef enum { HOLE_END, HOLE_STRING, HOLE_WORD, HOLE_NUMBER, HOLE_OBJECT } HoleKind;

typedef struct _Node Node;

/* What a node of HOLE_WORD goes on with behind one value: the names of calls decide what follows. */
typedef struct _Branch
{
  const Node     *of;
  TgSpan          word;
  Node           *first;
  struct _Branch *next;
} Branch;

/* How the values of a record come out of a text. */
typedef enum { FROM_LITERAL, FROM_HOLE, FROM_OBJECT } Source;

typedef struct
{
  guint16 field, group;
  guint8  source;
  guint8  at;           /* hole, or the one behind the literal; else object */
  guint8  own;          /* may differ between records of a number */
  guint32 back, len;    /* of a literal: so far before the hole */
} Value;

/* The content hash (tg_json_hash()) as a program over the holes; all else is in constants. */
typedef enum { OP_OPEN, OP_CONST, OP_HOLE, OP_CLOSE } OpCode;

typedef struct
{
  guint8  code, type, hole;
  guint8  keyed;        /* goes into an object */
  guint64 value;        /* OPEN: to begin with; CONST: the hash; else the hash of the key */
} Op;

/* A hole that facts depend on; TG_FIELD_NONE: on all of its text. */
typedef struct { guint8 hole; guint16 field; } Telling;

typedef struct
{
  Value   *values;
  Op      *ops;
  Telling *telling;
  guint    n_values, n_ops, n_telling;
  guint32  flags;
  guint8   time, id;    /* holes */
  gint16   error;       /* hole; -1: none */
} Leaf;

/* An object that comes again as it is. */
typedef struct _Object
{
  const char     *text;
  guint32         len;
  guint8          tag;
  guint           n_values;
  TgFieldValue   *values;
  guint64         hash;
  struct _Object *next;
} Object;

struct _Node
{
  guint32       len;
  guint8        kind, tag;
  Node         *next;       /* beside it */
  Node         *first;      /* behind it */
  Leaf         *leaf;       /* HOLE_END */
  const Object *guess;      /* HOLE_OBJECT: the last that was there */
  char          literal[];  /* and room to look beyond it */
};

/* A value that may differ between records of a number: its place among theirs. */
typedef struct { guint16 at; guint8 hole; } Own;

/* What is the same of the records of a number: the shape, the objects, the texts of the telling holes, which stand where they were read; and
 * the values of the first of them. */
typedef struct
{
  guint64        hash;
  const Leaf    *leaf;
  const Object **objects;
  TgSpan        *parts;
  TgFieldValue  *values;
  guint32        n_values, n_own;
  Own           *own;
} Like;

struct _TgShapes
{
  TgArena *arena;
  Node    *first;             /* of the tree */
  Branch  *branches[BUCKETS];
  Object  *objects[BUCKETS];
  gsize    read, learned;     /* texts, since it was made or last had too much */
  Like    *likes;             /* of this batch, by number - 1 */
  guint32  n_likes;
  guint16  like_slots[LIKE_SLOTS];      /* numbers, by hash; 0: empty */
  TgArena *like_parts;
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

/* Whole objects, by the quotes that tell one from the other: type and id of an identity; version, cipher and host. */
static const struct { const char *name; guint quotes; } whole[] = { { "userIdentity", 8 }, { "tlsDetails", 12 } };

/* What these say decides how the event is read. */
static const char * const literal_members[] = { "readOnly", "managementEvent", "eventType", "eventCategory" };

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

/* --- reading --- */

/* Whether these bytes are the same. Looks up to 15 bytes beyond either. */
static inline gboolean
same_bytes (const char *a, const char *b, gsize len)
{
#ifdef __SSE2__
  for (gsize i = 0;; i += 16)
    {
      const __m128i x = _mm_loadu_si128 ((const __m128i *) (const void *) (a + i)), y = _mm_loadu_si128 ((const __m128i *) (const void *) (b + i));
      const guint differ = (guint) _mm_movemask_epi8 (_mm_cmpeq_epi8 (x, y)) ^ 0xffff;
      if (i + 16 >= len)
        return (differ & ((1u << (len - i)) - 1)) == 0;
      if (differ != 0)
        return FALSE;
    }
#else
  return memcmp (a, b, len) == 0;
#endif
}

/* The quote that ends a plain string; NULL when it is none. Looks up to 15 bytes beyond end. */
static inline const char *
scan_string (const char *p, const char *end)
{
#ifdef __SSE2__
  const __m128i quote = _mm_set1_epi8 ('"'), slash = _mm_set1_epi8 ('\\'), space = _mm_set1_epi8 (0x20);
  for (; p < end; p += 16)
    {
      const __m128i v = _mm_loadu_si128 ((const __m128i *) (const void *) p);
      /* signed: what is above 0x7f is below the space, too */
      const __m128i stop = _mm_or_si128 (_mm_or_si128 (_mm_cmpeq_epi8 (v, quote), _mm_cmpeq_epi8 (v, slash)), _mm_cmplt_epi8 (v, space));
      const guint mask = (guint) _mm_movemask_epi8 (stop);
      if (mask != 0)
        {
          p += __builtin_ctz (mask);
          return p < end && *p == '"' ? p : NULL;
        }
    }
#else
  for (; p < end; p++)
    if (*p == '"')
      return p;
    else if (*p == '\\' || (guchar) *p < 0x20 || (guchar) *p > 0x7f)
      return NULL;
#endif
  return NULL;
}

/* "0", "12", "12.50": what comes behind it; NULL when it is another kind of number or none. */
static inline const char *
scan_number (const char *p, const char *end)
{
  const char *from = p;

  while (p < end && g_ascii_isdigit (*p))
    p++;
  if (p == from || (*from == '0' && p > from + 1))
    return NULL;
  if (p < end && *p == '.')
    {
      from = ++p;
      while (p < end && g_ascii_isdigit (*p))
        p++;
      if (p == from)
        return NULL;
    }
  return p < end && (*p == ',' || *p == '}' || *p == ']') ? p : NULL;
}

/* Where an object's beginning ends by which it is looked for: at so many quotes, or at a brace. Looks up to 15 bytes beyond end. */
static inline gsize
beginning_of (const char *text, const char *end, guint quotes)
{
  const gsize len = (gsize) (end - text);
  guint n = 0;

#ifdef __SSE2__
  const __m128i quote = _mm_set1_epi8 ('"'), brace = _mm_set1_epi8 ('}');
  for (gsize at = 0; at < len; at += 16)
    {
      const __m128i v = _mm_loadu_si128 ((const __m128i *) (const void *) (text + at));
      const guint closed = (guint) _mm_movemask_epi8 (_mm_cmpeq_epi8 (v, brace));
      guint mask = (guint) _mm_movemask_epi8 (_mm_cmpeq_epi8 (v, quote));
      if (closed != 0)
        mask &= closed ^ (closed - 1);
      for (; mask != 0; mask &= mask - 1)
        if (++n == quotes)
          return MIN (at + (guint) __builtin_ctz (mask), len);
      if (closed != 0)
        return MIN (at + (guint) __builtin_ctz (closed), len);
    }
#else
  for (gsize i = 0; i < len; i++)
    if (text[i] == '}' || (text[i] == '"' && ++n == quotes))
      return i;
#endif
  return len;
}

static inline Object **
bucket_of (TgShapes *shapes, const char *text, const char *end, guint8 tag)
{
  return &shapes->objects[tg_hash64 (text, beginning_of (text, end, whole[tag].quotes), tag) % BUCKETS];
}

static const Object *
find_object (TgShapes *shapes, const char *text, const char *end, guint8 tag)
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

/* hash: of the word. */
static inline Branch **
branch_of (TgShapes *shapes, const Node *node, TgSpan word, guint64 hash)
{
  Branch **link = &shapes->branches[(hash ^ (guintptr) node / sizeof (Node)) % BUCKETS];

  while (*link != NULL && !((*link)->of == node && tg_span_equal ((*link)->word, word)))
    link = &(*link)->next;
  return link;
}

static inline guint64
scalar_hash (const char *text, gsize len, guint8 type)
{
  return tg_hash_mix (tg_hash64 (text, len, (guint64) type + 1), type);
}

static inline const char *
fill_object (TgShapes *shapes, Node *node, const char *p, const char *end, Match *match, Fill *fill)
{
  const Object *object = node->guess;

  if (object == NULL || object->len > (gsize) (end - p) || memcmp (object->text, p, object->len) != 0)
    object = node->guess = find_object (shapes, p, end, node->tag);
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

/* --- learning --- */

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

  if (find_object (shapes, text, learn->text + learn->len, hole->tag) != NULL)
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
