/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tg-widgets"

#include "widgets/graph/render-private.h"

#include <glib/gi18n.h>
#include <math.h>
#include <string.h>

#include "widgets/graph/palette.h"
#include "widgets/graph/sprites.h"

#define LABEL_ROOM 232.0        /* pixels beside a node that its label may take */
#define COARSE_FROM 600         /* nodes on the screen from which sizes are rounded to whole pixels */

GdkRGBA
tg_graph_background (gboolean dark)
{
  return dark ? (GdkRGBA) { 0.118f, 0.122f, 0.133f, 1 } : (GdkRGBA) { 0.984f, 0.984f, 0.988f, 1 };
}

void
_tg_scene_place (const TgScene *scene, guint node, double *x, double *y, double *r)
{
  const TgBoardNode *n;

  if (scene->places != NULL)
    {
      *x = scene->places[node].x;
      *y = scene->places[node].y;
      *r = scene->places[node].r;
      return;
    }
  n = tg_board_node (scene->board, node);
  tg_viewport_to_screen (scene->view, n->x, n->y, x, y);
  *r = MAX (tg_board_radius (scene->board, node) * tg_viewport_node_scale (scene->view), 1.5);
}

gboolean
_tg_scene_shows (const TgScene *scene, guint node, double margin)
{
  double x, y, r;

  if (scene->places != NULL && margin <= 12)
    return scene->places[node].shown;
  if (tg_board_node_is_away (tg_board_node (scene->board, node)) || tg_board_node (scene->board, node)->veil == TG_VEIL_GONE || (scene->only != NULL && !scene->only[node]))
    return FALSE;
  _tg_scene_place (scene, node, &x, &y, &r);
  r += margin;
  return x + r >= 0 && y + r >= 0 && x - r <= scene->view->width && y - r <= scene->view->height;
}

void
_tg_scene_text (TgScene *scene, const char *text, double points, gboolean bold, int max_width, PangoEllipsizeMode ellipsize, int *w, int *h)
{
  PangoFontDescription *font = pango_font_description_new ();

  pango_font_description_set_family_static (font, "Cantarell, Inter, Noto Sans, DejaVu Sans, sans-serif");
  pango_font_description_set_absolute_size (font, points * PANGO_SCALE);
  pango_font_description_set_weight (font, bold ? PANGO_WEIGHT_SEMIBOLD : PANGO_WEIGHT_NORMAL);
  pango_layout_set_font_description (scene->text, font);
  pango_font_description_free (font);
  pango_layout_set_width (scene->text, -1);
  pango_layout_set_single_paragraph_mode (scene->text, TRUE);
  gsize length = strlen (text);
  if (length > 512)
    length = g_utf8_find_prev_char (text, text + 513) - text;       /* the character that the bound falls into begins before it */
  pango_layout_set_text (scene->text, text, (int) length);
  pango_layout_get_pixel_size (scene->text, w, h);
  if (max_width > 0 && *w > max_width)
    {
      pango_layout_set_ellipsize (scene->text, ellipsize);
      pango_layout_set_width (scene->text, max_width * PANGO_SCALE);
      pango_layout_get_pixel_size (scene->text, w, h);
    }
  else
    pango_layout_set_ellipsize (scene->text, PANGO_ELLIPSIZE_NONE);
}

void
_tg_scene_put (TgScene *scene, double x, double y, const GdkRGBA *colour, gboolean halo)
{
  cairo_t *cr = scene->cr;

  if (halo)
    {
      cairo_move_to (cr, x, y);
      pango_cairo_layout_path (cr, scene->text);
      cairo_set_source_rgba (cr, scene->ground.red, scene->ground.green, scene->ground.blue, 0.9);
      cairo_set_line_width (cr, 3.5);
      cairo_set_line_join (cr, CAIRO_LINE_JOIN_ROUND);
      cairo_stroke (cr);
    }
  cairo_move_to (cr, x, y);
  gdk_cairo_set_source_rgba (cr, colour);
  pango_cairo_show_layout (cr, scene->text);
}

static void
disc (cairo_t *cr, double x, double y, double r, const GdkRGBA *colour)
{
  cairo_new_sub_path (cr);
  cairo_arc (cr, x, y, r, 0, 2 * G_PI);
  gdk_cairo_set_source_rgba (cr, colour);
  cairo_fill (cr);
}

static void
ring (cairo_t *cr, double x, double y, double r, double width, const GdkRGBA *colour, double alpha)
{
  cairo_new_sub_path (cr);
  cairo_arc (cr, x, y, r, 0, 2 * G_PI);
  cairo_set_source_rgba (cr, colour->red, colour->green, colour->blue, alpha);
  cairo_set_line_width (cr, width);
  cairo_stroke (cr);
}

void
_tg_scene_pill (TgScene *scene, const char *text, double x, double y, const GdkRGBA *fill, const GdkRGBA *ink)
{
  cairo_t *cr = scene->cr;
  int w, h;

  _tg_scene_text (scene, text, 10.5, TRUE, 60, PANGO_ELLIPSIZE_END, &w, &h);
  double half = MAX (w / 2.0 + 5, 8), r = 8;
  for (int pass = 0; pass < 2; pass++)
    {
      double grow = pass == 0 ? 1.5 : 0;    /* a rim of the ground parts it from the disc */
      cairo_new_sub_path (cr);
      cairo_arc (cr, x + half - r, y, r + grow, -G_PI_2, G_PI_2);
      cairo_arc (cr, x - half + r, y, r + grow, G_PI_2, 3 * G_PI_2);
      cairo_close_path (cr);
      gdk_cairo_set_source_rgba (cr, pass == 0 ? &scene->ground : fill);
      cairo_fill (cr);
    }
  _tg_scene_put (scene, x - w / 2.0, y - h / 2.0, ink, FALSE);
}

static char *
short_count (guint n)
{
  if (n < 1000)
    return g_strdup_printf ("%u", n);
  if (n < 1000000)
    return g_strdup_printf (n < 10000 ? "%.1fk" : "%.0fk", n / 1000.0);
  return g_strdup_printf ("%.1fM", n / 1e6);
}

static void
paint_pin (TgScene *scene, double x, double y)
{
  cairo_t *cr = scene->cr;

  disc (cr, x, y, 8.5, &scene->ground);
  disc (cr, x, y, 7, &scene->dim);
  gdk_cairo_set_source_rgba (cr, &scene->ground);
  cairo_new_sub_path (cr);
  cairo_arc (cr, x, y - 1.6, 2.5, 0, 2 * G_PI);
  cairo_fill (cr);
  cairo_set_line_width (cr, 1.4);
  cairo_move_to (cr, x, y);
  cairo_line_to (cr, x, y + 4.4);
  cairo_stroke (cr);
}

static void put_pill (TgScene *scene, const char *text, double x, double y, const GdkRGBA *fill, const GdkRGBA *ink);
static void put_pin (TgScene *scene, double x, double y);
static void put_note (TgScene *scene, double x, double y);
static double rim_of (const TgBoardNode *node, double r);

static void
badge (TgScene *scene, const char *text, double x, double y, const GdkRGBA *fill, const GdkRGBA *ink)
{
  if (scene->raster != NULL)
    put_pill (scene, text, x, y, fill, ink);
  else
    _tg_scene_pill (scene, text, x, y, fill, ink);
}

static void
paint_badges (TgScene *scene, const TgBoardNode *node, double x, double y, double r)
{
  const GdkRGBA white = { 1, 1, 1, 1 };
  double d = r * 0.74 + 2;

  if (node->findings > 0 && node->kind != TG_ENTITY_FINDING)
    {
      g_autofree char *text = short_count (node->findings);
      GdkRGBA fill = tg_severity_colour (MAX (node->severity, TG_SEVERITY_INFORMATIONAL), FALSE);
      badge (scene, text, x + d, y - d, &fill, &white);
    }
  if (node->unshown > 0 && !tg_board_node_is_away (node))
    {
      g_autofree char *count = short_count (node->unshown), *text = g_strdup_printf ("+%s", count);
      GdkRGBA fill = scene->style->dark ? (GdkRGBA) { 0.24f, 0.25f, 0.28f, 1 } : (GdkRGBA) { 0.88f, 0.89f, 0.91f, 1 };
      badge (scene, text, x + d, y + d, &fill, &scene->ink);
    }
  if (node->pinned && scene->raster != NULL)
    put_pin (scene, x - d, y - d);
  else if (node->pinned)
    paint_pin (scene, x - d, y - d);
  if (*node->note != '\0' && scene->raster != NULL)
    put_note (scene, x - d, y + d);
  else if (*node->note != '\0')
    _tg_scene_paint_note (scene->cr, x - d, y + d);
}

/* About as wide as the text will be: it is asked for of every node, in every picture. */
static TgBox
badge_box (guint n, gboolean plus, double x, double y)
{
  const guint chars = (n < 10 ? 1 : n < 100 ? 2 : n < 1000 ? 3 : 4) + (plus ? 1 : 0);
  const double half = MAX (chars * 3.5 + 5, 8) + 1.5;

  return (TgBox) { x - half, y - 9.5, 2 * half, 19 };
}

guint
_tg_scene_badge_boxes (TgScene *scene, guint i, TgBox boxes[4])
{
  const TgBoardNode *node = tg_board_node (scene->board, i);
  double x, y, r;
  guint n = 0;

  _tg_scene_place (scene, i, &x, &y, &r);
  const double d = rim_of (node, r) * 0.74 + 2;
  if (r < 9)
    return 0;
  if (node->findings > 0 && node->kind != TG_ENTITY_FINDING)
    boxes[n++] = badge_box (node->findings, FALSE, x + d, y - d);
  if (node->unshown > 0)
    boxes[n++] = badge_box (node->unshown, TRUE, x + d, y + d);
  if (node->pinned)
    boxes[n++] = (TgBox) { x - d - 8.5, y - d - 8.5, 17, 17 };
  if (*node->note != '\0')
    boxes[n++] = (TgBox) { x - d - 6, y + d - 6, 12, 12 };
  return n;
}

static void
paint_group (TgScene *scene, const TgBoardNode *node, double x, double y, double r)
{
  GdkRGBA colour = node->colour > 0 ? tg_community_colour (node->colour, scene->style->dark) : tg_kind_colour (node->kind, node->severity, scene->style->dark);
  const GdkRGBA white = { 1, 1, 1, 1 };

  for (int i = 2; i >= 0; i--)
    {
      double mix = i * 0.3;
      GdkRGBA tint = { (float) (colour.red + (scene->ground.red - colour.red) * mix), (float) (colour.green + (scene->ground.green - colour.green) * mix),
                       (float) (colour.blue + (scene->ground.blue - colour.blue) * mix), 1 };
      double o = i * r * 0.16;
      disc (scene->cr, x + o, y - o, r + 1.2, &scene->ground);
      disc (scene->cr, x + o, y - o, r, &tint);
    }
  if (r < 9)
    return;
  tg_kind_paint_glyph (scene->cr, node->kind, x, y - r * 0.26, r * 0.85, &white);
  g_autofree char *text = short_count (node->members);
  int w, h;
  _tg_scene_text (scene, text, CLAMP (r * 0.55, 7, 18), TRUE, 0, PANGO_ELLIPSIZE_NONE, &w, &h);
  _tg_scene_put (scene, x - w / 2.0, y + r * 0.5 - h / 2.0, &white, FALSE);
}

static gboolean
has_ring (const TgBoardNode *node, double r)
{
  return node->severity >= TG_SEVERITY_LOW && node->kind != TG_ENTITY_FINDING && r >= 5;
}

/* What is there without being meant: a disc of hardly more than the ground. */
static void
paint_faint (TgScene *scene, const TgBoardNode *node, double x, double y, double r)
{
  const GdkRGBA colour = tg_kind_colour (node->kind, node->severity, scene->style->dark);
  const float share = scene->style->dark ? 0.24f : 0.18f;
  const GdkRGBA tint = { scene->ground.red + (colour.red - scene->ground.red) * share, scene->ground.green + (colour.green - scene->ground.green) * share,
                         scene->ground.blue + (colour.blue - scene->ground.blue) * share, 1 };

  disc (scene->cr, x, y, r, &tint);
  if (r >= 9 && node->id > 0)
    tg_kind_paint_glyph (scene->cr, node->kind, x, y, r * 1.2, &scene->ground);
}

static double
rim_of (const TgBoardNode *node, double r)
{
  return r + (has_ring (node, r) ? MAX (r * 0.2, 3) : 1.5) + (node->community > 0 ? MAX (r * 0.22, 2) : 0);
}

/* The disc and what belongs to it, but for the badges. */
static void
paint_body (TgScene *scene, const TgBoardNode *node, double x, double y, double r)
{
  const GdkRGBA accent = scene->style->dark ? (GdkRGBA) { 0.47f, 0.68f, 0.93f, 1 } : (GdkRGBA) { 0.11f, 0.44f, 0.85f, 1 };
  cairo_t *cr = scene->cr;
  const gboolean ringed = has_ring (node, r);
  const double rim = rim_of (node, r);

  if (node->selected)
    {
      ring (cr, x, y, rim + 4, 7, &accent, 0.28);
      ring (cr, x, y, rim + 2, 2.4, &accent, 1);
    }
  if (r < 4)
    {
      GdkRGBA colour = node->community > 0 ? tg_community_colour (node->community, scene->style->dark)
                                           : tg_kind_colour (node->kind, node->severity, scene->style->dark);
      disc (cr, x, y, r, &colour);
      return;
    }
  disc (cr, x, y, rim + (ringed ? 1 : 0), &scene->ground);
  if (node->community > 0)
    {
      GdkRGBA colour = tg_community_colour (node->community, scene->style->dark);
      const double width = MAX (r * 0.2, 2);
      ring (cr, x, y, rim - width / 2, width, &colour, node->community <= TG_COMMUNITY_COLOURS ? 1 : 0.5);
    }
  if (ringed)
    {
      GdkRGBA colour = tg_severity_colour (node->severity, scene->style->dark);
      ring (cr, x, y, r + r * 0.13 + 0.8, MAX (r * 0.12, 1.8), &colour, 1);
    }
  if (node->id < 0)
    paint_group (scene, node, x, y, r);
  else
    tg_kind_paint_disc (cr, node->kind, node->severity, x, y, r, scene->style->dark);
}

/* The same from sprites: what stands on the surface's pixels already looks the same the next time. */

typedef struct { TgScene scene; const TgBoardNode *node; const char *text; GdkRGBA fill, ink; double r; gboolean faint; } SpriteData;

static void
sprite_begin (SpriteData *data, cairo_t *cr)
{
  data->scene.cr = cr;
  data->scene.raster = NULL;
  data->scene.text = pango_cairo_create_layout (cr);
}

static void
body_sprite_cb (cairo_t *cr, gpointer user_data)
{
  SpriteData *data = user_data;

  sprite_begin (data, cr);
  if (data->faint)
    paint_faint (&data->scene, data->node, 0, 0, data->r);
  else
    paint_body (&data->scene, data->node, 0, 0, data->r);
  g_object_unref (data->scene.text);
}

static void
pill_sprite_cb (cairo_t *cr, gpointer user_data)
{
  SpriteData *data = user_data;

  sprite_begin (data, cr);
  _tg_scene_pill (&data->scene, data->text, 0, 0, &data->fill, &data->ink);
  g_object_unref (data->scene.text);
}

static void
pin_sprite_cb (cairo_t *cr, gpointer user_data)
{
  SpriteData *data = user_data;

  sprite_begin (data, cr);
  paint_pin (&data->scene, 0, 0);
  g_object_unref (data->scene.text);
}

static void
put_pill (TgScene *scene, const char *text, double x, double y, const GdkRGBA *fill, const GdkRGBA *ink)
{
  const double scale = tg_raster_scale (scene->raster);
  SpriteData data = { *scene, NULL, text, *fill, *ink, 0 };
  char name[96];

  g_snprintf (name, sizeof name, "pill %s %.3f %.3f %.3f %d %g", text, (double) fill->red, (double) fill->green, (double) fill->blue, scene->style->dark, scale);
  const TgSprite *sprite = tg_sprite_find (name);
  if (sprite == NULL)
    sprite = tg_sprite_make (name, -42, -12, 42, 12, scale, pill_sprite_cb, &data);
  tg_raster_sprite (scene->raster, sprite, x, y);
}

static void
put_pin (TgScene *scene, double x, double y)
{
  const double scale = tg_raster_scale (scene->raster);
  SpriteData data = { .scene = *scene };
  char name[32];

  g_snprintf (name, sizeof name, "pin %d %g", scene->style->dark, scale);
  const TgSprite *sprite = tg_sprite_find (name);
  if (sprite == NULL)
    sprite = tg_sprite_make (name, -10, -10, 10, 10, scale, pin_sprite_cb, &data);
  tg_raster_sprite (scene->raster, sprite, x, y);
}

static void
note_sprite_cb (cairo_t *cr, gpointer user_data)
{
  _tg_scene_paint_note (cr, 0, 0);
}

static void
put_note (TgScene *scene, double x, double y)
{
  const double scale = tg_raster_scale (scene->raster);
  char name[32];

  g_snprintf (name, sizeof name, "note %g", scale);
  const TgSprite *sprite = tg_sprite_find (name);
  if (sprite == NULL)
    sprite = tg_sprite_make (name, -7, -7, 7, 7, scale, note_sprite_cb, NULL);
  tg_raster_sprite (scene->raster, sprite, x, y);
}

static void
put_node (TgScene *scene, const TgBoardNode *node, gboolean faint, double x, double y, double r)
{
  const double scale = tg_raster_scale (scene->raster), grain = scene->coarse ? 1 : 4;
  const double rounded = MAX (round (r * scale * grain) / (scale * grain), 1);
  SpriteData data = { .scene = *scene, .node = node, .r = rounded, .faint = faint };
  /* all the disc depends on; a group's number is on it */
  const guint64 look = (guint64) (guint) node->kind << 58 | (guint64) (faint != 0) << 57 | (guint64) (guint) node->severity << 54 | (guint64) (node->selected != 0) << 53
                       | (guint64) (scene->style->dark != 0) << 52 | (guint64) MIN (lround (rounded * 4 * scale), 0xffff) << 36
                       | (guint64) MIN (lround (scale), 15) << 32 | (node->id < 0 ? MIN (node->members + 1, 0xfffff) | MIN (node->colour, 15) << 20 : 0);
  const guint64 with_ring = look ^ (guint64) MIN (node->community, TG_COMMUNITY_COLOURS + 1) << 28;    /* beyond the colour of a bundle */
  const TgSprite *sprite = tg_sprite_find_number (with_ring);
  if (sprite == NULL)
    {
      const double reach = MAX (rim_of (node, rounded) + (node->selected ? 8.5 : 1.5), rounded * (node->id < 0 ? 1.4 : 1) + 2);
      sprite = tg_sprite_make_number (with_ring, -reach, -reach, reach, reach, scale, body_sprite_cb, &data);
    }
  tg_raster_sprite (scene->raster, sprite, x, y);
  if (r >= 9 && !faint)
    paint_badges (scene, node, x, y, rim_of (node, r));
}

static void
paint_focus (TgScene *scene, const TgBoardNode *node, double x, double y, double r)
{
  const double dashes[] = { 4, 3 };

  cairo_set_dash (scene->cr, dashes, 2, 0);
  ring (scene->cr, x, y, rim_of (node, r) + 8, 1.6, &scene->ink, 0.85);
  cairo_set_dash (scene->cr, NULL, 0, 0);
}

static void
paint_node (TgScene *scene, guint i)
{
  const TgBoardNode *node = tg_board_node (scene->board, i);
  double x, y, r;

  _tg_scene_place (scene, i, &x, &y, &r);
  const gboolean faint = scene->places[i].faint;

  if (scene->raster != NULL)
    put_node (scene, node, faint, x, y, r);
  else if (faint)
    paint_faint (scene, node, x, y, r);
  else
    {
      paint_body (scene, node, x, y, r);
      if (r >= 9)
        paint_badges (scene, node, x, y, rim_of (node, r));
    }
  if (scene->style->focus != 0 && scene->style->focus == node->id)
    {
      if (scene->raster != NULL)
        tg_raster_flush (scene->raster);
      paint_focus (scene, node, x, y, r);
    }
}

guint
tg_graph_legend (TgBoard *board, guint *count)
{
  guint kinds = 0;

  memset (count, 0, sizeof (guint) * TG_ENTITY_N_KINDS);
  for (guint i = 0; i < tg_board_n_nodes (board); i++)
    {
      const TgBoardNode *node = tg_board_node (board, i);
      if (!tg_board_node_is_away (node) && node->veil == TG_VEIL_NONE && node->kind != TG_ENTITY_NONE && (guint) node->kind < TG_ENTITY_N_KINDS && count[node->kind]++ == 0)
        kinds++;
    }
  return kinds;
}

static void
note_hidden (TgScene *scene)
{
  int w, h;

  if (scene->drawn.hidden == 0)
    return;
  g_autofree char *text = g_strdup_printf (ngettext ("%u hidden", "%u hidden", scene->drawn.hidden), scene->drawn.hidden);
  _tg_scene_text (scene, text, 12, FALSE, 0, PANGO_ELLIPSIZE_NONE, &w, &h);
  _tg_scene_put (scene, scene->view->width - w - 14, scene->view->height - h - 12, &scene->dim, TRUE);
}

static void
scene_init (TgScene *scene, cairo_t *cr, TgBoard *board, const TgViewport *view, const TgGraphStyle *style)
{
  *scene = (TgScene) { .cr = cr, .board = board, .view = view, .style = style, .hot = -1, .hot_link = -1 };
  scene->ground = tg_graph_background (style->dark);
  scene->ink = style->dark ? (GdkRGBA) { 0.93f, 0.93f, 0.95f, 1 } : (GdkRGBA) { 0.13f, 0.15f, 0.18f, 1 };
  scene->dim = style->dark ? (GdkRGBA) { 0.66f, 0.68f, 0.72f, 1 } : (GdkRGBA) { 0.40f, 0.43f, 0.48f, 1 };
  scene->text = pango_cairo_create_layout (cr);
  scene->node_scale = tg_viewport_node_scale (view);
}

/* All that is asked again and again of every node, once a picture. */
static void
scene_measure (TgScene *scene)
{
  const guint n = tg_board_n_nodes (scene->board);
  const double node_scale = scene->node_scale, margin = 12;
  const guint8 *lifted = scene->style->lifted;
  guint shown = 0;

  scene->places = g_new (TgScenePlace, n + 1);
  for (guint i = 0; i < n; i++)
    {
      const TgBoardNode *node = tg_board_node (scene->board, i);
      TgScenePlace *place = &scene->places[i];

      tg_viewport_to_screen (scene->view, node->x, node->y, &place->x, &place->y);
      place->r = MAX (tg_board_radius (scene->board, i) * node_scale, 1.5);
      const double reach = place->r + margin;
      place->faint = node->veil == TG_VEIL_GREY || (scene->style->lit != NULL && !scene->over && !scene->style->lit[i]);
      place->hidden = tg_board_node_is_away (node) || node->veil == TG_VEIL_GONE || (scene->only != NULL && !scene->only[i])
                      || (lifted != NULL && lifted[i] && !scene->lifted);
      place->selected = node->selected;
      place->shown = !place->hidden && (!scene->lifted || lifted[i]) && place->x + reach >= 0 && place->y + reach >= 0
                     && place->x - reach <= scene->view->width && place->y - reach <= scene->view->height;
      shown += place->shown;
    }
  scene->coarse = shown > COARSE_FROM;
}

static void
scene_begin (TgScene *scene)
{
  cairo_save (scene->cr);
  tg_sprites_begin ();
  scene_measure (scene);
  if (tg_raster_fits (scene->cr))
    scene->raster = tg_raster_new (scene->cr);
}

static void
scene_end (TgScene *scene)
{
  if (scene->raster != NULL)
    tg_raster_flush (scene->raster);
  g_clear_pointer (&scene->raster, tg_raster_free);
  g_clear_pointer (&scene->places, g_free);
  cairo_restore (scene->cr);
  g_object_unref (scene->text);
}

static void
paint_nodes (TgScene *scene)
{
  guint n = tg_board_n_nodes (scene->board);

  for (int pass = 0; pass < 3; pass++)          /* what is faint lies below, the selected on top */
    for (guint i = 0; i < n; i++)
      if ((scene->places[i].faint ? 0 : scene->places[i].selected ? 2 : 1) == pass && _tg_scene_shows (scene, i, 12))
        {
          paint_node (scene, i);
          scene->drawn.nodes++;
        }
}

TgGraphDrawn
tg_graph_render (cairo_t *cr, TgBoard *board, const TgViewport *view, const TgGraphStyle *style, GArray *labels)
{
  TgScene scene;

  scene_init (&scene, cr, board, view, style);
  scene_begin (&scene);
  if (style->background)
    {
      gdk_cairo_set_source_rgba (cr, &scene.ground);
      cairo_paint (cr);
    }
  _tg_scene_bundles (&scene);
  _tg_scene_links (&scene);
  paint_nodes (&scene);
  scene.drawn.hidden = tg_board_n_hidden (board);
  for (guint i = 0; i < tg_board_n_nodes (board); i++)
    scene.drawn.outside += !tg_board_node_is_away (tg_board_node (board, i));
  scene.drawn.outside -= MIN (scene.drawn.nodes, scene.drawn.outside);
  if (!style->swift)
    _tg_scene_labels (&scene, labels);
  scene_end (&scene);
  if (!style->bare)
    tg_graph_render_notes (cr, board, view, style);
  return scene.drawn;
}

void
tg_graph_render_notes (cairo_t *cr, TgBoard *board, const TgViewport *view, const TgGraphStyle *style)
{
  TgScene scene;

  scene_init (&scene, cr, board, view, style);
  scene.drawn.hidden = tg_board_n_hidden (board);
  cairo_save (cr);
  if (style->legend)
    _tg_scene_legend (&scene);
  note_hidden (&scene);
  cairo_restore (cr);
  g_object_unref (scene.text);
}

void
tg_graph_render_lifted (cairo_t *cr, TgBoard *board, const TgViewport *view, const TgGraphStyle *style)
{
  TgScene scene;

  g_return_if_fail (style->lifted != NULL);
  scene_init (&scene, cr, board, view, style);
  scene.lifted = TRUE;
  scene_begin (&scene);
  _tg_scene_bundles (&scene);
  _tg_scene_links (&scene);
  paint_nodes (&scene);
  _tg_scene_labels (&scene, NULL);
  scene_end (&scene);
}

/* Takes in what is painted of a node: left, top, right, bottom. */
static void
stretch (TgBoard *board, const TgViewport *view, guint i, double corner[4])
{
  const TgBoardNode *node = tg_board_node (board, i);
  const double reach = tg_board_radius (board, i) * tg_viewport_node_scale (view) * 1.4 + (node->bundle != 0 ? 60 : 24);
  double x, y;

  if (tg_board_node_is_away (node))
    return;
  tg_viewport_to_screen (view, node->x, node->y, &x, &y);
  corner[0] = MIN (corner[0], x - reach);
  corner[1] = MIN (corner[1], y - reach);
  corner[2] = MAX (corner[2], x + reach);
  corner[3] = MAX (corner[3], y + reach);
}

/* In whole pixels, on the screen. FALSE: nothing is. */
static gboolean
box_of (const double corner[4], const TgViewport *view, TgBox *box)
{
  const double x1 = floor (MAX (corner[0], 0)), y1 = floor (MAX (corner[1], 0));

  *box = (TgBox) { x1, y1, ceil (MIN (corner[2], view->width)) - x1, ceil (MIN (corner[3], view->height)) - y1 };
  return box->width >= 1 && box->height >= 1;
}

gboolean
tg_graph_lifted_box (TgBoard *board, const TgViewport *view, const TgGraphStyle *style, TgBox *box)
{
  const guint n = tg_board_n_nodes (board);
  double corner[4] = { view->width, view->height, 0, 0 };
  g_autoptr (GHashTable) bundles = g_hash_table_new (g_int64_hash, g_int64_equal);
  guint n_links, n_of;
  const TgBoardLink *links = tg_board_links (board, &n_links);

  for (guint i = 0; i < n; i++)
    {
      const guint32 *of;

      if (!style->lifted[i])
        continue;
      of = tg_board_links_of (board, i, &n_of);
      for (guint k = 0; k <= n_of; k++)       /* itself, then its neighbours */
        stretch (board, view, k == n_of ? i : links[of[k]].a == i ? links[of[k]].b : links[of[k]].a, corner);
      if (tg_board_node (board, i)->bundle != 0)
        g_hash_table_add (bundles, (gpointer) &tg_board_node (board, i)->bundle);
    }
  for (guint i = 0; g_hash_table_size (bundles) > 0 && i < n; i++)       /* their grounds */
    if (tg_board_node (board, i)->bundle != 0 && g_hash_table_contains (bundles, &tg_board_node (board, i)->bundle))
      stretch (board, view, i, corner);
  return box_of (corner, view, box);
}

void
tg_graph_render_veil (cairo_t *cr, const TgGraphStyle *style)
{
  const GdkRGBA ground = tg_graph_background (style->dark);

  cairo_set_source_rgba (cr, ground.red, ground.green, ground.blue, 0.72);
  cairo_paint (cr);
}

/* Of each node whether it is brought forward; NULL: nothing is. */
static guint8 *
brought_forward (TgBoard *board, int node, int link)
{
  guint n_links, n = tg_board_n_nodes (board);
  const TgBoardLink *links = tg_board_links (board, &n_links);
  guint8 *only;

  if (node >= (int) n || link >= (int) n_links || (node < 0 && link < 0))
    return NULL;
  only = g_new0 (guint8, n + 1);
  for (guint i = 0; i < n_links; i++)
    if (links[i].veil == TG_VEIL_NONE && (node >= 0 ? links[i].a == (guint) node || links[i].b == (guint) node : i == (guint) link))
      only[links[i].a] = only[links[i].b] = 1;
  if (node >= 0)
    only[node] = 1;
  return only;
}

void
tg_graph_render_hover (cairo_t *cr, TgBoard *board, const TgViewport *view, const TgGraphStyle *style, int node, int link)
{
  g_autofree guint8 *only = brought_forward (board, node, link);
  TgScene scene;

  if (only == NULL)
    return;
  scene_init (&scene, cr, board, view, style);
  scene.only = only;
  scene.over = TRUE;
  scene_begin (&scene);
  scene.hot = node;
  scene.hot_link = node >= 0 ? -1 : link;
  _tg_scene_cover_labels (&scene);
  _tg_scene_links (&scene);
  paint_nodes (&scene);
  _tg_scene_labels (&scene, NULL);
  scene_end (&scene);
}

gboolean
tg_graph_hover_box (TgBoard *board, const TgViewport *view, int node, int link, TgBox *box)
{
  g_autofree guint8 *only = brought_forward (board, node, link);
  double corner[4] = { view->width, view->height, 0, 0 };

  for (guint i = 0; only != NULL && i < tg_board_n_nodes (board); i++)
    if (only[i])
      stretch (board, view, i, corner);
  /* labels stand beside their nodes, or above and below */
  corner[0] -= LABEL_ROOM;
  corner[1] -= LABEL_ROOM / 4;
  corner[2] += LABEL_ROOM;
  corner[3] += LABEL_ROOM / 4;
  return only != NULL && box_of (corner, view, box);
}

static void
paint_outline (cairo_t *cr, gboolean dark)
{
  GdkRGBA accent = dark ? (GdkRGBA) { 0.47f, 0.68f, 0.93f, 1 } : (GdkRGBA) { 0.11f, 0.44f, 0.85f, 1 };

  cairo_set_source_rgba (cr, accent.red, accent.green, accent.blue, 0.12);
  cairo_fill_preserve (cr);
  gdk_cairo_set_source_rgba (cr, &accent);
  cairo_set_line_width (cr, 1);
  cairo_stroke (cr);
}

void
tg_graph_render_band (cairo_t *cr, const TgBox *box, gboolean dark)
{
  cairo_rectangle (cr, floor (box->x) + 0.5, floor (box->y) + 0.5, floor (box->width), floor (box->height));
  paint_outline (cr, dark);
}

void
tg_graph_render_lasso (cairo_t *cr, const double *xy, guint n, gboolean dark)
{
  for (guint i = 0; i < n; i++)
    cairo_line_to (cr, xy[2 * i], xy[2 * i + 1]);
  cairo_close_path (cr);
  cairo_set_fill_rule (cr, CAIRO_FILL_RULE_EVEN_ODD);
  paint_outline (cr, dark);
}

gint64
tg_graph_bundle_at (TgBoard *board, const TgViewport *view, double x, double y)
{
  const TgGraphStyle style = { 0 };
  gint64 found = 0;
  TgScene scene;

  if (tg_board_n_bundles (board) == 0)
    return 0;
  cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_A8, 1, 1);
  cairo_t *cr = cairo_create (surface);
  scene_init (&scene, cr, board, view, &style);
  g_autoptr (GArray) chips = _tg_scene_bundle_chips (&scene);
  for (guint i = 0; i < chips->len; i++)
    {
      const TgBundleChip *chip = &g_array_index (chips, TgBundleChip, i);

      if (x >= chip->box.x && x <= chip->box.x + chip->box.width && y >= chip->box.y && y <= chip->box.y + chip->box.height)
        found = tg_board_node (board, chip->node)->id;
    }
  g_object_unref (scene.text);
  cairo_destroy (cr);
  cairo_surface_destroy (surface);
  return found;
}

TgEntityKind
tg_graph_legend_at (TgBoard *board, const TgViewport *view, double x, double y)
{
  const TgGraphStyle style = { .legend = TRUE };
  guint count[TG_ENTITY_N_KINDS];
  cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_A8, 1, 1);
  cairo_t *cr = cairo_create (surface);
  TgScene scene;
  int row;

  scene_init (&scene, cr, board, view, &style);
  row = _tg_scene_legend_row (&scene, x, y);
  g_object_unref (scene.text);
  cairo_destroy (cr);
  cairo_surface_destroy (surface);
  if (row < 0)
    return TG_ENTITY_NONE;
  tg_graph_legend (board, count);
  for (guint kind = 0; kind < TG_ENTITY_N_KINDS; kind++)
    if (count[kind] > 0 && row-- == 0)
      return (TgEntityKind) kind;
  return TG_ENTITY_NONE;
}
