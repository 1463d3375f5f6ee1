/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "core/base/error.h"
#include "core/base/job.h"
#include "core/simulate/organisation.h"

G_BEGIN_DECLS

typedef enum { TG_SIM_CLOUDTRAIL, TG_SIM_FLOWS, TG_SIM_GUARDDUTY, TG_SIM_SECURITYHUB, TG_SIM_LOGS } TgSimLog;

/* The files being filled, one an account, region and kind of log; closed when their period ends or they are large.
 * Closed files are compressed and written by helper threads, with a bound on what waits. */
typedef struct _TgSimOutput TgSimOutput;

/* period: µs that one file covers. */
TgSimOutput *tg_sim_output_new    (const char *folder, gint64 cloudtrail_period, gint64 flow_period, TgRandom *random);
/* Begins a record at this time and returns the text to append it to; then tg_sim_output_end(). Times of one log never go back by
 * more than a period. */
GString     *tg_sim_output_begin  (TgSimOutput *output, TgSimLog log, guint place, gint64 time);
void         tg_sim_output_end    (TgSimOutput *output, TgSimLog log, guint place);
guint64      tg_sim_output_count  (TgSimOutput *output, TgSimLog log);
gboolean     tg_sim_output_failed (TgSimOutput *output);
/* Closes every file, waits for the writers, frees. */
gboolean     tg_sim_output_finish (TgSimOutput *output, GError **error);

G_END_DECLS
