/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tg-test"

#include "core/base/net.h"

static void
test_parse (void)
{
  static const struct { const char *text, *canonical; } rows[] = {
    { "10.0.0.1", "10.0.0.1" }, { "010.000.000.001", "10.0.0.1" }, { "0010.0000.0000.0001", "10.0.0.1" }, { "255.255.255.255", "255.255.255.255" },
    { "::", "::" }, { "::1", "::1" }, { "2001:DB8:0:0:0:0:0:1", "2001:db8::1" }, { "::ffff:192.0.2.5", "192.0.2.5" },
    { "fe80::1:2:3:4", "fe80::1:2:3:4" }, { "2001:0db8:0000:0000:0001:0000:0000:0001", "2001:db8::1:0:0:1" },
  };
  static const char * const bad[] = { "", "1", "1.2.3", "1.2.3.4.5", "1.2.3.", ".1.2.3", "1..2.3", "256.1.1.1", "1.2.3.4 ", "1.2.3.x", "00001.2.3.4",
                                      "10.0.*.*", ":", ":::", "1:2", "12345::", "fe80::1%eth0", "[::1]", "ec2.amazonaws.com", "AWS Internal",
                                      "2001:db8::1/32", "0000:0000:0000:0000:0000:0000:0000:0000:0000:0000" };
  TgIp ip;
  char text[46];

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_assert_true (tg_ip_parse (tg_span_str (rows[i].text), &ip));
      g_assert_cmpstr (tg_ip_format (&ip, text), ==, rows[i].canonical);
    }
  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    if (tg_ip_parse (tg_span_str (bad[i]), &ip))
      g_error ("parsed: %s", bad[i]);
  g_assert_false (tg_ip_parse (TG_SPAN_NONE, &ip));
  g_assert_false (tg_ip_parse (tg_span ("::1\0", 4), &ip));
}

static void
test_reach (void)
{
  static const struct { const char *text; gboolean private, public; } rows[] = {
    { "8.8.8.8", FALSE, TRUE }, { "10.255.0.1", TRUE, FALSE }, { "172.15.0.1", FALSE, TRUE }, { "172.16.0.1", TRUE, FALSE },
    { "172.31.255.255", TRUE, FALSE }, { "172.32.0.0", FALSE, TRUE }, { "192.168.1.1", TRUE, FALSE }, { "100.64.0.1", TRUE, FALSE },
    { "100.128.0.1", FALSE, TRUE }, { "169.254.169.254", TRUE, FALSE }, { "127.0.0.1", FALSE, FALSE }, { "0.0.0.0", FALSE, FALSE },
    { "224.0.0.1", FALSE, FALSE }, { "255.255.255.255", FALSE, FALSE }, { "198.51.100.7", FALSE, FALSE }, { "203.0.113.9", FALSE, FALSE },
    { "::1", FALSE, FALSE }, { "fe80::1", TRUE, FALSE }, { "fd00::1", TRUE, FALSE }, { "2001:db8::1", FALSE, FALSE },
    { "2606:4700::1111", FALSE, TRUE }, { "ff02::1", FALSE, FALSE }, { "::ffff:10.0.0.1", TRUE, FALSE },
  };
  TgIp ip;

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_assert_true (tg_ip_parse (tg_span_str (rows[i].text), &ip));
      if (tg_ip_is_private (&ip) != rows[i].private || tg_ip_is_public (&ip) != rows[i].public)
        g_error ("%s", rows[i].text);
    }
}

static void
test_cidr (void)
{
  static const struct { const char *cidr, *in, *out; } rows[] = {
    { "10.0.0.0/8", "10.255.255.255", "11.0.0.0" }, { "10.1.2.3/8", "10.9.9.9", "9.255.255.255" }, { "10.0.*.*", "10.0.255.1", "10.1.0.0" },
    { "192.0.2.*", "192.0.2.77", "192.0.3.0" }, { "1.2.3.4/32", "1.2.3.4", "1.2.3.5" }, { "1.2.3.4/31", "1.2.3.5", "1.2.3.6" },
    { "0.0.0.0/0", "255.1.2.3", "::1" }, { "2001:db8::/32", "2001:db8:ffff::1", "2001:db9::" }, { "2001:db8::/33", "2001:db8:7fff::", "2001:db8:8000::" },
    { "::/0", "8.8.8.8", NULL }, { "::1/128", "::1", "::2" }, { "::ffff:10.0.0.0/104", "10.1.1.1", "11.1.1.1" }, { "010.000.000.000/08", "10.0.0.1", "11.0.0.1" },
  };
  static const char * const bad[] = { "", "/", "/8", "10.0.0.0/", "10.0.0.0/33", "10.0.0.0/-1", "::/129", "10.0.0.0", "10.*", "10.*.0.*", "*.0.0.0",
                                      "10.0.0/8", "10.0.*.*/16", "10.0.0.0/8/8", "10.0.0.0/99999999999999999999" };
  TgCidr cidr;
  TgIp ip;

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_assert_true (tg_cidr_parse (tg_span_str (rows[i].cidr), &cidr));
      g_assert_true (tg_ip_parse (tg_span_str (rows[i].in), &ip));
      g_assert_true (tg_cidr_contains (&cidr, &ip));
      if (rows[i].out == NULL)
        continue;
      g_assert_true (tg_ip_parse (tg_span_str (rows[i].out), &ip));
      g_assert_false (tg_cidr_contains (&cidr, &ip));
    }
  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    if (tg_cidr_parse (tg_span_str (bad[i]), &cidr))
      g_error ("parsed: %s", bad[i]);
  g_assert_false (tg_cidr_parse (TG_SPAN_NONE, &cidr));
}

static void
test_arn (void)
{
  TgArn arn;

  g_assert_true (tg_arn_parse (TG_SPAN ("arn:aws:iam::111122223333:user/eng/Alice"), &arn));
  g_assert_true (tg_span_is (arn.partition, "aws") && tg_span_is (arn.service, "iam") && tg_span_is (arn.region, ""));
  g_assert_true (tg_span_is (arn.account, "111122223333") && tg_span_is (arn.resource, "user/eng/Alice"));
  g_assert_true (tg_span_is (arn.type, "user") && tg_span_is (arn.id, "eng/Alice") && tg_span_is (arn.name, "Alice"));
  g_assert_true (tg_arn_parse (TG_SPAN ("arn:aws-cn:lambda:cn-north-1:111122223333:function:f:3"), &arn));
  g_assert_true (tg_span_is (arn.type, "function") && tg_span_is (arn.id, "f:3") && tg_span_is (arn.name, "f:3"));
  g_assert_true (tg_arn_parse (TG_SPAN ("arn:aws:s3:::bucket/a/b.txt"), &arn));
  g_assert_true (tg_span_is (arn.type, "bucket") && tg_span_is (arn.id, "a/b.txt") && tg_span_is (arn.name, "b.txt"));
  g_assert_true (tg_arn_parse (TG_SPAN ("arn:aws:sns:us-east-1:111122223333:topic"), &arn));
  g_assert_null (arn.type.str);
  g_assert_true (tg_span_is (arn.id, "topic") && tg_span_is (arn.name, "topic"));
  g_assert_true (tg_arn_parse (TG_SPAN ("arn:aws:iam::111122223333:root"), &arn));
  g_assert_true (tg_span_is (arn.resource, "root"));
  static const char * const bad[] = { "", "arn", "arn:", "arn:aws", "arn:aws:iam", "arn:aws:iam::", "arn:aws:iam::1", "arn:aws:iam::1:", "arn:aws:::1:x",
                                      "ARN:aws:iam::1:root", "xarn:aws:iam::1:root", "AROAEXAMPLE:session" };
  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    if (tg_arn_parse (tg_span_str (bad[i]), &arn))
      g_error ("parsed: %s", bad[i]);
  g_assert_false (tg_arn_parse (TG_SPAN_NONE, &arn));
  g_assert_false (tg_arn_parse (tg_span ("arn:aws:iam::1:root", 14), &arn));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/base/net/parse", test_parse);
  g_test_add_func ("/base/net/reach", test_reach);
  g_test_add_func ("/base/net/cidr", test_cidr);
  g_test_add_func ("/base/net/arn", test_arn);
  return g_test_run ();
}
