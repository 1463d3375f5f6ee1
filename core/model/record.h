/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "core/base/arena.h"
#include "core/base/time.h"
#include "core/model/fields.h"
#include "core/model/vocabulary.h"

G_BEGIN_DECLS

/* One event, flow or finding as a reader saw it: the values of the fields in core/model/fields.h that it has, as text.
 * Numbers stay text, so nothing above 2^53 is rounded and no leading zero is lost. */

typedef enum
{
  TG_RECORD_NO_TIME  = 1 << 0,    /* time absent or impossible */
  TG_RECORD_FAILED   = 1 << 1,    /* errorCode present, REJECT, ConsoleLogin Failure */
  TG_RECORD_CONFLICT = 1 << 2,    /* the id was seen before with other content; kept and flagged */
  TG_RECORD_PARTIAL  = 1 << 3,    /* read from a broken file or lacking members its kind requires */
  TG_RECORD_READ_ONLY = 1 << 4,   /* CloudTrail readOnly, or an action that only reads */
  TG_RECORD_ENVELOPED = 1 << 5,   /* the event stands inside a JSON string of its original */
} TgRecordFlags;

/* How a record tells of its event. The same event told in another form is no second event; in one of
 * the first two, other content is a conflict. */
typedef enum
{
  TG_FORM_OWN = 0,       /* as its source wrote it */
  TG_FORM_LAST = 1,      /* one of several stages: the last */
  TG_FORM_EARLIER = 2,   /* any earlier one */
  TG_FORM_RETOLD = 3,    /* by something else, which left things out: a table of the console, Athena, Elastic, OCSF */
} TgRecordForm;

typedef struct
{
  guint16 field;      /* TgField */
  guint16 group;      /* ordinal of the array element it came from; values of one element share it; 0 outside arrays */
  TgSpan  text;
} TgFieldValue;

/* What a record says itself where one that it is like has another text. */
typedef struct
{
  guint32     at, len;          /* at: in values */
  const char *str;
} TgOwnText;

typedef struct
{
  TgRecordKind  kind : 8;       /* there are millions of them: no larger than need be */
  TgRecordForm  form : 8;
  guint32       n_own : 16;
  guint32       flags;
  gint64        time;           /* TG_TIME_NONE when unknown */
  guint64       id_hash;        /* hash of the record's own id (eventID …) with its kind; of the content when it has none; never 0 */
  guint64       content_hash;   /* of the canonical content: member order and white space do not count */
  guint64       offset;         /* of its original in the evidence's inflated content */
  guint32       length;
  guint32       file;           /* index of its file in the batch */
  guint32       like;           /* shared by records of the batch that are alike (core/model/repeat.h), from 1 on; 0: none is known */
  guint32       n_values;
  TgFieldValue *values;         /* in the batch's arena; sorted as read. When n_own > 0 they are those of a record that it is like */
  TgOwnText    *own;            /* in the batch's arena; in order */
} TgRecord;

/* The text of the value at i. */
TgSpan tg_record_text     (const TgRecord *record, guint32 i);
/* The first value of a field; absent span when it has none. */
TgSpan tg_record_get      (const TgRecord *record, TgField field);
/* The value of a field in one group. */
TgSpan tg_record_get_in   (const TgRecord *record, TgField field, guint16 group);
/* The n-th value of a field, counting from 0; group may be NULL. Absent when there are fewer. */
TgSpan tg_record_get_nth  (const TgRecord *record, TgField field, guint n, guint16 *group);
/* Makes values all that the record says, for who reads them there: n_own is 0 then. */
void   tg_record_complete (TgRecord *record, TgArena *arena);

G_END_DECLS
