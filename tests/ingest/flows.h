/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Reads the text as a flow log twice, in one pass where lines are well-formed and each as any line, and fails when the two differ. Gives
 * the number of records. */
guint flows_compare (const char *text, gsize len);

G_END_DECLS
