/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/page.h"
#include "app/pages/graph-questions.h"
#include "core/graph/grouping.h"
#include "widgets/graph/board.h"

G_BEGIN_DECLS

/* More neighbours of one kind than this come as a group with their number. */
#define TG_GROUP_FROM 16
/* Opening a group adds as many, the busiest first. */
#define TG_GROUP_STEP 25

/* A group that is split has at most as many parts; what is left of it stays together. */
#define TG_GROUP_PARTS 24

typedef enum { TG_LOAD_ENTITY, TG_LOAD_NEIGHBOURS, TG_LOAD_GROUP, TG_LOAD_SPLIT, TG_LOAD_RELATED, TG_LOAD_RELATIONS, TG_LOAD_ANSWER } TgLoadWhat;

typedef struct
{
  TgLoadWhat   what;
  gint64       entity;
  TgEntityKind kind;          /* of the group */
  TgTimeRange  scope;
  GArray      *present;       /* gint64, of the entities on the board; owned */
  TgQuestionKind question;    /* of an answer */
  GArray      *about;         /* gint64; owned, NULL but for an answer */
  TgBoardFilter *filter;      /* of an answer: what it may not go by; owned */
  guint        length;        /* of TG_QUESTION_PATHS */
  guint8       split[TG_ENTITY_N_KINDS];    /* what groups of the entity's neighbours are split by: 1 + TgGrouping; 0 */
  TgRelationKind relation;    /* of what is related in one way only, and in which direction */
  gboolean     outgoing;
  char        *part;          /* of the group that is opened: its value; owned, NULL: of the rest */
} TgLoad;

typedef struct { TgEntityKind kind; TgGrouping grouping; char *value; guint members; } TgGroupPart;

typedef struct
{
  TgLoadWhat   what;
  gint64       entity;
  GArray      *entities;      /* TgEntityInfo: those to add */
  GArray      *totals;        /* guint64 each: its neighbours in the case */
  GArray      *relations;     /* TgRelationInfo among all that will be on the board */
  GArray      *answer;        /* gint64: what an answer is made of, new or not; NULL else */
  TgQuestionKind question;
  gboolean     filtered;      /* a filter had a say in the answer */
  GArray      *asked;         /* gint64: what lay on the board when it was asked for; nothing is known of what has come since */
  guint        groups[TG_ENTITY_N_KINDS];   /* neighbours of the entity left in a group; only those set count */
  gboolean     grouped[TG_ENTITY_N_KINDS];
  guint        left;          /* of what is related in one way: not on the board and not among entities */
  GArray      *parts;         /* TgGroupPart, the largest first: of these neighbours; groups[] are those left then. NULL: none */
} TgLoaded;

TgLoad  *tg_load_new       (TgLoadWhat what, gint64 entity, TgEntityKind kind, TgTimeRange scope, TgBoard *board);
/* Takes about. length: of TG_QUESTION_PATHS. */
TgLoad  *tg_load_new_answer (TgQuestionKind question, GArray *about, guint length, TgTimeRange scope, TgBoard *board);
void     tg_load_free      (gpointer load);
void     tg_loaded_free    (gpointer loaded);
/* A TgQueryFunc. */
gpointer tg_load_query     (TgReader *reader, gpointer load, TgJob *job, GError **error);
/* Onto the board. added: gets the ids that were not there. FALSE when the board is full. */
gboolean tg_loaded_apply   (const TgLoaded *loaded, TgBoard *board, GArray *added);
/* The relations among what was asked about become these; those of anything that came to the board since then stay. */
void     tg_loaded_replace_relations (const TgLoaded *loaded, TgBoard *board);

/* The value of each of these entities under a grouping: owned strings, "" where it has none. */
GPtrArray *tg_grouping_read (TgReader *reader, TgGrouping grouping, const gint64 *ids, gsize n, TgJob *job, GError **error);

G_END_DECLS
