/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tg-app"

#include "app/pages/graph-page.h"

#include <glib/gi18n.h>

#include "app/card.h"
#include "app/cells.h"
#include "app/dialogs.h"
#include "app/export.h"
#include "app/format.h"
#include "app/pages/graph-inspector.h"
#include "app/pages/graph-load.h"
#include "widgets/graph/board-history.h"
#include "widgets/graph/canvas.h"
#include "widgets/graph/kind-icon.h"

#define SUGGESTIONS  5
#define BOARD_BYTES  (12 * 1024 * 1024)

enum { SLOT_LOAD, SLOT_RELATIONS, SLOT_WORST, SLOT_BUSIEST, SLOT_EXPORT };

struct _TgGraphPage
{
  TgPage         parent_instance;

  /* Template widgets */
  GtkStack      *stack;
  AdwBin        *canvas_bin, *worst, *busiest;
  GtkLabel      *counts;
  GtkWidget     *show_hidden, *inspector_button, *inspector;
  TgGraphInspector *details;
  GMenuModel    *node_menu;

  /* Borrowed */
  TgGraphCanvas *canvas;
  GtkPopover    *menu;

  /* Owned */
  TgBoard       *board;
  TgBoardHistory *history;
  GHashTable    *added_by;     /* gint64* -> gint64*: which expansion brought it */
  GHashTable    *totals;       /* gint64* -> guint64*: neighbours in the case */
  GQueue         waiting;      /* gint64*, to expand one after the other */
  TgPlace       *place;
  guint          loading;
};

enum { BOARD_CHANGED, N_SIGNALS };

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (TgGraphPage, tg_graph_page, TG_TYPE_PAGE)

static void load_next (TgGraphPage *self);

static gint64 *
boxed_id (gint64 id)
{
  return g_memdup2 (&id, sizeof id);
}

static const char * const question_actions[TG_QUESTION_N] = {
  [TG_QUESTION_PATH] = "graph.path", [TG_QUESTION_COMMON] = "graph.common", [TG_QUESTION_BEHIND] = "graph.behind", [TG_QUESTION_REACH] = "graph.reach",
};

/* What is selected decides what can be done. */
static void
inspect (TgGraphPage *self)
{
  static const char * const of_some[] = { "graph.expand", "graph.collapse", "graph.hide", "graph.remove", "graph.pin", "graph.unpin", "graph.select-neighbours" };
  g_autoptr (GArray) selection = tg_board_get_selection (self->board);
  const gboolean one = selection->len == 1 && g_array_index (selection, gint64, 0) > 0;

  tg_graph_inspector_show (self->details, self->board);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "graph.open", one);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "graph.records", one);
  for (guint i = 0; i < G_N_ELEMENTS (of_some); i++)
    gtk_widget_action_set_enabled (GTK_WIDGET (self), of_some[i], selection->len > 0);
  for (guint i = 0; i < TG_QUESTION_N; i++)
    gtk_widget_action_set_enabled (GTK_WIDGET (self), question_actions[i], selection->len >= tg_question_least (i) && selection->len <= tg_question_most (i));
}

static void
board_changed_cb (TgGraphPage *self)
{
  guint hidden = tg_board_n_hidden (self->board), nodes = tg_board_n_nodes (self->board);
  g_autofree char *entities = tg_format_count (nodes), *relations = tg_format_count (tg_board_n_edges (self->board));
  g_autofree char *text = g_strdup_printf (_("%s nodes, %s relations"), entities, relations);
  g_autofree char *show = g_strdup_printf (_("Show %u hidden"), hidden);

  gtk_label_set_text (self->counts, text);
  gtk_button_set_label (GTK_BUTTON (self->show_hidden), show);
  gtk_widget_set_visible (self->show_hidden, hidden > 0);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "graph.show-all", hidden > 0);
  gtk_stack_set_visible_child_name (self->stack, nodes > 0 ? "board" : "empty");
  inspect (self);
  g_signal_emit (self, signals[BOARD_CHANGED], 0);
}

/* Loading */

/* The "+n" of every node: neighbours in the case less those on the board. */
static void
count_unshown (TgGraphPage *self)
{
  tg_board_begin (self->board);
  for (guint i = 0; i < tg_board_n_nodes (self->board); i++)
    {
      TgBoardNode node = *tg_board_node (self->board, i);
      const guint64 *total = g_hash_table_lookup (self->totals, &node.id);
      guint degree = tg_board_degree (self->board, i), unshown;
      g_autofree char *label = NULL, *sublabel = NULL, *account = NULL;

      if (total == NULL || node.id < 0)
        continue;
      unshown = *total > degree ? (guint) MIN (*total - degree, G_MAXINT32) : 0;
      if (unshown == node.unshown)
        continue;
      node.label = label = g_strdup (node.label);
      node.sublabel = sublabel = g_strdup (node.sublabel);
      node.account = account = g_strdup (node.account);
      node.unshown = unshown;
      tg_board_add_node (self->board, &node);
    }
  tg_board_end (self->board);
}

/* The answer is what is selected now. */
static void
show_answer (TgGraphPage *self, const TgLoaded *loaded)
{
  if (loaded->answer->len == 0)
    gtk_widget_activate_action (GTK_WIDGET (self), "win.toast", "s", tg_question_nothing (loaded->question));
  else
    tg_board_select (self->board, (const gint64 *) (gpointer) loaded->answer->data, loaded->answer->len, TG_SELECT_SET);
}

static void
load_answer (TgPage *page, gpointer result, const GError *error)
{
  TgGraphPage *self = TG_GRAPH_PAGE (page);
  const TgLoaded *loaded = result;
  g_autoptr (GArray) added = g_array_new (FALSE, FALSE, sizeof (gint64));

  self->loading = 0;
  if (loaded == NULL)
    {
      tg_page_complain (page, error);
      load_next (self);
      return;
    }
  for (guint i = 0; i < loaded->entities->len; i++)
    g_hash_table_insert (self->totals, boxed_id (g_array_index (loaded->entities, TgEntityInfo, i).id),
                         g_memdup2 (&g_array_index (loaded->totals, guint64, i), sizeof (guint64)));
  if (!tg_loaded_apply (loaded, self->board, added))
    gtk_widget_activate_action (GTK_WIDGET (self), "win.toast", "s", _("The board is full: hide or remove something first"));
  for (guint i = 0; i < added->len; i++)
    {
      gint64 id = g_array_index (added, gint64, i);

      if (loaded->answer != NULL)
        continue;
      if (id != loaded->entity)
        g_hash_table_insert (self->added_by, boxed_id (id), boxed_id (loaded->entity));
      else
        tg_board_select (self->board, &id, 1, TG_SELECT_SET);
    }
  count_unshown (self);
  if (loaded->answer != NULL)
    show_answer (self, loaded);
  load_next (self);
}

static void
load (TgGraphPage *self, TgLoadWhat what, gint64 entity, TgEntityKind kind)
{
  self->loading = 1;
  tg_page_query (TG_PAGE (self), SLOT_LOAD, tg_load_query, tg_load_new (what, entity, kind, tg_page_get_scope (TG_PAGE (self)), self->board),
                 tg_load_free, tg_loaded_free, load_answer);
}

static void
load_next (TgGraphPage *self)
{
  g_autofree gint64 *id = NULL;
  const TgBoardNode *node;

  if (self->loading != 0)
    return;
  while ((id = g_queue_pop_head (&self->waiting)) != NULL)
    {
      node = tg_board_find (self->board, *id);
      if (node == NULL && *id > 0)
        load (self, TG_LOAD_NEIGHBOURS, *id, TG_ENTITY_NONE);
      else if (node != NULL && node->id < 0)
        load (self, TG_LOAD_GROUP, node->parent, node->kind);
      else if (node != NULL)
        load (self, TG_LOAD_NEIGHBOURS, node->id, TG_ENTITY_NONE);
      if (self->loading != 0)
        return;
      g_clear_pointer (&id, g_free);
    }
}

static void
expand (TgGraphPage *self, gint64 id)
{
  g_queue_push_tail (&self->waiting, boxed_id (id));
  load_next (self);
}

/* The relations of another scope. */
static void
relations_answer (TgPage *page, gpointer result, const GError *error)
{
  if (result != NULL)
    tg_loaded_replace_relations (result, TG_GRAPH_PAGE (page)->board);
}

/* Collapsing */

static gboolean
is_unpinned_leaf (TgGraphPage *self, gint64 id, gint64 of)
{
  guint index = 0, n = 0, n_links = 0;
  const guint32 *at;
  const TgBoardLink *links;

  if (!tg_board_index (self->board, id, &index) || tg_board_node (self->board, index)->pinned)
    return FALSE;
  at = tg_board_links_of (self->board, index, &n);
  links = tg_board_links (self->board, &n_links);
  for (guint i = 0; i < n; i++)
    {
      guint other = links[at[i]].a == index ? links[at[i]].b : links[at[i]].a;

      if (other != index && tg_board_node (self->board, other)->id != of)
        return FALSE;
    }
  return TRUE;
}

/* Takes off what the expansion of this node brought and what hangs on nothing else; pinned ones stay. */
static void
collapse (TgGraphPage *self, gint64 id)
{
  g_autoptr (GArray) gone = g_array_new (FALSE, FALSE, sizeof (gint64));

  for (guint i = 0; i < tg_board_n_nodes (self->board); i++)
    {
      const TgBoardNode *node = tg_board_node (self->board, i);
      const gint64 *by = g_hash_table_lookup (self->added_by, &node->id);
      gint64 other = node->id;

      if (other == id || node->pinned)
        continue;
      if ((node->id < 0 && node->parent == id) || (by != NULL && *by == id && !node->expanded) || is_unpinned_leaf (self, other, id))
        g_array_append_val (gone, other);
    }
  tg_board_begin (self->board);
  tg_board_remove (self->board, (const gint64 *) (gpointer) gone->data, gone->len);
  for (guint i = 0; i < gone->len; i++)
    g_hash_table_remove (self->added_by, &g_array_index (gone, gint64, i));
  tg_board_set_expanded (self->board, id, FALSE);
  tg_board_end (self->board);
  count_unshown (self);
}

/* Actions */

static void
action_expand (GtkWidget *widget, const char *name, GVariant *parameter)
{
  TgGraphPage *self = TG_GRAPH_PAGE (widget);
  g_autoptr (GArray) selection = tg_board_get_selection (self->board);

  for (guint i = 0; i < selection->len && i < 50; i++)
    expand (self, g_array_index (selection, gint64, i));
}

static void
action_collapse (GtkWidget *widget, const char *name, GVariant *parameter)
{
  TgGraphPage *self = TG_GRAPH_PAGE (widget);
  g_autoptr (GArray) selection = tg_board_get_selection (self->board);

  for (guint i = 0; i < selection->len; i++)
    if (tg_board_find (self->board, g_array_index (selection, gint64, i)) != NULL)
      collapse (self, g_array_index (selection, gint64, i));
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
  count_unshown (self);
}

static void
action_pin (GtkWidget *widget, const char *name, GVariant *parameter)
{
  TgGraphPage *self = TG_GRAPH_PAGE (widget);
  g_autoptr (GArray) selection = tg_board_get_selection (self->board);

  tg_board_set_pinned (self->board, (const gint64 *) (gpointer) selection->data, selection->len, g_str_equal (name, "graph.pin"));
}

static void
action_board (GtkWidget *widget, const char *name, GVariant *parameter)
{
  TgGraphPage *self = TG_GRAPH_PAGE (widget);

  if (g_str_equal (name, "graph.show-all"))
    tg_board_show_all (self->board);
  else if (g_str_equal (name, "graph.select-all"))
    tg_board_select_all (self->board);
  else if (g_str_equal (name, "graph.select-neighbours"))
    tg_board_select_neighbours (self->board);
  else if (g_str_equal (name, "graph.relayout"))
    tg_board_unplace (self->board);
  else if (g_str_equal (name, "graph.fit"))
    tg_graph_canvas_fit (self->canvas);
  else if (g_str_equal (name, "graph.clear"))
    {
      g_hash_table_remove_all (self->added_by);
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

  while (kind < TG_QUESTION_N && !g_str_equal (question_actions[kind], name))
    kind++;
  for (guint i = selection->len; i > 0; i--)      /* of a group nothing can be asked */
    if (g_array_index (selection, gint64, i - 1) <= 0)
      g_array_remove_index (selection, i - 1);
  if (kind == TG_QUESTION_N || self->loading != 0 || selection->len < tg_question_least (kind) || selection->len > tg_question_most (kind))
    return;
  self->loading = 1;
  tg_page_query (TG_PAGE (self), SLOT_LOAD, tg_load_query,
                 tg_load_new_answer (kind, g_steal_pointer (&selection), tg_page_get_scope (TG_PAGE (self)), self->board), tg_load_free, tg_loaded_free, load_answer);
}

/* Out */

static void
say_saved (TgGraphPage *self, const char *path)
{
  g_autofree char *name = g_filename_display_basename (path), *text = g_strdup_printf (_("The board was saved as %s"), name);

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
  TgExport *export = tg_export_new (self->board, path, tg_page_get_scope (TG_PAGE (self)), &error);

  if (export != NULL && !tg_export_is_picture (export))
    {
      tg_page_query (TG_PAGE (self), SLOT_EXPORT, tg_export_query, export, tg_export_free, g_free, export_answer);
      return;
    }
  if (export != NULL && tg_export_draw (export, self->board, adw_style_manager_get_dark (adw_style_manager_get_default ()), &error))
    say_saved (self, path);
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
  if (g_str_equal (name, "graph.export"))
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

static void
history_changed (gpointer data)
{
  TgGraphPage *self = data;

  gtk_widget_action_set_enabled (GTK_WIDGET (self), "graph.undo", tg_board_history_can_undo (self->history));
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "graph.redo", tg_board_history_can_redo (self->history));
}

static void
action_history (GtkWidget *widget, const char *name, GVariant *parameter)
{
  TgGraphPage *self = TG_GRAPH_PAGE (widget);

  if (g_str_equal (name, "graph.undo"))
    tg_board_history_undo (self->history);
  else
    tg_board_history_redo (self->history);
  count_unshown (self);
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

/* The start */

static gpointer
worst_query (TgReader *reader, gpointer data, TgJob *job, GError **error)
{
  return tg_reader_findings (reader, 0, *(const TgTimeRange *) data, job, error);
}

static void
worst_answer (TgPage *page, gpointer result, const GError *error)
{
  TgGraphPage *self = TG_GRAPH_PAGE (page);
  TgCard *card = TG_CARD (adw_bin_get_child (self->worst));
  GArray *findings = result;

  tg_card_clear (card);
  for (guint i = 0; findings != NULL && i < findings->len && i < SUGGESTIONS; i++)
    {
      const TgFindingInfo *info = &g_array_index (findings, TgFindingInfo, i);

      tg_card_add (card, tg_severity_chip (info->severity), info->title, info->type, info->count, tg_severity_class (info->severity),
                   "win.show-in-graph", g_variant_new_int64 (info->entity.id));
    }
  tg_card_finish (card);
  gtk_widget_set_visible (GTK_WIDGET (self->worst), findings != NULL && findings->len > 0);
}

static gpointer
busiest_query (TgReader *reader, gpointer data, TgJob *job, GError **error)
{
  return tg_reader_busiest (reader, TG_ENTITY_NONE, *(const TgTimeRange *) data, SUGGESTIONS, job, error);
}

static void
busiest_answer (TgPage *page, gpointer result, const GError *error)
{
  TgGraphPage *self = TG_GRAPH_PAGE (page);
  TgCard *card = TG_CARD (adw_bin_get_child (self->busiest));
  GArray *infos = result;

  tg_card_clear (card);
  for (guint i = 0; infos != NULL && i < infos->len; i++)
    {
      const TgEntityInfo *info = &g_array_index (infos, TgEntityInfo, i);

      tg_card_add (card, tg_kind_icon_new (info->kind, 24), info->name, tg_kind_title (info->kind), info->records, NULL,
                   "win.show-in-graph", g_variant_new_int64 (info->id));
    }
  tg_card_finish (card);
}

/* The page */

static void
tg_graph_page_refresh (TgPage *page)
{
  TgGraphPage *self = TG_GRAPH_PAGE (page);
  TgTimeRange scope = tg_page_get_scope (page);

  if (tg_board_n_nodes (self->board) == 0 && self->loading == 0 && self->waiting.length == 0)
    {
      tg_page_query (page, SLOT_WORST, worst_query, g_memdup2 (&scope, sizeof scope), g_free, (GDestroyNotify) g_array_unref, worst_answer);
      tg_page_query (page, SLOT_BUSIEST, busiest_query, g_memdup2 (&scope, sizeof scope), g_free, (GDestroyNotify) g_array_unref, busiest_answer);
      return;
    }
  tg_page_query (page, SLOT_RELATIONS, tg_load_query, tg_load_new (TG_LOAD_RELATIONS, 0, TG_ENTITY_NONE, scope, self->board), tg_load_free,
                 tg_loaded_free, relations_answer);
}

static void
tg_graph_page_show (TgPage *page, const TgPlace *place)
{
  TgGraphPage *self = TG_GRAPH_PAGE (page);

  if (place->entity <= 0)
    return;
  if (tg_board_find (self->board, place->entity) == NULL)
    expand (self, place->entity);
  else
    tg_board_select (self->board, &place->entity, 1, TG_SELECT_SET);
}

static void
tg_graph_page_case_set (TgPage *page)
{
  TgGraphPage *self = TG_GRAPH_PAGE (page);

  self->loading = 0;
  g_queue_clear_full (&self->waiting, g_free);
  g_hash_table_remove_all (self->added_by);
  g_hash_table_remove_all (self->totals);
  tg_board_clear (self->board);
  tg_board_history_reset (self->history);
}

static void
edge_activated_cb (TgGraphPage *self, gint64 source, gint64 target)
{
  const TgBoardNode *node = tg_board_find (self->board, source);

  if (source > 0 && target > 0 && node != NULL)
    tg_go_records (GTK_WIDGET (self), source, target, node->label != NULL ? node->label : "", -1, FALSE);
}

static void
context_menu_cb (TgGraphPage *self, double x, double y, gint64 id)
{
  const TgBoardNode *node = id != 0 ? tg_board_find (self->board, id) : NULL;
  const GdkRectangle at = { (int) x, (int) y, 1, 1 };

  if (node != NULL && !node->selected)
    tg_board_select (self->board, &id, 1, TG_SELECT_SET);
  gtk_popover_set_pointing_to (self->menu, &at);
  gtk_popover_popup (self->menu);
}

static void
view_changed_cb (TgGraphPage *self)
{
  g_signal_emit (self, signals[BOARD_CHANGED], 0);
}

static void
tg_graph_page_dispose (GObject *object)
{
  TgGraphPage *self = TG_GRAPH_PAGE (object);

  if (self->board != NULL)
    g_signal_handlers_disconnect_by_data (self->board, self);
  g_clear_pointer ((GtkWidget **) &self->menu, gtk_widget_unparent);
  g_clear_pointer (&self->history, tg_board_history_free);
  g_clear_object (&self->board);
  g_clear_pointer (&self->added_by, g_hash_table_unref);
  g_clear_pointer (&self->totals, g_hash_table_unref);
  g_clear_pointer (&self->place, tg_place_free);
  g_queue_clear_full (&self->waiting, g_free);
  G_OBJECT_CLASS (tg_graph_page_parent_class)->dispose (object);
}

static void
bind_template (GtkWidgetClass *widget_class)
{
#define BIND(name) gtk_widget_class_bind_template_child (widget_class, TgGraphPage, name)
  BIND (stack);
  BIND (canvas_bin);
  BIND (worst);
  BIND (busiest);
  BIND (counts);
  BIND (show_hidden);
  BIND (inspector_button);
  BIND (inspector);
  BIND (details);
  BIND (node_menu);
#undef BIND
}

static void
tg_graph_page_class_init (TgGraphPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  static const struct { const char *name; GtkWidgetActionActivateFunc func; } actions[] = {
    { "graph.expand", action_expand },       { "graph.collapse", action_collapse }, { "graph.hide", action_hide },
    { "graph.remove", action_remove },       { "graph.pin", action_pin },           { "graph.unpin", action_pin },
    { "graph.show-all", action_board },      { "graph.select-all", action_board },  { "graph.select-neighbours", action_board },
    { "graph.relayout", action_board },      { "graph.fit", action_board },         { "graph.clear", action_board },
    { "graph.open", action_open },           { "graph.records", action_open },
    { "graph.path", action_question },       { "graph.common", action_question },
    { "graph.behind", action_question },     { "graph.reach", action_question },
    { "graph.undo", action_history },        { "graph.redo", action_history },
    { "graph.export", action_out },          { "graph.copy-picture", action_out },
  };

  G_OBJECT_CLASS (klass)->dispose = tg_graph_page_dispose;
  TG_PAGE_CLASS (klass)->refresh = tg_graph_page_refresh;
  TG_PAGE_CLASS (klass)->show = tg_graph_page_show;
  TG_PAGE_CLASS (klass)->case_set = tg_graph_page_case_set;
  signals[BOARD_CHANGED] = g_signal_new ("board-changed", TG_TYPE_GRAPH_PAGE, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/trailgraph/Trailgraph/ui/graph-page.ui");
  bind_template (widget_class);
  for (guint i = 0; i < G_N_ELEMENTS (actions); i++)
    gtk_widget_class_install_action (widget_class, actions[i].name, NULL, actions[i].func);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_z, GDK_CONTROL_MASK, "graph.undo", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_z, GDK_CONTROL_MASK | GDK_SHIFT_MASK, "graph.redo", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_e, GDK_CONTROL_MASK, "graph.export", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_c, GDK_CONTROL_MASK | GDK_SHIFT_MASK, "graph.copy-picture", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_y, GDK_CONTROL_MASK, "graph.redo", NULL);
}

static void
tg_graph_page_init (TgGraphPage *self)
{
  self->place = tg_place_new (TG_PLACE_GRAPH);
  self->board = tg_board_new ();
  self->added_by = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, g_free);
  self->totals = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, g_free);
  g_queue_init (&self->waiting);
  g_type_ensure (TG_TYPE_GRAPH_INSPECTOR);
  gtk_widget_init_template (GTK_WIDGET (self));
  adw_bin_set_child (self->worst, tg_card_new (_("Worst findings"), _("No findings in the scope")));
  adw_bin_set_child (self->busiest, tg_card_new (_("Busiest principals"), _("No principals in the scope")));
  self->canvas = TG_GRAPH_CANVAS (tg_graph_canvas_new ());
  tg_graph_canvas_set_board (self->canvas, self->board);
  adw_bin_set_child (self->canvas_bin, GTK_WIDGET (self->canvas));
  self->menu = GTK_POPOVER (gtk_popover_menu_new_from_model (self->node_menu));
  gtk_popover_set_has_arrow (self->menu, FALSE);
  gtk_widget_set_halign (GTK_WIDGET (self->menu), GTK_ALIGN_START);
  gtk_widget_set_parent (GTK_WIDGET (self->menu), GTK_WIDGET (self->canvas_bin));
  g_signal_connect_object (self->canvas, "node-activated", G_CALLBACK (expand), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->canvas, "expand-requested", G_CALLBACK (expand), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->canvas, "collapse-requested", G_CALLBACK (collapse), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->canvas, "edge-activated", G_CALLBACK (edge_activated_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->canvas, "context-menu", G_CALLBACK (context_menu_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->canvas, "view-changed", G_CALLBACK (view_changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->board, "changed", G_CALLBACK (board_changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->board, "selection-changed", G_CALLBACK (inspect), self, G_CONNECT_SWAPPED);
  self->history = tg_board_history_new (self->board, history_changed, self);
  history_changed (self);
  board_changed_cb (self);
}

TgBoard *
tg_graph_page_get_board (TgGraphPage *self)
{
  g_return_val_if_fail (TG_IS_GRAPH_PAGE (self), NULL);
  return self->board;
}

char *
tg_graph_page_dup_board (TgGraphPage *self)
{
  g_autofree char *json = NULL;

  g_return_val_if_fail (TG_IS_GRAPH_PAGE (self), NULL);
  if (tg_board_n_nodes (self->board) == 0)
    return NULL;
  json = tg_board_to_json (self->board);
  return strlen (json) <= BOARD_BYTES ? g_steal_pointer (&json) : NULL;
}

void
tg_graph_page_set_board (TgGraphPage *self, const char *json)
{
  g_autoptr (GError) error = NULL;

  g_return_if_fail (TG_IS_GRAPH_PAGE (self));
  if (!tg_board_from_json (self->board, json, &error))
    g_message ("The saved graph cannot be read: %s", error->message);
  /* what each node has in the case, so that expanding goes on counting */
  for (guint i = 0; i < tg_board_n_nodes (self->board); i++)
    {
      const TgBoardNode *node = tg_board_node (self->board, i);
      const guint64 total = node->unshown + tg_board_degree (self->board, i);

      if (node->id > 0)
        g_hash_table_insert (self->totals, boxed_id (node->id), g_memdup2 (&total, sizeof total));
    }
  tg_board_history_reset (self->history);
}

gboolean
tg_graph_page_is_busy (TgGraphPage *self)
{
  g_return_val_if_fail (TG_IS_GRAPH_PAGE (self), FALSE);
  return self->loading != 0 || self->waiting.length > 0;
}
