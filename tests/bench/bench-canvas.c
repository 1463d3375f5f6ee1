/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What drawing a board costs: bench-canvas [NODES [EDGES [WIDTH HEIGHT]]]. First the renderer alone on a surface, then whole frames of
 * the real widget on the display, if there is one: pan, zoom, drag of a node and hover, each frame from the frame clock's
 * beginning to its end. */

#include <adwaita.h>
#include <math.h>
#include <stdlib.h>
#include <time.h>

#include "core/base/time.h"
#include "widgets/graph/canvas-private.h"
#include "widgets/graph/render.h"

#define FRAMES 60

static guint32 state = 1;

static guint32
draw (guint32 below)
{
  state = state * 1664525u + 1013904223u;
  return (guint32) (((guint64) state * below) >> 32);
}

/* Hubs with what hangs on them, as the graphs of logs are: most edges are as long as a layout makes them, one in eight goes anywhere. */
static TgBoard *
make_board (guint n, guint m)
{
  TgBoard *board = tg_board_new ();
  double side = sqrt ((double) n) * 90;
  guint hubs = 1 + n / 100;
  g_autofree double *x = g_new (double, n), *y = g_new (double, n);

  tg_board_begin (board);
  for (guint i = 0; i < n; i++)
    {
      g_autofree char *label = g_strdup_printf ("entity-%u.example", i);

      x[i] = i < hubs ? draw ((guint32) side) : x[i % hubs] + draw (900) - 450.0;
      y[i] = i < hubs ? draw ((guint32) side) : y[i % hubs] + draw (900) - 450.0;
      tg_board_add_node (board, &(TgBoardNode) {
        .id = i + 1, .kind = 1 + draw (TG_ENTITY_N_KINDS - 1), .label = label, .account = "111122223333", .records = draw (10000),
        .severity = draw (40) == 0 ? TG_SEVERITY_HIGH : TG_SEVERITY_NONE, .findings = draw (40) == 0, .unshown = draw (3) == 0 ? draw (50) : 0,
        .first = TG_TIME_NONE, .last = TG_TIME_NONE, .placed = TRUE, .x = x[i], .y = y[i] });
    }
  for (guint i = 0; i < m; i++)
    {
      guint a = draw (n), how = draw (8), b = how == 0 ? draw (n) : how < 3 ? MIN (a % hubs + hubs * draw (100), n - 1) : a % hubs;

      tg_board_add_edge (board, &(TgBoardEdge) { .id = i + 1, .source = a + 1, .target = b + 1, .kind = 1 + draw (TG_RELATION_N_KINDS - 1), .count = 1 + draw (100) });
    }
  tg_board_end (board);
  return board;
}

static int
compare (gconstpointer a, gconstpointer b)
{
  double x = *(const double *) a, y = *(const double *) b;

  return (x > y) - (x < y);
}

static void
report (const char *what, double *ms, guint n)
{
  qsort (ms, n, sizeof *ms, compare);
  g_print ("%-28s median %7.2f ms   p95 %7.2f ms   worst %7.2f ms\n", what, ms[n / 2], ms[n * 95 / 100], ms[n - 1]);
}

/* What a frame costs however busy the machine is: of all threads, or of this one. */
static double
clock_ms (clockid_t id)
{
  struct timespec now;

  clock_gettime (id, &now);
  return (double) now.tv_sec * 1e3 + (double) now.tv_nsec / 1e6;
}

static double
cpu_ms (void)
{
  return clock_ms (CLOCK_PROCESS_CPUTIME_ID);
}

static void
bench_renderer (TgBoard *board, int width, int height)
{
  const double zooms[] = { 0, 0.4, 1 };
  TgBox box;

  tg_board_bounds (board, &box);
  for (guint z = 0; z < G_N_ELEMENTS (zooms); z++)
    {
      TgViewport view = { .width = width, .height = height };
      const TgGraphStyle style = { .legend = TRUE, .background = TRUE };
      g_autofree char *title = NULL;
      double ms[FRAMES], cpu;
      TgGraphDrawn drawn = { 0 };

      tg_viewport_fit (&view, &box, 40, 1.4);
      if (zooms[z] > 0)
        view.zoom = zooms[z];
      cpu = cpu_ms ();
      for (guint i = 0; i < FRAMES; i++)
        {
          cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_ARGB32, width, height);
          cairo_t *cr = cairo_create (surface);
          gint64 begin = g_get_monotonic_time ();

          view.x += 3 / view.zoom;
          drawn = tg_graph_render (cr, board, &view, &style, NULL);
          ms[i] = (double) (g_get_monotonic_time () - begin) / 1000;
          if (i == 0 && g_getenv ("TG_BENCH_PNG") != NULL)
            {
              g_autofree char *path = g_strdup_printf ("%s-%u.png", g_getenv ("TG_BENCH_PNG"), z);
              cairo_surface_write_to_png (surface, path);
            }
          cairo_destroy (cr);
          cairo_surface_destroy (surface);
        }
      title = g_strdup_printf ("draw, zoom %.2f", view.zoom);
      report (title, ms, FRAMES);
      g_print ("%-28s %u nodes, %u links, %u labels; %.2f ms of processor time each\n", "", drawn.nodes, drawn.links, drawn.labels, (cpu_ms () - cpu) / FRAMES);
    }
}

/* Whole frames: what an input does is asked of the widget as its handlers ask it, one step after each frame, and the clock says when
 * a frame begins and has been painted. The last one is of an empty board: what a window of this size costs whatever is drawn. */

typedef enum { PAN, ZOOM, DRAG, HOVER, EMPTY, N_STEPS } Step;
static const char * const steps[] = { "frame, pan", "frame, zoom", "frame, drag of a node", "frame, hover", "frame, empty board, pan" };

typedef struct
{
  GtkWidget     *window;
  TgGraphCanvas *canvas;
  TgBoard       *board;
  GMainLoop     *loop;
  TgViewport     home;
  Step           what;
  guint          frame, painted;
  gboolean       asked;
  gint64         begin, last;
  double         cpu_begin, own_begin, x, y;
  double         ms[FRAMES], own[FRAMES], cpu[FRAMES], gap[FRAMES];
} Run;

static void
hover (Run *run)
{
  g_autoptr (GListModel) controllers = gtk_widget_observe_controllers (GTK_WIDGET (run->canvas));

  for (guint i = 0; i < g_list_model_get_n_items (controllers); i++)
    {
      g_autoptr (GObject) controller = g_list_model_get_item (controllers, i);
      const TgBoardNode *node = tg_board_node (run->board, (run->frame * 37) % tg_board_n_nodes (run->board));
      double x, y;

      tg_viewport_to_screen (tg_graph_canvas_get_viewport (run->canvas), node->x, node->y, &x, &y);
      if (GTK_IS_EVENT_CONTROLLER_MOTION (controller))
        g_signal_emit_by_name (controller, "motion", x, y);
    }
}

static void
drag (Run *run)
{
  const TgBoardNode *node = tg_board_node (run->board, tg_board_n_nodes (run->board) / 2);

  if (run->frame == 0)
    {
      tg_viewport_to_screen (tg_graph_canvas_get_viewport (run->canvas), node->x, node->y, &run->x, &run->y);
      _tg_canvas_press (run->canvas, run->x, run->y, 0);
    }
  _tg_canvas_drag (run->canvas, 8 + 3.0 * run->frame, 5 + run->frame);
  if (run->frame == FRAMES - 1)
    _tg_canvas_release (run->canvas);
}

static gboolean
step_cb (gpointer data)
{
  Run *run = data;
  TgViewport view = *tg_graph_canvas_get_viewport (run->canvas);

  run->asked = TRUE;
  if (run->frame == 0)
    run->painted = run->canvas->painted;
  if (run->what == DRAG)
    drag (run);
  else if (run->what == HOVER)
    hover (run);
  else
    {
      if (run->what == ZOOM)
        view.zoom = MAX (view.zoom * (run->frame < FRAMES / 2 ? 1.04 : 1 / 1.06), TG_VIEWPORT_ZOOM_MIN);
      else
        view.x += (run->frame < FRAMES / 2 ? 12 : -12) / view.zoom;
      tg_graph_canvas_set_viewport (run->canvas, &view);
    }
  return G_SOURCE_REMOVE;
}

/* The wait for the next tick of the clock is not the widget's. */
static void
before_paint_cb (GdkFrameClock *clock, Run *run)
{
  run->begin = run->asked ? g_get_monotonic_time () : 0;
  run->cpu_begin = cpu_ms ();
  run->own_begin = clock_ms (CLOCK_THREAD_CPUTIME_ID);
  run->asked = FALSE;
}

static gboolean
next_cb (gpointer data)
{
  Run *run = data;

  if (run->what == EMPTY)
    tg_graph_canvas_set_board (run->canvas, NULL);
  else
    tg_graph_canvas_set_viewport (run->canvas, &run->home);
  run->last = 0;
  g_timeout_add (run->what == HOVER ? 6000 : 1500, step_cb, run);       /* rested, and sharp */
  return G_SOURCE_REMOVE;
}

static void
after_paint_cb (GdkFrameClock *clock, Run *run)
{
  const gint64 now = g_get_monotonic_time ();

  if (run->begin == 0)
    return;
  run->ms[run->frame] = (double) (now - run->begin) / 1000;
  run->cpu[run->frame] = cpu_ms () - run->cpu_begin;
  run->own[run->frame] = clock_ms (CLOCK_THREAD_CPUTIME_ID) - run->own_begin;
  run->gap[run->frame] = (double) (now - (run->last != 0 ? run->last : run->begin)) / 1000;
  run->begin = 0;
  run->last = now;
  if (++run->frame < FRAMES)
    {
      g_idle_add (step_cb, run);
      return;
    }
  report (steps[run->what], run->ms, FRAMES);
  report ("  processor, all threads", run->cpu, FRAMES);        /* while a node is dragged, the layout works beside it */
  report ("  processor, main thread", run->own, FRAMES);
  report ("  from frame to frame", run->gap, FRAMES);
  g_print ("%-28s %u whole pictures\n", "", run->canvas->painted - run->painted);
  run->frame = 0;
  if (++run->what == N_STEPS)
    g_main_loop_quit (run->loop);
  else
    g_idle_add (next_cb, run);
}

static gboolean
begin_cb (gpointer data)
{
  Run *run = data;

  g_signal_connect (gtk_widget_get_frame_clock (run->window), "before-paint", G_CALLBACK (before_paint_cb), run);
  g_signal_connect (gtk_widget_get_frame_clock (run->window), "after-paint", G_CALLBACK (after_paint_cb), run);
  run->home = *tg_graph_canvas_get_viewport (run->canvas);
  return next_cb (run);
}

static void
bench_widget (TgBoard *board, int width, int height)
{
  Run run = { .board = board, .loop = g_main_loop_new (NULL, FALSE) };

  adw_init ();
  run.window = gtk_window_new ();
  run.canvas = TG_GRAPH_CANVAS (tg_graph_canvas_new ());
  gtk_window_set_decorated (GTK_WINDOW (run.window), FALSE);
  gtk_window_set_default_size (GTK_WINDOW (run.window), width, height);
  gtk_window_set_child (GTK_WINDOW (run.window), GTK_WIDGET (run.canvas));
  tg_graph_canvas_set_board (run.canvas, board);
  gtk_window_present (GTK_WINDOW (run.window));
  g_print ("renderer %s\n", G_OBJECT_TYPE_NAME (gtk_native_get_renderer (GTK_NATIVE (run.window))));
  g_timeout_add (3000, begin_cb, &run);
  g_main_loop_run (run.loop);
  gtk_window_destroy (GTK_WINDOW (run.window));
  g_main_loop_unref (run.loop);
}

/* The same graph for bench-browser.js. */
static void
write_graph (TgBoard *board, const char *path)
{
  g_autoptr (GString) text = g_string_new (NULL);
  guint n;
  const TgBoardLink *links = tg_board_links (board, &n);

  g_string_append_printf (text, "%u %u\n", tg_board_n_nodes (board), n);
  for (guint i = 0; i < tg_board_n_nodes (board); i++)
    g_string_append_printf (text, "%.2f %.2f\n", tg_board_node (board, i)->x, tg_board_node (board, i)->y);
  for (guint i = 0; i < n; i++)
    g_string_append_printf (text, "%u %u\n", links[i].a, links[i].b);
  if (!g_file_set_contents (path, text->str, (gssize) text->len, NULL))
    g_printerr ("Cannot write %s\n", path);
}

int
main (int argc, char **argv)
{
  guint n = argc > 1 ? (guint) atoi (argv[1]) : 10000, m = argc > 2 ? (guint) atoi (argv[2]) : 30000;
  int width = argc > 4 ? atoi (argv[3]) : 1600, height = argc > 4 ? atoi (argv[4]) : 1000;
  g_autoptr (TgBoard) board = make_board (n, m);

  g_print ("%u nodes, %u edges, %d x %d\n", tg_board_n_nodes (board), tg_board_n_edges (board), width, height);
  if (g_getenv ("TG_BENCH_GRAPH") != NULL)
    write_graph (board, g_getenv ("TG_BENCH_GRAPH"));
  if (g_getenv ("TG_BENCH_FRAMES") == NULL)
    bench_renderer (board, width, height);
  if (gtk_init_check ())
    bench_widget (board, width, height);
  else
    g_print ("No display: whole frames are not measured\n");
  return 0;
}
