/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tg-app"

#include "app/pages/graph-load.h"

#include "app/format.h"

/* Of one kind at a time from the case, enough to find those not yet on the board. */
#define FETCH_MAX 4000

TgLoad *
tg_load_new (TgLoadWhat what, gint64 entity, TgEntityKind kind, TgTimeRange scope, TgBoard *board)
{
  TgLoad *load = g_new (TgLoad, 1);

  *load = (TgLoad) { what, entity, kind, scope, g_array_new (FALSE, FALSE, sizeof (gint64)), TG_QUESTION_N, NULL };
  for (guint i = 0; i < tg_board_n_nodes (board); i++)
    {
      gint64 id = tg_board_node (board, i)->id;

      if (id > 0)
        g_array_append_val (load->present, id);
    }
  return load;
}

TgLoad *
tg_load_new_answer (TgQuestionKind question, GArray *about, TgTimeRange scope, TgBoard *board)
{
  TgLoad *load = tg_load_new (TG_LOAD_ANSWER, 0, TG_ENTITY_NONE, scope, board);

  load->question = question;
  load->about = about;
  return load;
}

void
tg_load_free (gpointer data)
{
  TgLoad *load = data;

  g_clear_pointer (&load->about, g_array_unref);
  g_array_unref (load->present);
  g_free (load);
}

void
tg_loaded_free (gpointer data)
{
  TgLoaded *loaded = data;

  g_clear_pointer (&loaded->entities, g_array_unref);
  g_clear_pointer (&loaded->totals, g_array_unref);
  g_clear_pointer (&loaded->relations, g_array_unref);
  g_clear_pointer (&loaded->asked, g_array_unref);
  g_clear_pointer (&loaded->answer, g_array_unref);
  g_free (loaded);
}

static GHashTable *
id_set (GArray *ids)
{
  GHashTable *set = g_hash_table_new (g_int64_hash, g_int64_equal);

  for (guint i = 0; i < ids->len; i++)
    g_hash_table_add (set, &g_array_index (ids, gint64, i));
  return set;
}

static void
add_entity (TgLoaded *loaded, const TgEntityInfo *info)
{
  TgEntityInfo copy;

  tg_entity_info_copy (&copy, info);
  g_array_append_val (loaded->entities, copy);
}

/* Neighbours of one kind that are not on the board, at most limit, the busiest first. *distinct: how many there are in all,
 * *on_board: how many of them lie on it. */
static gboolean
take_kind (TgReader *reader, const TgLoad *load, TgEntityKind kind, guint limit, GHashTable *present, TgLoaded *loaded, guint *on_board,
           TgJob *job, GError **error)
{
  g_autoptr (GArray) neighbours = tg_reader_neighbours (reader, load->entity, 0, kind, load->scope, 0, FETCH_MAX, NULL, job, error);
  g_autoptr (GHashTable) seen = g_hash_table_new (g_int64_hash, g_int64_equal);
  guint taken = 0;

  if (neighbours == NULL)
    return FALSE;
  *on_board = 0;
  for (guint i = 0; i < neighbours->len; i++)
    {
      const TgEntityInfo *peer = &g_array_index (neighbours, TgNeighbourInfo, i).peer;

      if (!g_hash_table_add (seen, (gpointer) &peer->id))
        continue;
      if (g_hash_table_contains (present, &peer->id))
        (*on_board)++;
      else if (taken < limit)
        {
          add_entity (loaded, peer);
          taken++;
        }
    }
  *on_board += taken;
  return TRUE;
}

static gboolean
load_kinds (TgReader *reader, const TgLoad *load, GHashTable *present, TgLoaded *loaded, TgJob *job, GError **error)
{
  guint64 counts[TG_ENTITY_N_KINDS] = { 0 };

  if (!tg_reader_neighbour_counts (reader, load->entity, load->scope, counts, job, error))
    return FALSE;
  for (int kind = 1; kind < TG_ENTITY_N_KINDS; kind++)
    {
      guint limit = counts[kind] < TG_GROUP_FROM ? TG_GROUP_FROM : 0, on_board = 0;

      if (load->what == TG_LOAD_GROUP && kind == (int) load->kind)
        limit = TG_GROUP_STEP;
      if (counts[kind] == 0 || (load->what == TG_LOAD_GROUP && kind != (int) load->kind))
        continue;
      if (!take_kind (reader, load, (TgEntityKind) kind, limit, present, loaded, &on_board, job, error))
        return FALSE;
      loaded->grouped[kind] = TRUE;
      loaded->groups[kind] = (guint) (counts[kind] > on_board ? MIN (counts[kind] - on_board, G_MAXINT32) : 0);
    }
  return TRUE;
}

static gboolean
load_totals (TgReader *reader, const TgLoad *load, TgLoaded *loaded, TgJob *job, GError **error)
{
  for (guint i = 0; i < loaded->entities->len; i++)
    {
      guint64 counts[TG_ENTITY_N_KINDS] = { 0 }, total = 0;

      if (!tg_reader_neighbour_counts (reader, g_array_index (loaded->entities, TgEntityInfo, i).id, load->scope, counts, job, error))
        return FALSE;
      for (int kind = 0; kind < TG_ENTITY_N_KINDS; kind++)
        total += counts[kind];
      g_array_append_val (loaded->totals, total);
    }
  return TRUE;
}

static gboolean
load_relations (TgReader *reader, const TgLoad *load, TgLoaded *loaded, TgJob *job, GError **error)
{
  g_autoptr (GArray) ids = g_array_copy (load->present);

  for (guint i = 0; i < loaded->entities->len; i++)
    g_array_append_val (ids, g_array_index (loaded->entities, TgEntityInfo, i).id);
  if (ids->len == 0)
    {
      loaded->relations = g_array_new (FALSE, FALSE, sizeof (TgRelationInfo));
      return TRUE;
    }
  loaded->relations = tg_reader_relations_among (reader, (const gint64 *) (gpointer) ids->data, ids->len, load->scope, job, error);
  return loaded->relations != NULL;
}

static gboolean
load_answer (TgReader *reader, const TgLoad *load, GHashTable *present, TgLoaded *loaded, TgJob *job, GError **error)
{
  loaded->question = load->question;
  loaded->answer = tg_question_ask (reader, load->question, load->about, load->scope, job, error);
  for (guint i = 0; loaded->answer != NULL && i < loaded->answer->len; i++)
    {
      const gint64 *id = &g_array_index (loaded->answer, gint64, i);
      TgEntityInfo info;

      if (g_hash_table_contains (present, id))
        continue;
      if (!tg_reader_entity (reader, *id, &info, error))
        return FALSE;
      g_array_append_val (loaded->entities, info);
    }
  return loaded->answer != NULL;
}

gpointer
tg_load_query (TgReader *reader, gpointer data, TgJob *job, GError **error)
{
  const TgLoad *load = data;
  g_autoptr (GHashTable) present = id_set (load->present);
  TgLoaded *loaded = g_new0 (TgLoaded, 1);
  TgEntityInfo info;

  loaded->what = load->what;
  loaded->entity = load->entity;
  loaded->asked = g_array_ref (load->present);
  loaded->entities = g_array_new (FALSE, FALSE, sizeof (TgEntityInfo));
  g_array_set_clear_func (loaded->entities, (GDestroyNotify) tg_entity_info_clear);
  loaded->totals = g_array_new (FALSE, FALSE, sizeof (guint64));
  if (load->what == TG_LOAD_ANSWER && !load_answer (reader, load, present, loaded, job, error))
    goto failed;
  if (load->what != TG_LOAD_RELATIONS && load->what != TG_LOAD_ANSWER && !g_hash_table_contains (present, &load->entity))
    {
      if (!tg_reader_entity (reader, load->entity, &info, error))
        goto failed;
      g_array_append_val (loaded->entities, info);
    }
  if ((load->what == TG_LOAD_NEIGHBOURS || load->what == TG_LOAD_GROUP) && !load_kinds (reader, load, present, loaded, job, error))
    goto failed;
  if (!load_totals (reader, load, loaded, job, error) || !load_relations (reader, load, loaded, job, error))
    goto failed;
  return loaded;

failed:
  tg_loaded_free (loaded);
  return NULL;
}

static gboolean
put_node (TgBoard *board, const TgEntityInfo *info, guint64 total)
{
  g_autofree char *label = tg_format_line (info->name, 120);
  const TgBoardNode node = {
    .id = info->id, .kind = info->kind, .label = label, .sublabel = info->type, .account = info->account, .severity = info->severity,
    .findings = info->findings, .first = info->first, .last = info->last, .records = info->records, .unshown = (guint) MIN (total, G_MAXINT32),
  };

  return tg_board_add_node (board, &node);
}

gboolean
tg_loaded_apply (const TgLoaded *loaded, TgBoard *board, GArray *added)
{
  gboolean whole = TRUE;

  tg_board_begin (board);
  for (guint i = 0; i < loaded->entities->len && whole; i++)
    {
      const TgEntityInfo *info = &g_array_index (loaded->entities, TgEntityInfo, i);

      if (tg_board_find (board, info->id) == NULL)
        g_array_append_val (added, info->id);
      whole = put_node (board, info, g_array_index (loaded->totals, guint64, i));
    }
  for (guint i = 0; i < loaded->relations->len; i++)
    {
      const TgRelationInfo *relation = &g_array_index (loaded->relations, TgRelationInfo, i);
      const TgBoardEdge edge = { relation->id, relation->source, relation->target, relation->kind, relation->count, relation->failed,
                                 relation->bytes_in + relation->bytes_out, relation->first, relation->last };

      if (tg_board_find (board, edge.source) != NULL && tg_board_find (board, edge.target) != NULL)
        whole = tg_board_add_edge (board, &edge) && whole;
    }
  for (int kind = 1; kind < TG_ENTITY_N_KINDS; kind++)
    if (loaded->grouped[kind])
      tg_board_set_group (board, loaded->entity, (TgEntityKind) kind, loaded->groups[kind]);
  if (loaded->what == TG_LOAD_NEIGHBOURS)
    tg_board_set_expanded (board, loaded->entity, TRUE);
  tg_board_end (board);
  return whole;
}

void
tg_loaded_replace_relations (const TgLoaded *loaded, TgBoard *board)
{
  g_autoptr (GArray) added = g_array_new (FALSE, FALSE, sizeof (gint64)), gone = g_array_new (FALSE, FALSE, sizeof (gint64));
  g_autoptr (GHashTable) kept = g_hash_table_new (g_int64_hash, g_int64_equal), asked = id_set (loaded->asked);

  for (guint i = 0; i < loaded->relations->len; i++)
    g_hash_table_add (kept, &g_array_index (loaded->relations, TgRelationInfo, i).id);
  for (guint i = 0; i < tg_board_n_edges (board); i++)
    {
      const TgBoardEdge *edge = tg_board_edge (board, i);

      /* an expansion may have been faster than this answer: its relations are not this answer's to take away */
      if (edge->id > 0 && !g_hash_table_contains (kept, &edge->id)
          && g_hash_table_contains (asked, &edge->source) && g_hash_table_contains (asked, &edge->target))
        g_array_append_val (gone, edge->id);
    }
  tg_board_begin (board);
  for (guint i = 0; i < gone->len; i++)
    tg_board_remove_edge (board, g_array_index (gone, gint64, i));
  tg_loaded_apply (loaded, board, added);
  tg_board_end (board);
}
