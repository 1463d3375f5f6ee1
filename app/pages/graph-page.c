/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tg-app"

#include "app/pages/graph-page-private.h"

#include <glib/gi18n.h>

#include "app/card.h"
#include "app/cells.h"
#include "app/format.h"
#include "app/pages/graph-expand.h"
#include "app/pages/graph-groups.h"
#include "widgets/graph/kind-icon.h"

#define SUGGESTIONS  5
#define TITLES_FROM 1000        /* pixels of the page */

G_DEFINE_FINAL_TYPE (TgGraphPage, tg_graph_page, TG_TYPE_PAGE)

static void load_next (TgGraphPage *self);

static gint64 *
boxed_id (gint64 id)
{
  return g_memdup2 (&id, sizeof id);
}

/* What is selected decides what can be done. */
static void
inspect (TgGraphPage *self)
{
  static const char * const of_some[] = { "graph.expand", "graph.collapse", "graph.hide", "graph.remove", "graph.pin", "graph.unpin", "graph.select-neighbours",
                                          "graph.select-kind" };
  g_autoptr (GArray) selection = tg_board_get_selection (self->board);
  const gboolean one = selection->len == 1 && g_array_index (selection, gint64, 0) > 0;

  tg_graph_inspector_show (self->details, self->board);
  _tg_graph_groups_inspect (self);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "graph.open", one);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "graph.records", one);
  for (guint i = 0; i < G_N_ELEMENTS (of_some); i++)
    gtk_widget_action_set_enabled (GTK_WIDGET (self), of_some[i], selection->len > 0);
  for (guint i = 0; i < TG_QUESTION_N; i++)
    gtk_widget_action_set_enabled (GTK_WIDGET (self), _tg_question_actions[i], selection->len >= tg_question_least (i) && selection->len <= tg_question_most (i));
}

/* What was chosen on the empty board lies on the canvas then: that has the focus, not the first button of the toolbar. */
static void
show_board (TgGraphPage *self, gboolean board)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));
  GtkWidget *focus = root != NULL ? gtk_root_get_focus (root) : NULL;
  const gboolean chosen = board && focus != NULL && g_strcmp0 (gtk_stack_get_visible_child_name (self->stack), "board") != 0
                          && gtk_widget_is_ancestor (focus, GTK_WIDGET (self->stack));

  gtk_stack_set_visible_child_name (self->stack, board ? "board" : "empty");
  if (chosen)
    gtk_widget_grab_focus (GTK_WIDGET (self->canvas));
}

static void
board_changed_cb (TgGraphPage *self)
{
  guint hidden = tg_board_n_hidden (self->board), nodes = tg_board_n_nodes (self->board) - tg_board_n_bundles (self->board);
  g_autofree char *entities = tg_format_count (nodes), *relations = tg_format_count (tg_board_n_edges (self->board));
  g_autofree char *text = g_strdup_printf (_("%s nodes, %s relations"), entities, relations);
  g_autofree char *show = g_strdup_printf (_("Show %u hidden"), hidden);

  gtk_label_set_text (self->counts, text);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->counts), text);
  gtk_button_set_label (GTK_BUTTON (self->show_hidden), show);
  gtk_widget_set_visible (self->show_hidden, hidden > 0);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "graph.show-all", hidden > 0);
  show_board (self, nodes > 0);
  inspect (self);
  _tg_graph_tools_changed (self);
}

/* Loading */

void
_tg_graph_page_count_unshown (TgGraphPage *self)
{
  tg_board_begin (self->board);
  for (guint i = 0; i < tg_board_n_nodes (self->board); i++)
    {
      TgBoardNode node = *tg_board_node (self->board, i);
      const guint64 *total = g_hash_table_lookup (self->totals, &node.id);
      guint degree = tg_board_n_neighbours (self->board, i), unshown;
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
  const char *nothing = loaded->answer->len == 0 ? tg_question_nothing (loaded->question) : NULL;
  g_autofree char *text = NULL;

  if (loaded->filtered)
    text = g_strdup_printf (nothing != NULL ? _("%s, by what the filter lets through") : _("%s: only by what the filter lets through"),
                            nothing != NULL ? nothing : tg_question_title (loaded->question));
  if (nothing != NULL || text != NULL)
    gtk_widget_activate_action (GTK_WIDGET (self), "win.toast", "s", text != NULL ? text : nothing);
  if (nothing == NULL)
    tg_board_select (self->board, (const gint64 *) (gpointer) loaded->answer->data, loaded->answer->len, TG_SELECT_SET);
}

/* What an expansion brought is what collapsing takes away again. */
static void
take_added (TgGraphPage *self, const TgLoaded *loaded, GArray *added)
{
  for (guint i = 0; i < added->len; i++)
    if (g_array_index (added, gint64, i) == loaded->entity)
      tg_board_select (self->board, &loaded->entity, 1, TG_SELECT_SET);
  tg_board_set_brought (self->board, (const gint64 *) (gpointer) added->data, added->len, loaded->entity);
}

static void
name_step (TgGraphPage *self, const TgLoaded *loaded, guint n)
{
  const TgBoardNode *node = tg_board_find (self->board, loaded->entity);
  g_autofree char *name = NULL;

  if (loaded->answer != NULL)
    name = g_strdup_printf (_("%s: %u added"), tg_question_title (loaded->question), n);
  else if (node != NULL && loaded->what == TG_LOAD_SPLIT)
    name = g_strdup_printf (_("%s: neighbours grouped otherwise"), node->label);
  else if (node != NULL)
    name = g_strdup_printf (_("%s: %u added"), node->label, n);
  tg_board_history_name (self->history, name);
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
  tg_board_begin (self->board);
  if (!tg_loaded_apply (loaded, self->board, added))
    gtk_widget_activate_action (GTK_WIDGET (self), "win.toast", "s", _("The board is full: hide or remove something first"));
  if (loaded->answer == NULL)
    take_added (self, loaded, added);
  if (loaded->what == TG_LOAD_RELATED)
    _tg_graph_expand_say (self, added->len, loaded->left);
  if (loaded->what == TG_LOAD_SPLIT && loaded->parts != NULL && loaded->parts->len == 0)
    gtk_widget_activate_action (GTK_WIDGET (self), "win.toast", "s", _("No two of them have that in common, as far as the case knows"));
  _tg_graph_page_count_unshown (self);
  if (loaded->answer != NULL)
    show_answer (self, loaded);
  name_step (self, loaded, added->len);
  tg_board_end (self->board);
  tg_board_history_name (self->history, NULL);
  if (tg_board_get_filter (self->board)->time == TG_FILTER_SCOPE)
    tg_page_invalidate (TG_PAGE (self));        /* what came are relations of the scope, and those outside are to be greyed */
  load_next (self);
}

static TgLoad *
load_new (TgGraphPage *self, TgLoadWhat what, gint64 entity, TgEntityKind kind)
{
  return tg_load_new (what, entity, kind, tg_page_get_scope (TG_PAGE (self)), self->board);
}

static void
load (TgGraphPage *self, TgLoad *load)
{
  self->loading = 1;
  tg_page_query (TG_PAGE (self), SLOT_LOAD, tg_load_query, load, tg_load_free, tg_loaded_free, load_answer);
}

static void
load_group (TgGraphPage *self, const TgBoardNode *group)
{
  TgLoad *of = load_new (self, TG_LOAD_GROUP, group->parent, group->kind);

  of->part = group->split > 0 ? g_strdup (group->part) : NULL;
  load (self, of);
}

void
_tg_graph_page_split (TgGraphPage *self, gint64 parent, TgEntityKind kind, guint split)
{
  TgLoad *of;

  if (self->loading != 0 || self->held || (guint) kind >= TG_ENTITY_N_KINDS)
    return;
  of = load_new (self, TG_LOAD_SPLIT, parent, kind);
  of->split[kind] = (guint8) split;
  load (self, of);
}

void
_tg_graph_page_expand_relation (TgGraphPage *self, gint64 id, TgRelationKind kind, gboolean outgoing)
{
  TgLoad *of;

  if (self->loading != 0 || self->held || id <= 0 || kind <= TG_RELATION_NONE || kind >= TG_RELATION_N_KINDS)
    return;
  of = load_new (self, TG_LOAD_RELATED, id, TG_ENTITY_NONE);
  of->relation = kind;
  of->outgoing = outgoing;
  load (self, of);
}

static void
load_next (TgGraphPage *self)
{
  g_autofree gint64 *id = NULL;
  const TgBoardNode *node;

  if (self->loading != 0 || self->held)
    return;
  while ((id = g_queue_pop_head (&self->waiting)) != NULL)
    {
      node = tg_board_find (self->board, *id);
      if (node == NULL && *id > 0)
        load (self, load_new (self, TG_LOAD_NEIGHBOURS, *id, TG_ENTITY_NONE));
      else if (node != NULL && node->id < 0)
        load_group (self, node);
      else if (node != NULL)
        load (self, load_new (self, TG_LOAD_NEIGHBOURS, node->id, TG_ENTITY_NONE));
      if (self->loading != 0)
        return;
      g_clear_pointer (&id, g_free);
    }
}

void
_tg_graph_page_expand (TgGraphPage *self, gint64 id)
{
  const TgBoardNode *node = tg_board_find (self->board, id);

  if (node != NULL && tg_board_node_is_bundle (node))
    {
      _tg_graph_groups_fold (self, id);
      return;
    }
  g_queue_push_tail (&self->waiting, boxed_id (id));
  load_next (self);
}

void
_tg_graph_page_ask (TgGraphPage *self, TgQuestionKind kind, GArray *about, guint length)
{
  TgLoad *of = tg_load_new_answer (kind, about, length, tg_page_get_scope (TG_PAGE (self)), self->board);

  if (self->loading != 0 || self->held)
    {
      tg_load_free (of);
      return;
    }
  load (self, of);
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
void
_tg_graph_page_collapse (TgGraphPage *self, gint64 id)
{
  g_autoptr (GArray) gone = g_array_new (FALSE, FALSE, sizeof (gint64));

  for (guint i = 0; i < tg_board_n_nodes (self->board); i++)
    {
      const TgBoardNode *node = tg_board_node (self->board, i);
      gint64 other = node->id;

      if (other == id || node->pinned || tg_board_node_is_bundle (node))
        continue;
      /* what someone put together is not a leaf to fall */
      if ((node->id < 0 && node->parent == id) || (node->by == id && !node->expanded) || (node->bundle == 0 && is_unpinned_leaf (self, other, id)))
        g_array_append_val (gone, other);
    }
  tg_board_begin (self->board);
  tg_board_remove (self->board, (const gint64 *) (gpointer) gone->data, gone->len);
  tg_board_set_expanded (self->board, id, FALSE);
  _tg_graph_page_count_unshown (self);
  tg_board_end (self->board);
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

  tg_board_set_scope (self->board, scope);
  if (tg_board_n_nodes (self->board) == 0 && self->loading == 0 && self->waiting.length == 0)
    {
      tg_page_query (page, SLOT_WORST, worst_query, g_memdup2 (&scope, sizeof scope), g_free, (GDestroyNotify) g_array_unref, worst_answer);
      tg_page_query (page, SLOT_BUSIEST, busiest_query, g_memdup2 (&scope, sizeof scope), g_free, (GDestroyNotify) g_array_unref, busiest_answer);
      return;
    }
  /* a filter by the scope greys what is outside: it has to be there */
  if (tg_board_get_filter (self->board)->time == TG_FILTER_SCOPE)
    scope = TG_TIME_ALL;
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
    _tg_graph_page_expand (self, place->entity);
  else
    {
      _tg_graph_tools_uncover (self, place->entity);
      tg_board_select (self->board, &place->entity, 1, TG_SELECT_SET);
      gtk_widget_grab_focus (GTK_WIDGET (self->canvas));
    }
}

static void
tg_graph_page_case_set (TgPage *page)
{
  TgGraphPage *self = TG_GRAPH_PAGE (page);

  self->loading = 0;
  self->held = FALSE;
  g_queue_clear_full (&self->waiting, g_free);
  _tg_graph_boards_forget (self->boards);
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
  _tg_graph_expand_fill (self);
  gtk_popover_set_pointing_to (self->menu, &at);
  gtk_popover_popup (self->menu);
}

/* Where there is room the menus of the toolbar say what they are. */
static gboolean
titles_cb (gpointer data)
{
  TgGraphPage *self = data;
  const struct { AdwButtonContent *content; const char *title; } menus[] = {
    { self->ask_content, _("Ask") }, { self->filter_content, _("Filter") }, { self->group_content, _("Groups") }, { self->view_content, _("View") },
  };

  self->titles_id = 0;
  for (guint i = 0; i < G_N_ELEMENTS (menus); i++)
    adw_button_content_set_label (menus[i].content, self->titled ? menus[i].title : "");
  return G_SOURCE_REMOVE;
}

/* The canvas has another view, and with that it may have another size, and so the page. */
static void
view_changed_cb (TgGraphPage *self)
{
  const gboolean titled = gtk_widget_get_width (GTK_WIDGET (self)) >= TITLES_FROM;

  if (self->titled == titled)
    return;
  self->titled = titled;
  if (self->titles_id == 0)             /* not while the window is laid out */
    self->titles_id = g_idle_add (titles_cb, self);
}

static void
tg_graph_page_dispose (GObject *object)
{
  TgGraphPage *self = TG_GRAPH_PAGE (object);

  g_clear_handle_id (&self->titles_id, g_source_remove);
  if (self->board != NULL)
    g_signal_handlers_disconnect_by_data (self->board, self);
  _tg_graph_tools_dispose (self);
  g_clear_pointer ((GtkWidget **) &self->menu, gtk_widget_unparent);
  if (self->board_bar != NULL)
    {
      tg_graph_board_bar_set_history (self->board_bar, NULL);
      tg_graph_board_bar_update (self->board_bar, NULL, NULL);
    }
  g_clear_pointer (&self->boards, _tg_graph_boards_free);
  g_clear_pointer (&self->history, tg_board_history_free);
  g_clear_object (&self->board);
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
  BIND (board_bar);
  BIND (node_menu);
  BIND (relation_menu);
  BIND (filter_button);
  BIND (ask_content);
  BIND (filter_content);
  BIND (group_content);
  BIND (view_content);
#undef BIND
}

static void
tg_graph_page_class_init (TgGraphPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = tg_graph_page_dispose;
  TG_PAGE_CLASS (klass)->refresh = tg_graph_page_refresh;
  TG_PAGE_CLASS (klass)->show = tg_graph_page_show;
  TG_PAGE_CLASS (klass)->case_set = tg_graph_page_case_set;
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/trailgraph/Trailgraph/ui/graph-page.ui");
  bind_template (widget_class);
  _tg_graph_page_class_actions (widget_class);
  _tg_graph_tools_class_init (widget_class);
  _tg_graph_groups_class_init (widget_class);
  _tg_graph_expand_class_init (widget_class);
  _tg_graph_boards_class_actions (widget_class);
}

static void
tg_graph_page_init (TgGraphPage *self)
{
  self->place = tg_place_new (TG_PLACE_GRAPH);
  self->board = tg_board_new ();
  self->totals = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, g_free);
  g_queue_init (&self->waiting);
  g_type_ensure (TG_TYPE_GRAPH_INSPECTOR);
  g_type_ensure (TG_TYPE_GRAPH_BOARD_BAR);
  gtk_widget_init_template (GTK_WIDGET (self));
  adw_bin_set_child (self->worst, tg_card_new (_("Worst findings"), _("No findings in the scope")));
  adw_bin_set_child (self->busiest, tg_card_new (_("Busiest principals"), _("No principals in the scope")));
  self->canvas = TG_GRAPH_CANVAS (tg_graph_canvas_new ());
  tg_graph_canvas_set_board (self->canvas, self->board);
  _tg_graph_tools_init (self);
  self->menu = GTK_POPOVER (gtk_popover_menu_new_from_model (self->node_menu));
  gtk_popover_set_has_arrow (self->menu, FALSE);
  /* beside the pointer: a popover slides along the edge of the screen only across the side it stands on */
  gtk_popover_set_position (self->menu, GTK_POS_RIGHT);
  gtk_widget_set_valign (GTK_WIDGET (self->menu), GTK_ALIGN_START);
  gtk_widget_set_parent (GTK_WIDGET (self->menu), GTK_WIDGET (self->canvas_bin));
  g_signal_connect_object (self->canvas, "node-activated", G_CALLBACK (_tg_graph_page_expand), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->canvas, "expand-requested", G_CALLBACK (_tg_graph_page_expand), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->canvas, "collapse-requested", G_CALLBACK (_tg_graph_page_collapse), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->canvas, "edge-activated", G_CALLBACK (edge_activated_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->tools.table, "relation-activated", G_CALLBACK (edge_activated_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->canvas, "view-changed", G_CALLBACK (view_changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->canvas, "context-menu", G_CALLBACK (context_menu_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->board, "changed", G_CALLBACK (board_changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->board, "selection-changed", G_CALLBACK (inspect), self, G_CONNECT_SWAPPED);
  self->history = tg_board_history_new (self->board, _tg_graph_page_history_changed, self);
  _tg_graph_page_history_changed (self);
  tg_graph_board_bar_set_history (self->board_bar, self->history);
  self->boards = _tg_graph_boards_new (self);
  board_changed_cb (self);
}

TgBoard *
tg_graph_page_get_board (TgGraphPage *self)
{
  g_return_val_if_fail (TG_IS_GRAPH_PAGE (self), NULL);
  return self->board;
}

void
_tg_graph_page_put (TgGraphPage *self, const char *json, GError **error)
{
  g_hash_table_remove_all (self->totals);
  if (json == NULL || !tg_board_from_json (self->board, json, error))
    tg_board_clear (self->board);
  /* what each node has in the case, so that expanding goes on counting */
  for (guint i = 0; i < tg_board_n_nodes (self->board); i++)
    {
      const TgBoardNode *node = tg_board_node (self->board, i);
      const guint64 total = node->unshown + tg_board_n_neighbours (self->board, i);

      if (node->id > 0)
        g_hash_table_insert (self->totals, boxed_id (node->id), g_memdup2 (&total, sizeof total));
    }
  tg_board_history_reset (self->history);
}

void
_tg_graph_page_stop (TgGraphPage *self)
{
  tg_page_cancel (TG_PAGE (self), SLOT_LOAD);
  g_queue_clear_full (&self->waiting, g_free);
  self->loading = 0;
}

void
_tg_graph_page_hold (TgGraphPage *self, gboolean hold)
{
  self->held = hold;
  if (hold)
    return;
  load_next (self);
  tg_page_invalidate (TG_PAGE (self));
}

void
tg_graph_page_restore (TgGraphPage *self, TgBook *book, const char *json)
{
  g_return_if_fail (TG_IS_GRAPH_PAGE (self));
  _tg_graph_boards_restore (self->boards, book, json);
}

void
tg_graph_page_save (TgGraphPage *self)
{
  g_return_if_fail (TG_IS_GRAPH_PAGE (self));
  _tg_graph_boards_save (self->boards);
}

const TgBook *
tg_graph_page_get_book (TgGraphPage *self)
{
  g_return_val_if_fail (TG_IS_GRAPH_PAGE (self), NULL);
  return _tg_graph_boards_get (self->boards);
}

gboolean
tg_graph_page_is_busy (TgGraphPage *self)
{
  g_return_val_if_fail (TG_IS_GRAPH_PAGE (self), FALSE);
  return self->loading != 0 || self->held || self->waiting.length > 0;
}
