/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tg-base"

#include "core/base/hash.h"

#include <openssl/evp.h>

struct _TgSha256
{
  EVP_MD_CTX *context;
};

TgSha256 *
tg_sha256_new (void)
{
  TgSha256 *sha = g_new0 (TgSha256, 1);
  sha->context = EVP_MD_CTX_new ();
  /* fails only without memory, which ends the program elsewhere too */
  if (sha->context == NULL || EVP_DigestInit_ex (sha->context, EVP_sha256 (), NULL) != 1)
    g_error ("SHA-256 is not available");
  return sha;
}

void
tg_sha256_update (TgSha256 *sha, const void *data, gsize len)
{
  EVP_DigestUpdate (sha->context, data, len);
}

void
tg_sha256_finish (TgSha256 *sha, guint8 digest[32])
{
  EVP_DigestFinal_ex (sha->context, digest, NULL);
  EVP_MD_CTX_free (sha->context);
  g_free (sha);
}

void
tg_sha256_hex (const guint8 digest[32], char hex[65])
{
  static const char digits[] = "0123456789abcdef";

  for (guint i = 0; i < 32; i++)
    {
      hex[2 * i] = digits[digest[i] >> 4];
      hex[2 * i + 1] = digits[digest[i] & 15];
    }
  hex[64] = '\0';
}
