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

/* Pieces smaller than that are packed, until a pack has so many bytes: to get at one, half a pack is read. */
#define PACK (128 * 1024)

typedef struct { gint64 evidence; guint64 start; gsize size; gboolean deflate, deflated; GBytes *bytes; } Piece;
typedef struct { gint64 evidence; guint64 offset; char *reason; } Reject;

typedef struct
{
  guint8   key[40];          /* SHA-256, size */
  gint64   id;
  char    *path, *origin;
  gint64   mtime;
  guint64  size;
} About;

/* What a commit says of a file. */
typedef struct
{
  const About *about;
  gboolean fresh, complete, embedded, cut;
  char    *note;
  const char *format, *codec;
  guint64  inflated_size, resume_offset, resume_state, start;
  guint64  stored, duplicates, rejected;    /* since the last commit */
  guint32  kinds[TG_RECORD_N_KINDS];
} News;

typedef struct
{
  About    about;
  News     news;
  gboolean dirty;
  guint    kept;             /* rejects */
} File;

/* What waits to be written. */
typedef struct
{
  GPtrArray   *files;        /* File, in order */
  GArray      *news;         /* News, one a file: of the commit */
  GPtrArray   *pieces;       /* Piece */
  GArray      *rejects;
  GThreadPool *pool;         /* at work on the pieces */
  gsize        bytes;
} Pending;

struct _TgLedger
{
  sqlite3     *look;
  sqlite3_stmt *find;
  GMutex       known_lock;
  GHashTable  *known;        /* the first bytes of each SHA-256, as pointers: of most files one need not ask the case */
  gint64       last;
  GHashTable  *files;        /* File by key: those that are not read to their end, and those not committed */
  Pending      now, flight;  /* flight: of the commit */
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

  g_free (file->about.path);
  g_free (file->about.origin);
  g_free (file->news.note);
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

static void
news_clear (gpointer data)
{
  g_free (((News *) data)->note);
}

static void
pending_init (Pending *pending)
{
  pending->files = g_ptr_array_new ();
  pending->news = g_array_new (FALSE, FALSE, sizeof (News));
  g_array_set_clear_func (pending->news, news_clear);
  pending->pieces = g_ptr_array_new_with_free_func (piece_free);
  pending->rejects = g_array_new (FALSE, FALSE, sizeof (Reject));
  g_array_set_clear_func (pending->rejects, reject_clear);
}

static void
wait_for_pieces (Pending *pending)
{
  if (pending->pool != NULL)
    g_thread_pool_free (g_steal_pointer (&pending->pool), FALSE, TRUE);
}

static void
pending_clear (Pending *pending)
{
  wait_for_pieces (pending);
  g_ptr_array_unref (pending->files);
  g_array_unref (pending->news);
  g_ptr_array_unref (pending->pieces);
  g_array_unref (pending->rejects);
}

static gpointer
known_key (const guint8 *sha256)
{
  gsize key;

  memcpy (&key, sha256, sizeof key);
  return GSIZE_TO_POINTER (key);
}

static gboolean
load_known (TgLedger *ledger, GError **error)
{
  g_autoptr (sqlite3_stmt) stmt = tg_db_prepare (ledger->look, "SELECT sha256 FROM evidence", error);
  int got = stmt != NULL ? 0 : -1;

  while (stmt != NULL && (got = tg_db_step (stmt, error)) > 0)
    if (sqlite3_column_bytes (stmt, 0) == 32)
      g_hash_table_add (ledger->known, known_key (sqlite3_column_blob (stmt, 0)));
  return got == 0;
}

TgLedger *
tg_ledger_new (sqlite3 *look, GError **error)
{
  TgLedger *ledger = g_new0 (TgLedger, 1);

  ledger->look = look;
  ledger->files = g_hash_table_new_full (key_hash, key_equal, NULL, file_free);
  pending_init (&ledger->now);
  pending_init (&ledger->flight);
  g_mutex_init (&ledger->known_lock);
  ledger->known = g_hash_table_new (g_direct_hash, g_direct_equal);
  ledger->find = tg_db_prepare (look,
    "SELECT id, complete, (SELECT count(*) FROM reject WHERE evidence = e.id), "
    "(SELECT ifnull(max(start + size), 0) FROM evidence_part WHERE evidence = e.id) "
    "FROM evidence e WHERE sha256 = ? AND size = ?", error);
  if (ledger->find == NULL || !tg_db_int (look, "SELECT ifnull(max(id), 0) FROM evidence", &ledger->last, error) || !load_known (ledger, error))
    g_clear_pointer (&ledger, tg_ledger_free);
  return ledger;
}

void
tg_ledger_free (TgLedger *ledger)
{
  if (ledger == NULL)
    return;
  pending_clear (&ledger->now);
  pending_clear (&ledger->flight);
  g_hash_table_unref (ledger->files);
  g_hash_table_unref (ledger->known);
  g_mutex_clear (&ledger->known_lock);
  sqlite3_finalize (ledger->find);
  g_free (ledger);
}

static gboolean
load_file (TgLedger *ledger, File *file, const TgBatchFile *from, GError **error)
{
  sqlite3_stmt *stmt = ledger->find;

  g_mutex_lock (&ledger->known_lock);
  const gboolean is_new = g_hash_table_add (ledger->known, known_key (from->sha256));
  g_mutex_unlock (&ledger->known_lock);
  if (is_new)
    return TRUE;
  sqlite3_bind_blob (stmt, 1, from->sha256, 32, SQLITE_STATIC);
  sqlite3_bind_int64 (stmt, 2, from->size);
  const int got = tg_db_step (stmt, error);
  if (got > 0)
    {
      file->about.id = sqlite3_column_int64 (stmt, 0);
      file->news.complete = sqlite3_column_int (stmt, 1);
      file->kept = sqlite3_column_int64 (stmt, 2);
      file->news.start = sqlite3_column_int64 (stmt, 3);
    }
  sqlite3_reset (stmt);
  return got >= 0;
}

gboolean
tg_ledger_may_know (TgLedger *ledger, const guint8 sha256[32])
{
  g_mutex_lock (&ledger->known_lock);
  const gboolean known = g_hash_table_contains (ledger->known, known_key (sha256));
  g_mutex_unlock (&ledger->known_lock);
  return known;
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
  memcpy (file->about.key, key, sizeof key);
  if (!load_file (ledger, file, from, error))
    {
      file_free (file);
      return NULL;
    }
  if (file->about.id == 0)
    {
      file->about.id = ++ledger->last;
      file->news.fresh = TRUE;
    }
  file->news.about = &file->about;
  file->about.path = g_strdup (from->path != NULL ? from->path : "");
  file->about.origin = g_strdup (from->origin != NULL ? from->origin : "");
  file->about.size = from->size;
  file->about.mtime = from->mtime;
  g_hash_table_insert (ledger->files, file->about.key, file);
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
add_bytes (Pending *pending, File *file, GBytes *bytes, gboolean deflate)
{
  const gsize size = g_bytes_get_size (bytes);

  file->news.embedded = TRUE;
  for (gsize at = 0; at < size; at += PIECE)
    {
      Piece *piece = g_new0 (Piece, 1);
      piece->evidence = file->about.id;
      piece->start = file->news.start + at;
      piece->size = MIN (PIECE, size - at);
      piece->deflate = deflate;
      piece->bytes = g_bytes_new_from_bytes (bytes, at, piece->size);
      g_ptr_array_add (pending->pieces, piece);
      if (deflate && pending->pool == NULL)
        pending->pool = g_thread_pool_new (deflate_piece, NULL, THREADS, FALSE, NULL);
      if (deflate)
        g_thread_pool_push (pending->pool, piece, NULL);
    }
  file->news.start += size;
  pending->bytes += size;
}

static void
add_rejects (Pending *pending, File *file, const TgBatchFile *from)
{
  for (guint i = 0; i < from->rejects->len && file->kept < TG_REJECTS_KEPT; i++, file->kept++)
    {
      const TgReject *reject = &g_array_index (from->rejects, TgReject, i);
      const Reject copy = { file->about.id, reject->offset, g_strdup (reject->reason) };
      g_array_append_val (pending->rejects, copy);
    }
}

gboolean
tg_ledger_add (TgLedger *ledger, const TgBatchFile *from, const guint32 kinds[TG_RECORD_N_KINDS], gint64 *id, GError **error)
{
  File *file = file_of (ledger, from, error);

  if (file == NULL)
    return FALSE;
  *id = file->about.id;
  News *news = &file->news;
  const gboolean whole = news->complete;
  if (!file->dirty)
    g_ptr_array_add (ledger->now.files, file);
  file->dirty = TRUE;
  news->format = from->format;
  news->codec = from->codec;
  news->stored += from->stored;
  news->duplicates += from->duplicates;
  news->rejected += from->rejected;
  news->resume_offset = from->resume_offset;
  news->resume_state = from->resume_state;
  if (from->last)
    {
      news->complete = TRUE;
      news->inflated_size = from->inflated_size;
    }
  if (from->note != NULL)
    {
      g_free (news->note);
      news->note = g_strdup (from->note);
    }
  for (guint i = 0; i < TG_RECORD_N_KINDS; i++)
    news->kinds[i] += kinds[i];
  add_rejects (&ledger->now, file, from);
  /* bytes that are there to the last are not kept twice */
  if (from->bytes != NULL && !whole)
    add_bytes (&ledger->now, file, from->bytes, strcmp (from->codec, "none") == 0);
  news->cut = from->last && from->cut && from->bytes != NULL;
  return TRUE;
}

gsize
tg_ledger_pending (TgLedger *ledger)
{
  return ledger->now.bytes;
}

guint
tg_ledger_pending_files (TgLedger *ledger)
{
  return ledger->now.files->len;
}

/* What the last commit wrote and is read to its end need not be remembered any longer. */
static void
forget_written (TgLedger *ledger)
{
  for (guint i = 0; i < ledger->flight.files->len; i++)
    {
      const File *file = g_ptr_array_index (ledger->flight.files, i);
      if (file->news.complete && !file->dirty)
        g_hash_table_remove (ledger->files, file->about.key);
    }
  g_ptr_array_set_size (ledger->flight.files, 0);
}

void
tg_ledger_hand_over (TgLedger *ledger)
{
  forget_written (ledger);
  const Pending written = ledger->flight;
  ledger->flight = ledger->now;
  ledger->now = written;
  for (guint i = 0; i < ledger->flight.files->len; i++)
    {
      File *file = g_ptr_array_index (ledger->flight.files, i);
      News *news = &file->news;
      g_array_append_val (ledger->flight.news, *news);
      file->dirty = news->fresh = FALSE;
      news->note = NULL;
      news->stored = news->duplicates = news->rejected = 0;
      memset (news->kinds, 0, sizeof news->kinds);
    }
}

static gboolean
write_file (sqlite3_stmt *insert, sqlite3_stmt *update, const News *file, GError **error)
{
  const About *about = file->about;
  sqlite3_stmt *stmt = file->fresh ? insert : update;

  sqlite3_bind_int64 (stmt, 1, about->id);
  sqlite3_bind_text (stmt, 2, file->format, -1, SQLITE_STATIC);
  sqlite3_bind_text (stmt, 3, file->codec, -1, SQLITE_STATIC);
  sqlite3_bind_text (stmt, 4, file->note, -1, SQLITE_STATIC);
  sqlite3_bind_int64 (stmt, 5, file->inflated_size);
  sqlite3_bind_int (stmt, 6, file->complete);
  sqlite3_bind_int (stmt, 7, file->embedded);
  sqlite3_bind_int64 (stmt, 8, file->stored);
  sqlite3_bind_int64 (stmt, 9, file->duplicates);
  sqlite3_bind_int64 (stmt, 10, file->rejected);
  sqlite3_bind_int64 (stmt, 11, file->resume_offset);
  sqlite3_bind_int64 (stmt, 12, file->resume_state);
  if (file->fresh)
    {
      sqlite3_bind_blob (stmt, 13, about->key, 32, SQLITE_STATIC);
      sqlite3_bind_int64 (stmt, 14, about->size);
      sqlite3_bind_text (stmt, 15, about->path, -1, SQLITE_STATIC);
      sqlite3_bind_text (stmt, 16, about->origin, -1, SQLITE_STATIC);
      tg_bind_time (stmt, 17, about->mtime);
      sqlite3_bind_int64 (stmt, 18, g_get_real_time ());
    }
  return tg_db_run (stmt, error);
}

static gboolean
write_files (const Pending *pending, sqlite3 *db, GError **error)
{
  g_autoptr (sqlite3_stmt) insert = tg_db_prepare (db,
    "INSERT INTO evidence (id, format, codec, note, inflated_size, complete, embedded, stored, duplicates, rejected, resume_offset, resume_state, "
    "sha256, size, path, origin, mtime, imported) VALUES (?1, ?2, ?3, ifnull(?4, ''), ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18)", error);
  g_autoptr (sqlite3_stmt) update = tg_db_prepare (db,
    "UPDATE evidence SET format = ?2, codec = ?3, note = ifnull(?4, note), inflated_size = max(inflated_size, ?5), "
    "complete = max(complete, ?6), embedded = max(embedded, ?7), stored = stored + ?8, duplicates = duplicates + ?9, "
    "rejected = rejected + ?10, resume_offset = ?11, resume_state = ?12 WHERE id = ?1", error);
  g_autoptr (sqlite3_stmt) count = tg_db_prepare (db,
    "INSERT INTO evidence_count (evidence, kind, n) VALUES (?, ?, ?) ON CONFLICT (evidence, kind) DO UPDATE SET n = n + excluded.n", error);

  if (insert == NULL || update == NULL || count == NULL)
    return FALSE;
  for (guint i = 0; i < pending->news->len; i++)
    {
      const News *file = &g_array_index (pending->news, News, i);
      if (!write_file (insert, update, file, error))
        return FALSE;
      for (guint k = 0; k < TG_RECORD_N_KINDS; k++)
        if (file->kinds[k] > 0)
          {
            sqlite3_bind_int64 (count, 1, file->about->id);
            sqlite3_bind_int (count, 2, k);
            sqlite3_bind_int64 (count, 3, file->kinds[k]);
            if (!tg_db_run (count, error))
              return FALSE;
          }
    }
  return TRUE;
}

/* Pieces on their way into packs. */
typedef struct
{
  sqlite3_stmt *part, *pack;
  gint64        id;            /* of the pack that is filled */
  GByteArray   *bytes;
} Packing;

static gboolean
write_pack (Packing *packing, GError **error)
{
  if (packing->bytes->len == 0)
    return TRUE;
  sqlite3_bind_int64 (packing->pack, 1, packing->id);
  sqlite3_bind_blob (packing->pack, 2, packing->bytes->data, packing->bytes->len, SQLITE_STATIC);
  packing->id++;
  const gboolean ok = tg_db_run (packing->pack, error);
  g_byte_array_set_size (packing->bytes, 0);
  return ok;
}

static gboolean
write_piece (Packing *packing, const Piece *piece, GError **error)
{
  gsize size;
  const void *bytes = g_bytes_get_data (piece->bytes, &size);
  const gboolean packed = size < PACK;

  sqlite3_bind_int64 (packing->part, 1, piece->evidence);
  sqlite3_bind_int64 (packing->part, 2, piece->start);
  sqlite3_bind_int64 (packing->part, 3, piece->size);
  sqlite3_bind_int (packing->part, 4, (packed ? TG_PACKED : 0) + piece->deflated);
  if (packed)
    {
      const guint32 length = GUINT32_TO_LE ((guint32) size);
      sqlite3_bind_int64 (packing->part, 5, packing->id << TG_PACK_PLACE | packing->bytes->len);
      g_byte_array_append (packing->bytes, (const guint8 *) &length, sizeof length);
      g_byte_array_append (packing->bytes, bytes, size);
    }
  else
    sqlite3_bind_blob64 (packing->part, 5, bytes, size, SQLITE_STATIC);
  return tg_db_run (packing->part, error) && (packing->bytes->len < PACK || write_pack (packing, error));
}

static gboolean
write_pieces (Packing *packing, const Pending *pending, sqlite3 *db, GError **error)
{
  if (packing->part == NULL || packing->pack == NULL || !tg_db_int (db, "SELECT ifnull(max(id), 0) + 1 FROM evidence_pack", &packing->id, error))
    return FALSE;
  for (guint i = 0; i < pending->pieces->len; i++)
    if (!write_piece (packing, g_ptr_array_index (pending->pieces, i), error))
      return FALSE;
  return write_pack (packing, error);
}

static gboolean
write_bytes (Pending *pending, sqlite3 *db, GError **error)
{
  wait_for_pieces (pending);
  if (pending->pieces->len == 0)
    return TRUE;
  Packing packing = { .bytes = g_byte_array_sized_new (2 * PACK) };
  packing.part = tg_db_prepare (db, "INSERT INTO evidence_part (evidence, start, size, codec, bytes) VALUES (?, ?, ?, ?, ?)", error);
  if (packing.part != NULL)
    packing.pack = tg_db_prepare (db, "INSERT INTO evidence_pack (id, bytes) VALUES (?, ?)", error);
  const gboolean ok = write_pieces (&packing, pending, db, error);
  sqlite3_finalize (packing.part);
  sqlite3_finalize (packing.pack);
  g_byte_array_unref (packing.bytes);
  return ok;
}

static gboolean
write_rejects (const Pending *pending, sqlite3 *db, GError **error)
{
  g_autoptr (sqlite3_stmt) stmt = tg_db_prepare (db, "INSERT INTO reject (evidence, place, reason) VALUES (?, ?, ?)", error);

  if (stmt == NULL)
    return FALSE;
  for (guint i = 0; i < pending->rejects->len; i++)
    {
      const Reject *reject = &g_array_index (pending->rejects, Reject, i);
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
digest_again (sqlite3 *db, const News *file, GError **error)
{
  g_autoptr (sqlite3_stmt) stmt = tg_db_prepare (db, "UPDATE OR IGNORE evidence SET sha256 = ?2, size = ?3 WHERE id = ?1", error);
  TgSha256 *sha = tg_sha256_new ();
  guint8 digest[32];

  const gboolean ok = stmt != NULL && tg_evidence_visit (db, file->about->id, digest_piece, sha, error);
  tg_sha256_finish (sha, digest);
  if (!ok)
    return FALSE;
  sqlite3_bind_int64 (stmt, 1, file->about->id);
  sqlite3_bind_blob (stmt, 2, digest, sizeof digest, SQLITE_STATIC);
  sqlite3_bind_int64 (stmt, 3, file->start);
  return tg_db_run (stmt, error);
}

static gboolean
write_digests (const Pending *pending, sqlite3 *db, GError **error)
{
  for (guint i = 0; i < pending->news->len; i++)
    {
      const News *file = &g_array_index (pending->news, News, i);
      if (file->cut && !digest_again (db, file, error))
        return FALSE;
    }
  return TRUE;
}

gboolean
tg_ledger_write (TgLedger *ledger, sqlite3 *db, GError **error)
{
  Pending *pending = &ledger->flight;

  if (!write_files (pending, db, error) || !write_bytes (pending, db, error) || !write_digests (pending, db, error)
      || !write_rejects (pending, db, error))
    return FALSE;
  g_array_set_size (pending->news, 0);
  g_ptr_array_set_size (pending->pieces, 0);
  g_array_set_size (pending->rejects, 0);
  pending->bytes = 0;
  return TRUE;
}
