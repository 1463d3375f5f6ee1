/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tg-store"

#include "core/store/seen-private.h"

#include <stdlib.h>
#include <string.h>

#include "core/base/memory.h"
#include "core/store/keyfilter-private.h"
#include "core/store/runs-private.h"

/* With what two commits add it is 3/4 of 2^20 places of 12 bytes; with two or four times as many an import is no faster. */
gsize tg_seen_max = 2 * 256 * 1024;

/* A dozen keys ahead hide that each lies in a cache line of its own. */
#define AHEAD 12

typedef struct { guint64 id; guint32 content; } Key;
typedef struct { gint64 id; guint answers; } Asked;          /* the last of its answers; 1 is the first of all, 0 none */
typedef struct { guint before; guint32 content; } Answer;

struct _TgSeen
{
  sqlite3   *db;
  guint64   *ids;          /* 0: empty */
  guint32   *contents;
  gsize      mask, used;
  GArray    *pending;      /* Key: given, not committed */
  TgKeyFilter *filter;     /* keys that stand in the case only; NULL: none */
  TgRunFinder *finder;     /* of these */
  GArray    *asked;        /* Asked: keys of this call that the filter knows, in order, and what was found of them */
  GArray    *answers;      /* Answer */
  gint64     blocks;       /* that were read for look-ups */
  gint64     runs;         /* that are there */
  gint64     fresh;        /* rows of runs that were not merged yet: most of what merging would write */
};

static inline guint64
id_of (const TgSeenKey *key)
{
  return key->id != 0 ? key->id : 1;
}

guint32
tg_seen_fold (guint64 content, TgRecordForm form)
{
  return (guint32) form << 30 | ((guint32) (content ^ (content >> 32)) * 0x9e3779b1u >> 2);
}

static void
table_init (TgSeen *seen, gsize places)
{
  seen->mask = places - 1;
  seen->used = 0;
  seen->ids = g_new0 (guint64, places);
  seen->contents = g_new (guint32, places);
  tg_memory_large (seen->ids, places * sizeof (guint64));
  tg_memory_large (seen->contents, places * sizeof (guint32));
}

static inline gsize
place_of (guint64 id, gsize mask)
{
  return (id * G_GUINT64_CONSTANT (0x9e3779b97f4a7c15) >> 20) & mask;
}

static void
table_put (TgSeen *seen, guint64 id, guint32 content)
{
  gsize at = place_of (id, seen->mask);

  while (seen->ids[at] != 0)
    at = (at + 1) & seen->mask;
  seen->ids[at] = id;
  seen->contents[at] = content;
  seen->used++;
}

static void
table_add (TgSeen *seen, guint64 id, guint32 content)
{
  if (seen->used + 1 > seen->mask / 4 * 3)
    {
      g_autofree guint64 *ids = seen->ids;
      g_autofree guint32 *contents = seen->contents;
      const gsize places = seen->mask + 1;
      table_init (seen, places * 2);
      for (gsize i = 0; i < places; i++)
        if (ids[i] != 0)
          table_put (seen, ids[i], contents[i]);
    }
  table_put (seen, id, content);
}

/* 0: none. */
static void
filter_ids (TgKeyFilter *filter, const guint64 *ids, gsize n)
{
  for (gsize i = 0; i < n; i++)
    {
      if (i + 2 * AHEAD < n && ids[i + 2 * AHEAD] != 0)
        tg_key_filter_expect_add (filter, ids[i + 2 * AHEAD]);
      if (ids[i] != 0)
        tg_key_filter_add (filter, ids[i]);
    }
}

static gboolean
load_rows (gint64 *const *columns, gsize first, gsize last, gpointer data)
{
  TgSeen *seen = data;

  if (seen->filter != NULL)
    filter_ids (seen->filter, (const guint64 *) columns[0] + first, last - first);
  else
    for (gsize i = first; i < last; i++)
      if (columns[0][i] != 0)
        table_add (seen, (guint64) columns[0][i], (guint32) columns[1][i]);
  return TRUE;
}

/* All keys of the case, into the filter if there is one. */
static gboolean
load (TgSeen *seen, GError **error)
{
  return tg_runs_scan (seen->db, TG_RUN_SEEN, G_MININT64, G_MAXINT64, load_rows, seen, error);
}

TgSeen *
tg_seen_new (sqlite3 *db, GError **error)
{
  TgSeen *seen = g_new0 (TgSeen, 1);

  seen->db = db;
  seen->pending = g_array_new (FALSE, FALSE, sizeof (Key));
  seen->asked = g_array_new (FALSE, FALSE, sizeof (Asked));
  seen->answers = g_array_new (FALSE, FALSE, sizeof (Answer));
  table_init (seen, 1 << 16);
  /* a block that claims less than none is found damaged when it is read, but others are read before it */
  gboolean ok = tg_db_int (db, "SELECT ifnull(sum(max(n, 0)), 0) FROM run WHERE tbl = 5", &seen->fresh, error)
                && tg_db_int (db, "SELECT count(DISTINCT run) FROM run WHERE tbl = 5", &seen->runs, error);
  if (ok && (guint64) seen->fresh > tg_seen_max)
    seen->filter = tg_key_filter_new (seen->fresh);
  if (!ok || !load (seen, error))
    g_clear_pointer (&seen, tg_seen_free);
  return seen;
}

void
tg_seen_free (TgSeen *seen)
{
  if (seen == NULL)
    return;
  tg_run_finder_free (seen->finder);
  tg_db_close (seen->db);
  g_free (seen->ids);
  g_free (seen->contents);
  g_array_unref (seen->pending);
  g_array_unref (seen->asked);
  g_array_unref (seen->answers);
  tg_key_filter_free (seen->filter);
  g_free (seen);
}

typedef struct { guint32 content; gboolean any, same, other, own; } Stored;    /* own: in a form that is not retold */

/* One more that is stored of the id. */
static void
compare (Stored *stored, guint32 known)
{
  const TgRecordForm form = stored->content >> 30, before = known >> 30;

  stored->any = TRUE;
  stored->same = stored->same || known == stored->content;
  stored->own = stored->own || before != TG_FORM_RETOLD;
  stored->other = stored->other || (form == before ? form < TG_FORM_EARLIER : form == TG_FORM_OWN || before == TG_FORM_RETOLD);
}

/* --- what stands in the case only --- */

static gboolean
found (gsize key, gint64 *const *columns, gsize first, gsize last, gpointer data)
{
  TgSeen *seen = data;
  Asked *asked = &g_array_index (seen->asked, Asked, key);

  for (gsize i = first; i < last; i++)
    {
      const Answer answer = { asked->answers, (guint32) columns[1][i] };
      g_array_append_val (seen->answers, answer);
      asked->answers = seen->answers->len;
    }
  return TRUE;
}

static int
compare_asked (gconstpointer a, gconstpointer b)
{
  const gint64 x = ((const Asked *) a)->id, y = ((const Asked *) b)->id;

  return (x > y) - (x < y);
}

static void
drop_repeated (GArray *asked)
{
  guint n = 0;

  for (guint i = 0; i < asked->len; i++)
    if (i == 0 || g_array_index (asked, Asked, i).id != g_array_index (asked, Asked, n - 1).id)
      g_array_index (asked, Asked, n++) = g_array_index (asked, Asked, i);
  g_array_set_size (asked, n);
}

/* Asks the case for those of the keys it may have. */
static void
ask (TgSeen *seen, const TgSeenKey *keys, gsize n)
{
  g_array_set_size (seen->asked, 0);
  g_array_set_size (seen->answers, 0);
  if (seen->filter == NULL)
    return;
  for (gsize i = 0; i < n + AHEAD; i++)
    {
      if (i < n)
        tg_key_filter_expect_has (seen->filter, id_of (&keys[i]));
      if (i < AHEAD || !tg_key_filter_has (seen->filter, id_of (&keys[i - AHEAD])))
        continue;
      const Asked asked = { (gint64) id_of (&keys[i - AHEAD]), 0 };
      g_array_append_val (seen->asked, asked);
    }
  if (seen->asked->len == 0)
    return;
  g_array_sort (seen->asked, compare_asked);
  drop_repeated (seen->asked);
  if (seen->finder == NULL && (seen->finder = tg_run_finder_new (seen->db, TG_RUN_SEEN, NULL)) == NULL)
    return;
  /* an error here shows again at the next write */
  sqlite3_exec (seen->db, "BEGIN", NULL, NULL, NULL);
  seen->blocks += tg_run_finder_find (seen->finder, &g_array_index (seen->asked, Asked, 0).id, sizeof (Asked), seen->asked->len, found, seen);
  sqlite3_exec (seen->db, "COMMIT", NULL, NULL, NULL);
}

static void
compare_answers (TgSeen *seen, guint64 id, Stored *stored)
{
  const Asked key = { (gint64) id, 0 };
  const Asked *asked = bsearch (&key, seen->asked->data, seen->asked->len, sizeof (Asked), compare_asked);

  for (guint at = asked != NULL ? asked->answers : 0; at > 0; at = g_array_index (seen->answers, Answer, at - 1).before)
    compare (stored, g_array_index (seen->answers, Answer, at - 1).content);
}

/* --- all --- */

static TgVerdict
add (TgSeen *seen, guint64 id, guint32 content)
{
  const Key key = { id, content };
  Stored stored = { .content = content };

  for (gsize at = place_of (id, seen->mask); seen->ids[at] != 0; at = (at + 1) & seen->mask)
    if (seen->ids[at] == id)
      {
        compare (&stored, seen->contents[at]);
        if (stored.same)
          return TG_VERDICT_DUPLICATE;
      }
  if (seen->asked->len > 0)
    compare_answers (seen, id, &stored);
  if (stored.same || (stored.any && !stored.other))
    return TG_VERDICT_DUPLICATE;
  table_add (seen, id, content);
  g_array_append_val (seen->pending, key);
  if (!stored.any)
    return TG_VERDICT_STORE;
  return stored.own ? TG_VERDICT_CONFLICT : TG_VERDICT_REPLACES;
}

static void
expect (const TgSeen *seen, guint64 id)
{
  const gsize at = place_of (id, seen->mask);

  __builtin_prefetch (&seen->ids[at], 1);
  __builtin_prefetch (&seen->contents[at], 1);
}

void
tg_seen_add (TgSeen *seen, const TgSeenKey *keys, gsize n, guint8 *verdicts)
{
  ask (seen, keys, n);
  for (gsize i = 0; i < n + AHEAD; i++)
    {
      if (i < n)
        expect (seen, id_of (&keys[i]));
      if (i >= AHEAD)
        verdicts[i - AHEAD] = add (seen, id_of (&keys[i - AHEAD]), tg_seen_fold (keys[i - AHEAD].content, keys[i - AHEAD].form));
    }
}

/* To find a block and unpack it takes about 8 us, to merge a row 0.15 us. */
#define ROWS_A_BLOCK 50

gboolean
tg_seen_looked (const TgSeen *seen)
{
  return seen->runs > TG_RUNS_MAX && seen->blocks * ROWS_A_BLOCK >= seen->fresh;
}

void
tg_seen_merged (TgSeen *seen)
{
  seen->blocks = seen->fresh = 0;
  seen->runs = 1;
}

/* The filter takes any number from here on, and has to be told all keys again: those of the case. These are all but the pending ones. Whatever was given
 * and is no duplicate is pending, in the order in which it is written, until the commit that holds it is done; db is between two transactions
 * (ask() ends its own), so that it sees that commit; and who did the commit calls this, so there is no other. */
static gboolean
widen (TgSeen *seen, GError **error)
{
  tg_key_filter_widen (seen->filter);
  if (!load (seen, error))
    return FALSE;
  tg_key_filter_whole (seen->filter);
  /* from here on some keys are looked up in vain, each in every run: these are to be few before that is noticed by what it costs */
  seen->blocks = MAX (seen->blocks, seen->fresh);
  return TRUE;
}

gboolean
tg_seen_commit (TgSeen *seen, gsize n, GError **error)
{
  gboolean ok = TRUE;

  g_array_remove_range (seen->pending, 0, MIN (n, seen->pending->len));
  seen->fresh += n;
  seen->runs += n > 0;
  if (seen->used <= tg_seen_max)
    return TRUE;
  if (seen->filter == NULL)
    seen->filter = tg_key_filter_new (0);
  if (tg_key_filter_takes (seen->filter, seen->used))
    filter_ids (seen->filter, seen->ids, seen->mask + 1);
  else
    ok = widen (seen, error);
  memset (seen->ids, 0, (seen->mask + 1) * sizeof (guint64));
  seen->used = 0;
  for (guint i = 0; i < seen->pending->len; i++)
    {
      const Key *key = &g_array_index (seen->pending, Key, i);
      table_add (seen, key->id, key->content);
    }
  return ok;
}
