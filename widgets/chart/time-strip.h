/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "core/base/time.h"
#include "core/model/info.h"

G_BEGIN_DECLS

/* The activity of a whole case, low, with the scope brushed on it: drag makes it, dragging its middle or an edge changes it, a
 * double click or Escape takes it away. Keys: Left and Right move it by a bucket, with Shift its end. Signal: "scope-changed" (gint64 from,
 * gint64 to), when the drag ends; G_MININT64..G_MAXINT64 for the whole case. */
#define TG_TYPE_TIME_STRIP (tg_time_strip_get_type ())
G_DECLARE_FINAL_TYPE (TgTimeStrip, tg_time_strip, TG, TIME_STRIP, GtkWidget)

#define TG_SCOPE_MIN TG_MINUTE

GtkWidget  *tg_time_strip_new          (void);
/* Takes a reference of its own; NULL: nothing. bucket in µs. */
void        tg_time_strip_set_activity (TgTimeStrip *self, GArray *buckets, gint64 bucket);
void        tg_time_strip_set_scope    (TgTimeStrip *self, TgTimeRange scope);     /* does not emit */
void        tg_time_strip_set_utc      (TgTimeStrip *self, gboolean utc);          /* the labels; TRUE at first */
TgTimeRange tg_time_strip_get_scope    (TgTimeStrip *self);

G_END_DECLS
