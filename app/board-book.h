/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define TG_BOOK_MAX      200       /* boards of a case */
#define TG_BOOK_NAME_MAX 80        /* characters of a name */

/* What boards a case has: the list is the case's state "boards", each of them its state "board/<id>". */
typedef struct
{
  char  *id;                       /* a UUID */
  char  *name;                     /* one line, never empty */
  gint64 changed;                  /* microseconds, 0: never */
  guint  nodes;
  char  *json;                     /* its content where the case does not have it (it is read-only); NULL */
} TgBookBoard;

typedef struct
{
  GPtrArray *boards;               /* TgBookBoard, never empty */
  guint      current;
} TgBook;

TgBook      *tg_book_new        (void);                        /* with one board nothing is on */
void         tg_book_free       (TgBook *self);
char        *tg_book_to_json    (const TgBook *self);          /* owned */
/* A case may come from elsewhere: everything is bounded, what does not fit is left out. NULL: there is none in it. */
TgBook      *tg_book_from_json  (const char *json);
TgBookBoard *tg_book_get        (const TgBook *self, guint i); /* NULL */
TgBookBoard *tg_book_now        (const TgBook *self);
gboolean     tg_book_find       (const TgBook *self, const char *id, guint *i);
/* Another one, at a place in the list; NULL when there are too many. name: made one line and short; NULL: "Board 2" or the next that is free. */
TgBookBoard *tg_book_add        (TgBook *self, guint at, const char *name);
TgBookBoard *tg_book_take       (TgBook *self, guint i);       /* off the list; owned. NULL for the last one */
TgBookBoard *tg_book_put        (TgBook *self, guint at, TgBookBoard *board);   /* on it again; takes it */
/* FALSE when nothing is left of the name. */
gboolean     tg_book_rename     (TgBook *self, guint i, const char *name);
void         tg_book_renew      (TgBookBoard *board);          /* another id: what lies under the old one is not touched again */
char        *tg_book_state      (const TgBookBoard *board);    /* the name of its state; owned */
void         tg_book_board_free (gpointer board);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TgBook, tg_book_free)

G_END_DECLS
