/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "core/store/db-private.h"
#include "core/model/facts.h"

G_BEGIN_DECLS

/* From batch-local ids to those of the case. What is new or changed is kept until a commit writes it.
 *
 * A commit may be written by another thread while merging goes on: hand_over() gives it all that was kept, write() writes that and nothing else,
 * and touches nothing that merging works on. hand_over() is called when no write() is running; after one that failed there is no other.
 * Whatever was merged is found in memory until its commit is done: look is a connection that only sees commits. */

/* --- entities --- */
typedef struct _TgEntities TgEntities;

TgEntities *tg_entities_new     (sqlite3 *look, GError **error);
void        tg_entities_free    (TgEntities *entities);
/* ids: one an entity of the facts. */
gboolean    tg_entities_merge   (TgEntities *entities, const TgFacts *facts, gint64 *ids, GError **error);
gsize       tg_entities_pending (TgEntities *entities);
/* Whether so many are known by heart that they should be forgotten now that none of them waits to be handed over. */
gboolean    tg_entities_may_forget (TgEntities *entities);
/* From now on they are looked up; while no commit is in flight. */
void        tg_entities_forget  (TgEntities *entities);
void        tg_entities_hand_over (TgEntities *entities);
/* With write(): adds to the number of records an entity of those handed over is a party of. */
void        tg_entities_count   (TgEntities *entities, gint64 id, guint32 records);
gint64      tg_entities_last    (TgEntities *entities);    /* highest id handed over */
gboolean    tg_entities_write   (TgEntities *entities, sqlite3 *db, GError **error);

/* --- relations --- */
typedef struct _TgRelations TgRelations;

TgRelations *tg_relations_new     (sqlite3 *look, GError **error);
void         tg_relations_free    (TgRelations *relations);
gboolean     tg_relations_merge   (TgRelations *relations, const TgFacts *facts, const gint64 *entities, gint64 *ids, GError **error);
gsize        tg_relations_pending (TgRelations *relations);
gboolean     tg_relations_may_forget (TgRelations *relations);
void         tg_relations_forget  (TgRelations *relations);
void         tg_relations_hand_over (TgRelations *relations);
gboolean     tg_relations_write   (TgRelations *relations, sqlite3 *db, GError **error);

/* --- terms --- */
typedef struct _TgTerms TgTerms;

TgTerms *tg_terms_new   (sqlite3 *db, GError **error);
void     tg_terms_free  (TgTerms *terms);
/* ids: one a local term; from 1. */
void     tg_terms_merge (TgTerms *terms, const TgFacts *facts, guint32 *ids);
void     tg_terms_hand_over (TgTerms *terms);
gboolean tg_terms_write (TgTerms *terms, sqlite3 *db, GError **error);

/* --- properties and findings --- */
typedef struct _TgDetails TgDetails;

TgDetails *tg_details_new     (void);
void       tg_details_free    (TgDetails *details);
void       tg_details_merge   (TgDetails *details, const TgFacts *facts, const gint64 *entities);
void       tg_details_hand_over (TgDetails *details);
gboolean   tg_details_write   (TgDetails *details, sqlite3 *db, GError **error);

/* Entities kept in memory before they are looked up in the case; for tests. */
extern guint tg_merge_max;

G_END_DECLS
