/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

typedef struct { char *name; guint colour; char *note; } TgGroupText;

/* Asks for the name, colour and note of a group, or only for a note (of what is called name). chosen is called with what was entered, unless
 * the person turned back or parent was gone by then; what is asked at first is copied. */
typedef void (*TgGroupChosen) (gpointer data, const TgGroupText *text);
void tg_group_dialog (GtkWidget *parent, const char *heading, gboolean group, const TgGroupText *text, TgGroupChosen chosen, gpointer data);

G_END_DECLS
