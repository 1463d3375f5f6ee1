/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tg-app"

#include "app/pages/graph-filter.h"

#include <glib/gi18n.h>

#include "app/format.h"
#include "widgets/graph/kind-icon.h"

#define ACCOUNTS_SHOWN 40

static const guint64 counts[] = { 0, 2, 5, 10, 100, 1000, 10000, 100000 };
static const char * const times[] = { "any", "scope", "span" };

typedef enum { ROW_KIND, ROW_RELATION, ROW_ACCOUNT } RowWhat;

typedef struct { RowWhat what; guint kind; char *account; GtkCheckButton *check; GtkLabel *number; guint n; } Row;

struct _TgGraphFilter
{
  AdwBin       parent_instance;

  GtkSwitch   *removes;
  GtkDropDown *severity, *count, *time;
  GtkLabel    *span;
  GtkBox      *rows_box;
  GtkWidget   *clear;
  GPtrArray   *rows;          /* Row, owned */
  TgBoard     *board;         /* owned */
  gboolean     showing;
  guint        counted;       /* the topology the numbers are of, and one more */
};

G_DEFINE_FINAL_TYPE (TgGraphFilter, tg_graph_filter, ADW_TYPE_BIN)

static void
row_free (gpointer data)
{
  Row *row = data;

  g_free (row->account);
  g_free (row);
}

static GVariant *
target_of (const Row *row)
{
  return g_variant_new_string (row->what == ROW_KIND ? tg_entity_kind_id ((TgEntityKind) row->kind)
                               : row->what == ROW_RELATION ? tg_relation_kind_id ((TgRelationKind) row->kind) : row->account);
}

static void
toggled_cb (GtkCheckButton *check, gpointer data)
{
  static const char * const actions[] = { "graph.filter-kind", "graph.filter-relation", "graph.filter-account" };
  TgGraphFilter *self = TG_GRAPH_FILTER (gtk_widget_get_ancestor (GTK_WIDGET (check), TG_TYPE_GRAPH_FILTER));
  const Row *row = data;

  if (self != NULL && !self->showing)
    gtk_widget_activate_action_variant (GTK_WIDGET (self), actions[row->what], target_of (row));
}

static const char *
row_title (const Row *row)
{
  if (row->what == ROW_KIND)
    return tg_kind_plural ((TgEntityKind) row->kind);
  if (row->what == ROW_RELATION)
    return _(tg_relation_kind_title ((TgRelationKind) row->kind));
  return row->account[0] != '\0' ? row->account : _("of no account");
}

static GtkWidget *
only_button (const Row *row, const char *title)
{
  GtkWidget *only = gtk_button_new_with_label (_("Only"));
  g_autofree char *tip = g_strdup_printf (_("Leave out all but “%s”"), title);

  gtk_widget_add_css_class (only, "flat");
  gtk_widget_add_css_class (only, "tg-tight");
  gtk_widget_set_valign (only, GTK_ALIGN_CENTER);
  gtk_widget_set_tooltip_text (only, tip);
  gtk_actionable_set_action_target_value (GTK_ACTIONABLE (only), target_of (row));
  gtk_actionable_set_action_name (GTK_ACTIONABLE (only), row->what == ROW_KIND ? "graph.filter-only-kind" : row->what == ROW_RELATION
                                  ? "graph.filter-only-relation" : "graph.filter-only-account");
  return only;
}

static void
add_row (TgGraphFilter *self, RowWhat what, guint kind, const char *account)
{
  Row *row = g_new0 (Row, 1);
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6), *check = gtk_check_button_new (), *number = gtk_label_new ("");

  *row = (Row) { what, kind, g_strdup (account), GTK_CHECK_BUTTON (check), GTK_LABEL (number), 0 };
  if (what == ROW_KIND)
    gtk_box_append (GTK_BOX (box), tg_kind_icon_new ((TgEntityKind) kind, 18));
  gtk_check_button_set_label (row->check, row_title (row));
  gtk_widget_set_hexpand (check, TRUE);
  gtk_box_append (GTK_BOX (box), check);
  gtk_widget_add_css_class (number, "dim-label");
  gtk_widget_add_css_class (number, "numeric");
  gtk_box_append (GTK_BOX (box), number);
  gtk_box_append (GTK_BOX (box), only_button (row, row_title (row)));
  g_signal_connect (check, "toggled", G_CALLBACK (toggled_cb), row);
  gtk_box_append (self->rows_box, box);
  g_ptr_array_add (self->rows, row);
}

static void
add_heading (TgGraphFilter *self, const char *text)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_widget_add_css_class (label, "heading");
  gtk_widget_add_css_class (label, "tg-section");
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_box_append (self->rows_box, label);
}

/* What there is to choose from: what is there, and what is left out already. */
typedef struct
{
  guint       kinds[TG_ENTITY_N_KINDS], relations[TG_RELATION_N_KINDS], severities[TG_SEVERITY_CRITICAL + 1];
  GHashTable *accounts;         /* char* -> count */
  GPtrArray  *names;            /* its keys, sorted; owned by it */
} Present;

static int
compare_names (gconstpointer a, gconstpointer b)
{
  return g_strcmp0 (*(const char * const *) a, *(const char * const *) b);
}

static void
present_init (Present *p, TgBoard *board)
{
  const TgBoardFilter *filter = tg_board_get_filter (board);

  *p = (Present) { .accounts = g_hash_table_new (g_str_hash, g_str_equal) };
  for (guint i = 0; i < tg_board_n_nodes (board); i++)
    {
      const TgBoardNode *node = tg_board_node (board, i);

      if (node->hidden || tg_board_node_is_bundle (node))
        continue;
      if ((guint) node->kind < TG_ENTITY_N_KINDS)
        p->kinds[node->kind]++;
      if (node->id < 0)
        continue;
      p->severities[CLAMP (node->severity, TG_SEVERITY_NONE, TG_SEVERITY_CRITICAL)]++;
      g_hash_table_insert (p->accounts, (gpointer) node->account, GUINT_TO_POINTER (GPOINTER_TO_UINT (g_hash_table_lookup (p->accounts, node->account)) + 1));
    }
  for (guint i = 0; filter->accounts != NULL && i < filter->accounts->len; i++)
    if (!g_hash_table_contains (p->accounts, g_ptr_array_index (filter->accounts, i)))
      g_hash_table_insert (p->accounts, g_ptr_array_index (filter->accounts, i), NULL);
  for (guint i = 0; i < tg_board_n_edges (board); i++)
    if ((guint) tg_board_edge (board, i)->kind < TG_RELATION_N_KINDS)
      p->relations[tg_board_edge (board, i)->kind]++;
  p->names = g_ptr_array_new ();
  GHashTableIter iter;
  gpointer name;
  g_hash_table_iter_init (&iter, p->accounts);
  while (g_hash_table_iter_next (&iter, &name, NULL))
    g_ptr_array_add (p->names, name);
  g_ptr_array_sort (p->names, compare_names);
}

static void
present_clear (Present *p)
{
  g_hash_table_unref (p->accounts);
  g_ptr_array_unref (p->names);
}

static gboolean
is_out (guint64 set, guint kind)
{
  return (set >> kind & 1) != 0;
}

/* The rows are made anew only when others are wanted: the one that is being clicked stays. */
static gboolean
same_rows (TgGraphFilter *self, GPtrArray *wanted)
{
  if (wanted->len != self->rows->len)
    return FALSE;
  for (guint i = 0; i < wanted->len; i++)
    {
      const Row *a = g_ptr_array_index (wanted, i), *b = g_ptr_array_index (self->rows, i);

      if (a->what != b->what || a->kind != b->kind || g_strcmp0 (a->account, b->account) != 0)
        return FALSE;
    }
  return TRUE;
}

static void
want (GPtrArray *wanted, RowWhat what, guint kind, const char *account, guint n)
{
  Row *row = g_new0 (Row, 1);

  *row = (Row) { .what = what, .kind = kind, .account = g_strdup (account), .n = n };
  g_ptr_array_add (wanted, row);
}

static GPtrArray *
wanted_rows (TgGraphFilter *self, const Present *p)
{
  const TgBoardFilter *filter = tg_board_get_filter (self->board);
  GPtrArray *wanted = g_ptr_array_new_with_free_func (row_free);

  for (guint kind = 1; kind < TG_ENTITY_N_KINDS; kind++)
    if (p->kinds[kind] > 0 || is_out (filter->kinds, kind))
      want (wanted, ROW_KIND, kind, NULL, p->kinds[kind]);
  for (guint kind = 1; kind < TG_RELATION_N_KINDS; kind++)
    if (tg_relation_kind_title ((TgRelationKind) kind) != NULL && (p->relations[kind] > 0 || is_out (filter->relations, kind)))
      want (wanted, ROW_RELATION, kind, NULL, p->relations[kind]);
  for (guint i = 0; p->names->len > 1 && i < p->names->len && i < ACCOUNTS_SHOWN; i++)
    want (wanted, ROW_ACCOUNT, 0, g_ptr_array_index (p->names, i),
          GPOINTER_TO_UINT (g_hash_table_lookup (p->accounts, g_ptr_array_index (p->names, i))));
  return wanted;
}

static void
make_rows (TgGraphFilter *self, GPtrArray *wanted)
{
  static const char * const headings[] = { N_("Kinds"), N_("Relations"), N_("Accounts") };
  GtkWidget *child;
  int what = -1;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self->rows_box))) != NULL)
    gtk_box_remove (self->rows_box, child);
  g_ptr_array_set_size (self->rows, 0);
  for (guint i = 0; i < wanted->len; i++)
    {
      const Row *row = g_ptr_array_index (wanted, i);

      if ((int) row->what != what)
        add_heading (self, _(headings[row->what]));
      what = row->what;
      add_row (self, row->what, row->kind, row->account);
    }
}

static void
fill_severities (TgGraphFilter *self, const Present *p)
{
  g_autoptr (GtkStringList) list = gtk_string_list_new (NULL);
  guint at_least = 0;
  g_autoptr (GPtrArray) texts = g_ptr_array_new_with_free_func (g_free);

  for (int severity = TG_SEVERITY_CRITICAL; severity > TG_SEVERITY_NONE; severity--)
    {
      at_least += p->severities[severity];
      g_ptr_array_add (texts, g_strdup_printf (severity == TG_SEVERITY_CRITICAL ? _("%s · %u") : _("%s and above · %u"),
                                               _(tg_severity_title ((TgSeverity) severity)), at_least));
    }
  gtk_string_list_append (list, _("Any severity"));
  for (guint i = texts->len; i > 0; i--)
    gtk_string_list_append (list, g_ptr_array_index (texts, i - 1));
  gtk_drop_down_set_model (self->severity, G_LIST_MODEL (list));
}

static void
fill_counts (TgGraphFilter *self)
{
  g_autoptr (GtkStringList) list = gtk_string_list_new (NULL);

  gtk_string_list_append (list, _("Seen any number of times"));
  for (guint k = 1; k < G_N_ELEMENTS (counts); k++)
    {
      guint n = 0;
      g_autofree char *least = tg_format_count (counts[k]);

      for (guint i = 0; i < tg_board_n_edges (self->board); i++)
        n += tg_board_edge (self->board, i)->kind != TG_RELATION_NONE && tg_board_edge (self->board, i)->count >= counts[k];
      g_autofree char *text = g_strdup_printf (_("Seen %s times or more · %u"), least, n);
      gtk_string_list_append (list, text);
    }
  gtk_drop_down_set_model (self->count, G_LIST_MODEL (list));
}

void
tg_graph_filter_show (TgGraphFilter *self)
{
  g_return_if_fail (TG_IS_GRAPH_FILTER (self));

  const TgBoardFilter *filter = tg_board_get_filter (self->board);
  Present p;
  present_init (&p, self->board);
  g_autoptr (GPtrArray) wanted = wanted_rows (self, &p);

  self->showing = TRUE;
  if (!same_rows (self, wanted))
    make_rows (self, wanted);
  for (guint i = 0; i < self->rows->len; i++)
    {
      const Row *row = g_ptr_array_index (self->rows, i);
      g_autofree char *number = tg_format_count (((const Row *) g_ptr_array_index (wanted, i))->n);

      gtk_label_set_text (row->number, number);
      gtk_check_button_set_active (row->check, row->what == ROW_KIND ? !is_out (filter->kinds, row->kind) : row->what == ROW_RELATION
                                   ? !is_out (filter->relations, row->kind) : tg_board_filter_has_account (filter, row->account));
    }
  if (self->counted != tg_board_get_topology (self->board) + 1)
    {
      fill_severities (self, &p);
      fill_counts (self);
    }
  self->counted = tg_board_get_topology (self->board) + 1;
  guint at = 0;
  while (at + 1 < G_N_ELEMENTS (counts) && counts[at + 1] <= filter->count)
    at++;
  gtk_drop_down_set_selected (self->severity, filter->severity);
  gtk_drop_down_set_selected (self->count, at);
  gtk_drop_down_set_selected (self->time, filter->time);
  gtk_switch_set_active (self->removes, filter->remove);
  g_autofree char *span = filter->time == TG_FILTER_SPAN ? tg_format_span (filter->span) : NULL;
  gtk_label_set_text (self->span, span != NULL ? span : "");
  gtk_widget_set_visible (GTK_WIDGET (self->span), span != NULL);
  gtk_widget_set_sensitive (self->clear, tg_board_filter_is_active (filter));
  self->showing = FALSE;
  present_clear (&p);
}

char *
tg_graph_filter_text (TgBoard *board)
{
  const TgBoardFilter *filter = tg_board_get_filter (board);
  guint edges, nodes = tg_board_n_veiled (board, &edges);
  g_autofree char *n = tg_format_count (nodes), *m = tg_format_count (edges);

  if (!tg_board_filter_is_active (filter))
    return NULL;
  if (nodes == 0 && edges == 0)
    return g_strdup (_("Filter: leaves nothing out"));
  return g_strdup_printf (filter->remove ? _("Filter: %s nodes, %s relations not shown") : _("Filter: %s nodes, %s relations greyed"), n, m);
}

static void
severity_cb (TgGraphFilter *self)
{
  if (!self->showing && gtk_drop_down_get_selected (self->severity) != GTK_INVALID_LIST_POSITION)
    gtk_widget_activate_action (GTK_WIDGET (self), "graph.filter-severity", "i", (int) gtk_drop_down_get_selected (self->severity));
}

static void
count_cb (TgGraphFilter *self)
{
  const guint at = gtk_drop_down_get_selected (self->count);

  if (!self->showing && at < G_N_ELEMENTS (counts))
    gtk_widget_activate_action (GTK_WIDGET (self), "graph.filter-count", "x", (gint64) counts[at]);
}

static void
time_cb (TgGraphFilter *self)
{
  const guint at = gtk_drop_down_get_selected (self->time);

  if (!self->showing && at < G_N_ELEMENTS (times))
    gtk_widget_activate_action (GTK_WIDGET (self), "graph.filter-time", "s", times[at]);
}

static void
removes_cb (TgGraphFilter *self)
{
  if (!self->showing)
    gtk_widget_activate_action (GTK_WIDGET (self), "graph.filter-remove", "b", gtk_switch_get_active (self->removes));
}

static GtkDropDown *
add_choice (TgGraphFilter *self, GtkWidget *box, const char *title, GCallback changed)
{
  GtkWidget *choice = gtk_drop_down_new (NULL, NULL);

  gtk_accessible_update_property (GTK_ACCESSIBLE (choice), GTK_ACCESSIBLE_PROPERTY_LABEL, title, -1);
  gtk_widget_set_tooltip_text (choice, title);
  gtk_box_append (GTK_BOX (box), choice);
  g_signal_connect_object (choice, "notify::selected", changed, self, G_CONNECT_SWAPPED);
  return GTK_DROP_DOWN (choice);
}

static GtkWidget *
head (TgGraphFilter *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 8), *label = gtk_label_new (_("Remove instead of greying"));

  self->removes = GTK_SWITCH (gtk_switch_new ());
  self->clear = gtk_button_new_with_label (_("Clear"));
  gtk_actionable_set_action_name (GTK_ACTIONABLE (self->clear), "graph.filter-clear");
  gtk_widget_set_tooltip_text (self->clear, _("Clear the filter: everything is shown"));
  gtk_widget_set_valign (GTK_WIDGET (self->removes), GTK_ALIGN_CENTER);
  gtk_accessible_update_relation (GTK_ACCESSIBLE (self->removes), GTK_ACCESSIBLE_RELATION_LABELLED_BY, label, NULL, -1);
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->removes));
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_widget_set_hexpand (label, TRUE);
  gtk_box_append (GTK_BOX (box), label);
  gtk_box_append (GTK_BOX (box), self->clear);
  g_signal_connect_object (self->removes, "notify::active", G_CALLBACK (removes_cb), self, G_CONNECT_SWAPPED);
  return box;
}

static void
tg_graph_filter_dispose (GObject *object)
{
  TgGraphFilter *self = TG_GRAPH_FILTER (object);

  self->showing = TRUE;
  g_clear_object (&self->board);
  G_OBJECT_CLASS (tg_graph_filter_parent_class)->dispose (object);
}

static void
tg_graph_filter_finalize (GObject *object)
{
  g_ptr_array_unref (TG_GRAPH_FILTER (object)->rows);
  G_OBJECT_CLASS (tg_graph_filter_parent_class)->finalize (object);
}

static void
tg_graph_filter_class_init (TgGraphFilterClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = tg_graph_filter_dispose;
  G_OBJECT_CLASS (klass)->finalize = tg_graph_filter_finalize;
}

static void
tg_graph_filter_init (TgGraphFilter *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6), *scroller = gtk_scrolled_window_new (), *span = gtk_label_new (NULL);
  g_autoptr (GtkStringList) list = gtk_string_list_new ((const char *[]) { _("At any time"), _("Within the scope (follows it)"), _("Within a span of its own"), NULL });

  self->rows = g_ptr_array_new_with_free_func (row_free);
  gtk_box_append (GTK_BOX (box), head (self));
  self->severity = add_choice (self, box, _("Severity of a node, at least"), G_CALLBACK (severity_cb));
  self->count = add_choice (self, box, _("How often a relation was seen, at least"), G_CALLBACK (count_cb));
  self->time = add_choice (self, box, _("When a relation was seen"), G_CALLBACK (time_cb));
  self->showing = TRUE;
  gtk_drop_down_set_model (self->time, G_LIST_MODEL (list));
  self->showing = FALSE;
  self->span = GTK_LABEL (span);
  gtk_widget_add_css_class (span, "dim-label");
  gtk_widget_add_css_class (span, "caption");
  gtk_label_set_xalign (self->span, 0);
  gtk_label_set_wrap (self->span, TRUE);
  gtk_box_append (GTK_BOX (box), span);
  self->rows_box = GTK_BOX (gtk_box_new (GTK_ORIENTATION_VERTICAL, 2));
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->rows_box));
  gtk_widget_set_margin_start (box, 6);
  gtk_widget_set_margin_end (box, 12);
  gtk_widget_set_margin_top (box, 6);
  gtk_widget_set_margin_bottom (box, 6);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroller), box);
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scroller), GTK_POLICY_NEVER, GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_propagate_natural_height (GTK_SCROLLED_WINDOW (scroller), TRUE);
  gtk_scrolled_window_set_max_content_height (GTK_SCROLLED_WINDOW (scroller), 440);
  gtk_widget_set_size_request (scroller, 330, -1);
  adw_bin_set_child (ADW_BIN (self), scroller);
}

GtkWidget *
tg_graph_filter_new (TgBoard *board)
{
  TgGraphFilter *self = g_object_new (TG_TYPE_GRAPH_FILTER, NULL);

  self->board = g_object_ref (board);
  return GTK_WIDGET (self);
}
