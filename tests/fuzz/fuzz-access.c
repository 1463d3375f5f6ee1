/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/fuzz/fuzz.h"

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  fuzz_import ("", data, size);
  fuzz_import ("version account-id interface-id srcaddr dstaddr srcport dstport protocol packets bytes start end action log-status\n", data, size);
  return 0;
}
