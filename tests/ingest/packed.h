/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Appends the data as one member of gzip. */
void packed_gzip (GByteArray *out, const void *data, gsize len);

G_END_DECLS
