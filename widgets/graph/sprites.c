/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tg-widgets"

#include "widgets/graph/sprites.h"

#include <math.h>

#define BYTES_MAX (48u << 20)
#define SIDE_MAX 2048

static GHashTable *sprites;     /* char* -> TgSprite* */
static GHashTable *numbered;    /* guint64* -> TgSprite* */
static gsize bytes;

static void
sprite_free (gpointer data)
{
  TgSprite *sprite = data;

  cairo_surface_destroy (sprite->surface);
  g_free (sprite);
}

void
tg_sprites_begin (void)
{
  if (sprites == NULL)
    {
      sprites = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, sprite_free);
      numbered = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, sprite_free);
    }
  if (bytes > BYTES_MAX)
    {
      g_hash_table_remove_all (sprites);
      g_hash_table_remove_all (numbered);
      bytes = 0;
    }
}

const TgSprite *
tg_sprite_find (const char *name)
{
  g_return_val_if_fail (sprites != NULL, NULL);
  return g_hash_table_lookup (sprites, name);
}

static TgSprite *
draw (double left, double top, double right, double bottom, double scale, void (*paint) (cairo_t *cr, gpointer data), gpointer data)
{
  TgSprite *sprite = g_new0 (TgSprite, 1);
  cairo_t *cr;

  sprite->x = (int) ceil (-left * scale) + 1;
  sprite->y = (int) ceil (-top * scale) + 1;
  sprite->width = CLAMP (sprite->x + (int) ceil (right * scale) + 1, 1, SIDE_MAX);
  sprite->height = CLAMP (sprite->y + (int) ceil (bottom * scale) + 1, 1, SIDE_MAX);
  sprite->surface = cairo_image_surface_create (CAIRO_FORMAT_ARGB32, sprite->width, sprite->height);
  cr = cairo_create (sprite->surface);
  cairo_translate (cr, sprite->x, sprite->y);
  cairo_scale (cr, scale, scale);
  paint (cr, data);
  cairo_destroy (cr);
  cairo_surface_flush (sprite->surface);
  bytes += (gsize) cairo_image_surface_get_stride (sprite->surface) * (gsize) sprite->height;
  return sprite;
}

const TgSprite *
tg_sprite_make (const char *name, double left, double top, double right, double bottom, double scale,
                void (*paint) (cairo_t *cr, gpointer data), gpointer data)
{
  TgSprite *sprite;

  g_return_val_if_fail (sprites != NULL, NULL);
  sprite = draw (left, top, right, bottom, scale, paint, data);
  g_hash_table_insert (sprites, g_strdup (name), sprite);
  return sprite;
}

const TgSprite *
tg_sprite_find_number (guint64 look)
{
  g_return_val_if_fail (sprites != NULL, NULL);
  return g_hash_table_lookup (numbered, &look);
}

const TgSprite *
tg_sprite_make_number (guint64 look, double left, double top, double right, double bottom, double scale,
                       void (*paint) (cairo_t *cr, gpointer data), gpointer data)
{
  TgSprite *sprite;

  g_return_val_if_fail (sprites != NULL, NULL);
  sprite = draw (left, top, right, bottom, scale, paint, data);
  g_hash_table_insert (numbered, g_memdup2 (&look, sizeof look), sprite);
  return sprite;
}

void
tg_sprite_set_text_size (const TgSprite *sprite, double width, double height)
{
  TgSprite *own = (TgSprite *) sprite;

  own->text_width = width;
  own->text_height = height;
}
