/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tg-test"

#include "tests/ingest/likeness.h"

#include <string.h>

/* What the values of an event are here; NULL: the member is not there. */
typedef struct { const char *time, *id, *name, *identity, *parameters, *error, *more; } Event;

static const char session[] = "{\"type\":\"AssumedRole\",\"principalId\":\"AROAEXAMPLEROLE00001:deploy\",\"arn\":\"arn:aws:sts::111122223333:assumed-role/ci/deploy\","
  "\"accountId\":\"111122223333\",\"accessKeyId\":\"ASIAEXAMPLEKEY000001\",\"sessionContext\":{\"sessionIssuer\":{\"type\":\"Role\","
  "\"principalId\":\"AROAEXAMPLEROLE00001\",\"arn\":\"arn:aws:iam::111122223333:role/ci\",\"accountId\":\"111122223333\",\"userName\":\"ci\"},"
  "\"attributes\":{\"creationDate\":\"2025-03-01T08:00:00Z\",\"mfaAuthenticated\":\"false\"}}}";
static const char user[] = "{\"type\":\"IAMUser\",\"principalId\":\"AIDAEXAMPLEUSER00001\",\"arn\":\"arn:aws:iam::111122223333:user/alice\","
  "\"accountId\":\"111122223333\",\"userName\":\"alice\"}";

static char *
spell (const Event *event)
{
  return g_strdup_printf ("{\"eventVersion\":\"1.09\",\"userIdentity\":%s,\"eventTime\":\"%s\",\"eventSource\":\"s3.amazonaws.com\",\"eventName\":\"%s\","
    "\"awsRegion\":\"eu-west-1\",\"sourceIPAddress\":\"198.51.100.7\",\"userAgent\":\"aws-cli/2.15\",%s\"requestParameters\":%s,\"responseElements\":null,"
    "\"additionalEventData\":{\"bytesTransferredIn\":0,\"bytesTransferredOut\":482.0},\"requestID\":\"R-1\",\"eventID\":\"%s\",\"readOnly\":true,"
    "\"resources\":[{\"type\":\"AWS::S3::Object\",\"ARN\":\"arn:aws:s3:::b/k\"},{\"accountId\":\"111122223333\",\"type\":\"AWS::S3::Bucket\","
    "\"ARN\":\"arn:aws:s3:::b\"}],\"eventType\":\"AwsApiCall\",\"managementEvent\":false,\"recipientAccountId\":\"111122223333\","
    "\"eventCategory\":\"Data\",\"tlsDetails\":{\"tlsVersion\":\"TLSv1.3\",\"cipherSuite\":\"TLS_AES_128_GCM_SHA256\","
    "\"clientProvidedHostHeader\":\"b.s3.amazonaws.com\"}%s}",
    event->identity != NULL ? event->identity : session, event->time != NULL ? event->time : "2025-03-01T10:00:00Z",
    event->name != NULL ? event->name : "GetObject", event->error != NULL ? event->error : "",
    event->parameters != NULL ? event->parameters : "{\"bucketName\":\"b\",\"key\":\"k\"}", event->id != NULL ? event->id : "11111111-2222",
    event->more != NULL ? event->more : "");
}

static void
check (Likeness *likeness, Event event)
{
  g_autofree char *text = spell (&event);

  likeness_check (likeness, text, strlen (text));
}

static void
test_values (void)
{
  g_autoptr (Likeness) likeness = likeness_new ();

  check (likeness, (Event) { 0 });
  g_assert_cmpuint (likeness_known (likeness), ==, 0);
  check (likeness, (Event) { .time = "2025-03-01T10:00:59Z", .id = "x" });
  check (likeness, (Event) { .parameters = "{\"bucketName\":\"another\",\"key\":\"a/b/c\"}" });
  check (likeness, (Event) { .parameters = "{\"bucketName\":\"\",\"key\":\"\"}" });
  g_assert_cmpuint (likeness_known (likeness), ==, 3);
  /* another identity is read once, then known */
  check (likeness, (Event) { .identity = user });
  g_assert_cmpuint (likeness_known (likeness), ==, 3);
  check (likeness, (Event) { .identity = user, .id = "y" });
  check (likeness, (Event) { .identity = session, .id = "z" });
  g_assert_cmpuint (likeness_known (likeness), ==, 5);
  /* other calls, errors, structures */
  check (likeness, (Event) { .name = "PutObject" });
  check (likeness, (Event) { .name = "PutObject" });
  check (likeness, (Event) { .error = "\"errorCode\":\"AccessDenied\",\"errorMessage\":\"no\"," });
  check (likeness, (Event) { .error = "\"errorCode\":\"NoSuchKey\",\"errorMessage\":\"no such key\"," });
  g_assert_cmpuint (likeness_known (likeness), ==, 7);
  check (likeness, (Event) { .parameters = "{\"a\":[1,2,{\"b\":\"c\"},[true,null,\"d\"]],\"e\":{}}" });
  check (likeness, (Event) { .parameters = "{\"a\":[10,2.5,{\"b\":\"\"},[true,null,\"e\"]],\"e\":{}}" });
  check (likeness, (Event) { .parameters = "null" });
  check (likeness, (Event) { .parameters = "\"text\"" });
  check (likeness, (Event) { .parameters = "{\"instanceId\":[\"i-1\",\"i-2\"]}" });
  check (likeness, (Event) { .parameters = "{\"instanceId\":[\"i-3\",\"i-4\"]}" });
  g_assert_cmpuint (likeness_known (likeness), ==, 9);
}

/* What only looks like a known event. */
static void
test_refused (void)
{
  g_autoptr (Likeness) likeness = likeness_new ();

  check (likeness, (Event) { 0 });
  check (likeness, (Event) { .id = "" });
  check (likeness, (Event) { .time = "yesterday" });
  check (likeness, (Event) { .time = "" });
  check (likeness, (Event) { .id = "with \\\"quotes\\\"" });
  check (likeness, (Event) { .id = "caf\xc3\xa9" });
  check (likeness, (Event) { .id = "caf\xe9" });
  check (likeness, (Event) { .id = "line\nbreak" });
  check (likeness, (Event) { .more = ",\"eventID\":\"again\"" });
  check (likeness, (Event) { .more = ",\"@timestamp\":\"2025-03-01T10:00:00Z\"" });
  check (likeness, (Event) { .more = "}" });
  check (likeness, (Event) { .more = "," });
  check (likeness, (Event) { .error = "\"errorCode\":\"AccessDenied\"," });
  check (likeness, (Event) { .error = "\"errorCode\":\"\"," });
  check (likeness, (Event) { .error = "\"errorCode\":null," });
  check (likeness, (Event) { .error = "\"errorCode\":404," });
  check (likeness, (Event) { .name = "ConsoleLogin" });
  check (likeness, (Event) { .name = "ConsoleLogin" });
  check (likeness, (Event) { .identity = "null" });
  check (likeness, (Event) { .identity = "{}" });
  check (likeness, (Event) { .identity = "{\"type\":\"AssumedRole\"" });
  check (likeness, (Event) { .parameters = "{\"n\":1}" });
  check (likeness, (Event) { .parameters = "{\"n\":01}" });
  check (likeness, (Event) { .parameters = "{\"n\":1.}" });
  check (likeness, (Event) { .parameters = "{\"n\":1e5}" });
  check (likeness, (Event) { .parameters = "{\"n\":-1}" });
  g_assert_cmpuint (likeness_known (likeness), ==, 0);
}

/* Each byte of a known event replaced by bytes that mean something, left out, or doubled. */
static void
test_mutations (void)
{
  static const char bytes[] = "\"\\}{][,:0a \n\x01\x7f\xc3";
  g_autoptr (Likeness) likeness = likeness_new ();
  const Event event = { .error = "\"errorCode\":\"AccessDenied\",\"errorMessage\":\"denied\"," };
  g_autofree char *text = spell (&event);
  const gsize len = strlen (text);

  likeness_check (likeness, text, len);
  for (gsize i = 0; i < len; i++)
    {
      g_autofree char *copy = g_strdup (text);
      for (guint k = 0; k < sizeof bytes; k++)
        {
          copy[i] = bytes[k];
          likeness_check (likeness, copy, len);
        }
      g_autofree char *shorter = g_strdup_printf ("%.*s%s", (int) i, text, text + i + 1);
      g_autofree char *longer = g_strdup_printf ("%.*s%s", (int) i + 1, text, text + i);
      likeness_check (likeness, shorter, len - 1);
      likeness_check (likeness, longer, len + 1);
      likeness_check (likeness, text, i);
      likeness_check (likeness, text, len);
    }
  g_assert_cmpuint (likeness_known (likeness), >, 1000);
  g_assert_cmpuint (likeness_shared (likeness), >, 500);
}

/* Each file of the fixtures, line by line and as one text, twice. */
static void
test_fixtures (void)
{
  static const char * const folders[] = { "cloudtrail", "mapping", "json", "guardduty" };
  g_autoptr (Likeness) likeness = likeness_new ();

  for (guint i = 0; i < 2 * G_N_ELEMENTS (folders); i++)
    {
      g_autofree char *folder = g_test_build_filename (G_TEST_DIST, "fixtures", folders[i / 2], NULL);
      g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
      const char *name;
      g_assert_nonnull (dir);
      while ((name = g_dir_read_name (dir)) != NULL)
        {
          g_autofree char *path = g_build_filename (folder, name, NULL), *text = NULL;
          gsize len;
          if (!g_file_get_contents (path, &text, &len, NULL))
            continue;
          likeness_check (likeness, text, len);
          g_auto (GStrv) lines = g_strsplit (text, "\n", -1);
          for (guint k = 0; lines[k] != NULL; k++)
            likeness_check (likeness, lines[k], strlen (lines[k]));
        }
    }
}

/* More shapes and identities than may be remembered. */
static void
test_many (void)
{
  g_autoptr (Likeness) likeness = likeness_new ();

  for (guint i = 0; i < 6000; i++)
    {
      g_autofree char *name = g_strdup_printf ("Call%u", i % 3000), *parameters = g_strdup_printf ("{\"k%u\":\"%u\"}", i % 1500, i);
      g_autofree char *identity = g_strdup_printf ("{\"type\":\"IAMUser\",\"principalId\":\"AIDA%u\",\"userName\":\"%0900u\"}", i % 5000, i);
      check (likeness, (Event) { .name = name, .parameters = parameters, .identity = identity });
    }
  for (guint i = 0; i < 200; i++)
    {
      g_autofree char *identity = g_strdup_printf ("{\"type\":\"IAMUser\",\"principalId\":\"AIDA\",\"userName\":\"u%u\"}", i % 20);
      check (likeness, (Event) { .identity = identity });
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/ingest/shapes/values", test_values);
  g_test_add_func ("/ingest/shapes/refused", test_refused);
  g_test_add_func ("/ingest/shapes/mutations", test_mutations);
  g_test_add_func ("/ingest/shapes/fixtures", test_fixtures);
  g_test_add_func ("/ingest/shapes/many", test_many);
  return g_test_run ();
}
