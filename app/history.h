/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/place.h"

G_BEGIN_DECLS

#define TG_TYPE_HISTORY (tg_history_get_type ())
G_DECLARE_FINAL_TYPE (TgHistory, tg_history, TG, HISTORY, GObject)

/* The places visited, and where among them a person stands. Signal "changed". At most TG_HISTORY_MAX: the oldest go. */
#define TG_HISTORY_MAX 200

TgHistory     *tg_history_new          (void);
void           tg_history_clear        (TgHistory *self);
void           tg_history_visit        (TgHistory *self, const TgPlace *place);   /* drops what lay ahead; the same place again changes nothing */
void           tg_history_replace      (TgHistory *self, const TgPlace *place);   /* the filter of the page stood on changed */
const TgPlace *tg_history_current      (TgHistory *self);                         /* borrowed; NULL when empty */
const TgPlace *tg_history_peek         (TgHistory *self, int steps);              /* -1 the one before; NULL */
const TgPlace *tg_history_go           (TgHistory *self, int steps);
guint          tg_history_get_length   (TgHistory *self);
guint          tg_history_get_position (TgHistory *self);
const TgPlace *tg_history_get          (TgHistory *self, guint index);
void           tg_history_restore      (TgHistory *self, GPtrArray *places, guint position);   /* TgPlace*, copied */

G_END_DECLS
