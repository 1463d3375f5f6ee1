/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tg-test"

#include "tests/ingest/packed.h"

#define ZLIB_CONST
#include <zlib.h>

void
packed_gzip (GByteArray *out, const void *data, gsize len)
{
  z_stream z = { 0 };
  g_autofree guint8 *buffer = g_malloc (len + 1024);

  g_assert_cmpint (deflateInit2 (&z, 6, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY), ==, Z_OK);
  z.next_in = data;
  z.avail_in = len;
  z.next_out = buffer;
  z.avail_out = len + 1024;
  g_assert_cmpint (deflate (&z, Z_FINISH), ==, Z_STREAM_END);
  g_byte_array_append (out, buffer, len + 1024 - z.avail_out);
  deflateEnd (&z);
}
