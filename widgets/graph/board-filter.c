/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tg-widgets"

#include "widgets/graph/board-filter.h"

TgBoardFilter *
tg_board_filter_new (void)
{
  TgBoardFilter *filter = g_new0 (TgBoardFilter, 1);

  filter->span = TG_TIME_ALL;
  return filter;
}

TgBoardFilter *
tg_board_filter_copy (const TgBoardFilter *filter)
{
  TgBoardFilter *copy = tg_board_filter_new ();

  if (filter == NULL)
    return copy;
  *copy = *filter;
  copy->accounts = NULL;
  for (guint i = 0; filter->accounts != NULL && i < filter->accounts->len; i++)
    tg_board_filter_set_account (copy, g_ptr_array_index (filter->accounts, i), FALSE);
  return copy;
}

void
tg_board_filter_free (TgBoardFilter *filter)
{
  if (filter == NULL)
    return;
  g_clear_pointer (&filter->accounts, g_ptr_array_unref);
  g_free (filter);
}

gboolean
tg_board_filter_has_account (const TgBoardFilter *filter, const char *account)
{
  for (guint i = 0; filter->accounts != NULL && i < filter->accounts->len; i++)
    if (g_str_equal (g_ptr_array_index (filter->accounts, i), account))
      return FALSE;
  return TRUE;
}

void
tg_board_filter_set_account (TgBoardFilter *filter, const char *account, gboolean shown)
{
  guint at;

  if (filter->accounts == NULL)
    filter->accounts = g_ptr_array_new_with_free_func (g_free);
  if (!shown && tg_board_filter_has_account (filter, account) && filter->accounts->len < TG_FILTER_MAX_ACCOUNTS)
    g_ptr_array_add (filter->accounts, g_strdup (account));
  else if (shown && g_ptr_array_find_with_equal_func (filter->accounts, account, g_str_equal, &at))
    g_ptr_array_remove_index (filter->accounts, at);
}

static gboolean
same_accounts (const TgBoardFilter *a, const TgBoardFilter *b)
{
  const guint n = a->accounts != NULL ? a->accounts->len : 0;

  if (n != (b->accounts != NULL ? b->accounts->len : 0))
    return FALSE;
  for (guint i = 0; i < n; i++)         /* none is there twice */
    if (tg_board_filter_has_account (b, g_ptr_array_index (a->accounts, i)))
      return FALSE;
  return TRUE;
}

gboolean
tg_board_filter_equal (const TgBoardFilter *a, const TgBoardFilter *b)
{
  return a->remove == b->remove && a->kinds == b->kinds && a->relations == b->relations && a->severity == b->severity && a->count == b->count
         && a->time == b->time && (a->time != TG_FILTER_SPAN || (a->span.from == b->span.from && a->span.to == b->span.to)) && same_accounts (a, b);
}

gboolean
tg_board_filter_of_edges (const TgBoardFilter *filter)
{
  return filter->relations != 0 || filter->count > 1 || filter->time != TG_FILTER_ANY_TIME;
}

gboolean
tg_board_filter_is_active (const TgBoardFilter *filter)
{
  return filter->kinds != 0 || filter->severity != TG_SEVERITY_NONE || (filter->accounts != NULL && filter->accounts->len > 0)
         || tg_board_filter_of_edges (filter);
}
