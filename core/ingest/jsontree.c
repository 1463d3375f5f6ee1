/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tg-ingest"

#include "core/ingest/json.h"
#include "core/base/hash.h"

#include <string.h>

guint32
tg_json_get (const TgJsonDoc *doc, guint32 object, const char *name)
{
  const gsize len = strlen (name);

  if (object >= doc->n || doc->nodes[object].type != TG_JSON_OBJECT)
    return 0;
  for (guint32 i = object + 1; i < doc->nodes[object].next; i = doc->nodes[i].next)
    {
      const TgSpan key = doc->nodes[i].key;
      if (key.len == len && (len == 0 || key.str[len - 1] == name[len - 1]) && memcmp (key.str, name, len) == 0)
        return i;
    }
  return 0;
}

TgSpan
tg_json_get_string (const TgJsonDoc *doc, guint32 object, const char *name)
{
  const guint32 i = tg_json_get (doc, object, name);

  return i != 0 && doc->nodes[i].type == TG_JSON_STRING ? doc->nodes[i].text : TG_SPAN_NONE;
}

/* The depth is bounded by the parser. Members are added up, so that their order does not count. */
guint64
tg_json_hash (const TgJsonDoc *doc, guint32 index)
{
  const TgJsonNode *node = &doc->nodes[index];
  guint64 hash = node->type + 1;

  if (node->type == TG_JSON_ARRAY)
    for (guint32 i = index + 1; i < node->next; i = doc->nodes[i].next)
      hash = tg_hash_mix (hash, tg_json_hash (doc, i));
  else if (node->type == TG_JSON_OBJECT)
    for (guint32 i = index + 1; i < node->next; i = doc->nodes[i].next)
      hash += tg_hash_mix (tg_hash64 (doc->nodes[i].key.str, doc->nodes[i].key.len, 7), tg_json_hash (doc, i));
  else
    hash = tg_hash64 (node->text.str, node->text.len, hash);
  return tg_hash_mix (hash, node->type);
}
