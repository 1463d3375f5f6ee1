/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "core/store/db-private.h"
#include "core/model/facts.h"

G_BEGIN_DECLS

/* From batch-local ids to those of the case. What is new or changed is kept until a commit writes it. */

/* --- entities --- */
typedef struct _TgEntities TgEntities;

TgEntities *tg_entities_new     (sqlite3 *db, GError **error);
void        tg_entities_free    (TgEntities *entities);
/* ids: one an entity of the facts. */
gboolean    tg_entities_merge   (TgEntities *entities, const TgFacts *facts, gint64 *ids, GError **error);
/* Adds to the number of records an entity is a party of. */
void        tg_entities_count   (TgEntities *entities, gint64 id, guint64 records);
gint64      tg_entities_last    (TgEntities *entities);    /* highest id */
gboolean    tg_entities_write   (TgEntities *entities, GError **error);
gsize       tg_entities_pending (TgEntities *entities);

/* --- relations --- */
typedef struct _TgRelations TgRelations;

TgRelations *tg_relations_new     (sqlite3 *db, GError **error);
void         tg_relations_free    (TgRelations *relations);
gboolean     tg_relations_merge   (TgRelations *relations, const TgFacts *facts, const gint64 *entities, gint64 *ids, GError **error);
gboolean     tg_relations_write   (TgRelations *relations, GError **error);
gsize        tg_relations_pending (TgRelations *relations);

/* --- terms --- */
typedef struct _TgTerms TgTerms;

TgTerms *tg_terms_new   (sqlite3 *db, GError **error);
void     tg_terms_free  (TgTerms *terms);
/* ids: one a local term; from 1. */
void     tg_terms_merge (TgTerms *terms, const TgFacts *facts, guint32 *ids);
gboolean tg_terms_write (TgTerms *terms, GError **error);

/* --- properties and findings --- */
typedef struct _TgDetails TgDetails;

TgDetails *tg_details_new     (sqlite3 *db);
void       tg_details_free    (TgDetails *details);
void       tg_details_merge   (TgDetails *details, const TgFacts *facts, const gint64 *entities);
gboolean   tg_details_write   (TgDetails *details, GError **error);

/* Entities kept in memory before they are looked up in the case; for tests. */
extern guint tg_merge_max;

G_END_DECLS
