/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tg-app"

#include "app/board-rows.h"

typedef struct { gint64 id; guint32 index; gboolean selected; } Place;

struct _TgBoardRow
{
  GObject     parent_instance;

  gint64      id;
  TgBoardRows *rows;            /* borrowed; NULL once they are gone */
  guint       index;
};

struct _TgBoardRows
{
  GObject     parent_instance;

  TgBoard    *board;            /* owned */
  TgBoardTable table;
  GArray     *order;            /* Place, owned */
  GHashTable *live;             /* gint64* in the row -> TgBoardRow, borrowed */
  int         column;
  gboolean    descending;
  gboolean    active, telling;
  gboolean    stale;            /* the order too, not only what the rows say */
  guint       refresh_id;
};

enum { CHANGED, N_ROW_SIGNALS };

static guint row_signals[N_ROW_SIGNALS];

static void list_model_init (GListModelInterface *iface);
static void selection_model_init (GtkSelectionModelInterface *iface);

G_DEFINE_FINAL_TYPE (TgBoardRow, tg_board_row, G_TYPE_OBJECT)
G_DEFINE_FINAL_TYPE_WITH_CODE (TgBoardRows, tg_board_rows, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, list_model_init)
                               G_IMPLEMENT_INTERFACE (GTK_TYPE_SELECTION_MODEL, selection_model_init))

/* ---- a row ---- */

static void
tg_board_row_finalize (GObject *object)
{
  TgBoardRow *self = TG_BOARD_ROW (object);

  if (self->rows != NULL)
    g_hash_table_remove (self->rows->live, &self->id);
  G_OBJECT_CLASS (tg_board_row_parent_class)->finalize (object);
}

static void
tg_board_row_class_init (TgBoardRowClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = tg_board_row_finalize;
  row_signals[CHANGED] = g_signal_new ("changed", TG_TYPE_BOARD_ROW, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
tg_board_row_init (TgBoardRow *self)
{
}

gint64
tg_board_row_get_id (TgBoardRow *self)
{
  g_return_val_if_fail (TG_IS_BOARD_ROW (self), 0);
  return self->id;
}

/* Between a change of the board and the refresh an index may be another's. */
static gboolean
is_at (TgBoardRows *self, gint64 id, guint index)
{
  return index < tg_board_table_length (self->board, self->table) && tg_board_table_id (self->board, self->table, index) == id;
}

gboolean
tg_board_row_get_index (TgBoardRow *self, guint *index)
{
  g_return_val_if_fail (TG_IS_BOARD_ROW (self), FALSE);
  *index = self->index;
  return self->rows != NULL && is_at (self->rows, self->id, self->index);
}

/* ---- the list ---- */

static Place *
place_at (TgBoardRows *self, guint position)
{
  return &g_array_index (self->order, Place, position);
}

static GType
get_item_type (GListModel *model)
{
  return TG_TYPE_BOARD_ROW;
}

static guint
get_n_items (GListModel *model)
{
  return TG_BOARD_ROWS (model)->order->len;
}

static gpointer
get_item (GListModel *model, guint position)
{
  TgBoardRows *self = TG_BOARD_ROWS (model);
  TgBoardRow *row;

  if (position >= self->order->len)
    return NULL;
  row = g_hash_table_lookup (self->live, &place_at (self, position)->id);
  if (row != NULL)
    return g_object_ref (row);
  row = g_object_new (TG_TYPE_BOARD_ROW, NULL);
  row->id = place_at (self, position)->id;
  row->index = place_at (self, position)->index;
  row->rows = self;
  g_hash_table_insert (self->live, &row->id, row);
  return row;
}

static void
list_model_init (GListModelInterface *iface)
{
  iface->get_item_type = get_item_type;
  iface->get_n_items = get_n_items;
  iface->get_item = get_item;
}

/* ---- the selection ---- */

static gboolean
is_selected (GtkSelectionModel *model, guint position)
{
  TgBoardRows *self = TG_BOARD_ROWS (model);

  return position < self->order->len && place_at (self, position)->selected;
}

static GtkBitset *
get_selection_in_range (GtkSelectionModel *model, guint position, guint n)
{
  TgBoardRows *self = TG_BOARD_ROWS (model);
  GtkBitset *set = gtk_bitset_new_empty ();
  const guint end = (guint) MIN ((guint64) position + n, (guint64) self->order->len);

  for (guint i = position, from; i < end; i++)
    {
      for (from = i; i < end && place_at (self, i)->selected; i++)
        ;
      if (i > from)
        gtk_bitset_add_range (set, from, i - from);
    }
  return set;
}

/* What is selected here is selected on the board. */
static void
tell_board (TgBoardRows *self)
{
  g_autoptr (GArray) ids = g_array_new (FALSE, FALSE, sizeof (gint64));

  for (guint i = 0; i < self->order->len; i++)
    {
      const Place *place = place_at (self, i);

      if (!place->selected)
        continue;
      if (self->table == TG_BOARD_NODES)
        g_array_append_val (ids, place->id);
      else if (is_at (self, place->id, place->index))
        {
          const TgBoardEdge *edge = tg_board_edge (self->board, place->index);

          g_array_append_val (ids, edge->source);
          g_array_append_val (ids, edge->target);
        }
    }
  self->telling = TRUE;
  tg_board_select (self->board, (const gint64 *) (gpointer) ids->data, ids->len, TG_SELECT_SET);
  self->telling = FALSE;
}

static gboolean
set_selection (GtkSelectionModel *model, GtkBitset *selected, GtkBitset *mask)
{
  TgBoardRows *self = TG_BOARD_ROWS (model);
  GtkBitsetIter iter;
  guint position, from = G_MAXUINT, to = 0;

  if (gtk_bitset_iter_init_first (&iter, mask, &position))
    do
      {
        if (position >= self->order->len)
          break;
        if (place_at (self, position)->selected == gtk_bitset_contains (selected, position))
          continue;
        place_at (self, position)->selected ^= TRUE;
        from = MIN (from, position);
        to = position;
      }
    while (gtk_bitset_iter_next (&iter, &position));
  if (from <= to)
    {
      tell_board (self);
      gtk_selection_model_selection_changed (model, from, to - from + 1);
    }
  return TRUE;
}

static void
selection_model_init (GtkSelectionModelInterface *iface)
{
  iface->is_selected = is_selected;
  iface->get_selection_in_range = get_selection_in_range;
  iface->set_selection = set_selection;
}

static gboolean
is_end_selected (TgBoardRows *self, gint64 id)
{
  const TgBoardNode *node = tg_board_find (self->board, id);

  return node != NULL && node->selected;
}

static gboolean
is_on_board_selected (TgBoardRows *self, const Place *place)
{
  if (!is_at (self, place->id, place->index))
    return FALSE;
  if (self->table == TG_BOARD_NODES)
    return tg_board_node (self->board, place->index)->selected;
  const TgBoardEdge *edge = tg_board_edge (self->board, place->index);
  return tg_board_edge_veil (self->board, place->index) == TG_VEIL_NONE && is_end_selected (self, edge->source) && is_end_selected (self, edge->target);
}

static void
follow_selection (TgBoardRows *self)
{
  const gboolean some = tg_board_n_selected (self->board) > 0;
  guint from = G_MAXUINT, to = 0;

  for (guint i = 0; i < self->order->len; i++)
    {
      Place *place = place_at (self, i);
      const gboolean selected = some && is_on_board_selected (self, place);

      if (place->selected == selected)
        continue;
      place->selected = selected;
      from = MIN (from, i);
      to = i;
    }
  if (from <= to)
    gtk_selection_model_selection_changed (GTK_SELECTION_MODEL (self), from, to - from + 1);
}

static void
selection_changed_cb (TgBoardRows *self)
{
  if (self->active && !self->telling)
    follow_selection (self);
}

/* ---- following the board ---- */

static void
tell_rows (TgBoardRows *self)
{
  g_autoptr (GPtrArray) rows = g_ptr_array_new_with_free_func (g_object_unref);
  GHashTableIter iter;
  gpointer row;

  g_hash_table_iter_init (&iter, self->live);
  while (g_hash_table_iter_next (&iter, NULL, &row))
    g_ptr_array_add (rows, g_object_ref (row));
  for (guint i = 0; i < rows->len; i++)
    g_signal_emit (g_ptr_array_index (rows, i), row_signals[CHANGED], 0);
}

static GArray *
make_order (TgBoardRows *self)
{
  const guint n = tg_board_table_length (self->board, self->table);
  g_autofree guint32 *indices = tg_board_table_sort (self->board, self->table, self->column, self->descending);
  GArray *order = g_array_sized_new (FALSE, FALSE, sizeof (Place), n);

  for (guint i = 0; i < n; i++)
    {
      const Place place = { tg_board_table_id (self->board, self->table, indices[i]), indices[i], FALSE };
      g_array_append_val (order, place);
    }
  return order;
}

/* What was selected stays so, unless the board knows better. */
static void
carry_selection (TgBoardRows *self, const GArray *old)
{
  g_autoptr (GHashTable) was = g_hash_table_new (g_int64_hash, g_int64_equal);

  for (guint i = 0; i < old->len; i++)
    if (g_array_index (old, Place, i).selected)
      g_hash_table_add (was, &g_array_index (old, Place, i).id);
  for (guint i = 0; i < self->order->len; i++)
    {
      Place *place = place_at (self, i);
      const TgBoardNode *node = self->table == TG_BOARD_NODES ? tg_board_node (self->board, place->index) : NULL;

      if (node != NULL && !tg_board_node_is_away (node) && node->veil == TG_VEIL_NONE)
        place->selected = node->selected;
      else
        place->selected = g_hash_table_size (was) > 0 && g_hash_table_contains (was, &place->id);
    }
}

/* Only what lies between the rows that are as they were is another: the view keeps its place. */
static void
tell_order (TgBoardRows *self, const GArray *old)
{
  const GArray *new = self->order;
  guint head = 0, tail = 0;

#define SAME(a, b) (g_array_index (old, Place, a).id == g_array_index (new, Place, b).id)
  while (head < old->len && head < new->len && SAME (head, head))
    head++;
  while (tail < old->len - head && tail < new->len - head && SAME (old->len - 1 - tail, new->len - 1 - tail))
    tail++;
#undef SAME
  if (old->len - head - tail > 0 || new->len - head - tail > 0)
    g_list_model_items_changed (G_LIST_MODEL (self), head, old->len - head - tail, new->len - head - tail);
  if (new->len > 0)
    gtk_selection_model_selection_changed (GTK_SELECTION_MODEL (self), 0, new->len);
}

static void
refresh (TgBoardRows *self)
{
  g_clear_handle_id (&self->refresh_id, g_source_remove);
  if (self->stale)
    {
      g_autoptr (GArray) old = g_steal_pointer (&self->order);

      self->stale = FALSE;
      self->order = make_order (self);
      carry_selection (self, old);
      for (guint i = 0; g_hash_table_size (self->live) > 0 && i < self->order->len; i++)
        {
          TgBoardRow *row = g_hash_table_lookup (self->live, &place_at (self, i)->id);

          if (row != NULL)
            row->index = place_at (self, i)->index;
        }
      tell_order (self, old);
    }
  tell_rows (self);
}

static gboolean
refresh_cb (gpointer data)
{
  TgBoardRows *self = data;

  self->refresh_id = 0;
  refresh (self);
  return G_SOURCE_REMOVE;
}

static void
queue_refresh (TgBoardRows *self)
{
  if (self->active && self->refresh_id == 0)
    self->refresh_id = g_idle_add (refresh_cb, self);
}

static void
changed_cb (TgBoardRows *self)
{
  self->stale = TRUE;
  queue_refresh (self);
}

/* While it is played, only the states are others. */
static void
moment_changed_cb (TgBoardRows *self)
{
  guint n;
  const TgBoardColumn *columns = tg_board_columns (self->table, &n);

  if (self->column >= 0 && (guint) self->column < n && columns[self->column].word != NULL)
    self->stale = TRUE;
  queue_refresh (self);
}

void
tg_board_rows_refresh (TgBoardRows *self)
{
  g_return_if_fail (TG_IS_BOARD_ROWS (self));
  if (self->stale || self->refresh_id != 0)
    refresh (self);
}

void
tg_board_rows_set_active (TgBoardRows *self, gboolean active)
{
  g_return_if_fail (TG_IS_BOARD_ROWS (self));
  if (self->active == active)
    return;
  self->active = active;
  if (!active)
    {
      g_clear_handle_id (&self->refresh_id, g_source_remove);
      return;
    }
  refresh (self);
  follow_selection (self);
}

void
tg_board_rows_sort (TgBoardRows *self, int column, gboolean descending)
{
  g_return_if_fail (TG_IS_BOARD_ROWS (self));
  self->column = column;
  self->descending = descending;
  self->stale = TRUE;
  refresh (self);
}

gboolean
tg_board_rows_index (TgBoardRows *self, guint position, guint *index)
{
  g_return_val_if_fail (TG_IS_BOARD_ROWS (self), FALSE);
  if (position >= self->order->len)
    return FALSE;
  *index = place_at (self, position)->index;
  return is_at (self, place_at (self, position)->id, *index);
}

int
tg_board_rows_find (TgBoardRows *self, gint64 id)
{
  g_return_val_if_fail (TG_IS_BOARD_ROWS (self), -1);
  for (guint i = 0; i < self->order->len; i++)
    if (place_at (self, i)->id == id)
      return (int) i;
  return -1;
}

GArray *
tg_board_rows_indices (TgBoardRows *self, gboolean selected)
{
  GArray *indices = g_array_new (FALSE, FALSE, sizeof (guint32));

  g_return_val_if_fail (TG_IS_BOARD_ROWS (self), indices);
  tg_board_rows_refresh (self);
  for (guint i = 0; i < self->order->len; i++)
    if (!selected || place_at (self, i)->selected)
      g_array_append_val (indices, place_at (self, i)->index);
  return indices;
}

static void
tg_board_rows_dispose (GObject *object)
{
  TgBoardRows *self = TG_BOARD_ROWS (object);
  GHashTableIter iter;
  gpointer row;

  g_clear_handle_id (&self->refresh_id, g_source_remove);
  g_hash_table_iter_init (&iter, self->live);
  while (g_hash_table_iter_next (&iter, NULL, &row))
    TG_BOARD_ROW (row)->rows = NULL;
  g_hash_table_remove_all (self->live);
  G_OBJECT_CLASS (tg_board_rows_parent_class)->dispose (object);
}

static void
tg_board_rows_finalize (GObject *object)
{
  TgBoardRows *self = TG_BOARD_ROWS (object);

  g_hash_table_unref (self->live);
  g_array_unref (self->order);
  g_clear_object (&self->board);
  G_OBJECT_CLASS (tg_board_rows_parent_class)->finalize (object);
}

static void
tg_board_rows_class_init (TgBoardRowsClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = tg_board_rows_dispose;
  G_OBJECT_CLASS (klass)->finalize = tg_board_rows_finalize;
}

static void
tg_board_rows_init (TgBoardRows *self)
{
  self->order = g_array_new (FALSE, FALSE, sizeof (Place));
  self->live = g_hash_table_new (g_int64_hash, g_int64_equal);
  self->column = -1;
  self->stale = TRUE;
}

TgBoardRows *
tg_board_rows_new (TgBoard *board, TgBoardTable table)
{
  TgBoardRows *self = g_object_new (TG_TYPE_BOARD_ROWS, NULL);

  self->board = g_object_ref (board);
  self->table = table;
  g_signal_connect_object (board, "changed", G_CALLBACK (changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (board, "moment-changed", G_CALLBACK (moment_changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (board, "selection-changed", G_CALLBACK (selection_changed_cb), self, G_CONNECT_SWAPPED);
  return self;
}
