/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

#define TG_TYPE_SETTINGS (tg_settings_get_type ())
G_DECLARE_FINAL_TYPE (TgSettings, tg_settings, TG, SETTINGS, GObject)

/* A person's preferences, in a key file of the user's configuration folder: so the program runs from its build folder too, where no
 * schema is installed. Properties: "utc" (boolean), "minimap" (boolean: the overview of the graph page),
 * "table" ("off", "below", "alone": the table twin of the graph), "table-page" ("nodes", "relations"), "style" ("system", "light", "dark"), "recent" (boxed GStrv, newest first). Written by
 * a worker. */
TgSettings         *tg_settings_get_default (void);     /* borrowed */
gboolean            tg_settings_get_utc     (TgSettings *self);
const char         *tg_settings_get_style   (TgSettings *self);
const char * const *tg_settings_get_recent  (TgSettings *self);
void                tg_settings_add_recent  (TgSettings *self, const char *path);
void                tg_settings_drop_recent (TgSettings *self, const char *path);
/* Waits for the last write: at the end of the program. */
void                tg_settings_flush       (TgSettings *self);

G_END_DECLS
