/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tg-store"

#include "core/store/reader-private.h"

#include "core/model/record.h"

/* Records come in order out of blocks that overlap in time: blocks are opened as their time comes, each gives what matches in it as a
 * short list, and a heap takes the next over all open ones. Only the blocks that rows are shown from are unpacked wholly. */

#define CACHE_BLOCKS 48
#define NAMES_MAX    65536

/* A block that may hold matches. */
typedef struct
{
  gint64 id, t_min, t_max;
  gsize  n;
  gint64 sure;          /* it has just so many matches, known without a look; -1 */
} Candidate;

typedef struct { gint64 time; guint64 offset; guint32 evidence; guint32 index; } Match;

/* An open block: what is left of its matches, in order. */
typedef struct { gint64 block; Match *matches; gsize at, n; } Cursor;

typedef struct
{
  TgReader      *reader;
  const TgRecordQuery *query;
  gint64         action;          /* term */
  GHashTable    *blocks;          /* gint64 counts by block id, of the entity; NULL: no restriction */
  GArray        *candidates;
  guint          next;            /* candidate */
  GPtrArray     *heap;            /* Cursor */
  sqlite3_stmt  *data, *entity;
  GQueue         cache;           /* TgBlock, whole, last used first */
  GHashTable    *names;           /* TgPartyInfo (kind, name) by entity id */
  GError       **error;
} Query;

static void
cursor_free (gpointer data)
{
  Cursor *cursor = data;

  g_free (cursor->matches);
  g_free (cursor);
}

static void
party_free (gpointer data)
{
  tg_party_info_clear (data);
  g_free (data);
}

static void
query_clear (Query *q)
{
  g_clear_pointer (&q->blocks, g_hash_table_unref);
  g_clear_pointer (&q->candidates, g_array_unref);
  g_clear_pointer (&q->heap, g_ptr_array_unref);
  g_clear_pointer (&q->names, g_hash_table_unref);
  g_queue_clear_full (&q->cache, (GDestroyNotify) tg_block_free);
  sqlite3_finalize (q->data);
  sqlite3_finalize (q->entity);
}

/* --- which blocks --- */

static gboolean
add_posting (gint64 *const *c, gsize first, gsize last, gpointer data)
{
  for (gsize i = first; i < last; i++)
    {
      gint64 *entry = g_hash_table_lookup (data, &c[1][i]);
      if (entry == NULL)
        {
          entry = g_new0 (gint64, 2);
          entry[0] = c[1][i];
          g_hash_table_insert (data, entry, entry);
        }
      entry[1] += c[2][i];
    }
  return TRUE;
}

static GHashTable *
blocks_of (TgReader *reader, gint64 entity, GError **error)
{
  g_autoptr (GHashTable) blocks = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);

  if (!tg_runs_scan (reader->db, TG_RUN_POSTING, entity, entity, add_posting, blocks, error))
    return NULL;
  return g_steal_pointer (&blocks);
}

static gboolean
has_block (GHashTable *blocks, gint64 id, gint64 *n)
{
  const gint64 *entry = blocks != NULL ? g_hash_table_lookup (blocks, &id) : NULL;

  if (entry != NULL)
    *n = entry[1];
  return entry != NULL;
}

/* The matches of a block that lies inside the scope, when its row or the postings tell them. */
static gint64
sure_matches (const Query *q, const Candidate *candidate, gint64 kinds, gint64 posted)
{
  const TgRecordQuery *query = q->query;
  const gboolean timeless = candidate->t_min == TG_NO_TIME_ORDER;

  if (q->action != 0 || query->failed_only || query->conflicts_only || query->evidence != 0 || query->other != 0
      || (query->without_time_only && !timeless))
    return -1;
  if (query->kind >= 0 && kinds != (gint64) 1 << query->kind)
    return -1;
  if (!tg_scope_is_all (query->scope) && !(candidate->t_min >= query->scope.from && candidate->t_max < query->scope.to))
    return -1;
  return query->entity != 0 ? posted : (gint64) candidate->n;
}

static gboolean
list_candidates (Query *q, GHashTable *others)
{
  const TgRecordQuery *query = q->query;
  const gboolean all = tg_scope_is_all (query->scope);
  /* records without a time are last both ways */
  g_autoptr (sqlite3_stmt) stmt = tg_db_prepare (q->reader->db, query->newest_first
    ? "SELECT id, t_min, t_max, n, kinds, flags, evidence_min, evidence_max FROM block ORDER BY t_min = 9223372036854775807, t_max DESC, id"
    : "SELECT id, t_min, t_max, n, kinds, flags, evidence_min, evidence_max FROM block ORDER BY t_min, id", q->error);
  const gint64 flags = (query->failed_only ? TG_RECORD_FAILED : 0) | (query->conflicts_only ? TG_RECORD_CONFLICT : 0);
  int got;

  if (stmt == NULL)
    return FALSE;
  while ((got = tg_db_step (stmt, q->error)) > 0)
    {
      Candidate c = { sqlite3_column_int64 (stmt, 0), sqlite3_column_int64 (stmt, 1), sqlite3_column_int64 (stmt, 2), sqlite3_column_int64 (stmt, 3), -1 };
      const gint64 kinds = sqlite3_column_int64 (stmt, 4);
      gint64 posted = 0, ignored;
      if ((query->kind >= 0 && (kinds >> query->kind & 1) == 0) || (sqlite3_column_int64 (stmt, 5) & flags) != flags
          || (query->evidence != 0 && (query->evidence < sqlite3_column_int64 (stmt, 6) || query->evidence > sqlite3_column_int64 (stmt, 7)))
          || (!all && (c.t_min == TG_NO_TIME_ORDER || c.t_min >= query->scope.to || c.t_max < query->scope.from))
          || (query->without_time_only && c.t_min != TG_NO_TIME_ORDER)
          || (q->blocks != NULL && !has_block (q->blocks, c.id, &posted))
          || (others != NULL && !has_block (others, c.id, &ignored)))
        continue;
      c.sure = sure_matches (q, &c, kinds, posted);
      g_array_append_val (q->candidates, c);
    }
  return got == 0;
}

static gboolean
query_init (Query *q, TgReader *reader, const TgRecordQuery *query, GError **error)
{
  g_autoptr (GHashTable) others = NULL;

  *q = (Query) { .reader = reader, .query = query, .error = error };
  q->candidates = g_array_new (FALSE, FALSE, sizeof (Candidate));
  q->heap = g_ptr_array_new_with_free_func (cursor_free);
  q->names = g_hash_table_new_full (g_int64_hash, g_int64_equal, NULL, party_free);
  g_queue_init (&q->cache);
  if (query->action != NULL)
    {
      q->action = tg_reader_term_id (reader, TG_TERM_ACTION, query->action);
      if (q->action == 0)
        return TRUE;
    }
  if ((query->entity != 0 && (q->blocks = blocks_of (reader, query->entity, error)) == NULL)
      || (query->other != 0 && (others = blocks_of (reader, query->other, error)) == NULL))
    return FALSE;
  q->data = tg_db_prepare (reader->db, TG_BLOCK_LOAD, error);
  return q->data != NULL && list_candidates (q, others);
}

/* --- what matches in a block --- */

static guint
needed_columns (const Query *q)
{
  const TgRecordQuery *query = q->query;
  guint mask = TG_COL_BIT (TG_COL_TIME) | TG_COL_BIT (TG_COL_EVIDENCE) | TG_COL_BIT (TG_COL_OFFSET);

  if (query->kind >= 0)
    mask |= TG_COL_BIT (TG_COL_KIND);
  if (query->failed_only || query->conflicts_only)
    mask |= TG_COL_BIT (TG_COL_FLAGS);
  if (q->action != 0)
    mask |= TG_COL_BIT (TG_COL_ACTION);
  if (query->entity != 0 || query->other != 0)
    mask |= TG_COL_BIT (TG_COL_PARTIES);
  return mask;
}

static gboolean
matches (const Query *q, const TgBlock *block, gsize i)
{
  const TgRecordQuery *query = q->query;
  const gint64 time = block->columns[TG_COL_TIME][i];

  if (!tg_scope_is_all (query->scope) && (time == TG_TIME_NONE || time < query->scope.from || time >= query->scope.to))
    return FALSE;
  return (query->kind < 0 || block->columns[TG_COL_KIND][i] == query->kind)
         && (!query->without_time_only || time == TG_TIME_NONE)
         && (!query->failed_only || (block->columns[TG_COL_FLAGS][i] & TG_RECORD_FAILED) != 0)
         && (!query->conflicts_only || (block->columns[TG_COL_FLAGS][i] & TG_RECORD_CONFLICT) != 0)
         && (q->action == 0 || block->columns[TG_COL_ACTION][i] == q->action)
         && (query->evidence == 0 || block->columns[TG_COL_EVIDENCE][i] == query->evidence)
         && (query->entity == 0 || tg_block_has_party (block, i, query->entity))
         && (query->other == 0 || tg_block_has_party (block, i, query->other));
}

static gint64
order_time (const Query *q, gint64 time)
{
  if (time == TG_TIME_NONE)
    return G_MAXINT64;
  return q->query->newest_first ? -time : time;
}

static gboolean
before (const Query *q, const Cursor *a, const Cursor *b)
{
  const Match *x = &a->matches[a->at], *y = &b->matches[b->at];
  const gint64 s = order_time (q, x->time), t = order_time (q, y->time);

  if (s != t)
    return s < t;
  /* arrival: newest first turns it round as well */
  const gboolean back = q->query->newest_first;
  if (x->evidence != y->evidence)
    return (x->evidence < y->evidence) != back;
  if (x->offset != y->offset)
    return (x->offset < y->offset) != back;
  return a->block != b->block ? (a->block < b->block) != back : x->index < y->index;
}

static void
sift_down (Query *q, guint at)
{
  gpointer *heap = q->heap->pdata;

  for (;;)
    {
      guint least = at;
      for (guint child = 2 * at + 1; child <= 2 * at + 2 && child < q->heap->len; child++)
        if (before (q, heap[child], heap[least]))
          least = child;
      if (least == at)
        return;
      gpointer swap = heap[at];
      heap[at] = heap[least];
      heap[least] = swap;
      at = least;
    }
}

static void
push_cursor (Query *q, Cursor *cursor)
{
  guint at = q->heap->len;

  g_ptr_array_add (q->heap, cursor);
  gpointer *heap = q->heap->pdata;
  while (at > 0 && before (q, heap[at], heap[(at - 1) / 2]))
    {
      gpointer swap = heap[at];
      heap[at] = heap[(at - 1) / 2];
      heap[(at - 1) / 2] = swap;
      at = (at - 1) / 2;
    }
}

static gboolean
open_block (Query *q, const Candidate *candidate)
{
  g_autoptr (TgBlock) block = tg_block_load (q->data, candidate->id, needed_columns (q), q->error);

  if (block == NULL)
    return FALSE;
  Cursor *cursor = g_new0 (Cursor, 1);
  cursor->block = candidate->id;
  cursor->matches = g_new (Match, block->n);
  const gboolean back = q->query->newest_first;
  for (gsize k = 0; k < block->n; k++)
    {
      const gsize i = back ? block->n - 1 - k : k;
      if (matches (q, block, i))
        cursor->matches[cursor->n++] = (Match) { block->columns[TG_COL_TIME][i], block->columns[TG_COL_OFFSET][i],
                                                  block->columns[TG_COL_EVIDENCE][i], i };
    }
  if (cursor->n == 0)
    {
      cursor_free (cursor);
      return TRUE;
    }
  cursor->matches = g_renew (Match, cursor->matches, cursor->n);
  push_cursor (q, cursor);
  return TRUE;
}

static gint64
opens_at (const Query *q, const Candidate *candidate)
{
  if (candidate->t_min == TG_NO_TIME_ORDER)
    return G_MAXINT64;
  return q->query->newest_first ? -candidate->t_max : candidate->t_min;
}

static gint64
closes_at (const Query *q, const Candidate *candidate)
{
  if (candidate->t_min == TG_NO_TIME_ORDER)
    return G_MAXINT64;
  return q->query->newest_first ? -candidate->t_min : candidate->t_max;
}

/* Opens what may hold the next match. FALSE: error. */
static gboolean
fill_heap (Query *q, TgJob *job)
{
  while (q->next < q->candidates->len)
    {
      const Candidate *candidate = &g_array_index (q->candidates, Candidate, q->next);
      if (q->heap->len > 0)
        {
          const Cursor *top = g_ptr_array_index (q->heap, 0);
          if (opens_at (q, candidate) > order_time (q, top->matches[top->at].time))
            return TRUE;
        }
      if (!tg_job_check (job, q->error) || !open_block (q, candidate))
        return FALSE;
      q->next++;
    }
  return TRUE;
}

/* The next match in order. 1, 0: no more, -1: error. */
static int
next_match (Query *q, TgJob *job, gint64 *block, guint32 *index)
{
  if (!fill_heap (q, job))
    return -1;
  if (q->heap->len == 0)
    return 0;
  Cursor *top = g_ptr_array_index (q->heap, 0);
  *block = top->block;
  *index = top->matches[top->at].index;
  if (++top->at == top->n)
    g_ptr_array_remove_index_fast (q->heap, 0);
  if (q->heap->len > 0)
    sift_down (q, 0);
  return 1;
}

/* Leaves out whole blocks whose number of matches is sure and that no other block reaches into. */
static guint64
skip_blocks (Query *q, guint64 offset)
{
  while (q->heap->len == 0 && q->next < q->candidates->len)
    {
      const Candidate *candidate = &g_array_index (q->candidates, Candidate, q->next);
      const Candidate *after = q->next + 1 < q->candidates->len ? candidate + 1 : NULL;
      if (candidate->sure < 0 || (guint64) candidate->sure > offset || (after != NULL && opens_at (q, after) <= closes_at (q, candidate)))
        break;
      offset -= candidate->sure;
      q->next++;
    }
  return offset;
}

/* --- rows --- */

static TgBlock *
whole_block (Query *q, gint64 id)
{
  for (GList *link = q->cache.head; link != NULL; link = link->next)
    if (((TgBlock *) link->data)->id == id)
      {
        g_queue_unlink (&q->cache, link);
        g_queue_push_head_link (&q->cache, link);
        return link->data;
      }
  TgBlock *block = tg_block_load (q->data, id, TG_COL_ALL, q->error);
  if (block == NULL)
    return NULL;
  g_queue_push_head (&q->cache, block);
  if (q->cache.length > CACHE_BLOCKS)
    tg_block_free (g_queue_pop_tail (&q->cache));
  return block;
}

static gboolean
fill_party (Query *q, gint64 entity, TgPartyInfo *out)
{
  TgPartyInfo *known = g_hash_table_lookup (q->names, &entity);

  if (known == NULL)
    {
      TgEntityInfo info = { 0 };
      const int got = tg_entity_load (&q->entity, q->reader->db, entity, &info, q->error);
      if (got < 0)
        return FALSE;
      if (g_hash_table_size (q->names) >= NAMES_MAX)
        g_hash_table_remove_all (q->names);
      known = g_new0 (TgPartyInfo, 1);
      *known = (TgPartyInfo) { .entity = entity, .kind = info.kind, .name = got > 0 ? g_steal_pointer (&info.name) : g_strdup ("") };
      tg_entity_info_clear (&info);
      g_hash_table_insert (q->names, &known->entity, known);
    }
  out->kind = known->kind;
  out->name = g_strdup (known->name);
  return TRUE;
}

static void
clear_party (gpointer data)
{
  tg_party_info_clear (data);
}

static gboolean
fill_parties (Query *q, const TgBlock *block, gsize i, GArray *parties)
{
  for (guint32 p = block->starts[i]; p < block->starts[i + 1]; p++)
    {
      TgPartyInfo party = { .role = block->columns[TG_COL_ROLES][p], .entity = block->columns[TG_COL_PARTIES][p] };
      if (!fill_party (q, party.entity, &party))
        return FALSE;
      g_array_append_val (parties, party);
    }
  return TRUE;
}

static gboolean
fill_record (Query *q, gint64 block_id, guint32 index, TgRecordInfo *out)
{
  const TgBlock *block = whole_block (q, block_id);

  if (block == NULL || index >= block->n)
    {
      if (block != NULL)
        g_set_error_literal (q->error, TG_ERROR, TG_ERROR_NOT_FOUND, "The case has no such record");
      return FALSE;
    }
  gint64 *const *c = block->columns;
  const gint64 kind = c[TG_COL_KIND][index];
  *out = (TgRecordInfo) {
    .id = block_id << TG_BLOCK_SHIFT | index,
    .kind = kind >= 0 && kind < TG_RECORD_N_KINDS ? kind : TG_RECORD_OTHER,
    .flags = c[TG_COL_FLAGS][index], .time = c[TG_COL_TIME][index],
    .action = g_strdup (tg_reader_term (q->reader, c[TG_COL_ACTION][index])),
    .error = g_strdup (tg_reader_term (q->reader, c[TG_COL_ERROR][index])),
    .region = g_strdup (tg_reader_term (q->reader, c[TG_COL_REGION][index])),
    .bytes_in = c[TG_COL_BYTES_IN][index], .bytes_out = c[TG_COL_BYTES_OUT][index], .packets = c[TG_COL_PACKETS][index],
    .port_source = c[TG_COL_PORT_SOURCE][index], .port_target = c[TG_COL_PORT_TARGET][index], .protocol = c[TG_COL_PROTOCOL][index],
    .evidence = c[TG_COL_EVIDENCE][index], .offset = c[TG_COL_OFFSET][index], .length = c[TG_COL_LENGTH][index],
    .parties = g_array_new (FALSE, TRUE, sizeof (TgPartyInfo)),
  };
  g_array_set_clear_func (out->parties, clear_party);
  if (fill_parties (q, block, index, out->parties))
    return TRUE;
  tg_record_info_clear (out);
  return FALSE;
}

static void
clear_record (gpointer data)
{
  tg_record_info_clear (data);
}

/* What is left to match: for the total behind the page. */
static gboolean
count_rest (Query *q, TgJob *job, guint64 *total)
{
  for (guint i = 0; i < q->heap->len; i++)
    {
      const Cursor *cursor = g_ptr_array_index (q->heap, i);
      *total += cursor->n - cursor->at;
    }
  g_ptr_array_set_size (q->heap, 0);
  for (; q->next < q->candidates->len; q->next++)
    {
      const Candidate *candidate = &g_array_index (q->candidates, Candidate, q->next);
      if (candidate->sure >= 0)
        {
          *total += candidate->sure;
          continue;
        }
      if (!tg_job_check (job, q->error) || !open_block (q, candidate))
        return FALSE;
      if (q->heap->len > 0)
        *total += ((Cursor *) g_ptr_array_index (q->heap, 0))->n;
      g_ptr_array_set_size (q->heap, 0);
    }
  return TRUE;
}

static gboolean
read_page (Query *q, guint64 offset, guint limit, guint64 *total, GArray *out, TgJob *job)
{
  const guint64 left = skip_blocks (q, offset);
  guint64 skip = left, seen = offset - left;
  gint64 block;
  guint32 index;
  int got = 1;

  while ((limit == 0 || out->len < limit) && (got = next_match (q, job, &block, &index)) > 0)
    {
      seen++;
      if (skip > 0)
        {
          skip--;
          continue;
        }
      TgRecordInfo info;
      if (!fill_record (q, block, index, &info))
        return FALSE;
      g_array_append_val (out, info);
    }
  if (got < 0 || (total != NULL && !count_rest (q, job, &seen)))
    return FALSE;
  if (total != NULL)
    *total = seen;
  return TRUE;
}

GArray *
tg_reader_records (TgReader *reader, const TgRecordQuery *query, guint64 offset, guint limit, guint64 *total, TgJob *job, GError **error)
{
  g_autoptr (GArray) out = g_array_new (FALSE, TRUE, sizeof (TgRecordInfo));
  Query q;

  g_array_set_clear_func (out, clear_record);
  if (!tg_reader_begin (reader, job, error))
    return NULL;
  gboolean ok = query_init (&q, reader, query, error) && read_page (&q, offset, limit, total, out, job);
  query_clear (&q);
  tg_reader_end (reader);
  return ok ? g_steal_pointer (&out) : NULL;
}

gboolean
tg_reader_visit_records (TgReader *reader, const TgRecordQuery *query, TgRecordVisit visit, gpointer data, TgJob *job, GError **error)
{
  gint64 block;
  guint32 index;
  Query q;
  int got;

  if (!tg_reader_begin (reader, job, error))
    return FALSE;
  got = query_init (&q, reader, query, error) ? 1 : -1;
  while (got > 0 && (got = next_match (&q, job, &block, &index)) > 0)
    {
      TgRecordInfo info;
      if (!fill_record (&q, block, index, &info))
        got = -1;
      else
        {
          if (!visit (&info, data))
            got = 0;
          tg_record_info_clear (&info);
        }
    }
  query_clear (&q);
  tg_reader_end (reader);
  return got == 0;
}

gboolean
tg_reader_record (TgReader *reader, gint64 id, TgRecordInfo *out, GError **error)
{
  const TgRecordQuery none = TG_RECORD_QUERY_ALL;
  Query q = { .reader = reader, .query = &none, .error = error };
  g_autoptr (sqlite3_stmt) known = tg_db_prepare (reader->db, "SELECT n FROM block WHERE id = ?", error);

  if (known == NULL)
    return FALSE;
  sqlite3_bind_int64 (known, 1, id >> TG_BLOCK_SHIFT);
  const int got = tg_db_step (known, error);
  if (got <= 0 || id < 0)
    {
      if (got >= 0)
        g_set_error_literal (error, TG_ERROR, TG_ERROR_NOT_FOUND, "The case has no such record");
      return FALSE;
    }
  q.names = g_hash_table_new_full (g_int64_hash, g_int64_equal, NULL, party_free);
  g_queue_init (&q.cache);
  q.data = tg_db_prepare (reader->db, TG_BLOCK_LOAD, error);
  const gboolean ok = q.data != NULL && fill_record (&q, id >> TG_BLOCK_SHIFT, id & ((1 << TG_BLOCK_SHIFT) - 1), out);
  query_clear (&q);
  return ok;
}
