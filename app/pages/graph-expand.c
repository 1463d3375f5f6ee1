/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tg-app"

#include "app/pages/graph-expand.h"

#include <glib/gi18n.h>

#include "app/format.h"

typedef struct { gint64 id; TgTimeRange scope; guint64 counts[TG_RELATION_N_KINDS][2]; } Work;

static gpointer
counts_query (TgReader *reader, gpointer data, TgJob *job, GError **error)
{
  Work *work = g_memdup2 (data, sizeof (Work));

  if (tg_reader_relation_counts (reader, work->id, work->scope, work->counts, job, error))
    return work;
  g_free (work);
  return NULL;
}

static void
add_item (GMenu *menu, TgRelationKind kind, gboolean outgoing, guint64 n)
{
  const char *title = outgoing ? tg_relation_kind_title (kind) : tg_relation_kind_title_reverse (kind);
  g_autofree char *count = tg_format_count (n), *label = g_strdup_printf ("%s %s · %s", outgoing ? "→" : "←", _(title), count);
  g_autoptr (GMenuItem) item = g_menu_item_new (label, NULL);

  g_menu_item_set_action_and_target (item, "graph.expand-relation", "(sb)", tg_relation_kind_id (kind), outgoing);
  g_menu_append_item (menu, item);
}

static void
counts_answer (TgPage *page, gpointer result, const GError *error)
{
  GMenu *menu = TG_GRAPH_PAGE (page)->relation_menu;
  const Work *work = result;

  g_menu_remove_all (menu);
  for (int outgoing = 1; work != NULL && outgoing >= 0; outgoing--)
    for (guint kind = 1; kind < TG_RELATION_N_KINDS; kind++)
      if (work->counts[kind][outgoing] > 0)
        add_item (menu, (TgRelationKind) kind, outgoing, work->counts[kind][outgoing]);
}

void
_tg_graph_expand_fill (TgGraphPage *self)
{
  g_autoptr (GArray) selection = tg_board_get_selection (self->board);
  const gint64 id = selection->len == 1 ? g_array_index (selection, gint64, 0) : 0;
  Work *work;

  g_menu_remove_all (self->relation_menu);
  if (id <= 0 || tg_page_get_case (TG_PAGE (self)) == NULL)
    return;
  work = g_new0 (Work, 1);
  work->id = id;
  work->scope = tg_page_get_scope (TG_PAGE (self));
  tg_page_query (TG_PAGE (self), SLOT_EXPAND, counts_query, work, g_free, g_free, counts_answer);
}

void
_tg_graph_expand_say (TgGraphPage *self, guint added, guint left)
{
  g_autofree char *text = NULL;

  if (added == 0)
    text = g_strdup (_("All of them are on the board"));
  else if (left > 0)
    text = g_strdup_printf (_("%u added; %u more: choose it again"), added, left);
  if (text != NULL)
    gtk_widget_activate_action (GTK_WIDGET (self), "win.toast", "s", text);
}

static void
action_expand_relation (GtkWidget *widget, const char *name, GVariant *parameter)
{
  TgGraphPage *self = TG_GRAPH_PAGE (widget);
  g_autoptr (GArray) selection = tg_board_get_selection (self->board);
  const char *id;
  gboolean outgoing;

  g_variant_get (parameter, "(&sb)", &id, &outgoing);
  if (selection->len == 1)
    _tg_graph_page_expand_relation (self, g_array_index (selection, gint64, 0), tg_relation_kind_from_id (id), outgoing);
}

void
_tg_graph_expand_class_init (GtkWidgetClass *klass)
{
  gtk_widget_class_install_action (klass, "graph.expand-relation", "(sb)", action_expand_relation);
}
