/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tg-ingest"

#include "core/ingest/source.h"
#include "core/base/hash.h"
#include "core/base/time.h"

#include <errno.h>
#include <fcntl.h>
#include <libdeflate.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#define ZLIB_CONST
#include <zlib.h>

#define WHOLE      (64 * 1024 * 1024)     /* files and gzip members up to this are handled in one piece */
#define PIECE      (1024 * 1024)
#define BOMB_RATIO 200
#define BOMB_FLOOR (G_GUINT64_CONSTANT (1) << 30)
#define BOMB_LIMIT (G_GUINT64_CONSTANT (64) << 30)

typedef enum { GZ_UNKNOWN, GZ_NONE, GZ_MEMBER, GZ_STREAM, GZ_END } Gz;

struct _TgSource
{
  GBytes     *whole;           /* all of it, or NULL: read from fd */
  int         fd;
  guint64     size;
  gint64      mtime;
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
  *spare = (Spare) { source->deflate, source->member, source->member_room };
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
    n = read (fd, buffer, size);
  while (n < 0 && errno == EINTR);
  return n;
}

static gboolean
fail (GError **error, const char *what)
{
  g_set_error (error, TG_ERROR, TG_ERROR_IO, "%s: %s", what, g_strerror (errno));
  return FALSE;
}

static gboolean
load_whole (TgSource *source, GError **error)
{
  g_autofree guint8 *data = g_malloc (source->size + 1);
  gsize len = 0;

  while (len < source->size)
    {
      const gssize n = read_some (source->fd, data + len, source->size - len);
      if (n < 0)
        return fail (error, "cannot be read");
      if (n == 0)
        break;
      len += n;
    }
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
  source->size = info.st_size;
  source->mtime = (gint64) info.st_mtim.tv_sec * TG_SECOND + info.st_mtim.tv_nsec / 1000;
  if (source->size <= WHOLE)
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
  g_byte_array_unref (source->pending);
  if (source->z_ready)
    inflateEnd (&source->z);
  give_spare (source);
  g_free (source);
}

gboolean
tg_source_digest (TgSource *source, TgJob *job, guint8 sha256[32], guint64 *size, gint64 *mtime, GError **error)
{
  TgSha256 *sha = tg_sha256_new ();
  gboolean ok = TRUE;

  if (source->whole != NULL)
    tg_sha256_update (sha, source->window, source->filled);
  else
    {
      gssize n;
      source->size = 0;
      while ((ok = tg_job_check (job, error)) && (n = read_some (source->fd, source->window, PIECE)) != 0)
        {
          if (n < 0)
            {
              ok = fail (error, "cannot be read");
              break;
            }
          tg_sha256_update (sha, source->window, n);
          source->size += n;
        }
      if (ok && lseek (source->fd, 0, SEEK_SET) < 0)
        ok = fail (error, "cannot be read");
    }
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
  /* What was hashed is what is read: a file that grows meanwhile is cut there. */
  const gsize want = MIN (PIECE, source->size - source->raw);
  const gssize n = want == 0 ? 0 : read_some (source->fd, source->window, want);
  source->at = source->filled = 0;
  if (n <= 0)
    {
      source->ended = TRUE;
      if (source->raw < source->size && source->problem == NULL)
        source->problem = n < 0 ? "file cannot be read any further" : "file became shorter while it was read";
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

/* One member in one piece; FALSE: it is too large or broken, and zlib shall have it. */
static gboolean
read_member (TgSource *source)
{
  const guint8 *raw = source->window + source->at;
  const gsize len = source->filled - source->at;
  const guint8 *tail = source->window + source->filled - 4;
  gsize room = len >= 18 ? tail[0] | tail[1] << 8 | tail[2] << 16 | (gsize) tail[3] << 24 : 0;
  gsize used, got;

  if (source->deflate == NULL)
    take_spare (source);
  if (room == 0 || room > WHOLE || room / BOMB_RATIO > len)
    room = MIN (WHOLE, 16 * len);
  for (guint attempt = 0; attempt < 2; attempt++)
    {
      if (source->member == NULL || source->member_room < room)
        {
          g_free (source->member);
          source->member_room = room;
          source->member = g_malloc (room + 1);
        }
      const enum libdeflate_result result = libdeflate_gzip_decompress_ex (source->deflate, raw, len, source->member, room, &used, &got);
      if (result == LIBDEFLATE_SUCCESS)
        {
          source->member_at = 0;
          source->member_len = got;
          source->inside = source->open = TRUE;
          pass (source, used);
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

gsize
tg_source_read (TgSource *source, char *buffer, gsize size)
{
  if (source->gz == GZ_UNKNOWN && !source->gzip)
    {
      if (!refill (source))
        return 0;
      const guint8 *raw = source->window + source->at;
      source->gzip = source->filled - source->at >= 3 && raw[0] == 0x1f && raw[1] == 0x8b && raw[2] == 8;
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
  GBytes *bytes = g_byte_array_free_to_bytes (source->pending);
  source->pending = g_byte_array_new ();
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
