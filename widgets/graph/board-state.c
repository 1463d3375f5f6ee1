/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tg-widgets"

#include "widgets/graph/board-state.h"

#include <math.h>
#include <string.h>

#include "widgets/graph/board-private.h"

/* Three sequences, in the board's order: what a node is, where it is and what was done to it, and relations. Each is cut into chunks that
 * are shared between states. A chunk ends where the hash of an id says so: what comes or goes changes the chunk it is in, and the
 * chunks after it begin and end at the same items as before. */

#define CHUNK_MOST 2048
#define CHUNK_BITS 8            /* 1 in 2^8 ids ends one */

typedef struct { gint64 id, parent, by, bundle, first, last; guint64 records; char *label, *sublabel, *account, *note, *part;    /* GRefString; NULL: "" */
                 guint findings, unshown, members; guint8 kind, severity, split, colour; } Fact;
enum { PLACED = 1, PINNED = 2, HIDDEN = 4, SELECTED = 8, EXPANDED = 16, CLOSED = 32 };
#define GRAIN 1000              /* parts of a unit, as in a saved board; a place is within a million units */
typedef struct { gint32 x, y; guint8 flags; } Stand;

typedef struct
{
  gsize    size;
  guint    (*length) (TgBoard *board);
  gint64   (*id)     (TgBoard *board, guint i);
  gboolean (*same)   (TgBoard *board, guint i, gconstpointer item);
  gsize    (*make)   (TgBoard *board, guint i, gpointer item);      /* gives the bytes beside the item */
  void     (*clear)  (gpointer item);                               /* NULL */
} Kind;

typedef struct
{
  guint  refs, n;
  gint64 id;                    /* of its first */
  gsize  bytes, *total;
  const Kind *kind;
  guint8 items[] __attribute__ ((aligned (8)));
} Chunk;

enum { FACTS, STANDS, EDGES, N_SEQUENCES };

struct _TgBoardState
{
  GPtrArray     *chunks[N_SEQUENCES];
  guint          n[N_SEQUENCES];
  TgViewport     view;
  gboolean       has_view;
  TgBoardFilter *filter;
  TgBoardSize    size;
  gboolean       communities;
};

/* ---- what a node is ---- */

static gboolean
same_text (const char *own, const char *kept)
{
  return kept == NULL ? own == NULL || *own == '\0' : own != NULL && strcmp (own, kept) == 0;
}

static char *
keep_text (const char *text, gsize *bytes)
{
  if (text == NULL || *text == '\0')
    return NULL;
  *bytes += strlen (text) + 24;         /* and what a string costs beside it: counted in each chunk, though all share it */
  return g_ref_string_new_intern (text);
}

static guint
node_length (TgBoard *board)
{
  return board->nodes->len;
}

static gint64
node_id (TgBoard *board, guint i)
{
  return node_at (board, i)->node.id;
}

static gboolean
fact_same (TgBoard *board, guint i, gconstpointer item)
{
  const TgBoardNode *n = &node_at (board, i)->node;
  const Fact *f = item;
  const gboolean bundle = tg_board_node_is_bundle (n);         /* the sums of one are worked out */

  return n->id == f->id && n->parent == f->parent && n->by == f->by && n->bundle == f->bundle
         && (bundle || (n->first == f->first && n->last == f->last && n->records == f->records && n->members == f->members
                        && (guint8) n->kind == f->kind && (guint8) n->severity == f->severity))
         && n->findings == f->findings && n->unshown == f->unshown && (guint8) n->split == f->split && (guint8) n->colour == f->colour
         && same_text (n->label, f->label) && same_text (n->sublabel, f->sublabel) && same_text (n->account, f->account)
         && same_text (n->note, f->note) && same_text (n->part, f->part);
}

static gsize
fact_make (TgBoard *board, guint i, gpointer item)
{
  const TgBoardNode *n = &node_at (board, i)->node;
  gsize bytes = 0;

  *(Fact *) item = (Fact) { n->id, n->parent, n->by, n->bundle, n->first, n->last, n->records, keep_text (n->label, &bytes), keep_text (n->sublabel, &bytes),
                            keep_text (n->account, &bytes), keep_text (n->note, &bytes), keep_text (n->part, &bytes), n->findings, n->unshown, n->members,
                            (guint8) n->kind, (guint8) n->severity, (guint8) n->split, (guint8) n->colour };
  return bytes;
}

static void
fact_clear (gpointer item)
{
  Fact *f = item;

  g_clear_pointer (&f->label, g_ref_string_release);
  g_clear_pointer (&f->sublabel, g_ref_string_release);
  g_clear_pointer (&f->account, g_ref_string_release);
  g_clear_pointer (&f->note, g_ref_string_release);
  g_clear_pointer (&f->part, g_ref_string_release);
}

/* ---- where it is ---- */

static Stand
stand_of (const TgBoardNode *n)
{
  return (Stand) { (gint32) lround (n->x * GRAIN), (gint32) lround (n->y * GRAIN), (guint8) ((n->placed ? PLACED : 0) | (n->pinned ? PINNED : 0) | (n->hidden ? HIDDEN : 0)
                                                         | (n->selected ? SELECTED : 0) | (n->expanded ? EXPANDED : 0) | (n->closed ? CLOSED : 0)) };
}

static gboolean
stand_same (TgBoard *board, guint i, gconstpointer item)
{
  const Stand *s = item, now = stand_of (&node_at (board, i)->node);

  return s->flags == now.flags && s->x == now.x && s->y == now.y;
}

static gsize
stand_make (TgBoard *board, guint i, gpointer item)
{
  *(Stand *) item = stand_of (&node_at (board, i)->node);
  return 0;
}

/* ---- relations ---- */

static guint
edge_length (TgBoard *board)
{
  return board->edges->len;
}

static const TgBoardEdge *
edge_at (TgBoard *board, guint i)
{
  return g_ptr_array_index (board->edges, i);
}

static gint64
edge_id (TgBoard *board, guint i)
{
  return edge_at (board, i)->id;
}

static gboolean
edge_same (TgBoard *board, guint i, gconstpointer item)
{
  const TgBoardEdge *a = edge_at (board, i), *b = item;

  return a->id == b->id && a->source == b->source && a->target == b->target && a->kind == b->kind && a->count == b->count && a->failed == b->failed
         && a->bytes == b->bytes && a->first == b->first && a->last == b->last;
}

static gsize
edge_make (TgBoard *board, guint i, gpointer item)
{
  *(TgBoardEdge *) item = *edge_at (board, i);
  return 0;
}

static const Kind kinds[N_SEQUENCES] = {
  { sizeof (Fact), node_length, node_id, fact_same, fact_make, fact_clear },
  { sizeof (Stand), node_length, node_id, stand_same, stand_make, NULL },
  { sizeof (TgBoardEdge), edge_length, edge_id, edge_same, edge_make, NULL },
};

/* ---- chunks ---- */

static gpointer
item_at (Chunk *chunk, guint i)
{
  return chunk->items + i * chunk->kind->size;
}

static void
chunk_unref (gpointer data)
{
  Chunk *chunk = data;

  if (--chunk->refs > 0)
    return;
  for (guint i = 0; chunk->kind->clear != NULL && i < chunk->n; i++)
    chunk->kind->clear (item_at (chunk, i));
  *chunk->total -= chunk->bytes;
  g_free (chunk);
}

static Chunk *
chunk_new (TgBoard *board, const Kind *kind, guint from, guint n, gsize *total)
{
  Chunk *chunk = g_malloc0 (sizeof (Chunk) + n * kind->size);

  chunk->refs = 1;
  chunk->n = n;
  chunk->id = kind->id (board, from);
  chunk->kind = kind;
  chunk->bytes = sizeof (Chunk) + n * kind->size;
  chunk->total = total;
  for (guint i = 0; i < n; i++)
    chunk->bytes += kind->make (board, from + i, item_at (chunk, i));
  *total += chunk->bytes;
  return chunk;
}

static gboolean
chunk_same (TgBoard *board, Chunk *chunk, guint from, guint n)
{
  if (chunk->n != n)
    return FALSE;
  for (guint i = 0; i < n; i++)
    if (!chunk->kind->same (board, from + i, item_at (chunk, i)))
      return FALSE;
  return TRUE;
}

/* How many items from there on make a chunk. */
static guint
chunk_length (TgBoard *board, const Kind *kind, guint from, guint length)
{
  const guint most = MIN (length - from, CHUNK_MOST);

  for (guint i = 0; i < most; i++)
    if (((guint64) kind->id (board, from + i) * G_GUINT64_CONSTANT (0x9e3779b97f4a7c15)) >> (64 - CHUNK_BITS) == 0)
      return i + 1;
  return most;
}

static GPtrArray *
chunks_of (TgBoard *board, const Kind *kind, const GPtrArray *like, gsize *total)
{
  GPtrArray *chunks = g_ptr_array_new_with_free_func (chunk_unref);
  g_autoptr (GHashTable) by_id = g_hash_table_new (g_int64_hash, g_int64_equal);
  const guint length = kind->length (board);

  for (guint i = 0; like != NULL && i < like->len; i++)
    g_hash_table_insert (by_id, &((Chunk *) g_ptr_array_index (like, i))->id, g_ptr_array_index (like, i));
  for (guint from = 0, n; from < length; from += n)
    {
      const gint64 id = kind->id (board, from);
      Chunk *chunk = g_hash_table_lookup (by_id, &id);

      n = chunk_length (board, kind, from, length);
      if (chunk != NULL && chunk_same (board, chunk, from, n))
        chunk->refs++;
      else
        chunk = chunk_new (board, kind, from, n, total);
      g_ptr_array_add (chunks, chunk);
    }
  return chunks;
}

TgBoardState *
tg_board_state_take (TgBoard *board, const TgBoardState *like, gsize *bytes)
{
  TgBoardState *self = g_new0 (TgBoardState, 1);

  for (guint k = 0; k < N_SEQUENCES; k++)
    {
      self->chunks[k] = chunks_of (board, &kinds[k], like != NULL ? like->chunks[k] : NULL, bytes);
      self->n[k] = kinds[k].length (board);
    }
  self->view = board->view;
  self->has_view = board->has_view;
  self->filter = tg_board_filter_copy (board->filter);
  self->size = board->size;
  self->communities = board->communities;
  return self;
}

void
tg_board_state_free (TgBoardState *self)
{
  if (self == NULL)
    return;
  for (guint k = 0; k < N_SEQUENCES; k++)
    g_ptr_array_unref (self->chunks[k]);
  tg_board_filter_free (self->filter);
  g_free (self);
}

/* ---- back onto the board ---- */

/* Goes through the items of a sequence. */
typedef struct { const GPtrArray *chunks; guint chunk, item; } Walk;

static gpointer
next (Walk *walk)
{
  Chunk *chunk = g_ptr_array_index (walk->chunks, walk->chunk);
  gpointer item = item_at (chunk, walk->item++);

  if (walk->item == chunk->n)
    {
      walk->chunk++;
      walk->item = 0;
    }
  return item;
}

static void
put_text (const char **own, const char *kept)
{
  if (*own != NULL && same_text (*own, kept))
    return;
  g_free ((char *) *own);
  *own = g_strdup (kept != NULL ? kept : "");
}

static void
put_fact (TgBoardNode *n, const Fact *f)
{
  n->id = f->id;
  n->parent = f->parent;
  n->by = f->by;
  n->bundle = f->bundle;
  n->first = f->first;
  n->last = f->last;
  n->records = f->records;
  n->findings = f->findings;
  n->unshown = f->unshown;
  n->members = f->members;
  n->kind = (TgEntityKind) f->kind;
  n->severity = (TgSeverity) f->severity;
  n->split = f->split;
  n->colour = f->colour;
  put_text (&n->label, f->label);
  put_text (&n->sublabel, f->sublabel);
  put_text (&n->account, f->account);
  put_text (&n->note, f->note);
  put_text (&n->part, f->part);
}

static void
put_stand (TgBoardNode *n, const Stand *s)
{
  n->x = (double) s->x / GRAIN;
  n->y = (double) s->y / GRAIN;
  n->placed = (s->flags & PLACED) != 0;
  n->pinned = (s->flags & PINNED) != 0;
  n->hidden = (s->flags & HIDDEN) != 0;
  n->selected = (s->flags & SELECTED) != 0;
  n->expanded = (s->flags & EXPANDED) != 0;
  n->closed = (s->flags & CLOSED) != 0;
}

static void
put_nodes (const TgBoardState *self, TgBoard *board)
{
  GPtrArray *nodes = g_ptr_array_sized_new (self->n[FACTS]), *old = board->nodes;
  GHashTable *by_id = g_hash_table_new (g_int64_hash, g_int64_equal);
  Walk facts = { self->chunks[FACTS], 0, 0 }, stands = { self->chunks[STANDS], 0, 0 };
  GHashTableIter iter;
  gpointer gone;

  board->n_hidden = board->n_selected = board->n_bundles = 0;
  for (guint i = 0; i < self->n[FACTS]; i++)
    {
      const Fact *fact = next (&facts);
      Node *node = g_hash_table_lookup (board->by_id, &fact->id);

      if (node != NULL)
        g_hash_table_remove (board->by_id, &fact->id);
      else
        node = g_new0 (Node, 1);
      put_fact (&node->node, fact);
      put_stand (&node->node, next (&stands));
      node->index = i;
      g_ptr_array_add (nodes, node);
      g_hash_table_insert (by_id, &node->node.id, node);
      board->n_hidden += node->node.hidden;
      board->n_selected += node->node.selected;
      board->n_bundles += tg_board_node_is_bundle (&node->node);
    }
  g_hash_table_iter_init (&iter, board->by_id);
  while (g_hash_table_iter_next (&iter, NULL, &gone))
    _tg_board_node_free (gone);
  g_hash_table_unref (board->by_id);
  g_ptr_array_unref (old);
  board->nodes = nodes;
  board->by_id = by_id;
}

static gboolean
has_these_edges (const TgBoardState *self, TgBoard *board)
{
  Walk walk = { self->chunks[EDGES], 0, 0 };

  for (guint i = 0; i < MIN (self->n[EDGES], board->edges->len); i++)
    if (((const TgBoardEdge *) next (&walk))->id != edge_id (board, i))
      return FALSE;
  return self->n[EDGES] == board->edges->len;
}

static void
put_edges (const TgBoardState *self, TgBoard *board)
{
  Walk walk = { self->chunks[EDGES], 0, 0 };
  const gboolean these = has_these_edges (self, board);

  if (!these)
    {
      for (guint i = 0; i < board->edges->len; i++)
        g_free (g_ptr_array_index (board->edges, i));
      g_ptr_array_set_size (board->edges, 0);
      g_hash_table_remove_all (board->edge_by_id);
    }
  for (guint i = 0; i < self->n[EDGES]; i++)
    {
      TgBoardEdge *edge = these ? g_ptr_array_index (board->edges, i) : g_new (TgBoardEdge, 1);

      *edge = *(const TgBoardEdge *) next (&walk);
      if (these)
        continue;
      g_ptr_array_add (board->edges, edge);
      g_hash_table_insert (board->edge_by_id, &edge->id, edge);
    }
}

void
tg_board_state_put (const TgBoardState *self, TgBoard *board)
{
  tg_board_begin (board);
  put_nodes (self, board);
  put_edges (self, board);
  board->selection_changed = TRUE;
  board->view = self->view;
  board->has_view = self->has_view;
  _tg_board_bundled (board);            /* and with them, all that is worked out of nodes and edges */
  tg_board_set_filter (board, self->filter);
  tg_board_set_size (board, self->size);
  tg_board_set_communities (board, self->communities);
  _tg_board_fold (board);               /* what lies in a closed bundle needs no place of its own */
  _tg_board_set_laid_out (board);
  tg_board_end (board);
}
