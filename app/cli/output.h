/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>
#include <stdio.h>

#include "core/model/info.h"

G_BEGIN_DECLS

/* JSON as it is produced, so that a million records need no memory. Strings that are no UTF-8 are repaired; control
 * characters, C1 and bidirectional overrides are escaped. Name is NULL inside arrays. */
typedef struct { FILE *out; guint depth; gboolean filled[32]; } TgJsonOut;

void tg_json_out_init   (TgJsonOut *json, FILE *out);
void tg_json_out_open   (TgJsonOut *json, const char *name, char bracket);    /* '{' or '[' */
void tg_json_out_close  (TgJsonOut *json, char bracket);                      /* '}' or ']'; the outermost ends the line */
void tg_json_out_string (TgJsonOut *json, const char *name, const char *value);   /* NULL: null */
void tg_json_out_text   (TgJsonOut *json, const char *name, const char *value, gsize len);
void tg_json_out_uint   (TgJsonOut *json, const char *name, guint64 value);
void tg_json_out_int    (TgJsonOut *json, const char *name, gint64 value);
void tg_json_out_double (TgJsonOut *json, const char *name, double value);        /* null when not finite */
void tg_json_out_bool   (TgJsonOut *json, const char *name, gboolean value);
void tg_json_out_time   (TgJsonOut *json, const char *name, gint64 time);         /* ISO 8601 or null */
/* the members every entity has, into an open object */
void tg_json_out_entity (TgJsonOut *json, const TgEntityInfo *entity);

/* Text that cannot drive a terminal: control characters and overrides as \xHH or \u{HHHH}. Owned. */
char *tg_cli_safe       (const char *text);
char *tg_cli_time       (gint64 time);          /* ISO 8601 or "-"; owned */
char *tg_cli_bytes      (guint64 bytes);        /* "12.3 MB"; owned */

/* Rows of text in columns. Format of a new table: titles separated by '|'; a '>' in front aligns right. */
typedef struct _TgTable TgTable;
TgTable *tg_table_new   (const char *columns);
void     tg_table_add   (TgTable *table, ...) G_GNUC_NULL_TERMINATED;     /* one string a column; copied and made safe */
void     tg_table_print (TgTable *table, FILE *out);                      /* frees it */
void     tg_table_free  (TgTable *table);

G_END_DECLS
