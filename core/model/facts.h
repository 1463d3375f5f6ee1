/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "core/base/arena.h"
#include "core/base/hash.h"
#include "core/model/record.h"
#include "core/model/vocabulary.h"

G_BEGIN_DECLS

/* What one batch of records says, added up: made by the mapping on any thread with batch-local ids, merged into the case by the
 * one writer. Local ids are indices into the arrays below. Ids are given in order of first sight, so the same batch gives
 * the same facts. All spans live in the facts' arena. */

#define TG_LOCAL_NONE G_MAXUINT32

typedef struct
{
  TgEntityKind kind;
  TgSpan       key;       /* see TgEntityKind; provisional (an ARN) when the unique id is not known from this record */
  TgSpan       alias;     /* roles, users, sessions: "<account>/<name>", "<account>/<role>/<session>": joins an ARN with its unique id; else absent.
                             The one it was made with; later ones are in aliases */
  gboolean     provisional;
  TgSpan       name;      /* for people; absent when no better than the key */
  TgSpan       account;   /* 12 digits; absent when unknown */
  TgSpan       type;      /* TG_ENTITY_RESOURCE: "lambda:function"; findings: the finding type; else absent */
  gint64       first, last;   /* TG_TIME_NONE when only seen in records without a time */
  /* private: the alias went over to a later one; by facet, the row of its last cell + 1 */
  gboolean     lost_alias;
  guint32      recent[TG_FACET_N];
} TgFactEntity;

/* An entity took an alias after it was made: before entity number `before` was. In order. */
typedef struct { guint32 entity, before; TgSpan alias; } TgFactAlias;

/* latest time wins; of two at one time the record read later, whose place in records is kept for that */
typedef struct { guint32 entity; const char *name; /* static string */ TgSpan value; gint64 time; guint32 record; } TgFactProperty;

typedef struct
{
  guint32        source, target;    /* local entities */
  TgRelationKind kind;
  gint64         first, last;
  guint64        count, failed, bytes_in, bytes_out;   /* bytes_out: source -> target; bytes_in: the way back */
  guint32        recent;            /* private: the row of its last cell + 1 */
} TgFactRelation;

typedef struct { guint32 owner; guint32 facet; guint64 value; gint64 hour; guint64 ok, failed, bytes_in, bytes_out; } TgFactCell;
/* activity: owner = local entity, value = local term for API and REGION; series: owner = local relation, facet = value = 0 */

typedef struct { guint32 role; guint32 entity; } TgFactParty;

typedef struct
{
  TgRecordKind kind;
  guint32      flags;
  gint64       time;
  guint32      action, error, region;     /* local terms; TG_LOCAL_NONE */
  guint64      bytes_in, bytes_out, packets;    /* flows: bytes_out = the flow's bytes */
  guint32      port_source, port_target, protocol;
  guint64      offset;
  guint32      length, file;
  guint64      id_hash, content_hash;
  guint32      first_party, n_parties;    /* into parties; distinct (role, entity); actor first. Flows that are alike share them */
} TgFactRecord;

typedef struct
{
  guint32    entity;         /* local, TG_ENTITY_FINDING */
  guint32    record;         /* index into records */
  TgSpan     title, description, type, product, account, region, arn;
  TgSeverity severity;
  double     score;          /* as the provider gave it; NaN when absent */
  gint64     first, last, updated;
  guint64    count;
  gboolean   archived;
} TgFactFinding;

/* What mapping a record did to a row of one of the arrays, noted so that records that say the same can be added up without being mapped. */
typedef enum { TG_NOTE_ENTITY, TG_NOTE_RELATION, TG_NOTE_SERIES, TG_NOTE_ACTIVITY, TG_NOTE_PROPERTY } TgFactNoteKind;
typedef struct { TgFactNoteKind kind; guint32 row; TgSpan value; /* of a property */ } TgFactNote;

/* Records that did the same: all failed or none did, all are of one hour. latest: the place in records of the last one at the last time. */
typedef struct { guint64 count, bytes_in, bytes_out; gint64 first, last; guint32 latest; gboolean failed; } TgFactSum;

typedef struct
{
  TgArena  *arena;
  GArray   *entities;      /* TgFactEntity */
  GArray   *properties;    /* TgFactProperty */
  GArray   *relations;     /* TgFactRelation */
  GArray   *activity;      /* TgFactCell */
  GArray   *series;        /* TgFactCell */
  GArray   *records;       /* TgFactRecord */
  GArray   *parties;       /* TgFactParty */
  GArray   *findings;      /* TgFactFinding */
  GArray   *aliases;       /* TgFactAlias */
  TgIntern *terms;         /* kind = TgTermKind; local term id */
  gpointer  memory;        /* of the mapping, in the arena: what records of this batch came to; NULL at first */
  GArray   *repeats;       /* of core/model/repeat.c: what records of one number came to */
  TgFactNote *notes;       /* while noting */
  guint     n_notes, notes_room;
  gboolean  noting;
  gboolean  bytes;         /* the record that is noted tells how many were moved */
  gboolean  once;          /* what is noted comes of more than the record alone, or of its time */
  guint32   account;       /* of the mapping: the last account that was made + 1 */
  guint32   moved_before;  /* aliases_moved when the record that is noted began */
  guint32   aliases_moved; /* how often an alias went over to another entity: what was noted before may no longer hold */
  /* private: hash indices */
  struct _TgFactsIndex *index;
} TgFacts;

TgFacts *tg_facts_new      (void);
void     tg_facts_free     (TgFacts *facts);
void     tg_facts_reset    (TgFacts *facts);     /* as new, but its memory is kept for what comes */

/* Adds or finds an entity. Empty keys give TG_LOCAL_NONE. What is provisional is whichever has its alias at that time. Keys and names are bounded to 2,048 bytes (longer ones are cut and
 * end in "…" and a hash of the whole, so that they stay distinct) and made valid UTF-8. */
guint32  tg_facts_entity   (TgFacts *facts, const TgFactEntity *entity);
void     tg_facts_property (TgFacts *facts, guint32 entity, const char *name, TgSpan value, gint64 time);
guint32  tg_facts_relation (TgFacts *facts, guint32 source, guint32 target, TgRelationKind kind, gint64 time,
                            gboolean failed, guint64 bytes_in, guint64 bytes_out);
/* The cell's index in activity; TG_LOCAL_NONE without an entity. */
guint32  tg_facts_activity (TgFacts *facts, guint32 entity, TgFacet facet, guint64 value, gint64 time,
                            gboolean failed, guint64 bytes_in, guint64 bytes_out);
/* That for all of a party's facets: each record counts, and by these terms, unless they are TG_LOCAL_NONE. */
void     tg_facts_took_part (TgFacts *facts, guint32 entity, guint32 action, guint32 region, gint64 time,
                             gboolean failed, guint64 bytes_in, guint64 bytes_out);
/* The index in series of a relation's cell of an hour that it has. */
guint32  tg_facts_series   (TgFacts *facts, guint32 relation, gint64 time);

/* The same again for who knows from a record of this batch what it comes to: nothing is looked for. The time must be of the cells' hour. */
void     tg_facts_entity_again   (TgFacts *facts, guint32 entity, gint64 time);
void     tg_facts_relation_again (TgFacts *facts, guint32 relation, guint32 series, gint64 time, gboolean failed);
void     tg_facts_activity_again (TgFacts *facts, guint32 cell, gboolean failed, guint64 bytes_in, guint64 bytes_out);
/* Does again, for so many records, what was noted. */
void     tg_facts_repeat   (TgFacts *facts, const TgFactNote *notes, gsize n, const TgFactSum *sum);
/* Makes the note one of that hour: of a cell that is the same but for its hour, and is made when it is not there. */
void     tg_facts_note_at  (TgFacts *facts, TgFactNote *note, gint64 hour);
/* Notes these as well. */
void     tg_facts_notes    (TgFacts *facts, const TgFactNote *notes, guint n);
/* Opens a record; parties are then added to it, until the next is opened. */
TgFactRecord *tg_facts_record (TgFacts *facts, const TgRecord *record);
void     tg_facts_party    (TgFacts *facts, TgParty role, guint32 entity);
/* The same as those from there on, to a record that has none yet. */
void     tg_facts_parties_again (TgFacts *facts, guint32 first, guint32 n);
guint32  tg_facts_term     (TgFacts *facts, TgTermKind kind, TgSpan text);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TgFacts, tg_facts_free)

G_END_DECLS
