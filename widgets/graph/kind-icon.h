/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "core/model/vocabulary.h"

G_BEGIN_DECLS

#define TG_TYPE_KIND_ICON (tg_kind_icon_get_type ())
G_DECLARE_FINAL_TYPE (TgKindIcon, tg_kind_icon, TG, KIND_ICON, GtkWidget)

/* The disc and glyph of an entity kind as the graph draws it, for lists, headers and legends. */
GtkWidget *tg_kind_icon_new          (TgEntityKind kind, int size);       /* size in pixels */
void       tg_kind_icon_set_kind     (TgKindIcon *self, TgEntityKind kind);
void       tg_kind_icon_set_severity (TgKindIcon *self, TgSeverity severity);   /* colours findings */
void       tg_kind_icon_set_size     (TgKindIcon *self, int size);

G_END_DECLS
