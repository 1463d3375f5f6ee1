/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tg-app"

#include "app/place.h"

#include <glib/gi18n.h>

/* Titles and filters come from logs: long ones are cut before they go into the session. */
#define TEXT_MAX 1024

G_DEFINE_BOXED_TYPE (TgPlace, tg_place, tg_place_copy, tg_place_free)

static const struct { const char *id, *title; } kinds[TG_PLACE_N] = {
  { "summary", N_("Summary") },   { "findings", N_("Findings") }, { "entities", N_("Entities") }, { "entity", N_("Entity") },
  { "graph", N_("Graph") },       { "records", N_("Records") },   { "evidence", N_("Evidence") },
};

TgPlace *
tg_place_new (TgPlaceKind page)
{
  TgPlace *place = g_new0 (TgPlace, 1);

  place->page = page;
  place->kind = page == TG_PLACE_RECORDS ? -1 : 0;
  place->text = g_strdup ("");
  place->title = g_strdup ("");
  return place;
}

TgPlace *
tg_place_copy (const TgPlace *place)
{
  TgPlace *copy = g_memdup2 (place, sizeof *place);

  copy->text = g_strdup (place->text);
  copy->title = g_strdup (place->title);
  return copy;
}

void
tg_place_free (TgPlace *place)
{
  if (place == NULL)
    return;
  g_free (place->text);
  g_free (place->title);
  g_free (place);
}

gboolean
tg_place_equal (const TgPlace *a, const TgPlace *b)
{
  return a->page == b->page && a->entity == b->entity && a->other == b->other && a->evidence == b->evidence &&
         a->record == b->record && a->kind == b->kind && a->failed_only == b->failed_only && g_str_equal (a->text, b->text);
}

static char *
bounded_text (const char *text)
{
  const char *end;

  if (text == NULL || !g_utf8_validate (text, -1, NULL))
    return g_strdup ("");
  if (strlen (text) <= TEXT_MAX)
    return g_strdup (text);
  end = g_utf8_find_prev_char (text, text + TEXT_MAX);
  return g_strndup (text, end != NULL ? (gsize) (end - text) : 0);
}

GVariant *
tg_place_to_variant (const TgPlace *place)
{
  g_auto (GVariantDict) dict = G_VARIANT_DICT_INIT (NULL);
  g_autofree char *text = bounded_text (place->text), *title = bounded_text (place->title);

  g_variant_dict_insert (&dict, "page", "s", tg_place_kind_id (place->page));
  if (place->entity != 0)
    g_variant_dict_insert (&dict, "entity", "x", place->entity);
  if (place->other != 0)
    g_variant_dict_insert (&dict, "other", "x", place->other);
  if (place->evidence != 0)
    g_variant_dict_insert (&dict, "evidence", "x", place->evidence);
  if (place->record != 0)
    g_variant_dict_insert (&dict, "record", "x", place->record);
  g_variant_dict_insert (&dict, "kind", "x", (gint64) place->kind);
  if (text[0] != '\0')
    g_variant_dict_insert (&dict, "text", "s", text);
  if (place->failed_only)
    g_variant_dict_insert (&dict, "failed", "b", TRUE);
  if (title[0] != '\0')
    g_variant_dict_insert (&dict, "title", "s", title);
  return g_variant_dict_end (&dict);
}

TgPlace *
tg_place_from_variant (GVariant *variant)
{
  g_autoptr (TgPlace) place = NULL;
  const char *page = NULL, *text = NULL, *title = NULL;
  gint64 kind;

  if (variant == NULL || !g_variant_is_of_type (variant, G_VARIANT_TYPE_VARDICT) || !g_variant_lookup (variant, "page", "&s", &page) ||
      tg_place_kind_from_id (page) < 0)
    return NULL;
  place = tg_place_new ((TgPlaceKind) tg_place_kind_from_id (page));
  g_variant_lookup (variant, "entity", "x", &place->entity);
  g_variant_lookup (variant, "other", "x", &place->other);
  g_variant_lookup (variant, "evidence", "x", &place->evidence);
  g_variant_lookup (variant, "record", "x", &place->record);
  g_variant_lookup (variant, "failed", "b", &place->failed_only);
  if (g_variant_lookup (variant, "kind", "x", &kind) &&
      kind >= -1 && kind < (place->page == TG_PLACE_RECORDS ? (gint64) TG_PLACE_N_KINDS : (gint64) TG_ENTITY_N_KINDS))
    place->kind = (int) kind;
  if (place->page != TG_PLACE_RECORDS && place->kind < 0)
    place->kind = 0;
  if (g_variant_lookup (variant, "text", "&s", &text))
    {
      g_free (place->text);
      place->text = bounded_text (text);
    }
  if (g_variant_lookup (variant, "title", "&s", &title))
    {
      g_free (place->title);
      place->title = bounded_text (title);
    }
  if (place->page == TG_PLACE_ENTITY && place->entity <= 0)
    return NULL;
  return g_steal_pointer (&place);
}

const char *
tg_place_kind_id (TgPlaceKind page)
{
  return kinds[page].id;
}

const char *
tg_place_kind_title (TgPlaceKind page)
{
  return _(kinds[page].title);
}

int
tg_place_kind_from_id (const char *id)
{
  for (int i = 0; i < TG_PLACE_N; i++)
    if (g_strcmp0 (kinds[i].id, id) == 0)
      return i;
  return -1;
}
