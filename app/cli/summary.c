/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tg-cli"

#include "app/cli/ledger.h"

#define BUSIEST 10

typedef struct { TgSummary counts; GArray *principals, *addresses; } Summary;

static void
busiest_json (TgJsonOut *json, const char *name, GArray *list)
{
  tg_json_out_open (json, name, '[');
  for (guint i = 0; i < list->len; i++)
    {
      const TgEntityInfo *entity = &g_array_index (list, TgEntityInfo, i);

      tg_json_out_open (json, NULL, '{');
      tg_json_out_entity (json, entity);
      tg_json_out_uint (json, "records", entity->records);
      tg_json_out_close (json, '}');
    }
  tg_json_out_close (json, ']');
}

static void
print_json (const Summary *summary)
{
  const TgSummary *counts = &summary->counts;
  TgJsonOut json;

  tg_json_out_init (&json, stdout);
  tg_json_out_open (&json, NULL, '{');
  tg_ledger_kinds (&json, "records", counts->records);
  tg_json_out_open (&json, "entities", '{');
  for (guint i = 1; i < TG_ENTITY_N_KINDS; i++)
    tg_json_out_uint (&json, tg_entity_kind_id (i), counts->entities[i]);
  tg_json_out_close (&json, '}');
  tg_json_out_uint (&json, "relations", counts->relations);
  tg_json_out_uint (&json, "duplicates", counts->duplicates);
  tg_json_out_uint (&json, "rejected", counts->rejected);
  tg_json_out_uint (&json, "conflicts", counts->conflicts);
  tg_json_out_uint (&json, "without_time", counts->without_time);
  tg_json_out_uint (&json, "evidence_files", counts->evidence_files);
  tg_json_out_uint (&json, "evidence_bytes", counts->evidence_bytes);
  tg_json_out_time (&json, "first", counts->span.from);
  tg_json_out_time (&json, "last", counts->span.to != TG_TIME_NONE ? counts->span.to - 1 : TG_TIME_NONE);
  tg_json_out_open (&json, "findings", '{');
  for (guint i = TG_SEVERITY_INFORMATIONAL; i <= TG_SEVERITY_CRITICAL; i++)
    tg_json_out_uint (&json, tg_severity_id (i), counts->findings[i]);
  tg_json_out_close (&json, '}');
  busiest_json (&json, "principals", summary->principals);
  busiest_json (&json, "addresses", summary->addresses);
  tg_json_out_close (&json, '}');
}

static void
print_busiest (const char *title, GArray *list)
{
  TgTable *table = tg_table_new (">RECORDS|KIND|ACCOUNT|NAME");

  for (guint i = 0; i < list->len; i++)
    {
      const TgEntityInfo *entity = &g_array_index (list, TgEntityInfo, i);
      g_autofree char *records = g_strdup_printf ("%" G_GUINT64_FORMAT, entity->records);

      tg_table_add (table, records, tg_entity_kind_title (entity->kind), entity->account, entity->name, NULL);
    }
  printf ("\n%s\n", title);
  tg_table_print (table, stdout);
}

static void
print_counts (const char *title, guint n, const guint64 *counts, const char *(*name) (guint))
{
  TgTable *table = tg_table_new (title);

  for (guint i = 0; i < n; i++)
    if (counts[i] > 0)
      {
        g_autofree char *count = g_strdup_printf ("%" G_GUINT64_FORMAT, counts[i]);
        tg_table_add (table, count, name (i), NULL);
      }
  tg_table_print (table, stdout);
  fputc ('\n', stdout);
}

static const char *
record_title (guint kind)
{
  return tg_record_kind_title (kind);
}

static const char *
entity_title (guint kind)
{
  return tg_entity_kind_plural (kind);
}

static const char *
severity_title (guint severity)
{
  return tg_severity_title (severity);
}

static void
print_text (const Summary *summary)
{
  const TgSummary *counts = &summary->counts;
  g_autofree char *from = tg_cli_time (counts->span.from), *to = tg_cli_time (counts->span.to != TG_TIME_NONE ? counts->span.to - 1 : TG_TIME_NONE), *size = tg_cli_bytes (counts->evidence_bytes);

  printf ("%s to %s, %" G_GUINT64_FORMAT " files of evidence (%s)\n\n", from, to, counts->evidence_files, size);
  print_counts (">RECORDS|KIND", TG_RECORD_N_KINDS, counts->records, record_title);
  print_counts (">ENTITIES|KIND", TG_ENTITY_N_KINDS, counts->entities, entity_title);
  print_counts (">FINDINGS|SEVERITY", 6, counts->findings, severity_title);
  printf ("%" G_GUINT64_FORMAT " relations, %" G_GUINT64_FORMAT " duplicates, %" G_GUINT64_FORMAT " rejected, %" G_GUINT64_FORMAT " conflicts, %" G_GUINT64_FORMAT " without a time\n",
          counts->relations, counts->duplicates, counts->rejected, counts->conflicts, counts->without_time);
  print_busiest ("Busiest principals", summary->principals);
  print_busiest ("Busiest addresses", summary->addresses);
}

int
tg_cli_summary (TgCli *cli)
{
  g_autofree char *from = NULL, *to = NULL, *at = NULL;
  GOptionEntry entries[] = {
    { "from", 0, 0, G_OPTION_ARG_STRING, &from, "", NULL },
    { "to", 0, 0, G_OPTION_ARG_STRING, &to, "", NULL },
    { "at", 0, 0, G_OPTION_ARG_STRING, &at, "", NULL },
    { NULL }
  };
  TgTimeRange scope = TG_TIME_ALL;
  g_autoptr (GError) error = NULL;

  if (!tg_cli_parse (cli, entries, 1, 1))
    return TG_EXIT_USAGE;
  /* --at T: the day before T, as the summary page shows it */
  if (at != NULL && (from != NULL || to != NULL))
    return tg_cli_usage ("--at goes without --from and --to");
  if (!tg_cli_scope (from, at != NULL ? at : to, &scope))
    return TG_EXIT_USAGE;
  if (at != NULL)
    scope.from = scope.to - TG_DAY;

  g_autoptr (TgReader) reader = tg_reader_new (cli->argv[1], &error);
  Summary summary = { 0 };
  if (reader == NULL || !tg_reader_summary (reader, scope, &summary.counts, NULL, &error))
    return tg_cli_fail (error);
  g_autoptr (GArray) principals = tg_reader_busiest (reader, TG_ENTITY_NONE, scope, BUSIEST, NULL, &error);
  g_autoptr (GArray) addresses = principals != NULL ? tg_reader_busiest (reader, TG_ENTITY_IP, scope, BUSIEST, NULL, &error) : NULL;
  if (addresses == NULL)
    return tg_cli_fail (error);
  summary.principals = principals;
  summary.addresses = addresses;
  if (cli->json)
    print_json (&summary);
  else
    print_text (&summary);
  return TG_EXIT_DONE;
}
