/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "core/simulate/organisation.h"

G_BEGIN_DECLS

typedef struct
{
  const char *source, *target;
  guint       source_port, target_port, protocol, packets, flags;
  guint64     bytes;
  gint64      start, end;         /* µs */
  gboolean    rejected, egress;
} TgSimFlow;

/* One line of a flow log (without its line end) as the instance's interface saw it; the field order is that of the header in output.c. */
void tg_sim_flow_write  (GString *out, const TgSimPlace *place, const TgSimInstance *instance, const TgSimFlow *flow);

/* An ordinary flow of some instance of the place. */
void tg_sim_flow_draw   (GString *out, const TgSimPlace *place, gint64 time, TgRandom *random);

double tg_sim_flow_weight (guint place, guint hour, guint weekday);

G_END_DECLS
