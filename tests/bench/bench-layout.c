/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tg-bench"

/* Time and quality of the force-directed layout beside sfdp (Graphviz), ngraph.forcelayout and d3-force (npm, fetched into a temporary
 * folder), on the same graphs in the same run: bench-layout [-o] [-t threads] [graph…] [case…]. -o: only our own; graph: names of the table below, which
 * are generated; none: all of them. case: the whole graph of a case file, after them.
 * A peer that is not there is passed over with a message. sfdp's time is its process's, with reading and writing the graph, but without removing
 * overlaps; the others' is of the layout alone. Ratios above 1 say how much longer the peer takes: of wall time and, for sfdp, of processor time (of all
 * our threads), which a busy machine changes less. */

#include <gio/gio.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>

#include "core/layout/quality.h"
#include "core/store/reader.h"

typedef struct
{
  const char *name;
  TgLayoutGraph graph;
  GArray *source, *target;
} Sample;

static void
add_edge (Sample *sample, guint32 a, guint32 b)
{
  g_array_append_val (sample->source, a);
  g_array_append_val (sample->target, b);
}

/* Preferential attachment (Barabási and Albert 1999): each new node links to ends of earlier edges. */
static void
scale_free (Sample *sample, guint first, guint n, guint each)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (11 + n);
  guint begin = sample->source->len;

  for (guint i = 1; i < n; i++)
    for (guint k = 0; k < each && k < i; k++)
      {
        guint have = sample->source->len - begin;
        guint32 other = have > 0 ? g_array_index (k % 2 ? sample->source : sample->target, guint32, begin + g_rand_int_range (rand, 0, (gint) have)) : first;
        add_edge (sample, first + i, other == first + i ? first + g_rand_int_range (rand, 0, (gint) i) : other);
      }
  sample->graph.n_nodes += n;
}

static void
tree (Sample *sample, guint first, guint n, guint children)
{
  for (guint i = 1; i < n; i++)
    add_edge (sample, first + i, first + (i - 1) / children);
  sample->graph.n_nodes += n;
}

static void
grid (Sample *sample, guint first, guint side)
{
  for (guint i = 0; i < side * side; i++)
    {
      if (i % side != 0)
        add_edge (sample, first + i, first + i - 1);
      if (i >= side)
        add_edge (sample, first + i, first + i - side);
    }
  sample->graph.n_nodes += side * side;
}

static void
components (Sample *sample)
{
  for (guint i = 0; i < 3; i++)
    scale_free (sample, sample->graph.n_nodes, 600, 2);
  for (guint i = 0; i < 10; i++)
    tree (sample, sample->graph.n_nodes, 60 + 10 * i, 3);
  for (guint i = 0; i < 5; i++)
    grid (sample, sample->graph.n_nodes, 8);
  for (guint i = 0; i < 60; i++)
    tree (sample, sample->graph.n_nodes, 1 + i % 6, 5);
}

static const char *const NAMES[] = { "scale-free-1k", "tree-1k", "grid-50x50", "star-5k", "components", "scale-free-10k", "tree-10k", "scale-free-100k" };

static void
finish (Sample *sample)
{
  TgLayoutGraph *graph = &sample->graph;

  graph->n_edges = sample->source->len;
  graph->source = (guint32 *) (void *) sample->source->data;
  graph->target = (guint32 *) (void *) sample->target->data;
  graph->x = g_new0 (float, graph->n_nodes);
  graph->y = g_new0 (float, graph->n_nodes);
}

static void
generate (Sample *sample, const char *name)
{
  *sample = (Sample) { .name = name, .source = g_array_new (FALSE, FALSE, 4), .target = g_array_new (FALSE, FALSE, 4) };
  if (g_str_equal (name, "scale-free-1k"))
    scale_free (sample, 0, 1000, 2);
  else if (g_str_equal (name, "tree-1k"))
    tree (sample, 0, 1000, 3);
  else if (g_str_equal (name, "grid-50x50"))
    grid (sample, 0, 50);
  else if (g_str_equal (name, "star-5k"))
    tree (sample, 0, 5001, 5000);
  else if (g_str_equal (name, "components"))
    components (sample);
  else if (g_str_equal (name, "scale-free-10k"))
    scale_free (sample, 0, 10000, 3);
  else if (g_str_equal (name, "tree-10k"))
    tree (sample, 0, 10000, 4);
  else
    scale_free (sample, 0, 100000, 3);
  finish (sample);
}
/* Entities that are related with another, one edge for each two that are. FALSE with a message. */
static gboolean
load_case (Sample *sample, const char *path)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (TgReader) reader = tg_reader_new (path, &error);
  g_autoptr (GArray) relations = NULL;
  g_autoptr (GHashTable) nodes = g_hash_table_new (g_int64_hash, g_int64_equal), pairs = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);
  TgLayoutGraph *graph = &sample->graph;

  *sample = (Sample) { .name = path, .source = g_array_new (FALSE, FALSE, 4), .target = g_array_new (FALSE, FALSE, 4) };
  if (reader == NULL || !tg_reader_graph (reader, NULL, &relations, NULL, &error))
    {
      fprintf (stderr, "%s: %s\n", path, error->message);
      return FALSE;
    }
  for (guint i = 0; i < relations->len; i++)
    {
      TgRelationInfo *r = &g_array_index (relations, TgRelationInfo, i);
      gint64 *ids[] = { &r->source, &r->target };
      guint32 at[2];

      for (guint k = 0; k < 2 && r->source != r->target; k++)
        {
          at[k] = GPOINTER_TO_UINT (g_hash_table_lookup (nodes, ids[k]));
          if (at[k] == 0)
            g_hash_table_insert (nodes, ids[k], GUINT_TO_POINTER (at[k] = ++graph->n_nodes));
        }
      if (r->source == r->target)
        continue;
      const gint64 pair = (gint64) MIN (at[0], at[1]) << 32 | MAX (at[0], at[1]);
      if (g_hash_table_add (pairs, g_memdup2 (&pair, sizeof pair)))
        add_edge (sample, at[0] - 1, at[1] - 1);
    }
  finish (sample);
  return TRUE;
}

static void
sample_clear (Sample *sample)
{
  g_array_unref (sample->source);
  g_array_unref (sample->target);
  g_free (sample->graph.x);
  g_free (sample->graph.y);
}

static double
now (void)
{
  return (double) g_get_monotonic_time () / 1000;
}

/* Of this process and its threads, or of those that it waited for, in milliseconds. */
static double
processor (gboolean children)
{
  struct rusage usage;

  getrusage (children ? RUSAGE_CHILDREN : RUSAGE_SELF, &usage);
  return (double) (usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) * 1000 + (double) (usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) / 1000;
}

typedef struct { double step, all, processor; guint steps; } Times;

/* Milliseconds; 0: not known. ours is NULL for our own. */
static void
print_line (const Sample *sample, const char *engine, const Times *times, const Times *ours)
{
  TgLayoutQuality q;

  tg_layout_quality (&sample->graph, sample->graph.n_nodes > 20000 ? 48 : 200, 7, &q);
  printf ("  %-8s %9.1f ms", engine, times->all);
  if (times->step > 0)
    printf (" %6.2f ms/step %4u steps", times->step, times->steps);
  else
    printf (" %25s", "");
  printf ("   stress %.4f  crossings %8.1f  neighbours %.3f  overlaps %7" G_GUINT64_FORMAT, q.stress, q.crossings, q.neighbours, q.overlaps);
  if (ours != NULL)
    printf ("   time x%.2f", times->all / ours->all);
  if (ours != NULL && times->processor > 0)
    printf ("  processor x%.2f", times->processor / ours->processor);
  if (ours != NULL && times->step > 0)
    printf ("  step x%.2f", times->step / ours->step);
  printf ("\n");
  fflush (stdout);
}

static void
run_own (Sample *sample, guint threads, Times *times)
{
  TgForceOptions options = { .seed = 1, .threads = threads };
  TgForce *force;
  double start, at, used;

  *times = (Times) { .steps = 1 };
  memset (sample->graph.x, 0, sample->graph.n_nodes * sizeof (float));
  memset (sample->graph.y, 0, sample->graph.n_nodes * sizeof (float));
  used = processor (FALSE);
  start = now ();
  force = tg_force_new (&sample->graph, &options);
  at = now ();
  while (tg_force_step (force))
    times->steps++;
  times->step = (now () - at) / times->steps;
  tg_force_read (force, sample->graph.x, sample->graph.y);
  tg_force_free (force);
  times->all = now () - start;
  times->processor = processor (FALSE) - used;
  print_line (sample, "own", times, NULL);
}

static gboolean
run_program (const char *const *argv, const char *input, double *all, char **output)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GSubprocess) process = g_subprocess_newv (argv, (input != NULL ? G_SUBPROCESS_FLAGS_STDIN_PIPE : 0) | G_SUBPROCESS_FLAGS_STDOUT_PIPE
                                                       | G_SUBPROCESS_FLAGS_STDERR_SILENCE, &error);
  double start = now ();

  if (process == NULL || !g_subprocess_communicate_utf8 (process, input, NULL, output, NULL, &error) || !g_subprocess_get_successful (process))
    {
      printf ("  %-8s passed over: %s\n", g_str_equal (argv[0], "node") ? argv[2] : argv[0], error != NULL ? error->message : "it failed");
      return FALSE;
    }
  *all = now () - start;
  return TRUE;
}

/* sfdp's inches are scaled to our units, so that the overlap of circles of radius 20 means the same: its edges as long as ours */
static void
rescale (Sample *sample)
{
  TgLayoutGraph *graph = &sample->graph;
  double sum = 0;

  for (guint32 e = 0; e < graph->n_edges; e++)
    sum += hypot (graph->x[graph->source[e]] - graph->x[graph->target[e]], graph->y[graph->source[e]] - graph->y[graph->target[e]]);
  float scale = sum > 0 ? (float) (120 * graph->n_edges / sum) : 1;
  for (guint32 i = 0; i < graph->n_nodes; i++)
    {
      graph->x[i] *= scale;
      graph->y[i] *= scale;
    }
}

static void
run_sfdp (Sample *sample, const Times *ours)
{
  const char *argv[] = { "sfdp", "-Tplain", "-Goverlap=true", "-Gsplines=false", "-Nshape=point", NULL };
  g_autoptr (GString) dot = g_string_new ("graph g {\n");
  g_autofree char *output = NULL;
  Times times = { 0 };

  for (guint32 i = 0; i < sample->graph.n_nodes; i++)
    g_string_append_printf (dot, "%u;\n", i);
  for (guint32 e = 0; e < sample->graph.n_edges; e++)
    g_string_append_printf (dot, "%u -- %u;\n", sample->graph.source[e], sample->graph.target[e]);
  g_string_append (dot, "}\n");
  times.processor = -processor (TRUE);
  if (!run_program (argv, dot->str, &times.all, &output))
    return;
  times.processor += processor (TRUE);
  for (char *line = output; line != NULL && *line != '\0'; line = strchr (line, '\n') != NULL ? strchr (line, '\n') + 1 : NULL)
    {
      guint i;
      float x, y;
      if (sscanf (line, "node %u %f %f", &i, &x, &y) == 3 && i < sample->graph.n_nodes)
        {
          sample->graph.x[i] = x;
          sample->graph.y[i] = y;
        }
    }
  rescale (sample);
  print_line (sample, "sfdp", &times, ours);
}

static void
run_node (Sample *sample, const char *engine, const char *folder, const Times *ours)
{
  g_autofree char *graph = g_build_filename (folder, "graph", NULL), *places = g_build_filename (folder, "places", NULL);
  g_autofree char *output = NULL, *text = NULL;
  g_autoptr (GString) lines = g_string_new (NULL);
  const char *argv[] = { "node", BENCH_SOURCE_DIR "/bench-layout.js", engine, folder, graph, places, NULL };
  double step, steps, all, wall;

  g_string_append_printf (lines, "%u %u\n", sample->graph.n_nodes, sample->graph.n_edges);
  for (guint32 e = 0; e < sample->graph.n_edges; e++)
    g_string_append_printf (lines, "%u %u\n", sample->graph.source[e], sample->graph.target[e]);
  if (!g_file_set_contents (graph, lines->str, (gssize) lines->len, NULL) || !run_program (argv, NULL, &wall, &output)
      || sscanf (output, "%lf %lf %lf", &step, &steps, &all) != 3 || !g_file_get_contents (places, &text, NULL, NULL))
    return;
  char *at = text;
  for (guint32 i = 0; i < sample->graph.n_nodes; i++)
    {
      sample->graph.x[i] = (float) g_ascii_strtod (at, &at);
      sample->graph.y[i] = (float) g_ascii_strtod (at, &at);
    }
  rescale (sample);
  print_line (sample, engine, &(Times) { .step = step, .all = all, .steps = (guint) steps }, ours);
}

static char *
fetch_modules (void)
{
  g_autofree char *folder = g_dir_make_tmp ("bench-layout-XXXXXX", NULL);
  g_autofree char *output = NULL;
  const char *argv[] = { "npm", "install", "--no-audit", "--no-fund", "--prefix", folder, "ngraph.graph", "ngraph.forcelayout", "d3-force", NULL };
  double all;

  if (folder == NULL)
    return NULL;
  if (run_program (argv, NULL, &all, &output))
    return g_steal_pointer (&folder);
  const char *gone[] = { "rm", "-rf", folder, NULL };
  run_program (gone, NULL, &all, &output);
  return NULL;
}

static void
compare (Sample *sample, gboolean own, int threads, const char *modules)
{
  Times ours;

  printf ("%s: %u nodes, %u edges\n", sample->name, sample->graph.n_nodes, sample->graph.n_edges);
  run_own (sample, (guint) MAX (threads, 0), &ours);
  if (!own)
    run_sfdp (sample, &ours);
  if (modules != NULL && sample->graph.n_nodes <= 20000)
    {
      run_node (sample, "ngraph", modules, &ours);
      run_node (sample, "d3", modules, &ours);
    }
}

int
main (int argc, char *argv[])
{
  gboolean own = FALSE;
  gint threads = 0;
  g_auto (GStrv) names = NULL;
  GOptionEntry entries[] = {
    { "own", 'o', 0, G_OPTION_ARG_NONE, &own, "only our own engine", NULL },
    { "threads", 't', 0, G_OPTION_ARG_INT, &threads, "threads (0: all)", "N" },
    { G_OPTION_REMAINING, 0, 0, G_OPTION_ARG_STRING_ARRAY, &names, NULL, NULL },
    { NULL }
  };
  g_autoptr (GOptionContext) context = g_option_context_new ("[graph…] [case…]");
  g_autofree char *modules = NULL;

  g_option_context_add_main_entries (context, entries, NULL);
  if (!g_option_context_parse (context, &argc, &argv, NULL))
    return EXIT_FAILURE;
  if (!own)
    modules = fetch_modules ();
  guint graphs = 0;
  for (guint i = 0; names != NULL && names[i] != NULL; i++)
    graphs += !g_str_has_suffix (names[i], ".tgcase");
  for (guint i = 0; i < G_N_ELEMENTS (NAMES); i++)
    {
      Sample sample;

      if (names != NULL && !g_strv_contains ((const char *const *) names, NAMES[i]) && graphs > 0)
        continue;
      generate (&sample, NAMES[i]);
      compare (&sample, own, threads, modules);
      sample_clear (&sample);
    }
  for (guint i = 0; names != NULL && names[i] != NULL; i++)
    {
      Sample sample;

      if (!g_str_has_suffix (names[i], ".tgcase"))
        continue;
      if (load_case (&sample, names[i]))
        compare (&sample, own, threads, modules);
      sample_clear (&sample);
    }
  struct rusage usage;
  getrusage (RUSAGE_SELF, &usage);
  printf ("at most %.0f MB\n", (double) usage.ru_maxrss / 1024);
  if (modules != NULL)
    {
      const char *gone[] = { "rm", "-rf", modules, NULL };
      g_autofree char *output = NULL;
      run_program (gone, NULL, &(double) { 0 }, &output);
    }
  return EXIT_SUCCESS;
}
