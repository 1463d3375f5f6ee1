/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tg-widgets"

#include "widgets/graph/render-private.h"

#include <math.h>

#define CELL 96.0

/* In a grid of cells, so that a test looks at few boxes. */
struct _TgRoom { GHashTable *cells; GArray *boxes, *owners; };

TgRoom *
_tg_room_new (void)
{
  TgRoom *self = g_new (TgRoom, 1);

  self->cells = g_hash_table_new_full (NULL, NULL, NULL, (GDestroyNotify) g_array_unref);
  self->boxes = g_array_new (FALSE, FALSE, sizeof (TgBox));
  self->owners = g_array_new (FALSE, FALSE, sizeof (int));
  return self;
}

void
_tg_room_free (TgRoom *self)
{
  g_hash_table_unref (self->cells);
  g_array_unref (self->boxes);
  g_array_unref (self->owners);
  g_free (self);
}

static gboolean
overlap (const TgBox *a, const TgBox *b)
{
  return a->x < b->x + b->width && b->x < a->x + a->width && a->y < b->y + b->height && b->y < a->y + a->height;
}

static GArray *
cell_at (TgRoom *self, int x, int y, gboolean make)
{
  gpointer cell = GINT_TO_POINTER ((int) ((guint) (y & 0x7fff) << 16 | (guint) (x & 0xffff)));
  GArray *list = g_hash_table_lookup (self->cells, cell);

  if (list == NULL && make)
    {
      list = g_array_new (FALSE, FALSE, sizeof (guint));
      g_hash_table_insert (self->cells, cell, list);
    }
  return list;
}

typedef struct { int x1, x2, y1, y2; } Cells;

static Cells
cells_of (const TgBox *box)
{
  return (Cells) { (int) floor (box->x / CELL), (int) floor ((box->x + box->width) / CELL), (int) floor (box->y / CELL), (int) floor ((box->y + box->height) / CELL) };
}

void
_tg_room_take (TgRoom *self, const TgBox *box, int owner)
{
  const Cells cells = cells_of (box);
  const guint at = self->boxes->len;

  g_array_append_val (self->boxes, *box);
  g_array_append_val (self->owners, owner);
  for (int y = cells.y1; y <= cells.y2; y++)
    for (int x = cells.x1; x <= cells.x2; x++)
      g_array_append_val (cell_at (self, x, y, TRUE), at);
}

gboolean
_tg_room_is_free (TgRoom *self, const TgBox *box, int owner)
{
  const Cells cells = cells_of (box);

  for (int y = cells.y1; y <= cells.y2; y++)
    for (int x = cells.x1; x <= cells.x2; x++)
      {
        const GArray *list = cell_at (self, x, y, FALSE);

        for (guint i = 0; list != NULL && i < list->len; i++)
          {
            const guint at = g_array_index (list, guint, i);

            if (g_array_index (self->owners, int, at) != owner && overlap (box, &g_array_index (self->boxes, TgBox, at)))
              return FALSE;
          }
      }
  return TRUE;
}

/* ---- where the texts of a picture stand ---- */

TgTexts *
tg_texts_new (void)
{
  return g_new0 (TgTexts, 1);
}

void
tg_texts_free (TgTexts *self)
{
  if (self == NULL)
    return;
  g_free (self->labels);
  g_free (self->links);
  g_free (self);
}

void
_tg_texts_begin (TgTexts *self, guint n_nodes, guint n_links)
{
  g_free (self->labels);
  g_free (self->links);
  *self = (TgTexts) { n_nodes, n_links, g_new0 (guint8, n_nodes + 1), g_new0 (guint8, n_links + 1) };
}
