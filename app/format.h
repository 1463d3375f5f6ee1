/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "core/base/format.h"
#include "core/model/info.h"

G_BEGIN_DECLS

/* Texts for people, in the person's language and by the preference for UTC or local time. All owned. */
char *tg_format_records (guint64 n);                        /* "1 record", "12,345 records" */
char *tg_format_time    (gint64 t);                         /* "–" for TG_TIME_NONE */
char *tg_format_span    (TgTimeRange range);                /* "3 Mar 2025, 00:00 – 17 Mar 2025, 12:00" */
char *tg_format_entity  (TgEntityKind kind, const char *name);   /* "Role session “x”" */
/* One line, at most max characters, control characters and line breaks as spaces: names come from logs. */
char *tg_format_line    (const char *text, guint max);
const char *tg_severity_class (TgSeverity severity);        /* style class */
const char *tg_kind_title     (TgEntityKind kind);          /* translated, never NULL */
const char *tg_kind_plural    (TgEntityKind kind);
const char *tg_record_title   (int kind);

/* JSON text indented by two spaces, token by token: numbers, strings and the order of keys stay as they are in the file. Text that is no
 * JSON comes back unchanged (invalid UTF-8 replaced). Stops after max_bytes of output and says so. Owned. */
char *tg_format_json    (const char *text, gsize len, gsize max_bytes);

G_END_DECLS
