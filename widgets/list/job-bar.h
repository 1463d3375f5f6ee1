/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "core/base/job.h"

G_BEGIN_DECLS

/* A running job: what it does, how far it is, how fast, how long it will take, and a button to cancel it. Looks at the job ten times a
 * second while it is shown; the button cancels the job itself. */
#define TG_TYPE_JOB_BAR (tg_job_bar_get_type ())
G_DECLARE_FINAL_TYPE (TgJobBar, tg_job_bar, TG, JOB_BAR, GtkWidget)

GtkWidget *tg_job_bar_new     (void);
void       tg_job_bar_set_job (TgJobBar *self, TgJob *job);    /* takes a reference of its own; NULL: none */

G_END_DECLS
