/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tg-test"

#include "tests/ingest/flows.h"

#include <string.h>

/* Well-formed lines of flow logs are read in one pass (core/ingest/flowline.c); whatever the text is, this must come to what each line
 * comes to alone. */

#define V2 "version account-id interface-id srcaddr dstaddr srcport dstport protocol packets bytes start end action log-status\n"
#define V5 "version account-id interface-id srcaddr dstaddr srcport dstport protocol packets bytes start end action log-status vpc-id subnet-id " \
           "instance-id tcp-flags type pkt-srcaddr pkt-dstaddr region az-id flow-direction\n"
#define ROW2 "2 111122223333 eni-0a1b2c3d4e5f60718 10.0.0.1 192.0.2.10 443 50123 6 10 8400 1742544000 1742544060 ACCEPT OK"
#define ROW5 "5 111122223333 eni-0a1b2c3d4e5f60718 10.0.0.1 192.0.2.10 443 50123 6 10 8400 1742544000 1742544060 ACCEPT OK " \
             "vpc-e2f1b5a463c4ecd6b subnet-ff323eafee92ea81d i-c20033a10a7ff6e83 19 IPv4 10.0.0.1 192.0.2.10 eu-west-1 euw1-az1 egress"

static void
test_fixtures (void)
{
  g_autofree char *folder = g_build_filename (g_getenv ("TG_FIXTURES"), "vpcflow", NULL);
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;
  guint records = 0;

  while ((name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (folder, name, NULL), *text = NULL;
      gsize len;
      g_assert_true (g_file_get_contents (path, &text, &len, NULL));
      records += flows_compare (text, len);
      /* and cut anywhere */
      for (gsize n = 0; n < len; n += 13)
        flows_compare (text, n);
    }
  g_assert_cmpuint (records, >, 15);
}

static void
test_odd_rows (void)
{
  static const struct { const char *text; guint records; } rows[] = {
    { V2 ROW2 "\n" ROW2 "\n" ROW2, 3 },
    { V2 ROW2 "\r\n" ROW2 "\r\n", 2 },
    { V2 ROW2 "\r\r\n" ROW2 " \n" " " ROW2 "\n" "\t" ROW2 "\t\n", 4 },
    { V2 "\n\n" ROW2 "\n\r\n" ROW2 "\n\n", 2 },
    { ROW2 "\n" ROW2 "\n" ROW2 "\n", 3 },
    { ROW2 "\n" ROW5 "\n" ROW2 "\n", 2 },
    { V2 ROW2 "\n" V5 ROW5 "\n" ROW5 "\n" ROW2 "\n" V2 ROW2 "\n", 5 },
    /* each of a shape that does not fit, or just does */
    { V2 "2 1 e 10.0.0.1 10.0.0.2 1 2 6 9223372036854775807 9223372036854775808 1 2 ACCEPT OK\n", 0 },
    { V2 "2 1 e 10.0.0.1 10.0.0.2 1 2 6 9223372036854775807 00000000000000000001 1 2 ACCEPT OK\n", 0 },
    { V2 "2 1 e 10.0.0.1 10.0.0.2 1 2 6 9223372036854775807 0000000000000000001 1 2 ACCEPT OK\n", 1 },
    { V2 "2 1 e 10.0.0.1 10.0.0.2 1 2 6 1 -1 1 2 ACCEPT OK\n" ROW2 "\n", 1 },
    { V2 "2 1 e 10.0.0.1 10.0.0.2 1 2 6 1 1: 1 2 ACCEPT OK\n" ROW2 "\n", 1 },
    { V2 "2 1 e 10.0.0.1 10.0.0.2 1 2 6 1 1/ 1 2 ACCEPT OK\n" ROW2 "\n", 1 },
    { V2 "2 1 e 10.0 10.0.0.2 1 2 6 1 1 1 2 ACCEPT OK\n" V2 "2 1 e 10..0 10.0.0.2 1 2 6 1 1 1 2 ACCEPT OK\n", 1 },
    { V2 "2 1 e 2001:db8::1 2001:0db8:0000:0000:0000:0000:0000:0001 1 2 6 1 1 1 2 ACCEPT OK\n" V2 "2 1 e 1:2:g 1::2 1 2 6 1 1 1 2 ACCEPT OK\n", 1 },
    { V2 "2 1 e 255.255.255.2551 1.2.3.4 1 2 6 1 1 1 2 REJECT OK\n" "2 1 e 1.1 1.2.3.4 1 2 6 1 1 1 2 REJECT OK\n", 1 },
    { V2 "2 unknown eni-1 - - - - - - - 1742544000 1742544060 - NODATA\n" "2 unknown eni-1 - - - - - - - 1742544000 1742544060 - SKIPDATA\n", 2 },
    { "2 unknown eni-1 - - - - - - - 1742544000 1742544060 - NODATA\n" "- unknown eni-1 - - - - - - - 1742544000 1742544060 - NODATA\n", 1 },
    { ROW2 "\n" "22 111122223333 eni-1 10.0.0.1 192.0.2.10 443 50123 6 10 8400 1742544000 1742544060 ACCEPT OK\n", 1 },
    { ROW2 "\n" "2 1x eni-1 10.0.0.1 192.0.2.10 443 50123 6 10 8400 1742544000 1742544060 ACCEPT OK\n", 1 },
    { ROW2 "\n" "2 1 en-1 10.0.0.1 192.0.2.10 443 50123 6 10 8400 1742544000 1742544060 ACCEPT OK\n", 1 },
    { V2 "2 1 e 1.2.3.4 1.2.3.4 1 2 6 1 1 1742544000123 2 ACCEPT OK\n" "2 1 e 1.2.3.4 1.2.3.4 1 2 6 1 1 1742544000123456 2 ACCEPT OK\n"
      "2 1 e 1.2.3.4 1.2.3.4 1 2 6 1 1 17425440001234567 1742544060 ACCEPT OK\n" "2 1 e 1.2.3.4 1.2.3.4 1 2 6 1 1 - 1742544060 ACCEPT OK\n", 4 },
    { V2 "2 1 e 1.2.3.4 1.2.3.4 1 2 6 1 1 1 2 REJECT OK\n" "2 1 e 1.2.3.4 1.2.3.4 1 2 6 1 1 1 2 Reject OK\n" "2 1 e 1.2.3.4 1.2.3.4 1 2 6 1 1 1 2 REJECT ok\n", 1 },
    { V2 "2\1 1 e 1.2.3.4 1.2.3.4 1 2 6 1 1 1 2 REJECT OK\n" "2 1 e\1 1.2.3.4 1.2.3.4 1 2 6 1 1 1 2 REJECT OK\n", 1 },
    { V2 "2 1 e\r1.2.3.4 1.2.3.4 1 2 6 1 1 1 2 REJECT OK\n" "2\t1\te\t1.2.3.4\t1.2.3.4\t1\t2\t6\t1\t1\t1\t2\tREJECT\tOK\n", 2 },
    /* columns twice, unknown ones, none with a number */
    { "start start end end version mystery action action\n" "1 2 3 4 5 x REJECT ACCEPT\n" "- - 3 4 5 x ACCEPT REJECT\n", 2 },
    { "interface-id vpc-id region srcaddr\n" "eni-1 vpc-1 eu-west-1 1.2.3.4\n" "eni-1 vpc-1 region action\n" "eni-2 vpc-1 eu-west-1 1.2.3.5\n", 2 },
    { "interface-id bytes region srcaddr\n" "eni-1 1 eu-west-1 1.2.3.4\n" "eni-1 - eu-west-1 1.2.3.4\n" "eni-2 7 eu-west-1 1.2.3.5\n", 3 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      const guint n = flows_compare (rows[i].text, strlen (rows[i].text));
      if (n != rows[i].records)
        g_test_message ("row %u: %u records, not %u", i, n, rows[i].records);
      g_assert_cmpuint (n, ==, rows[i].records);
    }
}

static void
add_number (GString *text, GRand *rand, guint digits)
{
  for (guint n = g_rand_int_range (rand, 1, digits + 1); n > 0; n--)
    g_string_append_c (text, '0' + g_rand_int_range (rand, 0, 10));
}

static void
add_address (GString *text, GRand *rand)
{
  if (g_rand_int_range (rand, 0, 10) == 0)
    g_string_append_printf (text, "2001:db8::%x:%x", g_rand_int_range (rand, 0, 65536), g_rand_int_range (rand, 0, 65536));
  else
    g_string_append_printf (text, "%d.%d.%d.%d", g_rand_int_range (rand, 0, 256), g_rand_int_range (rand, 0, 256), g_rand_int_range (rand, 0, 3),
                            g_rand_int_range (rand, 0, 2));
}

static void
add_row (GString *text, GRand *rand, gboolean five)
{
  static const char * const ends[] = { "\n", "\n", "\n", "\n", "\n", "\n", "\r\n", " \n" };
  const int interface = g_rand_int_range (rand, 0, 60);

  g_string_append_printf (text, "%d 111122223333 eni-%017x ", five ? 5 : 2, interface);
  add_address (text, rand);
  g_string_append_c (text, ' ');
  add_address (text, rand);
  for (guint i = 0; i < 5; i++)
    {
      g_string_append_c (text, ' ');
      add_number (text, rand, i < 2 ? 5 : i == 2 ? 2 : 18);
    }
  g_string_append_printf (text, " 17425%05d 17425%05d %s %s", g_rand_int_range (rand, 0, 99999), g_rand_int_range (rand, 0, 99999),
                          g_rand_boolean (rand) ? "ACCEPT" : "REJECT", g_rand_int_range (rand, 0, 9) > 0 ? "OK" : "SKIPDATA");
  if (five)
    {
      g_string_append_printf (text, " vpc-e2f1b5a463c4ecd6b subnet-%d i-%x %d IPv4 ", interface % 3, interface, g_rand_int_range (rand, 0, 64));
      add_address (text, rand);
      g_string_append_printf (text, " - eu-west-1 euw1-az%d %s", interface % 3, g_rand_boolean (rand) ? "egress" : "ingress");
    }
  g_string_append (text, ends[g_rand_int_range (rand, 0, G_N_ELEMENTS (ends))]);
}

static void
mutate (GString *text, GRand *rand)
{
  static const char marks[] = " \t\r\n-.:0129/ACEROKaf\0\x01\x7f\x80\xff$";

  for (guint n = g_rand_int_range (rand, 0, 4); n > 0 && text->len > 1; n--)
    {
      const gsize at = g_rand_int_range (rand, 0, text->len), len = g_rand_int_range (rand, 1, 20);
      switch (g_rand_int_range (rand, 0, 4))
        {
        case 0:  g_string_erase (text, at, MIN (len, text->len - at)); break;
        case 1:  g_string_insert_c (text, at, marks[g_rand_int_range (rand, 0, sizeof marks - 1)]); break;
        default: text->str[at] = marks[g_rand_int_range (rand, 0, sizeof marks - 1)]; break;
        }
    }
}

static void
test_mutations (void)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (20);
  const guint rounds = g_test_thorough () ? 100000 : 4000;
  guint records = 0;

  for (guint i = 0; i < rounds; i++)
    {
      g_autoptr (GString) text = g_string_new (NULL);
      const gboolean five = g_rand_boolean (rand);
      if (five || g_rand_boolean (rand))
        g_string_append (text, five ? V5 : V2);
      for (guint k = g_rand_int_range (rand, 1, 40); k > 0; k--)
        add_row (text, rand, five);
      mutate (text, rand);
      records += flows_compare (text->str, text->len);
    }
  g_assert_cmpuint (records, >, 10 * rounds);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/flows/fixtures", test_fixtures);
  g_test_add_func ("/flows/odd-rows", test_odd_rows);
  g_test_add_func ("/flows/mutations", test_mutations);
  return g_test_run ();
}
