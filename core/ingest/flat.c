/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tg-ingest"

#include "core/ingest/flat.h"

#include <libdeflate.h>
#include <string.h>

#define MAX_MEMBERS  4096
#define MAX_SEGMENTS 16
#define MAX_DEPTH    32
#define MAX_PACKED   (16 * 1024 * 1024)
#define MAX_UNPACKED (64 * 1024 * 1024)

void
tg_json_put_text (GString *json, TgSpan text)
{
  g_string_append_c (json, '"');
  for (guint32 i = 0; i < text.len; i++)
    {
      const guchar c = (guchar) text.str[i];
      if (c == '"' || c == '\\')
        g_string_append_c (json, '\\');
      if (c < 0x20)
        g_string_append_printf (json, "\\u%04x", c);
      else
        g_string_append_c (json, (char) c);
    }
  g_string_append_c (json, '"');
}

static void
put_node (GString *json, const TgJsonDoc *doc, guint32 index, guint depth)
{
  const TgJsonNode *node = &doc->nodes[index];
  const gboolean object = node->type == TG_JSON_OBJECT;

  if (node->type == TG_JSON_STRING)
    tg_json_put_text (json, node->text);
  else if (!object && node->type != TG_JSON_ARRAY)
    g_string_append_len (json, node->text.str, node->text.len);
  else if (depth >= MAX_DEPTH)
    g_string_append (json, "null");
  else if (!object && index + 1 < node->next && doc->nodes[index + 1].next == node->next)
    put_node (json, doc, index + 1, depth + 1);
  else
    {
      g_string_append_c (json, object ? '{' : '[');
      for (guint32 i = index + 1; i < node->next; i = doc->nodes[i].next)
        {
          if (i > index + 1)
            g_string_append_c (json, ',');
          if (object)
            {
              tg_json_put_text (json, doc->nodes[i].key);
              g_string_append_c (json, ':');
            }
          put_node (json, doc, i, depth + 1);
        }
      g_string_append_c (json, object ? '}' : ']');
    }
}

typedef struct { TgSpan key; guint32 node; } Member;

/* By segments: a dot comes before all other characters, so that what begins alike stands together. */
static int
compare_members (gconstpointer a, gconstpointer b)
{
  const Member *x = a, *y = b;
  const guint32 n = MIN (x->key.len, y->key.len);

  for (guint32 i = 0; i < n; i++)
    {
      const int c = x->key.str[i] == '.' ? -1 : (guchar) x->key.str[i], d = y->key.str[i] == '.' ? -1 : (guchar) y->key.str[i];
      if (c != d)
        return c < d ? -1 : 1;
    }
  if (x->key.len != y->key.len)
    return x->key.len < y->key.len ? -1 : 1;
  return x->node < y->node ? -1 : x->node > y->node;
}

/* The segments of a key; 0 when there are too many. */
static guint
segments_of (TgSpan key, TgSpan *segments)
{
  guint n = 0;
  guint32 from = 0;

  for (guint32 i = 0; i <= key.len; i++)
    if (i == key.len || key.str[i] == '.')
      {
        if (n == MAX_SEGMENTS)
          return 0;
        segments[n++] = tg_span (key.str + from, i - from);
        from = i + 1;
      }
  return n;
}

/* What stands above another member cannot be both value and object. */
static gboolean
is_above (TgSpan key, TgSpan next)
{
  return next.len >= key.len && memcmp (key.str, next.str, key.len) == 0 && (next.len == key.len || next.str[key.len] == '.');
}

static void
put_members (GString *json, const TgJsonDoc *doc, const GArray *members)
{
  TgSpan open[MAX_SEGMENTS], segments[MAX_SEGMENTS];
  guint n_open = 0;

  for (guint i = 0; i < members->len; i++)
    {
      const Member *member = &g_array_index (members, Member, i);
      const guint n = segments_of (member->key, segments);
      guint same = 0;
      if (n == 0 || (i + 1 < members->len && is_above (member->key, g_array_index (members, Member, i + 1).key)))
        continue;
      while (same < n_open && same + 1 < n && tg_span_equal (open[same], segments[same]))
        same++;
      for (; n_open > same; n_open--)
        g_string_append_c (json, '}');
      if (json->str[json->len - 1] != '{')
        g_string_append_c (json, ',');
      for (; n_open + 1 < n; n_open++)
        {
          open[n_open] = segments[n_open];
          tg_json_put_text (json, segments[n_open]);
          g_string_append (json, ":{");
        }
      tg_json_put_text (json, segments[n - 1]);
      g_string_append_c (json, ':');
      put_node (json, doc, member->node, 0);
    }
  for (; n_open > 0; n_open--)
    g_string_append_c (json, '}');
}

gboolean
tg_flat_json (const TgJsonDoc *doc, guint32 index, GString *json)
{
  g_autoptr (GArray) members = g_array_new (FALSE, FALSE, sizeof (Member));
  guint dotted = 0;

  for (guint32 i = index + 1; i < doc->nodes[index].next; i = doc->nodes[i].next)
    {
      const Member member = { doc->nodes[i].key, i };
      if (members->len == MAX_MEMBERS)
        return FALSE;
      if (member.key.len == 0)
        continue;
      dotted += memchr (member.key.str, '.', member.key.len) != NULL;
      g_array_append_val (members, member);
    }
  if (dotted < 3)
    return FALSE;
  g_array_sort (members, compare_members);
  g_string_assign (json, "{");
  put_members (json, doc, members);
  g_string_append_c (json, '}');
  return TRUE;
}

static gboolean
inflate (const guint8 *packed, gsize len, GByteArray *out, const char **reason)
{
  struct libdeflate_decompressor *inflater = libdeflate_alloc_decompressor ();
  enum libdeflate_result result = LIBDEFLATE_INSUFFICIENT_SPACE;

  for (gsize room = 64 * 1024; result == LIBDEFLATE_INSUFFICIENT_SPACE && room <= MAX_UNPACKED; room *= 8)
    {
      gsize n = 0;
      g_byte_array_set_size (out, MIN (room, MAX_UNPACKED));
      result = libdeflate_gzip_decompress (inflater, packed, len, out->data, out->len, &n);
      if (result == LIBDEFLATE_SUCCESS)
        g_byte_array_set_size (out, n);
    }
  libdeflate_free_decompressor (inflater);
  if (result != LIBDEFLATE_SUCCESS)
    *reason = result == LIBDEFLATE_INSUFFICIENT_SPACE ? "base64 of gzip that inflates to more than 64 MiB" : "base64 of gzip that is broken";
  return result == LIBDEFLATE_SUCCESS;
}

gboolean
tg_unpack_base64 (TgSpan text, GByteArray *out, const char **reason)
{
  gint state = 0;
  guint save = 0;

  *reason = NULL;
  if (text.len < 16 || text.len > MAX_PACKED)
    return FALSE;
  for (guint32 i = 0; i < text.len; i++)
    if (!g_ascii_isalnum (text.str[i]) && strchr ("+/=", text.str[i]) == NULL)
      return FALSE;
  g_autofree guint8 *bytes = g_malloc (text.len);
  const gsize n = g_base64_decode_step (text.str, text.len, bytes, &state, &save);
  if (n >= 18 && bytes[0] == 0x1f && bytes[1] == 0x8b)
    return inflate (bytes, n, out, reason);
  if (n == 0 || strchr ("{[0123456789", bytes[0]) == NULL || bytes[0] == '\0')
    return FALSE;
  g_byte_array_set_size (out, 0);
  g_byte_array_append (out, bytes, n);
  return TRUE;
}
