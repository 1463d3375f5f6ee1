/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tg-simulate"

#include "core/simulate/output.h"

#include <errno.h>
#include <glib/gstdio.h>
#include <libdeflate.h>
#include <stdio.h>

#include "core/base/time.h"

#define FILE_LIMIT (8 * 1024 * 1024)     /* as CloudTrail's own files stay small */
#define WAITING_LIMIT 8                  /* closed files that may wait for a writer */
#define LEVEL 4

static const char flow_header[] =
  "version account-id interface-id srcaddr dstaddr srcport dstport protocol packets bytes start end action log-status "
  "vpc-id subnet-id instance-id tcp-flags type pkt-srcaddr pkt-dstaddr region az-id flow-direction\n";

typedef struct
{
  GString *text;
  gint64   until;      /* end of the period the file covers */
  guint64  records;    /* in this file */
} Stream;

typedef struct { char *path; GString *text; } Closed;

struct _TgSimOutput
{
  char        *folder;
  TgRandom     random;     /* file names; apart, so that the number of files does not change the events */
  gint64       periods[TG_SIM_LOGS];
  Stream       streams[TG_SIM_LOGS][TG_SIM_PLACES];
  guint64      counts[TG_SIM_LOGS];
  char         flow_logs[TG_SIM_PLACES][21];
  GThreadPool *writers;
  GMutex       lock;
  GCond        room;
  guint        waiting;
  GError      *error;      /* the first */
};

static GError *
write_error (const char *path, int number)
{
  g_autofree char *shown = g_filename_display_name (path);

  return g_error_new (TG_ERROR, number == ENOSPC ? TG_ERROR_FULL : TG_ERROR_IO, "Cannot write %s: %s", shown, g_strerror (number));
}

static GError *
write_closed (const Closed *closed)
{
  struct libdeflate_compressor *compressor = libdeflate_alloc_compressor (LEVEL);
  if (compressor == NULL)
    return write_error (closed->path, ENOMEM);

  gsize bound = libdeflate_gzip_compress_bound (compressor, closed->text->len);
  g_autofree char *packed = g_malloc (bound);
  gsize size = libdeflate_gzip_compress (compressor, closed->text->str, closed->text->len, packed, bound);
  libdeflate_free_compressor (compressor);

  g_autofree char *folder = g_path_get_dirname (closed->path);
  if (g_mkdir_with_parents (folder, 0777) != 0)
    return write_error (folder, errno);
  FILE *file = fopen (closed->path, "wb");
  if (file == NULL)
    return write_error (closed->path, errno);
  gboolean ok = fwrite (packed, 1, size, file) == size;
  int number = errno;
  if (fclose (file) != 0 && ok)
    {
      ok = FALSE;
      number = errno;
    }
  return ok ? NULL : write_error (closed->path, number);
}

static void
writer (gpointer data, gpointer user_data)
{
  Closed *closed = data;
  TgSimOutput *output = user_data;
  g_autoptr (GError) error = write_closed (closed);

  g_mutex_lock (&output->lock);
  if (error != NULL && output->error == NULL)
    output->error = g_steal_pointer (&error);
  output->waiting--;
  g_cond_signal (&output->room);
  g_mutex_unlock (&output->lock);
  g_string_free (closed->text, TRUE);
  g_free (closed->path);
  g_free (closed);
}

TgSimOutput *
tg_sim_output_new (const char *folder, gint64 cloudtrail_period, gint64 flow_period, TgRandom *random)
{
  TgSimOutput *output = g_new0 (TgSimOutput, 1);

  output->folder = g_strdup (folder);
  output->random.state = tg_random_next (random);
  output->periods[TG_SIM_CLOUDTRAIL] = cloudtrail_period;
  output->periods[TG_SIM_FLOWS] = flow_period;
  output->periods[TG_SIM_GUARDDUTY] = TG_DAY;
  output->periods[TG_SIM_SECURITYHUB] = TG_DAY;
  for (guint i = 0; i < TG_SIM_PLACES; i++)
    {
      memcpy (output->flow_logs[i], "fl-", 3);
      tg_random_hex (&output->random, output->flow_logs[i] + 3, 17);
    }
  g_mutex_init (&output->lock);
  g_cond_init (&output->room);
  output->writers = g_thread_pool_new (writer, output, (gint) CLAMP (g_get_num_processors (), 1, 8), FALSE, NULL);
  return output;
}

static char *
file_path (TgSimOutput *output, TgSimLog log, guint place, gint64 until)
{
  static const char letters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
  const char *account = tg_sim_account_ids[place / TG_SIM_REGIONS];
  const char *region = tg_sim_region_names[place % TG_SIM_REGIONS];
  g_autoptr (GDateTime) stamp = g_date_time_new_from_unix_utc (until / TG_SECOND);
  g_autoptr (GDateTime) inside = g_date_time_new_from_unix_utc ((until - 1) / TG_SECOND);
  g_autofree char *day = g_date_time_format (inside, "%Y/%m/%d");
  g_autofree char *minute = g_date_time_format (stamp, "%Y%m%dT%H%MZ");
  char name[37];

  switch (log)
    {
    case TG_SIM_CLOUDTRAIL:
      tg_random_text (&output->random, name, 16, letters, 62);
      return g_strdup_printf ("%s/AWSLogs/%s/CloudTrail/%s/%s/%s_CloudTrail_%s_%s_%s.json.gz", output->folder, account, region, day,
                              account, region, minute, name);
    case TG_SIM_FLOWS:
      tg_random_hex (&output->random, name, 8);
      return g_strdup_printf ("%s/AWSLogs/%s/vpcflowlogs/%s/%s/%s_vpcflowlogs_%s_%s_%s_%s.log.gz", output->folder, account, region, day,
                              account, region, output->flow_logs[place], minute, name);
    case TG_SIM_GUARDDUTY:
    case TG_SIM_SECURITYHUB:
    case TG_SIM_LOGS:
    default:
      tg_random_uuid (&output->random, name);
      return g_strdup_printf ("%s/AWSLogs/%s/%s/%s/%s/%s.jsonl.gz", output->folder, account,
                              log == TG_SIM_GUARDDUTY ? "GuardDuty" : "SecurityHub", region, day, name);
    }
}

static void
close_stream (TgSimOutput *output, TgSimLog log, guint place)
{
  Stream *stream = &output->streams[log][place];

  if (stream->text == NULL)
    return;
  if (log == TG_SIM_CLOUDTRAIL)
    g_string_append (stream->text, "]}");
  Closed *closed = g_new0 (Closed, 1);
  closed->path = file_path (output, log, place, stream->until);
  closed->text = g_steal_pointer (&stream->text);
  stream->records = 0;

  g_mutex_lock (&output->lock);
  while (output->waiting >= WAITING_LIMIT)
    g_cond_wait (&output->room, &output->lock);
  output->waiting++;
  g_mutex_unlock (&output->lock);
  g_thread_pool_push (output->writers, closed, NULL);
}

GString *
tg_sim_output_begin (TgSimOutput *output, TgSimLog log, guint place, gint64 time)
{
  Stream *stream = &output->streams[log][place];

  if (stream->text != NULL && (time >= stream->until || stream->text->len >= FILE_LIMIT))
    close_stream (output, log, place);
  if (stream->text == NULL)
    {
      stream->text = g_string_sized_new (64 * 1024);
      stream->until = (time / output->periods[log] + 1) * output->periods[log];
      if (log == TG_SIM_CLOUDTRAIL)
        g_string_append (stream->text, "{\"Records\":[");
      else if (log == TG_SIM_FLOWS)
        g_string_append (stream->text, flow_header);
    }
  if (log == TG_SIM_CLOUDTRAIL && stream->records > 0)
    g_string_append_c (stream->text, ',');
  return stream->text;
}

void
tg_sim_output_end (TgSimOutput *output, TgSimLog log, guint place)
{
  Stream *stream = &output->streams[log][place];

  if (log != TG_SIM_CLOUDTRAIL)
    g_string_append_c (stream->text, '\n');
  stream->records++;
  output->counts[log]++;
}

guint64
tg_sim_output_count (TgSimOutput *output, TgSimLog log)
{
  return output->counts[log];
}

gboolean
tg_sim_output_failed (TgSimOutput *output)
{
  g_mutex_lock (&output->lock);
  gboolean failed = output->error != NULL;
  g_mutex_unlock (&output->lock);
  return failed;
}

gboolean
tg_sim_output_finish (TgSimOutput *output, GError **error)
{
  for (guint log = 0; log < TG_SIM_LOGS; log++)
    for (guint place = 0; place < TG_SIM_PLACES; place++)
      close_stream (output, log, place);
  g_thread_pool_free (output->writers, FALSE, TRUE);

  gboolean ok = output->error == NULL;
  if (!ok)
    g_propagate_error (error, g_steal_pointer (&output->error));
  g_mutex_clear (&output->lock);
  g_cond_clear (&output->room);
  g_free (output->folder);
  g_free (output);
  return ok;
}
