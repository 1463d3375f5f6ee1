/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tg-app"

#include "app/pages/graph-page-private.h"

#include <glib/gi18n.h>
#include <string.h>

#include "app/settings.h"

#define ALL_KINDS(n) ((G_GUINT64_CONSTANT (1) << (n)) - 2)      /* without the kind 0, which is none */

/* ---- the filter ---- */

/* Sets or clears all the others when only one is wanted. */
static void
choose_bit (guint64 *set, int kind, guint n, gboolean only)
{
  if (kind <= 0 || (guint) kind >= n)
    return;
  if (only)
    *set = ALL_KINDS (n) & ~(G_GUINT64_CONSTANT (1) << kind);
  else
    *set ^= G_GUINT64_CONSTANT (1) << kind;
}

static void
action_filter_kind (GtkWidget *widget, const char *name, GVariant *parameter)
{
  TgGraphPage *self = TG_GRAPH_PAGE (widget);
  g_autoptr (TgBoardFilter) filter = tg_board_filter_copy (tg_board_get_filter (self->board));
  const char *id = g_variant_get_string (parameter, NULL);
  const gboolean only = g_str_has_prefix (name, "graph.filter-only-");

  if (g_str_has_suffix (name, "-kind"))
    choose_bit (&filter->kinds, (int) tg_entity_kind_from_id (id), TG_ENTITY_N_KINDS, only);
  else
    choose_bit (&filter->relations, (int) tg_relation_kind_from_id (id), TG_RELATION_N_KINDS, only);
  tg_board_set_filter (self->board, filter);
}

static void
action_filter_account (GtkWidget *widget, const char *name, GVariant *parameter)
{
  TgGraphPage *self = TG_GRAPH_PAGE (widget);
  g_autoptr (TgBoardFilter) filter = tg_board_filter_copy (tg_board_get_filter (self->board));
  const char *account = g_variant_get_string (parameter, NULL);

  if (g_str_equal (name, "graph.filter-account"))
    tg_board_filter_set_account (filter, account, !tg_board_filter_has_account (filter, account));
  else
    for (guint i = 0; i < tg_board_n_nodes (self->board); i++)
      tg_board_filter_set_account (filter, tg_board_node (self->board, i)->account, g_str_equal (tg_board_node (self->board, i)->account, account));
  tg_board_set_filter (self->board, filter);
}

/* A span of the filter's own is the scope as it is now; the board's own times when that is everything. */
static void
choose_time (TgGraphPage *self, TgBoardFilter *filter, const char *time)
{
  filter->time = g_str_equal (time, "scope") ? TG_FILTER_SCOPE : g_str_equal (time, "span") ? TG_FILTER_SPAN : TG_FILTER_ANY_TIME;
  if (filter->time != TG_FILTER_SPAN)
    return;
  filter->span = tg_page_get_scope (TG_PAGE (self));
  if (filter->span.from == G_MININT64 && !tg_board_span (self->board, &filter->span))
    filter->time = TG_FILTER_ANY_TIME;
}

static void
action_filter_value (GtkWidget *widget, const char *name, GVariant *parameter)
{
  TgGraphPage *self = TG_GRAPH_PAGE (widget);
  g_autoptr (TgBoardFilter) filter = tg_board_filter_copy (tg_board_get_filter (self->board));

  if (g_str_equal (name, "graph.filter-severity"))
    filter->severity = (TgSeverity) CLAMP (g_variant_get_int32 (parameter), TG_SEVERITY_NONE, TG_SEVERITY_CRITICAL);
  else if (g_str_equal (name, "graph.filter-count"))
    filter->count = (guint64) MAX (g_variant_get_int64 (parameter), 0);
  else if (g_str_equal (name, "graph.filter-remove"))
    filter->remove = g_variant_get_boolean (parameter);
  else
    choose_time (self, filter, g_variant_get_string (parameter, NULL));
  tg_board_set_filter (self->board, filter);
}

/* Of what is selected: the kinds are left out, or all others are. */
static void
action_filter_selection (GtkWidget *widget, const char *name, GVariant *parameter)
{
  TgGraphPage *self = TG_GRAPH_PAGE (widget);
  g_autoptr (TgBoardFilter) filter = tg_board_filter_copy (tg_board_get_filter (self->board));
  g_autoptr (GArray) selection = tg_board_get_selection (self->board);
  guint64 kinds = 0;

  for (guint i = 0; i < selection->len; i++)
    kinds |= G_GUINT64_CONSTANT (1) << ((guint) tg_board_find (self->board, g_array_index (selection, gint64, i))->kind & 63);
  if (kinds == 0)
    return;
  filter->kinds = g_str_equal (name, "graph.filter-out") ? filter->kinds | kinds : ALL_KINDS (TG_ENTITY_N_KINDS) & ~kinds;
  tg_board_set_filter (self->board, filter);
}

static void
action_filter_clear (GtkWidget *widget, const char *name, GVariant *parameter)
{
  TgGraphPage *self = TG_GRAPH_PAGE (widget);
  g_autoptr (TgBoardFilter) filter = tg_board_filter_new ();

  filter->remove = tg_board_get_filter (self->board)->remove;           /* a way of showing, not a filter */
  tg_board_set_filter (self->board, filter);
}

static void
action_filter (GtkWidget *widget, const char *name, GVariant *parameter)
{
  TgGraphPage *self = TG_GRAPH_PAGE (widget);

  if (tg_board_n_nodes (self->board) > 0)
    gtk_menu_button_popup (self->filter_button);
}

void
_tg_graph_tools_uncover (TgGraphPage *self, gint64 id)
{
  const TgBoardNode *node = tg_board_find (self->board, id);

  if (node != NULL && node->veil != TG_VEIL_NONE)
    {
      tg_board_set_moment (self->board, TG_TIME_NONE);
      if (tg_board_find (self->board, id)->veil != TG_VEIL_NONE)
        gtk_widget_activate_action (GTK_WIDGET (self), "graph.filter-clear", NULL);
    }
}

/* ---- the search ---- */

static void
action_search (GtkWidget *widget, const char *name, GVariant *parameter)
{
  TgGraphPage *self = TG_GRAPH_PAGE (widget);

  if (g_str_equal (name, "graph.search") && tg_board_n_nodes (self->board) > 0)
    tg_graph_search_open (self->tools.search);
  else if (g_str_equal (name, "graph.search-next") || g_str_equal (name, "graph.search-previous"))
    tg_graph_search_walk (self->tools.search, g_str_equal (name, "graph.search-next") ? 1 : -1);
  else if (g_str_equal (name, "graph.search-select"))
    tg_graph_search_select (self->tools.search);
  else if (g_str_equal (name, "graph.search-close"))
    tg_graph_search_close (self->tools.search);
}

typedef struct { char *text; GArray *ids; } Found;

static void
found_free (gpointer data)
{
  Found *found = data;

  g_free (found->text);
  g_array_unref (found->ids);
  g_free (found);
}

/* What an ARN, an id or a link of the console names is no text on the board. */
static gpointer
find_query (TgReader *reader, gpointer data, TgJob *job, GError **error)
{
  Found *found = g_new0 (Found, 1);
  TgEntityInfo info;

  found->text = g_strdup (data);
  found->ids = g_array_new (FALSE, FALSE, sizeof (gint64));
  if (tg_reader_resolve (reader, data, &info, NULL, NULL))
    {
      g_array_append_val (found->ids, info.id);
      tg_entity_info_clear (&info);
    }
  return found;
}

static void
find_answer (TgPage *page, gpointer result, const GError *error)
{
  const Found *found = result;

  if (found != NULL && found->ids->len > 0)
    tg_graph_search_also (TG_GRAPH_PAGE (page)->tools.search, found->text, found->ids);
}

static void
asked_cb (TgGraphPage *self, const char *text)
{
  if (tg_page_get_case (TG_PAGE (self)) != NULL && strlen (text) >= 4)
    tg_page_query (TG_PAGE (self), SLOT_FIND, find_query, g_strdup (text), g_free, found_free, find_answer);
}

/* ---- time ---- */

static void
action_play (GtkWidget *widget, const char *name, GVariant *parameter)
{
  TgGraphPlayer *player = TG_GRAPH_PAGE (widget)->tools.player;
  gboolean open = gtk_widget_get_visible (GTK_WIDGET (player));

  if (open && g_str_equal (name, "graph.timeline"))
    tg_graph_player_close (player);
  else if (!open && !tg_graph_player_open (player))
    {
      gtk_widget_activate_action (widget, "win.toast", "s", _("No relation on the board has a time"));
      return;
    }
  else if (!open)
    tg_graph_canvas_fit (TG_GRAPH_PAGE (widget)->canvas);       /* nothing is to appear out of sight */
  _tg_graph_series_need (TG_GRAPH_PAGE (widget));
  if (g_str_equal (name, "graph.play-next-trail"))
    tg_graph_player_next_trail (player);
  else if (g_str_equal (name, "graph.play"))
    tg_graph_player_play (player, !tg_graph_player_is_playing (player));
  else if (g_str_equal (name, "graph.play-forward") || g_str_equal (name, "graph.play-back"))
    tg_graph_player_step (player, g_str_equal (name, "graph.play-forward") ? 1 : -1);
}

static void
action_play_value (GtkWidget *widget, const char *name, GVariant *parameter)
{
  if (g_str_equal (name, "graph.play-speed"))
    tg_graph_player_set_speed (TG_GRAPH_PAGE (widget)->tools.player, g_variant_get_double (parameter));
  else if (g_str_equal (name, "graph.play-trail"))
    tg_graph_player_set_trail (TG_GRAPH_PAGE (widget)->tools.player, g_variant_get_int64 (parameter) * TG_SECOND);
  else
    tg_graph_player_seek (TG_GRAPH_PAGE (widget)->tools.player, g_variant_get_double (parameter));
}

/* ---- the overview ---- */

static void
action_minimap (GtkWidget *widget, const char *name, GVariant *parameter)
{
  TgSettings *settings = tg_settings_get_default ();
  gboolean shown;

  g_object_get (settings, "minimap", &shown, NULL);
  g_object_set (settings, "minimap", !shown, NULL);
}

/* Called where the overlay lays itself out, the canvas first: in a small one the overview has no place. */
static gboolean
place_cb (TgGraphPage *self, GtkWidget *child)
{
  if (child == GTK_WIDGET (self->tools.minimap))
    gtk_widget_set_child_visible (child, tg_minimap_is_useful (self->tools.minimap));
  return FALSE;
}

static void
make_minimap (TgGraphPage *self, GtkWidget *overlay)
{
  GtkWidget *minimap = tg_minimap_new (self->canvas);

  self->tools.minimap = TG_MINIMAP (minimap);
  gtk_widget_set_halign (minimap, GTK_ALIGN_END);
  gtk_widget_set_valign (minimap, GTK_ALIGN_END);
  gtk_widget_set_margin_end (minimap, 12);
  gtk_widget_set_margin_bottom (minimap, 36);           /* below it is said how many are hidden */
  gtk_overlay_add_overlay (GTK_OVERLAY (overlay), minimap);
  g_signal_connect_object (overlay, "get-child-position", G_CALLBACK (place_cb), self, G_CONNECT_SWAPPED);
  g_object_bind_property (tg_settings_get_default (), "minimap", minimap, "visible", G_BINDING_SYNC_CREATE);
}

/* ---- over the canvas ---- */

static GtkWidget *
make_chip (TgGraphPage *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0), *open = gtk_button_new (), *clear = gtk_button_new_from_icon_name ("window-close-symbolic");
  GtkWidget *text = gtk_label_new (NULL);

  gtk_label_set_ellipsize (GTK_LABEL (text), PANGO_ELLIPSIZE_END);
  self->tools.chip_text = GTK_LABEL (text);
  gtk_button_set_child (GTK_BUTTON (open), text);
  gtk_actionable_set_action_name (GTK_ACTIONABLE (open), "graph.filter");
  gtk_widget_set_tooltip_text (open, _("What the filter leaves out; change it"));
  gtk_actionable_set_action_name (GTK_ACTIONABLE (clear), "graph.filter-clear");
  gtk_widget_set_tooltip_text (clear, _("Clear the filter"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (clear), GTK_ACCESSIBLE_PROPERTY_LABEL, _("Clear the filter"), -1);
  gtk_box_append (GTK_BOX (box), open);
  gtk_box_append (GTK_BOX (box), clear);
  gtk_widget_add_css_class (box, "linked");
  gtk_widget_add_css_class (box, "tg-over");
  gtk_widget_set_halign (box, GTK_ALIGN_START);
  gtk_widget_set_visible (box, FALSE);
  return box;
}

void
_tg_graph_tools_changed (TgGraphPage *self)
{
  TgGraphTools *tools = &self->tools;
  g_autofree char *text = tg_graph_filter_text (self->board);
  const gboolean by_scope = tg_board_get_filter (self->board)->time == TG_FILTER_SCOPE;

  gtk_widget_set_visible (tools->chip, text != NULL);
  if (text != NULL)
    gtk_label_set_text (tools->chip_text, text);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "graph.filter-clear", text != NULL);
  if (gtk_widget_get_mapped (GTK_WIDGET (tools->filter)))
    tg_graph_filter_show (tools->filter);
  if (gtk_widget_get_child_visible (GTK_WIDGET (tools->minimap)) != tg_minimap_is_useful (tools->minimap))
    gtk_widget_queue_resize (GTK_WIDGET (tools->minimap));
  _tg_graph_measures_changed (self);
  tg_graph_search_changed (tools->search);
  tg_graph_player_changed (tools->player);
  _tg_graph_series_need (self);
  if (by_scope != tools->by_scope && tg_board_n_nodes (self->board) > 0)
    tg_page_invalidate (TG_PAGE (self));
  tools->by_scope = by_scope;
}

static void
make_filter (TgGraphPage *self)
{
  GtkWidget *popover = gtk_popover_new (), *filter = tg_graph_filter_new (self->board);

  self->tools.filter = TG_GRAPH_FILTER (filter);
  gtk_popover_set_child (GTK_POPOVER (popover), filter);
  gtk_menu_button_set_popover (self->filter_button, popover);
  g_signal_connect_object (popover, "show", G_CALLBACK (tg_graph_filter_show), filter, G_CONNECT_SWAPPED);
}

/* Keys of the page wherever in the window the focus is. */
static void
make_keys (TgGraphPage *self)
{
  static const struct { const char *keys, *action; } keys[] = {
    { "<Control><Shift>f", "graph.filter" }, { "F3", "graph.search-next" }, { "<Shift>F3", "graph.search-previous" },
    { "<Control>m", "graph.minimap" }, { "F7", "graph.table" }, { "<Shift>F7", "graph.table-alone" }, { "<Control>t", "graph.timeline" }, { "<Control>space", "graph.play" }, { "<Control>bracketright", "graph.play-forward" },
    { "<Control>bracketleft", "graph.play-back" }, { "<Control><Shift>t", "graph.play-next-trail" },
  };
  GtkEventController *controller = gtk_shortcut_controller_new ();

  gtk_shortcut_controller_set_scope (GTK_SHORTCUT_CONTROLLER (controller), GTK_SHORTCUT_SCOPE_GLOBAL);
  for (guint i = 0; i < G_N_ELEMENTS (keys); i++)
    gtk_shortcut_controller_add_shortcut (GTK_SHORTCUT_CONTROLLER (controller),
                                          gtk_shortcut_new (gtk_shortcut_trigger_parse_string (keys[i].keys), gtk_named_action_new (keys[i].action)));
  gtk_widget_add_controller (GTK_WIDGET (self), controller);
}

void
_tg_graph_tools_init (TgGraphPage *self)
{
  GtkWidget *overlay = gtk_overlay_new (), *notes = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  GtkWidget *whole = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);

  make_keys (self);
  make_filter (self);
  self->tools.chip = make_chip (self);
  self->tools.notes = GTK_BOX (notes);
  self->tools.search = TG_GRAPH_SEARCH (tg_graph_search_new (self->canvas));
  g_signal_connect_object (self->tools.search, "asked", G_CALLBACK (asked_cb), self, G_CONNECT_SWAPPED);
  gtk_box_append (self->tools.notes, GTK_WIDGET (self->tools.search));
  gtk_box_append (self->tools.notes, self->tools.chip);
  gtk_box_append (self->tools.notes, _tg_graph_measures_init (self));
  gtk_widget_set_halign (notes, GTK_ALIGN_START);
  gtk_widget_set_valign (notes, GTK_ALIGN_START);
  gtk_widget_set_margin_start (notes, 10);
  gtk_widget_set_margin_end (notes, 10);
  gtk_widget_set_margin_top (notes, 10);
  gtk_overlay_set_child (GTK_OVERLAY (overlay), GTK_WIDGET (self->canvas));
  make_minimap (self, overlay);
  gtk_overlay_add_overlay (GTK_OVERLAY (overlay), notes);
  self->tools.player = TG_GRAPH_PLAYER (tg_graph_player_new (self->board));
  gtk_box_append (GTK_BOX (whole), overlay);
  gtk_box_append (GTK_BOX (whole), GTK_WIDGET (self->tools.player));
  adw_bin_set_child (self->canvas_bin, _tg_graph_twin_init (self, whole));
}
void
_tg_graph_tools_dispose (TgGraphPage *self)
{
  g_clear_pointer (&self->tools.measure, tg_board_measure_free);
  g_clear_pointer ((GtkWidget **) &self->tools.table_menu, gtk_widget_unparent);
}

void
_tg_graph_tools_class_init (GtkWidgetClass *klass)
{
  static const struct { const char *name, *type; GtkWidgetActionActivateFunc func; } actions[] = {
    { "graph.filter", NULL, action_filter },                     { "graph.filter-clear", NULL, action_filter_clear },
    { "graph.filter-kind", "s", action_filter_kind },            { "graph.filter-only-kind", "s", action_filter_kind },
    { "graph.filter-relation", "s", action_filter_kind },        { "graph.filter-only-relation", "s", action_filter_kind },
    { "graph.filter-account", "s", action_filter_account },      { "graph.filter-only-account", "s", action_filter_account },
    { "graph.filter-severity", "i", action_filter_value },       { "graph.filter-count", "x", action_filter_value },
    { "graph.filter-time", "s", action_filter_value },           { "graph.filter-remove", "b", action_filter_value },
    { "graph.search", NULL, action_search },                     { "graph.search-next", NULL, action_search },
    { "graph.search-previous", NULL, action_search },            { "graph.search-select", NULL, action_search },
    { "graph.search-close", NULL, action_search },
    { "graph.minimap", NULL, action_minimap },
    { "graph.timeline", NULL, action_play },                     { "graph.play", NULL, action_play },
    { "graph.play-forward", NULL, action_play },                 { "graph.play-back", NULL, action_play },
    { "graph.play-trail", "x", action_play_value },              { "graph.play-next-trail", NULL, action_play },
    { "graph.play-speed", "d", action_play_value },              { "graph.play-seek", "d", action_play_value },
    { "graph.filter-out", NULL, action_filter_selection },       { "graph.filter-to", NULL, action_filter_selection },
  };

  _tg_graph_measures_class_init (klass);
  _tg_graph_twin_class_init (klass);
  for (guint i = 0; i < G_N_ELEMENTS (actions); i++)
    gtk_widget_class_install_action (klass, actions[i].name, actions[i].type, actions[i].func);
}
