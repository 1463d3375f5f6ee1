/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* The one error domain of the core. Messages are technical and complete sentences without a final stop;
 * they never contain credentials or record content. */
typedef enum
{
  TG_ERROR_FAILED,      /* anything else */
  TG_ERROR_IO,          /* a file or the disk */
  TG_ERROR_PARSE,       /* the bytes are not what they should be */
  TG_ERROR_LIMIT,       /* a bound of size, depth, count or ratio was met */
  TG_ERROR_NOT_FOUND,   /* no such entity, record, evidence, case */
  TG_ERROR_FOREIGN,     /* a file that is no Trailgraph case */
  TG_ERROR_NEWER,       /* a case written by a newer Trailgraph */
  TG_ERROR_DAMAGED,     /* a case that does not pass its checks */
  TG_ERROR_BUSY,        /* another process writes this case */
  TG_ERROR_READ_ONLY,   /* the case cannot be written */
  TG_ERROR_FULL,        /* the disk is full */
  TG_ERROR_CANCELLED,   /* the job was cancelled; never shown to a person as an error */
  TG_ERROR_USAGE,       /* the caller's words are wrong */
} TgError;

#define TG_ERROR (tg_error_quark ())
GQuark tg_error_quark (void);

G_END_DECLS
