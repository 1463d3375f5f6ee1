/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tg-store"

#include "core/store/reader-private.h"

#include <libdeflate.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <zlib.h>

/* Bytes of evidence, by place. Plain ones are in pieces that are inflated one by one. Of a gzip all before a place must be inflated: what was
 * is kept, with the state of the inflater, so that reading record after record goes over a file once. */

#define PIECE_MAX  (64 * 1024 * 1024)
#define READ_SIZE  (256 * 1024)
#define WINDOW     (16 * 1024 * 1024)     /* of inflated bytes that is kept of one file */
#define OPEN_MAX   6
#define LENGTH_MAX (G_GUINT64_CONSTANT (1024) * 1024 * 1024)

/* --- bytes as they came --- */

typedef struct
{
  sqlite3      *db;
  sqlite3_stmt *stmt;         /* pieces from a place on; NULL: a file in place */
  sqlite3_stmt *pack;         /* NULL until a piece is in one */
  FILE         *file;
  guint8       *piece;        /* the current one, inflated */
  gsize         size, at;
} Raw;

static void
raw_clear (Raw *raw)
{
  g_clear_pointer (&raw->stmt, sqlite3_finalize);
  g_clear_pointer (&raw->pack, sqlite3_finalize);
  g_clear_pointer (&raw->file, fclose);
  g_clear_pointer (&raw->piece, g_free);
}

static gboolean
open_in_place (Raw *raw, const char *origin, gint64 size, gint64 mtime, guint64 place, GError **error)
{
  g_autofree char *path = g_str_has_prefix (origin, "file:") ? g_filename_from_uri (origin, NULL, NULL) : NULL;
  struct stat st;

  if (path == NULL)
    {
      g_set_error_literal (error, TG_ERROR, TG_ERROR_NOT_FOUND, "The case does not hold the bytes of this evidence");
      return FALSE;
    }
  raw->file = fopen (path, "rbe");
  if (raw->file == NULL || fstat (fileno (raw->file), &st) < 0 || !S_ISREG (st.st_mode))
    {
      g_set_error_literal (error, TG_ERROR, TG_ERROR_NOT_FOUND, "The evidence stands in a file that is not there any more");
      return FALSE;
    }
  const gint64 changed = (gint64) st.st_mtim.tv_sec * TG_SECOND + st.st_mtim.tv_nsec / 1000;
  if (st.st_size != size || (mtime != TG_TIME_NONE && changed != mtime))
    {
      g_set_error_literal (error, TG_ERROR, TG_ERROR_IO, "The evidence stands in a file that was changed since the import");
      return FALSE;
    }
  return fseeko (raw->file, place, SEEK_SET) == 0;
}

/* From the piece that holds place on; at stands at place. */
static gboolean
raw_open (Raw *raw, sqlite3 *db, gint64 evidence, guint64 place, gboolean *gzip, GError **error)
{
  g_autoptr (sqlite3_stmt) about = tg_db_prepare (db, "SELECT embedded, origin, size, mtime, codec FROM evidence WHERE id = ?", error);

  *raw = (Raw) { .db = db };
  if (about == NULL)
    return FALSE;
  sqlite3_bind_int64 (about, 1, evidence);
  const int got = tg_db_step (about, error);
  if (got == 0)
    g_set_error_literal (error, TG_ERROR, TG_ERROR_NOT_FOUND, "The case has no such evidence");
  if (got <= 0)
    return FALSE;
  *gzip = g_strcmp0 ((const char *) sqlite3_column_text (about, 4), "gzip") == 0;
  if (*gzip)
    place = 0;
  if (sqlite3_column_int (about, 0) == 0)
    {
      g_autofree char *origin = tg_column_dup (about, 1);
      return open_in_place (raw, origin, sqlite3_column_int64 (about, 2), tg_column_time (about, 3), place, error);
    }
  raw->stmt = tg_db_prepare (db, "SELECT start, size, codec, bytes FROM evidence_part WHERE evidence = ?1 "
    "AND start >= ifnull((SELECT max(start) FROM evidence_part WHERE evidence = ?1 AND start <= ?2), 0) ORDER BY start", error);
  if (raw->stmt == NULL)
    return FALSE;
  sqlite3_bind_int64 (raw->stmt, 1, evidence);
  sqlite3_bind_int64 (raw->stmt, 2, MIN (place, G_MAXINT64));
  return TRUE;
}

static gboolean
inflate_piece (Raw *raw, gsize size, int codec, const void *bytes, gsize n, GError **error)
{
  raw->piece = g_realloc (raw->piece, MAX (size, 1));
  raw->size = size;
  raw->at = 0;
  gboolean ok = size <= PIECE_MAX && (bytes != NULL || n == 0);
  if (ok && codec == 0)
    {
      ok = n == size;
      if (ok && n > 0)
        memcpy (raw->piece, bytes, n);
    }
  else if (ok)
    {
      struct libdeflate_decompressor *decompressor = libdeflate_alloc_decompressor ();
      ok = codec == 1 && decompressor != NULL
           && libdeflate_deflate_decompress (decompressor, bytes, n, raw->piece, size, NULL) == LIBDEFLATE_SUCCESS;
      libdeflate_free_decompressor (decompressor);
    }
  if (!ok)
    tg_db_damaged (error, "a piece of evidence cannot be read");
  return ok;
}

/* A piece that stands in a pack, until the statement is used again. */
static gboolean
read_packed (Raw *raw, gint64 at, const guint8 **bytes, gsize *n, GError **error)
{
  const gsize place = at & ((1 << TG_PACK_PLACE) - 1);
  guint32 length;

  if (raw->pack == NULL && (raw->pack = tg_db_prepare (raw->db, "SELECT bytes FROM evidence_pack WHERE id = ?", error)) == NULL)
    return FALSE;
  sqlite3_reset (raw->pack);
  sqlite3_bind_int64 (raw->pack, 1, at >> TG_PACK_PLACE);
  const int got = tg_db_step (raw->pack, error);
  if (got < 0)
    return FALSE;
  const guint8 *pack = got > 0 ? sqlite3_column_blob (raw->pack, 0) : NULL;
  const gsize size = got > 0 ? sqlite3_column_bytes (raw->pack, 0) : 0;
  if (pack != NULL && size >= sizeof length && place <= size - sizeof length)
    {
      memcpy (&length, pack + place, sizeof length);
      *n = GUINT32_FROM_LE (length);
      *bytes = pack + place + sizeof length;
      if (*n <= size - sizeof length - place)
        return TRUE;
    }
  tg_db_damaged (error, "a piece of evidence is missing");
  return FALSE;
}

static gboolean
read_piece (Raw *raw, gsize size, GError **error)
{
  const int codec = sqlite3_column_int (raw->stmt, 2);
  const guint8 *bytes;
  gsize n;

  if ((codec & TG_PACKED) == 0)
    return inflate_piece (raw, size, codec, sqlite3_column_blob (raw->stmt, 3), sqlite3_column_bytes (raw->stmt, 3), error);
  return read_packed (raw, sqlite3_column_int64 (raw->stmt, 3), &bytes, &n, error) && inflate_piece (raw, size, codec - TG_PACKED, bytes, n, error);
}

/* The next piece. 1, 0: the end, -1. */
static int
raw_next (Raw *raw, guint64 *start, GError **error)
{
  if (raw->file != NULL)
    {
      raw->piece = g_realloc (raw->piece, READ_SIZE);
      *start = ftello (raw->file);
      raw->size = fread (raw->piece, 1, READ_SIZE, raw->file);
      raw->at = 0;
      if (raw->size == 0 && ferror (raw->file))
        {
          g_set_error_literal (error, TG_ERROR, TG_ERROR_IO, "The file of the evidence cannot be read");
          return -1;
        }
      return raw->size > 0;
    }
  const int got = tg_db_step (raw->stmt, error);
  if (got <= 0)
    return got;
  const gint64 size = sqlite3_column_int64 (raw->stmt, 1);
  *start = sqlite3_column_int64 (raw->stmt, 0);
  if (size < 0 || size > PIECE_MAX)
    {
      tg_db_damaged (error, "a piece of evidence is too large");
      return -1;
    }
  return read_piece (raw, size, error) ? 1 : -1;
}

gboolean
tg_evidence_visit (sqlite3 *db, gint64 evidence, TgBytesVisit visit, gpointer data, GError **error)
{
  guint64 start, expected = 0;
  gboolean gzip;
  Raw raw;
  int got = raw_open (&raw, db, evidence, 0, &gzip, error) ? 1 : -1;

  while (got > 0 && (got = raw_next (&raw, &start, error)) > 0)
    {
      if (start != expected)
        {
          tg_db_damaged (error, "a piece of evidence is missing");
          got = -1;
        }
      else if (!visit (raw.piece, raw.size, data))
        got = 0;
      expected = start + raw.size;
    }
  raw_clear (&raw);
  return got == 0;
}

/* --- gzip --- */

typedef struct
{
  gint64      evidence;
  Raw         raw;
  z_stream    z;
  gboolean    opened, ended;
  guint8     *window;         /* inflated bytes from base */
  gsize       n, room;
  guint64     base;
} Gunzip;

struct _TgOriginals
{
  GQueue open;         /* Gunzip, last used first */
};

static void
gunzip_free (gpointer data)
{
  Gunzip *gunzip = data;

  raw_clear (&gunzip->raw);
  if (gunzip->opened)
    inflateEnd (&gunzip->z);
  g_free (gunzip->window);
  g_free (gunzip);
}

TgOriginals *
tg_originals_new (void)
{
  return g_new0 (TgOriginals, 1);
}

void
tg_originals_free (TgOriginals *originals)
{
  if (originals == NULL)
    return;
  g_queue_clear_full (&originals->open, gunzip_free);
  g_free (originals);
}

static Gunzip *
gunzip_new (sqlite3 *db, gint64 evidence, GError **error)
{
  Gunzip *gunzip = g_new0 (Gunzip, 1);
  gboolean gzip;

  gunzip->evidence = evidence;
  if (!raw_open (&gunzip->raw, db, evidence, 0, &gzip, error))
    {
      gunzip_free (gunzip);
      return NULL;
    }
  gunzip->opened = inflateInit2 (&gunzip->z, 15 + 16) == Z_OK;
  return gunzip;
}

/* Keeps what may be asked for next and makes room for more. */
static void
make_room (Gunzip *gunzip, guint64 from)
{
  if (gunzip->n > WINDOW && from > gunzip->base)
    {
      const gsize drop = MIN (from - gunzip->base, gunzip->n - WINDOW / 2);
      memmove (gunzip->window, gunzip->window + drop, gunzip->n - drop);
      gunzip->n -= drop;
      gunzip->base += drop;
    }
  if (gunzip->room - gunzip->n < READ_SIZE)
    {
      gunzip->room = MAX (gunzip->room * 3 / 2, gunzip->n + READ_SIZE);
      gunzip->window = g_realloc (gunzip->window, gunzip->room);
    }
}

/* One step of inflating. FALSE: an error, set; ended is set at the end, also at that of a broken gzip. */
static gboolean
inflate_step (Gunzip *gunzip, GError **error)
{
  z_stream *z = &gunzip->z;

  if (z->avail_in == 0)
    {
      guint64 start;
      const int got = raw_next (&gunzip->raw, &start, error);
      if (got < 0)
        return FALSE;
      gunzip->ended = got == 0;
      z->next_in = gunzip->raw.piece;
      z->avail_in = got > 0 ? gunzip->raw.size : 0;
      if (gunzip->ended)
        return TRUE;
    }
  const gsize room = MIN (gunzip->room - gunzip->n, READ_SIZE);
  z->next_out = gunzip->window + gunzip->n;
  z->avail_out = room;
  const int rc = inflate (z, Z_NO_FLUSH);
  gunzip->n += room - z->avail_out;
  if (rc == Z_STREAM_END)
    inflateReset2 (z, 15 + 16);        /* several members, one after the other */
  else if (rc != Z_OK && rc != Z_BUF_ERROR)
    gunzip->ended = TRUE;
  return TRUE;
}

static Gunzip *
gunzip_for (TgOriginals *originals, sqlite3 *db, gint64 evidence, guint64 offset, GError **error)
{
  for (GList *link = originals->open.head; link != NULL; link = link->next)
    {
      Gunzip *gunzip = link->data;
      if (gunzip->evidence != evidence)
        continue;
      g_queue_delete_link (&originals->open, link);
      if (offset >= gunzip->base)
        {
          g_queue_push_head (&originals->open, gunzip);
          return gunzip;
        }
      gunzip_free (gunzip);
      break;
    }
  Gunzip *fresh = gunzip_new (db, evidence, error);
  if (fresh == NULL)
    return NULL;
  g_queue_push_head (&originals->open, fresh);
  if (originals->open.length > OPEN_MAX)
    gunzip_free (g_queue_pop_tail (&originals->open));
  return fresh;
}

static GBytes *
too_short (GError **error)
{
  tg_db_damaged (error, "the evidence ends before its record");
  return NULL;
}

static GBytes *
get_gzip (TgOriginals *originals, sqlite3 *db, gint64 evidence, guint64 offset, gsize length, GError **error)
{
  Gunzip *gunzip = gunzip_for (originals, db, evidence, offset, error);

  if (gunzip == NULL)
    return NULL;
  while (gunzip->base + gunzip->n < offset + length && !gunzip->ended)
    {
      make_room (gunzip, offset);
      if (!inflate_step (gunzip, error))
        {
          g_queue_remove (&originals->open, gunzip);
          gunzip_free (gunzip);
          return NULL;
        }
    }
  if (gunzip->base + gunzip->n < offset + length)
    return too_short (error);
  return g_bytes_new (gunzip->window + (offset - gunzip->base), length);
}

static GBytes *
get_plain (Raw *raw, guint64 offset, gsize length, GError **error)
{
  g_autoptr (GByteArray) out = g_byte_array_new ();
  guint64 start, place = offset;
  int got = 1;

  while (out->len < length && (got = raw_next (raw, &start, error)) > 0)
    {
      if (start > place || start + raw->size <= place)
        return too_short (error);
      const gsize from = place - start, n = MIN (raw->size - from, length - out->len);
      g_byte_array_append (out, raw->piece + from, n);
      place += n;
    }
  if (got < 0)
    return NULL;
  if (out->len < length)
    return too_short (error);
  return g_byte_array_free_to_bytes (g_steal_pointer (&out));
}

GBytes *
tg_originals_get (TgOriginals *originals, sqlite3 *db, gint64 evidence, guint64 offset, gsize length, GError **error)
{
  gboolean gzip = FALSE;
  GBytes *bytes = NULL;
  Raw raw;

  if (length > LENGTH_MAX || offset > G_MAXINT64 - LENGTH_MAX)
    {
      g_set_error_literal (error, TG_ERROR, TG_ERROR_LIMIT, "The record is larger than 1 GiB");
      return NULL;
    }
  if (raw_open (&raw, db, evidence, offset, &gzip, error))
    bytes = gzip ? get_gzip (originals, db, evidence, offset, length, error) : get_plain (&raw, offset, length, error);
  raw_clear (&raw);
  return bytes;
}
