/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "core/ingest/reader.h"

G_BEGIN_DECLS

/* Access logs that are lines of words, some in quotes or brackets: of S3 buckets, and of application, network and classic load balancers. */

/* Whether text begins with lines of one of them. */
gboolean tg_access_sniff (const char *text, gsize len);

/* Reads whole lines. offset: of text in the file. */
void     tg_access_read  (TgLogReader *reader, const char *text, gsize len, guint64 offset);

G_END_DECLS
