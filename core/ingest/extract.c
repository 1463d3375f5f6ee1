/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tg-ingest"

#include "core/ingest/reader.h"

#include <string.h>

/* The field table as one tree of member names per kind of record; a walk over a record follows it and never looks at what no field
 * asks for. */
typedef struct
{
  const char *name;         /* not NUL-terminated */
  guint32     len;
  int         field;        /* -1: only on the way */
  gboolean    array;        /* its elements are meant */
  guint32     child, sibling;   /* 0: none */
  gboolean    any;          /* a child is "*" */
  guint32     same;         /* the next sibling of that name; 0: none */
  guint32     slots, mask;  /* children by their names: the first of each name */
} Step;

static GArray *steps;       /* Step; the first TG_FIELD_N_ROOTS are the roots */
static GArray *slots;       /* guint32: step, 0 is empty; for each step a power of two of them */

#define STEP(i) (&g_array_index (steps, Step, i))

static gboolean
same_name (const char *a, const char *b, guint32 len)
{
  return len == 0 || (((a[0] ^ b[0]) & ~0x20) == 0 && g_ascii_strncasecmp (a, b, len) == 0);
}

/* Without regard to the case of letters. */
static inline guint32
name_hash (const char *name, guint32 len)
{
  if (len == 0)
    return 0;
  const guint32 first = name[0] | 0x20, last = name[len - 1] | 0x20, middle = name[len / 2] | 0x20;
  return (len * 0x9e3779b1u) ^ (first * 0x85ebca6bu) ^ (last * 0xc2b2ae35u) ^ (middle * 0x27d4eb2fu);
}

static inline guint32
slot_of (guint32 hash, guint32 mask)
{
  return (hash >> 15 ^ hash) & mask;
}

static gboolean
matches (const Step *step, TgSpan key)
{
  return (step->len == key.len && same_name (step->name, key.str, key.len)) || (step->len == 1 && step->name[0] == '*');
}

static guint32
add_step (guint32 parent, const char *name, guint32 len, gboolean array)
{
  for (guint32 i = STEP (parent)->child; i != 0; i = STEP (i)->sibling)
    if (STEP (i)->len == len && STEP (i)->array == array && same_name (STEP (i)->name, name, len))
      return i;
  const Step step = { name, len, -1, array, 0, STEP (parent)->child, FALSE, 0, 0, 0 };
  g_array_append_val (steps, step);
  STEP (parent)->child = steps->len - 1;
  return steps->len - 1;
}

/* A name up to its dot, without the backslashes before dots that are its own. */
static const char *
take_name (const char *path, guint32 *used, guint32 *len)
{
  GString *name = NULL;

  for (*used = 0; path[*used] != '\0' && path[*used] != '.'; (*used)++)
    if (path[*used] == '\\' && path[*used + 1] == '.')
      {
        if (name == NULL)
          name = g_string_new_len (path, *used);
        g_string_append_c (name, path[++*used]);
      }
    else if (name != NULL)
      g_string_append_c (name, path[*used]);
  *len = name != NULL ? name->len : *used;
  if (name == NULL)
    return path;
  const char *kept = g_intern_string (name->str);
  g_string_free (name, TRUE);
  return kept;
}

/* "a.b[].c" */
static void
add_path (guint kind, const char *path, int field)
{
  guint32 at = kind;

  for (const char *p = path; *p != '\0';)
    {
      guint32 used, len;
      const char *name = take_name (p, &used, &len);
      const gboolean array = len > 2 && name[len - 1] == ']' && name[len - 2] == '[';
      at = add_step (at, name, array ? len - 2 : len, array);
      p += used + (p[used] == '.');
    }
  STEP (at)->field = field;
}

static void
index_children (Step *parent)
{
  guint32 n = 0, size = 4;

  for (guint32 i = parent->child; i != 0; i = STEP (i)->sibling, n++)
    parent->any |= STEP (i)->len == 1 && STEP (i)->name[0] == '*';
  while (size < 4 * n)
    size *= 2;
  parent->slots = slots->len;
  parent->mask = size - 1;
  g_array_set_size (slots, slots->len + size);
  guint32 *own = &g_array_index (slots, guint32, parent->slots);
  for (guint32 i = parent->child; i != 0; i = STEP (i)->sibling)
    {
      Step *step = STEP (i);
      guint32 at = slot_of (name_hash (step->name, step->len), parent->mask);
      while (own[at] != 0 && !(STEP (own[at])->len == step->len && same_name (STEP (own[at])->name, step->name, step->len)))
        at = (at + 1) & parent->mask;
      guint32 *link = &own[at];
      while (*link != 0)
        link = &STEP (*link)->same;
      *link = i;
    }
}

/* The first child that the name may mean; 0 when none does. Asked for each member of each record. */
static G_ALWAYS_INLINE inline guint32
find_child (const Step *parent, TgSpan key)
{
  const guint32 *own = &g_array_index (slots, guint32, parent->slots);

  if (parent->any)
    return parent->child;
  for (guint32 at = slot_of (name_hash (key.str, key.len), parent->mask); own[at] != 0; at = (at + 1) & parent->mask)
    {
      const Step *step = STEP (own[at]);
      if (step->len == key.len && (memcmp (step->name, key.str, key.len) == 0 || same_name (step->name, key.str, key.len)))
        return own[at];
    }
  return 0;
}

/* Parameters and replies keep their members under other names in the Elastic Common Schema. */
static void
add_twin (guint kind, const char *path, int field)
{
  static const char * const twins[][2] = {
    { "requestParameters.", "aws.cloudtrail.flattened.request_parameters." },
    { "responseElements.", "aws.cloudtrail.flattened.response_elements." },
    { "additionalEventData.", "aws.cloudtrail.flattened.additional_eventdata." },
  };

  for (guint i = 0; kind == TG_RECORD_CLOUDTRAIL && i < G_N_ELEMENTS (twins); i++)
    if (g_str_has_prefix (path, twins[i][0]))
      {
        g_autofree char *twin = g_strconcat (twins[i][1], path + strlen (twins[i][0]), NULL);
        add_path (kind, g_intern_string (twin), field);
      }
}

static void
build (void)
{
  gsize n;
  const TgFieldPath *paths = tg_field_paths (&n);
  const Step none = { NULL, 0, -1, FALSE, 0, 0, FALSE, 0, 0, 0 };

  steps = g_array_new (FALSE, FALSE, sizeof (Step));
  slots = g_array_new (FALSE, TRUE, sizeof (guint32));
  for (guint i = 0; i < TG_FIELD_N_ROOTS; i++)
    g_array_append_val (steps, none);
  for (gsize i = 0; i < n; i++)
    {
      add_path (paths[i].root, paths[i].path, paths[i].field);
      add_twin (paths[i].root, paths[i].path, paths[i].field);
    }
  for (guint i = 0; i < steps->len; i++)
    index_children (STEP (i));
}

typedef struct { const TgJsonDoc *doc; TgLogReader *reader; GArray *values; guint16 groups; } Walk;

static void
add_value (Walk *walk, int field, guint32 node, guint16 group)
{
  const TgJsonNode *n = &walk->doc->nodes[node];

  if (field < 0 || n->type == TG_JSON_NULL || n->type >= TG_JSON_ARRAY)
    return;
  const TgFieldValue value = { field, group, tg_log_reader_keep (walk->reader, n->text) };
  g_array_append_val (walk->values, value);
}

static void follow (Walk *walk, guint32 step, guint32 node, guint16 group);

/* Elements of arrays in arrays belong to the outer element: the interfaces of an instance. */
static void
follow_elements (Walk *walk, guint32 step, guint32 array, guint16 outer)
{
  const TgJsonNode *nodes = walk->doc->nodes;

  for (guint32 i = array + 1; i < nodes[array].next && walk->groups < G_MAXUINT16; i = nodes[i].next)
    {
      const guint16 group = outer != 0 ? outer : ++walk->groups;
      add_value (walk, STEP (step)->field, i, group);
      follow (walk, step, i, group);
    }
}

/* The tree of steps bounds the depth. */
static void
follow (Walk *walk, guint32 step, guint32 node, guint16 group)
{
  const TgJsonNode *nodes = walk->doc->nodes;

  if (nodes[node].type != TG_JSON_OBJECT || STEP (step)->child == 0)
    return;
  const Step *parent = STEP (step);
  for (guint32 i = node + 1; i < nodes[node].next; i = nodes[i].next)
    for (guint32 s = find_child (parent, nodes[i].key); s != 0; s = parent->any ? STEP (s)->sibling : STEP (s)->same)
      {
        const Step *next = STEP (s);
        if (parent->any && !matches (next, nodes[i].key))
          continue;
        if (nodes[i].type == TG_JSON_ARRAY && (next->array || next->field >= 0))
          follow_elements (walk, s, i, group);
        else if (!next->array)
          {
            add_value (walk, next->field, i, group);
            follow (walk, s, i, group);
          }
      }
}

static void
need_steps (void)
{
  static gsize once;

  if (g_once_init_enter (&once))
    {
      build ();
      g_once_init_leave (&once, 1);
    }
}

void
tg_extract_json (TgLogReader *reader, const TgJsonDoc *doc, guint32 index, guint root)
{
  Walk walk = { doc, reader, reader->scratch, 0 };

  need_steps ();
  follow (&walk, root, index, 0);
}

void
tg_extract_member (TgLogReader *reader, const TgJsonDoc *doc, guint32 index, guint root, const char *name)
{
  Walk walk = { doc, reader, reader->scratch, 0 };

  need_steps ();
  for (guint32 i = 0; i < reader->scratch->len; i++)
    walk.groups = MAX (walk.groups, g_array_index (reader->scratch, TgFieldValue, i).group);
  const guint32 step = find_child (STEP (root), tg_span_str (name));
  if (step != 0)
    follow (&walk, step, index, 0);
}

/* The step that the words of "a.b[].c" lead to; 0: none. */
static guint32
find_path (guint root, TgSpan path)
{
  guint32 at = root;

  for (guint32 i = 0; i < path.len;)
    {
      guint32 end = i;
      while (end < path.len && path.str[end] != '.')
        end++;
      guint32 len = end - i;
      if (len > 2 && path.str[end - 1] == ']' && path.str[end - 2] == '[')
        len -= 2;
      if (STEP (at)->child == 0 || STEP (at)->any || (at = find_child (STEP (at), tg_span (path.str + i, len))) == 0)
        return 0;
      i = end + 1;
    }
  return at;
}

void
tg_extract_dotted (TgLogReader *reader, const TgJsonDoc *doc, guint32 index, guint root)
{
  Walk walk = { doc, reader, reader->scratch, 0 };

  need_steps ();
  if (doc->nodes[index].type != TG_JSON_OBJECT)
    return;
  for (guint32 i = index + 1; i < doc->nodes[index].next; i = doc->nodes[i].next)
    {
      const guint32 step = find_path (root, doc->nodes[i].key);
      if (step != 0 && step != root)
        add_value (&walk, STEP (step)->field, i, 0);
    }
}
