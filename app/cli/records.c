/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tg-cli"

#include "app/cli/cli.h"
#include "app/cli/output.h"
#include "core/model/record.h"

#define DEFAULT_LIMIT 100

typedef struct
{
  TgReader     *reader;
  TgRecordQuery query;
  guint64       limit, done;      /* limit 0: none */
  gboolean      original, json;
  TgJsonOut     out;
  TgTable      *table;
  GError       *error;
} Listing;

static const TgPartyInfo *
party (const TgRecordInfo *record, TgParty role)
{
  for (guint i = 0; i < record->parties->len; i++)
    if (g_array_index (record->parties, TgPartyInfo, i).role == role)
      return &g_array_index (record->parties, TgPartyInfo, i);
  return NULL;
}

static const char *
party_name (const TgRecordInfo *record, TgParty role)
{
  const TgPartyInfo *found = party (record, role);

  return found != NULL ? found->name : NULL;
}

static const char *
role_word (TgParty role)
{
  static const char * const words[] = { "", "actor", "role", "key", "address", "peer", "agent", "account", "target", "place", "finding", "outcome" };

  return (guint) role < G_N_ELEMENTS (words) ? words[role] : "";
}

static void
put_parties (TgJsonOut *out, const TgRecordInfo *record)
{
  tg_json_out_open (out, "parties", '[');
  for (guint i = 0; i < record->parties->len; i++)
    {
      const TgPartyInfo *one = &g_array_index (record->parties, TgPartyInfo, i);

      tg_json_out_open (out, NULL, '{');
      tg_json_out_string (out, "role", role_word (one->role));
      tg_json_out_int (out, "id", one->entity);
      tg_json_out_string (out, "kind", tg_entity_kind_id (one->kind));
      tg_json_out_string (out, "name", one->name);
      tg_json_out_close (out, '}');
    }
  tg_json_out_close (out, ']');
}

static void
put_record (Listing *listing, const TgRecordInfo *record, GBytes *original)
{
  TgJsonOut *out = &listing->out;

  tg_json_out_open (out, NULL, '{');
  tg_json_out_int (out, "id", record->id);
  tg_json_out_time (out, "time", record->time);
  tg_json_out_string (out, "kind", tg_record_kind_id (record->kind));
  tg_json_out_string (out, "action", record->action);
  tg_json_out_string (out, "error", record->error[0] != '\0' ? record->error : NULL);
  tg_json_out_bool (out, "failed", (record->flags & TG_RECORD_FAILED) != 0);
  tg_json_out_string (out, "region", record->region);
  tg_json_out_string (out, "account", party_name (record, TG_PARTY_ACCOUNT));
  tg_json_out_string (out, "actor", party_name (record, TG_PARTY_ACTOR));
  tg_json_out_string (out, "address", party_name (record, TG_PARTY_ADDRESS));
  tg_json_out_string (out, "agent", party_name (record, TG_PARTY_AGENT));
  if (record->kind == TG_RECORD_VPCFLOW)
    {
      tg_json_out_string (out, "peer", party_name (record, TG_PARTY_PEER));
      tg_json_out_uint (out, "source_port", record->port_source);
      tg_json_out_uint (out, "target_port", record->port_target);
      tg_json_out_uint (out, "protocol", record->protocol);
      tg_json_out_uint (out, "packets", record->packets);
      tg_json_out_uint (out, "bytes", record->bytes_out);
    }
  put_parties (out, record);
  tg_json_out_bool (out, "conflict", (record->flags & TG_RECORD_CONFLICT) != 0);
  tg_json_out_bool (out, "partial", (record->flags & TG_RECORD_PARTIAL) != 0);
  tg_json_out_int (out, "evidence", record->evidence);
  tg_json_out_uint (out, "offset", record->offset);
  tg_json_out_uint (out, "length", record->length);
  if (original != NULL)
    {
      gsize size;
      const char *bytes = g_bytes_get_data (original, &size);

      tg_json_out_text (out, "original", bytes != NULL ? bytes : "", size);
    }
  tg_json_out_close (out, '}');
}

static void
put_row (Listing *listing, const TgRecordInfo *record)
{
  g_autofree char *time = tg_cli_time (record->time);
  const char *actor = party_name (record, TG_PARTY_ACTOR), *address = party_name (record, TG_PARTY_ADDRESS);
  const char *account = party_name (record, TG_PARTY_ACCOUNT), *target = party_name (record, TG_PARTY_TARGET);
  g_autofree char *id = g_strdup_printf ("%" G_GINT64_FORMAT, record->id);

  if (record->kind == TG_RECORD_VPCFLOW)
    target = party_name (record, TG_PARTY_PEER);
  tg_table_add (listing->table, id, time, tg_record_kind_id (record->kind), record->action, record->error, record->region,
                account != NULL ? account : "", actor != NULL ? actor : "", address != NULL ? address : "", target != NULL ? target : "", NULL);
}

static gboolean
visit (const TgRecordInfo *record, gpointer data)
{
  Listing *listing = data;
  g_autoptr (GBytes) original = listing->original ? tg_reader_original (listing->reader, record, &listing->error) : NULL;

  if (listing->original && original == NULL)
    return FALSE;
  if (listing->json)
    put_record (listing, record, original);
  else if (original != NULL)
    {
      gsize size;
      gconstpointer bytes = g_bytes_get_data (original, &size);

      fwrite (bytes, 1, size, stdout);
      fputc ('\n', stdout);
    }
  else
    put_row (listing, record);
  listing->done++;
  /* nobody listens any more: `records … | head` */
  return !ferror (stdout) && !tg_cli_interrupted () && (listing->limit == 0 || listing->done < listing->limit);
}

static gboolean
list_records (Listing *listing)
{
  if (listing->json)
    {
      tg_json_out_init (&listing->out, stdout);
      tg_json_out_open (&listing->out, NULL, '{');
      tg_json_out_open (&listing->out, "records", '[');
    }
  else if (!listing->original)
    listing->table = tg_table_new (">ID|TIME|KIND|ACTION|ERROR|REGION|ACCOUNT|ACTOR|ADDRESS|TARGET");

  gboolean ok = tg_reader_visit_records (listing->reader, &listing->query, visit, listing, NULL, listing->error == NULL ? &listing->error : NULL);
  if (listing->table != NULL)
    tg_table_print (listing->table, stdout);
  if (listing->json && ok && listing->error == NULL)
    {
      tg_json_out_close (&listing->out, ']');
      tg_json_out_close (&listing->out, '}');
    }
  return ok && listing->error == NULL;
}

static gboolean
resolve (Listing *listing, const char *word, gint64 *out)
{
  TgEntityInfo info = { 0 };

  if (word == NULL)
    return TRUE;
  TgTimeRange scope = listing->query.scope;
  if (!tg_reader_resolve (listing->reader, word, &info, &scope, &listing->error))
    return FALSE;
  *out = info.id;
  tg_entity_info_clear (&info);
  /* a Detective URL carries its scope; what was said on the command line wins */
  if (listing->query.scope.from == G_MININT64 && listing->query.scope.to == G_MAXINT64)
    listing->query.scope = scope;
  return TRUE;
}

int
tg_cli_records (TgCli *cli)
{
  g_autofree char *entity = NULL, *other = NULL, *kind = NULL, *from = NULL, *to = NULL, *action = NULL;
  gint64 limit = -1;
  Listing listing = { .query = TG_RECORD_QUERY_ALL };
  GOptionEntry entries[] = {
    { "entity", 0, 0, G_OPTION_ARG_STRING, &entity, "", NULL },
    { "other", 0, 0, G_OPTION_ARG_STRING, &other, "", NULL },
    { "kind", 0, 0, G_OPTION_ARG_STRING, &kind, "", NULL },
    { "action", 0, 0, G_OPTION_ARG_STRING, &action, "", NULL },
    { "from", 0, 0, G_OPTION_ARG_STRING, &from, "", NULL },
    { "to", 0, 0, G_OPTION_ARG_STRING, &to, "", NULL },
    { "limit", 0, 0, G_OPTION_ARG_INT64, &limit, "", NULL },
    { "failed", 0, 0, G_OPTION_ARG_NONE, &listing.query.failed_only, "", NULL },
    { "conflicts", 0, 0, G_OPTION_ARG_NONE, &listing.query.conflicts_only, "", NULL },
    { "without-time", 0, 0, G_OPTION_ARG_NONE, &listing.query.without_time_only, "", NULL },
    { "newest", 0, 0, G_OPTION_ARG_NONE, &listing.query.newest_first, "", NULL },
    { "original", 0, 0, G_OPTION_ARG_NONE, &listing.original, "", NULL },
    { NULL }
  };

  if (!tg_cli_parse (cli, entries, 1, 1) || !tg_cli_scope (from, to, &listing.query.scope) || !tg_cli_record_kind (kind, &listing.query.kind))
    return TG_EXIT_USAGE;
  if (limit == 0 || limit < -1)
    return tg_cli_usage ("--limit must be 1 or more");
  if (other != NULL && entity == NULL)
    return tg_cli_usage ("--other needs --entity");
  listing.json = cli->json;
  listing.query.action = action;
  listing.limit = limit > 0 ? (guint64) limit : listing.original ? 0 : DEFAULT_LIMIT;

  g_autoptr (GError) error = NULL;
  g_autoptr (TgReader) reader = tg_reader_new (cli->argv[1], &error);
  if (reader == NULL)
    return tg_cli_fail (error);
  listing.reader = reader;
  if (resolve (&listing, entity, &listing.query.entity) && resolve (&listing, other, &listing.query.other) && list_records (&listing))
    return TG_EXIT_DONE;
  error = g_steal_pointer (&listing.error);
  return tg_cli_fail (error);
}
