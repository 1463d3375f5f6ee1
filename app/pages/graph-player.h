/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "widgets/graph/board.h"

G_BEGIN_DECLS

/* How the board came about: a slider over the time of its relations, which appear as they began. What came to be stays, with what had been counted
 * until then; or, with a trail, is grey unless it has records in that long before the moment. While it is closed all of the board is there. */
#define TG_TYPE_GRAPH_PLAYER (tg_graph_player_get_type ())
G_DECLARE_FINAL_TYPE (TgGraphPlayer, tg_graph_player, TG, GRAPH_PLAYER, AdwBin)

GtkWidget *tg_graph_player_new      (TgBoard *board);
gboolean   tg_graph_player_open     (TgGraphPlayer *self);        /* FALSE: no relation has a time */
void       tg_graph_player_close    (TgGraphPlayer *self);
void       tg_graph_player_play     (TgGraphPlayer *self, gboolean play);     /* from the start when it is at the end */
gboolean   tg_graph_player_is_playing (TgGraphPlayer *self);
/* To the next moment, or the one before, at which a relation began. */
void       tg_graph_player_step     (TgGraphPlayer *self, int by);
void       tg_graph_player_seek     (TgGraphPlayer *self, double share);      /* 0 … 1 */
void       tg_graph_player_set_speed (TgGraphPlayer *self, double speed);     /* 1: all of it in 20 seconds */
void       tg_graph_player_set_trail (TgGraphPlayer *self, gint64 trail);       /* microseconds; 0: none */
void       tg_graph_player_next_trail (TgGraphPlayer *self);     /* of those that can be chosen */
void       tg_graph_player_series_changed (TgGraphPlayer *self); /* it is known better when relations were active */
void       tg_graph_player_changed  (TgGraphPlayer *self);        /* the board is another */

G_END_DECLS
