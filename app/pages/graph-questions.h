/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/page.h"

G_BEGIN_DECLS

/* What can be asked of the case about the nodes that are selected on the board. */
typedef enum { TG_QUESTION_PATH, TG_QUESTION_COMMON, TG_QUESTION_BEHIND, TG_QUESTION_REACH, TG_QUESTION_N } TgQuestionKind;

/* An answer is for a board to be read: no more than this. */
#define TG_ANSWER_MAX 150

guint       tg_question_least  (TgQuestionKind kind);      /* how many have to be selected, and */
guint       tg_question_most   (TgQuestionKind kind);
const char *tg_question_title   (TgQuestionKind kind);      /* translated */
const char *tg_question_nothing (TgQuestionKind kind);     /* what is said when there is no answer; translated */
/* On a thread of its own. about: gint64, entity ids. The answer: gint64 ids, owned, those asked about among them, empty when there is none;
 * relations of the scope only. NULL: an error. */
GArray     *tg_question_ask    (TgReader *reader, TgQuestionKind kind, GArray *about, TgTimeRange scope, TgJob *job, GError **error);

G_END_DECLS
