/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tg-store"

#include "core/store/cells-private.h"

#include "core/base/hash.h"
#include "core/model/record.h"

typedef struct { gint64 hour; guint64 value; guint32 facet; gboolean used; guint64 ok, failed, bytes_in, bytes_out; } Cell;

struct _TgCells
{
  Cell  *cells;
  gsize  mask, used;
};

static void
init (TgCells *cells, gsize n)
{
  cells->cells = g_new0 (Cell, n);
  cells->mask = n - 1;
  cells->used = 0;
}

TgCells *
tg_cells_new (void)
{
  TgCells *cells = g_new0 (TgCells, 1);

  init (cells, 1024);
  return cells;
}

void
tg_cells_free (TgCells *cells)
{
  if (cells == NULL)
    return;
  g_free (cells->cells);
  g_free (cells);
}

static Cell *
find (TgCells *cells, guint32 facet, guint64 value, gint64 hour)
{
  gsize at = tg_hash_mix ((guint64) facet << 56 ^ value, hour) & cells->mask;

  while (cells->cells[at].used && !(cells->cells[at].hour == hour && cells->cells[at].value == value && cells->cells[at].facet == facet))
    at = (at + 1) & cells->mask;
  return &cells->cells[at];
}

static void
grow (TgCells *cells)
{
  g_autofree Cell *before = cells->cells;
  const gsize n = cells->mask + 1;

  init (cells, n * 2);
  for (gsize i = 0; i < n; i++)
    if (before[i].used)
      {
        *find (cells, before[i].facet, before[i].value, before[i].hour) = before[i];
        cells->used++;
      }
}

static void
add (TgCells *cells, guint32 facet, guint64 value, const TgStored *record)
{
  Cell *cell = find (cells, facet, value, tg_time_hour (record->time));

  if (!cell->used)
    {
      if (cells->used >= cells->mask / 2)
        {
          grow (cells);
          cell = find (cells, facet, value, tg_time_hour (record->time));
        }
      *cell = (Cell) { .hour = tg_time_hour (record->time), .value = value, .facet = facet, .used = TRUE };
      cells->used++;
    }
  if ((record->flags & TG_RECORD_FAILED) != 0)
    cell->failed++;
  else
    cell->ok++;
  cell->bytes_in += record->bytes_in;
  cell->bytes_out += record->bytes_out;
}

void
tg_cells_add (TgCells *cells, const TgStored *record)
{
  add (cells, TG_FACET_TOTAL, 0, record);
  if (record->kind == TG_RECORD_VPCFLOW)
    {
      if (record->protocol != 0 || record->port_source != 0 || record->port_target != 0)
        add (cells, TG_FACET_PORT, (guint64) record->protocol << 16 | MIN (record->port_source, record->port_target), record);
    }
  else if (record->action != 0)
    add (cells, TG_FACET_API, record->action, record);
  if (record->region != 0)
    add (cells, TG_FACET_REGION, record->region, record);
}

void
tg_cells_flush (TgCells *cells, TgRows *rows)
{
  for (gsize i = 0; i <= cells->mask; i++)
    {
      const Cell *cell = &cells->cells[i];
      if (cell->used)
        tg_rows_add (rows, (gint64[]) { 0, cell->facet, cell->value, cell->hour, cell->ok, cell->failed, cell->bytes_in, cell->bytes_out });
    }
  g_free (cells->cells);
  init (cells, 1024);
}
