/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tg-app"

/* What can be done on the graph page: its actions, graph.*. */

#include "app/pages/graph-page-private.h"

#include <glib/gi18n.h>

#include "app/cells.h"
#include "app/dialogs.h"
#include "app/export.h"
#include "app/settings.h"
#include "app/pages/graph-print.h"

const char * const _tg_question_actions[TG_QUESTION_N] = {
  [TG_QUESTION_PATH] = "graph.path", [TG_QUESTION_PATHS] = "graph.paths", [TG_QUESTION_COMMON] = "graph.common", [TG_QUESTION_BEHIND] = "graph.behind", [TG_QUESTION_REACH] = "graph.reach",
};

static void
action_expand (GtkWidget *widget, const char *name, GVariant *parameter)
{
  TgGraphPage *self = TG_GRAPH_PAGE (widget);
  g_autoptr (GArray) selection = tg_board_get_selection (self->board);

  for (guint i = 0; i < selection->len && i < 50; i++)
    _tg_graph_page_expand (self, g_array_index (selection, gint64, i));
}

static void
action_collapse (GtkWidget *widget, const char *name, GVariant *parameter)
{
  TgGraphPage *self = TG_GRAPH_PAGE (widget);
  g_autoptr (GArray) selection = tg_board_get_selection (self->board);

  for (guint i = 0; i < selection->len; i++)
    if (tg_board_find (self->board, g_array_index (selection, gint64, i)) != NULL)
      _tg_graph_page_collapse (self, g_array_index (selection, gint64, i));
}

static void
action_hide (GtkWidget *widget, const char *name, GVariant *parameter)
{
  TgGraphPage *self = TG_GRAPH_PAGE (widget);
  g_autoptr (GArray) selection = tg_board_get_selection (self->board);

  tg_board_set_hidden (self->board, (const gint64 *) (gpointer) selection->data, selection->len, TRUE);
}

static void
action_remove (GtkWidget *widget, const char *name, GVariant *parameter)
{
  TgGraphPage *self = TG_GRAPH_PAGE (widget);
  g_autoptr (GArray) selection = tg_board_get_selection (self->board);

  tg_board_remove (self->board, (const gint64 *) (gpointer) selection->data, selection->len);
  _tg_graph_page_count_unshown (self);
}

static void
action_pin (GtkWidget *widget, const char *name, GVariant *parameter)
{
  TgGraphPage *self = TG_GRAPH_PAGE (widget);
  g_autoptr (GArray) selection = tg_board_get_selection (self->board);

  tg_board_set_pinned (self->board, (const gint64 *) (gpointer) selection->data, selection->len, g_str_equal (name, "graph.pin"));
}

/* All of the kinds that are selected. */
static void
select_kinds (TgGraphPage *self)
{
  g_autoptr (GArray) selection = tg_board_get_selection (self->board);

  for (guint i = 0; i < selection->len && i < 100; i++)
    {
      const TgBoardNode *node = tg_board_find (self->board, g_array_index (selection, gint64, i));

      if (node != NULL)
        tg_board_select_kind (self->board, node->kind, TG_SELECT_ADD);
    }
}

static void
action_board (GtkWidget *widget, const char *name, GVariant *parameter)
{
  TgGraphPage *self = TG_GRAPH_PAGE (widget);

  if (g_str_equal (name, "graph.show-all"))
    tg_board_show_all (self->board);
  else if (g_str_equal (name, "graph.select-all"))
    tg_board_select_all (self->board);
  else if (g_str_equal (name, "graph.select-kind"))
    select_kinds (self);
  else if (g_str_equal (name, "graph.select-neighbours"))
    tg_board_select_neighbours (self->board);
  else if (g_str_equal (name, "graph.relayout"))
    {
      tg_board_history_name (self->history, _("Laid out by forces, anew"));
      tg_board_unplace (self->board);
    }
  else if (g_str_equal (name, "graph.fit"))
    tg_graph_canvas_fit (self->canvas);
  else if (g_str_equal (name, "graph.clear"))
    {
      g_hash_table_remove_all (self->totals);
      tg_board_clear (self->board);
      tg_page_invalidate (TG_PAGE (self));
    }
}

static void
action_question (GtkWidget *widget, const char *name, GVariant *parameter)
{
  TgGraphPage *self = TG_GRAPH_PAGE (widget);
  g_autoptr (GArray) selection = tg_board_get_selection (self->board);
  TgQuestionKind kind = 0;

  while (kind < TG_QUESTION_N && !g_str_equal (_tg_question_actions[kind], name))
    kind++;
  for (guint i = selection->len; i > 0; i--)      /* of a group nothing can be asked */
    if (g_array_index (selection, gint64, i - 1) <= 0)
      g_array_remove_index (selection, i - 1);
  if (kind == TG_QUESTION_N || self->loading != 0 || selection->len < tg_question_least (kind) || selection->len > tg_question_most (kind))
    return;
  _tg_graph_page_ask (self, kind, g_steal_pointer (&selection), parameter != NULL ? g_variant_get_uint32 (parameter) : 0);
}

/* Out */

static void
say_saved (TgGraphPage *self, const char *path)
{
  g_autofree char *name = g_filename_display_basename (path), *text = g_strdup_printf (_("The board was saved as %s"), name);

  gtk_widget_activate_action (GTK_WIDGET (self), "win.toast", "s", text);
}

static void
say_smaller (TgGraphPage *self, double scale, double wanted)
{
  g_autofree char *text = g_strdup_printf (_("The board was saved at %.1f×: at %.0f× it has more pixels than a picture may have"), scale, wanted);

  gtk_widget_activate_action (GTK_WIDGET (self), "win.toast", "s", text);
}

static void
export_answer (TgPage *page, gpointer result, const GError *error)
{
  if (result != NULL)
    say_saved (TG_GRAPH_PAGE (page), result);
  else
    tg_page_complain (page, error);
}

void
tg_graph_page_export (TgGraphPage *self, const char *path)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (TgBoard) board = self->export_selection && tg_board_n_selected (self->board) > 0 ? tg_board_copy_selection (self->board)
                                                                                            : g_object_ref (self->board);
  g_autofree char *asked = NULL;
  TgExport *export;

  if (g_str_has_suffix (path, ".csv"))
    {
      _tg_graph_twin_save (self, path);
      return;
    }
  export = tg_export_new (board, path, tg_page_get_scope (TG_PAGE (self)), &error);

  if (export != NULL && !tg_export_is_picture (export))
    {
      tg_page_query (TG_PAGE (self), SLOT_EXPORT, tg_export_query, export, tg_export_free, g_free, export_answer);
      return;
    }
  g_object_get (tg_settings_get_default (), "picture-scale", &asked, NULL);
  double scale = g_ascii_strtod (asked, NULL);
  const double wanted = scale;
  if (export != NULL && tg_export_draw (export, board, adw_style_manager_get_dark (adw_style_manager_get_default ()), &scale, &error))
    {
      if (scale < wanted)
        say_smaller (self, scale, wanted);
      else
        say_saved (self, path);
    }
  if (error != NULL)
    tg_page_complain (TG_PAGE (self), error);
  g_clear_pointer (&export, tg_export_free);
}

static void
export_chosen (GtkWindow *parent, GListModel *files)
{
  g_autoptr (GFile) file = g_list_model_get_item (files, 0);
  g_autofree char *path = g_file_get_path (file);

  if (path != NULL)
    gtk_widget_activate_action (GTK_WIDGET (parent), "win.export-board", "^ay", path);
}

static void
action_out (GtkWidget *widget, const char *name, GVariant *parameter)
{
  TgGraphPage *self = TG_GRAPH_PAGE (widget);

  if (tg_board_n_nodes (self->board) == 0)
    return;
  self->export_selection = g_str_equal (name, "graph.export-selection");
  if (self->export_selection && tg_board_n_selected (self->board) == 0)
    gtk_widget_activate_action (widget, "win.toast", "s", _("Nothing is selected"));
  else if (self->export_selection || g_str_equal (name, "graph.export"))
    tg_choose_files (GTK_WINDOW (gtk_widget_get_root (widget)), TG_CHOOSE_EXPORT, _("Board.svg"), export_chosen);
  else
    {
      cairo_surface_t *surface = tg_graph_canvas_render_to_surface (self->canvas, 2);

      if (surface == NULL)
        return;
      tg_export_copy (widget, surface);
      cairo_surface_destroy (surface);
      gtk_widget_activate_action (widget, "win.toast", "s", _("The board was copied as a picture"));
    }
}

void
_tg_graph_page_history_changed (gpointer data)
{
  TgGraphPage *self = data;

  gtk_widget_action_set_enabled (GTK_WIDGET (self), "graph.undo", tg_board_history_can_undo (self->history));
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "graph.redo", tg_board_history_can_redo (self->history));
}

static const char * const arrange_actions[TG_ARRANGE_N] = {
  [TG_ARRANGE_RADIAL] = "graph.arrange-radial", [TG_ARRANGE_COLUMNS] = "graph.arrange-columns", [TG_ARRANGE_LAYERED] = "graph.arrange-layered",
  [TG_ARRANGE_TIMELINE] = "graph.arrange-timeline", [TG_ARRANGE_CIRCLE] = "graph.arrange-circle",
};

static const char * const arrange_names[TG_ARRANGE_N] = {
  [TG_ARRANGE_RADIAL] = N_("Laid out around a node"), [TG_ARRANGE_COLUMNS] = N_("Laid out in columns"),
  [TG_ARRANGE_LAYERED] = N_("Laid out from left to right"), [TG_ARRANGE_TIMELINE] = N_("Laid out along time"),
  [TG_ARRANGE_CIRCLE] = N_("Laid out in a circle"),
};

static void
action_arrange (GtkWidget *widget, const char *name, GVariant *parameter)
{
  TgGraphPage *self = TG_GRAPH_PAGE (widget);

  for (guint i = 0; i < TG_ARRANGE_N; i++)
    if (g_str_equal (name, arrange_actions[i]))
      {
        tg_board_history_mark (self->history, _(arrange_names[i]));
        tg_graph_canvas_arrange (self->canvas, i);
      }
}

static void
action_history (GtkWidget *widget, const char *name, GVariant *parameter)
{
  TgGraphPage *self = TG_GRAPH_PAGE (widget);

  if (parameter != NULL)
    tg_board_history_go (self->history, g_variant_get_uint32 (parameter));
  else if (g_str_equal (name, "graph.undo"))
    tg_board_history_undo (self->history);
  else
    tg_board_history_redo (self->history);
  _tg_graph_page_count_unshown (self);
}

static void
action_open (GtkWidget *widget, const char *name, GVariant *parameter)
{
  TgGraphPage *self = TG_GRAPH_PAGE (widget);
  g_autoptr (GArray) selection = tg_board_get_selection (self->board);
  const TgBoardNode *node = selection->len == 1 ? tg_board_find (self->board, g_array_index (selection, gint64, 0)) : NULL;

  if (node == NULL || node->id <= 0)
    return;
  if (g_str_equal (name, "graph.open"))
    tg_go_entity (widget, node->id, node->label != NULL ? node->label : "");
  else
    tg_go_records (widget, node->id, 0, node->label != NULL ? node->label : "", -1, FALSE);
}

void
_tg_graph_page_class_actions (GtkWidgetClass *widget_class)
{
  static const struct { const char *name; GtkWidgetActionActivateFunc func; } actions[] = {
    { "graph.expand", action_expand },       { "graph.collapse", action_collapse }, { "graph.hide", action_hide },
    { "graph.remove", action_remove },       { "graph.pin", action_pin },           { "graph.unpin", action_pin },
    { "graph.show-all", action_board },      { "graph.select-all", action_board },  { "graph.select-neighbours", action_board },
    { "graph.select-kind", action_board },
    { "graph.relayout", action_board },      { "graph.fit", action_board },         { "graph.clear", action_board },
    { "graph.open", action_open },           { "graph.records", action_open },
    { "graph.path", action_question },       { "graph.common", action_question },
    { "graph.behind", action_question },     { "graph.reach", action_question },
    { "graph.undo", action_history },        { "graph.redo", action_history },
    { "graph.export", action_out },          { "graph.copy-picture", action_out },
    { "graph.export-selection", action_out }, { "graph.print", _tg_graph_page_print },
  };

  for (guint i = 0; i < G_N_ELEMENTS (actions); i++)
    gtk_widget_class_install_action (widget_class, actions[i].name, NULL, actions[i].func);
  gtk_widget_class_install_action (widget_class, "graph.history-go", "u", action_history);
  gtk_widget_class_install_action (widget_class, "graph.paths", "u", action_question);
  for (guint i = 0; i < TG_ARRANGE_N; i++)
    gtk_widget_class_install_action (widget_class, arrange_actions[i], NULL, action_arrange);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_z, GDK_CONTROL_MASK, "graph.undo", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_z, GDK_CONTROL_MASK | GDK_SHIFT_MASK, "graph.redo", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_e, GDK_CONTROL_MASK, "graph.export", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_e, GDK_CONTROL_MASK | GDK_SHIFT_MASK, "graph.export-selection", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_p, GDK_CONTROL_MASK, "graph.print", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_c, GDK_CONTROL_MASK | GDK_SHIFT_MASK, "graph.copy-picture", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_y, GDK_CONTROL_MASK, "graph.redo", NULL);
}
