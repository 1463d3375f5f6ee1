/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tg-simulate"

#include "core/simulate/flows.h"

#include "core/base/time.h"

/* SYN, SYN-ACK, FIN as AWS ors them */
#define CLIENT_FLAGS 3
#define SERVER_FLAGS 19

static void
put_number (GString *out, guint64 value)
{
  char digits[20];
  guint n = sizeof digits;

  do
    digits[--n] = (char) ('0' + value % 10);
  while ((value /= 10) > 0);
  g_string_append_len (out, digits + n, sizeof digits - n);
  g_string_append_c (out, ' ');
}

static void
put_word (GString *out, const char *word)
{
  g_string_append (out, word);
  g_string_append_c (out, ' ');
}

void
tg_sim_flow_write (GString *out, const TgSimPlace *place, const TgSimInstance *instance, const TgSimFlow *flow)
{
  g_string_append_len (out, "5 ", 2);
  put_word (out, tg_sim_account_ids[place->account]);
  put_word (out, instance->interface);
  put_word (out, flow->source);
  put_word (out, flow->target);
  put_number (out, flow->source_port);
  put_number (out, flow->target_port);
  put_number (out, flow->protocol);
  put_number (out, flow->packets);
  put_number (out, flow->bytes);
  put_number (out, (guint64) (flow->start / TG_SECOND));
  put_number (out, (guint64) (flow->end / TG_SECOND));
  put_word (out, flow->rejected ? "REJECT OK" : "ACCEPT OK");
  put_word (out, place->vpc);
  put_word (out, place->subnets[instance->subnet]);
  put_word (out, instance->id);
  put_number (out, flow->flags);
  put_word (out, "IPv4");
  put_word (out, flow->source);
  put_word (out, flow->target);
  put_word (out, tg_sim_region_names[place->region]);
  put_word (out, place->zones[instance->subnet]);
  g_string_append (out, flow->egress ? "egress" : "ingress");
}

/* An interval without traffic, or one AWS could not record: dashes for what is not known. */
static void
put_gap (GString *out, const TgSimPlace *place, const TgSimInstance *instance, gint64 time, const char *status)
{
  g_string_append_printf (out, "5 %s %s - - - - - - - %" G_GINT64_FORMAT " %" G_GINT64_FORMAT " - %s %s %s %s - - - - %s %s -",
                          tg_sim_account_ids[place->account], instance->interface, time / TG_SECOND, time / TG_SECOND + 60, status,
                          place->vpc, place->subnets[instance->subnet], instance->id, tg_sim_region_names[place->region],
                          place->zones[instance->subnet]);
}

static const TgSimInstance *
other_instance (const TgSimPlace *place, const TgSimInstance *not_this, TgSimUse use)
{
  for (guint i = 0; i < place->n_instances; i++)
    if (&place->instances[i] != not_this && place->instances[i].use == use)
      return &place->instances[i];
  return NULL;
}

static void
swap_ends (TgSimFlow *flow)
{
  const char *address = flow->source;
  guint port = flow->source_port;

  flow->source = flow->target;
  flow->target = address;
  flow->source_port = flow->target_port;
  flow->target_port = port;
  flow->egress = !flow->egress;
}

/* One side or the other of a conversation, from who asks to the port of who answers. */
static void
take_side (TgSimFlow *flow, guint port, guint64 asked, guint64 answered, TgRandom *random)
{
  flow->source_port = 32768 + tg_random_below (random, 28000);
  flow->target_port = port;
  flow->bytes = asked;
  flow->flags = CLIENT_FLAGS;
  if (tg_random_below (random, 2) == 0)
    {
      swap_ends (flow);
      flow->bytes = answered;
      flow->flags = SERVER_FLAGS;
    }
}

/* One side of a conversation that the instance serves on a port. */
static void
serve (TgSimFlow *flow, const TgSimInstance *instance, const char *client, guint port, guint64 asked, guint64 answered, TgRandom *random)
{
  flow->source = client;
  flow->target = instance->address;
  take_side (flow, port, asked, answered, random);
}

/* One side of a conversation that the instance began. */
static void
call_out (TgSimFlow *flow, const TgSimInstance *instance, const char *server, guint port, guint64 asked, guint64 answered, TgRandom *random)
{
  flow->egress = TRUE;
  flow->source = instance->address;
  flow->target = server;
  take_side (flow, port, asked, answered, random);
}

static void
scan (TgSimFlow *flow, const TgSimInstance *instance, char address[16], TgRandom *random)
{
  static const guint16 ports[] = { 22, 23, 445, 3389, 8080, 5900, 6379, 2375 };

  g_snprintf (address, 16, "198.51.100.%u", 1 + tg_random_below (random, 40));
  flow->source = address;
  flow->target = instance->address;
  flow->source_port = 40000 + tg_random_below (random, 20000);
  flow->target_port = ports[tg_random_below (random, G_N_ELEMENTS (ports))];
  flow->packets = 1;
  flow->bytes = 40 + 4 * tg_random_below (random, 6);
  flow->flags = 2;
  flow->rejected = TRUE;
}

static void
web_flow (TgSimFlow *flow, const TgSimPlace *place, const TgSimInstance *instance, char address[16], TgRandom *random)
{
  const TgSimInstance *database = other_instance (place, instance, TG_SIM_DATABASE);

  if (database != NULL && tg_random_below (random, 10) < 3)
    {
      call_out (flow, instance, database->address, 5432, 400 + tg_random_below (random, 6000), 900 + tg_random_below (random, 60000), random);
      return;
    }
  g_snprintf (address, 16, "203.0.113.%u", 150 + tg_random_below (random, 100));
  serve (flow, instance, address, 443, 500 + tg_random_below (random, 9000), 2000 + tg_random_below (random, 400000), random);
}

static void
other_flow (TgSimFlow *flow, const TgSimPlace *place, const TgSimInstance *instance, char address[16], TgRandom *random)
{
  const TgSimInstance *web = other_instance (place, instance, TG_SIM_WEB);

  if (instance->use == TG_SIM_DATABASE && web != NULL)
    serve (flow, instance, web->address, 5432, 400 + tg_random_below (random, 6000), 900 + tg_random_below (random, 60000), random);
  else if (instance->use == TG_SIM_BASTION)
    serve (flow, instance, tg_random_below (random, 2) ? "192.0.2.10" : "192.0.2.11", 22, 2000 + tg_random_below (random, 20000),
           3000 + tg_random_below (random, 90000), random);
  else
    {
      g_snprintf (address, 16, "192.0.2.%u", 220 + tg_random_below (random, 12));    /* AWS's own endpoints */
      call_out (flow, instance, address, 443, 1500 + tg_random_below (random, 60000), 3000 + tg_random_below (random, 900000), random);
    }
}

void
tg_sim_flow_draw (GString *out, const TgSimPlace *place, gint64 time, TgRandom *random)
{
  const TgSimInstance *instance = &place->instances[tg_random_below (random, place->n_instances)];
  guint pick = tg_random_below (random, 1000);
  char address[16] = "";
  TgSimFlow flow = { .protocol = 6, .start = time, .end = time + (gint64) (5 + tg_random_below (random, 55)) * TG_SECOND };

  if (pick < 4)
    {
      put_gap (out, place, instance, time, pick == 0 ? "SKIPDATA" : "NODATA");
      return;
    }
  if (pick < 110 && instance->public_address[0] != '\0')
    scan (&flow, instance, address, random);
  else if (pick < 200)
    {
      flow.protocol = 17;
      call_out (&flow, instance, place->resolver, 53, 60 + tg_random_below (random, 40), 90 + tg_random_below (random, 300), random);
      flow.flags = 0;
    }
  else if (instance->use == TG_SIM_WEB && pick < 900)
    web_flow (&flow, place, instance, address, random);
  else
    other_flow (&flow, place, instance, address, random);
  if (flow.packets == 0)
    flow.packets = 1 + (guint) (flow.bytes / 900);
  tg_sim_flow_write (out, place, instance, &flow);
}

double
tg_sim_flow_weight (guint place, guint hour, guint weekday)
{
  static const double sizes[TG_SIM_PLACES] = { 10, 4, 2.5, 0.6, 0.5, 0.2 };
  static const double day[24] = { .5, .4, .35, .3, .3, .35, .5, .8, 1, 1.1, 1.15, 1.2, 1.2, 1.15, 1.1, 1.1, 1.15, 1.2, 1.3, 1.35, 1.3, 1.1, .9, .7 };

  return sizes[place] * day[hour] * (weekday >= 5 ? 0.8 : 1);
}
