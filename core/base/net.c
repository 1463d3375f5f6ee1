/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tg-base"

#include "core/base/net.h"

#include <arpa/inet.h>
#include <string.h>

static const guint8 v4_prefix[12] = { 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff };

/* Up to four decimal parts; returns how many were read, 0 when the text is no IPv4 form. "*" parts end the count in wild. */
static guint
parse_v4 (TgSpan text, guint8 parts[4], guint *wild)
{
  guint n = 0;
  guint32 i = 0;

  *wild = 0;
  while (n < 4)
    {
      guint value = 0, len = 0;
      if (i < text.len && text.str[i] == '*')
        {
          (*wild)++;
          i++;
        }
      else
        {
          /* four digits: anonymised logs pad parts with zeros */
          for (; i < text.len && g_ascii_isdigit (text.str[i]) && len < 4; i++, len++)
            value = value * 10 + (guint) (text.str[i] - '0');
          if (len == 0 || value > 255 || *wild != 0)
            return 0;
        }
      parts[n++] = (guint8) value;
      if (i == text.len)
        return n;
      if (text.str[i] != '.')
        return 0;
      i++;
    }
  return 0;
}

gboolean
tg_ip_parse (TgSpan text, TgIp *out)
{
  char buffer[INET6_ADDRSTRLEN + 1];
  guint8 parts[4];
  guint wild;

  if (text.str == NULL || text.len < 2 || text.len >= sizeof buffer)
    return FALSE;
  if (parse_v4 (text, parts, &wild) == 4 && wild == 0)
    {
      memcpy (out->bytes, v4_prefix, 12);
      memcpy (out->bytes + 12, parts, 4);
      return TRUE;
    }
  if (memchr (text.str, ':', text.len) == NULL)
    return FALSE;
  memcpy (buffer, text.str, text.len);
  buffer[text.len] = '\0';
  return strlen (buffer) == text.len && inet_pton (AF_INET6, buffer, out->bytes) == 1;
}

gboolean
tg_ip_is_v4 (const TgIp *ip)
{
  return memcmp (ip->bytes, v4_prefix, 12) == 0;
}

gboolean
tg_ip_is_private (const TgIp *ip)
{
  const guint8 *b = ip->bytes;

  if (!tg_ip_is_v4 (ip))
    return (b[0] & 0xfe) == 0xfc || (b[0] == 0xfe && (b[1] & 0xc0) == 0x80);
  b += 12;
  return b[0] == 10 || (b[0] == 172 && (b[1] & 0xf0) == 16) || (b[0] == 192 && b[1] == 168) || (b[0] == 100 && (b[1] & 0xc0) == 64) ||
         (b[0] == 169 && b[1] == 254);
}

gboolean
tg_ip_is_public (const TgIp *ip)
{
  /* RFC 6890 and the registries it began: not globally reachable */
  static const struct { guint8 base[4]; guint8 prefix; } reserved_v4[] = {
    { { 0, 0, 0, 0 }, 8 }, { { 10, 0, 0, 0 }, 8 }, { { 100, 64, 0, 0 }, 10 }, { { 127, 0, 0, 0 }, 8 },
    { { 169, 254, 0, 0 }, 16 }, { { 172, 16, 0, 0 }, 12 }, { { 192, 0, 0, 0 }, 24 }, { { 192, 0, 2, 0 }, 24 },
    { { 192, 168, 0, 0 }, 16 }, { { 198, 18, 0, 0 }, 15 }, { { 198, 51, 100, 0 }, 24 }, { { 203, 0, 113, 0 }, 24 },
    { { 224, 0, 0, 0 }, 3 },
  };
  const guint8 *b = ip->bytes;

  if (!tg_ip_is_v4 (ip))
    {
      /* only 2000::/3 is assigned; 2001:db8::/32 is for documentation */
      if ((b[0] & 0xe0) != 0x20)
        return FALSE;
      return !(b[0] == 0x20 && b[1] == 0x01 && b[2] == 0x0d && b[3] == 0xb8);
    }
  for (guint i = 0; i < G_N_ELEMENTS (reserved_v4); i++)
    {
      TgCidr cidr;
      memcpy (cidr.base.bytes, v4_prefix, 12);
      memcpy (cidr.base.bytes + 12, reserved_v4[i].base, 4);
      cidr.prefix = (guint8) (96 + reserved_v4[i].prefix);
      if (tg_cidr_contains (&cidr, ip))
        return FALSE;
    }
  return TRUE;
}

char *
tg_ip_format (const TgIp *ip, char buf[46])
{
  if (!tg_ip_is_v4 (ip))
    {
      inet_ntop (AF_INET6, ip->bytes, buf, 46);
      return buf;
    }
  /* by hand: two a flow record */
  char *p = buf;
  for (guint i = 12; i < 16; i++)
    {
      const guint part = ip->bytes[i];
      if (part >= 100)
        *p++ = (char) ('0' + part / 100);
      if (part >= 10)
        *p++ = (char) ('0' + part / 10 % 10);
      *p++ = (char) ('0' + part % 10);
      *p++ = i < 15 ? '.' : '\0';
    }
  return buf;
}

gboolean
tg_cidr_parse (TgSpan text, TgCidr *out)
{
  guint8 parts[4] = { 0, 0, 0, 0 };
  guint wild;
  gint64 prefix;

  if (text.str == NULL || text.len == 0)
    return FALSE;
  const char *slash = memchr (text.str, '/', text.len);
  if (slash == NULL)
    {
      guint n = parse_v4 (text, parts, &wild);
      if (n != 4 || wild == 0)
        return FALSE;
      memcpy (out->base.bytes, v4_prefix, 12);
      memcpy (out->base.bytes + 12, parts, 4);
      out->prefix = (guint8) (96 + 8 * (4 - wild));
      return TRUE;
    }
  TgSpan address = tg_span (text.str, (gsize) (slash - text.str));
  TgSpan bits = tg_span (slash + 1, text.len - address.len - 1);
  if (!tg_ip_parse (address, &out->base) || !tg_span_to_int64 (bits, &prefix) || prefix < 0)
    return FALSE;
  gboolean v4 = tg_ip_is_v4 (&out->base) && memchr (address.str, ':', address.len) == NULL;
  if (prefix > (v4 ? 32 : 128))
    return FALSE;
  out->prefix = (guint8) (v4 ? prefix + 96 : prefix);
  return TRUE;
}

gboolean
tg_cidr_contains (const TgCidr *cidr, const TgIp *ip)
{
  guint whole = cidr->prefix / 8, rest = cidr->prefix % 8;

  if (memcmp (cidr->base.bytes, ip->bytes, whole) != 0)
    return FALSE;
  if (rest == 0)
    return TRUE;
  guint8 mask = (guint8) (0xff << (8 - rest));
  return (cidr->base.bytes[whole] & mask) == (ip->bytes[whole] & mask);
}

/* The part of text before separator, which is taken off; FALSE when there is none. */
static gboolean
take_part (TgSpan *text, char separator, TgSpan *part)
{
  const char *at = memchr (text->str, separator, text->len);

  if (at == NULL)
    return FALSE;
  *part = tg_span (text->str, (gsize) (at - text->str));
  *text = tg_span (at + 1, text->len - part->len - 1);
  return TRUE;
}

gboolean
tg_arn_parse (TgSpan text, TgArn *out)
{
  TgSpan head;

  memset (out, 0, sizeof *out);
  if (!tg_span_has_prefix (text, "arn:"))
    return FALSE;
  if (!take_part (&text, ':', &head) || !take_part (&text, ':', &out->partition) || !take_part (&text, ':', &out->service) ||
      !take_part (&text, ':', &out->region) || !take_part (&text, ':', &out->account) || text.len == 0 || out->service.len == 0)
    return FALSE;
  out->resource = text;

  out->id = text;
  for (guint32 i = 0; i < text.len; i++)
    if (text.str[i] == ':' || text.str[i] == '/')
      {
        out->type = tg_span (text.str, i);
        out->id = tg_span (text.str + i + 1, text.len - i - 1);
        break;
      }
  out->name = out->id;
  for (guint32 i = out->id.len; i > 0; i--)
    if (out->id.str[i - 1] == '/')
      {
        out->name = tg_span (out->id.str + i, out->id.len - i);
        break;
      }
  return TRUE;
}
