/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tg-cli"

#include "app/cli/ledger.h"

#define REJECTS_SHOWN 5     /* of one file, in the text for people */
#define ROWS_ALIGNED  1000  /* lines whose columns stand below each other: they are kept until they are printed */
#define FILES_SHOWN   40    /* where they are more, those that have something to say, and of these so many */

void
tg_ledger_kinds (TgJsonOut *json, const char *name, const guint64 by_kind[TG_RECORD_N_KINDS])
{
  /* the kinds people know first; "other" last */
  tg_json_out_open (json, name, '{');
  for (guint i = 1; i <= TG_RECORD_N_KINDS; i++)
    tg_json_out_uint (json, tg_record_kind_id (i % TG_RECORD_N_KINDS), by_kind[i % TG_RECORD_N_KINDS]);
  tg_json_out_close (json, '}');
}

typedef gboolean (*FileVisit) (const TgLedgerFile *file, gpointer data, GError **error);

typedef struct { const TgLedger *ledger; FileVisit visit; gpointer data; GError **error; gboolean ok; } Visiting;

static gboolean
visit_one (const TgEvidenceInfo *info, gpointer data)
{
  Visiting *visiting = data;
  const TgLedger *ledger = visiting->ledger;
  TgLedgerFile file = { .info = info, .stored = info->stored, .duplicates = info->duplicates };

  if (ledger->pick == NULL || ledger->pick (&file, ledger->data))
    visiting->ok = visiting->visit (&file, visiting->data, visiting->error);
  return visiting->ok;
}

static gboolean
visit_files (const TgLedger *ledger, FileVisit visit, gpointer data, GError **error)
{
  Visiting visiting = { ledger, visit, data, error, TRUE };

  return tg_reader_visit_evidence (ledger->reader, visit_one, &visiting, error) && visiting.ok;
}

static void
count (TgLedgerTotals *totals, const TgLedgerFile *file)
{
  totals->files++;
  totals->known += file->known;
  totals->unread += strcmp (file->info->format, "unread") == 0;
  totals->stored += file->stored;
  totals->duplicates += file->duplicates;
  totals->rejected += file->info->rejected;
}

static gboolean
count_file (const TgLedgerFile *file, gpointer data, GError **error)
{
  count (data, file);
  return TRUE;
}

gboolean
tg_ledger_total (const TgLedger *ledger, TgLedgerTotals *totals, GError **error)
{
  *totals = (TgLedgerTotals) { 0 };
  return visit_files (ledger, count_file, totals, error);
}

static gboolean
file_json (TgJsonOut *json, const TgLedger *ledger, const TgLedgerFile *file, GError **error)
{
  const TgEvidenceInfo *info = file->info;
  g_autoptr (GArray) rejects = info->rejected > 0 ? tg_reader_rejects (ledger->reader, info->id, error) : g_array_new (FALSE, FALSE, sizeof (TgRejectInfo));

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
  if (!ledger->origin)
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

typedef struct { TgJsonOut *json; const TgLedger *ledger; } JsonFiles;

static gboolean
add_json (const TgLedgerFile *file, gpointer data, GError **error)
{
  JsonFiles *files = data;

  return file_json (files->json, files->ledger, file, error);
}

gboolean
tg_ledger_json (const TgLedger *ledger, const guint64 by_kind[TG_RECORD_N_KINDS], const TgLedgerTotals *totals, GError **error)
{
  TgJsonOut json;

  tg_json_out_init (&json, stdout);
  tg_json_out_open (&json, NULL, '{');
  tg_ledger_kinds (&json, "records", by_kind);
  tg_json_out_uint (&json, "duplicates", totals->duplicates);
  tg_json_out_uint (&json, "rejected", totals->rejected);
  tg_json_out_open (&json, "files", '[');
  if (!visit_files (ledger, add_json, &(JsonFiles) { &json, ledger }, error))
    return FALSE;
  tg_json_out_close (&json, ']');
  tg_json_out_close (&json, '}');
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

static const char *
note_of (const TgLedgerFile *file)
{
  const TgEvidenceInfo *info = file->info;

  return info->note[0] != '\0' ? info->note : file->known ? "already in the case" : info->complete ? "" : "not read to its end";
}

static TgTable *
table_new (const TgLedger *ledger)
{
  return tg_table_new (ledger->origin ? ">ID|FORMAT|>FOUND|>STORED|>DUPLICATES|>REJECTED|>SIZE|SHA-256|ORIGIN|NOTE"
                                      : "FORMAT|>FOUND|>STORED|>DUPLICATES|>REJECTED|FILE|NOTE");
}

static char *
number (guint64 value)
{
  return g_strdup_printf ("%" G_GUINT64_FORMAT, value);
}

static void
add_row (TgTable *table, const TgLedger *ledger, const TgLedgerFile *file)
{
  const TgEvidenceInfo *info = file->info;
  g_autofree char *id = number (info->id), *found = number (file->stored + file->duplicates + info->rejected), *stored = number (file->stored);
  g_autofree char *duplicates = number (file->duplicates), *rejected = number (info->rejected), *size = tg_cli_bytes (info->size);

  if (ledger->origin)
    tg_table_add (table, id, info->format, found, stored, duplicates, rejected, size, info->sha256, info->origin, note_of (file), NULL);
  else
    tg_table_add (table, info->format, found, stored, duplicates, rejected, info->path, note_of (file), NULL);
}

typedef struct { const TgLedger *ledger; TgTable *table; guint rows, most; guint64 more; } Lines;

/* FALSE: there is no room for it, and it only counts. */
static gboolean
one_more (Lines *lines)
{
  if (lines->rows < lines->most)
    return ++lines->rows > 0;
  lines->more++;
  return FALSE;
}

/* The columns of the next rows stand where these need them. */
static gboolean
print_line (const TgLedgerFile *file, gpointer data, GError **error)
{
  Lines *lines = data;

  add_row (lines->table, lines->ledger, file);
  if (++lines->rows % ROWS_ALIGNED == 0)
    {
      tg_table_print (lines->table, stdout);
      lines->table = table_new (lines->ledger);
    }
  return TRUE;
}

static gboolean
print_rejected (const TgLedgerFile *file, gpointer data, GError **error)
{
  Lines *lines = data;

  return file->info->rejected == 0 || !one_more (lines) || print_rejects (lines->ledger->reader, file->info, error);
}

gboolean
tg_ledger_print (const TgLedger *ledger, GError **error)
{
  Lines lines = { ledger, table_new (ledger), 0, G_MAXUINT, 0 };
  const gboolean ok = visit_files (ledger, print_line, &lines, error);

  if (ok && (lines.rows == 0 || lines.rows % ROWS_ALIGNED > 0))
    tg_table_print (lines.table, stdout);
  else
    tg_table_free (lines.table);
  lines.rows = 0;
  return ok && visit_files (ledger, print_rejected, &lines, error);
}

/* --- where files are many --- */

typedef struct { char *format; TgLedgerTotals totals; } Format;

static void
format_clear (gpointer data)
{
  g_free (((Format *) data)->format);
}

static void
count_format (GArray *formats, const TgLedgerFile *file)
{
  guint i = 0;

  while (i < formats->len && strcmp (g_array_index (formats, Format, i).format, file->info->format) != 0)
    i++;
  if (i == formats->len)
    {
      const Format fresh = { .format = g_strdup (file->info->format) };
      g_array_append_val (formats, fresh);
    }
  count (&g_array_index (formats, Format, i).totals, file);
}

static void
print_formats (const GArray *formats)
{
  TgTable *table = tg_table_new ("FORMAT|>FILES|>FOUND|>STORED|>DUPLICATES|>REJECTED");

  for (guint i = 0; i < formats->len; i++)
    {
      const Format *format = &g_array_index (formats, Format, i);
      const TgLedgerTotals *of = &format->totals;
      g_autofree char *files = number (of->files), *found = number (of->stored + of->duplicates + of->rejected), *stored = number (of->stored);
      g_autofree char *duplicates = number (of->duplicates), *rejected = number (of->rejected);
      tg_table_add (table, format->format, files, found, stored, duplicates, rejected, NULL);
    }
  tg_table_print (table, stdout);
}

typedef struct { GArray *formats; Lines lines; } Brief;

static gboolean
add_brief (const TgLedgerFile *file, gpointer data, GError **error)
{
  Brief *brief = data;
  const TgEvidenceInfo *info = file->info;

  count_format (brief->formats, file);
  if ((info->rejected > 0 || info->note[0] != '\0' || !info->complete) && one_more (&brief->lines))
    add_row (brief->lines.table, brief->lines.ledger, file);
  return TRUE;
}

static void
print_more (guint64 more, const char *what)
{
  if (more > 0)
    printf ("and %" G_GUINT64_FORMAT " more %s: trailgraph-cli evidence CASE names them all\n", more, what);
}

static gboolean
print_brief (const TgLedger *ledger, GError **error)
{
  g_autoptr (GArray) formats = g_array_new (FALSE, FALSE, sizeof (Format));
  Brief brief = { formats, { ledger, table_new (ledger), 0, FILES_SHOWN, 0 } };
  Lines rejected = { ledger, NULL, 0, FILES_SHOWN, 0 };

  g_array_set_clear_func (formats, format_clear);
  const gboolean ok = visit_files (ledger, add_brief, &brief, error);
  if (ok)
    print_formats (formats);
  if (ok && brief.lines.rows > 0)
    {
      printf ("\nFiles with rejects, or with a note:\n");
      tg_table_print (brief.lines.table, stdout);
      print_more (brief.lines.more, "files");
    }
  else
    tg_table_free (brief.lines.table);
  if (!ok || !visit_files (ledger, print_rejected, &rejected, error))
    return FALSE;
  print_more (rejected.more, "files with rejects");
  return TRUE;
}

gboolean
tg_ledger_print_brief (const TgLedger *ledger, const TgLedgerTotals *totals, GError **error)
{
  return totals->files <= FILES_SHOWN ? tg_ledger_print (ledger, error) : print_brief (ledger, error);
}
