/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tg-store"

#include "core/store/unite-private.h"

#include "core/model/record.h"
#include "core/store/block-private.h"
#include "core/store/runs-private.h"
#include "core/store/sums-private.h"

/* Two entities that turn out to be one: a role was known by its unique id from one record and by its name from another, until a third
 * tells both. An import notes the pair (table unite) and goes on; here all that the one has goes over to the other: parties of
 * records, sums, relations, names. Sums move by a run that takes them away from the one and gives them to the other. */

typedef struct
{
  sqlite3 *db;
  gint64   gone, kept;
  TgRows  *activity, *series, *hourly, *postings;
  gint64   moved;             /* records that kept has now and had not */
  GError **error;
} Unite;

/* --- records --- */

/* A record of which both were a party counted for both: that of the later is taken back. */
static void
take_back (Unite *u, const TgBlock *block, gsize i)
{
  gint64 *const *c = block->columns;
  TgTwice twice = { u->kept, c[TG_COL_TIME][i], c[TG_COL_ACTION][i], c[TG_COL_REGION][i], c[TG_COL_BYTES_IN][i], c[TG_COL_BYTES_OUT][i],
                    TG_PARTY_TARGET, tg_is_call (c[TG_COL_KIND][i]), (c[TG_COL_FLAGS][i] & TG_RECORD_FAILED) != 0 };
  gint64 first = 0;

  for (guint32 p = block->starts[i]; p < block->starts[i + 1]; p++)
    {
      const gint64 entity = c[TG_COL_PARTIES][p];
      if (entity != u->kept && entity != u->gone)
        continue;
      if (first == 0)
        first = entity;
      else if (entity != first)
        {
          twice.role = c[TG_COL_ROLES][p];
          break;
        }
    }
  tg_take_back (u->activity, u->hourly, &twice);
}

static void
rewrite_record (Unite *u, const TgBlock *block, gsize i, TgStored *record, GArray *parties, gint64 *counts)
{
  const gboolean had_gone = tg_block_has_party (block, i, u->gone), had_kept = tg_block_has_party (block, i, u->kept);
  gint64 *const *c = block->columns;

  *record = tg_block_stored (block, i);
  record->first_party = parties->len;
  for (guint32 p = block->starts[i]; p < block->starts[i + 1]; p++)
    {
      TgStoredParty party = { c[TG_COL_ROLES][p], c[TG_COL_PARTIES][p] };
      gboolean known = FALSE;
      if (party.entity == u->gone)
        party.entity = u->kept;
      for (gsize k = record->first_party; had_gone && !known && k < parties->len; k++)
        {
          const TgStoredParty *before = &g_array_index (parties, TgStoredParty, k);
          known = before->entity == party.entity && before->role == party.role;
        }
      if (known)
        continue;
      g_array_append_val (parties, party);
      record->n_parties++;
    }
  counts[0] += had_gone;
  counts[1] += had_gone && !had_kept;
  if (had_gone && had_kept)
    take_back (u, block, i);
}

static gboolean
rewrite_block (Unite *u, gint64 id)
{
  g_autoptr (sqlite3_stmt) read = tg_db_prepare (u->db, TG_BLOCK_LOAD, u->error);
  g_autoptr (sqlite3_stmt) write = tg_db_prepare (u->db, "UPDATE block SET data = ? WHERE id = ?", u->error);
  gint64 counts[2] = { 0, 0 };

  if (read == NULL || write == NULL)
    return FALSE;
  g_autoptr (TgBlock) block = tg_block_load (read, id, TG_COL_ALL, u->error);
  if (block == NULL)
    return FALSE;
  g_autofree TgStored *records = g_new0 (TgStored, block->n);
  g_autofree guint32 *order = g_new (guint32, block->n);
  g_autoptr (GArray) parties = g_array_new (FALSE, FALSE, sizeof (TgStoredParty));
  g_autoptr (GArray) scratch = g_array_new (FALSE, FALSE, sizeof (gint64));
  g_autoptr (GByteArray) blob = g_byte_array_new ();
  for (gsize i = 0; i < block->n; i++)
    {
      order[i] = i;
      rewrite_record (u, block, i, &records[i], parties, counts);
    }
  if (counts[0] == 0)
    return TRUE;
  tg_block_write (blob, scratch, records, order, block->n, (const TgStoredParty *) (gpointer) parties->data);
  tg_rows_add (u->postings, (gint64[]) { u->gone, id, -counts[0] });
  if (counts[1] > 0)
    tg_rows_add (u->postings, (gint64[]) { u->kept, id, counts[1] });
  u->moved += counts[1];
  sqlite3_bind_blob (write, 1, blob->data, blob->len, SQLITE_STATIC);
  sqlite3_bind_int64 (write, 2, id);
  return tg_db_run (write, u->error);
}

static gboolean
collect_block (gint64 *const *columns, gsize first, gsize last, gpointer data)
{
  for (gsize i = first; i < last; i++)
    g_array_append_val ((GArray *) data, columns[1][i]);
  return TRUE;
}

static gboolean
move_records (Unite *u)
{
  g_autoptr (GArray) blocks = g_array_new (FALSE, FALSE, sizeof (gint64));

  if (!tg_runs_scan (u->db, TG_RUN_POSTING, u->gone, u->gone, collect_block, blocks, u->error))
    return FALSE;
  for (guint i = 0; i < blocks->len; i++)
    if (!rewrite_block (u, g_array_index (blocks, gint64, i)))
      return FALSE;
  return TRUE;
}

/* --- sums --- */

static gboolean
move_activity (gint64 *const *c, gsize first, gsize last, gpointer data)
{
  Unite *u = data;

  for (gsize i = first; i < last; i++)
    {
      tg_rows_add (u->activity, (gint64[]) { u->kept, c[1][i], c[2][i], c[3][i], c[4][i], c[5][i], c[6][i], c[7][i] });
      tg_rows_add (u->activity, (gint64[]) { u->gone, c[1][i], c[2][i], c[3][i], -c[4][i], -c[5][i], -c[6][i], -c[7][i] });
      if (c[1][i] != TG_FACET_TOTAL)
        continue;
      tg_rows_add (u->hourly, (gint64[]) { c[3][i], u->kept, c[4][i] + c[5][i] });
      tg_rows_add (u->hourly, (gint64[]) { c[3][i], u->gone, -c[4][i] - c[5][i] });
    }
  return TRUE;
}

/* --- relations --- */

typedef struct { Unite *u; gint64 from, to; } Move;      /* to 0: nowhere */

static gboolean
move_series (gint64 *const *c, gsize first, gsize last, gpointer data)
{
  const Move *move = data;

  for (gsize i = first; i < last; i++)
    {
      tg_rows_add (move->u->series, (gint64[]) { move->from, c[1][i], -c[2][i], -c[3][i], -c[4][i], -c[5][i] });
      if (move->to != 0)
        tg_rows_add (move->u->series, (gint64[]) { move->to, c[1][i], c[2][i], c[3][i], c[4][i], c[5][i] });
    }
  return TRUE;
}

/* The relation that says the same of kept; 0 when there is none. */
static gboolean
find_twin (Unite *u, gint64 source, gint64 kind, gint64 target, gint64 *twin)
{
  g_autoptr (sqlite3_stmt) stmt = tg_db_prepare (u->db, "SELECT id FROM relation WHERE source = ? AND kind = ? AND target = ?", u->error);
  int got;

  *twin = 0;
  if (stmt == NULL)
    return FALSE;
  sqlite3_bind_int64 (stmt, 1, source);
  sqlite3_bind_int64 (stmt, 2, kind);
  sqlite3_bind_int64 (stmt, 3, target);
  if ((got = tg_db_step (stmt, u->error)) > 0)
    *twin = sqlite3_column_int64 (stmt, 0);
  return got >= 0;
}

static gboolean
run_with (Unite *u, const char *sql, const gint64 *values, guint n)
{
  return tg_db_run_with (u->db, sql, values, n, u->error);
}

static gboolean
move_relation (Unite *u, gint64 id, gint64 source, gint64 kind, gint64 target)
{
  gint64 twin;

  source = source == u->gone ? u->kept : source;
  target = target == u->gone ? u->kept : target;
  const gboolean loop = source == target && kind != TG_RELATION_FLOW;
  if (!find_twin (u, source, kind, target, &twin))
    return FALSE;
  if (twin == 0 && !loop)
    return run_with (u, "UPDATE relation SET source = ?2, target = ?3 WHERE id = ?1", (gint64[]) { id, source, target }, 3);
  if (!tg_runs_scan (u->db, TG_RUN_SERIES, id, id, move_series, &(Move) { u, id, loop ? 0 : twin }, u->error))
    return FALSE;
  return (loop || run_with (u,
            "UPDATE relation SET first = min(ifnull(relation.first, r.first), ifnull(r.first, relation.first)), "
            "last = max(ifnull(relation.last, r.last), ifnull(r.last, relation.last)), count = relation.count + r.count, "
            "failed = relation.failed + r.failed, bytes_in = relation.bytes_in + r.bytes_in, bytes_out = relation.bytes_out + r.bytes_out "
            "FROM (SELECT * FROM relation WHERE id = ?2) r WHERE relation.id = ?1", (gint64[]) { twin, id }, 2))
         && run_with (u, "DELETE FROM relation WHERE id = ?1", &id, 1);
}

static gboolean
move_relations (Unite *u)
{
  g_autoptr (sqlite3_stmt) stmt = tg_db_prepare (u->db, "SELECT id, source, kind, target FROM relation WHERE source = ?1 OR target = ?1", u->error);
  g_autoptr (GArray) rows = g_array_new (FALSE, FALSE, sizeof (gint64));
  int got;

  if (stmt == NULL)
    return FALSE;
  sqlite3_bind_int64 (stmt, 1, u->gone);
  /* read first: moving changes the table that is read */
  while ((got = tg_db_step (stmt, u->error)) > 0)
    for (int c = 0; c < 4; c++)
      {
        const gint64 value = sqlite3_column_int64 (stmt, c);
        g_array_append_val (rows, value);
      }
  if (got < 0)
    return FALSE;
  for (guint i = 0; i + 4 <= rows->len; i += 4)
    {
      const gint64 *row = &g_array_index (rows, gint64, i);
      if (!move_relation (u, row[0], row[1], row[2], row[3]))
        return FALSE;
    }
  return TRUE;
}

/* --- the entity's own --- */

static gboolean
move_names (Unite *u)
{
  const gint64 values[] = { u->gone, u->kept, u->moved };

  return run_with (u, "UPDATE alias SET entity = ?2 WHERE entity = ?1", values, 2)
      && run_with (u, "INSERT OR IGNORE INTO property (entity, name, value, time) SELECT ?2, name, value, time FROM property WHERE entity = ?1", values, 2)
      && run_with (u, "DELETE FROM property WHERE entity = ?1", values, 1)
      && run_with (u,
           "UPDATE entity SET first = min(ifnull(entity.first, g.first), ifnull(g.first, entity.first)), "
           "last = max(ifnull(entity.last, g.last), ifnull(g.last, entity.last)), records = entity.records + ?3, "
           "name = ifnull(entity.name, g.name), account = ifnull(entity.account, g.account), "
           "indexed = CASE WHEN entity.indexed < 0 THEN entity.indexed ELSE -1 - entity.indexed END "
           "FROM (SELECT * FROM entity WHERE id = ?1) g WHERE entity.id = ?2", values, 3)
      && run_with (u, "DELETE FROM entity WHERE id = ?1", values, 1);
}

static gboolean
unite (Unite *u)
{
  TgRows **rows[] = { &u->activity, &u->series, &u->hourly, &u->postings };
  static const TgRunTable tables[] = { TG_RUN_ACTIVITY, TG_RUN_SERIES, TG_RUN_HOURLY, TG_RUN_POSTING };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    *rows[i] = tg_rows_new (tables[i]);
  gboolean ok = tg_runs_scan (u->db, TG_RUN_ACTIVITY, u->gone, u->gone, move_activity, u, u->error)
                && move_records (u) && move_relations (u) && move_names (u);
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      ok = ok && ((*rows[i])->n == 0 || tg_runs_append (u->db, *rows[i], u->error));
      tg_rows_free (*rows[i]);
    }
  return ok;
}

static gboolean
next_pair (sqlite3 *db, gint64 *gone, gint64 *kept, gboolean *any, GError **error)
{
  g_autoptr (sqlite3_stmt) stmt = tg_db_prepare (db, "SELECT gone, kept FROM unite ORDER BY id LIMIT 1", error);
  const int got = stmt != NULL ? tg_db_step (stmt, error) : -1;

  *any = got > 0;
  if (got > 0)
    {
      *gone = sqlite3_column_int64 (stmt, 0);
      *kept = sqlite3_column_int64 (stmt, 1);
    }
  return got >= 0;
}

static gboolean
exists (sqlite3 *db, gint64 id, gboolean *does, GError **error)
{
  g_autoptr (sqlite3_stmt) stmt = tg_db_prepare (db, "SELECT 1 FROM entity WHERE id = ?", error);

  if (stmt == NULL)
    return FALSE;
  sqlite3_bind_int64 (stmt, 1, id);
  const int got = tg_db_step (stmt, error);
  *does = got > 0;
  return got >= 0;
}

gboolean
tg_unite_pending (sqlite3 *db, GError **error)
{
  gboolean any = TRUE, gone_exists, kept_exists;

  for (;;)
    {
      Unite u = { .db = db, .error = error };
      if (!tg_db_exec (db, "BEGIN IMMEDIATE", error))
        return FALSE;
      gboolean ok = next_pair (db, &u.gone, &u.kept, &any, error);
      if (ok && any)
        ok = exists (db, u.gone, &gone_exists, error) && exists (db, u.kept, &kept_exists, error)
             /* what united with another before goes where that went */
             && (u.gone == u.kept || !gone_exists || !kept_exists || unite (&u))
             && run_with (&u, "DELETE FROM unite WHERE gone = ?1 AND kept = ?2", (gint64[]) { u.gone, u.kept }, 2)
             && run_with (&u, "UPDATE unite SET gone = ?2 WHERE gone = ?1", (gint64[]) { u.gone, u.kept }, 2)
             && run_with (&u, "UPDATE unite SET kept = ?2 WHERE kept = ?1", (gint64[]) { u.gone, u.kept }, 2);
      if (!ok || !tg_db_exec (db, "COMMIT", error))
        {
          sqlite3_exec (db, "ROLLBACK", NULL, NULL, NULL);
          return FALSE;
        }
      if (!any)
        return TRUE;
    }
}
