/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

int  LLVMFuzzerTestOneInput (const guint8 *data, gsize size);

/* Imports the bytes behind prefix, and checks that the ledger adds up. */
void fuzz_import            (const char *prefix, const guint8 *data, gsize size);
