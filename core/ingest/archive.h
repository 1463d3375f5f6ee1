/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "core/ingest/source.h"

G_BEGIN_DECLS

/* Files packed in zip, 7-Zip and tar archives, and single ones compressed with bzip2, xz or Zstandard, by libarchive. Nothing is written
 * under a name from the archive: a member is in memory, or in a nameless temporary file. */

typedef struct
{
  const char *name;       /* as the archive has it: any bytes; NULL for a compressed file, which has no name inside */
  TgSource   *source;     /* taken over by the callee; NULL when there is a note */
  const char *note;       /* why it is not read */
  gboolean    passed;     /* on purpose: nothing failed */
} TgMember;

typedef gboolean (*TgMemberFunc) (gpointer data, const TgMember *member, GError **error);

/* Gives one member after the other. FALSE when func gave FALSE, or cancelled. problem: what ended the reading early, for people; NULL when
 * all is well; to be freed. */
gboolean tg_archive_read (TgSource *source, TgJob *job, TgMemberFunc func, gpointer data, char **problem, GError **error);

G_END_DECLS
