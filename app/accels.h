/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* Every accelerator of the program. The shortcuts window repeats them for people; a test compares. */
typedef struct { const char *action; const char *accels[4]; } TgAccel;

const TgAccel *tg_accels_get     (gsize *n);
void           tg_accels_install (GtkApplication *application);

G_END_DECLS
