/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tg-store"

#include "core/store/ledger-private.h"
#include "core/base/hash.h"
#include "core/store/reader-private.h"

#include <libdeflate.h>
#include <string.h>

/* Bytes that came plain are deflated in pieces of this size by threads of their own: small, since one is inflated to show one record. */
#define PIECE   (1024 * 1024)
#define THREADS 2

typedef struct { gint64 evidence; guint64 start; gsize size; gboolean deflate, deflated; GBytes *bytes; } Piece;
typedef struct { gint64 evidence; guint64 offset; char *reason; } Reject;

typedef struct
{
  guint8   key[40];          /* SHA-256, size */
  gint64   id;
  gboolean fresh, dirty, complete, embedded, cut;
  char    *path, *origin, *note;
  const char *format, *codec;
  gint64   mtime;
  guint64  size, inflated_size, resume_offset, resume_state, start;
  guint    kept;             /* rejects */
  guint64  stored, duplicates, rejected;    /* since the last commit */
  guint32  kinds[TG_RECORD_N_KINDS];
} File;

struct _TgLedger
{
  sqlite3     *db;
  gint64       last;
  GHashTable  *files;        /* File by key: those that are not read to their end, and those not committed */
  GPtrArray   *dirty;        /* File, in order */
  GPtrArray   *pieces;       /* Piece */
  GArray      *rejects;
  GThreadPool *pool;
  gsize        pending;
};

static guint
key_hash (gconstpointer data)
{
  guint32 hash;

  memcpy (&hash, data, 4);
  return hash;
}

static gboolean
key_equal (gconstpointer a, gconstpointer b)
{
  return memcmp (a, b, 40) == 0;
}

static void
file_free (gpointer data)
{
  File *file = data;

  g_free (file->path);
  g_free (file->origin);
  g_free (file->note);
  g_free (file);
}

static void
piece_free (gpointer data)
{
  g_bytes_unref (((Piece *) data)->bytes);
  g_free (data);
}

static void
reject_clear (gpointer data)
{
  g_free (((Reject *) data)->reason);
}

TgLedger *
tg_ledger_new (sqlite3 *db, GError **error)
{
  TgLedger *ledger = g_new0 (TgLedger, 1);

  ledger->db = db;
  ledger->files = g_hash_table_new_full (key_hash, key_equal, NULL, file_free);
  ledger->dirty = g_ptr_array_new ();
  ledger->pieces = g_ptr_array_new_with_free_func (piece_free);
  ledger->rejects = g_array_new (FALSE, FALSE, sizeof (Reject));
  g_array_set_clear_func (ledger->rejects, reject_clear);
  if (!tg_db_int (db, "SELECT ifnull(max(id), 0) FROM evidence", &ledger->last, error))
    g_clear_pointer (&ledger, tg_ledger_free);
  return ledger;
}

static void
wait_for_pieces (TgLedger *ledger)
{
  if (ledger->pool != NULL)
    g_thread_pool_free (g_steal_pointer (&ledger->pool), FALSE, TRUE);
}

void
tg_ledger_free (TgLedger *ledger)
{
  if (ledger == NULL)
    return;
  wait_for_pieces (ledger);
  g_ptr_array_unref (ledger->pieces);
  g_ptr_array_unref (ledger->dirty);
  g_array_unref (ledger->rejects);
  g_hash_table_unref (ledger->files);
  g_free (ledger);
}

static gboolean
load_file (TgLedger *ledger, File *file, const TgBatchFile *from, GError **error)
{
  g_autoptr (sqlite3_stmt) stmt = tg_db_prepare (ledger->db,
    "SELECT id, complete, (SELECT count(*) FROM reject WHERE evidence = e.id), "
    "(SELECT ifnull(max(start + size), 0) FROM evidence_part WHERE evidence = e.id) "
    "FROM evidence e WHERE sha256 = ? AND size = ?", error);

  if (stmt == NULL)
    return FALSE;
  sqlite3_bind_blob (stmt, 1, from->sha256, 32, SQLITE_STATIC);
  sqlite3_bind_int64 (stmt, 2, from->size);
  const int got = tg_db_step (stmt, error);
  if (got > 0)
    {
      file->id = sqlite3_column_int64 (stmt, 0);
      file->complete = sqlite3_column_int (stmt, 1);
      file->kept = sqlite3_column_int64 (stmt, 2);
      file->start = sqlite3_column_int64 (stmt, 3);
    }
  return got >= 0;
}

static File *
file_of (TgLedger *ledger, const TgBatchFile *from, GError **error)
{
  guint8 key[40];

  memcpy (key, from->sha256, 32);
  memcpy (key + 32, &from->size, 8);
  File *file = g_hash_table_lookup (ledger->files, key);
  if (file != NULL)
    return file;
  file = g_new0 (File, 1);
  memcpy (file->key, key, sizeof key);
  if (!load_file (ledger, file, from, error))
    {
      file_free (file);
      return NULL;
    }
  if (file->id == 0)
    {
      file->id = ++ledger->last;
      file->fresh = TRUE;
    }
  file->path = g_strdup (from->path != NULL ? from->path : "");
  file->origin = g_strdup (from->origin != NULL ? from->origin : "");
  file->size = from->size;
  file->mtime = from->mtime;
  g_hash_table_insert (ledger->files, file->key, file);
  return file;
}

static void
deflate_piece (gpointer data, gpointer user_data)
{
  Piece *piece = data;
  struct libdeflate_compressor *compressor = libdeflate_alloc_compressor (1);
  gsize size;
  const void *from = g_bytes_get_data (piece->bytes, &size);
  /* a piece that does not shrink stays as it is */
  guint8 *to = size > 64 ? g_malloc (size) : NULL;
  const gsize got = compressor != NULL && to != NULL ? libdeflate_deflate_compress (compressor, from, size, to, size - 1) : 0;

  if (got > 0)
    {
      g_bytes_unref (piece->bytes);
      piece->bytes = g_bytes_new_take (g_realloc (to, got), got);
      piece->deflated = TRUE;
    }
  else
    g_free (to);
  libdeflate_free_compressor (compressor);
}

static void
add_bytes (TgLedger *ledger, File *file, GBytes *bytes, gboolean deflate)
{
  const gsize size = g_bytes_get_size (bytes);

  file->embedded = TRUE;
  for (gsize at = 0; at < size; at += PIECE)
    {
      Piece *piece = g_new0 (Piece, 1);
      piece->evidence = file->id;
      piece->start = file->start + at;
      piece->size = MIN (PIECE, size - at);
      piece->deflate = deflate;
      piece->bytes = g_bytes_new_from_bytes (bytes, at, piece->size);
      g_ptr_array_add (ledger->pieces, piece);
      if (deflate && ledger->pool == NULL)
        ledger->pool = g_thread_pool_new (deflate_piece, NULL, THREADS, FALSE, NULL);
      if (deflate)
        g_thread_pool_push (ledger->pool, piece, NULL);
    }
  file->start += size;
  ledger->pending += size;
}

static void
add_rejects (TgLedger *ledger, File *file, const TgBatchFile *from)
{
  for (guint i = 0; i < from->rejects->len && file->kept < TG_REJECTS_KEPT; i++, file->kept++)
    {
      const TgReject *reject = &g_array_index (from->rejects, TgReject, i);
      const Reject copy = { file->id, reject->offset, g_strdup (reject->reason) };
      g_array_append_val (ledger->rejects, copy);
    }
}

gboolean
tg_ledger_add (TgLedger *ledger, const TgBatchFile *from, const guint32 kinds[TG_RECORD_N_KINDS], gint64 *id, GError **error)
{
  File *file = file_of (ledger, from, error);

  if (file == NULL)
    return FALSE;
  *id = file->id;
  const gboolean whole = file->complete;
  if (!file->dirty)
    g_ptr_array_add (ledger->dirty, file);
  file->dirty = TRUE;
  file->format = from->format;
  file->codec = from->codec;
  file->stored += from->stored;
  file->duplicates += from->duplicates;
  file->rejected += from->rejected;
  file->resume_offset = from->resume_offset;
  file->resume_state = from->resume_state;
  if (from->last)
    {
      file->complete = TRUE;
      file->inflated_size = from->inflated_size;
    }
  if (from->note != NULL)
    {
      g_free (file->note);
      file->note = g_strdup (from->note);
    }
  for (guint i = 0; i < TG_RECORD_N_KINDS; i++)
    file->kinds[i] += kinds[i];
  add_rejects (ledger, file, from);
  /* bytes that are there to the last are not kept twice */
  if (from->bytes != NULL && !whole)
    add_bytes (ledger, file, from->bytes, strcmp (from->codec, "none") == 0);
  file->cut = from->last && from->cut && from->bytes != NULL;
  return TRUE;
}

gsize
tg_ledger_pending (TgLedger *ledger)
{
  return ledger->pending;
}

static gboolean
write_file (sqlite3_stmt *insert, sqlite3_stmt *update, File *file, GError **error)
{
  if (file->fresh)
    {
      sqlite3_bind_int64 (insert, 1, file->id);
      sqlite3_bind_blob (insert, 2, file->key, 32, SQLITE_STATIC);
      sqlite3_bind_int64 (insert, 3, file->size);
      sqlite3_bind_text (insert, 4, file->path, -1, SQLITE_STATIC);
      sqlite3_bind_text (insert, 5, file->origin, -1, SQLITE_STATIC);
      tg_bind_time (insert, 6, file->mtime);
      sqlite3_bind_int64 (insert, 7, g_get_real_time ());
      if (!tg_db_run (insert, error))
        return FALSE;
    }
  sqlite3_bind_int64 (update, 1, file->id);
  sqlite3_bind_text (update, 2, file->format, -1, SQLITE_STATIC);
  sqlite3_bind_text (update, 3, file->codec, -1, SQLITE_STATIC);
  sqlite3_bind_text (update, 4, file->note, -1, SQLITE_STATIC);
  sqlite3_bind_int64 (update, 5, file->inflated_size);
  sqlite3_bind_int (update, 6, file->complete);
  sqlite3_bind_int (update, 7, file->embedded);
  sqlite3_bind_int64 (update, 8, file->stored);
  sqlite3_bind_int64 (update, 9, file->duplicates);
  sqlite3_bind_int64 (update, 10, file->rejected);
  sqlite3_bind_int64 (update, 11, file->resume_offset);
  sqlite3_bind_int64 (update, 12, file->resume_state);
  return tg_db_run (update, error);
}

static gboolean
write_files (TgLedger *ledger, GError **error)
{
  g_autoptr (sqlite3_stmt) insert = tg_db_prepare (ledger->db,
    "INSERT INTO evidence (id, sha256, size, path, origin, mtime, imported, format, codec) VALUES (?, ?, ?, ?, ?, ?, ?, '', '')", error);
  g_autoptr (sqlite3_stmt) update = tg_db_prepare (ledger->db,
    "UPDATE evidence SET format = ?2, codec = ?3, note = ifnull(?4, note), inflated_size = max(inflated_size, ?5), "
    "complete = max(complete, ?6), embedded = max(embedded, ?7), stored = stored + ?8, duplicates = duplicates + ?9, "
    "rejected = rejected + ?10, resume_offset = ?11, resume_state = ?12 WHERE id = ?1", error);
  g_autoptr (sqlite3_stmt) count = tg_db_prepare (ledger->db,
    "INSERT INTO evidence_count (evidence, kind, n) VALUES (?, ?, ?) ON CONFLICT (evidence, kind) DO UPDATE SET n = n + excluded.n", error);

  if (insert == NULL || update == NULL || count == NULL)
    return FALSE;
  for (guint i = 0; i < ledger->dirty->len; i++)
    {
      File *file = g_ptr_array_index (ledger->dirty, i);
      if (!write_file (insert, update, file, error))
        return FALSE;
      for (guint k = 0; k < TG_RECORD_N_KINDS; k++)
        if (file->kinds[k] > 0)
          {
            sqlite3_bind_int64 (count, 1, file->id);
            sqlite3_bind_int (count, 2, k);
            sqlite3_bind_int64 (count, 3, file->kinds[k]);
            if (!tg_db_run (count, error))
              return FALSE;
          }
    }
  return TRUE;
}

static gboolean
write_bytes (TgLedger *ledger, GError **error)
{
  g_autoptr (sqlite3_stmt) stmt = tg_db_prepare (ledger->db,
    "INSERT INTO evidence_part (evidence, start, size, codec, bytes) VALUES (?, ?, ?, ?, ?)", error);

  wait_for_pieces (ledger);
  if (stmt == NULL)
    return FALSE;
  for (guint i = 0; i < ledger->pieces->len; i++)
    {
      const Piece *piece = g_ptr_array_index (ledger->pieces, i);
      sqlite3_bind_int64 (stmt, 1, piece->evidence);
      sqlite3_bind_int64 (stmt, 2, piece->start);
      sqlite3_bind_int64 (stmt, 3, piece->size);
      sqlite3_bind_int (stmt, 4, piece->deflated);
      sqlite3_bind_blob64 (stmt, 5, g_bytes_get_data (piece->bytes, NULL), g_bytes_get_size (piece->bytes), SQLITE_STATIC);
      if (!tg_db_run (stmt, error))
        return FALSE;
    }
  return TRUE;
}

static gboolean
write_rejects (TgLedger *ledger, GError **error)
{
  g_autoptr (sqlite3_stmt) stmt = tg_db_prepare (ledger->db, "INSERT INTO reject (evidence, place, reason) VALUES (?, ?, ?)", error);

  if (stmt == NULL)
    return FALSE;
  for (guint i = 0; i < ledger->rejects->len; i++)
    {
      const Reject *reject = &g_array_index (ledger->rejects, Reject, i);
      sqlite3_bind_int64 (stmt, 1, reject->evidence);
      sqlite3_bind_int64 (stmt, 2, reject->offset);
      sqlite3_bind_text (stmt, 3, reject->reason, -1, SQLITE_STATIC);
      if (!tg_db_run (stmt, error))
        return FALSE;
    }
  return TRUE;
}

static gboolean
digest_piece (const guint8 *bytes, gsize size, gpointer sha)
{
  tg_sha256_update (sha, bytes, size);
  return TRUE;
}

/* The SHA-256 of a file that changed while it was read becomes that of the bytes that are kept of it. Left as it was where these very bytes
 * are evidence already. */
static gboolean
digest_again (TgLedger *ledger, const File *file, GError **error)
{
  g_autoptr (sqlite3_stmt) stmt = tg_db_prepare (ledger->db, "UPDATE OR IGNORE evidence SET sha256 = ?2, size = ?3 WHERE id = ?1", error);
  TgSha256 *sha = tg_sha256_new ();
  guint8 digest[32];

  const gboolean ok = stmt != NULL && tg_evidence_visit (ledger->db, file->id, digest_piece, sha, error);
  tg_sha256_finish (sha, digest);
  if (!ok)
    return FALSE;
  sqlite3_bind_int64 (stmt, 1, file->id);
  sqlite3_bind_blob (stmt, 2, digest, sizeof digest, SQLITE_STATIC);
  sqlite3_bind_int64 (stmt, 3, file->start);
  return tg_db_run (stmt, error);
}

static gboolean
write_digests (TgLedger *ledger, GError **error)
{
  for (guint i = 0; i < ledger->dirty->len; i++)
    {
      const File *file = g_ptr_array_index (ledger->dirty, i);
      if (file->cut && !digest_again (ledger, file, error))
        return FALSE;
    }
  return TRUE;
}

gboolean
tg_ledger_write (TgLedger *ledger, GError **error)
{
  if (!write_files (ledger, error) || !write_bytes (ledger, error) || !write_digests (ledger, error) || !write_rejects (ledger, error))
    return FALSE;
  for (guint i = 0; i < ledger->dirty->len; i++)
    {
      File *file = g_ptr_array_index (ledger->dirty, i);
      file->fresh = file->dirty = FALSE;
      file->stored = file->duplicates = file->rejected = 0;
      memset (file->kinds, 0, sizeof file->kinds);
      g_clear_pointer (&file->note, g_free);
      if (file->complete)
        g_hash_table_remove (ledger->files, file->key);
    }
  g_ptr_array_set_size (ledger->dirty, 0);
  g_ptr_array_set_size (ledger->pieces, 0);
  g_array_set_size (ledger->rejects, 0);
  ledger->pending = 0;
  return TRUE;
}
