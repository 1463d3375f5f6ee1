/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/fuzz/fuzz.h"

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  fuzz_import ("", data, size);
  fuzz_import ("{\"configurationItems\":[", data, size);
  return 0;
}
