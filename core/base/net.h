/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "core/base/arena.h"

G_BEGIN_DECLS

/* An address as 16 bytes; IPv4 is held IPv4-mapped (::ffff:a.b.c.d). */
typedef struct { guint8 bytes[16]; } TgIp;
typedef struct { TgIp base; guint8 prefix; } TgCidr;      /* prefix counts in the 128-bit form */

gboolean tg_ip_parse     (TgSpan text, TgIp *out);        /* lenient about leading zeros of IPv4 parts (anonymised logs) */
gboolean tg_ip_is_v4     (const TgIp *ip);
gboolean tg_ip_is_private (const TgIp *ip);               /* of a network's own: RFC 1918, 6598 (shared), link-local, unique local */
gboolean tg_ip_is_public (const TgIp *ip);                /* not private, loopback, link-local, multicast, reserved (RFC 6890) */
char    *tg_ip_format    (const TgIp *ip, char buf[46]);  /* canonical text (RFC 5952) */
gboolean tg_cidr_parse   (TgSpan text, TgCidr *out);      /* "10.0.0.0/8", "2001:db8::/32", "10.0.*.*" */
gboolean tg_cidr_contains(const TgCidr *cidr, const TgIp *ip);

/* arn:partition:service:region:account:resource, spans into the text; FALSE when it is no ARN. */
typedef struct
{
  TgSpan partition, service, region, account, resource;   /* resource: all behind the fifth colon */
  TgSpan type, id;    /* resource split at its first ':' or '/'; type is absent when there is neither */
  TgSpan name;        /* behind the last '/' of id: an IAM path is left out */
} TgArn;

gboolean tg_arn_parse (TgSpan text, TgArn *out);

G_END_DECLS
