/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tg-cli"

#include "app/cli/ledger.h"

#define REJECTS_SHOWN 5     /* of one file, in the text for people */

void
tg_ledger_kinds (TgJsonOut *json, const char *name, const guint64 by_kind[TG_RECORD_N_KINDS])
{
  /* the kinds people know first; "other" last */
  tg_json_out_open (json, name, '{');
  for (guint i = 1; i <= TG_RECORD_N_KINDS; i++)
    tg_json_out_uint (json, tg_record_kind_id (i % TG_RECORD_N_KINDS), by_kind[i % TG_RECORD_N_KINDS]);
  tg_json_out_close (json, '}');
}

static gboolean
file_json (TgJsonOut *json, TgReader *reader, const TgLedgerFile *file, gboolean origin, GError **error)
{
  const TgEvidenceInfo *info = file->info;
  g_autoptr (GArray) rejects = info->rejected > 0 ? tg_reader_rejects (reader, info->id, error) : g_array_new (FALSE, FALSE, sizeof (TgRejectInfo));

  if (rejects == NULL)
    return FALSE;
  tg_json_out_open (json, NULL, '{');
  tg_json_out_string (json, "path", info->path);
  tg_json_out_string (json, "format", info->format);
  tg_json_out_uint (json, "records", file->stored);
  tg_json_out_uint (json, "duplicates", file->duplicates);
  tg_json_out_uint (json, "rejected", info->rejected);
  tg_json_out_uint (json, "found", file->stored + file->duplicates + info->rejected);
  tg_json_out_string (json, "note", info->note[0] != '\0' ? info->note : NULL);
  tg_json_out_bool (json, "complete", info->complete);
  if (!origin)
    tg_json_out_bool (json, "known", file->known);
  else
    {
      tg_json_out_int (json, "id", info->id);
      tg_json_out_string (json, "sha256", info->sha256[0] != '\0' ? info->sha256 : NULL);
      tg_json_out_string (json, "origin", info->origin);
      tg_json_out_string (json, "codec", info->codec);
      tg_json_out_uint (json, "size", info->size);
      tg_json_out_uint (json, "inflated_size", info->inflated_size);
      tg_json_out_time (json, "modified", info->mtime);
      tg_json_out_time (json, "imported", info->imported);
      tg_json_out_bool (json, "embedded", info->embedded);
    }
  tg_json_out_open (json, "rejects", '[');
  for (guint i = 0; i < rejects->len; i++)
    {
      const TgRejectInfo *reject = &g_array_index (rejects, TgRejectInfo, i);

      tg_json_out_open (json, NULL, '{');
      tg_json_out_int (json, "offset", reject->offset);
      tg_json_out_string (json, "reason", reject->reason);
      tg_json_out_close (json, '}');
    }
  tg_json_out_close (json, ']');
  tg_json_out_close (json, '}');
  return TRUE;
}

gboolean
tg_ledger_json (TgJsonOut *json, TgReader *reader, const TgLedgerFile *files, guint n, gboolean origin, GError **error)
{
  guint64 duplicates = 0, rejected = 0;

  for (guint i = 0; i < n; i++)
    {
      duplicates += files[i].duplicates;
      rejected += files[i].info->rejected;
    }
  tg_json_out_uint (json, "duplicates", duplicates);
  tg_json_out_uint (json, "rejected", rejected);
  tg_json_out_open (json, "files", '[');
  for (guint i = 0; i < n; i++)
    if (!file_json (json, reader, &files[i], origin, error))
      return FALSE;
  tg_json_out_close (json, ']');
  return TRUE;
}

static gboolean
print_rejects (TgReader *reader, const TgEvidenceInfo *info, GError **error)
{
  g_autoptr (GArray) rejects = tg_reader_rejects (reader, info->id, error);
  g_autofree char *path = tg_cli_safe (info->path);

  if (rejects == NULL)
    return FALSE;
  printf ("\nRejected in %s:\n", path);
  for (guint i = 0; i < rejects->len && i < REJECTS_SHOWN; i++)
    {
      const TgRejectInfo *reject = &g_array_index (rejects, TgRejectInfo, i);
      g_autofree char *reason = tg_cli_safe (reject->reason);

      printf ("  at byte %" G_GINT64_FORMAT ": %s\n", reject->offset, reason);
    }
  if (info->rejected > REJECTS_SHOWN)
    printf ("  and %" G_GUINT64_FORMAT " more\n", info->rejected - MIN (info->rejected, MIN (rejects->len, REJECTS_SHOWN)));
  return TRUE;
}

gboolean
tg_ledger_print (TgReader *reader, const TgLedgerFile *files, guint n, gboolean origin, GError **error)
{
  TgTable *table = tg_table_new (origin ? ">ID|FORMAT|>FOUND|>STORED|>DUPLICATES|>REJECTED|>SIZE|SHA-256|ORIGIN|NOTE" : "FORMAT|>FOUND|>STORED|>DUPLICATES|>REJECTED|FILE|NOTE");

  for (guint i = 0; i < n; i++)
    {
      const TgEvidenceInfo *info = files[i].info;
      g_autofree char *id = g_strdup_printf ("%" G_GINT64_FORMAT, info->id);
      g_autofree char *found = g_strdup_printf ("%" G_GUINT64_FORMAT, files[i].stored + files[i].duplicates + info->rejected);
      g_autofree char *stored = g_strdup_printf ("%" G_GUINT64_FORMAT, files[i].stored);
      g_autofree char *duplicates = g_strdup_printf ("%" G_GUINT64_FORMAT, files[i].duplicates);
      g_autofree char *rejected = g_strdup_printf ("%" G_GUINT64_FORMAT, info->rejected);
      g_autofree char *size = tg_cli_bytes (info->size);
      const char *note = info->note[0] != '\0' ? info->note : files[i].known ? "already in the case" : info->complete ? "" : "not read to its end";

      if (origin)
        tg_table_add (table, id, info->format, found, stored, duplicates, rejected, size, info->sha256, info->origin, note, NULL);
      else
        tg_table_add (table, info->format, found, stored, duplicates, rejected, info->path, note, NULL);
    }
  tg_table_print (table, stdout);
  for (guint i = 0; i < n; i++)
    if (files[i].info->rejected > 0 && !print_rejects (reader, files[i].info, error))
      return FALSE;
  return TRUE;
}
