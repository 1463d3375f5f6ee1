/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <adwaita.h>
#include <math.h>

#include "sample-board.h"
#include "widgets/graph/canvas-private.h"
#include "widgets/graph/canvas-screen.h"
#include "widgets/graph/kind-icon.h"

typedef struct { GtkWidget *window; TgGraphCanvas *canvas; TgBoard *board; } Fixture;

static gboolean
late_cb (gpointer data)
{
  *(gboolean *) data = TRUE;
  return G_SOURCE_REMOVE;
}

/* Runs the main loop until the layout rests or the time is up. */
static void
settle (Fixture *f)
{
  gboolean late = FALSE;
  guint source = g_timeout_add_seconds (15, late_cb, &late);

  while (!late && (tg_graph_canvas_is_settling (f->canvas) || f->canvas->view.width < 2))
    g_main_context_iteration (NULL, TRUE);
  g_assert_false (late);
  g_source_remove (source);
}

static void
set_up (Fixture *f, gconstpointer placed)
{
  f->window = gtk_window_new ();
  f->canvas = TG_GRAPH_CANVAS (tg_graph_canvas_new ());
  f->board = sample_board (placed != NULL);
  gtk_window_set_default_size (GTK_WINDOW (f->window), 900, 600);
  gtk_window_set_child (GTK_WINDOW (f->window), GTK_WIDGET (f->canvas));
  tg_graph_canvas_set_board (f->canvas, f->board);
  gtk_window_present (GTK_WINDOW (f->window));
  settle (f);
}

/* The canvas, and with it the thread, goes even in the middle of a layout. */
static void
tear_down (Fixture *f, gconstpointer data)
{
  g_object_ref (f->canvas);
  tg_board_unplace (f->board);
  gtk_window_destroy (GTK_WINDOW (f->window));
  while (g_main_context_pending (NULL))
    g_main_context_iteration (NULL, FALSE);
  g_assert_finalize_object (f->canvas);
  g_assert_finalize_object (f->board);
}

static void
run (Fixture *f, const char *action)
{
  g_assert_true (gtk_widget_activate_action (GTK_WIDGET (f->canvas), action, NULL));
}

static void
test_layout (Fixture *f, gconstpointer data)
{
  guint n = tg_board_n_nodes (f->board);

  for (guint i = 0; i < n; i++)
    for (guint j = 0; j < i; j++)
      {
        const TgBoardNode *a = tg_board_node (f->board, i), *b = tg_board_node (f->board, j);
        g_assert_true (a->placed);
        g_assert_cmpfloat (hypot (a->x - b->x, a->y - b->y), >, 10);
      }
}

static void
test_actions (Fixture *f, gconstpointer data)
{
  guint n = tg_board_n_nodes (f->board);
  double zoom = tg_graph_canvas_get_viewport (f->canvas)->zoom;

  run (f, "graph.zoom-in");
  g_assert_cmpfloat (tg_graph_canvas_get_viewport (f->canvas)->zoom, >, zoom);
  run (f, "graph.zoom-reset");
  g_assert_cmpfloat_with_epsilon (tg_graph_canvas_get_viewport (f->canvas)->zoom, 1, 1e-9);
  run (f, "graph.select-all");
  g_assert_cmpuint (tg_board_n_selected (f->board), ==, n);
  run (f, "graph.pin");
  g_assert_true (tg_board_node (f->board, 0)->pinned);
  run (f, "graph.unpin");
  g_assert_false (tg_board_node (f->board, 0)->pinned);
  run (f, "graph.invert-selection");
  g_assert_cmpuint (tg_board_n_selected (f->board), ==, 0);
  const gint64 id = 3;
  tg_board_select (f->board, &id, 1, TG_SELECT_SET);
  run (f, "graph.hide");
  g_assert_true (tg_board_find (f->board, 3)->hidden);
  run (f, "graph.show-all");
  g_assert_cmpuint (tg_board_n_hidden (f->board), ==, 0);
  run (f, "graph.legend");
  g_assert_false (tg_graph_canvas_get_legend (f->canvas));
  run (f, "graph.fit");
  cairo_surface_t *picture = tg_graph_canvas_render_to_surface (f->canvas, 2);
  g_assert_nonnull (picture);
  cairo_surface_destroy (picture);
}

/* A loop drawn around a node, with the hand as its events come. */
static void
lasso (Fixture *f, gint64 id, GdkModifierType state)
{
  const TgBoardNode *node = tg_board_find (f->board, id);
  double x, y;

  tg_viewport_to_screen (tg_graph_canvas_get_viewport (f->canvas), node->x, node->y, &x, &y);
  _tg_canvas_press (f->canvas, x - 45, y - 45, state);
  _tg_canvas_drag (f->canvas, 90, 0);
  _tg_canvas_drag (f->canvas, 90, 90);
  _tg_canvas_drag (f->canvas, 0, 90);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  _tg_canvas_release (f->canvas);
}

static void
asked_cb (TgGraphCanvas *canvas, gint64 id, guint *asked)
{
  (*asked)++;
}

/* Return opens what is selected; with the ring of the keyboard, the node that has it. */
static void
test_return (Fixture *f, gconstpointer data)
{
  const gint64 ids[] = { 3, 7, 11 };
  guint asked = 0, activated = 0;

  g_signal_connect (f->canvas, "expand-requested", G_CALLBACK (asked_cb), &asked);
  g_signal_connect (f->canvas, "node-activated", G_CALLBACK (asked_cb), &activated);
  tg_board_select (f->board, ids, 3, TG_SELECT_SET);
  g_assert_true (_tg_canvas_key (f->canvas, GDK_KEY_Return, 0));
  g_assert_cmpuint (asked, ==, 3);
  _tg_canvas_set_focus (f->canvas, 7, TRUE);
  g_assert_true (_tg_canvas_key (f->canvas, GDK_KEY_Return, 0));
  g_assert_cmpuint (asked, ==, 3);
  g_assert_cmpuint (activated, ==, 1);
}

static void
test_select (Fixture *f, gconstpointer data)
{
  const gint64 id = 3;
  TgBox box;

  run (f, "graph.zoom-reset");
  lasso (f, id, GDK_ALT_MASK);
  g_assert_true (tg_board_find (f->board, id)->selected);
  g_assert_cmpuint (tg_board_n_selected (f->board), <, tg_board_n_nodes (f->board));
  run (f, "graph.select-none");
  run (f, "graph.lasso");
  lasso (f, id, 0);
  g_assert_true (tg_board_find (f->board, id)->selected);
  tg_board_select (f->board, &id, 1, TG_SELECT_SET);
  g_assert_true (tg_board_selection_bounds (f->board, &box));
  run (f, "graph.zoom-selection");
  g_assert_cmpfloat_with_epsilon (tg_graph_canvas_get_viewport (f->canvas)->x, box.x + box.width / 2, 1);
  run (f, "graph.select-connected");
  g_assert_cmpuint (tg_board_n_selected (f->board), >, 1);
  /* nothing that is not selected has a line to what is */
  guint n;
  const TgBoardLink *links = tg_board_links (f->board, &n);
  for (guint i = 0; i < n; i++)
    g_assert_true (tg_board_node (f->board, links[i].a)->selected == tg_board_node (f->board, links[i].b)->selected);
  tg_board_select (f->board, &id, 1, TG_SELECT_SET);
  run (f, "graph.select-account");
  for (guint i = 0; i < tg_board_n_nodes (f->board); i++)
    if (tg_board_node (f->board, i)->selected)
      g_assert_cmpstr (tg_board_node (f->board, i)->account, ==, tg_board_find (f->board, id)->account);
}

static void
note_cb (TgGraphCanvas *canvas, gint64 id, gint64 *out)
{
  *out = id;
}

static void
test_keys (Fixture *f, gconstpointer data)
{
  gint64 opened = 0, expanded = 0;

  g_signal_connect (f->canvas, "node-activated", G_CALLBACK (note_cb), &opened);
  g_signal_connect (f->canvas, "expand-requested", G_CALLBACK (note_cb), &expanded);
  g_assert_true (_tg_canvas_key (f->canvas, GDK_KEY_Right, 0));
  gint64 first = tg_graph_canvas_get_focus_node (f->canvas);
  g_assert_cmpint (first, !=, 0);
  const TgBoardNode *a = tg_board_find (f->board, first);
  gboolean moved = FALSE;
  for (int i = 0; i < 4 && !moved; i++)
    moved = _tg_canvas_key (f->canvas, (const guint[]) { GDK_KEY_Left, GDK_KEY_Right, GDK_KEY_Up, GDK_KEY_Down }[i], 0);
  g_assert_true (moved);
  gint64 next = tg_graph_canvas_get_focus_node (f->canvas);
  g_assert_cmpint (next, !=, first);
  g_assert_true (a != tg_board_find (f->board, next));
  g_assert_true (_tg_canvas_key (f->canvas, GDK_KEY_space, 0));
  g_assert_true (tg_board_find (f->board, next)->selected);
  g_assert_true (_tg_canvas_key (f->canvas, GDK_KEY_Return, 0));
  g_assert_cmpint (opened, ==, next);
  run (f, "graph.expand");
  g_assert_cmpint (expanded, ==, next);
  g_assert_true (_tg_canvas_key (f->canvas, GDK_KEY_a, GDK_CONTROL_MASK));
  g_assert_cmpuint (tg_board_n_selected (f->board), ==, tg_board_n_nodes (f->board));
  g_assert_true (_tg_canvas_key (f->canvas, GDK_KEY_Escape, 0));
  g_assert_cmpuint (tg_board_n_selected (f->board), ==, 0);
  g_assert_false (_tg_canvas_key (f->canvas, GDK_KEY_Escape, 0));
}

static void
at (Fixture *f, gint64 id, double *x, double *y)
{
  const TgBoardNode *node = tg_board_find (f->board, id);

  tg_viewport_to_screen (tg_graph_canvas_get_viewport (f->canvas), node->x, node->y, x, y);
}

static void
test_pointer (Fixture *f, gconstpointer data)
{
  double x, y;

  at (f, 5, &x, &y);
  _tg_canvas_press (f->canvas, x, y, 0);
  _tg_canvas_release (f->canvas);
  g_assert_cmpuint (tg_board_n_selected (f->board), ==, 1);
  at (f, 1, &x, &y);
  _tg_canvas_press (f->canvas, x, y, GDK_CONTROL_MASK);
  _tg_canvas_release (f->canvas);
  g_assert_cmpuint (tg_board_n_selected (f->board), ==, 2);

  double before = tg_board_find (f->board, 5)->x, zoom = tg_graph_canvas_get_viewport (f->canvas)->zoom;
  _tg_canvas_press (f->canvas, x, y, 0);
  _tg_canvas_drag (f->canvas, 30, 10);
  g_assert_cmpfloat_with_epsilon (tg_board_find (f->board, 5)->x, before + 30 / zoom, 1e-6);      /* the whole selection moves */
  _tg_canvas_release (f->canvas);
  g_assert_true (tg_board_find (f->board, 1)->pinned && tg_board_find (f->board, 5)->pinned);
  settle (f);
  g_assert_cmpfloat_with_epsilon (tg_board_find (f->board, 5)->x, before + 30 / zoom, 0.01);      /* and stays */

  _tg_canvas_press (f->canvas, 1, 1, 0);
  _tg_canvas_drag (f->canvas, 2000, 2000);
  _tg_canvas_release (f->canvas);
  g_assert_cmpuint (tg_board_n_selected (f->board), >, 30);
  _tg_canvas_press (f->canvas, 1, 1, 0);
  _tg_canvas_release (f->canvas);
  g_assert_cmpuint (tg_board_n_selected (f->board), ==, 0);
}

/* Until a new frame has been painted. */
static void
frame (Fixture *f)
{
  const gint64 before = gdk_frame_clock_get_frame_counter (gtk_widget_get_frame_clock (f->window));

  gtk_widget_queue_draw (GTK_WIDGET (f->canvas));
  while (gdk_frame_clock_get_frame_counter (gtk_widget_get_frame_clock (f->window)) < before + 2)
    {
      gtk_widget_queue_draw (GTK_WIDGET (f->canvas));
      g_main_context_iteration (NULL, TRUE);
    }
}

static guint
pixels_unlike (cairo_surface_t *a, cairo_surface_t *b)
{
  const int width = cairo_image_surface_get_width (a), height = cairo_image_surface_get_height (a);
  guint n = 0;

  cairo_surface_flush (a);
  cairo_surface_flush (b);
  for (int y = 0; y < height; y++)
    for (int x = 0; x < 4 * width; x += 4)
      {
        const guchar *pa = cairo_image_surface_get_data (a) + (gsize) y * (gsize) cairo_image_surface_get_stride (a) + x;
        const guchar *pb = cairo_image_surface_get_data (b) + (gsize) y * (gsize) cairo_image_surface_get_stride (b) + x;

        n += ABS (pa[0] - pb[0]) + ABS (pa[1] - pb[1]) + ABS (pa[2] - pb[2]) > 24;
      }
  return n;
}

/* A dear picture is moved with the view, and what comes into view is drawn beside it: but for texts, as if all had been drawn. */
static void
test_moved_picture (Fixture *f, gconstpointer data)
{
  TgGraphCanvas *canvas = f->canvas;
  TgViewport view;

  frame (f);
  view = *tg_graph_canvas_get_viewport (canvas);
  view.zoom = 0.3;              /* without texts */
  tg_graph_canvas_set_viewport (canvas, &view);
  canvas->stale = TRUE;
  frame (f);
  canvas->cost = G_USEC_PER_SEC;
  const guint painted = canvas->painted;
  view.x += 90 / view.zoom;
  view.y -= 40 / view.zoom;
  tg_graph_canvas_set_viewport (canvas, &view);
  g_clear_handle_id (&canvas->refine, g_source_remove);
  frame (f);
  g_assert_cmpuint (canvas->painted, ==, painted);
  cairo_surface_t *moved = cairo_surface_reference (canvas->scenes[canvas->shown]);
  canvas->scenes[canvas->shown] = NULL;
  canvas->stale = TRUE;
  frame (f);
  g_assert_cmpuint (canvas->painted, ==, painted + 1);
  const guint pixels = (guint) (cairo_image_surface_get_width (moved) * cairo_image_surface_get_height (moved));
  g_assert_cmpuint (pixels_unlike (moved, canvas->scenes[canvas->shown]), <, pixels / 100);
  cairo_surface_destroy (moved);

  canvas->cost = G_USEC_PER_SEC;
  view.zoom = 0.2;
  tg_graph_canvas_set_viewport (canvas, &view);
  g_clear_handle_id (&canvas->refine, g_source_remove);
  frame (f);
  g_assert_cmpuint (canvas->painted, ==, painted + 1);
  g_assert_nonnull (canvas->overview);
}

/* Dragged nodes are drawn over a picture without them, which then has them again. */
static void
test_lifted (Fixture *f, gconstpointer data)
{
  double x, y;

  frame (f);
  at (f, 5, &x, &y);
  _tg_canvas_press (f->canvas, x, y, 0);
  frame (f);
  f->canvas->cost = G_USEC_PER_SEC;
  _tg_canvas_drag (f->canvas, 30, 10);
  frame (f);
  g_assert_nonnull (f->canvas->lifted);
  const guint painted = f->canvas->painted;
  _tg_canvas_drag (f->canvas, 40, 10);
  frame (f);
  g_assert_cmpuint (f->canvas->painted, <=, painted + 1);
  _tg_canvas_release (f->canvas);
  frame (f);
  g_assert_null (f->canvas->lifted);
  g_assert_cmpuint (f->canvas->painted, >, painted);
}

/* A board that was saved is shown as it was. */
static void
test_kept (Fixture *f, gconstpointer data)
{
  g_autoptr (TgBoard) fresh = sample_board (TRUE);

  for (guint i = 0; i < tg_board_n_nodes (fresh); i++)
    if (tg_board_node (fresh, i)->id > 0)
      tg_board_place (fresh, i, 60.0 * (i % 8), 60.0 * (i / 8));
    else
      tg_board_place (fresh, i, -100, 60.0 * i);
  double x = tg_board_node (fresh, 20)->x;
  tg_graph_canvas_set_board (f->canvas, fresh);
  settle (f);
  g_assert_cmpfloat (tg_board_node (fresh, 20)->x, ==, x);
  tg_graph_canvas_set_board (f->canvas, NULL);
}

/* What a view shows, as a box of the screen's form. */
static void
assert_seen (TgGraphCanvas *canvas, const TgBox *was)
{
  const TgBox now = tg_viewport_visible (tg_graph_canvas_get_viewport (canvas));

  g_assert_cmpfloat (now.x, <=, was->x + 0.05);
  g_assert_cmpfloat (now.y, <=, was->y + 0.05);
  g_assert_cmpfloat (now.x + now.width, >=, was->x + was->width - 0.05);
  g_assert_cmpfloat (now.y + now.height, >=, was->y + was->height - 0.05);
}

static void
allocate (Fixture *f, int width, int height)
{
  gtk_widget_allocate (GTK_WIDGET (f->canvas), width, height, -1, NULL);
}

/* What is in view stays in view when the canvas becomes smaller, and comes back as it was. */
static void
test_resize (Fixture *f, gconstpointer data)
{
  TgViewport chosen = *tg_graph_canvas_get_viewport (f->canvas);

  chosen.x += 40;
  chosen.zoom *= 2;
  tg_graph_canvas_set_viewport (f->canvas, &chosen);
  chosen = *tg_graph_canvas_get_viewport (f->canvas);
  const TgBox seen = tg_viewport_visible (&chosen);
  for (int height = 580; height >= 200; height -= 20)         /* as a table opens below, step by step */
    allocate (f, 900, height);
  assert_seen (f->canvas, &seen);
  g_assert_cmpfloat (tg_graph_canvas_get_viewport (f->canvas)->zoom, <, chosen.zoom);
  allocate (f, 500, 600);
  assert_seen (f->canvas, &seen);
  allocate (f, 900, 600);
  g_assert_cmpfloat_with_epsilon (tg_graph_canvas_get_viewport (f->canvas)->zoom, chosen.zoom, 1e-9);
  g_assert_cmpfloat_with_epsilon (tg_graph_canvas_get_viewport (f->canvas)->x, chosen.x, 1e-9);
  allocate (f, 1400, 900);                                    /* more room shows more */
  g_assert_cmpfloat_with_epsilon (tg_graph_canvas_get_viewport (f->canvas)->zoom, chosen.zoom, 1e-9);
  assert_seen (f->canvas, &seen);
}

static void
test_resize_fitted (Fixture *f, gconstpointer data)
{
  TgBox box;

  run (f, "graph.fit");
  const TgViewport fitted = *tg_graph_canvas_get_viewport (f->canvas);
  allocate (f, 900, 300);
  g_assert_true (tg_board_bounds (f->board, &box));
  assert_seen (f->canvas, &box);
  g_assert_cmpfloat (tg_graph_canvas_get_viewport (f->canvas)->zoom, <, fitted.zoom);
  allocate (f, 900, 600);
  g_assert_cmpfloat_with_epsilon (tg_graph_canvas_get_viewport (f->canvas)->zoom, fitted.zoom, 1e-9);
  allocate (f, 1300, 900);                                    /* it fills what there is */
  g_assert_cmpfloat (tg_graph_canvas_get_viewport (f->canvas)->zoom, >=, fitted.zoom);
  assert_seen (f->canvas, &box);
  run (f, "graph.zoom-in");                                   /* now the hand has chosen */
  const double zoom = tg_graph_canvas_get_viewport (f->canvas)->zoom;
  allocate (f, 1400, 950);
  g_assert_cmpfloat_with_epsilon (tg_graph_canvas_get_viewport (f->canvas)->zoom, zoom, 1e-9);
}

/* A board that was last looked at in a larger window. */
static void
test_resize_saved (Fixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  TgViewport chosen = *tg_graph_canvas_get_viewport (f->canvas);

  chosen.x += 60;
  tg_graph_canvas_set_viewport (f->canvas, &chosen);
  const TgBox seen = tg_viewport_visible (tg_graph_canvas_get_viewport (f->canvas));
  g_autofree char *text = tg_board_to_json (f->board);
  g_autoptr (TgBoard) again = tg_board_new ();
  g_assert_true (tg_board_from_json (again, text, &error));
  tg_graph_canvas_set_board (f->canvas, NULL);
  allocate (f, 450, 280);
  tg_graph_canvas_set_board (f->canvas, again);
  assert_seen (f->canvas, &seen);
  tg_graph_canvas_set_board (f->canvas, NULL);
}

/* Where GTK draws in software, shared memory for a frame of the window is kept from frame to frame. */
static void
test_screen (Fixture *f, gconstpointer data)
{
  const gboolean cairo = GSK_IS_CAIRO_RENDERER (gtk_native_get_renderer (GTK_NATIVE (f->window)));

  if (g_strcmp0 (G_OBJECT_TYPE_NAME (gtk_widget_get_display (f->window)), "GdkX11Display") == 0 && cairo)
    {
      cairo_surface_t *held = f->canvas->held;
      g_assert_nonnull (held);
      gtk_widget_allocate (GTK_WIDGET (f->canvas), 300, 200, -1, NULL);         /* smaller: what there is does */
      g_assert_true (f->canvas->held == held);
    }
  else
    g_assert_null (f->canvas->held);
  gtk_widget_unrealize (f->window);
  g_assert_null (f->canvas->held);
}

/* A picture comes out as it is, whole, though in bands; and beside what is around it. */
static void
test_screen_node (void)
{
  cairo_surface_t *from = cairo_image_surface_create (CAIRO_FORMAT_RGB24, 1201, 703), *to = cairo_image_surface_create (CAIRO_FORMAT_ARGB32, 1201, 703);
  guint32 *pixels = (guint32 *) (gpointer) cairo_image_surface_get_data (from);
  const gsize n = 1201 * 703;

  for (gsize i = 0; i < n; i++)
    pixels[i] = (guint32) (i * 2654435761u) & 0xffffff;
  cairo_surface_mark_dirty (from);
  GskRenderNode *node = tg_screen_node (from, &GRAPHENE_RECT_INIT (0, 0, 1201, 703));
  cairo_t *cr = cairo_create (to);
  gsk_render_node_draw (node, cr);
  cairo_destroy (cr);
  cairo_surface_flush (to);
  const guint32 *drawn = (const guint32 *) (gconstpointer) cairo_image_surface_get_data (to);
  for (gsize i = 0; i < n; i++)
    g_assert_cmphex (drawn[i], ==, pixels[i] | 0xff000000);
  gsk_render_node_unref (node);
  cairo_surface_destroy (from);
  cairo_surface_destroy (to);
}

static void
test_icon (void)
{
  GtkWidget *icon = g_object_ref_sink (tg_kind_icon_new (TG_ENTITY_ROLE, 24));
  int size;

  gtk_widget_measure (icon, GTK_ORIENTATION_HORIZONTAL, -1, NULL, &size, NULL, NULL);
  g_assert_cmpint (size, ==, 24);
  g_assert_finalize_object (icon);
}

int
main (int argc, char **argv)
{
  gtk_test_init (&argc, &argv, NULL);
  adw_init ();
  g_test_add ("/canvas/layout", Fixture, NULL, set_up, test_layout, tear_down);
  g_test_add ("/canvas/actions", Fixture, NULL, set_up, test_actions, tear_down);
  g_test_add ("/canvas/select", Fixture, NULL, set_up, test_select, tear_down);
  g_test_add ("/canvas/return", Fixture, NULL, set_up, test_return, tear_down);
  g_test_add ("/canvas/keys", Fixture, NULL, set_up, test_keys, tear_down);
  g_test_add ("/canvas/pointer", Fixture, NULL, set_up, test_pointer, tear_down);
  g_test_add ("/canvas/moved-picture", Fixture, "placed", set_up, test_moved_picture, tear_down);
  g_test_add ("/canvas/lifted", Fixture, NULL, set_up, test_lifted, tear_down);
  g_test_add ("/canvas/kept", Fixture, NULL, set_up, test_kept, tear_down);
  g_test_add ("/canvas/resize", Fixture, NULL, set_up, test_resize, tear_down);
  g_test_add ("/canvas/resize-fitted", Fixture, NULL, set_up, test_resize_fitted, tear_down);
  g_test_add ("/canvas/resize-saved", Fixture, NULL, set_up, test_resize_saved, tear_down);
  g_test_add ("/canvas/screen", Fixture, NULL, set_up, test_screen, tear_down);
  g_test_add_func ("/canvas/screen-node", test_screen_node);
  g_test_add_func ("/canvas/icon", test_icon);
  return g_test_run ();
}
