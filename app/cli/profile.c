/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tg-cli"

#include "app/cli/cli.h"
#include "app/cli/output.h"

#define TOP 50                     /* values of a facet, neighbours of a kind */
#define TOP_TEXT 10
#define DEFAULT_BASELINE_DAYS 45   /* as Detective's */

typedef struct { guint64 ok, failed, bytes_in, bytes_out; } Sums;

typedef struct
{
  TgReader    *reader;
  TgEntityInfo entity;
  TgTimeRange  scope, baseline;      /* baseline.from == baseline.to: none */
  gint64       bucket;
  GArray      *properties, *activity, *facets[TG_FACET_N], *findings, *neighbours[TG_ENTITY_N_KINDS];
  guint64      counts[TG_ENTITY_N_KINDS];
  Sums         in_scope, before;
} Profile;

static void
clear_array (GArray **array)
{
  g_clear_pointer (array, g_array_unref);
}

static void
profile_clear (Profile *profile)
{
  clear_array (&profile->properties);
  clear_array (&profile->activity);
  clear_array (&profile->findings);
  for (guint i = 0; i < TG_FACET_N; i++)
    clear_array (&profile->facets[i]);
  for (guint i = 0; i < TG_ENTITY_N_KINDS; i++)
    clear_array (&profile->neighbours[i]);
  tg_entity_info_clear (&profile->entity);
}

static Sums
add_up (GArray *buckets)
{
  Sums sums = { 0 };

  for (guint i = 0; i < buckets->len; i++)
    {
      const TgActivityBucket *bucket = &g_array_index (buckets, TgActivityBucket, i);

      sums.ok += bucket->ok;
      sums.failed += bucket->failed;
      sums.bytes_in += bucket->bytes_in;
      sums.bytes_out += bucket->bytes_out;
    }
  return sums;
}

/* An open scope is what the entity was seen in; buckets are hours, a quarter day or days. */
static void
choose_times (Profile *profile, guint baseline_days)
{
  if (profile->scope.from == G_MININT64 && profile->entity.first != TG_TIME_NONE)
    profile->scope.from = profile->entity.first;
  else
    profile->baseline = (TgTimeRange) { MAX (profile->scope.from - baseline_days * TG_DAY, TG_TIME_MIN), profile->scope.from };
  if (profile->scope.to == G_MAXINT64 && profile->entity.last != TG_TIME_NONE)
    profile->scope.to = MAX (profile->entity.last, profile->scope.from) + 1;
  gint64 length = profile->scope.to / 2 - profile->scope.from / 2;
  profile->bucket = length <= TG_DAY * 3 / 2 ? TG_HOUR : length <= 10 * TG_DAY ? 6 * TG_HOUR : TG_DAY;
}

static gboolean
load (Profile *profile, GError **error)
{
  TgReader *reader = profile->reader;
  gint64 id = profile->entity.id;

  profile->properties = tg_reader_properties (reader, id, error);
  profile->activity = profile->properties != NULL ? tg_reader_activity (reader, id, 0, profile->scope, profile->bucket, NULL, error) : NULL;
  if (profile->activity == NULL)
    return FALSE;
  profile->in_scope = add_up (profile->activity);
  if (profile->baseline.from < profile->baseline.to)
    {
      g_autoptr (GArray) before = tg_reader_activity (reader, id, 0, profile->baseline, TG_DAY, NULL, error);

      if (before == NULL)
        return FALSE;
      profile->before = add_up (before);
    }
  for (guint facet = TG_FACET_API; facet < TG_FACET_N; facet++)
    if ((profile->facets[facet] = tg_reader_facet (reader, id, facet, profile->scope, TOP, NULL, error)) == NULL)
      return FALSE;
  if ((profile->findings = tg_reader_findings (reader, id, profile->scope, NULL, error)) == NULL ||
      !tg_reader_neighbour_counts (reader, id, profile->scope, profile->counts, NULL, error))
    return FALSE;
  for (guint kind = 1; kind < TG_ENTITY_N_KINDS; kind++)
    if (profile->counts[kind] > 0 &&
        (profile->neighbours[kind] = tg_reader_neighbours (reader, id, 0, kind, profile->scope, 0, TOP, NULL, NULL, error)) == NULL)
      return FALSE;
  return TRUE;
}

static const char *
facet_word (guint facet)
{
  static const char * const words[TG_FACET_N] = { "total", "api", "port", "region" };

  return words[facet];
}

static void
sums_json (TgJsonOut *json, const char *name, TgTimeRange range, const Sums *sums)
{
  tg_json_out_open (json, name, '{');
  tg_json_out_time (json, "from", range.from == G_MININT64 ? TG_TIME_NONE : range.from);
  tg_json_out_time (json, "to", range.to == G_MAXINT64 ? TG_TIME_NONE : range.to);
  tg_json_out_uint (json, "ok", sums->ok);
  tg_json_out_uint (json, "failed", sums->failed);
  tg_json_out_uint (json, "bytes_in", sums->bytes_in);
  tg_json_out_uint (json, "bytes_out", sums->bytes_out);
  tg_json_out_close (json, '}');
}

static void
activity_json (TgJsonOut *json, const Profile *profile)
{
  tg_json_out_open (json, "activity", '{');
  tg_json_out_int (json, "bucket_seconds", profile->bucket / TG_SECOND);
  tg_json_out_open (json, "buckets", '[');
  for (guint i = 0; i < profile->activity->len; i++)
    {
      const TgActivityBucket *bucket = &g_array_index (profile->activity, TgActivityBucket, i);

      tg_json_out_open (json, NULL, '{');
      tg_json_out_time (json, "from", bucket->from);
      tg_json_out_uint (json, "ok", bucket->ok);
      tg_json_out_uint (json, "failed", bucket->failed);
      tg_json_out_uint (json, "bytes_in", bucket->bytes_in);
      tg_json_out_uint (json, "bytes_out", bucket->bytes_out);
      tg_json_out_close (json, '}');
    }
  tg_json_out_close (json, ']');
  tg_json_out_close (json, '}');
}

static void
facets_json (TgJsonOut *json, const Profile *profile)
{
  tg_json_out_open (json, "facets", '{');
  for (guint facet = TG_FACET_API; facet < TG_FACET_N; facet++)
    {
      tg_json_out_open (json, facet_word (facet), '[');
      for (guint i = 0; i < profile->facets[facet]->len; i++)
        {
          const TgFacetInfo *info = &g_array_index (profile->facets[facet], TgFacetInfo, i);

          tg_json_out_open (json, NULL, '{');
          tg_json_out_string (json, "value", info->label);
          tg_json_out_uint (json, "ok", info->ok);
          tg_json_out_uint (json, "failed", info->failed);
          tg_json_out_uint (json, "bytes_in", info->bytes_in);
          tg_json_out_uint (json, "bytes_out", info->bytes_out);
          tg_json_out_close (json, '}');
        }
      tg_json_out_close (json, ']');
    }
  tg_json_out_close (json, '}');
}

static void
neighbour_json (TgJsonOut *json, const TgNeighbourInfo *one)
{
  tg_json_out_open (json, NULL, '{');
  tg_json_out_int (json, "id", one->peer.id);
  tg_json_out_string (json, "kind", tg_entity_kind_id (one->peer.kind));
  tg_json_out_string (json, "key", one->peer.key);
  tg_json_out_string (json, "name", one->peer.name);
  tg_json_out_string (json, "account", one->peer.account);
  tg_json_out_string (json, "relation", tg_relation_kind_id (one->relation.kind));
  tg_json_out_bool (json, "outgoing", one->outgoing);
  tg_json_out_time (json, "first", one->relation.first);
  tg_json_out_time (json, "last", one->relation.last);
  tg_json_out_uint (json, "count", one->relation.count);
  tg_json_out_uint (json, "failed", one->relation.failed);
  tg_json_out_uint (json, "bytes_in", one->relation.bytes_in);
  tg_json_out_uint (json, "bytes_out", one->relation.bytes_out);
  tg_json_out_close (json, '}');
}

static void
neighbours_json (TgJsonOut *json, const Profile *profile)
{
  tg_json_out_open (json, "neighbours", '{');
  for (guint kind = 1; kind < TG_ENTITY_N_KINDS; kind++)
    {
      if (profile->neighbours[kind] == NULL)
        continue;
      tg_json_out_open (json, tg_entity_kind_id (kind), '{');
      tg_json_out_uint (json, "count", profile->counts[kind]);
      tg_json_out_open (json, "top", '[');
      for (guint i = 0; i < profile->neighbours[kind]->len; i++)
        neighbour_json (json, &g_array_index (profile->neighbours[kind], TgNeighbourInfo, i));
      tg_json_out_close (json, ']');
      tg_json_out_close (json, '}');
    }
  tg_json_out_close (json, '}');
}

static void
findings_json (TgJsonOut *json, const Profile *profile)
{
  tg_json_out_open (json, "findings", '[');
  for (guint i = 0; i < profile->findings->len; i++)
    {
      const TgFindingInfo *finding = &g_array_index (profile->findings, TgFindingInfo, i);

      tg_json_out_open (json, NULL, '{');
      tg_json_out_int (json, "id", finding->entity.id);
      tg_json_out_string (json, "key", finding->entity.key);
      tg_json_out_string (json, "type", finding->type);
      tg_json_out_string (json, "title", finding->title);
      tg_json_out_string (json, "severity", tg_severity_id (finding->severity));
      tg_json_out_time (json, "first", finding->first);
      tg_json_out_time (json, "last", finding->last);
      tg_json_out_bool (json, "archived", finding->archived);
      tg_json_out_close (json, '}');
    }
  tg_json_out_close (json, ']');
}

static void
print_json (const Profile *profile)
{
  TgJsonOut json;

  tg_json_out_init (&json, stdout);
  tg_json_out_open (&json, NULL, '{');
  tg_json_out_open (&json, "entity", '{');
  tg_json_out_entity (&json, &profile->entity);
  tg_json_out_string (&json, "type", profile->entity.type[0] != '\0' ? profile->entity.type : NULL);
  tg_json_out_uint (&json, "records", profile->entity.records);
  tg_json_out_close (&json, '}');
  tg_json_out_open (&json, "properties", '[');
  for (guint i = 0; i < profile->properties->len; i++)
    {
      const TgPropertyInfo *property = &g_array_index (profile->properties, TgPropertyInfo, i);

      tg_json_out_open (&json, NULL, '{');
      tg_json_out_string (&json, "name", property->name);
      tg_json_out_string (&json, "value", property->value);
      tg_json_out_close (&json, '}');
    }
  tg_json_out_close (&json, ']');
  sums_json (&json, "scope", profile->scope, &profile->in_scope);
  if (profile->baseline.from < profile->baseline.to)
    sums_json (&json, "baseline", profile->baseline, &profile->before);
  activity_json (&json, profile);
  facets_json (&json, profile);
  neighbours_json (&json, profile);
  findings_json (&json, profile);
  tg_json_out_close (&json, '}');
}

static void
print_facet (const Profile *profile, guint facet, const char *columns)
{
  if (profile->facets[facet]->len == 0)
    return;
  TgTable *table = tg_table_new (columns);
  for (guint i = 0; i < MIN (profile->facets[facet]->len, TOP_TEXT); i++)
    {
      const TgFacetInfo *info = &g_array_index (profile->facets[facet], TgFacetInfo, i);
      g_autofree char *ok = g_strdup_printf ("%" G_GUINT64_FORMAT, info->ok), *failed = g_strdup_printf ("%" G_GUINT64_FORMAT, info->failed);

      tg_table_add (table, ok, failed, info->label, NULL);
    }
  fputc ('\n', stdout);
  tg_table_print (table, stdout);
}

static void
print_neighbours (const Profile *profile)
{
  TgTable *table = tg_table_new ("RELATION|KIND|>COUNT|>FAILED|>SENT|FIRST|LAST|NAME");

  for (guint kind = 1; kind < TG_ENTITY_N_KINDS; kind++)
    for (guint i = 0; profile->neighbours[kind] != NULL && i < MIN (profile->neighbours[kind]->len, TOP_TEXT); i++)
      {
        const TgNeighbourInfo *one = &g_array_index (profile->neighbours[kind], TgNeighbourInfo, i);
        const TgRelationInfo *relation = &one->relation;
        g_autofree char *count = g_strdup_printf ("%" G_GUINT64_FORMAT, relation->count), *failed = g_strdup_printf ("%" G_GUINT64_FORMAT, relation->failed);
        g_autofree char *sent = tg_cli_bytes (relation->bytes_out), *first = tg_cli_time (relation->first), *last = tg_cli_time (relation->last);

        tg_table_add (table, one->outgoing ? tg_relation_kind_title (relation->kind) : tg_relation_kind_title_reverse (relation->kind),
                      tg_entity_kind_title (kind), count, failed, relation->bytes_out > 0 ? sent : "", first, last, one->peer.name, NULL);
      }
  fputc ('\n', stdout);
  tg_table_print (table, stdout);
}

static void
print_text (const Profile *profile)
{
  const TgEntityInfo *entity = &profile->entity;
  g_autofree char *name = tg_cli_safe (entity->name), *key = tg_cli_safe (entity->key);
  g_autofree char *from = tg_cli_time (entity->first), *to = tg_cli_time (entity->last);

  printf ("%s %s\n%s\n%s to %s, %" G_GUINT64_FORMAT " records, %u findings\n\n", tg_entity_kind_title (entity->kind), name, key, from, to, entity->records, entity->findings);
  for (guint i = 0; i < profile->properties->len; i++)
    {
      const TgPropertyInfo *property = &g_array_index (profile->properties, TgPropertyInfo, i);
      g_autofree char *label = tg_cli_safe (property->name), *value = tg_cli_safe (property->value);

      printf ("%s: %s\n", label, value);
    }
  printf ("In scope: %" G_GUINT64_FORMAT " ok, %" G_GUINT64_FORMAT " failed\n", profile->in_scope.ok, profile->in_scope.failed);
  if (profile->baseline.from < profile->baseline.to)
    printf ("In the baseline before: %" G_GUINT64_FORMAT " ok, %" G_GUINT64_FORMAT " failed\n", profile->before.ok, profile->before.failed);
  print_facet (profile, TG_FACET_API, ">OK|>FAILED|CALL");
  print_facet (profile, TG_FACET_PORT, ">OK|>FAILED|PORT");
  print_neighbours (profile);
  for (guint i = 0; i < profile->findings->len; i++)
    {
      const TgFindingInfo *finding = &g_array_index (profile->findings, TgFindingInfo, i);
      g_autofree char *title = tg_cli_safe (finding->title), *type = tg_cli_safe (finding->type);

      printf ("%s%s: %s (%s)\n", i == 0 ? "\n" : "", tg_severity_title (finding->severity), title, type);
    }
}

int
tg_cli_profile (TgCli *cli)
{
  g_autofree char *from = NULL, *to = NULL;
  int baseline_days = DEFAULT_BASELINE_DAYS;
  GOptionEntry entries[] = {
    { "from", 0, 0, G_OPTION_ARG_STRING, &from, "", NULL },
    { "to", 0, 0, G_OPTION_ARG_STRING, &to, "", NULL },
    { "baseline-days", 0, 0, G_OPTION_ARG_INT, &baseline_days, "", NULL },
    { NULL }
  };
  Profile profile = { .scope = TG_TIME_ALL };
  g_autoptr (GError) error = NULL;

  if (!tg_cli_parse (cli, entries, 2, 2) || !tg_cli_scope (from, to, &profile.scope))
    return TG_EXIT_USAGE;
  if (baseline_days < 1 || baseline_days > 3650)
    return tg_cli_usage ("--baseline-days must lie between 1 and 3650");
  g_autoptr (TgReader) reader = tg_reader_new (cli->argv[1], &error);
  TgTimeRange linked = TG_TIME_ALL;
  if (reader == NULL || !tg_reader_resolve (reader, cli->argv[2], &profile.entity, &linked, &error))
    return tg_cli_fail (error);
  if (from == NULL && to == NULL)
    profile.scope = linked;
  profile.reader = reader;
  choose_times (&profile, (guint) baseline_days);
  gboolean ok = load (&profile, &error);
  if (ok && cli->json)
    print_json (&profile);
  else if (ok)
    print_text (&profile);
  profile_clear (&profile);
  return ok ? TG_EXIT_DONE : tg_cli_fail (error);
}
