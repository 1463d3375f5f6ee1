/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tg-store"

#include "core/store/merge-private.h"

#include <math.h>
#include <string.h>

#include "core/base/hash.h"

/* --- terms --- */

struct _TgTerms
{
  TgIntern *intern;       /* interned id + 1 is the term's id in the case */
  guint32   given;        /* to a commit */
  GArray   *flight;       /* Term: of the commit */
};

typedef struct { gint64 id; guint32 kind; TgSpan text; } Term;

TgTerms *
tg_terms_new (sqlite3 *db, GError **error)
{
  g_autoptr (sqlite3_stmt) stmt = tg_db_prepare (db, "SELECT id, kind, text FROM term ORDER BY id", error);
  TgTerms *terms = g_new0 (TgTerms, 1);
  int got = stmt != NULL ? 0 : -1;

  terms->flight = g_array_new (FALSE, FALSE, sizeof (Term));
  terms->intern = tg_intern_new ();
  while (got >= 0 && (got = tg_db_step (stmt, error)) > 0)
    {
      const char *text = (const char *) sqlite3_column_text (stmt, 2);
      gboolean is_new = FALSE;
      const guint32 at = tg_intern_add (terms->intern, sqlite3_column_int (stmt, 1), tg_span_str (text != NULL ? text : ""), &is_new);
      if (!is_new || at + 1 != sqlite3_column_int64 (stmt, 0))
        {
          tg_db_damaged (error, "its terms are numbered wrongly");
          got = -1;
        }
    }
  if (got < 0)
    {
      tg_terms_free (terms);
      return NULL;
    }
  terms->given = tg_intern_count (terms->intern);
  return terms;
}

void
tg_terms_free (TgTerms *terms)
{
  if (terms == NULL)
    return;
  tg_intern_free (terms->intern);
  g_array_unref (terms->flight);
  g_free (terms);
}

void
tg_terms_merge (TgTerms *terms, const TgFacts *facts, guint32 *ids)
{
  const guint32 n = tg_intern_count (facts->terms);

  for (guint32 i = 0; i < n; i++)
    ids[i] = tg_intern_add (terms->intern, tg_intern_kind (facts->terms, i), tg_intern_text (facts->terms, i), NULL) + 1;
}

void
tg_terms_hand_over (TgTerms *terms)
{
  for (; terms->given < tg_intern_count (terms->intern); terms->given++)
    {
      const Term term = { terms->given + 1, tg_intern_kind (terms->intern, terms->given), tg_intern_text (terms->intern, terms->given) };
      g_array_append_val (terms->flight, term);
    }
}

gboolean
tg_terms_write (TgTerms *terms, sqlite3 *db, GError **error)
{
  g_autoptr (sqlite3_stmt) stmt = tg_db_prepare (db, "INSERT INTO term (id, kind, text) VALUES (?, ?, ?)", error);

  if (stmt == NULL)
    return FALSE;
  for (guint i = 0; i < terms->flight->len; i++)
    {
      const Term *term = &g_array_index (terms->flight, Term, i);
      sqlite3_bind_int64 (stmt, 1, term->id);
      sqlite3_bind_int (stmt, 2, term->kind);
      tg_bind_span (stmt, 3, term->text);
      if (!tg_db_run (stmt, error))
        return FALSE;
    }
  g_array_set_size (terms->flight, 0);
  return TRUE;
}

/* --- properties and findings --- */

typedef struct { gint64 entity, time; TgSpan name, value; } Property;
typedef struct { gint64 entity; TgFactFinding fact; } Finding;

typedef struct
{
  TgArena    *arena;
  GHashTable *properties;    /* Property in the arena, by entity and name */
  GArray     *findings;      /* Finding, in order */
} Pending;

struct _TgDetails
{
  Pending now, flight;       /* flight: of the commit */
};

static guint
property_hash (gconstpointer data)
{
  const Property *property = data;

  return (guint) tg_hash64 (property->name.str, property->name.len, property->entity);
}

static gboolean
property_equal (gconstpointer a, gconstpointer b)
{
  const Property *x = a, *y = b;

  return x->entity == y->entity && tg_span_equal (x->name, y->name);
}

static void
pending_init (Pending *pending)
{
  pending->arena = tg_arena_new (0);
  pending->properties = g_hash_table_new (property_hash, property_equal);
  pending->findings = g_array_new (FALSE, FALSE, sizeof (Finding));
}

static void
pending_clear (Pending *pending)
{
  g_hash_table_unref (pending->properties);
  g_array_unref (pending->findings);
  tg_arena_free (pending->arena);
}

TgDetails *
tg_details_new (void)
{
  TgDetails *details = g_new0 (TgDetails, 1);

  pending_init (&details->now);
  pending_init (&details->flight);
  return details;
}

void
tg_details_free (TgDetails *details)
{
  if (details == NULL)
    return;
  pending_clear (&details->now);
  pending_clear (&details->flight);
  g_free (details);
}

static void
merge_property (Pending *details, const TgFactProperty *fact, gint64 entity)
{
  const Property probe = { .entity = entity, .name = tg_span_str (fact->name) };
  Property *known = g_hash_table_lookup (details->properties, &probe);

  if (known == NULL)
    {
      known = tg_arena_alloc (details->arena, sizeof *known);
      *known = (Property) { entity, fact->time, tg_arena_copy (details->arena, probe.name), tg_arena_copy (details->arena, fact->value) };
      g_hash_table_add (details->properties, known);
    }
  else if (fact->time >= known->time)
    {
      known->time = fact->time;
      if (!tg_span_equal (known->value, fact->value))
        known->value = tg_arena_copy (details->arena, fact->value);
    }
}

void
tg_details_merge (TgDetails *details, const TgFacts *facts, const gint64 *entities)
{
  Pending *now = &details->now;

  for (guint i = 0; i < facts->properties->len; i++)
    {
      const TgFactProperty *fact = &g_array_index (facts->properties, TgFactProperty, i);
      merge_property (now, fact, entities[fact->entity]);
    }
  for (guint i = 0; i < facts->findings->len; i++)
    {
      Finding finding = { .fact = g_array_index (facts->findings, TgFactFinding, i) };
      finding.entity = entities[finding.fact.entity];
      TgSpan *texts[] = { &finding.fact.title, &finding.fact.description, &finding.fact.type, &finding.fact.product,
                          &finding.fact.account, &finding.fact.region, &finding.fact.arn };
      for (guint t = 0; t < G_N_ELEMENTS (texts); t++)
        *texts[t] = texts[t]->str != NULL ? tg_arena_copy (now->arena, *texts[t]) : TG_SPAN ("");
      g_array_append_val (now->findings, finding);
    }
}

static gboolean
write_properties (const Pending *details, sqlite3 *db, GError **error)
{
  /* of two at one time the one read later stays */
  g_autoptr (sqlite3_stmt) stmt = tg_db_prepare (db,
    "INSERT INTO property (entity, name, value, time) VALUES (?, ?, ?, ?) ON CONFLICT (entity, name) DO UPDATE "
    "SET value = excluded.value, time = excluded.time WHERE time IS NULL OR excluded.time >= time", error);
  GHashTableIter iter;
  gpointer key;

  if (stmt == NULL)
    return FALSE;
  g_hash_table_iter_init (&iter, details->properties);
  while (g_hash_table_iter_next (&iter, &key, NULL))
    {
      const Property *property = key;
      sqlite3_bind_int64 (stmt, 1, property->entity);
      tg_bind_span (stmt, 2, property->name);
      tg_bind_span (stmt, 3, property->value);
      tg_bind_time (stmt, 4, property->time);
      if (!tg_db_run (stmt, error))
        return FALSE;
    }
  return TRUE;
}

static void
bind_finding (sqlite3_stmt *stmt, const Finding *finding)
{
  const TgFactFinding *fact = &finding->fact;

  sqlite3_bind_int64 (stmt, 1, finding->entity);
  tg_bind_span (stmt, 2, fact->title);
  tg_bind_span (stmt, 3, fact->description);
  tg_bind_span (stmt, 4, fact->type);
  tg_bind_span (stmt, 5, fact->product);
  tg_bind_span (stmt, 6, fact->account);
  tg_bind_span (stmt, 7, fact->region);
  tg_bind_span (stmt, 8, fact->arn);
  sqlite3_bind_int (stmt, 9, fact->severity);
  if (isnan (fact->score))
    sqlite3_bind_null (stmt, 10);
  else
    sqlite3_bind_double (stmt, 10, fact->score);
  tg_bind_time (stmt, 11, fact->first);
  tg_bind_time (stmt, 12, fact->last);
  tg_bind_time (stmt, 13, fact->updated);
  sqlite3_bind_int64 (stmt, 14, fact->count);
  sqlite3_bind_int (stmt, 15, fact->archived);
}

static gboolean
write_findings (const Pending *details, sqlite3 *db, GError **error)
{
  g_autoptr (sqlite3_stmt) count = tg_db_prepare (db, "UPDATE finding SET versions = versions + 1 WHERE entity = ?", error);
  g_autoptr (sqlite3_stmt) stmt = tg_db_prepare (db,
    "INSERT INTO finding (entity, title, description, type, product, account, region, arn, severity, score, first, last, updated, "
    "count, archived, versions) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, 1) "
    "ON CONFLICT (entity) DO UPDATE SET title = ?2, description = ?3, type = ?4, product = ?5, account = ?6, region = ?7, arn = ?8, "
    "severity = ?9, score = ?10, first = ?11, last = ?12, updated = ?13, count = ?14, archived = ?15 "
    "WHERE updated IS NULL OR ?13 >= updated", error);

  if (count == NULL || stmt == NULL)
    return FALSE;
  for (guint i = 0; i < details->findings->len; i++)
    {
      const Finding *finding = &g_array_index (details->findings, Finding, i);
      sqlite3_bind_int64 (count, 1, finding->entity);
      bind_finding (stmt, finding);
      if (!tg_db_run (count, error) || !tg_db_run (stmt, error))
        return FALSE;
    }
  return TRUE;
}

void
tg_details_hand_over (TgDetails *details)
{
  const Pending written = details->flight;

  details->flight = details->now;
  details->now = written;
}

gboolean
tg_details_write (TgDetails *details, sqlite3 *db, GError **error)
{
  Pending *flight = &details->flight;

  if (!write_properties (flight, db, error) || !write_findings (flight, db, error))
    return FALSE;
  g_hash_table_remove_all (flight->properties);
  g_array_set_size (flight->findings, 0);
  tg_arena_reset (flight->arena);
  return TRUE;
}
