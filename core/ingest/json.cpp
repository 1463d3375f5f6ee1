/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tg-ingest"

#include "core/ingest/json.h"

#include <simdjson.h>
#include <algorithm>
#include <cstring>
#include <string>
#include <string_view>
#include <vector>

using namespace simdjson;

/* The one C++ file: no exception and no C++ type leaves it. */

struct _TgJson
{
  ondemand::parser        parser;
  std::vector<char>       buffer;      /* a copy of the text with the parser's padding behind it */
  const char             *base;        /* the text that is parsed: the copy, or where it came from */
  size_t                  size;        /* with padding */
  std::vector<TgJsonNode> nodes;
  std::vector<guint32>    repairs;     /* places in the buffer where one bad byte became three */
  TgArena                *strings = tg_arena_new (0);     /* those that had escapes */
  std::string             scratch;

  ~_TgJson () { tg_arena_free (strings); }
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
  if (std::memchr (raw.data (), '\\', raw.size ()) == nullptr)
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

/* From behind the opening quote to the closing one, which the parser's first stage has seen to exist. */
bool
raw_key (const TgJson *json, const char *begin, std::string_view *out)
{
  const char *limit = json->base + json->size;
  const char *p = begin;
  while (p < limit && *p != '"')
    p += *p == '\\' ? 2 : 1;
  *out = std::string_view (begin, p - begin);
  return p < limit;
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
  const auto before = std::lower_bound (json->repairs.begin (), json->repairs.end (), at) - json->repairs.begin ();
  return at - 2 * static_cast<guint32> (before);
}

template <typename Value> const char *walk (TgJson *json, Value &value, TgSpan key, guint depth);

bool
token_of (ondemand::value &value, std::string_view *out)
{
  *out = trim (value.raw_json_token ());
  return true;
}

bool
token_of (ondemand::document &value, std::string_view *out)
{
  if (value.raw_json_token ().get (*out) != SUCCESS)
    return false;
  *out = trim (*out);
  return true;
}

const char *
read_scalar (TgJson *json, std::string_view token, TgJsonNode &node, ondemand::json_type type)
{
  node.text = tg_span (token.data (), token.size ());
  switch (type)
    {
    case ondemand::json_type::string:
      node.type = TG_JSON_STRING;
      if (token.size () < 2 || token.back () != '"' || !string_of (json, token.substr (1, token.size () - 2), &node.text))
        return "invalid JSON: broken string";
      return nullptr;
    case ondemand::json_type::number:
      node.type = TG_JSON_NUMBER;
      return number_ok (token) ? nullptr : "invalid JSON: broken number";
    case ondemand::json_type::boolean:
      node.type = token == "true" ? TG_JSON_TRUE : TG_JSON_FALSE;
      return token == "true" || token == "false" ? nullptr : "invalid JSON: unexpected word";
    default:
      node.type = TG_JSON_NULL;
      return token == "null" ? nullptr : "invalid JSON: unexpected word";
    }
}

template <typename Value> const char *
walk_object (TgJson *json, Value &value, guint depth)
{
  ondemand::object object;
  if (value.get_object ().get (object) != SUCCESS)
    return "invalid JSON: broken object";
  for (auto member : object)
    {
      ondemand::field field;
      if (std::move (member).get (field) != SUCCESS)
        return "invalid JSON: broken object";
      std::string_view name;
      TgSpan key;
      if (!raw_key (json, field.key ().raw (), &name) || !string_of (json, name, &key))
        return "invalid JSON: broken member name";
      ondemand::value inner = field.value ();
      const char *error = walk (json, inner, key, depth + 1);
      if (error != nullptr)
        return error;
    }
  return nullptr;
}

template <typename Value> const char *
walk_array (TgJson *json, Value &value, guint depth)
{
  ondemand::array array;
  if (value.get_array ().get (array) != SUCCESS)
    return "invalid JSON: broken array";
  for (auto element : array)
    {
      ondemand::value inner;
      if (std::move (element).get (inner) != SUCCESS)
        return "invalid JSON: broken array";
      const char *error = walk (json, inner, TG_SPAN_NONE, depth + 1);
      if (error != nullptr)
        return error;
    }
  return nullptr;
}

template <typename Value> const char *
walk (TgJson *json, Value &value, TgSpan key, guint depth)
{
  ondemand::json_type type;
  if (depth > max_depth)
    return "nested deeper than 512 levels";
  if (value.type ().get (type) != SUCCESS)
    return "invalid JSON: unexpected text";
  const size_t index = json->nodes.size ();
  TgJsonNode node {};
  node.key = key;
  const char *error;
  std::string_view token;
  if (!token_of (value, &token))
    return "invalid JSON: broken value";
  node.begin = origin (json, token.data ());
  if (type == ondemand::json_type::object || type == ondemand::json_type::array)
    {
      node.type = type == ondemand::json_type::object ? TG_JSON_OBJECT : TG_JSON_ARRAY;
      json->nodes.push_back (node);
      error = type == ondemand::json_type::object ? walk_object (json, value, depth) : walk_array (json, value, depth);
    }
  else
    {
      error = read_scalar (json, token, node, type);
      json->nodes.push_back (node);
    }
  json->nodes[index].next = static_cast<guint32> (json->nodes.size ());
  return error;
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

const char *
parse_buffer (TgJson *json, size_t len, bool *bad_utf8)
{
  ondemand::document doc;
  const error_code error = json->parser.iterate (json->base, len, json->size).get (doc);
  *bad_utf8 = error == UTF8_ERROR;
  if (error == UNESCAPED_CHARS)
    return "invalid JSON: control character in a string";
  if (error == UNCLOSED_STRING)
    return "invalid JSON: string not closed";
  if (error != SUCCESS)
    return "invalid JSON: unexpected text";
  const char *problem = walk (json, doc, TG_SPAN_NONE, 1);
  const char *rest;
  if (problem == nullptr && (json->nodes[0].type == TG_JSON_ARRAY || json->nodes[0].type == TG_JSON_OBJECT)
      && doc.current_location ().get (rest) == SUCCESS)
    problem = "invalid JSON: text behind the value";
  return problem;
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
  json->nodes.clear ();
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
  doc->nodes = json->nodes.data ();
  doc->n = static_cast<guint32> (json->nodes.size ());
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
