/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* A copy of the case file at from, as last committed, also while it is written. The target is replaced only once the copy is whole.
 * Errors: TG_ERROR_IO, TG_ERROR_FULL. */
gboolean tg_copy_case (const char *from, const char *to, GError **error);

G_END_DECLS
