/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "core/base/arena.h"

G_BEGIN_DECLS

/* Time is int64 microseconds since 1970 UTC everywhere inside. */
#define TG_TIME_NONE   G_MININT64                   /* no or impossible time */
#define TG_SECOND      G_GINT64_CONSTANT (1000000)
#define TG_MINUTE      (60 * TG_SECOND)
#define TG_HOUR        (60 * TG_MINUTE)
#define TG_DAY         (24 * TG_HOUR)
#define TG_TIME_MIN    G_GINT64_CONSTANT (0)                     /* 1970-01-01; earlier is impossible */
#define TG_TIME_MAX    G_GINT64_CONSTANT (4102444800000000)      /* 2100-01-01; later is impossible */

/* Hours since the epoch; a record without a time has hour 0. */
static inline gint64
tg_time_hour (gint64 t)
{
  return t == TG_TIME_NONE ? 0 : t / TG_HOUR;
}

typedef struct { gint64 from, to; } TgTimeRange;    /* half open [from, to); TG_TIME_ALL for everything */
#define TG_TIME_ALL ((TgTimeRange) { G_MININT64, G_MAXINT64 })

/* ISO 8601 in the forms AWS and its tools write: "2024-08-02T08:23:24Z", fractions of any length, offsets (+11:00), a space in
 * place of T, no zone (taken as UTC); epoch seconds, milliseconds, microseconds as digits, with fraction or exponent
 * (1.513612691551E9). FALSE, and TG_TIME_NONE, when it is none of these or lies outside TG_TIME_MIN..MAX. */
gboolean tg_time_parse  (TgSpan text, gint64 *out);

/* "2024-08-02T08:23:24Z", with the fraction when there is one; "" for TG_TIME_NONE. Returns buf. */
char    *tg_time_format (gint64 t, char buf[40]);

/* For people: "2 Aug 2024, 08:23:24" in UTC or local time. Owned. */
char    *tg_time_format_local (gint64 t, gboolean utc);
char    *tg_duration_format   (gint64 microseconds);     /* "3 h 12 min"; owned */

G_END_DECLS
