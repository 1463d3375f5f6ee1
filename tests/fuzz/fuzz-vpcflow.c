/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/fuzz/fuzz.h"
#include "tests/ingest/flows.h"

#include <string.h>

#define HEADER "version account-id interface-id srcaddr dstaddr srcport dstport protocol packets bytes start end action log-status\n"

/* In one pass and line by line it must come to the same. */
static void
compare (const char *prefix, const guint8 *data, gsize size)
{
  g_autoptr (GString) text = g_string_new (prefix);

  g_string_append_len (text, (const char *) data, size);
  flows_compare (text->str, text->len);
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  fuzz_import ("", data, size);
  fuzz_import (HEADER, data, size);
  compare ("", data, size);
  compare (HEADER, data, size);
  return 0;
}
