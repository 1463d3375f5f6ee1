/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tg-app"

#include "app/pages/graph-questions.h"

#include <glib/gi18n.h>

#include "core/graph/questions.h"

/* An account has everything in it, a user agent or a service is used by everybody: a path through them says nothing. */
#define JOINS_ALL (1u << TG_ENTITY_ACCOUNT | 1u << TG_ENTITY_USER_AGENT | 1u << TG_ENTITY_SERVICE | 1u << TG_ENTITY_AS_ORGANISATION)
#define HUB 2000

static const struct { guint least, most; const char *title, *nothing; } questions[TG_QUESTION_N] = {
  [TG_QUESTION_PATH]   = { 2, 2, N_("Path between two"), N_("There is no path between the two in the scope time") },
  [TG_QUESTION_PATHS]  = { 2, 2, N_("Paths between two"), N_("There is no path of so few steps between the two in the scope time") },
  [TG_QUESTION_COMMON] = { 2, 50, N_("In common"), N_("They have nothing in common in the scope time") },
  [TG_QUESTION_BEHIND] = { 1, 1, N_("Who is behind it"), N_("Nobody is known to be behind it in the scope time") },
  [TG_QUESTION_REACH]  = { 1, 1, N_("What was reached"), N_("Nothing was reached from there in the scope time") },
};

guint
tg_question_least (TgQuestionKind kind)
{
  return questions[kind].least;
}

guint
tg_question_most (TgQuestionKind kind)
{
  return questions[kind].most;
}

const char *
tg_question_title (TgQuestionKind kind)
{
  return _(questions[kind].title);
}

const char *
tg_question_nothing (TgQuestionKind kind)
{
  return _(questions[kind].nothing);
}

gboolean
tg_question_filtered (const TgBoardFilter *filter)
{
  return filter != NULL && (filter->kinds != 0 || filter->relations != 0 || filter->accounts != NULL);
}

/* The entities a filter leaves out, but for those asked about; NULL: none. */
static GHashTable *
left_out (GArray *entities, GArray *about, const TgBoardFilter *filter)
{
  GHashTable *ids;

  if (!tg_question_filtered (filter) || (filter->kinds == 0 && filter->accounts == NULL))
    return NULL;
  ids = g_hash_table_new (g_int64_hash, g_int64_equal);
  for (guint i = 0; i < entities->len; i++)
    {
      TgEntityInfo *info = &g_array_index (entities, TgEntityInfo, i);

      if ((filter->kinds >> ((guint) info->kind & 63) & 1) != 0 || (filter->accounts != NULL && !tg_board_filter_has_account (filter, info->account)))
        g_hash_table_add (ids, &info->id);
    }
  for (guint i = 0; i < about->len; i++)
    g_hash_table_remove (ids, &g_array_index (about, gint64, i));
  return ids;
}

static TgGraph *
graph_in_scope (TgReader *reader, GArray *about, TgTimeRange scope, const TgBoardFilter *filter, TgJob *job, GError **error)
{
  g_autoptr (GHashTable) without = NULL;
  GArray *entities = NULL, *relations = NULL;
  guint kept = 0;

  if (!tg_reader_graph (reader, &entities, &relations, job, error))
    return NULL;
  without = left_out (entities, about, filter);
  for (guint i = 0; i < relations->len; i++)
    {
      const TgRelationInfo *relation = &g_array_index (relations, TgRelationInfo, i);

      if (filter != NULL && (filter->relations >> ((guint) relation->kind & 63) & 1) != 0)
        continue;
      if (without != NULL && (g_hash_table_contains (without, &relation->source) || g_hash_table_contains (without, &relation->target)))
        continue;
      /* one without a time is known at any */
      if (relation->first == TG_TIME_NONE || (relation->last >= scope.from && relation->first < scope.to))
        g_array_index (relations, TgRelationInfo, kept++) = *relation;
    }
  g_array_set_size (relations, kept);
  return tg_graph_new (entities, relations);
}

static GArray *
answer (const TgGraph *graph, TgQuestionKind kind, const guint32 *nodes, guint n, TgTimeRange scope, guint length)
{
  static const TgGraphDetour detours[] = { { JOINS_ALL, HUB }, { 0, 0 } };
  GArray *found = NULL;

  switch (kind)
    {
    case TG_QUESTION_PATH:
      /* a way that says something, or any */
      for (guint i = 0; i < G_N_ELEMENTS (detours) && (found == NULL || found->len == 0); i++)
        {
          g_clear_pointer (&found, g_array_unref);
          found = tg_graph_between (graph, nodes[0], nodes[1], &detours[i], TG_ANSWER_MAX);
        }
      return found;
    case TG_QUESTION_PATHS:
      for (guint i = 0; i < G_N_ELEMENTS (detours) && (found == NULL || found->len == 0); i++)
        {
          g_clear_pointer (&found, g_array_unref);
          found = tg_graph_paths (graph, nodes[0], nodes[1], MIN (length, TG_QUESTION_LENGTH_MAX), &detours[i], TG_ANSWER_MAX);
        }
      return found;
    case TG_QUESTION_COMMON:
      return tg_graph_common (graph, nodes, n, TG_ANSWER_MAX);
    case TG_QUESTION_BEHIND:
      return tg_graph_behind (graph, nodes[0], TG_ANSWER_MAX);
    case TG_QUESTION_REACH:
      return tg_graph_reach (graph, nodes[0], scope.from == G_MININT64 ? TG_TIME_NONE : scope.from, TG_ANSWER_MAX);
    case TG_QUESTION_N:
    default:
      g_assert_not_reached ();
    }
}

GArray *
tg_question_ask (TgReader *reader, TgQuestionKind kind, GArray *about, TgTimeRange scope, const TgBoardFilter *filter, guint length,
                 TgJob *job, GError **error)
{
  g_autoptr (TgGraph) graph = graph_in_scope (reader, about, scope, filter, job, error);
  g_autoptr (GArray) nodes = g_array_new (FALSE, FALSE, sizeof (guint32)), found = NULL;
  GArray *ids;

  if (graph == NULL)
    return NULL;
  for (guint i = 0; i < about->len; i++)
    {
      guint32 node;

      if (tg_graph_find (graph, g_array_index (about, gint64, i), &node))
        g_array_append_val (nodes, node);
    }
  ids = g_array_new (FALSE, FALSE, sizeof (gint64));
  if (nodes->len >= questions[kind].least)
    found = answer (graph, kind, (const guint32 *) (gpointer) nodes->data, nodes->len, scope, length);
  for (guint i = 0; found != NULL && i < found->len; i++)
    g_array_append_val (ids, tg_graph_node (graph, g_array_index (found, guint32, i))->id);
  return ids;
}
