/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Which way GTK is to draw: before GTK is initialised and while there is one thread. Nothing is done where the user has said which. */
void     tg_renderer_choose  (void);
/* Whether a folder of devices (/dev) has a processor for graphics. */
gboolean tg_renderer_has_gpu (const char *devices);

G_END_DECLS
