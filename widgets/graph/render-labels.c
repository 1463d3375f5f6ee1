/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tg-widgets"

#include "widgets/graph/render-private.h"

#include <glib/gi18n.h>
#include <math.h>

#include "widgets/graph/palette.h"
#include "widgets/graph/sprites.h"

#define MAX_LABELS 500          /* a screen holds no more that can be read */
#define FAR_LABELS 60           /* from afar the best so many */
#define FAR_PRIORITY 2.5f       /* of those with a finding, or some relations: priority() */
#define FAR_DISC 5.5            /* pixels: a smaller disc may lie under a label from afar */
#define NARROW 78               /* pixels, where more of a text has no room */
#define NARROW_UP_TO 150        /* labels: among more of them, short ones are a carpet */
#define CELL 96.0
#define LEGEND_ROW 22.0

/* Boxes taken so far, in a grid of cells, so that a test looks at few. */
typedef struct { GHashTable *cells; GArray *boxes; } Taken;

typedef struct { guint32 node; float priority; gboolean placed; } Wish;

static void
each_cell (Taken *taken, const TgBox *box, gboolean add, guint at, gboolean *hit, int owner, const GArray *owners)
{
  int x1 = (int) floor (box->x / CELL), x2 = (int) floor ((box->x + box->width) / CELL);
  int y1 = (int) floor (box->y / CELL), y2 = (int) floor ((box->y + box->height) / CELL);

  for (int cy = y1; cy <= y2; cy++)
    for (int cx = x1; cx <= x2; cx++)
      {
        gpointer cell = GINT_TO_POINTER ((int) ((guint) (cy & 0x7fff) << 16 | (guint) (cx & 0xffff)));
        GArray *list = g_hash_table_lookup (taken->cells, cell);
        if (add && list == NULL)
          {
            list = g_array_new (FALSE, FALSE, sizeof (guint));
            g_hash_table_insert (taken->cells, cell, list);
          }
        if (add)
          g_array_append_val (list, at);
        for (guint i = 0; !add && list != NULL && i < list->len; i++)
          {
            guint other_at = g_array_index (list, guint, i);
            const TgBox *other = &g_array_index (taken->boxes, TgBox, other_at);
            if (g_array_index (owners, int, other_at) != owner && box->x < other->x + other->width && other->x < box->x + box->width
                && box->y < other->y + other->height && other->y < box->y + box->height)
              *hit = TRUE;
          }
      }
}

static void
take (Taken *taken, GArray *owners, const TgBox *box, int owner)
{
  g_array_append_val (taken->boxes, *box);
  g_array_append_val (owners, owner);
  each_cell (taken, box, TRUE, taken->boxes->len - 1, NULL, owner, owners);
}

static gboolean
is_free (Taken *taken, GArray *owners, const TgBox *box, int owner)
{
  gboolean hit = FALSE;

  each_cell (taken, box, FALSE, 0, &hit, owner, owners);
  return !hit;
}

static int
by_priority (gconstpointer a, gconstpointer b)
{
  const Wish *x = a, *y = b;

  if (x->priority != y->priority)
    return x->priority < y->priority ? 1 : -1;
  return x->node < y->node ? -1 : 1;
}

static float
priority (TgScene *scene, guint i)
{
  const TgBoardNode *node = tg_board_node (scene->board, i);
  float p = (float) log2 (1.0 + tg_board_degree (scene->board, i));

  if (node->kind == TG_ENTITY_FINDING || node->findings > 0)
    p += 100 + 10 * (float) node->severity;
  if ((int) i == scene->hot || (scene->style->focus != 0 && node->id == scene->style->focus))
    p += 1000;
  if (node->selected)
    p += 2000;
  return p;
}

/* Keeps the best of them, in order. */
static void
take_best (GArray *best, const Wish *wish)
{
  guint at = best->len;

  while (at > 0 && by_priority (wish, &g_array_index (best, Wish, at - 1)) < 0)
    at--;
  if (at >= FAR_LABELS / 2)
    return;
  g_array_insert_val (best, at, *wish);
  if (best->len > FAR_LABELS / 2)
    g_array_set_size (best, FAR_LABELS / 2);
}

static gboolean
is_far (TgScene *scene)
{
  return !scene->over && !scene->lifted && scene->style->lit == NULL && scene->view->zoom < 0.36 && tg_board_n_nodes (scene->board) > 120;
}

/* What may be labelled: everything close by, only what stands out from afar. */
static GArray *
wishes (TgScene *scene)
{
  GArray *list = g_array_new (FALSE, FALSE, sizeof (Wish));
  const gboolean far = is_far (scene);
  g_autoptr (GArray) hubs = g_array_new (FALSE, FALSE, sizeof (Wish));

  for (guint i = 0; i < tg_board_n_nodes (scene->board); i++)
    {
      if (!_tg_scene_shows (scene, i, 0) || scene->places[i].faint)
        continue;
      Wish wish = { i, priority (scene, i), FALSE };
      if (!far)
        g_array_append_val (list, wish);
      else
        {
          scene->drawn.labels_left_out++;
          if (wish.priority >= FAR_PRIORITY)        /* as many for where it is busy as for where it is wrong */
            take_best (wish.priority >= 100 ? list : hubs, &wish);
        }
    }
  if (far)
    {
      g_array_append_vals (list, hubs->data, hubs->len);
      scene->drawn.labels_left_out -= list->len;
    }
  else
    g_array_sort (list, by_priority);
  return list;
}

typedef struct { TgScene scene; const char *text; double points; gboolean bold; int max_width; GdkRGBA colour; } TextData;

static void
text_sprite_cb (cairo_t *cr, gpointer user_data)
{
  TextData *data = user_data;
  int w, h;

  data->scene.cr = cr;
  data->scene.text = pango_cairo_create_layout (cr);
  _tg_scene_text (&data->scene, data->text, data->points, data->bold, data->max_width, PANGO_ELLIPSIZE_MIDDLE, &w, &h);
  _tg_scene_put (&data->scene, 0, 0, &data->colour, TRUE);
  g_object_unref (data->scene.text);
}

/* A text on its halo; the point of the sprite is the text's upper left. */
const TgSprite *
_tg_scene_text_sprite (TgScene *scene, const char *text, double points, gboolean bold, int max_width, const GdkRGBA *colour)
{
  const double scale = tg_raster_scale (scene->raster);
  TextData data = { *scene, text, points, bold, max_width, *colour };
  char name[640];
  int w, h;

  g_snprintf (name, sizeof name, "text %g %d %d %.3f %.3f %d %g %s", points, bold, max_width, (double) colour->red, (double) colour->blue, scene->style->dark, scale, text);
  const TgSprite *sprite = tg_sprite_find (name);
  if (sprite != NULL)
    return sprite;
  _tg_scene_text (scene, text, points, bold, max_width, PANGO_ELLIPSIZE_MIDDLE, &w, &h);
  sprite = tg_sprite_make (name, -4, -4, w + 4, h + 4, scale, text_sprite_cb, &data);
  tg_sprite_set_text_size (sprite, w, h);
  return sprite;
}

static gboolean
is_inside (TgScene *scene, const TgBox *box)
{
  return box->x >= 0 && box->y >= 0 && box->x + box->width <= scene->view->width && box->y + box->height <= scene->view->height;
}

/* In one of the places around the node that is free. narrow: with less of the text. */
static gboolean
place_label (TgScene *scene, Taken *taken, GArray *owners, guint i, gboolean narrow, GArray *boxes)
{
  const TgBoardNode *node = tg_board_node (scene->board, i);
  gboolean bold = node->selected || (int) i == scene->hot;
  int w, h, w2 = 0, h2 = 0;
  double x, y, r;

  _tg_scene_place (scene, i, &x, &y, &r);
  const char *label = *node->label != '\0' ? node->label : tg_entity_kind_title (node->kind);
  if (label == NULL)
    return FALSE;
  const TgSprite *first = NULL, *second = NULL;
  gboolean two = *node->sublabel != '\0' && !narrow && (scene->view->zoom >= 0.95 || bold);
  const int most = bold ? 220 : narrow ? NARROW : 150;
  if (scene->raster != NULL)
    {
      first = _tg_scene_text_sprite (scene, label, 12, bold, most, &scene->ink);
      second = two ? _tg_scene_text_sprite (scene, node->sublabel, 10.5, FALSE, 150, &scene->dim) : NULL;
      w = (int) first->text_width;
      h = (int) first->text_height;
      w2 = two ? (int) second->text_width : 0;
      h2 = two ? (int) second->text_height : 0;
    }
  else
    {
      if (two)
        _tg_scene_text (scene, node->sublabel, 10.5, FALSE, 150, PANGO_ELLIPSIZE_MIDDLE, &w2, &h2);
      _tg_scene_text (scene, label, 12, bold, most, PANGO_ELLIPSIZE_MIDDLE, &w, &h);
    }
  double bw = MAX (w, w2), bh = h + h2, gap = r + (node->severity >= TG_SEVERITY_LOW ? r * 0.2 : 0) + 4;
  if (node->unshown > 0 && r >= 9)
    gap = MAX (gap, r * 0.74 + 13);     /* clear of the "+n" badge */
  const TgBox spots[] = {
    { x - bw / 2, y + gap, bw, bh }, { x - bw / 2, y - gap - bh, bw, bh }, { x + gap + 2, y - bh / 2, bw, bh }, { x - gap - 2 - bw, y - bh / 2, bw, bh },
  };
  for (guint n = 0; n < (bold ? 2 : 1) * G_N_ELEMENTS (spots); n++)
    {
      const guint k = n % G_N_ELEMENTS (spots);       /* a label is whole on the screen, but for what is being looked at */

      if ((n < G_N_ELEMENTS (spots)) != is_inside (scene, &spots[k]) || !is_free (taken, owners, &spots[k], (int) i))
        continue;
      double middle = spots[k].x + bw / 2;
      take (taken, owners, &spots[k], -2);
      if (boxes != NULL)
        g_array_append_val (boxes, spots[k]);
      if (first != NULL)
        {
          tg_raster_sprite (scene->raster, first, middle - w / 2.0, spots[k].y);
          if (two)
            tg_raster_sprite (scene->raster, second, middle - w2 / 2.0, spots[k].y + h);
          return TRUE;
        }
      _tg_scene_put (scene, middle - w / 2.0, spots[k].y, &scene->ink, TRUE);
      if (two)
        {
          _tg_scene_text (scene, node->sublabel, 10.5, FALSE, 150, PANGO_ELLIPSIZE_MIDDLE, &w2, &h2);
          _tg_scene_put (scene, middle - w2 / 2.0, spots[k].y + h, &scene->dim, TRUE);
        }
      return TRUE;
    }
  return FALSE;
}

static char *
legend_text (guint kind, guint count)
{
  return g_strdup_printf ("%s  %u", tg_entity_kind_plural (kind) != NULL ? _(tg_entity_kind_plural (kind)) : _("Unknown"), count);
}

/* Where the legend stands; FALSE when there is no room or nothing for it. */
static gboolean
legend_box (TgScene *scene, TgBox *box)
{
  guint count[TG_ENTITY_N_KINDS], kinds = tg_graph_legend (scene->board, count);
  double height = kinds * LEGEND_ROW + 12, widest = 0;
  int w, h;

  if (kinds == 0 || height > scene->view->height - 24 || scene->view->width < 420)
    return FALSE;
  for (guint kind = 0; kind < TG_ENTITY_N_KINDS; kind++)
    if (count[kind] > 0)
      {
        g_autofree char *text = legend_text (kind, count[kind]);

        _tg_scene_text (scene, text, 12, FALSE, 180, PANGO_ELLIPSIZE_END, &w, &h);
        widest = MAX (widest, w);
      }
  *box = (TgBox) { 12, scene->view->height - 12 - height, widest + 46, height };
  return TRUE;
}

/* What stands on a disc's rim is in the way of its own label too. */
static void
take_badges (TgScene *scene, Taken *taken, GArray *owners, guint i)
{
  TgBox boxes[4];
  const guint n = _tg_scene_badge_boxes (scene, i, boxes);

  for (guint k = 0; k < n; k++)
    take (taken, owners, &boxes[k], -5);
}

void
_tg_scene_labels (TgScene *scene, GArray *boxes)
{
  g_autoptr (GArray) list = wishes (scene), owners = g_array_new (FALSE, FALSE, sizeof (int));
  TgBox legend;
  guint labels = 0;
  const gboolean far = is_far (scene);
  Taken taken = { g_hash_table_new_full (NULL, NULL, NULL, (GDestroyNotify) g_array_unref), g_array_new (FALSE, FALSE, sizeof (TgBox)) };

  for (guint i = 0; list->len > 0 && i < tg_board_n_nodes (scene->board); i++)        /* discs are in the way of other nodes' labels */
    {
      double x, y, r;
      if (!_tg_scene_shows (scene, i, 0) || scene->places[i].faint)
        continue;
      _tg_scene_place (scene, i, &x, &y, &r);
      if (far && r < FAR_DISC)
        continue;
      TgBox box = { x - r, y - r, 2 * r, 2 * r };
      take (&taken, owners, &box, (int) i);
      take_badges (scene, &taken, owners, i);
    }
  for (guint i = 0; far && i < list->len; i++)
    {
      const guint node = g_array_index (list, Wish, i).node;
      double x, y, r;

      _tg_scene_place (scene, node, &x, &y, &r);
      if (r < FAR_DISC)
        take (&taken, owners, &(TgBox) { x - r, y - r, 2 * r, 2 * r }, (int) node);
    }
  if (scene->style->legend && legend_box (scene, &legend))
    take (&taken, owners, &legend, -3);
  g_autoptr (GArray) chips = scene->over ? g_array_new (FALSE, FALSE, sizeof (TgBundleChip)) : _tg_scene_bundle_chips (scene);
  for (guint i = 0; i < chips->len; i++)
    take (&taken, owners, &g_array_index (chips, TgBundleChip, i).box, -4);
  for (int narrow = 0; narrow < (list->len <= NARROW_UP_TO ? 2 : 1); narrow++)
    for (guint i = 0; i < MIN (list->len, MAX_LABELS); i++)
      {
        Wish *wish = &g_array_index (list, Wish, i);

        if (wish->placed || !place_label (scene, &taken, owners, wish->node, narrow, boxes))
          continue;
        wish->placed = TRUE;
        labels++;
      }
  scene->drawn.labels += labels;
  scene->drawn.labels_left_out += list->len - labels;
  if (chips->len > 0 && scene->raster != NULL)
    tg_raster_flush (scene->raster);
  for (guint i = 0; i < chips->len; i++)
    _tg_scene_bundle_chip (scene, &g_array_index (chips, TgBundleChip, i));
  g_hash_table_unref (taken.cells);
  g_array_unref (taken.boxes);
}

void
_tg_scene_legend (TgScene *scene)
{
  guint count[TG_ENTITY_N_KINDS];
  cairo_t *cr = scene->cr;
  const double r = 10, lift = scene->style->dark ? 0.05 : 0.016;
  TgBox box;
  int w, h;

  if (!legend_box (scene, &box))
    return;
  cairo_new_sub_path (cr);
  cairo_arc (cr, box.x + box.width - r, box.y + r, r, -G_PI_2, 0);
  cairo_arc (cr, box.x + box.width - r, box.y + box.height - r, r, 0, G_PI_2);
  cairo_arc (cr, box.x + r, box.y + box.height - r, r, G_PI_2, G_PI);
  cairo_arc (cr, box.x + r, box.y + r, r, G_PI, 3 * G_PI_2);
  cairo_close_path (cr);
  cairo_set_source_rgba (cr, scene->ground.red + lift, scene->ground.green + lift, scene->ground.blue + lift, 0.93);
  cairo_fill_preserve (cr);
  cairo_set_source_rgba (cr, scene->ink.red, scene->ink.green, scene->ink.blue, 0.12);
  cairo_set_line_width (cr, 1);
  cairo_stroke (cr);

  double y = box.y + 6;
  tg_graph_legend (scene->board, count);
  for (guint kind = 0; kind < TG_ENTITY_N_KINDS; kind++)
    {
      if (count[kind] == 0)
        continue;
      g_autofree char *text = legend_text (kind, count[kind]);

      _tg_scene_text (scene, text, 12, FALSE, 180, PANGO_ELLIPSIZE_END, &w, &h);
      tg_kind_paint_disc (cr, kind, TG_SEVERITY_NONE, 29, y + LEGEND_ROW / 2, 8.5, scene->style->dark);
      _tg_scene_put (scene, 46, y + (LEGEND_ROW - h) / 2, &scene->ink, FALSE);
      y += LEGEND_ROW;
    }
}

int
_tg_scene_legend_row (TgScene *scene, double x, double y)
{
  TgBox box;

  if (!legend_box (scene, &box) || x < box.x || x > box.x + box.width || y < box.y + 6 || y >= box.y + box.height - 6)
    return -1;
  return (int) ((y - box.y - 6) / LEGEND_ROW);
}
