/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tg-store"

#include "core/store/reader-private.h"

#include <string.h>

#include "core/base/hash.h"

#define RELATION_COLUMNS "r.id, r.source, r.target, r.kind, r.first, r.last, r.count, r.failed, r.bytes_in, r.bytes_out"
#define RELATION_N_COLUMNS 10
#define SINGLE_SCANS 48      /* relations looked up one by one in the series; beyond, their whole range is read */

static void
fill_relation (TgRelationInfo *info, sqlite3_stmt *stmt)
{
  const int kind = sqlite3_column_int (stmt, 3);

  *info = (TgRelationInfo) {
    .id = sqlite3_column_int64 (stmt, 0), .source = sqlite3_column_int64 (stmt, 1), .target = sqlite3_column_int64 (stmt, 2),
    .kind = kind > 0 && kind < TG_RELATION_N_KINDS ? kind : TG_RELATION_NONE,
    .first = tg_column_time (stmt, 4), .last = tg_column_time (stmt, 5),
    .count = sqlite3_column_int64 (stmt, 6), .failed = sqlite3_column_int64 (stmt, 7),
    .bytes_in = sqlite3_column_int64 (stmt, 8), .bytes_out = sqlite3_column_int64 (stmt, 9),
  };
}

/* --- what relations did in a scope --- */

typedef struct
{
  GHashTable *by_id;      /* TgRelationInfo by id */
  gint64      first, last;
} ScopeScan;

static gboolean
scan_scope (gint64 *const *c, gsize from, gsize to, gpointer data)
{
  ScopeScan *scan = data;
  TgRelationInfo *relation = NULL;
  gint64 id = 0;

  for (gsize i = from; i < to; i++)
    {
      if (c[1][i] < scan->first || c[1][i] > scan->last)
        continue;
      if (c[0][i] != id || relation == NULL)
        {
          id = c[0][i];
          relation = g_hash_table_lookup (scan->by_id, &id);
        }
      if (relation == NULL)
        continue;
      relation->count += c[2][i] + c[3][i];
      relation->failed += c[3][i];
      relation->bytes_in += c[4][i];
      relation->bytes_out += c[5][i];
    }
  return TRUE;
}

/* Replaces the sums of relations by those of the scope; those without any in it have count 0 then. relations: pointers. */
static gboolean
apply_scope (TgReader *reader, GPtrArray *relations, TgTimeRange scope, GError **error)
{
  g_autoptr (GHashTable) by_id = g_hash_table_new (g_int64_hash, g_int64_equal);
  ScopeScan scan = { .by_id = by_id };
  gint64 low = G_MAXINT64, high = G_MININT64;
  gboolean ok = TRUE;

  tg_scope_hours (scope, &scan.first, &scan.last);
  for (guint i = 0; i < relations->len; i++)
    {
      TgRelationInfo *relation = g_ptr_array_index (relations, i);
      relation->count = relation->failed = relation->bytes_in = relation->bytes_out = 0;
      /* hours are all that sums know, so first and last are narrowed to the scope */
      relation->first = MAX (relation->first, scope.from);
      relation->last = MIN (relation->last, scope.to - 1);
      low = MIN (low, relation->id);
      high = MAX (high, relation->id);
      g_hash_table_insert (by_id, &relation->id, relation);
    }
  if (relations->len > SINGLE_SCANS)
    return tg_runs_scan (reader->db, TG_RUN_SERIES, low, high, scan_scope, &scan, error);
  for (guint i = 0; ok && i < relations->len; i++)
    {
      const TgRelationInfo *relation = g_ptr_array_index (relations, i);
      ok = tg_runs_scan (reader->db, TG_RUN_SERIES, relation->id, relation->id, scan_scope, &scan, error);
    }
  return ok;
}

/* --- neighbours --- */

static void
clear_neighbour (gpointer data)
{
  tg_neighbour_info_clear (data);
}

static GArray *
neighbours_array (void)
{
  GArray *array = g_array_new (FALSE, TRUE, sizeof (TgNeighbourInfo));

  g_array_set_clear_func (array, clear_neighbour);
  return array;
}

/* Both directions of the relations of ?1; ?2: mask of kinds; ?3: kind of peer. A flow of an address to itself comes once. */
#define DIRECTION(own, peer, outgoing, also) \
  "SELECT " RELATION_COLUMNS ", " TG_ENTITY_COLUMNS ", " outgoing " AS outgoing FROM relation r JOIN entity e ON e.id = r." peer \
  " WHERE r." own " = ?1 AND (?2 = 0 OR (?2 >> r.kind) & 1) AND (?3 = 0 OR e.kind = ?3)" also

static const char both_directions[] =
  DIRECTION ("source", "target", "1", "") " UNION ALL " DIRECTION ("target", "source", "0", " AND r.source <> r.target");

static gboolean
read_neighbours (sqlite3_stmt *stmt, GArray *out, GError **error)
{
  int got;

  while ((got = tg_db_step (stmt, error)) > 0)
    {
      TgNeighbourInfo info;
      fill_relation (&info.relation, stmt);
      tg_entity_fill (&info.peer, stmt, RELATION_N_COLUMNS);
      info.outgoing = sqlite3_column_int (stmt, RELATION_N_COLUMNS + TG_ENTITY_N_COLUMNS) != 0;
      g_array_append_val (out, info);
    }
  return got == 0;
}

static sqlite3_stmt *
prepare_neighbours (TgReader *reader, const char *format, gint64 entity, guint32 kinds, TgEntityKind peer_kind, GError **error)
{
  g_autofree char *sql = g_strdup_printf ("%s%s", both_directions, format);
  sqlite3_stmt *stmt = tg_db_prepare (reader->db, sql, error);

  if (stmt == NULL)
    return NULL;
  sqlite3_bind_int64 (stmt, 1, entity);
  sqlite3_bind_int64 (stmt, 2, kinds);
  sqlite3_bind_int (stmt, 3, peer_kind);
  return stmt;
}

static int
compare_neighbours (gconstpointer a, gconstpointer b)
{
  const TgRelationInfo *x = &((const TgNeighbourInfo *) a)->relation, *y = &((const TgNeighbourInfo *) b)->relation;

  return x->count != y->count ? (x->count > y->count ? -1 : 1) : (x->id > y->id) - (x->id < y->id);
}

/* All neighbours with sums of the scope, those without any left out, most first. */
static GArray *
neighbours_in_scope (TgReader *reader, gint64 entity, guint32 kinds, TgEntityKind peer_kind, TgTimeRange scope, GError **error)
{
  g_autoptr (GArray) all = neighbours_array ();
  g_autoptr (sqlite3_stmt) stmt = prepare_neighbours (reader, "", entity, kinds, peer_kind, error);
  g_autoptr (GPtrArray) relations = g_ptr_array_new ();

  if (stmt == NULL || !read_neighbours (stmt, all, error))
    return NULL;
  for (guint i = 0; i < all->len; i++)
    g_ptr_array_add (relations, &g_array_index (all, TgNeighbourInfo, i).relation);
  if (!apply_scope (reader, relations, scope, error))
    return NULL;
  g_array_sort (all, compare_neighbours);
  guint n = 0;
  while (n < all->len && g_array_index (all, TgNeighbourInfo, n).relation.count > 0)
    n++;
  g_array_set_size (all, n);
  return g_steal_pointer (&all);
}

static GArray *
neighbours_page (TgReader *reader, gint64 entity, guint32 kinds, TgEntityKind peer_kind, guint64 offset, guint limit, guint64 *total, GError **error)
{
  g_autoptr (GArray) out = neighbours_array ();
  g_autoptr (sqlite3_stmt) stmt = NULL;

  if (total != NULL)
    {
      g_autofree char *sql = g_strdup_printf ("SELECT count(*) FROM (%s)", both_directions);
      g_autoptr (sqlite3_stmt) count = tg_db_prepare (reader->db, sql, error);
      if (count == NULL)
        return NULL;
      sqlite3_bind_int64 (count, 1, entity);
      sqlite3_bind_int64 (count, 2, kinds);
      sqlite3_bind_int (count, 3, peer_kind);
      if (tg_db_step (count, error) < 0)
        return NULL;
      *total = sqlite3_column_int64 (count, 0);
    }
  stmt = prepare_neighbours (reader, " ORDER BY 7 DESC, 1 LIMIT ?4 OFFSET ?5", entity, kinds, peer_kind, error);
  if (stmt == NULL)
    return NULL;
  sqlite3_bind_int64 (stmt, 4, limit > 0 ? limit : G_MAXINT32);
  sqlite3_bind_int64 (stmt, 5, MIN (offset, G_MAXINT64));
  return read_neighbours (stmt, out, error) ? g_steal_pointer (&out) : NULL;
}

GArray *
tg_reader_neighbours (TgReader *reader, gint64 entity, guint32 kinds, TgEntityKind peer_kind, TgTimeRange scope,
                      guint64 offset, guint limit, guint64 *total, TgJob *job, GError **error)
{
  GArray *out;

  if (!tg_reader_begin (reader, job, error))
    return NULL;
  if (tg_scope_is_all (scope))
    out = neighbours_page (reader, entity, kinds, peer_kind, offset, limit, total, error);
  else
    {
      out = neighbours_in_scope (reader, entity, kinds, peer_kind, scope, error);
      if (out != NULL && total != NULL)
        *total = out->len;
      if (out != NULL && offset > 0)
        g_array_remove_range (out, 0, MIN (offset, out->len));
      if (out != NULL && limit > 0 && out->len > limit)
        g_array_set_size (out, limit);
    }
  tg_reader_end (reader);
  return out;
}

static gboolean
count_all (TgReader *reader, gint64 entity, guint64 *counts, GError **error)
{
  g_autoptr (sqlite3_stmt) stmt = tg_db_prepare (reader->db,
    "SELECT e.kind, count(*) FROM (SELECT target AS peer FROM relation WHERE source = ?1 UNION SELECT source FROM relation WHERE target = ?1) "
    "JOIN entity e ON e.id = peer GROUP BY e.kind", error);
  int got;

  if (stmt == NULL)
    return FALSE;
  sqlite3_bind_int64 (stmt, 1, entity);
  while ((got = tg_db_step (stmt, error)) > 0)
    {
      const int kind = sqlite3_column_int (stmt, 0);
      if (kind > 0 && kind < TG_ENTITY_N_KINDS)
        counts[kind] = sqlite3_column_int64 (stmt, 1);
    }
  return got == 0;
}

gboolean
tg_reader_neighbour_counts (TgReader *reader, gint64 entity, TgTimeRange scope, guint64 counts[TG_ENTITY_N_KINDS], TgJob *job, GError **error)
{
  gboolean ok;

  for (guint i = 0; i < TG_ENTITY_N_KINDS; i++)
    counts[i] = 0;
  if (!tg_reader_begin (reader, job, error))
    return FALSE;
  if (tg_scope_is_all (scope))
    ok = count_all (reader, entity, counts, error);
  else
    {
      g_autoptr (GArray) all = neighbours_in_scope (reader, entity, 0, TG_ENTITY_NONE, scope, error);
      g_autoptr (GHashTable) peers = g_hash_table_new (g_int64_hash, g_int64_equal);
      ok = all != NULL;
      for (guint i = 0; ok && i < all->len; i++)
        {
          TgEntityInfo *peer = &g_array_index (all, TgNeighbourInfo, i).peer;
          if (g_hash_table_add (peers, &peer->id))
            counts[peer->kind]++;
        }
    }
  tg_reader_end (reader);
  return ok;
}

static gboolean
count_relations (TgReader *reader, gint64 entity, guint64 counts[TG_RELATION_N_KINDS][2], GError **error)
{
  g_autoptr (sqlite3_stmt) stmt = tg_db_prepare (reader->db,
    "SELECT kind, 1, count(*) FROM relation WHERE source = ?1 GROUP BY kind "
    "UNION ALL SELECT kind, 0, count(*) FROM relation WHERE target = ?1 AND source <> ?1 GROUP BY kind", error);
  int got;

  if (stmt == NULL)
    return FALSE;
  sqlite3_bind_int64 (stmt, 1, entity);
  while ((got = tg_db_step (stmt, error)) > 0)
    {
      const int kind = sqlite3_column_int (stmt, 0);

      if (kind > 0 && kind < TG_RELATION_N_KINDS)
        counts[kind][sqlite3_column_int (stmt, 1)] = sqlite3_column_int64 (stmt, 2);
    }
  return got == 0;
}

gboolean
tg_reader_relation_counts (TgReader *reader, gint64 entity, TgTimeRange scope, guint64 counts[TG_RELATION_N_KINDS][2], TgJob *job, GError **error)
{
  gboolean ok;

  memset (counts, 0, sizeof (guint64) * TG_RELATION_N_KINDS * 2);
  if (!tg_reader_begin (reader, job, error))
    return FALSE;
  if (tg_scope_is_all (scope))
    ok = count_relations (reader, entity, counts, error);
  else
    {
      g_autoptr (GArray) all = neighbours_in_scope (reader, entity, 0, TG_ENTITY_NONE, scope, error);

      ok = all != NULL;
      for (guint i = 0; ok && i < all->len; i++)
        counts[g_array_index (all, TgNeighbourInfo, i).relation.kind][g_array_index (all, TgNeighbourInfo, i).outgoing != 0]++;
    }
  tg_reader_end (reader);
  return ok;
}

/* --- among a set, and all --- */

static gboolean
read_among (TgReader *reader, const gint64 *entities, gsize n, GArray *out, GError **error)
{
  g_autoptr (GHashTable) set = g_hash_table_new (g_int64_hash, g_int64_equal);
  g_autoptr (sqlite3_stmt) stmt = tg_db_prepare (reader->db, "SELECT " RELATION_COLUMNS " FROM relation r WHERE r.source = ?", error);
  int got = stmt != NULL ? 0 : -1;

  for (gsize i = 0; i < n; i++)
    g_hash_table_add (set, (gpointer) &entities[i]);
  for (gsize i = 0; i < n && got == 0; i++)
    {
      /* an entity given twice is read once */
      if (g_hash_table_lookup (set, &entities[i]) != &entities[i])
        continue;
      sqlite3_bind_int64 (stmt, 1, entities[i]);
      while ((got = tg_db_step (stmt, error)) > 0)
        {
          TgRelationInfo info;
          fill_relation (&info, stmt);
          if (g_hash_table_contains (set, &info.target))
            g_array_append_val (out, info);
        }
      sqlite3_reset (stmt);
    }
  return got == 0;
}

GArray *
tg_reader_relations_among (TgReader *reader, const gint64 *entities, gsize n, TgTimeRange scope, TgJob *job, GError **error)
{
  g_autoptr (GArray) out = g_array_new (FALSE, TRUE, sizeof (TgRelationInfo));

  if (!tg_reader_begin (reader, job, error))
    return NULL;
  gboolean ok = read_among (reader, entities, n, out, error);
  if (ok && !tg_scope_is_all (scope))
    {
      g_autoptr (GPtrArray) relations = g_ptr_array_new ();
      for (guint i = 0; i < out->len; i++)
        g_ptr_array_add (relations, &g_array_index (out, TgRelationInfo, i));
      ok = apply_scope (reader, relations, scope, error);
      guint kept = 0;
      for (guint i = 0; ok && i < out->len; i++)
        if (g_array_index (out, TgRelationInfo, i).count > 0)
          g_array_index (out, TgRelationInfo, kept++) = g_array_index (out, TgRelationInfo, i);
      if (ok)
        g_array_set_size (out, kept);
    }
  tg_reader_end (reader);
  return ok ? g_steal_pointer (&out) : NULL;
}

static gboolean
read_all (TgReader *reader, GArray *entities, GArray *relations, GError **error)
{
  g_autoptr (sqlite3_stmt) nodes = tg_db_prepare (reader->db, "SELECT " TG_ENTITY_COLUMNS " FROM entity e ORDER BY e.id", error);
  g_autoptr (sqlite3_stmt) edges = tg_db_prepare (reader->db, "SELECT " RELATION_COLUMNS " FROM relation r ORDER BY r.id", error);
  int got = nodes != NULL && edges != NULL ? 0 : -1;

  while (got >= 0 && entities != NULL && (got = tg_db_step (nodes, error)) > 0)
    {
      TgEntityInfo info;
      tg_entity_fill (&info, nodes, 0);
      g_array_append_val (entities, info);
    }
  while (got >= 0 && relations != NULL && (got = tg_db_step (edges, error)) > 0)
    {
      TgRelationInfo info;
      fill_relation (&info, edges);
      g_array_append_val (relations, info);
    }
  return got == 0;
}

gboolean
tg_reader_graph (TgReader *reader, GArray **entities, GArray **relations, TgJob *job, GError **error)
{
  g_autoptr (GArray) nodes = tg_entities_array ();
  g_autoptr (GArray) edges = g_array_new (FALSE, TRUE, sizeof (TgRelationInfo));

  if (!tg_reader_begin (reader, job, error))
    return FALSE;
  const gboolean ok = read_all (reader, entities != NULL ? nodes : NULL, relations != NULL ? edges : NULL, error);
  tg_reader_end (reader);
  if (ok && entities != NULL)
    *entities = g_steal_pointer (&nodes);
  if (ok && relations != NULL)
    *relations = g_steal_pointer (&edges);
  return ok;
}
