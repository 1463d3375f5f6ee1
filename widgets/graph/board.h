/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib-object.h>

#include "core/model/vocabulary.h"
#include "widgets/graph/board-filter.h"
#include "widgets/graph/board-series.h"
#include "widgets/graph/viewport.h"

G_BEGIN_DECLS

#define TG_BOARD_MAX_NODES 120000
#define TG_BOARD_MAX_EDGES 400000

/* What lies on the graph's table: nodes with their places and what the analyst did to them, relations between them. Main thread only.
 * Signals: "changed" after any change but that of places by the layout; "selection-changed";
 * "moment-changed" when it looks different though nothing that is saved does: at another moment, measured anew. */
#define TG_TYPE_BOARD (tg_board_get_type ())
G_DECLARE_FINAL_TYPE (TgBoard, tg_board, TG, BOARD, GObject)

/* How much of something is seen: greyed, it is faint, has no label and cannot be hit; gone, it only keeps its place. */
typedef enum { TG_VEIL_NONE, TG_VEIL_GREY, TG_VEIL_GONE } TgVeil;

typedef struct
{
  gint64       id;              /* the entity's row id; negative: a group of neighbours, tg_board_group_id(), or a bundle of nodes */
  TgEntityKind kind;
  const char  *label, *sublabel, *account;   /* NULL: "" */
  const char  *note;            /* the analyst's, tg_board_set_note(); NULL: "" */
  TgSeverity   severity;
  guint        findings;
  gint64       first, last;     /* TG_TIME_NONE */
  guint64      records;
  guint        unshown;         /* neighbours in the case that are not on the board: the "+n" badge */
  gint64       parent;          /* groups: whose neighbours they stand for; 0 */
  gint64       by;              /* the node whose expansion brought it, tg_board_set_brought(); 0 */
  guint        members;         /* groups and bundles: how many */
  guint        split;           /* groups: 1 + the TgGrouping of which they are a part, tg_board_set_part(); 0: all of a kind */
  const char  *part;            /* its value; NULL: "" */
  gint64       bundle;          /* the bundle the node is in; 0 */
  guint        colour;          /* bundles: 1 … TG_COMMUNITY_COLOURS; 0: none of its own */
  gboolean     closed;          /* bundles: drawn as one node in place of its members */
  gboolean     folded;          /* the board's own: a closed bundle stands for it; an open bundle, of which only the ground is drawn */
  double       x, y;
  gboolean     placed, pinned, hidden, selected, expanded;
  float        size;            /* the board's own: by what it is measured by, 0 … 1 */
  guint        community;       /* the board's own: 1 for the largest; 0: none, or not worked out */
  TgVeil       veil;            /* the board's own: what the filter and the moment make of it */
} TgBoardNode;

typedef struct
{
  gint64         id, source, target;
  TgRelationKind kind;
  guint64        count, failed, bytes;
  gint64         first, last;
} TgBoardEdge;

/* All edges of a pair of nodes: one drawn line. Of edges that are left out differently, those that are left out least are summed up. */
typedef struct
{
  guint32         a, b;         /* nodes' indices, a <= b */
  gboolean        forth, back;  /* some edge goes a -> b, b -> a */
  guint32         kinds;        /* bit set of TgRelationKind */
  TgRelationKind  kind;         /* of the most counted edge */
  guint           n_edges;
  guint64         count, failed, bytes;
  TgVeil          veil;
} TgBoardLink;

/* What the size of a disc says, beside how many neighbours a node has. */
typedef enum { TG_SIZE_NONE, TG_SIZE_DEGREE, TG_SIZE_WEIGHT, TG_SIZE_BETWEENNESS, TG_SIZE_N } TgBoardSize;
#define TG_COMMUNITY_COLOURS 10         /* smaller communities have none of their own */

typedef enum { TG_SELECT_SET, TG_SELECT_ADD, TG_SELECT_TOGGLE } TgSelectMode;

TgBoard *tg_board_new             (void);

/* Between begin and end signals are gathered. */
void     tg_board_begin           (TgBoard *self);
void     tg_board_end             (TgBoard *self);

/* Adds or brings up to date; texts are copied. Of a node already there, place, pin, hidden, selected, expanded and by stay. FALSE when full. */
gboolean tg_board_add_node        (TgBoard *self, const TgBoardNode *node);
/* FALSE when an end is missing or the board is full. */
gboolean tg_board_add_edge        (TgBoard *self, const TgBoardEdge *edge);
/* The group of the neighbours of parent that have this kind, with its edge; members 0 takes it away. Gives its id, 0 when it cannot be. */
gint64   tg_board_set_group       (TgBoard *self, gint64 parent, TgEntityKind kind, guint members);
gint64   tg_board_group_id        (gint64 parent, TgEntityKind kind);
/* Of the same a part: those neighbours which have this value under a TgGrouping. The group of the kind stands for the rest. */
gint64   tg_board_set_part        (TgBoard *self, gint64 parent, TgEntityKind kind, guint grouping, const char *part, guint members);
void     tg_board_remove          (TgBoard *self, const gint64 *ids, gsize n);     /* with their edges and groups */
void     tg_board_remove_edge     (TgBoard *self, gint64 id);
void     tg_board_clear           (TgBoard *self);

guint    tg_board_n_nodes         (TgBoard *self);
guint    tg_board_n_edges         (TgBoard *self);
guint    tg_board_n_hidden        (TgBoard *self);
guint    tg_board_n_selected      (TgBoard *self);
const TgBoardNode *tg_board_node  (TgBoard *self, guint index);       /* borrowed until the next change of nodes */
const TgBoardEdge *tg_board_edge  (TgBoard *self, guint index);
const TgBoardNode *tg_board_find  (TgBoard *self, gint64 id);         /* NULL */
gboolean tg_board_index           (TgBoard *self, gint64 id, guint *index);
const TgBoardLink *tg_board_links (TgBoard *self, guint *n);          /* borrowed until the next change of edges */
/* Indices of links at a node. */
const guint32 *tg_board_links_of  (TgBoard *self, guint index, guint *n);
guint    tg_board_degree          (TgBoard *self, guint index);
guint    tg_board_n_neighbours    (TgBoard *self, guint index);       /* of the node itself, bundles closed or not */
double   tg_board_radius          (TgBoard *self, guint index);       /* world units */
/* Grows when nodes, edges, pins or hidden flags change: what the layout depends on. */
guint    tg_board_get_topology    (TgBoard *self);

/* The topology that came with all its places by tg_board_from_json(): it is not to be laid out. */
guint    tg_board_get_laid_out    (TgBoard *self);

void     tg_board_place           (TgBoard *self, guint index, double x, double y);   /* no signal */
void     tg_board_places_changed  (TgBoard *self);                                     /* once they have come to rest: "changed" */
void     tg_board_unplace         (TgBoard *self);                                     /* all but pinned: laid out anew */
void     tg_board_set_pinned      (TgBoard *self, const gint64 *ids, gsize n, gboolean pinned);
void     tg_board_set_hidden      (TgBoard *self, const gint64 *ids, gsize n, gboolean hidden);   /* hidden nodes are no longer selected */
void     tg_board_show_all        (TgBoard *self);
void     tg_board_set_expanded    (TgBoard *self, gint64 id, gboolean expanded);
void     tg_board_set_brought     (TgBoard *self, const gint64 *ids, gsize n, gint64 by);   /* whose expansion brought these */

/* Hidden nodes are never selected. */
void     tg_board_select          (TgBoard *self, const gint64 *ids, gsize n, TgSelectMode mode);
void     tg_board_select_box      (TgBoard *self, const TgBox *box, TgSelectMode mode);
/* Within a closed polygon of n corners, world units; even and odd. */
void     tg_board_select_polygon  (TgBoard *self, const double *x, const double *y, guint n, TgSelectMode mode);
/* All that share an account with the selected; all that the selected are connected with, whatever lies between. */
void     tg_board_select_accounts (TgBoard *self);
void     tg_board_select_connected (TgBoard *self);
/* A board of the selected nodes, the relations among them, and nothing selected; owned. */
TgBoard *tg_board_copy_selection  (TgBoard *self);
/* Of the selected, with rims; FALSE when there are none. */
gboolean tg_board_selection_bounds (TgBoard *self, TgBox *box);
void     tg_board_select_kind     (TgBoard *self, TgEntityKind kind, TgSelectMode mode);
void     tg_board_select_neighbours (TgBoard *self);                  /* adds those of the selected */
void     tg_board_select_all      (TgBoard *self);
void     tg_board_select_none     (TgBoard *self);
void     tg_board_select_invert   (TgBoard *self);
GArray  *tg_board_get_selection   (TgBoard *self);                    /* gint64 ids, owned */

/* The topmost node at a world point, its radius times grow, with slack units around its rim; -1. */
int      tg_board_hit_node        (TgBoard *self, double x, double y, double grow, double slack);
int      tg_board_hit_link        (TgBoard *self, double x, double y, double slack);   /* -1 */
gboolean tg_board_bounds          (TgBoard *self, TgBox *box);        /* of what is not hidden, with rims; FALSE when nothing is */

/* What is left out, without moving anything; it is saved with the board. What the filter leaves out is not selected. NULL: nothing is. */
void     tg_board_set_filter      (TgBoard *self, const TgBoardFilter *filter);
const TgBoardFilter *tg_board_get_filter (TgBoard *self);                          /* borrowed until the next change of it */
guint    tg_board_n_veiled        (TgBoard *self, guint *edges);      /* nodes the filter leaves out that are not hidden, and edges */
TgVeil   tg_board_edge_veil       (TgBoard *self, guint index);       /* what the filter, the moment and its ends make of a relation */
void     tg_board_set_scope       (TgBoard *self, TgTimeRange scope); /* what TG_FILTER_SCOPE means; not saved */
/* What began later is gone, in looking back at how it came about; not saved. TG_TIME_NONE: all of it is there. */
void     tg_board_set_moment      (TgBoard *self, gint64 moment);
gint64   tg_board_get_moment      (TgBoard *self);
/* At a moment, relations without a record in this long before it are grey, and nodes that have no other; 0: what came to be stays. Not saved. */
void     tg_board_set_trail       (TgBoard *self, gint64 trail);
gint64   tg_board_get_trail       (TgBoard *self);
/* When its relations were active; where nothing is known of one, it was all the time from its first to its last. Not saved, gone with
 * tg_board_clear(). After a change: tg_board_series_changed(). */
TgBoardSeries *tg_board_get_series (TgBoard *self);                   /* borrowed */
void     tg_board_series_changed  (TgBoard *self);
/* Of a relation in the time that the filter and the moment leave: all of it without these. */
TgSums   tg_board_edge_sums       (TgBoard *self, guint index);
gboolean tg_board_span            (TgBoard *self, TgTimeRange *span); /* of its relations; FALSE when none has a time */
guint    tg_board_get_look        (TgBoard *self);                    /* grows with what is saved of its looks: filter, sizes, communities, notes */

/* What it wants to be measured by, saved with it; TgBoardMeasure works it out. */
void     tg_board_set_size        (TgBoard *self, TgBoardSize size);
TgBoardSize tg_board_get_size     (TgBoard *self);
void     tg_board_set_communities (TgBoard *self, gboolean communities);
gboolean tg_board_get_communities (TgBoard *self);
void     tg_board_select_community (TgBoard *self, guint community, TgSelectMode mode);

/* Bundles: nodes of the board put together under a name. Open, they stand on a ground of its colour; closed, one node stands for them.
 * A node is in one bundle at most; those of bundles that are put together come together; a bundle without members is gone. */
#define TG_BOARD_MAX_BUNDLES 4000
#define TG_BOARD_MAX_NOTE 4096  /* bytes */
static inline gboolean
tg_board_node_is_bundle (const TgBoardNode *node)
{
  return node->id < -(G_GINT64_CONSTANT (1) << 62);
}
/* Hidden, or in a closed bundle, or the node of an open one: not to be seen or hit. */
static inline gboolean
tg_board_node_is_away (const TgBoardNode *node)
{
  return node->hidden || node->folded;
}
/* An open bundle of these; its id, 0 when none of them is there or there are too many bundles. */
gint64   tg_board_bundle          (TgBoard *self, const char *name, guint colour, const gint64 *ids, gsize n);
void     tg_board_bundle_describe (TgBoard *self, gint64 id, const char *name, guint colour);
void     tg_board_bundle_close    (TgBoard *self, const gint64 *ids, gsize n, gboolean closed);    /* others than bundles are passed over */
void     tg_board_unbundle        (TgBoard *self, const gint64 *ids, gsize n);    /* bundles are dissolved, nodes leave theirs */
GArray  *tg_board_bundle_members  (TgBoard *self, gint64 id);         /* gint64, owned */
guint    tg_board_n_bundles       (TgBoard *self);
guint    tg_board_n_folded        (TgBoard *self);                    /* nodes for which a closed bundle stands */
/* What the analyst says of a node or a bundle; cut at TG_BOARD_MAX_NOTE, NULL or "" takes it away. */
void     tg_board_set_note        (TgBoard *self, gint64 id, const char *note);

/* The view belongs to the board, for it is saved with it. NULL view: not known. */
void     tg_board_set_view        (TgBoard *self, const TgViewport *view);
gboolean tg_board_get_view        (TgBoard *self, TgViewport *view);  /* its size: where it was looked at; 1 x 1: not known */

char    *tg_board_to_json         (TgBoard *self);                    /* owned */
/* Replaces everything. The text may come from elsewhere: size, depth, counts and numbers are bounded, what does not fit is left out.
 * FALSE with G_IO_ERROR_INVALID_DATA, the board untouched, when it is no board at all. */
gboolean tg_board_from_json       (TgBoard *self, const char *json, GError **error);

G_END_DECLS
