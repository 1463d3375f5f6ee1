/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/pages/graph-page.h"
#include "app/window.h"

/* The program on a small simulated case, for tests of one page. */
#define wait_until(condition)                                                                                          \
  G_STMT_START                                                                                                         \
  {                                                                                                                    \
    const gint64 end_ = g_get_monotonic_time () + 20 * G_USEC_PER_SEC;                                                 \
    while (!(condition) && g_get_monotonic_time () < end_)                                                             \
      {                                                                                                                \
        g_main_context_iteration (NULL, FALSE);                                                                        \
        g_usleep (500);                                                                                                \
      }                                                                                                                \
    g_assert_true (condition);                                                                                         \
  }                                                                                                                    \
  G_STMT_END

/* FALSE: there is no display. */
gboolean     fixture_init   (int *argc, char ***argv);
char        *fixture_path   (const char *name);                                 /* owned */
TgWindow    *fixture_open   (const char *path);                                 /* NULL: a new case with the logs, "first.tgcase" */
TgWindow    *fixture_open_read_only (const char *path);
void         fixture_close  (TgWindow *window);
TgGraphPage *fixture_graph  (TgWindow *window);
void         fixture_settle (void);
/* An action of the graph page; format: of its parameter, NULL. */
void         fixture_act    (TgWindow *window, const char *action, const char *format, ...);
gint64       fixture_busiest (TgWindow *window, TgEntityKind kind);
/* Onto the board, with its neighbours. */
void         fixture_show   (TgWindow *window, gint64 id);
int          fixture_end    (void);                                             /* runs the tests and takes everything away */
