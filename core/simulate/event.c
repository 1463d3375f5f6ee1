/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tg-simulate"

#include "core/simulate/event.h"

#include "core/base/time.h"

#define PUT(out, literal) g_string_append_len ((out), (literal), sizeof (literal) - 1)

void
tg_sim_names_draw (TgSimNames *names, const TgSimPlace *place, gint64 time, TgRandom *random)
{
  names->place = place;
  names->time = time;
  names->instance = &place->instances[tg_random_below (random, place->n_instances)];
  names->bucket = place->buckets[tg_random_below (random, place->n_buckets)];
  names->function = place->functions[tg_random_below (random, place->n_functions)];
  names->secret = place->secrets[tg_random_below (random, place->n_secrets)];
  names->table = place->tables[tg_random_below (random, place->n_tables)];
  tg_random_hex (random, names->hex, 17);
  names->uuid[0] = '\0';      /* few patterns want one: derived from hex on demand */
  names->number = tg_random_below (random, 900) + 1;
}

static void
put_two (char *at, guint value)
{
  at[0] = (char) ('0' + value / 10);
  at[1] = (char) ('0' + value % 10);
}

void
tg_sim_time (GString *out, gint64 time)
{
  gint64 seconds = time / TG_SECOND;
  gint64 days = seconds / 86400, rest = seconds % 86400;
  /* civil date from days since 1970 (H. Hinnant, "chrono-compatible low-level date algorithms") */
  gint64 z = days + 719468, era = z / 146097;
  guint doe = (guint) (z - era * 146097);
  guint yoe = (doe - doe / 1460 + doe / 36524 - doe / 146096) / 365;
  guint doy = doe - (365 * yoe + yoe / 4 - yoe / 100);
  guint mp = (5 * doy + 2) / 153;
  guint day = doy - (153 * mp + 2) / 5 + 1, month = mp < 10 ? mp + 3 : mp - 9;
  guint year = yoe + (guint) era * 400 + (month <= 2);
  char text[21] = "0000-00-00T00:00:00Z";

  put_two (text, year / 100);
  put_two (text + 2, year % 100);
  put_two (text + 5, month);
  put_two (text + 8, day);
  put_two (text + 11, (guint) (rest / 3600));
  put_two (text + 14, (guint) (rest / 60 % 60));
  put_two (text + 17, (guint) (rest % 60));
  g_string_append_len (out, text, 20);
}

static void
put_object_key (GString *out, const TgSimNames *names)
{
  static const char * const stems[] = { "reports/2025/", "exports/customers/", "assets/img/", "invoices/", "logs/app/", "uploads/" };
  static const char * const ends[] = { ".csv.gz", ".parquet", ".png", ".pdf", ".json", ".zip" };
  guint pick = names->number % G_N_ELEMENTS (stems);

  g_string_append (out, stems[pick]);
  g_string_append_len (out, names->hex, 6);
  g_string_append (out, ends[(pick + names->number / 100) % G_N_ELEMENTS (ends)]);
}

static void
put_uuid (GString *out, const TgSimNames *names)
{
  const char *hex = names->hex;

  g_string_append_printf (out, "%.8s-%.4s-4%.3s-a%.3s-%.12s", hex, hex + 8, hex + 12, hex + 3, hex + 5);
}

static void
put_secret_arn (GString *out, const TgSimNames *names)
{
  const TgSimPlace *place = names->place;

  g_string_append_printf (out, "arn:aws:secretsmanager:%s:%s:secret:%s-%s", tg_sim_region_names[place->region],
                          tg_sim_account_ids[place->account], names->secret, place->secret_suffix);
}

static void
put_name (GString *out, char letter, const TgSimNames *names)
{
  const TgSimPlace *place = names->place;

  switch (letter)
    {
    case 'i': g_string_append (out, names->instance->id); break;
    case 'e': g_string_append (out, names->instance->interface); break;
    case 'v': g_string_append (out, names->instance->volume); break;
    case 'g': g_string_append (out, names->instance->group); break;
    case 'a': g_string_append (out, names->instance->address); break;
    case 'I': g_string_append (out, place->image); break;
    case 'p': g_string_append (out, place->vpc); break;
    case 'w': g_string_append (out, place->subnets[names->instance->subnet]); break;
    case 'b': g_string_append (out, names->bucket); break;
    case 'o': put_object_key (out, names); break;
    case 'f': g_string_append (out, names->function); break;
    case 's': g_string_append (out, names->secret); break;
    case 'S': put_secret_arn (out, names); break;
    case 'k':
      g_string_append_printf (out, "arn:aws:kms:%s:%s:key/%s", tg_sim_region_names[place->region], tg_sim_account_ids[place->account], place->key_id);
      break;
    case 'd': g_string_append (out, names->table); break;
    case 'u': g_string_append (out, names->user != NULL ? names->user : "backup-agent"); break;
    case 'r': g_string_append (out, names->role != NULL ? names->role : "app-web"); break;
    case 'x': g_string_append (out, names->hex); break;
    case 'h': g_string_append_len (out, names->hex, 8); break;
    case 'U': put_uuid (out, names); break;
    case 'N': g_string_append_printf (out, "%u", names->number); break;
    case 'T': tg_sim_time (out, names->time); break;
    case 'A': g_string_append (out, tg_sim_account_ids[place->account]); break;
    case 'R': g_string_append (out, tg_sim_region_names[place->region]); break;
    case 'D': g_string_append (out, place->detector); break;
    case '$': g_string_append_c (out, '$'); break;
    default: g_assert_not_reached ();
    }
}

void
tg_sim_expand (GString *out, const char *pattern, const TgSimNames *names)
{
  for (const char *at = pattern;;)
    {
      const char *dollar = strchr (at, '$');

      if (dollar == NULL)
        {
          g_string_append (out, at);
          return;
        }
      g_string_append_len (out, at, dollar - at);
      put_name (out, dollar[1], names);
      at = dollar + 2;
    }
}

static void
put_result (GString *out, const TgSimEvent *event, const TgSimNames *names)
{
  if (event->error != NULL)
    {
      PUT (out, ",\"errorCode\":\"");
      g_string_append (out, event->error);
      PUT (out, "\",\"errorMessage\":\"");
      tg_sim_expand (out, event->message != NULL ? event->message : "", names);
      PUT (out, "\"");
    }
  PUT (out, ",\"requestParameters\":");
  tg_sim_expand (out, event->request != NULL ? event->request : "null", names);
  PUT (out, ",\"responseElements\":");
  tg_sim_expand (out, event->response != NULL && event->error == NULL ? event->response : "null", names);
  if (event->extra != NULL)
    {
      PUT (out, ",\"additionalEventData\":");
      tg_sim_expand (out, event->extra, names);
    }
}

static void
put_tail (GString *out, const TgSimEvent *event, const TgSimNames *names)
{
  PUT (out, ",\"eventType\":\"");
  g_string_append (out, event->type != NULL ? event->type : "AwsApiCall");
  PUT (out, "\",\"managementEvent\":");
  g_string_append (out, event->data ? "false" : "true");
  PUT (out, ",\"recipientAccountId\":\"");
  g_string_append (out, event->recipient != NULL ? event->recipient : tg_sim_account_ids[names->place->account]);
  if (event->shared_id != NULL)
    {
      PUT (out, "\",\"sharedEventID\":\"");
      g_string_append (out, event->shared_id);
    }
  PUT (out, "\",\"eventCategory\":\"");
  g_string_append (out, event->data ? "Data" : "Management");
  PUT (out, "\"");
  if (!event->no_tls)
    {
      PUT (out, ",\"tlsDetails\":{\"tlsVersion\":\"TLSv1.3\",\"cipherSuite\":\"TLS_AES_128_GCM_SHA256\",\"clientProvidedHostHeader\":\"");
      g_string_append (out, event->service);
      PUT (out, ".");
      g_string_append (out, tg_sim_region_names[names->place->region]);
      PUT (out, ".amazonaws.com\"}");
    }
  PUT (out, "}");
}

void
tg_sim_event_write (GString *out, TgSimEvent *event, const TgSimNames *names, TgRandom *random)
{
  char request_id[37];

  tg_random_uuid (random, request_id);
  if (event->id[0] == '\0')
    tg_random_uuid (random, event->id);

  PUT (out, "{\"eventVersion\":\"1.09\",\"userIdentity\":");
  g_string_append (out, event->identity);
  PUT (out, ",\"eventTime\":\"");
  tg_sim_time (out, event->time);
  PUT (out, "\",\"eventSource\":\"");
  g_string_append (out, event->service);
  PUT (out, ".amazonaws.com\",\"eventName\":\"");
  g_string_append (out, event->name);
  PUT (out, "\",\"awsRegion\":\"");
  g_string_append (out, tg_sim_region_names[names->place->region]);
  PUT (out, "\",\"sourceIPAddress\":\"");
  g_string_append (out, event->address);
  PUT (out, "\",\"userAgent\":\"");
  g_string_append (out, event->agent);
  PUT (out, "\"");
  put_result (out, event, names);
  PUT (out, ",\"requestID\":\"");
  g_string_append_len (out, request_id, 36);
  PUT (out, "\",\"eventID\":\"");
  g_string_append_len (out, event->id, 36);
  PUT (out, "\",\"readOnly\":");
  g_string_append (out, event->read_only ? "true" : "false");
  if (event->resources != NULL)
    {
      PUT (out, ",\"resources\":");
      tg_sim_expand (out, event->resources, names);
    }
  put_tail (out, event, names);
}
