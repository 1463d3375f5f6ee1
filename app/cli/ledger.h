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

/* The files of a case, or those that are picked, one after the other: a case may have millions, so none is kept. */
typedef struct
{
  TgReader *reader;
  gboolean (*pick) (TgLedgerFile *file, gpointer data);     /* may change what was stored; FALSE: not this one. NULL: all as they are */
  gpointer  data;
  gboolean  origin;                 /* tells of each where it came from, and its SHA-256 */
} TgLedger;

typedef struct { guint64 files, known, unread, stored, duplicates, rejected; } TgLedgerTotals;

gboolean tg_ledger_total (const TgLedger *ledger, TgLedgerTotals *totals, GError **error);
/* One document: records by kind, sums, files. */
gboolean tg_ledger_json  (const TgLedger *ledger, const guint64 by_kind[TG_RECORD_N_KINDS], const TgLedgerTotals *totals, GError **error);
/* A line a file, and the first of its rejects. */
gboolean tg_ledger_print (const TgLedger *ledger, GError **error);
/* So where files are few; else a line a format, and the files that have something to say. */
gboolean tg_ledger_print_brief (const TgLedger *ledger, const TgLedgerTotals *totals, GError **error);
void     tg_ledger_kinds (TgJsonOut *json, const char *name, const guint64 by_kind[TG_RECORD_N_KINDS]);

G_END_DECLS
