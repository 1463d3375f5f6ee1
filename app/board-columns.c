/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tg-app"

#include "app/board-columns.h"

#include <glib/gi18n.h>

#include "app/cells.h"
#include "app/format.h"

#define SHOWN_CHARS 200
#define PLAIN_CHARS 4096

/* ---- what cells say ---- */

static char *
line (const char *text, TgTextFor what)
{
  return tg_format_line (text != NULL ? text : "", what == TG_TEXT_PLAIN ? PLAIN_CHARS : SHOWN_CHARS);
}

static char *
number (guint64 n, TgTextFor what)
{
  return what == TG_TEXT_PLAIN ? g_strdup_printf ("%" G_GUINT64_FORMAT, n) : tg_format_count (n);
}

static char *
moment (gint64 t, TgTextFor what)
{
  char buffer[40];

  return what == TG_TEXT_PLAIN ? g_strdup (tg_time_format (t, buffer)) : tg_format_time (t);
}

/* What keeps it from being seen as it is, or where it is. */
static const char *
state_word (TgBoard *board, TgVeil veil, gboolean hidden, gboolean pinned)
{
  static const char * const words[3][2][2] = {
    { { "", N_("pinned") }, { N_("hidden"), N_("hidden, pinned") } },
    { { N_("filtered out"), N_("filtered out, pinned") }, { N_("hidden, filtered out"), N_("hidden, filtered out, pinned") } },
    { { N_("not at this time"), N_("not at this time, pinned") }, { N_("hidden, not at this time"), N_("hidden, not at this time, pinned") } },
  };
  const char *word = words[veil == TG_VEIL_NONE ? 0 : tg_board_get_moment (board) == TG_TIME_NONE ? 1 : 2][hidden ? 1 : 0][pinned ? 1 : 0];

  return word[0] != '\0' ? _(word) : word;
}

#define NODE(name) \
  static gint64 key_##name (TgBoard *board, guint i) { return (gint64) MIN ((guint64) tg_board_node (board, i)->name, G_MAXINT64); } \
  static char *text_##name (TgBoard *board, guint i, TgTextFor what) { return number (tg_board_node (board, i)->name, what); }
NODE (findings)
NODE (records)
#undef NODE

#define EDGE(name) \
  static gint64 edge_key_##name (TgBoard *board, guint i) { return (gint64) MIN (tg_board_edge_sums (board, i).name, G_MAXINT64); } \
  static char *edge_text_##name (TgBoard *board, guint i, TgTextFor what) { return number (tg_board_edge_sums (board, i).name, what); }
EDGE (count)
EDGE (failed)
#undef EDGE

#define TIME(name) \
  static gint64 key_##name (TgBoard *board, guint i) { return tg_board_node (board, i)->name; } \
  static char *text_##name (TgBoard *board, guint i, TgTextFor what) { return moment (tg_board_node (board, i)->name, what); } \
  static gint64 edge_key_##name (TgBoard *board, guint i) { return tg_board_edge (board, i)->name; } \
  static char *edge_text_##name (TgBoard *board, guint i, TgTextFor what) { return moment (tg_board_edge (board, i)->name, what); }
TIME (first)
TIME (last)
#undef TIME

#define WORD(name, value) \
  static const char *word_##name (TgBoard *board, guint i) { return (value); } \
  static char *text_##name (TgBoard *board, guint i, TgTextFor what) { return line (word_##name (board, i), what); }

static const char *
end_label (TgBoard *board, gint64 id)
{
  const TgBoardNode *node = tg_board_find (board, id);

  return node != NULL && node->label != NULL ? node->label : "";
}

static const char *
relation_title (TgRelationKind kind)
{
  const char *title = kind != TG_RELATION_NONE ? tg_relation_kind_title (kind) : NULL;

  return title != NULL ? _(title) : _("stands for");            /* of a group */
}

static const char *
node_state (TgBoard *board, const TgBoardNode *node)
{
  if (node->folded && node->bundle != 0)
    return _("in a closed group");
  return state_word (board, node->veil, node->hidden, node->pinned);
}

static const char *
kind_word (const TgBoardNode *node)
{
  return tg_board_node_is_bundle (node) ? _("Group") : tg_kind_title (node->kind);
}

static const char *
group_word (TgBoard *board, const TgBoardNode *node)
{
  return node->bundle != 0 ? end_label (board, node->bundle) : "";
}

static const char *
edge_state (TgBoard *board, guint i)
{
  const TgBoardEdge *edge = tg_board_edge (board, i);
  const TgBoardNode *source = tg_board_find (board, edge->source), *target = tg_board_find (board, edge->target);

  return state_word (board, tg_board_edge_veil (board, i), (source != NULL && source->hidden) || (target != NULL && target->hidden), FALSE);
}

WORD (kind, kind_word (tg_board_node (board, i)))
WORD (group, group_word (board, tg_board_node (board, i)))
WORD (note, tg_board_node (board, i)->note)
WORD (name, tg_board_node (board, i)->label)
WORD (account, tg_board_node (board, i)->account)
WORD (state, node_state (board, tg_board_node (board, i)))
WORD (from, end_label (board, tg_board_edge (board, i)->source))
WORD (relation, relation_title (tg_board_edge (board, i)->kind))
WORD (to, end_label (board, tg_board_edge (board, i)->target))
WORD (edge_state, edge_state (board, i))
#undef WORD

static gint64
key_severity (TgBoard *board, guint i)
{
  return tg_board_node (board, i)->severity;
}

static char *
text_severity (TgBoard *board, guint i, TgTextFor what)
{
  const TgSeverity severity = tg_board_node (board, i)->severity;
  const char *title = severity != TG_SEVERITY_NONE ? tg_severity_title (severity) : NULL;

  return g_strdup (title != NULL ? _(title) : "");
}

static gint64
key_degree (TgBoard *board, guint i)
{
  return tg_board_n_neighbours (board, i);
}

static char *
text_degree (TgBoard *board, guint i, TgTextFor what)
{
  return number (tg_board_n_neighbours (board, i), what);
}

static gint64
edge_key_bytes (TgBoard *board, guint i)
{
  return (gint64) MIN (tg_board_edge_sums (board, i).bytes, G_MAXINT64);
}

static char *
edge_text_bytes (TgBoard *board, guint i, TgTextFor what)
{
  const guint64 bytes = tg_board_edge_sums (board, i).bytes;

  return what == TG_TEXT_PLAIN ? number (bytes, what) : tg_format_bytes (bytes);
}

static const TgBoardColumn node_columns[] = {
  { .title = N_("Kind"), .icon = TRUE, .chars = 13, .text = text_kind, .word = word_kind },
  { .title = N_("Name"), .expand = TRUE, .chars = 24, .text = text_name, .word = word_name },
  { .title = N_("Account"), .chars = 13, .text = text_account, .word = word_account },
  { .title = N_("Severity"), .chip = TRUE, .text = text_severity, .key = key_severity },
  { .title = N_("Findings"), .numeric = TRUE, .text = text_findings, .key = key_findings },
  { .title = N_("Records"), .numeric = TRUE, .text = text_records, .key = key_records },
  { .title = N_("First"), .text = text_first, .key = key_first },
  { .title = N_("Last"), .text = text_last, .key = key_last },
  { .title = N_("Relations"), .numeric = TRUE, .text = text_degree, .key = key_degree },
  { .title = N_("State"), .chars = 14, .text = text_state, .word = word_state },
  { .title = N_("Group"), .chars = 12, .text = text_group, .word = word_group },
  { .title = N_("Note"), .chars = 16, .text = text_note, .word = word_note },
};

static const TgBoardColumn edge_columns[] = {
  { .title = N_("From"), .expand = TRUE, .chars = 22, .text = text_from, .word = word_from },
  { .title = N_("Relation"), .chars = 15, .text = text_relation, .word = word_relation },
  { .title = N_("To"), .expand = TRUE, .chars = 22, .text = text_to, .word = word_to },
  { .title = N_("Count"), .numeric = TRUE, .text = edge_text_count, .key = edge_key_count },
  { .title = N_("Failed"), .numeric = TRUE, .text = edge_text_failed, .key = edge_key_failed },
  { .title = N_("Bytes"), .numeric = TRUE, .text = edge_text_bytes, .key = edge_key_bytes },
  { .title = N_("First"), .text = edge_text_first, .key = edge_key_first },
  { .title = N_("Last"), .text = edge_text_last, .key = edge_key_last },
  { .title = N_("State"), .chars = 14, .text = text_edge_state, .word = word_edge_state },
};

const TgBoardColumn *
tg_board_columns (TgBoardTable table, guint *n)
{
  *n = table == TG_BOARD_NODES ? G_N_ELEMENTS (node_columns) : G_N_ELEMENTS (edge_columns);
  return table == TG_BOARD_NODES ? node_columns : edge_columns;
}

guint
tg_board_table_length (TgBoard *board, TgBoardTable table)
{
  return table == TG_BOARD_NODES ? tg_board_n_nodes (board) : tg_board_n_edges (board);
}

gint64
tg_board_table_id (TgBoard *board, TgBoardTable table, guint index)
{
  return table == TG_BOARD_NODES ? tg_board_node (board, index)->id : tg_board_edge (board, index)->id;
}

/* ---- sorting ---- */

typedef struct { char *collate; const char *word; } Word;
typedef struct { gint64 key; guint32 index; } Key;

static int
compare_words (gconstpointer a, gconstpointer b)
{
  return strcmp (((const Word *) a)->collate, ((const Word *) b)->collate);
}

/* Words are compared once each, not once a comparison of rows: the relations of a board have few ends. */
static void
rank_words (TgBoard *board, const TgBoardColumn *column, Key *keys, guint n)
{
  g_autoptr (GHashTable) ranks = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr (GArray) words = g_array_new (FALSE, FALSE, sizeof (Word));

  for (guint i = 0; i < n; i++)
    {
      const char *word = column->word (board, i);
      const Word entry = { NULL, word != NULL ? word : "" };

      if (g_hash_table_add (ranks, (gpointer) entry.word))
        g_array_append_val (words, entry);
    }
  for (guint i = 0; i < words->len; i++)
    g_array_index (words, Word, i).collate = g_utf8_collate_key (g_array_index (words, Word, i).word, -1);
  g_array_sort (words, compare_words);
  for (guint i = 0; i < words->len; i++)
    {
      g_hash_table_insert (ranks, (gpointer) g_array_index (words, Word, i).word, GUINT_TO_POINTER (i));
      g_free (g_array_index (words, Word, i).collate);
    }
  for (guint i = 0; i < n; i++)
    {
      const char *word = column->word (board, i);

      keys[i].key = GPOINTER_TO_UINT (g_hash_table_lookup (ranks, word != NULL ? word : ""));
    }
}

static int
compare_keys (gconstpointer a, gconstpointer b, gpointer descending)
{
  const Key *left = a, *right = b;

  if (left->key != right->key)
    return (left->key < right->key) == (descending == NULL) ? -1 : 1;
  return tg_compare (left->index, right->index);
}

guint32 *
tg_board_table_sort (TgBoard *board, TgBoardTable table, int column, gboolean descending)
{
  const guint n = tg_board_table_length (board, table);
  guint32 *order = g_new (guint32, n + 1);
  guint n_columns;
  const TgBoardColumn *columns = tg_board_columns (table, &n_columns);

  for (guint i = 0; i < n; i++)
    order[i] = i;
  if (column < 0 || (guint) column >= n_columns)
    return order;
  g_autofree Key *keys = g_new (Key, n + 1);
  for (guint i = 0; i < n; i++)
    keys[i] = (Key) { columns[column].key != NULL ? columns[column].key (board, i) : 0, i };
  if (columns[column].word != NULL)
    rank_words (board, &columns[column], keys, n);
  g_qsort_with_data (keys, (gint) n, sizeof *keys, compare_keys, descending ? keys : NULL);
  for (guint i = 0; i < n; i++)
    order[i] = keys[i].index;
  return order;
}

/* ---- as text ---- */

/* OWASP, "CSV Injection": what begins like this is a formula to a spreadsheet. */
static gboolean
is_formula (const char *cell)
{
  return cell[0] != '\0' && strchr ("=+-@\t\r", cell[0]) != NULL;
}

/* RFC 4180 for commas; between tabs nothing is quoted, for no cell has a tab or a line break. */
static void
append_cell (GString *out, const char *cell, TgSeparate how)
{
  const gboolean quoted = how == TG_SEPARATE_COMMAS && strpbrk (cell, "\",\r\n") != NULL;

  if (quoted)
    g_string_append_c (out, '"');
  if (is_formula (cell))
    g_string_append_c (out, '\'');
  for (const char *p = cell; *p != '\0'; p++)
    {
      if (quoted && *p == '"')
        g_string_append_c (out, '"');
      g_string_append_c (out, *p);
    }
  if (quoted)
    g_string_append_c (out, '"');
}

char *
tg_board_table_text (TgBoard *board, TgBoardTable table, const guint32 *indices, guint n, TgSeparate how)
{
  GString *out = g_string_new (NULL);
  const char *separator = how == TG_SEPARATE_COMMAS ? "," : "\t", *end = how == TG_SEPARATE_COMMAS ? "\r\n" : "\n";
  guint n_columns;
  const TgBoardColumn *columns = tg_board_columns (table, &n_columns);

  for (guint c = 0; c < n_columns; c++)
    {
      append_cell (out, _(columns[c].title), how);
      g_string_append (out, c + 1 < n_columns ? separator : end);
    }
  for (guint i = 0; i < n; i++)
    for (guint c = 0; c < n_columns; c++)
      {
        g_autofree char *cell = columns[c].text (board, indices[i], TG_TEXT_PLAIN);

        append_cell (out, cell, how);
        g_string_append (out, c + 1 < n_columns ? separator : end);
      }
  return g_string_free (out, FALSE);
}
