/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/cli/cli.h"
#include "app/cli/output.h"

G_BEGIN_DECLS

/* One file of a ledger as import and evidence show it. */
typedef struct
{
  const TgEvidenceInfo *info;       /* borrowed */
  guint64               stored, duplicates;
  gboolean              known;      /* was in the case before: nothing was stored this time */
} TgLedgerFile;

gboolean tg_ledger_json  (TgJsonOut *json, TgReader *reader, const TgLedgerFile *files, guint n, gboolean origin, GError **error);
gboolean tg_ledger_print (TgReader *reader, const TgLedgerFile *files, guint n, gboolean origin, GError **error);
void     tg_ledger_kinds (TgJsonOut *json, const char *name, const guint64 by_kind[TG_RECORD_N_KINDS]);

G_END_DECLS
