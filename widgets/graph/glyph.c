/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tg-widgets"

#include "widgets/graph/palette.h"

/* Every glyph is drawn in a square from -8 to 8, strokes 1.6 wide with round ends, so that the set has one weight. */

static void
circle (cairo_t *cr, double x, double y, double r)
{
  cairo_new_sub_path (cr);
  cairo_arc (cr, x, y, r, 0, 2 * G_PI);
}

static void
box (cairo_t *cr, double x, double y, double w, double h, double r)
{
  cairo_new_sub_path (cr);
  cairo_arc (cr, x + w - r, y + r, r, -G_PI_2, 0);
  cairo_arc (cr, x + w - r, y + h - r, r, 0, G_PI_2);
  cairo_arc (cr, x + r, y + h - r, r, G_PI_2, G_PI);
  cairo_arc (cr, x + r, y + r, r, G_PI, 3 * G_PI_2);
  cairo_close_path (cr);
}

static void
line (cairo_t *cr, double x1, double y1, double x2, double y2)
{
  cairo_move_to (cr, x1, y1);
  cairo_line_to (cr, x2, y2);
}

static void
shape (cairo_t *cr, const double *p, guint n)
{
  for (guint i = 0; i < n; i++)
    cairo_line_to (cr, p[2 * i], p[2 * i + 1]);
  cairo_close_path (cr);
}

#define SHAPE(cr, ...)                            \
  G_STMT_START {                                  \
    static const double p_[] = { __VA_ARGS__ };   \
    cairo_new_sub_path (cr);                      \
    shape (cr, p_, G_N_ELEMENTS (p_) / 2);        \
  } G_STMT_END

/* Drawn out of what is there, so the disc's colour shows through whatever it is. */
static void
person (cairo_t *cr, double x, double y, double s)
{
  circle (cr, x, y - 3.2 * s, 3.2 * s);
  cairo_fill (cr);
  cairo_move_to (cr, x - 6 * s, y + 6.6 * s);
  cairo_curve_to (cr, x - 6 * s, y + 2.2 * s, x - 3.6 * s, y + 1.2 * s, x, y + 1.2 * s);
  cairo_curve_to (cr, x + 3.6 * s, y + 1.2 * s, x + 6 * s, y + 2.2 * s, x + 6 * s, y + 6.6 * s);
  cairo_close_path (cr);
  cairo_fill (cr);
}

static void
account (cairo_t *cr)
{
  box (cr, -5, -7, 10, 14, 1);
  cairo_stroke (cr);
  for (int i = 0; i < 3; i++)
    for (int j = 0; j < 2; j++)
      cairo_rectangle (cr, j * 4 - 3, i * 3.4 - 4.8, 2, 1.8);
  cairo_rectangle (cr, -1.2, 4, 2.4, 3);
  cairo_fill (cr);
}

static void
root (cairo_t *cr)
{
  SHAPE (cr, -7, -4.5, -3.4, -0.5, 0, -6.5, 3.4, -0.5, 7, -4.5, 5.6, 3.6, -5.6, 3.6);
  cairo_fill (cr);
  line (cr, -5.2, 6.2, 5.2, 6.2);
  cairo_stroke (cr);
}

static void
role (cairo_t *cr)      /* a hat: what a person puts on */
{
  cairo_move_to (cr, -4.6, 2);
  cairo_curve_to (cr, -4.4, -3, -4, -6.4, -2, -6.4);
  cairo_curve_to (cr, -0.8, -6.4, -0.8, -5.6, 0, -5.6);
  cairo_curve_to (cr, 0.8, -5.6, 0.8, -6.4, 2, -6.4);
  cairo_curve_to (cr, 4, -6.4, 4.4, -3, 4.6, 2);
  cairo_close_path (cr);
  cairo_fill (cr);
  cairo_move_to (cr, -7.4, 3.6);
  cairo_curve_to (cr, -4, 6.2, 4, 6.2, 7.4, 3.6);
  cairo_stroke (cr);
}

static void
session (cairo_t *cr)   /* a hat with a clock: worn for a while */
{
  circle (cr, 0, 0, 6.4);
  cairo_stroke (cr);
  line (cr, 0, -3.6, 0, 0);
  cairo_line_to (cr, 2.8, 1.8);
  cairo_stroke (cr);
}

static void
federated (cairo_t *cr)
{
  person (cr, -2.2, 0.4, 0.82);
  cairo_arc (cr, 1.6, -1.6, 5, -G_PI / 3, G_PI / 2.4);
  cairo_stroke (cr);
  circle (cr, 5.2, 5.2, 1.6);
  cairo_fill (cr);
}

static void
service (cairo_t *cr)
{
  for (int i = 0; i < 8; i++)
    {
      cairo_save (cr);
      cairo_rotate (cr, i * G_PI / 4);
      cairo_rectangle (cr, -1.3, -7.4, 2.6, 3.4);
      cairo_fill (cr);
      cairo_restore (cr);
    }
  cairo_set_line_width (cr, 2.6);
  circle (cr, 0, 0, 3.7);
  cairo_stroke (cr);
}

static void
key (cairo_t *cr)
{
  cairo_set_line_width (cr, 2);
  circle (cr, -3.6, 0, 3.1);
  cairo_stroke (cr);
  line (cr, -0.4, 0, 7, 0);
  line (cr, 6.6, 0, 6.6, 3.2);
  line (cr, 3.4, 0, 3.4, 2.6);
  cairo_stroke (cr);
}

static void
instance (cairo_t *cr)
{
  box (cr, -4.6, -4.6, 9.2, 9.2, 1.2);
  cairo_stroke (cr);
  box (cr, -1.9, -1.9, 3.8, 3.8, 0.6);
  cairo_fill (cr);
  for (int i = -1; i <= 1; i++)
    {
      line (cr, i * 2.6, -4.6, i * 2.6, -7);
      line (cr, i * 2.6, 4.6, i * 2.6, 7);
      line (cr, -4.6, i * 2.6, -7, i * 2.6);
      line (cr, 4.6, i * 2.6, 7, i * 2.6);
    }
  cairo_set_line_width (cr, 1.3);
  cairo_stroke (cr);
}

static void
interface (cairo_t *cr)
{
  box (cr, -6.4, -5.6, 12.8, 8.6, 1.2);
  cairo_stroke (cr);
  for (int i = 0; i < 4; i++)
    line (cr, -3.6 + i * 2.4, -3.2, -3.6 + i * 2.4, -0.4);
  line (cr, 0, 3, 0, 6.6);
  line (cr, -3.4, 6.6, 3.4, 6.6);
  cairo_stroke (cr);
}

static void
vpc (cairo_t *cr)       /* a cloud */
{
  cairo_move_to (cr, -4.4, 5);
  cairo_arc (cr, -4.2, 1.8, 3.2, G_PI_2, 3 * G_PI_2 - 0.2);
  cairo_arc (cr, -0.4, -1.6, 4.2, G_PI + 0.3, -0.35);
  cairo_arc (cr, 4.4, 1.9, 3.1, -G_PI_2, G_PI_2);
  cairo_close_path (cr);
  cairo_stroke (cr);
}

static void
subnet (cairo_t *cr)
{
  const double dashes[] = { 2.6, 2.2 };

  cairo_set_dash (cr, dashes, 2, 0);
  box (cr, -6.6, -6.6, 13.2, 13.2, 1.6);
  cairo_stroke (cr);
  cairo_set_dash (cr, NULL, 0, 0);
  circle (cr, 0, -2.6, 1.7);
  circle (cr, -3, 2.8, 1.7);
  circle (cr, 3, 2.8, 1.7);
  cairo_fill (cr);
  cairo_set_line_width (cr, 1.1);
  SHAPE (cr, 0, -2.6, -3, 2.8, 3, 2.8);
  cairo_stroke (cr);
}

static void
globe (cairo_t *cr)
{
  cairo_set_line_width (cr, 1.4);
  circle (cr, 0, 0, 6.8);
  cairo_stroke (cr);
  cairo_save (cr);
  cairo_scale (cr, 0.42, 1);
  circle (cr, 0, 0, 6.8);
  cairo_restore (cr);
  cairo_stroke (cr);
  line (cr, -6, -2.6, 6, -2.6);
  line (cr, -6, 2.6, 6, 2.6);
  cairo_stroke (cr);
}

static void
bucket (cairo_t *cr)
{
  SHAPE (cr, -5.8, -3.8, 5.8, -3.8, 4.2, 6.8, -4.2, 6.8);
  cairo_fill (cr);
  cairo_save (cr);
  cairo_scale (cr, 1, 0.34);
  circle (cr, 0, -14.4, 6.2);
  cairo_restore (cr);
  cairo_stroke (cr);
}

static void
resource (cairo_t *cr)
{
  SHAPE (cr, 0, -7, 6.2, -3.6, 6.2, 3.6, 0, 7, -6.2, 3.6, -6.2, -3.6);
  line (cr, -6.2, -3.6, 0, -0.2);
  cairo_line_to (cr, 6.2, -3.6);
  line (cr, 0, -0.2, 0, 7);
  cairo_stroke (cr);
}

static void
user_agent (cairo_t *cr)
{
  box (cr, -7, -5.8, 14, 11.6, 1.6);
  line (cr, -7, -2.4, 7, -2.4);
  line (cr, -3.6, 0, -1.4, 1.6);
  cairo_line_to (cr, -3.6, 3.2);
  line (cr, 0.6, 3.4, 3.8, 3.4);
  cairo_stroke (cr);
}

static void
finding (cairo_t *cr)
{
  cairo_move_to (cr, 0, -7.6);
  cairo_curve_to (cr, 2.4, -5.8, 4.4, -5.4, 6.2, -5.2);
  cairo_curve_to (cr, 6.4, 1.2, 4.4, 5.4, 0, 7.6);
  cairo_curve_to (cr, -4.4, 5.4, -6.4, 1.2, -6.2, -5.2);
  cairo_curve_to (cr, -4.4, -5.4, -2.4, -5.8, 0, -7.6);
  cairo_stroke (cr);
  cairo_set_line_width (cr, 2);
  line (cr, 0, -3.4, 0, 1);
  line (cr, 0, 3.7, 0, 3.75);
  cairo_stroke (cr);
}

static void
cluster (cairo_t *cr)   /* a ship's wheel of nodes */
{
  circle (cr, 0, 0, 2.1);
  cairo_fill (cr);
  for (int i = 0; i < 6; i++)
    {
      cairo_save (cr);
      cairo_rotate (cr, i * G_PI / 3);
      line (cr, 0, -2, 0, -5);
      cairo_stroke (cr);
      circle (cr, 0, -5.8, 1.6);
      cairo_fill (cr);
      cairo_restore (cr);
    }
}

static void
pod (cairo_t *cr)
{
  SHAPE (cr, 0, -7, 6, -3.5, 6, 3.5, 0, 7, -6, 3.5, -6, -3.5);
  cairo_stroke (cr);
  circle (cr, 0, 0, 2.6);
  cairo_fill (cr);
}

static void
image (cairo_t *cr)     /* layers */
{
  SHAPE (cr, 0, -7, 7, -3.2, 0, 0.6, -7, -3.2);
  cairo_fill (cr);
  line (cr, -6.6, 0.6, 0, 4);
  cairo_line_to (cr, 6.6, 0.6);
  line (cr, -6.6, 3.8, 0, 7.2);
  cairo_line_to (cr, 6.6, 3.8);
  cairo_stroke (cr);
}

static void
subject (cairo_t *cr)
{
  SHAPE (cr, 0, -7.6, 6.8, -3.8, 6.8, 3.8, 0, 7.6, -6.8, 3.8, -6.8, -3.8);
  cairo_set_line_width (cr, 1.3);
  cairo_stroke (cr);
  person (cr, 0, 0.2, 0.58);
}

static void
place (cairo_t *cr)
{
  cairo_set_fill_rule (cr, CAIRO_FILL_RULE_EVEN_ODD);
  cairo_new_sub_path (cr);
  cairo_arc (cr, 0, -2.2, 5.2, G_PI - 0.35, 0.35);
  cairo_line_to (cr, 0, 7.6);
  cairo_close_path (cr);
  circle (cr, 0, -2.2, 2);
  cairo_fill (cr);
}

static void
organisation (cairo_t *cr)
{
  box (cr, -2.4, -7, 4.8, 4.4, 0.8);
  box (cr, -7.4, 2.8, 4.8, 4.2, 0.8);
  box (cr, 2.6, 2.8, 4.8, 4.2, 0.8);
  cairo_fill (cr);
  line (cr, 0, -2.6, 0, 0.2);
  line (cr, -5, 2.8, -5, 0.2);
  cairo_line_to (cr, 5, 0.2);
  cairo_line_to (cr, 5, 2.8);
  cairo_stroke (cr);
}

static void
domain (cairo_t *cr)     /* a name tag */
{
  SHAPE (cr, -7.6, 0, -3.4, -5, 7.2, -5, 7.2, 5, -3.4, 5);
  cairo_stroke (cr);
  circle (cr, -3, 0, 1.4);
  cairo_fill (cr);
  line (cr, 0.6, 0, 4.4, 0);
  cairo_stroke (cr);
}

static void
user (cairo_t *cr)
{
  person (cr, 0, 0, 1.05);
}

/* Of several kinds together. */
static void
several (cairo_t *cr)
{
  circle (cr, 0, -3.4, 2.3);
  cairo_fill (cr);
  circle (cr, -3.8, 3, 2.3);
  cairo_fill (cr);
  circle (cr, 3.8, 3, 2.3);
  cairo_fill (cr);
}

static void (*const glyphs[TG_ENTITY_N_KINDS]) (cairo_t *) = {
  [TG_ENTITY_ACCOUNT] = account, [TG_ENTITY_ROOT] = root, [TG_ENTITY_USER] = user, [TG_ENTITY_ROLE] = role,
  [TG_ENTITY_SESSION] = session, [TG_ENTITY_FEDERATED] = federated, [TG_ENTITY_SERVICE] = service, [TG_ENTITY_ACCESS_KEY] = key,
  [TG_ENTITY_INSTANCE] = instance, [TG_ENTITY_INTERFACE] = interface, [TG_ENTITY_VPC] = vpc, [TG_ENTITY_SUBNET] = subnet,
  [TG_ENTITY_IP] = globe, [TG_ENTITY_BUCKET] = bucket, [TG_ENTITY_RESOURCE] = resource, [TG_ENTITY_USER_AGENT] = user_agent,
  [TG_ENTITY_FINDING] = finding, [TG_ENTITY_CLUSTER] = cluster, [TG_ENTITY_POD] = pod, [TG_ENTITY_IMAGE] = image,
  [TG_ENTITY_K8S_SUBJECT] = subject, [TG_ENTITY_PLACE] = place, [TG_ENTITY_AS_ORGANISATION] = organisation,
  [TG_ENTITY_DOMAIN] = domain,
};

void
tg_kind_paint_glyph (cairo_t *cr, TgEntityKind kind, double x, double y, double size, const GdkRGBA *colour)
{
  cairo_save (cr);
  cairo_new_path (cr);
  cairo_translate (cr, x, y);
  cairo_scale (cr, size / 17, size / 17);
  cairo_set_line_width (cr, 1.6);
  cairo_set_line_cap (cr, CAIRO_LINE_CAP_ROUND);
  cairo_set_line_join (cr, CAIRO_LINE_JOIN_ROUND);
  gdk_cairo_set_source_rgba (cr, colour);
  ((guint) kind < TG_ENTITY_N_KINDS && glyphs[kind] != NULL ? glyphs[kind] : several) (cr);
  cairo_restore (cr);
}
