/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tg-store"

#include "core/store/cells-private.h"

#include <string.h>

#include "core/base/hash.h"
#include "core/model/record.h"

typedef struct { gint64 hour; guint64 value; guint32 facet; gboolean used; guint64 ok, failed, bytes_in, bytes_out; } Cell;

/* Records come by the hour and region: each facet's last cell is most often the next one too. */
#define REMEMBERED 8
#define KEPT       65536

struct _TgCells
{
  Cell  *cells;
  gsize  mask, used;
  Cell  *last[REMEMBERED];     /* by facet; NULL: none */
};

static void
init (TgCells *cells, gsize n)
{
  cells->cells = g_new0 (Cell, n);
  cells->mask = n - 1;
  cells->used = 0;
  memset (cells->last, 0, sizeof cells->last);
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

static Cell *
cell_of (TgCells *cells, guint32 facet, guint64 value, gint64 hour)
{
  Cell *cell = cells->last[facet % REMEMBERED];

  if (cell != NULL && cell->hour == hour && cell->value == value && cell->facet == facet)
    return cell;
  cell = find (cells, facet, value, hour);
  if (!cell->used)
    {
      if (cells->used >= cells->mask / 2)
        {
          grow (cells);
          cell = find (cells, facet, value, hour);
        }
      *cell = (Cell) { .hour = hour, .value = value, .facet = facet, .used = TRUE };
      cells->used++;
    }
  return cells->last[facet % REMEMBERED] = cell;
}

static inline void
add (TgCells *cells, guint32 facet, guint64 value, gint64 hour, const TgStored *record)
{
  Cell *cell = cell_of (cells, facet, value, hour);

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
  const gint64 hour = tg_time_hour (record->time);

  add (cells, TG_FACET_TOTAL, 0, hour, record);
  if (record->kind == TG_RECORD_VPCFLOW)
    {
      if (record->protocol != 0 || record->port_source != 0 || record->port_target != 0)
        add (cells, TG_FACET_PORT, (guint64) record->protocol << 16 | MIN (record->port_source, record->port_target), hour, record);
    }
  else if (record->action != 0)
    add (cells, TG_FACET_API, record->action, hour, record);
  if (record->region != 0)
    add (cells, TG_FACET_REGION, record->region, hour, record);
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
  /* what a commit needed the next one needs as well, unless it was out of the common */
  if (cells->mask < KEPT)
    {
      memset (cells->cells, 0, (cells->mask + 1) * sizeof (Cell));
      memset (cells->last, 0, sizeof cells->last);
      cells->used = 0;
    }
  else
    {
      g_free (cells->cells);
      init (cells, 1024);
    }
}
