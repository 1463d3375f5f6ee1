/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "core/model/info.h"

G_BEGIN_DECLS

/* What entities may have in common, for many of them to be put together as one. The numbers are not stored; the ids are. */
typedef enum
{
  TG_GROUPING_KIND,
  TG_GROUPING_ACCOUNT,
  TG_GROUPING_TYPE,             /* of a finding, of a resource */
  TG_GROUPING_NETWORK,          /* addresses: /24 of IPv4, /64 of IPv6 */
  TG_GROUPING_ROLE,             /* sessions and instances: whose they are */
  TG_GROUPING_ORGANISATION,     /* addresses: of their autonomous system */
  TG_GROUPING_N
} TgGrouping;

const char *tg_grouping_id        (TgGrouping grouping);        /* stable: "network" */
const char *tg_grouping_title     (TgGrouping grouping);        /* for gettext: "Network" */
int         tg_grouping_from_id   (const char *id);             /* -1; id may be NULL */
/* The value of an entity under this: owned; "" when it has none. Of groupings that go by a relation, NULL: the name of the neighbour of
 * tg_grouping_peer() along tg_grouping_relations() is the value. */
char       *tg_grouping_value     (TgGrouping grouping, const TgEntityInfo *entity);
guint32     tg_grouping_relations (TgGrouping grouping);        /* bit set of 1 << TgRelationKind; 0 */
TgEntityKind tg_grouping_peer     (TgGrouping grouping);        /* TG_ENTITY_NONE */
/* Whether entities of a kind can differ under it. */
gboolean    tg_grouping_fits      (TgGrouping grouping, TgEntityKind kind);

G_END_DECLS
