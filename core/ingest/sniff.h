/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef enum { TG_CONTENT_JSON, TG_CONTENT_FLOW, TG_CONTENT_ACCESS, TG_CONTENT_CSV, TG_CONTENT_ARCHIVE, TG_CONTENT_OTHER } TgContent;

/* What inflated content that begins so is, by its bytes alone. note: what it looks like when it is none that is read; static or NULL.
 * skip: bytes of a mark to leave out at the beginning. */
TgContent tg_sniff (const char *text, gsize len, gsize *skip, const char **note);

G_END_DECLS
