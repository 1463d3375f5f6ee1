/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tg-cli"

#include "app/cli/cli.h"
#include "app/cli/output.h"

static void
print_text (GArray *found)
{
  TgTable *table = tg_table_new (">ID|KIND|NAME|ACCOUNT|>RECORDS|FIRST|LAST|KEY");

  for (guint i = 0; i < found->len; i++)
    {
      const TgEntityInfo *entity = &g_array_index (found, TgEntityInfo, i);
      g_autofree char *id = g_strdup_printf ("%" G_GINT64_FORMAT, entity->id);
      g_autofree char *records = g_strdup_printf ("%" G_GUINT64_FORMAT, entity->records);
      g_autofree char *first = tg_cli_time (entity->first), *last = tg_cli_time (entity->last);

      tg_table_add (table, id, tg_entity_kind_id (entity->kind), entity->name, entity->account, records, first, last, entity->key, NULL);
    }
  tg_table_print (table, stdout);
}

static void
print_json (GArray *found)
{
  TgJsonOut json;

  tg_json_out_init (&json, stdout);
  tg_json_out_open (&json, NULL, '{');
  tg_json_out_open (&json, "entities", '[');
  for (guint i = 0; i < found->len; i++)
    {
      const TgEntityInfo *entity = &g_array_index (found, TgEntityInfo, i);

      tg_json_out_open (&json, NULL, '{');
      tg_json_out_entity (&json, entity);
      tg_json_out_string (&json, "type", entity->type[0] != '\0' ? entity->type : NULL);
      tg_json_out_uint (&json, "records", entity->records);
      tg_json_out_close (&json, '}');
    }
  tg_json_out_close (&json, ']');
  tg_json_out_close (&json, '}');
}

int
tg_cli_search (TgCli *cli)
{
  g_autofree char *word = NULL;
  int limit = 100;
  GOptionEntry entries[] = {
    { "kind", 0, 0, G_OPTION_ARG_STRING, &word, "", NULL },
    { "limit", 0, 0, G_OPTION_ARG_INT, &limit, "", NULL },
    { NULL }
  };
  TgEntityKind kind;
  g_autoptr (GError) error = NULL;

  if (!tg_cli_parse (cli, entries, 2, 2) || !tg_cli_entity_kind (word, &kind))
    return TG_EXIT_USAGE;
  if (limit < 1)
    return tg_cli_usage ("--limit must be 1 or more");
  g_autoptr (TgReader) reader = tg_reader_new (cli->argv[1], &error);
  g_autoptr (GArray) found = reader != NULL ? tg_reader_search (reader, cli->argv[2], kind, (guint) limit, NULL, &error) : NULL;
  if (found == NULL)
    return tg_cli_fail (error);
  if (cli->json)
    print_json (found);
  else
    print_text (found);
  return TG_EXIT_DONE;
}
