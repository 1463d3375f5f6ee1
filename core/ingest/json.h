/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "core/base/arena.h"

G_BEGIN_DECLS

/* The C face of the JSON parser. One parser per thread; a parsed text is a flat array of nodes in document order, so that a walk over
 * it is a loop. */

typedef enum { TG_JSON_NULL, TG_JSON_FALSE, TG_JSON_TRUE, TG_JSON_NUMBER, TG_JSON_STRING, TG_JSON_ARRAY, TG_JSON_OBJECT } TgJsonType;

typedef struct
{
  TgSpan  key;      /* unescaped; absent outside objects */
  TgSpan  text;     /* strings: unescaped; numbers, true, false, null: as they stand; absent for arrays and objects */
  guint32 begin;    /* where the value stands in the text given, as it was given */
  guint32 next;     /* index of the node behind this one and all that is in it */
  guint8  type;     /* TgJsonType */
} TgJsonNode;

typedef struct _TgJson TgJson;

typedef struct
{
  const TgJsonNode *nodes;      /* nodes[0] is the root; children of n: n + 1, then next of each, before nodes[n].next */
  guint32           n;
  gboolean          repaired;   /* bytes that are no UTF-8 were read as U+FFFD */
  const char       *error;      /* static; NULL when it parsed */
} TgJsonDoc;

TgJson *tg_json_new   (void);
void    tg_json_free  (TgJson *json);

/* Valid until the next call on the same parser; the spans point into the parser. text needs no padding and may be anything; depth is
 * bounded by 512. Of duplicate members all are there. */
void    tg_json_parse (TgJson *json, const char *text, gsize len, TgJsonDoc *doc);

/* As tg_json_parse(), without a copy: TG_JSON_PADDING bytes behind the text may be read, and the spans of what has no escapes point
 * into text itself, where they outlive the next call. */
#define TG_JSON_PADDING 64
void    tg_json_parse_in_place (TgJson *json, const char *text, gsize len, TgJsonDoc *doc);

/* The first member of that name of the object at index; 0 when there is none or it is no object. */
guint32 tg_json_get   (const TgJsonDoc *doc, guint32 object, const char *name);
/* Its text when it is a string; absent otherwise. */
TgSpan  tg_json_get_string (const TgJsonDoc *doc, guint32 object, const char *name);

/* A hash that white space, member order and the spelling of strings do not change; numbers count as they are written. */
guint64 tg_json_hash  (const TgJsonDoc *doc, guint32 index);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TgJson, tg_json_free)

G_END_DECLS
