/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tg-app"

#include "app/pages/graph-load.h"

#include <string.h>

#include "app/format.h"

/* Of one kind at a time from the case, enough to find those not yet on the board. */
#define FETCH_MAX 4000
/* What is looked at to split a group; those beyond stay together. */
#define SPLIT_MAX 50000

TgLoad *
tg_load_new (TgLoadWhat what, gint64 entity, TgEntityKind kind, TgTimeRange scope, TgBoard *board)
{
  TgLoad *load = g_new (TgLoad, 1);

  *load = (TgLoad) { .what = what, .entity = entity, .kind = kind, .scope = scope, .present = g_array_new (FALSE, FALSE, sizeof (gint64)),
                     .question = TG_QUESTION_N };
  for (guint i = 0; i < tg_board_n_nodes (board); i++)
    {
      const TgBoardNode *node = tg_board_node (board, i);

      if (node->id > 0)
        g_array_append_val (load->present, node->id);
      else if (node->parent == entity && node->split > 0 && (guint) node->kind < TG_ENTITY_N_KINDS)
        load->split[node->kind] = (guint8) node->split;
    }
  return load;
}

TgLoad *
tg_load_new_answer (TgQuestionKind question, GArray *about, guint length, TgTimeRange scope, TgBoard *board)
{
  TgLoad *load = tg_load_new (TG_LOAD_ANSWER, 0, TG_ENTITY_NONE, scope, board);

  load->question = question;
  load->about = about;
  load->length = length;
  load->filter = tg_board_filter_copy (tg_board_get_filter (board));
  return load;
}

void
tg_load_free (gpointer data)
{
  TgLoad *load = data;

  g_clear_pointer (&load->about, g_array_unref);
  tg_board_filter_free (load->filter);
  g_array_unref (load->present);
  g_free (load->part);
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
  g_clear_pointer (&loaded->parts, g_array_unref);
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

/* ---- groups that are split ---- */

/* The name of the neighbour it goes by, the busiest of several. */
static char *
read_peer (TgReader *reader, TgGrouping grouping, const TgEntityInfo *info, TgJob *job, GError **error)
{
  if (!tg_grouping_fits (grouping, info->kind))
    return g_strdup ("");
  g_autoptr (GArray) peers = tg_reader_neighbours (reader, info->id, tg_grouping_relations (grouping), tg_grouping_peer (grouping), TG_TIME_ALL, 0, 1,
                                                   NULL, job, error);
  if (peers == NULL)
    return NULL;
  return g_strdup (peers->len > 0 ? g_array_index (peers, TgNeighbourInfo, 0).peer.name : "");
}

GPtrArray *
tg_grouping_read (TgReader *reader, TgGrouping grouping, const gint64 *ids, gsize n, TgJob *job, GError **error)
{
  g_autoptr (GPtrArray) values = g_ptr_array_new_full ((guint) n, g_free);

  for (gsize i = 0; i < n; i++)
    {
      TgEntityInfo info;
      char *value;

      if (!tg_job_check (job, error) || !tg_reader_entity (reader, ids[i], &info, error))
        return NULL;
      value = tg_grouping_relations (grouping) != 0 ? read_peer (reader, grouping, &info, job, error) : tg_grouping_value (grouping, &info);
      tg_entity_info_clear (&info);
      if (value == NULL)
        return NULL;
      g_ptr_array_add (values, value);
    }
  return g_steal_pointer (&values);
}

static void
part_clear (gpointer part)
{
  g_free (((TgGroupPart *) part)->value);
}

static int
larger_first (gconstpointer a, gconstpointer b)
{
  const TgGroupPart *x = a, *y = b;

  return x->members != y->members ? (x->members > y->members ? -1 : 1) : strcmp (x->value, y->value);
}

/* The largest of the values that two or more have. Gives how many neighbours are in them. */
static guint
add_parts (TgLoaded *loaded, TgEntityKind kind, TgGrouping grouping, GHashTable *counts)
{
  g_autoptr (GArray) parts = g_array_new (FALSE, FALSE, sizeof (TgGroupPart));
  GHashTableIter iter;
  gpointer value, count;
  guint in = 0;

  g_hash_table_iter_init (&iter, counts);
  while (g_hash_table_iter_next (&iter, &value, &count))
    if (GPOINTER_TO_UINT (count) >= 2)
      g_array_append_val (parts, ((TgGroupPart) { kind, grouping, value, GPOINTER_TO_UINT (count) }));
  g_array_sort (parts, larger_first);
  if (loaded->parts == NULL)
    {
      loaded->parts = g_array_new (FALSE, FALSE, sizeof (TgGroupPart));
      g_array_set_clear_func (loaded->parts, part_clear);
    }
  for (guint i = 0; i < parts->len && i < TG_GROUP_PARTS; i++)
    {
      TgGroupPart part = g_array_index (parts, TgGroupPart, i);

      in += part.members;
      part.value = g_strdup (part.value);
      g_array_append_val (loaded->parts, part);
    }
  return in;
}

/* Neighbours of one kind that are not on the board, each once, the busiest first. */
static GArray *
absent_of_kind (TgReader *reader, const TgLoad *load, TgEntityKind kind, GHashTable *present, guint *on_board, TgJob *job, GError **error)
{
  g_autoptr (GArray) neighbours = tg_reader_neighbours (reader, load->entity, 0, kind, load->scope, 0, SPLIT_MAX, NULL, job, error);
  g_autoptr (GHashTable) seen = g_hash_table_new (g_int64_hash, g_int64_equal);
  GArray *ids;

  if (neighbours == NULL)
    return NULL;
  ids = g_array_new (FALSE, FALSE, sizeof (gint64));
  *on_board = 0;
  for (guint i = 0; i < neighbours->len; i++)
    {
      const gint64 *id = &g_array_index (neighbours, TgNeighbourInfo, i).peer.id;

      if (!g_hash_table_add (seen, (gpointer) id))
        continue;
      if (g_hash_table_contains (present, id))
        (*on_board)++;
      else
        g_array_append_val (ids, *id);
    }
  return ids;
}

static gboolean
is_part (const TgLoaded *loaded, TgEntityKind kind, const char *value)
{
  for (guint i = 0; loaded->parts != NULL && i < loaded->parts->len; i++)
    {
      const TgGroupPart *part = &g_array_index (loaded->parts, TgGroupPart, i);

      if (part->kind == kind && g_str_equal (part->value, value))
        return TRUE;
    }
  return FALSE;
}

/* At most limit of those with this value; NULL: of those in no part. *taken grows by how many. */
static gboolean
take_value (TgReader *reader, TgEntityKind kind, const char *value, guint limit, const GArray *ids, const GPtrArray *values, TgLoaded *loaded,
            guint *taken, GError **error)
{
  for (guint i = 0, n = 0; i < ids->len && n < limit; i++)
    {
      TgEntityInfo info;

      if (value != NULL ? !g_str_equal (value, g_ptr_array_index (values, i)) : is_part (loaded, kind, g_ptr_array_index (values, i)))
        continue;
      if (!tg_reader_entity (reader, g_array_index (ids, gint64, i), &info, error))
        return FALSE;
      g_array_append_val (loaded->entities, info);
      (*taken)++;
      n++;
    }
  return TRUE;
}

/* Of a kind that is split: those of the part that is opened, and how many of each part are left. */
static gboolean
take_parts (TgReader *reader, const TgLoad *load, TgEntityKind kind, guint limit, GHashTable *present, TgLoaded *loaded, guint *on_board,
            TgJob *job, GError **error)
{
  const TgGrouping grouping = (TgGrouping) (load->split[kind] - 1);
  g_autoptr (GArray) ids = absent_of_kind (reader, load, kind, present, on_board, job, error);
  g_autoptr (GPtrArray) values = NULL;
  g_autoptr (GHashTable) counts = g_hash_table_new (g_str_hash, g_str_equal);
  guint taken = 0, left;

  values = ids != NULL ? tg_grouping_read (reader, grouping, (const gint64 *) (gpointer) ids->data, ids->len, job, error) : NULL;
  if (values == NULL)
    return FALSE;
  for (guint i = 0; i < values->len; i++)
    if (*(const char *) g_ptr_array_index (values, i) != '\0')
      g_hash_table_insert (counts, g_ptr_array_index (values, i),
                           GUINT_TO_POINTER (GPOINTER_TO_UINT (g_hash_table_lookup (counts, g_ptr_array_index (values, i))) + 1));
  if (load->part != NULL && !take_value (reader, kind, load->part, limit, ids, values, loaded, &taken, error))
    return FALSE;
  left = GPOINTER_TO_UINT (g_hash_table_lookup (counts, load->part != NULL ? load->part : ""));
  if (left > 0)
    g_hash_table_insert (counts, load->part, GUINT_TO_POINTER (left - MIN (taken, left)));
  *on_board += add_parts (loaded, kind, grouping, counts);              /* they are not in the group of the rest */
  if (load->part == NULL && !take_value (reader, kind, NULL, limit, ids, values, loaded, &taken, error))
    return FALSE;
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

      if (load->what != TG_LOAD_NEIGHBOURS)
        limit = load->what == TG_LOAD_GROUP ? TG_GROUP_STEP : 0;
      if (counts[kind] == 0 || (load->what != TG_LOAD_NEIGHBOURS && kind != (int) load->kind))
        continue;
      if (!(load->split[kind] > 0 ? take_parts : take_kind) (reader, load, (TgEntityKind) kind, limit, present, loaded, &on_board, job, error))
        return FALSE;
      loaded->grouped[kind] = TRUE;
      loaded->groups[kind] = (guint) (counts[kind] > on_board ? MIN (counts[kind] - on_board, G_MAXINT32) : 0);
    }
  return TRUE;
}

/* What the entity is related with in one way, a page of those that are not on the board, the busiest first. */
static gboolean
load_related (TgReader *reader, const TgLoad *load, GHashTable *present, TgLoaded *loaded, TgJob *job, GError **error)
{
  g_autoptr (GArray) neighbours = tg_reader_neighbours (reader, load->entity, 1u << load->relation, TG_ENTITY_NONE, load->scope, 0, SPLIT_MAX, NULL,
                                                        job, error);
  g_autoptr (GHashTable) seen = g_hash_table_new (g_int64_hash, g_int64_equal);

  if (neighbours == NULL)
    return FALSE;
  for (guint i = 0; i < neighbours->len; i++)
    {
      const TgNeighbourInfo *info = &g_array_index (neighbours, TgNeighbourInfo, i);

      if (!info->outgoing != !load->outgoing || g_hash_table_contains (present, &info->peer.id) || !g_hash_table_add (seen, (gpointer) &info->peer.id))
        continue;
      if (loaded->entities->len < TG_GROUP_STEP)
        add_entity (loaded, &info->peer);
      else
        loaded->left++;
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
  loaded->filtered = tg_question_filtered (load->filter);
  loaded->answer = tg_question_ask (reader, load->question, load->about, load->scope, load->filter, load->length, job, error);
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
  if ((load->what == TG_LOAD_NEIGHBOURS || load->what == TG_LOAD_GROUP || load->what == TG_LOAD_SPLIT) && !load_kinds (reader, load, present, loaded, job, error))
    goto failed;
  if (load->what == TG_LOAD_RELATED && !load_related (reader, load, present, loaded, job, error))
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

/* Parts that are no more go; those that stay keep their places. */
static void
put_groups (const TgLoaded *loaded, TgBoard *board)
{
  g_autoptr (GHashTable) kept = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);
  g_autoptr (GArray) gone = g_array_new (FALSE, FALSE, sizeof (gint64));

  for (guint i = 0; loaded->parts != NULL && i < loaded->parts->len; i++)
    {
      const TgGroupPart *part = &g_array_index (loaded->parts, TgGroupPart, i);
      const gint64 id = tg_board_set_part (board, loaded->entity, part->kind, part->grouping, part->value, part->members);

      g_hash_table_add (kept, g_memdup2 (&id, sizeof id));
    }
  for (guint i = 0; i < tg_board_n_nodes (board); i++)
    {
      const TgBoardNode *node = tg_board_node (board, i);

      if (node->split > 0 && node->parent == loaded->entity && (guint) node->kind < TG_ENTITY_N_KINDS && loaded->grouped[node->kind]
          && !g_hash_table_contains (kept, &node->id))
        g_array_append_val (gone, node->id);
    }
  tg_board_remove (board, (const gint64 *) (gpointer) gone->data, gone->len);
  for (int kind = 1; kind < TG_ENTITY_N_KINDS; kind++)
    if (loaded->grouped[kind])
      tg_board_set_group (board, loaded->entity, (TgEntityKind) kind, loaded->groups[kind]);
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
  put_groups (loaded, board);
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
