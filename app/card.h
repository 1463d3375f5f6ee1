/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

#define TG_TYPE_CARD (tg_card_get_type ())
G_DECLARE_FINAL_TYPE (TgCard, tg_card, TG, CARD, AdwBin)

/* A titled list of rows with a number and a bar behind each, in proportion to the largest. */
GtkWidget *tg_card_new     (const char *title, const char *empty);
void       tg_card_clear   (TgCard *self);
/* icon: a widget, or NULL. css: a style class of the bar, or NULL. action: what the row does, detailed parameter target (floating is sunk). */
void       tg_card_add     (TgCard *self, GtkWidget *icon, const char *title, const char *subtitle, guint64 value, const char *css,
                            const char *action, GVariant *target);
void       tg_card_finish  (TgCard *self);      /* after the last row */

G_END_DECLS
