/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tg-widgets"

/* The ground on which the members of an open bundle stand, and its name over it. */

#include "widgets/graph/render-private.h"

#include <math.h>
#include <stdlib.h>

#include "widgets/graph/palette.h"

#define SIDES 8                 /* points taken around a disc */
#define PAD 16.0                /* from a disc's rim to the edge of the ground, at zoom 1 */
#define CHIP 22.0
#define NAME_MAX_WIDTH 220

typedef struct { double x, y; } Point;

static gboolean
is_there (const TgScene *scene, const TgBoardNode *node)
{
  return !tg_board_node_is_away (node) && node->veil != TG_VEIL_GONE;
}

/* Bundles that are open, as indices of their nodes -> GArray of Point; those of the present pass: with nodes that are lifted, or without. */
static GHashTable *
collect (TgScene *scene)
{
  GHashTable *shapes = g_hash_table_new_full (NULL, NULL, NULL, (GDestroyNotify) g_array_unref);
  const guint8 *lifted = scene->style->lifted;
  g_autoptr (GHashTable) moving = g_hash_table_new (NULL, NULL);
  guint at;

  if (tg_board_n_bundles (scene->board) == 0)
    return shapes;
  for (guint i = 0; i < tg_board_n_nodes (scene->board); i++)
    {
      const TgBoardNode *node = tg_board_node (scene->board, i);
      double x, y, r;

      if (node->bundle == 0 || !is_there (scene, node) || !tg_board_index (scene->board, node->bundle, &at)
          || tg_board_node (scene->board, at)->hidden)
        continue;
      GArray *points = g_hash_table_lookup (shapes, GUINT_TO_POINTER (at));
      if (points == NULL)
        g_hash_table_insert (shapes, GUINT_TO_POINTER (at), points = g_array_new (FALSE, FALSE, sizeof (Point)));
      if (lifted != NULL && lifted[i])
        g_hash_table_add (moving, GUINT_TO_POINTER (at));
      _tg_scene_place (scene, i, &x, &y, &r);
      for (guint k = 0; k < SIDES; k++)
        g_array_append_vals (points, (Point[]) { { x + r * cos (k * 2 * G_PI / SIDES), y + r * sin (k * 2 * G_PI / SIDES) } }, 1);
    }
  if (lifted != NULL)
    {
      GHashTableIter iter;
      gpointer key;

      g_hash_table_iter_init (&iter, shapes);
      while (g_hash_table_iter_next (&iter, &key, NULL))
        if (g_hash_table_contains (moving, key) != (scene->lifted != FALSE))
          g_hash_table_iter_remove (&iter);
    }
  return shapes;
}

static int
by_place (gconstpointer a, gconstpointer b)
{
  const Point *p = a, *q = b;

  return p->x != q->x ? (p->x < q->x ? -1 : 1) : (p->y > q->y) - (p->y < q->y);
}

static double
turn (const Point *o, const Point *a, const Point *b)
{
  return (a->x - o->x) * (b->y - o->y) - (a->y - o->y) * (b->x - o->x);
}

/* Andrew's monotone chain; the points become the corners of their convex hull. */
static void
hull (GArray *points)
{
  const guint n = points->len;
  g_autofree Point *corners = g_new (Point, 2 * (gsize) n + 2);
  const Point *p = (const Point *) (gpointer) points->data;
  guint k = 0;

  g_array_sort (points, by_place);
  for (guint i = 0; i < n; i++)
    {
      while (k >= 2 && turn (&corners[k - 2], &corners[k - 1], &p[i]) <= 0)
        k--;
      corners[k++] = p[i];
    }
  for (guint i = n - 1, floor = k + 1; i > 0; i--)
    {
      while (k >= floor && turn (&corners[k - 2], &corners[k - 1], &p[i - 1]) <= 0)
        k--;
      corners[k++] = p[i - 1];
    }
  g_array_set_size (points, 0);
  g_array_append_vals (points, corners, k > 1 ? k - 1 : k);
}

static GdkRGBA
colour_of (const TgScene *scene, const TgBoardNode *bundle)
{
  return bundle->colour > 0 ? tg_community_colour (bundle->colour, scene->style->dark) : scene->dim;
}

static GdkRGBA
mixed (const GdkRGBA *a, const GdkRGBA *b, float share)
{
  return (GdkRGBA) { a->red + (b->red - a->red) * share, a->green + (b->green - a->green) * share, a->blue + (b->blue - a->blue) * share, 1 };
}

static double
pad_of (const TgScene *scene)
{
  return MAX (PAD * MIN (scene->node_scale, 1.4), 4);
}

static void
paint_ground (TgScene *scene, const TgBoardNode *bundle, const GArray *points)
{
  const GdkRGBA colour = colour_of (scene, bundle), edge = mixed (&scene->ground, &colour, 0.55f);
  GdkRGBA tint = mixed (&scene->ground, &colour, scene->style->dark ? 0.16f : 0.10f);
  const double pad = pad_of (scene);
  cairo_t *cr = scene->cr;

  for (guint i = 0; i < points->len; i++)
    cairo_line_to (cr, g_array_index (points, Point, i).x, g_array_index (points, Point, i).y);
  cairo_close_path (cr);
  cairo_set_line_join (cr, CAIRO_LINE_JOIN_ROUND);
  if (scene->lifted)            /* over what is there already */
    {
      cairo_push_group (cr);
      gdk_cairo_set_source_rgba (cr, &colour);
      cairo_fill_preserve (cr);
      cairo_set_line_width (cr, 2 * pad);
      cairo_stroke (cr);
      cairo_pop_group_to_source (cr);
      cairo_paint_with_alpha (cr, 0.13);
      return;
    }
  gdk_cairo_set_source_rgba (cr, &edge);
  cairo_set_line_width (cr, 2 * pad + 2);
  cairo_stroke_preserve (cr);
  gdk_cairo_set_source_rgba (cr, &tint);
  cairo_fill_preserve (cr);
  cairo_set_line_width (cr, 2 * pad - 1);
  cairo_stroke (cr);
}

static int
by_index (gconstpointer a, gconstpointer b)
{
  const TgBundleChip *x = a, *y = b;

  return (x->node > y->node) - (x->node < y->node);
}

/* Over the highest point; on the screen as long as the ground is. */
static void
place_chip (TgScene *scene, TgBundleChip *chip, const GArray *points)
{
  const TgBoardNode *bundle = tg_board_node (scene->board, chip->node);
  double left = G_MAXDOUBLE, right = -G_MAXDOUBLE, top = G_MAXDOUBLE, bottom = -G_MAXDOUBLE;
  int w, h;

  for (guint i = 0; i < points->len; i++)
    {
      const Point *p = &g_array_index (points, Point, i);

      left = MIN (left, p->x);
      right = MAX (right, p->x);
      top = MIN (top, p->y);
      bottom = MAX (bottom, p->y);
    }
  g_autofree char *text = _tg_bundle_text (bundle);
  _tg_scene_text (scene, text, 12, TRUE, NAME_MAX_WIDTH, PANGO_ELLIPSIZE_END, &w, &h);
  const double width = w + 24 + (*bundle->note != '\0' ? 16 : 0), pad = pad_of (scene);
  chip->box = (TgBox) { (left + right) / 2 - width / 2, top - pad - CHIP / 2, width, CHIP };
  chip->seen = right >= 0 && bottom >= 0 && left <= scene->view->width && top <= scene->view->height;
  if (chip->seen && bottom > CHIP + 8)
    chip->box.y = MAX (chip->box.y, 4);
}

char *
_tg_bundle_text (const TgBoardNode *bundle)
{
  return g_strdup_printf ("%s · %u", bundle->label, bundle->members);
}

GArray *
_tg_scene_bundle_chips (TgScene *scene)
{
  g_autoptr (GHashTable) shapes = collect (scene);
  GArray *chips = g_array_new (FALSE, TRUE, sizeof (TgBundleChip));
  GHashTableIter iter;
  gpointer key, points;

  g_hash_table_iter_init (&iter, shapes);
  while (g_hash_table_iter_next (&iter, &key, &points))
    {
      TgBundleChip chip = { .node = GPOINTER_TO_UINT (key) };

      place_chip (scene, &chip, points);
      if (chip.seen)
        g_array_append_val (chips, chip);
    }
  g_array_sort (chips, by_index);
  return chips;
}

void
_tg_scene_bundles (TgScene *scene)
{
  g_autoptr (GHashTable) shapes = collect (scene);
  g_autoptr (GList) keys = g_hash_table_get_keys (shapes);

  if (scene->raster != NULL && keys != NULL)
    tg_raster_flush (scene->raster);
  cairo_save (scene->cr);
  keys = g_list_sort (keys, _tg_compare_pointers);      /* the same picture every time */
  for (const GList *l = keys; l != NULL; l = l->next)
    {
      GArray *points = g_hash_table_lookup (shapes, l->data);

      hull (points);
      paint_ground (scene, tg_board_node (scene->board, GPOINTER_TO_UINT (l->data)), points);
    }
  cairo_restore (scene->cr);
}

int
_tg_compare_pointers (gconstpointer a, gconstpointer b)
{
  return (GPOINTER_TO_UINT (a) > GPOINTER_TO_UINT (b)) - (GPOINTER_TO_UINT (a) < GPOINTER_TO_UINT (b));
}

void
_tg_scene_paint_note (cairo_t *cr, double x, double y)
{
  const GdkRGBA paper = { 0.98f, 0.82f, 0.30f, 1 }, ink = { 0.35f, 0.26f, 0.02f, 1 };

  cairo_rectangle (cr, x - 5.5, y - 5.5, 11, 11);
  gdk_cairo_set_source_rgba (cr, &paper);
  cairo_fill (cr);
  gdk_cairo_set_source_rgba (cr, &ink);
  cairo_set_line_width (cr, 1.2);
  for (int i = 0; i < 3; i++)
    {
      cairo_move_to (cr, x - 3.5, y - 2.7 + 2.7 * i);
      cairo_line_to (cr, x + (i < 2 ? 3.5 : 1), y - 2.7 + 2.7 * i);
    }
  cairo_stroke (cr);
}

void
_tg_scene_bundle_chip (TgScene *scene, const TgBundleChip *chip)
{
  const TgBoardNode *bundle = tg_board_node (scene->board, chip->node);
  const GdkRGBA colour = colour_of (scene, bundle), fill = mixed (&scene->ground, &colour, scene->style->dark ? 0.30f : 0.22f);
  const double r = CHIP / 2, x = chip->box.x, y = chip->box.y, width = chip->box.width;
  g_autofree char *text = _tg_bundle_text (bundle);
  cairo_t *cr = scene->cr;
  int w, h;

  cairo_new_sub_path (cr);
  cairo_arc (cr, x + width - r, y + r, r, -G_PI_2, G_PI_2);
  cairo_arc (cr, x + r, y + r, r, G_PI_2, 3 * G_PI_2);
  cairo_close_path (cr);
  gdk_cairo_set_source_rgba (cr, &fill);
  cairo_fill_preserve (cr);
  gdk_cairo_set_source_rgba (cr, &colour);
  cairo_set_line_width (cr, 1);
  cairo_stroke (cr);
  _tg_scene_text (scene, text, 12, TRUE, NAME_MAX_WIDTH, PANGO_ELLIPSIZE_END, &w, &h);
  _tg_scene_put (scene, x + 12, y + r - h / 2.0, &scene->ink, FALSE);
  if (*bundle->note != '\0')
    _tg_scene_paint_note (cr, x + width - 16, y + r);
}
