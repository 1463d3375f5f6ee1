/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "core/base/hash.h"
#include "core/ingest/shapes.h"
#include "core/ingest/shapes-scan.h"

G_BEGIN_DECLS

/* What reading by shapes and learning them share. */

/* The shapes are a tree: a node is literal text and the hole behind it, its children are what may come next. A text is one way down. Which
 * values are holes follows from their names and types alone, so at one place in the tree one of the children can fit at most. */

#define MAX_HOLES    96
#define MAX_DEPTH    16
#define MAX_MEMORY   (8 * 1024 * 1024)
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

/* What is the same of the records of a number: of no interest to learning. */
typedef struct _Like Like;

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

/* Whole objects, by the quotes that tell one from the other: type and id of an identity; version, cipher and host. */
static const struct { const char *name; guint quotes; } whole[] = { { "userIdentity", 8 }, { "tlsDetails", 12 } };

static inline Object **
bucket_of (TgShapes *shapes, const char *text, const char *end, guint8 tag)
{
  return &shapes->objects[tg_hash64 (text, beginning_of (text, end, whole[tag].quotes), tag) % BUCKETS];
}

/* The remembered object that the text begins with; NULL. */
const Object *tg_shapes_find_object (TgShapes *shapes, const char *text, const char *end, guint8 tag);

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

G_END_DECLS
