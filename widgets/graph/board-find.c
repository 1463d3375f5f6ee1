/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tg-widgets"

#include "widgets/graph/board-find.h"

#include <glib/gi18n.h>
#include <string.h>

#define WORDS_MAX 8
#define TEXT_MAX 512

typedef struct { GStrv words; gboolean ascii; } Needle;

static gboolean
is_ascii (const char *text)
{
  for (; *text != '\0'; text++)
    if ((guchar) *text >= 0x80)
      return FALSE;
  return TRUE;
}

/* In ASCII nearly always, where nothing has to be folded. */
static const char *
find_word (const char *text, const char *word, gboolean ascii)
{
  if (text == NULL)
    return NULL;
  if (ascii)
    {
      const gsize n = strlen (word);

      for (; *text != '\0'; text++)
        if (g_ascii_tolower (*text) == word[0] && g_ascii_strncasecmp (text, word, n) == 0)
          return text;
      return NULL;
    }
  g_autofree char *folded = g_utf8_validate (text, -1, NULL) ? g_utf8_casefold (text, -1) : NULL;
  return folded != NULL && strstr (folded, word) != NULL ? text : NULL;
}

static gboolean
holds (const TgBoardNode *node, const char *word, gboolean ascii)
{
  const char *kind = tg_entity_kind_title (node->kind);
  char id[32];

  if (find_word (node->label, word, ascii) != NULL || find_word (node->sublabel, word, ascii) != NULL || find_word (node->account, word, ascii) != NULL
      || find_word (node->note, word, ascii) != NULL)
    return TRUE;
  if (kind != NULL && (find_word (_(kind), word, ascii) != NULL || find_word (tg_entity_kind_id (node->kind), word, ascii) != NULL))
    return TRUE;
  g_snprintf (id, sizeof id, "%" G_GINT64_FORMAT, node->id);
  return node->id > 0 && g_str_equal (id, word);
}

/* 0: not at all; else the more the better. */
static guint
quality (const TgBoardNode *node, const Needle *needle, GHashTable *also)
{
  for (guint i = 0; needle->words[i] != NULL; i++)
    if (!holds (node, needle->words[i], needle->ascii))
      return g_hash_table_contains (also, &node->id) ? 1 : 0;
  const char *first = needle->words[0];
  if (needle->words[1] == NULL && g_ascii_strcasecmp (node->label, first) == 0)
    return 4;
  if (g_ascii_strncasecmp (node->label, first, strlen (first)) == 0)
    return 3;
  return find_word (node->label, first, needle->ascii) != NULL ? 2 : 1;
}

static void
needle_init (Needle *needle, const char *text)
{
  g_autofree char *bounded = g_utf8_substring (text, 0, MIN (g_utf8_strlen (text, -1), TEXT_MAX));
  g_autofree char *folded = g_utf8_casefold (bounded, -1);
  g_auto (GStrv) parts = g_strsplit (folded, " ", -1);
  guint n = 0;

  needle->words = g_new0 (char *, WORDS_MAX + 1);
  for (guint i = 0; parts[i] != NULL && n < WORDS_MAX; i++)
    if (parts[i][0] != '\0')
      needle->words[n++] = g_strdup (parts[i]);
  needle->ascii = is_ascii (folded);
}

TgBoardMatches *
tg_board_matches (TgBoard *board, const char *text, const GArray *also)
{
  g_return_val_if_fail (TG_IS_BOARD (board) && text != NULL, NULL);

  TgBoardMatches *matches = g_new0 (TgBoardMatches, 1);
  g_autoptr (GHashTable) known = g_hash_table_new (g_int64_hash, g_int64_equal);
  const guint n = tg_board_n_nodes (board);
  g_autofree guint8 *good = g_new0 (guint8, n + 1);
  Needle needle;

  matches->ids = g_array_new (FALSE, FALSE, sizeof (gint64));
  if (!g_utf8_validate (text, -1, NULL))
    return matches;
  needle_init (&needle, text);
  for (guint i = 0; also != NULL && i < also->len; i++)
    g_hash_table_add (known, &g_array_index (also, gint64, i));
  for (guint i = 0; needle.words[0] != NULL && i < n; i++)
    {
      const TgBoardNode *node = tg_board_node (board, i);

      good[i] = (guint8) quality (node, &needle, known);
      if (good[i] == 0 || (!tg_board_node_is_away (node) && node->veil == TG_VEIL_NONE))
        continue;
      matches->unseen++;
      good[i] = 0;
    }
  for (guint wanted = 4; wanted > 0; wanted--)
    for (guint i = 0; i < n; i++)
      if (good[i] == wanted)
        g_array_append_val (matches->ids, tg_board_node (board, i)->id);
  g_strfreev (needle.words);
  return matches;
}

void
tg_board_matches_free (TgBoardMatches *matches)
{
  if (matches == NULL)
    return;
  g_array_unref (matches->ids);
  g_free (matches);
}
