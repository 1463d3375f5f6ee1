/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tg-app"

#include "app/pages/graph-inspector.h"

#include <glib/gi18n.h>

#include "app/format.h"
#include "app/place.h"
#include "widgets/graph/kind-icon.h"

#define LINKS_SHOWN  40

struct _TgGraphInspector
{
  AdwBin      parent_instance;

  /* Template widgets */
  AdwBin     *icon;
  GtkLabel   *kind, *name, *text, *note;
  GtkWidget  *buttons, *group_buttons, *note_button;
  GtkListBox *links;

  /* Borrowed: for the length of a call */
  TgBoard    *board;
};

G_DEFINE_FINAL_TYPE (TgGraphInspector, tg_graph_inspector, ADW_TYPE_BIN)

static void
empty_links (TgGraphInspector *self)
{
  GtkWidget *row;

  while ((row = GTK_WIDGET (gtk_list_box_get_row_at_index (self->links, 0))) != NULL)
    gtk_list_box_remove (self->links, row);
}

static GtkWidget *
link_row (TgGraphInspector *self, guint index, const TgBoardLink *link)
{
  guint other = link->a == index ? link->b : link->a;
  const TgBoardNode *node = tg_board_node (self->board, other), *own = tg_board_node (self->board, index);
  gboolean outgoing = link->a == index ? link->forth : link->back;
  const char *title = outgoing ? tg_relation_kind_title (link->kind) : tg_relation_kind_title_reverse (link->kind);
  g_autofree char *count = tg_format_records (link->count), *name = tg_format_line (node->label, 120);
  g_autofree char *below = title != NULL && (node->id > 0 || tg_board_node_is_bundle (node)) ? g_strdup_printf ("%s · %s", _(title), count) : g_strdup (_("group"));
  GtkWidget *row = adw_action_row_new ();

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), name);
  adw_action_row_set_title_lines (ADW_ACTION_ROW (row), 1);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), below);
  adw_action_row_set_subtitle_lines (ADW_ACTION_ROW (row), 1);
  adw_action_row_add_prefix (ADW_ACTION_ROW (row), tg_kind_icon_new (node->kind, 20));
  if (node->id > 0 && own->id > 0)
    {
      g_autoptr (TgPlace) place = tg_place_new (TG_PLACE_RECORDS);

      place->entity = own->id;
      place->other = node->id;
      gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), TRUE);
      gtk_actionable_set_action_name (GTK_ACTIONABLE (row), "win.place");
      gtk_actionable_set_action_target_value (GTK_ACTIONABLE (row), tg_place_to_variant (place));
      gtk_widget_set_tooltip_text (row, _("Open the records behind it"));
    }
  return row;
}

static void
fill_links (TgGraphInspector *self, guint index)
{
  guint n = 0, n_links = 0;
  const guint32 *at = tg_board_links_of (self->board, index, &n);
  const TgBoardLink *links = tg_board_links (self->board, &n_links);

  for (guint i = 0; i < n && i < LINKS_SHOWN; i++)
    gtk_list_box_append (self->links, link_row (self, index, &links[at[i]]));
  gtk_widget_set_visible (GTK_WIDGET (self->links), n > 0);
}

/* A node of a list of nodes, with its page behind it. */
static GtkWidget *
node_row (const TgBoardNode *node)
{
  g_autofree char *name = tg_format_line (node->label, 120);
  GtkWidget *row = adw_action_row_new ();

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), name);
  adw_action_row_set_title_lines (ADW_ACTION_ROW (row), 1);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), node->id > 0 ? tg_kind_title (node->kind) : _("Group"));
  adw_action_row_add_prefix (ADW_ACTION_ROW (row), tg_kind_icon_new (node->kind, 20));
  if (node->id > 0)
    {
      gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), TRUE);
      gtk_actionable_set_action_name (GTK_ACTIONABLE (row), "win.entity");
      gtk_actionable_set_action_target (GTK_ACTIONABLE (row), "x", node->id);
      gtk_widget_set_tooltip_text (row, _("Open its page"));
    }
  return row;
}

static void
inspect_bundle (TgGraphInspector *self, const TgBoardNode *bundle)
{
  g_autoptr (GArray) members = tg_board_bundle_members (self->board, bundle->id);
  g_autofree char *count = tg_format_count (members->len), *first = tg_format_time (bundle->first), *last = tg_format_time (bundle->last);
  g_autofree char *nodes = g_strdup_printf (ngettext ("%s node", "%s nodes", members->len), count), *more = NULL;

  more = members->len > LINKS_SHOWN ? g_strdup_printf (_("\nThe first %u of them:"), LINKS_SHOWN) : g_strdup ("");
  g_autofree char *text = g_strdup_printf (_("%s\nFirst seen %s\nLast seen %s%s"), nodes, first, last, more);
  gtk_label_set_text (self->kind, bundle->members > 0 && bundle->kind != TG_ENTITY_NONE ? tg_kind_plural (bundle->kind) : _("Group"));
  gtk_label_set_text (self->name, bundle->label);
  gtk_label_set_text (self->text, text);
  gtk_widget_set_visible (self->group_buttons, TRUE);
  for (guint i = 0; i < members->len && i < LINKS_SHOWN; i++)
    gtk_list_box_append (self->links, node_row (tg_board_find (self->board, g_array_index (members, gint64, i))));
  gtk_widget_set_visible (GTK_WIDGET (self->links), members->len > 0);
}

static void
inspect_node (TgGraphInspector *self, const TgBoardNode *node, guint index)
{
  GtkWidget *icon = tg_kind_icon_new (node->kind, 36);
  g_autofree char *first = tg_format_time (node->first), *last = tg_format_time (node->last), *records = tg_format_records (node->records);
  g_autofree char *members = tg_format_count (node->members), *text = NULL, *findings = NULL, *unshown = NULL;

  tg_kind_icon_set_severity (TG_KIND_ICON (icon), node->severity);
  adw_bin_set_child (self->icon, icon);
  gtk_label_set_text (self->note, node->note);
  gtk_widget_set_visible (self->note_button, *node->note != '\0');
  if (tg_board_node_is_bundle (node))
    {
      inspect_bundle (self, node);
      return;
    }
  if (node->id < 0)
    {
      gtk_label_set_text (self->kind, _("Group"));
      g_autofree char *name = g_strdup_printf ("%s %s", members, tg_kind_plural (node->kind));

      gtk_label_set_text (self->name, name);
      gtk_label_set_text (self->text, _("Open the group to add the busiest of them."));
      return;
    }
  findings = node->findings > 0 ? g_strdup_printf (ngettext ("\n%u finding involves it", "\n%u findings involve it", node->findings), node->findings)
                                : g_strdup ("");
  unshown = node->unshown > 0 ? g_strdup_printf (_("\n%u neighbours are not on the board"), node->unshown) : g_strdup ("");
  text = g_strdup_printf (_("%s%s%s\nFirst seen %s\nLast seen %s%s%s"), node->account != NULL && node->account[0] != '\0' ? _("Account ") : "",
                          node->account != NULL && node->account[0] != '\0' ? node->account : "",
                          "", first, last, findings, unshown);
  g_autofree char *whole = g_strdup_printf ("%s\n%s", text, records);
  gtk_label_set_text (self->kind, tg_kind_title (node->kind));
  gtk_label_set_text (self->name, node->label != NULL ? node->label : "");
  gtk_label_set_text (self->text, g_strchug (whole));
  fill_links (self, index);
}

/* Several: one row each, in the order in which they were found. */
static void
fill_selection (TgGraphInspector *self, GArray *selection)
{
  for (guint i = 0; i < selection->len && i < LINKS_SHOWN; i++)
    {
      const TgBoardNode *node = tg_board_find (self->board, g_array_index (selection, gint64, i));

      if (node != NULL)
        gtk_list_box_append (self->links, node_row (node));
    }
  gtk_widget_set_visible (GTK_WIDGET (self->links), selection->len > 0);
}

void
tg_graph_inspector_show (TgGraphInspector *self, TgBoard *board)
{
  g_autoptr (GArray) selection = tg_board_get_selection (board);
  gboolean one = selection->len == 1;
  guint index = 0;

  self->board = board;
  empty_links (self);
  adw_bin_set_child (self->icon, NULL);
  gtk_widget_set_visible (GTK_WIDGET (self->links), FALSE);
  gtk_widget_set_visible (self->group_buttons, FALSE);
  gtk_widget_set_visible (self->note_button, FALSE);
  if (one && tg_board_index (board, g_array_index (selection, gint64, 0), &index))
    inspect_node (self, tg_board_node (board, index), index);
  else
    {
      g_autofree char *name = selection->len == 0 ? g_strdup (_("Nothing selected")) : g_strdup_printf (_("%u selected"), selection->len);

      gtk_label_set_text (self->kind, "");
      gtk_label_set_text (self->name, name);
      gtk_label_set_text (self->text, selection->len == 0 ? _("Click a node to see what it is; double-click it, or press Return, to expand its neighbours.") : "");
      fill_selection (self, selection);
    }
  gtk_widget_set_visible (self->buttons, one && g_array_index (selection, gint64, 0) > 0);
  self->board = NULL;
}

static void
tg_graph_inspector_class_init (TgGraphInspectorClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/trailgraph/Trailgraph/ui/graph-inspector.ui");
#define BIND(name) gtk_widget_class_bind_template_child (widget_class, TgGraphInspector, name)
  BIND (icon);
  BIND (kind);
  BIND (name);
  BIND (text);
  BIND (buttons);
  BIND (group_buttons);
  BIND (note_button);
  BIND (note);
  BIND (links);
#undef BIND
}

static void
tg_graph_inspector_init (TgGraphInspector *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}
