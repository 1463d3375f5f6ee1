/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "core/graph/grouping.h"

static void
assert_value (TgGrouping grouping, TgEntityKind kind, const char *key, const char *value)
{
  const TgEntityInfo info = { .kind = kind, .key = (char *) key, .name = (char *) key, .account = (char *) "111122223333", .type = (char *) "lambda:function" };
  g_autofree char *got = tg_grouping_value (grouping, &info);

  g_assert_cmpstr (got, ==, value);
}

static void
test_values (void)
{
  assert_value (TG_GROUPING_NETWORK, TG_ENTITY_IP, "198.51.100.77", "198.51.100.0/24");
  assert_value (TG_GROUPING_NETWORK, TG_ENTITY_IP, "2001:db8:1:2:3::4", "2001:db8:1:2::/64");
  assert_value (TG_GROUPING_NETWORK, TG_ENTITY_IP, "not an address", "");
  assert_value (TG_GROUPING_NETWORK, TG_ENTITY_ROLE, "198.51.100.77", "");
  assert_value (TG_GROUPING_ACCOUNT, TG_ENTITY_ROLE, "AROA", "111122223333");
  assert_value (TG_GROUPING_ACCOUNT, TG_ENTITY_ACCOUNT, "111122223333", "");
  assert_value (TG_GROUPING_TYPE, TG_ENTITY_RESOURCE, "x", "lambda:function");
  assert_value (TG_GROUPING_KIND, TG_ENTITY_IP, "x", "IP addresses");
  assert_value (TG_GROUPING_ROLE, TG_ENTITY_SESSION, "x", NULL);          /* by a relation */
  assert_value (TG_GROUPING_ROLE, TG_ENTITY_IP, "x", "");
}

static void
test_ids (void)
{
  for (int i = 0; i < TG_GROUPING_N; i++)
    {
      g_assert_cmpint (tg_grouping_from_id (tg_grouping_id (i)), ==, i);
      g_assert_nonnull (tg_grouping_title (i));
      g_assert_true ((tg_grouping_relations (i) != 0) == (tg_grouping_peer (i) != TG_ENTITY_NONE));
    }
  g_assert_cmpint (tg_grouping_from_id ("none"), ==, -1);
  g_assert_cmpint (tg_grouping_from_id (NULL), ==, -1);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/graph/grouping/values", test_values);
  g_test_add_func ("/graph/grouping/ids", test_ids);
  return g_test_run ();
}
