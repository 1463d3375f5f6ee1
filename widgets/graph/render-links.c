/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tg-widgets"

#include "widgets/graph/render-private.h"

#include <glib/gi18n.h>
#include <math.h>

#include "widgets/graph/palette.h"

#define MOST_TEXTS 40           /* of what is brought forward, from afar: a hub's would be a carpet, and no frame */
#define MANY_LINKS 4000         /* above this, lines are thin, not smoothed and drawn in one stroke a colour */

typedef struct { double x1, y1, x2, y2, length, ux, uy; } Segment;

/* From rim to rim; FALSE when the discs touch or it is out of sight. */
static gboolean
segment (TgScene *scene, const TgBoardLink *link, Segment *s)
{
  double ax, ay, ar, bx, by, br;
  const double w = scene->view->width, h = scene->view->height;

  _tg_scene_place (scene, link->a, &ax, &ay, &ar);
  _tg_scene_place (scene, link->b, &bx, &by, &br);
  if (MAX (ax, bx) < 0 || MAX (ay, by) < 0 || MIN (ax, bx) > w || MIN (ay, by) > h)
    return FALSE;
  double d = hypot (bx - ax, by - ay), gap = ar > 4 ? 3.5 : 0;
  if (d < ar + br + 2 * gap + 1)
    return FALSE;
  s->ux = (bx - ax) / d;
  s->uy = (by - ay) / d;
  s->x1 = ax + s->ux * (ar + gap);
  s->y1 = ay + s->uy * (ar + gap);
  s->x2 = bx - s->ux * (br + gap);
  s->y2 = by - s->uy * (br + gap);
  s->length = d - ar - br - 2 * gap;
  return TRUE;
}

static gboolean
is_faint (TgScene *scene, const TgBoardLink *link)
{
  return link->veil == TG_VEIL_GREY || scene->places[link->a].faint || scene->places[link->b].faint;
}

static gboolean
is_hidden (TgScene *scene, const TgBoardLink *link)
{
  return scene->places[link->a].hidden || scene->places[link->b].hidden || link->veil == TG_VEIL_GONE || (scene->over && is_faint (scene, link));
}

static gboolean
is_hot (TgScene *scene, const TgBoardLink *link, guint index)
{
  if (is_faint (scene, link))
    return FALSE;
  if (scene->lifted)
    return scene->style->lifted[link->a] || scene->style->lifted[link->b];
  if (scene->over)
    return scene->hot >= 0 ? link->a == (guint) scene->hot || link->b == (guint) scene->hot : (int) index == scene->hot_link;
  return scene->places[link->a].selected || scene->places[link->b].selected;
}

static void
arrow (cairo_t *cr, double x, double y, double ux, double uy, double size)
{
  cairo_move_to (cr, x, y);
  cairo_line_to (cr, x - ux * size - uy * size * 0.45, y - uy * size + ux * size * 0.45);
  cairo_line_to (cr, x - ux * size * 0.75, y - uy * size * 0.75);
  cairo_line_to (cr, x - ux * size + uy * size * 0.45, y - uy * size - ux * size * 0.45);
  cairo_close_path (cr);
  cairo_fill (cr);
}

static GdkRGBA
link_colour (TgScene *scene, const TgBoardLink *link)
{
  if (link->failed > 0 && link->failed >= link->count)
    return tg_severity_colour (TG_SEVERITY_HIGH, scene->style->dark);
  if (link->kind == TG_RELATION_NONE)
    return scene->dim;
  return tg_family_colour (tg_relation_family (link->kind), scene->style->dark);
}

static void
self_link (TgScene *scene, const TgBoardLink *link)
{
  GdkRGBA colour = link_colour (scene, link);
  double x, y, r;

  _tg_scene_place (scene, link->a, &x, &y, &r);
  if (r < 4)
    return;
  cairo_new_sub_path (scene->cr);
  cairo_arc (scene->cr, x, y - r * 1.35, r * 0.6, 0, 2 * G_PI);
  gdk_cairo_set_source_rgba (scene->cr, &colour);
  cairo_set_line_width (scene->cr, 1.2);
  cairo_stroke (scene->cr);
}

/* To the base 2, a straight line between the powers: nobody sees the difference in a line's width, and there may be many lines. */
static double
logarithm (guint64 n)
{
  guint whole = 63 - (guint) __builtin_clzll (n | 1);

  return whole + (double) (n - (G_GUINT64_CONSTANT (1) << whole)) / (double) (G_GUINT64_CONSTANT (1) << whole);
}

static void
paint_link (TgScene *scene, const TgBoardLink *link, const Segment *s, gboolean hot)
{
  cairo_t *cr = scene->cr;
  GdkRGBA colour = link_colour (scene, link);
  double zoom = MIN (scene->node_scale, 1.4), width = (1.1 + MIN (logarithm (link->count + 1) * 0.187, 3.2)) * zoom + (hot ? 0.9 : 0);
  double size = link->forth || link->back ? (6 + width * 1.7) * zoom : 0;
  gboolean arrows = size > 3.5 && s->length > size * 2;
  double in = arrows ? size * 0.7 : 0;
  gboolean dashed = link->kind == TG_RELATION_ASSUMED || link->kind == TG_RELATION_ISSUED || link->kind == TG_RELATION_NONE;

  if (scene->raster != NULL)
    {
      /* a hair keeps some of its colour, but many of them are not a carpet */
      colour.alpha = hot ? 1 : scene->many ? 0.5f : 0.72f;
      tg_raster_line (scene->raster, s->x1 + s->ux * (link->back ? in : 0), s->y1 + s->uy * (link->back ? in : 0),
                      s->x2 - s->ux * (link->forth ? in : 0), s->y2 - s->uy * (link->forth ? in : 0), MAX (width, 0.75), &colour, dashed && arrows);
      colour.alpha = hot ? 1 : 0.85f;
      if (arrows && link->forth && link->kind != TG_RELATION_NONE)
        tg_raster_arrow (scene->raster, s->x2, s->y2, s->ux, s->uy, size, &colour);
      if (arrows && link->back && link->kind != TG_RELATION_NONE)
        tg_raster_arrow (scene->raster, s->x1, s->y1, -s->ux, -s->uy, size, &colour);
      return;
    }
  cairo_set_source_rgba (cr, colour.red, colour.green, colour.blue, hot ? 1 : 0.72);
  cairo_set_line_width (cr, width);
  if (dashed)
    {
      const double dashes[] = { 6, 4 };
      cairo_set_dash (cr, dashes, 2, 0);
    }
  cairo_move_to (cr, s->x1 + s->ux * (link->back ? in : 0), s->y1 + s->uy * (link->back ? in : 0));
  cairo_line_to (cr, s->x2 - s->ux * (link->forth ? in : 0), s->y2 - s->uy * (link->forth ? in : 0));
  cairo_stroke (cr);
  cairo_set_dash (cr, NULL, 0, 0);
  cairo_set_source_rgba (cr, colour.red, colour.green, colour.blue, hot ? 1 : 0.85);
  if (arrows && link->forth && link->kind != TG_RELATION_NONE)
    arrow (cr, s->x2, s->y2, s->ux, s->uy, size);
  if (arrows && link->back && link->kind != TG_RELATION_NONE)
    arrow (cr, s->x1, s->y1, -s->ux, -s->uy, size);
}

static char *
bytes_text (guint64 bytes)
{
  g_autofree char *size = g_format_size (bytes);

  return g_strdup_printf (" · %s", size);
}

static char *
link_text (const TgBoardLink *link)
{
  g_autofree char *count = link->count > 1 ? g_strdup_printf (" · %" G_GUINT64_FORMAT, link->count) : g_strdup ("");
  g_autofree char *bytes = link->bytes > 0 ? bytes_text (link->bytes) : g_strdup ("");
  guint kinds = (guint) __builtin_popcount (link->kinds);
  const char *title = tg_relation_kind_title (link->kind);

  if (title == NULL)
    return NULL;
  if (kinds > 1)
    return g_strdup_printf ("%s +%u%s%s", _(title), kinds - 1, count, bytes);
  return g_strdup_printf ("%s%s%s", _(title), count, bytes);
}

/* A hair that only says that something is there. */
static void
paint_faint (TgScene *scene, const Segment *s)
{
  GdkRGBA colour = scene->dim;

  colour.alpha = 0.16f;
  if (scene->raster != NULL)
    {
      tg_raster_line (scene->raster, s->x1, s->y1, s->x2, s->y2, 0.75, &colour, FALSE);
      return;
    }
  gdk_cairo_set_source_rgba (scene->cr, &colour);
  cairo_set_line_width (scene->cr, 0.75);
  cairo_move_to (scene->cr, s->x1, s->y1);
  cairo_line_to (scene->cr, s->x2, s->y2);
  cairo_stroke (scene->cr);
}

/* Where along the line a text may stand, the best first. */
static const double shares[] = { 0.5, 0.36, 0.64, 0.24, 0.76 };

typedef struct { double x, y, angle; int w, h; } LinkText;

/* The text above the line as a chain of boxes along it: each so large as the text is high. */
static guint
text_boxes (const LinkText *t, TgBox *boxes, guint most)
{
  const double ux = cos (t->angle), uy = sin (t->angle), rise = t->h / 2.0 + 1.5, side = t->h * 0.9;
  const guint n = CLAMP ((guint) (t->w / (t->h * 0.8)) + 1, 1, most);

  for (guint i = 0; i < n; i++)
    {
      const double along = n == 1 ? 0 : (t->w - side) * (i / (n - 1.0) - 0.5);

      boxes[i] = (TgBox) { t->x + ux * along + uy * rise - side / 2, t->y + uy * along - ux * rise - side / 2, side, side };
    }
  return n;
}

static gboolean
take_text (TgRoom *room, const LinkText *t)
{
  TgBox boxes[40];
  const guint n = text_boxes (t, boxes, G_N_ELEMENTS (boxes));

  for (guint i = 0; i < n; i++)
    if (!_tg_room_is_free (room, &boxes[i], -6))
      return FALSE;
  for (guint i = 0; i < n; i++)
    _tg_room_take (room, &boxes[i], -6);
  return TRUE;
}

static void
put_text (TgScene *scene, const LinkText *t)
{
  cairo_save (scene->cr);
  cairo_translate (scene->cr, t->x, t->y);
  cairo_rotate (scene->cr, t->angle);
  _tg_scene_put (scene, -t->w / 2.0, -t->h - 1.5, &scene->dim, TRUE);
  cairo_restore (scene->cr);
}

static void
text_at (LinkText *t, const Segment *s, double share)
{
  t->x = s->x1 + (s->x2 - s->x1) * share;
  t->y = s->y1 + (s->y2 - s->y1) * share;
}

/* Along the line, never upside down, where nothing else stands; first where the picture below has it (a number of TgTexts). Returns
 * where it is, 0: nowhere. */
static guint
paint_text (TgScene *scene, TgRoom *room, const TgBoardLink *link, const Segment *s, guint below)
{
  g_autofree char *text = link_text (link);
  const guint preferred = below > 0 ? below - 1 : 0;
  LinkText t = { .angle = atan2 (s->uy, s->ux) };

  if (text == NULL || s->length < 48)
    return 0;
  if (t.angle > G_PI_2 || t.angle < -G_PI_2)
    t.angle += G_PI;
  _tg_scene_text (scene, text, 10.5, FALSE, (int) s->length - 26, PANGO_ELLIPSIZE_END, &t.w, &t.h);
  for (guint i = 0; i < G_N_ELEMENTS (shares); i++)
    {
      const guint k = i == 0 ? preferred : i <= preferred ? i - 1 : i;

      text_at (&t, s, shares[k]);
      if (MIN (shares[k], 1 - shares[k]) * s->length < t.w / 2.0 + 6 || !take_text (room, &t))
        continue;
      put_text (scene, &t);
      return k + 1;
    }
  if (!scene->over || scene->hot >= 0)
    return 0;
  text_at (&t, s, shares[preferred]);           /* the one that is pointed at says what it is */
  put_text (scene, &t);
  return preferred + 1;
}

/* One stroke a colour: for boards where a line is no more than a hair. */
static void
paint_many (TgScene *scene, const TgBoardLink *links, guint n)
{
  cairo_t *cr = scene->cr;
  Segment s;

  cairo_set_antialias (cr, CAIRO_ANTIALIAS_NONE);
  cairo_set_line_width (cr, 1);
  for (guint family = 0; family < TG_FAMILY_N; family++)
    {
      GdkRGBA colour = tg_family_colour (family, scene->style->dark);
      guint held = 0;
      cairo_set_source_rgba (cr, colour.red, colour.green, colour.blue, 0.45);
      for (guint i = 0; i < n; i++)
        {
          if (tg_relation_family (links[i].kind) != family || is_faint (scene, &links[i]) || is_hidden (scene, &links[i]) || !segment (scene, &links[i], &s))
            continue;
          cairo_move_to (cr, s.x1, s.y1);
          cairo_line_to (cr, s.x2, s.y2);
          scene->drawn.links++;
          if (++held % 64 == 0)         /* cairo's time for a path grows faster than its length */
            cairo_stroke (cr);
        }
      cairo_stroke (cr);
    }
  cairo_set_antialias (cr, CAIRO_ANTIALIAS_DEFAULT);
}

/* Those that may be seen, by their indices: of a strip that comes into view they are few among all. */
static guint
in_sight (TgScene *scene, const TgBoardLink *links, guint n, guint32 *seen)
{
  const double w = scene->view->width, h = scene->view->height;
  guint n_seen = 0;

  for (guint i = 0; i < n; i++)
    {
      const TgScenePlace *a = &scene->places[links[i].a], *b = &scene->places[links[i].b];

      if (MAX (a->x, b->x) < 0 || MAX (a->y, b->y) < 0 || MIN (a->x, b->x) > w || MIN (a->y, b->y) > h)
        if (links[i].a != links[i].b)
          continue;
      if (!is_hidden (scene, &links[i]))
        seen[n_seen++] = i;
    }
  return n_seen;
}

void
_tg_scene_links (TgScene *scene)
{
  guint n;
  const TgBoardLink *links = tg_board_links (scene->board, &n);
  Segment s;

  scene->many = n > MANY_LINKS;
  if (scene->many && !scene->over && !scene->lifted && scene->raster == NULL)
    {
      paint_many (scene, links, n);
      return;
    }
  g_autofree guint32 *seen = g_new (guint32, n + 1);
  const guint n_seen = in_sight (scene, links, n, seen);
  for (int pass = 0; pass < 2; pass++)        /* lines, hot lines over them */
    for (guint k = 0; k < n_seen; k++)
      {
        const TgBoardLink *link = &links[seen[k]];
        const gboolean hot = is_hot (scene, link, seen[k]);

        if ((scene->over || scene->lifted) && !hot)
          continue;
        if (link->a == link->b)
          {
            if (pass == 0 && !is_faint (scene, link))
              self_link (scene, link);
            continue;
          }
        if (pass != hot || !segment (scene, link, &s))
          continue;
        if (is_faint (scene, link))
          {
            if (pass == 0)
              paint_faint (scene, &s);
            continue;
          }
        paint_link (scene, link, &s, hot);
        scene->drawn.links++;
      }
}

gboolean
_tg_scene_has_link_texts (const TgScene *scene)
{
  if (scene->style->swift || scene->lifted || (scene->many && scene->raster == NULL && !scene->over))
    return FALSE;
  return scene->over || scene->view->zoom >= 0.5;
}

/* Over all that is on the raster: those of hot lines first, they are asked for. */
void
_tg_scene_link_texts (TgScene *scene, TgRoom *room)
{
  guint n;
  const TgBoardLink *links = tg_board_links (scene->board, &n);
  TgTexts *texts = scene->style->texts;
  const gboolean follow = scene->over && texts != NULL && texts->n_links == n, tell = !scene->over && texts != NULL;
  g_autofree guint32 *seen = g_new (guint32, n + 1);
  const guint n_seen = in_sight (scene, links, n, seen);
  guint left = scene->over && scene->view->zoom < 0.5 ? MOST_TEXTS : G_MAXUINT;
  Segment s;

  for (int pass = 0; pass < 2; pass++)
    for (guint k = 0; k < n_seen && left > 0; k++)
      {
        const TgBoardLink *link = &links[seen[k]];
        const gboolean hot = is_hot (scene, link, seen[k]);

        if (hot != (pass == 0) || (scene->over && !hot) || is_faint (scene, link) || link->a == link->b)
          continue;
        if ((!scene->over && scene->view->zoom < (hot ? 0.5 : 1.15)) || !segment (scene, link, &s))
          continue;
        const guint where = paint_text (scene, room, link, &s, follow ? texts->links[seen[k]] : 0);
        left -= where != 0;
        if (tell)
          texts->links[seen[k]] = (guint8) where;
      }
}
