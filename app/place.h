/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib-object.h>

#include "core/store/reader.h"

G_BEGIN_DECLS

typedef enum
{
  TG_PLACE_SUMMARY, TG_PLACE_FINDINGS, TG_PLACE_ENTITIES, TG_PLACE_ENTITY, TG_PLACE_GRAPH, TG_PLACE_RECORDS, TG_PLACE_EVIDENCE,
  TG_PLACE_N
} TgPlaceKind;

/* Of the records page, behind the kinds: what has another content than was known of its id, and what has no usable time. */
enum { TG_PLACE_CONFLICTS = TG_RECORD_N_KINDS, TG_PLACE_TIMELESS, TG_PLACE_N_KINDS };

/* Somewhere a person can stand: a page and what it shows. What back, forward and the saved session are made of. */
typedef struct
{
  TgPlaceKind page;
  gint64      entity, other;    /* row ids; 0 none */
  gint64      evidence, record;
  int         kind;             /* of entities (0 all) on the entities page, of records (-1 all, TG_PLACE_CONFLICTS …) on the records page */
  char       *text;             /* a filter, an action; "" */
  gboolean    failed_only;
  char       *title;            /* for people; "" until the page knows it */
} TgPlace;

#define TG_TYPE_PLACE (tg_place_get_type ())
GType       tg_place_get_type     (void) G_GNUC_CONST;

TgPlace    *tg_place_new          (TgPlaceKind page);
TgPlace    *tg_place_copy         (const TgPlace *place);
void        tg_place_free         (TgPlace *place);
gboolean    tg_place_equal        (const TgPlace *a, const TgPlace *b);    /* titles are not compared */

/* The parameter of the actions win.go and of the session: a{sv} with x, b and s. NULL for what is none. */
GVariant   *tg_place_to_variant   (const TgPlace *place);                  /* floating */
TgPlace    *tg_place_from_variant (GVariant *variant);

const char *tg_place_kind_id      (TgPlaceKind page);                      /* "summary" */
const char *tg_place_kind_title   (TgPlaceKind page);                      /* translated */
int         tg_place_kind_from_id (const char *id);                        /* -1 */

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TgPlace, tg_place_free)

G_END_DECLS
