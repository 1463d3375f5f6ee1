/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tg-ingest"

#include "core/ingest/source.h"
#include "core/base/hash.h"
#include "core/base/memory.h"
#include "core/base/time.h"

#include <errno.h>
#include <fcntl.h>
#include <libdeflate.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#define ZLIB_CONST
#include <zlib.h>

#define WHOLE      (64 * 1024 * 1024)     /* gzip members up to this are handled in one piece, and files */
#define PIECE      (1024 * 1024)
#define PENDING_MAX (64u * 1024 * 1024)
#define BOMB_RATIO 200
#define BOMB_FLOOR (G_GUINT64_CONSTANT (1) << 30)
#define BOMB_LIMIT (G_GUINT64_CONSTANT (64) << 30)

guint64 tg_source_whole_max = WHOLE;
gssize (*tg_source_read_hook) (int fd, void *buffer, gsize size);

typedef enum { GZ_UNKNOWN, GZ_NONE, GZ_MEMBER, GZ_STREAM, GZ_END } Gz;

struct _TgSource
{
  GBytes     *whole;           /* all of it, or NULL: read from fd */
  int         fd;
  char       *path;            /* where fd was opened; NULL: it has no name */
  guint64     size;
  gint64      mtime;
  GArray     *pieces;          /* guint64: hashes of what was digested, by PIECE; NULL: it was not */
  char       *fault;
  gboolean    cut;
  guint8     *window;          /* the raw bytes at hand: of whole, or owned */
  gsize       at, filled;
  guint64     raw, skip;       /* raw bytes passed; those before skip are not kept */
  gboolean    keep, ended;
  guint64     taken;           /* whole: up to here */
  GByteArray *pending;         /* fd: passed and not taken */

  Gz          gz;
  gboolean    gzip, inside;
  z_stream    z;
  gboolean    z_ready;
  struct libdeflate_decompressor *deflate;
  char       *member;          /* one inflated member, while open */
  gsize       member_room;
  TgPiece     text;            /* what tg_source_inflate() made */
  gsize       text_len;
  TgSlabs    *slabs;           /* where that is from */
  gboolean    open;
  gsize       member_at, member_len;
  guint64     inflated;
  const char *problem;
};

/* What the next file of this thread will need again. */
typedef struct
{
  struct libdeflate_decompressor *deflate;
  char *member;
  gsize room;
} Spare;

#define SPARE_MAX (16 * 1024 * 1024)

static void
spare_free (gpointer data)
{
  Spare *spare = data;

  libdeflate_free_decompressor (spare->deflate);
  g_free (spare->member);
  g_free (spare);
}

static GPrivate spare_key = G_PRIVATE_INIT (spare_free);

static void
take_spare (TgSource *source)
{
  Spare *spare = g_private_get (&spare_key);

  if (spare == NULL)
    {
      source->deflate = libdeflate_alloc_decompressor ();
      return;
    }
  g_private_set (&spare_key, NULL);
  source->deflate = spare->deflate;
  source->member = spare->member;
  source->member_room = spare->room;
  g_free (spare);
}

static void
give_spare (TgSource *source)
{
  if (source->deflate == NULL)
    return;
  Spare *spare = g_new (Spare, 1);
  if (source->member_room > SPARE_MAX)
    {
      g_clear_pointer (&source->member, g_free);
      source->member_room = 0;
    }
  *spare = (Spare) { g_steal_pointer (&source->deflate), g_steal_pointer (&source->member), source->member_room };
  source->member_room = 0;
  g_private_replace (&spare_key, spare);
}

static TgSource *
source_new (void)
{
  TgSource *source = g_new0 (TgSource, 1);

  source->fd = -1;
  source->mtime = TG_TIME_NONE;
  source->keep = TRUE;
  source->pending = g_byte_array_new ();
  return source;
}

static void
set_whole (TgSource *source, GBytes *bytes)
{
  gsize len;

  source->whole = bytes;
  source->window = (guint8 *) g_bytes_get_data (bytes, &len);
  source->filled = source->size = len;
}

TgSource *
tg_source_new_bytes (GBytes *bytes)
{
  TgSource *source = source_new ();

  set_whole (source, g_bytes_ref (bytes));
  return source;
}

static gssize
read_some (int fd, void *buffer, gsize size)
{
  gssize n;

  do
    n = tg_source_read_hook != NULL ? tg_source_read_hook (fd, buffer, size) : read (fd, buffer, size);
  while (n < 0 && errno == EINTR);
  return n;
}

/* As many of size bytes as there are; fewer: *error_number is that of the error, 0 at the end. */
static gsize
read_full (int fd, guint8 *buffer, gsize size, int *error_number)
{
  gsize len = 0;

  *error_number = 0;
  while (len < size)
    {
      const gssize n = read_some (fd, buffer + len, size - len);
      if (n < 0)
        *error_number = errno;
      if (n <= 0)
        break;
      len += n;
    }
  return len;
}

static gboolean
fail (GError **error, const char *what)
{
  g_set_error (error, TG_ERROR, TG_ERROR_IO, "%s: %s", what, g_strerror (errno));
  return FALSE;
}

/* Only the first is told: what follows is its consequence. */
static void
set_fault (TgSource *source, guint64 at, int error_number)
{
  if (source->fault == NULL && error_number != 0)
    source->fault = g_strdup_printf ("not read behind byte %" G_GUINT64_FORMAT ": %s", at, g_strerror (error_number));
  else if (source->fault == NULL)
    source->fault = g_strdup_printf ("not read behind byte %" G_GUINT64_FORMAT ": the file became shorter while it was read", at);
}

/* Whether the file is still the one that was opened, now that it was read. */
static void
look_again (TgSource *source)
{
  const char *what = NULL;
  struct stat info, named;

  if (source->fault != NULL || source->path == NULL || fstat (source->fd, &info) < 0)
    return;
  const gint64 mtime = (gint64) info.st_mtim.tv_sec * TG_SECOND + info.st_mtim.tv_nsec / 1000;
  if ((guint64) info.st_size > source->size)
    what = "the file grew while it was read: what came later is not read. Import it again when it is complete";
  else if ((guint64) info.st_size < source->size || mtime != source->mtime)
    what = "the file was written to while it was read: its parts may be of different moments. Import it again when it is complete";
  else if (stat (source->path, &named) < 0 || named.st_ino != info.st_ino || named.st_dev != info.st_dev)
    what = "the file was replaced or removed while it was read: what was there when the import came to it is read. Import it again for the new one";
  source->fault = g_strdup (what);
}

static gboolean
load_whole (TgSource *source, GError **error)
{
  g_autofree guint8 *data = g_malloc (source->size + 1);
  int number;
  const gsize len = read_full (source->fd, data, source->size, &number);

  if (len == 0 && number != 0)
    {
      errno = number;
      return fail (error, "cannot be read");
    }
  if (len < source->size)
    set_fault (source, len, number);
  else
    look_again (source);
  set_whole (source, g_bytes_new_take (g_steal_pointer (&data), len));
  return TRUE;
}

TgSource *
tg_source_new_path (const char *path, GError **error)
{
  g_autoptr (TgSource) source = source_new ();
  struct stat info;

  /* O_NONBLOCK: a pipe that took the file's place must not hold the import. */
  source->fd = open (path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
  if (source->fd < 0 || fstat (source->fd, &info) < 0)
    {
      fail (error, "cannot be opened");
      return NULL;
    }
  if (!S_ISREG (info.st_mode))
    {
      g_set_error_literal (error, TG_ERROR, TG_ERROR_IO, "not a regular file");
      return NULL;
    }
  source->path = g_strdup (path);
  source->size = info.st_size;
  source->mtime = (gint64) info.st_mtim.tv_sec * TG_SECOND + info.st_mtim.tv_nsec / 1000;
  if (source->size <= tg_source_whole_max)
    return load_whole (source, error) ? g_steal_pointer (&source) : NULL;
  source->window = g_malloc (PIECE);
  return g_steal_pointer (&source);
}

TgSource *
tg_source_new_fd (int fd, guint64 size)
{
  TgSource *source = source_new ();

  source->fd = fd;
  source->size = size;
  source->window = g_malloc (PIECE);
  lseek (fd, 0, SEEK_SET);
  return source;
}

const guint8 *
tg_source_whole (const TgSource *source, gsize *len)
{
  *len = source->whole != NULL ? source->filled : 0;
  return source->whole != NULL ? source->window : NULL;
}

int
tg_source_rewind (TgSource *source)
{
  return lseek (source->fd, 0, SEEK_SET) < 0 ? -1 : source->fd;
}

guint64
tg_source_size (const TgSource *source)
{
  return source->size;
}

void
tg_source_free (TgSource *source)
{
  if (source == NULL)
    return;
  if (source->fd >= 0)
    close (source->fd);
  if (source->whole == NULL)
    g_free (source->window);
  g_clear_pointer (&source->whole, g_bytes_unref);
  g_clear_pointer (&source->pieces, g_array_unref);
  g_byte_array_unref (source->pending);
  g_free (source->path);
  g_free (source->fault);
  tg_slabs_give (source->slabs, &source->text);
  if (source->z_ready)
    inflateEnd (&source->z);
  give_spare (source);
  g_free (source);
}

/* No further than to the size it had when it was opened: a file that grows as fast as it is read has no end. */
static gboolean
digest_pieces (TgSource *source, TgJob *job, TgSha256 *sha, GError **error)
{
  guint64 at = 0;

  g_clear_pointer (&source->pieces, g_array_unref);
  source->pieces = g_array_new (FALSE, FALSE, sizeof (guint64));
  while (at < source->size)
    {
      const gsize want = MIN (PIECE, source->size - at);
      int number;
      if (!tg_job_check (job, error))
        return FALSE;
      const gsize n = read_full (source->fd, source->window, want, &number);
      if (at + n == 0 && number != 0)
        {
          errno = number;
          return fail (error, "cannot be read");
        }
      const guint64 hash = tg_hash64 (source->window, n, 0);
      tg_sha256_update (sha, source->window, n);
      g_array_append_val (source->pieces, hash);
      at += n;
      if (n < want)
        {
          set_fault (source, at, number);
          source->size = at;
        }
    }
  return lseek (source->fd, 0, SEEK_SET) == 0 || fail (error, "cannot be read");
}

gboolean
tg_source_digest (TgSource *source, TgJob *job, guint8 sha256[32], guint64 *size, gint64 *mtime, GError **error)
{
  TgSha256 *sha = tg_sha256_new ();
  gboolean ok = TRUE;

  if (source->whole != NULL)
    tg_sha256_update (sha, source->window, source->filled);
  else
    ok = digest_pieces (source, job, sha, error);
  tg_sha256_finish (sha, sha256);
  *size = source->size;
  *mtime = source->mtime;
  return ok;
}

void
tg_source_keep (TgSource *source, gboolean keep, guint64 skip)
{
  source->keep = keep;
  source->skip = skip;
}

static gboolean
refill (TgSource *source)
{
  if (source->at < source->filled)
    return TRUE;
  if (source->whole != NULL || source->ended)
    return FALSE;
  const gsize want = MIN (PIECE, source->size - source->raw);
  int number;
  const gsize n = read_full (source->fd, source->window, want, &number);
  source->at = source->filled = 0;
  /* What was digested is what is read: where it is other bytes now, the file ends. */
  const gboolean same = n == want && n > 0 && (source->pieces == NULL
                        || tg_hash64 (source->window, n, 0) == g_array_index (source->pieces, guint64, source->raw / PIECE));
  if (!same && n == want && n > 0 && source->fault == NULL)
    source->fault = g_strdup_printf ("not read behind byte %" G_GUINT64_FORMAT ": the file changed while it was read. Import it again when it is complete",
                                     source->raw);
  else if (n < want)
    set_fault (source, source->raw, number);
  if (!same)
    {
      source->cut = source->raw < source->size;
      source->ended = TRUE;
      source->size = source->raw;
      return FALSE;
    }
  source->filled = n;
  return TRUE;
}

static void
pass (TgSource *source, gsize n)
{
  if (source->whole == NULL && source->keep)
    {
      const guint64 before = source->raw < source->skip ? MIN (source->skip - source->raw, n) : 0;
      g_byte_array_append (source->pending, source->window + source->at + before, n - before);
    }
  source->at += n;
  source->raw += n;
}

static gsize
read_plain (TgSource *source, char *buffer, gsize size)
{
  if (!refill (source))
    return 0;
  const gsize n = MIN (size, source->filled - source->at);
  memcpy (buffer, source->window + source->at, n);
  pass (source, n);
  return n;
}

/* Between members: another one, nothing, padding, or something else. */
static void
next_member (TgSource *source)
{
  while (refill (source) && source->inside && source->window[source->at] == 0)
    pass (source, 1);
  if (!refill (source))
    source->gz = GZ_END;
  else if (source->window[source->at] == 0x1f)
    source->gz = source->whole != NULL ? GZ_MEMBER : GZ_STREAM;
  else
    {
      source->problem = "bytes behind the end of the gzip data";
      source->gz = GZ_END;
    }
}

/* What the last member says of its size; 0: nothing, or what deflate cannot have made of so few bytes. */
static gsize
told_size (const TgSource *source)
{
  const gsize len = source->filled - source->at;
  const guint8 *tail = source->window + source->filled - 4;
  const gsize told = len >= 18 ? tail[0] | tail[1] << 8 | tail[2] << 16 | (gsize) tail[3] << 24 : 0;

  return told > WHOLE || told / BOMB_RATIO > len ? 0 : told;
}

static enum libdeflate_result
inflate_member (TgSource *source, char *buffer, gsize room, gsize *got)
{
  gsize used;
  const enum libdeflate_result result = libdeflate_gzip_decompress_ex (source->deflate, source->window + source->at, source->filled - source->at,
                                                                       buffer, room, &used, got);

  if (result == LIBDEFLATE_SUCCESS)
    {
      source->inside = TRUE;
      pass (source, used);
    }
  return result;
}

static void
make_member_room (TgSource *source, gsize room)
{
  if (source->member != NULL && source->member_room >= room)
    return;
  g_free (source->member);
  source->member_room = room;
  source->member = g_malloc (room + 1);
}

/* One member in one piece; it is open then. FALSE: it is too large or broken, and zlib shall have it. */
static gboolean
read_member (TgSource *source)
{
  const gsize len = source->filled - source->at, told = told_size (source);
  gsize room = told > 0 ? told : MIN (WHOLE, 16 * len);

  if (source->deflate == NULL)
    take_spare (source);
  for (guint attempt = 0; attempt < 2; attempt++)
    {
      make_member_room (source, room);
      const enum libdeflate_result result = inflate_member (source, source->member, room, &source->member_len);
      if (result == LIBDEFLATE_SUCCESS)
        {
          source->open = TRUE;
          source->member_at = 0;
          return TRUE;
        }
      if (result != LIBDEFLATE_INSUFFICIENT_SPACE || room == WHOLE)
        break;
      room = MIN (WHOLE, 1024 * len);
    }
  return FALSE;
}

static gsize
read_stream (TgSource *source, char *buffer, gsize size)
{
  z_stream *z = &source->z;

  if (!source->z_ready && inflateInit2 (z, 15 + 16) != Z_OK)
    g_error ("no memory to inflate");
  source->z_ready = TRUE;
  z->next_out = (Bytef *) buffer;
  z->avail_out = MIN (size, G_MAXUINT / 2);
  while (z->avail_out > 0)
    {
      if (!refill (source))
        {
          if (source->problem == NULL)
            source->problem = "gzip data ends early";
          source->gz = GZ_END;
          break;
        }
      const gsize had = MIN (source->filled - source->at, G_MAXUINT / 2);
      z->next_in = source->window + source->at;
      z->avail_in = had;
      const int result = inflate (z, Z_NO_FLUSH);
      pass (source, had - z->avail_in);
      if (result == Z_STREAM_END)
        {
          inflateReset (z);
          source->inside = TRUE;
          source->gz = GZ_UNKNOWN;
          break;
        }
      if (result != Z_OK && result != Z_BUF_ERROR)
        {
          source->problem = "gzip data damaged";
          source->gz = GZ_END;
          break;
        }
    }
  return (char *) z->next_out - buffer;
}

static void
check_bomb (TgSource *source)
{
  if (source->inflated > BOMB_LIMIT || (source->inflated > BOMB_FLOOR && source->inflated / BOMB_RATIO > source->raw))
    {
      source->problem = source->inflated > BOMB_LIMIT ? "gzip data inflates to more than 64 GiB: stopped"
                                                      : "gzip bomb: inflates to more than 200 times its size: stopped";
      source->gz = GZ_END;
      source->open = FALSE;
    }
}

static gsize
read_gzip (TgSource *source, char *buffer, gsize size)
{
  for (;;)
    {
      gsize n = 0;
      if (source->open)
        {
          n = MIN (size, source->member_len - source->member_at);
          memcpy (buffer, source->member + source->member_at, n);
          source->member_at += n;
          if (source->member_at == source->member_len)
            {
              source->open = FALSE;
              source->gz = GZ_UNKNOWN;
            }
        }
      else if (source->gz == GZ_UNKNOWN)
        next_member (source);
      else if (source->gz == GZ_MEMBER)
        {
          if (!read_member (source))
            source->gz = GZ_STREAM;
        }
      else if (source->gz == GZ_STREAM)
        n = read_stream (source, buffer, size);
      else
        return 0;
      if (n > 0)
        {
          source->inflated += n;
          check_bomb (source);
          return n;
        }
    }
}

static gboolean
is_gzip (const TgSource *source)
{
  const guint8 *raw = source->filled - source->at >= 3 ? source->window + source->at : NULL;

  return raw != NULL && raw[0] == 0x1f && raw[1] == 0x8b && raw[2] == 8;
}

gsize
tg_source_expect (const TgSource *source, gsize limit)
{
  const gsize told = source->whole != NULL && source->raw == 0 && is_gzip (source) ? told_size (source) : 0;

  return told <= limit ? told : 0;
}

gboolean
tg_source_inflate (TgSource *source, TgSlabs *slabs, gsize limit)
{
  const gsize told = tg_source_expect (source, limit);
  gsize got;

  if (told == 0)
    return source->text.data != NULL;
  take_spare (source);
  TgPiece text = tg_slabs_take (slabs, told + TG_SOURCE_ROOM);
  const gboolean ok = inflate_member (source, text.data, told, &got) == LIBDEFLATE_SUCCESS;
  /* another thread may read on */
  give_spare (source);
  if (!ok)
    {
      tg_slabs_give (slabs, &text);
      return FALSE;
    }
  source->text = text;
  source->text_len = source->inflated = got;
  source->slabs = slabs;
  source->gzip = TRUE;
  return TRUE;
}

TgPiece
tg_source_text (TgSource *source, gsize *len)
{
  const TgPiece text = source->text;

  *len = source->text_len;
  source->text = (TgPiece) { NULL };
  return text;
}

gsize
tg_source_read (TgSource *source, char *buffer, gsize size)
{
  if (source->gz == GZ_UNKNOWN && !source->gzip)
    {
      if (!refill (source))
        return 0;
      source->gzip = is_gzip (source);
      if (!source->gzip)
        source->gz = GZ_NONE;
    }
  return source->gzip ? read_gzip (source, buffer, size) : read_plain (source, buffer, size);
}

const char *
tg_source_problem (const TgSource *source)
{
  return source->problem;
}

const char *
tg_source_fault (TgSource *source, gboolean *cut)
{
  if (source->whole == NULL)
    look_again (source);
  *cut = source->cut;
  return source->fault;
}

gboolean
tg_source_drain (TgSource *source)
{
  if (!refill (source))
    return FALSE;
  pass (source, MIN (PIECE, source->filled - source->at));
  return TRUE;
}

GBytes *
tg_source_take (TgSource *source)
{
  if (!source->keep)
    return NULL;
  if (source->whole != NULL)
    {
      const guint64 from = MAX (source->taken, MIN (source->skip, source->raw));
      source->taken = source->raw;
      return g_bytes_new_from_bytes (source->whole, from, source->raw - from);
    }
  /* the next part is about as large: memory for it at once, in large pages, instead of growing into a thousand small ones */
  const guint size = MIN (source->pending->len, PENDING_MAX) / 8 * 9;
  GBytes *bytes = g_byte_array_free_to_bytes (source->pending);
  source->pending = g_byte_array_sized_new (size);
  tg_memory_large (source->pending->data, size);
  return bytes;
}

guint64
tg_source_raw (const TgSource *source)
{
  return source->raw;
}

const char *
tg_source_codec (const TgSource *source)
{
  return source->gzip ? "gzip" : "none";
}
