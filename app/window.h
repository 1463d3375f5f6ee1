/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "app/case.h"
#include "app/history.h"
#include "app/page.h"

G_BEGIN_DECLS

#define TG_TYPE_WINDOW (tg_window_get_type ())
G_DECLARE_FINAL_TYPE (TgWindow, tg_window, TG, WINDOW, AdwApplicationWindow)

TgWindow   *tg_window_new          (GtkApplication *application);

/* Opens a case in this window; what was open is saved and closed first. */
void        tg_window_open_case    (TgWindow *self, const char *path, TgCaseFlags flags);
void        tg_window_open_sample  (TgWindow *self);
/* Into the open case, or a new one. Paths in the file system's encoding. */
void        tg_window_import       (TgWindow *self, const char * const *paths);
/* Files dropped or named on the command line (GFile): one .tgcase is opened, anything else imported. FALSE when there was nothing to do. */
gboolean    tg_window_take_files   (TgWindow *self, GSList *files);
void        tg_window_go           (TgWindow *self, const TgPlace *place);
void        tg_window_toast        (TgWindow *self, const char *text);

/* For the tests. */
TgOpenCase *tg_window_get_case     (TgWindow *self);      /* NULL */
TgHistory  *tg_window_get_history  (TgWindow *self);
TgPage     *tg_window_get_page     (TgWindow *self, TgPlaceKind kind);
gboolean    tg_window_is_busy      (TgWindow *self);      /* opening or closing */

G_END_DECLS
