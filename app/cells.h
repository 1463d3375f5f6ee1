/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/page.h"

G_BEGIN_DECLS

#define tg_compare(a, b) (((a) > (b)) - ((a) < (b)))

/* A coloured word. */
GtkWidget *tg_severity_chip (TgSeverity severity);

/* Shows records of an entity (and other, when not 0) through the window. title: of the entity, for the history. */
void       tg_go_records    (GtkWidget *widget, gint64 entity, gint64 other, const char *title, int kind, gboolean failed_only);
void       tg_go_entity     (GtkWidget *widget, gint64 entity, const char *title);
/* A bucket of whole hours so that the range has at most max of them. */
gint64     tg_bucket_for    (TgTimeRange range, guint max);
char      *tg_format_bytes  (guint64 bytes);      /* "" for none */

G_END_DECLS
