/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tg-store"

#include "core/store/seen-private.h"

#include <string.h>

#include "core/base/memory.h"
#include "core/store/keyfilter-private.h"
#include "core/store/runs-private.h"

/* 3/4 of 2^22 places of 12 bytes */
gsize tg_seen_max = 3 * 1024 * 1024;

typedef struct { guint64 id; guint32 content; } Key;

struct _TgSeen
{
  sqlite3   *db;
  guint64   *ids;          /* 0: empty */
  guint32   *contents;
  gsize      mask, used;
  GArray    *pending;      /* Key: given, not committed */
  TgKeyFilter *filter;     /* keys that stand in the case only; NULL: none */
  TgRunFinder *finder;     /* of these */
  gint64     looked;       /* how many were looked up there, in each run */
  gint64     rows, runs;   /* that are there */
};

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

static gboolean
load_rows (gint64 *const *columns, gsize first, gsize last, gpointer data)
{
  TgSeen *seen = data;

  for (gsize i = first; i < last; i++)
    if (columns[0][i] == 0)
      continue;
    else if (seen->filter != NULL)
      tg_key_filter_add (seen->filter, (guint64) columns[0][i]);
    else
      table_add (seen, (guint64) columns[0][i], (guint32) columns[1][i]);
  return TRUE;
}

TgSeen *
tg_seen_new (sqlite3 *db, GError **error)
{
  TgSeen *seen = g_new0 (TgSeen, 1);

  seen->db = db;
  seen->pending = g_array_new (FALSE, FALSE, sizeof (Key));
  table_init (seen, 1 << 16);
  gboolean ok = tg_db_int (db, "SELECT ifnull(sum(n), 0) FROM run WHERE tbl = 5", &seen->rows, error)
                && tg_db_int (db, "SELECT count(DISTINCT run) FROM run WHERE tbl = 5", &seen->runs, error);
  if (ok && (guint64) seen->rows > tg_seen_max)
    seen->filter = tg_key_filter_new ();
  if (!ok || !tg_runs_scan (db, TG_RUN_SEEN, G_MININT64, G_MAXINT64, load_rows, seen, error))
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
  tg_key_filter_free (seen->filter);
  g_free (seen);
}

typedef struct { guint32 content; gboolean any, same, other; } Stored;

/* One more that is stored of the id. What came in a poorer form before its own is kept, flagged: it was counted, and cannot be taken back. */
static void
compare (Stored *stored, guint32 known)
{
  const TgRecordForm form = stored->content >> 30, before = known >> 30;

  stored->any = TRUE;
  stored->same = stored->same || known == stored->content;
  stored->other = stored->other || (form == before ? form < TG_FORM_EARLIER : form == TG_FORM_OWN);
}

static gboolean
look_rows (gint64 *const *columns, gsize first, gsize last, gpointer data)
{
  for (gsize i = first; i < last; i++)
    compare (data, (guint32) columns[1][i]);
  return TRUE;
}

static void
look_up (TgSeen *seen, guint64 id, Stored *stored)
{
  seen->looked++;
  if (seen->finder == NULL)
    seen->finder = tg_run_finder_new (seen->db, TG_RUN_SEEN, NULL);
  if (seen->finder != NULL)
    tg_run_finder_scan (seen->finder, (gint64) id, (gint64) id, look_rows, stored, NULL);
}

TgVerdict
tg_seen_add (TgSeen *seen, guint64 id, guint64 content, TgRecordForm form)
{
  const Key key = { id != 0 ? id : 1, tg_seen_fold (content, form) };
  Stored stored = { .content = key.content };

  for (gsize at = place_of (key.id, seen->mask); seen->ids[at] != 0; at = (at + 1) & seen->mask)
    if (seen->ids[at] == key.id)
      {
        compare (&stored, seen->contents[at]);
        if (stored.same)
          return TG_VERDICT_DUPLICATE;
      }
  /* an error here shows again at the next write */
  if (seen->filter != NULL && tg_key_filter_has (seen->filter, key.id))
    look_up (seen, key.id, &stored);
  if (stored.same || (stored.any && !stored.other))
    return TG_VERDICT_DUPLICATE;
  table_add (seen, key.id, key.content);
  g_array_append_val (seen->pending, key);
  return stored.any ? TG_VERDICT_CONFLICT : TG_VERDICT_STORE;
}

void
tg_seen_expect (const TgSeen *seen, guint64 id)
{
  const guint64 key = id != 0 ? id : 1;
  const gsize at = place_of (key, seen->mask);

  __builtin_prefetch (&seen->ids[at], 1);
  __builtin_prefetch (&seen->contents[at], 1);
  if (seen->filter != NULL)
    tg_key_filter_expect_has (seen->filter, key);
}

/* A look-up unpacks a block of each run: about 10 us. A merge takes 0.15 us a row. */
#define ROWS_A_LOOK 64

gboolean
tg_seen_looked (TgSeen *seen)
{
  if (seen->looked * seen->runs * ROWS_A_LOOK < seen->rows)
    return FALSE;
  seen->looked = 0;
  seen->runs = 1;
  return TRUE;
}

void
tg_seen_commit (TgSeen *seen, gsize n)
{
  g_array_remove_range (seen->pending, 0, MIN (n, seen->pending->len));
  seen->rows += n;
  seen->runs++;
  if (seen->used <= tg_seen_max)
    return;
  if (seen->filter == NULL)
    seen->filter = tg_key_filter_new ();
  for (gsize i = 0; i <= seen->mask; i++)
    {
      if (i + 2 * TG_SEEN_AHEAD <= seen->mask && seen->ids[i + 2 * TG_SEEN_AHEAD] != 0)
        tg_key_filter_expect_add (seen->filter, seen->ids[i + 2 * TG_SEEN_AHEAD]);
      if (seen->ids[i] != 0)
        tg_key_filter_add (seen->filter, seen->ids[i]);
    }
  g_free (seen->ids);
  g_free (seen->contents);
  table_init (seen, 1 << 16);
  for (guint i = 0; i < seen->pending->len; i++)
    {
      const Key *key = &g_array_index (seen->pending, Key, i);
      table_add (seen, key->id, key->content);
    }
}
