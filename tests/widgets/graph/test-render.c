/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include <glib/gstdio.h>

#include "sample-board.h"
#include "widgets/graph/picture.h"
#include "widgets/graph/palette.h"
#include "widgets/graph/render.h"

typedef struct { cairo_surface_t *surface; cairo_t *cr; } Paper;

static Paper
paper (int width, int height)
{
  cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_ARGB32, width, height);

  return (Paper) { surface, cairo_create (surface) };
}

static void
discard (Paper *p)
{
  cairo_destroy (p->cr);
  cairo_surface_destroy (p->surface);
}

static guint32
pixel (Paper *p, int x, int y)
{
  cairo_surface_flush (p->surface);
  const guchar *row = cairo_image_surface_get_data (p->surface) + (gsize) y * (gsize) cairo_image_surface_get_stride (p->surface);
  guint32 value;

  memcpy (&value, row + 4 * x, 4);
  return value;
}

static guint32
packed (GdkRGBA c)
{
  return 0xff000000u | (guint32) (c.red * 255 + 0.5) << 16 | (guint32) (c.green * 255 + 0.5) << 8 | (guint32) (c.blue * 255 + 0.5);
}

static void
assert_near (guint32 a, guint32 b)
{
  for (int shift = 0; shift < 32; shift += 8)
    g_assert_cmpint (ABS ((int) (a >> shift & 255) - (int) (b >> shift & 255)), <=, 2);
}

static void
test_disc (void)
{
  for (int dark = 0; dark < 2; dark++)
    {
      g_autoptr (TgBoard) board = tg_board_new ();
      TgBoardNode node = { .id = 1, .kind = TG_ENTITY_BUCKET, .label = "b", .placed = TRUE };
      TgViewport view = { 0, 0, 2, 200, 200 };
      TgGraphStyle style = { .dark = dark, .background = TRUE };
      Paper p = paper (200, 200);

      tg_board_add_node (board, &node);
      TgGraphDrawn drawn = tg_graph_render (p.cr, board, &view, &style, NULL);
      g_assert_cmpuint (drawn.nodes, ==, 1);
      g_assert_cmpuint (drawn.labels, ==, 1);
      assert_near (pixel (&p, 5, 5), packed (tg_graph_background (dark)));
      assert_near (pixel (&p, 100 + 31, 100), packed (tg_category_colour (TG_CATEGORY_STORAGE, dark)));
      assert_near (pixel (&p, 100, 105), 0xffffffff);          /* the bucket's body */
      discard (&p);
    }
}

static void
test_selected_and_link (void)
{
  g_autoptr (TgBoard) board = tg_board_new ();
  TgBoardNode a = { .id = 1, .kind = TG_ENTITY_USER, .label = "a", .placed = TRUE, .x = -100 }, b = a;
  TgBoardEdge edge = { .id = 1, .source = 1, .target = 2, .kind = TG_RELATION_READ, .count = 4, .failed = 4 };
  TgViewport view = { 0, 0, 1, 400, 200 };
  TgGraphStyle style = { .background = TRUE };
  const gint64 id = 1, other = 2;
  Paper p = paper (400, 200);

  b.id = 2;
  b.x = 100;
  tg_board_add_node (board, &a);
  tg_board_add_node (board, &b);
  tg_board_add_edge (board, &edge);
  g_assert_cmpuint (tg_graph_render (p.cr, board, &view, &style, NULL).links, ==, 1);
  guint32 line = pixel (&p, 200, 100), plain = pixel (&p, 100 - 25, 100);
  g_assert_cmpuint (line >> 16 & 255, >, (line >> 8 & 255) + 30);          /* all failed: red */
  tg_board_select (board, &id, 1, TG_SELECT_SET);
  tg_graph_render (p.cr, board, &view, &style, NULL);
  g_assert_cmpuint (pixel (&p, 100 - 25, 100), !=, plain);                 /* the halo */
  tg_board_set_hidden (board, &other, 1, TRUE);
  TgGraphDrawn drawn = tg_graph_render (p.cr, board, &view, &style, NULL);
  g_assert_cmpuint (drawn.links, ==, 0);
  g_assert_cmpuint (drawn.hidden, ==, 1);
  assert_near (pixel (&p, 200, 100), packed (tg_graph_background (FALSE)));
  discard (&p);
}

static void
test_labels (void)
{
  g_autoptr (TgBoard) board = sample_board (TRUE);
  const double zooms[] = { 0.3, 0.6, 1, 2 };

  for (guint z = 0; z < G_N_ELEMENTS (zooms); z++)
    {
      g_autoptr (GArray) boxes = g_array_new (FALSE, FALSE, sizeof (TgBox));
      TgViewport view = { 0, 0, zooms[z], 1000, 700 };
      TgGraphStyle style = { .background = TRUE, .legend = TRUE };
      Paper p = paper (1000, 700);
      TgGraphDrawn drawn = tg_graph_render (p.cr, board, &view, &style, boxes);
      g_assert_cmpuint (boxes->len, ==, drawn.labels);
      g_assert_cmpuint (drawn.labels, >, 0);
      g_assert_cmpuint (drawn.nodes + drawn.outside, ==, tg_board_n_nodes (board));
      g_assert_cmpuint (drawn.labels + drawn.labels_left_out, <=, drawn.nodes);
      for (guint i = 0; i < boxes->len; i++)
        for (guint j = 0; j < i; j++)
          {
            const TgBox *a = &g_array_index (boxes, TgBox, i), *b = &g_array_index (boxes, TgBox, j);
            g_assert_false (a->x < b->x + b->width && b->x < a->x + a->width && a->y < b->y + b->height && b->y < a->y + a->height);
          }
      discard (&p);
    }
}

/* Each kind has a glyph of its own. */
static void
test_glyphs (void)
{
  g_autoptr (GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  const GdkRGBA white = { 1, 1, 1, 1 };

  for (guint kind = TG_ENTITY_ACCOUNT; kind < TG_ENTITY_N_KINDS; kind++)
    {
      Paper p = paper (48, 48);
      tg_kind_paint_glyph (p.cr, kind, 24, 24, 40, &white);
      cairo_surface_flush (p.surface);
      gsize size = 48 * (gsize) cairo_image_surface_get_stride (p.surface);
      char *sum = g_compute_checksum_for_data (G_CHECKSUM_SHA256, cairo_image_surface_get_data (p.surface), size);
      g_assert_true (g_hash_table_add (seen, sum));
      discard (&p);
    }
}

static void
test_hover (void)
{
  g_autoptr (TgBoard) board = sample_board (TRUE);
  TgViewport view = { 0, 0, 1, 1000, 700 };
  TgGraphStyle style = { .background = TRUE };
  Paper p = paper (1000, 700);
  guint index = 0, count[TG_ENTITY_N_KINDS];
  double x, y;

  tg_graph_render (p.cr, board, &view, &style, NULL);
  g_assert_true (tg_board_index (board, 31, &index));           /* has nothing to do with node 9 */
  const TgBoardNode *far = tg_board_node (board, index);
  tg_viewport_to_screen (&view, far->x, far->y, &x, &y);
  guint32 before = pixel (&p, (int) x + 12, (int) y + 9);
  g_assert_true (tg_board_index (board, 9, &index));
  tg_graph_render_veil (p.cr, &style);
  tg_graph_render_hover (p.cr, board, &view, &style, (int) index, -1);
  g_assert_cmpuint (pixel (&p, (int) x + 12, (int) y + 9), !=, before);
  tg_graph_render_hover (p.cr, board, &view, &style, 100000, 100000);
  g_assert_cmpuint (tg_graph_legend (board, count), ==, TG_ENTITY_N_KINDS - 1);
  g_assert_cmpuint (count[TG_ENTITY_FINDING], ==, 4);
  discard (&p);
}

/* The greatest difference of any channel within a box. */
static int
difference (Paper *a, Paper *b, const TgBox *box)
{
  int most = 0;

  for (int y = MAX ((int) box->y, 0); y < MIN ((int) (box->y + box->height), 700); y++)
    for (int x = MAX ((int) box->x, 0); x < MIN ((int) (box->x + box->width), 1000); x++)
      for (int shift = 0; shift < 24; shift += 8)
        most = MAX (most, ABS ((int) (pixel (a, x, y) >> shift & 255) - (int) (pixel (b, x, y) >> shift & 255)));
  return most;
}

/* What is brought forward has its label where the picture has it, and nothing of the picture's own shines through beside it: the same as on empty ground. */
static void
test_no_ghosts (void)
{
  for (int dark = 0; dark < 2; dark++)
    {
      g_autoptr (TgBoard) board = tg_board_new ();
      TgTexts *texts = tg_texts_new ();
      TgViewport view = { 0, 0, 1, 1000, 700 };
      TgGraphStyle style = { .background = TRUE, .dark = dark, .texts = texts };
      Paper p = paper (1000, 700), plain = paper (1000, 700);
      const GdkRGBA ground = tg_graph_background (dark);

      /* a crowd whose labels go where there is room, which is not where they would go alone */
      for (guint i = 0; i < 24; i++)
        {
          g_autofree char *label = g_strdup_printf ("crowded-entity-%u.example", i);
          TgBoardNode node = { .id = i + 1, .kind = TG_ENTITY_ROLE, .label = label, .placed = TRUE, .x = 84.0 * (i % 6) - 210, .y = 70.0 * (i / 6) - 105, .unshown = i % 3 };
          tg_board_add_node (board, &node);
        }
      for (guint i = 2; i < 24; i += 2)
        {
          TgBoardEdge edge = { .id = i, .source = 8, .target = i + 1, .kind = TG_RELATION_ASSUMED, .count = 3 };
          tg_board_add_edge (board, &edge);
        }
      tg_graph_render (p.cr, board, &view, &style, NULL);
      tg_graph_render_veil (p.cr, &style);
      tg_graph_render_hover (p.cr, board, &view, &style, 7, -1);
      gdk_cairo_set_source_rgba (plain.cr, &ground);
      cairo_paint (plain.cr);
      tg_graph_render_hover (plain.cr, board, &view, &style, 7, -1);
      for (guint i = 0; i < 24; i++)
        {
          const TgBoardNode *node = tg_board_node (board, i);
          double x, y;
          tg_viewport_to_screen (&view, node->x, node->y, &x, &y);
          /* a label below, which is where most are; without the dimmed lines beside it */
          if (texts->labels[i] == 1 && (i == 7 || (i % 2 == 0 && i > 0)))
            g_assert_cmpint (difference (&p, &plain, &(TgBox) { x - 30, y + 31, 60, 9 }), <=, 16);
        }
      tg_texts_free (texts);
      discard (&p);
      discard (&plain);
    }
}

/* Links have their texts where there is room, and in the same places each time. */
static void
test_link_texts (void)
{
  g_autoptr (TgBoard) board = sample_board (TRUE);
  TgTexts *texts = tg_texts_new ();
  TgViewport view = { 0, 0, 1.3, 1000, 700 };
  TgGraphStyle style = { .background = TRUE, .texts = texts };
  Paper p = paper (1000, 700);
  guint n, with = 0;

  tg_graph_render (p.cr, board, &view, &style, NULL);
  tg_board_links (board, &n);
  g_assert_cmpuint (texts->n_links, ==, n);
  g_assert_cmpuint (texts->n_nodes, ==, tg_board_n_nodes (board));
  for (guint i = 0; i < n; i++)
    with += texts->links[i] != 0;
  g_assert_cmpuint (with, >, 5);
  /* the same board once more puts all in the same places */
  g_autofree guint8 *labels = g_memdup2 (texts->labels, texts->n_nodes), *links = g_memdup2 (texts->links, n);
  tg_graph_render (p.cr, board, &view, &style, NULL);
  g_assert_cmpmem (labels, texts->n_nodes, texts->labels, texts->n_nodes);
  g_assert_cmpmem (links, n, texts->links, n);
  tg_texts_free (texts);
  discard (&p);
}

/* Each row of the legend answers for its kind, from the lower edge up; beside it there is none. */
static void
test_legend (void)
{
  g_autoptr (TgBoard) board = sample_board (TRUE);
  const TgViewport view = { 0, 0, 1, 1000, 800 };
  guint count[TG_ENTITY_N_KINDS], kinds = tg_graph_legend (board, count), met = 0;
  int last = -1;

  for (int y = 799; y >= 0; y--)
    {
      TgEntityKind kind = tg_graph_legend_at (board, &view, 40, y);

      if (kind == TG_ENTITY_NONE || (int) kind == last)
        continue;
      g_assert_cmpuint (count[kind], >, 0);
      g_assert_true (last < 0 || (int) kind < last);
      last = (int) kind;
      met++;
    }
  g_assert_cmpuint (met, ==, kinds);
  g_assert_cmpint (tg_graph_legend_at (board, &view, 900, 700), ==, TG_ENTITY_NONE);
}

/* A PNG of as many pixels as were asked for, or as there may be. */
static void
test_scale (void)
{
  g_autoptr (TgBoard) board = sample_board (TRUE);
  g_autofree char *folder = g_dir_make_tmp ("tg-picture-XXXXXX", NULL), *path = g_build_filename (folder, "b.png", NULL);
  int width[2], height[2];
  double scale;

  for (guint i = 0; i < 2; i++)
    {
      scale = i + 1;
      g_assert_true (tg_board_write_picture (board, "png", path, FALSE, &scale, NULL));
      g_assert_cmpfloat (scale, ==, i + 1);
      cairo_surface_t *surface = cairo_image_surface_create_from_png (path);
      width[i] = cairo_image_surface_get_width (surface);
      height[i] = cairo_image_surface_get_height (surface);
      cairo_surface_destroy (surface);
    }
  g_assert_cmpint (width[1], ==, 2 * width[0]);
  g_assert_cmpint (height[1], ==, 2 * height[0]);
  for (guint i = 0; i < tg_board_n_nodes (board); i++)       /* as wide as 20 times that */
    tg_board_place (board, i, 20 * tg_board_node (board, i)->x, tg_board_node (board, i)->y);
  scale = 8;
  g_assert_true (tg_board_write_picture (board, "png", path, FALSE, &scale, NULL));
  g_assert_cmpfloat (scale, <, 4);
  g_assert_cmpfloat (scale, >=, 1 / 20.0);
  g_remove (path);
  g_rmdir (folder);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/render/disc", test_disc);
  g_test_add_func ("/render/selected-and-link", test_selected_and_link);
  g_test_add_func ("/render/labels", test_labels);
  g_test_add_func ("/render/glyphs", test_glyphs);
  g_test_add_func ("/render/hover", test_hover);
  g_test_add_func ("/render/no-ghosts", test_no_ghosts);
  g_test_add_func ("/render/link-texts", test_link_texts);
  g_test_add_func ("/render/legend", test_legend);
  g_test_add_func ("/graph/render/scale", test_scale);
  return g_test_run ();
}
