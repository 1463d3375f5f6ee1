/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Threads that do the same work on ranges of 0..n, again and again. Each item's result depends only on the item, so how many
 * threads there are does not show. One thread: the caller's own, none is started. */
typedef struct _TgCrew TgCrew;
typedef void (*TgCrewWork) (gpointer data, guint32 from, guint32 to);

TgCrew *tg_crew_new  (guint threads);
void    tg_crew_free (TgCrew *crew);
void    tg_crew_run  (TgCrew *crew, guint32 n, TgCrewWork work, gpointer data);   /* returns when all is done */

G_END_DECLS
