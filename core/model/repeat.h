/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "core/model/facts.h"
#include "core/model/record.h"

G_BEGIN_DECLS

/* Most calls of a batch say again what one before them said: the same caller, address, agent, call and targets. Readers that see it number such
 * records alike (TgRecord.like). The mapping then counts them, and adds them up into the facts when the hour changes or the batch ends: none of
 * what they touch is looked for again, but for the cells of another hour. The facts are those that mapping each of them would have made. */

/* What facts depend on of a value of a CloudTrail event: records are alike when this is the same of all their values, in their order, and their
 * flags are the same. Absent: nothing, since it is the event's own (its id, its time), or only sums that are kept apart (bytes). */
TgSpan        tg_repeat_part  (TgField field, TgSpan text);
/* Whether that is all of any value of the field. */
gboolean      tg_repeat_whole (TgField field);

/* For the mapping. Opens a fact record and fills it, when the record is like one before it; NULL: it has to be mapped, between the two calls below. */
TgFactRecord *tg_repeat_find  (TgFacts *facts, const TgRecord *record);
void          tg_repeat_begin (TgFacts *facts);
/* The record, which is the last of the facts' records, is mapped. */
void          tg_repeat_end   (TgFacts *facts, const TgRecord *record);
/* Makes facts->repeats. */
void          tg_repeat_init  (TgFacts *facts);
/* Adds up what was counted. */
void          tg_repeat_flush (TgFacts *facts);

G_END_DECLS
