/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "core/ingest/json.h"

G_BEGIN_DECLS

/* Text as a JSON string, with its quotes. */
void     tg_json_put_text    (GString *json, TgSpan text);

/* Writes the object at index again with its dotted members as what they stand for: {"user.name": ["dana"]} becomes {"user": {"name": "dana"}}, as
 * searches of Elastic and OpenSearch and their exports have it; arrays of one value become the value. FALSE when it has fewer than three such
 * members, or more than 4,096 of any. */
gboolean tg_flat_json        (const TgJsonDoc *doc, guint32 index, GString *json);

/* What a string holds in base64, inflated when it is gzip: records of Firehose, subscriptions of CloudWatch Logs. FALSE when it is none. reason is
 * static and set when it is some but cannot be unpacked, as what would inflate to more than 64 MiB. */
gboolean tg_unpack_base64    (TgSpan text, GByteArray *out, const char **reason);

G_END_DECLS
