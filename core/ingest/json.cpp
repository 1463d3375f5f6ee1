/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tg-ingest"

#include "core/ingest/json.h"

#include <simdjson.h>
#include <algorithm>
#include <cstring>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

using namespace simdjson;

/* The one C++ file: no exception and no C++ type leaves it. */

struct _TgJson
{
  std::unique_ptr<internal::dom_parser_implementation> parser;      /* only its first stage: where each brace, comma and scalar begins */
  std::vector<char>       buffer;      /* a copy of the text with the parser's padding behind it */
  const char             *base;        /* the text that is parsed: the copy, or where it came from */
  size_t                  size;        /* with padding */
  TgJsonNode             *nodes = nullptr;
  size_t                  n_nodes = 0, room = 0;
  bool                    plain = false;      /* no backslash in the whole text */
  std::vector<guint32>    repairs;     /* places in the buffer where one bad byte became three */
  TgArena                *strings = tg_arena_new (0);     /* those that had escapes */
  std::string             scratch;

  ~_TgJson ()
  {
    g_free (nodes);
    tg_arena_free (strings);
  }
};

namespace {

constexpr guint max_depth = 512;

int
hex_digits (const char *p, const char *end)
{
  if (end - p < 4)
    return -1;
  int value = 0;
  for (int i = 0; i < 4; i++)
    {
      const int digit = g_ascii_xdigit_value (p[i]);
      if (digit < 0)
        return -1;
      value = value * 16 + digit;
    }
  return value;
}

/* The raw text of a string between its quotes, unescaped; a lone surrogate becomes U+FFFD. FALSE for an escape that JSON does not know. */
bool
unescape (const char *p, const char *end, std::string &out)
{
  while (p < end)
    {
      if (*p != '\\')
        {
          out.push_back (*p++);
          continue;
        }
      if (++p == end)
        return false;
      const char c = *p++;
      switch (c)
        {
        case '"': case '\\': case '/': out.push_back (c); break;
        case 'b': out.push_back ('\b'); break;
        case 'f': out.push_back ('\f'); break;
        case 'n': out.push_back ('\n'); break;
        case 'r': out.push_back ('\r'); break;
        case 't': out.push_back ('\t'); break;
        case 'u':
          {
            int code = hex_digits (p, end);
            if (code < 0)
              return false;
            p += 4;
            if (code >= 0xd800 && code < 0xdc00 && end - p >= 6 && p[0] == '\\' && p[1] == 'u')
              {
                const int low = hex_digits (p + 2, end);
                if (low >= 0xdc00 && low < 0xe000)
                  {
                    code = 0x10000 + ((code - 0xd800) << 10) + (low - 0xdc00);
                    p += 6;
                  }
              }
            if (code >= 0xd800 && code < 0xe000)
              code = 0xfffd;
            char utf8[6];
            out.append (utf8, g_unichar_to_utf8 (code, utf8));
            break;
          }
        default:
          return false;
        }
    }
  return true;
}

/* raw: what stands between the quotes. Most strings have no escape and are used in place. */
bool
string_of (TgJson *json, std::string_view raw, TgSpan *out)
{
  if (json->plain || std::memchr (raw.data (), '\\', raw.size ()) == nullptr)
    {
      *out = tg_span (raw.data (), raw.size ());
      return true;
    }
  std::string &text = json->scratch;
  text.clear ();
  if (!unescape (raw.data (), raw.data () + raw.size (), text))
    return false;
  char *copy = static_cast<char *> (tg_arena_alloc (json->strings, text.size () + 1));
  std::memcpy (copy, text.c_str (), text.size () + 1);
  *out = tg_span (copy, text.size ());
  return true;
}

bool
number_ok (std::string_view token)
{
  size_t i = 0;
  const size_t n = token.size ();
  auto digits = [&] { const size_t from = i; while (i < n && g_ascii_isdigit (token[i])) i++; return i > from; };
  if (i < n && token[i] == '-')
    i++;
  if (i < n && token[i] == '0')
    i++;
  else if (!digits ())
    return false;
  if (i < n && token[i] == '.')
    {
      i++;
      if (!digits ())
        return false;
    }
  if (i < n && (token[i] == 'e' || token[i] == 'E'))
    {
      i++;
      if (i < n && (token[i] == '+' || token[i] == '-'))
        i++;
      if (!digits ())
        return false;
    }
  return i == n;
}

std::string_view
trim (std::string_view token)
{
  while (!token.empty () && (token.back () == ' ' || token.back () == '\n' || token.back () == '\r' || token.back () == '\t'))
    token.remove_suffix (1);
  return token;
}

guint32
origin (const TgJson *json, const char *place)
{
  const guint32 at = static_cast<guint32> (place - json->base);
  if (json->repairs.empty ())
    return at;
  const auto before = std::lower_bound (json->repairs.begin (), json->repairs.end (), at) - json->repairs.begin ();
  return at - 2 * static_cast<guint32> (before);
}

bool
quoted (TgJson *json, std::string_view token, TgSpan *out)
{
  return token.size () >= 2 && token.front () == '"' && token.back () == '"' && string_of (json, token.substr (1, token.size () - 2), out);
}

const char *
read_scalar (TgJson *json, std::string_view token, TgJsonNode *node)
{
  node->text = tg_span (token.data (), token.size ());
  switch (token[0])
    {
    case '"':
      node->type = TG_JSON_STRING;
      return quoted (json, token, &node->text) ? nullptr : "invalid JSON: broken string";
    case '-': case '0': case '1': case '2': case '3': case '4': case '5': case '6': case '7': case '8': case '9':
      node->type = TG_JSON_NUMBER;
      return number_ok (token) ? nullptr : "invalid JSON: broken number";
    case 't':
      node->type = TG_JSON_TRUE;
      return token == "true" ? nullptr : "invalid JSON: unexpected word";
    case 'f':
      node->type = TG_JSON_FALSE;
      return token == "false" ? nullptr : "invalid JSON: unexpected word";
    case 'n':
      node->type = TG_JSON_NULL;
      return token == "null" ? nullptr : "invalid JSON: unexpected word";
    default:
      return "invalid JSON: unexpected text";
    }
}

/* A walk over the places where something begins. */
class Walker
{
public:
  Walker (TgJson *text, size_t text_len)
    : json (text), starts (text->parser->structural_indexes.get ()), n (text->parser->n_structural_indexes), len (static_cast<guint32> (text_len)) {}

  const char *run ();

private:
  TgJson        *json;
  const guint32 *starts;
  guint32        n, len, at = 0;
  guint          depth = 0;
  guint32        open[max_depth];      /* the nodes that are not closed */

  char             here () const { return at < n ? json->base[starts[at]] : '\0'; }
  std::string_view token () const
  {
    const guint32 end = at + 1 < n ? starts[at + 1] : len;
    return trim (std::string_view (json->base + starts[at], end - starts[at]));
  }
  bool        in_object () const { return json->nodes[open[depth - 1]].type == TG_JSON_OBJECT; }
  const char *value (TgSpan key);
  const char *member ();
  const char *go_on (bool *more);
};

/* The value that begins here; of an object or array only its beginning. */
const char *
Walker::value (TgSpan key)
{
  if (depth >= max_depth)
    return "nested deeper than 512 levels";
  if (at >= n)
    return "invalid JSON: unexpected text";
  TgJsonNode *node = &json->nodes[json->n_nodes++];
  const char c = here ();
  *node = TgJsonNode {};
  node->key = key;
  node->begin = origin (json, json->base + starts[at]);
  node->next = static_cast<guint32> (json->n_nodes);
  if (c != '{' && c != '[')
    {
      const char *error = read_scalar (json, token (), node);
      at++;
      return error;
    }
  node->type = c == '{' ? TG_JSON_OBJECT : TG_JSON_ARRAY;
  open[depth++] = static_cast<guint32> (json->n_nodes - 1);
  at++;
  return nullptr;
}

/* A name, a colon and a value. */
const char *
Walker::member ()
{
  TgSpan key;
  if (here () != '"')
    return "invalid JSON: broken object";
  if (!quoted (json, token (), &key))
    return "invalid JSON: broken member name";
  at++;
  if (here () != ':')
    return "invalid JSON: broken object";
  at++;
  return value (key);
}

/* What comes after a value or the beginning of an object or array. */
const char *
Walker::go_on (bool *more)
{
  const guint32 index = open[depth - 1];
  const bool object = in_object (), first = json->n_nodes == index + 1;
  const char *broken = object ? "invalid JSON: broken object" : "invalid JSON: broken array";
  if (here () == (object ? '}' : ']'))
    {
      at++;
      json->nodes[index].next = static_cast<guint32> (json->n_nodes);
      *more = --depth > 0;
      return nullptr;
    }
  if (at >= n)
    return broken;
  if (!first)
    {
      if (here () != ',')
        return broken;
      at++;
    }
  return object ? member () : value (TG_SPAN_NONE);
}

const char *
Walker::run ()
{
  const char *error = value (TG_SPAN_NONE);
  bool more = depth > 0;
  const bool container = more;
  while (error == nullptr && more)
    error = go_on (&more);
  return error == nullptr && container && at < n ? "invalid JSON: text behind the value" : error;
}

void
pad (TgJson *json, size_t len)
{
  if (json->buffer.capacity () < len + SIMDJSON_PADDING)
    json->buffer.reserve (std::max (len + SIMDJSON_PADDING, 2 * json->buffer.capacity ()));
  json->buffer.resize (len + SIMDJSON_PADDING);
  std::memset (json->buffer.data () + len, ' ', SIMDJSON_PADDING);
  json->base = json->buffer.data ();
  json->size = json->buffer.size ();
}

size_t
repair (TgJson *json, const char *text, size_t len)
{
  std::vector<char> fixed;
  fixed.reserve (len + 64);
  const char *p = text, *end = text + len;
  while (p < end)
    {
      const char *bad;
      if (g_utf8_validate_len (p, end - p, &bad))
        bad = end;
      /* a NUL is invalid for glib, but no business of ours: simdjson refuses it by itself */
      fixed.insert (fixed.end (), p, bad);
      p = bad;
      if (p == end)
        break;
      if (*p == '\0')
        fixed.push_back ('\0');
      else
        {
          json->repairs.push_back (static_cast<guint32> (fixed.size ()));
          fixed.insert (fixed.end (), { '\xef', '\xbf', '\xbd' });
        }
      p++;
    }
  pad (json, fixed.size ());
  std::memcpy (json->buffer.data (), fixed.data (), fixed.size ());
  return fixed.size ();
}

error_code
find_starts (TgJson *json, size_t len)
{
  if (json->parser == nullptr)
    {
      const error_code error = get_active_implementation ()->create_dom_parser_implementation (std::max<size_t> (len, 65536), max_depth, json->parser);
      if (error != SUCCESS)
        return error;
    }
  if (json->parser->capacity () < len)
    {
      const error_code error = json->parser->allocate (std::max (len, 2 * json->parser->capacity ()), max_depth);
      if (error != SUCCESS)
        return error;
    }
  return json->parser->stage1 (reinterpret_cast<const uint8_t *> (json->base), len, stage1_mode::regular);
}

const char *
parse_buffer (TgJson *json, size_t len, bool *bad_utf8)
{
  const error_code error = find_starts (json, len);
  *bad_utf8 = error == UTF8_ERROR;
  if (error == UNESCAPED_CHARS)
    return "invalid JSON: control character in a string";
  if (error == UNCLOSED_STRING)
    return "invalid JSON: string not closed";
  if (error != SUCCESS)
    return "invalid JSON: unexpected text";
  /* each node begins at a place of its own */
  if (json->room < json->parser->n_structural_indexes)
    {
      json->room = json->parser->n_structural_indexes + json->room;
      g_free (json->nodes);
      json->nodes = static_cast<TgJsonNode *> (g_malloc_n (json->room, sizeof (TgJsonNode)));
    }
  json->n_nodes = 0;
  json->plain = std::memchr (json->base, '\\', len) == nullptr;
  return Walker (json, len).run ();
}

} /* namespace */

TgJson *
tg_json_new (void)
{
  return new TgJson ();
}

void
tg_json_free (TgJson *json)
{
  delete json;
}

static_assert (SIMDJSON_PADDING <= TG_JSON_PADDING, "padding");

static void
parse (TgJson *json, const char *text, gsize len, bool in_place, TgJsonDoc *doc)
{
  bool bad_utf8 = false;

  tg_arena_reset (json->strings);
  json->n_nodes = 0;
  json->repairs.clear ();
  *doc = TgJsonDoc {};
  if (len == 0)
    {
      doc->error = "invalid JSON: nothing there";
      return;
    }
  if (in_place)
    {
      json->base = text;
      json->size = len + SIMDJSON_PADDING;
    }
  else
    {
      pad (json, len);
      std::memcpy (json->buffer.data (), text, len);
    }
  doc->error = parse_buffer (json, len, &bad_utf8);
  if (bad_utf8)
    {
      doc->repaired = TRUE;
      len = repair (json, text, len);
      doc->error = parse_buffer (json, len, &bad_utf8);
    }
  doc->nodes = json->nodes;
  doc->n = static_cast<guint32> (json->n_nodes);
}

void
tg_json_parse (TgJson *json, const char *text, gsize len, TgJsonDoc *doc)
{
  parse (json, text, len, false, doc);
}

void
tg_json_parse_in_place (TgJson *json, const char *text, gsize len, TgJsonDoc *doc)
{
  parse (json, text, len, true, doc);
}
