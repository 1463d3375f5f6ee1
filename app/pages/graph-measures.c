/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tg-app"

/* Sizes by what a node counts for, and communities: what they are is said in a corner of the canvas, where a community can be selected. */

#include "app/pages/graph-page-private.h"

#include <glib/gi18n.h>

#include "widgets/graph/palette.h"

static const struct { const char *action, *title; } sizes[TG_SIZE_N] = {
  [TG_SIZE_NONE] = { "graph.size-none", N_("as usual") }, [TG_SIZE_DEGREE] = { "graph.size-degree", N_("neighbours on the board") },
  [TG_SIZE_WEIGHT] = { "graph.size-weight", N_("how often seen") }, [TG_SIZE_BETWEENNESS] = { "graph.size-betweenness", N_("paths through it") },
};

static void
action_size (GtkWidget *widget, const char *name, GVariant *parameter)
{
  for (guint i = 0; i < TG_SIZE_N; i++)
    if (g_str_equal (name, sizes[i].action))
      tg_board_set_size (TG_GRAPH_PAGE (widget)->board, (TgBoardSize) i);
}

static void
action_communities (GtkWidget *widget, const char *name, GVariant *parameter)
{
  TgBoard *board = TG_GRAPH_PAGE (widget)->board;

  if (g_str_equal (name, "graph.communities"))
    tg_board_set_communities (board, !tg_board_get_communities (board));
  else
    tg_board_select_community (board, g_variant_get_uint32 (parameter), TG_SELECT_SET);
}

static void
dot_cb (GtkDrawingArea *area, cairo_t *cr, int width, int height, gpointer data)
{
  const GdkRGBA colour = tg_community_colour (GPOINTER_TO_UINT (data), adw_style_manager_get_dark (adw_style_manager_get_default ()));

  cairo_arc (cr, width / 2.0, height / 2.0, 4, 0, 2 * G_PI);
  gdk_cairo_set_source_rgba (cr, &colour);
  cairo_set_line_width (cr, 3);
  cairo_stroke (cr);
}

static void
add_line (GtkBox *box, const char *text)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_widget_add_css_class (label, "caption");
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_widget_set_margin_start (label, 8);
  gtk_widget_set_margin_end (label, 8);
  gtk_box_append (box, label);
}

static void
add_community (GtkBox *box, guint community, guint n)
{
  GtkWidget *button = gtk_button_new (), *inside = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6), *dot = gtk_drawing_area_new ();
  g_autofree char *text = g_strdup_printf (ngettext ("%u node", "%u nodes", n), n);

  gtk_drawing_area_set_content_width (GTK_DRAWING_AREA (dot), 14);
  gtk_drawing_area_set_content_height (GTK_DRAWING_AREA (dot), 14);
  gtk_drawing_area_set_draw_func (GTK_DRAWING_AREA (dot), dot_cb, GUINT_TO_POINTER (community), NULL);
  gtk_box_append (GTK_BOX (inside), dot);
  gtk_box_append (GTK_BOX (inside), gtk_label_new (text));
  gtk_button_set_child (GTK_BUTTON (button), inside);
  gtk_widget_add_css_class (button, "flat");
  gtk_widget_add_css_class (button, "tg-community");
  gtk_widget_set_tooltip_text (button, _("Select this community"));
  gtk_actionable_set_action_target (GTK_ACTIONABLE (button), "u", community);
  gtk_actionable_set_action_name (GTK_ACTIONABLE (button), "graph.community");
  gtk_box_append (box, button);
}

static void
add_communities (TgGraphPage *self, GtkBox *box)
{
  double modularity;
  const guint n = tg_board_measure_communities (self->tools.measure, &modularity);
  g_autofree guint *count = g_new0 (guint, n + 2);
  guint rest = 0, others = 0;
  g_autofree char *head = g_strdup_printf (ngettext ("%u community, modularity %.2f", "%u communities, modularity %.2f", n), n, modularity);

  add_line (box, head);
  for (guint i = 0; i < tg_board_n_nodes (self->board); i++)
    count[MIN (tg_board_node (self->board, i)->community, n)]++;
  for (guint i = 1; i <= n; i++)
    if (i <= TG_COMMUNITY_COLOURS && (count[i] > 1 || i == 1))
      add_community (box, i, count[i]);
    else if (count[i] > 0)
      {
        rest += count[i];
        others++;
      }
  g_autofree char *more = g_strdup_printf (_("%u nodes in %u smaller ones"), rest, others);
  if (others > 0)
    add_line (box, more);
}

/* Made anew whenever it says something else: it is small. */
static void
show_legend (gpointer data)
{
  TgGraphPage *self = data;
  GtkWidget *legend = self->tools.measures, *child;
  const TgBoardSize size = tg_board_get_size (self->board);
  const gboolean communities = tg_board_get_communities (self->board), busy = tg_board_measure_is_busy (self->tools.measure);

  while ((child = gtk_widget_get_first_child (legend)) != NULL)
    gtk_box_remove (GTK_BOX (legend), child);
  gtk_widget_set_visible (legend, tg_board_n_nodes (self->board) > 0 && (size != TG_SIZE_NONE || communities));
  if (size != TG_SIZE_NONE)
    {
      g_autofree char *text = g_strdup_printf (_("Size: %s"), _(sizes[size].title));

      add_line (GTK_BOX (legend), text);
    }
  if (busy)
    add_line (GTK_BOX (legend), _("Working it out…"));
  else if (communities)
    add_communities (self, GTK_BOX (legend));
}

void
_tg_graph_measures_changed (TgGraphPage *self)
{
  tg_board_measure_update (self->tools.measure);
  show_legend (self);
}

GtkWidget *
_tg_graph_measures_init (TgGraphPage *self)
{
  self->tools.measure = tg_board_measure_new (self->board, show_legend, self);
  self->tools.measures = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  gtk_widget_set_halign (self->tools.measures, GTK_ALIGN_START);
  gtk_widget_set_visible (self->tools.measures, FALSE);
  gtk_widget_add_css_class (self->tools.measures, "tg-over");
  gtk_widget_add_css_class (self->tools.measures, "tg-find");
  return self->tools.measures;
}

void
_tg_graph_measures_class_init (GtkWidgetClass *klass)
{
  for (guint i = 0; i < TG_SIZE_N; i++)
    gtk_widget_class_install_action (klass, sizes[i].action, NULL, action_size);
  gtk_widget_class_install_action (klass, "graph.communities", NULL, action_communities);
  gtk_widget_class_install_action (klass, "graph.community", "u", action_communities);
}
