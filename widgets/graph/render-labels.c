/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tg-widgets"

#include "widgets/graph/render-private.h"

#include <glib/gi18n.h>
#include <math.h>
#include <string.h>

#include "widgets/graph/palette.h"
#include "widgets/graph/sprites.h"

#define MAX_LABELS 500          /* a screen holds no more that can be read */
#define FAR_LABELS 60           /* from afar the best so many */
#define FAR_PRIORITY 2.5f       /* of those with a finding, or some relations: priority() */
#define FAR_DISC 5.5            /* pixels: a smaller disc may lie under a label from afar */
#define NARROW 78               /* pixels, where more of a text has no room */
#define NARROW_UP_TO 150        /* labels: among more of them, short ones are a carpet */
#define LEGEND_ROW 22.0

typedef struct { guint32 node; float priority; gboolean placed; } Wish;

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

enum { TEXT_NARROW = 0x40 };    /* of TgTexts.labels: with less of the text; the rest is the number of the spot, from 1 */

typedef struct
{
  const char     *text, *below;         /* below NULL: one line */
  gboolean        bold;
  int             most;                 /* pixels */
  const TgSprite *first, *second;       /* where there is a raster */
  int             w, h, w2, h2;
} Label;

/* What a node's label says, and how large that is. FALSE: nothing. */
static gboolean
label_init (TgScene *scene, guint i, gboolean narrow, gboolean bold, Label *label)
{
  const TgBoardNode *node = tg_board_node (scene->board, i);

  *label = (Label) { .text = *node->label != '\0' ? node->label : tg_entity_kind_title (node->kind), .bold = bold, .most = bold ? 220 : narrow ? NARROW : 150 };
  if (label->text == NULL)
    return FALSE;
  if (*node->sublabel != '\0' && !narrow && (scene->view->zoom >= 0.95 || bold))
    label->below = node->sublabel;
  if (scene->raster == NULL)
    {
      if (label->below != NULL)
        _tg_scene_text (scene, label->below, 10.5, FALSE, 150, PANGO_ELLIPSIZE_MIDDLE, &label->w2, &label->h2);
      _tg_scene_text (scene, label->text, 12, bold, label->most, PANGO_ELLIPSIZE_MIDDLE, &label->w, &label->h);
      return TRUE;
    }
  label->first = _tg_scene_text_sprite (scene, label->text, 12, bold, label->most, &scene->ink);
  label->w = (int) label->first->text_width;
  label->h = (int) label->first->text_height;
  if (label->below == NULL)
    return TRUE;
  label->second = _tg_scene_text_sprite (scene, label->below, 10.5, FALSE, 150, &scene->dim);
  label->w2 = (int) label->second->text_width;
  label->h2 = (int) label->second->text_height;
  return TRUE;
}

#define N_SPOTS 9

/* Around the node, the best first: below, above, beside it; then beside its badges, and below and above beginning or ending at its rim. */
static void
label_spots (TgScene *scene, guint i, const Label *label, TgBox spots[N_SPOTS])
{
  const TgBoardNode *node = tg_board_node (scene->board, i);
  const double bw = MAX (label->w, label->w2), bh = label->h + label->h2;
  double x, y, r, beyond = 0;
  TgBox badges[4];

  _tg_scene_place (scene, i, &x, &y, &r);
  double gap = r + (node->severity >= TG_SEVERITY_LOW ? r * 0.2 : 0) + 4;
  if (node->unshown > 0 && r >= 9)
    gap = MAX (gap, r * 0.74 + 13);     /* clear of the "+n" badge */
  const guint n = _tg_scene_badge_boxes (scene, i, badges);
  for (guint k = 0; k < n; k++)
    beyond = MAX (beyond, badges[k].x + badges[k].width - x);
  const TgBox all[N_SPOTS] = {
    { x - bw / 2, y + gap, bw, bh }, { x - bw / 2, y - gap - bh, bw, bh }, { x + gap + 2, y - bh / 2, bw, bh }, { x - gap - 2 - bw, y - bh / 2, bw, bh },
    { x + MAX (gap, beyond) + 3, y - bh / 2, bw, bh },
    { x - r, y + gap, bw, bh }, { x + r - bw, y + gap, bw, bh }, { x - r, y - gap - bh, bw, bh }, { x + r - bw, y - gap - bh, bw, bh },
  };
  memcpy (spots, all, sizeof all);
}

static void
label_put (TgScene *scene, const Label *label, const TgBox *spot)
{
  const double middle = spot->x + spot->width / 2;
  int w, h;

  if (label->first != NULL)
    {
      tg_raster_sprite (scene->raster, label->first, middle - label->w / 2.0, spot->y);
      if (label->second != NULL)
        tg_raster_sprite (scene->raster, label->second, middle - label->w2 / 2.0, spot->y + label->h);
      return;
    }
  _tg_scene_text (scene, label->text, 12, label->bold, label->most, PANGO_ELLIPSIZE_MIDDLE, &w, &h);
  _tg_scene_put (scene, middle - label->w / 2.0, spot->y, &scene->ink, TRUE);
  if (label->below == NULL)
    return;
  _tg_scene_text (scene, label->below, 10.5, FALSE, 150, PANGO_ELLIPSIZE_MIDDLE, &w, &h);
  _tg_scene_put (scene, middle - label->w2 / 2.0, spot->y + label->h, &scene->dim, TRUE);
}

static void
label_take (TgScene *scene, TgRoom *room, const Label *label, const TgBox *spot)
{
  _tg_room_take (room, spot, -2);
  label_put (scene, label, spot);
}

/* What the picture below has of this node's label; 0: none. */
static guint
label_below (const TgScene *scene, guint i)
{
  const TgTexts *texts = scene->style->texts;

  return scene->over && texts != NULL && texts->n_nodes == tg_board_n_nodes (scene->board) ? texts->labels[i] : 0;
}

/* In one of the places around the node that is free: where the picture below has it, if it has. narrow: with less of the text. */
static gboolean
place_label (TgScene *scene, TgRoom *room, guint i, gboolean narrow, GArray *boxes)
{
  const gboolean bold = tg_board_node (scene->board, i)->selected || (int) i == scene->hot;
  const guint below = label_below (scene, i), preferred = below != 0 ? (below & ~(guint) TEXT_NARROW) - 1 : 0;
  TgBox spots[N_SPOTS];
  Label label;

  narrow |= below & TEXT_NARROW && !bold;
  if (!label_init (scene, i, narrow, bold, &label))
    return FALSE;
  label_spots (scene, i, &label, spots);
  for (guint n = 0; n < (bold ? 2 : 1) * N_SPOTS; n++)
    {
      const guint m = n % N_SPOTS, k = m == 0 ? preferred : m <= preferred ? m - 1 : m;

      /* a label is whole on the screen, but for what is being looked at */
      if ((n < N_SPOTS) != is_inside (scene, &spots[k]) || !_tg_room_is_free (room, &spots[k], (int) i))
        continue;
      if (boxes != NULL)
        g_array_append_val (boxes, spots[k]);
      if (scene->style->texts != NULL && !scene->over && !scene->lifted)
        scene->style->texts->labels[i] = (guint8) ((k + 1) | (narrow ? TEXT_NARROW : 0));
      label_take (scene, room, &label, &spots[k]);
      return TRUE;
    }
  if (!scene->over || (below == 0 && (int) i != scene->hot))
    return FALSE;
  label_take (scene, room, &label, &spots[preferred]);        /* what is pointed at, and what the picture has, is never without */
  return TRUE;
}

void
_tg_scene_cover_labels (TgScene *scene)
{
  const double rim = 2;
  TgBox spots[N_SPOTS];
  Label label;

  cairo_set_source_rgba (scene->cr, scene->ground.red, scene->ground.green, scene->ground.blue, 0.9);
  for (guint i = 0; i < tg_board_n_nodes (scene->board); i++)
    {
      const guint below = scene->only[i] ? label_below (scene, i) : 0;

      if (below == 0 || !label_init (scene, i, (below & TEXT_NARROW) != 0, tg_board_node (scene->board, i)->selected, &label))
        continue;
      label_spots (scene, i, &label, spots);
      const TgBox *box = &spots[(below & ~(guint) TEXT_NARROW) - 1];
      cairo_rectangle (scene->cr, floor (box->x - rim), floor (box->y - rim), ceil (box->width + 2 * rim), ceil (box->height + 2 * rim));
    }
  cairo_fill (scene->cr);
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

  if (kinds == 0 || height > scene->view->height - 24 || scene->view->width < TG_GRAPH_LEGEND_FROM)
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
take_badges (TgScene *scene, TgRoom *room, guint i)
{
  TgBox boxes[4];
  const guint n = _tg_scene_badge_boxes (scene, i, boxes);

  for (guint k = 0; k < n; k++)
    _tg_room_take (room, &boxes[k], -5);
}

/* What is not brought forward is seen below all the same. */
static gboolean
is_below (TgScene *scene, guint i)
{
  const TgBoardNode *node = tg_board_node (scene->board, i);

  return scene->over && !scene->only[i] && !tg_board_node_is_away (node) && node->veil == TG_VEIL_NONE;
}

static void
take_below (TgScene *scene, TgRoom *room, guint i, const TgBox *disc)
{
  const guint below = label_below (scene, i);
  TgBox spots[N_SPOTS];
  Label label;

  if (disc->width >= 2 * FAR_DISC)
    _tg_room_take (room, disc, (int) i);
  if (below == 0 || !label_init (scene, i, (below & TEXT_NARROW) != 0, tg_board_node (scene->board, i)->selected, &label))
    return;
  label_spots (scene, i, &label, spots);
  _tg_room_take (room, &spots[(below & ~(guint) TEXT_NARROW) - 1], -2);
}

/* Discs and their badges are in the way of texts. */
static void
take_nodes (TgScene *scene, TgRoom *room, gboolean far)
{
  const double w = scene->view->width, h = scene->view->height;
  double x, y, r;

  for (guint i = 0; i < tg_board_n_nodes (scene->board); i++)
    {
      if (is_below (scene, i))
        {
          _tg_scene_place (scene, i, &x, &y, &r);
          if (x + r > 0 && y + r > 0 && x - r < w && y - r < h)
            take_below (scene, room, i, &(TgBox) { x - r, y - r, 2 * r, 2 * r });
          continue;
        }
      if (!_tg_scene_shows (scene, i, 0) || scene->places[i].faint)
        continue;
      _tg_scene_place (scene, i, &x, &y, &r);
      if (far && r < FAR_DISC)
        continue;
      _tg_room_take (room, &(TgBox) { x - r, y - r, 2 * r, 2 * r }, (int) i);
      take_badges (scene, room, i);
    }
}

/* From afar a small disc is in the way of nothing, but for those that are labelled. */
static void
take_labelled (TgScene *scene, TgRoom *room, const GArray *list)
{
  double x, y, r;

  for (guint i = 0; i < list->len; i++)
    {
      const guint node = g_array_index (list, Wish, i).node;

      _tg_scene_place (scene, node, &x, &y, &r);
      if (r < FAR_DISC)
        _tg_room_take (room, &(TgBox) { x - r, y - r, 2 * r, 2 * r }, (int) node);
    }
}

static guint
place_labels (TgScene *scene, TgRoom *room, GArray *list, GArray *boxes)
{
  guint labels = 0;

  for (int narrow = 0; narrow < (list->len <= NARROW_UP_TO ? 2 : 1); narrow++)
    for (guint i = 0; i < MIN (list->len, MAX_LABELS); i++)
      {
        Wish *wish = &g_array_index (list, Wish, i);

        if (wish->placed || !place_label (scene, room, wish->node, narrow, boxes))
          continue;
        wish->placed = TRUE;
        labels++;
      }
  return labels;
}

void
_tg_scene_labels (TgScene *scene, GArray *boxes)
{
  g_autoptr (GArray) list = wishes (scene);
  g_autoptr (TgRoom) room = _tg_room_new ();
  const gboolean far = is_far (scene), link_texts = _tg_scene_has_link_texts (scene);
  TgBox legend;
  guint n_links;

  tg_board_links (scene->board, &n_links);
  if (scene->style->texts != NULL && !scene->over && !scene->lifted)
    _tg_texts_begin (scene->style->texts, tg_board_n_nodes (scene->board), n_links);
  if (list->len > 0 || link_texts)
    take_nodes (scene, room, far);
  if (far)
    take_labelled (scene, room, list);
  if (scene->style->legend && legend_box (scene, &legend))
    _tg_room_take (room, &legend, -3);
  g_autoptr (GArray) chips = scene->over ? g_array_new (FALSE, FALSE, sizeof (TgBundleChip)) : _tg_scene_bundle_chips (scene);
  for (guint i = 0; i < chips->len; i++)
    _tg_room_take (room, &g_array_index (chips, TgBundleChip, i).box, -4);
  const guint labels = place_labels (scene, room, list, boxes);
  scene->drawn.labels += labels;
  scene->drawn.labels_left_out += list->len - labels;
  if ((chips->len > 0 || link_texts) && scene->raster != NULL)
    tg_raster_flush (scene->raster);
  if (link_texts)
    _tg_scene_link_texts (scene, room);
  for (guint i = 0; i < chips->len; i++)
    _tg_scene_bundle_chip (scene, &g_array_index (chips, TgBundleChip, i));
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
