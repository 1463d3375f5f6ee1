/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "app/session.h"
#include "core/store/case.h"
#include "core/store/reader.h"

G_BEGIN_DECLS

#define TG_TYPE_OPEN_CASE (tg_open_case_get_type ())
G_DECLARE_FINAL_TYPE (TgOpenCase, tg_open_case, TG, OPEN_CASE, GObject)

/* The open case as the window sees it. The main thread never runs SQL: queries go to a few threads, each with a reader of its own.
 *
 * Signals, all on the main thread: "case-changed" (its content is another), "scope-changed", "import-started",
 * "import-finished" (the error of type GError as a pointer, NULL when done), "state-failed" (name of the state, the GError as a pointer). */

/* Opens (or creates) and loads the session in a worker. */
void        tg_open_case_open_async   (const char *path, TgCaseFlags flags, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer data);
TgOpenCase *tg_open_case_open_finish  (GAsyncResult *result, GError **error);

const char *tg_open_case_get_path     (TgOpenCase *self);
const char *tg_open_case_get_title    (TgOpenCase *self);      /* the file's name without .tgcase */
gboolean    tg_open_case_is_read_only (TgOpenCase *self);
/* As loaded; the caller owns it. NULL the second time. */
TgSession  *tg_open_case_take_session (TgOpenCase *self);

TgTimeRange tg_open_case_get_scope    (TgOpenCase *self);
void        tg_open_case_set_scope    (TgOpenCase *self, TgTimeRange scope);

/* Runs in a worker; the result goes to the callback's thread. */
typedef gpointer (*TgQueryFunc) (TgReader *reader, gpointer data, TgJob *job, GError **error);
void        tg_open_case_query_async  (TgOpenCase *self, TgQueryFunc func, gpointer data, GDestroyNotify data_free,
                                       GDestroyNotify result_free, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
gpointer    tg_open_case_query_finish (TgOpenCase *self, GAsyncResult *result, GError **error);

/* One import at a time: FALSE while one runs or the case is read-only. */
gboolean    tg_open_case_import       (TgOpenCase *self, const char * const *paths, GError **error);
TgJob      *tg_open_case_get_import   (TgOpenCase *self);      /* borrowed; NULL when none runs */

/* A copy of everything in the case, at path. */
void        tg_open_case_copy_async   (TgOpenCase *self, const char *path, GAsyncReadyCallback callback, gpointer data);
gboolean    tg_open_case_copy_finish  (TgOpenCase *self, GAsyncResult *result, GError **error);

/* Saves in a worker, one after the other. */
void        tg_open_case_save_session (TgOpenCase *self, const TgSession *session);
/* Any other state of the case, NULL deletes it: after what was asked for before, and not at all in a read-only case. Takes json. What cannot be
 * written is told by "state-failed". */
void        tg_open_case_save_state   (TgOpenCase *self, const char *name, char *json);
/* After what is still to be saved. NULL without error when there is none. */
void        tg_open_case_load_state_async  (TgOpenCase *self, const char *name, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer data);
char       *tg_open_case_load_state_finish (TgOpenCase *self, GAsyncResult *result, GError **error);   /* owned */
/* Cancels what runs, waits for it, saves the session and closes the file, all in a worker. Afterwards every query ends cancelled. */
void        tg_open_case_close_async  (TgOpenCase *self, const TgSession *session, GAsyncReadyCallback callback, gpointer data);
gboolean    tg_open_case_close_finish (TgOpenCase *self, GAsyncResult *result, GError **error);
gboolean    tg_open_case_is_closed    (TgOpenCase *self);

G_END_DECLS
