/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "core/model/facts.h"
#include "core/model/record.h"

G_BEGIN_DECLS

/* Turns a record into facts by the rules of mapping-rules.c. Cannot fail: what a record lacks is left out. The record and its values stay
 * as they are until the facts are reset; the facts are whole after tg_mapping_finish(). */
void tg_mapping_apply  (const TgRecord *record, TgFacts *facts);
void tg_mapping_finish (TgFacts *facts);

/* The rules as data, for the manual, `trailgraph-cli mapping` and the test that each rule has an example. */
guint       tg_mapping_n_rules   (void);
const char *tg_mapping_rule_id   (guint rule);         /* "s3-bucket-read" */
char       *tg_mapping_rule_text (guint rule);         /* one line for people; owned */

/* Test hook: when set, called with the index of each rule that fires on this thread. */
void        tg_mapping_set_trace (void (*fired) (guint rule, gpointer data), gpointer data);

G_END_DECLS
