/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/page.h"
#include "widgets/graph/board-filter.h"

G_BEGIN_DECLS

/* What can be asked of the case about the nodes that are selected on the board. */
typedef enum { TG_QUESTION_PATH, TG_QUESTION_PATHS, TG_QUESTION_COMMON, TG_QUESTION_BEHIND, TG_QUESTION_REACH, TG_QUESTION_N } TgQuestionKind;

/* An answer is for a board to be read: no more than this. */
#define TG_ANSWER_MAX 150

guint       tg_question_least  (TgQuestionKind kind);      /* how many have to be selected, and */
guint       tg_question_most   (TgQuestionKind kind);
const char *tg_question_title   (TgQuestionKind kind);      /* translated */
const char *tg_question_nothing (TgQuestionKind kind);     /* what is said when there is no answer; translated */
/* On a thread of its own. about: gint64, entity ids. The answer: gint64 ids, owned, those asked about among them, empty when there is none.
 * Only by relations of the scope, and of what the filter lets through of kinds, relations and accounts; what is asked about counts whatever
 * it is. filter may be NULL; length: of TG_QUESTION_PATHS, in steps. NULL: an error. */
GArray     *tg_question_ask    (TgReader *reader, TgQuestionKind kind, GArray *about, TgTimeRange scope, const TgBoardFilter *filter, guint length,
                                TgJob *job, GError **error);
/* Whether a filter has a say in answers. */
gboolean    tg_question_filtered (const TgBoardFilter *filter);
#define TG_QUESTION_LENGTH_MAX 10

G_END_DECLS
