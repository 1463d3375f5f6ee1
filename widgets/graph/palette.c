/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tg-widgets"

#include "widgets/graph/palette.h"

#include "widgets/graph/board.h"

#define HEX(c) { ((c) >> 16 & 255) / 255.f, ((c) >> 8 & 255) / 255.f, ((c) & 255) / 255.f, 1.f }

static const GdkRGBA categories[2][TG_CATEGORY_N] = {
  {
    [TG_CATEGORY_IDENTITY] = HEX (0x1f6fb2), [TG_CATEGORY_NETWORK] = HEX (0x0a8a6a), [TG_CATEGORY_COMPUTE] = HEX (0xc06a0a),
    [TG_CATEGORY_STORAGE] = HEX (0xa9508c), [TG_CATEGORY_FINDING] = HEX (0xc9401f), [TG_CATEGORY_OTHER] = HEX (0x667385),
  },
  {
    [TG_CATEGORY_IDENTITY] = HEX (0x3b8fd6), [TG_CATEGORY_NETWORK] = HEX (0x1a9e7c), [TG_CATEGORY_COMPUTE] = HEX (0xcf7d22),
    [TG_CATEGORY_STORAGE] = HEX (0xc26aa5), [TG_CATEGORY_FINDING] = HEX (0xe05a38), [TG_CATEGORY_OTHER] = HEX (0x7b889b),
  },
};

static const GdkRGBA severities[2][TG_SEVERITY_CRITICAL + 1] = {
  { HEX (0x667385), HEX (0x5b82a8), HEX (0xa98600), HEX (0xd97706), HEX (0xd32f1e), HEX (0x99103f) },
  { HEX (0x7b889b), HEX (0x6f9ac4), HEX (0xc7a317), HEX (0xee8b1c), HEX (0xf0503c), HEX (0xe0356f) },
};

static const GdkRGBA families[2][TG_FAMILY_N] = {
  { HEX (0x7d8ea3), HEX (0x3d86c6), HEX (0x2b9c7e), HEX (0xcf8524), HEX (0xcc5a3d) },
  { HEX (0x76869b), HEX (0x4a93d0), HEX (0x2fa384), HEX (0xcf8a35), HEX (0xd4694d) },
};

GdkRGBA
tg_category_colour (TgCategory category, gboolean dark)
{
  return categories[dark != 0][(guint) category < TG_CATEGORY_N ? category : TG_CATEGORY_OTHER];
}

GdkRGBA
tg_severity_colour (TgSeverity severity, gboolean dark)
{
  return severities[dark != 0][(guint) severity <= TG_SEVERITY_CRITICAL ? severity : TG_SEVERITY_NONE];
}

GdkRGBA
tg_family_colour (TgRelationFamily family, gboolean dark)
{
  return families[dark != 0][(guint) family < TG_FAMILY_N ? family : TG_FAMILY_ACCESS];
}

/* After Okabe and Ito again, and lighter ones of the same hues. */
static const GdkRGBA communities[2][TG_COMMUNITY_COLOURS] = {
  { HEX (0x0072b2), HEX (0xd55e00), HEX (0x009e73), HEX (0xcc79a7), HEX (0xb8860b), HEX (0x56b4e9), HEX (0x8b4513), HEX (0x6a3d9a), HEX (0x66a61e), HEX (0x111111) },
  { HEX (0x4aa3e0), HEX (0xff8a3c), HEX (0x2fd0a0), HEX (0xf09fd0), HEX (0xf0e442), HEX (0x9bd8ff), HEX (0xc98a5c), HEX (0xb48be0), HEX (0xa5d85a), HEX (0xf2f2f2) },
};

GdkRGBA
tg_community_colour (guint community, gboolean dark)
{
  return community > 0 && community <= TG_COMMUNITY_COLOURS ? communities[dark != 0][community - 1] : tg_category_colour (TG_CATEGORY_OTHER, dark);
}

TgRelationFamily
tg_relation_family (TgRelationKind kind)
{
  switch (kind)
    {
    case TG_RELATION_SESSION_OF: case TG_RELATION_ASSUMED: case TG_RELATION_ISSUED: case TG_RELATION_INVOKED: case TG_RELATION_SIGNED_WITH:
      return TG_FAMILY_IDENTITY;
    case TG_RELATION_FLOW: case TG_RELATION_ADDRESS_OF: case TG_RELATION_ATTACHED_TO: case TG_RELATION_INSIDE:
      return TG_FAMILY_NETWORK;
    case TG_RELATION_WROTE: case TG_RELATION_CREATED: case TG_RELATION_DELETED: case TG_RELATION_CHANGED_ACCESS:
      return TG_FAMILY_CHANGE;
    case TG_RELATION_INVOLVES:
      return TG_FAMILY_FINDING;
    default:
      return TG_FAMILY_ACCESS;
    }
}

GdkRGBA
tg_kind_colour (TgEntityKind kind, TgSeverity severity, gboolean dark)
{
  if (kind == TG_ENTITY_FINDING && severity != TG_SEVERITY_NONE)
    return tg_severity_colour (severity, dark);
  return tg_category_colour (tg_entity_kind_category (kind), dark);
}

void
tg_kind_paint_disc (cairo_t *cr, TgEntityKind kind, TgSeverity severity, double x, double y, double radius, gboolean dark)
{
  GdkRGBA fill = tg_kind_colour (kind, severity, dark);
  const GdkRGBA white = { 1, 1, 1, 1 };

  cairo_new_sub_path (cr);
  cairo_arc (cr, x, y, radius, 0, 2 * G_PI);
  gdk_cairo_set_source_rgba (cr, &fill);
  cairo_fill (cr);
  if (radius >= 5)
    tg_kind_paint_glyph (cr, kind, x, y, radius * 1.2, &white);
}
