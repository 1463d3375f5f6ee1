/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* A count for people: digits in groups of three, with the locale's separator, or a comma where it has none. Owned. */
char *tg_format_count (guint64 n);

G_END_DECLS
