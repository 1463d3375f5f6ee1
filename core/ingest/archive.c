/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tg-ingest"

#include "core/ingest/archive.h"

#include <archive.h>
#include <archive_entry.h>
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#define PIECE       (256 * 1024)
#define IN_MEMORY   (16 * 1024 * 1024)
#define MAX_MEMBERS 1000000
/* As for gzip (source.c), but what is unpacked may have to lie in a temporary file: stopped earlier. */
#define BOMB_RATIO  200
#define BOMB_FLOOR  (G_GUINT64_CONSTANT (256) << 20)
#define BOMB_LIMIT  (G_GUINT64_CONSTANT (64) << 30)

typedef struct
{
  struct archive *archive;
  TgJob          *job;
  guint64         packed, unpacked;   /* bytes of the archive; of all members so far */
  guint           members;
  char          **problem;
} Unpack;

/* What a member has given so far: in memory, then in a file without a name. */
typedef struct
{
  GByteArray *memory;
  int         fd;
  guint64     size;
} Spool;

static gboolean
no_room (int number, GError **error)
{
  g_autofree char *folder = g_filename_display_name (g_get_tmp_dir ());

  g_set_error (error, TG_ERROR, number == ENOSPC || number == EDQUOT || number == EFBIG ? TG_ERROR_FULL : TG_ERROR_IO,
               "The disk of %s is full or cannot be written (%s), and a file of an archive must be put there while it is read. "
               "Make room there, or set TMPDIR to a folder on a larger disk, and import again: it goes on from where it stopped",
               folder, g_strerror (number));
  return FALSE;
}

static gboolean
spool_write (Spool *spool, const guint8 *bytes, gsize len, GError **error)
{
  spool->size += len;
  if (spool->fd < 0 && spool->memory->len + len <= IN_MEMORY)
    {
      g_byte_array_append (spool->memory, bytes, len);
      return TRUE;
    }
  if (spool->fd < 0)
    {
      g_autofree char *name = NULL;
      spool->fd = g_file_open_tmp ("trailgraph-XXXXXX", &name, NULL);
      if (spool->fd < 0)
        return no_room (errno, error);
      unlink (name);
      g_autoptr (GByteArray) before = g_steal_pointer (&spool->memory);
      spool->memory = g_byte_array_new ();
      spool->size -= before->len + len;
      return spool_write (spool, before->data, before->len, error) && spool_write (spool, bytes, len, error);
    }
  while (len > 0)
    {
      const gssize n = write (spool->fd, bytes, len);
      if (n < 0 && errno == EINTR)
        continue;
      if (n <= 0)
        return no_room (n == 0 ? ENOSPC : errno, error);
      bytes += n;
      len -= n;
    }
  return TRUE;
}

static void
spool_clear (Spool *spool)
{
  g_clear_pointer (&spool->memory, g_byte_array_unref);
  if (spool->fd >= 0)
    close (spool->fd);
  spool->fd = -1;
}

static TgSource *
spool_source (Spool *spool)
{
  if (spool->fd >= 0)
    {
      const int fd = spool->fd;
      spool->fd = -1;
      return tg_source_new_fd (fd, spool->size);
    }
  g_autoptr (GBytes) bytes = g_byte_array_free_to_bytes (g_steal_pointer (&spool->memory));
  return tg_source_new_bytes (bytes);
}

static gboolean
is_bomb (Unpack *unpack)
{
  if (unpack->unpacked > BOMB_LIMIT)
    *unpack->problem = g_strdup ("archive unpacks to more than 64 GiB: stopped");
  else if (unpack->unpacked > BOMB_FLOOR && unpack->unpacked / BOMB_RATIO > unpack->packed)
    *unpack->problem = g_strdup ("archive bomb: unpacks to more than 200 times its size: stopped");
  return *unpack->problem != NULL;
}

static char *
words_of (struct archive *archive, const char *before)
{
  const char *text = archive_error_string (archive);
  g_autofree char *valid = g_utf8_make_valid (text != NULL ? text : "damaged", -1);

  return g_strdup_printf ("%s: %s", before, valid);
}

/* FALSE: all ends, for *problem or error. note: why this member alone is not read. */
static gboolean
read_member (Unpack *unpack, Spool *spool, char **note, GError **error)
{
  g_autofree guint8 *piece = g_malloc (PIECE);

  for (;;)
    {
      const la_ssize_t n = archive_read_data (unpack->archive, piece, PIECE);
      if (n == ARCHIVE_RETRY)
        continue;
      if (n < 0)
        *note = words_of (unpack->archive, "cannot be unpacked");
      if (n == ARCHIVE_FATAL)
        *unpack->problem = words_of (unpack->archive, "archive damaged");
      if (n <= 0)
        return TRUE;
      unpack->unpacked += n;
      if (is_bomb (unpack) || !spool_write (spool, piece, n, error) || !tg_job_check (unpack->job, error))
        return FALSE;
    }
}

static const char *
kind_note (struct archive_entry *entry, gboolean *passed)
{
  *passed = TRUE;
  if (archive_entry_hardlink (entry) != NULL || archive_entry_filetype (entry) == AE_IFLNK)
    return "link in an archive: not followed";
  if (archive_entry_filetype (entry) != AE_IFREG && archive_entry_filetype (entry) != 0)
    return "not a regular file (a device, pipe or socket)";
  *passed = FALSE;
  if (archive_entry_is_encrypted (entry) > 0)
    return "encrypted: unpack it first";
  return NULL;
}

static gboolean
give_member (Unpack *unpack, struct archive_entry *entry, TgMemberFunc func, gpointer data, GError **error)
{
  const gboolean raw = archive_format (unpack->archive) == ARCHIVE_FORMAT_RAW;
  const char *pathname = archive_entry_pathname (entry);
  g_autofree char *name = g_strdup (pathname != NULL ? pathname : archive_entry_pathname_utf8 (entry));
  TgMember member = { 0 };
  g_autofree char *note = g_strdup (kind_note (entry, &member.passed));
  Spool spool = { g_byte_array_new (), -1, 0 };
  gboolean ok = TRUE;

  if (name == NULL)
    name = g_strdup_printf ("member %u", unpack->members);
  if (note == NULL && !read_member (unpack, &spool, &note, error))
    {
      spool_clear (&spool);
      return *unpack->problem != NULL;
    }
  member.name = raw ? NULL : name;
  member.note = note;
  if (note == NULL)
    member.source = spool_source (&spool);
  ok = func (data, &member, error);
  spool_clear (&spool);
  return ok;
}

static void
allow (struct archive *archive)
{
  archive_read_support_filter_gzip (archive);
  archive_read_support_filter_bzip2 (archive);
  archive_read_support_filter_xz (archive);
  archive_read_support_filter_lzma (archive);
  archive_read_support_filter_zstd (archive);
  archive_read_support_format_tar (archive);
  archive_read_support_format_zip (archive);
  archive_read_support_format_7zip (archive);
  archive_read_support_format_raw (archive);
}

static int
open_source (struct archive *archive, TgSource *source)
{
  gsize len;
  const guint8 *bytes = tg_source_whole (source, &len);

  return bytes != NULL ? archive_read_open_memory (archive, bytes, len) : archive_read_open_fd (archive, tg_source_rewind (source), PIECE);
}

gboolean
tg_archive_read (TgSource *source, TgJob *job, TgMemberFunc func, gpointer data, char **problem, GError **error)
{
  Unpack unpack = { .archive = archive_read_new (), .job = job, .packed = MAX (1, tg_source_size (source)), .problem = problem };
  struct archive_entry *entry;
  gboolean ok = TRUE;

  *problem = NULL;
  allow (unpack.archive);
  if (open_source (unpack.archive, source) != ARCHIVE_OK)
    *problem = words_of (unpack.archive, "archive cannot be read");
  while (ok && *problem == NULL)
    {
      const int got = archive_read_next_header (unpack.archive, &entry);
      if (got == ARCHIVE_EOF)
        break;
      if (got == ARCHIVE_RETRY)
        continue;
      if (got < ARCHIVE_WARN)
        *problem = words_of (unpack.archive, "archive damaged");
      else if (++unpack.members > MAX_MEMBERS)
        *problem = g_strdup ("more than a million files in an archive: stopped");
      else if (archive_entry_filetype (entry) != AE_IFDIR)
        ok = give_member (&unpack, entry, func, data, error);
      ok = ok && tg_job_check (job, error);
    }
  archive_read_free (unpack.archive);
  return ok;
}
