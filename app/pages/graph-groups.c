/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tg-app"

#include "app/pages/graph-groups.h"

#include <glib/gi18n.h>

#include "app/pages/graph-group-dialog.h"

/* ---- by what they have in common ---- */

typedef struct { TgGrouping grouping; GArray *ids; GPtrArray *values; } Work;

static void
work_free (gpointer data)
{
  Work *work = data;

  g_clear_pointer (&work->ids, g_array_unref);
  g_clear_pointer (&work->values, g_ptr_array_unref);
  g_free (work);
}

char *
tg_grouping_name (TgGrouping grouping, const char *value)
{
  switch (grouping)
    {
    case TG_GROUPING_KIND: return g_strdup (_(value));
    case TG_GROUPING_ACCOUNT: return g_strdup_printf (_("Account %s"), value);
    case TG_GROUPING_ROLE: return g_strdup_printf (_("Role %s"), value);
    case TG_GROUPING_TYPE: case TG_GROUPING_NETWORK: case TG_GROUPING_ORGANISATION: case TG_GROUPING_N: default: return g_strdup (value);
    }
}

static gpointer
values_query (TgReader *reader, gpointer data, TgJob *job, GError **error)
{
  const Work *asked = data;
  g_autoptr (GPtrArray) values = tg_grouping_read (reader, asked->grouping, (const gint64 *) (gpointer) asked->ids->data, asked->ids->len, job, error);
  Work *work;

  if (values == NULL)
    return NULL;
  work = g_new0 (Work, 1);
  work->grouping = asked->grouping;
  work->ids = g_array_ref (asked->ids);
  work->values = g_steal_pointer (&values);
  return work;
}

/* One closed bundle for each value that two or more have, in the order of first sight. Nodes that left the board meanwhile are passed over. */
static guint
bundle_values (TgBoard *board, const Work *work)
{
  g_autoptr (GHashTable) by_value = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, (GDestroyNotify) g_array_unref);
  g_autoptr (GPtrArray) order = g_ptr_array_new ();
  g_autoptr (GArray) made = g_array_new (FALSE, FALSE, sizeof (gint64));

  for (guint i = 0; i < work->ids->len; i++)
    {
      const char *value = g_ptr_array_index (work->values, i);
      GArray *ids = g_hash_table_lookup (by_value, value);

      if (*value == '\0' || tg_board_find (board, g_array_index (work->ids, gint64, i)) == NULL)
        continue;
      if (ids == NULL)
        {
          g_hash_table_insert (by_value, (gpointer) value, ids = g_array_new (FALSE, FALSE, sizeof (gint64)));
          g_ptr_array_add (order, (gpointer) value);
        }
      g_array_append_val (ids, g_array_index (work->ids, gint64, i));
    }
  for (guint i = 0; i < order->len; i++)
    {
      const GArray *ids = g_hash_table_lookup (by_value, g_ptr_array_index (order, i));
      g_autofree char *name = tg_grouping_name (work->grouping, g_ptr_array_index (order, i));
      const gint64 id = ids->len >= 2 ? tg_board_bundle (board, name, 0, (const gint64 *) (gconstpointer) ids->data, ids->len) : 0;

      if (id != 0)
        g_array_append_val (made, id);
    }
  tg_board_bundle_close (board, (const gint64 *) (gpointer) made->data, made->len, TRUE);
  return made->len;
}

static void
values_answer (TgPage *page, gpointer result, const GError *error)
{
  TgGraphPage *self = TG_GRAPH_PAGE (page);
  const Work *work = result;
  g_autofree char *name = NULL, *text = NULL;
  guint n;

  if (work == NULL)
    {
      tg_page_complain (page, error);
      return;
    }
  name = g_strdup_printf (_("Grouped by %s"), _(tg_grouping_title (work->grouping)));
  tg_board_history_name (self->history, name);
  tg_board_begin (self->board);
  n = bundle_values (self->board, work);
  tg_board_end (self->board);
  tg_board_history_name (self->history, NULL);
  if (n == 0)
    text = g_strdup_printf (_("No two of them have the same %s"), _(tg_grouping_title (work->grouping)));
  else
    text = g_strdup_printf (ngettext ("%u group", "%u groups", n), n);
  gtk_widget_activate_action (GTK_WIDGET (self), "win.toast", "s", text);
}

/* Of the selected, when they are several; else of all that are in no bundle yet and not hidden. */
static GArray *
subjects (TgGraphPage *self, gboolean findings)
{
  GArray *ids = g_array_new (FALSE, FALSE, sizeof (gint64));
  const gboolean selected = tg_board_n_selected (self->board) >= 2;

  for (guint i = 0; i < tg_board_n_nodes (self->board); i++)
    {
      const TgBoardNode *node = tg_board_node (self->board, i);

      if (node->id > 0 && (selected ? node->selected : node->bundle == 0 && !node->hidden) && (!findings || node->kind == TG_ENTITY_FINDING))
        g_array_append_val (ids, node->id);
    }
  return ids;
}

static void
action_by (GtkWidget *widget, const char *name, GVariant *parameter)
{
  TgGraphPage *self = TG_GRAPH_PAGE (widget);
  const gboolean findings = parameter == NULL;
  const int grouping = findings ? TG_GROUPING_TYPE : tg_grouping_from_id (g_variant_get_string (parameter, NULL));
  Work *work;

  if (grouping < 0 || tg_page_get_case (TG_PAGE (self)) == NULL)
    return;
  work = g_new0 (Work, 1);
  work->grouping = (TgGrouping) grouping;
  work->ids = subjects (self, findings);
  tg_page_query (TG_PAGE (self), SLOT_GROUP, values_query, work, work_free, work_free, values_answer);
}

/* ---- neighbours that are not on the board ---- */

static const TgBoardNode *
selected_group (TgGraphPage *self)
{
  g_autoptr (GArray) selection = tg_board_get_selection (self->board);
  const TgBoardNode *node = selection->len == 1 ? tg_board_find (self->board, g_array_index (selection, gint64, 0)) : NULL;

  return node != NULL && node->id < 0 && !tg_board_node_is_bundle (node) ? node : NULL;
}

static void
action_split (GtkWidget *widget, const char *name, GVariant *parameter)
{
  TgGraphPage *self = TG_GRAPH_PAGE (widget);
  const TgBoardNode *node = selected_group (self);
  const int grouping = tg_grouping_from_id (g_variant_get_string (parameter, NULL));

  if (node != NULL)
    _tg_graph_page_split (self, node->parent, node->kind, grouping >= 0 ? (guint) grouping + 1 : 0);
}

/* ---- by hand ---- */

/* Bundles that are selected, or in which the selected are; each once. */
static GArray *
bundles_of_selection (TgGraphPage *self)
{
  GArray *ids = g_array_new (FALSE, FALSE, sizeof (gint64));
  g_autoptr (GHashTable) known = g_hash_table_new (g_int64_hash, g_int64_equal);

  for (guint i = 0; i < tg_board_n_nodes (self->board); i++)
    {
      const TgBoardNode *node = tg_board_node (self->board, i);
      const gint64 *id = tg_board_node_is_bundle (node) ? &node->id : &node->bundle;

      if (node->selected && *id != 0 && g_hash_table_add (known, (gpointer) id))
        g_array_append_val (ids, *id);
    }
  return ids;
}

static void
named (TgGraphPage *self, const char *what, const char *name)
{
  g_autofree char *text = g_strdup_printf ("%s: %s", what, name);

  tg_board_history_name (self->history, text);
}

static void
describe_bundle (TgGraphPage *self, gint64 id, const TgGroupText *text)
{
  tg_board_bundle_describe (self->board, id, text->name, text->colour);
  tg_board_set_note (self->board, id, text->note);
}

static void
make_chosen (gpointer data, const TgGroupText *text)
{
  TgGraphPage *self = data;
  g_autoptr (GArray) selection = tg_board_get_selection (self->board);

  named (self, _("Grouped"), text->name);
  tg_board_begin (self->board);
  const gint64 id = tg_board_bundle (self->board, text->name, text->colour, (const gint64 *) (gpointer) selection->data, selection->len);
  if (id != 0)
    describe_bundle (self, id, text);
  tg_board_end (self->board);
  tg_board_history_name (self->history, NULL);
  if (id == 0)
    gtk_widget_activate_action (GTK_WIDGET (self), "win.toast", "s", _("There are too many groups on the board already"));
}

static void
action_group (GtkWidget *widget, const char *name, GVariant *parameter)
{
  TgGraphPage *self = TG_GRAPH_PAGE (widget);
  const TgGroupText text = { .name = (char *) _("Group"), .colour = tg_board_n_bundles (self->board) % TG_COMMUNITY_COLOURS + 1, .note = (char *) "" };

  if (tg_board_n_selected (self->board) == 0)
    return;
  tg_group_dialog (GTK_WIDGET (self), _("Group the Selected"), TRUE, &text, make_chosen, self);
}

static void
edit_chosen (gpointer data, const TgGroupText *text)
{
  TgGraphPage *self = data;
  g_autoptr (GArray) bundles = bundles_of_selection (self);

  if (bundles->len != 1)
    return;
  named (self, _("Group changed"), text->name);
  tg_board_begin (self->board);
  describe_bundle (self, g_array_index (bundles, gint64, 0), text);
  tg_board_end (self->board);
  tg_board_history_name (self->history, NULL);
}

static void
action_edit (GtkWidget *widget, const char *name, GVariant *parameter)
{
  TgGraphPage *self = TG_GRAPH_PAGE (widget);
  g_autoptr (GArray) bundles = bundles_of_selection (self);
  const TgBoardNode *node = bundles->len == 1 ? tg_board_find (self->board, g_array_index (bundles, gint64, 0)) : NULL;

  if (node == NULL)
    return;
  const TgGroupText text = { .name = (char *) node->label, .colour = node->colour, .note = (char *) node->note };
  tg_group_dialog (GTK_WIDGET (self), _("Group"), TRUE, &text, edit_chosen, self);
}

static void
note_chosen (gpointer data, const TgGroupText *text)
{
  TgGraphPage *self = data;
  g_autoptr (GArray) selection = tg_board_get_selection (self->board);
  const TgBoardNode *node = selection->len == 1 ? tg_board_find (self->board, g_array_index (selection, gint64, 0)) : NULL;

  if (node == NULL)
    return;
  named (self, _("Note"), node->label);
  tg_board_set_note (self->board, node->id, text->note);
  tg_board_history_name (self->history, NULL);
}

static void
action_note (GtkWidget *widget, const char *name, GVariant *parameter)
{
  TgGraphPage *self = TG_GRAPH_PAGE (widget);
  g_autoptr (GArray) selection = tg_board_get_selection (self->board);
  const TgBoardNode *node = selection->len == 1 ? tg_board_find (self->board, g_array_index (selection, gint64, 0)) : NULL;

  if (node == NULL)
    return;
  const TgGroupText text = { .name = (char *) node->label, .note = (char *) node->note };
  tg_group_dialog (GTK_WIDGET (self), _("Note"), FALSE, &text, note_chosen, self);
}

static void
close_bundles (TgGraphPage *self, const GArray *ids, gboolean closed)
{
  tg_board_history_name (self->history, closed ? _("Groups closed") : _("Groups opened"));
  tg_board_bundle_close (self->board, (const gint64 *) (gconstpointer) ids->data, ids->len, closed);
  tg_board_history_name (self->history, NULL);
}

void
_tg_graph_groups_fold (TgGraphPage *self, gint64 bundle)
{
  g_autoptr (GArray) ids = g_array_new (FALSE, FALSE, sizeof (gint64));
  const TgBoardNode *node = tg_board_find (self->board, bundle);

  if (node == NULL || !tg_board_node_is_bundle (node))
    return;
  const gboolean close = !node->closed;
  g_array_append_val (ids, bundle);
  close_bundles (self, ids, close);
  if (close)
    tg_board_select (self->board, &bundle, 1, TG_SELECT_SET);
}

/* Open ones are closed; when all are closed, they are opened. */
static void
action_fold (GtkWidget *widget, const char *name, GVariant *parameter)
{
  TgGraphPage *self = TG_GRAPH_PAGE (widget);
  g_autoptr (GArray) ids = bundles_of_selection (self);
  gboolean open = FALSE;

  for (guint i = 0; i < ids->len; i++)
    open |= !tg_board_find (self->board, g_array_index (ids, gint64, i))->closed;
  if (ids->len == 0)
    return;
  close_bundles (self, ids, open);
  if (open)
    tg_board_select (self->board, (const gint64 *) (gpointer) ids->data, ids->len, TG_SELECT_SET);
}

static void
action_all (GtkWidget *widget, const char *name, GVariant *parameter)
{
  TgGraphPage *self = TG_GRAPH_PAGE (widget);
  g_autoptr (GArray) ids = g_array_new (FALSE, FALSE, sizeof (gint64));

  for (guint i = 0; i < tg_board_n_nodes (self->board); i++)
    if (tg_board_node_is_bundle (tg_board_node (self->board, i)))
      g_array_append_val (ids, tg_board_node (self->board, i)->id);
  close_bundles (self, ids, g_str_equal (name, "graph.group-close-all"));
}

/* Bundles are dissolved; of nodes that are selected in an open one, only these leave it. */
static void
action_ungroup (GtkWidget *widget, const char *name, GVariant *parameter)
{
  TgGraphPage *self = TG_GRAPH_PAGE (widget);
  g_autoptr (GArray) ids = g_str_equal (name, "graph.ungroup") ? bundles_of_selection (self) : tg_board_get_selection (self->board);

  tg_board_history_name (self->history, g_str_equal (name, "graph.ungroup") ? _("Ungrouped") : _("Taken out of the group"));
  tg_board_unbundle (self->board, (const gint64 *) (gpointer) ids->data, ids->len);
  tg_board_history_name (self->history, NULL);
}

void
_tg_graph_groups_inspect (TgGraphPage *self)
{
  static const char * const of_bundles[] = { "graph.group-fold", "graph.ungroup" }, * const of_all[] = { "graph.group-close-all", "graph.group-open-all" };
  g_autoptr (GArray) bundles = bundles_of_selection (self);
  const guint selected = tg_board_n_selected (self->board);
  GtkWidget *widget = GTK_WIDGET (self);
  gboolean member = FALSE;

  for (guint i = 0; i < tg_board_n_nodes (self->board) && bundles->len > 0 && !member; i++)
    member = tg_board_node (self->board, i)->selected && tg_board_node (self->board, i)->bundle != 0;
  for (guint i = 0; i < G_N_ELEMENTS (of_bundles); i++)
    gtk_widget_action_set_enabled (widget, of_bundles[i], bundles->len > 0);
  for (guint i = 0; i < G_N_ELEMENTS (of_all); i++)
    gtk_widget_action_set_enabled (widget, of_all[i], tg_board_n_bundles (self->board) > 0);
  gtk_widget_action_set_enabled (widget, "graph.group-edit", bundles->len == 1);
  gtk_widget_action_set_enabled (widget, "graph.group-leave", member);
  gtk_widget_action_set_enabled (widget, "graph.group", selected > 0);
  gtk_widget_action_set_enabled (widget, "graph.note", selected == 1);
  gtk_widget_action_set_enabled (widget, "graph.split", selected_group (self) != NULL);
}

void
_tg_graph_groups_class_init (GtkWidgetClass *klass)
{
  static const struct { const char *name, *type; GtkWidgetActionActivateFunc func; } actions[] = {
    { "graph.group", NULL, action_group },                { "graph.group-edit", NULL, action_edit },
    { "graph.group-fold", NULL, action_fold },            { "graph.ungroup", NULL, action_ungroup },
    { "graph.group-leave", NULL, action_ungroup },        { "graph.group-close-all", NULL, action_all },
    { "graph.group-open-all", NULL, action_all },         { "graph.group-by", "s", action_by },
    { "graph.split", "s", action_split },
    { "graph.group-findings", NULL, action_by },          { "graph.note", NULL, action_note },
  };

  for (guint i = 0; i < G_N_ELEMENTS (actions); i++)
    gtk_widget_class_install_action (klass, actions[i].name, actions[i].type, actions[i].func);
  gtk_widget_class_add_binding_action (klass, GDK_KEY_g, GDK_CONTROL_MASK | GDK_SHIFT_MASK, "graph.group", NULL);
  gtk_widget_class_add_binding_action (klass, GDK_KEY_F2, 0, "graph.note", NULL);
}
