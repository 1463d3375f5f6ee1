/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tg-app"

#include "app/row-list.h"

/* Pages kept beside those of rows on the screen. */
#define PAGES_MAX  48
#define WANTED_MAX 8

struct _TgRow
{
  GObject parent_instance;

  TgRowList *rows;      /* borrowed; NULL once the list is another or gone */
  guint   index;
  GArray *page;      /* owned */
  guint   place;
};

enum { LOADED, N_ROW_SIGNALS };

static guint row_signals[N_ROW_SIGNALS];

G_DEFINE_FINAL_TYPE (TgRow, tg_row, G_TYPE_OBJECT)

struct _TgRowList
{
  GObject     parent_instance;

  /* Owned */
  GHashTable *pages;       /* page number -> GArray */
  GHashTable *live;        /* index -> TgRow, borrowed */
  GArray     *all;         /* the whole list when it came at once */
  GQueue      wanted;      /* page numbers, newest first */
  guint       total;
  guint       asked;       /* page number + 1 under way */
  guint       need_id;
};

enum { NEED, N_SIGNALS };

static guint signals[N_SIGNALS];

static void list_model_init (GListModelInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (TgRowList, tg_row_list, G_TYPE_OBJECT, G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, list_model_init))

static void
tg_row_finalize (GObject *object)
{
  TgRow *self = TG_ROW (object);

  if (self->rows != NULL)
    g_hash_table_remove (self->rows->live, GUINT_TO_POINTER (self->index));
  g_clear_pointer (&self->page, g_array_unref);
  G_OBJECT_CLASS (tg_row_parent_class)->finalize (object);
}

static void
tg_row_class_init (TgRowClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = tg_row_finalize;
  row_signals[LOADED] = g_signal_new ("loaded", TG_TYPE_ROW, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
tg_row_init (TgRow *self)
{
}

gconstpointer
tg_row_get_data (TgRow *self)
{
  g_return_val_if_fail (TG_IS_ROW (self), NULL);
  return self->page != NULL ? self->page->data + (gsize) self->place * g_array_get_element_size (self->page) : NULL;
}

static GArray *
find_page (TgRowList *self, guint index, guint *place)
{
  GArray *page;

  if (self->all != NULL)
    {
      *place = index;
      return self->all;
    }
  page = g_hash_table_lookup (self->pages, GUINT_TO_POINTER (index / TG_ROW_LIST_PAGE));
  *place = index % TG_ROW_LIST_PAGE;
  return page != NULL && *place < page->len ? page : NULL;
}

gconstpointer
tg_row_list_get_data (TgRowList *self, guint index)
{
  guint place;
  GArray *page;

  g_return_val_if_fail (TG_IS_ROW_LIST (self), NULL);
  if (index >= self->total)
    return NULL;
  page = find_page (self, index, &place);
  return page != NULL ? page->data + (gsize) place * g_array_get_element_size (page) : NULL;
}

static gboolean
need_cb (gpointer data)
{
  TgRowList *self = data;
  guint number;

  self->need_id = 0;
  if (self->asked != 0 || g_queue_is_empty (&self->wanted))
    return G_SOURCE_REMOVE;
  number = GPOINTER_TO_UINT (g_queue_pop_head (&self->wanted));
  self->asked = number + 1;
  g_signal_emit (self, signals[NEED], 0, (guint64) number * TG_ROW_LIST_PAGE);
  return G_SOURCE_REMOVE;
}

static void
want (TgRowList *self, guint number)
{
  if (self->asked == number + 1)
    return;
  g_queue_remove (&self->wanted, GUINT_TO_POINTER (number));
  g_queue_push_head (&self->wanted, GUINT_TO_POINTER (number));
  if (g_queue_get_length (&self->wanted) > WANTED_MAX)
    g_queue_pop_tail (&self->wanted);
  if (self->need_id == 0)
    self->need_id = g_idle_add (need_cb, self);
}

static gpointer
get_item (GListModel *model, guint index)
{
  TgRowList *self = TG_ROW_LIST (model);
  TgRow *row;
  GArray *page;
  guint place;

  if (index >= self->total)
    return NULL;
  row = g_hash_table_lookup (self->live, GUINT_TO_POINTER (index));
  if (row != NULL)
    return g_object_ref (row);
  row = g_object_new (TG_TYPE_ROW, NULL);
  row->rows = self;
  row->index = index;
  page = find_page (self, index, &place);
  if (page != NULL)
    {
      row->page = g_array_ref (page);
      row->place = place;
    }
  else
    want (self, index / TG_ROW_LIST_PAGE);
  g_hash_table_insert (self->live, GUINT_TO_POINTER (index), row);
  return row;
}

static GType
get_item_type (GListModel *model)
{
  return TG_TYPE_ROW;
}

static guint
get_n_items (GListModel *model)
{
  return TG_ROW_LIST (model)->total;
}

static void
list_model_init (GListModelInterface *iface)
{
  iface->get_item = get_item;
  iface->get_item_type = get_item_type;
  iface->get_n_items = get_n_items;
}

static void
forget (TgRowList *self)
{
  GHashTableIter iter;
  gpointer row;

  g_hash_table_iter_init (&iter, self->live);
  while (g_hash_table_iter_next (&iter, NULL, &row))
    TG_ROW (row)->rows = NULL;
  g_hash_table_remove_all (self->live);
  g_hash_table_remove_all (self->pages);
  g_clear_pointer (&self->all, g_array_unref);
  g_queue_clear (&self->wanted);
  g_clear_handle_id (&self->need_id, g_source_remove);
  self->asked = 0;
}

void
tg_row_list_reset (TgRowList *self, guint64 total, GArray *first)
{
  guint before;

  g_return_if_fail (TG_IS_ROW_LIST (self));
  before = self->total;
  forget (self);
  self->total = (guint) MIN (total, G_MAXINT32);
  if (first != NULL && first->len >= self->total)
    self->all = g_array_ref (first);
  else if (first != NULL)
    g_hash_table_insert (self->pages, GUINT_TO_POINTER (0), g_array_ref (first));
  g_list_model_items_changed (G_LIST_MODEL (self), 0, before, self->total);
}

void
tg_row_list_fill (TgRowList *self, guint64 offset, GArray *page)
{
  guint number = (guint) (offset / TG_ROW_LIST_PAGE);

  g_return_if_fail (TG_IS_ROW_LIST (self));
  if (self->asked != number + 1)
    return;
  self->asked = 0;
  if (page != NULL)
    {
      if (g_hash_table_size (self->pages) >= PAGES_MAX)
        g_hash_table_remove_all (self->pages);
      g_hash_table_insert (self->pages, GUINT_TO_POINTER (number), g_array_ref (page));
    }
  for (guint i = 0; page != NULL && i < page->len; i++)
    {
      TgRow *row = g_hash_table_lookup (self->live, GUINT_TO_POINTER ((guint) offset + i));

      if (row == NULL || row->page != NULL)
        continue;
      row->page = g_array_ref (page);
      row->place = i;
      g_signal_emit (row, row_signals[LOADED], 0);
    }
  if (!g_queue_is_empty (&self->wanted) && self->need_id == 0)
    self->need_id = g_idle_add (need_cb, self);
}

static void
tg_row_list_finalize (GObject *object)
{
  TgRowList *self = TG_ROW_LIST (object);

  forget (self);
  g_hash_table_unref (self->live);
  g_hash_table_unref (self->pages);
  G_OBJECT_CLASS (tg_row_list_parent_class)->finalize (object);
}

static void
tg_row_list_class_init (TgRowListClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = tg_row_list_finalize;
  signals[NEED] = g_signal_new ("need", TG_TYPE_ROW_LIST, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_UINT64);
}

static void
tg_row_list_init (TgRowList *self)
{
  self->pages = g_hash_table_new_full (NULL, NULL, NULL, (GDestroyNotify) g_array_unref);
  self->live = g_hash_table_new (NULL, NULL);
  g_queue_init (&self->wanted);
}

TgRowList *
tg_row_list_new (void)
{
  return g_object_new (TG_TYPE_ROW_LIST, NULL);
}
