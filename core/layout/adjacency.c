/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tg-layout"

#include "core/layout/adjacency.h"

/* Sorted by peer and then by node, both stably, so every list comes out ascending in linear time: the first pass lays the ends by node in
 * the order of the peers, which is what a transposition of a compressed matrix does. */
static void
transpose (guint32 n, const guint32 *start, const guint32 *list, const float *weight, guint32 *to_list, float *to_weight)
{
  g_autofree guint32 *at = g_memdup2 (start, ((gsize) n + 1) * sizeof (guint32));

  for (guint32 i = 0; i < n; i++)
    for (guint32 k = start[i]; k < start[i + 1]; k++)
      {
        guint32 slot = at[list[k]]++;
        to_list[slot] = i;
        to_weight[slot] = weight[k];
      }
}

/* Parallel edges become one; in place. */
static void
merge (TgAdjacency *adjacency, guint32 n)
{
  guint32 out = 0, from = 0;

  for (guint32 i = 0; i < n; i++)
    {
      guint32 to = adjacency->start[i + 1], first = out;
      for (guint32 k = from; k < to; k++)
        {
          if (out > first && adjacency->list[out - 1] == adjacency->list[k])
            {
              adjacency->weight[out - 1] += adjacency->weight[k];
              continue;
            }
          adjacency->list[out] = adjacency->list[k];
          adjacency->weight[out++] = adjacency->weight[k];
        }
      from = to;
      adjacency->start[i + 1] = out;
    }
}

static inline gboolean
counts (guint32 n, guint32 s, guint32 t)
{
  return s != t && s < n && t < n;
}

void
tg_adjacency_init (TgAdjacency *adjacency, guint32 n, guint32 n_edges, const guint32 *source, const guint32 *target, const float *weight)
{
  gsize ends = 0;

  adjacency->start = g_new0 (guint32, (gsize) n + 2);
  for (guint32 e = 0; e < n_edges; e++)
    if (counts (n, source[e], target[e]))
      {
        adjacency->start[source[e] + 1]++;
        adjacency->start[target[e] + 1]++;
        ends += 2;
      }
  /* more than half of 2³² edges do not fit in memory either */
  g_assert (ends <= G_MAXUINT32);
  for (guint32 i = 0; i < n; i++)
    adjacency->start[i + 1] += adjacency->start[i];

  g_autofree guint32 *list = g_new (guint32, MAX (ends, 1));
  g_autofree float *beside = g_new (float, MAX (ends, 1));
  g_autofree guint32 *at = g_memdup2 (adjacency->start, ((gsize) n + 1) * sizeof (guint32));
  for (guint32 e = 0; e < n_edges; e++)
    {
      guint32 s = source[e], t = target[e];
      if (!counts (n, s, t))
        continue;
      float w = weight != NULL ? weight[e] : 1;
      list[at[s]] = t;
      beside[at[s]++] = w;
      list[at[t]] = s;
      beside[at[t]++] = w;
    }
  adjacency->list = g_new (guint32, MAX (ends, 1));
  adjacency->weight = g_new (float, MAX (ends, 1));
  /* every edge stands in it both ways, so the transposed is the same again, but sorted */
  transpose (n, adjacency->start, list, beside, adjacency->list, adjacency->weight);
  merge (adjacency, n);
  if (weight == NULL)
    g_clear_pointer (&adjacency->weight, g_free);
}

void
tg_adjacency_clear (TgAdjacency *adjacency)
{
  g_clear_pointer (&adjacency->start, g_free);
  g_clear_pointer (&adjacency->list, g_free);
  g_clear_pointer (&adjacency->weight, g_free);
}
