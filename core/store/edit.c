/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tg-store"

#include "core/store/edit-private.h"

#define OPEN_MAX 64      /* blocks, a megabyte each at most */

typedef struct { gint64 id, t_min, t_max, evidence_min, evidence_max; } Span;

typedef struct _TgEditOpen { TgBlock *block; guint8 *gone; gboolean changed; } Open;

struct _TgEdit
{
  sqlite3      *db;
  GArray       *spans;      /* Span, of all blocks; empty: not read */
  GHashTable   *open;       /* Open by block id */
  sqlite3_stmt *read, *store;
};

static void
open_free (gpointer data)
{
  Open *open = data;

  tg_block_free (open->block);
  g_free (open->gone);
  g_free (open);
}

TgEdit *
tg_edit_new (sqlite3 *db, GError **error)
{
  TgEdit *edit = g_new0 (TgEdit, 1);

  edit->db = db;
  edit->spans = g_array_new (FALSE, FALSE, sizeof (Span));
  edit->open = g_hash_table_new_full (g_int64_hash, g_int64_equal, NULL, open_free);
  if ((edit->read = tg_db_prepare (db, TG_BLOCK_LOAD, error)) == NULL
      || (edit->store = tg_db_prepare (db, TG_BLOCK_STORE, error)) == NULL)
    g_clear_pointer (&edit, tg_edit_free);
  return edit;
}

void
tg_edit_free (TgEdit *edit)
{
  if (edit == NULL)
    return;
  g_array_unref (edit->spans);
  g_hash_table_unref (edit->open);
  sqlite3_finalize (edit->read);
  sqlite3_finalize (edit->store);
  g_free (edit);
}

void
tg_edit_forget (TgEdit *edit)
{
  g_hash_table_remove_all (edit->open);
  g_array_set_size (edit->spans, 0);
}

static gboolean
load_spans (TgEdit *edit, GError **error)
{
  g_autoptr (sqlite3_stmt) stmt = tg_db_prepare (edit->db, "SELECT id, t_min, t_max, evidence_min, evidence_max FROM block", error);
  int got = stmt != NULL ? 1 : -1;

  while (got > 0 && (got = tg_db_step (stmt, error)) > 0)
    {
      Span span;
      gint64 *values = (gint64 *) &span;
      for (int c = 0; c < 5; c++)
        values[c] = sqlite3_column_int64 (stmt, c);
      g_array_append_val (edit->spans, span);
    }
  return got == 0;
}

static Open *
open_block (TgEdit *edit, gint64 id, GError **error)
{
  Open *open = g_hash_table_lookup (edit->open, &id);

  if (open != NULL)
    return open;
  TgBlock *block = tg_block_load (edit->read, id, TG_COL_ALL, error);
  if (block == NULL)
    return NULL;
  open = g_new0 (Open, 1);
  open->block = block;
  open->gone = g_new0 (guint8, block->n);
  g_hash_table_insert (edit->open, &block->id, open);
  return open;
}

/* What stays of it. */
static gboolean
store_block (TgEdit *edit, const Open *open, GError **error)
{
  const TgBlock *block = open->block;
  g_autoptr (GArray) records = g_array_new (FALSE, FALSE, sizeof (TgStored)), scratch = g_array_new (FALSE, FALSE, sizeof (gint64));
  g_autoptr (GArray) parties = g_array_new (FALSE, FALSE, sizeof (TgStoredParty));
  g_autoptr (GByteArray) blob = g_byte_array_new ();
  g_autofree guint32 *order = g_new (guint32, block->n);

  for (gsize i = 0; i < block->n; i++)
    {
      if (open->gone[i])
        continue;
      TgStored record = tg_block_stored (block, i);
      record.first_party = parties->len;
      for (guint32 p = block->starts[i]; p < block->starts[i + 1]; p++)
        {
          const TgStoredParty party = { block->columns[TG_COL_ROLES][p], block->columns[TG_COL_PARTIES][p] };
          g_array_append_val (parties, party);
          record.n_parties++;
        }
      order[records->len] = records->len;
      g_array_append_val (records, record);
    }
  if (records->len == 0)
    return tg_db_run_with (edit->db, "DELETE FROM block WHERE id = ?", &block->id, 1, error);
  return tg_block_store (edit->store, block->id, blob, scratch, (const TgStored *) (gpointer) records->data, order, records->len,
                         (const TgStoredParty *) (gpointer) parties->data, error);
}

gboolean
tg_edit_write (TgEdit *edit, GError **error)
{
  GHashTableIter iter;
  gpointer each;

  g_hash_table_iter_init (&iter, edit->open);
  while (g_hash_table_iter_next (&iter, NULL, &each))
    if (((Open *) each)->changed && !store_block (edit, each, error))
      return FALSE;
  tg_edit_forget (edit);
  return TRUE;
}

gboolean
tg_edit_begin (TgEdit *edit, GError **error)
{
  return g_hash_table_size (edit->open) < OPEN_MAX || tg_edit_write (edit, error);
}

static gboolean
find_in (Open *open, const TgEditWhere *at, TgEditFits fits, gpointer data, TgEditPlace *place)
{
  gint64 *const *c = open->block->columns;
  gsize low = 0, high = open->block->n;

  while (low < high)
    {
      const gsize middle = low + (high - low) / 2;
      if (tg_block_order (c[TG_COL_TIME][middle]) < tg_block_order (at->time))
        low = middle + 1;
      else
        high = middle;
    }
  for (; low < open->block->n && c[TG_COL_TIME][low] == at->time; low++)
    if (!open->gone[low] && c[TG_COL_EVIDENCE][low] == at->evidence && c[TG_COL_OFFSET][low] == at->place && fits (open->block, low, data))
      {
        *place = (TgEditPlace) { open, low };
        return TRUE;
      }
  return FALSE;
}

gboolean
tg_edit_find (TgEdit *edit, const TgEditWhere *at, TgEditFits fits, gpointer data, TgEditPlace *place, GError **error)
{
  const gint64 time = tg_block_order (at->time);

  *place = (TgEditPlace) { NULL, 0 };
  if (edit->spans->len == 0 && !load_spans (edit, error))
    return FALSE;
  for (guint i = 0; i < edit->spans->len; i++)
    {
      const Span *span = &g_array_index (edit->spans, Span, i);
      if (time < span->t_min || time > span->t_max || at->evidence < span->evidence_min || at->evidence > span->evidence_max)
        continue;
      Open *open = open_block (edit, span->id, error);
      if (open == NULL)
        return FALSE;
      if (find_in (open, at, fits, data, place))
        return TRUE;
    }
  return TRUE;
}

const TgBlock *
tg_edit_block (const TgEditPlace *place)
{
  return place->open->block;
}

void
tg_edit_drop (const TgEditPlace *place)
{
  place->open->gone[place->record] = TRUE;
  place->open->changed = TRUE;
}

void
tg_edit_set_flags (const TgEditPlace *place, gint64 flags)
{
  place->open->block->columns[TG_COL_FLAGS][place->record] = flags;
  place->open->changed = TRUE;
}
