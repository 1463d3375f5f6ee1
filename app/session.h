/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/board-book.h"
#include "app/place.h"

G_BEGIN_DECLS

/* What comes back when a case is opened again. */
typedef struct
{
  TgTimeRange scope;
  GPtrArray  *places;        /* TgPlace*, owned */
  guint       position;
  char       *board;         /* the graph's own JSON, of the current board; NULL. Cases with one board had it in the session itself */
  TgBook     *book;          /* the boards of the case, a state of their own: neither read nor written here; NULL */
  int         width, height;
  gboolean    maximized;
} TgSession;

TgSession *tg_session_new       (void);
void       tg_session_free      (TgSession *session);
char      *tg_session_to_json   (const TgSession *session);    /* owned */
/* A case may come from elsewhere: sizes, counts and depth are bounded, values out of range are dropped. NULL text gives the default. Never NULL. */
TgSession *tg_session_from_json (const char *json);

/* TRUE when the text is at most max_bytes and nested at most max_depth deep: what a recursive parser may be given. */
gboolean   tg_json_is_bounded   (const char *json, gsize max_bytes, guint max_depth);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TgSession, tg_session_free)

G_END_DECLS
