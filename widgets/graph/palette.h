/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gdk/gdk.h>

#include "core/model/vocabulary.h"

G_BEGIN_DECLS

/* Families of relations that share a colour. */
typedef enum { TG_FAMILY_ACCESS, TG_FAMILY_IDENTITY, TG_FAMILY_NETWORK, TG_FAMILY_CHANGE, TG_FAMILY_FINDING, TG_FAMILY_N } TgRelationFamily;

/* Colours after Okabe and Ito, tuned so that a white glyph keeps a contrast of 3:1 on light and on dark. */
GdkRGBA          tg_category_colour     (TgCategory category, gboolean dark);
GdkRGBA          tg_severity_colour     (TgSeverity severity, gboolean dark);
GdkRGBA          tg_family_colour       (TgRelationFamily family, gboolean dark);
TgRelationFamily tg_relation_family     (TgRelationKind kind);
GdkRGBA          tg_community_colour    (guint community, gboolean dark);       /* 1 …; of those that have none: grey */
/* The colour of a disc: of the category, but findings have their severity's. */
GdkRGBA          tg_kind_colour         (TgEntityKind kind, TgSeverity severity, gboolean dark);

/* The kind's symbol within the square of this size around (x, y). */
void             tg_kind_paint_glyph    (cairo_t *cr, TgEntityKind kind, double x, double y, double size, const GdkRGBA *colour);
/* Disc and glyph. */
void             tg_kind_paint_disc     (cairo_t *cr, TgEntityKind kind, TgSeverity severity, double x, double y, double radius, gboolean dark);

G_END_DECLS
