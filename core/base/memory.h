/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* For memory that was just allocated, is filled to the last and lives long, or is read at random: where the system has large pages it is given
 * those, which spares a fault for each 4 KiB that is touched for the first time, and walks through the page tables. Does nothing below a few
 * megabytes. */
void tg_memory_large (gpointer memory, gsize size);

/* Where one kind of work has ended and another begins: gives back to the system what is free. */
void tg_memory_trim (void);

/* Bytes of memory this process holds now; 0 where the system does not tell. */
gsize tg_memory_resident (void);

G_END_DECLS
